"""The pages of the built site as one text in reading order: what the PDF and the EPUB are made of.

A page on a screen has controls; on paper it has words. Here each page is read as it was published, what only
a screen can use is taken out, and each link is told where its target stands in the bound book.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import yaml
from bs4 import BeautifulSoup, Tag

from compassion_course.corpus import CourseError

#: Attributes whose value names one or more ids of the same page.
_POINTING = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "for")
_IN_ADDRESS = re.compile(r"url\(#([^)]+)\)")
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
#: Of a row's cells, those with fewer characters than this may share a line.
_SHORT = 32
#: Columns times the characters of a row, from where a table reads better as a list.
_MANY_WORDS = 1000
_BUILD = "Build the site first: make book (or python -m compassion_course book)"


@dataclass(frozen=True)
class Place:
    """Where a page stands in the book: its part, and whether it belongs to the page before it."""

    name: str
    part: str = ""
    depth: int = 0

    @property
    def slug(self) -> str:
        """A name without slashes, for anchors and files."""
        return self.name.replace("/", "-")


@dataclass
class BoundPage:
    """One page without what only a screen can use."""

    place: Place
    title: str
    #: "Part I: Work · Chapter 2", or nothing.
    line: str
    article: Tag
    #: The style sheets that the page asked for.
    styles: list[Path]

    @property
    def ids(self) -> set[str]:
        """Every id that a link can lead to."""
        return {str(found["id"]) for found in self.article.find_all(id=True)}

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The anchor and the words of each main section."""
        return [
            (str(heading.parent["id"]), words(heading))
            for heading in self.article.find_all("h2")
            if heading.parent is not None and heading.parent.get("id")
        ]


def words(tag: Tag) -> str:
    """Return an element's text in one line."""
    return " ".join(tag.get_text().split())


def reading_order(course: Path) -> list[Place]:
    """Return every page as _toc.yml orders them.

    Raises
    ------
    CourseError
        If the file cannot be read.
    """
    path = course / "_toc.yml"
    try:
        contents = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = [Place(str(contents["root"]))]
        for part in contents["parts"]:
            found += _below(part["chapters"], str(part.get("caption", "")), 0)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise CourseError(
            path,
            f"The order of the book cannot be read: {error}.",
            "It names a root and parts with chapters.",
        ) from error
    return found


def _below(entries: Iterable[dict[str, object]], part: str, depth: int) -> Iterator[Place]:
    for entry in entries:
        yield Place(str(entry["file"]), part, depth)
        sections = entry.get("sections")
        if isinstance(sections, list):
            yield from _below(sections, part, depth + 1)


def chosen(course: Path, wanted: str) -> list[Place]:
    """Return a page by its name, with the pages below it.

    Parameters
    ----------
    course
        The course's folder.
    wanted
        "chapters/02-burnout-and-its-neighbours", or a part of it that no other page has: "02", "T01",
        "vignettes".

    Raises
    ------
    CourseError
        If no page is called so, or several are.
    """
    order = reading_order(course)
    bare = wanted.removesuffix(".md").removesuffix(".html").removesuffix(".ipynb").strip("/")
    found = [place for place in order if bare in (place.name, *_short_names(place.name))]
    if len(found) > 1:
        # Chapter 06 has two pages, and an exercise may be called as its chapter: the first holds the others.
        first = _with_those_below(order, found[0])
        found = found[:1] if set(found) <= set(first) else found
    if len(found) != 1:
        problem = "several pages are called so" if found else "no page is called so"
        named = [place.name for place in found or order]
        raise CourseError(wanted, f"In the book, {problem}.", f"It has: {', '.join(named)}.")
    return _with_those_below(order, found[0])


def _short_names(name: str) -> set[str]:
    folder, _, last = name.rpartition("/")
    if folder.startswith("exercises/"):
        return {folder, folder.removeprefix("exercises/")}
    number = re.match(r"(\d\d)-", last)
    return {last, *({number[1], str(int(number[1]))} if number else ())}


def _with_those_below(order: list[Place], place: Place) -> list[Place]:
    start = order.index(place)
    end = next(
        (n for n in range(start + 1, len(order)) if order[n].depth <= place.depth),
        len(order),
    )
    return order[start:end] if place.part else [place]


def read_pages(site: Path, places: Iterable[Place]) -> list[BoundPage]:
    """Read pages of the built site.

    Raises
    ------
    CourseError
        If a page is missing there.
    """
    return [_read_page(site, place) for place in places]


def _read_page(site: Path, place: Place) -> BoundPage:
    path = site / f"{place.name}.html"
    if not path.is_file():
        raise CourseError(path, "This page of the book is not in the site.", _BUILD)
    # html5lib, because it keeps the capitals that SVG's names need in an EPUB. Scripts are half of a page.
    page = BeautifulSoup(_SCRIPT.sub("", path.read_text(encoding="utf-8")), "html5lib")
    article, title = page.find("article"), page.find("h1")
    if article is None or title is None:
        raise CourseError(path, "This page has no title or no text.", _BUILD)
    line = page.select_one("main > .place")
    styles = [(path.parent / str(link["href"])).resolve() for link in page.find_all("link", rel="stylesheet")]
    _for_paper(page, article)
    return BoundPage(place, words(title), words(line) if line else "", article, styles)


def _for_paper(page: BeautifulSoup, article: Tag) -> None:
    """Leave the words: no code, no controls, nothing folded."""
    for gone in article.select("details.code, template, style, button, input, select, textarea"):
        gone.decompose()
    for folded in article.select("details.fold"):
        _unfold(page, folded, "div", "admonition-title")
    _gather_answers(page, article)
    for folded in article.select("details"):
        _unfold(page, folded, "div", "unfolded-title")
    for caption in article.select("figure > figcaption"):
        # A chart's table stood folded below the caption; unfolded it would hold the chart to its own sheet.
        for behind in reversed(list(caption.find_next_siblings())):
            _parent(caption).insert_after(behind)
    for table in article.find_all("table"):
        if _is_of_sentences(table):
            _list_rows(page, table)
    for line in article.select(".cw-fallback p"):
        strong = line.find("strong")
        if strong is not None and words(strong) == words(line):
            _add_class(line, "lead-in")
    for words_of_widget in article.select(".cw-fallback"):
        words_of_widget.attrs.pop("hidden", None)
    for tag in article.find_all(tabindex=True):
        del tag["tabindex"]
    for cell in article.select(".cell, .cell_output"):
        if not cell.get_text(strip=True) and not cell.find(["svg", "img"]):
            cell.decompose()


def _add_class(tag: Tag, name: str) -> None:
    tag["class"] = " ".join([*(tag.get("class") or ()), name])


def _parent(tag: Tag) -> Tag:
    assert tag.parent is not None
    return tag.parent


def _unfold(page: BeautifulSoup, folded: Tag, name: str, title: str) -> None:
    """Turn a fold into a box that stands open, titled by what one would have pressed."""
    folded.name = name
    folded.attrs.pop("open", None)
    _add_class(folded, "unfolded")
    summary = folded.find("summary")
    if summary is not None:
        summary.name = "p"
        summary["class"] = title


def _is_of_sentences(table: Tag) -> bool:
    """Say whether a table's columns would be towers of single words on paper or a phone."""
    rows = table.select("tbody tr")
    heads = table.select("thead th, thead td")
    plain = not table.select("[rowspan], [colspan]") and all(
        len(row.find_all(["th", "td"])) == len(heads) for row in rows
    )
    if not rows or not plain or len(heads) < 4:
        return False
    return len(heads) * sum(len(words(row)) for row in rows) / len(rows) > _MANY_WORDS


def _list_rows(page: BeautifulSoup, table: Tag) -> None:
    """Turn each row into an entry: its first cell, then each other cell behind its column's name."""
    heads = [words(head) for head in table.select("thead th, thead td")]
    entries = page.new_tag("div", attrs={"class": "entries"})
    if (caption := table.find("caption")) is not None:
        caption.name = "p"
        caption["class"] = "caption"
        entries.append(caption)
    for row in table.select("tbody tr"):
        first, *others = row.find_all(["th", "td"])
        first.name = "div"
        first.attrs = {"class": "entry-title"}
        for paragraph in row.select("p:only-child"):
            paragraph.unwrap()
        listed = page.new_tag("ul", attrs={"class": "entry"})
        for head, cell in zip(heads[1:], others, strict=True):
            if not words(cell):
                continue
            name = page.new_tag("strong")
            name.string = f"{head}:"
            cell.insert(0, name)
            name.insert_after(" ")
            cell.name = "li"
            cell.attrs = {"class": "short"} if len(words(cell)) < _SHORT else {}
            listed.append(cell)
        entries.append(first)
        entries.append(listed)
    frame = table.parent
    if frame is not None and {"cw-table-frame", "table-scroll"} & set(frame.get("class") or []):
        frame.replace_with(entries)
    else:
        table.replace_with(entries)


def _gather_answers(page: BeautifulSoup, article: Tag) -> None:
    """Move the answers of the retrieval questions to the page's end, so that nobody reads them too early."""
    questions = article.select('.cw-widget[data-widget="Check"]')
    folds = [(question, question.find("details")) for question in questions]
    answered = [(question, fold) for question, fold in folds if fold is not None]
    if not answered:
        return
    section = page.new_tag("section", id="answers", attrs={"class": "answers"})
    heading = page.new_tag("h2")
    heading.string = "Answers to the questions"
    section.append(heading)
    for number, (question, fold) in enumerate(answered, 1):
        name = f"Question {number}" if len(answered) > 1 else "The question"
        here, there = f"question-{number}", f"answer-{number}"
        question["id"] = here
        title = question.select_one(".cw-title")
        if title is not None:
            title.string = f"{words(title)} \u00b7 {name}"
        fold.replace_with(_line(page, "The answer stands at the end of this page", there))
        fold.name = "div"
        fold["id"], fold["class"] = there, "answer"
        summary = fold.find("summary")
        if summary is not None:
            summary.replace_with(_line(page, name, here))
        section.append(fold)
    first = article.find("section")
    (first if first is not None else article).append(section)


def _line(page: BeautifulSoup, text: str, target: str) -> Tag:
    line = page.new_tag("p", attrs={"class": "leads"})
    link = page.new_tag("a", href=f"#{target}")
    link.string = text
    line.append(link)
    return line


def link_pages(
    site: Path, pages: list[BoundPage], anchor: Callable[[Place, str], str], elsewhere: str = ""
) -> None:
    """Lead each link to where its target stands in the bound book.

    Parameters
    ----------
    site
        The built site.
    pages
        The bound pages.
    anchor
        Gives the address, in the book, of a page and an id on it; the id is "" for the page's beginning.
    elsewhere
        The address of the published course, for links to its pages that are not bound. Without it these
        become plain words.
    """
    bound = {f"{page.place.name}.html": page for page in pages}
    known = {name: page.ids for name, page in bound.items()}
    for page in pages:
        here = f"{page.place.name}.html"
        for link in page.article.find_all("a"):
            href = str(link.get("href", ""))
            split = urlsplit(href)
            if split.scheme or split.netloc:
                continue
            target = _resolve(here, unquote(split.path)) if split.path else here
            fragment = unquote(split.fragment)
            if target in bound:
                if target == here and _stands_in(link, fragment):
                    link.unwrap()  # a turn's own number: there is nowhere to go
                    continue
                link["href"] = anchor(bound[target].place, fragment if fragment in known[target] else "")
            elif elsewhere and target.endswith(".html"):
                link["href"] = elsewhere.rstrip("/") + "/" + target + (f"#{fragment}" if fragment else "")
            else:
                link.unwrap()


def _resolve(page: str, path: str) -> str:
    parts: list[str] = []
    for part in (PurePosixPath(page).parent / path).parts:
        if part == "..":
            if parts:
                parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _stands_in(link: Tag, fragment: str) -> bool:
    return any(parent.get("id") == fragment for parent in link.parents)


def prefix_ids(page: BoundPage) -> None:
    """Make each id of a page one of its own among all pages."""
    start = f"{page.place.slug}--"
    own = page.ids
    for tag in page.article.find_all(True):
        for name, value in list(tag.attrs.items()):
            text = " ".join(value) if isinstance(value, list) else str(value)
            if name == "id":
                tag["id"] = start + text
            elif name in _POINTING:
                tag[name] = " ".join(start + one if one in own else one for one in text.split())
            elif tag.name != "a" and name in ("href", "xlink:href") and text[1:] in own:
                tag[name] = f"#{start}{text[1:]}"
            elif "url(#" in text:
                tag[name] = _IN_ADDRESS.sub(rf"url(#{start}\1)", text)


def shift_headings(page: BoundPage, by: int) -> None:
    """Put a page's headings so many levels lower."""
    for tag in page.article.find_all(re.compile(r"^h[1-6]$")):
        tag.name = f"h{min(6, int(tag.name[1]) + by)}"
