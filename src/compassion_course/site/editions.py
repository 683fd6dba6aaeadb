"""Which edition of the course this is: its number and its day, as the newest heading of CHANGELOG.md says.

The day is never taken from the clock, so that the same sources make the same pages on any day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from compassion_course.corpus import CourseError

CHANGELOG = "CHANGELOG.md"
#: The page that shows the changelog.
PAGE = "book/changelog"

_TITLE = re.compile(r"(?P<version>\d+\.\d+\.\d+) \((?P<day>\d{1,2} [A-Z][a-z]+ \d{4})\)")
_HEADING = re.compile(r"^## (?P<title>.+?)\s*$", re.M)


@dataclass(frozen=True)
class Edition:
    """An edition: its number, its day, and whether the course has changed since."""

    version: str
    day: date
    changed_since: bool = False

    @property
    def anchor(self) -> str:
        """The edition's place on the page of changes; a dot in an address would have to be escaped in CSS."""
        return anchor(self.version)

    def __str__(self) -> str:
        since = ", with changes since" if self.changed_since else ""
        return f"Edition {self.version} of {in_words(self.day)}{since}"


def in_words(day: date) -> str:
    """Write a day as the pages do: 26 November 2026."""
    return f"{day.day} {day:%B %Y}"


def anchor(version: str) -> str:
    """Give the anchor of an edition on the page of changes."""
    return f"edition-{version.replace('.', '-')}"


def editions(course: Path) -> list[Edition]:
    """List the editions that CHANGELOG.md tells of, the newest first; a course without the file has none.

    Raises
    ------
    CourseError
        If a heading is neither "Unreleased" nor an edition with its day, or the editions are out of order.
    """
    path = course / CHANGELOG
    if not path.is_file():
        return []
    titles = [found["title"] for found in _HEADING.finditer(path.read_text(encoding="utf-8"))]
    changed = titles[:1] == ["Unreleased"]
    found = [_edition(title, changed and not number) for number, title in enumerate(titles[changed:])]
    days = [one.day for one in found]
    if days != sorted(days, reverse=True):
        raise CourseError(CHANGELOG, "Its editions do not go from the newest down.", "Put them in order.")
    return found


def _edition(title: str, changed: bool) -> Edition:
    parts = _TITLE.fullmatch(title)
    try:
        if parts is None:
            raise ValueError(title)
        day = datetime.strptime(parts["day"], "%d %B %Y").date()
    except ValueError as error:
        raise CourseError(
            CHANGELOG,
            f'The heading "{title}" is no edition.',
            'Write it as "## 0.1.0 (22 November 2026)", or as "## Unreleased" at the top.',
        ) from error
    return Edition(parts["version"], day, changed)


def present(course: Path) -> Edition | None:
    """Give the edition that a course is."""
    return next(iter(editions(course)), None)


def add_anchors(app: Sphinx, doctree: nodes.document) -> None:
    """Give each edition on the page of changes an address of its own."""
    if app.env.docname != PAGE:
        return
    for section in doctree.findall(nodes.section):
        title = next(iter(section.findall(nodes.title)), None)
        if title is not None and (parts := _TITLE.fullmatch(title.astext())):
            section["ids"].insert(0, anchor(parts["version"]))
