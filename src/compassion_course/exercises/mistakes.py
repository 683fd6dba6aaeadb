"""What an author writes and cannot mean: a key for no option, an order of other entries, limits that cross.

Each function looks at one thing of one file, and raises :class:`CourseError` at the first mistake in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ..corpus import CourseError
from .items import (
    Check,
    CheckOption,
    CheckRow,
    ChoiceCheck,
    ChoiceItem,
    ChoiceKey,
    ClassifyCheck,
    ClassifyItem,
    ClassifyKey,
    CodingItem,
    Item,
    KeyItem,
    MatchCheck,
    NotesItem,
    NumberItem,
    NumberKey,
    OpenKey,
    OrderCheck,
    OrderItem,
    OrderKey,
    RelationsItem,
    ResponsesItem,
    TextItem,
    ThemesItem,
)

if TYPE_CHECKING:
    from .specification import Exercise

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CONCEPT = re.compile(r"S\d+-\d+[a-z]?")


def check_ids(path: Path, place: str, ids: Iterable[str]) -> None:
    """Refuse an id of another form than a slug's, or one that stands twice."""
    seen: set[str] = set()
    for id in ids:
        if not SLUG.fullmatch(id):
            raise CourseError(
                path, f"{id!r} in {place} cannot be an id.", "Use small letters, digits and hyphens."
            )
        if id in seen:
            raise CourseError(path, f"{id!r} stands twice in {place}.", "Give each its own id.")
        seen.add(id)


def check_same_ids(path: Path, place: str, given: Iterable[str], wanted: Iterable[str]) -> None:
    """Refuse ids that are missing, and ids that nobody knows."""
    given, wanted = set(given), set(wanted)
    if missing := sorted(wanted - given):
        raise CourseError(path, f"{place} lacks {', '.join(missing)}.", "Add what is missing.")
    if extra := sorted(given - wanted):
        raise CourseError(
            path, f"{place} has {', '.join(extra)}, which the exercise does not have.", "Mend or remove it."
        )


def _subset(path: Path, place: str, given: Iterable[str], known: Iterable[str]) -> None:
    if extra := sorted(set(given) - set(known)):
        raise CourseError(
            path, f"{place} names {', '.join(extra)}.", f"Known here: {', '.join(sorted(known))}."
        )


def _check_concepts(path: Path, item: Item | Check) -> None:
    for concept in item.concepts:
        if not CONCEPT.fullmatch(concept):
            raise CourseError(
                path, f"{item.id} names the concept {concept!r}.", "Use an id of data/concepts.csv."
            )


def check_item(path: Path, exercise: Exercise, item: Item) -> None:
    """Refuse an item that nobody could answer as it stands."""
    _check_concepts(path, item)
    if item.marks < 0:
        raise CourseError(path, f"{item.id} has {item.marks} marks.", "Marks are 0 or more.")
    match item:
        case ChoiceItem():
            check_ids(path, f"{item.id}.options", [option.id for option in item.options])
        case ClassifyItem():
            check_ids(path, f"{item.id}.categories", [category.id for category in item.categories])
            check_ids(path, f"{item.id}.rows", [row.id for row in item.rows])
        case OrderItem():
            check_ids(path, f"{item.id}.entries", [entry.id for entry in item.entries])
        case TextItem():
            if not 0 <= item.words.least <= item.words.most:
                limits = f"{item.words.least} to {item.words.most} words"
                raise CourseError(path, f"{item.id} wants {limits}.", "Mend the limits.")
        case CodingItem() | NotesItem():
            _subset(path, f"{item.id}.passage", [item.passage.doc], exercise.transcripts)
            if isinstance(item, CodingItem) and not item.own_codes and not exercise.codebook:
                raise CourseError(
                    path, f"{item.id} needs a codebook.", "Name one in codebook, or set own_codes: true."
                )
        case ThemesItem() | RelationsItem() | ResponsesItem():
            _check_source(path, exercise, item)
        case _:
            pass


def _check_source(path: Path, exercise: Exercise, item: ThemesItem | RelationsItem | ResponsesItem) -> None:
    """Refuse an item that rests on one that is not there, comes later, or gives nothing to rest on."""
    kinds: type | tuple[type, ...]
    match item:
        case ThemesItem():
            sources, kinds = item.of, (CodingItem, NotesItem, ThemesItem)
            if not sources or len(set(sources)) < len(sources):
                raise CourseError(path, f"{item.id} rests on nothing, or twice on one.", "Mend its of.")
            if item.from_each and item.members_each < len(sources):
                raise CourseError(
                    path,
                    f"{item.id} wants {item.members_each} members, from each of {len(sources)} items.",
                    "Raise members_each.",
                )
        case RelationsItem():
            sources, kinds = (item.of,), CodingItem
        case ResponsesItem():
            sources, kinds = (item.to,), (CodingItem, NotesItem)
            if len(item.fixed) > item.count:
                raise CourseError(
                    path, f"{item.id} fixes more differences than it counts.", "Raise count or fix fewer."
                )
    earlier = exercise.items[: exercise.items.index(item)]
    known = [other.id for other in earlier if isinstance(other, kinds)]
    _subset(path, f"{item.id}, which rests on another item before it,", sources, known)


def check_question(path: Path, check: Check) -> None:
    """Refuse a retrieval question without a right answer, or without feedback on every answer."""
    _check_concepts(path, check)
    match check:
        case ChoiceCheck():
            check_ids(path, f"{check.id}.options", [option.id for option in check.options])
            _check_feedback(path, check.id, check.options)
            right = sum(option.right for option in check.options)
            if right < 1 or (right > 1 and not check.many):
                raise CourseError(
                    path, f"{check.id} has {right} right options.", "Set one right, or many: true."
                )
        case ClassifyCheck():
            check_ids(path, f"{check.id}.categories", [category.id for category in check.categories])
            check_ids(path, f"{check.id}.rows", [row.id for row in check.rows])
            _check_feedback(path, check.id, check.rows)
            for row in check.rows:
                if not row.answer:
                    raise CourseError(path, f"{check.id}.{row.id} accepts no heading.", "Name at least one.")
                _subset(path, f"{check.id}.{row.id}", row.answer, [c.id for c in check.categories])
        case MatchCheck():
            check_ids(path, f"{check.id}.partners", [partner.id for partner in check.partners])
            check_ids(path, f"{check.id}.rows", [row.id for row in check.rows])
            _check_feedback(path, check.id, check.rows)
            _check_pairs(path, check)
        case OrderCheck():
            check_ids(path, f"{check.id}.entries", [entry.id for entry in check.entries])
            _check_permutation(path, check.id, check.answer, [entry.id for entry in check.entries])
        case _:
            if check.tolerance < 0:
                raise CourseError(path, f"{check.id} has a tolerance below 0.", "Write 0 or more.")


def _check_feedback(path: Path, id: str, answers: Iterable[CheckOption | CheckRow]) -> None:
    if silent := [answer.id for answer in answers if not answer.feedback.strip()]:
        raise CourseError(
            path, f"{id} says nothing to {', '.join(silent)}.", "Write feedback for every option and row."
        )


def _check_pairs(path: Path, check: MatchCheck) -> None:
    taken: dict[str, str] = {}
    for row in check.rows:
        if len(row.answer) != 1:
            raise CourseError(
                path, f"{check.id}.{row.id} has {len(row.answer)} partners.", "Name exactly one partner."
            )
        _subset(path, f"{check.id}.{row.id}", row.answer, [partner.id for partner in check.partners])
        if row.answer[0] in taken:
            raise CourseError(
                path,
                f"{check.id} pairs {row.answer[0]} with {taken[row.answer[0]]} and with {row.id}.",
                "Give each row a partner of its own, or make it kind: classify.",
            )
        taken[row.answer[0]] = row.id


def _check_permutation(path: Path, id: str, answer: tuple[str, ...], entries: list[str]) -> None:
    if sorted(answer) != sorted(entries):
        raise CourseError(path, f"The order of {id} is not made of its entries.", "Name each entry once.")


def check_key(path: Path, item: Item, entry: KeyItem) -> None:
    """Refuse a key's entry that does not fit its item."""
    place = f"items.{item.id}"
    match item, entry:
        case ChoiceItem(), ChoiceKey():
            options = [option.id for option in item.options]
            _subset(path, place, (*entry.answer, *entry.why), options)
            if not entry.answer or (len(entry.answer) > 1 and not item.many):
                raise CourseError(
                    path, f"{place} has {len(entry.answer)} right options.", "Name one, or set many: true."
                )
        case ClassifyItem(), ClassifyKey():
            check_same_ids(path, f"{place}.accept", entry.accept, [row.id for row in item.rows])
            _subset(path, f"{place}.why", entry.why, [row.id for row in item.rows])
            for row, accepted in entry.accept.items():
                if not accepted:
                    raise CourseError(path, f"{place}.{row} accepts no heading.", "Name at least one.")
                _subset(path, f"{place}.{row}", accepted, [c.id for c in item.categories])
        case OrderItem(), OrderKey():
            _check_permutation(path, item.id, entry.answer, [one.id for one in item.entries])
        case NumberItem(), NumberKey():
            if entry.tolerance < 0:
                raise CourseError(path, f"{place} has a tolerance below 0.", "Write 0 or more.")
        case _, OpenKey():
            for level in entry.rubric:
                lowest, highest = level.marks
                if not 0 <= lowest <= highest <= item.marks:
                    raise CourseError(
                        path,
                        f"{place} gives {lowest} to {highest} marks at {level.level!r}; "
                        f"the item has {item.marks}.",
                        "Mend the level or the item's marks.",
                    )
        case _:
            pass
