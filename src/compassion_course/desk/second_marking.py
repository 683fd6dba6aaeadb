"""Which submissions get a second marker, and how far two markers agreed.

The sample: all fails and all near the pass mark, where the programme has one, and of the rest a tenth and
at least six. It is drawn by a digest, so it is the same on every day and no one can choose.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .gradebook import Gradebook, that_counts
from .gradebook_rows import Role
from .programme import Programme

# Fewer pairs than this say nothing about a coefficient that an interval would not drown.
_ENOUGH_FOR_KAPPA = 20
_DRAWS = 2000


class Candidate(NamedTuple):
    """A submission that is marked in full; ``marks`` are on the programme's scale."""

    submission: int
    marks: float


def marked_in_full(
    book: Gradebook, exercise: str, programme: Programme | None, *, before_moderation: bool = False
) -> list[Candidate]:
    """List the current submissions of an exercise that are marked in full and that no concern keeps out.

    Parameters
    ----------
    before_moderation
        Whether marks are those of the key and the first marker. Who is marked twice is drawn from these:
        from the marks that count, each decision could draw somebody else into the sample.
    """
    rules, withheld = programme or Programme(), book.withheld()
    current = {one.id for one in book.submissions(exercise)}
    asked: set[Role] = {"key", "first"} if before_moderation else {"key", "first", "moderated"}
    found = []
    for id, items in book.latest(exercise).items():
        rows = [
            that_counts({role: row for role, row in roles.items() if role in asked})
            for roles in items.values()
            if roles.keys() & asked
        ]
        marks = [row.marks for row in rows if row.marks is not None]
        if id in current and len(marks) == len(rows) and not withheld.any_of(id):
            total = sum(row.of for row in rows)
            found.append(Candidate(id, rules.on_scale(round(sum(marks), 2), total)))
    return found


class Sample(NamedTuple):
    """Submissions to be marked twice, by the reason for which each was taken."""

    fails: tuple[int, ...]
    near: tuple[int, ...]
    rest: tuple[int, ...]

    @property
    def all(self) -> frozenset[int]:
        """All of them."""
        return frozenset((*self.fails, *self.near, *self.rest))


def sample(candidates: Iterable[Candidate], programme: Programme | None, seed: str) -> Sample:
    """Choose what is marked twice.

    Parameters
    ----------
    candidates
        Everything that is marked in full and that no concern keeps out.
    programme
        The pass mark and the rule; without one there are no fails and nothing near, and the usual share.
    seed
        What the draw from the rest rests on.
    """
    rules = programme or Programme()
    rule, line = rules.second_marking, rules.pass_mark
    fails, near, rest = [], [], []
    for one in sorted(candidates):
        if line is not None and one.marks < line:
            fails.append(one.submission)
        elif line is not None and one.marks <= line + rule.within:
            near.append(one.submission)
        else:
            rest.append(one.submission)
    many = min(len(rest), max(rule.at_least, math.ceil(len(rest) * rule.share)))
    drawn = sorted(rest, key=lambda id: hashlib.sha256(f"{seed}/second/{id}".encode()).digest())[:many]
    return Sample(tuple(fails), tuple(near), tuple(sorted(drawn)))


class MarkerAgreement(NamedTuple):
    """How two markers agreed over ``n`` pairs.

    Attributes
    ----------
    exact, within_one
        How many pairs are equal, and how many differ by one mark at most.
    mean_difference
        Of second minus first: below 0 the second marker is the stricter.
    kappa, low, high
        Cohen's kappa with squared weights and a 95 % interval from resampling; None where there are too few
        pairs to say, or the marks do not vary.
    """

    n: int
    exact: int
    within_one: int
    mean_difference: float
    kappa: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def words(self) -> str:
        """Say it in a sentence or two."""
        if not self.n:
            return "No pair of marks yet."
        way = "higher" if self.mean_difference > 0 else "lower"
        mean = (
            "On average the two give the same."
            if abs(self.mean_difference) < 0.005
            else f"On average the second mark is {abs(self.mean_difference):.2f} {way}."
        )
        pairs = "pair" if self.n == 1 else "pairs"
        said = f"{self.n} {pairs}: {self.exact} equal, {self.within_one} within one mark. {mean}"
        if self.kappa is None:
            return f"{said} Too few, or too much alike, for a coefficient."
        return f"{said} Weighted kappa {self.kappa:.2f} (95 % interval {self.low:.2f} to {self.high:.2f})."


def agreement(pairs: Sequence[tuple[float, float]]) -> MarkerAgreement:
    """Compare first and second marks.

    Parameters
    ----------
    pairs
        First and second mark of each item that has both.
    """
    n = len(pairs)
    if not n:
        return MarkerAgreement(0, 0, 0, 0.0)
    gaps = [second - first for first, second in pairs]
    result = MarkerAgreement(
        n,
        sum(abs(gap) < 1e-9 for gap in gaps),
        sum(abs(gap) <= 1 + 1e-9 for gap in gaps),
        round(sum(gaps) / n, 4),
    )
    kappa = _kappa(pairs) if n >= _ENOUGH_FOR_KAPPA else None
    if kappa is None:
        return result
    # A fixed seed: the same marks always show the same interval.
    chance = random.Random(20_261_126)
    drawn = [_kappa(chance.choices(pairs, k=n)) for _ in range(_DRAWS)]
    kept = sorted(one for one in drawn if one is not None)
    if len(kept) < 0.95 * _DRAWS:
        return result
    low, high = kept[int(0.025 * len(kept))], kept[int(0.975 * len(kept))]
    return result._replace(kappa=kappa, low=low, high=high)


def _kappa(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Cohen's kappa with squared weights, from means and variances; None where nothing varies.

    Fleiss and Cohen (1973, Educational and Psychological Measurement 33, 613-619) show the two forms equal.
    """
    n = len(pairs)
    one = sum(first for first, _ in pairs) / n
    other = sum(second for _, second in pairs) / n
    spread = (
        sum((first - one) ** 2 + (second - other) ** 2 for first, second in pairs) / n + (one - other) ** 2
    )
    if spread < 1e-12:
        return None
    return 2 * sum((first - one) * (second - other) for first, second in pairs) / n / spread
