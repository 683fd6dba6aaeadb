"""A coding beside a reading, by the words that both cover: a prompt to look again, never a mark."""

from __future__ import annotations

from typing import Any, NamedTuple


class Coverage(NamedTuple):
    """A coding beside a reading, by place: a prompt to look again, never a mark.

    Attributes
    ----------
    matched
        Pairs of span ids, own and the reader's, whose words overlap.
    missed
        The reader's spans where nothing was coded.
    extra
        Own spans where the reader coded nothing.
    """

    matched: tuple[tuple[str, str], ...]
    missed: tuple[str, ...]
    extra: tuple[str, ...]


def coverage(own: tuple[Any, ...], reference: tuple[Any, ...]) -> Coverage:
    """Compare spans by the words they cover, whatever their codes.

    Parameters
    ----------
    own, reference
        Spans with ``id``, ``turn``, ``start`` and ``end``: of a sheet or of a reading.
    """
    by_turn: dict[str, list[Any]] = {}
    for span in reference:
        by_turn.setdefault(span.turn, []).append(span)
    matched = [
        (mine.id, other.id)
        for mine in own
        for other in by_turn.get(mine.turn, ())
        if mine.start < other.end and other.start < mine.end
    ]
    mine_matched = {mine for mine, _ in matched}
    theirs_matched = {other for _, other in matched}
    return Coverage(
        tuple(dict.fromkeys(matched)),
        tuple(dict.fromkeys(span.id for span in reference if span.id not in theirs_matched)),
        tuple(dict.fromkeys(span.id for span in own if span.id not in mine_matched)),
    )
