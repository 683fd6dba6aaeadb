"""`compassion-course offline`: what it refuses, and that its zip is whole and the same each time."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from compassion_course.cli import main
from compassion_course.site import book
from compassion_course.site.offline import FOLDER, READ_ME


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course whose site is built and fresh."""
    course = tmp_path / "course"
    site = course / "_build" / "html"
    (site / "book").mkdir(parents=True)
    (course / "data" / "transcripts").mkdir(parents=True)
    (course / "_config.yml").write_text("title: T\n", encoding="utf-8")
    for name in ("index.html", "book/welcome.html", ".hidden"):
        (site / name).write_text(f"<p>{name}</p>", encoding="utf-8")
    monkeypatch.setattr(book, "is_fresh", lambda course: True)
    return course


def offline(course: Path, out: Path) -> Result:
    return CliRunner().invoke(main, ["offline", "--course", str(course), "--out", str(out)])


def test_the_site_is_packed_with_a_word_to_begin_with(course: Path, tmp_path: Path) -> None:
    ran = offline(course, tmp_path / "new" / "copy.zip")
    assert ran.exit_code == 0, ran.output
    with zipfile.ZipFile(tmp_path / "new" / "copy.zip") as archive:
        assert archive.namelist() == [
            f"{FOLDER}/{name}" for name in (READ_ME, "book/welcome.html", "index.html")
        ]
        assert b"Unpack the whole zip first" in archive.read(f"{FOLDER}/{READ_ME}")


def test_the_same_site_gives_the_same_bytes(course: Path, tmp_path: Path) -> None:
    zips = [tmp_path / name for name in ("one.zip", "two.zip")]
    for target in zips:
        assert offline(course, target).exit_code == 0
    assert zips[0].read_bytes() == zips[1].read_bytes()


@pytest.mark.parametrize(
    ("where", "problem"),
    [("copy.tar", "The offline copy is a zip"), ("course/_build/html/copy.zip", "would contain itself")],
)
def test_a_place_that_cannot_be_meant_is_refused(
    course: Path, tmp_path: Path, where: str, problem: str
) -> None:
    ran = offline(course, tmp_path / where)
    assert ran.exit_code == 2
    assert problem in ran.output and "--out" in ran.output
    assert not (tmp_path / where).exists()


def test_a_site_that_cannot_be_built_leaves_the_earlier_copy(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy.zip"
    assert offline(course, target).exit_code == 0
    before = target.read_bytes()

    def fail(*_: object) -> None:
        raise book.BuildFailed(course, "A cell fails.", "Mend it.")

    monkeypatch.setattr(book, "is_fresh", lambda course: False)
    monkeypatch.setattr(book, "build", fail)
    ran = offline(course, target)
    assert ran.exit_code == 1
    assert "A cell fails." in ran.output
    assert target.read_bytes() == before
