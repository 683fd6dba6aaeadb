"""The model answers, marked by the same code that marks a trainee's sheet, for the tutor's notebook."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from ..corpus import SLOT_LABELS, Course, CourseError, find_course
from .items import (
    ChoiceItem,
    ChoiceKey,
    ClassifyItem,
    ClassifyKey,
    Item,
    KeyItem,
    NumberItem,
    NumberKey,
    OpenKey,
    OrderItem,
    RelationsItem,
    ThemesItem,
)
from .marking import mark_sheet
from .marks import ItemMark, Marks
from .member_words import member_words
from .scheme import Scheme, prepare
from .sheet import AnswerSheet, ReadSheet, SheetFault, decode_sheet
from .values import CodedSpan, Coding, Relation, Reply, Theme

WIDTH = 96


class ModelAnswer:
    """An exercise's model answers with their marks.

    Attributes
    ----------
    marks
        What marking gave, item by item.
    """

    def __init__(self, scheme: Scheme, read: ReadSheet) -> None:
        self.scheme = scheme
        self._read = read
        self.marks: Marks = mark_sheet(scheme, read)

    def __repr__(self) -> str:
        return f"ModelAnswer({self.scheme.exercise.slug!r}, {len(self.marks.items)} items)"

    @property
    def sheet(self) -> AnswerSheet:
        """The model answers as a sheet."""
        return self._read.sheet

    @property
    def faults(self) -> list[str]:
        """Say where the model answers do not earn what they should."""
        unread = [f"{id}: {why}" for id, why in self._read.unread.items()]
        short = [
            f"{mark.item}: {mark.why}"
            for mark in self.marks.items
            if mark.state in ("unmarked", "send back") or (mark.marks is not None and mark.marks != mark.of)
        ]
        return unread + short

    def show(self, item: str) -> None:
        """Print the answer to an item, its mark, why, and the words it rests on."""
        mark = next(mark for mark in self.marks.items if mark.item == item)
        asked = self.scheme.exercise.by_id[item]
        entry = self.scheme.key.items[item]
        value = self._read.sheet.answers.get(item)
        parts = [
            ("The answer", _answer(asked, entry, value, self._words(asked))),
            ("The mark", [_mark_line(mark)]),
            ("Why", [mark.why, *(f"{'yes' if g.passed else 'no'}: {g.name}. {g.why}" for g in mark.gates)]),
            (
                "The words it rests on",
                [f"{turn}: \u201c{quote}\u201d" for turn, quote in _words(mark, value)],
            ),
            ("For the marker", _for_the_marker(entry)),
        ]
        for title, lines in parts:
            if lines:
                print(title)
                for line in lines:
                    print(
                        textwrap.fill(
                            line, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False
                        )
                    )

    def _words(self, item: Item) -> dict[str, str]:
        """Give the words of what an item's answer names by id."""
        of = item.of if isinstance(item, ThemesItem) else [item.of] if isinstance(item, RelationsItem) else []
        return {**self.scheme.codes, **member_words(self._read.sheet.answers, of)}

    def total(self) -> None:
        """Print the marks by key and what waits for a person."""
        waiting = sum(mark.of for mark in self.marks.of_state("to be marked"))
        print(f"Marks by key: {self.marks.automatic:g} of {self.scheme.of_automatic:g}")
        print(f"To be marked by a person: {waiting:g} of {self.scheme.of_all:g}")


def load_model_answer(course: Course, slug: str) -> ModelAnswer:
    """Load and mark ``exercises/<slug>/model_answers.json``.

    Raises
    ------
    CourseError
        If the exercise, its key or its model answers cannot be used.
    """
    scheme = prepare(course, slug)
    path = course.exercises / slug / "model_answers.json"
    try:
        read = decode_sheet(path.read_bytes(), scheme.exercise)
    except (OSError, SheetFault) as error:
        raise CourseError(
            path,
            f"The model answers cannot be read: {error}.",
            "They are an answer sheet by the trainee MODEL.",
        ) from error
    return ModelAnswer(scheme, read)


def model_answer(slug: str) -> ModelAnswer:
    """Load an exercise's model answers from the course around the notebook."""
    return load_model_answer(find_course(), slug)


def _mark_line(mark: ItemMark) -> str:
    if mark.marks is None:
        return f"{mark.state}, of {mark.of:g}"
    return f"{mark.marks:g} of {mark.of:g}"


def _words(mark: ItemMark, value: Any) -> list[tuple[str, str]]:
    own = [(span.turn, span.quote) for span in value.spans] if isinstance(value, Coding) else []
    return [*mark.words, *own]


def _answer(item: Item, entry: KeyItem, value: Any, words: Mapping[str, str]) -> list[str]:
    if value is None:
        return []
    match item, entry:
        case ChoiceItem(), ChoiceKey():
            return [
                f"[{'x' if option.id in value else ' '}] {option.id}: {option.text}"
                + (f" \u2013 {entry.why[option.id]}" if option.id in entry.why else "")
                for option in item.options
            ]
        case ClassifyItem(), ClassifyKey():
            names = {category.id: category.name for category in item.categories}
            return [
                f"{row.text} \u2192 {names[value[row.id]] if row.id in value else 'not answered'} "
                f"(accepted: {', '.join(names[id] for id in entry.accept[row.id])})"
                + (f" \u2013 {entry.why[row.id]}" if row.id in entry.why else "")
                for row in item.rows
            ]
        case OrderItem(), _:
            texts = {one.id: one.text for one in item.entries}
            return [f"{place}. {texts.get(id, id)}" for place, id in enumerate(value, start=1)]
        case NumberItem(), NumberKey():
            about = f", give or take {entry.tolerance:g}" if entry.tolerance else ""
            return [f"{value:g} {item.unit}".strip() + f" (accepted: {entry.answer:g}{about})"]
    if isinstance(value, Coding):
        return [
            *(f"{code.name}: {code.definition}" for code in value.own_codes),
            *(_span_line(span) for span in value.spans),
            *(f"Memo on {memo.on}: {memo.text}" for memo in value.memos),
        ]
    if isinstance(value, dict):
        return [
            f"{id}: {reply.reply.replace('_', ' ')} \u2013 {reply.why}"
            for id, reply in value.items()
            if isinstance(reply, Reply)
        ]
    if isinstance(value, tuple):
        return [_made_line(one, words) for one in value]
    return str(value).split("\n\n")


def _span_line(span: CodedSpan) -> str:
    notes = "; ".join(f"{kind}: {text}" for kind, text in (span.notes or {}).items())
    said = " \u2013 ".join(filter(None, (", ".join(span.codes), notes, span.why)))
    return f"{span.turn} \u201c{span.quote}\u201d: {said}"


def _made_line(one: Any, words: Mapping[str, str]) -> str:
    match one:
        case Theme():
            return f"{one.name}: {one.statement} ({'; '.join(words.get(id, id) for id in one.members)})"
        case Relation():
            ends = f"{words.get(one.from_, one.from_)} to {words.get(one.to, one.to)}"
            evidence = "; ".join(words.get(id, id) for id in one.evidence)
            return f"{ends}, as {SLOT_LABELS[one.slot]} ({evidence})"
    return str(one)


def _for_the_marker(entry: KeyItem) -> list[str]:
    lines = [entry.commentary] if entry.commentary else []
    if isinstance(entry, OpenKey):
        lines += [f"{gate}: {words}" for gate, words in entry.gates.items()]
        lines += [
            f"{level.level}, {level.marks[0]:g} to {level.marks[1]:g}: {level.words}"
            for level in entry.rubric
        ]
        for exemplar in entry.exemplars:
            marks = f", {exemplar.marks:g} marks" if exemplar.marks is not None else ""
            level = f" ({exemplar.level}{marks})" if exemplar.level else marks
            lines.append(f"For example{level}: \u201c{exemplar.text.strip()}\u201d {exemplar.why}".strip())
        lines += [f"If {typical.if_}: {typical.say}" for typical in entry.feedback]
    return lines
