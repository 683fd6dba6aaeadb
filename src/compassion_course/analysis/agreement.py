"""Agreement on codes, for closed codebooks on pre-cut units: what coders have to talk about.

A coefficient that is not defined is ``None``, never 0 or 1: :func:`shown` writes it in words. None of
these is a mark, and none has a pass mark: O'Connor and Joffe (2020, International Journal of Qualitative
Methods 19) let the aim of a study decide whether and how to use one. Open coding gets none at all;
see :mod:`.overlap`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple, TypeVar

from ..corpus.overlap import Marked

Value = TypeVar("Value", bound=Hashable)
Codes = AbstractSet[str]


class CodeAgreement(NamedTuple):
    """Two readers, one code, the same pre-cut units: the counts first, then what is made of them.

    Attributes
    ----------
    both, only_one, only_other, neither
        Counts of units.
    prevalence
        The mean of the two readers' shares of units with this code. The rarer a code, or the nearer to
        everywhere, the lower kappa at the same number of differences: read it beside the counts (Byrt,
        Bishop and Carlin 1993, Journal of Clinical Epidemiology 46(5), 423-429).
    kappa, alpha
        Cohen's kappa and nominal Krippendorff's alpha; ``None`` if the code never occurs or never varies.
    ac1
        Gwet's AC1, to be shown beside kappa and never alone: with rare codes it is high for somebody who
        codes nothing. ``None`` where kappa is.
    """

    code: str
    both: int
    only_one: int
    only_other: int
    neither: int
    prevalence: float
    kappa: float | None
    alpha: float | None
    ac1: float | None


def agreement_by_code(
    units: Iterable[str], one: Mapping[str, Codes], other: Mapping[str, Codes], codes: Iterable[str]
) -> list[CodeAgreement]:
    """Compare two readers code by code, on units that were cut before they read.

    Never pool the codes into one number, and never use a cut-off as a pass mark: the talk about the
    units that differ is the point.

    Parameters
    ----------
    units
        Every unit that both looked at, also where neither found a code: such as all turns of a passage.
    one, other
        The codes that each gave to a unit; a unit that is left out has none.
    codes
        The codes of the codebook.

    Raises
    ------
    ValueError
        If there is no unit, or a reader coded a unit that is not among them.
    """
    units = tuple(dict.fromkeys(units))
    if not units:
        raise ValueError("there are no units: name every unit that both readers looked at")
    if strange := sorted({*one, *other}.difference(units)):
        raise ValueError(f"not among the units: {', '.join(strange)}; units are cut before anybody reads")
    nothing: Codes = frozenset()
    return [
        _one_code(code, [(code in one.get(u, nothing), code in other.get(u, nothing)) for u in units])
        for code in codes
    ]


def _one_code(code: str, pairs: Sequence[tuple[bool, bool]]) -> CodeAgreement:
    n, counts = len(pairs), Counter(pairs)
    both, first, second = counts[True, True], counts[True, False], counts[False, True]
    return CodeAgreement(
        code,
        both,
        first,
        second,
        counts[False, False],
        (2 * both + first + second) / (2 * n),
        cohen_kappa(*zip(*pairs, strict=True)),
        krippendorff_alpha(pairs),
        gwet_ac1(*zip(*pairs, strict=True)),
    )


def cohen_kappa(one: Sequence[Hashable], other: Sequence[Hashable]) -> float | None:
    """Agreement of two readers beyond what their own rates would give by chance: 1 is full, 0 is chance.

    ``None`` if both gave one and the same label throughout. Not for labels that readers made up
    themselves (the same passages under other names come out at chance), nor for grading.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological
    Measurement 20(1), 37-46.
    """
    n = len(one)
    alike = sum(mine == theirs for mine, theirs in zip(one, other, strict=True))
    mine, theirs = Counter(one), Counter(other)
    by_chance = sum(mine[label] * theirs[label] for label in mine)  # of n * n: whole numbers stay exact
    return (n * alike - by_chance) / (n * n - by_chance) if n * n != by_chance else None


def gwet_ac1(one: Sequence[bool], other: Sequence[bool]) -> float | None:
    """Agreement of two readers on one yes or no, with a chance term that rare codes do not upset.

    ``None`` if both gave one answer throughout. Never alone: where a code is rare, coding nothing scores
    high.

    References
    ----------
    Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high
    agreement. British Journal of Mathematical and Statistical Psychology 61(1), 29-48.
    """
    n, yes = len(one), sum(one) + sum(other)
    if yes in {0, 2 * n}:
        return None
    alike = sum(mine == theirs for mine, theirs in zip(one, other, strict=True)) / n
    by_chance = 2 * (yes / (2 * n)) * (1 - yes / (2 * n))
    return (alike - by_chance) / (1 - by_chance)


def _differs(one: Any, other: Any) -> float:
    return float(one != other)


def krippendorff_alpha(
    units: Iterable[Sequence[Value]], distance: Callable[[Value, Value], float] = _differs
) -> float | None:
    """One minus observed over expected disagreement, for any number of readers and any missing values.

    ``None`` if no unit was read twice or there is only one value. 0.8 and 0.667 are customary in content
    analysis for data to be reported on; they are no standard for learning to code.

    Parameters
    ----------
    units
        For each unit the values that readers gave it; units with fewer than two say nothing and are left out.
    distance
        Between two values, from 0 (alike); nominal if not given.

    References
    ----------
    Hayes, A. F. and Krippendorff, K. (2007). Answering the call for a standard reliability measure for
    coding data. Communication Methods and Measures 1(1), 77-89.
    """
    read = [Counter(values) for values in units if len(values) > 1]
    every = sum(read, Counter[Value]())
    expected = _disagreement(every, distance)
    if not expected:
        return None
    observed = sum(_disagreement(values, distance) * values.total() for values in read) / every.total()
    return 1 - observed / expected


def _disagreement(values: Counter[Value], distance: Callable[[Value, Value], float]) -> float:
    """Mean distance of two different draws from these values."""
    n = values.total()
    pairs = sum(a * b * distance(x, y) for x, a in values.items() for y, b in values.items())
    return pairs / (n * (n - 1)) if n > 1 else 0.0


def masi_alpha(one: Mapping[str, Codes], other: Mapping[str, Codes]) -> float | None:
    """Alpha with MASI distance over the units that either coded: sets of codes, partly alike.

    For tutors and a shared codebook. Units that nobody coded are left out, so it moves with how much was
    coded; a reader who coded nothing falls below 0.
    """
    nothing: Codes = frozenset()
    pairs = [(one.get(u, nothing), other.get(u, nothing)) for u in dict.fromkeys([*one, *other])]
    coded = [(frozenset(mine), frozenset(theirs)) for mine, theirs in pairs if mine or theirs]
    return krippendorff_alpha(coded, masi_distance)


def masi_distance(one: Codes, other: Codes) -> float:
    """Distance of two sets of codes: one minus Jaccard, times 1, 2/3 or 1/3.

    Times 1 if the sets are the same, 2/3 if one lies within the other, 1/3 if they only overlap. Two
    empty sets are alike. Says nothing about which codes lie near each other in meaning.

    References
    ----------
    Passonneau, R. (2006). Measuring agreement on set-valued items (MASI) for semantic and pragmatic
    annotation. Proceedings of LREC 2006, 831-836.
    """
    weight = 1.0 if one == other else 2 / 3 if one <= other or other <= one else 1 / 3
    alike = jaccard(one, other)
    return 0.0 if alike is None else 1 - alike * weight


def jaccard(one: Codes, other: Codes) -> float | None:
    """Share of the codes of either that both gave, such as to one span; ``None`` if neither gave any.

    For "which of our codes do we share here?", not for a mean over a transcript.

    References
    ----------
    Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist 11(2), 37-50.
    """
    return len(one & other) / len(one | other) if one or other else None


def codes_by_turn(spans: Iterable[Marked]) -> dict[str, set[str]]:
    """Give each coded turn its codes: turns as units, cut before anybody read."""
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for span in spans:
        codes[span.turn].update(span.codes)
    return dict(codes)


def shown(value: float | None) -> str:
    """Write a coefficient with two decimals, or say that it is not defined."""
    return "not defined" if value is None else f"{value:.2f}"
