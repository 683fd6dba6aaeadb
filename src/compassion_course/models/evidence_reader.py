"""A cut-off and a sample size to move, and what may and may not be said where they stand.

Sayings are data. Each names the facts that must hold for it; which facts hold follows from the numbers by
:func:`facts`, which ``js/evidence-reader/rule.js`` has too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from ..corpus import Course, CourseError
from .claim import Claim, contradictions_in
from .model_file import place_of, read_model

FILE = "evidence-reader"

#: Pairs of facts of which one holds and the other does not.
PAIRS = (
    ("own", "thought"),
    ("wide", "narrow"),
    ("overlap", "apart"),
    ("clear", "unclear"),
    ("convention", "moved"),
)
FACTS = frozenset(fact for pair in PAIRS for fact in pair)
#: What a saying may hold in braces.
BLANKS = frozenset(
    (
        *("cut", "count", "n", "own_n", "people", "share", "low", "high", "width"),
        *("difference", "difference_low", "difference_high", "convention", "convention_share"),
    )
)


class CutOff(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Both means at or above these count; ``convention`` marks the one that somebody has used."""

    exhaustion: float
    disengagement: float
    convention: bool = False


class Size(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many are asked in each group; without ``n``, as many as the synthetic survey has."""

    id: str
    name: str
    n: int | None = None


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the two groups: its value of ``role`` in the survey, its name, and its people in a sentence."""

    id: str
    role: str
    name: str
    people: str


class Axis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The scale of a figure."""

    label: str
    unit: str
    min: float
    max: float


class Start(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the controls stand at first."""

    cut_off: int
    size: str
    group: str


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that a reader may expect."""

    id: str
    text: str


class Prediction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a reader is asked before moving ``moves``, what happens, and why."""

    id: str
    prompt: str
    moves: str
    options: tuple[Option, ...]
    happens: str
    told: str
    why: str


class Saying(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that may or may not be said while these facts hold, and why."""

    id: str
    may: bool
    when: tuple[str, ...]
    text: str
    because: str
    cite: str = ""


class Published(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Printed intervals from which the number of people can be worked out."""

    title: str
    intro: str
    figures: tuple[str, ...]
    least: int
    most: int
    says: str


class Prompt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A box for the reader's own words."""

    id: str
    label: str


class EvidenceReader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/models/evidence-reader.json``."""

    title: str
    intro: str
    synthetic: str
    thought: str
    method: str
    cut_offs: tuple[CutOff, ...]
    sizes: tuple[Size, ...]
    groups: tuple[Group, ...]
    axis: Axis
    difference_axis: Axis
    wide: float
    sources: dict[str, str]
    start: Start
    predictions: tuple[Prediction, ...]
    sayings: tuple[Saying, ...]
    published: Published
    explain: tuple[Prompt, ...]
    transfer: Claim


@dataclass(frozen=True)
class Share:
    """A count, how many it is of, and its share with an interval, in per cent to one decimal."""

    count: int
    n: int
    share: float
    low: float
    high: float
    width: float


def facts(
    *,
    wide: float,
    own: bool,
    convention: bool,
    chosen: Share,
    other: Share,
    difference: tuple[float, float],
) -> frozenset[str]:
    """Say which facts hold, one of each pair.

    An interval is wide when it spans more than ``wide`` points. Two intervals overlap when neither lies
    wholly below the other. The difference is clear when its interval leaves out 0.
    """
    low, high = difference
    holds = (
        own,
        chosen.width > wide,
        chosen.low <= other.high and other.low <= chosen.high,
        low > 0 or high < 0,
        convention,
    )
    return frozenset(pair[0] if hold else pair[1] for pair, hold in zip(PAIRS, holds, strict=True))


def said(
    sayings: Sequence[Saying],
    sources: Mapping[str, str],
    holding: frozenset[str],
    words: Mapping[str, str],
) -> list[dict[str, str]]:
    """Give the sayings whose facts all hold, their blanks filled and their source named, in their order."""
    return [
        {
            "id": one.id,
            "text": filled(one.text, words),
            "because": filled(one.because, words) + (f" ({sources[one.cite]})" if one.cite else ""),
        }
        for one in sayings
        if set(one.when) <= holding
    ]


def filled(text: str, words: Mapping[str, str]) -> str:
    """Put words into the blanks of a text, such as ``{share}``."""
    return re.sub(r"\{(\w+)\}", lambda blank: words[blank[1]], text)


def load_reader(course: Course) -> EvidenceReader:
    """Load the model and check that something can be said wherever its controls stand.

    Raises
    ------
    CourseError
        If the file is missing, has another shape, or contradicts itself.
    """
    model = read_model(course, FILE, EvidenceReader)
    for problem, remedy in _contradictions(model):
        raise CourseError(place_of(course, FILE), problem, remedy)
    return model


def _contradictions(model: EvidenceReader) -> Iterator[tuple[str, str]]:
    yield from _controls(model)
    for one in model.predictions:
        if one.moves not in ("cut_off", "size"):
            yield f"The prediction {one.id!r} moves {one.moves!r}.", "Let it move cut_off or size."
        if one.happens not in {option.id for option in one.options}:
            yield f"Nobody can expect what happens in {one.id!r}.", "Make it one of the options."
    if len({one.id for one in model.sayings}) != len(model.sayings):
        yield "Two sayings have the same id.", "Give each its own."
    for saying in model.sayings:
        if saying.cite and saying.cite not in model.sources:
            yield f"The saying {saying.id!r} cites {saying.cite!r}.", "Name it in sources."
        if unknown := set(saying.when) - FACTS:
            yield (
                f"The saying {saying.id!r} waits for {', '.join(sorted(unknown))}.",
                f"Facts: {', '.join(sorted(FACTS))}.",
            )
        if any(set(pair) <= set(saying.when) for pair in PAIRS):
            yield f"The saying {saying.id!r} can never be said.", "Two of its facts exclude each other."
        if unknown := set(re.findall(r"\{(\w+)\}", saying.text + saying.because)) - BLANKS:
            yield (
                f"The saying {saying.id!r} has the blank {', '.join(sorted(unknown))}.",
                f"Blanks: {', '.join(sorted(BLANKS))}.",
            )
    yield from contradictions_in(model.transfer)


def _controls(model: EvidenceReader) -> Iterator[tuple[str, str]]:
    if sum(cut.convention for cut in model.cut_offs) != 1:
        yield "Not exactly one cut-off is the convention.", "Mark the one that somebody has used."
    rising = sorted(model.cut_offs, key=lambda cut: cut.exhaustion)
    if list(model.cut_offs) != rising or len({cut.exhaustion for cut in rising}) != len(rising):
        yield "The cut-offs do not rise.", "Put the lowest first."
    if [size.n for size in model.sizes].count(None) != 1:
        yield "Not exactly one size is the survey's own.", "Leave out the n of one."
    if len(model.groups) != 2:
        yield f"There are {len(model.groups)} groups.", "A difference is between two."
    start = model.start
    if (
        not 0 <= start.cut_off < len(model.cut_offs)
        or start.size not in {size.id for size in model.sizes}
        or start.group not in {group.id for group in model.groups}
    ):
        yield "start names something that there is not.", "Name a place of cut_offs, a size and a group."
