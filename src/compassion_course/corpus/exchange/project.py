"""What is exported: transcripts, the readers who read them, and what each made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from ..codebooks import Code, Codebook, load_codebook
from ..course import Course
from ..errors import CourseError
from ..readings import ReaderWork, Reading, Span, load_work, reader_ids
from ..transcripts import TranscriptInfo, load_index, load_transcript
from .document import Document, Piece


class Owned(NamedTuple):
    """A code or theme with whose it is: a reader's id, or a closed codebook's, which readers share."""

    owner: str
    id: str


class Marked(NamedTuple):
    """One span: the first line of its id, and where all of them stand in the document.

    Attributes
    ----------
    ranges
        Positions in code points of the document, end exclusive; more than one where turns do not touch.
    """

    span: Span
    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Project:
    """Everything that one exported file holds.

    Attributes
    ----------
    documents
        Derived texts, by transcript.
    infos
        What the index says of each.
    books
        The closed codebooks that the readers use.
    works
        What each reader made, of these transcripts alone.
    """

    name: str
    documents: Mapping[str, Document]
    infos: Mapping[str, TranscriptInfo]
    books: tuple[Codebook, ...]
    works: tuple[ReaderWork, ...]

    @cached_property
    def names(self) -> dict[Owned, str]:
        """A name for each code and theme that no other has, whatever the case of its letters.

        A name that stands once stays as it is. Where two have one name, each gets whose it is, in square
        brackets; where that is not enough, its id as well. A closed codebook's code keeps the bare name.
        """
        closed = [(Owned(book.id, code.code), code.name) for book in self.books for code in book.codes]
        own = [(Owned(work.reader.id, code.code), code.name) for work in self.works for code in work.codes]
        themes = [
            (Owned(work.reader.id, f"theme:{theme.id}"), theme.name)
            for work in self.works
            for theme in work.themes
        ]
        return unique_names([*closed, *own, *themes], bare={book.id for book in self.books})

    def owner_of(self, work: ReaderWork, code: str) -> Owned:
        """Say whose a code is that a reader used: the reader's own, or a closed codebook's.

        Raises
        ------
        CourseError
            If the reader has no such code.
        """
        if any(entry.code == code for entry in work.codes):
            return Owned(work.reader.id, code)
        for book in self.books:
            if book.id in work.reader.codebooks and code in book.by_id:
                return Owned(book.id, code)
        raise CourseError(
            f"reader {work.reader.id}",
            f"There is no code {code}.",
            "Codes stand in codes.jsonl of the reader or in a codebook that reader.json names.",
        )

    def marked(self, work: ReaderWork) -> tuple[Marked, ...]:
        """Give a reader's spans in order, the lines of one id together.

        Raises
        ------
        CourseError
            If a span's quote is not what stands at its offsets, or its lines say different things.
        """
        grouped: dict[str, list[Span]] = {}
        for span in work.spans:
            grouped.setdefault(span.id, []).append(span)
        found = []
        for lines in grouped.values():
            document = self.documents[lines[0].doc]
            if len({(frozenset(line.codes), tuple(line.notes.items()), line.why) for line in lines}) > 1:
                raise CourseError(
                    f"reading {work.reader.id}/{lines[0].doc}, span {lines[0].id}",
                    "Its lines differ in codes, notes or reason, which go out once for a span.",
                    "Run compassion-course check, and mend the span first.",
                )
            pieces = [Piece(line.turn, line.start, line.end) for line in lines]
            for line, piece in zip(lines, pieces, strict=True):
                start = document.position(piece.turn, piece.start)
                if document.text[start : document.position(piece.turn, piece.end)] != line.quote:
                    raise CourseError(
                        f"reading {work.reader.id}/{line.doc}, span {line.id}",
                        "The quote is not what stands at its offsets.",
                        "Run compassion-course check, and mend the span first.",
                    )
            found.append(Marked(lines[0], document.ranges(pieces)))
        return tuple(found)


def project_of(course: Course, docs: Sequence[str] = (), readers: Sequence[str] = ()) -> Project:
    """Gather what is to be exported.

    Parameters
    ----------
    docs
        Transcripts to take; without any, all that the index lists.
    readers
        Readers to take; without any, all that the course has.

    Raises
    ------
    CourseError
        If a transcript or reader is not there, or a file cannot be read.
    """
    index = load_index(course)
    for wanted, known, what in ((docs, list(index), "transcript"), (readers, reader_ids(course), "reader")):
        for name in wanted:
            if name not in known:
                raise CourseError(
                    f"{what} {name}",
                    f"The course has no such {what}.",
                    f"It has: {', '.join(known) or 'none'}.",
                )
    taken = [doc for doc in index if not docs or doc in docs]
    works = tuple(
        only(load_work(course, reader), taken)
        for reader in reader_ids(course)
        if not readers or reader in readers
    )
    books = sorted({book for work in works for book in work.reader.codebooks})
    return Project(
        name="Compassion at Work",
        documents={doc: Document.of(load_transcript(course, doc)) for doc in taken},
        infos={doc: index[doc] for doc in taken},
        books=tuple(load_codebook(course, book) for book in books),
        works=works,
    )


def only(work: ReaderWork, docs: Iterable[str]) -> ReaderWork:
    """Keep what a reader made of some transcripts: what rests on anything left out is left out with it."""
    taken = set(docs)
    readings: dict[str, Reading] = {doc: work.readings[doc] for doc in work.readings if doc in taken}
    spans = {span.id for reading in readings.values() for span in reading.spans}
    statements = tuple(
        entry for entry in work.statements if entry.doc in taken and spans.issuperset(entry.spans)
    )
    known = {entry.id for entry in statements} | set(work.codebook.by_id)
    themes = {theme.id: theme for theme in work.themes if theme.doc is None or theme.doc in taken}
    while True:
        here = known | set(themes)
        kept = {
            theme.id: theme
            for theme in themes.values()
            if here.issuperset(theme.members) and (theme.parent is None or theme.parent in here)
        }
        if len(kept) == len(themes):
            break
        themes = kept
    ends = set(themes) | set(work.codebook.by_id)

    def stands(on: str) -> bool:
        what, _, id = on.partition(":")
        places = {"code": set(work.codebook.by_id), "theme": set(themes), "span": spans}
        return id in places[what] if what in places else on == "project" or on in taken or on in spans

    return replace(
        work,
        readings=readings,
        statements=statements,
        themes=tuple(theme for theme in work.themes if theme.id in themes),
        relations=tuple(
            entry
            for entry in work.relations
            if {entry.from_, entry.to} <= ends and spans.issuperset(entry.evidence)
        ),
        memos=tuple(memo for memo in work.memos if stands(memo.on) and spans.issuperset(memo.compares)),
    )


def unique_names(named: Sequence[tuple[Owned, str]], bare: Iterable[str] = ()) -> dict[Owned, str]:
    """Give each code or theme a name of its own.

    Parameters
    ----------
    named
        Whose it is, and its name.
    bare
        Owners whose names stay without brackets, unless two of theirs are alike.
    """
    shared = set(bare)
    wanted = {owned: " ".join(name.split()) or owned.id for owned, name in named}
    rounds = (
        lambda owned: wanted[owned],
        lambda owned: wanted[owned] if owned.owner in shared else f"{wanted[owned]} [{owned.owner}]",
        lambda owned: f"{wanted[owned]} [{owned.owner}: {owned.id.removeprefix('theme:')}]",
        lambda owned: f"{wanted[owned]} [{owned.owner}: {owned.id}]",
    )
    given = dict.fromkeys(wanted, 0)
    while True:
        names = {owned: rounds[level](owned) for owned, level in given.items()}
        seen: dict[str, list[Owned]] = {}
        for owned, name in names.items():
            seen.setdefault(name.casefold(), []).append(owned)
        alike = [owned for same in seen.values() if len(same) > 1 for owned in same]
        if not alike or all(given[owned] == len(rounds) - 1 for owned in alike):
            return names
        for owned in alike:
            given[owned] = min(given[owned] + 1, len(rounds) - 1)


def parents_first(codes: Iterable[Code]) -> list[Code]:
    """Order codes so that each stands after its parent; one whose parent is missing stands at the top."""
    left = list(codes)
    known = {code.code for code in left}
    placed: list[Code] = []
    done: set[str | None] = {None}
    while left:
        ready = [code for code in left if code.parent in done or code.parent not in known]
        if not ready:
            raise CourseError(
                f"code {left[0].code}", "It is its own ancestor.", "Mend the parents in the codebook."
            )
        placed += ready
        done |= {code.code for code in ready}
        left = [code for code in left if code not in ready]
    return placed
