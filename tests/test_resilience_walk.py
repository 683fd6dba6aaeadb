"""ResilienceWalk: the model holds together, quotes what was said, and is walked by keyboard alone."""

from __future__ import annotations

import json
import re
import shutil
from itertools import combinations
from pathlib import Path

import node
import pytest
from widget_page import mounted, opened, said, tab_to, violations, write_page
from widget_samples import Outline

from compassion_course.corpus import Course, CourseError, load_passages, load_transcript
from compassion_course.models.resilience_walk import ResilienceWalk as Model
from compassion_course.models.resilience_walk import chain, load_walk, reach
from compassion_course.widgets import ResilienceWalk

JS = node.WIDGETS / "js" / "resilience-walk" / "rule.js"

BOTH_RULES = """
import { readFileSync } from "node:fs";
const { chain, reach } = await import(process.argv[1]);
const { walk, trails, taken } = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify([
  trails.map((trail) => chain(walk, trail)), taken.map(([start, out]) => reach(walk, start, out))]));
"""


@pytest.fixture(scope="module")
def course(course_root: Path) -> Course:
    return Course(course_root)


@pytest.fixture(scope="module")
def walk(course: Course) -> Model:
    return load_walk(course)


@pytest.fixture
def other(course: Course, tmp_path: Path) -> Course:
    """A course of its own with the model and the interviews in it, for a test to spoil."""
    shutil.copytree(course.data / "models", tmp_path / "data" / "models")
    shutil.copytree(course.transcripts, tmp_path / "data" / "transcripts")
    shutil.copy(course.data / "passages.jsonl", tmp_path / "data" / "passages.jsonl")
    return Course(tmp_path)


def quotes(walk: Model) -> list[tuple[str, str]]:
    return [
        *((voice.turn, voice.quote) for element in walk.elements for voice in element.voices),
        *((stop.turn, stop.quote) for stop in walk.case.stations),
        *((one.turn, one.quote) for one in walk.case.after_quotes),
    ]


def test_every_quote_is_the_participants_word_for_word_and_from_no_kept_passage(course, walk):
    docs = {turn[:3]: load_transcript(course, turn[:3]) for turn, _ in quotes(walk)}
    assert set(docs) <= {f"P0{number}" for number in range(1, 9)}
    turns = {turn.turn: turn for transcript in docs.values() for turn in transcript.turns}
    for id, quote in quotes(walk):
        assert quote, id
        assert quote in turns[id].text, id
        assert turns[id].speaker == id[:3], id
    kept = {
        turn.turn
        for passage in load_passages(course)
        if passage.doc in docs
        for turn in docs[passage.doc].passage(passage.first, passage.last)
    }
    assert kept, "P02 and P08 keep passages apart; without them this test shows nothing"
    text = (course.data / "models" / "resilience-walk.json").read_text(encoding="utf-8")
    assert not kept & set(re.findall(r"P\d{2}-\d{3}", text))


def test_the_story_after_the_case_is_what_she_says(walk):
    for one in walk.case.after_quotes:
        assert one.quote in walk.case.after


def test_each_element_has_a_voice_for_it_and_one_that_sits_badly(walk):
    for element in walk.elements:
        ways = [voice.way for voice in element.voices]
        assert 1 <= ways.count("for") <= 3, element.id
        assert set(ways) - {"for"}, element.id


def test_every_finding_that_the_chapter_teaches_stands_in_the_walk(walk):
    assert {element.concept for element in walk.elements} == {f"S3-{number}" for number in range(32, 44)}


def test_the_case_breaks_somewhere_for_each_reader_and_they_do_not_agree(walk):
    for reader in ("first", "second"):
        assert "breaks" in [getattr(stop, reader) for stop in walk.case.stations]
    assert any(stop.first != stop.second for stop in walk.case.stations)


def test_something_that_the_model_does_not_hold_is_among_what_is_to_be_placed(walk):
    assert ("none",) in [row.answer for row in walk.transfer.item.rows]
    assert len({row.answer for row in walk.transfer.item.rows}) == len(walk.transfer.item.rows)


def test_following_arrows_and_finding_a_way_are_the_same_in_the_page_and_in_python(walk, course, tmp_path):
    ids = [element.id for element in walk.elements]
    leads = [(link.start, link.end) for link in walk.links]
    trails = [list(pair) for pair in combinations(ids, 2)]
    trails += [[a, b, d] for a, b in leads for c, d in leads if b == c]
    trails += [["peers", *trail, "peers"] for trail in trails] + [[], ["nobody", "pressure"]]
    taken = [[start, list(out)] for start in ids for size in (0, 1, 3) for out in combinations(ids, size)]
    data = json.loads((course.data / "models" / "resilience-walk.json").read_text(encoding="utf-8"))
    asked = tmp_path / "asked.json"
    asked.write_text(json.dumps({"walk": data, "trails": trails, "taken": taken}), encoding="utf-8")
    answer = node.run("node", "--input-type=module", "--eval", BOTH_RULES, JS.as_uri(), str(asked))
    chains, reached = json.loads(answer.stdout)
    assert chains == [list(chain(walk, trail)) for trail in trails]
    assert any(chains)
    assert reached == [list(reach(walk, start, out)) for start, out in taken]


def test_a_way_has_to_pass_through_values(walk):
    assert chain(walk, ["pressure", "boundaries"]) == (), "that arrow strains; it does not lead on"
    assert chain(walk, ["peers", "pressure", "appraisal", "peers", "meaning"]) == (
        "pressure",
        "appraisal",
        "peers",
    )
    assert chain(walk, ["pressure", "meaning", "appraisal", "peers"]) == ()


def test_without_help_the_arrows_leave_the_individual_side_alone(walk):
    """The comment on the prediction says so: it would be wrong if the links changed."""
    side = {element.id: element.side for element in walk.elements}
    left = reach(walk, walk.predict.start, walk.predict.leave_out)
    assert "no-outlet" in left
    assert all(side[id] != "systemic" for id in left if id != "no-outlet")
    assert {"self-care", "own-tools", "boundaries"} <= set(left)
    assert reach(walk, "no-outlet") == ()


SPOILT = {
    "a quote that was not said": lambda model: model["elements"][0]["voices"][0].update(quote="never said"),
    "an interviewer's turn": lambda model: model["elements"][0]["voices"][0].update(
        turn="P01-005", quote="on my team"
    ),
    "a turn kept apart": lambda model: model["elements"][0]["voices"][0].update(turn="P08-072", quote="No."),
    "a reader who points at a kept turn": lambda model: model["readers"][0]["links"][0].update(
        turn="P08-072"
    ),
    "no voice against": lambda model: [voice.update(way="for") for voice in model["elements"][0]["voices"]],
    "no voice for": lambda model: [voice.update(way="both") for voice in model["elements"][0]["voices"]],
    "an unknown way": lambda model: model["elements"][0]["voices"][1].update(way="perhaps"),
    "one id for two voices": lambda model: model["elements"][0]["voices"][0].update(id="pr-1"),
    "one id for two elements": lambda model: model["elements"][0].update(id="pressure"),
    "an unknown phase": lambda model: model["elements"][0].update(phase="later"),
    "a link to nowhere": lambda model: model["links"][0].update(to="nowhere"),
    "a reader's link to nowhere": lambda model: model["readers"][0]["links"][0].update(to="nowhere"),
    "a basis that is not there": lambda model: model["links"][0].update(basis="hearsay"),
    "no kind that leads on": lambda model: model["kinds"].pop(0),
    "a stop at nothing": lambda model: model["case"]["stations"][0].update(element="nowhere"),
    "an unknown mark": lambda model: model["case"]["stations"][0].update(first="perhaps"),
    "one reader alone": lambda model: model["readers"].pop(),
    "one answer alone": lambda model: model["case"]["answers"].pop(),
    "a start that is no element": lambda model: model["predict"].update(start="nowhere"),
    "a row that goes nowhere": lambda model: model["transfer"]["item"]["rows"][0].update(answer=["nowhere"]),
    "a field misspelt": lambda model: model.update(phasess=[]),
}


@pytest.mark.parametrize("change", SPOILT.values(), ids=SPOILT)
def test_a_walk_that_contradicts_itself_or_misquotes_is_refused(other, change):
    load_walk(other)
    path = other.data / "models" / "resilience-walk.json"
    model = json.loads(path.read_text(encoding="utf-8"))
    change(model)
    path.write_text(json.dumps(model), encoding="utf-8")
    with pytest.raises(CourseError, match=r"resilience-walk\.json"):
        load_walk(other)


def test_the_words_hold_every_element_link_voice_and_both_readers(walk):
    widget = ResilienceWalk()
    outline = Outline(widget.as_html())
    text = " ".join(outline.text.split())
    assert not {"script", "style", "h1", "h2", "h3", "button", "input"} & set(outline.tags)
    assert len(outline.ids) == len(set(outline.ids))
    for element in walk.elements:
        for words in (element.name, element.found, *(voice.quote for voice in element.voices)):
            assert " ".join(words.split()) in text
        assert all(voice.why in text for voice in element.voices)
    assert all(link.says in text for link in walk.links)
    assert all(link.why in text for reader in walk.readers for link in reader.links)
    assert all(stop.comment in text for stop in walk.case.stations)
    assert all(row.feedback in text for row in walk.transfer.item.rows)
    assert "had read the study" in text
    assert "Resilience was not measured" in text
    assert repr(widget) == "ResilienceWalk(key='resilience-walk')"


def test_what_was_walked_can_be_asked_for_in_python():
    widget = ResilienceWalk()
    assert widget.chain() == ()
    widget.walked = {"trail": ["peers", "pressure", "appraisal", "own-tools"], "leftOut": ["appraisal"]}
    assert widget.chain() == ("pressure", "appraisal", "own-tools")
    assert widget.reach() == ("no-outlet",)


def press(page, name, role=None) -> None:
    tab_to(page, name, role)
    page.keyboard.press("Enter")


def place_a_voice(page) -> None:
    """Tab from the heading of an element to its first voice, and choose."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator("*:focus").get_attribute("type") == "radio":
            page.keyboard.press("Space")
            return
    raise AssertionError("no voice to place")


def finish_it(page) -> None:
    """By keyboard: take help away, draw a link, walk the case, explain, and place Bridget."""
    for name in ("8 A team", "12 Supervision", "13 Peers"):
        for _ in range(60):
            page.keyboard.press("Tab")
            focused = page.locator("*:focus")
            if focused.get_attribute("type") == "checkbox":
                label = focused.evaluate("e => e.labels[0].innerText")
                assert label.startswith(name)
                page.keyboard.press("Space")
                break
    for name, keys in (("From", "13"), ("What it does", "str"), ("To", "3 ")):
        tab_to(page, name)
        page.keyboard.type(keys)
    tab_to(page, re.compile("^Which voice makes you"))
    page.keyboard.type("The stairs.")
    press(page, re.compile("^Compare with the study"))
    tab_to(page, "That she lasts in the job")
    page.keyboard.press("Space")
    for _ in range(6):
        tab_to(page, "The model holds here")
        page.keyboard.press("ArrowDown")
    press(page, "Compare with two readers")
    tab_to(page, re.compile("^What in the model would have"))
    page.keyboard.type("The last arrow.")
    press(page, re.compile("^See what two readers"))
    for name, key in (("Fridays", "P"), ("The manager", "V"), ("One contact", "T")):
        tab_to(page, re.compile(f"^{name}"))
        page.keyboard.type(key)
    press(page, "Check my answer")


def walk_quickly(page) -> None:
    """The same walk with a pointer, for tests of what comes of it."""
    page.get_by_label(re.compile("^At the challenge")).check()
    page.get_by_role("button", name="This is what I expect").click()
    page.get_by_role("button", name=re.compile("^2 Volume")).click()
    for onward in ("Go on to 6 Weighing", "Go on to 13 Peers", None):
        page.locator(".cw-walk-voice input").first.check()
        if onward:
            page.get_by_role("button", name=re.compile(f"^{onward}")).click()


def finish_quickly(page) -> None:
    """The rest with a pointer."""
    for name in ("8 A team", "12 Supervision", "13 Peers"):
        page.get_by_role("checkbox", name=name).check()
    for name, id in (("From", "peers"), ("What it does", "strains"), ("To", "no-outlet")):
        page.get_by_label(name, exact=True).select_option(id)
    page.get_by_label(re.compile("^Which voice makes you")).fill("The stairs.")
    page.get_by_role("button", name=re.compile("^Compare with the study")).click()
    page.get_by_label("That she lasts in the job").check()
    for stop in page.get_by_label("It breaks here").all():
        stop.check()
    page.get_by_role("button", name="Compare with two readers").click()
    page.get_by_label(re.compile("^What in the model would have")).fill("The last arrow.")
    page.get_by_role("button", name=re.compile("^See what two readers")).click()
    for name, id in (("Fridays", "coping"), ("The manager", "values"), ("One contact", "none")):
        page.get_by_label(re.compile(f"^{name}")).select_option(id)
    page.get_by_role("button", name="Check my answer").click()


def test_the_whole_walk_is_done_by_keyboard_alone_and_heard(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ResilienceWalk()))
    page = browser_page.page
    tab_to(page, "This is what I expect")
    page.keyboard.press("Enter")
    assert "Choose one first." in said(page)
    assert not page.get_by_role("button", name=re.compile("^2 Volume")).is_visible()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    press(page, "This is what I expect")
    assert page.locator("*:focus").inner_text() == "2. Walk"
    press(page, re.compile("^2 Volume"))
    assert page.locator("*:focus").inner_text() == "2 Volume and no breathing space"
    assert "Not yet walked" in said(page)
    place_a_voice(page)
    assert re.search(r"We put it (there too|under)", said(page))
    press(page, re.compile("^Go on to 6"))
    assert page.locator("*:focus").inner_text() == "6 Weighing it by one's values"
    press(page, re.compile("^Go on to 13"))
    assert "Still to place: a voice at 6" in said(page)
    assert not page.get_by_text("4. A link of your own").is_visible()
    place_a_voice(page)
    press(page, "Back to the list")
    assert page.locator("*:focus").inner_text().startswith("13 Peers")
    page.keyboard.press("Shift+Tab")
    for _ in range(20):
        if page.locator("*:focus").inner_text().startswith("6 Weighing"):
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    place_a_voice(page)
    assert "Steps 3 to 7 are open below." in said(page)
    finish_it(page)
    assert "Look again" not in said(page)
    text = page.locator(".cw-resilience-walk").inner_text()
    assert "From 2 Volume and no breathing space, the arrows still lead on to 3 No outlet, 6 Weighing" in text
    assert "13 Peers strains 3 No outlet. The model joins them: 13 Peers eases 3 No outlet." in text
    assert "A reader who asks who decides joins them too" in text
    assert "I would loosen the last step." in text
    assert "The model does not hold this. It has pressure" in text
    assert browser_page.complaints == []
    assert browser_page.outside == []


def test_a_dead_end_says_so_and_leads_back(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ResilienceWalk()))
    page = browser_page.page
    page.locator(".cw-resilience-walk input").first.check()
    page.get_by_role("button", name="This is what I expect").click()
    page.get_by_role("button", name=re.compile("^3 No outlet")).click()
    assert "No arrow leads out of here." in page.locator(".cw-walk-open").inner_text()
    page.get_by_role("button", name="Back to the list").click()
    assert page.locator("*:focus").get_attribute("aria-current") == "step"


def test_the_picture_shows_and_says_where_one_is_and_what_is_taken_away(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ResilienceWalk()))
    page = browser_page.page
    walk_quickly(page)
    picture = page.locator("svg.cw-walk-picture")
    label = picture.get_attribute("aria-label")
    assert "You are at 13 Peers." in label
    assert "Walked: 3." in label
    assert picture.locator(".cw-walk-tick").count() == 3
    assert picture.locator(".is-here .cw-walk-number").text_content() == "13"
    page.get_by_role("checkbox", name="12 Supervision").check()
    assert picture.locator(".cw-walk-strike").count() == 1
    assert "Left out: 12 Supervision." in picture.get_attribute("aria-label")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_before_or_after_the_walk(theme, browser_page, axe, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ResilienceWalk(), theme=theme))
    page = browser_page.page
    assert mounted(browser_page) == ["true"]
    assert violations(page, axe) == []
    walk_quickly(page)
    finish_quickly(page)
    assert violations(page, axe) == []
    assert browser_page.complaints == []


def test_nothing_scrolls_sideways_on_a_phone_or_with_text_twice_as_large(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ResilienceWalk()))
    page = browser_page.page
    walk_quickly(page)
    finish_quickly(page)
    page.locator(".cw-fold > summary").click()
    for width, text in ((320, "100%"), (640, "200%")):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.eval_on_selector_all(
            ".cw button, .cw select, .cw summary",
            "all => all.filter(e => e.offsetParent && Math.min(e.offsetWidth, e.offsetHeight) < 24)"
            ".map(e => e.outerHTML)",
        )
        assert small == []


SPY = """
window.told = [];
const wrap = (render) => ({ model, el }) => render({ el, model: { ...model, set(name, value) {
  window.told.push([name, JSON.stringify(value)]); model.set(name, value); } } });
window.compassionWidgets = new Proxy({}, {
  set: (all, name, render) => { all[name] = wrap(render); return true; } });
"""


def test_what_was_done_comes_back_when_shown_again_and_typed_words_go_nowhere(browser_page, tmp_path):
    browser_page.page.add_init_script(SPY)
    opened(browser_page, write_page(tmp_path / "page", ResilienceWalk()))
    page = browser_page.page
    walk_quickly(page)
    finish_quickly(page)
    told = page.evaluate("told")
    assert {name for name, _ in told} == {"walked"}
    assert not any("stairs" in value or "last arrow" in value for _, value in told)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    again = ResilienceWalk()
    again.walked = json.loads(told[-1][1])
    assert again.chain() == ("pressure", "appraisal", "peers")
    opened(browser_page, write_page(tmp_path / "again", again))
    text = page.locator(".cw-resilience-walk").inner_text()
    assert "13 Peers strains 3 No outlet." in text
    assert "You expected: That she lasts in the job." in text
    assert page.get_by_role("checkbox", name="12 Supervision").is_checked()
    assert page.locator(".cw-note-right").count() == 3
    page.get_by_role("button", name="Start again and clear everything").click()
    assert page.locator("*:focus").inner_text() == "1. Predict"
    assert json.loads(page.evaluate("told.at(-1)[1]"))["trail"] == []
    assert not page.get_by_text("4. A link of your own").is_visible()
