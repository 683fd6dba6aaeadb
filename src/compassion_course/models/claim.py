"""A claim not seen before, to judge with closed questions that answer back and an open one that does not."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from .closed_question import Question


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An invented claim, the closed questions about it, and the open one."""

    prompt: str
    text: str
    questions: tuple[Question, ...]
    open_question: str
    exemplar: str


def contradictions_in(claim: Claim) -> Iterator[tuple[str, str]]:
    """Say what is wrong with a claim's questions, and how to mend it."""
    if len({question.id for question in claim.questions}) != len(claim.questions):
        yield "Two questions about the claim have the same id.", "Give each its own."
    for question in claim.questions:
        match question.kind:
            case "choice":
                right = [option for option in question.options if option.right]
                if not right or len(right) == len(question.options):
                    yield (
                        f"The question {question.id!r} has no right or no wrong answer.",
                        "Give it some of both.",
                    )
                if not question.many and len(right) != 1:
                    yield f"The question {question.id!r} has {len(right)} right answers.", "Give it one."
            case "classify":
                known = {category.id for category in question.categories}
                for row in question.rows:
                    if not row.answer or not set(row.answer) <= known:
                        yield (
                            f"The row {row.id!r} of {question.id!r} fits no known category.",
                            "Name one of them.",
                        )
            case kind:
                yield f"The question {question.id!r} is a {kind!r}.", "Make it a choice or classify."
