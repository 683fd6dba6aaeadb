"""A code in labelled lines, for programs that give a code one field of text, and back."""

from __future__ import annotations

import re

from ..codebooks import Code, Property
from .fields import first_of, write_fields
from .project import Owned, Project

#: What a code's lines are called; a theme's code has ``statement`` and ``theme``.
CODE_LABELS = (
    "definition", "include", "exclude", "example", "property", "letter", "colour",
    "name", "code", "codebook", "reader", "statement", "theme",
)  # fmt: skip


def code_fields(project: Project, owned: Owned, code: Code) -> str:
    """Write all that is known of a code as labelled lines, so that it can come back whole."""
    shown = project.names[owned]
    kind = "codebook" if owned.owner in {book.id for book in project.books} else "reader"
    return write_fields(
        [
            ("definition", code.definition),
            ("include", code.include),
            ("exclude", code.exclude),
            ("example", code.example),
            *(("property", _property_line(entry)) for entry in code.properties or ()),
            ("letter", code.letter),
            ("colour", code.colour),
            ("name", code.name if code.name != shown else ""),
            ("code", code.code),
            (kind, owned.owner),
        ]
    )


def _property_line(entry: str | Property) -> str:
    parts = [entry] if isinstance(entry, str) else [entry.name, entry.from_, entry.to]
    return " | ".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)


def read_code(fields: list[tuple[str, str]], *, id: str, name: str, parent: str | None) -> Code:
    """Make a code of its lines.

    Parameters
    ----------
    fields
        What :func:`~.fields.read_fields` made of them; text without a label is the definition.
    id, name, parent
        What the code is called here, and the name it was shown by.
    """
    return Code(
        code=id,
        parent=parent,
        name=first_of(fields, "name") or name,
        definition=first_of(fields, "definition") or first_of(fields, ""),
        include=first_of(fields, "include"),
        exclude=first_of(fields, "exclude"),
        example=first_of(fields, "example"),
        properties=tuple(_property(text) for label, text in fields if label == "property"),
        colour=first_of(fields, "colour"),
        letter=first_of(fields, "letter"),
    )


def _property(text: str) -> str | Property:
    # A stroke of somebody's own has a backslash before it, never a blank.
    parts = [re.sub(r"\\(.)", r"\1", part) for part in text.split(" | ")]
    return Property(*parts) if len(parts) == 3 else parts[0] if len(parts) == 1 else text
