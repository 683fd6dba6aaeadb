"""Codings as a table, one line for each code given to words of a turn: for a spreadsheet, pandas, or R.

``pandas.read_csv(path, dtype=str, keep_default_na=False)`` keeps every type: a quote may well be the word
"None".
"""

from __future__ import annotations

from ..errors import CourseError
from ..readings import NOTE_KINDS
from .archive import text_of
from .arrival import Arrival, ForeignCode, ForeignDocument, ForeignSelection
from .code_lines import code_fields
from .csv_text import read_csv, write_csv
from .fields import write_fields
from .project import Owned, Project

COLUMNS = (
    "reader", "doc", "span", "turn", "start", "end", "code", "code_name", "quote", *NOTE_KINDS, "why",
)  # fmt: skip


def codings_csv(project: Project) -> str:
    """Write every span: a line for each turn that it touches and each of its codes, one without a code too.

    ``start`` and ``end`` count code points of the turn's text, end exclusive.

    Raises
    ------
    CourseError
        If a quote is not where its span says.
    """
    rows: list[tuple[object, ...]] = [COLUMNS]
    for work in project.works:
        project.marked(work)  # refuses a quote that has moved
        for span in work.spans:
            notes = [span.notes.get(kind, "") for kind in NOTE_KINDS]
            place = (work.reader.id, span.doc, span.id, span.turn, span.start, span.end)
            for code in span.codes or ("",):
                name = project.names[project.owner_of(work, code)] if code else ""
                rows.append((*place, code, name, span.quote, *notes, span.why))
    return write_csv(rows)


def read_codings_csv(content: bytes, where: str, project: Project) -> Arrival:
    """Read such a table, as it was or with lines changed, taken away or put in.

    Parameters
    ----------
    project
        The course's transcripts and codebooks: the table carries neither texts nor definitions.

    Raises
    ------
    CourseError
        If a column or a cell is missing, or a line names no turn of the course or no place in it.
    """
    rows = read_csv(text_of(content, where), where)
    head = rows[0] if rows else []
    missing = [name for name in COLUMNS[:9] if name not in head and name != "code_name"]
    if missing:
        raise CourseError(
            where, f"It has no column {', '.join(missing)}.", f"The columns are {', '.join(COLUMNS)}."
        )
    arrival = Arrival(where)
    arrival.documents = [ForeignDocument(doc, doc, None) for doc in project.documents]
    codes: dict[tuple[str, str], str] = {}
    found: dict[tuple[str, ...], ForeignSelection] = {}
    for number, row in enumerate(rows[1:], 2):
        line = dict(zip(head, row, strict=False))  # a spreadsheet may add empty cells behind
        here = f"{where}:{number}"
        if len(row) < len(head):
            raise CourseError(
                here,
                f"This line has {len(row)} cells; the header has {len(head)}.",
                "The file may have been cut short: save the table again, or mend the line.",
            )
        document = project.documents.get(line["doc"])
        if document is None:
            raise CourseError(here, f"The course has no transcript {line['doc']}.", "Mend the column doc.")
        try:
            start = document.position(line["turn"], int(line["start"]))
            end = document.position(line["turn"], int(line["end"]))
        except (ValueError, CourseError) as error:
            raise CourseError(
                here, f"This line has no place: {error}.", "Mend turn, start and end."
            ) from error
        reader, code = line["reader"] or "coder", line["code"]
        arrival.coders.setdefault(reader, reader)
        if code and (reader, code) not in codes:
            codes[reader, code] = _code(arrival, project, reader, code, line.get("code_name", ""))
        keys = (codes[reader, code],) if code else ()
        place = (reader, line["doc"], line["span"], line["turn"], line["start"], line["end"])
        if place in found:
            found[place] = found[place]._replace(codes=(*found[place].codes, *keys))
        else:
            notes = [(kind, line.get(kind, "")) for kind in NOTE_KINDS]
            told = write_fields([*notes, ("why", line.get("why", "")), ("span", line["span"])])
            found[place] = ForeignSelection(
                f"line {number}", line["doc"], start, end, line["quote"] or None, keys, reader, told
            )
    arrival.selections = list(found.values())
    return arrival


def _code(arrival: Arrival, project: Project, reader: str, id: str, name: str) -> str:
    """Take a code of a codebook of the course, or one that only the table knows."""
    key = f"{reader}/{id}"
    for book in project.books:
        if id in book.by_id:
            owned = Owned(book.id, id)
            arrival.codes.append(
                ForeignCode(key, name or id, None, code_fields(project, owned, book.by_id[id]))
            )
            return key
    known = next(
        (w for w in project.works if w.reader.id == reader and id in {c.code for c in w.codes}), None
    )
    if known is not None:
        code = next(entry for entry in known.codes if entry.code == id)
        told = code_fields(project, Owned(reader, id), code)
    else:
        told = write_fields([("code", id), ("reader", reader)])
    arrival.codes.append(ForeignCode(key, name or id, None, told))
    return key
