"""Categories in the slots of the paradigm, with typed relations, a core category and a storyline."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..corpus import find_course
from ..corpus.readings import SLOT_LABELS
from . import fallback
from .desk_widget import DeskWidget, content_notes, shelf, start_from


class AxialMap(DeskWidget):
    """Link categories by the paradigm of Strauss and Corbin, each link with evidence at both ends.

    Parameters
    ----------
    docs
        Transcripts, such as ``"P01", "P02"``.
    start
        The reference reading whose codes, spans and categories are there to begin with; empty to begin with
        nothing, or with what another widget of the same ``desk`` makes.
    desk, folder, key
        As for :class:`TranscriptCoder`.

    Raises
    ------
    CourseError
        If there is no such transcript or reading.
    """

    def __init__(
        self,
        *docs: str,
        start: str = "close",
        codebooks: Sequence[str] = (),
        desk: str = "",
        folder: Path | str | None = None,
        key: str = "",
    ) -> None:
        course = find_course()
        name = desk or "-".join(["axial", *(doc.lower() for doc in docs)])
        begun: dict[str, Any] = start_from(course, start, docs, ["themes"], ["category"]) if start else {}
        super().__init__(
            course=course,
            desk=name,
            folder=folder,
            key=key or name,
            part="map",
            settings={
                "name": "Axial map",
                "intro": "To begin with, the codes and categories of one reference reading lie here, without "
                "a single link. The links are yours to make, and to defend."
                if start
                else "",
                "hard": content_notes(course, docs),
                "warning": "",
                "notes": False,
                "codes": True,
                "kinds": ["category", "core"],
            },
            start=begun,
            **shelf(course, docs, codebooks),
        )

    def as_html(self) -> str:
        """Give the slots, and the categories with their codes and extracts as a table."""
        names = {code["code"]: code["name"] for code in self.start.get("codes", ())}
        of_code: dict[str, list[str]] = {}
        for span in self.start.get("spans", ()):
            for code in span["codes"]:
                of_code.setdefault(code, []).append(f"\u201c{span['quote']}\u201d ({span['turn']})")
        rows = [
            [
                theme["name"],
                theme["statement"],
                "; ".join(names.get(member, member) for member in theme["members"]),
                " ".join(words for member in theme["members"] for words in of_code.get(member, ())[:2]),
            ]
            for theme in self.start.get("themes", ())
        ]
        lying = (
            fallback.table("Categories to link", ["Category", "What it says", "Codes", "Extracts"], rows)
            if rows
            else ""
        )
        return (
            fallback.title("Axial map")
            + fallback.paragraphs(self.settings["intro"])
            + fallback.paragraphs("The slots of the paradigm: " + "; ".join(SLOT_LABELS.values()) + ".")
            + fallback.paragraphs(
                "Drawing in the page needs its scripts. Without them: write each link as a sentence, and "
                "under it one extract for each end."
            )
            + lying
        )
