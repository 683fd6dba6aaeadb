"""Opening a project file, which was on a desktop, in a mail and in a VLE before.

What makes it no project file is refused, with the place; what can be mended is mended and told; what cannot
be placed any more is set aside and told with its words, so that nothing is lost silently. The page says the
same, word for word: ``widgets/js/desk/exchange/project-reading.js``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any

import msgspec

from ..codebooks import Code, Codebook, load_codebook
from ..course import Course
from ..errors import CourseError
from ..quotes import places_of
from ..readings import (
    MEMO_KINDS,
    NOTE_KINDS,
    SLOT_LABELS,
    THEME_KINDS,
    Memo,
    Reader,
    ReaderWork,
    Reading,
    Relation,
    Span,
    Statement,
    Theme,
)
from ..transcripts import load_index, load_transcript
from .document import Document
from .project import Project, only
from .project_file import FORMAT, FORMAT_VERSION, ROWS, SIZE_LIMIT, DeskFile, mended, together

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_DEPTH_LIMIT = 20
_SMALLEST, _LARGEST = 1e-4, 2**53 - 1
_MEND = "Mend that place, or open an earlier save."

Row = dict[str, Any]
Tell = Callable[[str], None]
_EMPTY: Mapping[str, Callable[[], Any]] = {
    "code": str, "id": str, "need": str, "text": str, "maybe": lambda: None, "texts": list, "codes": list,
    "place": lambda: None, "notes": dict, "properties": list,
}  # fmt: skip


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_place(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST


def _is_property(value: Any) -> bool:
    parts = (value.get(name) for name in ("name", "from", "to")) if isinstance(value, dict) else [value]
    return all(isinstance(part, str) for part in parts)


_CELLS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "code": (
        lambda value: isinstance(value, str) and bool(_CODE.fullmatch(value)),
        "small letters, digits and hyphens",
    ),
    "id": (
        lambda value: isinstance(value, str) and bool(_ID.fullmatch(value)),
        "letters, digits, hyphens and underscores",
    ),
    "need": (lambda value: isinstance(value, str) and value != "", "a text that is not empty"),
    "text": (lambda value: isinstance(value, str), "a text"),
    "maybe": (lambda value: value is None or isinstance(value, str), "a text or null"),
    "texts": (_is_texts, "a list of texts"),
    "codes": (lambda value: _is_texts(value) and all(map(_CODE.fullmatch, value)), "a list of codes"),
    "place": (_is_place, "a whole number from 0"),
    "notes": (
        lambda value: isinstance(value, dict) and _is_texts(list(value.values())),
        "texts, each with its kind",
    ),
    "properties": (
        lambda value: isinstance(value, list) and all(map(_is_property, value)),
        "a list of properties",
    ),
}


class _Refusal(Exception):
    """A file that cannot be used: the problem and the remedy."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem = problem
        self.remedy = remedy


def read_project_file(course: Course, data: bytes, where: str) -> DeskFile:
    """Read a project file against the course's transcripts and codebooks.

    Returns
    -------
    DeskFile
        With what was mended or set aside in its notices.

    Raises
    ------
    CourseError
        If it is no project file of this course, is damaged, or is of a newer edition.
    """
    try:
        value = _parsed(data)
        return _Opener(course).opened(value)
    except _Refusal as refusal:
        raise CourseError(where, refusal.problem, refusal.remedy) from refusal


def desk_project(course: Course, data: bytes, where: str = "project file") -> Project:
    """Read a project file as what the other formats are written from.

    ``project_qdpx(desk_project(course, data))`` is, byte for byte, what the page exports from the same file.

    Raises
    ------
    CourseError
        If it is no project file, or is damaged.
    """
    desk = read_project_file(course, data, where)
    docs = sorted(desk.transcripts)
    index = load_index(course)
    return Project(
        name="Compassion at Work",
        documents={doc: Document.of(load_transcript(course, doc)) for doc in docs},
        infos={doc: index[doc] for doc in docs},
        books=tuple(load_codebook(course, book) for book in sorted(set(desk.work.reader.codebooks))),
        works=(only(desk.work, docs),),
    )


def _need(holds: object, problem: str, remedy: str = _MEND) -> None:
    if not holds:
        raise _Refusal(problem, remedy)


def _parsed(data: bytes) -> Any:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _Refusal("The file is not UTF-8 text.", "Save it as UTF-8.") from error
    _need(text.strip(), "The file is empty.", "Open an earlier save.")
    _need(
        len(text.encode()) <= SIZE_LIMIT,
        "The file is larger than 1 MiB, which no project file of this course is.",
        "Open another file.",
    )
    try:
        value = json.loads(
            text, object_pairs_hook=_without_doubles, parse_float=_number, parse_constant=_no_constant
        )
    except RecursionError as error:
        raise _Refusal(*_too_deep()) from error
    except ValueError as error:
        _need(
            text.lstrip().startswith("{"),
            "This is not a project file of this course.",
            "Its name should end in .project.json.",
        )
        lines = text.rstrip().split("\n")
        # In our files no string runs over a line end, so an open one is where the damage is.
        broken = (
            number for number, line in enumerate(lines, 1) if '"' in re.sub(r'"(?:[^"\\]|\\.)*"', "", line)
        )
        raise _Refusal(
            f"The file is damaged at line {next(broken, len(lines))}: part of it is missing or was changed.",
            "An earlier save may be whole.",
        ) from error
    _need(not _deeper(value, _DEPTH_LIMIT), *_too_deep())
    return value


def _too_deep() -> tuple[str, str]:
    return f"It is nested deeper than {_DEPTH_LIMIT} levels, as no project file is.", "Open another file."


def _deeper(value: Any, levels: int) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    if parts is None:
        return False
    return levels == 0 or any(_deeper(part, levels - 1) for part in parts)


def _without_doubles(pairs: list[tuple[str, Any]]) -> Row:
    found: Row = {}
    for key, value in pairs:
        _need(
            key not in found,
            f"The key “{key}” stands twice in one place.",
            "Take one of them out, or open an earlier save.",
        )
        found[key] = value
    return found


def _number(digits: str) -> int | float:
    """Read 7.0 as the whole number 7, as the page does."""
    number = float(digits)
    return int(number) if number.is_integer() else number


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number.")


def _has_odd_number(value: Any) -> bool:
    """Find a number that no log has, and that Python and JavaScript keep or write otherwise."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value != 0 and not _SMALLEST <= abs(value) <= _LARGEST
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(_has_odd_number, parts))


def _other(id: str, taken: Container[str]) -> str:
    number, found = 1, id
    while found.lower() in taken:
        number += 1
        found = f"{id}-{number}"
    return found


class _Opener:
    """Opens one file."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.books = {
            path.stem: load_codebook(course, path.stem) for path in course.codebooks.glob("*.jsonl")
        }
        self.transcripts = {doc: load_transcript(course, doc) for doc in load_index(course)}
        self.notices: dict[str, None] = {}
        self.aside: list[Row] = []

    def tell(self, notice: str) -> None:
        """Keep a notice, once."""
        self.notices.setdefault(notice)

    def opened(self, value: Any) -> DeskFile:
        """Check a parsed file, mend it, and make the work of it."""
        clean = mended(value)
        if clean != value:
            self.tell(
                "Control characters, line ends of Windows or halves of characters, which other programs "
                "cannot read, were mended."
            )
        whole = self._checked(clean)
        id = whole["reader"]["id"]
        _need(id not in self.books, f"“reader”: {id} is the name of a codebook.", "Choose another id.")
        self._mend(whole)
        return self._desk_file(whole)

    def _desk_file(self, whole: Row) -> DeskFile:
        reader = msgspec.convert(whole["reader"], Reader)
        codes = msgspec.convert(whole["codes"], tuple[Code, ...])
        spans = together(msgspec.convert(whole["spans"], tuple[Span, ...]))
        closed = [code for book in reader.codebooks for code in self.books[book].codes]
        by_doc: dict[str, list[Span]] = {}
        for span in spans:
            by_doc.setdefault(span.doc, []).append(span)
        work = ReaderWork(
            reader=reader,
            readings={doc: Reading(reader, doc, tuple(by_doc[doc])) for doc in by_doc},
            codebook=Codebook(reader.id, (*closed, *codes)),
            codes=codes,
            statements=msgspec.convert(whole["statements"], tuple[Statement, ...]),
            themes=msgspec.convert(whole["themes"], tuple[Theme, ...]),
            relations=msgspec.convert(whole["relations"], tuple[Relation, ...]),
            memos=msgspec.convert(whole["memos"], tuple[Memo, ...]),
            storyline=whole["storyline"],
        )
        return DeskFile(
            work,
            whole["transcripts"],
            whole["started"],
            whole["saved"],
            whole["locked"],
            msgspec.convert(whole["first"], dict[str, tuple[Span, ...]]),
            whole["events"],
            tuple(self.notices),
            msgspec.convert(self.aside, tuple[Span, ...]),
        )

    # --- shape ----------------------------------------------------------------------------------------

    def _checked(self, value: Any) -> Row:
        """Give the same with each value of its kind and none missing."""
        _need(
            not (isinstance(value, dict) and value.get("format") == "compassion-course/answers"),
            "This is the answer sheet of an exercise.",
            "Open it on that exercise's page.",
        )
        _need(
            isinstance(value, dict) and value.get("format") == FORMAT,
            "This is not a project file of this course (its “format” says something else).",
            "Open another file.",
        )
        version = value.get("format_version")
        _need(
            not (isinstance(version, int) and version > FORMAT_VERSION),
            f"The file is in version {version} of the format; this edition reads version {FORMAT_VERSION}.",
            "Open it with the newer edition that it was made in.",
        )
        _need(
            version == FORMAT_VERSION and version is not True, f"“format_version” should be {FORMAT_VERSION}."
        )
        reader = value.get("reader")
        _need(
            isinstance(reader, dict) and isinstance(reader.get("id"), str) and _NAME.fullmatch(reader["id"]),
            "“reader”: the id should be 1 to 32 letters, digits, dots, hyphens and underscores.",
        )
        who = {
            "id": reader["id"],
            "name": _or(reader.get("name"), ""),
            "stance": _or(reader.get("stance"), ""),
            "codebooks": _or(reader.get("codebooks"), []),
        }
        _need(
            _is_texts([who["name"], who["stance"]]) and _is_texts(who["codebooks"]),
            "“reader”: name, stance or codebooks are damaged.",
        )
        whole: Row = {"format": FORMAT, "format_version": FORMAT_VERSION, "reader": who}
        for name in ("started", "saved"):
            whole[name] = _or(value.get(name), "")
            _need(
                whole[name] == "" or _is_time(whole[name]),
                f"“{name}” is not a time of the form 2026-01-31T09:00:00Z.",
            )
        whole["storyline"] = _or(value.get("storyline"), "")
        _need(isinstance(whole["storyline"], str), "“storyline” should be a text.")
        for name in ("transcripts", "locked", "first"):
            whole[name] = _or(value.get(name), {})
            _need(isinstance(whole[name], dict), f"“{name}” is damaged.")
        _need(_is_texts(list(whole["transcripts"].values())), "“transcripts” is damaged.")
        for doc, at in whole["locked"].items():
            _need(_is_time(at), f"“locked”, {doc}: not a time.")
        unknown = [
            *_unknown(value, [*whole, *ROWS, "events"]),
            *_unknown(reader, who, "reader"),
        ]
        for part, cells in ROWS.items():
            whole[part] = _rows(_or(value.get(part), []), cells, part)
            for row in _or(value.get(part), []):
                unknown += _unknown(row, cells, part)
        whole["first"] = {
            doc: _rows(lines, ROWS["spans"], f"first”, “{doc}") for doc, lines in whole["first"].items()
        }
        whole["events"] = _or(value.get("events"), [])
        _need(
            isinstance(whole["events"], list) and all(map(_is_event, whole["events"])), "“events” is damaged."
        )
        for key in unknown:
            self.tell(f"{key} is not known to this edition and was left out.")
        return whole

    # --- what refers to what --------------------------------------------------------------------------

    def _mend(self, whole: Row) -> None:
        tell = self.tell
        for doc, digest in whole["transcripts"].items():
            if doc not in self.transcripts:
                tell(
                    f"The transcript {doc} is not here. What was marked in it is told below, and stands in "
                    "the file that you opened."
                )
            elif self.transcripts[doc].digest != digest:
                tell(
                    f"The file was made on another version of {doc}. Each quote was looked for in the text "
                    "as it is now."
                )
        reader = whole["reader"]
        for book in reader["codebooks"]:
            if book not in self.books:
                tell(
                    f"The codebook {book} is not here. Its codes that you gave were kept as your own, by "
                    "their ids."
                )
        reader["codebooks"] = [book for book in reader["codebooks"] if book in self.books]
        for part in ("codes", "statements", "themes", "relations", "memos"):
            taken: set[str] = set()
            key = "code" if part == "codes" else "id"
            for row in whole[part]:
                given = _other(row[key], taken)
                if given != row[key]:
                    tell(f"“{part}”: the id {row[key]} stands twice. The second was named {given}.")
                row[key] = given
                taken.add(given.lower())
        codes = {code for book in reader["codebooks"] for code in self.books[book].by_id}
        codes |= {row["code"] for row in whole["codes"]}
        _mend_parents(
            whole["codes"],
            "code",
            codes,
            lambda id: tell(
                f"Code {id}: the code above it is not there, or stands below it. It was moved to the top."
            ),
        )
        whole["spans"] = self._placed(whole["spans"], "")
        whole["first"] = {
            doc: self._placed(lines, "First pass, ")
            for doc, lines in whole["first"].items()
            if doc in self.transcripts
        }
        whole["locked"] = {doc: at for doc, at in whole["locked"].items() if doc in self.transcripts}
        used = [code for line in whole["spans"] for code in line["codes"]]
        used += [code for lines in whole["first"].values() for line in lines for code in line["codes"]]
        for theme in whole["themes"]:
            if theme["kind"] == "category":
                used += [id for id in theme["members"] if _CODE.fullmatch(id)]
        self._keep_codes(whole, used, codes)
        self._mend_rest(whole, codes)
        worked = {
            *whole["transcripts"],
            *whole["locked"],
            *whole["first"],
            *(row["doc"] for part in ("spans", "statements", "themes") for row in whole[part]),
            *(memo["on"] for memo in whole["memos"]),
        }
        whole["transcripts"] = {doc: one.digest for doc, one in self.transcripts.items() if doc in worked}

    def _keep_codes(self, whole: Row, used: Iterable[str], codes: set[str]) -> None:
        """Keep a code that no codebook here has as one of the reader's own."""
        for code in used:
            if code not in codes:
                self.tell(
                    f"The code {code} is in no codebook here. It was kept as one of your own, without a "
                    "definition."
                )
                codes.add(code)
                empty = {key: _EMPTY[cell]() for key, cell in ROWS["codes"].items()}
                whole["codes"].append({**empty, "code": code, "name": code})

    def _mend_rest(self, whole: Row, codes: set[str]) -> None:
        tell = self.tell
        spans = {line["id"] for line in whole["spans"]}

        def kept(what: str, ids: list[str], known: set[str]) -> list[str]:
            for id in ids:
                if id not in known:
                    tell(f"{what}: {id}, which it names, is not there any more.")
            return [id for id in ids if id in known]

        for one in whole["statements"]:
            if one["doc"] not in self.transcripts:
                tell(
                    f"Statement {one['id']} (“{one['text']}”) is on {one['doc']}, which is not here. It was "
                    "set aside."
                )
        whole["statements"] = [one for one in whole["statements"] if one["doc"] in self.transcripts]
        for one in whole["statements"]:
            one["spans"] = kept(f"Statement {one['id']}", one["spans"], spans)
        for one in whole["themes"]:
            if one["kind"] not in THEME_KINDS:
                tell(
                    f"Theme {one['id']} (“{one['name']}”, “{one['statement']}”) is of no known kind. It was "
                    "set aside."
                )
        whole["themes"] = [one for one in whole["themes"] if one["kind"] in THEME_KINDS]
        statements = {one["id"] for one in whole["statements"]}
        themes = {one["id"] for one in whole["themes"]}
        _mend_parents(
            whole["themes"],
            "id",
            themes,
            lambda id: tell(
                f"Theme {id}: the theme above it is not there, or stands below it. It was moved to the top."
            ),
        )
        for one in whole["themes"]:
            if one["doc"] is not None and one["doc"] not in self.transcripts:
                tell(
                    f"Theme {one['id']} (“{one['name']}”) is on {one['doc']}, which is not here. It was kept "
                    "without a transcript."
                )
                one["doc"] = None
            known = {"PET": statements, "category": codes}.get(one["kind"], themes)
            one["members"] = kept(f"Theme {one['id']}", one["members"], known)
        ends = codes | themes
        left = []
        for one in whole["relations"]:
            if {one["from"], one["to"]} <= ends and one["slot"] in SLOT_LABELS:
                left.append(one)
            else:
                tell(
                    f"Relation {one['id']} ({one['from']} to {one['to']}, “{one['why']}”): an end or its "
                    "slot is not known. It was set aside."
                )
        whole["relations"] = left
        for one in whole["relations"]:
            one["evidence"] = kept(f"Relation {one['id']}", one["evidence"], spans)
        places = {"code": codes, "theme": themes, "span": spans}
        for memo in whole["memos"]:
            on = memo["on"]
            what, _, id = on.partition(":")
            stands = (
                id in places[what]
                if what in places
                else on == "project" or on in self.transcripts or on in spans
            )
            if not stands:
                tell(f"Memo {memo['id']} is on {on}, which is not there any more. It was put on the project.")
                memo["on"] = "project"
            if memo["kind"] not in MEMO_KINDS:
                tell(f"Memo {memo['id']}: “{memo['kind']}” is no kind of memo. It was left without a kind.")
                memo["kind"] = ""
            memo["compares"] = kept(f"Memo {memo['id']}", memo["compares"], spans)

    # --- spans ----------------------------------------------------------------------------------------

    def _placed(self, lines: list[Row], which: str) -> list[Row]:
        """Give the lines that stand in the texts, moved where their words have moved; set others aside."""
        taken = {line["id"] for line in lines}
        spans: dict[str, list[tuple[str, str, set[str]]]] = {}
        found = []
        for line in lines:
            quote, turn, doc = line["quote"], line["turn"], line["doc"]
            here = f"{which}{turn} “{quote}”"
            transcript = self.transcripts.get(doc)
            said = transcript.by_id.get(turn) if transcript is not None else None
            start, end = line["start"], line["end"]
            places = places_of(said.text, quote) if said is not None else []
            stands = said is not None and end - start == len(quote) and said.text[start:end] == quote
            if said is None or (not stands and len(places) != 1):
                if transcript is None:
                    why = f"the transcript {doc} is not here"
                elif said is None:
                    why = f"{doc} has no such turn"
                elif places:
                    why = f"the words stand {len(places)} times in the turn, and not at {start}"
                else:
                    why = "the words do not stand in the turn any more"
                self.tell(
                    f"{here}: {why}. It was set aside. Its codes: {', '.join(line['codes']) or 'none'}; its "
                    f"reason: “{line['why']}”."
                )
                self.aside.append(line)
                continue
            if not stands:
                self.tell(f"{here}: moved from {start} to {places[0]}, where the words stand.")
                line["start"], line["end"] = places[0], places[0] + len(quote)
            for kind, note in line["notes"].items():
                if kind not in NOTE_KINDS:
                    self.tell(f"{here}: “{kind}” is no kind of note. It was left out: “{note}”.")
            line["notes"] = {kind: line["notes"][kind] for kind in NOTE_KINDS if line["notes"].get(kind)}
            line["codes"] = list(dict.fromkeys(line["codes"]))
            content = json.dumps([doc, sorted(line["codes"]), line["notes"], line["why"]])
            known = spans.setdefault(line["id"], [])
            span = next((one for one in known if one[1] == content and turn not in one[2]), None)
            if span is None:
                id = line["id"]
                number = 1
                while known and id in taken:
                    number += 1
                    id = f"{line['id']}-{number}"
                taken.add(id)
                if known:
                    self.tell(
                        f"{here}: another line of span {line['id']} says something else, or stands in the "
                        f"same turn. This one was named {id}."
                    )
                span = (id, content, set())
                known.append(span)
            span[2].add(turn)
            line["id"] = span[0]
            found.append(line)
        return found


def _or(value: Any, empty: Any) -> Any:
    return empty if value is None else value


def _is_time(value: Any) -> bool:
    return isinstance(value, str) and bool(_TIME.fullmatch(value))


def _is_event(event: Any) -> bool:
    return (
        isinstance(event, dict)
        and _is_texts([event.get("at"), event.get("do")])
        and not _has_odd_number(event)
    )


def _unknown(record: Row, known: Container[str], part: str = "") -> list[str]:
    inside = f" in “{part}”" if part else ""
    return [f"“{key}”{inside}" for key in record if key not in known]


def _rows(rows: Any, cells: Mapping[str, str], part: str) -> list[Row]:
    _need(isinstance(rows, list), f"“{part}” should be a list.")
    found = []
    for number, row in enumerate(rows, 1):
        _need(isinstance(row, dict), f"“{part}”, entry {number}, is damaged.")
        given = {}
        for key, cell in cells.items():
            value = row.get(key)
            given[key] = _EMPTY[cell]() if value is None else value
            fits, should = _CELLS[cell]
            _need(fits(given[key]), f"“{part}”, entry {number}: “{key}” should be {should}.")
        found.append(given)
    return found


def _mend_parents(rows: list[Row], key: str, known: set[str], tell: Tell) -> None:
    """Take off a parent that is not there, or that stands below its own child."""
    by_id = {row[key]: row for row in rows}
    for row in rows:
        seen = {row[key]}
        above = row["parent"]
        while above is not None and above in known and above not in seen:
            seen.add(above)
            above = by_id[above]["parent"] if above in by_id else None
        # Somebody else's circle further up is mended at its own rows.
        if row["parent"] is not None and (row["parent"] not in known or above == row[key]):
            row["parent"] = None
            tell(row[key])
