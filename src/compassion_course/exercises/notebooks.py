"""Make an exercise's notebooks from its specification, so that they cannot say different things.

``exercise.ipynb`` is the exercise's page on the site and what a trainee opens in JupyterLab;
``model_answer.ipynb`` is the tutor's. Both are executed here and written in a form that is the same
each time; a check makes them again and compares.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from itertools import zip_longest
from pathlib import Path
from typing import Any

import msgspec

from ..corpus import Course, CourseError, Fault
from .items import CodingItem, NotesItem
from .model_answer import ModelAnswer
from .specification import Exercise, exercise_slugs, load_exercise

# Words of the course, not of the program: how to hand in is the same for every exercise.
HAND_IN = "hand-in.md"
TRAINEE_NOTEBOOK = "exercise.ipynb"
MODEL_NOTEBOOK = "model_answer.ipynb"
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
        for path, cells in _wanted(course, exercise).items():
            made = _executed(course, path, cells)
            there = path.read_text(encoding="utf-8") if path.is_file() else ""
            if made == there:
                continue
            if check:
                lines.append(f"{course.name_of(path)}: {_drift(there, made)}")
            else:
                unfinished = path.with_name(f".{path.name}.part")
                unfinished.write_text(made, encoding="utf-8", newline="\n")
                unfinished.replace(path)
                lines.append(f"{course.name_of(path)}: written.")
    return lines


def notebook_faults(course: Course, exercise: Exercise, model: ModelAnswer | None = None) -> Iterator[Fault]:
    """Check an exercise's notebooks without running them.

    Compared are the cells and, given the model answers, what their cells print. What only a kernel can
    show, :func:`make_notebooks` compares.
    """
    for path, cells in _wanted(course, exercise).items():
        name = course.name_of(path)
        remedy = f"Make it: compassion-course notebooks {exercise.slug}"
        if not path.is_file():
            yield Fault(name, 1, "The notebook is missing.", remedy)
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        try:
            there = [_shown(cell) for cell in json.loads(text)["cells"]]
        except (ValueError, KeyError, TypeError):
            yield Fault(name, 1, "This is not a notebook.", remedy)
            continue
        printed = _printed(exercise, model) if model is not None and path.name == MODEL_NOTEBOOK else {}
        wanted = [(cell["id"], cell["source"], printed.get(cell["id"])) for cell in cells]
        for found, meant in zip_longest(there, wanted):
            # Without the model answers, and of a widget, what a cell shows is not compared here.
            if found is None or meant is None or found[:2] != meant[:2] or meant[2] not in (None, found[2]):
                id = (found or meant)[0]
                before, is_there, _ = text.partition(f'"id": {json.dumps(id)}')
                line = before.count("\n") + 1 if is_there else 1
                yield Fault(name, line, f"The notebook has drifted, first in cell {id}.", remedy)
                break


def _shown(cell: dict[str, Any]) -> tuple[str, str, str]:
    """Give a cell's id, its source and what it printed."""
    printed = ("".join(output.get("text", "")) for output in cell.get("outputs", ()))
    return cell["id"], "".join(cell["source"]), "".join(printed)


def _printed(exercise: Exercise, model: ModelAnswer) -> dict[str, str]:
    """Say what the cells of the tutor's notebook print, by the id of the cell."""
    said = {}
    for id in ("load", *(item.id for item in exercise.items)):
        with redirect_stdout(io.StringIO()) as out:
            if id == "load":
                model.total()
            else:
                model.show(id)
        said[_cell_id(id)] = out.getvalue()
    return said


def _wanted(course: Course, exercise: Exercise) -> dict[Path, list[dict[str, Any]]]:
    """Lay out the notebooks that an exercise has here: a trainee's edition has no model answers."""
    folder = course.exercises / exercise.slug
    wanted = {folder / TRAINEE_NOTEBOOK: exercise_cells(course, exercise)}
    if (folder / "key.yml").is_file():
        wanted[folder / MODEL_NOTEBOOK] = model_cells(exercise)
    return wanted


def exercise_cells(course: Course, exercise: Exercise) -> list[dict[str, Any]]:
    """Lay out the trainee's notebook; what is asked, and the content note, stand in the sheet itself."""
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
    """Run a notebook in an empty folder and write it as text, without what differs from run to run."""
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
    )
    try:
        # In an empty folder: in its own, the sheet would open the answers of whoever did the exercise there,
        # and their codings would be committed and published with the notebook.
        with tempfile.TemporaryDirectory() as empty:
            client.resources = {"metadata": {"path": empty}}
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
