"""Lines of scores with intervals that resample cases: a few cases, not their many questions, are what was observed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from breakranks.assumptions.types import EXPLANATIONS
from breakranks.scoring import verification as v
from breakranks.scoring.types import ExplanationLine, Interval, Item, Line, Phase

MODEL, BASE = "breakranks", "base rate"
RESAMPLES = 400


def summarise(items: Sequence[Item], forecasts: Mapping[str, np.ndarray], seed: int) -> tuple[Line, ...]:
    """A line for every forecaster over all items, over each question and over each horizon.

    The bootstrap draws whole cases with replacement; a case drawn k times weighs k. All forecasters and selections see
    the same draws, so differences are paired.
    """
    happened = np.array([item.happened for item in items], bool)
    drawn = Cases([item.case for item in items], seed)
    return tuple(
        _line(name, question, horizon, forecasts, happened, kept, drawn)
        for question, horizon, kept in _selections(items)
        for name in forecasts
    )


def summarise_explanations(
    phases: Sequence[Phase], explained: Mapping[str, np.ndarray], seed: int
) -> tuple[ExplanationLine, ...]:
    """A line for every forecaster of explanations, none where no day was coded; ties for the first place share it."""
    if not phases:
        return ()
    true = np.array([EXPLANATIONS.index(phase.explanation) for phase in phases], int)
    drawn = Cases([phase.case for phase in phases], seed)
    everything = np.ones(len(phases), bool)
    out = []
    for name, p in explained.items():
        best = p >= p.max(axis=1, keepdims=True) - 1e-9
        right = best[np.arange(len(true)), true] / best.sum(axis=1)
        log = -np.log(np.clip(p[np.arange(len(true)), true], v.CLIP, 1.0))
        both = np.stack([right, log])
        out.append(ExplanationLine(name, len(phases), *drawn.intervals(everything, partial(_means, both))))
    return tuple(out)


def _means(rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.asarray(np.average(rows, axis=1, weights=weights))


def _selections(items: Sequence[Item]) -> Iterator[tuple[str | None, int | None, np.ndarray]]:
    questions, horizons = np.array([i.question for i in items]), np.array([i.horizon for i in items])
    yield None, None, np.ones(len(items), bool)
    for question in dict.fromkeys(questions.tolist()):
        yield question, None, questions == question
    for horizon in sorted(set(horizons.tolist())):
        yield None, horizon, horizons == horizon


def _line(
    name: str,
    question: str | None,
    horizon: int | None,
    forecasts: Mapping[str, np.ndarray],
    happened: np.ndarray,
    kept: np.ndarray,
    drawn: "Cases",
) -> Line:
    p, y = forecasts[name][kept], happened[kept]
    base, model = forecasts[BASE][kept], forecasts[MODEL][kept]

    def measured(w: np.ndarray) -> np.ndarray:
        own = v.brier(p, y, w)
        return np.array(
            [
                own,
                1.0 - own / max(v.brier(base, y, w), 1e-9),
                own - v.brier(model, y, w),
                v.log_score(p, y, w),
                *v.corp(p, y, w),
                v.calibration_error(p, y, w),
                v.auc(p, y, w),
                v.sharpness(p, w),
            ]
        )

    return Line(name, question, horizon, len(y), int(y.sum()), *drawn.intervals(kept, measured))


class Cases:
    """Resamples of cases, as a weight for every row."""

    def __init__(self, cases: Sequence[str], seed: int) -> None:
        names, self.row = np.unique(np.array(cases), return_inverse=True)
        draw = np.random.Generator(np.random.Philox(seed))
        self.times = draw.multinomial(len(names), np.full(len(names), 1.0 / len(names)), RESAMPLES).astype(float)

    def intervals(self, kept: np.ndarray, measure: Callable[[np.ndarray], np.ndarray]) -> list[Interval]:
        """The measures over the rows kept, with their 5 % and 95 % points over resamples that hold any of them."""
        row = self.row[kept]
        values = measure(np.ones(len(row)))
        again = np.array([measure(w) for w in self.times[:, row] if w.sum() > 0])
        return [Interval(float(x), *_ends(a[np.isfinite(a)])) for x, a in zip(values, again.T, strict=True)]


def _ends(values: np.ndarray) -> tuple[float, float]:
    low, high = np.quantile(values, [0.05, 0.95]) if len(values) else (np.nan, np.nan)
    return float(low), float(high)
