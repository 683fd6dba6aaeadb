"""All that marking an exercise needs, loaded once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from sys import getsizeof

from ..corpus import (
    Course,
    CourseError,
    Span,
    Transcript,
    load_codebook,
    load_transcript,
)
from .items import ChoiceItem, ClassifyItem, CodingItem, NotesItem, NumberItem, OrderItem, ResponsesItem
from .kept_readings import reference_readings
from .marks import ItemMark, Words
from .sheet import SheetAsWritten
from .specification import Exercise, Key, load_exercise, load_key
from .yaml_files import line_of

# Marks that are kept: most of what a class of any size answers. What is found beyond them, or is larger than
# so many bytes, is marked each time.
_KEPT, _LARGE = 4096, 4096

CLOSED = (ChoiceItem, ClassifyItem, OrderItem, NumberItem)


@dataclass(frozen=True)
class Scheme:
    """All that marking an exercise needs, loaded once.

    ``codes`` gives the name of each code by its id. ``digest`` names the exact exercise and key, so that a
    mark says by what it was given.
    """

    exercise: Exercise
    key: Key
    transcripts: Mapping[str, Transcript]
    codes: Mapping[str, str]
    readings: Mapping[str, tuple[Span, ...]]
    digest: str = ""

    @cached_property
    def differences(self) -> frozenset[str]:
        """The spans of the readings, as a reply names them."""
        return frozenset(f"{reader}/{span.id}" for reader, spans in self.readings.items() for span in spans)

    @cached_property
    def turns(self) -> Mapping[str, tuple[str, str]]:
        """The transcript and the text of each turn, by turn id."""
        return {
            turn.turn: (doc, turn.text)
            for doc, transcript in self.transcripts.items()
            for turn in transcript.turns
        }

    @cached_property
    def turn_order(self) -> Mapping[str, int]:
        """The place of each turn among all turns."""
        return {turn: place for place, turn in enumerate(self.turns)}

    @cached_property
    def passages(self) -> Mapping[str, frozenset[str]]:
        """The turns of each coding item's passage, by item id."""
        return {
            item.id: frozenset(
                turn.turn
                for turn in self.transcripts[item.passage.doc].passage(item.passage.first, item.passage.last)
            )
            for item in self.exercise.items
            if isinstance(item, CodingItem | NotesItem)
        }

    @cached_property
    def words(self) -> Mapping[str, tuple[Words, ...]]:
        """The words that each item's answer rests on."""
        return {
            id: tuple(Words(rest.turn, rest.quote) for rest in entry.rests_on)
            for id, entry in self.key.items.items()
        }

    @cached_property
    def open_items(self) -> tuple[str, ...]:
        """The ids of the items that no key marks."""
        return tuple(item.id for item in self.exercise.items if not isinstance(item, CLOSED))

    @cached_property
    def defined_codes(self) -> frozenset[str]:
        """The ids of the codebook's codes."""
        return frozenset(self.codes)

    @cached_property
    def marked_before(self) -> dict[tuple[str, Hashable], ItemMark]:
        """The marks that :meth:`mark_once` keeps."""
        return {}

    def mark_once(self, item: str, found: Hashable, make: Callable[[], ItemMark]) -> ItemMark:
        """Give the mark that was made when the same was found; most of a class answers what others did.

        Parameters
        ----------
        item
            Which item.
        found
            All that the mark rests on.
        make
            Makes the mark.
        """
        mark = self.marked_before.get((item, found))
        if mark is None:
            mark = make()
            # What no page writes is not kept: one option named thousands of times would fill the memory.
            kept = mark.state != "unmarked" and getsizeof(found) < _LARGE
            if kept and len(self.marked_before) < _KEPT:
                self.marked_before[item, found] = mark
        return mark

    @cached_property
    def as_written(self) -> SheetAsWritten:
        """What reads the sheets that are as pages write them."""
        return SheetAsWritten(self.exercise)

    @cached_property
    def of_automatic(self) -> float:
        """The marks that the key gives at most."""
        return sum(item.marks for item in self.exercise.items if isinstance(item, CLOSED))

    @cached_property
    def of_all(self) -> float:
        """All marks of the exercise."""
        return sum(item.marks for item in self.exercise.items)


def prepare(course: Course, slug: str) -> Scheme:
    """Load an exercise with its key, transcripts, codebook and readings.

    Raises
    ------
    CourseError
        If one of them is missing, or the key rests on words that no transcript has.
    """
    exercise = load_exercise(course, slug)
    key = load_key(course, slug, exercise)
    transcripts = {doc: load_transcript(course, doc) for doc in exercise.transcripts}
    codebook = load_codebook(course, exercise.codebook).codes if exercise.codebook else ()
    readings = {name: one.spans for name, one in reference_readings(course, exercise).items()}
    folder = course.exercises / slug
    digest = hashlib.sha256((folder / "exercise.yml").read_bytes() + (folder / "key.yml").read_bytes())
    scheme = Scheme(
        exercise,
        key,
        transcripts,
        {code.code: code.name for code in codebook},
        readings,
        digest.hexdigest()[:12],
    )
    path = folder / "key.yml"
    for id, entry in key.items.items():
        for rest in entry.rests_on:
            if rest.quote not in _said(course, scheme, rest.turn):
                raise CourseError(
                    f"{path}:{line_of(path, 'items', id, 'rests_on')}",
                    f"items.{id} rests on {rest.quote!r}, which {rest.turn} does not say.",
                    "Copy the words from the transcript again.",
                )
    for item in exercise.items:
        if isinstance(item, ResponsesItem) and (unknown := sorted(set(item.fixed) - scheme.differences)):
            raise CourseError(
                f"{folder / 'exercise.yml'}:{line_of(folder / 'exercise.yml', 'items', item.id, 'fixed')}",
                f"{item.id} fixes {', '.join(unknown)}, which no reading has.",
                "Write reader/span as in the readings.",
            )
    # Made now, so that a passage that is not there shows before any sheet is read.
    _ = scheme.passages
    return scheme


def _said(course: Course, scheme: Scheme, turn: str) -> str:
    """Give the words of a turn: of the exercise's transcripts, or of another that an item quotes."""
    if turn in scheme.turns:
        return scheme.turns[turn][1]
    try:
        there = load_transcript(course, turn.rpartition("-")[0]).by_id.get(turn)
    except CourseError:
        return ""
    return "" if there is None else there.text
