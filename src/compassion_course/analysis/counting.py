"""Whose biggest circle? Shares of the three systems under different ways of counting one transcript."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ..corpus import Codebook, Course, Reading, find_course, load_codebook, load_reading, words_in
from .change import Change, Mark, State, change_from, change_words

SYSTEMS = (("threat", "Threat"), ("drive", "Drive"), ("soothe", "Soothe"))
WAYS = ("spans", "words", "turns")


def system_counts(reading: Reading, codebook: Codebook, way: str) -> Counter[str]:
    """Count what a reading gives to each system.

    Parameters
    ----------
    way
        ``spans``: each span counts once for each system it was given; ``words``: by its words;
        ``turns``: each turn counts once for each system found in it.
    """
    counts: Counter[str] = Counter()
    turns: set[tuple[str, str]] = set()
    for span in reading.spans:
        for system in {codebook.top_of(code) for code in span.codes}:
            if way == "turns":
                turns.add((span.turn, system))
            else:
                counts[system] += 1 if way == "spans" else words_in(span.quote)
    counts.update(system for _, system in turns)
    return counts


def share_by_counting(
    doc: str = "T01",
    readers: Sequence[str] = ("close", "interpretative"),
    codebook: str = "three-systems",
    course: Course | None = None,
) -> Change:
    """Compute the share of each system in one transcript, by reader and by what is counted.

    Parameters
    ----------
    readers
        Reference readers; each gives three ways of counting.

    Raises
    ------
    CourseError
        If the transcript's reading or the codebook is missing.
    """
    course = course or find_course()
    words = change_words(course, "share-by-counting")
    book = load_codebook(course, codebook)
    readings = [load_reading(course, reader, doc) for reader in readers]
    return change_from(
        words, (_state(reading, book, way, words) for reading in readings for way in WAYS), {"doc": doc}
    )


def _state(reading: Reading, book: Codebook, way: str, words: dict[str, Any]) -> State:
    counts = system_counts(reading, book, way)
    total = sum(counts[system] for system, _ in SYSTEMS)
    shares = {system: 100 * counts[system] / total for system, _ in SYSTEMS}
    leaders = [name for system, name in SYSTEMS if shares[system] == max(shares.values())]
    lead = (
        words["one_leads"].format(system=leaders[0].lower())
        if len(leaders) == 1
        else words["a_tie"].format(systems=" and ".join(name.lower() for name in leaders))
    )
    shown = {"reader": reading.reader.name, "way": words["labels"][way]}
    return State(
        value=f"{reading.reader.id}-{way}",
        label=words["label"].format(**shown),
        numbers={name: f"{shares[system]:.0f}% ({counts[system]})" for system, name in SYSTEMS},
        sentence=words["sentence"].format(
            lead=lead,
            shares=", ".join(f"{name.lower()} {shares[system]:.0f}%" for system, name in SYSTEMS),
            **shown,
        ),
        # Whole per cents, as in the sentence: with so few spans a decimal would only look exact.
        marks=tuple(Mark(system, name, round(shares[system])) for system, name in SYSTEMS),
    )


def system_range(change: Change, system: str) -> tuple[float, float]:
    """Give the lowest and highest share of one system over all states, in percent."""
    shares = [mark.x for state in change.states for mark in state.marks if mark.id == system]
    return min(shares), max(shares)
