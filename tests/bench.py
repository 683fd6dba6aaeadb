"""Speed, side by side in one run: what the course does beside what people would use instead.

    make bench
    python tests/bench.py --large    # 100,000 sheets; takes ten minutes and 2 GB of disk

Prints ratios. Nothing here is a test: a busy machine makes every number larger, ratios less so.
"""

from __future__ import annotations

import gc
import gzip
import json
import os
import random
import shutil
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
# Of nbgrader a submission takes seconds.
SUBMISSIONS = 6
# In memory where that can be had: for minutes after files were deleted ext4 goes round each one's place when
# it makes new ones, and a run after another took three times as long as the first.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


def seconds(*works: Callable[[], object], repeats: int = 5) -> list[float]:
    """Processor seconds of this process for each work, the least of some repeats: a busy machine only adds.

    One after the other in each repeat, because the speed of a shared machine changes from one second to the
    next, and by as much as two. Nothing looks for cycles meanwhile, as marking lets nothing do.
    """
    measured: list[list[float]] = [[] for _ in works]
    for _ in range(repeats):
        for work, took in zip(works, measured, strict=True):
            gc.collect()
            gc.disable()
            start = time.process_time()
            work()
            took.append(time.process_time() - start)
            gc.enable()
    return [min(took) for took in measured]


# What Python compiles once it keeps for the next start, on a tutor's computer; where tests run that is often
# turned off.
KEEPING = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def wall(*command: str, repeats: int = 5) -> float:
    """Wall seconds of a command that was run before, the median of some repeats."""
    with tempfile.TemporaryDirectory() as name:
        surroundings = {**KEEPING, "PYTHONPYCACHEPREFIX": name}
        measured = []
        for _ in range(1 + repeats):
            start = time.perf_counter()
            subprocess.run(command, cwd=ROOT, env=surroundings, check=True, capture_output=True)
            measured.append(time.perf_counter() - start)
    return statistics.median(measured[1:])


def model_sheet(size: int) -> dict[str, Any]:
    """Give the model answers, with no more spans than fit this many bytes, and no log."""
    sheet = json.loads((COURSE.exercises / SLUG / "model_answers.json").read_text(encoding="utf-8"))
    for coding in (sheet["answers"]["passage"], sheet["first"]["passage"]):
        while len(as_bytes(sheet)) > size and len(coding["spans"]) > 4:
            coding["spans"].pop()
    return {**sheet, "events": []}


def as_bytes(sheet: dict[str, Any]) -> bytes:
    """Write a sheet as the page does."""
    return json.dumps(sheet, ensure_ascii=False, indent=1).encode() + b"\n"


def write_sheets(folder: Path, count: int, size: int) -> int:
    """Write the sheets of a class, drawn as a rehearsal's are; give the bytes of one.

    What a drawn sheet lacks of the size is filled with its log.
    """
    from compassion_course.desk.invented_sheets import invented_sheet
    from compassion_course.exercises.scheme import prepare
    from compassion_course.exercises.sheet import decode_sheet, encode_sheet

    folder.mkdir()
    scheme = prepare(COURSE, SLUG)
    model = decode_sheet(as_bytes(model_sheet(size)), scheme.exercise).sheet
    event = {
        "at": "2027-02-01T09:30:00Z",
        "do": "type",
        "item": "argument",
        "text": "so she puts it down " * 4,
    }
    written = 0
    for number in range(count):
        trainee = f"T{number:06d}"
        sheet = invented_sheet(scheme, model, trainee, random.Random(number))
        # No two of a class write the same.
        sheet.answers["argument"] += f" {number:06d}"
        lacking = (size - len(encode_sheet(sheet))) // (len(json.dumps(event, indent=1)) + 8)
        content = encode_sheet(msgspec.structs.replace(sheet, events=[event] * max(0, lacking)))
        written += len(content)
        (folder / f"{SLUG}--{trainee}--1.answers.json").write_bytes(content)
    return written // count


def typed_decoder(*, whole: bool = False) -> msgspec.json.Decoder[Any]:
    """Give what decodes a sheet of the exercise by type in one step.

    Either the answers alone, or the whole sheet with its times, its places and its log.
    """
    from compassion_course.exercises import load_exercise
    from compassion_course.exercises.sheet import Envelope
    from compassion_course.exercises.values import VALUE_OF

    items = load_exercise(COURSE, SLUG).items
    names = [
        (item.id.replace("-", "_"), VALUE_OF[str(item.__struct_config__.tag)] | None, None) for item in items
    ]
    rename = {item.id.replace("-", "_"): item.id for item in items}
    answers = msgspec.defstruct("Answers", names, rename=rename)
    fields = [("first", answers), ("answers", answers)]
    if whole:
        return msgspec.json.Decoder(msgspec.defstruct("Sheet", fields, bases=(Envelope,)))
    return msgspec.json.Decoder(msgspec.defstruct("Sheet", [("exercise", str), ("trainee", str), *fields]))


def marking(table: Table) -> None:
    """Compare marking with reading and decoding alone."""
    for wanted, count in ((8_000, SHEETS), (8_000, 4 * SHEETS), (15_000, SHEETS), (200_000, SHEETS // 10)):
        marking_of(table, wanted, count)


def marking_of(table: Table, wanted: int, count: int) -> None:
    """Compare them for one size of sheet."""
    from compassion_course.desk.mark import mark

    answers, sheet = typed_decoder(), typed_decoder(whole=True)
    with tempfile.TemporaryDirectory(dir=MEMORY) as name:
        folder = Path(name) / "in"
        size = write_sheets(folder, count, wanted)
        paths = sorted(folder.iterdir())
        runs = iter(range(100))

        def run(*, pages: bool) -> None:
            mark(COURSE, [folder], Path(name) / f"out-{next(runs)}", pages=pages)

        read, partly, decode, plain, marked = seconds(
            lambda: [path.read_bytes() for path in paths],
            lambda: [answers.decode(path.read_bytes()) for path in paths],
            lambda: [sheet.decode(path.read_bytes()) for path in paths],
            lambda: run(pages=False),
            lambda: run(pages=True),
        )
    each = 1_000_000 / count
    note = f"{count} sheets of {size / 1000:.0f} kB"
    table.add_row(f"read the files ({note})", f"{read * each:.0f} us a sheet", f"{read / decode:.2f}")
    table.add_row(
        "read them and decode the answers alone by type",
        f"{partly * each:.0f} us a sheet",
        f"{partly / decode:.2f}",
    )
    table.add_row("read and decode them by type (msgspec)", f"{decode * each:.0f} us a sheet", "1")
    table.add_row("mark with gradebook", f"{plain * each:.0f} us a sheet", f"{plain / decode:.1f}")
    table.add_row(
        "mark with gradebook and feedback pages", f"{marked * each:.0f} us a sheet", f"{marked / decode:.1f}"
    )


def beside_nbgrader(table: Table) -> None:
    """Compare a submission with what a real nbgrader needs for it, on an equal assignment."""
    from peers.environment import python_of

    from compassion_course.desk.exchange.nbgrader import write_assignment
    from compassion_course.desk.mark import mark

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "nbgrader"
        notebook = write_assignment(COURSE, SLUG, folder)
        write_sheets(Path(name) / "few", SUBMISSIONS, 8_000)
        for number, path in enumerate(sorted((Path(name) / "few").iterdir())):
            place = folder / "submitted" / f"T{number:06d}" / SLUG
            place.mkdir(parents=True)
            shutil.copy(notebook, place)
            shutil.copy(path, place)
        surroundings = {
            **os.environ,
            "COMPASSION_COURSE": str(ROOT),
            "PYTHONPATH": str(ROOT / "src"),
            "HOME": str(folder),
            "IPYTHONDIR": str(folder / "ipython"),
            "JUPYTER_PLATFORM_DIRS": "1",
        }
        runner = ROOT / "tests" / "peers" / "nbgrader" / "timed.py"
        try:
            done = subprocess.run(
                [python_of("nbgrader"), runner, folder, SLUG],
                cwd=folder,
                env=surroundings,
                check=True,
                capture_output=True,
                text=True,
            )
        except (OSError, subprocess.CalledProcessError) as error:
            said = getattr(error, "stderr", None) or str(error)
            table.add_row("nbgrader", f"could not be asked: {said.strip().splitlines()[-1]}", "")
            return
        took = json.loads(done.stdout.rpartition("=== answer\n")[2])
    with tempfile.TemporaryDirectory(dir=MEMORY) as name:
        write_sheets(Path(name) / "in", SHEETS, 8_000)
        runs = iter(range(100))
        (took_all,) = seconds(lambda: mark(COURSE, [Path(name) / "in"], Path(name) / f"out-{next(runs)}"))
        marked = took_all / SHEETS
    autograde, feedback = (took[what] / SUBMISSIONS for what in ("autograde", "feedback"))
    for what, each in (
        (f"mark with gradebook and feedback pages, {SHEETS} sheets of 8 kB", marked),
        (f"nbgrader autograde, {SUBMISSIONS} of them", autograde),
        (f"nbgrader feedback, {SUBMISSIONS} of them", feedback),
        ("nbgrader autograde and feedback", autograde + feedback),
    ):
        table.add_row(what, f"{each * 1000:.1f} ms a submission", f"{each / marked:.0f}")


def a_class(table: Table) -> None:
    """Mark twenty sheets from the start of the command, as a tutor does."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as name:
        folder, out = Path(name) / "in", Path(name) / "out"
        write_sheets(folder, 20, 15_000)
        program = (
            "import shutil, sys; from pathlib import Path; from compassion_course.cli import main; "
            "shutil.rmtree(Path(sys.argv[4]), ignore_errors=True); main()"
        )
        took = wall(sys.executable, "-c", program, "mark", str(folder), "--out", str(out))
    bare = wall(sys.executable, "-c", "pass")
    table.add_row("start Python", f"{bare * 1000:.0f} ms", "1")
    table.add_row(
        "mark a class of 20, from the command's start", f"{took * 1000:.0f} ms", f"{took / bare:.0f}"
    )


def large(table: Table) -> None:
    """Mark 10,000 and 100,000 sheets of 8 kB, each in a process of its own, and see what memory they took."""
    program = (
        "import resource, sys; from pathlib import Path; from compassion_course.corpus import Course; "
        "from compassion_course.desk.mark import mark; "
        "mark(Course(Path(sys.argv[1])), [Path(sys.argv[2])], Path(sys.argv[3])); "
        "use = resource.getrusage(resource.RUSAGE_SELF); "
        "print(use.ru_maxrss / 1024, use.ru_utime, use.ru_stime)"
    )
    first = 0.0
    for count in (10_000, 100_000):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "in"
            write_sheets(folder, count, 8_000)
            done = subprocess.run(
                [sys.executable, "-c", program, str(ROOT), str(folder), str(Path(name) / "out")],
                check=True,
                capture_output=True,
                text=True,
            )
        memory, own, disk = map(float, done.stdout.split())
        each = (own + disk) / count
        first = first or each
        table.add_row(
            f"{count} sheets, with pages",
            f"{each * 1e6:.0f} us a sheet ({disk / count * 1e6:.0f} in the system), {memory:.0f} MB",
            f"{each / first:.2f}",
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
    from coder_latency import tab_into
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
            tab_into(page, start)
            page.keyboard.press("Enter")
            page.wait_for_timeout(60)
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
    if "--large" in sys.argv:
        table = Table("what", "measured", "ratio", title="Large classes; ratio to the smaller one")
        large(table)
        console.print(table)
        return
    for title, compare in (
        ("Marking, processor time; ratio to read and decode", marking),
        (
            "Beside nbgrader, processor time; ratio to mark. nbgrader runs a notebook in a kernel for each "
            "submission and renders it for feedback; mark reads a sheet as data and runs nothing",
            beside_nbgrader,
        ),
        ("A class, wall time; ratio to starting Python", a_class),
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
