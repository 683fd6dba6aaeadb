"""Change it and see: results computed once for each value of one assumption."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..corpus import Course, read_json


@dataclass(frozen=True)
class Mark:
    """A point on the figure's axis, with an interval where there is one."""

    id: str
    label: str
    x: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class State:
    """What is shown for one value of the assumption: numbers, a sentence and marks that agree."""

    value: str
    label: str
    numbers: dict[str, str]
    sentence: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Change:
    """One assumption with up to twelve values, all computed when the book is built."""

    key: str
    question: str
    predictions: tuple[dict[str, str], ...]
    control: str
    states: tuple[State, ...]
    axis: dict[str, Any]
    computed_from: str
    source: str

    def as_traits(self) -> dict[str, Any]:
        """Plain lists and mappings, as the ``ChangeIt`` widget takes them."""
        return {name: _plain(part) for name, part in asdict(self).items()}


def change_from(
    words: Mapping[str, Any],
    states: Iterable[State],
    told: Mapping[str, Any] | None = None,
    axis: Mapping[str, Any] | None = None,
) -> Change:
    """Put a change together from its words and its states.

    Parameters
    ----------
    words
        What :func:`change_words` gives.
    told
        What goes into the question, and into what is said of the computation and its source.
    axis
        Another axis than that of the words.
    """
    told = told or {}
    return Change(
        key=words["key"],
        question=words["question"].format(**told),
        predictions=tuple(words["predictions"]),
        control=words["control"],
        states=tuple(states),
        axis=dict(axis or words["axis"]),
        computed_from=words["computed_from"].format(**told),
        source=words["source"].format(**told),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items() if part is not None}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def change_words(course: Course, key: str) -> dict[str, Any]:
    """Read the words of one change from ``data/changes/<key>.json``: prose stays out of the code.

    Raises
    ------
    CourseError
        If the file is missing or is not JSON.
    """
    return read_json(course.data / "changes" / f"{key}.json")
