"""Neighbours sorter: invented vignettes beside the definitions of burnout and of what stands next to it.

The definitions stand in the codebook and nowhere else. There is no key: two readers sort each vignette, more
than one word may fit, and "cannot tell from this" is an answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import msgspec

from ..corpus import Code, Course, CourseError, load_codebook
from .model_file import Transfer, place_of, read_model

FILE = "neighbours-sorter"


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the four that the reader may expect to confuse, and the words that it holds."""

    id: str
    name: str
    holds: tuple[str, ...]


class Prediction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the reader is asked before the first vignette."""

    question: str
    families: tuple[Family, ...]
    unsure: str


class Reader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the readers who sorted the vignettes."""

    id: str
    name: str


class Phrase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A piece of a vignette that a reader may rest on."""

    id: str
    text: str


class Reading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which words a reader chose, the phrases that they rest on, and why."""

    chosen: tuple[str, ...]
    words: tuple[str, ...]
    why: str


class Vignette(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An invented clinician in a few sentences; the phrases in their order are the text."""

    id: str
    who: str
    phrases: tuple[Phrase, ...]
    readings: dict[str, Reading]
    needs: dict[str, str]
    ask: str

    @property
    def text(self) -> str:
        """The whole vignette."""
        return " ".join(phrase.text for phrase in self.phrases)


class Neighbours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/models/neighbours-sorter.json``."""

    title: str
    codebook: str
    constructs: tuple[str, ...]
    parts: tuple[str, ...]
    open: str
    purpose: str
    outcome: str
    about: str
    predict: Prediction
    readers: tuple[Reader, ...]
    readers_note: str
    vignettes: tuple[Vignette, ...]
    reason: str
    explain: str
    transfer: Transfer
    keeps: str


def load_neighbours(course: Course) -> Neighbours:
    """Load the vignettes and check them against the codebook.

    Raises
    ------
    CourseError
        If the file is missing, has another shape, or contradicts itself or the codebook.
    """
    neighbours = read_model(course, FILE, Neighbours)
    for problem, remedy in _contradictions(course, neighbours):
        raise CourseError(place_of(course, FILE), problem, remedy)
    return neighbours


def codes_of(course: Course, neighbours: Neighbours) -> dict[str, Code]:
    """Give the codes that the sorter uses: what can be chosen, then the parts of burnout and fatigue."""
    known = load_codebook(course, neighbours.codebook).by_id
    return {id: known[id] for id in (*neighbours.constructs, neighbours.open, *neighbours.parts)}


def parted(neighbours: Neighbours, chosen: Mapping[str, Collection[str]]) -> dict[str, list[tuple[str, str]]]:
    """Say where a choice and both readings part: a word that neither chose, or that both did.

    Where the readers differ nobody parts from both. js/neighbours-sorter/rule.js does the same.

    Returns
    -------
    dict
        Construct to (vignette, "more" or "less"), in the order of the vignettes.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for construct in (*neighbours.constructs, neighbours.open):
        for vignette in neighbours.vignettes:
            if vignette.id not in chosen:
                continue
            mine = construct in chosen[vignette.id]
            theirs = {construct in reading.chosen for reading in vignette.readings.values()}
            if theirs == {not mine}:
                found.setdefault(construct, []).append((vignette.id, "more" if mine else "less"))
    return found


def _contradictions(course: Course, neighbours: Neighbours) -> Iterator[tuple[str, str]]:
    known = load_codebook(course, neighbours.codebook).by_id
    choices = {*neighbours.constructs, neighbours.open}
    for code in sorted({*choices, *neighbours.parts} - set(known)):
        yield f"{code!r} is no code of {neighbours.codebook}.", "Use the codebook's."
    if left := sorted(set(known) - choices - set(neighbours.parts)):
        yield f"The codebook's {', '.join(left)} is used nowhere.", "Name it under constructs or parts."
    if len(neighbours.readers) != 2:
        yield "There are not two readers.", "Two, so that neither is the answer."
    held = sorted(construct for family in neighbours.predict.families for construct in family.holds)
    if held != sorted(neighbours.constructs):
        yield "The families do not hold each construct once.", "Let each construct stand in one family."
    if len({vignette.id for vignette in neighbours.vignettes}) != len(neighbours.vignettes):
        yield "Two vignettes have the same id.", "Give each its own."
    for vignette in neighbours.vignettes:
        yield from _wrong_in(neighbours, vignette, choices)


def _wrong_in(
    neighbours: Neighbours, vignette: Vignette, choices: Collection[str]
) -> Iterator[tuple[str, str]]:
    phrases = {phrase.id for phrase in vignette.phrases}
    if len(phrases) != len(vignette.phrases):
        yield f"Two phrases of {vignette.id!r} have the same id.", "Give each its own."
    if set(vignette.readings) != {reader.id for reader in neighbours.readers}:
        yield f"The vignette {vignette.id!r} lacks a reader.", "Let each reader sort it."
    if set(vignette.needs) != set(neighbours.constructs):
        yield (
            f"The vignette {vignette.id!r} does not say what each construct would need.",
            "Write one line for each, and for no other.",
        )
    for reading in vignette.readings.values():
        if not reading.chosen or not set(reading.chosen) <= set(choices):
            yield f"A reading of {vignette.id!r} chooses nothing known.", "Use the constructs' ids."
        if not reading.words or not set(reading.words) <= phrases:
            yield f"A reading of {vignette.id!r} rests on no known phrase.", "Use the phrases' ids."
