"""Which outcomes of an exercise need another session, as far as marks can tell.

Items do not say which outcome they serve, so the two are brought together by their words, which is a guess
that a tutor sees and can set aside: an item belongs to the outcome whose words weigh most in its prompt, in
its concepts and in what its rubric asks for, and every outcome has at least the item that comes nearest.
Concepts are exact, because items name them.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..corpus import Course
from ..exercises.items import OpenKey
from ..exercises.scheme import Scheme

LINE = 0.6
_WORD = re.compile(r"[a-z]{4,}")
_ENDS = re.compile(r"(?:ings?|ed|es|s|ly|ions?|ments?)$")
# An item speaks for an outcome besides its best one where that comes nearly as close.
_NEARLY = 0.75


class Reached(NamedTuple):
    """How much of the marks was earned in the items that go with an outcome or a concept."""

    name: str
    items: tuple[str, ...]
    share: float | None

    @property
    def needs_more(self) -> bool:
        """Whether less was earned than the line that the page names."""
        return self.share is not None and round(self.share, 2) < LINE


def concept_names(course: Course) -> dict[str, str]:
    """Give the names of concepts by id, none where the course lists none."""
    path = course.data / "concepts.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row.get("id", ""): row.get("concept", "") for row in csv.DictReader(file)}


def by_concept(
    scheme: Scheme, earned: Mapping[str, tuple[float, float]], names: Mapping[str, str]
) -> list[Reached]:
    """Say for each concept how much was earned in the items that name it.

    Parameters
    ----------
    scheme
        The exercise.
    earned
        By item, marks earned by the class and marks that could be earned.
    names
        Names of the concepts.
    """
    items: dict[str, list[str]] = {}
    for item in scheme.exercise.items:
        for concept in item.concepts:
            items.setdefault(concept, []).append(item.id)
    found = [Reached(names.get(id, id), tuple(of), _share(of, earned)) for id, of in items.items()]
    return [one for one in found if one.share is not None]


def by_outcome(
    scheme: Scheme, earned: Mapping[str, tuple[float, float]], names: Mapping[str, str]
) -> list[Reached]:
    """Say for each outcome how much was earned in the items that share its words."""
    outcomes = scheme.exercise.outcomes
    marked = [item for item in scheme.exercise.items if item.marks]
    words = {item.id: _words(_said(scheme, item.id, item.prompt, item.concepts, names)) for item in marked}
    closeness = {id: _close(outcomes, bag) for id, bag in _weighed(words).items()}
    found = []
    for place, outcome in enumerate(outcomes):
        best = max((close[place] for close in closeness.values()), default=0.0)
        items = [
            id
            for id, close in closeness.items()
            if close[place] and (close[place] == best or close[place] >= _NEARLY * max(close))
        ]
        found.append(Reached(outcome, tuple(items), _share(items, earned)))
    return found


def _said(
    scheme: Scheme, id: str, prompt: str, concepts: Sequence[str], names: Mapping[str, str]
) -> Iterable[str]:
    entry = scheme.key.items[id]
    yield prompt
    yield id.replace("-", " ")
    yield from (names.get(concept, "") for concept in concepts)
    if isinstance(entry, OpenKey):
        yield from (level.words for level in entry.rubric)


def _words(texts: Iterable[str]) -> Counter[str]:
    return Counter(_ENDS.sub("", word) for text in texts for word in _WORD.findall(text.casefold()))


def _weighed(words: Mapping[str, Counter[str]]) -> dict[str, dict[str, float]]:
    """Weigh a word by how few items have it: what all of them say tells none of them apart."""
    items_with = Counter(word for bag in words.values() for word in bag)
    many = len(words)
    return {
        id: {
            word: (1 + math.log(count)) * math.log(1 + many / items_with[word]) for word, count in bag.items()
        }
        for id, bag in words.items()
    }


def _close(outcomes: Sequence[str], bag: Mapping[str, float]) -> list[float]:
    return [
        sum(bag.get(word, 0.0) for word in asked) / max(1, len(asked))
        for asked in (set(_words([outcome])) for outcome in outcomes)
    ]


def _share(items: Iterable[str], earned: Mapping[str, tuple[float, float]]) -> float | None:
    got = sum(earned[id][0] for id in items if id in earned)
    of = sum(earned[id][1] for id in items if id in earned)
    return got / of if of else None
