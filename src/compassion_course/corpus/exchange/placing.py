"""Find where the words of a selection stand, when another program did the counting.

The quote is the checksum. Where it does not stand at the stated place, the whole document is tried in the
units that programs are known to count in; then the quote is looked for close by, and taken only if it
stands there once. What was converted or moved is reported, and what cannot be placed is left out and
reported: nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from ..errors import CourseError
from .arrival import ForeignSelection
from .document import UTF8, UTF16, Document, position_of_units

#: How far from its stated place, in characters, a quote may stand and still be taken for the same words.
NEARBY = 200
# A quote that a program cut short still counts when this much of it agrees.
_ENOUGH = 20
_Count = Callable[[int, int], tuple[int, int]]


class Placing:
    """Places the selections of one document.

    Parameters
    ----------
    document
        The document that the words are in: the course's, or one made of the text that came.
    text
        The text that came along; nothing where the format carries none.
    selections
        All selections of this document, for what they tell together about the counting.
    """

    def __init__(self, document: Document, text: str | None, selections: Sequence[ForeignSelection]) -> None:
        self.document = document
        self.notices: list[str] = []
        came = None if text is None else text.removeprefix("\ufeff").replace("\r\n", "\n")
        self._same = came is None or _end(unicodedata.normalize("NFC", came)) == _end(document.text)
        self._text = document.text if came is None or not self._same else came
        self._raw = (text or document.text).removeprefix("\ufeff")
        self._frame = self._frame_of(selections) if self._same else None

    def place(self, selection: ForeignSelection) -> tuple[int, int] | None:
        """Give the range of the document, in code points, or nothing, with a notice, where there is none."""
        quote = _nfc(selection.quote)
        named = f"{self.document.doc}, selection {selection.key}"
        stated = self._stated(selection)
        if quote is None:
            if stated is not None and self._same:
                self.notices.append(f"{named}: it quotes no words, so that its place could not be checked.")
                return stated
            self.notices.append(f"{named}: it quotes no words and has no place in the text. It was left out.")
            return None
        if stated is not None and _agrees(self._words(stated), quote):
            return stated
        places = list(_places(self.document.text, quote))
        if not places:
            if stated is not None and self._same:
                self.notices.append(
                    f"{named}: it is named {quote[:60]!r}, which is no quote of the text; "
                    f"its place {stated[0]} to {stated[1]} could not be checked."
                )
                return stated
            self.notices.append(f"{named}: {quote[:60]!r} does not stand in the text. It was left out.")
            return None
        near = places
        if self._same:
            near = [found for found in places if abs(found[0] - selection.start) <= NEARBY]
        if len(near) != 1:
            where = "close by" if self._same else "in the text"
            self.notices.append(
                f"{named}: {quote[:60]!r} is not at {selection.start} to {selection.end} and stands "
                f"{len(near)} times {where}. It was left out."
            )
            return None
        (found,) = near
        self.notices.append(
            f"{named}: {quote[:60]!r} was moved from {selection.start} to {found[0]}, where it stands."
        )
        return found

    def _words(self, stated: tuple[int, int]) -> str:
        return self.document.text[stated[0] : stated[1]]

    def _stated(self, selection: ForeignSelection) -> tuple[int, int] | None:
        count = self._frame or _as_stated
        try:
            start, end = count(selection.start, selection.end)
        except CourseError:
            return None
        if self._text != self.document.text and self._same:
            start, end = (len(unicodedata.normalize("NFC", self._text[:at])) for at in (start, end))
        return (start, end) if 0 <= start < end <= len(self.document.text) else None

    def _frame_of(self, selections: Sequence[ForeignSelection]) -> _Count | None:
        """Find the unit in which every quote of the document is where it is said to be."""
        quotes = [one for one in selections if one.quote and next(_places(self._text, one.quote), None)]
        if len(quotes) < 2 or all(self._fits(one, _as_stated) for one in quotes):
            return None
        for name, count in self._frames():
            if all(self._fits(one, count) for one in quotes):
                self.notices.append(
                    f"{self.document.doc}: its positions count {name}; they were converted, and all "
                    f"{len(quotes)} quotes stand where they say."
                )
                return count
        return None

    def _fits(self, selection: ForeignSelection, count: _Count) -> bool:
        try:
            start, end = count(selection.start, selection.end)
        except CourseError:
            return False
        return _agrees(self._text[max(0, start) : max(0, end)], selection.quote or "")

    def _frames(self) -> Iterator[tuple[str, _Count]]:
        text, crlf = self._text, self._raw if "\r\n" in self._raw else self._text.replace("\n", "\r\n")

        def both(count: Callable[[int], int]) -> _Count:
            return lambda start, end: (count(start), count(end))

        yield "UTF-16 units", both(lambda at: position_of_units(text, at, UTF16))
        yield "UTF-8 bytes", both(lambda at: position_of_units(text, at, UTF8))
        yield "line ends as two characters", both(lambda at: at - crlf.count("\r", 0, at))
        yield "a byte order mark", both(lambda at: at - 1)
        yield "the last character in", lambda start, end: (start, end + 1)


def _as_stated(start: int, end: int) -> tuple[int, int]:
    return start, end


def _end(text: str) -> str:
    return text.rstrip("\n")


def _nfc(quote: str | None) -> str | None:
    return unicodedata.normalize("NFC", quote) if quote else None


def _agrees(words: str, quote: str) -> bool:
    """Compare words with a quote, in which a program may have made line ends blanks or cut the end off."""
    said, plain = " ".join(quote.split()), " ".join(unicodedata.normalize("NFC", words).split())
    cut = said.rstrip("….")
    return words == quote or said == plain or (len(cut) >= _ENOUGH and cut != said and plain.startswith(cut))


def _places(text: str, quote: str) -> Iterator[tuple[int, int]]:
    """Give each range at which a quote stands, blanks and line ends being alike."""
    words = [re.escape(word) for word in quote.split()]
    if words:
        pattern = re.compile("(?=(" + r"\s+".join(words) + "))")
        for match in pattern.finditer(text):
            yield match.start(1), match.end(1)
