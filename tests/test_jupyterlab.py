"""The exercise in a real JupyterLab: the same widget, the file beside the notebook, codings as a table."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from compassion_course.corpus import Course, load_transcript
from compassion_course.exercises import load_exercise
from compassion_course.exercises.sheet import decode_sheet

ROOT = Path(__file__).resolve().parent.parent
SLUG = "three-systems-coding"
TOKEN = "only-for-this-test"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A JupyterLab on 127.0.0.1 with a copy of the course: its address and its folder."""
    home = tmp_path_factory.mktemp("home")
    folder = tmp_path_factory.mktemp("course")
    for part in ("data", "exercises", "chapters"):
        shutil.copytree(ROOT / part, folder / part)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("JUPYTER", "COMPASSION"))
        },
        "HOME": str(home),
    }
    log = home / "lab.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
                *(
                    "--ServerApp.ip=127.0.0.1",
                    f"--ServerApp.port={port}",
                    f"--IdentityProvider.token={TOKEN}",
                ),
                *(f"--ServerApp.root_dir={folder}", "--LabApp.news_url=None"),
                "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            ],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/api?token={TOKEN}").close()
                break
            except (urllib.error.URLError, ConnectionError):
                assert process.poll() is None, log.read_text()
                time.sleep(0.25)
        else:
            pytest.fail(log.read_text())
        yield address, folder
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def notebook(lab: tuple[str, Path], browser: Browser) -> Iterator[Page]:
    """The exercise's notebook, opened and run."""
    context = browser.new_context(viewport={"width": 1300, "height": 1400})
    page = context.new_page()
    page.goto(f"{lab[0]}/lab/tree/exercises/{SLUG}/exercise.ipynb?token={TOKEN}")
    run_all(page)
    expect(page.locator(".cw-sheet")).to_be_visible(timeout=60_000)
    yield page
    context.close()


def run_all(page: Page) -> None:
    """Wait for the kernel, then choose Run > Run All Cells."""
    expect(page.locator(".jp-Notebook")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def written(path: Path, holds: str) -> dict[str, object]:
    """Wait until the file beside the notebook holds some words."""
    for _ in range(80):
        if path.is_file() and holds in path.read_text(encoding="utf-8"):
            sheet: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
            return sheet
        time.sleep(0.25)
    pytest.fail(f"{path.name} does not hold {holds!r}; there are {[p.name for p in path.parent.iterdir()]}")


def test_what_is_done_in_jupyterlab_reaches_the_file_and_python(notebook: Page, lab: tuple[str, Path]):
    sheet = notebook.locator(".cw-sheet")
    sheet.get_by_label("Your number for the file").fill("T0423")
    sheet.get_by_text("more of the stretches I marked fall under threat").click()

    turn = sheet.locator("[data-turn='T01-024'] button.cw-turn-mark")
    turn.focus()
    notebook.keyboard.press("Enter")
    notebook.keyboard.press("s")
    notebook.keyboard.press("c")
    form = sheet.get_by_role("form", name="Code the chosen words")
    form.get_by_label("Threat", exact=False).first.check()
    form.get_by_label("Why does this code fit these words?").fill("A word for why, written in JupyterLab.")
    form.get_by_role("button", name="Code these words").click()

    # Keys that JupyterLab has commands for: cut, delete, insert above and below, change to Markdown.
    cells = notebook.locator(".jp-Cell").count()
    turn.focus()
    for key in ("Enter", "x", "d", "d", "a", "b", "m", "Escape"):
        notebook.keyboard.press(key)
    assert notebook.locator(".jp-Cell").count() == cells

    path = lab[1] / "exercises" / SLUG / f"{SLUG}--T0423--1.answers.json"
    written(path, "written in JupyterLab")
    course = Course(lab[1])
    decode_sheet(path.read_bytes(), load_exercise(course, SLUG))
    span = json.loads(path.read_text(encoding="utf-8"))["answers"]["passage"]["spans"][0]
    assert (
        load_transcript(course, "T01").by_id[span["turn"]].text[span["start"] : span["end"]] == span["quote"]
    )

    notebook.get_by_text("sheet.codings()").click()
    notebook.keyboard.press("Shift+Enter")
    table = notebook.locator(".jp-OutputArea table", has_text="written in JupyterLab")
    expect(table).to_be_visible(timeout=30_000)
    expect(table).to_contain_text(span["codes"][0])


def test_the_work_is_there_again_when_the_notebook_is_opened_anew(notebook: Page, lab: tuple[str, Path]):
    """The file that the first test left is read when the cell is run with that number."""
    path = lab[1] / "exercises" / SLUG / f"{SLUG}--me--1.answers.json"
    source = lab[1] / "exercises" / SLUG / f"{SLUG}--T0423--1.answers.json"
    path.write_text(source.read_text(encoding="utf-8").replace("T0423", "me"), encoding="utf-8")
    run_all(notebook)
    table = notebook.locator(".jp-OutputArea table", has_text="written in JupyterLab")
    expect(table).to_be_visible(timeout=30_000)
    spans = notebook.locator(".cw-sheet [data-turn='T01-024'] mark")
    expect(spans.first).to_be_visible()
