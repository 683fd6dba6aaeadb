"""Check closed codebooks and readers' own codes."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from ..codebooks import Code, Property
from .state import CorpusState

_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def codebook_faults(state: CorpusState) -> None:
    """Check every codebook in ``data/codebooks/``."""
    for path in sorted(state.course.codebooks.glob("*.jsonl")):
        rows = state.rows(path, Code)
        state.codebooks[path.stem] = {code.code: code for _, code in rows}
        _tree_faults(state, path, rows, {})
        letters = Counter(code.letter for _, code in rows if code.letter)
        for line, code in rows:
            if letters[code.letter] > 1:
                state.tell(
                    path, line, f"Letter {code.letter} is used twice.", "Give each code its own letter."
                )


def own_code_faults(
    state: CorpusState, path: Path, rows: list[tuple[int, Code]], closed: dict[str, Code]
) -> None:
    """Check the codes that a reader opened, beside those of the reader's codebooks."""
    _tree_faults(state, path, rows, closed)
    for line, code in rows:
        if not _KEBAB.fullmatch(code.code):
            state.tell(
                path, line, f"Code {code.code!r} is not in kebab-case.", "Write it as in just-crack-on."
            )
        if code.code in closed:
            state.tell(path, line, f"Code {code.code} is a codebook's.", "Give the own code another id.")
        for one in code.properties or ():
            if not isinstance(one, Property) or not all(
                part.strip() for part in (one.name, one.from_, one.to)
            ):
                state.tell(
                    path,
                    line,
                    f"Code {code.code} has a property without a name or a range.",
                    'Write {"name": "...", "from": "...", "to": "..."}.',
                )


def _tree_faults(
    state: CorpusState, path: Path, rows: list[tuple[int, Code]], above: dict[str, Code]
) -> None:
    """Check ids, definitions and parents; ``above`` may be parents too."""
    counts = Counter(code.code for _, code in rows)
    parents = {code.code: code.parent for _, code in rows}
    for line, code in rows:
        if counts[code.code] > 1:
            state.tell(path, line, f"Code {code.code} stands twice.", "Rename one of the two.")
        if code.parent is not None and code.parent not in parents and code.parent not in above:
            state.tell(path, line, f"Parent {code.parent} of {code.code} is not a code.", "Mend the parent.")
        elif in_circle(code.code, parents):
            state.tell(
                path,
                line,
                f"Code {code.code} stands above itself.",
                "Mend the parent; null is the top.",
            )
        if not code.definition.strip():
            state.tell(path, line, f"Code {code.code} has no definition.", "Say what it means.")
        if not code.name.strip():
            state.tell(path, line, f"Code {code.code} has no name.", "Name it.")


def in_circle(start: str, parents: dict[str, str | None]) -> bool:
    """Tell whether going up from ``start`` leads back to it."""
    seen: set[str] = set()
    at = parents.get(start)
    while at is not None and at not in seen:
        if at == start:
            return True
        seen.add(at)
        at = parents.get(at)
    return False
