"""What a marker needs and a key still lacks, and where a second version differs from its first."""

from __future__ import annotations

from collections.abc import Iterator

from ..corpus import Course, CourseError, Fault, load_transcript
from .items import Exemplar, Item, OpenKey, RubricLevel
from .specification import Exercise, Key, load_exercise
from .yaml_files import line_of

#: The levels of the exemplars of open work, in their order; half of the marks lies between the middle ones.
EXEMPLAR_LEVELS = ("clear fail", "just below", "just above", "good", "excellent")
RUBRIC_LEVELS = (4, 5)


def marker_faults(course: Course, exercise: Exercise, key: Key) -> Iterator[Fault]:
    """Check that a person can mark each open item: by a rubric without gaps and five exemplars in order."""
    path = course.exercises / exercise.slug / "key.yml"
    for item in exercise.items:
        entry = key.items[item.id]
        if not isinstance(entry, OpenKey) or item.marks == 0:
            continue
        for field, problem, remedy in (
            *(("rubric", *one) for one in _rubric_problems(item, entry.rubric)),
            *(("exemplars", *one) for one in _exemplar_problems(item, entry.exemplars)),
        ):
            yield Fault(
                course.name_of(path),
                line_of(path, "items", item.id, field),
                f"{field} of {item.id}: {problem}",
                remedy,
            )


def second_version_faults(course: Course, exercise: Exercise) -> Iterator[Fault]:
    """Check that an exercise which stands in for another asks the same work, for the same marks and time."""
    if not exercise.instead_of:
        return
    path = course.exercises / exercise.slug / "exercise.yml"
    place = course.name_of(path), line_of(path, "instead_of")
    try:
        first = load_exercise(course, exercise.instead_of)
    except CourseError as error:
        yield Fault(
            *place, f"The exercise that it stands in for cannot be used: {error.problem}", error.remedy
        )
        return
    if exercise.slug != f"{first.slug}-second":
        yield Fault(*place, f"It is called {exercise.slug}.", f"Call it {first.slug}-second.")
    for name, of in (
        ("stakes", lambda one: one.stakes),
        ("minutes", lambda one: one.minutes),
        ("marking_minutes", lambda one: one.marking_minutes),
        ("kinds and marks of its items", lambda one: [(i.__struct_config__.tag, i.marks) for i in one.items]),
    ):
        if of(exercise) != of(first):
            yield Fault(
                *place,
                f"Its {name} are not those of {first.slug}.",
                "Who takes the one or the other must have the same to do: bring both into line.",
            )


def given_faults(course: Course, exercise: Exercise) -> Iterator[Fault]:
    """Check that the words which an item hands out stand in the turns that it names."""
    path = course.exercises / exercise.slug / "exercise.yml"
    for item in exercise.items:
        for at, given in enumerate(item.given):
            if not given.turn or given.quote in _text_of(course, given.turn):
                continue
            yield Fault(
                course.name_of(path),
                line_of(path, "items", item.id, "given", at),
                f"{item.id} gives {given.quote!r}, which {given.turn} does not say.",
                "Copy the words from the transcript again, or leave turn out where they are invented.",
            )


def _text_of(course: Course, turn: str) -> str:
    try:
        turns = load_transcript(course, turn.rpartition("-")[0]).turns
    except CourseError:
        return ""
    return next((one.text for one in turns if one.turn == turn), "")


def _rubric_problems(item: Item, rubric: tuple[RubricLevel, ...]) -> Iterator[tuple[str, str]]:
    if len(rubric) not in RUBRIC_LEVELS:
        yield f"it has {len(rubric)} levels.", "Describe 4 or 5 levels in words."
    ends = [-1.0]
    for level in rubric:
        lowest, highest = level.marks
        # Marks are given in whole steps, so 0 to 2 and 3 to 4 leave none out.
        if not ends[-1] < lowest <= ends[-1] + 1:
            yield f"{level.level!r} begins at {lowest:g}.", "Let each level begin one mark above the last."
        ends.append(highest)
    if rubric and ends[-1] != item.marks:
        yield (
            f"it ends at {ends[-1]:g} of {item.marks:g} marks.",
            "Let the last level end at the item's marks.",
        )


def _exemplar_problems(item: Item, exemplars: tuple[Exemplar, ...]) -> Iterator[tuple[str, str]]:
    if (levels := tuple(one.level for one in exemplars)) != EXEMPLAR_LEVELS:
        yield (
            f"they are {', '.join(levels) or 'missing'}.",
            f"Write five, in this order: {', '.join(EXEMPLAR_LEVELS)}.",
        )
        return
    marks = [-1.0 if one.marks is None else one.marks for one in exemplars]
    silent = [
        one.level for one in exemplars if one.marks is None or not one.why.strip() or not one.text.strip()
    ]
    if silent:
        yield f"{', '.join(silent)} lacks its text, marks or why.", "Write all three."
    elif sorted(marks) != marks or not 0 <= marks[0] <= marks[-1] <= item.marks:
        yield (
            f"their marks are {', '.join(f'{one:g}' for one in marks)}.",
            "Let them rise to the item's marks.",
        )
    elif not marks[1] < item.marks / 2 <= marks[2]:
        yield (
            f"just below and just above have {marks[1]:g} and {marks[2]:g} of {item.marks:g} marks.",
            "Put them on each side of half of the marks.",
        )
