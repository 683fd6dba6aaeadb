"""Who a sheet is from: the VLE's id first, then the roster, then what the sheet says.

A VLE knows who uploaded a file; a sheet only repeats what somebody typed. Where they disagree the
VLE is followed and the disagreement is listed; where nothing settles it, nobody gets the marks.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

from ..corpus import CourseError
from ..exercises.sheet import TRAINEE
from .plain_text import decoded

_TRAINEE = re.compile(TRAINEE)
# What each VLE calls a file in "download all submissions" (read in their sources; see the
# project's research notes): one folder or prefix for each person in Moodle, a prefix in Canvas,
# the user name between the assignment and "attempt" in Blackboard.
_MOODLE = re.compile(r"(?P<name>[^_]*)_(?P<id>\d+)_assign(?:submission|feedback)_[a-z]+(?:_.*)?$")
_CANVAS = re.compile(
    r"(?:(?:LATE_)?(?P<anon>anon_[^_]+)|(?P<name>[^\W\d_]\w*?)(?:_LATE|_late)?_(?P<id>\d{2,}))"
    r"_(?:\d{2,}_.+|text\.html)$"
)
_BLACKBOARD = re.compile(r"(?P<head>.+)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_.+|\.txt)$")
_ID_COLUMNS = {
    "moodle": ("moodle", "identifier", "participant"),
    "canvas": ("canvas", "canvas id"),
    "blackboard": ("blackboard", "username", "user name"),
}


class VlePerson(NamedTuple):
    """What a VLE wrote into a file's name: the person's id or name there, and the time of an attempt."""

    system: str
    id: str
    name: str = ""
    attempt: str = ""

    @property
    def handle(self) -> str:
        """A name for a person whom no roster knows, in the form of a trainee id."""
        return f"{self.system}-{re.sub(r'[^A-Za-z0-9._-]', '-', self.id)}"[:32]


def person_in(label: str) -> VlePerson | None:
    """Read the person out of a path as Moodle, Canvas or Blackboard writes it."""
    if "_" not in label:
        return None  # each of theirs has one
    parts = label.split("/")
    for part in reversed(parts):
        if found := _MOODLE.fullmatch(part):
            return VlePerson("moodle", found["id"], found["name"])
    if found := _BLACKBOARD.fullmatch(parts[-1]):
        return VlePerson("blackboard", found["head"], attempt=found["time"])
    # A name of ours, such as three-systems--T0423--1, has no such run of underscores and digits.
    if found := _CANVAS.fullmatch(parts[-1]):
        return VlePerson("canvas", found["anon"] or found["id"], found["name"] or "")
    return None


class Trainee(NamedTuple):
    """One line of the roster."""

    trainee: str
    name: str = ""
    email: str = ""


class Decision(NamedTuple):
    """Whose a sheet is. ``trainee`` is empty where nobody can say; ``conflict`` says what disagrees."""

    trainee: str
    conflict: str = ""
    known: bool = False


class Roster:
    """The people of a class, by every id that a file may carry."""

    def __init__(self, rows: list[dict[str, str]], source: str = "roster") -> None:
        self.by_id: dict[str, Trainee] = {}
        self._by_fold: dict[str, str] = {}
        self._by_vle: dict[tuple[str, str], set[str]] = {}
        self._by_name: dict[str, set[str]] = {}
        for number, row in enumerate(rows, start=2):
            id = row.get("trainee", "")
            if not _TRAINEE.match(id):
                raise CourseError(
                    f"{source}:{number}",
                    f"{id!r} cannot be a trainee's id.",
                    "Use 1 to 32 letters, digits, dots, hyphens and underscores.",
                )
            if id.casefold() in self._by_fold:
                raise CourseError(
                    f"{source}:{number}", f"The trainee {id} stands twice.", "Keep one line for each."
                )
            self._by_fold[id.casefold()] = id
            self.by_id[id] = Trainee(id, row.get("name", ""), row.get("email", ""))
            for system, columns in _ID_COLUMNS.items():
                for column in columns:
                    if value := row.get(column, "").removeprefix("Participant ").strip():
                        self._by_vle.setdefault((system, value.casefold()), set()).add(id)
            self._by_vle.setdefault(("blackboard", id.casefold()), set()).add(id)
            for name in _forms_of_name(row.get("name", "")):
                self._by_name.setdefault(name, set()).add(id)

    def __len__(self) -> int:
        return len(self.by_id)

    def matches(self, person: VlePerson) -> set[str]:
        """Give the trainees whom a VLE's person may be."""
        if person.system == "blackboard":
            # The head is assignment_username, and either may hold underscores: try every ending.
            words = person.id.split("_")
            for start in range(len(words)):
                if found := self._by_vle.get((person.system, "_".join(words[start:]).casefold())):
                    return found
            return set()
        if found := self._by_vle.get((person.system, person.id.casefold())):
            return found
        name = _folded(person.name)
        return self._by_name.get(name, set()) if name else set()

    def decide(self, sheet_trainee: str, person: VlePerson | None) -> Decision:
        """Decide whose a sheet is.

        Parameters
        ----------
        sheet_trainee
            What the sheet says.
        person
            What the VLE says, if anything.
        """
        on_roster = self._by_fold.get(sheet_trainee.casefold(), "")
        matches = self.matches(person) if person is not None else set()
        if len(matches) == 1:
            (trainee,) = matches
            if trainee == sheet_trainee:
                return Decision(trainee, known=True)
            return Decision(
                trainee,
                f"The VLE says {trainee}, the sheet says {sheet_trainee}: the VLE was followed.",
                True,
            )
        if len(matches) > 1:
            if on_roster in matches:
                return Decision(on_roster, known=True)
            return Decision(
                "",
                f"The VLE's {person.name if person else ''} may be {' or '.join(sorted(matches))}; "
                f"the sheet says {sheet_trainee}. Nobody was given the marks.",
            )
        unknown = f"The VLE's {person.name or person.id} is not on the roster. " if person is not None else ""
        if on_roster == sheet_trainee:
            return Decision(
                sheet_trainee, unknown and f"{unknown}The sheet's {sheet_trainee} was followed.", True
            )
        if on_roster:
            return Decision(
                on_roster, f"{unknown}The sheet says {sheet_trainee}, the roster {on_roster}.", True
            )
        return Decision(sheet_trainee, f"{unknown}{sheet_trainee} is not on the roster.")


def load_roster(path: Path) -> Roster:
    """Load ``roster.csv``: trainee, and if wished name, email, moodle, canvas, blackboard (or username).

    Raises
    ------
    CourseError
        If it cannot be read, has no column ``trainee``, names somebody twice, or has an id that is none.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CourseError(path, f"The roster cannot be read: {error.strerror}.", "Check its name.") from error
    text = decoded(data)
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        # Read loosely, a quote that is not closed would swallow every line after it.
        raise CourseError(
            f"{path}:{reader.line_num}",
            f"The roster is not a CSV that can be relied on: {error}.",
            "Check the quotes there, or save it again from the spreadsheet as CSV.",
        ) from error
    columns = [column.strip().casefold() for column in rows[0]] if rows else []
    if "trainee" not in columns:
        raise CourseError(
            path,
            f"The roster has no column named trainee; it has {', '.join(columns) or 'none'}.",
            "Its first line is: trainee,name,email",
        )
    filled = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    return Roster(
        [dict(zip(columns, (cell.strip() for cell in row), strict=False)) for row in filled], str(path)
    )


def _folded(name: str) -> str:
    """Reduce a name to its letters and digits, as Canvas does, in any Unicode form."""
    name = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in name if character.isalnum())


def _forms_of_name(name: str) -> set[str]:
    """Give a name as Moodle shows it and as Canvas sorts it, family name first."""
    words = name.replace(",", " ").split()
    forms = {_folded(name)}
    if len(words) > 1:
        forms |= {_folded("".join((words[-1], *words[:-1]))), _folded("".join((*words[1:], words[0])))}
    return forms - {""}
