"""The widgets in Chromium: by keyboard, from a file, on a phone, on paper, with scripts off."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from widget_page import mounted, opened, said, tab_to, violations, write_page
from widget_samples import Outline, change, checks, every_widget, saved_picture

from compassion_course.widgets import ChangeIt, Check, ThreeCircles, WorkingDay

__all__ = ["checks"]


def draw_two_moments(page) -> None:
    """Draw Gareth at ten past one and at ten to two, and lay the two beside each other."""
    circles = page.locator(".cw-three-circles")
    size_circles(page, ".cw-three-circles", ["large", "large", "small"])
    circles.get_by_role("button", name="Compare with two other readers").click()
    circles.get_by_role("button", name="Go on to Gareth at ten to two").click()
    circles.get_by_role("group", name="Which system do you expect").get_by_label("Threat").check()
    circles.get_by_role("group", name="Could somebody in Gareth's place").get_by_label("Yes").check()
    size_circles(page, ".cw-three-circles", ["middling", "large", "very large"])
    circles.get_by_role("button", name="Compare the two moments").click()


def class_files(count: int) -> list[dict]:
    """Files of a class that all drew the same."""
    sizes = {"threat": "large", "drive": "small", "soothe": None}
    return [
        {
            "name": f"{n}.json",
            "mimeType": "application/json",
            "buffer": saved_picture(sizes, lot=str(n)),
        }
        for n in range(count)
    ]


def do_everything(page) -> None:
    """Answer every check, change, draw both moments, one's own and a class's, and walk the day to its end."""
    for check in page.locator(".cw-check").all():
        for box in check.locator("input[type=checkbox], input[type=radio]").all()[1:3]:
            box.check()
        for place, select in enumerate(check.locator("select").all(), start=1):
            select.select_option(index=place)
        for box in check.locator("input[type=number]").all():
            box.fill("70")
        check.get_by_role("button", name="Check my answer").click()
    changing = page.locator(".cw-change-it")
    changing.get_by_label("It rises").check()
    changing.get_by_role("button", name="This is what I expect").click()
    changing.get_by_label("26 or more").check()
    circles = page.locator(".cw-three-circles")
    draw_two_moments(page)
    circles.get_by_role("button", name="Draw one for yourself").click()
    circles.locator("input[type=file]").set_input_files(class_files(8))
    circles.get_by_text("To talk about").wait_for()
    day = page.locator(".cw-working-day")
    for place in range(6):
        day.locator("input[type=radio]").nth(place % 3).check()
        for select in day.locator("select").all():
            select.select_option("up")
        day.get_by_role("button", name="Compare").click()
        day.get_by_role("button", name=re.compile("Next moment|To the end")).click()
    day.locator("summary", has_text="Compare two moments").click()
    day.get_by_label("The earlier moment").select_option("1")
    day.get_by_label("The later moment").select_option("4")
    day.get_by_label("No, none").check()
    day.get_by_role("button", name="Compare these two moments").click()
    for group in day.locator("fieldset").all():
        group.locator("input").first.check()
    day.get_by_role("button", name="See the day again").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_widget_mounts_from_a_file_under_the_policy_and_axe_finds_nothing(
    theme, checks, browser_page, axe, tmp_path
):
    address = write_page(tmp_path / "page", *every_widget(checks), theme=theme)
    opened(browser_page, address)
    assert set(mounted(browser_page)) == {"true"}
    page = browser_page.page
    assert violations(page, axe) == []
    do_everything(page)
    assert violations(page, axe) == []
    assert browser_page.complaints == []
    assert browser_page.outside == []


def test_nothing_scrolls_sideways_on_a_phone_or_with_text_twice_as_large(checks, browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", *every_widget(checks)))
    page = browser_page.page
    do_everything(page)
    for width, text in ((320, "100%"), (640, "200%")):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.eval_on_selector_all(
            ".cw button, .cw input, .cw select, .cw summary",
            "all => all.filter(e => e.offsetParent && (Math.min(e.offsetWidth, e.offsetHeight) < 20))"
            ".map(e => e.outerHTML)",
        )
        assert small == []


def test_a_check_is_done_by_keyboard_alone_and_heard(checks, browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", *checks))
    page = browser_page.page
    tab_to(page, "The first & only")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    assert "Not this time." in said(page)
    assert "The second: Not this one. Because of b." in said(page)
    assert page.locator(".cw-note-look-again").inner_text().startswith("↻")
    tab_to(page, "Clear and try again")
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    assert "Yes, that is it." in said(page)
    assert page.locator(".cw").get_by_text("Two.", exact=True).is_visible()


def test_lines_are_paired_by_keyboard_and_a_partner_is_used_once(checks, browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", checks[3]))
    page = browser_page.page
    for line in ("Water that falls", "Air that moves"):
        tab_to(page, line)
        page.keyboard.press("r")
    assert page.get_by_label("Water that falls").locator("option").all_inner_texts() == [
        *("Choose …", "Rain (used)", "Wind", "Fog"),
    ]
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    assert "none of them twice" in said(page)
    assert page.locator(".cw-note").count() == 0
    tab_to(page, "Air that moves")
    page.keyboard.press("f")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    assert "1 of 2 beside their partner." in said(page)
    assert "Air that moves: Look again. It blows." in said(page)
    tab_to(page, "Clear and try again")
    page.keyboard.press("Enter")
    assert page.locator(".cw select option", has_text="(used)").count() == 0
    for word in ("r", "w"):
        page.keyboard.press(word)
        page.keyboard.press("Tab")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    assert "Yes, all of them." in said(page)


def test_an_answer_that_is_changed_loses_its_feedback(checks, browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", checks[1]))
    page = browser_page.page
    page.get_by_label("Gamma").check()
    page.get_by_role("button", name="Check my answer").click()
    assert page.locator(".cw-note-missed").count() == 2, "the right ones left out are told"
    page.get_by_label("Alpha").check()
    assert page.locator(".cw-note").count() == 0


def test_a_second_number_is_checked_with_one_press(browser_page, tmp_path):
    """The feedback on the first is gone before the press, so that the button is where it was pressed."""
    long = "That is not what was asked, and here is why, at some length. " * 6
    feedback = {"right": "So it is.", "wrong": long}
    check = Check.of(
        {"id": "n", "kind": "number", "prompt": "How many?", "answer": 105, "feedback": feedback}
    )
    opened(browser_page, write_page(tmp_path / "page", check))
    page = browser_page.page
    for number, summary in (("72", "not what was asked"), ("105", "So it is.")):
        page.locator("input[type=number]").click()
        page.keyboard.press("Control+A")
        page.keyboard.type(number)
        box = page.get_by_role("button", name="Check my answer").bounding_box()
        assert box
        page.mouse.click(box["x"] + 10, box["y"] + box["height"] / 2, delay=60)
        assert summary in page.locator(".cw-check").inner_text()


def test_an_order_is_made_with_buttons_that_keep_the_focus(checks, browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", checks[4]))
    page = browser_page.page
    tab_to(page, "Move up: First")
    page.keyboard.press("Enter")
    assert page.locator("*:focus").get_attribute("aria-label") == "Move up: First"
    assert "First: now 1 of 3" in said(page)
    page.keyboard.press("Enter")
    assert page.locator(".cw-order-text").all_inner_texts() == ["First", "Second", "Third"]
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    assert "Yes, that is the order." in said(page)


def test_a_change_opens_after_the_prediction_and_everything_moves_together(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ChangeIt(**change())))
    page = browser_page.page
    assert page.get_by_label("25 or more").is_disabled()
    tab_to(page, "This is what I expect")
    page.keyboard.press("Enter")
    assert "Choose one first." in said(page)
    assert page.get_by_label("25 or more").is_disabled()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    tab_to(page, "This is what I expect")
    page.keyboard.press("Enter")
    assert page.locator("*:focus").get_attribute("value") == "24"
    page.keyboard.press("ArrowDown")
    sentence = "With a cut-off of 25, 240 of 400 are counted."
    assert said(page) == sentence
    assert page.locator(".cw-sentence").inner_text() == sentence
    assert sentence in page.locator(".cw svg.cw-figure").get_attribute("aria-label")
    assert "60% (56% to 64%)" in page.locator(".cw svg.cw-figure").text_content()
    cells = page.locator(".cw .cw-table tbody tr").all_inner_texts()
    assert "shown now" in cells[1]
    assert "240" in cells[1]
    assert len(cells) == 2  # what has not been looked at is not told
    assert page.locator(".cw-compare").inner_text().count("You expected:") == 1


def test_motion_stops_for_who_asked_for_less(browser, tmp_path):
    address = write_page(tmp_path / "page", ChangeIt(**change()))
    for motion, still in (("reduce", True), ("no-preference", False)):
        context = browser.new_context(reduced_motion=motion)
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector("[data-mounted=true]")
        took = page.eval_on_selector(".cw .cw-figure-dot", "e => getComputedStyle(e).transitionDuration")
        assert (took == "0s") is still
        context.close()


def size_circles(page, scope: str, words: list[str]) -> None:
    for place, word in enumerate(words):
        page.locator(f"{scope} .cw-sizing fieldset").nth(place).get_by_label(word, exact=True).check()


def saved(page, button: str) -> str:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def test_a_picture_says_the_same_as_drawing_words_and_table(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ThreeCircles("gareth")))
    page = browser_page.page
    page.get_by_role("button", name="Compare").click()
    assert "Size all three circles first." in said(page)
    size_circles(page, ".cw-three-circles", ["very large", "small", "middling"])
    page.locator(".cw-cue").first.get_by_label("Threat").check()
    page.locator(".cw-add input").nth(1).fill("the two o'clock")
    page.keyboard.press("Enter")
    words = "threat is very large, drive is small and soothe is middling"
    view = page.locator(".cw-circles-view")
    assert words in view.locator("svg").get_attribute("aria-label")
    assert words in view.locator("caption").inner_text()
    radii = [float(c.get_attribute("r")) for c in view.locator("svg g > circle:first-child").all()]
    assert radii[0] > radii[2] > radii[1]
    assert "the two o'clock" in view.locator("tbody tr").nth(1).inner_text()
    page.get_by_role("button", name="Compare").click()
    assert page.locator(".cw-readers svg").count() == 2
    picture = json.loads(saved(page, "Save as data"))
    assert [one["size"] for one in picture["pictures"][0]["systems"]] == ["very large", "small", "middling"]
    assert picture["pictures"][0]["systems"][1]["fed_by"] == ["the two o'clock"]
    svg = saved(page, "Save as a picture")
    assert Outline(svg.split("\n", 1)[1]).text.count("very large") == 1
    assert "var(" not in svg


def test_three_circles_are_drawn_by_keyboard_alone(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ThreeCircles("gareth")))
    page = browser_page.page
    tab_to(page, "Threat")
    page.keyboard.press("Space")
    tab_to(page, re.compile("^Soothe, in your own words"))
    page.keyboard.type("the tea")
    page.keyboard.press("Enter")
    assert "Soothe: fed by the tea." in said(page)
    for _ in range(3):
        tab_to(page, "very small")
        page.keyboard.press("ArrowRight")
    assert said(page) == "Soothe: small."
    tab_to(page, "Compare with two other readers")
    page.keyboard.press("Enter")
    assert "Two other readers." in said(page)
    tab_to(page, re.compile("^Where do you differ"))
    page.keyboard.type("The tea is cold.")
    tab_to(page, "Save as data")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert '"the tea"' in Path(waiting.value.path()).read_text(encoding="utf-8")


def test_going_to_another_moment_and_back_loses_nothing(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ThreeCircles()))
    page = browser_page.page
    size_circles(page, ".cw-three-circles", ["small", "large", "small"])
    page.get_by_label("Whose moment?").select_option("saoirse")
    assert "not sized yet" in page.locator(".cw-circles-view").inner_text()
    page.get_by_label("Whose moment?").select_option("gareth")
    assert "threat is small, drive is large" in page.locator(".cw-circles-view").inner_text()
    page.get_by_role("button", name="Clear this picture").click()
    assert "threat is not sized yet" in page.locator(".cw-circles-view").inner_text()


def test_two_moments_are_laid_beside_each_other_by_keyboard_alone(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ThreeCircles()))
    page = browser_page.page
    for _ in range(3):
        tab_to(page, "very small")
        page.keyboard.press("ArrowRight")
    tab_to(page, "Compare with two other readers")
    page.keyboard.press("Enter")
    tab_to(page, "Go on to Gareth at ten to two")
    page.keyboard.press("Enter")
    assert page.locator("*:focus").inner_text() == "Gareth. CBT therapist, the same Monday, ten to two"
    tab_to(page, "Compare the two moments")
    page.keyboard.press("Enter")
    assert "Answer the two questions that stand before the drawing first." in said(page)
    tab_to(page, "Threat")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    tab_to(page, "Yes")
    page.keyboard.press("Space")
    tab_to(page, "Soothe")
    page.keyboard.press("Space")
    for times in (1, 2, 4):
        tab_to(page, "very small")
        for _ in range(times):
            page.keyboard.press("ArrowRight")
    tab_to(page, "Compare the two moments")
    page.keyboard.press("Enter")
    assert said(page) == "In your pictures, soothe changed most."
    moments = page.locator(".cw-moments")
    assert "You expected soothe." in moments.inner_text()
    assert moments.locator("svg").count() == 2
    cells = moments.locator("table").first.locator("tbody tr").nth(2).inner_text()
    assert "larger: small, then very large" in cells
    assert "Fed by: Beth sits down" in cells
    assert "the same: small" in moments.locator("table").first.inner_text()
    assert "These two readers part company over threat and soothe." in moments.inner_text()
    assert "better" not in moments.inner_text()
    assert "\u2192" not in moments.inner_text()
    tab_to(page, re.compile("^Between the two moments"))
    page.keyboard.type("The diary.")
    # The picture and what stands beside the other are never two different things.
    page.locator(".cw-sizing fieldset").nth(2).get_by_label("small", exact=True).check()
    assert "In your pictures, drive changed most." in moments.inner_text()
    assert page.get_by_label("Between the two moments").input_value() == "The diary."


def test_a_second_moment_waits_for_the_first_and_leads_to_it(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ThreeCircles()))
    page = browser_page.page
    page.get_by_label("Whose moment?").select_option("gareth-later")
    page.get_by_role("group", name="Which system do you expect").get_by_label("Drive").check()
    page.get_by_role("group", name="Could somebody in Gareth's place").get_by_label("No", exact=True).check()
    size_circles(page, ".cw-three-circles", ["small", "small", "small"])
    page.get_by_role("button", name="Compare the two moments").click()
    assert page.locator(".cw-moments .cw-result table").count() == 0
    tab_to(page, "Go to ten past one")
    page.keyboard.press("Enter")
    assert page.locator("*:focus").inner_text().startswith("Gareth. CBT therapist, Monday")
    assert page.get_by_label("Whose moment?").input_value() == "gareth"


AGAIN = """
window.drawn = {};
window.compassionWidgets = new Proxy({}, { set: (all, name, render) => {
  all[name] = (props) => { drawn[name] = { render, ...props }; return render(props); }; return true; } });
window.drawAgain = (name) => {
  const { render, model, el } = drawn[name];
  const place = document.createElement("div");
  el.replaceChildren(place);
  return render({ model, el: place });
};
"""


def test_circles_are_there_again_when_the_same_model_is_drawn_again(browser_page, tmp_path):
    browser_page.page.add_init_script(AGAIN)
    opened(browser_page, write_page(tmp_path / "page", ThreeCircles()))
    page = browser_page.page
    page.locator(".cw-cue").first.get_by_label("Threat").check()
    page.locator(".cw-add input").first.fill("typed and not told")
    page.keyboard.press("Enter")
    draw_two_moments(page)
    page.get_by_label("Whose moment?").select_option("saoirse")
    size_circles(page, ".cw-three-circles", ["small", "very large", "middling"])
    page.get_by_role("button", name="Draw one for yourself").click()
    size_circles(page, ".cw-own", ["very small", "very small", "very small"])
    page.evaluate("drawAgain('ThreeCircles')")
    assert page.get_by_label("Whose moment?").input_value() == "saoirse"
    assert "drive is very large" in page.locator(".cw-circles-view").inner_text()
    assert page.locator(".cw-readers").count() == 0, "this one was not compared"
    assert page.locator(".cw-own input").count() == 0, "one's own is gone"
    page.get_by_label("Whose moment?").select_option("gareth-later")
    assert "You expected threat." in page.locator(".cw-moments").inner_text()
    assert "smaller: large, then middling" in page.locator(".cw-moments").inner_text()
    page.get_by_label("Whose moment?").select_option("gareth")
    assert page.locator(".cw-cue").first.get_by_label("Threat").is_checked()
    assert page.locator(".cw-readers svg").count() == 2
    assert "typed and not told" not in page.locator(".cw").inner_text()
    assert browser_page.complaints == []


def test_circles_are_drawn_from_what_python_holds(browser_page, tmp_path):
    widget = ThreeCircles()
    widget.shown = "saoirse"
    widget.pictures = {
        "saoirse": {
            "sizes": {"threat": "large", "drive": "no such word"},
            "cues": {"soothe": ["supervisor-story", "nobody"]},
        },
        "nobody": {"sizes": {"threat": "small"}},
    }
    opened(browser_page, write_page(tmp_path / "page", widget))
    view = browser_page.page.locator(".cw-circles-view").inner_text()
    assert "threat is large, drive is not sized yet and soothe is not sized yet" in view
    assert "Her supervisor tells her about a session of his" in view
    assert browser_page.complaints == []


def test_a_picture_of_ones_own_goes_nowhere_unless_it_is_included(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ThreeCircles("gareth")))
    page = browser_page.page
    include = page.get_by_label("Include mine")
    assert not include.is_visible()
    size_circles(page, ".cw-three-circles", ["small", "small", "small"])
    page.get_by_role("button", name="Draw one for yourself").click()
    assert "by choice" in page.locator(".cw-own").inner_text()
    size_circles(page, ".cw-own", ["very large", "very large", "very large"])
    page.locator(".cw-own .cw-add input").first.fill("my secret")
    page.keyboard.press("Enter")
    for button in ("Save as data", "Save as a picture"):
        assert "secret" not in saved(page, button)
        assert "very large" not in saved(page, button)
    include.check()
    assert "my secret" in saved(page, "Save as data")
    assert "my secret" in saved(page, "Save as a picture")
    page.get_by_role("button", name="Clear my picture").click()
    assert not include.is_visible()
    assert "secret" not in saved(page, "Save as data")
    assert "secret" not in page.locator("body").inner_text()
    page.get_by_role("button", name="Draw one for yourself").click()
    assert not include.is_checked()
    assert "secret" not in page.locator(".cw-own").inner_text()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


SPY = """
window.told = [];
const wrap = (render) => ({ model, el }) => render({ el, model: { ...model, set(name, value) {
  window.told.push([name, JSON.stringify(value)]); model.set(name, value); } } });
window.compassionWidgets = new Proxy({}, {
  set: (all, name, render) => { all[name] = wrap(render); return true; } });
"""


def test_the_model_is_told_of_the_colleague_and_never_of_oneself(browser_page, tmp_path):
    browser_page.page.add_init_script(SPY)
    opened(browser_page, write_page(tmp_path / "page", ThreeCircles("gareth")))
    page = browser_page.page
    size_circles(page, ".cw-three-circles", ["small", "small", "small"])
    before = page.evaluate("told.length")
    assert '"case":"gareth"' in page.evaluate("told.at(-1)[1]")
    page.get_by_role("button", name="Draw one for yourself").click()
    size_circles(page, ".cw-own", ["very large", "very large", "very large"])
    page.locator(".cw-own .cw-add input").first.fill("my secret")
    page.keyboard.press("Enter")
    page.get_by_label("Include mine").check()
    saved(page, "Save as data")
    assert page.evaluate("told.length") == before


def test_folded_answers_are_read_on_paper(browser_page, checks, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", checks[0]))
    page = browser_page.page
    answer = page.locator(".cw-fallback").get_by_text("Because of b.")
    assert not answer.is_visible()
    page.emulate_media(media="print")
    assert answer.is_visible()


def test_a_picture_prints_alone_and_a_page_prints_the_words(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ThreeCircles("gareth")))
    page = browser_page.page
    page.evaluate("window.print = () => { window.printed = true }")
    size_circles(page, ".cw-three-circles", ["small", "large", "small"])
    page.emulate_media(media="print")
    assert page.locator(".cw-fallback").is_visible()
    assert not page.locator(".cw-live").is_visible()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Print the picture").click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    assert page.locator(".cw-print-sheet svg").is_visible()
    assert not page.locator("main").is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.locator(".cw-print-sheet").count() == 0
    assert page.locator(".cw-three-circles").is_visible()


def test_a_day_is_walked_by_keyboard_alone(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", WorkingDay()))
    page = browser_page.page
    day = WorkingDay().day
    for event, following in [*pairwise(day["events"]), (day["events"][-1], None)]:
        tab_to(page, event["appraisals"][0]["text"])
        page.keyboard.press("Space")
        for system in ("Threat", "Drive", "Soothe"):
            tab_to(page, re.compile(rf"^{system} \(now: "))
            page.keyboard.press("g")
        tab_to(page, "Compare")
        page.keyboard.press("Enter")
        assert said(page).startswith("Threat ")
        tab_to(page, "Next moment" if following else "To the end of the day")
        page.keyboard.press("Enter")
        heading = page.locator("*:focus").inner_text()
        assert heading == (f"{following['time']} {following['title']}" if following else "The end of the day")
    rows = page.locator(".cw-working-day tbody tr").count()
    assert rows == len(day["events"]) + 1
    tab_to(page, day["changes"]["service"][0]["text"])
    page.keyboard.press("Space")
    tab_to(page, day["changes"]["person"][0]["text"])
    page.keyboard.press("Space")
    tab_to(page, "Yes, in one system or more")
    page.keyboard.press("Space")
    tab_to(page, "See the day again")
    page.keyboard.press("Enter")
    assert "last row" in said(page)
    assert page.locator(".cw-working-day table").count() == 2
    assert "(was Pressed)" in page.locator(".cw-working-day").inner_text()


def walk_to_the_evening(page) -> None:
    day = page.locator(".cw-working-day")
    for place in range(6):
        day.locator("input[type=radio]").nth(place % 3).check()
        for select in day.locator("select").all():
            select.select_option("down")
        day.get_by_role("button", name="Compare").click()
        day.get_by_role("button", name=re.compile("Next moment|To the end")).click()


def test_two_moments_of_a_day_are_compared_by_keyboard_alone(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", WorkingDay()))
    page = browser_page.page
    walk_to_the_evening(page)
    tab_to(page, "Compare two moments of this day")
    page.keyboard.press("Enter")
    tab_to(page, "Compare these two moments")
    page.keyboard.press("Enter")
    assert "Choose two moments" in said(page)
    tab_to(page, "Compare two moments of this day")
    tab_to(page, "The earlier moment")
    page.keyboard.type("After 09")
    tab_to(page, "The later moment")
    page.keyboard.type("The start")
    tab_to(page, "Yes, one or more")
    page.keyboard.press("Space")
    tab_to(page, "Compare these two moments")
    page.keyboard.press("Enter")
    assert "Let the second moment be later" in said(page)
    tab_to(page, "The later moment")
    page.keyboard.type("After 13")
    tab_to(page, "Compare these two moments")
    page.keyboard.press("Enter")
    # At 11:20 taken as danger, at 13:00 as connection: threat up and down, soothe down and up.
    assert said(page) == "Moved and came back to the same word: Threat, Soothe."
    rows = page.locator(".cw-two-moments table tbody tr").all_inner_texts()
    assert "up at 11:20; down at 13:00" in rows[0]
    assert "not moved" in rows[1]
    assert "down at 11:20; up at 13:00" in rows[2]
    tab_to(page, "The reasons, step by step")
    page.keyboard.press("Enter")
    assert "teaching assumption" in page.locator(".cw-two-moments").inner_text()


def test_a_day_is_there_again_when_the_same_model_is_drawn_again(browser_page, tmp_path):
    browser_page.page.add_init_script(AGAIN)
    opened(browser_page, write_page(tmp_path / "page", WorkingDay()))
    page = browser_page.page
    page.locator(".cw-working-day input[type=radio]").nth(1).check()
    for select in page.locator(".cw-working-day select").all():
        select.select_option("down")
    page.get_by_role("button", name="Compare").click()
    page.get_by_label("If you see it differently").evaluate("e => { e.closest('details').open = true }")
    page.get_by_label("If you see it differently").fill("typed and not told")
    page.evaluate("drawAgain('WorkingDay')")
    assert page.locator(".cw-working-day input[type=radio]").nth(1).is_checked()
    assert "goes down" in page.locator(".cw-working-day .cw-result table").inner_text()
    assert "typed and not told" not in page.evaluate(
        "[...document.querySelectorAll('textarea')].map(e => e.value).join()"
    )
    page.get_by_role("button", name="Next moment").click()
    page.evaluate("drawAgain('WorkingDay')")
    assert "Moment 2 of 6" in page.locator(".cw-working-day").inner_text()
    page.get_by_role("button", name="Back one moment").click()
    walk_to_the_evening(page)
    page.locator("summary", has_text="Compare two moments").click()
    page.get_by_label("The earlier moment").select_option("2")
    page.get_by_label("The later moment").select_option("4")
    page.get_by_label("No, none").check()
    page.get_by_role("button", name="Compare these two moments").click()
    page.get_by_role("group", name="What only the service").get_by_role("radio").nth(2).check()
    page.get_by_role("group", name="What Maryam can change").get_by_role("radio").last.check()
    page.get_by_label("Yes, in one system or more").check()
    page.get_by_role("button", name="See the day again").click()
    before = page.locator(".cw-working-day .cw-stage").inner_text()
    assert "(was Danger)" in before
    page.evaluate("drawAgain('WorkingDay')")
    assert page.locator(".cw-working-day .cw-stage").inner_text() == before
    assert page.get_by_role("group", name="What Maryam can change").get_by_role("radio").last.is_checked()
    page.get_by_role("button", name="Start the day again").click()
    page.evaluate("drawAgain('WorkingDay')")
    assert "Moment 1 of 6" in page.locator(".cw-working-day").inner_text()
    assert page.locator(".cw-working-day .cw-result table").count() == 0
    assert browser_page.complaints == []


def test_a_day_is_drawn_from_what_python_holds(browser_page, tmp_path):
    widget = WorkingDay()
    widget.choices = {"target-email": "email-energised", "risk-call": "no such way"}
    widget.place = 5
    opened(browser_page, write_page(tmp_path / "page", widget))
    page = browser_page.page
    assert "Moment 2 of 6" in page.locator(".cw-working-day").inner_text(), "no further than was walked"
    page.get_by_role("button", name="Back one moment").click()
    assert "not said" in page.locator(".cw-working-day .cw-result").inner_text()
    assert browser_page.complaints == []


def test_a_day_draws_no_curve(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", WorkingDay()))
    assert browser_page.page.locator(".cw-working-day :is(svg, canvas, meter, progress)").count() == 0


def test_a_widget_that_fails_leaves_its_words(browser_page, checks, tmp_path):
    address = write_page(tmp_path / "page", checks[0], ThreeCircles())
    (tmp_path / "page" / "three-circles.page.js").write_text("throw new Error('broken')", encoding="utf-8")
    opened(browser_page, address)
    assert mounted(browser_page) == ["true", "error"]
    assert browser_page.page.locator(".cw-fallback").nth(1).is_visible()
    assert not browser_page.page.locator(".cw-fallback").nth(0).is_visible()


def test_the_words_stand_with_scripts_off(browser, checks, tmp_path, axe):
    address = write_page(tmp_path / "page", *every_widget(checks))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.get_by_text("Which ones?").is_visible()
    assert page.get_by_text("The day as the illustration takes it").is_visible()
    assert page.locator("svg.cw-figure").is_visible()
    context.close()
