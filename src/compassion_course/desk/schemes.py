"""The exercises that a run can mark, each prepared once."""

from __future__ import annotations

from ..corpus import Course, CourseError
from ..exercises.scheme import Scheme, prepare
from ..exercises.sheet import Envelope, SheetFault
from ..exercises.specification import exercise_slugs
from .plain_text import one_line


class Schemes:
    """What the exercises of a course are marked with.

    Parameters
    ----------
    course
        The course with its keys.
    only
        The one exercise to mark, or None for all.

    Raises
    ------
    CourseError
        If that one exercise cannot be marked.
    """

    def __init__(self, course: Course, only: str | None = None) -> None:
        self.only = only
        self._course = course
        self._known = set(exercise_slugs(course))
        self._prepared: dict[str, Scheme | CourseError] = {}
        if only is not None:
            self.of(only)

    def of(self, slug: str) -> Scheme:
        """Give what an exercise is marked with.

        Raises
        ------
        CourseError
            If the exercise or its key cannot be used; the same one each time, found once.
        """
        if slug not in self._prepared:
            try:
                self._prepared[slug] = prepare(self._course, slug)
            except CourseError as error:
                self._prepared[slug] = error
        prepared = self._prepared[slug]
        if isinstance(prepared, CourseError):
            raise prepared
        return prepared

    def known(self, slug: str) -> Scheme | None:
        """Give what an exercise is marked with, None where there is none that this run marks."""
        if slug not in self._known or self.only not in (None, slug):
            return None
        try:
            return self.of(slug)
        except CourseError:
            return None

    def for_sheet(self, envelope: Envelope) -> Scheme:
        """Give what a sheet's exercise is marked with.

        Raises
        ------
        SheetFault
            If this course cannot mark the sheet; the trainee can do nothing about that.
        """
        slug = envelope.exercise
        if slug not in self._known:
            raise SheetFault(
                f"This course has no exercise {slug}.",
                remedy="Mark it with the edition of the course that has the exercise.",
            )
        try:
            scheme = self.of(slug)
        except CourseError as error:
            raise SheetFault(
                f"The exercise cannot be marked: {one_line(f'{error.where}: {error.problem}')}",
                remedy=error.remedy,
            ) from error
        version = scheme.exercise.version
        if envelope.exercise_version != version:
            raise SheetFault(
                f"The sheet is for version {envelope.exercise_version} of the exercise; "
                f"this course has version {version}.",
                remedy="Mark it with the edition of the course that the trainee worked in.",
            )
        return scheme
