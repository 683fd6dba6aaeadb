"""Speed, side by side in one run: what the course does beside what people would use instead.

    make bench

Prints ratios. Nothing here is a test: a busy machine makes every number larger, ratios less so.
"""

from __future__ import annotations

import copy
import gzip
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

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

        def run() -> None:
            out = Path(name) / "out"
            shutil.rmtree(out, ignore_errors=True)
            mark(COURSE, [folder], out)

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
    exercise = packed("exercise-sheet.page.js", *shared)
    table.add_row("all widgets of a chapter", f"{chapter / 1000:.1f} kB gzipped", f"{chapter / 918_000:.3f}")
    table.add_row("the exercise sheet", f"{exercise / 1000:.1f} kB gzipped", f"{exercise / 918_000:.3f}")
    table.add_row("html-manager (measured elsewhere)", "918 kB gzipped", "1")


def main() -> None:
    """Run every comparison and print a table for each."""
    console = Console()
    for title, compare in (
        ("Marking, processor time; ratio to read and decode", marking),
        ("Starting, wall time; ratio to starting Python", starting),
        ("Widgets, bytes; ratio to html-manager", weight),
    ):
        table = Table("what", "measured", "ratio", title=title, title_justify="left")
        compare(table)
        console.print(table)


if __name__ == "__main__":
    main()
