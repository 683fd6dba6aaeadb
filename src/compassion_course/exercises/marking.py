"""Marking: from a sheet to marks, each with its reason and the words it rests on.

A :class:`Scheme` is prepared once for each exercise; marking a sheet reads no file, and of one sheet
nothing is kept that another's mark could rest on. Closed items are marked by key. Open work passes gates
or goes back to be completed; its marks come from a person. What cannot be read stays unmarked, never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from textwrap import shorten
from typing import Any, cast

from .gates import mark_open
from .items import (
    ChoiceItem,
    ChoiceKey,
    ClassifyItem,
    ClassifyKey,
    Item,
    NumberItem,
    NumberKey,
    OpenItem,
    OrderItem,
    OrderKey,
)
from .marks import ItemMark, Marks, Words, unreadable
from .scheme import Scheme
from .sheet import ReadSheet

_QUOTES = "\u201c\u201d\u2018\u2019\"' \n"


def mark_sheet(scheme: Scheme, read: ReadSheet) -> Marks:
    """Mark one sheet.

    Parameters
    ----------
    scheme
        What :func:`prepare` gave for the exercise that the sheet is for.
    read
        The sheet as read.
    """
    marks = []
    for item in scheme.exercise.items:
        if item.id in read.unread:
            why, words = read.unread[item.id], scheme.words[item.id]
            marks.append(ItemMark(item.id, None, item.marks, "unmarked", why, words))
        elif type(item) in _BY_KEY:
            marks.append(_mark_closed(scheme, item, read.sheet.answers.get(item.id)))
        else:
            marks.append(mark_open(scheme, cast(OpenItem, item), read))
    return Marks(tuple(marks))


def _mark_closed(scheme: Scheme, item: Item, value: Any) -> ItemMark:
    return scheme.mark_once(
        item.id,
        _as_it_counts(value),
        lambda: _BY_KEY[type(item)](item, scheme.key.items[item.id], value, scheme.words[item.id]),
    )


def _as_it_counts(value: Any) -> object:
    """Give what two answers have in common that earn the same: the order of rows is not looked at."""
    if isinstance(value, dict):
        return frozenset(value.items())
    # 0 and -0 are one number and not one answer.
    return repr(value) if isinstance(value, float) else value


def _nothing(item: Item, words: tuple[Words, ...]) -> ItemMark:
    return ItemMark(item.id, 0.0, item.marks, "marked", "Nothing was answered here.", words, (), ())


# Of rows and options alone, which are few; shortening them anew was a third of a sheet's marking.
@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    """Name a row or an option by its first words, in one pair of quotation marks."""
    return f"\u201c{shorten(text.strip(_QUOTES), 60, placeholder=' ...')}\u201d"


def _share(marks: float, earned: int, of: int) -> float:
    return round(marks * earned / of, 2)


def _mark_choice(
    item: ChoiceItem, key: ChoiceKey, value: tuple[str, ...] | None, words: tuple[Words, ...]
) -> ItemMark:
    if not value:
        return _nothing(item, words)
    chosen = dict.fromkeys(value)
    known = {option.id for option in item.options}
    if not chosen.keys() <= known:
        return unreadable(item, words, "The answer names an option that this item does not have.")
    if len(chosen) > 1 and not item.many:
        return unreadable(item, words, "The answer names several options where one was asked for.")
    given = tuple((option.id, "") for option in item.options if option.id in chosen)
    texts = {option.id: option.text for option in item.options}
    if not item.many:
        right = given[0][0] == key.answer[0]
        why = f"{'Right.' if right else 'Not this one.'} {key.why.get(given[0][0], '')}".strip()
        return ItemMark(item.id, item.marks if right else 0.0, item.marks, "marked", why, words, (), given)
    answer = set(key.answer)
    hits = sum(option in answer for option in chosen)
    misses = len(chosen) - hits
    earned = max(0, hits - misses)
    others = "one other" if misses == 1 else f"{misses} others"
    count = f"{hits} of the {len(answer)} right options chosen" + (
        f", and {others}, each of which takes one away." if misses else "."
    )
    # Only what was chosen is told: whoever has missed one reads how many, and looks again.
    reasons = " ".join(
        f"{_quoted(texts[option])} ({'right' if option in answer else 'not right'}): {key.why[option]}"
        for option, _ in given
        if option in key.why
    )
    return ItemMark(
        item.id,
        _share(item.marks, earned, len(answer)),
        item.marks,
        "marked",
        f"{count} {reasons}".strip(),
        words,
        (),
        given,
    )


def _mark_classify(
    item: ClassifyItem, key: ClassifyKey, value: Mapping[str, str] | None, words: tuple[Words, ...]
) -> ItemMark:
    if not value:
        return _nothing(item, words)
    headings = {category.id for category in item.categories}
    given, reasons, right = [], [], 0
    for row in item.rows:
        heading = value.get(row.id)
        if heading is not None:
            given.append((row.id, heading))
        if heading in key.accept[row.id]:
            right += 1
        elif row.id in key.why:
            reasons.append(f"{_quoted(row.text)} {key.why[row.id]}")
    if len(given) < len(value) or not headings.issuperset(value.values()):
        return unreadable(item, words, "The answer names a row or a heading that this item does not have.")
    why = f"{right} of {len(item.rows)} rows stand under a heading that is accepted for them."
    return ItemMark(
        item.id,
        _share(item.marks, right, len(item.rows)),
        item.marks,
        "marked",
        " ".join([why, *reasons]).strip(),
        words,
        (),
        tuple(given),
    )


def _mark_order(
    item: OrderItem, key: OrderKey, value: tuple[str, ...] | None, words: tuple[Words, ...]
) -> ItemMark:
    if not value:
        return _nothing(item, words)
    known = {entry.id for entry in item.entries}
    if not known.issuperset(value) or len(set(value)) != len(value):
        return unreadable(
            item, words, "The answer names an entry twice, or one that this item does not have."
        )
    given = (("order", " ".join(value)),)
    pairs = set(pairwise(key.answer))
    kept = sum(pair in pairs for pair in pairwise(value))
    why = (
        "All in order."
        if value == key.answer
        else f"{kept} of {len(pairs)} neighbours stand one after the other as they should."
    )
    return ItemMark(
        item.id,
        _share(item.marks, kept, len(pairs)) if pairs else item.marks,
        item.marks,
        "marked",
        f"{why} {key.why}".strip(),
        words,
        (),
        given,
    )


def _mark_number(item: NumberItem, key: NumberKey, value: float | None, words: tuple[Words, ...]) -> ItemMark:
    if value is None:
        return _nothing(item, words)
    # In decimal, as both numbers were written: 68.65 is within 0.05 of 68.6, in binary it is not.
    distance = abs(Decimal(repr(value)) - Decimal(repr(key.answer)))
    right = distance <= Decimal(repr(key.tolerance))
    direction = "Right." if right else "Too low." if value < key.answer else "Too high."
    return ItemMark(
        item.id,
        item.marks if right else 0.0,
        item.marks,
        "marked",
        f"{direction} {key.why}".strip(),
        words,
        (),
        (("number", f"{value:g}"),),
    )


# That an entry is of its item's kind is seen to when a key is loaded.
_BY_KEY: Mapping[type, Callable[[Any, Any, Any, tuple[Words, ...]], ItemMark]] = {
    ChoiceItem: _mark_choice,
    ClassifyItem: _mark_classify,
    OrderItem: _mark_order,
    NumberItem: _mark_number,
}
