"""nbval passes a notebook that holds no outputs at all, so this guard stands beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "exercises").glob("*/*.ipynb"))


def cells_without_output(notebook: Path) -> list[str]:
    """Give the source of each code cell that holds no output to compare with."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code" and not cell["outputs"]]


def test_every_exercise_has_both_notebooks():
    folders = {path.parent for path in (ROOT / "exercises").glob("*/exercise.yml")}
    assert folders
    assert {path.parent for path in NOTEBOOKS} == folders
    assert len(NOTEBOOKS) == 2 * len(folders)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_cell_holds_an_output(notebook: Path):
    assert cells_without_output(notebook) == []


def test_the_guard_finds_a_cell_that_was_cleared(tmp_path: Path):
    notebook = json.loads(NOTEBOOKS[0].read_text(encoding="utf-8"))
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code["outputs"] = []
    cleared = tmp_path / "cleared.ipynb"
    cleared.write_text(json.dumps(notebook), encoding="utf-8")
    assert cells_without_output(cleared) == ["".join(code["source"])]
