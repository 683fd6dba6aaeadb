"""Check coded spans: their words, their turns, their codes, their ids."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from ..quotes import remedy_for
from ..readings import NOTE_KINDS, Span
from ..transcripts import Turn

# Readings of this transcript were published before ids carried the transcript.
_BARE_IDS = "T01"


class Complaint(NamedTuple):
    """What is wrong with a line, before it is known of which file."""

    line: int
    problem: str
    remedy: str


def span_faults(
    rows: list[tuple[int, Span]],
    reader: str,
    doc: str,
    turns: Mapping[str, Turn],
    known: Container[str],
) -> Iterator[Complaint]:
    """Check the spans of one reading.

    Parameters
    ----------
    rows
        Spans, each with its line.
    reader, doc
        Whose reading it is, of which transcript.
    turns
        The transcript's turns by id, in order.
    known
        The codes that the reader may use.
    """
    for line, span in rows:
        if not span_id_pattern(reader, doc).fullmatch(span.id):
            yield Complaint(
                line,
                f"Span id {span.id!r} does not follow the pattern.",
                f"Write {doc}{reader[0]}01 and so on.",
            )
        if span.doc != doc:
            yield Complaint(line, f"Span {span.id} is said to be of {span.doc}.", f"Write doc {doc}.")
        turn = turns.get(span.turn)
        if turn is None:
            yield Complaint(
                line, f"Span {span.id} names turn {span.turn}, which is not there.", "Mend the turn."
            )
        else:
            found = turn.text[span.start : span.end] if span.start >= 0 else ""
            if not 0 <= span.start < span.end <= len(turn.text) or found != span.quote:
                remedy = remedy_for(span.quote, turn, turns.values())
                yield Complaint(
                    line, f"Span {span.id} says {span.quote!r}; the turn has {found!r} there.", remedy
                )
        yield from meaning_faults(line, span, known)
    yield from _across_faults(rows, list(turns))


def span_id_pattern(reader: str, doc: str) -> re.Pattern[str]:
    """Give the form of a span's id: transcript, the reader's first letter, two digits or more."""
    bare = "?" if doc == _BARE_IDS else ""
    return re.compile(rf"(?:{re.escape(doc)}){bare}{re.escape(reader[0])}\d{{2,}}")


def meaning_faults(line: int, span: Span, known: Container[str]) -> Iterator[Complaint]:
    """Check that a span has codes or notes that are known, and a reason."""
    for code in span.codes:
        if code not in known:
            yield Complaint(
                line,
                f"Span {span.id} uses {code}, which no codebook has.",
                "Mend the code, name its codebook in reader.json, or define it in codes.jsonl.",
            )
    if len(set(span.codes)) < len(span.codes):
        yield Complaint(line, f"Span {span.id} has a code twice.", "Name each code once.")
    for kind, note in span.notes.items():
        if kind not in NOTE_KINDS:
            yield Complaint(
                line, f"Span {span.id} has a note of kind {kind!r}.", f"Kinds are {', '.join(NOTE_KINDS)}."
            )
        elif not note.strip():
            yield Complaint(line, f"Span {span.id} has an empty {kind} note.", "Write it or leave it out.")
    if not span.codes and not span.notes:
        yield Complaint(line, f"Span {span.id} has neither a code nor a note.", "Give it one.")
    if not span.why.strip():
        yield Complaint(line, f"Span {span.id} gives no reason.", "Say which words led to the code.")


def _across_faults(rows: list[tuple[int, Span]], order: list[str]) -> Iterator[Complaint]:
    """Check spans across turns: lines with one id, one for each adjacent turn, alike in all else."""
    place = {turn: number for number, turn in enumerate(order)}
    parts: dict[str, list[tuple[int, Span]]] = {}
    for line, span in rows:
        parts.setdefault(span.id, []).append((line, span))
    for id, lines in parts.items():
        if len(lines) == 1:
            continue
        turns = [span.turn for _, span in lines]
        for number, (line, span) in enumerate(lines):
            if span.turn in turns[:number]:
                yield Complaint(line, f"Span {id} stands twice.", "Give each span its own id.")
            if set(span.codes) != set(lines[0][1].codes):
                yield Complaint(
                    line,
                    f"Span {id} has other codes here than in {turns[0]}.",
                    "A span across turns has the same codes in each; or give this part its own id.",
                )
            if (span.notes, span.why) != (lines[0][1].notes, lines[0][1].why):
                yield Complaint(
                    line,
                    f"Span {id} has other notes or another reason here than in {turns[0]}.",
                    "They are the span's: write the same in each; or give this part its own id.",
                )
        known = sorted((place[span.turn], line) for line, span in lines if span.turn in place)
        for (before, _), (after, line) in pairwise(known):
            if after > before + 1:
                yield Complaint(
                    line,
                    f"Span {id} skips {order[before + 1]}, between {order[before]} and {order[after]}.",
                    "Add a line for the turn between, or give this part its own id.",
                )
