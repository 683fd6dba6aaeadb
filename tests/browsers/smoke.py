"""Reading, answering, coding, handing in and the desk in Debian's Firefox and in WebKitGTK, by their drivers.

    make browsers

Not part of `make test`: the two browsers and a screen nobody sees weigh 400 MB. `install.py` brings them.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from firefox import Firefox
from webkit import WebKit

MOUNTED = (
    "[...document.querySelectorAll('.cw-widget')].map(one => one.dataset.widget + ' ' + one.dataset.mounted)"
)


@pytest.fixture(scope="module", params=[Firefox, WebKit], ids=["firefox", "webkit"])
def driven(request: pytest.FixtureRequest) -> Iterator[Firefox | WebKit]:
    """One browser for all tests of it."""
    browser = request.param()
    print(f"{browser.name} {browser.version}")
    yield browser
    browser.close()


def until(driven: Firefox | WebKit, expression: str) -> None:
    """Wait until an expression is true in the page."""
    for _ in range(60):
        if driven.evaluate(f"Boolean({expression})"):
            return
        time.sleep(0.25)
    raise AssertionError(f"{driven.name}: never true: {expression}")


def opened(driven: Firefox | WebKit, address: str) -> None:
    driven.open(address)
    until(driven, f"{MOUNTED}.every(one => /true|error/.test(one))")


def test_every_widget_of_every_page_is_there(driven, site):
    asked = [page for page in site.pages if "cw-widget" in (site.folder / page).read_text(encoding="utf-8")]
    assert len(asked) > 10
    for page in asked:
        opened(driven, site.url(page))
        states = driven.evaluate(MOUNTED)
        assert states
        assert not [one for one in states if not one.endswith(" true")], page


def test_a_question_is_answered_with_keys(driven, site):
    opened(driven, site.url("chapters/02-burnout-and-its-neighbours.html"))
    focus = "document.querySelector('.cw-check input[type=radio]').focus()"
    driven.evaluate(f"({focus}, true)")
    driven.press("ArrowDown")
    button = "[...document.querySelectorAll('.cw-check')].find(one => one.querySelector('input[type=radio]'))"
    driven.evaluate(f"({button}.querySelector('.cw-buttons button').focus(), true)")
    driven.press("Enter")
    until(driven, f"{button}.querySelector('.cw-note')")


def button(words: str) -> str:
    """Give the expression for a button with these words."""
    return f"[...document.querySelectorAll('button')].find(one => one.textContent === {words!r})"


def test_words_are_coded_with_keys_and_stay_through_a_reload(driven, site):
    page = site.url("book/widgets/transcript-coder.html")
    opened(driven, page)
    for words in ("Save and share", "Keep it on this computer", "Transcript"):
        until(driven, button(words))
        driven.evaluate(f"({button(words)}.click(), true)")
    until(driven, "document.querySelectorAll('button.cw-turn-mark')[1]")
    driven.evaluate("(document.querySelectorAll('button.cw-turn-mark')[1].focus(), true)")
    driven.press("Enter", "Shift+ArrowRight", "v")
    coded = "document.querySelector('.cw-turn-text mark[data-letters]')"
    until(driven, coded)
    words = driven.evaluate(f"{coded}.textContent")
    assert len(words.split()) == 2
    time.sleep(1.5)
    opened(driven, page)
    until(driven, coded)
    assert driven.evaluate(f"{coded}.textContent") == words


FOCUSED = (
    "((one) => [one.getAttribute('aria-label'), ...[...(one.labels ?? [])].map(label => label.textContent),"
    " one.textContent].find(words => words?.trim())?.trim() ?? '')(document.activeElement)"
)


def tab_to(driven: Firefox | WebKit, words: str) -> None:
    """Press Tab until what has the focus begins with these words."""
    for _ in range(200):
        driven.press("Tab")
        if driven.evaluate(FOCUSED).startswith(words):
            return
    raise AssertionError(f"{driven.name}: Tab never reached {words!r}")


def test_an_exercise_is_read_coded_and_handed_in_with_keys(driven, site):
    """From page load to the file, by keys alone: coding goes by sentence, without selecting words."""
    opened(driven, site.url("exercises/three-systems-coding/exercise.html"))
    assert driven.evaluate("document.querySelector('article').innerText.length") > 5000
    tab_to(driven, "Your number for the file")
    driven.press("Control+a", *"T0423")
    tab_to(driven, "I save files")
    driven.press("Enter")
    tab_to(driven, "Choose by sentence")
    driven.press("Enter")
    tab_to(driven, "Turn")
    driven.press("ArrowDown")
    driven.press("Tab", "Space")
    sentence = driven.evaluate(FOCUSED)
    tab_to(driven, "Choose codes for these words")
    driven.press("Enter", *"alarm", "Enter")
    tab_to(driven, "Why does this code fit")
    driven.press(*"Guard.")
    tab_to(driven, "Code these words")
    driven.press("Enter")
    until(
        driven,
        "[...document.querySelectorAll('[role=status]')].some(one => /^Coded as/.test(one.textContent))",
    )
    before = set(driven.downloads.iterdir())
    tab_to(driven, "Download my answers")
    driven.press("Enter")
    for _ in range(60):
        made = [path for path in set(driven.downloads.iterdir()) - before if path.suffix == ".json"]
        if made and made[0].stat().st_size:
            break
        time.sleep(0.25)
    else:
        raise AssertionError(f"{driven.name}: no file was saved in {driven.downloads}")
    assert made[0].name == "three-systems-coding--T0423--1.answers.json"
    sheet = json.loads(made[0].read_text(encoding="utf-8"))
    coded = [span for answer in sheet["answers"].values() if "spans" in answer for span in answer["spans"]]
    # The words of the sentence, without its full stop.
    assert [(span["quote"], span["why"]) for span in coded] == [(sentence.rstrip(".?!"), "Guard.")]
