"""Names under which markers see submissions, and the order in which they see them.

A marker sees no trainee's name or id. A name belongs to a submission, so that two markers can speak of it;
the order is each marker's own, so that nobody is always read last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from .gradebook_rows import Submission

_PLANTS = """
Alder Ash Aspen Beech Birch Bracken Briar Broom Burdock Campion Cedar Chervil Clover Comfrey Cowslip
Cypress Daisy Dock Elder Elm Fern Fescue Flax Furze Gorse Harebell Hawthorn Hazel Heather Holly
Hornbeam Ivy Juniper Larch Laurel Lichen Linden Lupin Mallow Maple Marram Meadow Mint Moss Myrtle
Oak Osier Pine Poplar Privet Reed Rowan Rush Sage Sedge Sorrel Spruce Tansy Teasel Thistle Thrift
Vetch Willow Yarrow
"""
_WORDS = tuple(_PLANTS.split())


class Pseudonyms:
    """The names of all submissions of a gradebook.

    Parameters
    ----------
    salt
        The gradebook's own.
    submissions
        All of them, current or not: a name stays with its submission when a later one comes.
    """

    def __init__(self, salt: str, submissions: Iterable[Submission]) -> None:
        self._salt = salt
        self.reference: dict[int, str] = {}
        self.name: dict[int, str] = {}
        self.by_reference: dict[str, Submission] = {}
        taken: set[str] = set()
        for one in sorted(submissions):
            reference = self._digest("reference", one.exercise, one.trainee, one.digest).hex()[:20]
            self.reference[one.id] = reference
            self.by_reference[reference] = one
            tries = 0
            while (name := self._named(reference, tries)) in taken:
                tries += 1
            taken.add(name)
            self.name[one.id] = name

    def _digest(self, *parts: str) -> bytes:
        return hashlib.sha256("\0".join((self._salt, *parts)).encode()).digest()

    def _named(self, reference: str, tries: int) -> str:
        number = int.from_bytes(self._digest("name", reference, str(tries))[:6], "big")
        # After a few tries the space is crowded, and longer numbers make room.
        size = 900 * 10 ** (tries // 4)
        return f"{_WORDS[number % len(_WORDS)]} {100 + number // len(_WORDS) % size}"

    def in_order_of(self, marker: str, item: str, submissions: Iterable[int]) -> list[int]:
        """Put submissions into the order in which one marker reads one item of them."""
        return sorted(submissions, key=lambda id: self._digest("order", marker, item, self.reference[id]))
