"""Reference readings: what one careful reader stopped at, why, and what they made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from .codebooks import Code, Codebook, load_codebook
from .course import Course
from .errors import CourseError
from .jsonl import content_of, read_rows

NOTE_KINDS = ("descriptive", "linguistic", "conceptual")
THEME_KINDS = ("PET", "GET", "category", "core")
MEMO_KINDS = ("", "code", "theoretical", "method", "negative-case", "transcript")
#: What each slot of the axial scheme is called in words.
SLOT_LABELS: Mapping[str, str] = {
    "phenomenon": "phenomenon",
    "causal": "causal conditions",
    "contextual": "contextual conditions",
    "intervening": "intervening conditions",
    "actions": "actions and interactions",
    "consequences": "consequences",
}


class Span(msgspec.Struct, frozen=True):
    """Words in a turn with their codes, notes, or both.

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


class Statement(msgspec.Struct, frozen=True):
    """An experiential statement of one transcript, and the spans that it rests on."""

    id: str
    doc: str
    text: str
    spans: tuple[str, ...]


class Theme(msgspec.Struct, frozen=True):
    """A personal or group experiential theme (PET, GET), a category, or the core category.

    ``members`` of a PET are experiential statements, of a GET PETs, of a category codes, of the core
    category categories. Convergence and divergence are a GET's.
    """

    id: str
    kind: str
    doc: str | None
    name: str
    statement: str
    parent: str | None
    members: tuple[str, ...]
    convergence: str = ""
    divergence: str = ""
    why: str = ""


class Relation(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """An axial relation: what stands in which slot of which category, with spans at both ends."""

    id: str
    from_: str
    to: str
    slot: str
    evidence: tuple[str, ...]
    why: str


class Memo(msgspec.Struct, frozen=True):
    """An analytic memo on a transcript, ``code:``, ``theme:`` or ``span:`` and an id, or the ``project``.

    ``compares`` names the spans whose incidents the memo sets side by side.
    """

    id: str
    on: str
    text: str
    kind: str = ""
    compares: tuple[str, ...] = ()


class Reader(msgspec.Struct, frozen=True):
    """Who read, from what stance, with which codebooks, and how the reading was made.

    ``method`` names, by study, the edition of the method that was followed.
    """

    id: str
    name: str
    stance: str
    codebooks: tuple[str, ...]
    made_by: str = ""
    method: dict[str, str] | msgspec.UnsetType = msgspec.UNSET


class Reading:
    """One reader's spans in one transcript."""

    def __init__(self, reader: Reader, doc: str, spans: tuple[Span, ...]) -> None:
        self.reader = reader
        self.doc = doc
        self.spans = spans

    def __repr__(self) -> str:
        return f"Reading({self.reader.id!r}, {self.doc!r}, {len(self.spans)} spans)"


@dataclass(frozen=True, repr=False)
class ReaderWork:
    """All that one reader made.

    Attributes
    ----------
    readings
        The spans, by transcript; transcripts in order of id.
    codes
        The codes that the reader opened.
    codebook
        Every code that the reader may use: the closed codebooks' and the reader's own.
    storyline
        Markdown; empty where none was written.
    """

    reader: Reader
    readings: Mapping[str, Reading]
    codebook: Codebook
    codes: tuple[Code, ...] = ()
    statements: tuple[Statement, ...] = ()
    themes: tuple[Theme, ...] = ()
    relations: tuple[Relation, ...] = ()
    memos: tuple[Memo, ...] = ()
    storyline: str = ""

    def __repr__(self) -> str:
        return f"ReaderWork({self.reader.id!r}, {len(self.readings)} transcripts, {len(self.spans)} spans)"

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The spans of all transcripts, in order of transcript and line."""
        return tuple(span for reading in self.readings.values() for span in reading.spans)

    def codes_under(self, id: str) -> frozenset[str]:
        """Give the codes that stand under a code, a category or the core category; a code itself included."""
        return codes_under(id, self.codebook, {theme.id: theme for theme in self.themes})


def codes_under(id: str, codebook: Codebook, themes: Mapping[str, Theme]) -> frozenset[str]:
    """Give the codes that stand under a code, a category or the core category; a code itself included.

    Parameters
    ----------
    codebook
        Every code that the reader may use; sub-codes are found by their parents.
    themes
        The reader's themes by id; a category's codes are its members and those of its parts.
    """
    codes: frozenset[str] = frozenset()
    seen: set[str] = set()
    waiting = [id]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        if one in codebook.by_id:
            codes |= codebook.with_parts(one)
        if one in themes:
            waiting += themes[one].members
            waiting += [theme.id for theme in themes.values() if theme.parent == one]
    return codes


#: The files of a reader's folder that are not spans, and what a line of each is.
ROW_OF = {
    "codes.jsonl": Code,
    "statements.jsonl": Statement,
    "themes.jsonl": Theme,
    "relations.jsonl": Relation,
    "memos.jsonl": Memo,
}

Row = TypeVar("Row")


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
    return Reading(load_reader(folder), doc, _rows(folder / f"{doc}.jsonl", Span))


def load_work(course: Course, reader: str) -> ReaderWork:
    """Load all that one reader made: spans, codes, statements, themes, relations, memos, storyline.

    Only ``reader.json`` must be there; what was not written is empty.

    Raises
    ------
    CourseError
        If there is no such reader, or a file cannot be read.
    """
    if reader not in (known := reader_ids(course)):
        raise CourseError(
            f"reader {reader}", "The course has no such reader.", f"It has: {', '.join(known) or 'none'}."
        )
    folder = course.readings / reader
    who = load_reader(folder)
    opened = _rows_if_any(folder / "codes.jsonl", Code)
    closed = [code for book in who.codebooks for code in load_codebook(course, book).codes]
    storyline = folder / "storyline.md"
    return ReaderWork(
        reader=who,
        readings={doc: Reading(who, doc, _rows(folder / f"{doc}.jsonl", Span)) for doc in docs_read(folder)},
        codebook=Codebook(reader, (*closed, *opened)),
        codes=opened,
        statements=_rows_if_any(folder / "statements.jsonl", Statement),
        themes=_rows_if_any(folder / "themes.jsonl", Theme),
        relations=_rows_if_any(folder / "relations.jsonl", Relation),
        memos=_rows_if_any(folder / "memos.jsonl", Memo),
        storyline=content_of(storyline).decode("utf-8") if storyline.is_file() else "",
    )


def reader_ids(course: Course) -> list[str]:
    """List the readers that the course has, by name of folder."""
    if not course.readings.is_dir():
        return []
    return sorted(folder.name for folder in course.readings.iterdir() if (folder / "reader.json").is_file())


def docs_read(folder: Path) -> list[str]:
    """List the transcripts that a reader's folder has spans of."""
    return sorted(
        path.stem
        for path in folder.glob("*.jsonl")
        if path.name not in ROW_OF and not path.name.startswith(".")
    )


def _rows(path: Path, kind: type[Row]) -> tuple[Row, ...]:
    return tuple(row for _, row in read_rows(path, kind))


def _rows_if_any(path: Path, kind: type[Row]) -> tuple[Row, ...]:
    return _rows(path, kind) if path.is_file() else ()
