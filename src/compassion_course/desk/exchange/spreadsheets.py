"""All marks as a CSV or an Excel workbook, for the programme's own lists."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable

from ..csv_files import number
from ..roster import Roster, Trainee
from .lines import Line, comments_text, text_cell

_HEAD = ("Trainee", "Name", "E-mail", "Exercise", "Marks", "Of", "State")


def marks_csv(lines: list[Line], roster: Roster | None) -> bytes:
    """Write a CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in _rows(lines, roster):
        writer.writerow([number(cell) if isinstance(cell, float) else cell for cell in row])
    return text.getvalue().encode("utf-8")


def marks_xlsx(lines: list[Line], roster: Roster | None) -> bytes:
    """Write a workbook: numbers as numbers, and every text a text, whatever it begins with."""
    import xlsxwriter

    packed = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(packed, settings) as book:
        # Without it every run would make other bytes.
        book.set_properties({"created": datetime.datetime(2000, 1, 1)})
        sheet = book.add_worksheet("Marks")
        bold = book.add_format({"bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for place, row in enumerate(_rows(lines, roster)):
            for column, cell in enumerate(row):
                if isinstance(cell, float):
                    sheet.write_number(place, column, cell)
                elif cell:
                    sheet.write_string(place, column, cell, bold if not place else wrapped)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 3, 18)
    return packed.getvalue()


def _rows(lines: list[Line], roster: Roster | None) -> Iterable[list[str | float]]:
    items = sorted({(line.exercise, place, item) for line in lines for place, item in enumerate(line.items)})
    yield [*_HEAD, *(f"{slug}/{item}" for slug, _, item in items), "Comments"]
    for line in sorted(lines, key=lambda one: (one.exercise, one.trainee)):
        person = Trainee(line.trainee) if roster is None else roster.by_id[line.trainee]
        row: list[str | float] = [
            line.trainee,
            text_cell(person.name),
            text_cell(person.email),
            line.exercise,
            "" if line.total is None else float(line.total),
            float(line.out_of),
            line.state,
        ]
        for slug, _, item in items:
            marks = line.items.get(item) if slug == line.exercise else None
            row.append("" if marks is None else float(marks))
        row.append(text_cell(comments_text(line)))
        yield row
