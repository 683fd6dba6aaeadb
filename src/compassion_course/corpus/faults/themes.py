"""Check experiential statements, PETs, GETs, categories and the core category."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..readings import THEME_KINDS, Statement, Theme
from .codes import in_circle
from .state import CorpusState, Work

# What the members of each kind are, in words, for the remedy.
_MEMBERS = {
    "PET": "experiential statements of its transcript",
    "GET": "PETs",
    "category": "codes",
    "core": "categories",
}
# A group theme draws on three transcripts of four; where two were read, on both.
_GET_DOCS = 3


def statement_faults(state: CorpusState, work: Work, rows: list[tuple[int, Statement]]) -> None:
    """Check experiential statements against the spans that they rest on."""
    path = work.folder / "statements.jsonl"
    letter = work.folder.name[0]
    for line, statement in rows:
        work.statements[statement.id] = statement
        doc = statement.doc
        if doc not in state.turns:
            state.tell(
                path, line, f"Statement {statement.id} is of {doc}, which is no transcript.", "Mend doc."
            )
        if not re.fullmatch(rf"{re.escape(doc)}{letter}S\d+", statement.id):
            state.tell(
                path,
                line,
                f"Statement id {statement.id!r} does not follow the pattern.",
                f"Write {doc}{letter}S1 and so on.",
            )
        if not statement.text.strip():
            state.tell(path, line, f"Statement {statement.id} says nothing.", "Write the statement.")
        if not statement.spans:
            state.tell(path, line, f"Statement {statement.id} rests on no span.", "Name its spans.")
        for span in statement.spans:
            parts = work.spans.get(span)
            if parts is None:
                state.tell(
                    path, line, f"Statement {statement.id} rests on {span}, which is no span.", "Mend the id."
                )
            elif parts[0].doc != doc:
                state.tell(
                    path,
                    line,
                    f"Statement {statement.id} is of {doc} and rests on {span} of {parts[0].doc}.",
                    "A statement rests on its own transcript; use a GET to bring transcripts together.",
                )


def theme_faults(state: CorpusState, work: Work, rows: list[tuple[int, Theme]]) -> None:
    """Check themes of every kind, their members, and that there is one core category."""
    path = work.folder / "themes.jsonl"
    work.themes = {theme.id: theme for _, theme in rows}
    parents = {theme.id: theme.parent for _, theme in rows}
    for line, theme in rows:
        for problem, remedy in _faults_of(state, work, theme, parents):
            state.tell(path, line, f"Theme {theme.id} {problem}", remedy)
    _core_faults(state, path, rows)


def _core_faults(state: CorpusState, path: Path, rows: list[tuple[int, Theme]]) -> None:
    cores = [(line, theme) for line, theme in rows if theme.kind == "core"]
    for line, theme in cores[1:]:
        state.tell(
            path,
            line,
            f"Theme {theme.id} is a second core category beside {cores[0][1].id}.",
            "Keep one; make the other a category.",
        )
    categories = [line for line, theme in rows if theme.kind == "category"]
    if categories and not cores:
        state.tell(
            path,
            categories[0],
            "There are categories and no core category.",
            'Add one line of kind "core" whose members are categories.',
        )


def _faults_of(
    state: CorpusState, work: Work, theme: Theme, parents: dict[str, str | None]
) -> Iterator[tuple[str, str]]:
    if theme.kind not in THEME_KINDS:
        yield f"is of kind {theme.kind!r}.", f"Kinds are {', '.join(THEME_KINDS)}."
        return
    if not theme.name.strip():
        yield "has no name.", "Name it."
    if theme.doc is not None and theme.doc not in state.turns:
        yield f"is of {theme.doc}, which is no transcript.", "Mend doc; it is null for what goes across."
    if theme.parent is not None and theme.parent not in parents:
        yield f"has the parent {theme.parent}, which is no theme.", "Mend the parent."
    elif in_circle(theme.id, parents):
        yield "stands above itself.", "Mend the parent; at the top it is null."
    if not theme.members:
        yield "has no members.", f"Name its {_MEMBERS[theme.kind]}."
    if len(set(theme.members)) < len(theme.members):
        yield "has a member twice.", "Name each member once."
    for member in theme.members:
        if not _may_be_member(work, theme, member):
            yield (
                f"has the member {member}, which is not one of the {_MEMBERS[theme.kind]}.",
                "Mend the id; only those may be its members.",
            )
    if theme.kind == "PET":
        yield from _pet_faults(work, theme)
    if theme.kind == "GET":
        yield from _get_faults(state, work, theme)


def _may_be_member(work: Work, theme: Theme, member: str) -> bool:
    match theme.kind:
        case "PET":
            return member in work.statements and work.statements[member].doc == theme.doc
        case "GET":
            return member in work.themes and work.themes[member].kind == "PET"
        case "category":
            return member in work.codes
        case _:
            return member in work.themes and work.themes[member].kind == "category"


def _pet_faults(work: Work, theme: Theme) -> Iterator[tuple[str, str]]:
    if theme.doc is None:
        yield "is a PET of no transcript.", "Write its doc: a PET is personal."
    extracts = {
        span
        for member in theme.members
        if member in work.statements
        for span in work.statements[member].spans
    }
    if len(extracts) == 1 and not theme.why.strip():
        yield (
            "rests on one extract and does not say why that is enough.",
            "Say in why what makes the extract telling, or add another.",
        )


def _docs_read(state: CorpusState, work: Work) -> set[str]:
    """Give the transcripts that a group theme may draw on: those read of a study in which there are PETs."""
    of_pets = {theme.doc for theme in work.themes.values() if theme.kind == "PET"}
    studies = {state.index[doc][1].study for doc in of_pets if doc in state.index}
    return {doc for doc in work.rows if doc in state.index and state.index[doc][1].study in studies}


def _get_faults(state: CorpusState, work: Work, theme: Theme) -> Iterator[tuple[str, str]]:
    read = _docs_read(state, work)
    needed = max(2, min(_GET_DOCS, len(read)))
    drawn = {work.themes[member].doc for member in theme.members if member in work.themes}
    if len(drawn) < needed:
        yield (
            f"is a GET that draws on {len(drawn)} of {len(read)} transcripts.",
            f"A GET draws on PETs of {needed} or more here.",
        )
    for side in ("convergence", "divergence"):
        if not getattr(theme, side).strip():
            yield (
                f"is a GET without {side}.",
                f"Say in {side} where the participants "
                + ("come together." if side == "convergence" else "part."),
            )
