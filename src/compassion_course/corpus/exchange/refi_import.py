"""Read REFI-QDA from any program, with its habits: other names and cases, marks, braces, parts left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from ..errors import CourseError
from .archive import Archive, parse_xml, text_of
from .arrival import (
    Arrival,
    ForeignCode,
    ForeignDocument,
    ForeignLink,
    ForeignNote,
    ForeignSelection,
    ForeignSet,
)
from .rules import guid_of, project_in, structure_faults, tag_of

_UNREAD = {"PictureSource", "PDFSource", "AudioSource", "VideoSource"}


def read_qdpx(content: bytes, where: str) -> Arrival:
    """Read a project.

    Parameters
    ----------
    content
        The bytes of a ``.qdpx`` file.
    where
        What to call it in messages.

    Raises
    ------
    CourseError
        If it is no zip with one project of well-formed XML in it, or reading it would be unsafe.
    """
    archive = Archive(content, where)
    name = project_in(archive)
    root = parse_xml(archive.read(name), f"{where}: {name}")
    if tag_of(root) != "Project":
        raise CourseError(where, f"Its root is {tag_of(root)}, not Project.", "Export a REFI-QDA project.")
    arrival = Arrival(where)
    arrival.tell(*(f"{fault.problem} {fault.remedy}" for fault in structure_faults(root, where)))
    for user in root.iter():
        if tag_of(user) == "User":
            arrival.coders[guid_of(user.get("guid"))] = user.get("id") or user.get("name") or "coder"
    arrival.codes = list(_codes(root))
    referring = _referring(root)
    for source in _within(root, "Sources"):
        if tag_of(source) in _UNREAD:
            arrival.tell(f"{tag_of(source)} {source.get('name') or ''} is not text and was left out.")
        elif tag_of(source) == "TextSource":
            _source(arrival, archive, source)
    for note in _within(root, "Notes"):
        key = guid_of(note.get("guid"))
        arrival.notes.append(
            ForeignNote(
                key,
                note.get("name") or "",
                (_text(arrival, archive, note) or "").replace("\r\n", "\n"),
                _child_text(note, "Description"),
                guid_of(note.get("creatingUser")),
                tuple(referring.get(key, ())),
            )
        )
    arrival.sets = list(_sets(root))
    for link in _within(root, "Links"):
        arrival.links.append(
            ForeignLink(
                guid_of(link.get("guid")),
                link.get("name") or "",
                guid_of(link.get("originGUID")),
                guid_of(link.get("targetGUID")),
                tuple(_targets(link, "NoteRef")),
            )
        )
    return arrival


def read_qdc(content: bytes, where: str) -> Arrival:
    """Read a codebook.

    Raises
    ------
    CourseError
        If it is not a ``CodeBook`` of well-formed XML, or reading it would be unsafe.
    """
    root = parse_xml(content, where)
    if tag_of(root) != "CodeBook":
        raise CourseError(where, f"Its root is {tag_of(root)}, not CodeBook.", "Export a REFI-QDA codebook.")
    arrival = Arrival(where)
    arrival.tell(*(f"{fault.problem} {fault.remedy}" for fault in structure_faults(root, where)))
    arrival.codes = list(_codes(root))
    arrival.sets = list(_sets(root))
    return arrival


def _within(root: Element, container: str) -> Iterator[Element]:
    for part in root:
        if tag_of(part) == container:
            yield from part


def _child_text(element: Element, tag: str) -> str:
    return next((child.text or "" for child in element if tag_of(child) == tag), "")


def _targets(element: Element, *tags: str) -> Iterator[str]:
    for child in element:
        if tag_of(child) in tags:
            yield guid_of(child.get("targetGUID") or child.get("guid"))


def _codes(root: Element) -> Iterator[ForeignCode]:
    left: list[tuple[Element, str | None]] = [
        (code, None) for codes in root.iter() if tag_of(codes) == "Codes" for code in codes
    ]
    left.reverse()
    taken: set[str] = set()
    while left:
        element, parent = left.pop()
        if tag_of(element) != "Code":
            continue
        # A code without a GUID, or with that of an earlier one, is a code all the same, which nothing gives.
        key = guid_of(element.get("guid"))
        key = key if key and key not in taken else f"code {len(taken) + 1}"
        taken.add(key)
        yield ForeignCode(
            key,
            element.get("name") or "",
            parent,
            _child_text(element, "Description"),
            element.get("isCodable", "true").strip() in {"true", "1"},
        )
        left.extend((child, key) for child in reversed(element))


def _sets(root: Element) -> Iterator[ForeignSet]:
    for element in _within(root, "Sets"):
        yield ForeignSet(
            guid_of(element.get("guid")),
            element.get("name") or "",
            _child_text(element, "Description"),
            tuple(_targets(element, "MemberCode", "MemberNote", "MemberSource")),
        )


def _referring(root: Element) -> dict[str, list[str]]:
    """Find what refers to each note: a source, a code, a selection, or the project as a whole."""
    found: dict[str, list[str]] = {}
    for element in root.iter():
        if tag_of(element) != "Link":
            for note in _targets(element, "NoteRef"):
                key = "project" if element is root else guid_of(element.get("guid"))
                found.setdefault(note, []).append(key)
    return found


def _text(arrival: Arrival, archive: Archive, source: Element) -> str | None:
    """Read a source's text from where it says, or from within; nothing, with a notice, without one."""
    named = f"{tag_of(source)} {source.get('name') or source.get('guid')}"
    path = source.get("plainTextPath")
    if path is not None:
        plain = PurePosixPath(path.replace("\\", "/").rpartition("://")[2]).name
        outside = not path.startswith("internal://") and "://" in path
        member = None if outside else archive.find(f"sources/{plain}") or archive.find(plain)
        if member is not None:
            return text_of(archive.read(member), f"{arrival.where}: {member}")
        arrival.tell(f"{named}: its text {path} is not in the archive.")
    inline = [child.text or "" for child in source if tag_of(child) == "PlainTextContent"]
    if inline:
        return inline[0].removeprefix("\ufeff")
    if path is None and tag_of(source) == "TextSource":
        arrival.tell(f"{named} has no plain text.")
    return None


def _source(arrival: Arrival, archive: Archive, source: Element) -> None:
    key, name = guid_of(source.get("guid")), source.get("name") or ""
    arrival.documents.append(ForeignDocument(key, name, _text(arrival, archive, source)))
    for selection in source:
        if tag_of(selection) == "Coding":
            arrival.tell(f"{name}: a coding of the whole source was left out; the course codes words.")
        if tag_of(selection) != "PlainTextSelection":
            continue
        try:
            start = int(selection.get("startPosition", ""))
            end = int(selection.get("endPosition", ""))
        except ValueError:
            arrival.tell(f"{name}: selection {selection.get('guid')} has no positions and was left out.")
            continue
        owner = guid_of(selection.get("creatingUser"))
        given: dict[str, list[str]] = {}
        for coding in selection:
            if tag_of(coding) == "Coding":
                coder = guid_of(coding.get("creatingUser")) or owner
                given.setdefault(coder, []).extend(_targets(coding, "CodeRef"))
        for coder, codes in (given or {owner: []}).items():
            if coder not in arrival.coders:
                arrival.coders[coder] = "coder"
            arrival.selections.append(
                ForeignSelection(
                    guid_of(selection.get("guid")),
                    key,
                    start,
                    end,
                    selection.get("name"),
                    tuple(dict.fromkeys(codes)),
                    coder,
                    _child_text(selection, "Description"),
                    tuple(_targets(selection, "NoteRef")),
                )
            )
