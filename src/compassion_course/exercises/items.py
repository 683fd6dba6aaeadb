"""Kinds of item: what an exercise asks, what a retrieval question asks, and what the key says.

Three families, all plain data. *Items* are public and hold no answer. *Checks* are retrieval
questions and practice items, with their answers and feedback beside them. *Keys* are the
tutor's: answers, rubrics and commentary. A field that a family does not have is refused, so
that an answer cannot slip into a public file unnoticed.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something with an id and words: a row to sort, an entry to order."""

    id: str
    text: str


class Option(Part, frozen=True):
    """One option of a choice."""


class Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A heading to sort rows under."""

    id: str
    name: str


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many words a text may have."""

    least: int
    most: int


class Passage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Turns of one transcript, first and last included."""

    doc: str
    first: str
    last: str


class Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that an item hands out, with a code or a note to them; without ``turn`` they are invented."""

    quote: str
    turn: str = ""
    code: str = ""
    note: str = ""


# --- items: what an exercise asks -----------------------------------------------------------


class ChoiceItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="choice"):
    """Choose one option, or every right one where ``many`` is set."""

    id: str
    prompt: str
    marks: float
    options: tuple[Option, ...]
    many: bool = False
    concepts: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()


class ClassifyItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="classify"):
    """Sort rows under headings."""

    id: str
    prompt: str
    marks: float
    categories: tuple[Category, ...]
    rows: tuple[Part, ...]
    concepts: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()


class OrderItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="order"):
    """Put entries in order."""

    id: str
    prompt: str
    marks: float
    entries: tuple[Part, ...]
    concepts: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()


class NumberItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="number"):
    """Give a number."""

    id: str
    prompt: str
    marks: float
    unit: str = ""
    concepts: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()


class TextItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="text"):
    """Write a short text; a person marks it with a rubric."""

    id: str
    prompt: str
    marks: float
    words: Words
    concepts: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()


class CodingItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="coding"):
    """Code a passage, with a reason for every span.

    With ``own_codes`` the codes are made while coding, ``codes_at_least`` of them; else they are the
    exercise's codebook's.
    """

    id: str
    prompt: str
    marks: float
    passage: Passage
    at_least: int = 1
    memo_prompt: str = ""
    own_codes: bool = False
    codes_at_least: int = 0
    concepts: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()


class NotesItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="notes"):
    """Write exploratory notes on spans; every span has a note of at least one of ``note_kinds``."""

    id: str
    prompt: str
    marks: float
    passage: Passage
    note_kinds: tuple[str, ...] = ("descriptive", "linguistic", "conceptual")
    at_least: int = 1
    memo_prompt: str = ""
    concepts: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()


class ThemesItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="themes"):
    """Bring what was made in the items ``of`` together under a name and a statement.

    Members are spans of a ``notes`` item, spans and codes of a ``coding`` item, and entries of another
    ``themes`` item. ``called`` says what one entry is; with ``from_each`` it has a member of every item.
    """

    id: str
    prompt: str
    marks: float
    of: tuple[str, ...]
    called: str = "theme"
    at_least: int = 1
    members_each: int = 2
    from_each: bool = False
    concepts: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()


class RelationsItem(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="relations"
):
    """Link codes of the item ``of`` in the slots of the paradigm, with evidence at both ends."""

    id: str
    prompt: str
    marks: float
    of: str
    at_least: int = 1
    concepts: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()


class ResponsesItem(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="responses"
):
    """Reply, with reasons, to differences between one's own coding and the reference readings."""

    id: str
    prompt: str
    marks: float
    to: str
    count: int
    fixed: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()


ClosedItem: TypeAlias = ChoiceItem | ClassifyItem | OrderItem | NumberItem
OpenItem: TypeAlias = TextItem | CodingItem | NotesItem | ThemesItem | RelationsItem | ResponsesItem
Item: TypeAlias = ClosedItem | OpenItem


# --- checks: retrieval questions and practice, with their answers ----------------------------


class CheckOption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An option that says whether it is right, and what to think about if it was chosen."""

    id: str
    text: str
    right: bool
    feedback: str


class CheckRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row with the headings that are accepted for it, or with its one partner."""

    id: str
    text: str
    answer: tuple[str, ...]
    feedback: str


class Feedback(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to say when an answer is right, wrong, too low or too high."""

    right: str
    wrong: str
    low: str = ""
    high: str = ""


class ChoiceCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="choice"):
    """A choice with feedback for every option."""

    id: str
    prompt: str
    options: tuple[CheckOption, ...]
    many: bool = False
    concepts: tuple[str, ...] = ()
    explain: str = ""


class ClassifyCheck(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="classify"
):
    """Rows to sort, with feedback for every row."""

    id: str
    prompt: str
    categories: tuple[Category, ...]
    rows: tuple[CheckRow, ...]
    concepts: tuple[str, ...] = ()
    explain: str = ""


class MatchCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="match"):
    """Rows to pair, each with a partner of its own; a partner over fits no row.

    The partners stand in lists that open: let them be the shorter side, and the rows the longer.
    """

    id: str
    prompt: str
    partners: tuple[Part, ...]
    rows: tuple[CheckRow, ...]
    concepts: tuple[str, ...] = ()
    explain: str = ""


class OrderCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="order"):
    """Entries to order."""

    id: str
    prompt: str
    entries: tuple[Part, ...]
    answer: tuple[str, ...]
    feedback: Feedback
    concepts: tuple[str, ...] = ()
    explain: str = ""


class NumberCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="number"):
    """A number to work out."""

    id: str
    prompt: str
    answer: float
    feedback: Feedback
    tolerance: float = 0.0
    unit: str = ""
    concepts: tuple[str, ...] = ()
    explain: str = ""


Check: TypeAlias = ChoiceCheck | ClassifyCheck | MatchCheck | OrderCheck | NumberCheck


# --- keys: the tutor's side -------------------------------------------------------------------


class RestsOn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of a transcript that an answer rests on; ``row`` narrows it to one row or option."""

    turn: str
    quote: str
    row: str = ""


class RubricLevel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One level of a rubric: its name, the marks from lowest to highest, and what earns them."""

    level: str
    marks: tuple[float, float]
    words: str


class Exemplar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An invented answer with the marks that it earns and the reason."""

    text: str
    marks: float | None = None
    level: str = ""
    why: str = ""


class Typical(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"if_": "if"}):
    """A typical answer, and what to write to the trainee who gives it."""

    if_: str
    say: str


class ChoiceKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The right options, and what to say of each option."""

    answer: tuple[str, ...]
    why: dict[str, str] = {}
    commentary: str = ""
    rests_on: tuple[RestsOn, ...] = ()


class ClassifyKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The headings accepted for each row, and what to say of each row."""

    accept: dict[str, tuple[str, ...]]
    why: dict[str, str] = {}
    commentary: str = ""
    rests_on: tuple[RestsOn, ...] = ()


class OrderKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The entries in order."""

    answer: tuple[str, ...]
    why: str = ""
    commentary: str = ""
    rests_on: tuple[RestsOn, ...] = ()


class NumberKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The number, and how far from it an answer may be."""

    answer: float
    tolerance: float = 0.0
    why: str = ""
    commentary: str = ""
    rests_on: tuple[RestsOn, ...] = ()


class OpenKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a marker needs for open work: rubric, exemplars, commentary; ``gates`` comments on each gate.

    ``feedback`` has words for typical answers, to start from when writing to a trainee.
    """

    rubric: tuple[RubricLevel, ...] = ()
    exemplars: tuple[Exemplar, ...] = ()
    feedback: tuple[Typical, ...] = ()
    commentary: str = ""
    gates: dict[str, str] = {}
    rests_on: tuple[RestsOn, ...] = ()


KeyItem: TypeAlias = ChoiceKey | ClassifyKey | OrderKey | NumberKey | OpenKey
