"""Open work: what must be there before a person marks it.

A gate is not a mark. It asks what can be checked: the quote is verbatim, every code is defined, every
span has its reason, each theme its extracts, each link evidence at both ends. Work that lacks
something goes back to be completed, and loses nothing by it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

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

SECOND_HAND_IN = "This part comes with the second hand-in, once the readings have been given out."

_Asked = TypeVar("_Asked", bound=OpenItem)
_Found = TypeVar("_Found", bound=Hashable)


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
    value = read.sheet.answers.get(item.id)
    match item:
        case TextItem():
            return _say(scheme, item, words_in(value or ""), _length_gates)
        case CodingItem() | NotesItem():
            return _mark_spans(scheme, item, read)
        case ResponsesItem():
            return _mark_responses(scheme, item, read, value)
        case ThemesItem():
            return _open(item, scheme.words[item.id], theme_gates(item, read, value))
        case RelationsItem():
            return _open(item, scheme.words[item.id], relation_gates(scheme, item, read, value))


def _say(
    scheme: Scheme, item: _Asked, found: _Found, gates: Callable[[_Asked, _Found], tuple[Gate, ...]]
) -> ItemMark:
    """Say what was found in somebody's work; it is said once of all in whose work the same was found."""
    return scheme.mark_once(item.id, found, lambda: _open(item, scheme.words[item.id], gates(item, found)))


def _open(item: Item, words: tuple[Words, ...], gates: tuple[Gate, ...]) -> ItemMark:
    if lacking := [gate.why for gate in gates if not gate.passed]:
        return ItemMark(item.id, None, item.marks, "send back", " ".join(lacking), words, gates)
    if item.marks == 0:
        return ItemMark(
            item.id, 0.0, 0.0, "marked", "Complete. This part carries no marks of its own.", words, gates
        )
    return ItemMark(item.id, None, item.marks, "to be marked", "Complete; a person marks it.", words, gates)


def _length_gates(item: TextItem, count: int) -> tuple[Gate, ...]:
    if count == 0:
        return (Gate("written", False, "Nothing is written here yet."),)
    least, most = item.words.least, item.words.most
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


def _mark_spans(scheme: Scheme, item: CodingItem | NotesItem, read: ReadSheet) -> ItemMark:
    coding = _coding_in(read, item.id)
    if coding is None or not coding.spans:
        none = "No words are coded yet." if isinstance(item, CodingItem) else "No notes are written yet."
        return _open(item, scheme.words[item.id], (Gate("spans", False, none),))
    doc = item.passage.doc
    digest = read.sheet.transcripts.get(doc)
    if digest != scheme.transcripts[doc].digest:
        return unreadable(
            item,
            scheme.words[item.id],
            f"The coding was made on another version of {doc}, so its places cannot be checked.",
        )
    return _say(scheme, item, _look_at_spans(scheme, item, coding), _span_gates)


class _OwnCodes(NamedTuple):
    """What was found in the codes that a trainee made: the names of those that lack something, if any."""

    undefined: str | None
    unused: str | None
    used: int


class _Spans(NamedTuple):
    """What was found in a coding: those spans that lack something by their words, and how many do not."""

    verbatim: str
    in_passage: str
    whole: str
    known_code: str
    reason: str
    places: int
    right_codebook: bool
    own: _OwnCodes | None


def _look_at_spans(scheme: Scheme, item: CodingItem | NotesItem, coding: Coding) -> _Spans:
    passage, turns = scheme.passages[item.id], scheme.turns
    own = isinstance(item, CodingItem) and item.own_codes
    codes = {code.code for code in coding.own_codes} if own else scheme.defined_codes
    verbatim: list[str] = []
    in_passage: list[str] = []
    known_code: list[str] = []
    reason: list[str] = []
    lines: dict[str, list[CodedSpan]] = {}
    for span in coding.spans:
        lines.setdefault(span.id, []).append(span)
        doc, text = turns.get(span.turn, ("", ""))
        if span.start >= span.end or text[span.start : span.end] != span.quote or doc != span.doc:
            verbatim.append(span.id)
        elif span.turn not in passage:
            in_passage.append(span.id)
        if isinstance(item, CodingItem):
            if not span.codes or not codes.issuperset(span.codes):
                known_code.append(span.id)
            if not span.why.strip():
                reason.append(span.id)
        else:
            kinds = [kind for kind, note in (span.notes or {}).items() if note.strip()]
            if not kinds or not set(kinds) <= set(item.note_kinds):
                reason.append(span.id)
    whole = [id for id, parts in lines.items() if len(parts) > 1 and not _hangs_together(scheme, parts)]
    bad = {*verbatim, *in_passage, *whole, *known_code, *reason}
    # The same words twice are one place: a repeat earns nothing.
    places: set[Hashable] = {
        tuple(sorted([(part.turn, part.start, part.end) for part in parts]))
        if len(parts) > 1
        else (parts[0].turn, parts[0].start, parts[0].end)
        for id, parts in lines.items()
        if id not in bad
    }
    return _Spans(
        _quotes(coding, verbatim),
        _quotes(coding, in_passage),
        _quotes(coding, whole),
        _quotes(coding, known_code),
        _quotes(coding, reason),
        len(places),
        isinstance(item, NotesItem) or coding.codebook == (None if own else scheme.exercise.codebook),
        _look_at_own_codes(scheme, coding) if own else None,
    )


def _look_at_own_codes(scheme: Scheme, coding: Coding) -> _OwnCodes:
    names = names_of(scheme, coding)
    used = {code for span in coding.spans for code in span.codes}
    undefined = [
        names[code.code] for code in coding.own_codes if not code.name.strip() or not code.definition.strip()
    ]
    unused = [names[code.code] for code in coding.own_codes if code.code not in used]
    return _OwnCodes(listed(undefined) if undefined else None, listed(unused) if unused else None, len(used))


def _span_gates(item: CodingItem | NotesItem, found: _Spans) -> tuple[Gate, ...]:
    done = "coded" if isinstance(item, CodingItem) else "noted"
    return (
        gate(
            "verbatim",
            not found.verbatim,
            "Every quote stands in the transcript at its place.",
            f"{found.verbatim}: the quote is not what the transcript says there.",
        ),
        gate(
            "in the passage",
            not found.in_passage,
            "Every span lies in the passage.",
            f"{found.in_passage}: outside the passage.",
        ),
        gate(
            "whole",
            not found.whole,
            "Every span is of a piece.",
            f"{found.whole}: the lines of one span lie in neighbouring turns, and have the same codes.",
        ),
        *(_code_gates(item, found) if isinstance(item, CodingItem) else _note_gates(found)),
        gate(
            "at least",
            found.places >= item.at_least,
            f"{found.places} places are {done}.",
            f"{found.places} different places are {done} in full; {item.at_least} are asked for.",
        ),
    )


def _code_gates(item: CodingItem, found: _Spans) -> tuple[Gate, ...]:
    no_code = "one that was not made" if item.own_codes else "one that the codebook does not define"
    return (
        gate(
            "codebook",
            found.right_codebook and not found.known_code,
            "Every span has a code that was made."
            if item.own_codes
            else "Every span has a code of the codebook.",
            f"{found.known_code}: no code, or {no_code}."
            if found.known_code
            else "The coding names another codebook.",
        ),
        gate(
            "reason",
            not found.reason,
            "Every span has its reason.",
            f"{found.reason}: no reason is given.",
        ),
        *(() if found.own is None else _own_code_gates(item, found.own)),
    )


def _note_gates(found: _Spans) -> tuple[Gate, ...]:
    return (
        gate(
            "kind of note",
            not found.reason,
            "Every note says its kind.",
            f"{found.reason}: no note, or one of a kind that was not asked for.",
        ),
    )


def _own_code_gates(item: CodingItem, found: _OwnCodes) -> tuple[Gate, ...]:
    gates = [
        gate(
            "defined",
            found.undefined is None,
            "Every code has a name and a definition.",
            f"{found.undefined}: a name and a definition are asked for.",
        ),
        gate(
            "used",
            found.unused is None,
            "Every code has a span.",
            f"{found.unused}: no span has this code.",
        ),
    ]
    if item.codes_at_least:
        gates.append(
            gate(
                "codes at least",
                found.used >= item.codes_at_least,
                f"{found.used} codes are used.",
                f"{found.used} codes are used; {item.codes_at_least} are asked for.",
            )
        )
    return tuple(gates)


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
    scheme: Scheme, item: ResponsesItem, read: ReadSheet, value: Mapping[str, Any] | None
) -> ItemMark:
    if value:
        return _say(scheme, item, _look_at_replies(scheme, item, read, value), _reply_gates)
    words = scheme.words[item.id]
    if scheme.exercise.stakes == "assessed" and read.sheet.pass_ == 1:
        return ItemMark(item.id, None, item.marks, "to come", SECOND_HAND_IN, words)
    return _open(item, words, (Gate("replies", False, "No difference is replied to yet."),))


class _Replies(NamedTuple):
    """What was found in replies: to what there is not, if any, what has none, and how many hold."""

    unknown: str | None
    missing: str
    with_reason: int


def _look_at_replies(
    scheme: Scheme, item: ResponsesItem, read: ReadSheet, value: Mapping[str, Reply]
) -> _Replies:
    unknown = value.keys() - scheme.differences
    if unknown:
        codings = (_coding_in(read, item.to), read.sheet.first.get(item.to))
        own = {span.id for one in codings if isinstance(one, Coding) for span in one.spans}
        unknown = {id for id in unknown if not id.startswith("mine/") or id[5:] not in own}
    with_reason = {id for id, reply in value.items() if id not in unknown and reply.why.strip()}
    return _Replies(
        ", ".join([id[:60] for id in value if id in unknown][:8]) if unknown else None,
        ", ".join([id for id in item.fixed if id not in with_reason]),
        len(with_reason),
    )


def _reply_gates(item: ResponsesItem, found: _Replies) -> tuple[Gate, ...]:
    return (
        gate(
            "known",
            found.unknown is None,
            "Every reply is to a span that there is.",
            f"{found.unknown}: neither the readings nor the coding has this span.",
        ),
        gate(
            "fixed",
            not found.missing,
            "The fixed differences are replied to.",
            f"A reply with its reason is asked for to {found.missing}.",
        ),
        gate(
            "count",
            found.with_reason >= item.count,
            f"{found.with_reason} replies with reasons.",
            f"{found.with_reason} replies have a reason; {item.count} are asked for.",
        ),
    )
