"""Every concept of a finished chapter is taught at its label, with a source, and practised."""

from __future__ import annotations

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest

from compassion_course import analysis
from compassion_course.analysis import Change
from compassion_course.corpus import Course
from compassion_course.exercises import exercise_slugs, load_checks, public_check, public_exercise
from compassion_course.exercises.minutes import chapter_minutes, prose_of, rates

ROOT = Path(__file__).resolve().parent.parent
COURSE = Course(ROOT)
CHAPTERS = sorted(path.stem for path in COURSE.chapters.glob("[0-9][0-9]-*.md"))
CITATION = re.compile(r"\{cite:[pt]\}`([^`]+)`")


def text_of(chapter: str) -> str:
    return (COURSE.chapters / f"{chapter}.md").read_text(encoding="utf-8")


def labels() -> list[tuple[int, str, str]]:
    """Give each chapter's concepts with their labels: the first chapter of a row keeps the plain id."""
    found = []
    with (COURSE.data / "concepts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first, *others = (int(place) for place in row["proposed_chapters"].split())
            found.append((first, row["id"], row["id"]))
            found += [(number, row["id"], f"{row['id']}-ch{number:02d}") for number in others]
    return found


def pages_of(number: int) -> list[str]:
    """Give the pages of a chapter; chapter 6 has two."""
    return [chapter for chapter in CHAPTERS if chapter.startswith(f"{number:02d}-")]


LABELS = labels()


def test_all_twelve_chapters_are_there():
    assert {int(chapter[:2]) for chapter in CHAPTERS} == set(range(1, 13))
    assert len({concept for _, concept, _ in LABELS}) == 140


@pytest.mark.parametrize(("number", "concept", "label"), LABELS)
def test_a_concept_is_taught_at_its_label_with_a_source(number: int, concept: str, label: str):
    taught = [text for text in map(text_of, pages_of(number)) if f"({label})=\n" in text]
    assert len(taught) == 1
    assert taught[0].count(f"({label})=\n") == 1
    paragraph = taught[0].split(f"({label})=\n", 1)[1].split("\n\n", 1)[0]
    assert CITATION.search(paragraph), paragraph[:80]


@cache
def practised() -> frozenset[str]:
    """Give every concept that a check or an item of an exercise names."""
    found = {
        concept
        for chapter in CHAPTERS
        for check in load_checks(COURSE, chapter)
        for concept in public_check(check).get("concepts", ())
    }
    for slug in exercise_slugs(COURSE):
        spec = public_exercise(COURSE, slug)
        for item in [*spec["items"], *spec["practice"]["items"]]:
            found |= set(item.get("concepts", ()))
    return frozenset(found)


@pytest.mark.parametrize("concept", sorted({concept for _, concept, _ in LABELS}))
def test_a_concept_is_practised(concept: str):
    assert concept in practised()


def test_no_check_names_a_concept_that_is_not_there():
    known = {concept for _, concept, _ in LABELS}
    for chapter in CHAPTERS:
        for check in load_checks(COURSE, chapter):
            assert set(public_check(check).get("concepts", ())) <= known, check.id


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_citation_is_in_the_bibliography(chapter: str):
    keys = set(re.findall(r"^@\w+\{([^,\s]+),", (ROOT / "book" / "references.bib").read_text("utf-8"), re.M))
    cited = {key.strip() for found in CITATION.findall(text_of(chapter)) for key in found.split(",")}
    assert cited
    assert cited <= keys, cited - keys


def test_every_source_says_how_much_of_it_was_read():
    entries = re.split(r"^@", (ROOT / "book" / "references.bib").read_text("utf-8"), flags=re.M)[1:]
    assert entries
    for entry in entries:
        assert re.search(r"\bread\s*=\s*\{(full|abstract|record)\}", entry), entry[:60]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_question_of_the_chapter_is_asked_in_it(chapter: str):
    asked = re.findall(rf'Check\(\s*"{chapter}",\s*"([^"]+)"', text_of(chapter))
    there = [check.id for check in load_checks(COURSE, chapter)]
    assert sorted(asked) == sorted(there)
    assert len(there) >= 6


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_option_has_feedback(chapter: str):
    for check in load_checks(COURSE, chapter):
        public = public_check(check)
        for option in public.get("options", ()):
            assert len(option["feedback"].split()) >= 5, (check.id, option["id"])
        for row in public.get("rows", ()):
            assert len(row["feedback"].split()) >= 5, (check.id, row["id"])


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_right_option_is_not_given_away_by_its_length(chapter: str):
    """A reader who always picks the longest option must not do well."""
    singles = [
        c for c in map(public_check, load_checks(COURSE, chapter)) if c["kind"] == "choice" and not c["many"]
    ]
    longest = [max(check["options"], key=lambda option: len(option["text"]))["right"] for check in singles]
    assert sum(longest) <= max(1, len(longest) * 2 / 3)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_has_its_parts(chapter: str):
    text = text_of(chapter)
    for part in ("SupportBox()", "What you need first", "## Take-away", "## References", "chapter_minutes("):
        assert part in text, part
    assert re.search(r"content note|before you start", text, re.I)
    assert re.search(r"^#+ .*Change it and see", text, re.M)
    assert "change me" in text
    assert "{raw}" not in text
    assert 2000 <= len(prose_of(text).split()) <= 3700


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_minutes_are_counted_and_sittings_are_short(chapter: str):
    minutes = chapter_minutes(chapter, COURSE)
    assert minutes.longest <= rates(COURSE)["sitting"]
    assert minutes.reading >= 10
    assert str(minutes.total) in minutes._repr_markdown_()
    assert "estimates until" in minutes._repr_markdown_()


def test_more_words_take_more_minutes(tmp_path):
    course = Course(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "minutes.json").write_bytes((COURSE.data / "minutes.json").read_bytes())
    course.chapters.mkdir()
    page = course.chapters / "99-x.md"
    page.write_text("# X\n\n" + "word " * 360, encoding="utf-8")
    short = chapter_minutes("99-x", course)
    page.write_text(
        "# X\n\n" + "word " * 1800 + '\n\n```{code-cell}\nCheck("99-x", "a")\n```\n', encoding="utf-8"
    )
    longer = chapter_minutes("99-x", course)
    assert (short.reading, longer.reading, longer.doing) == (3, 11, 1)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_nothing_asks_how_the_reader_feels(chapter: str):
    for check in load_checks(COURSE, chapter):
        public = public_check(check)
        words = " ".join([public["prompt"], *(option["text"] for option in public.get("options", ()))])
        assert not re.search(
            r"\b(do|did|are|were|have) you (feel|felt|feeling|burn|exhaust|stress|tired)", words, re.I
        )


def test_nobody_is_diagnosed_with_burnout():
    for chapter in CHAPTERS:
        for match in re.finditer(r"diagnosed with burnout", text_of(chapter)):
            before = text_of(chapter)[max(0, match.start() - 60) : match.start()]
            assert re.search(r"nobody|never|not|ban", before, re.I)


def changed(call: ast.Call, **more: ast.expr) -> Change:
    """Run a chapter's call of the course's analysis, with some of its arguments replaced."""
    assert isinstance(call.func, ast.Name)
    given = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg} | more
    result = getattr(analysis, call.func.id)(
        *(ast.literal_eval(value) for value in call.args),
        **{name: ast.literal_eval(value) for name, value in given.items()},
    )
    assert isinstance(result, Change)
    return result


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_changing_the_cell_marked_change_me_changes_the_sentence(chapter: str):
    """What the chapter's reader in JupyterLab does: the same line with another value."""
    (cell,) = re.findall(r"^change = (\w+\(.*\))\s+# change me: (\w+) ?= ?(.+)$", text_of(chapter), re.M)
    call = ast.parse(cell[0], mode="eval").body
    assert isinstance(call, ast.Call)
    before = changed(call)
    after = changed(call, **{cell[1]: ast.parse(cell[2], mode="eval").body})
    assert [state.sentence for state in before.states] != [state.sentence for state in after.states]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_figure_number_and_sentence_change_together(chapter: str):
    """No two values of the assumption may show other marks under the same words, or the same marks twice."""
    (cell,) = re.findall(r"^change = (\w+\(.*\))\s+# change me", text_of(chapter), re.M)
    call = ast.parse(cell, mode="eval").body
    assert isinstance(call, ast.Call)
    states = changed(call).states
    assert 2 <= len(states) <= 12
    assert len({state.sentence for state in states}) == len(states)
    assert len({state.marks for state in states}) > 1
