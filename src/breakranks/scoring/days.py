"""Every as-of day of the cases, forecast side by side."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
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
class DayForecast:
    """The forecast of one day of one case, with what explained the conduct (None where the record does not say)."""

    case: str
    as_of: date
    explanation: str | None
    forecast: Forecast


def forecast_days(
    cases: Sequence[Case],
    parameters: Sequence[Parameter],
    explanations: Sequence[ExplanationRow],
    particles: int,
    seed: int,
    altered: Callable[[Evidence], Evidence] = lambda evidence: evidence,
    switches: Switches = ON,
) -> list[DayForecast]:
    """Every as-of day of the cases, side by side on all cores; the longest first, so that none is waited for.

    `altered` and `switches` take something away from what the model reads or does (see `breakranks.scoring.trials`).
    """
    make_room()
    fixed = {p.name: p.centre for p in parameters}
    jobs = [(case, day) for case in cases for day in case.as_of]
    jobs.sort(key=lambda job: (job[0].start - job[1], job[0].slug))
    explained = {(phase.case, phase.as_of): phase.explanation for case in cases for phase in phases_of(case)}

    def one(case: Case, day: date) -> DayForecast:
        items = tuple(item for item in items_of(case) if item.as_of == day)
        evidence = altered(as_of(case, day, fixed))
        said = forecast(evidence, items, parameters, explanations, particles, seed, switches)
        return DayForecast(case.slug, day, explained.get((case.slug, day)), said)

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(lambda job: one(*job), jobs))
