"""The coding of an answer sheet, as a draft of a reading that can stand beside the course's own."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from ..corpus import Course, CourseError, load_transcript
from ..corpus.drafts import Draft, DraftReading
from ..corpus.jsonl import content_of
from .sheet import SheetFault, decode_envelope, read_answers
from .specification import exercise_slugs, load_exercise
from .values import Coding


def draft_of_sheet(course: Course, path: Path) -> DraftReading:
    """Read the spans of a sheet's coding items.

    Memos and other answers stay in the sheet. Span ids of a sheet only say which lines belong together:
    the reading gets its own.

    Raises
    ------
    CourseError
        If the file is no sheet of an exercise of this course, or no coding in it can be read.
    """
    data = content_of(path)
    draft = DraftReading(path, renumber=True)
    try:
        envelope, _ = decode_envelope(data)
        if envelope.exercise not in exercise_slugs(course):
            raise SheetFault(f"This course has no exercise {envelope.exercise!r}.", "exercise")
        exercise = load_exercise(course, envelope.exercise)
        if envelope.exercise_version != exercise.version:
            raise SheetFault(
                f"The sheet is for version {envelope.exercise_version}; this course has {exercise.version}.",
                "exercise_version",
            )
        read = read_answers(data, envelope, exercise)
    except SheetFault as fault:
        raise CourseError(path, str(fault), "Name an answer sheet as it was saved by the page.") from fault
    for item, reason in read.unread.items():
        draft.tell(_line_of(data, item), reason, "Name the sheet as it was saved by the page.")
    for doc, digest in envelope.transcripts.items():
        if load_transcript(course, doc).digest != digest:
            draft.tell(
                _line_of(data, doc),
                f"The sheet was written against another version of {doc}.",
                "Offsets hold for the very text alone: take the course as it was then.",
            )
    codings = {id: value for id, value in read.sheet.answers.items() if isinstance(value, Coding)}
    if not codings and not read.unread:
        raise CourseError(path, "It has no coding.", "Name a sheet of an exercise with a coding item.")
    draft.codebooks = tuple(sorted({coding.codebook for coding in codings.values() if coding.codebook}))
    for item, coding in codings.items():
        for span in coding.spans:
            one = Draft(
                turn=span.turn,
                quote=span.quote,
                doc=span.doc,
                codes=span.codes,
                why=span.why,
                notes={} if span.notes is msgspec.UNSET else span.notes,
                id=f"{item}/{span.id}",
                start=span.start,
                end=span.end,
            )
            draft.drafts.append((_line_of(data, span.id), one))
    return draft


def _line_of(data: bytes, id: str) -> int:
    """Give the last line on which a name stands: answers come after a first pass."""
    at = data.rfind(json.dumps(id, ensure_ascii=False).encode())
    return data.count(b"\n", 0, max(at, 0)) + 1
