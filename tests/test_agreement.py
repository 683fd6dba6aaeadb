"""How far apart two readings are: each number by hand, beside libraries, and where it is not defined."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nltk.metrics import agreement as nltk_agreement
from nltk.metrics import distance as nltk_distance
from sklearn.metrics import cohen_kappa_score

from compassion_course.analysis import (
    agreement_by_code,
    codes_by_turn,
    cohen_kappa,
    coverage,
    distance_between,
    gwet_ac1,
    jaccard,
    krippendorff_alpha,
    masi_alpha,
    masi_distance,
    overlaps,
    shown,
    six_trainees,
    soft_f1,
)
from compassion_course.corpus import Course, load_codebook, load_reading

COURSE = Course(Path(__file__).resolve().parent.parent)


class Place(NamedTuple):
    id: str
    turn: str
    start: int
    end: int
    codes: tuple[str, ...] = ()


LABELS = st.sampled_from("abc")
CODE_SETS = st.frozensets(LABELS)
TWO_READERS = st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=30)
PLACES = st.lists(
    st.builds(
        lambda id, turn, start, length, codes: Place(id, turn, start, start + length, tuple(codes)),
        st.uuids().map(str),
        st.sampled_from(["t1", "t2", "t3"]),
        st.integers(0, 40),
        st.integers(1, 30),
        st.lists(LABELS, max_size=2, unique=True),
    ),
    max_size=8,
)


# --- by place -----------------------------------------------------------------------------------

OWN = (Place("a", "t1", 0, 10, ("x",)), Place("b", "t1", 20, 30, ("y",)), Place("c", "t2", 5, 9, ("y",)))
THEIRS = (Place("p", "t1", 5, 15, ("x",)), Place("q", "t2", 5, 9, ("x",)), Place("r", "t3", 0, 8, ("x",)))


def test_coverage_names_what_was_matched_missed_and_extra():
    beside = coverage(OWN, THEIRS)
    assert beside.matched == (("a", "p"), ("c", "q"))
    assert (beside.missed, beside.extra) == (("r",), ("b",))
    assert beside.share == 2 / 3


def test_coverage_of_a_reading_without_spans_is_not_defined():
    assert coverage(OWN, ()).share is None
    assert coverage((), THEIRS).share == 0


def test_iou_is_given_for_each_matched_pair():
    assert overlaps(OWN, THEIRS) == {("a", "p"): 5 / 15, ("c", "q"): 1.0}


def test_a_span_across_turns_is_one_span():
    mine = (Place("m", "t1", 90, 100), Place("m", "t2", 0, 10))
    theirs = (Place("w", "t1", 95, 100), Place("w", "t2", 0, 20))
    assert overlaps(mine, theirs) == {("m", "w"): 15 / 30}
    assert coverage(mine, theirs).matched == (("m", "w"),)
    assert soft_f1(mine, theirs) == pytest.approx(2 * (15 / 20) * (15 / 25) / (15 / 20 + 15 / 25))


def test_spans_that_only_touch_share_no_word():
    assert overlaps([Place("a", "t1", 0, 5)], [Place("b", "t1", 5, 9)]) == {}


def test_soft_f1_by_hand():
    precision, recall = (5 / 10 + 0 + 1) / 3, (5 / 10 + 1 + 0) / 3
    assert soft_f1(OWN, THEIRS) == pytest.approx(2 * precision * recall / (precision + recall))
    precision, recall = (5 / 10) / 3, (5 / 10) / 3  # c and q stand at the same words under other codes
    assert soft_f1(OWN, THEIRS, same_codes=True) == pytest.approx(precision)


def test_soft_f1_is_not_defined_where_nobody_stopped():
    assert soft_f1((), ()) is None
    assert soft_f1([Place("a", "t1", 0, 5)], [Place("b", "t1", 0, 5)], same_codes=True) is None
    assert soft_f1(OWN, ()) == 0


@given(PLACES, PLACES)
def test_soft_f1_has_no_order_and_stays_between_0_and_1(own, theirs):
    for same_codes in (False, True):
        one, other = (
            soft_f1(own, theirs, same_codes=same_codes),
            soft_f1(theirs, own, same_codes=same_codes),
        )
        assert (one is None) == (other is None)
        if one is not None:
            assert one == pytest.approx(other)
            assert 0 <= one <= 1 + 1e-12


@given(PLACES)
def test_a_reading_beside_itself_is_near_in_everything(own):
    assume(own)
    assert soft_f1(own, own) == 1
    assert coverage(own, own).share == 1
    assert all(overlaps(own, own)[span.id, span.id] == 1 for span in own)


@given(PLACES, PLACES)
def test_iou_is_the_share_of_characters_counted_one_by_one(own, theirs):
    def characters(spans, id):
        return {(span.turn, i) for span in spans if span.id == id for i in range(span.start, span.end)}

    for (mine, other), iou in overlaps(own, theirs).items():
        a, b = characters(own, mine), characters(theirs, other)
        assert iou == len(a & b) / len(a | b) > 0


# --- codes, beside the libraries ----------------------------------------------------------------


@given(TWO_READERS)
def test_kappa_is_that_of_scikit_learn(pairs):
    one, other = zip(*pairs, strict=True)
    mine = cohen_kappa(one, other)
    if len({*one, *other}) == 1:
        assert mine is None
    else:
        assert mine == pytest.approx(cohen_kappa_score(one, other), abs=1e-9)


@given(st.lists(st.lists(st.none() | st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=20))
def test_nominal_alpha_is_that_of_krippendorff_with_values_missing(table):
    units = [[value for value in row if value is not None] for row in table]
    mine = krippendorff_alpha(units)
    pairable = [value for unit in units if len(unit) > 1 for value in unit]
    if len(set(pairable)) < 2:
        assert mine is None
        return
    data = np.array([[np.nan if value is None else value for value in row] for row in table]).T
    theirs = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    assert mine == pytest.approx(theirs, abs=1e-9)


@given(st.lists(st.tuples(CODE_SETS, CODE_SETS), min_size=2, max_size=20))
def test_masi_alpha_is_that_of_nltk(pairs):
    coded = [pair for pair in pairs if any(pair)]
    assume(coded)
    one, other = ({f"u{n}": pair[place] for n, pair in enumerate(coded)} for place in (0, 1))
    mine = masi_alpha(one, other)
    if len({codes for pair in coded for codes in pair}) == 1:
        assert mine is None
        return
    rows = [("one", *row) for row in one.items()] + [("other", *row) for row in other.items()]

    def distance(a, b):  # nltk divides by zero on two empty sets
        return nltk_distance.masi_distance(a, b) if a or b else 0.0

    task = nltk_agreement.AnnotationTask(data=rows, distance=distance)
    assert mine == pytest.approx(task.alpha(), abs=1e-9)


@given(CODE_SETS, CODE_SETS)
def test_masi_and_jaccard_are_those_of_nltk(one, other):
    if one or other:
        assert masi_distance(one, other) == pytest.approx(nltk_distance.masi_distance(one, other))
        assert jaccard(one, other) == pytest.approx(1 - nltk_distance.jaccard_distance(one, other))
    else:
        assert (masi_distance(one, other), jaccard(one, other)) == (0, None)


def ac1_by_the_book(pairs):
    """Gwet 2008, equations for two raters and two categories, in fractions."""
    n = len(pairs)
    p_a = Fraction(sum(a == b for a, b in pairs), n)
    pi = (Fraction(sum(a for a, _ in pairs), n) + Fraction(sum(b for _, b in pairs), n)) / 2
    p_e = 2 * pi * (1 - pi)
    return float((p_a - p_e) / (1 - p_e))


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_ac1_is_that_of_its_paper(pairs):
    mine = gwet_ac1(*zip(*pairs, strict=True))
    if len({answer for pair in pairs for answer in pair}) == 1:
        assert mine is None
    else:
        assert mine == pytest.approx(ac1_by_the_book(pairs))


def test_kappa_by_hand():
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: agreement .70, by chance .50
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    one, other = zip(*pairs, strict=True)
    assert cohen_kappa(one, other) == pytest.approx(0.40)


# --- code by code ---------------------------------------------------------------------------------

UNITS = ["u1", "u2", "u3", "u4"]


def test_each_code_comes_with_its_counts_and_prevalence():
    (x,) = agreement_by_code(UNITS, {"u1": {"x"}, "u2": {"x"}}, {"u2": {"x"}, "u3": {"x", "y"}}, ["x"])
    assert (x.both, x.only_one, x.only_other, x.neither) == (1, 1, 1, 1)
    assert x.prevalence == 0.5
    assert (x.kappa, x.ac1) == (0, 0)


@pytest.mark.parametrize("everywhere", [False, True], ids=["never occurs", "never varies"])
def test_a_code_that_says_nothing_has_no_coefficient(everywhere):
    coded = dict.fromkeys(UNITS, {"x"} if everywhere else set())
    (x,) = agreement_by_code(UNITS, coded, coded, ["x"])
    assert (x.kappa, x.alpha, x.ac1) == (None, None, None)
    assert x.prevalence == (1 if everywhere else 0)
    assert shown(x.kappa) == "not defined"


def test_a_code_that_one_reader_never_used_is_at_chance_and_shown_as_such():
    (x,) = agreement_by_code(UNITS, {"u1": {"x"}}, {}, ["x"])
    assert (x.only_one, x.kappa, shown(x.kappa)) == (1, 0, "0.00")


def test_units_are_cut_before_anybody_reads():
    with pytest.raises(ValueError, match="u9"):
        agreement_by_code(UNITS, {"u9": {"x"}}, {}, ["x"])
    with pytest.raises(ValueError, match="no units"):
        agreement_by_code([], {}, {}, ["x"])


def test_alpha_of_what_nobody_read_twice_is_not_defined():
    assert krippendorff_alpha([]) is None
    assert krippendorff_alpha([["a"], ["b"]]) is None
    assert masi_alpha({}, {}) is None


# --- two readings, six trainees ---------------------------------------------------------------------


def test_the_distance_between_two_readings_adds_up():
    one, other = (load_reading(COURSE, reader, "T01") for reader in ("close", "interpretative"))
    apart = distance_between(one, other, load_codebook(COURSE, "three-systems"))
    assert apart.readers == ("close", "interpretative")
    assert apart.spans == tuple(len({span.id for span in reading.spans}) for reading in (one, other))
    assert apart.turns_both + sum(apart.turns_only) == len({s.turn for s in (*one.spans, *other.spans)})
    assert 0 < apart.soft_f1 < 1
    assert set(apart.codes_shared) == {c for s in one.spans for c in s.codes} & {
        c for s in other.spans for c in s.codes
    }
    assert len(apart.codes_shared) <= apart.codes_used


def test_the_distance_says_nothing_of_codes_without_a_shared_codebook():
    reading = load_reading(COURSE, "close", "T01")
    apart = distance_between(reading, reading)
    assert (apart.codes_shared, apart.codes_used, apart.turns_only) == (None, None, (0, 0))
    assert apart.soft_f1 == 1


def test_two_transcripts_have_no_distance():
    one, other = (load_reading(COURSE, "close", "T01") for _ in range(2))
    other.doc = "P01"
    with pytest.raises(ValueError, match="P01"):
        distance_between(one, other)


def test_turns_are_units_with_the_codes_of_all_their_spans():
    assert codes_by_turn([*OWN, Place("d", "t1", 1, 2, ("z",))]) == {"t1": {"x", "y", "z"}, "t2": {"y"}}


@pytest.mark.parametrize("seed", range(1, 6))
def test_no_single_number_tells_the_six_trainees_apart(seed: int):
    same, moved, nothing, renamed, whole, half = six_trainees(seed)
    assert same[1:] == (1, 1, 1, 1, 1)
    # Coding nothing: AC1 is content, kappa is at chance, and the reading is not covered at all.
    assert nothing.ac1 > 0.85
    assert (nothing.kappa, nothing.soft_f1, nothing.coverage) == (0, 0, 0)
    assert nothing.masi_alpha < 0
    # Other names for the same passages: kappa is at chance, and every passage was found.
    assert renamed.coverage == 1
    assert abs(renamed.kappa) < 0.1
    # Whole turns for phrases: kappa on turns cannot see it, the overlap can.
    assert math.isclose(whole.kappa, 1)
    assert whole.soft_f1 < 0.75
    # Careful with half of it: coverage sees a half, AC1 hardly anything.
    assert 0.3 < half.coverage < 0.7 < 0.9 < half.ac1
    assert 0.4 < moved.kappa < 0.9
