"""The service in figures: from referral to a finished course, who got better of whom, and a timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..corpus import Course, CourseError, find_course
from .change import Change, Mark, State, change_from, change_words
from .figure import ACCENT, INK, LINE, MUTED, Figure, figure, figure_words
from .published import published_figures

if TYPE_CHECKING:
    import altair as alt

RECOVERED = "recovered"
WIDTH, ROW = 400, 40  # pixels


@dataclass(frozen=True)
class Count:
    """How many referrals were counted at one stage in one period, and by which definition."""

    id: str
    stage: str
    period: str
    referrals: int
    definition: str
    citekey: str
    read: str


def service_counts(course: Course | None = None) -> list[Count]:
    """Read ``data/published/service-figures.csv`` in its order.

    Raises
    ------
    CourseError
        If the file or a row of it cannot be read.
    """
    return [
        Count(
            id=row.id,
            stage=row.measure,
            period=row.group,
            referrals=int(row.value),
            definition=row.cut_off,
            citekey=row.citekey,
            read=row.read,
        )
        for row in published_figures(course, "service-figures")
    ]


def counts_of(period: str, course: Course | None = None) -> dict[str, Count]:
    """Give one period's counts by stage.

    Raises
    ------
    CourseError
        If the file has nothing for the period.
    """
    course = course or find_course()
    counts = service_counts(course)
    found = {count.stage: count for count in counts if count.period == period}
    if not found:
        known = ", ".join(dict.fromkeys(count.period for count in counts))
        raise CourseError(
            course.data / "published" / "service-figures.csv",
            f"It has no figures for {period!r}.",
            f"Use one of {known}.",
        )
    return found


# --- change it and see ------------------------------------------------------------------------------


def better_of_whom(year: str = "2025-04", course: Course | None = None) -> Change:
    """Divide one count of recovered referrals by each group that might stand under it.

    Parameters
    ----------
    year
        A period with a published number of recovered referrals: ``"2014-15"``, ``"2016-17"`` or
        ``"2025-04"`` (one month).

    Raises
    ------
    CourseError
        If the period is unknown, or the number of recovered referrals was not published where we read.
    """
    course = course or find_course()
    words = change_words(course, "better-of-whom")
    counts = counts_of(year, course)
    if RECOVERED not in counts:
        raise CourseError(
            course.data / "published" / "service-figures.csv",
            f"It has no number of recovered referrals for {year!r}.",
            f"Use one of {', '.join(words['periods'])}.",
        )
    recovered = counts[RECOVERED]
    told = {
        "period": words["periods"][year],
        "outcome": words["outcomes"][recovered.definition],
        "recovered": f"{recovered.referrals:,}",
        "read": words["read"],
        "cited": words["sources"][recovered.citekey],
    }
    return change_from(
        words,
        (
            _state(stage, recovered.referrals, counts[stage].referrals, words, told)
            for stage in words["labels"]
            if stage in counts
        ),
        told,
    )


def _state(stage: str, recovered: int, base: int, words: dict[str, Any], told: dict[str, str]) -> State:
    share = 100 * recovered / base
    shown = {**told, "base": f"{base:,}", "share": f"{share:.1f}%"}
    return State(
        value=stage,
        label=words["labels"][stage],
        numbers={name.format(**shown): shown[key] for key, name in words["numbers"].items()},
        sentence=words["sentences"][stage].format(**shown),
        marks=(Mark("share", words["mark"], round(share, 1)),),
    )


# --- from referral to a finished course -------------------------------------------------------------


def service_funnel(course: Course | None = None, *, name: str = "service-funnel") -> Figure:
    """Draw, for each period, how many referrals accessed and finished for every 100 that arrived."""
    import altair as alt

    course = course or find_course()
    words = figure_words(course, "service-funnel")
    table, panels, told = [], [], []
    for place, (period, title) in enumerate(words["periods"].items()):
        counts = counts_of(period, course)
        shares = {
            stage: 100 * counts[stage].referrals / counts["received"].referrals for stage in words["stages"]
        }
        table += [
            {
                words["columns"]["period"]: title,
                words["columns"]["stage"]: stage_name,
                words["columns"]["count"]: f"{counts[stage].referrals:,}",
                words["columns"]["share"]: f"{shares[stage]:.0f}",
            }
            for stage, stage_name in words["stages"].items()
        ]
        rounded = {stage: f"{share:.0f}" for stage, share in shares.items()}
        told.append(words["alt"].format(period=title, **rounded))
        rows = [
            (
                words["row"].format(count=f"{counts[stage].referrals:,}", stage=words["stages"][stage]),
                shares[stage],
            )
            for stage in words["stages"]
        ]
        panels.append(_panel(title, rows, words["axis"] if place == len(words["periods"]) - 1 else None))
    return figure(
        alt.vconcat(*panels, spacing=14),
        name=name,
        alt=" ".join(told),
        caption=words["caption"],
        table=table,
        source=words["source"],
    )


def _panel(title: str, rows: Sequence[tuple[str, float]], axis_title: str | None) -> alt.LayerChart:
    import altair as alt

    height = ROW * len(rows)
    data = alt.Data(
        values=[
            {
                "name": words,
                "share": share,
                "zero": 0,
                "shown": f"{share:.0f}",
                "words": place * ROW + 10,
                "top": place * ROW + 19,
                "bottom": place * ROW + 33,
                "line": place * ROW + 26,
            }
            for place, (words, share) in enumerate(rows)
        ]
    )
    across = alt.Scale(domain=[0, 110])
    down = alt.Scale(domain=[0, height], range=[0, height])
    shown = axis_title is not None
    ticks = alt.Axis(values=[0, 25, 50, 75, 100], labels=shown, ticks=shown, domain=shown)
    base = alt.Chart(data, title=title, width=WIDTH, height=height)
    bars = base.mark_bar(color=ACCENT).encode(
        x=alt.X("zero:Q", title=axis_title, scale=across, axis=ticks),
        x2="share:Q",
        y=alt.Y("top:Q", axis=None, scale=down),
        y2="bottom:Q",
    )
    number = base.mark_text(align="left", baseline="middle", dx=5, color=INK, fontSize=13).encode(
        x=alt.X("share:Q", scale=across, axis=ticks, title=axis_title),
        y=alt.Y("line:Q", axis=None, scale=down),
        text="shown:N",
    )
    name = base.mark_text(align="left", baseline="middle", color=INK, fontSize=13).encode(
        x=alt.value(0), y=alt.Y("words:Q", axis=None, scale=down), text="name:N"
    )
    return alt.layer(bars, number, name)


# --- the timeline -----------------------------------------------------------------------------------


def service_timeline(course: Course | None = None, *, name: str = "service-timeline") -> Figure:
    """Draw the dates of ``data/figures/service-timeline.json`` from top to bottom, in their order."""
    import altair as alt

    words = figure_words(course or find_course(), "service-timeline")
    events = words["events"]
    height = ROW * len(events)
    data = alt.Data(
        values=[
            {**event, "y": place * ROW + 14, "below": place * ROW + 30} for place, event in enumerate(events)
        ]
    )
    scale = alt.Scale(domain=[0, height], range=[0, height])
    base = alt.Chart(data, width=WIDTH, height=height)
    at = alt.Y("y:Q", axis=None, scale=scale)
    line = (
        alt.Chart(alt.Data(values=[{"top": 6, "bottom": height - 12}]), width=WIDTH, height=height)
        .mark_rule(color=LINE, strokeWidth=2)
        .encode(x=alt.value(78), y=alt.Y("top:Q", axis=None, scale=scale), y2="bottom:Q")
    )
    points = [
        base.transform_filter(f"datum.lane == '{lane}'")
        .mark_point(size=110, color=ACCENT, strokeWidth=2.5, opacity=1, **look)
        .encode(x=alt.value(78), y=at)
        for lane, look in {
            "service": {"fill": ACCENT},
            "role": {"fill": ACCENT, "shape": "square"},
            "policy": {"fill": ACCENT, "shape": "diamond"},
        }.items()
    ]
    text = [
        base.mark_text(align=align, baseline="middle", color=colour, fontSize=13, fontWeight=weight).encode(
            x=alt.value(x), y=alt.Y(f"{y}:Q", axis=None, scale=scale), text=f"{field}:N"
        )
        for field, x, y, align, colour, weight in (
            ("when", 64, "y", "right", INK, "normal"),
            ("title", 94, "y", "left", INK, "bold"),
            ("more", 94, "below", "left", MUTED, "normal"),
        )
    ]
    told = " ".join(f"{event['when']}: {event['title']}, {event['more']}." for event in events)
    return figure(
        alt.layer(line, *points, *text),
        name=name,
        alt=words["alt"].format(count=len(events), events=told),
        caption=words["caption"],
        table=[
            {
                words["columns"][key]: words["lanes"][event[key]] if key == "lane" else event[key]
                for key in words["columns"]
            }
            for event in events
        ],
        source=words["source"],
    )
