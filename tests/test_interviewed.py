"""The answer to what carries people here, by who was asked and by whose reading."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compassion_course.analysis import interviews_chart, part_counts, who_was_interviewed
from compassion_course.corpus import Course, CourseError, load_reading, load_work

ROOT = Path(__file__).resolve().parent.parent
COURSE = Course(ROOT)
WORDS = json.loads((ROOT / "data" / "changes" / "who-was-interviewed.json").read_text("utf-8"))
PARTS = WORDS["parts"]


def test_every_code_that_is_grouped_is_in_the_readers_own_codebook():
    for reader in ("close", "interpretative"):
        codes = {code.code for code in load_work(COURSE, reader).codes}
        grouped = [code for part in PARTS for code in part["codes"][reader]]
        assert set(grouped) <= codes
        assert len(grouped) == len(set(grouped))


def test_a_place_counts_once_for_a_part_and_again_for_another():
    reading = load_reading(COURSE, "close", "P02")
    counts = part_counts(reading, PARTS)
    for part in PARTS:
        places = {s.id for s in reading.spans if set(s.codes) & set(part["codes"]["close"])}
        assert counts[part["id"]] == len(places)


def test_shares_add_up_and_each_interview_counts_the_same():
    counts = {doc: part_counts(load_reading(COURSE, "close", doc), PARTS) for doc in ("P01", "P02", "P03")}
    means = {part["id"]: sum(100 * c[part["id"]] / c.total() for c in counts.values()) / 3 for part in PARTS}
    state = next(s for s in who_was_interviewed().states if s.value == "close-first-three")
    assert {mark.id: mark.x for mark in state.marks} == {id_: round(x) for id_, x in means.items()}
    for state in who_was_interviewed().states:
        assert 98 <= sum(mark.x for mark in state.marks) <= 102
        low, high = WORDS["axis"]["min"], WORDS["axis"]["max"]
        assert all(low <= mark.x <= high for mark in state.marks)


def test_sentence_numbers_and_marks_agree():
    for state in who_was_interviewed().states:
        lead = max(state.marks, key=lambda mark: mark.x)
        assert next(part["lead"] for part in PARTS if part["id"] == lead.id) in state.sentence
        for mark in state.marks:
            assert state.numbers[mark.label] == f"{mark.x:.0f}%"
            assert f"{mark.label.lower()} {mark.x:.0f}%" in state.sentence


def test_both_the_reader_and_who_was_asked_can_change_what_comes_first():
    first = {s.value: max(s.marks, key=lambda mark: mark.x).id for s in who_was_interviewed().states}
    assert first["close-all"] != first["interpretative-all"]
    assert len({id_ for value, id_ in first.items() if value.startswith("interpretative")}) > 1


def test_with_one_reader_only_the_choice_of_two_changes_what_comes_first():
    """The chapter says so."""
    first = {s.value: max(s.marks, key=lambda mark: mark.x).id for s in who_was_interviewed().states}
    other = [v for v, id_ in first.items() if id_ != first[f"{v.split('-', 1)[0]}-all"]]
    assert other == ["interpretative-figures"]


def test_leaving_somebody_out_changes_the_sentences_and_leaving_out_everybody_is_refused():
    before = [state.sentence for state in who_was_interviewed().states]
    assert [s.sentence for s in who_was_interviewed(leave_out=["P05"]).states] != before
    with pytest.raises(CourseError):
        who_was_interviewed(leave_out=["P04", "P08"])


def test_the_chart_says_in_words_and_table_what_it_draws():
    chart = interviews_chart()
    assert len(chart.table) == 16
    row = next(r for r in chart.table if r["Interview"] == "P08" and "interpretative" in r["Reader"])
    counts = part_counts(load_reading(COURSE, "interpretative", "P08"), PARTS)
    assert [row[part["name"]] for part in PARTS] == [counts[part["id"]] for part in PARTS]
    assert "P08" in chart.alt
