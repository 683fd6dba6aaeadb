"""A class's pictures of one synthetic case, counted: how many gave each size, and each cue to which system.

Only sums leave this module, and none below the model's ``least`` number of pictures. It reads what
"Save as data" of the widget ``ThreeCircles`` writes. A picture of somebody's own (its ``case`` is
null) is not looked into, nor are titles and words that people typed. ``js/three-circles/group.js`` is the
same rule for the page, and a test puts the same files through both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from ..corpus import Course, CourseError, find_course
from .three_circles import Case, Circles, load_circles

FORMAT = "compassion-course/three-circles"
FORMAT_VERSION = 1
LARGEST = 1024 * 1024


class Unread(msgspec.Struct, frozen=True, order=True):
    """A file that could not be counted, why, and what to do; the only place where a file's name stands."""

    file: str
    problem: str
    remedy: str


class ClassPictures(msgspec.Struct, frozen=True):
    """What a class drew of one case, as sums that cannot be joined up again.

    Attributes
    ----------
    case
        The case's id.
    counted
        How many pictures of it were read.
    missing
        How many more are needed; above 0 there are no sums.
    twice
        Files that were another one again, byte for byte.
    elsewhere
        Files with a picture of another case.
    unread
        Files that could not be read.
    sizes
        For each system how many gave each size, in the order of ``Circles.sizes``, and last how many none.
    cues
        For each cue how many gave it to each system, and ``none`` to no system.
    """

    case: str
    counted: int
    missing: int
    twice: int
    elsewhere: int
    unread: tuple[Unread, ...]
    sizes: dict[str, tuple[int, ...]]
    cues: dict[str, dict[str, int]]


class _Cannot(Exception):
    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


def class_pictures(case: str, paths: Iterable[str | Path], course: Course | None = None) -> ClassPictures:
    """Count the pictures that a class saved as data.

    Parameters
    ----------
    case
        The case that the class drew, such as ``"gareth"``.
    paths
        The files, in any order.
    course
        The course; without it the one that this machine has.

    Raises
    ------
    CourseError
        If there is no such case, or a file cannot be opened.
    """
    files = []
    for path in map(Path, paths):
        try:
            files.append((path.name, path.read_bytes()))
        except OSError as error:
            raise CourseError(path, f"It cannot be opened: {error.strerror}.", "Check the path.") from error
    return count_pictures(load_circles(course or find_course()), case, files)


def count_pictures(circles: Circles, case: str, files: Iterable[tuple[str, bytes]]) -> ClassPictures:
    """Count pictures given as pairs of a file's name and its bytes.

    Raises
    ------
    CourseError
        If there is no such case.
    """
    try:
        wanted = circles.case(case)
    except KeyError:
        known = ", ".join(one.id for one in circles.cases)
        raise CourseError("class_pictures", f"There is no case {case!r}.", f"Known cases: {known}.") from None
    seen: set[bytes] = set()
    unread: list[Unread] = []
    twice = elsewhere = 0
    pictures: list[tuple[dict[str, int | None], dict[str, set[str]]]] = []
    for name, content in files:
        if content in seen:
            twice += 1
            continue
        seen.add(content)
        try:
            picture = _picture(circles, wanted, content)
        except _Cannot as error:
            unread.append(Unread(name, error.problem, error.remedy))
            continue
        if picture is None:
            elsewhere += 1
        else:
            pictures.append(picture)
    missing = max(circles.group.least - len(pictures), 0)
    shown = [] if missing else pictures
    return ClassPictures(
        case=case,
        counted=len(pictures),
        missing=missing,
        twice=twice,
        elsewhere=elsewhere,
        unread=tuple(sorted(unread)),
        sizes=_size_sums(circles, [sizes for sizes, _ in shown]) if shown else {},
        cues=_cue_sums(circles, wanted, [cues for _, cues in shown]) if shown else {},
    )


def _size_sums(circles: Circles, drawn: list[dict[str, int | None]]) -> dict[str, tuple[int, ...]]:
    places = [*range(len(circles.sizes)), None]
    return {
        system.id: tuple(sum(sizes[system.id] == place for sizes in drawn) for place in places)
        for system in circles.systems
    }


def _cue_sums(circles: Circles, case: Case, fed: list[dict[str, set[str]]]) -> dict[str, dict[str, int]]:
    return {
        cue.id: {
            **{system.id: sum(system.id in cues[cue.id] for cues in fed) for system in circles.systems},
            "none": sum(not cues[cue.id] for cues in fed),
        }
        for cue in case.cues
    }


def _picture(
    circles: Circles, case: Case, content: bytes
) -> tuple[dict[str, int | None], dict[str, set[str]]] | None:
    """Read the sizes and cues of one file; None where it is of another case."""
    again = "Ask for the file that \u201cSave as data\u201d wrote, unchanged."
    if len(content) > LARGEST:
        raise _Cannot("It is larger than 1 MiB, which no picture is.", again)
    try:
        data = msgspec.json.decode(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, msgspec.DecodeError):
        raise _Cannot("It is not the text of a saved picture.", again) from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise _Cannot("It was not saved by \u201cSave as data\u201d of the three circles.", again)
    version = data.get("format_version")
    if isinstance(version, bool) or version != FORMAT_VERSION:
        raise _Cannot("It has a version that this page does not know.", "Open it with a newer course.")
    listed = data.get("pictures")
    # A picture with no case is somebody's own: it goes no further than this line.
    others = [
        one
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict) and isinstance(one.get("case"), str)
    ]
    ours = [one for one in others if one["case"] == case.id]
    if not others:
        raise _Cannot("It has no picture of an invented colleague in it.", again)
    if not ours:
        return None
    if len(ours) > 1:
        raise _Cannot("It has more than one picture of this moment.", "Ask for a file with one.")
    return _sizes_and_cues(circles, case, ours[0], again)


def _sizes_and_cues(
    circles: Circles, case: Case, picture: Mapping[str, Any], again: str
) -> tuple[dict[str, int | None], dict[str, set[str]]]:
    rows = picture.get("systems")
    by_system = {
        row["system"]: row
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict) and isinstance(row.get("system"), str)
    }
    sizes: dict[str, int | None] = {}
    cues: dict[str, set[str]] = {cue.id: set() for cue in case.cues}
    for system in circles.systems:
        row = by_system.get(system.id)
        if row is None:
            raise _Cannot(f"It says nothing of {system.name.lower()}.", again)
        size = row.get("size")
        if size is None:
            sizes[system.id] = None
        elif isinstance(size, str) and size in circles.sizes:
            sizes[system.id] = circles.sizes.index(size)
        else:
            raise _Cannot(f"It gives {system.name.lower()} a size that is not one of the words.", again)
        fed_by = row.get("fed_by")
        words = {one for one in fed_by if isinstance(one, str)} if isinstance(fed_by, list) else set()
        for cue in case.cues:
            if cue.text in words:
                cues[cue.id].add(system.id)
    return sizes, cues
