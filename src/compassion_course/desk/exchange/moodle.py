"""Marks for Moodle: the tutor's own grading worksheet, or a CSV for the gradebook's import.

The worksheet (Assignment, "Download grading worksheet") goes back byte for byte but for Grade and Feedback
comments. Moodle passes over rows without a word; those that it will pass over are said here.
"""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path

from ...corpus import CourseError
from ..moodle_zip import moodle_folder
from ..plain_text import seen
from ..results import Result
from ..roster import Roster
from .lines import Line, Report, address, comments_text, only_exercise, text_cell, whose, written
from .raw_csv import RawCsv

_IDENTIFIER = re.compile(r"\D*(\d+)\s*")
_COMMA = re.compile(r"\d+,\d+\s*")
# The gradebook's import stops at the first value above this, unless the site allows more.
_MOST_GRADE = 100


def fill_worksheet(
    path: Path,
    lines: list[Line],
    results: list[Result],
    roster: Roster,
    *,
    names: tuple[str, str, str] = ("", "", ""),
) -> tuple[bytes, Report]:
    """Fill a grading worksheet.

    Parameters
    ----------
    path
        The worksheet as Moodle gave it.
    lines
        Marks of one exercise.
    results
        The submissions that the lines were made of, for the number in Moodle's own file names.
    roster
        The class; a number that neither it nor a hand-in has gets no mark.
    names
        The columns for identifier, grade and feedback, where the site does not speak English.

    Raises
    ------
    CourseError
        If a column is missing, or the worksheet gives marks out of another number.
    """
    sheet = RawCsv(path)
    exercise = only_exercise(lines)
    identifier = sheet.column(names[0] or "Identifier")
    grade = sheet.column(names[1] or "Grade")
    feedback = sheet.column(names[2] or "Feedback comments", required=bool(names[2]))
    highest = sheet.column("Maximum grade", required=False)
    changeable = sheet.column("Grade can be changed", required=False)
    by_trainee = {line.trainee: line for line in lines}
    by_number = _numbers(results, by_trainee)
    comma = any(_COMMA.fullmatch(sheet.cell(row, highest)) for row in range(1, len(sheet.rows)))
    notes: list[str] = []
    seen_trainees: set[str] = set()
    filled = 0
    for row in range(1, len(sheet.rows)):
        found = _IDENTIFIER.fullmatch(sheet.cell(row, identifier))
        if found is None:
            continue
        number, who = found[1], seen(sheet.cell(row, identifier))
        trainee = whose(roster, "moodle", number) or by_number.get(number, "")
        line = by_trainee.get(trainee)
        if line is None:
            notes.append(f"{who}: no marks here{f' for {trainee}' if trainee else ''}; Moodle skips the row.")
            continue
        seen_trainees.add(trainee)
        if line.total is None:
            notes.append(f"{who} ({trainee}): not marked in full ({line.state}); Moodle skips the row.")
            continue
        _fits(path, row, sheet.cell(row, highest), line)
        locked = sheet.cell(row, changeable).strip().casefold() in {"no", "nein", "non", "0"}
        if locked:
            notes.append(f"{who} ({trainee}): the grade is locked; Moodle skips the row.")
            continue
        changed = _fill(sheet, row, grade, feedback, line, comma, notes, f"{who} ({trainee})")
        if not changed:
            notes.append(f"{who} ({trainee}): it stands there already; Moodle skips the row.")
        filled += changed
    for trainee in sorted(by_trainee.keys() - seen_trainees):
        notes.append(f"{trainee} has marks of {exercise} and no row in the worksheet.")
    notes.append(
        "Moodle also skips rows that were graded online more than a minute after the worksheet was "
        "downloaded: upload it soon."
    )
    return sheet.data(), Report(filled, notes)


def _fill(
    sheet: RawCsv, row: int, grade: int, feedback: int, line: Line, comma: bool, notes: list[str], who: str
) -> bool:
    assert line.total is not None
    changed = False
    value = written(line.total, comma=comma)
    if _number(sheet.cell(row, grade)) != line.total:
        if sheet.cell(row, grade).strip() and _number(sheet.cell(row, grade)):
            notes.append(f"{who}: the grade was {seen(sheet.cell(row, grade))} and is now {value}.")
        sheet.put(row, grade, value)
        changed = True
    said = comments_html(line)
    if feedback >= 0 and said and sheet.cell(row, feedback).strip() != said:
        if sheet.cell(row, feedback).strip():
            notes.append(f"{who}: there is a feedback comment already; it was kept.")
        else:
            sheet.put(row, feedback, said)
            changed = True
    return changed


def comments_html(line: Line) -> str:
    """Give the words to the trainee as Moodle keeps them, each under its item's name; all escaped."""
    return "".join(
        f"<p><strong>{html.escape(name)}</strong><br>{html.escape(seen(said)).replace(chr(10), '<br>')}</p>"
        for name, said in line.comments
    )


def _numbers(results: list[Result], wanted: dict[str, Line]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for one in results:
        folder = moodle_folder(one.submission.file)
        if folder and one.submission.trainee in wanted:
            found.setdefault(folder.split("_")[1], set()).add(one.submission.trainee)
    return {number: next(iter(who)) for number, who in found.items() if len(who) == 1}


def _number(text: str) -> float | None:
    try:
        return round(float(text.strip().replace(",", ".")), 2)
    except ValueError:
        return None


def _fits(path: Path, row: int, highest: str, line: Line) -> None:
    most = _number(highest)
    if most is not None and most != line.out_of:
        raise CourseError(
            f"{path}:{row + 1}",
            f"The worksheet gives marks out of {most:g}; these are out of {line.out_of:g}.",
            "Set the assignment's maximum grade to that, or scale in scheme.yml to the assignment's.",
        )


def gradebook_csv(lines: list[Line], roster: Roster) -> tuple[bytes, Report]:
    """Write a CSV for Moodle's gradebook import: people of the roster alone, as one unknown stops it all.

    Parameters
    ----------
    lines
        Marks of any number of exercises.
    roster
        The class; its ids are taken for Moodle's ID numbers.

    Raises
    ------
    CourseError
        If a mark is above 100, where the import would stop.
    """
    titles = {line.exercise: line.title for line in lines}
    slugs = sorted(titles)
    by_person: dict[str, dict[str, Line]] = {}
    notes: list[str] = []
    for line in lines:
        if line.total is None:
            notes.append(f"{line.trainee}, {line.exercise}: not marked in full ({line.state}); left empty.")
            continue
        if line.total > _MOST_GRADE:
            raise CourseError(
                line.trainee,
                f"{line.total:g} is above {_MOST_GRADE}, where Moodle's import stops.",
                "Set scale: 100 in scheme.yml.",
            )
        by_person.setdefault(line.trainee, {})[line.exercise] = line
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    head = ["ID number", "Email address"]
    for slug in slugs:
        head += [text_cell(titles[slug]), text_cell(f"{titles[slug]} (feedback)")]
    writer.writerow(head)
    for trainee, mine in sorted(by_person.items()):
        row = [trainee, address(roster.by_id[trainee].email)]
        for slug in slugs:
            one = mine.get(slug)
            if one is None or one.total is None:
                row += ["", ""]
            else:
                # Moodle shows feedback that was imported as HTML.
                row += [written(one.total), text_cell(html.escape(comments_text(one), quote=False))]
        writer.writerow(row)
    notes.append(
        "Importing counts as an override in Moodle's gradebook. Map each feedback column together with its "
        "grade column, or the grades are lost."
    )
    return text.getvalue().encode("utf-8"), Report(len(by_person), notes)
