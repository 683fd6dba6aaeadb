"""Find a quote in a turn, and say where else it may stand."""

from __future__ import annotations

from collections.abc import Iterable

from .transcripts import Turn

# What a word processor makes of straight quotation marks, dashes and dots, one character for one.
_PLAIN = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014\u00a0", "''\"\"-- ")


def places_of(text: str, quote: str) -> list[int]:
    """Give every offset, in code points, at which ``quote`` stands in ``text``; none for no quote."""
    places = []
    at = text.find(quote) if quote else -1
    while at >= 0:
        places.append(at)
        at = text.find(quote, at + 1)
    return places


def remedy_for(quote: str, turn: Turn, others: Iterable[Turn] = ()) -> str:
    """Say what to do about a quote that is not where it is said to be.

    Parameters
    ----------
    turn
        The turn that was named.
    others
        The transcript's turns, looked through if that one has no such words.
    """
    places = places_of(turn.text, quote)
    if len(places) == 1:
        return f"Its quote stands at {places[0]} to {places[0] + len(quote)}."
    if places:
        return f"Its quote stands {len(places)} times in the turn: at {', '.join(map(str, places))}."
    nearly = places_of(_plain(turn.text), _plain(quote))
    if nearly:
        words = turn.text[nearly[0] : nearly[0] + len(quote)]
        return f"The turn says {words!r}: copy it letter by letter."
    elsewhere = [other.turn for other in others if quote and quote in other.text]
    if elsewhere:
        return f"Those words stand in {', '.join(elsewhere[:3])}: mend the turn."
    return "Copy the quote from the turn again."


def _plain(text: str) -> str:
    lower = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return lower.translate(_PLAIN)
