r"""The document that a transcript becomes for programs which know no turns, and the way back.

The course counts code points within a turn. Other programs count through one long text: REFI-QDA in
code points, Taguette in UTF-8 bytes, a browser in UTF-16 units. The text is derived, never stored:
one line for each turn, ``speaker + ": " + text + "\n"``.
"""

from __future__ import annotations

import hashlib
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from ..errors import CourseError
from ..transcripts import Transcript, Turn

UTF8, UTF16 = "utf-8", "utf-16-le"
_UNIT = {UTF8: 1, UTF16: 2}


class Piece(NamedTuple):
    """Words within one turn: ``start`` and ``end`` in code points of the turn's text, end exclusive."""

    turn: str
    start: int
    end: int


class Document:
    """A transcript as one text.

    Parameters
    ----------
    doc
        The transcript's id.
    turns
        Its turns in order.

    Attributes
    ----------
    text
        One line for each turn, each ending in a line feed.
    """

    def __init__(self, doc: str, turns: Iterable[Turn]) -> None:
        self.doc = doc
        self.turns = tuple(turns)
        prefixes = [f"{turn.speaker}: " if turn.speaker else "" for turn in self.turns]
        lines = [f"{prefix}{turn.text}\n" for prefix, turn in zip(prefixes, self.turns, strict=True)]
        self.text = "".join(lines)
        self._lines: list[int] = []
        self._starts: list[int] = []
        position = 0
        for prefix, line in zip(prefixes, lines, strict=True):
            self._lines.append(position)
            self._starts.append(position + len(prefix))
            position += len(line)
        self._index = {turn.turn: index for index, turn in enumerate(self.turns)}

    def __repr__(self) -> str:
        return f"Document({self.doc!r}, {len(self.turns)} turns, {len(self.text)} characters)"

    @classmethod
    def of(cls, transcript: Transcript) -> Document:
        """Derive the document of a transcript of the course."""
        return cls(transcript.doc, transcript.turns)

    @classmethod
    def from_text(cls, doc: str, text: str) -> Document:
        """Make a document of a text from elsewhere: each line is a turn with its speaker left in it.

        The document's text is the given one with a line feed at its end; an empty line is a turn without
        words, so that positions stay as they were.
        """
        lines = text.removesuffix("\n").split("\n")
        width = max(3, len(str(len(lines))))
        return cls(
            doc, (Turn(doc, f"{doc}-{number:0{width}}", "", line) for number, line in enumerate(lines, 1))
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text, by which a document that comes back is known again."""
        return digest_of_text(self.text)

    def position(self, turn: str, offset: int) -> int:
        """Turn a place in a turn into one in the document, in code points.

        Raises
        ------
        CourseError
            If there is no such turn, or the offset is not within its text.
        """
        index = self._index.get(turn)
        if index is None:
            raise CourseError(f"document {self.doc}", f"There is no turn {turn}.", "Check the id.")
        if not 0 <= offset <= len(self.turns[index].text):
            raise CourseError(
                f"document {self.doc}",
                f"Turn {turn} has no place {offset}.",
                f"Places go from 0 to {len(self.turns[index].text)}.",
            )
        return self._starts[index] + offset

    def pieces(self, start: int, end: int) -> tuple[Piece, ...]:
        """Cut a range of the document into the turns that it touches; names and line ends fall away.

        Parameters
        ----------
        start, end
            Positions in code points, end exclusive.
        """
        found = []
        for index in range(max(0, bisect_right(self._lines, start) - 1), len(self.turns)):
            if self._lines[index] >= end:
                break
            here, words = self._starts[index], len(self.turns[index].text)
            first, last = max(start - here, 0), min(end - here, words)
            if first < last:
                found.append(Piece(self.turns[index].turn, first, last))
        return tuple(found)

    def ranges(self, pieces: Iterable[Piece]) -> tuple[tuple[int, int], ...]:
        """Join pieces into ranges of the document; pieces that touch across a turn's end become one.

        The inverse of :meth:`pieces` for a range that begins and ends in somebody's words.

        Raises
        ------
        CourseError
            If a piece does not lie within its turn.
        """
        joined: list[tuple[int, int]] = []
        for piece in pieces:
            start, end = self.position(piece.turn, piece.start), self.position(piece.turn, piece.end)
            index = self._index[piece.turn]
            touches = piece.start == 0 and index > 0 and bool(joined)
            if touches and joined[-1][1] == self._lines[index] - 1:
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
        return tuple(joined)

    def line_of(self, position: int) -> int:
        """Count the line ends before a position, which is the number of its line from 0."""
        return bisect_right(self._lines, position) - 1

    def units(self, position: int, encoding: str) -> int:
        """Turn a position in code points into one in ``UTF8`` bytes or ``UTF16`` units."""
        return len(self.text[:position].encode(encoding)) // _UNIT[encoding]


def position_of_units(text: str, units: int, encoding: str) -> int:
    """Turn a position of a text in bytes or UTF-16 units into one in code points.

    Raises
    ------
    CourseError
        If it lies within a character or beyond the text.
    """
    encoded = text.encode(encoding)
    end = units * _UNIT[encoding]
    try:
        if not 0 <= end <= len(encoded):
            raise UnicodeError
        return len(encoded[:end].decode(encoding))
    except UnicodeError as error:
        raise CourseError(
            f"position {units}",
            "It lies within a character or beyond the end of the text.",
            f"Count it again in {encoding} units of this very text.",
        ) from error


def digest_of_text(text: str) -> str:
    """SHA-256 of a document's words: line ends as LF, no byte order mark, NFC, one line end at the end."""
    return hashlib.sha256(canonical(text).encode()).hexdigest()


def canonical(text: str) -> str:
    """Write a text as the course does, whatever the program it went through did to it."""
    plain = unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\r\n", "\n"))
    return plain.rstrip("\n") + "\n"
