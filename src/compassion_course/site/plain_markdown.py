"""A chapter's words for a notebook: JupyterLab knows Markdown, and none of MyST's roles and boxes.

Citations become (Author, year), boxes become quotations with a heading, the list of references is written
out, and numbers that a cell put into a sentence stand in it as the site shows them.
"""

from __future__ import annotations

import ast
import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pybtex.database import BibliographyData, Entry
from pybtex.plugin import find_plugin

from compassion_course.site.references import ReferenceList

_LABEL = re.compile(r"^\([\w-]+\)=\n", re.MULTILINE)
_CITATION = re.compile(r"\{cite:([pt])\}`([^`]+)`")
_GLUED = re.compile(r"\{glue:text\}`([^`]+)`")
_BOX = re.compile(
    r"^(?P<fence>:{3,}|`{3,})\{(?P<kind>[\w-]+)\}[ ]*(?P<title>[^\n]*)\n(?P<body>.*?)^(?P=fence)[ ]*$",
    re.MULTILINE | re.DOTALL,
)
_OPTION = re.compile(r"^:[\w-]+:.*\n", re.MULTILINE)
_CHAPTER_LINK = re.compile(r"\[([^\]]*)\]\((\d\d-[\w-]+)\.md(?:#[\w-]+)?\)")
_OTHER_LINK = re.compile(r"\[([^\]]+)\]\((?!https?:|\d\d-)[^)]*\)")


class PlainMarkdown:
    """Writes a chapter's Markdown so that any notebook program shows it.

    Parameters
    ----------
    sources
        `book/references.bib`, as pybtex reads it.
    titles
        Each chapter's heading by its slug, for links that take the title of what they lead to.
    glued
        What the chapter's cells put into its sentences, by name.
    """

    def __init__(
        self, sources: BibliographyData, titles: Mapping[str, str], glued: Mapping[str, str]
    ) -> None:
        self._sources = sources
        self._titles = titles
        self._glued = glued
        self._cited: set[str] = set()

    def text(self, markdown: str) -> str:
        """Write one cell's words."""
        markdown = _LABEL.sub("", markdown)
        markdown = _CITATION.sub(self._citation, markdown)
        markdown = _GLUED.sub(lambda found: self._glued.get(found[1], f"`{found[1]}`"), markdown)
        markdown = _BOX.sub(self._box, markdown)
        markdown = _CHAPTER_LINK.sub(self._chapter, markdown)
        return _OTHER_LINK.sub(lambda found: found[1], markdown)

    def _citation(self, found: re.Match[str]) -> str:
        sources = [self._sources.entries[key.strip()] for key in found[2].split(",")]
        self._cited.update(key.strip() for key in found[2].split(","))
        if found[1] == "t":
            return "; ".join(f"{_authors(source)} ({source.fields['year']})" for source in sources)
        named = "; ".join(f"{_authors(source)}, {source.fields['year']}" for source in sources)
        return f"({named})"

    def _box(self, found: re.Match[str]) -> str:
        if found["kind"] == "bibliography":
            return self._references()
        body = _OPTION.sub("", found["body"]).strip()
        lines = ([f"**{found['title']}**", ""] if found["title"] else []) + body.splitlines()
        return "\n".join(f"> {line}".rstrip() for line in lines)

    def _references(self) -> str:
        known = {key.lower(): entry for key, entry in self._sources.entries.items()}
        entries = [known[key.lower()] for key in self._cited]
        backend = find_plugin("pybtex.backends", "markdown")()
        written = ReferenceList().format_entries(entries)
        lines = (html.unescape(str(one.text.render(backend)).replace("\n", " ")) for one in written)
        return "\n".join(f"- {line}" for line in lines)

    def _chapter(self, found: re.Match[str]) -> str:
        return f"[{found[1] or self._titles.get(found[2], found[2])}]({found[2]}.ipynb)"


def glued(path: Path) -> dict[str, str]:
    """Read what MyST-NB kept of a page's glued values; a page without any has no file."""
    if not path.is_file():
        return {}
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {name: str(ast.literal_eval(value["data"]["text/plain"])) for name, value in kept.items()}


def _authors(source: Entry) -> str:
    people = source.persons.get("author") or source.persons.get("editor") or []
    names = [" ".join([*person.prelast_names, *person.last_names]).strip("{}") for person in people]
    if len(names) > 2:
        return f"{names[0]} et al."
    return " and ".join(names) or str(source.fields.get("title", "")).replace("{", "").replace("}", "")
