"""In a real JupyterLab: an exercise, the coding desk, a theory widget, their files, and what Python gets."""

from __future__ import annotations

import json
import os
import re
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
from playwright.sync_api import Browser, Locator, Page, expect

from compassion_course.corpus import Course, load_transcript
from compassion_course.exercises import load_exercise
from compassion_course.exercises.items import ChoiceItem
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
    choice = next(item for item in load_exercise(Course(lab[1]), SLUG).items if isinstance(item, ChoiceItem))
    sheet.get_by_text(choice.options[0].text.strip()).click()

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


# --- the coding desk and a theory widget ----------------------------------------------------------

DESK_CELLS = (
    "from compassion_course.widgets import FlowMap, ThemeBoard, TranscriptCoder\n"
    'coder = TranscriptCoder("P07", desk="mine")\n'
    "coder",
    'board = ThemeBoard("P07", method="grounded-theory", start="", desk="mine")\nboard',
    "flows = FlowMap()\nflows",
    'print("spans", len(coder.work().spans), "rows", len(coder.codings()))\ncoder.codings()',
    'print("expected", repr(flows.prediction), sorted(flows.placements))',
    "work = dict(coder.project)\n"
    'work["codes"] = [{**code, "name": "Named in Python"} for code in work["codes"]]\n'
    "coder.project = work",
    "flows",
)


@pytest.fixture
def desk_notebook(lab: tuple[str, Path], browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh kernel's coder and board on one desk, and a theory widget: the first three cells were run."""
    name = f"{request.node.name}.ipynb"
    cells = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell-{number}",
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for number, source in enumerate(DESK_CELLS)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    (lab[1] / name).write_text(
        json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}),
        encoding="utf-8",
    )
    context = browser.new_context(viewport={"width": 1300, "height": 1400})
    page = context.new_page()
    page.goto(f"{lab[0]}/lab/tree/{name}?token={TOKEN}&reset")
    expect(page.locator(".jp-Notebook")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
    for number in range(3):
        run_cell(page, number)
    expect(page.locator(".cw-desk-coder")).to_be_visible(timeout=60_000)
    expect(page.locator(".cw-desk-board")).to_be_visible(timeout=60_000)
    expect(page.locator(".cw-flow-map")).to_be_visible(timeout=60_000)
    yield page
    context.close()


def run_cell(page: Page, number: int) -> Locator:
    """Run one cell by its place, and give it."""
    cell = page.locator(".jp-CodeCell").nth(number)
    cell.locator(".jp-Cell-inputArea .cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(cell.locator(".jp-InputPrompt")).to_contain_text(re.compile(r"\d"), timeout=60_000)
    return cell


def tab(widget: Locator, name: str) -> None:
    widget.get_by_role("tab", name=name, exact=True).click()


def test_the_coding_desk_in_jupyterlab(desk_notebook: Page, lab: tuple[str, Path]):
    page = desk_notebook
    coder, board = page.locator(".cw-desk-coder"), page.locator(".cw-desk-board")
    path = lab[1] / "mine.project.json"
    assert not path.exists(), "looking makes no file"

    # Code by keys; JupyterLab's commands of the same letters leave the notebook alone.
    turn = coder.locator("[data-turn='P07-002'] button.cw-turn-mark")
    turn.focus()
    for key in ("Enter", "s", "c"):
        page.keyboard.press(key)
    page.keyboard.type("Waiting")
    page.keyboard.press("Enter")
    form = coder.get_by_role("form", name="Code the chosen words")
    form.get_by_label("Why does this code fit these words?").fill("Written in JupyterLab.")
    form.get_by_role("button", name="Code these words").click()
    expect(coder.locator("[data-turn='P07-002'] mark").first).to_be_visible()
    cells = page.locator(".jp-Cell").count()
    turn.focus()
    for key in ("Enter", "x", "d", "d", "a", "b", "m", "Escape"):
        page.keyboard.press(key)
    tab(coder, "Log")
    for key in ("x", "d", "d", "a", "b", "m"):
        page.keyboard.press(key)
    assert page.locator(".jp-Cell").count() == cells

    # The board of the same desk has the code; the file lies beside the notebook; Python has the work.
    expect(board).to_contain_text("Waiting")
    written(path, "Written in JupyterLab.")
    assert coder.locator(".cw-bar-notice").is_hidden(), "with a kernel nobody is asked where the work is kept"
    output = run_cell(page, 3).locator(".jp-OutputArea")
    expect(output).to_contain_text("spans 1 rows 1", timeout=30_000)
    expect(output.locator("table")).to_contain_text("Written in JupyterLab.")
    expect(coder.locator(".cw-bar-words")).to_contain_text("Saved beside the notebook")

    # What Python sets comes into both views and into the file.
    run_cell(page, 5)
    tab(coder, "Codebook")
    expect(coder.locator(".cw-code-row")).to_contain_text("Named in Python", timeout=30_000)
    expect(board).to_contain_text("Named in Python")
    written(path, "Named in Python")

    # A change right before a cell is run is in the file that the cell reads, and in the view that it makes.
    tab(board, "Memos")
    board.get_by_label("Your memo").fill("The last word.")
    board.get_by_role("button", name="Write this memo").click()
    run_cell(page, 0)
    expect(page.locator(".jp-CodeCell").nth(0).locator(".cw-desk-coder")).to_be_visible(timeout=30_000)
    written(path, "The last word.")
    anew = page.locator(".cw-desk-coder")
    tab(anew, "Memos")
    expect(anew.get_by_label(re.compile("^Memo. "))).to_have_value("The last word.")
    output = run_cell(page, 3).locator(".jp-OutputArea")
    expect(output).to_contain_text("spans 1 rows 1", timeout=30_000)
    assert [one.name for one in lab[1].glob("mine*")] == ["mine.project.json"], "nothing was set aside"


def test_a_fresh_kernel_reads_the_file_when_the_cell_runs(desk_notebook: Page, lab: tuple[str, Path]):
    """The file that the test before left."""
    page = desk_notebook
    path = lab[1] / "mine.project.json"
    work = json.loads(path.read_text(encoding="utf-8"))
    coder = page.locator(".jp-CodeCell").nth(0).locator(".cw-desk-coder")
    expect(coder.locator("mark").first).to_be_visible(timeout=60_000)
    tab(coder, "Memos")
    expect(coder.get_by_label(re.compile("^Memo. "))).to_have_value(work["memos"][0]["text"])


def test_a_theory_widget_reaches_python_and_is_drawn_again_from_its_traits(desk_notebook: Page):
    page = desk_notebook
    flow = page.locator(".cw-flow-map")
    flow.get_by_role("radio").nth(1).check()
    chosen = flow.get_by_role("radio").nth(1).get_attribute("value")
    flow.get_by_role("button").first.click()
    expect(flow.get_by_role("radio").nth(1)).to_be_disabled()
    output = run_cell(page, 4).locator(".jp-OutputArea")
    expect(output).to_contain_text(f"expected {chosen!r} []", timeout=30_000)
    again = run_cell(page, 6).locator(".cw-flow-map")
    expect(again).to_be_visible(timeout=30_000)
    expect(again.get_by_role("radio").nth(1)).to_be_checked()
    expect(again.get_by_role("radio").nth(1)).to_be_disabled()
