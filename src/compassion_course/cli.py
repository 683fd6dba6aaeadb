"""The ``compassion-course`` command.

Each verb imports what it needs when it runs: a tutor who marks a class should not wait for charts.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from . import __version__
from .corpus import CourseError, find_course

SOME_PROBLEMS, UNUSABLE, STOPPED = 1, 2, 130
# Verbs that belong to the site and load its part only when asked for.
_SITE_VERBS = ("book", "serve")


class _Verbs(click.Group):
    """The verbs of this file and those of the site, where it is installed; all end in the same ways."""

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
        return sorted([*super().list_commands(ctx), *_SITE_VERBS] if _site() else super().list_commands(ctx))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a verb, loading the site only for its own."""
        if cmd_name in _SITE_VERBS:
            return getattr(_site(), cmd_name, None)
        return super().get_command(ctx, cmd_name)


def _site() -> Any:
    name = f"{__package__}.site.commands"
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and name.startswith(error.name):
            return None
        raise


_course_option = click.option(
    "--course",
    "course_folder",
    type=click.Path(path_type=Path),
    help="The course's folder; without it, $COMPASSION_COURSE, then upward from here.",
)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="compassion-course")
def main() -> None:
    """Check, mark and build the course Compassion at Work.

    Exit codes: 0 all is well; 1 some files had problems, which are listed; 2 the command could not
    do its work; 130 it was stopped by Ctrl+C.
    """


@main.command(epilog="\b\nExample:\n  compassion-course check --course ~/compassion-at-work")
@_course_option
def check(course_folder: Path | None) -> None:
    """Check transcripts, codebooks, readings, exercises, keys and questions."""
    from .corpus import course_faults
    from .exercises.faults import exercise_faults

    course = find_course(course_folder)
    faults = sorted([*course_faults(course), *exercise_faults(course)])
    for fault in faults:
        click.echo(str(fault))
    if faults:
        click.echo(f"{len(faults)} to mend.", err=True)
        sys.exit(SOME_PROBLEMS)
    click.echo("Nothing to mend.")


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
@click.option(
    "--roster",
    "roster_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV with the columns trainee, name, email, and if wished moodle, canvas, blackboard.",
)
@click.option("--exercise", "only", help="Mark this exercise alone.")
@click.option("--no-pages", is_flag=True, help="Write no feedback pages.")
@_course_option
def mark(
    handed_in: tuple[Path, ...],
    out: Path,
    roster_file: Path | None,
    only: str | None,
    no_pages: bool,
    course_folder: Path | None,
) -> None:
    """Mark the answer sheets in folders and zips.

    Looks at any depth and under any file name, also in Word files and texts with pasted answers. Writes
    gradebook.db, marks.csv, problems.csv, cohort.html and feedback/TRAINEE/EXERCISE.html. Safe to stop and to
    run again. Nothing that a trainee wrote is ever run.
    """
    from .desk.mark import mark as mark_all
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
            leave_out=() if roster_file is None else (roster_file,),
            on_progress=tell,
        )
    looked_at, marked = _count(summary.files, "file"), _count(summary.marked, "sheet")
    click.echo(f"{looked_at} looked at, {marked} marked. Written to {out}.")
    if summary.problems:
        listed = _count(len(set(summary.problems)), "line")
        click.echo(
            f"{listed} in {out / 'problems.csv'}; {summary.needing_somebody} for somebody to look at.",
            err=True,
        )
    if not summary.files:
        where = ", ".join(map(str, handed_in))
        click.echo(f"There is no file in {where}. Name the folder or the zip that the VLE gave.", err=True)
        sys.exit(UNUSABLE)
    if summary.needing_somebody:
        sys.exit(SOME_PROBLEMS)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


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
@_course_option
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


@main.group(epilog="\b\nExample:\n  compassion-course schema answers > answers.schema.json")
def schema() -> None:
    """Print the JSON Schema of a file format."""


@schema.command(epilog="\b\nExample:\n  compassion-course schema answers > answers.schema.json")
def answers() -> None:
    """Print the JSON Schema of an answer sheet."""
    from .exercises.schema import sheet_schema

    click.echo(json.dumps(sheet_schema(), indent=1, ensure_ascii=False))
