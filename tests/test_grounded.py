"""Chapter 10's pictures and its fourth interview: computed from the readings, and true to the transcripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compassion_course.analysis import (
    codes_side_by_side,
    core_relations,
    leader,
    model_diagram,
    new_codes_chart,
    new_codes_table,
    next_interview,
    placings,
    widest,
)
from compassion_course.analysis.change import change_words
from compassion_course.corpus import Course, CourseError, load_passages, load_transcript, load_work
from compassion_course.widgets import ChangeIt

COURSE = Course(Path(__file__).resolve().parent.parent)
WORDS = change_words(COURSE, "next-interview")


def test_every_placing_rests_on_words_that_stand_in_its_turn():
    for one in WORDS["placings"]:
        turns = {turn.turn: turn.text for turn in load_transcript(COURSE, one["turn"][:3]).turns}
        assert one["quote"] in turns[one["turn"]], one
        assert one["step"] in range(1, 6)
    assert len(placings(COURSE).rows) == len(WORDS["placings"])


def test_no_placing_stands_in_a_passage_that_is_kept_apart():
    for passage in load_passages(COURSE):
        for one in WORDS["placings"]:
            inside = one["turn"].startswith(passage.doc) and passage.first <= one["turn"] <= passage.last
            assert not inside, one


def test_every_property_is_one_that_a_reading_gave_to_a_code():
    for one in WORDS["properties"]:
        code = load_work(COURSE, one["reader"]).codebook.by_id[one["code"]]
        assert one["property"] in {found.name for found in code.properties or ()}, one
    assert {one["property"] for one in WORDS["placings"]} == {one["id"] for one in WORDS["properties"]}


def test_the_choice_of_the_next_interview_changes_what_is_met():
    change = next_interview(course=COURSE)
    ChangeIt(**change.as_traits())
    assert [state.value for state in change.states] == ["none", "P04", "P05", "P06", "P07", "P08"]
    before = {mark.id: mark.x for mark in change.states[0].marks}
    for state in change.states[1:]:
        grown = [mark for mark in state.marks if mark.x > before[mark.id]]
        assert [mark.id for mark in grown] == [mark.id for mark in state.marks if mark.low is not None]
        assert all((mark.low, mark.high) == (before[mark.id], mark.x) for mark in grown)
        assert state.numbers["Widened"] == f"{len(grown)} of {len(before)}"
        assert f"widens {len(grown)} of the {len(before)}" in state.sentence
    assert len({len(widest(change)), len(change.states)}) == 2, "not every choice is as good as any other"


def test_other_first_interviews_leave_other_choices_and_other_sentences():
    usual, other = next_interview(course=COURSE), next_interview(("P01", "P02", "P05"), COURSE)
    assert "P03" in {state.value for state in other.states}
    assert {state.sentence for state in usual.states} != {state.sentence for state in other.states}
    p07 = [next(s for s in change.states if s.value == "P07") for change in (usual, other)]
    assert p07[0].sentence != p07[1].sentence


def test_what_the_chapter_says_of_single_choices_is_so():
    change, struck = next_interview(course=COURSE), next_interview(course=COURSE, without=("P01-076",))
    marks = {state.value: {mark.id: mark for mark in state.marks} for state in change.states}
    wider = {doc: [id for id, mark in of.items() if mark.low is not None] for doc, of in marks.items()}
    assert wider["P04"] == ["kept"]
    assert "openness" not in wider["P06"]
    assert [doc for doc, of in wider.items() if "name" in of] == ["P08"]
    assert [doc for doc, of in marks.items() if of["seer"].x == 5] == ["P07"]
    assert widest(change) == ["P07", "P08"]
    assert widest(struck) == ["P07"], "one doubtful placing decides between them, as the chapter says"


def test_the_leader_of_a_column_is_the_one_with_the_largest_number():
    change = next_interview(course=COURSE)
    assert leader(change, "Words") == "P05"


def test_new_codes_are_counted_once_and_add_up_to_the_codes_used():
    table = new_codes_table(course=COURSE)
    for reader in ("close", "interpretative"):
        work = load_work(COURSE, reader)
        used = {code for row in table for span in work.readings[row["doc"]].spans for code in span.codes}
        assert sum(row[reader] for row in table) == len(used)
    late = {row["doc"]: row for row in table[5:]}
    assert late["P08"]["close"] == 0, (
        "the chapter says that the last interview opens no code and turns the theory"
    )
    assert late["P08"]["turned"] == ["close", "interpretative"]


def test_the_model_shows_every_relation_to_the_core_and_says_which_slot_is_empty():
    for reader in ("close", "interpretative"):
        rows = core_relations(reader, COURSE)
        picture = model_diagram(reader, COURSE)
        assert len(picture.table) == len(rows) > 3
        assert all(row["name"].split(":")[0].split("'")[-1] in picture.svg for row in rows)
    assert "Contextual conditions: nothing in this slot" in model_diagram("close", COURSE).alt
    with pytest.raises(CourseError):
        model_diagram("nobody", COURSE)


def test_two_readings_stand_beside_each_other_turn_by_turn():
    beside = codes_side_by_side("P07", "P07-016", "P07-020", COURSE)
    assert [row[0] for row in beside.rows] == ["P07-016", "P07-018", "P07-020"]
    html = beside._repr_html_()
    assert "Seeing it and leaving it" in html
    assert "Seen, and left" in html
    assert "P08: a negative case for both readers" in new_codes_chart(course=COURSE).alt


def test_the_chapters_quotes_stand_in_their_turns():
    page = (COURSE.chapters / "10-grounded-theory-step-by-step.md").read_text(encoding="utf-8")
    quoted = re.findall(r'"([^"\n]+)" \((P\d\d-\d{3})\)', page)
    quoted += [(words, turn) for turn, words in re.findall(r'^\| (P\d\d-\d{3}) \| "([^"]+)"', page, re.M)]
    assert len(quoted) >= 10
    for words, turn in quoted:
        turns = {one.turn: one.text for one in load_transcript(COURSE, turn[:3]).turns}
        assert words in turns[turn], (turn, words)
