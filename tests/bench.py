"""Speed, side by side in one run: what the course does beside what people would use instead.

    make bench

Prints ratios. Nothing here is a test: a busy machine makes every number larger, ratios less so.
"""

from __future__ import annotations

import copy
import gzip
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from compassion_course.corpus import Course

ROOT = Path(__file__).resolve().parent.parent
COURSE = Course(ROOT)
SLUG = "three-systems-coding"
SHEETS = 1000


def seconds(work: Callable[[], object], repeats: int = 3) -> float:
    """Processor seconds of this process for the work, the median of some repeats."""
    measured = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        measured.append(time.process_time() - start)
    return statistics.median(measured)


def wall(*command: str, repeats: int = 5) -> float:
    """Wall seconds of a command, the median of some repeats."""
    measured = []
    for _ in range(repeats):
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        measured.append(time.perf_counter() - start)
    return statistics.median(measured)


def write_sheets(folder: Path, count: int) -> int:
    """Write model sheets under other names; give the bytes of one."""
    model = json.loads((COURSE.exercises / SLUG / "model_answers.json").read_text(encoding="utf-8"))
    size = 0
    for number in range(count):
        sheet = copy.copy(model)
        sheet["trainee"] = f"T{number:04d}"
        content = json.dumps(sheet, ensure_ascii=False, indent=1).encode() + b"\n"
        size = len(content)
        (folder / f"{SLUG}--T{number:04d}--1.answers.json").write_bytes(content)
    return size


def marking(table: Table) -> None:
    """Compare marking with reading and decoding alone."""
    from compassion_course.desk.mark import mark

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "in"
        folder.mkdir()
        size = write_sheets(folder, SHEETS)
        paths = sorted(folder.iterdir())
        read = seconds(lambda: [path.read_bytes() for path in paths])
        decode = seconds(lambda: [msgspec.json.decode(path.read_bytes()) for path in paths])

        # A new folder each time: making files again just after deleting them is slow on ext4.
        runs = iter(range(100))

        def run() -> None:
            mark(COURSE, [folder], Path(name) / f"out-{next(runs)}")

        marked = seconds(run)
    each = 1_000_000 / SHEETS
    note = f"{SHEETS} sheets of {size / 1000:.0f} kB"
    table.add_row(f"read the files ({note})", f"{read * each:.0f} us a sheet", f"{read / decode:.2f}")
    table.add_row("read and decode them (msgspec)", f"{decode * each:.0f} us a sheet", "1")
    table.add_row(
        "mark with gradebook and feedback pages", f"{marked * each:.0f} us a sheet", f"{marked / decode:.1f}"
    )


def starting(table: Table) -> None:
    """Compare the command's start with what importing pandas alone costs."""
    python = sys.executable
    bare = wall(python, "-c", "pass")
    package = wall(python, "-c", "import compassion_course")
    command = wall(python, "-m", "compassion_course", "--version")
    pandas = wall(python, "-c", "import pandas")
    altair = wall(python, "-c", "import altair")
    for name, took in (
        ("start Python", bare),
        ("import compassion_course", package),
        ("compassion-course --version", command),
        ("import pandas", pandas),
        ("import altair", altair),
    ):
        table.add_row(name, f"{took * 1000:.0f} ms", f"{took / bare:.1f}")


def weight(table: Table) -> None:
    """Weigh what a widget sends beside ipywidgets' own manager (918 kB, research notes, publishing.md)."""
    built = ROOT / "src" / "compassion_course" / "widgets" / "built"

    def packed(*names: str) -> int:
        return sum(len(gzip.compress((built / name).read_bytes(), 6)) for name in names)

    shared = ("host.page.js", "widgets.css")
    chapter = packed(
        "check.page.js", "change-it.page.js", "three-circles.page.js", "working-day.page.js", *shared
    )
    exercise = packed("exercise-sheet.page.js", "coding.css", *shared)
    desk = packed("desk-coder.page.js", "coding-desk.page.js", "coding.css", "coding-desk.css", *shared)
    table.add_row("all widgets of a chapter", f"{chapter / 1000:.1f} kB gzipped", f"{chapter / 918_000:.3f}")
    table.add_row("the exercise sheet", f"{exercise / 1000:.1f} kB gzipped", f"{exercise / 918_000:.3f}")
    table.add_row("the transcript coder", f"{desk / 1000:.1f} kB gzipped", f"{desk / 918_000:.3f}")
    table.add_row("html-manager (measured elsewhere)", "918 kB gzipped", "1")


TURNS, SPANS, ACTIONS = 200, 500, 200
# From the event's own time to a message posted after the next animation frame: what the eye waits for.
WATCH = """
    window.took = [];
    addEventListener("keydown", (event) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => window.took.push(performance.now() - event.timeStamp);
        requestAnimationFrame(() => channel.port2.postMessage(0));
    }, true);
"""


def large_exercise() -> dict[str, Any]:
    """Give the exercise's traits with a passage of 200 invented turns and a sheet of 500 spans."""
    from compassion_course.widgets import ExerciseSheet

    traits = ExerciseSheet(SLUG, folder=Path(tempfile.mkdtemp())).full_page_traits()
    draw = random.Random(1)
    words = ["well", "it", "was", "a", "day", "like", "the", "others", "and", "then", "she", "rang", "so"]
    turns = [
        {
            "turn": f"T01-{number:03d}",
            "speaker": "T01" if number % 2 else "I",
            "text": " ".join(draw.choices(words, k=45)),
        }
        for number in range(1, TURNS + 1)
    ]
    spans = []
    for number in range(SPANS):
        turn = draw.choice(turns)
        starts = [0, *(place + 1 for place, letter in enumerate(turn["text"]) if letter == " ")]
        start = draw.choice(starts[:-6])
        end = starts[starts.index(start) + 5] - 1
        spans.append(
            {
                "id": f"s{number}",
                "doc": "T01",
                "turn": turn["turn"],
                "start": start,
                "end": end,
                "quote": turn["text"][start:end],
                "codes": [draw.choice(["threat", "drive", "soothe"])],
                "why": "a reason",
            }
        )
    traits["transcripts"] = [{**traits["transcripts"][0], "turns": turns}]
    traits["readings"] = []
    item = next(item for item in traits["exercise"]["items"] if item["kind"] == "coding")
    item["passage"] = {"doc": "T01", "first": turns[0]["turn"], "last": turns[-1]["turn"]}
    traits["exercise"]["items"] = [item]
    traits["sheet"] = {
        "format": "compassion-course/answers",
        "format_version": 1,
        "exercise": SLUG,
        "exercise_version": traits["exercise"]["version"],
        "trainee": "B",
        "pass": 1,
        "started": "2026-01-01T00:00:00Z",
        "saved": "2026-01-01T00:00:00Z",
        "transcripts": {"T01": traits["transcripts"][0]["digest"]},
        "locked": {},
        "first": {},
        "answers": {item["id"]: {"codebook": "three-systems", "spans": spans, "memos": []}},
        "events": [],
    }
    return traits


def answering(table: Table) -> None:
    """Compare a key in the coder, on 200 turns with 500 spans, with a key in an empty page."""
    from chromium import find_chromium
    from playwright.sync_api import sync_playwright

    built = ROOT / "src" / "compassion_course" / "widgets" / "built"
    folder = Path(tempfile.mkdtemp())
    exercise = large_exercise()
    (folder / "sheet.json").write_text(json.dumps(exercise.pop("sheet")), encoding="utf-8")
    traits = json.dumps(exercise).replace("<", "\\u003c")
    scripts = "".join(
        f"<script>{(built / name).read_text(encoding='utf-8')}</script>"
        for name in ("exercise-sheet.page.js", "host.page.js")
    )
    sheets = ("widgets.css", "coding.css")
    style = "".join(f"<style>{(built / name).read_text(encoding='utf-8')}</style>" for name in sheets)
    (folder / "coder.html").write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Bench</title>{style}<main>'
        f'<div class="cw-widget" data-widget="ExerciseSheet" data-key="b"><div class="cw-fallback"></div>'
        f'<script type="application/json" class="cw-traits">{traits}</script></div></main>{scripts}',
        encoding="utf-8",
    )
    (folder / "empty.html").write_text(
        '<!doctype html><html lang="en"><title>Empty</title><button>x</button>', encoding="utf-8"
    )
    keys = ["s", "1", "Escape", "ArrowDown", "Enter", "ArrowRight", "Shift+ArrowRight", "2"]
    with sync_playwright() as playwright:
        path = find_chromium(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])

        def keys_on(name: str, start: str) -> list[float]:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.add_init_script(WATCH)
            page.goto((folder / name).as_uri())
            page.wait_for_selector(start)
            if name == "coder.html":
                page.set_input_files("input[type=file]", folder / "sheet.json")
                page.wait_for_selector(".cw-turn-text mark")
            page.locator(start).first.focus()
            page.keyboard.press("Enter")
            for number in range(ACTIONS):
                page.keyboard.press(keys[number % len(keys)])
                # Fast typing leaves 60 ms between keys; without a gap, a key waits for those before it.
                page.wait_for_timeout(60)
            took: list[float] = page.evaluate("window.took")
            spans = page.locator(".cw-sheet mark").count()
            page.close()
            if name == "coder.html" and spans < SPANS:
                raise SystemExit(f"The coder shows {spans} pieces of {SPANS} spans: nothing was measured.")
            return sorted(took)

        empty = keys_on("empty.html", "button")
        coder = keys_on("coder.html", "button.cw-turn-mark")
        browser.close()
    base = statistics.median(empty)
    for name, took in (("a key in an empty page", empty), ("a key in the coder", coder)):
        middle = statistics.median(took)
        table.add_row(f"{name}, median of {len(took)}", f"{middle:.1f} ms", f"{middle / base:.2f}")
        table.add_row(f"{name}, worst", f"{took[-1]:.1f} ms", f"{took[-1] / base:.2f}")


def desk(table: Table) -> None:
    """Compare the coding desk's panel with a plain page that draws the passage again at each change."""
    from chromium import find_chromium
    from coder_latency import measure_coder
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = find_chromium(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for spans in (SPANS, 4 * SPANS):
            found = measure_coder(browser, spans)
            plain = found["plain page"]
            for name, took in found.items():
                for what in ("median", "worst", "opening"):
                    table.add_row(
                        f"{name}, {spans} spans, {what}",
                        f"{took[what]:.1f} ms",
                        f"{took[what] / plain[what]:.2f}",
                    )
        browser.close()


def main() -> None:
    """Run every comparison and print a table for each."""
    console = Console()
    for title, compare in (
        ("Marking, processor time; ratio to read and decode", marking),
        ("Starting, wall time; ratio to starting Python", starting),
        ("Widgets, bytes; ratio to html-manager", weight),
        (f"Coding by key on {TURNS} turns with {SPANS} spans; ratio to an empty handler", answering),
        (f"The coding desk on {TURNS} turns; ratio to a plain page drawn anew each time", desk),
    ):
        table = Table("what", "measured", "ratio", title=title, title_justify="left")
        compare(table)
        console.print(table)


if __name__ == "__main__":
    main()
