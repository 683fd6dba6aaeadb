"""The course on paper and in an e-reader: one text from the built site, as a PDF and as an EPUB."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from conftest import Site
from pypdf import PdfReader
from pypdf.generic import Destination

from compassion_course.cli import main
from compassion_course.corpus import Course, CourseError
from compassion_course.exercises.specification import exercise_slugs
from compassion_course.site import chromium
from compassion_course.site.bound import chosen, link_pages, read_pages, reading_order
from compassion_course.site.epub import epub_files, write_epub
from compassion_course.site.pdf import WHOLE, write_pdfs
from compassion_course.site.pictures import WITHOUT, Picture

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
A4 = (210 / 25.4 * 72, 297 / 25.4 * 72)
EPUBCHECK = Path("/usr/share/java/epubcheck.jar")

TOC = """\
format: jb-book
root: book/welcome
parts:
  - caption: "Part I: Work"
    chapters:
      - file: chapters/01-first
        sections:
          - file: exercises/sorting/exercise
  - caption: For reference
    chapters:
      - file: book/glossary
"""

# As the widgets' style sheet is packed: the light palette first, others after it.
STYLE = ":root{--cw-line: #7b858c;--cw-ink:var(--cw-line)}@media print{:root{--cw-line: #555}}"

CHECK = """\
<div class="cw-widget" data-widget="Check" data-key="{key}"><div class="cw-fallback" hidden>
<p class="cw-title">Check what you remember</p><p>Which {key}?</p><ul><li>one</li><li>two</li></ul>
<details><summary>Show the answer</summary><ul><li><strong>Yes:</strong> two, for {key}.</li></ul></details>
</div><script type="application/json" class="cw-traits">{{"secret": "traits"}}</script></div>
"""

SENTENCE = "It is told at some length what was done here, and by whom, and what came of it in the end. "

# So long that it is wrapped on paper.
LONG = "Sorting what was said into what was meant and what was not"

CHAPTER = f"""\
<section id="first"><h1>The first chapter</h1>
<p>See <a class="reference internal" href="#second-section">below</a>, the
<a href="../book/glossary.html#stress">glossary</a>, <a href="../book/elsewhere.html#x">another page</a>,
the <a href="../exercises/sorting/exercise.html">exercise</a> and
<a class="external" href="https://example.org/">https://example.org/</a>.</p>
<p class="interview-turn" id="t-1"><span class="turn-id"><a href="#t-1">T-1</a></span> Words.</p>
<details class="admonition fold"><summary>A box to open</summary><p>Folded words.</p></details>
{CHECK.format(key="first")}{CHECK.format(key="second")}
<figure><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" role="img" aria-label="A line rises.">
<linearGradient id="shade"><stop offset="1" stop-color="red"/></linearGradient>
<path d="M0,10L10,0" fill="url(#shade)" stroke="var(--cw-line, var(--other, #c3c9d1))"/></svg>
<figcaption>A line.</figcaption><details><summary>The same as a table</summary><table>
<thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></details></figure>
<section id="second-section"><h2>The second section</h2>
<details class="code"><summary>The code behind this</summary><pre>print("code")</pre></details>
<div class="cw-table-frame" role="group" tabindex="0" aria-label="Codes"><table><caption>Codes</caption>
<thead><tr><th>Code</th><th>Letter</th><th>Means</th><th>Example</th></tr></thead>
<tbody><tr><th>Threat</th><td>T</td><td>{SENTENCE * 2}</td><td>{SENTENCE * 2}</td></tr></tbody></table></div>
</section></section>
"""

BODIES = {
    "book/welcome": '<section id="welcome"><h1>Welcome</h1><p>Begin &amp; go on.</p></section>',
    "chapters/01-first": CHAPTER,
    "exercises/sorting/exercise": f'<section id="sorting"><h1>{LONG}</h1>'
    '<p><a href="../../chapters/01-first.html#second-section">Back</a></p></section>',
    "book/glossary": '<section id="glossary"><h1>Glossary</h1><dl><dt id="stress">Stress</dt>'
    "<dd>Demands.</dd></dl></section>",
}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of four pages whose site stands built."""
    root = tmp_path / "course"
    html = root / "_build" / "html"
    (html / "_static").mkdir(parents=True)
    (html / "_static" / "course.css").write_text(STYLE, encoding="utf-8")
    (html / "index.html").write_text("<p>in</p>", encoding="utf-8")
    (root / "data" / "transcripts").mkdir(parents=True)
    (root / "_toc.yml").write_text(TOC, encoding="utf-8")
    (root / "_config.yml").write_text("title: Small\n", encoding="utf-8")
    for name, body in BODIES.items():
        page = html / f"{name}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        up = "../" * name.count("/")
        page.write_text(
            f'<!DOCTYPE html><html lang="en-GB"><head><title>x</title><link rel="stylesheet" '
            f'href="{up}_static/course.css"></head><body><nav><a href="x.html">Menu</a></nav>'
            f'<main><p class="place">Part I: Work · Chapter 1</p><article>{body}</article></main>'
            "</body></html>",
            encoding="utf-8",
        )
    return root


def outline(reader: PdfReader) -> Iterator[tuple[int, str]]:
    def below(entries: list[object], depth: int) -> Iterator[tuple[int, str]]:
        for entry in entries:
            if isinstance(entry, list):
                yield from below(entry, depth + 1)
            elif isinstance(entry, Destination):
                yield depth, str(entry.title)

    yield from below(list(reader.outline), 0)


def goals(reader: PdfReader) -> Iterator[tuple[str, str]]:
    """Give each link: "inside" with the name of its destination, or "outside" with its address."""
    for page in reader.pages:
        for annotation in page.get("/Annots") or ():
            link = annotation.get_object()
            if "/Dest" in link:
                yield "inside", str(link["/Dest"])
            elif "/A" in link:
                yield "outside", str(link["/A"]["/URI"])


def unstyled(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def test_a_page_is_found_by_number_exercise_or_name(course: Path) -> None:
    chapter = ["chapters/01-first", "exercises/sorting/exercise"]
    for name in ("1", "01", "01-first", "chapters/01-first", "chapters/01-first.md"):
        assert [place.name for place in chosen(course, name)] == chapter
    assert [place.name for place in chosen(course, "sorting")] == chapter[1:]
    assert [place.name for place in chosen(course, "welcome")] == ["book/welcome"]
    with pytest.raises(CourseError, match=r"no page is called so.*chapters/01-first"):
        chosen(course, "13")


def test_what_only_a_screen_can_use_is_gone_and_answers_wait_at_the_end(course: Path) -> None:
    page = read_pages(course / "_build" / "html", chosen(course, "1"))[0]
    text = page.article.get_text()
    assert "Folded words." in text
    for gone in ("traits", 'print("code")', "Menu", "Show the answer"):
        assert gone not in text
    assert not page.article.select("details, script, [tabindex], [hidden]")
    answers = page.article.select_one("#answers")
    assert answers is not None
    assert "two, for first." in answers.get_text() and "two, for second." in answers.get_text()
    assert text.index("The second section") < text.index("two, for first.")
    # a row of sentences in four columns reads as an entry
    assert not page.article.select(".cw-table-frame")
    assert next(found.get_text() for found in page.article.select(".entry > li")) == "Letter: T"
    # the chart's table stands behind the figure, which may not be cut
    assert page.article.select("figure ~ div.unfolded table") and not page.article.select("figure table")


def test_links_lead_into_the_book_or_out_or_become_words(course: Path) -> None:
    site = course / "_build" / "html"

    def hrefs(elsewhere: str) -> list[str]:
        pages = read_pages(site, reading_order(course))
        link_pages(site, pages, lambda place, fragment: f"{place.slug}/{fragment}", elsewhere)
        return [str(link["href"]) for link in pages[1].article.select("p > a:not(.leads a)")]

    inside = [
        "chapters-01-first/second-section",
        "book-glossary/stress",
        "exercises-sorting-exercise/",
        "https://example.org/",
    ]
    assert hrefs("") == inside
    published = hrefs("https://uni.example/course/")
    assert published == [*inside[:2], "https://uni.example/course/book/elsewhere.html#x", *inside[2:]]


def test_an_epub_has_every_page_in_order_and_the_same_bytes_twice(course: Path, tmp_path: Path) -> None:
    digests = set()
    for name in ("a.epub", "b.epub"):
        ran = CliRunner().invoke(
            main, ["epub", "--no-pictures", "--out", str(tmp_path / name), "--course", str(course)]
        )
        assert ran.exit_code == 0, ran.output
        digests.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert len(digests) == 1
    with zipfile.ZipFile(tmp_path / "a.epub") as book:
        assert book.infolist()[0].filename == "mimetype"
        assert book.infolist()[0].compress_type == zipfile.ZIP_STORED
        package = ElementTree.fromstring(book.read("EPUB/package.opf"))
        files = {item.get("id"): item.get("href") for item in package.iter(f"{OPF}item")}
        spine = [files[item.get("idref")] for item in package.iter(f"{OPF}itemref")]
        assert spine == ["title.xhtml", "nav.xhtml", *(f"{p.slug}.xhtml" for p in reading_order(course))]
        assert {f"EPUB/{name}" for name in files.values()} < set(book.namelist())
        navigation = ElementTree.fromstring(book.read("EPUB/nav.xhtml"))
        first = navigation.find(f".//{XHTML}nav")
        assert first is not None
        titles = ["".join(link.itertext()) for link in first.iter(f"{XHTML}a")]
        assert titles == ["Welcome", "The first chapter", LONG, "Glossary"]
        chapter = book.read("EPUB/chapters-01-first.xhtml").decode()
        assert "viewBox=" in chapter and "linearGradient" in chapter
        assert 'stroke="#7b858c"' in chapter and "var(" not in chapter
        assert "var(" not in book.read("EPUB/course.css").decode()
        assert 'href="book-glossary.xhtml#stress"' in chapter


def test_a_picture_stands_with_its_words_in_place_of_what_is_interactive(course: Path) -> None:
    site = course / "_build" / "html"
    picture = Picture("Check.png", b"png", "Check what you remember, as it begins.")
    files = epub_files(site, read_pages(site, reading_order(course)), pictures={"Check": picture})
    assert files["EPUB/pictures/Check.png"] == b"png"
    assert b'href="pictures/Check.png" media-type="image/png"' in files["EPUB/package.opf"]
    chapter = ElementTree.fromstring(files["EPUB/chapters-01-first.xhtml"])
    images = list(chapter.iter(f"{XHTML}img"))
    assert [image.get("alt") for image in images] == [picture.alt, picture.alt]
    assert [image.get("src") for image in images] == ["pictures/Check.png"] * 2


def test_a_page_that_is_not_xhtml_is_named(course: Path) -> None:
    page = course / "_build" / "html" / "book" / "welcome.html"
    page.write_text(
        page.read_text(encoding="utf-8").replace("Begin", 'Begin <b 1x="broken">on</b>'), encoding="utf-8"
    )
    site = course / "_build" / "html"
    with pytest.raises(CourseError, match="book/welcome: The page cannot be made into XHTML"):
        epub_files(site, read_pages(site, reading_order(course)))


def test_the_whole_book_as_pdf_has_links_outline_tags_and_numbered_contents(
    course: Path, tmp_path: Path
) -> None:
    ran = CliRunner().invoke(main, ["pdf", "--out", str(tmp_path), "--course", str(course)])
    assert ran.exit_code == 0, ran.output
    reader = PdfReader(tmp_path / f"{WHOLE}.pdf")
    whole_pdf_is_sound(reader)
    assert list(outline(reader)) == [
        (0, "Compassion at Work"),
        (0, "Contents"),
        (0, "Welcome"),
        (0, "Part I: Work"),
        (1, "The first chapter"),
        (2, "The second section"),
        (2, "Answers to the questions"),
        (2, LONG),
        (0, "For reference"),
        (1, "Glossary"),
    ]
    contents = reader.pages[1].extract_text()
    begins = {
        name.removeprefix("/"): (reader.get_destination_page_number(goal) or 0) + 1
        for name, goal in reader.named_destinations.items()
    }
    for place in reading_order(course):
        title = re.search(r"<h1>(.*?)</h1>", BODIES[place.name])
        assert title is not None
        assert re.search(rf"{title[1]}\s+{begins[place.slug]}\b", contents), contents
    assert ("outside", "https://example.org/") in set(goals(reader))
    assert not list((course / "_build" / "paper").iterdir())


def test_without_a_browser_or_a_site_the_remedy_is_named(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(verb: str, out: str) -> str:
        ran = CliRunner().invoke(main, [verb, "--out", str(tmp_path / out), "--course", str(course)])
        assert ran.exit_code == 2
        return ran.output

    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "PLACES", ())
    assert "apt-get install chromium" in ask("pdf", "out")
    monkeypatch.setenv(chromium.VARIABLE, str(tmp_path / "nothing"))
    assert "is no file" in ask("pdf", "out")
    monkeypatch.setenv(chromium.VARIABLE, shutil.which("false", path="/bin:/usr/bin") or "")
    assert "It left no file" in ask("pdf", "out")
    assert not list((tmp_path / "out").iterdir())
    (course / "_build" / "html" / "book" / "glossary.html").unlink()
    assert "make book" in ask("epub", "book.epub")
    shutil.rmtree(course / "_build")
    assert "There is no site yet" in ask("epub", "book.epub")
    assert not (tmp_path / "book.epub").exists()


def whole_pdf_is_sound(reader: PdfReader) -> None:
    root = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "en-GB"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader.metadata is not None
    assert reader.metadata.title == "Compassion at Work"
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages} == {
        tuple(map(round, A4))
    }
    named = set(reader.named_destinations)
    inside = {name for kind, name in goals(reader) if kind == "inside"}
    assert inside
    assert inside - named == set()
    outside = {name for kind, name in goals(reader) if kind == "outside"}
    assert [name for name in outside if not name.startswith(("https://", "http://"))] == []


@pytest.mark.site_check
def test_the_real_book_as_pdf(site: Site, tmp_path: Path) -> None:
    (written,) = write_pdfs(site.course, tmp_path, say=lambda line: None)
    reader = PdfReader(written)
    whole_pdf_is_sound(reader)
    pages = read_pages(site.folder, reading_order(site.course))
    titles = {title for _, title in outline(reader)}
    assert [page.title for page in pages if page.title not in titles] == []
    assert [title for page in pages for _, title in page.sections if title not in titles] == []
    # Less would be a book with pages missing, more one with empty ones.
    assert 5 * len(pages) < len(reader.pages) < 14 * len(pages)
    empty = [n for n, page in enumerate(reader.pages, 1) if len(page.extract_text()) < 40]
    assert empty == []
    text = unstyled(reader)
    assert "cw-canary" not in text
    assert written.stat().st_size < 30e6


@pytest.mark.site_check
def test_the_real_book_as_epub(site: Site, tmp_path: Path) -> None:
    if not EPUBCHECK.is_file() or not shutil.which("java"):
        pytest.fail("epubcheck is missing. Install it: apt-get install epubcheck default-jre-headless")
    book = write_epub(site.course, tmp_path / "book.epub", say=lambda line: None)
    done = subprocess.run(
        ["java", "-XX:TieredStopAtLevel=1", "-jar", str(EPUBCHECK), "--failonwarnings", str(book)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert "0 fatals / 0 errors / 0 warnings" in done.stdout
    interactive = {
        str(widget["data-widget"])
        for page in read_pages(site.folder, reading_order(site.course))
        for widget in page.article.select(".cw-widget")
    }
    with zipfile.ZipFile(book) as archive:
        pictured = {Path(name).stem for name in archive.namelist() if name.endswith(".png")}
        assert pictured == interactive - WITHOUT
        for name in archive.namelist():
            content = archive.read(name)
            assert b"cw-canary" not in content, name
            assert b"<script" not in content, name
            # a colour that the style sheets do not set would leave a chart without its marks
            assert b"var(" not in content and b'="inherit"' not in content, name
            assert not (name.endswith(".css") and b"inherit" in content)
            if name.endswith(".xhtml"):
                for svg in ElementTree.fromstring(content).iter("{http://www.w3.org/2000/svg}svg"):
                    assert svg.get("aria-label"), f"{name}: a picture without words"


@pytest.mark.site_check
def test_each_exercise_of_the_real_course_prints_as_a_sheet(site: Site, tmp_path: Path) -> None:
    slug = exercise_slugs(Course(site.course))[0]
    (written,) = write_pdfs(site.course, tmp_path, [slug], say=lambda line: None)
    reader = PdfReader(written)
    assert "Question 1" in unstyled(reader)
    assert written.name == f"{slug}.pdf"
