"""Zip archives and XML: written the same bytes each time, and read without trusting what they claim."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree

from ..errors import CourseError
from ..zip_members import BROKEN, MemberFault, read_member

# Far above any project of interviews, far below what would hurt.
MEMBER_LIMIT = 64 * 2**20
TOTAL_LIMIT = 256 * 2**20
MEMBERS_LIMIT = 10_000
DEPTH_LIMIT = 100
_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)


def zip_bytes(members: Mapping[str, bytes]) -> bytes:
    """Pack members in the order given: stored, with one fixed time, so that equal input gives equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system = 3
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return buffer.getvalue()


class Archive:
    """A zip read into memory member by member; nothing is ever unpacked to the disk.

    Parameters
    ----------
    content
        The bytes of the file.
    where
        What to call it in messages.

    Raises
    ------
    CourseError
        If it is no zip, holds too much, or a member's name points outside of it.
    """

    def __init__(self, content: bytes, where: str) -> None:
        self.where = where
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            members = self._zip.infolist()
        except BROKEN as error:
            raise CourseError(where, f"This is not a zip archive: {error}.", "Export it again.") from error
        if len(members) > MEMBERS_LIMIT or sum(member.file_size for member in members) > TOTAL_LIMIT:
            raise CourseError(
                where,
                "It holds more than this command reads.",
                f"The limits are {MEMBERS_LIMIT:,} files and {TOTAL_LIMIT // 2**20} MB: export less.",
            )
        for member in members:
            parts = member.filename.replace("\\", "/").split("/")
            if member.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
                raise CourseError(
                    where,
                    f"A file in it is named {member.filename!r}, which points outside of the archive.",
                    "Such an archive is not read. Ask where it came from.",
                )
        self._members = {member.filename: member for member in members if not member.is_dir()}
        self._left = TOTAL_LIMIT

    @property
    def names(self) -> tuple[str, ...]:
        """The files in it."""
        return tuple(self._members)

    def find(self, name: str) -> str | None:
        """Find a file whatever the case of its folder and name."""
        wanted = name.casefold()
        return next((found for found in self._members if found.casefold() == wanted), None)

    def read(self, name: str) -> bytes:
        """Read one file.

        Raises
        ------
        CourseError
            If it is locked, damaged, too large, or packed beyond reason.
        """
        member = self._members[name]
        try:
            content = read_member(self._zip, member, min(MEMBER_LIMIT, self._left))
        except MemberFault as error:
            raise CourseError(
                f"{self.where}: {name}", str(error), "Export it again, as a plain zip with fewer sources."
            ) from error
        self._left -= len(content)
        return content


def text_of(content: bytes, where: str) -> str:
    """Decode a text file: UTF-8, or UTF-16 where a mark says so. A byte order mark stays off.

    Raises
    ------
    CourseError
        If it is neither.
    """
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise CourseError(where, f"This is not UTF-8: {error}.", "Save it as UTF-8.") from error


def parse_xml(content: bytes, where: str) -> ElementTree.Element:
    """Read XML that may come from anywhere. A document type, and so any entity of its own, is refused.

    Raises
    ------
    CourseError
        If it is too large or too deep, has a document type, or is not well formed.
    """
    if len(content) > MEMBER_LIMIT:
        raise CourseError(where, f"It is larger than {MEMBER_LIMIT:,} bytes.", "Export fewer sources.")
    text = text_of(content, where)
    start = _PROLOG.match(text)
    if start is not None and text.startswith("<!", start.end()):
        raise CourseError(
            where,
            "It declares a document type, which REFI-QDA has no use for and which can do harm.",
            "Such a file is not read. Ask where it came from.",
        )
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError) as error:
        raise CourseError(where, f"This is not well-formed XML: {error}.", "Export it again.") from error
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > DEPTH_LIMIT:
            raise CourseError(where, f"It is nested deeper than {DEPTH_LIMIT} levels.", "Flatten the tree.")
        level = [child for element in level for child in element]
    return root


def xml_bytes(root: ElementTree.Element) -> bytes:
    """Write XML: UTF-8 with a declaration, one element a line, a line feed at the end."""
    ElementTree.indent(root, " ")
    text = ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
