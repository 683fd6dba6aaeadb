"""One correlation in five invented worlds, and the chart of fears of compassion by flow."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import fmean
from typing import TYPE_CHECKING, Any

from ..corpus import Course, CourseError, find_course
from .change import Change, Mark, State, change_from, change_words
from .figure import ACCENT, INK, Figure, figure, figure_words
from .published import published_figures
from .two_shares import Z

if TYPE_CHECKING:
    import altair as alt

WORLDS = ("acts", "back", "style", "work", "mixed")
MOST_RAISED = 2  # standard deviations: more would leave the figure, and everybody's experience
POINTS = 10  # of wellbeing make one standard deviation: readers see points, with one decimal
ROW, WIDTH = 44, 420  # pixels


@dataclass(frozen=True)
class InventedPerson:
    """One row of the synthetic table; every value is in standard deviations."""

    self_compassion: float
    wellbeing: float
    hidden: float
    wellbeing_if_higher: float


@dataclass(frozen=True)
class World:
    """What a survey sees in one world, and two things that no survey sees."""

    people: int
    r: float
    gain: float
    eased: float


def invented_people(version: str, course: Course | None = None) -> list[InventedPerson]:
    """Read one version of the synthetic table, ``causal`` or ``shared-method``.

    Raises
    ------
    CourseError
        If the table cannot be read or has no such version.
    """
    path = (course or find_course()).data / "survey" / "self-compassion.csv"
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        people = [
            InventedPerson(
                float(row["self_compassion_sd"]),
                float(row["wellbeing_sd"]),
                float(row["answering_style_sd"]),
                float(row["wellbeing_sd_if_self_compassion_1_sd_higher"]),
            )
            for row in rows
            if row["version"] == version
        ]
    except (OSError, KeyError, ValueError) as error:
        raise CourseError(
            path, f"The synthetic table cannot be read: {error!r}.", "Run make_survey.py."
        ) from error
    if not people:
        raise CourseError(path, f"It has no version {version!r}.", "Versions: causal, shared-method.")
    return people


def correlation(first: Sequence[float], second: Sequence[float]) -> float:
    """Give Pearson's correlation of two columns."""
    a, b = fmean(first), fmean(second)
    shared = sum((x - a) * (y - b) for x, y in zip(first, second, strict=True))
    return shared / sqrt(sum((x - a) ** 2 for x in first) * sum((y - b) ** 2 for y in second))


def correlation_interval(r: float, people: int) -> tuple[float, float]:
    """Give the interval of a correlation at 95%, by Fisher's transformation.

    References
    ----------
    Fisher, R. A. (1921). On the "probable error" of a coefficient of correlation deduced from a small
    sample. Metron 1, 3-32.
    """
    half = Z / sqrt(people - 3)
    return tanh(atanh(r) - half), tanh(atanh(r) + half)


def world(name: str, raise_by: float, course: Course | None = None) -> World:
    """Work out one world from the synthetic table.

    Parameters
    ----------
    name
        ``acts``: the causal version; ``back``: the same, with the arrow turned round; ``style`` and
        ``work``: the shared-method version, whose hidden column is read as a way of answering or as
        conditions at work; ``mixed``: both tables pooled.
    raise_by
        By how many standard deviations self-compassion, or conditions, are raised.
    """
    acting = invented_people("causal", course)
    sharing = invented_people("shared-method", course)
    people = {"acts": acting, "back": acting, "mixed": acting + sharing}.get(name, sharing)
    gain = 0.0 if name == "back" else fmean(p.wellbeing_if_higher - p.wellbeing for p in people)
    # Every column has a deviation of 1, so that a correlation is also what one deviation brings.
    eased = (
        correlation([p.hidden for p in people], [p.wellbeing for p in people])
        if name in {"work", "mixed"}
        else 0.0
    )
    r = correlation([p.self_compassion for p in people], [p.wellbeing for p in people])
    return World(len(people), r, raise_by * gain, raise_by * eased)


def one_r_five_worlds(raise_by: float = 1, course: Course | None = None) -> Change:
    """Show one correlation with five different things behind it.

    Parameters
    ----------
    raise_by
        By how many standard deviations self-compassion, or conditions at work, are raised: above 0, at
        most 2. The value that the chapter's notebook marks "change me".

    Raises
    ------
    ValueError
        If ``raise_by`` is out of range.
    """
    if not 0 < raise_by <= MOST_RAISED:
        raise ValueError(f"raise_by is {raise_by}: choose more than 0 and at most {MOST_RAISED}")
    course = course or find_course()
    words = change_words(course, "one-r-five-worlds")
    shown = {"raise_by": f"{raise_by:g}", "r": _two(world("acts", raise_by, course).r)}
    return change_from(
        words, (_state(name, world(name, raise_by, course), raise_by, words) for name in WORLDS), shown
    )


def _state(name: str, found: World, raise_by: float, words: dict[str, Any]) -> State:
    values = {"gain": POINTS * found.gain, "eased": POINTS * found.eased}
    shown = {"r": _two(found.r), **{part: f"{value:z.1f}" for part, value in values.items()}}
    gap, low, high = (POINTS * part for part in (found.r, *correlation_interval(found.r, found.people)))
    named = {part: words["marks"][part].format(raise_by=f"{raise_by:g}") for part in shown}
    return State(
        value=name,
        label=words["labels"][name],
        numbers={words["numbers"][part]: value for part, value in shown.items()},
        sentence=words["sentences"][name].format(raise_by=f"{raise_by:g}", **shown),
        marks=(
            Mark("r", named["r"], round(gap, 1), round(low, 1), round(high, 1)),
            *(Mark(part, named[part], float(shown[part])) for part in values),
        ),
    )


def _two(value: float) -> str:
    return f"{value:z.2f}"


def fears_chart(course: Course | None = None) -> Figure:
    """Draw the pooled correlation of each fear of compassion with mental health difficulty.

    Raises
    ------
    CourseError
        If the published figures cannot be read.
    """
    import altair as alt

    course = course or find_course()
    words = figure_words(course, "fears-of-compassion")
    rows = published_figures(course, "fears-of-compassion")
    points = [{"who": row.group, "value": row.value, "place": place * ROW} for place, row in enumerate(rows)]
    columns = words["columns"]
    return figure(
        _points(points, words["axis"], alt),
        name=words["name"],
        alt=words["alt"].format(values="; ".join(f"{p['who']} {p['value']:.2f}" for p in points)),
        caption=words["caption"],
        table=[
            {
                columns["flow"]: row.group,
                columns["r"]: f"{row.value:.2f}",
                columns["interval"]: words["no_interval"],
                columns["people"]: f"{row.n:,}",
                columns["design"]: row.design,
            }
            for row in rows
        ],
        source=words["source"],
    )


def _points(points: list[dict[str, Any]], title: str, alt: Any) -> alt.LayerChart:
    height = ROW * len(points)
    base = alt.Chart(alt.Data(values=points), width=WIDTH, height=height)
    down = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height]))
    across = alt.X("value:Q", title=title, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(tickCount=5))
    names = base.transform_calculate(y="datum.place + 12").mark_text(
        align="left", baseline="middle", color=INK, fontSize=13
    )
    values = base.transform_calculate(
        y=f"datum.place + {ROW - 12}", shown="format(datum.value, '.2f')"
    ).mark_text(align="left", baseline="middle", dx=12, color=INK, fontSize=13)
    marks = base.transform_calculate(y=f"datum.place + {ROW - 12}").mark_point(
        size=90, color=ACCENT, strokeWidth=2, opacity=1
    )
    return alt.layer(
        marks.encode(x=across, y=down),
        values.encode(x=across, y=down, text="shown:N"),
        names.encode(x=alt.value(0), y=down, text="who:N"),
    )
