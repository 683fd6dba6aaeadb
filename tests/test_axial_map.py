"""The axial map: what leads into a category and what comes of it, with words at both ends."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from desk_panel_page import beginning, choose_by_keys, focused, tab_to, write_panel
from playwright.sync_api import expect
from widget_page import said, violations

from compassion_course.corpus.readings import SLOT_LABELS

DOCS = ("P01", "P02", "P03")


def work(page: Any, part: str) -> Any:
    return page.evaluate("part => window.tested.desk.work[part]", part)


def small(relations: bool = False) -> dict[str, Any]:
    """Three categories of a reader with their codes, and the core where there are relations."""
    start = beginning(DOCS, "category", "core", relations=relations)
    if not relations:
        start["themes"] = [one for one in start["themes"] if one["kind"] == "category"][:3]
        held = {member for one in start["themes"] for member in one["members"]}
        start["codes"] = [code for code in start["codes"] if code["code"] in held]
    return start


def open_map(watched: Any, folder: Any, start: dict[str, Any], **how: Any) -> Any:
    watched.page.goto(write_panel(folder, "mapPanel", "map/map-panel", DOCS, start, **how))
    return watched.page


@pytest.fixture
def mapped(browser_page, tmp_path):
    yield open_map(browser_page, tmp_path, small())
    assert browser_page.complaints == []
    assert browser_page.outside == []


@pytest.fixture
def linked(browser_page, tmp_path):
    yield open_map(browser_page, tmp_path, small(relations=True))
    assert browser_page.complaints == []
    assert browser_page.outside == []


def test_a_link_is_made_shown_and_reasoned_by_keyboard_alone(mapped):
    page = mapped
    keys = page.keyboard
    start = json.dumps(page.evaluate("window.tested.desk.work"))

    tab_to(page, "In the middle: the phenomenon")
    choose_by_keys(page, "Nobody ever said")
    assert "stands in the middle. 0 links." in said(page)
    tab_to(page, "Put this category or code")
    choose_by_keys(page, "'Then it's the next one'")
    keys.press("Tab")
    choose_by_keys(page, "Consequence")
    keys.press("Tab")
    keys.press("Enter")
    assert focused(page) == "Slot"
    (link,) = work(page, "relations")
    assert (link["from"], link["to"], link["slot"]) == ("next-one", "PcK2", "consequences")
    assert page.get_by_text("Still needs: words that show “'Then it's the next one'”").is_visible()

    # Words at one end, then at the other.
    tab_to(page, re.compile("P01-"))
    keys.press("Space")
    assert focused(page)
    assert "Still needs: words that show “'Nobody ever said it's seven now'”" in said(page)
    other = page.get_by_role("group", name="What shows “'Nobody ever said it's seven now'”?")
    first = other.get_by_role("checkbox").first.evaluate("e => e.labels[0].innerText")
    tab_to(page, first.strip())
    keys.press("Space")
    assert "Still needs: your reason" in said(page)
    tab_to(page, "Why: what shows the link?")
    keys.type("She says 'so'.")
    (link,) = work(page, "relations")
    assert len(link["evidence"]) == 2
    assert link["why"] == "She says 'so'."
    assert page.get_by_text("Still needs: words that show").count() == 0

    # Another slot, then done.
    tab_to(page, "Slot", back=True)
    choose_by_keys(page, "Action or interaction")
    assert work(page, "relations")[0]["slot"] == "actions"
    assert focused(page) == "Slot"
    assert "“'Then it's the next one'” is what is done about" in said(page)
    tab_to(page, re.compile("^Done: "), back=True)
    keys.press("Enter")
    assert focused(page).startswith("Edit: Action or interaction")

    tab_to(page, "All links as sentences")
    keys.press("Enter")
    sentence = page.locator(".cw-sentences li").inner_text()
    assert sentence.startswith(
        "Action or interaction: “'Then it's the next one'” is what is done about"
        " “'Nobody ever said it's seven now'”. Evidence: P01 turn"
    )
    assert sentence.endswith("Why: She says 'so'.")
    tab_to(page, "All links as a table")
    keys.press("Enter")
    row = page.get_by_role("table", name="Links of the axial map").get_by_role("row").nth(1)
    assert row.get_by_role("cell").all_inner_texts()[0] == "Action or interaction"

    tab_to(page, re.compile("^Remove: Action"), back=True)
    keys.press("Enter")
    assert work(page, "relations") == []
    assert focused(page) == "Put this category or code"
    assert "Ctrl Z brings it back." in said(page)
    for _ in range(12):
        keys.press("Control+z")
        assert focused(page)
    assert json.dumps(page.evaluate("window.tested.desk.work")) == start


def test_a_new_category_stands_in_the_middle_and_takes_its_codes(mapped):
    page = mapped
    keys = page.keyboard
    tab_to(page, "New category")
    keys.press("Enter")
    assert focused(page) == "Name of the category"
    keys.press("Tab")
    keys.press("Enter")
    assert page.get_by_role("alert").get_by_text("Give it a name first.").is_visible()
    assert focused(page) == "Name of the category"
    keys.type("Going on")
    keys.press("Tab")
    keys.press("Enter")
    made = work(page, "themes")[-1]
    assert (made["kind"], made["name"]) == ("category", "Going on")
    keys.press("Space")
    assert work(page, "themes")[-1]["members"] == [work(page, "codes")[0]["code"]]
    assert "“Going on” still needs: a statement" in page.locator(".cw-map > .cw-missing").inner_text()
    assert page.get_by_label("In the middle").input_value() == made["id"]
    # Undone to before it was made, the map shows what there is.
    keys.press("Control+z")
    keys.press("Control+z")
    assert focused(page)
    assert page.get_by_label("In the middle").input_value() != made["id"]


def test_one_core_category_is_chosen_and_the_storyline_says_whom_it_forgot(mapped):
    page = mapped
    keys = page.keyboard
    tab_to(page, "Begin the core category from")
    choose_by_keys(page, "Somewhere to be")
    keys.press("Tab")
    keys.press("Enter")
    assert focused(page) == "Name of the core category"
    keys.press("Control+a")
    keys.type("Going on to what is due")
    core = work(page, "themes")[-1]
    assert (core["kind"], core["name"], core["members"]) == ("core", "Going on to what is due", ["PcK1"])
    assert (
        page.get_by_label("Begin the core category from").count() == 0
        or page.get_by_label("Begin the core category from").is_hidden()
    )
    tab_to(page, re.compile("^'Nobody ever said"))
    keys.press("Space")
    assert work(page, "themes")[-1]["members"] == ["PcK1", "PcK2"]
    tab_to(page, "Storyline")
    keys.type("Nobody ever said it's seven now, and they go on to what is due.")
    assert page.get_by_text("14 words.").is_visible()
    forgotten = (
        page.get_by_role("list", name="Not in it by name yet").get_by_role("listitem").all_inner_texts()
    )
    assert "'Nobody ever said it's seven now'" not in forgotten
    assert "'Somewhere to be every half hour'" in forgotten
    assert work(page, "storyline").startswith("Nobody ever said")
    tab_to(page, "Remove the core category", back=True)
    keys.press("Enter")
    assert focused(page) == "Begin the core category from"
    assert "What you wrote in it went with it." in said(page)
    keys.press("Control+z")
    assert work(page, "themes")[-1]["name"] == "Going on to what is due"


def test_the_picture_says_what_the_sentences_say(linked):
    page = linked
    picture = page.get_by_role("img", name="Diagram round")
    label = picture.get_attribute("aria-label")
    drawn = " ".join(picture.locator("text").all_text_contents())
    middle = page.get_by_label("In the middle").input_value()
    links = [one for one in work(page, "relations") if one["to"] == middle]
    assert links
    names = {one["code"]: one["name"] for one in work(page, "codes")}
    names |= {one["id"]: one["name"] for one in work(page, "themes")}
    for link in links:
        assert names[link["from"]] in label
        assert SLOT_LABELS[link["slot"]] in label
        assert names[link["from"]].split()[0] in drawn
    for slot in SLOT_LABELS:
        if slot != "phenomenon":
            assert SLOT_LABELS[slot].capitalize() in drawn
    for letters in ("Ca:", "Cx:", "In:", "Ac:", "Co:"):
        assert letters in drawn


#: The words of a picture that stick out of the innermost box in which they begin.
STICKING_OUT = """() => {
  const frames = [...document.querySelectorAll('.cw-map-picture rect')].map(e => e.getBoundingClientRect());
  return [...document.querySelectorAll('.cw-map-picture text')].filter(text => {
    const box = text.getBoundingClientRect();
    const around = frames.filter(f =>
      f.left <= box.left && f.right > box.left && f.top <= box.top && f.bottom >= box.top);
    return !around.length || around.some(f => box.right > f.right + 0.5 || box.bottom > f.bottom + 0.5);
  }).map(text => text.textContent);
}"""


def test_the_picture_turns_into_a_list_where_it_is_narrow_and_words_stay_in_their_boxes(linked):
    page = linked
    for width, columns in ((1280, 3), (760, 3), (420, 1), (320, 1)):
        page.set_viewport_size({"width": width, "height": 800})
        page.locator(f'.cw-map-picture[data-columns="{columns}"]').wait_for()
        room = page.locator(".cw-map-frame").evaluate("e => e.clientWidth")
        expect(page.locator(".cw-map-picture")).to_have_attribute("width", str(room))
        assert page.evaluate(STICKING_OUT) == []


def test_a_map_without_any_category_begins_with_making_one(browser_page, tmp_path):
    page = open_map(browser_page, tmp_path, {**small(), "themes": []})
    assert page.get_by_text("There is no category yet. Make one here").is_visible()
    assert page.get_by_label("In the middle").is_hidden()
    page.get_by_role("button", name="New category").click()
    page.keyboard.type("First")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.get_by_label("In the middle").is_visible()
    assert page.locator(".cw-map-picture").is_visible()
    for _ in range(3):
        page.keyboard.press("Control+z")
    assert focused(page) == "New category"
    assert page.locator(".cw-map-picture").is_hidden()
    assert browser_page.complaints == []


def test_a_link_that_is_there_already_is_shown_and_not_made_twice(linked):
    page = linked
    before = work(page, "relations")
    middle = page.get_by_label("In the middle").input_value()
    link = next(one for one in before if one["to"] == middle)
    page.get_by_label("Put this category or code").select_option(link["from"])
    page.get_by_label("into this slot").select_option(link["slot"])
    page.get_by_role("button", name="Put it there").click()
    assert work(page, "relations") == before
    assert "That link is there already." in said(page)
    assert focused(page).startswith("Edit: ")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_before_and_while_it_is_used(browser_page, tmp_path, axe, scheme):
    page = open_map(browser_page, tmp_path, small(relations=True), theme=scheme, shows=True)
    assert violations(page, axe) == []
    page.get_by_role("button", name=re.compile("^Edit: ")).first.click()
    page.get_by_role("button", name=re.compile("^Extracts")).first.click()
    page.get_by_role("button", name="What it holds").click()
    page.get_by_role("button", name="New category").click()
    page.get_by_role("button", name="All links as sentences").click()
    page.get_by_role("button", name="All links as a table").click()
    assert violations(page, axe) == []


@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (640, "200%")])
def test_nothing_runs_off_a_phone_or_large_text(browser, tmp_path, width, size):
    context = browser.new_context(viewport={"width": width, "height": 700})
    page = context.new_page()
    page.goto(write_panel(tmp_path, "mapPanel", "map/map-panel", DOCS, small(relations=True), size=size))
    page.get_by_role("button", name=re.compile("^Edit: ")).first.click()
    page.get_by_role("button", name="What it holds").click()
    page.get_by_role("button", name="All links as a table").click()
    page.locator(".cw-map-picture").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
