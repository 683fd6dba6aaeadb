"""The coding panel of the desk, in Chromium: by mouse, by touch, by keys alone and without selecting."""

from __future__ import annotations

import re
from typing import Any

import pytest
from coder_latency import large_desk
from coder_page import style, write_coder_page
from playwright.sync_api import Page
from widget_page import violations

EMOJI = "So 👩‍👩‍👧 I sat in the car. Nobody knew where I was, and I liked that. 👍🏽 Then it rang."


def transcript(doc: str, *texts: str) -> dict[str, Any]:
    turns = [
        {"turn": f"{doc}-{number:03d}", "speaker": "I" if number % 2 else doc, "text": text}
        for number, text in enumerate(texts, start=1)
    ]
    return {"doc": doc, "digest": "0" * 64, "label": doc, "turns": turns, "info": {}}


def code(name: str, **more: Any) -> dict[str, Any]:
    blank = {"parent": None, "definition": "d", "include": "", "exclude": "", "example": ""}
    own = {"code": name.lower().replace(" ", "-"), "name": name}
    return {**own, **blank, "properties": None, "colour": "", "letter": "", **more}


def line(id_: str, turn: str, text: str, quote: str, codes: list[str], why: str = "", **notes: str) -> dict:
    start = text.index(quote)
    place = {"doc": turn[:3], "turn": turn, "start": start, "end": start + len(quote), "quote": quote}
    return {"id": id_, **place, "codes": codes, "notes": notes, "why": why}


TEXTS = (
    "How was the week?",
    EMOJI,
    "And what did you do?",
    "I let it ring. I knew who it would be.",
    "Who was it?",
    "The duty phone. It is always the duty phone.",
)
BOOK = {
    "id": "three-systems",
    "name": "Three systems",
    "codes": [
        code("Threat", colour="threat", letter="T"),
        code("Threat cue", parent="threat", colour="threat", letter="A"),
        code("Soothe", colour="soothe", letter="S"),
    ],
}


def desk_data(*, readings: bool = True, **settings: bool) -> dict[str, Any]:
    why = "It is a decision."
    one = line("r1", "X01-004", TEXTS[3], "let it ring", ["letting-be"], why, linguistic="Plain verbs.")
    two = line("r2", "X01-006", TEXTS[5], "always the duty phone", ["threat"], "Again.")
    other = line("q1", "X01-004", TEXTS[3], "I let it ring", ["threat"], "Held off.")
    return {
        "shelf": {
            "transcripts": [transcript("X01", *TEXTS), transcript("X02", "Shall we go on?", "If you like.")],
            "codebooks": [BOOK],
        },
        "readings": [
            {
                "id": "close",
                "name": "A close reader",
                "stance": "Stays near.",
                "codes": [code("Letting be", letter="L")],
                "spans": [one, two],
            },
            {
                "id": "far",
                "name": "A far reader",
                "stance": "Goes further.",
                "codes": [],
                "spans": [other],
            },
        ]
        if readings
        else [],
        "settings": {"codes": True, "notes": True, **settings},
    }


@pytest.fixture
def desk(browser_page, tmp_path):
    """The page, opened, with what the browser complained of."""
    address = write_coder_page(tmp_path, desk_data())
    browser_page.page.goto(address)
    browser_page.page.wait_for_selector(".cw-turn-text")
    yield browser_page.page
    assert browser_page.complaints == []
    assert browser_page.outside == []


def said(page: Page) -> str:
    words: str = page.locator(".cw-sheet > [role=status]").evaluate("one => one.textContent")
    return words.replace("\xa0", " ").strip()


def wait_until(page: Page, condition: str, seconds: float = 15) -> None:
    """Wait for an expression; Playwright's own waiting needs the eval that the page's policy forbids."""
    for _ in range(int(seconds * 20)):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {condition}")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def work(page: Page, part: str = "spans") -> Any:
    return page.evaluate(f"window.desk.work.{part}")


def quotes(page: Page) -> list[tuple[str, ...]]:
    return [(one["turn"][-1], one["quote"], *one["codes"]) for one in work(page)]


def focused(page: Page) -> str:
    words: str = page.evaluate(
        """() => {
          const one = document.activeElement;
          const labels = [...(one.labels || [])].map((label) => label.textContent).join(" ");
          return `${one.tagName} ${one.getAttribute("aria-label") || labels || one.textContent}`.trim();
        }"""
    )
    return words


def tab_to(page: Page, words: str, key: str = "Tab") -> None:
    for _ in range(120):
        page.keyboard.press(key)
        if words in focused(page):
            return
    raise AssertionError(f"{key} never reached {words!r}; the focus is at {focused(page)!r}")


def box_of(page: Page, turn: str, words: str) -> dict[str, float]:
    found: dict[str, float] = page.evaluate(
        """([turn, words]) => {
          const text = document.querySelector(`[data-turn="${turn}"] .cw-turn-text`);
          text.scrollIntoView({ block: "center" });
          const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
          for (let node = walk.nextNode(); node; node = walk.nextNode()) {
            const at = node.data.indexOf(words);
            if (at < 0 || node.parentElement.closest(".cw-spoken")) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + words.length);
            const { left, right, top, height } = range.getClientRects()[0];
            return { left, right, middle: top + height / 2 };
          }
        }""",
        [turn, words],
    )
    return found


def sweep(page: Page, turn: str, words: str, to_turn: str | None = None, to_words: str | None = None) -> None:
    start = box_of(page, turn, words)
    end = box_of(page, to_turn or turn, to_words or words)
    start = box_of(page, turn, words) if to_turn is None else {**start, **_still(page, turn, words)}
    page.mouse.move(start["left"] + 2, start["middle"])
    page.mouse.down()
    page.mouse.move(end["right"] - 2, end["middle"], steps=5)
    page.mouse.up()
    page.wait_for_selector(".cw-coding-form")


def _still(page: Page, turn: str, words: str) -> dict[str, float]:
    """Where words stand without scrolling to them again."""
    found: dict[str, float] = page.evaluate(
        """([turn, words]) => {
          const text = document.querySelector(`[data-turn="${turn}"] .cw-turn-text`);
          const node = [...text.childNodes].find((one) => one.textContent.includes(words)).firstChild
            ?? [...text.childNodes].find((one) => one.textContent.includes(words));
          const range = document.createRange();
          range.setStart(node, node.data.indexOf(words));
          range.setEnd(node, node.data.indexOf(words) + words.length);
          const { left, right, top, height } = range.getClientRects()[0];
          return { left, right, middle: top + height / 2 };
        }""",
        [turn, words],
    )
    return found


def test_by_mouse_words_get_codes_a_new_code_a_reason_a_note_and_a_memo(desk):
    sweep(desk, "X01-002", "Nobody knew where I was")
    form = desk.locator(".cw-coding-form")
    form.get_by_label("Threat cue").check()
    form.get_by_label("Filter, or name a new code").fill("Being unseen")
    form.get_by_role("button", name="Make “Being unseen” a new code").click()
    assert focused(desk).startswith("INPUT Filter")
    form.get_by_label("Definition of Being unseen").fill("Told as not seen by anyone.")
    form.get_by_label("Why does this code fit").fill("She says it and likes it.")
    form.get_by_text("Notes by kind").click()
    form.get_by_label("Linguistic note").fill("Nobody, not: no one.")
    form.locator("summary", has_text="Memo on this span").click()
    form.get_by_label("Memo on this span").fill("Compare with the duty phone.")
    form.get_by_role("button", name="Code these words").click()
    (span,) = work(desk)
    assert span["codes"] == ["threat-cue", "being-unseen"]
    assert span["quote"] == "Nobody knew where I was"
    assert EMOJI[span["start"] : span["end"]] == "Nobody knew where I was", "code points, not units"
    assert span["notes"] == {"linguistic": "Nobody, not: no one."}
    assert span["why"] == "She says it and likes it."
    assert work(desk, "codes")[0]["definition"] == "Told as not seen by anyone."
    assert work(desk, "memos")[0] | {"id": ""} == {
        "id": "",
        "on": f"span:{span['id']}",
        "text": "Compare with the duty phone.",
        "kind": "",
        "compares": [],
    }
    assert "cw-turn-text" in desk.evaluate("document.activeElement.className")
    assert desk.locator("[data-turn='X01-002'] mark[data-letters]").get_attribute("data-letters") == "A B ✎"
    wait_until(desk, "document.querySelector('.cw-often:not(:empty)')")
    assert desk.locator(".cw-code", has_text="Being unseen").inner_text().count("1 span in 1") == 1


def test_by_keys_alone_codes_in_vivo_notes_memos_and_every_step_taken_back(desk):
    tab_to(desk, "1 Interviewer")
    press(desk, "ArrowDown", "Enter", "s", "1")
    assert said(desk).startswith("Coded as Threat: So 👩‍👩‍👧 I sat in the car")
    press(desk, "Escape", "ArrowDown", "ArrowDown", "Enter", "ArrowRight", *["Shift+ArrowRight"] * 2, "v")
    assert said(desk) == "New code in their words: “let it ring”."
    assert quotes(desk)[1] == ("4", "let it ring", "let-it-ring")
    press(desk, "v")
    assert len(work(desk, "codes")) == 1, "the same words are the same code"
    press(desk, "n")
    assert "Descriptive note" in focused(desk)
    desk.keyboard.type("The phone is left.")
    tab_to(desk, "Conceptual note")
    desk.keyboard.type("Is it rest?")
    press(desk, "Control+Enter")
    assert work(desk)[1]["notes"] == {"descriptive": "The phone is left.", "conceptual": "Is it rest?"}
    assert focused(desk).startswith("P Words of turn X01-004")
    press(desk, "m")
    assert "Memo on this span" in focused(desk)
    desk.keyboard.type("Ask again.")
    press(desk, "Control+Enter", "[")
    assert said(desk).startswith("Span 1 of 2: So")
    press(desk, "]")
    assert "Span 2 of 2: let it ring. “let it ring”. descriptive note: The phone is left." in said(desk)
    press(desk, "]")
    assert said(desk) == "That was the last span."
    press(desk, "Escape", "Alt+ArrowUp")
    assert said(desk).startswith("Span 1 of 2")
    press(desk, "r")
    assert focused(desk).startswith("INPUT Filter")
    desk.keyboard.type("Made up now")
    press(desk, "Enter")
    assert said(desk).startswith("New code: Made up now.")
    press(desk, "Escape", "u")
    assert len(work(desk)) == 1
    before = work(desk, "codes")
    press(desk, "Control+z")
    assert len(work(desk)) == 2
    steps = 1
    while desk.evaluate("window.desk.undoes") is not None:
        press(desk, "Control+z")
        steps += 1
        assert desk.evaluate("document.activeElement !== document.body"), "the focus is lost"
    assert (work(desk), work(desk, "codes"), work(desk, "memos")) == ([], [], [])
    for _ in range(steps):
        press(desk, "Control+Shift+z")
    assert work(desk, "codes") == before
    assert len(work(desk)) == 1
    log = [event["do"] for event in desk.evaluate("window.desk.events")]
    assert {"code", "in-vivo", "note", "memo", "code-made", "uncode", "undo", "redo"} <= set(log)


def test_a_filter_and_enter_take_the_code_that_is_left_and_make_one_where_none_is(desk):
    tab_to(desk, "1 Interviewer")
    press(desk, "End", "Enter", "t", "c")
    desk.keyboard.type("soo")
    press(desk, "Enter")
    assert desk.get_by_role("checkbox", name="Soothe").is_checked()
    press(desk, "Control+a")
    desk.keyboard.type("threat")
    press(desk, "Enter")
    assert desk.get_by_role("checkbox", name="Threat", exact=True).is_checked(), "that one, not its child"
    press(desk, "Control+a")
    desk.keyboard.type("On call")
    press(desk, "Enter", "Control+Enter")
    assert work(desk)[0]["codes"] == ["threat", "soothe", "on-call"]
    assert desk.locator(".cw-my-spans .cw-hint").first.inner_text() != ""
    missing = "/1 code of yours has no definition yet/"
    wait_until(desk, f"{missing}.test(document.querySelector('.cw-my-spans').textContent)")


def test_a_name_that_was_typed_counts_without_enter(desk):
    desk.locator("button.cw-turn-mark").first.focus()
    press(desk, "Enter", "c")
    desk.keyboard.type("Being seen off")
    desk.get_by_role("button", name="Code these words").click()
    (span,) = work(desk)
    (code,) = work(desk, "codes")
    assert (span["codes"], code["name"]) == ([code["code"]], "Being seen off")


def test_a_sweep_over_two_turns_can_be_one_span_and_is_read_out_as_one(desk):
    sweep(desk, "X01-004", "I knew who", "X01-005", "Who was")
    assert desk.locator(".cw-form-quote").inner_text().startswith("I knew who")
    desk.get_by_role("button", name="Make it one span over all these turns").click()
    assert focused(desk).startswith("INPUT Filter")
    desk.locator(".cw-coding-form").get_by_label("Soothe").check()
    desk.get_by_role("button", name="Code these words").click()
    assert quotes(desk) == [("4", "I knew who it would be", "soothe"), ("5", "Who was", "soothe")]
    assert len({span["id"] for span in work(desk)}) == 1
    spoken = desk.locator("[data-turn='X01-004'] .cw-turn-text").evaluate("one => one.textContent")
    assert "[begins Soothe]" in spoken
    assert "[Soothe goes on in the next turn]" in spoken
    spoken = desk.locator("[data-turn='X01-005'] .cw-turn-text").evaluate("one => one.textContent")
    assert "[Soothe goes on from the turn before]" in spoken
    assert "[ends Soothe]" in spoken
    assert desk.locator(".cw-chosen").count() == 2


def test_by_keys_a_span_goes_on_into_the_next_turn_and_back(desk):
    tab_to(desk, "1 Interviewer")
    press(desk, "ArrowDown", "ArrowDown", "ArrowDown", "Enter", "s", "3", "g")
    assert [quote for _, quote, _ in quotes(desk)] == [TEXTS[3][:-1], TEXTS[4][:-1]]
    assert "Over 2 turns. Your span. Codes here: Soothe." in said(desk)
    press(desk, "Alt+ArrowLeft")
    assert quotes(desk)[1][1] == "Who was"
    press(desk, "1")
    both = [span["codes"] for span in work(desk)]
    assert both == [["soothe", "threat"]] * 2, "all lines change together"
    press(desk, "Shift+g")
    assert len(work(desk)) == 1
    assert focused(desk).startswith("P Words of turn X01-004")
    press(desk, "Control+z")
    assert len(work(desk)) == 2
    press(desk, "u")
    assert work(desk) == []


def test_without_selecting_by_sentences_and_from_the_list(desk):
    tab_to(desk, "Choose by sentence")
    press(desk, "Enter")
    tab_to(desk, "SELECT Turn")
    press(desk, "ArrowDown", "ArrowDown", "ArrowDown")
    tab_to(desk, "I let it ring.")
    press(desk, "Space")
    tab_to(desk, "Choose codes for these words")
    press(desk, "Enter")
    desk.keyboard.type("soothe")
    press(desk, "Enter")
    tab_to(desk, "Code these words")
    press(desk, "Enter")
    assert focused(desk).startswith("SELECT Turn")
    assert quotes(desk) == [("4", "I let it ring", "soothe")]
    tab_to(desk, "Read them as a list")
    press(desk, "Enter")
    tab_to(desk, "TEXTAREA Reason")
    desk.keyboard.type("She stays.")
    assert work(desk)[0]["why"] == "She stays."
    tab_to(desk, "Open: I let it ring")
    press(desk, "Enter")
    assert focused(desk).startswith("INPUT Filter")
    press(desk, "Escape")
    assert focused(desk).startswith("BUTTON Open: I let it ring")
    tab_to(desk, "Delete: I let it ring")
    press(desk, "Enter")
    assert work(desk) == []
    assert focused(desk) == "H3 My spans" or focused(desk).endswith("My spans")


def test_the_spans_of_one_code_can_stand_out_or_stand_alone(desk):
    tab_to(desk, "1 Interviewer")
    press(desk, "ArrowDown", "Enter", "s", "1", "Escape", "End", "Enter", "s", "3", "Escape")
    show = desk.get_by_label("Show the spans of")
    show.select_option(label="Soothe")
    assert said(desk) == "Spans of Soothe stand out, the others are dimmed."
    assert desk.locator("[data-turn='X01-002'] .cw-dim").count() == 1
    assert desk.locator("[data-turn='X01-006'] .cw-dim").count() == 0
    desk.get_by_label("Keep the others, dimmed").uncheck()
    assert desk.locator("[data-turn='X01-002'] mark[data-letters]").count() == 0
    assert desk.locator("[data-turn='X01-006'] mark[data-letters]").count() == 1
    show.select_option(label="Every code")
    assert desk.locator("[data-turn='X01-002'] mark[data-letters]").count() == 1


def test_a_first_pass_is_locked_once_asked_and_the_readings_stand_beside_it(desk):
    tab_to(desk, "1 Interviewer")
    press(desk, *["ArrowDown"] * 3, "Enter", "s", "1", "Escape", "Home", "ArrowDown", "Enter", "s", "3")
    assert desk.locator(".cw-readings").count() == 0
    tab_to(desk, "Lock my first pass")
    press(desk, "Enter")
    assert focused(desk) == "P Lock your first pass?"
    assert "2 spans; 2 have no reason yet." in desk.locator(".cw-lock").inner_text()
    tab_to(desk, "Lock it")
    press(desk, "Enter")
    assert "First pass locked" in focused(desk)
    assert "with 2 spans" in focused(desk)
    labels = desk.locator(".cw-differences > li > .cw-side").all_inner_texts()
    assert labels == [
        "Only you stopped here, not “A close reader”",
        "Both of you stopped here, with different codes",
        "“A close reader” stopped here, you did not",
    ]
    card = desk.locator(".cw-differences > li").nth(1).inner_text()
    theirs = ("Letting be", "It is a decision.", "Linguistic note: Plain verbs.")
    for words in (*theirs, "A far reader", "Held off.", "Threat"):
        assert words in card
    table = desk.locator(".cw-readings table").inner_text()
    assert "“A close reader” and “A far reader”" in table
    assert "not a mark" in table
    assert not re.search(r"%|kappa|score", desk.locator(".cw-readings").inner_text())
    tab_to(desk, "Look at my span: So")
    press(desk, "Enter")
    assert focused(desk).startswith("P Words of turn X01-002")
    press(desk, "u")
    assert len(work(desk)) == 1
    assert len(desk.evaluate("window.desk.first('X01')")) == 2, "the first pass stays as it was"
    wait_until(desk, "document.querySelectorAll('.cw-differences > li').length === 2")
    assert "Since then: 1 span taken away." in desk.locator(".cw-lock").inner_text()


def test_another_transcript_opens_and_other_panels_can_point_into_it(desk):
    tab_to(desk, "1 Interviewer")
    press(desk, "ArrowDown", "Enter", "s", "1", "c")
    tab_to(desk, "Why does this code fit")
    desk.keyboard.type("Typed and not kept yet.")
    tab_to(desk, "SELECT Transcript", "Shift+Tab")
    press(desk, "ArrowDown")
    assert work(desk)[0]["why"] == "Typed and not kept yet.", "what stood in the form is not lost by going on"
    assert desk.locator(".cw-turn").count() == 2
    assert focused(desk).startswith("SELECT Transcript")
    desk.evaluate("window.panel.open('X01', 's1')")
    assert desk.locator(".cw-turn").count() == 6
    assert focused(desk).startswith("P Words of turn X01-002")
    assert desk.locator(".cw-chosen").count() >= 1
    desk.evaluate("window.panel.open('X02', 'X02-002')")
    assert focused(desk).startswith("BUTTON 2 X02")


def test_single_letters_can_be_switched_off_and_do_nothing_in_fields(desk):
    tab_to(desk, "Single-letter keys")
    press(desk, "Space")
    tab_to(desk, "1 Interviewer")
    press(desk, "ArrowDown", "Enter", "v", "1", "g", "n")
    assert work(desk) == []
    assert focused(desk).startswith("P Words of turn")
    tab_to(desk, "Single-letter keys", "Shift+Tab")
    press(desk, "Space")
    tab_to(desk, "Memo.")
    desk.keyboard.type("vmg]1")
    assert work(desk) == []
    assert work(desk, "memos")[0]["text"] == "vmg]1"
    assert work(desk, "memos")[0]["kind"] == "transcript"


def test_notes_without_codes_are_spans_too(browser_page, tmp_path):
    page = browser_page.page
    page.goto(write_coder_page(tmp_path, desk_data(codes=False)))
    tab_to(page, "1 Interviewer")
    press(page, "ArrowDown", "Enter", "s", "1")
    assert said(page).startswith("No codes are given here")
    press(page, "n")
    assert "Descriptive note" in focused(page)
    press(page, "Control+Enter")
    assert page.locator(".cw-problem:not(:empty)").first.inner_text() == "Write a note first."
    page.keyboard.type("Alone in the car.")
    press(page, "Control+Enter")
    (span,) = work(page)
    assert (span["codes"], span["notes"]) == ([], {"descriptive": "Alone in the car."})
    assert page.locator("mark[data-letters]").get_attribute("data-letters") == "✎"
    assert page.locator(".cw-codebook").count() == 0
    assert browser_page.complaints == []


def test_on_a_touch_screen_two_taps_choose_the_words(browser, tmp_path):
    page = browser.new_page(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page.goto(write_coder_page(tmp_path, desk_data()))
    for words in ("let", "ring"):
        box = box_of(page, "X01-004", words)
        page.touchscreen.tap((box["left"] + box["right"]) / 2, box["middle"])
        # The form comes a frame after the words, and may scroll the page.
        wait_until(page, f"document.querySelector('.cw-form-quote')?.textContent.endsWith({words!r})")
    wait_until(page, "document.querySelector('.cw-form-quote')?.textContent === 'let it ring'")
    page.locator(".cw-coding-form").get_by_label("Soothe").check()
    page.get_by_role("button", name="Code these words").click()
    assert quotes(page) == [("4", "let it ring", "soothe")]
    page.close()


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 320)])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser, tmp_path, axe, theme, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(write_coder_page(tmp_path, desk_data(), theme=theme))
    tab_to(page, "1 Interviewer")
    press(page, "ArrowDown", "Enter", "s", "1", "v", "n")
    page.keyboard.type("x")
    press(page, "Control+Enter", "?", "c")
    page.locator("summary", has_text="Read them as a list").click()
    page.evaluate("window.desk.lock('X01')")
    page.wait_for_selector(".cw-differences > li")
    page.wait_for_timeout(400)
    assert violations(page, axe, everything=True) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_two_thousand_codings_open_and_a_key_still_answers(browser_page, tmp_path):
    page = browser_page.page
    page.goto(write_coder_page(tmp_path, large_desk(2000)))
    page.wait_for_selector("mark")
    tab_to(page, "1 X01")
    press(page, "Enter", "s", "1")
    assert len(work(page)) == 2001
    assert said(page).startswith("Coded as ")
    page.locator("summary", has_text="Read them as a list").click()
    page.wait_for_selector(".cw-span")
    assert page.locator(".cw-span").count() == 30, "a page at a time"
    page.get_by_role("button", name="Show 30 more of 2001").click()
    assert page.locator(".cw-span").count() == 60
    assert focused(page).startswith("BUTTON Open: ")
    assert browser_page.complaints == []


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_every_colour_of_a_code_stands_out_from_paper_and_panel_in_both_schemes():
    def colours(css: str, name: str) -> list[str]:
        return re.findall(rf"--cw-{name}: (#[0-9a-f]{{6}});", css)

    desk_css, base = style("coding"), style("widgets")
    for number in range(1, 9):
        light, dark = colours(desk_css, f"code-{number}")[:2]
        for ground in ("paper", "panel"):
            on_light, on_dark = colours(base, ground)[:2]
            assert contrast(light, on_light) >= 3, (number, ground)
            assert contrast(dark, on_dark) >= 3, (number, ground)
