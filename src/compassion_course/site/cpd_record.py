"""The page that holds a reader's own CPD record: what it knows of the course, and its words without scripts.

The directive `cpd-record` stands in book/cpd-record.md. Titles, outcomes, minutes and questions are taken
from the pages when the book is built, so that none of them is typed a second time.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from compassion_course.corpus import Course
from compassion_course.exercises.minutes import chapter_minutes
from compassion_course.exercises.specification import load_exercise
from compassion_course.models.cpd_record import CpdRecord, load_cpd_record
from compassion_course.site import digest, navigation
from compassion_course.site.mime import CourseWidgetNode, as_json
from compassion_course.widgets import fallback

PAGE = "book/cpd-record"
WIDGET = "CpdRecord"
#: The words above a chapter's outcomes: the heading of a section, or the title of a box.
OUTCOMES = re.compile(
    r"What you will be able to do|When you have worked through this (?:chapter|page) you can"
)

_CHAPTER = re.compile(r"chapters/(?P<slug>[\w-]+)")
_EXERCISE = re.compile(r"exercises/(?P<slug>[\w-]+)/exercise")

logger = logging.getLogger(__name__)


class Activity(msgspec.Struct, frozen=True):
    """A page that an entry can be about, or whose minutes are shown.

    ``reading`` is what it prints for reading, and ``minutes`` for all of it; both 0 where it prints none.
    """

    page: str
    kind: str
    title: str
    url: str
    minutes: int = 0
    reading: int = 0
    outcomes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


def register(app: Sphinx) -> None:
    """Add the directive, and what fills it once all pages have been read."""
    app.add_directive("cpd-record", CpdRecordDirective)
    app.connect("doctree-resolved", _fill)


class CpdRecordDirective(SphinxDirective):
    """The place of the record in its page."""

    def run(self) -> list[nodes.Node]:
        """Give an empty place; the pages that it tells of have not all been read yet."""
        self.env.note_dependency(str(Course(Path(self.env.srcdir)).data / "models" / "cpd-record.json"))
        return [CourseWidgetNode("", widget=WIDGET, key="cpd-record", traits="{}", fallback="")]


def activities(app: Sphinx, seen_from: str) -> list[Activity]:
    """List every page of the course in reading order, with what an entry is prefilled with."""
    course = Course(Path(app.srcdir))
    found = []
    for page in navigation.reading_order(app):
        title, url = app.env.titles[page].astext(), app.builder.get_relative_uri(seen_from, page)
        if chapter := _CHAPTER.fullmatch(page):
            doctree = app.env.get_doctree(page)
            took = chapter_minutes(chapter["slug"], course)
            found.append(
                Activity(
                    page,
                    "chapter",
                    f"Chapter {navigation.chapter_number(page)}: {title}",
                    url,
                    took.total,
                    took.reading,
                    outcomes_of(doctree, page),
                    tuple(dict.fromkeys(_checks(doctree))),
                )
            )
        elif exercise := _EXERCISE.fullmatch(page):
            given = load_exercise(course, exercise["slug"])
            practised = given.practice.items if given.practice is not None else ()
            asked = tuple(f"practice/{item.id}" for item in practised)
            found.append(
                Activity(page, "exercise", f"Exercise: {title}", url, given.minutes, 0, given.outcomes, asked)
            )
        else:
            found.append(Activity(page, "other", title, url))
    return found


def outcomes_of(doctree: nodes.document, page: str) -> tuple[str, ...]:
    """Read a chapter's outcomes from the list under their heading."""
    for title in doctree.findall(nodes.title):
        if OUTCOMES.fullmatch(title.astext()):
            listed = title.parent.findall(nodes.list_item)
            return tuple(" ".join(item.astext().split()).rstrip(";.") for item in listed)
    logger.warning("no title says that what follows are the outcomes", location=page)
    return ()


def _checks(doctree: nodes.document) -> list[str]:
    return [node["key"] for node in doctree.findall(CourseWidgetNode) if node["widget"] == "Check"]


def _fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for place in doctree.findall(CourseWidgetNode):
        if place["widget"] != WIDGET:
            continue
        words = load_cpd_record(Course(Path(app.srcdir)))
        pages = activities(app, docname)
        place["traits"] = as_json(
            {
                "key": place["key"],
                "words": msgspec.to_builtins(words),
                "pages": [_lean(page) for page in pages],
                "edition": f"{_root(docname)}{digest.TEXT}",
            }
        )
        place["fallback"] = as_html(words, pages, f"{_root(docname)}{digest.TEXT}")


def _root(docname: str) -> str:
    return "../" * docname.count("/")


def _lean(page: Activity) -> dict[str, Any]:
    """Leave out what is empty: most pages have a title and an address alone."""
    plain: dict[str, Any] = msgspec.to_builtins(page)
    return {name: value for name, value in plain.items() if value}


def as_html(words: CpdRecord, pages: list[Activity], edition: str) -> str:
    """Give the record as words: a form to print and fill in by hand, and what can be entered in it."""
    names = {one.id: one.name for one in words.cbt}

    def blank(kind: str) -> str:
        return " / ".join(names.values()) if kind == "choice" else ""

    done = [page for page in pages if page.minutes]
    return (
        fallback.title(words.title)
        + fallback.paragraphs(
            "With scripts on, this page keeps and prints your record. Without them, here it is to be filled "
            "in by hand; print one for each activity."
        )
        + fallback.paragraphs(words.leave_out)
        + fallback.table(
            "An entry",
            ["Field", "What it is for", "Yours"],
            [[field.name, field.hint, blank(field.kind)] for field in words.fields],
        )
        + fallback.heading(words.reflection.name)
        + fallback.paragraphs(words.reflection.note)
        + fallback.listing(fallback.joined(prompt.ask) for prompt in words.reflection.prompts)
        + fallback.table(
            "What an entry can be about",
            ["Activity", "Minutes, as printed", "What it sets out to teach"],
            [[page.title, str(page.minutes), " ".join(page.outcomes)] for page in done],
        )
        + fallback.heading(words.statement.title)
        + fallback.paragraphs(words.statement.is_)
        + fallback.paragraphs(words.statement.is_not)
        + f'<p>Version, date and digest: <a href="{fallback.escape(edition)}">this edition</a>.</p>'
    )
