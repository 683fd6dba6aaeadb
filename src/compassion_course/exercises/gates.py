"""Open work: what must be there before a person marks it.

A gate is not a mark. It asks what can be checked: the quote is verbatim, every code is defined, every
span has its reason, each theme its extracts, each link evidence at both ends. Work that lacks
something goes back to be completed, and loses nothing by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from ..corpus import words_in
from .cluster_gates import gate, listed, names_of, relation_gates, theme_gates
from .items import (
    CodingItem,
    Item,
    NotesItem,
    OpenItem,
    RelationsItem,
    ResponsesItem,
    TextItem,
    ThemesItem,
)
from .marks import Gate, ItemMark, Words, unreadable
from .scheme import Scheme
from .sheet import ReadSheet
from .values import CodedSpan, Coding

SECOND_HAND_IN = "This part comes with the second hand-in, once the readings have been given out."


def mark_open(scheme: Scheme, item: OpenItem, read: ReadSheet) -> ItemMark:
    """Pass open work on to a person, or send it back with what it lacks.

    Parameters
    ----------
    scheme
        What the exercise is marked with.
    item
        The item.
    read
        The whole sheet: replies and themes rest on its coding.
    """
    words = scheme.words[item.id]
    value = read.sheet.answers.get(item.id)
    match item:
        case TextItem():
            asked = item.words
            return _open(item, words, _length_gates(words_in(value or ""), asked.least, asked.most))
        case CodingItem() | NotesItem():
            return _mark_spans(scheme, item, read, words)
        case ResponsesItem():
            return _mark_responses(scheme, item, read, value, words)
        case ThemesItem():
            return _open(item, words, theme_gates(item, read, value))
        case RelationsItem():
            return _open(item, words, relation_gates(scheme, item, read, value))


def _open(item: Item, words: tuple[Words, ...], gates: tuple[Gate, ...]) -> ItemMark:
    if lacking := [gate.why for gate in gates if not gate.passed]:
        return ItemMark(item.id, None, item.marks, "send back", " ".join(lacking), words, gates)
    if item.marks == 0:
        return ItemMark(
            item.id, 0.0, 0.0, "marked", "Complete. This part carries no marks of its own.", words, gates
        )
    return ItemMark(item.id, None, item.marks, "to be marked", "Complete; a person marks it.", words, gates)


# A class of any size writes a few hundred lengths.
@lru_cache(maxsize=4096)
def _length_gates(count: int, least: int, most: int) -> tuple[Gate, ...]:
    if count == 0:
        return (Gate("written", False, "Nothing is written here yet."),)
    return (
        Gate("written", True, "There is a text."),
        gate(
            "long enough",
            count >= least,
            f"{count} words, at least {least} asked for.",
            f"It has {count} words; {least} are asked for.",
        ),
        gate(
            "not too long",
            count <= most,
            f"No more than {most} words.",
            f"It has {count} words; {most} are the most asked for.",
        ),
    )


def _coding_in(read: ReadSheet, item: str) -> Coding | None:
    value = read.sheet.answers.get(item)
    return value if isinstance(value, Coding) else None


def _mark_spans(
    scheme: Scheme, item: CodingItem | NotesItem, read: ReadSheet, words: tuple[Words, ...]
) -> ItemMark:
    coding = _coding_in(read, item.id)
    if coding is None or not coding.spans:
        none = "No words are coded yet." if isinstance(item, CodingItem) else "No notes are written yet."
        return _open(item, words, (Gate("spans", False, none),))
    doc = item.passage.doc
    digest = read.sheet.transcripts.get(doc)
    if digest != scheme.transcripts[doc].digest:
        return unreadable(
            item,
            words,
            f"The coding was made on another version of {doc}, so its places cannot be checked.",
        )
    return _open(item, words, _span_gates(scheme, item, coding))


class _Lacking(NamedTuple):
    """Ids of the spans that lack something, in the order of the sheet, by what they lack."""

    verbatim: list[str]
    in_passage: list[str]
    known_code: list[str]
    reason: list[str]
    whole: list[str]


def _lacking(
    scheme: Scheme, item: CodingItem | NotesItem, coding: Coding, lines: Mapping[str, list[CodedSpan]]
) -> _Lacking:
    passage = scheme.passages[item.id]
    own = isinstance(item, CodingItem) and item.own_codes
    codes = {code.code for code in coding.own_codes} if own else set(scheme.codes)
    lacking = _Lacking([], [], [], [], [])
    for span in coding.spans:
        doc, text = scheme.turns.get(span.turn, ("", ""))
        if span.start >= span.end or text[span.start : span.end] != span.quote or doc != span.doc:
            lacking.verbatim.append(span.id)
        elif span.turn not in passage:
            lacking.in_passage.append(span.id)
        if isinstance(item, CodingItem):
            if not span.codes or not codes.issuperset(span.codes):
                lacking.known_code.append(span.id)
            if not span.why.strip():
                lacking.reason.append(span.id)
        else:
            kinds = [kind for kind, note in (span.notes or {}).items() if note.strip()]
            if not kinds or not set(kinds) <= set(item.note_kinds):
                lacking.reason.append(span.id)
    lacking.whole.extend(
        id for id, parts in lines.items() if len(parts) > 1 and not _hangs_together(scheme, parts)
    )
    return lacking


def _span_gates(scheme: Scheme, item: CodingItem | NotesItem, coding: Coding) -> tuple[Gate, ...]:
    lines: dict[str, list[CodedSpan]] = {}
    for span in coding.spans:
        lines.setdefault(span.id, []).append(span)
    lacking = _lacking(scheme, item, coding, lines)
    bad = {id for ids in lacking for id in ids}
    # The same words twice are one place: a repeat earns nothing.
    places = {
        tuple(sorted([(part.turn, part.start, part.end) for part in parts]))
        for id, parts in lines.items()
        if id not in bad
    }
    gates = [
        gate(
            "verbatim",
            not lacking.verbatim,
            "Every quote stands in the transcript at its place.",
            f"{_quotes(coding, lacking.verbatim)}: the quote is not what the transcript says there.",
        ),
        gate(
            "in the passage",
            not lacking.in_passage,
            "Every span lies in the passage.",
            f"{_quotes(coding, lacking.in_passage)}: outside the passage.",
        ),
        gate(
            "whole",
            not lacking.whole,
            "Every span is of a piece.",
            f"{_quotes(coding, lacking.whole)}: the lines of one span lie in neighbouring turns, "
            "and have the same codes.",
        ),
    ]
    gates += (
        _code_gates(scheme, item, coding, lacking)
        if isinstance(item, CodingItem)
        else _note_gates(coding, lacking)
    )
    done = "coded" if isinstance(item, CodingItem) else "noted"
    gates.append(
        gate(
            "at least",
            len(places) >= item.at_least,
            f"{len(places)} places are {done}.",
            f"{len(places)} different places are {done} in full; {item.at_least} are asked for.",
        )
    )
    return tuple(gates)


def _code_gates(scheme: Scheme, item: CodingItem, coding: Coding, lacking: _Lacking) -> tuple[Gate, ...]:
    codebook = None if item.own_codes else scheme.exercise.codebook
    no_code = (
        "no code, or one that was not made"
        if item.own_codes
        else ("no code, or one that the codebook does not define")
    )
    gates = [
        gate(
            "codebook",
            coding.codebook == codebook and not lacking.known_code,
            "Every span has a code that was made."
            if item.own_codes
            else "Every span has a code of the codebook.",
            f"{_quotes(coding, lacking.known_code)}: {no_code}."
            if lacking.known_code
            else "The coding names another codebook.",
        ),
        gate(
            "reason",
            not lacking.reason,
            "Every span has its reason.",
            f"{_quotes(coding, lacking.reason)}: no reason is given.",
        ),
    ]
    return (*gates, *(_own_code_gates(scheme, item, coding) if item.own_codes else ()))


def _own_code_gates(scheme: Scheme, item: CodingItem, coding: Coding) -> tuple[Gate, ...]:
    names = names_of(scheme, coding)
    used = {code for span in coding.spans for code in span.codes}
    undefined = [
        names[code.code] for code in coding.own_codes if not code.name.strip() or not code.definition.strip()
    ]
    unused = [names[code.code] for code in coding.own_codes if code.code not in used]
    gates = [
        gate(
            "defined",
            not undefined,
            "Every code has a name and a definition.",
            f"{listed(undefined)}: a name and a definition are asked for.",
        ),
        gate(
            "used",
            not unused,
            "Every code has a span.",
            f"{listed(unused)}: no span has this code.",
        ),
    ]
    if item.codes_at_least:
        gates.append(
            gate(
                "codes at least",
                len(used) >= item.codes_at_least,
                f"{len(used)} codes are used.",
                f"{len(used)} codes are used; {item.codes_at_least} are asked for.",
            )
        )
    return tuple(gates)


def _note_gates(coding: Coding, lacking: _Lacking) -> tuple[Gate, ...]:
    return (
        gate(
            "kind of note",
            not lacking.reason,
            "Every note says its kind.",
            f"{_quotes(coding, lacking.reason)}: no note, or one of a kind that was not asked for.",
        ),
    )


def _hangs_together(scheme: Scheme, parts: list[CodedSpan]) -> bool:
    order = scheme.turn_order
    places = sorted(order.get(part.turn, -1) for part in parts)
    adjacent = all(later - earlier == 1 for earlier, later in pairwise(places))
    return adjacent and len({frozenset(part.codes) for part in parts}) == 1


def _quotes(coding: Coding, ids: list[str]) -> str:
    """Name spans by their words: whoever coded them never saw an id."""
    if not ids:
        return ""
    quotes = {span.id: span.quote for span in reversed(coding.spans)}
    return listed(
        f"\u201c{quotes[id] if len(quotes[id]) <= 40 else quotes[id][:39] + '...'}\u201d" for id in ids
    )


def _mark_responses(
    scheme: Scheme,
    item: ResponsesItem,
    read: ReadSheet,
    value: Mapping[str, Any] | None,
    words: tuple[Words, ...],
) -> ItemMark:
    if not value and scheme.exercise.stakes == "assessed" and read.sheet.pass_ == 1:
        return ItemMark(item.id, None, item.marks, "to come", SECOND_HAND_IN, words)
    return _open(item, words, _response_gates(scheme, item, read, value))


def _response_gates(
    scheme: Scheme, item: ResponsesItem, read: ReadSheet, value: Mapping[str, Any] | None
) -> tuple[Gate, ...]:
    if not value:
        return (Gate("replies", False, "No difference is replied to yet."),)
    unknown = [id for id in value if id not in scheme.differences]
    if unknown:
        own = {
            f"mine/{span.id}"
            for coding in (_coding_in(read, item.to), read.sheet.first.get(item.to))
            if isinstance(coding, Coding)
            for span in coding.spans
        }
        unknown = [id for id in unknown if id not in own]
    with_reason = [id for id, reply in value.items() if reply.why.strip() and id not in unknown]
    missing = [id for id in item.fixed if id not in with_reason]
    return (
        gate(
            "known",
            not unknown,
            "Every reply is to a span that there is.",
            f"{', '.join(id[:60] for id in unknown[:8])}: neither the readings nor the coding has this span.",
        ),
        gate(
            "fixed",
            not missing,
            "The fixed differences are replied to.",
            f"A reply with its reason is asked for to {', '.join(missing)}.",
        ),
        gate(
            "count",
            len(with_reason) >= item.count,
            f"{len(with_reason)} replies with reasons.",
            f"{len(with_reason)} replies have a reason; {item.count} are asked for.",
        ),
    )
