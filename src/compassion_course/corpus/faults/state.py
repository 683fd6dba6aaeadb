"""What the checks of the corpus share: each file read once, and the faults found so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from ..codebooks import Code, Codebook
from ..course import Course
from ..errors import CourseError, Fault
from ..jsonl import content_of, read_all_rows
from ..readings import Reader, Span, Statement, Theme
from ..transcripts import TranscriptInfo, Turn
from .files import fault_of, row_faults, text_faults

Row = TypeVar("Row")


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


IdRow = TypeVar("IdRow", bound=_HasId)


@dataclass
class Work:
    """What was read of one reader's folder.

    Attributes
    ----------
    codes
        Every code that the reader may use, by id.
    rows
        The spans of each transcript, with their lines.
    spans
        The parts of each span by its id: more than one if it goes across turns.
    """

    reader: Reader
    folder: Path
    codes: dict[str, Code]
    rows: dict[str, list[tuple[int, Span]]] = field(default_factory=dict)
    spans: dict[str, list[Span]] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)

    @property
    def codebook(self) -> Codebook:
        """The codes as a tree."""
        return Codebook(self.reader.id, tuple(self.codes.values()))


class CorpusState:
    """The course's files as far as they were read, and what is wrong with them.

    Attributes
    ----------
    index
        Transcripts by id, each with its line in ``index.jsonl``.
    turns
        The turns of each transcript by turn id, in order.
    codebooks
        The closed codebooks: the ids of their codes.
    works
        What each reader of ``data/readings/`` made.
    """

    def __init__(self, course: Course) -> None:
        self.course = course
        self.faults: set[Fault] = set()
        self.index: dict[str, tuple[int, TranscriptInfo]] = {}
        self.turns: dict[str, dict[str, Turn]] = {}
        self.codebooks: dict[str, dict[str, Code]] = {}
        self.works: dict[str, Work] = {}

    def tell(self, path: Path, line: int, problem: str, remedy: str) -> None:
        """Note a fault."""
        self.faults.add(Fault(self.course.name_of(path), line, problem, remedy))

    def rows(self, path: Path, kind: type[Row]) -> list[tuple[int, Row]]:
        """Read the rows of a file that can be read, each with its line, and note what is wrong."""
        try:
            rows, errors = read_all_rows(path, kind)
        except CourseError as error:
            self.faults.add(fault_of(self.course, error))
            return []
        self.faults.update(fault_of(self.course, error) for error in errors)
        content = content_of(path)
        self.faults.update(text_faults(self.course.name_of(path), content))
        self.faults.update(row_faults(self.course.name_of(path), content, kind))
        return rows

    def rows_if_any(self, path: Path, kind: type[Row]) -> list[tuple[int, Row]]:
        """Read rows as :meth:`rows` does; a missing file is no fault."""
        return self.rows(path, kind) if path.is_file() else []

    def rows_with_ids(self, path: Path, kind: type[IdRow]) -> list[tuple[int, IdRow]]:
        """Read rows as :meth:`rows_if_any` does; ids that stand twice or have blanks are faults."""
        rows = self.rows_if_any(path, kind)
        counts = Counter(row.id for _, row in rows)
        for line, row in rows:
            if counts[row.id] > 1:
                self.tell(path, line, f"Id {row.id} stands twice.", "Give each its own id.")
            if not row.id or row.id != "".join(row.id.split()):
                self.tell(path, line, f"Id {row.id!r} is empty or has blanks.", "Mend the id.")
        return rows

    def text(self, path: Path, what: str) -> None:
        """Check a text that must be there and say something.

        Parameters
        ----------
        what
            What is missing if it is, such as ``the life of P03``.
        """
        try:
            content = content_of(path)
        except CourseError:
            self.tell(path, 1, f"It is missing: {what}.", "Write it, or restore it from git.")
            return
        if not content.strip():
            self.tell(path, 1, f"It is empty: {what}.", "Write it, or restore it from git.")
        self.faults.update(text_faults(self.course.name_of(path), content))
