"""The text of the pages, for the search in the page.

Sphinx's own search fetches every page it finds to show a few words of it, which a page opened from a folder
may not do. Ours carries the words: one classic script that hands a list of passages to course.js, loaded
when the reader opens the search.
"""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

from compassion_course.site.interviews import TURNS

_SKIPPED = {"script", "style", "svg", "summary", "pre"}
#: Widgets whose words are whole interviews, which would drown everything else that is found.
_HOLD_INTERVIEWS = {"TranscriptCoder", "ThemeBoard", "AxialMap"}
_HEADINGS = {"h1", "h2", "h3"}
_BREAKS = {"p", "li", "td", "th", "div", "dt", "dd", "section", "figcaption", "option", "label"}
_VOID = {"br", "img", "hr", "input", "meta", "link", "col", "wbr", "source"}


class _Passages(HTMLParser):
    """Cut a page's article into passages at its headings."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.passages: list[dict[str, str]] = []
        self._inside = False
        self._skip: list[str] = []
        self._anchor = ""
        self._heading = ""
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "article":
            self._inside = True
        if not self._inside:
            return
        if tag in _VOID:  # has no end, so it can open nothing
            self._add(" ")
            return
        values = dict(attrs)
        interview = (
            TURNS in (values.get("class") or "").split() or values.get("data-widget") in _HOLD_INTERVIEWS
        )
        if self._skip or tag in _SKIPPED or interview:
            self._skip.append(tag)
            return
        if tag == "section":
            self._anchor = values.get("id") or ""
        elif tag in _HEADINGS:
            self.passages.append({"anchor": self._anchor, "section": "", "text": ""})
            self._in_heading = True
        elif tag in _BREAKS:
            self._add(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self._inside = False
        if self._skip:
            if tag in self._skip:
                while self._skip.pop() != tag:
                    pass
            return
        if tag in _HEADINGS:
            self._in_heading = False
        elif tag in _BREAKS:
            self._add(" ")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._add(data)

    def _add(self, text: str) -> None:
        if self.passages and not self._skip:
            self.passages[-1]["section" if self._in_heading else "text"] += text


def passages(html: str, url: str) -> list[dict[str, str]]:
    """List a page's passages as the search in the page takes them.

    Parameters
    ----------
    html
        The page.
    url
        Its address from the site's root.
    """
    parser = _Passages()
    parser.feed(html)
    found = []
    title = ""
    for passage in parser.passages:
        section = " ".join(passage["section"].split())
        title = title or section
        found.append(
            {
                "page": title,
                "url": f"{url}#{passage['anchor']}" if passage["anchor"] else url,
                "section": section,
                "text": " ".join(passage["text"].split()),
            }
        )
    return found


def write(site: Path, pages: list[str]) -> None:
    """Write `_static/search-data.js` from the built pages (addresses from the root, in reading order)."""
    found = [entry for page in pages for entry in passages((site / page).read_text(encoding="utf-8"), page)]
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    (site / "_static" / "search-data.js").write_text(f"compassionSearch({text});\n", encoding="utf-8")
