"""Lines of scores with intervals that resample cases: a few cases, not their many questions, are what was observed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool

from breakranks.scoring import verification as v
from breakranks.scoring.types import ExplanationLine, Interval, Item, Line, Phase
from breakranks.vocabulary import EXPLANATIONS

MODEL, BASE = "breakranks", "base rate"
RESAMPLES = 400
FEWEST = 3
"""Cases under which nothing is said of how far a score may be off."""


def summarise(items: Sequence[Item], forecasts: Mapping[str, np.ndarray]) -> tuple[Line, ...]:
    """A line for every forecaster over all items, over each question, each horizon and each case.

    The bootstrap draws whole cases with replacement; a case drawn k times weighs k. All forecasters and selections see
    the same draws, so differences are paired.
    """
    happened = np.array([item.happened for item in items], bool)
    drawn = Cases([item.case for item in items])
    days = {day: n for n, day in enumerate(dict.fromkeys((i.case, i.as_of, i.horizon) for i in items))}
    groups = np.array([days[i.case, i.as_of, i.horizon] if i.area else -1 for i in items])
    return tuple(
        _line(name, selection, forecasts, happened, groups, drawn)
        for selection in _selections(items)
        for name in forecasts
    )


def summarise_explanations(phases: Sequence[Phase], explained: Mapping[str, np.ndarray]) -> tuple[ExplanationLine, ...]:
    """A line for every forecaster of explanations, none where no day was coded; ties for the first place share it."""
    if not phases:
        return ()
    names = list(EXPLANATIONS)
    true = np.array([names.index(phase.explanation) for phase in phases], int)
    drawn = Cases([phase.case for phase in phases])
    everything = np.ones(len(phases), bool)
    days = np.arange(len(true))

    def log(p: np.ndarray) -> np.ndarray:
        return -np.log(np.clip(p[days, true], v.CLIP, 1.0))

    out = []
    for name, p in explained.items():
        best = p >= p.max(axis=1, keepdims=True) - 1e-9
        right = best[days, true] / best.sum(axis=1)
        rows = np.stack([right, log(p), log(p) - log(explained[MODEL])])
        out.append(ExplanationLine(name, len(phases), *drawn.intervals(everything, partial(_means, rows))))
    return tuple(out)


def _means(rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.asarray(np.average(rows, axis=1, weights=weights))


class _Selection(NamedTuple):
    """Some of the items."""

    kept: Bool[np.ndarray, "items"]
    question: str | None = None
    horizon: int | None = None
    case: str | None = None


def _selections(items: Sequence[Item]) -> Iterator[_Selection]:
    questions, horizons, cases = (
        np.array([getattr(i, name) for i in items]) for name in ("question", "horizon", "case")
    )
    yield _Selection(np.ones(len(items), bool))
    for question in dict.fromkeys(questions.tolist()):
        yield _Selection(questions == question, question=question)
    for horizon in sorted(set(horizons.tolist())):
        yield _Selection(horizons == horizon, horizon=horizon)
    for case in dict.fromkeys(cases.tolist()):
        yield _Selection(cases == case, case=case)


def _line(
    name: str,
    selection: _Selection,
    forecasts: Mapping[str, np.ndarray],
    happened: np.ndarray,
    groups: np.ndarray,
    drawn: "Cases",
) -> Line:
    kept = selection.kept
    p, y = forecasts[name][kept], happened[kept]
    base, model = forecasts[BASE][kept], forecasts[MODEL][kept]
    within, rows = v.auc_within(p, y, groups[kept])

    def measured(w: np.ndarray) -> np.ndarray:
        own, days = v.brier(p, y, w), w[rows]
        return np.array(
            [
                own,
                1.0 - own / max(v.brier(base, y, w), 1e-9),
                own - v.brier(model, y, w),
                v.log_score(p, y, w),
                *v.corp(p, y, w),
                v.calibration_error(p, y, w),
                v.auc(p, y, w),
                np.average(within, weights=days) if days.sum() > 0 else np.nan,
                v.sharpness(p, w),
            ]
        )

    about = selection.question, selection.horizon, selection.case
    return Line(name, *about, len(y), int(y.sum()), *drawn.intervals(kept, measured))


class Cases:
    """Resamples of cases, as a weight for every row; the draws are always the same."""

    def __init__(self, cases: Sequence[str]) -> None:
        names, self.row = np.unique(np.array(cases), return_inverse=True)
        draw = np.random.Generator(np.random.Philox(1))
        self.times = draw.multinomial(len(names), np.full(len(names), 1.0 / len(names)), RESAMPLES).astype(float)

    def intervals(self, kept: np.ndarray, measure: Callable[[np.ndarray], np.ndarray]) -> list[Interval]:
        """The measures over the rows kept, with their 5 % and 95 % points over resamples that hold any of them."""
        row = self.row[kept]
        values = measure(np.ones(len(row)))
        if len(np.unique(row)) < FEWEST:
            return [Interval(float(x), np.nan, np.nan) for x in values]
        again = np.array([measure(w) for w in self.times[:, row] if w.sum() > 0])
        return [Interval(float(x), *_ends(a[np.isfinite(a)])) for x, a in zip(values, again.T, strict=True)]


def _ends(values: np.ndarray) -> tuple[float, float]:
    low, high = np.quantile(values, [0.05, 0.95]) if len(values) else (np.nan, np.nan)
    return float(low), float(high)
