"""Two readings beside each other by place: where both stopped, how far their spans overlap.

A prompt to look again, never a mark: people who read with care stop at different words (Armstrong et al.
1997, Sociology 31(3), 597-606: six analysts, one transcript, near in themes, apart in how they packed them).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from .codebooks import Codebook
from .readings import Reading


class Marked(Protocol):
    """A coded span of a reading or of a sheet; one across turns is several lines with one id."""

    @property
    def id(self) -> str:
        """The same on each of its lines."""

    @property
    def turn(self) -> str:
        """The turn that it stands in."""

    @property
    def start(self) -> int:
        """First code point."""

    @property
    def end(self) -> int:
        """Code point after the last."""

    @property
    def codes(self) -> Sequence[str]:
        """Its codes; may be none."""


class Coverage(NamedTuple):
    """A coding beside a reading, by place: a prompt to look again, never a mark.

    Attributes
    ----------
    matched
        Pairs of span ids, own and the reader's, whose words overlap.
    missed
        The reader's spans where nothing was coded.
    extra
        Own spans where the reader coded nothing.
    """

    matched: tuple[tuple[str, str], ...]
    missed: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def share(self) -> float | None:
        """The share of the reader's spans that were also stopped at; ``None`` if the reader has none."""
        met = len({theirs for _, theirs in self.matched})
        return met / (met + len(self.missed)) if met or self.missed else None


class Reference:
    """The spans of a reading, in the order that a class of codings asks for them.

    Attributes
    ----------
    by_turn
        The spans of each turn.
    turns
        The turns that each span stands in, by its id.
    """

    def __init__(self, spans: Iterable[Marked]) -> None:
        self.by_turn: dict[str, list[Marked]] = {}
        self.turns: dict[str, set[str]] = {}
        for span in spans:
            self.by_turn.setdefault(span.turn, []).append(span)
            self.turns.setdefault(span.id, set()).add(span.turn)


def coverage(own: Iterable[Marked], reference: Iterable[Marked] | Reference) -> Coverage:
    """Compare spans by the words they cover, whatever their codes.

    Open coding is compared by place alone: other names for the same passages are no disagreement.
    """
    own = tuple(own)
    if not isinstance(reference, Reference):
        reference = Reference(reference)
    by_turn = reference.by_turn
    matched = dict.fromkeys(
        (mine.id, other.id)
        for mine in own
        for other in by_turn.get(mine.turn, ())
        if max(mine.start, other.start) < min(mine.end, other.end)
    )
    mine_matched = {mine for mine, _ in matched}
    theirs_matched = {theirs for _, theirs in matched}
    return Coverage(
        tuple(matched),
        tuple(id for id in reference.turns if id not in theirs_matched),
        tuple(dict.fromkeys(span.id for span in own if span.id not in mine_matched)),
    )


def overlaps(own: Iterable[Marked], reference: Iterable[Marked]) -> dict[tuple[str, str], float]:
    """Intersection over union (IoU) of each pair of spans that share words, in code points.

    1 is the same words, near 0 a touch. It says how alike two ends were placed, and nothing about which
    end is right; a low value beside a good reason is no fault.

    References
    ----------
    Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist 11(2), 37-50.
    """
    reference = tuple(reference)
    by_turn = Reference(reference).by_turn
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    shared: Counter[tuple[str, str]] = Counter()
    for span in reference:
        theirs[span.id] += span.end - span.start
    for mine in own:
        ours[mine.id] += mine.end - mine.start
        for other in by_turn.get(mine.turn, ()):
            both = min(mine.end, other.end) - max(mine.start, other.start)
            if both > 0:
                shared[mine.id, other.id] += both
    return {
        (mine, other): both / (ours[mine] + theirs[other] - both) for (mine, other), both in shared.items()
    }


def soft_f1(one: Iterable[Marked], other: Iterable[Marked], *, same_codes: bool = False) -> float | None:
    """Overlap of two readings in one number: each span earns the share of it that the other also marked.

    Precision is the mean of those shares over the spans of ``one``, recall over those of ``other``, and
    the result their harmonic mean, between 0 and 1; ``None`` if neither reading has a span (or a code).
    It falls when a reader marks whole turns for phrases, so it says something of habit and nothing of
    insight: not for grading, and not to be compared between transcripts.

    Parameters
    ----------
    one, other
        The order does not matter.
    same_codes
        Count words as shared only under the same code, and each code of a span once. For a closed
        codebook; with codes of one's own it measures names.

    References
    ----------
    Johansson, R. and Moschitti, A. (2013). Relational features in fine-grained opinion analysis.
    Computational Linguistics 39(3), 473-509. Their soft measure, but words marked twice count once.
    """
    one, other = tuple(one), tuple(other)
    shares = [_shares_met(one, other, same_codes), _shares_met(other, one, same_codes)]
    if not any(shares):
        return None
    precision, recall = (sum(part) / len(part) if part else 0.0 for part in shares)
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


def _shares_met(own: Iterable[Marked], other: Iterable[Marked], same_codes: bool) -> list[float]:
    marked: defaultdict[Hashable, set[int]] = defaultdict(set)
    for span in other:
        for label in _labels(span, same_codes):
            marked[span.turn, label].update(range(span.start, span.end))
    size: Counter[Hashable] = Counter()
    met: Counter[Hashable] = Counter()
    for span in own:
        words = range(span.start, span.end)
        for label in _labels(span, same_codes):
            size[span.id, label] += len(words)
            met[span.id, label] += len(marked[span.turn, label].intersection(words))
    return [met[entry] / size[entry] for entry in size]


def _labels(span: Marked, same_codes: bool) -> Iterator[str | None]:
    yield from dict.fromkeys(span.codes) if same_codes else [None]


@dataclass(frozen=True)
class Distance:
    """How far apart two readings of a transcript are: to be told, never to be used as a yardstick.

    Attributes
    ----------
    spans
        How many each has.
    turns_both, turns_only
        Turns where both stopped; turns where the first alone did, and the second alone.
    soft_f1
        By place alone (:func:`soft_f1`); ``None`` if neither has a span.
    codes_shared
        Codes of the shared codebook that both used, in its order; ``None`` without one.
    codes_used
        How many of its codes either used; ``None`` without a shared codebook.
    """

    readers: tuple[str, str]
    spans: tuple[int, int]
    turns_both: int
    turns_only: tuple[int, int]
    soft_f1: float | None
    codes_shared: tuple[str, ...] | None = None
    codes_used: int | None = None


def distance_between(one: Reading, other: Reading, codebook: Codebook | None = None) -> Distance:
    """Sum up how far apart two readings of one transcript are.

    Two readings by one maker, or two that were written to differ, give an example and no yardstick.

    Parameters
    ----------
    codebook
        The closed codebook that both used; without it nothing is said of codes, since codes of one's
        own are not meant to agree.

    Raises
    ------
    ValueError
        If they read different transcripts.
    """
    if one.doc != other.doc:
        raise ValueError(f"one reads {one.doc}, the other {other.doc}: compare readings of one transcript")
    first, second = ({span.turn for span in reading.spans} for reading in (one, other))
    used = [{code for span in reading.spans for code in span.codes} for reading in (one, other)]
    return Distance(
        readers=(one.reader.id, other.reader.id),
        spans=(len({span.id for span in one.spans}), len({span.id for span in other.spans})),
        turns_both=len(first & second),
        turns_only=(len(first - second), len(second - first)),
        soft_f1=soft_f1(one.spans, other.spans),
        codes_shared=None if codebook is None else tuple(c for c in codebook.by_id if c in used[0] & used[1]),
        codes_used=None if codebook is None else sum(c in used[0] | used[1] for c in codebook.by_id),
    )
