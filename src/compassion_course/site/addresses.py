"""The addresses that an edition gave out: its pages, and the places on them that a link can name.

``publishing/addresses/<version>.txt`` keeps them, so that each later edition can be held to them.
"""

from __future__ import annotations

import re
from pathlib import Path

from compassion_course.corpus import CourseError
from compassion_course.corpus.jsonl import write_whole
from compassion_course.site import editions, redirects

FOLDER = Path("publishing") / "addresses"

_ARTICLE = re.compile(r"<article>(.*)</article>", re.DOTALL)
#: Headings and labelled places. What a widget numbers for itself is no address.
_PLACE = re.compile(r'<(?:section|span) id="([^"]+)"')
#: Numbered as they come: an id1 of one edition is another place in the next.
_BY_CHANCE = re.compile(r"id\d+")


def addresses(site: Path) -> list[str]:
    """List the addresses of a built site, from its root: each page, and each place on it.

    Pages that only lead on are addresses of an earlier edition, and are left out.
    """
    found = []
    for page in sorted(site.rglob("*.html")):
        html = page.read_text(encoding="utf-8")
        name = page.relative_to(site).as_posix()
        if redirects.leads_on(html) or name == redirects.LOST:
            continue
        found.append(name)
        article = _ARTICLE.search(html)
        places = dict.fromkeys(_PLACE.findall(article[1] if article else ""))
        found += [f"{name}#{place}" for place in places if not _BY_CHANCE.fullmatch(place)]
    return found


def kept(course: Path) -> dict[str, list[str]]:
    """Give the addresses of each edition that are kept, by its number."""
    return {
        path.stem: path.read_text(encoding="utf-8").splitlines()
        for path in sorted((course / FOLDER).glob("*.txt"))
    }


def lost(site: Path, given: list[str]) -> list[str]:
    """List those of an earlier edition's addresses that lead to nothing in a built site."""
    ids: dict[str, set[str]] = {}
    found = []
    for address in given:
        name, _, place = address.partition("#")
        if name not in ids:
            path = site / name
            html = path.read_text(encoding="utf-8") if path.is_file() else ""
            leads_on = redirects.leads_on(html)
            # Whoever is led on from a page that has gone arrives at its new address.
            ids[name] = {""} if html else set()
            ids[name] |= {"*"} if leads_on else set(re.findall(r'\sid="([^"]+)"', html))
        if place not in ids[name] and not (place and "*" in ids[name]):
            found.append(address)
    return found


def record(course: Path, *, replace: bool = False) -> Path:
    """Write down the addresses of the built site as those of the present edition.

    Raises
    ------
    CourseError
        If there is no site, the course has no edition or has changed since, or the edition's addresses are
        kept already and are others.
    """
    site = course / "_build" / "html"
    if not (site / "index.html").is_file():
        raise CourseError(site, "There is no site yet.", "Build it first: compassion-course book")
    edition = editions.present(course)
    if edition is None or edition.changed_since:
        raise CourseError(
            editions.CHANGELOG,
            "Its newest heading is no edition, so these addresses are not given out yet.",
            'Give "Unreleased" the edition\'s number and day when it goes out.',
        )
    target = course / FOLDER / f"{edition.version}.txt"
    text = "".join(f"{address}\n" for address in addresses(site)).encode("utf-8")
    if target.is_file() and target.read_bytes() != text and not replace:
        raise CourseError(
            target,
            f"The addresses of edition {edition.version} are kept, and the site has others now.",
            "Keep the old list once the edition has gone out; before that, --replace writes it anew.",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, text)
    return target
