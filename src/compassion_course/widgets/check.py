"""A retrieval question with feedback on every option."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import traitlets

from ..corpus import CourseError, find_course
from ..exercises import load_checks, public_check, read_check
from . import fallback
from .course_widget import CourseWidget


class Check(CourseWidget):
    """One question of ``chapters/<chapter_slug>.checks.yml``. Nothing that a reader answers is kept.

    Parameters
    ----------
    chapter_slug
        The chapter's file name without its ending, such as ``"02-burnout-and-its-neighbours"``.
    check_id
        The question's ``id`` in the chapter's checks.
    """

    item = traitlets.Dict().tag(sync=True)

    def __init__(self, chapter_slug: str, check_id: str) -> None:
        super().__init__(key=check_id, item=load_item(chapter_slug, check_id))
        self.chapter_slug = chapter_slug

    @classmethod
    def of(cls, question: Mapping[str, Any]) -> Check:
        """Make a check of a question that stands in no chapter, such as one of a tutor's own.

        Parameters
        ----------
        question
            What ``*.checks.yml`` would say of it: ``id``, ``kind``, ``prompt`` and the rest of its kind.

        Raises
        ------
        CourseError
            If nobody could answer it as it stands.
        """
        item = read_question(question)
        # The constructor looks the question up in a chapter, and there is none.
        check = cls.__new__(cls)
        CourseWidget.__init__(check, key=item["id"], item=item)
        check.chapter_slug = ""
        return check

    def __repr__(self) -> str:
        if not self.chapter_slug:
            return f"Check.of(id={self.key!r})"
        return f"Check({self.chapter_slug!r}, {self.key!r})"

    def as_html(self) -> str:
        """Give the question, what may be answered, and the answers behind a fold."""
        return question_and_answers(self.item)


def load_item(chapter_slug: str, check_id: str) -> dict[str, Any]:
    """Load one retrieval question of a chapter as plain data, with its answers and feedback."""
    course = find_course()
    checks = {check.id: check for check in load_checks(course, chapter_slug)}
    if check_id not in checks:
        raise CourseError(
            course.chapters / f"{chapter_slug}.checks.yml",
            f"It has no question {check_id!r}.",
            f"Its questions are {', '.join(checks)}.",
        )
    return public_check(checks[check_id])


def read_question(question: Mapping[str, Any]) -> dict[str, Any]:
    """Read one question given as plain data, as strictly as one in a file."""
    return public_check(read_check(question))


def question_and_answers(item: dict[str, Any]) -> str:
    """Write a check item as words: the question, then the answers in a ``details`` element."""
    asked, answered = _WORDS[item["kind"]](item)
    explain = fallback.paragraphs(item.get("explain") or "")
    return (
        fallback.title("Check what you remember")
        + fallback.paragraphs(item["prompt"])
        + asked
        + f"<details><summary>Show the answer</summary>{answered}{explain}</details>"
    )


def _choice(item: dict[str, Any]) -> tuple[str, str]:
    options = item["options"]
    hint = "<p>More than one may fit.</p>" if item.get("many") else ""
    asked = hint + fallback.listing(fallback.joined(option["text"]) for option in options)
    answered = fallback.listing(
        f"<strong>{'Yes' if option.get('right') else 'No'}:</strong> {fallback.joined(option['text'])} "
        f"{fallback.joined(option.get('feedback') or '')}".rstrip()
        for option in options
    )
    return asked, answered


def _classify(item: dict[str, Any]) -> tuple[str, str]:
    names = {category["id"]: category["name"] for category in item["categories"]}
    asked = (
        fallback.listing(fallback.joined(row["text"]) for row in item["rows"])
        + f"<p>Choose from: {fallback.joined('; '.join(names.values()))}.</p>"
    )
    answered = fallback.table(
        "Where most readers would place each",
        ["What is said", "Fits", "Why"],
        [
            [row["text"], " or ".join(names[one] for one in row["answer"]), row.get("feedback") or ""]
            for row in item["rows"]
        ],
    )
    return asked, answered


def _match(item: dict[str, Any]) -> tuple[str, str]:
    partners = {partner["id"]: partner["text"] for partner in item["partners"]}
    asked = (
        fallback.listing(fallback.joined(row["text"]) for row in item["rows"])
        + "<p>Pair each with one of these, and use none of them twice:</p>"
        + fallback.listing(fallback.joined(text) for text in partners.values())
    )
    answered = fallback.table(
        "The pairs",
        ["What is said", "Its partner", "Why"],
        [[row["text"], partners[row["answer"][0]], row["feedback"]] for row in item["rows"]],
    )
    return asked, answered


def _order(item: dict[str, Any]) -> tuple[str, str]:
    texts = {entry["id"]: entry["text"] for entry in item["entries"]}
    asked = fallback.listing(fallback.joined(text) for text in texts.values())
    answered = fallback.listing([fallback.joined(texts[one]) for one in item["answer"]], ordered=True)
    return asked, answered + fallback.paragraphs((item.get("feedback") or {}).get("right") or "")


def _number(item: dict[str, Any]) -> tuple[str, str]:
    unit = item.get("unit") or ""
    space = "" if unit in ("", "%") else " "
    number = fallback.joined(f"{item['answer']:g}{space}{unit}")
    answered = f"<p><strong>{number}</strong></p>"
    return "", answered + fallback.paragraphs((item.get("feedback") or {}).get("right") or "")


_WORDS = {"choice": _choice, "classify": _classify, "match": _match, "order": _order, "number": _number}
