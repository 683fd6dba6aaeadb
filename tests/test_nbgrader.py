"""A real nbgrader generates, validates and autogrades our assignment, to the marks that mark gives."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from peers.environment import python_of
from small_course import COURSE, EXERCISE, FOLDER, SLUG, marks_of, sheet, sheet_bytes

from compassion_course.corpus import CourseError
from compassion_course.desk.exchange.nbgrader import NotMarked, handed_in, write_assignment
from compassion_course.exercises.sheet import encode_sheet

ROOT = Path(__file__).resolve().parent.parent
CLOSED = ("purpose", "signs", "cues", "sequence", "turns")
PEOPLE = {
    "full": sheet("full"),
    "some": sheet(
        "some", purpose=("a",), signs=("a", "b"), cues={"chest": "threat", "lunch": "soothe"}, turns=49.0
    ),
    "none": sheet(
        "none", purpose=("c",), signs=("c",), cues=None, sequence=("five", "asha", "phone", "tea"), turns=1.0
    ),
}


# --- without nbgrader -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    path = write_assignment(COURSE, SLUG, tmp_path_factory.mktemp("course"))
    return path, json.loads(path.read_text(encoding="utf-8"))


def test_every_item_has_its_points_and_no_cell_can_be_changed(notebook: tuple[Path, dict[str, Any]]) -> None:
    path, content = notebook
    assert [one.name for one in path.parent.iterdir()] == [f"{SLUG}.ipynb"]
    about = [cell["metadata"]["nbgrader"] for cell in content["cells"]]
    assert all(one["locked"] and not one["solution"] for one in about)
    assert len({one["grade_id"] for one in about}) == len(about)
    points = {one["grade_id"]: one["points"] for one in about if "points" in one}
    assert sum(points.values()) == sum(item.marks for item in EXERCISE.items)
    assert {id for id in points if id.startswith("points-")} == {f"points-{item}" for item in CLOSED}
    assert {one["grade_id"] for one in about if one["task"]} == {"marked-differences", "marked-argument"}


def test_the_assignment_has_no_key(notebook: tuple[Path, dict[str, Any]]) -> None:
    text = notebook[0].read_text(encoding="utf-8")
    for secret in (
        "cw-canary",
        "They help one think",
        "No letter is mentioned",
        "A break at noon",
        "So the turns",
    ):
        assert secret not in text


def test_a_sheet_in_the_source_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "source" / SLUG
    place.mkdir(parents=True)
    (place / f"x{'.answers.json'}").write_bytes(sheet_bytes())
    with pytest.raises(CourseError, match="over what trainees hand in"):
        write_assignment(COURSE, SLUG, tmp_path)


def test_what_cannot_be_marked_is_an_error_and_never_points(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPASSION_COURSE", str(FOLDER))
    with pytest.raises(NotMarked, match="beside this notebook"):
        handed_in(SLUG, str(tmp_path)).points("purpose")
    (tmp_path / "a.answers.json").write_bytes(sheet_bytes("T0001", turns="fifty"))
    answers = handed_in(SLUG, str(tmp_path))
    assert answers.points("purpose") == 2.0
    with pytest.raises(NotMarked, match="by hand"):
        answers.points("turns")
    (tmp_path / "b.answers.json").write_bytes(sheet_bytes("T0001", pass_=2, purpose=("a",)))
    assert handed_in(SLUG, str(tmp_path)).points("purpose") == 0.0  # the higher pass counts
    monkeypatch.setenv("COMPASSION_COURSE", str(tmp_path))
    with pytest.raises(NotMarked, match="Only your tutor's edition"):
        handed_in(SLUG, str(tmp_path)).points("purpose")


# --- a real nbgrader --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def nbgraded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("nbgrader")
    source = write_assignment(COURSE, SLUG, folder).read_bytes()
    people = {who: encode_sheet(one) for who, one in PEOPLE.items()}
    for who, data in {**people, "nothing": b"", "broken": b"{"}.items():
        for place in (folder / "submitted" / who / SLUG, folder / "validate" / who):
            place.mkdir(parents=True)
            # Somebody who edits a locked cell gains nothing.
            edited = source.replace(b'answers.points(\\"purpose\\")', b"2.0")
            assert edited != source
            (place / f"{SLUG}.ipynb").write_bytes(edited if who == "none" else source)
            if data:
                (place / f"{SLUG}--{who}--1.answers.json").write_bytes(data)
    surroundings = {
        **os.environ,
        "COMPASSION_COURSE": str(FOLDER),
        "PYTHONPATH": str(ROOT / "src"),
        "HOME": str(folder),
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_PLATFORM_DIRS": "1",
    }
    runner = ROOT / "tests" / "peers" / "nbgrader" / "runner.py"
    done = subprocess.run(
        [python_of("nbgrader"), runner, folder, SLUG],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.rpartition("=== answer\n")[2])
    return found


def test_nbgrader_generates_a_release_without_sheet_or_key(nbgraded: dict[str, Any]) -> None:
    assert nbgraded["generated"]["success"], nbgraded["generated"]
    assert nbgraded["released"] == [f"release/{SLUG}/{SLUG}.ipynb"]


def test_nbgrader_validates_what_is_right_and_names_what_is_not(nbgraded: dict[str, Any]) -> None:
    assert nbgraded["validated"]["full"] == {}
    assert len(nbgraded["validated"]["some"]["failed"]) == 4
    assert len(nbgraded["validated"]["nothing"]["failed"]) == 5
    assert "Not marked: No file that ends in .answers.json" in json.dumps(nbgraded["validated"]["nothing"])


def test_nbgrader_autogrades_to_the_same_marks(nbgraded: dict[str, Any]) -> None:
    assert all(one["success"] for one in nbgraded["autograded"].values()), nbgraded["autograded"]
    for who, one in PEOPLE.items():
        wanted = {f"points-{mark.item}": mark.marks for mark in marks_of(one).items if mark.item in CLOSED}
        got = {id: grade["auto"] for id, grade in nbgraded["scores"][who].items() if id in wanted}
        assert got == wanted, who
    assert sum(mark.marks or 0.0 for mark in marks_of(PEOPLE["some"]).items) not in (0, 12)


def test_open_work_waits_for_a_person_in_nbgrader_too(nbgraded: dict[str, Any]) -> None:
    for who in PEOPLE:
        for id, of in (("marked-differences", 4.0), ("marked-argument", 6.0)):
            grade = nbgraded["scores"][who][id]
            assert (grade["auto"], grade["of"], grade["by hand"]) == (None, of, True)


def test_no_sheet_never_earns_a_point(nbgraded: dict[str, Any]) -> None:
    for who in ("nothing", "broken"):
        given = [one["auto"] for id, one in nbgraded["scores"][who].items() if id.startswith("points-")]
        assert given == [0.0] * 5
