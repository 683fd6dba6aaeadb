"""The project file: a trainee's whole work at the coding desk, as the page saves it.

It is a :class:`~..readings.ReaderWork` in one JSON file, with the digests of the transcripts, the first
passes that were locked, and the log of what was done. ``widgets/js/desk/exchange/`` writes the same bytes; a
test holds the two together. Reading is in :mod:`.project_file_reading`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from ..course import Course
from ..errors import CourseError
from ..readings import NOTE_KINDS, ReaderWork, Span
from ..transcripts import digest_of
from .project import Project

FORMAT = "compassion-course/project"
FORMAT_VERSION = 1
SIZE_LIMIT = 2**20
#: The rows of each part: keys in the order of the file, and what may stand under each.
ROWS: Mapping[str, Mapping[str, str]] = {
    "codes": {
        "code": "code", "parent": "maybe", "name": "text", "definition": "text", "include": "text",
        "exclude": "text", "example": "text", "properties": "properties", "colour": "text", "letter": "text",
    },
    "spans": {
        "id": "id", "doc": "need", "turn": "need", "start": "place", "end": "place", "quote": "need",
        "codes": "codes", "notes": "notes", "why": "text",
    },
    "statements": {"id": "id", "doc": "need", "text": "text", "spans": "texts"},
    "themes": {
        "id": "id", "kind": "need", "doc": "maybe", "name": "text", "statement": "text", "parent": "maybe",
        "members": "texts", "convergence": "text", "divergence": "text", "why": "text",
    },
    "relations": {
        "id": "id", "from": "need", "to": "need", "slot": "need", "evidence": "texts", "why": "text",
    },
    "memos": {"id": "id", "on": "need", "text": "text", "kind": "text", "compares": "texts"},
}  # fmt: skip
# Line ends; characters that XML cannot hold; halves of a character.
_MISFIT = re.compile(r"\r\n?|[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class DeskFile:
    """What a project file holds.

    Attributes
    ----------
    transcripts
        Those worked on, by id, with the digest of the text.
    started, saved
        Times, or nothing.
    locked
        When the first pass of a transcript was locked.
    first
        The spans of that first pass.
    events
        What was done, in order.
    notices
        What was mended or set aside when the file was read, in sentences.
    aside
        Span lines that could not be placed in the texts.
    """

    work: ReaderWork
    transcripts: Mapping[str, str]
    started: str = ""
    saved: str = ""
    locked: Mapping[str, str] = field(default_factory=dict)
    first: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    events: Sequence[Mapping[str, Any]] = ()
    notices: tuple[str, ...] = ()
    aside: tuple[Span, ...] = ()


def desk_file_of(course: Course, project: Project) -> DeskFile:
    """Make a project file of a reading, so that it opens at the coding desk.

    How the reading was made stays behind: the desk has no place for it.

    Raises
    ------
    CourseError
        If the project does not hold exactly one reader.
    """
    if len(project.works) != 1:
        named = ", ".join(work.reader.id for work in project.works) or "nobody"
        raise CourseError(
            "export",
            f"A project file holds one reader's work, and here it is that of {named}.",
            "Name one with --reader.",
        )
    digests = {doc: digest_of(course.transcripts / f"{doc}.jsonl") for doc in project.documents}
    return DeskFile(project.works[0], digests)


def project_file(desk: DeskFile) -> bytes:
    """Write a project file: keys in one order, one space of indent, a line feed at the end.

    Raises
    ------
    CourseError
        If it would be larger than the desk reads.
    """
    work = desk.work
    reader = work.reader
    parts = {
        "codes": work.codes,
        "spans": together(work.spans),
        "statements": work.statements,
        "themes": work.themes,
        "relations": work.relations,
        "memos": work.memos,
    }
    rows = {part: [_row(entry, part) for entry in entries] for part, entries in parts.items()}
    whole = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "reader": {
            "id": reader.id,
            "name": reader.name,
            "stance": reader.stance,
            "codebooks": list(reader.codebooks),
        },
        "started": desk.started,
        "saved": desk.saved,
        "transcripts": dict(sorted(desk.transcripts.items())),
        **rows,
        "storyline": work.storyline,
        "locked": dict(sorted(desk.locked.items())),
        "first": {
            doc: [_row(line, "spans") for line in together(lines)]
            for doc, lines in sorted(desk.first.items())
        },
        "events": [
            {"at": event["at"], "do": event["do"], **{key: event[key] for key in event}}
            for event in desk.events
        ],
    }
    content = f"{json.dumps(mended(whole), ensure_ascii=False, indent=1)}\n".encode()
    if len(content) > SIZE_LIMIT:
        raise CourseError(
            "export",
            f"The project file would be larger than the {SIZE_LIMIT:,} bytes that the desk opens.",
            "Name fewer transcripts with --transcript.",
        )
    return content


def _row(entry: msgspec.Struct, part: str) -> dict[str, Any]:
    row = msgspec.to_builtins(entry)
    if part == "spans":
        row["notes"] = {kind: row["notes"][kind] for kind in NOTE_KINDS if row["notes"].get(kind)}
    if part == "codes":
        row["properties"] = row["properties"] or []
    return {key: row[key] for key in ROWS[part]}


def together(lines: Iterable[Span]) -> list[Span]:
    """Order span lines by transcript, with the lines of one span one after the other."""
    spans: dict[str, list[Span]] = {}
    for line in sorted(lines, key=lambda line: line.doc):
        spans.setdefault(line.id, []).append(line)
    return [line for one in spans.values() for line in one]


def mended(value: Any) -> Any:
    """Take out what no other program can read: line ends of Windows, control characters, half characters."""
    if isinstance(value, str):
        return _MISFIT.sub(_mended, value)
    if isinstance(value, list | tuple):
        return [mended(one) for one in value]
    if isinstance(value, dict):
        return {mended(key): mended(one) for key, one in value.items()}
    return value


def _mended(found: re.Match[str]) -> str:
    if found[0][0] == "\r":
        return "\n"
    return "\ufffd" if "\ud800" <= found[0] <= "\udfff" else ""
