"""Reference readings: what one careful reader stopped at, and why."""

from __future__ import annotations

from pathlib import Path

import msgspec

from .course import Course
from .errors import CourseError
from .jsonl import content_of, read_rows


class Span(msgspec.Struct, frozen=True):
    """Words in a turn with their codes.

    ``start`` and ``end`` count Unicode code points of the turn's text, end exclusive;
    ``quote`` is the checksum. A span across turns is several lines with one id.
    """

    id: str
    doc: str
    turn: str
    start: int
    end: int
    quote: str
    codes: tuple[str, ...]
    notes: dict[str, str] = {}
    why: str = ""


class Memo(msgspec.Struct, frozen=True):
    """An analytic note on a code, a span or a transcript."""

    id: str
    on: str
    text: str


class Reader(msgspec.Struct, frozen=True):
    """Who read, from what stance, with which codebooks, and how the reading was made."""

    id: str
    name: str
    stance: str
    codebooks: tuple[str, ...]
    made_by: str = ""


class Reading:
    """One reader's spans in one transcript."""

    def __init__(self, reader: Reader, doc: str, spans: tuple[Span, ...]) -> None:
        self.reader = reader
        self.doc = doc
        self.spans = spans

    def __repr__(self) -> str:
        return f"Reading({self.reader.id!r}, {self.doc!r}, {len(self.spans)} spans)"


def load_reader(folder: Path) -> Reader:
    """Load a reader's ``reader.json``.

    Raises
    ------
    CourseError
        If there is no such reader, or the file cannot be read as one.
    """
    path = folder / "reader.json"
    try:
        return msgspec.json.decode(content_of(path), type=Reader)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise CourseError(
            path, f"This is not a reader: {error}.", "It needs id, name, stance, codebooks."
        ) from error


def load_reading(course: Course, reader: str, doc: str) -> Reading:
    """Load one reader's reading of one transcript.

    Raises
    ------
    CourseError
        If the reader or the reading is missing, or a line cannot be read.
    """
    folder = course.readings / reader
    spans = tuple(row for _, row in read_rows(folder / f"{doc}.jsonl", Span))
    return Reading(load_reader(folder), doc, spans)


def reader_ids(course: Course) -> list[str]:
    """List the readers that the course has, by name of folder."""
    if not course.readings.is_dir():
        return []
    return sorted(folder.name for folder in course.readings.iterdir() if (folder / "reader.json").is_file())
