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


class OwnPicture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said before somebody draws a picture of their own, and how to stop."""

    intro: str
    stop: str


class Circles(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"own": "self"}):
    """``data/models/three-circles.json``."""

    sizes: tuple[str, ...]
    systems: tuple[System, ...]
    cases: tuple[Case, ...]
    own: OwnPicture
    note: str
    transfer: Transfer


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


def _contradictions(circles: Circles) -> Iterator[tuple[str, str]]:
    systems = {system.id for system in circles.systems}
    if len({case.id for case in circles.cases}) != len(circles.cases):
        yield "Two cases have the same id.", "Give each its own."
    for case in circles.cases:
        if len(case.pictures) < 2:
            yield f"The case {case.id!r} has fewer than two pictures.", "Two, so that neither is the answer."
        for cue in case.cues:
            if not cue.could_feed or not set(cue.could_feed) <= systems:
                yield f"The cue {cue.id!r} of {case.id!r} feeds an unknown system.", "Use the systems' ids."
        for picture in case.pictures:
            if set(picture.sizes) != systems:
                yield f"A picture of {case.id!r} does not size each system.", "Give all of them a size."
            if not all(0 <= size < len(circles.sizes) for size in picture.sizes.values()):
                yield f"A picture of {case.id!r} has an unknown size.", "Sizes are places in sizes, from 0."
