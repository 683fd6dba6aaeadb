"""Passages kept apart for assessed work: no chapter, practice part or shipped reading uses them."""

from __future__ import annotations

import msgspec

from .course import Course
from .jsonl import read_rows


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """Whole turns of one transcript, kept apart.

    ``set`` is ``<exercise>/1`` for the passage that everybody gets first and ``<exercise>/2`` for
    the one of equal length for resits and free choice. ``free_of`` says what nobody will meet in it.
    """

    id: str
    doc: str
    first: str
    last: str
    words: int
    set: str
    free_of: tuple[str, ...] = ()
    note: str = ""

    @property
    def exercise(self) -> str:
        """The exercise that keeps it."""
        return self.set.partition("/")[0]


def load_passages(course: Course) -> tuple[Passage, ...]:
    """Read ``data/passages.jsonl``; a course without that file keeps none apart.

    Raises
    ------
    CourseError
        If a line is not a passage.
    """
    path = course.data / "passages.jsonl"
    return tuple(row for _, row in read_rows(path, Passage)) if path.is_file() else ()
