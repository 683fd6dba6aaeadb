"""Ask the corpus: search, code-and-retrieve, code by case, co-occurrence.

Each question gives a tuple of rows; :func:`compassion_course.corpus.as_table` makes a pandas table of them.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Literal, NamedTuple

from .course import Course, find_course
from .errors import CourseError
from .readings import ReaderWork, Span, load_work, reader_ids
from .transcripts import Transcript, Turn, load_index, load_transcript


class Hit(NamedTuple):
    """A place where the words stand.

    Attributes
    ----------
    kind
        ``turn``, ``memo``, ``note`` (on a span, its reason included) or ``interviewer`` (the note after
        the interview).
    doc
        The transcript; empty for a memo on no transcript.
    id
        The turn, the memo, the span, or ``note.md``.
    who
        The speaker or the reader.
    start, end
        Offsets of ``found`` in code points.
    before, after
        What stands on both sides.
    """

    kind: str
    doc: str
    id: str
    who: str
    start: int
    end: int
    before: str
    found: str
    after: str


class Retrieved(NamedTuple):
    """Words that were coded, with what stands around them; a span across turns is one row for each turn.

    ``before`` and ``after`` are the texts of the turns on both sides, empty at the ends of a transcript.
    """

    reader: str
    doc: str
    span: str
    turn: str
    speaker: str
    codes: tuple[str, ...]
    start: int
    end: int
    quote: str
    why: str
    text: str
    before: str
    after: str


class CodeInCase(NamedTuple):
    """How many spans of one transcript one reader gave one code; nought where the code is not used."""

    reader: str
    code: str
    doc: str
    spans: int


class Together(NamedTuple):
    """How often two codes of one reader come together; the codes in order of the reader's codebook."""

    reader: str
    code: str
    other: str
    times: int


def load_transcripts(course: Course, docs: Sequence[str] | None = None) -> tuple[Transcript, ...]:
    """Load transcripts: all that the index lists, in its order, or those named.

    Raises
    ------
    CourseError
        If one is missing or cannot be read.
    """
    return tuple(load_transcript(course, doc) for doc in (load_index(course) if docs is None else docs))


def search(
    text: str,
    *,
    course: Course | None = None,
    docs: Sequence[str] | None = None,
    whole_words: bool = False,
    notes: bool = False,
    context: int = 60,
) -> tuple[Hit, ...]:
    """Find words in what people said, whether in capitals or not.

    Parameters
    ----------
    docs
        The transcripts to look through; all without it.
    whole_words
        Whether ``rest`` is not to be found in ``forest``.
    notes
        Look in memos, the notes and reasons of spans, and the interviewers' notes too.
    context
        Characters (code points) on each side.

    Raises
    ------
    CourseError
        If there is nothing to look for, or a file cannot be read.
    """
    course = course or find_course()
    # A word processor's apostrophe is meant for the straight one of the transcripts.
    wanted = " ".join(unicodedata.normalize("NFC", text).replace("\u2019", "'").split())
    if not wanted:
        raise CourseError("search", "There is nothing to look for.", "Give a word or more.")
    pattern = re.escape(wanted)
    if whole_words:
        pattern = rf"(?<!\w){pattern}(?!\w)"
    finder = re.compile(pattern, re.IGNORECASE)
    return tuple(
        Hit(
            kind,
            doc,
            id,
            who,
            found.start(),
            found.end(),
            words[max(0, found.start() - context) : found.start()],
            found[0],
            words[found.end() : found.end() + context],
        )
        for kind, doc, id, who, words in _texts(course, docs, notes)
        for found in finder.finditer(words)
    )


def retrieve(
    code: str,
    *,
    course: Course | None = None,
    readers: Sequence[str] | None = None,
    docs: Sequence[str] | None = None,
) -> tuple[Retrieved, ...]:
    """Bring together all words that were given a code or a code under it, with what stands around them.

    Parameters
    ----------
    code
        A code, or a category of the reader; its codes and their sub-codes count as it.
    readers, docs
        Whose readings, of which transcripts; all without them.

    Raises
    ------
    CourseError
        If none of the readers has such a code, or there is no such reader or transcript.
    """
    course = course or find_course()
    if docs is not None:
        load_transcripts(course, docs)
    works = [load_work(course, reader) for reader in (reader_ids(course) if readers is None else readers)]
    if not any(work.codes_under(code) for work in works):
        known = sorted({known for work in works for known in work.codebook.by_id})
        close = difflib.get_close_matches(code, known, n=3, cutoff=0.5)
        names = ", ".join(work.reader.id for work in works) or "the readers"
        raise CourseError(
            f"code {code}",
            f"No code or category of {names} has this id.",
            f"Did you mean {', '.join(close)}?" if close else f"Codes are {', '.join(known)}.",
        )
    turns: dict[str, list[Turn]] = {}
    rows = []
    for work in works:
        wanted = work.codes_under(code)
        for span in _spans(work, docs):
            if wanted & set(span.codes):
                if span.doc not in turns:
                    turns[span.doc] = list(load_transcript(course, span.doc).turns)
                rows.append(_retrieved(work.reader.id, span, turns[span.doc]))
    return tuple(rows)


def code_by_case(
    *,
    course: Course | None = None,
    readers: Sequence[str] | None = None,
    docs: Sequence[str] | None = None,
    parts: bool = False,
) -> tuple[CodeInCase, ...]:
    """Count each reader's spans by code and transcript.

    Every code that a reader used stands with every transcript that the reader read, so that nought (read,
    and not found) differs from no row (not read).

    Parameters
    ----------
    parts
        Count for a code the spans of its sub-codes too.
    """
    course = course or find_course()
    rows = []
    for reader in reader_ids(course) if readers is None else readers:
        work = load_work(course, reader)
        read = [doc for doc in work.readings if docs is None or doc in docs]
        spans: dict[tuple[str, str], set[str]] = {}
        for span in _spans(work, docs):
            for code in span.codes:
                spans.setdefault((code, span.doc), set()).add(span.id)
        for code in dict.fromkeys([*work.codebook.by_id, *(used for used, _ in spans)]):
            under = work.codebook.with_parts(code) if parts else {code}
            counts = [len(set().union(*(spans.get((one, doc), ()) for one in under))) for doc in read]
            if any(counts):
                rows += [
                    CodeInCase(reader, code, doc, count) for doc, count in zip(read, counts, strict=True)
                ]
    return tuple(rows)


def co_occurrence(
    *,
    course: Course | None = None,
    readers: Sequence[str] | None = None,
    docs: Sequence[str] | None = None,
    by: Literal["overlap", "turn"] = "overlap",
) -> tuple[Together, ...]:
    """Count how often two codes of one reader come together; pairs that never do have no row.

    Parameters
    ----------
    by
        ``overlap``: the pairs of spans, one of each code, that share a character of a turn, a span with both
        codes counting once; ``turn``: the turns in which both codes occur.
    """
    course = course or find_course()
    rows = []
    for reader in reader_ids(course) if readers is None else readers:
        work = load_work(course, reader)
        order = {code: place for place, code in enumerate(work.codebook.by_id)}
        counts = (_by_turn if by == "turn" else _by_overlap)(_spans(work, docs))
        pairs = sorted(
            (sorted((order.get(code, len(order)), code) for code in pair), count)
            for pair, count in counts.items()
        )
        rows += [Together(reader, code, other, count) for ((_, code), (_, other)), count in pairs]
    return tuple(rows)


# --- inside -----------------------------------------------------------------------------------


def _texts(
    course: Course, docs: Sequence[str] | None, notes: bool
) -> Iterator[tuple[str, str, str, str, str]]:
    """Give every text to look through: kind, transcript, id, who, words."""
    transcripts = load_transcripts(course, docs)
    for transcript in transcripts:
        for turn in transcript.turns:
            yield "turn", transcript.doc, turn.turn, turn.speaker, turn.text
    if not notes:
        return
    for transcript in transcripts:
        path = course.data / "interviews" / transcript.doc / "note.md"
        if path.is_file():
            yield "interviewer", transcript.doc, path.name, "I", path.read_text(encoding="utf-8")
    for reader in reader_ids(course):
        work = load_work(course, reader)
        of_span = {span.id: span.doc for span in work.spans}
        for memo in work.memos:
            on = memo.on.removeprefix("span:")
            doc = of_span.get(on) or (on if on in work.readings else "")
            if docs is None or doc in docs:
                yield "memo", doc, memo.id, reader, memo.text
        for span in {span.id: span for span in _spans(work, docs)}.values():
            for words in (*span.notes.values(), span.why):
                yield "note", span.doc, span.id, reader, words


def _spans(work: ReaderWork, docs: Sequence[str] | None) -> list[Span]:
    return [span for span in work.spans if docs is None or span.doc in docs]


def _retrieved(reader: str, span: Span, turns: list[Turn]) -> Retrieved:
    place = next(number for number, turn in enumerate(turns) if turn.turn == span.turn)
    return Retrieved(
        reader,
        span.doc,
        span.id,
        span.turn,
        turns[place].speaker,
        span.codes,
        span.start,
        span.end,
        span.quote,
        span.why,
        turns[place].text,
        turns[place - 1].text if place else "",
        turns[place + 1].text if place + 1 < len(turns) else "",
    )


def _by_turn(spans: list[Span]) -> Counter[frozenset[str]]:
    codes_of: dict[str, set[str]] = {}
    for span in spans:
        codes_of.setdefault(span.turn, set()).update(span.codes)
    return Counter(frozenset(pair) for codes in codes_of.values() for pair in combinations(codes, 2))


def _by_overlap(spans: list[Span]) -> Counter[frozenset[str]]:
    in_turn: dict[str, list[Span]] = {}
    for span in spans:
        in_turn.setdefault(span.turn, []).append(span)
    # A pair of spans that meets in two turns, because both go across, is still one pair.
    meeting: dict[tuple[str, str], set[frozenset[str]]] = {}
    for together in in_turn.values():
        for number, span in enumerate(together):
            for other in together[number:]:
                if span.id == other.id or (span.start < other.end and other.start < span.end):
                    ids = (min(span.id, other.id), max(span.id, other.id))
                    meeting.setdefault(ids, set()).update(
                        frozenset((one, two)) for one in span.codes for two in other.codes if one != two
                    )
    return Counter(pair for pairs in meeting.values() for pair in pairs)
