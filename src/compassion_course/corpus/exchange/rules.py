"""What a REFI-QDA file must keep and its schema cannot say.

The schema passes a file whose offsets count bytes, whose references lead nowhere, or in which two codes
have one name, and programs then lose codings in silence. Every export is checked against these rules before
it is written, and every file that comes in is, so that what is wrong with it can be reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from ..errors import CourseError, Fault
from .archive import Archive, parse_xml

_GUID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")
_CONTAINERS = {
    "Users",
    "CodeBook",
    "Codes",
    "Variables",
    "Cases",
    "Sources",
    "Notes",
    "Links",
    "Sets",
    "Graphs",
}
_SOURCES = {"TextSource", "PictureSource", "PDFSource", "AudioSource", "VideoSource"}
# What the target of each reference must be; the schema has one type for all of them.
_TARGETS = {
    "NoteRef": {"Note"},
    "MemberNote": {"Note"},
    "CodeRef": {"Code"},
    "MemberCode": {"Code"},
    "SourceRef": _SOURCES,
    "MemberSource": _SOURCES,
    "VariableRef": {"Variable"},
}
_USERS = ("creatingUser", "modifyingUser", "creatingUserGUID", "modifyingUserGUID")
_ENDS = ("originGUID", "representedGUID")
_NAMED = ("User", "Code", "Variable", "Case", "TextSource", "Note", "Set")


def tag_of(element: Element) -> str:
    """Give an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def guid_of(value: str | None) -> str:
    """Give a GUID as it is compared: without braces, in small letters; nothing where it is none."""
    match = _GUID.fullmatch((value or "").strip())
    return match[1].lower() if match else ""


def project_faults(content: bytes, where: str, *, crlf: bool = False) -> list[Fault]:
    """Check a ``.qdpx`` file.

    Parameters
    ----------
    content
        The bytes of the file.
    where
        What to call it.
    crlf
        Whether the texts must have CRLF line ends that the offsets do not count.

    Raises
    ------
    CourseError
        If it cannot be read at all: no zip, no project in it, no XML.
    """
    archive = Archive(content, where)
    name = project_in(archive)
    root = parse_xml(archive.read(name), f"{where}: {name}")
    return [*structure_faults(root, f"{where}: {name}"), *_text_faults(root, archive, where, crlf)]


def codebook_faults(content: bytes, where: str) -> list[Fault]:
    """Check a ``.qdc`` file.

    Raises
    ------
    CourseError
        If it is not XML that can be read.
    """
    return list(structure_faults(parse_xml(content, where), where))


def project_in(archive: Archive) -> str:
    """Find the project in an archive; ATLAS.ti names it after the project.

    Raises
    ------
    CourseError
        If there is none, or more than one.
    """
    found = [name for name in archive.names if name.casefold().endswith(".qde")]
    if len(found) != 1:
        raise CourseError(
            archive.where,
            f"It holds {len(found)} projects (*.qde) and must hold one.",
            "Export it again as a REFI-QDA project.",
        )
    return found[0]


def structure_faults(root: Element, where: str) -> Iterator[Fault]:
    """Check identifiers, references, names and containers of a project or codebook."""

    def fault(problem: str, remedy: str) -> Fault:
        return Fault(where, 1, problem, remedy)

    kinds: dict[str, str] = {}
    codable: set[str] = set()
    for element in root.iter():
        tag = tag_of(element)
        if tag in _CONTAINERS and not len(element):
            yield fault(f"{tag} is empty.", "Leave it out: readers refuse an empty one.")
        given = element.get("guid")
        if given is None or tag == "MemberCode":
            continue
        guid = guid_of(given)
        if not guid:
            yield fault(
                f"{tag} has the GUID {given!r}, which is none.", "Write 8-4-4-4-12 hexadecimal digits."
            )
        elif guid in kinds:
            yield fault(f"GUID {guid} stands twice, at a {kinds[guid]} and a {tag}.", "Give each its own.")
        else:
            kinds[guid] = tag
            if tag == "Code" and element.get("isCodable", "true").strip() in {"true", "1"}:
                codable.add(guid)
    for element in root.iter():
        tag = tag_of(element)
        for attribute, allowed in _references(tag):
            target = element.get(attribute)
            if target is None:
                continue
            if kinds.get(guid_of(target)) is None:
                yield fault(
                    f"{tag} refers to {target}, which is not there.", "Mend the reference or leave it out."
                )
            elif allowed and kinds[guid_of(target)] not in allowed:
                yield fault(
                    f"{tag} refers to {target}, which is a {kinds[guid_of(target)]}.",
                    f"It must be a {' or '.join(sorted(allowed))}.",
                )
        if tag == "Coding":
            for child in element:
                target = guid_of(child.get("targetGUID"))
                if tag_of(child) == "CodeRef" and kinds.get(target) == "Code" and target not in codable:
                    yield fault(f"A coding gives {target}, which is a category.", "Make the code codable.")
    for tag in _NAMED:
        names = Counter(
            (element.get("name") or "").casefold() for element in root.iter() if tag_of(element) == tag
        )
        for name, count in sorted(names.items()):
            if name and count > 1:
                yield fault(
                    f"{count} of {tag} have the name {name!r}.", "Programs keep only one: rename them."
                )


def _references(tag: str) -> Iterator[tuple[str, set[str]]]:
    if tag in _TARGETS:
        yield "targetGUID", _TARGETS[tag]
        if tag == "MemberCode":
            yield "guid", _TARGETS[tag]
    elif tag == "SelectionRef":
        yield "targetGUID", set(_selections())
    elif tag == "Link":
        yield "targetGUID", set()
    for name in _USERS:
        yield name, {"User"}
    for name in _ENDS:
        yield name, set()
    for name in ("sourceVertex", "targetVertex"):
        yield name, {"Vertex"}


def _selections() -> Iterator[str]:
    for kind in ("PlainText", "Transcript", "Picture", "PDF", "Audio", "Video"):
        yield f"{kind}Selection"


def _text_faults(root: Element, archive: Archive, where: str, crlf: bool) -> Iterator[Fault]:
    """Check each text, and each selection against the words that stand at its offsets."""
    for source in root.iter():
        if tag_of(source) not in {"TextSource", "Note"}:
            continue
        name = source.get("name") or source.get("guid") or "a source"
        here = f"{where}: {name}"
        inline = next((child for child in source if tag_of(child) == "PlainTextContent"), None)
        path = source.get("plainTextPath")
        if (inline is None) == (path is None):
            yield Fault(
                here, 1, "It has no text, or two.", "Write a plainTextPath or PlainTextContent, one of them."
            )
            continue
        if path is None:
            text = "" if inline is None else inline.text or ""
        else:
            member = archive.find(f"sources/{PurePosixPath(path.removeprefix('internal://')).name}")
            if not path.startswith("internal://") or member is None:
                yield Fault(here, 1, f"Its text {path} is not in the archive.", "Add it under sources/.")
                continue
            content = archive.read(member)
            if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
                yield Fault(
                    here, 1, "Its text begins with a byte order mark.", "Save it as UTF-8 without one."
                )
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                yield Fault(here, 1, f"Its text is not UTF-8: {error}.", "Save it as UTF-8.")
                continue
        if crlf:
            text = text.replace("\r\n", "\n")
        if "\r" in text:
            yield Fault(here, 1, "Its text has carriage returns.", "Save it with LF line ends.")
        yield from _selection_faults(source, text, here)


def _selection_faults(source: Element, text: str, here: str) -> Iterator[Fault]:
    for selection in source:
        if tag_of(selection) != "PlainTextSelection":
            continue
        which = f"Selection {selection.get('guid')}"
        try:
            start, end = int(selection.get("startPosition", "")), int(selection.get("endPosition", ""))
        except ValueError:
            yield Fault(here, 1, f"{which} has no positions.", "Write startPosition and endPosition.")
            continue
        quote = selection.get("name")
        if not 0 <= start < end <= len(text):
            yield Fault(
                here,
                1,
                f"{which} goes from {start} to {end}; the text has {len(text)} characters.",
                "Count Unicode code points from 0, end exclusive.",
            )
        elif quote is not None and quote != text[start:end]:
            yield Fault(
                here,
                1,
                f"{which} says {quote[:60]!r}; at {start} to {end} stands {text[start:end][:60]!r}.",
                "Count Unicode code points from 0, end exclusive, of the text without a byte order mark.",
            )
