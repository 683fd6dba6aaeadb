"""A model of resilience to walk through, with voices for and against it, and the case that does not fit."""

from __future__ import annotations

import msgspec
import traitlets

from ..corpus import find_course
from ..models.resilience_walk import Element, Link, Voice, chain, load_walk, reach
from ..models.resilience_walk import ResilienceWalk as Model
from . import fallback
from .course_widget import CourseWidget

WAYS = {"for": "speaks for it", "both": "partly, or sits badly", "against": "speaks against it"}


class ResilienceWalk(CourseWidget):
    """Walk the model of ``data/models/resilience-walk.json`` from element to element.

    ``walked`` comes back from the page where there is a kernel: what was expected, the elements opened, how
    each voice was placed, the link drawn, and where the model was said to break. Typed words do not.

    Parameters
    ----------
    key
        A name that no other widget of the page has.
    """

    walk = traitlets.Dict().tag(sync=True)
    walked = traitlets.Dict().tag(sync=True)

    def __init__(self, key: str = "resilience-walk") -> None:
        self._walk = load_walk(find_course())
        super().__init__(key=key, walk=msgspec.to_builtins(self._walk))

    def chain(self) -> tuple[str, ...]:
        """Give the first way walked from a challenge to a way of coping, by the elements' ids."""
        return chain(self._walk, self.walked.get("trail", ()))

    def reach(self) -> tuple[str, ...]:
        """Give what the arrows still lead on to, with the elements left out that the reader took away."""
        return reach(self._walk, self._walk.predict.start, self.walked.get("leftOut", ()))

    def as_html(self) -> str:
        """Give the model as a table and in sentences, the voices of each element, and the two cases."""
        walk = self._walk
        return (
            fallback.title(walk.title)
            + fallback.paragraphs(walk.note)
            + fallback.paragraphs(walk.voices_note)
            + _choices("Predict", walk.predict.question, [one.text for one in walk.predict.options])
            + fallback.heading("The model")
            + _elements_table(walk)
            + fallback.listing(fallback.joined(_sentence(walk, link)) for link in walk.links)
            + fallback.paragraphs(walk.drawing_note)
            + "".join(_element(walk, element) for element in walk.elements)
            + fallback.heading("What the arrows say of somebody with nobody to turn to")
            + fallback.paragraphs(walk.predict.comment)
            + _own_link(walk)
            + _misfit(walk)
            + _unseen(walk)
        )


def _choices(heading: str, question: str, options: list[str]) -> str:
    return (
        fallback.heading(heading)
        + fallback.paragraphs(question)
        + fallback.listing(map(fallback.joined, options))
    )


def _numbered(walk: Model, id: str) -> str:
    place = next(place for place, element in enumerate(walk.elements, 1) if element.id == id)
    return f"{place} {walk.elements[place - 1].name}"


def _arrow(walk: Model, start: str, end: str, kind: str) -> str:
    verb = next(one.verb for one in walk.kinds if one.id == kind)
    return f"{_numbered(walk, start)} {verb} {_numbered(walk, end)}"


def _sentence(walk: Model, link: Link) -> str:
    return f"{_arrow(walk, link.start, link.end, link.kind)}: {link.says} {walk.bases[link.basis]}"


def _elements_table(walk: Model) -> str:
    def cell(phase: str, side: str) -> str:
        here = [_numbered(walk, one.id) for one in walk.elements if (one.phase, one.side) == (phase, side)]
        return "; ".join(here) or "\u2013"

    return fallback.table(
        "The elements, by phase and side",
        ["Phase", *(side.name for side in walk.sides)],
        [[phase.name, *(cell(phase.id, side.id) for side in walk.sides)] for phase in walk.phases],
    )


def _element(walk: Model, element: Element) -> str:
    phase = next(one.name for one in walk.phases if one.id == element.phase)
    side = next(one.name for one in walk.sides if one.id == element.side)
    name = _numbered(walk, element.id)
    return (
        fallback.heading(name)
        + fallback.paragraphs(f"{phase}, {side}. {element.found} (Vivolo, Owen and Fisher 2024)")
        + fallback.table(
            f"{name}: synthetic voices",
            ["Words", "Turn", "Where we put it", "Why"],
            [_voice(voice) for voice in element.voices],
        )
    )


def _voice(voice: Voice) -> list[str]:
    return [f"\u201c{voice.quote}\u201d", f"{voice.turn}, synthetic", WAYS[voice.way], voice.why]


def _own_link(walk: Model) -> str:
    return (
        fallback.heading("A link of your own")
        + fallback.paragraphs(f"{walk.link_task.question} {walk.link_task.why}")
        + fallback.table(
            "Links that two readers would add; neither is the answer",
            ["Link", "Reader", "Because of", "Why"],
            [
                [
                    _arrow(walk, link.start, link.end, link.kind),
                    reader.by,
                    f"{link.turn}, synthetic",
                    link.why,
                ]
                for reader in walk.readers
                for link in reader.links
            ],
        )
    )


def _misfit(walk: Model) -> str:
    case = walk.case
    marks = {mark.id: mark.short for mark in case.marks}
    options = [option.text for option in case.predict.options]
    return (
        fallback.heading("The case that does not fit")
        + fallback.paragraphs(f"{case.name}. {case.intro}")
        + fallback.paragraphs(case.predict.question)
        + fallback.listing(map(fallback.joined, options))
        + fallback.table(
            "Where the model holds for P06: two readers",
            ["Element", "What she says", *(reader.by for reader in walk.readers), "What can be said"],
            [
                [
                    _numbered(walk, stop.element),
                    f"{stop.setting} \u201c{stop.quote}\u201d ({stop.turn}, synthetic)",
                    marks[stop.first],
                    marks[stop.second],
                    stop.comment,
                ]
                for stop in case.stations
            ],
        )
        + fallback.paragraphs(case.after)
        + fallback.paragraphs(case.question)
        + "".join(fallback.paragraphs(f"{answer.by}: {answer.text}") for answer in case.answers)
    )


def _unseen(walk: Model) -> str:
    transfer = walk.transfer
    names = {category.id: category.name for category in transfer.item.categories}
    return (
        fallback.heading(transfer.heading)
        + fallback.paragraphs(transfer.text)
        + fallback.paragraphs(f"{transfer.item.prompt} {', '.join(names.values())}.")
        + fallback.listing(fallback.joined(row.text) for row in transfer.item.rows)
        + fallback.element(
            "details",
            "<summary>Where they can go</summary>"
            + fallback.table(
                "Where they can go, and why",
                ["What is told", "On the model", "Why"],
                [
                    [row.text, ", ".join(names[id] for id in row.answer), row.feedback]
                    for row in transfer.item.rows
                ],
            ),
        )
        + fallback.paragraphs(transfer.question)
    )
