"""The ``compassion-course`` command.

Each verb imports what it needs when it runs: a tutor who marks a class should not wait for charts.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import click

from . import __version__
from .corpus import Course, CourseError, Fault, find_course
from .desk.options import SOME_PROBLEMS, counted, course_option, exercise_option, roster_option, scheme_option

UNUSABLE, STOPPED = 2, 130
# Verbs that belong to the site and to the desk, and load their part only when asked for.
_SITE_VERBS = ("addresses", "ages", "book", "edition", "epub", "links", "offline", "pdf", "release", "serve")
_DESK_VERBS = {
    "desk": "commands",
    **dict.fromkeys(
        ("feedback", "export-marks", "cohort", "examiner", "forget", "nbgrader"), "result_commands"
    ),
}


class _Verbs(click.Group):
    """The verbs of this file, of the desk and of the site, where that is installed; all end alike."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; say what is wrong and what to do, without a traceback, and end with the code for it."""
        try:
            return super().invoke(ctx)
        except CourseError as error:
            click.echo(f"{error.where}: {error.problem}\n{error.remedy}", err=True)
            sys.exit(UNUSABLE)
        except BrokenPipeError:
            raise  # whoever reads along has read enough; click ends quietly
        except OSError as error:
            where = error.filename or "The command could not go on"
            click.echo(
                f"{where}: {error.strerror or error}.\nCheck the file, its permissions and space.", err=True
            )
            sys.exit(UNUSABLE)
        except KeyboardInterrupt:
            click.echo("Stopped. To go on, run the same command again.", err=True)
            sys.exit(STOPPED)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List every verb that can be used here."""
        own = [*super().list_commands(ctx), *_DESK_VERBS]
        return sorted([*own, *_SITE_VERBS] if _site() else own)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a verb, loading the site and the desk only for their own."""
        if cmd_name in _SITE_VERBS:
            return getattr(_site(), cmd_name, None)
        if cmd_name in _DESK_VERBS:
            module = importlib.import_module(f"{__package__}.desk.{_DESK_VERBS[cmd_name]}")
            verb: click.Command = getattr(module, cmd_name.replace("-", "_"))
            return verb
        return super().get_command(ctx, cmd_name)


def _site() -> Any:
    name = f"{__package__}.site.commands"
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and name.startswith(error.name):
            return None
        raise


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="compassion-course")
def main() -> None:
    """Check, mark and build the course Compassion at Work.

    Exit codes: 0 all is well; 1 some files had problems, which are listed; 2 the command could not
    do its work; 130 it was stopped by Ctrl+C.
    """


@main.command(epilog="\b\nExample:\n  compassion-course check --course ~/compassion-at-work")
@course_option
def check(course_folder: Path | None) -> None:
    """Check transcripts, codebooks, readings, exercises, keys and questions."""
    faults = _faults(find_course(course_folder))
    for fault in faults:
        click.echo(str(fault))
    if faults:
        click.echo(f"{len(faults)} to mend.", err=True)
        sys.exit(SOME_PROBLEMS)
    click.echo("Nothing to mend.")


def _faults(course: Course) -> list[Fault]:
    from .corpus import course_faults
    from .exercises.faults import exercise_faults

    return sorted([*course_faults(course), *exercise_faults(course)])


@main.command(
    epilog="\b\nExample:\n  compassion-course mark downloads/week4.zip --roster roster.csv --out marks/week4"
)
@click.argument(
    "handed_in",
    metavar="FOLDER_OR_ZIP...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where the marks go."
)
@roster_option
@exercise_option
@click.option("--no-pages", is_flag=True, help="Write no feedback pages.")
@scheme_option
@click.option("--dry-run", is_flag=True, help="Write nothing; list whose marks would move, and how.")
@course_option
def mark(
    handed_in: tuple[Path, ...],
    out: Path,
    roster_file: Path | None,
    only: str | None,
    no_pages: bool,
    scheme_file: Path | None,
    dry_run: bool,
    course_folder: Path | None,
) -> None:
    """Mark the answer sheets in folders and zips.

    Looks at any depth and under any file name, also in Word files and texts with pasted answers. Writes
    gradebook.db, marks.csv, problems.csv, cohort.html and feedback/TRAINEE/EXERCISE.html, and moved.csv where
    marks are not what they were. Safe to stop and to run again. Nothing that a trainee wrote is ever run.
    """
    from .desk.mark import mark as mark_all
    from .desk.programme import programme_of
    from .desk.roster import load_roster

    course = find_course(course_folder)
    roster = load_roster(roster_file) if roster_file is not None else None
    with _progress() as tell:
        summary = mark_all(
            course,
            handed_in,
            out,
            roster=roster,
            only=only,
            pages=not no_pages,
            leave_out=[path for path in (roster_file, scheme_file) if path is not None],
            programme=programme_of(out, scheme_file),
            dry_run=dry_run,
            on_progress=tell,
        )
    looked_at, marked = counted(summary.files, "file"), counted(summary.marked, "sheet")
    where = "Nothing was written" if dry_run else f"Written to {out}"
    click.echo(f"{looked_at} looked at, {marked} marked. {where}.")
    _say_moves(summary.moves, out, dry_run)
    if summary.problems:
        listed = counted(len(set(summary.problems)), "line")
        place = "would be listed" if dry_run else f"in {out / 'problems.csv'}"
        click.echo(f"{listed} {place}; {summary.needing_somebody} for somebody to look at.", err=True)
    if not summary.files:
        looked = ", ".join(map(str, handed_in))
        click.echo(f"There is no file in {looked}. Name the folder or the zip that the VLE gave.", err=True)
        sys.exit(UNUSABLE)
    if summary.needing_somebody:
        sys.exit(SOME_PROBLEMS)


def _say_moves(moves: Sequence[Any], out: Path, dry_run: bool) -> None:
    """Say whose marks moved; one by one where nothing was written."""
    if not moves:
        return
    people = counted(len({move.trainee for move in moves}), "trainee")
    place = "would move" if dry_run else f"moved: {out / 'moved.csv'}"
    click.echo(f"{counted(len(moves), 'mark')} of {people} {place}")
    for move in moves if dry_run else ():
        click.echo(f"  {move.trainee}  {move.exercise}/{move.item}  {move.before} -> {move.now}")


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar on a terminal, and nothing in a log or a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Marking", total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield tell


@main.command(epilog="\b\nExample:\n  compassion-course notebooks\n  compassion-course notebooks --check")
@click.argument("slugs", nargs=-1, metavar="[EXERCISE]...")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; fail if a notebook has drifted.")
@course_option
def notebooks(slugs: tuple[str, ...], only_check: bool, course_folder: Path | None) -> None:
    """Make the exercise and model-answer notebooks from exercise.yml and key.yml."""
    from .exercises.notebooks import make_notebooks

    changes = make_notebooks(find_course(course_folder), slugs, check=only_check)
    for change in changes:
        click.echo(change)
    if only_check and changes:
        click.echo("Run: compassion-course notebooks", err=True)
        sys.exit(SOME_PROBLEMS)
    if not changes:
        click.echo("The notebooks are as the exercises say.")


@main.command(
    epilog="\b\nExamples:\n"
    "  compassion-course keying numbers --blind > numbers.txt\n"
    "  compassion-course keying"
)
@click.argument("slug", required=False, metavar="[EXERCISE]")
@click.option("--blind", is_flag=True, help="Print its closed items without answers, for two readers to key.")
@course_option
def keying(slug: str | None, blind: bool, course_folder: Path | None) -> None:
    """Say how far two readers agreed who keyed the closed items without the key.

    Their answers stand in exercises/EXERCISE/keying.json; check holds that the marked items are those on
    which both agreed with the key.
    """
    from .exercises.keying import blind_text, keying_table

    course = find_course(course_folder)
    if blind and slug is None:
        raise click.UsageError("Name the exercise whose items are to be printed.")
    click.echo(blind_text(course, slug) if blind and slug else keying_table(course), nl=False)


@main.command(epilog="\b\nExample:\n  compassion-course rehearse --out rehearsal")
@click.option(
    "--exercise", "slug", default="graded-recommendation", show_default=True, help="What they hand in."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Each draws another class.")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where the class goes."
)
@course_option
def rehearse(slug: str, seed: int, out: Path, course_folder: Path | None) -> None:
    """Make a class of 60 invented trainees to practise marking on.

    Writes moodle.zip, canvas.zip and blackboard.zip, named as those systems name submissions and with every
    kind of trouble in them, roster.csv, and expected.csv, which says what you should find.
    """
    from .desk.rehearsal import PEOPLE
    from .desk.rehearsal import rehearse as make

    files = make(find_course(course_folder), slug, out, seed=seed)
    click.echo(
        f"{out}: {PEOPLE} invented trainees of {slug}, {counted(files, 'file')}. "
        f"Read {out / 'rehearsal.txt'}."
    )


@main.group(epilog="\b\nExample:\n  compassion-course reading list")
def reading() -> None:
    """Put your own reading beside the course's, and list the readings."""


@reading.command(
    epilog="\b\nExample:\n"
    "  compassion-course reading add mine.csv --reader mine --name 'R. Lee' --stance 'Descriptive.'\n"
    "  compassion-course reading add draft.jsonl --reader close --doc P03 --replace"
)
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--reader", "reader_id", required=True, help="Whose reading it is: small letters and hyphens.")
@click.option("--doc", help="The transcript, if the lines do not name it.")
@click.option("--name", default="", help="A new reader's name.")
@click.option("--stance", default="", help="From what stance a new reader reads.")
@click.option("--codebook", "codebooks", multiple=True, help="A new reader's codebook; may be repeated.")
@click.option("--replace", is_flag=True, help="Put it in the place of this reader's earlier one.")
@click.option(
    "--exercise", help="The exercise whose kept passages were read; it goes to that one's readings/."
)
@course_option
def add(
    file: Path,
    reader_id: str,
    doc: str | None,
    name: str,
    stance: str,
    codebooks: tuple[str, ...],
    replace: bool,
    exercise: str | None,
    course_folder: Path | None,
) -> None:
    """Put a reading beside the course's own, or in place of one.

    FILE is a .jsonl of spans, with or without id, start and end; a .csv with the columns doc, turn, quote,
    codes (with ; between) and why; or an answer sheet (.answers.json). A quote is looked for in its turn;
    where it stands several times, nth says which. Everything is checked first: with any fault, nothing is
    written. Own codes come first, in data/readings/READER/codes.jsonl.
    """
    from .corpus import NewReader, ReadingRefused, add_reading, read_draft
    from .exercises.sheet_reading import draft_of_sheet
    from .exercises.specification import exercises_showing

    course = find_course(course_folder)
    draft = draft_of_sheet(course, file) if file.suffix.lower() == ".json" else read_draft(file)
    new = NewReader(name, stance, codebooks)
    before = _faults(course)
    try:
        added = add_reading(course, draft, reader_id, doc=doc, new=new, replace=replace, exercise=exercise)
    except ReadingRefused as refused:
        for fault in refused.faults:
            click.echo(str(fault))
        click.echo(f"{len(refused.faults)} to mend. Nothing was written.", err=True)
        sys.exit(SOME_PROBLEMS)
    if added.made is not None:
        click.echo(f"New reader {reader_id}, with codebooks: {', '.join(added.made.codebooks) or 'none'}.")
        if not added.made.stance:
            click.echo(f"Say from what stance: {course.name_of(added.folder / 'reader.json')}.")
    for of, spans in added.spans.items():
        how = "Replaced" if of in added.replaced else "Wrote"
        click.echo(f"{how} {course.name_of(added.folder / of)}.jsonl: {counted(spans, 'span')}.")
    for slug in exercises_showing(course, reader_id, added.replaced):
        click.echo(
            f"exercises/{slug} shows this reading: read its differences and its key against the new one. "
            "Sheets that were begun before reply to the old one.",
            err=True,
        )
    # Statements, memos, weak spots or an exercise may hang on spans that are gone.
    for fault in _faults(course):
        if fault not in before:
            click.echo(f"To mend now: {fault}", err=True)


@reading.command(
    "list", epilog="\b\nExample:\n  compassion-course reading list --course ~/compassion-at-work"
)
@course_option
def list_readings(course_folder: Path | None) -> None:
    """List the readers, what each has read, and how many spans they stopped at."""
    from .corpus import load_work, reader_ids

    course = find_course(course_folder)
    for reader_id in reader_ids(course):
        work = load_work(course, reader_id)
        click.echo(f"{reader_id}: {work.reader.name}")
        for doc, one in work.readings.items():
            click.echo(f"  {doc}  {counted(len({span.id for span in one.spans}), 'span')}")


@reading.command(
    epilog="\b\nExample:\n  compassion-course reading release ipa-two-cases --out ipa-two-cases.readings.json"
)
@click.argument("slug", metavar="EXERCISE")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The file to write, or the folder for EXERCISE.readings.json.",
)
@course_option
def release(slug: str, out: Path, course_folder: Path | None) -> None:
    """Write the readings of an assessed exercise for its trainees, once all first passes are in.

    They open the file in the page of the exercise and reply to what differs. Only the tutor edition has
    these readings.
    """
    from .exercises.kept_readings import release_readings

    click.echo(f"{release_readings(find_course(course_folder), slug, out)}: written.")


@main.command(epilog="\b\nExample:\n  compassion-course search 'the kettle' --notes")
@click.argument("text")
@click.option("--doc", "docs", multiple=True, help="Look in this transcript alone; may be repeated.")
@click.option("--whole-words", is_flag=True, help="Find rest in 'a rest' and not in 'forest'.")
@click.option("--notes", is_flag=True, help="Look in memos, notes on spans and interviewers' notes too.")
@course_option
def search(
    text: str, docs: tuple[str, ...], whole_words: bool, notes: bool, course_folder: Path | None
) -> None:
    """Find words in the transcripts, whether in capitals or not."""
    from .corpus import search as look_for

    course = find_course(course_folder)
    hits = look_for(text, course=course, docs=docs or None, whole_words=whole_words, notes=notes)
    for hit in hits:
        where = hit.id if hit.kind == "turn" else f"{hit.kind} {' '.join(filter(None, (hit.doc, hit.id)))}"
        words = " ".join(f"{hit.before}>{hit.found}<{hit.after}".split())
        click.echo(f"{where}  {hit.who}  {words}")
    click.echo(f"{counted(len(hits), 'place')}.", err=True)


@main.command(epilog="\b\nExample:\n  compassion-course retrieve threat --reader close --doc T01")
@click.argument("code")
@click.option("--reader", "readers", multiple=True, help="This reader alone; may be repeated.")
@click.option("--doc", "docs", multiple=True, help="This transcript alone; may be repeated.")
@course_option
def retrieve(code: str, readers: tuple[str, ...], docs: tuple[str, ...], course_folder: Path | None) -> None:
    """Bring together the words that were given CODE, with the turns around them.

    A code's sub-codes count as it; CODE may also be a reader's category.
    """
    from .corpus import retrieve as bring

    course = find_course(course_folder)
    rows = bring(code, course=course, readers=readers or None, docs=docs or None)
    for row in rows:
        click.echo(f"{row.reader}/{row.span}  {row.turn}  {row.speaker}  [{', '.join(row.codes)}]")
        if row.before:
            click.echo(f"    ... {row.before[-90:]}")
        click.echo(f"    {row.text[: row.start]}>{row.quote}<{row.text[row.end :]}")
        if row.after:
            click.echo(f"    {row.after[:90]} ...")
        click.echo(f"    Why: {row.why}\n")
    click.echo(f"{counted(len({(row.reader, row.span) for row in rows}), 'span')}.", err=True)


@main.command(epilog="\b\nExample:\n  compassion-course voices\n  compassion-course voices --check")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; fail if the table has drifted.")
@course_option
def voices(only_check: bool, course_folder: Path | None) -> None:
    """Make data/voices.csv: how long each speaker's turns are, how they hesitate, what they repeat."""
    from .analysis.voices import voices_csv
    from .corpus.jsonl import write_whole

    path = find_course(course_folder).data / "voices.csv"
    table = voices_csv(find_course(course_folder))
    if path.is_file() and path.read_bytes() == table:
        click.echo("data/voices.csv is as the transcripts say.")
        return
    if only_check:
        click.echo("data/voices.csv has drifted. Run: compassion-course voices", err=True)
        sys.exit(SOME_PROBLEMS)
    write_whole(path, table)
    click.echo(f"Wrote data/voices.csv: {counted(len(table.splitlines()) - 1, 'speaker')}.")


_formats = ("qdpx", "qdc", "taguette", "codebook-csv", "csv", "jsonld", "project", "html", "vtt")


@main.command(
    epilog="\b\nExamples:\n"
    "  compassion-course export course.qdpx\n"
    "  compassion-course export close.sqlite3 --reader close --transcript T01\n"
    "  compassion-course export pages --format html"
)
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(_formats), help="Without it, what OUT ends in.")
@click.option("--transcript", "docs", multiple=True, help="Take this transcript; may be repeated. [all]")
@click.option("--reader", "readers", multiple=True, help="Take this reader; may be repeated. [all]")
@click.option(
    "--lines",
    type=click.Choice(("lf", "crlf-text-lf-offsets")),
    default="lf",
    help="Line ends in a qdpx. The second is said to suit MAXQDA, and has not been tried there.",
)
@click.option("--replace", is_flag=True, help="Overwrite a file that is there and says something else.")
@course_option
def export(
    out: Path,
    format_: str | None,
    docs: tuple[str, ...],
    readers: tuple[str, ...],
    lines: Literal["lf", "crlf-text-lf-offsets"],
    replace: bool,
    course_folder: Path | None,
) -> None:
    """Write transcripts, readings and codes for another program.

    OUT ends in .qdpx (REFI-QDA project), .qdc (REFI-QDA codebook), .sqlite3 (Taguette project), .csv
    (codings), .jsonld (web annotations), .project.json (one reader's work, as the coding desk opens it) or is
    codebook.csv; for html and vtt it is a folder, or a file with one --transcript.
    """
    from .corpus.exchange import export as write

    course = find_course(course_folder)
    for path in write(course, out, format=format_, docs=docs, readers=readers, lines=lines, replace=replace):
        click.echo(f"{path}: written.")


@main.command(
    "import",
    epilog="\b\nExamples:\n"
    "  compassion-course import mine.qdpx --out readings\n"
    "  compassion-course import me.project.json --out readings\n"
    "  compassion-course import project.sqlite3 --reader close --out readings",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "format_", type=click.Choice(_formats[:-2]), help="Without it, what FILE ends in.")
@click.option("--reader", "readers", multiple=True, help="Take this coder; may be repeated. [all]")
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the readings go, a folder for each coder; data/readings makes them readers of the course.",
)
@course_option
def import_(
    file: Path, format_: str | None, readers: tuple[str, ...], out: Path, course_folder: Path | None
) -> None:
    """Make readings of a file from another program.

    Every quote is checked against the transcript. What was moved, could not be checked or was left out is
    said line by line, and the exit code is then 1. Nothing that is there already is replaced.
    """
    from .corpus.exchange import import_file, store

    course = find_course(course_folder)
    received = import_file(course, file, format=format_, readers=readers)
    for notice in received.notices:
        click.echo(notice, err=True)
    for path, work in zip(store(received, out), received.works, strict=True):
        spans = counted(len({span.id for span in work.spans}), "span")
        click.echo(f"{path}: {spans}, {counted(len(work.codes), 'code')} of its own.")
    if received.notices:
        sys.exit(SOME_PROBLEMS)


@main.group(epilog="\b\nExample:\n  compassion-course schema answers > answers.schema.json")
def schema() -> None:
    """Print the JSON Schema of a file format."""


@schema.command(epilog="\b\nExample:\n  compassion-course schema answers > answers.schema.json")
def answers() -> None:
    """Print the JSON Schema of an answer sheet."""
    from .exercises.schema import sheet_schema

    click.echo(json.dumps(sheet_schema(), indent=1, ensure_ascii=False))


@main.command(epilog="\b\nExample:\n  compassion-course survey --seed 7 --out cohort-7")
@click.option("--seed", type=int, required=True, help="A whole number; each draws another cohort.")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where the files go."
)
@course_option
def survey(seed: int, out: Path, course_folder: Path | None) -> None:
    """Draw another cohort of the synthetic staff survey.

    The people are invented and the counts are those published; data/survey/README.md says what was assumed.
    """
    import runpy

    script = runpy.run_path(str(find_course(course_folder).data / "survey" / "make_survey.py"))
    sys.exit(script["main"](["--seed", str(seed), "--out", str(out)]))


@main.command(epilog="\b\nExample:\n  compassion-course pack numbers --seed 7 --out cohort-7-pack")
@click.argument("slug", metavar="EXERCISE")
@click.option("--seed", type=int, required=True, help="A whole number from 0; each draws another cohort.")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where the pack goes."
)
@course_option
def pack(slug: str, seed: int, out: Path, course_folder: Path | None) -> None:
    """Make an exercise with the survey numbers of another cohort, for release --pack.

    The key is worked out from the cohort. Some cohorts do not suit; then the reason is said.
    """
    from .exercises.cohort_pack import write_pack

    for path in write_pack(find_course(course_folder), slug, seed, out):
        click.echo(f"{path}: written.")
