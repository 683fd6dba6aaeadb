"""A small corpus without a fault, made in a folder of its own, in which tests plant one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from compassion_course.corpus import Course, words_in

THERAPISTS = ("A01", "A02", "A03", "A04")
PRACTITIONERS = ("B01", "B02")
TURNS = (
    ("I", "What was it like?"),
    (None, "I rang the bell twice 🙂 and nobody came. I rang the bell again."),
    ("I", "And then?"),
    (None, "Then I sat down, and the kettle was warm."),
    ("I", "Who was there?"),
    (None, "Only Ren was there, and we said nothing at all."),
    ("I", "Right."),
    (None, "So that was that, I went home late."),
)
# turn, quote, own code or none: three spans of each transcript, the third across two turns
SPANS = (
    (2, "nobody came", ["waiting"], {}),
    (4, "the kettle was warm", ["warmth"], {"descriptive": "A kettle, still warm."}),
    (7, "Right.", ["late"], {}),
    (8, "So that was that", ["late"], {}),
)


def line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def write(path: Path, *rows: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(map(line, rows)), encoding="utf-8")


def text(path: Path, words: str = "Words.\n") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, encoding="utf-8")


def turns_of(doc: str) -> list[dict[str, Any]]:
    return [
        {"doc": doc, "turn": f"{doc}-{number:03d}", "speaker": who or doc, "text": said}
        for number, (who, said) in enumerate(TURNS, start=1)
    ]


def span(doc: str, id: str, turn: int, quote: str, codes: list[str], notes: dict[str, str] | None = None):
    start = TURNS[turn - 1][1].index(quote)
    return {
        "id": id,
        "doc": doc,
        "turn": f"{doc}-{turn:03d}",
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "codes": codes,
        "notes": notes or {},
        # the reason is the span's, and so the same on both lines of one that goes across
        "why": "Both stop there." if id.endswith("c03") else f"The words '{quote}'.",
    }


def spans_of(doc: str) -> list[dict[str, Any]]:
    return [span(doc, f"{doc}c{min(number, 3):02d}", *rest) for number, rest in enumerate(SPANS, start=1)]


def code(id: str, parent: str | None = None, **more: Any) -> dict[str, Any]:
    return {"code": id, "parent": parent, "name": id, "definition": f"What {id} means.", **more}


def theme(id: str, kind: str, members: list[str], **more: Any) -> dict[str, Any]:
    row = {
        "id": id,
        "kind": kind,
        "doc": None,
        "name": id,
        "statement": "",
        "parent": None,
        "members": members,
        "convergence": "",
        "divergence": "",
        "why": "",
    }
    return {**row, **more}


def make(root: Path) -> Course:
    """Write the corpus: four therapists and two practitioners, one reader who did everything."""
    data = root / "data"
    docs = (*THERAPISTS, *PRACTITIONERS)
    for doc in docs:
        write(data / "transcripts" / f"{doc}.jsonl", *turns_of(doc))
        for paper in ("life.md", "note.md"):
            text(data / "interviews" / doc / paper)
    words = sum(words_in(said) for _, said in TURNS)
    write(data / "transcripts" / "index.jsonl", *(_info(doc, words) for doc in docs))
    for paper in ("schedules/one.md", "schedules/two.md", "schedules/why-it-changed.md"):
        text(data / paper)
    for kind in ("insider", "outsider"):
        text(data / "diaries" / f"{kind}.md")
    write(data / "codebooks" / "weather.jsonl", {**code("rain"), "include": "", "letter": "r"})
    _reader(data / "readings" / "close", docs)
    kept = [{"doc": doc, "first": f"{doc}-005", "last": f"{doc}-006"} for doc in PRACTITIONERS]
    length = sum(words_in(said) for _, said in TURNS[4:6])
    write(
        data / "passages.jsonl",
        *(
            {"id": f"{row['doc']}-a", **row, "words": length, "set": f"kettle/{n}", "free_of": [], "note": ""}
            for n, row in enumerate(kept, start=1)
        ),
    )
    write(
        root / "exercises" / "kettle" / "readings" / "close" / "B01.jsonl",
        span("B01", "B01c51", 6, "Only Ren", ["waiting"]),
    )
    write(
        root / "book" / "tutor" / "weak_spots.jsonl",
        *(
            {"reader": "close", "doc": doc, "span": f"{doc}c0{n}", "why": "Thin."}
            for doc in docs
            for n in (1, 2)
        ),
    )
    return Course(root)


def _info(doc: str, words: int) -> dict[str, Any]:
    practitioner = doc in PRACTITIONERS
    return {
        "doc": doc,
        "study": "resilience" if practitioner else "compassion",
        "role": "PWP" if practitioner else "CBT therapist",
        "setting": "an invented service",
        "wave": PRACTITIONERS.index(doc) + 1 if practitioner else None,
        "schedule": "two" if doc == "B02" else "one",
        "interviewer": "outsider: a stranger" if practitioner else "insider: a colleague",
        "content_notes": [{"turns": [f"{doc}-008"], "note": "being worn out"}],
        "words": words,
        "synthetic": True,
        "licence": "CC-BY-4.0",
        "version": 1,
    }


def _reader(folder: Path, docs: tuple[str, ...]) -> None:
    text(
        folder / "reader.json",
        '{"id": "close", "name": "Close", "stance": "Near.", "codebooks": ["weather"]}\n',
    )
    for doc in docs:
        write(folder / f"{doc}.jsonl", *spans_of(doc))
    range_of = [{"name": "how long", "from": "a moment", "to": "a year"}]
    write(
        folder / "codes.jsonl",
        code("waiting", properties=range_of),
        code("late", "waiting", properties=[]),
        code("warmth", properties=[]),
    )
    write(
        folder / "statements.jsonl",
        *({"id": f"{doc}cS1", "doc": doc, "text": "Nobody.", "spans": [f"{doc}c01"]} for doc in THERAPISTS),
    )
    write(
        folder / "themes.jsonl",
        *(
            theme(f"{doc}-pet", "PET", [f"{doc}cS1"], doc=doc, why="The one telling place.")
            for doc in THERAPISTS
        ),
        theme(
            "alone",
            "GET",
            [f"{doc}-pet" for doc in THERAPISTS[:3]],
            convergence="All wait.",
            divergence="One laughs.",
        ),
        theme("standing", "category", ["waiting"]),
        theme("kitchen", "category", ["warmth"]),
        theme("the-bell", "core", ["standing", "kitchen"]),
    )
    write(
        folder / "relations.jsonl",
        {
            "id": "r1",
            "from": "late",
            "to": "kitchen",
            "slot": "causal",
            "evidence": ["A01c03", "A01c02"],
            "why": "One after the other.",
        },
    )
    write(
        folder / "memos.jsonl",
        {"id": "m1", "on": "A01", "text": "Bare.", "kind": "", "compares": []},
        {"id": "m2", "on": "code:waiting", "text": "Two.", "kind": "code", "compares": ["A01c01", "A02c01"]},
        {"id": "m3", "on": "theme:alone", "text": "Theme.", "kind": "theoretical", "compares": []},
        {"id": "m4", "on": "span:A01c03", "text": "Span.", "kind": "negative-case", "compares": []},
        {"id": "m5", "on": "project", "text": "All.", "kind": "method", "compares": []},
    )
    text(folder / "storyline.md")


def edit(path: Path, number: int, **changes: Any) -> None:
    """Change keys of one row; a value that can be called is given what stood there."""
    rows = path.read_text(encoding="utf-8").split("\n")
    row = json.loads(rows[number - 1])
    for key, value in changes.items():
        key = key.rstrip("_")
        row[key] = value(row[key]) if isinstance(value, Callable) else value
    rows[number - 1] = json.dumps(row, ensure_ascii=False)
    path.write_text("\n".join(rows), encoding="utf-8")


def repeat(path: Path, number: int) -> None:
    """Let a row stand twice, the second time at the end."""
    rows = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join([*rows[:-1], rows[number - 1], ""]), encoding="utf-8")


def swap(path: Path, old: str, new: str) -> None:
    words = path.read_bytes()
    assert old.encode() in words
    path.write_bytes(words.replace(old.encode(), new.encode(), 1))
