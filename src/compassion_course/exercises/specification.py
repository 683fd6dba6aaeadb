"""Exercises as their authors write them: ``exercise.yml``, ``key.yml`` and ``*.checks.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import msgspec

from ..corpus import Course, CourseError, load_codebook, load_reading, load_transcript
from .items import (
    Check,
    ChoiceCheck,
    ChoiceItem,
    ChoiceKey,
    ClassifyCheck,
    ClassifyItem,
    ClassifyKey,
    CodingItem,
    Item,
    KeyItem,
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
from .yaml_files import convert, read_yaml

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CANARY = re.compile(r"cw-canary-[0-9a-f]{32}")
CONCEPT = re.compile(r"S\d+-\d+[a-z]?")


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step of a worked example: what the person thinks, and the words they look at."""

    say: str
    turn: str = ""
    quote: str = ""
    codes: tuple[str, ...] = ()


class Practice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The unmarked part, with answers and feedback in the page."""

    minutes: int
    intro: str
    items: tuple[Check, ...]
    worked_example: tuple[Step, ...] = ()


class Exercise(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The public side of an exercise; it holds no answer outside ``practice``."""

    slug: str
    title: str
    version: int
    chapter: str
    stakes: Literal["practice", "formative", "assessed"]
    minutes: int
    marking_minutes: int
    outcomes: tuple[str, ...]
    brief: str
    items: tuple[Item, ...]
    practice: Practice | None = None
    method_note: str = ""
    content_note: str = ""
    transcripts: tuple[str, ...] = ()
    codebook: str = ""
    readings: tuple[str, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """Items by their id."""
        return {item.id: item for item in self.items}


class Key(msgspec.Struct, frozen=True):
    """The tutor's side of an exercise, each entry of the kind that its item needs."""

    canary: str
    version: int
    items: dict[str, KeyItem]
    ceilings: dict[str, float] = {}


class _KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    canary: str
    version: int
    items: dict[str, Any]
    ceilings: dict[str, float] = {}


KEY_OF: Mapping[type, type] = {
    ChoiceItem: ChoiceKey,
    ClassifyItem: ClassifyKey,
    OrderItem: OrderKey,
    NumberItem: NumberKey,
    TextItem: OpenKey,
    CodingItem: OpenKey,
    NotesItem: OpenKey,
    ThemesItem: OpenKey,
    RelationsItem: OpenKey,
    ResponsesItem: OpenKey,
}


def exercise_slugs(course: Course) -> list[str]:
    """List the exercises that the course has, by name of folder."""
    if not course.exercises.is_dir():
        return []
    return sorted(folder.name for folder in course.exercises.iterdir() if (folder / "exercise.yml").is_file())


def load_exercise(course: Course, slug: str) -> Exercise:
    """Load the public side of an exercise.

    Raises
    ------
    CourseError
        If there is no such exercise, or its file says something that cannot be meant.
    """
    _require_known(course, slug)
    path = course.exercises / slug / "exercise.yml"
    exercise: Exercise = convert(path, read_yaml(path), Exercise)
    if exercise.slug != slug:
        raise CourseError(path, f"It calls itself {exercise.slug!r}.", f"Write slug: {slug}.")
    _check_ids(path, "items", [item.id for item in exercise.items])
    for item in exercise.items:
        _check_item(path, exercise, item)
    if exercise.practice is not None:
        _check_ids(path, "practice items", [check.id for check in exercise.practice.items])
        for check in exercise.practice.items:
            _check_check(path, check)
    return exercise


def load_key(course: Course, slug: str) -> Key:
    """Load the tutor's side of an exercise, checked against its items.

    Raises
    ------
    CourseError
        If the key is missing (a trainee's edition has none), or does not fit the exercise.
    """
    exercise = load_exercise(course, slug)
    path = course.exercises / slug / "key.yml"
    if not path.is_file():
        raise CourseError(
            path, "This course has no key for the exercise.", "Mark with the tutor edition, which has it."
        )
    file: _KeyFile = convert(path, read_yaml(path), _KeyFile)
    if not CANARY.fullmatch(file.canary):
        raise CourseError(
            path, f"The canary is {file.canary!r}.", "Write cw-canary- and 32 hexadecimal digits."
        )
    if file.version != exercise.version:
        raise CourseError(
            path,
            f"The key is for version {file.version}; the exercise is at {exercise.version}.",
            "Bring both to the same version.",
        )
    _same_ids(path, "items", file.items, exercise.by_id)
    entries: dict[str, KeyItem] = {}
    for item in exercise.items:
        entry = convert(path, file.items[item.id], KEY_OF[type(item)], f"items.{item.id}")
        _check_key(path, item, entry)
        entries[item.id] = entry
    return Key(file.canary, file.version, entries, file.ceilings)


def load_checks(course: Course, chapter: str) -> tuple[Check, ...]:
    """Load a chapter's retrieval questions, ``chapters/<chapter>.checks.yml``.

    Raises
    ------
    CourseError
        If the file is missing, or a question cannot be answered as it stands.
    """
    path = course.chapters / f"{chapter}.checks.yml"
    checks: tuple[Check, ...] = convert(path, read_yaml(path), tuple[Check, ...])
    _check_ids(path, "questions", [check.id for check in checks])
    for check in checks:
        _check_check(path, check)
    return checks


def public_check(check: Check) -> dict[str, Any]:
    """Give a check as JSON-able data, for the widget that shows it."""
    data: dict[str, Any] = msgspec.to_builtins(check)
    return data


def public_exercise(course: Course, slug: str) -> dict[str, Any]:
    """Give an exercise with all that its page needs, as JSON-able data.

    That is ``exercise.yml`` with defaults filled in, and resolved beside it ``texts`` (turns
    and digest of each transcript), ``codes`` (the codebook's), and ``reference`` (the spans of
    each reading). An assessed exercise carries no reading: those leave only when the tutor
    releases them. The key is never read.
    """
    exercise = load_exercise(course, slug)
    data: dict[str, Any] = msgspec.to_builtins(exercise)
    data["texts"] = {}
    for doc in exercise.transcripts:
        transcript = load_transcript(course, doc)
        data["texts"][doc] = {
            "doc": doc,
            "digest": transcript.digest,
            "info": msgspec.to_builtins(transcript.info),
            "turns": [
                {"turn": turn.turn, "speaker": turn.speaker, "text": turn.text} for turn in transcript.turns
            ],
        }
    data["codes"] = (
        msgspec.to_builtins(load_codebook(course, exercise.codebook).codes) if exercise.codebook else []
    )
    data["reference"] = []
    if exercise.stakes != "assessed":
        for name in exercise.readings:
            readings = [load_reading(course, name, doc) for doc in exercise.transcripts]
            data["reference"].append(
                {
                    "id": name,
                    "name": readings[0].reader.name,
                    "stance": readings[0].reader.stance,
                    "spans": [msgspec.to_builtins(span) for reading in readings for span in reading.spans],
                }
            )
    return data


# --- what cannot be meant ---------------------------------------------------------------------


def _require_known(course: Course, slug: str) -> None:
    known = exercise_slugs(course)
    # Also the guard that a name from outside never becomes a path.
    if slug not in known:
        raise CourseError(
            course.exercises,
            f"There is no exercise {slug!r}.",
            f"Known exercises: {', '.join(known) or 'none'}.",
        )


def _check_ids(path: Path, place: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for id in ids:
        if not SLUG.fullmatch(id):
            raise CourseError(
                path, f"{id!r} in {place} cannot be an id.", "Use small letters, digits and hyphens."
            )
        if id in seen:
            raise CourseError(path, f"{id!r} stands twice in {place}.", "Give each its own id.")
        seen.add(id)


def _same_ids(path: Path, place: str, given: Iterable[str], wanted: Iterable[str]) -> None:
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


def _check_item(path: Path, exercise: Exercise, item: Item) -> None:
    _check_concepts(path, item)
    if item.marks < 0:
        raise CourseError(path, f"{item.id} has {item.marks} marks.", "Marks are 0 or more.")
    match item:
        case ChoiceItem():
            _check_ids(path, f"{item.id}.options", [option.id for option in item.options])
        case ClassifyItem():
            _check_ids(path, f"{item.id}.categories", [category.id for category in item.categories])
            _check_ids(path, f"{item.id}.rows", [row.id for row in item.rows])
        case OrderItem():
            _check_ids(path, f"{item.id}.entries", [entry.id for entry in item.entries])
        case TextItem():
            if not 0 <= item.words.least <= item.words.most:
                limits = f"{item.words.least} to {item.words.most} words"
                raise CourseError(path, f"{item.id} wants {limits}.", "Mend the limits.")
        case CodingItem() | NotesItem():
            _subset(path, f"{item.id}.passage", [item.passage.doc], exercise.transcripts)
            if isinstance(item, CodingItem) and not exercise.codebook:
                raise CourseError(path, f"{item.id} needs a codebook.", "Name one in codebook.")
        case ThemesItem() | RelationsItem() | ResponsesItem():
            source = item.to if isinstance(item, ResponsesItem) else item.of
            spans = [other.id for other in exercise.items if isinstance(other, CodingItem | NotesItem)]
            _subset(path, f"{item.id}, which rests on another item,", [source], spans)
            if isinstance(item, ResponsesItem) and len(item.fixed) > item.count:
                raise CourseError(
                    path, f"{item.id} fixes more differences than it counts.", "Raise count or fix fewer."
                )
        case _:
            pass


def _check_check(path: Path, check: Check) -> None:
    _check_concepts(path, check)
    match check:
        case ChoiceCheck():
            _check_ids(path, f"{check.id}.options", [option.id for option in check.options])
            right = sum(option.right for option in check.options)
            if right < 1 or (right > 1 and not check.many):
                raise CourseError(
                    path, f"{check.id} has {right} right options.", "Set one right, or many: true."
                )
        case ClassifyCheck():
            _check_ids(path, f"{check.id}.categories", [category.id for category in check.categories])
            _check_ids(path, f"{check.id}.rows", [row.id for row in check.rows])
            for row in check.rows:
                if not row.answer:
                    raise CourseError(path, f"{check.id}.{row.id} accepts no heading.", "Name at least one.")
                _subset(path, f"{check.id}.{row.id}", row.answer, [c.id for c in check.categories])
        case OrderCheck():
            _check_ids(path, f"{check.id}.entries", [entry.id for entry in check.entries])
            _check_permutation(path, check.id, check.answer, [entry.id for entry in check.entries])
        case _:
            if check.tolerance < 0:
                raise CourseError(path, f"{check.id} has a tolerance below 0.", "Write 0 or more.")


def _check_permutation(path: Path, id: str, answer: tuple[str, ...], entries: list[str]) -> None:
    if sorted(answer) != sorted(entries):
        raise CourseError(path, f"The order of {id} is not made of its entries.", "Name each entry once.")


def _check_key(path: Path, item: Item, entry: KeyItem) -> None:
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
            _same_ids(path, f"{place}.accept", entry.accept, [row.id for row in item.rows])
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
