"""The verbs of the desk: ``desk``, and below it ``pack``, ``merge``, ``questions`` and ``concerns``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import SOME_PROBLEMS, course_option, exercise_option, scheme_option

if TYPE_CHECKING:
    from .gradebook import Gradebook
    from .marking_desk import MarkingDesk
    from .programme import Programme
    from .schemes import Schemes

_folder = click.argument(
    "marks_folder", metavar="MARKS_FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
_marker = click.option(
    "--marker", required=True, metavar="NAME", help="Your name, as it stands by the marks."
)
_second = click.option("--second", is_flag=True, help="Give second marks to the sample, blind to the first.")
_sent_back = click.option("--sent-back", is_flag=True, help="Show also what went back to be completed.")


def _read_part(ctx: click.Context, param: click.Parameter, value: str) -> tuple[int, int]:
    """Read the second of three, written 2/3."""
    which, slash, parts = value.partition("/")
    if not (slash and which.isdecimal() and parts.isdecimal() and 1 <= int(which) <= int(parts) <= 100):
        raise click.BadParameter("Write the second of three as 2/3.", ctx, param)
    return int(which), int(parts)


_part = click.option(
    "--part",
    default="1/1",
    metavar="N/M",
    callback=_read_part,
    help="Your part where M markers share the work.",
)


class _Desk(click.Group):
    """``desk FOLDER`` opens the page; the first word may also be one of its verbs."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put in the verb that opens the page where none is given."""
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["open", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_Desk,
    epilog="\b\nExamples:\n"
    "  compassion-course desk marks/week4 --marker 'A. Lee'\n"
    "  compassion-course desk marks/week4 --marker 'B. Shah' --second\n"
    "  compassion-course desk pack marks/week4 --marker 'B. Shah' --out pack.html\n"
    "  compassion-course desk merge marks/week4 marks-from-b-shah.json",
)
def desk() -> None:
    """Mark open work in a page on this computer: desk MARKS_FOLDER --marker NAME.

    MARKS_FOLDER is what mark wrote. Answers come one item at a time, in an order of your own and without
    names. What you decide is saved in its gradebook at once.
    """


@desk.command("open", epilog="\b\nExample:\n  compassion-course desk marks/week4 --marker 'A. Lee'")
@_folder
@_marker
@exercise_option
@_second
@click.option("--moderate", is_flag=True, help="See both marks side by side and decide.")
@_sent_back
@_part
@scheme_option
@course_option
def open_(
    marks_folder: Path,
    marker: str,
    only: str | None,
    second: bool,
    moderate: bool,
    sent_back: bool,
    part: tuple[int, int],
    scheme_file: Path | None,
    course_folder: Path | None,
) -> None:
    """Open the page (this word may be left out)."""
    from .desk_server import DeskServer

    if second and moderate:
        raise click.UsageError("Second marks are given by one person and moderated by another: choose one.")
    role = "second" if second else "moderated" if moderate else "first"
    with _gradebook(marks_folder, threads=True) as book:
        programme = _programme(marks_folder, scheme_file, book)
        made = _desk(book, _schemes(course_folder), marker, role, only, programme, sent_back, part)
        task = made.task()
        for note in task["notes"]:
            click.echo(note, err=True)
        waiting = sum(
            answer["mark"] is None or answer["mark"]["marks"] is None
            for script in task["scripts"]
            for answer in script["answers"].values()
        )
        total = sum(len(script["answers"]) for script in task["scripts"])
        with DeskServer(made) as server:
            click.echo(f"{total} answers for you, {waiting} of them not marked yet.")
            click.echo(f"The desk is at {server.address}  (Ctrl+C stops it)")
            click.echo("Only this computer can open it, and only with the whole address.", err=True)
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                click.echo("Stopped. Every mark that the page called saved is in the gradebook.")


@desk.command(
    epilog="\b\nExamples:\n"
    "  compassion-course desk pack marks/week4 --marker 'B. Shah' --out pack.html\n"
    "  compassion-course desk pack marks/week4 --marker 'B. Shah' --second --sheet pack.csv"
)
@_folder
@_marker
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write one offline page.")
@click.option("--sheet", type=click.Path(dir_okay=False, path_type=Path), help="Write a spreadsheet (CSV).")
@exercise_option
@_second
@_sent_back
@_part
@scheme_option
@course_option
def pack(
    marks_folder: Path,
    marker: str,
    out: Path | None,
    sheet: Path | None,
    only: str | None,
    second: bool,
    sent_back: bool,
    part: tuple[int, int],
    scheme_file: Path | None,
    course_folder: Path | None,
) -> None:
    """Make a pack for a marker elsewhere: one page that works offline, or a spreadsheet.

    It holds answers without names, and the rubric and exemplars: send it as you would send scripts and keys.
    What a concern keeps in stays out of it.
    """
    from .packs import pack_task, write_pack, write_pack_sheet

    if out is None and sheet is None:
        raise click.UsageError("Say where it goes: --out pack.html, --sheet pack.csv, or both.")
    with _gradebook(marks_folder) as book:
        programme = _programme(marks_folder, scheme_file, book)
        role = "second" if second else "first"
        made = _desk(book, _schemes(course_folder), marker, role, only, programme, sent_back, part)
        task = pack_task(made)
    for note in task["notes"]:
        click.echo(note, err=True)
    total = sum(len(script["answers"]) for script in task["scripts"])
    if out is not None:
        write_pack(out, task)
        click.echo(f"{out}: written, {total} answers.")
    if sheet is not None:
        write_pack_sheet(sheet, task)
        click.echo(f"{sheet}: written, {total} answers.")


@desk.command(
    epilog="\b\nExample:\n  compassion-course desk merge marks/week4 marks-from-b-shah.json pack.csv"
)
@_folder
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@course_option
def merge(marks_folder: Path, files: tuple[Path, ...], course_folder: Path | None) -> None:
    """Merge what markers sent back, by mark, marker and time.

    A mark that clashes with one that stands is shown and not entered; the exit code is then 1. A spreadsheet
    keeps no times, so its marks count from when it was made. Merging a file again changes nothing.
    """
    from .packs import merge as merge_files

    with _gradebook(marks_folder) as book:
        lines = merge_files(book, _schemes(course_folder), files)
    bad = [line for line in lines if line.what in ("clash", "refused")]
    for line in bad:
        click.echo(str(line))
    count = {what: sum(line.what == what for line in lines) for what in ("new", "there already")}
    click.echo(
        f"{count['new']} new, {count['there already']} there already, {len(bad)} not entered.", err=bool(bad)
    )
    if bad:
        sys.exit(SOME_PROBLEMS)


@desk.command(epilog="\b\nExample:\n  compassion-course desk questions marks/week4 --out questions.html")
@_folder
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The page.")
@exercise_option
@course_option
def questions(marks_folder: Path, out: Path, only: str | None, course_folder: Path | None) -> None:
    """Write two questions for each trainee from their own work, for a talk; by trainee, to be printed."""
    from .questions_page import write_questions

    with _gradebook(marks_folder) as book:
        count = write_questions(out, book, _schemes(course_folder), only)
    click.echo(f"{out}: written, {count} trainees. It names them: keep it with the marks.")


@desk.command(
    epilog="\b\nExamples:\n"
    "  compassion-course desk concerns marks/week4\n"
    "  compassion-course desk concerns marks/week4 --resolve 3 --marker 'A. Lee' --outcome 'Spoken with.'"
)
@_folder
@click.option("--resolve", "resolved", type=int, metavar="NUMBER", help="Say how this concern ended.")
@click.option("--marker", default="", metavar="NAME", help="Who says so.")
@click.option("--outcome", default="", help="How it ended.")
@click.option("--may-be-shown", is_flag=True, help="The text may stand in samples, exports and packs again.")
def concerns(marks_folder: Path, resolved: int | None, marker: str, outcome: str, may_be_shown: bool) -> None:
    """List the concerns that markers raised, with their trainees, or resolve one."""
    from .marking_desk import now
    from .plain_text import one_line

    with _gradebook(marks_folder) as book:
        if resolved is not None:
            if not marker.strip() or not outcome.strip():
                raise click.UsageError("Say who resolves it and how it ended: --marker NAME --outcome TEXT.")
            done = book.resolve_concern(
                resolved, by=marker.strip(), at=now(), outcome=outcome.strip(), may_be_shown=may_be_shown
            )
            if not done:
                raise click.UsageError(f"There is no open concern {resolved}.")
        people = {one.id: one for one in book.submissions(current=False)}
        listed = book.concerns()
    for one in listed:
        who = people[one.submission]
        state = (
            f"resolved {one.resolved_at} by {one.resolved_by}: {one.outcome}" if one.resolved_at else "open"
        )
        where = f"{who.exercise}/{one.item}" if one.item else who.exercise
        shown = "may be shown" if one.may_be_shown else "kept out of samples, exports and packs"
        click.echo(one_line(f"{one.id}  {one.at}  {who.trainee}  {where}  {one.kind}  {state}; {shown}"))
        if one.note:
            click.echo(f"    {one.marker}: {one_line(one.note)}")
    if not listed:
        click.echo("No concern was raised.")


def _gradebook(folder: Path, *, threads: bool = False) -> Gradebook:
    from ..corpus import CourseError
    from .gradebook import Gradebook

    path = folder / "gradebook.db"
    if not path.is_file():
        raise CourseError(
            folder, "There is no gradebook here.", "Name the folder that compassion-course mark wrote to."
        )
    return Gradebook(path, threads=threads)


def _schemes(course_folder: Path | None) -> Schemes:
    from ..corpus import find_course
    from .schemes import Schemes

    return Schemes(find_course(course_folder))


def _programme(folder: Path, named: Path | None, book: Gradebook) -> Programme | None:
    from .programme import programme_of

    programme = programme_of(folder, named)
    if programme is None:
        click.echo("There is no scheme.yml, so no pass mark and no steps for a concern are known.", err=True)
        return None
    book.count_by(programme.counts)
    if programme.retention is not None:
        book.keep_until(programme.retention.isoformat())
    return programme


def _desk(
    book: Gradebook,
    schemes: Schemes,
    marker: str,
    role: str,
    only: str | None,
    programme: Programme | None,
    sent_back: bool,
    part: tuple[int, int],
) -> MarkingDesk:
    from .marking_desk import MarkingDesk, PersonsRole

    roles: dict[str, PersonsRole] = {"first": "first", "second": "second", "moderated": "moderated"}
    if not marker.strip():
        raise click.UsageError("The marker needs a name.")
    if only is not None:
        schemes.of(only)
    return MarkingDesk(
        book,
        schemes,
        marker,
        role=roles[role],
        exercise=only,
        programme=programme,
        sent_back=sent_back,
        part=part,
    )
