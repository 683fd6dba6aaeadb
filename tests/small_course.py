"""The small course of the fixtures, and sheets made from its model answers."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from compassion_course.corpus import Course
from compassion_course.exercises import AnswerSheet, decode_sheet, load_exercise
from compassion_course.exercises.marking import mark_sheet
from compassion_course.exercises.marks import Marks
from compassion_course.exercises.scheme import Scheme, prepare
from compassion_course.exercises.sheet import ReadSheet, encode_sheet

FOLDER = Path(__file__).parent / "fixtures" / "small_course"
COURSE = Course(FOLDER)
SLUG = "tea-round"
EXERCISE = load_exercise(COURSE, SLUG)
MODEL_BYTES = (FOLDER / "exercises" / SLUG / "model_answers.json").read_bytes()
MODEL = decode_sheet(MODEL_BYTES, EXERCISE).sheet


@lru_cache
def scheme() -> Scheme:
    return prepare(COURSE, SLUG)


def sheet(trainee: str = "T0001", *, pass_: int = 1, saved: str = MODEL.saved, **answers: Any) -> AnswerSheet:
    """The model sheet by another trainee; ``answers`` replace or, if None, remove an item's."""
    changed = {**MODEL.answers, **answers}
    return msgspec.structs.replace(
        MODEL,
        trainee=trainee,
        pass_=pass_,
        saved=saved,
        answers={item: value for item, value in changed.items() if value is not None},
    )


def sheet_bytes(trainee: str = "T0001", **changes: Any) -> bytes:
    return encode_sheet(sheet(trainee, **changes))


def marks_of(answers: AnswerSheet) -> Marks:
    return mark_sheet(scheme(), ReadSheet(answers, {}, ()))


def mark_of(item: str, value: Any) -> Any:
    """The mark of one item, the rest as in the model."""
    return next(mark for mark in marks_of(sheet(**{item: value})).items if mark.item == item)
