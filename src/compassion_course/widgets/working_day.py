"""A working day, read with three systems: appraise, predict, compare, disagree, change."""

from __future__ import annotations

import re

import msgspec
import traitlets

from ..corpus import find_course
from ..models.working_day import Because, Change, Event, Levels, after, load_day, walk
from ..models.working_day import WorkingDay as Day
from . import fallback
from .course_widget import CourseWidget


class WorkingDay(CourseWidget):
    """The day of ``data/models/working-day.json``, one moment after the other.

    ``choices`` (event to way of taking it) and ``changes`` come back from the page where there is a
    kernel, and with ``place``, ``expected``, ``guess`` and ``two_moments`` the page draws itself again as
    it was left. What a reader types does not come back.

    Parameters
    ----------
    key
        A name that no other widget of the page has.
    """

    day = traitlets.Dict().tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)
    changes: traitlets.List[str] = traitlets.List().tag(sync=True)
    place = traitlets.Int(0, help="Which moment is shown; after the last one, the end of the day.").tag(
        sync=True
    )
    expected = traitlets.Dict(help="For each event what was expected of each system.").tag(sync=True)
    guess = traitlets.Unicode(help="What was expected of the last row after the changes.").tag(sync=True)
    two_moments = traitlets.Dict(help="Which two rows were compared, and what was expected.").tag(sync=True)

    def __init__(self, key: str = "working-day") -> None:
        self._day = load_day(find_course())
        super().__init__(key=key, day=msgspec.to_builtins(self._day))

    def levels(self) -> list[dict[str, str]]:
        """Give the words of each system at the start and after every moment walked so far."""
        return [self._day.words(levels) for levels in walk(self._day, self.choices, self.changes)]

    def as_html(self) -> str:
        """Give the person, the rule with its reasons, the illustrated day as a table, and the changes."""
        day = self._day
        systems = fallback.listing(
            f"<strong>{fallback.joined(f'{system.letter} · {system.name}')}</strong>: "
            f"{fallback.joined(system.gist)}"
            for system in day.systems
        )
        return (
            fallback.title(day.title)
            + fallback.paragraphs(f"{day.person.name}, {day.person.role}. {day.person.intro}")
            + systems
            + fallback.paragraphs(f"The rule. {day.rule.statement}")
            + fallback.paragraphs(day.rule.label)
            + _kinds(day)
            + _illustrated(day)
            + _otherwise(day)
            + fallback.heading(day.transfer.prompt)
            + fallback.paragraphs(day.transfer.text)
            + fallback.paragraphs(day.transfer.question)
        )


def source_words(cite: str) -> str:
    """Say a citation key as a reader would; other words stay as they are."""
    key = re.fullmatch(r"([a-z]+)(\d{4})[a-z]?", cite)
    return f"{key[1].capitalize()} {key[2]}, see the references" if key else cite


def movement(day: Day, before: int, now: int) -> str:
    """Say what a level does."""
    if before == now:
        return f"stays {day.levels[now]}"
    return f"{'up' if now > before else 'down'}, from {day.levels[before]} to {day.levels[now]}"


def _kinds(day: Day) -> str:
    moves = {1: "one word up", 0: "not moved", -1: "one word down"}

    def step(size: int, because: Because | None) -> str:
        return f"{moves[size]}. {because.says} ({source_words(because.cite)})" if because else moves[size]

    return fallback.table(
        "Ways of taking a moment, and what each does in this illustration",
        ["Taken as", *(system.name for system in day.systems)],
        [
            [
                f"{kind.name}: \u201c{kind.words}\u201d",
                *(step(kind.steps[system.id], kind.because.get(system.id)) for system in day.systems),
            ]
            for kind in day.rule.appraisals.values()
        ],
    )


def _illustrated(day: Day) -> str:
    choices = {event.id: event.illustration for event in day.events}
    levels = walk(day, choices)
    moments = "".join(_moment(day, event, before) for event, before in zip(day.events, levels, strict=False))
    rows = [["At the start", *day.words(levels[0]).values()]]
    for event, now in zip(day.events, levels[1:], strict=True):
        way = next(way for way in event.appraisals if way.id == event.illustration)
        taken = day.rule.appraisals[way.kind].name
        rows.append([f"{event.time} {event.title}. Taken as: {taken}", *day.words(now).values()])
    table = fallback.table(
        "The day as the illustration takes it", ["Moment", *(system.name for system in day.systems)], rows
    )
    return moments + table


def _moment(day: Day, event: Event, before: Levels) -> str:
    rows = []
    for way in event.appraisals:
        now = after(day, before, way.kind)
        mark = " (the illustration)" if way.id == event.illustration else ""
        taken = f"\u201c{way.text}\u201d {day.rule.appraisals[way.kind].name}{mark}"
        rows.append([taken, *(movement(day, before[system.id], now[system.id]) for system in day.systems)])
    return (
        fallback.heading(f"{event.time} {event.title}")
        + fallback.paragraphs(event.text)
        + fallback.table(
            f"Three ways of taking it, from where the illustration stands at {event.time}",
            ["Way of taking it", *(system.name for system in day.systems)],
            rows,
        )
        + fallback.paragraphs(event.comment)
    )


def _otherwise(day: Day) -> str:
    titles = {event.id: f"{event.time} {event.title}" for event in day.events}

    def line(change: Change) -> str:
        kind = day.rule.appraisals[change.kind].name
        return (
            f"<strong>{fallback.joined(change.text)}</strong> {fallback.joined(change.comment)} "
            f"({fallback.joined(f'{titles[change.event]}, then taken as: {kind}')})"
        )

    return (
        fallback.heading("What only the service can change")
        + fallback.listing(line(change) for change in day.changes.service)
        + fallback.heading(f"What {day.person.name} can change")
        + fallback.listing(line(change) for change in day.changes.person)
    )
