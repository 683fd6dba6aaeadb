"""Offsets between Unicode code points, UTF-16 units and UTF-8 bytes.

The course counts code points. A browser counts UTF-16 units and some coding programs count
bytes, so an emoji before a span would shift it: every border converts through here.
"""

from __future__ import annotations

from .errors import CourseError


def utf16_index(text: str, code_point: int) -> int:
    """Convert an offset in code points to one in UTF-16 units.

    Parameters
    ----------
    text
        The whole text of the turn.
    code_point
        Offset from 0 to ``len(text)``.
    """
    return code_point + sum(ord(character) > 0xFFFF for character in text[:code_point])


def code_point_index(text: str, utf16: int) -> int:
    """Convert an offset in UTF-16 units to one in code points.

    Raises
    ------
    CourseError
        If the offset lies inside a character or beyond the text.
    """
    units = 0
    for index, character in enumerate(text):
        if units == utf16:
            return index
        units += 2 if ord(character) > 0xFFFF else 1
    if units == utf16:
        return len(text)
    raise CourseError(
        f"offset {utf16}",
        "It lies inside a character or beyond the end of the text.",
        "Count the offset again in UTF-16 units of this very text.",
    )


def byte_index(text: str, code_point: int) -> int:
    """Convert an offset in code points to one in UTF-8 bytes."""
    return len(text[:code_point].encode("utf-8"))
