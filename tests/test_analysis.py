"""Numbers on the page are computed, agree with each other, and change when the data change."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_course.analysis import (
    burnout_by_definition,
    clopper_pearson,
    figure,
    prevalence_chart,
    published_figures,
    share_by_counting,
    system_range,
)
from compassion_course.corpus import Course, CourseError

COURSE = Course(Path(__file__).resolve().parent.parent)


def test_the_exact_interval_gives_back_the_published_ones():
    """72 of 105 and 48 of 96 are the only group sizes that print Westwood's intervals (domain facts, D2)."""
    for row, count in (("westwood-pwp", 72), ("westwood-hi", 48)):
        published = next(figure for figure in published_figures(COURSE) if figure.id == row)
        low, high = clopper_pearson(count, published.n)
        assert (round(100 * low, 1), round(100 * high, 1)) == (published.low, published.high)
        assert round(100 * count / published.n, 1) == published.value


@given(st.integers(1, 300), st.data())
def test_an_exact_interval_holds_its_share(n: int, data):
    count = data.draw(st.integers(0, n))
    low, high = clopper_pearson(count, n)
    assert 0 <= low <= count / n <= high <= 1
    assert (low == 0) == (count == 0)
    assert (high == 1) == (count == n)


def test_every_published_figure_says_what_it_rests_on():
    for row in published_figures(COURSE):
        assert row.read in {"full", "abstract", "record"}, row
        assert row.instrument and row.design and row.citekey, row
        assert (row.low is None) == (row.high is None)
        if row.low is not None:
            assert row.low <= row.value <= row.high


def test_a_spoilt_row_of_the_figures_is_named_by_its_line(tmp_path):
    folder = tmp_path / "data" / "published"
    folder.mkdir(parents=True)
    (tmp_path / "data" / "transcripts").mkdir()
    lines = (COURSE.data / "published" / "figures.csv").read_text(encoding="utf-8").splitlines()
    row = published_figures(COURSE)[0]
    lines[1] = lines[1].replace(f"{row.value:g}", "many")
    (folder / "figures.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(CourseError, match=r"figures\.csv:2"):
        published_figures(Course(tmp_path))


@pytest.mark.parametrize(
    ("where", "said"), [({"mesure": "burnout"}, "column mesure"), ({"unit": "ells"}, "'ells'")]
)
def test_a_choice_of_figures_that_finds_none_says_why(where: dict[str, str], said: str):
    with pytest.raises(CourseError, match=said):
        published_figures(COURSE, **where)


def test_the_prevalence_chart_is_readable_without_script_or_picture():
    rows = published_figures(COURSE, unit="%")
    html = prevalence_chart(rows)._repr_html_()
    assert "<script" not in html and "http://www.w3.org" in html
    assert html.count('role="img"') == 1
    for row in rows:
        assert f"{row.value:g}" in html
        assert row.group.split(" (")[0].replace("&", "&amp;") in html
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert not re.search(r'fill="#(?!none)[0-9a-f]{3,6}"', html), "a colour that dark mode cannot change"


def test_a_figure_without_words_is_refused():
    with pytest.raises(ValueError, match="alternative text"):
        figure(None, name="x", alt=" ", caption="c", table=[{"a": 1}], source="s")


def test_another_seed_changes_numbers_sentence_and_figure_together():
    first, second = burnout_by_definition(1), burnout_by_definition(2)
    for one, other in zip(first.states, second.states, strict=True):
        assert one.value == other.value
        assert one.sentence != other.sentence
        assert one.marks != other.marks
        share = one.numbers["Share"]
        assert share in one.sentence
        assert f"{one.marks[0].x:.1f}%" == share


def test_the_same_people_are_counted_differently_by_definition():
    shares = {state.value: state.marks[0].x for state in burnout_by_definition().states}
    assert shares["three"] <= shares["two"] <= shares["exhaustion"]
    assert shares["three"] < shares["exhaustion"]


def test_counting_the_same_interview_in_other_ways_changes_the_shares():
    change = share_by_counting("T01", course=COURSE)
    assert len(change.states) == 6
    for state in change.states:
        assert sum(mark.x for mark in state.marks) == pytest.approx(100, abs=1)
    low, high = system_range(change, "threat")
    assert high - low > 1, "the lesson of the page: the size depends on who counted what"


def test_one_readers_states_can_be_asked_for_alone():
    change = share_by_counting("T01", readers=("interpretative",), course=COURSE)
    assert {state.value.split("-")[0] for state in change.states} == {"interpretative"}
