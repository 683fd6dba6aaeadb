"""The coding desk in the page: keeping, opening, giving away, and what is behind its tabs, as one does it."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from widget_page import opened, said, tab_to, violations, write_page

from compassion_course.corpus import CourseError, find_course, load_transcript
from compassion_course.corpus.exchange import (
    codebook_qdc,
    desk_file_of,
    desk_project,
    project_file,
    project_of,
    project_qdpx,
)
from compassion_course.corpus.exchange.codings import codings_csv
from compassion_course.corpus.exchange.taguette import codebook_csv
from compassion_course.widgets import AxialMap, ThemeBoard, TranscriptCoder

REPOSITORY = Path(__file__).resolve().parent.parent
DOC = "P07"
TABS = ("Transcript", "Codebook", "Extracts", "Memos", "Search", "In numbers", "Log", "Save and share")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The course's own texts, and a working folder in which nothing lies."""
    monkeypatch.setenv("COMPASSION_COURSE", str(REPOSITORY))
    monkeypatch.chdir(tmp_path)


@cache
def a_file(reader: str = "close", *docs: str) -> bytes:
    """A reference reading's coding of P07, as somebody's project file."""
    course = find_course(REPOSITORY)
    return project_file(desk_file_of(course, project_of(course, list(docs) or [DOC], [reader])))


def chosen_file(name: str, content: bytes | str) -> dict[str, Any]:
    data = content.encode() if isinstance(content, str) else content
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def choose_file(page: Page, name: str, content: bytes | str) -> None:
    """Choose a file under “Save and share”."""
    tab(page, "Save and share")
    page.get_by_label("Open a file").set_input_files(files=[chosen_file(name, content)])


def open_file(page: Page, content: bytes | str, name: str = "x.project.json") -> None:
    choose_file(page, name, content)
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_role("group", name="What happened")).to_contain_text(f"{name} is open.")


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    expect(page.locator(".cw-tab-panel").first).not_to_contain_text("Opening …")


def kept(page: Page) -> Any:
    """What lies in the browser's storage, or null."""
    return page.evaluate("Object.entries(localStorage).find(([key]) => key.includes('/desk/'))?.[1] ?? null")


def wait_until(page: Page, condition: str, seconds: float = 15) -> None:
    """Wait for an expression; Playwright's own waiting needs the eval that the page's policy forbids."""
    for _ in range(int(seconds * 20)):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {condition}")


def memo(page: Page, text: str, about: str = "The whole project") -> None:
    """Write a memo: the least that is a change."""
    tab(page, "Memos")
    page.get_by_label("About").select_option(label=about)
    page.get_by_label("Your memo").fill(text)
    page.get_by_role("button", name="Write this memo").click()
    expect(page.get_by_label(re.compile("^Memo. ")).last).to_have_value(text)


def focus(page: Page) -> str:
    """What has the focus, by its name; empty where nothing has it."""
    name: str = page.evaluate(
        "() => { const e = document.activeElement; return e === document.body ? '' :"
        " (e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || e.tagName).trim(); }"
    )
    return name


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def choose_by_keys(page: Page, words: str) -> None:
    """Choose in the list that has the focus, by arrow keys."""
    chosen = "document.activeElement.selectedOptions[0].textContent"
    for key in ["ArrowUp"] * 40 + ["ArrowDown"] * 80:
        if words == page.evaluate(chosen):
            return
        page.keyboard.press(key)
    raise AssertionError(f"No option {words}")


def downloaded(page: Page, button: str, place: str = ".cw-tab-panel") -> tuple[str, bytes]:
    """Press a button that saves, and give the file's name and content."""
    with page.expect_download() as download:
        page.locator(place).get_by_role("button", name=button).first.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def coder(**more: Any) -> TranscriptCoder:
    return TranscriptCoder(DOC, desk="mine", **more)


@pytest.fixture
def page(browser_page: Any, tmp_path: Path) -> Iterator[Page]:
    """A coder of P07 in a page opened from a file; nothing is complained of and nothing leaves."""
    opened(browser_page, write_page(tmp_path / "page", coder()))
    yield browser_page.page
    assert browser_page.complaints == []
    assert browser_page.outside == []


@pytest.fixture
def own_page(browser: Browser) -> Iterator[tuple[BrowserContext, Page]]:
    context = browser.new_context()
    yield context, context.new_page()
    context.close()


def mount(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(".cw-widget[data-mounted=true]")


# --- where the work is kept ----------------------------------------------------------------------

QUESTION = "Where should your work be kept? On a computer that others use, save files."


def test_the_first_change_asks_once_where_the_work_is_kept_and_the_focus_comes_back(page):
    notice = page.locator(".cw-bar-notice")
    assert notice.is_hidden()
    memo(page, "The first.")
    expect(notice).to_contain_text("Where should your work be kept?")
    assert kept(page) is None
    tab(page, "Transcript")
    tab(page, "Memos")
    page.get_by_role("button", name="Keep it on this computer").click()
    assert focus(page) == "Memos", "back to where the person was"
    assert notice.is_hidden()
    wait_until(page, "/The first/.test(JSON.stringify(localStorage))")
    memo(page, "The second.")
    page.wait_for_timeout(100)
    assert notice.is_hidden(), "asked once"


def test_the_question_by_keys_goes_to_the_strip_and_back(page):
    tab(page, "Codebook")
    page.get_by_role("button", name="Make it").focus()
    tab_to(page, "A new code")
    page.keyboard.type("Waiting")
    press(page, "Enter")
    expect(page.locator(".cw-bar-notice")).to_be_visible()
    assert focus(page) == "A new code", "who types is not sent away"
    tab_to(page, "I save files")
    press(page, "Enter")
    assert "Nothing is kept on this computer" in said(page)
    assert focus(page) != ""
    assert kept(page) is None


def test_whoever_goes_on_coding_with_keys_does_not_answer_by_accident(page):
    page.locator("button.cw-turn-mark").nth(7).focus()
    press(page, "Enter", "s", "v")
    expect(page.locator(".cw-bar-notice")).to_be_visible()
    assert focus(page) == QUESTION
    press(page, "Enter", "ArrowDown", "Enter", " ")
    page.wait_for_timeout(1000)
    assert kept(page) is None
    assert page.locator(".cw-bar-notice").is_visible()
    tab_to(page, "I save files")
    press(page, "Enter")
    assert "Words of turn" in focus(page), "back to the words"


def test_kept_work_is_back_after_a_crash(own_page, tmp_path):
    context, page = own_page
    address = write_page(tmp_path / "page", coder())
    mount(page, address)
    memo(page, "Not to be lost.")
    page.get_by_role("button", name="Keep it on this computer").click()
    memo(page, "Nor this.")
    wait_until(page, "/Nor this/.test(JSON.stringify(localStorage))")
    page.close(run_before_unload=False)
    again = context.new_page()
    mount(again, address)
    expect(again.locator(".cw-bar-notice")).to_contain_text("is back")
    tab(again, "Memos")
    memos = again.get_by_label(re.compile("^Memo. "))
    assert [one.input_value() for one in memos.all()] == ["Not to be lost.", "Nor this."]
    expect(again.locator(".cw-bar-words")).to_contain_text("Kept on this computer.")


def test_what_is_kept_can_be_deleted_and_stays_on_the_screen(page):
    memo(page, "Mine.")
    page.get_by_role("button", name="Keep it on this computer").click()
    wait_until(page, "/Mine/.test(JSON.stringify(localStorage))")
    tab(page, "Save and share")
    page.get_by_role("button", name="Delete everything kept here").click()
    assert page.evaluate("localStorage.length") == 0
    assert focus(page) == "Where your work is kept"
    tab(page, "Memos")
    assert page.get_by_label(re.compile("^Memo. ")).input_value() == "Mine."


def test_unsaved_work_shows_its_age_prompts_after_ten_minutes_and_warns_before_leaving(own_page, tmp_path):
    context, page = own_page
    page.clock.install()
    page.goto(write_page(tmp_path / "page", coder()))
    page.clock.run_for(1000)
    page.get_by_role("tab", name="Memos").click()
    page.get_by_label("Your memo").fill("Something")
    page.get_by_role("button", name="Write this memo").click()
    page.clock.run_for(500)
    page.get_by_role("button", name="I save files").click()
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


def test_a_saved_file_lets_one_leave_without_a_warning(own_page, tmp_path):
    context, page = own_page
    mount(page, write_page(tmp_path / "page", coder()))
    memo(page, "Saved.")
    downloaded(page, "Save a file", ".cw-bar")
    expect(page.locator(".cw-bar-words")).to_contain_text("Last saved less than a minute ago.")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.close(run_before_unload=True)
    context.new_page().wait_for_timeout(500)
    assert asked == []


@pytest.mark.parametrize("trouble", ["full", "refused"])
def test_a_storage_that_does_not_take_it_is_said_and_a_file_still_saves(own_page, tmp_path, trouble):
    _, page = own_page
    page.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }"
        if trouble == "full"
        else "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'No'); } })"
    )
    mount(page, write_page(tmp_path / "page", coder()))
    memo(page, "Here.")
    page.get_by_role("button", name="Keep it on this computer").click()
    expected = {"full": "storage is full", "refused": "does not let the page keep anything"}[trouble]
    expect(page.locator(".cw-bar-notice")).to_contain_text(expected)
    expect(page.locator(".cw-bar-words")).to_contain_text("Not being kept")
    _, file = downloaded(page, "Save a file", ".cw-bar")
    assert json.loads(file)["memos"][0]["text"] == "Here."


def test_a_second_tab_on_the_same_desk_is_told_and_nothing_is_written_over(own_page, tmp_path):
    context, page = own_page
    address = write_page(tmp_path / "page", coder())
    mount(page, address)
    memo(page, "From the first tab")
    page.get_by_role("button", name="Keep it on this computer").click()
    wait_until(page, "/From the first/.test(JSON.stringify(localStorage))")
    second = context.new_page()
    mount(second, address)
    memo(second, "From the second tab")
    wait_until(second, "/From the second/.test(JSON.stringify(localStorage))")
    expect(page.locator(".cw-bar-notice")).to_contain_text("changed in another tab")
    memo(page, "Only here")
    page.wait_for_timeout(1000)
    assert "From the second" in kept(page)
    assert "Only here" not in kept(page)
    page.get_by_role("button", name="Keep this tab's work instead").click()
    wait_until(page, "/Only here/.test(JSON.stringify(localStorage))")
    expect(second.locator(".cw-bar-notice")).to_contain_text("changed in another tab")
    second.get_by_role("button", name="Show the other tab's work here").click()
    texts = [one.input_value() for one in second.get_by_label(re.compile("^Memo. ")).all()]
    assert texts == ["From the first tab", "Only here"]


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [".cw-bar", ".cw-tab-panel"], ids=["the strip", "the tab"])
def test_a_saved_file_opens_in_a_fresh_page_on_a_phone(page, browser, tmp_path, place):
    memo(page, "Half done.")
    tab(page, "Save and share")
    name, file = downloaded(page, "Save a file", place)
    assert name == "mine.project.json"
    assert "mine.project.json" in said(page)
    context = browser.new_context(viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    phone = context.new_page()
    mount(phone, (tmp_path / "page" / "light.html").as_uri())
    phone.get_by_role("tab", name="Save and share").tap()
    phone.get_by_label("Open a file").set_input_files(files=[chosen_file(name, file)])
    phone.get_by_role("button", name="Open it").tap()
    expect(phone.get_by_role("group", name="What happened")).to_contain_text(f"{name} is open.")
    assert focus(phone) == "What happened"
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_role("tab", name="Memos").tap()
    assert phone.get_by_label(re.compile("^Memo. ")).input_value() == "Half done."
    expect(phone.locator(".cw-bar-words")).not_to_contain_text("Unsaved")
    context.close()


def test_opening_says_what_it_replaces_and_can_be_left(page):
    memo(page, "On the screen.")
    choose_file(page, "half.project.json", a_file())
    message = page.get_by_role("group", name="What happened")
    expect(message).to_contain_text("replaces the work on this screen, some of which is not saved")
    page.get_by_role("button", name="Leave everything as it is").click()
    assert focus(page) != "", "the button goes; the focus does not"
    tab(page, "Memos")
    assert page.get_by_label(re.compile("^Memo. ")).input_value() == "On the screen."


@pytest.mark.parametrize(
    ("name", "spoil", "place", "remedy"),
    [
        ("x.project.json", lambda t: t[: len(t) // 2], "damaged at line", "An earlier save may be whole"),
        ("x.project.json", lambda _: "", "The file is empty", "Open an earlier save"),
        (
            "x.project.json",
            lambda t: t.replace('"saved": ""', '"saved": "today"', 1),
            "“saved” is not a time",
            "Mend that place",
        ),
        (
            "x.project.json",
            lambda t: re.sub(r'"start": \d+', '"start": -1', t, count=1),
            "entry 1: “start”",
            "Mend",
        ),
        ("x.qdpx", lambda _: "no archive", "x.qdpx was not opened", "ref:qdpx"),
        ("x.qdc", lambda _: "<CodeBook", "x.qdc was not opened", ""),
        ("x.csv", lambda _: "a,b\n1,2\n", "no column tag, path or name", "Its first line names the columns"),
        ("x.csv", lambda _: b"name\ncaf\xe9\n", "x.csv was not opened", "UTF-8"),
        ("x.docx", lambda _: "PK", "x.docx was not opened", ".project.json"),
    ],
    ids=["cut off", "empty", "a bad time", "a bad place", "no zip", "no xml", "other csv", "latin-1", "word"],
)
def test_a_bad_file_is_refused_with_place_and_remedy_and_leaves_the_screen(page, name, spoil, place, remedy):
    memo(page, "As it was.")
    choose_file(page, name, spoil(a_file().decode()))
    message = page.get_by_role("group", name="What happened")
    expect(message).to_contain_text(f"{name} was not opened.")
    expect(message).to_contain_text(place)
    if not remedy.startswith("ref:"):
        expect(message).to_contain_text(remedy)
    assert focus(page) == "What happened"
    tab(page, "Memos")
    assert page.get_by_label(re.compile("^Memo. ")).input_value() == "As it was."


def test_every_export_is_what_python_makes_of_the_saved_project(page):
    open_file(page, a_file())
    _, saved = downloaded(page, "Save a file")
    project = desk_project(find_course(REPOSITORY), saved)
    expected = {
        "Project, REFI-QDA": ("mine.qdpx", project_qdpx(project)),
        "Codebook, REFI-QDA": ("mine.qdc", codebook_qdc(project)),
        "Codings": ("mine.codings.csv", codings_csv(project).encode()),
        "Codebook (.csv)": ("mine.codebook.csv", codebook_csv(project).encode()),
    }
    for button, (name, content) in expected.items():
        got_name, got = downloaded(page, button)
        assert got_name == name
        assert len(got) > 500
        assert got == content, name


def test_the_report_and_the_audit_trail_hold_what_was_done(page):
    open_file(page, a_file())
    memo(page, "What the report must hold.")
    tab(page, "Save and share")
    _, report = downloaded(page, "Report for a word processor")
    work = json.loads(a_file())
    words = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", report.decode())))
    assert "What the report must hold." in words
    for span in work["spans"][:5]:
        assert span["quote"] in words
    name, trail = downloaded(page, "Audit trail")
    assert name == "mine.audit-trail.csv"
    rows = list(csv.DictReader(io.StringIO(trail.decode("utf-8-sig"))))
    assert {"from", "to", "times", "what", "event"} <= set(rows[0])
    assert [row["event"] for row in rows if row["event"] in {"open", "memo", "export"}][:3] == [
        "open",
        "memo",
        "export",
    ]


def test_a_project_of_two_coders_asks_whose_is_opened(page):
    course = find_course(REPOSITORY)
    both = project_qdpx(project_of(course, [DOC], ["close", "interpretative"]))
    choose_file(page, "two.qdpx", both)
    message = page.get_by_role("group", name="What happened")
    expect(message).to_contain_text("holds the work of 2 people")
    assert focus(page) == "What happened"
    options = page.get_by_label("Whose coding").locator("option").all_inner_texts()
    assert len([one for one in options if "coded places" in one]) == 2
    page.get_by_label("Whose coding").select_option(index=2)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Open it").click()
    _, saved = downloaded(page, "Save a file")
    ids = {span["id"] for span in json.loads(saved)["spans"]}
    theirs = [
        {span["id"] for span in json.loads(a_file(one))["spans"]} for one in ("close", "interpretative")
    ]
    assert ids in theirs
    chosen = [one for one in options if "coded places" in one][1]
    assert ids == theirs["close" not in chosen.lower()]


@pytest.mark.parametrize("ending", ["qdc", "csv"])
def test_a_codebook_joins_the_codes_that_are_there(page, ending):
    course = find_course(REPOSITORY)
    project = project_of(course, [DOC], ["close"])
    book = codebook_qdc(project) if ending == "qdc" else codebook_csv(project)
    tab(page, "Codebook")
    page.get_by_label("A new code").fill("A code of mine")
    press(page, "Enter")
    before = page.locator(".cw-code-row").count()
    assert before == 1
    choose_file(page, f"book.{ending}", book)
    message = page.get_by_role("group", name="What happened")
    expect(message).to_contain_text(re.compile(r"\d+ codes of book"))
    count = int(re.search(r"(\d+) codes", message.inner_text())[1])
    tab(page, "Codebook")
    assert page.locator(".cw-code-row").count() == before + count
    choose_file(page, f"book.{ending}", book)
    expect(message).to_contain_text(f"{count} were there already")
    page.locator(".cw-bar").get_by_role("button", name=re.compile("^Undo")).click()
    tab(page, "Codebook")
    assert page.locator(".cw-code-row").count() == before


def test_printing_prints_the_report_alone(page):
    open_file(page, a_file())
    page.evaluate("window.print = () => {}")
    page.get_by_role("button", name="Print a report").click()
    page.emulate_media(media="print")
    shown = page.evaluate(
        "[...document.body.children].filter(one => getComputedStyle(one).display !== 'none')"
        ".map(one => one.className)"
    )
    assert shown == ["cw-print-sheet"]
    assert json.loads(a_file())["spans"][0]["quote"] in page.locator(".cw-print-sheet").inner_text()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.locator(".cw-print-sheet").count() == 0
    assert page.get_by_role("button", name="Print a report").is_visible()


# --- the codebook --------------------------------------------------------------------------------


def tree(page: Page) -> list[tuple[int, str]]:
    """The codes as they stand: how deep, and what they are called."""
    rows: list[list[Any]] = page.eval_on_selector_all(
        ".cw-code-row",
        """all => all.map(e => {
          let depth = -1;
          for (let up = e.parentElement; !up.matches(".cw-code-tree"); up = up.parentElement)
            depth += up.tagName === "UL";
          return [depth + 1, e.querySelector(".cw-code-name, .cw-chip")?.innerText ?? e.innerText];
        })""",
    )
    return [(depth, words.split("\n")[-1].strip()) for depth, words in rows]


def undone_and_redone(page: Page, before: Any, look: Any) -> None:
    """Take the last step back and do it again, and stand where one stood."""
    after = look()
    assert before != after
    press(page, "Control+z")
    assert "Undone" in said(page)
    assert look() == before
    assert focus(page) != ""
    press(page, "Control+Shift+z")
    assert "Done again" in said(page)
    assert look() == after
    assert focus(page) != ""


def test_the_codebook_by_keys_alone_with_each_step_undone_and_redone(page):
    def look():
        return tree(page)

    tab_to(page, "Transcript")
    press(page, "ArrowRight")
    for name in ("Waiting", "Waiting for a room", "Being watched", "Being seen"):
        tab_to(page, "A new code")
        page.keyboard.type(name)
        press(page, "Enter")
        assert f"Code made: {name}" in said(page)
    assert [name for _, name in look()] == ["Waiting", "Waiting for a room", "Being watched", "Being seen"]

    tab_to(page, re.compile("Being seen"))
    press(page, "Home", "ArrowDown")
    assert "Waiting for a room" in focus(page)
    tab_to(page, "What it means")
    page.keyboard.type("Time spent in a corridor.")
    meaning = page.get_by_label("What it means")
    press(page, "Control+z")
    assert meaning.input_value() == ""
    press(page, "Control+Shift+z")
    assert meaning.input_value() == "Time spent in a corridor."

    before = look()
    tab_to(page, "Stands under")
    choose_by_keys(page, "Waiting")
    assert (1, "Waiting for a room") in look()
    press(page, "Tab")
    press(page, "Shift+Tab")
    undone_and_redone(page, before, look)

    for _ in range(80):
        if "Being watched" in focus(page) and page.evaluate("document.activeElement.matches('.cw-code-row')"):
            break
        press(
            page,
            "Shift+Tab" if page.evaluate("!document.activeElement.matches('.cw-code-row')") else "ArrowDown",
        )
    before = look()
    press(page, "Alt+ArrowDown")
    assert "Being watched moved down." in said(page)
    assert [name for _, name in look()][-2:] == ["Being seen", "Being watched"]
    assert "Being watched" in focus(page)
    undone_and_redone(page, before, look)

    tab_to(page, "Properties and dimensions")
    press(page, "Enter")
    tab_to(page, "Add a property")
    press(page, "Enter")
    assert focus(page) == "Property"
    page.keyboard.type("length")
    press(page, "Tab")
    page.keyboard.type("a moment")
    press(page, "Tab")
    page.keyboard.type("weeks")

    def fields():
        return [one.input_value() for one in page.locator(".cw-property input").all()]

    assert fields() == ["length", "a moment", "weeks"]
    undone_and_redone(page, ["length", "a moment", ""], fields)
    tab_to(page, "Remove property 1")
    press(page, "Enter")
    assert focus(page) == "Add a property"
    undone_and_redone(page, ["length", "a moment", "weeks"], fields)

    before = look()
    tab_to(page, "Merge it into")
    choose_by_keys(page, "Being seen")
    press(page, "Tab", "Enter")
    assert "Being watched is merged into Being seen" in said(page)
    assert "Being seen" in focus(page)
    assert "Merged from “Being watched”." in page.get_by_label("What it means").input_value()
    undone_and_redone(page, before, look)

    before = look()
    press(page, "End") if page.evaluate("document.activeElement.matches('.cw-code-row')") else None
    while not page.evaluate("document.activeElement.matches('.cw-code-row')"):
        press(page, "Shift+Tab")
    press(page, "Home", "Delete")
    assert "Waiting is removed" in said(page)
    assert page.evaluate("document.activeElement.matches('.cw-code-row')")
    assert (0, "Waiting for a room") in look(), "what stood below moves up"
    undone_and_redone(page, before, look)


def test_a_name_that_is_there_already_is_told_and_not_made_twice(page):
    tab(page, "Codebook")
    for _ in range(2):
        page.get_by_label("A new code").fill("Waiting")
        press(page, "Enter")
    expect(
        page.get_by_role("alert").filter(has_text="There is a code of that name already: Waiting.")
    ).to_be_visible()
    assert len(tree(page)) == 1


def test_a_closed_codebook_stands_to_be_read_and_cannot_be_changed(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", TranscriptCoder(DOC, codebooks=["three-systems"])))
    page = browser_page.page
    tab(page, "Codebook")
    names = [name for _, name in tree(page)]
    assert len(names) == len(set(names)) > 5
    page.locator(".cw-code-row").first.click()
    expect(page.get_by_text("From a closed codebook of the course")).to_be_visible()
    assert page.get_by_role("button", name="Remove this code").count() == 0
    press(page, "Delete")
    assert [name for _, name in tree(page)] == names


def test_typing_fills_one_line_of_the_log_and_not_one_for_each_letter(page):
    tab(page, "Codebook")
    page.get_by_label("A new code").fill("Waiting")
    press(page, "Enter")
    page.get_by_label("What it means").press_sequentially("Time in a corridor.")
    page.get_by_label("Memo on this code").press_sequentially("Whose time?")
    tab(page, "Log")
    lines = page.locator(".cw-log > li").all_inner_texts()
    assert len([one for one in lines if "definition" in one]) == 1
    _, saved = downloaded(page, "Save a file", ".cw-bar")
    events = [event["do"] for event in json.loads(saved)["events"]]
    assert len(events) < 8, events


# --- memos, search, extracts, numbers, log --------------------------------------------------------


def test_memos_stand_on_the_project_a_transcript_and_a_code_and_are_deleted_and_brought_back(page):
    open_file(page, a_file())
    code = json.loads(a_file())["codes"][0]["name"]
    before = len(json.loads(a_file())["memos"])
    for about in ("The whole project", f"Interview {DOC}", f"Code: {code}"):
        memo(page, f"On {about}", about)
        assert focus(page) in ("Your memo", QUESTION)
    cards = page.locator(".cw-memos > li")
    assert cards.count() == before + 3
    expect(cards.last).to_contain_text(f"Code: {code}")
    cards.last.get_by_role("button", name=re.compile("^Delete this memo")).click()
    assert cards.count() == before + 2
    assert focus(page).startswith("Delete this memo.")
    press(page, "Control+z")
    assert cards.count() == before + 3
    tab(page, "Codebook")
    page.locator(f".cw-code-row[data-code='{json.loads(a_file())['codes'][0]['code']}']").click()
    notes = [
        one["text"]
        for one in json.loads(a_file())["memos"]
        if one["on"] == f"code:{json.loads(a_file())['codes'][0]['code']}"
    ]
    assert page.get_by_label("Memo on this code").input_value() == (notes[0] if notes else f"On Code: {code}")


def test_search_leads_to_the_place_with_the_focus_there(page):
    open_file(page, a_file())
    turn = next(one for one in load_transcript(find_course(), DOC).turns if len(one.text) > 80)
    words = " ".join(turn.text.split()[3:6])
    tab(page, "Search")
    tab_to(page, "Words to find")
    page.keyboard.type(words.upper())
    press(page, "Enter")
    expect(page.locator(".cw-hits > li")).to_have_count(1)
    assert "1 place in 1 interview." in said(page)
    tab_to(page, re.compile("^Show it in the transcript"))
    press(page, "Enter")
    expect(page.get_by_role("tab", name="Transcript")).to_have_attribute("aria-selected", "true")
    assert page.evaluate("document.activeElement.closest('[data-turn]')?.dataset.turn") == turn.turn
    box = page.evaluate(
        "() => { const { top, bottom } = document.activeElement.getBoundingClientRect();"
        " return bottom > 0 && top < innerHeight; }"
    )
    assert box, "in sight"


def test_search_looks_in_notes_and_reasons_only_where_asked(page):
    memo(page, "A quokka in a memo")
    tab(page, "Search")
    page.get_by_label("Words to find").fill("quokka")
    press(page, "Enter")
    assert "Nothing found." in said(page)
    page.get_by_label("In my notes, reasons and memos too").check()
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".cw-hits > li")).to_contain_text("a memo of yours")
    page.get_by_label("Words to find").fill(" ")
    page.get_by_role("button", name="Find").click()
    assert "Type a word or more first." in said(page)


def test_extracts_stand_with_what_is_around_them_lead_back_and_can_be_split(page):
    open_file(page, a_file())
    work = json.loads(a_file())
    used: dict[str, list[dict[str, Any]]] = {}
    for span in work["spans"]:
        for code in span["codes"]:
            used.setdefault(code, []).append(span)
    parents = {code["parent"] for code in work["codes"]}
    code = next(
        one for one in work["codes"] if len(used.get(one["code"], [])) > 1 and one["code"] not in parents
    )
    spans = used[code["code"]]
    tab(page, "Extracts")
    page.get_by_label("Code", exact=True).select_option(value=code["code"])
    entries = page.locator(".cw-extracts > li")
    assert entries.count() == len(spans)
    entries.first.get_by_text("What stands around it").click()
    turns = load_transcript(find_course(), DOC).turns
    place = next(index for index, one in enumerate(turns) if one.turn in entries.first.inner_text())
    plain = re.sub(r"\s+", " ", entries.first.inner_text())
    for near in (turns[place - 1], turns[place], turns[place + 1]):
        assert near.text in plain
    entries.last.get_by_role("checkbox").check()
    page.get_by_text("Split this code", exact=True).click()
    page.get_by_role("button", name="Split", exact=True).click()
    expect(page.get_by_text("Name the new code first.")).to_be_visible()
    page.get_by_label("Name of the new code").fill("The other half")
    page.get_by_role("button", name="Split", exact=True).click()
    assert "1 span has the code The other half now" in said(page)
    assert focus(page) in ("Extracts", QUESTION)
    assert entries.count() == len(spans) - 1
    page.get_by_label("Code", exact=True).select_option(label="The other half")
    assert entries.count() == 1
    entries.first.get_by_role("button", name=re.compile("^Show it in the transcript")).click()
    assert page.evaluate("document.activeElement.closest('[data-turn]')?.dataset.turn") in {
        s["turn"] for s in spans
    }


def test_the_tables_count_a_coding_as_one_can_count_it_by_hand(page):
    text = next(one for one in load_transcript(find_course(), DOC).turns if len(one.text) > 60)
    quote = [text.text[0:10], text.text[5:20], text.text[30:40]]
    places = [(0, 10), (5, 20), (30, 40)]
    project = json.loads(a_file())
    blank = {"include": "", "exclude": "", "example": "", "properties": None, "colour": "", "letter": ""}
    project |= {
        "codes": [
            {"code": one, "parent": None, "name": one.upper(), "definition": "", **blank}
            for one in ("a", "b")
        ],
        "spans": [
            {
                "id": f"s{index}",
                "doc": DOC,
                "turn": text.turn,
                "start": start,
                "end": end,
                "quote": quote[index],
                "codes": codes,
                "notes": {},
                "why": "",
            }
            for index, ((start, end), codes) in enumerate(
                zip(places, (["a"], ["b"], ["a", "b"]), strict=True)
            )
        ],
        "statements": [],
        "themes": [],
        "relations": [],
        "memos": [],
        "locked": {},
        "first": {},
    }
    open_file(page, json.dumps(project))
    tab(page, "In numbers")
    cells = page.eval_on_selector_all(
        ".cw-tab-panel tbody tr", "all => all.map(row => [...row.children].map(cell => cell.innerText))"
    )
    assert cells == [["A", "2", "2", "1"], ["B", "2", "2", "1"], ["A", "B", "2"]]


def test_the_log_tells_in_words_what_was_done(page):
    tab(page, "Log")
    expect(page.get_by_text("Nothing was done yet.")).to_be_visible()
    tab(page, "Codebook")
    page.get_by_label("A new code").fill("Waiting")
    press(page, "Enter")
    page.locator(".cw-bar").get_by_role("button", name=re.compile("^Undo")).click()
    tab(page, "Log")
    lines = [re.sub(r"^.*?: ", "", one) for one in page.locator(".cw-log > li").all_inner_texts()]
    assert lines[0] == "Took back: a code made."
    assert "Made the code" in lines[1]
    assert lines[-1] == "Began."
    numbers = page.locator(".cw-log").evaluate("list => [list.reversed, list.start]")
    assert numbers == [True, len(lines)], "the oldest is the first"


# --- tabs and parts ------------------------------------------------------------------------------


def test_tabs_go_round_by_arrow_keys_and_one_stop_of_the_tab_key(page):
    tab_to(page, "Transcript")
    for name in (*TABS[1:], TABS[0], TABS[1]):
        press(page, "ArrowRight")
        assert focus(page) == name
        selected = page.locator("[role=tab][aria-selected=true]")
        assert selected.inner_text() == name
        labelled = page.locator("[role=tabpanel]").get_attribute("aria-labelledby")
        assert labelled == selected.get_attribute("id")
        expect(page.locator(".cw-tab-panel")).not_to_contain_text("Opening …")
        assert len(page.locator(".cw-tab-panel").inner_text()) > 40
    press(page, "End")
    assert focus(page) == TABS[-1]
    press(page, "Home", "ArrowLeft")
    assert focus(page) == TABS[-1]
    press(page, "Tab")
    assert page.evaluate("document.activeElement.closest('[role=tabpanel]') !== null")


def test_a_part_that_cannot_be_fetched_says_so_and_saving_still_works(browser_page, tmp_path):
    address = write_page(tmp_path / "page", coder())
    (tmp_path / "page" / "desk-files.page.js").unlink()
    opened(browser_page, address)
    page = browser_page.page
    memo(page, "Safe.")
    page.get_by_role("tab", name="Save and share").click()
    expect(page.get_by_role("alert").filter(has_text="could not be fetched")).to_be_visible()
    _, saved = downloaded(page, "Save a file", ".cw-bar")
    assert json.loads(saved)["memos"][0]["text"] == "Safe."
    tab(page, "Memos")
    assert page.get_by_label(re.compile("^Memo. ")).input_value() == "Safe."


def test_widgets_of_one_desk_share_the_work_and_the_undo(browser_page, tmp_path):
    widgets = (
        coder(),
        ThemeBoard(DOC, method="grounded-theory", start="", desk="mine"),
        AxialMap(DOC, start="", desk="mine", key="third"),
        TranscriptCoder(DOC, desk="another"),
    )
    opened(browser_page, write_page(tmp_path / "page", *widgets))
    page = browser_page.page
    first, board, _, other = page.locator(".cw-widget").all()
    first.get_by_role("tab", name="Codebook").click()
    first.get_by_label("A new code").fill("A shared code")
    press(page, "Enter")
    expect(board).to_contain_text("A shared code")
    assert other.locator(".cw-bar-words").inner_text() == "Nothing to save yet."
    assert page.locator(".cw-bar-notice:visible").count() == 1, (
        "asked once for the page, where the change was"
    )
    assert first.locator(".cw-bar-notice").is_visible()
    undo = board.get_by_role("button", name="Undo: a code made")
    undo.click()
    expect(first.locator(".cw-code-row")).to_have_count(0)
    assert focus(page).startswith("Undo")
    assert browser_page.complaints == []


def test_the_question_stands_where_the_change_was_made(browser_page, tmp_path):
    widgets = (coder(), ThemeBoard(DOC, method="grounded-theory", start="", desk="mine"))
    opened(browser_page, write_page(tmp_path / "page", *widgets))
    first, board = browser_page.page.locator(".cw-widget").all()
    board.get_by_role("tab", name="Memos").click()
    board.get_by_label("Your memo").fill("From the board.")
    board.get_by_role("button", name="Write this memo").click()
    expect(board.locator(".cw-bar-notice")).to_contain_text("Where should your work be kept?")
    assert first.locator(".cw-bar-notice").is_hidden()


def test_work_on_the_transcripts_of_either_widget_is_back_after_a_reload(own_page, tmp_path):
    _, page = own_page
    widgets = (coder(), ThemeBoard("P03", DOC, method="grounded-theory", start="", desk="mine"))
    mount(page, write_page(tmp_path / "page", *widgets))
    board = page.locator(".cw-widget").nth(1)
    board.get_by_role("tab", name="Memos").click()
    board.get_by_label("About").select_option(label="Interview P03")
    board.get_by_label("Your memo").fill("On the second widget's interview.")
    board.get_by_role("button", name="Write this memo").click()
    board.get_by_role("button", name="Keep it on this computer").click()
    wait_until(page, "/second widget/.test(JSON.stringify(localStorage))")
    page.reload()
    page.wait_for_selector(".cw-widget[data-mounted=true]")
    expect(page.locator(".cw-bar-notice").first).to_contain_text("is back")
    first = page.locator(".cw-widget").first
    first.get_by_role("tab", name="Memos").click()
    expect(first.locator(".cw-memos > li")).to_contain_text("Interview P03")


# --- for everybody -------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_any_tab(browser_page, tmp_path, axe, theme):
    opened(browser_page, write_page(tmp_path / "page", coder(codebooks=["three-systems"]), theme=theme))
    page = browser_page.page
    assert violations(page, axe) == []
    found = {}
    open_file(page, a_file())
    memo(page, "A memo.")
    for name in TABS:
        tab(page, name)
        if name == "Extracts":
            page.get_by_label("Code", exact=True).select_option(index=8)
        if name == "Search":
            page.get_by_label("Words to find").fill("the")
            press(page, "Enter")
        page.eval_on_selector_all(
            ".cw-tab-panel details", "all => all.slice(0, 40).forEach(one => { one.open = true })"
        )
        found[name] = violations(page, axe)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (1280, "200%"), (640, "200%")])
def test_no_tab_scrolls_sideways_and_no_target_is_small(browser, tmp_path, width, size):
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    mount(page, write_page(tmp_path / "page", coder(codebooks=["three-systems"])))
    page.evaluate(
        "size => { for (const one of [document.documentElement, document.body]) one.style.fontSize = size; }",
        size if size != "200%" else "32px",
    )
    open_file(page, a_file())
    memo(page, "A memo.")
    for name in TABS:
        tab(page, name)
        if name == "Extracts":
            page.get_by_label("Code", exact=True).select_option(index=8)
        page.eval_on_selector_all(
            ".cw-tab-panel details", "all => all.slice(0, 40).forEach(one => { one.open = true })"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        small = page.eval_on_selector_all(
            ".cw-widget :is(button, input:not([type=file]), select, summary, textarea)",
            "all => all.filter(e => e.offsetParent && Math.min(e.offsetWidth, e.offsetHeight) < 24)"
            ".map(e => e.outerHTML.slice(0, 150))",
        )
        assert small == [], name
        assert page.evaluate("document.querySelector('.cw-bar-row').getBoundingClientRect().height") < 400
    context.close()


def test_no_action_of_the_shell_loses_the_focus(page):
    """Each control that goes away with its own press hands the focus on."""
    open_file(page, a_file())
    assert focus(page) == "What happened"
    for name in TABS:
        tab(page, name)
        assert focus(page) == name
    memo(page, "One.")
    page.get_by_role("button", name="I save files").click()
    assert focus(page) != ""
    tab(page, "Codebook")
    page.get_by_label("A new code").fill("Alone")
    press(page, "Enter")
    page.get_by_role("button", name="Show its extracts, or split it").click()
    assert focus(page) == "Extracts"
    tab(page, "Codebook")
    page.get_by_role("button", name="Remove this code").click()
    assert focus(page) != ""
    page.locator(".cw-bar").get_by_role("button", name=re.compile("^Undo")).click()
    assert focus(page).startswith("Undo")
    tab(page, "Memos")
    while (away := page.get_by_role("button", name=re.compile("^Delete this memo"))).count():
        away.first.click()
        assert focus(page) != ""
    tab(page, "Save and share")
    page.get_by_role("button", name="Keep it on this computer").click()
    assert focus(page) == "Where your work is kept"
    page.get_by_role("button", name="I save files").click()
    assert focus(page) == "Where your work is kept"


# --- a text of one's own -------------------------------------------------------------------------


def test_a_text_of_ones_own_opens_after_the_warning_and_is_never_published(browser_page, tmp_path):
    own = TranscriptCoder(text="Ann: I waited a long while.\nBob: And then?")
    with pytest.raises(CourseError, match="would be published"):
        own.page_traits()
    # As a kernel gives it: the page alone never gets such a text.
    stand_in = TranscriptCoder(DOC)
    traits = {
        **stand_in.page_traits(),
        "transcripts": own.transcripts,
        "settings": own.settings,
        "readings": [],
    }
    stand_in.page_traits = lambda: traits  # type: ignore[method-assign]
    opened(browser_page, write_page(tmp_path / "page", stand_in))
    page = browser_page.page
    live = page.locator(".cw-live")
    expect(live).to_contain_text("a text of your own")
    assert "I waited" not in live.inner_text()
    tab_to(page, "Open the text")
    press(page, "Enter")
    expect(page.get_by_role("alert").filter(has_text="Tick the line above first")).to_be_visible()
    assert "I waited" not in live.inner_text()
    assert focus(page).startswith("I have read this")
    press(page, "Space")
    tab_to(page, "Open the text")
    press(page, "Enter")
    expect(live).to_contain_text("I waited a long while.")
    assert focus(page) != ""
