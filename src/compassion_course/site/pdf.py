"""The course, or pages of it, as a PDF: links that work, an outline, tags, and numbers on the pages.

The pages of the built site become one page, and Chromium prints it. It numbers the paper, writes the outline
from the headings and the tags from the HTML; only on which paper a page begins is not known until it is
printed, so the contents get their numbers in a second printing.
"""

from __future__ import annotations

import html
import shutil
import tempfile
from collections.abc import Callable, Iterable
from importlib import resources
from pathlib import Path

from bs4 import Tag

from compassion_course import __version__
from compassion_course.site import chromium
from compassion_course.site.bound import (
    BoundPage,
    Place,
    chosen,
    link_pages,
    prefix_ids,
    read_pages,
    reading_order,
    shift_headings,
)

WHOLE = "compassion-at-work"
TITLE = "Compassion at Work"
SUBTITLE = "A course on burnout, compassion-focused theory and qualitative method"
AUTHOR = "The Compassion at Work authors"
#: What every copy says of itself, as the site's foot does.
TERMS = (
    "Text under CC BY 4.0, code under BSD-3-Clause. Every interview in it is synthetic; nobody was "
    "interviewed. What is done with mouse or keys on the site stands here in words."
)


def write_pdfs(
    course: Path,
    out: Path,
    wanted: Iterable[str] = (),
    *,
    elsewhere: str = "",
    say: Callable[[str], None] = print,
) -> list[Path]:
    """Write one PDF for each page that is named, or one of the whole book.

    Parameters
    ----------
    course
        The course's folder; its built site is read.
    out
        The folder to write into.
    wanted
        Pages as :func:`.bound.chosen` takes them; each comes with the pages below it. None: the whole book.
    elsewhere
        The address of the published course, for links to pages that are not in the PDF.
    say
        Takes a line of report for each file.

    Raises
    ------
    CourseError
        If a page is not in the book, the site is not built, or there is no Chromium.
    """
    jobs = [(_file_name(places[0]), places) for places in (chosen(course, name) for name in wanted)]
    jobs = jobs or [(WHOLE, reading_order(course))]
    chromium.find()
    site = course / "_build" / "html"
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, places in jobs:
        target = out / f"{name}.pdf"
        sheets = _write(course, site, places, target, elsewhere)
        say(f"{target}: {sheets} pages, {target.stat().st_size / 1e6:.1f} MB")
        written.append(target)
    return written


def _file_name(place: Place) -> str:
    name = place.name.removesuffix("/exercise")
    return name.rpartition("/")[2]


def _write(course: Path, site: Path, places: list[Place], target: Path, elsewhere: str) -> int:
    from pypdf import PdfReader

    pages = read_pages(site, places)
    whole = len(places) == len(reading_order(course))
    link_pages(site, pages, _anchor, elsewhere)
    for page in pages:
        prefix_ids(page)
        shift_headings(page, _level(page.place, places, whole) - 1)
    folder = course / "_build" / "paper"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="printing-", ignore_cleanup_errors=True) as place:
        source, printed = Path(place) / "book.html", Path(place) / "book.pdf"
        numbers: dict[str, int] = {}
        for _ in range(2):
            source.write_text(bound_html(site, pages, whole, numbers), encoding="utf-8")
            chromium.print_pdf(source, printed)
            reader = PdfReader(printed)
            found = {
                name.removeprefix("/"): number + 1
                for name, goal in reader.named_destinations.items()
                if (number := reader.get_destination_page_number(goal)) is not None
            }
            if found == numbers or not whole:
                break
            numbers = found
        sheets = len(reader.pages)
        # The temporary folder may lie on another disk than the target: copy beside it, then take its name.
        beside = target.with_name(f".{target.name}.part")
        shutil.copyfile(printed, beside)
        beside.replace(target)
    return sheets


def _level(place: Place, places: list[Place], whole: bool) -> int:
    """Return the level of a page's title: below its part in the book, at the top of a copy of its own."""
    if whole:
        return 2 + place.depth if place.part else 1
    return 1 + place.depth - places[0].depth


def _anchor(place: Place, fragment: str) -> str:
    return f"#{place.slug}--{fragment}" if fragment else f"#{place.slug}"


def bound_html(site: Path, pages: list[BoundPage], whole: bool, numbers: dict[str, int]) -> str:
    """Return the pages as one, with cover and contents.

    Parameters
    ----------
    site
        The built site, whose style sheets are used.
    pages
        The pages, with ids of their own.
    whole
        Whether this is the whole book, which has parts.
    numbers
        On which paper each anchor stands, as far as that is known.
    """
    title = TITLE if whole else f"{pages[0].title} \u2013 {TITLE}"
    styles = list(dict.fromkeys(style for page in pages for style in page.styles))
    sheets = "".join(f'<link rel="stylesheet" href="{html.escape(style.as_uri())}">\n' for style in styles)
    own = resources.files("compassion_course.site").joinpath("theme", "paper.css").read_text(encoding="utf-8")
    heads = "".join(_running_head(page) for page in pages)
    body = _cover() + _contents(pages, numbers) if whole else ""
    part = ""
    for page in pages:
        opening = "" if body else f'<p class="copy-of">{TITLE} \u00b7 Edition {__version__}. {TERMS}</p>\n'
        if whole and page.place.part != part:
            part = page.place.part
            opening = f'<h1 class="part">{html.escape(part)}</h1>\n'
        body += _bound(page, opening)
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB" data-theme="light">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{html.escape(title)}</title>\n{sheets}<style>\n{own}\n{heads}</style>\n</head>\n"
        f'<body class="bound">\n{body}</body>\n</html>\n'
    )


def _running_head(page: BoundPage) -> str:
    """Name the page's paper after it: its title stands above, and it begins on a new sheet."""
    name = "p-" + page.place.slug
    words = page.title.replace("\\", "\\\\").replace('"', '\\"')
    return f'.{name} {{ page: {name} }}\n@page {name} {{ @top-left {{ content: "{words}" }} }}\n'


def _cover() -> str:
    return (
        f'<section class="cover"><h1>{TITLE}</h1>\n<p class="subtitle">{SUBTITLE}</p>\n'
        f'<p>{AUTHOR}</p>\n<p>Edition {__version__}</p>\n<p class="terms">{TERMS}</p></section>\n'
    )


def _contents(pages: list[BoundPage], numbers: dict[str, int]) -> str:
    lines, part = "", None
    for page in pages:
        if page.place.part != part:
            lines += "</ul>\n" if part is not None else ""
            part = page.place.part
            lines += f"<p>{html.escape(part)}</p>\n<ul>" if part else "<ul>"
        number = numbers.get(page.place.slug, "")
        lines += (
            f'<li class="deep-{page.place.depth}"><a href="#{page.place.slug}">'
            f"<span>{html.escape(page.title)}</span> <span>{number}</span></a></li>\n"
        )
    return f'<nav class="contents" aria-label="Contents"><h1>Contents</h1>\n{lines}</ul></nav>\n'


def _bound(page: BoundPage, opening: str) -> str:
    line = f'<p class="place">{html.escape(page.line)}</p>\n' if page.line else ""
    article: Tag = page.article
    return (
        f'<section class="bound-page p-{page.place.slug}" id="{page.place.slug}">\n{opening}{line}'
        f"{article.decode(formatter='html5')}\n</section>\n"
    )
