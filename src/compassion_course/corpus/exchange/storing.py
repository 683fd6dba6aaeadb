"""Write a reading as the course keeps it: a whole folder, or none."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from ..codebooks import Code
from ..errors import CourseError
from ..jsonl import write_rows, write_whole
from ..readings import ReaderWork
from .document import Document
from .receive import Received


def store(received: Received, folder: Path) -> list[Path]:
    """Write each coder's work into a folder of its own under ``folder``.

    A document that is no transcript of the course goes to ``foreign/`` in each coder's folder: its lines as
    turns in ``<id>.jsonl``, the spans in ``<id>.spans.jsonl``.

    Returns
    -------
    list of Path
        The folders that were made.

    Raises
    ------
    CourseError
        If one of them is there already: nothing is written then, and nothing is ever replaced.
    """
    places = {work.reader.id: folder / work.reader.id for work in received.works}
    for place in places.values():
        if place.exists():
            raise CourseError(
                place,
                "There is a reader of this name already.",
                "Name another place with --out, or take that folder away first.",
            )
    if places:
        folder.mkdir(parents=True, exist_ok=True)
    unfinished = []
    for work in received.works:
        part = folder / f".{work.reader.id}.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        _write(work, received.foreign, part)
        unfinished.append(part)
    for work, part in zip(received.works, unfinished, strict=True):
        part.rename(places[work.reader.id])
    return list(places.values())


def _write(work: ReaderWork, foreign: Mapping[str, Document], folder: Path) -> None:
    reader = json.dumps(msgspec.to_builtins(work.reader), ensure_ascii=False, indent=1)
    write_whole(folder / "reader.json", f"{reader}\n".encode())
    for doc, reading in work.readings.items():
        if doc in foreign:
            (folder / "foreign").mkdir(exist_ok=True)
            write_rows(folder / "foreign" / f"{doc}.jsonl", foreign[doc].turns)
            write_rows(folder / "foreign" / f"{doc}.spans.jsonl", reading.spans)
        else:
            write_rows(folder / f"{doc}.jsonl", reading.spans)
    if work.codes:
        lines = (json.dumps(_own_code(code), ensure_ascii=False) for code in work.codes)
        write_whole(folder / "codes.jsonl", "".join(f"{line}\n" for line in lines).encode())
    rows: dict[str, Iterable[msgspec.Struct]] = {
        "statements.jsonl": work.statements,
        "themes.jsonl": work.themes,
        "relations.jsonl": work.relations,
        "memos.jsonl": work.memos,
    }
    for name, entries in rows.items():
        if entries:
            write_rows(folder / name, entries)
    if work.storyline:
        write_whole(folder / "storyline.md", work.storyline.encode())


def _own_code(code: Code) -> dict[str, Any]:
    """Give a code as a reader's own code is kept, without what only closed codebooks have."""
    row = msgspec.to_builtins(code)
    short = {key: value for key, value in row.items() if value or key in {"parent", "name", "definition"}}
    properties = short.pop("properties", None) or []
    return {**short, "properties": properties}
