"""Synthetic interviews: one turn a line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from .course import Course
from .errors import CourseError
from .jsonl import read_rows

# Of ASCII every blank as one blank, every letter and digit as one letter, and the rest left out.
_SAID = bytes(ord(" " if chr(code).isspace() else "a") for code in range(256))
_UNSAID = bytes(code for code in range(128) if not chr(code).isspace() and not chr(code).isalnum())


class Turn(msgspec.Struct, frozen=True):
    """What one speaker says until the other speaks. The id is permanent."""

    doc: str
    turn: str
    speaker: str
    text: str


class TranscriptInfo(msgspec.Struct, frozen=True, kw_only=True):
    """One line of ``index.jsonl``.

    ``content_notes`` name turns and what in them may hurt: ``{"turns": [...], "note": "..."}``.
    """

    doc: str
    study: str
    role: str
    setting: str
    wave: int | None = None
    schedule: str | None = None
    interviewer: str | None = None
    content_notes: tuple[Mapping[str, Any], ...] = ()
    words: int
    synthetic: bool
    licence: str
    version: int


class Transcript:
    """A transcript: its turns in order, what the index says of it, and its digest.

    Attributes
    ----------
    digest
        SHA-256 of the file's bytes. An answer sheet carries it, so that offsets are never
        read against another version of the text.
    """

    def __init__(self, info: TranscriptInfo, turns: tuple[Turn, ...], digest: str) -> None:
        self.info = info
        self.turns = turns
        self.digest = digest

    def __repr__(self) -> str:
        return f"Transcript({self.doc!r}, {len(self.turns)} turns)"

    @property
    def doc(self) -> str:
        """The transcript's id, such as ``T01``."""
        return self.info.doc

    @cached_property
    def by_id(self) -> dict[str, Turn]:
        """Turns by their permanent id."""
        return {turn.turn: turn for turn in self.turns}

    def passage(self, first: str, last: str) -> tuple[Turn, ...]:
        """Give the turns from ``first`` to ``last``, both included.

        Raises
        ------
        CourseError
            If a turn is not there, or the first comes after the last.
        """
        ids = [turn.turn for turn in self.turns]
        for wanted in (first, last):
            if wanted not in ids:
                raise CourseError(
                    f"transcript {self.doc}",
                    f"There is no turn {wanted}.",
                    "Turn ids are permanent: check the id.",
                )
        start, end = ids.index(first), ids.index(last)
        if start > end:
            raise CourseError(
                f"transcript {self.doc}", f"Turn {first} comes after {last}.", "Name the earlier turn first."
            )
        return self.turns[start : end + 1]


def load_index(course: Course) -> dict[str, TranscriptInfo]:
    """Read ``data/transcripts/index.jsonl``: what each transcript is, by id."""
    return {row.doc: row for _, row in read_rows(course.transcripts / "index.jsonl", TranscriptInfo)}


def load_transcript(course: Course, doc: str) -> Transcript:
    """Load one transcript.

    Raises
    ------
    CourseError
        If neither the index nor a raw excerpt has it, the file is missing, or a line cannot be read.
    """
    index = load_index(course)
    if doc not in index and (excerpt := _raw_excerpt(course, doc)) is not None:
        return excerpt
    if doc not in index:
        raise CourseError(
            course.transcripts / "index.jsonl",
            f"It lists no transcript {doc}.",
            f"Known transcripts: {', '.join(sorted(index)) or 'none'}.",
        )
    path = course.transcripts / f"{doc}.jsonl"
    turns = tuple(row for _, row in read_rows(path, Turn))
    return Transcript(index[doc], turns, digest_of(path))


def raw_excerpt_paths(course: Course) -> list[Path]:
    """List the excerpts with invented identifiers: ``data/raw-excerpt*.jsonl``, outside the index."""
    return sorted(path for path in course.data.glob("raw-excerpt*.jsonl") if "." not in path.stem)


def _raw_excerpt(course: Course, doc: str) -> Transcript | None:
    """Load an excerpt as it was before de-identification, for the exercise that practises it."""
    for path in raw_excerpt_paths(course):
        turns = tuple(row for _, row in read_rows(path, Turn))
        if turns and turns[0].doc == doc:
            info = TranscriptInfo(
                doc=doc,
                study="raw excerpt",
                role="PWP",
                setting="",
                words=sum(words_in(turn.text) for turn in turns),
                synthetic=True,
                licence="CC-BY-4.0",
                version=1,
            )
            return Transcript(info, turns, digest_of(path))
    return None


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def words_in(text: str) -> int:
    """Count words as a reader would: runs between blanks.

    Marks such as ``(.)`` and ``-`` are no words; ``(3)`` and ``[laughs]`` are read, and count as one each.
    """
    if text.isascii():
        # Marking counts every text of a class. This takes a quarter of the time that splitting it does.
        return (b" " + text.encode().translate(_SAID, _UNSAID)).count(b" a")
    return sum(any(map(str.isalnum, word)) for word in text.split())
