"""A reading as somebody brings it: spans that may still lack offsets and ids, from JSON Lines or CSV."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from .errors import CourseError, Fault
from .jsonl import content_of

_COLUMNS = (
    "doc",
    "turn",
    "quote",
    "codes",
    "why",
    "id",
    "nth",
    "start",
    "end",
    "descriptive",
    "linguistic",
    "conceptual",
)
_NEEDED = ("turn", "quote", "codes", "why")
_BOM = b"\xef\xbb\xbf"


class Draft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A span before it is placed.

    Attributes
    ----------
    nth
        Which of several places of the quote in the turn is meant, from 1.
    start, end
        Offsets in code points; without them the quote is looked for.
    id
        Kept as it stands; without one the span is numbered.
    """

    turn: str
    quote: str
    doc: str | None = None
    codes: tuple[str, ...] = ()
    why: str = ""
    notes: dict[str, str] = {}
    id: str | None = None
    nth: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass
class DraftReading:
    """The drafts of one file with their lines, and what could not be read.

    Attributes
    ----------
    codebooks
        The closed codebooks that the file says it used.
    renumber
        Whether the ids only say which lines belong together, as those of an answer sheet do.
    """

    path: Path
    drafts: list[tuple[int, Draft]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    codebooks: tuple[str, ...] = ()
    renumber: bool = False

    def tell(self, line: int, problem: str, remedy: str) -> None:
        """Note a fault of this file."""
        self.faults.append(Fault(str(self.path), line, problem, remedy))


def read_draft(path: Path) -> DraftReading:
    """Read drafts from a file: ``.jsonl``, or ``.csv`` with the columns doc, turn, quote, codes, why.

    A byte order mark and CRLF line ends are passed over; quotes and reasons are brought to Unicode form NFC.

    Raises
    ------
    CourseError
        If the file cannot be read, or is neither.
    """
    content = content_of(path).removeprefix(_BOM)
    draft = DraftReading(path)
    match path.suffix.lower():
        case ".jsonl":
            _read_lines(draft, content)
        case ".csv":
            _read_table(draft, content)
        case _:
            raise CourseError(
                path,
                "This is not a file of spans.",
                "It is a .jsonl of span lines, a .csv with doc, turn, quote, codes, why, or a sheet.",
            )
    if not draft.drafts and not draft.faults:
        draft.tell(1, "It holds no span.", "Write one span on each line.")
    return draft


def tidy(text: str) -> str:
    """Bring a reason or a note to NFC with single blanks, as every line of the corpus has."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\ufeff", "").split())


def _read_lines(draft: DraftReading, content: bytes) -> None:
    decoder = msgspec.json.Decoder(Draft)
    for number, line in enumerate(content.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            row = decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            draft.tell(
                number,
                f"This line is not a span: {error}.",
                "Each line is one JSON object with turn, quote, codes and why.",
            )
            continue
        draft.drafts.append((number, row))


def _read_table(draft: DraftReading, content: bytes) -> None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        draft.tell(line, "The text is not UTF-8.", "In Excel, save it as 'CSV UTF-8 (Comma delimited)'.")
        return
    table = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [cell.strip().lower() for cell in next(table, [])]
    except csv.Error as error:
        draft.tell(1, f"The header cannot be read: {error}.", "Save the table again as CSV with commas.")
        return
    missing = [name for name in _NEEDED if name not in header]
    unknown = [name for name in header if name not in _COLUMNS]
    if missing or unknown or len(set(header)) < len(header):
        what = f"lacks {', '.join(missing)}" if missing else f"has {', '.join(unknown) or 'a column twice'}"
        draft.tell(1, f"The header {what}.", f"Columns, with commas between: {', '.join(_COLUMNS)}.")
        return
    line = table.line_num + 1
    try:
        for cells in table:
            if any(cell.strip() for cell in cells):
                _read_cells(draft, line, header, cells)
            line = table.line_num + 1
    except csv.Error as error:
        draft.tell(line, f"This row cannot be read: {error}.", "Save the table again as CSV with commas.")


def _read_cells(draft: DraftReading, line: int, header: list[str], cells: list[str]) -> None:
    if len(cells) != len(header):
        draft.tell(
            line,
            f"This row has {len(cells)} cells; the header has {len(header)}.",
            "Put quotation marks around a cell with a comma in it.",
        )
        return
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    numbers: dict[str, int | None] = {}
    for name in ("nth", "start", "end"):
        given = row.get(name, "")
        if given and not re.fullmatch("[0-9]{1,9}", given):
            draft.tell(line, f"Its {name} is {given!r}.", "Write a whole number, or leave the cell empty.")
            return
        numbers[name] = int(given) if given else None
    draft.drafts.append(
        (
            line,
            Draft(
                doc=row.get("doc") or None,
                turn=row["turn"],
                quote=row["quote"],
                codes=tuple(code for part in row["codes"].split(";") if (code := part.strip())),
                why=row["why"],
                notes={
                    kind: row[kind] for kind in ("descriptive", "linguistic", "conceptual") if row.get(kind)
                },
                id=row.get("id") or None,
                **numbers,
            ),
        )
    )
