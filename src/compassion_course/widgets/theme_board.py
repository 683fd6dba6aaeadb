"""Statements or codes into themes, within a case and across cases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..corpus import CourseError, find_course
from . import fallback
from .desk_widget import DeskWidget, content_notes, shelf, start_from

#: What stands on the board, by method: kinds of theme, and what a reader's beginning brings along.
METHODS: dict[str, tuple[tuple[str, str], tuple[str, ...]]] = {
    "ipa": (("PET", "GET"), ("statements",)),
    "grounded-theory": (("category", "core"), ()),
}


class ThemeBoard(DeskWidget):
    """Put experiential statements into personal and group themes, or codes into categories.

    Parameters
    ----------
    docs
        Transcripts, such as ``"T01", "T02"``.
    method
        ``"ipa"`` for experiential statements, PETs and GETs; ``"grounded-theory"`` for codes, categories and
        the core category.
    start
        The reference reading whose statements, codes and spans lie on the board to begin with; empty to begin
        with nothing, or with what a coder of the same ``desk`` makes.
    desk, folder, key
        As for :class:`TranscriptCoder`.

    Raises
    ------
    CourseError
        If there is no such transcript, reading or method.
    """

    def __init__(
        self,
        *docs: str,
        method: str = "ipa",
        start: str = "close",
        codebooks: Sequence[str] = (),
        desk: str = "",
        folder: Path | str | None = None,
        key: str = "",
    ) -> None:
        course = find_course()
        if method not in METHODS:
            raise CourseError(
                "ThemeBoard", f"There is no method {method!r}.", f"Use one of {', '.join(METHODS)}."
            )
        kinds, parts = METHODS[method]
        name = desk or "-".join(["themes", *(doc.lower() for doc in docs)])
        begun: dict[str, Any] = start_from(course, start, docs, parts) if start else {}
        super().__init__(
            course=course,
            desk=name,
            folder=folder,
            key=key or name,
            part="board",
            settings={
                "name": "Theme board",
                "intro": _intro(start, method),
                "hard": content_notes(course, docs),
                "warning": "",
                "notes": method == "ipa",
                "codes": True,
                "kinds": list(kinds),
            },
            start=begun,
            **shelf(course, docs, codebooks),
        )

    def as_html(self) -> str:
        """Give what lies on the board as a table: each statement or code with its extracts."""
        quotes: dict[str, list[str]] = {}
        of_code: dict[str, list[str]] = {}
        for span in self.start.get("spans", ()):
            said = f"\u201c{span['quote']}\u201d ({span['turn']})"
            quotes.setdefault(span["id"], []).append(said)
            for code in span["codes"]:
                of_code.setdefault(code, []).append(said)
        statements = [
            [
                one["doc"],
                one["text"],
                " ".join(words for span in one["spans"] for words in quotes.get(span, ())),
            ]
            for one in self.start.get("statements", ())
        ]
        codes = [
            [code["name"], code["definition"], " ".join(of_code.get(code["code"], ()))]
            for code in self.start.get("codes", ())
        ]
        lying = (
            fallback.table("Experiential statements to sort", ["Case", "Statement", "Rests on"], statements)
            if statements
            else fallback.table("Codes to sort", ["Code", "What it means", "Extracts"], codes)
            if codes
            else ""
        )
        return (
            fallback.title("Theme board")
            + fallback.paragraphs(self.settings["intro"])
            + fallback.paragraphs(
                "Sorting in the page needs its scripts. Without them: cut the lines apart, lay them out, and "
                "give each heap a name and a sentence that says what it holds."
            )
            + lying
        )


def _intro(start: str, method: str) -> str:
    if not start:
        return ""
    what = "experiential statements" if method == "ipa" else "codes"
    return (
        f"To begin with, the {what} of one reference reading lie here. They are one reader\u2019s: reword, "
        "merge or leave out what does not persuade you. There is no right set of themes."
    )
