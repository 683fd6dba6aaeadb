"""Check that nothing everybody sees uses the turns of a passage kept apart for an assessed exercise.

A turn is used where its id stands, where a range that holds it is named, or where so many of its words are
quoted in a row that they are hardly anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..corpus import Course, CourseError, Fault, Transcript, load_index, load_passages, load_transcript
from ..corpus.jsonl import content_of
from .specification import exercise_slugs

#: Words in a row that two people do not write by chance.
RUN = 8
_TURN = re.compile(r"\b[A-Z]\d{2}-\d{3}[a-z]?\b")
_RANGE = re.compile(
    rf"first:\s*({_TURN.pattern}),?\s*last:\s*({_TURN.pattern})"
    rf"|passage\(\s*[\"']({_TURN.pattern})[\"'],\s*[\"']({_TURN.pattern})[\"']"
    rf"|({_TURN.pattern})\s*(?:to|-|\N{{EN DASH}})\s*({_TURN.pattern})"
)
_INSTEAD_OF = re.compile(r"^instead_of:\s*([\w-]+)", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_Run = tuple[str, ...]


class _Kept(NamedTuple):
    passage: str
    exercise: str


def kept_apart_faults(course: Course) -> Iterator[Fault]:
    """Check exercises, chapters, retrieval questions, what the widgets hold, and the widgets' pages.

    An exercise may use its own kept passages, and its second version those too, but not in the practice
    part, which everybody sees.
    """
    transcripts = _transcripts(course)
    kept = _kept_turns(course, transcripts)
    if not kept:
        return
    runs = {
        run: turn.turn
        for transcript in transcripts.values()
        for turn in transcript.turns
        if turn.turn in kept
        for run, _ in _runs(turn.text)
    }
    seen_by_all = (
        *(course.chapters.glob(pattern) for pattern in ("*.md", "*.yml")),
        (course.data / "models").glob("*.json"),
        (course.root / "book" / "widgets").glob("*.md"),
    )
    places = [(path, "") for path in sorted(path for found in seen_by_all for path in found)]
    places += [(course.exercises / slug / "exercise.yml", slug) for slug in exercise_slugs(course)]
    for path, slug in places:
        text = content_of(path).decode("utf-8", "replace")
        uses = [*_named(text, transcripts), *((at, runs[run]) for run, at in _runs(text) if run in runs)]
        start, end = _practice(text) if slug else (0, len(text))
        own = {slug, *_INSTEAD_OF.findall(text)} if slug else set()
        told: set[str] = set()
        for at, turn in sorted(uses):
            keeping = kept.get(turn)
            if keeping is None or turn in told or (keeping.exercise in own and not start <= at < end):
                continue
            told.add(turn)
            yield Fault(
                course.name_of(path),
                text.count("\n", 0, at) + 1,
                f"It uses {turn}, which lies in {keeping.passage}, kept apart for {keeping.exercise}.",
                "Take another passage: who is assessed on this one must not have met it.",
            )


def _transcripts(course: Course) -> dict[str, Transcript]:
    """Load what passages are of; what cannot be read is told by the check of the corpus."""
    try:
        docs = {passage.doc for passage in load_passages(course)} & set(load_index(course))
        return {doc: load_transcript(course, doc) for doc in sorted(docs)}
    except CourseError:
        return {}


def _kept_turns(course: Course, transcripts: Mapping[str, Transcript]) -> dict[str, _Kept]:
    kept: dict[str, _Kept] = {}
    for passage in load_passages(course) if transcripts else ():
        turns = _between(transcripts, passage.first, passage.last)
        kept.update(dict.fromkeys(turns, _Kept(passage.id, passage.exercise)))
    return kept


def _between(transcripts: Mapping[str, Transcript], first: str, last: str) -> list[str]:
    """Give the turns of a range; none where there is no such range."""
    transcript = transcripts.get(first.rpartition("-")[0])
    try:
        return [turn.turn for turn in transcript.passage(first, last)] if transcript is not None else []
    except CourseError:
        return []


def _named(text: str, transcripts: Mapping[str, Transcript]) -> Iterator[tuple[int, str]]:
    """Give the turns that a text names, alone or as a range, each with where it stands."""
    for match in _TURN.finditer(text):
        yield match.start(), match[0]
    for match in _RANGE.finditer(text):
        first, last = (id for id in match.groups() if id is not None)
        for turn in _between(transcripts, first, last):
            yield match.start(), turn


def _runs(text: str) -> Iterator[tuple[_Run, int]]:
    """Give every run of words, whatever their letters' case, with where it begins."""
    words = [
        (match[0].casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"), match.start())
        for match in _WORD.finditer(text)
    ]
    for place in range(len(words) - RUN + 1):
        yield tuple(word for word, _ in words[place : place + RUN]), words[place][1]


def _practice(text: str) -> tuple[int, int]:
    """Find the practice part of an exercise.yml: from its key to the next at the margin."""
    match = re.search(r"^practice:.*\n(?:[ \t#].*\n|\n)*", text, re.MULTILINE)
    return match.span() if match else (0, 0)
