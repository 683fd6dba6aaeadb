"""Invented vignettes sorted by the words that fit: stress, burnout, compassion fatigue, moral injury."""

from __future__ import annotations

from typing import Any

import msgspec
import traitlets

from ..corpus import find_course
from ..models.neighbours_sorter import Vignette, codes_of, load_neighbours, parted
from . import fallback
from .course_widget import CourseWidget


class NeighboursSorter(CourseWidget):
    """Predict, sort eight vignettes and point at the words, compare with two readers, explain, transfer.

    ``expected`` (what the reader expects to confuse) and ``choices`` (vignette to ``chosen`` and ``words``)
    come back from the page where there is a kernel. What a reader types does not.

    Parameters
    ----------
    key
        A name that no other widget of the page has.
    """

    neighbours = traitlets.Dict().tag(sync=True)
    expected: traitlets.List[str] = traitlets.List().tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)

    def __init__(self, key: str = "neighbours-sorter") -> None:
        course = find_course()
        self._neighbours = load_neighbours(course)
        self._codes = codes_of(course, self._neighbours)
        data: dict[str, Any] = msgspec.to_builtins(self._neighbours)
        data["codes"] = {
            id: {"name": code.name, "letter": code.letter, "definition": code.definition}
            for id, code in self._codes.items()
        }
        super().__init__(key=key, neighbours=data)

    def parted(self) -> dict[str, list[tuple[str, str]]]:
        """Say where the choices so far part from both readers."""
        return parted(self._neighbours, {id: one["chosen"] for id, one in self.choices.items()})

    def as_html(self) -> str:
        """Give the definitions, every vignette with both readings, and the transfer, in words and tables."""
        neighbours = self._neighbours
        families = (fallback.joined(family.name) for family in neighbours.predict.families)
        return (
            fallback.title(neighbours.title)
            + fallback.paragraphs(neighbours.purpose)
            + fallback.paragraphs(neighbours.outcome)
            + fallback.paragraphs(neighbours.about)
            + fallback.table(
                "The words, from the course's codebook",
                ["Word", "Definition"],
                [[f"{code.letter} \u00b7 {code.name}", code.definition] for code in self._codes.values()],
            )
            + fallback.heading("Predict")
            + fallback.paragraphs(neighbours.predict.question)
            + fallback.listing(families)
            + "".join(self._vignette(vignette) for vignette in neighbours.vignettes)
            + fallback.paragraphs(neighbours.readers_note)
            + fallback.heading("Explain")
            + fallback.paragraphs(neighbours.explain)
            + fallback.heading("Try it on something new")
            + fallback.paragraphs(neighbours.transfer.prompt)
            + fallback.paragraphs(neighbours.transfer.text)
            + fallback.paragraphs(neighbours.transfer.question)
        )

    def _vignette(self, vignette: Vignette) -> str:
        phrases = {phrase.id: phrase.text for phrase in vignette.phrases}
        readings = [
            [
                reader.name,
                "; ".join(self._codes[id].name for id in reading.chosen),
                " \u2026 ".join(phrases[id] for id in reading.words),
                reading.why,
            ]
            for reader in self._neighbours.readers
            for reading in [vignette.readings[reader.id]]
        ]
        return (
            fallback.heading(vignette.who)
            + fallback.paragraphs(vignette.text)
            + fallback.table(
                f"{vignette.who}: what two readers chose, neither of them the answer",
                ["Reader", "Chose", "Rests on", "Why"],
                readings,
            )
            + fallback.table(
                f"{vignette.who}: what each word would still need",
                ["Word", "What it would still need"],
                [
                    *([self._codes[id].name, vignette.needs[id]] for id in self._neighbours.constructs),
                    [self._codes[self._neighbours.open].name, vignette.ask],
                ],
            )
        )
