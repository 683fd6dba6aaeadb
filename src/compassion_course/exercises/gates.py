"""Open work: what must be there before a person marks it.

A gate is not a mark. It asks what can be checked: the quote is verbatim, every code is defined, every
span has its reason, each theme its extracts, each link evidence at both ends. Work that lacks
something goes back to be completed, and loses nothing by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from ..corpus import words_in
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
            return _open(item, words, _text_gates(item, value))
        case CodingItem() | NotesItem():
            return _mark_spans(scheme, item, read, words)
        case ResponsesItem():
            return _open(item, words, _response_gates(scheme, item, read, value))
        case ThemesItem():
            return _open(item, words, _theme_gates(item, read, value))
        case RelationsItem():
            return _open(item, words, _relation_gates(item, read, value))


def _open(item: Item, words: tuple[Words, ...], gates: tuple[Gate, ...]) -> ItemMark:
    if lacking := [gate.why for gate in gates if not gate.passed]:
        return ItemMark(item.id, None, item.marks, "send back", " ".join(lacking), words, gates)
    if item.marks == 0:
        return ItemMark(
            item.id, 0.0, 0.0, "marked", "Complete. This part carries no marks of its own.", words, gates
        )
    return ItemMark(item.id, None, item.marks, "to be marked", "Complete; a person marks it.", words, gates)


def _gate(name: str, passed: bool, good: str, lacking: str) -> Gate:
    return Gate(name, passed, good if passed else lacking)


def _text_gates(item: TextItem, value: str | None) -> tuple[Gate, ...]:
    count = words_in(value or "")
    least, most = item.words.least, item.words.most
    if count == 0:
        return (Gate("written", False, "Nothing is written here yet."),)
    return (
        Gate("written", True, "There is a text."),
        _gate(
            "long enough", count >= least, f"{count} words.", f"It has {count} words; {least} are asked for."
        ),
        _gate(
            "not too long",
            count <= most,
            f"{count} words.",
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
        return _open(item, words, (Gate("spans", False, "No words are coded yet."),))
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
    lacking = _Lacking([], [], [], [], [])
    for span in coding.spans:
        doc, text = scheme.turns.get(span.turn, ("", ""))
        if span.start >= span.end or text[span.start : span.end] != span.quote or doc != span.doc:
            lacking.verbatim.append(span.id)
        elif span.turn not in passage:
            lacking.in_passage.append(span.id)
        if isinstance(item, CodingItem):
            if not span.codes or not scheme.codes.keys() >= set(span.codes):
                lacking.known_code.append(span.id)
            if not span.why.strip():
                lacking.reason.append(span.id)
        else:
            kinds = [kind for kind, note in (span.notes or {}).items() if note.strip()]
            if not kinds or not set(kinds) <= set(item.note_kinds):
                lacking.reason.append(span.id)
    lacking.whole.extend(id for id, parts in lines.items() if not _hangs_together(scheme, parts))
    return lacking


def _span_gates(scheme: Scheme, item: CodingItem | NotesItem, coding: Coding) -> tuple[Gate, ...]:
    lines: dict[str, list[CodedSpan]] = {}
    for span in coding.spans:
        lines.setdefault(span.id, []).append(span)
    lacking = _lacking(scheme, item, coding, lines)
    bad = {id for ids in lacking for id in ids}
    # The same words twice are one place: a repeat earns nothing.
    places = {
        tuple(sorted((part.turn, part.start, part.end) for part in parts))
        for id, parts in lines.items()
        if id not in bad
    }
    gates = [
        _gate(
            "verbatim",
            not lacking.verbatim,
            "Every quote stands in the transcript at its place.",
            f"{_names(lacking.verbatim)}: the quote is not what the transcript says there.",
        ),
        _gate(
            "in the passage",
            not lacking.in_passage,
            "Every span lies in the passage.",
            f"{_names(lacking.in_passage)}: outside the passage.",
        ),
        _gate(
            "whole",
            not lacking.whole,
            "Every span is of a piece.",
            f"{_names(lacking.whole)}: the lines of one span lie in neighbouring turns, "
            "and have the same codes.",
        ),
    ]
    if isinstance(item, CodingItem):
        gates += [
            _gate(
                "codebook",
                coding.codebook == scheme.exercise.codebook and not lacking.known_code,
                "Every span has a code of the codebook.",
                f"{_names(lacking.known_code)}: no code, or one that the codebook does not define."
                if lacking.known_code
                else "The coding names another codebook.",
            ),
            _gate(
                "reason",
                not lacking.reason,
                "Every span has its reason.",
                f"{_names(lacking.reason)}: no reason is given.",
            ),
        ]
    else:
        gates.append(
            _gate(
                "kind of note",
                not lacking.reason,
                "Every note says its kind.",
                f"{_names(lacking.reason)}: no note, or one of a kind that was not asked for.",
            )
        )
    gates.append(
        _gate(
            "at least",
            len(places) >= item.at_least,
            f"{len(places)} places are coded.",
            f"{len(places)} different places are coded in full; {item.at_least} are asked for.",
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


def _names(ids: list[str]) -> str:
    unique = list(dict.fromkeys(ids))
    shown = ", ".join(id[:40] for id in unique[:8])
    return (
        f"Span {shown}" if len(unique) == 1 else f"Spans {shown}" + (" and others" if len(unique) > 8 else "")
    )


def _response_gates(
    scheme: Scheme, item: ResponsesItem, read: ReadSheet, value: Mapping[str, Any] | None
) -> tuple[Gate, ...]:
    if not value:
        return (Gate("replies", False, "No difference is replied to yet."),)
    own = {
        f"mine/{span.id}"
        for coding in (_coding_in(read, item.to), read.sheet.first.get(item.to))
        if isinstance(coding, Coding)
        for span in coding.spans
    }
    unknown = [id for id in value if id not in scheme.differences and id not in own]
    with_reason = [id for id, reply in value.items() if reply.why.strip() and id not in unknown]
    missing = [id for id in item.fixed if id not in with_reason]
    return (
        _gate(
            "known",
            not unknown,
            "Every reply is to a span that there is.",
            f"{', '.join(id[:60] for id in unknown[:8])}: neither the readings nor the coding has this span.",
        ),
        _gate(
            "fixed",
            not missing,
            "The fixed differences are replied to.",
            f"A reply with its reason is asked for to {', '.join(missing)}.",
        ),
        _gate(
            "count",
            len(with_reason) >= item.count,
            f"{len(with_reason)} replies with reasons.",
            f"{len(with_reason)} replies have a reason; {item.count} are asked for.",
        ),
    )


def _theme_gates(item: ThemesItem, read: ReadSheet, value: tuple[Any, ...] | None) -> tuple[Gate, ...]:
    if not value:
        return (Gate("themes", False, "There are no themes yet."),)
    coding = _coding_in(read, item.of)
    known = {theme.id for theme in value}
    if coding is not None:
        known |= {span.id for span in coding.spans} | {code for span in coding.spans for code in span.codes}
    unnamed = [theme.id for theme in value if not theme.name.strip() or not theme.statement.strip()]
    thin = [
        theme.id
        for theme in value
        if len(set(theme.members)) < item.members_each or not known.issuperset(theme.members)
    ]
    return (
        _gate(
            "named",
            not unnamed,
            "Every theme has a name and a statement.",
            f"{', '.join(unnamed[:8])}: a name and a statement are asked for.",
        ),
        _gate(
            "extracts",
            not thin,
            "Every theme has its extracts.",
            f"{', '.join(thin[:8])}: {item.members_each} members of the coding are asked for.",
        ),
        _gate(
            "at least",
            len(known & {theme.id for theme in value}) >= item.at_least,
            f"{len(value)} themes.",
            f"{len(value)} themes; {item.at_least} are asked for.",
        ),
    )


def _relation_gates(item: RelationsItem, read: ReadSheet, value: tuple[Any, ...] | None) -> tuple[Gate, ...]:
    if not value:
        return (Gate("relations", False, "There are no links yet."),)
    coding = _coding_in(read, item.of)
    codes_of: dict[str, set[str]] = {}
    for span in coding.spans if coding is not None else ():
        codes_of.setdefault(span.id, set()).update(span.codes)
    thin = []
    for relation in value:
        shown = {code for id in relation.evidence for code in codes_of.get(id, ())}
        if not {relation.from_, relation.to} <= shown or relation.from_ == relation.to:
            thin.append(f"{relation.from_} to {relation.to}")
    different = {(relation.from_, relation.to, relation.slot) for relation in value}
    return (
        _gate(
            "evidence",
            not thin,
            "Every link has evidence at both ends.",
            f"{'; '.join(thin[:8])}: a coded span is asked for at each end.",
        ),
        _gate(
            "at least",
            len(different) >= item.at_least,
            f"{len(different)} links.",
            f"{len(different)} different links; {item.at_least} are asked for.",
        ),
    )
