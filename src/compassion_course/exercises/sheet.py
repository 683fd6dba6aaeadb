"""Answer sheets: what a trainee hands in.

A sheet is data from outside. It is decoded by type, in two steps: the envelope first, then each
answer by the kind of its item, so that one answer of the wrong kind leaves the others readable.
A sheet that cannot be relied on as a whole is refused with a reason and a place.
"""

from __future__ import annotations

import datetime
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeAlias, TypedDict

import msgspec

from .items import Item
from .specification import Exercise
from .values import LONGEST, VALUE_OF, keys_in

FORMAT = "compassion-course/answers"
FORMAT_VERSION = 1
# Bytes. Shared with the page, which trims its event log, with notice, before it reaches this.
SIZE_LIMIT = LONGEST

TRAINEE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}\Z"
_TIME = r"^\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-6]\dZ\Z"
_SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z"

Time: TypeAlias = Annotated[str, msgspec.Meta(pattern=_TIME)]
ItemId: TypeAlias = Annotated[str, msgspec.Meta(max_length=200)]


class SheetFault(Exception):
    """A sheet that cannot be read or marked: the reason, the place in it, and what a tutor can do."""

    def __init__(
        self, reason: str, place: str = "", remedy: str = "Ask the trainee to hand in again."
    ) -> None:
        self.reason = reason
        self.place = place
        self.remedy = remedy
        super().__init__(f"{reason} ({place})" if place else reason)


# null is what a page writes for a field that was emptied: nothing was answered.
_DECODERS: Mapping[str, msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(value | None) for kind, value in VALUE_OF.items()
}


# --- the sheet --------------------------------------------------------------------------------


class _Head(msgspec.Struct, frozen=True, rename={"pass_": "pass"}):
    """A sheet without its events, whose answers are still bytes."""

    format: str
    format_version: int
    exercise: Annotated[str, msgspec.Meta(pattern=_SLUG, max_length=100)]
    exercise_version: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    trainee: Annotated[str, msgspec.Meta(pattern=TRAINEE)]
    pass_: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    started: Time
    saved: Time
    transcripts: dict[str, str]
    locked: dict[ItemId, Time]
    first: dict[ItemId, msgspec.Raw]
    answers: dict[ItemId, msgspec.Raw]


class Envelope(_Head, frozen=True):
    """A sheet whose answers are still bytes."""

    events: list[dict[str, Any]]


class AnswerSheet(msgspec.Struct, frozen=True, rename={"pass_": "pass"}):
    """A sheet, its fields in the order in which they are written."""

    exercise: str
    exercise_version: int
    trainee: str
    pass_: int
    started: str
    saved: str
    transcripts: dict[str, str] = {}
    locked: dict[str, str] = {}
    first: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    events: list[dict[str, Any]] = []


class ReadSheet(msgspec.Struct, frozen=True):
    """A sheet as read.

    Attributes
    ----------
    sheet
        What could be read.
    unread
        Answers that could not, by item, with the reason.
    notes
        What a tutor may want to know and what changes no mark.
    """

    sheet: AnswerSheet
    unread: dict[str, str]
    notes: tuple[str, ...]


_ENVELOPE = msgspec.json.Decoder(Envelope)
_HEAD = msgspec.json.Decoder(_Head)
# How a page begins a sheet, as far as the name of its exercise.
START = f'{{\n "format": "{FORMAT}",\n "format_version": {FORMAT_VERSION},\n "exercise": "'.encode()
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_LONE_SURROGATE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
_FIELD_REASONS = {
    "trainee": "The trainee id is missing, or is not 1 to 32 letters, digits, dots, hyphens and underscores.",
    "exercise": "The name of the exercise is missing or is no exercise's name.",
    "exercise_version": "The version of the exercise is missing or not a whole number.",
    "pass": "The pass is missing or not a whole number from 1.",
    "started": "The time of starting is not written as 2026-01-31T09:30:00Z.",
    "saved": "The time of saving is not written as 2026-01-31T09:30:00Z.",
}


def decode_envelope(data: bytes) -> tuple[Envelope, tuple[str, ...]]:
    """Read a sheet's envelope.

    Parameters
    ----------
    data
        The bytes of the file, not changed by any editor.

    Returns
    -------
    tuple
        The envelope, and notes such as a byte order mark that was passed over.

    Raises
    ------
    SheetFault
        If this is not a sheet that can be relied on.
    """
    notes: tuple[str, ...] = ()
    if len(data) > SIZE_LIMIT:
        raise SheetFault(f"The file is larger than {SIZE_LIMIT:,} bytes, which no sheet is.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:2].count(0) == 1:
        raise SheetFault("The file is in UTF-16. Save it again as UTF-8, or send the file as downloaded.")
    if data.startswith(_BYTE_ORDER_MARK):
        data, notes = data[3:], ("A byte order mark was passed over.",)
    if not data or data.isspace():
        raise SheetFault("The file is empty.")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SheetFault(
            "The text is not UTF-8; another program may have saved it.", _place(data, error.start)
        ) from error
    try:
        envelope = _ENVELOPE.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _fault(data, error) from error
    if envelope.format != FORMAT:
        raise SheetFault(f"The file says that it is {envelope.format[:60]!r}, not an answer sheet.", "format")
    if envelope.format_version != FORMAT_VERSION:
        raise SheetFault(
            f"The sheet has format version {envelope.format_version}; this command reads {FORMAT_VERSION}. "
            "A newer command may read it.",
            "format_version",
        )
    if b"\\u0000" in data and (found := _NUL.search(data)):
        raise SheetFault("A text holds the character NUL.", _place(data, found.start()))
    return envelope, notes


def read_answers(data: bytes, envelope: Envelope, exercise: Exercise) -> ReadSheet:
    """Read each answer by the kind of its item.

    Parameters
    ----------
    data
        The bytes that the envelope came from, to see keys that stand twice.
    envelope
        What :func:`decode_envelope` gave.
    exercise
        The exercise that the envelope names, in the same version.

    Raises
    ------
    SheetFault
        If a key stands twice: whichever one was meant, the other would be lost.
    """
    read, keys = _read(envelope, exercise, envelope.events)
    # The fields of a sheet itself, and what each event has.
    keys += 13 + sum(map(len, envelope.events))
    # Decoding keeps one of two equal keys. Every key is a quote and a colon, and without the blanks between
    # them too, so fewer keys read than such pairs counted means that some key may have stood twice: only
    # then look closely.
    pairs = (squeezed := data.translate(None, b" \t\n\r")).count(b'":')
    if pairs != keys and b"\\\\" not in squeezed:
        # Quoted words before a colon are no key, unless it is the backslash that is escaped.
        pairs -= squeezed.count(b'\\":')
    if pairs != keys:
        _refuse_repeated_keys(data)
    return read


def read_again(data: bytes, exercise: Exercise) -> ReadSheet:
    """Read a sheet whose very bytes were read before, so that nothing has to be looked for in them again.

    Its events are left out: they may be most of it, and no mark rests on them.

    Parameters
    ----------
    data
        What :func:`decode_envelope` and :func:`read_answers` took.
    exercise
        The exercise that it was read for.
    """
    return _read(_HEAD.decode(data.removeprefix(_BYTE_ORDER_MARK)), exercise, [])[0]


class SheetAsWritten:
    """Reads those sheets of one exercise that are, byte for byte, as a page writes them.

    Such a sheet needs no closer look: written again it would not be the same if a key stood in it twice, or
    anything that an answer sheet has not. Reading and writing take half as long as looking.

    Parameters
    ----------
    exercise
        The exercise.
    """

    def __init__(self, exercise: Exercise) -> None:
        kinds = {item.id: VALUE_OF[str(item.__struct_config__.tag)] for item in exercise.items}
        # Its fields are known only when the exercise is, which a type checker cannot follow.
        answers: Any = TypedDict("answers", kinds, total=False)  # type: ignore[misc]
        self._start = START + f'{exercise.slug}",'.encode()
        self._version = exercise.version
        self._has_numbers = "number" in {str(item.__struct_config__.tag) for item in exercise.items}
        fields = [("first", answers), ("answers", answers)]
        self._whole: msgspec.json.Decoder[Any] = msgspec.json.Decoder(
            msgspec.defstruct("Whole", fields, bases=(Envelope,))
        )
        self._again: msgspec.json.Decoder[Any] = msgspec.json.Decoder(
            msgspec.defstruct("Again", fields, bases=(_Head,))
        )

    def read(self, data: bytes) -> ReadSheet | None:
        """Read a sheet; None for one that :func:`decode_envelope` and :func:`read_answers` have to look at.

        Parameters
        ----------
        data
            The bytes of a sheet.
        """
        if len(data) > SIZE_LIMIT or not data.startswith(self._start) or b"\\u0000" in data:
            return None
        try:
            head = self._whole.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        if head.exercise_version != self._version or self._write(head) != data:
            return None
        return ReadSheet(_sheet(head, head.first, head.answers, head.events), {}, ())

    def _write(self, head: Any) -> bytes:
        """Do what :func:`encode_sheet` does; the fields of a whole sheet stand in the order of writing."""
        if self._has_numbers:
            first, answers = _as_pages_do(head.first), _as_pages_do(head.answers)
            head = msgspec.structs.replace(head, first=first, answers=answers)
        return _indented(msgspec.json.encode(head))

    def read_again(self, data: bytes) -> ReadSheet | None:
        """Read a sheet whose very bytes were read before; None where that takes :func:`read_again`.

        Parameters
        ----------
        data
            What :meth:`read`, or :func:`decode_envelope` and :func:`read_answers`, took.
        """
        try:
            head = self._again.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        return ReadSheet(_sheet(head, head.first, head.answers, []), {}, ())


def exercise_of(data: bytes) -> str:
    """Give the exercise that a sheet names, where it begins as a page writes it, else an empty text."""
    if not data.startswith(START):
        return ""
    return data[len(START) : data.find(b'"', len(START))].decode("ascii", "replace")


def decode_sheet(data: bytes, exercise: Exercise) -> ReadSheet:
    """Read a sheet of one known exercise.

    Raises
    ------
    SheetFault
        If it cannot be relied on, or belongs to another exercise or version.
    """
    envelope, notes = decode_envelope(data)
    if envelope.exercise != exercise.slug:
        raise SheetFault(f"The sheet is for {envelope.exercise!r}, not for {exercise.slug!r}.", "exercise")
    if envelope.exercise_version != exercise.version:
        raise SheetFault(
            f"The sheet is for version {envelope.exercise_version} of the exercise; "
            f"this course has version {exercise.version}.",
            "exercise_version",
        )
    read = read_answers(data, envelope, exercise)
    return ReadSheet(read.sheet, read.unread, notes + read.notes)


def encode_sheet(sheet: AnswerSheet) -> bytes:
    """Write a sheet as bytes: fields in order, one space of indent, a line feed at the end."""
    return _indented(compact_sheet(sheet))


def compact_sheet(sheet: AnswerSheet) -> bytes:
    """Write a sheet as bytes without blanks, for an armoured block."""
    sheet = msgspec.structs.replace(
        sheet, answers=_as_pages_do(sheet.answers), first=_as_pages_do(sheet.first)
    )
    body = msgspec.json.encode(sheet)
    return f'{{"format":"{FORMAT}","format_version":{FORMAT_VERSION},'.encode() + body[1:]


def moment(stamp: str) -> datetime.datetime | None:
    """Give the moment that a sheet's own clock wrote, or None where the calendar has no such day or hour.

    The form of a stamp is checked when a sheet is read; 31 February has it too.
    """
    try:
        return datetime.datetime.fromisoformat(stamp.replace("Z", "+00:00"))
    except ValueError:
        return None


def sheet_name(sheet: AnswerSheet) -> str:
    """Name the file of a sheet."""
    return f"{sheet.exercise}--{sheet.trainee}--{sheet.pass_}.answers.json"


def write_sheet(folder: Path, sheet: AnswerSheet) -> Path:
    """Write a sheet into a folder, whole or not at all.

    Raises
    ------
    SheetFault
        If it would be too large to hand in.
    """
    data = encode_sheet(sheet)
    if len(data) > SIZE_LIMIT:
        raise SheetFault(f"The sheet would be larger than {SIZE_LIMIT:,} bytes; shorten the event log.")
    path = folder / sheet_name(sheet)
    unfinished = folder / f".{path.name}.part"
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return path


# --- inside -----------------------------------------------------------------------------------


def _read(head: _Head, exercise: Exercise, events: list[dict[str, Any]]) -> tuple[ReadSheet, int]:
    """Decode the answers and the first passes; count the keys in both and above them."""
    items = exercise.by_id
    unread: dict[str, str] = {}
    answers, keys = _values(head.answers, items, unread, "answers")
    first, more = _values(head.first, items, {}, "first")
    keys += more + len(head.transcripts) + len(head.locked) + len(head.answers) + len(head.first)
    extra = sorted(head.answers.keys() - items.keys())
    names = ", ".join(repr(id[:60]) for id in extra[:5]) + (" and others" if len(extra) > 5 else "")
    notes = (f"There are answers to {names}, which the exercise does not ask.",) if extra else ()
    sheet = _sheet(head, first, answers, events)
    return ReadSheet(sheet, unread, notes), keys


def _indented(compact: bytes) -> bytes:
    return msgspec.json.format(compact, indent=1) + b"\n"


def _sheet(
    head: _Head, first: dict[str, Any], answers: dict[str, Any], events: list[dict[str, Any]]
) -> AnswerSheet:
    return AnswerSheet(
        head.exercise,
        head.exercise_version,
        head.trainee,
        head.pass_,
        head.started,
        head.saved,
        head.transcripts,
        head.locked,
        first,
        answers,
        events,
    )


def _values(
    raw: Mapping[str, msgspec.Raw], items: Mapping[str, Item], unread: dict[str, str], place: str
) -> tuple[dict[str, Any], int]:
    """Decode answers; count the keys inside them."""
    values: dict[str, Any] = {}
    keys = 0
    for id, bytes_of in raw.items():
        item = items.get(id)
        if item is None:
            continue
        kind = item.__struct_config__.tag
        try:
            value = _DECODERS[str(kind)].decode(bytes_of)
        except (msgspec.MsgspecError, RecursionError) as error:
            if _LONE_SURROGATE.search(bytes_of):
                raise SheetFault("A text holds half of a character.", f"{place}.{id}") from error
            reason = str(error).replace("$", f"{place}.{id}", 1).replace("`", "")
            unread[id] = f"The answer is not of the kind that this item asks: {reason}."
            keys = -SIZE_LIMIT  # so that the close look is taken
            continue
        if value is None:
            continue
        values[id] = value
        keys += keys_in(value)
    return values, keys


def _as_pages_do(values: Mapping[str, Any]) -> dict[str, Any]:
    """Write 50 and not 50.0, as a browser does, so that both make the same file."""
    return {
        id: int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value
        for id, value in values.items()
    }


def _refuse_repeated_keys(data: bytes) -> None:
    def refuse(pairs: list[tuple[str, Any]]) -> None:
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise SheetFault(f"The key {key[:60]!r} stands twice in one object.")
            seen.add(key)

    try:
        json.loads(
            data.removeprefix(b"\xef\xbb\xbf"), object_pairs_hook=refuse, parse_int=str, parse_float=str
        )
    except (ValueError, RecursionError) as error:
        raise SheetFault("The text is not JSON that can be relied on.") from error


def _place(data: bytes, offset: int) -> str:
    line = data.count(b"\n", 0, offset) + 1
    return f"line {line}, byte {offset}"


def _fault(data: bytes, error: Exception) -> SheetFault:
    """Say in plain words why a sheet could not be decoded."""
    if isinstance(error, RecursionError):
        return SheetFault("The text is nested too deeply.")
    if found := _LONE_SURROGATE.search(data):
        return SheetFault("A text holds half of a character.", _place(data, found.start()))
    message = str(error)
    if isinstance(error, msgspec.ValidationError):
        problem, _, place = message.partition(" - at ")
        place = place.strip("`").removeprefix("$.").removeprefix("key in ").removeprefix("$.")
        missing = re.search(r"missing required field `([a-z_]+)`", problem)
        field = missing[1] if missing and not place else re.split(r"[.\[]", place)[0]
        if field in _FIELD_REASONS:
            return SheetFault(_FIELD_REASONS[field], field)
        return SheetFault(f"This is not an answer sheet: {problem.replace('`', '')}.", place)
    if "truncated" in message:
        return SheetFault("The file stops before its end; send it again.", _place(data, len(data)))
    offset = re.search(r"\(byte (\d+)\)", message)
    reason = message.removeprefix("JSON is malformed: ").partition(" (byte")[0]
    if reason == "trailing characters":
        return SheetFault(
            "Something stands after the end of the sheet.", _place(data, int(offset[1]) if offset else 0)
        )
    return SheetFault(
        f"The text is not JSON: {reason}. It may have been changed by another program.",
        _place(data, int(offset[1])) if offset else "",
    )
