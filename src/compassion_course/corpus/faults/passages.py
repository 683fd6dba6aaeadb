"""Check the passages kept apart for assessed work, and the readings of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

from ..passages import Passage
from ..transcripts import words_in
from .readings import reader_of, work_faults
from .state import CorpusState
from .transcripts import turns_noted

# Passages of one exercise differ in length by no more than this share.
ALIKE = 0.05


def passage_faults(state: CorpusState) -> None:
    """Check ``data/passages.jsonl``, and ``exercises/<slug>/readings/`` where tutors have them."""
    path = state.course.data / "passages.jsonl"
    rows = state.rows_with_ids(path, Passage)
    turns_of = {passage.id: _passage_turns(state, path, line, passage) for line, passage in rows}
    _set_faults(state, path, rows)
    _overlap_faults(state, path, rows, turns_of)
    for line, passage in rows:
        _use_faults(state, path, line, passage, turns_of[passage.id])
    inside: dict[str, set[str]] = defaultdict(set)
    for _, passage in rows:
        inside[passage.exercise] |= turns_of[passage.id]
    for slug, turns in sorted(inside.items()):
        _kept_reading_faults(state, slug, turns)


def _passage_turns(state: CorpusState, path: Path, line: int, passage: Passage) -> set[str]:
    """Check that a passage is where it says, and give its turns."""

    def tell(problem: str, remedy: str) -> None:
        state.tell(path, line, f"Passage {passage.id} {problem}", remedy)

    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*/[12]", passage.set):
        tell(f"has the set {passage.set!r}.", "Write <exercise>/1 or <exercise>/2.")
    if not re.fullmatch(rf"{re.escape(passage.doc)}-[a-z]", passage.id):
        tell("does not follow the pattern of ids.", f"Write {passage.doc}-a and so on.")
    order = list(state.turns.get(passage.doc, ()))
    if not order:
        tell(f"is of {passage.doc}, which is no transcript.", "Mend doc.")
        return set()
    for turn in (passage.first, passage.last):
        if turn not in order:
            tell(f"names turn {turn}, which is not there.", "Mend the turn.")
            return set()
    start, end = order.index(passage.first), order.index(passage.last)
    if start > end:
        tell(f"begins at {passage.first}, which comes after {passage.last}.", "Name the earlier turn first.")
        return set()
    turns = order[start : end + 1]
    counted = sum(words_in(state.turns[passage.doc][turn].text) for turn in turns)
    if counted != passage.words:
        tell(f"is said to have {passage.words} words; it has {counted}.", f"Write {counted}.")
    return set(turns)


def _set_faults(state: CorpusState, path: Path, rows: list[tuple[int, Passage]]) -> None:
    of_slug: dict[str, list[tuple[int, Passage]]] = defaultdict(list)
    for line, passage in rows:
        of_slug[passage.exercise].append((line, passage))
    for slug, lines in of_slug.items():
        docs = Counter(passage.set.rpartition("/")[2] for _, passage in lines)
        for which in ("1", "2"):
            if not docs[which]:
                state.tell(
                    path,
                    lines[0][0],
                    f"The exercise {slug} keeps no passage in set {slug}/{which}.",
                    "Keep a first passage and a second of equal length.",
                )
        if docs["1"] and docs["2"] and docs["1"] != docs["2"]:
            state.tell(
                path,
                lines[0][0],
                f"The exercise {slug} keeps {docs['1']} passages in set 1 and {docs['2']} in set 2.",
                "Keep as many in each.",
            )
        shortest = min(passage.words for _, passage in lines)
        for line, passage in lines:
            if passage.words > shortest * (1 + ALIKE):
                state.tell(
                    path,
                    line,
                    f"Passage {passage.id} has {passage.words} words, more than 5 % above the {shortest} of "
                    f"another of {slug}.",
                    "Move its first or last turn.",
                )


def _overlap_faults(
    state: CorpusState, path: Path, rows: list[tuple[int, Passage]], turns_of: dict[str, set[str]]
) -> None:
    for number, (line, passage) in enumerate(rows):
        for _, earlier in rows[:number]:
            both = turns_of[passage.id] & turns_of[earlier.id]
            if both and passage.exercise == earlier.exercise and passage.id != earlier.id:
                state.tell(
                    path,
                    line,
                    f"Passage {passage.id} shares {min(both)} with {earlier.id}.",
                    "Who resits needs words not met before: keep the two apart.",
                )


def _use_faults(state: CorpusState, path: Path, line: int, passage: Passage, turns: set[str]) -> None:
    """Check that nothing published rests on a passage, and that nothing in it may hurt."""
    for name, work in state.works.items():
        for at, span in work.rows.get(passage.doc, ()):
            if span.turn in turns:
                state.tell(
                    work.folder / f"{passage.doc}.jsonl",
                    at,
                    f"Span {span.id} lies in {passage.id}, which is kept apart for {passage.exercise}.",
                    f"Move it to exercises/{passage.exercise}/readings/{name}/{passage.doc}.jsonl.",
                )
    if passage.doc in state.index:
        notes = state.index[passage.doc][1].content_notes
        for turn in sorted({turn for note in notes for turn in turns_noted(note)} & turns):
            state.tell(
                path,
                line,
                f"Passage {passage.id} holds {turn}, which has a content note.",
                "Keep another passage.",
            )


def _kept_reading_faults(state: CorpusState, slug: str, turns: set[str]) -> None:
    """Check the readings of kept passages; a trainee's edition has none."""
    top = state.course.exercises / slug / "readings"
    for folder in sorted(top.iterdir()) if top.is_dir() else ():
        if not folder.is_dir():
            continue
        shipped = state.works.get(folder.name)
        if (folder / "reader.json").is_file():
            reader = reader_of(state, folder)
        elif shipped is not None:
            reader = shipped.reader
        else:
            state.tell(
                folder / "reader.json",
                1,
                f"There is no reader {folder.name} in data/readings/ either.",
                "Name the folder for a reader, or say here who read.",
            )
            continue
        if reader is None:
            continue
        work = work_faults(state, folder, reader, shipped.codes if shipped else None)
        for doc, rows in work.rows.items():
            for line, span in rows:
                if shipped is not None and span.id in shipped.spans:
                    state.tell(
                        folder / f"{doc}.jsonl",
                        line,
                        f"Span id {span.id} is used in data/readings/{folder.name}/ too.",
                        "Ids are unique within a reader: give this span its own.",
                    )
                if span.turn not in turns:
                    state.tell(
                        folder / f"{doc}.jsonl",
                        line,
                        f"Span {span.id} lies in {span.turn}, outside what {slug} keeps apart.",
                        f"Move it to data/readings/{folder.name}/{doc}.jsonl.",
                    )
