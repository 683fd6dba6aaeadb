"""Widgets to try: one question of each kind, a change that holds, and both models of the course."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from compassion_course.widgets import ChangeIt, Check, ThreeCircles, WorkingDay

CHECKS = """
- id: choice
  kind: choice
  prompt: "Which one? <b>"
  many: false
  concepts: [S0-05]
  options:
    - {id: a, text: "The first & only", right: true, feedback: "Because of a."}
    - {id: b, text: "The second", right: false, feedback: "Because of b."}
  explain: "One.\\n\\nTwo."
- id: many
  kind: choice
  prompt: "Which ones?"
  many: true
  concepts: [S0-05]
  options:
    - {id: a, text: "Alpha", right: true, feedback: "About alpha."}
    - {id: b, text: "Beta", right: true, feedback: "About beta."}
    - {id: c, text: "Gamma", right: false, feedback: "About gamma."}
- id: classify
  kind: classify
  prompt: "Where does each go?"
  concepts: [S0-05]
  categories: [{id: t, name: Threat}, {id: d, name: Drive}]
  rows:
    - {id: r, text: "A complaint", answer: [t], feedback: "About the complaint."}
    - {id: q, text: "A target", answer: [t, d], feedback: "Either."}
- id: match
  kind: match
  prompt: "Which word goes with which meaning?"
  concepts: [S0-05]
  partners: [{id: rain, text: Rain}, {id: wind, text: Wind}, {id: fog, text: Fog}]
  rows:
    - {id: falls, text: "Water that falls", answer: [rain], feedback: "It falls."}
    - {id: blows, text: "Air that moves", answer: [wind], feedback: "It blows."}
- id: order
  kind: order
  prompt: "In which order?"
  concepts: [S0-05]
  entries: [{id: x, text: Second}, {id: y, text: First}, {id: z, text: Third}]
  answer: [y, x, z]
  feedback: {right: "So it goes.", wrong: "Think again."}
- id: number
  kind: number
  prompt: "How much?"
  concepts: [S0-05]
  answer: 68.6
  tolerance: 0.05
  unit: "%"
  feedback: {right: "So much.", wrong: "Not so much.", high: "Less."}
"""


def write_checks(course: Path) -> None:
    """Make a course that has one question of each kind and nothing else."""
    (course / "data" / "transcripts").mkdir(parents=True)
    (course / "chapters").mkdir()
    (course / "chapters" / "01-kinds.checks.yml").write_text(CHECKS, encoding="utf-8")


@pytest.fixture
def checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Check]:
    """One question of each kind, in a course of their own."""
    write_checks(tmp_path)
    with monkeypatch.context() as patch:
        patch.setenv("COMPASSION_COURSE", str(tmp_path))
        return [Check("01-kinds", id) for id in ("choice", "many", "classify", "match", "order", "number")]


def change(**other: Any) -> dict[str, Any]:
    """A ChangeIt that holds, with some parts otherwise."""
    whole = {
        "key": "cut-off",
        "question": "If the cut-off is raised, what happens to the share?",
        "predictions": [{"id": "up", "text": "It rises"}, {"id": "down", "text": "It falls"}],
        "control": "Where is the cut-off?",
        "states": [
            {
                "value": str(value),
                "label": f"{value} or more",
                "numbers": {"Counted": count, "Share": f"{count / 4:g}%"},
                "sentence": f"With a cut-off of {value}, {count} of 400 are counted.",
                "marks": [
                    {
                        "id": "all",
                        "label": "Everybody",
                        "x": count / 4,
                        "low": count / 4 - 4,
                        "high": count / 4 + 4,
                    },
                    {"id": "half", "label": "Every second one", "x": count / 4},
                ],
                "right_predictions": right,
            }
            for value, count, right in ((24, 274, []), (25, 240, ["down"]), (26, 201, ["down"]))
        ],
        "axis": {"label": "Share counted", "unit": "%", "min": 0, "max": 100},
        "computed_from": "Computed from 400 invented scores.",
        "source": "Simulated",
    }
    return {**whole, **other}


def saved_picture(
    sizes: dict[str, str | None],
    fed_by: dict[str, list[str]] | None = None,
    *,
    case: str | None = "gareth",
    lot: str = "0",
    **other: Any,
) -> bytes:
    """What "Save as data" of three circles writes, with some parts otherwise."""
    systems = [
        {"system": system, "size": size, "fed_by": (fed_by or {}).get(system, [])}
        for system, size in sizes.items()
    ]
    picture = {"case": case, "title": "Gareth", "systems": systems}
    whole = {
        "format": "compassion-course/three-circles",
        "format_version": 1,
        "lot": lot,
        "note": "There is no right ratio.",
        "pictures": [picture],
        **other,
    }
    return json.dumps(whole).encode()


def every_widget(checks: list[Check]) -> list:
    return [*checks, ChangeIt(**change()), ThreeCircles(group=True), WorkingDay()]


class Outline(HTMLParser):
    """What a fragment holds, and whether every element is closed."""

    VOID = frozenset({"br", "hr", "img", "input", "line", "rect", "circle", "path"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.text = ""
        self.feed(html)
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs) -> None:
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
