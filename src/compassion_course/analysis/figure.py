"""A chart in the page: inline SVG with its words, its caption and its table.

The SVG is made when the book is built, so it is there before any script runs, in print and with
scripts off. Colours are CSS variables with fallbacks, so one picture serves light, dark and JupyterLab.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from ..corpus import Course, read_json

if TYPE_CHECKING:
    import altair as alt

# Stand-ins that the chart is drawn with, and what the page puts in their place.
INK, MUTED, LINE, ACCENT = "#111111", "#555556", "#cccccd", "#1f5f8b"
VARIABLES = {
    INK: "var(--cw-ink, var(--jp-ui-font-color1, #1b2430))",
    MUTED: "var(--cw-muted, var(--jp-ui-font-color2, #4a5563))",
    LINE: "var(--cw-line, var(--jp-border-color2, #c3c9d1))",
    ACCENT: "var(--cw-accent, #1f5f8b)",
}

THEME: dict[str, Any] = {
    "background": None,
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "gridColor": LINE,
        "domainColor": MUTED,
        "tickColor": MUTED,
        "labelLimit": 400,
    },
    "title": {
        "color": INK,
        "fontSize": 14,
        "anchor": "start",
        "frame": "group",
        "fontWeight": 600,
        "offset": 8,
    },
}


@dataclass(frozen=True)
class Figure:
    """What :func:`figure` made; Jupyter and the site show it by ``_repr_html_``."""

    name: str
    svg: str
    alt: str
    caption: str
    table: Sequence[Mapping[str, Any]]
    source: str

    def __repr__(self) -> str:
        return f"Figure({self.name!r}: {self.caption})"

    def _repr_html_(self) -> str:
        # The table stands behind the figure: a caption must be a figure's last part, and is read as its name.
        source = f'<span class="cw-source">{escape(self.source)}</span>'
        table = table_html(self.table, self.caption)
        return (
            f'<figure class="cw-figure" id="figure-{escape(self.name)}">{self.svg}'
            f"<figcaption>{escape(self.caption)} {source}</figcaption></figure>"
            f'<details class="cw-figure-table"><summary>The same as a table</summary>{table}</details>'
        )


def figure(
    chart: alt.TopLevelMixin,
    *,
    name: str,
    alt: str,
    caption: str,
    table: Sequence[Mapping[str, Any]],
    source: str,
) -> Figure:
    """Draw an Altair chart as a figure that is readable without JavaScript.

    Parameters
    ----------
    chart
        Any Altair chart, up to 560 pixels wide so that its words stay readable on a phone.
    name
        Unique in its page; prefixes every id in the SVG.
    alt
        What a reader who cannot see the picture needs to know: the finding, not the look.
    caption
        Stands below the picture.
    table
        The same numbers, one mapping a row.
    source
        Where the numbers come from.

    Raises
    ------
    ValueError
        If the alternative text or the table is empty.
    """
    if not alt.strip() or not table:
        raise ValueError(
            f"figure {name!r} needs an alternative text and a table: some readers have only those"
        )
    return Figure(name, _svg(chart, name, alt), alt, caption, table, source)


def figure_words(course: Course, key: str) -> dict[str, Any]:
    """Read the words of one figure from ``data/figures/<key>.json``: prose stays out of the code.

    Raises
    ------
    CourseError
        If the file is missing or is not JSON.
    """
    return read_json(course.data / "figures" / f"{key}.json")


def _svg(chart: alt.TopLevelMixin, name: str, words: str) -> str:
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(chart.to_dict(), config=THEME)
    svg = svg[svg.index("<svg") :]
    for colour, variable in VARIABLES.items():
        svg = re.sub(re.escape(colour), variable, svg, flags=re.IGNORECASE)
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", svg)
    # Vega writes roles for its own marks; one picture with one description reads better.
    svg = re.sub(r' (?:aria-[a-z]+|role|tabindex)="[^"]*"', "", svg)
    width = re.search(r'<svg[^>]*\bwidth="([\d.]+)"', svg)
    shown = f"max-width:{float(width.group(1)):.0f}px" if width else "max-width:100%"
    svg = re.sub(r'(<svg[^>]*?) width="[\d.]+" height="[\d.]+"', r"\1", svg, count=1)
    return svg.replace(
        "<svg", f'<svg role="img" aria-label="{escape(words)}" style="{shown};width:100%;height:auto"', 1
    )


def table_html(rows: Sequence[Mapping[str, Any]], caption: str) -> str:
    """Write rows as an HTML table with header cells that a screen reader announces."""
    columns = list(rows[0])
    head = "".join(f'<th scope="col">{escape(str(column))}</th>' for column in columns)
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{escape(str(row[column]))}</th>'
            if place == 0
            else f"<td>{escape(str(row[column]))}</td>"
            for place, column in enumerate(columns)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<table class="cw-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
