"""Marks for Blackboard: the grade centre's own download, cut to the user name and one column."""

from __future__ import annotations

import re
from pathlib import Path

from ...corpus import CourseError
from ..plain_text import seen
from ..roster import Roster
from .lines import Line, Report, only_exercise, whose, written
from .raw_csv import RawCsv

_COLUMN = re.compile(r"(?P<title>.*?)(?:\s*\[(?P<about>[^\]]*)\])?\s*(?:\|\s*(?P<id>\d+))\s*")
_POINTS = re.compile(r":\s*([\d.,]+)")


def fill_blackboard(
    path: Path, lines: list[Line], roster: Roster, *, column: str = "", id_column: str = ""
) -> tuple[bytes, Report]:
    """Fill one column of a download.

    Parameters
    ----------
    path
        The file of Grade Centre, Work Offline, Download; tabs or commas, as it was downloaded.
    lines
        Marks of one exercise.
    roster
        The class: its column ``blackboard`` or ``username``, else the trainee's id, is the user name.
    column
        The column as it is called there; else the one with the exercise's title.
    id_column
        The user name's column, where the site does not speak English.

    Raises
    ------
    CourseError
        If the column is not there, or gives marks out of another number.
    """
    sheet = RawCsv(path)
    exercise = only_exercise(lines)
    user = sheet.column(id_column or "Username", "User Name")
    place = _wanted(sheet, path, column, lines[0].title if lines else exercise, exercise)
    about = _COLUMN.fullmatch(sheet.header[place])
    points = _POINTS.search(about["about"] or "") if about is not None else None
    for line in lines:
        if points is not None and float(points[1].replace(",", ".")) != line.out_of:
            raise CourseError(
                path,
                f"The column gives marks out of {points[1]}; these are out of {line.out_of:g}.",
                "Set its points to that, or scale in scheme.yml to its points.",
            )
    by_trainee = {line.trainee: line for line in lines}
    rows, notes, found = [0], list[str](), set[str]()
    for row in range(1, len(sheet.rows)):
        name = sheet.cell(row, user).strip()
        if not name:
            continue
        trainee = whose(roster, "blackboard", name)
        entry = by_trainee.get(trainee)
        if entry is None:
            notes.append(
                f"{trainee or seen(name)}: no marks here; left out, so Blackboard keeps what it has."
            )
            continue
        found.add(trainee)
        if entry.total is None:
            notes.append(f"{trainee}: not marked in full ({entry.state}); left out.")
            continue
        sheet.put(row, place, written(entry.total))
        rows.append(row)
    for trainee in sorted(by_trainee.keys() - found):
        notes.append(f"{trainee} has marks of {exercise} and no row in the download.")
    return sheet.data(rows, [user, place]), Report(len(rows) - 1, notes)


def _wanted(sheet: RawCsv, path: Path, named: str, title: str, slug: str) -> int:
    wanted = {one.strip().casefold() for one in ([named] if named else [title, slug])}
    found = [
        place
        for place, cell in enumerate(sheet.header)
        if cell.casefold() in wanted
        or (
            (parts := _COLUMN.fullmatch(cell)) is not None
            and {parts["title"].casefold(), parts["id"]} & wanted
        )
    ]
    if len(found) != 1:
        raise CourseError(
            path,
            f"{len(found) or 'No'} columns are called {' or '.join(sorted(wanted))}; there are "
            f"{', '.join(seen(cell) for cell in sheet.header)}.",
            "Name it as this file does: --column TITLE.",
        )
    return found[0]
