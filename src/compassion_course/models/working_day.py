"""A working day with three systems: a way of taking each moment, and the words that follow.

The rule is small on purpose. A way of taking a moment moves each system one word up, one word down
or not at all; there is a lowest and a highest word. ``js/working-day/rule.js`` is the same rule for
the page, and a test walks every possible day through both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from ..corpus import Course, CourseError
from .model_file import System, Transfer, place_of, read_model

FILE = "working-day"

#: For each system, the place of its word in ``WorkingDay.levels``.
Levels = dict[str, int]


class Because(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a system moves: what is claimed, and a citation key or the words "teaching assumption"."""

    says: str
    cite: str


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of appraisal, with its step for each system."""

    name: str
    words: str
    steps: dict[str, int]
    because: dict[str, Because]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rule in words, what it is not, and the kinds of appraisal."""

    statement: str
    label: str
    appraisals: dict[str, Kind]


class Way(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way of taking a moment, in the person's words, and its kind."""

    id: str
    text: str
    kind: str


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One moment of the day."""

    id: str
    time: str
    title: str
    text: str
    appraisals: tuple[Way, ...]
    illustration: str
    comment: str


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that could be otherwise: the moment is then taken as another kind."""

    id: str
    event: str
    kind: str
    text: str
    comment: str


class Changes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What only the service can change, and what the person can."""

    service: tuple[Change, ...]
    person: tuple[Change, ...]

    def __iter__(self) -> Iterator[Change]:
        yield from self.service
        yield from self.person


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The invented person whose day it is."""

    name: str
    role: str
    intro: str


class WorkingDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/models/working-day.json``."""

    id: str
    title: str
    synthetic: bool
    person: Person
    systems: tuple[System, ...]
    levels: tuple[str, ...]
    start: Levels
    rule: Rule
    events: tuple[Event, ...]
    changes: Changes
    transfer: Transfer

    def words(self, levels: Mapping[str, int]) -> dict[str, str]:
        """Give the word of each system's level."""
        return {system.id: self.levels[levels[system.id]] for system in self.systems}


def after(day: WorkingDay, levels: Mapping[str, int], kind: str) -> Levels:
    """Apply one kind of appraisal: a step for each system, within the lowest and the highest word."""
    steps = day.rule.appraisals[kind].steps
    highest = len(day.levels) - 1
    return {system.id: min(max(levels[system.id] + steps[system.id], 0), highest) for system in day.systems}


def kind_at(
    day: WorkingDay, event: Event, choices: Mapping[str, str], changes: Iterable[str] = ()
) -> str | None:
    """Give the kind at which an event is taken: the last change that names it, else the way chosen."""
    kind = next((way.kind for way in event.appraisals if way.id == choices.get(event.id)), None)
    if kind is None:
        return None
    known = {change.id: change for change in day.changes}
    for change in (known[id] for id in changes):
        if change.event == event.id:
            kind = change.kind
    return kind


def walk(day: WorkingDay, choices: Mapping[str, str], changes: Iterable[str] = ()) -> list[Levels]:
    """Walk through the day.

    Parameters
    ----------
    day
        The day, its rule and its events.
    choices
        For each event the way of taking it; the walk ends before the first event without one.
    changes
        What is otherwise, by id.

    Returns
    -------
    list
        The levels at the start, then after each event.
    """
    changes = tuple(changes)
    levels = [dict(day.start)]
    for event in day.events:
        kind = kind_at(day, event, choices, changes)
        if kind is None:
            break
        levels.append(after(day, levels[-1], kind))
    return levels


def load_day(course: Course) -> WorkingDay:
    """Load the working day and check that its rule can be followed.

    Raises
    ------
    CourseError
        If the file is missing, has another shape, or contradicts itself.
    """
    day = read_model(course, FILE, WorkingDay)
    for problem, remedy in _contradictions(day):
        raise CourseError(place_of(course, FILE), problem, remedy)
    return day


def _contradictions(day: WorkingDay) -> Iterator[tuple[str, str]]:
    systems = {system.id for system in day.systems}
    if set(day.start) != systems:
        yield "start does not name each system once.", f"Give {', '.join(sorted(systems))} a level."
    if not all(0 <= level < len(day.levels) for level in day.start.values()):
        yield "start has a level outside levels.", f"Levels run from 0 to {len(day.levels) - 1}."
    for id, kind in day.rule.appraisals.items():
        if set(kind.steps) != systems:
            yield f"The appraisal {id!r} does not step each system.", "Give every system a step, 0 included."
        if not all(step in (-1, 0, 1) for step in kind.steps.values()):
            yield f"The appraisal {id!r} moves a system by more than one word.", "A step is -1, 0 or 1."
        moved = {system for system, step in kind.steps.items() if step}
        if set(kind.because) != moved:
            yield f"The appraisal {id!r} gives reasons for other systems than it moves.", "One reason a step."
    events = {event.id for event in day.events}
    for event in day.events:
        if unknown := {way.kind for way in event.appraisals} - set(day.rule.appraisals):
            yield f"The event {event.id!r} uses {', '.join(unknown)}.", "Use kinds that the rule has."
        if event.illustration not in {way.id for way in event.appraisals}:
            yield f"The illustration of {event.id!r} is none of its ways.", "Name one of them."
    for change in day.changes:
        if change.event not in events or change.kind not in day.rule.appraisals:
            yield f"The change {change.id!r} names an unknown event or kind.", "Mend its event or kind."
    ids = [change.id for change in day.changes] + [way.id for event in day.events for way in event.appraisals]
    if len(set(ids)) != len(ids):
        yield "An id stands twice among ways and changes.", "Give each its own."
