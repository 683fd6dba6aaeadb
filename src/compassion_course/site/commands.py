"""The verbs `book` and `serve` of the `compassion-course` command."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from compassion_course.corpus import CourseError, find_course


@click.command(name="book", epilog="Example: compassion-course book")
@click.option(
    "--course", type=click.Path(path_type=Path), default=None, help="The course's folder, if it is not here."
)
def book(course: Path | None) -> None:
    """Execute the chapters and build the site into _build/html.

    A warning or a failing cell stops the build, and the site that was there before stays. A chapter is
    executed again only when its own cells, the data or the package have changed.
    """
    # Imported here, so that `compassion-course --help` does not wait for it.
    from compassion_course.site.book import build

    start = time.monotonic()
    try:
        build(find_course(course).root, say=click.echo)
    except CourseError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(f"Took {time.monotonic() - start:.0f} s.")


@click.command(name="serve", epilog="Example: compassion-course serve --port 8000")
@click.option(
    "--course", type=click.Path(path_type=Path), default=None, help="The course's folder, if it is not here."
)
@click.option("--port", default=8000, show_default=True, help="0 takes any free port.")
def serve(course: Path | None, port: int) -> None:
    """Show the built site at http://127.0.0.1, to this computer only."""
    from compassion_course.site.serve import HOST, server

    try:
        site = find_course(course).root / "_build" / "html"
    except CourseError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    if not (site / "index.html").is_file():
        click.echo(
            "There is no site yet. Build it first: make book (or python -m compassion_course book)", err=True
        )
        sys.exit(1)
    try:
        running = server(site, port)
    except OSError as error:
        click.echo(
            f"Port {port} cannot be used ({error.strerror}). Try another: --port 0 takes any free one.",
            err=True,
        )
        sys.exit(1)
    click.echo(f"The course is at http://{HOST}:{running.server_port}/  (Ctrl+C stops it)")
    try:
        running.serve_forever()
    except KeyboardInterrupt:
        click.echo("Stopped.")
    finally:
        running.server_close()
