"""Old addresses that go on working: ``publishing/redirects.csv`` says where each leads now.

The build writes a small page at each old address, which works on every host and from a folder opened by
double-click, and the same as lines for nginx, so that a server answers with a permanent redirect. A place
that has gone from a page that stays (its heading was renamed) is led to another place on that page.
"""

from __future__ import annotations

import csv
import posixpath
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from compassion_course.corpus import CourseError

MAP = "publishing/redirects.csv"
COLUMNS = ["old", "new", "edition"]
#: Carries a place on the page along, which a refresh by itself would drop.
SCRIPT = "lead-on.js"
#: What a server shows in place of a page that is not there.
LOST = "404.html"

_ADDRESS = re.compile(r"[a-z0-9][A-Za-z0-9/_-]*\.html(#[A-Za-z][\w-]*)?")
_LEADS_ON = '<meta http-equiv="refresh"'


@dataclass(frozen=True)
class Redirect:
    """An old address and where it leads, both from the site's root, and the edition that moved it."""

    old: str
    new: str
    edition: str

    @property
    def within(self) -> bool:
        """Whether it is a place that moved within its page."""
        return "#" in self.old


def leads_on(html: str) -> bool:
    """Tell whether a page is there only to lead to another."""
    return _LEADS_ON in html


def read(course: Path) -> list[Redirect]:
    """Read the map; a course without one has no redirects.

    Raises
    ------
    CourseError
        If the file is not such a map. Whether the addresses exist shows when the site is built.
    """
    path = course / MAP
    if not path.is_file():
        return []
    found: dict[str, Redirect] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        if next(rows, None) != COLUMNS:
            raise CourseError(
                f"{MAP}:1", "The first line is not its heading.", f"It reads: {','.join(COLUMNS)}"
            )
        for row in rows:
            where = f"{MAP}:{rows.line_num}"
            if len(row) != len(COLUMNS):
                raise CourseError(
                    where, f"{len(row)} fields instead of {len(COLUMNS)}.", "Write old,new,edition."
                )
            one = Redirect(*row)
            if not _ADDRESS.fullmatch(one.old) or not _ADDRESS.fullmatch(one.new):
                raise CourseError(
                    where,
                    "An address is not one of this site.",
                    "Write both from the site's root, such as book/routes.html or book/routes.html#credits.",
                )
            if one.within and (one.old.partition("#")[0], True) != (
                one.new.partition("#")[0],
                "#" in one.new,
            ):
                raise CourseError(
                    where,
                    "A place can only be led to another place on its page, since no server sees places.",
                    "Name a place on the same page, or keep the old label where the words went.",
                )
            if one.old in found:
                raise CourseError(where, f"{one.old} stands twice.", "Keep the line that is right.")
            found[one.old] = one
    for one in found.values():
        if one.new.partition("#")[0] in found:
            raise CourseError(
                MAP, f"{one.old} leads to {one.new}, which leads on itself.", "Name where it ends."
            )
    return list(found.values())


def write(course: Path, site: Path) -> None:
    """Write a page at each old address of a built site, and each old place into its page.

    Raises
    ------
    CourseError
        If the site still has an old address, or has no such new one.
    """
    for one in read(course):
        old, _, old_place = one.old.partition("#")
        new, _, place = one.new.partition("#")
        arrival = site / new
        html = arrival.read_text(encoding="utf-8") if arrival.is_file() else ""
        if not html or (place and f'id="{place}"' not in html):
            raise CourseError(MAP, f"{one.old} leads to {one.new}, which is not there.", "Mend its line.")
        if f'id="{old_place}"' in html if one.within else (site / old).exists():
            raise CourseError(MAP, f"{one.old} is there: nothing has moved.", "Take its line out.")
        if one.within:
            section = f'<section id="{place}">'
            if section not in html:
                raise CourseError(MAP, f"{one.new} is not the place of a heading.", "Name a heading's place.")
            html = html.replace(section, f'{section}<span id="{old_place}"></span>', 1)
            arrival.write_text(html, encoding="utf-8")
        else:
            title = re.search(r"<title>(.*?)</title>", html)
            (site / old).parent.mkdir(parents=True, exist_ok=True)
            (site / old).write_text(_page(one, title[1] if title else new), encoding="utf-8")


def _page(one: Redirect, title: str) -> str:
    """Write the page at an old address; ``title`` is HTML already."""
    here = posixpath.dirname(one.old)
    to = escape(posixpath.relpath(one.new, here or "."))
    root = posixpath.relpath("_static", here or ".")
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: this page has moved</title>
<meta name="description" content="This page has moved. It leads to {to}.">
<meta name="robots" content="noindex">
<link rel="canonical" href="{to}">
<link rel="stylesheet" href="{root}/course.css">
<script src="{root}/{SCRIPT}"></script>
<noscript>{_LEADS_ON} content="0; url={to}"></noscript>
</head>
<body>
<main><h1>This page has moved</h1><article><p>It is now at <a href="{to}">{title}</a>.</p></article></main>
</body>
</html>
"""


def for_nginx(redirects: list[Redirect]) -> str:
    """Write the map as lines for nginx, which hold wherever below the server's root the course lies."""
    lines = ["# Made from publishing/redirects.csv by compassion-course book."]
    for one in redirects:
        if one.within:
            continue
        lines.append(f"location ~ ^(.*)/{re.escape(one.old)}$ {{ return 301 $1/{one.new}; }}")
    return "\n".join(lines) + "\n"


def lost_page(title: str, root: str) -> str:
    """Write what a server shows in place of a page that is not there.

    Parameters
    ----------
    title
        The course's title, as HTML.
    root
        The path of the course on its server, from "/" to "/". The page is shown at any depth, so it can name
        nothing by a relative address.
    """
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Page not found – {title}</title>
<meta name="description" content="There is no page at this address.">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="{escape(root)}_static/course.css">
</head>
<body>
<main><h1>There is no page at this address</h1><article>
<p>It may have been typed or copied with a slip. The course begins at
<a href="{escape(root)}">{title}</a>, whose list of contents leads to every page.</p>
</article></main>
</body>
</html>
"""
