"""Open work: what must be there before a person marks it.

A gate is not a mark. It asks what can be checked: the quote is verbatim, every code is defined, every
span has its reason, each theme its extracts, each link evidence at both ends. Work that lacks
something goes back to be completed, and loses nothing by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar

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
from .values import CodedSpan, Coding, Reply

_Codes: TypeAlias = Literal["codes", "own codes", "notes"]

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
    return _passed_on(item.id, item.marks, words, gates)


# Most work is complete, and then its gates say the same.
@lru_cache(maxsize=4096)
def _passed_on(item: str, marks: float, words: tuple[Words, ...], gates: tuple[Gate, ...]) -> ItemMark:
    if lacking := [gate.why for gate in gates if not gate.passed]:
        return ItemMark(item, None, marks, "send back", " ".join(lacking), words, gates)
    if marks == 0:
        return ItemMark(
            item, 0.0, 0.0, "marked", "Complete. This part carries no marks of its own.", words, gates
        )
    return ItemMark(item, None, marks, "to be marked", "Complete; a person marks it.", words, gates)


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
    return _open(item, words, _gates_of(scheme, item, coding))


_Named = TypeVar("_Named", list[str], str)


class _Lacking(NamedTuple, Generic[_Named]):
    """The spans that lack something, by what they lack: as ids in the order of the sheet, or as a text."""

    verbatim: _Named
    in_passage: _Named
    known_code: _Named
    reason: _Named
    whole: _Named


_NONE = _Lacking("", "", "", "", "")


def _lacking(scheme: Scheme, item: CodingItem | NotesItem, coding: Coding) -> _Lacking[list[str]]:
    passage, turns = scheme.passages[item.id], scheme.turns
    own = isinstance(item, CodingItem) and item.own_codes
    codes = {code.code for code in coding.own_codes} if own else scheme.defined_codes
    lacking: _Lacking[list[str]] = _Lacking([], [], [], [], [])
    for span in coding.spans:
        doc, text = turns.get(span.turn, ("", ""))
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
    return lacking


def _gates_of(scheme: Scheme, item: CodingItem | NotesItem, coding: Coding) -> tuple[Gate, ...]:
    lacking = _lacking(scheme, item, coding)
    lines: dict[str, list[CodedSpan]] = {}
    for span in coding.spans:
        lines.setdefault(span.id, []).append(span)
    if len(lines) < len(coding.spans):
        lacking.whole.extend(id for id, parts in lines.items() if not _hangs_together(scheme, parts))
    bad = set().union(*lacking)
    # The same words twice are one place: a repeat earns nothing.
    places = {
        tuple(sorted([(part.turn, part.start, part.end) for part in parts]))
        for id, parts in lines.items()
        if id not in bad
    }
    named = _Lacking(*(_quotes(coding, ids) for ids in lacking)) if bad else _NONE
    if isinstance(item, NotesItem):
        return _span_gates(named, len(places), item.at_least, "notes", right_codebook=True)
    codes: _Codes = "own codes" if item.own_codes else "codes"
    codebook = None if item.own_codes else scheme.exercise.codebook
    gates = _span_gates(named, len(places), item.at_least, codes, right_codebook=coding.codebook == codebook)
    return (*gates[:-1], *_own_code_gates(scheme, item, coding), gates[-1]) if item.own_codes else gates


# Most codings lack nothing, and differ in the number of their places.
@lru_cache(maxsize=4096)
def _span_gates(
    lacking: _Lacking[str], places: int, at_least: int, codes: _Codes, *, right_codebook: bool
) -> tuple[Gate, ...]:
    """Say it of all spans of a coding; ``lacking`` names those that lack something by their words."""
    done = "noted" if codes == "notes" else "coded"
    return (
        gate(
            "verbatim",
            not lacking.verbatim,
            "Every quote stands in the transcript at its place.",
            f"{lacking.verbatim}: the quote is not what the transcript says there.",
        ),
        gate(
            "in the passage",
            not lacking.in_passage,
            "Every span lies in the passage.",
            f"{lacking.in_passage}: outside the passage.",
        ),
        gate(
            "whole",
            not lacking.whole,
            "Every span is of a piece.",
            f"{lacking.whole}: the lines of one span lie in neighbouring turns, and have the same codes.",
        ),
        *(_note_gates(lacking) if codes == "notes" else _code_gates(lacking, codes, right_codebook)),
        gate(
            "at least",
            places >= at_least,
            f"{places} places are {done}.",
            f"{places} different places are {done} in full; {at_least} are asked for.",
        ),
    )


def _code_gates(lacking: _Lacking[str], codes: _Codes, right_codebook: bool) -> tuple[Gate, ...]:
    own = codes == "own codes"
    no_code = "one that was not made" if own else "one that the codebook does not define"
    return (
        gate(
            "codebook",
            right_codebook and not lacking.known_code,
            "Every span has a code that was made." if own else "Every span has a code of the codebook.",
            f"{lacking.known_code}: no code, or {no_code}."
            if lacking.known_code
            else "The coding names another codebook.",
        ),
        gate(
            "reason",
            not lacking.reason,
            "Every span has its reason.",
            f"{lacking.reason}: no reason is given.",
        ),
    )


def _note_gates(lacking: _Lacking[str]) -> tuple[Gate, ...]:
    return (
        gate(
            "kind of note",
            not lacking.reason,
            "Every note says its kind.",
            f"{lacking.reason}: no note, or one of a kind that was not asked for.",
        ),
    )


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


def _hangs_together(scheme: Scheme, parts: list[CodedSpan]) -> bool:
    if len(parts) == 1:
        return True
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
    scheme: Scheme, item: ResponsesItem, read: ReadSheet, value: Mapping[str, Reply] | None
) -> tuple[Gate, ...]:
    if not value:
        return (Gate("replies", False, "No difference is replied to yet."),)
    unknown = [id for id in value if id not in scheme.differences]
    if unknown:
        own = {
            span.id
            for coding in (_coding_in(read, item.to), read.sheet.first.get(item.to))
            if isinstance(coding, Coding)
            for span in coding.spans
        }
        unknown = [id for id in unknown if not id.startswith("mine/") or id[5:] not in own]
    with_reason = [id for id, reply in value.items() if reply.why.strip() and id not in unknown]
    missing = [id for id in item.fixed if id not in with_reason]
    of_none = ", ".join(id[:60] for id in unknown[:8])
    return _reply_gates(of_none, bool(unknown), ", ".join(missing), len(with_reason), item.count)


# Most have replied to all that was fixed, and differ in the number of their replies.
@lru_cache(maxsize=4096)
def _reply_gates(unknown: str, any_unknown: bool, missing: str, replies: int, asked: int) -> tuple[Gate, ...]:
    return (
        gate(
            "known",
            not any_unknown,
            "Every reply is to a span that there is.",
            f"{unknown}: neither the readings nor the coding has this span.",
        ),
        gate(
            "fixed",
            not missing,
            "The fixed differences are replied to.",
            f"A reply with its reason is asked for to {missing}.",
        ),
        gate(
            "count",
            replies >= asked,
            f"{replies} replies with reasons.",
            f"{replies} replies have a reason; {asked} are asked for.",
        ),
    )
