"""One pack for an external examiner: what was asked, how it was marked, and a sample, all without names.

Trainees stand under the names that markers saw, markers under numbers. What a concern keeps in is not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple

from ..exercises.items import OpenKey
from ..exercises.scheme import CLOSED
from .beside import marks_range
from .blotting import Blot
from .class_page import spread_html
from .cohort import table_html
from .csv_files import number, whole_file
from .feedback import FeedbackPage, item_name
from .gradebook import Gradebook
from .gradebook_rows import MarkRow, Pair, Role
from .page_style import PAGE_END, page_start
from .plain_text import in_html, one_line
from .programme import Programme
from .pseudonyms import Pseudonyms
from .readable import as_text, readable
from .results import Result, unfinished
from .roster import Roster
from .second_marking import Sample, agreement, marked_in_full, sample

SCRIPTS = "scripts"
_MOST_MOVES = 200
_ROLES: tuple[Role, ...] = ("key", "first", "second", "moderated")


class _Pack(NamedTuple):
    """What every part of the pack needs."""

    book: Gradebook
    programme: Programme | None
    names: Pseudonyms
    markers: dict[str, str]
    blot: Blot

    def marker(self, name: str) -> str:
        """Give a marker's number."""
        return self.markers.setdefault(name, f"Marker {len(self.markers) + 1}")

    def text(self, text: str) -> str:
        """Blot and escape a text that a trainee or marker wrote."""
        return in_html(self.blot(text))


def write_pack(
    out: Path,
    book: Gradebook,
    results: Sequence[Result],
    programme: Programme | None,
    roster: Roster | None,
) -> int:
    """Write the pack; give how many scripts are in its sample.

    Parameters
    ----------
    out
        The folder; it is made if it is missing, and scripts of an earlier pack are replaced.
    book
        The gradebook.
    results
        Current submissions, in order of exercise.
    programme
        The programme's rules and words.
    roster
        Names to be blotted out of texts.
    """
    everybody = book.submissions(current=False)
    names = Pseudonyms(book.salt(), everybody)
    pack = _Pack(book, programme, names, {}, Blot({one.trainee for one in everybody}, roster))
    (out / SCRIPTS).mkdir(parents=True, exist_ok=True)
    for old in (out / SCRIPTS).glob("*.html"):
        old.unlink()
    body = [_programme_html(programme)]
    count = 0
    for slug, group in groupby(results, key=lambda one: one.submission.exercise):
        several = list(group)
        taken = sample(marked_in_full(book, slug, programme), programme, book.salt())
        body.append(_exercise_html(pack, several, taken))
        for one in several:
            if one.submission.id in taken.all:
                with whole_file(out / SCRIPTS / script_file(names.name[one.submission.id])) as file:
                    file.write(_script_html(pack, one))
                count += 1
    with whole_file(out / "index.html") as file:
        file.write(page_start("For the external examiner"))
        file.write("<h1>For the external examiner</h1>\n")
        file.write("".join(body))
        file.write(PAGE_END)
    return count


def script_file(name: str) -> str:
    """Name the file of a script by its pseudonym."""
    return f"{name.replace(' ', '-').lower()}.html"


def _programme_html(programme: Programme | None) -> str:
    if programme is None:
        return (
            "<section>\n<h2>The programme</h2>\n<p>The programme has given no scheme.yml: there is no pass "
            "mark here, and no words on AI, resits or lateness.</p>\n</section>\n"
        )
    rule = programme.second_marking
    of = "" if programme.scale is None else f"Marks are given out of {number(programme.scale)}. "
    line = (
        "There is no pass mark."
        if programme.pass_mark is None
        else f"The pass mark is {number(programme.pass_mark)}."
    )
    weights = [[in_html(slug), number(weight)] for slug, weight in programme.weights.items()]
    words = [("AI", programme.ai_rule), ("Resits", programme.resits), ("Late work", programme.late)]
    said = "".join(
        f'<h3>{name}</h3>\n<p class="own">{in_html(text.strip()) or "The programme says nothing here."}</p>\n'
        for name, text in words
    )
    return (
        f"<section>\n<h2>The programme</h2>\n<p>{of}{line} The sample takes all fails, all within "
        f"{number(rule.within)} marks of the pass mark, and {100 * rule.share:g} % and at least "
        f"{rule.at_least} of the rest.</p>\n"
        + (table_html("What exercises weigh", ["Exercise", "Weight"], weights, {1}) if weights else "")
        + said
        + "</section>\n"
    )


def _exercise_html(pack: _Pack, results: Sequence[Result], taken: Sample) -> str:
    scheme = results[0].scheme
    exercise = scheme.exercise
    outcomes = "".join(f"<li>{in_html(one)}</li>\n" for one in exercise.outcomes)
    open_points = unfinished(pack.book, scheme, pack.programme)
    draft = "".join(f"<p><strong>{in_html(one)}</strong></p>\n" for one in open_points)
    return (
        f"<section>\n<h2>{in_html(exercise.title)}</h2>\n{draft}"
        f'<p class="soft">Version {exercise.version}, {exercise.stakes}, {exercise.minutes} minutes, '
        f"{number(scheme.of_all)} marks, {number(scheme.of_automatic)} of them by key.</p>\n"
        f'<h3>Brief</h3>\n<div class="own">{in_html(exercise.brief.strip())}</div>\n'
        f"<h3>Outcomes</h3>\n<ul>\n{outcomes}</ul>\n"
        + _rubrics_html(results[0])
        + _keys_html(pack, results)
        + f"<h3>How marks spread</h3>\n{spread_html(results)}"
        + _moderation_html(pack, results)
        + _sample_html(pack, results, taken)
        + "</section>\n"
    )


def _rubrics_html(result: Result) -> str:
    pieces = ["<h3>What was asked, and how it is marked</h3>\n"]
    for item in result.scheme.exercise.items:
        entry = result.scheme.key.items[item.id]
        pieces.append(
            f"<h4>{in_html(item_name(item.id))}, {number(item.marks)} marks</h4>\n"
            f'<p class="own">{in_html(item.prompt.strip())}</p>\n'
        )
        if isinstance(entry, OpenKey) and entry.rubric:
            rows = [
                [
                    in_html(level.level),
                    marks_range(level),
                    in_html(level.words.strip()),
                ]
                for level in entry.rubric
            ]
            pieces.append(table_html("Rubric", ["Level", "Marks", "What earns it"], rows, set()))
        elif not isinstance(entry, OpenKey):
            pieces.append("<p>Marked by key.</p>\n")
    return "".join(pieces)


# --- keys and how they changed ----------------------------------------------------------------


def _keys_html(pack: _Pack, results: Iterable[Result]) -> str:
    keys: dict[tuple[int, str], list[MarkRow]] = {}
    moves: list[list[str]] = []
    for result in results:
        id = result.submission.id
        for item in result.roles:
            history = pack.book.history(id, item)
            for row in history:
                keys.setdefault((row.key_version, row.key_digest), []).append(row)
            moves += _moves(pack, id, item, [row for row in history if row.role == "key"])
    listed = sorted(keys.items(), key=lambda one: min(row.id for row in one[1]))
    rows = [
        [
            str(version),
            in_html(digest),
            min(row.at for row in of)[:10],
            max(row.at for row in of)[:10],
            str(len(of)),
        ]
        for (version, digest), of in listed
    ]
    words = (
        "One key was used throughout."
        if len(rows) <= 1
        else f"{len(rows)} states of exercise and key were used, in this order."
    )
    return (
        "<h3>Key versions and their changes</h3>\n"
        f"<p>{words} A digest names the exact exercise and key.</p>\n"
        + table_html("Keys", ["Version", "Digest", "First used", "Last used", "Marks"], rows, {0, 4})
        + (
            table_html(
                "Marks by key that a change moved",
                ["Script", "Part", "Before", "After", "With key"],
                moves[:_MOST_MOVES],
                {2, 3},
            )
            if moves
            else "<p>No mark by key was moved by a change.</p>\n"
        )
        + (
            f"<p>{len(moves) - _MOST_MOVES} more moves are not shown.</p>\n"
            if len(moves) > _MOST_MOVES
            else ""
        )
    )


def _moves(pack: _Pack, id: int, item: str, rows: Sequence[MarkRow]) -> list[list[str]]:
    return [
        [
            in_html(pack.names.name[id]),
            in_html(item_name(item)),
            _said(before),
            _said(after),
            f"{after.key_version} ({in_html(after.key_digest)})",
        ]
        for before, after in pairwise(rows)
        if (before.marks, before.state) != (after.marks, after.state)
    ]


def _said(mark: MarkRow) -> str:
    return in_html(mark.state) if mark.marks is None else f"{number(mark.marks)} of {number(mark.of)}"


# --- moderation -------------------------------------------------------------------------------


def _moderation_html(pack: _Pack, results: Sequence[Result]) -> str:
    scheme = results[0].scheme
    current, withheld = {one.submission.id for one in results}, pack.book.withheld()
    pairs = [
        pair
        for pair in pack.book.pairs(scheme.exercise.slug)
        if pair.submission in current and not withheld.any_of(pair.submission)
    ]
    head = "<h3>Moderation</h3>\n"
    if not pairs:
        return f"{head}<p>No answer has two marks.</p>\n"
    lines = []
    for item in scheme.exercise.items:
        of = [pair for pair in pairs if pair.item == item.id]
        if of:
            said = agreement([(pair.first.marks or 0.0, pair.second.marks or 0.0) for pair in of]).words
            lines.append(f"<li>{in_html(item_name(item.id))}: {in_html(said)}</li>\n")
    rows = [_pair_row(pack, pair) for pair in sorted(pairs, key=lambda one: (one.item, one.submission))]
    return f"{head}<ul>\n{''.join(lines)}</ul>\n" + table_html(
        "Answers with two marks",
        ["Script", "Part", "First", "Second", "Moderated", "Reason"],
        rows,
        {2, 3, 4},
    )


def _pair_row(pack: _Pack, pair: Pair) -> list[str]:
    decided = pair.moderated
    marks = [
        f'{number(mark.marks or 0.0)} <span class="soft">({in_html(pack.marker(mark.marker))})</span>'
        for mark in (pair.first, pair.second)
    ]
    same = abs((pair.first.marks or 0.0) - (pair.second.marks or 0.0)) < 0.005
    if decided is None or decided.marks is None:
        marks.append("\u2013")
        why = "" if same else "Not decided yet."
    else:
        marks.append(
            f'{number(decided.marks)} <span class="soft">({in_html(pack.marker(decided.marker))})</span>'
        )
        why = pack.text(decided.why)
    return [in_html(pack.names.name[pair.submission]), in_html(item_name(pair.item)), *marks, why]


# --- the sample -------------------------------------------------------------------------------


def _sample_html(pack: _Pack, results: Sequence[Result], taken: Sample) -> str:
    by_id = {one.submission.id: one for one in results}
    line = None if pack.programme is None else pack.programme.pass_mark
    words = (
        "There is no pass mark, so nobody is a fail or near one: the sample is the share of all."
        if line is None
        else f"{len(taken.fails)} fails, {len(taken.near)} near the pass mark, {len(taken.rest)} of the rest."
    )
    left_out = len(results) - len(marked_in_full(pack.book, results[0].submission.exercise, pack.programme))
    kept = (
        f" {left_out} could not be drawn: they are not marked in full, or a concern keeps them out."
        if left_out
        else ""
    )
    rows = []
    for reason, ids in (("fail", taken.fails), ("near the pass mark", taken.near), ("drawn", taken.rest)):
        for id in ids:
            if id in by_id:
                name, one = pack.names.name[id], by_id[id]
                total = one.total or 0.0
                rows.append(
                    [
                        f'<a href="{SCRIPTS}/{script_file(name)}">{in_html(name)}</a>',
                        reason,
                        f"{number(total)} of {number(one.scheme.of_all)}",
                    ]
                )
    return (
        f"<h3>The sample</h3>\n<p>{words}{kept} It is drawn by a digest, so nobody chose.</p>\n"
        + table_html("Scripts", ["Script", "Why it is here", "Marks"], sorted(rows), {2})
    )


def _script_html(pack: _Pack, result: Result) -> str:
    name = in_html(pack.names.name[result.submission.id])
    title = in_html(result.scheme.exercise.title)
    total = number(result.total or 0.0)
    parts = FeedbackPage(result.scheme)
    pieces = [
        page_start(f"{name}: {title}"),
        f"<h1>{name}</h1>\n",
        f"<p>{title}. <strong>{total} of {number(result.scheme.of_all)} marks.</strong></p>\n",
    ]
    for item in result.scheme.exercise.items:
        if isinstance(item, CLOSED):
            answer = parts.answer(result.by_key[item.id], result.sheet).replace(
                "Your answer", "The answer", 1
            )
        else:
            said = pack.text(as_text(readable(result.scheme, result.sheet, item)))
            answer = f'<div class="own">{said}</div>\n' if said else ""
        pieces.append(
            f"<section>\n<h2>{in_html(item_name(item.id))}</h2>\n"
            f'<p class="soft">{in_html(one_line(item.prompt, 200))}</p>\n'
            f"{answer or '<p>Nothing was answered.</p>'}"
            f"{_marks_html(pack, result.roles.get(item.id, {}))}</section>\n"
        )
    pieces.append(PAGE_END)
    return "".join(pieces)


def _marks_html(pack: _Pack, roles: Mapping[Role, MarkRow]) -> str:
    rows = []
    for role in _ROLES:
        mark = roles.get(role)
        if mark is None or (mark.marks is None and role == "key" and len(roles) > 1):
            continue
        who = "the key" if role == "key" else f"{role}, {pack.marker(mark.marker)}"
        said = "\n".join(filter(None, (mark.why, f"To the trainee: {mark.comment}" if mark.comment else "")))
        level = f"<br>{in_html(mark.level)}" if mark.level else ""
        rows.append([in_html(who), f"{_said(mark)}{level}", f'<div class="own">{pack.text(said)}</div>'])
    return table_html("Marks", ["By", "Marks", "Said"], rows, set())
