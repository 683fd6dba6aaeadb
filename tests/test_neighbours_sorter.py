"""The neighbours sorter: invented vignettes, two readings of each, sorted by keyboard and never marked."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import node
import pytest
from widget_page import opened, said, tab_to, violations, write_page
from widget_samples import Outline

from compassion_course.corpus import Course, CourseError
from compassion_course.exercises.minutes import rates
from compassion_course.models.neighbours_sorter import codes_of, load_neighbours, parted
from compassion_course.widgets import NeighboursSorter

RULE = node.WIDGETS / "js" / "neighbours-sorter" / "rule.js"
RUN = """
const { parted } = await import(process.argv[1]);
const [constructs, vignettes, cases] = JSON.parse(process.argv[2]);
console.log(JSON.stringify(cases.map((choices) => parted(constructs, vignettes, choices))));
"""


@pytest.fixture(scope="module")
def course(course_root: Path) -> Course:
    return Course(course_root)


@pytest.fixture(scope="module")
def neighbours(course: Course):
    return load_neighbours(course)


@pytest.fixture
def other(course: Course, tmp_path: Path) -> Course:
    """A course of its own, for a test to spoil."""
    for part in ("models", "codebooks"):
        shutil.copytree(course.data / part, tmp_path / "data" / part)
    return Course(tmp_path)


def test_there_are_eight_short_vignettes_cut_into_phrases(neighbours):
    assert len(neighbours.vignettes) == 8
    for vignette in neighbours.vignettes:
        assert 50 <= len(vignette.text.split()) <= 110, vignette.id
        assert 5 <= len(vignette.phrases) <= 8
        assert vignette.text == " ".join(phrase.text for phrase in vignette.phrases)
        for phrase in vignette.phrases:
            assert phrase.text in vignette.text
            assert phrase.text == phrase.text.strip()
    assert {word for one in neighbours.vignettes for word in ("PWP", "CBT therapist") if word in one.who} == {
        "PWP",
        "CBT therapist",
    }


def test_nobody_is_diagnosed_and_nobody_has_the_name_of_a_studys_participant(neighbours):
    texts = " ".join(f"{one.who} {one.text}" for one in neighbours.vignettes) + neighbours.transfer.text
    assert not re.search(r"Charlie|Elizabeth|Tasha|Marissa|Philip?pa", texts)
    assert not re.search(r"diagnos|suicid|bull(y|ied)|died|death", texts, re.I)
    assert "not people" in neighbours.purpose


def test_each_word_fits_somewhere_more_than_one_fits_and_some_cannot_be_told(neighbours):
    chosen = [reading.chosen for one in neighbours.vignettes for reading in one.readings.values()]
    assert {id for one in chosen for id in one} == {*neighbours.constructs, neighbours.open}
    assert sum(len(one) > 1 for one in chosen) >= 2
    pairs = [tuple(set(reading.chosen) for reading in one.readings.values()) for one in neighbours.vignettes]
    assert sum(one != two for one, two in pairs) >= 3, "readers differ"
    assert any(one == two == {neighbours.open} for one, two in pairs)


def test_the_definitions_are_the_codebooks_own(course, neighbours):
    rows = (course.data / "codebooks" / "burnout-and-neighbours.jsonl").read_text("utf-8").splitlines()
    book = {row["code"]: row for row in map(json.loads, rows)}
    codes = codes_of(course, neighbours)
    assert set(codes) == set(book)
    shown = NeighboursSorter().neighbours["codes"]
    assert all(shown[id]["definition"] == row["definition"] for id, row in book.items())
    written = (course.data / "models" / "neighbours-sorter.json").read_text("utf-8")
    assert not [id for id, row in book.items() if row["definition"] in written]


def test_burnout_is_never_said_to_be_told_by_a_count_of_icd_11(neighbours):
    assert "gives no count" in neighbours.about
    assert "this course's codebook" in neighbours.about


def vignette(place: int, **other):
    return lambda model: model["vignettes"][place].update(other)


def reading(place: int, **other):
    return lambda model: model["vignettes"][place]["readings"]["wide"].update(other)


SPOILED = {
    "an unknown code": (lambda m: m["constructs"].append("sadness"), "'sadness' is no code"),
    "a code left out": (lambda m: m["parts"].pop(), "secondary-trauma is used nowhere"),
    "a third reader": (lambda m: m["readers"].append({"id": "x", "name": "X"}), "not two readers"),
    "one reader": (vignette(0, readings={}), "'kenji' lacks a reader"),
    "one id twice": (vignette(1, id="kenji"), "Two vignettes have the same id"),
    "one phrase twice": (
        lambda m: m["vignettes"][0]["phrases"].append(m["vignettes"][0]["phrases"][0]),
        "Two phrases of 'kenji'",
    ),
    "no needs": (vignette(0, needs={}), "does not say what each construct would need"),
    "an unknown choice": (reading(0, chosen=["sadness"]), "chooses nothing known"),
    "no choice": (reading(0, chosen=[]), "chooses nothing known"),
    "unknown words": (reading(0, words=["elsewhere"]), "rests on no known phrase"),
    "a family too small": (lambda m: m["predict"]["families"].pop(), "families do not hold"),
    "a score": (lambda m: m.update(score=1), "cannot be read"),
}


@pytest.mark.parametrize(("change", "problem"), SPOILED.values(), ids=SPOILED)
def test_a_sorter_that_contradicts_itself_is_refused(other, change, problem):
    path = other.data / "models" / "neighbours-sorter.json"
    model = json.loads(path.read_text(encoding="utf-8"))
    change(model)
    path.write_text(json.dumps(model), encoding="utf-8")
    with pytest.raises(CourseError, match=re.escape(problem)) as refused:
        load_neighbours(other)
    assert "neighbours-sorter.json" in str(refused.value)


def test_the_page_and_python_part_from_readers_alike(neighbours):
    choices = [*neighbours.constructs, neighbours.open]
    vignettes = NeighboursSorter().neighbours["vignettes"]
    cases = [
        {
            one.id: {"chosen": [id for bit, id in enumerate(choices) if (number * (place + 3)) >> bit & 1]}
            for place, one in enumerate(neighbours.vignettes)
            if (number + place) % 5
        }
        for number in range(64)
    ]
    asked = json.dumps([choices, vignettes, cases])
    answer = json.loads(node.run("node", "--input-type=module", "--eval", RUN, RULE.as_uri(), asked).stdout)
    assert any(answer)
    for case, drawn in zip(cases, answer, strict=True):
        mine = parted(neighbours, {id: one["chosen"] for id, one in case.items()})
        assert {word: [(one["id"], one["way"]) for one in places] for word, places in drawn.items()} == mine


def test_the_words_hold_every_vignette_with_both_reasons_and_what_each_word_needs(neighbours):
    html = NeighboursSorter().as_html()
    outline = Outline(html)
    assert not {"script", "style", "h1", "h2", "h3", "button", "input"} & set(outline.tags)
    for one in neighbours.vignettes:
        assert one.text in outline.text
        assert one.ask in outline.text
        assert all(reading.why in outline.text for reading in one.readings.values())
        assert all(need in outline.text for need in one.needs.values())
    assert neighbours.transfer.text in outline.text


def test_choices_come_back_and_can_be_compared():
    widget = NeighboursSorter()
    assert repr(widget) == "NeighboursSorter(key='neighbours-sorter')"
    widget.choices = {"kenji": {"chosen": ["stress", "burnout"], "words": ["system"]}}
    assert widget.parted() == {"burnout": [("kenji", "more")]}


def test_it_stands_in_chapter_02_with_its_minutes(course):
    text = (course.chapters / "02-burnout-and-its-neighbours.md").read_text("utf-8")
    assert text.count("NeighboursSorter()") == 1
    assert text.index("## 5. Telling them apart") < text.index("NeighboursSorter()") < text.index("## 6. ")
    assert rates(course)["widgets"]["NeighboursSorter"] > 0


def press(page, name: str | re.Pattern[str]) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")


def tick(page, name: str | re.Pattern[str]) -> None:
    tab_to(page, name)
    page.keyboard.press("Space")


def focus(page) -> str:
    return page.locator("*:focus").inner_text()


def test_vignettes_are_sorted_by_keyboard_alone(browser_page, tmp_path, neighbours):
    opened(browser_page, write_page(tmp_path / "page", NeighboursSorter()))
    page = browser_page.page
    tick(page, "Stress")
    press(page, "This is what I expect")
    assert said(page).startswith("Tick two or more")
    tick(page, "Burnout")
    press(page, "This is what I expect")
    assert focus(page).startswith("Vignette 1 of 8: Kenji")
    press(page, "Compare with two readers")
    assert said(page).startswith("Tick a word, or")
    tick(page, re.compile("^Stress: "))
    press(page, "Compare with two readers")
    assert said(page).startswith("Tick the phrases that show it.")
    tick(page, re.compile("^Burnout: "))
    tick(page, neighbours.vignettes[0].phrases[0].text)
    tab_to(page, neighbours.reason)
    page.keyboard.type("one week")
    press(page, "Compare with two readers")
    assert said(page).startswith("You: Stress and Burnout. A sparing reader: Stress.")
    text = page.locator(".cw-neighbours-sorter").inner_text()
    assert "Stress: both readers chose it." in text
    assert "Burnout: neither reader chose it. Which words would you show them?" in text
    assert neighbours.vignettes[0].needs["burnout"] in text
    row = page.locator(".cw-neighbours-sorter table").first.locator("tbody tr").first.inner_text()
    assert row.split("\t")[1:] == ["yes", "yes", "–"]
    press(page, "Next vignette")
    assert focus(page).startswith("Vignette 2 of 8: Sunita")
    press(page, "Back one vignette")
    assert page.get_by_label(neighbours.reason).input_value() == "one week"
    tick(page, re.compile("^Burnout: "))
    assert page.get_by_text("Stress: both readers chose it.").count() == 0, (
        "feedback of another choice is gone"
    )
    press(page, "Compare with two readers")
    for one in neighbours.vignettes[1:]:
        press(page, "Next vignette")
        tick(page, re.compile("^Cannot tell from this"))
        tick(page, one.phrases[-1].text)
        press(page, "Compare with two readers")
        assert said(page).startswith("You: Cannot tell from this.")
    assert "The table of your choices stands at the end." in said(page)
    press(page, "Go on to the comparison")
    assert focus(page).startswith("3. Compare with the readers")
    end = page.locator(".cw-neighbours-sorter").inner_text()
    assert "You expected to find hard to keep apart: Stress, Burnout." in end
    assert "Moral distress: Sunita (both readers, not you), Marek (both readers, not you)" in end
    assert "Grant (you alone)" in end
    tab_to(page, neighbours.explain)
    page.keyboard.type("words")
    tab_to(page, neighbours.transfer.question)
    page.keyboard.type("I would ask")
    assert browser_page.complaints == []
    assert browser_page.outside == []


def test_cannot_tell_is_an_answer_that_readers_share_and_a_vignette_can_be_cleared(
    browser_page, tmp_path, neighbours
):
    widget = NeighboursSorter()
    widget.expected = ["unsure"]
    widget.choices = {
        id: {"chosen": ["stress"], "words": [neighbours.vignettes[place].phrases[0].id]}
        for place, id in enumerate(["kenji", "sunita", "aled"])
    }
    opened(browser_page, write_page(tmp_path / "page", widget))
    page = browser_page.page
    assert page.get_by_role("heading", name="Vignette 4 of 8: Peju").is_visible()
    tick(page, re.compile("^Cannot tell from this"))
    tick(page, neighbours.vignettes[3].phrases[0].text)
    press(page, "Compare with two readers")
    text = page.locator(".cw-neighbours-sorter").inner_text()
    assert "Cannot tell from this: both readers chose it." in text
    feedback = page.locator(".cw-neighbours-sorter .cw-result").inner_text() + said(page)
    assert not re.search(r"\b(wrong|right|incorrect|mistake|score)\b|\d of \d", feedback, re.I)
    press(page, "Clear this one")
    assert focus(page).startswith("Vignette 4 of 8")
    assert page.locator(".cw-neighbours-sorter .cw-readers").count() == 0
    assert not page.get_by_label(re.compile("^Cannot tell from this")).is_checked()


def use(page) -> None:
    """Predict, sort the first vignette, go to the last, open what is folded."""
    page.get_by_label("I would not like to say").check()
    page.get_by_role("button", name="This is what I expect").click()
    page.get_by_label(re.compile("^Burnout: ")).check()
    page.locator("fieldset").nth(2).locator("input").first.check()
    page.get_by_role("button", name="Compare").click()
    for fold in page.locator(".cw-neighbours-sorter summary").all():
        fold.click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_before_and_after_use(theme, browser_page, axe, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", NeighboursSorter(), theme=theme))
    page = browser_page.page
    assert violations(page, axe) == []
    use(page)
    assert violations(page, axe) == []
    for _ in range(7):
        page.get_by_role("button", name="Next vignette").click()
    page.get_by_role("button", name="Go on to the comparison").click()
    assert violations(page, axe) == []
    assert browser_page.complaints == []
    assert browser_page.outside == []


def test_nothing_scrolls_sideways_on_a_phone_or_with_text_twice_as_large(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", NeighboursSorter()))
    page = browser_page.page
    use(page)
    for width, text in ((320, "100%"), (640, "200%")):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.eval_on_selector_all(
            ".cw button, .cw summary, .cw .cw-option",
            "all => all.filter(e => e.offsetParent && e.offsetHeight < 24).map(e => e.outerHTML)",
        )
        assert small == []


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
  window.compassionWidgets.NeighboursSorter({ model, el });
}"""


def test_what_was_sorted_comes_back_as_traits_and_typed_words_do_not(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", NeighboursSorter()))
    page = browser_page.page
    page.evaluate(RECORDED)
    use(page)
    page.get_by_label("Your reason, in your own words, if you like").fill("not for Python")
    page.get_by_role("button", name="Compare").click()
    told = page.evaluate("window.told")
    assert dict(told) == {
        "expected": ["unsure"],
        "choices": {"kenji": {"chosen": ["burnout"], "words": ["system"]}},
    }
    assert "not for Python" not in json.dumps(told)
