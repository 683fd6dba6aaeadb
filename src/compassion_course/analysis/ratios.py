"""Two groups compared, printed effect sizes worked out again, and one odds ratio under many choices."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from typing import TYPE_CHECKING, Any

from ..corpus import Course, CourseError, find_course
from .change import Change, Mark, State, change_from, change_words
from .figure import ACCENT, INK, MUTED, Figure, figure, table_html
from .logistic import logistic_fit
from .published import PublishedFigure
from .two_shares import Z, exact_interval, newcombe, tenth

if TYPE_CHECKING:
    import altair as alt

SURVEY = "westwood-world.csv"
EFFECTS = "effect-sizes.csv"
EXHAUSTION, DISENGAGEMENT = 2.25, 2.10  # a Swedish convention, as in the survey's README
HIGHER = (2.75, 2.60)  # a higher line, chosen for teaching
BASES = (5, 20, 50, 80, 95)  # per cent, chosen for teaching
ROW, WIDTH = 56, 440  # pixels
Person = dict[str, str]


@dataclass(frozen=True)
class TwoGroups:
    """Counts in two groups, and every usual way of saying how they differ."""

    count: int
    n: int
    other_count: int
    other_n: int

    @property
    def difference(self) -> float:
        """First share less the second, in percentage points."""
        return 100 * (self.count / self.n - self.other_count / self.other_n)

    @property
    def difference_interval(self) -> tuple[float, float]:
        """Newcombe's 95% interval for the difference, in percentage points."""
        low, high = newcombe(self.count, self.n, self.other_count, self.other_n)
        return 100 * low, 100 * high

    @property
    def risk_ratio(self) -> float:
        """First share over the second."""
        return (self.count / self.n) / (self.other_count / self.other_n)

    @property
    def odds_ratio(self) -> float:
        """Odds of the first group over those of the second."""
        return (self.count * (self.other_n - self.other_count)) / ((self.n - self.count) * self.other_count)

    @property
    def pooled(self) -> float:
        """Share of both groups together, in per cent."""
        return 100 * (self.count + self.other_count) / (self.n + self.other_n)

    def words(self, prefix: str) -> dict[str, str]:
        """Write the numbers as a page shows them, by names to glue."""
        low, high = self.difference_interval
        shown = {
            "share": f"{tenth(100 * self.count / self.n):.1f}%",
            "other_share": f"{tenth(100 * self.other_count / self.other_n):.1f}%",
            "difference": f"{tenth(self.difference):.1f}",
            "difference_low": f"{tenth(low):.1f}",
            "difference_high": f"{tenth(high):.1f}",
            "risk_ratio": f"{self.risk_ratio:.2f}",
            "odds": f"{self.count / (self.n - self.count):.2f}",
            "other_odds": f"{self.other_count / (self.other_n - self.other_count):.2f}",
            "odds_ratio": f"{self.odds_ratio:.2f}",
            "pooled": f"{tenth(self.pooled):.1f}%",
        }
        return {f"{prefix}_{name}": value.replace("-", "\N{MINUS SIGN}") for name, value in shown.items()}


def two_groups(count: int, n: int, other_count: int, other_n: int) -> TwoGroups:
    """Compare two shares.

    Raises
    ------
    ValueError
        If a count is 0 or everybody: then no odds ratio can be formed.
    """
    if not (0 < count < n and 0 < other_count < other_n):
        raise ValueError(f"{count} of {n} against {other_count} of {other_n}: an odds is 0 or without end")
    return TwoGroups(count, n, other_count, other_n)


def interval_words(count: int, n: int) -> str:
    """Write the exact 95% interval of a share, in per cent."""
    low, high = (tenth(100 * bound) for bound in exact_interval(count, n))
    return f"{low:.1f}% to {high:.1f}%"


def sizes_that_fit(printed: PublishedFigure, least: int = 30, most: int = 400) -> list[tuple[int, int]]:
    """Find each count and group size whose share and exact interval are the printed ones."""
    fitting = []
    for n in range(least, most + 1):
        for count in _counts_giving(printed.value, n):
            low, high = (tenth(100 * bound) for bound in exact_interval(count, n))
            if (low, high) == (printed.low, printed.high):
                fitting.append((count, n))
    return fitting


def _counts_giving(share: float, n: int) -> list[int]:
    near = round(share * n / 100)
    return [c for c in range(max(near - 1, 0), min(near + 1, n) + 1) if tenth(100 * c / n) == share]


def share_with_odds(base: float, odds_ratio: float) -> float:
    """Give the share, in per cent, whose odds are ``odds_ratio`` times those of ``base``, in per cent."""
    odds = odds_ratio * base / (100 - base)
    return 100 * odds / (1 + odds)


def same_odds_chart(odds_ratio: float, *, name: str = "same-odds") -> Figure:
    """Draw what one odds ratio means where few, half or nearly all of the comparison group are counted.

    Parameters
    ----------
    name
        Unique in the page.
    """
    import altair as alt

    rows = [_same_odds(base, odds_ratio) for base in BASES]
    values = [row | {"place": place * ROW} for place, row in enumerate(rows)]
    height = ROW * len(rows)
    base = alt.Chart(alt.Data(values=values), width=WIDTH, height=height)
    down = alt.Scale(domain=[0, height], range=[0, height])
    scale = alt.Scale(domain=[0, 100])
    axis = alt.Axis(tickCount=5, labelExpr="datum.value + '%'")
    shown = base.transform_calculate(y=f"datum.place + {ROW - 14}")
    line = alt.Y("y:Q", axis=None, scale=down)
    across = alt.X("base:Q", scale=scale, axis=axis, title="Share counted")
    gap = shown.mark_rule(color=INK, strokeWidth=2).encode(y=line, x=across, x2="share:Q")
    open_points = shown.mark_point(size=90, color=MUTED, strokeWidth=2, opacity=1).encode(y=line, x=across)
    points = shown.mark_point(size=90, color=ACCENT, filled=True, opacity=1).encode(
        y=line, x=alt.X("share:Q", scale=scale, axis=axis, title="Share counted")
    )
    words = (
        base.transform_calculate(y="datum.place + 16")
        .mark_text(align="left", baseline="middle", color=INK, fontSize=13)
        .encode(y=line, x=alt.value(0), text="words:N")
    )
    chart: alt.LayerChart = alt.layer(gap, open_points, points, words)
    return figure(
        chart,
        name=name,
        alt=f"One odds ratio of {odds_ratio:.2f} throughout. " + " ".join(f"{row['words']}." for row in rows),
        caption=(
            f"The same odds ratio, {odds_ratio:.2f}, in every row. Open point: comparison group; "
            "filled: the other group."
        ),
        table=[
            {
                "Comparison group": f"{row['base']}%",
                "Other group": f"{row['share']}%",
                "Difference, points": row["difference"],
                "Risk ratio": row["risk_ratio"],
                "Odds ratio": f"{odds_ratio:.2f}",
            }
            for row in rows
        ],
        source="Worked out for this course; only the two shares in the row at 50% were published.",
    )


def _same_odds(base: int, odds_ratio: float) -> dict[str, Any]:
    share = share_with_odds(base, odds_ratio)
    risk_ratio = f"{share / base:.2f}"
    return {
        "base": base,
        "share": tenth(share),
        "difference": f"{tenth(share - base):.1f}",
        "risk_ratio": risk_ratio,
        "words": f"{base}% and {tenth(share):.1f}%: risk ratio {risk_ratio}",
    }


# --- effect sizes that a paper prints beside their F -----------------------------------------------


def partial_eta_squared(f: float, df_effect: float, df_error: float) -> float:
    """Work out partial eta squared from F and its degrees of freedom."""
    return f * df_effect / (f * df_effect + df_error)


@dataclass(frozen=True)
class PrintedEffect:
    """A partial eta squared as printed, with what its own F gives."""

    outcome: str
    f: float
    df_effect: int
    df_error: int
    printed: float

    @property
    def worked_out(self) -> float:
        """What the formula gives."""
        return partial_eta_squared(self.f, self.df_effect, self.df_error)


@dataclass(frozen=True)
class PrintedEffects:
    """Printed effect sizes, shown as a table without what the formula gives."""

    effects: tuple[PrintedEffect, ...]
    caption: str

    def __getitem__(self, outcome: str) -> PrintedEffect:
        return next(effect for effect in self.effects if effect.outcome == outcome)

    def _repr_html_(self) -> str:
        rows = [
            {
                "Outcome": effect.outcome,
                "F": f"{effect.f:.2f}",
                "Degrees of freedom": f"{effect.df_effect}, {effect.df_error}",
                "Printed partial eta squared": f"{effect.printed:g}",
            }
            for effect in self.effects
        ]
        return table_html(rows, self.caption)


def printed_effects(course: Course | None = None) -> PrintedEffects:
    """Read the printed effect sizes from ``data/published/effect-sizes.csv``.

    Raises
    ------
    CourseError
        If the file or a row cannot be read.
    """
    path = (course or find_course()).data / "published" / EFFECTS
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        effects = tuple(
            PrintedEffect(
                row["measure"],
                float(row["f"]),
                int(row["df_effect"]),
                int(row["df_error"]),
                float(row["value"]),
            )
            for row in rows
        )
        return PrintedEffects(effects, rows[0]["group"])
    except (OSError, KeyError, ValueError, IndexError) as error:
        raise CourseError(path, f"The effect sizes cannot be read: {error}.", "Restore the file.") from error


# --- one odds ratio, many ways to ask for it -------------------------------------------------------


@dataclass(frozen=True)
class OddsRatio:
    """What one more hour a week goes with, from a logistic model with that predictor alone."""

    people: int
    counted: int
    slope: float
    error: float

    @property
    def shown(self) -> tuple[float, float, float]:
        """Odds ratio with its 95% interval, to two decimals."""
        ends = (self.slope, self.slope - Z * self.error, self.slope + Z * self.error)
        ratio, low, high = (round(exp(end), 2) for end in ends)
        return ratio, low, high

    @property
    def leaves_out_one(self) -> bool:
        """Whether the interval, as it is shown, leaves out 1."""
        _, low, high = self.shown
        return low > 1 or high < 1


def odds_ratio(hours: Sequence[float], counted: Sequence[bool]) -> OddsRatio:
    """Fit a logistic model with one predictor.

    Raises
    ------
    ValueError
        If nobody or everybody is counted, or all have the same hours: then there is nothing to fit.
    """
    (slope,), (error,) = logistic_fit(counted, hours)
    return OddsRatio(len(hours), sum(counted), slope, error)


def _pwp(person: Person) -> bool:
    return person["role"] == "PWP"


def _years(person: Person) -> float:
    return float(person["years_in_service"])


def _reaches(person: Person, exhaustion: float, disengagement: float) -> bool:
    return (
        float(person["exhaustion_mean_1_to_4"]) >= exhaustion
        and float(person["disengagement_mean_1_to_4"]) >= disengagement
    )


def _both(person: Person) -> bool:
    return _reaches(person, EXHAUSTION, DISENGAGEMENT)


#: Who is taken, and who among them is counted; the words stand in ``data/changes/odds-ratio-by-choice.json``.
CHOICES: dict[str, tuple[Callable[[Person], bool], Callable[[Person], bool]]] = {
    "all": (lambda person: True, _both),
    "pwp": (_pwp, _both),
    "hi": (lambda person: not _pwp(person), _both),
    "newer": (lambda person: _pwp(person) and _years(person) < 2, _both),
    "longer": (lambda person: _pwp(person) and _years(person) >= 2, _both),
    "exhaustion": (_pwp, lambda person: _reaches(person, EXHAUSTION, 0)),
    "disengagement": (_pwp, lambda person: _reaches(person, 0, DISENGAGEMENT)),
    "higher": (_pwp, lambda person: _reaches(person, *HIGHER)),
}


def odds_ratio_by_choice(predictor: str = "supervision", course: Course | None = None) -> Change:
    """Work out one predictor's odds ratio in the synthetic survey under eight choices.

    Parameters
    ----------
    predictor
        ``supervision``, ``overtime`` or ``telephone``: hours a week.

    Raises
    ------
    CourseError
        If the survey or the words cannot be read, or the predictor is unknown.
    """
    course = course or find_course()
    words = change_words(course, "odds-ratio-by-choice")
    hours = _predictor(words, predictor)
    return change_from(
        words,
        (_state(choice, ratio, hours, words) for choice, ratio in _ratios(course, hours["column"]).items()),
        {"predictor": hours["name"]},
    )


def _predictor(words: dict[str, Any], predictor: str) -> dict[str, str]:
    try:
        found: dict[str, str] = words["predictors"][predictor]
    except KeyError as error:
        known = ", ".join(words["predictors"])
        raise CourseError(
            "odds_ratio_by_choice", f"No predictor {predictor!r}.", f"Known: {known}."
        ) from error
    return found


def _ratios(course: Course, column: str) -> dict[str, OddsRatio]:
    people = _survey(course)
    found = {}
    for choice, (taken, counted) in CHOICES.items():
        chosen = [person for person in people if taken(person)]
        found[choice] = odds_ratio(
            [float(person[column]) for person in chosen], [counted(person) for person in chosen]
        )
    return found


def _survey(course: Course) -> list[Person]:
    path = course.data / "survey" / SURVEY
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            people = list(csv.DictReader(lines))
    except OSError as error:
        raise CourseError(path, f"The survey cannot be read: {error}.", "Make it again.") from error
    if not people or any(person.get("synthetic") != "true" for person in people):
        raise CourseError(path, "A row does not say that it is synthetic.", "Only invented people come here.")
    return people


def _state(choice: str, found: OddsRatio, hours: dict[str, str], words: dict[str, Any]) -> State:
    ratio, low, high = found.shown
    verdict = words["leaves_out" if found.leaves_out_one else "holds"]
    sentence = words["sentence"].format(
        n=found.people,
        people=words["people"][choice],
        counted=words["counted"].get(choice, words["counted"]["usual"]),
        predictor=hours["name"],
        ratio=f"{ratio:.2f}",
        low=f"{low:.2f}",
        high=f"{high:.2f}",
    )
    return State(
        value=choice,
        label=words["labels"][choice],
        numbers={
            "Counted": f"{found.counted} of {found.people}",
            "Odds ratio": f"{ratio:.2f}",
            "95% interval": f"{low:.2f} to {high:.2f}",
        },
        sentence=f"{sentence} {verdict}",
        # In whole per cent, as the figure's own labels have one decimal: 0.96 must not be shown as 1.
        marks=(
            Mark("ratio", words["mark"], *(round(100 * end) for end in (ratio, low, high))),
            Mark("one", words["one"], 100),
        ),
    )


def how_many_leave_out_one(change: Change) -> tuple[int, int]:
    """Count the choices whose interval leaves out 1, and all choices."""
    ratios = [state.marks[0] for state in change.states]
    clear = sum(1 for mark in ratios if (mark.low or 0) > 100 or (mark.high or 0) < 100)
    return clear, len(ratios)


def roles_compared(predictor: str = "supervision", course: Course | None = None) -> str:
    """Write the PWPs' odds ratio over the high-intensity therapists', with the interval of that ratio."""
    course = course or find_course()
    hours = _predictor(change_words(course, "odds-ratio-by-choice"), predictor)
    found = _ratios(course, hours["column"])
    slope = found["pwp"].slope - found["hi"].slope
    error = sqrt(found["pwp"].error ** 2 + found["hi"].error ** 2)
    low, high = exp(slope - Z * error), exp(slope + Z * error)
    return f"{exp(slope):.2f} ({low:.2f} to {high:.2f})"
