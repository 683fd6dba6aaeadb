"""What stands beside a trainee's text in a formative exercise: levels, invented answers, the commentary.

Nobody has to mark such an exercise, so that its trainees read themselves against these.
"""

from __future__ import annotations

from ..exercises.items import OpenKey, RubricLevel
from .csv_files import number
from .plain_text import in_html

_BESIDE = (
    "<h3>To read yourself against</h3>\n"
    '<p class="soft">This commentary was written for whoever reads this with you. Hold your own text against '
    "it; the examples are invented, and other good answers look different.</p>\n"
)


def beside_html(entry: object) -> str:
    """Write the commentary on an item, and of open work the levels and the exemplars."""
    commentary = str(getattr(entry, "commentary", "")).strip()
    pieces = [f"<p>{in_html(commentary)}</p>\n"] if commentary else []
    if isinstance(entry, OpenKey):
        if entry.rubric:
            rows = "".join(
                f'<tr><th scope="row">{in_html(one.level)}</th><td class="n">{marks_range(one)}</td>'
                f"<td>{in_html(one.words.strip())}</td></tr>\n"
                for one in entry.rubric
            )
            pieces.append(
                '<div class="scroll" tabindex="0" role="group" aria-label="The levels"><table>\n'
                '<caption>The levels</caption>\n<thead><tr><th scope="col">Level'
                '</th><th scope="col" class="n">Marks</th><th scope="col">What earns it</th></tr></thead>\n'
                f"<tbody>\n{rows}</tbody></table></div>\n"
            )
        for one in entry.exemplars:
            marks = "" if one.marks is None else f", {number(one.marks)} marks"
            pieces.append(
                f"<h4>An invented answer: {in_html(one.level)}{marks}</h4>\n"
                f"<blockquote>{in_html(one.text.strip())}</blockquote>\n<p>{in_html(one.why.strip())}</p>\n"
            )
    return f"{_BESIDE}{''.join(pieces)}" if pieces else ""


def marks_range(level: RubricLevel) -> str:
    """Write a level's marks, one number where there is one."""
    low, high = level.marks
    return number(low) if low == high else f"{number(low)} to {number(high)}"
