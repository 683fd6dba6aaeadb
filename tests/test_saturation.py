"""When nothing new comes depends on the order, on the reader and on who was never asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_course.analysis import (
    nothing_new_by_order,
    saturation_chart,
    stops_in_every_order,
    stops_in_words,
)
from compassion_course.analysis.saturation import first_without_news, seen_after
from compassion_course.corpus import Course, load_index, load_reading

COURSE = Course(Path(__file__).resolve().parent.parent)
CHANGE = nothing_new_by_order(course=COURSE)


def test_codes_are_counted_once_each_in_a_small_case():
    codes = {"A": frozenset("xy"), "B": frozenset("y"), "C": frozenset("z")}
    assert seen_after(codes, "ABC") == (2, 2, 3)
    assert first_without_news((2, 2, 3)) == 2
    assert seen_after(codes, "BCA") == (1, 2, 3)
    assert first_without_news((1, 2, 3)) is None


@given(st.permutations(["A", "B", "C", "D"]))
def test_every_order_ends_with_the_same_codes(order: list[str]):
    codes = {"A": frozenset("xy"), "B": frozenset("yz"), "C": frozenset("z"), "D": frozenset()}
    counts = seen_after(codes, order)
    assert counts[-1] == 3
    assert list(counts) == sorted(counts)


def test_figure_number_and_sentence_say_the_same():
    for state in CHANGE.states:
        seen = [int(mark.x) for mark in state.marks]
        place = first_without_news(seen)
        shown = state.numbers["Codes seen by then"].split(" of ")
        assert place is not None
        assert seen[place - 1] == int(shown[0])
        assert shown[1] in state.sentence
        assert state.numbers["First interview with nothing new"] in state.sentence
        missed = re.search(r"(\d+) short", state.sentence)
        assert (int(missed[1]) if missed else 0) == int(shown[1]) - int(shown[0])


def test_the_last_count_is_what_the_readings_hold():
    for reader in ("close", "interpretative"):
        used = {
            code
            for number in range(1, 9)
            for span in load_reading(COURSE, reader, f"P0{number}").spans
            for code in span.codes
        }
        came = next(state for state in CHANGE.states if state.value == f"{reader}-came")
        assert came.marks[-1].x == len(used)


def test_both_the_order_and_the_reader_move_the_stop():
    stops = {state.value: state.numbers["First interview with nothing new"] for state in CHANGE.states}
    assert len({stop for value, stop in stops.items() if value.startswith("close-")}) > 1
    assert any(
        stops[f"close-{o}"] != stops[f"interpretative-{o}"] for o in ("backwards", "insider", "criteria")
    )
    assert len(CHANGE.states) <= 12


def test_the_fixed_criteria_are_those_of_the_index():
    """Qualified (no trainee) and in an NHS service: as the label of that order says."""
    index = load_index(COURSE)
    eligible = {
        doc
        for doc, row in index.items()
        if row.study == "resilience" and row.role == "PWP" and row.setting.startswith("NHS")
    }
    assert eligible == {"P01", "P02", "P05", "P06", "P07", "P08"}
    state = next(state for state in CHANGE.states if state.value == "close-criteria")
    assert len(state.marks) == len(eligible)


def test_whom_one_never_reaches_changes_the_sentences():
    without = nothing_new_by_order(leave_out=["P05"], course=COURSE)
    assert {s.sentence for s in without.states} != {s.sentence for s in CHANGE.states}
    assert all(len(a.marks) == len(b.marks) - 1 for a, b in zip(without.states, CHANGE.states, strict=True))


@pytest.mark.parametrize("reader", ["close", "interpretative"])
def test_every_order_holds_the_orders_that_are_shown(reader: str):
    every = stops_in_every_order(reader, course=COURSE)
    places = [
        first_without_news([int(mark.x) for mark in state.marks])
        for state in CHANGE.states
        if state.value.startswith(reader) and len(state.marks) == 8
    ]
    assert every["orders"] == 40320
    assert every["earliest"] <= min(places) <= max(places) <= every["latest"]
    assert 0 < every["missing"] < every["orders"]
    said = stops_in_words(course=COURSE)
    assert said[f"{reader}_most"] == str(every["most_missed"])
    came = next(state for state in CHANGE.states if state.value == f"{reader}-came")
    assert said[f"{reader}_stop"] == came.numbers["First interview with nothing new"]


def test_the_band_meets_the_line_when_all_are_in():
    rows = saturation_chart(course=COURSE).table
    assert len(rows) == 16
    for row in rows:
        assert row["Fewest"] <= row["As they came"] <= row["Most"]
        if row["Interviews"] == 8:
            assert row["Fewest"] == row["Most"]


def test_what_the_chapter_says_of_the_counts():
    """Three sentences of chapter 08 that hold no glued number."""
    states = {state.value: [mark.x for mark in state.marks] for state in CHANGE.states}
    assert states["close-criteria"][-1] == states["close-came"][-1]
    assert states["interpretative-criteria"][-1] == states["interpretative-came"][-1]
    assert len(set(states["close-came"][4:])) == 1
    stops = {state.value: state.numbers["First interview with nothing new"] for state in CHANGE.states}
    assert stops["close-came"] == stops["interpretative-came"]
