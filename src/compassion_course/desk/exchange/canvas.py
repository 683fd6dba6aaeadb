"""Marks for Canvas: the tutor's own gradebook export, cut to its people's columns and one assignment."""

from __future__ import annotations

import re
from pathlib import Path

from ...corpus import CourseError
from ..plain_text import seen
from ..roster import Roster
from .lines import Line, Report, only_exercise, text_cell, whose, written
from .raw_csv import RawCsv

_TITLE = re.compile(r"(?P<title>.*?)\s*\((?P<id>\d+)\)\s*")
_POINTS = "points possible"


def fill_canvas(path: Path, lines: list[Line], roster: Roster, *, column: str = "") -> tuple[bytes, Report]:
    """Fill one assignment of a gradebook export.

    Parameters
    ----------
    path
        The file of Grades, Export.
    lines
        Marks of one exercise.
    roster
        The class: its column ``canvas`` holds Canvas's ids; else the login or SIS id is the trainee's id.
    column
        The assignment, as its column is called there; else the one with the exercise's title.

    Raises
    ------
    CourseError
        If it is no such export, or the assignment is not in it or gives marks out of another number: an
        unknown title would become a new assignment.
    """
    sheet = RawCsv(path)
    exercise = only_exercise(lines)
    student, id, section = sheet.column("Student"), sheet.column("ID"), sheet.column("Section")
    more = [sheet.column(name, required=False) for name in ("SIS User ID", "SIS Login ID")]
    title = lines[0].title if lines else exercise
    place = _assignment(sheet, section, column, (title, exercise), path)
    comma = any(re.fullmatch(r"\d+,\d+", sheet.cell(row, place).strip()) for row in range(1, len(sheet.rows)))
    by_trainee = {line.trainee: line for line in lines}
    rows, notes, found = [0], list[str](), set[str]()
    for row in range(1, len(sheet.rows)):
        if sheet.cell(row, student).strip().casefold() == _POINTS:
            _fits(path, row, sheet.cell(row, place), lines)
            rows.append(row)
            continue
        ids = [sheet.cell(row, at).strip() for at in (id, *more)]
        if not ids[0]:
            continue  # the row that says which assignments are posted by hand
        trainee = whose(roster, "canvas", *ids)
        line = by_trainee.get(trainee)
        if line is None:
            who = trainee or f"Canvas {seen(ids[0])}"
            notes.append(f"{who}: no marks here; left out, so Canvas keeps what it has.")
            continue
        found.add(trainee)
        if line.total is None:
            notes.append(f"{trainee}: not marked in full ({line.state}); left out.")
            continue
        sheet.put(row, place, written(line.total, comma=comma))
        name = sheet.cell(row, student)
        if text_cell(name) != name:
            sheet.put(row, student, text_cell(name))
        rows.append(row)
    for trainee in sorted(by_trainee.keys() - found):
        notes.append(f"{trainee} has marks of {exercise} and no row in the export.")
    filled = sum(sheet.cell(row, student).strip().casefold() != _POINTS for row in rows[1:])
    return sheet.data(rows, [*range(section + 1), place]), Report(filled, notes)


def _assignment(sheet: RawCsv, section: int, named: str, titles: tuple[str, ...], path: Path) -> int:
    wanted = {one.strip().casefold() for one in ([named] if named else titles)}
    found = []
    for place, cell in enumerate(sheet.header):
        if place <= section:
            continue
        parts = _TITLE.fullmatch(cell)
        if parts is not None and wanted & {
            cell.casefold(),
            parts["title"].casefold(),
            parts["id"].casefold(),
        }:
            found.append(place)
    if len(found) != 1:
        there = [cell for cell in sheet.header[section + 1 :] if _TITLE.fullmatch(cell)]
        raise CourseError(
            path,
            f"{len(found) or 'No'} assignments are called {' or '.join(sorted(wanted))}; there are "
            f"{', '.join(seen(one) for one in there) or 'none'}.",
            "Name it as this file does: --column 'Title (123)'.",
        )
    return found[0]


def _fits(path: Path, row: int, points: str, lines: list[Line]) -> None:
    try:
        most = float(points.strip().replace(",", "."))
    except ValueError:
        return  # "(read only)", or no number
    for line in lines:
        if most != line.out_of:
            raise CourseError(
                f"{path}:{row + 1}",
                f"The assignment has {most:g} points; these marks are out of {line.out_of:g}.",
                "Set its points to that, or scale in scheme.yml to its points.",
            )
