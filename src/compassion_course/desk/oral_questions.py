"""Two questions for a talk with a trainee about their own work, made from their own words.

Whoever did the work can answer them and whoever did not will be at a loss; they judge nobody. The same
sheet always gives the same two.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from ..exercises.sheet import AnswerSheet
from ..exercises.values import CodedSpan, Coding
from .plain_text import one_line

_QUOTE = 160
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def oral_questions(sheet: AnswerSheet, codes: Mapping[str, str]) -> tuple[str, ...]:
    """Ask about two places of a sheet.

    Parameters
    ----------
    sheet
        What was handed in.
    codes
        The names of the codebook's codes.

    Returns
    -------
    tuple of str
        Two questions; fewer where the sheet has too little of its own.
    """
    codings = [value for value in sheet.answers.values() if isinstance(value, Coding)]
    names = {**codes, **{own.code: own.name for coding in codings for own in coding.own_codes}}
    spans: dict[str, CodedSpan] = {}
    for coding in codings:
        for span in coding.spans:
            if span.quote.strip():
                spans.setdefault(span.id, span)
    drawn = sorted(spans.values(), key=lambda span: _draw(sheet, span.turn, span.quote))
    # From two places of the transcript where there are two: one may have been talked about.
    first = drawn[:1]
    second = [span for span in drawn[1:] if span.turn != first[0].turn][:1] or drawn[1:2]
    asked = [_about(span, names, place) for place, span in enumerate(first + second)]
    return tuple((asked + _about_texts(sheet))[:2])


def _draw(sheet: AnswerSheet, *parts: str) -> bytes:
    return hashlib.sha256(
        "\0".join((sheet.exercise, sheet.saved, *parts)).encode("utf-8", "replace")
    ).digest()


def _about(span: CodedSpan, names: Mapping[str, str], place: int) -> str:
    notes = {} if not isinstance(span.notes, dict) else span.notes
    given = " and ".join(f"\u201c{one_line(names.get(code, code), 60)}\u201d" for code in span.codes)
    note = next((text for text in (span.why, *notes.values()) if text.strip()), "")
    start = f"In {one_line(span.turn, 40)} you marked \u201c{one_line(span.quote, _QUOTE)}\u201d"
    if given:
        start += f" and gave it {given}"
    elif note:
        start += f" and wrote \u201c{one_line(note, _QUOTE)}\u201d"
    ends = (
        "what would change your mind?",
        "what else could the words be doing there, and why did you pass that over?",
    )
    return f"{start}: {ends[place]}"


def _about_texts(sheet: AnswerSheet) -> list[str]:
    """Ask about sentences of what was written, for sheets with too few spans."""
    sentences = [
        sentence.strip()
        for value in sheet.answers.values()
        if isinstance(value, str)
        for sentence in _SENTENCE.split(value)
        if len(sentence.split()) > 4
    ]
    drawn = sorted(dict.fromkeys(sentences), key=lambda sentence: _draw(sheet, sentence))
    ends = ("What speaks against it?", "How did you come to it?")
    return [
        f"You wrote \u201c{one_line(sentence, _QUOTE)}\u201d {ends[place]}"
        for place, sentence in enumerate(drawn[:2])
    ]
