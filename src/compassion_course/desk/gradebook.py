"""The gradebook: every mark ever given, by key and by persons, with its marker, time, key and reason.

SQLite, append-only until the retention date: a mark that changed is a new row, and the latest row of its
role counts. A marking run writes one transaction a batch and a marker one a mark, each with its fsync, so
that a machine that stops leaves whole batches and every saved mark. :mod:`.gradebook_schema` describes the
tables, :mod:`.gradebook_rows` the rows.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from ..corpus import CourseError
from .gradebook_rows import (
    AUTO,
    Concern,
    ConcernKind,
    Entry,
    MarkRefused,
    MarkRow,
    Pair,
    PersonsMark,
    Role,
    Submission,
    Waiting,
)
from .gradebook_schema import GUARDS, SCHEMA_VERSION, bring_up_to_date

__all__ = ["AUTO", "Concern", "Entry", "Gradebook", "MarkRefused", "MarkRow", "PersonsMark", "Submission"]

_SUBMISSION = "id, trainee, exercise, exercise_version, pass, saved, digest, file, at"
_MARK = (
    "mark.id, mark.submission, item, role, marker, marks, of, state, level, why, comment, "
    "key_version, key_digest, mark.at"
)
# The latest row of each item and role. Spelt out, because SQLite then reads each group once by its index.
_LATEST = (
    f"SELECT {_MARK} FROM mark WHERE mark.id IN ("
    "SELECT max(mark.id) FROM mark JOIN submission ON submission.id = mark.submission "
    "WHERE {where} GROUP BY mark.submission, mark.item, mark.role)"
)

_TO_JSON = json.JSONEncoder(ensure_ascii=False)

#: The latest mark of each role, by item, by submission.
Latest = dict[int, dict[str, dict[Role, MarkRow]]]


class Gradebook:
    """An open gradebook.

    Parameters
    ----------
    path
        The file; it is made if it is missing, and brought up to date if it is of an earlier version.
    threads
        Whether several threads use it, one at a time: the caller sees to that.

    Raises
    ------
    CourseError
        If the file is there and is no gradebook that this version can use.
    """

    def __init__(self, path: Path, *, threads: bool = False) -> None:
        self._path = path
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=not threads, timeout=30)
            # For a new file: most of it are sheets, which lie in fewer and larger pages.
            self._db.execute("PRAGMA page_size = 8192")
            self._db.execute("PRAGMA synchronous = FULL")
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version not in range(SCHEMA_VERSION + 1):
                raise CourseError(
                    path, f"The gradebook has version {version}.", "Use a newer command, or another --out."
                )
            bring_up_to_date(self._db, version)
        except sqlite3.OperationalError:
            raise  # a full disk, say: the caller knows the words for that
        except sqlite3.Error as error:
            raise CourseError(
                path,
                f"This is not a gradebook that can be used: {error}.",
                "Move it away, or name another --out.",
            ) from error
        self._is_new = self._db.execute("SELECT NOT EXISTS (SELECT 1 FROM submission)").fetchone()[0] == 1

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    # --- marks by key -------------------------------------------------------------------------

    def add(self, entries: Iterable[Entry], at: str) -> int:
        """Add a batch in one transaction; what is there already, and the same, is not repeated.

        Parameters
        ----------
        entries
            Marked submissions.
        at
            The time, as ``2026-01-31T09:30:00Z``.

        Returns
        -------
        int
            How many marks were added.
        """
        # Counted on from the last one, so that each table takes a whole batch in one go.
        submissions, sheets, marks = [], [], []
        with self._transaction():
            last = self._db.execute("SELECT coalesce(max(id), 0) FROM submission").fetchone()[0]
            for entry in entries:
                id, kept = self._kept(entry)
                if id is None:
                    id = last = last + 1
                    submissions.append(
                        (
                            id,
                            entry.trainee,
                            entry.exercise,
                            entry.exercise_version,
                            entry.pass_,
                            entry.saved,
                            entry.digest,
                            entry.file,
                            at,
                        )
                    )
                if entry.sheet:
                    sheets.append((id, entry.sheet))
                version, digest = entry.key_version, entry.key_digest
                for item, earned, of, state, why, _, _, given in entry.items:
                    row = (id, item, AUTO, at, earned, of, state, why, _given_json(given), version, digest)
                    if not kept or kept.get(item) != row[4:]:
                        marks.append(row)
            self._db.executemany(
                "INSERT INTO submission (id, trainee, exercise, exercise_version, pass, saved, digest, file, "
                "at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                submissions,
            )
            # A gradebook of version 1 has the submission and not its sheet.
            self._db.executemany("INSERT OR IGNORE INTO sheet (submission, bytes) VALUES (?, ?)", sheets)
            self._db.executemany(
                "INSERT INTO mark (submission, item, marker, at, marks, of, state, why, given, key_version, "
                "key_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                marks,
            )
        return len(marks)

    def _kept(self, entry: Entry) -> tuple[int | None, dict[str, tuple[object, ...]]]:
        """Give the row of a sheet that is there already, and its latest marks by key."""
        if self._is_new:
            return None, {}
        row = self._db.execute(
            "SELECT id FROM submission WHERE trainee = ? AND exercise = ? AND digest = ?",
            (entry.trainee, entry.exercise, entry.digest),
        ).fetchone()
        if row is None:
            return None, {}
        rows = self._db.execute(
            "SELECT item, marks, of, state, why, given, key_version, key_digest FROM mark "
            "WHERE submission = ? AND role = 'key' ORDER BY id",
            row,
        )
        return row[0], {item: tuple(rest) for item, *rest in rows}

    # --- what is there ------------------------------------------------------------------------

    def submissions(self, exercise: str | None = None, *, current: bool = True) -> list[Submission]:
        """List submissions in the order in which they were marked.

        Parameters
        ----------
        exercise
            Of this exercise alone.
        current
            Only the one of each trainee and exercise that counts: of the highest pass, the one that was
            marked last, or where the best counts (:meth:`count_by`) the one with most marks by key.
        """
        rows = self._db.execute(
            f"SELECT {_SUBMISSION} FROM submission WHERE ? IS NULL OR exercise = ? ORDER BY id",
            (exercise, exercise),
        )
        found = [Submission(*row) for row in rows]
        if not current:
            return found
        worth = self._marks_by_key(exercise) if self._setting("counts") == "best" else {}
        last: dict[tuple[str, str], Submission] = {}
        for one in found:
            before = last.get((one.trainee, one.exercise))
            if before is None or (one.pass_, worth.get(one.id, 0.0)) >= (
                before.pass_,
                worth.get(before.id, 0.0),
            ):
                last[one.trainee, one.exercise] = one
        return sorted(last.values())

    def _marks_by_key(self, exercise: str | None) -> dict[int, float]:
        return {
            id: round(sum(roles["key"].marks or 0.0 for roles in items.values() if "key" in roles), 2)
            for id, items in self.latest(exercise).items()
        }

    def exercises(self) -> list[str]:
        """List the exercises that something was handed in for."""
        return [slug for (slug,) in self._db.execute("SELECT DISTINCT exercise FROM submission ORDER BY 1")]

    def sheet_of(self, submission: int) -> bytes | None:
        """Give a sheet as it was handed in, or None where only an older version marked it."""
        row = self._db.execute("SELECT bytes FROM sheet WHERE submission = ?", (submission,)).fetchone()
        return None if row is None else bytes(row[0])

    def latest(self, exercise: str | None = None, *, submission: int | None = None) -> Latest:
        """Give the latest mark of each role.

        Parameters
        ----------
        exercise
            Of this exercise alone.
        submission
            Of this submission alone.
        """
        where = "(:exercise IS NULL OR submission.exercise = :exercise)"
        if submission is not None:
            where += " AND mark.submission = :submission"
        found: Latest = {}
        for row in self._db.execute(
            f"{_LATEST.format(where=where)} ORDER BY mark.id",
            {"exercise": exercise, "submission": submission},
        ):
            mark = MarkRow(*row)
            found.setdefault(mark.submission, {}).setdefault(mark.item, {})[mark.role] = mark
        return found

    def counting(
        self, exercise: str | None = None, *, submission: int | None = None
    ) -> dict[int, dict[str, MarkRow]]:
        """Give the mark that counts for each item: moderated before first before key."""
        return {
            id: {item: that_counts(roles) for item, roles in items.items() if roles.keys() != {"second"}}
            for id, items in self.latest(exercise, submission=submission).items()
        }

    def waiting(self, exercise: str | None = None, *, sent_back: bool = False) -> list[Waiting]:
        """List what waits for a person in the current submissions.

        Parameters
        ----------
        exercise
            Of this exercise alone.
        sent_back
            Also what lacks something and went back to its trainee.
        """
        states = ("to be marked", "send back") if sent_back else ("to be marked",)
        current = {one.id for one in self.submissions(exercise)}
        return [
            Waiting(id, item, mark.state)
            for id, items in self.counting(exercise).items()
            if id in current
            for item, mark in items.items()
            if mark.role == "key" and mark.state in states
        ]

    def pairs(self, exercise: str | None = None) -> list[Pair]:
        """List the items that have a first and a second mark."""
        return [
            Pair(id, item, roles["first"], roles["second"], _given(roles.get("moderated")))
            for id, items in self.latest(exercise).items()
            for item, roles in items.items()
            if _given(roles.get("first")) and _given(roles.get("second"))
        ]

    def history(self, submission: int, item: str) -> list[MarkRow]:
        """Give every mark that an item ever had, in order."""
        rows = self._db.execute(
            f"SELECT {_MARK} FROM mark WHERE submission = ? AND item = ? ORDER BY id", (submission, item)
        )
        return [MarkRow(*row) for row in rows]

    # --- marks by persons ---------------------------------------------------------------------

    def enter(self, mark: PersonsMark) -> int | None:
        """Enter a person's mark in a transaction of its own; the same as before is not repeated.

        Returns
        -------
        int or None
            The row, or None if it says what the latest one says.

        Raises
        ------
        MarkRefused
            If there is no such item, the number is none that can be given, the key marks the item, somebody
            else holds the role there, a first and a second marker are one person, or there is nothing to
            moderate.
        """
        with self._transaction():
            return self._enter(mark)

    def enter_all(self, marks: Iterable[PersonsMark]) -> int:
        """Enter several in one transaction, all or none; give how many were new."""
        with self._transaction():
            return sum(self._enter(mark) is not None for mark in marks)

    def _enter(self, mark: PersonsMark) -> int | None:
        roles = self.latest(submission=mark.submission).get(mark.submission, {}).get(mark.item, {})
        refuse_mark(mark, roles)
        before = roles.get(mark.role)
        if before is not None and (before.marker, before.content) == (
            mark.marker,
            (mark.marks, mark.level, mark.why, mark.comment),
        ):
            return None
        if before is None and mark.marks is None and not (mark.why or mark.comment):
            return None
        return self._db.execute(
            "INSERT INTO mark (submission, item, role, marker, marks, of, state, level, why, comment, "
            "key_version, key_digest, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                mark.submission,
                mark.item,
                mark.role,
                mark.marker,
                mark.marks,
                mark.of,
                "to be marked" if mark.marks is None else "marked",
                mark.level,
                mark.why,
                mark.comment,
                mark.key_version,
                mark.key_digest,
                mark.at,
            ),
        ).lastrowid

    # --- concerns -----------------------------------------------------------------------------

    def raise_concern(
        self, submission: int, item: str, kind: ConcernKind, note: str, *, marker: str, at: str
    ) -> int:
        """Record a concern; the text stays out of samples, exports and packs from now on.

        Parameters
        ----------
        submission, item
            Where; an empty item is the whole sheet.
        kind, note
            What it is, and what the marker wants to be known.
        marker, at
            By whom and when.
        """
        with self._transaction():
            done = self._db.execute(
                "INSERT INTO concern (submission, item, kind, note, marker, at) VALUES (?, ?, ?, ?, ?, ?)",
                (submission, item, kind, note, marker, at),
            )
        return int(done.lastrowid or 0)

    def resolve_concern(self, id: int, *, by: str, at: str, outcome: str, may_be_shown: bool = False) -> bool:
        """Say how a concern ended; the text comes back only if that is said. Give whether it was open."""
        with self._transaction():
            done = self._db.execute(
                "UPDATE concern SET resolved_at = ?, resolved_by = ?, outcome = ?, may_be_shown = ? "
                "WHERE id = ? AND resolved_at IS NULL",
                (at, by, outcome, int(may_be_shown), id),
            )
        return done.rowcount == 1

    def concerns(self, *, open_only: bool = False) -> list[Concern]:
        """List concerns in the order in which they were raised."""
        rows = self._db.execute(
            "SELECT id, submission, item, kind, note, marker, at, resolved_at, resolved_by, outcome, "
            "may_be_shown FROM concern WHERE NOT ? OR resolved_at IS NULL ORDER BY id",
            (open_only,),
        )
        return [Concern._make((*row[:-1], bool(row[-1]))) for row in rows]

    def withheld(self) -> Withheld:
        """Give what stays out of samples, exports and packs."""
        rows = self._db.execute("SELECT submission, item FROM concern WHERE may_be_shown = 0")
        return Withheld(frozenset(rows))

    # --- settings, keeping, forgetting ----------------------------------------------------------

    def salt(self) -> str:
        """Give what seeds orders and pseudonyms in this gradebook; made when it is first asked for."""
        made = secrets.token_hex(16)
        with self._transaction():
            self._db.execute("INSERT OR IGNORE INTO setting VALUES ('salt', ?)", (made,))
            row = self._db.execute("SELECT value FROM setting WHERE name = 'salt'").fetchone()
        return str(row[0])

    def _setting(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def count_by(self, rule: Literal["latest", "best"]) -> None:
        """Set which of several hand-ins counts, for whoever asks for the current ones from now on."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO setting VALUES ('counts', ?)", (rule,))

    def keep_until(self, date: str) -> None:
        """Set the retention date, such as ``2032-07-31``; until then marks are only added."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO setting VALUES ('retention', ?)", (date,))

    def forget(self, trainee: str, at: str) -> int:
        """Remove a person, also from the file's unused pages; keep when, and how many rows it was.

        Returns
        -------
        int
            How many rows were removed; none if the gradebook does not know the trainee.
        """
        theirs = "(SELECT id FROM submission WHERE trainee = ?)"
        removed = 0
        self._db.execute("PRAGMA secure_delete = ON")
        with self._transaction():
            for guard in ("mark_is_kept", "concern_is_kept"):
                self._db.execute(f"DROP TRIGGER {guard}")
            for table in ("mark", "concern", "sheet"):
                done = self._db.execute(f"DELETE FROM {table} WHERE submission IN {theirs}", (trainee,))
                removed += done.rowcount
            removed += self._db.execute("DELETE FROM submission WHERE trainee = ?", (trainee,)).rowcount
            for guard in ("mark_is_kept", "concern_is_kept"):
                self._db.execute(GUARDS[guard])
            if removed:
                self._db.execute("INSERT INTO forgotten VALUES (?, ?)", (at, removed))
        if removed:
            self._db.execute("VACUUM")
        return removed


# The same answers come again and again.
@lru_cache(maxsize=4096)
def _given_json(given: tuple[tuple[str, str], ...] | None) -> str | None:
    return None if given is None else _TO_JSON.encode(dict(given))


class Withheld:
    """What a concern keeps out of samples, exports and packs."""

    def __init__(self, places: frozenset[tuple[int, str]]) -> None:
        self._places = places

    def __contains__(self, place: tuple[int, str]) -> bool:
        submission, item = place
        return (submission, item) in self._places or (submission, "") in self._places

    def __bool__(self) -> bool:
        return bool(self._places)

    def any_of(self, submission: int) -> bool:
        """Whether anything of a submission is kept out: then no sample takes it."""
        return any(one == submission for one, _ in self._places)


def that_counts(roles: Mapping[Role, MarkRow]) -> MarkRow:
    """Give the mark that counts of those that one item has: moderated before first before key."""
    given: Any = _given(roles.get("moderated")) or _given(roles.get("first")) or roles.get("key")
    return given if given is not None else next(iter(roles.values()))


def _given(mark: MarkRow | None) -> MarkRow | None:
    return mark if mark is not None and mark.marks is not None else None


def refuse_mark(mark: PersonsMark, roles: Mapping[Role, MarkRow]) -> None:
    """Say why a mark cannot be entered beside those that the item has.

    Raises
    ------
    MarkRefused
        With the reason.
    """
    key = roles.get("key")
    if key is None:
        raise MarkRefused("The gradebook has no such item: mark what was handed in first.")
    if mark.role == "key" or not mark.marker.strip() or mark.marker == AUTO:
        raise MarkRefused("A person's mark needs a marker's name and a role.")
    if mark.marks is not None and not 0 <= mark.marks <= key.of:
        raise MarkRefused(f"Marks from 0 to {key.of:g} can be given here.")
    if key.state == "marked" and mark.role != "moderated":
        raise MarkRefused("This item is marked by key.")
    holder = roles.get(mark.role)
    if mark.role != "moderated" and holder is not None and holder.marker != mark.marker and _given(holder):
        raise MarkRefused(f"{holder.marker} has given the {mark.role} mark here.")
    other = _given(roles.get("second" if mark.role == "first" else "first"))
    if mark.role in ("first", "second") and other is not None and other.marker == mark.marker:
        raise MarkRefused("First and second marks come from two people.")
    if mark.role == "moderated" and mark.marks is not None and not mark.why.strip():
        raise MarkRefused("A moderated mark needs its reason.")
