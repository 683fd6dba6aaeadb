"""Nothing that only tutors have is in the trainee edition; what is planted is found, however wrapped."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_course import FOLDER, SLUG

from compassion_course.site.leaks import Finder, leaks, secrets
from compassion_course.site.stage import stage

WHY = "The \"five o'clock\" rule, as Asha's team keeps it, is nobody's fault & never was."
CANARY = "cw-canary-0123456789abcdef0123456789abcdef"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    copy = tmp_path / "course"
    shutil.copytree(FOLDER, copy)
    key = copy / "exercises" / SLUG / "key.yml"
    text = key.read_text(encoding="utf-8")
    key.write_text(text.replace('why: "Four of eight turns."', f"why: {json.dumps(WHY)}"), encoding="utf-8")
    return copy


@pytest.fixture
def edition(course: Path, tmp_path: Path) -> Path:
    stage(course, tmp_path / "edition")
    return tmp_path / "edition"


def zipped(content: bytes, name: str = "notes.txt") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


WRAPPINGS: dict[str, Callable[[str], bytes]] = {
    "as it is": lambda words: words.encode(),
    "in JSON": lambda words: json.dumps({"why": words}).encode(),
    "in JSON in JSON": lambda words: json.dumps(json.dumps({"why": words})).encode(),
    "in HTML": lambda words: f"<p>{html.escape(words)}</p>".encode(),
    "on several lines": lambda words: words.replace(" ", "\n   ").encode(),
    "in an archive": lambda words: zipped(words.encode()),
    "in an archive in an archive": lambda words: zipped(zipped(words.encode()), "inner.whl"),
    "in a compressed file": lambda words: gzip.compress(words.encode()),
    **{
        f"in base64 after {before} bytes": lambda words, before=before: base64.b64encode(
            b"x" * before + words.encode()
        )
        for before in range(3)
    },
    "in base64 for addresses, in lines": lambda words: base64.encodebytes(
        base64.urlsafe_b64decode(base64.urlsafe_b64encode(words.encode()))
    ),
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("words", [WHY, CANARY])
def test_a_planted_leak_is_found(course: Path, edition: Path, wrapping: str, words: str) -> None:
    (edition / "data" / "harmless.bin").write_bytes(b"before " + WRAPPINGS[wrapping](words) + b" after")
    if "archive" in wrapping or "compressed" in wrapping:
        (edition / "data" / "harmless.bin").write_bytes(WRAPPINGS[wrapping](words))
    found = leaks(course, edition)
    assert any(leak.source == f"exercises/{SLUG}/key.yml" for leak in found), found
    assert all(leak.file.startswith("data/harmless.bin") for leak in found)


def test_the_trainee_edition_of_a_course_holds_none(course: Path, edition: Path) -> None:
    assert leaks(course, edition) == []


@pytest.mark.parametrize("name", ["key.yml", "model_answers.json", "model_answer.ipynb", "keying.json"])
def test_a_tutors_file_is_found_by_its_name_whatever_it_holds(course: Path, edition: Path, name: str) -> None:
    (edition / "exercises" / SLUG / name).write_text("{}", encoding="utf-8")
    assert [leak.source for leak in leaks(course, edition)] == ["its name"]


def test_words_that_everybody_may_read_are_no_secret(course: Path) -> None:
    words = {secret.words for secret in secrets(course)}
    assert any(b"five o" in one or b"rule, as Asha" in one for one in words)
    assert CANARY.encode() in words
    prompt = b"What could the service change?"
    assert prompt not in words


@given(
    st.lists(st.binary(min_size=8, max_size=20), max_size=6),
    st.binary(max_size=60),
    st.binary(max_size=60),
)
def test_the_finder_finds_what_python_finds(needles: list[bytes], before: bytes, after: bytes) -> None:
    text = before + b"".join(needles[:2]) + after
    assert Finder(needles).found_in(text) == {needle for needle in needles if needle in text}


def test_the_site_and_all_that_is_packed_in_it_hold_none(site) -> None:
    assert leaks(site.course, site.folder) == []
