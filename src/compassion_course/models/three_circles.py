"""Three circles: a synthetic colleague's moment, what could feed each system, two readers' pictures.

There is no rule to compute and no right answer: sizes are words, and nothing here compares one
picture's worth with another's.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ..corpus import Course, CourseError
from .model_file import System, Transfer, place_of, read_model

FILE = "three-circles"

#: Fewer pictures than this are never shown together: in a smaller group people know who drew what.
FEWEST = 8


class Cue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something in the words, the systems that it could feed, and why readers may differ."""

    id: str
    text: str
    could_feed: tuple[str, ...]
    comment: str


class Picture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one reader draws the moment, and why."""

    by: str
    sizes: dict[str, int]
    why: str


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An invented colleague at one moment."""

    id: str
    name: str
    moment: str
    text: str
    cues: tuple[Cue, ...]
    pictures: tuple[Picture, ...]


class Tipped(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that came between two moments, whose doing it was, and what can be said of it."""

    text: str
    whose: str
    comment: str


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two moments of one person, drawn by the same two readers; ``labels`` say when each was."""

    first: str
    second: str
    labels: tuple[str, str]
    tipped: tuple[Tipped, ...]
    transfer: Transfer


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A class's pictures together: how many there must be, what is said first, what to talk about."""

    least: int
    intro: str
    kept: str
    prompts: tuple[str, ...]


class OwnPicture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said before somebody draws a picture of their own, and how to stop."""

    intro: str
    stop: str


class Circles(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"own": "self"}):
    """``data/models/three-circles.json``."""

    sizes: tuple[str, ...]
    systems: tuple[System, ...]
    cases: tuple[Case, ...]
    pairs: tuple[Pair, ...]
    group: Group
    own: OwnPicture
    note: str
    transfer: Transfer

    def case(self, id: str) -> Case:
        """Give one case by its id.

        Raises
        ------
        KeyError
            If there is no such case.
        """
        try:
            return next(case for case in self.cases if case.id == id)
        except StopIteration:
            raise KeyError(id) from None


def load_circles(course: Course) -> Circles:
    """Load the cases and check that they name known systems and sizes.

    Raises
    ------
    CourseError
        If the file is missing, has another shape, or contradicts itself.
    """
    circles = read_model(course, FILE, Circles)
    for problem, remedy in _contradictions(circles):
        raise CourseError(place_of(course, FILE), problem, remedy)
    return circles


def size_change(circles: Circles, before: int, now: int) -> str:
    """Say how a circle differs between two moments: larger, smaller or the same, and never better."""
    if before == now:
        return f"the same: {circles.sizes[now]}"
    return f"{'larger' if now > before else 'smaller'}: {circles.sizes[before]}, then {circles.sizes[now]}"


def _contradictions(circles: Circles) -> Iterator[tuple[str, str]]:
    systems = {system.id for system in circles.systems}
    if len({case.id for case in circles.cases}) != len(circles.cases):
        yield "Two cases have the same id.", "Give each its own."
    for case in circles.cases:
        if len(case.pictures) < 2:
            yield f"The case {case.id!r} has fewer than two pictures.", "Two, so that neither is the answer."
        if len({cue.text for cue in case.cues}) != len(case.cues):
            yield (
                f"Two cues of {case.id!r} have the same words.",
                "A saved picture tells them by their words.",
            )
        for cue in case.cues:
            if not cue.could_feed or not set(cue.could_feed) <= systems:
                yield f"The cue {cue.id!r} of {case.id!r} feeds an unknown system.", "Use the systems' ids."
        for picture in case.pictures:
            if set(picture.sizes) != systems:
                yield f"A picture of {case.id!r} does not size each system.", "Give all of them a size."
            if not all(0 <= size < len(circles.sizes) for size in picture.sizes.values()):
                yield f"A picture of {case.id!r} has an unknown size.", "Sizes are places in sizes, from 0."
    if circles.group.least < FEWEST:
        yield (
            f"A class's pictures are shown from {circles.group.least} on.",
            f"Let least be {FEWEST} or more.",
        )
    yield from _pair_contradictions(circles)


def _pair_contradictions(circles: Circles) -> Iterator[tuple[str, str]]:
    cases = {case.id: case for case in circles.cases}
    for pair in circles.pairs:
        if pair.first == pair.second or not {pair.first, pair.second} <= set(cases):
            yield f"A pair names {pair.first!r} and {pair.second!r}.", "Name two cases that there are."
            continue
        first, second = cases[pair.first], cases[pair.second]
        if first.name != second.name:
            yield f"A pair is of {first.name} and {second.name}.", "Two moments of one person."
        if [picture.by for picture in first.pictures] != [picture.by for picture in second.pictures]:
            yield (
                f"Other readers draw {pair.second!r} than {pair.first!r}.",
                "The same readers, in one order.",
            )
    seconds = [pair.second for pair in circles.pairs]
    if len(set(seconds)) != len(seconds):
        yield "A moment comes second in two pairs.", "Each is compared with one earlier moment."
