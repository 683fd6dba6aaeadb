"""Feedback with persons' marks: what it says, what it keeps in, and when it is refused."""

from __future__ import annotations

import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from marked_class import AT, assessed_course, folder_of, mark_all, persons_mark, results
from small_course import COURSE, EXERCISE, FOLDER, SLUG, scheme, sheet

from compassion_course.cli import main
from compassion_course.corpus import Course
from compassion_course.desk.feedback import FeedbackPage
from compassion_course.desk.final_feedback import FinalPage
from compassion_course.desk.gradebook import Gradebook
from compassion_course.desk.moodle_zip import moodle_folder
from compassion_course.desk.programme import Programme
from compassion_course.desk.results import Result
from compassion_course.exercises.marking import mark_sheet
from compassion_course.exercises.scheme import prepare
from compassion_course.exercises.sheet import ReadSheet

NASTY = '<script>alert(1)</script> "><img src=x onerror=alert(1)> \u202eesrever {{ 7*7 }} and a tea round.'


def run(*words: str) -> Any:
    return CliRunner().invoke(main, [*words], catch_exceptions=False, env={"COMPASSION_COURSE": str(FOLDER)})


def pages_of(folder: Path, course: Course = COURSE, programme: Programme | None = None) -> dict[str, str]:
    with Gradebook(folder / "gradebook.db") as book:
        still_open = frozenset((one.submission, one.item) for one in book.concerns(open_only=True))
        withheld = book.withheld()
    return {
        one.submission.trainee: FinalPage(one.scheme, withheld, still_open, programme).page(one)
        for one in results(folder, course)
    }


def in_assessed(one: Result, course: Course) -> Result:
    """The same submission where the exercise is assessed."""
    return one._replace(scheme=prepare(course, SLUG))


def section(page: str, item: str) -> str:
    """The part of a page about an item, found by its number: headings say what to do, as in the exercise."""
    number = [one.id for one in EXERCISE.items].index(item.lower()) + 1
    return page.partition(f"<h2>{number}. ")[2].partition("</section>")[0]


# --- which mark, and which words --------------------------------------------------------------


def test_a_page_says_the_mark_that_counts_with_comment_level_and_total(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    mark_all(folder, 3.0, level="thin", comment="First words.\nAnd a second line.")
    with Gradebook(folder / "gradebook.db") as book:
        one = next(one.id for one in book.submissions() if one.trainee == "T0001")
        second = {"role": "second", "marker": "B. Shah"}
        book.enter(persons_mark(one, "argument", 5.0, **second))
        book.enter(
            persons_mark(
                one, "argument", 4.0, role="moderated", marker="C. Doe", level="half", why="Not for trainees."
            )
        )
    page = pages_of(folder, programme=Programme(scale=100))["T0001"]
    said = section(page, "Argument")
    assert "4 of 6 \u00b7 half" in said
    assert "A change." in said
    assert "First words.\nAnd a second line." in said
    assert "Not for trainees." not in page
    assert "B. Shah" not in page
    assert "3 of 4" in section(page, "Differences")
    assert "<strong>19 of 22 marks.</strong> On the scale of your programme this is 86.36 of 100." in page
    assert "On the scale" not in pages_of(folder)["T0001"]


def test_without_a_level_the_marks_say_which_it_is_and_the_next_one_is_offered(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    mark_all(folder, 3.0)
    said = section(pages_of(folder)["T0001"], "Argument")
    assert "What this level says</h3>\n<p>A wish.</p>" in said
    assert "can be pointed at in it: A change." in said


def test_a_mark_that_is_lacking_is_said_and_is_no_nought(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, T0001="Tea.")
    mark_all(folder, 3.0)
    page = pages_of(folder, programme=Programme(scale=100))["T0001"]
    assert "15 of 22 marks so far.</strong> Parts without a mark: 1 to be completed." in page
    assert "100" not in page.partition("<section>")[0].partition("<main>")[2]
    assert "To be completed" in section(page, "Argument")


# --- the key ------------------------------------------------------------------------------------


def test_a_formative_page_has_rubric_exemplars_and_commentary_beside_the_text(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    mark_all(folder)
    page = pages_of(folder)["T0001"]
    for words in ("written for whoever reads this with you", "A break at noon", "A change and its reason."):
        assert words in section(page, "Argument")
    assert "The reply matters, not the choice." in page


@pytest.fixture
def key_strings() -> set[str]:
    """Every text that only tutors have, apart from the names and words of the rubric's levels."""
    found: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for key, one in value.items():
                if key not in ("rubric", "gates", "turn", "row"):
                    walk(one)
        elif isinstance(value, list | tuple):
            for one in value:
                walk(one)
        elif isinstance(value, str) and " " in value:
            found.add(value)

    walk(msgspec.to_builtins(scheme().key.items))
    return found


def test_an_assessed_page_reveals_no_key(tmp_path: Path, key_strings: set[str]) -> None:
    course = assessed_course(tmp_path)
    assessed = prepare(course, SLUG)
    wrong = sheet("T0001", purpose=("a",), signs=("c",), cues={"chest": "drive"}, turns=10.0, passage=None)
    wrong = msgspec.structs.replace(wrong, answers={**wrong.answers, "sequence": ("five", "tea")})
    marks = mark_sheet(assessed, ReadSheet(wrong, {}, ()))
    first = FeedbackPage(assessed).page("T0001", wrong, marks)
    folder = folder_of(tmp_path)
    mark_all(folder)
    with Gradebook(folder / "gradebook.db") as book:
        withheld = book.withheld()
    final = FinalPage(assessed, withheld, frozenset(), None)
    finals = [final.page(in_assessed(one, course)) for one in results(folder)]
    assert len(key_strings) > 20
    for page in (first, *finals):
        shown = re.sub(r"\s+", " ", page)
        # What the exercise itself asks in public is no secret.
        public = " ".join(item.prompt for item in assessed.exercise.items)
        leaked = {one for one in key_strings if one in shown and one not in public}
        # Rows of the question, and words that the trainee coded.
        own = {"My chest was tight", "I could breathe again", "I forgot lunch", "the list done by five"}
        assert leaked <= own, leaked
        assert "The words in question" not in page
        assert "Too low" not in page
        assert "right options" not in page
    assert "Not right." in section(first, "Purpose")
    assert "Not right." in section(first, "Turns")
    assert "Right." in section(finals[0], "Purpose")
    assert "2 of 2" in section(finals[0], "Purpose")


def test_what_is_left_out_above_is_there_where_the_key_is_not_in_use(key_strings: set[str]) -> None:
    """Else the test above could not fail."""
    wrong = sheet("T0001", purpose=("a",), turns=10.0)
    page = FeedbackPage(scheme()).page("T0001", wrong, mark_sheet(scheme(), ReadSheet(wrong, {}, ())))
    assert "They are no measure." in key_strings
    assert "They are no measure." in page
    assert "Too low. Four of eight turns." in page


# --- concerns and moderation --------------------------------------------------------------------


def test_what_a_concern_is_about_stays_out(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, T0001="A client of mine, Mrs Kettle, said so at tea.")
    mark_all(folder, comment="About Mrs Kettle.")
    with Gradebook(folder / "gradebook.db") as book:
        one = next(one.id for one in book.submissions() if one.trainee == "T0001")
        concern = book.raise_concern(one, "argument", "client detail", "Named.", marker="A. Lee", at=AT)
    page = pages_of(folder)["T0001"]
    assert "Kettle" not in section(page, "Argument")
    assert "Named." not in page
    assert "3 of 6" in section(page, "Argument")
    with Gradebook(folder / "gradebook.db") as book:
        book.resolve_concern(concern, by="A. Lee", at=AT, outcome="Changed.", may_be_shown=True)
    assert "Mrs Kettle" in pages_of(folder)["T0001"]


def test_it_is_refused_while_marks_are_open_and_a_draft_says_so(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    out = tmp_path / "back"
    refused = run("feedback", str(folder), "--out", str(out))
    assert refused.exit_code == 2
    assert "6 answers have no mark by a person yet" in refused.output
    assert not out.exists()
    assert run("feedback", str(folder), "--out", str(out), "--draft").exit_code == 0
    drafts = list(out.rglob("*.html"))
    assert len(drafts) == 3
    assert all("DRAFT" in path.read_text(encoding="utf-8") for path in drafts)
    mark_all(folder)
    assert run("feedback", str(folder), "--out", str(out)).exit_code == 0
    assert not any("DRAFT" in path.read_text(encoding="utf-8") for path in out.rglob("*.html"))


def test_two_marks_that_differ_wait_for_a_decision(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    mark_all(folder)
    with Gradebook(folder / "gradebook.db") as book:
        one = book.submissions()[0].id
        book.enter(persons_mark(one, "argument", 3.0, role="second", marker="B. Shah"))
        book.enter(persons_mark(one, "differences", 1.0, role="second", marker="B. Shah"))
    refused = run("feedback", str(folder), "--out", str(tmp_path / "back"))
    assert refused.exit_code == 2
    assert "1 answer has two marks that differ and no moderated one" in refused.output
    with Gradebook(folder / "gradebook.db") as book:
        book.enter(persons_mark(one, "differences", 2.0, role="moderated", marker="C. Doe", why="Words."))
    assert run("feedback", str(folder), "--out", str(tmp_path / "back")).exit_code == 0


def test_an_assessed_sample_waits_for_its_second_marks(tmp_path: Path) -> None:
    course = assessed_course(tmp_path)
    folder = folder_of(tmp_path)
    mark_all(folder)
    words = ("feedback", str(folder), "--out", str(tmp_path / "back"), "--course", str(course.root))
    assert run(*words).exit_code == 0  # no rules, no sample
    (folder / "scheme.yml").write_text("scale: 100\npass_mark: 50\n")
    refused = run(*words)
    assert refused.exit_code == 2
    assert "6 answers have no second mark, and the sample needs one" in refused.output


# --- Moodle's zip, and what a page may do -------------------------------------------------------


def test_the_zip_has_the_folders_that_moodle_gave(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    mark_all(folder)
    packed = tmp_path / "back.zip"
    done = run("feedback", str(folder), "--out", str(tmp_path / "back"), "--moodle-zip", str(packed))
    assert done.exit_code == 0
    with zipfile.ZipFile(packed) as archive:
        names = archive.namelist()
        assert names[0] == f"Ada Byron_71001_assignsubmission_file/{SLUG}-feedback.html"
        assert archive.read(names[0]) == (tmp_path / "back" / "T0001" / f"{SLUG}.html").read_bytes()
    for name in names:  # as importziplib.php reads them
        part = name.split("/")[0].split("_", 4)
        assert len(part) >= 4
        assert part[1].isdigit()
        assert name.split("/")[-1][0] not in ".~"


@pytest.mark.parametrize(
    ("file", "folder"),
    [
        ("m.zip/Ada B_7_assignsubmission_file/x.json", "Ada B_7_assignsubmission_file"),
        ("m.zip/Ada B_7_assignsubmission_file_/x.json", "Ada B_7_assignsubmission_file_"),
        ("m.zip/Ada B_7_assignsubmission_file_x y_z.json", "Ada B_7_assignsubmission_file"),
        ("m.zip/Ada B_7_assignsubmission_onlinetext/onlinetext.html", "Ada B_7_assignsubmission_onlinetext"),
        ("c.zip/byronada_5301_900401_tea-round--T0001--1.answers.json", ""),
        ("in/a.json", ""),
    ],
)
def test_a_folder_is_read_out_of_a_submissions_file(file: str, folder: str) -> None:
    assert moodle_folder(file) == folder


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_what_trainees_and_markers_wrote_is_only_words(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, T0001=NASTY)
    mark_all(folder, level=NASTY, comment=NASTY)
    page = pages_of(folder)["T0001"]
    found = _Tags()
    found.feed(page)
    assert not found.tags & {"script", "img", "svg", "iframe", "object", "form", "a", "link"}
    assert not {name for name in found.attributes if name.startswith("on") or name == "style"}
    assert "\u202e" not in page
    assert "default-src 'none'; style-src 'sha256-" in page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1000])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    tmp_path: Path, browser: Any, axe: str, theme: str, width: int
) -> None:
    folder = folder_of(tmp_path)
    mark_all(folder, comment="Good words.")
    path = tmp_path / "page.html"
    path.write_text(pages_of(folder)["T0001"], encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, { preload: false })")
    assert [one["id"] for one in found["violations"]] == []
    context.close()
