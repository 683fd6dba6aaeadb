"""Notes, own codes, themes, links and replies to released readings, done in the page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import node
import pytest
from conftest import AXE, Watched
from kinds_page import (
    MODEL,
    SLUG,
    choose,
    downloaded,
    open_model,
    press,
    push,
    tab_to,
    tick,
    write,
    write_exercise,
)
from small_course import COURSE
from test_open_work import LACKING, changed, marked
from widget_page import opened, said, violations

from compassion_course.exercises import decode_sheet
from compassion_course.exercises.kept_readings import release_readings
from compassion_course.exercises.marking import mark_sheet
from compassion_course.exercises.scheme import prepare
from compassion_course.widgets import ExerciseSheet

JS = node.WIDGETS / "js" / "sheet"


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    return write_exercise(tmp_path, monkeypatch)


def in_node(code: str, data: object) -> Any:
    answer = node.run(
        "node", "--input-type=module", "-e", f"const data = {json.dumps(data)};\n{code}", cwd=JS
    )
    return json.loads(answer.stdout)


def code_words(page: Any, *words: str) -> None:
    """On a turn's mark: take its first words."""
    press(page, "Enter", *["Shift+ArrowRight"] * (len(words) - 1))
    assert said(page).startswith(" ".join(words))


def note_a_sentence(page: Any) -> None:
    """Without choosing any words, from the last turn's list of sentences."""
    push(page, "Choose by sentence")
    tab_to(page, "Turn")
    press(page, "End")
    tick(page, "She said, take your time.")
    push(page, "Write a note on these words")
    page.keyboard.type("She is told to take time.")
    press(page, "Control+Enter")


def test_every_kind_by_keys_alone_from_page_load_to_a_sheet_that_lacks_nothing(
    browser_page: Watched, address: str, tmp_path: Path
) -> None:
    page = browser_page.page
    # Asked for long before it is needed: Playwright does not wait until Chromium intercepts choosers,
    # and under load the press came first in about one run of forty.
    page.on("filechooser", lambda _: None)
    opened(browser_page, address)
    write(page, "Your number for the file", "")
    press(page, "Control+a")
    page.keyboard.type("T0423")
    push(page, "Keep it on this computer")
    tick(page, "One is the participant's")

    # Notes: on words taken by key, and without choosing any.
    tab_to(page, "3")
    press(page, "j")
    code_words(page, "My", "chest", "was", "tight")
    press(page, "c")
    page.keyboard.type("A tight chest.")
    write(page, "Linguistic note", "The chest is the subject.")
    press(page, "Control+Enter")
    assert said(page).startswith("Note kept: My chest was tight. You have 1 span.")
    note_a_sentence(page)
    write(page, "Conceptual note", "A body apart?")
    push(page, "Delete: My chest was tight")
    press(page, "Control+z")
    write(page, "Memo. What did you bring to it?", "I expected more of the phone.")
    push(page, "Lock my first pass")
    push(page, "Lock it")
    assert "First pass locked" in said(page)

    # Statements of the notes, and a theme of the statements.
    for name, statement, quote in (
        ("A body apart", "Alarm comes as a body that acts by itself.", "\u201cMy chest was tight"),
        ("Time given", "Being given time lets her come back.", "\u201cShe said, take your time"),
        ("To be taken away", "", ""),
    ):
        push(page, "Add an experiential statement")
        page.keyboard.type(name)
        if statement:
            write(page, "Statement", statement)
            push(page, "Choose members (0)")
            tick(page, quote)
    push(page, "Delete To be taken away")
    assert said(page) == "Deleted: To be taken away. Ctrl Z brings it back."
    push(page, "Add a personal experiential theme")
    page.keyboard.type("Out of step and back")
    write(page, "Statement", "She falls out of step and is brought back.")
    push(page, "Choose members (0)")
    tick(page, "A body apart")
    tick(page, "Time given")

    # Codes of one's own: made beside the passage, made while coding, renamed, defined, deleted.
    write(page, "New code", "Too many")
    press(page, "Enter")
    page.keyboard.type("Never mind.")
    push(page, "Delete the code Too many")
    tab_to(page, "5")
    press(page, "j")
    code_words(page, "Asha", "came", "over")
    press(page, "c")
    page.keyboard.type("Being joined")
    press(page, "Enter")
    write(page, "Definition of Being joined", "Somebody comes, unasked.")
    write(page, "Why does this code fit these words?", "'Over' is towards her.")
    press(page, "Control+Enter", "Escape", "j", "j")
    code_words(page, "Later", "I", "wanted")
    press(page, "c")
    page.keyboard.type("Running")
    press(page, "Enter")
    write(page, "Definition of Running", "Going on past a need of one's own.")
    write(page, "Why does this code fit these words?", "She names the hour and not lunch.")
    press(page, "Control+Enter")
    push(page, "R Running", back=True)
    tab_to(page, "Name")
    press(page, "End")
    page.keyboard.type(" on")

    # A link between them, and what runs through both.
    push(page, "Add a link")
    page.keyboard.type("Being")
    choose(page, "Stands in the slot", "Interv")
    choose(page, "Of", "Running")
    push(page, "Choose evidence (0)")
    tick(page, "\u201cAsha came over")
    tick(page, "\u201cLater I wanted")
    assert page.get_by_text(
        "\u201cBeing joined\u201d makes \u201cRunning on\u201d easier or harder."
    ).is_visible()
    push(page, "Add a group experiential theme")
    page.keyboard.type("Who sets the pace")
    write(page, "Statement", "Pace comes from others or from nobody.")
    push(page, "Choose members (0)")
    tick(page, "Time given")
    tick(page, "Code: Running on")

    # The first hand-in lacks what the readings are for.
    first = decode_sheet(downloaded(page, tmp_path), prepare(COURSE, SLUG).exercise).sheet
    assert (first.pass_, "notes" in first.first, "differences" in first.answers) == (1, True, False)
    page.get_by_text("Still missing in 1 question").wait_for()
    released = release_readings(COURSE, SLUG, tmp_path)
    tab_to(page, "Open the readings file", back=True)
    with page.expect_file_chooser() as waiting:
        press(page, "Enter")
    waiting.value.set_files(released)
    page.get_by_text("The readings are open.").first.wait_for()
    for reason in ("Both begin with the body.", "Hers is the quote."):
        if reason.startswith("Hers"):
            tab_to(page, "Reply to this difference", back=True)
            press(page, "Enter", "Space")
        else:
            tick(page, "I take over the reading's view")
            press(page, "ArrowDown", "ArrowDown")
        write(page, "Why? Point at the words.", reason)
    page.reload()
    page.wait_for_selector(".cw-widget[data-mounted=true]")
    scheme = prepare(COURSE, SLUG)
    data = downloaded(page, tmp_path)
    marks = mark_sheet(scheme, decode_sheet(data, scheme.exercise))
    assert [(mark.item, mark.why) for mark in marks.items if mark.state == "send back"] == []
    assert marks.automatic == 1
    sheet = json.loads(data)
    assert (sheet["pass"], sheet["trainee"]) == (2, "T0423")
    assert sheet["first"]["notes"] == sheet["answers"]["notes"]
    assert [code["name"] for code in sheet["answers"]["open-coding"]["codes"]] == [
        "Being joined",
        "Running on",
    ]
    assert browser_page.complaints == []
    assert browser_page.outside == []


def test_lists_that_are_filled_on_opening_are_there_for_the_very_next_key(
    browser_page: Watched, address: str
) -> None:
    """The browser tells of a fold's opening when it finds the time; under load whole keys came before it."""
    page = browser_page.page
    opened(browser_page, address)
    page.evaluate("addEventListener('toggle', (event) => event.stopImmediatePropagation(), true)")
    note_a_sentence(page)
    push(page, "Add an experiential statement")
    push(page, "Choose members (0)")
    press(page, "Tab", "Space")
    assert page.get_by_text("Choose members (1)").count() == 1


def test_what_is_opened_comes_out_as_it_was_and_members_move(
    browser_page: Watched, address: str, tmp_path: Path
) -> None:
    page = browser_page.page
    opened(browser_page, address)
    open_model(page, tmp_path)
    sheet = json.loads(downloaded(page, tmp_path))
    assert [sheet[part] for part in ("answers", "first", "locked", "pass")] == [
        MODEL[part] for part in ("answers", "first", "locked", "pass")
    ]
    page.keyboard.press("Control+Home")
    tab_to(page, "Move to: \u201cMy chest was tight\u201d (X01-004)", back=True)
    page.keyboard.type("Time")
    assert said(page).endswith("Moved to Time given.")
    members = [one["members"] for one in json.loads(downloaded(page, tmp_path))["answers"]["statements"]]
    assert members == [[], ["n02", "n01"]]
    tab_to(page, "Still missing in 1 question", back=True)
    assert page.get_by_text("A body on its own: 1 member is asked for.").first.is_visible()
    press(page, "Control+z")
    assert said(page).endswith("Undone: a member moved.")


def test_a_copied_block_and_a_readable_copy_say_everything(
    browser_page: Watched, address: str, tmp_path: Path
) -> None:
    page = browser_page.page
    opened(browser_page, address)
    open_model(page, tmp_path)
    page.get_by_role("button", name="Copy my answers").click()
    copied = page.get_by_label(re.compile("^What was copied")).input_value()
    for words in (
        "Nobody brought tea that week.",
        "X01-004 \u201cMy chest was tight\u201d: descriptive: A tight chest. \u00b7 linguistic:",
        "1. A body on its own: Alarm reaches her as a body that acts by itself. Members: \u201cMy chest",
        "Code Being let off: Somebody else loosens what held one.",
        "\u201cBeing let off\u201d is the setting in which \u201cRunning on\u201d stands. Evidence: ",
        "mine/n02 \u201cShe said, take your time\u201d: I keep mine.",
    ):
        assert words in copied, words
    code = """
    const { readSheet } = await import("./reading-back.js");
    console.log(JSON.stringify(readSheet(data.text, data.course).sheet.answers));
    """
    traits = ExerciseSheet(SLUG, folder=tmp_path).full_page_traits()
    assert in_node(code, {"text": copied, "course": traits}) == MODEL["answers"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_kind_is_accessible_and_fits_a_phone(
    browser_page: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    page = browser_page.page
    page.set_viewport_size({"width": 320, "height": 700})
    opened(browser_page, write_exercise(tmp_path, monkeypatch, theme))
    open_model(page, tmp_path)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.get_by_role("button", name="Open: My chest was tight").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page, AXE.read_text(encoding="utf-8")) == []


def test_a_notebook_finds_the_second_hand_in_beside_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPASSION_COURSE", str(COURSE.root))
    first = {**MODEL, "pass": 1, "saved": "2026-01-31T09:10:00Z"}
    ExerciseSheet(SLUG, folder=tmp_path).sheet = first
    ExerciseSheet(SLUG, folder=tmp_path).sheet = MODEL
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"{SLUG}--MODEL--1.answers.json",
        f"{SLUG}--MODEL--2.answers.json",
    ]
    again = ExerciseSheet(SLUG, folder=tmp_path)
    assert (again.sheet["pass"], again.written) == (2, {})


REFUSED = {
    "an answer sheet": (lambda file: {**MODEL}, "not a readings file"),
    "another exercise's": (lambda file: {**file, "exercise": "tea-round"}, "belong to the exercise"),
    "another version's": (lambda file: {**file, "exercise_version": 2}, "for version 2 of the exercise"),
    "a changed quote": (
        lambda file: json.loads(json.dumps(file).replace("My chest was tight", "My chest was light")),
        "damaged",
    ),
    "no readings": (lambda file: {**file, "readings": []}, "damaged"),
}


def test_readings_that_are_not_this_exercises_are_refused(tmp_path: Path, address: str) -> None:
    file = json.loads(release_readings(COURSE, SLUG, tmp_path).read_bytes())
    traits = ExerciseSheet(SLUG, folder=tmp_path).full_page_traits()
    code = """
    const { readReadings } = await import("./released.js");
    const read = (file) => {
      try { return readReadings(JSON.stringify(file), data.course).length; } catch (no) { return no.message; }
    };
    console.log(JSON.stringify(data.files.map(read)));
    """
    files = [file, *(change(file) for change, _ in REFUSED.values())]
    good, *refused = in_node(code, {"course": traits, "files": files})
    assert good == 2
    for (name, (_, words)), told in zip(REFUSED.items(), refused, strict=True):
        assert words in told, name


def test_the_page_says_what_is_missing_in_the_words_of_marking(tmp_path: Path, address: str) -> None:
    """One rule in two languages: each case of lacking work, and work that was not begun."""
    scheme = prepare(COURSE, SLUG)
    # Which codebook a coding names is not for the page to get wrong.
    cases = [
        (item, changed(item, path, value)) for item, path, value, _ in LACKING.values() if path != "codebook"
    ]
    cases += [(item.id, {}) for item in scheme.exercise.items] + [
        (i.id, MODEL["answers"]) for i in scheme.exercise.items
    ]
    traits = ExerciseSheet(SLUG, folder=tmp_path).full_page_traits()
    code = """
    const { missing } = await import("./missing.js");
    const items = new Map(data.course.exercise.items.map((item) => [item.id, item]));
    const told = ([id, answers]) => missing(items.get(id), { answers, pass: 2 }, data.course).join(" ");
    console.log(JSON.stringify(data.cases.map(told)));
    """
    told = in_node(code, {"course": traits, "cases": cases})
    for (item, answers), words in zip(cases, told, strict=True):
        mark = marked(scheme, item, answers)
        lacks = mark.why if mark.state == "send back" or not answers else ""
        assert words == lacks, item


def test_the_words_of_each_kind_stand_where_scripts_are_off(tmp_path: Path, address: str) -> None:
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", ExerciseSheet(SLUG, folder=tmp_path).as_html()))
    for part in (
        "\u201cMy chest was tight\u201d (X01-004) A body on guard.",
        "a note of one of these kinds: descriptive, linguistic, conceptual",
        "Make at least 2 of: experiential statement",
        "Make your own codes",
        "causal conditions; contextual conditions",
        "Reply to 2 differences",
    ):
        assert part in words, part
