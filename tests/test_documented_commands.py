"""The commands that book/how-to-use.md gives to people without make work as they stand there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "book" / "how-to-use.md"


def _documented() -> list[str]:
    blocks = re.findall(r"^```\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    block = next(block for block in blocks if "venv" in block)
    return [line.strip() for line in block.splitlines()]


def _copy_of_the_repository(target: Path) -> Path:
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


def test_python_only_commands_install_build_and_mark(tmp_path):
    """`python -m venv`, `pip`, `python -m compassion_course`: no make, nothing else installed by hand."""
    folder = _copy_of_the_repository(tmp_path / "course")
    lines = _documented()
    assert lines[0] == "python -m venv .venv"
    assert [line for line in lines if line.endswith("-m jupyterlab")]
    environment = {
        name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONPATH"}
    }

    def run(*command: str) -> str:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    run(sys.executable, "-m", "venv", ".venv")
    python = str(folder / ".venv" / ("Scripts" if os.name == "nt" else "bin") / "python")
    for line in lines:
        if line.startswith("python -m pip"):
            run(python, *line.split()[1:])
    assert "compassion-course" in run(python, "-m", "compassion_course", "--version")
    run(python, "-m", "compassion_course", "check")
    run(python, "-m", "jupyterlab", "--version")

    # What this machine has executed already need not be executed again, except one chapter.
    for kept in (ROOT / "_build").glob(".jupyter_cache-*"):
        shutil.copytree(kept, folder / "_build" / kept.name)
    chapter = folder / "chapters" / "04-three-systems.md"
    text = chapter.read_text(encoding="utf-8")
    assert "\nSupportBox()\n" in text
    chapter.write_text(text.replace("\nSupportBox()\n", "\nSupportBox()  # once more\n"), encoding="utf-8")

    assert "python -m compassion_course book" in PAGE.read_text(encoding="utf-8")
    run(python, "-m", "compassion_course", "book")
    assert (folder / "_build" / "html" / "index.html").is_file()

    handed_in = folder / "handed-in"
    handed_in.mkdir()
    shutil.copy(folder / "exercises" / "three-systems-coding" / "model_answers.json", handed_in / "a.json")
    run(python, "-m", "compassion_course", "mark", "handed-in", "--out", "marked")
    assert "MODEL" in (folder / "marked" / "marks.csv").read_text(encoding="utf-8")
