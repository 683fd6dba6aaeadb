"""Two answers about seeking help: the counts behind them, their overlap, and what a team could write."""

from __future__ import annotations

import shutil
from itertools import product
from pathlib import Path

import pytest

from compassion_course.analysis import (
    both_answers,
    both_answers_chart,
    clopper_pearson,
    counts_that_print,
    help_in_a_team,
    survey_answers,
)
from compassion_course.analysis.help_seeking import Answers, headlines
from compassion_course.corpus import Course, CourseError

COURSE = Course(Path(__file__).resolve().parent.parent)


def marks(change, case: str):
    (state,) = [state for state in change.states if state.value == case]
    return {mark.id: mark for mark in state.marks}


def test_one_count_alone_prints_each_percentage():
    assert (counts_that_print(89, 98), counts_that_print(57, 98)) == ([87], [56])
    assert counts_that_print(50, 3) == []
    assert len(counts_that_print(57, 400)) > 1
    with pytest.raises(ValueError):
        counts_that_print(50, 0)


def test_the_overlap_is_the_least_and_the_most_that_any_arrangement_gives():
    for n, first, second in [(6, 4, 3), (6, 2, 3), (5, 5, 2), (4, 0, 4)]:
        yes = [
            sum(a and b for a, b in zip(one, other, strict=True))
            for one, other in product(product((0, 1), repeat=n), repeat=2)
            if sum(one) == first and sum(other) == second
        ]
        assert both_answers(first, second, n) == (min(yes), max(yes))
    with pytest.raises(ValueError):
        both_answers(7, 1, 6)


def test_the_survey_shows_the_exact_interval_of_its_counts():
    survey = survey_answers(COURSE)
    assert (survey.n, survey.would, survey.gone, survey.both) == (98, 87, 56, (45, 56))
    shown = marks(help_in_a_team(course=COURSE), "survey")["gone"]
    low, high = clopper_pearson(56, 98)
    assert (shown.low, shown.high) == (round(100 * low, 1), round(100 * high, 1))
    assert shown.low < 50 < shown.high


def test_a_teams_range_is_what_its_silent_members_could_say():
    few = marks(help_in_a_team(20, COURSE), "few")
    assert (few["would"].low, few["would"].high) == (100 * 7 / 20, 100 * (7 + 12) / 20)
    assert few["both"].x == 100 * 4 / 20
    everybody = marks(help_in_a_team(20, COURSE), "all")
    assert everybody["would"].low is None
    assert everybody["gone"].high is None


@pytest.mark.parametrize("team", [5, 8, 10, 12, 20, 33, 60])
def test_only_the_third_headline_is_carried_by_every_case(team: int):
    """What the chapter says after the reader's prediction, for other teams as well."""
    change = help_in_a_team(team, COURSE)
    survey = survey_answers(COURSE)
    assert headlines("survey", survey) == {"first": True, "second": False, "third": True}
    assert len({state.sentence for state in change.states}) == len(change.states)
    assert all(mark.x > 0 for state in change.states for mark in state.marks if mark.id == "both")
    few = marks(change, "few")
    assert few["gone"].low < 50


def test_a_headline_needs_its_whole_range():
    assert headlines("few", Answers(8, 7, 5, 20)) == {"first": False, "second": False, "third": True}
    assert headlines("all", Answers(8, 7, 5, 8)) == {"first": True, "second": True, "third": True}
    assert headlines("all", Answers(8, 4, 4, 8)) == {"first": False, "second": False, "third": False}


def test_a_share_that_fits_no_count_or_a_tiny_team_is_refused(tmp_path):
    shutil.copytree(COURSE.data / "published", tmp_path / "data" / "published")
    path = tmp_path / "data" / "published" / "help-seeking.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",98,57,", ",3,57,"), encoding="utf-8")
    with pytest.raises(CourseError, match="help-seeking"):
        survey_answers(Course(tmp_path))
    with pytest.raises(ValueError):
        help_in_a_team(4, COURSE)


def test_the_chart_says_in_words_what_it_draws():
    chart = both_answers_chart(COURSE)
    assert "overlap by 45" in chart.alt
    assert [row["People"] for row in chart.table] == [87, 56, 45]
    assert "<svg" in chart.svg
