"""The tables of the gradebook, and how an older gradebook comes to have them.

Tables
------
``submission``
    One row for each sheet that was marked: trainee, exercise, its version, pass, when it was saved, the
    digest of its bytes, the file it came from.
``sheet``
    Its bytes as handed in, so that markers need no folder of hand-ins. As they are: packing a sheet of
    15 kB took four times as long as writing it (260 and 63 microseconds).
``mark``
    One row for each item of a submission, each role and each time that mark changed. ``role`` is
    ``key``, ``first``, ``second`` or ``moderated``; ``marks`` is null where a person has to give them,
    where nothing could be read, or where a person took a mark back. Beside them: of, state, level of the
    rubric, why (the reason), comment (words to the trainee), what was given, marker, the key's version and
    digest, and when.
``concern``
    What a marker saw that the programme has steps for. While ``may_be_shown`` is 0 the text stays out of
    samples, exports and packs; ``item`` is empty for the whole sheet.
``setting``
    ``retention``: the date until which marks are only added. ``counts``: which of several hand-ins counts,
    ``latest`` or ``best``. ``salt``: seeds orders and pseudonyms.
``forgotten``
    When people were removed, and how many rows; not who.

Views
-----
``latest_mark``
    The latest row of each submission, item and role.
``counting_mark``
    The one that counts: moderated before first before key.
"""

from __future__ import annotations

import sqlite3

SCHEMA_VERSION = 2

# Version 1 of the tables, which version 2 extends: both ways lead to the same columns in the same order.
# A check spells out what may stand there: for IN SQLite makes a table of the words anew for each row, which
# took twice as long as all the rest of adding it.
_FIRST = """
CREATE TABLE submission (
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
"""
_MARK = """
CREATE TABLE mark (
  id INTEGER PRIMARY KEY,
  submission INTEGER NOT NULL REFERENCES submission (id),
  item TEXT NOT NULL,
  marks REAL,
  of REAL NOT NULL,
  state TEXT NOT NULL CHECK (state = 'marked' OR state = 'to be marked' OR state = 'unmarked'
    OR state = 'send back' OR state = 'to come'),
  why TEXT NOT NULL,
  given TEXT,
  marker TEXT NOT NULL,
  key_version INTEGER NOT NULL,
  key_digest TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX mark_of ON mark (submission, item, id);
"""
_SECOND = """
ALTER TABLE mark ADD COLUMN role TEXT NOT NULL DEFAULT 'key'
  CHECK (role = 'key' OR role = 'first' OR role = 'second' OR role = 'moderated');
ALTER TABLE mark ADD COLUMN level TEXT NOT NULL DEFAULT '';
ALTER TABLE mark ADD COLUMN comment TEXT NOT NULL DEFAULT '';
CREATE INDEX mark_by_person ON mark (submission, item, role, id) WHERE role <> 'key';
CREATE INDEX submission_of ON submission (exercise, trainee);
CREATE TABLE sheet (
  submission INTEGER PRIMARY KEY REFERENCES submission (id),
  bytes BLOB NOT NULL
);
CREATE TABLE concern (
  id INTEGER PRIMARY KEY,
  submission INTEGER NOT NULL REFERENCES submission (id),
  item TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('risk', 'client detail', 'wrongdoing', 'other')),
  note TEXT NOT NULL,
  marker TEXT NOT NULL,
  at TEXT NOT NULL,
  resolved_at TEXT,
  resolved_by TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL DEFAULT '',
  may_be_shown INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE forgotten (at TEXT NOT NULL, rows INTEGER NOT NULL);
CREATE VIEW latest_mark AS
  SELECT submission.trainee, submission.exercise, submission.pass, mark.* FROM mark
  JOIN submission ON submission.id = mark.submission
  WHERE mark.id = (SELECT max(id) FROM mark AS other WHERE other.submission = mark.submission
    AND other.item = mark.item AND other.role = mark.role);
CREATE VIEW counting_mark AS
  SELECT * FROM latest_mark AS one WHERE one.role <> 'second' AND one.id = (
    SELECT other.id FROM mark AS other
    WHERE other.submission = one.submission AND other.item = one.item
      AND (other.role = 'key' OR (other.role IN ('first', 'moderated') AND other.marks IS NOT NULL))
      AND other.id = (SELECT max(id) FROM mark AS newest WHERE newest.submission = other.submission
        AND newest.item = other.item AND newest.role = other.role)
    ORDER BY CASE other.role WHEN 'moderated' THEN 2 WHEN 'first' THEN 1 ELSE 0 END DESC LIMIT 1);
"""
# Apart from the tables, because `forget` has to lift them for a moment.
GUARDS = {
    "mark_stays": """
CREATE TRIGGER mark_stays BEFORE UPDATE ON mark
  BEGIN SELECT RAISE(ABORT, 'marks are only added'); END;
""",
    "mark_is_kept": """
CREATE TRIGGER mark_is_kept BEFORE DELETE ON mark
  WHEN coalesce((SELECT value FROM setting WHERE name = 'retention'), '9999') >= date('now')
  BEGIN SELECT RAISE(ABORT, 'marks are only added until the retention date'); END;
""",
    "concern_stays": """
CREATE TRIGGER concern_stays BEFORE UPDATE ON concern
  WHEN old.resolved_at IS NOT NULL OR new.submission <> old.submission OR new.item <> old.item
    OR new.kind <> old.kind OR new.note <> old.note OR new.marker <> old.marker OR new.at <> old.at
  BEGIN SELECT RAISE(ABORT, 'a concern is only resolved, once'); END;
""",
    "concern_is_kept": """
CREATE TRIGGER concern_is_kept BEFORE DELETE ON concern
  WHEN coalesce((SELECT value FROM setting WHERE name = 'retention'), '9999') >= date('now')
  BEGIN SELECT RAISE(ABORT, 'concerns are kept until the retention date'); END;
""",
}
# Version 1 knew no state "to come", and SQLite cannot widen a check: its marks move to a new table.
_FROM_FIRST = f"""
DROP TRIGGER mark_stays;
DROP TRIGGER mark_is_kept;
DROP VIEW latest_mark;
DROP INDEX mark_of;
ALTER TABLE mark RENAME TO mark_1;
{_MARK}
INSERT INTO mark SELECT * FROM mark_1;
DROP TABLE mark_1;
"""


def bring_up_to_date(db: sqlite3.Connection, version: int) -> None:
    """Make the tables, or extend those of version 1, in one transaction: all of it happens or nothing.

    Parameters
    ----------
    db
        A connection that begins no transaction by itself.
    version
        What the file says that it has, 0 for a new one.
    """
    if version == SCHEMA_VERSION:
        return
    steps = (_FIRST + _MARK if version == 0 else _FROM_FIRST) + _SECOND + "".join(GUARDS.values())
    db.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have done it while this one waited.
        if db.execute("PRAGMA user_version").fetchone()[0] == version:
            for statement in _statements(steps):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def _statements(script: str) -> list[str]:
    """Cut a script where SQLite says that a statement is complete; `executescript` would commit first."""
    statements, piece = [], ""
    for line in script.splitlines():
        piece += f"{line}\n"
        if sqlite3.complete_statement(piece):
            statements.append(piece.strip())
            piece = ""
    return [statement for statement in statements if statement]
