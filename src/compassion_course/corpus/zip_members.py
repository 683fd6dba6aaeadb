"""Read one member of a zip into memory, within limits, whatever the archive claims of itself."""

from __future__ import annotations

import struct
import zipfile
import zlib

# A sheet of repeated words shrinks about thirtyfold; a bomb a thousandfold.
RATIO_LIMIT = 200
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, KeyError)


class MemberFault(Exception):
    """A member that cannot or must not be read, with the reason."""


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    """Read a member into memory.

    Parameters
    ----------
    archive
        The open archive.
    member
        Its entry.
    limit
        How many bytes it may have, counted as they come and not as the entry says.

    Raises
    ------
    MemberFault
        If it is locked, damaged, larger than the limit, or packed beyond reason.
    """
    if member.flag_bits & 0x1:
        raise MemberFault("It is locked with a password.")
    if member.compress_type not in _METHODS:
        raise MemberFault("It is packed in a way that this command does not read.")
    if member.file_size > limit:
        raise MemberFault(f"It is larger than {limit:,} bytes.")
    if member.file_size > 4096 and member.file_size > RATIO_LIMIT * max(member.compress_size, 1):
        raise MemberFault("It is packed so tightly that it may be a zip bomb; it was not unpacked.")
    try:
        with archive.open(member) as file:
            data = file.read(limit + 1)
    except BROKEN as error:
        raise MemberFault(f"It is damaged inside the archive: {error}.") from error
    if len(data) > limit:
        raise MemberFault(f"It is larger than {limit:,} bytes.")
    return data
