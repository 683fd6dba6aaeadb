"""Check exercises, keys, model answers, notebooks, retrieval questions, and what they use of kept passages.

A file of YAML is read as a whole, so of one that cannot be used only the first fault is told.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from ..corpus import Course, CourseError, Fault, fault_of, load_transcript
from .items import Check, Item
from .kept_apart import kept_apart_faults
from .keying import keying_faults
from .marker_faults import given_faults, marker_faults, second_version_faults
from .model_answer import load_model_answer
from .notebooks import notebook_faults
from .scheme import Scheme
from .specification import Exercise, exercise_slugs, load_checks, load_exercise
from .yaml_files import line_of

AUTOMATIC_SHARE = 0.4


def exercise_faults(course: Course) -> list[Fault]:
    """Check what the course asks and what it answers; each fault with file, line and remedy.

    A trainee's edition has no keys: what is missing as a whole is not a fault there.
    """
    faults = [fault for slug in exercise_slugs(course) for fault in _exercise_faults(course, slug)]
    concepts = _concepts(course)
    for path in sorted(course.chapters.glob("*.checks.yml")):
        chapter = path.name.removesuffix(".checks.yml")
        try:
            checks = load_checks(course, chapter)
        except CourseError as error:
            faults.append(fault_of(course, error))
            continue
        faults += _unknown_concepts(course, path, (), checks, concepts)
    return sorted({*faults, *kept_apart_faults(course)})


def _exercise_faults(course: Course, slug: str) -> Iterator[Fault]:
    folder = course.exercises / slug
    try:
        exercise = load_exercise(course, slug)
        yield from _public_faults(course, exercise)
        if not (folder / "key.yml").is_file():
            yield from notebook_faults(course, exercise)
            return
        model = load_model_answer(course, slug)
        yield from notebook_faults(course, exercise, model)
    except CourseError as error:
        yield fault_of(course, error)
        return
    for what in model.faults:
        yield Fault(
            course.name_of(folder / "model_answers.json"),
            1,
            f"The model answer does not earn its mark: {what}",
            "Mend the answer or the key.",
        )
    yield from _share_faults(course, model.scheme)
    yield from marker_faults(course, exercise, model.scheme.key)
    yield from keying_faults(course, model.scheme)


def _public_faults(course: Course, exercise: Exercise) -> Iterator[Fault]:
    path = course.exercises / exercise.slug / "exercise.yml"
    concepts = _concepts(course)
    yield from _unknown_concepts(course, path, ("items",), exercise.items, concepts)
    yield from given_faults(course, exercise)
    yield from second_version_faults(course, exercise)
    if exercise.practice is None:
        return
    yield from _unknown_concepts(course, path, ("practice", "items"), exercise.practice.items, concepts)
    texts = {
        turn.turn: turn.text for doc in exercise.transcripts for turn in load_transcript(course, doc).turns
    }
    for place, step in enumerate(exercise.practice.worked_example):
        if step.quote and step.quote not in texts.get(step.turn, ""):
            yield Fault(
                course.name_of(path),
                line_of(path, "practice", "worked_example", place, "quote"),
                f"The worked example quotes {step.quote!r}, which {step.turn or 'no turn'} does not say.",
                "Copy the words from the transcript again.",
            )


def _share_faults(course: Course, scheme: Scheme) -> Iterator[Fault]:
    exercise = scheme.exercise
    # The repository is public, so its keys are practice keys.
    if exercise.stakes == "assessed" and scheme.of_automatic > AUTOMATIC_SHARE * scheme.of_all:
        yield Fault(
            course.name_of(course.exercises / exercise.slug / "exercise.yml"),
            1,
            f"The key gives {scheme.of_automatic:g} of {scheme.of_all:g} marks of an assessed exercise.",
            "Keep it to 40 % or less.",
        )


def _concepts(course: Course) -> set[str]:
    path = course.data / "concepts.csv"
    if not path.is_file():
        return set()
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return {row[0] for row in csv.reader(file) if row}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CourseError(
            path, f"The list of concepts cannot be read: {error}.", "Save it as UTF-8, readable by you."
        ) from error


def _unknown_concepts(
    course: Course, path: Path, steps: tuple[str, ...], items: tuple[Item | Check, ...], known: set[str]
) -> Iterator[Fault]:
    if not known:
        return
    for item in items:
        for concept in item.concepts:
            if concept not in known:
                yield Fault(
                    course.name_of(path),
                    line_of(path, *steps, item.id, "concepts"),
                    f"{item.id} names {concept}, which data/concepts.csv lacks.",
                    "Mend the id.",
                )
