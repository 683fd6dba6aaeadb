"""The lines of ``marks.csv``: one for each trainee and exercise, one column for each item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..exercises.marks import Marks, State
from .csv_files import number
from .gradebook import Entry
from .lateness import NOT_LATE, Lateness
from .plain_text import in_cell
from .roster import Trainee
from .schemes import Schemes

_HEAD = ["trainee", "name", "email", "exercise", "exercise_version", "key_version", "pass", "saved"]
_SUMS = ["marks_by_key", "of_by_key", "to_be_marked", "of_all", "state", "days_late", "late_by"]
# A line has one state: what a tutor has to see to first.
_FIRST_SEEN: tuple[State, ...] = ("unmarked", "send back", "to be marked", "to come", "marked")


class MarksTable:
    """Makes the lines, each with a column for every item of every exercise that was handed in.

    Parameters
    ----------
    schemes
        What the exercises are marked with.
    exercises
        Those that were handed in.
    people
        Names and addresses by trainee, where the roster has them.
    """

    def __init__(self, schemes: Schemes, exercises: Iterable[str], people: Mapping[str, Trainee]) -> None:
        self._schemes = schemes
        self._people = people
        self._columns = [
            (slug, item.id) for slug in sorted(set(exercises)) for item in schemes.of(slug).exercise.items
        ]
        slugs = [slug for slug, _ in self._columns]
        # How many columns of other exercises stand before those of each.
        self._before = {slug: slugs.index(slug) for slug in slugs}

    def head(self) -> list[str]:
        """Name the columns."""
        return [*_HEAD, *_SUMS, *(f"{slug}/{item}" for slug, item in self._columns)]

    def line(self, entry: Entry, marks: Marks, seen_name: str, late: Lateness = NOT_LATE) -> list[str]:
        """Write one line.

        Parameters
        ----------
        entry, marks
            What the gradebook keeps of the sheet, and what it earns.
        seen_name
            What the VLE called the person: without a roster better than no name.
        late
            How late it came, where the programme has a date.
        """
        scheme = self._schemes.of(entry.exercise)
        name, email = "", ""
        if (person := self._people.get(entry.trainee)) is not None:
            name, email = in_cell(person.name), in_cell(person.email)
        elif seen_name:
            name = in_cell(seen_name)
        state, to_mark, cells = "marked", 0.0, [""] * len(self._columns)
        for column, mark in enumerate(marks.items, self._before[entry.exercise]):
            if mark.marks is not None:
                cells[column] = number(mark.marks)
                continue
            cells[column] = mark.state
            if mark.state == "to be marked":
                to_mark += mark.of
            if _FIRST_SEEN.index(mark.state) < _FIRST_SEEN.index(state):
                state = mark.state
        return [
            entry.trainee,
            name,
            email,
            entry.exercise,
            str(entry.exercise_version),
            str(entry.key_version),
            str(entry.pass_),
            entry.saved,
            number(marks.automatic),
            number(scheme.of_automatic),
            number(to_mark),
            number(scheme.of_all),
            state,
            "" if late.days is None else str(late.days),
            late.by,
            *cells,
        ]
