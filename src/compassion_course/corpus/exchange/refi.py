"""REFI-QDA: the codebook (``.qdc``) and project (``.qdpx``) that programs for qualitative analysis exchange.

What becomes of what: a transcript is a text source and a case with variables; a reader a user; a code a
code, below a category for its codebook or its reader; a theme or category a code that cannot be given, and
a set of its members; a span a selection (its notes and reason labelled in the description) with one coding
for each code; a memo, an experiential statement, the reasons of an axial relation, the storyline and what a
reader says of the reading are notes; a relation is a link, drawn in a graph.

The same project gives the same bytes: identifiers are made from names, and the only date is the edition's.
Sources: REFI-QDA 1.5 (www.qdasoftware.org), its ``Project.xsd`` of 18 March 2019, and section 5.2 for the
codebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal
from xml.etree.ElementTree import Element, SubElement

from ..errors import CourseError
from ..readings import NOTE_KINDS, SLOT_LABELS, ReaderWork
from .archive import xml_bytes, zip_bytes
from .fields import write_fields
from .project import Marked, Project
from .refi_codes import add_set, code_guid, codes_element, describe, guid, theme_of
from .rules import codebook_faults, project_faults

#: The edition's date (``date-released`` in CITATION.cff): files carry it instead of the day they were made.
EDITION_DATE = "2026-11-26T00:00:00Z"
ORIGIN = "Compassion at Work"
PROJECT, CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
_VARIABLES = ("study", "role", "setting", "wave", "schedule", "interviewer")

Lines = Literal["lf", "crlf-text-lf-offsets"]


def codebook_qdc(project: Project) -> bytes:
    """Write the codebook alone.

    Returns
    -------
    bytes
        A ``.qdc`` file: the codes of the closed codebooks and of the readers, and the sets that hold only
        codes.

    Raises
    ------
    CourseError
        If there is no code, or the file would break a rule of the format.
    """
    root = Element("CodeBook", {"xmlns": CODEBOOK, "origin": ORIGIN})
    codes = codes_element(project)
    if not len(codes):
        raise CourseError("codebook", "There is no code to export.", "Name a reader who has codes.")
    root.append(codes)
    sets = Element("Sets")
    for work in project.works:
        for theme in work.themes:
            if theme.kind in {"category", "core"}:
                add_set(sets, project, work, theme, member="guid")
    if len(sets):
        root.append(sets)
    content = xml_bytes(root)
    _refuse(codebook_faults(content, "codebook.qdc"))
    return content


def project_qdpx(project: Project, lines: Lines = "lf") -> bytes:
    """Write the whole project.

    Parameters
    ----------
    lines
        ``lf`` is the standard. ``crlf-text-lf-offsets`` writes CRLF into the texts and counts as if it had
        not, which is said to suit MAXQDA; nobody here could try it.

    Returns
    -------
    bytes
        A ``.qdpx`` file.

    Raises
    ------
    CourseError
        If a quote is not where its span says, or the file would break a rule of the format.
    """
    builder = _Builder(project)
    end = "\r\n" if lines == "crlf-text-lf-offsets" else "\n"
    members = {"project.qde": xml_bytes(builder.root())}
    for name, text in sorted(builder.files.items()):
        members[f"sources/{name}"] = text.replace("\n", end).encode()
    content = zip_bytes(members)
    _refuse(project_faults(content, "project.qdpx", crlf=end == "\r\n"))
    return content


def _refuse(faults: Iterable[object]) -> None:
    found = [str(fault) for fault in faults]
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise CourseError("export", f"{found[0]}{more}", "Nothing was written. Mend the corpus first.")


class _Builder:
    """Builds ``project.qde``, and the texts that stand beside it."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.files: dict[str, str] = {}
        self._notes = Element("Notes")
        self._refer: dict[str, list[str]] = {}
        self._marked = {work.reader.id: project.marked(work) for work in project.works}

    def root(self) -> Element:
        """Build the whole project, its parts in the order that the schema asks for."""
        project = self.project
        root = Element(
            "Project",
            {"xmlns": PROJECT, "name": project.name, "origin": ORIGIN, "creationDateTime": EDITION_DATE},
        )
        for work in project.works:
            self._notes_of(work)
        parts = [
            self._users(),
            self._codebook(),
            self._variables(),
            self._cases(),
            self._sources(),
            self._notes,
            self._links(),
            self._sets(),
            self._graphs(),
        ]
        root.extend(part for part in parts if len(part))
        for note in self._refer.get("project", ()):
            SubElement(root, "NoteRef", {"targetGUID": note})
        return root

    def _users(self) -> Element:
        users = Element("Users")
        for work in self.project.works:
            id = work.reader.id
            SubElement(users, "User", {"guid": guid("user", id), "name": id, "id": id})
        return users

    def _codebook(self) -> Element:
        book = Element("CodeBook")
        codes = codes_element(self.project, self._refer)
        if len(codes):
            book.append(codes)
        return book

    def _used(self) -> Iterator[str]:
        for name in _VARIABLES:
            if any(getattr(info, name) is not None for info in self.project.infos.values()):
                yield name

    def _variables(self) -> Element:
        variables = Element("Variables")
        for name in self._used():
            kind = "Integer" if name == "wave" else "Text"
            SubElement(
                variables, "Variable", {"guid": guid("variable", name), "name": name, "typeOfVariable": kind}
            )
        return variables

    def _cases(self) -> Element:
        cases = Element("Cases")
        for doc, info in self.project.infos.items():
            case = SubElement(cases, "Case", {"guid": guid("case", doc), "name": doc})
            for name in self._used():
                value = getattr(info, name)
                if value is not None:
                    held = SubElement(case, "VariableValue")
                    SubElement(held, "VariableRef", {"targetGUID": guid("variable", name)})
                    SubElement(held, "IntegerValue" if name == "wave" else "TextValue").text = str(value)
            SubElement(case, "SourceRef", {"targetGUID": guid("source", doc)})
        return cases

    def _sources(self) -> Element:
        sources = Element("Sources")
        for doc, document in self.project.documents.items():
            info = self.project.infos[doc]
            id = guid("source", doc)
            source = SubElement(
                sources, "TextSource", {"guid": id, "name": doc, **self._text(id, document.text)}
            )
            about = [
                ("synthetic", "yes" if info.synthetic else "no"),
                ("licence", info.licence),
                ("version", str(info.version)),
            ]
            describe(source, write_fields(about))
            for work in self.project.works:
                for marked in self._marked[work.reader.id]:
                    if marked.span.doc == doc:
                        self._selections(source, work, marked)
            for note in self._refer.get(id, ()):
                SubElement(source, "NoteRef", {"targetGUID": note})
        return sources

    def _text(self, id: str, text: str) -> dict[str, str]:
        self.files[f"{id}.txt"] = text
        return {"plainTextPath": f"internal://{id}.txt", "creationDateTime": EDITION_DATE}

    def _selections(self, source: Element, work: ReaderWork, marked: Marked) -> None:
        span, made = (
            marked.span,
            {"creatingUser": guid("user", work.reader.id), "creationDateTime": EDITION_DATE},
        )
        document = self.project.documents[span.doc]
        unknown = set(span.notes) - set(NOTE_KINDS)
        if unknown:
            raise CourseError(
                f"reading {work.reader.id}/{span.doc}, span {span.id}",
                f"Unknown kind of note: {', '.join(sorted(unknown))}.",
                f"The kinds are {', '.join(NOTE_KINDS)}.",
            )
        for number, (start, end) in enumerate(marked.ranges):
            id = guid("selection", work.reader.id, span.id, str(number))
            selection = SubElement(
                source,
                "PlainTextSelection",
                {
                    "guid": id,
                    "name": document.text[start:end],
                    "startPosition": str(start),
                    "endPosition": str(end),
                    **made,
                },
            )
            describe(selection, write_fields([*span.notes.items(), ("why", span.why), ("span", span.id)]))
            for code in span.codes:
                target = code_guid(self.project.owner_of(work, code))
                coding = SubElement(selection, "Coding", {"guid": guid("coding", id, target), **made})
                SubElement(coding, "CodeRef", {"targetGUID": target})
            for note in self._refer.get(self._span_key(work, span.id), ()):
                SubElement(selection, "NoteRef", {"targetGUID": note})

    @staticmethod
    def _span_key(work: ReaderWork, span: str) -> str:
        return f"span:{work.reader.id}:{span}"

    def _note(
        self,
        work: ReaderWork,
        what: str,
        id: str,
        text: str,
        fields: list[tuple[str, str]],
        on: Iterable[str],
    ) -> None:
        """Write a note, and remember what refers to it."""
        key = guid(what, work.reader.id, id)
        name = " ".join(part for part in (f"{work.reader.id}:", what, id) if part)
        note = SubElement(
            self._notes,
            "Note",
            {
                "guid": key,
                "name": name,
                **self._text(key, text),
                "creatingUser": guid("user", work.reader.id),
            },
        )
        describe(note, write_fields([*fields, ("reader", work.reader.id)]))
        for place in dict.fromkeys(on):
            self._refer.setdefault(place, []).append(key)

    def _notes_of(self, work: ReaderWork) -> None:
        reader = work.reader
        method = reader.method if isinstance(reader.method, dict) else {}
        about = [
            ("name", reader.name),
            ("stance", reader.stance),
            *(("codebook", book) for book in reader.codebooks),
            ("made_by", reader.made_by),
            *((f"method {study}", edition) for study, edition in method.items()),
        ]
        self._note(work, "about", "", write_fields(about), [("about", reader.id)], ["project"])
        if work.storyline:
            self._note(work, "storyline", "", work.storyline, [("storyline", reader.id)], ["project"])
        for statement in work.statements:
            fields = [
                ("statement", statement.id),
                ("doc", statement.doc),
                ("spans", ", ".join(statement.spans)),
            ]
            on = [self._span_key(work, span) for span in statement.spans]
            self._note(work, "statement", statement.id, statement.text, fields, on)
        for relation in work.relations:
            fields = [
                ("relation", relation.id),
                ("slot", relation.slot),
                ("evidence", ", ".join(relation.evidence)),
            ]
            on = [self._span_key(work, span) for span in relation.evidence]
            self._note(work, "relation", relation.id, relation.why, fields, on)
        for memo in work.memos:
            fields = [
                ("memo", memo.id),
                ("on", memo.on),
                ("kind", memo.kind),
                ("compares", ", ".join(memo.compares)),
            ]
            self._note(work, "memo", memo.id, memo.text, fields, [self._place(work, memo.on)])

    def _place(self, work: ReaderWork, on: str) -> str:
        what, _, id = on.partition(":")
        if what == "code":
            return code_guid(self.project.owner_of(work, id))
        if what == "theme":
            return code_guid(theme_of(work, id))
        if what == "span":
            return self._span_key(work, id)
        if on in {span.id for span in work.spans}:
            return self._span_key(work, on)  # as the first memos name a span
        return on if on == "project" else guid("source", on)

    def _end(self, work: ReaderWork, id: str) -> str:
        """Find the code that one end of a relation stands for: a code, or a category or core category."""
        if any(theme.id == id for theme in work.themes):
            return code_guid(theme_of(work, id))
        return code_guid(self.project.owner_of(work, id))

    def _links(self) -> Element:
        links = Element("Links")
        for work in self.project.works:
            for relation in work.relations:
                link = SubElement(
                    links,
                    "Link",
                    {
                        "guid": guid("link", work.reader.id, relation.id),
                        "name": SLOT_LABELS.get(relation.slot, relation.slot),
                        "direction": "OneWay",
                        "originGUID": self._end(work, relation.from_),
                        "targetGUID": self._end(work, relation.to),
                    },
                )
                SubElement(link, "NoteRef", {"targetGUID": guid("relation", work.reader.id, relation.id)})
        return links

    def _sets(self) -> Element:
        sets = Element("Sets")
        for work in self.project.works:
            for theme in work.themes:
                add_set(sets, self.project, work, theme, member="targetGUID")
        return sets

    def _graphs(self) -> Element:
        """Draw each reader's relations: what leads somewhere on the left, where it leads on the right."""
        graphs = Element("Graphs")
        for work in self.project.works:
            if not work.relations:
                continue
            reader = work.reader.id
            graph = SubElement(
                graphs, "Graph", {"guid": guid("graph", reader), "name": f"{reader}: axial relations"}
            )
            targets = list(dict.fromkeys(relation.to for relation in work.relations))
            origins = [
                id for id in dict.fromkeys(entry.from_ for entry in work.relations) if id not in targets
            ]
            for column, ids in ((0, origins), (400, targets)):
                for row, id in enumerate(ids):
                    SubElement(
                        graph,
                        "Vertex",
                        {
                            "guid": guid("vertex", reader, id),
                            "representedGUID": self._end(work, id),
                            "name": id,
                            "firstX": str(column),
                            "firstY": str(80 * row),
                            "secondX": str(column + 240),
                            "secondY": str(80 * row + 60),
                            "shape": "RoundedRectangle",
                        },
                    )
            for relation in work.relations:
                SubElement(
                    graph,
                    "Edge",
                    {
                        "guid": guid("edge", reader, relation.id),
                        "representedGUID": guid("link", reader, relation.id),
                        "name": SLOT_LABELS.get(relation.slot, relation.slot),
                        "sourceVertex": guid("vertex", reader, relation.from_),
                        "targetVertex": guid("vertex", reader, relation.to),
                        "direction": "OneWay",
                    },
                )
        return graphs
