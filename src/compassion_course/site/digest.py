"""The digest of an edition: one number that changes when any byte of the published site does.

A reader's statement of completion names it, so that anybody with a copy of the site can tell whether it is
the edition that the statement speaks of. Standard tools make the same number; `edition.txt`, at the site's
root, says how.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from compassion_course import __version__
from compassion_course.corpus import CourseError
from compassion_course.site import editions

#: What says the digest cannot be part of it.
TEXT, SCRIPT = "edition.txt", "_static/edition.js"
#: Makes the same number with the tools of Linux, of a Mac with coreutils, or of Git for Windows.
RECIPE = (
    f"find . -type f ! -path ./{TEXT} ! -path ./{SCRIPT} -print0 | LC_ALL=C sort -z | "
    "xargs -0 sha256sum | sha256sum"
)


@dataclass(frozen=True)
class Edition:
    """What a site says of itself; ``date`` is empty where no release was named."""

    version: str
    date: str
    digest: str


def edition_of(course: Path) -> tuple[str, str]:
    """Give an edition's version and its day, or the package's version and no day for a course without one."""
    edition = editions.present(course)
    return (__version__, "") if edition is None else (edition.version, edition.day.isoformat())


def digest_of(site: Path) -> str:
    """Return the SHA-256 of the list that `sha256sum` prints of all files, sorted by the bytes of names."""
    state = hashlib.sha256()
    for name, path in _files(site):
        state.update(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  ./{name}\n".encode())
    return state.hexdigest()


def _files(site: Path) -> Iterator[tuple[str, Path]]:
    named = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    for name in sorted(named, key=lambda one: f"./{one}".encode()):
        if name not in (TEXT, SCRIPT):
            yield name, named[name]


def write(site: Path, version: str, date: str) -> Edition:
    """Write what the site says of itself, when all else of it is there."""
    edition = Edition(version, date, digest_of(site))
    said = json.dumps({"version": version, "date": date, "digest": edition.digest}, separators=(",", ":"))
    (site / SCRIPT).write_text(f"compassionEdition = {said};\n", encoding="utf-8")
    (site / TEXT).write_text(
        f"Compassion at Work\nversion  {version}\ndate     {date or 'not released'}\n"
        f"sha256   {edition.digest}\n\n"
        "The digest covers every file of the site but this one and the script that shows it.\n"
        "To check a copy:\n\n  compassion-course edition FOLDER\n\n"
        "or, in the copy's own folder, without the course's program:\n\n"
        f"  {RECIPE}\n",
        encoding="utf-8",
    )
    return edition


def read(site: Path) -> Edition:
    """Read what a site says of itself.

    Raises
    ------
    CourseError
        If it says nothing, or something else than an edition.
    """
    path = site / TEXT
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(
            path, "It cannot be read, so this is no copy of the course's site.", "Name the site's own folder."
        ) from error
    found = dict(re.findall(r"^(version|date|sha256) +(\S.*)$", text, re.M))
    if set(found) != {"version", "date", "sha256"} or not re.fullmatch("[0-9a-f]{64}", found["sha256"]):
        raise CourseError(
            path, "It does not name a version, a date and a digest.", "Take the file from a fresh copy."
        )
    return Edition(found["version"], found["date"], found["sha256"])
