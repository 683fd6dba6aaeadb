"""The class page with persons' marks: how they spread, where the class stopped, and texts that are alike."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from marked_class import AT, folder_of, mark_all, results
from small_course import COURSE, FOLDER, scheme

from compassion_course.cli import main
from compassion_course.desk.class_page import write_class
from compassion_course.desk.gradebook import Gradebook
from compassion_course.desk.likeness import FreeText, alike, free_texts, given_runs
from compassion_course.desk.outcomes import by_concept, by_outcome

LONG = (
    "I would move the break to noon because she says that ease came when Asha stopped by, and nobody has to "
    "ask for it if the lead writes it into the rota."
)
NASTY = f"<script>alert(1)</script> {LONG}"


def page_of(folder: Path) -> str:
    done = CliRunner().invoke(
        main, ["cohort", str(folder)], catch_exceptions=False, env={"COMPASSION_COURSE": str(FOLDER)}
    )
    assert done.exit_code == 0
    return (folder / "cohort.html").read_text(encoding="utf-8")


def cells(page: str, caption: str) -> list[list[str]]:
    table = page.partition(f"<caption>{caption}</caption>")[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    return [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows[1:]]


def test_marks_by_persons_are_in_the_words_the_table_and_the_drawing(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    mark_all(folder, 3.0)
    page = page_of(folder)
    assert "3 sheets, 3 marked in full. Of 22 marks: lowest 17, middle 18, highest 18." in page
    spread = {row[0]: row[1] for row in cells(page, "Marks in full")}
    assert spread["15 to under 18"] == "1"
    assert spread["18 to under 21"] == "2"
    assert sum(map(int, spread.values())) == 3
    drawn = re.findall(r'<rect [^>]*width="([\d.]+)"', page)
    assert [float(width) > 0 for width in drawn] == [count != "0" for count in spread.values()]
    parts = {row[0]: row for row in cells(page, "How hard each part was")}
    assert parts["Argument"] == ["Argument", "a person", "50 %", "3 of 6", "3"]
    assert parts["Turns"][2] == "67 %"


def test_what_is_not_marked_yet_is_in_no_total(tmp_path: Path) -> None:
    page = page_of(folder_of(tmp_path))
    assert "3 sheets, none marked in full yet." in page


def test_a_full_mark_stands_in_the_last_row() -> None:
    from compassion_course.desk.class_page import _bins

    for of in (1, 5, 10, 22, 40, 50, 100):
        bins = _bins([0.0, float(of), of - 0.25], float(of))
        assert sum(count for _, count in bins) == 3
        assert bins[-1][0].endswith(f" {of}")
        assert bins[-1][1] >= 1


def test_the_class_sees_where_it_stopped(tmp_path: Path) -> None:
    page = page_of(folder_of(tmp_path))
    turns = {row[0]: row[3] for row in cells(page, "Sheets that mark words in each turn")}
    assert turns["X01-004"] == "3"
    assert set(turns) == {f"X01-00{number}" for number in range(3, 9)}
    assert turns["X01-005"] == "0"


def test_outcomes_and_concepts_say_how_much_was_earned() -> None:
    earned = {"purpose": (1.0, 2.0), "cues": (3.0, 3.0), "argument": (1.0, 6.0)}
    (concept,) = by_concept(scheme(), earned, {"S0-01": "Compassion as an aim"})
    assert (concept.name, concept.items, concept.share) == ("Compassion as an aim", ("purpose",), 0.5)
    assert concept.needs_more
    (outcome,) = by_outcome(scheme(), earned, {})
    assert "cues" in outcome.items  # "Sort the words."
    assert by_concept(scheme(), {}, {}) == []


def test_a_page_says_how_outcomes_are_computed(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    mark_all(folder, 0.0)
    page = page_of(folder)
    assert "is a guess from words" in page
    assert "below 60 % was earned" in page


# --- texts that are alike -----------------------------------------------------------------------


def test_texts_that_are_nearly_the_same_stand_side_by_side(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, T0001=NASTY, T0002=LONG.replace("noon", "one"), T0003="Quite another text.")
    page = page_of(folder)
    # The class also copied the model's coding and replies.
    (of_argument,) = re.findall(r"<caption>Argument: \d+ %.*?</thead>", page, re.DOTALL)
    assert re.findall(r"<th scope=\"col\">(T\d+)</th>", of_argument) == ["T0001", "T0002"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt; I would move the break to noon" in page
    assert "I would move the break to one" in page
    assert "no judgement" in page
    assert "<script" not in page


def test_a_text_that_a_concern_keeps_in_is_not_listed(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, T0001=LONG, T0002=LONG)
    with Gradebook(folder / "gradebook.db") as book:
        one = book.submissions()[0].id
        book.raise_concern(one, "argument", "risk", "", marker="A. Lee", at=AT)
        withheld = book.withheld()
    write_class(tmp_path / "page.html", COURSE, results(folder), withheld)
    assert "I would move" not in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "I would move" in page_of(folder_of(tmp_path / "open", T0001=LONG, T0002=LONG))


def texts(*words: str) -> list[FreeText]:
    return [FreeText(number, "argument", text) for number, text in enumerate(words)]


@pytest.mark.parametrize(
    ("some", "listed"),
    [
        (texts(LONG, LONG.upper().replace(",", " -")), True),  # capitals and commas hide nothing
        (texts(LONG, LONG + " " + " ".join(f"word{n}" for n in range(200))), True),  # within a longer one
        (texts(LONG, " ".join(reversed(LONG.split()))), False),
        (texts(LONG[:60], LONG[:60]), False),  # too short to say anything
        ([FreeText(1, "a", LONG), FreeText(1, "b", LONG)], False),  # the same person
        (texts(*[LONG] * 6), False),  # more than a handful had it from somewhere
        (texts(*[LONG] * 5), True),
    ],
    ids=str,
)
def test_what_is_listed_as_alike(some: list[FreeText], listed: bool) -> None:
    assert bool(alike(some, frozenset())) is listed


def test_words_that_the_exercise_hands_out_say_nothing() -> None:
    handed_out = " ".join(turn for _, turn in scheme().turns.values())
    some = texts(handed_out, handed_out)
    assert alike(some, frozenset())
    assert not alike(some, given_runs(scheme()))


def test_free_texts_hold_no_quotation(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    found = {text.item: text.text for text in free_texts(1, results(folder)[0].sheet)}
    assert set(found) == {"passage", "differences", "argument"}
    assert "Words of the body that stand guard." in found["passage"]
    assert "My chest was tight" not in found["passage"]


def test_a_thousand_sheets_take_no_square_of_the_time() -> None:
    draw = random.Random(1)

    def seconds(many: int) -> float:
        some = texts(*(" ".join(f"w{draw.randrange(5000)}" for _ in range(150)) for _ in range(many)))
        some += [FreeText(many + n, "argument", "the very same text " * 40) for n in range(many)]
        start = time.process_time()
        assert alike(some, frozenset()) == []
        return time.process_time() - start

    small, large = max(seconds(250), 0.02), seconds(1000)
    assert large < 12 * small  # four times the sheets; squared it would be sixteen
    assert large < 5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_a_phone_has_room(tmp_path: Path, browser: Any, axe: str, theme: str) -> None:
    folder = folder_of(tmp_path, T0001=LONG, T0002=LONG)
    mark_all(folder)
    page_of(folder)
    context = browser.new_context(viewport={"width": 390, "height": 900}, color_scheme=theme, bypass_csp=True)
    page = context.new_page()
    page.goto((folder / "cohort.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, { preload: false })")
    assert [one["id"] for one in found["violations"]] == []
    context.close()
