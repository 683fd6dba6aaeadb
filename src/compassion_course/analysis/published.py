"""Published figures: each stands once, in a file of ``data/published/``.

``figures.csv`` holds the shares of people above a cut-off; other topics have files with the same columns.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from ..corpus import Course, CourseError, find_course


@dataclass(frozen=True)
class PublishedFigure:
    """One number that somebody published, and what it rests on.

    ``value``, ``low`` and ``high`` are in ``unit``; an interval that was not printed is ``None``.
    ``read`` says how much of the source was read for this course: full, abstract or record.
    """

    id: str
    measure: str
    group: str
    n: int | None
    value: float
    low: float | None
    high: float | None
    unit: str
    instrument: str
    cut_off: str
    design: str
    direction: str
    citekey: str
    read: str
    note: str


def published_figures(
    course: Course | None = None, topic: str = "figures", **where: str
) -> list[PublishedFigure]:
    """Read the published figures, in the file's order.

    Parameters
    ----------
    course
        The course; without it, the one that :func:`find_course` finds.
    topic
        The file's name without ``.csv``.
    where
        Columns that must have this value, such as ``measure="burnout"`` or ``citekey="westwood2017"``.

    Raises
    ------
    CourseError
        If the file or a row cannot be read, a column is unknown, or no row is left.
    """
    path = (course or find_course()).data / "published" / f"{topic}.csv"
    columns = [field.name for field in fields(PublishedFigure)]
    if unknown := sorted(set(where) - set(columns)):
        raise CourseError(path, f"It has no column {', '.join(unknown)}.", f"Columns: {', '.join(columns)}.")
    rows = [row for row in _rows(path) if all(getattr(row, name) == value for name, value in where.items())]
    if not rows:
        wanted = ", ".join(f"{name} {value!r}" for name, value in where.items())
        raise CourseError(path, f"No row has {wanted or 'anything'}.", "Check the spelling of the values.")
    return rows


def _rows(path: Path) -> Iterator[PublishedFigure]:
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(
            path, f"The published figures cannot be read: {error}.", "Restore the file from git."
        ) from error
    names = [field.name for field in fields(PublishedFigure)]
    for line, row in enumerate(csv.DictReader(content.splitlines()), start=2):
        try:
            yield PublishedFigure(
                n=int(row["n"]) if row["n"] else None,
                value=float(row["value"]),
                low=float(row["low"]) if row["low"] else None,
                high=float(row["high"]) if row["high"] else None,
                **{name: row[name] or "" for name in names if name not in {"n", "value", "low", "high"}},
            )
        except (KeyError, TypeError, ValueError) as error:
            raise CourseError(
                f"{path}:{line}", f"This row cannot be read: {error}.", "Mend the row."
            ) from error
