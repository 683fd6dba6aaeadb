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
    ChoiceItem,
    ChoiceKey,
    ClassifyItem,
    ClassifyKey,
    CodingItem,
    Item,
    KeyItem,
    NotesItem,
    NumberItem,
    NumberKey,
    OpenKey,
    OrderItem,
    OrderKey,
    RelationsItem,
    ResponsesItem,
    TextItem,
    ThemesItem,
)
from .mistakes import check_ids, check_item, check_key, check_question, check_same_ids
from .yaml_files import at_line_of, convert, read_yaml

CANARY = re.compile(r"cw-canary-[0-9a-f]{32}")


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
    """The public side of an exercise; it holds no answer outside ``practice``.

    ``instead_of`` names the assessed exercise that this one may be handed in for.
    """

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
    instead_of: str = ""

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


def exercises_showing(course: Course, reader: str, docs: Iterable[str]) -> list[str]:
    """List the exercises whose page shows a reader's reading of one of these transcripts.

    Raises
    ------
    CourseError
        If an exercise cannot be used.
    """
    read = set(docs)
    exercises = [load_exercise(course, slug) for slug in exercise_slugs(course)]
    return [one.slug for one in exercises if reader in one.readings and read.intersection(one.transcripts)]


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
    check_ids(path, "items", [item.id for item in exercise.items])
    for item in exercise.items:
        with at_line_of(path, "items", item.id):
            check_item(path, exercise, item)
    if exercise.practice is not None:
        check_ids(path, "practice items", [check.id for check in exercise.practice.items])
        for check in exercise.practice.items:
            with at_line_of(path, "practice", "items", check.id):
                check_question(path, check)
    return exercise


def load_key(course: Course, slug: str, exercise: Exercise | None = None) -> Key:
    """Load the tutor's side of an exercise, checked against its items.

    Parameters
    ----------
    exercise
        Its public side, where that is loaded already.

    Raises
    ------
    CourseError
        If the key is missing (a trainee's edition has none), or does not fit the exercise.
    """
    exercise = exercise or load_exercise(course, slug)
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
    check_same_ids(path, "items", file.items, exercise.by_id)
    entries: dict[str, KeyItem] = {}
    for item in exercise.items:
        entry = convert(path, file.items[item.id], KEY_OF[type(item)], f"items.{item.id}")
        with at_line_of(path, "items", item.id):
            check_key(path, item, entry)
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
    check_ids(path, "questions", [check.id for check in checks])
    for check in checks:
        with at_line_of(path, check.id):
            check_question(path, check)
    return checks


def read_check(question: Mapping[str, Any]) -> Check:
    """Read one retrieval question given as plain data.

    Raises
    ------
    CourseError
        If the question cannot be answered as it stands.
    """
    place = Path("Check.of")
    try:
        check: Check = msgspec.convert(dict(question), Check, strict=True)
    except msgspec.ValidationError as error:
        raise CourseError(place, f"{error}.", "Write it as in a chapter's checks.yml.") from error
    check_ids(place, "the question", [check.id])
    check_question(place, check)
    return check


def _require_known(course: Course, slug: str) -> None:
    known = exercise_slugs(course)
    # Also the guard that a name from outside never becomes a path.
    if slug not in known:
        raise CourseError(
            course.exercises,
            f"There is no exercise {slug!r}.",
            f"Known exercises: {', '.join(known) or 'none'}.",
        )


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
