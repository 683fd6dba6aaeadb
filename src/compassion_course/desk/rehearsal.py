"""A class to practise on: sixty invented submissions as the VLEs name them, with every kind of trouble.

Nobody in it is real. The same seed gives the same class, and ``expected.csv`` says what a tutor should find.
"""

from __future__ import annotations

import csv
import io
import random
import shutil
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import msgspec

from ..corpus import Course, CourseError, read_json
from ..exercises.armour import armour
from ..exercises.model_answer import load_model_answer
from ..exercises.scheme import Scheme
from ..exercises.sheet import AnswerSheet, compact_sheet, encode_sheet, sheet_name
from .csv_files import whole_file
from .invented_sheets import invented_sheet

PEOPLE = 60
NOTE = "rehearsal.txt"
_EPOCH = (2027, 2, 1, 12, 0, 0)
_VLES = ("moodle", "canvas", "blackboard")


class Person(NamedTuple):
    """One invented trainee, and how a VLE knows them."""

    trainee: str
    name: str
    vle: str
    vle_id: str


class File(NamedTuple):
    """A file as somebody uploaded it; ``attempt`` is the VLE's time, which Blackboard writes."""

    name: str
    content: bytes
    attempt: str = "2027-02-01-11-30-00"


class Trouble(NamedTuple):
    """A kind of trouble: what became of a sheet, and what a tutor should find."""

    what: str
    expect: str
    files: Callable[[AnswerSheet], list[File]]


def rehearse(course: Course, slug: str, out: Path, *, seed: int = 1) -> int:
    """Write a class to practise on.

    Parameters
    ----------
    course
        The course with its keys.
    slug
        The exercise that they hand in.
    out
        The folder to write; an earlier rehearsal there is replaced, anything else is left alone.
    seed
        Draws another class.

    Returns
    -------
    int
        How many files they handed in.

    Raises
    ------
    CourseError
        If the exercise cannot be used, or the folder holds something else.
    """
    if out.exists() and any(out.iterdir()) and not (out / NOTE).is_file():
        raise CourseError(out, "There is something else in this folder.", "Name a new folder with --out.")
    model = load_model_answer(course, slug)
    draw = random.Random(seed)
    people = _people(read_json(course.data / "rehearsal.json"), draw)
    handed_in, expected = _hand_ins(model.scheme, model.sheet, people, draw)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for vle in _VLES:
        _write_zip(
            out / f"{vle}.zip", [_as_vle(vle, slug, who, file) for who, file in handed_in if who.vle == vle]
        )
    _write_csv(
        out / "roster.csv",
        ("trainee", "name", "email", *_VLES),
        [(who.trainee, who.name, f"{who.trainee.lower()}@example.ac.uk", *_ids(who)) for who in people],
    )
    _write_csv(out / "expected.csv", ("trainee", "trouble", "what the tutor should find"), expected)
    (out / NOTE).write_text(
        f"A rehearsal: {PEOPLE} invented trainees, exercise {slug}, seed {seed}. No real person is in it.\n"
        f"Mark it: compassion-course mark {' '.join(f'{vle}.zip' for vle in _VLES)} --roster roster.csv "
        "--out marks\n",
        encoding="utf-8",
    )
    return len(handed_in)


def _people(names: dict[str, list[str]], draw: random.Random) -> list[Person]:
    people = []
    taken: set[str] = set()
    for number in range(PEOPLE):
        name = f"{draw.choice(names['first'])} {draw.choice(names['last'])}"
        while name in taken:
            name = f"{draw.choice(names['first'])} {draw.choice(names['last'])}"
        taken.add(name)
        vle = _VLES[number % len(_VLES)]
        # A Blackboard user name is the trainee's id; the others count in their own way.
        trainee = f"T{400 + number:04d}"
        vle_id = {"moodle": str(71_000 + number), "canvas": str(5_300 + number)}.get(vle, trainee.lower())
        people.append(Person(trainee, name, vle, vle_id))
    return people


def _ids(who: Person) -> list[str]:
    return [who.vle_id if who.vle == vle else "" for vle in _VLES]


def _hand_ins(
    scheme: Scheme, model: AnswerSheet, people: list[Person], draw: random.Random
) -> tuple[list[tuple[Person, File]], list[tuple[str, str, str]]]:
    troubles = _troubles()
    # Spread over the class, and so over the VLEs.
    troubled = dict(zip(draw.sample(range(1, PEOPLE - 1), len(troubles)), troubles, strict=True))
    handed_in: list[tuple[Person, File]] = []
    expected: list[tuple[str, str, str]] = []
    for number, who in enumerate(people):
        sheet = invented_sheet(scheme, model, who.trainee, draw)
        trouble = troubled.get(number)
        if trouble is None:
            handed_in.append((who, _plain(sheet)))
            continue
        handed_in += [(who, file) for file in trouble.files(sheet)]
        expected.append((who.trainee, trouble.what, trouble.expect))
    first, last = people[0], people[-1]
    # The very words of one in the sheet of another: to be listed for the tutor, never judged.
    words = msgspec.structs.replace(model, trainee=first.trainee, events=[])
    handed_in[0] = (first, _plain(words))
    handed_in[-1] = (last, _plain(msgspec.structs.replace(words, trainee=last.trainee)))
    expected.append(
        (last.trainee, f"the same words as {first.trainee}", "listed as the same; both are marked")
    )
    return handed_in, sorted(expected)


def _plain(sheet: AnswerSheet) -> File:
    return File(sheet_name(sheet), encode_sheet(sheet))


def _changed(sheet: AnswerSheet, **fields: object) -> bytes:
    return encode_sheet(msgspec.structs.replace(sheet, **fields))


def _troubles() -> list[Trouble]:
    """List every kind of trouble, each for one trainee."""

    def one(what: str, expect: str, file: Callable[[AnswerSheet], File]) -> Trouble:
        return Trouble(what, expect, lambda sheet: [file(sheet)])

    def name(sheet: AnswerSheet) -> str:
        return sheet_name(sheet)

    def block(sheet: AnswerSheet) -> str:
        return armour(compact_sheet(sheet))

    refused = "refused with the reason; unmarked, never 0"
    return [
        Trouble(
            "handed in twice",
            "the later is marked, the earlier listed",
            lambda sheet: [
                File(name(sheet), _changed(sheet, answers={}), "2027-02-01-09-00-00"),
                File(name(sheet).replace("--1.", "--2."), _changed(sheet, pass_=2)),
            ],
        ),
        Trouble(
            "the same file twice",
            "marked once, the copy listed",
            lambda sheet: [
                _plain(sheet),
                File(name(sheet).replace(".answers", " (1).answers"), encode_sheet(sheet)),
            ],
        ),
        one(
            "nothing answered",
            "0 by key; open work goes back",
            lambda s: File(name(s), _changed(s, answers={})),
        ),
        one(
            "pasted into a text",
            "marked",
            lambda s: File("answers.txt", f"My answers\n\n{block(s)}".encode()),
        ),
        one("pasted into Word", "marked", lambda s: File("My answers.docx", _docx(block(s)))),
        one(
            "pasted into the VLE's text field",
            "marked",
            lambda s: File(
                "onlinetext.html", "".join(f"<p>{line}</p>" for line in block(s).splitlines()).encode()
            ),
        ),
        one(
            "quoted in an e-mail",
            "marked",
            lambda s: File("mail.txt", "> ".join(["", *block(s).splitlines(True)]).encode()),
        ),
        one(
            "a pasted block cut off",
            refused,
            lambda s: File("answers.txt", block(s)[: len(block(s)) // 2].encode()),
        ),
        one("half a file", refused, lambda s: File(name(s), encode_sheet(s)[: len(encode_sheet(s)) // 2])),
        one("an empty file", refused, lambda s: File(name(s), b"")),
        one("saved as UTF-16", refused, lambda s: File(name(s), encode_sheet(s).decode().encode("utf-16"))),
        one(
            "with a byte order mark",
            "marked, with a note",
            lambda s: File(name(s), b"\xef\xbb\xbf" + encode_sheet(s)),
        ),
        one(
            "a picture of the screen",
            refused,
            lambda s: File("Screenshot.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(40)),
        ),
        one(
            "an unfinished download", refused, lambda s: File(f"{name(s)}.crdownload", encode_sheet(s)[:900])
        ),
        one(
            "the notebook in place of the answers",
            refused,
            lambda s: File("exercise.ipynb", b'{"cells": [], "nbformat": 4}'),
        ),
        one(
            "another version of the exercise",
            refused,
            lambda s: File(name(s), _changed(s, exercise_version=s.exercise_version + 7)),
        ),
        one(
            "an exercise of another course",
            refused,
            lambda s: File(name(s), _changed(s, exercise="another-course")),
        ),
        one(
            "an answer of the wrong kind",
            "that item unmarked, the rest marked",
            lambda s: File(name(s), _spoilt(s)),
        ),
        one(
            "a key that stands twice",
            refused,
            lambda s: File(name(s), encode_sheet(s).replace(b"{", b'{"trainee": "T9999",', 1)),
        ),
        one(
            "the number 'me' never changed",
            "the VLE is followed, and listed",
            lambda s: File("me.answers.json", _changed(s, trainee="me")),
        ),
        one(
            "somebody else's number",
            "the VLE is followed, and listed",
            lambda s: File(name(s), _changed(s, trainee="T0401")),
        ),
        one(
            "a number in small letters",
            "the VLE is followed, and listed",
            lambda s: File(name(s), _changed(s, trainee=s.trainee.lower())),
        ),
        one(
            "a name like a path",
            "marked; no file is written there",
            lambda s: File("../../CON.json", encode_sheet(s)),
        ),
        one(
            "formulas and scripts as answers",
            "shown as words in pages and lists",
            lambda s: File(name(s), _hostile(s)),
        ),
        one(
            "an archive inside the archive",
            refused,
            lambda s: File("answers.zip", _zipped([(name(s), encode_sheet(s))])),
        ),
        one(
            "three days late",
            "marked; the days stand in marks.csv where scheme.yml has a date",
            lambda s: File(name(s), _changed(s, saved="2027-02-04T10:00:00Z"), "2027-02-04-10-00-00"),
        ),
    ]


def _spoilt(sheet: AnswerSheet) -> bytes:
    item = next(iter(sheet.answers))
    return encode_sheet(msgspec.structs.replace(sheet, answers={**sheet.answers, item: {"not": {"this": 1}}}))


def _hostile(sheet: AnswerSheet) -> bytes:
    words = '=HYPERLINK("http://example.invalid","x") <script>alert(1)</script> {{ 7*7 }} \u202eesrever '
    answers = {
        id: f"{words}{value}" if isinstance(value, str) else value for id, value in sheet.answers.items()
    }
    return encode_sheet(msgspec.structs.replace(sheet, answers=answers))


def _docx(text: str) -> bytes:
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.splitlines())
    document = (
        '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w='
        f'"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{paragraphs}</w:body></w:document>'
    )
    return _zipped([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.encode())])


def _as_vle(vle: str, slug: str, who: Person, file: File) -> tuple[str, bytes]:
    """Name a file as this VLE does in "download all submissions"."""
    if vle == "moodle":
        plugin = "onlinetext" if file.name == "onlinetext.html" else "file"
        return (
            f"{who.name.replace('_', ' ')}_{who.vle_id}_assignsubmission_{plugin}/{file.name}",
            file.content,
        )
    if vle == "canvas":
        # Canvas sorts by family name and keeps letters and digits alone; these characters become underscores.
        first, _, last = who.name.partition(" ")
        folded = "".join(one for one in f"{last}{first}".casefold() if one.isalnum())
        safe = "".join("_" if one in '/\\:*?"<>|' else one for one in file.name)
        return f"{folded}_{who.vle_id}_{900_000 + int(who.trainee[1:])}_{safe}", file.content
    return f"{slug}_{who.vle_id}_attempt_{file.attempt}_{file.name.replace('/', '_')}", file.content


def _zipped(members: list[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, compress_type=zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _write_zip(path: Path, members: list[tuple[str, bytes]]) -> None:
    path.write_bytes(_zipped(members))


def _write_csv(path: Path, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    with whole_file(path) as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
