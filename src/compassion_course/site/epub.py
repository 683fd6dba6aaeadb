"""The course as an EPUB: the words, tables and charts of the built site, a page a file, and no script.

The same bytes come out of the same site. What EPUB asks is in https://www.w3.org/TR/epub-33/; how it tells
readers what they can do with it, in https://www.w3.org/TR/epub-a11y-11/.
"""

from __future__ import annotations

import html
import re
import uuid
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from xml.etree import ElementTree

from bs4 import Tag

from compassion_course import __version__
from compassion_course.corpus import CourseError
from compassion_course.site.bound import BoundPage, Place, link_pages, read_pages, reading_order
from compassion_course.site.light import light_colours, without_variables
from compassion_course.site.pdf import AUTHOR, SUBTITLE, TERMS, TITLE
from compassion_course.site.pictures import Picture, pictures_of

_SVG = "http://www.w3.org/2000/svg"
_EPOCH = (2026, 1, 1, 0, 0, 0)
#: What readers may rely on; each line holds of the whole book and tests/test_epub.py looks.
_ACCESS = (
    ("schema:accessMode", "textual"),
    ("schema:accessMode", "visual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "alternativeText"),
    ("schema:accessibilityFeature", "displayTransformability"),
    ("schema:accessibilityHazard", "none"),
    (
        "schema:accessibilitySummary",
        "Text, tables and charts. Each chart has a sentence that says what it shows, and a table or a list "
        "with its numbers. What is interactive on the site stands here in words. No person has tried it with "
        "a screen reader.",
    ),
)
# An EPUB's dates name the edition and not the run, so that a rebuild has the same bytes.
_MODIFIED = datetime(*_EPOCH, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_epub(
    course: Path,
    target: Path,
    *,
    elsewhere: str = "",
    pictures: bool = True,
    say: Callable[[str], None] = print,
) -> Path:
    """Write the whole book as an EPUB.

    Parameters
    ----------
    course
        The course's folder; its built site is read.
    target
        The file to write; one that is there is replaced.
    elsewhere
        The address of the published course, for links to what the book does not hold.
    pictures
        Whether each interactive part is pictured, which needs Chromium.
    say
        Takes the line of report.

    Raises
    ------
    CourseError
        If the site is not built, a page cannot be made into XHTML, or there is no Chromium for the pictures.
    """
    site = course / "_build" / "html"
    pages = read_pages(site, reading_order(course))
    taken = pictures_of(site, pages, course / "_build" / "paper") if pictures else {}
    files = epub_files(site, pages, elsewhere, taken)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.part")
    try:
        with zipfile.ZipFile(beside, "w") as archive:
            for name, content in files.items():
                # A reader knows an EPUB by its first file, which lies there as it is.
                kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                entry = zipfile.ZipInfo(name, _EPOCH)
                archive.writestr(entry, content, compress_type=kind, compresslevel=9)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    say(f"{target}: {len(pages)} pages, {target.stat().st_size / 1e6:.1f} MB")
    return target


def epub_files(
    site: Path, pages: list[BoundPage], elsewhere: str = "", pictures: dict[str, Picture] | None = None
) -> dict[str, bytes]:
    """Return every file of the EPUB by its name, in the order in which they are packed."""
    pictures = pictures or {}
    for page in pages:
        _put_in_pictures(page, pictures)
    link_pages(site, pages, _anchor, elsewhere)
    colours = light_colours(style for page in pages for style in page.styles)
    chapters = {f"EPUB/{_file(page.place)}": _chapter(page, colours) for page in pages}
    style = (
        resources.files("compassion_course.site").joinpath("theme", "epub.css").read_text(encoding="utf-8")
    )
    container = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>'
        "</rootfiles></container>\n"
    )
    texts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": container,
        "EPUB/package.opf": _package(pages, pictures),
        "EPUB/nav.xhtml": _navigation(pages),
        "EPUB/title.xhtml": _title_page(),
        "EPUB/course.css": without_variables(style, colours),
        **chapters,
    }
    images = {f"EPUB/pictures/{picture.name}": picture.content for picture in pictures.values()}
    return {name: text.encode("utf-8") for name, text in texts.items()} | images


def _put_in_pictures(page: BoundPage, pictures: dict[str, Picture]) -> None:
    """Put a widget's picture between its title and its words."""
    for widget in page.article.select(".cw-widget"):
        picture, title = pictures.get(str(widget.get("data-widget"))), widget.select_one(".cw-title")
        if picture is None or title is None:
            continue
        figure = Tag(name="figure", attrs={"class": "widget-picture"})
        image = Tag(name="img", can_be_empty_element=True)
        image["src"], image["alt"] = f"pictures/{picture.name}", picture.alt
        figure.append(image)
        caption = Tag(name="figcaption")
        caption.string = "How this part begins on the site. In words:"
        figure.append(caption)
        title.insert_after(figure)


def _file(place: Place) -> str:
    return f"{place.slug}.xhtml"


def _anchor(place: Place, fragment: str) -> str:
    return f"{_file(place)}#{fragment}" if fragment else _file(place)


def _chapter(page: BoundPage, colours: dict[str, str]) -> str:
    for svg in page.article.find_all("svg"):
        svg["xmlns"] = _SVG
        # Charts draw with the site's variables, which many reading systems do not know.
        for tag in (svg, *svg.find_all(True)):
            for name, value in tag.attrs.items():
                if isinstance(value, str) and "var(" in value:
                    tag[name] = without_variables(value, colours)
    for box in page.article.select('[role="group"]'):
        del box["role"]
        box.attrs.pop("aria-label", None)
    line = f'<p class="place">{html.escape(page.line)}</p>\n' if page.line else ""
    text = page.article.decode(formatter="minimal")
    return _xhtml(page.title, f"<body>\n{line}{text}\n</body>", page.place.name)


def _xhtml(title: str, body: str, name: str) -> str:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="en-GB" xml:lang="en-GB">\n<head>\n<title>{html.escape(title)}</title>\n'
        f'<link rel="stylesheet" type="text/css" href="course.css"/>\n</head>\n{body}\n</html>\n'
    )
    try:
        ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise CourseError(
            name, f"The page cannot be made into XHTML: {error}.", "Look at that place of the built page."
        ) from error
    return text


def _title_page() -> str:
    body = (
        f'<body>\n<section epub:type="titlepage" class="title"><h1>{TITLE}</h1>\n<p>{SUBTITLE}</p>\n'
        f"<p>{AUTHOR}</p>\n<p>Edition {__version__}</p>\n<p>{TERMS}</p></section>\n</body>"
    )
    return _xhtml(TITLE, body, "the title page")


def _navigation(pages: list[BoundPage]) -> str:
    """Return the contents: parts, their pages, and each chapter's sections."""
    entries: list[str] = []
    part = ""
    open_lists = 0  # the lists that stand open inside the outermost one
    for before, page in zip([None, *pages], pages, strict=False):
        depth = page.place.depth + (1 if page.place.part else 0)
        if page.place.part != part:
            entries.append("</li></ol>" * open_lists + "</li>" if before else "")
            part, open_lists = page.place.part, 0
            entries.append(f"<li><span>{html.escape(part)}</span>")
            entries.append("<ol>")
            open_lists = 1
        elif before is not None:
            if depth > open_lists:
                entries.append("<ol>")
                open_lists += 1
            else:
                entries.append("</li></ol>" * (open_lists - depth) + "</li>")
                open_lists = depth
        entries.append(f'<li><a href="{_file(page.place)}">{html.escape(page.title)}</a>')
    entries.append("</li></ol>" * open_lists + "</li>")
    body = (
        '<body>\n<nav epub:type="toc" id="toc" role="doc-toc"><h1>Contents</h1>\n<ol>\n'
        + "\n".join(filter(None, entries))
        + "\n</ol></nav>\n"
        '<nav epub:type="landmarks" hidden="hidden"><h2>Landmarks</h2><ol>'
        '<li><a epub:type="titlepage" href="title.xhtml">Title page</a></li>'
        '<li><a epub:type="toc" href="#toc">Contents</a></li>'
        f'<li><a epub:type="bodymatter" href="{_file(pages[0].place)}">Text</a></li></ol></nav>\n</body>'
    )
    return _xhtml("Contents", body, "the contents")


def _package(pages: list[BoundPage], pictures: dict[str, Picture]) -> str:
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"compassion-course/{__version__}")
    metas = "".join(f'<meta property="{name}">{html.escape(value)}</meta>\n' for name, value in _ACCESS)
    items = "".join(
        f'<item id="{_id(page.place)}" href="{_file(page.place)}" media-type="application/xhtml+xml"'
        + (' properties="svg"/>\n' if page.article.find("svg") else "/>\n")
        for page in pages
    )
    items += "".join(
        f'<item id="picture-{kind}" href="pictures/{picture.name}" media-type="image/png"/>\n'
        for kind, picture in pictures.items()
    )
    spine = "".join(f'<itemref idref="{_id(page.place)}"/>\n' for page in pages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en-GB" '
        'prefix="schema: http://schema.org/">\n'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier>\n'
        f"<dc:title>{TITLE}</dc:title>\n<dc:language>en-GB</dc:language>\n<dc:creator>{AUTHOR}</dc:creator>\n"
        f"<dc:description>{SUBTITLE}. Edition {__version__}.</dc:description>\n"
        "<dc:rights>Text under CC BY 4.0, code under BSD-3-Clause.</dc:rights>\n"
        f'<meta property="dcterms:modified">{_MODIFIED}</meta>\n{metas}</metadata>\n'
        '<manifest>\n<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>\n'
        '<item id="title" href="title.xhtml" media-type="application/xhtml+xml"/>\n'
        f'<item id="style" href="course.css" media-type="text/css"/>\n{items}</manifest>\n'
        f'<spine>\n<itemref idref="title"/>\n<itemref idref="nav"/>\n{spine}</spine>\n</package>\n'
    )


def _id(place: Place) -> str:
    return "p-" + re.sub(r"[^\w-]", "-", place.slug)
