"""A course of two invented transcripts in which everything stands that has ever shifted or lost a coding."""

from __future__ import annotations

import json
from pathlib import Path

from compassion_course.corpus import Course

TEXTS = {
    "Z01": [
        ("I", "What was it like? <b>&amp;</b> \"Double\" & 'single' > less < more."),
        ("Z01", "Well 😀 it was 👩🏽‍⚕️ fine, naïve x\u0301 and क्षि. Then the kettle. Then the kettle."),
        ("I", "And then?"),
        ("Z01", "None. NA. =1+1, -2, @home. Then the kettle, 𝔘𝔫."),
    ],
    "Z02": [("I", "Ready?"), ("Z02", "Then the kettle. 😀😀 Tea towels, always tea towels.")],
}
CODES = [
    {"code": "up", "parent": None, "name": "Up", "definition": "Up.", "letter": "U", "colour": "threat"},
    {
        "code": "up-high",
        "parent": "up",
        "name": 'High "&" <mighty>',
        "definition": "Line one.\nwhy: line two.",
        "include": "a | b\\c",
        "exclude": "    four blanks",
        "example": "e.g. // this",
        "properties": ["lone", "a | b"],
    },
]
OWN = {
    "anna": [
        {"code": "kettle", "parent": None, "name": "'the kettle'", "definition": "", "properties": []},
        {
            "code": "towel",
            "parent": "up",
            "name": "Tea towel",
            "definition": "Cloth.",
            "properties": [{"name": "how | long", "from": "a \\ moment", "to": "weeks"}],
        },
        {
            "code": "towel-two",
            "parent": "towel",
            "name": "=Tea towel",
            "definition": "More.",
            "properties": [],
        },
        {"code": "same-again", "parent": None, "name": "TEA TOWEL", "definition": "Again.", "properties": []},
    ],
    "ben": [
        {
            "code": "kettle",
            "parent": None,
            "name": "'the kettle'",
            "definition": "Ben's own.",
            "properties": [],
        },
        {"code": "high", "parent": None, "name": "Up", "definition": "Not the codebook's.", "properties": []},
    ],
}
# reader, id, doc, [(turn, words, which time from 0)], codes, notes, why
SPANS = [
    ("anna", "a1", "Z01", [(2, "😀", 0)], ["up"], {}, "An emoji alone."),
    ("anna", "a2", "Z01", [(2, "👩🏽‍⚕️ fine", 0)], ["up", "kettle"], {"linguistic": "Joined."}, "Two codes."),
    ("anna", "a3", "Z01", [(2, "x\u0301 and", 0)], ["towel"], {}, "A combining accent."),
    ("anna", "a4", "Z01", [(2, "and क्षि. Then the kettle.", 0)], ["kettle"], {}, "Overlaps a3."),
    ("anna", "a5", "Z01", [(2, "Then the kettle.", 1)], ["kettle"], {}, "The second of three."),
    (
        "anna",
        "a6",
        "Z01",
        [(2, "kettle.", 1), (3, "And then?", 0), (4, "None.", 0)],
        ["up-high"],
        {},
        "Across.",
    ),
    ("anna", "a7", "Z01", [(1, "like?", 0), (2, "fine", 0)], ["towel-two"], {}, "Turns that do not touch."),
    (
        "anna",
        "a8",
        "Z01",
        [(1, "<b>&amp;</b> \"Double\" & 'single' >", 0)],
        [],
        {"conceptual": "Marks\nwhy: no."},
        "",
    ),
    ("anna", "a9", "Z01", [(4, "=1+1", 0)], ["same-again"], {}, "=SUM(A1)\n    and four blanks\nspan: x"),
    ("anna", "b1", "Z02", [(2, "😀 Tea towels", 0)], ["towel"], {"descriptive": "D", "linguistic": "L"}, "W"),
    ("ben", "b1", "Z01", [(2, "Well 😀 it", 0)], ["up", "high"], {}, "The same id as one of Anna's."),
    ("ben", "b2", "Z01", [(2, "Well 😀 it", 0)], ["kettle"], {}, "The same words again."),
    ("ben", "b3", "Z02", [(2, "Then the kettle. 😀😀", 0)], ["kettle"], {}, "To the end of an emoji."),
]
REST = {
    "statements": [
        {"id": "Z01aS1", "doc": "Z01", "text": "The kettle <comes> back.", "spans": ["a5", "a4"]},
        {"id": "Z02aS1", "doc": "Z02", "text": "Towels & towels.", "spans": ["b1"]},
    ],
    "themes": [
        {
            "id": "g1",
            "kind": "GET",
            "doc": None,
            "name": "Tea towel",
            "statement": "All.",
            "parent": None,
            "members": ["p1", "p2"],
            "convergence": "Both.",
            "divergence": "One\nonly.",
            "why": "",
        },
        {
            "id": "p1",
            "kind": "PET",
            "doc": "Z01",
            "name": "Kettles",
            "statement": "S.",
            "parent": "g1",
            "members": ["Z01aS1"],
            "convergence": "",
            "divergence": "",
            "why": "One extract says it.",
        },
        {
            "id": "p2",
            "kind": "PET",
            "doc": "Z02",
            "name": "Kettles",
            "statement": "S2.",
            "parent": "g1",
            "members": ["Z02aS1"],
            "convergence": "",
            "divergence": "",
            "why": "",
        },
        {
            "id": "cat",
            "kind": "category",
            "doc": None,
            "name": "Up",
            "statement": "C.",
            "parent": None,
            "members": ["up", "kettle"],
            "convergence": "",
            "divergence": "",
            "why": "",
        },
        {
            "id": "core",
            "kind": "core",
            "doc": None,
            "name": "Core",
            "statement": "Of all.",
            "parent": None,
            "members": ["cat"],
            "convergence": "",
            "divergence": "",
            "why": "",
        },
    ],
    "relations": [
        {
            "id": "r1",
            "from": "towel",
            "to": "cat",
            "slot": "intervening",
            "evidence": ["b1", "a2"],
            "why": "As said.",
        },
        {
            "id": "r2",
            "from": "cat",
            "to": "core",
            "slot": "actions",
            "evidence": ["a1", "a5"],
            "why": "So:\n\nit is.",
        },
    ],
    "memos": [
        {"id": "m1", "on": "Z01", "text": "", "kind": "transcript", "compares": []},
        {"id": "m2", "on": "code:up", "text": "Two\nlines\n", "kind": "code", "compares": ["a5", "a2"]},
        {"id": "m3", "on": "theme:g1", "text": " blank before", "kind": "theoretical", "compares": []},
        {"id": "m4", "on": "span:a6", "text": "mark & <tag>", "kind": "negative-case", "compares": []},
        {"id": "m5", "on": "project", "text": "😀", "kind": "", "compares": []},
        {"id": "m6", "on": "a1", "text": "as the first memos name a span", "kind": "", "compares": []},
    ],
}


def make_course(folder: Path) -> Course:
    """Write the course."""
    data = folder / "data"
    index, turns = [], {}
    for doc, lines in TEXTS.items():
        rows = [
            {"doc": doc, "turn": f"{doc}-{number:03}", "speaker": speaker, "text": text}
            for number, (speaker, text) in enumerate(lines, 1)
        ]
        turns.update({row["turn"]: row["text"] for row in rows})
        _rows(data / "transcripts" / f"{doc}.jsonl", rows)
        index.append(
            {
                "doc": doc,
                "study": "invented",
                "role": 'a "role" & <more>',
                "setting": "here",
                "wave": 2 if doc == "Z02" else None,
                "schedule": None,
                "interviewer": "me",
                "content_notes": [],
                "words": 1,
                "synthetic": True,
                "licence": "CC-BY-4.0",
                "version": 1,
            }
        )
    _rows(data / "transcripts" / "index.jsonl", index)
    _rows(data / "codebooks" / "mini.jsonl", CODES)
    for reader, codes in OWN.items():
        about = {
            "id": reader,
            "name": f"{reader.title()} <&>",
            "stance": "Two\nlines.",
            "codebooks": ["mini"],
            "made_by": "",
        }
        if reader == "anna":
            about["method"] = {"compassion": "Edition 2", "resilience": "Edition 4"}
        place = data / "readings" / reader
        place.mkdir(parents=True)
        (place / "reader.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
        _rows(place / "codes.jsonl", codes)
        for doc in TEXTS:
            spans = []
            for of, id, where, pieces, given, notes, why in SPANS:
                for turn, words, which in pieces if (of, where) == (reader, doc) else ():
                    text = turns[f"{doc}-{turn:03}"]
                    start = -1
                    for _ in range(which + 1):
                        start = text.index(words, start + 1)
                    spans.append(
                        {
                            "id": id,
                            "doc": doc,
                            "turn": f"{doc}-{turn:03}",
                            "start": start,
                            "end": start + len(words),
                            "quote": words,
                            "codes": given,
                            "notes": notes,
                            "why": why,
                        }
                    )
            _rows(place / f"{doc}.jsonl", spans)
        if reader == "anna":
            for name, rows in REST.items():
                _rows(place / f"{name}.jsonl", rows)
            (place / "storyline.md").write_text("# A line\n\nwith *words*.\n", encoding="utf-8")
    return Course(folder)


def _rows(path: Path, rows: list[dict]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode())
