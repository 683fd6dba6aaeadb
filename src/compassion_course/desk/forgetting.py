"""Forget a person: out of the gradebook, the lists, the pages and the packs of a folder with marks.

What can be cut is cut: rows of lists, scripts of packs, members of zips. Any other file that still names or
quotes the person is deleted and said, because most can be made again; what cannot be looked into is left and
said. A date and a count stay.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ..corpus import CourseError
from ..corpus.jsonl import write_whole
from ..corpus.zip_members import BROKEN, MemberFault, read_member
from .exchange.raw_csv import RawCsv
from .gradebook import Gradebook
from .marking_desk import now
from .plain_text import decoded
from .pseudonyms import Pseudonyms
from .results import open_book
from .roster import Roster
from .run_lock import only_marker
from .traces import Person, Traces

_TASK = re.compile(r'(<script type="application/json" id="task">)(.*?)(</script>)', re.DOTALL)
_OWN = ("gradebook.db", ".marking.lock")
_SQLITE = b"SQLite format 3\0"
# Bytes of one packed file, and archives in archives.
_MOST = 64 * 1024 * 1024
_DEEPEST = 3


class _Unseen(Exception):
    """A file that cannot be looked into, and why."""


class Forgotten(NamedTuple):
    """What was removed: rows of the gradebook, lines of lists, and files; notes are for the tutor."""

    rows: int
    lines: int
    files: list[str]
    notes: list[str]


def forget_trainee(trainee: str, folder: Path, roster: Roster | None) -> Forgotten:
    """Remove a person from a folder with marks.

    Parameters
    ----------
    trainee
        Their id, exactly.
    folder
        What mark wrote to, with whatever was put there since.
    roster
        For a name and an address that no list in the folder has.

    Raises
    ------
    CourseError
        If there is no gradebook, or a marking run is going on.
    """
    with only_marker(folder), open_book(folder) as book:
        everybody = {one.trainee for one in book.submissions(current=False)}
        traces = _traces(trainee, folder, book, roster, everybody)
        references = traces.person.exact
        rows = book.forget(trainee, now()) if trainee in everybody else 0
        lines, files, notes = 0, list[str](), list[str]()
        for place in _own_folders(trainee, folder):
            files += [str(path.relative_to(folder)) for path in sorted(place.rglob("*")) if path.is_file()]
            shutil.rmtree(place)
        homes = _homes(everybody - {trainee})
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            if not path.is_file() or path.is_symlink() or name in _OWN:
                continue
            if path.suffix == ".html" and path.parent.name in homes:
                if traces.named_in(decoded(path.read_bytes())):
                    notes.append(f"{name}: this is another trainee's page and names {trainee}; it was left.")
                continue
            if path.read_bytes()[:16] == _SQLITE:
                rows += _forget_copy(path, trainee, traces, name, notes)
                continue
            try:
                cut = _cut(path, traces, references)
            except _Unseen as unseen:
                notes.append(f"{name}: this could not be looked into and was left: {unseen} Look there.")
                continue
            if cut is None:
                path.unlink()
                files.append(name)
            else:
                lines += cut
        for place in sorted((one for one in folder.rglob("*") if one.is_dir()), reverse=True):
            if traces.named_in(place.name) and not any(place.iterdir()):
                place.rmdir()
        if traces.named_in((folder / "gradebook.db").read_bytes().decode("utf-8", "replace")):
            notes.append(
                f"The gradebook still names {trainee}: in what somebody else handed in or wrote. Look there."
            )
    return Forgotten(rows, lines, files, notes)


# --- who it is --------------------------------------------------------------------------------


def _traces(
    trainee: str, folder: Path, book: Gradebook, roster: Roster | None, everybody: set[str]
) -> Traces:
    submissions = book.submissions(current=False)
    names = Pseudonyms(book.salt(), submissions)
    mine = [one for one in submissions if one.trainee == trainee]
    people, emails = set[str](), set[str]()
    if roster is not None and trainee in roster.by_id:
        person = roster.by_id[trainee]
        people.add(person.name)
        emails.add(person.email)
    for row in _listed(trainee, folder):
        people.add(row.get("name", ""))
        emails |= {row.get("email", ""), row.get("e-mail", "")}
    exact = {
        value
        for one in mine
        for value in (
            names.reference[one.id],
            names.name[one.id],
            names.name[one.id].replace(" ", "-"),
            one.digest,
        )
    }
    texts = {one.id: _texts(book.sheet_of(one.id)) for one in submissions}
    known = Person(
        trainee,
        frozenset(filter(None, people)),
        frozenset(filter(None, emails)),
        tuple(one.file for one in mine),
        frozenset(exact),
        tuple(text for one in mine for text in texts[one.id]),
    )
    others = [text for one in submissions if one.trainee != trainee for text in texts[one.id]]
    return Traces(known, everybody, others)


def _listed(trainee: str, folder: Path) -> Iterator[dict[str, str]]:
    """Give the rows of lists in the folder whose trainee it is."""
    for path in sorted(folder.rglob("*.csv")):
        try:
            table = RawCsv(path)
        except CourseError:
            continue
        head = [cell.casefold() for cell in table.header]
        if "trainee" in head:
            for cells in table.rows[1:]:
                row = dict(zip(head, (cell.strip().removeprefix("'") for cell in cells), strict=False))
                if row.get("trainee") == trainee:
                    yield row


def _texts(data: bytes | None) -> list[str]:
    """Give what somebody wrote, of whatever exercise and version the sheet is."""
    if data is None:
        return []
    try:
        content = json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return []
    found: list[str] = []
    waiting: list[Any] = (
        [content.get(part) for part in ("answers", "first")] if isinstance(content, dict) else []
    )
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            # A quotation is the transcript's, not the trainee's.
            waiting += [value for key, value in one.items() if key != "quote"]
        elif isinstance(one, list):
            waiting += one
    return found


# --- what is cut, and what is deleted -----------------------------------------------------------


def _forget_copy(path: Path, trainee: str, traces: Traces, name: str, notes: list[str]) -> int:
    """Forget the person in a copy of the gradebook; any other database is left and said."""
    rows = 0
    if traces.named_in(path.read_bytes().decode("utf-8", "replace")):
        try:
            with Gradebook(path) as copy:
                rows = copy.forget(trainee, now())
        except (CourseError, sqlite3.Error):
            pass
        if traces.named_in(path.read_bytes().decode("utf-8", "replace")):
            notes.append(f"{name}: this database still names {trainee}. Look there.")
    return rows


def _own_folders(trainee: str, folder: Path) -> list[Path]:
    """List the folders of the person's own pages, under the names that feedback gives them."""
    names = _homes({trainee})
    # Not beside the gradebook: somebody may be called what a folder of everybody's is, such as feedback.
    return [
        place
        for place in sorted(folder.rglob("*"))
        if place.is_dir() and place.name in names and place.parent != folder
    ]


def _homes(trainees: set[str]) -> set[str]:
    return {
        name
        for one in trainees
        for name in (one, f"{one}~", f"{one}~{hashlib.sha256(one.encode()).hexdigest()[:6]}")
    }


def _cut(path: Path, traces: Traces, references: frozenset[str]) -> int | None:
    """Cut a person out of a file; give how many lines went, or None where the file has to go."""
    suffix = path.suffix.lower()
    if traces.named_in(path.name):
        return None
    if suffix == ".csv":
        return _cut_csv(path, traces)
    if suffix == ".zip":
        return _cut_zip(path, traces)
    data = path.read_bytes()
    text = decoded(data)
    if suffix == ".html" and (found := _TASK.search(text)):
        return _cut_pack(path, text, found, traces, references)
    if suffix == ".json":
        return _cut_json(path, text, traces, references)
    return None if _in_bytes(data, traces) else 0


def _cut_csv(path: Path, traces: Traces) -> int | None:
    try:
        table = RawCsv(path)
    except CourseError:
        return None if _in_bytes(path.read_bytes(), traces) else 0
    kept = [
        place
        for place, cells in enumerate(table.rows)
        if not any(traces.is_id(cell) or traces.found_in(cell) for cell in cells)
    ]
    gone = len(table.rows) - len(kept)
    if gone:
        write_whole(path, table.data(kept))
    return gone


def _cut_zip(path: Path, traces: Traces) -> int | None:
    packed = io.BytesIO()
    gone = 0
    try:
        with zipfile.ZipFile(path) as archive, zipfile.ZipFile(packed, "w") as made:
            for member in archive.infolist():
                data = read_member(archive, member, _MOST)
                parts = re.split(r"[/\\]", member.filename)
                if (
                    any(map(traces.is_id, parts))
                    or traces.named_in(member.filename)
                    or _in_bytes(data, traces, 1)
                ):
                    gone += 1
                else:
                    made.writestr(member, data)
    except (*BROKEN, MemberFault) as error:
        raise _Unseen(str(error)) from error
    if gone:
        write_whole(path, packed.getvalue())
    return gone


def _cut_pack(
    path: Path, text: str, found: re.Match[str], traces: Traces, references: frozenset[str]
) -> int | None:
    try:
        task = json.loads(found[2])
        before = len(task["scripts"])
        task["scripts"] = [one for one in task["scripts"] if one["ref"] not in references]
        task["order"] = {
            place: [ref for ref in refs if ref not in references] for place, refs in task["order"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    gone = before - len(task["scripts"])
    data = json.dumps(task, ensure_ascii=False)
    if traces.named_in(data):
        return None
    if gone:
        data = data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        write_whole(path, f"{text[: found.start(2)]}{data}{text[found.end(2) :]}".encode())
    return gone


def _cut_json(path: Path, text: str, traces: Traces, references: frozenset[str]) -> int | None:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None if traces.found_in(text) else 0
    gone = 0
    if isinstance(content, dict):
        for part in ("marks", "concerns"):
            listed = content.get(part)
            if isinstance(listed, list):
                kept = [one for one in listed if not (isinstance(one, dict) and one.get("ref") in references)]
                gone += len(listed) - len(kept)
                content[part] = kept
    written = json.dumps(content, ensure_ascii=False, indent=1)
    if traces.found_in(written):
        return None
    if gone:
        write_whole(path, f"{written}\n".encode())
    return gone


def _in_bytes(data: bytes, traces: Traces, depth: int = 0) -> bool:
    """Whether a file's content tells of the person, also inside a packed one such as a workbook.

    Hand-ins may lie in the folder, so what is packed is read within limits, whatever it says of itself.
    """
    if data[:2] != b"PK":
        return traces.found_in(decoded(data))
    if depth > _DEEPEST:
        raise _Unseen("Archives are nested too deeply in it.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(
                traces.named_in(member.filename)
                or _in_bytes(read_member(archive, member, _MOST), traces, depth + 1)
                for member in archive.infolist()
            )
    except (*BROKEN, MemberFault) as error:
        raise _Unseen(str(error)) from error
