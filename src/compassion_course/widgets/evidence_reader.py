"""An interval plot with a movable cut-off and sample size, and what may and may not be said beside it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any

import msgspec
import traitlets

from ..analysis.published import PublishedFigure, published_figures
from ..analysis.two_shares import at_size, exact_interval, newcombe, tenth
from ..corpus import Course, CourseError, find_course
from ..models.evidence_reader import CutOff, Share, facts, filled, load_reader, said
from ..models.evidence_reader import EvidenceReader as Reader
from . import fallback
from .claim_words import claim_words
from .course_widget import CourseWidget
from .interval_figure import interval_figure

SURVEY = "westwood-world.csv"
#: So many sizes are shown beside a printed interval: enough to see it miss on both sides.
NEAREST = 5


class EvidenceReader(CourseWidget):
    """The synthetic survey under every cut-off and sample size of ``data/models/evidence-reader.json``.

    Counts are made here, from ``data/survey/westwood-world.csv``; intervals are computed where they are
    shown, by the same rule in Python and in the page. ``predicted``, ``cut_off`` (the place in the list),
    ``size``, ``group`` and ``answers`` come back from the page where there is a kernel. What a reader
    types does not.

    Parameters
    ----------
    key
        A name that no other widget of the page has.
    """

    reader = traitlets.Dict().tag(sync=True)
    #: For each cut-off how many of each group are counted, and how many each group has.
    counts: traitlets.List[dict[str, int]] = traitlets.List().tag(sync=True)
    people = traitlets.Dict().tag(sync=True)
    #: For each prediction what happens, in numbers.
    told = traitlets.Dict().tag(sync=True)
    #: Published intervals, kept apart from the synthetic ones.
    published: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    predicted = traitlets.Dict().tag(sync=True)
    cut_off = traitlets.Int(help="The place of the cut-off that is shown.").tag(sync=True)
    size = traitlets.Unicode().tag(sync=True)
    group = traitlets.Unicode().tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)

    def __init__(self, key: str = "evidence-reader") -> None:
        course = find_course()
        self._model = load_reader(course)
        counts, people = survey_counts(course, self._model)
        start = self._model.start
        super().__init__(
            key=key,
            reader=msgspec.to_builtins(self._model),
            counts=counts,
            people=people,
            published=[rebuilt(self._model, figure) for figure in _figures(course, self._model)],
            cut_off=start.cut_off,
            size=start.size,
            group=start.group,
        )
        self.told = {one.id: filled(one.told, self._happened()) for one in self._model.predictions}

    def shown(self, cut_off: int | None = None, size: str | None = None, group: str | None = None) -> State:
        """Read the survey where the controls stand, or where they are told to stand."""
        return state(
            self._model,
            self.counts,
            self.people,
            self.cut_off if cut_off is None else cut_off,
            size or self.size,
            group or self.group,
        )

    def _happened(self) -> dict[str, str]:
        model, first, last = self._model, self._model.start.cut_off, len(self._model.cut_offs) - 1
        gaps = [self.shown(place, "own").difference[0] for place in range(len(model.cut_offs))]
        return {
            "first": cut_words(model.cut_offs[first]),
            "last": cut_words(model.cut_offs[last]),
            "first_share": per_cent(self.shown(first, "own", "pwp").shares["pwp"].share),
            "last_share": per_cent(self.shown(last, "own", "pwp").shares["pwp"].share),
            "least_gap": f"{min(gaps):.1f}",
            "most_gap": f"{max(gaps):.1f}",
            "width_50": f"{self.shown(first, '50', 'pwp').shares['pwp'].width:.1f}",
            "width_200": f"{self.shown(first, '200', 'pwp').shares['pwp'].width:.1f}",
        }

    def as_html(self) -> str:
        """Give the figure at the start, every cut-off and size as tables, the sayings, and the claim."""
        model = self._model
        first = self.shown(model.start.cut_off, model.start.size, model.start.group)
        picture = interval_figure(msgspec.to_builtins(model.axis), first.marks, first.sentence)
        caption = fallback.element("figcaption", fallback.joined(f"Synthetic. {first.sentence}"))
        head = ["Where the controls stand", *(group.name for group in model.groups), "Difference, in points"]
        return (
            fallback.title(model.title)
            + fallback.paragraphs(model.intro)
            + fallback.paragraphs(model.synthetic)
            + "".join(
                fallback.paragraphs(one.prompt)
                + fallback.listing(fallback.joined(option.text) for option in one.options)
                + fallback.paragraphs(f"{self.told[one.id]} {one.why}")
                for one in model.predictions
            )
            + fallback.element("figure", picture + caption)
            + fallback.table(
                "Synthetic: every cut-off, with the survey's own number of people",
                head,
                (
                    self._row(cut_words(cut), self.shown(place, "own"))
                    for place, cut in enumerate(model.cut_offs)
                ),
            )
            + fallback.table(
                "Synthetic, and a thought experiment: the share of the convention at other sizes",
                head,
                (self._row(size.name, self.shown(model.start.cut_off, size.id)) for size in model.sizes),
            )
            + fallback.paragraphs(model.thought)
            + self._sayings(
                "You may say of these synthetic scores, where the controls stand at first", first.may
            )
            + self._sayings("You may not say", first.may_not)
            + fallback.heading(model.published.title)
            + fallback.paragraphs(model.published.intro)
            + "".join(map(_published_words, self.published))
            + fallback.paragraphs(model.published.says)
            + fallback.listing(fallback.joined(one.label) for one in model.explain)
            + claim_words(model.transfer)
            + f'<p class="cw-fine">{fallback.joined(model.method)}</p>'
        )

    def _row(self, name: str, shown: State) -> list[str]:
        difference, low, high = shown.difference
        return [
            name,
            *(share_words(share) for share in shown.shares.values()),
            f"{difference:.1f} ({low:.1f} to {high:.1f})",
        ]

    def _sayings(self, title: str, sayings: Iterable[dict[str, str]]) -> str:
        return fallback.heading(title) + fallback.listing(
            f"{fallback.joined(one['text'])} {fallback.joined(one['because'])}" for one in sayings
        )


class State(msgspec.Struct, frozen=True):
    """The survey where the controls stand: shares, the difference with its interval, and what may be said."""

    shares: dict[str, Share]
    difference: tuple[float, float, float]
    facts: tuple[str, ...]
    may: list[dict[str, str]]
    may_not: list[dict[str, str]]
    sentence: str
    marks: list[dict[str, Any]]


def state(
    model: Reader,
    counts: list[dict[str, int]],
    people: dict[str, int],
    cut_off: int,
    size: str,
    group: str,
) -> State:
    """Work out everything that stands beside the controls; ``js/evidence-reader/rule.js`` does the same."""
    cut, asked = model.cut_offs[cut_off], next(one for one in model.sizes if one.id == size)
    shares = {}
    for one in model.groups:
        own = people[one.id]
        n = own if asked.n is None else asked.n
        shares[one.id] = share_of(at_size(counts[cut_off][one.id], own, n), n)
    first, second = shares.values()
    bounds = newcombe(first.count, first.n, second.count, second.n)
    difference = tenth(100 * (first.count / first.n - second.count / second.n))
    low, high = (tenth(100 * bound) for bound in bounds)
    chosen = shares[group]
    other = next(share for id, share in shares.items() if id != group)
    holding = facts(
        wide=model.wide,
        own=asked.n is None,
        convention=cut.convention,
        chosen=chosen,
        other=other,
        difference=(low, high),
    )
    words = _words(model, counts, people, cut_off, group, chosen, (difference, low, high))
    return State(
        shares=shares,
        difference=(difference, low, high),
        facts=tuple(sorted(holding)),
        may=said([one for one in model.sayings if one.may], model.sources, holding, words),
        may_not=said([one for one in model.sayings if not one.may], model.sources, holding, words),
        sentence=filled(
            "With {cut}, {count} of {n} {people} are counted: {share}, with an interval from {low} to "
            "{high}. The difference between the groups is {difference} points, {difference_low} to "
            "{difference_high}.",
            words,
        ),
        marks=[
            {"id": one.id, "label": f"{one.name}, n = {share.n}", "x": share.share, "low": share.low}
            | {"high": share.high}
            for one, share in zip(model.groups, shares.values(), strict=True)
        ],
    )


def _words(
    model: Reader,
    counts: list[dict[str, int]],
    people: dict[str, int],
    cut_off: int,
    group: str,
    chosen: Share,
    difference: tuple[float, float, float],
) -> dict[str, str]:
    mine = next(one for one in model.groups if one.id == group)
    usual = next(place for place, cut in enumerate(model.cut_offs) if cut.convention)
    usual_count = at_size(counts[usual][group], people[group], chosen.n)
    return {
        "cut": cut_words(model.cut_offs[cut_off]),
        "count": str(chosen.count),
        "n": str(chosen.n),
        "own_n": str(people[group]),
        "people": mine.people,
        "share": per_cent(chosen.share),
        "low": per_cent(chosen.low),
        "high": per_cent(chosen.high),
        "width": f"{chosen.width:.1f}",
        "difference": f"{difference[0]:.1f}",
        "difference_low": f"{difference[1]:.1f}",
        "difference_high": f"{difference[2]:.1f}",
        "convention": cut_words(model.cut_offs[usual]),
        "convention_share": per_cent(share_of(usual_count, chosen.n).share),
    }


def share_of(count: int, n: int) -> Share:
    """Give a share with its exact interval, in per cent to one decimal, as they are shown."""
    low, high = (tenth(100 * bound) for bound in exact_interval(count, n))
    return Share(count, n, tenth(100 * count / n), low, high, tenth(high - low))


def cut_words(cut: CutOff) -> str:
    """Say a cut-off."""
    return f"exhaustion {cut.exhaustion:.2f} and disengagement {cut.disengagement:.2f} or more"


def per_cent(x: float) -> str:
    """Write a share with one decimal."""
    return f"{x:.1f}%"


def share_words(share: Share) -> str:
    """Say a count with its share and interval."""
    return f"{share.count} of {share.n}: {per_cent(share.share)} ({share.low:.1f} to {share.high:.1f})"


def survey_counts(course: Course, model: Reader) -> tuple[list[dict[str, int]], dict[str, int]]:
    """Count the invented people at or above each cut-off.

    Raises
    ------
    CourseError
        If the survey cannot be read, or a row does not say that it is synthetic.
    """
    path = course.data / "survey" / SURVEY
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        scores: dict[str, list[tuple[float, float]]] = {
            group.id: [
                (float(row["exhaustion_mean_1_to_4"]), float(row["disengagement_mean_1_to_4"]))
                for row in rows
                if row["role"] == group.role
            ]
            for group in model.groups
        }
    except (OSError, KeyError, ValueError) as error:
        raise CourseError(path, f"The survey cannot be read: {error}.", "Make it again.") from error
    if any(row.get("synthetic") != "true" for row in rows):
        raise CourseError(path, "A row does not say that it is synthetic.", "Only invented people come here.")
    if empty := [group.name for group in model.groups if not scores[group.id]]:
        raise CourseError(path, f"It has no {' and no '.join(empty)}.", "Make it again.")
    counts = [
        {
            id: sum(
                exhaustion >= cut.exhaustion and disengagement >= cut.disengagement
                for exhaustion, disengagement in group
            )
            for id, group in scores.items()
        }
        for cut in model.cut_offs
    ]
    return counts, {id: len(group) for id, group in scores.items()}


def _figures(course: Course, model: Reader) -> list[PublishedFigure]:
    return [published_figures(course, id=id)[0] for id in model.published.figures]


def rebuilt(model: Reader, figure: PublishedFigure) -> dict[str, Any]:
    """Look for the numbers of people that give a printed share, and keep those nearest to its interval."""
    candidates = []
    for n in range(model.published.least, model.published.most + 1):
        for count in range(n + 1):
            if tenth(100 * count / n) == figure.value:
                share = share_of(count, n)
                fits = (share.low, share.high) == (figure.low, figure.high)
                candidates.append(
                    {"n": n, "count": count, "low": share.low, "high": share.high, "fits": fits}
                )

    def apart(one: dict[str, Any]) -> float:
        return float(abs(one["low"] - (figure.low or 0)) + abs(one["high"] - (figure.high or 0)))

    return {
        "id": figure.id,
        "group": figure.group,
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "candidates": sorted(sorted(candidates, key=apart)[:NEAREST], key=lambda one: one["n"]),
    }


def rebuilt_caption(figure: dict[str, Any]) -> str:
    """Say what a printed interval is, above the sizes that were tried."""
    return (
        f"Published: {figure['group']}, {per_cent(figure['value'])} "
        f"({figure['low']:.1f} to {figure['high']:.1f}). The nearest sizes that can give this share"
    )


def _published_words(figure: dict[str, Any]) -> str:
    return fallback.table(
        rebuilt_caption(figure),
        ["People", "Counted", "Exact interval", "As printed?"],
        [
            [
                str(one["n"]),
                str(one["count"]),
                f"{one['low']:.1f} to {one['high']:.1f}",
                "yes, both ends" if one["fits"] else "no",
            ]
            for one in figure["candidates"]
        ],
    )
