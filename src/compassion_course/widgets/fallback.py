"""Small HTML fragments from plain text: what a widget says where scripts are off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

__all__ = ["element", "escape", "heading", "joined", "listing", "paragraphs", "said", "table", "title"]


def joined(text: str) -> str:
    """Escape a text that has no paragraphs, with its white space made single."""
    return escape(" ".join(text.split()))


def paragraphs(text: str) -> str:
    """Write plain text as paragraphs, split at blank lines."""
    return "".join(f"<p>{joined(part)}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())


def element(tag: str, inner: str, **attributes: str) -> str:
    """Write an element around HTML; ``class_`` stands for ``class`` and other underscores for hyphens."""
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"' for name, value in attributes.items()
    )
    return f"<{tag}{written}>{inner}</{tag}>"


def title(text: str) -> str:
    """Write the name that stands above a widget's words."""
    return f'<p class="cw-title">{joined(text)}</p>'


def heading(text: str) -> str:
    """Write what heads a part; a paragraph, since no widget knows under which heading it will stand."""
    return f'<p class="cw-heading">{joined(text)}</p>'


def listing(items: Iterable[str], *, ordered: bool = False) -> str:
    """Write a list of HTML fragments."""
    tag = "ol" if ordered else "ul"
    return element(tag, "".join(f"<li>{item}</li>" for item in items))


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table of plain text with a caption, column headings and a heading for each row."""
    top = "".join(f'<th scope="col">{joined(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{joined(first)}</th>{"".join(f"<td>{joined(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    return (
        f'<div class="cw-table-frame" role="group" tabindex="0" aria-label="{joined(caption)}">'
        f'<table class="cw-table"><caption>{joined(caption)}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


#: Turns that a browser passes over together while they are out of sight.
_TOGETHER = 8


def said(name: str, turns: Iterable[Mapping[str, str]]) -> str:
    """Write what was said under a heading, a paragraph for each turn (``turn``, ``speaker``, ``text``)."""
    lines = []
    for turn in turns:
        speaker = "Interviewer" if turn["speaker"] == "I" else turn["speaker"]
        lines.append(
            f"<p><span>{joined(turn['turn'])}</span> <b>{joined(speaker)}</b> {joined(turn['text'])}</p>"
        )
    parts = ("".join(lines[start : start + _TOGETHER]) for start in range(0, len(lines), _TOGETHER))
    return heading(name) + "".join(f'<div class="cw-said">{part}</div>' for part in parts)
