"""Two shares side by side: each with its exact interval, their difference with one of its own.

``js/evidence-reader/rule.js`` is the same for the page; a test compares the two over a grid.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import exp, floor, log, log1p, sqrt

#: The standard normal deviate that leaves 2.5% above it.
Z = 1.959963984540054


def tenth(x: float) -> float:
    """Round to one decimal, a half upwards, as the page does."""
    return floor(x * 10 + 0.5) / 10


def at_size(count: int, own: int, n: int) -> int:
    """Give the count among ``n`` if the share of ``count`` in ``own`` held, in whole people."""
    return (2 * count * n + own) // (2 * own)


@cache
def exact_interval(count: int, n: int) -> tuple[float, float]:
    """Exact interval for a share at 95%, as proportions.

    What :func:`.intervals.clopper_pearson` gives, soon enough for a thousand people.

    References
    ----------
    Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the
    case of the binomial. Biometrika 26(4), 404-413.
    """
    low = 0.0 if count == 0 else _root(lambda p: incomplete_beta(p, count, n - count + 1) - 0.025)
    high = 1.0 if count == n else _root(lambda p: incomplete_beta(p, count + 1, n - count) - 0.975)
    return low, high


def _root(rising: Callable[[float], float]) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


_log_factorials = [0.0]


def _log_factorial(n: int) -> float:
    for k in range(len(_log_factorials), n + 1):
        _log_factorials.append(_log_factorials[k - 1] + log(k))
    return _log_factorials[n]


def incomplete_beta(x: float, a: int, b: int) -> float:
    """Regularised incomplete beta function for whole ``a`` and ``b``.

    It is the probability of ``a`` or more among a + b - 1.

    References
    ----------
    NIST Digital Library of Mathematical Functions, 8.17.5 (the relation) and 8.17.22 (the continued
    fraction, worked out here by Lentz's method).
    """
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):  # the fraction converges quickly on the other side only
        return 1 - incomplete_beta(1 - x, b, a)
    front = exp(
        _log_factorial(a + b - 1) - _log_factorial(a - 1) - _log_factorial(b - 1) + a * log(x) + b * log1p(-x)
    )
    c, d = 1.0, 1 / _kept(1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, 501):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d, c = 1 / _kept(1 + even * d), _kept(1 + even / c)
        fraction *= c * d
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d, c = 1 / _kept(1 + odd * d), _kept(1 + odd / c)
        fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * fraction / a


def _kept(y: float) -> float:
    """Keep a denominator away from 0."""
    return 1e-300 if abs(y) < 1e-300 else y


def wilson(count: int, n: int) -> tuple[float, float]:
    """Score interval for a share, at 95%, as proportions.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of
    the American Statistical Association 22, 209-212.
    """
    share, z2 = count / n, Z * Z
    middle = share + z2 / (2 * n)
    half = Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, (middle - half) / (1 + z2 / n)), min(1.0, (middle + half) / (1 + z2 / n))


def newcombe(count1: int, n1: int, count2: int, n2: int) -> tuple[float, float]:
    """Interval at 95% for the first share less the second, as proportions, from their score intervals.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions:
    comparison of eleven methods. Statistics in Medicine 17, 873-890. Method 10.
    """
    share1, share2 = count1 / n1, count2 / n2
    (low1, high1), (low2, high2) = wilson(count1, n1), wilson(count2, n2)
    difference = share1 - share2
    return (
        difference - sqrt((share1 - low1) ** 2 + (high2 - share2) ** 2),
        difference + sqrt((high1 - share1) ** 2 + (share2 - low2) ** 2),
    )
