"""How many people count as burnt out depends on the definition: an invented sample shows it.

The scores are simulated. No source carries the correlations or cut-offs used here; they are
teaching assumptions, stated in the page.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..corpus import Course, find_course
from .change import Change, Mark, State, change_from, change_words
from .intervals import clopper_pearson

PEOPLE = 200
SHARED = 0.6  # weight of what the three scores have in common: a teaching assumption
CUT_OFF = 0.3  # in standard deviations above the invented average: a teaching assumption
SINGLE_ITEM_NOISE = 0.8  # how loosely one yes/no item follows exhaustion: a teaching assumption


@dataclass(frozen=True)
class InventedScores:
    """One invented member of staff; scores in standard deviations, higher is worse."""

    exhaustion: float
    distance: float
    lost_efficacy: float
    single_item: float


def invented_staff(seed: int, people: int = PEOPLE) -> list[InventedScores]:
    """Draw invented staff whose three scores share something and differ in something.

    Parameters
    ----------
    seed
        The standard library's generator with this seed: the same on every machine.
    people
        How many to draw.
    """
    draw = random.Random(seed).gauss
    own = (1 - SHARED**2) ** 0.5
    staff = []
    for _ in range(people):
        common = draw(0, 1)
        exhaustion, distance, lost = (SHARED * common + own * draw(0, 1) for _ in range(3))
        staff.append(InventedScores(exhaustion, distance, lost, exhaustion + SINGLE_ITEM_NOISE * draw(0, 1)))
    return staff


DEFINITIONS: dict[str, Callable[[InventedScores], bool]] = {
    "exhaustion": lambda person: person.exhaustion >= CUT_OFF,
    "two": lambda person: min(person.exhaustion, person.distance) >= CUT_OFF,
    "three": lambda person: min(person.exhaustion, person.distance, person.lost_efficacy) >= CUT_OFF,
    "item": lambda person: person.single_item >= CUT_OFF,
}


def burnout_by_definition(seed: int = 1, course: Course | None = None) -> Change:
    """Count the same invented staff under four definitions.

    Parameters
    ----------
    seed
        Draws another invented sample; the value that the chapter's notebook marks "change me".
    """
    words = change_words(course or find_course(), "burnout-by-definition")
    staff = invented_staff(seed)
    return change_from(
        words,
        (
            _state(name, sum(counts(person) for person in staff), words)
            for name, counts in DEFINITIONS.items()
        ),
        {"people": PEOPLE, "seed": seed},
    )


def _state(name: str, count: int, words: dict[str, Any]) -> State:
    share, (low, high) = 100 * count / PEOPLE, (100 * bound for bound in clopper_pearson(count, PEOPLE))
    shown = {"share": f"{share:.1f}%", "low": f"{low:.1f}", "high": f"{high:.1f}"}
    return State(
        value=name,
        label=words["labels"][name],
        numbers={
            "Counted": f"{count} of {PEOPLE}",
            "Share": shown["share"],
            "95% interval": f"{shown['low']} to {shown['high']}",
        },
        sentence=words["sentence"].format(count=count, people=PEOPLE, **shown),
        marks=(Mark("share", words["mark"], round(share, 1), round(low, 1), round(high, 1)),),
    )


def spread(change: Change) -> tuple[State, State]:
    """Give the states with the lowest and the highest first mark."""
    ordered = sorted(change.states, key=lambda state: state.marks[0].x)
    return ordered[0], ordered[-1]
