"""The offline copy: the built site as one zip that works when it is unpacked and opened by double-click."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from compassion_course.corpus import CourseError
from compassion_course.corpus.jsonl import write_whole
from compassion_course.site import book, cache

#: The folder that unpacking makes.
FOLDER = "compassion-at-work"
READ_ME = "READ ME FIRST.txt"
# With CRLF: older editors of Windows show nothing else as lines.
_WORDS = "\r\n".join(
    (
        "Compassion at Work, to read without a network",
        "",
        '1. Unpack the whole zip first ("Extract all"): from inside it, pages do not find each other.',
        "2. Open index.html by double-click.",
        "",
        "Everything works from the folder: the chapters, the exercises, saving your work, the search.",
        "Nothing that you write leaves your computer.",
        "",
    )
)
# A zip of the same site has the same bytes.
_EPOCH = (2026, 1, 1, 0, 0, 0)


def write(course: Path, target: Path) -> int:
    """Pack the built site of a course; what stood at the target stays until the new zip is whole.

    Parameters
    ----------
    course
        The course's folder, whose site is built first if it is not fresh.
    target
        The zip to write.

    Returns
    -------
    int
        Its size in bytes.

    Raises
    ------
    CourseError
        If the target is not a zip beside the site, or the site cannot be built.
    """
    target = target.resolve()
    site = course.resolve() / "_build" / "html"
    if target.suffix != ".zip":
        raise CourseError(target, "The offline copy is a zip.", "Name a file that ends in .zip with --out.")
    if target.is_relative_to(site):
        raise CourseError(
            target, "The site would contain itself.", "Name a place outside _build/html with --out."
        )
    if not book.is_fresh(course):
        book.build(course)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        _add(archive, READ_ME, _WORDS.encode())
        for path in cache.files(site):
            _add(archive, path.relative_to(site).as_posix(), path.read_bytes())
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, packed.getvalue())
    return len(packed.getvalue())


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(f"{FOLDER}/{name}", _EPOCH)
    archive.writestr(info, content, compress_type=zipfile.ZIP_DEFLATED)
