"""A model of resilience to walk: its elements and links, the voices behind them, the case that does not fit.

Two rules, both small. ``reach`` follows the links that lead on, leaving some elements out; ``chain`` finds
the first stretch of a walk that leads from the first phase to the last. ``js/resilience-walk/rule.js`` has
the same two for the page, and a test puts both to the same walks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import msgspec

from ..corpus import Course, CourseError, load_passages, load_transcript
from .closed_question import Question
from .model_file import place_of, read_model

FILE = "resilience-walk"

#: The only kind of link that leads on; the others say what one element does to another.
LEADS = "leads"
WAYS = ("for", "both", "against")


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A phase or a side: its name and what it is."""

    id: str
    name: str
    gist: str


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of link: the verb between two elements, and how its line is drawn."""

    id: str
    verb: str
    line: str


class Voice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of a synthetic interview, word for word, and how they sit with an element."""

    id: str
    doc: str
    turn: str
    quote: str
    way: str
    why: str


class Element(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part of the model: its place, what the study found, and voices for and against."""

    id: str
    concept: str
    phase: str
    side: str
    name: str
    label: tuple[str, ...]
    at: tuple[int, int]
    found: str
    voices: tuple[Voice, ...]


class Link(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}):
    """One element does something to another; where that is from, and the reason."""

    start: str
    end: str
    kind: str
    basis: str
    says: str


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A choice, by its id and in words."""

    id: str
    text: str


class Mark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What can be said of the model at a stop, in words and in a word."""

    id: str
    text: str
    short: str


class Predict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the reader is to expect of the model before walking, and how it can be tried."""

    question: str
    options: tuple[Option, ...]
    start: str
    leave_out: tuple[str, ...]
    comment: str


class ReadLink(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}
):
    """A link that a reader would draw, and the turn that makes them."""

    start: str
    end: str
    kind: str
    turn: str
    why: str


class Reader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of two readers with the links that they would add."""

    id: str
    by: str
    links: tuple[ReadLink, ...]


class Station(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One stop on the way of the person who does not fit, as two readers mark it."""

    element: str
    turn: str
    quote: str
    setting: str
    first: str
    second: str
    comment: str


class Quote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of a turn."""

    turn: str
    quote: str


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one reader answers."""

    by: str
    text: str


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the reader expects of the case."""

    question: str
    options: tuple[Option, ...]


class Misfit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The case that does not fit."""

    who: str
    name: str
    intro: str
    predict: Expected
    stations: tuple[Station, ...]
    marks: tuple[Mark, ...]
    after: str
    after_quotes: tuple[Quote, ...]
    question: str
    answers: tuple[Answer, ...]


class LinkTask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked about a link of the reader's own."""

    question: str
    why: str


class Unseen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An account not met before, to place on the model."""

    heading: str
    name: str
    text: str
    item: Question
    question: str


class ResilienceWalk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/models/resilience-walk.json``."""

    title: str
    cite: str
    note: str
    voices_note: str
    drawing_note: str
    phases: tuple[Named, ...]
    sides: tuple[Named, ...]
    kinds: tuple[Kind, ...]
    bases: dict[str, str]
    elements: tuple[Element, ...]
    links: tuple[Link, ...]
    predict: Predict
    readers: tuple[Reader, ...]
    case: Misfit
    link_task: LinkTask
    transfer: Unseen


def reach(walk: ResilienceWalk, start: str, left_out: Collection[str] = ()) -> tuple[str, ...]:
    """Give the elements to which links lead on from one, in the order of the model.

    Parameters
    ----------
    walk
        The model.
    start
        Where to begin; it is not itself among the answers unless a way leads back to it.
    left_out
        Elements that are taken to be missing.

    Returns
    -------
    tuple
        Ids of elements.
    """
    found: set[str] = set()
    ahead = [start]
    while ahead:
        here = ahead.pop()
        for link in walk.links:
            onward = link.kind == LEADS and link.start == here
            if onward and link.end not in found and link.end not in left_out:
                found.add(link.end)
                ahead.append(link.end)
    return tuple(element.id for element in walk.elements if element.id in found)


def chain(walk: ResilienceWalk, trail: Sequence[str]) -> tuple[str, ...]:
    """Give the first stretch of a trail that leads, link by link, from the first phase to the last."""
    phase = {element.id: element.phase for element in walk.elements}
    leads = {(link.start, link.end) for link in walk.links if link.kind == LEADS}
    first, last = walk.phases[0].id, walk.phases[-1].id
    for begin, element in enumerate(trail):
        if phase.get(element) != first:
            continue
        for place in range(begin + 1, len(trail)):
            if (trail[place - 1], trail[place]) not in leads:
                break
            if phase[trail[place]] == last:
                return tuple(trail[begin : place + 1])
    return ()


def load_walk(course: Course) -> ResilienceWalk:
    """Load the model, and check that it holds together and quotes the interviews word for word.

    Raises
    ------
    CourseError
        If the file is missing, has another shape, contradicts itself, or misquotes.
    """
    walk = read_model(course, FILE, ResilienceWalk)
    for problem, remedy in (*_contradictions(walk), *_misquotations(course, walk)):
        raise CourseError(place_of(course, FILE), problem, remedy)
    return walk


def _contradictions(walk: ResilienceWalk) -> Iterator[tuple[str, str]]:
    elements = {element.id for element in walk.elements}
    kinds = {kind.id for kind in walk.kinds}
    phases, sides = {phase.id for phase in walk.phases}, {side.id for side in walk.sides}
    if LEADS not in kinds:
        yield f"There is no kind of link {LEADS!r}.", "The walk follows links of that kind."
    if len(elements) != len(walk.elements):
        yield "An id stands twice among the elements.", "Give each its own."
    voices = [voice.id for element in walk.elements for voice in element.voices]
    if len(set(voices)) != len(voices):
        yield "An id stands twice among the voices.", "Give each its own."
    for element in walk.elements:
        if element.phase not in phases or element.side not in sides:
            yield f"The element {element.id!r} has an unknown phase or side.", "Use ids of phases and sides."
        ways = {voice.way for voice in element.voices}
        if not ways <= set(WAYS):
            yield f"A voice at {element.id!r} goes an unknown way.", f"Use {', '.join(WAYS)}."
        if "for" not in ways or ways == {"for"}:
            yield (
                f"The element {element.id!r} lacks a voice for it or one that sits badly.",
                "Give it both: an element without a voice against it cannot be doubted.",
            )
    for link in walk.links:
        if not {link.start, link.end} <= elements or link.kind not in kinds or link.basis not in walk.bases:
            yield f"The link from {link.start!r} to {link.end!r} names something unknown.", "Use known ids."
    for reader in walk.readers:
        for read in reader.links:
            if not {read.start, read.end} <= elements or read.kind not in kinds:
                yield f"A link of {reader.by!r} names something unknown.", "Use known ids."
    if not {walk.predict.start, *walk.predict.leave_out} <= elements:
        yield "predict names an unknown element.", "Use ids of elements."
    marks = {mark.id for mark in walk.case.marks}
    for station in walk.case.stations:
        if station.element not in elements or not {station.first, station.second} <= marks:
            yield f"The stop at {station.element!r} names something unknown.", "Use known elements and marks."
    if len(walk.readers) < 2 or len(walk.case.answers) < 2:
        yield "There are fewer than two readers.", "Two, so that neither is the answer."
    categories = {category.id for category in walk.transfer.item.categories}
    for row in walk.transfer.item.rows:
        if not row.answer or not set(row.answer) <= categories:
            yield f"The row {row.id!r} has no known answer.", "Use ids of categories."


def _misquotations(course: Course, walk: ResilienceWalk) -> Iterator[tuple[str, str]]:
    """Find quotes that are not in their turn, and turns that are the interviewer's or kept apart."""
    case = walk.case
    quotes = [(voice.turn, voice.quote) for element in walk.elements for voice in element.voices]
    quotes += [(station.turn, station.quote) for station in case.stations]
    quotes += [(one.turn, one.quote) for one in case.after_quotes]
    quotes += [(read.turn, "") for reader in walk.readers for read in reader.links]
    docs = sorted({turn.partition("-")[0] for turn, _ in quotes})
    transcripts = {doc: load_transcript(course, doc) for doc in docs}
    turns = {turn.turn: turn for transcript in transcripts.values() for turn in transcript.turns}
    kept = {
        turn.turn: passage.id
        for passage in load_passages(course)
        if passage.doc in transcripts
        for turn in transcripts[passage.doc].passage(passage.first, passage.last)
    }
    for id, quote in quotes:
        turn = turns.get(id)
        if turn is None or turn.speaker == "I" or quote not in turn.text:
            yield f"{quote!r} is not said by the participant in {id}.", "Quote the turn word for word."
        if id in kept:
            yield f"It uses {id}, which lies in {kept[id]}, kept apart.", "Take another turn."
