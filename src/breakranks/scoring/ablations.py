"""The same forecasts with something taken away: what parts of the model are worth, and how far hindsight may reach.

Every case is forecast by what the others taught, on the same luck as the full model.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import numpy as np

from breakranks.assumptions import Assumptions, Parameter, read_assumptions
from breakranks.case import Case
from breakranks.case.types import Event
from breakranks.model import Model
from breakranks.scoring.forecast import DayForecast, forecast_day, jobs_of
from breakranks.scoring.pool import pool_of
from breakranks.scoring.summarise import Cases
from breakranks.scoring.types import Interval
from breakranks.scoring.verification import auc_within, brier
from breakranks.vocabulary import EXPLANATIONS, SIGNS


@dataclass(frozen=True)
class Ablation:
    """Something taken away: from the reports, from what is assumed, from the model or from what it does."""

    name: str
    case: Callable[[Case, np.random.Generator], Case] = lambda case, _: case
    assumptions: Callable[[Assumptions], Assumptions] = lambda assumptions: assumptions
    model: Callable[[Model], Model] = lambda model: model
    inner: bool = True


@dataclass(frozen=True)
class Ablated:
    """How an ablation's forecasts did: printed, worlds alone, and each one's Brier score less the full model's, paired.

    `within` is the area under the ROC curve within a day; `top` the share of days on which the explanation that held
    was the likeliest, and `log` the mean negative log probability of it.
    """

    name: str
    printed: Interval
    printed_worse: Interval
    worlds: Interval
    worlds_worse: Interval
    within: Interval
    top: Interval
    log: Interval


def ablations(
    cases: Sequence[Case], progress: Callable[[str, float], None] = lambda *_: None, workers: str | None = None
) -> Iterator[Ablated]:
    """Run every ablation over the cases; the first is the full model."""
    usual = None
    for number, ablation in enumerate(ABLATIONS):
        days = _forecasts(ablation, cases, workers)
        usual = usual or days
        progress(ablation.name, (number + 1) / len(ABLATIONS))
        yield _ablated(ablation.name, days, usual)


def _forecasts(ablation: Ablation, cases: Sequence[Case], workers: str | None) -> list[DayForecast]:
    draws = (np.random.Generator(np.random.Philox([1, number])) for number in range(len(cases)))
    told = [ablation.case(case, draw) for case, draw in zip(cases, draws, strict=True)]
    jobs = jobs_of(told, lambda case: ablation.assumptions(read_assumptions(case.slug)))
    jobs = [replace(job, altered=ablation.model, inner=ablation.inner) for job in jobs]
    with pool_of(workers) as over:
        return list(over(forecast_day, jobs))


def _ablated(name: str, days: Sequence[DayForecast], usual: Sequence[DayForecast]) -> Ablated:
    items = [item for day in days for item in day.items]
    happened = np.array([item.happened for item in items], bool)
    asked = {day: n for n, day in enumerate(dict.fromkeys((i.case, i.as_of, i.horizon) for i in items))}
    groups = np.array([asked[i.case, i.as_of, i.horizon] if i.area else -1 for i in items])
    printed, worlds = (np.concatenate([getattr(day, of) for day in days]) for of in ("printed", "worlds"))
    before = [np.concatenate([getattr(day, of) for day in usual]) for of in ("printed", "worlds")]
    within, rows = auc_within(worlds, happened, groups)

    def measured(w: np.ndarray) -> np.ndarray:
        one, other = brier(printed, happened, w), brier(worlds, happened, w)
        worse = one - brier(before[0], happened, w), other - brier(before[1], happened, w)
        days = w[rows]
        ranked = np.average(within, weights=days) if days.sum() > 0 else np.nan
        return np.array([one, worse[0], other, worse[1], ranked])

    told = [day for day in days if day.explanation]
    true = np.array([list(EXPLANATIONS).index(str(day.explanation)) for day in told])
    explained = np.array([day.explained for day in told])
    right = (explained.argmax(axis=1) == true).astype(float)
    log = -np.log(np.maximum(explained[np.arange(len(true)), true], 1e-3))
    both = Cases([day.case for day in told]).intervals(
        np.ones(len(told), bool), lambda w: np.average([right, log], axis=1, weights=w)
    )
    return Ablated(name, *Cases([i.case for i in items]).intervals(np.ones(len(items), bool), measured), *both)


def _without(*names: str) -> Callable[[Assumptions], Assumptions]:
    """With these parameters at 0 and known to be."""
    return lambda assumptions: _set(assumptions, dict.fromkeys(names, 0.0))


def _set(assumptions: Assumptions, values: dict[str, float]) -> Assumptions:
    assert values.keys() <= {p.name for p in assumptions.parameters}
    return _each(assumptions, lambda p: replace(p, value=values[p.name], uncertainty=0.0) if p.name in values else p)


def _each(assumptions: Assumptions, change: Callable[[Parameter], Parameter]) -> Assumptions:
    return replace(assumptions, parameters=tuple(map(change, assumptions.parameters)))


def _unlearnt(assumptions: Assumptions) -> Assumptions:
    """The priors, as they were before any case was seen; base rates, their weight and means of features stay."""
    prior = _each(assumptions, lambda p: p if p.name == "mixture" else replace(p, value=p.centre, uncertainty=p.spread))
    table = tuple(replace(row, learnt=row.multipliers) for row in assumptions.explanations)
    return replace(prior, explanations=table, switches={})


def _certain(assumptions: Assumptions) -> Assumptions:
    """Every coefficient as it is fitted, its uncertainty left out."""
    return _each(assumptions, lambda p: replace(p, uncertainty=0.0))


def _silent_formations(model: Model) -> Model:
    return model._replace(answers=np.zeros_like(model.answers))


def _explanations_alone(model: Model) -> Model:
    """A hidden Markov model of the five explanations: reports say nothing of grip or of formations."""
    values = {**model.values, "switch.broke": 0.0}
    return model._replace(values=values, answers=np.zeros_like(model.answers), slack=np.zeros_like(model.slack))


def _events(case: Case, change: Callable[[Event], Event | None]) -> Case:
    return replace(case, events=tuple(new for event in case.events if (new := change(event)) is not None))


def _half(case: Case, draw: np.random.Generator) -> Case:
    return _events(case, lambda event: event if draw.random() < 0.5 else None)


def _no_claims(case: Case, _: np.random.Generator) -> Case:
    return _events(case, lambda event: None if event.kind.startswith("claim.") else event)


def _unrated(case: Case, _: np.random.Generator) -> Case:
    return _events(case, lambda event: replace(event, reliability="B", credibility=2))


def _no_fronts(case: Case, _: np.random.Generator) -> Case:
    return replace(case, areas=tuple(replace(area, front=None) for area in case.areas))


def _tenth_false(case: Case, draw: np.random.Generator) -> Case:
    """A tenth of the reports become a report of a random kind about a random formation and area, on the same day."""

    def lie(event: Event) -> Event:
        if draw.random() >= 0.1:
            return event
        kind, formation = (str(draw.choice(list(names))) for names in (SIGNS, [f.id for f in case.formations]))
        return replace(event, kind=kind, formation=formation, areas=(str(draw.choice([a.id for a in case.areas])),))

    return _events(case, lie)


def _week_late(case: Case, _: np.random.Generator) -> Case:
    return _events(case, lambda event: replace(event, reported=event.reported + timedelta(days=7)))


ABLATIONS = (
    Ablation("the full model"),
    Ablation("nothing learnt", assumptions=_unlearnt),
    Ablation("coefficients taken as certain", assumptions=_certain),
    Ablation("one tempo for every force", assumptions=_without("area.tempo", "force.tempo")),
    Ablation("which areas touch the opponent not told", case=_no_fronts),
    Ablation("garrisons hold nothing", assumptions=_without("area.thin")),
    Ablation(
        "no momentum",
        assumptions=_without("area.momentum", "area.fallen-beside", "exit.momentum", "surrender.momentum"),
    ),
    Ablation("no fall of ground after a collapse", assumptions=_without("area.collapsed")),
    Ablation("no collapse as one blow", assumptions=partial(_set, values={"collapse.base": -30.0})),
    Ablation("no contagion, backlash or movement of grip", inner=False),
    Ablation("reports say nothing of formations", model=_silent_formations),
    Ablation("explanations alone", model=_explanations_alone),
    Ablation("command's public words left out", case=_no_claims),
    Ablation("half of the reports", case=_half),
    Ablation("reliability codes ignored", case=_unrated),
    Ablation("a tenth of the reports false", case=_tenth_false),
    Ablation("everything known a week later", case=_week_late),
)
