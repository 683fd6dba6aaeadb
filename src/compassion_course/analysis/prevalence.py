"""The chart of published prevalence figures, with what each one measured."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from .figure import ACCENT, INK, Figure, figure
from .published import PublishedFigure

if TYPE_CHECKING:
    import altair as alt


ROW = 44  # pixels: the words of a row stand above its point, so that they never run out of the picture
WIDTH = 440  # pixels


def prevalence_chart(rows: Sequence[PublishedFigure], *, name: str = "prevalence") -> Figure:
    """Draw each figure as a point with its interval, a panel for each instrument.

    Panels keep instruments apart on purpose: a share above one scale's cut-off says nothing about
    a share above another's, so the eye should not rank them.

    Parameters
    ----------
    rows
        Shares in percent. Rows without an interval are drawn as an open point.
    name
        Unique in the page.
    """
    import altair as alt

    groups = [
        (instrument, list(group)) for instrument, group in groupby(rows, key=lambda row: row.instrument)
    ]
    panels = [
        _panel(instrument, group, axis=place == len(groups) - 1)
        for place, (instrument, group) in enumerate(groups)
    ]
    chart = alt.vconcat(*panels, spacing=14)
    return figure(
        chart,
        name=name,
        alt=_in_words(rows),
        caption="Published shares, each by its own instrument. Lines: 95% intervals; open points: none.",
        table=[_table_row(row) for row in rows],
        source="One panel for each instrument: do not compare across panels.",
    )


def _panel(instrument: str, rows: list[PublishedFigure], *, axis: bool) -> alt.LayerChart:
    import altair as alt

    data = alt.Data(
        values=[
            {
                "place": place * ROW,
                "who": f"{row.group} (n={row.n:,})" if row.n else row.group,
                "value": row.value,
                "low": row.low,
                "high": row.high,
            }
            for place, row in enumerate(rows)
        ]
    )
    height = ROW * len(rows)
    base = alt.Chart(data, title=instrument, width=WIDTH, height=height)
    scale = alt.Scale(domain=[0, 100])
    ticks = alt.Axis(tickCount=5, labels=axis, ticks=axis, domain=axis, labelExpr="datum.value + '%'")
    share = alt.X("value:Q", title=None, scale=scale, axis=ticks)
    down = alt.Scale(domain=[0, height], range=[0, height])
    line = alt.Y("y:Q", axis=None, scale=down)
    rows_ = base.transform_calculate(y=f"datum.place + {ROW - 12}")
    printed = rows_.transform_filter("datum.low != null")
    intervals = printed.mark_rule(color=INK, strokeWidth=2).encode(
        y=line, x=alt.X("low:Q", scale=scale, axis=ticks, title=None), x2="high:Q"
    )
    open_points = rows_.mark_point(size=90, color=ACCENT, strokeWidth=2, opacity=1).encode(y=line, x=share)
    points = printed.mark_point(size=90, color=ACCENT, filled=True, opacity=1).encode(y=line, x=share)
    names = (
        base.transform_calculate(y="datum.place + 12")
        .mark_text(align="left", baseline="middle", color=INK, fontSize=13)
        .encode(y=line, x=alt.value(0), text="who:N")
    )
    return alt.layer(intervals, open_points, points, names)


def _in_words(rows: Sequence[PublishedFigure]) -> str:
    parts = []
    for instrument, group in groupby(rows, key=lambda row: row.instrument):
        shares = "; ".join(
            f"{row.group} {row.value:g}%" + (f" ({row.low:g} to {row.high:g})" if row.low is not None else "")
            for row in group
        )
        parts.append(f"{instrument}: {shares}.")
    return "Published shares, with 95% intervals where printed. " + " ".join(parts)


def _table_row(row: PublishedFigure) -> dict[str, str]:
    return {
        "Who": row.group,
        "n": f"{row.n:,}" if row.n else "not seen",
        "Share": f"{row.value:g}{row.unit}",
        "95% interval": f"{row.low:g} to {row.high:g}" if row.low is not None else "not printed",
        "What was counted": row.measure,
        "Instrument and cut-off": ", ".join(part for part in (row.instrument, row.cut_off) if part),
        "Design": row.design,
    }
