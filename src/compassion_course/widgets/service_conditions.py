"""Conditions of a service: predict, light up what was measured for a role, then plan and judge a claim."""

from __future__ import annotations

from typing import Any

import msgspec
import traitlets

from ..analysis import published_figures
from ..corpus import find_course
from ..models.service_conditions import (
    REACHES,
    Cell,
    Conditions,
    Evidence,
    Group,
    Source,
    load_conditions,
    verdict,
)
from . import fallback
from .claim_words import claim_words
from .course_widget import CourseWidget


class ServiceConditions(CourseWidget):
    """The evidence of ``data/models/service-conditions.json``, one condition and one role at a time.

    ``predictions`` (condition and role, as ``"overtime/pwp"``, to what was expected), ``shown`` and
    ``answers`` (to the questions about the invented claim) come back from the page where there is a
    kernel. What a reader types does not.

    Parameters
    ----------
    key
        A name that no other widget of the page has.
    """

    grid = traitlets.Dict().tag(sync=True)
    predictions = traitlets.Dict().tag(sync=True)
    shown = traitlets.Unicode(help="The condition and role that are shown.").tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)

    def __init__(self, key: str = "service-conditions") -> None:
        self._model = with_numbers(load_conditions(find_course()))
        super().__init__(key=key, grid=lit_grid(self._model))

    def as_html(self) -> str:
        """Give the grid, the evidence of every condition as a table, the plan's questions and the claim."""
        model = self._model
        roles = {role.id: role.name for role in model.roles}
        names = {one.id: one.name for one in model.verdicts}
        grid = fallback.table(
            "What studies found beside burnout scores, for each condition and role",
            ["Where there is more of it", *roles.values()],
            [
                [
                    f"{condition.name} ({condition.about})",
                    *(
                        verdict_words(model, cell_of(model, condition.id, role), names[word])
                        for role in roles
                        for word in [verdict(model.rows(condition.id, role))]
                    ),
                ]
                for condition in model.conditions
            ],
        )
        return (
            fallback.title(model.title)
            + fallback.paragraphs(model.intro)
            + fallback.paragraphs(model.note)
            + grid
            + "".join(_condition(model, condition.id) for condition in model.conditions)
            + fallback.heading("Not in the grid, and why")
            + fallback.listing(
                f"{fallback.joined(_source(model, one.source).name)}: {fallback.joined(one.why)}"
                for one in model.left_out
            )
            + fallback.heading("Compare and explain: what your expectations met")
            + fallback.listing(fallback.joined(one.label) for one in model.explain)
            + fallback.heading("What the service could try, and how it would know")
            + fallback.paragraphs(model.plan.intro)
            + fallback.listing(fallback.joined(one.label) for one in model.plan.prompts)
            + fallback.listing(map(fallback.joined, model.plan.ask))
            + claim_words(model.transfer)
        )


def with_numbers(model: Conditions) -> Conditions:
    """Put the published numbers of people where a group names their row of figures.csv."""

    def counted(group: Group) -> Group:
        if not group.figure:
            return group
        return msgspec.structs.replace(group, n=published_figures(id=group.figure)[0].n)

    sources = tuple(
        msgspec.structs.replace(source, groups=tuple(map(counted, source.groups))) for source in model.sources
    )
    return msgspec.structs.replace(model, sources=sources)


def lit_grid(model: Conditions) -> dict[str, Any]:
    """Give the model as plain data, its evidence nearest first and each cell with its verdict."""
    grid: dict[str, Any] = msgspec.to_builtins(model)
    ordered = sorted(model.evidence, key=lambda row: REACHES.index(row.reach))
    grid["evidence"] = msgspec.to_builtins(ordered)
    for cell in grid["cells"]:
        rows = model.rows(cell["condition"], cell["role"])
        cell["verdict"] = verdict(rows)
        cell["apart"] = any(row.reach == "role" for row in rows)
        cell["told"] = any(row.reach == "told" for row in rows)
    return grid


def cell_of(model: Conditions, condition: str, role: str) -> Cell:
    """Find the cell of a condition and a role."""
    return next(cell for cell in model.cells if (cell.condition, cell.role) == (condition, role))


def verdict_words(model: Conditions, cell: Cell, name: str) -> str:
    """Say a verdict, and whether interviews told of it where nobody measured it."""
    rows = model.rows(cell.condition, cell.role)
    if verdict(rows) != "unmeasured":
        return name if any(row.reach == "role" for row in rows) else f"{name}. Roles not told apart"
    return f"{name}. {model.told if any(row.reach == 'told' for row in rows) else 'Not told either'}"


def found_words(model: Conditions, row: Evidence) -> str:
    """Say what a study found, for each outcome."""
    if row.reach == "told":
        return model.reaches["told"]
    names = {one.id: one.name for one in model.outcomes}
    parts = [f"{names[one.outcome]}: {model.directions[one.direction]}" for one in row.findings]
    return "; ".join(parts) or "nothing that can be read there"


def who_words(source: Source, role: str) -> str:
    """Say who was asked, and how many."""
    group = next(group for group in source.groups if role in group.roles)
    return f"{group.who}; {f'n = {group.n}' if group.n is not None else 'n not shown'}"


def _source(model: Conditions, citekey: str) -> Source:
    return next(source for source in model.sources if source.citekey == citekey)


def _condition(model: Conditions, condition: str) -> str:
    name = next(one.name for one in model.conditions if one.id == condition)
    parts = [fallback.heading(name)]
    for role in model.roles:
        cell = cell_of(model, condition, role.id)
        rows = model.rows(condition, role.id)
        parts.append(fallback.paragraphs(f"{role.name}. {cell.says}"))
        parts.append(fallback.listing(f"{fallback.joined(f'{d.what}: {d.words}')}" for d in cell.differs))
        if rows:
            parts.append(_table(model, f"{name}, {role.name}: the studies", rows, role.id))
        else:
            parts.append(fallback.paragraphs(f"No study. {model.not_told}"))
    return "".join(part for part in parts if part != "<ul></ul>")


def _table(model: Conditions, caption: str, rows: list[Evidence], role: str) -> str:
    cells = []
    for row in rows:
        source = _source(model, row.source)
        cells.append(
            [
                f"{source.name} ({model.reads[source.read]}). {source.note}".strip(),
                model.reaches[row.reach],
                who_words(source, role),
                f"{row.measured}. Outcome: {source.instrument}",
                source.design,
                f"{found_words(model, row)}. {row.words}".strip(),
            ]
        )
    return fallback.table(
        caption,
        ["Study", "How near", "Who, and how many", "What was measured, and how", "Design", "Found"],
        cells,
    )
