"""Measures of how good probabilities were, each with optional weights of the forecasts."""

import numpy as np
from jaxtyping import Bool, Float, Int

Probabilities = Float[np.ndarray, "items"]
Answers = Bool[np.ndarray, "items"]
Weights = Float[np.ndarray, "items"]

CLIP = 0.001
"""A logarithmic score is taken of probabilities no nearer to 0 or 1 than this: one such error would decide it alone."""
BINS = 10


def brier(p: Probabilities, happened: Answers, weights: Weights | None = None) -> float:
    """Mean squared error of the probability (Brier 1950); 0 is perfect, 0.25 is what a half always gets."""
    return _mean((p - happened) ** 2, weights)


def log_score(p: Probabilities, happened: Answers, weights: Weights | None = None) -> float:
    """Mean negative logarithm of the probability of what happened, in nats (Good 1952), clipped at `CLIP`."""
    clipped = np.clip(p, CLIP, 1.0 - CLIP)
    return _mean(-np.log(np.where(happened, clipped, 1.0 - clipped)), weights)


def recalibrated(p: Probabilities, happened: Answers, weights: Weights | None = None) -> Probabilities:
    """What happened as often as each forecast should have said: the isotonic regression (CORP).

    Dimitriadis, Gneiting and Jordan 2021, equation 1; forecasts that are equal are pooled first.
    """
    w = np.ones(len(p)) if weights is None else weights
    _, group = np.unique(p, return_inverse=True)
    total = np.bincount(group, w)
    mean = np.bincount(group, w * happened) / np.maximum(total, 1e-12)
    return _isotonic(mean, np.maximum(total, 1e-12))[group]


def _isotonic(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The closest values that never fall, by weighted squares: pool adjacent violators (Ayer et al. 1955)."""
    means, masses, sizes = list[float](), list[float](), list[int]()
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        means.append(value)
        masses.append(weight)
        sizes.append(1)
        while len(means) > 1 and means[-2] >= means[-1]:
            mass = masses[-2] + masses[-1]
            means[-2:] = [(means[-2] * masses[-2] + means[-1] * masses[-1]) / mass]
            masses[-2:] = [mass]
            sizes[-2:] = [sizes[-2] + sizes[-1]]
    return np.repeat(means, sizes)


def corp(p: Probabilities, happened: Answers, weights: Weights | None = None) -> tuple[float, float, float]:
    """Miscalibration, discrimination and uncertainty: Brier = miscalibration − discrimination + uncertainty.

    Dimitriadis, Gneiting and Jordan 2021, equation 2, for the Brier score.
    """
    y = happened.astype(float)
    best = brier(recalibrated(p, happened, weights), happened, weights)
    spread = brier(np.full(len(p), _mean(y, weights)), happened, weights)
    return brier(p, happened, weights) - best, spread - best, spread


def calibration_error(p: Probabilities, happened: Answers, weights: Weights | None = None) -> float:
    """Expected calibration error: mean gap of forecast and frequency over ten bins of equal width (Naeini et al. 2015).

    It depends on the bins; CORP's miscalibration does not.
    """
    w = np.ones(len(p)) if weights is None else weights
    bins = np.minimum((p * BINS).astype(int), BINS - 1)
    gaps = np.abs(np.bincount(bins, w * (p - happened), BINS))
    return float(gaps.sum() / w.sum())


def auc(p: Probabilities, happened: Answers, weights: Weights | None = None) -> float:
    """Area under the ROC curve: how often what happened was the likelier, ties a half (Hanley and McNeil 1982).

    NaN where all or nothing happened.
    """
    w = np.ones(len(p)) if weights is None else weights
    _, group = np.unique(p, return_inverse=True)
    yes, no = np.bincount(group, w * happened), np.bincount(group, w * ~happened)
    if yes.sum() == 0 or no.sum() == 0:
        return float("nan")
    below = np.cumsum(no) - no
    return float(np.sum(yes * (below + 0.5 * no)) / (yes.sum() * no.sum()))


def sharpness(p: Probabilities, weights: Weights | None = None) -> float:
    """Variance of the probabilities: 0 says the same of everything (Murphy and Winkler 1987)."""
    return _mean((p - _mean(p, weights)) ** 2, weights)


def _mean(values: np.ndarray, weights: Weights | None) -> float:
    return float(np.average(values, weights=weights))


def auc_within(
    p: Probabilities, happened: Answers, groups: Int[np.ndarray, "items"]
) -> tuple[Float[np.ndarray, "groups"], Int[np.ndarray, "groups"]]:
    """The area under the ROC curve within each group, and a row of each group.

    Groups in which all or nothing happened are left out.

    With a group for each day and horizon of a case, its mean is how well areas are told apart on one day, whatever the
    case. Rows whose group is negative belong to none.
    """
    found, rows = list[float](), list[int]()
    for group in np.unique(groups[groups >= 0]):
        of_it = np.flatnonzero(groups == group)
        value = auc(p[of_it], happened[of_it])
        if np.isfinite(value):
            found.append(value)
            rows.append(int(of_it[0]))
    return np.array(found, float), np.array(rows, int)
