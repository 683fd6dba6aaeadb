"""An anonymiser: raw excerpts, what identifies somebody in them, and what two readers did about each place.

Offsets count code points, as everywhere in the course's data. There is no score: readers may differ on
whether a place matters at all.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ..corpus import Course, CourseError
from .model_file import place_of, read_model

FILE = "anonymiser"
#: What can be done with a place; the page knows what each does to the text.
ACTIONS = ("keep", "pseudonym", "vaguer", "remove")


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something to choose, with a line that says more."""

    id: str
    name: str
    gist: str = ""
    letter: str = ""


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer to a question."""

    id: str
    text: str


class Reader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who anonymised the same text, and whom they think of."""

    id: str
    name: str
    stance: str


class Predict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked before anything is marked."""

    intro: str
    count: str
    counts: tuple[Choice, ...]
    hardest: str


class Turn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one speaker says until the other speaks."""

    turn: str
    speaker: str
    text: str


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of a turn: from ``start``, up to and without ``end``."""

    turn: str
    start: int
    end: int
    quote: str


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a reader did with a place, and why."""

    action: str
    replacement: str
    why: str


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that identifies, wherever it stands; a reader who did not mark it has no decision."""

    id: str
    at: tuple[Words, ...]
    kind: str
    what: str
    risk: str
    readers: dict[str, Decision | None]


class Decoy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that look identifying and are not, and what is lost without them."""

    id: str
    turn: str
    start: int
    end: int
    quote: str
    lost: str


class Combination(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who could put which places together, and whether the readers think that they could."""

    id: str
    who: str
    could: bool
    parts: tuple[str, ...]
    feedback: str


class Residual(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The risk that stays."""

    question: str
    combinations: tuple[Combination, ...]
    write: str


class Excerpt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A raw excerpt with its places and decoys."""

    id: str
    title: str
    intro: str
    turns: tuple[Turn, ...]
    places: tuple[Place, ...]
    decoys: tuple[Decoy, ...]
    residual: Residual | None


class Own(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The part for a reader's own text, in JupyterLab only, and the warning before it."""

    intro: str
    warning: str
    agree: str
    paste: str
    begin: str
    empty: str


class Anonymising(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/models/anonymiser.json``: the first excerpt is worked through, the last is for transfer."""

    title: str
    outcome: str
    note: str
    kinds: tuple[Named, ...]
    whats: tuple[Named, ...]
    actions: tuple[Named, ...]
    readers: tuple[Reader, ...]
    predict: Predict
    how: str
    alone: str
    look_back: str
    no_right_number: str
    consistent: str
    log_note: str
    excerpts: tuple[Excerpt, ...]
    pseudonymised: str
    restored: str
    own: Own


def load_anonymiser(course: Course) -> Anonymising:
    """Load the excerpts and check that every offset, kind and reader is right.

    Raises
    ------
    CourseError
        If the file is missing, has another shape, or contradicts itself.
    """
    model = read_model(course, FILE, Anonymising)
    for problem, remedy in _contradictions(model):
        raise CourseError(place_of(course, FILE), problem, remedy)
    return model


def _contradictions(model: Anonymising) -> Iterator[tuple[str, str]]:
    if tuple(action.id for action in model.actions) != ACTIONS:
        yield "The actions are others than the page knows.", f"Name {', '.join(ACTIONS)}."
    if len(model.readers) != 2:
        yield f"There are {len(model.readers)} readers.", "Two, so that neither is the answer."
    if len(model.excerpts) != 2:
        yield f"There are {len(model.excerpts)} excerpts.", "One to work through, one not seen before."
    for excerpt in model.excerpts:
        yield from _in_places(model, excerpt)
        yield from _in_words(excerpt)
        yield from _in_residual(excerpt)


def _in_places(model: Anonymising, excerpt: Excerpt) -> Iterator[tuple[str, str]]:
    ids = [place.id for place in excerpt.places] + [decoy.id for decoy in excerpt.decoys]
    if len(set(ids)) != len(ids):
        yield f"An id stands twice among places and decoys of {excerpt.id!r}.", "Give each its own."
    readers = {reader.id for reader in model.readers}
    for place in excerpt.places:
        if place.kind not in {kind.id for kind in model.kinds}:
            yield f"The place {place.id!r} is of the kind {place.kind!r}.", "Use a kind that is there."
        if place.what not in {what.id for what in model.whats}:
            yield f"The place {place.id!r} is a {place.what!r}.", "Use one of whats."
        if set(place.readers) != readers or not any(place.readers.values()):
            yield f"The place {place.id!r} lacks a reader.", "Give both, null for one who left it unmarked."
        for decision in filter(None, place.readers.values()):
            if decision.action not in ACTIONS:
                yield f"At {place.id!r} a reader does {decision.action!r}.", f"One of {', '.join(ACTIONS)}."
            if (decision.action in ("pseudonym", "vaguer")) != bool(decision.replacement):
                yield (
                    f"At {place.id!r} a reader replaces without words, or has words and does not replace.",
                    "Words for a pseudonym or a vaguer term, none for the others.",
                )


def _in_words(excerpt: Excerpt) -> Iterator[tuple[str, str]]:
    texts = {turn.turn: turn.text for turn in excerpt.turns}
    if len(texts) != len(excerpt.turns):
        yield f"A turn of {excerpt.id!r} stands twice.", "Give each turn its own id."
    taken: dict[str, set[int]] = {}
    standing: list[Words | Decoy] = [at for place in excerpt.places for at in place.at]
    standing.extend(excerpt.decoys)
    for words in standing:
        if not words.quote or texts.get(words.turn, "")[words.start : words.end] != words.quote:
            yield (
                f"{words.quote!r} is not what stands at {words.turn}, {words.start} to {words.end}.",
                "Count code points from 0; the end is not in it.",
            )
        span = set(range(words.start, words.end))
        if span & taken.setdefault(words.turn, set()):
            yield f"{words.quote!r} shares words with another place.", "Let places and decoys stand apart."
        taken[words.turn] |= span


def _in_residual(excerpt: Excerpt) -> Iterator[tuple[str, str]]:
    places = {place.id for place in excerpt.places}
    for combination in excerpt.residual.combinations if excerpt.residual else ():
        if not set(combination.parts) <= places:
            yield f"The combination {combination.id!r} has an unknown part.", "Use the ids of places."
