"""Two editions: trainees get nothing that only tutors have; a tutor's own items take the course's place."""

from __future__ import annotations

import re
import shutil
import zipfile
from html import unescape
from pathlib import Path

import packed_site
import pytest
from click.testing import CliRunner
from small_course import FOLDER, SLUG, sheet_bytes

from compassion_course.cli import main
from compassion_course.corpus import Course, CourseError
from compassion_course.desk.guide import guide_page
from compassion_course.exercises import exercise_slugs
from compassion_course.exercises.scheme import prepare
from compassion_course.site import book
from compassion_course.site.leaks import leaks
from compassion_course.site.release import release

REPOSITORY = Course(Path(__file__).resolve().parent.parent)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small course with a site that stands for one that was built."""
    copy = tmp_path / "course"
    shutil.copytree(FOLDER, copy)

    def build(course: Path, say: object = None) -> None:
        site = course / "_build" / "html"
        site.mkdir(parents=True, exist_ok=True)
        brief = (course / "exercises" / SLUG / "exercise.yml").read_text(encoding="utf-8")
        (site / "index.html").write_text(f"<pre>{brief}</pre>", encoding="utf-8")

    build(copy)
    monkeypatch.setattr(book, "build", build)
    monkeypatch.setattr(book, "is_fresh", lambda course: (course / "_build").is_dir())
    return copy


def quiet(line: str) -> None:
    """Say nothing."""


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_trainees_get_the_site_and_sheets_and_tutors_the_keys_and_guides(
    course: Path, tmp_path: Path
) -> None:
    (course / ".peers").mkdir()
    (course / ".peers" / "python").write_bytes(b"hundreds of megabytes")
    out = release(course, tmp_path / "out", say=quiet)
    assert not (out / "tutor" / "course" / ".peers").exists()
    assert {"site/index.html", f"sheets/{SLUG}.html"} <= names(out / "trainee")
    assert not [name for name in names(out / "trainee") if "key" in name or "model_answer" in name]
    assert {f"course/exercises/{SLUG}/key.yml", f"guide/{SLUG}.html", "guide/index.html"} <= names(
        out / "tutor"
    )
    with zipfile.ZipFile(out / "trainee.zip") as archive:
        assert "compassion-at-work/site/index.html" in archive.namelist()
    assert leaks(course, out / "trainee") == []
    handed_in = tmp_path / "in"
    handed_in.mkdir()
    (handed_in / "a.json").write_bytes(sheet_bytes("T0001"))
    done = CliRunner().invoke(
        main,
        ["mark", str(handed_in), "--out", str(tmp_path / "m"), "--course", str(out / "tutor" / "course")],
    )
    assert done.exit_code == 0, done.output


def test_a_leak_stops_the_release_and_leaves_the_earlier_one(course: Path, tmp_path: Path) -> None:
    out = release(course, tmp_path / "out", say=quiet)
    before = {name: (out / name).read_bytes() for name in names(out)}
    (course / "_build" / "html" / "page.html").write_text("<p>They help one think about motives.</p>")
    with pytest.raises(CourseError, match=r"site/page\.html: .*They help one think"):
        release(course, out, say=quiet)
    assert {name: (out / name).read_bytes() for name in names(out)} == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".out")]


def test_packages_for_a_vle_stand_beside_the_editions_and_are_looked_through(
    course: Path, tmp_path: Path
) -> None:
    site = packed_site.make(course / "_build" / "html")
    arguments = ["release", "--out", str(tmp_path / "out"), "--course", str(course), "--scorm"]
    (course / "_config.yml").write_text("title: Tea at work\n", encoding="utf-8")
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    assert "3 SCORM 1.2 packages" in done.output
    assert names(tmp_path / "out" / "scorm") == {"compassion-at-work.zip", "01-tea.zip", "02-milk.zip"}
    assert "scorm/" in (tmp_path / "out" / "release.txt").read_text(encoding="utf-8")
    before = (tmp_path / "out" / "scorm" / "01-tea.zip").read_bytes()

    page = site / "chapters" / "01-tea.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(
        text.replace("<article>", "<article>They help one think about motives. "), encoding="utf-8"
    )
    with pytest.raises(CourseError) as error:
        release(course, tmp_path / "out", scorm=True, say=quiet)
    assert "01-tea.zip/course/chapters/01-tea.html" in str(error.value)
    assert (tmp_path / "out" / "scorm" / "01-tea.zip").read_bytes() == before


def test_the_same_course_gives_the_same_bytes(course: Path, tmp_path: Path) -> None:
    one, two = (release(course, tmp_path / name, say=quiet) for name in ("one", "two"))
    assert (one / "trainee.zip").read_bytes() == (two / "trainee.zip").read_bytes()


def test_a_folder_with_something_else_in_it_is_left_alone(course: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.docx").write_bytes(b"mine")
    with pytest.raises(CourseError, match="something else"):
        release(course, tmp_path / "out", say=quiet)
    assert names(tmp_path / "out") == {"thesis.docx"}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A tutor's own version of the exercise, with a prompt and a key of its own."""
    folder = tmp_path / "pack" / SLUG
    shutil.copytree(FOLDER / "exercises" / SLUG, folder)
    change(folder / "exercise.yml", "version: 1", "version: 101")
    change(folder / "exercise.yml", "What are the systems for?", "What may the systems be used for?")
    change(folder / "key.yml", "version: 1", "version: 101")
    change(folder / "key.yml", "0123456789abcdef0123456789abcdef", "f" * 32)
    change(folder / "model_answers.json", '"exercise_version": 1', '"exercise_version": 101')
    return tmp_path / "pack"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_pack_takes_the_place_of_the_courses_items_in_both_editions(
    course: Path, pack: Path, tmp_path: Path
) -> None:
    out = release(course, tmp_path / "out", pack=pack, say=quiet)
    assert "may the systems" in (out / "trainee" / "site" / "index.html").read_text(encoding="utf-8")
    assert "may the systems" in (out / "trainee" / "sheets" / f"{SLUG}.html").read_text(encoding="utf-8")
    key = (out / "tutor" / "course" / "exercises" / SLUG / "key.yml").read_text(encoding="utf-8")
    assert "f" * 32 in key
    assert (course / "exercises" / SLUG / "key.yml").read_bytes() == (
        FOLDER / "exercises" / SLUG / "key.yml"
    ).read_bytes()


SPOILT = {
    "the course's version": ("exercise.yml", "version: 101", "version: 1", "version 1"),
    "the course's canary": ("key.yml", "f" * 32, "0123456789abcdef0123456789abcdef", "canary"),
    "a key that does not fit": ("key.yml", "answer: [b]", "answer: [z]", "names z"),
    "a model answer that is wrong": (
        "key.yml",
        "chest: [threat]",
        "chest: [drive]",
        "does not earn its mark",
    ),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_a_pack_that_cannot_be_meant_is_refused(course: Path, pack: Path, tmp_path: Path, fault: str) -> None:
    name, old, new, said = SPOILT[fault]
    change(pack / SLUG / name, old, new)
    if fault == "the course's version":
        change(pack / SLUG / "key.yml", "version: 101", "version: 1")
        change(pack / SLUG / "model_answers.json", '"exercise_version": 101', '"exercise_version": 1')
    with pytest.raises(CourseError, match=said):
        release(course, tmp_path / "out", pack=pack, say=quiet)
    assert not (tmp_path / "out").exists()


def test_the_guide_holds_what_a_marker_without_a_program_needs() -> None:
    scheme = prepare(Course(FOLDER), SLUG)
    page = guide_page(scheme)
    assert "<script" not in page
    said = " ".join(unescape(page).split())
    for item, entry in scheme.key.items.items():
        for exemplar in getattr(entry, "exemplars", ()):
            assert " ".join(exemplar.text.split()) in said, item
            assert " ".join(exemplar.why.split()) in said, item
        for level in getattr(entry, "rubric", ()):
            assert " ".join(level.words.split()) in said, item
    assert "Four of eight turns." in said
    assert "5 to 30 words. Shorter or longer work goes back." in said
    assert "Together" in said


@pytest.mark.parametrize("slug", exercise_slugs(REPOSITORY))
def test_a_guide_speaks_of_rows_and_options_in_words_that_it_prints(slug: str) -> None:
    """Ids stand in no copy and in no guide, so a commentary that names one would be a riddle."""
    scheme = prepare(REPOSITORY, slug)
    page = unescape(guide_page(scheme))
    for item in scheme.exercise.items:
        parts = [one for kind in ("options", "rows", "entries") for one in getattr(item, kind, ())]
        public = f"{item.prompt} {' '.join(one.text for one in parts)}"
        named = [one.id for one in parts if "-" in one.id and one.id not in public]
        assert [id for id in named if re.search(rf"(?<![\w-]){id}(?![\w-])", page)] == [], item.id
