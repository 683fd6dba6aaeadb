"""The file that a widget writes beside the notebook: whole or not at all, and never over somebody else's."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

#: How each file stood when a widget of this kernel last read or wrote it. Widgets of one desk write one file
#: by turns; what stands otherwise came from another notebook, a synchronised folder or a person.
_known: dict[Path, tuple[int, int]] = {}


class NotebookFile:
    """Writes plain data as JSON, and remembers which files are this widget's own.

    Parameters
    ----------
    ending
        What the files' names end in, such as ``".answers.json"``.
    limit
        Bytes; what is larger is not written.
    too_large
        What to say then.
    """

    def __init__(self, ending: str, limit: int, too_large: str) -> None:
        self._ending = ending
        self._limit = limit
        self._too_large = too_large

    def adopt(self, path: Path) -> None:
        """Take a file that was read as this widget's own: it may be replaced while it stays as it is."""
        _known[path.absolute()] = _state(path)

    def write(self, path: Path, content: Any) -> None:
        """Write the file; one of the same name that is not this widget's is set aside first, never lost.

        Raises
        ------
        ValueError
            If the content is too large.
        OSError
            If the file cannot be written; what stood there still stands.
        """
        data = (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
        if len(data) > self._limit:
            raise ValueError(self._too_large)
        unfinished = path.with_name(f".{path.name}.part")
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists() and _known.get(path.absolute()) != _state(path):
            path.replace(self._free_name(path))
        unfinished.replace(path)
        self.adopt(path)

    @staticmethod
    def forget() -> None:
        """Know no file any more, as a kernel that has just started."""
        _known.clear()

    def _free_name(self, path: Path) -> Path:
        stem = path.name.removesuffix(self._ending)
        number = 1
        while (aside := path.with_name(f"{stem}.earlier-{number}.json")).exists():
            number += 1
        return aside


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size
