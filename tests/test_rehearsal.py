"""The class to practise on has every kind of trouble, and marking it finds what it says will be found."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from small_course import FOLDER, SLUG

from compassion_course.corpus import Course, CourseError
from compassion_course.desk.mark import mark
from compassion_course.desk.programme import Programme
from compassion_course.desk.rehearsal import PEOPLE, rehearse
from compassion_course.desk.roster import load_roster

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    copy = tmp_path_factory.mktemp("course")
    shutil.copytree(FOLDER, copy, dirs_exist_ok=True)
    shutil.copyfile(ROOT / "data" / "rehearsal.json", copy / "data" / "rehearsal.json")
    return Course(copy)


@pytest.fixture(scope="module")
def played(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rehearsal")
    rehearse(course, SLUG, folder)
    zips = [folder / f"{vle}.zip" for vle in ("moodle", "canvas", "blackboard")]
    mark(course, zips, folder / "marks", roster=load_roster(folder / "roster.csv"), programme=Programme())
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_everything_is_found_that_was_to_be_found(played: Path) -> None:
    marked = {row["trainee"]: row for row in rows(played / "marks" / "marks.csv")}
    problems: dict[str, set[str]] = {}
    for row in rows(played / "marks" / "problems.csv"):
        problems.setdefault(row["trainee"], set()).add(row["kind"])
    expected = rows(played / "expected.csv")
    assert len(expected) > 20
    for row in expected:
        who, expect = row["trainee"], row["what the tutor should find"]
        kinds = problems.get(who, set())
        if expect.startswith("refused"):
            assert who not in marked, row
            assert {"refused", "missing"} <= kinds, row
        else:
            assert who in marked, row
        for words, kind in (
            ("the VLE is followed", "conflict"),
            ("the earlier listed", "earlier"),
            ("the copy listed", "earlier"),
            ("listed as the same", "same"),
            ("with a note", "note"),
            ("that item unmarked", "unmarked"),
        ):
            assert (kind in kinds) or words not in expect, row
    troubled = {row["trainee"] for row in expected}
    # The small course has so few exemplars that two trainees may come to write the same.
    assert {who for who, kinds in problems.items() if kinds - {"same"}} <= troubled
    assert (
        len(marked) + sum(row["what the tutor should find"].startswith("refused") for row in expected)
        == PEOPLE
    )


def test_nothing_that_they_wrote_became_a_path_or_a_script(played: Path) -> None:
    assert {path.name for path in played.iterdir()} == {
        *(f"{vle}.zip" for vle in ("moodle", "canvas", "blackboard")),
        "roster.csv",
        "expected.csv",
        "rehearsal.txt",
        "marks",
    }
    assert not [page for page in (played / "marks").rglob("*.html") if "<script" in page.read_text("utf-8")]


def test_the_same_seed_gives_the_same_class_and_another_another(course: Course, tmp_path: Path) -> None:
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        rehearse(course, SLUG, tmp_path / name, seed=seed)
    a, b, c = ((tmp_path / name / "canvas.zip").read_bytes() for name in "abc")
    assert a == b != c


def test_a_folder_with_something_else_in_it_is_left_alone(course: Course, tmp_path: Path) -> None:
    (tmp_path / "real.zip").write_bytes(b"a class of people")
    with pytest.raises(CourseError, match="something else"):
        rehearse(course, SLUG, tmp_path)
    assert (tmp_path / "real.zip").read_bytes() == b"a class of people"
