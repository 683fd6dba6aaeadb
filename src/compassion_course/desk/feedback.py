"""Feedback: one page for each trainee and exercise, without a script.

What is the same for everybody is made once for each exercise; a page is that, with the trainee's
answers and marks put between. Every word that a trainee wrote is escaped.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from ..corpus import SLOT_LABELS
from ..corpus.overlap import Reference, coverage
from ..exercises.cluster_gates import names_of
from ..exercises.items import (
    ChoiceItem,
    ClassifyItem,
    CodingItem,
    Item,
    NotesItem,
    NumberItem,
    OrderItem,
    RelationsItem,
    ResponsesItem,
    TextItem,
    ThemesItem,
)
from ..exercises.marks import ItemMark, Marks
from ..exercises.member_words import member_words
from ..exercises.scheme import CLOSED, Scheme
from ..exercises.sheet import AnswerSheet, moment
from ..exercises.values import Coding, Relation, Theme
from .beside import beside_html
from .csv_files import number
from .key_in_use import TRY_AGAIN, in_use, said_of
from .page_style import PAGE_END, page_start
from .plain_text import in_html

_STATES = {
    "marked": "Marked",
    "to be marked": "To be marked by a person",
    "unmarked": "Not marked: it could not be read",
    "send back": "To be completed",
    "to come": "Comes with the second hand-in",
}
_NEXT_FULL = "Nothing more to do here."
_NEXT_ALONE = (
    "Find the level that your text reaches, and the invented answer nearest to it. Then change one thing. "
    "Your tutor may read it too."
)
_NEXT = {
    "marked": "Read the reason and the words again, and put in your own words what you would answer now.",
    "to be marked": "Nothing for now: a person reads this part and says more.",
    "unmarked": "Tell your tutor, and hand the file in again as it was downloaded. No mark was taken away.",
    "send back": "Complete what is named above and hand in again. No mark was taken away.",
    "to come": "Nothing for now: your tutor gives out the readings once the first hand-ins are in.",
}
_REPLIES = {
    "adopt": "I take the reading over",
    "keep": "I keep mine",
    "both": "Both hold",
    "reference_wrong": "The reading is wrong here",
}


class _ItemPart(NamedTuple):
    start: str
    words: str
    own: Callable[[Any, Mapping[str, Any]], str]


class FeedbackPage:
    """Makes the pages of one exercise.

    Parameters
    ----------
    scheme
        What the exercise is marked with.
    """

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        exercise = scheme.exercise
        title = in_html(exercise.title)
        self._start = page_start(f"Feedback: {title}") + f"<h1>{title}</h1>\n"
        self._parts = {
            item.id: _ItemPart(
                f"<section>\n<h2>{place}. {in_html(task_of(item))}</h2>\n"
                f'<p class="own soft">{in_html(item.prompt.strip())}</p>\n{_given_html(item)}',
                _words_html(scheme, item.id),
                _own_answer(item, scheme),
            )
            for place, item in enumerate(exercise.items, start=1)
        }
        self._beside = {
            item.id: ""
            if in_use(scheme) or isinstance(item, CLOSED)
            else beside_html(scheme.key.items[item.id])
            for item in exercise.items
        }
        # Of a formative exercise nobody has to read the open work.
        self._alone = not in_use(scheme) and not exercise.marking_minutes
        self._coding = [item for item in exercise.items if isinstance(item, CodingItem)]
        readings = (
            {}
            if in_use(scheme)
            else {
                item.id: {
                    reader: tuple(span for span in spans if span.turn in scheme.passages[item.id])
                    for reader, spans in scheme.readings.items()
                }
                for item in self._coding
            }
        )
        self._references = {
            id: {in_html(reader): Reference(spans) for reader, spans in of_item.items()}
            for id, of_item in readings.items()
        }
        self._between = {id: _between_html(of_item) for id, of_item in readings.items()}
        # Of a class many marks are the same, with the same reason.
        self._state = lru_cache(maxsize=4096)(lambda mark: _state_html(scheme, mark, self._alone).encode())

    def page(self, trainee: str, sheet: AnswerSheet, marks: Marks) -> str:
        """Write one page; the same as :meth:`content`, as a text."""
        return self.content(trainee, sheet, marks).decode()

    def content(self, trainee: str, sheet: AnswerSheet, marks: Marks) -> bytes:
        """Write one page as the bytes of its file.

        Parameters
        ----------
        trainee
            Whose it is, as decided; the sheet may say otherwise.
        sheet
            What was handed in.
        marks
            What it earns.
        """
        scheme = self._scheme
        waiting = sum([item.of for item in marks.items if item.state == "to be marked"])
        rest = (
            f"{number(waiting)} of {number(scheme.of_all)} "
            f"{'are for you to judge' if self._alone else 'wait for a person'}."
            if waiting
            else ""
        )
        head = (
            f'<p class="soft">{in_html(trainee)} \u00b7 pass {sheet.pass_} \u00b7 '
            f"saved {in_html(_day_and_time(sheet.saved))}</p>\n"
            f"<p><strong>{number(marks.automatic)} of {number(scheme.of_automatic)} marks by key.</strong> "
            f"{rest}</p>\n"
        )
        pieces = [_again_as_bytes(self._start), head.encode()]
        for mark in marks.items:
            pieces += (
                _again_as_bytes(self._parts[mark.item].start),
                self._state(mark),
                self.answer(mark, sheet).encode(),
                _again_as_bytes(self.words(mark.item)),
                _again_as_bytes(self._beside[mark.item]),
                _next_html(self.next_of(mark)),
            )
        pieces.append(_again_as_bytes(PAGE_END))
        return b"".join(pieces)

    def heading(self, item: str) -> str:
        """Begin an item's section: its name and what was asked."""
        return self._parts[item].start

    def answer(self, mark: ItemMark, sheet: AnswerSheet) -> str:
        """Show what the trainee answered, nothing where there is none."""
        value = sheet.answers.get(mark.item)
        if value is None:
            return ""
        own = self._parts[mark.item].own(value, sheet.answers)
        if isinstance(value, Coding) and mark.item in self._references and mark.state != "unmarked":
            own += self._coverage_html(mark.item, value)
        return own

    def words(self, item: str) -> str:
        """Show the words that an answer rests on, where the key is not in use."""
        return self._parts[item].words

    def next_of(self, mark: ItemMark) -> str:
        """Say what to try next."""
        if mark.state == "marked" and mark.marks == mark.of:
            return _NEXT_FULL
        if mark.state == "marked" and in_use(self._scheme):
            return TRY_AGAIN
        if mark.state == "to be marked" and self._alone:
            return _NEXT_ALONE
        return _NEXT[mark.state]

    def _coverage_html(self, item: str, coding: Coding) -> str:
        lines = []
        missed_by_all: set[str] | None = None
        if not self._references[item]:
            return ""
        for reader, reference in self._references[item].items():
            beside = coverage(coding.spans, reference)
            places = len(reference.turns)
            lines.append(
                f"<li>{reader}: you also stopped at {places - len(beside.missed)} of its "
                f"{places} places; "
                f"it passed over {len(beside.extra)} of yours.</li>\n"
            )
            turns = set[str]().union(*[reference.turns[id] for id in beside.missed])
            missed_by_all = turns if missed_by_all is None else missed_by_all & turns
        again = ", ".join(sorted(missed_by_all or ()))
        prompt = (
            f"<p>Every reading stopped in {in_html(again)} at words that you passed over. "
            "Look again, then keep or change what you have.</p>\n"
            if again
            else ""
        )
        return (
            "<h3>Beside the reference readings</h3>\n"
            '<p class="soft">A prompt to look again, never a mark.</p>\n'
            f"<ul>\n{''.join(lines)}{self._between[item]}</ul>\n{prompt}"
        )


# What the pages of a class say again and again: reasons, turns, names of codes.
_again_in_html = lru_cache(maxsize=4096)(in_html)
# What all pages of an exercise have: most of a page.
_again_as_bytes = lru_cache(maxsize=4096)(str.encode)


@lru_cache(maxsize=64)
def _next_html(words: str) -> bytes:
    return f"<h3>What to try next</h3>\n<p>{words}</p>\n</section>\n".encode()


_TASKS: Mapping[type, str] = {
    ChoiceItem: "Choose",
    ClassifyItem: "Sort",
    OrderItem: "Put in order",
    NumberItem: "Give a number",
    TextItem: "Write",
    CodingItem: "Code the passage",
    NotesItem: "Make notes",
    RelationsItem: "Link",
    ResponsesItem: "Reply to the readings",
}


def task_of(item: Item) -> str:
    """Head an item as the exercise's page does, so that the two can be held side by side."""
    return f"{item.called.capitalize()}s" if isinstance(item, ThemesItem) else _TASKS[type(item)]


def item_name(id: str) -> str:
    """Give an item's id as words, for a heading."""
    return id.replace("-", " ").capitalize()


def _given_html(item: Item) -> str:
    """Show what an item handed out: the answer may speak of it."""
    lines = []
    for given in item.given:
        label = f"<strong>{in_html(given.code)}.</strong>" if given.code else ""
        words = in_html(given.quote)
        pieces = [f"\u201c{words}\u201d ({in_html(given.turn)})", label] if given.turn else [label, words]
        lines.append(" ".join(piece for piece in (*pieces, in_html(given.note)) if piece))
    return f"<ul>\n{''.join(f'<li>{line}</li>' for line in lines)}</ul>\n" if lines else ""


def _day_and_time(saved: str) -> str:
    """Write a sheet's own time as people read it, or as it stands where there is no such time."""
    at = moment(saved)
    return saved if at is None else f"{_in_words(at.date())}, {saved[11:16]} UTC"


@lru_cache(maxsize=512)
def _in_words(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _state_html(scheme: Scheme, mark: ItemMark, alone: bool) -> str:
    marks = (
        f" {number(mark.marks)} of {number(mark.of)}"
        if mark.marks is not None and mark.of
        else f" {number(mark.of)} {'marks' if alone else 'to give'}"
        if mark.state == "to be marked"
        else ""
    )
    said = said_of(scheme, mark.item, mark.state, mark.marks, mark.of, mark.why)
    words = _STATES[mark.state]
    if alone and mark.state == "to be marked":
        words, said = (
            "For you to judge:",
            "Complete. Read it against the levels and the invented answers below.",
        )
    why = f'<p><span class="state">{words}{marks}</span></p>\n<p>{_again_in_html(said)}</p>\n'
    if not mark.gates:
        return why
    gates = "".join(
        f"<li>{'Done' if gate.passed else 'Still to do'}: {_again_in_html(gate.why)}</li>\n"
        for gate in mark.gates
    )
    return f"{why}<ul>\n{gates}</ul>\n"


def _words_html(scheme: Scheme, item: str) -> str:
    words = scheme.words[item]
    # What an answer rests on would give away the key of an exercise that is still to be set again.
    if not words or in_use(scheme):
        return ""
    quotes = "".join(
        f'<blockquote>{in_html(quote)} <span class="soft">({in_html(turn)})</span></blockquote>\n'
        for turn, quote in words
    )
    return f"<h3>The words in question</h3>\n{quotes}"


def _between_html(readings: Mapping[str, tuple[Any, ...]]) -> str:
    lines = []
    names = list(readings)
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            beside = coverage(readings[one], readings[other])
            shared = len({mine for mine, _ in beside.matched})
            places = len({span.id for span in readings[one]})
            lines.append(
                f"<li>Between themselves: {in_html(other)} stopped at {shared} of the {places} places "
                f"of {in_html(one)}.</li>\n"
            )
    return "".join(lines)


def _listed(lines: list[str]) -> str:
    return f"<h3>Your answer</h3>\n<ul>\n{''.join(lines)}</ul>\n"


def _own_answer(item: Item, scheme: Scheme) -> Callable[[Any, Mapping[str, Any]], str]:
    """Give the function that shows an answer to this item, beside the answers that it rests on."""
    match item:
        case ChoiceItem():
            texts = {option.id: f"<li>{in_html(option.text)}</li>\n" for option in item.options}
            return lambda value, _: _listed([texts.get(id) or f"<li>{in_html(id)}</li>\n" for id in value])
        case ClassifyItem():
            rows = {row.id: in_html(row.text) for row in item.rows}
            names = {category.id: in_html(category.name) for category in item.categories}
            return lambda value, _: _listed(
                [
                    f"<li>{rows.get(row) or in_html(row)}: "
                    f"<strong>{names.get(id) or in_html(id)}</strong></li>\n"
                    for row, id in value.items()
                ]
            )
        case OrderItem():
            entries = {entry.id: f"<li>{in_html(entry.text)}</li>\n" for entry in item.entries}
            return lambda value, _: _listed([entries.get(id) or f"<li>{in_html(id)}</li>\n" for id in value])
        case NumberItem():
            unit = in_html(item.unit)
            return lambda value, _: f"<h3>Your answer</h3>\n<p>{value:g} {unit}</p>\n"
        case TextItem():
            return lambda value, _: f'<h3>Your answer</h3>\n<p class="own">{in_html(value)}</p>\n'
        case CodingItem() | NotesItem():
            return lambda value, _: _own_coding(value, names_of(scheme, value))
        case ResponsesItem():
            quotes = {
                f"{reader}/{span.id}": f"the {reader} reading of \u201c{span.quote}\u201d ({span.turn})"
                for reader, spans in scheme.readings.items()
                for span in spans
            }
            return lambda value, _: _listed(
                [
                    f"<li>On {in_html(quotes.get(id) or _place_of(id))}: "
                    f"<strong>{_REPLIES[reply.reply]}</strong>. {in_html(reply.why)}</li>\n"
                    for id, reply in value.items()
                ]
            )
        case ThemesItem():
            called = in_html(item.called[:1].upper() + item.called[1:])
            return lambda value, answers: _own_themes(
                value, called, {**scheme.codes, **member_words(answers, item.of)}
            )
        case RelationsItem():
            return lambda value, answers: _own_relations(
                value, {**scheme.codes, **member_words(answers, (item.of,))}
            )


def _own_themes(themes: Iterable[Theme], called: str, words: Mapping[str, str]) -> str:
    return _listed(
        [
            f"<li>{called}: <strong>{in_html(theme.name)}</strong> \u2013 {in_html(theme.statement)}"
            f"{_members(theme.members, words)}</li>\n"
            for theme in themes
        ]
    )


def _own_relations(relations: Iterable[Relation], words: Mapping[str, str]) -> str:
    return _listed(
        [
            f"<li><strong>{in_html(words.get(relation.from_, relation.from_))}</strong> to "
            f"<strong>{in_html(words.get(relation.to, relation.to))}</strong>, "
            f"as {SLOT_LABELS[relation.slot]}{_members(relation.evidence, words)}</li>\n"
            for relation in relations
        ]
    )


def _members(ids: Iterable[str], words: Mapping[str, str]) -> str:
    shown = "".join(f"<li>{in_html(words.get(id, id))}</li>" for id in ids)
    return f"\n<ul>{shown}</ul>" if shown else ""


def _place_of(id: str) -> str:
    """Name a difference that starts from a span of the trainee's own."""
    return f"your own span {id.removeprefix('mine/')}" if id.startswith("mine/") else id


def _own_coding(coding: Coding, names: Mapping[str, str]) -> str:
    rows = []
    for span in coding.spans:
        codes = ", ".join(_again_in_html(names.get(code, code)) for code in span.codes)
        notes = [f"{in_html(kind)}: {in_html(text)}" for kind, text in (span.notes or {}).items()]
        why = "<br>".join([*notes, in_html(span.why)] if span.why else notes)
        rows.append(
            f"<tr><td>{_again_in_html(span.turn)}</td><td>{in_html(span.quote)}</td>"
            f"<td>{codes}</td><td>{why}</td></tr>\n"
        )
    made = "".join(
        f"<li><strong>{in_html(code.name)}</strong> \u2013 {in_html(code.definition)}</li>\n"
        for code in coding.own_codes
    )
    memos = "".join(
        f'<p class="own"><span class="soft">Memo on {in_html(names.get(memo.on, memo.on))}:</span> '
        f"{in_html(memo.text)}</p>\n"
        for memo in coding.memos
    )
    return (
        "<h3>Your coding</h3>\n"
        '<div class="scroll" tabindex="0" role="group" aria-label="Your coding"><table>\n'
        '<thead><tr><th scope="col">Turn</th>'
        '<th scope="col">Words</th><th scope="col">Codes</th><th scope="col">Why</th></tr></thead>\n'
        f"<tbody>\n{''.join(rows)}</tbody></table></div>\n"
        + (f"<h4>Your codes</h4>\n<ul>\n{made}</ul>\n" if made else "")
        + memos
    )
