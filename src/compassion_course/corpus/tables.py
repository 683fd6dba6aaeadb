"""The corpus as pandas tables. Texts stay texts: an id 007 is no number, and "NA" is something said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, get_origin, get_type_hints

from .course import Course, find_course
from .errors import CourseError
from .queries import CodeInCase, Together, load_transcripts
from .readings import NOTE_KINDS, load_work, reader_ids
from .transcripts import words_in

if TYPE_CHECKING:
    from pandas import DataFrame

_TURNS = ("doc", "turn", "speaker", "text")
_SPANS = ("reader", "doc", "id", "turn", "start", "end", "quote", "codes", *NOTE_KINDS, "why")


def turns(docs: Sequence[str] | None = None, *, course: Course | None = None) -> DataFrame:
    """Give every turn of every transcript as a table.

    ``from compassion_course.corpus import turns; turns()`` is the whole corpus in one line.

    Returns
    -------
    pandas.DataFrame
        One row for each turn, in order: doc, turn, speaker, text (all text), words (a number; see
        :func:`~compassion_course.corpus.words_in`).

    Raises
    ------
    CourseError
        If a transcript is missing or cannot be read.
    """
    found = [
        turn for transcript in load_transcripts(course or find_course(), docs) for turn in transcript.turns
    ]
    table = _frame([[getattr(turn, column) for column in _TURNS] for turn in found], _TURNS, numbers=())
    table["words"] = [words_in(turn.text) for turn in found]
    return table


def spans(
    readers: Sequence[str] | None = None, docs: Sequence[str] | None = None, *, course: Course | None = None
) -> DataFrame:
    """Give every coded span of every reader as a table.

    Returns
    -------
    pandas.DataFrame
        One row for each span and turn: reader, doc, id, turn, start, end (code points), quote, codes (a
        tuple; ``.explode("codes")`` gives a row for each code), the three kinds of note, and why.

    Raises
    ------
    CourseError
        If there is no such reader, or a reading cannot be read.
    """
    course = course or find_course()
    rows = [
        (
            reader,
            *(span.doc, span.id, span.turn, span.start, span.end, span.quote, span.codes),
            *(span.notes.get(kind, "") for kind in NOTE_KINDS),
            span.why,
        )
        for reader in (reader_ids(course) if readers is None else readers)
        for span in load_work(course, reader).spans
        if docs is None or span.doc in docs
    ]
    return _frame(rows, _SPANS, numbers=("start", "end"), objects=("codes",))


def as_table(rows: Sequence[NamedTuple], kind: type[NamedTuple] | None = None) -> DataFrame:
    """Make a table of the rows that a question of this package gave, a column for each field.

    Parameters
    ----------
    kind
        What the rows are, to have the columns where there is no row.
    """
    kind = kind or (type(rows[0]) if rows else None)
    if kind is None:
        return _frame([], (), numbers=())
    types = get_type_hints(kind)
    return _frame(
        rows,
        kind._fields,
        numbers=[name for name in kind._fields if types[name] is int],
        objects=[name for name in kind._fields if get_origin(types[name]) is tuple],
    )


def cross_table(rows: Sequence[CodeInCase] | Sequence[Together]) -> DataFrame:
    """Lay out the rows of one reader: codes down; across, transcripts in the order read, or codes by name.

    Pairs that never come together are 0; what comes together stands on both sides of the diagonal.

    Raises
    ------
    CourseError
        If the rows are of several readers.
    """
    import pandas as pd

    if len(readers := sorted({row.reader for row in rows})) > 1:
        raise CourseError(
            "cross_table", f"The rows are of {', '.join(readers)}.", "Ask for one reader with readers=[...]."
        )
    cells: dict[tuple[str, str], int] = {}
    for row in rows:
        if isinstance(row, Together):
            cells[row.code, row.other] = cells[row.other, row.code] = row.times
        else:
            cells[row.code, row.doc] = row.spans
    by_case = bool(rows) and isinstance(rows[0], CodeInCase)
    down = list(dict.fromkeys(one for one, _ in cells)) if by_case else sorted({one for one, _ in cells})
    across = list(dict.fromkeys(other for _, other in cells)) if by_case else down
    counts = [[cells.get((one, other), 0) for other in across] for one in down]
    return pd.DataFrame(counts, index=pd.Index(down, dtype="str", name="code"), columns=across, dtype="int64")


def _frame(
    rows: Sequence[Sequence[Any]],
    columns: Sequence[str],
    *,
    numbers: Sequence[str],
    objects: Sequence[str] = (),
) -> DataFrame:
    """Make a table whose columns have the types that they are said to have, also without a row."""
    import pandas as pd

    columns_of = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pd.DataFrame(
        {
            name: pd.Series(
                list(values),
                dtype="int64" if name in numbers else "object" if name in objects else "str",
            )
            for name, values in zip(columns, columns_of, strict=True)
        }
    )
