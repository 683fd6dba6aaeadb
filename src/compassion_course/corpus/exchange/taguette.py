"""Taguette: a codebook as CSV, transcripts as HTML and VTT, and a whole project as ``project.sqlite3``.

Taguette knows tags and highlights, no notes, reasons, memos or coders: there is one project for each coder
in the file, and what else the course has stays behind. It counts UTF-8 bytes over the words of a page, in
which the ends of paragraphs count nothing. Tried with Taguette 1.5.2, whose database revision this is.
"""

from __future__ import annotations

import html
import sqlite3
from collections.abc import Iterator
from itertools import accumulate

from ..codebooks import Code
from ..errors import CourseError
from ..readings import ReaderWork
from ..transcripts import words_in
from .code_lines import code_fields
from .csv_text import write_csv
from .document import UTF8, Document
from .fields import one_line
from .project import Marked, Owned, Project, parents_first
from .refi import EDITION_DATE

REVISION = "db5e31a0233d"
NAME_LIMIT, PATH_LIMIT = 50, 200
SEPARATOR = " / "
#: A byte order mark: Taguette guesses the encoding of CSV and subtitles, wrongly where an emoji comes early.
MARK = "\ufeff"
_LOGIN = "admin"
_WORDS_A_MINUTE = 150
_APPLICATION = 0x54677474  # "Tgtt"
_SCHEMA = """
CREATE TABLE users (login VARCHAR(30) NOT NULL, created DATETIME NOT NULL, hashed_password VARCHAR(192),
  disabled BOOLEAN NOT NULL, password_set_date DATETIME, language VARCHAR(10), email VARCHAR(256),
  email_sent DATETIME, CONSTRAINT pk_users PRIMARY KEY (login));
CREATE TABLE projects (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name VARCHAR(200) NOT NULL,
  description TEXT NOT NULL, created DATETIME NOT NULL);
CREATE TABLE project_members (project_id INTEGER NOT NULL, user_login VARCHAR(30) NOT NULL,
  privileges VARCHAR(11) NOT NULL, CONSTRAINT pk_project_members PRIMARY KEY (project_id, user_login),
  CONSTRAINT fk_project_members_project_id_projects FOREIGN KEY(project_id)
    REFERENCES projects (id) ON DELETE CASCADE,
  CONSTRAINT fk_project_members_user_login_users FOREIGN KEY(user_login)
    REFERENCES users (login) ON DELETE CASCADE ON UPDATE CASCADE);
CREATE TABLE documents (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name VARCHAR(200) NOT NULL,
  description TEXT NOT NULL, filename VARCHAR(200) NOT NULL, created DATETIME NOT NULL,
  project_id INTEGER NOT NULL, text_direction VARCHAR(13) NOT NULL, contents TEXT NOT NULL,
  CONSTRAINT fk_documents_project_id_projects FOREIGN KEY(project_id)
    REFERENCES projects (id) ON DELETE CASCADE);
CREATE TABLE commands (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, date DATETIME NOT NULL,
  user_login VARCHAR(30) NOT NULL, project_id INTEGER NOT NULL, document_id INTEGER, payload TEXT NOT NULL,
  CONSTRAINT fk_commands_user_login_users FOREIGN KEY(user_login) REFERENCES users (login) ON UPDATE CASCADE,
  CONSTRAINT fk_commands_project_id_projects FOREIGN KEY(project_id)
    REFERENCES projects (id) ON DELETE CASCADE);
CREATE TABLE tags (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, project_id INTEGER NOT NULL,
  path VARCHAR(200) NOT NULL, description TEXT NOT NULL,
  CONSTRAINT uq_tags_project_id UNIQUE (project_id, path),
  CONSTRAINT fk_tags_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE);
CREATE TABLE highlights (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, document_id INTEGER NOT NULL,
  start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL, snippet TEXT NOT NULL,
  CONSTRAINT fk_highlights_document_id_documents FOREIGN KEY(document_id)
    REFERENCES documents (id) ON DELETE CASCADE);
CREATE TABLE highlight_tags (highlight_id INTEGER NOT NULL, tag_id INTEGER NOT NULL,
  CONSTRAINT pk_highlight_tags PRIMARY KEY (highlight_id, tag_id),
  CONSTRAINT fk_highlight_tags_highlight_id_highlights FOREIGN KEY(highlight_id)
    REFERENCES highlights (id) ON DELETE CASCADE,
  CONSTRAINT fk_highlight_tags_tag_id_tags FOREIGN KEY(tag_id) REFERENCES tags (id) ON DELETE CASCADE);
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
CREATE UNIQUE INDEX ix_users_email ON users (email);
CREATE INDEX ix_project_members_user_login ON project_members (user_login);
CREATE INDEX ix_project_members_project_id ON project_members (project_id);
CREATE INDEX ix_documents_project_id ON documents (project_id);
CREATE INDEX ix_commands_date ON commands (date);
CREATE INDEX idx_project_id ON commands (project_id, id);
CREATE INDEX ix_commands_project_id ON commands (project_id);
CREATE INDEX idx_project_document ON commands (project_id, document_id);
CREATE INDEX ix_commands_user_login ON commands (user_login);
CREATE INDEX ix_commands_document_id ON commands (document_id);
CREATE INDEX ix_tags_path ON tags (path);
CREATE INDEX ix_tags_project_id ON tags (project_id);
CREATE INDEX ix_highlights_document_id ON highlights (document_id);
CREATE INDEX ix_highlight_tags_tag_id ON highlight_tags (tag_id);
CREATE INDEX ix_highlight_tags_highlight_id ON highlight_tags (highlight_id);
"""


def codebook_csv(project: Project) -> str:
    """Write the codes as Taguette's codebook form takes them: ``tag,description``.

    A tag is a path of names, the codes above it first. The descriptions hold all that is known of a code,
    in one line each, because the form makes one line of them anyway.
    """
    rows: list[tuple[str, str]] = []
    taken: set[str] = set()
    for work in project.works:
        for owned, path, code in tags_of(project, work):
            if path not in taken:
                taken.add(path)
                rows.append((path, one_line(code_fields(project, owned, code))))
    return MARK + write_csv([("tag", "description"), *rows])


def tags_of(project: Project, work: ReaderWork) -> Iterator[tuple[Owned, str, Code]]:
    """Give a reader's codes, each with its tag: a path of at most 200 characters that no other code has."""
    paths: dict[Owned, str] = {}
    taken: set[str] = set()
    closed = [
        (Owned(book.id, code.code), code)
        for book in project.books
        if book.id in work.reader.codebooks
        for code in parents_first(book.codes)
    ]
    own = [(Owned(work.reader.id, code.code), code) for code in parents_first(work.codes)]
    for owned, code in [*closed, *own]:
        above = None
        if code.parent is not None:
            above = paths.get(Owned(owned.owner, code.parent)) or paths.get(
                project.owner_of(work, code.parent)
            )
        name = project.names[owned]
        wanted = name if above is None else f"{above}{SEPARATOR}{name}"
        path = wanted if len(wanted) <= PATH_LIMIT else name
        number = 1
        while len(path) > PATH_LIMIT or path.casefold() in taken:
            number += 1
            path = f"{name[: PATH_LIMIT - 6]}… {number}"
        taken.add(path.casefold())
        paths[owned] = path
        yield owned, path, code


def transcript_html(document: Document) -> str:
    """Write a transcript as a page with a paragraph for each turn, for Taguette or for reading."""
    paragraphs = "\n".join(_paragraph(line) for line in document.text.removesuffix("\n").split("\n"))
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{_escape(document.doc)}</title>\n</head>\n<body>\n{paragraphs}\n</body>\n</html>\n"
    )


def transcript_vtt(document: Document) -> str:
    """Write a transcript as WebVTT with a cue for each turn.

    The interviews are invented and have no recording: the times are counted from the words, 150 a minute. A
    cue is called by its number and speaker, ``1 "T01"``, which Taguette shows as the name before the words;
    it refuses any other name and does not know voice tags.
    """
    seconds = [max(1.0, 60 * words_in(turn.text) / _WORDS_A_MINUTE) for turn in document.turns]
    ends = list(accumulate(seconds))
    cues = [
        f'{number} "{turn.speaker}"\n{_clock(end - length)} --> {_clock(end)}\n{_escape(turn.text)}\n'
        for number, (turn, length, end) in enumerate(zip(document.turns, seconds, ends, strict=True), 1)
    ]
    return f"{MARK}WEBVTT\n\n" + "\n".join(cues)


def project_sqlite3(project: Project) -> bytes:
    """Write a database that Taguette imports, one project in it for each reader.

    Returns
    -------
    bytes
        An SQLite database: the same bytes for the same project and the same SQLite.

    Raises
    ------
    CourseError
        If a quote is not where its span says, or a name is longer than Taguette takes.
    """
    base = sqlite3.connect(":memory:")
    try:
        base.executescript(_SCHEMA)
        base.execute(f"PRAGMA application_id={_APPLICATION}")
        base.execute("INSERT INTO alembic_version VALUES (?)", (REVISION,))
        made = EDITION_DATE.replace("T", " ").replace("Z", ".000000")
        base.execute("INSERT INTO users (login, created, disabled) VALUES (?, ?, 0)", (_LOGIN, made))
        for work in project.works:
            _insert(base, project, work, made)
        base.commit()
        return base.serialize()
    finally:
        base.close()


def _insert(base: sqlite3.Connection, project: Project, work: ReaderWork, made: str) -> None:
    reader = work.reader
    for name in (reader.id, *project.documents):
        if len(name) > NAME_LIMIT:
            raise CourseError(f"name {name}", f"Taguette takes {NAME_LIMIT} characters.", "Shorten it.")
    row = base.execute(
        "INSERT INTO projects (name, description, created) VALUES (?, ?, ?)", (reader.id, reader.stance, made)
    )
    id = row.lastrowid
    base.execute("INSERT INTO project_members VALUES (?, ?, 'ADMIN')", (id, _LOGIN))
    documents: dict[str, int | None] = {}
    for doc, document in project.documents.items():
        row = base.execute(
            "INSERT INTO documents (name, description, filename, created, project_id, text_direction,"
            " contents) VALUES (?, '', ?, ?, ?, 'LEFT_TO_RIGHT', ?)",
            (doc, f"{doc}.html", made, id, _contents(document, 0, len(document.text))),
        )
        documents[doc] = row.lastrowid
    tags: dict[Owned, int | None] = {}
    for owned, path, code in tags_of(project, work):
        row = base.execute(
            "INSERT INTO tags (project_id, path, description) VALUES (?, ?, ?)",
            (id, path, code_fields(project, owned, code)),
        )
        tags[owned] = row.lastrowid
    for marked in project.marked(work):
        for start, end in marked.ranges:
            _insert_highlight(base, project, work, marked, (start, end), documents, tags)


def _insert_highlight(
    base: sqlite3.Connection,
    project: Project,
    work: ReaderWork,
    marked: Marked,
    place: tuple[int, int],
    documents: dict[str, int | None],
    tags: dict[Owned, int | None],
) -> None:
    document = project.documents[marked.span.doc]
    start, end = (byte_of(document, position) for position in place)
    row = base.execute(
        "INSERT INTO highlights (document_id, start_offset, end_offset, snippet) VALUES (?, ?, ?, ?)",
        (documents[document.doc], start, end, _contents(document, *place)),
    )
    base.executemany(
        "INSERT INTO highlight_tags VALUES (?, ?)",
        [(row.lastrowid, tags[project.owner_of(work, code)]) for code in dict.fromkeys(marked.span.codes)],
    )


def byte_of(document: Document, position: int) -> int:
    """Count as Taguette does: UTF-8 bytes of the words, the ends of lines left out."""
    return document.units(position, UTF8) - document.line_of(position)


def _contents(document: Document, start: int, end: int) -> str:
    return "".join(_paragraph(line) for line in document.text[start:end].removesuffix("\n").split("\n"))


def _paragraph(line: str) -> str:
    return f"<p>{_escape(line)}</p>"


def _escape(text: str) -> str:
    return html.escape(text, quote=False)


def _clock(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
