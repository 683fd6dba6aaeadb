"""The coding desk writes what the course's Python writes, byte for byte, and opens what either wrote."""

from __future__ import annotations

import base64
import copy
import functools
import json
import re
import subprocess
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import node
import pytest
from click.testing import CliRunner
from exchange_course import make_course
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page
from test_exchange import CONVERTED, QUIET, REFUSED, spoilt

from compassion_course.cli import main
from compassion_course.corpus import (
    Course,
    CourseError,
    find_course,
    load_codebook,
    load_index,
    load_transcript,
    load_work,
    reader_ids,
)
from compassion_course.corpus.exchange import (
    codebook_qdc,
    desk_file_of,
    desk_project,
    project_file,
    project_of,
    project_qdpx,
    read_project_file,
)
from compassion_course.corpus.exchange.archive import zip_bytes
from compassion_course.corpus.exchange.codings import codings_csv
from compassion_course.corpus.exchange.taguette import codebook_csv

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
MODULES = ROOT / "src" / "compassion_course" / "widgets" / "js"
PARTS = ("reader", "codes", "spans", "statements", "themes", "relations", "memos", "storyline")
FORMATS = ("qdpx", "qdc", "csv", "codebook")


def shelf_of(course: Course) -> dict[str, Any]:
    """Give what a page knows: the transcripts and closed codebooks of a course."""
    transcripts = []
    for doc, info in load_index(course).items():
        transcript = load_transcript(course, doc)
        turns = [{"turn": one.turn, "speaker": one.speaker, "text": one.text} for one in transcript.turns]
        transcripts.append(
            {
                "doc": doc,
                "digest": transcript.digest,
                "label": doc,
                "turns": turns,
                "info": msgspec.to_builtins(info),
            }
        )
    books = [
        {
            "id": path.stem,
            "name": path.stem,
            "codes": msgspec.to_builtins(load_codebook(course, path.stem).codes),
        }
        for path in sorted(course.codebooks.glob("*.jsonl"))
    ]
    return {"transcripts": transcripts, "codebooks": books}


def in_node(course: Course, files: list[bytes]) -> list[dict[str, Any]]:
    """Open files with the desk's modules and export them, all in one start of node."""
    told = {"shelf": shelf_of(course), "files": [base64.b64encode(file).decode() for file in files]}
    done = subprocess.run(
        [*node.command("node"), str(TESTS / "js" / "desk-batch.mjs")],
        input=json.dumps(told),
        env=node.environment(),
        text=True,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    return [
        {
            name: base64.b64decode(value) if name in {"qdpx", "qdc", "direct"} and value else value
            for name, value in one.items()
        }
        for one in json.loads(done.stdout)
    ]


def in_python(course: Course, file: bytes) -> dict[str, Any]:
    """Do the same in Python."""
    desk = read_project_file(course, file, "x.project.json")
    project = desk_project(course, file)
    write: dict[str, Callable[[], Any]] = {
        "qdpx": lambda: project_qdpx(project),
        "qdc": lambda: codebook_qdc(project),
        "csv": lambda: codings_csv(project),
        "codebook": lambda: codebook_csv(project),
    }
    found: dict[str, Any] = {"text": project_file(desk).decode(), "notices": list(desk.notices)}
    for name, make in write.items():
        try:
            found[name] = make()
        except CourseError:
            found[name] = None
    return found


def file_of(course: Course, reader: str, docs: list[str] | None = None) -> bytes:
    return project_file(desk_file_of(course, project_of(course, docs or [], [reader])))


@pytest.fixture(scope="module")
def corpus() -> Course:
    return find_course(ROOT)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("small"))


def as_text(value: dict[str, Any]) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode()


def anna_of(small: Course) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(file_of(small, "anna"))
    return value


def full_of(small: Course) -> dict[str, Any]:
    """Anna's work with everything a file can have, with names that have broken a file before."""
    value = anna_of(small)
    value |= {"started": "2026-11-01T09:00:00Z", "saved": "2026-11-02T09:00:00Z"}
    value["locked"] = {"Z01": "2026-11-01T10:00:00Z"}
    value["first"] = {"Z01": [line for line in copy.deepcopy(value["spans"]) if line["doc"] == "Z01"][:4]}
    value["events"] = [
        {"at": "2026-11-01T09:00:00Z", "do": "started"},
        {
            "at": "2026-11-01T09:01:00Z",
            "do": "code",
            "span": "a1",
            "to": ["up"],
            "n": 1,
            "x": None,
            "y": {"z": 0.5},
        },
    ]
    value["codes"] += [
        code(
            "tabs", name="Tab\tand\nline", definition="One\ttab.\n\n    four blanks\nwhy: no", colour="threat"
        ),
        code("sharp-s", name="STRASSE", example="= 1 + 1"),
        code("sharp-t", name="Straße", colour="#123456", letter="ß"),
        code("nameless", name=" \u00a0 ", parent="tabs"),
        code("long", name="an overlong name " * 14, parent="sharp-s"),
        code("long-two", name="an overlong name " * 14, parent="sharp-s"),
        code("next-line", name="one\u0085two\u3000three\u2028four\ufefffive", properties=["a | b \\ c", ""]),
    ]
    value["memos"].append({"id": "m7", "on": "project", "text": "\ttab\n\nlast ", "kind": "", "compares": []})
    value["storyline"] = "<p>&amp; \"quoted\" 'once' \u2028 and 😀\n"
    return value


def code(id: str, **more: Any) -> dict[str, Any]:
    empty = {"parent": None, "name": id, "definition": "", "include": "", "exclude": "", "example": ""}
    return {"code": id, **empty, "properties": [], "colour": "", "letter": "", **more}


# --- the same bytes -----------------------------------------------------------------------------------


def test_a_reference_reading_goes_out_of_the_page_as_it_goes_out_of_python(corpus: Course):
    choices = [[], ["T01"], ["P05"], ["T03"]]
    files = [file_of(corpus, reader, docs) for reader in reader_ids(corpus) for docs in choices]
    for file, came in zip(files, in_node(corpus, files), strict=True):
        assert came["notices"] == []
        assert came["text"].encode() == file
        told = in_python(corpus, file)
        for name in FORMATS:
            assert came[name] == told[name], name


def test_what_was_read_from_the_course_is_what_a_file_of_it_says(corpus: Course, small: Course):
    """Nothing of a reading but how it was made is lost on the way through a project file."""
    for course in (corpus, small):
        for reader in reader_ids(course):
            whole = project_of(course, readers=[reader]).works[0]
            came = desk_project(course, file_of(course, reader)).works[0]
            assert came.reader.stance == whole.reader.stance
            for part in PARTS[1:]:
                assert getattr(came, part) == getattr(whole, part), (reader, part)


def test_hazards_go_out_of_the_page_as_they_go_out_of_python(small: Course):
    files = [file_of(small, reader, docs) for reader in ("anna", "ben") for docs in ([], ["Z01"], ["Z02"])]
    files.append(as_text(full_of(small)))
    blank = {
        "format": "compassion-course/project",
        "format_version": 1,
        "reader": {"id": "me", "codebooks": []},
    }
    files += [as_text(blank), as_text({**blank, "reader": {"id": "me", "codebooks": ["mini"]}})]
    for file, came in zip(files, in_node(small, files), strict=True):
        told = in_python(small, file)
        for name in ("notices", "text", *FORMATS):
            assert came[name] == told[name], name
    assert came["notices"] == []


def test_a_file_goes_from_the_page_to_python_and_back_unchanged(small: Course):
    file = as_text(full_of(small))
    (came,) = in_node(small, [file])
    assert came["notices"] == []
    assert came["text"].encode() == file
    assert project_file(read_project_file(small, file, "x")) == file


WORDS = st.text(alphabet="ab é’…\"'<&>\t\n\r\x00\x1f\x85\u2028😀👩🏽‍⚕️𝔘\u0301ßẞIıİςΣ[]:|\\,=+-@/", max_size=12)
CODES = ("up", "up-high", "mine", "other", "third")


@st.composite
def desk_works(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a small project of two turns, with a code tree, overlapping spans, themes, memos and relations."""
    own = [
        code(
            id,
            parent=draw(st.sampled_from([None, *CODES[:number]])),
            **{key: draw(WORDS) for key in ("name", "definition", "example")},
        )
        for number, id in enumerate(CODES[2:], 2)
    ]
    lines = {"Z01-002": None, "Z02-002": None}
    spans = []
    for number in range(draw(st.integers(0, 4))):
        turn = draw(st.sampled_from(sorted(lines)))
        text = TEXTS[turn]
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        notes = draw(st.dictionaries(st.sampled_from(["descriptive", "linguistic", "conceptual"]), WORDS))
        codes = draw(st.lists(st.sampled_from(CODES), unique=True, max_size=3))
        place = {"doc": turn[:3], "turn": turn, "start": start, "end": end, "quote": text[start:end]}
        spans.append({"id": f"s{number}", **place, "codes": codes, "notes": notes, "why": draw(WORDS)})
    ids = [span["id"] for span in spans]
    some = st.lists(st.sampled_from(ids), unique=True) if ids else st.just([])
    statements = [{"id": "S1", "doc": "Z01", "text": draw(WORDS), "spans": draw(some)}]
    pet = {"id": "p", "kind": "PET", "doc": "Z01", "name": draw(WORDS), "parent": "g", "members": ["S1"]}
    group = {
        "id": "g",
        "kind": "GET",
        "doc": None,
        "name": draw(WORDS),
        "statement": draw(WORDS),
        "members": ["p"],
    }
    category = {
        "id": "c",
        "kind": "category",
        "name": draw(WORDS),
        "members": draw(st.permutations(CODES)),
        "why": draw(WORDS),
    }
    slot = draw(st.sampled_from(["phenomenon", "causal", "actions"]))
    relation = {
        "id": "r",
        "from": draw(st.sampled_from(CODES)),
        "to": "c",
        "slot": slot,
        "evidence": draw(some),
        "why": draw(WORDS),
    }
    places = ["project", "Z01", "code:up", "code:mine", "theme:g", *(f"span:{id}" for id in ids)]
    memos = [
        {"id": f"m{number}", "on": draw(st.sampled_from(places)), "text": draw(WORDS), "compares": draw(some)}
        for number in range(draw(st.integers(0, 3)))
    ]
    return {
        "format": "compassion-course/project",
        "format_version": 1,
        "reader": {"id": "me", "name": draw(WORDS), "stance": draw(WORDS), "codebooks": ["mini"]},
        "codes": own,
        "spans": spans,
        "statements": statements,
        "themes": [group, pet, category],
        "relations": [relation],
        "memos": memos,
        "storyline": draw(WORDS),
    }


TEXTS = {
    "Z01-002": "Well 😀 it was 👩🏽‍⚕️ fine, naïve x\u0301 and क्षि. Then the kettle. Then the kettle.",
    "Z02-002": "Then the kettle. 😀😀 Tea towels, always tea towels.",
}


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(desk_works(), min_size=12, max_size=12))
def test_any_small_work_goes_out_alike(small: Course, works: list[dict[str, Any]]):
    files = [as_text(work) for work in works]
    for file, came in zip(files, in_node(small, files), strict=True):
        assert came["problem"] == "", came["problem"]
        told = in_python(small, file)
        for name in ("notices", "text", *FORMATS):
            assert came[name] == told[name], name
        assert came["qdpx"]


# --- files that are not as they should be -------------------------------------------------------------


def changed(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Make a change of one place, such as ``spans.0.start``; it goes where the value is `KeyError`."""

    def change(whole: dict[str, Any]) -> None:
        *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
        place: Any = whole
        for step in way:
            place = place[step]
        if value is KeyError:
            del place[last]
        else:
            place[last] = value(place[last]) if callable(value) else value

    return change


def twice(part: str, number: int, **more: Any) -> Callable[[dict[str, Any]], None]:
    return lambda whole: whole[part].append({**copy.deepcopy(whole[part][number]), **more})


def again(key: bytes) -> Callable[[bytes], bytes]:
    return lambda file: file.replace(b'"saved": "",', b'"saved": "", ' + key)


DEEP: list[Any] = functools.reduce(lambda inner, _: [inner], range(30), [])
MOVED = {"id": "q", "doc": "Z01", "turn": "Z01-003", "start": 2, "end": 5, "quote": "And"}
REFUSALS: dict[str, tuple[Callable[[bytes], bytes] | Callable[[dict[str, Any]], None], str]] = {
    "nothing": (lambda file: b" \n", "is empty"),
    "too large": (lambda file: file + b" " * 2**20, "larger than 1 MiB"),
    "half of it": (lambda file: file[: len(file) // 2], r"damaged at line \d\d+: "),
    "cut within a text": (lambda file: file.replace(b'"kettle",', b'"ket', 1), "damaged at line "),
    "not a number": (lambda file: file.replace(b'"start": 5', b'"start": NaN', 1), "damaged"),
    "a word document": (lambda file: b"PK\x03\x04 and so on", "not a project file of this course"),
    "bytes of another encoding": (lambda file: file.replace("😀".encode(), b"\xf0"), "not UTF-8"),
    "a key twice": (again(b'"saved": "",'), "“saved” stands twice"),
    "an escaped key twice": (again(b'"s\\u0061ved": "",'), "“saved” stands twice"),
    "deep": (changed("events", [{"at": "", "do": "x", "d": DEEP}]), "deeper"),
    "very deep": (lambda file: b'{"a":' * 200_000 + b"1" + b"}" * 200_000, r"deeper|larger"),
    "a list": (lambda file: b"[1, 2]", "not a project file"),
    "an answer sheet": (changed("format", "compassion-course/answers"), "that exercise's page"),
    "another format": (changed("format", "x"), "says something else"),
    "a newer version": (changed("format_version", 2), "in version 2 .* newer edition"),
    "no version": (changed("format_version", KeyError), "should be 1"),
    "no reader": (changed("reader", KeyError), "“reader”: the id"),
    "a reader who climbs": (changed("reader.id", "../x"), "“reader”: the id"),
    "a reader called as a codebook": (changed("reader.id", "mini"), "name of a codebook"),
    "a stance that is a list": (changed("reader.stance", ["x"]), "“reader”: name, stance"),
    "a time": (changed("started", "yesterday"), "“started” is not a time"),
    "a time of locking": (changed("locked", {"Z01": "noon"}), "“locked”, Z01"),
    "transcripts": (changed("transcripts", ["Z01"]), "“transcripts” is damaged"),
    "a digest": (changed("transcripts.Z01", 7), "“transcripts” is damaged"),
    "a storyline": (changed("storyline", 7), "“storyline” should be a text"),
    "spans": (changed("spans", {}), "“spans” should be a list"),
    "a span": (changed("spans.2", "x"), "“spans”, entry 3, is damaged"),
    "a place": (changed("spans.0.start", -1), "“spans”, entry 1: “start” should be a whole number"),
    "half a place": (changed("spans.0.end", 6.5), "“end” should be a whole number"),
    "yes as a place": (changed("spans.0.start", True), "“start” should be a whole number"),
    "no place": (changed("spans.0.start", KeyError), "“start” should be a whole number"),
    "a code of a span": (changed("spans.0.codes", ["Not a code"]), "“codes” should be a list of codes"),
    "a note": (changed("spans.0.notes", {"linguistic": 1}), "“notes” should be texts"),
    "a name of a code": (changed("codes.0.name", 5), "“codes”, entry 1: “name” should be a text"),
    "a code's id": (changed("codes.0.code", "A b"), "small letters"),
    "a property": (changed("codes.0.properties", [{"name": "x"}]), "a list of properties"),
    "a memo's id": (changed("memos.1.id", "a, b"), "“memos”, entry 2: “id” should be letters"),
    "a member": (changed("themes.0.members", [1]), "“members” should be a list of texts"),
    "an event": (changed("events", [{"do": "x"}]), "“events” is damaged"),
    "a number beyond reason": (changed("events", [{"at": "", "do": "x", "n": 2**60}]), "“events” is damaged"),
    "a number too small": (changed("events", [{"at": "", "do": "x", "n": 1e-7}]), "“events” is damaged"),
    "a first pass": (changed("first", {"Z01": [{"id": "a"}]}), "“first”, “Z01”, entry 1"),
}  # fmt: skip

MENDED: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "a part left out": (changed("memos", KeyError), r"^$"),
    "a whole number with a point": (changed("spans.0.start", 5.0), r"^$"),
    "an unknown part": (changed("extra", 1), "“extra” is not known"),
    "an unknown key": (changed("spans.0.mood", 1), "“mood” in “spans” is not known"),
    "half a character": (changed("storyline", "a\ud800b"), "halves of characters"),
    "line ends of Windows": (changed("storyline", "a\r\nb\rc\x00d\x0b"), "line ends of Windows"),
    "an unknown transcript": (changed("transcripts.Z09", "0" * 64), "transcript Z09 is not here"),
    "another digest": (changed("transcripts.Z01", "0" * 64), "another version of Z01"),
    "an unknown codebook": (changed("reader.codebooks", ["gone"]), r"gone is not here(?s:.*)The code up is"),
    "a moved quote": (changed("spans.0.start", 9), "😀”: moved from 9 to 5"),
    "an end too far": (changed("spans.0.end", 99), "moved"),
    "a quote of several places": (changed("spans.4.start", 3), "stand 2 times in the turn, and not at 3"),
    "a quote of none": (changed("spans.0.quote", "no such <words>"), "<words>”: the words do not stand"),
    "a turn of none": (changed("spans.0.turn", "Z01-099"), "Z01 has no such turn"),
    "a span of an unknown transcript": (changed("spans.0.doc", "Z09"), "the transcript Z09 is not here"),
    "an unknown code": (changed("spans.0.codes", ["never"]), "The code never is in no codebook here"),
    "a code twice in a span": (changed("spans.0.codes", ["up", "up"]), r"^$"),
    "an unknown note": (changed("spans.0.notes", {"mood": "blue"}), "“mood” is no kind of note. .*blue"),
    "an empty note": (changed("spans.0.notes", {"linguistic": ""}), r"^$"),
    "lines that differ": (changed("spans.6.why", "Another."), "says something else.* named"),
    "a line twice": (twice("spans", 0), "stands in the same turn.* named a1-2"),
    "an id twice": (twice("memos", 0), "“memos”: the id m1 stands twice. The second was named m1-2"),
    "an id in capitals": (twice("memos", 0, id="M1"), "the id M1 stands twice. The second was named M1-2"),
    "a code twice": (twice("codes", 0), "the id kettle stands twice"),
    "a parent of none": (changed("codes.0.parent", "gone"), "Code kettle: the code above it is not there"),
    "a circle": (changed("codes.1.parent", "towel-two"), "Code towel: the code above it .* below it"),
    "its own parent": (changed("codes.0.parent", "kettle"), "Code kettle"),
    "a statement of none": (changed("statements.0.doc", "Z09"), "Statement Z01aS1 .* Z09, which is not here"),
    "a span that went": (changed("statements.0.spans", ["a5", "gone"]), "Statement Z01aS1: gone, which"),
    "a theme of none": (changed("themes.0.kind", "mood"), "Theme g1 .* no known kind"),
    "a theme on none": (changed("themes.1.doc", "Z09"), "Theme p1 .* kept without a transcript"),
    "a theme's circle": (changed("themes.0.parent", "p1"), "Theme g1: the theme above it"),
    "a member of another kind": (changed("themes.1.members", ["up"]), "Theme p1: up, which it names"),
    "a member code of none": (changed("themes.3.members", ["never"]), "The code never is in no codebook"),
    "a relation to none": (changed("relations.0.to", "gone"), "Relation r1 .* set aside"),
    "a slot of none": (changed("relations.0.slot", "gone"), "Relation r1 .* set aside"),
    "a slot that objects have": (changed("relations.0.slot", "constructor"), "Relation r1 .* set aside"),
    "a memo on what objects have": (changed("memos.0.on", "constructor:x"), "Memo m1 is on constructor:x"),
    "a key that objects have": (changed("__proto__", {"x": 1}), "“__proto__” is not known"),
    "evidence of none": (changed("relations.0.evidence", ["gone"]), "Relation r1: gone"),
    "a memo on none": (changed("memos.0.on", "theme:gone"), "Memo m1 is on theme:gone"),
    "a memo of no kind": (changed("memos.0.kind", "gone"), "Memo m1: “gone” is no kind"),
    "a comparison with none": (changed("memos.1.compares", ["gone"]), "Memo m2: gone"),
    "a first pass that moved": (changed("first", {"Z01": [MOVED]}), "First pass, Z01-003 “And”: moved"),
    "a first pass of none": (changed("first", {"Z09": []}), r"^$"),
    "a lock of none": (changed("locked", {"Z09": "2026-11-01T10:00:00Z"}), r"^$"),
}  # fmt: skip


def spoilt_file(small: Course, change: Callable[[Any], Any]) -> bytes:
    """Apply a change to the bytes, or to the parsed file."""
    file = file_of(small, "anna")
    whole = json.loads(file)
    try:
        came = change(file)
    except TypeError:
        came = change(whole)
    return came if isinstance(came, bytes) else json.dumps(whole, indent=1).encode()


def test_a_file_that_is_none_is_refused_with_the_place_and_what_to_do(small: Course):
    files = [spoilt_file(small, change) for change, _ in REFUSALS.values()]
    for name, file, came in zip(REFUSALS, files, in_node(small, files), strict=True):
        words = REFUSALS[name][1]
        assert re.search(words, came["problem"], re.DOTALL), (name, came)
        with pytest.raises(CourseError) as refused:
            read_project_file(small, file, "x.project.json")
        assert f"{refused.value.problem} {refused.value.remedy}" == came["problem"], name
        assert refused.value.where == "x.project.json"


def test_a_file_that_can_be_mended_opens_and_tells_it(small: Course):
    files = [spoilt_file(small, change) for change, _ in MENDED.values()]
    for name, file, came in zip(MENDED, files, in_node(small, files), strict=True):
        assert came["problem"] == "", (name, came["problem"])
        assert re.search(MENDED[name][1], "\n".join(came["notices"])), (name, came["notices"])
        told = in_python(small, file)
        for part in ("notices", "text", *FORMATS):
            assert came[part] == told[part], (name, part)
        assert came["qdpx"], name
        assert came.get("direct", came["qdpx"]) == came["qdpx"], name
        assert [line["quote"] for line in came["aside"]] == [
            span.quote for span in read_project_file(small, file, "x").aside
        ]


def test_what_is_set_aside_is_told_with_its_words(small: Course):
    file = spoilt_file(small, changed("spans.0.quote", "a quote that went"))
    desk = read_project_file(small, file, "x")
    (line,) = desk.aside
    assert (line.quote, line.why) == ("a quote that went", "An emoji alone.")
    (notice,) = (notice for notice in desk.notices if "a quote that went" in notice)
    assert "Its codes: up; its reason: “An emoji alone.”" in notice


# --- in the browser -----------------------------------------------------------------------------------


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[Page]:
    """A blank page that can load the desk's modules; a published page has them in one script."""
    running = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(MODULES)))
    threading.Thread(target=running.serve_forever, daemon=True).start()
    context = browser.new_context()
    page = context.new_page()
    address = f"http://127.0.0.1:{running.server_port}"
    page.route(
        f"{address}/page.html", lambda route: route.fulfill(content_type="text/html", body="<!doctype html>")
    )
    page.goto(f"{address}/page.html")
    yield page
    context.close()
    running.shutdown()
    running.server_close()


RECEIVE = """async ({ shelf, files }) => {
  const { readQdpx, readQdc } = await import("/desk/exchange/refi-reading.js");
  const { readCodebookCsv } = await import("/desk/exchange/csv.js");
  const { arrivalOf } = await import("/desk/exchange/arrival.js");
  const { codersOf, received } = await import("/desk/exchange/receiving.js");
  const { projectFile } = await import("/desk/exchange/project-file.js");
  const open = {
    qdpx: readQdpx,
    qdc: async (bytes) => readQdc(bytes),
    csv: async (bytes) => arrivalOf(readCodebookCsv(new TextDecoder().decode(bytes))),
  };
  const results = [];
  for (const [kind, file] of files) {
    try {
      const bytes = Uint8Array.from(atob(file), (one) => one.charCodeAt(0));
      const arrival = await open[kind](bytes);
      const people = codersOf(arrival).map((person) => {
        const { project, notices } = received(arrival, shelf, person.key);
        return { ...person, text: projectFile(project).text, notices };
      });
      results.push({ people });
    } catch (error) {
      results.push({ problem: `${error.constructor.name}: ${error.message}` });
    }
  }
  return results;
}"""


def in_browser(page: Page, course: Course, files: list[tuple[str, bytes]]) -> list[dict[str, Any]]:
    told = [[kind, base64.b64encode(content).decode()] for kind, content in files]
    found: list[dict[str, Any]] = page.evaluate(RECEIVE, {"shelf": shelf_of(course), "files": told})
    return found


def same(text: str, file: bytes) -> None:
    """Compare two projects; a tree of codes goes out branch by branch, and so comes back in that order."""
    came, sent = json.loads(text), json.loads(file)
    for whole in (came, sent):
        whole["codes"].sort(key=lambda one: one["code"])
        for part in ("started", "saved", "locked", "first", "events"):
            del whole[part]
    assert came == sent


def test_what_the_page_exports_comes_back_into_the_page(desk: Page, small: Course):
    files = [file_of(small, "anna"), file_of(small, "ben"), file_of(small, "anna", ["Z02"])]
    full = full_of(small)
    full["codes"] = [
        one for one in full["codes"] if one["name"].strip()
    ]  # one without a name comes back named
    full["codes"] = [one for one in full["codes"] if one["properties"] != ["a | b \\ c", ""]]
    files.append(as_text(full))
    sent = in_node(small, files)
    for file, came in zip(
        files, in_browser(desk, small, [("qdpx", one["qdpx"]) for one in sent]), strict=True
    ):
        (person,) = came["people"]
        assert person["notices"] == []
        same(person["text"], file)


def test_a_readers_whole_work_comes_back_into_the_page(desk: Page, corpus: Course):
    files = [file_of(corpus, reader) for reader in reader_ids(corpus)]
    sent = in_node(corpus, files)
    for file, came in zip(
        files, in_browser(desk, corpus, [("qdpx", one["qdpx"]) for one in sent]), strict=True
    ):
        (person,) = came["people"]
        assert person["notices"] == []
        same(person["text"], file)


def test_pythons_export_of_several_readers_opens_for_each(desk: Page, corpus: Course, small: Course):
    for course in (corpus, small):
        (came,) = in_browser(desk, course, [("qdpx", project_qdpx(project_of(course)))])
        assert [person["id"] for person in came["people"]] == reader_ids(course)
        for person in came["people"]:
            assert person["notices"] == []
            assert person["marked"] > 0
            same(person["text"], file_of(course, person["id"]))


@pytest.fixture(scope="module")
def qdpx(small: Course) -> bytes:
    return project_qdpx(project_of(small))


def test_a_programs_habit_changes_nothing_in_the_page(desk: Page, small: Course, qdpx: bytes):
    changes = {**QUIET, "packed": packed}
    files = [("qdpx", change(qdpx)) for change in changes.values()]
    for habit, came in zip(changes, in_browser(desk, small, files), strict=True):
        assert "problem" not in came, (habit, came)
        for person in came["people"]:
            assert person["notices"] == [], habit
            same(person["text"], file_of(small, person["id"]))


def packed(content: bytes) -> bytes:
    """Pack a project tightly, as most programs do."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return buffer.getvalue()


def test_positions_in_other_units_are_converted_and_told_in_the_page(desk: Page, small: Course, qdpx: bytes):
    files = [("qdpx", spoilt(qdpx, change)) for change, _ in CONVERTED.values()]
    for (_, words), came in zip(CONVERTED.values(), in_browser(desk, small, files), strict=True):
        for person in came["people"]:
            assert [notice for notice in person["notices"] if words in notice], person["notices"]
            same(person["text"], file_of(small, person["id"]))


def large(content: bytes) -> bytes:
    """Say, as a zip of the large kind does, that the number of files stands elsewhere."""
    return content[:-14] + b"\xff\xff\xff\xff" + content[-10:]


def damaged(content: bytes) -> bytes:
    at = content.index(b"<CodeBook>")
    return content[:at] + b"<codebook>" + content[at + 10 :]


def test_a_harmful_or_broken_project_is_refused_by_the_page(desk: Page, small: Course, qdpx: bytes):
    more = {
        "zip64": (large(qdpx), "large kind"),
        "a changed byte": (damaged(qdpx), "is damaged"),
        "half a project": (qdpx[: len(qdpx) // 2], "not a zip"),
        "too deep": (zip_bytes({"project.qde": b"<a>" * 200 + b"</a>" * 200}), "nested deeper"),
        "nothing": (b"", "not a zip"),
    }
    cases = {**REFUSED, **more}
    came = in_browser(desk, small, [("qdpx", content) for content, _ in cases.values()])
    for (name, (_, words)), one in zip(cases.items(), came, strict=True):
        assert re.search(words, one.get("problem", ""), re.IGNORECASE), (name, one)
        assert one["problem"].startswith("Refusal: "), (name, one)


def test_nobodys_interview_is_opened_on_the_published_page(desk: Page, small: Course, qdpx: bytes):
    def change(root: Any, members: dict[str, bytes]) -> None:
        name = next(name for name, text in members.items() if b"Well" in text)
        members[name] = members[name].replace(b"Well", b"Will")

    (came,) = in_browser(desk, small, [("qdpx", spoilt(qdpx, change))])
    for person in came["people"]:
        value = json.loads(person["text"])
        assert {line["doc"] for line in value["spans"]} == {"Z02"}
        (notice,) = (one for one in person["notices"] if "not a transcript of this page" in one)
        assert notice.startswith("Z01 is not")


def test_a_codebook_comes_into_the_page(desk: Page, small: Course):
    """Ben's work is not in a file of Anna's codes; nobody in it has a name, so it is one person's."""
    project = project_of(small, readers=["anna"])
    files = [("qdc", codebook_qdc(project)), ("csv", codebook_csv(project).encode())]
    sent = {one["code"]: one for one in anna_of(small)["codes"]}
    for came in in_browser(desk, small, files):
        (person,) = came["people"]
        value = json.loads(person["text"])
        codes = {one["code"]: one for one in value["codes"]}
        assert set(codes) == set(sent)
        assert value["reader"]["codebooks"] == ["mini"]
        for id, one in codes.items():
            assert (one["name"], one["definition"]) == (sent[id]["name"], sent[id]["definition"])
    plain = b'name,description\nOne,"About, one"\nOne / Two,\n\'=Three,x\n'
    bad = [("csv", b"a,b\n"), ("csv", b'tag,description\n"x'), ("qdc", b"<a/>"), ("qdc", b"<a")]
    came = in_browser(desk, small, [("csv", plain), *bad])
    codes = json.loads(came[0]["people"][0]["text"])["codes"]
    assert [(one["code"], one["parent"], one["name"], one["definition"]) for one in codes] == [
        ("one", None, "One", "About, one"),
        ("two", "one", "Two", ""),
        ("three", None, "=Three", "x"),
    ]
    problems = [one["problem"] for one in came[1:]]
    for problem, words in zip(
        problems, ("no column tag", "not CSV", "root is a", "well-formed"), strict=True
    ):
        assert words in problem


# --- the command --------------------------------------------------------------------------------------


def test_the_command_writes_a_project_file_and_reads_it(small: Course, tmp_path: Path):
    run = CliRunner()
    where = ["--course", str(small.root)]
    file = tmp_path / "anna.project.json"
    done = run.invoke(main, ["export", str(file), *where])
    assert done.exit_code == 2
    assert "--reader" in done.output
    done = run.invoke(main, ["export", str(file), "--reader", "anna", *where])
    assert done.exit_code == 0, done.output
    done = run.invoke(main, ["import", str(file), "--reader", "ben", "--out", str(tmp_path / "in"), *where])
    assert done.exit_code == 2
    done = run.invoke(main, ["import", str(file), "--out", str(tmp_path / "in"), *where])
    assert done.exit_code == 0, done.output
    placed = tmp_path / "again" / "data"
    placed.mkdir(parents=True)
    for name in ("transcripts", "codebooks"):
        (placed / name).symlink_to(getattr(small, name))
    (placed / "readings").symlink_to(tmp_path / "in")
    came, sent = load_work(Course(placed.parent), "anna"), load_work(small, "anna")
    for part in PARTS[1:]:
        assert getattr(came, part) == getattr(sent, part), part


def test_a_file_too_large_for_the_desk_is_not_written(small: Course):
    desk = desk_file_of(small, project_of(small, readers=["anna"]))
    with pytest.raises(CourseError, match="larger than"):
        project_file(replace(desk, events=[{"at": "", "do": "x" * 2**20}]))
