"""The source map: where each concept is taught, and what practises it.

The page's own text is book/source-map.md; the tables are made here from data/concepts.csv, the labels in the
chapters and the `concepts` of checks and exercises, so that they cannot fall behind.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx

PAGE = "book/source-map"


@dataclass(frozen=True)
class Practice:
    """One thing that practises a concept: what it is called, and the page that it stands on."""

    name: str
    page: str


def practices(course: Path) -> dict[str, list[Practice]]:
    """Map each concept id to what practises it, in the order of the files."""
    found: dict[str, list[Practice]] = {}

    def add(items: list[dict[str, Any]], practice: Practice) -> None:
        for item in items:
            for concept in item.get("concepts") or []:
                known = found.setdefault(concept, [])
                if practice not in known:
                    known.append(practice)

    for path in sorted(course.glob("chapters/*.checks.yml")):
        chapter = path.name.removesuffix(".checks.yml")
        for check in _read(path) or []:
            add([check], Practice("check", f"chapters/{chapter}"))
    for path in sorted(course.glob("exercises/*/exercise.yml")):
        exercise = _read(path)
        page = f"exercises/{path.parent.name}/exercise"
        add(exercise.get("items") or [], Practice(exercise["title"], page))
        practice = exercise.get("practice") or {}
        add(practice.get("items") or [], Practice(f"{exercise['title']}: practice", page))
    return found


def add_tables(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put one table for each built chapter at the end of the source map."""
    if docname != PAGE:
        return
    course = Path(app.srcdir)
    labels = app.env.get_domain("std").data["anonlabels"]
    with (course / "data" / "concepts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    practised = practices(course)
    chapters: dict[str, list[tuple[str, str, str]]] = {}
    for row in rows:
        for label in _labels(row):
            if place := labels.get(label.lower()):
                page, anchor = place[0], place[1]
                chapters.setdefault(page, []).append((row["id"], row["concept"], anchor))
    taught = len({concept for concepts in chapters.values() for concept, _, _ in concepts})
    page_section = next(iter(doctree.findall(nodes.section)))
    page_section += nodes.paragraph(
        text=f"{taught} of the course's {len(rows)} concepts are taught here, some in more than one chapter."
    )
    for page in sorted(chapters):
        page_section += _chapter(app, page, chapters[page], practised)


def _labels(row: dict[str, str]) -> list[str]:
    """Give a concept's labels: its plain id, and one with the number of each further chapter."""
    _, *others = row["proposed_chapters"].split()
    return [row["id"], *(f"{row['id']}-ch{int(number):02d}" for number in others)]


def _chapter(
    app: Sphinx, page: str, concepts: list[tuple[str, str, str]], practised: dict[str, list[Practice]]
) -> nodes.section:
    title = app.env.titles[page].astext()
    section = nodes.section("", nodes.title(text=title), ids=[f"taught-in-{page.rsplit('/', 1)[-1]}"])
    body = nodes.tbody()
    for identifier, concept, anchor in concepts:
        uri = app.builder.get_relative_uri(PAGE, page) + f"#{anchor}"
        row = nodes.row()
        row += _cell(nodes.reference(text=identifier, refuri=uri, internal=True))
        row += _cell(nodes.Text(concept))
        row += _cell(*_links(app, practised.get(identifier, []), page))
        body += row
    head = nodes.thead()
    heading = nodes.row()
    for text in ("Concept", "What it says", "Practised by"):
        heading += _cell(nodes.Text(text))
    head += heading
    group = nodes.tgroup(cols=3)
    group.extend(nodes.colspec(colwidth=width) for width in (12, 60, 28))
    group += head
    group += body
    section += nodes.table("", group, classes=["source-map"])
    return section


def _links(app: Sphinx, found: list[Practice], chapter: str) -> list[nodes.Node]:
    parts: list[nodes.Node] = []
    for practice in found:
        if practice.page not in app.env.all_docs:
            continue
        if parts:
            parts.append(nodes.Text("; "))
        where = "a check in the chapter" if practice.page == chapter else "a check in another chapter"
        text = where if practice.name == "check" else practice.name
        uri = app.builder.get_relative_uri(PAGE, practice.page)
        parts.append(nodes.reference(text=text, refuri=uri, internal=True))
    return parts or [nodes.Text("the text")]


def _cell(*content: nodes.Node) -> nodes.entry:
    paragraph = nodes.paragraph()
    paragraph.extend(content)
    return nodes.entry("", paragraph)


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
