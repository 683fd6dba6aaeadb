"""One r, five worlds: what a survey sees stays, and what it cannot see changes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from compassion_course.analysis import (
    correlation,
    correlation_interval,
    fears_chart,
    one_r_five_worlds,
)
from compassion_course.corpus import Course, CourseError
from compassion_course.widgets import ChangeIt

COURSE = Course(Path(__file__).resolve().parent.parent)


def marks_of(change) -> dict[str, dict[str, float]]:
    return {state.value: {mark.id: mark.x for mark in state.marks} for state in change.states}


def test_the_survey_cannot_tell_the_worlds_apart():
    marks = marks_of(one_r_five_worlds(course=COURSE))
    assert {world["r"] for world in marks.values()} == {4.7}
    assert marks["acts"] == {"r": 4.7, "gain": 4.7, "eased": 0.0}
    assert marks["back"] == marks["style"] == {"r": 4.7, "gain": 0.0, "eased": 0.0}


def test_conditions_that_lift_both_are_worth_the_root_of_r_and_a_mixture_half_of_each():
    """With a common cause of unit deviation and equal paths, each path is the root of r."""
    marks = marks_of(one_r_five_worlds(course=COURSE))
    assert marks["work"]["gain"] == 0
    assert marks["work"]["eased"] == round(10 * 0.47**0.5, 1)
    assert marks["mixed"]["gain"] == pytest.approx(4.7 / 2, abs=0.1)
    assert marks["mixed"]["eased"] == pytest.approx(10 * 0.47**0.5 / 2, abs=0.1)


def test_raising_by_more_changes_every_sentence_and_leaves_the_r():
    once, twice = one_r_five_worlds(course=COURSE), one_r_five_worlds(raise_by=2, course=COURSE)
    for before, after in zip(once.states, twice.states, strict=True):
        assert before.sentence != after.sentence
        assert before.marks[0] == after.marks[0]
    assert marks_of(twice)["acts"]["gain"] == 9.4


def test_numbers_sentence_and_figure_agree_and_the_widget_takes_them():
    change = one_r_five_worlds(raise_by=2, course=COURSE)
    ChangeIt(**change.as_traits())
    for state in change.states:
        r, *points = state.numbers.values()
        assert r == "0.47" and r in state.sentence
        for shown, mark in zip(points, state.marks[1:], strict=True):
            assert float(shown) == mark.x
            assert shown in state.sentence


@pytest.mark.parametrize("raise_by", [0, -1, 2.5])
def test_a_raise_that_leaves_the_figure_is_refused(raise_by: float):
    with pytest.raises(ValueError, match="raise_by"):
        one_r_five_worlds(raise_by=raise_by, course=COURSE)


def test_a_correlation_and_its_interval_are_the_textbook_ones():
    assert correlation([1, 2, 3, 4], [2, 1, 4, 3]) == pytest.approx(0.6)
    # r = .47 and n = 200: z = 0.5101, standard error 1/sqrt(197)
    assert correlation_interval(0.47, 200) == pytest.approx((0.355, 0.571), abs=0.001)


def test_a_table_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "data" / "survey").mkdir(parents=True)
    words = tmp_path / "data" / "changes"
    words.mkdir()
    name = "one-r-five-worlds.json"
    (words / name).write_bytes((COURSE.data / "changes" / name).read_bytes())
    with pytest.raises(CourseError, match=r"self-compassion\.csv"):
        one_r_five_worlds(course=Course(tmp_path))


def test_the_chart_says_every_published_number():
    chart = fears_chart(COURSE)
    path = COURSE.data / "published" / "fears-of-compassion.csv"
    for row in csv.DictReader(path.read_text("utf-8").splitlines()):
        assert f"{row['group']} {float(row['value']):.2f}" in chart.alt
        assert any(
            row["group"] in line.values() and f"{float(row['value']):.2f}" in line.values()
            for line in chart.table
        )
    assert "<svg" in chart.svg
