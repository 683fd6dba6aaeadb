"""Check the corpus: every fault with its file, its line and the remedy."""

from __future__ import annotations

from ..course import Course
from ..errors import Fault
from .codes import codebook_faults
from .files import fault_of
from .passages import passage_faults
from .readings import reading_faults
from .state import CorpusState
from .transcripts import transcript_faults
from .weak_spots import weak_spot_faults

__all__ = ["course_faults", "fault_of"]


def course_faults(course: Course) -> list[Fault]:
    """Check transcripts, codebooks, readings and passages; one :class:`Fault` for each thing wrong.

    A file that may be missing and is missing is no fault; the check goes on past a line that cannot be read.
    """
    state = CorpusState(course)
    for check in (transcript_faults, codebook_faults, reading_faults, passage_faults, weak_spot_faults):
        check(state)
    return sorted(state.faults)
