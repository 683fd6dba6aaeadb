"""What stands in the gradebook, as rows with names."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from ..exercises.marks import ItemMark, State

Role: TypeAlias = Literal["key", "first", "second", "moderated"]
ConcernKind: TypeAlias = Literal["risk", "client detail", "wrongdoing", "other"]
CONCERN_KINDS: tuple[ConcernKind, ...] = ("risk", "client detail", "wrongdoing", "other")
# The marker of every mark that the key gave.
AUTO = "auto"


class Entry(NamedTuple):
    """A marked submission as :meth:`Gradebook.add` takes it; ``sheet`` is the bytes that were handed in."""

    trainee: str
    exercise: str
    exercise_version: int
    pass_: int
    saved: str
    digest: str
    file: str
    key_version: int
    key_digest: str
    items: tuple[ItemMark, ...]
    sheet: bytes = b""


class Submission(NamedTuple):
    """One sheet that was marked."""

    id: int
    trainee: str
    exercise: str
    exercise_version: int
    pass_: int
    saved: str
    digest: str
    file: str
    at: str


class PersonsMark(NamedTuple):
    """A mark that a person gives.

    Attributes
    ----------
    marks
        The mark, or None to take an earlier one back.
    level
        The rubric level that was chosen.
    why
        The reason, for other markers and the examiner.
    comment
        Words to the trainee.
    key_version, key_digest
        By which rubric it was given.
    """

    submission: int
    item: str
    role: Role
    marker: str
    marks: float | None
    of: float
    level: str
    why: str
    comment: str
    key_version: int
    key_digest: str
    at: str


class MarkRow(NamedTuple):
    """One row of the table ``mark``."""

    id: int
    submission: int
    item: str
    role: Role
    marker: str
    marks: float | None
    of: float
    state: State
    level: str
    why: str
    comment: str
    key_version: int
    key_digest: str
    at: str

    @property
    def content(self) -> tuple[float | None, str, str, str]:
        """What a marker decided: two marks with the same content say the same."""
        return (self.marks, self.level, self.why, self.comment)


class Waiting(NamedTuple):
    """Open work that has no mark by a person yet; ``state`` is what its gates say."""

    submission: int
    item: str
    state: State


class Pair(NamedTuple):
    """The two marks of one item, and the moderated one if it was decided."""

    submission: int
    item: str
    first: MarkRow
    second: MarkRow
    moderated: MarkRow | None


class Concern(NamedTuple):
    """A concern that a marker raised; ``item`` is empty where it is about the whole sheet."""

    id: int
    submission: int
    item: str
    kind: ConcernKind
    note: str
    marker: str
    at: str
    resolved_at: str | None
    resolved_by: str
    outcome: str
    may_be_shown: bool


class MarkRefused(ValueError):
    """A mark that cannot be entered, with the reason in words for the marker."""
