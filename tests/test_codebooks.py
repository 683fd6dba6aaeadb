"""The closed codebooks: complete, told apart without colour, and careful with their words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compassion_course.corpus import Course, load_codebook

ROOT = Path(__file__).resolve().parent.parent
COURSE = Course(ROOT)
BOOKS = ("three-systems", "burnout-and-neighbours", "flows-and-barriers", "identifying-details")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", BOOKS)
def test_every_code_says_what_it_is_and_is_not(name: str):
    for code in load_codebook(COURSE, name).codes:
        assert all((code.definition, code.include, code.exclude, code.example, code.properties)), code.code


@pytest.mark.parametrize("name", BOOKS)
def test_codes_are_told_apart_by_letter(name: str):
    letters = [code.letter for code in load_codebook(COURSE, name).codes]
    assert all(re.fullmatch("[A-Z]", letter) for letter in letters)
    assert len(set(letters)) == len(letters)


@pytest.mark.parametrize("name", BOOKS)
def test_a_colour_shows_on_light_and_dark_paper(name: str):
    css = (ROOT / "src/compassion_course/widgets/js/widgets.css").read_text(encoding="utf-8")
    papers = re.findall(r"--cw-(?:paper|panel): (#[0-9a-f]{6});", css)
    assert len(papers) >= 4
    for code in load_codebook(COURSE, name).codes:
        if code.colour in {"threat", "drive", "soothe"}:
            continue  # the widgets' own names; test_widgets.py computes their contrast
        for paper in papers:
            low, high = sorted((luminance(code.colour), luminance(paper)))
            assert (high + 0.05) / (low + 0.05) >= 3, (code.code, paper)


def test_an_exclusion_names_codes_that_there_are():
    for name in BOOKS:
        names = [code.name for code in load_codebook(COURSE, name).codes]
        for code in load_codebook(COURSE, name).codes:
            for sentence in re.findall(r"(?:use|look at) ([A-Z][^.:;,]*)", code.exclude):
                assert any(known.partition(":")[0] in sentence for known in names), (code.code, sentence)


def test_burnout_has_the_three_dimensions_of_qd85_and_is_no_diagnosis():
    book = load_codebook(COURSE, "burnout-and-neighbours")
    dimensions = [code for code in book.codes if code.parent == "burnout"]
    assert [code.code for code in dimensions] == [
        "burnout-exhaustion",
        "burnout-distance",
        "burnout-efficacy",
    ]
    assert all("QD85" in code.definition for code in (book.by_id["burnout"], *dimensions))
    assert "diagnoses nobody" in book.by_id["burnout"].definition
    assert "cannot-tell" in book.by_id


def test_barriers_are_called_the_working_definitions_that_they_are():
    book = load_codebook(COURSE, "flows-and-barriers")
    for code in ("barrier", "fear", "block", "resistance"):
        assert "working definition" in book.by_id[code].definition


@pytest.mark.parametrize("name", BOOKS)
def test_an_example_is_invented_for_the_codebook_and_stands_in_no_transcript(name: str):
    spoken = "\n".join(path.read_text(encoding="utf-8") for path in COURSE.transcripts.glob("*.jsonl"))
    for code in load_codebook(COURSE, name).codes:
        assert code.example not in spoken
