"""Exact intervals for a share, in plain Python."""

from __future__ import annotations

from collections.abc import Callable
from math import comb


def clopper_pearson(count: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Exact binomial interval for a proportion.

    Parameters
    ----------
    count
        How many of the ``n`` were counted.
    n
        Size of the sample.
    level
        Confidence level, between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper bound, as proportions.

    Raises
    ------
    ValueError
        If ``count`` is not between 0 and ``n``, or ``n`` is 0.

    References
    ----------
    Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated
    in the case of the binomial. Biometrika 26(4), 404-413.
    """
    if n < 1 or not 0 <= count <= n:
        raise ValueError(
            f"a share of {count} in {n} makes no sense: count lies between 0 and n, and n is at least 1"
        )
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else _root(lambda p: _at_least(count, n, p) - tail)
    high = 1.0 if count == n else _root(lambda p: _at_least(count + 1, n, p) - (1 - tail))
    return low, high


def _at_least(count: int, n: int, p: float) -> float:
    """Probability of ``count`` or more among ``n``."""
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(count, n + 1))


def _root(rising: Callable[[float], float]) -> float:
    """Find where a rising function of a proportion crosses zero, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2
