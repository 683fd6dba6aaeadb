"""Check the tutors' list of weak spots: two in each reading, which a careful reader should turn down."""

from __future__ import annotations

from collections import Counter

import msgspec

from .state import CorpusState

_OF_EACH = 2


class WeakSpot(msgspec.Struct, frozen=True):
    """A span that is weak on purpose, and why."""

    reader: str
    doc: str
    span: str
    why: str


def weak_spot_faults(state: CorpusState) -> None:
    """Check ``book/tutor/weak_spots.jsonl``; a trainee's edition has no ``book/tutor``."""
    path = state.course.root / "book" / "tutor" / "weak_spots.jsonl"
    if not path.parent.is_dir():
        return
    rows = state.rows(path, WeakSpot)
    lines: Counter[tuple[str, str]] = Counter()
    seen: set[tuple[str, str]] = set()
    for line, spot in rows:
        name = f"{spot.reader}/{spot.span}"
        work = state.works.get(spot.reader)
        if work is None or spot.doc not in work.rows:
            state.tell(path, line, f"{spot.reader} has no reading of {spot.doc}.", "Mend reader and doc.")
            continue
        if spot.span not in {span.id for _, span in work.rows[spot.doc]}:
            state.tell(path, line, f"{name} is no span of {spot.doc}.", "Mend the span.")
        if (spot.reader, spot.span) in seen:
            state.tell(path, line, f"{name} stands twice.", "Name two different spans.")
        seen.add((spot.reader, spot.span))
        if not spot.why.strip():
            state.tell(path, line, f"{name} does not say what is weak.", "Say it, for tutors.")
        lines[spot.reader, spot.doc] += 1
    # A reading that a tutor added has no weak spots on purpose: its reader is not named here.
    for reader in sorted({reader for reader, _ in lines}):
        for doc in state.works[reader].rows:
            if lines[reader, doc] != _OF_EACH:
                state.tell(
                    path,
                    1,
                    f"{reader} has {lines[reader, doc]} weak spots in {doc}.",
                    "Each reading holds two: name them, or take the others out.",
                )
