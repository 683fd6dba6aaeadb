"""The trainee edition: a copy of the course without anything that only a tutor may see.

The book is built from this copy, never from the course itself, so a key cannot reach a page by an include,
a glob, a download link or a notebook that looks around its folder.
"""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath

from compassion_course.site.cache import files

#: What the book is made of; nothing else in the repository is copied.
FOLDERS = ("book", "chapters", "exercises", "data")
#: The two reports are pages of the book as well.
SETTINGS = ("_config.yml", "_toc.yml", "ACCESSIBILITY.md", "CHANGELOG.md", "publishing/redirects.csv")


def belongs_to_tutors(name: PurePosixPath) -> bool:
    """Tell whether a file of the course stays out of the trainee edition.

    Keys, who keyed what, model answers, sentences for other cohorts, tutor notes, and the readings that lie
    beside an exercise: those of formative exercises are in data/readings, so what lies in an exercise's own
    folder is waiting for a tutor to release it.
    """
    parts = name.parts
    return (
        is_named_for_tutors(name)
        or parts[:2] == ("book", "tutor")
        or (parts[0] == "exercises" and "readings" in parts[1:-1])
    )


def is_named_for_tutors(name: PurePosixPath) -> bool:
    """Tell whether a file is called as only tutors' files are, wherever it lies."""
    own = name.name
    return (
        own in ("key.yml", "cohort.yml")
        or own.endswith(".key.yml")
        or own.startswith(("model_answer", "keying."))
    )


def is_handed_in(name: PurePosixPath) -> bool:
    """Tell whether a file is somebody's answers, which JupyterLab saves beside the exercise's notebook."""
    return name.name.endswith((".answers.json", ".part")) or ".earlier-" in name.name


def trainee_files(course: Path) -> list[PurePosixPath]:
    """List the trainee edition's files, relative to the course."""
    found = [PurePosixPath(name) for name in SETTINGS if (course / name).is_file()]
    for folder in FOLDERS:
        found += [PurePosixPath(path.relative_to(course).as_posix()) for path in files(course / folder)]
    return [name for name in found if not belongs_to_tutors(name) and not is_handed_in(name)]


def tutor_files(course: Path) -> list[Path]:
    """List what stays out of the trainee edition."""
    return [
        path
        for folder in ("book", "exercises")
        for path in files(course / folder)
        if belongs_to_tutors(PurePosixPath(path.relative_to(course).as_posix()))
    ]


def stage(course: Path, target: Path) -> None:
    """Make `target` the trainee edition of `course`, replacing what stood there."""
    if target.exists():
        shutil.rmtree(target)
    for name in trainee_files(course):
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(course / name, copy)
