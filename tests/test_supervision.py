"""Supervision and burnout: the fit is right, the seven questions agree, the chart says all that it shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compassion_course.analysis import (
    clear_ones,
    cohorts_that_find,
    supervision_chart,
    supervision_findings,
    supervision_slopes,
)
from compassion_course.analysis.logistic import logistic_fit
from compassion_course.analysis.supervision import Slope
from compassion_course.corpus import Course, CourseError

COURSE = Course(Path(__file__).resolve().parent.parent)


def test_the_fit_gives_the_odds_ratio_of_a_two_by_two_table():
    """30 of 40 against 10 of 40: the odds ratio is 9, and its error is the root of the summed reciprocals."""
    outcome = [True] * 30 + [False] * 10 + [True] * 10 + [False] * 30
    (slope,), (error,) = logistic_fit(outcome, [1.0] * 40 + [0.0] * 40)
    assert slope == pytest.approx(2.1972245773)
    assert error == pytest.approx((1 / 30 + 1 / 10 + 1 / 10 + 1 / 30) ** 0.5)


@pytest.mark.parametrize(("outcome", "hours"), [([True, True], [1.0, 2.0]), ([True, False], [1.0, 1.0])])
def test_where_nothing_varies_there_is_nothing_to_fit(outcome: list[bool], hours: list[float]):
    with pytest.raises(ValueError, match="never varies"):
        logistic_fit(outcome, hours)


def test_the_courses_own_survey_reads_as_the_abstracts_do():
    change = supervision_slopes(course=COURSE)
    assert [state.value for state in clear_ones(change)] == ["pwp-hours", "relationship-disengagement"]
    people = {state.value: state.numbers["People"] for state in change.states}
    assert (people["pwp-hours"], people["hi-hours"], people["meetings-exhaustion"]) == ("105", "96", "298")


@pytest.mark.parametrize("seed", [1, 7, 16, 17])
def test_figure_number_and_sentence_say_the_same(seed: int):
    change = supervision_slopes(seed=seed, course=COURSE)
    assert len(change.states) <= 12
    for state in change.states:
        found, built_in = state.marks
        for x in (found.x, found.low, found.high):
            assert f"{abs(x)}%" in state.sentence
        assert f"{abs(built_in.x)}%" == state.numbers["What was built in"].lstrip("−+")
        clear = not found.low <= 0 <= found.high
        assert ("takes in 0" in state.sentence) is not clear
        assert change.axis["min"] <= found.low and found.high <= change.axis["max"]
        assert not re.search(r"[{}]", state.sentence)


def test_a_relation_that_chance_alone_made_is_called_so():
    assert Slope(96, -30, -50, -5, 0).clear == "lower_by_chance"
    assert Slope(96, 30, 5, 50, 0).clear == "higher"
    state = {one.value: one for one in supervision_slopes(seed=1, course=COURSE).states}
    assert "chance alone" in state["relationship-exhaustion"].sentence


def test_another_seed_draws_other_people():
    sentences = [[s.sentence for s in supervision_slopes(seed=n, course=COURSE).states] for n in (16, 17)]
    assert not set(sentences[0]) & set(sentences[1])


def test_most_surveys_of_this_size_miss_what_is_there():
    """The chapter calls one survey a weak witness: that has to stay so."""
    assert 25 <= cohorts_that_find(COURSE) <= 60
    assert cohorts_that_find(COURSE, 10) <= 10


def test_the_chart_says_in_words_all_that_it_shows():
    findings = supervision_findings(COURSE)
    keys = set(
        re.findall(r"^@\w+\{([^,\s]+),", (COURSE.root / "book/references.bib").read_text("utf-8"), re.M)
    )
    html = supervision_chart(COURSE)._repr_html_()
    assert html.count('role="img"') == 1
    for one in findings:
        assert one.citekey in keys
        assert one.read in {"full", "abstract", "record"} and one.design
        assert one.group in html and one.note.split(",")[0] in html
    assert sum(one.direction == "lower" for one in findings) == 3


def test_a_spoilt_file_of_findings_is_named(tmp_path: Path):
    (tmp_path / "data" / "published").mkdir(parents=True)
    (tmp_path / "data" / "published" / "supervision.csv").write_text("id,measure\nx,y\n", encoding="utf-8")
    with pytest.raises(CourseError, match=r"supervision\.csv"):
        supervision_findings(Course(tmp_path))
