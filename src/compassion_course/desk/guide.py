"""The printed guide: all that a tutor needs to mark an exercise from readable copies, without a program.

One page an exercise, without a script: what was asked, the key with its reasons, the rubric in words, the
exemplars, what to write to typical answers, and a line to add up on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..exercises.items import (
    ChoiceItem,
    ChoiceKey,
    ClassifyItem,
    ClassifyKey,
    CodingItem,
    Item,
    KeyItem,
    NotesItem,
    NumberItem,
    NumberKey,
    OpenKey,
    OrderItem,
    OrderKey,
    RelationsItem,
    ResponsesItem,
    TextItem,
    ThemesItem,
)
from ..exercises.scheme import CLOSED, Scheme
from .csv_files import number
from .feedback import item_name, task_of
from .page_style import PAGE_END, page_start
from .plain_text import in_html

_HOW = (
    "Mark from the readable copy that the trainee saved: it prints every question with its answer. Closed "
    "questions first, from the key below; then the open ones, one question across all trainees before the "
    "next. Write the level, the mark and a sentence of reason. Work that lacks something named under "
    "\u201cWhat must be there\u201d goes back to be completed and loses nothing. What you cannot read stays "
    "unmarked, never 0. Have a second person add up."
)


def guide_page(scheme: Scheme) -> str:
    """Write the page of one exercise."""
    exercise = scheme.exercise
    by_person = scheme.of_all - scheme.of_automatic
    pieces = [
        page_start(f"Marking guide: {in_html(exercise.title)}"),
        f"<h1>Marking guide: {in_html(exercise.title)}</h1>\n",
        f'<p class="soft">{exercise.stakes}, version {exercise.version}, key {scheme.key.version} '
        f"({scheme.digest}). For tutors only.</p>\n",
        f"<p>{number(scheme.of_all)} marks: {number(scheme.of_automatic)} by key, {number(by_person)} by a "
        f"person. A trainee has {exercise.minutes} minutes"
        + (f", a marker about {exercise.marking_minutes}.</p>\n" if exercise.marking_minutes else ".</p>\n"),
        f"<p>{_HOW}</p>\n",
        "<h2>What trainees were told</h2>\n",
        *_paragraphs(exercise.brief),
    ]
    for place, item in enumerate(exercise.items, start=1):
        pieces += _item(scheme, place, item)
    pieces.append(_adding_up(scheme))
    pieces.append(PAGE_END)
    return "".join(pieces)


def guide_index(schemes: list[Scheme]) -> str:
    """Write the page that leads to the guides of all exercises."""
    rows = "".join(
        f'<li><a href="{one.exercise.slug}.html">{in_html(one.exercise.title)}</a> '
        f'<span class="soft">{one.exercise.stakes}, {number(one.of_all)} marks</span></li>\n'
        for one in schemes
    )
    return (
        page_start("Marking guides")
        + "<h1>Marking guides</h1>\n<p>For tutors only: these pages hold the keys.</p>\n"
        + f"<ul>\n{rows}</ul>\n{PAGE_END}"
    )


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.strip().split("\n\n"):
        yield f"<p>{in_html(' '.join(paragraph.split()))}</p>\n"


def _item(scheme: Scheme, place: int, item: Item) -> Iterator[str]:
    entry = scheme.key.items[item.id]
    marks = f"{number(item.marks)} marks" if item.marks else "no marks"
    how = "by key" if isinstance(item, CLOSED) else "by you"
    task = f"{task_of(item)}: {item_name(item.id).lower()}"
    yield f"<section>\n<h2>{place}. {in_html(task)} ({marks}, {how})</h2>\n"
    yield from _paragraphs(item.prompt)
    yield from _key(item, entry)
    if scheme.words[item.id]:
        yield "<h3>The words it rests on</h3>\n"
        for turn, quote in scheme.words[item.id]:
            yield f'<blockquote>{in_html(quote)} <span class="soft">({in_html(turn)})</span></blockquote>\n'
    if isinstance(entry, OpenKey):
        yield from _open(item, entry)
    if entry.commentary:
        yield "<h3>To keep in mind</h3>\n"
        yield from _paragraphs(_in_words(entry.commentary, item))
    yield "</section>\n"


def _key(item: Item, entry: KeyItem) -> Iterator[str]:
    match item, entry:
        case ChoiceItem(), ChoiceKey():
            yield "<h3>Key</h3>\n"
            yield (
                f"<p>Right options found, of {len(entry.answer)}, less one for each other option chosen; "
                f"never below 0. That share of the {number(item.marks)} marks.</p>\n"
                if item.many
                else ""
            )
            rows = [
                (
                    in_html(option.text),
                    "Right" if option.id in entry.answer else "No",
                    entry.why.get(option.id, ""),
                )
                for option in item.options
            ]
            yield _table(["Option", "Key", "Why"], rows)
        case ClassifyItem(), ClassifyKey():
            names = {one.id: one.name for one in item.categories}
            rows = [
                (
                    f"{number_of}. {in_html(row.text)}",
                    in_html(" or ".join(names[id] for id in entry.accept[row.id])),
                    entry.why.get(row.id, ""),
                )
                for number_of, row in enumerate(item.rows, start=1)
            ]
            each = number(item.marks / len(item.rows)) if item.rows else "0"
            yield f"<h3>Key</h3>\n<p>{each} for each row under an accepted heading.</p>\n"
            yield _table(["Row", "Accepted", "Why"], rows)
        case OrderItem(), OrderKey():
            texts = {one.id: in_html(one.text) for one in item.entries}
            entries = "".join(f"<li>{texts[id]}</li>\n" for id in entry.answer)
            yield "<h3>Key</h3>\n<p>A share for each neighbour that follows as here.</p>\n"
            yield f"<ol>\n{entries}</ol>\n"
            yield from _paragraphs(entry.why)
        case NumberItem(), NumberKey():
            about = f", give or take {entry.tolerance:g}" if entry.tolerance else ""
            yield f"<h3>Key</h3>\n<p>{entry.answer:g} {in_html(item.unit)}{about}.</p>\n"
            yield from _paragraphs(entry.why)
        case _:
            pass


def _in_words(text: str, item: Item) -> str:
    """Put words for the ids of rows and options, which no page prints."""
    parts = [one for kind in ("options", "rows", "entries") for one in getattr(item, kind, ())]
    for place, one in enumerate(parts, start=1):
        named = f"{'row' if isinstance(item, ClassifyItem) else 'option'} {place}"
        text = re.sub(rf"[\"\u201c]{re.escape(one.id)}[\"\u201d]", named, text)
        if "-" in one.id:
            text = re.sub(rf"\b{re.escape(one.id)}\b", named, text)
    return text


def _must_be_there(item: Item, entry: OpenKey) -> list[str]:
    """Say what open work needs before it is marked: in the author's words, or what the program checks."""
    if entry.gates:
        return list(entry.gates.values())
    match item:
        case TextItem():
            return [f"{item.words.least} to {item.words.most} words. Shorter or longer work goes back."]
        case CodingItem() | NotesItem():
            return [f"{item.at_least} different places at least, words as they stand, each with its reason."]
        case ThemesItem():
            return [f"{item.at_least} or more, each with a name, a statement, {item.members_each} members."]
        case RelationsItem():
            return [f"{item.at_least} links at least, each with evidence at both ends."]
        case ResponsesItem():
            return [f"{item.count} replies with a reason."]
    return []


def _open(item: Item, entry: OpenKey) -> Iterator[str]:
    if there := _must_be_there(item, entry):
        lines = "".join(f"<li>{in_html(words)}</li>\n" for words in there)
        yield f"<h3>What must be there</h3>\n<ul>\n{lines}</ul>\n"
    if entry.rubric:
        rows = [
            (in_html(level.level), f"{number(level.marks[0])} to {number(level.marks[1])}", level.words)
            for level in entry.rubric
        ]
        yield "<h3>Rubric</h3>\n" + _table(["Level", "Marks", "In words"], rows)
    if entry.exemplars:
        yield "<h3>Exemplars</h3>\n"
        for one in entry.exemplars:
            marks = "" if one.marks is None else f", {number(one.marks)} marks"
            yield f"<p><strong>{in_html(one.level.capitalize())}{marks}</strong></p>\n"
            yield f"<blockquote>{in_html(one.text.strip())}</blockquote>\n<p>{in_html(one.why.strip())}</p>\n"
    if entry.feedback:
        yield "<h3>What to write to typical answers</h3>\n"
        yield _table(["If", "Say"], [(in_html(one.if_), one.say) for one in entry.feedback])


def _table(head: Sequence[str], rows: Sequence[tuple[str, ...]]) -> str:
    """Make a table whose last column is words not yet escaped."""
    top = "".join(f'<th scope="col">{name}</th>' for name in head)
    body = "".join(
        "<tr>"
        + "".join(f"<td>{cell}</td>" for cell in row[:-1])
        + f"<td>{in_html(row[-1].strip())}</td></tr>\n"
        for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{head[0]}, a table"><table>\n'
        f"<thead><tr>{top}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n"
    )


def _adding_up(scheme: Scheme) -> str:
    rows = [
        (f"{place}. {in_html(item_name(item.id))}", f"of {number(item.marks)}", "", "")
        for place, item in enumerate(scheme.exercise.items, start=1)
        if item.marks
    ]
    rows.append(("Together", f"of {number(scheme.of_all)}", "", ""))
    return (
        "<section class='own-page'>\n<h2>To copy for each trainee</h2>\n"
        "<p>Trainee: &#8230;&#8230;&#8230;&#8230; Marker: "
        "&#8230;&#8230;&#8230;&#8230; Date: &#8230;&#8230;&#8230;&#8230;</p>\n"
        + _table(["Question", "Marks", "Given", "Reason, in a sentence"], rows)
        + "</section>\n"
    )
