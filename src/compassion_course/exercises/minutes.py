"""How long a chapter takes: counted from its words, questions and widgets, in sittings.

The rates stand in ``data/minutes.json``. They are estimates until people have been timed, and
every page that prints minutes says so.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from ..corpus import Course, CourseError, find_course, read_json, words_in
from .specification import load_exercise

CELL = re.compile(r"^```\{code-cell\}.*?^```\s*$", re.MULTILINE | re.DOTALL)
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
#: Where a page says that one can stop; what lies between two such lines is a sitting.
STOP = re.compile(r"^\*[^*\n]*good place to stop[^*]*\*$", re.MULTILINE | re.IGNORECASE)
TARGET_OR_ROLE = re.compile(r"^\([\w-]+\)=$|\{[\w:]+\}`[^`]*`", re.MULTILINE)


@dataclass(frozen=True)
class Minutes:
    """Whole minutes for one chapter, and in how many sittings; ``longest`` is the minutes of the longest.

    ``doing`` is for questions and widgets; ``questions`` says how much of it is for questions.
    """

    reading: int
    questions: int
    doing: int
    sittings: int
    longest: int

    @property
    def total(self) -> int:
        """Reading and doing together."""
        return self.reading + self.doing

    def _repr_markdown_(self) -> str:
        sittings = (
            "one sitting" if self.sittings == 1 else f"{self.sittings} sittings of {self.longest} at most"
        )
        return (
            f"About **{self.total} minutes** in {sittings}: {self.reading} to read and {self.doing} for the "
            "questions and widgets. The exercise, where there is one, is extra. These are estimates until "
            "people have been timed."
        )


@dataclass(frozen=True)
class ExerciseMinutes:
    """How long an exercise takes, and what becomes of it; shown as a line of text."""

    minutes: int
    practice: int
    stakes: str

    def _repr_markdown_(self) -> str:
        what = {
            "practice": "Nothing in it is handed in.",
            "formative": "It is formative: nobody has to mark it, and your tutor may.",
            "assessed": "It is made to be assessed; on your own you can do all of it but the replies.",
        }[self.stakes]
        return (
            f"Allow about **{self.minutes} minutes**, {self.practice} of them practice with answers in the "
            f"page; save, and come back. {what}"
        )


def exercise_minutes(slug: str, course: Course | None = None) -> ExerciseMinutes:
    """Give the minutes of one exercise, as its authors counted them.

    Raises
    ------
    CourseError
        If there is no such exercise.
    """
    exercise = load_exercise(course or find_course(), slug)
    practice = exercise.practice.minutes if exercise.practice is not None else 0
    return ExerciseMinutes(exercise.minutes, practice, exercise.stakes)


def rates(course: Course) -> dict[str, Any]:
    """Read the rates that minutes are counted with.

    Raises
    ------
    CourseError
        If the file is missing or is not JSON.
    """
    return read_json(course.data / "minutes.json")


def prose_of(markdown: str) -> str:
    """Give a chapter's words without front matter, code cells, labels and citations."""
    body = FRONT_MATTER.sub("", markdown)
    body = body.split("\n## References", 1)[0]
    return TARGET_OR_ROLE.sub("", CELL.sub("", body))


def chapter_minutes(chapter: str, course: Course | None = None) -> Minutes:
    """Count the minutes of one chapter.

    Parameters
    ----------
    chapter
        The chapter's slug, such as ``02-burnout-and-its-neighbours``.

    Raises
    ------
    CourseError
        If there is no such chapter.
    """
    course = course or find_course()
    path = course.chapters / f"{chapter}.md"
    try:
        markdown = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CourseError(path, "There is no such chapter.", "Check the slug in _toc.yml.") from error
    rate = rates(course)
    sittings = [_sitting(part, rate) for part in STOP.split(markdown)]
    reading, questions, widgets = (sum(one[place] for one in sittings) for place in range(3))
    return Minutes(
        math.ceil(reading),
        math.ceil(questions),
        math.ceil(questions + widgets),
        len(sittings),
        max(math.ceil(sum(one)) for one in sittings),
    )


def _sitting(markdown: str, rate: dict[str, Any]) -> tuple[float, float, float]:
    """Count one sitting's minutes: for reading, for questions and for widgets."""
    cells = "\n".join(CELL.findall(markdown))
    reading = words_in(prose_of(markdown)) / rate["words_a_minute"]["prose"]
    questions = len(re.findall(r"\bCheck\(", cells)) * rate["each"]["check"]
    widgets = sum(each for widget, each in rate["widgets"].items() if re.search(rf"\b{widget}\(", cells))
    return reading, questions, widgets
