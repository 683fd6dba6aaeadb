"""The programme's own rules, as the tutor writes them in ``scheme.yml``; none is built in.

Everything in it may be left out, and what is left out is not done: without a pass mark nobody passes or
fails, without ``late`` no lateness counts, without ``concern`` the desk says that no steps are set.

::

    scale: 100                        # marks are given out of this
    pass_mark: 50
    weights: {ipa-two-cases: 40, grounded-theory-model: 40, graded-recommendation: 20}
    due: {ipa-two-cases: 2027-02-01T12:00:00Z}
    counts: latest                    # of several hand-ins: latest, or best
    late: "Ten marks off for each day, as the programme handbook says."
    extensions: {T0423: {ipa-two-cases: 2027-02-08T12:00:00Z}}
    resits: "One, on the second passage, capped at 50."
    ai_rule: "Spelling and grammar only, and say so."
    retention: 2033-07-31             # marks are only added until then
    second_marking: {within: 3, share: 0.1, at_least: 6}
    concern:
      risk: ["Ring the programme lead on 0123 456.", "Write the time down."]
      client detail: ["Tell the lead; send the text to nobody."]
      wrongdoing: ["Follow the raising-concerns policy."]
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from ..corpus import CourseError
from ..exercises.yaml_files import convert, line_of, read_yaml
from .gradebook_rows import CONCERN_KINDS

SCHEME = "scheme.yml"
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Positive = Annotated[float, msgspec.Meta(gt=0)]


class SecondMarking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is marked twice: all fails, all within some marks of the pass mark, and of the rest a share."""

    within: Annotated[float, msgspec.Meta(ge=0)] = 3
    share: Share = 0.1
    at_least: Annotated[int, msgspec.Meta(ge=0)] = 6


class Programme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``scheme.yml`` may say.

    Attributes
    ----------
    scale, pass_mark
        Marks are given out of ``scale``; a mark below ``pass_mark`` is a fail.
    weights
        How much each exercise counts, by slug.
    due, extensions
        When exercises are due, and for whom later; times in UTC.
    counts
        Which of several hand-ins counts, the latest or the best.
    late, resits, ai_rule
        The programme's own words, for trainees and examiners.
    retention
        The date until which marks are only added.
    second_marking
        The sample for second marking.
    concern
        The programme's own steps by kind of concern.
    """

    scale: Positive | None = None
    pass_mark: Annotated[float, msgspec.Meta(ge=0)] | None = None
    weights: dict[str, Positive] = {}
    due: dict[str, datetime.datetime] = {}
    counts: Literal["latest", "best"] = "latest"
    late: str = ""
    extensions: dict[str, dict[str, datetime.datetime]] = {}
    resits: str = ""
    ai_rule: str = ""
    retention: datetime.date | None = None
    second_marking: SecondMarking = SecondMarking()
    concern: dict[str, tuple[str, ...]] = {}

    def on_scale(self, marks: float, of: float) -> float:
        """Give marks out of ``of`` on the programme's scale; without a scale they stay as they are."""
        return marks if self.scale is None or not of else round(marks * self.scale / of, 2)


def load_programme(path: Path) -> Programme:
    """Load a ``scheme.yml``.

    Raises
    ------
    CourseError
        If it is missing, or says something that cannot be meant; the line is named.
    """
    content = read_yaml(path)
    programme: Programme = convert(path, {} if content is None else content, Programme)

    def wrong(problem: str, remedy: str, *steps: str) -> CourseError:
        return CourseError(f"{path}:{line_of(path, *steps)}", problem, remedy)

    if programme.pass_mark is not None and programme.scale is None:
        raise wrong(
            "There is a pass mark and no scale.", "Say out of how many, such as scale: 100.", "pass_mark"
        )
    pass_mark, scale = programme.pass_mark, programme.scale
    if pass_mark is not None and scale is not None and pass_mark > scale:
        raise wrong(
            f"The pass mark {pass_mark:g} is above the scale {scale:g}.",
            "Bring them together.",
            "pass_mark",
        )
    for kind in programme.concern:
        if kind not in CONCERN_KINDS:
            raise wrong(
                f"There is no kind of concern called {kind!r}.",
                f"The kinds are: {', '.join(CONCERN_KINDS)}.",
                "concern",
                kind,
            )
    times = [("due", slug, at) for slug, at in programme.due.items()]
    times += [("extensions", who, at) for who, dates in programme.extensions.items() for at in dates.values()]
    for place, name, at in times:
        if at.tzinfo is None:
            raise wrong(
                f"{at.isoformat()} does not say its time zone.",
                "Write UTC with a Z at the end: 2027-02-01T12:00:00Z.",
                place,
                name,
            )
    return programme


def programme_of(folder: Path, named: Path | None = None) -> Programme | None:
    """Load the file that was named, or ``scheme.yml`` of the folder with the marks, or give None.

    Raises
    ------
    CourseError
        If the file cannot be used, or the one that was named is missing.
    """
    if named is not None:
        return load_programme(named)
    path = folder / SCHEME
    return load_programme(path) if path.is_file() else None
