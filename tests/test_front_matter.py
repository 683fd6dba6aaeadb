"""What stands around the chapters leads to them, and says of them what is so."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from compassion_course.site.stage import trainee_files

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = sorted(path.stem for path in (ROOT / "chapters").glob("[0-9][0-9]-*.md"))


LONGER = re.compile(r"compassion (?:fatigue|satisfaction)|fears of compassion")


def running_text(page: BeautifulSoup) -> list[Tag]:
    """Give the paragraphs of a page that are neither a widget's nor in a table or a list of references."""
    article = page.find("article")
    assert isinstance(article, Tag)
    for aside in article.select("[class^=cw-], .cw, table, ul.references, figure, details"):
        aside.decompose()
    return article.find_all("p")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_first_use_of_a_glossary_word_leads_to_its_entry(site, chapter: str):
    html = (site.folder / "chapters" / f"{chapter}.html").read_text(encoding="utf-8")
    glossary = (site.folder / "book" / "glossary.html").read_text(encoding="utf-8")
    before = ""
    linked: list[str] = []
    for paragraph in running_text(BeautifulSoup(html, "html.parser")):
        for word in paragraph.select("a.glossary-word"):
            anchor = str(word["href"]).partition("#")[2]
            assert f'id="{anchor}"' in glossary
            assert not re.search(rf"(?<![\w-]){re.escape(word.get_text())}(?![\w-])", before), anchor
            linked.append(anchor)
        for link in paragraph.find_all("a"):
            link.decompose()
        # A word within a longer one, such as compassion in compassion fatigue, is not a use of it.
        before += f" {LONGER.sub('', paragraph.get_text())}"
    assert len(linked) >= 3
    assert len(set(linked)) == len(linked)


def test_every_chapter_has_notes_for_its_tutor():
    notes = {path.stem for path in (ROOT / "book" / "tutor").glob("[0-9][0-9]-*.md")}
    assert notes == set(CHAPTERS)


def test_every_source_is_cited_somewhere():
    keys = re.findall(r"^@\w+\{([^,\s]+),", (ROOT / "book" / "references.bib").read_text("utf-8"), re.M)
    names = [name for name in trainee_files(ROOT) if name.suffix in {".md", ".json", ".csv", ".yml"}]
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in names]
    words = {word for text in texts for word in re.findall(r"[\w-]+", text)}
    assert [key for key in keys if key not in words] == []


def test_the_list_of_all_sources_holds_each_of_them(site):
    keys = re.findall(r"^@\w+\{([^,\s]+),", (ROOT / "book" / "references.bib").read_text("utf-8"), re.M)
    page = (site.folder / "book" / "bibliography.html").read_text(encoding="utf-8")
    lists = BeautifulSoup(page, "html.parser").select("ul.references")
    assert len(lists) == 3
    assert sum(len(one.find_all("li")) for one in lists) == len(keys)


def test_every_page_in_the_contents_says_what_it_is_about(site):
    described = set()
    for page in sorted(site.folder.rglob("*.html")):
        head = BeautifulSoup(page.read_text("utf-8").split("</head>")[0], "html.parser")
        (words,) = (str(meta["content"]) for meta in head.select("meta[name=description]"))
        assert words not in described, page
        described.add(words)


def test_a_route_is_a_table_with_its_pages(site):
    page = (site.folder / "book" / "routes.html").read_text(encoding="utf-8")
    assert page.count("<table") == 4
    for chapter in CHAPTERS:
        assert f'href="../chapters/{chapter}.html"' in page


def test_sources_stand_in_the_order_of_their_first_authors(site):
    """An organisation is found by its name, and an accent moves nobody to the end."""
    page = (site.folder / "book" / "bibliography.html").read_text(encoding="utf-8")
    for one in BeautifulSoup(page, "html.parser").select("ul.references"):
        firsts = [re.split(r", | \(", entry.get_text())[0].lower() for entry in one.find_all("li")]
        letters = [unicodedata.normalize("NFKD", first) for first in firsts]
        names = ["".join(c for c in name if c.isalnum() or c == " ") for name in letters]
        assert names == sorted(names)
