"""Three circles for a synthetic colleague's moment, and, only by choice, for oneself."""

from __future__ import annotations

import msgspec
import traitlets

from ..corpus import CourseError, find_course
from ..models.three_circles import Case, Circles, load_circles
from . import fallback
from .course_widget import CourseWidget


class ThreeCircles(CourseWidget):
    """Size threat, drive and soothe, say what feeds each, and compare with two readers.

    ``picture`` holds what was drawn of a synthetic colleague: ``case``, ``sizes`` and ``feeds`` in words. A
    picture that somebody draws for themselves never reaches Python.

    Parameters
    ----------
    case
        The id of one case of ``data/models/three-circles.json``; without it the reader chooses.
    key
        A name that no other widget of the page has.
    """

    circles = traitlets.Dict().tag(sync=True)
    picture = traitlets.Dict().tag(sync=True)

    def __init__(self, case: str | None = None, key: str = "three-circles") -> None:
        self._circles = one_case(load_circles(find_course()), case)
        super().__init__(key=key, circles=msgspec.to_builtins(self._circles))

    def as_html(self) -> str:
        """Give the cases with their cues and both readers' pictures, in words and tables."""
        circles = self._circles
        systems = fallback.listing(
            f"<strong>{fallback.joined(f'{system.letter} · {system.name}')}</strong>: "
            f"{fallback.joined(system.gist)} {fallback.joined(system.feeds_prompt)}"
            for system in circles.systems
        )
        return (
            fallback.title("Three circles")
            + fallback.paragraphs(circles.note)
            + systems
            + f"<p>Sizes, in words: {fallback.joined(', '.join(circles.sizes))}.</p>"
            + "".join(_case_in_words(circles, case) for case in circles.cases)
            + fallback.heading(circles.transfer.prompt)
            + fallback.paragraphs(circles.transfer.text)
            + fallback.paragraphs(circles.transfer.question)
        )


def one_case(circles: Circles, case: str | None) -> Circles:
    """Keep one case, or all of them where none is named."""
    if case is None:
        return circles
    kept = tuple(one for one in circles.cases if one.id == case)
    if not kept:
        known = ", ".join(one.id for one in circles.cases)
        raise CourseError("ThreeCircles", f"There is no case {case!r}.", f"Known cases: {known}.")
    return msgspec.structs.replace(circles, cases=kept)


def _case_in_words(circles: Circles, case: Case) -> str:
    names = {system.id: system.name for system in circles.systems}
    cues = fallback.table(
        f"{case.name}: what could feed which system",
        ["Cue", "Could feed", "Why readers may differ"],
        [[cue.text, ", ".join(names[id] for id in cue.could_feed), cue.comment] for cue in case.cues],
    )
    pictures = fallback.table(
        f"{case.name}: two readers' pictures, neither of them the answer",
        ["Drawn by", *names.values(), "Why"],
        [
            [picture.by, *(circles.sizes[picture.sizes[id]] for id in names), picture.why]
            for picture in case.pictures
        ],
    )
    heading = fallback.heading(f"{case.name}. {case.moment}")
    return heading + fallback.paragraphs(case.text) + cues + pictures
