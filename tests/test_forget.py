"""Forgetting a person: no byte of the folder tells of them afterwards, and everybody else stays."""

from __future__ import annotations

import csv
import io
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from marked_class import AT, folder_of, mark_all, persons_mark
from small_course import COURSE, FOLDER, SLUG, sheet_bytes

from compassion_course.cli import main
from compassion_course.desk.forgetting import forget_trainee
from compassion_course.desk.gradebook import Gradebook
from compassion_course.desk.mark import mark
from compassion_course.desk.pseudonyms import Pseudonyms
from compassion_course.desk.traces import Person, Traces

WORDS = "The kettle by the lift should be moved upstairs, so that Asha's round is shorter and warmer."
OTHER = "Somebody might write the break into the rota, because ease came at noon beside a colleague."


def run(*words: str, answer: str | None = None) -> Any:
    return CliRunner().invoke(
        main, [*words], input=answer, catch_exceptions=False, env={"COMPASSION_COURSE": str(FOLDER)}
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with everything that the verbs write into it."""
    folder = folder_of(tmp_path, T0001=WORDS, T0002=OTHER, T0003=f"{WORDS} {OTHER}"[:90])
    mark_all(folder, comment="Go on.", why="Sound.")
    with Gradebook(folder / "gradebook.db") as book:
        mine = next(one.id for one in book.submissions() if one.trainee == "T0001")
        said = {"comment": "Ada Byron, see the key words.", "why": "T0001 writes of the kettle."}
        book.enter(persons_mark(mine, "argument", 2.0, **said))
        book.raise_concern(mine, "argument", "other", "About Ada.", marker="A. Lee", at=AT)
        book.resolve_concern(1, by="A. Lee", at=AT, outcome="Fine.", may_be_shown=True)
    marks, roster = str(folder), str(tmp_path / "roster.csv")
    for words in (
        ("feedback", marks, "--out", str(folder / "final"), "--moodle-zip", str(folder / "back.zip")),
        ("export-marks", marks, "--format", "csv", "--roster", roster, "--out", str(folder / "all.csv")),
        ("export-marks", marks, "--format", "xlsx", "--roster", roster, "--out", str(folder / "all.xlsx")),
        ("cohort", marks),
        ("examiner", marks, "--out", str(folder / "examiner")),
        (
            "desk",
            "pack",
            marks,
            "--marker",
            "A. Lee",
            "--out",
            str(folder / "pack.html"),
            "--sheet",
            str(folder / "pack.csv"),
        ),
        ("desk", "questions", marks, "--out", str(folder / "questions.html")),
    ):
        done = run(*words)
        assert done.exit_code == 0, (words, done.output)
    (folder / "roster.csv").write_bytes((tmp_path / "roster.csv").read_bytes())
    (folder / "gradebook-before.db").write_bytes((folder / "gradebook.db").read_bytes())
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every byte of a folder, names included, and what archives hold."""
    found = {}
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        found[name] = name.encode()
        if path.is_file():
            data = path.read_bytes()
            found[name] += data
            if data[:2] == b"PK":
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    for member in archive.namelist():
                        found[f"{name}/{member}"] = member.encode() + archive.read(member)
    return found


def told(folder: Path, needles: list[str]) -> set[tuple[str, str]]:
    return {
        (needle, name)
        for name, data in contents(folder).items()
        for needle in needles
        for coded in (needle.encode(), needle.encode("utf-16-le"))
        if coded.lower() in data.lower()
    }


def needles_of(folder: Path) -> list[str]:
    with Gradebook(folder / "gradebook.db") as book:
        names = Pseudonyms(book.salt(), book.submissions(current=False))
        mine = next(one for one in book.submissions() if one.trainee == "T0001")
        return [
            "T0001", "Ada Byron", "ada@example", "71001", "kettle by the lift", names.name[mine.id],
            names.reference[mine.id], mine.digest, "About Ada", "writes of the kettle",
        ]  # fmt: skip


def test_no_byte_tells_of_the_person(folder: Path, tmp_path: Path) -> None:
    # T0003 began with the same words; only hers are looked for here.
    needles = needles_of(folder)
    with Gradebook(folder / "gradebook.db") as book:
        names = Pseudonyms(book.salt(), book.submissions(current=False)).name
        other = next(names[one.id] for one in book.submissions() if one.trainee == "T0003")
    before = told(folder, needles)
    where = {name.split("/")[0] for _, name in before}
    assert {
        "gradebook.db",
        "feedback",
        "final",
        "back.zip",
        "marks.csv",
        "all.csv",
        "pack.csv",
        "pack.html",
    } <= where
    assert {needle for needle, _ in before} == set(needles)
    done = run("forget", "T0001", str(folder), "--yes")
    assert done.exit_code == 0
    shared = {"kettle by the lift"}  # T0003's own sheet and pages say it too
    assert told(folder, [one for one in needles if one not in shared]) == set()
    left = {name for _, name in told(folder, sorted(shared))}
    own = (f"feedback/T0003/{SLUG}.html", f"final/T0003/{SLUG}.html")
    script = f"examiner/scripts/{other.replace(' ', '-').lower()}.html"
    packed = f"back.zip/Cy Dale_71003_assignsubmission_file/{SLUG}-feedback.html"
    assert left <= {
        "gradebook.db",
        "gradebook-before.db",
        "pack.html",
        "pack.csv",
        "back.zip",
        packed,
        *own,
        script,
    }
    assert "Not touched: the hand-ins" in done.output


def test_everybody_else_stays_and_a_date_and_a_count(folder: Path) -> None:
    before = contents(folder)
    run("forget", "T0001", str(folder), "--yes")
    after = contents(folder)
    for who in ("T0002", "T0003"):
        for place in ("feedback", "final"):
            assert after[f"{place}/{who}/{SLUG}.html"] == before[f"{place}/{who}/{SLUG}.html"]
    for name, lines in (("marks.csv", 2), ("all.csv", 2), ("roster.csv", 2)):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            left = [{key.casefold(): cell for key, cell in row.items()} for row in csv.DictReader(file)]
        assert [row["trainee"] for row in left] == ["T0002", "T0003"][:lines]
    with zipfile.ZipFile(folder / "back.zip") as archive:
        assert len(archive.namelist()) == 2
    with sqlite3.connect(folder / "gradebook.db") as book:
        assert book.execute("SELECT count(*) FROM submission").fetchone() == (2,)
        ((at, rows),) = book.execute("SELECT at, rows FROM forgotten")
    assert at[:2] == "20"
    assert rows > 10
    with Gradebook(folder / "gradebook.db") as book:
        assert len(book.waiting()) == 0
        assert len(book.submissions()) == 2
    pack = (folder / "pack.html").read_text(encoding="utf-8")
    assert pack.count('"ref"') == 2


def test_it_asks_first(folder: Path) -> None:
    done = run("forget", "T0001", str(folder), answer="n\n")
    assert done.exit_code == 1
    assert "Remove T0001 from" in done.output
    assert (folder / "feedback" / "T0001").is_dir()
    assert run("forget", "T0001", str(folder), answer="y\n").exit_code == 0
    assert not (folder / "feedback" / "T0001").exists()


def test_somebody_unknown_is_said_and_nothing_changes(folder: Path) -> None:
    before = {name: data for name, data in contents(folder).items() if not name.startswith(".marking")}
    done = run("forget", "T9999", str(folder), "--yes")
    assert done.exit_code == 1
    assert "Nothing here knows T9999" in done.output
    after = {name: data for name, data in contents(folder).items() if not name.startswith(".marking")}
    assert after == before


def test_marks_that_came_back_lose_hers_alone(folder: Path) -> None:
    with Gradebook(folder / "gradebook.db") as book:
        names = Pseudonyms(book.salt(), book.submissions(current=False))
        refs = {one.trainee: names.reference[one.id] for one in book.submissions()}
    marks = ",".join(f'{{"ref":"{ref}","item":"argument","marks":2,"at":"{AT}"}}' for ref in refs.values())
    (folder / "marks-from-lee.json").write_text(f'{{"marker":"A. Lee","marks":[{marks}],"concerns":[]}}')
    forget_trainee("T0001", folder, None)
    text = (folder / "marks-from-lee.json").read_text()
    assert refs["T0001"] not in text
    assert refs["T0002"] in text
    assert refs["T0003"] in text


def test_an_other_trainees_page_that_names_her_is_left_and_said(folder: Path) -> None:
    page = folder / "final" / "T0002" / f"{SLUG}.html"
    page.write_text(page.read_text(encoding="utf-8").replace("<h1>", "<h1>With T0001: "), encoding="utf-8")
    done = forget_trainee("T0001", folder, None)
    assert page.is_file()
    assert [note for note in done.notes if "names T0001" in note] == [
        f"final/T0002/{SLUG}.html: this is another trainee's page and names T0001; it was left."
    ]


def traces(trainee: str, others: list[str], names: tuple[str, ...] = ()) -> Traces:
    return Traces(Person(trainee, frozenset(names), frozenset(), (), frozenset(), ()), others, [])


@pytest.mark.parametrize(
    ("id", "others", "text", "found"),
    [
        ("T1", ["T10", "T1-b"], "T10, T1-b, AT1, T1b", False),
        ("T1", ["T10"], "in/x--T1--2.answers.json", True),
        ("T1", [], "t1", True),
        ("T1", ["t1"], "t1", False),
        ("me", [], "tell me", False),
        ("T1", [], "T100", False),
    ],
)
def test_who_is_named(id: str, others: list[str], text: str, found: bool) -> None:
    assert traces(id, others).named_in(text) is found


def test_a_name_is_found_as_a_vle_writes_it() -> None:
    who = traces("T1", [], ("Ada Lou Byron",))
    assert who.named_in("c.zip/byronadalou_5301_9_x.json")
    assert who.named_in("ADA LOU BYRON")
    assert not who.named_in("Ada Byron")


def test_somebody_called_as_a_folder_is_takes_nobody_else_along(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for who, text in (("feedback", WORDS), ("T0002", OTHER)):
        (tmp_path / "in" / f"{who}.json").write_bytes(sheet_bytes(who, argument=text))
    folder = tmp_path / "marks"
    mark(COURSE, [tmp_path / "in"], folder)
    mine, other = (folder / "feedback" / who / f"{SLUG}.html" for who in ("feedback", "T0002"))
    assert mine.is_file()
    assert other.is_file()
    forget_trainee("feedback", folder, None)
    assert not mine.exists()
    assert other.is_file()


def packed(name: str, content: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return archive.getvalue()


def nested(depth: int) -> bytes:
    return packed("inner.zip", nested(depth - 1)) if depth else b"nothing"


@pytest.mark.parametrize(
    "content",
    [packed("bomb.json", bytes(30_000_000)), nested(8), b"PK\x03\x04 and no archive"],
    ids=["a bomb", "archives in archives", "a broken archive"],
)
@pytest.mark.parametrize("name", ["hand-in.zip", "hand-in.docx"])
def test_what_cannot_be_looked_into_is_left_and_said(tmp_path: Path, name: str, content: bytes) -> None:
    """Hand-ins may lie in the folder with the marks, and they come from anybody."""
    folder = folder_of(tmp_path, T0001=WORDS, T0002=OTHER)
    (folder / name).write_bytes(content)
    done = forget_trainee("T0001", folder, None)
    assert (folder / name).read_bytes() == content
    assert any(note.startswith(f"{name}: this could not be looked into") for note in done.notes)
