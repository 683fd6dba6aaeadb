"""Labelled lines in a free-text field, so that a note keeps its kind in a program that knows none.

``why: ...`` and ``linguistic: ...`` stand one below the other, a person can read and change them, and
what comes back is taken apart again. A text of several lines goes on in lines that begin with four blanks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_MORE = "    "
_BREAK = " // "


def write_fields(fields: Iterable[tuple[str, str]]) -> str:
    """Write labelled lines; a label may stand more than once, and an empty text is left out."""
    return "\n".join(f"{label}: {text.replace(chr(10), chr(10) + _MORE)}" for label, text in fields if text)


def read_fields(text: str, labels: Collection[str]) -> list[tuple[str, str]]:
    """Take labelled lines apart.

    Parameters
    ----------
    text
        What stands in the field, from whatever program.
    labels
        The labels to look for; any other line is plain text.

    Returns
    -------
    list of (label, text)
        In order. Text without a label has the label ``""``.
    """
    known = re.compile(rf"({'|'.join(map(re.escape, labels))}): ?(.*)", re.DOTALL)
    found: list[list[str]] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if match := known.fullmatch(line):
            found.append([match[1], match[2]])
        elif found and found[-1][0] and line.startswith(_MORE):
            found[-1][1] += "\n" + line.removeprefix(_MORE)
        elif found and not found[-1][0]:
            found[-1][1] += "\n" + line
        else:
            found.append(["", line])
    stripped = [(label, words if label else words.strip()) for label, words in found]
    return [(label, words) for label, words in stripped if words]


def first_of(fields: Iterable[tuple[str, str]], label: str) -> str:
    """Give the text of a label's first line, or nothing."""
    return next((text for found, text in fields if found == label), "")


def one_line(text: str) -> str:
    """Write labelled lines in one, for a form that takes a single line."""
    return text.replace("//", "/ /").replace("\n", _BREAK)


def many_lines(text: str) -> str:
    """Undo :func:`one_line`; a text of many lines, or without labels, stays as it is."""
    if "\n" in text or not re.search(rf"{_BREAK}[a-z]+: ", text):
        return text
    return text.replace(_BREAK, "\n").replace("/ /", "//")
