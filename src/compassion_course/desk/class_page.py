"""The cohort page with persons' marks: how a class did, in words, tables and one plain drawing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from statistics import median, quantiles

from ..corpus import Course
from ..exercises.items import CodingItem, NotesItem
from ..exercises.marks import Marks
from ..exercises.scheme import CLOSED, Scheme
from ..exercises.values import Coding
from .cohort import ExerciseTally, confusions_html, table_html
from .csv_files import number, whole_file
from .feedback import item_name
from .gradebook import Withheld
from .likeness import Alike, alike, free_texts, given_runs
from .outcomes import LINE, Reached, by_concept, by_outcome, concept_names
from .page_style import PAGE_END, page_start
from .plain_text import in_html, one_line
from .results import Result

_PROMPT = 90
_BINS = 10
_MOST_PAIRS = 50
_INTERVIEWER = "I"


def write_class(path: Path, course: Course, results: Iterable[Result], withheld: Withheld) -> int:
    """Write the page; give how many pairs of texts are nearly the same.

    Parameters
    ----------
    path
        The page.
    course
        For the names of concepts.
    results
        Current submissions, in order of exercise.
    withheld
        What a concern keeps out: no text of it is shown.
    """
    names = concept_names(course)
    body, pairs = [], 0
    for _, group in groupby(results, key=lambda one: one.submission.exercise):
        several = list(group)
        html, found = _exercise_html(several, names, withheld)
        body.append(html)
        pairs += found
    with whole_file(path) as file:
        file.write(page_start("The class"))
        file.write("<h1>The class</h1>\n")
        file.write("".join(body) or "<p>The gradebook has no sheet yet.</p>\n")
        file.write(PAGE_END)
    return pairs


def _exercise_html(results: list[Result], names: dict[str, str], withheld: Withheld) -> tuple[str, int]:
    scheme = results[0].scheme
    tally = ExerciseTally(scheme)
    for one in results:
        tally.add(Marks(tuple(one.by_key.values())))
    earned = _earned(results)
    texts = [
        text
        for one in results
        for text in free_texts(one.submission.id, one.sheet)
        if (text.submission, text.item) not in withheld
    ]
    pairs = alike(texts, given_runs(scheme))
    by_id = {one.submission.id: one.submission.trainee for one in results}
    return (
        f"<section>\n<h2>{in_html(scheme.exercise.title)}</h2>\n"
        + spread_html(results)
        + _items_html(results)
        + confusions_html(tally)
        + _outcomes_html(scheme, earned, names)
        + "".join(_passage_html(scheme, item, results) for item in scheme.exercise.items)
        + _pairs_html(pairs, by_id, scheme)
        + "</section>\n"
    ), len(pairs)


# --- how marks spread -------------------------------------------------------------------------


def spread_html(results: Sequence[Result]) -> str:
    """Say how the totals spread: in words, as a drawing, and as the table that the drawing shows."""
    scheme = results[0].scheme
    of = scheme.of_all
    totals = sorted(one.total for one in results if one.total is not None)
    many = "1 sheet" if len(results) == 1 else f"{len(results)} sheets"
    if not totals:
        return f"<p>{many}, none marked in full yet.</p>\n"
    words = (
        f"<p>{many}, {len(totals)} marked in full. Of {number(of)} marks: lowest {number(totals[0])}, "
        f"middle {number(median(totals))}, highest {number(totals[-1])}."
    )
    if len(totals) >= 4:
        low, _, high = quantiles(totals, n=4, method="inclusive")
        words += f" Half of them lie between {number(low)} and {number(high)}."
    bins = _bins(totals, of)
    return f"{words}</p>\n{_drawing(bins)}" + table_html(
        "Marks in full", ["Marks", "Sheets"], [[name, str(count)] for name, count in bins], {1}
    )


def _bins(totals: Sequence[float], of: float) -> list[tuple[str, int]]:
    width = max(1, math.ceil(of / _BINS))
    counts = Counter(min(int(total // width), max(0, math.ceil(of / width) - 1)) for total in totals)
    last = math.ceil(of / width) - 1
    found = []
    for place in range(last + 1):
        low = place * width
        high = of if place == last else low + width
        found.append(
            (
                f"{number(low)} to {number(high)}"
                if place == last
                else f"{number(low)} to under {number(high)}",
                counts[place],
            )
        )
    return found


def _drawing(bins: Sequence[tuple[str, int]]) -> str:
    """Draw the bins as lying bars, which a phone shows as well as a wide screen."""
    most = max(count for _, count in bins) or 1
    height = 26 * len(bins)
    bars = []
    for place, (name, count) in enumerate(bins):
        top = 26 * place
        bars.append(
            f'<text x="112" y="{top + 17}" text-anchor="end">{name}</text>'
            f'<rect x="120" y="{top + 4}" width="{180 * count / most:.1f}" height="18" opacity="0.55"/>'
            f'<text x="{126 + 180 * count / most:.1f}" y="{top + 17}">{count}</text>'
        )
    return (
        f'<svg viewBox="0 0 340 {height}" width="340" height="{height}" role="img" fill="currentColor" '
        f'font-size="14" '
        f'aria-label="Bars of how many sheets have how many marks; the table below has the numbers.">'
        f"{''.join(bars)}</svg>\n"
    )


# --- items, outcomes, passages ----------------------------------------------------------------


def _earned(results: Iterable[Result]) -> dict[str, tuple[float, float]]:
    earned: dict[str, tuple[float, float]] = {}
    for one in results:
        for item, marks in one.marks.items():
            if marks is not None:
                of = one.scheme.exercise.by_id[item].marks
                got, could = earned.get(item, (0.0, 0.0))
                earned[item] = (got + marks, could + of)
    return earned


def _items_html(results: Sequence[Result]) -> str:
    scheme = results[0].scheme
    rows = []
    for item in scheme.exercise.items:
        if not item.marks:
            continue
        given = sorted(marks for one in results if (marks := one.marks[item.id]) is not None)
        share = f"{100 * sum(given) / (len(given) * item.marks):.0f} %" if given else "\u2013"
        rows.append(
            [
                in_html(item_name(item.id)),
                "the key" if isinstance(item, CLOSED) else "a person",
                share,
                f"{number(median(given))} of {number(item.marks)}" if given else "\u2013",
                str(len(given)),
            ]
        )
    head = ["Part", "Marked by", "Share of the marks earned", "Middle", "Marked"]
    return table_html("How hard each part was", head, rows, {2, 3, 4})


def _outcomes_html(scheme: Scheme, earned: dict[str, tuple[float, float]], names: dict[str, str]) -> str:
    outcomes, concepts = by_outcome(scheme, earned, names), by_concept(scheme, earned, names)
    low = [one for one in outcomes if one.needs_more]
    said = (
        "".join(f"<li>{in_html(one.name)}</li>\n" for one in low)
        if low
        else "<li>None, by these marks.</li>\n"
    )
    line = f"{LINE:.0%}".replace("%", " %")
    return (
        f"<h3>Outcomes that need another session</h3>\n<ul>\n{said}</ul>\n"
        f'<p class="soft">Computed so: parts go with the outcome whose words weigh most in their question, '
        "concepts and rubric, and every outcome has at least the part that comes nearest; of all "
        "marks that the class could earn there, below "
        f"{line} was earned. Which part goes with which outcome is a guess from words: look at the table "
        "before you plan. Concepts are exact, for each part names its own.</p>\n"
        + table_html("By outcome", _REACHED, [_reached(one) for one in outcomes], {2})
        + table_html("By concept", ["Concept", *_REACHED[1:]], [_reached(one) for one in concepts], {2})
    )


_REACHED = ["Outcome", "Parts", "Share of the marks earned"]


def _reached(one: Reached) -> list[str]:
    share = "\u2013" if one.share is None else f"{100 * one.share:.0f} %"
    parts = ", ".join(in_html(item_name(item)) for item in one.items)
    return [in_html(one_line(one.name, 160)), parts or "none by its words", share]


def _passage_html(scheme: Scheme, item: object, results: Sequence[Result]) -> str:
    if not isinstance(item, CodingItem | NotesItem):
        return ""
    marked: Counter[str] = Counter()
    sheets = 0
    for one in results:
        value = one.sheet.answers.get(item.id)
        if isinstance(value, Coding) and value.spans:
            sheets += 1
            marked.update({span.turn for span in value.spans})
    turns = scheme.transcripts[item.passage.doc].passage(item.passage.first, item.passage.last)
    none = [turn.turn for turn in turns if not marked[turn.turn] and turn.speaker != _INTERVIEWER]
    rows = [
        [
            in_html(turn.turn),
            in_html(turn.speaker),
            in_html(one_line(turn.text, _PROMPT)),
            str(marked[turn.turn]),
        ]
        for turn in turns
    ]
    words = f"{sheets} sheets mark words here. " + (
        f"Nobody stopped at {in_html(', '.join(none))}."
        if none
        else "Somebody stopped at every turn of whoever is interviewed."
    )
    return (
        f"<h3>Where the class stopped: {in_html(item_name(item.id))}</h3>\n"
        f'<p>{words}</p>\n<p class="soft">A turn that few marked may be worth reading together. '
        "It is no mistake to pass it over.</p>\n"
        + table_html("Sheets that mark words in each turn", ["Turn", "Who", "Begins", "Sheets"], rows, {3})
    )


# --- texts that are nearly the same -----------------------------------------------------------


def _pairs_html(pairs: Sequence[Alike], trainees: dict[int, str], scheme: Scheme) -> str:
    head = "<h3>Texts that are nearly the same</h3>\n"
    if not pairs:
        return f"{head}<p>None.</p>\n"
    blocks = []
    for pair in pairs[:_MOST_PAIRS]:
        item = scheme.exercise.by_id.get(pair.one.item)
        name = in_html(item_name(pair.one.item)) if item is not None else in_html(pair.one.item)
        other = "" if pair.other.item == pair.one.item else f" and {in_html(item_name(pair.other.item))}"
        who = [in_html(trainees[text.submission]) for text in (pair.one, pair.other)]
        blocks.append(
            table_html(
                f"{name}{other}: {100 * pair.share:.0f} % of the shorter text\u2019s own words in common",
                who,
                [[f'<div class="own">{in_html(text.text)}</div>' for text in (pair.one, pair.other)]],
                set(),
            )
        )
    more = len(pairs) - _MOST_PAIRS
    end = f"<p>{more} more pairs are not shown.</p>\n" if more > 0 else ""
    return (
        f"{head}<p>Listed for you to read, and no judgement: two who worked together, read the same page, or "
        "who were helped in the same way can write alike. Words that the exercise hands out, and words that "
        "more than five sheets share, do not count. Speak with people before you conclude anything.</p>\n"
        f"{''.join(blocks)}{end}"
    )
