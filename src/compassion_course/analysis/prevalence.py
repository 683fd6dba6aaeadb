"""The chart of published prevalence figures, with what each one measured."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from .figure import ACCENT, INK, Figure, figure
from .published import PublishedFigure

if TYPE_CHECKING:
    import altair as alt


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

    panels = [
        _panel(alt, instrument, list(group), last=False)
        for instrument, group in groupby(rows, key=lambda row: row.instrument)
    ]
    chart = alt.vconcat(*panels, spacing=18).resolve_scale(x="shared")
    return figure(
        chart,
        name=name,
        alt=_in_words(rows),
        caption="Published shares above a cut-off, with 95% intervals where the paper printed one.",
        table=[_table_row(row) for row in rows],
        source="One panel for each instrument: do not compare across panels.",
    )


def _panel(alt: Any, instrument: str, rows: list[PublishedFigure], *, last: bool) -> alt.LayerChart:
    data = alt.Data(
        values=[
            {
                "who": f"{row.group} (n={row.n:,})" if row.n else row.group,
                "value": row.value,
                "low": row.low,
                "high": row.high,
                "interval": "printed" if row.low is not None else "not printed",
            }
            for row in rows
        ]
    )
    who = alt.Y("who:N", title=None, sort=None)
    share = alt.X("value:Q", title="per cent", scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(tickCount=5))
    base = alt.Chart(data, title=instrument, width=250, height=26 * len(rows))
    intervals = (
        base.transform_filter("datum.interval == 'printed'")
        .mark_rule(color=INK, strokeWidth=2)
        .encode(y=who, x=share, x2="high:Q")
        .encode(x=alt.X("low:Q", title="per cent", scale=alt.Scale(domain=[0, 100])))
    )
    points = base.mark_point(size=90, color=ACCENT, strokeWidth=2, filled=False).encode(y=who, x=share)
    known = (
        base.transform_filter("datum.interval == 'printed'")
        .mark_point(size=90, color=ACCENT, filled=True, opacity=1)
        .encode(y=who, x=share)
    )
    return alt.layer(intervals, points, known)


def _in_words(rows: Sequence[PublishedFigure]) -> str:
    parts = []
    for instrument, group in groupby(rows, key=lambda row: row.instrument):
        shares = "; ".join(
            f"{row.group} {row.value:g}%" + (f" ({row.low:g} to {row.high:g})" if row.low is not None else "")
            for row in group
        )
        parts.append(f"{instrument}: {shares}.")
    return "Shares above a cut-off, with 95% intervals where printed. " + " ".join(parts)


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
