"""An exercise in one widget: practice, questions, coding, the readings, and a file to hand in."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import traitlets

from ..corpus import Course, find_course
from ..exercises import load_exercise, public_exercise
from ..exercises.items import CodingItem, NotesItem
from ..exercises.sheet import FORMAT, SIZE_LIMIT, TRAINEE, SheetFault, decode_sheet
from .course_widget import CourseWidget
from .exercise_words import sheet_words
from .notebook_file import NotebookFile
from .support_box import load_support

if TYPE_CHECKING:
    import pandas as pd

#: Columns of :meth:`ExerciseSheet.codings`.
CODING_COLUMNS = ("item", "id", "doc", "turn", "start", "end", "quote", "code", "why")


class ExerciseSheet(CourseWidget):
    """The exercise ``exercises/<slug>/exercise.yml``, to be done in a page or in JupyterLab.

    With a kernel, what is done is written as ``<slug>--<trainee>--<pass>.answers.json`` into ``folder``,
    and is there again when the cell runs anew.

    Parameters
    ----------
    slug
        The exercise's folder name.
    trainee
        The number that stands in the file's name; "me" unless told or changed in the sheet. If it is not
        told, the file of this exercise that was saved last is opened.
    folder
        Where the file is written; the working folder, which is the notebook's, unless told.
    """

    exercise = traitlets.Dict().tag(sync=True)
    transcripts: traitlets.List[Any] = traitlets.List().tag(sync=True)
    codebook = traitlets.Dict().tag(sync=True)
    readings: traitlets.List[Any] = traitlets.List().tag(sync=True)
    support = traitlets.Dict().tag(sync=True)
    sheet = traitlets.Dict().tag(sync=True)
    trainee = traitlets.Unicode("me").tag(sync=True)
    #: Tells the script that somebody writes the file; a published page has no such trait.
    kernel = traitlets.Bool(True).tag(sync=True)
    #: The count of changes that ``sheet`` holds, set by the script.
    revision = traitlets.Int().tag(sync=True)
    #: What became of the last write: ``name`` and ``revision``, or ``problem``.
    written = traitlets.Dict().tag(sync=True)

    def __init__(self, slug: str, *, trainee: str | None = None, folder: Path | str | None = None) -> None:
        course = find_course()
        self._exercise = load_exercise(course, slug)
        self._folder = Path(folder) if folder is not None else Path.cwd()
        too_large = f"The answers are larger than {SIZE_LIMIT:,} bytes; shorten the longest texts."
        self._file = NotebookFile(".answers.json", SIZE_LIMIT, too_large)
        found, problem = self._earlier(trainee)
        super().__init__(
            key=slug,
            trainee=found.get("trainee", trainee or "me"),
            sheet=found,
            written=problem,
            **sheet_traits(course, slug),
        )
        # From here on: what was just read is not written again.
        self.observe(self._write, names="sheet")

    def __repr__(self) -> str:
        return f"ExerciseSheet({self.key!r})"

    def page_traits(self) -> dict[str, Any]:
        """Give the exercise's name alone: the site resolves it, so that a committed notebook stays small."""
        return {"exercise": self.key}

    def full_page_traits(self) -> dict[str, Any]:
        """Give everything that a page without a kernel needs to run the exercise."""
        return {
            "exercise": self.exercise,
            "transcripts": self.transcripts,
            "codebook": self.codebook,
            "readings": self.readings,
            "support": self.support,
        }

    def as_html(self) -> str:
        """Give the brief, the practice part with its answers, the questions, the passage and the codebook."""
        return sheet_words(self.exercise, self.transcripts, self.codebook, self.support, self.prefix())

    def codings(self) -> pd.DataFrame:
        """Give what was coded, one row for each code of each span, in the order of the transcript."""
        import pandas as pd

        rows = [
            {
                **{name: span[name] for name in CODING_COLUMNS[1:7]},
                "item": item,
                "code": code,
                "why": span["why"],
            }
            for item, value in self._codings_by_item()
            for span in sorted(value["spans"], key=lambda span: (span["turn"], span["start"], span["end"]))
            for code in span["codes"]
        ]
        return pd.DataFrame(rows, columns=list(CODING_COLUMNS))

    def _codings_by_item(self) -> list[tuple[str, dict[str, Any]]]:
        answers = self.sheet.get("answers", {})
        kinds = ("coding", "notes")
        return [
            (item["id"], answers[item["id"]])
            for item in self.exercise["items"]
            if item["kind"] in kinds and item["id"] in answers
        ]

    # --- the file beside the notebook ---------------------------------------------------------

    def _earlier(self, trainee: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Read what an earlier run of the cell wrote: this trainee's, or the one saved last."""
        if trainee is not None and not re.match(TRAINEE, trainee):
            raise ValueError(
                f"{trainee!r} cannot be a trainee's number: "
                "use 1 to 32 letters, digits, dots, hyphens and underscores."
            )
        found: list[tuple[str, Path, dict[str, Any]]] = []
        problems = []
        # The second hand-in of an assessed exercise is a file of its own beside the first.
        for path in sorted(
            self._folder.glob(f"{self._exercise.slug}--{trainee or '*'}--[0-9]*.answers.json")
        ):
            try:
                data = path.read_bytes()
                saved = decode_sheet(data, self._exercise).sheet.saved
            except (OSError, SheetFault) as fault:
                problems.append(f"{path.name} could not be opened and was left as it is: {fault}")
                continue
            found.append((saved, path, json.loads(data)))
        if not found:
            return {}, {"problem": " ".join(problems)} if problems else {}
        _, path, sheet = max(found, key=lambda one: one[:2])
        if len({of["trainee"] for _, _, of in found}) > 1:
            problems.append(
                f"Of {len(found)} answer files here, {path.name} was saved last and is the one opened."
            )
        self._file.adopt(path)
        return sheet, {"problem": " ".join(problems)} if problems else {}

    def _write(self, change: Any) -> None:
        sheet = change["new"]
        if not sheet.get("saved"):
            return
        try:
            path = self._path_of(sheet)
            self._file.write(path, sheet)
        except (OSError, ValueError) as error:
            self.written = {"problem": str(error)}
            return
        self.written = {"name": path.name, "revision": self.revision}

    def _path_of(self, sheet: dict[str, Any]) -> Path:
        """Name the sheet's file; what comes from a page never becomes a path unchecked."""
        trainee, number = sheet.get("trainee"), sheet.get("pass")
        if sheet.get("format") != FORMAT or sheet.get("exercise") != self.key:
            raise ValueError(f"This is not an answer sheet of {self.key}.")
        if not isinstance(trainee, str) or not re.match(TRAINEE, trainee) or not isinstance(number, int):
            raise ValueError("The trainee's number or the pass cannot stand in a file's name.")
        return self._folder / f"{self.key}--{trainee}--{number}.answers.json"


def sheet_traits(course: Course, slug: str) -> dict[str, Any]:
    """Gather what the sheet needs from the course's files, as plain data.

    Readings come with the spans of the passages that are coded here; an assessed exercise has none.
    """
    data = public_exercise(course, slug)
    exercise = load_exercise(course, slug)
    passages = [item.passage for item in exercise.items if isinstance(item, CodingItem | NotesItem)]
    texts, codes, reference = data.pop("texts"), data.pop("codes"), data.pop("reference")
    compared = {
        turn for passage in passages for turn in _turns_of(texts[passage.doc], passage.first, passage.last)
    }
    traits = {
        "exercise": data,
        "transcripts": [
            {
                "doc": text["doc"],
                "digest": text["digest"],
                "label": f"{text['doc']}, {text['info']['role']}, an invented person",
                "turns": text["turns"],
            }
            for text in texts.values()
        ],
        "codebook": {
            "id": exercise.codebook,
            "name": exercise.codebook.replace("-", " ").capitalize(),
            "codes": codes,
        },
        "readings": [
            {**reading, "spans": [span for span in reading["spans"] if span["turn"] in compared]}
            for reading in reference
        ],
        "support": load_support(course),
    }
    # Through JSON and back, so that Python sees the lists and times that the page will see.
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(traits))
    return plain


def _turns_of(text: dict[str, Any], first: str, last: str) -> list[str]:
    turns = [turn["turn"] for turn in text["turns"]]
    return turns[turns.index(first) : turns.index(last) + 1]
