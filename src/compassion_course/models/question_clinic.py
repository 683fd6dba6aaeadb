"""A clinic for interview questions: what a question does to its answer, and three ways to mend it.

There is no score. Supervisors may differ on what is wrong with a question, and a reader's own question is
judged by nobody but the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from ..corpus import Course, CourseError
from .closed_question import Question as ClosedQuestion
from .model_file import place_of, read_model

FILE = "question-clinic"
#: What a repair does to a question: the three that stand under each, once each.
DOES = ("mends", "new-fault", "loses")


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of several answers to choose from."""

    id: str
    text: str
    feedback: str = ""


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that can be wrong with a question, and how to tell."""

    id: str
    name: str
    gist: str


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The turn of a transcript in which an interviewer put the question."""

    doc: str
    turn: str


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the participant said next, word for word, or a part of it."""

    turn: str
    text: str


class Comment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one supervisor ticks and says."""

    by: str
    faults: tuple[str, ...]
    comment: str


class Repair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another wording, and what it does."""

    id: str
    does: str
    text: str
    feedback: str


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question put by an interviewer of the transcripts, or drafted by a trainee and never put."""

    id: str
    text: str
    context: str
    source: Source | None
    answer: Answer | None
    likely: tuple[str, ...]
    got: str
    supervisors: tuple[Comment, ...]
    repairs: tuple[Repair, ...]


class Repairing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands around the repairs, and the list that readers tick for themselves."""

    choose: str
    write: str
    checklist: str
    why_no_marking: str
    checks: tuple[str, ...]


class Kinds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Telling kinds of question apart."""

    intro: str
    item: ClosedQuestion


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two questions of which one goes first, and why."""

    before: str
    after: str
    why: str


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The order in which one supervisor would ask, and why."""

    by: str
    order: tuple[str, ...]
    why: str


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Questions to put into an order."""

    prompt: str
    intro: str
    entries: tuple[Choice, ...]
    pairs: tuple[Pair, ...]
    orders: tuple[Order, ...]


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one supervisor would write."""

    by: str
    text: str


class Unseen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A research aim not met before."""

    prompt: str
    aim: str
    question: str
    options: tuple[Choice, ...]
    write: str
    examples: tuple[Example, ...]


class Own(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The part for a reader's own questions, in JupyterLab only, and the warning before it."""

    intro: str
    warning: str
    agree: str
    question: str
    faults: str
    again: str


class Clinic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/models/question-clinic.json``."""

    title: str
    outcome: str
    note: str
    gets: tuple[Choice, ...]
    faults: tuple[Fault, ...]
    fine: Fault
    does: dict[str, str]
    questions: tuple[Question, ...]
    repair: Repairing
    kinds: Kinds
    schedule: Schedule
    transfer: Unseen
    own: Own


def load_clinic(course: Course) -> Clinic:
    """Load the clinic and check that its parts name each other rightly.

    Raises
    ------
    CourseError
        If the file is missing, has another shape, or contradicts itself.
    """
    clinic = read_model(course, FILE, Clinic)
    for problem, remedy in _contradictions(clinic):
        raise CourseError(place_of(course, FILE), problem, remedy)
    return clinic


def out_of_order(schedule: Schedule, order: Iterable[str]) -> list[Pair]:
    """Give the pairs that an order turns round."""
    place = {entry: index for index, entry in enumerate(order)}
    return [pair for pair in schedule.pairs if place[pair.before] > place[pair.after]]


def _contradictions(clinic: Clinic) -> Iterator[tuple[str, str]]:
    if set(clinic.does) != set(DOES):
        yield "does has other names than a repair can have.", f"Name {', '.join(DOES)}."
    for what, ids in _ids(clinic):
        if len(set(ids)) != len(ids):
            yield f"An id stands twice among the {what}.", "Give each its own."
    for question in clinic.questions:
        yield from _in_question(clinic, question)
    categories = {category.id for category in clinic.kinds.item.categories}
    for row in clinic.kinds.item.rows:
        if not row.answer or not set(row.answer) <= categories:
            yield f"The row {row.id!r} belongs to no known kind.", "Use the ids of the categories."
    yield from _in_schedule(clinic.schedule)


def _ids(clinic: Clinic) -> Iterator[tuple[str, list[str]]]:
    yield "questions", [question.id for question in clinic.questions]
    yield "faults", [fault.id for fault in (*clinic.faults, clinic.fine)]
    yield "things that a question can get", [get.id for get in clinic.gets]
    yield "rows", [row.id for row in clinic.kinds.item.rows]
    yield "entries", [entry.id for entry in clinic.schedule.entries]
    yield "options", [option.id for option in clinic.transfer.options]


def _in_question(clinic: Clinic, question: Question) -> Iterator[tuple[str, str]]:
    name = f"The question {question.id!r}"
    faults = {fault.id for fault in (*clinic.faults, clinic.fine)}
    if not question.likely or not set(question.likely) <= {get.id for get in clinic.gets}:
        yield f"{name} is likely to get something unknown.", "Use the ids of gets."
    if (question.source is None) != (question.answer is None):
        yield f"{name} has a source or an answer, not both.", "Both for a turn of a transcript, else null."
    if len(question.supervisors) < 2:
        yield f"{name} has fewer than two supervisors.", "Two, so that neither is the answer."
    for comment in question.supervisors:
        if not comment.faults or not set(comment.faults) <= faults:
            yield f"{name}: {comment.by} ticks something unknown, or nothing.", "Use the ids of faults."
    if sorted(repair.does for repair in question.repairs) != sorted(DOES):
        yield f"{name} lacks one of the three repairs.", f"One for each of {', '.join(DOES)}."


def _in_schedule(schedule: Schedule) -> Iterator[tuple[str, str]]:
    entries = {entry.id for entry in schedule.entries}
    for pair in schedule.pairs:
        if not {pair.before, pair.after} <= entries:
            yield f"A pair names {pair.before!r} and {pair.after!r}.", "Use the ids of the entries."
            return
    for order in schedule.orders:
        if sorted(order.order) != sorted(entries):
            yield f"The order by {order.by} is not of all entries.", "Name each entry once."
            return
        for pair in out_of_order(schedule, order.order):
            yield (
                f"The order by {order.by} turns {pair.before!r} and {pair.after!r} round.",
                "Mend the order, or take out the pair: supervisors may differ on it.",
            )
