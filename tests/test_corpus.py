"""What the corpus promises: every fault is found where it is, and offsets never drift."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_corpus import edit, make, repeat, span, swap, text, write

from compassion_course.corpus import (
    Course,
    CourseError,
    Span,
    byte_index,
    code_point_index,
    course_faults,
    find_course,
    load_codebook,
    load_index,
    load_transcript,
    load_work,
    reader_ids,
    utf16_index,
    words_in,
)
from compassion_course.corpus.jsonl import read_rows
from compassion_course.corpus.quotes import places_of

ROOT = Path(__file__).resolve().parent.parent
COURSE = Course(ROOT)

# Letters, emoji with joiners, combining accents: what people type and what shifts a careless span.
HAZARDS = st.text(alphabet="ab é’…😀👩🏽𝔘\u200d\u0301", max_size=40)
# The same as a reader sees them: one thing on the screen made of several code points.
CLUSTERS = st.lists(
    st.sampled_from(
        [
            "a",
            " ",
            "é",
            "e\u0301",
            "x\u0301\u0323",
            "🙂",
            "👍🏽",
            "👩🏽\u200d⚕️",
            "👨\u200d👩\u200d👧",
            "🏴󠁧󠁢󠁷󠁬󠁳󠁿",
            "🇬🇧",
            "ก็",
            "한",
        ]
    ),
    max_size=12,
).map("".join)


def test_the_corpus_has_no_fault():
    assert course_faults(COURSE) == []


TWELVE = {*(f"P0{number}" for number in range(1, 9)), *(f"T0{number}" for number in range(1, 5))}
READERS = ("close", "interpretative")


def everything_read(reader: str, doc: str) -> list[Span]:
    """A reader's spans of one transcript, those of passages kept apart included."""
    found = list(load_work(COURSE, reader).readings[doc].spans)
    for path in sorted(COURSE.exercises.glob(f"*/readings/{reader}/{doc}.jsonl")):
        found += [span for _, span in read_rows(path, Span)]
    return found


def test_the_corpus_holds_its_twelve_interviews():
    assert set(load_index(COURSE)) == TWELVE


@pytest.mark.parametrize("reader", READERS)
def test_both_readers_have_read_all_twelve(reader: str):
    assert set(load_work(COURSE, reader).readings) == TWELVE


@pytest.mark.parametrize("reader", READERS)
def test_each_reading_has_25_spans_or_more_whose_quotes_stand(reader: str):
    for doc in load_work(COURSE, reader).readings:
        transcript = load_transcript(COURSE, doc)
        spans_read = everything_read(reader, doc)
        assert len({one.id for one in spans_read}) >= 25, doc
        for one in spans_read:
            assert transcript.by_id[one.turn].text[one.start : one.end] == one.quote
            assert one.why


def test_the_two_readings_of_each_transcript_truly_differ():
    first, second = (load_work(COURSE, reader).readings for reader in READERS)
    for doc in first.keys() & second.keys():
        places = [
            # by place alone: the codes of two readers have other names even where they stop at the same words
            {(one.turn, one.start, one.end) for one in everything_read(reader, doc)}
            for reader in READERS
        ]
        assert len(places[0] & places[1]) < min(map(len, places)) / 2, doc


def test_each_transcript_is_long_enough_and_labelled_synthetic():
    words = {doc: info.words for doc, info in load_index(COURSE).items()}
    assert min(words.values()) >= 2200
    assert all(info.synthetic for info in load_index(COURSE).values())
    assert all(count <= 3500 or count >= 6500 for count in words.values())
    assert {doc[0] for doc, count in words.items() if count >= 6500} == {
        doc[0] for doc in words if len(words) > 1
    }


@given(st.one_of(HAZARDS, st.text("aB9 .-_()\n\t\x0b\x1c\x1f\x85\u00e9\u2013", max_size=40)))
def test_words_are_runs_between_blanks_that_hold_a_letter_or_a_digit(text: str):
    assert words_in(text) == len([run for run in text.split() if any(map(str.isalnum, run))])


@given(HAZARDS, st.integers(min_value=0, max_value=40))
def test_an_offset_comes_back_from_utf16_unchanged(text: str, place: int):
    place = min(place, len(text))
    assert utf16_index(text, place) == len(text[:place].encode("utf-16-le")) // 2
    assert code_point_index(text, utf16_index(text, place)) == place
    assert byte_index(text, place) == len(text[:place].encode())


@given(st.lists(CLUSTERS, min_size=1, max_size=6), st.data())
def test_a_span_keeps_its_words_in_the_text_of_the_whole_interview(said: list[str], data: st.DataObject):
    """Other programs count through one long text; what stands before must not shift a span."""
    number = data.draw(st.integers(0, len(said) - 1))
    start = data.draw(st.integers(0, len(said[number])))
    end = data.draw(st.integers(start, len(said[number])))
    before = "".join(f"I: {words}\n" for words in said[:number]) + "I: "
    document = before + said[number] + "\n"
    quote = said[number][start:end]
    first, last = len(before) + start, len(before) + end
    as_bytes, as_units = document.encode(), document.encode("utf-16-le")
    assert as_bytes[byte_index(document, first) : byte_index(document, last)].decode() == quote
    units = slice(2 * utf16_index(document, first), 2 * utf16_index(document, last))
    assert as_units[units].decode("utf-16-le") == quote
    assert code_point_index(document, utf16_index(document, first)) - len(before) == start


@given(CLUSTERS, st.data())
def test_a_quote_is_found_at_every_place_where_it_stands(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text)))
    quote = text[start : data.draw(st.integers(start, len(text)))]
    expected = [place for place in range(len(text)) if quote and text.startswith(quote, place)]
    assert places_of(text, quote) == expected


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


# --- every rule, on a small corpus made for it ------------------------------------------------

READER = "data/readings/close"
KEPT = "exercises/kettle/readings/close/B01.jsonl"


def row(number: int, **changes: object):
    return lambda path: edit(path, number, **changes)


def twice(number: int):
    return lambda path: repeat(path, number)


def words(old: str, new: str):
    return lambda path: swap(path, old, new)


def gone(path: Path) -> None:
    path.unlink()


def new(*rows: dict):
    return lambda path: write(path, *rows)


def from_row(change):
    """Change the rows as a list."""

    def spoil(path: Path) -> None:
        rows = [json.loads(one) for one in path.read_text(encoding="utf-8").splitlines()]
        write(path, *change(rows))

    return spoil


# what is planted: the file, how it is spoilt, the line of the fault (and its file, if another), its words
PLANTS = {
    # transcripts and their index
    "a transcript listed twice": ("data/transcripts/index.jsonl", twice(2), 7, "A02 stands twice"),
    "a transcript without its file": ("data/transcripts/A02.jsonl", gone, 1, "no such file"),
    "a schedule that is not there": (
        "data/transcripts/index.jsonl",
        row(2, schedule="nine"),
        2,
        "data/schedules/nine.md",
    ),
    "a practitioner without a wave": ("data/transcripts/index.jsonl", row(5, wave=None), 5, "no wave"),
    "no interviewer": ("data/transcripts/index.jsonl", row(3, interviewer=None), 3, "who asked"),
    "a content note on no turn": (
        "data/transcripts/index.jsonl",
        row(1, content_notes=[{"turns": ["A01-099"], "note": "loss"}]),
        1,
        "A01-099",
    ),
    "a content note without words": (
        "data/transcripts/index.jsonl",
        row(1, content_notes=[{"turns": "A01-002", "note": ""}]),
        1,
        "without turns or words",
    ),
    "a wrong number of words": ("data/transcripts/index.jsonl", row(4, words=3), 4, "it has"),
    "keys in another order": (
        "data/transcripts/A01.jsonl",
        words('"turn": "A01-002", "speaker": "A01"', '"speaker": "A01", "turn": "A01-002"'),
        2,
        "not in order",
    ),
    "an escaped letter": ("data/transcripts/A01.jsonl", words("🙂", "\\ud83d\\ude42"), 2, "not written as"),
    "an unknown key": (f"{READER}/memos.jsonl", words('"on"', '"about"'), 1, "missing required field"),
    "a key too many": (f"{READER}/memos.jsonl", words('"id": "m1"', '"id": "m1", "by": "me"'), 1, "'by'"),
    "no life": ("data/interviews/A03/life.md", gone, 1, "the life of A03"),
    "an empty note": ("data/interviews/A03/note.md", lambda path: text(path, " \n"), 1, "note of A03"),
    "no diary": ("data/diaries/outsider.md", gone, 1, "outsider's reflexive diary"),
    "no reason for another schedule": ("data/schedules/why-it-changed.md", gone, 1, "why the schedule"),
    "a diary that is not NFC": (
        "data/diaries/insider.md",
        lambda path: text(path, "One.\ncafe\u0301\n"),
        2,
        "NFC",
    ),
    "a schedule with a no-break space": (
        "data/schedules/one.md",
        lambda path: text(path, "One.\ntwo\u00a0three\n"),
        2,
        "U+00A0",
    ),
    # readers and codes
    "a reader in another's folder": (
        f"{READER}/reader.json",
        words('"close"', '"far"'),
        1,
        "folder is close",
    ),
    "no reader.json": (f"{READER}/reader.json", gone, 1, "no such file"),
    "an unknown codebook": (f"{READER}/reader.json", words("weather", "wether"), 1, "no codebook wether"),
    "a code twice": (f"{READER}/codes.jsonl", twice(1), 4, "waiting stands twice"),
    "a code not in kebab-case": (f"{READER}/codes.jsonl", row(3, code="Warm Th"), 3, "kebab-case"),
    "a code that a codebook has": (f"{READER}/codes.jsonl", row(3, code="rain"), 3, "a codebook's"),
    "an unknown parent": (f"{READER}/codes.jsonl", row(2, parent="nobody"), 2, "nobody"),
    "a code above itself": (f"{READER}/codes.jsonl", row(1, parent="late"), 1, "above itself"),
    "a code without a definition": (f"{READER}/codes.jsonl", row(1, definition=" "), 1, "no definition"),
    "a property without a range": (
        f"{READER}/codes.jsonl",
        row(1, properties=[{"name": "how long", "from": "", "to": "years"}]),
        1,
        "range",
    ),
    # spans
    "a quote that moved": (f"{READER}/A01.jsonl", row(1, start=0, end=5), 1, "stands at 28 to 39"),
    "a quote of another turn": (f"{READER}/A01.jsonl", row(2, turn="A01-006"), 2, "stand in A01-004"),
    "a quote typed by a word processor": (
        f"{READER}/A01.jsonl",
        row(2, quote="The kettle was warm"),
        2,
        "'the kettle was warm': copy it letter by letter",
    ),
    "offsets before the turn": (f"{READER}/A01.jsonl", row(1, start=-5), 1, "stands at"),
    "an unknown turn": (f"{READER}/A01.jsonl", row(1, turn="A01-099"), 1, "A01-099"),
    "an unknown code": (f"{READER}/A01.jsonl", row(1, codes=["nothing"]), 1, "uses nothing"),
    "a code twice on a span": (f"{READER}/A01.jsonl", row(1, codes=["late", "late"]), 1, "a code twice"),
    "neither a code nor a note": (f"{READER}/A01.jsonl", row(1, codes=[]), 1, "neither a code nor a note"),
    "an unknown kind of note": (f"{READER}/A01.jsonl", row(1, notes={"moral": "x"}), 1, "'moral'"),
    "an empty note of a span": (f"{READER}/A01.jsonl", row(2, notes={"descriptive": ""}), 2, "empty"),
    "no reason": (f"{READER}/A01.jsonl", row(1, why=""), 1, "no reason"),
    "an id off the pattern": (f"{READER}/A01.jsonl", row(1, id="A01i01"), 1, "Write A01c01"),
    "a bare id": (f"{READER}/A02.jsonl", row(1, id="c01"), 1, "pattern"),
    "a span of another transcript": (f"{READER}/A01.jsonl", row(1, doc="A02"), 1, "said to be of A02"),
    "a span twice": (f"{READER}/A01.jsonl", twice(1), 5, "A01c01 stands twice"),
    "a span that skips a turn": (
        f"{READER}/A01.jsonl",
        row(3, turn="A01-006", start=0, end=4, quote="Only"),
        4,
        "skips A01-007",
    ),
    "a span with another reason in its second turn": (
        f"{READER}/A01.jsonl",
        row(4, why="Another."),
        4,
        "another reason here than in A01-007",
    ),
    "a span with other codes in its second turn": (
        f"{READER}/A01.jsonl",
        row(4, codes=["warmth"]),
        4,
        "other codes",
    ),
    "a reading of no transcript": (f"{READER}/Z09.jsonl", new(), 1, "no transcript Z09"),
    "spans that are not rows": (f"{READER}/A01.jsonl", words('"A01c02"', "7"), 2, "not a span"),
    # statements and themes
    "a statement twice": (f"{READER}/statements.jsonl", twice(1), 5, "A01cS1 stands twice"),
    "a statement off the pattern": (f"{READER}/statements.jsonl", row(1, id="S1"), 1, "Write A01cS1"),
    "a statement of no transcript": (f"{READER}/statements.jsonl", row(1, doc="Z09"), 1, "no transcript"),
    "a statement on no span": (f"{READER}/statements.jsonl", row(1, spans=[]), 1, "no span"),
    "a statement on an unknown span": (
        f"{READER}/statements.jsonl",
        row(1, spans=["A01c77"]),
        1,
        "A01c77, which is no span",
    ),
    "a statement on another's span": (
        f"{READER}/statements.jsonl",
        row(1, spans=["A02c01"]),
        1,
        "rests on A02c01 of A02",
    ),
    "a theme twice": (f"{READER}/themes.jsonl", twice(1), 9, "stands twice"),
    "an unknown kind of theme": (f"{READER}/themes.jsonl", row(1, kind="pet"), 1, "kind 'pet'"),
    "a theme without members": (f"{READER}/themes.jsonl", row(1, members=[]), 1, "no members"),
    "an unknown parent of a theme": (f"{READER}/themes.jsonl", row(6, parent="x"), 6, "x, which is no theme"),
    "a theme above itself": (f"{READER}/themes.jsonl", row(6, parent="standing"), 6, "above itself"),
    "a PET of another's statement": (
        f"{READER}/themes.jsonl",
        row(1, members=["A02cS1"]),
        1,
        "A02cS1, which is not one of",
    ),
    "a PET of no transcript": (f"{READER}/themes.jsonl", row(1, doc=None), 1, "PET of no transcript"),
    "a PET on one extract without a reason": (f"{READER}/themes.jsonl", row(1, why=""), 1, "one extract"),
    "a GET from two of four": (
        f"{READER}/themes.jsonl",
        row(5, members=["A01-pet", "A02-pet"]),
        5,
        "draws on 2 of 4",
    ),
    "a GET without divergence": (f"{READER}/themes.jsonl", row(5, divergence=" "), 5, "without divergence"),
    "a GET without convergence": (f"{READER}/themes.jsonl", row(5, convergence=""), 5, "without convergence"),
    "a GET of statements": (f"{READER}/themes.jsonl", row(5, members=["A01cS1"]), 5, "not one of the PETs"),
    "a category of no code": (f"{READER}/themes.jsonl", row(6, members=["nothing"]), 6, "nothing, which"),
    "a core of codes": (
        f"{READER}/themes.jsonl",
        row(8, members=["waiting"]),
        8,
        "not one of the cat",
    ),
    "two core categories": (f"{READER}/themes.jsonl", row(7, kind="core"), 8, "second core"),
    "no core category": (
        f"{READER}/themes.jsonl",
        from_row(lambda rows: rows[:-1]),
        6,
        "no core category",
    ),
    # relations and memos
    "an unknown slot": (f"{READER}/relations.jsonl", row(1, slot="cause"), 1, "slot 'cause'"),
    "a relation from nothing": (f"{READER}/relations.jsonl", row(1, from_="x"), 1, "from x"),
    "a relation to a code": (f"{READER}/relations.jsonl", row(1, to="late"), 1, "to late"),
    "no evidence at one end": (
        f"{READER}/relations.jsonl",
        row(1, evidence=["A01c03"]),
        1,
        "no evidence at to",
    ),
    "no evidence at the other": (
        f"{READER}/relations.jsonl",
        row(1, evidence=["A01c02"]),
        1,
        "no evidence at from",
    ),
    "unknown evidence": (f"{READER}/relations.jsonl", row(1, evidence=["A01c99"]), 1, "A01c99"),
    "a relation without a reason": (f"{READER}/relations.jsonl", row(1, why=""), 1, "no reason"),
    "a memo on nothing": (f"{READER}/memos.jsonl", row(2, on="code:nothing"), 2, "code:nothing"),
    "a memo of no kind": (f"{READER}/memos.jsonl", row(2, kind="thought"), 2, "kind 'thought'"),
    "a memo that compares nothing": (f"{READER}/memos.jsonl", row(2, compares=["A09c01"]), 2, "A09c01"),
    "a memo twice": (f"{READER}/memos.jsonl", twice(2), 6, "m2 stands twice"),
    "an empty memo": (f"{READER}/memos.jsonl", row(2, text=""), 2, "says nothing"),
    "a tab in a memo": (f"{READER}/memos.jsonl", row(2, text="a\tb"), 2, "forbidden character"),
    "a storyline that is empty": (f"{READER}/storyline.md", lambda path: text(path, ""), 1, "storyline"),
    # passages kept apart
    "a passage twice": ("data/passages.jsonl", twice(1), 3, "B01-a stands twice"),
    "a passage of no transcript": ("data/passages.jsonl", row(1, doc="Z09", id="Z09-a"), 1, "Z09"),
    "a passage off the pattern": ("data/passages.jsonl", row(1, id="first"), 1, "pattern"),
    "a passage of no set": ("data/passages.jsonl", row(1, set="kettle"), 1, "set 'kettle'"),
    "a passage from no turn": ("data/passages.jsonl", row(1, first="B01-099"), 1, "B01-099"),
    "a passage turned round": (
        "data/passages.jsonl",
        row(1, first="B01-006", last="B01-005"),
        1,
        "comes after",
    ),
    "a passage with miscounted words": ("data/passages.jsonl", row(2, words=4), 2, "it has"),
    "no second passage": ("data/passages.jsonl", row(2, set="kettle/1"), 1, "kettle/2"),
    "two first passages to one second": (
        "data/passages.jsonl",
        from_row(
            lambda rows: [
                *rows,
                {**rows[0], "id": "A01-a", "doc": "A01", "first": "A01-005", "last": "A01-006"},
            ]
        ),
        1,
        "2 passages in set 1 and 1 in set 2",
    ),
    "a longer second passage": ("data/passages.jsonl", row(2, first="B02-003", words=24), 2, "5 %"),
    "passages that overlap": (
        "data/passages.jsonl",
        row(2, id="B01-b", doc="B01", first="B01-005", last="B01-006"),
        2,
        "shares B01-005",
    ),
    "a published span in a kept passage": (
        f"{READER}/B01.jsonl",
        row(1, turn="B01-006", start=0, end=4, quote="Only"),
        1,
        "kept apart for kettle",
    ),
    "a content note in a kept passage": (
        "data/transcripts/index.jsonl",
        row(5, content_notes=[{"turns": ["B01-006"], "note": "death"}]),
        (1, "data/passages.jsonl"),
        "B01-006, which has a content note",
    ),
    "a kept reading outside its passage": (
        KEPT,
        row(1, turn="B01-002", start=30, end=41, quote="nobody came"),
        1,
        "outside what kettle keeps apart",
    ),
    "a kept reading with a wrong quote": (KEPT, row(1, quote="Only Ben"), 1, "Only Ben"),
    "a kept reading with a published span's id": (
        KEPT,
        row(1, id="B01c01"),
        1,
        "used in data/readings/close",
    ),
    "a raw excerpt with a turn twice": (
        "data/raw-excerpt.jsonl",
        new(*[{"doc": "R01", "turn": "R01-001", "speaker": "R01", "text": "I am Ren."}] * 2),
        2,
        "R01-001 stands twice",
    ),
    "the excerpt's identifiers, published": (
        "data/raw-excerpt.identifiers.jsonl",
        new(),
        1,
        "answers an exercise",
    ),
    "a kept reading by nobody": (
        "exercises/kettle/readings/far/B01.jsonl",
        new(span("B01", "B01f01", 6, "Only Ren", ["rain"])),
        (1, "exercises/kettle/readings/far/reader.json"),
        "no reader far",
    ),
    # weak spots
    "a weak spot of nobody": ("book/tutor/weak_spots.jsonl", row(1, reader="far"), 1, "no reading of A01"),
    "a weak spot that is no span": ("book/tutor/weak_spots.jsonl", row(1, span="A01c77"), 1, "A01c77"),
    "a weak spot twice": ("book/tutor/weak_spots.jsonl", row(2, span="A01c01"), 2, "stands twice"),
    "a weak spot without a reason": ("book/tutor/weak_spots.jsonl", row(1, why=""), 1, "does not say"),
    "one weak spot alone": (
        "book/tutor/weak_spots.jsonl",
        from_row(lambda rows: rows[1:]),
        1,
        "1 weak spots in A01",
    ),
    "no list of weak spots": ("book/tutor/weak_spots.jsonl", gone, 1, "no such file"),
}


@pytest.fixture
def small(tmp_path: Path) -> Course:
    return make(tmp_path / "course")


def test_the_small_corpus_has_no_fault(small: Course):
    assert course_faults(small) == []


@pytest.mark.parametrize("planted", PLANTS)
def test_check_finds_and_names(planted: str, small: Course):
    name, spoil, place, told = PLANTS[planted]
    number, where = place if isinstance(place, tuple) else (place, name)
    spoil(small.root / name)
    faults = course_faults(small)
    found = [fault for fault in faults if told.lower() in f"{fault.problem} {fault.remedy}".lower()]
    assert [fault for fault in found if (fault.path, fault.line) == (where, number)], faults
    assert all(fault.remedy and fault.problem.endswith(".") for fault in faults)


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_no_damage_to_a_file_makes_check_give_up(to_damage: Course, data: st.DataObject):
    paths = sorted(path for path in to_damage.root.rglob("*") if path.is_file())
    path = data.draw(st.sampled_from(paths))
    whole = path.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 20)))
    put = data.draw(
        st.sampled_from([b"", b"\n", b"\xff", b'"', b"null", b"[]", b"{}", b"-1", b"\\ud83d", b"\x00", b"\r"])
    )
    path.write_bytes(whole[:start] + put + whole[end:])
    try:
        assert all(fault.remedy for fault in course_faults(to_damage))
    finally:
        path.write_bytes(whole)


@pytest.fixture(scope="module")
def to_damage(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make(tmp_path_factory.mktemp("damaged") / "course")


def test_check_goes_on_past_a_bad_line_and_names_each(small: Course):
    path = small.readings / "close" / "A01.jsonl"
    rows = path.read_text(encoding="utf-8").splitlines()
    rows[0], rows[2] = "{", '{"id": 3}'
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    edit(path, 2, why="")
    lines = {fault.line for fault in course_faults(small) if fault.path.endswith("close/A01.jsonl")}
    assert {1, 2, 3} <= lines


@pytest.mark.parametrize(
    "optional",
    [
        *(f"{READER}/{name}" for name in ("statements", "themes", "relations", "memos", "storyline")),
        "data/passages",
    ],
)
def test_what_may_be_missing_is_no_fault_of_itself(optional: str, small: Course):
    path = next(small.root.glob(f"{optional}.*"))
    path.unlink()
    faults = course_faults(small)
    assert not [fault for fault in faults if fault.path == optional or "no such file" in fault.problem]


def test_a_trainees_edition_is_checked_without_what_tutors_have(small: Course):
    shutil.rmtree(small.root / "book")
    shutil.rmtree(small.root / "exercises")
    assert course_faults(small) == []


def test_a_reader_whom_a_tutor_added_needs_no_weak_spots(small: Course):
    folder = small.readings / "mine"
    text(folder / "reader.json", '{"id": "mine", "name": "M", "stance": "", "codebooks": ["weather"]}\n')
    write(folder / "A01.jsonl", span("A01", "A01m01", 2, "nobody came", ["rain"]))
    assert course_faults(small) == []


def test_two_therapists_make_a_get_where_two_were_read(small: Course):
    folder = small.readings / "close"
    for doc in ("A03", "A04"):
        (folder / f"{doc}.jsonl").unlink()
    spots = small.root / "book" / "tutor" / "weak_spots.jsonl"
    write(spots, *(row for row in _rows(spots) if row["doc"] not in {"A03", "A04"}))
    write(folder / "statements.jsonl", *_rows(folder / "statements.jsonl")[:2])
    themes = [row for row in _rows(folder / "themes.jsonl") if row["id"] not in {"A03-pet", "A04-pet"}]
    themes[2]["members"] = ["A01-pet", "A02-pet"]
    write(folder / "themes.jsonl", *themes)
    assert course_faults(small) == []
    themes[2]["members"] = ["A01-pet"]
    write(folder / "themes.jsonl", *themes)
    assert any("draws on 1 of 2" in fault.problem for fault in course_faults(small))


def _rows(path: Path) -> list[dict]:
    return [json.loads(one) for one in path.read_text(encoding="utf-8").splitlines()]
