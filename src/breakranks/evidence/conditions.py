"""What the force was under, day by day: each condition a trace that its reports leave and that fades."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
from jaxtyping import Float

from breakranks.evidence.scope import gains
from breakranks.evidence.types import (
    AREA_CONDITIONS,
    UNIT_CONDITIONS,
    Conditions,
    Contradiction,
    Force,
    Report,
)

UNIT_IMPULSES: Mapping[str, tuple[str, float]] = {
    "grip.coerce": ("coercion", 1.0),
    "order.no-retreat": ("coercion", 0.5),
    "grip.relieve": ("relief", 1.0),
    "grip.reinforce": ("reinforcement", 1.0),
    "grip.dismiss": ("new-command", 1.0),
    "strain.losses": ("losses", 1.0),
    "strain.supply": ("supply", 1.0),
    "strain.leader": ("leaderless", 1.0),
    "strain.hardship": ("hardship", 1.0),
    "opponent.encircle": ("encirclement", 1.0),
    "opponent.offer": ("offer", 1.0),
}
"""Which condition of a formation a report of a kind raises, and by how much when true."""

LEAVING_IMPULSES: Mapping[str, float] = {
    "order.withdraw": 1.0,
    "prepare.withdrawal": 0.5,
    "claim.withdraw": 0.5,
    "conduct.withdraw": 0.5,
}

PRESSURE_IMPULSES: Mapping[str, float] = {"opponent.attack": 1.0, "opponent.encircle": 1.0}

CONTACT: Mapping[str, float] = {"conduct.flee": 0.3, "conduct.defend": 0.3}
"""Whoever runs from or holds a named area is being pressed there, reported or not."""

PAUSE = 0.5
"""Share of the pressure that a report of a pause takes away when true."""

LOSS: Mapping[str, float] = {
    "conduct.withdraw": 1.0,
    "conduct.flee": 1.0,
    "conduct.surrender": 1.0,
    "conduct.abandon": 1.0,
    "claim.withdraw": 0.3,
}
"""How far a report of a kind that names an area speaks of its loss; words less than deeds."""
LOSS_DAYS: Mapping[int, float] = {-2: 0.15, -1: 0.5, 0: 1.0, 1: 0.25}
"""How far it does so for a loss on another day, by the days from the loss to what is reported."""
STILL_HELD = (
    "claim.hold",
    "conduct.defend",
    "conduct.withdraw",
    "conduct.flee",
    "opponent.attack",
    "order.hold",
    "order.no-retreat",
    "prepare.decoy",
    "prepare.defence",
    "prepare.withdrawal",
)
"""Kinds that, where they name an area, are seldom reported of ground that has been lost."""

ORDER_CANCELLED: Mapping[str, float] = {
    "order.hold": 1.0,
    "order.no-retreat": 1.0,
    "order.countermanded": 0.5,
}
"""Share of an order to withdraw that a later order takes away when true."""

MARKS_AREAS = frozenset(
    {*PRESSURE_IMPULSES, *CONTACT, *LEAVING_IMPULSES, *ORDER_CANCELLED, "opponent.pause"},
)
"""The kinds that act on the conditions of areas."""


def read_conditions(
    force: Force,
    reports: Sequence[Report],
    contradictions: Sequence[Contradiction],
    winter: Float[np.ndarray, "days"],
    parameters: Mapping[str, float],
) -> Conditions:
    """Trace the conditions per day, formation and area.

    A trace y follows y[t] = y[t-1] · 2^(-1/h) + x[t], with h its half-life in days and x[t] the sum over the
    day's reports of truth × vote × the kind's impulse × the report's gain (0.6 for reports about more than a
    third of the force, else 1). `dissonance` is fed by the weights of the day's contradictions instead;
    `withdraw-order` is raised to an order's truth × gain rather than added to, and cut by orders to stay.
    """
    days = len(winter)
    return Conditions(
        units=_unit_traces(force, reports, contradictions, days, parameters),
        areas=_area_traces(force, reports, days, parameters),
        lost=lost(reports, days, len(force.areas)),
        still_held=still_held(reports, days, len(force.areas)),
        winter=winter,
    )


def winter_days(spells: Sequence[tuple[date, date]], start: date, days: int) -> Float[np.ndarray, "days"]:
    """Mark with 1 the days of a spell of exceptional cold, mud, heat or monsoon, the others with 0."""
    calendar = [start + timedelta(days=t) for t in range(days)]
    return np.array([float(any(first <= day <= last for first, last in spells)) for day in calendar])


def fading(half_life: float) -> float:
    """Give what is left of a trace after one day; `half_life` is in days."""
    return float(0.5 ** (1 / half_life))


def _unit_traces(
    force: Force,
    reports: Sequence[Report],
    contradictions: Sequence[Contradiction],
    days: int,
    parameters: Mapping[str, float],
) -> Float[np.ndarray, "days formations unit_conditions"]:
    traces = np.zeros((days, len(force.formations), len(UNIT_CONDITIONS)))
    felt = [report for report in reports if report.event.kind in UNIT_IMPULSES]
    if felt:
        day, units = np.array([r.day for r in felt]), np.stack([r.units for r in felt])
        impulses = [UNIT_IMPULSES[r.event.kind] for r in felt]
        strength = np.array([r.truth * r.weight * size for r, (_, size) in zip(felt, impulses, strict=True)])
        condition = np.array([UNIT_CONDITIONS.index(name) for name, _ in impulses])
        by_condition = traces.transpose(0, 2, 1)
        np.add.at(by_condition, (day, condition), (strength * gains(force, felt))[:, None] * units)
    if contradictions:
        day, units = np.array([c.day for c in contradictions]), np.stack([c.units for c in contradictions])
        weight = np.array([c.weight for c in contradictions])
        np.add.at(traces[..., UNIT_CONDITIONS.index("dissonance")], day, weight[:, None] * units)
    left = np.array([fading(parameters[f"half-life-{condition}"]) for condition in UNIT_CONDITIONS])
    for t in range(1, days):
        traces[t] += traces[t - 1] * left
    return traces


def _area_traces(
    force: Force, reports: Sequence[Report], days: int, parameters: Mapping[str, float]
) -> Float[np.ndarray, "days areas area_conditions"]:
    acting = [report for report in reports if report.event.kind in MARKS_AREAS]
    by_day: list[list[tuple[Report, float]]] = [[] for _ in range(days)]
    for report, gain in zip(acting, gains(force, acting).tolist(), strict=True):
        by_day[report.day].append((report, 1.0 if report.event.areas else gain))
    left = np.array([fading(parameters[f"half-life-{condition}"]) for condition in AREA_CONDITIONS])
    traces = np.zeros((days, len(force.areas), len(AREA_CONDITIONS)))
    now = np.zeros((len(force.areas), len(AREA_CONDITIONS)))
    for t, today in enumerate(by_day):
        now = now * left
        # Within a day the order of the file decides, so that an order and its reversal can share a date.
        for report, part in today:
            _mark(now, report, part)
        traces[t] = now
    return traces


def lost(reports: Sequence[Report], days: int, areas: int) -> Float[np.ndarray, "days areas"]:
    """How many true, independent reports speak of the loss of an area on each day."""
    votes = np.zeros((days, areas))
    told = [report for report in reports if report.event.areas and report.event.kind in LOSS]
    if told:
        day, where = np.array([r.day for r in told]), np.stack([r.areas for r in told])
        vote = np.array([r.truth * r.weight * LOSS[r.event.kind] for r in told])[:, None] * where
        for after, part in LOSS_DAYS.items():
            inside = (day >= after) & (day - after < days)
            np.add.at(votes, day[inside] - after, vote[inside] * part)
    return votes


def still_held(reports: Sequence[Report], days: int, areas: int) -> Float[np.ndarray, "days areas"]:
    """How many true, independent reports of each day are of ground that is still held."""
    votes = np.zeros((days, areas))
    told = [report for report in reports if report.event.areas and report.event.kind in STILL_HELD]
    if told:
        vote = np.array([r.truth * r.weight for r in told])[:, None] * np.stack([r.areas for r in told])
        np.add.at(votes, [r.day for r in told], vote)
    return votes


def _mark(now: Float[np.ndarray, "areas area_conditions"], report: Report, part: float) -> None:
    """Let one report act on the areas' conditions of its day, in place."""
    kind, areas = report.event.kind, report.areas
    pressure, leaving, order = now.T
    vote = report.truth * report.weight * part
    pressing = PRESSURE_IMPULSES.get(kind, 0.0) + (CONTACT.get(kind, 0.0) if report.event.areas else 0.0)
    if pressing:
        pressure[areas] += vote * pressing
    if kind in LEAVING_IMPULSES:
        leaving[areas] += vote * LEAVING_IMPULSES[kind]
    if kind == "opponent.pause":
        pressure[areas] *= 1 - PAUSE * vote
    if kind == "order.withdraw":
        order[areas] = np.maximum(order[areas], report.truth * part)
    if kind in ORDER_CANCELLED:
        order[areas] *= 1 - ORDER_CANCELLED[kind] * report.truth * part
