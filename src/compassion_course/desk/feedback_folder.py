"""Where feedback pages go: a folder for each trainee, under a name that every system can have."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

_WINDOWS_NAMES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
_WRITING = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


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
        # Texts and not paths, with which a page took half as long again to write.
        folder = f"{self._top}{os.sep}{name}{os.sep}"
        if name not in self._made:
            os.mkdir(folder)  # noqa: PTH102
            self._made.add(name)
        path = f"{folder}{slug}.html"
        if self._marked_before and _says(Path(path), content):
            return
        unfinished = f"{folder}.{slug}.html.part"
        descriptor = os.open(unfinished, _WRITING, 0o666)
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(descriptor, left) :]
        finally:
            os.close(descriptor)
        os.replace(unfinished, path)  # noqa: PTH105


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
