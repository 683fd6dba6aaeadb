"""Three circles for a synthetic colleague's moment, and, only by choice, for oneself."""

from __future__ import annotations

import msgspec
import traitlets

from ..corpus import CourseError, find_course
from ..models.three_circles import Case, Circles, Group, Pair, load_circles, size_change
from . import fallback
from .course_widget import CourseWidget


class ThreeCircles(CourseWidget):
    """Size threat, drive and soothe, say what feeds each, and compare with two readers.

    ``picture`` holds what was drawn last of a synthetic colleague: ``case``, ``sizes`` and ``feeds`` in words
    of the course. ``pictures`` (by case) and ``shown`` hold what the page needs to draw itself again. Words
    that somebody types, a picture that they draw of themselves, and the class's files never reach Python.

    Parameters
    ----------
    case
        The id of one case of ``data/models/three-circles.json``; without it the reader chooses.
    key
        A name that no other widget of the page has.
    group
        Whether a seminar can open the class's saved pictures here and see them together.
    """

    circles = traitlets.Dict().tag(sync=True)
    group = traitlets.Bool(False).tag(sync=True)
    picture = traitlets.Dict().tag(sync=True)
    pictures = traitlets.Dict().tag(sync=True)
    shown = traitlets.Unicode().tag(sync=True)

    def __init__(self, case: str | None = None, key: str = "three-circles", group: bool = False) -> None:
        self._circles = one_case(load_circles(find_course()), case)
        super().__init__(key=key, circles=msgspec.to_builtins(self._circles), group=group)

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
            + "".join(_pair_in_words(circles, pair) for pair in circles.pairs)
            + fallback.heading(circles.transfer.prompt)
            + fallback.paragraphs(circles.transfer.text)
            + fallback.paragraphs(circles.transfer.question)
            + (_group_in_words(circles.group) if self.group else "")
        )


def one_case(circles: Circles, case: str | None) -> Circles:
    """Keep one case, or all of them where none is named."""
    if case is None:
        return circles
    kept = tuple(one for one in circles.cases if one.id == case)
    if not kept:
        known = ", ".join(one.id for one in circles.cases)
        raise CourseError("ThreeCircles", f"There is no case {case!r}.", f"Known cases: {known}.")
    pairs = tuple(pair for pair in circles.pairs if {pair.first, pair.second} <= {one.id for one in kept})
    return msgspec.structs.replace(circles, cases=kept, pairs=pairs)


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


def _pair_in_words(circles: Circles, pair: Pair) -> str:
    first, second = circles.case(pair.first), circles.case(pair.second)
    then, now = pair.labels[0].lower(), pair.labels[1].lower()
    changes = fallback.table(
        f"{first.name} at {then} and at {now}, as two readers draw it; neither is the answer",
        ["Drawn by", *(system.name for system in circles.systems)],
        [
            [
                before.by,
                *(
                    size_change(circles, before.sizes[system.id], after.sizes[system.id])
                    for system in circles.systems
                ),
            ]
            for before, after in zip(first.pictures, second.pictures, strict=True)
        ],
    )
    tipped = fallback.table(
        "What came between, and whose doing it was",
        ["What came between", "Whose doing", "What can be said"],
        [[one.text, one.whose, one.comment] for one in pair.tipped],
    )
    return (
        fallback.heading(f"Two moments of {first.name}: {then} and {now}")
        + changes
        + tipped
        + fallback.heading(pair.transfer.prompt)
        + fallback.paragraphs(pair.transfer.text)
        + fallback.paragraphs(pair.transfer.question)
    )


def _group_in_words(group: Group) -> str:
    return (
        fallback.heading("The class's pictures together")
        + fallback.paragraphs(group.intro)
        + fallback.paragraphs(group.kept)
        + fallback.paragraphs("Opening files needs this page's scripts. To talk about:")
        + fallback.listing((fallback.joined(prompt) for prompt in group.prompts), ordered=True)
    )
