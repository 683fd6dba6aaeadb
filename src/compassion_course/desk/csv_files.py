"""Write ``marks.csv`` and ``problems.csv``, whole or not at all, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TextIO

from .plain_text import in_cell


class Problem(NamedTuple):
    """One line of ``problems.csv``.

    Attributes
    ----------
    kind
        ``refused``: the file could not be marked; ``held``: nobody can say whose it is;
        ``conflict``: whose it is was settled by rule; ``unmarked``: one answer could not be read;
        ``earlier``: another hand-in was marked in its place; ``first pass``: a second hand-in holds another
        first pass than the one handed in; ``same``: another hand-in has the same
        words; ``missing``: a trainee of the roster has nothing that can be marked; ``note``: nothing to do.
    """

    file: str
    trainee: str
    exercise: str
    kind: str
    problem: str
    remedy: str

    @property
    def needs_somebody(self) -> bool:
        """Whether a tutor has something to do about it."""
        return self.kind in {"refused", "held", "conflict", "unmarked", "same", "first pass"}


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """Open a file that takes its name only when it is complete."""
    unfinished = path.with_name(f".{path.name}.part")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        yield file
    unfinished.replace(path)


def write_problems(path: Path, problems: Iterable[Problem]) -> None:
    """Write the lines in order of file, one for each thing that a tutor should know."""
    with whole_file(path) as file:
        writer = csv.writer(file)
        writer.writerow(Problem._fields)
        for problem in sorted(set(problems)):
            writer.writerow([in_cell(cell) for cell in problem])


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """Write a mark without a needless fraction."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
