"""A CSV as its very bytes: single cells are replaced, all else stays as another program wrote it."""

from __future__ import annotations

import re
from pathlib import Path

from ...corpus import CourseError
from ..plain_text import one_line

_MOST_BYTES = 50 * 1024 * 1024


class RawCsv:
    """A CSV of another program.

    Parameters
    ----------
    path
        The file, in UTF-8 or in a Windows encoding.

    Raises
    ------
    CourseError
        If it cannot be read as a CSV.

    Attributes
    ----------
    delimiter
        What stands between cells.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            if path.stat().st_size > _MOST_BYTES:
                raise CourseError(
                    path, f"It is larger than {_MOST_BYTES:,} bytes.", "Name the VLE's own file."
                )
            data = path.read_bytes()
        except OSError as error:
            raise CourseError(path, f"It cannot be read: {error.strerror}.", "Check its name.") from error
        self._utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        if self._utf16:
            data = data.decode("utf-16").encode("utf-8")
        self._bom = data[:3] if data.startswith(b"\xef\xbb\xbf") else b""
        data = data.removeprefix(b"\xef\xbb\xbf")
        try:
            data.decode("utf-8")
            self.encoding = "utf-8"
        except UnicodeDecodeError:
            self.encoding = "cp1252"
        # One byte is one character here, so that what is not touched comes out as it went in.
        text = data.decode("latin-1")
        head = text.partition("\n")[0]
        self.delimiter = max(",;\t", key=head.count)
        self._raw: list[list[str]] = []
        self._ends: list[str] = []
        self._cut(text)
        self.rows = [[self._value(cell) for cell in row] for row in self._raw]

    def _cut(self, text: str) -> None:
        cell = re.compile(rf'("(?:[^"]|"")*"|[^"{self.delimiter}\r\n][^{self.delimiter}\r\n]*|)')
        place, row = 0, list[str]()
        while place < len(text):
            found = cell.match(text, place)
            assert found is not None  # it also matches nothing
            row.append(found[0])
            place = found.end()
            if text.startswith(self.delimiter, place):
                place += 1
                if place == len(text):
                    row.append("")
                continue
            end = re.compile(r"\r\n|\n|\r|\Z").match(text, place)
            if end is None:
                line = text.count("\n", 0, place) + 1
                raise CourseError(
                    f"{self._path}:{line}",
                    "This is not a CSV that can be relied on: a quote stands where none can.",
                    "Download it again, and do not save it from a spreadsheet in between.",
                )
            self._raw.append(row)
            self._ends.append(end[0])
            row, place = [], end.end()
        if row:
            self._raw.append(row)
            self._ends.append("")

    def _value(self, raw: str) -> str:
        if raw.startswith('"'):
            raw = raw[1:-1].replace('""', '"')
        return raw.encode("latin-1").decode(self.encoding, "replace")

    @property
    def header(self) -> list[str]:
        """The first row."""
        return [cell.strip() for cell in self.rows[0]] if self.rows else []

    def column(self, *names: str, required: bool = True) -> int:
        """Find a column by the first of some names that the header has, whatever its capitals; -1 for none.

        Raises
        ------
        CourseError
            If it is required and there is none.
        """
        folded = [cell.casefold() for cell in self.header]
        for name in names:
            if name and name.strip().casefold() in folded:
                return folded.index(name.strip().casefold())
        if required:
            raise CourseError(
                self._path,
                f"There is no column {' or '.join(filter(None, names))}; there are "
                f"{', '.join(one_line(cell, 40) for cell in self.header) or 'none'}.",
                "Name them as this file does: --id-column, --column, --feedback-column.",
            )
        return -1

    def cell(self, row: int, column: int) -> str:
        """Give a cell, empty where the row is shorter."""
        cells = self.rows[row]
        return cells[column] if 0 <= column < len(cells) else ""

    def put(self, row: int, column: int, text: str) -> None:
        """Replace one cell."""
        raw = text.encode(self.encoding, "xmlcharrefreplace").decode("latin-1")
        if '"' in raw or self.delimiter in raw or "\n" in raw or "\r" in raw or raw != raw.strip(" "):
            raw = '"' + raw.replace('"', '""') + '"'
        while len(self._raw[row]) <= column:
            self._raw[row].append("")
            self.rows[row].append("")
        self._raw[row][column] = raw
        self.rows[row][column] = text

    def data(self, rows: list[int] | None = None, columns: list[int] | None = None) -> bytes:
        """Give the bytes, of some rows and columns alone if they are named."""
        chosen = range(len(self._raw)) if rows is None else rows
        text = "".join(
            self.delimiter.join(
                self._raw[row]
                if columns is None
                else [self._raw[row][column] for column in columns if column < len(self._raw[row])]
            )
            + self._ends[row]
            for row in chosen
        )
        data = self._bom + text.encode("latin-1")
        return data.decode("utf-8").encode("utf-16") if self._utf16 else data
