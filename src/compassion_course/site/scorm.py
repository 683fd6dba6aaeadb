"""Packages for a VLE: SCORM 1.2, the whole course in one and each chapter in another.

A package has one object, the shell (`scorm/launch.html`), which holds the session with the learning system;
the site's pages run in a frame inside it and tell it what happened. Nothing that a person wrote is in what
they tell. The pages are those of the trainee edition, changed in as little as a frame in a VLE needs: links
to other sites open in a window of their own, and in a chapter's package what it leaves out is no link.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from string import Template
from urllib.parse import unquote, urlsplit

from compassion_course import __version__
from compassion_course.corpus import CourseError
from compassion_course.site import cache

SHELL = Path(__file__).parent / "scorm"
#: Lies beside the manifest; the site's own files go below COURSE.
SHELL_FILES = ("scorm-page.css", "scorm-page.js", "shell.css", "shell.js")
LAUNCH, MANIFEST, COURSE = "launch.html", "imsmanifest.xml", "course"
WHOLE = "compassion-at-work"
#: SCORM 1.2 keeps fewer characters than this of `cmi.suspend_data`.
SUSPEND_LIMIT = 4096
#: What the foot of a page promises on the site, and what is true in a package.
PROMISE = "Nothing that you do here leaves your computer."
PROMISE_IN_PACKAGE = (
    "Nothing that you write here leaves your computer; the bar above says what your learning system is told."
)
ONE_CHAPTER = (
    " This package holds one chapter and what it refers to; where its text names another page of the course "
    "without a link, that page is in the whole course."
)
# A zip of the same site has the same bytes.
_EPOCH = (2026, 1, 1, 0, 0, 0)
# What every server and every learning system unpacks as it is.
_SAFE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")
_SEARCH_DATA = "_static/search-data.js"
_SCRIPT = re.compile(r"(<script\b.*?</script>)", re.DOTALL | re.IGNORECASE)
_LINK = re.compile(r"<a\b(?P<attributes>[^>]*)>(?P<body>.*?)</a>", re.DOTALL)
_HREF = re.compile(r'\shref="([^"]*)"')
_NEIGHBOUR = re.compile(r'\n?<link rel="(?:prev|next)" href="([^"]*)">')
_CONTENTS = re.compile(r'(<nav class="course"[^>]*>).*?(</nav>)', re.DOTALL)
_EMPTY_TURN = re.compile(r'<nav class="turn"[^>]*>\s*</nav>\n?')
_FOOT = re.compile(r'<footer class="foot">.*?</footer>', re.DOTALL)
_OUTSIDE = ("http", "https")


@dataclass(frozen=True)
class Entry:
    """A line of the course's contents: the page from the site's root, its title, and how deep it stands."""

    page: str
    title: str
    number: str
    depth: int


@dataclass
class Read:
    """What a page holds that matters here."""

    title: str = ""
    links: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Package:
    """What goes into one zip: pages in their order, those that count, and the one to begin with."""

    name: str
    title: str
    start: str
    pages: tuple[str, ...]
    counted: tuple[str, ...]
    contents: tuple[tuple[str, tuple[str, ...]], ...]


class _Contents(HTMLParser):
    """Read the course's contents as each page shows them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.entries: list[Entry] = []
        self.book = ""
        self.start = ""
        self._page = page
        self._inside = False
        self._lists = 0
        self._href: str | None = None
        self._words = ""
        self._number = ""
        self._in: str = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "nav":
            self._inside = values.get("class") == "course"
        elif tag == "a" and (self._inside or values.get("class") == "book"):
            self._in = "contents" if self._inside else "book"
            self._href, self._words, self._number = values.get("href", ""), "", ""
        elif tag == "span" and values.get("class") == "n" and self._href is not None:
            self._in = "number"
        elif tag == "ul" and self._inside:
            self._lists += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "nav":
            self._inside = False
        elif tag == "ul" and self._inside:
            self._lists -= 1
        elif tag == "span" and self._in == "number":
            self._in = "contents"
        elif tag == "a" and self._href is not None:
            page = _target(self._page, self._href) or self._page
            words = " ".join(self._words.split())
            if self._in == "book":
                self.book, self.start = words, page
            else:
                self.entries.append(Entry(page, words, self._number.strip(), self._lists))
            self._href, self._in = None, ""

    def handle_data(self, data: str) -> None:
        if self._in == "number":
            self._number += data
        elif self._in:
            self._words += data


class _Page(HTMLParser):
    """Read a page's links and retrieval questions."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.read = Read()
        self._text = False
        self._check = False
        self._traits: str | None = None
        self._title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "title":
            self._title = True
        elif tag == "main":
            self._text = True
        elif tag == "nav":
            self._text = False  # leads to the neighbours, which the text may have nothing to do with
        elif tag == "a" and self._text and "href" in values:
            self.read.links.append(values["href"])
        elif "data-widget" in values:
            self._check = values["data-widget"] == "Check"
        elif tag == "script" and self._check and values.get("class") == "cw-traits":
            self._traits = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._title = False
        elif tag == "main":
            self._text = False
        elif tag == "script" and self._traits is not None:
            self.read.questions.append(json.loads(self._traits)["item"]["id"])
            self._traits, self._check = None, False

    def handle_data(self, data: str) -> None:
        if self._traits is not None:
            self._traits += data
        elif self._title:
            self.read.title += data


def write_packages(site: Path, out: Path) -> list[Path]:
    """Write one package of the whole course and one of each chapter.

    Parameters
    ----------
    site
        The trainee edition's site.
    out
        The folder for the zips; it is made.

    Returns
    -------
    list of Path
        The zips, the whole course first.

    Raises
    ------
    CourseError
        If the site is not one that can be packed: no chapters, a name that a VLE may not take, a page whose
        foot promises what a package cannot keep, or more to count than SCORM 1.2 holds.
    """
    read = {name: _read(site / name) for name in _pages(site)}
    out.mkdir(parents=True)
    return [_write(site, package, read, out) for package in plan(site, read)]


def plan(site: Path, read: dict[str, Read]) -> list[Package]:
    """Decide what each package holds.

    The whole course holds every page; a chapter its own pages, its exercises, and those pages
    outside the chapters and exercises that they link to. What counts towards completion are chapter pages.
    """
    first = next((name for name in read if name.startswith("chapters/")), None)
    if first is None:
        raise CourseError(site, "The site has no chapter to pack.", "Build the course's site: make book")
    reader = _Contents(first)
    reader.feed((site / first).read_text(encoding="utf-8"))
    entries = [entry for entry in reader.entries if entry.page in read]
    order = [entry.page for entry in entries]
    linked = [name for name in read if name not in order]
    counted = tuple(page for page in order if page.startswith("chapters/"))
    packages = [Package(WHOLE, reader.book, reader.start, (*order, *linked), counted, ())]
    for place, entry in enumerate(entries):
        if entry.depth != 1 or not entry.page.startswith("chapters/"):
            continue
        own = [entry.page]
        for below in entries[place + 1 :]:
            if below.depth <= entry.depth:
                break
            own.append(below.page)
        around = set(_linked(own, read))
        referred = [
            name
            for name in (*order, *linked)
            if name in around and not name.startswith(("chapters/", "exercises/"))
        ]
        number = f", chapter {entry.number}" if entry.number else ""
        packages.append(
            Package(
                Path(entry.page).stem,
                f"{reader.book}{number}: {entry.title}",
                entry.page,
                (*own, *referred),
                tuple(page for page in own if page.startswith("chapters/")),
                (("In this package", tuple(own)), ("What it refers to", tuple(referred))),
            )
        )
    return packages


def manifest(name: str, title: str, files: Iterable[str]) -> str:
    """Return the SCORM 1.2 manifest of a package with one object, which lists every file of it.

    Parameters
    ----------
    name
        Lower-case letters, digits and hyphens; it becomes part of the identifiers.
    title
        What a VLE shows.
    files
        From the package's root, the manifest itself apart.
    """
    listed = "\n".join(f'      <file href="{escape(one)}"/>' for one in files)
    said = escape(title)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="CAW-{name}" version="{__version__}"
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="ORG-{name}">
    <organization identifier="ORG-{name}">
      <title>{said}</title>
      <item identifier="ITEM-{name}" identifierref="SCO-{name}">
        <title>{said}</title>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="SCO-{name}" type="webcontent" adlcp:scormtype="sco" href="{LAUNCH}">
{listed}
    </resource>
  </resources>
</manifest>
"""


def _pages(site: Path) -> list[str]:
    """List the pages that people read: those with the course's contents, not the ones that only lead on."""
    return [
        path.relative_to(site).as_posix()
        for path in sorted(site.rglob("*.html"))
        if _CONTENTS.search(path.read_text(encoding="utf-8"))
    ]


def _read(path: Path) -> Read:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page.read


def _target(page: str, href: str) -> str | None:
    """Return the file that a link leads to, from the site's root; None within the page and for outside."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or not parts.path:
        return None
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))


def _linked(pages: Iterable[str], read: dict[str, Read]) -> list[str]:
    """List the pages that the given ones link to in their text, each once."""
    found = (_target(page, href) for page in pages for href in read[page].links)
    return [name for name in dict.fromkeys(found) if name in read]


def _write(site: Path, package: Package, read: dict[str, Read], out: Path) -> Path:
    files: dict[str, bytes] = {name: (SHELL / name).read_bytes() for name in SHELL_FILES}
    files[LAUNCH] = _launch(package, read).encode()
    wanted = {path.relative_to(site).as_posix() for path in cache.files(site / "_static")}
    for page in package.pages:
        html = (site / page).read_text(encoding="utf-8")
        files[f"{COURSE}/{page}"] = packaged_page(html, page, package, read).encode()
        targets = (_target(page, href) for href in read[page].links)
        wanted |= {name for name in targets if name and name not in read and (site / name).is_file()}
    for name in wanted:
        files[f"{COURSE}/{name}"] = (site / name).read_bytes()
    if _SEARCH_DATA in wanted:
        searched = files[f"{COURSE}/{_SEARCH_DATA}"].decode("utf-8")
        files[f"{COURSE}/{_SEARCH_DATA}"] = _search_data(searched, package).encode()
    names = sorted(files)
    for name in names:
        if not _SAFE.fullmatch(name):
            raise CourseError(
                site / name.removeprefix(f"{COURSE}/"),
                "A VLE may not unpack a file of this name.",
                "Use letters, digits, full stops, hyphens and underscores.",
            )
    files[MANIFEST] = manifest(package.name, package.title, names).encode()
    target = out / f"{package.name}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (MANIFEST, *names):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), files[name], compress_type=zipfile.ZIP_DEFLATED)
    return target


def _launch(package: Package, read: dict[str, Read]) -> str:
    counted = [
        {"page": page, "title": _short(read[page].title), "questions": read[page].questions}
        for page in package.counted
    ]
    marks = json.dumps([[one["page"], one["questions"]] for one in counted])
    told = {
        "title": package.title,
        "start": package.start,
        "digest": hashlib.sha256(marks.encode()).hexdigest()[:8],
        "pages": package.pages,
        "counted": counted,
    }
    # Version, digest and full stops, then a character for each page and each question.
    if (
        kept := 12 + len(counted) + sum(len(read[page].questions) for page in package.counted)
    ) >= SUSPEND_LIMIT:
        raise CourseError(
            package.name,
            f"A VLE would have to keep {kept} characters, and SCORM 1.2 keeps less than {SUSPEND_LIMIT}.",
            "Hand out the chapters' packages.",
        )
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    template = Template((SHELL / LAUNCH).read_text(encoding="utf-8"))
    return template.substitute(title=escape(package.title), start=package.start, package=data)


def _short(title: str) -> str:
    """Take the course's name off the title of a page."""
    return title.rpartition(" – ")[0].strip() or title.strip()


def packaged_page(html: str, page: str, package: Package, read: dict[str, Read]) -> str:
    """Change a page of the site into one of a package.

    Parameters
    ----------
    html
        The page.
    page
        Its address from the site's root.
    package
        What it is packed with.
    read
        What the site's pages hold.
    """
    if package.contents:
        html = _CONTENTS.sub(lambda found: f"{found[1]}\n{_contents(page, package, read)}{found[2]}", html)
    pieces = _SCRIPT.split(html)  # scripts and data blocks stand at the odd places and stay as they are
    for place in range(0, len(pieces), 2):
        piece = _NEIGHBOUR.sub(
            lambda found: found[0] if _stays(page, found[1], package, read) else "", pieces[place]
        )
        pieces[place] = _LINK.sub(lambda found: _link(found, page, package, read), piece)
    html = _EMPTY_TURN.sub("", "".join(pieces))
    html = _FOOT.sub(lambda found: _foot(found[0], page, package), html)
    to_root = "../" * (page.count("/") + 1)
    return html.replace(
        "</head>",
        f'<link rel="stylesheet" href="{to_root}scorm-page.css">\n'
        f'<script defer src="{to_root}scorm-page.js" data-page="{page}"></script>\n</head>',
        1,
    )


def _contents(page: str, package: Package, read: dict[str, Read]) -> str:
    lines = []
    for heading, names in package.contents:
        if names:
            links = "\n".join(_line(page, name, _short(read[name].title)) for name in names)
            lines.append(f"<h2>{heading}</h2>\n<ul>\n{links}\n</ul>\n")
    return "".join(lines)


def _line(page: str, name: str, title: str) -> str:
    here = ' aria-current="page"' if name == page else ""
    return f'<li><a href="{_relative(page, name)}"{here}>{escape(title)}</a></li>'


def _relative(page: str, name: str) -> str:
    return posixpath.relpath(name, posixpath.dirname(page) or ".")


def _stays(page: str, href: str, package: Package, read: dict[str, Read]) -> bool:
    """Tell whether a link leads to something that the package holds."""
    target = _target(page, unescape(href))
    return target is None or target not in read or target in package.pages


def _link(found: re.Match[str], page: str, package: Package, read: dict[str, Read]) -> str:
    attributes, body = found["attributes"], found["body"]
    href = _HREF.search(attributes)
    if href is None:
        return found[0]
    if urlsplit(unescape(href[1])).scheme in _OUTSIDE:
        # Other sites refuse to be shown in a frame, and would take the course's place in it.
        kept = re.sub(r'\s(?:target|rel)="[^"]*"', "", attributes)
        return f'<a{kept} target="_blank" rel="noopener noreferrer">{body}</a>'
    if _stays(page, href[1], package, read):
        return found[0]
    if 'class="book"' in attributes:
        return found[0].replace(href[0], f' href="{_relative(page, package.start)}"', 1)
    if re.search(r'\srel="(?:prev|next)"', attributes):
        return ""
    kept_id = re.search(r'\sid="[^"]*"', attributes)
    return f"<span{kept_id[0] if kept_id else ''}>{body}</span>"


def _foot(foot: str, page: str, package: Package) -> str:
    if PROMISE not in foot:
        raise CourseError(
            page,
            f"Its foot does not say “{PROMISE}”, which a package has to put otherwise.",
            "Change PROMISE in site/scorm.py with the words in site/theme/layout.html.",
        )
    return foot.replace(PROMISE, PROMISE_IN_PACKAGE + (ONE_CHAPTER if package.contents else ""))


def _search_data(script: str, package: Package) -> str:
    """Leave those passages in the search that are in the package."""
    before, _, rest = script.partition("(")
    passages, _, after = rest.rpartition(")")
    kept = [one for one in json.loads(passages) if one["url"].partition("#")[0] in package.pages]
    return f"{before}({json.dumps(kept, ensure_ascii=False, separators=(',', ':'))}){after}"
