"""The cohort page: how a class did, item by item, in words and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from ..exercises.items import ChoiceItem, ChoiceKey, ClassifyItem, ClassifyKey
from ..exercises.marks import Marks
from ..exercises.scheme import CLOSED, Scheme
from .csv_files import number, whole_file
from .feedback import item_name
from .page_style import PAGE_END, page_start
from .plain_text import in_html, one_line

# As much of a prompt as names it in a table.
_PROMPT = 90


class ExerciseTally:
    """Counts of one exercise, so that a class of any size needs little memory."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.sheets = 0
        self.totals: Counter[float] = Counter()
        self.states: dict[str, Counter[str]] = {item.id: Counter() for item in scheme.exercise.items}
        # Hundredths of marks, so that no order of adding changes the last digit.
        self.earned: dict[str, int] = dict.fromkeys(self.states, 0)
        self.confusions: Counter[tuple[str, str, str]] = Counter()
        self._right = {
            id: set(entry.answer) for id, entry in scheme.key.items.items() if isinstance(entry, ChoiceKey)
        }
        self._accept = {
            id: {row: set(headings) for row, headings in entry.accept.items()}
            for id, entry in scheme.key.items.items()
            if isinstance(entry, ClassifyKey)
        }

    def add(self, marks: Marks) -> None:
        """Count one sheet."""
        self.sheets += 1
        self.totals[marks.automatic] += 1
        for item, earned, _, state, _, _, _, given in marks.items:
            self.states[item][state] += 1
            if earned:
                self.earned[item] += round(earned * 100)
            if not given:
                continue
            if item in self._right:
                right = self._right[item]
                for id, _ in given:
                    if id not in right:
                        self.confusions[item, "", id] += 1
            elif item in self._accept:
                accept = self._accept[item]
                for row, heading in given:
                    if heading not in accept[row]:
                        self.confusions[item, row, heading] += 1


def write_cohort(path: Path, tallies: Mapping[str, ExerciseTally]) -> None:
    """Write ``cohort.html``; an empty class gives a page that says so."""
    body = "".join(_exercise(tally) for _, tally in sorted(tallies.items()))
    with whole_file(path) as file:
        file.write(page_start("The class"))
        file.write("<h1>The class</h1>\n")
        file.write(
            body or "<p>No answer sheet could be marked. The reasons are in <code>problems.csv</code>.</p>\n"
        )
        file.write(PAGE_END)


def table_html(caption: str, head: list[str], rows: list[list[str]], numbers: set[int]) -> str:
    """Write a table of cells that are escaped already; ``numbers`` are the columns to set as numbers."""

    def cells(row: list[str], tag: str, extra: str = "") -> str:
        kind = ' class="n"'
        return "".join(
            f"<{tag}{extra}{kind if place in numbers else ''}>{cell}</{tag}>"
            for place, cell in enumerate(row)
        )

    lines = "".join(f"<tr>{cells(row, 'td')}</tr>\n" for row in rows)
    top = cells(head, "th", ' scope="col"')
    return (
        # Whoever has no mouse scrolls it with the arrow keys.
        f'<div class="scroll" tabindex="0" role="group" aria-label="{caption}"><table>\n'
        f"<caption>{caption}</caption>\n<thead><tr>{top}</tr></thead>\n"
        f"<tbody>\n{lines}</tbody></table></div>\n"
    )


def _exercise(tally: ExerciseTally) -> str:
    scheme = tally.scheme
    many = "1 sheet" if tally.sheets == 1 else f"{tally.sheets} sheets"
    totals = sorted(tally.totals.elements())
    middle = totals[(len(totals) - 1) // 2]
    return (
        f"<section>\n<h2>{in_html(scheme.exercise.title)}</h2>\n"
        f"<p>{many}. Marks by key, of {number(scheme.of_automatic)}: lowest {number(totals[0])}, "
        f"middle {number(middle)}, highest {number(totals[-1])}. "
        "What a person marks is not in these numbers.</p>\n"
        + table_html(
            "Marks by key",
            ["Marks", "Sheets"],
            [[number(total), str(count)] for total, count in sorted(tally.totals.items())],
            {0, 1},
        )
        + table_html(
            "Item by item",
            [
                "Item",
                "Asked",
                "Share of the marks earned",
                "Marked",
                "To be marked",
                "To come",
                "Send back",
                "Unmarked",
            ],
            [_item_row(tally, place) for place in range(len(scheme.exercise.items))],
            {2, 3, 4, 5, 6, 7},
        )
        + confusions_html(tally)
        + "</section>\n"
    )


def _item_row(tally: ExerciseTally, place: int) -> list[str]:
    item = tally.scheme.exercise.items[place]
    states = tally.states[item.id]
    possible = states["marked"] * item.marks
    share = f"{tally.earned[item.id] / possible:.0f} %" if possible and isinstance(item, CLOSED) else "\u2013"
    return [
        in_html(item_name(item.id)),
        in_html(one_line(item.prompt, _PROMPT)),
        share,
        *(str(states[state]) for state in ("marked", "to be marked", "to come", "send back", "unmarked")),
    ]


def confusions_html(tally: ExerciseTally) -> str:
    """Say what was most often taken for right, and list it."""
    common = [
        (pair, count)
        for pair, count in sorted(tally.confusions.items(), key=lambda one: (-one[1], one[0]))
        if count > 1 or tally.sheets < 5
    ][:10]
    if not common:
        return "<p>No confusion was shared.</p>\n"
    words = []
    rows = []
    for (id, row, chosen), count in common:
        item = tally.scheme.exercise.by_id[id]
        if isinstance(item, ClassifyItem):
            text = next(one.text for one in item.rows if one.id == row)
            name = next(one.name for one in item.categories if one.id == chosen)
            rows.append([in_html(item_name(id)), in_html(text), in_html(name), str(count)])
            words.append(f"\u201c{in_html(text)}\u201d under {in_html(name)}")
        elif isinstance(item, ChoiceItem):
            text = next(one.text for one in item.options if one.id == chosen)
            prompt = in_html(one_line(item.prompt, _PROMPT))
            rows.append([in_html(item_name(id)), prompt, in_html(text), str(count)])
            words.append(f"\u201c{in_html(text)}\u201d")
    return f"<p>Most often taken for right: {'; '.join(words[:3])}.</p>\n" + table_html(
        "What was most often confused", ["Item", "Asked", "Answered", "Sheets"], rows, {3}
    )
