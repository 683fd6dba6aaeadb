"""A closed question inside a widget: a choice or a classification that answers back, as in a check."""

from __future__ import annotations

import msgspec


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer of a choice, whether it is right, and what is said to who chose it."""

    id: str
    text: str
    feedback: str
    right: bool = False


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One statement to place, the categories that fit, and why."""

    id: str
    text: str
    answer: tuple[str, ...]
    feedback: str


class Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a statement may be placed."""

    id: str
    name: str


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A choice (with ``options``) or a classification (with ``rows`` and ``categories``), as in a check."""

    id: str
    kind: str
    prompt: str
    many: bool = False
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    categories: tuple[Category, ...] = ()
    explain: str = ""
