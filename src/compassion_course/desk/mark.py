"""Mark what was handed in: find, decide whose it is, mark, write.

Two rounds. The first looks at every file and keeps a short line on each, so that of several
hand-ins of one person the right one is chosen whatever the order of files. The second marks in the
order of trainees, a batch at a time: pages first, each taking its name when it is complete, then the
batch's rows in one transaction. A run that was stopped, however it was stopped, is run again and
ends with the same bytes as one that was not.
"""

from __future__ import annotations

import csv
import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from ..corpus import Course, CourseError
from ..exercises.marking import mark_sheet
from ..exercises.marks import Marks
from ..exercises.scheme import CLOSED, Scheme, prepare
from ..exercises.sheet import Envelope, ReadSheet, SheetFault, decode_envelope, read_answers
from ..exercises.specification import exercise_slugs
from .cohort import ExerciseTally, write_cohort
from .csv_files import Problem, number, whole_file, write_problems
from .feedback import FeedbackPage
from .gradebook import Entry, Gradebook
from .intake import Intake, Place, Refusal, Sheet
from .plain_text import in_cell, one_line
from .roster import Decision, Roster, Trainee, VlePerson, person_in
from .run_lock import only_marker

BATCH = 500
# Bytes of sheets that are kept, decoded, between the two rounds; the rest are read again, so that
# memory does not grow with the class. Decoded they take about five times as much.
KEEP = 12 * 1024 * 1024
# Shorter prose, or none, is the same in many honest sheets.
_ENOUGH_TO_COMPARE = 200
_ASK = "Ask the trainee to hand in again."
_WINDOWS_NAMES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


@dataclass(slots=True)
class Arrival:
    """One sheet that came in."""

    place: Place
    exercise: str
    version: int
    says: str
    pass_: int
    saved: str
    digest: bytes
    answers: bytes
    person: VlePerson | None
    trainee: str = ""
    read: ReadSheet | None = None

    def order(self) -> tuple[str, int, str, bytes]:
        """Order hand-ins of one person: the VLE's time first, then the pass, then the saving."""
        return (self.person.attempt if self.person else "", self.pass_, self.saved, self.digest)


@dataclass
class Summary:
    """What a run did."""

    files: int = 0
    marked: int = 0
    passed_over: int = 0
    added: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def needing_somebody(self) -> int:
        """How many lines a tutor has something to do about."""
        return sum(problem.needs_somebody for problem in set(self.problems))


class _Desk:
    """One run of marking."""

    def __init__(
        self, course: Course, out: Path, roster: Roster | None, only: str | None, pages: bool
    ) -> None:
        self.course = course
        self.out = out
        self.roster = roster
        self.only = only
        self.pages = pages
        self.summary = Summary()
        self._schemes: dict[str, Scheme | CourseError] = {}
        self._page_makers: dict[str, FeedbackPage] = {}
        self.tallies: dict[str, ExerciseTally] = {}
        self._known = set(exercise_slugs(course))
        if only is not None and isinstance(failed := self.scheme(only), CourseError):
            raise failed

    def scheme(self, slug: str) -> Scheme | CourseError:
        if slug not in self._schemes:
            try:
                self._schemes[slug] = prepare(self.course, slug)
            except CourseError as error:
                self._schemes[slug] = error
        return self._schemes[slug]

    def problem(self, file: str, trainee: str, exercise: str, kind: str, what: str, remedy: str = "") -> None:
        self.summary.problems.append(Problem(file, trainee, exercise, kind, what, remedy))

    # --- the first round ---

    def arrivals(self, intake: Intake, inputs: Sequence[Path]) -> list[Arrival]:
        """Look at every file; keep those that can be marked."""
        arrivals: list[Arrival] = []
        kept = 0
        for given in inputs:
            for found in intake.find(given):
                self.summary.files += 1
                if isinstance(found, Refusal):
                    self.problem(found.label, "", "", "refused", found.reason, found.remedy)
                    continue
                arrival = self._arrival(found)
                if arrival is None:
                    continue
                kept += len(found.data)
                if kept > KEEP:
                    arrival.read = None
                arrivals.append(arrival)
        self.summary.passed_over = intake.passed_over
        return arrivals

    def _arrival(self, found: Sheet) -> Arrival | None:
        label = found.place.label
        person = person_in(label)
        says = _name_of(person)
        slug = ""
        try:
            envelope, notes = decode_envelope(found.data)
            slug, says = envelope.exercise, envelope.trainee
            scheme = self._scheme_for(envelope)
            # Read whole already here: a sheet that cannot be relied on must not outrank an earlier good one.
            read = read_answers(found.data, envelope, scheme.exercise)
        except SheetFault as fault:
            self.problem(label, says, slug, "refused", str(fault), _ASK)
            return None
        for note in (*notes, *read.notes):
            self.problem(label, says, slug, "note", note)
        # Equal closed answers are common; equal prose and equal codings are not.
        written = msgspec.json.encode(
            [
                read.sheet.answers.get(item.id)
                for item in scheme.exercise.items
                if not isinstance(item, CLOSED)
            ]
        )
        return Arrival(
            found.place,
            slug,
            envelope.exercise_version,
            says,
            envelope.pass_,
            envelope.saved,
            hashlib.sha256(found.data).digest(),
            hashlib.sha256(written).digest()[:16] if len(written) > _ENOUGH_TO_COMPARE else b"",
            person,
            read=read,
        )

    def _scheme_for(self, envelope: Envelope) -> Scheme:
        """Give what the sheet's exercise is marked with, if this course can mark it."""
        slug = envelope.exercise
        if self.only is not None and slug != self.only:
            raise SheetFault(f"The sheet is for {slug}, and only {self.only} is being marked.")
        if slug not in self._known:
            raise SheetFault(f"This course has no exercise {slug}.")
        scheme = self.scheme(slug)
        if isinstance(scheme, CourseError):
            raise SheetFault(f"The exercise cannot be marked: {one_line(str(scheme))}")
        version = scheme.exercise.version
        if envelope.exercise_version != version:
            raise SheetFault(
                f"The sheet is for version {envelope.exercise_version} of the exercise; "
                f"this course has version {version}."
            )
        return scheme

    def decide(self, arrivals: list[Arrival]) -> list[Arrival]:
        """Decide whose each sheet is, and which of each person's to mark."""
        owned = [arrival for arrival in arrivals if self._own(arrival)]
        if self.roster is None:
            self._part_people(owned)
        chosen: dict[tuple[str, str], Arrival] = {}
        for arrival in owned:
            key = (arrival.trainee, arrival.exercise)
            other = chosen.get(key)
            if other is None or arrival.order() > other.order():
                chosen[key] = arrival
        for arrival in owned:
            winner = chosen[arrival.trainee, arrival.exercise]
            if winner is not arrival:
                same = winner.digest == arrival.digest
                self.problem(
                    arrival.place.label,
                    arrival.trainee,
                    arrival.exercise,
                    "earlier",
                    f"{'The same file came' if same else 'A later hand-in was marked: it came'} as "
                    f"{winner.place.label} (pass {winner.pass_}, saved {winner.saved}).",
                )
        ordered = [arrival for _, arrival in sorted(chosen.items())]
        self._note_twins(ordered)
        return ordered

    def _own(self, arrival: Arrival) -> bool:
        if self.roster is None:
            decision = Decision(arrival.says)
        else:
            decision = self.roster.decide(arrival.says, arrival.person)
        if not decision.trainee:
            self.problem(
                arrival.place.label,
                arrival.says,
                arrival.exercise,
                "held",
                decision.conflict,
                "Add the VLE's id to the roster and mark again.",
            )
            return False
        arrival.trainee = decision.trainee
        if decision.conflict:
            self.problem(
                arrival.place.label,
                arrival.trainee,
                arrival.exercise,
                "conflict",
                decision.conflict,
                "Check whose it is; mend the roster if needed.",
            )
        return True

    def _part_people(self, arrivals: list[Arrival]) -> None:
        """Without a roster, keep apart two people of the VLE who wrote the same id."""
        people: dict[str, set[tuple[str, str]]] = {}
        for arrival in arrivals:
            if arrival.person is not None:
                people.setdefault(arrival.says, set()).add((arrival.person.system, arrival.person.id))
        for arrival in arrivals:
            if len(people.get(arrival.says, ())) > 1 and arrival.person is not None:
                arrival.trainee = arrival.person.handle
                self.problem(
                    arrival.place.label,
                    arrival.trainee,
                    arrival.exercise,
                    "conflict",
                    f"Several people of the VLE wrote the id {arrival.says}; each stands by the VLE's own.",
                    "Mark again with --roster, which says who is who.",
                )

    def _note_twins(self, arrivals: list[Arrival]) -> None:
        by_answers: dict[tuple[str, bytes], Arrival] = {}
        by_fold: dict[tuple[str, str], Arrival] = {}
        for arrival in arrivals:
            if arrival.answers:
                twin = by_answers.setdefault((arrival.exercise, arrival.answers), arrival)
                if twin is not arrival:
                    self.problem(
                        arrival.place.label,
                        arrival.trainee,
                        arrival.exercise,
                        "same",
                        f"What is written in it is the same, letter for letter, as in {twin.place.label}.",
                        "Ask both; a file may have been copied or uploaded for somebody else.",
                    )
            fold = by_fold.setdefault((arrival.exercise, arrival.trainee.casefold()), arrival)
            if fold is not arrival:
                self.problem(
                    arrival.place.label,
                    arrival.trainee,
                    arrival.exercise,
                    "conflict",
                    f"{arrival.trainee} and {fold.trainee} differ by capitals alone; each is marked.",
                    "Check whether they are one person.",
                )

    # --- the second round ---

    def mark(self, intake: Intake, arrival: Arrival) -> tuple[Entry, Marks, str] | None:
        """Mark one sheet; give its row, its marks and its page."""
        label, slug = arrival.place.label, arrival.exercise
        scheme = self.scheme(slug)
        if isinstance(scheme, CourseError):
            raise scheme
        read, arrival.read = arrival.read, None
        if read is None:
            try:
                data = intake.read_again(arrival.place)
                if hashlib.sha256(data).digest() != arrival.digest:
                    raise SheetFault("The file changed while it was being marked.")
                read = read_answers(data, decode_envelope(data)[0], scheme.exercise)
            except SheetFault as fault:
                self.problem(label, arrival.trainee, slug, "refused", str(fault), _ASK)
                return None
        marks = mark_sheet(scheme, read)
        for mark in marks.items:
            if mark.state == "unmarked":
                self.problem(label, arrival.trainee, slug, "unmarked", f"Item {mark.item}: {mark.why}", _ASK)
        page = ""
        if self.pages:
            maker = self._page_makers.get(slug)
            if maker is None:
                maker = self._page_makers[slug] = FeedbackPage(scheme)
            page = maker.page(arrival.trainee, read.sheet, marks)
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
            label,
            scheme.key.version,
            scheme.digest,
            marks.items,
        )
        return entry, marks, page


def mark(
    course: Course,
    inputs: Sequence[Path],
    out: Path,
    *,
    roster: Roster | None = None,
    only: str | None = None,
    pages: bool = True,
    leave_out: Sequence[Path] = (),
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
    on_progress
        Told how many sheets of how many are done.

    Raises
    ------
    CourseError
        If the course cannot be marked with, or the folder cannot be written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with ExitStack() as held:
            held.enter_context(only_marker(out))
            desk = _Desk(course, out, roster, only, pages)
            intake = held.enter_context(Intake((out, *leave_out)))
            chosen = desk.decide(desk.arrivals(intake, inputs))
            book = held.enter_context(Gradebook(out / "gradebook.db"))
            _second_round(desk, intake, chosen, book, on_progress)
            write_problems(out / "problems.csv", desk.summary.problems)
            write_cohort(out / "cohort.html", desk.tallies)
            return desk.summary
    except (OSError, sqlite3.Error) as error:
        raise CourseError(
            out,
            f"The marks cannot be written: {getattr(error, 'strerror', None) or error}.",
            "Check space and permissions there.",
        ) from error


def _second_round(
    desk: _Desk,
    intake: Intake,
    chosen: list[Arrival],
    book: Gradebook,
    on_progress: Callable[[int, int], None] | None,
) -> None:
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    folders = _folders([arrival.trainee for arrival in chosen])
    feedback = desk.out / "feedback"
    feedback.mkdir(exist_ok=True)
    made = {folder.name for folder in feedback.iterdir()}
    people = desk.roster.by_id if desk.roster is not None else {}
    columns = [
        (slug, item.id)
        for slug in sorted({arrival.exercise for arrival in chosen})
        if isinstance(scheme := desk.scheme(slug), Scheme)
        for item in scheme.exercise.items
    ]
    with whole_file(desk.out / "marks.csv") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["trainee", "name", "email", "exercise", "exercise_version", "key_version", "pass", "saved"]
            + ["marks_by_key", "of_by_key", "to_be_marked", "of_all", "state"]
            + [f"{slug}/{item}" for slug, item in columns]
        )
        done = 0
        for batch in _batches(chosen):
            entries = []
            for arrival in batch:
                marked = desk.mark(intake, arrival)
                if marked is None:
                    continue
                entry, marks, page = marked
                if page:
                    folder = feedback / folders[entry.trainee]
                    if folder.name not in made:
                        folder.mkdir()
                        made.add(folder.name)
                    _write_page(folder, entry.exercise, page)
                entries.append(entry)
                # Without a roster, the name that the VLE gave the folder is better than none.
                seen = arrival.person.name if arrival.person is not None else ""
                person = people.get(entry.trainee, Trainee(entry.trainee, seen))
                writer.writerow(_row(desk, entry, marks, person, columns))
            desk.summary.added += book.add(entries, at)
            desk.summary.marked += len(entries)
            done += len(batch)
            if on_progress is not None:
                on_progress(done, len(chosen))


def _batches(arrivals: list[Arrival]) -> Iterator[list[Arrival]]:
    for start in range(0, len(arrivals), BATCH):
        yield arrivals[start : start + BATCH]


def _row(
    desk: _Desk, entry: Entry, marks: Marks, person: Trainee, columns: list[tuple[str, str]]
) -> list[str]:
    scheme = desk.scheme(entry.exercise)
    if isinstance(scheme, CourseError):
        raise scheme
    waiting = sum(item.of for item in marks.items if item.state == "to be marked")
    states = {item.state for item in marks.items}
    state = next(
        (one for one in ("unmarked", "send back", "to be marked") if one in states),
        "marked",
    )
    by_item = {item.item: item.state if item.marks is None else number(item.marks) for item in marks.items}
    return [
        entry.trainee,
        in_cell(person.name),
        in_cell(person.email),
        entry.exercise,
        str(entry.exercise_version),
        str(entry.key_version),
        str(entry.pass_),
        entry.saved,
        number(marks.automatic),
        number(scheme.of_automatic),
        number(waiting),
        number(scheme.of_all),
        state,
        *(by_item[item] if slug == entry.exercise else "" for slug, item in columns),
    ]


def _write_page(folder: Path, slug: str, page: str) -> None:
    unfinished = folder / f".{slug}.html.part"
    unfinished.write_bytes(page.encode("utf-8"))
    unfinished.replace(folder / f"{slug}.html")


def _folders(trainees: list[str]) -> dict[str, str]:
    """Name a folder for each trainee that every system can have, also those that ignore capitals."""
    folders: dict[str, str] = {}
    taken: set[str] = set()
    for trainee in sorted(set(trainees)):
        stem = trainee.partition(".")[0].lower()
        folder = f"{trainee}~" if trainee.endswith(".") or stem in _WINDOWS_NAMES else trainee
        if folder.lower() in taken:
            folder = f"{trainee}~{hashlib.sha256(trainee.encode()).hexdigest()[:6]}"
        taken.add(folder.lower())
        folders[trainee] = folder
    return folders


def _name_of(person: VlePerson | None) -> str:
    return "" if person is None else person.name or person.id
