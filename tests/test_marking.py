"""What an answer earns, and that a class can be marked whatever its files are."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import textwrap
import traceback
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest
from small_course import (
    COURSE,
    FOLDER,
    MODEL,
    MODEL_BYTES,
    SLUG,
    mark_of,
    marks_of,
    scheme,
    sheet,
    sheet_bytes,
)
from test_sheets import BAD, UNREADABLE, docx

from compassion_course.corpus import Course, CourseError
from compassion_course.corpus.overlap import coverage
from compassion_course.desk import arrivals
from compassion_course.desk import mark as desk
from compassion_course.desk.mark import Summary, mark
from compassion_course.desk.plain_text import in_cell, in_html
from compassion_course.desk.roster import Roster, load_roster, person_in
from compassion_course.exercises import AnswerSheet, CodedSpan, Coding, Reply, exercise_slugs
from compassion_course.exercises.armour import armour
from compassion_course.exercises.items import (
    ChoiceItem,
    ClassifyItem,
    NumberItem,
    OrderItem,
)
from compassion_course.exercises.marking import mark_sheet
from compassion_course.exercises.model_answer import load_model_answer
from compassion_course.exercises.scheme import CLOSED, Scheme, prepare
from compassion_course.exercises.sheet import ReadSheet, compact_sheet, decode_sheet, encode_sheet

REPOSITORY = Course(Path(__file__).resolve().parent.parent)

# --- what an answer earns ---------------------------------------------------------------------

EARNED = {
    "the right option": ("purpose", ("b",), 2),
    "another option": ("purpose", ("a",), 0),
    "no option": ("purpose", (), 0),
    "nothing": ("purpose", None, 0),
    "two options where one is asked for": ("purpose", ("a", "b"), None),
    "an option that is not there": ("purpose", ("z",), None),
    "an option in capitals": ("purpose", ("B",), None),
    "the right option said twice": ("purpose", ("b", "b"), 2),
    "all right options": ("signs", ("d", "b", "a"), 3),
    "two of three right options": ("signs", ("a", "b"), 2),
    "three right and one wrong": ("signs", ("a", "b", "c", "d"), 2),
    "one right and one wrong": ("signs", ("a", "c"), 0),
    "wrong alone, and never below nothing": ("signs", ("c",), 0),
    "a right option said three times": ("signs", ("a", "a", "a"), 1),
    "every row right": ("cues", {"chest": "threat", "breathe": "soothe", "lunch": "threat"}, 3),
    "a second heading that is accepted": (
        "cues",
        {"chest": "threat", "breathe": "soothe", "lunch": "drive"},
        3,
    ),
    "two rows of three": ("cues", {"chest": "threat", "breathe": "soothe"}, 2),
    "one heading throughout": ("cues", {"chest": "threat", "breathe": "threat", "lunch": "threat"}, 2),
    "a heading that is not there": ("cues", {"chest": "__proto__"}, None),
    "a row that is not there": ("cues", {"constructor": "threat"}, None),
    "the order": ("sequence", ("tea", "phone", "asha", "five"), 3),
    "the order with two swapped": ("sequence", ("phone", "tea", "asha", "five"), 1),
    "the order turned round": ("sequence", ("five", "asha", "phone", "tea"), 0),
    "half the order": ("sequence", ("tea", "phone"), 1),
    "an entry twice": ("sequence", ("tea", "phone", "tea", "phone"), None),
    "the number": ("turns", 50.0, 1),
    "a number at the edge of the tolerance": ("turns", 50.5, 1),
    "a number just beyond it": ("turns", 50.51, 0),
    "nought": ("turns", 0.0, 0),
    "minus nought": ("turns", -0.0, 0),
    "a number beyond reason": ("turns", 1e300, 0),
}


@pytest.mark.parametrize("name", EARNED)
def test_a_closed_answer_earns_what_it_deserves(name: str) -> None:
    item, value, marks = EARNED[name]
    mark = mark_of(item, value)
    assert mark.marks == marks
    assert mark.state == ("unmarked" if marks is None else "marked")
    assert mark.why


@pytest.mark.parametrize("step", [1, -1])
def test_what_others_answered_before_changes_no_mark(step: int) -> None:
    used = dataclasses.replace(scheme())
    for item, value, _ in list(EARNED.values())[::step]:
        turned = dict(reversed(value.items())) if isinstance(value, dict) else value
        for one in (value, turned):
            read = ReadSheet(sheet(**{item: one}), {}, ())
            assert mark_sheet(used, read) == mark_sheet(dataclasses.replace(scheme()), read)


def test_what_no_page_writes_is_not_kept() -> None:
    used = dataclasses.replace(scheme())
    for purpose in (("b",) * 100_000, ("z",), ("a", "b")):
        mark_sheet(used, ReadSheet(sheet(purpose=purpose), {}, ()))
    assert [answer for item, answer in used.marked_before if item == "purpose"] == []


def test_a_tolerance_is_taken_as_it_was_written() -> None:
    key = scheme().key.items["turns"]
    exact = msgspec.structs.replace(key, answer=68.6, tolerance=0.05)
    edited = msgspec.structs.replace(scheme().key, items={**scheme().key.items, "turns": exact})
    other = prepare(COURSE, SLUG)
    object.__setattr__(other, "key", edited)
    for value, marks in ((68.65, 1), (68.55, 1), (68.66, 0), (68.6, 1)):
        read = ReadSheet(sheet(turns=value), {}, ())
        assert {m.item: m.marks for m in mark_sheet(other, read).items}["turns"] == marks


def test_a_mark_points_at_the_words_it_rests_on() -> None:
    assert mark_of("cues", {"chest": "drive"}).words[0] == ("X01-004", "My chest was tight")
    assert "A body on guard." in mark_of("cues", {"chest": "drive"}).why


def coded(
    span_id: str, turn: str, quote: str, *codes: str, why: str = "The words say so.", at: int = 0
) -> CodedSpan:
    text = scheme().turns[turn][1]
    start = text.index(quote) + at
    return CodedSpan(span_id, "X01", turn, start, start + len(quote), quote, codes, why)


def coding(*spans: CodedSpan, codebook: str = "three-systems") -> Coding:
    return Coding(codebook, spans, ())


GOOD = (
    coded("a", "X01-004", "My chest was tight", "threat"),
    coded("b", "X01-006", "I could breathe again", "soothe"),
    coded("c", "X01-008", "I was keen", "drive"),
)
LACKING = {
    "nothing coded": (coding(), "No words are coded"),
    "too few places": (coding(*GOOD[:2]), "2 different places"),
    "the same words again and again": (
        coding(*(msgspec.structs.replace(GOOD[0], id=f"r{n}") for n in range(9))),
        "1 different places",
    ),
    "offsets shifted as by an emoji": (
        coding(*GOOD, coded("d", "X01-006", "I went back", "drive", at=1)),
        "the quote is not what",
    ),
    "a start beyond the end": (
        coding(*GOOD, msgspec.structs.replace(GOOD[0], id="d", start=9, end=3)),
        ": the quote is not",
    ),
    "an end beyond the turn": (
        coding(*GOOD, msgspec.structs.replace(GOOD[0], id="d", end=100_000)),
        ": the quote is not",
    ),
    "words in another Unicode form": (
        coding(*GOOD, CodedSpan("d", "X01", "X01-004", 47, 48, "\u00e9", ("threat",), "x")),
        ": the quote is not",
    ),
    "words outside the passage": (
        coding(*GOOD, coded("d", "X01-002", "I made tea", "drive")),
        "outside the passage",
    ),
    "a turn that is not there": (
        coding(*GOOD, msgspec.structs.replace(GOOD[0], id="d", turn="X01-404")),
        ": the quote is not",
    ),
    "a code that nobody defined": (coding(*GOOD, coded("d", "X01-004", "My chest", "Threat")), "no code"),
    "a code of JavaScript": (coding(*GOOD, coded("d", "X01-004", "My chest", "__proto__")), "no code"),
    "no code": (coding(*GOOD, coded("d", "X01-004", "My chest")), "no code"),
    "no reason": (coding(*GOOD, coded("d", "X01-004", "My chest", "threat", why=" \n")), "no reason"),
    "another codebook": (coding(*GOOD, codebook="mine"), "another codebook"),
    "a span over turns that are no neighbours": (
        coding(*GOOD, coded("d", "X01-004", "twice", "drive"), coded("d", "X01-008", "Later", "drive")),
        "neighbouring turns",
    ),
}


@pytest.mark.parametrize("name", LACKING)
def test_coding_that_lacks_something_goes_back_and_says_what(name: str) -> None:
    value, reason = LACKING[name]
    mark = mark_of("passage", value)
    assert (mark.state, mark.marks) == ("send back", None)
    assert reason in mark.why


def test_coding_that_is_complete_passes_also_beside_an_emoji_and_across_turns() -> None:
    over = (coded("d", "X01-006", "\N{RELIEVED FACE} and I went back", "drive"),)
    across = (coded("e", "X01-007", "And later?", "drive"), coded("e", "X01-008", "Later I wanted", "drive"))
    overlapping = (coded("f", "X01-004", "chest was", "threat"),)
    mark = mark_of("passage", coding(*GOOD, *over, *across, *overlapping))
    assert mark.state == "marked"
    assert mark.of == 0
    assert [gate.name for gate in mark.gates if not gate.passed] == []


def test_coding_on_another_version_of_the_transcript_is_not_judged() -> None:
    other = msgspec.structs.replace(MODEL, transcripts={"X01": "0" * 64})
    mark = next(mark for mark in marks_of(other).items if mark.item == "passage")
    assert (mark.state, mark.marks) == ("unmarked", None)
    assert "another version" in mark.why


OPEN = {
    "too short": ("argument", "Protect a break.", "3 words; 5"),
    "too long": ("argument", "word " * 31, "31 words; 30"),
    "blanks and dots": ("argument", " . \u2014 (.) ... ", "Nothing is written"),
    "a reply short": ("differences", {"plain/p02": Reply("keep", "Because.")}, "1 replies"),
    "a reply without its reason": (
        "differences",
        {"plain/p02": Reply("keep", "Because."), "second/s01": Reply("both", "  ")},
        "1 replies",
    ),
    "the fixed one left out": (
        "differences",
        {"plain/p01": Reply("keep", "Because."), "second/s01": Reply("both", "So.")},
        "asked for to plain/p02",
    ),
    "a difference that is not there": (
        "differences",
        {"plain/p02": Reply("keep", "Because."), "plain/zz": Reply("both", "So.")},
        "plain/zz",
    ),
    "a span of one's own that is not there": (
        "differences",
        {"plain/p02": Reply("keep", "Because."), "mine/zz": Reply("both", "So.")},
        "mine/zz",
    ),
    "nothing": ("differences", None, "No difference"),
}


@pytest.mark.parametrize("name", OPEN)
def test_open_work_that_lacks_something_goes_back(name: str) -> None:
    item, value, reason = OPEN[name]
    mark = mark_of(item, value)
    assert (mark.state, mark.marks) == ("send back", None)
    assert reason in mark.why


def test_open_work_that_is_complete_waits_for_a_person_whatever_it_says() -> None:
    assert mark_of("argument", "Word word word word word word.").state == "to be marked"
    replies = {"plain/p02": Reply("keep", "Because."), "mine/m01": Reply("reference_wrong", "So.")}
    assert mark_of("differences", replies).state == "to be marked"


def test_coverage_prompts_and_never_marks() -> None:
    beside = coverage(GOOD, scheme().readings["plain"])
    assert beside.matched == (("a", "p01"), ("b", "p02"))
    assert beside.missed == ("p03",)
    assert beside.extra == ("c",)


# --- whole sheets -----------------------------------------------------------------------------


def blank(trainee: str = "T0") -> AnswerSheet:
    return msgspec.structs.replace(MODEL, trainee=trainee, answers={}, first={}, locked={})


@cache
def prepared_once(course: Course, slug: str) -> Scheme:
    """Chance answers a thousand sheets of each exercise: its files are read once."""
    return prepare(course, slug)


def one_option(course: Course, slug: str) -> dict[str, Any]:
    """The same place chosen throughout."""
    answers: dict[str, Any] = {}
    for item in prepared_once(course, slug).exercise.items:
        if isinstance(item, ChoiceItem):
            answers[item.id] = (item.options[0].id,)
        elif isinstance(item, ClassifyItem):
            answers[item.id] = {row.id: item.categories[0].id for row in item.rows}
        elif isinstance(item, OrderItem):
            answers[item.id] = tuple(entry.id for entry in item.entries)
        elif isinstance(item, NumberItem):
            answers[item.id] = 0.0
    return answers


def by_chance(course: Course, slug: str, seed: int) -> dict[str, Any]:
    import random

    chance = random.Random(seed)
    answers: dict[str, Any] = {}
    for item in prepared_once(course, slug).exercise.items:
        if isinstance(item, ChoiceItem):
            count = chance.randint(1, len(item.options)) if item.many else 1
            answers[item.id] = tuple(option.id for option in chance.sample(item.options, count))
        elif isinstance(item, ClassifyItem):
            answers[item.id] = {row.id: chance.choice(item.categories).id for row in item.rows}
        elif isinstance(item, OrderItem):
            answers[item.id] = tuple(entry.id for entry in chance.sample(item.entries, len(item.entries)))
        elif isinstance(item, NumberItem):
            answers[item.id] = chance.uniform(0, 100)
    return answers


def without_content(course: Course, slug: str) -> dict[str, Any]:
    """Open work that lacks nothing in form: the model's, each text in it copied from the passage."""
    prepared = prepared_once(course, slug)
    words = max((text for _, text in prepared.turns.values()), key=len, default="Words of the page.")

    def copied(value: Any) -> Any:
        if isinstance(value, Coding):
            spans = tuple(msgspec.structs.replace(span, why=span.quote) for span in value.spans)
            return msgspec.structs.replace(value, spans=spans)
        if isinstance(value, dict):
            return {id: msgspec.structs.replace(reply, why=words) for id, reply in value.items()}
        return words if isinstance(value, str) else value

    data = (course.exercises / slug / "model_answers.json").read_bytes()
    answers = decode_sheet(data, prepared.exercise).sheet.answers
    return {
        item.id: copied(answers[item.id])
        for item in prepared.exercise.items
        if item.id in answers and not isinstance(item, CLOSED)
    }


EXERCISES = [
    *((COURSE, slug) for slug in exercise_slugs(COURSE)),
    *((REPOSITORY, slug) for slug in exercise_slugs(REPOSITORY)),
]
NAMES = [slug for _, slug in EXERCISES]


def test_the_course_has_an_exercise_of_its_own() -> None:
    assert len(EXERCISES) > 1


@pytest.mark.parametrize(("course", "slug"), EXERCISES, ids=NAMES)
def test_the_model_answers_earn_every_automatic_mark(course: Course, slug: str) -> None:
    model = load_model_answer(course, slug)
    closed = {item.id: item.marks for item in model.scheme.exercise.items if isinstance(item, CLOSED)}
    assert {m.item: m.marks for m in model.marks.items if m.item in closed} == closed
    assert model.marks.automatic == model.scheme.of_automatic
    rest = {m.state for m in model.marks.items if m.item not in closed and m.of}
    assert rest <= {"to be marked"}


@pytest.mark.parametrize(("course", "slug"), EXERCISES, ids=NAMES)
def test_sheets_without_thought_stay_below_the_ceilings(course: Course, slug: str) -> None:
    prepared = prepared_once(course, slug)
    empty = msgspec.structs.replace(blank(), exercise=slug, exercise_version=prepared.exercise.version)

    def automatic(answers: dict[str, Any]) -> float:
        return mark_sheet(
            prepared, ReadSheet(msgspec.structs.replace(empty, answers=answers), {}, ())
        ).automatic

    ceilings = prepared.key.ceilings
    assert list(ceilings) == ["blank", "random", "one_option", "copied", "empty_headed"]
    open_work = without_content(course, slug)
    assert automatic({}) <= ceilings["blank"]
    assert automatic(one_option(course, slug)) <= ceilings["one_option"]
    assert automatic(open_work) <= ceilings["copied"] == 0
    assert automatic({**one_option(course, slug), **open_work}) <= ceilings["empty_headed"]
    chances = sorted(automatic(by_chance(course, slug, seed)) for seed in range(1000))
    assert chances[998] <= ceilings["random"]


def test_an_empty_sheet_earns_nothing_and_loses_nothing_that_a_person_gives() -> None:
    marks = marks_of(blank())
    assert marks.automatic == 0
    assert {mark.item for mark in marks.of_state("send back")} == {"passage", "differences", "argument"}


# --- a class ----------------------------------------------------------------------------------


def hand_in(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def rows(out: Path, name: str = "marks.csv") -> list[dict[str, str]]:
    with (out / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def problems(out: Path, kind: str | None = None) -> list[dict[str, str]]:
    return [row for row in rows(out, "problems.csv") if kind is None or row["kind"] == kind]


def tree(out: Path) -> dict[str, bytes]:
    """Every file that a tutor reads; the gradebook is compared by what it says."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in {"gradebook.db", ".marking.lock"}
    }


def marks_kept(out: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(out / "gradebook.db") as book:
        return book.execute(
            "SELECT trainee, exercise, pass, item, marks, of, state, why, given, marker, key_version, "
            "key_digest FROM latest_mark ORDER BY trainee, exercise, item"
        ).fetchall()


def own(trainee: str, **changes: Any) -> AnswerSheet:
    """A sheet with words of its own."""
    return sheet(trainee, **{"argument": f"One two three four five, says {trainee}.", **changes})


def pasted(trainee: str, **changes: Any) -> str:
    return armour(compact_sheet(own(trainee, **changes)))


CLASS = {
    "T0001.json": encode_sheet(own("T0001")),
    "deep/down/anything at all": encode_sheet(own("T0002", purpose=("a",))),
    "T0003 (1).json.txt": encode_sheet(own("T0003", turns=None, argument="Too short.")),
    "pasted.txt": pasted("T0004", signs=("a",)).encode(),
    "pasted.docx": docx(f"Dear tutor\n{pasted('T0005')}"),
    "Ann_12_assignsubmission_onlinetext/onlinetext.html": f"<p>Mine</p><p>{pasted('T0006')}</p>".encode(),
    "bom.json": b"\xef\xbb\xbf" + encode_sheet(own("T0007")),
}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The class marked without any trouble."""
    folder = tmp_path_factory.mktemp("clean")
    summary = mark(COURSE, [hand_in(folder / "in", CLASS)], folder / "out")
    assert summary.marked == len(CLASS)
    assert summary.needing_somebody == 0
    return folder / "out"


def test_sheets_are_found_at_any_depth_under_any_name_and_as_text(clean: Path) -> None:
    assert [row["trainee"] for row in rows(clean)] == [f"T000{n}" for n in range(1, 8)]
    first = rows(clean)[0]
    assert first["marks_by_key"] == first["of_by_key"] == "12"
    assert first["to_be_marked"] == "10"
    assert first["state"] == "to be marked"
    assert rows(clean)[1]["tea-round/purpose"] == "0"
    assert rows(clean)[2]["tea-round/argument"] == "send back"


def test_the_same_class_in_a_zip_gives_the_same_marks_and_pages(clean: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in CLASS.items():
            archive.writestr(name, data)
        archive.writestr("__MACOSX/._T0001.json", b"\0\5\x16")
        archive.writestr(".DS_Store", b"x")
    mark(COURSE, [tmp_path / "class.zip"], tmp_path / "out")
    here, there = tree(tmp_path / "out"), tree(clean)
    assert {k: v for k, v in here.items() if k != "problems.csv"} == {
        k: v for k, v in there.items() if k != "problems.csv"
    }
    assert marks_kept(tmp_path / "out") == marks_kept(clean)


def test_a_sheet_with_a_long_log_is_read_whole_from_folder_and_zip(tmp_path: Path) -> None:
    event = {"at": "2027-02-01T09:30:00Z", "do": "type", "item": "argument", "text": "so she puts it down"}
    long = encode_sheet(msgspec.structs.replace(sheet("T0001"), events=[event] * 2000))
    assert len(long) > 200_000
    mark(COURSE, [hand_in(tmp_path / "in", {"a.json": long})], tmp_path / "folder")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("a.json", long)
    mark(COURSE, [tmp_path / "all.zip"], tmp_path / "zip")
    assert [row["marks_by_key"] for row in rows(tmp_path / "folder")] == ["12"]
    assert marks_kept(tmp_path / "folder") == marks_kept(tmp_path / "zip")


def test_marking_again_gives_the_same_bytes_and_repeats_no_mark(tmp_path: Path) -> None:
    folder, out = hand_in(tmp_path / "in", CLASS), tmp_path / "out"
    mark(COURSE, [folder], out)
    before = tree(out)
    again = mark(COURSE, [folder], out)
    assert again.added == 0
    assert tree(out) == before


def test_a_bad_file_changes_nobody_elses_mark_and_becomes_a_line(clean: Path, tmp_path: Path) -> None:
    bad = {f"bad/{number:02}.json": data for number, (data, _) in enumerate(BAD.values())}
    summary = mark(COURSE, [hand_in(tmp_path / "in", {**CLASS, **bad})], tmp_path / "out")
    refused = {row["file"] for row in problems(tmp_path / "out", "refused")}
    assert refused == {f"in/{name}" for name in bad}
    assert summary.marked == len(CLASS)
    assert summary.files == len(CLASS) + len(bad)
    here, there = tree(tmp_path / "out"), tree(clean)
    del here["problems.csv"], there["problems.csv"]
    assert here == there
    assert marks_kept(tmp_path / "out") == marks_kept(clean)


def test_an_answer_that_cannot_be_read_is_listed_and_is_not_nought(tmp_path: Path) -> None:
    item, value = UNREADABLE["a number in quotes"]
    data = MODEL_BYTES.replace(b'"turns": 50', f'"turns": {value}'.encode())
    mark(COURSE, [hand_in(tmp_path / "in", {"a.json": data})], tmp_path / "out")
    (row,) = rows(tmp_path / "out")
    assert row["tea-round/turns"] == "unmarked"
    assert row["marks_by_key"] == "11"
    assert row["state"] == "unmarked"
    (line,) = problems(tmp_path / "out", "unmarked")
    assert f"Item {item}" in line["problem"]


def test_nothing_at_all_gives_empty_lists_and_a_page_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    summary = mark(COURSE, [tmp_path / "in"], tmp_path / "out")
    assert (summary.files, summary.marked) == (0, 0)
    assert rows(tmp_path / "out") == []
    assert "No answer sheet could be marked" in (tmp_path / "out" / "cohort.html").read_text()
    assert marks_kept(tmp_path / "out") == []


def zip_of(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


def link_in_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        entry = zipfile.ZipInfo("link.json")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return file.getvalue()


def bad_crc() -> bytes:
    data = bytearray(zip_of(("a.json", MODEL_BYTES), method=zipfile.ZIP_STORED))
    data[200] ^= 0xFF
    return bytes(data)


def locked() -> bytes:
    data = bytearray(zip_of(("a.json", MODEL_BYTES)))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


FILES_OF_TROUBLE = {
    "an archive in an archive": (
        "a.zip",
        zip_of(("inner.zip", zip_of(("a.json", MODEL_BYTES)))),
        "archive inside",
    ),
    "a zip bomb": ("a.zip", zip_of(("a.json", b"0" * 1_000_000)), "zip bomb"),
    "a member beyond the limit": ("a.zip", zip_of(("a.json", os.urandom(1_100_000))), "larger than"),
    "a link in an archive": ("a.zip", link_in_zip(), "links are not followed"),
    "a damaged member": ("a.zip", bad_crc(), "damaged"),
    "a locked archive": ("a.zip", locked(), "password"),
    "half an archive": ("a.zip", zip_of(("a.json", MODEL_BYTES))[:300], "archive is damaged"),
    "a name of an archive, without one": ("a.zip", b"PK", "archive"),
    "a notebook": ("a.ipynb", b'{"cells": [], "nbformat": 4}', "It is a notebook"),
    "a picture": ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not an answer sheet"),
    "a letter": ("a.txt", b"Dear tutor, my answers are all b.", "no answers"),
    "a page": ("a.html", b"<!doctype html><p>Mine", "no answers"),
    "an unfinished download": ("a.json.crdownload", MODEL_BYTES[:100], "did not finish"),
    "a Word document without answers": ("a.docx", docx("Dear tutor"), "no pasted answers"),
    "a very large file": ("a.json", b"{" + b" " * 2_000_000, "larger than"),
    "an empty file": ("a.json", b"", "empty"),
}


@pytest.mark.parametrize("name", FILES_OF_TROUBLE)
def test_a_file_that_holds_no_answers_is_listed_with_its_reason(name: str, tmp_path: Path) -> None:
    file, data, reason = FILES_OF_TROUBLE[name]
    folder = hand_in(tmp_path / "in", {file: data, "good.json": sheet_bytes("T0001")})
    summary = mark(COURSE, [folder], tmp_path / "out")
    (line,) = problems(tmp_path / "out", "refused")
    assert reason in line["problem"]
    assert line["file"].startswith(f"in/{file}")
    assert summary.marked == 1


NAMES_OF_TROUBLE = [
    "../../outside.json",
    "/etc/absolute.json",
    "C:\\drive.json",
    "\\\\server\\share.json",
    "CON.json",
    "trailing. ",
    "stream.json:ads",
    "x" * 300,
    "line\nfeed.json",
    "\x1b[31mred.json",
    "\u202egnp.json",
    "=HYPERLINK(1).json",
]


@pytest.mark.parametrize("name", NAMES_OF_TROUBLE)
def test_a_name_in_an_archive_is_only_ever_shown(name: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "class.zip").write_bytes(
        zip_of((name, sheet_bytes("T0001")), (f"{name}2", b"rubbish"), ("twin", MODEL_BYTES))
    )
    summary = mark(COURSE, [tmp_path / "in"], tmp_path / "out")
    assert summary.marked == 2
    assert {path.name for path in (tmp_path / "out" / "feedback").iterdir()} == {"T0001", "MODEL"}
    assert {path.name for path in tmp_path.iterdir()} == {"in", "out"}
    text = (tmp_path / "out" / "problems.csv").read_text(encoding="utf-8")
    assert "\x1b" not in text
    assert "\u202e" not in text
    for row in problems(tmp_path / "out"):
        assert not row["file"].startswith(("=", "+", "-", "@"))


def test_two_members_of_one_name_are_both_read(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zip_of(("a.json", sheet_bytes("T0001")), ("a.json", sheet_bytes("T0002")))
    mark(COURSE, [hand_in(tmp_path / "in", {"c.zip": data})], tmp_path / "out")
    assert [row["trainee"] for row in rows(tmp_path / "out")] == ["T0001", "T0002"]


def test_links_pipes_and_folders_named_as_files_are_listed_and_not_opened(tmp_path: Path) -> None:
    folder = hand_in(
        tmp_path / "in", {"good.json": sheet_bytes("T0001"), "dir.json/inside.json": sheet_bytes("T0002")}
    )
    outside = hand_in(tmp_path / "else", {"secret.json": sheet_bytes("T0666")})
    (folder / "link.json").symlink_to(outside / "secret.json")
    (folder / "linked-folder").symlink_to(outside)
    (folder / "dangling.json").symlink_to(tmp_path / "nowhere")
    os.mkfifo(folder / "pipe.json")
    mark(COURSE, [folder], tmp_path / "out")
    assert [row["trainee"] for row in rows(tmp_path / "out")] == ["T0001", "T0002"]
    assert {row["file"] for row in problems(tmp_path / "out", "refused")} == {
        "in/link.json",
        "in/linked-folder",
        "in/dangling.json",
        "in/pipe.json",
    }


def test_a_folder_of_many_archives_is_marked_and_every_one_is_closed(tmp_path: Path) -> None:
    files = {f"{n:03}.zip": zip_of(("a.json", encode_sheet(own(f"T{n:04}")))) for n in range(40)}
    folder = hand_in(tmp_path / "in", {**files, "broken.zip": b"PK\3\4 and no more"})
    before = len(list(Path("/proc/self/fd").iterdir()))
    summary = mark(COURSE, [folder], tmp_path / "out")
    assert summary.marked == 40
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_marks_written_beside_the_sheets_are_not_taken_for_hand_ins(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "in", {"good.json": sheet_bytes("T0001")})
    for _ in range(2):
        summary = mark(COURSE, [folder], folder / "marks")
        assert (summary.files, summary.marked) == (1, 1)


# --- who it is from ---------------------------------------------------------------------------

PEOPLE = {
    "Ann Lee_4711_assignsubmission_file/x.json": ("moodle", "4711"),
    "Ann Lee_4711_assignsubmission_file_/x.json": ("moodle", "4711"),
    "Ann Lee_4711_assignsubmission_file_x.json": ("moodle", "4711"),
    "Ann Lee_4711_assignsubmission_onlinetext/onlinetext.html": ("moodle", "4711"),
    "class.zip/Participant_88_assignsubmission_file/deep/x.json": ("moodle", "88"),
    "leeann_20311_998877_x.json": ("canvas", "20311"),
    "leeann_LATE_20311_998877_x.json": ("canvas", "20311"),
    "leeann_20311_text.html": ("canvas", "20311"),
    "anon_Xy12_998877_x.json": ("canvas", "anon_Xy12"),
    "Week 4_al12_attempt_2026-02-01-10-11-12_x.json": ("blackboard", "Week 4_al12"),
    "Week_4_al_12_attempt_2026-02-01-10-11-12.txt": ("blackboard", "Week_4_al_12"),
    "tea-round--T0423--1.answers.json": None,
    "answers (1).json": None,
    "2026_01_31_x.json": None,
}


@pytest.mark.parametrize("label", PEOPLE)
def test_a_person_is_read_out_of_a_vles_name(label: str) -> None:
    person = person_in(label)
    assert (None if person is None else (person.system, person.id)) == PEOPLE[label]


@pytest.fixture
def roster(tmp_path: Path) -> Roster:
    path = tmp_path / "roster.csv"
    path.write_text(
        "\ufeffTrainee;Name;Email;Moodle;Username\r\n"
        "T0001;Ann Lee;ann@example.org;Participant 4711;al12\r\n"
        "T0002;Bo O'Neill;bo@example.org;;bo_9\r\n"
        "T0003;Sam Fox;sam@example.org;;\r\n"
        "T0004;Sam Fox;sam2@example.org;;\r\n",
        encoding="utf-8",
    )
    return load_roster(path)


DECIDED = {
    "the VLE's number agrees": ("Ann Lee_4711_assignsubmission_file_x.json", "T0001", "T0001", ""),
    "the VLE outranks the sheet": ("Ann Lee_4711_assignsubmission_file_x.json", "T0009", "T0001", "conflict"),
    "the VLE's name": ("Bo O'Neill_12_assignsubmission_file_x.json", "T0002", "T0002", ""),
    "a name sorted by family": ("oneillbo_55_66_x.json", "T0002", "T0002", ""),
    "a user name with an underscore": (
        "Week_4_bo_9_attempt_2026-02-01-10-11-12_x.json",
        "T0002",
        "T0002",
        "",
    ),
    "two of one name, and the sheet says which": (
        "Sam Fox_77_assignsubmission_file_x.json",
        "T0004",
        "T0004",
        "",
    ),
    "two of one name, and nobody says which": (
        "Sam Fox_77_assignsubmission_file_x.json",
        "T0001",
        None,
        "held",
    ),
    "no VLE": ("x.json", "T0003", "T0003", ""),
    "no VLE, other capitals": ("x.json", "t0003", "T0003", "conflict"),
    "not on the roster": ("x.json", "T0777", "T0777", "conflict"),
    "a VLE's person who is not on it": ("Cy Ng_5_assignsubmission_file_x.json", "T0003", "T0003", "conflict"),
}


@pytest.mark.parametrize("name", DECIDED)
def test_whose_a_sheet_is(name: str, roster: Roster, tmp_path: Path) -> None:
    file, says, trainee, kind = DECIDED[name]
    folder = hand_in(tmp_path / "in", {file: sheet_bytes(says)})
    mark(COURSE, [folder], tmp_path / "out", roster=roster)
    assert [row["trainee"] for row in rows(tmp_path / "out")] == ([trainee] if trainee else [])
    kinds = {row["trainee"]: row["kind"] for row in problems(tmp_path / "out") if row["kind"] != "missing"}
    assert list(kinds.values()) == ([kind] if kind else [])
    missing = {row["trainee"] for row in problems(tmp_path / "out", "missing")}
    assert missing == (set(roster.by_id) - {trainee} if trainee else set())
    if trainee == "T0001":
        assert rows(tmp_path / "out")[0]["email"] == "ann@example.org"


def test_without_a_roster_two_people_who_wrote_one_id_are_kept_apart(tmp_path: Path) -> None:
    folder = hand_in(
        tmp_path / "in",
        {
            "Ann Lee_11_assignsubmission_file/x.json": sheet_bytes("T0001"),
            "Bo Ng_22_assignsubmission_file/x.json": sheet_bytes("T0001", pass_=99, purpose=("a",)),
        },
    )
    mark(COURSE, [folder], tmp_path / "out")
    assert {row["trainee"]: row["marks_by_key"] for row in rows(tmp_path / "out")} == {
        "moodle-11": "12",
        "moodle-22": "10",
    }
    assert len(problems(tmp_path / "out", "conflict")) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\nAnn", "no column named trainee; it has name"),
        ('trainee,name\nT1,"Ann\nT2,Bob\n', r"roster\.csv:3: .* relied on"),
        ("trainee\nT1\nt1", "stands twice"),
        ("trainee\n../x", "cannot be a trainee's id"),
        ("", "no column named trainee"),
    ],
)
def test_a_roster_that_cannot_be_meant_is_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=said):
        load_roster(tmp_path / "roster.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_roster_is_read_as_a_spreadsheet_saved_it(encoding: str, delimiter: str, tmp_path: Path) -> None:
    text = "trainee,name,email\r\nT0001,Zoë,zoe@example.org\r\n".replace(",", delimiter)
    (tmp_path / "roster.csv").write_bytes(text.encode(encoding))
    assert load_roster(tmp_path / "roster.csv").by_id["T0001"].name == "Zoë"


# --- several hand-ins of one person -----------------------------------------------------------


def test_a_broken_later_hand_in_does_not_lose_the_earlier(tmp_path: Path) -> None:
    broken = BAD["a key twice"][0].replace(b"MODEL", b"T0001").replace(b'"pass": 1', b'"pass": 9')
    folder = hand_in(tmp_path / "in", {"a.json": sheet_bytes("T0001"), "b.json": broken})
    mark(COURSE, [folder], tmp_path / "out")
    assert [row["marks_by_key"] for row in rows(tmp_path / "out")] == ["12"]
    assert [row["trainee"] for row in problems(tmp_path / "out", "refused")] == ["T0001"]


LATER = {
    "a later pass": (
        {"a.json": {"pass_": 2}, "b.json": {"pass_": 1, "saved": "2027-01-01T00:00:00Z"}},
        "a.json",
    ),
    "a later saving": (
        {"a.json": {"saved": "2026-02-01T00:00:00Z"}, "b.json": {"saved": "2026-01-01T00:00:00Z"}},
        "a.json",
    ),
    "a later attempt in the VLE": (
        {
            "W_x_attempt_2026-02-02-00-00-00_a.json": {"pass_": 1},
            "W_x_attempt_2026-02-01-00-00-00_a.json": {"pass_": 2, "saved": "2030-01-01T00:00:00Z"},
        },
        "W_x_attempt_2026-02-02-00-00-00_a.json",
    ),
}


@pytest.mark.parametrize("name", LATER)
@pytest.mark.parametrize("turned", [False, True])
def test_the_latest_hand_in_counts_whatever_the_order_of_files(
    name: str, turned: bool, tmp_path: Path
) -> None:
    files, winner = LATER[name]
    for file, changes in files.items():
        good = file == winner
        hand_in(tmp_path / "in", {file: sheet_bytes("T0001", purpose=("b",) if good else ("a",), **changes)})
    paths = sorted((tmp_path / "in").iterdir(), reverse=turned)
    mark(COURSE, paths, tmp_path / "out")
    (row,) = rows(tmp_path / "out")
    assert row["tea-round/purpose"] == "2"
    (line,) = problems(tmp_path / "out")
    assert line["kind"] == "earlier"
    assert winner in line["problem"]


def test_one_file_in_two_places_counts_once(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "in", {"a.json": sheet_bytes("T0001"), "b.json": sheet_bytes("T0001")})
    mark(COURSE, [folder], tmp_path / "out")
    assert len(rows(tmp_path / "out")) == 1
    assert "The same file" in problems(tmp_path / "out", "earlier")[0]["problem"]


def test_the_same_words_from_two_people_are_listed_and_not_judged(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "in", {"a.json": sheet_bytes("T0001"), "b.json": sheet_bytes("T0002")})
    mark(COURSE, [folder], tmp_path / "out")
    assert [row["marks_by_key"] for row in rows(tmp_path / "out")] == ["12", "12"]
    (line,) = problems(tmp_path / "out", "same")
    assert line["trainee"] == "T0002"


def test_the_same_notes_from_two_people_are_listed(tmp_path: Path) -> None:
    model = (COURSE.exercises / "tea-analysis" / "model_answers.json").read_bytes()
    trainee = json.loads(model)["trainee"].encode()
    other = model.replace(trainee, b"T0002").replace(b'"notes": {', b'"notes": { ')
    folder = hand_in(tmp_path / "in", {"a.json": model.replace(trainee, b"T0001"), "b.json": other})
    mark(COURSE, [folder], tmp_path / "out")
    (line,) = problems(tmp_path / "out", "same")
    assert (line["file"], line["trainee"]) == ("in/b.json", "T0002")


def test_ids_that_differ_by_capitals_get_a_page_each_on_every_system(tmp_path: Path) -> None:
    ids = ["T0001", "t0001", "con", "T1."]
    folder = hand_in(
        tmp_path / "in",
        {f"{n}.json": sheet_bytes(id, argument=f"One two three four five {n}") for n, id in enumerate(ids)},
    )
    mark(COURSE, [folder], tmp_path / "out")
    assert [row["trainee"] for row in rows(tmp_path / "out")] == sorted(ids)
    folders = [path.name for path in (tmp_path / "out" / "feedback").iterdir()]
    assert len({name.lower() for name in folders}) == 4
    assert not {"con", "T1."} & set(folders)
    assert len(problems(tmp_path / "out", "conflict")) == 1


# --- what is written --------------------------------------------------------------------------

NASTY = '<script>alert(1)</script><img src=x onerror="x"> {{ 7*7 }} &lt; \u202e </style> \x1b[31m = + one two'


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_what_a_trainee_wrote_is_only_words_in_a_page(tmp_path: Path) -> None:
    spans = coding(*GOOD, CodedSpan(NASTY, "X01", NASTY, 0, 1, NASTY, (NASTY,), NASTY, {NASTY: NASTY}))
    answers = sheet(
        "T0001",
        argument=NASTY,
        passage=spans,
        differences={NASTY: Reply("keep", NASTY)},
        cues={NASTY: NASTY},
        signs=(NASTY,),
        sequence=(NASTY,),
    )
    mark(COURSE, [hand_in(tmp_path / "in", {"a.json": encode_sheet(answers)})], tmp_path / "out")
    for path in (tmp_path / "out").rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        found = _Tags()
        found.feed(page)
        assert not found.tags & {"script", "img", "svg", "iframe", "object", "form", "a", "link"}
        assert not {name for name in found.attributes if name.startswith("on") or name == "style"}
        assert "\u202e" not in page
        assert "\x1b" not in page
        assert "default-src 'none'; style-src 'sha256-" in page


def test_a_page_can_be_read_on_a_phone_in_the_dark_and_printed(clean: Path) -> None:
    page = (clean / "feedback" / "T0001" / f"{SLUG}.html").read_text(encoding="utf-8")
    for needed in (
        "width=device-width",
        "prefers-color-scheme: dark",
        "@media print",
        'lang="en-GB"',
        "<h1>",
    ):
        assert needed in page
    assert "A prompt to look again, never a mark." in page
    assert "My chest was tight" in page


def test_the_policy_lets_in_the_style_of_the_page_and_nothing_else(clean: Path) -> None:
    import base64
    import hashlib

    page = (clean / "cohort.html").read_text(encoding="utf-8")
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert style is not None
    assert policy is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy[1]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1"])
def test_a_spreadsheet_never_reads_a_text_as_a_formula(text: str) -> None:
    assert in_cell(text)[0] == "'" or in_cell(text).startswith("\u27e6")


def test_names_with_quotes_commas_and_lines_stay_in_their_cell(tmp_path: Path) -> None:
    roster = Roster([{"trainee": "T0001", "name": 'O\'Brien, "Jo"\n=cmd()', "email": "=HYPERLINK(1)"}])
    mark(
        COURSE, [hand_in(tmp_path / "in", {"a.json": sheet_bytes("T0001")})], tmp_path / "out", roster=roster
    )
    (row,) = rows(tmp_path / "out")
    assert row["name"] == 'O\'Brien, "Jo" =cmd()'
    assert row["email"] == "'=HYPERLINK(1)"
    assert row["exercise"] == SLUG


def test_words_that_reorder_others_are_shown_by_number() -> None:
    assert in_html("a\u202eb<") == "a\u27e6U+202E\u27e7b&lt;"


def test_the_cohort_page_shows_what_was_confused(tmp_path: Path) -> None:
    wrong = {
        f"{n}.json": sheet_bytes(f"T{n}", purpose=("c",), argument=f"One two three four {n}.")
        for n in range(6)
    }
    mark(COURSE, [hand_in(tmp_path / "in", wrong)], tmp_path / "out")
    page = (tmp_path / "out" / "cohort.html").read_text(encoding="utf-8")
    assert "Scanning brains" in page
    assert "lowest 10, middle 10, highest 10" in page


def test_the_gradebook_only_grows(tmp_path: Path) -> None:
    folder, out = hand_in(tmp_path / "in", {"a.json": sheet_bytes("T0001", purpose=("a",))}), tmp_path / "out"
    mark(COURSE, [folder], out)
    hand_in(folder, {"a.json": sheet_bytes("T0001", pass_=2)})
    assert mark(COURSE, [folder], out).added == 8
    with sqlite3.connect(out / "gradebook.db") as book:
        assert book.execute("SELECT count(*), count(DISTINCT marker) FROM mark").fetchone() == (16, 1)
        for change in ("UPDATE mark SET marks = 2", "DELETE FROM mark"):
            with pytest.raises(sqlite3.IntegrityError, match="only added"):
                book.execute(change)


def test_a_changed_key_adds_the_marks_that_moved_and_keeps_the_old(tmp_path: Path) -> None:
    import shutil

    shutil.copytree(FOLDER, tmp_path / "course")
    course = Course(tmp_path / "course")
    folder, out = hand_in(tmp_path / "in", {"a.json": sheet_bytes("T0001")}), tmp_path / "out"
    mark(course, [folder], out)
    key = course.exercises / SLUG / "key.yml"
    key.write_text(key.read_text(encoding="utf-8").replace("answer: [b]", "answer: [c]"), encoding="utf-8")
    assert mark(course, [folder], out).added > 0
    with sqlite3.connect(out / "gradebook.db") as book:
        history = book.execute("SELECT marks FROM mark WHERE item = 'purpose' ORDER BY id").fetchall()
    assert history == [(2.0,), (0.0,)]
    assert rows(out)[0]["tea-round/purpose"] == "0"


def test_another_version_of_the_exercise_is_listed_and_not_marked(tmp_path: Path) -> None:
    data = encode_sheet(msgspec.structs.replace(sheet("T0001"), exercise_version=9))
    other = encode_sheet(msgspec.structs.replace(sheet("T0002"), exercise="coffee-round"))
    mark(COURSE, [hand_in(tmp_path / "in", {"a.json": data, "b.json": other})], tmp_path / "out")
    refused = problems(tmp_path / "out", "refused")
    said = [row["problem"] for row in refused]
    assert "version 9" in said[0]
    assert "no exercise coffee-round" in said[1]
    # The trainee did nothing wrong, so is not asked to hand in again.
    assert all(row["remedy"].startswith("Mark it with the edition of the course") for row in refused)
    assert rows(tmp_path / "out") == []


def test_sheets_of_other_exercises_are_only_noted_when_one_is_named(tmp_path: Path) -> None:
    other = encode_sheet(msgspec.structs.replace(sheet("T0002"), exercise="coffee-round"))
    folder = hand_in(tmp_path / "in", {"a.json": sheet_bytes("T0001"), "b.json": other})
    summary = mark(COURSE, [folder], tmp_path / "out", only=SLUG)
    assert (summary.marked, summary.needing_somebody) == (1, 0)
    (line,) = problems(tmp_path / "out", "note")
    assert line["file"] == "in/b.json"


def test_the_marks_may_go_into_the_folder_that_was_handed_in(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "in", CLASS)
    mark(COURSE, [folder], folder)
    before = tree(folder)
    again = mark(COURSE, [folder], folder)
    assert again.files == len(CLASS)
    assert again.needing_somebody == 0
    assert tree(folder) == before


def test_a_large_class_is_read_twice_rather_than_kept(
    tmp_path: Path, clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "KEEP", 0)
    monkeypatch.setattr(desk, "BATCH", 2)
    mark(COURSE, [hand_in(tmp_path / "in", CLASS)], tmp_path / "out")
    assert tree(tmp_path / "out") == tree(clean)


def test_a_sheet_that_changes_meanwhile_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = hand_in(tmp_path / "in", {"a.json": sheet_bytes("T0001"), "b.json": sheet_bytes("T0002")})
    monkeypatch.setattr(arrivals, "KEEP", 0)
    decide = desk.decide

    def and_meanwhile(*arguments: Any) -> Any:
        (folder / "a.json").write_bytes(sheet_bytes("T0001", pass_=7))
        (folder / "b.json").unlink()
        return decide(*arguments)

    monkeypatch.setattr(desk, "decide", and_meanwhile)
    mark(COURSE, [folder], tmp_path / "out")
    said = " ".join(row["problem"] for row in problems(tmp_path / "out", "refused"))
    assert "changed while" in said
    assert "not again" in said


# --- stopped, full, shut ----------------------------------------------------------------------

KILLED = textwrap.dedent(
    """
    import os, signal, sys
    from pathlib import Path
    from compassion_course.corpus import Course
    from compassion_course.desk import gradebook, mark
    course, folder, out, what, count = sys.argv[1:]
    left = int(count)
    mark.BATCH = 4

    def dying(function):
        def stand_in(*arguments):
            global left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments)
        return stand_in

    if what == "name":
        os.replace = dying(os.replace)
    elif what == "write":
        # Within a page: half of it is on the disk.
        write, halve = Path.write_bytes, dying(lambda: None)
        def halved(path, content):
            write(path, content[: len(content) // 2])
            halve()
            write(path, content)
        Path.write_bytes = halved
    elif what == "row":
        opened = gradebook.Gradebook.__init__
        def watched(book, *given):
            opened(book, *given)
            # Told of every statement, and of every row of one that has many.
            book._db.set_trace_callback(dying(lambda statement: None))
        gradebook.Gradebook.__init__ = watched
    elif what == "batch":
        gradebook.Gradebook.add = dying(gradebook.Gradebook.add)
    mark.mark(Course(Path(course)), [Path(folder)], Path(out))
    """
)
MOMENTS = [
    ("name", 0),
    ("name", 5),
    ("name", 12),
    ("name", 13),
    ("name", 14),
    ("write", 0),
    ("write", 7),
    ("row", 8),
    ("row", 20),
    ("row", 60),
    ("batch", 0),
    ("batch", 2),
]


@pytest.mark.parametrize(("what", "count"), MOMENTS)
def test_a_run_killed_at_any_moment_loses_nothing(what: str, count: int, tmp_path: Path) -> None:
    files = {f"{n}.json": sheet_bytes(f"T{n:04}", argument=f"One two three four {n}.") for n in range(12)}
    folder = hand_in(
        tmp_path / "in", {**files, "earlier.json": sheet_bytes("T0003", saved="2025-01-01T00:00:00Z")}
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY.root / "src")}
    command = [
        sys.executable,
        "-c",
        KILLED,
        str(FOLDER),
        str(folder),
        str(tmp_path / "out"),
        what,
        str(count),
    ]
    assert subprocess.run(command, env=environment, check=False).returncode == -signal.SIGKILL
    complete = re.compile(r"</html>\s*\Z")
    for page in (tmp_path / "out").rglob("*.html"):
        assert complete.search(page.read_text(encoding="utf-8"))
    mark(COURSE, [folder], tmp_path / "out")
    mark(COURSE, [folder], tmp_path / "clean")
    assert tree(tmp_path / "out") == tree(tmp_path / "clean")
    assert marks_kept(tmp_path / "out") == marks_kept(tmp_path / "clean")


def in_a_child(work: Callable[[], None]) -> int:
    """Do something in a process of its own, and give its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that every user of the machine can enter, which pytest's own is not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_file_that_may_not_be_read_is_listed(open_to_all: Path) -> None:
    tmp_path = open_to_all
    folder = hand_in(tmp_path / "in", {"a.json": sheet_bytes("T0001"), "shut.json": sheet_bytes("T0002")})
    hand_in(folder, {"shut/a.json": sheet_bytes("T0003")})
    (folder / "shut.json").chmod(0)
    (folder / "shut").chmod(0)
    out = tmp_path / "out"
    out.mkdir()
    out.chmod(0o777)

    def work() -> None:
        if os.getuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        mark(COURSE, [folder], out)

    try:
        assert in_a_child(work) == 0
    finally:
        (folder / "shut").chmod(0o755)
    assert [row["trainee"] for row in rows(out)] == ["T0001"]
    assert {row["file"] for row in problems(out, "refused")} == {"in/shut.json", "in/shut"}


@pytest.mark.parametrize("limit", [9_000, 25_000])
def test_a_full_disk_is_said_plainly_and_marking_again_completes(limit: int, tmp_path: Path) -> None:
    import resource

    folder = hand_in(tmp_path / "in", CLASS)
    out = tmp_path / "out"
    said = tmp_path / "said"
    read_end, write_end = os.pipe()

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            mark(COURSE, [folder], out)
        except CourseError as error:
            os.write(write_end, str(error).encode())

    assert in_a_child(work) == 0
    os.close(write_end)
    said.write_bytes(os.read(read_end, 10_000))
    os.close(read_end)
    assert "The marks cannot be written" in said.read_text()
    mark(COURSE, [folder], out)
    mark(COURSE, [folder], tmp_path / "clean")
    assert tree(out) == tree(tmp_path / "clean")
    assert marks_kept(out) == marks_kept(tmp_path / "clean")


def test_a_second_marker_is_sent_away_and_the_first_is_not_disturbed(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "in", CLASS)
    seen: list[str] = []

    def meanwhile(done: int, total: int) -> None:
        with pytest.raises(CourseError, match="Another marking run"):
            mark(COURSE, [folder], tmp_path / "out")
        seen.append(f"{done}/{total}")

    summary: Summary = mark(COURSE, [folder], tmp_path / "out", on_progress=meanwhile)
    assert seen == ["7/7"]
    assert summary.marked == 7


def test_a_file_that_is_no_gradebook_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "gradebook.db").write_bytes(b"not a database, but somebody's letter" * 100)
    with pytest.raises(CourseError, match="not a gradebook"):
        mark(COURSE, [hand_in(tmp_path / "in", CLASS)], out)
    assert (out / "gradebook.db").read_bytes().startswith(b"not a database")
