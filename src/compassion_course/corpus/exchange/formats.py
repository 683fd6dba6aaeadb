"""The formats by name and by the ending of a file, out and in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..course import Course
from ..errors import CourseError
from ..jsonl import content_of, write_whole
from .codings import codings_csv, read_codings_csv
from .project import Project, project_of
from .project_file import desk_file_of, project_file
from .project_file_reading import read_project_file
from .receive import Received, receive
from .refi import Lines, codebook_qdc, project_qdpx
from .refi_import import read_qdc, read_qdpx
from .taguette import (
    codebook_csv,
    project_sqlite3,
    transcript_html,
    transcript_vtt,
)
from .taguette_import import read_codebook_csv, read_sqlite3
from .web_annotation import annotations_jsonld, read_annotations

#: Formats and the endings that mean them.
FORMATS = {
    "qdpx": (".qdpx",),
    "qdc": (".qdc",),
    "taguette": (".sqlite3",),
    "codebook-csv": (".codebook.csv",),
    "csv": (".csv",),
    "jsonld": (".jsonld",),
    "project": (".project.json",),
    "html": (".html",),
    "vtt": (".vtt",),
}
_ONE_EACH = {"html": transcript_html, "vtt": transcript_vtt}


def format_of(path: Path, said: str | None = None) -> str:
    """Tell the format of a file: what was said, or what its name ends in. ``codebook.csv`` is a codebook.

    Raises
    ------
    CourseError
        If neither names a format.
    """
    if said is not None:
        return said
    name = path.name.casefold()
    if name == "codebook.csv":
        return "codebook-csv"
    for format, endings in FORMATS.items():
        if name.endswith(endings):
            return format
    raise CourseError(path, "Its ending names no format.", f"Say which with --format: {', '.join(FORMATS)}.")


def export(
    course: Course,
    out: Path,
    *,
    format: str | None = None,
    docs: Sequence[str] = (),
    readers: Sequence[str] = (),
    lines: Lines = "lf",
    replace: bool = False,
) -> list[Path]:
    """Write transcripts, readings and codes for another program, each file whole or not at all.

    Parameters
    ----------
    out
        The file; for ``html`` and ``vtt`` a folder, or a file where one transcript is named.
    format
        One of :data:`FORMATS`; without it, what ``out`` ends in.
    docs, readers
        Transcripts and readers to take; without any, all.
    lines
        For ``qdpx`` alone.
    replace
        Whether a file that is there, and says something else, may be overwritten.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    CourseError
        If a name is unknown, the corpus has a fault that would go out with it, or another file is there
        already. Then nothing was written.
    """
    kind = format_of(out, format)
    project = project_of(course, docs, readers)
    if lines != "lf" and kind != "qdpx":
        raise CourseError(out, f"--lines says nothing about {kind}.", "Leave it out.")
    if readers and kind in _ONE_EACH:
        raise CourseError(out, f"{kind} holds a transcript and no reading.", "Leave --reader out.")
    if kind in _ONE_EACH:
        files = _one_each(project, out, kind)
    else:
        files = {out: _whole(course, project, kind, lines)}
        if not out.parent.is_dir():
            raise CourseError(out.parent, "There is no such folder.", "Make it first, or name another.")
    for place, content in files.items():
        _may_write(place, content, replace)
    for place, content in files.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        write_whole(place, content)
    return list(files)


def _may_write(place: Path, content: bytes, replace: bool) -> None:
    if place.is_dir():
        raise CourseError(place, "This is a folder.", "Name a file.")
    if not replace and place.exists() and place.read_bytes() != content:
        raise CourseError(
            place,
            "There is a file already, and it may be somebody's work.",
            "Name another, or add --replace to overwrite it.",
        )


def _whole(course: Course, project: Project, kind: str, lines: Lines) -> bytes:
    if kind == "qdpx":
        return project_qdpx(project, lines)
    if kind == "qdc":
        return codebook_qdc(project)
    if kind == "taguette":
        return project_sqlite3(project)
    if kind == "project":
        return project_file(desk_file_of(course, project))
    text = {"codebook-csv": codebook_csv, "csv": codings_csv, "jsonld": annotations_jsonld}[kind](project)
    return text.encode()


def _one_each(project: Project, out: Path, kind: str) -> dict[Path, bytes]:
    documents = list(project.documents.values())
    if out.suffix.casefold() == f".{kind}":
        if len(documents) != 1:
            raise CourseError(
                out, f"One {kind} file holds one transcript.", "Name one with --transcript, or name a folder."
            )
        places = [out]
    else:
        if out.exists() and not out.is_dir():
            raise CourseError(out, "This is a file.", f"Name a folder, or a file that ends in .{kind}.")
        places = [out / f"{document.doc}.{kind}" for document in documents]
    return {
        place: _ONE_EACH[kind](document).encode() for place, document in zip(places, documents, strict=True)
    }


def import_file(
    course: Course, path: Path, *, format: str | None = None, readers: Sequence[str] = ()
) -> Received:
    """Read a file from another program, check it against the course, and make readings of it.

    Nothing is written: :func:`~.storing.store` does that.

    Parameters
    ----------
    format
        One of :data:`FORMATS` but ``html`` and ``vtt``; without it, what the file ends in.
    readers
        Coders to take; without any, all.

    Raises
    ------
    CourseError
        If it cannot be read, is not safe to read, or holds none of the coders.
    """
    kind = format_of(path, format)
    content, where = content_of(path), str(path)
    if kind == "project":
        return _desk_work(course, content, where, readers)
    if kind == "qdpx":
        arrival = read_qdpx(content, where)
    elif kind == "qdc":
        arrival = read_qdc(content, where)
    elif kind == "taguette":
        arrival = read_sqlite3(content, where)
    elif kind == "codebook-csv":
        arrival = read_codebook_csv(content, where)
    elif kind == "csv":
        arrival = read_codings_csv(content, where, project_of(course))
    elif kind == "jsonld":
        arrival = read_annotations(content, where, project_of(course))
    else:
        raise CourseError(path, f"{kind} holds no codings.", "Import a project, a codebook or codings.")
    return receive(course, arrival, readers)


def _desk_work(course: Course, content: bytes, where: str, readers: Sequence[str]) -> Received:
    """Take the work out of a project file, which needs no placing; its log and locks stay in the file."""
    desk = read_project_file(course, content, where)
    id = desk.work.reader.id
    if readers and id not in readers:
        raise CourseError(where, f"Nobody in it is called {readers[0]}.", f"It has: {id}.")
    return Received((desk.work,), notices=desk.notices)
