"""Options that several verbs of the command share, and how they count things in words."""

from __future__ import annotations

from pathlib import Path

import click

#: The exit code of a verb that did its work and found something for somebody to look at.
SOME_PROBLEMS = 1

course_option = click.option(
    "--course",
    "course_folder",
    type=click.Path(path_type=Path),
    help="The course's folder; without it, $COMPASSION_COURSE, then upward from here.",
)
exercise_option = click.option("--exercise", "only", metavar="SLUG", help="Only this exercise.")
roster_option = click.option(
    "--roster",
    "roster_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The class: a CSV with the columns trainee, name, email, and if wished moodle, canvas, blackboard.",
)
scheme_option = click.option(
    "--scheme",
    "scheme_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your programme's scheme.yml; without it, the one in the folder of the marks, if there is one.",
)


def counted(number: int, thing: str) -> str:
    """Write 1 file, 2 files."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
