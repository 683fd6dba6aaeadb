"""Mark what was handed in: find, mark, decide whose it is, write.

Two rounds. The first (:mod:`.arrivals`) looks at every file, marks it and chooses. The second writes in the
order of trainees, a batch at a time: pages first, each taking its name when it is complete, then the batch's
rows in one transaction. A run that was stopped, however it was stopped, is run again and ends with the
same bytes as one that was not.
"""

from __future__ import annotations

import csv
import gc
import hashlib
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from ..corpus import Course, CourseError
from ..exercises.marking import mark_sheet
from ..exercises.marks import Marks
from ..exercises.sheet import ReadSheet, SheetFault, decode_envelope, read_again, read_answers
from .arrivals import Arrival, decide, first_passes, look, note_missing, other_first_pass
from .cohort import ExerciseTally, write_cohort
from .csv_files import Problem, whole_file, write_problems
from .feedback import FeedbackPage
from .feedback_folder import FeedbackFolder
from .gradebook import Entry, Gradebook
from .intake import Intake
from .lateness import lateness
from .marks_csv import MarksTable
from .moved import KeptMarks, Move, write_moves
from .programme import Programme
from .roster import Roster
from .run_lock import only_marker
from .schemes import Schemes

BATCH = 500
GRADEBOOK, MARKS, PROBLEMS, COHORT, FEEDBACK, MOVED = (
    "gradebook.db",
    "marks.csv",
    "problems.csv",
    "cohort.html",
    "feedback",
    "moved.csv",
)
_ASK = "Ask the trainee to hand in again."


@dataclass
class Summary:
    """What a run did: files looked at and passed over, sheets marked, marks added, and marks that moved."""

    files: int = 0
    marked: int = 0
    passed_over: int = 0
    added: int = 0
    problems: list[Problem] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)

    @property
    def needing_somebody(self) -> int:
        """How many lines a tutor has something to do about."""
        return sum(problem.needs_somebody for problem in set(self.problems))


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Leave cycles alone: marking makes none to speak of, and looking for them took a sixth of its time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


# All of it, so that what a run made is let go of before anything looks through it.
@_without_collecting()
def mark(
    course: Course,
    inputs: Sequence[Path],
    out: Path,
    *,
    roster: Roster | None = None,
    only: str | None = None,
    pages: bool = True,
    leave_out: Sequence[Path] = (),
    programme: Programme | None = None,
    dry_run: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
) -> Summary:
    """Mark everything in folders, zips and files, and write gradebook, lists and pages.

    Parameters
    ----------
    course
        The course with its keys.
    inputs
        Where to look, at any depth and under any file name.
    out
        The folder to write into; it is made if it is missing.
    roster
        The class, to say who is who.
    only
        Mark this exercise alone.
    pages
        Whether to write a feedback page for each trainee.
    leave_out
        Files that lie among the sheets and are not handed in, such as the roster.
    programme
        Dates, extensions, and which of several hand-ins counts.
    dry_run
        Write nothing; only say what would be marked, and whose marks would move.
    on_progress
        Told how many sheets of how many are done.

    Raises
    ------
    CourseError
        If the course cannot be marked with, or the folder cannot be written to.
    """
    summary = Summary()
    try:
        with ExitStack() as held:
            if not dry_run:
                out.mkdir(parents=True, exist_ok=True)
                held.enter_context(only_marker(out))
            schemes = Schemes(course, only)
            intake = held.enter_context(Intake((out, *_written_to(out), *leave_out)))
            summary.files, arrivals = look(intake, inputs, schemes, summary.problems)
            summary.passed_over = intake.passed_over
            marker = _Marker(schemes, intake, summary.problems, pages and not dry_run)
            best = programme is not None and programme.counts == "best"
            chosen = decide(arrivals, roster, summary.problems, marker.worth if best else None)
            if roster is not None:
                note_missing(chosen, roster, schemes, summary.problems)
            book: Gradebook | None = None
            if not dry_run or (out / GRADEBOOK).is_file():
                place = out / GRADEBOOK
                if dry_run:
                    # A copy, because opening one of an earlier version brings it up to date.
                    place = Path(held.enter_context(TemporaryDirectory())) / GRADEBOOK
                    shutil.copyfile(out / GRADEBOOK, place)
                book = held.enter_context(Gradebook(place))
                _compare_with_earlier(chosen, arrivals, book, schemes, summary.problems)
            if dry_run:
                _try_out(marker, chosen, book, summary, on_progress)
                return summary
            assert book is not None
            if programme is not None:
                book.count_by(programme.counts)
            _second_round(marker, chosen, out, roster, book, summary, programme, on_progress)
            write_problems(out / PROBLEMS, summary.problems)
            write_cohort(out / COHORT, marker.tallies)
            if summary.moves:
                write_moves(out / MOVED, summary.moves)
            return summary
    except (OSError, sqlite3.Error) as error:
        raise CourseError(
            out,
            f"The marks cannot be written: {getattr(error, 'strerror', None) or error}.",
            "Check space and permissions there.",
        ) from error


def _written_to(out: Path) -> Iterator[Path]:
    """Name what a run writes: marks may go into the very folder that was handed in."""
    for name in (GRADEBOOK, f"{GRADEBOOK}-journal", FEEDBACK):
        yield out / name
    for name in (MARKS, PROBLEMS, COHORT, MOVED):
        yield out / name
        yield out / f".{name}.part"


class _Marker:
    """Marks one sheet after another; what is the same for all of an exercise is made once."""

    def __init__(self, schemes: Schemes, intake: Intake, problems: list[Problem], pages: bool) -> None:
        self.schemes = schemes
        self.tallies: dict[str, ExerciseTally] = {}
        self._intake = intake
        self._problems = problems
        self._pages: dict[str, FeedbackPage] | None = {} if pages else None

    def mark(self, arrival: Arrival) -> tuple[Entry, Marks, bytes] | None:
        """Mark one sheet; give its row, its marks and its page, or None if it cannot be read any more."""
        slug = arrival.exercise
        scheme = self.schemes.of(slug)
        marks, data = arrival.marks, arrival.data
        read = None
        if marks is None or self._pages is not None:
            try:
                read, data = self._read(arrival)
            except SheetFault as fault:
                self._problems.append(arrival.problem("refused", str(fault), fault.remedy))
                return None
            marks = marks or mark_sheet(scheme, read)
        arrival.marks, arrival.data = None, b""
        for one in marks.of_state("unmarked"):
            self._problems.append(arrival.problem("unmarked", f"Item {one.item}: {one.why}", _ASK))
        page = b""
        if self._pages is not None and read is not None:
            if slug not in self._pages:
                self._pages[slug] = FeedbackPage(scheme)
            page = self._pages[slug].content(arrival.trainee, read.sheet, marks)
        if slug not in self.tallies:
            self.tallies[slug] = ExerciseTally(scheme)
        self.tallies[slug].add(marks)
        entry = Entry(
            arrival.trainee,
            slug,
            arrival.version,
            arrival.pass_,
            arrival.saved,
            arrival.digest.hex(),
            arrival.place.label,
            scheme.key.version,
            scheme.digest,
            marks.items,
            data,
        )
        return entry, marks, page

    def worth(self, arrival: Arrival) -> float:
        """Give a sheet's marks by key, to tell the best of several; -1 where it cannot be read any more."""
        if arrival.marks is None:
            try:
                read, arrival.data = self._read(arrival)
            except SheetFault:
                return -1.0
            arrival.marks = mark_sheet(self.schemes.of(arrival.exercise), read)
        return arrival.marks.automatic

    def _read(self, arrival: Arrival) -> tuple[ReadSheet, bytes]:
        """Give the sheet and its bytes; what was not kept is fetched again."""
        data = arrival.data
        if not data:
            data = self._intake.read_again(arrival.place)
            if hashlib.sha256(data).digest() != arrival.digest:
                raise SheetFault("The file changed while it was being marked.", remedy="Mark again.")
        scheme = self.schemes.of(arrival.exercise)
        return scheme.as_written.read_again(data) or read_again(data, scheme.exercise), data


def _compare_with_earlier(
    chosen: list[Arrival],
    arrivals: list[Arrival],
    book: Gradebook,
    schemes: Schemes,
    problems: list[Problem],
) -> None:
    """Compare a second hand-in with the first that an earlier run marked, where this one has none."""
    here = {(one.trainee, one.exercise) for one in arrivals if one.pass_ == 1}
    second = [
        one for one in chosen if one.pass_ > 1 and one.first and (one.trainee, one.exercise) not in here
    ]
    if not second:
        return
    earlier = {(one.trainee, one.exercise): one for one in book.submissions(current=False) if one.pass_ == 1}
    for arrival in second:
        kept = earlier.get((arrival.trainee, arrival.exercise))
        data = None if kept is None else book.sheet_of(kept.id)
        if kept is None or data is None:
            what = "No first hand-in was found to compare the first pass inside this file with."
            remedy = "Mark the folder of first hand-ins into the same place, or look at it yourself."
            problems.append(arrival.problem("first pass", what, remedy))
            continue
        scheme = schemes.of(arrival.exercise)
        read = read_answers(data, decode_envelope(data)[0], scheme.exercise)
        if first_passes(scheme, read) != arrival.first:
            problems.append(other_first_pass(arrival, kept.file))


def _try_out(
    marker: _Marker,
    chosen: list[Arrival],
    book: Gradebook | None,
    summary: Summary,
    on_progress: Callable[[int, int], None] | None,
) -> None:
    """Mark without writing anything."""
    kept = None if book is None else KeptMarks(book)
    for done, arrival in enumerate(chosen, start=1):
        marked = marker.mark(arrival)
        if marked is not None:
            summary.marked += 1
            summary.moves += [] if kept is None else kept.moves(marked[0])
        if on_progress is not None:
            on_progress(done, len(chosen))


def _second_round(
    marker: _Marker,
    chosen: list[Arrival],
    out: Path,
    roster: Roster | None,
    book: Gradebook,
    summary: Summary,
    programme: Programme | None,
    on_progress: Callable[[int, int], None] | None,
) -> None:
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    feedback = FeedbackFolder(out / FEEDBACK, (arrival.trainee for arrival in chosen))
    people = roster.by_id if roster is not None else {}
    kept = KeptMarks(book)
    table = MarksTable(marker.schemes, (arrival.exercise for arrival in chosen), people)
    with whole_file(out / MARKS) as file:
        writer = csv.writer(file)
        writer.writerow(table.head())
        for start in range(0, len(chosen), BATCH):
            batch = chosen[start : start + BATCH]
            entries = []
            for arrival in batch:
                marked = marker.mark(arrival)
                if marked is None:
                    continue
                entry, marks, page = marked
                if page:
                    feedback.put(entry.trainee, entry.exercise, page)
                entries.append(entry)
                seen_name = arrival.person.name if arrival.person is not None else ""
                summary.moves += kept.moves(entry)
                writer.writerow(table.line(entry, marks, seen_name, lateness(programme, arrival)))
            summary.added += book.add(entries, at)
            summary.marked += len(entries)
            if on_progress is not None:
                on_progress(start + len(batch), len(chosen))
