"""The package that the site offers with its notebooks: what a downloaded notebook needs to run.

It is a wheel with the course's data, chapters and public exercise files; pyproject.toml names what goes in.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from compassion_course.corpus import CourseError

#: Where it waits in the staged course until the site is written.
FOLDER = "package"


def make(course: Path, stage: Path) -> Path | None:
    """Build the wheel into the staged course; a course without pyproject.toml has none.

    Raises
    ------
    CourseError
        If it cannot be built.
    """
    if not (course / "pyproject.toml").is_file():
        return None
    target = stage / FOLDER
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)],
        cwd=course,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise CourseError(
            course / "pyproject.toml",
            f"The package for the notebooks was not built: {done.stderr.strip()[-400:]}",
            "Mend what the message names, or install requirements.txt again if hatchling is missing.",
        )
    return waiting(stage)


def waiting(stage: Path) -> Path | None:
    """Find the wheel in a staged course."""
    return next((stage / FOLDER).glob("*.whl"), None)


def publish(stage: Path, folder: Path) -> None:
    """Put the wheel beside the notebooks."""
    if wheel := waiting(stage):
        folder.mkdir(exist_ok=True)
        shutil.copy2(wheel, folder)
