"""The offline copy: unpacked into an awkward place, everything works by double-click."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Site, Watched
from reader import Reader
from site_kinds import kinds
from test_site_pages import open_page, unmounted

from compassion_course.cli import main
from compassion_course.site.offline import FOLDER, READ_ME

pytestmark = pytest.mark.site_check


@pytest.fixture(scope="module")
def unpacked(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy, unpacked into a folder whose name has spaces, accents and signs that addresses use."""
    place = tmp_path_factory.mktemp("offline")
    target = place / "copy.zip"
    ran = CliRunner().invoke(main, ["offline", "--course", str(site.course), "--out", str(target)])
    assert ran.exit_code == 0, ran.output
    folder = place / "Mes études à la maison #1, 100 %"
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    print(f"{target.stat().st_size / 1e6:.1f} MB")
    return folder / FOLDER


def test_it_is_the_site_and_a_word_to_begin_with(site: Site, unpacked: Path) -> None:
    def files(folder: Path) -> dict[str, bytes]:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }

    copied = files(unpacked)
    assert "index.html" in copied.pop(READ_ME).decode()
    assert copied == files(site.folder)


def test_every_kind_of_page_opens_from_the_first(site: Site, unpacked: Path, browser_page: Watched) -> None:
    page = browser_page.page
    page.goto((unpacked / "index.html").as_uri())
    page.wait_for_url("**/book/welcome.html")
    for name in kinds(site).values():
        open_page(browser_page, (unpacked / name).as_uri())
        assert unmounted(browser_page) == [], name
    assert browser_page.outside == []
    assert browser_page.complaints == []


def test_search_leads_to_a_passage(unpacked: Path, browser_page: Watched) -> None:
    reader = Reader(browser_page.page)
    reader.open((unpacked / "book" / "welcome.html").as_uri())
    reader.to("button", "Search")
    reader.press("Enter")
    reader.page.keyboard.type("wipe the browser")
    reader.hears(r"\d+ passages? found")
    reader.press("Enter")
    reader.page.wait_for_url("**/how-to-use.html#keeping-your-work")
    assert browser_page.complaints == []


def test_an_exercise_is_done_and_saved(unpacked: Path, browser_page: Watched) -> None:
    reader = Reader(browser_page.page)
    reader.open((unpacked / "exercises" / "three-systems-coding" / "exercise.html").as_uri())
    reader.to("textbox", "Your number for the file")
    reader.press("Control+a")
    reader.page.keyboard.type("T0423")
    reader.to("button", "I save files")
    reader.press("Enter")
    reader.to("textbox", "An invented scene")
    reader.page.keyboard.type("She had been after something.")
    reader.to("button", "Download my answers")
    with reader.page.expect_download() as download:
        reader.press("Enter")
    assert download.value.suggested_filename == "three-systems-coding--T0423--1.answers.json"
    sheet = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert "She had been after something." in sheet["answers"].values()
    assert browser_page.outside == []
    assert browser_page.complaints == []
