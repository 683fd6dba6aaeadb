"""An anonymiser: find what identifies somebody, decide, keep a log, see what is lost and what stays."""

from __future__ import annotations

from typing import Any

import msgspec
import traitlets

from ..corpus import find_course
from ..models.anonymiser import Anonymising, Decision, Excerpt, load_anonymiser
from . import fallback
from .course_widget import CourseWidget


class Anonymiser(CourseWidget):
    """Two raw synthetic excerpts to anonymise, and two readers to compare with.

    ``marks`` holds by excerpt which words were marked, as what, and what was decided; replacements and
    reasons, which are typed, never reach Python, and neither does any text of one's own.

    Parameters
    ----------
    key
        A name that no other widget of the page has.
    """

    anonymiser = traitlets.Dict().tag(sync=True)
    predicted = traitlets.Dict().tag(sync=True)
    marks = traitlets.Dict().tag(sync=True)
    #: The excerpts that were compared with the readers.
    finished: traitlets.List[str] = traitlets.List().tag(sync=True)
    #: Who could still recognise somebody, as ticked; empty until it was compared.
    recognised: traitlets.List[str] = traitlets.List().tag(sync=True)
    #: Opens the part for texts of one's own; a published page has no such trait.
    kernel = traitlets.Bool(True).tag(sync=True)

    def __init__(self, key: str = "anonymiser") -> None:
        self._model = load_anonymiser(find_course())
        super().__init__(key=key, anonymiser=msgspec.to_builtins(self._model))

    def page_traits(self) -> dict[str, Any]:
        """Give what a page needs; without ``kernel``, so that it takes the course's excerpts only."""
        traits = super().page_traits()
        del traits["kernel"]
        return traits

    def as_html(self) -> str:
        """Give both excerpts, what two readers did with each place, what is lost and who could recognise."""
        model = self._model
        return (
            fallback.title(model.title)
            + fallback.paragraphs(model.outcome)
            + fallback.paragraphs(model.note)
            + fallback.listing(
                f"<strong>{fallback.joined(one.name)}.</strong> {fallback.joined(one.gist)}"
                for one in (*model.kinds, *model.actions)
            )
            + fallback.paragraphs(model.consistent)
            + "".join(_excerpt(model, excerpt) for excerpt in model.excerpts)
            + fallback.paragraphs(model.log_note)
            + fallback.paragraphs(model.pseudonymised)
        )


def _excerpt(model: Anonymising, excerpt: Excerpt) -> str:
    kinds = {kind.id: kind.name for kind in model.kinds}
    whats = {what.id: what.name for what in model.whats}
    turns = fallback.listing(
        f"<strong>{fallback.joined(f'{turn.turn} {speaker(turn.speaker)}')}:</strong> "
        f"{fallback.joined(turn.text)}"
        for turn in excerpt.turns
    )
    places = fallback.table(
        f"{excerpt.title}: what identifies somebody, and what two readers did",
        ["Words", "What", *(f"{reader.name}, who {reader.stance}" for reader in model.readers), "If kept"],
        [
            [
                "; ".join(f"{at.quote} ({at.turn})" for at in place.at),
                f"{kinds[place.kind]}: {whats[place.what]}",
                *(_decided(model, place.readers[reader.id]) for reader in model.readers),
                place.risk,
            ]
            for place in excerpt.places
        ],
    )
    decoys = fallback.table(
        f"{excerpt.title}: what looks identifying and is not",
        ["Words", "What would be lost"],
        [[f"{decoy.quote} ({decoy.turn})", decoy.lost] for decoy in excerpt.decoys],
    )
    return (
        fallback.heading(excerpt.title)
        + fallback.paragraphs(excerpt.intro)
        + turns
        + places
        + decoys
        + _residual(excerpt)
    )


def speaker(name: str) -> str:
    """Say who speaks."""
    return "Interviewer" if name == "I" else name


def _decided(model: Anonymising, decision: Decision | None) -> str:
    if decision is None:
        return "Did not mark it."
    name = next(action.name for action in model.actions if action.id == decision.action)
    replaced = f": {decision.replacement}" if decision.replacement else ""
    return f"{name}{replaced}. {decision.why}"


def _residual(excerpt: Excerpt) -> str:
    if excerpt.residual is None:
        return ""
    return (
        fallback.heading(excerpt.residual.question)
        + fallback.listing(
            f"<strong>{fallback.joined(one.who)}: {'could' if one.could else 'hardly'}.</strong> "
            f"{fallback.joined(one.feedback)}"
            for one in excerpt.residual.combinations
        )
        + fallback.paragraphs(f"{excerpt.residual.write}.")
    )
