"""Invented answer sheets: closed answers are drawn, open ones are exemplars of the key and model answers."""

from __future__ import annotations

import random
import re
from typing import Any, Literal

import msgspec

from ..exercises.items import (
    ChoiceItem,
    ChoiceKey,
    ClassifyItem,
    ClassifyKey,
    CodingItem,
    Item,
    NotesItem,
    NumberKey,
    OpenKey,
    OrderItem,
    RelationsItem,
    ResponsesItem,
    TextItem,
    ThemesItem,
)
from ..exercises.scheme import Scheme
from ..exercises.sheet import AnswerSheet
from ..exercises.values import Coding, Reply

_REPLIES: tuple[Literal["adopt", "keep", "both", "reference_wrong"], ...] = (
    "adopt",
    "keep",
    "both",
    "reference_wrong",
)
_SENTENCE = re.compile(r"(?<=[.?!])\s+")


def invented_sheet(scheme: Scheme, model: AnswerSheet, trainee: str, draw: random.Random) -> AnswerSheet:
    """Make a complete first hand-in.

    Parameters
    ----------
    scheme
        The exercise with its key.
    model
        Its model answers: what cannot be drawn is taken from them.
    draw
        The source of chance; the same one gives the same sheet.
    """
    # How often a closed answer is right, and which exemplars are taken.
    able = min(0.98, max(0.15, draw.gauss(0.65, 0.2)))
    whole = {id for item in scheme.exercise.items for id in _rests_on(item)}
    answers = {
        item.id: _answer(scheme, item, model.answers[item.id], able, item.id in whole, draw)
        for item in scheme.exercise.items
        if item.id in model.answers
    }
    saved = f"2027-02-01T{draw.randrange(8, 12):02d}:{draw.randrange(60):02d}:{draw.randrange(60):02d}Z"
    first = {id: answers.get(id, value) for id, value in model.first.items()}
    if scheme.exercise.stakes == "assessed":
        # The replies come with the second hand-in.
        replies = {item.id for item in scheme.exercise.items if isinstance(item, ResponsesItem)}
        answers = {id: value for id, value in answers.items() if id not in replies}
    return msgspec.structs.replace(
        model, trainee=trainee, pass_=1, started=saved, saved=saved, answers=answers, first=first, events=[]
    )


def _rests_on(item: Item) -> tuple[str, ...]:
    if isinstance(item, ThemesItem):
        return item.of
    if isinstance(item, RelationsItem):
        return (item.of,)
    return ()


def _answer(
    scheme: Scheme, item: Item, model: Any, able: float, keep_whole: bool, draw: random.Random
) -> Any:
    entry = scheme.key.items[item.id]
    right = draw.random() < able
    match item, entry:
        case ChoiceItem(), ChoiceKey():
            options = [option.id for option in item.options]
            if item.many:
                return tuple(id for id in options if (id in entry.answer) == (draw.random() < able)) or (
                    draw.choice(options),
                )
            return entry.answer if right else (draw.choice(options),)
        case ClassifyItem(), ClassifyKey():
            return {
                row.id: entry.accept[row.id][0]
                if draw.random() < able
                else draw.choice([one.id for one in item.categories])
                for row in item.rows
            }
        case OrderItem(), _:
            order = list(model)
            if not right:
                place = draw.randrange(len(order) - 1)
                order[place : place + 2] = reversed(order[place : place + 2])
            return tuple(order)
        case _, NumberKey():
            return entry.answer if right else round(entry.answer * draw.choice([0.5, 1.1, 2]), 2)
        case TextItem(), OpenKey():
            return _text(entry, str(model), able, item.words.least, item.words.most, draw)
        case CodingItem() | NotesItem(), _:
            return model if keep_whole else _some_spans(item, model, draw)
        case ResponsesItem(), _:
            return {id: Reply(draw.choice(_REPLIES), reply.why) for id, reply in model.items()}
    return model


def _text(entry: OpenKey, model: str, able: float, least: int, most: int, draw: random.Random) -> str:
    if not entry.exemplars:
        return model
    wanted = able * (len(entry.exemplars) - 1) + draw.gauss(0, 0.7)
    place = min(len(entry.exemplars) - 1, max(0, round(wanted)))
    sentences = _SENTENCE.split(" ".join(entry.exemplars[place].text.split()))
    # No two trainees write the same: now and then a sentence is missing, where enough is left.
    kept = [one for one in sentences if draw.random() < 0.92]
    text = " ".join(kept if len(" ".join(kept).split()) >= least else sentences)
    return " ".join(text.split()[:most])


def _some_spans(item: CodingItem | NotesItem, model: Coding, draw: random.Random) -> Coding:
    ids = list(dict.fromkeys(span.id for span in model.spans))
    count = draw.randint(min(item.at_least, len(ids)), len(ids))
    kept = set(draw.sample(ids, count))
    return msgspec.structs.replace(
        model, spans=tuple(span for span in model.spans if span.id in kept), memos=model.memos
    )
