"""The verbs of the `compassion-course` command that build the site, show it, pack it and look after it."""

from __future__ import annotations

import re
import sys
import time
from datetime import date, datetime
from pathlib import Path

import click

from compassion_course.corpus import CourseError, find_course
from compassion_course.desk.options import SOME_PROBLEMS, counted, course_option

_BUILD = "Build it first: make book (or python -m compassion_course book)"


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


def _built(course: Path) -> Path:
    """Find a course's built site."""
    site = course / "_build" / "html"
    if not (site / "index.html").is_file():
        raise CourseError(site, "There is no site yet.", _BUILD)
    return site


def _web_address(ctx: click.Context, option: click.Parameter, value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
        raise click.BadParameter(f"{value} is no web address. Write it as https://example.org/compassion/")
    return value


@click.command(
    name="book",
    epilog="\b\nExamples:\n  compassion-course book\n"
    "  compassion-course book --address https://example.org/compassion/",
)
@click.option(
    "--address",
    metavar="URL",
    default="",
    callback=_web_address,
    help="Where the site will stand; only its page for wrong addresses needs to know. [the top of a host]",
)
@course_option
def book(address: str, course_folder: Path | None) -> None:
    """Execute the chapters and build the site into _build/html.

    A warning or a failing cell stops the build, and the site that was there before stays. A chapter is
    executed again only when its own cells, the data or the package have changed.
    """
    # Imported here, so that `compassion-course --help` does not wait for it.
    from compassion_course.site.book import BuildFailed, build

    start = time.monotonic()
    try:
        build(_book_folder(course_folder), say=click.echo, address=address)
    except BuildFailed as failed:
        # A page has a problem, which is listed: that is not the same as having no course to build.
        click.echo(str(failed), err=True)
        sys.exit(1)
    click.echo(f"Took {time.monotonic() - start:.0f} s.")


@click.command(
    name="edition",
    epilog="\b\nExamples:\n  compassion-course edition\n  compassion-course edition ~/Downloads/compassion",
)
@click.argument("site", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@course_option
def edition(site: Path | None, course_folder: Path | None) -> None:
    """Print version, date and digest of a built site, and check that its files are those of the digest.

    SITE is the folder of a copy; without it, the course's own _build/html. A statement of completion names
    the digest of the edition that somebody used.
    """
    from compassion_course.site import digest

    folder = site if site is not None else _book_folder(course_folder) / "_build" / "html"
    said = digest.read(folder)
    click.echo(f"version  {said.version}\ndate     {said.date}\nsha256   {said.digest}")
    found = digest.digest_of(folder)
    if found != said.digest:
        click.echo(
            f"{folder}: its files are not those of this edition; together they are\n{found}.\n"
            "Somebody changed, added or lost a file. Compare it with a fresh copy.",
            err=True,
        )
        sys.exit(1)
    click.echo("Its files are those of this edition.")


@click.command(
    name="offline", epilog="\b\nExample:\n  compassion-course offline --out compassion-at-work.zip"
)
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The zip to write."
)
@course_option
def offline(out: Path, course_folder: Path | None) -> None:
    """Pack the site into one zip that is read without a network.

    Unpacked, its index.html opens by double-click, and everything works: search, exercises, saving. The site
    is built first if it is not fresh.
    """
    from compassion_course.site.book import BuildFailed
    from compassion_course.site.offline import write

    try:
        size = write(_book_folder(course_folder), out)
    except BuildFailed as failed:
        click.echo(str(failed), err=True)
        sys.exit(1)
    click.echo(f"{out}: the whole site, {size / 1_000_000:.1f} MB. Unpack it, then open index.html.")


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


_address_option = click.option(
    "--address",
    default="",
    metavar="URL",
    help="Where the course is published: links to pages that are not in the file lead there. "
    "Without it they are plain words.",
)


def _built_course(course: Path | None) -> Path:
    """Find a course whose site is built, and say where the site is older than the text."""
    from compassion_course.site.book import is_fresh

    root = _book_folder(course)
    site = _built(root)
    if not is_fresh(root):
        click.echo(f"{site} is older than the course's text. {_BUILD}", err=True)
    return root


@click.command(
    name="pdf",
    epilog="\b\nExamples:\n"
    "  compassion-course pdf --out ~/paper\n"
    "  compassion-course pdf 02 exercises/vignettes T01 --out ~/paper",
)
@click.argument("pages", nargs=-1, metavar="[CHAPTER]...")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder to write into."
)
@_address_option
@course_option
def pdf(pages: tuple[str, ...], out: Path, address: str, course_folder: Path | None) -> None:
    """Print the built site as PDF: the whole book, or each CHAPTER that is named.

    CHAPTER is a number (02), an exercise, an interview (T01) or any page of the book; the pages below it come
    along, so that a chapter has its exercise. Chromium, Chrome or Edge does the printing, without a window.
    The whole book takes a few minutes.
    """
    from compassion_course.site.pdf import write_pdfs

    write_pdfs(_built_course(course_folder), out, pages, elsewhere=address, say=click.echo)


@click.command(name="epub", epilog="\b\nExample:\n  compassion-course epub --out ~/compassion-at-work.epub")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write."
)
@click.option(
    "--pictures/--no-pictures",
    default=True,
    help="Picture each kind of interactive part, which needs Chromium, Chrome or Edge, and a minute.",
)
@_address_option
@course_option
def epub(out: Path, pictures: bool, address: str, course_folder: Path | None) -> None:
    """Make an EPUB of the built site, for e-readers and phones.

    It holds all the words, tables and charts; what is interactive on the site stands there as a picture and
    in words.
    """
    from compassion_course.site.epub import write_epub

    write_epub(_built_course(course_folder), out, elsewhere=address, pictures=pictures, say=click.echo)


@click.command(name="serve", epilog="\b\nExample:\n  compassion-course serve --port 8000")
@course_option
@click.option("--port", default=8000, show_default=True, help="0 takes any free port.")
def serve(course_folder: Path | None, port: int) -> None:
    """Show the built site at http://127.0.0.1, to this computer only."""
    from compassion_course.site.serve import HOST, server

    site = _built(_book_folder(course_folder))
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


@click.command(name="addresses", epilog="\b\nExample:\n  compassion-course addresses")
@click.option("--replace", is_flag=True, help="Write anew what is kept of an edition that is not out yet.")
@course_option
def addresses(replace: bool, course_folder: Path | None) -> None:
    """Keep the addresses of the built site as those of this edition, and look for older ones that are lost.

    The number and the day of an edition are the newest heading of CHANGELOG.md. A page that has moved gets a
    line in publishing/redirects.csv.
    """
    from compassion_course.site.addresses import kept, lost, record

    course = _book_folder(course_folder)
    target = record(course, replace=replace)
    click.echo(f"{target.relative_to(course)}: written.")
    gone = {edition: lost(course / "_build" / "html", given) for edition, given in kept(course).items()}
    for edition, found in gone.items():
        for address in found:
            click.echo(f"{address} of edition {edition} leads to nothing.")
    if any(gone.values()):
        click.echo("Give each a line in publishing/redirects.csv, and build again.", err=True)
        sys.exit(SOME_PROBLEMS)


@click.command(
    name="links", epilog="\b\nExamples:\n  compassion-course links\n  compassion-course links --csv"
)
@click.option("--csv", "as_csv", is_flag=True, help="Write address, page and fault as CSV.")
@course_option
def links(as_csv: bool, course_folder: Path | None) -> None:
    """List the links from the built site to other places, and those whose form is wrong.

    Nothing is asked of those places.
    """
    import csv

    from compassion_course.site.outside import faults, outside_links

    found = outside_links(_built(_book_folder(course_folder)))
    wrong = {address: listed for address in found if (listed := faults(address))}
    if as_csv:
        rows = csv.writer(sys.stdout, lineterminator="\n")
        rows.writerow(["address", "page", "fault"])
        rows.writerows(
            [address, page, "; ".join(wrong.get(address, []))]
            for address, pages in found.items()
            for page in pages
        )
    else:
        for address, pages in found.items():
            more = f" and {len(pages) - 1} more" if len(pages) > 1 else ""
            click.echo(f"{address}  {pages[0]}{more}")
    for address, listed in wrong.items():
        click.echo(f"{found[address][0]}: {address}: {'; '.join(listed)}.", err=True)
    click.echo(f"{counted(len(found), 'link')} to other places, {len(wrong)} to mend.", err=True)
    if wrong:
        sys.exit(SOME_PROBLEMS)


@click.command(
    name="ages",
    epilog="\b\nExamples:\n  compassion-course ages\n  compassion-course ages --all\n"
    "  compassion-course ages --today 2027-09-01",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Reckon from this day, say the first of the next term.",
)
@click.option("--all", "everything", is_flag=True, help="List also what was checked within the year.")
@course_option
def ages(today: datetime | None, everything: bool, course_folder: Path | None) -> None:
    """List the facts that can change and were last checked more than a year ago.

    Phone numbers, rules, and pages of the web that change without notice: the place, the day, and what to
    check. Check, mend, and write the new day where the old one stands.
    """
    from compassion_course.site.ages import checked

    day = today.date() if today else date.today()
    found = checked(find_course(course_folder))
    old = [one for one in found if one.older_than_a_year(day)]
    for one in found if everything else old:
        click.echo(str(one))
    click.echo(f"{counted(len(found), 'fact')} that can change, {len(old)} to check again.", err=True)
    if old:
        sys.exit(SOME_PROBLEMS)
