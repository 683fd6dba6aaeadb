"""Where the course's files are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from .errors import CourseError

VARIABLE = "COMPASSION_COURSE"
# Where a wheel puts the course, so that a downloaded notebook runs; a clone has no such folder.
CARRIED = Path(__file__).resolve().parent.parent / "course"


@dataclass(frozen=True)
class Course:
    """The folder that holds ``data/``, ``chapters/`` and ``exercises/``."""

    root: Path

    @property
    def data(self) -> Path:
        """Transcripts, readings, codebooks, published figures."""
        return self.root / "data"

    @property
    def transcripts(self) -> Path:
        """One JSON Lines file for each transcript, and their index."""
        return self.data / "transcripts"

    @property
    def codebooks(self) -> Path:
        """One JSON Lines file for each closed codebook."""
        return self.data / "codebooks"

    @property
    def readings(self) -> Path:
        """One folder for each reference reader."""
        return self.data / "readings"

    @property
    def chapters(self) -> Path:
        """Chapters in MyST Markdown, each with its retrieval questions."""
        return self.root / "chapters"

    @property
    def exercises(self) -> Path:
        """One folder for each exercise."""
        return self.root / "exercises"

    def name_of(self, path: Path) -> str:
        """Name a file from the course's root, as a reader would look for it."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return str(path)


def _is_course(folder: Path) -> bool:
    return (folder / "data" / "transcripts").is_dir()


def find_course(start: Path | str | None = None) -> Course:
    """Find the course's files.

    Looked for in this order: ``start`` (what ``--course`` gives), the environment variable
    ``COMPASSION_COURSE``, upward from the working folder, then what the installed package carries:
    data, chapters and public exercise files, never a key.

    Parameters
    ----------
    start
        A folder that must be a course.

    Raises
    ------
    CourseError
        If no folder looked in holds ``data/transcripts``, or a named one does not.
    """
    named = [(Path(start), "--course")] if start is not None else []
    if not named and os.environ.get(VARIABLE):
        named = [(Path(os.environ[VARIABLE]), VARIABLE)]
    for folder, source in named:
        if not _is_course(folder):
            raise CourseError(
                folder,
                f"This folder, named by {source}, holds no data/transcripts.",
                "Name the folder that was cloned or unpacked, the one with _config.yml in it.",
            )
        return Course(folder.resolve())
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if _is_course(folder):
            return Course(folder)
    if _is_course(CARRIED):
        return Course(CARRIED)
    raise CourseError(
        here,
        "No course was found in this folder or above it.",
        f"Go to the course's folder first, or name it with --course or the variable {VARIABLE}.",
    )
