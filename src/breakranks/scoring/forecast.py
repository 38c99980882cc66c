"""What is forecast on one day of one case, by the functions that an assessment calls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from jaxtyping import Float

from breakranks.assessment.ladder import rungs
from breakranks.assessment.mixture import mixture_of
from breakranks.assessment.project import WORLDS
from breakranks.assumptions import Assumptions
from breakranks.case import Case
from breakranks.evidence import as_of
from breakranks.model import Model, model_of
from breakranks.posterior import infer
from breakranks.scoring.items import items_of, phases_of
from breakranks.scoring.types import Item
from breakranks.worlds import coefficient_names, draw_luck, draw_start, run_worlds


@dataclass(frozen=True)
class Job:
    """One day of one case to forecast: every item that is asked on it, or those given.

    `altered` and `inner` take something away from the model (see `breakranks.scoring.ablations`).
    """

    case: Case
    day: date
    assumptions: Assumptions
    items: tuple[Item, ...] | None = None
    altered: Callable[[Model], Model] = lambda model: model
    inner: bool = True


@dataclass(frozen=True)
class DayForecast:
    """The forecast of one day of one case.

    `worlds` is the share of worlds in which each item happens, among those in which it still can, and `printed` the
    same mixed with base rates, which is what an assessment prints. `explained` are the probabilities of the
    explanations, `explanation` what the record names (None where it does not say).
    """

    case: str
    as_of: date
    items: tuple[Item, ...]
    worlds: Float[np.ndarray, "items"]
    printed: Float[np.ndarray, "items"]
    explained: Float[np.ndarray, "explanations"]
    explanation: str | None


def forecast_day(job: Job) -> DayForecast:
    """Forecast one day, in whatever process."""
    case, day, assumptions = job.case, job.day, job.assumptions
    model, mixture = job.altered(model_of(assumptions)), mixture_of(assumptions)
    evidence = as_of(case, day, assumptions.values)
    posterior = infer(model, evidence)
    items = tuple(i for i in items_of(case) if i.as_of == day) if job.items is None else job.items
    shares, printed = list[float](), list[float]()
    if items:
        force = evidence.force
        luck = draw_luck(WORLDS, len(force.formations), len(force.areas), len(coefficient_names(model)))
        start = draw_start(posterior, luck)
        (worlds,) = run_worlds(posterior, assumptions.parameters, start, luck, day, inner=job.inner)
        asked = {rung.key: rung for rung in rungs(evidence, posterior, worlds) if rung.formation is None}
        for item in items:
            rung = asked[item.question, item.area]
            share = rung.within(item.horizon)
            shares.append(share)
            printed.append(mixture.mix(item.question, share, item.horizon, part=rung.left))
    explained = [phase.explanation for phase in phases_of(case) if phase.as_of == day]
    return DayForecast(
        case.slug,
        day,
        items,
        np.array(shares),
        np.array(printed),
        posterior.filtered.explanations[0, -1],
        explained[0] if explained else None,
    )


def jobs_of(cases: Sequence[Case], assumptions: Callable[[Case], Assumptions]) -> list[Job]:
    """A job for every as-of day of every case, each with the assumptions for its case."""
    return [Job(case, day, known) for case in cases for known in [assumptions(case)] for day in case.as_of]
