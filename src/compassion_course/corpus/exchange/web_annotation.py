"""W3C Web Annotations as JSON-LD, which annotation tools for the web read.

Each span is an annotation: its codes and its notes are bodies, its words a TextQuoteSelector with what
stands before and after, and a TextPositionSelector in code points of the derived document. Source: Web
Annotation Data Model, W3C Recommendation of 23 February 2017, sections 3.2 and 4.2. No annotation tool has
been tried.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from ..errors import CourseError
from ..readings import NOTE_KINDS, ReaderWork
from .archive import MEMBER_LIMIT, text_of
from .arrival import Arrival, ForeignCode, ForeignDocument, ForeignSelection
from .code_lines import code_fields
from .fields import write_fields
from .project import Marked, Project
from .refi_codes import guid

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 32
_URN = "urn:compassion-course:"


def annotations_jsonld(project: Project) -> str:
    """Write the spans of all readers as one page of annotations.

    Raises
    ------
    CourseError
        If a quote is not where its span says.
    """
    items = [_annotation(project, work, marked) for work in project.works for marked in project.marked(work)]
    readers = [work.reader.id for work in project.works]
    page = {
        "@context": CONTEXT,
        "id": f"urn:uuid:{guid('annotations', *project.documents, *readers)}",
        "type": "AnnotationPage",
        "items": items,
    }
    return json.dumps(page, ensure_ascii=False, indent=1) + "\n"


def _annotation(project: Project, work: ReaderWork, marked: Marked) -> dict[str, Any]:
    span = marked.span
    bodies: list[dict[str, Any]] = []
    for code in span.codes:
        owned = project.owner_of(work, code)
        bodies.append(
            {
                "type": "TextualBody",
                "purpose": "tagging",
                "value": project.names[owned],
                "id": f"{_URN}code:{owned.owner}:{owned.id}",
            }
        )
    for label, text in (*span.notes.items(), ("why", span.why)):
        if text:
            bodies.append(
                {"type": "TextualBody", "purpose": "commenting", "value": text, "id": f"{_URN}note:{label}"}
            )
    targets = [_target(project, span.doc, start, end) for start, end in marked.ranges]
    return {
        "id": f"{_URN}span:{work.reader.id}:{span.id}",
        "type": "Annotation",
        "creator": {"type": "Person", "nickname": work.reader.id},
        "body": bodies,
        "target": targets[0] if len(targets) == 1 else targets,
    }


def _target(project: Project, doc: str, start: int, end: int) -> dict[str, Any]:
    text = project.documents[doc].text
    return {
        "source": f"{_URN}transcript:{doc}",
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - _AROUND) : start],
                "suffix": text[end : end + _AROUND],
            },
            {"type": "TextPositionSelector", "start": start, "end": end},
        ],
    }


def read_annotations(content: bytes, where: str, project: Project) -> Arrival:
    """Read a page, a collection's first page, or a list of annotations.

    Parameters
    ----------
    project
        The course's transcripts and codebooks: annotations carry neither texts nor definitions.

    Raises
    ------
    CourseError
        If it is not JSON of annotations.
    """
    if len(content) > MEMBER_LIMIT:
        raise CourseError(where, f"It is larger than {MEMBER_LIMIT:,} bytes.", "Export fewer transcripts.")
    try:
        held = msgspec.json.decode(text_of(content, where))
    except (msgspec.DecodeError, RecursionError) as error:
        raise CourseError(where, f"This is not JSON: {error}.", "Export it again.") from error
    if isinstance(held, dict) and isinstance(held.get("first"), dict):
        held = held["first"]
    items = held.get("items") if isinstance(held, dict) else held
    if not isinstance(items, list):
        raise CourseError(where, "It holds no list of annotations.", "A page of annotations has items.")
    arrival = Arrival(where)
    reading = _AnnotationReading(arrival, project)
    for number, item in enumerate(items, 1):
        if isinstance(item, dict) and item.get("type") in ("Annotation", ["Annotation"]):
            reading.take(item, f"annotation {number}")
        else:
            arrival.tell(f"Item {number} is no annotation and was left out.")
    return arrival


def _each(held: Any) -> Iterator[dict[str, Any]]:
    for one in held if isinstance(held, list) else [held]:
        if isinstance(one, dict):
            yield one


class _AnnotationReading:
    def __init__(self, arrival: Arrival, project: Project) -> None:
        self.arrival = arrival
        self.project = project
        self.codes: dict[tuple[str, str], str] = {}

    def take(self, item: dict[str, Any], key: str) -> None:
        creator = next(_each(item.get("creator")), {})
        coder = str(creator.get("nickname") or creator.get("name") or creator.get("id") or "coder")
        self.arrival.coders.setdefault(coder, coder)
        codes: list[str] = []
        fields: list[tuple[str, str]] = []
        for body in _each(item.get("body")):
            value, id = str(body.get("value") or ""), str(body.get("id") or "")
            if body.get("purpose") == "tagging" or id.startswith(f"{_URN}code:"):
                codes.append(self._code(coder, value, id))
            else:
                label = id.removeprefix(f"{_URN}note:")
                fields.append((label if label in {*NOTE_KINDS, "why"} else "why", value))
        said = str(item.get("id") or "").removeprefix(f"{_URN}span:")
        if said != str(item.get("id") or ""):
            fields.append(("span", said.rpartition(":")[2]))
        for number, target in enumerate(_each(item.get("target"))):
            self._target(
                target, f"{key}.{number}" if number else key, tuple(codes), coder, write_fields(fields)
            )

    def _target(
        self, target: dict[str, Any], key: str, codes: tuple[str, ...], coder: str, told: str
    ) -> None:
        source = target.get("source")
        name = str(source.get("id") if isinstance(source, dict) else source or "")
        doc = name.removeprefix(f"{_URN}transcript:")
        if all(document.key != doc for document in self.arrival.documents):
            self.arrival.documents.append(ForeignDocument(doc, doc, None))
        quote, start, end = None, -1, -1
        for selector in _each(target.get("selector")):
            if selector.get("type") == "TextQuoteSelector":
                quote = str(selector.get("exact") or "") or None
            elif selector.get("type") == "TextPositionSelector":
                first, last = selector.get("start"), selector.get("end")
                if isinstance(first, int) and isinstance(last, int):
                    start, end = first, last
        self.arrival.selections.append(ForeignSelection(key, doc, start, end, quote, codes, coder, told))

    def _code(self, coder: str, value: str, id: str) -> str:
        owner, _, code = id.removeprefix(f"{_URN}code:").partition(":")
        key = f"{coder}/{id or value}"
        if (coder, id or value) in self.codes:
            return key
        self.codes[coder, id or value] = key
        told = write_fields([("code", code), ("reader", coder)]) if code else ""
        for book in self.project.books:
            if book.id == owner and code in book.by_id:
                told = write_fields([("code", code), ("codebook", book.id)])
        for work in self.project.works:
            for own in work.codes:
                if (work.reader.id, own.code) == (owner, code):
                    told = code_fields(self.project, self.project.owner_of(work, code), own)
        self.arrival.codes.append(ForeignCode(key, value or code, None, told))
        return key
