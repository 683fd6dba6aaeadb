"""Excerpts of the interviews on a map of three flows of compassion, with what stands in their way."""

from __future__ import annotations

from typing import Any

import msgspec
import traitlets

from ..corpus import find_course, load_index
from ..models.flow_map import (
    Excerpt,
    Flows,
    Place,
    Placement,
    Reading,
    barrier_places,
    flow_places,
    gathered,
    load_flows,
)
from . import fallback
from .course_widget import CourseWidget


class FlowMap(CourseWidget):
    """Predict, place twelve excerpts by flow and barrier, compare with two readers, explain, transfer.

    ``prediction`` and ``placements`` (excerpt to ``flow`` and ``barrier``) come back from the page where
    there is a kernel. What a reader types does not.

    Parameters
    ----------
    key
        A name that no other widget of the page has.
    """

    flows = traitlets.Dict().tag(sync=True)
    prediction = traitlets.Unicode().tag(sync=True)
    placements = traitlets.Dict().tag(sync=True)

    def __init__(self, key: str = "flow-map") -> None:
        course = find_course()
        self._flows = load_flows(course)
        self._flow_places = flow_places(course, self._flows)
        self._barrier_places = barrier_places(course, self._flows)
        index = load_index(course)
        self._roles = {doc: info.role for doc, info in index.items()}
        super().__init__(key=key, flows=self._as_data())

    def charted(self) -> dict[str, list[tuple[str, str]]]:
        """Give, for each flow, the excerpts that were placed there and what holds each up."""
        placements = {id: Placement(one["flow"], one["barrier"]) for id, one in self.placements.items()}
        excerpts = tuple(excerpt.id for excerpt in self._flows.excerpts)
        return gathered(tuple(place.id for place in self._flow_places), excerpts, placements)

    def as_html(self) -> str:
        """Give the codes, every excerpt with both readings, the question and the transfer, in words."""
        flows = self._flows
        return (
            fallback.title(flows.title)
            + fallback.paragraphs(flows.purpose)
            + fallback.paragraphs(flows.outcome)
            + fallback.paragraphs(flows.about)
            + fallback.table(
                "The codes, from the course's codebook",
                ["Code", "Definition", "It takes in", "It leaves out"],
                [
                    [_lettered(place), place.definition, place.include or "\u2013", place.exclude or "\u2013"]
                    for place in (*self._flow_places, *self._barrier_places)
                ],
            )
            + fallback.heading("Predict")
            + fallback.paragraphs(flows.predict.question)
            + fallback.paragraphs(flows.predict.told)
            + fallback.paragraphs(flows.content_note)
            + "".join(self._excerpt(place, excerpt) for place, excerpt in enumerate(flows.excerpts, 1))
            + fallback.paragraphs(flows.readers_note)
            + fallback.heading("Explain")
            + fallback.paragraphs(flows.explain)
            + _question(flows)
            + fallback.heading("Try it on something new")
            + fallback.paragraphs(flows.transfer.prompt)
            + fallback.paragraphs(flows.transfer.text)
            + fallback.paragraphs(flows.transfer.question)
        )

    def _as_data(self) -> dict[str, Any]:
        data: dict[str, Any] = msgspec.to_builtins(self._flows)
        data["flow_places"] = msgspec.to_builtins(self._flow_places)
        data["barrier_places"] = msgspec.to_builtins(self._barrier_places)
        for excerpt in data["excerpts"]:
            excerpt["role"] = self._roles[excerpt["doc"]]
        return data

    def _excerpt(self, number: int, excerpt: Excerpt) -> str:
        quotes = "".join(
            fallback.element("blockquote", f"<p>{fallback.joined(quote.text)} ({quote.turn})</p>")
            for quote in excerpt.quotes
        )
        names = {reader.id: reader.name for reader in self._flows.readers}
        return (
            fallback.heading(f"Excerpt {number}: {excerpt.doc}, {self._roles[excerpt.doc]}")
            + fallback.paragraphs(excerpt.setting)
            + quotes
            + fallback.table(
                f"Excerpt {number}: where two readers put it, neither of them the answer",
                ["Reader", "Placed at", "Why"],
                [[names[id], self._placed(reading), reading.why] for id, reading in excerpt.readings.items()],
            )
        )

    def _placed(self, reading: Reading) -> str:
        names = {place.id: _lettered(place) for place in (*self._flow_places, *self._barrier_places)}
        return "; ".join(names[id] for id in (reading.flow, reading.barrier) if id)


def _lettered(place: Place) -> str:
    return f"{place.letter} \u00b7 {place.name}"


def _question(flows: Flows) -> str:
    relate = flows.relate
    options = fallback.listing(
        f"{fallback.joined(option.text)} <strong>{_verdict(option.carries)}</strong> "
        f"{fallback.joined(option.feedback)}"
        for option in relate.options
    )
    summary = fallback.element("summary", "Show what each would need")
    return (
        fallback.paragraphs(relate.question)
        + fallback.listing(fallback.joined(option.text) for option in relate.options)
        + fallback.element("details", summary + options)
        + fallback.paragraphs(relate.source)
    )


def _verdict(carries: bool) -> str:
    return "The scores support this." if carries else "The scores do not support this."
