"""The desk: what the gradebook keeps, who marks what, and what comes back from elsewhere."""

from __future__ import annotations

import csv
import http.client
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from desk_class import AT, HOSTILE, desk, gradebook, mark_all, mark_class, persons
from small_course import COURSE, FOLDER, MODEL, SLUG, scheme, sheet, sheet_bytes

from compassion_course.cli import main
from compassion_course.corpus import Course, CourseError
from compassion_course.desk import page_files
from compassion_course.desk.desk_server import DeskServer
from compassion_course.desk.gradebook import Gradebook
from compassion_course.desk.gradebook_rows import MarkRefused, PersonsMark
from compassion_course.desk.mark import mark
from compassion_course.desk.marking_desk import Decision, MarkingDesk, Worry
from compassion_course.desk.oral_questions import oral_questions
from compassion_course.desk.packs import merge, pack_task, write_pack, write_pack_sheet
from compassion_course.desk.page_files import pack_page, script, style
from compassion_course.desk.programme import Programme, load_programme
from compassion_course.desk.readable import as_text, readable
from compassion_course.desk.schemes import Schemes
from compassion_course.desk.second_marking import Candidate, agreement, marked_in_full, sample
from compassion_course.exercises.values import Coding, OwnCode, Relation, Theme


@pytest.fixture(scope="module")
def class_of_eight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mark_class(tmp_path_factory.mktemp("class"), 8)


@pytest.fixture
def out(class_of_eight: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(class_of_eight, tmp_path / "out"))


@pytest.fixture
def book(out: Path) -> Iterator[Gradebook]:
    with gradebook(out) as opened:
        yield opened


# --- the gradebook ----------------------------------------------------------------------------

VERSION_1 = """
CREATE TABLE submission (id INTEGER PRIMARY KEY, trainee TEXT NOT NULL, exercise TEXT NOT NULL,
  exercise_version INTEGER NOT NULL, pass INTEGER NOT NULL, saved TEXT NOT NULL, digest TEXT NOT NULL,
  file TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (trainee, exercise, digest));
CREATE TABLE mark (id INTEGER PRIMARY KEY, submission INTEGER NOT NULL REFERENCES submission (id),
  item TEXT NOT NULL, marks REAL, of REAL NOT NULL, state TEXT NOT NULL, why TEXT NOT NULL, given TEXT,
  marker TEXT NOT NULL, key_version INTEGER NOT NULL, key_digest TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX mark_of ON mark (submission, item, id);
CREATE VIEW latest_mark AS SELECT submission.trainee, mark.* FROM mark
  JOIN submission ON submission.id = mark.submission;
CREATE TRIGGER mark_stays BEFORE UPDATE ON mark BEGIN SELECT RAISE(ABORT, 'marks are only added'); END;
CREATE TRIGGER mark_is_kept BEFORE DELETE ON mark BEGIN SELECT RAISE(ABORT, 'marks are only added'); END;
INSERT INTO submission VALUES (1, 'T0001', 'tea-round', 1, 1, 's', 'd', 'a.json', 'then');
INSERT INTO mark VALUES (1, 1, 'purpose', 2, 2, 'marked', 'Right.', NULL, 'auto', 1, 'k', 'then');
INSERT INTO mark VALUES (2, 1, 'argument', NULL, 6, 'to be marked', '', NULL, 'auto', 1, 'k', 'then');
PRAGMA user_version = 1;
"""


def old_gradebook(path: Path) -> Path:
    with sqlite3.connect(path) as db:
        db.executescript(VERSION_1)
    db.close()
    return path


def test_a_gradebook_of_version_1_is_brought_up_to_date_and_keeps_its_marks(tmp_path: Path) -> None:
    path = old_gradebook(tmp_path / "gradebook.db")
    for _ in range(2):  # the second time there is nothing to do
        with Gradebook(path) as book:
            marks = book.latest()[1]
            assert marks["purpose"]["key"].marks == 2
            assert book.latest()[1]["argument"]["key"].state == "to be marked"
            book.enter(persons(1, "argument", 4))
            assert book.waiting() == []
            assert book.counting()[1]["argument"].marks == 4
            assert book.sheet_of(1) is None
    with Gradebook(tmp_path / "new.db"):
        pass
    columns = []
    for name in ("gradebook.db", "new.db"):
        db = sqlite3.connect(tmp_path / name)
        columns.append(
            {
                table: db.execute(f"PRAGMA table_info({table})").fetchall()
                for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
            }
        )
        db.close()
    assert {name: [one[1] for one in table] for name, table in columns[0].items()} == {
        name: [one[1] for one in table] for name, table in columns[1].items()
    }


def test_a_gradebook_that_cannot_be_brought_up_to_date_stays_as_it_was(tmp_path: Path) -> None:
    path = old_gradebook(tmp_path / "gradebook.db")
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE concern (somebody_elses)")
    before = path.read_bytes()
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        Gradebook(path)
    assert path.read_bytes() == before


def test_a_gradebook_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = old_gradebook(tmp_path / "gradebook.db")
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 3")
    with pytest.raises(CourseError, match="version 3"):
        Gradebook(path)


def test_the_sheet_is_kept_as_it_was_handed_in(out: Path, book: Gradebook) -> None:
    handed_in = {path.read_bytes() for path in (out.parent / "in").glob("*")}
    kept = {book.sheet_of(one.id) for one in book.submissions()}
    assert len(kept) == 8
    assert not handed_in or kept == handed_in


def test_moderated_counts_before_first_before_key_and_second_never(book: Gradebook) -> None:
    def counts() -> float | None:
        return book.counting(submission=1)[1]["argument"].marks

    seen = [counts()]
    for one in (
        persons(1, "argument", 3),
        persons(1, "argument", 6, role="second", marker="B. Shah"),
        persons(1, "argument", 4),
        persons(1, "argument", 5, role="moderated", marker="C. Day", why="Between the two."),
        persons(1, "argument", None, role="moderated", marker="C. Day", why="Back to the first."),
    ):
        assert book.enter(one) is not None
        seen.append(counts())
    assert seen == [None, 3, 3, 4, 5, 4]
    assert [one.marks for one in book.history(1, "argument")] == [None, 3, 6, 4, 5, None]
    with sqlite3.connect(book._path) as db:
        (row,) = db.execute(
            "SELECT role, marks FROM counting_mark WHERE submission = 1 AND item = 'argument'"
        ).fetchall()
    assert row == ("first", 4)


def test_the_latest_hand_in_counts_or_the_best_where_that_is_set(tmp_path: Path) -> None:
    out = mark_class(tmp_path, 1)
    for file, changes in (("b", {"purpose": ("a",)}), ("c", {"turns": 1.0, "signs": None})):
        folder = tmp_path / file
        folder.mkdir()
        (folder / "a.json").write_bytes(sheet_bytes("T0001", saved="2026-12-01T00:00:00Z", **changes))
        mark(COURSE, [folder], out)
    with gradebook(out) as book:
        assert [one.id for one in book.submissions(SLUG)] == [3]
        book.count_by("best")
        assert [one.id for one in book.submissions(SLUG)] == [1]
        assert {one.submission for one in book.waiting(SLUG)} == {1}
        book.count_by("latest")
        assert [one.id for one in book.submissions(SLUG)] == [3]


def test_the_same_mark_again_is_no_new_row(book: Gradebook) -> None:
    assert book.enter(persons(1, "argument", 3, why="Why.")) is not None
    assert book.enter(persons(1, "argument", 3, why="Why.", at="2027-01-01T00:00:00Z")) is None


REFUSED = {
    "an item that is not there": (persons(1, "nothing", 1), "no such item"),
    "a sheet that is not there": (persons(99, "argument", 1), "no such item"),
    "more than there is": (persons(1, "argument", 6.5), "0 to 6"),
    "less than nothing": (persons(1, "argument", -1), "0 to 6"),
    "not a number": (persons(1, "argument", float("nan")), "0 to 6"),
    "an item that the key marks": (persons(1, "purpose", 1), "by key"),
    "nobody's mark": (persons(1, "argument", 1, marker=" "), "marker's name"),
    "a mark in the key's name": (persons(1, "argument", 1, marker="auto"), "marker's name"),
    "a first mark where another stands": (persons(2, "argument", 1, marker="B. Shah"), "A. Lee has given"),
    "both marks by one person": (persons(2, "argument", 1, role="second"), "two people"),
    "moderation without a reason": (persons(2, "argument", 1, role="moderated", why=" "), "reason"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_mark_that_cannot_stand_is_refused_with_its_reason(name: str, book: Gradebook) -> None:
    one, said = REFUSED[name]
    book.enter(persons(2, "argument", 3))
    before = book.latest()
    with pytest.raises(MarkRefused, match=said):
        book.enter(one)
    assert book.latest() == before


def test_marks_and_concerns_are_only_added_until_the_retention_date(book: Gradebook) -> None:
    book.enter(persons(1, "argument", 3))
    book.raise_concern(1, "argument", "risk", "", marker="A. Lee", at=AT)

    def refused(statement: str) -> bool:
        with sqlite3.connect(book._path) as db:
            try:
                db.execute(statement)
            except sqlite3.IntegrityError:
                return True
            db.rollback()
        return False

    deletions = ("DELETE FROM mark", "DELETE FROM concern")
    changes = ("UPDATE mark SET marks = 6", "UPDATE concern SET note = 'other'")
    assert all(refused(statement) for statement in (*deletions, *changes))
    book.keep_until("2999-01-01")
    assert all(refused(statement) for statement in (*deletions, *changes))
    book.keep_until("2020-01-01")
    assert [refused(statement) for statement in (*deletions, *changes)] == [False, False, True, True]


def test_a_concern_is_resolved_once_and_keeps_its_text_out_unless_that_is_said(book: Gradebook) -> None:
    one = book.raise_concern(1, "argument", "risk", "Ring.", marker="A. Lee", at=AT)
    whole = book.raise_concern(2, "", "client detail", "", marker="A. Lee", at=AT)
    assert (1, "argument") in book.withheld()
    assert (1, "differences") not in book.withheld()
    assert (2, "differences") in book.withheld()
    assert book.resolve_concern(one, by="Lead", at=AT, outcome="Spoken with.")
    assert not book.resolve_concern(one, by="Lead", at=AT, outcome="Again.")
    assert (1, "argument") in book.withheld()
    assert book.resolve_concern(whole, by="Lead", at=AT, outcome="Invented.", may_be_shown=True)
    assert not book.withheld().any_of(2)
    assert book.concerns(open_only=True) == []


def test_a_person_who_is_forgotten_is_nowhere_in_the_file(out: Path, book: Gradebook) -> None:
    book.enter(persons(3, "argument", 3, comment="Only for zebras, T0003."))
    book.raise_concern(3, "", "other", "zebras", marker="A. Lee", at=AT)
    assert book.forget("T0003", AT) > 8
    assert book.forget("nobody", AT) == 0
    book.close()
    data = (out / "gradebook.db").read_bytes()
    assert b"zebras" not in data
    assert b"number 3" not in data
    assert b"T0003" not in data
    assert b"number 4" in data
    with sqlite3.connect(out / "gradebook.db") as db:
        assert db.execute("SELECT count(*) FROM forgotten").fetchone() == (1,)
        with pytest.raises(sqlite3.IntegrityError):
            db.execute("DELETE FROM mark")


KILLED = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[2])
    from desk_class import gradebook, persons
    book = gradebook(Path(sys.argv[1]))
    for number in range(10_000):
        book.enter(persons(1, "argument", number % 7, why=str(number)))
        print(number, flush=True)
    """
)


def test_no_mark_that_was_called_saved_is_lost_to_kill_9(out: Path) -> None:
    chance = random.Random(7)
    command = [sys.executable, "-c", KILLED, str(out), str(Path(__file__).parent)]
    environment = {**os.environ, "PYTHONPATH": str(FOLDER.parents[2] / "src")}
    for _ in range(2):
        child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        said = [child.stdout.readline() for _ in range(chance.randint(1, 20))]
        child.send_signal(signal.SIGKILL)
        said += child.stdout.readlines()
        child.wait()
        last = int(said[-1])
        with gradebook(out) as book:
            kept = int(book.latest(submission=1)[1]["argument"]["first"].why)
        assert kept in (last, last + 1)


# --- the programme's rules, the sample, the agreement -------------------------------------------

WRONG = {
    "an unknown word": ("pass_makr: 50\n", 1, "pass_makr"),
    "a pass mark without a scale": ("late: x\npass_mark: 50\n", 2, "no scale"),
    "a pass mark above the scale": ("scale: 100\npass_mark: 150\n", 2, "above the scale"),
    "a kind of concern that there is not": ("concern:\n  rsik: [Ring.]\n", 2, "rsik"),
    "a time without its zone": ("due:\n  tea-round: 2027-02-01T12:00:00\n", 2, "time zone"),
    "a count that there is not": ("counts: worst\n", 1, "worst"),
    "a share above one": ("second_marking: {share: 10}\n", 1, "share"),
    "a list": ("- scale\n", 1, "object"),
    "a key twice": ("scale: 100\nscale: 50\n", 2, "twice"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_scheme_that_cannot_be_meant_names_its_line(name: str, tmp_path: Path) -> None:
    content, line, said = WRONG[name]
    path = tmp_path / "scheme.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CourseError, match=said) as found:
        load_programme(path)
    assert found.value.where == f"{path}:{line}"


def test_a_scheme_may_say_everything_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "scheme.yml"
    path.write_text("", encoding="utf-8")
    assert load_programme(path) == Programme()
    path.write_text(
        "scale: 100\npass_mark: 50\nweights: {tea-round: 100}\ndue: {tea-round: 2027-02-01T12:00:00Z}\n"
        "counts: best\nlate: Ten a day.\nextensions: {T1: {tea-round: 2027-02-08T12:00:00Z}}\n"
        "resits: One.\nai_rule: Spelling.\nretention: 2033-07-31\nsecond_marking: {within: 5}\n"
        "concern: {risk: [Ring the lead.]}\n",
        encoding="utf-8",
    )
    programme = load_programme(path)
    assert programme.second_marking.at_least == 6
    assert programme.on_scale(20, 40) == 50


PASS_50 = Programme(scale=100, pass_mark=50)
SAMPLES = {
    "all fails, all near, six of the rest": (PASS_50, [49.9, 10, 50, 53, *range(60, 90)], (2, 2, 6)),
    "a tenth of the rest once that is more": (PASS_50, [*[80] * 61], (0, 0, 7)),
    "all of a small class": (PASS_50, [60, 70, 80], (0, 0, 3)),
    "no pass mark, no fails": (None, [*range(20)], (0, 0, 6)),
    "nobody": (PASS_50, [], (0, 0, 0)),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_sample_for_second_marking(name: str) -> None:
    programme, marks, sizes = SAMPLES[name]
    candidates = [Candidate(id, float(value)) for id, value in enumerate(marks)]
    drawn = sample(candidates, programme, "salt")
    assert (len(drawn.fails), len(drawn.near), len(drawn.rest)) == sizes
    assert sample(reversed(candidates), programme, "salt") == drawn
    assert len(drawn.all) == sum(sizes)


def test_the_sample_has_only_what_is_marked_in_full_and_under_no_concern(book: Gradebook) -> None:
    assert marked_in_full(book, SLUG, PASS_50) == []
    mark_all(book, {"T0001": 0.0})
    book.raise_concern(2, "argument", "risk", "", marker="A. Lee", at=AT)
    candidates = marked_in_full(book, SLUG, PASS_50)
    assert {one.submission for one in candidates} == {1, 3, 4, 5, 6, 7, 8}
    assert candidates[0].marks == round(15 / 22 * 100, 2)


def test_a_moderated_mark_draws_nobody_else_into_the_sample(book: Gradebook) -> None:
    """Else each decision could ask for another second mark, and marking would not come to an end."""
    mark_all(book, {})
    before = marked_in_full(book, SLUG, PASS_50, before_moderation=True)
    first = book.latest(SLUG)[1]["argument"]["first"].marks
    assert first
    book.enter(persons(1, "argument", 0.0, role="second", marker="B. Shah"))
    book.enter(persons(1, "argument", 0.0, role="moderated", marker="C. Day", why="Read together."))
    assert marked_in_full(book, SLUG, PASS_50, before_moderation=True) == before
    now = {one.submission: one.marks for one in marked_in_full(book, SLUG, PASS_50)}
    assert now[1] < {one.submission: one.marks for one in before}[1]


def test_agreement_says_how_many_and_gives_kappa_only_with_its_interval() -> None:
    few = agreement([(3, 3), (4, 5), (2, 4)])
    assert (few.n, few.exact, few.within_one, few.mean_difference) == (3, 1, 2, 1.0)
    assert few.kappa is None
    assert "kappa" not in few.words
    assert agreement([]).words == "No pair of marks yet."
    chance = random.Random(3)
    first = [chance.randint(0, 6) for _ in range(60)]
    second = [min(6, max(0, one + chance.choice((-1, 0, 0, 1)))) for one in first]
    many = agreement(list(zip(first, second, strict=True)))
    # By its definition: squared gaps of the pairs over those of every first mark with every second.
    seen = sum((one - other) ** 2 for one, other in zip(first, second, strict=True)) / 60
    by_chance = sum((one - other) ** 2 for one in first for other in second) / 60**2
    assert many.kappa == pytest.approx(1 - seen / by_chance)
    assert many.low < many.kappa < many.high
    assert many == agreement(list(zip(first, second, strict=True)))
    assert agreement([(3, 3)] * 40).kappa is None


# --- what a marker sees -----------------------------------------------------------------------


def test_a_marker_sees_no_trainee_and_reads_in_an_order_of_their_own(book: Gradebook) -> None:
    tasks = [desk(book, marker).task() for marker in ("A. Lee", "B. Shah", "A. Lee")]
    for task in tasks:
        data = json.dumps(task)
        assert "T0001" not in data
        assert ".json" not in data
        assert MODEL.saved not in data
        assert len(task["scripts"]) == 8
    orders = [task["order"][f"{SLUG}/argument"] for task in tasks]
    assert sorted(orders[0]) == sorted(orders[1])
    assert orders[0] != orders[1]
    assert orders[0] == orders[2]
    assert orders[0] != tasks[0]["order"][f"{SLUG}/differences"]
    names = [script["name"] for script in tasks[0]["scripts"]]
    assert len(set(names)) == 8
    assert names == [script["name"] for script in tasks[1]["scripts"]]


def test_first_markers_do_not_get_each_others_answers(book: Gradebook) -> None:
    lee, shah = desk(book), desk(book, "B. Shah")
    ref = lee.task()["order"][f"{SLUG}/argument"][0]
    assert "saved" in lee.save(Decision(ref, "argument", 4, "half", "Why.", "Well argued."))
    assert ref not in shah.task()["order"][f"{SLUG}/argument"]
    assert ref in lee.task()["order"][f"{SLUG}/argument"]
    shah.task()
    assert "A. Lee has given" in shah.save(Decision(ref, "argument", 1))["refused"]


def test_markers_who_share_the_work_get_parts_that_make_the_whole(book: Gradebook) -> None:
    parts = [
        {script["ref"] for script in desk(book, f"M{n}", part=(n, 3)).task()["scripts"]} for n in (1, 2, 3)
    ]
    assert sum(map(len, parts)) == len(set.union(*parts)) == 8


def test_a_second_marker_gets_the_sample_and_not_the_first_marks(book: Gradebook) -> None:
    assert desk(book, "B. Shah", role="second").task()["scripts"] == []
    for one in book.submissions(SLUG):
        book.enter(persons(one.id, "differences", 3, why="Secret reason."))
        book.enter(persons(one.id, "argument", 5, comment="Secret comment."))
    book.raise_concern(1, "argument", "risk", "", marker="A. Lee", at=AT)
    shah = desk(book, "B. Shah", role="second", programme=PASS_50)
    task = shah.task()
    assert len(task["scripts"]) == 6
    assert "ecret" not in json.dumps(task)
    assert shah.names.reference[1] not in [script["ref"] for script in task["scripts"]]
    assert desk(book, "A. Lee", role="second").task()["scripts"] == []
    ref = task["order"][f"{SLUG}/argument"][0]
    assert "saved" in shah.save(Decision(ref, "argument", 2))
    moderator = desk(book, "C. Day", role="moderated")
    (shown,) = moderator.task()["scripts"]
    assert list(shown["answers"]) == ["argument"]
    given = shown["answers"]["argument"]
    assert (given["first"]["marks"], given["second"]["marks"]) == (5, 2)
    assert "1 pair: 0 equal" in moderator.task()["agreements"][f"{SLUG}/argument"]
    assert "reason" in moderator.save(Decision(ref, "argument", 4))["refused"]
    assert "saved" in moderator.save(Decision(ref, "argument", 4, why="The second reading is nearer."))


def test_an_exercise_without_marking_minutes_is_shown_only_when_named(
    book: Gradebook, tmp_path: Path
) -> None:
    shutil.copytree(FOLDER, tmp_path / "course")
    path = tmp_path / "course" / "exercises" / SLUG / "exercise.yml"
    words = path.read_text(encoding="utf-8").replace("marking_minutes: 2", "marking_minutes: 0")
    path.write_text(words, encoding="utf-8")
    schemes = Schemes(Course(tmp_path / "course"))
    task = MarkingDesk(book, schemes, "A. Lee").task()
    assert task["scripts"] == []
    assert "needs no marker" in task["notes"][0]
    assert len(MarkingDesk(book, schemes, "A. Lee", exercise=SLUG).task()["scripts"]) == 8


def test_work_that_went_back_is_shown_when_asked_for(tmp_path: Path) -> None:
    with gradebook(mark_class(tmp_path, 2, argument="Too short.")) as book:
        assert f"{SLUG}/argument" not in desk(book).task()["order"]
        task = desk(book, sent_back=True).task()
        assert len(task["order"][f"{SLUG}/argument"]) == 2
        gates = task["scripts"][0]["answers"]["argument"]["gates"]
        assert [gate["passed"] for gate in gates] == [True, False, True]


def test_a_concern_is_recorded_and_refused_where_there_is_nothing(book: Gradebook) -> None:
    lee = desk(book)
    ref = lee.task()["scripts"][0]["ref"]
    assert "saved" in lee.worry(Worry(ref, "", "risk", "All of it."))
    for wrong in (Worry("zz", "", "risk"), Worry(ref, "nothing", "risk"), Worry(ref, "", "gossip")):
        assert "refused" in lee.worry(wrong)
    assert len(book.concerns()) == 1
    (shown,) = [one for one in lee.task()["scripts"] if one["ref"] == ref]
    assert all(answer["concern"] for answer in shown["answers"].values())


def test_open_work_of_every_kind_can_be_read() -> None:
    value: Coding = MODEL.answers["passage"]
    spans = value.spans
    own = Coding(None, spans, value.memos, (OwnCode("alarm", "Alarm", "What \u202e raises it"),))
    answers = {
        "passage": own,
        "themes": (
            Theme("t1", "Ease", "It comes with others.", None, (spans[0].id, "t2")),
            Theme("t2", "B", "", "t1", ()),
        ),
        "links": (Relation("alarm", "ease", "causal", (spans[0].id,)),),
        "argument": "One\ntwo",
    }
    read = sheet(**answers)

    def text(id: str) -> str:
        return as_text(readable(scheme(), read, SimpleNamespace(id=id)))

    assert spans[0].quote in text("passage")
    assert "What \u27e6U+202E\u27e7 raises it" in text("passage")
    assert f"\u201c{spans[0].quote}\u201d" in text("themes")
    assert "Under: Ease" in text("themes")
    assert "Alarm \u2192 ease (causal)" in text("links")
    assert text("argument") == "One\ntwo"
    assert text("nothing") == ""


def test_the_two_questions_rest_on_the_trainees_own_words() -> None:
    codes = scheme().codes
    asked = oral_questions(sheet(), codes)
    assert asked == oral_questions(sheet(), codes)
    quotes = [span.quote for span in MODEL.answers["passage"].spans]
    assert len(asked) == 2
    assert all(any(quote in question for quote in quotes) for question in asked)
    assert asked[0].startswith("In X01-")
    assert asked[0].endswith("what would change your mind?")
    written = oral_questions(
        sheet(passage=None, argument="The lunch hour should be kept free. So I think."), codes
    )
    assert written == ("You wrote \u201cThe lunch hour should be kept free.\u201d What speaks against it?",)
    assert oral_questions(sheet(passage=None, argument=None), codes) == ()


# --- the server -------------------------------------------------------------------------------


@pytest.fixture
def server(out: Path) -> Iterator[DeskServer]:
    with gradebook(out, threads=True) as book, DeskServer(desk(book)) as running:
        running.desk.task()
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def ask(
    server: DeskServer, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    for name, value in {
        "Host": server.host,
        **{key.replace("_", "-"): text for key, text in headers.items()},
    }.items():
        if value:
            connection.putheader(name, value)
    if body is not None:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    answer = connection.getresponse()
    content = answer.read().decode()
    connection.close()
    return answer.status, dict(answer.getheaders()), content


def test_every_request_needs_the_token_and_this_host(server: DeskServer) -> None:
    port, token = server.server_port, server.token
    good = f"/{token}/"
    status, headers, page = ask(server, "GET", good)
    assert status == 200
    assert "'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert token not in page
    refused = {
        "no token": ("/", {}),
        "another token": (f"/{'x' * len(token)}/task.json", {}),
        "half a token": (f"/{token[:-1]}/task.json", {}),
        "the token without its slash": (f"/{token}", {}),
        "not ASCII": ("/%C3%A9/", {}),
        "another host": (f"{good}task.json", {"Host": f"evil.example:{port}"}),
        "a name of this machine": (f"{good}task.json", {"Host": f"localhost:{port}"}),
        "another port": (f"{good}task.json", {"Host": "127.0.0.1:1"}),
        "no host": (f"{good}task.json", {"Host": ""}),
    }
    for name, (path, more) in refused.items():
        status, _, content = ask(server, "GET", path, **more)
        assert (name, status) == (name, 403)
        assert "scripts" not in content
    for place in ("gradebook.db", "../gradebook.db", "desk.js/..", "nothing"):
        assert ask(server, "GET", f"{good}{place}")[0] == 404


def test_only_the_page_itself_can_change_anything(server: DeskServer) -> None:
    ref = server.desk.task()["scripts"][0]["ref"]
    body = json.dumps({"ref": ref, "item": "argument", "marks": 4}).encode()
    place = f"/{server.token}/save"
    here = {"Origin": f"http://{server.host}", "Content_Type": "application/json"}

    def status(content: bytes = body, path: str = place, **more: str) -> int:
        return ask(server, "POST", path, content, **{**here, **more})[0]

    assert status(Origin="http://evil.example") == 403
    assert status(Origin="") == 403
    assert status(Origin="null") == 403
    assert status(path="/save") == 403
    assert status(Content_Type="text/plain") == 415
    assert status(content=b"x" * 300_000) == 413
    assert status(path=f"/{server.token}/forget") == 404
    assert server.desk.book.latest(SLUG)[1]["argument"].keys() == {"key"}
    for nonsense in (
        b"{",
        b"[]",
        b'{"ref": 1}',
        b'{"ref": "a", "item": "b", "marks": NaN}',
        b"\xff",
        b"[" * 5000,
    ):
        assert "refused" in ask(server, "POST", place, nonsense, **here)[2]
    assert json.loads(ask(server, "POST", place, body, **here)[2])["new"] is True
    assert ask(server, "PUT", place, body, **here)[0] == 501


# --- packs ------------------------------------------------------------------------------------


def test_a_pack_holds_hostile_text_as_text_only(tmp_path: Path) -> None:
    with gradebook(mark_class(tmp_path, 1, argument=f"One two three {HOSTILE}")) as book:
        task = pack_task(desk(book))
    write_pack(tmp_path / "pack.html", task)
    page = (tmp_path / "pack.html").read_text(encoding="utf-8")
    assert page.count("<script") == page.count("</script") == 2
    assert "<img" not in page
    assert "\u202e" not in page
    data = page.partition('id="task">')[2].partition("</script>")[0]
    assert json.loads(data) == json.loads(json.dumps(task))
    assert "<" not in data
    policy = page.partition('Content-Security-Policy" content="')[2].partition('"')[0]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    assert "T0001" not in page


def test_the_pages_code_makes_no_markup_and_runs_no_text() -> None:
    code = script()
    assert {path.stem for path in Path(page_files.__file__).parent.glob("page/*.js")} == set(
        page_files._MODULES
    )
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
    ):
        assert word not in code
    assert not re.search(r"import\(|^import |^export ", code, re.M)
    assert "url(" not in style()
    assert pack_page("{}") == pack_page("{}")


def test_what_a_concern_keeps_in_is_in_no_pack(book: Gradebook) -> None:
    book.raise_concern(1, "argument", "risk", "", marker="A. Lee", at=AT)
    book.raise_concern(2, "", "risk", "", marker="A. Lee", at=AT)
    made = desk(book, "B. Shah")
    task = pack_task(made)
    assert "number 1 here" not in json.dumps(task)
    assert "number 2 here" not in json.dumps(task)
    refs = [script["ref"] for script in task["scripts"]]
    assert made.names.reference[2] not in refs
    assert made.names.reference[1] not in task["order"][f"{SLUG}/argument"]
    assert len(task["order"][f"{SLUG}/argument"]) == 6


def came_back(path: Path, marks: list[dict[str, Any]], marker: str = "B. Shah", **more: Any) -> Path:
    content = {
        "format": "compassion-course/marks",
        "format_version": 1,
        "marker": marker,
        "role": "first",
        "marks": marks,
    }
    path.write_text(json.dumps({**content, **more}), encoding="utf-8")
    return path


def test_marks_from_elsewhere_are_merged_and_clashes_shown(book: Gradebook, tmp_path: Path) -> None:
    refs = {one: desk(book).names.reference[one] for one in (1, 2, 3, 4)}

    def one(id: int, marks: float | None, at: str = AT, **more: Any) -> dict[str, Any]:
        return {"ref": refs[id], "item": "argument", "marks": marks, "at": at, **more}

    book.enter(persons(2, "argument", 5))
    book.enter(persons(3, "argument", 2, marker="B. Shah", at="2026-11-26T12:00:00Z"))
    concern = {"ref": refs[4], "item": "", "kind": "risk", "note": "Ring.", "at": AT}
    file = came_back(
        tmp_path / "b.json",
        [one(1, 4, comment="Good."), one(2, 1), one(3, 6), one(4, 99), {**one(4, 1), "ref": "nobody"}],
        concerns=[concern],
    )
    lines = merge(book, Schemes(COURSE), [file])
    assert sorted(line.what for line in lines) == ["clash", "clash", "new", "new", "refused", "refused"]
    said = " ".join(map(str, lines))
    assert "5 by A. Lee" in said
    assert "is no older" in said
    marks = book.latest(SLUG)
    assert marks[1]["argument"]["first"].comment == "Good."
    assert (marks[2]["argument"]["first"].marks, marks[3]["argument"]["first"].marks) == (5, 2)
    assert book.concerns()[0].note == "Ring."
    again = merge(book, Schemes(COURSE), [file])
    assert "new" not in [line.what for line in again]
    assert book.latest(SLUG) == marks
    later = came_back(tmp_path / "later.json", [one(3, 6, at="2026-11-27T00:00:00Z")])
    assert [line.what for line in merge(book, Schemes(COURSE), [later])] == ["new"]
    assert book.latest(SLUG)[3]["argument"]["first"].marks == 6


def test_the_order_of_files_does_not_matter(class_of_eight: Path, tmp_path: Path) -> None:
    kept = []
    for turn in (False, True):
        folder = Path(shutil.copytree(class_of_eight, tmp_path / str(turn)))
        with gradebook(folder) as book:
            # The salt is each gradebook's own: a pack belongs to the one that it was made from.
            ref = desk(book).names.reference[1]
            files = [
                came_back(
                    tmp_path / f"{marker}.json",
                    [{"ref": ref, "item": "argument", "marks": marks, "at": at}],
                    marker,
                )
                for marker, marks, at in (
                    ("B. Shah", 2, "2026-11-26T09:00:00Z"),
                    ("C. Day", 5, "2026-11-26T08:00:00Z"),
                )
            ]
            merge(book, Schemes(COURSE), reversed(files) if turn else files)
            first = book.latest(SLUG)[1]["argument"]["first"]
            kept.append((first.marker, first.marks))
    assert kept == [("C. Day", 5), ("C. Day", 5)]


TABLE = b"ref,made,marker,role,item,marks,level,why,comment\n"


def marks_file(marker: str, role: str) -> bytes:
    content = {"format": "compassion-course/marks", "format_version": 1, "marker": marker, "role": role}
    return json.dumps({**content, "marks": []}).encode()


NO_MARKS = {
    "empty": b"",
    "not JSON": b"{",
    "another file": b'{"format": "compassion-course/answers"}',
    "moderated marks": marks_file("B. Shah", "moderated"),
    "nobody's": marks_file(" ", "first"),
    "a table of something else": b"a,b\n1,2\n",
    "a table with a word for a mark": TABLE + b"r,2026-11-26T09:00:00Z,B,first,a,good,,,\n",
    "a table with infinite marks": TABLE + b"r,soon,B,first,a,inf,,,\n",
    "nested deeply": b'{"a":' * 5000,
    "bytes": bytes(range(256)) * 10,
}


@pytest.mark.parametrize("name", NO_MARKS)
def test_a_file_without_marks_is_refused_whole(name: str, book: Gradebook, tmp_path: Path) -> None:
    ref = desk(book).names.reference[1]
    good = came_back(tmp_path / "good.json", [{"ref": ref, "item": "argument", "marks": 4, "at": AT}])
    bad = tmp_path / "bad"
    bad.write_bytes(NO_MARKS[name])
    with pytest.raises(CourseError):
        merge(book, Schemes(COURSE), [good, bad])
    assert "first" not in book.latest(SLUG)[1]["argument"]


def test_a_spreadsheet_goes_out_without_formulas_and_comes_back_with_marks(tmp_path: Path) -> None:
    with gradebook(mark_class(tmp_path, 2, argument="=HYPERLINK(1) two three four five")) as book:
        made = desk(book, "B. Shah")
        path = tmp_path / "pack.csv"
        write_pack_sheet(path, pack_task(made))
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == 4
        assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
        assert {row["answer"][:3] for row in rows if row["item"] == "argument"} == {"'=H"}
        assert "T0001" not in path.read_text(encoding="utf-8-sig")
        rows[0] |= {"marks": "3,5", "why": "'=not a formula", "comment": "Two\nlines"}
        # As a spreadsheet program saves it elsewhere: with semicolons, in an older encoding.
        with path.open("w", encoding="cp1252", errors="replace", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
        assert [line.what for line in merge(book, made.schemes, [path])] == ["new"]
        submission = made.names.by_reference[rows[0]["ref"]].id
        kept: PersonsMark | Any = book.latest(SLUG)[submission][rows[0]["item"]]["first"]
        assert (kept.marker, kept.marks, kept.why, kept.comment) == (
            "B. Shah",
            3.5,
            "=not a formula",
            "Two\nlines",
        )


# --- the command ------------------------------------------------------------------------------


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_the_command_makes_packs_merges_them_and_lists_concerns(out: Path, tmp_path: Path) -> None:
    where = ("--course", FOLDER)
    pack, table = tmp_path / "pack.html", tmp_path / "pack.csv"
    made = run("desk", "pack", out, "--marker", "B. Shah", "--out", pack, "--sheet", table, *where)
    assert made.exit_code == 0, made.output
    assert "16 answers" in made.output
    assert "no scheme.yml" in made.output
    with gradebook(out) as book:
        book.enter(persons(1, "argument", 5))
        number = book.raise_concern(1, "argument", "risk", "Ring.", marker="A. Lee", at=AT)
        ref = desk(book).names.reference[1]
    file = came_back(tmp_path / "b.json", [{"ref": ref, "item": "argument", "marks": 1, "at": AT}])
    clash = run("desk", "merge", out, file, *where)
    assert clash.exit_code == 1
    assert "clash" in clash.output
    assert run("desk", "merge", out, table, *where).exit_code == 0
    listed = run("desk", "concerns", out)
    assert "T0001" in listed.output
    assert "open; kept out" in listed.output
    assert run("desk", "concerns", out, "--resolve", number).exit_code == 2
    done = run("desk", "concerns", out, "--resolve", number, "--marker", "Lead", "--outcome", "Spoken with.")
    assert "resolved" in done.output
    assert run("desk", "questions", out, "--out", tmp_path / "q.html", *where).exit_code == 0
    page = (tmp_path / "q.html").read_text(encoding="utf-8")
    assert "T0002" in page
    assert "T0001" not in page  # a text under a concern is quoted nowhere


UNUSABLE = {
    "no gradebook": ("desk", ".", "--marker", "A"),
    "no marker": ("desk", "OUT"),
    "an empty marker": ("desk", "OUT", "--marker", " ", "--course", FOLDER),
    "second and moderation at once": ("desk", "OUT", "--marker", "A", "--second", "--moderate"),
    "a pack that goes nowhere": ("desk", "pack", "OUT", "--marker", "A", "--course", FOLDER),
    "no such exercise": (
        "desk",
        "pack",
        "OUT",
        "--marker",
        "A",
        "--out",
        "p",
        "--exercise",
        "no",
        "--course",
        FOLDER,
    ),
    "a part that is none": ("desk", "OUT", "--marker", "A", "--part", "4/3", "--course", FOLDER),
    "no such concern": ("desk", "concerns", "OUT", "--resolve", "9", "--marker", "A", "--outcome", "x"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_cannot_be_done_is_said_with_code_two(
    name: str, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    done = run(*(out if part == "OUT" else part for part in UNUSABLE[name]))
    assert done.exit_code == 2
    assert done.output.strip()
    assert "Traceback" not in done.output


def test_a_retention_date_in_the_scheme_reaches_the_gradebook(out: Path, tmp_path: Path) -> None:
    (out / "scheme.yml").write_text("retention: 2999-12-31\nconcern: {risk: [Ring 7.]}\n", encoding="utf-8")
    done = run("desk", "pack", out, "--marker", "B", "--out", tmp_path / "p.html", "--course", FOLDER)
    assert done.exit_code == 0, done.output
    assert "Ring 7." in (tmp_path / "p.html").read_text(encoding="utf-8")
    with sqlite3.connect(out / "gradebook.db") as db:
        assert db.execute("SELECT value FROM setting WHERE name = 'retention'").fetchone() == ("2999-12-31",)
