"""What the coding desk answers in the page is what the corpus answers in Python."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import node
import pytest

from compassion_course.corpus import (
    Course,
    co_occurrence,
    code_by_case,
    load_index,
    load_work,
    retrieve,
    search,
)
from compassion_course.widgets.desk_widget import shelf

COURSE = Course(Path(__file__).resolve().parent.parent)
DESK = node.WIDGETS / "js" / "desk" / "questions.js"
ASK = """
import { readFileSync } from "node:fs";
const { codeByCase, together, retrieve, search } = await import(process.argv[1]);
const { work, codes, transcripts, wanted, words } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify({
  cases: codeByCase(work, codes, transcripts).filter((one) => one.spans)
    .map((one) => [one.code.code, one.byCase]),
  pairs: together(work, codes).map(({ code, other, times }) => [code, other, times]),
  retrieved: wanted.map((code) => retrieve(code, work, codes, transcripts)
    .map(({ line, speaker, before, after }) => [line.id, line.turn, speaker, before, after])),
  found: words.map(([text, whole]) => search(text, transcripts, work, { wholeWords: whole, notes: true })
    .filter((hit) => hit.kind !== "memo")
    .map((hit) => [hit.kind, hit.id, hit.start, hit.before, hit.found, hit.after])),
}));
"""
WORDS = [
    ["rest", False],
    ["rest", True],
    ["it's", False],
    ["I don\u2019t know", False],
    ["(.)", False],
    ["\U0001f642", False],
]


@pytest.fixture(scope="module", params=["close", "interpretative"])
def asked(request: pytest.FixtureRequest) -> tuple[str, list[str], dict[str, Any]]:
    """A reader's whole work, put to the page's questions."""
    reader = request.param
    work = load_work(COURSE, reader)
    docs = list(load_index(COURSE))
    wanted = sorted({code for span in work.spans for code in span.codes})[:8]
    wanted += [code.code for code in work.codebook.codes if code.parent is None][:4]
    asking = {
        "work": {
            "spans": msgspec.to_builtins(work.spans),
            "memos": msgspec.to_builtins(work.memos),
        },
        "codes": msgspec.to_builtins(work.codebook.codes),
        "transcripts": shelf(COURSE, docs, [])["transcripts"],
        "wanted": wanted,
        "words": WORDS,
    }
    done = subprocess.run(
        [*node.command("node"), "--input-type=module", "--eval", ASK, DESK.as_uri()],
        input=json.dumps(asking),
        capture_output=True,
        text=True,
        check=True,
    )
    return reader, wanted, json.loads(done.stdout)


def test_code_by_case_counts_as_python_does(asked):
    reader, _, answers = asked
    counted: dict[str, dict[str, int]] = {}
    for row in code_by_case(course=COURSE, readers=[reader]):
        counted.setdefault(row.code, {})[row.doc] = row.spans
    docs = list(load_index(COURSE))
    shown = {code: dict(zip(docs, by_case, strict=True)) for code, by_case in answers["cases"]}
    assert set(shown) == set(counted)
    for code, by_case in counted.items():
        assert {doc: shown[code][doc] for doc in by_case} == by_case


def test_codes_come_together_as_often_as_python_says(asked):
    reader, _, answers = asked
    rows = {
        frozenset((row.code, row.other)): row.times for row in co_occurrence(course=COURSE, readers=[reader])
    }
    assert {frozenset((code, other)): times for code, other, times in answers["pairs"]} == rows
    times = [row[2] for row in answers["pairs"]]
    assert times == sorted(times, reverse=True)


def test_what_is_retrieved_is_what_python_retrieves(asked):
    reader, wanted, answers = asked
    for code, shown in zip(wanted, answers["retrieved"], strict=True):
        rows = retrieve(code, course=COURSE, readers=[reader])
        expected = {(row.span, row.turn, row.speaker, row.before, row.after) for row in rows}
        assert {tuple(row) for row in shown} == expected


def test_search_finds_what_python_finds(asked):
    reader, _, answers = asked
    for (text, whole), shown in zip(WORDS, answers["found"], strict=True):
        expected = [
            (hit.kind, hit.id, hit.start, hit.before, hit.found, hit.after)
            for hit in search(text, course=COURSE, whole_words=whole, notes=True)
            if hit.kind == "turn" or (hit.kind == "note" and hit.who == reader)
        ]
        assert sorted(tuple(row) for row in shown) == sorted(expected)
    assert any(answers["found"])
