"""Logistic regression by Newton's method: slopes and their standard errors."""

from __future__ import annotations

from collections.abc import Sequence


def logistic_fit(
    outcome: Sequence[bool], *predictors: Sequence[float], rounds: int = 50
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

    Raises
    ------
    ValueError
        If it is so for nobody or for everybody, or a predictor never varies: then there is nothing to fit.
    """
    if len(set(outcome)) < 2 or any(len(set(column)) < 2 for column in predictors):
        raise ValueError("it is so for nobody or for everybody, or a predictor never varies")
    # Imported here, so that the package starts without it.
    import numpy as np

    rows = np.column_stack([np.ones(len(outcome)), *predictors])
    so = np.asarray(outcome, dtype=float)
    slopes = np.zeros(rows.shape[1])
    for _ in range(rounds):
        share = 1 / (1 + np.exp(-rows @ slopes))
        information = rows.T @ (rows * (share * (1 - share))[:, None])
        step = np.linalg.solve(information, rows.T @ (so - share))
        slopes = slopes + step
        if np.abs(step).max() < 1e-10:
            break
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    return slopes[1:].tolist(), errors[1:].tolist()
