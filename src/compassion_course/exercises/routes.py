"""Ways through the course for different readers, with the minutes that each takes.

The routes stand in ``data/routes.json``; minutes are counted from the chapters and exercises that are there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

import msgspec

from ..corpus import Course, CourseError, find_course
from .minutes import chapter_minutes
from .specification import public_exercise


class Stop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One page of a route: a chapter's page, whole or without its widgets, or an exercise."""

    chapter: str = ""
    exercise: str = ""
    part: str = "all"


class Route(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way through the course; ``hours`` is what it may take at most, 0 where nothing is promised."""

    id: str
    name: str
    about: str
    stops: Annotated[tuple[Stop, ...], msgspec.Meta(min_length=1)]
    hours: float = 0.0


class _Routes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    note: str
    parts: dict[str, str]
    routes: tuple[Route, ...]


@dataclass(frozen=True)
class TimedStop:
    """A stop with its title, its address from a page in ``book/`` and its minutes."""

    title: str
    address: str
    what: str
    minutes: int


@dataclass(frozen=True)
class TimedRoute:
    """A route with minutes; shown as a table."""

    route: Route
    stops: tuple[TimedStop, ...]

    @property
    def total(self) -> int:
        """Minutes of all stops."""
        return sum(stop.minutes for stop in self.stops)

    def _repr_markdown_(self) -> str:
        hours, minutes = divmod(self.total, 60)
        rows = [f"| [{stop.title}]({stop.address}) | {stop.what} | {stop.minutes} |" for stop in self.stops]
        rows.append(f"| **Together** | | **{hours} h {minutes:02d}** |")
        return "\n".join(["| Page | What | Minutes |", "|---|---|---|", *rows])


def load_routes(course: Course | None = None) -> tuple[Route, ...]:
    """Read the routes.

    Raises
    ------
    CourseError
        If the file cannot be read, or a stop names neither or both of a chapter and an exercise.
    """
    return _load(course or find_course()).routes


def timed_route(route: str, course: Course | None = None) -> TimedRoute:
    """Count the minutes of one route.

    Parameters
    ----------
    route
        Its id: ``pwp``, ``cbt``, ``methods`` or ``cpd``.

    Raises
    ------
    CourseError
        If there is no such route, or one of its pages is missing.
    """
    course = course or find_course()
    file = _load(course)
    for found in file.routes:
        if found.id == route:
            return TimedRoute(found, tuple(_timed(course, stop, file.parts) for stop in found.stops))
    known = ", ".join(one.id for one in file.routes)
    raise CourseError(course.data / "routes.json", f"There is no route {route!r}.", f"Use one of {known}.")


def _load(course: Course) -> _Routes:
    path = course.data / "routes.json"
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_Routes)
    except (OSError, msgspec.MsgspecError) as error:
        raise CourseError(
            path, f"The routes cannot be read: {error}", "Restore the file from git."
        ) from error
    for route in file.routes:
        for stop in route.stops:
            if bool(stop.chapter) == bool(stop.exercise) or stop.part not in file.parts:
                raise CourseError(
                    path,
                    f"A stop of the route {route.id!r} is not clear: {msgspec.to_builtins(stop)}.",
                    f"Give it a chapter or an exercise, and a part ({', '.join(file.parts)}).",
                )
    return file


def _timed(course: Course, stop: Stop, parts: dict[str, str]) -> TimedStop:
    if stop.exercise:
        spec = public_exercise(course, stop.exercise)
        title, address = str(spec["title"]), f"../exercises/{stop.exercise}/exercise.ipynb"
        return TimedStop(title, address, parts["exercise"], int(spec["minutes"]))
    minutes = chapter_minutes(stop.chapter, course)
    text = (course.chapters / f"{stop.chapter}.md").read_text(encoding="utf-8")
    heading = re.search(r"^# (.+)$", text, re.MULTILINE)
    title = heading[1] if heading else stop.chapter
    taken = minutes.total if stop.part == "all" else minutes.reading + minutes.questions
    return TimedStop(title, f"../chapters/{stop.chapter}.md", parts[stop.part], taken)
