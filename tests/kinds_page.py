"""The second exercise of the small course as a page, and keys to work on it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from small_course import COURSE, FOLDER
from widget_page import write_page

from compassion_course.exercises.kept_readings import release_readings
from compassion_course.widgets import ExerciseSheet

SLUG = "tea-analysis"
MODEL: dict[str, Any] = json.loads((FOLDER / "exercises" / SLUG / "model_answers.json").read_bytes())


def write_exercise(folder: Path, monkeypatch: pytest.MonkeyPatch, theme: str = "light") -> str:
    """Write the exercise's page, all that the site resolves from its name in it, and give its address."""
    monkeypatch.setenv("COMPASSION_COURSE", str(FOLDER))
    monkeypatch.setattr(ExerciseSheet, "page_traits", ExerciseSheet.full_page_traits)
    return write_page(folder / "page", ExerciseSheet(SLUG, folder=folder), theme=theme)


def open_model(page: Any, folder: Path, *, readings: bool = True) -> None:
    """Open the model answers in the page, and the readings that a tutor has given out."""
    path = folder / "model.answers.json"
    path.write_text(json.dumps(MODEL), encoding="utf-8")
    page.set_input_files("input[aria-label='Answer file to open']", path)
    page.get_by_text("Opened model.answers.json").first.wait_for()
    page.get_by_role("button", name="I save files").click()
    if readings:
        released = release_readings(COURSE, SLUG, folder)
        page.set_input_files("input[aria-label='Readings file to open']", released)
        page.get_by_text("The readings are open.").first.wait_for()


#: What the focused element is called, in one question to the browser: a long exercise has many stops.
CALLED = r"""() => {
  const one = document.activeElement;
  const labels = [...(one.labels || [])].map((label) => label.innerText).join(" ");
  return (one.getAttribute("aria-label") || labels || one.innerText || "").replace(/\s+/g, " ").trim();
}"""


def tab_to(page: Any, name: str, *, back: bool = False, limit: int = 200) -> None:
    """Press Tab, or Shift and Tab, until the focus is on what is called so, or begins so."""
    seen = []
    for _ in range(limit):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        seen.append(page.evaluate(CALLED))
        if seen[-1].startswith(name):
            return
    raise AssertionError(f"Tab never reached {name!r}, but {seen}")


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def write(page: Any, label: str, text: str) -> None:
    """Go on to the next field of this name and write into it."""
    tab_to(page, label)
    page.keyboard.type(text)


def push(page: Any, label: str, *, back: bool = False) -> None:
    """Go on to the next button or summary of this name and press it."""
    tab_to(page, label, back=back)
    page.keyboard.press("Enter")


def tick(page: Any, label: str) -> None:
    """Go on to the next box of this name and tick it."""
    tab_to(page, label)
    page.keyboard.press("Space")


def choose(page: Any, label: str, option: str) -> None:
    """Go on to the next list of this name and choose by its first letters."""
    tab_to(page, label)
    page.keyboard.type(option)


def downloaded(page: Any, folder: Path) -> bytes:
    """Download the answers by key."""
    with page.expect_download() as waiting:
        push(page, "Download my answers")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path.read_bytes()
