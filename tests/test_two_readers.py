"""What chapter 09 shows of two readers is counted from their readings; its quotations stand in the turns."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compassion_course.analysis import (
    carried_by_all,
    note_kinds,
    note_kinds_chart,
    notes_side_by_side,
    shared_by_how_many,
    statements_by_case,
)
from compassion_course.corpus import Course, CourseError, load_transcript, load_work
from compassion_course.exercises import public_exercise

COURSE = Course(Path(__file__).resolve().parent.parent)
CHAPTER = (COURSE.chapters / "09-ipa-step-by-step.md").read_text(encoding="utf-8")
_TURN = re.compile(r"\bT0[1-4]-\d{3}\b")


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u2019", "'").replace("\u2018", "'").replace('"', "'"))


def test_figure_number_and_sentence_agree_in_every_state():
    change = shared_by_how_many(course=COURSE)
    assert len(change.states) == 12
    for state in change.states:
        cases = 2 if "-pair-" in state.value else 4
        whole = sum(mark.x == cases for mark in state.marks)
        assert carried_by_all(change)[state.value] == f"{whole} of {len(state.marks)}"
        assert f"{whole} of {len(state.marks)} group themes" in state.sentence
        for mark in state.marks:
            assert f"\u201c{mark.label}\u201d {mark.x} of {cases}" in state.sentence


def test_asking_more_of_a_case_never_lets_a_theme_gain_one():
    states = {state.value: state.marks for state in shared_by_how_many(course=COURSE).states}
    for reader in ("close", "interpretative"):
        for cases in ("all", "pair"):
            one, three, four = (states[f"{reader}-{cases}-{least}"] for least in (1, 3, 4))
            assert all(a.x >= b.x >= c.x for a, b, c in zip(one, three, four, strict=True))
    assert any(mark.x < 4 for mark in states["close-all-3"]), "the lesson of the page"


def test_another_pair_changes_its_states_and_no_other():
    first, second = (shared_by_how_many(pair, course=COURSE) for pair in (("T01", "T03"), ("T02", "T04")))
    for one, other in zip(first.states, second.states, strict=True):
        assert (one.sentence != other.sentence) == ("-pair-" in one.value)


def test_a_pair_that_was_never_interviewed_is_refused():
    with pytest.raises(CourseError, match="P03"):
        shared_by_how_many(("T01", "P03"), course=COURSE)


def test_the_theme_that_names_who_does_not_carry_it_has_no_statement_there():
    work = load_work(COURSE, "interpretative")
    edge = next(theme for theme in work.themes if theme.id == "iG3")
    assert "T04 does not carry this" in edge.divergence
    assert statements_by_case(work, edge)["T04"] == 0


def test_notes_side_by_side_are_the_readers_own_and_say_where_one_made_none():
    html = notes_side_by_side("T01", ["T01-046", "T01-048"], course=COURSE)._repr_html_()
    assert html.count("Made no note here.") == 1, "the chapter says that at T01-048 only one of them stopped"
    assert html.count('scope="rowgroup"') == 2
    assert "arrives so nicely" in html and "the other three" in html
    with pytest.raises(CourseError, match="T01-946"):
        notes_side_by_side("T01", ["T01-946"], course=COURSE)


def test_the_chart_counts_each_note_once():
    html = note_kinds_chart(course=COURSE)._repr_html_()
    for reader in ("close", "interpretative"):
        work = load_work(COURSE, reader)
        counts = note_kinds(work)
        assert f"({counts.total()} notes)" in html
        assert counts == sum(
            (note_kinds(work, [doc]) for doc in ("T01", "T02", "T03", "T04")), start=counts - counts
        )


def test_quotations_of_the_chapter_stand_in_the_turns_that_it_names():
    """Words in quotation marks straight before a turn in brackets, and the block quotation."""
    texts = {
        turn.turn: plain(turn.text) for doc in ("T01", "T03") for turn in load_transcript(COURSE, doc).turns
    }
    prose = plain(CHAPTER.replace('"', "\u201d").replace("\n> ", " "))
    found = re.findall(
        r"\u201d([^\u201d]{5,300})\u201d[,;]? ?(?:[^.\u201d()]{0,30})\((T0[13]-\d{3})\)", prose
    )
    assert len(found) >= 10
    for quote, turn in found:
        for part in re.split(r" ?\[\.\.\.\] ?", quote):
            assert part.rstrip(".,") in texts[turn], (turn, part)
    told = re.search(r"> (She'd a slide.*?) \(T01-046\)", CHAPTER, re.S)
    assert told
    assert plain(told[1].replace("> ", "")) in texts["T01-046"]


def test_the_chapter_leaves_the_passage_of_the_coding_exercise_alone():
    passage = next(
        item["passage"]
        for item in public_exercise(COURSE, "three-systems-coding")["items"]
        if "passage" in item
    )
    turns = [turn.turn for turn in load_transcript(COURSE, "T01").passage(passage["first"], passage["last"])]
    assert turns
    assert not set(turns) & set(_TURN.findall(CHAPTER))
