"""Conditions of a service, and what studies of each role found beside burnout: conflict and absence included.

Nothing is weighed and nothing is computed but one word for each condition and role. It follows from the
findings by a rule without numbers: see :func:`verdict`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import msgspec

from ..corpus import Course, CourseError
from .claim import Claim, contradictions_in
from .model_file import place_of, read_model

FILE = "service-conditions"

#: What a study may have found where there is more of a condition.
DIRECTIONS = ("higher", "lower", "none", "related")
#: How near a study comes to a condition and a role; only the first two are findings about them.
REACHES = ("role", "mixed", "told", "near")


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something with an id, a name and a line about it."""

    id: str
    name: str
    about: str = ""


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who was asked, for these roles; ``figure`` is the row of figures.csv that holds their number."""

    roles: tuple[str, ...]
    who: str
    n: int | None = None
    figure: str = ""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A study, and how much of it was read for this course."""

    citekey: str
    name: str
    groups: tuple[Group, ...]
    instrument: str
    design: str
    read: str
    note: str = ""


class Finding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was found for one outcome."""

    outcome: str
    direction: str


class Evidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one study has for a condition and one role or both."""

    condition: str
    roles: tuple[str, ...]
    source: str
    reach: str
    measured: str
    words: str = ""
    findings: tuple[Finding, ...] = ()


class Difference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way in which studies that disagree are unlike."""

    what: str
    words: str


class Cell(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One condition for one role: what the evidence amounts to and, where it conflicts, what differs."""

    condition: str
    role: str
    says: str
    differs: tuple[Difference, ...] = ()


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a reader is told who expected this, and who expected something else."""

    same: str
    other: str


class Prompt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One box of the plan."""

    id: str
    label: str


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the service could try and how it would know."""

    intro: str
    behind: dict[str, str]
    prompts: tuple[Prompt, ...]
    ask: tuple[str, ...]


class LeftOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A study that a reader may miss here, and why it has no place."""

    source: str
    why: str


class Conditions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/models/service-conditions.json``."""

    title: str
    intro: str
    note: str
    roles: tuple[Named, ...]
    conditions: tuple[Named, ...]
    outcomes: tuple[Named, ...]
    directions: dict[str, str]
    reaches: dict[str, str]
    reads: dict[str, str]
    predictions: tuple[Named, ...]
    verdicts: tuple[Named, ...]
    replies: dict[str, Reply]
    not_apart: str
    told: str
    not_told: str
    sources: tuple[Source, ...]
    evidence: tuple[Evidence, ...]
    cells: tuple[Cell, ...]
    left_out: tuple[LeftOut, ...]
    explain: tuple[Prompt, ...]
    plan: Plan
    transfer: Claim

    def rows(self, condition: str, role: str) -> list[Evidence]:
        """Give the evidence for a condition and a role, the nearest to it first."""
        found = [row for row in self.evidence if row.condition == condition and role in row.roles]
        return sorted(found, key=lambda row: REACHES.index(row.reach))


def verdict(rows: Sequence[Evidence]) -> str:
    """Say in one word what studies found.

    Only rows that measured the condition count, in the role or in a group that holds it. Two studies
    conflict when, for an outcome that both counted, one found none where the other found a relation, or
    they point opposite ways; and, where they share no outcome, when one found nothing at all and the
    other something. Without a conflict the verdict is the direction that was printed, if any was.

    Returns
    -------
    str
        One of ``higher``, ``lower``, ``none``, ``related``, ``conflict`` and ``unmeasured``.
    """
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.reach in ("role", "mixed"):
            found.setdefault(row.source, {}).update(
                {finding.outcome: finding.direction for finding in row.findings}
            )
    if not found:
        return "unmeasured"
    if any(_conflict(one, two) for one, two in combinations(found.values(), 2)):
        return "conflict"
    directions = {direction for study in found.values() for direction in study.values()}
    return next(word for word in ("higher", "lower", "related", "none") if word in directions)


def _conflict(one: dict[str, str], two: dict[str, str]) -> bool:
    shared = one.keys() & two.keys()
    if not shared:
        return (set(one.values()) == {"none"}) != (set(two.values()) == {"none"})
    return any(_opposed(one[outcome], two[outcome]) for outcome in shared)


def _opposed(one: str, two: str) -> bool:
    return (one == "none") != (two == "none") or {one, two} == {"higher", "lower"}


def load_conditions(course: Course) -> Conditions:
    """Load the evidence and check that it says one thing.

    Raises
    ------
    CourseError
        If the file is missing, has another shape, or contradicts itself.
    """
    model = read_model(course, FILE, Conditions)
    for problem, remedy in _contradictions(model):
        raise CourseError(place_of(course, FILE), problem, remedy)
    return model


def _contradictions(model: Conditions) -> Iterator[tuple[str, str]]:
    yield from _words_missing(model)
    yield from _evidence(model)
    yield from _cells(model)
    yield from contradictions_in(model.transfer)


def _words_missing(model: Conditions) -> Iterator[tuple[str, str]]:
    verdicts = {one.id for one in model.verdicts}
    for words, needed, name in (
        (model.directions, set(DIRECTIONS), "directions"),
        (model.reaches, set(REACHES), "reaches"),
        (model.replies, verdicts, "replies"),
        (model.plan.behind, verdicts, "plan.behind"),
        (model.reads, {source.read for source in model.sources}, "reads"),
    ):
        if missing := sorted(needed - set(words)):
            yield f"{name} lacks {', '.join(missing)}.", "Give each its words."
    if not {one.id for one in model.predictions} <= verdicts:
        yield "A prediction is no verdict.", "A reader can expect only what the evidence can say."


def _evidence(model: Conditions) -> Iterator[tuple[str, str]]:
    conditions = {one.id for one in model.conditions}
    roles = {one.id for one in model.roles}
    outcomes = {one.id for one in model.outcomes}
    sources = {source.citekey: source for source in model.sources}
    if len(sources) != len(model.sources):
        yield "A source stands twice.", "Let each stand once."
    used = {row.source for row in model.evidence} | {one.source for one in model.left_out}
    if used != set(sources):
        yield f"{', '.join(sorted(used ^ set(sources)))} is used without a source, or is no use.", "Mend it."
    for row in model.evidence:
        name = f"The evidence of {row.source} on {row.condition!r}"
        if row.condition not in conditions or not row.roles or not set(row.roles) <= roles:
            yield f"{name} is about nothing that is asked.", "Use the ids of conditions and roles."
        if row.reach not in REACHES:
            yield f"{name} reaches {row.reach!r}.", f"Reaches: {', '.join(REACHES)}."
        if any(one.outcome not in outcomes or one.direction not in DIRECTIONS for one in row.findings):
            yield f"{name} finds something unknown.", "Use the ids of outcomes and directions."
        if row.reach in ("role", "mixed") and not row.findings:
            yield (
                f"{name} measured it and found nothing to say.",
                'Write the direction "none" if none was found.',
            )
        if row.reach == "told" and row.findings:
            yield f"{name} was told and has a finding.", "An account is not a measurement: take it away."
        for role in row.roles:
            if sum(role in group.roles for group in sources[row.source].groups) != 1:
                yield f"{name} names nobody of the role {role!r}, or two groups.", "Say who was asked."


def _cells(model: Conditions) -> Iterator[tuple[str, str]]:
    wanted = [(condition.id, role.id) for condition in model.conditions for role in model.roles]
    if sorted((cell.condition, cell.role) for cell in model.cells) != sorted(wanted):
        yield "cells does not hold each condition for each role once.", "An empty cell is a finding too."
    for cell in model.cells:
        conflict = verdict(model.rows(cell.condition, cell.role)) == "conflict"
        if conflict != bool(cell.differs):
            yield (
                f"The cell {cell.condition!r}, {cell.role!r} "
                + (
                    "conflicts and does not say why." if conflict else "says what differs where nothing does."
                ),
                "A conflict says what differs between the studies; nothing else does.",
            )
