"""The service's figures stand once, divide rightly, and never say more than was published."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compassion_course.analysis import (
    better_of_whom,
    counts_of,
    service_counts,
    service_funnel,
    service_timeline,
    spread,
)
from compassion_course.corpus import Course, CourseError

ROOT = Path(__file__).resolve().parent.parent
COURSE = Course(ROOT)
CHAPTER = (COURSE.chapters / "01-service-and-roles.md").read_text(encoding="utf-8")
STAGES = ("received", "accessed", "finished", "caseness", "recovered")


def test_every_later_stage_of_a_period_is_smaller_and_every_source_is_in_the_bibliography():
    counts = service_counts(COURSE)
    keys = set(re.findall(r"^@\w+\{([^,\s]+),", (ROOT / "book" / "references.bib").read_text("utf-8"), re.M))
    assert {count.citekey for count in counts} <= keys
    assert len({count.id for count in counts}) == len(counts)
    for period in {count.period for count in counts}:
        found = counts_of(period, COURSE)
        sizes = [found[stage].referrals for stage in STAGES if stage in found]
        assert sizes == sorted(sizes, reverse=True), period


@pytest.mark.parametrize(("period", "printed"), [("2014-15", 44.8), ("2016-17", 49.3), ("2025-04", 48.4)])
def test_the_official_rate_is_the_one_that_was_printed(period: str, printed: float):
    state = {state.value: state for state in better_of_whom(period, COURSE).states}["caseness"]
    assert state.marks[0].x == printed
    assert f"{printed}%" in state.sentence


def test_figure_number_and_sentence_agree_and_the_lowest_is_of_those_that_ended():
    change = better_of_whom(course=COURSE)
    for state in change.states:
        shown = f"{state.marks[0].x}%"
        assert shown in state.sentence and shown in state.numbers.values()
        assert not re.search(r"[{}]", state.sentence + "".join(state.numbers))
    assert [state.value for state in spread(change)] == ["ended", "caseness"]


def test_a_group_that_was_not_published_is_left_out():
    assert [state.value for state in better_of_whom("2014-15", COURSE).states] == ["received", "caseness"]


@pytest.mark.parametrize("period", ["2019-20", "1066"])
def test_a_period_without_a_count_of_recovered_says_what_to_use(period: str):
    with pytest.raises(CourseError) as raised:
        better_of_whom(period, COURSE)
    assert "2016-17" in str(raised.value)


def test_a_damaged_file_says_so(tmp_path: Path):
    (tmp_path / "data" / "published").mkdir(parents=True)
    (tmp_path / "data" / "published" / "service-figures.csv").write_text("id,value\nx,y\n", encoding="utf-8")
    with pytest.raises(CourseError):
        service_counts(Course(tmp_path))


def test_the_funnel_draws_what_its_table_says():
    drawn = service_funnel(COURSE)
    assert len(drawn.table) == 12
    for row in drawn.table:
        assert row["Referrals"] in drawn.svg
    assert "74 accessed and 43 finished" in drawn.alt


def test_every_date_of_the_timeline_is_drawn_told_and_in_order():
    drawn = service_timeline(COURSE)
    for row in drawn.table:
        assert row["What"] in drawn.svg and row["What"] in drawn.alt
    years = [int(row["When"][-4:]) for row in drawn.table]
    assert years == sorted(years)


def test_the_slide_quotes_what_the_file_holds():
    april = counts_of("2025-04", COURSE)
    assert f"{april['finished'].referrals:,}" in CHAPTER
