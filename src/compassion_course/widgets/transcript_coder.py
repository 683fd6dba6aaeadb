"""Code a transcript: spans, codes, notes by kind, memos, and after the lock the reference readings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..corpus import Course, CourseError, find_course
from . import fallback
from .desk_widget import OWN, DeskWidget, content_notes, reference_readings, shelf

#: Who speaks, a colon, what is said: how transcripts are usually typed.
_TURN = re.compile(r"\s*([^\W\d_][\w .'-]{0,40}?)\s*:\s+(\S.*)")

BEFORE = "Before you read: these places may be hard to read."

WARNING = (
    "This is a text of your own, not one of the course's invented interviews. Do not open what a client or a "
    "participant said unless your service's or your study's approval covers working on it on this computer. "
    "What you code, the words that you quote among it, is written into a file beside this notebook, and the "
    "notebook itself may hold the text when it is saved. Take out names and places first, keep the files "
    "where such data may be kept, and clear the cell's output before you pass the notebook on."
)


class TranscriptCoder(DeskWidget):
    """Code one or more of the course's interviews, with a closed codebook, codes of one's own, or notes.

    Parameters
    ----------
    docs
        Transcripts, such as ``"P03"``.
    codebooks
        Closed codebooks to code with; codes of one's own can be made beside them.
    notes
        Whether spans take exploratory notes by kind (descriptive, linguistic, conceptual), as in IPA.
    codes
        Whether spans take codes.
    readings
        Whether the reference readings appear once the first pass is locked.
    passage
        The first and the last turn of a passage, for one transcript; without it, all of each.
    text
        A text that is not the course's, one turn a line (``Name: what was said``). It opens after a warning,
        and only with a kernel.
    desk
        The work's name: widgets of one page with the same name share it, and it names the file.
    folder
        Where the file is written; the working folder unless told.

    Raises
    ------
    CourseError
        If there is no such transcript or codebook, or no turn can be found in ``text``.
    """

    def __init__(
        self,
        *docs: str,
        codebooks: Sequence[str] = (),
        notes: bool = False,
        codes: bool = True,
        readings: bool = True,
        passage: tuple[str, str] | None = None,
        text: str | None = None,
        desk: str = "",
        folder: Path | str | None = None,
        key: str = "",
    ) -> None:
        course = find_course()
        if text is not None:
            here = {"transcripts": [own_text(text)], "codebooks": shelf_books(course, codebooks)}
        else:
            if passage and len(docs) != 1:
                raise CourseError("TranscriptCoder", "A passage is of one transcript.", "Name one.")
            here = shelf(course, docs, codebooks, passage)
        name = desk or "-".join(
            ["coding", *(doc.lower() for doc in docs)] if docs else ["coding", "own-text"]
        )
        super().__init__(
            course=course,
            desk=name,
            folder=folder,
            key=key or name,
            part="coder",
            settings={
                "name": "Transcript coder",
                "intro": "",
                "hard": content_notes(course, docs, passage),
                "warning": WARNING if text is not None else "",
                "notes": notes,
                "codes": codes,
                "kinds": [],
            },
            readings=reference_readings(course, docs, passage) if readings and text is None else [],
            **here,
        )

    def as_html(self) -> str:
        """Give the closed codebooks, and the transcripts turn by turn."""
        hard = self.settings["hard"]
        words = "".join(fallback.said(text["label"], text["turns"]) for text in self.transcripts)
        books = "".join(
            fallback.table(
                f"Codebook: {book['name']}",
                ["Code", "Letter", "What it means", "Use it when", "Not when"],
                [
                    [code["name"], code["letter"], code["definition"], code["include"], code["exclude"]]
                    for code in book["codes"]
                ],
            )
            for book in self.codebooks
        )
        return (
            fallback.title("Transcript coder")
            + (f"<p>{BEFORE}</p>{fallback.listing(map(fallback.joined, hard))}" if hard else "")
            + fallback.paragraphs(
                "Coding in the page needs its scripts. Without them, the words stand here to be read, "
                "printed, and marked on paper."
            )
            + books
            + words
        )


def own_text(text: str) -> dict[str, Any]:
    """Make a transcript of lines of the form ``Name: what was said``; a line without a name goes on the turn.

    Raises
    ------
    CourseError
        If no line names a speaker.
    """
    turns: list[dict[str, str]] = []
    for line in text.splitlines():
        if found := _TURN.fullmatch(line):
            turns.append({"speaker": found[1], "text": " ".join(found[2].split())})
        elif line.strip() and turns:
            turns[-1]["text"] += " " + " ".join(line.split())
    if not turns:
        raise CourseError(
            "text",
            "No line begins with a name and a colon, so nobody can be told apart.",
            "Write each turn as: Name: what was said.",
        )
    numbered = [{"turn": f"{OWN}-{place:03d}", **turn} for place, turn in enumerate(turns, start=1)]
    said = "\n".join(f"{turn['speaker']}: {turn['text']}" for turn in numbered)
    return {
        "doc": OWN,
        "digest": hashlib.sha256(said.encode()).hexdigest(),
        "label": "A text of your own",
        "turns": numbered,
        "info": {
            "study": "",
            "role": "",
            "setting": "",
            "wave": None,
            "schedule": None,
            "interviewer": None,
            "synthetic": False,
            "licence": "",
            "version": 1,
        },
    }


def shelf_books(course: Course, codebooks: Sequence[str]) -> list[dict[str, Any]]:
    """Gather closed codebooks alone."""
    books: list[dict[str, Any]] = shelf(course, ["T01"], codebooks)["codebooks"] if codebooks else []
    return books
