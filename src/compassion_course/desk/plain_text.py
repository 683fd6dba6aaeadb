"""Words from outside: decode them, and make them safe to show in a page, a spreadsheet, a terminal."""

from __future__ import annotations

import contextlib
import html
import re

# Control characters can drive a terminal, and bidirectional ones can make a text read otherwise.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
# Words from outside that can stand in a page as they are, and most can.
_MARKUP = re.compile(f"[&<>\"'{_UNSEEN.pattern[1:]}")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def decoded(data: bytes) -> str:
    """Read text in the encodings that browsers, word processors and spreadsheets save."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    with contextlib.suppress(UnicodeDecodeError):
        return data.decode("utf-8-sig")
    return data.decode("cp1252", "replace")  # what older programs save on an English Windows


def seen(text: str) -> str:
    """Show characters that do not print, or that reorder others, as their number."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub(lambda found: f"\u27e6U+{ord(found[0]):04X}\u27e7", text)


def one_line(text: str, most: int = 400) -> str:
    """Show a text on one line, for a list or a terminal."""
    text = seen(text.replace("\n", " ").replace("\t", " "))
    return text if len(text) <= most else f"{text[: most - 1]}\u2026"


def in_html(text: str) -> str:
    """Escape a text for a page, in a paragraph or in an attribute."""
    return html.escape(seen(text)) if _MARKUP.search(text) else text


def in_cell(text: str) -> str:
    """Keep a spreadsheet from reading a text as a formula."""
    text = one_line(text)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
