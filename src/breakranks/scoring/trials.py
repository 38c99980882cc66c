"""The same forecasts with something taken away: what parts of the model are worth, and how far hindsight may reach.

Every trial runs the learnt parameters, each case without itself, on the same random numbers as the full model.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import numpy as np

from breakranks.assumptions import history, read_explanations, read_parameters
from breakranks.assumptions.types import EXPLANATIONS, Parameter
from breakranks.case import Case
from breakranks.case.types import Event
from breakranks.evidence.types import Evidence
from breakranks.model.world import ON, Switches
from breakranks.scoring.days import Job, forecast_days, longest_first
from breakranks.scoring.pool import pool_of
from breakranks.scoring.summarise import Cases
from breakranks.scoring.types import Interval
from breakranks.scoring.verification import brier, log_score
from breakranks.worlds.setup import sign_kinds

ALONE = "in-control"


def _same_case(case: Case, _: np.random.Generator) -> Case:
    return case


@dataclass(frozen=True)
class Trial:
    """Something taken away: from the reports, from the evidence, from the parameters, or from what the model does."""

    name: str
    case: Callable[[Case, np.random.Generator], Case] = _same_case
    evidence: Callable[[Evidence], Evidence] | None = None
    parameter: Callable[[Parameter], Parameter] = lambda parameter: parameter
    switches: Switches = ON


@dataclass(frozen=True)
class Found:
    """How a trial's forecasts did: pooled, worlds alone, and each one's Brier score less the full model's, paired.

    `top` is the share of days on which the explanation that held was the likeliest.
    """

    name: str
    top: float
    pooled: Interval
    pooled_worse: Interval
    alone: Interval
    alone_worse: Interval
    alone_log: Interval


def trials(
    cases: Sequence[Case], particles: int, seed: int, progress: Callable[[str, float], None] = lambda *_: None
) -> Iterator[Found]:
    """Run every trial over the cases; the first is the full model."""
    usual = None
    for number, trial in enumerate(TRIALS):
        pooled, alone, happened, of, right = _forecasts(trial, cases, particles, seed)
        usual = usual or (pooled, alone)
        compared = partial(_compared, pooled, usual[0], alone, usual[1], happened)
        ends = Cases(of, seed).intervals(np.ones(len(happened), bool), compared)
        progress(trial.name, (number + 1) / len(TRIALS))
        yield Found(trial.name, right, *ends)


def _compared(
    pooled: np.ndarray, full: np.ndarray, alone: np.ndarray, full_alone: np.ndarray, y: np.ndarray, w: np.ndarray
) -> np.ndarray:
    mixed, own = brier(pooled, y, w), brier(alone, y, w)
    worse = mixed - brier(full, y, w), own - brier(full_alone, y, w)
    return np.array([mixed, worse[0], own, worse[1], log_score(alone, y, w)])


def _forecasts(
    trial: Trial, cases: Sequence[Case], particles: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str], float]:
    pooled, alone, happened, of, right = list[np.ndarray](), list[np.ndarray](), list[bool](), list[str](), list[bool]()
    jobs = []
    for number, case in enumerate(cases):
        told = trial.case(case, np.random.Generator(np.random.Philox([seed, number])))
        parameters = tuple(trial.parameter(p) for p in read_parameters(without=case.slug))
        rest = parameters, read_explanations(), particles, seed, trial.evidence, trial.switches
        jobs += [Job(told, day, *rest) for day in longest_first(told)]
    with pool_of(None) as pool:
        for job, day in zip(jobs, forecast_days(jobs, pool), strict=True):
            said = day.forecast
            pooled.append(said.views(history(day.case), job.parameters)[0])
            alone.append(said.inside)
            happened += [item.happened for item in said.items]
            of += [day.case] * len(said.items)
            if day.explanation:
                right.append(EXPLANATIONS[int(said.explanations.argmax())] == day.explanation)
    return np.concatenate(pooled), np.concatenate(alone), np.array(happened), of, float(np.mean(right))


def _events(case: Case, change: Callable[[Event], Event | None]) -> Case:
    return replace(case, events=tuple(new for event in case.events if (new := change(event)) is not None))


def _half(case: Case, draw: np.random.Generator) -> Case:
    return _events(case, lambda event: event if draw.random() < 0.5 else None)


def _unrated(case: Case, _: np.random.Generator) -> Case:
    return _events(case, lambda event: replace(event, reliability="B", credibility=2))


def _tenth_false(case: Case, draw: np.random.Generator) -> Case:
    """A tenth of the reports become a report of a random kind about a random formation and area, on the same day."""

    def lie(event: Event) -> Event:
        if draw.random() >= 0.1:
            return event
        kind, formation = (str(draw.choice(list(names))) for names in (sign_kinds(), [f.id for f in case.formations]))
        return replace(event, kind=kind, formation=formation, areas=(str(draw.choice([a.id for a in case.areas])),))

    return _events(case, lie)


def _week_late(case: Case, _: np.random.Generator) -> Case:
    return _events(case, lambda event: replace(event, reported=event.reported + timedelta(days=7)))


def _conditions_only(evidence: Evidence) -> Evidence:
    """Signs tell nothing: neither of what explains the conduct nor of whether ground is still held."""
    none = np.zeros_like(evidence.conditions.lost)
    blind = replace(evidence.conditions, lost=none, still_held=none)
    return replace(evidence, conditions=blind, reports=tuple(replace(report, truth=0.0) for report in evidence.reports))


def _signs_only(evidence: Evidence) -> Evidence:
    units, areas = (np.zeros_like(x) for x in (evidence.conditions.units, evidence.conditions.areas))
    return replace(evidence, conditions=replace(evidence.conditions, units=units, areas=areas))


def _silence_says_nothing(parameter: Parameter) -> Parameter:
    unheard = {"fall-reported": 0.0, "fall-report-odds": 1.0, "held-report-odds": 1.0}
    return replace(parameter, centre=unheard[parameter.name]) if parameter.name in unheard else parameter


def _one_explanation(parameter: Parameter) -> Parameter:
    if parameter.name.startswith("prior-"):
        return replace(parameter, centre=1.0 if parameter.name == f"prior-{ALONE}" else 1e-6)
    return parameter


TRIALS = (
    Trial("the full model"),
    Trial("contagion off", switches=ON._replace(contagion=0.0)),
    Trial("dissonance off", switches=ON._replace(dissonance=0.0)),
    Trial("backlash of coercion off", switches=ON._replace(backlash=0.0)),
    Trial("one explanation", parameter=_one_explanation),
    Trial("conditions only", evidence=_conditions_only, parameter=_silence_says_nothing),
    Trial("signs only", evidence=_signs_only),
    Trial("loss of ground not heard of", parameter=_silence_says_nothing),
    Trial("half of the reports", case=_half),
    Trial("reliability codes ignored", case=_unrated),
    Trial("a tenth of the reports false", case=_tenth_false),
    Trial("everything known a week later", case=_week_late),
)
