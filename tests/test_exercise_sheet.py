"""The exercise sheet: what Python gives and keeps, how it agrees with the script, and the page itself."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import node
import pytest
from widget_page import POLICY, violations

from compassion_course.corpus import code_point_index, find_course, utf16_index
from compassion_course.exercises import decode_sheet, load_exercise
from compassion_course.exercises.armour import armour, unarmour
from compassion_course.widgets import ExerciseSheet
from compassion_course.widgets.course_widget import WIDGET_MIME
from compassion_course.widgets.files import BUILT

REPOSITORY = Path(__file__).resolve().parent.parent
SLUG = "three-systems-coding"
MODULES = node.WIDGETS / "js" / "sheet"


@pytest.fixture(autouse=True)
def course(monkeypatch):
    monkeypatch.setenv("COMPASSION_COURSE", str(REPOSITORY))
    return find_course()


@pytest.fixture
def exercise(course):
    return load_exercise(course, SLUG)


def model_sheet() -> dict[str, Any]:
    return json.loads((REPOSITORY / "exercises" / SLUG / "model_answers.json").read_text(encoding="utf-8"))


def handed_in(trainee: str = "T0423") -> dict[str, Any]:
    return {**model_sheet(), "trainee": trainee}


def in_node(code: str, data: object) -> Any:
    """Run code with the sheet's modules; it prints JSON."""
    script = f"const data = {json.dumps(data)};\n{code}"
    answer = node.run("node", "--input-type=module", "-e", script, cwd=MODULES)
    return json.loads(answer.stdout)


# --- what goes into a page -----------------------------------------------------------------------


def test_a_notebook_names_the_exercise_and_the_site_gets_everything(tmp_path):
    sheet = ExerciseSheet(SLUG, folder=tmp_path)
    data, _ = sheet._repr_mimebundle_()
    assert data[WIDGET_MIME] == {"widget": "ExerciseSheet", "key": SLUG, "traits": {"exercise": SLUG}}
    assert repr(sheet) == f"ExerciseSheet('{SLUG}')"
    traits = sheet.full_page_traits()
    assert set(traits) == {"exercise", "transcripts", "codebook", "readings", "support"}
    assert json.loads(json.dumps(traits)) == traits
    assert traits == ExerciseSheet(SLUG, folder=tmp_path).full_page_traits()


def test_nothing_of_the_key_is_in_the_page(tmp_path):
    sheet = ExerciseSheet(SLUG, folder=tmp_path)
    key = (REPOSITORY / "exercises" / SLUG / "key.yml").read_text(encoding="utf-8")
    canary = re.search(r"cw-canary-[0-9a-f]{32}", key)
    assert canary is not None
    everything = json.dumps(sheet.full_page_traits()) + sheet.as_html()
    assert canary[0] not in everything
    for item in sheet.full_page_traits()["exercise"]["items"]:
        assert not {"answer", "accept", "rubric"} & set(item)
        assert all(set(option) == {"id", "text"} for option in item.get("options", ()))


def test_readings_come_with_the_passage_alone_and_never_with_an_assessed_exercise(
    course, tmp_path, monkeypatch
):
    sheet = ExerciseSheet(SLUG, folder=tmp_path)
    passage = next(item["passage"] for item in sheet.exercise["items"] if item["kind"] == "coding")
    for reading in sheet.readings:
        assert reading["spans"]
        assert all(passage["first"] <= span["turn"] <= passage["last"] for span in reading["spans"])
    assessed = tmp_path / "course"
    for part in ("data", f"exercises/{SLUG}"):
        shutil.copytree(REPOSITORY / part, assessed / part)
    spec = assessed / "exercises" / SLUG / "exercise.yml"
    text = spec.read_text(encoding="utf-8").replace("stakes: formative", "stakes: assessed")
    spec.write_text(text, encoding="utf-8")
    monkeypatch.setenv("COMPASSION_COURSE", str(assessed))
    assert ExerciseSheet(SLUG, folder=tmp_path).readings == []


def test_the_words_hold_the_passage_the_codes_the_practice_and_whom_to_turn_to(tmp_path):
    sheet = ExerciseSheet(SLUG, folder=tmp_path)
    words = sheet.as_html()
    assert words == ExerciseSheet(SLUG, folder=tmp_path).as_html()
    assert "<script" not in words
    assert not re.search(r"<h[1-6]", words)
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words)).replace("&#x27;", "'").replace("&quot;", '"')
    passage = next(item["passage"] for item in sheet.exercise["items"] if item["kind"] == "coding")
    for turn in sheet.transcripts[0]["turns"]:
        if passage["first"] <= turn["turn"] <= passage["last"]:
            assert turn["text"] in plain
    for code in sheet.codebook["codes"]:
        assert code["name"] in plain
        assert code["definition"] in plain
    for option in (
        option for item in sheet.exercise["practice"]["items"] for option in item.get("options", ())
    ):
        assert " ".join(option["feedback"].split()) in plain
    assert "116 123" in plain


# --- the file beside the notebook ----------------------------------------------------------------


def test_what_is_saved_is_a_file_that_marking_reads(tmp_path, exercise):
    sheet = ExerciseSheet(SLUG, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []
    sheet.sheet = handed_in()
    path = tmp_path / f"{SLUG}--T0423--1.answers.json"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert decode_sheet(path.read_bytes(), exercise).unread == {}
    assert json.loads(path.read_bytes()) == handed_in()
    assert sheet.written["name"] == path.name


def test_running_the_cell_again_finds_the_work(tmp_path):
    ExerciseSheet(SLUG, trainee="T0423", folder=tmp_path).sheet = handed_in()
    before = next(tmp_path.iterdir()).read_bytes()
    again = ExerciseSheet(SLUG, trainee="T0423", folder=tmp_path)
    assert again.sheet == handed_in()
    assert next(tmp_path.iterdir()).read_bytes() == before
    again.sheet = {**handed_in(), "saved": "2026-11-22T12:00:00Z"}
    assert [file.name for file in tmp_path.iterdir()] == [f"{SLUG}--T0423--1.answers.json"]


def test_without_a_number_the_work_that_was_saved_last_is_opened(tmp_path):
    for trainee, hour in (("me", 9), ("T0423", 11), ("T0007", 10)):
        sheet = ExerciseSheet(SLUG, trainee=trainee, folder=tmp_path)
        sheet.sheet = {**handed_in(trainee), "saved": f"2026-11-22T{hour:02}:00:00Z"}
    again = ExerciseSheet(SLUG, folder=tmp_path)
    assert again.trainee == again.sheet["trainee"] == "T0423"
    assert "was saved last" in again.written["problem"]
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("found", [b"{ damaged", None], ids=["a damaged file", "somebody else's work"])
def test_a_file_that_was_there_is_set_aside_and_never_lost(tmp_path, found):
    path = tmp_path / f"{SLUG}--T0423--1.answers.json"
    if found is None:
        found = json.dumps(handed_in()).encode()
        sheet = ExerciseSheet(SLUG, folder=tmp_path)
        path.write_bytes(found)
    else:
        path.write_bytes(found)
        sheet = ExerciseSheet(SLUG, trainee="T0423", folder=tmp_path)
        assert "left as it is" in sheet.written["problem"]
    sheet.sheet = {**handed_in(), "saved": "2026-11-22T12:00:00Z"}
    assert json.loads(path.read_bytes())["saved"] == "2026-11-22T12:00:00Z"
    assert (tmp_path / f"{SLUG}--T0423.earlier-1.json").exists() is False
    aside = [file for file in tmp_path.iterdir() if ".earlier-" in file.name]
    assert [file.read_bytes() for file in aside] == [found]


@pytest.mark.parametrize(
    "change", [{"trainee": "../T1"}, {"exercise": "other"}, {"pass": "1/2"}, {"format": "x"}]
)
def test_what_a_page_sends_never_becomes_a_path_unchecked(tmp_path, change):
    sheet = ExerciseSheet(SLUG, folder=tmp_path)
    sheet.sheet = {**handed_in(), **change}
    assert sheet.written["problem"]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    sheet = ExerciseSheet(SLUG, folder=tmp_path / "missing")
    sheet.sheet = handed_in()
    assert "missing" in sheet.written["problem"]


def test_a_trainee_that_cannot_be_one_is_refused(tmp_path):
    with pytest.raises(ValueError, match="cannot be a trainee's number"):
        ExerciseSheet(SLUG, trainee="a/b", folder=tmp_path)


def test_codings_are_one_row_for_each_code(tmp_path):
    sheet = ExerciseSheet(SLUG, folder=tmp_path)
    assert list(sheet.codings().columns) == [
        "item",
        "id",
        "doc",
        "turn",
        "start",
        "end",
        "quote",
        "code",
        "why",
    ]
    assert sheet.codings().empty
    sheet.sheet = handed_in()
    spans = handed_in()["answers"]["passage"]["spans"]
    frame = sheet.codings()
    assert len(frame) == sum(len(span["codes"]) for span in spans)
    assert set(frame["quote"]) == {span["quote"] for span in spans}
    assert list(frame["turn"]) == sorted(frame["turn"])


def test_naming_the_class_loads_no_pandas():
    code = "import sys; from compassion_course.widgets import ExerciseSheet; print('pandas' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


# --- Python and JavaScript agree -----------------------------------------------------------------

HARD = "So 👩‍👩‍👧 I was, um, cafe\u0301-tired 🇬🇧. (3) Then [laughs] it 𝄞 stopped. 👍🏽 Fine?"


def test_offsets_are_the_same_in_both_languages():
    code = """
    const { toUtf16, toCodePoints } = await import("./offsets.js");
    const points = [...Array([...data].length + 1).keys()];
    const pairs = points.map((point) => [toUtf16(data, point), toCodePoints(data, toUtf16(data, point))]);
    console.log(JSON.stringify(pairs));
    """
    expected = [[utf16_index(HARD, point), point] for point in range(len(HARD) + 1)]
    assert in_node(code, HARD) == expected
    assert [code_point_index(HARD, index) for index, _ in expected] == list(range(len(HARD) + 1))


def test_a_block_is_read_in_either_language_whichever_wrote_it():
    sheet = {
        **handed_in(),
        "events": [{"at": "2026-11-22T10:00:00Z", "do": "write", "words": HARD + "~?>" * 90}],
    }
    code = """
    const { toArmour, fromArmour } = await import("./armour.js");
    console.log(JSON.stringify([toArmour(data.sheet), JSON.parse(fromArmour(data.block))]));
    """
    block, read = in_node(code, {"sheet": sheet, "block": armour(json.dumps(sheet).encode())})
    assert read == sheet
    for spoilt in (block, "\r\n".join(f"> {line}" for line in block.split("\n")), block.replace("\n", " ")):
        assert json.loads(unarmour(f"My answers\n\n{spoilt}\n\nBest wishes")) == sheet


def test_the_model_answers_open_in_the_page_and_come_out_as_the_same_bytes(tmp_path, exercise):
    traits = ExerciseSheet(SLUG, folder=tmp_path).full_page_traits()
    code = """
    const { readSheet } = await import("./reading-back.js");
    const { toFile } = await import("./answers.js");
    const { sheet, notices } = readSheet(JSON.stringify(data.sheet), data.traits);
    console.log(JSON.stringify([toFile(sheet, data.traits.exercise).text, notices]));
    """
    text, notices = in_node(code, {"sheet": model_sheet(), "traits": traits})
    assert notices == []
    assert json.loads(text) == model_sheet()
    assert decode_sheet(text.encode(), exercise).unread == {}


# --- in Chromium ---------------------------------------------------------------------------------


@pytest.fixture
def address(tmp_path) -> str:
    """The exercise as the site writes it, to be opened from a file."""
    sheet = ExerciseSheet(SLUG, folder=tmp_path)
    traits = json.dumps(sheet.full_page_traits()).replace("<", "\\u003c")
    folder = tmp_path / "page"
    folder.mkdir()
    for name in ("exercise-sheet.page.js", "host.page.js", "widgets.css", "coding.css"):
        shutil.copy(BUILT / name, folder / name)
    page = folder / "exercise.html"
    page.write_text(
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Exercise</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="widgets.css"><link rel="stylesheet" href="coding.css">'
        "<style>body { margin: 0 auto; max-width: 60rem; font: 16px/1.5 sans-serif;"
        " background: var(--cw-paper); color: var(--cw-ink); }</style></head>"
        "<body><main><h1>Exercise</h1>"
        f'<div class="cw-widget" data-widget="ExerciseSheet" data-key="{SLUG}">'
        f'<div class="cw-fallback">{sheet.as_html()}</div>'
        f'<script type="application/json" class="cw-traits">{traits}</script></div></main>'
        '<script defer src="exercise-sheet.page.js"></script><script defer src="host.page.js"></script>'
        "</body></html>",
        encoding="utf-8",
    )
    return page.as_uri()


def opened(watched, address: str):
    watched.page.goto(address)
    watched.page.wait_for_selector(".cw-widget[data-mounted=true]")
    return watched.page


def wait_until(page, condition: str, seconds: float = 15) -> None:
    """Wait for an expression; Playwright's own waiting needs the eval that the page's policy forbids."""
    for _ in range(int(seconds * 20)):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {condition}")


def said(page) -> str:
    return page.eval_on_selector(".cw-sheet > [role=status]", "region => region.textContent").strip()


def focused(page) -> str:
    return page.evaluate(
        """() => {
          const one = document.activeElement;
          const labels = [...(one.labels || [])].map((label) => label.textContent).join(" ");
          const label = one.getAttribute("aria-label") || labels;
          return `${one.tagName} ${label || one.textContent}`.trim();
        }"""
    )


def tab_to(page, words: str, key: str = "Tab", limit: int = 300) -> None:
    for _ in range(limit):
        page.keyboard.press(key)
        if words in focused(page):
            return
    raise AssertionError(f"{key} never reached {words!r}; the focus is at {focused(page)!r}")


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.parametrize("where", ["http", "file"])
def test_the_whole_exercise_by_keys_alone_from_page_load_to_the_mark(
    browser_page, site, where, exercise, tmp_path
):
    """On the published page itself, served and opened by double-click; then marked as a tutor would."""
    name = f"exercises/{SLUG}/exercise.html"
    page = opened(browser_page, site.url(name) if where == "http" else (site.folder / name).as_uri())
    tab_to(page, "Your number for the file")
    press(page, "Control+a")
    page.keyboard.type("T0423")
    tab_to(page, "I save files")
    press(page, "Enter")
    for item in exercise.items:
        if item.__struct_config__.tag == "choice":
            tab_to(page, item.options[0].text[:30])
            press(page, "Space")
        if item.__struct_config__.tag == "classify":
            for row in item.rows:
                tab_to(page, row.text[:30])
                press(page, "ArrowDown")

    tab_to(page, "TEXTAREA")
    page.keyboard.type("Petra may have been after something, and may have kept a loss off.")

    tab_to(page, "23 Interviewer")
    press(page, "j", "Enter")
    assert said(page).startswith("Right. 1 word. No code here.")
    press(page, "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "c")
    assert focused(page) == "INPUT Filter"
    page.keyboard.type("alarm")
    press(page, "Enter")
    tab_to(page, "Why does this code fit")
    page.keyboard.type("She begins with the day.")
    press(page, "Control+Enter")
    assert said(page) == "Coded as What raised the alarm: There was a. You have 1 span."
    press(page, "Alt+ArrowRight")
    assert said(page).startswith("There was a Monday. 4 words. Your span.")
    press(page, "Alt+Shift+ArrowRight", "1")
    assert "Codes here now: What raised the alarm, Threat: on guard." in said(page)
    press(page, "s", "4", "o", "o", "u")
    assert said(page).startswith("Removed: There was a Monday, October time")
    press(page, "Control+z")
    assert said(page) == "Undone: a span removed."
    press(page, "Control+Shift+z", "Control+z")
    for _ in range(7):
        press(page, "Escape", "ArrowDown", "ArrowDown", "Enter", "ArrowRight", "Shift+ArrowRight", "2")

    tab_to(page, "Choose by sentence")
    press(page, "Enter")
    tab_to(page, "Turn")
    press(page, "ArrowDown", "ArrowDown", "ArrowDown")
    tab_to(page, "It got put right by dinner time.")
    press(page, "Space")
    tab_to(page, "Choose codes for these words")
    press(page, "Enter")
    page.keyboard.type("settling")
    press(page, "Enter")
    tab_to(page, "Code these words")
    press(page, "Enter")
    assert focused(page).startswith("SELECT Turn")
    tab_to(page, "TEXTAREA Reason")
    page.keyboard.type(" And again.")
    tab_to(page, "Lock my first pass")
    press(page, "Enter")
    assert focused(page) == "P Lock your first pass?"
    tab_to(page, "Lock it")
    press(page, "Enter")
    assert "First pass locked" in focused(page)
    assert not page.locator(".cw-sides").first.is_hidden()

    tab_to(page, "Reply to this difference")
    press(page, "Enter", "Space", "ArrowDown")
    tab_to(page, "Why? Point at the words.")
    page.keyboard.type("The words decide it.")
    tab_to(page, "SELECT Reading", "Shift+Tab")
    for _ in range(2):
        tab_to(page, "The reading is wrong here")
        press(page, "Space", "ArrowUp")
        tab_to(page, "Why? Point at the words.")
        page.keyboard.type("Both can be heard.")
    tab_to(page, "TEXTAREA")
    while "Why?" in focused(page):
        tab_to(page, "TEXTAREA")
    page.keyboard.type("It is both, as I read it.")
    tab_to(page, "Download my answers")
    with page.expect_download() as download:
        press(page, "Enter")
    assert download.value.suggested_filename == f"{SLUG}--T0423--1.answers.json"
    file = tmp_path / "handed-in.json"
    download.value.save_as(file)
    read = decode_sheet(file.read_bytes(), exercise)
    assert read.unread == {}
    assert read.sheet.trainee == "T0423"
    assert set(read.sheet.answers) == {item.id for item in exercise.items}
    assert len(read.sheet.answers["differences"]) == 3
    assert len(read.sheet.answers["passage"].spans) == 10
    assert read.sheet.first["passage"].spans == read.sheet.answers["passage"].spans
    assert browser_page.complaints == []
    assert browser_page.outside == []

    command = [sys.executable, "-m", "compassion_course", "mark", str(file), "--out", str(tmp_path / "out")]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    with (tmp_path / "out" / "marks.csv").open(encoding="utf-8", newline="") as marks:
        row = next(csv.DictReader(marks))
    assert row["trainee"] == "T0423"
    assert row["of_by_key"] == "10"
    assert row[f"{SLUG}/passage"] == "send back", "two-word spans without reasons go back to be completed"
    assert (tmp_path / "out" / "problems.csv").read_text(encoding="utf-8").count("\n") == 1


def word_box(page, turn: str, words: str) -> dict[str, float]:
    """Where words stand on the screen, the turn brought into the middle."""
    return page.evaluate(
        """([turn, words]) => {
          const text = document.querySelector(`[data-turn="${turn}"] .cw-turn-text`);
          text.scrollIntoView({ block: "center" });
          const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
          for (let node = walk.nextNode(); node; node = walk.nextNode()) {
            const at = node.data.indexOf(words);
            if (at < 0 || node.parentElement.closest(".cw-spoken")) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + words.length);
            const { left, right, top, height } = range.getClientRects()[0];
            return { left, right, middle: top + height / 2 };
          }
        }""",
        [turn, words],
    )


def sweep(page, turn: str, words: str) -> None:
    box = word_box(page, turn, words)
    page.mouse.move(box["left"] + 3, box["middle"])
    page.mouse.down()
    page.mouse.move(box["right"] - 3, box["middle"], steps=4)
    page.mouse.up()
    wait_until(page, f"document.querySelector('.cw-form-quote')?.textContent === {json.dumps(words)}")


def code_as(page, *codes: str, why: str = "") -> None:
    for code in codes:
        page.locator(".cw-coding-form").get_by_label(code).check()
    page.get_by_label("Why does this code fit").fill(why)
    page.get_by_role("button", name="Code these words").click()


def test_by_mouse_overlaps_are_cut_at_every_border_and_survive_a_reload_where_kept(browser_page, address):
    page = opened(browser_page, address)
    sweep(page, "T01-024", "went hot, all up")
    code_as(page, "Threat: on guard", why="Heat.")
    wait_until(page, "document.activeElement.textContent.startsWith('Where should your answers')")
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="Keep it on this computer").click()
    assert page.evaluate("document.activeElement.className") == "cw-turn-text"
    sweep(page, "T01-024", "all up")
    code_as(page, "Keeping it off")
    pieces = page.eval_on_selector_all(
        "[data-turn='T01-024'] mark[data-letters]",
        "all => all.map(one => [one.dataset.letters, one.textContent])",
    )
    assert pieces == [["T", "went hot, "], ["T G", "all up"]]
    assert page.locator(".cw-my-spans .cw-hint").first.inner_text() == "2 spans; 1 has no reason yet."
    wait_until(
        page, "localStorage.length === 1 && /^Kept/.test(document.querySelector('.cw-bar-words').textContent)"
    )
    page.reload()
    page.wait_for_selector(".cw-widget[data-mounted=true]")
    assert "is back" in page.locator(".cw-bar-notice").inner_text()
    assert page.locator(".cw-span").count() == 2
    page.get_by_role("button", name="Delete everything kept here").click()
    assert page.evaluate("localStorage.length") == 0
    assert page.locator(".cw-span").count() == 2
    assert browser_page.complaints == []


def test_a_second_tab_is_told_and_nothing_is_written_over(browser_page, address):
    page = opened(browser_page, address)
    page.get_by_role("button", name="Keep it on this computer").click()
    page.locator(".cw-sheet-question textarea").last.fill("From the first tab")
    wait_until(page, "/From the first/.test(localStorage.getItem(localStorage.key(0)))")
    second = page.context.new_page()
    second.goto(address)
    second.wait_for_selector(".cw-widget[data-mounted=true]")
    second.locator(".cw-sheet-question textarea").last.fill("From the second tab")
    wait_until(second, "/From the second/.test(localStorage.getItem(localStorage.key(0)))")
    page.wait_for_selector("text=changed in another tab")
    page.locator(".cw-sheet-question textarea").last.fill("Lost?")
    page.wait_for_timeout(1000)
    assert "From the second" in page.evaluate("localStorage.getItem(localStorage.key(0))")
    page.get_by_role("button", name="Show the other tab's work here").click()
    assert page.locator(".cw-sheet-question textarea").last.input_value() == "From the second tab"


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda text: text[: len(text) // 2], "damaged at line"),
        (lambda text: re.sub(r'"quote": "', '"quote": "not ', text, count=1), "do not stand at that place"),
        (lambda text: text.replace(SLUG, "vignettes"), "belongs to the exercise"),
        (lambda _: "", "The file is empty"),
    ],
    ids=["cut off", "a changed quote", "another exercise", "empty"],
)
def test_a_damaged_file_is_refused_with_a_reason_and_the_work_stays(browser_page, address, spoil, reason):
    page = opened(browser_page, address)
    page.get_by_role("button", name="I save files").click()
    text = page.locator(".cw-sheet-question textarea").last
    text.fill("My work")
    file = {
        "name": "x.json",
        "mimeType": "application/json",
        "buffer": spoil(json.dumps(handed_in(), indent=1)).encode(),
    }
    page.set_input_files("input[type=file]", files=[file])
    page.wait_for_selector("text=Not opened.")
    assert reason in page.locator(".cw-message").inner_text()
    assert page.evaluate("document.activeElement.className") == "cw-message"
    assert text.input_value() == "My work"


def test_a_half_done_file_opens_anywhere_and_asks_before_it_replaces_work(browser_page, address):
    page = opened(browser_page, address)
    half = handed_in()
    half["locked"], half["first"] = {}, {}
    half["answers"] = {"passage": half["answers"]["passage"]}
    file = {"name": "half.json", "mimeType": "application/json", "buffer": json.dumps(half).encode()}
    page.set_input_files("input[type=file]", files=[file])
    page.wait_for_selector("text=Opened half.json")
    spans = len(half["answers"]["passage"]["spans"])
    assert page.locator(".cw-span").count() == spans
    assert page.locator(".cw-readings").count() == 0
    page.locator(".cw-span").first.get_by_role("button", name="Delete").click()
    page.set_input_files("input[type=file]", files=[file])
    page.get_by_role("button", name="Keep what is here").click()
    assert page.locator(".cw-span").count() == spans - 1


def test_unsaved_work_shows_its_age_prompts_after_ten_minutes_and_before_leaving(browser, address):
    context = browser.new_context()
    page = context.new_page()
    page.clock.install()
    page.goto(address)
    page.clock.run_for(500)
    page.get_by_role("button", name="I save files").click()
    page.locator(".cw-sheet-question textarea").last.fill("Something")
    page.clock.run_for(4 * 60_000 + 20_000)
    assert page.locator(".cw-bar-words").inner_text().endswith("Oldest unsaved change: 4 minutes ago.")
    assert page.locator(".cw-bar-notice").is_hidden()
    page.clock.run_for(6 * 60_000)
    assert "ten minutes without saving" in page.locator(".cw-bar-notice").inner_text()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.close(run_before_unload=True)
    context.new_page().wait_for_timeout(500)
    assert asked == ["beforeunload"]
    context.close()


@pytest.mark.parametrize("trouble", ["full", "refused"])
def test_a_storage_that_does_not_take_it_is_said_plainly(browser, address, trouble):
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }"
        if trouble == "full"
        else "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'No'); } })"
    )
    page.goto(address)
    page.get_by_role("button", name="Keep it on this computer").click()
    expected = {"full": "storage is full", "refused": "does not let the page keep anything"}[trouble]
    assert expected in page.locator(".cw-bar-notice").inner_text()
    assert "Not being kept" in page.locator(".cw-bar-words").inner_text()
    context.close()


def test_what_was_typed_in_the_form_is_not_lost_by_going_on(browser_page, address):
    page = opened(browser_page, address)
    page.get_by_role("button", name="I save files").click()
    why = page.get_by_label("Why does this code fit")
    sweep(page, "T01-024", "went hot")
    page.locator(".cw-coding-form").get_by_label("Threat: on guard").check()
    why.fill("Heat.")
    sweep(page, "T01-028", "annoyed")
    assert page.locator(".cw-span textarea").evaluate_all("all => all.map(one => one.value)") == ["Heat."]
    assert why.input_value() == ""
    why.fill("A reason before a code.")
    sweep(page, "T01-032", "nice")
    assert why.input_value() == ""
    sweep(page, "T01-028", "enjoyed it")
    assert why.input_value() == "A reason before a code."
    page.get_by_role("button", name="Not now").click()
    sweep(page, "T01-028", "annoyed")
    assert why.input_value() == "A reason before a code."
    page.locator(".cw-coding-form").get_by_label("Drive: going after").check()
    with page.expect_download() as download:
        page.locator(".cw-bar").get_by_role("button", name="Download my answers").click()
    spans = json.loads(Path(download.value.path()).read_bytes())["answers"]["passage"]["spans"]
    assert [(span["quote"], span["why"]) for span in spans] == [
        ("went hot", "Heat."),
        ("annoyed", "A reason before a code."),
    ]
    page.get_by_role("button", name="Undo").click()
    assert page.locator(".cw-span").count() == 1, "keeping it was a step like any other"
    sweep(page, "T01-032", "nice")
    assert page.locator(".cw-span").count() == 1, "what was undone does not come back by going on"


def test_a_sweep_over_two_turns_says_why_it_was_cut(browser_page, address):
    page = opened(browser_page, address)
    start = word_box(page, "T01-026", "dinner")
    end = page.evaluate(
        """() => {
          const text = document.querySelector("[data-turn='T01-027'] .cw-turn-text");
          const { left, top } = text.getBoundingClientRect();
          return { left: left + 60, middle: top + 15 };
        }"""
    )
    page.mouse.move(start["left"] + 3, start["middle"])
    page.mouse.down()
    page.mouse.move(end["left"], end["middle"], steps=5)
    page.mouse.up()
    page.wait_for_selector(".cw-coding-form")
    assert page.locator(".cw-form-quote").inner_text().strip('“”"') == "dinner time"
    assert page.get_by_text("A span stays within one turn.").first.is_visible()
    sweep(page, "T01-028", "annoyed")
    assert page.locator(".cw-coding-form").get_by_text("A span stays within one turn.").count() == 0


def test_the_practice_part_has_the_codebook_that_it_tells_to_open(browser_page, address):
    page = opened(browser_page, address)
    practice = page.get_by_role("region", name="Practice")
    practice.get_by_text("The codebook: Three systems").click()
    practice.locator("summary", has_text="Keeping it off").click()
    assert practice.locator(".cw-code[open]").get_by_text("Not when").is_visible()


def test_from_a_chosen_difference_one_comes_back_to_the_list(browser_page, address):
    page = opened(browser_page, address)
    sheet = handed_in()
    sheet["answers"].pop("differences")
    file = {"name": "all.json", "mimeType": "application/json", "buffer": json.dumps(sheet).encode()}
    page.set_input_files("input[type=file]", files=[file])
    page.wait_for_selector("text=Opened all.json")
    page.get_by_role("button", name="I save files").click()
    take = page.locator(".cw-differences").get_by_role("button", name="Reply to this difference").nth(2)
    about = take.get_attribute("data-difference")
    take.click()
    assert page.evaluate("document.activeElement.type") == "radio"
    page.get_by_role("button", name="Back to the differences").click()
    assert page.evaluate("document.activeElement.dataset.difference") == about
    assert focused(page).startswith("BUTTON Go to my reply")


def test_on_a_small_screen_a_notice_comes_into_sight_and_leaves_with_the_first_change(browser, address):
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Keep it on this computer").tap()
    page.locator(".cw-sheet-question textarea").last.fill("Kept")
    wait_until(page, "/Kept/.test(localStorage.getItem(localStorage.key(0)))")
    page.reload()
    page.wait_for_selector(".cw-widget[data-mounted=true]")
    in_sight = """() => {
      const { top, bottom } = document.querySelector(".cw-bar-notice").getBoundingClientRect();
      return bottom > top && top >= innerHeight / 2 - 1 && top < innerHeight;
    }"""
    assert page.evaluate(in_sight)
    page.locator(".cw-sheet-question textarea").last.fill("Kept, and on")
    assert not page.evaluate(in_sight)
    context.close()


@pytest.mark.parametrize("width", [1366, 360])
def test_at_twice_the_text_size_nothing_is_squeezed_or_covered(browser, address, width):
    context = browser.new_context(viewport={"width": width, "height": 768})
    page = context.new_page()
    page.goto(address)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.get_by_role("button", name="I save files").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    narrow = page.eval_on_selector_all(
        ".cw-row > label",
        "all => all.filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 2).length",
    )
    assert narrow == 0
    assert page.evaluate("document.querySelector('.cw-bar').getBoundingClientRect().height") < 768 / 2
    context.close()


def test_what_has_the_focus_is_never_all_under_the_strip(browser, address):
    context = browser.new_context(viewport={"width": 1366, "height": 600})
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="I save files").click()
    file = {"name": "all.json", "mimeType": "application/json", "buffer": json.dumps(handed_in()).encode()}
    page.set_input_files("input[type=file]", files=[file])
    page.wait_for_selector("text=Opened all.json")
    page.get_by_label("Your number for the file").focus()
    covered = []
    for _ in range(130):
        page.keyboard.press("Tab")
        covered += page.evaluate(
            """() => {
              const one = document.activeElement;
              const bar = document.querySelector(".cw-bar");
              const { top } = one.getBoundingClientRect();
              const under = top >= bar.getBoundingClientRect().top && !bar.contains(one);
              return under && bar.compareDocumentPosition(one) & 2 ? [one.outerHTML.slice(0, 80)] : [];
            }"""
        )
    assert covered == []
    context.close()


def test_on_a_touch_screen_two_taps_choose_the_words(browser, address):
    context = browser.new_context(viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="I save files").tap()
    for word in ("hot", "up"):
        box = word_box(page, "T01-024", word)
        page.touchscreen.tap((box["left"] + box["right"]) / 2, box["middle"])
        page.wait_for_selector(".cw-coding-form")
    assert page.locator(".cw-form-quote").inner_text().strip('“”"') == "hot, all up"
    page.get_by_role("button", name="Start one word earlier").tap()
    assert said(page).startswith("went hot, all up. 4 words.")
    page.get_by_label("Threat: on guard").tap()
    page.get_by_role("button", name="Code these words").tap()
    assert page.locator(".cw-span").count() == 1
    context.close()


def test_a_copy_in_words_and_a_calm_way_out(browser_page, address, exercise):
    page = opened(browser_page, address)
    file = {"name": "all.json", "mimeType": "application/json", "buffer": json.dumps(handed_in()).encode()}
    page.set_input_files("input[type=file]", files=[file])
    page.wait_for_selector("text=Opened all.json")
    page.get_by_role("button", name="Save a readable copy").click()
    readable = page.locator(".cw-readable-page").inner_text()
    assert "answers of T0423" in readable
    assert all(span["quote"] in readable for span in handed_in()["answers"]["passage"]["spans"])
    page.get_by_role("button", name="Copy my answers").click()
    page.wait_for_selector("textarea[readonly]")
    copied = page.locator("textarea[readonly]").input_value()
    assert decode_sheet(unarmour(copied), exercise).sheet.answers.keys() == handed_in()["answers"].keys()
    with page.expect_download():
        page.get_by_role("button", name="Stop here: save and leave").click()
    assert page.evaluate("document.activeElement.textContent").startswith("You have stopped")
    assert "116 123" in page.locator(".cw-calm").inner_text()
    page.get_by_role("button", name="Come back to the exercise").click()
    assert page.locator(".cw-span").first.is_visible()


def test_stopping_before_anything_was_answered_saves_no_file(browser_page, address):
    page = opened(browser_page, address)
    downloads = []
    page.on("download", lambda download: downloads.append(download))
    page.get_by_role("button", name="Stop here: save and leave").click()
    assert "Nothing was answered yet" in page.locator(".cw-calm").inner_text()
    page.wait_for_timeout(300)
    assert downloads == []


def test_the_page_prints_the_answers_alone(browser_page, address):
    page = opened(browser_page, address)
    file = {"name": "all.json", "mimeType": "application/json", "buffer": json.dumps(handed_in()).encode()}
    page.set_input_files("input[type=file]", files=[file])
    page.wait_for_selector("text=Opened all.json")
    page.get_by_role("button", name="Save a readable copy").click()
    page.evaluate("window.print = () => {}")
    page.get_by_role("button", name="Print, or save as PDF").click()
    page.emulate_media(media="print")
    shown = page.evaluate(
        "[...document.body.children].filter(one => getComputedStyle(one).display !== 'none')"
        ".map(one => one.className)"
    )
    assert shown == ["cw-print-sheet"]
    assert (
        handed_in()["answers"]["passage"]["spans"][0]["quote"] in page.locator(".cw-print-sheet").inner_text()
    )


def test_the_browsers_own_print_command_prints_the_answers_once_there_are_any(browser_page, address):
    page = opened(browser_page, address)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".cw-print-sheet").count() == 0, "an empty exercise prints as its words"
    page.get_by_role("button", name="I save files").click()
    page.locator(".cw-sheet-question textarea").last.fill("What I argue")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert "What I argue" in page.locator(".cw-print-sheet").inner_text()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".cw-print-sheet").count() == 0


def test_letters_and_digits_can_be_switched_off_and_do_nothing_outside_the_passage(browser_page, address):
    page = opened(browser_page, address)
    page.locator(".cw-passage [data-turn='T01-024'] .cw-turn-mark").focus()
    press(page, "Enter", "1")
    assert page.locator(".cw-span").count() == 1
    page.get_by_label("Single-letter keys").uncheck()
    page.locator(".cw-passage [data-turn='T01-024'] .cw-turn-text").focus()
    press(page, "ArrowRight", "1", "u", "t")
    assert page.locator(".cw-span").count() == 1
    assert said(page).startswith("There. 1 word.")
    press(page, "Enter")
    assert focused(page) == "INPUT Filter"
    page.get_by_role("button", name="Undo").focus()
    press(page, "u", "1", "s")
    assert page.locator(".cw-span").count() == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser_page, address, axe, theme, width):
    browser_page.page.set_viewport_size({"width": width, "height": 900})
    page = opened(browser_page, address)
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    assert violations(page, axe) == []
    file = {"name": "all.json", "mimeType": "application/json", "buffer": json.dumps(handed_in()).encode()}
    page.set_input_files("input[type=file]", files=[file])
    page.wait_for_selector("text=Opened all.json")
    page.evaluate("document.querySelectorAll('.cw-sheet details').forEach(one => { one.open = true })")
    page.locator(".cw-span").first.get_by_role("button", name="Change codes").click()
    page.get_by_role("button", name="Show the keys").click()
    page.get_by_role("button", name="Save a readable copy").click()
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.eval_on_selector_all(
        ".cw-sheet :is(button, input:not([type=file]), select, summary, textarea)",
        "all => all.filter(e => e.offsetParent && Math.min(e.offsetWidth, e.offsetHeight) < 24)"
        ".map(e => e.outerHTML)",
    )
    assert small == []
