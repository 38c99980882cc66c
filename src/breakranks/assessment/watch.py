"""What to watch for, and how far the forecast is likely to move once it is seen: read off the futures themselves."""

from collections.abc import Iterator

import numpy as np
from jaxtyping import Bool, Float

from breakranks.assessment.ladder import headlines
from breakranks.assessment.outside import OutsideView
from breakranks.assessment.types import Indicator
from breakranks.futures import Futures
from breakranks.futures.choices import AS_IT_GOES
from breakranks.worlds.setup import sign_kinds

HORIZON = 28
KEPT = 60
FOLDS = 5
RIDGE = 30.0


def indicators(futures: Futures, outside: OutsideView) -> tuple[Indicator, ...]:
    """The most informative signs: kind × place, against each headline question within 28 days.

    Mutual information, in bits, between "a report of this kind about this place is seen within 14 days" and "it
    happens within 28 days", over the futures as it goes. Whether a report is seen is averaged over in each world
    (probability 1 − exp(−expected reports)). The probabilities are pooled with the outside view as the forecasts are.
    """
    future = futures.by_choice[AS_IT_GOES]
    assert future.rates is not None
    rates = np.asarray(future.rates, np.float64)
    places = [None, *(area.id for area in futures.worlds.evidence.force.areas)]
    expected = np.concatenate([rates.sum(axis=1, keepdims=True), rates], axis=1)
    seen = 1.0 - np.exp(-expected)
    found = []
    for rung in headlines(futures):
        happens = (rung.first(future.first, futures) <= HORIZON)[rung.given]
        # An area given up in every world has nothing left to ask.
        if not rung.given.any() or not 0.005 < happens.mean() < 0.995:
            continue
        here = seen[..., rung.given]
        chance, both = here.mean(axis=-1), (here * happens).mean(axis=-1)
        now = float(happens.mean())
        bits = _information(chance, both, now)
        for k, kind in enumerate(sign_kinds()):
            for a, place in enumerate(places):
                if 0.03 < chance[k, a] < 0.97:
                    found.append(
                        Indicator(
                            kind=kind,
                            area=place,
                            question=rung.question,
                            question_area=rung.area,
                            seen=float(chance[k, a]),
                            information=float(bits[k, a]),
                            now=outside.mix(rung.question, rung.area, HORIZON, now),
                            if_seen=outside.mix(rung.question, rung.area, HORIZON, float(both[k, a] / chance[k, a])),
                            if_not=outside.mix(
                                rung.question, rung.area, HORIZON, float((now - both[k, a]) / (1.0 - chance[k, a]))
                            ),
                        )
                    )
    return tuple(sorted(found, key=lambda i: -i.information)[:KEPT])


def _information(
    seen: Float[np.ndarray, "*places"], both: Float[np.ndarray, "*places"], happens: float
) -> Float[np.ndarray, "*places"]:
    """Mutual information in bits of two events from their probabilities and that of both."""
    total = np.zeros_like(seen)
    for joint, p, q in (
        (both, seen, happens),
        (seen - both, seen, 1 - happens),
        (happens - both, 1 - seen, happens),
        (1 - seen - happens + both, 1 - seen, 1 - happens),
    ):
        joint = np.clip(joint, 1e-12, 1.0)
        total += joint * np.log2(joint / np.clip(p * q, 1e-12, 1.0))
    return np.maximum(total, 0.0)


class Movement:
    """How far a forecast is expected to move with the next 14 days' reports.

    The standard deviation of E[event | reports], estimated by ridge regression of the event on simulated report
    counts, out of fold: its variance is the covariance of prediction and event. This is preposterior analysis (Raiffa
    and Schlaifer 1961).
    """

    def __init__(self, futures: Futures) -> None:
        rates = futures.by_choice[AS_IT_GOES].rates
        assert rates is not None
        draw = np.random.Generator(np.random.Philox(futures.worlds.seed))
        counts = np.log1p(draw.poisson(np.asarray(rates, np.float64)))
        self.whole = counts.sum(axis=1).T
        self.by_area = {area.id: counts[:, a].T for a, area in enumerate(futures.worlds.evidence.force.areas)}

    def of(self, happens: Bool[np.ndarray, "worlds"], given: Bool[np.ndarray, "worlds"], area: str | None) -> float:
        """Expected movement of the probability of an event, among the worlds given."""
        y = happens[given].astype(np.float64)
        if len(y) < 50 or y.std() == 0:
            return 0.0
        x = (self.whole if area is None else np.concatenate([self.whole, self.by_area[area]], axis=1))[given]
        x = (x - x.mean(axis=0)) / np.maximum(x.std(axis=0), 1e-6)
        predicted = np.zeros_like(y)
        for train, test in _folds(len(y)):
            gram = x[train].T @ x[train] + RIDGE * np.eye(x.shape[1])
            weights = np.linalg.solve(gram, x[train].T @ (y[train] - y[train].mean()))
            predicted[test] = y[train].mean() + x[test] @ weights
        return float(np.sqrt(max(np.cov(predicted, y)[0, 1], 0.0)))


def _folds(count: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    fold = np.arange(count) % FOLDS
    for k in range(FOLDS):
        yield np.flatnonzero(fold != k), np.flatnonzero(fold == k)
