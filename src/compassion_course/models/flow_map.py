"""Flow map: excerpts of the interviews, three flows of compassion, and what stands in their way.

The codes' names and definitions stand in the codebook and nowhere else. There is no key: two readers place
each excerpt, neither of them right, and the map only says what the reader placed where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from ..corpus import Course, CourseError, load_codebook, load_passages, load_transcript
from .model_file import Transfer, place_of, read_model

FILE = "flow-map"
#: Not a code: what stands for "no flow here, or no telling which", and for a flow that nothing holds up.
NEITHER, NONE = "neither", "none"


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer that is not a code of the codebook: its name, its mark and what it says."""

    name: str
    letter: str
    says: str


class Reader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the readers who placed the excerpts."""

    id: str
    name: str


class Quote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of one turn, as they stand there."""

    turn: str
    text: str


class Reading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a reader puts an excerpt, and why; ``barrier`` is empty where there is no flow to hold up."""

    flow: str
    barrier: str
    why: str


class Excerpt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A few words of an interview, with what a reader needs to know to understand them."""

    id: str
    doc: str
    setting: str
    quotes: tuple[Quote, ...]
    readings: dict[str, Reading]


class Prediction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the reader is asked before the first excerpt, and what a count can show."""

    question: str
    unsure: str
    told: str


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that a finding might let one say, and whether it carries that far."""

    id: str
    text: str
    carries: bool
    feedback: str


class Relate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One closed question on how the flows go together."""

    question: str
    source: str
    options: tuple[Option, ...]


class Flows(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/models/flow-map.json``."""

    title: str
    codebook: str
    purpose: str
    outcome: str
    about: str
    content_note: str
    neither: Answer
    none: Answer
    readers: tuple[Reader, ...]
    readers_note: str
    predict: Prediction
    excerpts: tuple[Excerpt, ...]
    explain: str
    relate: Relate
    transfer: Transfer
    keeps: str


class Place(msgspec.Struct, frozen=True):
    """A flow or a barrier that can be chosen: a code, or one of the two answers that are none."""

    id: str
    name: str
    letter: str
    definition: str
    include: str = ""
    exclude: str = ""


class Placement(msgspec.Struct, frozen=True):
    """Where somebody put an excerpt."""

    flow: str
    barrier: str = ""


def load_flows(course: Course) -> Flows:
    """Load the excerpts, and check them against the interviews and the codebook.

    Raises
    ------
    CourseError
        If a file is missing, has another shape, or contradicts itself or the interviews.
    """
    flows = read_model(course, FILE, Flows)
    for problem, remedy in _contradictions(course, flows):
        raise CourseError(place_of(course, FILE), problem, remedy)
    return flows


def flow_places(course: Course, flows: Flows) -> tuple[Place, ...]:
    """Give the flows of the codebook, then the answer for neither and for what cannot be told."""
    codes = load_codebook(course, flows.codebook).codes
    barriers = {code.parent for code in codes} | {code.code for code in codes if code.parent}
    found = [
        Place(code.code, code.name, code.letter, code.definition, code.include, code.exclude)
        for code in codes
        if code.code not in barriers
    ]
    return (*found, Place(NEITHER, flows.neither.name, flows.neither.letter, flows.neither.says))


def barrier_places(course: Course, flows: Flows) -> tuple[Place, ...]:
    """Give the answer for a flow without a barrier, the three kinds, then the kind that is not clear."""
    codes = load_codebook(course, flows.codebook).codes
    kinds = [code for code in codes if code.parent]
    tops = [code for code in codes if any(kind.parent == code.code for kind in kinds)]
    found = [
        Place(code.code, code.name, code.letter, code.definition, code.include, code.exclude)
        for code in (*kinds, *tops)
    ]
    return (Place(NONE, flows.none.name, flows.none.letter, flows.none.says), *found)


def gathered(
    flows: tuple[str, ...], excerpts: tuple[str, ...], placements: Mapping[str, Placement]
) -> dict[str, list[tuple[str, str]]]:
    """Turn placements round: for each flow, the excerpts put there and what holds each up.

    js/flow-map/rule.js does the same.

    Returns
    -------
    dict
        Flow to (excerpt, barrier), in the order of the excerpts; what is not placed is nowhere.
    """
    return {
        flow: [
            (id, placements[id].barrier)
            for id in excerpts
            if id in placements and placements[id].flow == flow
        ]
        for flow in flows
    }


def _contradictions(course: Course, flows: Flows) -> Iterator[tuple[str, str]]:
    known = {place.id for place in flow_places(course, flows)}
    ways = {place.id for place in barrier_places(course, flows)}
    readers = {reader.id for reader in flows.readers}
    if len(readers) != 2:
        yield "There are not two readers.", "Two, so that neither is the answer."
    if len({excerpt.id for excerpt in flows.excerpts}) != len(flows.excerpts):
        yield "Two excerpts have the same id.", "Give each its own."
    if sum(option.carries for option in flows.relate.options) != 1:
        yield "The question on how flows relate has not one option that carries.", "Mark one."
    for excerpt in flows.excerpts:
        if set(excerpt.readings) != readers:
            yield f"The excerpt {excerpt.id!r} lacks a reader.", "Let each reader place it."
        for reading in excerpt.readings.values():
            if reading.flow not in known:
                yield f"The excerpt {excerpt.id!r} has the flow {reading.flow!r}.", "Use the codebook's."
            elif (reading.barrier in ways) == (reading.flow == NEITHER):
                yield (
                    f"The excerpt {excerpt.id!r} has {reading.flow!r} with {reading.barrier!r}.",
                    "A flow has a barrier of the codebook or none; neither has an empty one.",
                )
        yield from _misquoted(course, excerpt)


def _misquoted(course: Course, excerpt: Excerpt) -> Iterator[tuple[str, str]]:
    transcript = load_transcript(course, excerpt.doc)
    turns = transcript.by_id
    kept = {
        turn.turn
        for passage in load_passages(course)
        if passage.doc == excerpt.doc
        for turn in transcript.passage(passage.first, passage.last)
    }
    for quote in excerpt.quotes:
        if quote.turn not in turns or quote.text not in turns[quote.turn].text:
            yield (
                f"The excerpt {excerpt.id!r} quotes words that {quote.turn} does not have.",
                "Quote them as they stand in the turn.",
            )
        elif quote.turn in kept:
            yield (
                f"The excerpt {excerpt.id!r} quotes {quote.turn}, which is kept apart for an exercise.",
                "Take another turn: who is assessed on this one must not have met it.",
            )
