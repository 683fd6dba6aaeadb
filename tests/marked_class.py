"""A small class of the fixture course, marked by key and by persons, in a folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from small_course import COURSE, FOLDER, SLUG, scheme, sheet_bytes

from compassion_course.corpus import Course
from compassion_course.desk.gradebook import Gradebook
from compassion_course.desk.gradebook_rows import PersonsMark, Role
from compassion_course.desk.mark import mark
from compassion_course.desk.results import Result, results_of
from compassion_course.desk.roster import Roster, load_roster
from compassion_course.desk.schemes import Schemes

AT = "2026-02-10T10:00:00Z"
ROSTER = (
    "trainee,name,email,moodle,canvas,username\n"
    "T0001,Ada Byron,ada@example.ac.uk,71001,5301,t0001\n"
    "T0002,=Bo Craft,bo@example.ac.uk,71002,5302,t0002\n"
    "T0003,Cy Dale,cy@example.ac.uk,71003,5303,c_dale\n"
)
TEXT = "One change to the tea round number {}, because ease came over with Asha."


def folder_of(root: Path, **texts: str) -> Path:
    """Mark three trainees, with Moodle's names; ``texts`` are their arguments by id."""
    handed_in = root / "in"
    for number, (id, name) in enumerate(
        (("T0001", "Ada Byron"), ("T0002", "=Bo Craft"), ("T0003", "Cy Dale")), start=1
    ):
        place = handed_in / f"{name}_7100{number}_assignsubmission_file"
        place.mkdir(parents=True)
        text = texts.get(id, TEXT.format(number))
        (place / "answers.json").write_bytes(
            sheet_bytes(id, argument=text, **({"turns": 10} if number == 2 else {}))
        )
    (root / "roster.csv").write_text(ROSTER)
    mark(COURSE, [handed_in], root / "marks", roster=roster_of(root))
    return root / "marks"


def roster_of(root: Path) -> Roster:
    return load_roster(root / "roster.csv")


def persons_mark(submission: int, item: str, marks: float | None, **more: Any) -> PersonsMark:
    role: Role = more.pop("role", "first")
    of = scheme().exercise.by_id[item].marks
    given = {"marker": "A. Lee", "level": "", "why": "", "comment": "", **more}
    return PersonsMark(
        submission, item, role, given["marker"], marks, of, given["level"], given["why"], given["comment"],
        1, scheme().digest, AT,
    )  # fmt: skip


def mark_all(folder: Path, marks: float = 3.0, **more: Any) -> None:
    """Give every open item a first mark."""
    with Gradebook(folder / "gradebook.db") as book:
        book.enter_all(persons_mark(one.submission, one.item, marks, **more) for one in book.waiting())


def results(folder: Path, course: Course = COURSE) -> list[Result]:
    with Gradebook(folder / "gradebook.db") as book:
        found, notes = results_of(book, Schemes(course))
    assert not notes
    return found


def assessed_course(root: Path) -> Course:
    """The fixture course with its exercise assessed."""
    shutil.copytree(FOLDER, root / "course")
    path = root / "course" / "exercises" / SLUG / "exercise.yml"
    path.write_text(path.read_text().replace("stakes: formative", "stakes: assessed"))
    # Its readings wait for their release.
    shutil.copytree(FOLDER / "data" / "readings", path.parent / "readings")
    return Course(root / "course")
