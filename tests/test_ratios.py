"""Two groups compared, printed effect sizes worked out again, and one odds ratio under many choices."""

from __future__ import annotations

from math import isclose, log
from pathlib import Path

import pytest

from compassion_course.analysis import (
    how_many_leave_out_one,
    odds_ratio,
    odds_ratio_by_choice,
    partial_eta_squared,
    printed_effects,
    published_figures,
    roles_compared,
    same_odds_chart,
    share_with_odds,
    sizes_that_fit,
    two_groups,
)
from compassion_course.corpus import Course, CourseError

ROOT = Path(__file__).resolve().parent.parent
COURSE = Course(ROOT)


def test_one_size_alone_gives_each_printed_interval_and_they_make_up_the_sample():
    pwps, therapists = (
        sizes_that_fit(published_figures(COURSE, id=row)[0]) for row in ("westwood-pwp", "westwood-hi")
    )
    assert (pwps, therapists) == ([(72, 105)], [(48, 96)])
    assert pwps[0][1] + therapists[0][1] == 201


def test_one_difference_said_in_three_ways():
    words = two_groups(72, 105, 48, 96).words("w")
    assert (words["w_difference"], words["w_risk_ratio"], words["w_odds_ratio"]) == ("18.6", "1.37", "2.18")
    assert (words["w_difference_low"], words["w_difference_high"]) == ("5.0", "31.3")
    assert words["w_pooled"] == "59.7%"
    assert two_groups(23, 38, 22, 38).words("q")["q_difference_low"] == "\N{MINUS SIGN}18.7"
    with pytest.raises(ValueError, match="without end"):
        two_groups(5, 5, 1, 5)


def test_the_share_of_an_odds_ratio_has_that_odds_ratio():
    for base in (5, 50, 95):
        other = share_with_odds(base, 2.18)
        assert isclose((other / (100 - other)) / (base / (100 - base)), 2.18)
    assert share_with_odds(1, 2.18) / 1 > 2.1 > 1.1 > share_with_odds(95, 2.18) / 95
    drawn = same_odds_chart(2.18)
    assert "50% and 68.6%: risk ratio 1.37" in drawn.alt
    assert len(drawn.table) == 5


def test_one_printed_effect_size_does_not_follow_from_its_f():
    effects = printed_effects(COURSE)
    assert isclose(effects["Perceived stress"].worked_out, 0.0502, abs_tol=0.0001)
    far = [e.outcome for e in effects.effects if abs(e.printed - e.worked_out) > 0.1]
    assert far == ["Perceived stress"]
    assert round(partial_eta_squared(7.57, 2, 224), 3) == effects["Personal burnout"].printed
    assert "0.050" not in effects._repr_html_()


def test_a_missing_file_of_effect_sizes_is_said(tmp_path):
    with pytest.raises(CourseError, match="cannot be read"):
        printed_effects(Course(tmp_path))


def test_the_model_finds_the_odds_ratio_of_a_two_by_two_table():
    hours = [1.0] * 105 + [0.0] * 96
    counted = [True] * 72 + [False] * 33 + [True] * 48 + [False] * 48
    found = odds_ratio(hours, counted)
    assert isclose(found.slope, log(two_groups(72, 105, 48, 96).odds_ratio), abs_tol=1e-9)
    assert isclose(found.error, (1 / 72 + 1 / 33 + 1 / 48 + 1 / 48) ** 0.5, abs_tol=1e-9)
    with pytest.raises(ValueError, match="nobody or for everybody"):
        odds_ratio([1.0, 2.0], [True, True])


def test_who_is_taken_changes_the_figure_and_the_sentence():
    change = odds_ratio_by_choice(course=COURSE)
    states = {state.value: state for state in change.states}
    assert len({state.sentence for state in change.states}) == len(states) == 8
    assert states["pwp"].numbers["Counted"] == "72 of 105"
    assert "leaves out 1" in states["pwp"].sentence
    for mixed in ("all", "hi"):
        assert "holds 1" in states[mixed].sentence
    for state in change.states:
        mark = state.marks[0]
        assert state.numbers["Odds ratio"] == f"{mark.x / 100:.2f}"
        assert ("leaves out 1" in state.sentence) == (mark.low > 100 or mark.high < 100)
    assert how_many_leave_out_one(change) == (3, 8)
    # Both roles lie further from 1 than everybody together: the page says so.
    assert max(states["pwp"].marks[0].x, states["hi"].marks[0].x) < states["all"].marks[0].x < 100


def test_another_predictor_gives_another_result_and_an_unknown_one_is_said():
    before, after = odds_ratio_by_choice(course=COURSE), odds_ratio_by_choice("overtime", course=COURSE)
    assert [s.sentence for s in before.states] != [s.sentence for s in after.states]
    assert roles_compared(course=COURSE) == "0.86 (0.35 to 2.11)"
    with pytest.raises(CourseError, match="Known: supervision, overtime, telephone"):
        odds_ratio_by_choice("tea", course=COURSE)
