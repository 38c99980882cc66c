"""The package's public face: cases in, every forecast and how good it was out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from breakranks import __version__
from breakranks.assessment.types import HORIZONS
from breakranks.assumptions import history, read_explanations, read_parameters, read_priors
from breakranks.case import Case, load_case, shipped
from breakranks.evidence import as_of
from breakranks.scoring.baselines import baselines, explanation_baselines
from breakranks.scoring.days import DayForecast, Job, forecast_days, longest_first
from breakranks.scoring.forecast import forecast
from breakranks.scoring.judged import judged
from breakranks.scoring.pool import pool_of
from breakranks.scoring.summarise import MODEL, summarise, summarise_explanations
from breakranks.scoring.types import Item, Judged, Phase, Scores

PARTICLES = 10_000
INSIDE, OUTSIDE, UNLEARNT = (f"{MODEL}, {part}" for part in ("worlds alone", "outside view alone", "unlearnt"))


def score(
    cases: Sequence[Case],
    particles: int = PARTICLES,
    seed: int = 1,
    progress: Callable[[str, float], None] = lambda *_: None,
    workers: str | None = None,
) -> Scores:
    """Score what is forecast on every as-of day of the cases, beside baselines that know no more.

    Forecasts of a case, and baselines, rest on the shipped cases without it. `progress` is told a case and the part of
    all forecasts that is done. `workers` is the address of a Dask scheduler whose workers forecast; the scores are the
    same.

    Raises:
        InputError: a case has no outcomes that can be scored, or the workers cannot be used.
    """
    explanations, priors = read_explanations(), read_priors()
    jobs = [
        Job(case, day, parameters, explanations, particles, seed)
        for case in cases
        for parameters in (read_parameters(without=case.slug), priors)
        for day in longest_first(case)
    ]
    learnt, unlearnt = list[DayForecast](), list[DayForecast]()
    views = list[tuple[np.ndarray, np.ndarray]]()
    with pool_of(workers) as pool:
        for number, (job, day) in enumerate(zip(jobs, forecast_days(jobs, pool), strict=True)):
            if job.parameters is priors:
                unlearnt.append(day)
            else:
                learnt.append(day)
                views.append(day.forecast.views(history(day.case), job.parameters))
            progress(day.case, (number + 1) / len(jobs))
    items = tuple(item for day in learnt for item in day.forecast.items)
    told = [day.explanation is not None for day in learnt]
    phases = tuple(Phase(day.case, day.as_of, day.explanation) for day in learnt if day.explanation)
    known = [*cases, *(load_case(slug) for slug in shipped() if slug not in {case.slug for case in cases})]
    forecasts = {
        MODEL: np.concatenate([pooled for pooled, _ in views]),
        INSIDE: np.concatenate([day.forecast.inside for day in learnt]),
        OUTSIDE: np.concatenate([outside for _, outside in views]),
        UNLEARNT: np.concatenate([day.forecast.inside for day in unlearnt]),
        **baselines(known, items),
    }
    explained = {
        MODEL: np.array([day.forecast.explanations for day in learnt])[told],
        UNLEARNT: np.array([day.forecast.explanations for day in unlearnt])[told],
        **explanation_baselines(known, phases, explanations),
    }
    return Scores(
        items=items,
        forecasts=forecasts,
        phases=phases,
        explained=explained,
        lines=summarise(items, forecasts, seed),
        explanation_lines=summarise_explanations(phases, explained, seed),
        judged=tuple(j for case in cases for j in _judged_beside(case, known, particles, seed)),
        seed=seed,
        version=__version__,
    )


def _judged_beside(case: Case, known: Sequence[Case], particles: int, seed: int) -> Iterator[Judged]:
    """The case's judgements with what others say of the same question from what was known on the same day.

    The baselines, which know the usual horizons only, are read between them in proportion.
    """
    parameters, explanations = read_parameters(without=case.slug), read_explanations()
    told = judged(case)
    asked = tuple(dict.fromkeys(j.item for j in told if j.item and j.item.horizon <= HORIZONS[-1]))
    beside: dict[Item, dict[str, float]] = {item: {} for item in asked}
    for day in dict.fromkeys(item.as_of for item in asked):
        items = [item for item in asked if item.as_of == day]
        evidence = as_of(case, day, {p.name: p.centre for p in parameters})
        said = forecast(evidence, items, parameters, explanations, particles, seed)
        pooled, outside = said.views(history(case.slug), parameters)
        for item, *p in zip(items, pooled, said.inside, outside, strict=True):
            beside[item] |= zip((MODEL, INSIDE, OUTSIDE), map(float, p), strict=True)
    for item in asked:
        for name, usual in baselines(known, [replace(item, horizon=h) for h in HORIZONS]).items():
            beside[item][name] = float(np.interp(item.horizon, (0, *HORIZONS), (0.0, *usual)))
    yield from (replace(j, beside=beside.get(j.item, {}) if j.item else {}) for j in told)
