"""Marks for spreadsheets and VLEs: what is filled, what stays byte for byte, and what is said."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from marked_class import AT, folder_of, mark_all, persons_mark
from small_course import FOLDER

from compassion_course.cli import main
from compassion_course.corpus import CourseError
from compassion_course.desk.exchange.lines import text_cell, whose
from compassion_course.desk.exchange.raw_csv import RawCsv
from compassion_course.desk.gradebook import Gradebook
from compassion_course.desk.roster import Roster

TITLE = "A tea round"
COMMENT = "=1+1 <b>Good</b>, and\nwhy?"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    mark_all(folder_of(tmp_path, T0003="Tea."), comment=COMMENT)
    return tmp_path


def export(root: Path, format_: str, *more: str, into: bytes | None = None) -> Any:
    words = ["export-marks", str(root / "marks"), "--format", format_, "--out", str(root / "out")]
    words += ["--roster", str(root / "roster.csv"), *more]
    if into is not None:
        (root / "theirs.csv").write_bytes(into)
        words += ["--into", str(root / "theirs.csv")]
    return CliRunner().invoke(main, words, catch_exceptions=False, env={"COMPASSION_COURSE": str(FOLDER)})


def out(root: Path) -> bytes:
    return (root / "out").read_bytes()


def rows(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), delimiter=delimiter))


# --- spreadsheets -------------------------------------------------------------------------------


def test_a_csv_has_the_marks_as_numbers_and_no_formula(root: Path) -> None:
    assert export(root, "csv").exit_code == 0
    head, *lines = rows(out(root))
    first, second, third = (dict(zip(head, line, strict=True)) for line in lines)
    assert (first["Trainee"], first["Marks"], first["Of"], first["State"]) == ("T0001", "18", "22", "marked")
    assert first["tea-round/argument"] == "3"
    assert (second["Name"], second["Marks"]) == ("'=Bo Craft", "17")
    assert (third["Marks"], third["State"]) == ("", "send back")
    assert first["Comments"].startswith("Differences: =1+1 <b>Good</b>, and\nwhy?\n\nArgument: ")


def workbook(data: bytes) -> dict[str, tuple[str, str]]:
    """Read a workbook's cells: type and value by place."""
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        shared = [
            "".join(one.text or "" for one in entry.iterfind(".//m:t", space))
            for entry in ElementTree.fromstring(archive.read("xl/sharedStrings.xml")).iterfind("m:si", space)
        ]
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    assert sheet.find(".//m:f", space) is None  # no formula
    found = {}
    for cell in sheet.iterfind(".//m:c", space):
        kind, value = cell.get("t", "n"), cell.findtext("m:v", "", space)
        found[cell.get("r", "")] = (kind, shared[int(value)] if kind == "s" else value)
    return found


def test_a_workbook_has_numbers_as_numbers_and_texts_as_texts(root: Path) -> None:
    assert export(root, "xlsx").exit_code == 0
    cells = workbook(out(root))
    assert cells["A2"] == ("s", "T0001")
    assert cells["E2"] == ("n", "18")
    assert cells["B3"] == ("s", "'=Bo Craft")
    assert "E4" not in cells
    first = out(root)
    export(root, "xlsx")
    assert out(root) == first


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\n=1", " =1", "\uff1d1"])
def test_no_text_is_read_as_a_formula(text: str) -> None:
    assert text_cell(text)[0] in "'\u27e6"


# --- Moodle -------------------------------------------------------------------------------------

WORKSHEET = (
    "\ufeffIdentifier,\"Full name\",\"Email address\",Status,Grade,\"Maximum grade\","
    "\"Grade can be changed\",\"Last modified (submission)\","
    "\"Last modified (grade)\",\"Feedback comments\"\r\n"
    "\"Participant 71001\",\"Ada \"\"A\"\" Byron\",ada@example.ac.uk,Submitted,,22.00,Yes,-,-,\r\n"
    "\"Participant 71002\",=Bo,bo@example.ac.uk,\"Submitted,  late\",17.00,22.00,Yes,-,-,<p>Mine</p>\r\n"
    "\"Participant 71003\",Cy,cy@example.ac.uk,Submitted,,22.00,Yes,-,-,\r\n"
    "\"Participant 79999\",Stranger,,No submission,,22.00,Yes,-,-,\r\n"
).encode()  # fmt: skip


def test_moodles_worksheet_changes_in_grade_and_feedback_alone(root: Path) -> None:
    done = export(root, "moodle-worksheet", into=WORKSHEET)
    assert done.exit_code == 0
    feedback = (
        '"<p><strong>Differences</strong><br>=1+1 &lt;b&gt;Good&lt;/b&gt;, and<br>why?</p>'
        '<p><strong>Argument</strong><br>=1+1 &lt;b&gt;Good&lt;/b&gt;, and<br>why?</p>"'
    )
    expected = WORKSHEET.replace(
        b"Submitted,,22.00,Yes,-,-,\r\n", f"Submitted,18,22.00,Yes,-,-,{feedback}\r\n".encode(), 1
    )
    assert out(root) == expected
    assert "Participant 71002 (T0002): it stands there already; Moodle skips the row." in done.output
    assert "there is a feedback comment already; it was kept" in done.output
    assert "Participant 71003 (T0003): not marked in full (send back)" in done.output
    assert "Participant 79999: no marks here; Moodle skips the row." in done.output


def test_a_worksheet_of_another_language_locale_and_lock(root: Path) -> None:
    theirs = (
        "ID;Bewertung;Maximum grade;Grade can be changed;Kommentar\n"
        "Teilnehmer/in71001;;22,00;Yes;\n"
        "Teilnehmer/in71002;;22,00;No;\n"
    ).encode("cp1252")
    with Gradebook(root / "marks" / "gradebook.db") as book:
        one = next(one.id for one in book.submissions() if one.trainee == "T0001")
        book.enter(
            persons_mark(
                one, "argument", 2.5, role="moderated", marker="C. Doe", why="Half.", comment="\u00fc"
            )
        )
    names = ("--id-column", "ID", "--column", "Bewertung", "--feedback-column", "Kommentar")
    done = export(root, "moodle-worksheet", *names, into=theirs)
    assert done.exit_code == 0
    line = out(root).decode("utf-8").splitlines()[1]
    assert line.startswith("Teilnehmer/in71001;17,5;22,00;Yes;")
    assert "\u00fc" in line
    assert "Participant" not in done.output
    assert "the grade is locked" in done.output
    english = export(root, "moodle-worksheet", into=theirs)
    assert english.exit_code == 2
    assert "There is no column Identifier" in english.output


def test_marks_out_of_another_number_are_not_squeezed_in(root: Path) -> None:
    done = export(root, "moodle-worksheet", into=WORKSHEET.replace(b"22.00", b"100.00"))
    assert done.exit_code == 2
    assert "out of 100; these are out of 22" in done.output
    (root / "marks" / "scheme.yml").write_text("scale: 100\n")
    assert export(root, "moodle-worksheet", into=WORKSHEET.replace(b"22.00", b"100.00")).exit_code == 0
    assert b",81.82,100.00," in out(root)


def test_moodles_gradebook_gets_the_roster_alone(root: Path) -> None:
    (root / "roster.csv").write_text((root / "roster.csv").read_text().replace("T0002,", "T0009,"))
    done = export(root, "moodle-gradebook")
    assert done.exit_code == 0
    assert not out(root).startswith(b"\xef\xbb\xbf")
    head, *lines = rows(out(root))
    assert head == ["ID number", "Email address", TITLE, f"{TITLE} (feedback)"]
    (line,) = lines
    assert line[:3] == ["T0001", "ada@example.ac.uk", "18"]
    assert "&lt;b&gt;Good" in line[3]
    assert "T0002 is not on the roster" in done.output
    assert "T0003, tea-round: not marked in full" in done.output


def test_an_address_that_is_a_formula_goes_nowhere(root: Path) -> None:
    text = (root / "roster.csv").read_text().replace("ada@example.ac.uk", "=ada@example.ac.uk")
    (root / "roster.csv").write_text(text)
    export(root, "moodle-gradebook")
    assert rows(out(root))[1][:2] == ["T0001", ""]


# --- Canvas and Blackboard ----------------------------------------------------------------------

CANVAS = (
    b"Student,ID,SIS User ID,SIS Login ID,Section,Another task (11),A tea round (12),Current Score\n"
    b",,,,,Manual Posting,,(read only)\n"
    b"    Points Possible,,,,,10,22,(read only)\n"
    b"\"Byron, Ada\",5301,,ada,\"One, two\",7,,3\n"
    b"=Craft,5302,,bo,One,,12,\n"
    b"\"Dale, Cy\",5303,,cy,One,,,\n"
    b"\"Student, Test\",999,,x,One,,,\n"
)  # fmt: skip


def test_canvas_gets_its_own_people_and_one_assignment(root: Path) -> None:
    done = export(root, "canvas", into=CANVAS)
    assert done.exit_code == 0
    assert out(root).decode() == (
        "Student,ID,SIS User ID,SIS Login ID,Section,A tea round (12)\n"
        "    Points Possible,,,,,22\n"
        "\"Byron, Ada\",5301,,ada,\"One, two\",18\n"
        "'=Craft,5302,,bo,One,17\n"
    )  # fmt: skip
    assert "T0003: not marked in full (send back); left out." in done.output
    assert "Canvas 999: no marks here" in done.output


def test_canvas_never_gets_an_assignment_that_it_does_not_have(root: Path) -> None:
    done = export(root, "canvas", "--column", "The tea round", into=CANVAS)
    assert done.exit_code == 2
    assert "Another task (11), A tea round (12)" in done.output
    assert export(root, "canvas", "--column", "12", into=CANVAS).exit_code == 0
    assert export(root, "canvas", into=CANVAS.replace(b"10,22,", b"10,40,")).exit_code == 2


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8", ","), ("utf-16", "\t")])
def test_blackboard_gets_user_name_and_column(root: Path, encoding: str, delimiter: str) -> None:
    head = ["Last Name", "Username", "Other |1", "A tea round [Total Pts: 22 Score] |9"]
    people = [["Byron", "t0001", "", ""], ["Dale", "c_dale", "", "4"], ["Nobody", "x_t0002", "", ""]]
    text = "".join(delimiter.join(f'"{cell}"' for cell in row) + "\r\n" for row in (head, *people))
    done = export(root, "blackboard", into=text.encode(encoding))
    assert done.exit_code == 0
    lines = out(root).decode(encoding).splitlines()
    assert lines == [f'"Username"{delimiter}"A tea round [Total Pts: 22 Score] |9"', f'"t0001"{delimiter}18']
    assert "T0003: not marked in full" in done.output
    assert "x_t0002: no marks here" in done.output


# --- what holds for all -------------------------------------------------------------------------


def test_open_marks_go_to_no_vle_and_a_concern_keeps_its_comment(root: Path) -> None:
    with Gradebook(root / "marks" / "gradebook.db") as book:
        one = next(one.id for one in book.submissions() if one.trainee == "T0001")
        book.raise_concern(one, "argument", "risk", "Private.", marker="A. Lee", at=AT)
    export(root, "csv")
    assert "Argument" not in rows(out(root))[1][-1]
    with Gradebook(root / "marks" / "gradebook.db") as book:
        book.enter(persons_mark(one, "argument", 5.0, role="second", marker="B. Shah"))
    refused = export(root, "canvas", into=CANVAS)
    assert refused.exit_code == 2
    assert "two marks that differ" in refused.output
    assert export(root, "canvas", "--draft", into=CANVAS).exit_code == 0


def test_a_vle_is_never_filled_without_the_class_or_its_own_file(root: Path) -> None:
    words = ["export-marks", str(root / "marks"), "--out", str(root / "out"), "--format"]
    for more in (["canvas", "--roster", str(root / "roster.csv")], ["moodle-gradebook"]):
        done = CliRunner().invoke(main, [*words, *more], env={"COMPASSION_COURSE": str(FOLDER)})
        assert done.exit_code == 2
        assert not (root / "out").exists()


@pytest.mark.parametrize(
    "data",
    [
        b'a,"b ""q"" c",\r\n1,,"x\ny"\r\n',
        b"a;b\n1;2",
        b"\xef\xbb\xbfa\tb\r\n\xfc\t2\r\n\r\n",
        b'"a","b"\n"1"," 2 "\n',
        b"",
    ],
)
def test_a_csv_that_is_not_touched_comes_out_as_it_went_in(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    assert RawCsv(tmp_path / "a.csv").data() == data


def test_a_quote_that_is_not_closed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b'a,b\n1,"2\n3,4\n')
    with pytest.raises(CourseError, match="quote"):
        RawCsv(tmp_path / "a.csv")


def test_a_user_name_is_matched_as_a_whole() -> None:
    roster = Roster([{"trainee": "T0001", "username": "a_b"}, {"trainee": "b", "username": ""}])
    assert whose(roster, "blackboard", "a_b") == "T0001"
    assert whose(roster, "blackboard", "c_b") == ""
    assert whose(roster, "canvas", "", "T0001") == "T0001"
