"""What one marker has before them, and what becomes of what they decide.

The desk gives the page plain data without names or ids of trainees, and takes back marks and concerns.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, NamedTuple

import msgspec

from ..corpus import CourseError
from ..exercises.items import CodingItem, NotesItem, OpenKey
from ..exercises.marking import mark_sheet
from ..exercises.marks import ItemMark
from ..exercises.scheme import CLOSED, Scheme
from ..exercises.sheet import AnswerSheet, SheetFault, decode_sheet
from .gradebook import Gradebook
from .gradebook_rows import CONCERN_KINDS, ConcernKind, MarkRefused, MarkRow, PersonsMark, Role, Submission
from .oral_questions import oral_questions
from .programme import Programme
from .pseudonyms import Pseudonyms
from .readable import Part, readable
from .schemes import Schemes
from .second_marking import agreement, marked_in_full, sample

FORMAT, FORMAT_VERSION = "compassion-course/to-mark", 1
PersonsRole = Literal["first", "second", "moderated"]
LongText = Annotated[str, msgspec.Meta(max_length=20_000)]
Name = Annotated[str, msgspec.Meta(max_length=200)]


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a marker decides about one answer, as the page sends it."""

    ref: Name
    item: Name
    marks: Annotated[float, msgspec.Meta(ge=0, le=10_000)] | None
    level: Name = ""
    why: LongText = ""
    comment: LongText = ""


class Worry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A concern, as the page sends it; an empty item is the whole sheet."""

    ref: Name
    item: Name
    kind: Name
    note: LongText = ""


class Script(NamedTuple):
    """A submission that can be read, with what it was marked with."""

    submission: Submission
    scheme: Scheme
    sheet: AnswerSheet
    by_key: Mapping[str, ItemMark]


def now() -> str:
    """Give the time as the gradebook keeps it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


class MarkingDesk:
    """One marker's desk.

    Parameters
    ----------
    book
        The gradebook.
    schemes
        What the exercises are marked with.
    marker
        The marker's name, as it stands beside the marks.
    role
        Whether first, second or moderated marks are given.
    exercise
        Only this exercise.
    programme
        The tutor's ``scheme.yml``, if there is one.
    sent_back
        Whether to show first markers also what went back to be completed.
    part
        Where several share the work: the second of three is ``(2, 3)``. A submission stays in its part when
        others come.
    """

    def __init__(
        self,
        book: Gradebook,
        schemes: Schemes,
        marker: str,
        *,
        role: PersonsRole = "first",
        exercise: str | None = None,
        programme: Programme | None = None,
        sent_back: bool = False,
        part: tuple[int, int] = (1, 1),
    ) -> None:
        self.book, self.schemes, self.marker, self.role = book, schemes, marker.strip(), role
        self.programme = programme
        self._sent_back = sent_back
        self._only = exercise
        self._part = part
        self.names = Pseudonyms(book.salt(), book.submissions(current=False))
        self.notes: list[str] = []
        self._worries: dict[int, set[str]] = {}

    # --- what the page gets -------------------------------------------------------------------

    def task(self) -> dict[str, Any]:
        """Give all that the page shows, as plain data."""
        # Read again each time: sheets may have been marked, and marks given, since.
        self.names = Pseudonyms(self.book.salt(), self.book.submissions(current=False))
        self.notes = []
        self._worries = {}
        for one in self.book.concerns(open_only=True):
            self._worries.setdefault(one.submission, set()).add(one.item)
        exercises, scripts, order, agreements = [], [], {}, {}
        for slug in [self._only] if self._only else self.book.exercises():
            try:
                scheme = self.schemes.of(slug)
            except CourseError as error:
                self.notes.append(f"{slug} cannot be shown: {error.problem}")
                continue
            if self._only is None and not scheme.exercise.marking_minutes:
                self.notes.append(
                    f"{slug} needs no marker; to mark it all the same, name it: --exercise {slug}"
                )
                continue
            marks = self.book.latest(slug)
            wanted = self._wanted(slug, scheme, marks)
            shown = [script for id in wanted if (script := self._script(id, scheme)) is not None]
            if not shown:
                continue
            exercises.append(
                _exercise(scheme, {item for script in shown for item in wanted[script.submission.id]})
            )
            for script in shown:
                id = script.submission.id
                scripts.append(self._shown(script, wanted[id], marks.get(id, {})))
            for item in scheme.exercise.items:
                ids = [one.submission.id for one in shown if item.id in wanted[one.submission.id]]
                if ids:
                    inside = self.names.in_order_of(self.marker, item.id, ids)
                    order[f"{slug}/{item.id}"] = [self.names.reference[id] for id in inside]
                    agreements[f"{slug}/{item.id}"] = self._agreement(marks, item.id)
        return {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "pack": "",
            "made": now(),
            "marker": self.marker,
            "role": self.role,
            "exercises": exercises,
            # By reference: in any other order they would stand as in the roster.
            "scripts": sorted(scripts, key=lambda script: str(script["ref"])),
            "order": order,
            "agreements": agreements if self.role == "moderated" else {},
            "kinds": list(CONCERN_KINDS),
            "steps": {} if self.programme is None else dict(self.programme.concern),
            "notes": list(self.notes),
        }

    def _wanted(
        self, slug: str, scheme: Scheme, marks: Mapping[int, Mapping[str, Mapping[Role, MarkRow]]]
    ) -> dict[int, list[str]]:
        """Say which items of which submissions this marker reads, in the exercise's order of items."""
        open_items = [
            item.id for item in scheme.exercise.items if not isinstance(item, CLOSED) and item.marks
        ]
        current = [one.id for one in self.book.submissions(slug)]
        drawn = frozenset[int]()
        withheld = self.book.withheld()
        if self.role == "second":
            candidates = marked_in_full(self.book, slug, self.programme, before_moderation=True)
            drawn = sample(candidates, self.programme, self.book.salt()).all
            if left := len(current) - len(candidates):
                self.notes.append(
                    f"{slug}: {left} of {len(current)} are not in the sample, "
                    "because they are not marked in full or a concern keeps them out."
                )
        wanted: dict[int, list[str]] = {}
        which, parts = self._part
        for id in current:
            is_mine = int(self.names.reference[id], 16) % parts == which - 1
            for item in open_items:
                roles = marks.get(id, {}).get(item, {})
                if is_mine and roles and self._reads(roles, id in drawn, (id, item) in withheld):
                    wanted.setdefault(id, []).append(item)
        return wanted

    def _reads(self, roles: Mapping[Role, MarkRow], drawn: bool, kept_out: bool) -> bool:
        first, second, key = roles.get("first"), roles.get("second"), roles.get("key")
        first_given = first is not None and first.marks is not None
        second_given = second is not None and second.marks is not None
        match self.role:
            case "first":
                state = "marked" if key is None else key.state
                states = ("to be marked", "send back", "unmarked") if self._sent_back else ("to be marked",)
                mine = first_given and first is not None and first.marker == self.marker
                return mine or (state in states and not first_given)
            case "second":
                if not first_given or first is None or first.marker == self.marker or kept_out:
                    return False
                if second_given and second is not None:
                    return second.marker == self.marker
                return drawn
            case "moderated":
                return first_given and second_given

    def _script(self, id: int, scheme: Scheme) -> Script | None:
        submission = self.names.by_reference[self.names.reference[id]]
        name = self.names.name[id]
        data = self.book.sheet_of(id)
        if data is None:
            self.notes.append(f"{name}: the gradebook has no sheet. Run mark again with the hand-ins.")
            return None
        try:
            read = decode_sheet(data, scheme.exercise)
        except SheetFault as fault:
            self.notes.append(f"{name}: the sheet cannot be read: {fault}")
            return None
        by_key = {mark.item: mark for mark in mark_sheet(scheme, read).items}
        return Script(submission, scheme, read.sheet, by_key)

    def _shown(
        self, script: Script, items: Iterable[str], marks: Mapping[str, Mapping[Role, MarkRow]]
    ) -> dict[str, Any]:
        id, scheme = script.submission.id, script.scheme
        worries = self._worries.get(id, set())
        answers = {}
        for item in items:
            by_key, roles = script.by_key[item], marks.get(item, {})
            own = roles.get(self.role)
            parts = readable(scheme, script.sheet, scheme.exercise.by_id[item])
            shown: dict[str, Any] = {
                "parts": [_part(part) for part in parts],
                "gates": [{"passed": gate.passed, "why": gate.why} for gate in by_key.gates],
                "state": by_key.state,
                "mark": _decided(own) if own is not None else None,
                "stale": own is not None and own.key_digest != scheme.digest,
                "concern": bool(worries & {item, ""}),
            }
            if self.role == "moderated":
                shown["first"], shown["second"] = _decided(roles["first"]), _decided(roles["second"])
            answers[item] = shown
        return {
            "ref": self.names.reference[id],
            "name": self.names.name[id],
            "exercise": scheme.exercise.slug,
            "questions": list(oral_questions(script.sheet, scheme.codes)),
            "answers": answers,
        }

    def _agreement(self, marks: Mapping[int, Mapping[str, Mapping[Role, MarkRow]]], item: str) -> str:
        if self.role != "moderated":
            return ""
        pairs = []
        for items in marks.values():
            roles = items.get(item, {})
            first, second = roles.get("first"), roles.get("second")
            if first is not None and second is not None and None not in (first.marks, second.marks):
                pairs.append((first.marks or 0.0, second.marks or 0.0))
        return agreement(pairs).words

    # --- what the page sends ------------------------------------------------------------------

    def save(self, decision: Decision, at: str | None = None) -> dict[str, Any]:
        """Save a decision; give when, or the reason why not."""
        submission = self.names.by_reference.get(decision.ref)
        if submission is None:
            return {"refused": "The gradebook does not know this answer. Load the page again."}
        try:
            row = self.book.enter(persons_mark(decision, submission, self, at or now()))
        except (MarkRefused, CourseError) as refused:
            return {"refused": refused.problem if isinstance(refused, CourseError) else str(refused)}
        return {"saved": at or now(), "new": row is not None}

    def worry(self, worry: Worry) -> dict[str, Any]:
        """Record a concern; give when, or the reason why not."""
        submission = self.names.by_reference.get(worry.ref)
        if submission is None or worry.kind not in CONCERN_KINDS:
            return {"refused": "The gradebook does not know this answer. Load the page again."}
        items = self.book.latest(submission=submission.id).get(submission.id, {})
        if worry.item and worry.item not in items:
            return {"refused": "The exercise has no such item."}
        at = now()
        kind: ConcernKind = worry.kind
        self.book.raise_concern(submission.id, worry.item, kind, worry.note, marker=self.marker, at=at)
        return {"saved": at}


def persons_mark(decision: Decision, submission: Submission, desk: MarkingDesk, at: str) -> PersonsMark:
    """Make a gradebook's mark of what a marker decided.

    Raises
    ------
    CourseError
        If the exercise cannot be used.
    MarkRefused
        If it has no such item.
    """
    scheme = desk.schemes.of(submission.exercise)
    item = scheme.exercise.by_id.get(decision.item)
    if item is None:
        raise MarkRefused("The exercise has no such item.")
    return PersonsMark(
        submission.id,
        decision.item,
        desk.role,
        desk.marker,
        None if decision.marks is None else round(decision.marks, 2),
        item.marks,
        decision.level,
        decision.why.strip(),
        decision.comment.strip(),
        scheme.key.version,
        scheme.digest,
        at,
    )


def _part(part: Part) -> dict[str, Any]:
    entries = [one._asdict() for one in part.entries]
    return {"title": part.title, "text": part.text, "entries": entries}


def _decided(mark: MarkRow) -> dict[str, Any]:
    return {"marks": mark.marks, "level": mark.level, "why": mark.why, "comment": mark.comment}


def _exercise(scheme: Scheme, items: set[str]) -> dict[str, Any]:
    exercise = scheme.exercise
    return {
        "slug": exercise.slug,
        "title": exercise.title,
        "items": [_item(scheme, item) for item in exercise.items if item.id in items],
    }


def _item(scheme: Scheme, item: Any) -> dict[str, Any]:
    key = scheme.key.items[item.id]
    guide = key if isinstance(key, OpenKey) else OpenKey()
    turns = []
    if isinstance(item, CodingItem | NotesItem):
        passage = scheme.transcripts[item.passage.doc].passage(item.passage.first, item.passage.last)
        turns = [{"turn": one.turn, "speaker": one.speaker, "text": one.text} for one in passage]
    return {
        "id": item.id,
        "name": item.id.replace("-", " ").capitalize(),
        "prompt": item.prompt.strip(),
        "of": item.marks,
        "rubric": [
            {"level": one.level, "low": one.marks[0], "high": one.marks[1], "words": one.words.strip()}
            for one in guide.rubric
        ],
        "exemplars": [
            {"level": one.level, "marks": one.marks, "text": one.text.strip(), "why": one.why.strip()}
            for one in guide.exemplars
        ],
        "commentary": guide.commentary.strip(),
        "feedback": [{"if": one.if_, "say": one.say} for one in guide.feedback],
        "words": [{"turn": one.turn, "quote": one.quote} for one in guide.rests_on],
        "given": [msgspec.to_builtins(one) for one in item.given],
        "turns": turns,
    }
