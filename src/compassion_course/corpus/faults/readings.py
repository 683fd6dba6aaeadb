"""Check each reader's folder: who read, the spans, and then all that rests on them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..codebooks import Code
from ..errors import CourseError
from ..jsonl import content_of
from ..readings import Memo, Reader, Relation, Span, Statement, Theme, docs_read, load_reader
from .codes import own_code_faults
from .files import fault_of, text_faults
from .relations import memo_faults, relation_faults
from .spans import span_faults
from .state import CorpusState, Work
from .themes import statement_faults, theme_faults


def reading_faults(state: CorpusState) -> None:
    """Check every reader in ``data/readings/``."""
    top = state.course.readings
    for folder in sorted(top.iterdir()) if top.is_dir() else ():
        if folder.is_dir() and not folder.name.startswith("."):
            reader = reader_of(state, folder)
            if reader is not None:
                state.works[folder.name] = work_faults(state, folder, reader)


def reader_of(state: CorpusState, folder: Path) -> Reader | None:
    """Read and check ``reader.json``; give none if it cannot be read."""
    path = folder / "reader.json"
    try:
        reader = load_reader(folder)
    except CourseError as error:
        state.faults.add(fault_of(state.course, error))
        return None
    state.faults.update(text_faults(state.course.name_of(path), content_of(path)))
    if reader.id != folder.name:
        state.tell(
            path, 1, f"Its id is {reader.id!r}; its folder is {folder.name}.", "Make the two the same."
        )
    for missing in sorted(set(reader.codebooks) - set(state.codebooks)):
        state.tell(path, 1, f"There is no codebook {missing}.", "Codebooks lie in data/codebooks/.")
    return reader


def work_faults(
    state: CorpusState, folder: Path, reader: Reader, inherited: Mapping[str, Code] | None = None
) -> Work:
    """Check one folder of readings and give what was read.

    Parameters
    ----------
    inherited
        Codes that the reader opened elsewhere and may use here.
    """
    closed = {
        code: entry for book in reader.codebooks for code, entry in state.codebooks.get(book, {}).items()
    }
    own = state.rows_if_any(folder / "codes.jsonl", Code)
    own_code_faults(state, folder / "codes.jsonl", own, closed)
    work = Work(reader, folder, {**closed, **(inherited or {}), **{code.code: code for _, code in own}})
    _read_spans(state, work)
    statement_faults(state, work, state.rows_with_ids(folder / "statements.jsonl", Statement))
    theme_faults(state, work, state.rows_with_ids(folder / "themes.jsonl", Theme))
    relation_faults(state, work, state.rows_with_ids(folder / "relations.jsonl", Relation))
    memo_faults(state, work, state.rows_with_ids(folder / "memos.jsonl", Memo))
    if (storyline := folder / "storyline.md").is_file():
        state.text(storyline, "the storyline")
    return work


def _read_spans(state: CorpusState, work: Work) -> None:
    for doc in docs_read(work.folder):
        path = work.folder / f"{doc}.jsonl"
        if doc not in state.turns:
            state.tell(
                path, 1, f"There is no transcript {doc}.", "Name the file for a transcript of the index."
            )
            continue
        rows = state.rows(path, Span)
        for line, problem, remedy in span_faults(rows, work.folder.name, doc, state.turns[doc], work.codes):
            state.tell(path, line, problem, remedy)
        for line, span in rows:
            if work.spans.get(span.id, [span])[0].doc != span.doc:
                state.tell(
                    path,
                    line,
                    f"Span id {span.id} is used in {work.spans[span.id][0].doc} too.",
                    "Ids are unique within a reader: give this span its own.",
                )
                continue
            work.spans.setdefault(span.id, []).append(span)
        work.rows[doc] = rows
