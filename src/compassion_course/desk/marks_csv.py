"""The lines of ``marks.csv``: one for each trainee and exercise, one column for each item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..exercises.marks import Marks
from .csv_files import number
from .gradebook import Entry
from .lateness import NOT_LATE, Lateness
from .plain_text import in_cell
from .roster import Trainee
from .schemes import Schemes

_HEAD = ["trainee", "name", "email", "exercise", "exercise_version", "key_version", "pass", "saved"]
_SUMS = ["marks_by_key", "of_by_key", "to_be_marked", "of_all", "state", "days_late", "late_by"]
# A line has one state: what a tutor has to see to first.
_FIRST_SEEN = ("unmarked", "send back", "to be marked", "to come")


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
        person = self._people.get(entry.trainee, Trainee(entry.trainee, seen_name))
        states = [item.state for item in marks.items]
        cells = [item.state if item.marks is None else number(item.marks) for item in marks.items]
        before = self._before[entry.exercise]
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
            number(sum([item.of for item in marks.items if item.state == "to be marked"])),
            number(scheme.of_all),
            next((state for state in _FIRST_SEEN if state in states), "marked"),
            "" if late.days is None else str(late.days),
            late.by,
            *[""] * before,
            *cells,
            *[""] * (len(self._columns) - before - len(cells)),
        ]
