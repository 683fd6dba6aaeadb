"""A tutor's own reading: put beside the course's, or in place of one, whole or not at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from made_corpus import edit, make, text, write

from compassion_course.cli import main
from compassion_course.corpus import (
    Course,
    CourseError,
    NewReader,
    ReadingRefused,
    add_reading,
    course_faults,
    load_work,
    read_draft,
)

REPOSITORY = Path(__file__).resolve().parent.parent
ASSESSED = REPOSITORY / "exercises" / "three-systems-coding" / "model_answers.json"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make(tmp_path / "course")


def one(quote: str = "nobody came", turn: str = "A01-002", **more: object) -> dict:
    return {"turn": turn, "quote": quote, "codes": ["rain"], "why": "So it says.", **more}


def add(course: Course, *rows: dict, reader: str = "mine", **options: object):
    path = course.root.parent / "draft.jsonl"
    write(path, *rows)
    return add_reading(course, read_draft(path), reader, **options)


def refused(course: Course, *rows: dict, **options: object) -> list[str]:
    """Add what is faulty; give its faults, after seeing that nothing was written."""
    before = _files(course)
    with pytest.raises(ReadingRefused) as caught:
        add(course, *rows, **options)
    assert _files(course) == before
    return [f"{fault.line}: {fault.problem} {fault.remedy}" for fault in caught.value.faults]


def _files(course: Course) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in course.root.rglob("*") if path.is_file()}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["reading", *map(str, arguments)])


# --- what a draft may leave out ---------------------------------------------------------------


def test_offsets_and_ids_are_found_and_the_result_has_no_fault(course: Course):
    added = add(course, one("Only Ren", "A01-006"), one(), one("🙂 and", notes={"linguistic": "A face."}))
    rows = (course.readings / "mine" / "A01.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(row)["id"] for row in rows] == ["A01m01", "A01m02", "A01m03"]
    assert [json.loads(row)["start"] for row in rows] == [22, 28, 0]
    assert list(json.loads(rows[0])) == [
        "id",
        "doc",
        "turn",
        "start",
        "end",
        "quote",
        "codes",
        "notes",
        "why",
    ]
    assert added.spans == {"A01": 3}
    assert added.made is not None
    assert added.made.codebooks == ("weather",)
    assert course_faults(course) == []


def test_what_was_written_can_be_added_again_and_stays_the_same(course: Course):
    path = course.readings / "close" / "A01.jsonl"
    before = path.read_bytes()
    add_reading(course, read_draft(path), "close", replace=True)
    assert path.read_bytes() == before


@given(st.data())
def test_any_words_of_a_turn_are_placed_where_they_were_taken_from(tmp_path_factory, data: st.DataObject):
    said = "é x\u0301 🙂👩🏽\u200d⚕️ nobody came, and nobody came. é"
    start = data.draw(st.integers(0, len(said) - 1))
    quote = said[start : data.draw(st.integers(start + 1, len(said)))]
    course = make(tmp_path_factory.mktemp("any") / "course")
    edit(course.transcripts / "A01.jsonl", 2, text=said)
    nth = [at for at in range(len(said)) if said.startswith(quote, at)].index(start) + 1
    add(course, one(quote, nth=nth))
    (span,) = load_work(course, "mine").spans
    assert (span.start, span.end) == (start, start + len(quote))


def test_nth_says_which_of_several_places_is_meant(course: Course):
    (told,) = refused(course, one("I rang the bell"))
    assert "stands 2 times in A01-002, at 0, 41." in told
    assert "nth, 1 to 2" in told
    add(course, one("I rang the bell", nth=2))
    assert load_work(course, "mine").spans[0].start == 41


def test_a_span_across_turns_keeps_one_id(course: Course):
    add(course, one("Right.", "A01-007", id="A01m07"), one("So that was that", "A01-008", id="A01m07"))
    assert {span.id for span in load_work(course, "mine").spans} == {"A01m07"}
    assert course_faults(course) == []


def test_new_numbers_keep_clear_of_those_that_stand(course: Course):
    add(course, one(id="A01m01"), one("I rang", nth=1))
    assert [span.id for span in load_work(course, "mine").spans] == ["A01m02", "A01m01"]


def test_own_codes_come_from_the_readers_codes(course: Course):
    assert "uses hush" in refused(course, one(codes=["hush"]))[0]
    write(
        course.readings / "mine" / "codes.jsonl",
        {"code": "hush", "parent": None, "name": "hush", "definition": "No answer."},
    )
    add(course, one(codes=["hush"]))
    assert course_faults(course) == []


def test_a_text_typed_apart_is_the_same_text(course: Course):
    edit(course.transcripts / "A01.jsonl", 2, text="The café is shut.")
    add(course, one("cafe\u0301 is", why="the  cafe\u0301\u00a0again\n"))
    (span,) = load_work(course, "mine").spans
    assert (span.quote, span.why) == ("café is", "the café again")


# --- what is refused --------------------------------------------------------------------------

REFUSED = {
    "words that nobody said": (one("nobody came home"), "does not say"),
    "words of another turn": (one("kettle"), "A01-004: mend the turn"),
    "capitals that are not there": (one("Nobody came"), "'nobody came': copy it letter by letter"),
    "an unknown turn": (one(turn="A01-090"), "Turns go from A01-001 to A01-008"),
    "an unknown transcript": (one(turn="Z09-002"), "Transcripts are A01"),
    "a path for a transcript": (one(doc="../transcripts/A01"), "no transcript"),
    "an unknown code": (one(codes=["snow"]), "uses snow"),
    "no reason": (one(why=" "), "no reason"),
    "no code and no note": (one(codes=[]), "neither a code nor a note"),
    "an unknown kind of note": (one(notes={"moral": "x"}), "kind 'moral'"),
    "wrong offsets": (one(start=3, end=14), "leave start and end out"),
    "an nth beyond the last": (one(nth=2), "nth from 1 to 1"),
    "an id off the pattern": (one(id="s1"), "Write A01m01"),
    "an unknown key": (one(colour="red"), "colour"),
    "no turn": ({"quote": "nobody came"}, "missing required field `turn`"),
    "words kept apart": (one("Only Ren", "B01-006"), "--exercise kettle"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_reading_is_refused_for(name: str, course: Course):
    row, told = REFUSED[name]
    faults = refused(course, one(), row)
    assert any(fault.startswith("2: ") and told in fault for fault in faults), faults


def test_every_fault_is_told_at_once(course: Course):
    rows = [row for row, _ in REFUSED.values()]
    lines = {int(fault.partition(":")[0]) for fault in refused(course, *rows)}
    assert lines == set(range(1, len(rows) + 1))
    assert len(refused(course, one("nothing", codes=["snow"], why=""))) == 3


def test_a_code_of_two_codebooks_asks_which(course: Course):
    shutil.copy(course.codebooks / "weather.jsonl", course.codebooks / "sky.jsonl")
    assert "--codebook" in refused(course, one())[0]
    add(course, one(), new=NewReader(codebooks=("sky",)))
    assert load_work(course, "mine").reader.codebooks == ("sky",)


@pytest.mark.parametrize("reader", ["../close", "Mine", "a b", "", "."])
def test_no_reader_has_an_id_that_is_a_path(reader: str, course: Course):
    with pytest.raises(CourseError, match="No reader can have this id"):
        add(course, one(), reader=reader)


def test_another_transcript_than_the_one_named_is_refused(course: Course):
    assert "not of A02" in refused(course, one(doc="A01"), doc="A02")[0]


# --- in place of one --------------------------------------------------------------------------


def test_nothing_is_overwritten_without_being_told_to(course: Course):
    (told,) = refused(course, one(), reader="close")
    assert "close has read A01 already. To put the new reading in its place, add --replace." in told


def test_replacing_changes_that_transcripts_file_alone(course: Course):
    before = _files(course)
    added = add(course, one(), reader="close", doc="A01", replace=True)
    after = _files(course)
    assert added.replaced == ("A01",)
    assert [name for name in after if after[name] != before.get(name)] == [
        str(course.readings / "close" / "A01.jsonl")
    ]
    assert before.keys() == after.keys()


def test_a_reader_who_is_there_is_not_renamed(course: Course):
    with pytest.raises(CourseError, match="stays as it is"):
        add(course, one(), reader="close", new=NewReader(name="Another"), replace=True)


# --- passages kept apart ----------------------------------------------------------------------


def test_a_reading_of_a_kept_passage_goes_to_the_exercise(course: Course):
    added = add(course, one("Only Ren", "B02-006", codes=["warmth"]), reader="close", exercise="kettle")
    path = course.exercises / "kettle" / "readings" / "close" / "B02.jsonl"
    assert added.folder == path.parent
    # c01 to c03 are the ids of the reader's published spans of B02
    assert json.loads(path.read_text(encoding="utf-8"))["id"] == "B02c04"
    assert course_faults(course) == []


def test_words_outside_the_kept_passage_do_not_go_there(course: Course):
    assert (
        "outside what kettle keeps apart"
        in refused(course, one(turn="B02-002"), reader="close", exercise="kettle")[0]
    )


def test_an_id_of_a_published_span_is_not_used_again(course: Course):
    row = one("Only Ren", "B02-006", id="B02c01")
    assert "used by close elsewhere" in refused(course, row, reader="close", exercise="kettle")[0]


@pytest.mark.parametrize("exercise", ["tea", "../kettle", ""])
def test_an_exercise_that_keeps_nothing_apart_is_refused(exercise: str, course: Course):
    with pytest.raises(CourseError, match="keeps no passage apart"):
        add(course, one("Only Ren", "B02-006"), reader="close", exercise=exercise)


def test_a_reader_of_a_kept_passage_is_known_already(course: Course):
    with pytest.raises(CourseError, match="no such reader yet"):
        add(course, one("Only Ren", "B02-006"), exercise="kettle")


# --- tables and answer sheets -----------------------------------------------------------------


def test_a_table_from_a_spreadsheet_is_a_reading(course: Course):
    path = course.root.parent / "mine.csv"
    path.write_bytes(
        b"\xef\xbb\xbfdoc,turn,quote,codes,why\r\n"
        b'A01,A01-002,nobody came,rain;rain-2,"Two, with a comma\r\nand a line"\r\n'
        b",A02-004,the kettle was warm,rain,Warm.\r\n,,,,\r\n"
    )
    edit(course.codebooks / "weather.jsonl", 1, letter="")
    write(
        course.codebooks / "weather.jsonl",
        *({"code": id, "parent": None, "name": id, "definition": "Wet."} for id in ("rain", "rain-2")),
    )
    result = run(
        "add", path, "--reader", "mine", "--name", "R. Lee", "--stance", "Near.", "--course", course.root
    )
    assert result.exit_code == 0, result.output
    work = load_work(course, "mine")
    assert [(span.doc, span.codes, span.why) for span in work.spans] == [
        ("A01", ("rain", "rain-2"), "Two, with a comma and a line"),
        ("A02", ("rain",), "Warm."),
    ]
    assert (work.reader.name, work.reader.stance) == ("R. Lee", "Near.")
    assert course_faults(course) == []


TABLES = {
    "semicolons": (b"doc;turn;quote;codes;why\n", 1, "with commas between"),
    "a column unknown": (b"turn,quote,codes,why,mood\n", 1, "has mood"),
    "a column missing": (b"turn,quote,codes\n", 1, "lacks why"),
    "cells too many": (b"turn,quote,codes,why\nA01-002,nobody came,rain,a,b\n", 2, "5 cells"),
    "a number that is none": (b"turn,quote,codes,why,nth\nA01-002,nobody came,rain,a,two\n", 2, "'two'"),
    "not UTF-8": (b"turn,quote,codes,why\nA01-002,nobody came,rain,caf\xe9\n", 2, "CSV UTF-8"),
    "no row": (b"turn,quote,codes,why\n", 1, "no span"),
    "a fault after a cell of two lines": (
        b'turn,quote,codes,why\nA01-002,nobody came,rain,"a\nb"\nA01-002,nowhere,rain,c\n',
        4,
        "does not say",
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_refused_for(name: str, course: Course):
    content, line, told = TABLES[name]
    path = course.root.parent / "mine.csv"
    path.write_bytes(content)
    result = run("add", path, "--reader", "mine", "--course", course.root)
    assert result.exit_code == 1
    assert any(f"mine.csv:{line}: " in one and told in one for one in result.output.splitlines()), (
        result.output
    )
    assert not (course.readings / "mine").exists()


@pytest.fixture
def whole(tmp_path: Path) -> Course:
    for part in ("data", "exercises"):
        shutil.copytree(REPOSITORY / part, tmp_path / "whole" / part)
    return Course(tmp_path / "whole")


def test_the_coding_of_an_answer_sheet_is_a_reading(whole: Course, tmp_path: Path):
    sheet = tmp_path / "three-systems-coding--T0423--1.answers.json"
    shutil.copy(ASSESSED, sheet)
    result = run("add", sheet, "--reader", "trainee", "--course", whole.root)
    assert result.exit_code == 0, result.output
    work = load_work(whole, "trainee")
    handed_in = json.loads(sheet.read_bytes())["answers"]["passage"]["spans"]
    assert [(span.turn, span.start, span.quote) for span in work.spans] == [
        (span["turn"], span["start"], span["quote"]) for span in handed_in
    ]
    assert work.reader.codebooks == ("three-systems",)
    assert work.spans[0].id == "T01t01"
    assert not [fault for fault in course_faults(whole) if "trainee" in fault.path]


SHEETS = {
    "of another version of the text": ((b'"T01": "adc9', b'"T01": "0000'), "another version of T01"),
    "of no exercise here": ((b'"three-systems-coding"', b'"something-else"'), "no exercise"),
    "cut short": ((b'"answers"', b'"answ'), "answ"),
    "with words that nobody said": ((b"There's a sheet", b"There is a sheet"), "does not stand at"),
}


@pytest.mark.parametrize("name", SHEETS)
def test_an_answer_sheet_is_refused(name: str, whole: Course, tmp_path: Path):
    (old, new), told = SHEETS[name]
    content = ASSESSED.read_bytes()
    assert old in content
    sheet = tmp_path / "one.answers.json"
    sheet.write_bytes(content.replace(old, new))
    result = run("add", sheet, "--reader", "trainee", "--course", whole.root)
    assert result.exit_code in (1, 2)
    assert told in result.output
    assert not (whole.readings / "trainee").exists()


# --- the command ------------------------------------------------------------------------------


def test_the_command_says_what_it_wrote_and_what_hangs_on_what_is_gone(course: Course):
    path = course.root.parent / "draft.jsonl"
    write(path, one())
    assert (
        "Wrote data/readings/mine/A01.jsonl: 1 span."
        in run("add", path, "--reader", "mine", "--course", course.root).output
    )
    again = run("add", path, "--reader", "close", "--doc", "A01", "--replace", "--course", course.root)
    assert again.exit_code == 0
    assert "Replaced data/readings/close/A01.jsonl: 1 span." in again.output
    assert "To mend now: data/readings/close/relations.jsonl:1:" in again.output


def test_whoever_replaces_a_reading_hears_which_exercise_shows_it(whole: Course, tmp_path: Path):
    path = tmp_path / "new.jsonl"
    rows = [json.loads(row) for row in (whole.readings / "close" / "T01.jsonl").read_text().splitlines()]
    path.write_text("".join(json.dumps(row | {"why": "Otherwise."}) + "\n" for row in rows))
    same_ids = run("add", path, "--reader", "close", "--replace", "--course", whole.root)
    assert "exercises/three-systems-coding shows this reading" in same_ids.output
    path.write_text(json.dumps(rows[0]) + "\n")
    gone = run("add", path, "--reader", "close", "--replace", "--course", whole.root)
    assert "To mend now: exercises/three-systems-coding/exercise.yml:" in gone.output


def test_the_command_lists_every_fault_and_writes_nothing(course: Course):
    path = course.root.parent / "draft.jsonl"
    write(path, one("nowhere"), one(codes=["snow"]))
    result = run("add", path, "--reader", "mine", "--course", course.root)
    assert result.exit_code == 1
    assert f"{path}:1: " in result.output
    assert f"{path}:2: " in result.output
    assert "Nothing was written." in result.output
    assert not (course.readings / "mine").exists()


def test_a_file_of_another_kind_is_named(course: Course):
    path = course.root.parent / "mine.docx"
    text(path)
    result = run("add", path, "--reader", "mine", "--course", course.root)
    assert result.exit_code == 2
    assert "not a file of spans" in result.output


def test_readers_are_listed_with_what_they_read(course: Course):
    output = run("list", "--course", course.root).output
    assert output.splitlines()[:2] == ["close: Close", "  A01  3 spans"]


@pytest.mark.parametrize("verb", ["add", "list"])
def test_the_verbs_help_shows_an_example(verb: str):
    assert f"compassion-course reading {verb}" in run(verb, "--help").output.partition("Example:")[2]


# --- loading ----------------------------------------------------------------------------------


def test_a_readers_work_is_loaded_whole(course: Course):
    work = load_work(course, "close")
    assert list(work.readings) == ["A01", "A02", "A03", "A04", "B01", "B02"]
    assert [code.code for code in work.codes] == ["waiting", "late", "warmth"]
    assert work.codes[0].properties[0].from_ == "a moment"
    assert set(work.codebook.by_id) == {"rain", "waiting", "late", "warmth"}
    assert [theme.id for theme in work.themes if theme.kind == "GET"] == ["alone"]
    assert work.codes_under("waiting") == {"waiting", "late"}
    assert work.codes_under("the-bell") == {"waiting", "late", "warmth"}
    assert (work.relations[0].from_, work.relations[0].slot) == ("late", "causal")
    assert work.memos[1].compares == ("A01c01", "A02c01")
    assert work.storyline == "Words.\n"
    assert repr(work) == "ReaderWork('close', 6 transcripts, 24 spans)"


def test_only_reader_json_must_be_there(course: Course):
    folder = course.readings / "new"
    text(folder / "reader.json", '{"id": "new", "name": "N", "stance": "", "codebooks": []}')
    work = load_work(course, "new")
    assert (work.spans, work.codes, work.themes, work.storyline) == ((), (), (), "")


def test_memos_of_the_first_readings_still_load():
    for reader in ("close", "interpretative"):
        memos = [memo for memo in load_work(Course(REPOSITORY), reader).memos if memo.on == "T01"]
        assert memos
