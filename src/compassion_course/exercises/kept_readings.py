"""The reference readings of an exercise: the course's own, or those kept beside an assessed exercise.

Readings of an assessed passage leave only when the tutor releases them, as one file that the page opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from ..corpus import (
    Code,
    Course,
    CourseError,
    Reader,
    Span,
    load_codebook,
    load_reader,
    load_reading,
    load_transcript,
)
from ..corpus.jsonl import read_rows, write_whole
from .items import CodingItem, NotesItem
from .specification import Exercise, load_exercise, load_key

FORMAT = "compassion-course/readings"
FORMAT_VERSION = 1


@dataclass(frozen=True)
class ReferenceReading:
    """What one reader stopped at in the transcripts, or the passages, of an exercise."""

    reader: Reader
    spans: tuple[Span, ...]


def reference_readings(course: Course, exercise: Exercise) -> dict[str, ReferenceReading]:
    """Load the readings that an exercise names, by reader.

    Of an assessed exercise these are the spans in its own passages, from the ``readings/`` beside it or
    beside the exercise that it stands in for.

    Raises
    ------
    CourseError
        If a reading is missing, as it is in a trainee's edition, or cannot be read.
    """
    if exercise.stakes != "assessed":
        return {name: _of_the_course(course, exercise, name) for name in exercise.readings}
    folder = course.exercises / (exercise.instead_of or exercise.slug) / "readings"
    turns = _turns_of_passages(course, exercise)
    kept = {}
    for name in exercise.readings:
        spans = [
            span
            for doc in turns
            for _, span in read_rows(folder / name / f"{doc}.jsonl", Span)
            if span.turn in turns[doc]
        ]
        kept[name] = ReferenceReading(load_reader(course.readings / name), tuple(spans))
    return kept


def release_readings(course: Course, slug: str, out: Path) -> Path:
    """Write the readings of an assessed exercise for its trainees, whole or not at all.

    Parameters
    ----------
    out
        The file, or the folder for ``<slug>.readings.json``.

    Raises
    ------
    CourseError
        If the exercise is not assessed, names no reading, or this edition has no key and so no readings.
    """
    exercise = load_exercise(course, slug)
    path = course.exercises / slug / "exercise.yml"
    if exercise.stakes != "assessed" or not exercise.readings:
        raise CourseError(
            path,
            "It is not assessed, or names no readings: there is none to release.",
            "Readings of other exercises show in their page after the first pass.",
        )
    load_key(course, slug)  # a trainee's edition has none
    readings = [_released(course, one) for one in reference_readings(course, exercise).values()]
    data = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "exercise": slug,
        "exercise_version": exercise.version,
        "readings": readings,
    }
    target = out / f"{slug}.readings.json" if out.is_dir() else out
    write_whole(target, msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n")
    return target


def _of_the_course(course: Course, exercise: Exercise, name: str) -> ReferenceReading:
    readings = [load_reading(course, name, doc) for doc in exercise.transcripts]
    reader = readings[0].reader if readings else load_reader(course.readings / name)
    return ReferenceReading(reader, tuple(span for reading in readings for span in reading.spans))


def _turns_of_passages(course: Course, exercise: Exercise) -> dict[str, set[str]]:
    """Give the turns that the exercise asks to be read, by transcript."""
    turns: dict[str, set[str]] = {}
    for item in exercise.items:
        if isinstance(item, CodingItem | NotesItem):
            passage = load_transcript(course, item.passage.doc).passage(item.passage.first, item.passage.last)
            turns.setdefault(item.passage.doc, set()).update(turn.turn for turn in passage)
    return turns


def _released(course: Course, reading: ReferenceReading) -> dict[str, Any]:
    """Give a reading as its file has it, with the names of the codes that it uses."""
    folder = course.readings / reading.reader.id
    own = folder / "codes.jsonl"
    codes = [code for book in reading.reader.codebooks for code in load_codebook(course, book).codes]
    codes += [code for _, code in read_rows(own, Code)] if own.is_file() else []
    used = {code for span in reading.spans for code in span.codes}
    return {
        "id": reading.reader.id,
        "name": reading.reader.name,
        "stance": reading.reader.stance,
        "codes": [
            {"code": code.code, "name": code.name, "definition": code.definition}
            for code in codes
            if code.code in used
        ],
        "spans": [msgspec.to_builtins(span) for span in reading.spans],
    }
