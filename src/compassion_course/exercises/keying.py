"""Closed items keyed by two readers who saw nothing but the item and its definitions.

What they answered stands in ``exercises/<slug>/keying.json``, every round of it. Marks rest on an item only
where both readers, in the last round, gave an answer that the key accepts in full; where they did not, the
item was mended and read again, or became a question to talk about, without marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from ..corpus import Course, CourseError, Fault, load_codebook
from ..corpus.jsonl import content_of
from .items import ChoiceItem, ClassifyItem, Item, NumberItem, OrderItem
from .marking import mark_sheet
from .scheme import CLOSED, Scheme
from .sheet import AnswerSheet, ReadSheet
from .specification import Exercise, exercise_slugs, load_exercise
from .values import VALUE_OF

KEYING = "keying.json"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class KeyReader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One who keyed the items, and what they saw."""

    id: str
    who: str


class Round(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One reading of all closed items: ``answers`` by reader and item, as in an answer sheet.

    ``note`` says what was changed because of it.
    """

    on: str
    answers: dict[str, dict[str, Any]]
    note: str = ""


class Keying(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who keyed an exercise, and what they answered, round by round."""

    readers: tuple[KeyReader, KeyReader]
    rounds: tuple[Round, ...]


class Agreement(NamedTuple):
    """In how many of how many units two readers answered alike.

    A unit is one row to place, or else one whole answer.
    """

    alike: int
    units: int


def load_keying(course: Course, slug: str) -> Keying | None:
    """Load what two readers answered; None where nobody has read yet.

    Raises
    ------
    CourseError
        If the file cannot be used.
    """
    path = course.exercises / slug / KEYING
    if not path.is_file():
        return None
    try:
        keying = msgspec.json.decode(content_of(path), type=Keying)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise CourseError(path, f"This is no keying: {error}.", "It needs readers and rounds.") from error
    wanted = {reader.id for reader in keying.readers}
    for number, one in enumerate(keying.rounds, start=1):
        if one.answers.keys() != wanted:
            raise CourseError(
                path,
                f"Round {number} has answers of {', '.join(sorted(one.answers)) or 'nobody'}.",
                f"Each round has the answers of {' and '.join(sorted(wanted))}.",
            )
    return keying


def agreement(one: Round, exercise: Exercise) -> Agreement:
    """Count in how many units the two readers of a round answered alike."""
    mine, other = one.answers.values()
    alike = units = 0
    for item in mine.keys() | other.keys():
        in_order = isinstance(exercise.by_id.get(item), OrderItem)
        pairs = list(_units(mine.get(item), other.get(item), in_order=in_order))
        units += len(pairs)
        alike += sum(left == right for left, right in pairs)
    return Agreement(alike, units)


def keying_faults(course: Course, scheme: Scheme) -> Iterator[Fault]:
    """Check, where two readers have keyed an exercise, that they agreed on every closed item with marks.

    An exercise that nobody has keyed is no fault: a tutor may set one of their own.
    """
    slug = scheme.exercise.slug
    name = course.name_of(course.exercises / slug / KEYING)
    marked = [item for item in scheme.exercise.items if isinstance(item, CLOSED) and item.marks]
    if not marked:
        return
    keying = load_keying(course, slug)
    if keying is None or not keying.rounds:
        return
    for reader, answers in keying.rounds[-1].answers.items():
        for item, what in _differing(scheme, marked, answers):
            yield Fault(
                name,
                1,
                f"{reader} keyed {item} otherwise: {what}",
                "Mend the item and have it read again, or give it no marks and talk about it.",
            )


def _differing(scheme: Scheme, marked: list[Any], answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    values: dict[str, Any] = {}
    for item in marked:
        kind = str(item.__struct_config__.tag)
        try:
            values[item.id] = msgspec.convert(answers.get(item.id), VALUE_OF[kind] | None)
        except msgspec.ValidationError as error:
            yield item.id, f"{error}."
    sheet = AnswerSheet(scheme.exercise.slug, scheme.exercise.version, "KEYING", 1, "", "", answers=values)
    by_item = {mark.item: mark for mark in mark_sheet(scheme, ReadSheet(sheet, {}, ())).items}
    for item in marked:
        mark = by_item[item.id]
        if item.id in values and mark.marks != mark.of:
            yield item.id, mark.why


def _units(mine: Any, other: Any, *, in_order: bool) -> Iterator[tuple[Any, Any]]:
    if isinstance(mine, dict) or isinstance(other, dict):
        left, right = mine or {}, other or {}
        for row in left.keys() | right.keys():
            yield left.get(row), right.get(row)
    elif isinstance(mine, list) and isinstance(other, list) and not in_order:
        yield set(mine), set(other)
    else:
        yield mine, other


def keying_table(course: Course) -> str:
    """Write a table in Markdown: for each exercise the readers, the units, and the agreement by round."""
    lines = [
        "| Exercise | Units, first round | Alike | Rounds | Units, last round | Alike |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    readers: dict[str, str] = {}
    for slug in exercise_slugs(course):
        keying = load_keying(course, slug)
        if keying is None or not keying.rounds:
            continue
        exercise = load_exercise(course, slug)
        first, last = (agreement(keying.rounds[place], exercise) for place in (0, -1))
        lines.append(
            f"| {slug} | {first.units} | {first.alike} | {len(keying.rounds)} | {last.units} | {last.alike} |"
        )
        readers |= {reader.id: reader.who for reader in keying.readers}
    who = "\n".join(f"- {id}: {said}" for id, said in sorted(readers.items()))
    return "\n".join(lines) + f"\n\n{who}\n"


def blind_text(course: Course, slug: str) -> str:
    """Write an exercise's closed items, with what defines their words, and nothing that answers them.

    Ids may say why an option is wrong, so options have letters here and rows numbers;
    :func:`from_blind` gives them their ids again.

    Raises
    ------
    CourseError
        If there is no such exercise.
    """
    exercise = load_exercise(course, slug)
    pieces = [f"# {slug}: {exercise.title}"]
    if exercise.codebook:
        pieces.append("## Definitions")
        pieces += [
            f"- {code.name}: {code.definition} Use it when: {code.include} Not when: {code.exclude}"
            for code in load_codebook(course, exercise.codebook).codes
        ]
    for number, item in enumerate(exercise.items, start=1):
        if isinstance(item, CLOSED):
            kind = item.__struct_config__.tag
            pieces += [f"## Q{number} ({kind})", item.prompt.strip(), *_asked(item)]
    return "\n\n".join(pieces) + "\n"


def from_blind(exercise: Exercise, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Give answers to a blind text in the ids of the items, as an answer sheet has them.

    Parameters
    ----------
    answers
        By question (``Q2``): letters for a choice or an order, ``{"1": "b"}`` for rows, or a number.

    Raises
    ------
    ValueError
        If a question, letter or row is not in the text.
    """
    by_question = {f"Q{number}": item for number, item in enumerate(exercise.items, start=1)}
    named: dict[str, Any] = {}
    for question, value in answers.items():
        item = by_question.get(question)
        try:
            match item:
                case ChoiceItem():
                    named[item.id] = [item.options[_place(letter)].id for letter in value]
                case ClassifyItem():
                    named[item.id] = {
                        item.rows[int(row) - 1].id: item.categories[_place(letter)].id
                        for row, letter in value.items()
                    }
                case OrderItem():
                    named[item.id] = [item.entries[_place(letter)].id for letter in value]
                case NumberItem():
                    named[item.id] = float(value)
                case _:
                    raise ValueError(f"{exercise.slug} has no closed question {question}.")
        except (IndexError, AttributeError, TypeError) as error:
            raise ValueError(f"{exercise.slug}, {question}: {value!r} names what is not there.") from error
    return named


def _place(letter: str) -> int:
    place = _LETTERS.find(letter.strip().lower())
    if place < 0 or len(letter.strip()) != 1:
        raise IndexError(letter)
    return place


def _asked(item: Item) -> Iterator[str]:
    for given in item.given:
        code = f" [{given.code}]" if given.code else ""
        note = f" ({given.note})" if given.note else ""
        yield f"> {given.turn} {given.quote}{code}{note}".replace(">  ", "> ")
    match item:
        case ChoiceItem():
            yield "Choose every right one." if item.many else "Choose one."
            yield _lettered(option.text for option in item.options)
        case ClassifyItem():
            yield "Headings: " + "; ".join(
                f"{letter}. {one.name}" for letter, one in zip(_LETTERS, item.categories, strict=False)
            )
            yield "\n".join(f"{place}. {row.text.strip()}" for place, row in enumerate(item.rows, start=1))
        case OrderItem():
            yield _lettered(entry.text for entry in item.entries)
        case NumberItem():
            yield f"A number{f' in {item.unit}' if item.unit else ''}."


def _lettered(texts: Iterable[str]) -> str:
    return "\n".join(f"{letter}. {text.strip()}" for letter, text in zip(_LETTERS, texts, strict=False))
