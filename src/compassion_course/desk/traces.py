"""What would still tell of a person who is to be forgotten: their ids, names, addresses and own words."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from .roster import person_in

_SENTENCE = re.compile(r"[.!?\n]+")
_NOT_WORDS = re.compile(r"[\W_]+")
# Shorter sentences are anybody's.
_LEAST_WORDS = 6


class Person(NamedTuple):
    """What is known of the person.

    Attributes
    ----------
    trainee
        The id.
    names, emails
        As rosters and lists have them.
    files
        Where their sheets came from.
    exact
        References, digests and pseudonyms of their submissions.
    texts
        What they wrote.
    """

    trainee: str
    names: frozenset[str]
    emails: frozenset[str]
    files: tuple[str, ...]
    exact: frozenset[str]
    texts: tuple[str, ...]


class Traces:
    """Finds a person in texts.

    Parameters
    ----------
    person
        Who it is.
    others
        Ids of everybody else: T1 is not found in T1-b.
    others_texts
        What everybody else wrote: a sentence of theirs is no trace.
    """

    def __init__(self, person: Person, others: Iterable[str], others_texts: Iterable[str]) -> None:
        self.person = person
        id = person.trainee
        others = [one for one in others if one != id]
        longer = [one for one in others if id.casefold() in one.casefold()]
        same_folded = any(one.casefold() == id.casefold() for one in others)
        how = re.NOFLAG if same_folded else re.IGNORECASE
        # An id such as "me" is a word of everybody's: only a whole cell is that person then.
        self._id = (
            re.compile(rf"(?<![^\W_]){re.escape(id)}(?![^\W_])", how)
            if len(id) > 4 or any(letter.isdigit() for letter in id)
            else None
        )
        self._mask = (
            re.compile("|".join(map(re.escape, sorted(longer, key=len, reverse=True)))) if longer else None
        )
        needles = {*person.emails, *person.exact, *person.files}
        for name in person.names:
            words = name.split()
            needles |= {name, "".join(words), "".join((*words[-1:], *words[:-1]))}
        for file in person.files:
            seen = person_in(file)
            if seen is not None and seen.system != "blackboard":
                needles |= {seen.name, f"_{seen.id}_"}
            elif seen is not None:
                needles.add(f"{seen.id}_attempt_")
        self._needles = sorted({_folded(one) for one in needles if len(one) > 4})
        known = {sentence for text in others_texts for sentence in sentences(text)}
        mine = {sentence for text in person.texts for sentence in sentences(text)}
        self._sentences = sorted(mine - known)

    def named_in(self, text: str) -> bool:
        """Whether a text names the person."""
        if self._mask is not None:
            text = self._mask.sub("", text)
        if self._id is not None and self._id.search(text):
            return True
        folded = _folded(text)
        return any(needle in folded for needle in self._needles)

    def is_id(self, cell: str) -> bool:
        """Whether a whole cell is the person's id."""
        return cell.strip() == self.person.trainee

    def quoted_in(self, text: str) -> bool:
        """Whether a text has words that only this person wrote."""
        if not self._sentences:
            return False
        words = f" {_words(text)} "
        return any(f" {sentence} " in words for sentence in self._sentences)

    def found_in(self, text: str) -> bool:
        """Whether a text names or quotes the person, as plain text, HTML or JSON."""
        plain = html.unescape(text)
        return self.named_in(plain) or self.quoted_in(plain)


def sentences(text: str) -> set[str]:
    """Give a text's sentences as words alone, those that are long enough to be somebody's."""
    found = (_words(sentence) for sentence in _SENTENCE.split(text))
    return {sentence for sentence in found if sentence.count(" ") >= _LEAST_WORDS - 1}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _words(text: str) -> str:
    # A line's end inside JSON is a backslash and an n.
    return _NOT_WORDS.sub(" ", _folded(text.replace("\\n", " ").replace("\\u003c", "<"))).strip()
