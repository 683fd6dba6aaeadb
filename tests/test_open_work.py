"""Notes, own codes, themes, links and replies to kept readings: what is asked, held, and sent back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from click.testing import CliRunner
from small_course import COURSE, FOLDER
from test_exercises import change

from compassion_course.cli import main
from compassion_course.corpus import Course, CourseError
from compassion_course.desk.feedback import FeedbackPage
from compassion_course.exercises import Exercise, decode_sheet, load_exercise
from compassion_course.exercises.faults import exercise_faults
from compassion_course.exercises.kept_readings import release_readings
from compassion_course.exercises.marking import mark_sheet
from compassion_course.exercises.marks import ItemMark
from compassion_course.exercises.schema import sheet_schema
from compassion_course.exercises.scheme import Scheme, prepare
from compassion_course.exercises.sheet import encode_sheet

SLUG = "tea-analysis"
EXERCISE = f"exercises/{SLUG}/exercise.yml"
KEY = f"exercises/{SLUG}/key.yml"
MODEL: dict[str, Any] = json.loads((FOLDER / "exercises" / SLUG / "model_answers.json").read_bytes())


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return prepare(COURSE, SLUG)


@pytest.fixture
def copy(tmp_path: Path) -> Course:
    shutil.copytree(FOLDER, tmp_path / "course")
    return Course(tmp_path / "course")


def marked(scheme: Scheme, item: str, answers: dict[str, Any]) -> ItemMark:
    data = json.dumps({**MODEL, "answers": answers}).encode()
    marks = mark_sheet(scheme, decode_sheet(data, scheme.exercise))
    return next(mark for mark in marks.items if mark.item == item)


def changed(item: str, path: str, value: Any) -> dict[str, Any]:
    """The model's answers with one place in one of them changed; ``None`` takes it out."""
    answers: dict[str, Any] = json.loads(json.dumps(MODEL["answers"]))
    *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
    at = answers[item]
    for step in way:
        at = at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return answers


LACKING = {
    "a note of another kind": ("notes", "spans.0.notes", {"emotional": "x"}, "of a kind that was not asked"),
    "no note": ("notes", "spans.0.notes", {}, "\u201cMy chest was tight\u201d: no note"),
    "a code that was not made": (
        "open-coding",
        "codes.0",
        None,
        "again\u201d: no code, or one that was not made",
    ),
    "a code without a definition": ("open-coding", "codes.1.definition", " ", "Running on: a name and a def"),
    "a code without a name": ("open-coding", "codes.1.name", "", "running-on: a name and a definition"),
    "a code without a span": (
        "open-coding",
        "codes",
        [*MODEL["answers"]["open-coding"]["codes"], {"code": "x", "name": "Left over", "definition": "D."}],
        "Left over: no span has this code",
    ),
    "one code for all": ("open-coding", "spans.1.codes", ["being-let-off"], "1 codes are used; 2 are asked"),
    "a closed codebook's name": ("open-coding", "codebook", "three-systems", "another codebook"),
    "a statement without a statement": (
        "statements",
        "0.statement",
        "",
        "A body on its own: a name and a st",
    ),
    "a statement without a name": ("statements", "0.name", "", "No. 1: a name and a statement"),
    "a statement of nothing": ("statements", "1.members", [], "Time given: 1 member is asked for"),
    "a member that is gone": ("statements", "1.members", ["n02", "n09"], "Time given: a member is no longer"),
    "too few statements": ("statements", "1", None, "1 made; 2 are asked for"),
    "a theme of one statement twice": ("pet", "0.members", ["s1", "s1"], "2 members are asked for"),
    "a theme of spans, not statements": (
        "pet",
        "0.members",
        ["n01", "n02"],
        "Out of step and back: 2 members",
    ),
    "a theme from one side": ("both-ways", "0.members", ["s1", "s2"], "a member from each part is asked for"),
    "a link without evidence at one end": (
        "links",
        "0.evidence",
        ["c01"],
        "Being let off to Running on: a cod",
    ),
}


@pytest.mark.parametrize("name", LACKING)
def test_work_that_lacks_something_goes_back_and_says_what_by_its_name(name: str, scheme: Scheme) -> None:
    item, path, value, said = LACKING[name]
    mark = marked(scheme, item, changed(item, path, value))
    assert (mark.state, mark.marks) == ("send back", None)
    assert said in mark.why


@pytest.mark.parametrize("item", [one.id for one in load_exercise(COURSE, SLUG).items if one.marks == 4])
def test_what_was_not_begun_goes_back(item: str, scheme: Scheme) -> None:
    assert marked(scheme, item, {}).state == "send back"


def test_a_sheet_of_every_kind_is_written_as_read_and_its_schema_knows_it(scheme: Scheme) -> None:
    data = json.dumps(MODEL, ensure_ascii=False).encode()
    sheet = decode_sheet(data, scheme.exercise).sheet
    again = encode_sheet(sheet)
    assert json.loads(again) == MODEL
    assert list(json.loads(again)["answers"]["open-coding"]) == ["codebook", "spans", "memos", "codes"]
    jsonschema.validate(MODEL, sheet_schema())


def test_keys_in_own_codes_are_counted(scheme: Scheme, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    monkeypatch.setattr("compassion_course.exercises.sheet._refuse_repeated_keys", looked.append)
    decode_sheet(json.dumps(MODEL, separators=(",", ":")).encode(), scheme.exercise)
    assert looked == []


def test_feedback_shows_names_where_the_sheet_has_ids(scheme: Scheme) -> None:
    read = decode_sheet(json.dumps(MODEL).encode(), scheme.exercise)
    page = FeedbackPage(scheme).page("T1", read.sheet, mark_sheet(scheme, read))
    for words in (
        "Experiential statement: <strong>A body on its own</strong>",
        "Personal experiential theme: <strong>Out of step and back</strong>",
        "Going on past a need of one&#x27;s own.",
        "<strong>Being let off</strong> to <strong>Running on</strong>, as contextual conditions",
        "linguistic: The chest, not she, is the subject.",
    ):
        assert words in page, words
    assert "being-let-off" not in page


# --- what an author may write ------------------------------------------------------------------

MISTAKES = {
    "a theme of what comes later": (EXERCISE, "of: [notes]", "of: [pet]", "names pet"),
    "a theme of nothing": (EXERCISE, "of: [notes]", "of: []", "rests on nothing"),
    "a theme of one item": (EXERCISE, "of: [notes]", "of: notes", "Expected `array`"),
    "links between notes": (EXERCISE, "of: open-coding,", "of: notes,", "names notes"),
    "codes of nobody": (EXERCISE, "own_codes: true", "own_codes: false", "own_codes: true"),
    "too few members for each": (
        EXERCISE,
        "from_each: true",
        "from_each: true\n    members_each: 1",
        "from each of 2 items",
    ),
    "a fixed difference outside the passage": (EXERCISE, "plain/q02", "plain/q01", "plain/q01"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_an_authors_mistake_is_refused(name: str, copy: Course) -> None:
    file, old, new, said = MISTAKES[name]
    change(copy, file, old, new)
    with pytest.raises(CourseError) as caught:
        prepare(copy, SLUG)
    assert said in f"{caught.value.problem} {caught.value.remedy}"


FAULTS = {
    "given words that nobody said": (EXERCISE, "chest was tight", "chest was light", "X01-004 does not say"),
    "given words of no turn": (
        EXERCISE,
        "turn: X01-004, code",
        "turn: X09-004, code",
        "X09-004 does not say",
    ),
    "a level too few": (
        KEY,
        '{level: "sound", marks: [2, 3]',
        '{level: "sound", marks: [3, 3]',
        "begins at 3",
    ),
    "a level that overlaps": (KEY, '{level: "sound", marks: [2, 3]', '{level: "s", marks: [1, 3]', "at 1"),
    "an end before the marks": (KEY, '{level: "full", marks: [4, 4]', '{level: "f", marks: [4, 3]', ""),
    "exemplars in another order": (KEY, "level: good", "level: excellent", "excellent, excellent"),
    "marks that fall": (KEY, "{level: good, marks: 3", "{level: good, marks: 1", "their marks are"),
    "both on one side of half": (
        KEY,
        "{level: just below, marks: 1",
        "{level: just below, marks: 2",
        "2 and 2 of 4",
    ),
    "an exemplar that does not say why": (KEY, 'why: "No answer."', 'why: ""', "clear fail lacks"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_a_marker_would_miss_is_told_with_its_line(name: str, copy: Course) -> None:
    file, old, new, said = FAULTS[name]
    change(copy, file, old, new)
    found = [fault for fault in exercise_faults(copy) if fault.path == file]
    assert len(found) == 1
    assert said in found[0].problem
    assert found[0].line > 1


def second(course: Course) -> Course:
    """A course with a second version of the exercise, which differs in nothing but its name."""
    shutil.copytree(course.exercises / SLUG, course.exercises / f"{SLUG}-second")
    shutil.rmtree(course.exercises / f"{SLUG}-second" / "readings")
    again = f"slug: {SLUG}-second\ninstead_of: {SLUG}\n"
    change(course, f"exercises/{SLUG}-second/exercise.yml", f"slug: {SLUG}\n", again)
    answers = f"exercises/{SLUG}-second/model_answers.json"
    change(course, answers, f'"exercise": "{SLUG}"', f'"exercise": "{SLUG}-second"')
    return course


def test_a_second_version_is_marked_with_the_readings_of_its_first(copy: Course) -> None:
    prepared = prepare(second(copy), f"{SLUG}-second")
    assert prepared.differences == {"plain/q02", "plain/q03", "second/z01"}
    assert [f for f in exercise_faults(copy) if "-second/" in f.path and f.path.endswith("yml")] == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("minutes: 20\n", "minutes: 25\n", "Its minutes are"),
        ("marking_minutes: 5", "marking_minutes: 6", "Its marking_minutes are"),
        ("    marks: 1\n", "    marks: 2\n", "Its kinds and marks of its items are"),
        ("stakes: assessed", "stakes: formative", "Its stakes are"),
        ("instead_of: tea-analysis\n", "instead_of: tea-rounds\n", "cannot be used"),
    ],
)
def test_a_second_version_that_asks_other_work_is_a_fault(
    copy: Course, old: str, new: str, said: str
) -> None:
    change(second(copy), f"exercises/{SLUG}-second/exercise.yml", old, new)
    assert any(said in fault.problem for fault in exercise_faults(copy))


def test_a_second_version_may_use_the_passages_kept_for_its_first(copy: Course) -> None:
    row = {"id": "X01-a", "doc": "X01", "first": "X01-005", "last": "X01-006", "words": 1, "set": f"{SLUG}/1"}
    (copy.data / "passages.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    found = {fault.path for fault in exercise_faults(second(copy)) if "kept apart" in fault.problem}
    assert found == {"exercises/tea-round/exercise.yml"}


# --- releasing the readings --------------------------------------------------------------------


def test_the_readings_are_released_as_one_file_of_what_lies_in_the_passages(tmp_path: Path) -> None:
    run = CliRunner().invoke(
        main, ["reading", "release", SLUG, "--out", str(tmp_path), "--course", str(FOLDER)]
    )
    assert run.exit_code == 0, run.output
    released = json.loads((tmp_path / f"{SLUG}.readings.json").read_bytes())
    assert [released[name] for name in ("format", "format_version", "exercise", "exercise_version")] == [
        "compassion-course/readings",
        1,
        SLUG,
        1,
    ]
    plain, other = released["readings"]
    assert (plain["id"], plain["name"], other["id"]) == ("plain", "Plain", "second")
    assert [span["id"] for span in plain["spans"]] == ["q02", "q03"]
    assert plain["codes"] == [
        {"code": "threat", "name": "Threat", "definition": "Words that speak of alarm or guarding."}
    ]
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("gone", [("key.yml",), ("key.yml", "readings"), ("readings",)])
def test_a_trainees_edition_releases_nothing(copy: Course, tmp_path: Path, gone: tuple[str, ...]) -> None:
    for name in gone:
        path = copy.exercises / SLUG / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(CourseError):
        release_readings(copy, SLUG, tmp_path / "out.json")
    assert not (tmp_path / "out.json").exists()


def test_what_shows_in_its_page_anyway_is_not_released(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="not assessed"):
        release_readings(COURSE, "tea-round", tmp_path)


def test_a_course_without_kept_readings_still_has_the_exercise(copy: Course) -> None:
    shutil.rmtree(copy.exercises / SLUG / "readings")
    assert isinstance(load_exercise(copy, SLUG), Exercise)
    assert msgspec.to_builtins(load_exercise(copy, SLUG))["stakes"] == "assessed"
    assert any("no such file" in fault.problem.casefold() for fault in exercise_faults(copy))
