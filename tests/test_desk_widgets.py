"""The coding desk in Python: what goes into a page, the file beside the notebook, and the work as data."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from compassion_course.corpus import CourseError, find_course, load_codebook, load_transcript, load_work
from compassion_course.corpus.exchange import desk_file_of, project_file, project_of
from compassion_course.widgets import AxialMap, ThemeBoard, TranscriptCoder
from compassion_course.widgets.course_widget import WIDGET_MIME
from compassion_course.widgets.desk_widget import DeskWidget, reference_readings, start_from
from compassion_course.widgets.notebook_file import NotebookFile
from compassion_course.widgets.transcript_coder import own_text

REPOSITORY = Path(__file__).resolve().parent.parent
OWN_TEXT = "Ann: I waited.\nBob: And then?\n"
KERNEL_TRAITS = {"kernel_session", "project", "revision", "written"}


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The course's own texts, and a working folder in which nothing lies."""
    monkeypatch.setenv("COMPASSION_COURSE", str(REPOSITORY))
    monkeypatch.chdir(tmp_path)
    NotebookFile.forget()
    return tmp_path


def work_on(doc: str, reader: str = "close") -> dict[str, Any]:
    """Give a reference reading as a project that a page would send."""
    course = find_course()
    project: dict[str, Any] = json.loads(
        project_file(desk_file_of(course, project_of(course, [doc], [reader])))
    )
    return {**project, "saved": "2026-11-25T12:00:00Z"}


def sent(widget: DeskWidget, project: dict[str, Any], revision: int) -> None:
    """Give the widget what its page would send it."""
    widget.set_state({"project": project, "revision": revision})


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


MADE = {
    "TranscriptCoder('P03', 'P05')": lambda: TranscriptCoder("P03", "P05"),
    "TranscriptCoder('T01')": lambda: TranscriptCoder("T01", notes=True, codes=False),
    "ThemeBoard('T01', 'T02')": lambda: ThemeBoard("T01", "T02"),
    "ThemeBoard('P03')": lambda: ThemeBoard("P03", method="grounded-theory"),
    "AxialMap('P03', 'P05', 'P07')": lambda: AxialMap("P03", "P05", "P07"),
}


# --- what goes into a page ------------------------------------------------------------------------


@pytest.mark.parametrize("words", MADE)
def test_a_widget_says_what_it_is_of_and_no_folder_or_moment(words):
    assert repr(MADE[words]()) == words
    assert repr(TranscriptCoder(text=OWN_TEXT)) == "TranscriptCoder('OWN')"


@pytest.mark.parametrize("words", MADE)
def test_what_goes_into_a_page_knows_no_kernel_and_is_the_same_each_time(words, folder):
    widget = MADE[words]()
    data, _ = widget._repr_mimebundle_()
    traits = data[WIDGET_MIME]["traits"]
    assert not KERNEL_TRAITS & set(traits)
    assert {"part", "desk", "settings", "transcripts", "codebooks", "start"} <= set(traits)
    assert json.loads(json.dumps(traits)) == traits == MADE[words]().page_traits()
    assert str(folder) not in json.dumps(traits)
    assert files(folder) == [], "looking at a widget makes no file"


def test_work_of_a_person_never_goes_into_a_page():
    coder = TranscriptCoder("P07")
    before = coder.page_traits()
    sent(coder, work_on("P07"), 3)
    assert coder.page_traits() == before


def test_a_text_of_ones_own_is_never_published():
    own = TranscriptCoder(text=OWN_TEXT)
    for publish in (own.page_traits, own._repr_mimebundle_):
        with pytest.raises(
            CourseError, match=r"not the course's, and would be published.*Clear the cell"
        ) as told:
            publish()
        assert "I waited" not in str(told.value)


class Checker(HTMLParser):
    """Hears what is opened and not closed, and what should not be there."""

    VOID = frozenset({"br", "col", "hr", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag


def plain(words: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", words)))


@pytest.mark.parametrize("words", MADE)
def test_the_words_are_valid_html_and_the_same_each_time(words):
    text = MADE[words]().as_html()
    checker = Checker()
    checker.feed(text)
    checker.close()
    assert checker.open == []
    assert len(checker.ids) == len(set(checker.ids))
    assert not checker.tags & {"script", "style", "h1", "h2", "h3", "button", "input"}
    assert text == MADE[words]().as_html()


def test_a_coders_words_hold_every_turn_every_code_and_what_may_be_hard():
    coder = TranscriptCoder("P03", "T01", codebooks=["three-systems"])
    words = plain(coder.as_html())
    course = find_course()
    for doc in ("P03", "T01"):
        for turn in load_transcript(course, doc).turns:
            assert " ".join(turn.text.split()) in words
    for code in load_codebook(course, "three-systems").codes:
        assert code.name in words
        assert " ".join(code.definition.split()) in words
    assert coder.settings["hard"]
    for note in coder.settings["hard"]:
        assert note in words


def test_a_boards_words_hold_each_statement_with_what_it_rests_on():
    board = ThemeBoard("T01", "T02")
    words = plain(board.as_html())
    assert len(board.start["statements"]) > 10
    quotes = {span["id"]: span["quote"] for span in board.start["spans"]}
    for one in board.start["statements"]:
        assert " ".join(one["text"].split()) in words
        assert all(" ".join(quotes[span].split()) in words for span in one["spans"])


def test_a_maps_words_hold_each_category_with_its_codes():
    the_map = AxialMap("P03", "P05", "P07")
    words = plain(the_map.as_html())
    assert the_map.start["themes"]
    names = {code["code"]: code["name"] for code in the_map.start["codes"]}
    for theme in the_map.start["themes"]:
        assert theme["name"] in words
        assert all(names[one] in words for one in theme["members"] if one in names)
    for slot in ("causal", "contextual", "intervening", "consequences"):
        assert slot in words.lower()


# --- what a desk begins with ----------------------------------------------------------------------


def test_a_beginning_has_what_was_asked_for_and_nothing_more():
    course = find_course()
    bare = start_from(course, "close", ["T01"], [])
    assert bare["spans"]
    assert {span["doc"] for span in bare["spans"]} == {"T01"}
    assert bare["statements"] == bare["themes"] == bare["relations"] == bare["memos"] == []
    used = {code for span in bare["spans"] for code in span["codes"]}
    ids = {code["code"] for code in bare["codes"]}
    assert used & ids
    parents = {code["parent"] for code in bare["codes"]} - {None}
    assert ids <= used | parents
    assert parents <= ids, "what stands above a code comes along"

    with_statements = start_from(course, "close", ["T01"], ["statements"])
    assert {one["doc"] for one in with_statements["statements"]} == {"T01"}
    known = {span["id"] for span in with_statements["spans"]}
    assert all(set(one["spans"]) <= known for one in with_statements["statements"])
    assert with_statements["themes"] == []

    categories = start_from(course, "close", ["P03", "P05", "P07"], ["themes"], ["category"])
    assert {theme["kind"] for theme in categories["themes"]} == {"category"}
    assert categories["statements"] == []
    ids = {code["code"] for code in categories["codes"]} | {theme["id"] for theme in categories["themes"]}
    assert all(set(theme["members"]) <= ids for theme in categories["themes"])


def test_an_empty_board_begins_with_nothing_and_a_coder_has_the_readings_of_its_transcripts_alone():
    assert ThemeBoard("T01", start="").start == {}
    assert ThemeBoard("T01", start="").settings["intro"] == ""
    readings = reference_readings(find_course(), ["P07"])
    assert len(readings) > 1
    for one in readings:
        assert {span["doc"] for span in one["spans"]} == {"P07"}
        assert {code["code"] for code in one["codes"]} <= {
            code for span in one["spans"] for code in span["codes"]
        }
    assert TranscriptCoder("P07").readings == readings
    assert TranscriptCoder("P07", readings=False).readings == []


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: TranscriptCoder(), "no transcript.*Name one"),
        (lambda: TranscriptCoder("Q99"), "Q99"),
        (lambda: TranscriptCoder("P03", codebooks=["none"]), "none"),
        (lambda: TranscriptCoder("P03", desk="../up"), "becomes a file's.*small letters"),
        (lambda: ThemeBoard("T01", method="content"), "no method 'content'.*ipa, grounded-theory"),
        (lambda: ThemeBoard("T01", start="nobody"), "nobody"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, problem):
    with pytest.raises(CourseError, match=f"(?s){problem}"):
        make()


# --- a text of one's own --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("Ann: Hello.\nBob: Hi.", [("Ann", "Hello."), ("Bob", "Hi.")]),
        ("Ann: Hello\n  and more.\n\nBob: Hi.", [("Ann", "Hello and more."), ("Bob", "Hi.")]),
        ("A heading\nAnn: At 10:30 it rang.", [("Ann", "At 10:30 it rang.")]),
        ("Dr O'Neil-Shaw: Yes.", [("Dr O'Neil-Shaw", "Yes.")]),
        ("Zoë: Ja.\r\nI : No.", [("Zoë", "Ja."), ("I", "No.")]),
        ("P1: First.\nNot a name, since it is much too long to be one of anybody: no.", None),
    ],
    ids=["two", "a line goes on", "a colon in a time", "a title", "blank before the colon", "a long line"],
)
def test_a_text_of_ones_own_is_parted_into_turns(text, turns):
    found = [(turn["speaker"], turn["text"]) for turn in own_text(text)["turns"]]
    if turns is None:
        assert len(found) == 1
        assert found[0][1].startswith("First. Not a name")
    else:
        assert found == turns
    assert [turn["turn"] for turn in own_text(text)["turns"]] == [
        f"OWN-{number:03d}" for number in range(1, len(found) + 1)
    ]


def test_a_text_in_which_nobody_speaks_is_refused():
    with pytest.raises(CourseError, match="Write each turn as: Name: what was said"):
        own_text("No names here.\nNone at all.")


# --- the file beside the notebook -----------------------------------------------------------------


def test_what_the_page_sends_is_written_and_there_again_when_the_cell_runs_anew(folder):
    coder = TranscriptCoder("P07", desk="mine")
    project = work_on("P07")
    sent(coder, project, 5)
    assert files(folder) == ["mine.project.json"]
    assert json.loads((folder / "mine.project.json").read_bytes()) == project
    assert coder.written == {"name": "mine.project.json", "revision": 5}
    before = (folder / "mine.project.json").read_bytes()
    again = TranscriptCoder("P07", desk="mine")
    assert again.project == project
    assert (folder / "mine.project.json").read_bytes() == before
    sent(again, {**project, "storyline": "More."}, 1)
    assert files(folder) == ["mine.project.json"]


def test_two_widgets_of_one_desk_write_one_file_whichever_of_them_writes(folder):
    coder, board = TranscriptCoder("P07", desk="mine"), ThemeBoard("P07", desk="mine", start="")
    project = work_on("P07")
    sent(coder, project, 1)
    board.set_state({"project": project})
    sent(board, {**project, "storyline": "From the board."}, 2)
    assert files(folder) == ["mine.project.json"]
    assert json.loads((folder / "mine.project.json").read_bytes())["storyline"] == "From the board."


def test_what_another_notebook_wrote_meanwhile_is_set_aside_and_not_lost(folder):
    coder = TranscriptCoder("P07", desk="mine")
    sent(coder, work_on("P07"), 1)
    theirs = json.dumps({**work_on("P07", "interpretative"), "storyline": "Somebody else's, and longer."})
    (folder / "mine.project.json").write_text(theirs, encoding="utf-8")
    sent(coder, {**work_on("P07"), "storyline": "Mine."}, 2)
    assert json.loads((folder / "mine.project.json").read_bytes())["storyline"] == "Mine."
    (aside,) = [name for name in files(folder) if ".earlier-" in name]
    assert (folder / aside).read_text(encoding="utf-8") == theirs


def test_what_python_sets_is_checked_and_written(folder):
    coder = TranscriptCoder("P07", desk="mine")
    coder.project = work_on("P07")
    assert json.loads((folder / "mine.project.json").read_bytes()) == work_on("P07")
    assert len(coder.work().spans) == len(work_on("P07")["spans"])
    broken = work_on("P07")
    broken["spans"][0]["start"] = -1
    with pytest.raises(CourseError, match="spans"):
        coder.project = broken
    assert coder.project == work_on("P07")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{ damaged", "left as it is: "),
        ('{"format": "compassion-course/answers"}', "left as it is: "),
        ("[]", "left as it is: "),
        (None, "It holds work on P03, which is not opened here. Name it as well"),
    ],
    ids=["damaged", "an answer sheet", "a list", "work on another transcript"],
)
def test_a_file_that_cannot_be_opened_is_left_as_it_is_and_told(folder, content, problem):
    path = folder / "mine.project.json"
    text = json.dumps(work_on("P03")) if content is None else content
    path.write_text(text, encoding="utf-8")
    coder = TranscriptCoder("P07", desk="mine")
    assert coder.project == {}
    assert problem in coder.written["problem"]
    assert "mine.project.json" in coder.written["problem"]
    assert path.read_text(encoding="utf-8") == text
    sent(coder, work_on("P07"), 1)
    (aside,) = [name for name in files(folder) if ".earlier-" in name]
    assert (folder / aside).read_text(encoding="utf-8") == text


def test_coding_of_another_text_of_ones_own_is_not_put_onto_this_one(folder):
    first = TranscriptCoder(text=OWN_TEXT)
    project = {**work_on("P07"), "transcripts": {"OWN": first.transcripts[0]["digest"]}, "spans": []}
    sent(first, project, 1)
    assert TranscriptCoder(text=OWN_TEXT).project == project
    other = TranscriptCoder(text="Ann: Something else.")
    assert other.project == {}
    assert "another text of your own" in other.written["problem"]


def test_what_is_no_project_and_a_folder_that_is_not_there_are_told(folder):
    coder = TranscriptCoder("P07", desk="mine")
    sent(coder, {"format": "other", "saved": "x"}, 1)
    assert "no project" in coder.written["problem"]
    away = TranscriptCoder("P07", desk="mine", folder=folder / "missing")
    sent(away, work_on("P07"), 1)
    assert "missing" in away.written["problem"]
    assert files(folder) == []


# --- the work as data -----------------------------------------------------------------------------


def test_the_work_is_a_readers_and_codings_are_one_row_for_each_code():
    coder = TranscriptCoder("P07", desk="mine")
    columns = ["id", "doc", "turn", "start", "end", "quote", "code", "why"]
    assert list(coder.codings().columns) == columns
    assert coder.codings().empty
    with pytest.raises(CourseError, match="Code something first"):
        coder.work()
    sent(coder, work_on("P07"), 1)
    spans = [span for span in load_work(find_course(), "close").spans if span.doc == "P07"]
    assert {span.id for span in coder.work().spans} == {span.id for span in spans}
    frame = coder.codings()
    assert list(frame.columns) == columns
    assert len(frame) == sum(len(span.codes) for span in spans)
    assert list(frame["turn"]) == sorted(frame["turn"])


def test_naming_the_classes_loads_no_pandas():
    code = (
        "import sys; from compassion_course.widgets import AxialMap, ThemeBoard, TranscriptCoder;"
        " print('pandas' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


def test_a_passage_is_all_that_is_coded_and_keeps_the_whole_transcripts_digest():
    part = TranscriptCoder("T01", passage=("T01-043", "T01-050"))
    whole = TranscriptCoder("T01")
    (text,), (all_of_it,) = part.transcripts, whole.transcripts
    ids = [turn["turn"] for turn in text["turns"]]
    assert (ids[0], ids[-1], len(ids)) == ("T01-043", "T01-050", 8)
    assert text["digest"] == all_of_it["digest"]
    assert {span["turn"] for reading in part.readings for span in reading["spans"]} <= set(ids)
    assert "T01-042" not in part.as_html()
    with pytest.raises(CourseError, match="one transcript"):
        TranscriptCoder("T01", "T02", passage=("T01-043", "T01-050"))
