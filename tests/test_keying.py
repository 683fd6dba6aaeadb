"""Marks by key rest on items that two readers, who saw the items alone, answered as the key does."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from small_course import FOLDER, SLUG

from compassion_course.corpus import Course, CourseError
from compassion_course.exercises import exercise_slugs, load_exercise
from compassion_course.exercises.faults import exercise_faults
from compassion_course.exercises.keying import (
    agreement,
    blind_text,
    from_blind,
    keying_table,
    load_keying,
)
from compassion_course.exercises.scheme import CLOSED

REPOSITORY = Course(Path(__file__).resolve().parent.parent)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    shutil.copytree(FOLDER, tmp_path / "course")
    return Course(tmp_path / "course")


def keyed(course: Course, **other: Any) -> list[str]:
    """Write a keying in which the second reader answers otherwise; give the faults that speak of it."""
    rounds = [{"on": "2026-11-26", "answers": {"one": right(course), "two": right(course) | other}}]
    write(course, rounds)
    return [str(fault) for fault in exercise_faults(course) if "keying.json" in str(fault)]


def right(course: Course) -> dict[str, Any]:
    model = json.loads((course.exercises / SLUG / "model_answers.json").read_text(encoding="utf-8"))
    closed = {item.id for item in load_exercise(course, SLUG).items if isinstance(item, CLOSED)}
    return {id: value for id, value in model["answers"].items() if id in closed}


def write(course: Course, rounds: list[dict[str, Any]]) -> None:
    readers = [{"id": "one", "who": "A reader."}, {"id": "two", "who": "Another reader."}]
    path = course.exercises / SLUG / "keying.json"
    path.write_text(json.dumps({"readers": readers, "rounds": rounds}), encoding="utf-8")


def test_two_readers_who_agree_with_the_key_are_no_fault(course: Course) -> None:
    assert keyed(course) == []


@pytest.mark.parametrize(
    ("item", "value"),
    [("purpose", ["a"]), ("cues", {"chest": "drive"}), ("turns", 40), ("sequence", []), ("signs", "a")],
)
def test_an_item_that_one_reader_keyed_otherwise_may_carry_no_marks(
    course: Course, item: str, value: Any
) -> None:
    (fault,) = keyed(course, **{item: value})
    assert f"two keyed {item} otherwise" in fault


def test_agreement_counts_rows_and_whole_answers_and_the_order_only_where_order_was_asked(
    course: Course,
) -> None:
    one = right(course)
    turned = {**one, "signs": list(reversed(one["signs"])), "sequence": list(reversed(one["sequence"]))}
    write(course, [{"on": "2026-11-26", "answers": {"one": one, "two": turned}}])
    keying = load_keying(course, SLUG)
    assert keying is not None
    count = agreement(keying.rounds[0], load_exercise(course, SLUG))
    rows = len(one["cues"])
    assert count.units == len(one) - 1 + rows
    assert count.units - count.alike == 1, "the order alone differs"
    assert f"| {SLUG} | {count.units} | {count.alike} | 1 |" in keying_table(course)


def test_a_round_by_one_reader_alone_is_refused(course: Course) -> None:
    write(course, [{"on": "2026-11-26", "answers": {"one": {}}}])
    with pytest.raises(CourseError, match="Round 1 has answers of one"):
        load_keying(course, SLUG)


@pytest.mark.parametrize("slug", exercise_slugs(REPOSITORY))
def test_what_readers_are_given_holds_no_id_that_could_tell(slug: str) -> None:
    exercise = load_exercise(REPOSITORY, slug)
    text = blind_text(REPOSITORY, slug)
    for number, item in enumerate(exercise.items, start=1):
        assert (f"## Q{number} (" in text) == isinstance(item, CLOSED)
        for part, marks in (("options", "abcdefghij"), ("entries", "abcdefghij"), ("rows", range(1, 30))):
            for mark, one in zip(marks, getattr(item, part, ()), strict=False):
                # The line is the mark and the words, and nothing else.
                assert f"\n{mark}. {one.text.strip()}\n" in text


def test_letters_and_numbers_lead_back_to_the_ids() -> None:
    exercise = load_exercise(Course(FOLDER), SLUG)
    blind = {"Q1": ["b"], "Q3": {"1": "a", "3": "B"}, "Q4": ["b", "a", "c", "d"], "Q5": 50}
    named = from_blind(exercise, blind)
    assert named["purpose"] == ["b"]
    assert named["cues"] == {"chest": "threat", "lunch": "drive"}
    assert named["sequence"] == ["tea", "asha", "phone", "five"]
    assert named["turns"] == 50


@pytest.mark.parametrize(
    "wrong", [{"Q9": ["a"]}, {"Q1": ["z"]}, {"Q3": {"7": "a"}}, {"Q1": ["ab"]}, {"Q3": ["a"]}]
)
def test_a_letter_that_is_not_in_the_text_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=SLUG):
        from_blind(load_exercise(Course(FOLDER), SLUG), wrong)


@pytest.mark.parametrize("slug", exercise_slugs(REPOSITORY))
def test_every_marked_closed_item_was_keyed_by_two_readers(slug: str) -> None:
    keying = load_keying(REPOSITORY, slug)
    assert keying is not None, "nobody has keyed it"
    marked = {
        item.id for item in load_exercise(REPOSITORY, slug).items if isinstance(item, CLOSED) and item.marks
    }
    for answers in keying.rounds[-1].answers.values():
        assert marked <= answers.keys()
