"""Place drafts in a transcript: offsets found from the quotes, ids given, everything checked."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable, Mapping
from itertools import count

from .drafts import Draft, DraftReading, tidy
from .faults.spans import meaning_faults, span_faults
from .quotes import places_of, remedy_for
from .readings import Span
from .transcripts import Turn


def place_drafts(
    draft: DraftReading,
    lines: list[tuple[int, Draft]],
    reader: str,
    doc: str,
    turns: Mapping[str, Turn],
    known: Container[str],
    taken: Container[str] = (),
) -> list[tuple[int, Span]]:
    """Give the spans of one transcript in its order, with their lines; tell the draft what is wrong.

    Parameters
    ----------
    lines
        The drafts of this transcript.
    turns
        The transcript's turns by id, in order.
    known
        The codes that the reader may use.
    taken
        Ids that the reader has given elsewhere.
    """
    order = {turn: number for number, turn in enumerate(turns)}
    placed: list[tuple[int, Draft, int, str]] = []
    for line, one in lines:
        quote = unicodedata.normalize("NFC", one.quote)
        if one.turn not in turns:
            ends = f"Turns go from {min(order)} to {max(order)}." if order else "It has no turns."
            draft.tell(line, f"Turn {one.turn} is not in {doc}.", ends)
            continue
        start = _start(one, quote, turns[one.turn], turns.values())
        if isinstance(start, int):
            placed.append((line, one, start, quote))
        else:
            draft.tell(line, *start)
            for complaint in meaning_faults(line, _span(one, one.id or "here", doc, 0, quote), known):
                draft.tell(*complaint)
    placed.sort(key=lambda entry: (order[entry[1].turn], entry[2], len(entry[3])))
    ids = _ids([one for _, one, _, _ in placed], doc, reader, draft.renumber, taken)
    rows = [
        (line, _span(one, id, doc, start, quote))
        for id, (line, one, start, quote) in zip(ids, placed, strict=True)
    ]
    for complaint in span_faults(rows, reader, doc, turns, known):
        draft.tell(*complaint)
    for line, span in rows:
        if span.id in taken:
            draft.tell(
                line, f"Span id {span.id} is used by {reader} elsewhere.", "Leave the id out, or change it."
            )
    return rows


def _span(draft: Draft, id: str, doc: str, start: int, quote: str) -> Span:
    return Span(
        id=id,
        doc=doc,
        turn=draft.turn,
        start=start,
        end=start + len(quote),
        quote=quote,
        codes=draft.codes,
        notes={kind: tidy(note) for kind, note in draft.notes.items()},
        why=tidy(draft.why),
    )


def _start(draft: Draft, quote: str, turn: Turn, others: Iterable[Turn]) -> int | tuple[str, str]:
    """Find where a quote begins; or give what is wrong, and the remedy."""
    places = places_of(turn.text, quote)
    if draft.start is not None:
        end = draft.start + len(quote) if draft.end is None else draft.end
        if draft.start in places and end == draft.start + len(quote):
            return draft.start
        remedy = remedy_for(quote, turn, others) + " Or leave start and end out."
        return f"{quote!r} does not stand at {draft.start} to {end} of {turn.turn}.", remedy
    if draft.nth is not None:
        if 1 <= draft.nth <= len(places):
            return places[draft.nth - 1]
        return f"{quote!r} stands {_times(len(places))} in {turn.turn}; nth is {draft.nth}.", (
            remedy_for(quote, turn, others) if not places else f"Write nth from 1 to {len(places)}."
        )
    if len(places) == 1:
        return places[0]
    if places:
        return (
            f"{quote!r} stands {_times(len(places))} in {turn.turn}, at {', '.join(map(str, places))}.",
            f"Quote more words, or say which with nth, 1 to {len(places)}.",
        )
    return f"{turn.turn} does not say {quote!r}.", remedy_for(quote, turn, others)


def _times(count: int) -> str:
    return {0: "nowhere", 1: "once"}.get(count, f"{count} times")


def _ids(drafts: list[Draft], doc: str, reader: str, renumber: bool, taken: Container[str]) -> list[str]:
    """Give each draft its id: its own, or the next free number; drafts of one old id share the new."""
    given = set() if renumber else {one.id for one in drafts if one.id}
    numbers = (f"{doc}{reader[0]}{number:02d}" for number in count(1))
    free = (id for id in numbers if id not in given and id not in taken)
    shared: dict[str, str] = {}
    ids: list[str] = []
    for one in drafts:
        if one.id and not renumber:
            ids.append(one.id)
        elif one.id:
            ids.append(shared.get(one.id) or shared.setdefault(one.id, next(free)))
        else:
            ids.append(next(free))
    return ids
