"""A claim to judge, as words: its text, its questions, and the answers behind a fold."""

from __future__ import annotations

from ..models.claim import Claim
from ..models.closed_question import Question
from . import fallback


def claim_words(claim: Claim) -> str:
    """Write a claim with its questions, their answers folded, and one way to answer the open one."""
    return (
        fallback.heading(claim.prompt)
        + fallback.paragraphs(claim.text)
        + "".join(map(_question, claim.questions))
        + fallback.paragraphs(claim.open_question)
        + f"<details><summary>One way to answer</summary>{fallback.paragraphs(claim.exemplar)}</details>"
    )


def _question(question: Question) -> str:
    if question.kind == "choice":
        hint = "<p>More than one may fit.</p>" if question.many else ""
        asked = hint + fallback.listing(fallback.joined(option.text) for option in question.options)
        answered = fallback.listing(
            f"<strong>{'Yes' if option.right else 'No'}:</strong> {fallback.joined(option.text)} "
            f"{fallback.joined(option.feedback)}"
            for option in question.options
        )
    else:
        names = {category.id: category.name for category in question.categories}
        asked = (
            fallback.listing(fallback.joined(row.text) for row in question.rows)
            + f"<p>Choose from: {fallback.joined('; '.join(names.values()))}.</p>"
        )
        answered = fallback.table(
            "Where each belongs, and why",
            ["What is said", "Fits", "Why"],
            [
                [row.text, " or ".join(names[one] for one in row.answer), row.feedback]
                for row in question.rows
            ],
        )
    return (
        fallback.paragraphs(question.prompt)
        + asked
        + f"<details><summary>Show the answer</summary>{answered}"
        + f"{fallback.paragraphs(question.explain)}</details>"
    )
