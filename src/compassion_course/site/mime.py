"""How a widget's output becomes a piece of the page.

A cell that shows one of our widgets leaves a bundle: what Jupyter needs, `text/html` with the widget's
words and tables, and the mime type below with its class, key and traits. The renderer here puts the last
into the document as a node; `MergeFallbacks` (run before MyST-NB chooses among the bundle's types) joins
the words to it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from myst_nb.core.render import MimeData, NbElementRenderer
    from sphinx.writers.html5 import HTML5Translator

MIME_TYPE = "application/vnd.compassion-course.widget+json"
JUPYTER_VIEW = "application/vnd.jupyter.widget-view+json"
HTML = "text/html"

#: Classes whose committed output names only the exercise; the page's traits are made when the book is built.
RESOLVED_AT_BUILD = "ExerciseSheet"

logger = logging.getLogger(__name__)


class CourseWidgetNode(nodes.General, nodes.Element):
    """One widget: `widget` (class), `key`, `traits` (JSON text) and `fallback` (HTML)."""


class CourseWidgetRenderer:
    """MyST-NB's entry point for our mime type (`myst_nb.mime_renderers`)."""

    mime_priority_overrides: ClassVar[Sequence[tuple[str, str, int | None]]] = [("*", MIME_TYPE, 1)]

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Make the node, or leave any other type to MyST-NB."""
        if inline or data.mime_type != MIME_TYPE:
            return None
        content: Any = data.content
        spec = content if isinstance(content, dict) else json.loads(data.string)
        return [
            CourseWidgetNode(
                "", widget=spec["widget"], key=spec["key"], traits=as_json(spec["traits"]), fallback=""
            )
        ]


class MergeFallbacks(SphinxPostTransform):
    """Give each widget node its words, and report widgets that are not ours."""

    default_priority = 3  # MyST-NB picks one type of each bundle at 4 and drops the others

    def run(self, **kwargs: Any) -> None:
        """Walk the document's output bundles."""
        for bundle in list(self.document.findall(nodes.container)):
            if bundle.get("nb_element") != "mime_bundle":
                continue
            widget = next(iter(bundle.findall(CourseWidgetNode)), None)
            types = {child.get("mime_type") for child in bundle.children if isinstance(child, nodes.Element)}
            if widget is None:
                if JUPYTER_VIEW in types:
                    logger.warning("a Jupyter widget that is not one of the course's own", location=bundle)
                continue
            if widget["widget"] == RESOLVED_AT_BUILD:
                _resolve_exercise(widget)
            else:
                widget["fallback"] = _html_of(bundle)
            if not widget["fallback"].strip():
                logger.warning(
                    "widget %s %s has no words for readers without script",
                    widget["widget"],
                    widget["key"],
                    location=bundle,
                )


def visit_widget(translator: HTML5Translator, node: CourseWidgetNode) -> None:
    """Write the widget's place in the page; host.page.js finds it by its class."""
    escape = translator.attval
    translator.body.append(
        f'<div class="cw-widget" data-widget="{escape(node["widget"])}" data-key="{escape(node["key"])}">\n'
        f'<div class="cw-fallback">{node["fallback"]}</div>\n'
        f'<script type="application/json" class="cw-traits">{node["traits"]}</script>\n</div>\n'
    )
    raise nodes.SkipNode


def visit_widget_as_text(translator: Any, node: CourseWidgetNode) -> None:
    """Other builders show nothing in the widget's place (their words come with a later issue)."""
    raise nodes.SkipNode


def as_json(traits: dict[str, Any]) -> str:
    """JSON that cannot end the script element around it.

    Traits whose names begin with an underscore are Jupyter's: the script and the style sheet of the widget
    among them, which the page has in files of their own. The cache of executions sorts names, so a page that
    was just executed has them sorted as well: the same bytes either way.
    """
    own = {name: value for name, value in traits.items() if not name.startswith("_")}
    text = json.dumps(own, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _html_of(bundle: nodes.Element) -> str:
    for child in bundle.children:
        if isinstance(child, nodes.Element) and child.get("mime_type") == HTML:
            return "".join(raw.astext() for raw in child.findall(nodes.raw))
    return ""


def _resolve_exercise(widget: CourseWidgetNode) -> None:
    # Imported here: a book without exercises builds without the widget's dependencies.
    from compassion_course.widgets import ExerciseSheet

    sheet = ExerciseSheet(json.loads(widget["traits"])["exercise"])
    widget["traits"] = as_json(sheet.full_page_traits())
    widget["fallback"] = sheet.as_html()
