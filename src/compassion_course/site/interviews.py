"""The interviews as pages: every turn with its permanent id, so that a chapter or a tutor can point at it.

The pages in book/interviews/ hold a title and the directive `interview`; the words come from data/transcripts
when the book is built, so that there is one text of them.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from compassion_course.corpus import (
    Course,
    Transcript,
    TranscriptInfo,
    load_index,
    load_transcript,
)

#: The search leaves out what stands in a container of this class: whoever looks for "supervision" wants the
#: chapter, and the whole corpus would make the search three times as heavy.
TURNS = "interview-turns"


def register(app: Sphinx) -> None:
    """Add the two directives."""
    app.add_directive("interview", Interview)
    app.add_directive("interviews", Interviews)


def turn_id(turn: str) -> str:
    """Return a turn's anchor: "P03-017" stands at `#p03-017`."""
    return turn.lower()


class Interview(SphinxDirective):
    """One interview: who, where, what may be hard in it, and its turns."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Give the facts, the content notes and the turns."""
        course = Course(Path(self.env.srcdir))
        transcript = load_transcript(course, self.arguments[0])
        self.env.note_dependency(str(course.transcripts / f"{transcript.doc}.jsonl"))
        self.env.note_dependency(str(course.transcripts / "index.jsonl"))
        return [*_about(transcript), _turns(transcript)]


class Interviews(SphinxDirective):
    """The table of the interviews, each with a link to its page."""

    def run(self) -> list[nodes.Node]:
        """Give one table for each study."""
        course = Course(Path(self.env.srcdir))
        self.env.note_dependency(str(course.transcripts / "index.jsonl"))
        studies: dict[str, list[TranscriptInfo]] = {}
        for info in load_index(course).values():
            studies.setdefault(info.study, []).append(info)
        return [_table(course, study, infos) for study, infos in studies.items()]


def _about(transcript: Transcript) -> list[nodes.Node]:
    info = transcript.info
    wave = f" Wave {info.wave}, schedule {info.schedule}." if info.wave else f" Schedule {info.schedule}."
    facts = nodes.paragraph()
    facts += nodes.strong(text="Synthetic: nobody was interviewed. ")
    facts += nodes.Text(
        f"{info.role}. {info.setting}. Interviewer: {info.interviewer}.{wave} "
        f"{len(transcript.turns)} turns, {info.words:,} words."
    )
    if not info.content_notes:
        return [facts, nodes.paragraph(text="Content notes: none.")]
    notes = nodes.bullet_list()
    for note in info.content_notes:
        line = nodes.paragraph(text=f"{note['note']}: ")
        for place, turn in enumerate(note["turns"]):
            line += nodes.Text(", " if place else "")
            line += nodes.reference(text=turn, refid=turn_id(turn), internal=True)
        notes += nodes.list_item("", line)
    return [facts, nodes.paragraph(text="What may be hard in it, and where:"), notes]


def _turns(transcript: Transcript) -> nodes.container:
    turns = nodes.container(classes=[TURNS])
    turns["support_smartquotes"] = (
        False  # what somebody copies from the page is what a quote is checked against
    )
    for turn in transcript.turns:
        asks = turn.speaker == "I"
        manner = "asks" if asks else "says"
        line = nodes.paragraph(ids=[turn_id(turn.turn)], classes=["interview-turn", manner])
        number = nodes.inline(classes=["turn-id"])
        number += nodes.reference(text=turn.turn, refid=turn_id(turn.turn), internal=True)
        line += [number, nodes.Text(" "), nodes.strong(text="Interviewer" if asks else turn.speaker)]
        line += nodes.Text(f" {turn.text}")
        turns += line
    return turns


def _table(course: Course, study: str, infos: list[TranscriptInfo]) -> nodes.table:
    rows: list[list[nodes.Node | str]] = []
    for info in infos:
        link = nodes.reference(text=info.doc, refuri=f"interviews/{info.doc}.html", internal=True)
        turns = len(load_transcript(course, info.doc).turns)
        rows.append(
            [
                link,
                f"{info.role}; {info.setting}",
                f"{info.interviewer}" + (f" (wave {info.wave})" if info.wave else ""),
                f"{turns}",
                f"{info.words:,}",
            ]
        )
    head: list[nodes.Node | str] = ["Interview", "Who and where", "Interviewer", "Turns", "Words"]
    group = nodes.tgroup(cols=len(head))
    group.extend(nodes.colspec(colwidth=width) for width in (12, 44, 26, 8, 10))
    group += nodes.thead("", _row(head))
    group += nodes.tbody("", *map(_row, rows))
    return nodes.table("", nodes.title(text=_TITLES.get(study, study)), group, classes=["interviews"])


def _row(cells: list[nodes.Node | str]) -> nodes.row:
    row = nodes.row()
    for cell in cells:
        content = nodes.Text(cell) if isinstance(cell, str) else cell
        row += nodes.entry("", nodes.paragraph("", "", content))
    return row


_TITLES = {
    "resilience": "PWPs, on what gets them through the work",
    "compassion": "CBT therapists, on compassion at work",
}
