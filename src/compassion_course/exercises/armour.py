"""Answer sheets as text to paste: a block that survives a word processor, a form and an e-mail.

The block is base64url between a first and a last line, with a checksum. Reading it forgives what
such programs do: quote marks before each line, other line ends, no-break spaces, dashes that became
long ones, lines joined or wrapped anew. The checksum says whether anything was lost.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import io
import re
import unicodedata
import zipfile
from xml.etree import ElementTree

from ..corpus.zip_members import BROKEN, MemberFault, read_member
from .sheet import SIZE_LIMIT, SheetFault

BEGIN = "-----BEGIN COMPASSION COURSE ANSWERS-----"
END = "-----END COMPASSION COURSE ANSWERS-----"

_LONG_DASH = "\u2012\u2013\u2014\u2015"
_OTHER_DASH = "\u2010\u2011\u2212"
# An e-mail that wraps its quotes anew may break even these lines, and puts its mark inside them.
_EDGE = re.compile(r"(BEGIN|END)[\s>]+COMPASSION[\s>]+COURSE[\s>]+ANSWERS")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9_-]")
_CHECKSUM = re.compile(r"=\s*([0-9a-fA-F](?:\s*[0-9a-fA-F]){15})(?![0-9a-fA-F])")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]")
# A base64 text of a sheet at the limit, with room for what the programs around it add.
TEXT_LIMIT = 8 * SIZE_LIMIT
_WORD_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def armour(data: bytes) -> str:
    """Write the bytes of a sheet as a block to paste."""
    text = base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    digest = hashlib.sha256(data).hexdigest()[:16]
    return "\n".join([BEGIN, *lines, f"={digest}", END, ""])


def holds_armour(text: str) -> bool:
    """Say whether a text holds the first line of a block."""
    return any(edge[1] == "BEGIN" for edge in _EDGE.finditer(_plain(text)))


def unarmour(text: str) -> bytes:
    """Read the sheet out of a text with one block in it, whatever stands around it.

    Raises
    ------
    SheetFault
        If there is no block, more than one that differ, or something of it was lost.
    """
    text = _plain(text)
    blocks, open_at = [], None
    for edge in _EDGE.finditer(text):
        if edge[1] == "BEGIN":
            open_at = edge.end()
        elif open_at is not None:
            blocks.append(text[open_at : edge.start()])
            open_at = None
    if not blocks:
        if open_at is not None:
            raise SheetFault("The pasted answers stop before their last line; copy them again, whole.")
        raise SheetFault("There are no pasted answers in this text.")
    found, faults = set(), []
    for block in blocks:
        try:
            found.add(_decode(block))
        except SheetFault as fault:
            faults.append(fault)
    if len(found) > 1:
        raise SheetFault("The text holds several pasted answers that differ; send one.")
    if not found:
        raise faults[0]
    return found.pop()


def text_of_html(text: str) -> str:
    """Give the words of an HTML page, such as the online text that Moodle stores."""
    # Patterns without a nested search, so that a hostile page costs no more than its length.
    text = re.sub(r"(?i)<(?:br|/p|/div|/li|/tr|/h\d)\b[^<>]*>", "\n", text)
    return html.unescape(re.sub(r"<[^<>]*>", "", text))


def text_of_docx(data: bytes) -> str:
    """Give the words of a Word document, without running or unpacking anything of it.

    Raises
    ------
    SheetFault
        If it is not such a document, or is not safe to read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            xml = read_member(archive, archive.getinfo("word/document.xml"), TEXT_LIMIT)
    except BROKEN as error:
        raise SheetFault("This is not a Word document that can be read.") from error
    except MemberFault as error:
        raise SheetFault(f"The Word document cannot be read. {error}") from error
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or b"\0" in xml[:4] or xml[:1] == b"\xff":
        # Entities can make a small file grow without end; Word writes none.
        raise SheetFault("The Word document declares entities, which Word never writes.")
    try:
        root = ElementTree.fromstring(xml)
    except (ElementTree.ParseError, RecursionError, ValueError) as error:
        raise SheetFault("The Word document is damaged.") from error
    paragraphs = []
    for paragraph in root.iter(f"{_WORD_TEXT}p"):
        words = []
        for element in paragraph.iter():
            if element.tag == f"{_WORD_TEXT}t":
                words.append(element.text or "")
            elif element.tag in (f"{_WORD_TEXT}br", f"{_WORD_TEXT}cr"):
                words.append("\n")
            elif element.tag == f"{_WORD_TEXT}noBreakHyphen":
                words.append("-")
        paragraphs.append("".join(words))
    return "\n".join(paragraphs)


def _plain(text: str) -> str:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return text.translate(dict.fromkeys(map(ord, _OTHER_DASH), "-"))


def _decode(block: str) -> bytes:
    lines = [line.lstrip("> \t") for line in block.splitlines()]
    body = "\n".join(lines).strip(f"-{_LONG_DASH} \t\n")
    checksum = _CHECKSUM.search(body)
    if checksum is None:
        raise SheetFault("The pasted answers lack their checksum line; copy them again, whole.")
    body = body[: checksum.start()]
    if len(body) > 3 * SIZE_LIMIT:
        raise SheetFault("The pasted answers are too large.")
    wanted = re.sub(r"\s", "", checksum[1]).lower()
    # A word processor may have made one long dash of one hyphen or of two.
    for dash in ("-", "--"):
        text = _NOT_BASE64.sub("", body.translate(dict.fromkeys(map(ord, _LONG_DASH), dash)))
        try:
            data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            continue
        if hashlib.sha256(data).hexdigest()[:16] == wanted:
            return data
    raise SheetFault("Something of the pasted answers was lost or changed; copy them again, whole.")
