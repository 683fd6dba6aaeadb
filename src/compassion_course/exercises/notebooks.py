"""Make an exercise's notebooks from its specification, so that they cannot say different things.

``exercise.ipynb`` is the exercise's page on the site and what a trainee opens in JupyterLab;
``model_answer.ipynb`` is the tutor's. Both are executed here and written in a form that is the same
each time; a check makes them again and compares.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from ..corpus import Course, CourseError
from .items import CodingItem, NotesItem
from .specification import Exercise, exercise_slugs, load_exercise

# Words of the course, not of the program: how to hand in is the same for every exercise.
HAND_IN = "hand-in.md"
_TIMEOUT = 120
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_VIEW = "application/vnd.jupyter.widget-view+json"


def make_notebooks(course: Course, slugs: Sequence[str] = (), *, check: bool = False) -> list[str]:
    """Make or check the notebooks of exercises.

    Parameters
    ----------
    course
        Where the exercises are, and where the notebooks go.
    slugs
        Which exercises; all without any.
    check
        Write nothing; only say what differs.

    Returns
    -------
    list of str
        One line for each notebook that was written, or that has drifted.

    Raises
    ------
    CourseError
        If an exercise cannot be used or a cell fails.
    """
    lines = []
    for slug in slugs or exercise_slugs(course):
        exercise = load_exercise(course, slug)
        folder = course.exercises / slug
        wanted = {"exercise.ipynb": exercise_cells(course, exercise)}
        if (folder / "key.yml").is_file():
            wanted["model_answer.ipynb"] = model_cells(exercise)
        for name, cells in wanted.items():
            path = folder / name
            made = _executed(course, path, cells)
            there = path.read_text(encoding="utf-8") if path.is_file() else ""
            if made == there:
                continue
            if check:
                lines.append(f"{course.name_of(path)}: {_drift(there, made)}")
            else:
                unfinished = path.with_name(f".{name}.part")
                unfinished.write_text(made, encoding="utf-8", newline="\n")
                unfinished.replace(path)
                lines.append(f"{course.name_of(path)}: written.")
    return lines


def exercise_cells(course: Course, exercise: Exercise) -> list[dict[str, Any]]:
    """Lay out the trainee's notebook; what the exercise asks and its content note stand in the sheet itself."""
    hours = f"{exercise.minutes} minutes"
    if exercise.practice is not None:
        hours += f", {exercise.practice.minutes} of them practice without marks"
    about = [f"# {exercise.title}", f"*{exercise.stakes.capitalize()} exercise \u00b7 {hours}*"]
    if (course.chapters / f"{exercise.chapter}.md").is_file():
        about.append(f"[Back to the chapter](../../chapters/{exercise.chapter}.md)")
    cells = [
        _markdown("title", "\n\n".join(about)),
        _code("support", "from compassion_course.widgets import SupportBox\n\nSupportBox()"),
        _markdown("hand-in", _hand_in(course)),
        _code(
            "sheet",
            "from compassion_course.widgets import ExerciseSheet\n\n"
            f'sheet = ExerciseSheet("{exercise.slug}")\nsheet',
        ),
    ]
    if any(isinstance(item, CodingItem | NotesItem) for item in exercise.items):
        # The published page has no kernel, so a table of one's own codings would stay empty there.
        cells.append(_code("codings", "sheet.codings()  # as a table, when a kernel runs", "remove-cell"))
    return cells


def model_cells(exercise: Exercise) -> list[dict[str, Any]]:
    """Lay out the tutor's notebook."""
    cells = [
        _markdown("title", f"# Model answers: {exercise.title}"),
        _code(
            "load",
            "from compassion_course.exercises import model_answer\n\n"
            f'model = model_answer("{exercise.slug}")\nmodel.total()',
        ),
    ]
    for place, item in enumerate(exercise.items, start=1):
        cells.append(_markdown(f"{item.id}-asked", f"## {place}. `{item.id}`\n\n{item.prompt.strip()}"))
        cells.append(_code(item.id, f'model.show("{item.id}")'))
    return cells


def _hand_in(course: Course) -> str:
    path = course.exercises / HAND_IN
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise CourseError(
            path, "The words on how to hand in cannot be read.", "Restore the file from git."
        ) from error


def _markdown(id: str, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": _cell_id(id), "metadata": {}, "source": source}


def _code(id: str, source: str, tag: str = "hide-input") -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": _cell_id(id),
        "metadata": {"tags": [tag]},
        "outputs": [],
        "source": source,
    }


def _cell_id(id: str) -> str:
    # A notebook allows 64 characters.
    return id if len(id) <= 64 else f"{id[:55]}-{hashlib.sha256(id.encode()).hexdigest()[:8]}"


def _executed(course: Course, path: Path, cells: list[dict[str, Any]]) -> str:
    """Run a notebook in its folder and write it as text, without what differs from run to run."""
    # Imported here: the command should not wait for them when it marks.
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.from_dict(
        {
            "cells": cells,
            "metadata": {
                "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                "language_info": {"name": "python"},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )
    client = NotebookClient(
        notebook,
        timeout=_TIMEOUT,
        kernel_name="python3",
        store_widget_state=False,
        record_timing=False,
        coalesce_streams=True,
        # A kernel warns of its transport at every start; errors still show.
        extra_arguments=["--IPKernelApp.log_level=40"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute(env={**os.environ, "COMPASSION_COURSE": str(course.root)})
    except CellExecutionError as error:
        raise CourseError(
            course.name_of(path),
            f"A cell failed:\n{_COLOURS.sub('', str(error.traceback))}",
            "Mend what the cell calls.",
        ) from error
    return _normalised(notebook, path)


def _normalised(notebook: Any, path: Path) -> str:
    notebook.metadata.language_info = {"name": "python"}
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        for number, output in enumerate(cell.get("outputs", ())):
            view = output.get("data", {}).get(_VIEW)
            if view is not None:
                name = f"{path.parent.name}/{path.name}/{cell.id}/{number}"
                view["model_id"] = hashlib.sha256(name.encode()).hexdigest()[:32]
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _drift(there: str, made: str) -> str:
    if not there:
        return "is missing."
    try:
        old = msgspec.json.decode(there)["cells"]
    except (msgspec.DecodeError, KeyError, TypeError):
        return "is not a notebook."
    for one, other in zip(old, json.loads(made)["cells"], strict=False):
        if one != other:
            part = next(key for key in other if one.get(key) != other[key])
            return f"has drifted, first in the {part} of cell {other['id']}."
    return "has drifted."
