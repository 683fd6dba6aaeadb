"""The desk's page: marked by keyboard alone, twice, moderated, and readable for everybody."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import Watched, watch
from desk_class import HOSTILE, desk, gradebook, mark_class, persons
from playwright.sync_api import Browser, Page, expect
from small_course import COURSE, SLUG
from test_site_axe import COLOURS, RULES, violations

from compassion_course.desk.desk_server import DeskServer
from compassion_course.desk.gradebook import Gradebook
from compassion_course.desk.packs import merge, pack_task, write_pack
from compassion_course.desk.programme import Programme
from compassion_course.desk.schemes import Schemes

STEPS = Programme(scale=100, pass_mark=50, concern={"risk": ("Ring the lead on 7.", "Write the time down.")})


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return mark_class(tmp_path, 3, argument=f"One two three four {HOSTILE}")


@contextmanager
def served(out: Path, marker: str, **options: Any) -> Iterator[DeskServer]:
    with gradebook(out, threads=True) as book, DeskServer(desk(book, marker, **options)) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def arguments(out: Path) -> dict[int, dict[str, Any]]:
    with gradebook(out) as book:
        return {id: items["argument"] for id, items in book.latest(SLUG).items()}


def opened(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("#script")).to_be_visible()


def saved(page: Page, words: str = "Saved: ") -> None:
    expect(page.locator(".status")).to_contain_text(words)


def test_three_trainees_marked_by_keyboard_alone_then_again_then_moderated(
    out: Path, browser_page: Watched
) -> None:
    page, press = browser_page.page, browser_page.page.keyboard.press
    with served(out, "A. Lee", programme=STEPS) as server:
        opened(page, server.address)
        assert "T000" not in page.content()
        press("n")  # from the replies to the argument
        expect(page.locator("#script")).to_be_focused()
        press("3")  # half: 4 to 5
        press("ArrowUp")
        expect(page.locator("#marks")).to_have_value("5")
        press("r")
        page.keyboard.type("Names who decides; j and 1 are words here.")
        press("Escape")
        press("f")
        press("Enter")
        expect(page.locator("#comment")).to_have_value("Say who would change what.")
        press("Control+Enter")
        expect(page.locator(".progress")).to_contain_text("Answer 2 of 3; 1 marked")
        press("2")
        press("j")
        press("4")
        press("j")  # there is no next one, and what was decided is saved
        expect(page.locator("[role=status]").first).to_contain_text("last answer")
        saved(page)
        expect(page.locator(".progress")).to_contain_text("Answer 3 of 3; 3 marked.")
        press("e")
        expect(page.locator("summary", has_text="Exemplars")).to_be_focused()
        expect(page.locator(".exemplar")).to_have_count(5)
        press("/")
        expect(page.get_by_role("dialog")).to_contain_text("Raise a concern")
        press("Space")  # single keys off
        press("Escape")
        press("Escape")
        press("1")
        expect(page.locator("#marks")).to_have_value("6")
        page.reload()
        expect(page.locator("#pile option").nth(1)).to_have_text("A tea round: Argument (3 of 3)")
    given = [items["first"] for items in arguments(out).values()]
    assert sorted(mark.marks or 0 for mark in given) == [2, 5, 6]
    (whole,) = [mark for mark in given if mark.marks == 5]
    assert (whole.marker, whole.level) == ("A. Lee", "half")
    assert (whole.why, whole.comment) == (
        "Names who decides; j and 1 are words here.",
        "Say who would change what.",
    )

    with served(out, "A. Lee") as server:  # the replies too: only what is marked in full is sampled
        opened(page, server.address)
        for _ in range(3):
            press("3")
            press("j")
        expect(page.locator(".progress")).to_contain_text("3 marked.")
        saved(page)

    with served(out, "B. Shah", role="second", programme=STEPS) as server:
        opened(page, server.address)
        press("n")
        expect(page.locator("h1")).to_have_text("Second marks, blind to the first: B. Shah")
        assert "Names who decides" not in page.content()
        for _ in range(3):
            expect(page.locator("#marks")).to_have_value("")
            press("1")
            press("j")
        expect(page.locator(".progress")).to_contain_text("3 marked.")
        saved(page)

    with served(out, "C. Day", role="moderated") as server:
        opened(page, server.address)
        expect(page.locator(".agreement")).to_contain_text("3 pairs: 0 equal")
        press("a")  # the first mark
        expect(page.locator("#why")).to_be_focused()
        saved(page, "as soon as the reason is there")
        page.keyboard.type("The first marker read the lunch hour rightly.")
        press("Escape")
        saved(page)
    moderated = [items["moderated"] for items in arguments(out).values() if "moderated" in items]
    assert [(mark.marker, mark.why) for mark in moderated] == [
        ("C. Day", "The first marker read the lunch hour rightly.")
    ]
    assert browser_page.complaints == []
    assert browser_page.outside == []
    assert page.title() == "Marking"  # nothing that a trainee wrote has run


def test_a_concern_shows_the_programmes_steps_and_is_kept(out: Path, browser_page: Watched) -> None:
    page, press = browser_page.page, browser_page.page.keyboard.press
    with served(out, "A. Lee", programme=STEPS) as server:
        opened(page, server.address)
        press("!")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Ring the lead on 7.")
        press("ArrowDown")
        expect(dialog).to_contain_text("Your programme has set no steps")
        expect(dialog).to_contain_text("999")
        press("ArrowUp")
        press("Tab")
        press("Space")  # the whole sheet
        press("Tab")
        page.keyboard.type("A child is named.")
        press("Tab")
        press("Enter")
        saved(page, "Concern recorded")
        expect(page.locator(".notice")).to_contain_text("A concern is open here")
    with gradebook(out) as book:
        (one,) = book.concerns()
    assert (one.item, one.kind, one.note, one.marker) == ("", "risk", "A child is named.", "A. Lee")


def test_what_cannot_be_saved_is_said_and_stays(out: Path, browser_page: Watched) -> None:
    page, press = browser_page.page, browser_page.page.keyboard.press
    with served(out, "A. Lee") as server:
        opened(page, server.address)
        page.route("**/save", lambda route: route.abort())
        press("4")
        saved(page, "Not saved: the desk does not answer")
        press("j")
        expect(page.locator(".progress")).to_contain_text("1 change not saved yet")
        page.unroute("**/save")
        press("k")
        expect(page.locator("#marks")).to_have_value("4")
        saved(page)
        expect(page.locator(".progress")).not_to_contain_text("not saved")


def test_axe_finds_nothing_light_dark_or_small(out: Path, browser: Browser, axe: str) -> None:
    with gradebook(out) as book:
        lee = desk(book)
        for ref in lee.task()["order"][f"{SLUG}/differences"]:
            mark_both(book, lee.names.by_reference[ref].id)
    # The page's policy is right to refuse a script from outside; axe needs to get in all the same.
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    watched = watch(context)
    page, press = watched.page, watched.page.keyboard.press
    found: dict[str, list[str]] = {}
    # Moderation shows all that the others show, and both marks.
    with served(out, "C. Day", role="moderated", programme=STEPS) as server:
        opened(page, server.address)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        press("3")
        saved(page, "as soon as")
        found["light"] = violations(watched, axe, RULES)
        page.emulate_media(color_scheme="dark")
        found["dark"] = violations(watched, axe, COLOURS)
        press("!")
        page.set_viewport_size({"width": 320, "height": 640})
        found["dark, concern"] = violations(watched, axe, RULES)
        press("Escape")
        press("/")
        found["small, keys"] = violations(watched, axe, RULES)
        press("Escape")
        found["small"] = violations(watched, axe, RULES)
        assert page.evaluate("document.documentElement.scrollWidth") == 320
    context.close()
    assert {name: faults for name, faults in found.items() if faults} == {}


def mark_both(book: Gradebook, id: int) -> None:
    book.enter(persons(id, "differences", 3, why="Words are named.", comment="Good."))
    book.enter(persons(id, "differences", 1, role="second", marker="B. Shah", why="Which words?"))


def test_a_pack_is_marked_offline_kept_when_asked_and_merged(
    out: Path, tmp_path: Path, browser_page: Watched
) -> None:
    with gradebook(out) as book:
        write_pack(tmp_path / "pack.html", pack_task(desk(book, "B. Shah")))
    page, press = browser_page.page, browser_page.page.keyboard.press
    address = (tmp_path / "pack.html").as_uri()
    opened(page, address)
    press("2")
    saved(page, "Held in this page")
    page.get_by_role("button", name="Keep them here").press("Enter")
    saved(page, "Kept in this browser")
    press("j")
    press("3")
    saved(page, "Kept in this browser")
    page.goto("about:blank")
    opened(page, address)
    expect(page.locator(".progress")).to_contain_text("2 marked")
    with page.expect_download() as waited:
        press("s")
    file = tmp_path / waited.value.suggested_filename
    waited.value.save_as(file)
    assert file.name == "marks-b-shah-first.json"
    assert len(json.loads(file.read_text(encoding="utf-8"))["marks"]) == 2
    page.get_by_role("button", name="Delete them from it").press("Enter")
    assert page.evaluate("localStorage.length") == 0
    with gradebook(out) as book:
        assert [line.what for line in merge(book, Schemes(COURSE), [file])] == ["new", "new"]
        marks = [items["differences"].get("first") for items in book.latest(SLUG).values()]
    assert sorted(mark.marks for mark in marks if mark is not None and mark.marks is not None) == [1, 2]
    assert browser_page.complaints == []
    assert browser_page.outside == []
