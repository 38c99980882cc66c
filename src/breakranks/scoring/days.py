"""As-of days of cases, forecast side by side."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date

from breakranks.assumptions.types import ExplanationRow, Parameter
from breakranks.case import Case
from breakranks.compiled import make_room
from breakranks.evidence import as_of
from breakranks.evidence.types import Evidence
from breakranks.model.world import ON, Switches
from breakranks.scoring.forecast import Forecast, forecast
from breakranks.scoring.items import items_of, phases_of


@dataclass(frozen=True)
class Job:
    """One as-of day of one case to forecast.

    `altered` and `switches` take something away from what the model reads or does (see `breakranks.scoring.trials`).
    """

    case: Case
    day: date
    parameters: Sequence[Parameter]
    explanations: Sequence[ExplanationRow]
    particles: int
    seed: int
    altered: Callable[[Evidence], Evidence] | None = None
    switches: Switches = ON


@dataclass(frozen=True)
class DayForecast:
    """The forecast of one day of one case, with what explained the conduct (None where the record does not say)."""

    case: str
    as_of: date
    explanation: str | None
    forecast: Forecast


def longest_first(case: Case) -> list[date]:
    """The case's as-of days in the order in which no core waits for a long one at the end."""
    return sorted(case.as_of, reverse=True)


def forecast_days(jobs: Iterable[Job], pool: Executor) -> Iterator[DayForecast]:
    """Every job's forecast, in their order, worked out by the pool; equal wherever that works."""
    return pool.map(forecast_day, jobs)


def forecast_day(job: Job) -> DayForecast:
    """Forecast one day, in whatever process."""
    make_room()
    case, day = job.case, job.day
    evidence = as_of(case, day, {p.name: p.centre for p in job.parameters})
    said = forecast(
        job.altered(evidence) if job.altered else evidence,
        tuple(item for item in items_of(case) if item.as_of == day),
        job.parameters,
        job.explanations,
        job.particles,
        job.seed,
        job.switches,
    )
    explained = [phase.explanation for phase in phases_of(case) if phase.as_of == day]
    return DayForecast(case.slug, day, explained[0] if explained else None, said)
