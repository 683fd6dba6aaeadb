"""A model's data file: read with its types, refused with a reason."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from ..corpus import Course, CourseError

T = TypeVar("T")


class System(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of threat, drive and soothe: its name, its letter beside every colour, and what it is for."""

    id: str
    name: str
    letter: str
    gist: str
    feeds_prompt: str = ""


class Transfer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A moment not seen before, to think through in words."""

    prompt: str
    text: str
    question: str


def place_of(course: Course, name: str) -> str:
    """Name a model's file as a reader would look for it."""
    return course.name_of(course.data / "models" / f"{name}.json")


def read_model(course: Course, name: str, shape: type[T]) -> T:
    """Decode ``data/models/<name>.json``.

    Raises
    ------
    CourseError
        If the file is missing or has another shape.
    """
    try:
        return msgspec.json.decode((course.data / "models" / f"{name}.json").read_bytes(), type=shape)
    except (OSError, msgspec.MsgspecError) as error:
        raise CourseError(
            place_of(course, name), f"The model cannot be read: {error}.", "Restore or mend the file."
        ) from error
