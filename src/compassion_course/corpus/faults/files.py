"""What every file of the corpus keeps to: UTF-8, NFC, LF, no character that nobody sees, keys in order."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from ..course import Course
from ..errors import CourseError, Fault

#: Characters that look like a blank or like nothing, and break a line, a search or an offset.
FORBIDDEN = frozenset("\n\r\t\u2028\u2029\ufeff\u00a0")
_UNSEEN = FORBIDDEN - {"\n", "\r"}
_ESCAPED = re.compile(r"(?<!\\)(?:\\\\)*\\(?:[trbf]|u00[01])")


def fault_of(course: Course, error: CourseError) -> Fault:
    """Turn an error into a fault of its file and line; without a line, of the file's first."""
    name, _, line = error.where.rpartition(":")
    path, number = (name, int(line)) if line.isdigit() else (error.where, 1)
    return Fault(course.name_of(Path(path)), number, error.problem, error.remedy)


def text_faults(name: str, content: bytes) -> Iterator[Fault]:
    """Check the bytes of a text file.

    Parameters
    ----------
    name
        The file, as a fault names it.
    """
    if b"\r" in content:
        line = content[: content.index(b"\r")].count(b"\n") + 1
        yield Fault(name, line, "It has carriage returns.", "Save it with LF line ends.")
    if content.startswith(b"\xef\xbb\xbf"):
        yield Fault(name, 1, "It begins with a byte order mark.", "Save it as UTF-8 without one.")
        content = content[3:]
    if content and not content.endswith(b"\n"):
        yield Fault(name, content.count(b"\n") + 1, "The last line has no end.", "Add a line feed.")
    try:
        whole = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        yield Fault(name, line, "It holds bytes that are not UTF-8.", "Save it as UTF-8.")
        return
    composed = unicodedata.is_normalized("NFC", whole)
    if composed and whole.isascii() and "\t" not in whole:
        return
    for number, text in enumerate(whole.split("\n"), start=1):
        if not composed and not unicodedata.is_normalized("NFC", text):
            yield Fault(name, number, "The text is not in Unicode form NFC.", "Normalise this line to NFC.")
        if unseen := _UNSEEN & set(text):
            yield Fault(
                name,
                number,
                f"It has a forbidden character: {_named(unseen)}.",
                "Write a plain blank, or nothing, in its place.",
            )


def row_faults(name: str, content: bytes, kind: type[Any]) -> Iterator[Fault]:
    """Check how the rows of a JSON Lines file are written.

    Keys stand once and in the order of ``kind``'s fields, and characters as themselves, so that two
    people who write the same row write the same bytes.
    """
    order = {name: place for place, name in enumerate(_keys(kind))}
    for number, line in enumerate(content.split(b"\n"), start=1):
        try:
            text = line.decode("utf-8")
            row = json.loads(text)
        except ValueError:
            continue  # empty, or told already
        if not isinstance(row, dict):
            continue
        if unknown := [key for key in row if key not in order]:
            yield Fault(
                name, number, f"It has the unknown key {unknown[0]!r}.", f"Known keys: {', '.join(order)}."
            )
        elif (keys := [order[key] for key in row]) != sorted(keys):
            yield Fault(name, number, "Its keys are not in order.", f"The order is {', '.join(order)}.")
        elif json.dumps(row, ensure_ascii=False) != text:
            yield Fault(
                name,
                number,
                "It is not written as the course writes rows: a key twice, an escape or other blanks.",
                "Write it with json.dumps(row, ensure_ascii=False).",
            )
        if found := _ESCAPED.search(text):
            yield Fault(
                name,
                number,
                f"It has a forbidden character: {found[0][-6:]}.",
                "Write a plain blank, or nothing, in its place.",
            )


def _keys(kind: type[Any]) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(kind)]


def _named(characters: set[str] | frozenset[str]) -> str:
    return ", ".join(f"U+{ord(character):04X}" for character in sorted(characters))
