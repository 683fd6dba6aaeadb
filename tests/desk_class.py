"""A class as the desk has it: marked by key, with open answers that wait."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from small_course import COURSE, SLUG, sheet_bytes

from compassion_course.desk.gradebook import Gradebook
from compassion_course.desk.gradebook_rows import PersonsMark, Role
from compassion_course.desk.mark import mark
from compassion_course.desk.marking_desk import MarkingDesk
from compassion_course.desk.schemes import Schemes

OPEN = {"differences": 4.0, "argument": 6.0}
HOSTILE = '</script><script>document.title = "ran"</script><img src=x onerror=alert(1)> \u202edesrever'
AT = "2026-11-26T09:00:00Z"


def mark_class(folder: Path, trainees: int, **answers: Any) -> Path:
    """Mark a class whose open answers are each their own; give the folder with the marks."""
    (folder / "in").mkdir(parents=True)
    for number in range(1, trainees + 1):
        words = {"argument": f"A free lunch hour would do it, argues number {number} here.", **answers}
        (folder / "in" / f"{number}.json").write_bytes(sheet_bytes(f"T{number:04}", **words))
    summary = mark(COURSE, [folder / "in"], folder / "out")
    assert summary.marked == trainees
    return folder / "out"


def gradebook(out: Path, **options: Any) -> Gradebook:
    return Gradebook(out / "gradebook.db", **options)


def desk(book: Gradebook, marker: str = "A. Lee", **options: Any) -> MarkingDesk:
    return MarkingDesk(book, Schemes(COURSE), marker, **options)


def persons(
    submission: int,
    item: str,
    marks: float | None,
    *,
    role: Role = "first",
    marker: str = "A. Lee",
    **more: Any,
) -> PersonsMark:
    given = {"level": "", "why": "", "comment": "", "at": AT, **more}
    return PersonsMark(
        submission,
        item,
        role,
        marker,
        marks,
        OPEN.get(item, 1.0),
        given["level"],
        given["why"],
        given["comment"],
        1,
        "digest",
        given["at"],
    )


def mark_all(book: Gradebook, marks: dict[str, float] | None = None, *, marker: str = "A. Lee") -> None:
    """Give every open answer its first mark; ``marks`` are for the argument, by trainee."""
    for one in book.submissions(SLUG):
        book.enter(persons(one.id, "differences", 3, marker=marker))
        book.enter(persons(one.id, "argument", (marks or {}).get(one.trainee, 5), marker=marker))
