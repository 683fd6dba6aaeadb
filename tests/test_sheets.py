"""A sheet is read as it was meant, or refused with a reason; nothing in it can do harm."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from small_course import EXERCISE, MODEL, MODEL_BYTES, scheme, sheet

from compassion_course.exercises import AnswerSheet, CodedSpan, Coding, Reply, SheetFault, decode_sheet
from compassion_course.exercises.armour import armour, text_of_docx, text_of_html, unarmour
from compassion_course.exercises.marking import mark_sheet
from compassion_course.exercises.schema import sheet_schema
from compassion_course.exercises.sheet import (
    SIZE_LIMIT,
    SheetAsWritten,
    compact_sheet,
    encode_sheet,
    exercise_of,
    sheet_name,
    write_sheet,
)
from compassion_course.exercises.values import SheetMemo

AS_WRITTEN = SheetAsWritten(EXERCISE)


def with_answers(text: bytes) -> bytes:
    """The model sheet with something written into its answers."""
    return MODEL_BYTES.replace(b'"answers": {', b'"answers": {' + text, 1)


def without(field: str) -> bytes:
    data = json.loads(MODEL_BYTES)
    del data[field]
    return json.dumps(data).encode()


def changed(**fields: object) -> bytes:
    return json.dumps({**json.loads(MODEL_BYTES), **fields}).encode()


# One way to fail a line: its name, the bytes, and words of the reason that a tutor reads.
BAD = {
    "empty": (b"", "empty"),
    "only blanks": (b" \n\t ", "empty"),
    "half a file": (MODEL_BYTES[: len(MODEL_BYTES) // 2], "stops before its end"),
    "one byte missing at the end": (MODEL_BYTES.rstrip()[:-1], "stops before its end"),
    "two sheets in one file": (MODEL_BYTES * 2, "after the end"),
    "trailing bytes": (MODEL_BYTES + b"x", "after the end"),
    "a list": (b"[]", "not an answer sheet"),
    "a number": (b"12", "not an answer sheet"),
    "null": (b"null", "not an answer sheet"),
    "single quotes": (MODEL_BYTES.replace(b'"', b"'"), "not JSON"),
    "a comment": (b"// mine\n" + MODEL_BYTES, "not JSON"),
    "a trailing comma": (MODEL_BYTES.rstrip()[:-1] + b",}", "not JSON"),
    "curly quotes": (MODEL_BYTES.replace(b'"format"', "\u201cformat\u201d".encode(), 1), "not JSON"),
    "UTF-16 with its mark": (MODEL_BYTES.decode().encode("utf-16"), "UTF-16"),
    "UTF-16 without": (MODEL_BYTES.decode().encode("utf-16-le"), "UTF-16"),
    "Latin-1": (with_answers('"argument": "é",'.encode("latin-1")), "not UTF-8"),
    "overlong UTF-8": (MODEL_BYTES.replace(b"keen", b"\xc0\xaf"), "not UTF-8"),
    "a surrogate in UTF-8": (MODEL_BYTES.replace(b"keen", b"\xed\xa0\x80"), "not UTF-8"),
    "a lone high surrogate": (MODEL_BYTES.replace(b"keen", rb"\ud83d"), "half of a character"),
    "a lone low surrogate": (MODEL_BYTES.replace(b"keen", rb"\udc00"), "half of a character"),
    "a raw NUL": (MODEL_BYTES.replace(b"keen", b"\0"), "not JSON"),
    "an escaped NUL": (MODEL_BYTES.replace(b"keen", rb"\u0000"), "NUL"),
    "a key twice": (with_answers(b'"purpose": ["a"],'), "stands twice"),
    "a key twice with blanks": (with_answers(b'"purpose" \n : ["a"],'), "stands twice"),
    "a key twice, once escaped": (with_answers(rb'"p\u0075rpose": ["a"],'), "stands twice"),
    "a key twice beside a text with colons": (
        MODEL_BYTES.replace(b'"why": "Words', b'"why": "", "why": "\\":').replace(b"keen", b'\\":'),
        "stands twice",
    ),
    "the trainee twice": (MODEL_BYTES.replace(b'"pass"', b'"trainee": "T0002", "pass"'), "stands twice"),
    "a key twice in an event": (
        MODEL_BYTES.replace(b'"events": []', b'"events": [{"at": "x", "at": "y"}]'),
        "stands twice",
    ),
    "deep nesting in a field of no meaning": (
        MODEL_BYTES.replace(b'"events"', b'"more": ' + b"[" * 100_000 + b"]" * 100_000 + b', "events"'),
        "nested too deeply",
    ),
    "deep nesting in an event": (
        MODEL_BYTES.replace(b'"events": []', b'"events": [{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}]"),
        "nested too deeply",
    ),
    "deep nesting in an answer": (
        with_answers(b'"argument": ' + b"[" * 5000 + b"]" * 5000 + b","),
        "nested too deeply",
    ),
    "larger than the limit": (MODEL_BYTES + b" " * SIZE_LIMIT, "larger than 1,048,576"),
    "no trainee": (without("trainee"), "trainee id is missing"),
    "an empty trainee": (changed(trainee=""), "trainee id"),
    "a trainee that is a path": (changed(trainee="../../etc"), "trainee id"),
    "a trainee with a line feed": (changed(trainee="T1\n"), "trainee id"),
    "a trainee that is a formula": (changed(trainee="=1+1"), "trainee id"),
    "a trainee of 33 characters": (changed(trainee="T" * 33), "trainee id"),
    "an exercise that is a path": (changed(exercise="../tea-round"), "name of the exercise"),
    "pass nought": (changed(**{"pass": 0}), "pass is missing"),
    "a pass that is true": (changed(**{"pass": True}), "pass is missing"),
    "a time without its zone": (changed(saved="2026-01-31T09:10:00"), "time of saving"),
    "a time that is none": (changed(started="2026-13-31T09:10:00Z"), "time of starting"),
    "another format": (changed(format="something/else"), "something/else"),
    "a format version to come": (changed(format_version=2), "newer command"),
    "another exercise": (changed(exercise="coffee-round"), "is for 'coffee-round'"),
    "another version of the exercise": (changed(exercise_version=2), "version 2 of the exercise"),
    "answers that are a list": (changed(answers=[]), "not an answer sheet"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_sheet_that_cannot_be_relied_on_is_refused_with_its_reason(name: str) -> None:
    data, reason = BAD[name]
    with pytest.raises(SheetFault, match=reason):
        decode_sheet(data, EXERCISE)
    assert AS_WRITTEN.read(data) is None


# One answer that cannot be read leaves the others.
UNREADABLE = {
    "a number in quotes": ("turns", '"50"'),
    "true for a number": ("turns", "true"),
    "a decimal comma": ("turns", '"49,5"'),
    "a number beyond counting": ("turns", "1e999"),
    "a whole number of 5,000 digits": ("turns", "9" * 5000),
    "a list for a number": ("turns", "[50]"),
    "a text for a choice": ("purpose", '"b"'),
    "numbers for a choice": ("purpose", "[1]"),
    "a list for a sorting": ("cues", "[]"),
    "a list inside a sorting": ("cues", '{"chest": ["threat"]}'),
    "a number for a text": ("argument", "7"),
    "a span without its end": (
        "passage",
        '{"codebook": "three-systems", "spans": [{"id": "a", "doc": "X01", "turn": "X01-004", "start": 0}], '
        '"memos": []}',
    ),
    "an offset below nought": (
        "passage",
        '{"codebook": "x", "memos": [], "spans": [{"id": "a", "doc": "X01", "turn": "X01-004", "start": -1, '
        '"end": 4, "quote": "x", "codes": [], "why": ""}]}',
    ),
    "an unknown reply": ("differences", '{"plain/p02": {"reply": "agree", "why": "x"}}'),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_answer_that_cannot_be_read_stays_unmarked_and_the_others_are_marked(name: str) -> None:
    item, value = UNREADABLE[name]
    data = json.loads(MODEL_BYTES)
    data["answers"][item] = "@@"
    text = json.dumps(data, indent=1, ensure_ascii=False).replace('"@@"', value) + "\n"
    read = decode_sheet(text.encode(), EXERCISE)
    assert set(read.unread) == {item}
    assert AS_WRITTEN.read(text.encode()) is None
    marks = mark_sheet(scheme(), read)
    state = {mark.item: (mark.state, mark.marks) for mark in marks.items}
    assert state.pop(item) == ("unmarked", None)
    model = mark_sheet(scheme(), decode_sheet(MODEL_BYTES, EXERCISE))
    expected = {mark.item: (mark.state, mark.marks) for mark in model.items if mark.item != item}
    assert state == expected


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_what_only_some_programs_call_a_number_is_refused(text: str) -> None:
    data = json.loads(MODEL_BYTES)
    data["answers"]["turns"] = "@@"
    with pytest.raises(SheetFault, match="not JSON"):
        decode_sheet(json.dumps(data).replace('"@@"', text).encode(), EXERCISE)


def test_a_byte_order_mark_is_accepted_and_noted() -> None:
    read = decode_sheet(b"\xef\xbb\xbf" + MODEL_BYTES, EXERCISE)
    assert read.sheet == MODEL
    assert read.notes == ("A byte order mark was passed over.",)


def test_an_answer_to_what_was_not_asked_is_noted_and_passed_over() -> None:
    read = decode_sheet(with_answers(b'"extra": ["a"],'), EXERCISE)
    assert read.sheet == MODEL
    assert "extra" in read.notes[0]


def test_an_emptied_answer_is_no_answer() -> None:
    read = decode_sheet(MODEL_BYTES.replace(b'"turns": 50', b'"turns": null'), EXERCISE)
    assert "turns" not in read.sheet.answers
    assert read.unread == {}


def test_colons_and_quotes_in_prose_do_not_look_like_repeated_keys() -> None:
    prose = 'She said: "it is fine": and then {"a": 1, "a": 2} ": :" \\" \\":'
    assert decode_sheet(encode_sheet(sheet(argument=prose)), EXERCISE).sheet.answers["argument"] == prose


def test_the_model_sheet_is_written_as_the_program_writes_it() -> None:
    assert encode_sheet(MODEL) == MODEL_BYTES
    assert AS_WRITTEN.read(MODEL_BYTES) == decode_sheet(MODEL_BYTES, EXERCISE)
    assert exercise_of(MODEL_BYTES) == MODEL.exercise
    assert exercise_of(compact_sheet(MODEL)) == ""
    assert MODEL_BYTES.startswith(
        b'{\n "format": "compassion-course/answers",\n "format_version": 1,\n "exercise"'
    )
    assert MODEL_BYTES.endswith(b"}\n")
    assert "\N{TEAPOT}" not in MODEL_BYTES.decode()


def test_a_sheet_is_written_whole_under_its_name(tmp_path: Path) -> None:
    path = write_sheet(tmp_path, sheet("T0423", pass_=2))
    assert path.name == "tea-round--T0423--2.answers.json"
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert decode_sheet(path.read_bytes(), EXERCISE).sheet.trainee == "T0423"


def test_a_sheet_beyond_the_limit_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(SheetFault, match="larger"):
        write_sheet(tmp_path, sheet(argument="x" * SIZE_LIMIT))
    assert not list(tmp_path.iterdir())


def test_the_schema_knows_every_field_and_every_kind() -> None:
    schema = sheet_schema()
    assert set(json.loads(MODEL_BYTES)) == set(schema["properties"]) == set(schema["required"])
    assert {"choice-value", "coding-value", "relations-value", "responses-value"} <= set(schema["$defs"])
    refs = [
        reference.removeprefix("#/$defs/")
        for reference in json.dumps(schema).split('"')
        if reference.startswith("#/$defs/")
    ]
    assert set(refs) <= set(schema["$defs"])
    assert "\\Z" not in json.dumps(schema)


def test_another_program_can_check_a_sheet_by_the_schema() -> None:
    checker = jsonschema.Draft202012Validator(sheet_schema())
    assert checker.is_valid(json.loads(MODEL_BYTES))
    for spoilt in (without("trainee"), changed(trainee="../x"), changed(saved="today"), changed(answers=[])):
        assert not checker.is_valid(json.loads(spoilt))


# --- text to paste ---

BLOCK = armour(compact_sheet(MODEL))


def docx(text: str, extra: str = "") -> bytes:
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?>{extra}<w:document xmlns:w='
        f'"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{paragraphs}</w:body></w:document>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", xml)
    return file.getvalue()


CHANGED_ON_THE_WAY = {
    "as it was": BLOCK,
    "with Windows line ends": BLOCK.replace("\n", "\r\n"),
    "quoted in a reply": "> ".join(["", *BLOCK.splitlines(keepends=True)]),
    "quoted, with its first and last line wrapped": BLOCK.replace("COMPASSION ", "COMPASSION\n> "),
    "quoted twice": "> > ".join(["", *BLOCK.splitlines(keepends=True)]),
    "below readable text": f"My answers: see below.\n\n1. b\n\n{BLOCK}\nThank you!\n",
    "with blanks before each line": "\n".join(f"    {line}  " for line in BLOCK.splitlines()),
    "with no-break spaces": BLOCK.replace(" ", "\u00a0"),
    "with long dashes in the first and last line": BLOCK.replace("-----", "\u2014\u2014-"),
    "with each hyphen a long dash": BLOCK.replace("-", "\u2013"),
    "with two hyphens made one dash": BLOCK.replace("--", "\u2014"),
    "on one line": " ".join(BLOCK.splitlines()),
    "wrapped at 40": "\n".join(
        line[start : start + 40]
        for line in BLOCK.splitlines()
        for start in range(0, len(line), 40)
        if "COMPASSION" not in line
    ).join(["-----BEGIN COMPASSION COURSE ANSWERS-----\n", "\n-----END COMPASSION COURSE ANSWERS-----"]),
    "with soft hyphens": BLOCK.replace("e", "e\u00ad", 5),
    "twice, the same": BLOCK + BLOCK,
    "twice, once damaged": BLOCK.replace("e", "", 3) + BLOCK,
    "as an HTML page": text_of_html(f"<p>Dear tutor</p><div>{BLOCK.replace(chr(10), '<br />')}</div>"),
    "as a Word document": text_of_docx(docx(f"Dear tutor\n{BLOCK}")),
}


@pytest.mark.parametrize("way", CHANGED_ON_THE_WAY)
def test_pasted_answers_survive(way: str) -> None:
    assert decode_sheet(unarmour(CHANGED_ON_THE_WAY[way]), EXERCISE).sheet == MODEL


LOST = {
    "a line missing": ("\n".join(BLOCK.splitlines()[:3] + BLOCK.splitlines()[4:]), "lost or changed"),
    "a letter changed": (BLOCK.replace("e", "f", 1), "lost or changed"),
    "cut off": (BLOCK[: len(BLOCK) // 2], "stop before their last line"),
    "no checksum": ("\n".join(line for line in BLOCK.splitlines() if line[0] != "="), "checksum"),
    "two that differ": (BLOCK + armour(compact_sheet(sheet("T9"))), "several"),
    "nothing": ("Dear tutor, here are my answers.", "no pasted answers"),
}


@pytest.mark.parametrize("name", LOST)
def test_pasted_answers_that_lost_something_are_refused(name: str) -> None:
    text, reason = LOST[name]
    with pytest.raises(SheetFault, match=reason):
        unarmour(text)


def test_a_word_document_with_entities_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    with pytest.raises(SheetFault, match="entities"):
        text_of_docx(docx("x", bomb))


@pytest.mark.parametrize(
    "text", ["<" * 300_000, "<script" * 50_000, "BEGIN COMPASSION COURSE ANSWERS " * 20_000]
)
def test_a_hostile_text_costs_no_more_than_its_length(text: str) -> None:
    with pytest.raises(SheetFault):
        unarmour(text_of_html(text))


# --- anything at all ---


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(SheetFault):
        decode_sheet(data, EXERCISE)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(MODEL_BYTES) - 1), st.binary(max_size=6), st.integers(0, 40))
@example(at=MODEL_BYTES.index(b"tea-round"), put=b"", drop=1)
def test_a_damaged_sheet_is_read_or_refused_and_can_be_marked(at: int, put: bytes, drop: int) -> None:
    data = MODEL_BYTES[:at] + put + MODEL_BYTES[at + drop :]
    quickly = AS_WRITTEN.read(data)
    try:
        read = decode_sheet(data, EXERCISE)
    except SheetFault:
        assert quickly is None
        return
    assert quickly in (None, read)
    again = AS_WRITTEN.read_again(data)
    if again is not None:
        assert read.unread == {}
        assert again.sheet == msgspec.structs.replace(read.sheet, events=[])
    for mark in mark_sheet(scheme(), read).items:
        assert mark.marks is None or 0 <= mark.marks <= mark.of


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
SPANS = st.builds(
    CodedSpan,
    id=WORDS,
    doc=st.sampled_from(["X01", "X02", ""]),
    turn=st.sampled_from(["X01-002", "X01-004", "X01-099"]),
    start=st.integers(0, 100),
    end=st.integers(0, 100),
    quote=WORDS,
    codes=st.lists(st.sampled_from(["threat", "drive", "__proto__", ""]), max_size=3).map(tuple),
    why=WORDS,
    notes=st.one_of(st.just(msgspec.UNSET), st.dictionaries(WORDS, WORDS, max_size=2)),
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "purpose": st.lists(st.sampled_from("abcz"), max_size=4).map(tuple),
        "signs": st.lists(st.sampled_from("abcd"), max_size=6).map(tuple),
        "cues": st.dictionaries(
            WORDS | st.sampled_from(["chest", "lunch"]), WORDS | st.just("threat"), max_size=4
        ),
        "sequence": st.lists(st.sampled_from(["tea", "phone", "asha", "five", "x"]), max_size=5).map(tuple),
        "turns": st.floats(allow_nan=False, allow_infinity=False),
        "argument": WORDS,
        "passage": st.builds(
            Coding,
            codebook=st.none() | WORDS,
            spans=st.lists(SPANS, max_size=5).map(tuple),
            memos=st.lists(st.builds(SheetMemo, on=WORDS, text=WORDS), max_size=2).map(tuple),
        ),
        "differences": st.dictionaries(
            WORDS | st.just("plain/p02"),
            st.builds(Reply, reply=st.sampled_from(["adopt", "keep", "both", "reference_wrong"]), why=WORDS),
            max_size=3,
        ),
    },
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    ANSWERS,
    st.lists(st.dictionaries(WORDS, WORDS | st.integers(-9, 9) | st.booleans(), max_size=3), max_size=3),
)
def test_a_sheet_comes_back_as_it_was_written(
    answers: dict[str, object], events: list[dict[str, object]]
) -> None:
    written: AnswerSheet = msgspec.structs.replace(MODEL, answers=answers, events=events)
    for data in (encode_sheet(written), unarmour(armour(compact_sheet(written)))):
        read = decode_sheet(data, EXERCISE)
        assert read.unread == {}
        assert read.sheet == written
        assert AS_WRITTEN.read(data) == (None if data == compact_sheet(written) else read)
        for mark in mark_sheet(scheme(), read).items:
            assert mark.marks is None or 0 <= mark.marks <= mark.of


def test_the_name_of_a_sheet_says_whose_it_is() -> None:
    assert sheet_name(MODEL) == "tea-round--MODEL--1.answers.json"
