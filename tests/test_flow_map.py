"""The flow map: excerpts as they stand in the interviews, two readings of each, a map filled by keyboard."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import node
import pytest
from widget_page import opened, said, tab_to, violations, write_page
from widget_samples import Outline

from compassion_course.corpus import Course, CourseError, load_passages, load_transcript
from compassion_course.models.flow_map import (
    Placement,
    barrier_places,
    flow_places,
    gathered,
    load_flows,
)
from compassion_course.widgets import FlowMap

RULE = node.WIDGETS / "js" / "flow-map" / "rule.js"
RUN = """
const { gathered } = await import(process.argv[1]);
const [flows, excerpts, cases] = JSON.parse(process.argv[2]);
console.log(JSON.stringify(cases.map((placements) => gathered(flows, excerpts, placements))));
"""


@pytest.fixture(scope="module")
def course(course_root: Path) -> Course:
    return Course(course_root)


@pytest.fixture(scope="module")
def flows(course: Course):
    return load_flows(course)


@pytest.fixture
def other(course: Course, tmp_path: Path) -> Course:
    """A course of its own, for a test to spoil."""
    for part in ("models", "codebooks", "transcripts"):
        shutil.copytree(course.data / part, tmp_path / "data" / part)
    shutil.copy(course.data / "passages.jsonl", tmp_path / "data" / "passages.jsonl")
    return Course(tmp_path)


def test_every_excerpt_stands_in_its_turn_and_in_no_kept_passage(course, flows):
    kept = {
        turn.turn
        for passage in load_passages(course)
        for turn in load_transcript(course, passage.doc).passage(passage.first, passage.last)
    }
    assert kept
    for excerpt in flows.excerpts:
        for quote in excerpt.quotes:
            turn = load_transcript(course, excerpt.doc).by_id[quote.turn]
            assert quote.text in turn.text
            assert turn.speaker == excerpt.doc, "the participant's words, not the interviewer's"
            assert quote.turn not in kept


def test_excerpts_come_from_many_interviews_of_both_roles(flows):
    docs = {excerpt.doc for excerpt in flows.excerpts}
    assert 10 <= len(flows.excerpts) <= 12
    assert len(docs) >= 6
    assert {doc[0] for doc in docs} == {"P", "T"}


def test_readers_differ_over_flow_and_over_barrier_and_leave_some_open(flows):
    pairs = [tuple(excerpt.readings.values()) for excerpt in flows.excerpts]
    assert sum(one.flow != two.flow for one, two in pairs) >= 2
    assert sum(one.flow == two.flow and one.barrier != two.barrier for one, two in pairs) >= 2
    assert any(one.flow == two.flow == "neither" for one, two in pairs), "both cannot tell"
    assert {one.barrier for pair in pairs for one in pair} >= {
        "none",
        "fear",
        "block",
        "resistance",
        "barrier",
    }
    for one, two in pairs:
        assert min(len(one.why.split()), len(two.why.split())) >= 12


def test_codes_are_the_codebooks_own(course, flows):
    rows = (course.data / "codebooks" / "flows-and-barriers.jsonl").read_text("utf-8").splitlines()
    book = {row["code"]: row for row in map(json.loads, rows)}
    places = [*flow_places(course, flows)[:-1], *barrier_places(course, flows)[1:]]
    assert {place.id for place in places} == set(book)
    for place in places:
        assert (place.name, place.definition) == (book[place.id]["name"], book[place.id]["definition"])
    written = (course.data / "models" / "flow-map.json").read_text("utf-8")
    assert not [row["name"] for row in book.values() if row["definition"] in written]


def excerpt(place: int, **other):
    return lambda model: model["excerpts"][place].update(other)


def reading(place: int, **other):
    return lambda model: model["excerpts"][place]["readings"]["says"].update(other)


SPOILED = {
    "another's words": (
        lambda m: m["excerpts"][0]["quotes"][0].update(text="I said it never."),
        "quotes words that P02-008 does not have",
    ),
    "a kept passage": (
        lambda m: m["excerpts"][0]["quotes"][0].update(turn="P02-040", text=KEPT),
        "P02-040, which is kept apart",
    ),
    "an unknown flow": (reading(0, flow="to-pets"), "has the flow 'to-pets'"),
    "a flow without a barrier's answer": (reading(0, barrier=""), "'to-others' with ''"),
    "neither with a barrier": (reading(0, flow="neither", barrier="fear"), "'neither' with 'fear'"),
    "one reader": (excerpt(0, readings={}), "'lost-delivery' lacks a reader"),
    "a third reader": (lambda m: m["readers"].append({"id": "x", "name": "X"}), "not two readers"),
    "one id twice": (excerpt(1, id="lost-delivery"), "same id"),
    "two options that carry": (lambda m: m["relate"]["options"][0].update(carries=True), "not one option"),
    "a field too many": (lambda m: m.update(score=1), "cannot be read"),
}
KEPT = ""


@pytest.mark.parametrize(("change", "problem"), SPOILED.values(), ids=SPOILED)
def test_a_map_that_contradicts_itself_or_the_interviews_is_refused(other, change, problem, monkeypatch):
    monkeypatch.setitem(globals(), "KEPT", load_transcript(other, "P02").by_id["P02-040"].text)
    path = other.data / "models" / "flow-map.json"
    model = json.loads(path.read_text(encoding="utf-8"))
    change(model)
    path.write_text(json.dumps(model), encoding="utf-8")
    with pytest.raises(CourseError, match=re.escape(problem)) as refused:
        load_flows(other)
    assert "flow-map.json" in str(refused.value)


def test_the_map_is_gathered_the_same_in_the_page_and_in_python(course, flows):
    names = [place.id for place in flow_places(course, flows)]
    ids = [excerpt.id for excerpt in flows.excerpts]
    barriers = ["none", "fear", "block", "resistance", "barrier"]
    cases: list[dict[str, dict[str, str]]] = [{}, {"not-an-excerpt": {"flow": names[0], "barrier": "fear"}}]
    for shift in range(12):
        cases.append(
            {
                id: {
                    "flow": names[(place * 7 + shift) % len(names)],
                    "barrier": barriers[(place + shift) % 5],
                }
                for place, id in reversed(list(enumerate(ids)))
                if (place + shift) % 4
            }
        )
    asked = json.dumps([names, ids, cases])
    answer = json.loads(node.run("node", "--input-type=module", "--eval", RUN, RULE.as_uri(), asked).stdout)
    for case, drawn in zip(cases, answer, strict=True):
        mine = gathered(tuple(names), tuple(ids), {id: Placement(**one) for id, one in case.items()})
        assert {flow: [(one["id"], one["barrier"]) for one in puts] for flow, puts in drawn.items()} == mine


def test_the_words_hold_every_excerpt_with_both_reasons(flows):
    html = FlowMap().as_html()
    outline = Outline(html)
    assert not {"script", "style", "h1", "h2", "h3", "button", "input"} & set(outline.tags)
    text = " ".join(outline.text.split())
    for part in (flows.purpose, flows.about, flows.predict.told, flows.explain, flows.transfer.text):
        assert " ".join(part.split()) in text
    for excerpt in flows.excerpts:
        assert all(" ".join(quote.text.split()) in text for quote in excerpt.quotes)
        assert all(one.why in text for one in excerpt.readings.values())
    for option in flows.relate.options:
        assert option.feedback in text


def test_it_says_that_it_is_no_treatment_and_whose_distinction_this_is(flows):
    assert "not a treatment" in flows.purpose
    assert "compassion-focused therapy" in flows.about
    assert "proves nothing" in flows.predict.told
    assert not re.search(
        r"\b\d+ (out of|of) \d+ (right|correct)|score", json.dumps(FlowMap().flows["excerpts"])
    )


def test_placements_come_back_as_a_map():
    widget = FlowMap()
    assert repr(widget) == "FlowMap(key='flow-map')"
    widget.placements = {
        "brews": {"flow": "from-others", "barrier": "barrier"},
        "eight-off": {"flow": "from-others", "barrier": "none"},
    }
    assert widget.charted()["from-others"] == [("eight-off", "none"), ("brews", "barrier")]


def press(page, name: str | re.Pattern[str]) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")


def put(page, flow: str, barrier: str | None) -> None:
    """Place the excerpt that stands there: Tab into each group, arrows to the answer."""
    for wanted in (flow, barrier):
        if wanted is None:
            continue
        tab_to(page, re.compile(r"^[OIS?HFBR\u2013] \u00b7 "))
        page.keyboard.press("Space")
        for _ in range(6):
            label = page.locator("*:focus").evaluate("e => e.labels[0].innerText")
            if label.startswith(f"{wanted} "):
                break
            page.keyboard.press("ArrowDown")
        else:
            raise AssertionError(f"no {wanted}")
    press(page, "Place it and compare")


def focus(page) -> str:
    return page.locator("*:focus").inner_text()


def test_the_map_is_filled_undone_and_explained_by_keyboard_alone(browser_page, tmp_path, flows):
    opened(browser_page, write_page(tmp_path / "page", FlowMap()))
    page = browser_page.page
    press(page, "This is what I expect")
    assert said(page) == "Choose one first."
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    press(page, "This is what I expect")
    assert "proves nothing" in said(page)
    assert focus(page).startswith("Excerpt 1 of 12: P02, PWP")
    press(page, "Place it and compare")
    assert said(page) == "Choose a flow first."
    press(page, "Next excerpt")
    press(page, "Back one excerpt")
    put(page, "O", "\u2013")
    assert said(page).startswith("Placed: Compassion to others; no barrier in the words.")
    assert "Both readers put it there too." in page.locator(".cw-flow-map").inner_text()
    press(page, "Next excerpt")
    assert focus(page).startswith("Excerpt 2 of 12")
    put(page, "S", "F")
    text = page.locator(".cw-flow-map").inner_text()
    assert "Neither reader put it quite there." in text
    assert "What \u201cFear: of what would follow\u201d asks for." in text
    row = page.locator(".cw-flow-map table").last.locator("tbody tr").nth(2)
    assert row.inner_text().split("\t")[1:] == ["1 (Fear: 1)", "1 of 1", "2"]
    assert "Compassion to oneself: 1 (Fear: 1)." in page.locator(".cw-flow-picture").get_attribute(
        "aria-label"
    )
    press(page, "Undo one placement")
    assert said(page).startswith("Undone: excerpt 2.")
    assert focus(page) == "Undo one placement"
    assert page.locator(".cw-flow-picture rect").count() == 1
    press(page, "Start again")
    assert focus(page).startswith("Excerpt 1 of 12")
    assert page.locator(".cw-flow-picture rect").count() == 0
    press(page, "Undo one placement")
    assert page.locator(".cw-flow-picture rect").count() == 1
    press(page, "Undo one placement")
    press(page, "Undo one placement")
    assert said(page) == "There is nothing to undo."
    for number in range(1, 13):
        put(page, "?" if number % 4 == 0 else "OIS"[number % 4 - 1], None if number % 4 == 0 else "B")
        if number < 12:
            press(page, "Next excerpt")
    assert "The comparison with what you expected stands under the map." in said(page)
    press(page, "Go on to the comparison")
    assert focus(page).startswith("4. Compare")
    tab_to(page, flows.explain)
    page.keyboard.type("the words")
    tab_to(page, flows.relate.options[0].text)
    page.keyboard.press("Space")
    press(page, "Check my answer")
    assert said(page).startswith("The scores do not support this.")
    tab_to(page, flows.transfer.question)
    page.keyboard.type("owing")
    tab_to(page, re.compile(r"^I \u00b7 .*back to its excerpts \(3\)"))
    page.keyboard.press("Enter")
    press(page, "Go to excerpt 6")
    assert focus(page).startswith("Excerpt 6 of 12")
    assert page.get_by_label("B \u00b7 Block: would, but cannot").is_checked()
    assert browser_page.complaints == []
    assert browser_page.outside == []


def use(page) -> None:
    """Predict, place two excerpts, answer the question, open what is folded."""
    page.get_by_label("Compassion to oneself", exact=True).check()
    page.get_by_role("button", name="This is what I expect").click()
    for letter, way in (("O", "F"), ("I", "\u2013")):
        page.locator("label", has_text=f"{letter} \u00b7").first.click()
        page.locator("fieldset").nth(2).locator("label", has_text=f"{way} \u00b7").click()
        page.get_by_role("button", name="Place it").click()
        page.get_by_role("button", name="Next excerpt").click()
    for _ in range(9):
        page.get_by_role("button", name="Next excerpt").click()
    page.locator("label", has_text="? \u00b7").first.click()
    page.get_by_role("button", name="Place it").click()
    page.get_by_role("button", name="Go on to the comparison").click()
    page.locator("fieldset").last.locator("input").nth(1).check()
    page.get_by_role("button", name="Check my answer").click()
    for fold in page.locator(".cw-flow-map summary").all():
        fold.click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_before_and_after_use(theme, browser_page, axe, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", FlowMap(), theme=theme))
    page = browser_page.page
    assert violations(page, axe) == []
    use(page)
    assert page.locator(".cw-note-right").get_by_text("The scores support this.").is_visible()
    assert violations(page, axe) == []
    assert browser_page.complaints == []
    assert browser_page.outside == []


def test_nothing_scrolls_sideways_on_a_phone_or_with_text_twice_as_large(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", FlowMap()))
    page = browser_page.page
    use(page)
    for width, text in ((320, "100%"), (640, "200%")):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.eval_on_selector_all(
            ".cw button, .cw summary, .cw .cw-option label",
            "all => all.filter(e => e.offsetParent && e.offsetHeight < 24).map(e => e.outerHTML)",
        )
        assert small == []


def test_what_was_placed_is_there_when_the_cell_is_shown_again(browser_page, tmp_path):
    widget = FlowMap()
    widget.prediction = "to-self"
    widget.placements = {"lost-delivery": {"flow": "to-others", "barrier": "block"}}
    opened(browser_page, write_page(tmp_path / "page", widget))
    page = browser_page.page
    assert page.get_by_label("Compassion to oneself", exact=True).is_checked()
    assert page.locator(".cw-flow-picture rect").count() == 1
    assert page.get_by_role("heading", name="Excerpt 2 of 12").is_visible()
    page.get_by_role("button", name="Back one excerpt").click()
    assert page.get_by_label("B \u00b7 Block: would, but cannot").is_checked()
    assert page.get_by_text("You: Compassion to others; block.").is_visible()


def test_every_flow_has_its_own_pattern_and_letter(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", FlowMap()))
    page = browser_page.page
    use(page)
    rows = page.locator(".cw-flow-picture .cw-flow-row")
    dashes = [
        rows.nth(place).locator(".cw-flow-arrow").first.get_attribute("stroke-dasharray")
        for place in range(3)
    ]
    assert len(set(dashes)) == 3
    assert [rows.nth(place).locator("text").first.text_content() for place in range(4)] == [
        "O",
        "I",
        "S",
        "?",
    ]


RECORDED = """() => {
  const old = document.querySelector(".cw-widget");
  const traits = JSON.parse(old.querySelector(".cw-traits").textContent);
  window.told = [];
  const model = {
    get: (name) => traits[name], save_changes: () => {}, on: () => {}, off: () => {},
    set: (name, value) => { window.told.push([name, JSON.parse(JSON.stringify(value))]); },
  };
  const el = document.createElement("div");
  old.replaceWith(el);
  window.compassionWidgets.FlowMap({ model, el });
}"""


def test_what_was_placed_comes_back_as_traits_and_typed_words_do_not(browser_page, tmp_path, flows):
    opened(browser_page, write_page(tmp_path / "page", FlowMap()))
    page = browser_page.page
    page.evaluate(RECORDED)
    use(page)
    page.get_by_label(flows.explain).fill("not for Python")
    page.get_by_role("button", name="Undo one placement").click()
    told = page.evaluate("window.told")
    assert dict(told) == {
        "prediction": "to-self",
        "placements": {
            "lost-delivery": {"flow": "to-others", "barrier": "fear"},
            "eight-off": {"flow": "from-others", "barrier": "none"},
        },
    }
    assert "not for Python" not in json.dumps(told)
