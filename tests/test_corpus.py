"""What the corpus promises: every fault is found where it is, and offsets never drift."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_course.corpus import (
    Course,
    CourseError,
    byte_index,
    code_point_index,
    course_faults,
    find_course,
    load_codebook,
    load_reading,
    load_transcript,
    reader_ids,
    utf16_index,
)

ROOT = Path(__file__).resolve().parent.parent
COURSE = Course(ROOT)

# Letters, emoji with joiners, combining accents: what people type and what shifts a careless span.
HAZARDS = st.text(alphabet="ab é’…😀👩🏽𝔘\u200d\u0301", max_size=40)


def test_the_corpus_has_no_fault():
    assert course_faults(COURSE) == []


def test_every_reference_quote_stands_where_its_offsets_say():
    transcript = load_transcript(COURSE, "T01")
    for reader in ("close", "interpretative"):
        reading = load_reading(COURSE, reader, "T01")
        assert len(reading.spans) >= 25
        for span in reading.spans:
            assert transcript.by_id[span.turn].text[span.start : span.end] == span.quote
            assert span.why


def test_the_two_readings_of_t01_truly_differ():
    places = [
        {(span.turn, span.start, span.end, span.codes) for span in load_reading(COURSE, reader, "T01").spans}
        for reader in ("close", "interpretative")
    ]
    assert len(places[0] & places[1]) < min(map(len, places)) / 2


def test_t01_is_long_enough_and_labelled_synthetic():
    info = load_transcript(COURSE, "T01").info
    assert info.words >= 2200
    assert info.synthetic


@given(HAZARDS, st.integers(min_value=0, max_value=40))
def test_an_offset_comes_back_from_utf16_unchanged(text: str, place: int):
    place = min(place, len(text))
    assert utf16_index(text, place) == len(text[:place].encode("utf-16-le")) // 2
    assert code_point_index(text, utf16_index(text, place)) == place
    assert byte_index(text, place) == len(text[:place].encode())


def test_an_offset_inside_an_emoji_is_refused():
    with pytest.raises(CourseError, match="inside a character"):
        code_point_index("😀", 1)


@pytest.fixture
def copy(tmp_path: Path) -> Course:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return Course(tmp_path)


def _edit_row(path: Path, line: int, **changes: object) -> None:
    rows = path.read_text(encoding="utf-8").splitlines()
    row = {**json.loads(rows[line - 1]), **changes}
    rows[line - 1] = json.dumps(row, ensure_ascii=False)
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


PLANTED = {
    "a quote that moved": ("readings/close/T01.jsonl", 3, {"start": 0, "end": 2}, "stands at"),
    "an unknown code": ("readings/close/T01.jsonl", 2, {"codes": ["no-such-code"]}, "no-such-code"),
    "an unknown turn": ("readings/close/T01.jsonl", 2, {"turn": "T01-999"}, "T01-999"),
    "a span without a reason": ("readings/close/T01.jsonl", 4, {"why": " "}, "no reason"),
    "a tab in a turn": ("transcripts/T01.jsonl", 5, {"text": "one\ttwo"}, "U+0009"),
    "a turn id twice": ("transcripts/T01.jsonl", 5, {"turn": "T01-001"}, "stands twice"),
    "an unknown speaker": ("transcripts/T01.jsonl", 5, {"speaker": "X"}, "Unknown speaker"),
    "text that is not NFC": ("transcripts/T01.jsonl", 5, {"text": "cafe\u0301"}, "NFC"),
    "a wrong word count": ("transcripts/index.jsonl", 1, {"words": 1}, "words; it has"),
    "a transcript not labelled synthetic": ("transcripts/index.jsonl", 1, {"synthetic": False}, "synthetic"),
    "an unknown parent": ("codebooks/three-systems.jsonl", 2, {"parent": "nobody"}, "nobody"),
    "a code without a definition": ("codebooks/three-systems.jsonl", 1, {"definition": ""}, "definition"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_check_finds(planted: str, copy: Course):
    name, line, changes, words = PLANTED[planted]
    _edit_row(copy.data / name, line, **changes)
    found = [fault for fault in course_faults(copy) if words in fault.problem + fault.remedy]
    assert found, course_faults(copy)
    assert any(fault.path == f"data/{name}" and fault.line == line for fault in found)


@pytest.mark.parametrize(
    ("name", "spoil", "words"),
    [
        ("a line that is half there", lambda content: content[:-20], "not a turn"),
        ("carriage returns", lambda content: content.replace(b"\n", b"\r\n"), "carriage returns"),
        ("a byte order mark", lambda content: b"\xef\xbb\xbf" + content, "T01"),
        ("no last line end", lambda content: content.rstrip(b"\n"), "no end"),
        ("bytes that are not UTF-8", lambda content: content.replace(b"boats", b"b\xffats", 1), "T01"),
    ],
)
def test_check_survives_and_names(name: str, spoil, words: str, copy: Course):
    path = copy.transcripts / "T01.jsonl"
    path.write_bytes(spoil(path.read_bytes()))
    faults = course_faults(copy)
    assert any(words in f"{fault.path} {fault.problem}" for fault in faults), faults


def test_a_course_is_found_from_a_folder_inside_it(monkeypatch):
    monkeypatch.delenv("COMPASSION_COURSE", raising=False)
    monkeypatch.chdir(ROOT / "data" / "transcripts")
    assert find_course().root == ROOT


def test_no_course_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.delenv("COMPASSION_COURSE", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseError, match="--course"):
        find_course()


def test_the_readers_and_their_codebook_are_there():
    assert {"close", "interpretative"} <= set(reader_ids(COURSE))
    book = load_codebook(COURSE, "three-systems")
    assert {"threat", "drive", "soothe"} <= set(book.by_id)
    assert all(book.top_of(code) in {"threat", "drive", "soothe"} for code in book.by_id)
