"""What goes out for each trainee and exercise, written so that no program reads it otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ...corpus import CourseError
from ..csv_files import number
from ..feedback import item_name
from ..gradebook import Withheld
from ..plain_text import seen
from ..programme import Programme
from ..results import Result
from ..roster import Roster, VlePerson

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_MOST_CELL = 32_000
_ADDRESS = re.compile(r"[A-Za-z0-9][^\s,;:\"'<>()]*@[A-Za-z0-9][A-Za-z0-9.-]*")


class Line(NamedTuple):
    """One trainee's marks of one exercise.

    Attributes
    ----------
    total
        All marks on the scale, or None while one is lacking.
    out_of
        The programme's scale, or the exercise's own marks.
    comments
        Names of items and the words to the trainee.
    items
        The marks that count, by item.
    """

    trainee: str
    exercise: str
    title: str
    total: float | None
    out_of: float
    comments: tuple[tuple[str, str], ...]
    items: dict[str, float | None]
    state: str


class Report(NamedTuple):
    """What was written, and what a tutor should know."""

    filled: int
    notes: list[str]


def lines_of(
    results: Iterable[Result],
    programme: Programme | None,
    withheld: Withheld,
    roster: Roster | None,
) -> tuple[list[Line], list[str]]:
    """Make the lines, of the people on the roster alone if there is one; say who was left out.

    Parameters
    ----------
    results
        Current submissions.
    programme
        The scale, if there is one.
    withheld
        What a concern keeps in: no comment goes out from there.
    roster
        The class.
    """
    lines, notes = [], []
    for one in results:
        id, scheme = one.submission, one.scheme
        if roster is not None and id.trainee not in roster.by_id:
            notes.append(f"{id.trainee} is not on the roster: left out.")
            continue
        total, of = one.total, scheme.of_all
        scale = None if programme is None else programme.scale
        on_scale = total if total is None or programme is None else programme.on_scale(total, of)
        comments = tuple(
            (item_name(item), one.comment(item))
            for item in one.marks
            if one.comment(item) and (id.id, item) not in withheld
        )
        lacking = [one.counts(item) for item, marks in one.marks.items() if marks is None]
        state = next((mark.state for mark in lacking if mark is not None), "marked")
        out_of = of if scale is None else scale
        lines.append(
            Line(id.trainee, id.exercise, scheme.exercise.title, on_scale, out_of, comments, one.marks, state)
        )
    return lines, notes


def text_cell(text: str) -> str:
    """Keep a text from being read as a formula, on any of its lines' starts, and within a cell's size."""
    text = seen(text.replace("\r\n", "\n"))[:_MOST_CELL]
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def comments_text(line: Line) -> str:
    """Give the words to the trainee as plain text, each under its item's name."""
    return "\n\n".join(f"{name}: {said}" for name, said in line.comments)


def address(text: str) -> str:
    """Give an e-mail address as it is, or nothing where it is none: a changed one would match nobody."""
    return text if _ADDRESS.fullmatch(text) else ""


def written(value: float, *, comma: bool = False) -> str:
    """Write a number as the other program does."""
    return number(value).replace(".", ",") if comma else number(value)


def only_exercise(lines: list[Line]) -> str:
    """Give the one exercise of the lines.

    Raises
    ------
    CourseError
        If there are several: a VLE's column is for one.
    """
    slugs = sorted({line.exercise for line in lines})
    if len(slugs) > 1:
        raise CourseError(
            "the marks",
            f"There are several exercises: {', '.join(slugs)}.",
            "Name the one whose marks go out: --exercise SLUG.",
        )
    return slugs[0] if slugs else ""


def whose(roster: Roster, system: str, *ids: str) -> str:
    """Give the trainee whom a VLE's ids name, the first id that the roster knows; empty if none or several.

    Parameters
    ----------
    roster
        The class.
    system
        Which VLE.
    ids
        What it calls the person, the surest first.
    """
    for id in filter(None, ids):
        found = roster.matches(VlePerson(system, id))
        if system == "blackboard" and "_" in id:
            # A file's name is matched by its ending; a user name has to match as a whole.
            ends = [id.split("_", start)[-1] for start in range(1, id.count("_") + 1)]
            if any(roster.matches(VlePerson(system, end)) == found for end in ends):
                found = set()
        if len(found) == 1:
            return found.pop()
        if not found and id in roster.by_id:
            return id
    return ""
