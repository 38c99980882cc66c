"""Fits one hazard to daily rows of past cases: penalised likelihood, a frailty for each case, Laplace's approximation.

The link is complementary log-log (Prentice and Gloeckler 1978), the rows those of a discrete-time cause-specific hazard
(Allison 1982) under landmarking (van Houwelingen 2007): each day asks whether the event came within a week. Penalties
are the priors of the table; a normal frailty per case keeps a fast campaign from speaking for all.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from breakranks.model import chance

WINDOW = 7
"""Days within which a row's event is looked for."""
STEPS = 60
CLOSE = 1e-6


class Rows(NamedTuple):
    """Daily rows: features, whether the event came within `WINDOW` days, what each counts, and the number of the case.

    A week's rows tell much the same, and so do the areas of one force on one day: all of a week count as one.
    """

    features: Float[np.ndarray, "rows features"]
    happened: Float[np.ndarray, "rows"]
    weight: Float[np.ndarray, "rows"]
    case: Int[np.ndarray, "rows"]


class Prior(NamedTuple):
    """Means and standard deviations of the base and of each coefficient, and the bounds within which they stay."""

    mean: Float[np.ndarray, "coefficients"]
    spread: Float[np.ndarray, "coefficients"]
    low: Float[np.ndarray, "coefficients"]
    high: Float[np.ndarray, "coefficients"]


class Fit(NamedTuple):
    """Base and coefficients with their standard errors, the means that features are counted from, and the frailties."""

    value: Float[np.ndarray, "coefficients"]
    error: Float[np.ndarray, "coefficients"]
    mean: Float[np.ndarray, "features"]
    frailty: Float[np.ndarray, "cases"]


def fit_hazard(rows: Rows, prior: Prior, tempo: float) -> Fit:
    """The mode of the posterior and, from the curvature there, standard errors.

    `tempo` is the standard deviation of the frailties. Newton's method with the bounds as an active set: a coefficient
    at a bound that the data would push beyond it stays there.
    """
    cases = int(rows.case.max()) + 1
    mean = np.average(rows.features, axis=0, weights=rows.weight)
    x = np.column_stack([np.ones(len(rows.features)), rows.features - mean])
    b, u = prior.mean.copy(), np.zeros(cases)
    for _ in range(STEPS):
        slope, curve, slope_u, curve_u, cross = _derivatives(x, rows, b, u, prior, tempo)
        free = ~(((b <= prior.low) & (slope < 0)) | ((b >= prior.high) & (slope > 0)))
        schur = curve - (cross / curve_u) @ cross.T
        step = np.zeros_like(b)
        step[free] = np.linalg.solve(schur[np.ix_(free, free)], (slope - (cross / curve_u) @ slope_u)[free])
        step_u = (slope_u - cross.T @ step) / curve_u
        size = max(float(np.abs(step).max()), float(np.abs(step_u).max()))
        shrink = min(1.0, 1.0 / max(size, 1e-12))
        b = np.clip(b + shrink * step, prior.low, prior.high)
        u = u + shrink * step_u
        if size < CLOSE:
            break
    _, curve, _, curve_u, cross = _derivatives(x, rows, b, u, prior, tempo)
    covariance = np.linalg.inv(curve - (cross / curve_u) @ cross.T)
    return Fit(b, np.sqrt(np.diag(covariance)), mean, u)


def _derivatives(
    x: np.ndarray, rows: Rows, b: np.ndarray, u: np.ndarray, prior: Prior, tempo: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Slopes and (negative) curvatures of the log posterior in coefficients and frailties, and the cross curvature."""
    happened, weight = rows.happened, rows.weight
    rate = WINDOW * np.exp(np.clip(x @ b + u[rows.case], -16.0, 1.5))
    happens = chance(rate)
    odd = rate * (1.0 - happens) / np.maximum(happens, 1e-12)
    pull = weight * (happened * odd - (1.0 - happened) * rate)
    # The observed curvature, kept above zero: of an event, rate·odd − odd·(1 − rate) … is small where it is likely.
    bend = weight * np.maximum(happened * odd * (rate + odd - 1.0) + (1.0 - happened) * rate, 1e-9 * rate)
    bent = x * bend[:, None]
    cases = len(u)
    slope = x.T @ pull - (b - prior.mean) / prior.spread**2
    curve = x.T @ bent + np.diag(1.0 / prior.spread**2)
    slope_u = np.bincount(rows.case, pull, cases) - u / tempo**2
    curve_u = np.bincount(rows.case, bend, cases) + 1.0 / tempo**2
    cross = np.stack([np.bincount(rows.case, column, cases) for column in bent.T])
    return slope, curve, slope_u, curve_u, cross


def pooled(rows: Sequence[tuple[np.ndarray, np.ndarray, int]]) -> Rows:
    """The rows of several cases as one table: features and answers of each, and how many of its rows a day has."""
    kept = [(x, y, n) for x, y, n in rows if len(y)]
    return Rows(
        np.concatenate([x for x, _, _ in kept]),
        np.concatenate([y for _, y, _ in kept]).astype(float),
        np.concatenate([np.full(len(y), 1.0 / (WINDOW * n)) for _, y, n in kept]),
        np.concatenate([np.full(len(y), case) for case, (_, y, _) in enumerate(kept)]),
    )
