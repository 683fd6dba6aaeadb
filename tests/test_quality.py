"""Agreement depends on what is compared and how; two reports are set beside each other without a total."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compassion_course.analysis import (
    agreement_by_choice,
    agreement_in_words,
    agreement_ways,
    cohen_kappa,
    extracts_chart,
    extracts_printed,
    what_reports_show,
)
from compassion_course.analysis.figure import figure_words
from compassion_course.corpus import Course, load_reading, load_transcript

COURSE = Course(Path(__file__).resolve().parent.parent)
CHANGE = agreement_by_choice("T01", course=COURSE)


def test_figure_number_and_sentence_say_the_same():
    for state in CHANGE.states:
        printed = state.numbers["What one could print"]
        assert f"{printed}" in state.sentence
        share = float(printed.rstrip("%")) * (1 if printed.endswith("%") else 100)
        assert state.marks[0].x == pytest.approx(share)
        assert state.marks[1].x <= state.marks[0].x <= state.marks[2].x


def test_the_counts_behind_a_figure_add_up_to_its_turns():
    turns = load_transcript(COURSE, "T01").turns
    own = sum(turn.speaker == "T01" for turn in turns)
    for way in agreement_ways("T01", course=COURSE):
        if way.way != "shared-words":
            assert way.both + way.one + way.neither == (len(turns) if way.id.endswith("-all") else own)


def test_kappa_over_the_participants_turns_is_counted_from_the_readings():
    own = [turn.turn for turn in load_transcript(COURSE, "T01").turns if turn.speaker == "T01"]
    one, other = (
        {span.turn for span in load_reading(COURSE, reader, "T01").spans}
        for reader in ("close", "interpretative")
    )
    kappa = cohen_kappa([turn in one for turn in own], [turn in other for turn in own])
    assert agreement_in_words("T01", COURSE)["kappa-talk"] == f"{kappa:.2f}"


def test_systems_are_compared_only_under_the_closed_codebook():
    assert {"kappa-threat", "kappa-drive", "kappa-soothe"} <= {state.value for state in CHANGE.states}
    other = agreement_by_choice("P05", course=COURSE)
    assert not any(state.value in {"kappa-threat", "kappa-drive"} for state in other.states)
    assert {state.sentence for state in other.states}.isdisjoint(state.sentence for state in CHANGE.states)


def test_what_the_chapter_says_of_the_figures():
    said = agreement_in_words("T01", COURSE)
    assert float(said["highest"]) - float(said["lowest"]) > 0.5
    assert float(said["pct-all"].rstrip("%")) > float(said["pct-talk"].rstrip("%"))
    every = {
        f"P0{n}": float(agreement_in_words(f"P0{n}", COURSE)["pct-all"].rstrip("%")) for n in range(1, 9)
    }
    assert max(every, key=lambda doc: every[doc]) == "P03"


def test_the_made_up_abstract_quotes_the_interviewer():
    turns = load_transcript(COURSE, "P06").by_id
    page = (COURSE.chapters / "11-judging-quality.md").read_text(encoding="utf-8")
    quoted = "that's what gets people through, a good supervisor and a decent team"
    assert quoted in page
    assert quoted in turns["P06-029"].text
    assert turns["P06-029"].speaker != "P06"
    assert turns["P06-030"].text == "D'you know what, no."


def test_two_reports_have_places_and_no_total():
    words = figure_words(COURSE, "judging-quality")
    rows = [row for group in words["groups"] for row in group["rows"]]
    for row in rows:
        for study in ("broadley", "vivolo"):
            assert row[study]["answer"] in words["answers"]
            assert len(row[study]["where"].split()) >= 3
    shared = [row for row in rows if row["broadley"]["answer"] == row["vivolo"]["answer"] == "none"]
    assert len(shared) == 2
    page = what_reports_show(COURSE)._repr_html_()
    assert page.count('scope="row"') == len(rows) == 8
    assert not re.search(r"\b\d+ (?:of|out of|/) \d+\b", page)


def test_extracts_are_counted_per_person():
    counts = extracts_printed(COURSE)
    table = extracts_chart(COURSE).table
    assert len(table) == 5 + 10
    assert sum(row["Extracts"] for row in table) == counts["broadley"]["total"] + counts["vivolo"]["total"]
    assert counts["vivolo"]["fewest"] == 0 < counts["broadley"]["fewest"]
