"""The interviews as pages: every turn stands there word for word, at an address that never changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Site, Watched

from compassion_course.corpus import Course, load_index, load_transcript

ROOT = Path(__file__).resolve().parent.parent
COURSE = Course(ROOT)
DOCS = sorted(load_index(COURSE))
READ_TURNS = """() => [...document.querySelectorAll('.interview-turn')].map(turn => {
    const words = turn.cloneNode(true);
    words.querySelectorAll('.turn-id, strong').forEach(part => part.remove());
    return [turn.id, turn.querySelector('strong').textContent, words.textContent.trim()];
})"""


@pytest.mark.parametrize("doc", DOCS)
def test_a_page_has_every_turn_word_for_word(site: Site, browser_page: Watched, doc: str) -> None:
    browser_page.page.goto(site.url(f"book/interviews/{doc}.html"))
    turns = load_transcript(COURSE, doc).turns
    expected = [
        [turn.turn.lower(), "Interviewer" if turn.speaker == "I" else turn.speaker, turn.text]
        for turn in turns
    ]
    assert browser_page.page.evaluate(READ_TURNS) == expected


def test_a_page_says_that_it_is_synthetic_and_what_may_be_hard(site: Site, browser_page: Watched) -> None:
    for doc, info in load_index(COURSE).items():
        browser_page.page.goto(site.url(f"book/interviews/{doc}.html"))
        text = browser_page.page.inner_text("article")
        text = text.replace("\u2019", "'").replace("\u2018", "'")  # curled in prose, not in turns
        assert "Synthetic: nobody was interviewed." in text
        for note in info.content_notes:
            assert str(note["note"]) in text
        assert f"{info.words:,} words" in text


def test_a_turn_can_be_pointed_at(site: Site, browser_page: Watched) -> None:
    page = browser_page.page
    page.goto(site.url("book/interviews/T01.html#t01-052"))
    assert page.locator("#t01-052").is_visible()
    box = page.locator("#t01-052").bounding_box()
    height = page.viewport_size["height"] if page.viewport_size else 0
    assert box is not None and 0 <= box["y"] < height


def test_the_table_leads_to_every_interview(site: Site, browser_page: Watched) -> None:
    browser_page.page.goto(site.url("book/interviews.html"))
    links = browser_page.page.locator("table.interviews tbody td:first-child a")
    assert sorted(links.all_inner_texts()) == DOCS


def test_the_search_leaves_the_words_of_interviews_out(site: Site) -> None:
    text = (site.folder / "_static" / "search-data.js").read_text(encoding="utf-8")
    found = json.loads(text.removeprefix("compassionSearch(").removesuffix(");\n"))
    pages = {entry["url"].partition("#")[0] for entry in found}
    assert {f"book/interviews/{doc}.html" for doc in DOCS} <= pages
    longest = max(load_transcript(COURSE, "T01").turns, key=lambda turn: len(turn.text)).text
    assert longest not in text


def test_a_long_list_of_pages_shows_only_inside_it(site: Site, browser_page: Watched) -> None:
    page = browser_page.page
    for address, shown in (("book/welcome.html", []), ("book/interviews/P03.html", DOCS)):
        page.goto(site.url(address))
        addresses = page.locator("nav a").evaluate_all("all => all.map(a => a.href)")
        names = [Path(address).stem for address in addresses if "/interviews/" in address]
        assert sorted(set(names) & set(DOCS)) == shown
