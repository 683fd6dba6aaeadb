"""JSON and JSON Lines; lines are read one by one so that a fault can be named by its line."""

from __future__ import annotations

from collections.abc import Iterator
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
    decoder = msgspec.json.Decoder(kind)
    for number, line in _lines(path):
        try:
            yield number, decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise CourseError(
                f"{path}:{number}",
                f"This line is not a {kind.__name__.lower()}: {error}.",
                "Compare it with the lines around it; each line is one JSON object.",
            ) from error


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


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(content_of(path).split(b"\n"), start=1):
        if line.strip():
            yield number, line
