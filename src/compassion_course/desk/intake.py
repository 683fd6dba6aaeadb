"""Find answer sheets in folders and zips, by content and not by name.

Nothing is unpacked to disk and no name from outside becomes a path. Every file that was looked at
comes back as what was found in it, or as a refusal with its reason; only what operating systems
leave behind is passed over.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from io import BufferedReader
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple

from ..corpus.zip_members import BROKEN, MemberFault, read_member
from ..exercises.armour import TEXT_LIMIT, holds_armour, text_of_docx, text_of_html, unarmour
from ..exercises.sheet import SIZE_LIMIT, START, SheetFault
from .plain_text import decoded, one_line

MEMBER_LIMIT = 100_000
DEPTH_LIMIT = 64
_OPEN_ARCHIVES = 4
# Bytes. Most sheets are read in one step, and of an archive little is read before it is opened as one.
_FIRST = 65536
_LEFT_BEHIND = re.compile(
    r"(?i)(?:^|/)(?:__MACOSX(?:/|$)|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._|~\$|\.marking\.lock$)"
)
_BLACKBOARD_RECEIPT = re.compile(r"_attempt_\d{4}(?:-\d\d){5}\.txt$")
_UNFINISHED = (".crdownload", ".part", ".partial", ".download")
_FORMAT = b"compassion-course/answers"
_OPENING = os.O_RDONLY
for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):
    _OPENING |= getattr(os, _flag, 0)


class Place(NamedTuple):
    """Where a file is: on disk, or a member of an archive on disk by its number."""

    label: str
    path: str
    member: int | None = None


class Sheet(NamedTuple):
    """A file that holds answers; ``data`` are the bytes of the sheet in it."""

    place: Place
    data: bytes


class Refusal(NamedTuple):
    """A file that holds no answers that can be read, and why."""

    label: str
    reason: str
    remedy: str


class Intake:
    """Read what was handed in.

    Parameters
    ----------
    leave_out
        Folders and files not to look into, such as the one that the marks go to.
    """

    def __init__(self, leave_out: Sequence[Path] = ()) -> None:
        self._leave_out = {os.path.realpath(path) for path in leave_out}
        self._archives: OrderedDict[str, tuple[zipfile.ZipFile, IO[bytes]]] = OrderedDict()
        self.passed_over = 0

    def __enter__(self) -> Intake:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._archives:
            self._close_oldest()

    def find(self, given: Path) -> Iterator[Sheet | Refusal]:
        """Look into a folder, a zip or a single file, in the order of names."""
        # What the tutor names may be a link; what is inside it may not.
        path = os.path.realpath(given)
        if Path(path).is_dir():
            yield from self._folder(path, given.name or Path(path).name, 0)
        else:
            yield from self._file(path, given.name)

    def read_again(self, place: Place) -> bytes:
        """Read a sheet a second time.

        Raises
        ------
        SheetFault
            If it has gone or changed meanwhile.
        """
        try:
            if place.member is None:
                with _open_regular(place.path) as file:
                    data = file.read(min(os.fstat(file.fileno()).st_size, TEXT_LIMIT) + 1)
            else:
                archive = self._archive(place.path)
                member = archive.infolist()[place.member]
                data = read_member(archive, member, TEXT_LIMIT)
        except (*BROKEN, MemberFault, IndexError) as error:
            raise SheetFault(
                f"The file could be read at first and not again: {error}.", remedy="Mark again."
            ) from error
        found = sheet_in(place.label, data)
        if found is None:
            raise SheetFault("The file changed while it was being marked.", remedy="Mark again.")
        return found

    def _folder(self, folder: str, label: str, depth: int) -> Iterator[Sheet | Refusal]:
        if depth > DEPTH_LIMIT:
            yield Refusal(label, "The folders are nested too deeply.", "Move the files up.")
            return
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield Refusal(label, f"The folder cannot be read: {error.strerror}.", "Check its permissions.")
            return
        for entry in entries:
            name = f"{label}/{entry.name}"
            if entry.path in self._leave_out or _LEFT_BEHIND.search(entry.name):
                self.passed_over += 1
            elif entry.is_symlink():
                yield Refusal(
                    one_line(name), "It is a link, and links are not followed.", "Put the file itself there."
                )
            elif entry.is_dir(follow_symlinks=False):
                yield from self._folder(entry.path, name, depth + 1)
            else:
                yield from self._file(entry.path, name)

    def _file(self, path: str, name: str) -> Iterator[Sheet | Refusal]:
        label = one_line(name)
        try:
            descriptor, size = _regular(path)
            try:
                # Room for the file, and not each time for the largest that there may be.
                data = os.read(descriptor, min(size + 1, _FIRST))
                archive = data.startswith(b"PK") and _is_archive(descriptor)
                if not archive:
                    limit = SIZE_LIMIT if name.endswith(".json") else TEXT_LIMIT
                    if size > limit:
                        yield _too_large(label, limit)
                        return
                    while len(data) < size and (more := os.read(descriptor, size + 1 - len(data))):
                        data += more
            finally:
                os.close(descriptor)
        except OSError as error:
            yield Refusal(
                label, f"The file cannot be read: {error.strerror or error}.", "Check it and its permissions."
            )
            return
        if archive:
            yield from self._zip(path, label)
        else:
            found = self._recognise(Place(label, path), data)
            if found is not None:
                yield found

    def _zip(self, path: str, label: str) -> Iterator[Sheet | Refusal]:
        try:
            archive = self._archive(path)
            members = archive.infolist()
        except BROKEN as error:
            yield Refusal(label, f"The archive is damaged: {error}.", "Download it again.")
            return
        if len(members) > MEMBER_LIMIT:
            yield Refusal(
                label,
                f"The archive has more than {MEMBER_LIMIT:,} entries.",
                "Unpack it and mark the folder.",
            )
            return
        # Entries may overlap, so that a small archive holds much: what is read of it has a limit too.
        left = 64 * SIZE_LIMIT + 100 * Path(path).stat().st_size
        for number, member in sorted(enumerate(members), key=lambda pair: (pair[1].filename, pair[0])):
            if member.is_dir():
                continue
            name = f"{label}/{member.filename}"
            if _LEFT_BEHIND.search(name):
                self.passed_over += 1
                continue
            if stat.S_ISLNK(member.external_attr >> 16):
                yield Refusal(
                    one_line(name), "It is a link, and links are not followed.", "Send the file itself."
                )
                continue
            try:
                if left <= 0:
                    raise MemberFault("The archive holds more than can come of its size.")
                limit = SIZE_LIMIT if name.endswith(".json") else TEXT_LIMIT
                data = read_member(archive, member, limit)
            except MemberFault as error:
                yield Refusal(one_line(name), str(error), "Ask for the file by itself.")
                continue
            left -= len(data)
            found = self._recognise(Place(one_line(name), path, number), data)
            if found is not None:
                yield found

    def _archive(self, path: str) -> zipfile.ZipFile:
        """Open an archive, or give it if it is open still; a few stay open."""
        if path not in self._archives:
            file = _open_regular(path)
            try:
                self._archives[path] = (zipfile.ZipFile(file), file)
            except BaseException:
                file.close()
                raise
            if len(self._archives) > _OPEN_ARCHIVES:
                self._close_oldest()
        self._archives.move_to_end(path)
        return self._archives[path][0]

    def _close_oldest(self) -> None:
        # A ZipFile leaves a file that was given to it open.
        for opened in self._archives.popitem(last=False)[1]:
            opened.close()

    def _recognise(self, place: Place, data: bytes) -> Sheet | Refusal | None:
        try:
            found = sheet_in(place.label, data)
        except SheetFault as fault:
            return Refusal(place.label, str(fault), fault.remedy)
        if found is None:
            self.passed_over += 1
            return None
        return Sheet(place, found)


def sheet_in(name: str, data: bytes) -> bytes | None:
    """Give the bytes of the sheet that a file holds, as JSON or as a pasted block.

    Returns
    -------
    bytes or None
        None for a file that a VLE writes itself and that holds no answers.

    Raises
    ------
    SheetFault
        If it holds no answers that can be read.
    """
    if name.endswith(".json") and data.startswith(START):
        return data
    if name.lower().endswith(_UNFINISHED):
        raise SheetFault("It is a download that did not finish.", remedy="Download it again.")
    if not data or data.isspace():
        raise SheetFault("The file is empty.")
    if data[:2] == b"PK":
        if b"word/" not in data:
            raise SheetFault(
                "It is an archive inside an archive, which is not opened.",
                remedy="Unpack the outer one and mark the folder.",
            )
        return unarmour(text_of_docx(data))
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"{" and _FORMAT not in data and b'"cells"' in data:
        raise SheetFault(
            "It is a notebook. The answers are in the file beside it that ends in .answers.json.",
            remedy="Ask the trainee for that file.",
        )
    if start in (b"{", b"[") or name.endswith(".json"):
        return data
    text = decoded(data)
    if start == b"<" or name.lower().endswith((".html", ".htm")):
        text = text_of_html(text)
    if holds_armour(text):
        return unarmour(text)
    if _BLACKBOARD_RECEIPT.search(name):
        return None
    if b"\0" in data[:1024]:
        raise SheetFault("It is not an answer sheet, nor a text with pasted answers.")
    raise SheetFault("There are no answers in this file.")


def _too_large(label: str, limit: int) -> Refusal:
    return Refusal(label, f"The file is larger than {limit:,} bytes.", "Ask for the answers file by itself.")


def _regular(path: str) -> tuple[int, int]:
    """Open a regular file, and nothing that only looks like one when asked; give its size too."""
    descriptor = os.open(path, _OPENING)
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode):
        os.close(descriptor)
        raise OSError(0, "it is not a regular file")
    return descriptor, about.st_size


def _open_regular(path: str) -> BufferedReader:
    return os.fdopen(_regular(path)[0], "rb")


def _is_archive(descriptor: int) -> bool:
    """Say whether a file that begins as a zip is an archive of files and not a Word document."""
    at = os.lseek(descriptor, 0, os.SEEK_CUR)
    try:
        with open(descriptor, "rb", closefd=False) as file, zipfile.ZipFile(file) as archive:
            known = "word/document.xml" in archive.namelist()
    except BROKEN:
        return True  # the reason is found when it is opened as one
    os.lseek(descriptor, at, os.SEEK_SET)
    return not known
