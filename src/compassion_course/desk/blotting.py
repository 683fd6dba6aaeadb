"""Blot out whose a text is: ids, names and addresses that trainees wrote into it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .roster import Roster

_BLOT = "[name]"


class Blot:
    """Replaces what names a trainee in any text.

    Parameters
    ----------
    trainees
        Ids.
    roster
        Names and addresses, if there is a class list: whole names, and parts of four letters or more.
    """

    def __init__(self, trainees: Iterable[str], roster: Roster | None) -> None:
        whole, parts = set(trainees), set[str]()
        for person in roster.by_id.values() if roster is not None else ():
            whole |= {person.trainee, person.name, person.email}
            # Grace is a name, and grace is not.
            parts |= {part for part in person.name.split() if len(part) > 3 and part[:1].isupper()}
        # An id such as "me" is a word of everybody's.
        whole = {one for one in whole if len(one) > 4 or any(letter.isdigit() for letter in one)}
        self._find = [
            re.compile(
                rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})(?!\w)", how
            )
            for words, how in ((whole, re.IGNORECASE), (parts, re.NOFLAG))
            if words
        ]

    def __call__(self, text: str) -> str:
        """Give the text without them."""
        for find in self._find:
            text = find.sub(_BLOT, text)
        return text
