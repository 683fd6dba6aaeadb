"""Feedback: one page for each trainee and exercise, without a script.

What is the same for everybody is made once for each exercise; a page is that, with the trainee's
answers and marks put between. Every word that a trainee wrote is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..exercises.coverage import Coverage, coverage
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
from ..exercises.scheme import Scheme
from ..exercises.sheet import AnswerSheet
from ..exercises.values import Coding
from .csv_files import number
from .page_style import PAGE_END, page_start
from .plain_text import in_html

_STATES = {
    "marked": "Marked",
    "to be marked": "To be marked by a person",
    "unmarked": "Not marked: it could not be read",
    "send back": "To be completed",
}
_NEXT_FULL = "Nothing more to do here."
_NEXT = {
    "marked": "Read the reason and the words again, and put in your own words what you would answer now.",
    "to be marked": "Nothing for now: a person reads this part and says more.",
    "unmarked": "Tell your tutor, and hand the file in again as it was downloaded. No mark was taken away.",
    "send back": "Complete what is named above and hand in again. No mark was taken away.",
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
    own: Callable[[Any], str]


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
                f"<section>\n<h2>{place}. {in_html(item_name(item.id))}</h2>\n"
                f'<p class="own soft">{in_html(item.prompt.strip())}</p>\n',
                _words_html(scheme, item.id),
                _own_answer(item, scheme),
            )
            for place, item in enumerate(exercise.items, start=1)
        }
        self._coding = [item for item in exercise.items if isinstance(item, CodingItem)]
        self._references = (
            {}
            if exercise.stakes == "assessed"
            else {
                item.id: {
                    reader: tuple(span for span in spans if span.turn in scheme.passages[item.id])
                    for reader, spans in scheme.readings.items()
                }
                for item in self._coding
            }
        )
        self._between = {id: _between_html(readings) for id, readings in self._references.items()}

    def page(self, trainee: str, sheet: AnswerSheet, marks: Marks) -> str:
        """Write one page.

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
        waiting = sum(item.of for item in marks.items if item.state == "to be marked")
        pieces = [
            self._start,
            f'<p class="soft">{in_html(trainee)} \u00b7 pass {sheet.pass_} \u00b7 '
            f"saved {in_html(sheet.saved)}</p>\n",
            f"<p><strong>{number(marks.automatic)} of {number(scheme.of_automatic)} marks by key.</strong> ",
            f"{number(waiting)} of {number(scheme.of_all)} wait for a person.</p>\n" if waiting else "</p>\n",
        ]
        for mark in marks.items:
            part = self._parts[mark.item]
            value = sheet.answers.get(mark.item)
            pieces.append(part.start)
            pieces.append(_state_html(mark))
            if value is not None:
                pieces.append(part.own(value))
            if isinstance(value, Coding) and mark.item in self._references and mark.state != "unmarked":
                pieces.append(self._coverage_html(mark.item, value))
            pieces.append(part.words)
            full = mark.state == "marked" and mark.marks == mark.of
            pieces.append(
                f"<h3>What to try next</h3>\n<p>{_NEXT_FULL if full else _NEXT[mark.state]}</p>\n</section>\n"
            )
        pieces.append(PAGE_END)
        return "".join(pieces)

    def _coverage_html(self, item: str, coding: Coding) -> str:
        lines = []
        missed_by_all: set[str] | None = None
        for reader, spans in self._references[item].items():
            beside: Coverage = coverage(coding.spans, spans)
            shared = len({other for _, other in beside.matched})
            lines.append(
                f"<li>{in_html(reader)}: you also stopped at {shared} of its "
                f"{len({span.id for span in spans})} places; "
                f"{len(beside.extra)} of yours are places that it passed over.</li>\n"
            )
            turns = {span.turn for span in spans if span.id in beside.missed}
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


def item_name(id: str) -> str:
    """Give an item's id as words, for a heading."""
    return id.replace("-", " ").capitalize()


def _state_html(mark: ItemMark) -> str:
    marks = (
        f" {number(mark.marks)} of {number(mark.of)}"
        if mark.marks is not None and mark.of
        else f" {number(mark.of)} to give"
        if mark.state == "to be marked"
        else ""
    )
    why = f'<p><span class="state">{_STATES[mark.state]}{marks}</span></p>\n<p>{in_html(mark.why)}</p>\n'
    if not mark.gates:
        return why
    gates = "".join(
        f"<li>{'Done' if gate.passed else 'Still to do'}: {in_html(gate.why)}</li>\n" for gate in mark.gates
    )
    return f"{why}<ul>\n{gates}</ul>\n"


def _words_html(scheme: Scheme, item: str) -> str:
    words = scheme.words[item]
    # What an answer rests on would give away the key of an exercise that is still to be set again.
    if not words or scheme.exercise.stakes == "assessed":
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


def _own_answer(item: Item, scheme: Scheme) -> Callable[[Any], str]:
    """Give the function that shows an answer to this item."""
    match item:
        case ChoiceItem():
            texts = {option.id: f"<li>{in_html(option.text)}</li>\n" for option in item.options}
            return lambda value: _listed([texts.get(id) or f"<li>{in_html(id)}</li>\n" for id in value])
        case ClassifyItem():
            rows = {row.id: in_html(row.text) for row in item.rows}
            names = {category.id: in_html(category.name) for category in item.categories}
            return lambda value: _listed(
                [
                    f"<li>{rows.get(row) or in_html(row)}: "
                    f"<strong>{names.get(id) or in_html(id)}</strong></li>\n"
                    for row, id in value.items()
                ]
            )
        case OrderItem():
            entries = {entry.id: f"<li>{in_html(entry.text)}</li>\n" for entry in item.entries}
            return lambda value: _listed([entries.get(id) or f"<li>{in_html(id)}</li>\n" for id in value])
        case NumberItem():
            unit = in_html(item.unit)
            return lambda value: f"<h3>Your answer</h3>\n<p>{value:g} {unit}</p>\n"
        case TextItem():
            return lambda value: f'<h3>Your answer</h3>\n<p class="own">{in_html(value)}</p>\n'
        case CodingItem() | NotesItem():
            codes = {code: in_html(name) for code, name in scheme.codes.items()}
            return lambda value: _own_coding(value, codes)
        case ResponsesItem():
            quotes = {
                f"{reader}/{span.id}": f"the {reader} reading of \u201c{span.quote}\u201d ({span.turn})"
                for reader, spans in scheme.readings.items()
                for span in spans
            }
            return lambda value: _listed(
                [
                    f"<li>On {in_html(quotes.get(id) or _place_of(id))}: "
                    f"<strong>{_REPLIES[reply.reply]}</strong>. {in_html(reply.why)}</li>\n"
                    for id, reply in value.items()
                ]
            )
        case ThemesItem():
            return lambda value: _listed(
                [
                    f"<li><strong>{in_html(theme.name)}</strong> {in_html(theme.statement)} "
                    f'<span class="soft">({in_html(", ".join(theme.members))})</span></li>\n'
                    for theme in value
                ]
            )
        case RelationsItem():
            return lambda value: _listed(
                [
                    f"<li>{in_html(relation.from_)} to {in_html(relation.to)}, as {relation.slot} "
                    f'<span class="soft">({in_html(", ".join(relation.evidence))})</span></li>\n'
                    for relation in value
                ]
            )


def _place_of(id: str) -> str:
    """Name a difference that starts from a span of the trainee's own."""
    return f"your own span {id.removeprefix('mine/')}" if id.startswith("mine/") else id


def _own_coding(coding: Coding, names: Mapping[str, str]) -> str:
    rows = []
    for span in coding.spans:
        notes = "" if not span.notes else " ".join(f"{kind}: {text}" for kind, text in span.notes.items())
        codes = ", ".join(names.get(code) or in_html(code) for code in span.codes)
        rows.append(
            f"<tr><td>{in_html(span.turn)}</td><td>{in_html(span.quote)}</td>"
            f"<td>{codes}</td><td>{in_html(span.why or notes)}</td></tr>\n"
        )
    memos = "".join(
        f'<p class="own"><span class="soft">Memo on {in_html(memo.on)}:</span> {in_html(memo.text)}</p>\n'
        for memo in coding.memos
    )
    return (
        '<h3>Your coding</h3>\n<div class="scroll"><table>\n<thead><tr><th scope="col">Turn</th>'
        '<th scope="col">Words</th><th scope="col">Codes</th><th scope="col">Why</th></tr></thead>\n'
        f"<tbody>\n{''.join(rows)}</tbody></table></div>\n{memos}"
    )
