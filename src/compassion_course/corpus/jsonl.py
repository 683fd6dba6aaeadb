"""JSON Lines, read line by line so that a fault can be named by its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

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


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise CourseError(
            path, "There is no such file.", "Check the name, or restore the file from git."
        ) from error
    except OSError as error:
        raise CourseError(
            path, f"The file cannot be read: {error.strerror}.", "Check its permissions."
        ) from error
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip():
            yield number, line
