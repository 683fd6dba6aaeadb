"""An exercise as an nbgrader assignment, for those who collect and release through nbgrader.

The notebook holds no answer and no key. Trainees put the answer sheet beside it; locked cells load the sheet,
and test cells give the points that the key gives, by the very code that :mod:`compassion_course` marks with.
So autograding needs the tutor edition (``COMPASSION_COURSE``). No sheet is in ``source/``: nbgrader would
put it over what trainees handed in.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ...corpus import Course, CourseError, find_course
from ...exercises.items import Item
from ...exercises.marking import mark_sheet
from ...exercises.marks import ItemMark
from ...exercises.scheme import CLOSED, Scheme, prepare
from ...exercises.sheet import ReadSheet, SheetFault, decode_sheet
from ...exercises.specification import load_exercise
from ..csv_files import whole_file
from ..plain_text import one_line, seen
from ..readable import as_text, readable

SUFFIX = ".answers.json"


class NotMarked(Exception):
    """There is no mark, and this is no 0: the words say why. nbgrader counts an error as 0."""

    def _render_traceback_(self) -> list[str]:
        return [f"Not marked: {self}"]


class HandedIn:
    """The answer sheet beside a notebook, marked by key.

    Attributes
    ----------
    trouble
        Why there is nothing to mark; empty if there is.
    """

    def __init__(
        self, scheme: Scheme | None = None, read: ReadSheet | None = None, trouble: str = ""
    ) -> None:
        self._scheme = scheme
        self._read = read
        self.trouble = trouble
        self._marks: dict[str, ItemMark] = {}
        if scheme is not None and read is not None:
            self._marks = {mark.item: mark for mark in mark_sheet(scheme, read).items}

    def __repr__(self) -> str:
        if self.trouble or self._read is None:
            return f"Nothing is marked here: {self.trouble}"
        sheet = self._read.sheet
        return (
            f"{sheet.exercise}, trainee {sheet.trainee}, pass {sheet.pass_}, saved {sheet.saved}: "
            f"{len(sheet.answers)} answers"
        )

    def points(self, item: str) -> float:
        """Give the points by key of one item.

        Raises
        ------
        NotMarked
            If there is no sheet or no key, or the answer could not be read.
        """
        if self.trouble:
            raise NotMarked(self.trouble)
        mark = self._marks[item]
        if mark.marks is None:
            raise NotMarked(f"{one_line(mark.why)} Give the marks by hand.")
        return float(mark.marks)

    def show(self, item: str) -> None:
        """Print an answer that a person marks."""
        if self._scheme is None or self._read is None:
            print(f"Nothing to show: {self.trouble}")
            return
        asked = self._scheme.exercise.by_id[item]
        print(as_text(readable(self._scheme, self._read.sheet, asked)) or "Nothing was answered here.")
        print("\n".join(seen(gate.why) for gate in self._marks[item].gates if not gate.passed))


def handed_in(slug: str, folder: str = ".") -> HandedIn:
    """Load the answer sheet beside a notebook: of several, the one of the highest pass, saved last.

    Parameters
    ----------
    slug
        The exercise.
    folder
        Where the notebook is.
    """
    sheets = sorted(Path(folder).glob(f"*{SUFFIX}"))
    if not sheets:
        return HandedIn(
            trouble=f"No file that ends in {SUFFIX} is beside this notebook. Save your answers there."
        )
    try:
        scheme = prepare(find_course(), slug)
    except CourseError as error:
        return HandedIn(trouble=f"Only your tutor's edition can mark. ({one_line(error.problem)})")
    found, troubles = [], []
    for path in sheets:
        try:
            found.append(decode_sheet(path.read_bytes(), scheme.exercise))
        except (SheetFault, OSError) as fault:
            troubles.append(f"{one_line(path.name, 80)}: {one_line(str(fault))}")
    if not found:
        return HandedIn(trouble=" ".join(troubles))
    return HandedIn(scheme, max(found, key=lambda read: (read.sheet.pass_, read.sheet.saved)))


def write_assignment(course: Course, slug: str, folder: Path) -> Path:
    """Write ``source/<slug>/<slug>.ipynb``; give its path.

    Parameters
    ----------
    course
        The course.
    slug
        The exercise; an assignment of nbgrader has its name.
    folder
        The folder of the nbgrader course.

    Raises
    ------
    CourseError
        If there is no such exercise, or an answer sheet lies in its source, where nbgrader would put it over
        what trainees hand in.
    """
    exercise = load_exercise(course, slug)
    place = folder / "source" / slug
    if place.is_dir() and (there := sorted(place.glob(f"*{SUFFIX}"))):
        raise CourseError(
            there[0], "nbgrader would put this sheet over what trainees hand in.", "Move it out of source/."
        )
    cells = [
        _cell(
            "markdown",
            "about",
            f"# {exercise.title}\n\n"
            "1. Answer in the course's page, and save the file of your answers.\n"
            f"2. Put that file, whose name ends in `{SUFFIX}`, beside this notebook.\n"
            "3. Submit. Nothing needs to be typed here.\n\n"
            "Parts that the key marks get their points when your tutor grades. A person reads the others. "
            '"Validate" can only say something where the tutor edition is: an error there is no mark.',
        ),
        _cell(
            "code",
            "load-answers",
            "from compassion_course.desk.exchange.nbgrader import handed_in\n\n"
            f'answers = handed_in("{slug}")\nanswers',
        ),
    ]
    for item in exercise.items:
        cells += _item_cells(item)
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{slug}.ipynb"
    with whole_file(path) as file:
        file.write(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n")
    return path


def _item_cells(item: Item) -> list[dict[str, Any]]:
    name = item.id.replace("-", " ").capitalize()
    heading = f"## {name}\n\n{item.prompt.strip()}"
    if isinstance(item, CLOSED):
        return [
            _cell("markdown", f"asked-{item.id}", heading),
            _cell("code", f"points-{item.id}", f'answers.points("{item.id}")', grade=True, points=item.marks),
        ]
    shown = _cell("code", f"shown-{item.id}", f'answers.show("{item.id}")')
    if not item.marks:
        return [_cell("markdown", f"asked-{item.id}", heading), shown]
    marked = f"{heading}\n\nA person marks this part, of {item.marks:g}. The answer stands below."
    return [_cell("markdown", f"marked-{item.id}", marked, task=True, points=item.marks), shown]


def _cell(
    kind: str, id: str, source: str, *, grade: bool = False, task: bool = False, points: float | None = None
) -> dict[str, Any]:
    about = {
        "grade": grade,
        "grade_id": id,
        "locked": True,
        "schema_version": 3,
        "solution": False,
        "task": task,
    }
    if points is not None:
        about["points"] = int(points) if float(points).is_integer() else points
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": id[:64],
        "metadata": {"deletable": False, "editable": False, "nbgrader": about},
        "source": source.splitlines(keepends=True),
    }
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell
