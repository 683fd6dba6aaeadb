"""Links to the glossary: in each chapter, the first use of a word that the glossary explains.

The words are those of the `glossary` directive in book/glossary.md, so that a new entry is linked from every
chapter without anybody going through them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx

PAGE = "book/glossary"
#: Words in these are no running text, or lead somewhere already.
_NOT_IN = (nodes.reference, nodes.title, nodes.table, nodes.literal, nodes.citation, nodes.caption, nodes.raw)


def link_first_uses(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Make the first use of each entry a link, in the pages of chapters."""
    if not docname.startswith("chapters/"):
        return
    entries = _entries(app)
    if not entries:
        return
    to = app.builder.get_relative_uri(docname, PAGE)
    words = re.compile(
        rf"(?<![\w-])({'|'.join(map(_pattern, sorted(entries, key=len, reverse=True)))})(?![\w-])"
    )
    linked: set[str] = set()
    for text in list(_running_text(doctree)):
        parts = list(_split(text.astext(), words, entries, linked, to))
        if any(isinstance(part, nodes.reference) for part in parts):
            parent = text.parent
            place = parent.index(text)
            parent[place : place + 1] = parts


def _entries(app: Sphinx) -> dict[str, str]:
    """Give the anchor of each entry by its words, with the plural that only adds an s."""
    objects = app.env.get_domain("std").data["objects"]
    found = {name: place[1] for (kind, name), place in objects.items() if kind == "term" and place[0] == PAGE}
    plurals = {f"{name}s": anchor for name, anchor in found.items() if not name.endswith("s")}
    return {**plurals, **found}


def _pattern(name: str) -> str:
    """Match an entry as it stands or at the start of a sentence: GET is a word of its own, and so is get."""
    return f"[{name[0].upper()}{name[0]}]{re.escape(name[1:])}" if name[0].islower() else re.escape(name)


def _running_text(doctree: nodes.document) -> Iterator[nodes.Text]:
    for paragraph in doctree.findall(nodes.paragraph):
        if _is_in(paragraph):
            continue
        for text in paragraph.findall(nodes.Text):
            if not _is_in(text):
                yield text


def _is_in(node: nodes.Node) -> bool:
    parent: nodes.Node | None = node
    while parent is not None:
        if isinstance(parent, _NOT_IN):
            return True
        parent = parent.parent
    return False


def _split(
    text: str, words: re.Pattern[str], entries: dict[str, str], linked: set[str], to: str
) -> Iterator[nodes.Node]:
    done = 0
    for found in words.finditer(text):
        anchor = entries.get(found[0]) or entries[found[0][0].lower() + found[0][1:]]
        if anchor in linked:
            continue
        linked.add(anchor)
        if found.start() > done:
            yield nodes.Text(text[done : found.start()])
        yield nodes.reference("", found[0], refuri=f"{to}#{anchor}", internal=True, classes=["glossary-word"])
        done = found.end()
    if done < len(text):
        yield nodes.Text(text[done:])
