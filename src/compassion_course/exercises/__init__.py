"""Exercises: what they ask, what is handed in, and what it earns."""

from .model_answer import ModelAnswer, model_answer
from .sheet import AnswerSheet, SheetFault, decode_sheet, write_sheet
from .specification import (
    Exercise,
    Key,
    exercise_slugs,
    load_checks,
    load_exercise,
    load_key,
    public_check,
    public_exercise,
    read_check,
)
from .values import CodedSpan, Coding, Reply, SheetMemo

__all__ = [
    "AnswerSheet",
    "CodedSpan",
    "Coding",
    "Exercise",
    "Key",
    "ModelAnswer",
    "Reply",
    "SheetFault",
    "SheetMemo",
    "decode_sheet",
    "exercise_slugs",
    "load_checks",
    "load_exercise",
    "load_key",
    "model_answer",
    "public_check",
    "public_exercise",
    "read_check",
    "write_sheet",
]
