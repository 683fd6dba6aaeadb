"""One execution cache for each state of what the chapters compute from.

jupyter-cache runs a chapter again when its cells change. It knows nothing of the package and the data
behind them, so a changed figure in data/ would leave yesterday's chart in the page. The cache's folder
therefore carries a digest of both; a new digest is a new folder, in which every chapter runs once.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

PREFIX = ".jupyter_cache-"
#: By this variable a build tells Sphinx which folder is its cache.
CACHE_VARIABLE = "COMPASSION_COURSE_EXECUTION_CACHE"
#: By this one, at which address the site will stand.
ADDRESS_VARIABLE = "COMPASSION_COURSE_ADDRESS"
#: Caches of other states that are kept, so that going back to one (another branch) costs nothing.
KEPT = 3
#: Parts of the package that no cell's output depends on: the site is put around the output, the JavaScript
#: sources reach a page by way of widgets/built.
_APART = ("site", "desk", "widgets/js", "widgets/node_modules")


def digest(course: Path, package: Path) -> str:
    """Return the digest of everything beside a chapter's own cells that its output may depend on.

    Parameters
    ----------
    course
        The repository's root, with `data/` and `requirements.txt`.
    package
        The folder of `compassion_course`.
    """
    state = hashlib.sha256(f"python {sys.version_info[0]}.{sys.version_info[1]}\n".encode())
    for name, path in _inputs(course, package):
        state.update(f"{name}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return state.hexdigest()[:16]


def folder(build: Path, course: Path, package: Path) -> Path:
    """Return the cache for the present state, and clear away all but the latest of the others."""
    present = build / f"{PREFIX}{digest(course, package)}"
    others = sorted(
        (path for path in build.glob(f"{PREFIX}*") if path != present),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for path in others[KEPT:]:
        shutil.rmtree(path, ignore_errors=True)
    present.mkdir(parents=True, exist_ok=True)
    present.touch()
    return present


def _inputs(course: Path, package: Path) -> Iterator[tuple[str, Path]]:
    lock = course / "requirements.txt"
    if lock.is_file():
        yield "requirements.txt", lock
    for path in files(course / "data"):
        yield path.relative_to(course).as_posix(), path
    for pattern in ("chapters/*.checks.yml", "exercises/*/exercise.yml"):
        for path in sorted(course.glob(pattern)):
            yield path.relative_to(course).as_posix(), path
    for path in files(package):
        name = path.relative_to(package).as_posix()
        if not name.startswith(tuple(f"{part}/" for part in _APART)):
            yield f"src/{name}", path


def files(top: Path) -> Iterator[Path]:
    """Walk the files below a folder in a fixed order, without what Python and editors leave behind."""
    for path in sorted(top.rglob("*")):
        parts = path.relative_to(top).parts
        left = any(part.startswith(".") or part in ("__pycache__", "node_modules") for part in parts)
        if path.is_file() and not left:
            yield path
