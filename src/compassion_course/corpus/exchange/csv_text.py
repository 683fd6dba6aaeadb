"""CSV that a spreadsheet opens without running anything, and that comes back exactly."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from ..errors import CourseError

# A cell that begins so would be a formula; an apostrophe before it makes it words, and comes off again.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_FIELD_LIMIT = 2**20


def write_csv(rows: Iterable[Sequence[object]]) -> str:
    """Write rows with LF line ends, quoted where needed; a cell like a formula gets an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in rows:
        writer.writerow([_safe(str(cell)) for cell in row])
    return buffer.getvalue()


def read_csv(text: str, where: str) -> list[list[str]]:
    """Read rows; an apostrophe before what would be a formula comes off. Empty lines fall away.

    Raises
    ------
    CourseError
        If it is not CSV, or a cell is beyond reason.
    """
    before = csv.field_size_limit(_FIELD_LIMIT)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise CourseError(
            where, f"This is not CSV: {error}.", "Save it as CSV (UTF-8) with commas."
        ) from error
    finally:
        csv.field_size_limit(before)
    return [[_plain(cell) for cell in row] for row in rows if any(row)]


def _safe(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
