"""JSON and JSON Lines; lines are read one by one so that a fault can be named by its line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from .errors import CourseError

Row = TypeVar("Row")


def read_rows(path: Path, kind: type[Row]) -> Iterator[tuple[int, Row]]:
    """Read rows of one kind, each with its line number from 1.

    Raises
    ------
    CourseError
        If the file is missing, is not UTF-8, or a line is not such a row.
    """
    for number, row in _decoded(path, kind):
        if isinstance(row, CourseError):
            raise row
        yield number, row


def read_all_rows(path: Path, kind: type[Row]) -> tuple[list[tuple[int, Row]], list[CourseError]]:
    """Read the rows that can be read, and an error for each line that cannot.

    Raises
    ------
    CourseError
        If the file as a whole is missing or cannot be read.
    """
    rows: list[tuple[int, Row]] = []
    errors: list[CourseError] = []
    for number, row in _decoded(path, kind):
        if isinstance(row, CourseError):
            errors.append(row)
        else:
            rows.append((number, row))
    return rows, errors


def row_line(row: msgspec.Struct) -> str:
    """Write a row as the course keeps it: keys in order, non-ASCII kept, without a line end."""
    return json.dumps(msgspec.to_builtins(row), ensure_ascii=False)


def write_rows(path: Path, rows: Iterable[msgspec.Struct]) -> None:
    """Write a file of rows, whole or not at all."""
    write_whole(path, "".join(f"{row_line(row)}\n" for row in rows).encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that takes its name only when it is complete and on the disk."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def read_json(path: Path) -> dict[str, Any]:
    """Read a file that holds one JSON object.

    Raises
    ------
    CourseError
        If the file is missing or holds anything else.
    """
    try:
        return msgspec.json.decode(content_of(path), type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise CourseError(
            path, f"This is not a JSON object: {error}.", "Mend it, or restore the file from git."
        ) from error


def content_of(path: Path) -> bytes:
    """Read a file of the course.

    Raises
    ------
    CourseError
        If it is missing or cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CourseError(
            path, "There is no such file.", "Check the name, or restore the file from git."
        ) from error
    except OSError as error:
        raise CourseError(
            path, f"The file cannot be read: {error.strerror}.", "Check its permissions."
        ) from error


def _decoded(path: Path, kind: type[Row]) -> Iterator[tuple[int, Row | CourseError]]:
    decoder = msgspec.json.Decoder(kind)
    for number, line in _lines(path):
        try:
            yield number, decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            yield (
                number,
                CourseError(
                    f"{path}:{number}",
                    f"This line is not a {kind.__name__.lower()}: {error}.",
                    "Compare it with the lines around it; each line is one JSON object.",
                ),
            )


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(content_of(path).split(b"\n"), start=1):
        if line.strip():
            yield number, line
