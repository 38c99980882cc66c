"""The package's public face: cases in, every forecast and how good it was out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from breakranks import __version__
from breakranks.assumptions import Assumptions, read_assumptions, read_explanations, start_ordinary
from breakranks.case import Case, load_case, shipped
from breakranks.scoring.baselines import baselines, explanation_baselines
from breakranks.scoring.forecast import DayForecast, Job, forecast_day, jobs_of
from breakranks.scoring.judged import judged
from breakranks.scoring.pool import pool_of
from breakranks.scoring.summarise import MODEL, summarise, summarise_explanations
from breakranks.scoring.types import Item, Judged, Phase, Scores
from breakranks.vocabulary import EXPLANATIONS, HORIZONS

WORLDS = f"{MODEL}, worlds alone"


def score(
    cases: Sequence[Case],
    ordinary: bool = False,
    progress: Callable[[str, float], None] = lambda *_: None,
    workers: str | None = None,
) -> Scores:
    """Score what is forecast on every as-of day of the cases, beside baselines that know no more.

    Forecasts of a case, and baselines, rest on the shipped cases without it. `ordinary` is as in `breakranks.assess`.
    `progress` is told a case and the part of all forecasts that is done. `workers` is the address of a Dask scheduler
    whose workers forecast; the scores are the same.

    Raises:
        InputError: a case has no outcomes that can be scored, or the workers cannot be used.
    """

    def assumed(case: Case) -> Assumptions:
        found = read_assumptions(case.slug)
        return start_ordinary(found) if ordinary else found

    jobs, told = jobs_of(cases, assumed), list[DayForecast]()
    with pool_of(workers) as over:
        for day in over(forecast_day, jobs):
            told.append(day)
            progress(day.case, len(told) / len(jobs))
    items = tuple(item for day in told for item in day.items)
    phases = tuple(Phase(day.case, day.as_of, day.explanation) for day in told if day.explanation)
    known = [*cases, *(load_case(slug) for slug in shipped() if slug not in {case.slug for case in cases})]
    forecasts = {
        MODEL: np.concatenate([day.printed for day in told]),
        WORLDS: np.concatenate([day.worlds for day in told]),
        **baselines(known, items),
    }
    explained = {
        MODEL: np.array([day.explained for day in told if day.explanation]).reshape(-1, len(EXPLANATIONS)),
        **explanation_baselines(known, phases, read_explanations()),
    }
    return Scores(
        items=items,
        forecasts=forecasts,
        phases=phases,
        explained=explained,
        lines=summarise(items, forecasts),
        explanation_lines=summarise_explanations(phases, explained),
        judged=tuple(j for case in cases for j in _judged_beside(case, known, assumed(case))),
        version=__version__,
    )


def _judged_beside(case: Case, known: Sequence[Case], assumptions: Assumptions) -> Iterator[Judged]:
    """The case's judgements with what others say of the same question from what was known on the same day.

    The baselines, which know the usual horizons only, are read between them in proportion.
    """
    told = judged(case)
    items = dict.fromkeys(j.item for j in told if j.item and j.item.horizon <= HORIZONS[-1])
    # Before anybody with people is there, nobody else can say anything.
    asked = tuple(item for item in items if item.as_of >= case.first_day)
    beside: dict[Item, dict[str, float]] = {item: {} for item in asked}
    for day in dict.fromkeys(item.as_of for item in asked):
        said = forecast_day(Job(case, day, assumptions, tuple(item for item in asked if item.as_of == day)))
        for item, printed, worlds in zip(said.items, said.printed, said.worlds, strict=True):
            beside[item] |= {MODEL: float(printed), WORLDS: float(worlds)}
    for item in asked:
        for name, usual in baselines(known, [replace(item, horizon=h) for h in HORIZONS]).items():
            beside[item][name] = float(np.interp(item.horizon, (0, *HORIZONS), (0.0, *usual)))
    yield from (replace(j, beside=beside.get(j.item, {}) if j.item else {}) for j in told)
