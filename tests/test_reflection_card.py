"""ReflectionCard: a colleague's card by keyboard; what somebody writes for themselves goes nowhere."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import node
import pytest
from widget_page import mounted, opened, said, tab_to, violations, write_page
from widget_samples import Outline

from compassion_course.corpus import Course, CourseError
from compassion_course.models.reflection_card import ReflectionCard as Card
from compassion_course.models.reflection_card import agreed, load_card
from compassion_course.widgets import ReflectionCard

JS = node.WIDGETS / "js" / "reflection-card" / "rule.js"

AGREED = """
import { readFileSync } from "node:fs";
const { agreed } = await import(process.argv[1]);
const card = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(card.cases.map((one) => agreed(card, one))));
"""


@pytest.fixture(scope="module")
def course(course_root: Path) -> Course:
    return Course(course_root)


@pytest.fixture(scope="module")
def card(course: Course) -> Card:
    return load_card(course)


@pytest.fixture
def other(course: Course, tmp_path: Path) -> Course:
    """A course of its own with the models in it, for a test to spoil."""
    shutil.copytree(course.data / "models", tmp_path / "data" / "models")
    return Course(tmp_path)


def test_where_readers_agree_is_the_same_in_the_page_and_in_python(card, course):
    path = course.data / "models" / "reflection-card.json"
    answer = node.run("node", "--input-type=module", "--eval", AGREED, JS.as_uri(), str(path))
    in_page = json.loads(answer.stdout)
    assert in_page == [list(agreed(card, case)) for case in card.cases]
    assert len({tuple(one) for one in in_page}) == len(card.cases), "one card would give the other away"


def test_a_pwp_and_a_cbt_therapist_can_be_chosen(card):
    assert [case.who for case in card.cases] == ["PWP, synthetic", "CBT therapist, synthetic"]


def test_no_card_puts_everything_on_the_person_or_on_the_service(card):
    for case in card.cases:
        assert len({filled.points for reader in case.readers for filled in reader.card.values()}) > 1
        for reader in case.readers:
            assert reader.plan.person
            assert reader.plan.service


def test_every_sentence_of_a_story_is_of_use_to_some_prompt_or_to_the_skills(card):
    for case in card.cases:
        used = {id for reader in case.readers for filled in reader.card.values() for id in filled.words}
        assert {sentence.id for sentence in case.story} == used | {
            row.id for row in case.item.rows if row.id in {sentence.id for sentence in case.story}
        }


SPOILT = {
    "one reader alone": lambda model: model["cases"][0]["readers"].pop(),
    "a prompt not filled in": lambda model: model["cases"][0]["readers"][0]["card"].pop("news"),
    "a sentence that is not there": lambda model: model["cases"][0]["readers"][0]["card"]["news"].update(
        words=["nothing"]
    ),
    "no sentence at all": lambda model: model["cases"][0]["readers"][0]["card"]["news"].update(words=[]),
    "a place that is not there": lambda model: model["cases"][0]["readers"][0]["card"]["news"].update(
        points="nobody"
    ),
    "readers who agree twice": lambda model: model["cases"][0]["readers"][0]["card"]["news"].update(
        points="service"
    ),
    "one id for two sentences": lambda model: model["cases"][0]["story"][0].update(id="choir"),
    "one id for two cases": lambda model: model["cases"][0].update(id="fergus"),
    "one id for two prompts": lambda model: model["prompts"].append(model["prompts"][0]),
    "a skill that is not there": lambda model: model["cases"][0]["item"]["rows"][0].update(answer=["magic"]),
    "a line that points nowhere": lambda model: model["transfer"]["item"]["rows"][0].update(answer=[]),
    "a field misspelt": lambda model: model.update(promts=[]),
}


@pytest.mark.parametrize("change", SPOILT.values(), ids=SPOILT)
def test_a_card_that_contradicts_itself_is_refused(other, change):
    load_card(other)
    path = other.data / "models" / "reflection-card.json"
    model = json.loads(path.read_text(encoding="utf-8"))
    change(model)
    path.write_text(json.dumps(model), encoding="utf-8")
    with pytest.raises(CourseError, match=r"reflection-card\.json"):
        load_card(other)


def test_the_words_hold_the_cases_the_prompts_and_when_to_stop(card):
    widget = ReflectionCard()
    outline = Outline(widget.as_html())
    text = " ".join(outline.text.split())
    assert not {"script", "style", "h1", "h2", "h3", "button", "input"} & set(outline.tags)
    assert len(outline.ids) == len(set(outline.ids))
    assert "Not a measure, no cut-off" in text
    for prompt in card.prompts:
        assert prompt.ask in text
        assert prompt.own in text
    for case in card.cases:
        assert all(sentence.text in text for sentence in case.story)
        for reader in case.readers:
            assert all(filled.why in text for filled in reader.card.values())
            assert reader.plan.service in text
    assert "Stop whenever you like" in text
    assert repr(widget) == "ReflectionCard(key='reflection-card')"
    assert len(ReflectionCard("nerys").as_html()) < len(widget.as_html())
    with pytest.raises(CourseError, match=r"no case 'nobody'.*nerys"):
        ReflectionCard("nobody")


def press(page, name) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")


def plan_and_place(page, name: str) -> None:
    """By keyboard: place two phrases, plan one change, explain, and place two lines of somebody new."""
    for _ in range(2):
        _next_select(page)
        page.keyboard.press("ArrowDown")
    press(page, "Check my answer")
    tab_to(page, "What is to be different")
    page.keyboard.type("A gap at eleven")
    tab_to(page, f"{name}’s part")
    page.keyboard.type("asks for it")
    tab_to(page, "Who decides whether it happens")
    page.keyboard.type("The team")
    press(page, "Compare with two readers’ plans")
    assert f"Then all of it rests on {name}." in said(page)
    tab_to(page, re.compile("^Take a prompt at which"))
    page.keyboard.type("The train.")
    for key in ("To b", "To t"):
        _next_select(page)
        page.keyboard.type(key)
    press(page, "Check my answer")


def _next_select(page) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator("*:focus").evaluate("e => e.tagName") == "SELECT":
            return
    raise AssertionError("no list to choose from")


def fill_quickly(page) -> None:
    """The same card with a pointer, for tests of what comes of it."""
    page.get_by_label(re.compile("^Getting over it")).check()
    page.get_by_role("button", name="This is what I expect").click()
    prompts = page.locator(".cw-card-prompts")
    for prompt in range(4):
        prompts.get_by_label(re.compile(rf"^{prompt + 1}\. ")).check()
        prompts.get_by_label("To the service").check()
        prompts.get_by_role("button", name=re.compile("^(Next prompt|Compare with)")).click()


def plan_quickly(page) -> None:
    """The rest with a pointer."""
    for select in page.locator(".cw-item-classify").first.locator("select").all():
        select.select_option("others")
    page.get_by_label("What is to be different").fill("A gap at eleven")
    page.get_by_label("Nerys\u2019s part").fill("asks for it")
    page.get_by_label("Who decides whether it happens").select_option("lead")
    page.get_by_role("button", name="two readers’ plans").click()
    page.get_by_label(re.compile("^Take a prompt at which")).fill("The train.")
    for select in page.locator(".cw-item-classify").last.locator("select").all():
        select.select_option("both")
    for look in page.get_by_role("button", name="Check my answer").all():
        look.click()


def write_quickly(page) -> None:
    """Open the prompts for oneself, and write in every box."""
    page.get_by_role("button", name="One for yourself").click()
    for number, box in enumerate(page.locator(".cw-own textarea").all()):
        box.fill(f"{SECRET} {number}")


def test_a_colleagues_card_is_filled_in_by_keyboard_alone_and_heard(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ReflectionCard()))
    page = browser_page.page
    tab_to(page, "Whose card?")
    page.keyboard.press("ArrowDown")
    assert "Now: Fergus." in said(page)
    page.keyboard.press("ArrowUp")
    assert "Now: Nerys." in said(page)
    press(page, "This is what I expect")
    assert "choose one first" in said(page)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowUp")
    press(page, "This is what I expect")
    assert page.locator("*:focus").inner_text() == "2. Four prompts"
    press(page, "Next prompt")
    assert "Tick one sentence or more" in said(page)
    for prompt in range(4):
        tab_to(page, re.compile(rf"^{prompt + 1}\. ")) if prompt else _back_to_first_box(page)
        page.keyboard.press("Space")
        tab_to(page, "To the person")
        page.keyboard.press("ArrowDown")
        press(page, re.compile("^(Next prompt|Compare with)"))
        if prompt < 3:
            assert page.locator("*:focus").evaluate("e => e.tagName").startswith("H")
    assert page.locator("*:focus").inner_text() == "3. Compare"
    assert "They do at “Answerable, not deciding”, and at no other." in said(page)
    assert "Answerable, not deciding\tTo the service" in page.locator("table:visible").inner_text()
    assert "You: sentence 2." in page.locator(".cw-reflection-card").inner_text()
    plan_and_place(page, "Nerys")
    text = page.locator(".cw-reflection-card").inner_text()
    assert "One call before the letter." in text
    assert "To both. Where she eats is hers" in text
    assert browser_page.complaints == []
    assert browser_page.outside == []


def _back_to_first_box(page) -> None:
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.locator("*:focus").evaluate("e => e.labels?.[0]?.innerText ?? ''").startswith("1. "):
            return
    raise AssertionError("no first sentence")


def test_going_back_to_a_prompt_and_comparing_again_leaves_what_was_written(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ReflectionCard("nerys")))
    page = browser_page.page
    fill_quickly(page)
    page.get_by_label("What is to be different").fill("A gap at eleven")
    page.locator(".cw-card-prompts").get_by_label(re.compile(r"^8\. ")).check()
    page.get_by_role("button", name="readers’ cards").click()
    assert "You: sentences 4, 8." in page.locator(".cw-reflection-card").inner_text()
    assert page.get_by_label("What is to be different").input_value() == "A gap at eleven"


def test_going_to_another_colleague_and_back_loses_nothing(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ReflectionCard()))
    page = browser_page.page
    fill_quickly(page)
    page.get_by_label("What is to be different").fill("A gap at eleven")
    page.get_by_label("Whose card?").select_option("fergus")
    assert not page.get_by_text("3. Compare").is_visible()
    page.get_by_label("Whose card?").select_option("nerys")
    assert page.get_by_label("What is to be different").input_value() == "A gap at eleven"
    page.get_by_role("button", name="Clear this card").click()
    assert not page.get_by_text("3. Compare").is_visible()
    assert page.locator("*:focus").get_attribute("type") == "radio"


SPY = """
window.told = [];
window.sent = [];
const wrap = (render) => ({ model, el }) => render({ el, model: { ...model, set(name, value) {
  window.told.push([name, JSON.stringify(value)]); model.set(name, value); } } });
window.compassionWidgets = new Proxy({}, {
  set: (all, name, render) => { all[name] = wrap(render); return true; } });
for (const [owner, name] of [[window, "fetch"], [Navigator.prototype, "sendBeacon"],
  [XMLHttpRequest.prototype, "send"],
  [Storage.prototype, "setItem"], [IDBFactory.prototype, "open"], [window, "postMessage"],
  [BroadcastChannel.prototype, "postMessage"], [history, "pushState"], [history, "replaceState"]]) {
  owner[name] = function (...all) { window.sent.push([name, String(all[1] ?? all[0])]); };
}
"""
SECRET = "zebra crossing"


def write_for_oneself(page) -> None:
    """Open the prompts for oneself by keyboard, and write in every box."""
    press(page, "One for yourself, if you choose to")
    assert page.locator("*:focus").inner_text() == "One for yourself"
    for box in range(6):
        for _ in range(10):
            page.keyboard.press("Tab")
            if page.locator("*:focus").evaluate("e => e.tagName") == "TEXTAREA":
                break
        page.keyboard.type(f"{SECRET} {box}")


def everything_in_the_page(page) -> str:
    """Give the page's whole markup, and what stands in every field."""
    html: str = page.evaluate(
        "document.documentElement.outerHTML + location.href + document.title + document.cookie"
        " + [...document.querySelectorAll('input, textarea, select')].map(e => e.value).join(' ')"
    )
    return html


def test_nothing_written_for_oneself_is_told_stored_sent_or_left_after_clear(browser_page, tmp_path):
    page = browser_page.page
    page.add_init_script(SPY)
    opened(browser_page, write_page(tmp_path / "page", ReflectionCard("nerys")))
    page.evaluate("window.print = () => {}")
    page.locator(".cw-reflection-card input[type=radio]").first.check()
    page.get_by_role("button", name="This is what I expect").click()
    told, asked = page.evaluate("told.length"), len(browser_page.local)
    assert told == 1, "the spy hears what is done on the colleague's card"
    write_for_oneself(page)
    assert SECRET in everything_in_the_page(page), "the test can see what is typed"
    page.get_by_role("button", name="Print").click()
    assert page.locator(".cw-print-sheet").count() == 0, "nothing ticked, nothing printed"
    for box in page.locator(".cw-own input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Print").click()
    assert SECRET in page.locator(".cw-print-sheet").text_content()
    press(page, "Clear what I wrote and close it")
    assert page.locator("*:focus").inner_text() == "One for yourself, if you choose to"
    assert said(page) == "What you wrote is cleared."
    assert page.locator(".cw-own textarea").count() == 0
    assert "zebra" not in everything_in_the_page(page)
    assert page.evaluate("told.length") == told
    assert "zebra" not in json.dumps(page.evaluate("told"))
    assert page.evaluate("sent") == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert len(browser_page.local) == asked
    assert browser_page.outside == []
    press(page, "One for yourself, if you choose to")
    assert "zebra" not in everything_in_the_page(page)
    assert page.locator(".cw-own input:checked").count() == 0


def saved(page, button: str) -> tuple[str, str]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_text(encoding="utf-8")


def test_a_file_of_ones_own_is_made_on_request_and_holds_only_what_was_ticked(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ReflectionCard("nerys")))
    page = browser_page.page
    downloads: list[str] = []
    page.on("download", lambda one: downloads.append(one.suggested_filename))
    write_quickly(page)
    page.get_by_role("button", name="Save as a text file").click()
    assert "Tick what to take with you first." in said(page)
    assert downloads == []
    page.locator(".cw-own input[type=checkbox]").nth(1).check()
    name, text = saved(page, "Save as a text file")
    assert text.count(SECRET) == 1
    assert f"{SECRET} 1" in text
    data_name, data = saved(page, "Save as data")
    read = json.loads(data)
    assert set(read) == {"note", "written"}
    assert read["written"] == [
        {"prompt": "What are you held to that somebody else decides?", "words": f"{SECRET} 1"}
    ]
    assert not re.search(
        r"nerys|reflection|compassion-course|exercise", f"{name}{text}{data_name}{data}", re.I
    )


def test_the_warnings_stand_before_the_boxes_and_the_boxes_are_nobodys_helper(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ReflectionCard("nerys")))
    page = browser_page.page
    page.get_by_role("button", name="One for yourself").click()
    words = page.locator(".cw-own").inner_text()
    first_box = words.index("Where in your working week")
    for warning in ("Write nothing by which a client", "Stop whenever you like", "Not a measure, no cut-off"):
        assert words.index(warning) < first_box
    assert "others may find it there" in words
    for box in page.locator(".cw-own textarea").all():
        assert box.get_attribute("spellcheck") == "false"
        assert box.get_attribute("autocomplete") == "off"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_before_or_after_use(theme, browser_page, axe, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ReflectionCard(), theme=theme))
    page = browser_page.page
    assert mounted(browser_page) == ["true"]
    assert violations(page, axe) == []
    fill_quickly(page)
    plan_quickly(page)
    write_quickly(page)
    assert violations(page, axe) == []
    assert browser_page.complaints == []


def test_nothing_scrolls_sideways_on_a_phone_or_with_text_twice_as_large(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ReflectionCard()))
    page = browser_page.page
    fill_quickly(page)
    plan_quickly(page)
    write_quickly(page)
    for width, text in ((320, "100%"), (640, "200%")):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.eval_on_selector_all(
            ".cw button, .cw select, .cw textarea, .cw input[type=text]",
            "all => all.filter(e => e.offsetParent && Math.min(e.offsetWidth, e.offsetHeight) < 24)"
            ".map(e => e.outerHTML)",
        )
        assert small == []


def test_what_was_chosen_comes_back_when_shown_again_and_typed_words_do_not(browser_page, tmp_path):
    browser_page.page.add_init_script(SPY)
    opened(browser_page, write_page(tmp_path / "page", ReflectionCard()))
    page = browser_page.page
    fill_quickly(page)
    plan_quickly(page)
    told = page.evaluate("told")
    assert {name for name, _ in told} == {"filled"}
    assert not any(words in value for _, value in told for words in ("eleven", "asks for", "The train."))
    again = ReflectionCard()
    again.filled = json.loads(told[-1][1])
    assert again.filled["nerys"]["points"]["control"] == "service"
    opened(browser_page, write_page(tmp_path / "again", again))
    text = page.locator(".cw-reflection-card").inner_text()
    assert "You expected the two readers to point to the same place at “Getting over it”." in text
    assert "One call before the letter." in text
    assert page.get_by_label("Who decides whether it happens").input_value() == "lead"
    assert page.locator(".cw-note").count() == 4
    assert "eleven" not in text
