"""The codes and sets of a REFI-QDA file: codebooks, readers' own codes, themes and categories."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from xml.etree.ElementTree import Element, SubElement

from ..codebooks import Code
from ..errors import CourseError
from ..readings import ReaderWork, Theme
from .code_lines import code_fields
from .fields import write_fields
from .project import Owned, Project, parents_first

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:compassion-course:exchange")
# The light palette of the site for the colours that a codebook names; any other colour must be #RRGGBB.
COLOURS = {"threat": "#a3343f", "drive": "#1f5fa8", "soothe": "#2f7d4f"}


def guid(*parts: str) -> str:
    """Make an identifier from names: the same names give the same one."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(parts)))


def code_guid(owned: Owned) -> str:
    """Give the identifier of a code or theme."""
    return guid("code", *owned)


def theme_of(work: ReaderWork, id: str) -> Owned:
    """Name a reader's theme among codes and themes."""
    return Owned(work.reader.id, f"theme:{id}")


def describe(parent: Element, text: str) -> None:
    """Add a description, if there is anything to say."""
    if text:
        SubElement(parent, "Description").text = text


def codes_element(project: Project, refer: Mapping[str, Sequence[str]] | None = None) -> Element:
    """Write the tree: a category for each codebook and reader, the codes below it, then the reader's themes.

    Parameters
    ----------
    refer
        Identifiers of the notes on a code or theme, by its identifier.
    """
    tree = _Tree(project)
    for book in project.books:
        tree.add_codes(book.id, book.codes, partial(Owned, book.id))
    for work in project.works:
        tree.add_codes(work.reader.id, work.codes, partial(project.owner_of, work))
        tree.add_themes(work)
    for element in tree.made.values():
        where = 1 if element.find("Description") is not None else 0
        for note in reversed((refer or {}).get(element.attrib["guid"], ())):
            element.insert(where, Element("NoteRef", {"targetGUID": note}))
    return tree.top


class _Tree:
    """Grows the tree of codes."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.top = Element("Codes")
        self.made: dict[Owned, Element] = {}

    def add_codes(self, owner: str, codes: Sequence[Code], owned_of: Callable[[str], Owned]) -> None:
        """Add one owner's codes, each below its parent, which may be another owner's."""
        head = _category(owner, "codes", f"[{owner}]")
        for code in parents_first(codes):
            owned = Owned(owner, code.code)
            above = self.made[owned_of(code.parent)] if code.parent is not None else head
            colour = COLOURS.get(code.colour, code.colour)
            self.made[owned] = SubElement(
                above,
                "Code",
                {
                    "guid": code_guid(owned),
                    "name": self.project.names[owned],
                    "isCodable": "true",
                    **({"color": colour} if colour.startswith("#") else {}),
                },
            )
            describe(self.made[owned], code_fields(self.project, owned, code))
        if len(head):
            self.top.append(head)

    def add_themes(self, work: ReaderWork) -> None:
        """Add a reader's themes, each below its parent, as codes that cannot be given."""
        head = _category(work.reader.id, "themes", f"[{work.reader.id}: themes]")
        placed: dict[str | None, Element] = {None: head}
        left = list(work.themes)
        while left:
            ready = [theme for theme in left if theme.parent in placed]
            if not ready:
                raise CourseError(
                    f"reader {work.reader.id}, theme {left[0].id}",
                    "Its parent is no theme, or its own descendant.",
                    "Mend the parent in themes.jsonl.",
                )
            for theme in ready:
                owned = theme_of(work, theme.id)
                placed[theme.id] = self.made[owned] = SubElement(
                    placed[theme.parent],
                    "Code",
                    {"guid": code_guid(owned), "name": self.project.names[owned], "isCodable": "false"},
                )
                fields = [("statement", theme.statement), ("theme", theme.id), ("reader", work.reader.id)]
                describe(self.made[owned], write_fields(fields))
            left = [theme for theme in left if theme.id not in placed]
        if len(head):
            self.top.append(head)


def _category(owner: str, what: str, name: str) -> Element:
    return Element("Code", {"guid": guid(what, owner), "name": name, "isCodable": "false"})


def add_set(sets: Element, project: Project, work: ReaderWork, theme: Theme, member: str) -> None:
    """Add a theme's members as a set.

    Parameters
    ----------
    member
        The attribute that names a code: ``targetGUID`` in a project, ``guid`` in a codebook.
    """
    owned = theme_of(work, theme.id)
    shown = project.names[owned]
    element = SubElement(sets, "Set", {"guid": guid("set", *owned), "name": shown})
    fields = [
        ("statement", theme.statement),
        ("convergence", theme.convergence),
        ("divergence", theme.divergence),
        ("why", theme.why),
        ("name", theme.name if theme.name != shown else ""),
        ("kind", theme.kind),
        ("doc", theme.doc or ""),
        ("parent", theme.parent or ""),
        ("theme", theme.id),
        ("reader", work.reader.id),
    ]
    describe(element, write_fields(fields))
    for id in theme.members:
        if theme.kind == "PET":
            note = guid("statement", work.reader.id, id)
            SubElement(element, "MemberNote", {"targetGUID": note})
        else:
            target = theme_of(work, id) if theme.kind in {"GET", "core"} else project.owner_of(work, id)
            SubElement(element, "MemberCode", {member: code_guid(target)})
