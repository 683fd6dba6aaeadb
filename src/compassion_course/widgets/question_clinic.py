"""A clinic for interview questions: predict, diagnose, compare, mend, order, transfer."""

from __future__ import annotations

from typing import Any

import msgspec
import traitlets

from ..corpus import find_course
from ..models.question_clinic import Clinic, Question, load_clinic
from . import fallback
from .course_widget import CourseWidget


class QuestionClinic(CourseWidget):
    """Ten interview questions: what each will get, what is wrong with it, and how to mend it.

    ``work`` holds for each question that was compared what was ``predicted``, ``ticked`` and which
    ``repair`` was chosen; ``kinds``, ``order`` and ``method`` what was done in the parts that follow.
    Questions that somebody writes never reach Python.

    Parameters
    ----------
    key
        A name that no other widget of the page has.
    """

    clinic = traitlets.Dict().tag(sync=True)
    work = traitlets.Dict().tag(sync=True)
    kinds = traitlets.Dict().tag(sync=True)
    order: traitlets.List[str] = traitlets.List().tag(sync=True)
    method = traitlets.Unicode().tag(sync=True)
    #: Opens the part for texts of one's own; a published page has no such trait.
    kernel = traitlets.Bool(True).tag(sync=True)

    def __init__(self, key: str = "question-clinic") -> None:
        self._clinic = load_clinic(find_course())
        super().__init__(key=key, clinic=msgspec.to_builtins(self._clinic))

    def page_traits(self) -> dict[str, Any]:
        """Give what a page needs; without ``kernel``, so that it takes the course's questions only."""
        traits = super().page_traits()
        del traits["kernel"]
        return traits

    def as_html(self) -> str:
        """Give the questions with answers, comments and repairs, then the sorting, order and transfer."""
        clinic = self._clinic
        return (
            fallback.title(clinic.title)
            + fallback.paragraphs(clinic.outcome)
            + fallback.paragraphs(clinic.note)
            + fallback.heading("What can be wrong with a question")
            + fallback.listing(
                f"<strong>{fallback.joined(fault.name)}.</strong> {fallback.joined(fault.gist)}"
                for fault in (*clinic.faults, clinic.fine)
            )
            + fallback.heading("What a question can get")
            + fallback.listing(fallback.joined(get.text) for get in clinic.gets)
            + "".join(
                _question(clinic, question, place) for place, question in enumerate(clinic.questions, 1)
            )
            + fallback.heading(clinic.repair.checklist)
            + fallback.listing(fallback.joined(check) for check in clinic.repair.checks)
            + fallback.paragraphs(clinic.repair.why_no_marking)
            + _kinds(clinic)
            + _schedule(clinic)
            + _transfer(clinic)
        )


def _question(clinic: Clinic, question: Question, place: int) -> str:
    names = {fault.id: fault.name for fault in (*clinic.faults, clinic.fine)}
    gets = {get.id: get.text for get in clinic.gets}
    answered = []
    if question.source and question.answer:
        said = f"What came next, in {question.answer.turn}: {question.answer.text}"
        answered = [f"Asked in {question.source.turn}. {said}"]
    return (
        fallback.heading(f"{place}. {question.text}")
        + "".join(
            fallback.paragraphs(text)
            for text in (
                question.context,
                *answered,
                f"Likely to get: {'; '.join(gets[id] for id in question.likely)}.",
                question.got,
            )
        )
        + fallback.table(
            f"Question {place}: two supervisors, neither of them the answer",
            ["Supervisor", "Ticks", "Says"],
            [
                [comment.by, ", ".join(names[id] for id in comment.faults), comment.comment]
                for comment in question.supervisors
            ],
        )
        + fallback.table(
            f"Question {place}: three ways to mend it",
            ["Repair", "What it does", "Why"],
            [[repair.text, clinic.does[repair.does], repair.feedback] for repair in question.repairs],
        )
    )


def _kinds(clinic: Clinic) -> str:
    item = clinic.kinds.item
    names = {category.id: category.name for category in item.categories}
    return (
        fallback.heading(item.prompt)
        + fallback.paragraphs(clinic.kinds.intro)
        + fallback.table(
            "Kinds of question",
            ["Question", "Kind", "Why"],
            [[row.text, " Or: ".join(names[id] for id in row.answer), row.feedback] for row in item.rows],
        )
    )


def _schedule(clinic: Clinic) -> str:
    schedule = clinic.schedule
    texts = {entry.id: entry.text for entry in schedule.entries}
    orders = "".join(
        fallback.paragraphs(f"{order.by}. {order.why}")
        + fallback.listing((fallback.joined(texts[id]) for id in order.order), ordered=True)
        for order in schedule.orders
    )
    reasons = fallback.table(
        "Which goes first, and why",
        ["First", "Later", "Why"],
        [[texts[pair.before], texts[pair.after], pair.why] for pair in schedule.pairs],
    )
    return fallback.heading(schedule.prompt) + fallback.paragraphs(schedule.intro) + orders + reasons


def _transfer(clinic: Clinic) -> str:
    transfer = clinic.transfer
    return (
        fallback.heading(transfer.prompt)
        + fallback.paragraphs(transfer.aim)
        + fallback.paragraphs(transfer.question)
        + fallback.listing(
            f"<strong>{fallback.joined(option.text)}</strong> {fallback.joined(option.feedback)}"
            for option in transfer.options
        )
        + fallback.paragraphs(f"{transfer.write}.")
        + fallback.listing(
            f"<strong>{fallback.joined(example.by)}.</strong> {fallback.joined(example.text)}"
            for example in transfer.examples
        )
    )
