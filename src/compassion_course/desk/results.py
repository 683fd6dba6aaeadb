"""How each submission stands: the sheet, the mark that counts for each item, and what is still open."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ..corpus import Course, CourseError, find_course
from ..exercises.marking import mark_sheet
from ..exercises.marks import ItemMark
from ..exercises.scheme import Scheme
from ..exercises.sheet import AnswerSheet, SheetFault, decode_sheet
from .gradebook import Gradebook, that_counts
from .gradebook_rows import MarkRow, Role, Submission
from .key_in_use import in_use
from .programme import Programme
from .schemes import Schemes
from .second_marking import marked_in_full, sample

# Two marks that differ by less are the same mark.
_SAME = 0.005


class Result(NamedTuple):
    """One current submission.

    Attributes
    ----------
    submission, scheme, sheet
        What was handed in, and what it is marked with.
    by_key
        What marking by key says now, with words and gates; the marks themselves are the gradebook's.
    roles
        The latest mark of each role, by item.
    """

    submission: Submission
    scheme: Scheme
    sheet: AnswerSheet
    by_key: Mapping[str, ItemMark]
    roles: Mapping[str, Mapping[Role, MarkRow]]

    def counts(self, item: str) -> MarkRow | None:
        """Give the mark that counts for an item: moderated before first before key."""
        roles = self.roles.get(item)
        return that_counts(roles) if roles else None

    def comment(self, item: str) -> str:
        """Give the words to the trainee: the moderator's, else the first marker's."""
        for role in ("moderated", "first"):
            mark = self.roles.get(item, {}).get(role)
            if mark is not None and mark.comment.strip():
                return mark.comment.strip()
        return ""

    @property
    def marks(self) -> dict[str, float | None]:
        """The marks that count, by item in the exercise's order; None where there is none yet."""
        found = {}
        for item in self.scheme.exercise.items:
            mark = self.counts(item.id)
            found[item.id] = None if mark is None else mark.marks
        return found

    @property
    def so_far(self) -> float:
        """The marks that stand, added."""
        return round(sum(marks for marks in self.marks.values() if marks is not None), 2)

    @property
    def total(self) -> float | None:
        """All marks, added; None while one is lacking."""
        return None if None in self.marks.values() else self.so_far


def results_of(
    book: Gradebook, schemes: Schemes, exercise: str | None = None
) -> tuple[list[Result], list[str]]:
    """Give the current submissions in order of exercise and trainee, and say which cannot be read.

    Parameters
    ----------
    book
        The gradebook.
    schemes
        What the exercises are marked with.
    exercise
        Of this exercise alone.

    Raises
    ------
    CourseError
        If an exercise cannot be used.
    """
    found, notes = [], []
    for slug in [exercise] if exercise is not None else book.exercises():
        scheme, latest = schemes.of(slug), book.latest(slug)
        for one in sorted(book.submissions(slug), key=lambda one: one.trainee):
            data = book.sheet_of(one.id)
            if data is None:
                notes.append(f"{one.trainee}, {slug}: the gradebook has no sheet. Run mark again.")
                continue
            try:
                read = decode_sheet(data, scheme.exercise)
            except SheetFault as fault:
                notes.append(f"{one.trainee}, {slug}: {fault}")
                continue
            by_key = {mark.item: mark for mark in mark_sheet(scheme, read).items}
            found.append(Result(one, scheme, read.sheet, by_key, latest.get(one.id, {})))
    return found, notes


def unfinished(book: Gradebook, scheme: Scheme, programme: Programme | None) -> list[str]:
    """Say what stands between an exercise's marks and their release; nothing if they may go out.

    What nobody has marked, and pairs of marks that differ and that nobody has decided, hold back any
    exercise. An assessed one that a ``scheme.yml`` stands beside also waits for its sample's second marks.

    Parameters
    ----------
    book
        The gradebook.
    scheme
        The exercise.
    programme
        The programme's rules, if there are any.
    """
    slug = scheme.exercise.slug
    current = {one.id for one in book.submissions(slug)}
    reasons = []
    if waiting := len(book.waiting(slug)):
        reasons.append(f"{slug}: {_answers(waiting)} no mark by a person yet.")
    differing = 0
    for pair in book.pairs(slug):
        gap = abs((pair.first.marks or 0.0) - (pair.second.marks or 0.0))
        differing += pair.submission in current and pair.moderated is None and gap > _SAME
    if differing:
        reasons.append(f"{slug}: {_answers(differing)} two marks that differ and no moderated one.")
    if programme is not None and in_use(scheme):
        candidates = marked_in_full(book, slug, programme, before_moderation=True)
        drawn = sample(candidates, programme, book.salt()).all
        lacking = sum(
            _given(roles.get("first")) and not _given(roles.get("second")) and roles.get("moderated") is None
            for id, items in book.latest(slug).items()
            if id in drawn
            for roles in items.values()
        )
        if lacking:
            reasons.append(f"{slug}: {_answers(lacking)} no second mark, and the sample needs one.")
    return reasons


def refuse_unfinished(
    book: Gradebook, results: list[Result], programme: Programme | None, draft: bool
) -> None:
    """Refuse to let marks out while something of them is open, unless a draft was asked for.

    Raises
    ------
    CourseError
        With what is open.
    """
    schemes = {one.scheme.exercise.slug: one.scheme for one in results}
    reasons = [line for scheme in schemes.values() for line in unfinished(book, scheme, programme)]
    if reasons and not draft:
        raise CourseError(
            "the marks",
            "They are not finished. " + " ".join(reasons),
            "Finish at the desk (compassion-course desk), or add --draft.",
        )


def open_book(folder: Path, programme: Programme | None = None) -> Gradebook:
    """Open the gradebook of a folder that mark wrote to.

    Parameters
    ----------
    folder
        The folder.
    programme
        Which of several hand-ins counts, if there are rules.

    Raises
    ------
    CourseError
        If there is none.
    """
    path = folder / "gradebook.db"
    if not path.is_file():
        raise CourseError(
            folder, "There is no gradebook here.", "Name the folder that compassion-course mark wrote to."
        )
    book = Gradebook(path)
    if programme is not None:
        book.count_by(programme.counts)
    return book


def schemes_of(course_folder: Path | None) -> tuple[Course, Schemes]:
    """Find the course, and prepare to load what its exercises are marked with."""
    course = find_course(course_folder)
    return course, Schemes(course)


def _given(mark: MarkRow | None) -> bool:
    return mark is not None and mark.marks is not None


def _answers(number: int) -> str:
    return "1 answer has" if number == 1 else f"{number} answers have"
