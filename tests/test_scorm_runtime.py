"""The packages in scorm-again: launched, answered, left and launched again, and nothing written is sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import REPOSITORY, Site, Watched, watch
from playwright.sync_api import Browser, Frame, Page, expect
from scorm_vle import WINDOW, Vle, course_of, shell_of, vle
from test_scorm import told
from test_site_axe import RULES

from compassion_course.site.scorm import SUSPEND_LIMIT, WHOLE, write_packages

pytestmark = pytest.mark.site_check

CHAPTER = "04-three-systems"
START = f"chapters/{CHAPTER}.html"
#: What may ever be sent, by element. Nothing else, and nothing that does not look like this.
SENT = {
    "cmi.core.lesson_location": r"(?:book|chapters|exercises)/[\w/-]+\.html",
    "cmi.core.lesson_status": "incomplete|completed",
    "cmi.core.exit": "suspend",
    "cmi.core.session_time": r"\d{4}:\d\d:\d\d",
    "cmi.core.score.min": "0",
    "cmi.core.score.max": "100",
    "cmi.core.score.raw": r"\d{1,3}",
    "cmi.suspend_data": r"1\.[0-9a-f]{8}\.[01]+\.[\w-]*",
}


@pytest.fixture(scope="module")
def packages(site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("packages") / "scorm"
    return {path.stem: path for path in write_packages(site.folder, folder)}


@pytest.fixture
def system(packages: dict[str, Path], tmp_path: Path) -> Iterator[Vle]:
    with vle([packages[CHAPTER], packages[WHOLE]], tmp_path) as running:
        yield running


def question() -> tuple[str, int, int]:
    """A question of the chapter with one right option: its id, and where a wrong and the right one stand."""
    text = (REPOSITORY / "chapters" / f"{CHAPTER}.checks.yml").read_text(encoding="utf-8")
    item = next(item for item in yaml.safe_load(text) if item["kind"] == "choice" and not item.get("many"))
    right = [bool(option.get("right")) for option in item["options"]]
    return item["id"], right.index(False), right.index(True)


def answer(course: Frame, key: str, option: int) -> None:
    widget = course.locator(f'.cw-widget[data-key="{key}"]')
    widget.locator("input[type=radio]").nth(option).check()
    widget.get_by_role("button", name="Check my answer").click()


def trace(page: Page) -> list[list[Any]]:
    found: list[list[Any]] = page.evaluate("window.trace")
    return found


def assert_only_what_may_be_sent(calls: list[list[Any]]) -> None:
    for name, *rest in calls:
        if name == "LMSSetValue":
            element, value, said = rest
            assert element in SENT and re.fullmatch(SENT[element], value), (element, value)
            assert str(said).lower() == "true", (element, value, said)
            assert len(value) < SUSPEND_LIMIT


@pytest.mark.parametrize("way", ["in a frame", "in a window", "in a window, with booleans"])
def test_a_chapter_is_launched_answered_left_and_taken_up_again(
    system: Vle, browser_page: Watched, way: str, tmp_path: Path
) -> None:
    options = {"window": "window" in way, "booleans": "booleans" in way}
    vle_page = browser_page.page
    page = system.launch(vle_page, CHAPTER, **options)
    shell = shell_of(page)
    progress = shell.locator("#progress")
    expect(progress).to_have_text("Chapter pages read: 0 of 1. Questions answered: 0 of 8.")
    if options["window"]:
        assert page.evaluate("[innerWidth, innerHeight]") == list(WINDOW)
    course = course_of(page)
    course.wait_for_url(f"**/{CHAPTER}/course/{START}")
    assert trace(vle_page)[0][:2] == ["LMSInitialize", ""]

    key, wrong, right = question()
    answer(course, key, wrong)
    expect(progress).to_contain_text("Questions answered: 1 of 8, score 0 of 100.")
    assert system.sent("core.score.raw") == "0"
    answer(course, key, right)
    expect(progress).to_contain_text("score 13 of 100.")
    answer(course, key, wrong)  # going back takes nothing away
    assert system.sent("core.score.raw") == "13"
    assert system.sent("core.lesson_status") == "incomplete"

    course.locator("footer.foot").scroll_into_view_if_needed()
    expect(progress).to_contain_text("Chapter pages read: 1 of 1.")
    assert system.sent("core.lesson_status") == "completed"

    course.get_by_role("navigation", name="Previous and next page").get_by_role("link").click()
    course.wait_for_url("**/exercises/three-systems-coding/exercise.html")
    expect(course.locator(".cw-widget[data-mounted=true]")).to_have_count(1)
    if options["window"]:
        page.close()
    else:
        vle_page.evaluate("document.querySelector('iframe').src = 'about:blank'")
    vle_page.wait_for_function("window.trace.some(call => call[0] === 'LMSFinish')")
    first = trace(vle_page)
    assert first[-1][0] == "LMSFinish" and str(first[-1][-1]).lower() == "true"
    assert_only_what_may_be_sent(first)
    assert system.sent("core.lesson_location") == "exercises/three-systems-coding/exercise.html"
    assert system.sent("core.exit") == "suspend"
    assert re.fullmatch(r"(?:00)?00:00:\d\d", system.sent("core.session_time"))
    assert len(system.committed) >= 5
    system.close_session()

    page = system.launch(vle_page, CHAPTER, **options)
    course_of(page).wait_for_url("**/exercises/three-systems-coding/exercise.html")
    progress = shell_of(page).locator("#progress")
    expect(progress).to_have_text("Chapter pages read: 1 of 1. Questions answered: 1 of 8, score 13 of 100.")
    again = trace(vle_page)
    assert ["LMSSetValue", "cmi.core.lesson_status", "completed"] in [call[:3] for call in again]
    assert_only_what_may_be_sent(again)
    assert (browser_page.outside, browser_page.complaints) == ([], [])
    (tmp_path / "trace.json").write_text(json.dumps({"first": first, "again": again}), encoding="utf-8")


def test_without_a_learning_system_the_course_is_there_and_says_so(
    packages: dict[str, Path], system: Vle, browser_page: Watched
) -> None:
    page = browser_page.page
    for address in (f"{system.address}/{CHAPTER}", (system.folder / CHAPTER).as_uri()):
        page.goto(f"{address}/launch.html", wait_until="load")
        expect(page.locator("#notice")).to_contain_text("your progress will not be sent")
        course = course_of(page)
        key, _, right = question()
        answer(course, key, right)
        expect(page.locator("#progress")).to_contain_text("Questions answered: 1 of 8, score 13 of 100.")
        page.get_by_text("What is sent, and what is left").click()
        link = page.get_by_role("list", name="Chapter pages of this package").get_by_role("link")
        expect(link).to_have_count(1)
        link.click()
        assert course_of(page).url.endswith(START)
    assert (browser_page.outside, browser_page.complaints) == ([], [])


def test_a_learning_system_that_falls_silent_is_told_again_later(system: Vle, browser_page: Watched) -> None:
    page = system.launch(browser_page.page, CHAPTER)
    notice = shell_of(page).locator("#notice")
    course = course_of(page)
    key, wrong, right = question()
    course.locator(f'.cw-widget[data-key="{key}"][data-mounted=true]').wait_for()
    system.broken = True
    answer(course, key, right)
    expect(notice).to_contain_text("did not take the last of your progress")
    system.broken = False
    answer(course, key, wrong)
    expect(notice).to_be_empty()
    assert system.sent("core.score.raw") == "13"


@pytest.mark.parametrize("mode", ["browse", "review"])
def test_a_preview_sends_nothing(system: Vle, browser_page: Watched, mode: str) -> None:
    system.kept = {"core": {"lesson_mode": mode}}
    page = system.launch(browser_page.page, CHAPTER)
    expect(shell_of(page).locator("#notice")).to_contain_text("nothing is sent")
    key, _, right = question()
    answer(course_of(page), key, right)
    expect(shell_of(page).locator("#progress")).to_contain_text("score 13 of 100")
    assert [call for call in trace(page) if call[0] in ("LMSSetValue", "LMSCommit")] == []


@pytest.mark.parametrize("left", ["1.00000000.1.60000000", "an earlier program's", "1.aaaaaaaa.1"])
def test_what_another_edition_kept_is_left_aside_and_completion_stands(
    system: Vle, browser_page: Watched, left: str
) -> None:
    location = "../../somewhere/else.html"
    core = {"lesson_status": "completed", "lesson_location": location, "entry": "resume"}
    system.kept = {"core": core, "suspend_data": left}
    page = system.launch(browser_page.page, CHAPTER)
    expect(shell_of(page).locator("#notice")).to_contain_text("The course has changed since your last visit")
    assert course_of(page).url.endswith(START)
    assert system.sent("core.lesson_status") == "completed"
    assert system.sent("core.lesson_location") == START


#: Writes into every field and uses every control of a page, as often as a click brings new ones.
WRITE_EVERYWHERE = """word => {
    const used = new Set();
    let written = 0;
    window.print = () => undefined;
    document.querySelectorAll('details').forEach(d => { d.open = true });
    for (let round = 0; round < 4; round++) {
        for (const control of document.querySelectorAll(
            'main :is(button, input, select, textarea, [contenteditable=true])')) {
            if (used.has(control) || !control.isConnected || control.disabled) continue;
            if (control.type === 'file' || control.matches('[data-opens-file]')) continue;
            used.add(control);
            if (control.localName === 'select') control.selectedIndex = control.options.length - 1;
            else if (control.matches('textarea, [type=text], [type=search], input:not([type])')) {
                control.value = `${word} ${written++}`;
            } else if (control.isContentEditable) control.textContent = `${word} ${written++}`;
            else if (control.matches('[type=number]')) control.value = '73219';
            else { control.click(); continue; }
            control.dispatchEvent(new Event('input', {bubbles: true}));
            control.dispatchEvent(new Event('change', {bubbles: true}));
            control.dispatchEvent(new Event('blur', {bubbles: true}));
        }
    }
    return written;
}"""


def test_nothing_that_anybody_writes_is_ever_sent(
    system: Vle, packages: dict[str, Path], browser_page: Watched
) -> None:
    """Chapters, exercises, desks and cards full of private words; then all that was sent is looked at."""
    word = "Zwetschgenkuchen about my own bad week"
    vle_page = browser_page.page
    vle_page.on("dialog", lambda dialog: dialog.accept())
    page = system.launch(vle_page, WHOLE)
    course = course_of(page)
    written = {}
    pages = [
        name
        for name in told(packages[WHOLE])["pages"]
        if name.startswith(("chapters/", "exercises/", "book/widgets"))
    ]
    assert len(pages) > 40
    for name in pages:
        course.goto(f"{system.address}/{WHOLE}/course/{name}", wait_until="load")
        expect(course.locator(".cw-widget:not([data-mounted=true])")).to_have_count(0)
        written[name] = course.evaluate(WRITE_EVERYWHERE, word)
    vle_page.evaluate("document.querySelector('iframe').src = 'about:blank'")
    vle_page.wait_for_function("window.trace.some(call => call[0] === 'LMSFinish')")
    # The words were written: this would pass a page without fields as well.
    assert sum(written.values()) > 200, written
    for name in ("chapters/12-evidence-to-my-service.html", "book/widgets/reflection-card.html"):
        assert written[name] > 3, name
    calls = trace(vle_page)
    assert len([call for call in calls if call[1:2] == ["cmi.core.lesson_location"]]) > len(pages) - 1
    assert_only_what_may_be_sent(calls)
    everything = json.dumps([calls, system.committed])
    assert word.split()[0] not in everything and "73219" not in everything
    assert int(system.sent("core.score.raw")) >= 0  # questions were answered, so there was something to send
    assert browser_page.outside == []


def test_files_storage_and_print_go_on_working_in_the_frame(system: Vle, browser_page: Watched) -> None:
    vle_page = browser_page.page
    vle_page.on("dialog", lambda dialog: dialog.accept())
    course = course_of(system.launch(vle_page, WHOLE))
    root = f"{system.address}/{WHOLE}/course"
    course.goto(f"{root}/exercises/change-in-practice/exercise.html", wait_until="load")
    course.locator("main textarea:visible").first.fill("A word of mine")
    course.get_by_role("button", name="Keep it on this computer").click()
    expect(course.locator(".cw-bar-words")).to_contain_text("Kept")
    assert "A word of mine" in course.evaluate("JSON.stringify({...localStorage})")
    with vle_page.expect_download() as download:
        course.locator(".cw-bar").get_by_role("button", name="Download my answers").click()
    assert b"A word of mine" in Path(download.value.path()).read_bytes()

    course.goto(f"{root}/chapters/12-evidence-to-my-service.html", wait_until="load")
    with vle_page.expect_download() as download:
        course.get_by_role("link", name="Download this page as a notebook").click()
    assert json.loads(Path(download.value.path()).read_bytes())["nbformat"] == 4
    course.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1 } }")
    course.get_by_role("button", name="One for yourself, if you choose to").click()
    course.locator(".cw-own textarea").first.fill("A word of mine")
    course.locator(".cw-own input[type=checkbox]").first.check()
    course.locator(".cw-own").get_by_role("button", name="Print").click()
    assert course.evaluate("window.printed") == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1024, 320])
def test_axe_finds_nothing_in_the_shell(
    system: Vle, browser: Browser, axe: str, scheme: Any, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 768}, color_scheme=scheme, bypass_csp=True
    )
    watched = watch(context)
    page = watched.page
    page.goto(f"{system.address}/{CHAPTER}/launch.html", wait_until="load")
    page.get_by_text("What is sent, and what is left").click()
    expect(page.locator("#notice")).not_to_be_empty()
    expect(page.locator("html")).to_have_attribute("data-theme", scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run({exclude: [['#course']]}, {runOnly: rules})", RULES)
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
    context.close()


def test_the_shell_by_keyboard_alone(system: Vle, browser_page: Watched) -> None:
    page = browser_page.page
    page.goto(f"{system.address}/{CHAPTER}/launch.html", wait_until="load")
    course = course_of(page)
    course.locator(".cw-widget[data-mounted=true]").first.wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.localName") == "summary"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.href").endswith(START)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "course"
    assert course.evaluate("document.activeElement.textContent") == "Skip to the text"
    # The colours chosen inside are the bar's as well.
    course.select_option("#colour-mode", "dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
