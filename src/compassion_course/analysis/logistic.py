"""A logistic regression small enough to read: slopes and their standard errors, by Newton's method."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

Matrix = list[list[float]]


def logistic_fit(
    outcome: Sequence[bool], *predictors: Sequence[float], rounds: int = 25
) -> tuple[list[float], list[float]]:
    """Fit the log-odds of an outcome by an intercept and some predictors.

    Parameters
    ----------
    outcome
        For each person, whether it is so.
    predictors
        Columns as long as ``outcome``.
    rounds
        Steps of Newton's method; the fits of this course stand still after about six.

    Returns
    -------
    tuple
        The predictors' slopes and their standard errors, without the intercept's.
    """
    rows = [[1.0, *each] for each in zip(*predictors, strict=True)]
    slopes = [0.0] * len(rows[0])
    for _ in range(rounds):
        information, score = _curvature(rows, outcome, slopes)
        inverse = inverted(information)
        steps = [sum(a * b for a, b in zip(line, score, strict=True)) for line in inverse]
        slopes = [slope + step for slope, step in zip(slopes, steps, strict=True)]
        if max(map(abs, steps)) < 1e-10:
            break
    return slopes[1:], [inverse[k][k] ** 0.5 for k in range(1, len(slopes))]


def _curvature(
    rows: Sequence[Sequence[float]], outcome: Sequence[bool], slopes: Sequence[float]
) -> tuple[Matrix, list[float]]:
    size = range(len(slopes))
    information = [[0.0 for _ in size] for _ in size]
    score = [0.0 for _ in size]
    for row, so in zip(rows, outcome, strict=True):
        share = 1 / (1 + exp(-sum(x * slope for x, slope in zip(row, slopes, strict=True))))
        weight = share * (1 - share)
        for i in size:
            score[i] += row[i] * (so - share)
            for j in size:
                information[i][j] += weight * row[i] * row[j]
    return information, score


def inverted(matrix: Matrix) -> Matrix:
    """Invert a square matrix by Gauss and Jordan, with the largest pivot of each column."""
    n = len(matrix)
    work = [[*line, *(float(i == j) for j in range(n))] for i, line in enumerate(matrix)]
    for k in range(n):
        best = max(range(k, n), key=lambda i: abs(work[i][k]))
        work[k], work[best] = work[best], work[k]
        pivot = work[k][k]
        work[k] = [x / pivot for x in work[k]]
        for i in range(n):
            if i != k and work[i][k]:
                factor = work[i][k]
                work[i] = [x - factor * y for x, y in zip(work[i], work[k], strict=True)]
    return [line[n:] for line in work]
