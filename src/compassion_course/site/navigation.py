"""What the layout needs to know of a page: where it stands in the course and what is on it."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

#: So many pages below a page always show in the list of the course.
FEW = 3

_CHAPTER = re.compile(r"chapters/(\d\d)-")


def chapter_number(docname: str) -> str:
    """Return "4" for `chapters/04-three-systems`, "" for any other page."""
    found = _CHAPTER.match(docname)
    return str(int(found[1])) if found else ""


def parts(app: Sphinx, docname: str) -> list[dict[str, Any]]:
    """Return the course's parts with their pages, as _toc.yml orders them, seen from one page."""
    site_map = app.config.external_site_map

    def page(name: str) -> dict[str, Any]:
        below = [str(child) for tree in site_map[name].subtrees for child in tree.items]
        # A long list is for those who are in it: the way to the next chapter should not lead past it.
        shown = below if len(below) <= FEW or docname in (name, *below) else []
        return {
            "url": app.builder.get_relative_uri(docname, name),
            "title": app.env.titles[name].astext(),
            "number": chapter_number(name),
            "current": name == docname,
            "pages": [page(child) for child in shown],
        }

    return [
        {"caption": tree.caption, "pages": [page(str(name)) for name in tree.items]}
        for tree in site_map.root.subtrees
    ]


def reading_order(app: Sphinx) -> list[str]:
    """List the book's pages as _toc.yml orders them, each before what stands below it."""
    found = [str(app.config.root_doc)]

    def below(name: str) -> None:
        for tree in app.config.external_site_map[name].subtrees:
            for child in map(str, tree.items):
                found.append(child)
                below(child)

    below(found[0])
    return found


def place(app: Sphinx, docname: str) -> str:
    """Return the line above a page's title: "Part I: Work · Chapter 2", or nothing."""
    site_map = app.config.external_site_map
    for tree in site_map.root.subtrees:
        for name in map(str, tree.items):
            number = chapter_number(name)
            if name == docname and number:
                return f"{tree.caption} · Chapter {number}"
            children = [str(child) for below in site_map[name].subtrees for child in below.items]
            if docname in children and chapter_number(docname):
                return f"{tree.caption} · Chapter {number}, page {children.index(docname) + 2}"
            if docname in children and number:
                return f"{tree.caption} · Exercise to chapter {number}"
    return ""


def sections(doctree: nodes.document | None) -> list[dict[str, str]]:
    """Return the page's main sections; a page with fewer than two needs no list of them."""
    if doctree is None:
        return []
    top = next((child for child in doctree.children if isinstance(child, nodes.section)), None)
    if top is None:
        return []
    found = [
        {"anchor": section["ids"][0], "title": title.astext()}
        for section in top.children
        if isinstance(section, nodes.section)
        for title in section.children[:3]
        if isinstance(title, nodes.title)
    ]
    return found if len(found) > 1 else []


def description(doctree: nodes.document | None) -> str:
    """Return the title and the first paragraph, cut at a word, for a page that has no description of its own.

    First paragraphs alone may be alike: exercises begin with how long they take.
    """
    found = doctree.findall(lambda node: isinstance(node, nodes.title | nodes.paragraph)) if doctree else ()
    first: dict[type, str] = {}
    for node in found:
        first.setdefault(type(node), " ".join(node.astext().split()))
    text = ". ".join(first[kind] for kind in (nodes.title, nodes.paragraph) if kind in first)
    return text if len(text) <= 155 else text[:155].rsplit(" ", 1)[0] + " \u2026"
