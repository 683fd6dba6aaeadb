"""What came in a file from another program, before anybody has checked it against the course.

Keys are whatever the file names things by, GUIDs or row numbers; positions count code points of the text
that came along, end exclusive, unless they turn out to count something else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class ForeignDocument(NamedTuple):
    """A text; ``text`` is nothing where the format only names it."""

    key: str
    name: str
    text: str | None


class ForeignCode(NamedTuple):
    """A code or category, with the key of the one above it."""

    key: str
    name: str
    parent: str | None
    description: str
    codable: bool = True


class ForeignSelection(NamedTuple):
    """Words that one coder marked. ``quote`` is nothing where the file does not say the words."""

    key: str
    document: str
    start: int
    end: int
    quote: str | None
    codes: tuple[str, ...]
    coder: str
    description: str = ""
    notes: tuple[str, ...] = ()


class ForeignNote(NamedTuple):
    """A note; ``on`` are the keys of what refers to it, or ``project``."""

    key: str
    name: str
    text: str
    description: str
    coder: str
    on: tuple[str, ...]


class ForeignSet(NamedTuple):
    """A set of codes, notes or sources, by their keys."""

    key: str
    name: str
    description: str
    members: tuple[str, ...]


class ForeignLink(NamedTuple):
    """A link from one thing to another, with its notes."""

    key: str
    name: str
    origin: str
    target: str
    notes: tuple[str, ...]


@dataclass
class Arrival:
    """Everything that a file holds and the course can use.

    Attributes
    ----------
    where
        The file's name.
    coders
        Names by key; where the file names nobody, one with the key ``""``.
    notices
        What was odd about the file, in sentences.
    """

    where: str
    coders: dict[str, str] = field(default_factory=dict)
    documents: list[ForeignDocument] = field(default_factory=list)
    codes: list[ForeignCode] = field(default_factory=list)
    selections: list[ForeignSelection] = field(default_factory=list)
    notes: list[ForeignNote] = field(default_factory=list)
    sets: list[ForeignSet] = field(default_factory=list)
    links: list[ForeignLink] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def tell(self, *notices: str) -> None:
        """Keep a notice."""
        self.notices.extend(notices)
