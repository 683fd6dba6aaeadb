"""What the three widgets of the coding desk have in common: one work, one file, one history."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import traitlets

from ..corpus import (
    Course,
    CourseError,
    ReaderWork,
    load_codebook,
    load_index,
    load_transcript,
    load_work,
    reader_ids,
)
from ..corpus.exchange.project_file import FORMAT, SIZE_LIMIT
from ..corpus.exchange.project_file_reading import desk_project, read_project_file
from .course_widget import CourseWidget
from .notebook_file import NotebookFile

if TYPE_CHECKING:
    import pandas as pd

#: Names this Python process, so that two notebooks in one JupyterLab never share a desk by chance.
_SESSION = uuid.uuid4().hex

#: A text that is not the course's, on the shelf.
OWN = "OWN"

_NAME = r"^[a-z0-9][a-z0-9-]{0,63}\Z"


class DeskWidget(CourseWidget):
    """A view of the work of one person at the coding desk.

    Widgets of one page with the same ``desk`` share the work. With a kernel it is written as
    ``<desk>.project.json`` into ``folder``, and is there again when the cell runs anew.

    Attributes
    ----------
    project
        The whole work as a project file holds it; empty until something was done.
    """

    part = traitlets.Unicode().tag(sync=True)
    desk = traitlets.Unicode().tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)
    transcripts: traitlets.List[Any] = traitlets.List().tag(sync=True)
    codebooks: traitlets.List[Any] = traitlets.List().tag(sync=True)
    readings: traitlets.List[Any] = traitlets.List().tag(sync=True)
    #: What the desk begins with, where it is not empty.
    start = traitlets.Dict().tag(sync=True)
    project = traitlets.Dict().tag(sync=True)
    #: Tells the script that somebody writes the file; a published page has no such trait.
    kernel_session = traitlets.Unicode(_SESSION).tag(sync=True)
    #: The count of changes that ``project`` holds, set by the script of the one widget whose Python writes.
    revision = traitlets.Int().tag(sync=True)
    #: What became of the last write: ``name`` and ``revision``, or ``problem``.
    written = traitlets.Dict().tag(sync=True)

    #: Whether what changes now is what the page sent.
    _page_speaks = False

    def __init__(self, *, course: Course, desk: str, folder: Path | str | None, **traits: Any) -> None:
        if not re.match(_NAME, desk):
            raise CourseError(
                type(self).__name__,
                f"A desk cannot be called {desk!r}: its name becomes a file's.",
                "Use small letters, digits and hyphens, 64 at most.",
            )
        self._course = course
        self._own_text = bool(traits["settings"]["warning"])
        self._path = (Path(folder) if folder is not None else Path.cwd()) / f"{desk}.project.json"
        too_large = f"The work is larger than {SIZE_LIMIT:,} bytes; export it, and go on in a new desk."
        self._file = NotebookFile(".project.json", SIZE_LIMIT, too_large)
        found, problem = self._earlier(traits["transcripts"])
        self._found = found
        super().__init__(desk=desk, project=found, written=problem, **traits)
        # From here on: what was just read is not written again.
        self.observe(self._write, names=["project", "revision"])

    def __repr__(self) -> str:
        docs = ", ".join(repr(one["doc"]) for one in self.transcripts)
        return f"{type(self).__name__}({docs})"

    @traitlets.validate("project")
    def _checked(self, proposal: Any) -> Any:
        project = proposal["value"]
        if project and not self._page_speaks and not self._own_text and project != self._found:
            read_project_file(self._course, json.dumps(project).encode(), "project")
        return project

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take over what the page sends."""
        self._page_speaks = True
        try:
            super().set_state(sync_data)
        finally:
            self._page_speaks = False

    def page_traits(self) -> dict[str, Any]:
        """Give what a page without a kernel needs; a text that is not the course's is never published."""
        if self.settings.get("warning"):
            raise CourseError(
                repr(self),
                "It holds a text that is not the course's, and would be published with the page.",
                "Clear the cell's output before the book is built; work on such a text in JupyterLab.",
            )
        alone = {"kernel_session", "project", "revision", "written"}
        return {name: value for name, value in super().page_traits().items() if name not in alone}

    def work(self) -> ReaderWork:
        """Give what was made as a reader's work, like a reference reading's.

        Raises
        ------
        CourseError
            If nothing was done yet, or the work rests on a text that the course does not have.
        """
        if not self.project:
            raise CourseError(repr(self), "Nothing was done here yet.", "Code something first.")
        return desk_project(self._course, json.dumps(self.project).encode()).works[0]

    def codings(self) -> pd.DataFrame:
        """Give what was coded, one row for each code of each span, in the order of the transcripts."""
        import pandas as pd

        names = ["id", "doc", "turn", "start", "end", "quote"]
        rows = [
            {**{name: span[name] for name in names}, "code": code, "why": span.get("why", "")}
            for span in self.project.get("spans", ())
            for code in span["codes"]
        ]
        return pd.DataFrame(rows, columns=[*names, "code", "why"])

    # --- the file beside the notebook ---------------------------------------------------------

    @staticmethod
    def _check_texts(project: dict[str, Any], transcripts: Sequence[dict[str, Any]]) -> None:
        """Refuse work that this widget could not show, and would lose."""
        here = {one["doc"]: one["digest"] for one in transcripts}
        if other := sorted({span["doc"] for span in project["spans"]} - set(here)):
            raise ValueError(
                f"It holds work on {', '.join(other)}, which is not opened here. Name it as well, or use "
                "another desk."
            )
        if project["transcripts"].get(OWN, here.get(OWN)) != here.get(OWN):
            raise ValueError("It belongs to another text of your own. Give this text another desk.")

    def _earlier(self, transcripts: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return {}, {}
        except OSError as error:
            return {}, {"problem": f"{self._path.name} could not be read: {error}"}
        try:
            if not self._own_text:
                read_project_file(self._course, data, self._path.name)
            project = json.loads(data)
            if not isinstance(project, dict) or project.get("format") != FORMAT:
                raise ValueError("This is no project of the coding desk.")
            self._check_texts(project, transcripts)
        except (CourseError, ValueError, KeyError, TypeError) as error:
            return {}, {"problem": f"{self._path.name} could not be opened and was left as it is: {error}"}
        self._file.adopt(self._path)
        return project, {}

    def _write(self, change: Any) -> None:
        project = self.project
        # Of all widgets of a desk the page names one to write, by its count.
        if not project or (change["name"] == "project") == self._page_speaks:
            return
        try:
            if project.get("format") != FORMAT:
                raise ValueError("This is no project of the coding desk.")
            self._file.write(self._path, project)
        except (OSError, ValueError) as error:
            self.written = {"problem": str(error)}
            return
        self.written = {"name": self._path.name, "revision": self.revision}


def shelf(
    course: Course, docs: Sequence[str], codebooks: Sequence[str], passage: tuple[str, str] | None = None
) -> dict[str, Any]:
    """Gather what the desk has before it: transcripts or a passage of one, closed codebooks, as plain data.

    The digest is the whole transcript's, so that work on a passage opens beside the whole as well.
    """
    index = load_index(course)
    if not docs:
        raise CourseError("coding desk", "It has no transcript.", f"Name one: {', '.join(index)}.")
    transcripts = []
    for doc in docs:
        text = load_transcript(course, doc)
        turns = text.passage(*passage) if passage else text.turns
        part = f", {passage[0]} to {passage[1]}" if passage else ""
        transcripts.append(
            {
                "doc": doc,
                "digest": text.digest,
                "label": f"{doc}{part}, {text.info.role}, an invented person",
                "turns": [{"turn": turn.turn, "speaker": turn.speaker, "text": turn.text} for turn in turns],
                "info": {
                    "study": text.info.study,
                    "role": text.info.role,
                    "setting": text.info.setting,
                    "wave": text.info.wave,
                    "schedule": text.info.schedule,
                    "interviewer": text.info.interviewer,
                    "synthetic": text.info.synthetic,
                    "licence": text.info.licence,
                    "version": text.info.version,
                },
            }
        )
    books = [
        {
            "id": book,
            "name": book.replace("-", " ").capitalize(),
            "codes": msgspec.to_builtins(load_codebook(course, book).codes),
        }
        for book in codebooks
    ]
    return {"transcripts": transcripts, "codebooks": books}


def content_notes(course: Course, docs: Sequence[str], passage: tuple[str, str] | None = None) -> list[str]:
    """Say what in some transcripts, or a passage, may hurt, and where: a line for each note of the index."""
    index = load_index(course)
    within = _turns_of(course, docs, passage)
    return [
        f"{doc}: {str(note['note']).rstrip('.')} ({', '.join(note.get('turns') or ())})."
        for doc in docs
        for note in index[doc].content_notes
        if within is None or within & set(note.get("turns") or within)
    ]


def _turns_of(course: Course, docs: Sequence[str], passage: tuple[str, str] | None) -> set[str] | None:
    if passage is None:
        return None
    return {turn.turn for doc in docs for turn in load_transcript(course, doc).passage(*passage)}


def reference_readings(
    course: Course, docs: Sequence[str], passage: tuple[str, str] | None = None
) -> list[dict[str, Any]]:
    """Gather the reference readings of some transcripts, or of a passage: the codes in use, and the spans."""
    within = _turns_of(course, docs, passage)
    readings = []
    for reader in reader_ids(course):
        work = load_work(course, reader)
        spans = [span for span in work.spans if span.doc in docs and (within is None or span.turn in within)]
        used = {code for span in spans for code in span.codes}
        readings.append(
            {
                "id": work.reader.id,
                "name": work.reader.name,
                "stance": work.reader.stance,
                "codes": msgspec.to_builtins([code for code in work.codebook.codes if code.code in used]),
                "spans": msgspec.to_builtins(spans),
            }
        )
    return readings


def start_from(
    course: Course, reader: str, docs: Sequence[str], parts: Sequence[str], kinds: Sequence[str] = ()
) -> dict[str, Any]:
    """Make a beginning of what a reference reader left: to build themes or relations on somebody's coding.

    Parameters
    ----------
    parts
        Which of ``statements`` and ``themes`` to take along with codes and spans.
    kinds
        Which kinds of theme.
    """
    work = load_work(course, reader)
    spans = [span for span in work.spans if span.doc in docs]
    used = {code for span in spans for code in span.codes}
    known = work.codebook.by_id
    kept = {code for one in used for code in (one, *_above(one, known)) if code in known}
    statements = [one for one in work.statements if one.doc in docs] if "statements" in parts else []
    themes = [theme for theme in work.themes if theme.kind in kinds] if "themes" in parts else []
    members = kept | {one.id for one in statements} | {theme.id for theme in themes}
    ids = {theme.id for theme in themes}
    return {
        "reader": {
            "id": "me",
            "name": "",
            "stance": f"Begun from the codes of the reading \u201c{work.reader.name}\u201d.",
            "codebooks": [],
        },
        # The closed codebooks' codes come along as codes of one's own, so that the beginning is whole.
        "codes": msgspec.to_builtins([code for code in work.codebook.codes if code.code in kept]),
        "spans": msgspec.to_builtins(spans),
        "statements": msgspec.to_builtins(statements),
        "themes": [
            {
                **msgspec.to_builtins(theme),
                "members": [member for member in theme.members if member in members],
                "parent": theme.parent if theme.parent in ids else None,
            }
            for theme in themes
        ],
        "relations": [],
        "memos": [],
        "storyline": "",
    }


def _above(code: str, known: Any) -> list[str]:
    found: list[str] = []
    while (entry := known.get(code)) is not None and entry.parent is not None and entry.parent not in found:
        code = entry.parent
        found.append(code)
    return found
