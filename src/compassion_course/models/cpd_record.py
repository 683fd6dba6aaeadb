"""The CPD record: its fields, the prompts of the reflective statement, and the statement of completion."""

from __future__ import annotations

from typing import Literal

import msgspec

from ..corpus import Course, CourseError
from .model_file import place_of, read_model

FILE = "cpd-record"
#: What an entry can be about, and so what it is prefilled with.
ABOUT = ("chapter", "exercise", "own")


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One field of an entry; ``kind`` says with what it is filled in."""

    id: str
    kind: Literal["line", "day", "minutes", "choice", "words"]
    name: str
    hint: str


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer of a choice."""

    id: str
    name: str


class Prompt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One prompt of the reflective statement."""

    id: str
    ask: str


class Reflection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The reflective statement."""

    name: str
    note: str
    prompts: tuple[Prompt, ...]


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The statement of completion: what it says, what it is and what it is not."""

    title: str
    says: str
    is_: str = msgspec.field(name="is")
    is_not: str = ""


class CpdRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/models/cpd-record.json``."""

    title: str
    leave_out: str
    fields: tuple[Field, ...]
    cbt: tuple[Named, ...]
    reflection: Reflection
    types: dict[str, str]
    review_months: int
    statement: Statement


def load_cpd_record(course: Course) -> CpdRecord:
    """Load the record's words.

    Raises
    ------
    CourseError
        If the file is missing, has another shape, or gives one id to two things.
    """
    record = read_model(course, FILE, CpdRecord)
    lists = {
        "fields": [one.id for one in record.fields],
        "cbt": [one.id for one in record.cbt],
        "prompts": [one.id for one in record.reflection.prompts],
    }
    for name, ids in lists.items():
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise CourseError(
                place_of(course, FILE), f"{name}: {', '.join(twice)} stands there twice.", "Rename one."
            )
    if set(record.types) != set(ABOUT):
        raise CourseError(
            place_of(course, FILE), f"types: there should be {', '.join(ABOUT)}.", "Add or take out."
        )
    return record
