"""What may be said of a mark by key while the key is in use.

The key of an assessed exercise is set again, so a page that leaves the house says right or not right and the
marks, and never which answer is accepted, what it rests on or what is wrong with another.
"""

from __future__ import annotations

from ..exercises.marks import State
from ..exercises.scheme import CLOSED, Scheme

NOTHING = "Nothing was answered here."
TRY_AGAIN = "Go back to the part of the chapter that this asks about, and put down what you would answer now."


def in_use(scheme: Scheme) -> bool:
    """Say whether the exercise's key has to stay with the tutors."""
    return scheme.exercise.stakes == "assessed"


def said_of(scheme: Scheme, item: str, state: State, marks: float | None, of: float, why: str) -> str:
    """Give the reason for a mark as its trainee may read it.

    Parameters
    ----------
    scheme
        What the exercise is marked with.
    item
        The item.
    state, marks, of, why
        The mark by key, with the reason that tutors have.
    """
    closed = isinstance(scheme.exercise.by_id[item], CLOSED)
    if not in_use(scheme) or not closed or state != "marked" or why == NOTHING:
        return why
    if marks == of:
        return "Right."
    return "Partly right." if marks else "Not right."
