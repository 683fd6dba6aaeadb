"""Several hand-ins of one person, dates, second hand-ins, and marking again after the key has changed."""

from __future__ import annotations

import csv
import datetime
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from small_course import COURSE, FOLDER, SLUG, sheet, sheet_bytes

from compassion_course.cli import main
from compassion_course.corpus import Course
from compassion_course.desk.mark import Summary, mark
from compassion_course.desk.programme import Programme
from compassion_course.exercises.sheet import encode_sheet

DUE = datetime.datetime(2026, 10, 5, 14, 0, tzinfo=datetime.UTC)


def hand_in(folder: Path, **files: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.json").write_bytes(content)
    return folder


def rows(out: Path, name: str = "marks.csv") -> list[dict[str, str]]:
    with (out / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def said(summary: Summary, kind: str) -> list[str]:
    return [problem.problem for problem in summary.problems if problem.kind == kind]


# --- which of several ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "purpose", "which"), [("latest", "0", "A later hand-in"), ("best", "2", "The best hand-in")]
)
def test_the_programme_says_which_of_several_hand_ins_counts(
    tmp_path: Path, counts: Any, purpose: str, which: str
) -> None:
    folder = hand_in(
        tmp_path / "in",
        good=sheet_bytes("T0001"),
        worse=sheet_bytes("T0001", pass_=2, purpose=("a",)),
    )
    summary = mark(COURSE, [folder], tmp_path / "out", programme=Programme(counts=counts))
    (row,) = rows(tmp_path / "out")
    assert row[f"{SLUG}/purpose"] == purpose
    assert said(summary, "earlier")[0].startswith(which)


def test_of_two_equally_good_the_later_counts(tmp_path: Path) -> None:
    folder = hand_in(
        tmp_path / "in", first=sheet_bytes("T0001"), second=sheet_bytes("T0001", pass_=2, argument=None)
    )
    mark(COURSE, [folder], tmp_path / "out", programme=Programme(counts="best"))
    assert rows(tmp_path / "out")[0]["pass"] == "2"


# --- dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("saved", "extension", "days"),
    [
        ("2026-10-05T14:00:00Z", None, "0"),
        ("2026-10-05T14:00:01Z", None, "1"),
        ("2026-10-07T13:59:59Z", None, "2"),
        ("2026-10-07T13:59:59Z", DUE + datetime.timedelta(days=7), "0"),
    ],
)
def test_days_late_are_counted_by_the_date_that_holds_for_this_person(
    tmp_path: Path, saved: str, extension: datetime.datetime | None, days: str
) -> None:
    extensions = {"T0001": {SLUG: extension}} if extension else {}
    programme = Programme(due={SLUG: DUE}, extensions=extensions)
    mark(
        COURSE,
        [hand_in(tmp_path / "in", a=sheet_bytes("T0001", saved=saved))],
        tmp_path / "out",
        programme=programme,
    )
    (row,) = rows(tmp_path / "out")
    assert (row["days_late"], row["late_by"]) == (days, "sheet")


def test_the_vles_clock_outranks_the_trainees(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    name = "Week 4_T0001_attempt_2026-10-08-09-00-00_answers.json"
    (folder / name).write_bytes(sheet_bytes("T0001", saved="2026-10-01T09:00:00Z"))
    mark(COURSE, [folder], tmp_path / "out", programme=Programme(due={SLUG: DUE}))
    (row,) = rows(tmp_path / "out")
    assert (row["days_late"], row["late_by"]) == ("3", "VLE")


NO_SUCH_TIME = ("2026-02-31T09:30:00Z", "0000-01-01T09:30:00Z", "2026-10-05T23:59:69Z")


@pytest.mark.parametrize("saved", NO_SUCH_TIME)
def test_a_time_that_there_is_not_stops_nobody(tmp_path: Path, saved: str) -> None:
    """Its form is right, so the sheet is read; the calendar has no such day or second."""
    folder = hand_in(tmp_path / "in", a=sheet_bytes("T0001"), b=sheet_bytes("T0002", saved=saved))
    (folder / "Week 4_T0003_attempt_2026-99-08-09-00-00_x.json").write_bytes(
        sheet_bytes("T0003", saved="2026-10-06T09:00:00Z")
    )
    mark(COURSE, [folder], tmp_path / "out", programme=Programme(due={SLUG: DUE}))
    found = {
        row["trainee"]: (row["marks_by_key"], row["days_late"], row["late_by"])
        for row in rows(tmp_path / "out")
    }
    whole = found["T0001"][0]
    assert found == {"T0001": (whole, "0", "sheet"), "T0002": (whole, "", ""), "T0003": (whole, "1", "sheet")}
    page = (tmp_path / "out" / "feedback" / "T0002" / f"{SLUG}.html").read_text(encoding="utf-8")
    assert saved in page


def test_without_a_date_nothing_is_said_of_lateness(tmp_path: Path) -> None:
    mark(COURSE, [hand_in(tmp_path / "in", a=sheet_bytes("T0001"))], tmp_path / "out")
    (row,) = rows(tmp_path / "out")
    assert (row["days_late"], row["late_by"]) == ("", "")


# --- second hand-ins ----------------------------------------------------------------------------


@pytest.fixture
def assessed(tmp_path: Path) -> Course:
    """The small course with its exercise assessed, so that replies come with a second hand-in."""
    copy = Course(tmp_path / "course")
    shutil.copytree(FOLDER, copy.root)
    exercise = copy.exercises / SLUG / "exercise.yml"
    text = exercise.read_text(encoding="utf-8")
    exercise.write_text(text.replace("stakes: formative", "stakes: assessed"), encoding="utf-8")
    shutil.copytree(copy.readings, copy.exercises / SLUG / "readings")
    return copy


def second(first: Any) -> bytes:
    """A second hand-in of T0001 that says what was locked at the first."""
    return encode_sheet(msgspec.structs.replace(sheet("T0001", pass_=2), first=first))


def test_a_second_hand_in_with_the_same_first_pass_is_no_matter(assessed: Course, tmp_path: Path) -> None:
    same = sheet().first or {"passage": sheet().answers["passage"]}
    folder = hand_in(tmp_path / "in", one=sheet_bytes("T0001"), two=second(same))
    assert said(mark(assessed, [folder], tmp_path / "out"), "first pass") == []


@pytest.mark.parametrize("together", [True, False], ids=["in one run", "in a later run"])
def test_a_second_hand_in_with_another_first_pass_is_listed(
    assessed: Course, tmp_path: Path, together: bool
) -> None:
    coding = sheet().answers["passage"]
    other = {"passage": msgspec.structs.replace(coding, spans=coding.spans[:1])}
    folder = hand_in(tmp_path / "in", one=sheet_bytes("T0001"))
    if not together:
        mark(assessed, [folder], tmp_path / "out")
        (folder / "one.json").unlink()
    hand_in(folder, two=second(other))
    summary = mark(assessed, [folder], tmp_path / "out")
    assert "is not the one that was handed in as in/one.json" in said(summary, "first pass")[0]
    assert summary.needing_somebody


def test_a_second_hand_in_without_a_first_is_listed(assessed: Course, tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "in", two=second({"passage": sheet().answers["passage"]}))
    summary = mark(assessed, [folder], tmp_path / "out")
    assert "No first hand-in was found" in said(summary, "first pass")[0]


def test_a_formative_exercise_has_no_second_hand_in(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "in", two=sheet_bytes("T0001", pass_=2))
    assert said(mark(COURSE, [folder], tmp_path / "out"), "first pass") == []


# --- marking again ------------------------------------------------------------------------------


@pytest.fixture
def changed(tmp_path: Path) -> Course:
    """The small course after the key of one item was found to be wrong."""
    copy = Course(tmp_path / "course")
    shutil.copytree(FOLDER, copy.root)
    key = copy.exercises / SLUG / "key.yml"
    text = key.read_text(encoding="utf-8")
    assert "answer: [b]" in text
    key.write_text(text.replace("answer: [b]", "answer: [a]", 1), encoding="utf-8")
    return copy


def everything(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_a_changed_key_is_tried_out_before_any_mark_moves(changed: Course, tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "in", a=sheet_bytes("T0001"), b=sheet_bytes("T0002", purpose=("a",)))
    out = tmp_path / "out"
    mark(COURSE, [folder], out)
    before = everything(out)
    done = CliRunner().invoke(
        main, ["mark", str(folder), "--out", str(out), "--dry-run", "--course", str(changed.root)]
    )
    assert f"T0001  {SLUG}/purpose  2 of 2 -> 0 of 2" in done.output
    assert f"T0002  {SLUG}/purpose  0 of 2 -> 2 of 2" in done.output
    assert everything(out) == before
    mark(changed, [folder], out)
    moved = {(row["trainee"], row["item"]): (row["before"], row["now"]) for row in rows(out, "moved.csv")}
    assert moved == {("T0001", "purpose"): ("2 of 2", "0 of 2"), ("T0002", "purpose"): ("0 of 2", "2 of 2")}
    assert mark(changed, [folder], out).moves == []


def test_a_dry_run_in_a_new_place_writes_nothing(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "in", a=sheet_bytes("T0001"))
    summary = mark(COURSE, [folder], tmp_path / "out", dry_run=True)
    assert (summary.marked, summary.moves) == (1, [])
    assert not (tmp_path / "out").exists()


def test_marking_again_touches_only_the_pages_that_say_something_else(
    changed: Course, tmp_path: Path
) -> None:
    folder = hand_in(tmp_path / "in", a=sheet_bytes("T0001"), b=sheet_bytes("T0002", purpose=("c",)))
    out = tmp_path / "out"
    mark(COURSE, [folder], out)
    pages = sorted((out / "feedback").rglob("*.html"))
    assert len(pages) == 2
    inodes = [page.stat().st_ino for page in pages]
    mark(COURSE, [folder], out)
    assert [page.stat().st_ino for page in pages] == inodes
    hand_in(folder, a=sheet_bytes("T0001", purpose=("c",)))
    mark(COURSE, [folder], out)
    now = [page.stat().st_ino for page in pages]
    assert (now[0] != inodes[0], now[1] == inodes[1]) == (True, True)


def test_the_gradebook_keeps_the_sheet_as_it_was_handed_in(tmp_path: Path) -> None:
    from compassion_course.desk.gradebook import Gradebook

    mark(COURSE, [hand_in(tmp_path / "in", a=sheet_bytes("T0001"))], tmp_path / "out")
    with Gradebook(tmp_path / "out" / "gradebook.db") as book:
        (one,) = book.submissions()
        assert book.sheet_of(one.id) == sheet_bytes("T0001")
