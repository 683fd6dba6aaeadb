"""What marking gives: for each item a mark or its state, the reason, and the words it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias

from .items import Item

State: TypeAlias = Literal["marked", "to be marked", "unmarked", "send back", "to come"]


class Words(NamedTuple):
    """Words of a transcript that a mark rests on."""

    turn: str
    quote: str


class Gate(NamedTuple):
    """One thing that open work must have before a person marks it."""

    name: str
    passed: bool
    why: str


class ItemMark(NamedTuple):
    """What one item earns.

    Attributes
    ----------
    marks
        The mark, or None where a person must give it or nothing could be read.
    of
        The highest mark.
    state
        ``marked``, ``to be marked`` by a person, ``unmarked`` because it could not be read, or
        ``send back`` to be completed, or ``to come`` with the second hand-in.
    given
        What was answered, short and for counting; None in open work.
    """

    item: str
    marks: float | None
    of: float
    state: State
    why: str
    words: tuple[Words, ...] = ()
    gates: tuple[Gate, ...] = ()
    given: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True)
class Marks:
    """What a sheet earns, item by item."""

    items: tuple[ItemMark, ...]

    @cached_property
    def automatic(self) -> float:
        """The marks given by key, added."""
        return round(sum([item.marks or 0.0 for item in self.items]), 2)

    def of_state(self, state: State) -> tuple[ItemMark, ...]:
        """Give the items in one state."""
        return tuple([item for item in self.items if item.state == state])


def unreadable(item: Item, words: tuple[Words, ...], why: str) -> ItemMark:
    """Leave an item unmarked, which is never a 0."""
    return ItemMark(item.id, None, item.marks, "unmarked", why, words)
