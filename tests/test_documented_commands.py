"""The commands that book/how-to-use.md gives to people without make work as they stand there.

Installing and building take minutes, and `make test` has just done both: of these the test holds that they
are the very commands that the Makefile runs. The others are run, in a copy of what git gives a reader.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "book" / "how-to-use.md"


def documented() -> list[str]:
    blocks = re.findall(r"^```\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    block = next(block for block in blocks if "venv" in block)
    return [line.strip() for line in block.splitlines()]


def run_by_make() -> list[str]:
    """Give what the Makefile runs with its Python, without what only makes pip quieter."""
    lines = re.findall(r"^\t\$\(PY\) (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    return [re.sub(r" --(?:quiet|disable-pip-version-check)", "", line) for line in lines]


def copy_of_the_repository(target: Path) -> Path:
    """Copy what git would give a reader: tracked and new files, nothing that is ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


def test_installing_and_building_are_what_make_does() -> None:
    lines = documented()
    assert lines[0] == "python -m venv .venv"
    assert [line for line in lines if line.endswith("-m jupyterlab")]
    installing = [line.removeprefix("python ") for line in lines if line.startswith("python -m pip")]
    assert len(installing) == 2
    page = PAGE.read_text(encoding="utf-8")
    building = re.findall(r"`python (-m compassion_course (?:book|serve))`", page)
    assert len(building) == 2
    made = run_by_make()
    assert [line for line in (*installing, *building) if line not in made] == []


def test_the_rest_works_in_a_readers_copy(tmp_path: Path) -> None:
    folder = copy_of_the_repository(tmp_path / "course")
    environment = {
        name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "COMPASSION_COURSE"}
    }
    environment["PYTHONPATH"] = str(folder / "src")

    def run(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=folder, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    assert "compassion-course" in run("compassion_course", "--version")
    assert "Nothing to mend." in run("compassion_course", "check")
    run("jupyterlab", "--version")
    handed_in = folder / "handed-in"
    handed_in.mkdir()
    shutil.copy(folder / "exercises" / "three-systems-coding" / "model_answers.json", handed_in / "a.json")
    run("compassion_course", "mark", "handed-in", "--out", "marked")
    assert "MODEL" in (folder / "marked" / "marks.csv").read_text(encoding="utf-8")
