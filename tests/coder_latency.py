"""How soon the coding panel answers: 200 turns with 500 spans, 200 keys and clicks, beside a plain page.

The plain page is what one would write first: the whole passage is drawn again at each change.

    .venv/bin/python tests/coder_latency.py [SPANS]

Measured from the event's own time to a message posted after the next animation frame.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from coder_page import clean, write_coder_page
from playwright.sync_api import Browser, Page, sync_playwright

TURNS, SPANS, ACTIONS = 200, 500, 200
# How long a person holds a button down, in ms. Let go at once, it would wait for what pressing it has drawn.
HELD = 80
WORDS = ["well", "it", "was", "a", "day", "like", "the", "others", "and", "then", "she", "rang", "so"]

# ms. Nobody presses a key in the moment in which a page or a file was opened.
SETTLED = 500
# What stands before it in the order of Tab, which is how somebody comes to the passage.
BEFORE = """(start) => {
    const stops = [...document.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]")];
    const reached = stops.filter((one) => one.tabIndex >= 0 && one.checkVisibility());
    reached[reached.indexOf(document.querySelector(start)) - 1]?.focus();
}"""
WATCH = """
    window.took = [];
    for (const kind of ["keydown", "click", "pointerup"]) addEventListener(kind, (event) => {
        if (kind === "click" && event.detail === 0) return;
        const channel = new MessageChannel();
        const name = event.key ?? kind;
        channel.port1.onmessage = () => window.took.push([name, performance.now() - event.timeStamp]);
        requestAnimationFrame(() => channel.port2.postMessage(0));
    }, true);
"""

# What one would write first: no framework, no panel, and the whole passage drawn again at each change.
PLAIN = """
import { h } from "./dom.js";
const data = JSON.parse(document.getElementById("data").textContent);
const begun = performance.now();
const [{ turns }] = data.shelf.transcripts;
const spans = [...data.start.spans];
const place = h("div", null);
document.getElementById("place").append(place);
let turn = 0, word = 0, to = 0;
const words = (text) => [...text.matchAll(/\\S+/g)].map((one) => [one.index, one.index + one[0].length]);
function draw() {
  place.replaceChildren(...turns.map((one, number) => {
    const here = spans.filter((span) => span.turn === one.turn);
    const all = words(one.text);
    const chosen = number === turn ? [all[Math.min(word, to)][0], all[Math.max(word, to)][1]] : [-1, -1];
    const borders = [0, one.text.length, ...here.flatMap((span) => [span.start, span.end]), ...chosen];
    const cuts = [...new Set(borders.filter((at) => at >= 0))].sort((a, b) => a - b);
    return h("p", { tabindex: "0", onclick: () => { turn = number; word = to = 0; draw(); } },
      h("b", null, one.speaker + " "),
      cuts.slice(0, -1).map((start, index) => {
        const end = cuts[index + 1];
        const over = here.filter((span) => span.start <= start && span.end >= end);
        const piece = h("mark", null, one.text.slice(start, end));
        const isChosen = start >= chosen[0] && end <= chosen[1];
        piece.style.background = isChosen ? "gold" : over.length ? "lightblue" : "none";
        piece.title = over.flatMap((span) => span.codes).join(", ");
        return piece;
      }));
  }), h("ol", null, spans.map((span) => h("li", null, span.quote + ": " + span.codes.join(", ")))));
}
document.addEventListener("keydown", (event) => {
  const all = words(turns[turn].text);
  if (event.key === "ArrowDown") { turn += 1; word = to = 0; }
  else if (event.key === "ArrowRight" && event.shiftKey) to = Math.min(to + 1, all.length - 1);
  else if (event.key === "ArrowRight") word = to = Math.min(to + 1, all.length - 1);
  else if (/^[1-9]$/.test(event.key)) {
    const [start, end] = [all[word][0], all[to][1]];
    const quote = turns[turn].text.slice(start, end);
    const codes = [data.start.codes[event.key - 1].code];
    spans.push({ id: "n" + spans.length, turn: turns[turn].turn, start, end, quote, codes });
  } else return;
  event.preventDefault();
  draw();
});
draw();
place.getBoundingClientRect();
window.opening = performance.now() - begun;
window.ready = true;
"""


def large_desk(spans: int = SPANS) -> dict[str, Any]:
    """Give a desk with an invented transcript of 200 turns, 40 codes, and so many spans."""
    draw = random.Random(1)
    turns = [
        {
            "turn": f"X01-{number:03d}",
            "speaker": "X01" if number % 2 else "I",
            "text": " ".join(draw.choices(WORDS, k=45)),
        }
        for number in range(1, TURNS + 1)
    ]
    codes = [
        {
            "code": f"code-{number}",
            "parent": f"code-{number - 1}" if number % 4 else None,
            "name": f"{draw.choice(WORDS)} {draw.choice(WORDS)} {number}",
            "definition": "What it is, in a sentence or so.",
            "include": "",
            "exclude": "",
            "example": "",
            "properties": None,
            "colour": "",
            "letter": "",
        }
        for number in range(40)
    ]
    lines = []
    for number in range(spans):
        turn = draw.choice(turns)
        starts = [0, *(place + 1 for place, letter in enumerate(turn["text"]) if letter == " ")]
        first = draw.randrange(len(starts) - 7)
        start, end = starts[first], starts[first + 5] - 1
        lines.append(
            {
                "id": f"s{number + 1}",
                "doc": "X01",
                "turn": turn["turn"],
                "start": start,
                "end": end,
                "quote": turn["text"][start:end],
                "codes": [draw.choice(codes)["code"]],
                "notes": {"linguistic": "Said twice."} if number % 5 == 0 else {},
                "why": "a reason",
            }
        )
    transcript = {"doc": "X01", "digest": "0" * 64, "label": "X01", "turns": turns, "info": {}}
    start = {
        "reader": {"id": "me", "name": "", "stance": "", "codebooks": []},
        "codes": codes,
        "spans": lines,
        "statements": [],
        "themes": [],
        "relations": [],
        "memos": [],
        "storyline": "",
    }
    return {
        "shelf": {"transcripts": [transcript], "codebooks": []},
        "start": start,
        "readings": [],
        "settings": {"codes": True, "notes": True},
    }


KEYS = ["s", "1", "Escape", "ArrowDown", "Enter", "ArrowRight", "Shift+ArrowRight", "2"]
KEYS += ["Alt+ArrowRight", "]"]


def middle_of(page: Page, selector: str) -> tuple[float, float]:
    """Give where to click. Playwright's own click seeks its target within the event, which would count."""
    at: list[float] = page.evaluate(
        "selector => { const box = document.querySelector(selector).getBoundingClientRect();"
        " return [box.x + box.width / 2, box.y + box.height / 2]; }",
        selector,
    )
    return at[0], at[1]


def clicks_and_keys(page: Page) -> None:
    """Twenty rounds of two taps on words, a code ticked, a button, and six keys."""
    for number in range(ACTIONS // 10):
        top = page.evaluate(
            "number => { const turn = document.querySelectorAll('.cw-turn-text')[number];"
            " turn.scrollIntoView({ block: 'start' }); scrollBy(0, -60);"
            " const box = turn.getBoundingClientRect(); return [box.x, box.y]; }",
            3 + number * 2,
        )
        page.wait_for_timeout(250)
        for across in (60, 240):
            page.mouse.click(top[0] + across, top[1] + 18, delay=HELD)
            page.wait_for_timeout(120)
        page.mouse.click(
            *middle_of(page, f".cw-coding-form .cw-code-box:nth-child({number % 6 + 1}) input"), delay=HELD
        )
        page.wait_for_timeout(60)
        page.evaluate(
            "document.querySelector('.cw-coding-form [type=submit]').scrollIntoView({block: 'center'})"
        )
        page.wait_for_timeout(250)
        page.mouse.click(*middle_of(page, ".cw-coding-form button[type=submit]"), delay=HELD)
        page.wait_for_timeout(60)
        for key in ["ArrowRight", "Shift+ArrowRight", "3", "v", "]", "u"]:
            page.keyboard.press(key)
            page.wait_for_timeout(60)


def keys_alone(page: Page) -> None:
    """200 keys."""
    for number in range(ACTIONS):
        page.keyboard.press(KEYS[number % len(KEYS)])
        page.wait_for_timeout(60)


def tab_into(page: Page, start: str) -> None:
    """Go on from what stands before it to the first element of this kind, by Tab and when all is quiet."""
    page.wait_for_timeout(SETTLED)
    page.evaluate(BEFORE, start)
    page.wait_for_timeout(SETTLED)
    page.keyboard.press("Tab")
    if not page.locator(start).first.evaluate("(one) => one === document.activeElement"):
        raise SystemExit(f"Tab did not lead to {start}: nothing was measured.")
    page.wait_for_timeout(60)


def figures(took: list[list[Any]]) -> dict[str, float]:
    """Give the median and the worst of what was measured."""
    all_of = sorted(ms for _, ms in took)
    return {"actions": len(all_of), "median": statistics.median(all_of), "worst": all_of[-1]}


def measure_coder(browser: Browser, spans: int = SPANS) -> dict[str, dict[str, float]]:
    """Measure the panel by keys and by clicks, and the plain page, each in a page of its own.

    Returns
    -------
    dict
        For ``keys``, ``clicks and keys`` and ``plain page``: the number of actions, the median and the
        worst in ms, and how long opening took in the page, drawing and layout counted.
    """
    data = large_desk(spans)
    folder = Path(tempfile.mkdtemp())
    found: dict[str, dict[str, float]] = {}
    try:
        panel = write_coder_page(folder / "panel", data)
        plain = write_coder_page(folder / "plain", data, entry=PLAIN)
        for name, address in (("keys", panel), ("clicks and keys", panel), ("plain page", plain)):
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.add_init_script(WATCH)
            page.goto(address)
            page.wait_for_selector("mark")
            page.wait_for_timeout(600)
            if name == "plain page":
                for number in range(ACTIONS):
                    page.keyboard.press(["ArrowDown", "ArrowRight", "Shift+ArrowRight", "1"][number % 4])
                    page.wait_for_timeout(60)
            elif name == "keys":
                tab_into(page, "button.cw-turn-mark")
                page.keyboard.press("Enter")
                page.wait_for_timeout(60)
                keys_alone(page)
            else:
                clicks_and_keys(page)
            took = page.evaluate("window.took")
            found[name] = {**figures(took), "opening": page.evaluate("window.opening")}
            if "--by" in sys.argv:
                by: dict[str, list[float]] = {}
                for kind, ms in took:
                    by.setdefault(kind, []).append(ms)
                for kind, all_of in by.items():
                    print(name, kind, len(all_of), round(statistics.median(all_of), 1), round(max(all_of), 1))
            page.close()
    finally:
        clean(folder)
    return found


def main() -> None:
    """Print the figures."""
    from chromium import find_chromium

    counts = [int(one) for one in sys.argv[1:] if one.isdigit()]
    with sync_playwright() as playwright:
        path = find_chromium(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for spans in counts or [SPANS]:
            for name, found in measure_coder(browser, spans).items():
                print(spans, name, {key: round(value, 1) for key, value in found.items()})
        browser.close()


if __name__ == "__main__":
    main()
