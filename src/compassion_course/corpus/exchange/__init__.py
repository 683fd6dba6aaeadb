"""Export to other programs for qualitative work, and import from them.

:func:`export` and :func:`import_file` are what the command line calls; the modules hold one format each.
"""

from .document import Document, Piece
from .formats import FORMATS, export, format_of, import_file
from .project import Project, project_of
from .receive import Received
from .refi import codebook_qdc, project_qdpx
from .rules import codebook_faults, project_faults
from .storing import store

__all__ = [
    "FORMATS",
    "Document",
    "Piece",
    "Project",
    "Received",
    "codebook_faults",
    "codebook_qdc",
    "export",
    "format_of",
    "import_file",
    "project_faults",
    "project_of",
    "project_qdpx",
    "store",
]
