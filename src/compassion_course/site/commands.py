"""The verbs `book`, `release` and `serve` of the `compassion-course` command."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from compassion_course.corpus import CourseError, find_course
from compassion_course.desk.options import course_option


def _book_folder(course: Path | None) -> Path:
    """Find a course whose site can be built: what the installed package carries has no book."""
    root = find_course(course).root
    if not (root / "_config.yml").is_file():
        raise CourseError(
            root,
            "There is no book here: _config.yml is missing.",
            "Name a clone of the course with --course.",
        )
    return root


@click.command(name="book", epilog="\b\nExample:\n  compassion-course book")
@course_option
def book(course_folder: Path | None) -> None:
    """Execute the chapters and build the site into _build/html.

    A warning or a failing cell stops the build, and the site that was there before stays. A chapter is
    executed again only when its own cells, the data or the package have changed.
    """
    # Imported here, so that `compassion-course --help` does not wait for it.
    from compassion_course.site.book import BuildFailed, build

    start = time.monotonic()
    try:
        build(_book_folder(course_folder), say=click.echo)
    except BuildFailed as failed:
        # A page has a problem, which is listed: that is not the same as having no course to build.
        click.echo(str(failed), err=True)
        sys.exit(1)
    click.echo(f"Took {time.monotonic() - start:.0f} s.")


@click.command(
    name="release",
    epilog="\b\nExamples:\n"
    "  compassion-course release --out ~/release-2027\n"
    "  compassion-course release --out ~/release-2027 --pack ~/my-items\n"
    "  compassion-course release --out ~/release-2027 --scorm",
)
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where the editions go."
)
@click.option(
    "--pack",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Your own EXERCISE/exercise.yml, key.yml and model_answers.json, from outside the repository.",
)
@click.option(
    "--scorm", is_flag=True, help="Also SCORM 1.2 packages for a VLE: the whole course, and each chapter."
)
@course_option
def release(out: Path, pack: Path | None, scorm: bool, course_folder: Path | None) -> None:
    """Write the trainee edition and the tutor edition.

    The trainee edition has no key, model answer, tutor note or reading of an assessed exercise: every byte of
    it, unpacked, is looked through for them first. Mark with --course OUT/tutor/course.
    """
    from compassion_course.site.book import BuildFailed
    from compassion_course.site.release import release as write

    try:
        write(_book_folder(course_folder), out, pack=pack, scorm=scorm, say=click.echo)
    except BuildFailed as failed:
        click.echo(str(failed), err=True)
        sys.exit(1)


@click.command(name="serve", epilog="\b\nExample:\n  compassion-course serve --port 8000")
@course_option
@click.option("--port", default=8000, show_default=True, help="0 takes any free port.")
def serve(course_folder: Path | None, port: int) -> None:
    """Show the built site at http://127.0.0.1, to this computer only."""
    from compassion_course.site.serve import HOST, server

    site = _book_folder(course_folder) / "_build" / "html"
    if not (site / "index.html").is_file():
        raise CourseError(
            site, "There is no site yet.", "Build it first: make book (or python -m compassion_course book)"
        )
    try:
        running = server(site, port)
    except (OSError, OverflowError) as error:
        raise CourseError(
            f"port {port}", f"It cannot be used: {error}.", "Try another: --port 0 takes any free one."
        ) from error
    click.echo(f"The course is at http://{HOST}:{running.server_port}/  (Ctrl+C stops it)")
    try:
        running.serve_forever()
    except KeyboardInterrupt:
        click.echo("Stopped.")
    finally:
        running.server_close()
