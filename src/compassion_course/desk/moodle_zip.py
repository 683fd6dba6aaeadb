"""Feedback as one zip for Moodle's "Upload multiple feedback files in a zip".

Moodle finds the person by the folder's name, as it wrote that name itself when the hand-ins were downloaded
(``Full name_number_assignsubmission_file``). The number belongs to one assignment, so a zip does too.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from .results import Result

_FOLDER = re.compile(r"(?P<folder>[^_/]*_(?P<id>\d+)_assign(?:submission|feedback)_[a-z]+)(?P<rest>_.*|$)")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def moodle_folder(file: str) -> str:
    """Give the folder's name as Moodle wrote it into a submission's file; empty where it did not.

    Parameters
    ----------
    file
        Where the sheet came from, as the gradebook keeps it.
    """
    for part in reversed(file.split("/")):
        if found := _FOLDER.fullmatch(part):
            # Before 4.1 the folder ends in an underscore; a file without folders goes on after it.
            return found["folder"] + ("_" if found["rest"] == "_" else "")
    return ""


def write_moodle_zip(path: Path, pages: Iterable[tuple[Result, str]]) -> tuple[int, list[str]]:
    """Write the zip, whole or not at all; give how many pages it has and who is not in it.

    Parameters
    ----------
    path
        The zip.
    pages
        Pages with whose they are, of one exercise.
    """
    count, left_out = 0, []
    unfinished = path.with_name(f".{path.name}.part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        for result, page in pages:
            folder = moodle_folder(result.submission.file)
            if not folder:
                left_out.append(result.submission.trainee)
                continue
            name = f"{folder}/{result.submission.exercise}-feedback.html"
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), page, compress_type=zipfile.ZIP_DEFLATED)
            count += 1
    unfinished.replace(path)
    return count, left_out
