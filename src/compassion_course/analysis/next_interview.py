"""Theoretical sampling, tried out: what each interview that could come next would add to a category.

Where an interview stands on a property of the category is a placing by the course, from one to five, with
an extract behind each (``data/changes/next-interview.json``). Codes are those of the reference readings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from ..corpus import Course, ReaderWork, find_course, load_index, load_work
from .change import Change, Mark, State, change_from, change_words
from .figure import table_html

KEY = "next-interview"
READERS = ("close", "interpretative")
FIRST = ("P01", "P02", "P03")


def new_codes(work: ReaderWork, first: Iterable[str], doc: str) -> list[str]:
    """List the open codes that a reader uses in one interview and in none of the first ones.

    Parameters
    ----------
    work
        All that a reference reader made.
    first
        The interviews that came before.
    doc
        The interview that comes next.
    """
    before = {code for one in first for span in work.readings[one].spans for code in span.codes}
    return sorted({code for span in work.readings[doc].spans for code in span.codes} - before)


def steps_met(placings: Iterable[dict[str, Any]], property: str, docs: Iterable[str]) -> int:
    """Count the steps from a property's lowest placing to its highest in some interviews; 0 if none."""
    steps = [one["step"] for one in placings if one["property"] == property and _doc(one) in set(docs)]
    return max(steps) - min(steps) + 1 if steps else 0


def next_interview(
    first: Sequence[str] = FIRST, course: Course | None = None, without: Sequence[str] = ()
) -> Change:
    """Compute what each remaining PWP interview would add to the category *kept minutes*.

    Parameters
    ----------
    first
        The interviews already done; every other one is a choice.
    without
        Turns whose placings are struck out, such as ``P01-076``.

    Raises
    ------
    CourseError
        If the words of the change or a reading are missing.
    """
    course = course or find_course()
    words = change_words(course, KEY)
    words = words | {"placings": [one for one in words["placings"] if one["turn"] not in without]}
    info = {doc: one for doc, one in load_index(course).items() if doc in words["portraits"]}
    works = [load_work(course, reader) for reader in READERS]
    names = {"first": " and ".join((", ".join(first[:-1]), first[-1]) if len(first) > 1 else first)}
    return change_from(
        words,
        (
            (
                _before(first, words, names),
                *(
                    _after(first, doc, info[doc].words, words, works)
                    for doc in sorted(info)
                    if doc not in first
                ),
            )
        ),
        names,
    )


@dataclass(frozen=True)
class Placings:
    """The placings behind :func:`next_interview`, folded; Jupyter and the site show them as a table."""

    summary: str
    caption: str
    rows: tuple[dict[str, str], ...]

    def _repr_html_(self) -> str:
        table = table_html(self.rows, self.caption)
        return f"<details><summary>{escape(self.summary)}</summary>{table}</details>"


def placings(course: Course | None = None) -> Placings:
    """Give every placing with the words that it rests on, to be disputed."""
    words = change_words(course or find_course(), KEY)
    label = {one["id"]: one["label"] for one in words["properties"]}
    table = words["table"]
    rows = tuple(
        dict(
            zip(
                table["columns"],
                (label[one["property"]], one["turn"], str(one["step"]), f"\u201c{one['quote']}\u201d"),
                strict=True,
            )
        )
        for one in words["placings"]
    )
    return Placings(table["summary"], table["caption"], rows)


def widest(change: Change) -> list[str]:
    """Name the interviews that widen most properties, as their states' values."""
    counts = {state.value: sum(mark.low is not None for mark in state.marks) for state in change.states}
    return [value for value, count in counts.items() if count == max(counts.values())]


def leader(change: Change, column: str) -> str:
    """Name the interview with the largest number in a column of the figures, such as its words."""
    numbers = {state.value: state.numbers[column].replace(",", "") for state in change.states}
    return max((int(number), value) for value, number in numbers.items() if number.isdigit())[1]


def _doc(placing: dict[str, Any]) -> str:
    return str(placing["turn"]).split("-", maxsplit=1)[0]


def _before(first: Sequence[str], words: dict[str, Any], names: dict[str, str]) -> State:
    marks = tuple(
        Mark(one["id"], one["mark"], steps_met(words["placings"], one["id"], first))
        for one in words["properties"]
    )
    missing = sum(mark.x == 0 for mark in marks)
    told = words["before"] if missing else words["before_none"]
    return State(
        value="none",
        label=words["none"].format(**names),
        numbers=dict.fromkeys(_columns(words), "\u2013"),
        sentence=told.format(
            missing=missing, all=len(marks), verb="has" if missing == 1 else "have", **names
        ),
        marks=marks,
    )


def _after(
    first: Sequence[str], doc: str, length: int, words: dict[str, Any], works: Sequence[ReaderWork]
) -> State:
    marks = tuple(_mark(one, first, doc, words["placings"]) for one in words["properties"])
    widened = [
        one["short"] for one, mark in zip(words["properties"], marks, strict=True) if mark.low is not None
    ]
    counted = [str(len(new_codes(work, first, doc))) for work in works]
    of = words["of"].format(count=len(widened), all=len(marks))
    return State(
        value=doc,
        label=words["portraits"][doc],
        numbers=dict(zip(_columns(words), (of, *counted, f"{length:,}"), strict=True)),
        sentence=words["after"].format(
            doc=doc,
            count=len(widened),
            all=len(marks),
            which=f" ({', '.join(widened)})" if widened else "",
            brings=words["brings"][doc],
        ),
        marks=marks,
    )


def _mark(property: dict[str, str], first: Sequence[str], doc: str, placed: list[dict[str, Any]]) -> Mark:
    before = steps_met(placed, property["id"], first)
    after = steps_met(placed, property["id"], (*first, doc))
    widened = after > before
    return Mark(
        property["id"],
        property["mark"],
        after,
        low=before if widened else None,
        high=after if widened else None,
    )


def _columns(words: dict[str, Any]) -> list[str]:
    names = words["numbers"]
    readers = [names["codes"].format(reader=reader) for reader in READERS]
    return [names["widened"], *readers, names["words"]]
