"""Export to other programs for qualitative work, and import from them.

:func:`export` and :func:`import_file` are what the command line calls; the modules hold one format each.
"""

from .document import Document, Piece
from .formats import FORMATS, export, format_of, import_file
from .project import Project, project_of
from .project_file import DeskFile, desk_file_of, project_file
from .project_file_reading import desk_project, read_project_file
from .receive import Received
from .refi import codebook_qdc, project_qdpx
from .rules import codebook_faults, project_faults
from .storing import store

__all__ = [
    "FORMATS",
    "DeskFile",
    "Document",
    "Piece",
    "Project",
    "Received",
    "codebook_faults",
    "codebook_qdc",
    "desk_file_of",
    "desk_project",
    "export",
    "format_of",
    "import_file",
    "project_faults",
    "project_file",
    "project_of",
    "project_qdpx",
    "read_project_file",
    "store",
]
