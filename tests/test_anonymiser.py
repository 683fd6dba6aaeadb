"""The anonymiser: places where the data say, choices by keys, taps and lists, nothing typed that leaves."""

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
from compassion_course.corpus.exchange.csv_text import read_csv, write_csv
from compassion_course.models.anonymiser import FILE, Anonymising, load_anonymiser
from compassion_course.widgets import Anonymiser

CSV = node.WIDGETS / "js" / "anonymiser" / "csv.js"


@pytest.fixture(scope="module")
def course(course_root: Path) -> Course:
    return Course(course_root)


@pytest.fixture(scope="module")
def model(course: Course) -> Anonymising:
    return load_anonymiser(course)


# --- the data ---------------------------------------------------------------------------------


def test_the_excerpts_have_the_length_and_the_places_that_a_sitting_allows(model):
    first = model.excerpts[0]
    words = [sum(len(turn.text.split()) for turn in excerpt.turns) for excerpt in model.excerpts]
    assert 250 <= words[0] <= 350
    assert 90 <= words[1] <= 120
    assert 3 <= len(first.decoys) <= 4
    assert {place.kind for place in first.places} == {"direct", "indirect"}
    for excerpt in model.excerpts:
        assert len({turn.speaker for turn in excerpt.turns}) == 2


def test_every_place_is_what_stands_at_its_code_points_and_one_follows_an_emoji(model):
    after_emoji = 0
    for excerpt in model.excerpts:
        texts = {turn.turn: turn.text for turn in excerpt.turns}
        for words in [at for place in excerpt.places for at in place.at] + list(excerpt.decoys):
            assert texts[words.turn][words.start : words.end] == words.quote
            after_emoji += "\N{HONEYBEE}" in texts[words.turn][: words.start]
    assert after_emoji >= 1


def test_the_two_readers_differ_and_each_left_something_unmarked_or_kept(model):
    first = model.excerpts[0]
    decided = [tuple(place.readers[reader.id] for reader in model.readers) for place in first.places]
    assert [one for one in decided if one[0] is None or one[1] is None]
    assert [one for one in decided if all(one) and one[0].action != one[1].action]
    assert {decision.action for pair in decided for decision in pair if decision} == {
        "keep",
        "pseudonym",
        "vaguer",
        "remove",
    }


def test_nothing_of_the_excerpt_kept_for_the_exercise_is_used(course, model):
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[^\W_]+", text.casefold())
        return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}

    lines = (course.data / "raw-excerpt.jsonl").read_text(encoding="utf-8").splitlines()
    raw = " ".join(json.loads(line)["text"] for line in lines)
    ours = " ".join(turn.text for excerpt in model.excerpts for turn in excerpt.turns)
    assert not runs(raw) & runs(ours)
    capitals = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}")
    assert not set(capitals.findall(raw)) & set(capitals.findall(ours)) - {"Tuesday", "Thursday", "March"}


def test_both_texts_are_said_to_be_invented_and_the_result_to_be_personal_data_still(model):
    assert "invented" in model.note
    assert "still personal data" in model.pseudonymised


SPOILT = {
    "an offset counted in UTF-16": lambda m: m["excerpts"][0]["places"][9]["at"][1].update(
        start=m["excerpts"][0]["places"][9]["at"][1]["start"] + 1,
        end=m["excerpts"][0]["places"][9]["at"][1]["end"] + 1,
    ),
    "a place in a place": lambda m: m["excerpts"][0]["decoys"].append(
        {**m["excerpts"][0]["places"][0]["at"][0], "id": "again", "lost": "x"}
    ),
    "a kind nobody knows": lambda m: m["excerpts"][0]["places"][0].update(kind="odd"),
    "a sort nobody knows": lambda m: m["excerpts"][0]["places"][0].update(what="shoe"),
    "a reader left out": lambda m: m["excerpts"][0]["places"][0]["readers"].pop("mei"),
    "marked by neither": lambda m: m["excerpts"][0]["places"][0].update(
        readers={"mei": None, "gwilym": None}
    ),
    "a replacement without words": lambda m: m["excerpts"][0]["places"][0]["readers"]["mei"].update(
        replacement=""
    ),
    "words for a removal": lambda m: m["excerpts"][0]["places"][0]["readers"]["mei"].update(action="remove"),
    "an action nobody knows": lambda m: m["excerpts"][0]["places"][0]["readers"]["mei"].update(action="eat"),
    "an action more": lambda m: m["actions"].append({"id": "blur", "name": "Blur"}),
    "a third reader": lambda m: m["readers"].append({"id": "x", "name": "X", "stance": "y"}),
    "one id for two places": lambda m: m["excerpts"][0]["places"][0].update(
        id=m["excerpts"][0]["places"][1]["id"]
    ),
    "a combination of nothing": lambda m: m["excerpts"][0]["residual"]["combinations"][0].update(
        parts=["moon"]
    ),
    "no unseen excerpt": lambda m: m["excerpts"].pop(),
    "a field misspelt": lambda m: m.update(excrepts=[]),
}


@pytest.mark.parametrize("change", SPOILT.values(), ids=SPOILT)
def test_a_model_that_contradicts_itself_is_refused(change, course, tmp_path):
    shutil.copytree(course.data / "models", tmp_path / "data" / "models")
    path = tmp_path / "data" / "models" / f"{FILE}.json"
    spoilt = json.loads(path.read_text(encoding="utf-8"))
    change(spoilt)
    path.write_text(json.dumps(spoilt), encoding="utf-8")
    with pytest.raises(CourseError, match=re.escape(f"{FILE}.json")):
        load_anonymiser(Course(tmp_path))


def test_a_log_is_the_csv_that_the_course_writes_and_reads():
    rows = [
        ["turn", "words", "why"],
        ["A-01", "=HYPERLINK(1)", "-"],
        ["A-02", 'say "so", twice', "+44"],
        ["A-03", "two\nlines", "'@name"],
        ["A-04", "\N{HONEYBEE} é", " "],
    ]
    code = """
        const { csvText } = await import(process.argv[1]);
        console.log(JSON.stringify(csvText(JSON.parse(process.argv[2]))));
    """
    asked = node.run("node", "--input-type=module", "--eval", code, CSV.as_uri(), json.dumps(rows))
    text = json.loads(asked.stdout)
    assert text == write_csv(rows)
    assert read_csv(text, "log.csv") == rows


def test_the_words_hold_both_excerpts_and_what_both_readers_did(model):
    html = Anonymiser().as_html()
    outline = Outline(html)
    assert not {"script", "style", "h1", "h2", "h3", "button", "input"} & set(outline.tags)
    assert len(set(outline.ids)) == len(outline.ids)
    text = " ".join(outline.text.split())
    for excerpt in model.excerpts:
        for turn in excerpt.turns:
            assert turn.text in text
        for place in excerpt.places:
            assert place.risk in text
            for decision in filter(None, place.readers.values()):
                assert decision.why in text
        for decoy in excerpt.decoys:
            assert decoy.lost in text
    for combination in model.excerpts[0].residual.combinations:
        assert combination.feedback in text
    assert model.own.warning not in text, "a page takes no texts but the course's"


def test_an_anonymiser_says_the_same_of_itself_each_time():
    assert repr(Anonymiser()) == repr(Anonymiser()) == "Anonymiser(key='anonymiser')"


# --- the page ---------------------------------------------------------------------------------


def begin(page) -> None:
    page.get_by_label("8 to 14").check()
    page.get_by_label("health", exact=True).check()
    page.get_by_role("button", name="This is what I expect").click()


def raw_turn(page, turn: str):
    return page.locator(f".cw-an-turns > li[data-turn='{turn}']")


def middle(page, turn: str, words: str, nth: int = 0) -> tuple[float, float]:
    """Say where in the window the middle of some words of a turn is."""
    text = raw_turn(page, turn).locator(".cw-an-text")
    text.scroll_into_view_if_needed()
    box = text.evaluate(
        """(text, [words, nth]) => {
            const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
            let seen = 0;
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                for (let at = node.data.indexOf(words); at >= 0; at = node.data.indexOf(words, at + 1)) {
                    if (seen++ < nth) continue;
                    const range = document.createRange();
                    range.setStart(node, at);
                    range.setEnd(node, at + words.length);
                    const { x, y, width, height } = range.getBoundingClientRect();
                    return [x + width / 2, y + height / 2];
                }
            }
            throw new Error(`no ${words} in ${text.textContent}`);
        }""",
        [words, nth],
    )
    return box[0], box[1]


def tap(page, turn: str, first: str, last: str | None = None, nth: int = 0) -> None:
    page.mouse.click(*middle(page, turn, first, nth))
    if last:
        page.mouse.click(*middle(page, turn, last))


def decide(page, action: str, instead: str = "", why: str = "", kind: str = "Direct") -> None:
    form = page.locator(".cw-an-form")
    form.get_by_label(re.compile(f"^{kind}")).check()
    form.get_by_label(re.compile(f"^{action}")).check()
    if instead:
        form.get_by_label("Put in its place").fill(instead)
    if why:
        form.get_by_label("Why, for the log").fill(why)


def after_of(page, turn: int, part: int = 0) -> str:
    return (
        page.locator("ol[aria-label$='after your changes']")
        .nth(part)
        .locator("li")
        .nth(turn - 1)
        .inner_text()
    )


def do_everything(page) -> None:
    begin(page)
    tap(page, "A-04", "Ivo")
    page.get_by_role("button", name="Mark these words").click()
    decide(page, "Replace it with a pseudonym", "Bruno", "A colleague.")
    page.get_by_role("button", name="Done").click()
    tap(page, "A-12", "hands", "desk")
    page.get_by_role("button", name="Mark these words").click()
    decide(page, "Remove it", kind="Indirect")
    page.get_by_role("button", name="Done").click()
    page.get_by_text("Mark words from a list").first.click()
    page.get_by_role("button", name="I have finished").first.click()
    page.get_by_label("People in the town").check()
    page.get_by_role("button", name="Compare who could").click()
    page.locator(".cw-an-part > summary").click()
    tap(page, "B-02", "Gethin")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_before_or_after(theme, browser_page, axe, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", Anonymiser(), theme=theme))
    assert mounted(browser_page) == ["true"]
    page = browser_page.page
    assert violations(page, axe) == []
    do_everything(page)
    page.get_by_role("button", name="Mark these words").click()
    assert violations(page, axe) == []
    assert browser_page.complaints == []
    assert browser_page.outside == []


def test_nothing_scrolls_sideways_on_a_phone_or_with_text_twice_as_large(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", Anonymiser()))
    page = browser_page.page
    do_everything(page)
    page.get_by_role("button", name="Mark these words").click()
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


def focused_words(page) -> str:
    return page.locator(".cw-an-chosen").evaluate_all("all => all.map(e => e.textContent).join('')")


def test_a_place_is_found_decided_logged_and_compared_by_keyboard_alone(model, browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", Anonymiser()))
    page = browser_page.page
    tab_to(page, "This is what I expect")
    page.keyboard.press("Enter")
    assert said(page).startswith("Say first what you expect")
    for _ in range(2):
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Space")
    tab_to(page, "This is what I expect")
    page.keyboard.press("Enter")
    assert page.locator("*:focus").count() == 1, "the button is gone, the focus is not"
    tab_to(page, re.compile("^2 Participant"))
    page.keyboard.press("Enter")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert focused_words(page) == "Bryony Askell-Moore"
    assert said(page) == "Bryony Askell-Moore. Enter marks it."
    page.keyboard.press("Enter")
    assert said(page).startswith("Marked: Bryony Askell-Moore.")
    page.keyboard.press("Space")
    tab_to(page, "Of which sort?")
    page.keyboard.press("a")
    tab_to(page, re.compile("^Keep it"))
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Put in its place")
    page.keyboard.type("Hester")
    tab_to(page, "Why, for the log")
    page.keyboard.type("Her name.")
    tab_to(page, "Done")
    page.keyboard.press("Enter")
    assert page.locator("*:focus").get_attribute("class") == "cw-an-text"
    assert "Yes. So, Hester, and I'm" in after_of(page, 2)
    row = page.locator(".cw-anonymiser .cw-table tbody tr").inner_text().replace("\t", " | ")
    for words in ("Bryony Askell-Moore (turn 2)", "Direct: a name", "pseudonym", "Hester", "Her name."):
        assert words in row
    page.keyboard.press("Escape")
    assert "2 Participant" in page.locator("*:focus").inner_text()
    tab_to(page, re.compile("^I have finished"))
    page.keyboard.press("Enter")
    assert said(page).startswith("The comparison is below")
    assert model.excerpts[0].places[3].readers["gwilym"].why in page.locator(".cw-live").inner_text()
    tab_to(page, "The client, or her neighbours")
    page.keyboard.press("Space")
    tab_to(page, "Compare who could")
    page.keyboard.press("Enter")
    assert "She does the post" in page.locator(".cw-live").inner_text()
    tab_to(page, re.compile("^Write it in a sentence"))
    page.keyboard.type("Her colleagues could.")
    tab_to(page, model.excerpts[1].title)
    page.keyboard.press("Enter")
    tab_to(page, re.compile("^1 Interviewer"))
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    assert said(page).startswith("Marked: merger.")
    assert browser_page.complaints == []


def test_a_place_after_an_emoji_is_kept_in_code_points(model, browser_page, tmp_path):
    sent = recorded(tmp_path / "page")
    opened(browser_page, sent)
    page = browser_page.page
    begin(page)
    tap(page, "A-04", "Ivo", nth=1)
    page.get_by_role("button", name="Mark these words").click()
    marks = [json.loads(one)[1]["main"] for one in page.evaluate("window.sent") if one.startswith('["marks"')]
    ivo = next(place for place in model.excerpts[0].places if place.id == "ivo")
    assert (marks[-1][0]["start"], marks[-1][0]["end"]) == (ivo.at[1].start, ivo.at[1].end)
    decide(page, "Replace it with a pseudonym", "Bruno")
    assert "\N{HONEYBEE} coming up" in after_of(page, 4)
    assert "And Bruno sat beside me" in after_of(page, 4)


def test_a_finger_taps_the_first_and_the_last_word(browser, tmp_path):
    address = write_page(tmp_path / "page", Anonymiser())
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("[data-mounted=true]")
    begin(page)
    page.touchscreen.tap(*middle(page, "A-02", "Marram"))
    assert focused_words(page) == "Marram"
    page.touchscreen.tap(*middle(page, "A-02", "Therapies"))
    assert focused_words(page) == "Marram Talking Therapies"
    page.get_by_role("button", name="Mark these words").tap()
    assert page.locator(".cw-an-mark").inner_text() == "Marram Talking Therapies"
    context.close()


def test_a_sweep_with_the_mouse_takes_whole_words(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", Anonymiser()))
    page = browser_page.page
    begin(page)
    page.mouse.move(*middle(page, "A-01", "fourth"))
    page.mouse.down()
    page.mouse.move(*middle(page, "A-01", "March"), steps=5)
    page.mouse.up()
    page.wait_for_selector(".cw-an-bar")
    assert focused_words(page) == "fourth of March"


def test_words_are_marked_from_a_list_without_choosing_them(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", Anonymiser()))
    page = browser_page.page
    begin(page)
    page.get_by_text("Mark words from a list").first.click()
    folded = page.locator("details", has_text="Mark words from a list").first
    folded.get_by_label("Turn").select_option("A-04")
    folded.get_by_label("First word").select_option(index=1)
    assert folded.get_by_label("Last word").input_value() == "0"
    folded.get_by_label("First word").select_option("4")
    folded.get_by_label("Last word").select_option("2")
    folded.get_by_role("button", name="Mark the words from the list").click()
    assert said(page) == "The last word stands before the first one."
    folded.get_by_label("First word").select_option("0")
    folded.get_by_role("button", name="Mark the words from the list").click()
    assert page.locator(".cw-an-mark").inner_text() == "Quenderby"
    page.get_by_role("button", name="Done").click()
    assert page.locator("*:focus").evaluate("e => e.tagName") == "SELECT"


def test_the_same_name_elsewhere_is_offered_done_and_undone(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", Anonymiser()))
    page = browser_page.page
    begin(page)
    tap(page, "A-04", "Quenderby")
    page.get_by_role("button", name="Mark these words").click()
    decide(page, "Replace it with a vaguer term", "a market town", kind="Indirect")
    page.get_by_role("button", name="Also at turn 8: do the same there").click()
    assert said(page) == "Done at turn 8 too."
    assert page.locator("*:focus").count() == 1
    assert "chiropodist in [a market town]" in after_of(page, 8)
    assert "[a market town], upstairs" in after_of(page, 4)
    page.keyboard.press("Control+z")
    assert said(page) == "Undone: the same done elsewhere."
    assert "chiropodist in Quenderby" in after_of(page, 8)
    assert page.locator(".cw-an-form").count() == 1
    page.get_by_role("button", name="Redo").click()
    assert "chiropodist in [a market town]" in after_of(page, 8)
    form = page.locator(".cw-an-form")
    form.get_by_label("Put in its place").fill("the town")
    assert "At turn 8 the same words become" in form.inner_text()
    page.get_by_role("button", name="Undo").focus()
    for _ in range(12):
        page.keyboard.press("Enter")
    assert page.locator(".cw-an-mark").count() == 0
    assert said(page) == "Nothing to undo."
    assert page.locator(".cw-an-form").count() == 0, "the form goes with its place"


def test_words_that_belong_to_a_place_open_it_and_are_not_marked_twice(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", Anonymiser()))
    page = browser_page.page
    begin(page)
    tap(page, "A-02", "deaf", "champion")
    page.get_by_role("button", name="Mark these words").click()
    page.get_by_role("button", name="Done").click()
    tap(page, "A-02", "champion")
    assert (
        page.locator(".cw-an-form").get_attribute("aria-label") == "Place: \u201cdeaf champion\u201d, turn 2"
    )
    page.get_by_role("button", name="It is no place").click()
    assert page.locator(".cw-an-mark").count() == 0
    assert page.locator("*:focus").get_attribute("class") == "cw-an-text"


def test_what_was_missed_and_what_was_destroyed_come_with_reasons_and_without_a_count(
    model, browser_page, tmp_path
):
    opened(browser_page, write_page(tmp_path / "page", Anonymiser()))
    page = browser_page.page
    do_everything(page)
    shown = page.locator(".cw-live").inner_text()
    hands = next(decoy for decoy in model.excerpts[0].decoys if decoy.id == "hands")
    assert hands.lost in shown
    assert "Not marked by you, and by one reader or both" in shown
    assert "It still stands at turn 4." in shown, "the second Ivo"
    assert not re.search(r"\d+ (of|out of) \d+|score|%|\bcorrect\b", shown, re.IGNORECASE)
    assert "\u201cQuenderby\u201d (turn 8)" in page.locator(".cw-an-places").last.inner_text()
    tap(page, "A-08", "Quenderby")
    page.get_by_role("button", name="Mark these words").first.click()
    decide(page, "Remove it", kind="Indirect")
    assert "It now reads: " in page.locator(".cw-an-form").inner_text()
    assert "chiropodist in [removed], so that's" in page.locator(".cw-an-form").inner_text()
    assert "\u201cQuenderby\u201d (turn 8)" not in page.locator(".cw-an-places").last.inner_text()
    assert "Your marks have changed: compare again." in page.locator(".cw-live").inner_text()


def saved(page, button: str) -> tuple[str, str]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).first.click()
    path = Path(waiting.value.path())
    return waiting.value.suggested_filename, path.read_text(encoding="utf-8")


def test_the_log_is_saved_as_csv_that_runs_nothing(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", Anonymiser()))
    page = browser_page.page
    begin(page)
    tap(page, "A-06", "Pauline")
    page.get_by_role("button", name="Mark these words").click()
    decide(page, "Replace it with a pseudonym", "=1+1", "-")
    name, text = saved(page, "Save the log as CSV")
    assert name == "anonymiser-log-main.csv"
    assert ",'=1+1,'-\n" in text
    rows = read_csv(text, name)
    assert rows[1][0] == "A-06"
    assert rows[1][3:] == ["Pauline", "Direct", "pseudonym", "=1+1", "-"]


def test_the_changed_text_is_printed_and_not_the_raw_one(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", Anonymiser()))
    page = browser_page.page
    page.evaluate("window.print = () => {}")
    begin(page)
    tap(page, "A-06", "Pauline")
    page.get_by_role("button", name="Mark these words").click()
    decide(page, "Remove it")
    page.get_by_role("button", name="Print the changed text").first.click()
    page.emulate_media(media="print")
    sheet = page.locator(".cw-print-sheet")
    assert "So I rang [removed], she's our service lead" in sheet.inner_text()
    assert "still personal data" in sheet.inner_text()
    assert not page.locator(".cw-live").is_visible()


def test_what_was_done_is_there_again_when_the_output_is_shown_again(model, browser_page, tmp_path):
    ostrey = next(place for place in model.excerpts[0].places if place.id == "ostrey").at[0]
    widget = Anonymiser()
    widget.predicted = {"count": "many", "hardest": "role"}
    mark = {"turn": ostrey.turn, "start": ostrey.start, "end": ostrey.end, "quote": ostrey.quote}
    done = {**mark, "id": "m1", "kind": "indirect", "what": "family", "action": "remove"}
    # Of an earlier text: its words stand elsewhere now, and it is left out.
    stale = {**done, "id": "m2", "turn": "A-08", "start": 0, "end": 3, "quote": "Ivo"}
    widget.marks = {"main": [done, stale]}
    widget.finished = ["main"]
    widget.recognised = ["town"]
    opened(browser_page, write_page(tmp_path / "page", widget))
    page = browser_page.page
    assert page.get_by_text("You expected: 15 or more places; hardest to decide: a role or job.").is_visible()
    assert page.get_by_text(model.restored).is_visible()
    assert "she was on leave [removed], and she picked up" in after_of(page, 6)
    assert page.locator(".cw-live .cw-an-mark").count() == 1
    assert page.get_by_label("People in the town").is_checked()
    live = page.locator(".cw-live").inner_text()
    assert "Marked by you and by both" in live
    assert model.excerpts[0].residual.combinations[2].feedback in live


def with_kernel(folder: Path) -> str:
    """Write a page whose model has what JupyterLab's has: the trait `kernel`."""
    address = write_page(folder, Anonymiser())
    page = folder / "light.html"
    text = page.read_text(encoding="utf-8")
    assert text.count('<script type="application/json" class="cw-traits">{') == 1
    page.write_text(
        text.replace('class="cw-traits">{', 'class="cw-traits">{"kernel": true, '), encoding="utf-8"
    )
    return address


def recorded(folder: Path) -> str:
    """The same, with a record of all that is sent to Python in `window.sent`."""
    address = with_kernel(folder)
    script = folder / "anonymiser.page.js"
    script.write_text(
        script.read_text(encoding="utf-8")
        + ";(() => { const render = window.compassionWidgets.Anonymiser; window.sent = [];"
        " window.compassionWidgets.Anonymiser = ({ model, el }) => render({ el, model: { ...model,"
        " set: (name, value) => { window.sent.push(JSON.stringify([name, value])); model.set(name, value); }"
        " } }); })();",
        encoding="utf-8",
    )
    return address


def test_a_published_page_takes_no_text_of_ones_own(browser_page, tmp_path):
    assert "kernel" in Anonymiser().trait_names(sync=True)
    assert "kernel" not in Anonymiser().page_traits()
    opened(browser_page, write_page(tmp_path / "page", Anonymiser()))
    page = browser_page.page
    begin(page)
    assert page.get_by_text("A text of your own").count() == 0
    boxes = page.locator(".cw-live textarea").count()
    assert boxes == 0, "nowhere to paste a text"


def test_in_jupyterlab_ones_own_text_is_marked_after_the_warning_and_reaches_nobody(
    model, browser_page, tmp_path
):
    opened(browser_page, recorded(tmp_path / "page"))
    page = browser_page.page
    assert page.get_by_text(model.own.warning).is_visible()
    assert page.get_by_label(model.own.paste).count() == 0
    page.get_by_label(model.own.agree).check()
    page.get_by_role("button", name=model.own.begin).click()
    assert said(page) == model.own.empty
    page.get_by_label(model.own.paste).fill("Elderflower met Una.\n\nUna said no.")
    page.get_by_role("button", name=model.own.begin).click()
    tap(page, "own-1", "Una")
    page.get_by_role("button", name="Mark these words").click()
    decide(page, "Replace it with a pseudonym", "Ivy")
    page.get_by_role("button", name="Also at turn 2").click()
    assert after_of(page, 2, part=-1).endswith("Ivy said no.")
    assert page.get_by_role("button", name="I have finished").count() == 0, "no readers of one's own text"
    assert not page.locator(".cw-own").get_by_role("button", name=re.compile("Save|Print")).count()
    begin(page)
    assert [one for one in page.evaluate("window.sent") if '"predicted"' in one]
    assert not re.search("Elderflower|Una|Ivy", "".join(page.evaluate("window.sent")))
    page.get_by_label(model.own.agree).uncheck()
    assert "Elderflower" not in page.locator(".cw-live").inner_text()


def test_what_is_typed_about_the_synthetic_text_reaches_no_trait(browser_page, tmp_path):
    opened(browser_page, recorded(tmp_path / "page"))
    page = browser_page.page
    begin(page)
    tap(page, "A-06", "Pauline")
    page.get_by_role("button", name="Mark these words").click()
    decide(page, "Replace it with a pseudonym", "Elderflower", "Elderflower")
    page.get_by_role("button", name="I have finished").first.click()
    for box in page.locator(".cw-live textarea").all():
        box.fill("Elderflower")
    sent = "".join(page.evaluate("window.sent"))
    assert '"action":"pseudonym"' in sent
    assert "Elderflower" not in sent
