"""Learns everything that ships: from all cases, and from all but each one.

Hazards and tables are learnt by `breakranks.learning`. What the worlds are worth beside base rates is learnt last, by
stacking (Wolpert 1992; Breiman 1996): every case is forecast by what all the others taught, and the weight is that
with which the mixture would have had the least Brier score.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from breakranks.assumptions import Assumptions
from breakranks.case import Case
from breakranks.learning import Lessons, Library
from breakranks.scoring.baselines import Rates, base_rates
from breakranks.scoring.forecast import DayForecast, forecast_day, jobs_of
from breakranks.scoring.pool import pool_of
from breakranks.tables import InputError


@dataclass(frozen=True)
class Taught:
    """What all cases but `without` teach (None: all), and the worlds' weight that they give."""

    without: str | None
    lessons: Lessons
    base_rates: Rates
    mixture: float


def calibrate(
    cases: Sequence[Case],
    progress: Callable[[str, float], None] = lambda *_: None,
    workers: str | None = None,
) -> tuple[Taught, ...]:
    """Learn from all cases, and from all but each one.

    `progress` is told a stage ("learning", "forecasting") and the part of it that is done. `workers` is the address of
    a Dask scheduler whose workers forecast; what is learnt is the same.

    Raises:
        InputError: there are fewer than three cases, or the workers cannot be used.
    """
    if len(cases) < 3:
        raise InputError("Give three cases or more: what is learnt is also learnt from all but each one.")
    library, lessons = Library(cases), dict[str | None, Lessons]()
    for number, without in enumerate((None, *library.cases)):
        lessons[without] = library.learn(without)
        progress("learning", (number + 1) / (len(cases) + 1))
    rates = {slug: base_rates([c for c in cases if c.slug != slug]) for slug in lessons}

    def assumed(case: Case) -> Assumptions:
        return replace(lessons[case.slug].applied(library.prior), base_rates=rates[case.slug])

    jobs, told = jobs_of(cases, assumed), list[DayForecast]()
    with pool_of(workers) as over:
        for day in over(forecast_day, jobs):
            told.append(day)
            progress("forecasting", len(told) / len(jobs))
    prior = library.values["mixture"]
    return tuple(
        Taught(without, lessons[without], rates[without], _weight([d for d in told if d.case != without], rates, prior))
        for without in lessons
    )


def _weight(days: Sequence[DayForecast], rates: dict[str | None, Rates], prior: float) -> float:
    """The worlds' weight: half way between the prior and that in 0..1 with the least Brier score.

    The model was built on these very cases, and thousands of answers come from few campaigns: what they say of the
    weight is worth no more than the prior.
    """
    worlds = np.concatenate([day.worlds for day in days])
    base = np.array([rates[day.case][i.question, i.horizon] for day in days for i in day.items])
    happened = np.array([i.happened for day in days for i in day.items], float)
    gap = worlds - base
    best = float(np.clip(gap @ (happened - base) / max(float(gap @ gap), 1e-9), 0.0, 1.0))
    return (best + prior) / 2.0


@dataclass(frozen=True)
class Move:
    """How one case moved a learnt parameter: its value with and without the case, and the change in standard errors."""

    parameter: str
    learnt: float
    without: float
    errors: float


def moved(found: Sequence[Taught], most: int = 3) -> dict[str, tuple[Move, ...]]:
    """By case, the parameters that it moved most, measured in the standard errors that they have without it."""
    every = next(taught for taught in found if taught.without is None)
    out = {}
    for taught in found:
        if taught.without is not None:
            moves = [
                Move(name, every.lessons.parameters[name]["value"], one["value"], change / one["uncertainty"])
                for name, one in taught.lessons.parameters.items()
                for change in [every.lessons.parameters[name]["value"] - one["value"]]
            ]
            out[taught.without] = tuple(sorted(moves, key=lambda move: -abs(move.errors))[:most])
    return out
