"""Does supervision go with lower burnout? One question put seven ways, and a chart of the studies.

The seven go to the invented staff of ``data/survey``. What goes with what was built in there, so that a
reader can compare what a survey finds with what is so, which no real survey allows.
"""

from __future__ import annotations

import csv
import runpy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, exp
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..corpus import Course, CourseError, find_course
from .change import Change, Mark, State, change_from, change_words
from .figure import ACCENT, INK, LINE, Figure, figure, figure_words
from .logistic import logistic_fit
from .two_shares import Z

if TYPE_CHECKING:
    import altair as alt

Rows = list[dict[str, str]]
COHORTS = 100  # other surveys of the same world, to see how often one finds what was built in
KEY = "supervision-slopes"


@dataclass(frozen=True)
class Slope:
    """A change in odds, in per cent, for one step more; with its 95% interval and what was built in."""

    people: int
    change: int
    low: int
    high: int
    built_in: int

    @property
    def clear(self) -> str:
        """Say on which side of no change the interval lies, and whether chance alone put it below."""
        if self.high < 0:
            return "lower" if self.built_in else "lower_by_chance"
        return "higher" if self.low > 0 else "neither"


def supervision_slopes(seed: int = 16, course: Course | None = None) -> Change:
    """Ask seven times whether supervision goes with lower burnout scores, in two invented worlds.

    Parameters
    ----------
    seed
        Draws other people from the same two worlds; 16 is the course's own survey. The seventh question
        goes to the PWPs of the next seed.
    """
    course = course or find_course()
    words = change_words(course, KEY)
    script = _script(course.data / "survey" / "make_survey.py")
    slopes = _slopes(script, seed)
    found = cohorts_that_find(course)
    states = tuple(_state(name, slope, words, found) for name, slope in slopes.items())
    highest = max(mark.high or mark.x for state in states for mark in state.marks)
    return change_from(
        words,
        states,
        {"seed": seed, "next": seed + 1},
        axis={**words["axis"], "max": max(words["axis"]["max"], 50 * ceil(highest / 50))},
    )


def clear_ones(change: Change) -> list[State]:
    """Give the states whose interval does not take in 0."""
    first = [(state, state.marks[0]) for state in change.states]
    return [state for state, mark in first if not (mark.low or 0) <= 0 <= (mark.high or 0)]


def cohorts_that_find(course: Course | None = None, cohorts: int = COHORTS) -> int:
    """Count the surveys of the PWPs' world, seeds 1 to ``cohorts``, whose interval stays clear of 0."""
    return _found((course or find_course()).data / "survey" / "make_survey.py", cohorts)


@cache
def _found(path: Path, cohorts: int) -> int:
    draw = _script(path)["westwood_world"]
    return sum(_hours(draw(seed), "PWP", 0.0).high < 0 for seed in range(1, cohorts + 1))


@cache
def _script(path: Path) -> dict[str, Any]:
    return runpy.run_path(str(path))


def _slopes(script: dict[str, Any], seed: int) -> dict[str, Slope]:
    westwood: Callable[[int], Rows] = script["westwood_world"]
    here, again, johnson = westwood(seed), westwood(seed + 1), script["johnson_world"](seed)
    hours, quality = script["SUPERVISION_SLOPE"], script["QUALITY_SLOPE"]
    return {
        "pwp-hours": _hours(here, "PWP", hours),
        "hi-hours": _hours(here, "HI", 0.0),
        "relationship-disengagement": _johnson(johnson, "disengagement", 0, quality),
        "relationship-exhaustion": _johnson(johnson, "exhaustion", 0, 0.0),
        "meetings-disengagement": _johnson(johnson, "disengagement", 1, 0.0),
        "meetings-exhaustion": _johnson(johnson, "exhaustion", 1, 0.0),
        "pwp-again": _hours(again, "PWP", hours),
    }


def _hours(rows: Rows, role: str, built_in: float) -> Slope:
    """Fit an hour of supervision a week, with overtime and telephone hours by tenure held level."""
    rows = [row for row in rows if row["role"] == role]
    long = [float(float(row["years_in_service"]) >= 2) for row in rows]
    telephone = _column(rows, "telephone_hours_per_week")
    fitted = logistic_fit(
        [row["above_burnout_cut_off"] == "true" for row in rows],
        _column(rows, "clinical_supervision_hours_per_week"),
        _column(rows, "overtime_hours_per_week"),
        [hours * (1 - stayed) for hours, stayed in zip(telephone, long, strict=True)],
        [hours * stayed for hours, stayed in zip(telephone, long, strict=True)],
        long,
    )
    return _slope(len(rows), fitted, 0, built_in)


def _johnson(rows: Rows, dimension: str, which: int, built_in: float) -> Slope:
    """Fit the relationship (0) or the number of meetings (1), with all other columns held level."""
    names = ("supervision_quality_sd", "supervision_meetings_per_month", "client_contact_hours_per_week")
    so = [row[f"above_{dimension}_cut_off"] == "true" for row in rows]
    return _slope(len(rows), logistic_fit(so, *(_column(rows, name) for name in names)), which, built_in)


def _column(rows: Rows, name: str) -> list[float]:
    return [float(row[name]) for row in rows]


def _slope(people: int, fitted: tuple[list[float], list[float]], which: int, built_in: float) -> Slope:
    slope, error = fitted[0][which], fitted[1][which]
    return Slope(people, *(_percent(x) for x in (slope, slope - Z * error, slope + Z * error, built_in)))


def _percent(log_odds: float) -> int:
    """Turn a slope into a change of the odds in whole per cent, an interval's end never rounded onto 0."""
    change = 100 * (exp(log_odds) - 1)
    return round(change) or (0 if log_odds == 0 else 1 if change > 0 else -1)


def _signed(x: int) -> str:
    return f"{'+' if x > 0 else '−' if x < 0 else ''}{abs(x)}%"


def _state(name: str, slope: Slope, words: dict[str, Any], found: int) -> State:
    told = {
        "people": str(slope.people),
        "change": _signed(slope.change),
        "low": _signed(slope.low),
        "high": _signed(slope.high),
        "built_in": _signed(slope.built_in),
        "found": str(found),
        "cohorts": str(COHORTS),
    }
    own = words["states"][name]
    sentence = " ".join(
        part.format(**told, step=own["step"], outcome=own["outcome"], who=own["who"], poster=own["poster"])
        for part in (words["found"], words[slope.clear], own.get("more", ""))
        if part
    )
    numbers = words["numbers"]
    return State(
        value=name,
        label=own["label"],
        numbers={
            numbers["people"]: told["people"],
            numbers["change"]: told["change"],
            numbers["interval"]: f"{told['low']} to {told['high']}",
            numbers["built_in"]: told["built_in"],
        },
        sentence=sentence,
        marks=(
            Mark("found", words["marks"]["found"], slope.change, slope.low, slope.high),
            Mark("built-in", words["marks"]["built_in"], slope.built_in),
        ),
    )


# --- the studies ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    """What one source says of supervision beside burnout: what was measured, in whom, which way."""

    id: str
    measure: str
    group: str
    n: str
    outcome: str
    direction: str
    design: str
    citekey: str
    read: str
    note: str


def supervision_findings(course: Course | None = None) -> list[Finding]:
    """Read ``data/published/supervision.csv`` in its order.

    Raises
    ------
    CourseError
        If the file cannot be read or a row lacks a column.
    """
    path = (course or find_course()).data / "published" / "supervision.csv"
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        return [Finding(**{name: row[name] for name in Finding.__dataclass_fields__}) for row in rows]
    except (OSError, UnicodeDecodeError, KeyError) as error:
        raise CourseError(
            path, f"The findings cannot be read: {error}.", "Restore the file from git."
        ) from error


WAYS = ("lower", "none", "related")
ROW, WIDTH = 56, 470  # pixels


def supervision_chart(course: Course | None = None, *, name: str = "supervision") -> Figure:
    """Draw for each finding which way it points; sizes are left out, since the abstracts hardly print any."""
    import altair as alt

    course = course or find_course()
    findings = supervision_findings(course)
    words = figure_words(course, "supervision-chart")
    panels = [
        _panel([one for one in findings if one.measure == measure], title, words)
        for measure, title in words["panels"].items()
    ]
    return figure(
        alt.vconcat(*panels, spacing=16),
        name=name,
        alt=" ".join(f"{one.group}: {words['ways'][one.direction]}, {one.outcome}." for one in findings),
        caption=words["caption"],
        table=[_row(one, words) for one in findings],
        source=words["source"],
    )


def _row(one: Finding, words: dict[str, Any]) -> dict[str, str]:
    values = {
        "measure": words["panels"][one.measure],
        "group": f"{one.group} (n={one.n})" if one.n else one.group,
        "outcome": one.outcome,
        "way": words["ways"][one.direction],
        "design": one.design,
        "read": one.read,
        "note": one.note,
    }
    return {words["columns"][key]: value for key, value in values.items()}


def _panel(findings: Sequence[Finding], title: str, words: dict[str, Any]) -> alt.LayerChart:
    import altair as alt

    data = alt.Data(
        values=[
            {
                "top": place * ROW + 16,
                "line": place * ROW + 38,
                "who": f"{one.group} (n={one.n})" if one.n else one.group,
                "outcome": one.outcome,
                "way": WAYS.index(one.direction),
                "filled": one.direction,
            }
            for place, one in enumerate(findings)
        ]
    )
    height = ROW * len(findings)
    labels = " : ".join(f"datum.value == {k} ? '{words['short'][way]}'" for k, way in enumerate(WAYS))
    across = alt.Scale(domain=[-0.5, len(WAYS) - 0.5])
    axis = alt.Axis(
        values=list(range(len(WAYS))), labelExpr=f"{labels} : ''", title=None, grid=True, orient="top"
    )
    down = alt.Scale(domain=[0, height], range=[0, height])
    base = alt.Chart(data, title=title, width=WIDTH, height=height)
    line = alt.Y("line:Q", axis=None, scale=down)
    points = base.mark_point(size=130, color=ACCENT, strokeWidth=2.5, opacity=1).encode(
        x=alt.X("way:Q", scale=across, axis=axis), y=line
    )
    full = points.transform_filter("datum.filled == 'lower'").mark_point(
        size=130, color=ACCENT, fill=ACCENT, opacity=1
    )
    text = base.mark_text(align="left", baseline="middle", color=INK, fontSize=13).encode(
        x=alt.value(0), y=alt.Y("top:Q", axis=None, scale=down), text="label:N"
    )
    text = text.transform_calculate(label="datum.who + ': ' + datum.outcome")
    rule = base.mark_rule(color=LINE).encode(y=line, x=alt.value(0), x2=alt.value(WIDTH))
    return alt.layer(rule, points, full, text)
