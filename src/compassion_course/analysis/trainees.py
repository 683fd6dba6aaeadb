"""Six imaginary trainees beside one reading: what each measure sees, and what it is blind to.

Computed from invented places and codes; there is no text behind them and nobody coded anything.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ..corpus.overlap import coverage, soft_f1
from .agreement import agreement_by_code, codes_by_turn, masi_alpha

TURNS, CODES, SPANS = 200, 15, 160  # the size of a long interview
TURN, PHRASE, JITTER = (120, 420), (30, 90), 20  # in characters
OTHER_CODE = 0.3  # how often the second trainee prefers another code


@dataclass(frozen=True)
class InventedSpan:
    """A place with codes, and no words."""

    id: str
    turn: str
    start: int
    end: int
    codes: tuple[str, ...]


class TraineeRow(NamedTuple):
    """One imaginary trainee beside the reading; what is not defined is ``None``.

    ``kappa`` and ``ac1`` are means over the codes where they are defined; ``soft_f1`` counts words under
    the same code; ``coverage`` goes by place alone.
    """

    trainee: str
    kappa: float | None
    ac1: float | None
    masi_alpha: float | None
    soft_f1: float | None
    coverage: float | None


def six_trainees(seed: int = 1) -> list[TraineeRow]:
    """Compute every measure for six ways of differing from one reading.

    No column orders the six by how well they read: nobody's reasons are in these numbers.

    Parameters
    ----------
    seed
        Draws other places and codes; the pattern stays.
    """
    draw = random.Random(seed)
    turns = [f"X-{place:03d}" for place in range(1, TURNS + 1)]
    lengths = {turn: draw.randint(*TURN) for turn in turns}
    codes = [f"code-{place:02d}" for place in range(1, CODES + 1)]
    reference = [
        _phrase(draw, f"s{place:03d}", turn, lengths[turn], draw.choice(codes))
        for place, turn in enumerate(sorted(draw.choices(turns, k=SPANS)))
    ]
    ways: dict[str, Callable[[InventedSpan], InventedSpan | None]] = {
        "the same in everything": lambda span: span,
        "ends moved a little, 3 in 10 codes others": lambda span: _moved(
            draw, span, lengths[span.turn], codes
        ),
        "codes nothing": lambda span: None,
        "same passages, every code renamed": lambda span: replace(
            span, codes=tuple(codes[(codes.index(code) + 1) % CODES] for code in span.codes)
        ),
        "whole turns instead of phrases": lambda span: replace(span, start=0, end=lengths[span.turn]),
        "stops half-way": lambda span: span if turns.index(span.turn) < TURNS // 2 else None,
    }
    return [
        _row(name, turns, codes, [span for one in reference if (span := way(one))], reference)
        for name, way in ways.items()
    ]


def _phrase(draw: random.Random, id: str, turn: str, length: int, code: str) -> InventedSpan:
    words = draw.randint(*PHRASE)
    start = draw.randint(0, length - words)
    return InventedSpan(id, turn, start, start + words, (code,))


def _moved(draw: random.Random, span: InventedSpan, length: int, codes: Sequence[str]) -> InventedSpan:
    start = min(max(span.start + draw.randint(-JITTER, JITTER), 0), span.end - 1)
    end = max(min(span.end + draw.randint(-JITTER, JITTER), length), start + 1)
    kept = span.codes if draw.random() >= OTHER_CODE else (draw.choice(codes),)
    return replace(span, start=start, end=end, codes=kept)


def _row(
    name: str,
    turns: Sequence[str],
    codes: Sequence[str],
    own: Sequence[InventedSpan],
    reference: Sequence[InventedSpan],
) -> TraineeRow:
    mine, theirs = codes_by_turn(own), codes_by_turn(reference)
    by_code = agreement_by_code(turns, mine, theirs, codes)
    return TraineeRow(
        name,
        _mean(code.kappa for code in by_code),
        _mean(code.ac1 for code in by_code),
        masi_alpha(mine, theirs),
        soft_f1(own, reference, same_codes=True),
        coverage(own, reference).share,
    )


def _mean(values: Iterable[float | None]) -> float | None:
    defined = [value for value in values if value is not None]
    return sum(defined) / len(defined) if defined else None
