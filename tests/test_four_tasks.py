"""Reading, answering, coding, saving: by keys alone from page load, and as a screen reader meets it.

Everything is found by its role and name in the accessibility tree (`reader.py`), so each test holds both that
a keyboard reaches it and that it is announced. No test acts by pointer, script or CSS selector.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import Site, Watched
from reader import Reader

CHAPTER = "chapters/02-burnout-and-its-neighbours.html"
#: Roles that must have a name wherever they stand; a group may go without: a folding part's is its summary.
NAMED = {
    *("link", "button", "heading", "navigation", "region", "image", "dialog"),
    *("textbox", "combobox", "checkbox", "radio", "radiogroup", "spinbutton", "slider", "tab", "tabpanel"),
    "DisclosureTriangle",
}


pytestmark = pytest.mark.site_check


@pytest.fixture
def reader(browser_page: Watched) -> Reader:
    return Reader(browser_page.page)


def nameless(reader: Reader) -> list[str]:
    return [f"{one.role} in {one.within[:2]}" for one in reader.tree() if one.role in NAMED and not one.name]


def test_a_chapter_is_read(site: Site, reader: Reader) -> None:
    reader.open(site.url(CHAPTER))
    tree = reader.tree()
    assert nameless(reader) == []
    roles = [one.role for one in tree]
    assert [roles.count(one) for one in ("banner", "main", "contentinfo")] == [1, 1, 1]
    assert {one.name for one in reader.all("navigation")} == {
        "Course",
        "On this page",
        "Previous and next page",
    }
    # The text is all there, within main, under one h1 and headings that go down a level at a time.
    headings = [
        one for one in tree if one.role == "heading" and any(role == "main" for role, _ in one.within)
    ]
    levels = [one.states["level"] for one in headings]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    # The chart has the finding for its name, its caption, and the same as a table.
    chart = next(
        one for one in tree if one.role == "image" and any(role == "figure" for role, _ in one.within)
    )
    assert len(chart.name) > 60
    assert any(one.role == "Figcaption" for one in tree)
    # By keys: past the contents, to a heading by its link, to the chart's table and on to the next page.
    reader.press("Tab")
    assert (reader.focused().role, reader.focused().name) == ("link", "Skip to the text")
    reader.press("Enter")
    assert reader.focused().role == "main"
    table = reader.to("DisclosureTriangle", "The same as a table")
    assert table.states["expanded"] is False
    tables = len(reader.all("table"))
    reader.press("Enter")
    assert reader.focused().states["expanded"] is True
    assert len(reader.all("table")) == tables + 1
    onward = reader.to("link", "Next", limit=600)
    assert onward.within[0][0] == "navigation"
    reader.press("Enter")
    reader.page.wait_for_url(lambda address: CHAPTER not in address)


def test_a_question_is_answered(site: Site, reader: Reader) -> None:
    reader.open(site.url(CHAPTER))
    reader.press("Tab", "Enter")
    option = reader.to("radio", "")
    question, check = option.within[:2]
    assert question[0] == "group" and question[1].endswith("?")
    assert check == ("group", "Check what you remember")
    assert option.states["checked"] == "false"
    reader.press("Space")
    assert reader.focused().states["checked"] == "true"
    reader.press("ArrowDown", "ArrowUp")
    assert reader.focused().name == option.name, "arrows go among the options of one question"
    assert reader.heard() == [], "nothing is said before it is asked for"
    reader.to("button", "Check my answer")
    reader.press("Enter")
    said = reader.hears(".")
    assert option.name in said and len(said) > len(option.name) + 60, "verdict, and why for this option"
    assert reader.focused().name == "Check my answer", "the focus stays"
    notes = [one.name for one in reader.tree() if one.role == "StaticText" and check in one.within]
    assert any(words and words in said for words in notes), "what was said can be read again"
    reader.to("button", "Clear and try again")
    reader.press("Enter")
    assert reader.focused().role == "radio" and reader.focused().states["checked"] == "false"


def test_a_passage_is_coded_without_selecting_words(site: Site, reader: Reader, tmp_path: Path) -> None:
    reader.open(site.url("exercises/three-systems-coding/exercise.html"))
    assert nameless(reader) == []
    assert {"Practice", "4. Code the passage", "Codebook", "Save and hand in"} <= {
        one.name for one in reader.all("region")
    }
    number = reader.to("textbox", "Your number for the file")
    assert "number that your tutor gave you" in number.description
    reader.press("Control+a")
    reader.page.keyboard.type("T0423")
    reader.to("button", "I save files")
    reader.press("Enter")
    form = reader.to("DisclosureTriangle", "Choose by sentence, without selecting words")
    assert form.states["expanded"] is False
    assert any(name == "4. Code the passage" for _, name in form.within)
    reader.press("Enter")
    reader.to("combobox", "Turn")
    reader.press("ArrowDown")
    turn = reader.focused().value
    assert "T01:" in turn
    sentence = reader.to("checkbox", "")
    assert sentence.name[:40] in turn, "the sentences are the turn's, word for word"
    reader.press("Space")
    assert reader.focused().states["checked"] == "true"
    reader.to("button", "Choose codes for these words")
    reader.press("Enter")
    assert (reader.focused().role, reader.focused().name) == ("textbox", "Filter")
    reader.page.keyboard.type("alarm")
    reader.press("Enter")
    reason = reader.to("textbox", "Why does this code fit")
    reader.page.keyboard.type("It is where she is put on guard.")
    assert any(role in ("group", "region", "dialog") and name for role, name in reason.within)
    reader.heard()
    reader.to("button", "Code these words")
    reader.press("Enter")
    assert reader.hears("^Coded as What raised the alarm: ").endswith("You have 1 span.")
    assert reader.focused().role == "combobox", "back where the words were chosen"
    # The span stands in the list that a screen reader can go to, with its words and its code.
    spans = [one.name for one in reader.tree() if ("group", "My spans") in one.within]
    assert any("What raised the alarm" in words for words in spans)
    assert any(sentence.name.rstrip(".?!") in words for words in spans)
    reader.to("button", "Download my answers")
    with reader.page.expect_download() as download:
        reader.press("Enter")
    sheet = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    coded = [span for answer in sheet["answers"].values() if "spans" in answer for span in answer["spans"]]
    assert [span["quote"] for span in coded] == [sentence.name.rstrip(".?!")], "the words, without the stop"
    assert coded[0]["why"] == "It is where she is put on guard."


def test_ones_own_record_is_written_and_saved(site: Site, reader: Reader) -> None:
    """The card of chapter 12; the CPD record has the same steps on its own page."""
    reader.open(site.url("chapters/12-evidence-to-my-service.html"))
    assert nameless(reader) == []
    reader.press("Tab", "Enter")
    reader.to("button", "One for yourself, if you choose to", limit=400)
    reader.press("Enter")
    assert (reader.focused().role, reader.focused().name) == ("heading", "One for yourself")
    box = reader.to("textbox", "")
    reader.page.keyboard.type("The late list on Thursdays.")
    assert reader.focused().value == "The late list on Thursdays."
    reader.to("button", "Save as a text file")
    reader.press("Enter")
    reader.hears("Tick what to take with you first")
    take = reader.to("checkbox", "", key="Shift+Tab")
    while reader.focused().role == "checkbox":
        take = reader.focused()
        reader.press("Shift+Tab")
    reader.press("Tab")
    assert take.within[0] == ("group", "What to take")
    assert box.name.startswith(take.name.rstrip("?.…")[:20])
    reader.press("Space")
    reader.to("button", "Save as a text file")
    with reader.page.expect_download() as download:
        reader.press("Enter")
    assert "The late list on Thursdays." in Path(download.value.path()).read_text(encoding="utf-8")
    reader.hears("Saved as card.txt")
    assert reader.focused().name == "Save as a text file"
