"""The figure of ChangeIt for where no script runs: the same drawing as ``js/interval-figure.js``."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from .fallback import escape

LINE = 1.35
TRACK = 2.8
LABEL_WIDTH = 32


def position(axis: Mapping[str, Any], x: float) -> float:
    """Give the place of a value in per cent of the figure's width."""
    inside = min(max(x, axis["min"]), axis["max"])
    return float(4 + 92 * (inside - axis["min"]) / (axis["max"] - axis["min"]))


def ticks(axis: Mapping[str, Any]) -> list[float]:
    """Give round values to label, at most six."""
    rough = (axis["max"] - axis["min"]) / 5
    power = 10 ** math.floor(math.log10(rough))
    step = next((n * power for n in (1, 2, 5, 10) if n * power >= rough * 0.999), rough)
    first = math.ceil(axis["min"] / step - 1e-9)
    last = math.floor(axis["max"] / step + 1e-9)
    return [round(n * step, 2) for n in range(first, last + 1)]


def worded(axis: Mapping[str, Any], x: float) -> str:
    """Write a number with its unit."""
    unit = axis.get("unit") or ""
    return f"{round(x, 1):g}{unit if unit in ('', '%') else f' {unit}'}"


def words_place(words: str, at: float, low: float, high: float) -> tuple[str, float]:
    """Give anchor and place, in per cent, of the words over a mark; they fit a narrow screen."""
    half = len(words) * 1.8
    if half <= 12:
        return "middle", min(max(at, half), 100 - half)
    if at < 50:
        return "start", max(0.0, min(low, 100 - 2 * half))
    return "end", min(100.0, max(high, 2 * half))


def broken(label: str) -> list[str]:
    """Break a label into lines at spaces."""
    lines: list[str] = []
    for word in label.split():
        if lines and len(f"{lines[-1]} {word}") <= LABEL_WIDTH:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def interval_figure(axis: Mapping[str, Any], marks: Sequence[Mapping[str, Any]], words: str) -> str:
    """Draw one state as SVG, sized in per cent across and in em down.

    Parameters
    ----------
    axis
        ``label``, ``unit``, ``min`` and ``max``.
    marks
        The rows, each with ``id``, ``label``, ``x`` and, for an interval, ``low`` and ``high``.
    words
        What the figure shows, for a screen reader.
    """
    rows = []
    top = 0.0
    for mark in marks:
        lines = broken(mark["label"])
        rows.append(_row(axis, mark, lines, top))
        top += len(lines) * LINE + TRACK
    grid = "".join(
        f'<line x1="{at}" x2="{at}" y1="0.3em" y2="{_em(top + 0.3)}"/>'
        f'<text x="{at}" y="{_em(top + 1.5)}" text-anchor="middle">{escape(worded(axis, value))}</text>'
        for value, at in ((value, _per_cent(position(axis, value))) for value in ticks(axis))
    )
    name = escape(f"{axis['label']}. {words}")
    return (
        f'<svg class="cw-figure" role="img" width="100%" style="height:{_em(top + 3.6)}" aria-label="{name}">'
        f'<g class="cw-figure-grid">{grid}</g>{"".join(rows)}'
        f'<text class="cw-figure-axis" x="50%" y="{_em(top + 3)}" text-anchor="middle">'
        f"{escape(axis['label'])}</text></svg>"
    )


def _row(axis: Mapping[str, Any], mark: Mapping[str, Any], lines: Sequence[str], top: float) -> str:
    middle = top + len(lines) * LINE + 1.75
    at = position(axis, mark["x"])
    interval = mark.get("low") is not None and mark.get("high") is not None
    low = position(axis, mark["low"]) if interval else at
    high = position(axis, mark["high"]) if interval else at
    value = worded(axis, mark["x"])
    if interval:
        value += f" ({worded(axis, mark['low'])} to {worded(axis, mark['high'])})"
    anchor, words_at = words_place(value, at, low, high)
    label = "".join(
        f'<text x="0" y="{_em(top + 1 + index * LINE)}">{escape(line)}</text>'
        for index, line in enumerate(lines)
    )
    return (
        f'<g><g class="cw-figure-label">{label}</g>'
        f'<line class="cw-figure-track" x1="4%" x2="96%" y1="{_em(middle)}" y2="{_em(middle)}"/>'
        f'<rect class="cw-figure-interval" x="{_per_cent(low)}" width="{_per_cent(high - low)}"'
        f' y="{_em(middle - 0.18)}" height="0.36em" rx="0.18em"/>'
        f'<circle class="cw-figure-dot" cx="{_per_cent(at)}" cy="{_em(middle)}" r="0.5em"/>'
        f'<text class="cw-figure-value" x="{_per_cent(words_at)}" y="{_em(middle - 0.75)}"'
        f' text-anchor="{anchor}">{escape(value)}</text></g>'
    )


def _em(size: float) -> str:
    return f"{size:.4g}em"


def _per_cent(share: float) -> str:
    return f"{share:.5g}%"
