"""Facts that age: when each was last checked, where it stands, and what to check again.

A fact that can change says "Checked on 26 November 2026" where it stands. In JSON (the support lines) the
same day is written ``checked_on``, in references.bib ``checked``, and shown from there.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pybtex.database import parse_file

from compassion_course.corpus import Course, CourseError
from compassion_course.site import cache

#: After so many days a fact is to be checked again.
YEAR = 365
SOURCES = "book/references.bib"

_TEXTS = ("book/*.md", "book/*/*.md", "chapters/*.md", "data/**/*.md", "exercises/*/*.md", "*.md")
_SAID = re.compile(r"\bchecked on\b(?: (?P<day>\d{1,2} [A-Z][a-z]+ \d{4}))?", re.IGNORECASE)
_MARKUP = re.compile(r"[*`]+|^#+ |:{3,}|\{[\w:-]+\}|^:\w+:.*$", re.MULTILINE)
#: Words in code are examples; in a directive, such as a note, they are the page's own.
_CODE = re.compile(r"^(?P<fence>`{3,})(?P<directive>\{)?.*?^(?P=fence)$|`[^`\n]+`", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#+ (.+?)\s*$", re.M)


@dataclass(frozen=True, order=True)
class Checked:
    """Something that can change: the day on which it was last checked, the place, and what to check.

    ``day`` is ``None`` for a page of the web without a date of its own that nobody wrote a day to.
    """

    place: str
    line: int
    what: str
    day: date | None

    def older_than_a_year(self, today: date) -> bool:
        """Tell whether it should be checked again."""
        return self.day is None or (today - self.day).days > YEAR

    def __str__(self) -> str:
        when = f"checked on {self.day.isoformat()}" if self.day else "never said to be checked"
        return f"{self.place}:{self.line}: {when}: {self.what}"


def checked(course: Course) -> list[Checked]:
    """List all that says when it was checked, and the undated pages of the web that say nothing.

    Raises
    ------
    CourseError
        If something says that it was checked on a day that the calendar has not, or says no day.
    """
    return sorted([*_in_texts(course), *_in_data(course), *_in_sources(course)])


def _in_texts(course: Course) -> Iterator[Checked]:
    paths = {path for pattern in _TEXTS for path in course.root.glob(pattern)}
    for path in sorted(paths):
        if not path.is_file() or path.name == "CHANGELOG.md":
            continue
        text = _CODE.sub(_blank, path.read_text(encoding="utf-8"))
        for found in _SAID.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            name = course.name_of(path)
            if found["day"] is None:
                # "is checked on paper" is no date; "Checked on" at the head of a sentence promises one.
                if found[0].startswith("C"):
                    raise _no_day(name, line, text[found.start() : found.end() + 30])
                continue
            headings = _HEADING.findall(text, 0, found.start())
            under = f"{headings[-1]}: " if headings else ""
            yield Checked(name, line, under + _paragraph(text, found.start()), _day(found["day"], name, line))


def _blank(code: re.Match[str]) -> str:
    """Leave a directive as it is, and of code only its lines."""
    return code[0] if code["directive"] else re.sub(r"[^\n]", " ", code[0])


def _paragraph(text: str, at: int) -> str:
    """Give the paragraph that a place is in, on one line and no longer than somebody reads at a glance."""
    start = text.rfind("\n\n", 0, at) + 2 if "\n\n" in text[:at] else 0
    end = text.find("\n\n", at)
    words = " ".join(_MARKUP.sub("", text[start : end if end >= 0 else None]).split())
    return words if len(words) <= 160 else words[:160].rsplit(" ", 1)[0] + " …"


def _in_data(course: Course) -> Iterator[Checked]:
    for path in cache.files(course.data):
        if path.suffix != ".json":
            continue
        text = path.read_text(encoding="utf-8")
        if '"checked_on"' not in text:
            continue
        line = text.count("\n", 0, text.index('"checked_on"')) + 1
        name = course.name_of(path)
        content: dict[str, Any] = json.loads(text)
        # The support lines are the only such file; what they name is what to check.
        what = "; ".join(str(one.get("how", "")) for one in content.get("lines", [])) or path.stem
        yield Checked(name, line, what, _day(str(content["checked_on"]), name, line))


def _in_sources(course: Course) -> Iterator[Checked]:
    path = course.root / SOURCES
    if not path.is_file():
        return
    text = path.read_text(encoding="utf-8")
    figures = _figures_by_source(course)
    for key, entry in parse_file(str(path)).entries.items():
        line = text.count("\n", 0, text.index(f"{{{key},")) + 1
        day = entry.fields.get("checked")
        address = entry.fields.get("url", "")
        may_change = entry.type == "misc" and entry.fields.get("year") == "n.d." and address
        if not day and not may_change:
            continue
        rest = f", and the figures {', '.join(figures[key])}" if key in figures else ""
        title = re.sub(r"[{}\\]", "", entry.fields["title"])
        yield Checked(
            SOURCES, line, f"{key}: {title}, {address}{rest}", _day(day, SOURCES, line) if day else None
        )


def _figures_by_source(course: Course) -> dict[str, list[str]]:
    """Give the published figures that rest on each source, as file/id."""
    found: dict[str, list[str]] = {}
    for path in sorted((course.data / "published").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(row["citekey"], []).append(f"{path.stem}/{row['id']}")
    return found


def _day(text: str, place: str, line: int) -> date:
    for form in ("%Y-%m-%d", "%d %B %Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise _no_day(place, line, text)


def _no_day(place: str, line: int, text: str) -> CourseError:
    return CourseError(
        f"{place}:{line}",
        f'"{" ".join(text.split())}" has no day.',
        'Write "Checked on 26 November 2026", in data files 2026-11-26.',
    )
