"""Reading, answering, coding and the desk in Debian's Firefox and in WebKitGTK, through their own drivers.

    make browsers

Not part of `make test`: the two browsers and a screen nobody sees weigh 400 MB. `install.py` brings them.
"""

from __future__ import annotations

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
