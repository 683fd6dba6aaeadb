"""Make readings of what came in, the way the course keeps them, and say what was changed or left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from msgspec.structs import replace

from ..codebooks import Code, Codebook, load_codebook
from ..course import Course
from ..errors import CourseError
from ..readings import (
    NOTE_KINDS,
    SLOT_LABELS,
    THEME_KINDS,
    Memo,
    Reader,
    ReaderWork,
    Reading,
    Relation,
    Span,
    Statement,
    Theme,
)
from ..transcripts import load_index, load_transcript
from .arrival import Arrival, ForeignCode, ForeignNote, ForeignSelection
from .code_lines import CODE_LABELS, read_code
from .document import Document, Piece, digest_of_text
from .fields import first_of, read_fields
from .placing import Placing

_SPAN_LABELS = (*NOTE_KINDS, "why", "span")
_NOTE_LABELS = (
    "about", "storyline", "statement", "relation", "memo", "doc", "spans", "slot", "evidence",
    "on", "kind", "compares", "reader",
)  # fmt: skip
_SET_LABELS = (
    "statement", "convergence", "divergence", "why", "name", "kind", "doc", "parent", "theme", "reader",
)  # fmt: skip
_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_LONGEST = 60
_HEAD = re.compile(r"\[([^\]:]+)(?:: themes)?\]")


@dataclass
class Received:
    """What a file became.

    Attributes
    ----------
    works
        One for each coder who is wanted and marked or named anything.
    foreign
        Documents that are no transcript of the course, by the id that they were given; their spans stand in
        the works under that id.
    notices
        What was repaired, could not be checked or was left out, in sentences.
    """

    works: tuple[ReaderWork, ...]
    foreign: dict[str, Document] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


def receive(course: Course, arrival: Arrival, readers: Sequence[str] = ()) -> Received:
    """Turn what came in into readings.

    A document is a transcript of the course if its text is; failing that if its name is one and the quotes
    stand in it; otherwise it stays what it is. A code belongs to a closed codebook if its description says
    so and the course has it; otherwise to whoever used it.

    Parameters
    ----------
    readers
        Coders to take, by the names that the file has; without any, all.

    Raises
    ------
    CourseError
        If a wanted coder is not in the file.
    """
    return _Receiver(course, arrival).receive(readers)


def slug_of(name: str) -> str:
    """Write a name as an id: small letters, digits and hyphens, and short enough to name a folder."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:_LONGEST].strip("-") or "unnamed"


def _other(id: str, taken: Container[str]) -> str:
    """Give an id that is not taken: itself, or with a number behind it."""
    number, found = 1, id
    while found in taken:
        number += 1
        found = f"{id}-{number}"
    return found


def _says_anything(work: ReaderWork) -> bool:
    made = (work.codes, work.statements, work.themes, work.relations, work.memos, work.storyline)
    return bool(work.readings or work.reader.codebooks or work.reader.stance or any(made))


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


class _Receiver:
    def __init__(self, course: Course, arrival: Arrival) -> None:
        self.course = course
        self.arrival = arrival
        self.notices = list(arrival.notices)
        self.foreign: dict[str, Document] = {}
        self.placings: dict[str, Placing] = {}
        self.code_fields = {code.key: read_fields(code.description, CODE_LABELS) for code in arrival.codes}
        self.by_key = {code.key: code for code in arrival.codes}
        self.shipped = {
            path.stem: load_codebook(course, path.stem) for path in course.codebooks.glob("*.jsonl")
        }
        self.reader_of = self._reader_ids()

    def receive(self, wanted: Sequence[str]) -> Received:
        names = {*self.reader_of.values(), *self.arrival.coders.values()}
        for name in wanted:
            if name not in names:
                raise CourseError(
                    self.arrival.where,
                    f"Nobody in it is called {name}.",
                    f"It has: {', '.join(sorted(set(self.reader_of.values()))) or 'nobody'}.",
                )
        self._match_documents()
        coders = [
            key
            for key, id in self.reader_of.items()
            if not wanted or id in wanted or self.arrival.coders[key] in wanted
        ]
        works = tuple(work for work in map(self._work, coders) if _says_anything(work))
        if not works:
            self.notices.append(f"{self.arrival.where}: nobody in it marked or named anything.")
        placed = [notice for placing in self.placings.values() for notice in placing.notices]
        used = {span.doc for work in works for span in work.spans}
        foreign = {doc: document for doc, document in self.foreign.items() if doc in used}
        return Received(works, foreign, tuple(dict.fromkeys([*self.notices, *placed])))

    def _reader_ids(self) -> dict[str, str]:
        """Give each coder an id; a file that names nobody has one coder, called after the file."""
        coders = self.arrival.coders
        if not coders:
            coders[""] = self.arrival.where.rpartition("/")[2].partition(".")[0]
        given: dict[str, str] = {}
        for key, name in coders.items():
            given[key] = _other(slug_of(name), set(given.values()))
        return given

    # --- documents ------------------------------------------------------------------------------------

    def _match_documents(self) -> None:
        index = load_index(self.course)
        known = {doc: Document.of(load_transcript(self.course, doc)) for doc in index}
        by_text = {document.digest: document for document in known.values()}
        of_document: dict[str, list[ForeignSelection]] = {}
        for selection in self.arrival.selections:
            of_document.setdefault(selection.document, []).append(selection)
        for came in self.arrival.documents:
            document = by_text.get(digest_of_text(came.text)) if came.text is not None else None
            stem = came.name.rpartition("/")[2].partition(".")[0].strip()
            if document is None and stem in known:
                document = known[stem]
                if came.text is not None:
                    self.notices.append(
                        f"{came.name}: its text is not that of {stem} as the course has it. Its "
                        "selections were looked for by their quotes."
                    )
            if document is None and came.text is not None:
                id = _other(slug_of(came.name), {*known, *self.foreign})
                document = self.foreign[id] = Document.from_text(
                    id, came.text.removeprefix("\ufeff").replace("\r\n", "\n")
                )
                self.notices.append(f"{came.name} is no transcript of the course. It was kept as {id}.")
            selections = of_document.get(came.key, [])
            if document is None:
                self.notices.append(
                    f"{came.name} is no transcript of the course and came without its text: "
                    f"{len(selections)} selections were left out."
                )
                continue
            self.placings[came.key] = Placing(document, came.text, selections)

    # --- codes ----------------------------------------------------------------------------------------

    def _owner(self, fields: list[tuple[str, str]]) -> str:
        """Say whose something is, if it says so and that coder is in the file."""
        said = first_of(fields, "reader")
        return said if said in self.reader_of.values() else ""

    def _closed(self, code: ForeignCode) -> tuple[str, str] | None:
        """Find the closed codebook and code that a code says it is, if the course has that code."""
        fields = self.code_fields[code.key]
        book, id = first_of(fields, "codebook"), first_of(fields, "code")
        if book in self.shipped and id in self.shipped[book].by_id:
            return book, id
        return None

    def _compare(self, code: ForeignCode, shipped: Code) -> None:
        """Report a codebook's code that somebody has renamed or defined anew: the course's words are kept."""
        said = first_of(self.code_fields[code.key], "definition")
        renamed = code.name != shipped.name and not code.name.startswith(f"{shipped.name} [")
        if renamed or (said and said != shipped.definition):
            self.notices.append(
                f"Code {code.name}: its name or definition is not that of {shipped.code} in the course's "
                "codebook. It was taken for that code."
            )

    def _is_head(self, code: ForeignCode) -> bool:
        """Whether it is one of the categories that the export puts above a codebook's or a reader's codes."""
        return not code.codable and not code.description and bool(_HEAD.fullmatch(code.name))

    def _is_theme(self, code: ForeignCode) -> bool:
        return not code.codable and bool(first_of(self.code_fields[code.key], "theme"))

    def _codes_of(self, coder: str) -> tuple[dict[str, str], list[Code], list[str]]:
        """Give the ids of a coder's codes by key, the coder's own codes, and the codebooks used."""
        reader = self.reader_of[coder]
        used: set[str] = set()
        by_anybody = {key for one in self.arrival.selections for key in one.codes}
        for one in self.arrival.selections:
            if one.coder == coder:
                used.update(one.codes)
        for code in self.arrival.codes:
            owner = self._owner(self.code_fields[code.key])
            if owner == reader or (not owner and code.key not in by_anybody):
                used.add(code.key)
        for key in list(used):
            above = self.by_key.get(key)
            while above is not None and above.parent is not None and above.parent not in used:
                used.add(above.parent)
                above = self.by_key.get(above.parent)
        ids: dict[str, str] = {}
        taken: set[str] = set()
        own: list[Code] = []
        books: list[str] = []
        for code in self.arrival.codes:
            closed = self._closed(code)
            if closed is not None:
                ids[code.key] = closed[1]
                taken.add(closed[1])
                if code.key in used:
                    self._compare(code, self.shipped[closed[0]].by_id[closed[1]])
                    if closed[0] not in books:
                        books.append(closed[0])
            elif code.key in used and not self._is_head(code) and not self._is_theme(code):
                fields = self.code_fields[code.key]
                said = first_of(fields, "code")
                id = said if _KEBAB.fullmatch(said) else slug_of(code.name)
                ids[code.key] = _other(id, taken)
                taken.add(ids[code.key])
                parent = ids.get(code.parent) if code.parent is not None else None
                own.append(read_code(fields, id=ids[code.key], name=code.name, parent=parent))
        return ids, own, books

    # --- one coder ------------------------------------------------------------------------------------

    def _work(self, coder: str) -> ReaderWork:
        reader = self.reader_of[coder]
        ids, own, books = self._codes_of(coder)
        spans, span_of = self._spans(coder, ids)
        notes = self._notes_of(coder)
        themes, theme_of = self._themes(coder, ids, notes)
        known = {span.id for span in spans}

        def spans_of(note: ForeignNote, fields: list[tuple[str, str]], label: str) -> tuple[str, ...]:
            """Take the spans that a note names, if all are there; otherwise those that refer to it."""
            named = _list(first_of(fields, label))
            if named and known.issuperset(named):
                return named
            return tuple(dict.fromkeys(span_of[key] for key in note.on if key in span_of))

        about: list[tuple[str, str]] = []
        storyline = ""
        statements: list[Statement] = []
        memos: list[Memo] = []
        relations: dict[str, tuple[ForeignNote, list[tuple[str, str]]]] = {}
        for note, fields in notes:
            if first_of(fields, "about"):
                about = read_fields(note.text, _about_labels(note.text))
            elif first_of(fields, "storyline"):
                storyline = note.text
            elif first_of(fields, "statement"):
                rests = spans_of(note, fields, "spans")
                doc = first_of(fields, "doc") or next((s.doc for s in spans if s.id in rests), "")
                statements.append(Statement(first_of(fields, "statement"), doc, note.text, rests))
            elif first_of(fields, "relation"):
                relations[note.key] = (note, fields)
            else:
                on = self._on(note, fields, ids, span_of, theme_of)
                number = f"{reader[0]}m{len(memos) + 1}"
                id = _other(first_of(fields, "memo") or number, [memo.id for memo in memos])
                plain = first_of(fields, "")
                memos.append(
                    Memo(
                        id,
                        on,
                        "\n".join(part for part in (note.text, plain) if part),
                        first_of(fields, "kind"),
                        spans_of(note, fields, "compares") if first_of(fields, "compares") else (),
                    )
                )
        who = self._reader(coder, about, books)
        closed = [code for book in who.codebooks if book in self.shipped for code in self.shipped[book].codes]
        by_doc: dict[str, list[Span]] = {}
        for span in spans:
            by_doc.setdefault(span.doc, []).append(span)
        return ReaderWork(
            reader=who,
            readings={doc: Reading(who, doc, tuple(by_doc[doc])) for doc in sorted(by_doc)},
            codebook=Codebook(reader, (*closed, *own)),
            codes=tuple(own),
            statements=tuple(statements),
            themes=tuple(themes),
            relations=tuple(self._relations(ids, theme_of, relations, spans_of)),
            memos=tuple(memos),
            storyline=storyline,
        )

    def _reader(self, coder: str, about: list[tuple[str, str]], books: list[str]) -> Reader:
        id = self.reader_of[coder]
        told = [text for label, text in about if label == "codebook"]
        method = {label.removeprefix("method "): text for label, text in about if label.startswith("method ")}
        return Reader(
            id,
            first_of(about, "name") or self.arrival.coders[coder] or id,
            first_of(about, "stance"),
            tuple(dict.fromkeys([*told, *books])),
            first_of(about, "made_by") if about else self.arrival.where.rpartition("/")[2],
            method or msgspec.UNSET,
        )

    def _spans(self, coder: str, ids: Mapping[str, str]) -> tuple[list[Span], dict[str, str]]:
        """Place a coder's selections; give the spans, and the span's id by the selection's key."""
        spans: list[Span] = []
        span_of: dict[str, str] = {}
        content: dict[str, tuple[object, ...]] = {}
        in_turns: dict[str, set[str]] = {}
        at: dict[str, tuple[Piece, ...]] = {}
        taken = {
            first_of(read_fields(one.description, _SPAN_LABELS), "span")
            for one in self.arrival.selections
            if one.coder == coder
        }
        for selection in self.arrival.selections:
            placing = self.placings.get(selection.document)
            if selection.coder != coder or placing is None:
                continue
            placed = placing.place(selection)
            if placed is None:
                continue
            document = placing.document
            pieces = document.pieces(*placed)
            if not pieces:
                self.notices.append(
                    f"{document.doc}, selection {selection.key}: it marks nobody's words. Left out."
                )
                continue
            if document.ranges(pieces) != (placed,):
                self.notices.append(
                    f"{document.doc}, selection {selection.key}: a speaker's name or line end at its edge "
                    "was cut off."
                )
            fields = read_fields(selection.description, _SPAN_LABELS)
            notes = {label: text for label, text in fields if label in NOTE_KINDS}
            why = "\n".join(text for label, text in fields if label in {"why", ""})
            codes = tuple(dict.fromkeys(ids[key] for key in selection.codes if key in ids))
            same = (codes, tuple(notes.items()), why, document.doc)
            id = first_of(fields, "span")
            turns = {piece.turn for piece in pieces}
            if id in content and content[id][1:] == same[1:] and at[id] == pieces:
                # Some programs write a selection for each code: they are one span.
                spans = [
                    replace(span, codes=tuple(dict.fromkeys([*span.codes, *codes])))
                    if span.id == id
                    else span
                    for span in spans
                ]
                span_of[selection.key] = id
                continue
            if id in content and (content[id] != same or turns & in_turns[id]):
                self.notices.append(f"{document.doc}, selection {selection.key}: another has the id {id}.")
                id = ""
            if not _ID.fullmatch(id):
                number = 1
                while (id := f"{document.doc}{self.reader_of[coder][0]}{number:02}") in taken:
                    number += 1
            taken.add(id)
            content[id] = same
            at[id] = pieces
            in_turns.setdefault(id, set()).update(turns)
            span_of[selection.key] = id
            for piece in pieces:
                start = document.position(piece.turn, piece.start)
                quote = document.text[start : start + piece.end - piece.start]
                spans.append(
                    Span(id, document.doc, piece.turn, piece.start, piece.end, quote, codes, notes, why)
                )
        return spans, span_of

    def _notes_of(self, coder: str) -> list[tuple[ForeignNote, list[tuple[str, str]]]]:
        """Give a coder's notes with their fields; one that names nobody goes to the first coder."""
        first = next(iter(self.reader_of))
        found = []
        for note in self.arrival.notes:
            fields = read_fields(note.description, _NOTE_LABELS)
            owner = self._owner(fields)
            if not owner:
                owner = self.reader_of[note.coder if note.coder in self.reader_of else first]
            if owner == self.reader_of[coder]:
                found.append((note, fields))
        return found

    def _on(
        self,
        note: ForeignNote,
        fields: list[tuple[str, str]],
        ids: Mapping[str, str],
        span_of: Mapping[str, str],
        theme_of: Mapping[str, str],
    ) -> str:
        """Say what a memo is on: what refers to it, in the memo's own words for it, or the project."""
        found = "project"
        for key in note.on:
            if key in span_of:
                found = f"span:{span_of[key]}"
            elif key in theme_of:
                found = f"theme:{theme_of[key]}"
            elif key in ids:
                found = f"code:{ids[key]}"
            elif key in self.placings:
                found = self.placings[key].document.doc
            else:
                continue
            break
        said = first_of(fields, "on")
        return said if said == found.partition(":")[2] else found

    def _themes(
        self, coder: str, ids: Mapping[str, str], notes: list[tuple[ForeignNote, list[tuple[str, str]]]]
    ) -> tuple[list[Theme], dict[str, str]]:
        """Make themes of sets; give them, and the theme's id by the key of its code."""
        reader = self.reader_of[coder]
        theme_of = {
            code.key: first_of(self.code_fields[code.key], "theme")
            for code in self.arrival.codes
            if self._is_theme(code) and self._owner(self.code_fields[code.key]) in {reader, ""}
        }
        statement_of = {note.key: first_of(fields, "statement") for note, fields in notes}
        known = {**ids, **theme_of, **statement_of}
        themes: list[Theme] = []
        for one in self.arrival.sets:
            fields = read_fields(one.description, _SET_LABELS)
            if (self._owner(fields) or next(iter(self.reader_of.values()))) != reader:
                continue
            kind = first_of(fields, "kind") or "category"
            members = tuple(known[key] for key in one.members if known.get(key))
            if kind not in THEME_KINDS or len(members) < len(one.members):
                self.notices.append(f"Set {one.name}: not all of it could be carried over.")
            themes.append(
                Theme(
                    _other(first_of(fields, "theme") or slug_of(one.name), [theme.id for theme in themes]),
                    kind,
                    first_of(fields, "doc") or None,
                    first_of(fields, "name") or one.name,
                    first_of(fields, "statement") or first_of(fields, ""),
                    first_of(fields, "parent") or None,
                    members,
                    first_of(fields, "convergence"),
                    first_of(fields, "divergence"),
                    first_of(fields, "why"),
                )
            )
        return themes, theme_of

    def _relations(
        self,
        ids: Mapping[str, str],
        theme_of: Mapping[str, str],
        notes: Mapping[str, tuple[ForeignNote, list[tuple[str, str]]]],
        spans_of: Callable[[ForeignNote, list[tuple[str, str]], str], tuple[str, ...]],
    ) -> Iterable[Relation]:
        ends = {**ids, **theme_of}
        slots = {label: slot for slot, label in SLOT_LABELS.items()}
        for link in self.arrival.links:
            if not set(link.notes) & set(notes):
                if not any(note.key in link.notes for note in self.arrival.notes):
                    self.notices.append(
                        f"Link {link.name or link.key} has no note with its reasons. Left out."
                    )
                continue
            note, fields = notes[next(key for key in link.notes if key in notes)]
            slot = first_of(fields, "slot") or slots.get(link.name, "")
            if link.origin in ends and link.target in ends and slot:
                evidence = spans_of(note, fields, "evidence")
                yield Relation(
                    first_of(fields, "relation"),
                    ends[link.origin],
                    ends[link.target],
                    slot,
                    evidence,
                    note.text,
                )


def _about_labels(text: str) -> list[str]:
    methods = [f"method {study}" for study in re.findall(r"^method ([\w-]+): ", text, re.MULTILINE)]
    return ["name", "stance", "codebook", "made_by", *methods]
