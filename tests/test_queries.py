"""What the corpus answers: search, code-and-retrieve, code by case, co-occurrence, tables, voices."""

from __future__ import annotations

import csv
import io
import itertools
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from made_corpus import edit, make, text, turns_of, write

from compassion_course.analysis.voices import FILLERS, voices, voices_csv
from compassion_course.cli import main
from compassion_course.corpus import (
    CodeInCase,
    Course,
    CourseError,
    Together,
    as_table,
    co_occurrence,
    code_by_case,
    cross_table,
    load_work,
    reader_ids,
    retrieve,
    search,
    spans,
    turns,
)

REPOSITORY = Path(__file__).resolve().parent.parent
COURSE = Course(REPOSITORY)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make(tmp_path / "course")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


# --- search -----------------------------------------------------------------------------------


def test_words_are_found_whether_in_capitals_or_not(course: Course):
    hits = search("i RANG", course=course, docs=["A01"])
    assert [(hit.id, hit.who, hit.start, hit.found) for hit in hits] == [
        ("A01-002", "A01", 0, "I rang"),
        ("A01-002", "A01", 41, "I rang"),
    ]
    assert hits[1].before.endswith("nobody came. ")
    assert hits[1].after == " the bell again."


def test_whole_words_leave_out_words_inside_others(course: Course):
    edit(course.transcripts / "A01.jsonl", 4, text="A rest in the forest, at rest.")
    assert [hit.start for hit in search("rest", course=course, docs=["A01"])] == [2, 16, 25]
    assert [hit.start for hit in search("rest", course=course, docs=["A01"], whole_words=True)] == [2, 25]


def test_a_word_processors_apostrophe_finds_the_straight_one(course: Course):
    edit(course.transcripts / "A01.jsonl", 4, text="I don't (.) know.")
    assert len(search("don’t (.)", course=course)) == 1


def test_memos_notes_and_interviewers_notes_are_searched_when_asked_for(course: Course):
    text(course.data / "interviews" / "A02" / "note.md", "A kettle again.\n")
    edit(course.readings / "close" / "memos.jsonl", 4, text="The kettle once more.")
    assert {hit.kind for hit in search("kettle", course=course)} == {"turn"}
    found = [(hit.kind, hit.doc, hit.id) for hit in search("kettle", course=course, notes=True)]
    assert ("interviewer", "A02", "note.md") in found
    assert ("memo", "A01", "m4") in found
    assert found.count(("note", "A01", "A01c02")) == 2  # in its descriptive note and in its reason


def test_a_reason_of_a_span_across_turns_is_found_once(course: Course):
    found = [hit.id for hit in search("both stop", course=course, docs=["A01"], notes=True)]
    assert found == ["A01c03"]


@pytest.mark.parametrize("wrong", [{"docs": ["A99"]}, {"readers": ["../close"]}])
def test_a_reader_or_transcript_that_is_not_there_is_said(wrong: dict, course: Course):
    with pytest.raises(CourseError, match=r"It has: close|Known transcripts"):
        retrieve("waiting", course=course, **wrong)


def test_nothing_to_look_for_is_said(course: Course):
    with pytest.raises(CourseError, match="nothing to look for"):
        search("  ", course=course)


@pytest.mark.parametrize("words", ["the", "I like", "(.)", "sort of"])
def test_search_finds_what_pandas_counts(words: str):
    said = turns(course=COURSE)["text"]
    assert len(search(words, course=COURSE)) == said.str.count(f"(?i){re.escape(words)}").sum()


# --- code and retrieve ------------------------------------------------------------------------


def test_a_codes_words_come_with_those_of_its_sub_codes_and_with_what_stands_around(course: Course):
    rows = retrieve("waiting", course=course, docs=["A01"])
    assert [(row.span, row.turn, row.quote) for row in rows] == [
        ("A01c01", "A01-002", "nobody came"),
        ("A01c03", "A01-007", "Right."),
        ("A01c03", "A01-008", "So that was that"),
    ]
    first, _, last = rows
    assert (first.before, first.after) == ("What was it like?", "And then?")
    assert first.text[first.start : first.end] == first.quote
    assert (last.before, last.after) == ("Right.", "")
    assert (first.reader, first.speaker, first.why) == ("close", "A01", "The words 'nobody came'.")


def test_a_category_brings_the_words_of_its_codes(course: Course):
    assert {row.codes for row in retrieve("the-bell", course=course)} == {
        ("waiting",),
        ("late",),
        ("warmth",),
    }


def test_a_code_that_nobody_has_is_said_with_those_near_it(course: Course):
    with pytest.raises(CourseError, match="Did you mean warmth"):
        retrieve("warmt", course=course)


def test_a_code_that_was_not_used_brings_nothing(course: Course):
    assert retrieve("rain", course=course) == ()


def test_retrieved_words_are_those_that_pandas_filters():
    for reader in ("close", "interpretative"):
        table = spans([reader], course=COURSE)
        for code_id in {code_id for codes in table["codes"] for code_id in codes}:
            under = load_work(COURSE, reader).codes_under(code_id)
            expected = table[[bool(under & set(codes)) for codes in table["codes"]]]
            rows = retrieve(code_id, course=COURSE, readers=[reader])
            assert [(row.span, row.turn) for row in rows] == list(
                zip(expected["id"], expected["turn"], strict=True)
            )


# --- code by case, co-occurrence --------------------------------------------------------------


def test_code_by_case_counts_spans_and_says_nought_where_a_code_is_not_used(course: Course):
    write(course.readings / "close" / "A02.jsonl")
    rows = code_by_case(course=course, docs=["A01", "A02"])
    assert rows == tuple(
        CodeInCase("close", code_id, doc, count)
        for code_id in ("waiting", "late", "warmth")
        for doc, count in (("A01", 1), ("A02", 0))
    )
    parts = {(row.code, row.doc): row.spans for row in code_by_case(course=course, parts=True)}
    assert parts["waiting", "A01"] == 2


def test_a_code_that_no_codebook_has_is_counted_too(course: Course):
    edit(course.readings / "close" / "A01.jsonl", 1, codes=["nowhere"])
    rows = {(row.code, row.doc): row.spans for row in code_by_case(course=course)}
    assert rows["nowhere", "A01"] == 1


def test_a_code_by_case_table_is_what_pandas_crosses():
    for reader in reader_ids(COURSE):
        long = spans([reader], course=COURSE).explode("codes").dropna(subset="codes")
        long = long.drop_duplicates(["id", "codes"])
        crossed = long.groupby(["codes", "doc"]).size()
        table = cross_table(code_by_case(course=COURSE, readers=[reader]))
        assert int(table.to_numpy().sum()) == int(crossed.sum())
        for (code_id, doc), count in crossed.items():
            assert table.loc[code_id, doc] == count


PIECES = st.lists(
    st.tuples(
        st.integers(0, 30),
        st.integers(1, 8),
        st.sets(st.sampled_from(["waiting", "late", "warmth", "rain"]), max_size=3),
        st.sampled_from(["A01-002", "A01-004"]),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(PIECES)
def test_co_occurrence_is_what_a_plain_count_gives(tmp_path_factory, pieces):
    course = make(tmp_path_factory.mktemp("pieces") / "course")
    rows = [
        {
            "id": f"A01c{number:02d}",
            "doc": "A01",
            "turn": turn,
            "start": start,
            "end": start + length,
            "quote": "",
            "codes": sorted(codes),
            "notes": {},
            "why": "",
        }
        for number, (start, length, codes, turn) in enumerate(pieces)
    ]
    write(course.readings / "close" / "A01.jsonl", *rows)

    overlaps: Counter[tuple[str, str]] = Counter()
    for one, other in itertools.combinations_with_replacement(rows, 2):
        places = [{(row["turn"], at) for at in range(row["start"], row["end"])} for row in (one, other)]
        if places[0] & places[1]:
            overlaps.update(
                {(a, b) for a in one["codes"] for b in other["codes"] if a < b}
                | {(b, a) for a in one["codes"] for b in other["codes"] if b < a}
            )
    assert _pairs(co_occurrence(course=course, docs=["A01"])) == overlaps

    table = spans(["close"], ["A01"], course=course)[["turn", "codes"]].explode("codes").dropna()
    both = table.merge(table, on="turn").drop_duplicates()
    both = both[both["codes_x"] < both["codes_y"]]
    expected = {pair: int(n) for pair, n in both.groupby(["codes_x", "codes_y"]).size().items()}
    assert _pairs(co_occurrence(course=course, docs=["A01"], by="turn")) == expected


def _pairs(rows: tuple[Together, ...]) -> dict[tuple[str, str], int]:
    assert len({frozenset((row.code, row.other)) for row in rows}) == len(rows)
    return {(min(row.code, row.other), max(row.code, row.other)): row.times for row in rows}


def test_spans_that_meet_in_two_turns_are_one_pair(course: Course):
    path = course.readings / "close" / "A01.jsonl"
    write(path, *_spans_across("A01c03", "late"), *_spans_across("A01c04", "warmth"))
    assert co_occurrence(course=course, docs=["A01"]) == (Together("close", "late", "warmth", 1),)
    assert co_occurrence(course=course, docs=["A01"], by="turn")[0].times == 2


def _spans_across(id: str, code_id: str) -> list[dict]:
    return [
        {"id": id, "doc": "A01", "turn": turn, "start": 0, "end": 5, "quote": "", "codes": [code_id]}
        for turn in ("A01-007", "A01-008")
    ]


def test_a_co_occurrence_table_reads_the_same_both_ways(course: Course):
    edit(course.readings / "close" / "A01.jsonl", 1, codes=["waiting", "warmth"])
    table = cross_table(co_occurrence(course=course, docs=["A01"]))
    assert table.loc["waiting", "warmth"] == table.loc["warmth", "waiting"] == 1
    assert table.loc["waiting", "waiting"] == 0
    assert list(table.index) == list(table.columns) == ["waiting", "warmth"]


def test_readings_of_two_people_are_not_laid_in_one_table(course: Course):
    rows = [CodeInCase("close", "rain", "A01", 1), CodeInCase("far", "rain", "A01", 1)]
    with pytest.raises(CourseError, match="close, far"):
        cross_table(rows)


# --- tables -----------------------------------------------------------------------------------


def test_the_whole_corpus_is_a_table_in_one_line(monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    table = turns()
    lines = sum(
        len(path.read_bytes().splitlines())
        for path in COURSE.transcripts.glob("*.jsonl")
        if path.stem != "index"
    )
    assert len(table) == lines
    assert list(table.columns) == ["doc", "turn", "speaker", "text", "words"]
    assert not table.isna().any().any()


def test_ids_stay_texts_and_what_looks_missing_is_something_said(course: Course):
    for doc, said in (("007", "NA"), ("1e5", "None")):
        index = course.transcripts / "index.jsonl"
        index.write_text(
            index.read_text(encoding="utf-8")
            + index.read_text(encoding="utf-8").splitlines()[0].replace("A01", doc)
            + "\n",
            encoding="utf-8",
        )
        rows = turns_of(doc)
        rows[1]["text"] = said
        write(course.transcripts / f"{doc}.jsonl", *rows)
    table = turns(course=course)
    assert {"007", "1e5"} <= set(table["doc"])
    assert all(isinstance(value, str) for value in table["doc"])
    assert table.loc[table["turn"] == "007-002", "text"].tolist() == ["NA"]
    assert table.loc[table["turn"] == "1e5-002", "text"].tolist() == ["None"]
    assert not table["text"].isna().any()
    assert str(table["doc"].dtype) == "str"


def test_spans_are_a_table_with_a_row_for_each_code_when_wished(course: Course):
    table = spans(["close"], ["A01"], course=course)
    assert table["quote"].tolist() == ["nobody came", "the kettle was warm", "Right.", "So that was that"]
    assert table["descriptive"].tolist() == ["", "A kettle, still warm.", "", ""]
    assert table.explode("codes")["codes"].tolist() == ["waiting", "warmth", "late", "late"]
    assert table["start"].dtype == "int64"


def test_rows_become_a_table_with_their_columns_even_when_there_is_none(course: Course):
    rows = code_by_case(course=course)
    table = as_table(rows)
    assert list(table.columns) == ["reader", "code", "doc", "spans"]
    assert table["spans"].sum() == sum(row.spans for row in rows)
    assert list(as_table((), CodeInCase).columns) == list(table.columns)
    assert len(as_table(retrieve("waiting", course=course))) == 18
    assert as_table(search("kettle", course=course))["start"].dtype == "int64"


def test_asking_loads_no_pandas_until_a_table_is_wished():
    program = (
        "import sys; from compassion_course.corpus import search, retrieve, co_occurrence; "
        "search('kettle'); co_occurrence(); print('pandas' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


# --- the commands -----------------------------------------------------------------------------


def test_search_prints_each_place_in_plain_text(course: Course):
    result = run("search", "kettle", "--doc", "A01", "--course", course.root)
    assert result.exit_code == 0
    assert "A01-004  A01  Then I sat down, and the >kettle< was warm." in result.output
    assert "1 place." in result.output
    assert "note A01 A01c02  close" in run("search", "kettle", "--notes", "--course", course.root).output
    assert "0 places." in run("search", "zebra", "--course", course.root).output


def test_retrieve_prints_the_words_their_surroundings_and_the_reason(course: Course):
    result = run("retrieve", "warmth", "--reader", "close", "--doc", "A01", "--course", course.root)
    assert result.exit_code == 0
    assert "close/A01c02  A01-004  A01  [warmth]" in result.output
    assert "... And then?" in result.output
    assert "Then I sat down, and >the kettle was warm<." in result.output
    assert "Why: The words 'the kettle was warm'." in result.output
    assert run("retrieve", "nothing", "--course", course.root).exit_code == 2


@pytest.mark.parametrize("verb", ["search", "retrieve", "voices"])
def test_the_verbs_help_shows_an_example(verb: str):
    assert f"compassion-course {verb}" in run(verb, "--help").output.partition("Example:")[2]


# --- voices -----------------------------------------------------------------------------------


def spoken(course: Course, *said: str) -> None:
    """Let A01 say this, and the interviewer nothing that counts."""
    rows = turns_of("A01")[:1] + [
        {"doc": "A01", "turn": f"A01-{number:03d}", "speaker": "A01", "text": words}
        for number, words in enumerate(said, start=2)
    ]
    write(course.transcripts / "A01.jsonl", *rows)


def test_how_a_speaker_talks_is_counted(course: Course):
    spoken(
        course,
        "Well (.) I was, you know, on the - (3) on the landing [laughs] like-",
        "No.",
        "[laughing] You know, likely, at the end of the day.",
    )
    voice = voices(course)[0]
    assert (voice.doc, voice.speaker, voice.turns) == ("A01", "A01", 3)
    assert (voice.words, voice.median_words, voice.longest_words) == (24, 10.0, 13)
    assert voice.short_share == 0.33
    assert voice.pauses_per_100 == 8.33
    assert voice.cut_offs_per_100 == 8.33
    assert voice.fillers_per_100 == 16.67  # well, you know, like, you know; likely is none
    assert voice.laughs == 2


def test_a_phrase_is_a_speakers_own_if_it_comes_back_and_others_seldom_say_it(course: Course):
    spoken(course, *["at the end of the pier"] * 3, *["I rang the bell"] * 3, "once only this one")
    phrases = dict(voices(course)[0].phrases)
    assert phrases["at the end of"] == 3
    assert "at the end" not in phrases  # said by the longer one
    assert "i rang the" not in phrases  # the others say it as often
    assert "once only this" not in phrases


def test_a_phrase_stays_within_a_sentence(course: Course):
    spoken(course, *["Green door. Blue - window (.) pane"] * 4)
    assert not [
        phrase for phrase, _ in voices(course)[0].phrases if "door blue" in phrase or "blue window" in phrase
    ]


def test_each_participant_and_each_transcripts_interviewer_has_a_line(course: Course):
    assert [(voice.doc, voice.speaker) for voice in voices(course)][:3] == [
        ("A01", "A01"),
        ("A01", "I"),
        ("A02", "A02"),
    ]


def test_the_list_of_fillers_is_in_order_and_small():
    assert list(FILLERS) == sorted(set(FILLERS))
    assert all(filler == filler.lower() for filler in FILLERS)


def test_the_table_is_written_and_seen_to_drift(course: Course):
    assert run("voices", "--check", "--course", course.root).exit_code == 1
    assert "12 speakers" in run("voices", "--course", course.root).output
    assert run("voices", "--check", "--course", course.root).exit_code == 0
    edit(course.transcripts / "A01.jsonl", 2, text="No.")
    result = run("voices", "--check", "--course", course.root)
    assert result.exit_code == 1
    assert "has drifted" in result.output


def test_the_committed_table_is_what_the_transcripts_give():
    committed = COURSE.data / "voices.csv"
    assert committed.read_bytes() == voices_csv(COURSE)
    rows = list(csv.DictReader(io.StringIO(committed.read_text(encoding="utf-8"))))
    assert sum(int(row["words"]) for row in rows) == int(turns(course=COURSE)["words"].sum())
