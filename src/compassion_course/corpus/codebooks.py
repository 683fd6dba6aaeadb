"""Codes: those of a closed codebook, and those that a reader opened."""

from __future__ import annotations

from functools import cached_property

import msgspec

from .course import Course
from .jsonl import read_rows


class Property(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """A property of a code and its dimensional range, such as *how long*, from a moment to weeks."""

    name: str
    from_: str
    to: str


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """A code: its definition, what to include and exclude, and an invented example.

    ``properties`` are a closed codebook's in words, and an open code's as :class:`Property`.
    """

    code: str
    parent: str | None = None
    name: str
    definition: str
    include: str = ""
    exclude: str = ""
    example: str = ""
    properties: tuple[str | Property, ...] | None = None
    colour: str = ""
    letter: str = ""


class Codebook:
    """The codes that directed coding may use, as a tree by ``parent``."""

    def __init__(self, id: str, codes: tuple[Code, ...]) -> None:
        self.id = id
        self.codes = codes

    def __repr__(self) -> str:
        return f"Codebook({self.id!r}, {len(self.codes)} codes)"

    @cached_property
    def by_id(self) -> dict[str, Code]:
        """Codes by their id."""
        return {code.code: code for code in self.codes}

    def with_parts(self, code: str) -> frozenset[str]:
        """Give a code and every code below it in the tree."""
        found = {code}
        grown = True
        while grown:
            below = {entry.code for entry in self.codes if entry.parent in found} - found
            grown = bool(below)
            found |= below
        return frozenset(found)

    def top_of(self, code: str) -> str:
        """Follow parents up to the code at the top of the tree."""
        entry = self.by_id[code]
        return code if entry.parent is None else self.top_of(entry.parent)


def load_codebook(course: Course, codebook: str) -> Codebook:
    """Load ``data/codebooks/<codebook>.jsonl``.

    Raises
    ------
    CourseError
        If the file is missing or a line is not a code.
    """
    path = course.codebooks / f"{codebook}.jsonl"
    return Codebook(codebook, tuple(row for _, row in read_rows(path, Code)))
