"""Where feedback pages go: a folder for each trainee, under a name that every system can have."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

_WINDOWS_NAMES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


class FeedbackFolder:
    """The folder ``feedback/``; it is made if it is missing.

    Parameters
    ----------
    top
        Where it is.
    trainees
        Everybody who gets a page in this run.
    """

    def __init__(self, top: Path, trainees: Iterable[str]) -> None:
        top.mkdir(exist_ok=True)
        self._top = top
        self._names = folder_names(trainees)
        # Asked once: a class of thousands would ask the disk thousands of times.
        self._made = {folder.name for folder in top.iterdir()}
        self._marked_before = bool(self._made)

    def put(self, trainee: str, slug: str, content: bytes) -> None:
        """Write a page; it is there whole or not at all."""
        name = self._names[trainee]
        folder = self._top / name
        if name not in self._made:
            folder.mkdir()
            self._made.add(name)
        path = folder / f"{slug}.html"
        if self._marked_before and _says(path, content):
            return
        # Without waiting for the disk: a page that a stopped machine lost is made again with the marks.
        unfinished = folder / f".{slug}.html.part"
        unfinished.write_bytes(content)
        unfinished.replace(path)


def _says(path: Path, content: bytes) -> bool:
    """Whether a page is there and says the same: marking again writes only what changed."""
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def folder_names(trainees: Iterable[str]) -> dict[str, str]:
    """Name a folder for each trainee that every system can have, also those that ignore capitals."""
    folders: dict[str, str] = {}
    taken: set[str] = set()
    for trainee in sorted(set(trainees)):
        stem = trainee.partition(".")[0].lower()
        folder = f"{trainee}~" if trainee.endswith(".") or stem in _WINDOWS_NAMES else trainee
        if folder.lower() in taken:
            folder = f"{trainee}~{hashlib.sha256(trainee.encode()).hexdigest()[:6]}"
        taken.add(folder.lower())
        folders[trainee] = folder
    return folders
