"""Two pictures of a service: demands and resources as a map, and what followed when something was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..corpus import Course, find_course
from .figure import ACCENT, INK, LINE, MUTED, Figure, figure, figure_words
from .published import PublishedFigure, published_figures

if TYPE_CHECKING:
    import altair as alt

WIDTH = 440  # pixels of the effects chart
ROW = 44  # pixels: a row's words stand above its point
MAP_WIDTH, MAP_HEIGHT = 520, 400
LEFT, RIGHT, BOX = 4, 270, 246  # pixels: where the two columns of the map begin, and how wide a box is


def change_effects(course: Course | None = None) -> list[PublishedFigure]:
    """Read how much less burnout each kind of intervention left, in standard deviations.

    Whose burnout it was stands in the column ``instrument``.

    Raises
    ------
    CourseError
        If ``data/published/change-effects.csv`` or a row of it cannot be read.
    """
    return published_figures(course, "change-effects")


def change_effects_chart(course: Course | None = None, *, name: str = "change-effects") -> Figure:
    """Draw each pooled effect with its interval, a panel for each review's people."""
    import altair as alt

    effects = change_effects(course)
    groups = [(who, list(rows)) for who, rows in groupby(effects, key=lambda effect: effect.instrument)]
    panels = [_panel(who, rows, axis=place == len(groups) - 1) for place, (who, rows) in enumerate(groups)]
    return figure(
        alt.vconcat(*panels, spacing=14),
        name=name,
        alt="Less burnout after an intervention, in standard deviations. "
        + " ".join(f"{who}: {'; '.join(_words(row) for row in rows)}." for who, rows in groups),
        caption="How much less burnout or exhaustion, in standard deviations (SD). Lines: 95% intervals; "
        "the open point has none printed. Zero is no difference.",
        table=[_effect_row(effect) for effect in effects],
        source="Pooled results as printed in abstracts, signs turned so that more is better. "
        "Other people, other measures: do not rank across panels.",
    )


def _words(effect: PublishedFigure) -> str:
    interval = f" ({effect.low:g} to {effect.high:g})" if effect.low is not None else ", no interval printed"
    return f"{effect.group.lower()} {effect.value:g}{interval}"


def _effect_row(effect: PublishedFigure) -> dict[str, str]:
    return {
        "What was done": effect.group,
        "Who": effect.instrument,
        "n": f"{effect.n:,}" if effect.n else "not printed",
        "Less burnout (SD)": f"{effect.value:g}",
        "95% interval": f"{effect.low:g} to {effect.high:g}" if effect.low is not None else "not printed",
        "Design": effect.design,
    }


def _panel(who: str, rows: Sequence[PublishedFigure], *, axis: bool) -> alt.LayerChart:
    import altair as alt

    height = ROW * len(rows)
    data = alt.Data(
        values=[
            {
                "name": row.group,
                "value": row.value,
                "low": row.low,
                "high": row.high,
                "words": place * ROW + 12,
                "line": place * ROW + ROW - 12,
            }
            for place, row in enumerate(rows)
        ]
    )
    base = alt.Chart(data, title=who, width=WIDTH, height=height)
    scale = alt.Scale(domain=[0, 1])
    ticks = alt.Axis(tickCount=5, labels=axis, ticks=axis, domain=axis)
    across = alt.X("value:Q", title=None, scale=scale, axis=ticks)
    down = alt.Y("line:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height]))
    printed = base.transform_filter("datum.low != null")
    return alt.layer(
        printed.mark_rule(color=INK, strokeWidth=2).encode(
            y=down, x=alt.X("low:Q", scale=scale, axis=ticks, title=None), x2="high:Q"
        ),
        base.mark_point(size=90, color=ACCENT, strokeWidth=2, opacity=1).encode(y=down, x=across),
        printed.mark_point(size=90, color=ACCENT, filled=True, opacity=1).encode(y=down, x=across),
        base.mark_text(align="left", baseline="middle", color=INK, fontSize=13).encode(
            y=alt.Y("words:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height])),
            x=alt.value(0),
            text="name:N",
        ),
    )


def demands_resources_map(course: Course | None = None, *, name: str = "demands-resources") -> Figure:
    """Draw demands, resources, what they are tied to and who decides, from ``data/figures``.

    Raises
    ------
    CourseError
        If the words of the map are missing or are not JSON.
    """
    words = figure_words(course or find_course(), "demands-resources")
    columns = words["columns"]
    return figure(
        _map(words),
        name=name,
        alt=words["alt"],
        caption=words["caption"],
        table=[
            {
                columns["box"]: words["words"][kind],
                columns["what"]: one["name"],
                columns["example"]: one["mark"],
            }
            for kind, key in (("demand", "demands"), ("resource", "resources"))
            for one in words[key]
        ],
        source=words["source"],
    )


def _map(words: Mapping[str, Any]) -> alt.LayerChart:
    import altair as alt

    left, right = LEFT + BOX / 2, RIGHT + BOX / 2
    boxes = [
        (LEFT, 4, RIGHT + BOX, 38),
        (LEFT, 64, LEFT + BOX, 278),
        (RIGHT, 64, RIGHT + BOX, 278),
        (LEFT, 326, LEFT + BOX, 360),
        (RIGHT, 326, RIGHT + BOX, 360),
    ]
    lines = [((LEFT + RIGHT + BOX) / 2, 21, words["owner"], INK, 13)]
    for middle, title, key in ((left, "title_left", "demands"), (right, "title_right", "resources")):
        lines.append((middle, 84, words[title], ACCENT, 14))
        for place, one in enumerate(words[key]):
            lines.append((middle, 112 + 42 * place, one["name"], INK, 13))
            lines.append((middle, 129 + 42 * place, one["mark"], MUTED, 12))
    lines += [
        (left, 343, words["exhaustion"], INK, 14),
        (right, 343, words["disengagement"], INK, 14),
        (left + 54, 303, words["more"], INK, 13),
        (right + 66, 303, words["less"], INK, 13),
        ((LEFT + RIGHT + BOX) / 2, 386, words["back"], MUTED, 12),
    ]
    arrows = [(left, 38, 62), (right, 38, 62), (left, 278, 324), (right, 278, 324), (LEFT + 40, 326, 280)]
    return alt.layer(
        _boxes(boxes), _shafts(arrows[:-1], []), _shafts(arrows[-1:], [5, 4]), _heads(arrows), _texts(lines)
    ).properties(width=MAP_WIDTH, height=MAP_HEIGHT)


def _place(field: str, size: int) -> dict[str, Any]:
    return {"shorthand": f"{field}:Q", "axis": None, "scale": {"domain": [0, size], "range": [0, size]}}


def _boxes(boxes: Sequence[tuple[float, float, float, float]]) -> alt.Chart:
    import altair as alt

    values = [{"x": x, "y": y, "x2": x2, "y2": y2} for x, y, x2, y2 in boxes]
    return (
        alt.Chart(alt.Data(values=values))
        .mark_rect(fill=None, fillOpacity=0, stroke=LINE, strokeWidth=2, cornerRadius=6)
        .encode(x=alt.X(**_place("x", MAP_WIDTH)), y=alt.Y(**_place("y", MAP_HEIGHT)), x2="x2:Q", y2="y2:Q")
    )


def _shafts(arrows: Sequence[tuple[float, float, float]], dash: list[int]) -> alt.Chart:
    import altair as alt

    values = [{"x": x, "y": y, "y2": y2} for x, y, y2 in arrows]
    return (
        alt.Chart(alt.Data(values=values))
        .mark_rule(color=MUTED, strokeWidth=2, strokeDash=dash)
        .encode(x=alt.X(**_place("x", MAP_WIDTH)), y=alt.Y(**_place("y", MAP_HEIGHT)), y2="y2:Q")
    )


def _heads(arrows: Sequence[tuple[float, float, float]]) -> alt.Chart:
    import altair as alt

    values = [{"x": x, "y": y2, "turn": 180 if y2 > y else 0} for x, y, y2 in arrows]
    return (
        alt.Chart(alt.Data(values=values))
        .mark_point(shape="triangle-up", size=80, filled=True, color=MUTED, opacity=1)
        .encode(
            x=alt.X(**_place("x", MAP_WIDTH)),
            y=alt.Y(**_place("y", MAP_HEIGHT)),
            angle=alt.Angle("turn:Q", scale=alt.Scale(domain=[0, 360], range=[0, 360])),
        )
    )


def _texts(lines: Sequence[tuple[float, float, str, str, int]]) -> alt.Chart:
    import altair as alt

    values = [{"x": x, "y": y, "t": text, "c": colour, "s": size} for x, y, text, colour, size in lines]
    return (
        alt.Chart(alt.Data(values=values))
        .mark_text(align="center", baseline="middle")
        .encode(
            x=alt.X(**_place("x", MAP_WIDTH)),
            y=alt.Y(**_place("y", MAP_HEIGHT)),
            text="t:N",
            color=alt.Color("c:N", scale=None),
            size=alt.Size("s:Q", scale=None, legend=None),
        )
    )
