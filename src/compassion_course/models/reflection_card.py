"""Four prompts for an invented colleague: words that speak to each, where it points, and one change.

Two readers have filled in each card; neither is the answer. The one rule, ``agreed``, says for which prompts
both point to the same place. ``js/reflection-card/rule.js`` is the same rule for the page.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ..corpus import Course, CourseError
from .closed_question import Category, Question
from .model_file import place_of, read_model

FILE = "reflection-card"


class Prompt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One prompt: as it is asked of a colleague, and as it is offered for oneself."""

    id: str
    name: str
    ask: str
    own: str


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something to choose, in words."""

    id: str
    text: str


class Filled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One prompt as a reader fills it in."""

    words: tuple[str, ...]
    points: str
    why: str


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One change: the person's part, the service's part, who decides, by when, and how one would know."""

    change: str
    person: str
    service: str
    decides: str
    when: str
    know: str


class Reader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One reader's card and plan."""

    by: str
    card: dict[str, Filled]
    plan: Plan


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An invented colleague: the story sentence by sentence, and two readers."""

    id: str
    name: str
    who: str
    story: tuple[Option, ...]
    readers: tuple[Reader, ...]
    item: Question


class Unseen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A colleague not met before."""

    heading: str
    name: str
    text: str
    item: Question
    question: str


class OwnPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A box of the card for oneself that is no prompt."""

    id: str
    own: str


class Own(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said before somebody uses the prompts for themselves, when to stop, and what files mean."""

    intro: str
    stop: str
    plan: tuple[OwnPart, ...]
    files: str


class ReflectionCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"own": "self"}):
    """``data/models/reflection-card.json``."""

    title: str
    label: str
    note: str
    prompts: tuple[Prompt, ...]
    points: tuple[Option, ...]
    skills: tuple[Category, ...]
    skills_note: str
    deciders: tuple[Option, ...]
    predict: str
    explain: str
    cases: tuple[Case, ...]
    transfer: Unseen
    own: Own


def agreed(card: ReflectionCard, case: Case) -> tuple[str, ...]:
    """Give the prompts for which all readers of a case point to the same place."""
    return tuple(
        prompt.id
        for prompt in card.prompts
        if len({reader.card[prompt.id].points for reader in case.readers}) == 1
    )


def load_card(course: Course) -> ReflectionCard:
    """Load the prompts and the cases, and check that they fit each other.

    Raises
    ------
    CourseError
        If the file is missing, has another shape, or contradicts itself.
    """
    card = read_model(course, FILE, ReflectionCard)
    for problem, remedy in _contradictions(card):
        raise CourseError(place_of(course, FILE), problem, remedy)
    return card


def _contradictions(card: ReflectionCard) -> Iterator[tuple[str, str]]:
    prompts = {prompt.id for prompt in card.prompts}
    points = {point.id for point in card.points}
    skills = {skill.id for skill in card.skills}
    if len(prompts) != len(card.prompts):
        yield "An id stands twice among the prompts.", "Give each its own."
    if len({case.id for case in card.cases}) != len(card.cases):
        yield "Two cases have the same id.", "Give each its own."
    for case in card.cases:
        story = {sentence.id for sentence in case.story}
        if len(story) != len(case.story):
            yield f"An id stands twice in the story of {case.id!r}.", "Give each sentence its own."
        if len(case.readers) < 2:
            yield f"The case {case.id!r} has fewer than two readers.", "Two, so that neither is the answer."
        for reader in case.readers:
            if set(reader.card) != prompts:
                yield f"{reader.by!r} does not fill in each prompt of {case.id!r}.", "Fill in all of them."
                return
            for filled in reader.card.values():
                if not filled.words or not set(filled.words) <= story or filled.points not in points:
                    yield f"{reader.by!r} points at nothing known in {case.id!r}.", "Use known ids."
        if len(agreed(card, case)) != 1:
            yield (
                f"The readers of {case.id!r} do not agree at exactly one prompt.",
                "The reader is asked for which one they do: let it be one.",
            )
        yield from _unanswered(case.item, skills)
    yield from _unanswered(card.transfer.item, {one.id for one in card.transfer.item.categories})


def _unanswered(item: Question, categories: set[str]) -> Iterator[tuple[str, str]]:
    for row in item.rows:
        if not row.answer or not set(row.answer) <= categories:
            yield f"The row {row.id!r} of {item.id!r} has no known answer.", "Use ids of its categories."
