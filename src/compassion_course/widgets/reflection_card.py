"""Four prompts and one change for an invented colleague, and, only by choice, the prompts for oneself."""

from __future__ import annotations

import msgspec
import traitlets

from ..corpus import CourseError, find_course
from ..models.closed_question import Question
from ..models.reflection_card import Case, Reader, load_card
from ..models.reflection_card import ReflectionCard as Card
from . import fallback
from .course_widget import CourseWidget


class ReflectionCard(CourseWidget):
    """Read an invented colleague's week with four prompts, and plan one change with two parts.

    ``filled`` comes back from the page where there is a kernel: for each colleague the words picked, where
    they point, and what was placed. Typed words do not, and what somebody writes of themselves never leaves
    its box.

    Parameters
    ----------
    case
        The id of one case of ``data/models/reflection-card.json``; without it the reader chooses.
    key
        A name that no other widget of the page has.
    """

    card = traitlets.Dict().tag(sync=True)
    filled = traitlets.Dict().tag(sync=True)

    def __init__(self, case: str | None = None, key: str = "reflection-card") -> None:
        self._card = one_case(load_card(find_course()), case)
        super().__init__(key=key, card=msgspec.to_builtins(self._card))

    def as_html(self) -> str:
        """Give the prompts, the colleagues with both readers' cards and plans, and the new colleague."""
        card = self._card
        transfer = card.transfer
        names = {one.id: one.name for one in transfer.item.categories}
        own = [prompt.own for prompt in card.prompts] + [part.own for part in card.own.plan]
        return (
            fallback.title(card.title)
            + fallback.paragraphs(card.label)
            + fallback.paragraphs(card.note)
            + fallback.heading("The four prompts")
            + fallback.listing(
                (f"<strong>{fallback.joined(one.name)}.</strong> {fallback.joined(one.ask)}")
                for one in card.prompts
            )
            + "".join(_case(card, case) for case in card.cases)
            + fallback.heading("Explain")
            + fallback.paragraphs(card.explain)
            + fallback.heading(transfer.heading)
            + fallback.paragraphs(transfer.text)
            + fallback.paragraphs(f"{transfer.item.prompt} {'; '.join(names.values())}.")
            + _answers(transfer.item, names, "Where the lines point")
            + fallback.paragraphs(transfer.question)
            + fallback.heading("One for yourself, if you choose to")
            + fallback.paragraphs(card.own.intro)
            + fallback.listing(map(fallback.joined, own))
            + fallback.paragraphs(card.own.stop)
        )


def one_case(card: Card, case: str | None) -> Card:
    """Keep one case, or all of them where none is named."""
    if case is None:
        return card
    kept = tuple(one for one in card.cases if one.id == case)
    if not kept:
        known = ", ".join(one.id for one in card.cases)
        raise CourseError("ReflectionCard", f"There is no case {case!r}.", f"Known cases: {known}.")
    return msgspec.structs.replace(card, cases=kept)


def _case(card: Card, case: Case) -> str:
    place = {sentence.id: number for number, sentence in enumerate(case.story, 1)}
    points = {point.id: point.text for point in card.points}
    skills = {skill.id: skill.name for skill in card.skills}

    def filled(reader: Reader, prompt: str) -> str:
        one = reader.card[prompt]
        numbers = ", ".join(str(place[id]) for id in one.words)
        return f"Sentences {numbers}. {points[one.points]}. {one.why}"

    return (
        fallback.heading(f"{case.name}. {case.who}")
        + fallback.listing((fallback.joined(sentence.text) for sentence in case.story), ordered=True)
        + fallback.heading("Predict")
        + fallback.paragraphs(card.predict)
        + fallback.table(
            f"{case.name}: two readers' cards, neither of them the answer",
            ["Prompt", *(reader.by for reader in case.readers)],
            [
                [prompt.name, *(filled(reader, prompt.id) for reader in case.readers)]
                for prompt in card.prompts
            ],
        )
        + fallback.paragraphs(f"{case.item.prompt} {card.skills_note} {'; '.join(skills.values())}.")
        + _answers(case.item, skills, f"{case.name}: what may be hidden")
        + fallback.table(
            f"{case.name}: one change, as two readers plan it",
            ["Part", *(reader.by for reader in case.readers)],
            [
                [name, *(getattr(reader.plan, field) for reader in case.readers)]
                for field, name in (
                    ("change", "What is to be different"),
                    ("person", f"{case.name}'s part"),
                    ("service", "The service's part"),
                    ("decides", "Who decides"),
                    ("when", "By when"),
                    ("know", "How one would know"),
                )
            ],
        )
    )


def _answers(item: Question, names: dict[str, str], caption: str) -> str:
    return fallback.listing(fallback.joined(row.text) for row in item.rows) + fallback.element(
        "details",
        "<summary>What can be said</summary>"
        + fallback.table(
            caption,
            ["Words", "Can be put under", "Why"],
            [[row.text, " or ".join(names[id] for id in row.answer), row.feedback] for row in item.rows],
        ),
    )
