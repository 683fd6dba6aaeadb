"""Things that fold: the code behind a result, and boxes with the class "dropdown".

Both are `<details>`, so that they open by keyboard and without any script.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from compassion_course.site.mime import CourseWidgetNode

#: A cell with this tag shows its code; every other one folds it, because the readers are not programmers.
SHOW_CODE = "tag_show-input"
PROMPT = "The code behind this"


class FoldingNode(nodes.General, nodes.Element):
    """A box that the reader opens."""


class FoldBoxes(SphinxPostTransform):
    """Turn boxes with the class "dropdown" into `<details>`, and put code below its result."""

    default_priority = 200  # MyST-NB has wrapped the code of cells at 199

    def run(self, **kwargs: Any) -> None:
        """Rewrite the document's boxes and cells."""
        for code in list(self.document.findall(HideCodeCellNode)):
            cell = code.parent
            cell.remove(code)
            cell.append(code)
        for box in list(self.document.findall(nodes.Element)):
            if "dropdown" not in box["classes"] or not issubclass(type(box), nodes.Admonition):
                continue
            title = next((child for child in box.children if isinstance(child, nodes.title)), None)
            heading = title.astext() if title is not None else type(box).__name__.capitalize()
            fold = FoldingNode(
                "", prompt_show=heading, classes=["admonition", "fold"], ids=box.get("ids", [])
            )
            fold.extend(child for child in box.children if child is not title)
            box.replace_self(fold)


def fold_code(app: Sphinx, doctree: nodes.document) -> None:
    """Mark every cell's code as folded unless its tags say otherwise; leave out the mere call of a widget."""
    for cell in list(doctree.findall(nodes.container)):
        if cell.get("nb_element") != "cell_code" or SHOW_CODE in cell["classes"]:
            continue
        source = next((child for child in cell.children if _is_source(child)), None)
        if source is not None and "\n" not in source.astext().strip() and any(cell.findall(CourseWidgetNode)):
            # "Check(...)" tells a reader nothing that the question below it does not
            cell.remove(source)
            continue
        mode = cell.get("hide_mode")
        cell["hide_mode"] = {None: "input", "": "input", "output": "input+output"}.get(mode, mode)
        cell["prompt_show"] = cell["prompt_hide"] = PROMPT


def _is_source(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Element) and node.get("nb_element") == "cell_code_source"


def visit_fold(translator: HTML5Translator, node: FoldingNode | HideCodeCellNode) -> None:
    """Open the fold; its summary is the only name it has."""
    if isinstance(node, FoldingNode):
        start = translator.starttag(node, "details", "")
    else:
        start = '<details class="code">'
    translator.body.append(f"{start}\n<summary>{translator.encode(node['prompt_show'])}</summary>\n")


def depart_fold(translator: HTML5Translator, node: nodes.Element) -> None:
    """Close it."""
    translator.body.append("</details>\n")
