"""The CPD record in Chromium: asked once, remembered after a yes, written, taken away and deleted."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from conftest import Site, Watched, watch
from playwright.sync_api import Browser, Page, expect
from test_site_axe import RULES, violations
from test_site_pages import open_page
from widget_page import said, tab_to

from compassion_course.cli import main
from compassion_course.corpus import Course, CourseError
from compassion_course.exercises import load_checks
from compassion_course.exercises.items import ChoiceCheck
from compassion_course.exercises.minutes import chapter_minutes
from compassion_course.models.cpd_record import load_cpd_record
from compassion_course.site import digest

RECORD = "book/cpd-record.html"
CHAPTER = "chapters/02-burnout-and-its-neighbours"
EXERCISE = "exercises/numbers/exercise"
#: Printing would wait for somebody; this stands in for it and leaves the sheet in the page.
NO_PRINT = "window.print = () => { window.printed = (window.printed || 0) + 1; };"
REFUSED = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no'); }});"


def kept(page: Page) -> dict[str, str]:
    """Give all that lies in the browser's storage."""
    found: dict[str, str] = page.evaluate("Object.fromEntries(Object.entries(localStorage))")
    return found


def allow(watched: Watched, site: Site) -> Page:
    """Say yes on the record's page."""
    open_page(watched, site.url(RECORD))
    watched.page.get_by_role("button", name="Yes, remember in this browser").click()
    return watched.page


def begin_entry(page: Page, about: str = "own") -> None:
    page.get_by_label("What is it about?").select_option(about)
    page.get_by_role("button", name="Begin an entry").click()


def press(page: Page, name: str | re.Pattern[str]) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")


def until(page: Page, so: Callable[[], object]) -> None:
    """Wait for what a page does a moment later; wait_for_function would evaluate text, which it refuses."""
    for _ in range(50):
        if so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come about in five seconds")


def download(page: Page, name: str) -> str:
    """Press a button by keyboard and read the file that comes of it."""
    with page.expect_download() as coming:
        press(page, name)
    return Path(coming.value.path()).read_bytes().decode("utf-8")


def answer_check(page: Page, number: int) -> None:
    check = page.locator(".cw-check").nth(number)
    check.locator("input").first.check()
    check.get_by_role("button", name="Check my answer").click()


def choice_checks(site: Site) -> list[int]:
    """The places of a chapter's questions that one press answers."""
    return [place for place, one in enumerate(checks(site)) if isinstance(one, ChoiceCheck)]


def checks(site: Site) -> list:
    return list(load_checks(Course(site.course), CHAPTER.rpartition("/")[2]))


@pytest.mark.site_check
def test_by_keyboard_alone_from_the_question_to_a_record_that_is_taken_away_and_deleted(
    site: Site, browser_page: Watched
) -> None:
    """From a folder opened by double-click, which is the harder case."""
    page = browser_page.page
    page.add_init_script(NO_PRINT)
    open_page(browser_page, (site.folder / f"{CHAPTER}.html").as_uri())
    check = page.locator(".cw-check").nth(choice_checks(site)[0])
    for _ in range(200):
        page.keyboard.press("Tab")
        if check.locator("input:focus").count():
            break
    page.keyboard.press("Space")
    press(page, "Check my answer")
    assert kept(page) == {}
    press(page, "Yes, remember")
    assert "remembers from now on" in page.locator(".remember").inner_text()
    press(page, "CPD record")
    page.wait_for_url(f"**/{RECORD}")
    expect(page.locator(".cw-widget[data-mounted=true]")).to_have_count(1)
    row = page.get_by_role("row", name=re.compile(r"Chapter 2:"))
    assert f"1 of {len(checks(site))}" in row.inner_text()

    tab_to(page, "What is it about?")
    page.keyboard.type("Chapter 2")
    press(page, "Begin an entry")
    assert page.locator("*:focus").inner_text() == "The entry"
    tab_to(page, "What I learned")
    page.keyboard.type("=four questions")
    press(page, "Done with this entry")
    assert page.locator("*:focus").inner_text() == "Entries"

    record = json.loads(download(page, "Save everything as a file"))
    assert list(record["entries"][0]["fields"]["aims"].splitlines()) == [
        f"- {outcome}" for outcome in outcomes(site, CHAPTER)
    ]
    assert record["pages"][CHAPTER]["questions"]
    press(page, "Print my record")
    assert page.evaluate("window.printed") == 1
    page.emulate_media(media="print")
    assert not page.locator("main").is_visible()
    assert "=four questions" in page.locator(".cw-print-sheet").inner_text()
    page.emulate_media(media="screen")
    assert "'=four questions" in download(page, "Save a table (CSV)")
    review = record["entries"][0]["fields"]["review"].replace("-", "")
    calendar = download(page, "Save the review dates (calendar)")
    assert f"DTSTART;VALUE=DATE:{review}\r\n" in calendar
    assert "four questions" not in calendar

    page.reload()
    expect(page.get_by_role("button", name=re.compile("^Open: Chapter 2"))).to_be_visible()
    press(page, re.compile("^Open: Chapter 2"))
    assert page.get_by_label("What I learned").input_value() == "=four questions"
    press(page, "Delete what is kept here")
    assert page.locator("*:focus").inner_text() == "Keep it all"
    press(page, "Delete the record alone")
    assert "The record was deleted" in said(page)
    assert kept(page) == {}
    assert browser_page.complaints == []
    assert browser_page.outside == []


def outcomes(site: Site, page: str) -> list[str]:
    (one,) = (one for one in pages_in(site) if one["page"] == page)
    found: list[str] = one["outcomes"]
    return found


def pages_in(site: Site) -> list[dict]:
    """What the record's page carries of the course."""
    html = BeautifulSoup((site.folder / RECORD).read_text("utf-8"), "html.parser")
    (traits,) = html.select(".cw-widget[data-widget=CpdRecord] script.cw-traits")
    found: list[dict] = json.loads(traits.get_text())["pages"]
    return found


def test_the_page_knows_each_chapter_with_its_outcomes_minutes_and_questions(site: Site) -> None:
    course = Course(site.course)
    chapters = [one for one in pages_in(site) if one["kind"] == "chapter"]
    names = [one["page"].rpartition("/")[2] for one in chapters]
    assert names == sorted(path.stem for path in course.chapters.glob("[0-9][0-9]-*.md"))
    for name, one in zip(names, chapters, strict=True):
        assert len(one["outcomes"]) >= 3, name
        assert (one["minutes"], one["reading"]) == (
            chapter_minutes(name, course).total,
            chapter_minutes(name, course).reading,
        )
        asked = {check.id for check in load_checks(course, name)}
        assert set(one["questions"]) <= asked and one["questions"], name
    exercises = [one for one in pages_in(site) if one["kind"] == "exercise"]
    assert all(one["outcomes"] and one["minutes"] for one in exercises)
    assert len(exercises) == len(list((site.course / "exercises").glob("*/exercise.yml")))


def test_a_no_leaves_nothing_and_is_not_asked_again(site: Site, browser_page: Watched) -> None:
    page = browser_page.page
    open_page(browser_page, site.url("book/welcome.html"))
    assert page.locator(".remember").count() == 0
    open_page(browser_page, site.url(f"{CHAPTER}.html"))
    page.get_by_role("button", name="No, keep nothing").click()
    answer_check(page, choice_checks(site)[0])
    open_page(browser_page, site.url(f"{EXERCISE}.html"))
    assert page.locator(".remember").count() == 0
    assert kept(page) == {}


def test_minutes_are_those_in_which_somebody_was_there(site: Site, browser_page: Watched) -> None:
    page = browser_page.page
    allow(browser_page, site)
    page.clock.install()
    open_page(browser_page, site.url(f"{CHAPTER}.html"))
    page.clock.run_for(120_000)
    page.keyboard.press("Tab")
    page.clock.run_for(3_600_000)
    (seconds,) = json.loads(kept(page)[f"compassion-course/page/{CHAPTER}"])["seconds"].values()
    # The clock of the page goes on by itself while the test works.
    assert 295 <= seconds <= 330, "two minutes, and three after the last key"
    assert not json.loads(kept(page)[f"compassion-course/page/{CHAPTER}"])["end"]
    page.locator("#references").scroll_into_view_if_needed()
    until(page, lambda: json.loads(kept(page)[f"compassion-course/page/{CHAPTER}"])["end"])


def test_two_tabs_on_one_page_keep_what_both_did(site: Site, browser: Browser) -> None:
    context = browser.new_context()
    one, two = watch(context), watch(context)
    allow(one, site)
    first, second = choice_checks(site)[:2]
    open_page(one, site.url(f"{CHAPTER}.html"))
    open_page(two, site.url(f"{CHAPTER}.html"))
    answer_check(one.page, first)
    answer_check(two.page, second)
    answered = json.loads(kept(one.page)[f"compassion-course/page/{CHAPTER}"])["questions"]
    assert sorted(answered) == sorted(checks(site)[place].id for place in (first, second))
    context.close()


@pytest.mark.site_check
def test_an_exercise_tells_what_was_done_and_nothing_that_was_written(
    site: Site, browser_page: Watched
) -> None:
    page = browser_page.page
    page.add_init_script(
        "window.told = [];"
        "for (const kind of ['check', 'practice', 'work'])"
        " document.addEventListener(`compassion:${kind}`, e => told.push([kind, e.detail]));"
    )
    allow(browser_page, site)
    open_page(browser_page, site.url(f"{EXERCISE}.html"))
    page.get_by_role("button", name="Keep it on this computer").click()
    page.locator(".cw-sheet textarea").first.fill("SECRET")
    for box in page.locator(".cw-practice input[type=number]").all():
        box.fill("1")
    for look in page.locator(".cw-practice button", has_text="Check my answer").all():
        look.click()
    until(page, lambda: "work" in {kind for kind, _ in page.evaluate("window.told")})
    told = page.evaluate("window.told")
    assert {"practice", "work"} <= {kind for kind, _ in told}
    assert "SECRET" not in json.dumps(told)
    assert ["work", {"kind": "saved", "name": "numbers"}] in told
    for kind, detail in told:
        assert set(detail) == ({"kind", "name"} if kind == "work" else {"question", "credit", "label"})
        assert 0 <= detail.get("credit", 0) <= 1
    remembered = json.loads(kept(page)[f"compassion-course/page/{EXERCISE}"])
    assert "saved" in remembered["work"]
    assert all(name.startswith("practice/") for name in remembered["questions"])


def test_without_leave_nothing_is_kept_and_leaving_warns(site: Site, browser_page: Watched) -> None:
    page = browser_page.page
    open_page(browser_page, site.url(RECORD))
    begin_entry(page)
    page.get_by_label("What I learned").fill("mine")
    expect(page.locator(".cw-cpd-standing")).to_contain_text("only in this page so far")
    assert kept(page) == {}
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Open: ").wait_for(state="detached")


@pytest.fixture
def saved(site: Site, browser: Browser) -> Iterator[str]:
    """A record of another browser, as it saves it."""
    context = browser.new_context()
    watched = watch(context)
    page = allow(watched, site)
    begin_entry(page, CHAPTER)
    page.get_by_label("Minutes").fill("41")
    page.evaluate(
        "([page, memory]) => localStorage.setItem(`compassion-course/page/${page}`, memory)",
        [
            CHAPTER,
            json.dumps(
                {
                    "seconds": {"other": 600},
                    "first": "2026-11-01",
                    "last": "2026-11-02",
                    "end": "",
                    "questions": {},
                    "work": {},
                }
            ),
        ],
    )
    with page.expect_download() as coming:
        page.get_by_role("button", name="Save everything as a file").click()
    yield Path(coming.value.path()).read_text(encoding="utf-8")
    context.close()


def open_file(page: Page, text: str, name: str = "cpd-record.json") -> None:
    page.get_by_label("Open a file that you saved").set_input_files(
        [{"name": name, "mimeType": "application/json", "buffer": text.encode()}]
    )


def test_a_file_of_another_browser_is_put_together_with_what_is_here(
    site: Site, browser_page: Watched, saved: str
) -> None:
    page = allow(browser_page, site)
    begin_entry(page)
    page.get_by_label("Activity").fill("A seminar")
    for _ in range(2):
        open_file(page, saved)
        expect(page.locator(".cw-cpd-list li")).to_have_count(2)
    assert "1 entry and 1 page," in said(page)
    row = page.get_by_role("row", name=re.compile(r"Chapter 2:"))
    assert re.search(r"\b10 of \d+ printed", row.inner_text()), "opening it twice adds nothing"
    page.reload()
    expect(page.locator(".cw-cpd-list li")).to_have_count(2)
    assert "41 minutes" in page.locator(".cw-cpd-list").inner_text()
    for wrong, why in (("{", "cut short"), ('{"format": "compassion-course/answers"}', "another file")):
        open_file(page, wrong, "answers.json")
        expect(page.get_by_role("alert").filter(has_text=why)).to_contain_text("answers.json was not opened")
    expect(page.locator(".cw-cpd-list li")).to_have_count(2)


def test_a_browser_that_keeps_nothing_is_told_and_all_else_works(site: Site, browser_page: Watched) -> None:
    page = browser_page.page
    page.add_init_script(REFUSED)
    open_page(browser_page, site.url(f"{CHAPTER}.html"))
    answer_check(page, choice_checks(site)[0])
    page.get_by_role("button", name="Yes, remember").click()
    assert "lets no page remember anything" in page.locator(".remember").inner_text()
    open_page(browser_page, site.url(RECORD))
    assert "lets no page remember anything" in page.locator(".cw-cpd-record").inner_text()
    begin_entry(page)
    with page.expect_download():
        page.get_by_role("button", name="Save everything as a file").click()
    expect(page.locator(".cw-cpd-standing")).to_have_text("Saved as a file.")
    assert browser_page.complaints == []


@pytest.mark.site_check
def test_a_full_storage_is_told(site: Site, browser_page: Watched) -> None:
    page = allow(browser_page, site)
    page.evaluate(
        """() => {
            let text = 'x'.repeat(1 << 22);
            for (let n = 0; text.length; n++) {
                try { localStorage.setItem(`other-${n}`, text); }
                catch { text = text.slice(text.length >> 1 || 1); }
            }
        }"""
    )
    open_page(browser_page, site.url(RECORD))
    assert "storage is full" in page.locator(".cw-cpd-record").inner_text()
    begin_entry(page)
    page.get_by_label("What I learned").fill("still here")
    expect(page.locator(".cw-cpd-standing")).to_contain_text("storage is full")
    with page.expect_download():
        page.get_by_role("button", name="Save everything as a file").click()
    expect(page.locator(".cw-cpd-standing")).to_contain_text("What is here is saved as a file.")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == [], "what the file holds is safe"


def test_what_cannot_be_read_is_told_saved_as_it_is_or_deleted(site: Site, browser_page: Watched) -> None:
    page = allow(browser_page, site)
    page.evaluate(f"localStorage.setItem('compassion-course/page/{CHAPTER}', '{{cut')")
    open_page(browser_page, site.url(f"{CHAPTER}.html"))
    answer_check(page, choice_checks(site)[0])
    assert kept(page)[f"compassion-course/page/{CHAPTER}"] == "{cut"
    open_page(browser_page, site.url(RECORD))
    assert "One thing in the storage cannot be read" in page.locator(".cw-cpd-record").inner_text()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Save it as it is").click()
    assert json.loads(Path(coming.value.path()).read_text("utf-8")) == {
        f"compassion-course/page/{CHAPTER}": "{cut"
    }
    page.get_by_role("button", name="Delete what cannot be read").click()
    assert f"compassion-course/page/{CHAPTER}" not in kept(page)


def test_everything_goes_only_when_everything_is_meant(site: Site, browser_page: Watched) -> None:
    page = allow(browser_page, site)
    page.evaluate("localStorage.setItem('compassion-course/sheet/numbers', '{}')")
    page.get_by_role("button", name="Delete what is kept here").click()
    assert "the exercise numbers" in page.locator(".cw-cpd-record").inner_text()
    begin_entry(page)
    page.get_by_role("button", name="Stop remembering").click()
    expect(page.locator(".cw-cpd-standing")).to_have_text("Kept in this browser from before.")
    page.get_by_role("button", name="Delete the record alone").click()
    assert list(kept(page)) == ["compassion-course/sheet/numbers"]
    page.get_by_role("button", name="Delete what is kept here").click()
    page.get_by_role("button", name="Delete everything, other work too").click()
    assert kept(page) == {}


def test_axe_finds_nothing_in_the_record_light_dark_or_small(site: Site, browser: Browser, axe: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    watched = watch(context)
    page = allow(watched, site)
    begin_entry(page, CHAPTER)
    page.get_by_role("button", name="Delete what is kept here").click()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(watched, axe, RULES) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(watched, axe, RULES) == []
    small = page.eval_on_selector_all(
        ".cw-cpd-record :is(button, input, select, textarea)",
        "all => all.filter(e => e.checkVisibility() && !e.matches('[type=radio]')"
        " && Math.min(e.offsetWidth, e.offsetHeight) < 24).map(e => e.outerHTML)",
    )
    assert small == []
    context.close()


def test_with_scripts_off_the_form_is_there_to_print(site: Site) -> None:
    html = BeautifulSoup((site.folder / RECORD).read_text("utf-8"), "html.parser")
    words = html.select_one(".cw-widget[data-widget=CpdRecord] .cw-fallback").get_text(" ")
    record = load_cpd_record(Course(site.course))
    for field in record.fields:
        assert field.name in words
    for prompt in record.reflection.prompts:
        assert prompt.ask in words
    assert record.leave_out in words and record.statement.is_not in words


def test_no_prompt_asks_about_health() -> None:
    record = load_cpd_record(Course(Path(__file__).resolve().parent.parent))
    asked = " ".join(
        [*(field.name + field.hint for field in record.fields), *(p.ask for p in record.reflection.prompts)]
    )
    assert not re.search(r"health|stress|burn|mood|wellbeing|feel|cope|tired", asked, re.I)
    assert re.search("own health", record.leave_out)


@pytest.mark.parametrize(
    "change",
    [
        lambda model: model["fields"].append(model["fields"][0]),
        lambda model: model["reflection"]["prompts"].append(model["reflection"]["prompts"][0]),
        lambda model: model["types"].pop("own"),
        lambda model: model.update(titel=""),
        lambda model: model["fields"][0].update(kind="picture"),
    ],
    ids=["one id for two fields", "one id for two prompts", "a type missing", "misspelt", "a kind unknown"],
)
def test_words_of_the_record_that_contradict_themselves_are_refused(
    course_root: Path, tmp_path: Path, change
) -> None:
    path = tmp_path / "data" / "models" / "cpd-record.json"
    path.parent.mkdir(parents=True)
    model = json.loads((course_root / "data" / "models" / "cpd-record.json").read_text("utf-8"))
    change(model)
    path.write_text(json.dumps(model), encoding="utf-8")
    with pytest.raises(CourseError, match=r"cpd-record\.json"):
        load_cpd_record(Course(tmp_path))


def test_standard_tools_make_the_digest_that_the_site_names(site: Site) -> None:
    said = digest.read(site.folder)
    ran = subprocess.run(
        ["sh", "-c", digest.RECIPE], cwd=site.folder, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split()[0] == said.digest
    assert said.digest in (site.folder / digest.SCRIPT).read_text("utf-8")
    assert (said.version, said.date) == digest.edition_of(site.course)
    assert digest.RECIPE in (site.folder / digest.TEXT).read_text("utf-8")


def test_the_statement_names_the_edition_and_says_what_it_is_not(site: Site, browser_page: Watched) -> None:
    page = browser_page.page
    page.add_init_script(NO_PRINT)
    allow(browser_page, site)
    page.get_by_role("button", name="Print a statement of completion").click()
    assert "Write an entry on a chapter" in said(page)
    begin_entry(page)
    page.get_by_label("Activity").fill("A seminar elsewhere")
    begin_entry(page, CHAPTER)
    page.get_by_label("Minutes").fill("41")
    page.get_by_label(re.compile("^Your name")).fill("R. Lee")
    page.get_by_role("button", name="Print a statement of completion").click()
    page.emulate_media(media="print")
    sheet = page.locator(".cw-print-sheet").inner_text()
    for words in (
        "R. Lee",
        "not a certificate",
        "accredited",
        digest.read(site.folder).digest,
        "41",
        "Together",
    ):
        assert words in sheet
    assert "elsewhere" not in sheet, "it was not done with the course"
    assert "R. Lee" not in json.dumps(kept(page))


def test_edition_says_whether_a_copy_is_whole(tmp_path: Path) -> None:
    (tmp_path / "_static").mkdir()
    (tmp_path / "a.html").write_text("a", encoding="utf-8")
    digest.write(tmp_path, "9.9", "")
    ran = CliRunner().invoke(main, ["edition", str(tmp_path)])
    assert ran.exit_code == 0
    assert "9.9" in ran.output and "not released" in ran.output
    (tmp_path / "b.html").write_text("b", encoding="utf-8")
    ran = CliRunner().invoke(main, ["edition", str(tmp_path)])
    assert ran.exit_code == 1
    assert "not those of this edition" in ran.output
    (tmp_path / digest.TEXT).write_text("version 9.9\n", encoding="utf-8")
    ran = CliRunner().invoke(main, ["edition", str(tmp_path)])
    assert ran.exit_code == 2
    assert "edition.txt" in ran.output
