"""Base rates of quiet front sectors, which `--ordinary` uses in place of those of the shipped campaigns."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from math import log, log1p
from statistics import fmean

from breakranks.assumptions.types import Assumptions
from breakranks.tables import Cells, InputError, read_packaged
from breakranks.vocabulary import HORIZONS, QUESTIONS


@cache
def ordinary_rates() -> Mapping[tuple[str, int], float]:
    """The share of ordinary front sectors in which a question comes true within each horizon, where that is known."""
    cells = Cells("ordinary.csv")
    columns = ("question", "horizon", "share", "source")
    rows, problems = read_packaged("breakranks.assumptions", "ordinary.csv", columns)
    found = {
        (cells.choice(row, "question", QUESTIONS, "a question"), int(cells.number(row, "horizon", 1.0, 56.0))): (
            cells.number(row, "share", 0.0, 1.0)
        )
        for row in rows
    }
    if problems or cells.problems:
        raise InputError(problems + cells.problems)
    return found


def ordinary_bases() -> frozenset[str]:
    """The parameters that starting from ordinary fronts moves."""
    return frozenset(_base(question) for question, _ in ordinary_rates())


def _base(question: str) -> str:
    return f"{QUESTIONS[question].hazard}.base"


def start_ordinary(assumptions: Assumptions) -> Assumptions:
    """The same assumptions, starting from the rates of ordinary front sectors.

    They take the place of the base rates, and the hazard is lowered by as much: its base by the mean over horizons of
    log(log(1 − ordinary) / log(1 − base rate)). A base of the user's own stays as it is.
    """
    ordinary, rates = ordinary_rates(), assumptions.base_rates
    moved = {}
    for question in dict.fromkeys(question for question, _ in ordinary):
        ratios = [log1p(-ordinary[question, h]) / log1p(-rates[question, h]) for h in HORIZONS]
        moved[_base(question)] = fmean(map(log, ratios))
    moved = {name: by for name, by in moved.items() if name not in assumptions.own}
    return replace(
        assumptions,
        parameters=tuple(replace(p, value=p.value + moved.get(p.name, 0.0)) for p in assumptions.parameters),
        base_rates={**rates, **ordinary},
        ordinary=True,
    )
