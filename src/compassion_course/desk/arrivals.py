"""The first round: look at every file, mark what is in it, and decide whose it is and which of each counts.

Of each file a short line is kept, so that of several hand-ins of one person the right one is chosen
whatever the order of files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from ..exercises.items import ResponsesItem
from ..exercises.marking import mark_sheet
from ..exercises.marks import Marks
from ..exercises.scheme import Scheme
from ..exercises.sheet import ReadSheet, SheetFault, decode_envelope, exercise_of, read_answers
from .csv_files import Problem
from .intake import Intake, Place, Refusal, Sheet
from .roster import Decision, Roster, VlePerson, person_in
from .schemes import Schemes

# Bytes of sheets that are kept between the two rounds, each with its marks; the rest are fetched and marked
# again, so that memory does not grow with the class. As bytes, because memory for what is decoded costs more
# than decoding it again.
KEEP = 64 * 1024 * 1024
# Bytes. Shorter prose, or none, is the same in many honest sheets.
_ENOUGH_TO_COMPARE = 200


@dataclass(slots=True)
class Arrival:
    """One sheet that came in.

    Attributes
    ----------
    says
        Whose it is, as the sheet says; ``trainee`` is what was decided.
    digest
        SHA-256 of the sheet's bytes.
    written
        A hash of the open answers, 0 where there is too little to compare. It is good for one run.
    first
        Digests of what was locked before the readings were seen, by item, where replies rest on it and are
        marked.
    data, marks
        The sheet's bytes and what it earns, where there was room to keep them.
    """

    place: Place
    exercise: str
    version: int
    says: str
    pass_: int
    saved: str
    digest: bytes
    written: int
    person: VlePerson | None
    trainee: str = ""
    first: Mapping[str, bytes] = field(default_factory=dict)
    data: bytes = b""
    marks: Marks | None = None

    def order(self) -> tuple[str, int, str, bytes]:
        """Order hand-ins of one person: the VLE's time first, then the pass, then the saving."""
        return (self.person.attempt if self.person else "", self.pass_, self.saved, self.digest)

    def problem(self, kind: str, what: str, remedy: str = "") -> Problem:
        """Make a line of ``problems.csv`` about this sheet."""
        return Problem(self.place.label, self.trainee or self.says, self.exercise, kind, what, remedy)


def look(
    intake: Intake, inputs: Sequence[Path], schemes: Schemes, problems: list[Problem]
) -> tuple[int, list[Arrival]]:
    """Look at every file.

    Parameters
    ----------
    intake
        Finds the files.
    inputs
        Where to look.
    schemes
        What can be marked.
    problems
        Takes a line for each file that cannot be marked.

    Returns
    -------
    tuple
        How many files there were, and those that can be marked.
    """
    files = kept = 0
    arrivals: list[Arrival] = []
    for given in inputs:
        for found in intake.find(given):
            files += 1
            if isinstance(found, Refusal):
                problems.append(Problem(found.label, "", "", "refused", found.reason, found.remedy))
                continue
            arrival = _arrival(found, schemes, problems, keep=kept + len(found.data) <= KEEP)
            if arrival is not None:
                kept += len(arrival.data)
                arrivals.append(arrival)
    return files, arrivals


def _arrival(found: Sheet, schemes: Schemes, problems: list[Problem], *, keep: bool) -> Arrival | None:
    label = found.place.label
    person = person_in(label)
    scheme = schemes.known(exercise_of(found.data))
    read = None if scheme is None else scheme.as_written.read(found.data)
    if scheme is None or read is None:
        looked_at = _look_closely(
            found, schemes, problems, "" if person is None else person.name or person.id
        )
        if looked_at is None:
            return None
        scheme, read = looked_at
    sheet = read.sheet
    return Arrival(
        found.place,
        sheet.exercise,
        sheet.exercise_version,
        sheet.trainee,
        sheet.pass_,
        sheet.saved,
        hashlib.sha256(found.data).digest(),
        _written(scheme, read),
        person,
        first=first_passes(scheme, read),
        data=found.data if keep else b"",
        marks=mark_sheet(scheme, read) if keep else None,
    )


def _look_closely(
    found: Sheet, schemes: Schemes, problems: list[Problem], says: str
) -> tuple[Scheme, ReadSheet] | None:
    """Read a sheet that is not as a page writes it, or say what is the matter with it."""
    label, slug = found.place.label, ""
    try:
        envelope, notes = decode_envelope(found.data)
        slug, says = envelope.exercise, envelope.trainee
        if schemes.only not in (None, slug):
            left = f"The sheet is for {slug}, and only {schemes.only} is being marked."
            problems.append(Problem(label, says, slug, "note", left, ""))
            return None
        scheme = schemes.for_sheet(envelope)
        # Read whole already here: a sheet that cannot be relied on must not outrank an earlier good one.
        read = read_answers(found.data, envelope, scheme.exercise)
    except SheetFault as fault:
        problems.append(Problem(label, says, slug, "refused", str(fault), fault.remedy))
        return None
    problems += [Problem(label, says, slug, "note", note, "") for note in (*notes, *read.notes)]
    return scheme, read


def first_passes(scheme: Scheme, read: ReadSheet) -> dict[str, bytes]:
    """Digest the first pass of each coding that assessed replies rest on."""
    if scheme.exercise.stakes != "assessed":
        return {}
    sheet = read.sheet
    passes = {
        item.to: sheet.first.get(item.to, sheet.answers.get(item.to))
        for item in scheme.exercise.items
        if isinstance(item, ResponsesItem)
    }
    return {id: hashlib.sha256(msgspec.json.encode(value)).digest()[:16] for id, value in passes.items()}


def _written(scheme: Scheme, read: ReadSheet) -> int:
    """Hash the open answers: equal closed answers are common, equal prose and equal codings are not."""
    answers = [read.sheet.answers.get(id) for id in scheme.open_items]
    long = any(isinstance(one, str) and len(one) > _ENOUGH_TO_COMPARE for one in answers)
    if not long and len(msgspec.json.encode(answers)) <= _ENOUGH_TO_COMPARE:
        return 0
    try:
        return hash(tuple([tuple(one.items()) if isinstance(one, dict) else one for one in answers]))
    except TypeError:
        # A span's notes are a mapping, which has no hash.
        return hash(msgspec.json.encode(answers))


def decide(
    arrivals: list[Arrival],
    roster: Roster | None,
    problems: list[Problem],
    worth: Callable[[Arrival], float] | None = None,
) -> list[Arrival]:
    """Decide whose each sheet is, and which of each person's to mark.

    Parameters
    ----------
    arrivals
        What came in, in any order; each is given its trainee.
    roster
        The class, if it is known.
    problems
        Takes a line for each conflict, and for each sheet that is not marked.
    worth
        Gives a sheet's marks by key where the best hand-in counts; without it the latest does.

    Returns
    -------
    list of Arrival
        One for each trainee and exercise, in their order.
    """
    owned = [arrival for arrival in arrivals if _own(arrival, roster, problems)]
    if roster is None:
        _part_people(owned, problems)
    handed_in: dict[tuple[str, str], list[Arrival]] = {}
    for arrival in owned:
        handed_in.setdefault((arrival.trainee, arrival.exercise), []).append(arrival)
    chosen: dict[tuple[str, str], Arrival] = {}
    for key, several in handed_in.items():
        several.sort(key=Arrival.order)
        winner = chosen[key] = several[-1]
        if worth is not None and len(several) > 1:
            winner = chosen[key] = max(reversed(several), key=worth)
        for arrival in several:
            if arrival is not winner:
                problems.append(_not_marked(arrival, winner, "A later" if worth is None else "The best"))
        _compare_first_passes(winner, several, problems)
    ordered = [arrival for _, arrival in sorted(chosen.items())]
    _note_twins(ordered, problems)
    return ordered


def _not_marked(arrival: Arrival, winner: Arrival, which: str) -> Problem:
    same = winner.digest == arrival.digest
    what = (
        f"{'The same file came' if same else f'{which} hand-in was marked: it came'} as "
        f"{winner.place.label} (pass {winner.pass_}, saved {winner.saved})."
    )
    return arrival.problem("earlier", what)


def _compare_first_passes(winner: Arrival, several: list[Arrival], problems: list[Problem]) -> None:
    """Say where a second hand-in holds another first pass than the one that was handed in first."""
    earlier = [arrival for arrival in several if arrival.pass_ == 1]
    if winner.pass_ > 1 and earlier and earlier[-1].first != winner.first:
        problems.append(other_first_pass(winner, earlier[-1].place.label))


def other_first_pass(arrival: Arrival, label: str) -> Problem:
    """Make the line that says so."""
    what = f"The first pass inside this file is not the one that was handed in as {label}."
    return arrival.problem(
        "first pass", what, "Mark the first pass that was handed in; ask which one the replies are about."
    )


def _own(arrival: Arrival, roster: Roster | None, problems: list[Problem]) -> bool:
    """Give a sheet its trainee; say whether anybody can be."""
    decision = Decision(arrival.says) if roster is None else roster.decide(arrival.says, arrival.person)
    arrival.trainee = decision.trainee
    if decision.conflict:
        kind, remedy = (
            ("conflict", "Check whose it is; mend the roster if needed.")
            if decision.trainee
            else ("held", "Add the VLE's id to the roster and mark again.")
        )
        problems.append(arrival.problem(kind, decision.conflict, remedy))
    return bool(decision.trainee)


def _part_people(arrivals: list[Arrival], problems: list[Problem]) -> None:
    """Without a roster, keep apart two people of the VLE who wrote the same id."""
    people: dict[str, set[tuple[str, str]]] = {}
    for arrival in arrivals:
        if arrival.person is not None:
            people.setdefault(arrival.says, set()).add((arrival.person.system, arrival.person.id))
    for arrival in arrivals:
        if len(people.get(arrival.says, ())) > 1 and arrival.person is not None:
            arrival.trainee = arrival.person.handle
            what = f"Several people of the VLE wrote the id {arrival.says}; each stands by the VLE's own."
            remedy = "Mark again with --roster, which says who is who."
            problems.append(arrival.problem("conflict", what, remedy))


def note_missing(
    chosen: Sequence[Arrival], roster: Roster, schemes: Schemes, problems: list[Problem]
) -> None:
    """Say whose unreadable files were whose, and who has nothing that can be marked in what was handed in."""
    for place, problem in enumerate(problems):
        person = person_in(problem.file) if problem.kind == "refused" else None
        matches = roster.matches(person) if person is not None else set()
        if len(matches) == 1:
            problems[place] = problem._replace(trainee=next(iter(matches)))
    marked = {(arrival.trainee, arrival.exercise) for arrival in chosen}
    exercises = {schemes.only} if schemes.only else {slug for _, slug in marked}
    for slug in sorted(one for one in exercises if one):
        for trainee in sorted(roster.by_id):
            if (trainee, slug) not in marked:
                what = "Nothing that can be marked was handed in."
                problems.append(Problem("", trainee, slug, "missing", what, ""))


def _note_twins(arrivals: list[Arrival], problems: list[Problem]) -> None:
    """List sheets that say the same, and trainees whose ids differ by capitals alone."""
    by_words: dict[tuple[str, int], Arrival] = {}
    by_fold: dict[tuple[str, str], Arrival] = {}
    for arrival in arrivals:
        if arrival.written:
            twin = by_words.setdefault((arrival.exercise, arrival.written), arrival)
            if twin is not arrival:
                what = f"What is written in it is the same, letter for letter, as in {twin.place.label}."
                remedy = "Ask both; a file may have been copied or uploaded for somebody else."
                problems.append(arrival.problem("same", what, remedy))
        fold = by_fold.setdefault((arrival.exercise, arrival.trainee.casefold()), arrival)
        if fold is not arrival:
            what = f"{arrival.trainee} and {fold.trainee} differ by capitals alone; each is marked."
            problems.append(arrival.problem("conflict", what, "Check whether they are one person."))
