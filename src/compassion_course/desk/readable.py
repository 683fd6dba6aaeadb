"""An answer as parts to read: plain data for the desk's page, and plain text for a spreadsheet.

Every text of a trainee is only text here; whoever shows it sees to escaping.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..exercises.items import Item
from ..exercises.scheme import Scheme
from ..exercises.sheet import AnswerSheet
from ..exercises.values import CodedSpan, Coding, Reply, Theme
from .plain_text import seen

REPLIES = {
    "adopt": "takes the reading over",
    "keep": "keeps their own",
    "both": "lets both stand",
    "reference_wrong": "says that the reading is wrong here",
}


class Entry(NamedTuple):
    """One entry of a part: words, where they stand, and lines with a label."""

    words: str
    where: str = ""
    lines: tuple[tuple[str, str], ...] = ()


class Part(NamedTuple):
    """A part of an answer: a text, or entries."""

    title: str
    text: str = ""
    entries: tuple[Entry, ...] = ()


def readable(scheme: Scheme, sheet: AnswerSheet, item: Item) -> list[Part]:
    """Give the parts of an answer, none where nothing was answered.

    Parameters
    ----------
    scheme
        What the exercise is marked with.
    sheet
        The whole sheet: themes, relations and replies name spans of its codings.
    item
        The item.
    """
    value: Any = sheet.answers.get(item.id)
    if value is None:
        return []
    if isinstance(value, str):
        return [Part("", seen(value))]
    if isinstance(value, Coding):
        return _coding(scheme, value)
    if isinstance(value, dict) and all(isinstance(one, Reply) for one in value.values()):
        return [_replies(scheme, sheet, value)]
    if isinstance(value, tuple):
        return [_themes(scheme, sheet, value)] if _are_themes(value) else [_relations(scheme, sheet, value)]
    return [Part("", seen(str(value)))]


def as_text(parts: Iterable[Part]) -> str:
    """Write parts as plain text, for a cell of a spreadsheet."""
    lines: list[str] = []
    for part in parts:
        lines += [part.title] if part.title else []
        lines += [part.text] if part.text else []
        for number, entry in enumerate(part.entries, start=1):
            where = f" ({entry.where})" if entry.where else ""
            lines.append(f"{number}. {entry.words}{where}")
            lines += [f"   {label}: {text}" for label, text in entry.lines]
    return "\n".join(lines)


def _are_themes(value: tuple[Any, ...]) -> bool:
    return all(isinstance(one, Theme) for one in value)


def _code_names(scheme: Scheme, sheet: AnswerSheet) -> dict[str, str]:
    own = {
        code.code: code.name
        for value in sheet.answers.values()
        if isinstance(value, Coding)
        for code in value.own_codes
    }
    return {**scheme.codes, **own}


def _coding(scheme: Scheme, coding: Coding) -> list[Part]:
    names = {**scheme.codes, **{code.code: code.name for code in coding.own_codes}}
    parts = [Part("Spans", entries=tuple(_span(span, names) for span in coding.spans))]
    if coding.own_codes:
        used = [code for span in coding.spans for code in span.codes]
        entries = tuple(
            Entry(seen(code.name), f"used {used.count(code.code)} times", (("Means", seen(code.definition)),))
            for code in coding.own_codes
        )
        parts.append(Part("Codes", entries=entries))
    if coding.memos:
        on = {span.id: f"\u201c{span.quote}\u201d" for span in coding.spans} | dict(names)
        memos = tuple(Entry(seen(memo.text), seen(f"on {on.get(memo.on, memo.on)}")) for memo in coding.memos)
        parts.append(Part("Memos", entries=memos))
    return parts


def _span(span: CodedSpan, names: Mapping[str, str]) -> Entry:
    notes = span.notes if isinstance(span.notes, dict) else {}
    lines = [("Codes", ", ".join(names.get(code, code) for code in span.codes))] if span.codes else []
    lines += [(kind.capitalize(), text) for kind, text in notes.items()]
    if span.why:
        lines.append(("Why", span.why))
    return Entry(
        f"\u201c{seen(span.quote)}\u201d",
        seen(span.turn),
        tuple((seen(label), seen(text)) for label, text in lines),
    )


def _replies(scheme: Scheme, sheet: AnswerSheet, value: Mapping[str, Reply]) -> Part:
    spans = {f"{reader}/{span.id}": (reader, span) for reader, all in scheme.readings.items() for span in all}
    own = {
        f"mine/{span.id}": ("their own", span)
        for place in (sheet.first, sheet.answers)
        for coding in place.values()
        if isinstance(coding, Coding)
        for span in coding.spans
    }
    names = _code_names(scheme, sheet)
    entries = []
    for id, reply in value.items():
        reader, span = spans.get(id) or own.get(id) or ("", None)
        lines = [("Reply", f"{REPLIES[reply.reply]}. {reply.why}")]
        if span is None:
            entries.append(Entry(seen(id), "a span that there is not", tuple(lines)))
            continue
        codes = ", ".join(names.get(code, code) for code in span.codes)
        lines = [("Coded there as", codes), ("Why there", span.why), *lines]
        entries.append(
            Entry(
                f"\u201c{seen(span.quote)}\u201d",
                seen(f"{span.turn}, {reader}" if reader == "their own" else f"{span.turn}, reading {reader}"),
                tuple((label, seen(text)) for label, text in lines if text),
            )
        )
    return Part("Replies", entries=tuple(entries))


def _members(scheme: Scheme, sheet: AnswerSheet) -> dict[str, str]:
    """Name what a theme or a link may point at: spans by their words, codes and themes by name."""
    known = _code_names(scheme, sheet)
    for value in sheet.answers.values():
        if isinstance(value, Coding):
            known |= {span.id: f"\u201c{span.quote}\u201d ({span.turn})" for span in value.spans}
        elif isinstance(value, tuple):
            known |= {theme.id: theme.name for theme in value if isinstance(theme, Theme)}
    return known


def _themes(scheme: Scheme, sheet: AnswerSheet, value: tuple[Theme, ...]) -> Part:
    known = _members(scheme, sheet)
    entries = []
    for theme in value:
        lines = [("Says", theme.statement)] if theme.statement else []
        if theme.parent:
            lines.append(("Under", known.get(theme.parent, theme.parent)))
        lines.append(("Holds", "; ".join(known.get(id, id) for id in theme.members)))
        entries.append(Entry(seen(theme.name), "", tuple((label, seen(text)) for label, text in lines)))
    return Part("Entries", entries=tuple(entries))


def _relations(scheme: Scheme, sheet: AnswerSheet, value: tuple[Any, ...]) -> Part:
    known = _members(scheme, sheet)
    entries = tuple(
        Entry(
            seen(f"{known.get(link.from_, link.from_)} \u2192 {known.get(link.to, link.to)}"),
            link.slot,
            (("Evidence", seen("; ".join(known.get(id, id) for id in link.evidence))),),
        )
        for link in value
    )
    return Part("Links", entries=entries)
