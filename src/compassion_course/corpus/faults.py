"""Check the corpus: every fault with its file, its line and the remedy."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from .codebooks import Code, Codebook
from .course import Course
from .errors import CourseError, Fault
from .jsonl import read_rows
from .readings import Memo, Span, load_reader, reader_ids
from .transcripts import TranscriptInfo, Turn, words_in

FORBIDDEN = {"\n", "\r", "\t", "\u2028", "\u2029", "\ufeff", "\u00a0"}


def course_faults(course: Course) -> list[Fault]:
    """Check transcripts, codebooks and readings; one :class:`Fault` for each thing wrong."""
    return sorted({*_transcript_faults(course), *_codebook_faults(course), *_reading_faults(course)})


def fault_of(course: Course, error: CourseError) -> Fault:
    """Turn an error into a fault of its file and line; without a line, of the file's first."""
    name, _, line = error.where.rpartition(":")
    path, number = (name, int(line)) if line.isdigit() else (error.where, 1)
    return Fault(course.name_of(Path(path)), number, error.problem, error.remedy)


def _byte_faults(course: Course, path: Path) -> Iterator[Fault]:
    content = path.read_bytes()
    name = course.name_of(path)
    if b"\r" in content:
        yield Fault(name, 1, "It has carriage returns.", "Save it with LF line ends.")
    if content.startswith(b"\xef\xbb\xbf"):
        yield Fault(name, 1, "It begins with a byte order mark.", "Save it as UTF-8 without one.")
    if content and not content.endswith(b"\n"):
        yield Fault(name, content.count(b"\n") + 1, "The last line has no end.", "Add a line feed.")
    for number, line in enumerate(content.split(b"\n"), start=1):
        text = line.decode("utf-8", "replace")
        if unicodedata.normalize("NFC", text) != text:
            yield Fault(name, number, "The text is not in Unicode form NFC.", "Normalise this line to NFC.")


def _transcript_faults(course: Course) -> Iterator[Fault]:
    index_path = course.transcripts / "index.jsonl"
    try:
        index = list(read_rows(index_path, TranscriptInfo))
    except CourseError as error:
        yield fault_of(course, error)
        return
    yield from _byte_faults(course, index_path)
    listed = {info.doc for _, info in index}
    for path in sorted(course.transcripts.glob("*.jsonl")):
        if path != index_path and path.stem not in listed:
            yield Fault(
                course.name_of(path), 1, "The index does not list it.", "Add its line to index.jsonl."
            )
    for line, info in index:
        path = course.transcripts / f"{info.doc}.jsonl"
        try:
            turns = list(read_rows(path, Turn))
        except CourseError as error:
            yield fault_of(course, error)
            continue
        yield from _byte_faults(course, path)
        yield from _turn_faults(course.name_of(path), info.doc, turns)
        counted = sum(words_in(turn.text) for _, turn in turns)
        if counted != info.words:
            yield Fault(
                course.name_of(index_path),
                line,
                f"{info.doc} is said to have {info.words} words; it has {counted}.",
                f"Write {counted}.",
            )
        if not info.synthetic:
            yield Fault(
                course.name_of(index_path),
                line,
                f"{info.doc} is not labelled synthetic.",
                "The course holds invented interviews alone: set synthetic to true.",
            )


def _turn_faults(name: str, doc: str, turns: list[tuple[int, Turn]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for line, turn in turns:
        if turn.doc != doc or not turn.turn.startswith(f"{doc}-"):
            yield Fault(name, line, f"Turn {turn.turn} is not a turn of {doc}.", "Mend doc and turn.")
        if turn.turn in seen:
            yield Fault(
                name, line, f"Turn {turn.turn} stands twice.", "Give the later one a letter, such as -017a."
            )
        seen.add(turn.turn)
        if turn.speaker not in {doc, "I"}:
            yield Fault(name, line, f"Unknown speaker {turn.speaker!r}.", f"Speakers are {doc} and I.")
        bad = FORBIDDEN & set(turn.text)
        if bad or turn.text != turn.text.strip() or not turn.text:
            yield Fault(
                name,
                line,
                f"Turn {turn.turn} is empty, or has a blank at an end or a forbidden character "
                f"({', '.join(f'U+{ord(c):04X}' for c in sorted(bad)) or 'blank'}).",
                "A turn is one line of text with single spaces.",
            )


def _codebook_faults(course: Course) -> Iterator[Fault]:
    for path in sorted(course.codebooks.glob("*.jsonl")):
        name = course.name_of(path)
        try:
            codes = list(read_rows(path, Code))
        except CourseError as error:
            yield fault_of(course, error)
            continue
        yield from _byte_faults(course, path)
        ids = [code.code for _, code in codes]
        letters = [code.letter for _, code in codes if code.letter]
        for line, code in codes:
            if ids.count(code.code) > 1:
                yield Fault(name, line, f"Code {code.code} stands twice.", "Rename one of the two.")
            if code.letter and letters.count(code.letter) > 1:
                yield Fault(
                    name, line, f"Letter {code.letter} is used twice.", "Give each code its own letter."
                )
            if code.parent is not None and code.parent not in ids:
                yield Fault(
                    name, line, f"Parent {code.parent} of {code.code} is not a code.", "Mend the parent."
                )
            if not code.definition:
                yield Fault(name, line, f"Code {code.code} has no definition.", "Say what it means.")


def _reading_faults(course: Course) -> Iterator[Fault]:
    books: dict[str, Codebook] = {}
    for path in course.codebooks.glob("*.jsonl"):
        try:
            books[path.stem] = Codebook(path.stem, tuple(code for _, code in read_rows(path, Code)))
        except CourseError:
            continue  # already reported with the codebooks
    for reader_id in reader_ids(course):
        folder = course.readings / reader_id
        try:
            reader = load_reader(folder)
        except CourseError as error:
            yield fault_of(course, error)
            continue
        known = {code for book in reader.codebooks if book in books for code in books[book].by_id}
        for missing in sorted(set(reader.codebooks) - set(books)):
            yield Fault(
                course.name_of(folder / "reader.json"),
                1,
                f"There is no codebook {missing}.",
                "Codebooks lie in data/codebooks/.",
            )
        for path in sorted(folder.glob("*.jsonl")):
            try:
                if path.name == "memos.jsonl":
                    list(read_rows(path, Memo))
                    continue
                spans = list(read_rows(path, Span))
                turns = {
                    turn.turn: turn for _, turn in read_rows(course.transcripts / f"{path.stem}.jsonl", Turn)
                }
            except CourseError as error:
                yield fault_of(course, error)
                continue
            yield from _byte_faults(course, path)
            yield from _span_faults(course.name_of(path), spans, turns, known)


def _span_faults(
    name: str, spans: list[tuple[int, Span]], turns: dict[str, Turn], known: set[str]
) -> Iterator[Fault]:
    places: dict[str, set[str]] = {}
    for line, span in spans:
        if span.turn in places.setdefault(span.id, set()):
            yield Fault(name, line, f"Span {span.id} stands twice.", "Give each span its own id.")
        places[span.id].add(span.turn)
        turn = turns.get(span.turn)
        if turn is None:
            yield Fault(
                name, line, f"Span {span.id} names turn {span.turn}, which is not there.", "Mend the turn."
            )
            continue
        found = turn.text[span.start : span.end]
        if not 0 <= span.start < span.end <= len(turn.text) or found != span.quote:
            where = turn.text.find(span.quote)
            remedy = (
                f"Its quote stands at {where} to {where + len(span.quote)}."
                if where >= 0 and turn.text.count(span.quote) == 1
                else "Copy the quote from the turn again."
            )
            yield Fault(
                name, line, f"Span {span.id} says {span.quote!r}; the turn has {found!r} there.", remedy
            )
        for code in span.codes:
            if code not in known:
                yield Fault(
                    name, line, f"Span {span.id} uses {code}, which no codebook has.", "Mend the code."
                )
        if not span.why.strip():
            yield Fault(name, line, f"Span {span.id} gives no reason.", "Say which words led to the code.")
