"""The gradebook: every mark ever given, with its marker, time, key and reason.

SQLite, append-only: a mark that changed is a new row, and the latest row counts. A run writes one
transaction a batch, so that a machine that stops leaves whole batches and nothing else.

Tables
------
``submission``
    One row for each sheet that was marked: trainee, exercise, its version, pass, when it was saved,
    the digest of its bytes, the file it came from.
``mark``
    One row for each item of a submission and each time its mark changed: marks (null where a
    person has to give them or nothing could be read), of, state, why, what was given, marker,
    the key's version and digest, and when.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from ..corpus import CourseError
from ..exercises.marks import ItemMark

SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS submission (
  id INTEGER PRIMARY KEY,
  trainee TEXT NOT NULL,
  exercise TEXT NOT NULL,
  exercise_version INTEGER NOT NULL,
  pass INTEGER NOT NULL,
  saved TEXT NOT NULL,
  digest TEXT NOT NULL,
  file TEXT NOT NULL,
  at TEXT NOT NULL,
  UNIQUE (trainee, exercise, digest)
);
CREATE TABLE IF NOT EXISTS mark (
  id INTEGER PRIMARY KEY,
  submission INTEGER NOT NULL REFERENCES submission (id),
  item TEXT NOT NULL,
  marks REAL,
  of REAL NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('marked', 'to be marked', 'unmarked', 'send back')),
  why TEXT NOT NULL,
  given TEXT,
  marker TEXT NOT NULL,
  key_version INTEGER NOT NULL,
  key_digest TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS mark_of ON mark (submission, item, id);
CREATE VIEW IF NOT EXISTS latest_mark AS
  SELECT submission.trainee, submission.exercise, submission.pass, mark.* FROM mark
  JOIN submission ON submission.id = mark.submission
  WHERE mark.id = (SELECT max(id) FROM mark AS other
    WHERE other.submission = mark.submission AND other.item = mark.item);
CREATE TRIGGER IF NOT EXISTS mark_stays BEFORE UPDATE ON mark
  BEGIN SELECT RAISE(ABORT, 'marks are only added'); END;
CREATE TRIGGER IF NOT EXISTS mark_is_kept BEFORE DELETE ON mark
  BEGIN SELECT RAISE(ABORT, 'marks are only added'); END;
"""
AUTO = "auto"


class Entry(NamedTuple):
    """A marked submission as the gradebook keeps it."""

    trainee: str
    exercise: str
    exercise_version: int
    pass_: int
    saved: str
    digest: str
    file: str
    key_version: int
    key_digest: str
    items: tuple[ItemMark, ...]


class Gradebook:
    """An open gradebook.

    Parameters
    ----------
    path
        The file; it is made if it is missing.

    Raises
    ------
    CourseError
        If the file is there and is no gradebook of this version.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, SCHEMA_VERSION):
                raise CourseError(
                    path, f"The gradebook has version {version}.", "Use a newer command, or another --out."
                )
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(
                f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
            )
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
        self._db.close()

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
        added = 0
        self._db.execute("BEGIN IMMEDIATE")
        try:
            for entry in entries:
                added += self._add_one(entry, at)
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        return added

    def _add_one(self, entry: Entry, at: str) -> int:
        kept: dict[str, tuple[object, ...]] = {}
        submission: int | None = None
        if not self._is_new:
            row = self._db.execute(
                "SELECT id FROM submission WHERE trainee = ? AND exercise = ? AND digest = ?",
                (entry.trainee, entry.exercise, entry.digest),
            ).fetchone()
            if row is not None:
                submission = row[0]
                kept = {
                    item: tuple(rest)
                    for item, *rest in self._db.execute(
                        "SELECT item, marks, of, state, why, given, key_version, key_digest FROM mark "
                        "WHERE submission = ? AND marker = ? ORDER BY id",
                        (submission, AUTO),
                    )
                }
        if submission is None:
            submission = self._db.execute(
                "INSERT INTO submission (trainee, exercise, exercise_version, pass, saved, digest, file, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    entry.trainee,
                    entry.exercise,
                    entry.exercise_version,
                    entry.pass_,
                    entry.saved,
                    entry.digest,
                    entry.file,
                    at,
                ),
            ).lastrowid
        rows = []
        for mark in entry.items:
            given = None if mark.given is None else json.dumps(dict(mark.given), ensure_ascii=False)
            content = (mark.marks, mark.of, mark.state, mark.why, given, entry.key_version, entry.key_digest)
            if kept.get(mark.item) != content:
                rows.append((submission, mark.item, *content[:5], AUTO, *content[5:], at))
        if rows:
            self._db.executemany(
                "INSERT INTO mark (submission, item, marks, of, state, why, given, marker, key_version, "
                "key_digest, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
        return len(rows)
