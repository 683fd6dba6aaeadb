"""Transcripts, codebooks and readings: load them, check them, convert offsets."""

from .codebooks import Code, Codebook, load_codebook
from .course import Course, find_course
from .errors import CourseError, Fault
from .faults import course_faults, fault_of
from .jsonl import read_json
from .offsets import byte_index, code_point_index, utf16_index
from .readings import Memo, Reader, Reading, Span, load_reader, load_reading, reader_ids
from .transcripts import Transcript, TranscriptInfo, Turn, digest_of, load_index, load_transcript, words_in

__all__ = [
    "Code",
    "Codebook",
    "Course",
    "CourseError",
    "Fault",
    "Memo",
    "Reader",
    "Reading",
    "Span",
    "Transcript",
    "TranscriptInfo",
    "Turn",
    "byte_index",
    "code_point_index",
    "course_faults",
    "digest_of",
    "fault_of",
    "find_course",
    "load_codebook",
    "load_index",
    "load_reader",
    "load_reading",
    "load_transcript",
    "read_json",
    "reader_ids",
    "utf16_index",
    "words_in",
]
