"""Check the index, the transcripts, and what goes with them: lives, notes, schedules, diaries."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..transcripts import TranscriptInfo, Turn, raw_excerpt_paths, words_in
from .files import FORBIDDEN
from .state import CorpusState

_KINDS = ("insider", "outsider")


def transcript_faults(state: CorpusState) -> None:
    """Check the index, every transcript, and the papers of every interview."""
    folder = state.course.transcripts
    index = folder / "index.jsonl"
    for line, info in state.rows(index, TranscriptInfo):
        if info.doc in state.index:
            state.tell(index, line, f"{info.doc} stands twice.", "Keep one of the two lines.")
            continue
        state.index[info.doc] = (line, info)
    for path in sorted(folder.glob("*.jsonl")):
        if path != index and path.stem not in state.index:
            state.tell(path, 1, "The index does not list it.", "Add its line to index.jsonl.")
            _read_turns(state, path)
    for doc, (line, info) in state.index.items():
        path = folder / f"{doc}.jsonl"
        if rows := _read_turns(state, path):
            _index_faults(state, index, line, info, sum(words_in(turn.text) for _, turn in rows))
        for paper, what in (("life.md", "the life"), ("note.md", "the interviewer's note")):
            state.text(state.course.data / "interviews" / doc / paper, f"{what} of {doc}")
    _paper_faults(state)
    _raw_excerpt_faults(state)


def _raw_excerpt_faults(state: CorpusState) -> None:
    """Check the excerpts with invented identifiers, which stand outside the index."""
    answers = state.course.data / "raw-excerpt.identifiers.jsonl"
    for path in raw_excerpt_paths(state.course):
        if rows := state.rows(path, Turn):
            _turn_faults(state, path, rows[0][1].doc, rows)
    if answers.exists():
        state.tell(
            answers, 1, "It answers an exercise and is published here.", "Move it to exercises/de-identify/."
        )


def _read_turns(state: CorpusState, path: Path) -> list[tuple[int, Turn]]:
    rows = state.rows(path, Turn)
    state.turns[path.stem] = {turn.turn: turn for _, turn in rows}
    _turn_faults(state, path, path.stem, rows)
    return rows


def _turn_faults(state: CorpusState, path: Path, doc: str, rows: list[tuple[int, Turn]]) -> None:
    seen: set[str] = set()
    for line, turn in rows:
        if turn.doc != doc or not turn.turn.startswith(f"{doc}-"):
            state.tell(path, line, f"Turn {turn.turn} is not a turn of {doc}.", "Mend doc and turn.")
        if turn.turn in seen:
            state.tell(
                path, line, f"Turn {turn.turn} stands twice.", "Give the later one a letter, such as -017a."
            )
        seen.add(turn.turn)
        if turn.speaker not in {doc, "I"}:
            state.tell(path, line, f"Unknown speaker {turn.speaker!r}.", f"Speakers are {doc} and I.")
        bad = FORBIDDEN & set(turn.text)
        if bad or turn.text != turn.text.strip() or not turn.text:
            state.tell(
                path,
                line,
                f"Turn {turn.turn} is empty, or has a blank at an end or a forbidden character "
                f"({', '.join(f'U+{ord(c):04X}' for c in sorted(bad)) or 'blank'}).",
                "A turn is one line of text with single spaces.",
            )


def _index_faults(state: CorpusState, index: Path, line: int, info: TranscriptInfo, counted: int) -> None:
    def tell(problem: str, remedy: str) -> None:
        state.tell(index, line, f"{info.doc} {problem}", remedy)

    if counted != info.words:
        tell(f"is said to have {info.words} words; it has {counted}.", f"Write {counted}.")
    if not info.synthetic:
        tell(
            "is not labelled synthetic.", "The course holds invented interviews alone: set synthetic to true."
        )
    if info.study == "resilience" and (info.wave is None or info.wave < 1):
        tell("names no wave.", "Write the wave of interviews that it belongs to: 1, 2 or 3.")
    if info.schedule is not None:
        schedule = state.course.data / "schedules" / f"{info.schedule}.md"
        if not schedule.is_file():
            name = state.course.name_of(schedule)
            tell(f"names the schedule {info.schedule}; there is no {name}.", "Mend the name, or write it.")
    if (info.interviewer or "").partition(":")[0] not in _KINDS:
        tell("does not say who asked.", "Write interviewer as 'insider: ...' or 'outsider: ...'.")
    for note in info.content_notes:
        if not turns_noted(note) or not str(note.get("note", "")).strip():
            tell("has a content note without turns or words.", 'Write {"turns": [...], "note": "..."}.')
        for turn in turns_noted(note):
            if turn not in state.turns[info.doc]:
                tell(f"has a content note on {turn}, which is not a turn of it.", "Mend the turn.")


def turns_noted(note: Mapping[str, Any]) -> list[str]:
    """Give the turns that a content note names, whatever else stands in it."""
    turns = note.get("turns")
    return [str(turn) for turn in turns] if isinstance(turns, list) else []


def _paper_faults(state: CorpusState) -> None:
    """Check schedules, the memo on why they changed, and the interviewers' diaries."""
    data = state.course.data
    infos = [info for _, info in state.index.values()]
    asked_by = {(info.interviewer or "").partition(":")[0] for info in infos}
    for kind in _KINDS:
        if kind in asked_by:
            state.text(data / "diaries" / f"{kind}.md", f"the {kind}'s reflexive diary")
    if len({info.wave for info in infos} - {None}) > 1:
        state.text(data / "schedules" / "why-it-changed.md", "why the schedule changed between waves")
    for path in sorted([*data.glob("schedules/*.md"), *data.glob("diaries/*.md")]):
        state.text(path, "a schedule or diary")
