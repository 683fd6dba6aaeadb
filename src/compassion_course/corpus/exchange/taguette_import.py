"""Read what Taguette exports: a project as SQLite3, or a codebook as CSV."""

from __future__ import annotations

import sqlite3
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from ..errors import CourseError
from .archive import MEMBER_LIMIT, text_of
from .arrival import Arrival, ForeignCode, ForeignDocument, ForeignSelection
from .csv_text import read_csv
from .document import UTF8, position_of_units
from .fields import many_lines
from .taguette import SEPARATOR


def read_sqlite3(content: bytes, where: str) -> Arrival:
    """Read a Taguette database: each project is a coder, each tag a code, each highlight a selection.

    Raises
    ------
    CourseError
        If it is no Taguette database, or is too large.
    """
    if len(content) > MEMBER_LIMIT:
        raise CourseError(where, f"It is larger than {MEMBER_LIMIT:,} bytes.", "Export fewer documents.")
    arrival = Arrival(where)
    # A file of its own, opened for reading alone: a database from elsewhere must not be able to run anything.
    with TemporaryDirectory() as folder:
        path = Path(folder) / "project.sqlite3"
        path.write_bytes(content)
        base = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            base.execute("PRAGMA trusted_schema=OFF")
            base.execute("PRAGMA cell_size_check=ON")
            (sound,) = base.execute("PRAGMA quick_check(1)").fetchone()
            if sound != "ok":
                raise CourseError(where, f"It is damaged or cut short: {sound}.", "Export it again.")
            (views,) = base.execute(
                "SELECT count(*) FROM sqlite_master WHERE type IN ('view', 'trigger')"
            ).fetchone()
            if views:
                raise CourseError(
                    where, "It has views or triggers, as no Taguette project does.", "Not read."
                )
            _read(base, arrival)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise CourseError(
                where, f"This is not a Taguette project: {error}.", "Export it in Taguette as SQLite3."
            ) from error
        finally:
            base.close()
    return arrival


def _read(base: sqlite3.Connection, arrival: Arrival) -> None:
    for id, name in base.execute("SELECT id, name FROM projects ORDER BY id"):
        arrival.coders[f"project {id}"] = str(name)
    texts: dict[int, _Page] = {}
    owner: dict[int, str] = {}
    for id, name, contents, of in base.execute(
        "SELECT id, name, contents, project_id FROM documents ORDER BY id"
    ):
        texts[id] = _Page(str(contents))
        owner[id] = f"project {of}"
        arrival.documents.append(ForeignDocument(f"document {id}", str(name), texts[id].text))
    rows = base.execute("SELECT id, project_id, path, description FROM tags ORDER BY id").fetchall()
    keys = {(of, path): f"tag {id}" for id, of, path, _ in reversed(rows)}
    for id, of, path, description in rows:
        head, _, name = str(path).rpartition(SEPARATOR)
        above = keys.get((of, head))
        shown = name if above is not None else str(path)
        arrival.codes.append(ForeignCode(f"tag {id}", shown, above, many_lines(str(description))))
    tags: dict[int, list[str]] = {}
    for highlight, tag in base.execute("SELECT highlight_id, tag_id FROM highlight_tags ORDER BY rowid"):
        tags.setdefault(highlight, []).append(f"tag {tag}")
    for id, document, first, last, snippet in base.execute(
        "SELECT id, document_id, start_offset, end_offset, snippet FROM highlights ORDER BY id"
    ):
        if document not in texts:
            arrival.tell(f"Highlight {id} is in no document and was left out.")
            continue
        if not isinstance(first, int) or not isinstance(last, int):
            arrival.tell(f"Highlight {id} has no place in the text and was left out.")
            continue
        start, end = texts[document].place(first, after=True), texts[document].place(last, after=False)
        quote = _Page(str(snippet)).text.removesuffix("\n")
        arrival.selections.append(
            ForeignSelection(
                f"highlight {id}",
                f"document {document}",
                start,
                end,
                quote,
                tuple(tags.get(id, ())),
                owner[document],
            )
        )


class _Page(HTMLParser):
    """The words of a page, a line for each block, and the way from Taguette's bytes into them."""

    _BLOCKS = frozenset(
        {"p", "h1", "h2", "h3", "h4", "h5", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "tr"}
        | {"blockquote", "pre", "div", "br"}
    )

    def __init__(self, contents: str) -> None:
        super().__init__(convert_charrefs=True)
        self._words: list[str] = []
        self._length = 0
        self._edges = {0}
        self.feed(contents)
        self.close()
        self._plain = "".join(self._words)
        self._lines: list[tuple[int, int, int]] = []
        self.text = ""
        for start, end in pairwise(sorted({*self._edges, self._length})):
            line = self._plain[start:end]
            words = line.strip("\n")
            if words:
                first = start + line.index(words)
                self._lines.append((first, first + len(words), len(self.text)))
                self.text += f"{words}\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line at a block."""
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """End a line at a block."""
        if tag in self._BLOCKS:
            self._edges.add(self._length)

    def handle_data(self, data: str) -> None:
        """Keep words."""
        self._words.append(data)
        self._length += len(data)

    def place(self, units: int, *, after: bool) -> int:
        """Turn an offset in bytes into a position in the text; where lines meet, ``after`` or before.

        An offset within a character, or beyond the end, becomes a place where no quote stands.
        """
        try:
            at = position_of_units(self._plain, units, UTF8)
        except CourseError:
            return -1
        for first, last, position in self._lines:
            if at < last or (at == last and not after):
                return position + max(at - first, 0)
        return len(self.text)


def read_codebook_csv(content: bytes, where: str) -> Arrival:
    """Read a codebook with the columns ``tag`` (or ``name``, ``path``) and ``description``.

    Raises
    ------
    CourseError
        If it is not such a CSV.
    """
    arrival = Arrival(where)
    rows = read_csv(text_of(content, where), where)
    head = [cell.strip().casefold() for cell in rows[0]] if rows else []
    column = next((head.index(name) for name in ("tag", "path", "name") if name in head), None)
    if column is None:
        raise CourseError(where, "It has no column tag, path or name.", "The first line names the columns.")
    told = head.index("description") if "description" in head else None
    paths = [
        (row[column].strip(), row[told].strip() if told is not None and told < len(row) else "")
        for row in rows[1:]
        if len(row) > column and row[column].strip()
    ]
    keys = {path: f"tag {number}" for number, (path, _) in enumerate(paths, 1)}
    for path, description in paths:
        above, _, name = path.rpartition(SEPARATOR)
        arrival.codes.append(
            ForeignCode(keys[path], name if above in keys else path, keys.get(above), many_lines(description))
        )
    return arrival
