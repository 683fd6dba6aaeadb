"""The verbs for after marking: ``feedback``, ``export-marks``, ``cohort``, ``examiner``, ``forget``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import (
    SOME_PROBLEMS,
    counted,
    course_option,
    exercise_option,
    roster_option,
    scheme_option,
)

if TYPE_CHECKING:
    from .exchange.lines import Line, Report
    from .results import Result
    from .roster import Roster

_WITH_FILE = ("moodle-worksheet", "canvas", "blackboard")
_FORMATS = ("csv", "xlsx", "moodle-worksheet", "moodle-gradebook", "canvas", "blackboard")

_marks = click.argument(
    "marks_folder", metavar="MARKS", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
_draft = click.option("--draft", is_flag=True, help="Also while marks or moderation are unfinished.")


@click.command(
    epilog="\b\nExamples:\n"
    "  compassion-course feedback marks/week4 --out feedback/week4\n"
    "  compassion-course feedback marks/week4 --out back --exercise vignettes --moodle-zip back.zip"
)
@_marks
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder.")
@exercise_option
@click.option(
    "--moodle-zip",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also one zip for Moodle's 'Upload multiple feedback files in a zip'.",
)
@_draft
@scheme_option
@course_option
def feedback(
    marks_folder: Path,
    out: Path,
    only: str | None,
    moodle_zip: Path | None,
    draft: bool,
    scheme_file: Path | None,
    course_folder: Path | None,
) -> None:
    """Write one page for each trainee and exercise, with the marks that persons gave.

    MARKS is what mark wrote. It refuses while an answer waits for its mark or two marks that differ wait for
    a decision; with --draft every page says DRAFT. The key of an assessed exercise stays in.
    """
    from .final_feedback import FinalPage, write_final
    from .moodle_zip import write_moodle_zip
    from .programme import programme_of
    from .results import open_book, refuse_unfinished, results_of, schemes_of, unfinished

    _, schemes = schemes_of(course_folder)
    programme = programme_of(marks_folder, scheme_file)
    with open_book(marks_folder, programme) as book:
        results, notes = results_of(book, schemes, only)
        _say(notes)
        refuse_unfinished(book, results, programme, draft)
        by_slug = {one.scheme.exercise.slug: one.scheme for one in results}
        still_open = frozenset((one.submission, one.item) for one in book.concerns(open_only=True))
        pages = {
            slug: FinalPage(
                scheme,
                book.withheld(),
                still_open,
                programme,
                draft=draft and bool(unfinished(book, scheme, programme)),
            )
            for slug, scheme in by_slug.items()
        }
    if moodle_zip is not None and len(pages) > 1:
        raise click.UsageError("A zip goes to one assignment in Moodle: name its --exercise SLUG.")
    write_final(out, results, pages)
    click.echo(f"{out}: {counted(len(results), 'page')}.")
    if moodle_zip is not None:
        count, left_out = write_moodle_zip(
            moodle_zip, ((one, pages[one.submission.exercise].page(one)) for one in results)
        )
        click.echo(f"{moodle_zip}: {counted(count, 'page')}.")
        if left_out:
            click.echo(
                f"Not from Moodle, so not in the zip: {', '.join(left_out)}. Their pages are in {out}.",
                err=True,
            )


@click.command(
    "export-marks",
    epilog="\b\nExamples:\n"
    "  compassion-course export-marks marks/week4 --format xlsx --out week4.xlsx\n"
    "  compassion-course export-marks marks/week4 --format moodle-worksheet --into Grades.csv \\\n"
    "    --roster roster.csv --out Grades-filled.csv",
)
@_marks
@click.option("--format", "format_", type=click.Choice(_FORMATS), required=True, help="For what.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file.")
@click.option(
    "--into",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The VLE's own file: Moodle's grading worksheet, Canvas's export, Blackboard's download.",
)
@exercise_option
@click.option("--column", default="", help="The grade's column in that file.")
@click.option("--id-column", default="", help="The column with Moodle's identifier or the user name there.")
@click.option("--feedback-column", default="", help="The column for feedback comments there.")
@roster_option
@_draft
@scheme_option
@course_option
def export_marks(
    marks_folder: Path,
    format_: str,
    out: Path,
    into: Path | None,
    only: str | None,
    column: str,
    id_column: str,
    feedback_column: str,
    roster_file: Path | None,
    draft: bool,
    scheme_file: Path | None,
    course_folder: Path | None,
) -> None:
    """Write the marks that count for a spreadsheet or for the VLE's gradebook.

    For a VLE, only people on the roster, and into the file that the VLE itself gave: everything in Moodle's
    worksheet but grade and feedback stays byte for byte. What the VLE will pass over is said line by line.
    """
    from ..corpus.jsonl import write_whole
    from .exchange.lines import lines_of
    from .programme import programme_of
    from .results import open_book, refuse_unfinished, results_of, schemes_of
    from .roster import load_roster

    if format_ in _WITH_FILE and into is None:
        raise click.UsageError(f"Name the file that the VLE gave: --into FILE (--format {format_}).")
    if format_ not in ("csv", "xlsx") and roster_file is None:
        raise click.UsageError("Name the class: --roster roster.csv. Only its people go to a VLE.")
    _, schemes = schemes_of(course_folder)
    programme = programme_of(marks_folder, scheme_file)
    roster = load_roster(roster_file) if roster_file is not None else None
    with open_book(marks_folder, programme) as book:
        results, notes = results_of(book, schemes, only)
        if format_ not in ("csv", "xlsx"):
            refuse_unfinished(book, results, programme, draft)
        lines, left_out = lines_of(results, programme, book.withheld(), roster)
    _say([*notes, *left_out])
    data, report = _exported(format_, lines, results, roster, into, (id_column, column, feedback_column))
    out.parent.mkdir(parents=True, exist_ok=True)
    write_whole(out, data)
    _say(report.notes)
    click.echo(f"{out}: {counted(report.filled, 'row')}.")


def _exported(
    format_: str,
    lines: list[Line],
    results: list[Result],
    roster: Roster | None,
    into: Path | None,
    columns: tuple[str, str, str],
) -> tuple[bytes, Report]:
    from .exchange import blackboard, canvas, moodle, spreadsheets
    from .exchange.lines import Report as Told

    if roster is None or format_ in ("csv", "xlsx"):
        make = spreadsheets.marks_csv if format_ == "csv" else spreadsheets.marks_xlsx
        return make(lines, roster), Told(len(lines), [])
    if into is None:
        return moodle.gradebook_csv(lines, roster)
    if format_ == "moodle-worksheet":
        return moodle.fill_worksheet(into, lines, results, roster, names=columns)
    if format_ == "canvas":
        return canvas.fill_canvas(into, lines, roster, column=columns[1])
    return blackboard.fill_blackboard(into, lines, roster, column=columns[1], id_column=columns[0])


@click.command(epilog="\b\nExample:\n  compassion-course cohort marks/week4")
@_marks
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The page. [default: MARKS/cohort.html]"
)
@exercise_option
@scheme_option
@course_option
def cohort(
    marks_folder: Path,
    out: Path | None,
    only: str | None,
    scheme_file: Path | None,
    course_folder: Path | None,
) -> None:
    """Write cohort.html again, now with the marks that persons gave.

    How marks spread, which parts were hard, what was confused, where the class marked a passage, which
    outcomes need another session, and texts that are nearly the same: these are listed and never judged.
    """
    from .class_page import write_class
    from .programme import programme_of
    from .results import open_book, results_of, schemes_of

    course, schemes = schemes_of(course_folder)
    programme = programme_of(marks_folder, scheme_file)
    with open_book(marks_folder, programme) as book:
        results, notes = results_of(book, schemes, only)
        withheld = book.withheld()
    _say(notes)
    path = out or marks_folder / "cohort.html"
    pairs = write_class(path, course, results, withheld)
    click.echo(
        f"{path}: {counted(len(results), 'sheet')}, {counted(pairs, 'pair')} of texts nearly the same."
    )


@click.command(epilog="\b\nExample:\n  compassion-course examiner marks/week4 --out examiner")
@_marks
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder.")
@exercise_option
@roster_option
@scheme_option
@course_option
def examiner(
    marks_folder: Path,
    out: Path,
    only: str | None,
    roster_file: Path | None,
    scheme_file: Path | None,
    course_folder: Path | None,
) -> None:
    """Write one anonymised pack for an external examiner.

    Briefs, outcomes, rubrics, keys and their changes, how marks spread, the moderation record and a sample by
    the programme's own rule. With --roster, names that trainees wrote into their texts are blotted out too.
    """
    from .examiner_pack import write_pack
    from .programme import programme_of
    from .results import open_book, results_of, schemes_of
    from .roster import load_roster

    _, schemes = schemes_of(course_folder)
    programme = programme_of(marks_folder, scheme_file)
    roster = load_roster(roster_file) if roster_file is not None else None
    with open_book(marks_folder, programme) as book:
        results, notes = results_of(book, schemes, only)
        _say(notes)
        pages = write_pack(out, book, results, programme, roster)
    click.echo(f"{out}: index.html and {counted(pages, 'script')} in the sample.")


@click.command(epilog="\b\nExample:\n  compassion-course forget T0423 marks/week4")
@click.argument("trainee")
@_marks
@roster_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(trainee: str, marks_folder: Path, roster_file: Path | None, yes: bool) -> None:
    """Remove a person from everything in MARKS: gradebook, lists, pages and packs.

    A date and a count of rows stay. Hand-ins, rosters elsewhere and what was sent out are not touched. Name
    the roster if it knows a name or an address that marks.csv does not have.
    """
    from .forgetting import forget_trainee
    from .roster import load_roster

    roster = load_roster(roster_file) if roster_file is not None else None
    if not yes:
        click.confirm(f"Remove {trainee} from {marks_folder}? It cannot be undone", abort=True)
    done = forget_trainee(trainee, marks_folder, roster)
    _say(done.notes)
    click.echo(
        f"{counted(done.rows, 'row')} removed from the gradebook, {counted(done.lines, 'line')} from lists, "
        f"{counted(len(done.files), 'file')} deleted."
    )
    for path in done.files:
        click.echo(f"  {path}")
    click.echo(
        "Not touched: the hand-ins, a roster elsewhere, the VLE, and what was sent out. Marking the same "
        "hand-ins again would bring the person back.",
        err=True,
    )
    if not done.rows and not done.lines and not done.files:
        click.echo(f"Nothing here knows {trainee}.", err=True)
        sys.exit(SOME_PROBLEMS)


@click.command(
    epilog="\b\nExample:\n  compassion-course nbgrader graded-recommendation --out nbgrader-course"
)
@click.argument("slug", metavar="EXERCISE")
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the nbgrader course; the notebook goes to source/EXERCISE.",
)
@course_option
def nbgrader(slug: str, out: Path, course_folder: Path | None) -> None:
    """Write an exercise as an assignment for nbgrader.

    Trainees put their answer sheet beside its notebook, and autograding gives the marks by key: run it with
    the tutor edition, COMPASSION_COURSE=FOLDER. Neither key nor answers are in the assignment.
    """
    from ..corpus import find_course
    from .exchange.nbgrader import write_assignment

    click.echo(f"{write_assignment(find_course(course_folder), slug, out)}: written.")


def _say(notes: Iterable[str]) -> None:
    from .plain_text import one_line

    for note in notes:
        click.echo(one_line(note), err=True)
