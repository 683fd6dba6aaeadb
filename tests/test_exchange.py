"""What goes out opens elsewhere as it was, what comes back is checked, and nothing is guessed."""

from __future__ import annotations

import copy
import csv
import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import unicodedata
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema
from click.testing import CliRunner
from exchange_course import make_course
from hypothesis import given, settings
from hypothesis import strategies as st
from peers.environment import python_of

from compassion_course.cli import main
from compassion_course.corpus import (
    Course,
    CourseError,
    ReaderWork,
    Turn,
    course_faults,
    load_index,
    load_work,
    reader_ids,
)
from compassion_course.corpus.codebooks import Codebook
from compassion_course.corpus.exchange import (
    FORMATS,
    Document,
    Piece,
    Project,
    codebook_faults,
    codebook_qdc,
    export,
    import_file,
    project_faults,
    project_of,
    project_qdpx,
    store,
)
from compassion_course.corpus.exchange.archive import Archive, parse_xml, zip_bytes
from compassion_course.corpus.exchange.codings import codings_csv
from compassion_course.corpus.exchange.csv_text import read_csv, write_csv
from compassion_course.corpus.exchange.document import UTF8, UTF16, position_of_units
from compassion_course.corpus.exchange.fields import many_lines, one_line, read_fields, write_fields
from compassion_course.corpus.exchange.project import Owned, unique_names
from compassion_course.corpus.exchange.refi import EDITION_DATE
from compassion_course.corpus.exchange.refi_import import read_qdpx
from compassion_course.corpus.exchange.rules import project_in
from compassion_course.corpus.exchange.taguette import (
    codebook_csv,
    project_sqlite3,
    tags_of,
    transcript_html,
    transcript_vtt,
)
from compassion_course.corpus.exchange.web_annotation import annotations_jsonld
from compassion_course.corpus.jsonl import write_whole
from compassion_course.corpus.readings import Reader, Reading, Span
from compassion_course.corpus.transcripts import TranscriptInfo

ROOT = Path(__file__).resolve().parent.parent
REFI = ROOT / "tests" / "peers" / "refi"
NS = "{urn:QDA-XML:project:1.0}"
PARTS = ("reader", "spans", "statements", "themes", "relations", "memos", "storyline")
WRITERS: dict[str, Callable[[Project], bytes]] = {
    "qdpx": project_qdpx,
    "qdc": codebook_qdc,
    "sqlite3": project_sqlite3,
    "csv": lambda project: codings_csv(project).encode(),
    "jsonld": lambda project: annotations_jsonld(project).encode(),
    "codebook.csv": lambda project: codebook_csv(project).encode(),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course's own corpus, copied so that all tests see the same one while it is being worked on."""
    folder = tmp_path_factory.mktemp("corpus")
    for name in ("transcripts", "readings", "codebooks"):
        shutil.copytree(ROOT / "data" / name, folder / "data" / name)
    return Course(folder)


@pytest.fixture(scope="module", params=["the corpus", "the hazards"])
def course(request, corpus: Course, small: Course) -> Course:
    return corpus if request.param == "the corpus" else small


@pytest.fixture(scope="module")
def qdpx(small: Course) -> bytes:
    return project_qdpx(project_of(small))


def brought(course: Course, content: bytes, name: str = "came.qdpx", **options):
    """Import bytes as if they were a file."""
    place = course.root / name
    place.write_bytes(content)
    return import_file(course, place, **options)


def codes_by_id(work: ReaderWork) -> dict:
    return {code.code: (code, code.properties or ()) for code in work.codes}


# --- places -------------------------------------------------------------------------------------------

WORDS = st.text(alphabet="ab é’…😀👩🏽𝔘\u200d\u0301", min_size=1, max_size=12)
TURNS = st.lists(st.tuples(st.sampled_from(["I", "T01", "é😀"]), WORDS), min_size=1, max_size=6)


def document_of(lines: list[tuple[str, str]]) -> Document:
    return Document(
        "T01", (Turn("T01", f"T01-{number:03}", who, text) for number, (who, text) in enumerate(lines, 1))
    )


@given(TURNS, st.data())
def test_every_place_of_a_turn_comes_back(lines: list[tuple[str, str]], data):
    document = document_of(lines)
    turn = data.draw(st.sampled_from(document.turns))
    offset = data.draw(st.integers(0, len(turn.text)))
    position = document.position(turn.turn, offset)
    before = document.text[:position]
    assert before.endswith(turn.speaker + ": " + turn.text[:offset])
    assert document.units(position, UTF8) == len(before.encode())
    assert document.units(position, UTF16) == len(before.encode("utf-16-le")) // 2
    for encoding in (UTF8, UTF16):
        assert position_of_units(document.text, document.units(position, encoding), encoding) == position


@given(TURNS, st.data())
def test_a_range_cut_into_turns_comes_back_whole(lines: list[tuple[str, str]], data):
    document = document_of(lines)
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(lines) - 1)] * 2)))
    start = data.draw(st.integers(0, len(lines[first][1]) - 1))
    end = data.draw(st.integers(start + 1 if first == last else 1, len(lines[last][1])))
    turns = document.turns
    place = document.position(turns[first].turn, start), document.position(turns[last].turn, end)
    pieces = document.pieces(*place)
    assert [piece.turn for piece in pieces] == [turn.turn for turn in turns[first : last + 1]]
    assert document.ranges(pieces) == (place,)


@given(st.text(alphabet="ab:é😀\n\u0301 ", max_size=60))
def test_a_foreign_text_keeps_its_positions(text: str):
    document = Document.from_text("x", text)
    assert document.text == text.removesuffix("\n") + "\n"


def test_a_place_in_nobodys_words_is_refused():
    document = document_of([("I", "one"), ("T01", "two")])
    for turn, offset in (("T01-009", 0), ("T01-001", 4), ("T01-001", -1)):
        with pytest.raises(CourseError):
            document.position(turn, offset)
    with pytest.raises(CourseError, match="within a character"):
        position_of_units("I: 😀", 4, UTF16)
    assert document.pieces(0, 3) == ()
    assert document.ranges([Piece("T01-001", 0, 2), Piece("T01-002", 0, 1)]) == ((3, 5), (12, 13))


# --- labelled lines, names, CSV -----------------------------------------------------------------------

LABELLED = st.lists(
    st.tuples(st.sampled_from(["why", "span"]), st.text("a: why\n  😀", min_size=1)), max_size=4
)


@given(LABELLED)
def test_labelled_lines_come_apart_as_they_were(fields: list[tuple[str, str]]):
    assert read_fields(write_fields(fields), ("why", "span")) == fields


def test_a_note_from_elsewhere_is_plain_text():
    assert read_fields("A thought.\r\nwhy: because", ("why",)) == [("", "A thought."), ("why", "because")]
    text = write_fields([("definition", "one\ntwo"), ("code", "x")])
    assert "\n" not in one_line(text)
    assert many_lines(one_line(text)) == text


NAMED = st.tuples(
    st.sampled_from(["r", "s"]), st.sampled_from("abc"), st.sampled_from(["X", "x", "x [r]", " "])
)


@given(st.lists(NAMED, unique_by=lambda row: row[:2]))
def test_no_two_codes_have_one_name(rows: list[tuple[str, str, str]]):
    names = unique_names([(Owned(owner, id), name) for owner, id, name in rows], bare={"s"})
    assert len({name.casefold() for name in names.values()}) == len(rows)


def test_a_name_that_stands_once_is_left_alone():
    names = unique_names(
        [(Owned("book", "a"), "One"), (Owned("r", "b"), "Two"), (Owned("r", "c"), "one")], {"book"}
    )
    assert list(names.values()) == ["One", "Two", "one [r]"]


@given(st.lists(st.lists(st.text("'=+-@a\"\n,😀", min_size=1), min_size=1), min_size=1))
def test_csv_comes_back_and_runs_nothing(rows: list[list[str]]):
    text = write_csv(rows)
    assert read_csv(text, "x.csv") == rows
    assert not [cell for row in csv.reader(io.StringIO(text)) for cell in row if cell[0] in "=+-@"]


# --- what goes out: schema and rules ------------------------------------------------------------------


@pytest.fixture(scope="module")
def schemas() -> dict[str, xmlschema.XMLSchema]:
    return {name: xmlschema.XMLSchema(REFI / f"{name}.xsd") for name in ("Project", "Codebook")}


def schema_errors(schema: xmlschema.XMLSchema, content: bytes) -> list[str]:
    return [str(error) for error in schema.iter_errors(io.BytesIO(content))]


@pytest.mark.parametrize("lines", ["lf", "crlf-text-lf-offsets"])
def test_a_project_keeps_schema_and_rules(course: Course, lines: str, schemas):
    project = project_of(course)
    content = project_qdpx(project, lines)
    archive = Archive(content, "x.qdpx")
    assert schema_errors(schemas["Project"], archive.read("project.qde")) == []
    assert project_faults(content, "x.qdpx", crlf=lines != "lf") == []
    texts = [archive.read(name) for name in archive.names if name.startswith("sources/")]
    assert all((b"\r\n" in text) == (lines != "lf" and b"\n" in text) for text in texts)


def test_a_codebook_keeps_schema_and_rules(course: Course, schemas):
    content = codebook_qdc(project_of(course))
    assert schema_errors(schemas["Codebook"], content) == []
    assert codebook_faults(content, "x.qdc") == []


def test_every_coding_of_the_corpus_is_in_the_project(corpus: Course):
    project = project_of(corpus)
    assert list(project.documents) == list(load_index(corpus))
    archive = Archive(project_qdpx(project), "x.qdpx")
    root = parse_xml(archive.read("project.qde"), "x")
    codings = list(root.iter(f"{NS}Coding"))
    spans = {(work.reader.id, span.id): span for work in project.works for span in work.spans}
    runs = sum(len(marked.ranges) for work in project.works for marked in project.marked(work))
    assert len(list(root.iter(f"{NS}PlainTextSelection"))) == runs >= len(spans) >= 75
    assert len(codings) >= sum(len(span.codes) for span in spans.values())


def test_what_an_export_leaves_out_is_a_fault_of_the_corpus(corpus: Course):
    """Without faults everything goes out; what rests on something missing does not, and the check says so."""
    for work in project_of(corpus).works:
        whole = load_work(corpus, work.reader.id)
        lost = [part for part in PARTS if getattr(work, part) != getattr(whole, part)]
        assert lost == [] or course_faults(corpus), (work.reader.id, lost)


def test_the_date_is_the_editions():
    released = re.search(r"date-released: (\S+)", (ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert released
    assert f"{released[1]}T00:00:00Z" == EDITION_DATE


def test_a_project_says_what_qualcoder_needs(qdpx: bytes):
    """Without an origin, or a note's date, QualCoder stops; without users it forgets whose a coding is."""
    root = parse_xml(Archive(qdpx, "x").read("project.qde"), "x")
    assert root.get("origin")
    for tag in ("TextSource", "Note"):
        for element in root.iter(f"{NS}{tag}"):
            assert element.get("creationDateTime")
            assert element.get("plainTextPath", "").startswith("internal://")
    for tag in ("PlainTextSelection", "Coding"):
        for element in root.iter(f"{NS}{tag}"):
            assert element.get("creatingUser")
            assert element.get("creationDateTime")


MAKE = (
    "import sys, hashlib; sys.path.insert(0, {tests!r})\n"
    "from compassion_course.corpus import Course\n"
    "from test_exchange import WRITERS, project_of\n"
    "from pathlib import Path\nproject = project_of(Course(Path({root!r})))\n"
    "print([hashlib.sha256(write(project)).hexdigest() for write in WRITERS.values()])\n"
)


def test_the_same_project_gives_the_same_bytes_anywhere(small: Course):
    project = project_of(small)
    here = [hashlib.sha256(write(project)).hexdigest() for write in WRITERS.values()]
    program = MAKE.format(tests=str(ROOT / "tests"), root=str(small.root))
    for zone, seed in (("Pacific/Chatham", "1"), ("UTC", "2")):
        surroundings = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C", "PYTHONUTF8": "0"}
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=surroundings,
            cwd=ROOT / "tests",
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == str(here)


def test_what_rests_on_a_transcript_left_out_is_left_out(small: Course):
    project = project_of(small, docs=["Z01"], readers=["anna"])
    (work,) = project.works
    assert list(project.documents) == ["Z01"]
    assert {span.doc for span in work.spans} == {"Z01"}
    assert [entry.id for entry in work.statements] == ["Z01aS1"]
    assert [theme.id for theme in work.themes] == [
        "cat",
        "core",
    ]  # the group theme, and so its other part, rest on Z02
    assert [entry.id for entry in work.relations] == ["r2"]
    assert [memo.id for memo in work.memos] == ["m1", "m2", "m4", "m5", "m6"]
    assert project_faults(project_qdpx(project), "x") == []


@pytest.mark.parametrize(("docs", "readers"), [(["T99"], []), ([], ["nobody"])])
def test_an_unknown_name_says_which_there_are(docs: list[str], readers: list[str], corpus: Course):
    with pytest.raises(CourseError, match=r"It has: .*(T01|close)"):
        project_of(corpus, docs, readers)


def test_a_quote_that_has_moved_does_not_go_out(tmp_path: Path):
    course = make_course(tmp_path)
    path = course.readings / "ben" / "Z01.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"start": 0', '"start": 1'), encoding="utf-8")
    for write in (project_qdpx, project_sqlite3, codings_csv, annotations_jsonld):
        with pytest.raises(CourseError, match="not what stands"):
            write(project_of(course))


# --- what goes out comes back -------------------------------------------------------------------------


def test_a_project_comes_back_as_it_was(course: Course, tmp_path: Path):
    project = project_of(course)
    file = tmp_path / "all.qdpx"
    export(course, file)
    received = import_file(course, file)
    assert received.notices == ()
    assert not received.foreign
    for sent, came in zip(project.works, received.works, strict=True):
        for part in PARTS:
            assert getattr(came, part) == getattr(sent, part), (sent.reader.id, part)
        assert codes_by_id(came) == codes_by_id(sent)
    placed = store(received, tmp_path / "readings")
    assert [path.name for path in placed] == reader_ids(course)
    for path in placed:
        again = load_work(Course(copy_of(course, tmp_path, path)), path.name)
        sent = next(work for work in project.works if work.reader.id == path.name)
        for part in PARTS:
            assert getattr(again, part) == getattr(sent, part)
        for doc in sent.readings:
            assert (path / f"{doc}.jsonl").read_bytes() == (
                course.readings / path.name / f"{doc}.jsonl"
            ).read_bytes()


def copy_of(course: Course, place: Path, reader: Path) -> Path:
    """Make a course with another's transcripts and codebooks, and one reading that came back."""
    data = place / f"again-{reader.name}" / "data"
    (data / "readings").mkdir(parents=True)
    for name in ("transcripts", "codebooks"):
        (data / name).symlink_to(getattr(course, name))
    (data / "readings" / reader.name).symlink_to(reader)
    return data.parent


def coded(work: ReaderWork, with_notes: bool = True) -> list[tuple]:
    """Give the spans in the order of the text, with what a format keeps of them."""
    rows = []
    for span in work.spans:
        told = (tuple(span.notes.items()), span.why, span.id) if with_notes else ()
        rows.append((span.doc, span.turn, span.start, span.end, span.quote, sorted(span.codes), *told))
    return sorted(rows)


@pytest.mark.parametrize("ending", ["csv", "jsonld", "sqlite3"])
def test_codings_come_back_exactly(course: Course, ending: str, tmp_path: Path):
    file = tmp_path / f"all.{ending}"
    export(course, file)
    received = import_file(course, file)
    assert received.notices == ()
    for sent, came in zip(project_of(course).works, received.works, strict=True):
        assert coded(came, ending != "sqlite3") == coded(sent, ending != "sqlite3")
        used = {code for span in sent.spans for code in span.codes} & set(codes_by_id(sent))
        for code in used:
            assert came.codebook.by_id[code].name == sent.codebook.by_id[code].name
            assert came.codebook.by_id[code].definition == sent.codebook.by_id[code].definition


@pytest.mark.parametrize("name", ["codes.qdc", "codebook.csv"])
def test_a_codebook_comes_back(name: str, small: Course, tmp_path: Path):
    export(small, tmp_path / name, readers=["anna"])
    (work,) = import_file(small, tmp_path / name).works
    sent = load_work(small, "anna")
    assert work.reader.codebooks == ("mini",)
    assert {code: work.codebook.by_id[code].name for code in work.codebook.by_id} == {
        code: sent.codebook.by_id[code].name for code in sent.codebook.by_id
    }
    if name == "codes.qdc":
        assert codes_by_id(work) == codes_by_id(sent)


@settings(max_examples=60, deadline=None)
@given(TURNS, st.data())
def test_any_text_goes_out_and_comes_in(lines: list[tuple[str, str]], data):
    document = document_of(lines)
    spans = []
    for number in range(data.draw(st.integers(0, 4))):
        turn = data.draw(st.sampled_from(document.turns))
        start = data.draw(st.integers(0, len(turn.text) - 1))
        end = data.draw(st.integers(start + 1, len(turn.text)))
        spans.append(Span(f"s{number}", "T01", turn.turn, start, end, turn.text[start:end], ()))
    reader = Reader("r", "R", "", ())
    work = ReaderWork(reader, {"T01": Reading(reader, "T01", tuple(spans))}, Codebook("r", ()))
    info = TranscriptInfo(
        doc="T01", study="s", role="r", setting="s", words=1, synthetic=True, licence="CC-BY-4.0", version=1
    )
    content = project_qdpx(Project("p", {"T01": document}, {"T01": info}, (), (work,)))
    arrival = read_qdpx(content, "p.qdpx")
    assert arrival.notices == []
    (came,) = arrival.documents
    assert came.text == document.text
    assert [(one.quote, document.pieces(one.start, one.end)) for one in arrival.selections] == [
        (span.quote, (Piece(span.turn, span.start, span.end),)) for span in spans
    ]


# --- rules find what the schema does not --------------------------------------------------------------


def spoilt(content: bytes, change: Callable[[ElementTree.Element, dict[str, bytes]], None]) -> bytes:
    """Take a project apart, change it, and pack it again."""
    archive = Archive(content, "x")
    members = {name: archive.read(name) for name in archive.names}
    root = ElementTree.fromstring(members.pop(project_in(archive)))
    ElementTree.register_namespace("", NS[1:-1])
    change(root, members)
    return zip_bytes({"project.qde": ElementTree.tostring(root, encoding="utf-8"), **members})


def every(root: ElementTree.Element, tag: str) -> list[ElementTree.Element]:
    return list(root.iter(f"{NS}{tag}"))


def selections(root: ElementTree.Element) -> list[ElementTree.Element]:
    return every(root, "PlainTextSelection")


def in_units(encoding: str, size: int):
    def change(root: ElementTree.Element, members: dict[str, bytes]) -> None:
        for source in every(root, "TextSource"):
            text = members[f"sources/{source.get('guid')}.txt"].decode()
            for one in source.iter(f"{NS}PlainTextSelection"):
                for edge in ("startPosition", "endPosition"):
                    one.set(edge, str(len(text[: int(one.get(edge))].encode(encoding)) // size))

    return change


def inclusive(root, members):
    for one in selections(root):
        one.set("endPosition", str(int(one.get("endPosition")) - 1))


def with_mark(root, members):
    for source in every(root, "TextSource"):
        name = f"sources/{source.get('guid')}.txt"
        members[name] = b"\xef\xbb\xbf" + members[name]


def with_crlf(root, members):
    for name in members:
        members[name] = members[name].replace(b"\n", b"\r\n")


def crlf_counted(root, members):
    for source in every(root, "TextSource"):
        text = members[f"sources/{source.get('guid')}.txt"].decode()
        for one in source.iter(f"{NS}PlainTextSelection"):
            for edge in ("startPosition", "endPosition"):
                one.set(edge, str(int(one.get(edge)) + text.count("\n", 0, int(one.get(edge)))))
    with_crlf(root, members)


def set_on(tag: str, **attributes: str):
    def change(root, members):
        for name, value in attributes.items():
            every(root, tag)[0].set(name, value)

    return change


def repeat(tag: str, attribute: str):
    def change(root, members):
        first, second = every(root, tag)[:2]
        second.set(attribute, first.get(attribute))

    return change


def emptied(tag: str):
    def change(root, members):
        every(root, tag)[0].clear()

    return change


def no_text(root, members):
    del members[f"sources/{every(root, 'TextSource')[0].get('guid')}.txt"]


def two_texts(root, members):
    source = every(root, "TextSource")[0]
    source.insert(1, ElementTree.Element(f"{NS}PlainTextContent"))


NOWHERE = "00000000-0000-0000-0000-000000000000"
PLANTED = {
    "UTF-16 offsets": (in_units("utf-16-le", 2), "at .* stands"),
    "byte offsets": (in_units("utf-8", 1), "at .* stands"),
    "inclusive ends": (inclusive, "at .* stands|goes from"),
    "a byte order mark": (with_mark, "byte order mark"),
    "carriage returns": (with_crlf, "carriage returns"),
    "a selection beyond the text": (set_on("PlainTextSelection", endPosition="99999"), "goes from"),
    "a selection of nothing": (set_on("PlainTextSelection", startPosition="9", endPosition="9"), "goes from"),
    "a quote that is not there": (set_on("PlainTextSelection", name="no such words"), "stands"),
    "a GUID twice": (repeat("PlainTextSelection", "guid"), "stands twice"),
    "a GUID that is none": (set_on("Case", guid="42"), "which is none"),
    "a code name twice": (repeat("Code", "name"), "have the name"),
    "a source name twice": (repeat("TextSource", "name"), "have the name"),
    "a coding with a code that is not there": (set_on("CodeRef", targetGUID=NOWHERE), "not there"),
    "a coder who is not there": (set_on("Coding", creatingUser=NOWHERE), "not there"),
    "a note that is not there": (set_on("NoteRef", targetGUID=NOWHERE), "not there"),
    "a link to nowhere": (set_on("Link", targetGUID=NOWHERE), "not there"),
    "an edge from nowhere": (set_on("Edge", sourceVertex=NOWHERE), "not there"),
    "an empty set of cases": (emptied("Cases"), "Cases is empty"),
    "no users": (emptied("Users"), "Users is empty"),
    "a text that is not in the archive": (no_text, "not in the archive"),
    "two texts": (two_texts, "or two"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_breakage_is_found(planted: str, qdpx: bytes):
    change, words = PLANTED[planted]
    found = [f"{fault.problem} {fault.remedy}" for fault in project_faults(spoilt(qdpx, change), "x.qdpx")]
    assert [text for text in found if re.search(words, text)], found


def test_a_coding_with_a_category_is_found(qdpx: bytes):
    def change(root, members):
        head = next(code for code in every(root, "Code") if code.get("isCodable") == "false")
        every(root, "CodeRef")[0].set("targetGUID", head.get("guid"))

    assert any("category" in fault.problem for fault in project_faults(spoilt(qdpx, change), "x"))


def test_a_reference_of_the_wrong_kind_is_found(qdpx: bytes):
    def change(root, members):
        every(root, "SourceRef")[0].set("targetGUID", every(root, "User")[0].get("guid"))

    assert any("which is a User" in fault.problem for fault in project_faults(spoilt(qdpx, change), "x"))


def test_the_schema_alone_would_have_passed_what_loses_codings(qdpx: bytes, schemas):
    for planted in ("UTF-16 offsets", "byte offsets", "inclusive ends", "a code name twice", "a GUID twice"):
        content = Archive(spoilt(qdpx, PLANTED[planted][0]), "x").read("project.qde")
        assert schema_errors(schemas["Project"], content) == [], planted


# --- what comes in from other programs ----------------------------------------------------------------


def renamed(content: bytes, change: Callable[[str], str]) -> bytes:
    archive = Archive(content, "x")
    return zip_bytes({change(name): archive.read(name) for name in archive.names})


def braces(root, members):
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if re.fullmatch(r"[0-9a-f-]{36}", value):
                element.set(name, "{" + value.upper() + "}")


def inline(root, members):
    for source in [*every(root, "TextSource"), *every(root, "Note")]:
        text = members.pop(f"sources/{source.get('guid')}.txt").decode()
        del source.attrib["plainTextPath"]
        at = 1 if source.find(f"{NS}Description") is not None else 0
        content = ElementTree.Element(f"{NS}PlainTextContent")
        content.text = text
        source.insert(at, content)


def bare(root, members):
    for element in root.iter():
        for name in ("creationDateTime", "origin"):
            element.attrib.pop(name, None)


def decomposed(root, members):
    """Write accents as marks of their own, as some systems do with every text."""
    for source in every(root, "TextSource"):
        name = f"sources/{source.get('guid')}.txt"
        text = members[name].decode()
        members[name] = unicodedata.normalize("NFD", text).encode()
        for one in source.iter(f"{NS}PlainTextSelection"):
            for edge in ("startPosition", "endPosition"):
                one.set(edge, str(len(unicodedata.normalize("NFD", text[: int(one.get(edge))]))))


def quotes_on_one_line(root, members):
    for one in selections(root):
        one.set("name", one.get("name").replace("\n", " "))


QUIET = {
    "other folder": lambda content: renamed(content, lambda name: name.replace("sources/", "Sources/")),
    "other project name": lambda content: renamed(
        content, lambda name: name.replace("project.qde", "My study.QDE")
    ),
    "braces": lambda content: spoilt(content, braces),
    "texts within": lambda content: spoilt(content, inline),
    "no dates": lambda content: spoilt(content, bare),
    "accents as marks of their own": lambda content: spoilt(content, decomposed),
    "line ends in quotes as blanks": lambda content: spoilt(content, quotes_on_one_line),
    "a byte order mark": lambda content: spoilt(content, with_mark),
    "CRLF text, LF offsets": lambda content: spoilt(content, with_crlf),
}
CONVERTED = {
    "UTF-16 offsets": (in_units("utf-16-le", 2), "UTF-16 units"),
    "byte offsets": (in_units("utf-8", 1), "UTF-8 bytes"),
    "inclusive ends": (inclusive, "the last character in"),
    "CRLF text and offsets": (crlf_counted, "line ends as two"),
}


def assert_same(received, course: Course) -> None:
    for sent, came in zip(project_of(course).works, received.works, strict=True):
        assert came.spans == sent.spans
        assert codes_by_id(came) == codes_by_id(sent)
        assert came.memos == sent.memos


@pytest.mark.parametrize("habit", QUIET)
def test_a_programs_habit_changes_nothing(habit: str, qdpx: bytes, small: Course):
    received = brought(small, QUIET[habit](qdpx))
    assert received.notices == ()
    assert_same(received, small)


@pytest.mark.parametrize("unit", CONVERTED)
def test_positions_in_other_units_are_converted_and_reported(unit: str, qdpx: bytes, small: Course):
    change, words = CONVERTED[unit]
    received = brought(small, spoilt(qdpx, change))
    assert_same(received, small)
    assert [notice for notice in received.notices if words in notice]
    assert all("quotes stand where they say" in notice for notice in received.notices), received.notices


def test_a_selection_for_each_code_is_one_span_again(qdpx: bytes, small: Course):
    """As QualCoder writes what it read: one selection, with its memo, for each code."""

    def change(root, members):
        for source in every(root, "TextSource"):
            for one in list(source.iter(f"{NS}PlainTextSelection")):
                for number, coding in enumerate(one.findall(f"{NS}Coding")[1:]):
                    again = copy.deepcopy(one)
                    again.set("guid", one.get("guid")[:-1] + "0123456789"[number])
                    for other in again.findall(f"{NS}Coding"):
                        if other.find(f"{NS}CodeRef").attrib != coding.find(f"{NS}CodeRef").attrib:
                            again.remove(other)
                    source.insert(list(source).index(one) + 1, again)
                    one.remove(coding)

    received = brought(small, spoilt(qdpx, change))
    for sent, came in zip(project_of(small).works, received.works, strict=True):
        assert coded(came) == coded(sent)


def test_a_table_of_a_person_who_codes_by_hand_needs_no_ids(small: Course):
    table = (
        "reader,doc,span,turn,start,end,code,quote\nme,Z01,,Z01-003,0,3,up,And\nme,Z01,,Z01-003,4,8,,then\n"
    )
    received = brought(small, table.encode(), "x.csv")
    (work,) = received.works
    assert [(span.id, span.codes, span.quote) for span in work.spans] == [
        ("Z01m01", ("up",), "And"),
        ("Z01m02", (), "then"),
    ]
    assert work.reader.codebooks == ("mini",)


def test_nobodys_codings_are_one_coders(qdpx: bytes, small: Course):
    def change(root, members):
        root.remove(root.find(f"{NS}Users"))
        for element in root.iter():
            element.attrib.pop("creatingUser", None)
            if element.tag.endswith("Note"):
                element.attrib.pop("creatingUser", None)

    received = brought(small, spoilt(qdpx, change))
    (work,) = received.works
    assert len({span.id for span in work.spans}) == 13
    assert any("another has the id b1" in notice for notice in received.notices)


def test_a_quote_close_by_is_taken_and_reported(qdpx: bytes, small: Course):
    def change(root, members):
        one = next(one for one in selections(root) if one.get("name") == "x\u0301 and")
        for edge in ("startPosition", "endPosition"):
            one.set(edge, str(int(one.get(edge)) + 3))

    received = brought(small, spoilt(qdpx, change))
    assert_same(received, small)
    (notice,) = (notice for notice in received.notices if "moved" in notice)
    assert "x\u0301 and" in notice


@pytest.mark.parametrize(
    ("words", "said"),
    [("Then the kettle", "stands 3 times close by"), ("no such words at all", "could not be checked")],
)
def test_a_quote_in_several_places_or_in_none_is_never_guessed(
    words: str, said: str, qdpx: bytes, small: Course
):
    def change(root, members):
        one = next(one for one in selections(root) if one.get("name") == "Then the kettle.")
        one.set("name", words)
        one.set("startPosition", "100")
        one.set("endPosition", "109")

    received = brought(small, spoilt(qdpx, change))
    anna = next(work for work in received.works if work.reader.id == "anna")
    assert [notice for notice in received.notices if said in notice], received.notices
    assert ("a5" in {span.id for span in anna.spans}) == ("not be checked" in said)


def test_a_speakers_name_at_an_edge_is_cut_off(qdpx: bytes, small: Course):
    def change(root, members):
        one = next(one for one in selections(root) if one.get("name") == "Well 😀 it")
        one.set("startPosition", str(int(one.get("startPosition")) - 5))
        one.set("name", "Z01: Well 😀 it")

    received = brought(small, spoilt(qdpx, change))
    assert_same(received, small)
    assert any("cut off" in notice for notice in received.notices)


def test_another_text_under_a_known_name_is_searched_by_quotes(qdpx: bytes, small: Course):
    def change(root, members):
        name = f"sources/{every(root, 'TextSource')[0].get('guid')}.txt"
        members[name] = b"A heading that somebody put in.\n\n" + members[name]
        for one in every(root, "TextSource")[0].iter(f"{NS}PlainTextSelection"):
            for edge in ("startPosition", "endPosition"):
                one.set(edge, str(int(one.get(edge)) + 33))

        nameless = next(one for one in selections(root) if one.get("name") == "😀")
        del nameless.attrib["name"]

    received = brought(small, spoilt(qdpx, change))
    anna, _ = received.works
    assert any("quotes no words and has no place" in notice for notice in received.notices)
    assert any("is not that of Z01" in notice for notice in received.notices)
    assert {"a2", "a3"} <= {span.id for span in anna.spans}
    assert "a1" not in {span.id for span in anna.spans}
    sent = {span.id: span for span in load_work(small, "anna").spans}
    assert all(
        span == sent[span.id] for span in anna.spans if len([s for s in anna.spans if s.id == span.id]) == 1
    )
    assert "a5" not in {span.id for span in anna.spans}  # its words stand three times


def test_a_foreign_document_is_kept_apart(qdpx: bytes, small: Course, tmp_path: Path):
    def change(root, members):
        source = every(root, "TextSource")[1]
        source.set("name", "Mein Gespräch.docx")
        text = "Anna: Nothing like it.\n\nBob: Then the kettle. 😀😀 Tea towels, always tea towels.\n"
        members[f"sources/{source.get('guid')}.txt"] = text.encode()
        for one in source.iter(f"{NS}PlainTextSelection"):
            start = text.index(one.get("name"))
            one.set("startPosition", str(start))
            one.set("endPosition", str(start + len(one.get("name"))))

    received = brought(small, spoilt(qdpx, change))
    assert list(received.foreign) == ["mein-gesprach-docx"]
    anna, _ = store(received, tmp_path / "out")
    rows = [
        json.loads(line)
        for line in (anna / "foreign" / "mein-gesprach-docx.spans.jsonl").read_text().splitlines()
    ]
    turns = [
        json.loads(line) for line in (anna / "foreign" / "mein-gesprach-docx.jsonl").read_text().splitlines()
    ]
    text_of = {turn["turn"]: turn["text"] for turn in turns}
    assert rows
    assert all(text_of[row["turn"]][row["start"] : row["end"]] == row["quote"] for row in rows)
    assert not (anna / "mein-gesprach-docx.jsonl").exists()


def test_codes_that_know_nothing_of_the_course_become_ones_own(qdpx: bytes, small: Course):
    def change(root, members):
        for code in every(root, "Code"):
            for told in code.findall(f"{NS}Description"):
                code.remove(told)

    received = brought(small, spoilt(qdpx, change))
    anna, ben = received.works
    assert {code.name for code in anna.codes} >= {"Up", "=Tea towel", "'the kettle' [anna]"}
    assert all(set(span.codes) <= {code.code for code in ben.codes} for span in ben.spans)
    assert [len(span.codes) for span in ben.spans] == [2, 1, 1]


def test_a_codebooks_code_that_was_renamed_is_reported(qdpx: bytes, small: Course):
    def change(root, members):
        next(code for code in every(root, "Code") if code.get("name") == "Up").set("name", "Upwards")

    received = brought(small, spoilt(qdpx, change))
    assert_same(received, small)
    assert [notice for notice in received.notices if "Code Upwards" in notice] == list(received.notices)


def test_only_the_wanted_coder_comes_in(qdpx: bytes, small: Course):
    (work,) = brought(small, qdpx, readers=["ben"]).works
    assert work.reader.id == "ben"
    with pytest.raises(CourseError, match="anna, ben"):
        brought(small, qdpx, readers=["carla"])


@pytest.mark.parametrize("name", ["nvivo", "qc"])
def test_texts_and_places_of_a_foreign_program_are_read(name: str, small: Course):
    """What NVivo and the program qc write: paths without a scheme, names that are no quotes, no users."""
    lines = "\ufeffone\r\ntwo words\r\n"
    head = '<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" name="x"><Users/>'
    path = "internal://A.txt" if name == "nvivo" else "A.txt"
    body = (
        f'<Sources><TextSource guid="{NOWHERE}" name="note.txt" plainTextPath="{path}">'
        f'<PlainTextSelection guid="{NOWHERE[:-1]}1" name="line:2" startPosition="4" endPosition="13"/>'
        f'<PlainTextSelection guid="{NOWHERE[:-1]}2" startPosition="0" endPosition="3"/>'
        "</TextSource><PictureSource/></Sources></Project>"
    )
    received = brought(small, zip_bytes({"a.qde": (head + body).encode(), "sources/A.txt": lines.encode()}))
    (work,) = received.works
    assert [span.quote for span in work.spans] == ["two words", "one"]
    told = "\n".join(received.notices)
    assert "could not be checked" in told
    assert "Users is empty" in told
    assert "PictureSource" in told


# --- what must not be read ----------------------------------------------------------------------------

LAUGHS = (
    '<?xml version="1.0"?>\n<!-- a --><!DOCTYPE Project [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>\n'
    '<Project xmlns="urn:QDA-XML:project:1.0" name="&b;"/>'
)
DEEP = '<Project xmlns="urn:QDA-XML:project:1.0" name="x">' + "<a>" * 5000 + "</a>" * 5000 + "</Project>"


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", b"<a>" + b" " * 30_000_000 + b"</a>")
    return buffer.getvalue()


def locked() -> bytes:
    content = bytearray(zip_bytes({"project.qde": b"<a/>"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    return bytes(content)


REFUSED = {
    "no zip": (b"not a zip", "not a zip"),
    "half a zip": (zip_bytes({"project.qde": b"<a/>" * 100})[:-30], "not a zip"),
    "no project": (zip_bytes({"a.txt": b""}), "holds 0 projects"),
    "two projects": (zip_bytes({"a.qde": b"", "b.qde": b""}), "holds 2 projects"),
    "a name that climbs": (zip_bytes({"project.qde": b"<a/>", "../../etc/x": b""}), "outside of the archive"),
    "a name from the root": (zip_bytes({"/project.qde": b"<a/>"}), "outside of the archive"),
    "a name of a drive": (zip_bytes({"C:\\project.qde": b"<a/>"}), "outside of the archive"),
    "a bomb": (bomb(), "zip bomb"),
    "a password": (locked(), "password"),
    "entities": (zip_bytes({"project.qde": LAUGHS.encode()}), "document type"),
    "entities in UTF-16": (zip_bytes({"project.qde": LAUGHS.encode("utf-16")}), "document type"),
    "no XML": (zip_bytes({"project.qde": b"<a>"}), "well-formed"),
    "another root": (zip_bytes({"project.qde": b"<a/>"}), "its root is a"),
    "too deep": (zip_bytes({"project.qde": DEEP.encode()}), "nested deeper"),
    "no UTF-8": (zip_bytes({"project.qde": b"<a>\xff</a>"}), "not UTF-8"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_harmful_or_broken_project_is_refused(what: str, small: Course):
    content, words = REFUSED[what]
    with pytest.raises(CourseError, match=re.compile(words, re.IGNORECASE)):
        brought(small, content)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.qdc", LAUGHS.encode(), "document type"),
        ("x.qdc", b"<a/>", "root is a"),
        ("x.sqlite3", b"SQLite format 3\x00" + b"\x00" * 2000, "not a Taguette project"),
        ("x.sqlite3", b"hello", "not a Taguette project"),
        ("x.csv", b"a,b\n1,2\n", "has no column reader"),
        ("x.csv", b'reader,"doc', "not CSV"),
        ("codebook.csv", b"a,b\n", "no column tag"),
        ("x.jsonld", b"{", "not JSON"),
        ("x.jsonld", b'{"a": 1}', "no list of annotations"),
        ("x.docx", b"", "names no format"),
        ("x.html", b"", "holds no codings"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(name: str, content: bytes, words: str, small: Course):
    with pytest.raises(CourseError, match=words):
        brought(small, content, name)


def test_a_database_with_triggers_is_not_opened(small: Course, tmp_path: Path):
    path = tmp_path / "x.sqlite3"
    path.write_bytes(project_sqlite3(project_of(small)))
    with sqlite3.connect(path) as base:
        base.execute("CREATE VIEW more AS SELECT 1")
    with pytest.raises(CourseError, match="views or triggers"):
        import_file(small, path)


def database(course: Course, place: Path, *statements: str) -> Path:
    """Write a Taguette project that somebody has changed."""
    place.write_bytes(project_sqlite3(project_of(course)))
    with sqlite3.connect(place) as base:
        for statement in statements:
            base.execute(statement)
    base.close()
    return place


@pytest.mark.parametrize("kept", [1 / 3, 2 / 3, 39 / 40])
def test_half_a_database_is_refused(kept: float, small: Course, tmp_path: Path):
    path = database(small, tmp_path / "x.sqlite3")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])
    with pytest.raises(CourseError, match=r"damaged or cut short|not a Taguette project"):
        import_file(small, path)


@pytest.mark.parametrize("place", ["'abc'", "x'00'", "1e300"])
def test_a_highlight_whose_place_is_no_number_is_told(place: str, small: Course, tmp_path: Path):
    path = database(
        small, tmp_path / "x.sqlite3", f"UPDATE highlights SET start_offset = {place} WHERE id = 1"
    )
    received = import_file(small, path)
    assert received.notices == ("Highlight 1 has no place in the text and was left out.",)


def test_a_database_whose_description_of_itself_is_spoilt_is_refused(small: Course, tmp_path: Path):
    path = database(small, tmp_path / "x.sqlite3")
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE tags", b"CREATE \xffABLE tags"))
    with pytest.raises(CourseError, match="not a Taguette project"):
        import_file(small, path)


def test_a_table_that_was_cut_short_names_the_line(small: Course):
    lines = codings_csv(project_of(small, readers=["ben"])).splitlines()
    with pytest.raises(CourseError, match="cut short") as error:
        brought(small, "\n".join([*lines[:2], lines[2][:12]]).encode(), "x.csv")
    assert error.value.where.endswith("x.csv:3")


@pytest.mark.parametrize("given", ["", f' guid="{uuid.UUID(int=1)}"'])
def test_codes_without_an_identity_of_their_own_still_come_in(given: str, small: Course):
    code = f'<Code{given} name="outer"><Code{given} name="inner"/></Code>'
    (work,) = brought(small, f"<CodeBook><Codes>{code}</Codes></CodeBook>".encode(), "x.qdc").works
    assert [(one.code, one.parent) for one in work.codes] == [("outer", None), ("inner", "outer")]


def test_a_coders_name_longer_than_a_folders_is_cut(small: Course, tmp_path: Path):
    content = codings_csv(project_of(small, readers=["ben"])).replace("ben,", f"{'ben-' * 100},")
    (place,) = store(brought(small, content.encode(), "x.csv"), tmp_path / "in")
    assert len(place.name) <= 60


def test_a_user_who_did_nothing_is_no_reader(small: Course, tmp_path: Path):
    user = f'<User guid="{uuid.UUID(int=1)}" name="default"/>'
    received = brought(small, zip_bytes({"x.qde": f"<Project><Users>{user}</Users></Project>".encode()}))
    assert received.works == ()
    assert "nobody in it marked or named anything" in received.notices[-1]
    assert store(received, tmp_path / "in") == []


def test_a_propertys_words_come_back_whatever_strokes_are_in_them(tmp_path: Path):
    course = make_course(tmp_path)
    path = course.readings / "ben" / "codes.jsonl"
    properties = [{"name": "a\\", "from": "b | ", "to": " | c"}, {"name": "|", "from": "\\|", "to": "\\\\"}]
    row = {"code": "odd", "parent": None, "name": "Odd", "definition": ".", "properties": properties}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    for folder in course.readings.glob("ben/Z*"):
        folder.unlink()
    (work,) = brought(course, codebook_qdc(project_of(course, readers=["ben"])), "x.qdc").works
    assert work.codes == load_work(course, "ben").codes


def test_lines_of_one_span_that_say_different_things_do_not_go_out(tmp_path: Path):
    course = make_course(tmp_path)
    path = course.readings / "anna" / "Z01.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("Across.", "Alone.", 1), encoding="utf-8")
    for writer in WRITERS.keys() & {"qdpx", "csv", "jsonld", "sqlite3"}:
        with pytest.raises(CourseError, match="lines differ"):
            WRITERS[writer](project_of(course))


def test_a_table_line_without_a_place_is_named(small: Course):
    lines = codings_csv(project_of(small)).splitlines()
    for spoil, words in ((("Z01-002", "Z01-099"), "no place"), ((",Z01,", ",Z99,"), "no transcript Z99")):
        changed = "\n".join([lines[0], lines[1].replace(*spoil), *lines[2:]])
        with pytest.raises(CourseError, match=words) as error:
            brought(small, changed.encode(), "x.csv")
        assert error.value.where.endswith("x.csv:2")


def test_a_table_may_be_changed_by_hand(small: Course):
    text = codings_csv(project_of(small, readers=["ben"]))
    rows = list(csv.reader(io.StringIO(text)))
    rows.append(["carla", "Z02", "n1", "Z02-002", "0", "4", "new", "A new one", "Then", "", "", "", "Hers"])
    rows[1][4:6] = [str(int(rows[1][4]) + 1), str(int(rows[1][5]) + 1)]
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    received = brought(small, b"\xef\xbb\xbf" + buffer.getvalue().encode(), "x.csv")
    ben, carla = received.works
    assert any("was moved" in notice for notice in received.notices)
    assert [code.name for code in carla.codes] == ["A new one"]
    assert [(span.quote, span.codes, span.why) for span in carla.spans] == [("Then", ("new",), "Hers")]
    assert {span.id for span in ben.spans} == {"b1", "b2", "b3"}


# --- Web annotations ----------------------------------------------------------------------------------


def test_annotations_quote_what_stands_around(small: Course):
    project = project_of(small)
    page = json.loads(annotations_jsonld(project))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert len({item["id"] for item in page["items"]}) == len(page["items"]) == 13
    for item in page["items"]:
        for target in item["target"] if isinstance(item["target"], list) else [item["target"]]:
            quote, place = target["selector"]
            text = project.documents[target["source"].rpartition(":")[2]].text
            assert text[place["start"] : place["end"]] == quote["exact"]
            assert text[: place["start"]].endswith(quote["prefix"])
            assert text[place["end"] :].startswith(quote["suffix"])


def test_annotations_without_a_position_are_found_by_their_quote(small: Course):
    page = json.loads(annotations_jsonld(project_of(small, readers=["ben"])))
    for item in page["items"]:
        item["target"]["selector"] = item["target"]["selector"][:1]
    received = brought(small, json.dumps(page["items"]).encode(), "x.jsonld")
    assert coded(received.works[0]) == coded(load_work(small, "ben"))
    assert len(received.notices) == 3


# --- Taguette -----------------------------------------------------------------------------------------


def run_taguette(course: Course, folder: Path) -> dict:
    """Import everything into a real Taguette, and give what it then says it holds."""
    project = project_of(course)
    (folder / "project.sqlite3").write_bytes(project_sqlite3(project))
    (folder / "codebook.csv").write_text(codebook_csv(project), encoding="utf-8")
    first = next(iter(project.documents.values()))
    (folder / "one.html").write_text(transcript_html(first), encoding="utf-8")
    (folder / "one.vtt").write_text(transcript_vtt(first), encoding="utf-8")
    runner = ROOT / "tests" / "peers" / "taguette" / "runner.py"
    done = subprocess.run(
        [python_of("taguette"), runner, folder], capture_output=True, text=True, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def taguette(course: Course, tmp_path_factory) -> tuple[Course, Path, dict]:
    folder = tmp_path_factory.mktemp("taguette")
    return course, folder, run_taguette(course, folder)


def test_taguette_holds_every_coding_of_every_reader(taguette):
    """Places as it keeps them, words as it cuts them out there, and the tags of each."""
    course, _, answer = taguette
    project = project_of(course)
    assert list(answer["projects"]) == reader_ids(course)
    for work in project.works:
        paths = {owned: path for owned, path, _ in tags_of(project, work)}
        wanted = []
        for marked in project.marked(work):
            text = project.documents[marked.span.doc].text
            tags = sorted({paths[project.owner_of(work, code)] for code in marked.span.codes})
            for start, end in marked.ranges:
                bytes_ = [len(text[:at].replace("\n", "").encode()) for at in (start, end)]
                wanted.append([marked.span.doc, *bytes_, text[start:end], tags])
        held = answer["projects"][work.reader.id]
        assert held["highlights"] == sorted(wanted)
        assert held["tags"] == sorted(paths.values())
        one_line = sorted(
            [doc, tag, words] for doc, _, _, words, tags in wanted for tag in tags if "\n" not in words
        )
        assert [row for row in one_line if row not in held["csv"]] == []


def test_taguette_takes_the_codebook_through_its_form(taguette):
    course, _, answer = taguette
    rows = read_csv(codebook_csv(project_of(course)).removeprefix("\ufeff"), "codebook.csv")[1:]
    held = {path: told for path, told in answer["codebook"].items() if path != "interesting"}
    assert held == {row[0] if row[0][0] != "=" else f"'{row[0]}": row[1].strip() for row in rows}


def test_taguette_takes_a_transcript_as_page_and_as_subtitles(taguette):
    course, _, answer = taguette
    document = next(iter(project_of(course).documents.values()))
    lines = document.text.removesuffix("\n").split("\n")
    assert answer["uploads"]["one.html"] == lines
    cues = [re.sub(r"^[\d:.]+ ", "", line) for line in answer["uploads"]["one.vtt"]]
    escaped = [line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in lines]
    assert cues == escaped


def test_what_taguette_exports_comes_back(taguette, tmp_path: Path):
    course, folder, _ = taguette
    for reader in reader_ids(course):
        received = import_file(course, folder / f"exported-{reader}.sqlite3")
        assert received.notices == ()
        (work,) = received.works
        assert coded(work, with_notes=False) == coded(load_work(course, reader), with_notes=False)


def test_long_names_fit_taguette(tmp_path: Path):
    course = make_course(tmp_path)
    path = course.readings / "anna" / "codes.jsonl"
    long = [
        {
            "code": f"c{number}",
            "parent": f"c{number - 1}" if number else None,
            "name": "x" * 150 * (1 + number // 2),
            "definition": ".",
        }
        for number in range(4)
    ]
    extra = "".join(json.dumps(row) + "\n" for row in long)
    path.write_text(path.read_text(encoding="utf-8") + extra, encoding="utf-8")
    project = project_of(course)
    tags = [tag for _, tag, _ in tags_of(project, project.works[0])]
    assert len({tag.casefold() for tag in tags}) == len(tags)
    assert max(map(len, tags)) <= 200
    assert project_sqlite3(project)


# --- the command --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.qdpx", "a.qdc", "a.sqlite3", "a.csv", "a.jsonld", "codebook.csv"])
def test_the_command_writes_and_reads(name: str, small: Course, tmp_path: Path):
    run = CliRunner()
    where = ["--course", str(small.root)]
    done = run.invoke(main, ["export", str(tmp_path / name), "--reader", "ben", *where])
    assert done.exit_code == 0, done.output
    done = run.invoke(main, ["import", str(tmp_path / name), "--out", str(tmp_path / "in"), *where])
    assert done.exit_code == 0, done.output
    assert [path.name for path in (tmp_path / "in").iterdir() if not path.name.startswith(".")]
    done = run.invoke(main, ["import", str(tmp_path / name), "--out", str(tmp_path / "in"), *where])
    assert done.exit_code == 2
    assert "already" in done.output


def test_the_command_writes_pages(small: Course, tmp_path: Path):
    run = CliRunner()
    where = ["--course", str(small.root)]
    for kind in ("html", "vtt"):
        done = run.invoke(main, ["export", str(tmp_path / kind), "--format", kind, *where])
        assert done.exit_code == 0, done.output
        assert {path.name for path in (tmp_path / kind).iterdir()} == {f"Z01.{kind}", f"Z02.{kind}"}
        done = run.invoke(main, ["export", str(tmp_path / f"one.{kind}"), *where])
        assert done.exit_code == 2
        done = run.invoke(main, ["export", str(tmp_path / f"one.{kind}"), "--transcript", "Z02", *where])
        assert done.exit_code == 0, done.output


def test_an_export_overwrites_nobodys_work(small: Course, tmp_path: Path):
    run = CliRunner()
    where = ["--course", str(small.root)]
    file, page = tmp_path / "mine.qdpx", tmp_path / "pages" / "Z02.html"
    page.parent.mkdir()
    for work, out in ((file, [str(file)]), (page, [str(page.parent), "--format", "html"])):
        work.write_bytes(b"an evening's work")
        done = run.invoke(main, ["export", *out, *where])
        assert (done.exit_code, work.read_bytes()) == (2, b"an evening's work")
        assert "--replace" in done.output
        for options in (["--replace"], []):  # the same bytes again are nothing to ask about
            assert run.invoke(main, ["export", *out, *options, *where]).exit_code == 0
    assert {path.name for path in page.parent.iterdir()} == {"Z01.html", "Z02.html"}


def test_an_export_into_a_folder_or_of_readers_into_pages_is_refused(small: Course, tmp_path: Path):
    (tmp_path / "a.qdc").mkdir()
    (tmp_path / "file").touch()
    for out, format, readers, words in (
        ("a.qdc", None, (), "a folder"),
        ("file", "html", (), "a file"),
        ("pages", "vtt", ("ben",), "no reading"),
    ):
        with pytest.raises(CourseError, match=words):
            export(small, tmp_path / out, format=format, readers=readers)
    assert {path.name for path in tmp_path.iterdir()} == {"a.qdc", "file"}


def test_a_file_that_cannot_be_written_leaves_no_part_behind(tmp_path: Path):
    (tmp_path / "there").mkdir()
    with pytest.raises(OSError):
        write_whole(tmp_path / "there", b"content")
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_the_command_offers_the_formats_that_there_are():
    choices = {
        name: {option.name: option for option in main.commands[name].params} for name in ("export", "import")
    }
    assert tuple(choices["export"]["format_"].type.choices) == tuple(FORMATS)
    assert set(choices["import"]["format_"].type.choices) == set(FORMATS) - {"html", "vtt"}


def test_the_command_says_what_it_could_not_do(small: Course, qdpx: bytes, tmp_path: Path):
    run = CliRunner()
    where = ["--course", str(small.root)]
    file = tmp_path / "in.qdpx"
    file.write_bytes(spoilt(qdpx, set_on("PlainTextSelection", name="not his words")))
    done = run.invoke(main, ["import", str(file), "--out", str(tmp_path / "in"), *where])
    assert done.exit_code == 1
    assert "not his words" in done.output
    for wrong in (["export", str(tmp_path / "x.docx")], ["export", str(tmp_path / "no" / "x.qdpx")],
                  ["export", str(tmp_path / "x.csv"), "--lines", "crlf-text-lf-offsets"]):  # fmt: skip
        done = run.invoke(main, [*wrong, *where])
        assert done.exit_code == 2, done.output
    assert not list(tmp_path.glob("x.*"))


def test_an_import_becomes_a_reader_of_the_course_whole_or_not_at_all(tmp_path: Path):
    course = make_course(tmp_path / "course")
    file = tmp_path / "a.qdpx"
    export(course, file, readers=["ben"])
    received = import_file(course, file)
    with pytest.raises(CourseError, match="already"):
        store(received, course.readings)
    before = load_work(course, "ben")
    (course.readings / "ben").rename(tmp_path / "away")
    (course.readings / ".ben.part").mkdir()  # what a run that was killed leaves behind
    (course.readings / ".ben.part" / "old").touch()
    store(received, course.readings)
    assert load_work(course, "ben").spans == before.spans
    assert not (course.readings / "ben" / "old").exists()
    assert reader_ids(course) == ["anna", "ben"]
