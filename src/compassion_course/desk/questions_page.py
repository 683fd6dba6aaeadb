"""The page with two questions for each trainee, to be printed for a talk about their own work."""

from __future__ import annotations

from pathlib import Path

from ..corpus import CourseError
from ..exercises.sheet import SheetFault, decode_sheet
from .csv_files import whole_file
from .gradebook import Gradebook
from .oral_questions import oral_questions
from .page_style import PAGE_END, page_start
from .plain_text import in_html
from .schemes import Schemes


def write_questions(path: Path, book: Gradebook, schemes: Schemes, only: str | None = None) -> int:
    """Write the page; give for how many trainees it has questions.

    Parameters
    ----------
    path
        Where it goes.
    book, schemes
        What was handed in, and the exercises.
    only
        This exercise alone.
    """
    withheld = book.withheld()
    asked: dict[str, list[str]] = {}
    for one in sorted(book.submissions(only), key=lambda one: (one.trainee, one.exercise)):
        data = book.sheet_of(one.id)
        # The questions quote, and a text that a concern keeps in is quoted nowhere.
        if data is None or withheld.any_of(one.id):
            continue
        try:
            scheme = schemes.of(one.exercise)
            sheet = decode_sheet(data, scheme.exercise).sheet
        except (CourseError, SheetFault):
            continue
        lines = "".join(f"<li>{in_html(text)}</li>\n" for text in oral_questions(sheet, scheme.codes))
        if lines:
            asked.setdefault(one.trainee, []).append(
                f"<h3>{in_html(scheme.exercise.title)}</h3>\n<ol>\n{lines}</ol>\n"
            )
    with whole_file(path) as file:
        file.write(page_start("Questions for a talk"))
        file.write(
            "<h1>Questions for a talk</h1>\n<p>Two for each trainee, from their own work. Whoever did it can "
            "answer them; the answer is a talk and no mark.</p>\n"
        )
        for trainee, parts in sorted(asked.items()):
            file.write(f"<section>\n<h2>{in_html(trainee)}</h2>\n{''.join(parts)}</section>\n")
        file.write(PAGE_END)
    return len(asked)
