"""What an author writes is taken as meant, or refused with the file, the place and the remedy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from small_course import COURSE, FOLDER, SLUG

from compassion_course.corpus import Course, CourseError, Fault, load_transcript
from compassion_course.exercises import (
    exercise_slugs,
    load_checks,
    load_exercise,
    load_key,
    public_check,
    public_exercise,
)
from compassion_course.exercises.faults import exercise_faults
from compassion_course.exercises.model_answer import load_model_answer
from compassion_course.exercises.scheme import prepare

REPOSITORY = Course(Path(__file__).resolve().parent.parent)


@pytest.fixture
def copy(tmp_path: Path) -> Course:
    shutil.copytree(FOLDER, tmp_path / "course", ignore=shutil.ignore_patterns("tea-analysis"))
    return Course(tmp_path / "course")


def change(course: Course, name: str, old: str, new: str) -> None:
    path = course.root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


EXERCISE = f"exercises/{SLUG}/exercise.yml"
KEY = f"exercises/{SLUG}/key.yml"
CHECKS = "chapters/01-tea.checks.yml"

MISTAKES = {
    "an answer in the public file": (
        EXERCISE,
        "    marks: 2\n",
        "    marks: 2\n    answer: [b]\n",
        "unknown field",
    ),
    "a right option in the public file": (
        EXERCISE,
        '{id: b, text: "Thinking',
        '{right: true, id: b, text: "Thinking',
        "unknown field",
    ),
    "a key given twice": (EXERCISE, "marks: 2\n", "marks: 2\n    marks: 3\n", "stands twice"),
    "an item id given twice": (EXERCISE, "id: signs", "id: purpose", "stands twice"),
    "an id with a blank": (EXERCISE, "id: purpose", 'id: "my purpose"', "cannot be an id"),
    "a word that YAML takes for true": (
        EXERCISE,
        '{id: a, text: "Measuring people"}',
        '{id: yes, text: "Measuring people"}',
        "need quotes",
    ),
    "another slug than the folder": (EXERCISE, "slug: tea-round", "slug: coffee-round", "calls itself"),
    "an unknown kind of item": (EXERCISE, "kind: number", "kind: oracle", "oracle"),
    "a reply to no coding": (EXERCISE, "to: passage", "to: purpose", "rests on another item before"),
    "limits the wrong way round": (
        EXERCISE,
        "{least: 5, most: 30}",
        "{least: 50, most: 30}",
        "50 to 30 words",
    ),
    "a passage of an unknown transcript": (EXERCISE, "{doc: X01, first", "{doc: X09, first", "X09"),
    "a concept of no such form": (EXERCISE, "concepts: [S0-01]", "concepts: [burnout]", "burnout"),
    "broken indentation": (EXERCISE, "title:", "  title:", "not the YAML"),
    "a key that lacks an item": (
        KEY,
        '  turns: {answer: 50, tolerance: 0.5, why: "Four of eight turns."}\n',
        "",
        "lacks turns",
    ),
    "a key for an unknown option": (KEY, "answer: [b]", "answer: [z]", "names z"),
    "two right options where one is asked for": (KEY, "answer: [b]", "answer: [a, b]", "2 right options"),
    "a row that accepts nothing": (KEY, "chest: [threat]", "chest: []", "accepts no heading"),
    "an order of other entries": (
        KEY,
        "answer: [tea, phone, asha, five]",
        "answer: [tea, phone, asha]",
        "not made of its entries",
    ),
    "a tolerance below nothing": (KEY, "tolerance: 0.5", "tolerance: -1", "below 0"),
    "a rubric above the item's marks": (KEY, "marks: [6, 6]", "marks: [6, 7]", "gives 6.0 to 7.0"),
    "a key of another version": (KEY, "version: 1", "version: 2", "version 2"),
    "no canary": (KEY, "cw-canary-0123", "canary-0123", "canary"),
    "words that the transcript does not say": (
        KEY,
        "My chest was tight",
        "My chest was light",
        "does not say",
    ),
    "a fixed difference of no reading": (EXERCISE, "plain/p02", "plain/p99", "plain/p99"),
    "a passage that ends before it begins": (
        EXERCISE,
        "first: X01-003, last: X01-008",
        "first: X01-008, last: X01-003",
        "comes after",
    ),
    "a question without a right option": (CHECKS, "right: true", "right: false", "0 right options"),
    "a question with an unknown heading": (CHECKS, "answer: [threat]", "answer: [fear]", "names fear"),
    "a question that is silent on an option": (
        CHECKS,
        'feedback: "She came over later."',
        'feedback: " "',
        "says nothing to",
    ),
    "a line with two partners": (CHECKS, "answer: [kettle]", "answer: [kettle, spoon]", "has 2 partners"),
    "a partner for two lines": (CHECKS, "answer: [cup]", "answer: [kettle]", "with boils and with holds"),
    "a partner that is not there": (CHECKS, "answer: [cup]", "answer: [mug]", "names mug"),
    "a question in a wrong order": (
        CHECKS,
        "answer: [tea, list]",
        "answer: [tea, tea]",
        "not made of its entries",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_an_authors_mistake_is_named_with_file_and_remedy(copy: Course, mistake: str) -> None:
    name, old, new, said = MISTAKES[mistake]
    change(copy, name, old, new)
    with pytest.raises(CourseError) as caught:
        load_checks(copy, "01-tea")
        prepare(copy, SLUG)
    assert said in str(caught.value)
    assert caught.value.remedy
    assert any(str(fault).strip() for fault in exercise_faults(copy))


def test_an_error_names_the_line_where_yaml_ends_to_make_sense(copy: Course) -> None:
    change(copy, EXERCISE, "marks: 2\n", "marks: 2\n    marks: 3\n")
    with pytest.raises(CourseError, match=r"exercise\.yml:33: "):
        load_exercise(copy, SLUG)


LINES = {
    "an unknown kind of item": "kind: oracle",
    "a reply to no coding": "id: differences",
    "limits the wrong way round": "{least: 50, most: 30}",
    "a key for an unknown option": "purpose:",
    "a rubric above the item's marks": "argument:",
    "words that the transcript does not say": "light",
    "a fixed difference of no reading": "plain/p99",
    "a question with an unknown heading": "id: ",
}


@pytest.mark.parametrize("mistake", LINES)
def test_a_mistake_is_named_with_the_line_of_its_entry(copy: Course, mistake: str) -> None:
    name, old, new, said = MISTAKES[mistake]
    change(copy, name, old, new)
    fault = next(fault for fault in exercise_faults(copy) if said in fault.problem)
    lines = (copy.root / fault.path).read_text(encoding="utf-8").splitlines()
    assert fault.line > 1
    assert LINES[mistake] in " ".join(lines[fault.line - 1 : fault.line + 1])


@pytest.fixture(scope="module")
def faults() -> list[Fault]:
    """What the check finds in the course itself."""
    return exercise_faults(REPOSITORY)


@pytest.fixture
def whole(tmp_path: Path) -> Course:
    """The course itself, with its notebooks, to change."""
    for folder in ("chapters", "data", "exercises"):
        shutil.copytree(REPOSITORY.root / folder, tmp_path / folder)
    return Course(tmp_path)


DRIFTED = {
    "a missing notebook": ("exercise.ipynb", None, "is missing"),
    "a file that is no notebook": ("exercise.ipynb", ("{", ""), "not a notebook"),
    "another cell in the trainee's": (
        "exercise.ipynb",
        ("\\n\\nSupportBox()", "\\nSupportBox()"),
        "cell support",
    ),
    "another result in the tutor's": (
        "model_answer.ipynb",
        ("Marks by key: ", "Marks by key: 9"),
        "cell load",
    ),
}


@pytest.mark.parametrize("drift", DRIFTED)
def test_a_notebook_that_says_something_else_is_found_without_a_kernel(whole: Course, drift: str) -> None:
    slug = "three-systems-coding"
    name, changed, said = DRIFTED[drift]
    path = whole.exercises / slug / name
    if changed is None:
        path.unlink()
    else:
        old, new = changed
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    (fault,) = [fault for fault in exercise_faults(whole) if fault.path == f"exercises/{slug}/{name}"]
    assert said in fault.problem
    assert fault.remedy == f"Make it: compassion-course notebooks {slug}"


def test_a_trainees_edition_has_no_model_answers_and_no_fault(whole: Course) -> None:
    for path in whole.exercises.glob("*/*"):
        if path.name in ("key.yml", "model_answers.json", "model_answer.ipynb"):
            path.unlink()
    assert exercise_faults(whole) == []


@pytest.mark.parametrize("slug", ["../tea-round", "nothing", "", "/etc"])
def test_a_name_from_outside_never_becomes_a_path(slug: str) -> None:
    with pytest.raises(CourseError, match="There is no exercise"):
        load_exercise(COURSE, slug)


def test_what_the_page_gets_holds_no_answer_and_all_it_needs() -> None:
    data = public_exercise(COURSE, SLUG)
    text = json.dumps(data)
    assert "cw-canary" not in text
    assert "They help one think about motives." not in text
    assert [turn["turn"] for turn in data["texts"]["X01"]["turns"]][:2] == ["X01-001", "X01-002"]
    assert {code["code"] for code in data["codes"]} == {"threat", "drive", "soothe"}
    assert [reading["id"] for reading in data["reference"]] == ["plain", "second"]
    assert len(data["reference"][0]["spans"]) == 3


def test_an_assessed_exercise_carries_no_reading_into_the_page(copy: Course) -> None:
    change(copy, EXERCISE, "stakes: formative", "stakes: assessed")
    assert public_exercise(copy, SLUG)["reference"] == []


def test_a_trainees_edition_without_keys_is_whole(copy: Course) -> None:
    for name in ("key.yml", "model_answers.json"):
        (copy.exercises / SLUG / name).unlink()
    assert public_exercise(copy, SLUG)["slug"] == SLUG
    assert not [fault for fault in exercise_faults(copy) if "key" in fault.path]
    with pytest.raises(CourseError, match="no key"):
        load_key(copy, SLUG)


def test_a_check_reaches_its_widget_as_it_was_written() -> None:
    data = public_check(load_checks(COURSE, "01-tea")[0])
    assert data["kind"] == "choice"
    assert data["options"][0] == {
        "id": "a",
        "text": "The participant",
        "right": True,
        "feedback": "So the second turn says.",
    }


def test_a_model_answer_that_earns_less_is_a_fault(copy: Course) -> None:
    change(copy, KEY, "answer: [b]", "answer: [c]")
    assert any("does not earn its mark" in fault.problem for fault in exercise_faults(copy))


def test_an_assessed_exercise_may_not_be_mostly_marked_by_key(copy: Course) -> None:
    change(copy, EXERCISE, "stakes: formative", "stakes: assessed")
    shutil.copytree(copy.readings, copy.exercises / SLUG / "readings")
    assert any("40 %" in fault.remedy for fault in exercise_faults(copy))


# --- passages kept apart ---


def keep(course: Course, first: str, last: str, exercise: str = "tea-later") -> None:
    row = {"id": "X01-a", "doc": "X01", "first": first, "last": last, "words": 1, "set": f"{exercise}/1"}
    (course.data / "passages.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")


USES = {
    "an item on it": (EXERCISE, "items:\n", "items:\n", 57),
    "an item over more lines": (
        EXERCISE,
        "{doc: X01, first: X01-003, last: X01-008}",
        "\n      doc: X01\n      first: X01-003\n      last: X01-008",
        59,
    ),
    "a question that names a turn": (CHECKS, "prompt:", "# X01-007\n  prompt:", 3),
    "a chapter's cell": ("chapters/01-tea.md", "", 'of.passage("X01-006", "X01-008")', 1),
    "a chapter's words": ("chapters/01-tea.md", "", "From X01-006 to X01-008.", 1),
    "a widget's data": ("data/models/cups.json", "", '{"turn": "X01-007"}', 1),
    "a widget's page": ("book/widgets/cups.md", "", "As X01-007 says.", 1),
}


@pytest.mark.parametrize("name", USES)
def test_what_uses_a_passage_kept_for_another_exercise_is_named(name: str, copy: Course) -> None:
    file, old, new, line = USES[name]
    (copy.root / file).parent.mkdir(parents=True, exist_ok=True)
    (copy.root / file).touch()
    change(copy, file, old, new)
    keep(copy, "X01-007", "X01-007")
    found = [(fault.line, fault.problem) for fault in exercise_faults(copy) if fault.path == file]
    assert (line, "It uses X01-007, which lies in X01-a, kept apart for tea-later.") in found


def test_words_of_a_kept_passage_are_known_without_its_turn(copy: Course) -> None:
    turn = next(turn for turn in load_transcript(copy, "X01").turns if len(turn.text.split()) > 9)
    keep(copy, turn.turn, turn.turn)
    quoted = turn.text.upper().replace(" ", "\n", 4).replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
    (copy.chapters / "02-more.md").write_text(f"> {quoted}\n", encoding="utf-8")
    assert [fault.path for fault in exercise_faults(copy) if "kept apart" in fault.problem].count(
        "chapters/02-more.md"
    ) == 1


def test_an_exercise_uses_its_own_kept_passage_but_not_where_everybody_practises(copy: Course) -> None:
    keep(copy, "X01-003", "X01-008", SLUG)
    assert not [fault for fault in exercise_faults(copy) if "kept apart" in fault.problem]
    keep(copy, "X01-001", "X01-008", SLUG)
    (fault,) = [fault for fault in exercise_faults(copy) if "kept apart" in fault.problem]
    assert (fault.path, fault.line) == (EXERCISE, 19)
    assert "X01-002" in fault.problem


# --- the real exercises ---


def test_the_course_has_exercises() -> None:
    assert exercise_slugs(REPOSITORY)


@pytest.mark.parametrize("slug", exercise_slugs(REPOSITORY))
def test_every_exercise_and_its_model_answers_stand(slug: str, faults: list[Fault]) -> None:
    assert [str(f) for f in faults if f"/{slug}/" in f.path] == []
    assert load_model_answer(REPOSITORY, slug).faults == []


@pytest.mark.parametrize("slug", exercise_slugs(REPOSITORY))
def test_what_a_page_gets_says_nothing_that_only_the_key_says(slug: str) -> None:
    text = json.dumps(public_exercise(REPOSITORY, slug), ensure_ascii=False)
    key = load_key(REPOSITORY, slug)
    assert key.canary not in text
    for entry in key.items.values():
        assert not entry.commentary or entry.commentary not in text
