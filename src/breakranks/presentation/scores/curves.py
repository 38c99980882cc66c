"""The curves behind the diagrams: what happened over what was forecast, and hits over false alarms."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Float

from breakranks.scoring.verification import recalibrated


@dataclass(frozen=True)
class Block:
    """A stretch of the reliability curve on which the share that happened is the same.

    `low` and `high` bound the forecasts in it, `share` of its `items` happened.
    """

    low: float
    high: float
    share: float
    items: int


def blocks(p: Float[np.ndarray, "items"], happened: Bool[np.ndarray, "items"]) -> list[Block]:
    """Pool the forecasts into the blocks of the CORP reliability diagram, the lowest first.

    Isotonic regression of what happened on the forecasts (Dimitriadis, Gneiting and Jordan 2021); equal forecasts
    are pooled first.
    """
    if not len(p):
        return []
    values, first, counts = np.unique(p, return_index=True, return_counts=True)
    fitted = recalibrated(p, happened)[first]
    edges = [0, *(np.flatnonzero(np.diff(fitted) > 1e-12) + 1), len(values)]
    return [
        Block(float(values[i]), float(values[j - 1]), float(fitted[i]), int(counts[i:j].sum()))
        for i, j in pairwise(edges)
    ]


def hits(p: Float[np.ndarray, "items"], happened: Bool[np.ndarray, "items"]) -> list[tuple[float, float]]:
    """Give the corners of the ROC curve as (false alarms, hits) in shares of 1, from (0, 0) to (1, 1).

    Empty where everything happened or nothing did.
    """
    yes = int(happened.sum())
    if yes in (0, len(p)):
        return []
    values, which = np.unique(-p, return_inverse=True)
    hit = np.r_[0, np.cumsum(np.bincount(which, happened, len(values)))] / yes
    false = np.r_[0, np.cumsum(np.bincount(which, ~happened, len(values)))] / (len(p) - yes)
    turns = np.abs(np.diff(hit)[:-1] * np.diff(false)[1:] - np.diff(hit)[1:] * np.diff(false)[:-1]) > 1e-12
    kept = np.r_[True, turns, True]
    return [(float(x), float(y)) for x, y in zip(false[kept], hit[kept], strict=True)]
