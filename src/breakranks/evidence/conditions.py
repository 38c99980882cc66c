"""What the force was under, day by day: each condition a trace that its reports leave and that fades."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
from jaxtyping import Float

from breakranks.evidence.scope import gain
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

GIVEN_UP: Mapping[str, float] = {
    "conduct.withdraw": 1.0,
    "conduct.flee": 1.0,
    "conduct.surrender": 1.0,
    "conduct.abandon": 1.0,
    "claim.withdraw": 0.5,
}
"""How far a true report of a kind that names an area says that the area is being given up in those days."""

WITHIN = 2
"""Days between the fall of an area and the date of a report that speaks of it."""

ORDER_CANCELLED: Mapping[str, float] = {
    "order.hold": 1.0,
    "order.no-retreat": 1.0,
    "order.countermanded": 0.5,
}
"""Share of an order to withdraw that a later order takes away when true."""


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
        given_up=_given_up(force, reports, days),
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
    for report in reports:
        if report.event.kind in UNIT_IMPULSES:
            condition, impulse = UNIT_IMPULSES[report.event.kind]
            strength = report.truth * report.weight * impulse * gain(force, report.units, report.day)
            traces[report.day, report.units, UNIT_CONDITIONS.index(condition)] += strength
    for contradiction in contradictions:
        traces[contradiction.day, contradiction.units, UNIT_CONDITIONS.index("dissonance")] += contradiction.weight
    left = np.array([fading(parameters[f"half-life-{condition}"]) for condition in UNIT_CONDITIONS])
    for t in range(1, days):
        traces[t] += traces[t - 1] * left
    return traces


def _area_traces(
    force: Force, reports: Sequence[Report], days: int, parameters: Mapping[str, float]
) -> Float[np.ndarray, "days areas area_conditions"]:
    by_day: list[list[Report]] = [[] for _ in range(days)]
    for report in reports:
        by_day[report.day].append(report)
    left = np.array([fading(parameters[f"half-life-{condition}"]) for condition in AREA_CONDITIONS])
    traces = np.zeros((days, len(force.areas), len(AREA_CONDITIONS)))
    now = np.zeros((len(force.areas), len(AREA_CONDITIONS)))
    for t, today in enumerate(by_day):
        now = now * left
        # Within a day the order of the file decides, so that an order and its reversal can share a date.
        for report in today:
            _mark(now, report, 1.0 if report.event.areas else gain(force, report.units, report.day))
        traces[t] = now
    return traces


def _given_up(force: Force, reports: Sequence[Report], days: int) -> Float[np.ndarray, "days areas"]:
    """How far the reports around each day say that an area is being given up, 0 to 1."""
    doubt = np.ones((days, len(force.areas)))
    for report in reports:
        if report.event.areas and report.event.kind in GIVEN_UP:
            around = slice(max(report.day - WITHIN, 0), report.day + WITHIN + 1)
            doubt[around, report.areas] *= 1.0 - GIVEN_UP[report.event.kind] * report.truth * report.weight
    return 1.0 - doubt


def _mark(now: Float[np.ndarray, "areas area_conditions"], report: Report, part: float) -> None:
    """Let one report act on the areas' conditions of its day, in place."""
    kind, areas = report.event.kind, report.areas
    pressure, leaving, order = (now[:, c] for c in range(len(AREA_CONDITIONS)))
    vote = report.truth * report.weight * part
    pressing = PRESSURE_IMPULSES.get(kind, 0.0) + (CONTACT.get(kind, 0.0) if report.event.areas else 0.0)
    pressure[areas] += vote * pressing
    leaving[areas] += vote * LEAVING_IMPULSES.get(kind, 0.0)
    if kind == "opponent.pause":
        pressure[areas] *= 1 - PAUSE * vote
    if kind == "order.withdraw":
        order[areas] = np.maximum(order[areas], report.truth * part)
    if kind in ORDER_CANCELLED:
        order[areas] *= 1 - ORDER_CANCELLED[kind] * report.truth * part
