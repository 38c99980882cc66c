"""What reports leave behind: decaying traces, and word of ground lost, held, or back."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache

import numpy as np
from jaxtyping import Float, Int

from breakranks.assumptions import read_kinds
from breakranks.evidence.scope import gains
from breakranks.evidence.types import Force, Report, Traces
from breakranks.vocabulary import BATTALION, GROUND, traces_of

UNNAMED = 0.4
"""What a report that names no area says about each area in which those whom it touches stand."""

LOSS_UNNAMED = 0.2
"""What such a report says about each area in which those whom it touches stand, where it names none."""

LOSS_DAYS: Mapping[int, float] = {-2: 0.15, -1: 0.5, 0: 1.0, 1: 0.25}
"""How far a report speaks of a loss on another day, by the days from the loss to what is reported."""


def read_traces(force: Force, reports: Sequence[Report], days: int, parameters: Mapping[str, float]) -> Traces:
    """Trace what the reports leave behind.

    A report that happened on day d and was out on day k leaves, from day k on, impulse × truth × vote × 2^(-(t-d)/h)
    on each trace that its kind raises, with h the trace's half-life in days. Of formations it leaves 0.6 of that where
    it is about more than a third of the force, since it then says less about each; of areas that it does not name,
    0.4. Only named areas are attacked.
    """
    raised = [read_kinds()[report.event.kind].raises for report in reports]
    vote = np.array([report.truth * report.vote for report in reports])
    units = np.array([report.units for report in reports], float).reshape(len(reports), len(force.formations))
    areas = np.array([report.areas for report in reports], float).reshape(len(reports), len(force.areas))
    gain = gains(force, reports)
    place = np.where([bool(report.event.areas) for report in reports], 1.0, UNNAMED * gain)
    attacked = np.where(place == 1.0, 1.0, 0.0)
    touched = {"force": np.ones((len(reports), 1)), "area": place[:, None] * areas, "formation": gain[:, None] * units}

    def traces(of: str) -> Float[np.ndarray, "days places traces"]:
        names = traces_of(of)
        places = {"force": 1, "area": len(force.areas), "formation": len(force.formations)}
        found = np.zeros((days, places[of], len(names)))
        for i, name in enumerate(names):
            impulse = np.array([kinds.get(name, 0.0) for kinds in raised])
            over = attacked[:, None] * areas if name == "attack" else touched[of]
            of_it = np.flatnonzero(impulse)
            if of_it.size:
                left = _left_of([reports[n] for n in of_it.tolist()], days, parameters[f"half-life.{name}"])
                found[..., i] = left @ ((impulse * vote)[:, None] * over)[of_it]
        return found

    return Traces(force=traces("force")[:, 0], areas=traces("area"), formations=traces("formation"))


def _left_of(reports: Sequence[Report], days: int, half_life: float) -> Float[np.ndarray, "days reports"]:
    """What is left of each report on each day; of one known only to some days, the mean over these."""
    happened, known = (np.array([getattr(r, name) for r in reports], int) for name in ("day", "known"))
    left = fading(happened, known, days, half_life)
    for column, report in enumerate(reports):
        if report.span:
            each = np.arange(report.span[0], report.span[1] + 1)
            left[:, column] = fading(each, np.full(len(each), report.known), days, half_life).mean(axis=1)
    return left


def fading(
    happened: Int[np.ndarray, "reports"], known: Int[np.ndarray, "reports"], days: int, half_life: float
) -> Float[np.ndarray, "days reports"]:
    """What is left of each report on each day: 0 before it is known, then a half after every `half_life` days."""
    day = np.arange(days)[:, None]
    age = np.maximum(day - happened, 0)
    return np.where(day >= np.maximum(known, happened), 0.5 ** (age / half_life), 0.0)


def word_of_loss(
    reports: Sequence[Report], days: int, areas: int, parameters: Mapping[str, float]
) -> tuple[Float[np.ndarray, "days areas"], Float[np.ndarray, "days areas"]]:
    """How many true reports speak of the loss of an area on each day, and of its return; words less than deeds.

    One that is known only to n days says of each log(1 + (odds^weight − 1) / n) / log odds: the likelihood is shared
    among them.

    A report that names no area speaks a little of those in which the troops that it is about stand, one of fewer people
    than a battalion in proportion, unless it is about ground itself.
    """
    lost, back = np.zeros((days, areas)), np.zeros((days, areas))
    for report in reports:
        weight = tells_of_loss(report)
        votes = back if weight < 0 else lost
        first, last = report.days
        weight = abs(weight)
        if last > first:
            odds = parameters["fall.odds"]
            weight = float(np.log1p((odds**weight - 1.0) / (last - first + 1)) / np.log(odds))
        weight *= 1.0 if report.event.areas else LOSS_UNNAMED
        if weight and not report.ground_told:
            for day, part in _loss_days(first, last):
                if 0 <= day < days:
                    votes[day, report.areas] += weight * part
    return lost, back


@cache
def _loss_days(first: int, last: int) -> tuple[tuple[int, float], ...]:
    """The days of which a report of these days speaks, and how far it does of each."""
    found: dict[int, float] = {}
    for day in range(first, last + 1):
        for after, part in LOSS_DAYS.items():
            found[day - after] = max(found.get(day - after, 0.0), part)
    return tuple(found.items())


def tells_of_loss(report: Report) -> float:
    """How far a report speaks of the loss of an area that it names; below 0 of its return."""
    weight = read_kinds()[report.event.kind].tells_of_loss * report.truth * report.vote
    if report.people is None or report.event.kind in GROUND:
        return weight
    ends = report.people_range or (report.people,)
    return weight * sum(min(people / BATTALION, 1.0) for people in ends) / len(ends)


def word_of_holding(reports: Sequence[Report], days: int, areas: int) -> Float[np.ndarray, "days areas"]:
    """How many true reports of each day are of a kind that is seldom reported of ground that has been lost."""
    votes = np.zeros((days, areas))
    for report in reports:
        if report.event.areas and read_kinds()[report.event.kind].tells_of_holding:
            first, last = report.days
            for day in range(first, last + 1):
                votes[day, report.areas] += report.truth * report.vote / (last - first + 1)
    return votes


def winter_days(spells: Sequence[tuple[date, date]], start: date, days: int) -> Float[np.ndarray, "days"]:
    """Mark with 1 the days of a spell of exceptional cold, mud, heat or monsoon, the others with 0."""
    calendar = [start + timedelta(days=t) for t in range(days)]
    return np.array([float(any(first <= day <= last for first, last in spells)) for day in calendar])
