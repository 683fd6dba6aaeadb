"""Packs for markers elsewhere: made here, marked there, merged back by mark, marker and time.

A pack is one offline page, or a spreadsheet. What comes back is a file of marks; nothing in it is trusted
further than a marker at the desk would be. Where two marks clash, the one that stands stays and the clash is
shown.
"""

from __future__ import annotations

import csv
import io
import json
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import msgspec

from ..corpus import CourseError
from .csv_files import number, whole_file
from .gradebook import Gradebook
from .gradebook_rows import CONCERN_KINDS, MarkRefused, PersonsMark
from .marking_desk import Decision, LongText, MarkingDesk, Name, persons_mark
from .page_files import pack_page
from .plain_text import decoded, one_line, seen
from .readable import Entry, Part, as_text
from .schemes import Schemes

FORMAT, FORMAT_VERSION = "compassion-course/marks", 1
_MOST_BYTES = 20 * 1024 * 1024
_MOST_CELL = 32_000
_HEAD = ["ref", "made", "marker", "role", "name", "exercise", "item", "question", "answer", "levels", "of"]
_GIVEN = ["marks", "level", "why", "comment"]
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
Time = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$", max_length=32)]


class PackMark(msgspec.Struct, frozen=True):
    """One mark in a file that came back."""

    ref: Name
    item: Name
    marks: float | None
    at: Time
    level: Name = ""
    why: LongText = ""
    comment: LongText = ""


class PackConcern(msgspec.Struct, frozen=True):
    """One concern in a file that came back."""

    ref: Name
    item: Name
    kind: Name
    at: Time
    note: LongText = ""


class PackMarks(msgspec.Struct, frozen=True):
    """A file that came back."""

    format: Literal["compassion-course/marks"]
    format_version: Literal[1]
    marker: Name
    role: Literal["first", "second"]
    marks: tuple[PackMark, ...]
    concerns: tuple[PackConcern, ...] = ()


class Merged(NamedTuple):
    """What became of one line: ``new``, ``there already``, ``clash`` or ``refused``, and why."""

    file: str
    what: str
    place: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.what}: {self.place}{f': {self.why}' if self.why else ''}"


# --- going out --------------------------------------------------------------------------------


def pack_task(desk: MarkingDesk) -> dict[str, Any]:
    """Give what a marker elsewhere gets: what the desk would show, without what a concern keeps in."""
    task = desk.task()
    withheld = desk.book.withheld()
    scripts = []
    for script in task["scripts"]:
        id = desk.names.by_reference[script["ref"]].id
        answers = {item: one for item, one in script["answers"].items() if (id, item) not in withheld}
        # The questions quote from anywhere in the sheet.
        questions = [] if withheld.any_of(id) else script["questions"]
        if answers:
            scripts.append({**script, "answers": answers, "questions": questions})
    inside = {(script["ref"], item) for script in scripts for item in script["answers"]}
    order = {
        place: [ref for ref in refs if (ref, place.partition("/")[2]) in inside]
        for place, refs in task["order"].items()
    }
    task |= {"scripts": scripts, "order": {place: refs for place, refs in order.items() if refs}}
    return {**task, "pack": secrets.token_hex(8)}


def write_pack(path: Path, task: dict[str, Any]) -> None:
    """Write a pack as one page."""
    with whole_file(path) as file:
        file.write(pack_page(json.dumps(task, ensure_ascii=False)))


def write_pack_sheet(path: Path, task: dict[str, Any]) -> None:
    """Write a pack as a spreadsheet: a line for each answer, the last four columns to be filled in."""
    items = {(one["slug"], item["id"]): item for one in task["exercises"] for item in one["items"]}
    scripts = {script["ref"]: script for script in task["scripts"]}
    with whole_file(path) as file:
        # With a byte order mark, or spreadsheets take the quotes for another encoding.
        file.write("\ufeff")
        writer = csv.writer(file)
        writer.writerow([*_HEAD, *_GIVEN])
        for place, refs in task["order"].items():
            slug, _, id = place.partition("/")
            item = items[slug, id]
            levels = "\n".join(
                f"{number(one['low'])} to {number(one['high'])}, {one['level']}: {one['words']}"
                for one in item["rubric"]
            )
            for ref in refs:
                script = scripts[ref]
                answer = script["answers"][id]
                given = answer["mark"] or {"marks": None, "level": "", "why": "", "comment": ""}
                marks = "" if given["marks"] is None else number(given["marks"])
                said = as_text(_parts(answer["parts"]))
                writer.writerow(
                    [
                        ref,
                        task["made"],
                        _cell(task["marker"]),
                        task["role"],
                        script["name"],
                        slug,
                        id,
                        *(_cell(text) for text in (item["prompt"], said, levels)),
                        number(item["of"]),
                        marks,
                        *(_cell(given[name]) for name in ("level", "why", "comment")),
                    ]
                )


def _parts(parts: list[dict[str, Any]]) -> list[Part]:
    return [
        Part(part["title"], part["text"], tuple(Entry(**entry) for entry in part["entries"]))
        for part in parts
    ]


def _cell(text: str) -> str:
    """Keep a text of several lines from being read as a formula, and within what a cell can hold."""
    text = seen(text)[:_MOST_CELL]
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


# --- coming back ------------------------------------------------------------------------------


def read_marks(path: Path) -> list[PackMarks]:
    """Read a file that came back, JSON from a page or CSV from a spreadsheet.

    Raises
    ------
    CourseError
        If it is neither, or is too large.
    """
    remedy = "Ask the marker for the file that the pack saved, or for the spreadsheet saved as CSV."
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise CourseError(path, f"It is larger than {_MOST_BYTES:,} bytes.", remedy)
        data = path.read_bytes()
    except OSError as error:
        raise CourseError(path, f"It cannot be read: {error.strerror}.", "Check its name.") from error
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        try:
            return [msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=PackMarks)]
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise CourseError(path, f"It holds no marks that can be read: {error}.", remedy) from error
    return _read_sheet(path, decoded(data), remedy)


def _read_sheet(path: Path, text: str, remedy: str) -> list[PackMarks]:
    header = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count), strict=True)
    try:
        csv.field_size_limit(_MOST_BYTES)
        rows = list(reader)
    except csv.Error as error:
        raise CourseError(f"{path}:{reader.line_num}", f"It is not a CSV: {error}.", remedy) from error
    columns = [column.strip() for column in rows[0]] if rows else []
    if missing := {"ref", "made", "marker", "role", "item", *_GIVEN} - set(columns):
        raise CourseError(path, f"It lacks the columns {', '.join(sorted(missing))}.", remedy)
    found: dict[tuple[str, str], list[PackMark]] = {}
    for line, cells in enumerate(rows[1:], start=2):
        row = dict(zip(columns, cells, strict=False))
        if not row.get("ref") or not any(row.get(name, "").strip() for name in _GIVEN):
            continue
        try:
            marks = row["marks"].strip().replace(",", ".")
            given = {
                "ref": row["ref"],
                "item": row["item"],
                "marks": float(marks) if marks else None,
                # A spreadsheet keeps no times: its marks count from when the pack was made.
                "at": row["made"],
                **{name: _uncell(row.get(name, "")) for name in ("level", "why", "comment")},
            }
            mark = msgspec.convert(given, PackMark)
        except (ValueError, KeyError) as error:
            raise CourseError(f"{path}:{line}", f"This line cannot be read: {error}.", remedy) from error
        found.setdefault((_uncell(row["marker"]), row["role"]), []).append(mark)
    content = [
        {"format": FORMAT, "format_version": FORMAT_VERSION, "marker": marker, "role": role, "marks": marks}
        for (marker, role), marks in found.items()
    ]
    try:
        return [msgspec.convert(one, PackMarks) for one in content]
    except msgspec.ValidationError as error:
        raise CourseError(path, f"Its columns marker and role cannot be read: {error}.", remedy) from error


def _uncell(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].lstrip(" ").startswith(_FORMULA) else text


def merge(book: Gradebook, schemes: Schemes, files: Iterable[Path]) -> list[Merged]:
    """Merge files of marks into the gradebook; what stands there is never replaced by something older.

    Parameters
    ----------
    book
        The gradebook that the packs were made from.
    schemes
        What the exercises are marked with.
    files
        What came back, in any order.

    Raises
    ------
    CourseError
        If a file cannot be read; nothing of any file is merged then.
    """
    read = [(path.name, one) for path in files for one in read_marks(path)]
    lines: list[Merged] = []
    desks: dict[tuple[str, str], MarkingDesk] = {}
    for _, one in read:
        if not one.marker.strip():
            raise CourseError("the marks", "A file does not say whose marks it holds.", "Ask its marker.")
        if (one.marker, one.role) not in desks:
            desks[one.marker, one.role] = MarkingDesk(book, schemes, one.marker, role=one.role)
    marks = sorted(
        ((mark.at, name, one, mark) for name, one in read for mark in one.marks),
        key=lambda found: (found[0], found[1], found[3].ref, found[3].item),
    )
    for _, name, one, mark in marks:
        lines.append(_merge_mark(name, mark, desks[one.marker, one.role]))
    for name, one in read:
        lines += [_merge_concern(name, concern, desks[one.marker, one.role]) for concern in one.concerns]
    return lines


def _merge_mark(file: str, mark: PackMark, desk: MarkingDesk) -> Merged:
    submission = desk.names.by_reference.get(mark.ref)
    if submission is None:
        nowhere = f"{one_line(mark.ref, 40)} {one_line(mark.item, 60)}"
        return Merged(file, "refused", nowhere, "No such answer here.")
    place = f"{desk.names.name[submission.id]}, {submission.exercise}/{one_line(mark.item, 60)}"
    mine = f"{_said(mark.marks)} by {one_line(desk.marker, 60)} at {mark.at}"
    try:
        decision = Decision(mark.ref, mark.item, mark.marks, mark.level, mark.why, mark.comment)
        entered = persons_mark(decision, submission, desk, mark.at)
    except (MarkRefused, CourseError) as error:
        return Merged(file, "refused", place, getattr(error, "problem", str(error)))
    roles = desk.book.latest(submission=submission.id).get(submission.id, {}).get(mark.item, {})
    there = roles.get(desk.role)
    if there is not None and (there.marker, there.content) == (entered.marker, _content(entered)):
        return Merged(file, "there already", place)
    if there is not None and there.marks is not None and there.marker != entered.marker:
        stands = f"{_said(there.marks)} by {there.marker} at {there.at} stands; {mine} was not entered"
        return Merged(file, "clash", place, stands)
    if there is not None and there.marker == entered.marker and there.at >= mark.at:
        stands = f"{_said(there.marks)} at {there.at} stands, which is no older; {mine} was not entered"
        return Merged(file, "clash", place, stands)
    try:
        is_new = desk.book.enter(entered) is not None
    except MarkRefused as refused:
        return Merged(file, "refused", place, str(refused))
    return Merged(file, "new", place, mine) if is_new else Merged(file, "there already", place)


def _merge_concern(file: str, concern: PackConcern, desk: MarkingDesk) -> Merged:
    submission = desk.names.by_reference.get(concern.ref)
    if submission is None or concern.kind not in CONCERN_KINDS:
        return Merged(file, "refused", one_line(concern.ref, 40), "No such answer or kind of concern here.")
    place = f"concern about {desk.names.name[submission.id]}, {submission.exercise}"
    for known in desk.book.concerns():
        same = (known.submission, known.item, known.kind, known.marker, known.at)
        if same == (submission.id, concern.item, concern.kind, desk.marker, concern.at):
            return Merged(file, "there already", place)
    desk.book.raise_concern(
        submission.id, concern.item, concern.kind, concern.note, marker=desk.marker, at=concern.at
    )
    return Merged(file, "new", place, concern.kind)


def _content(mark: PersonsMark) -> tuple[float | None, str, str, str]:
    return (mark.marks, mark.level, mark.why, mark.comment)


def _said(marks: float | None) -> str:
    return "no mark" if marks is None else f"{number(marks)}"
