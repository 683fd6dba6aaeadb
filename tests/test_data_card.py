"""The data card's counts are those of the files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec
import pytest

from compassion_course.corpus import Course, load_index, load_reading, load_transcript
from compassion_course.corpus.overlap import distance_between

COURSE = Course(Path(__file__).resolve().parent.parent)
CARD = (COURSE.data / "README.md").read_text(encoding="utf-8")
CONCEPTS = COURSE.data / "concepts.csv"


def counts(doc: str) -> str:
    """One line of the card's table."""
    transcript = load_transcript(COURSE, doc)
    close, interpretative = (load_reading(COURSE, reader, doc) for reader in ("close", "interpretative"))
    apart = distance_between(close, interpretative)
    spans = [len({span.id for span in reading.spans}) for reading in (close, interpretative)]
    words = f"{transcript.info.words:,}"
    overlap = "not defined" if apart.soft_f1 is None else f"{apart.soft_f1:.2f}"
    cells = [doc, words, len(transcript.turns), *spans, apart.turns_both, sum(apart.turns_only), overlap]
    return f"| {' | '.join(map(str, cells))} |"


def carried() -> list[dict[str, object]]:
    """The rows of carries.jsonl: some are of kept passages, so that it is the tutors'."""
    lines = (COURSE.root / "book" / "tutor" / "carries.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=dict[str, object]) for line in lines]


@pytest.mark.parametrize("doc", sorted(load_index(COURSE)))
def test_the_counts_of_an_interview(doc: str) -> None:
    assert counts(doc) in CARD


def test_what_is_carried_stands_in_turns_of_the_participant() -> None:
    known = {line.split(",", 1)[0] for line in CONCEPTS.read_text(encoding="utf-8").splitlines()[1:]}
    for row in carried():
        assert row["concept"] in known
        turns = load_transcript(COURSE, str(row["doc"])).by_id
        places = row["turns"]
        assert isinstance(places, list) and places
        assert all(turns[turn].speaker == row["doc"] for turn in places)


def test_the_ways_are_counted() -> None:
    ways = Counter(row["way"] for row in carried())
    assert f"{ways['for']} for, {ways['against']} against, {ways['mixed']} both" in " ".join(CARD.split())
