"""Put a reading beside the course's own, or in place of one: checked whole first, then written whole."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from .codebooks import Code, Codebook, load_codebook
from .course import Course
from .drafts import Draft, DraftReading
from .errors import CourseError, Fault
from .jsonl import read_rows, write_rows, write_whole
from .passages import Passage, load_passages
from .placement import place_drafts
from .readings import Reader, Span, load_reader
from .transcripts import Turn

READER_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class NewReader:
    """What ``reader.json`` is to say of a reader who is not there yet."""

    name: str = ""
    stance: str = ""
    codebooks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Added:
    """What was written.

    Attributes
    ----------
    spans
        How many spans each transcript's file has now.
    replaced
        The transcripts of which there was a reading before.
    made
        The reader, if this was their first reading.
    """

    folder: Path
    spans: dict[str, int]
    replaced: tuple[str, ...]
    made: Reader | None


class ReadingRefused(Exception):
    """A reading with faults; nothing was written.

    Attributes
    ----------
    faults
        Every fault, in order of file and line.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__(f"{len(self.faults)} to mend")


def add_reading(
    course: Course,
    draft: DraftReading,
    reader_id: str,
    *,
    doc: str | None = None,
    new: NewReader | None = None,
    replace: bool = False,
    exercise: str | None = None,
) -> Added:
    """Write ``<doc>.jsonl`` in a reader's folder for each transcript that the draft is of.

    The folder is ``data/readings/<reader_id>/``, or for passages kept apart
    ``exercises/<exercise>/readings/<reader_id>/``. Offsets are found from the quotes and ids given where
    the draft has none. ``reader.json`` is written for a new reader and kept as it is otherwise.

    Parameters
    ----------
    doc
        The transcript, for drafts that do not name theirs.
    new
        What to say of a new reader.
    replace
        Whether a reading of the same transcript may be overwritten.
    exercise
        The exercise whose kept passages were read, by a reader who is in ``data/readings/`` already.

    Raises
    ------
    CourseError
        If the reader cannot have this id, or is there already and ``new`` says something of them; or if the
        exercise keeps no passage apart.
    ReadingRefused
        If anything is wrong with the reading. Then nothing was written.
    """
    home = course.readings / reader_id
    reader, is_new = _reader(course, home, draft, new or NewReader(), kept_apart=exercise is not None)
    folder = home if exercise is None else _kept_folder(course, exercise) / reader_id
    known = _codes(course, dict.fromkeys((home, folder)), reader)
    there = sorted(path.stem for path in course.transcripts.glob("*.jsonl") if path.stem != "index")
    readings: dict[str, list[Span]] = {}
    for of, lines in sorted(_by_doc(draft, doc).items()):
        if of not in there:
            for line, _ in lines:
                draft.tell(line, f"There is no transcript {of!r}.", f"Transcripts are {', '.join(there)}.")
            continue
        turns = {turn.turn: turn for _, turn in read_rows(course.transcripts / f"{of}.jsonl", Turn)}
        taken = _ids_elsewhere(course, reader_id, folder, of)
        rows = place_drafts(draft, lines, reader_id, of, turns, known.by_id, taken)
        _kept_apart_faults(course, draft, of, list(turns), rows, exercise)
        readings[of] = [span for _, span in rows]
    replaced = tuple(of for of in readings if (folder / f"{of}.jsonl").exists())
    faults = list(draft.faults)
    for of in replaced if not replace else ():
        path = course.name_of(folder / f"{of}.jsonl")
        remedy = "To put the new reading in its place, add --replace."
        faults.append(Fault(path, 1, f"{reader_id} has read {of} already.", remedy))
    if faults:
        raise ReadingRefused(faults)
    folder.mkdir(parents=True, exist_ok=True)
    if is_new:
        content = msgspec.json.format(msgspec.json.encode(reader), indent=1)
        write_whole(folder / "reader.json", content + b"\n")
    for of, spans in readings.items():
        write_rows(folder / f"{of}.jsonl", spans)
    counts = {of: len({span.id for span in spans}) for of, spans in readings.items()}
    return Added(folder, counts, replaced, reader if is_new else None)


def _by_doc(draft: DraftReading, doc: str | None) -> dict[str, list[tuple[int, Draft]]]:
    """Sort drafts by transcript: their own, the one named for all, or the one that their turn is of."""
    by_doc: dict[str, list[tuple[int, Draft]]] = {}
    for line, one in draft.drafts:
        of = one.doc or doc or one.turn.rpartition("-")[0]
        if doc is not None and of != doc:
            draft.tell(line, f"This span is of {of}, not of {doc}.", "Mend it, or leave out --doc.")
        else:
            by_doc.setdefault(of, []).append((line, one))
    return by_doc


# --- who reads, and with which codes ----------------------------------------------------------


def _reader(
    course: Course, home: Path, draft: DraftReading, new: NewReader, *, kept_apart: bool
) -> tuple[Reader, bool]:
    """Give the reader, and whether they are new."""
    if not READER_ID.fullmatch(home.name) or home.parent != course.readings:
        raise CourseError(
            f"--reader {home.name}",
            "No reader can have this id.",
            "Use small letters, digits and hyphens, beginning with a letter, such as my-own.",
        )
    if (home / "reader.json").is_file():
        if new != NewReader():
            raise CourseError(
                home / "reader.json",
                "This reader is there already, and stays as it is.",
                "Leave out --name, --stance and --codebook, or edit the file.",
            )
        return load_reader(home), False
    if kept_apart:
        raise CourseError(
            home / "reader.json",
            "There is no such reader yet.",
            "Add a reading of a published transcript first, then that of a passage kept apart.",
        )
    books = new.codebooks or draft.codebooks or _books_for(course, draft)
    stance = unicodedata.normalize("NFC", new.stance.strip())
    name = unicodedata.normalize("NFC", new.name.strip() or home.name)
    return Reader(home.name, name, stance, books), True


def _books_for(course: Course, draft: DraftReading) -> tuple[str, ...]:
    """Give the closed codebooks that the drafts' codes come from, if there is no doubt about it."""
    books = {path.stem: load_codebook(course, path.stem) for path in sorted(course.codebooks.glob("*.jsonl"))}
    used: set[str] = set()
    for line, one in draft.drafts:
        for code in one.codes:
            having = [id for id, book in books.items() if code in book.by_id]
            if len(having) > 1:
                draft.tell(
                    line,
                    f"Code {code} is in {' and '.join(having)}.",
                    "Say which with --codebook, as often as needed.",
                )
            used.update(having)
    return tuple(sorted(used))


def _codes(course: Course, folders: Iterable[Path], reader: Reader) -> Codebook:
    codes = [code for book in reader.codebooks for code in load_codebook(course, book).codes]
    for folder in folders:
        if (folder / "codes.jsonl").is_file():
            codes += [code for _, code in read_rows(folder / "codes.jsonl", Code)]
    return Codebook(reader.id, tuple(codes))


# --- passages kept apart ----------------------------------------------------------------------


def _kept_folder(course: Course, exercise: str) -> Path:
    keeping = sorted({passage.exercise for passage in load_passages(course)})
    if exercise not in keeping:
        raise CourseError(
            f"--exercise {exercise}",
            "This exercise keeps no passage apart.",
            f"Those that do: {', '.join(keeping) or 'none'}; see data/passages.jsonl.",
        )
    return course.exercises / exercise / "readings"


def _ids_elsewhere(course: Course, reader: str, folder: Path, doc: str) -> set[str]:
    """Give the ids that a reader's spans of a transcript have in other folders than this one."""
    homes = [course.readings / reader, *sorted(course.exercises.glob(f"*/readings/{reader}"))]
    paths = [home / f"{doc}.jsonl" for home in homes if home != folder]
    return {span.id for path in paths if path.is_file() for _, span in read_rows(path, Span)}


def _kept_apart_faults(
    course: Course,
    draft: DraftReading,
    doc: str,
    order: list[str],
    rows: list[tuple[int, Span]],
    exercise: str | None,
) -> None:
    """Tell of spans in passages kept apart: what is in data/readings everybody sees; and of those outside."""
    kept = [passage for passage in load_passages(course) if passage.doc == doc]
    for line, span in rows:
        within = [passage for passage in kept if span.turn in _turns(passage, order)]
        if exercise is None and within:
            draft.tell(
                line,
                f"{span.turn} lies in {within[0].id}, which is kept apart for {within[0].exercise}.",
                f"Add it with --exercise {within[0].exercise}: it goes to that exercise's readings/.",
            )
        if exercise is not None and exercise not in {passage.exercise for passage in within}:
            draft.tell(
                line, f"{span.turn} lies outside what {exercise} keeps apart.", "Add it without --exercise."
            )


def _turns(passage: Passage, order: list[str]) -> list[str]:
    if passage.first not in order or passage.last not in order:
        return []
    return order[order.index(passage.first) : order.index(passage.last) + 1]
