"""Transcripts, codebooks and readings: load them, check them, ask them, convert offsets.

``turns()`` gives all transcripts as one pandas table, ``spans()`` all readings.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .codebooks import Code, Codebook, Property, load_codebook
from .course import Course, find_course
from .errors import CourseError, Fault
from .jsonl import read_json
from .offsets import byte_index, code_point_index, utf16_index
from .readings import (
    SLOT_LABELS,
    Memo,
    Reader,
    ReaderWork,
    Reading,
    Relation,
    Span,
    Statement,
    Theme,
    load_reader,
    load_reading,
    load_work,
    reader_ids,
)
from .transcripts import Transcript, TranscriptInfo, Turn, digest_of, load_index, load_transcript, words_in

if TYPE_CHECKING:
    from .adding import Added, NewReader, ReadingRefused, add_reading
    from .drafts import Draft, DraftReading, read_draft
    from .faults import course_faults, fault_of
    from .passages import Passage, load_passages
    from .queries import (
        CodeInCase,
        Hit,
        Retrieved,
        Together,
        co_occurrence,
        code_by_case,
        load_transcripts,
        retrieve,
        search,
    )
    from .tables import as_table, cross_table, spans, turns

# Loaded when it is first asked for: whoever marks a class neither asks the corpus nor changes it.
_LATER = {
    "adding": ("Added", "NewReader", "ReadingRefused", "add_reading"),
    "drafts": ("Draft", "DraftReading", "read_draft"),
    "faults": ("course_faults", "fault_of"),
    "passages": ("Passage", "load_passages"),
    "queries": (
        "CodeInCase",
        "Hit",
        "Retrieved",
        "Together",
        "co_occurrence",
        "code_by_case",
        "load_transcripts",
        "retrieve",
        "search",
    ),
    "tables": ("as_table", "cross_table", "spans", "turns"),
}

__all__ = [
    "SLOT_LABELS",
    "Added",
    "Code",
    "CodeInCase",
    "Codebook",
    "Course",
    "CourseError",
    "Draft",
    "DraftReading",
    "Fault",
    "Hit",
    "Memo",
    "NewReader",
    "Passage",
    "Property",
    "Reader",
    "ReaderWork",
    "Reading",
    "ReadingRefused",
    "Relation",
    "Retrieved",
    "Span",
    "Statement",
    "Theme",
    "Together",
    "Transcript",
    "TranscriptInfo",
    "Turn",
    "add_reading",
    "as_table",
    "byte_index",
    "co_occurrence",
    "code_by_case",
    "code_point_index",
    "course_faults",
    "cross_table",
    "digest_of",
    "fault_of",
    "find_course",
    "load_codebook",
    "load_index",
    "load_passages",
    "load_reader",
    "load_reading",
    "load_transcript",
    "load_transcripts",
    "load_work",
    "read_draft",
    "read_json",
    "reader_ids",
    "retrieve",
    "search",
    "spans",
    "turns",
    "utf16_index",
    "words_in",
]


def __getattr__(name: str) -> Any:
    for module, names in _LATER.items():
        if name in names:
            found = globals()[name] = getattr(import_module(f".{module}", __name__), name)
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
