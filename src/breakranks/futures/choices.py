"""The conditions of the days to come, under what command, the opponent and the season choose.

Conditions do not merely fade after the as-of day: what went on lately goes on, near its recent level, and choices
change it.
"""

import calendar
from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np

from breakranks.evidence.types import AREA_CONDITIONS, UNIT_CONDITIONS, Evidence
from breakranks.model.world import Day
from breakranks.worlds.setup import days_of

DAYS = 56
COMMAND = ("as-it-goes", "forces-control-back", "lets-go", "relieves")
OPPONENT = ("keeps-on", "presses", "stands-back")
SEASON = ("as-it-is", "winter", "mild")

LASTS = {"pressure": 1.0, "coercion": 0.8, "supply": 0.8, "hardship": 0.8, "losses": 0.7, "leaving": 0.5}
"""Part of its recent level at which a condition goes on by itself; 0.4 for all others."""
RECENT = 21
"""Days over which the recent level is taken."""
TRACE = 1.5
"""What a choice adds to a trace: one to two confirmed reports' worth at all times."""


class Choice(NamedTuple):
    """One combination of what command, the opponent and the season do."""

    command: str
    opponent: str
    season: str


AS_IT_GOES = Choice("as-it-goes", "keeps-on", "as-it-is")
CHOICES = tuple(Choice(*c) for c in product(COMMAND, OPPONENT, SEASON))


def ahead(evidence: Evidence, half_lives: dict[str, float], choice: Choice) -> Day:
    """Conditions [56 days, …] from the day after the as-of day on; reads nothing later than the as-of day."""
    units = _go_on(evidence.conditions.units, UNIT_CONDITIONS, half_lives)
    areas = _go_on(evidence.conditions.areas, AREA_CONDITIONS, half_lives)
    unit = {name: units[..., i] for i, name in enumerate(UNIT_CONDITIONS)}
    pressure = areas[..., AREA_CONDITIONS.index("pressure")]
    fading = 0.5 ** (np.arange(1, DAYS + 1)[:, None] / 7.0)
    match choice.command:
        case "forces-control-back":
            unit["coercion"] += TRACE
        case "lets-go":
            unit["coercion"] *= fading
            unit["relief"] *= fading
        case "relieves":
            unit["relief"] += TRACE
    drive = 1.0
    match choice.opponent:
        case "presses":
            # It presses where it has pressed; where it has not pressed anywhere, everywhere.
            pressed = pressure > 0.2 if (pressure > 0.2).any() else np.ones_like(pressure, bool)
            pressure[pressed] = 1.6 * pressure[pressed] + 0.5
            unit["losses"] *= 1.3
            drive = 1.6
        case "stands-back":
            pressure *= 0.25
            drive = 0.25
            unit["losses"] *= 0.4
            # Who is left alone also rests.
            unit["relief"] += 0.3 * TRACE
    days = [evidence.as_of + timedelta(days=d) for d in range(1, DAYS + 1)]
    latitude = float(np.mean([area.lat for area in evidence.force.areas]))
    winter = {"winter": 1.0, "mild": 0.0}.get(choice.season)
    cold = np.array([usual_winter(day, latitude) if winter is None else winter for day in days])
    present = np.arange(evidence.days, evidence.days + DAYS)[:, None] >= evidence.force.first_day[None, :]
    return days_of(units, areas, cold, present, drive)


def _go_on(traces: np.ndarray, names: tuple[str, ...], half_lives: dict[str, float]) -> np.ndarray:
    """Each trace moves from its last value to its lasting level with its own half-life."""
    level = traces[-RECENT:].mean(axis=0) * np.array([LASTS.get(name, 0.4) for name in names])
    t = np.arange(1, DAYS + 1)[:, None, None]
    fade = 0.5 ** (t / np.array([half_lives[name] for name in names]))
    return level + (traces[-1] - level) * fade


@cache
def usual_winter(day: date, latitude: float) -> float:
    """How much of a winter day is usual: 1 in midwinter above 40°, 0 in summer or within 25° of the equator."""
    if abs(latitude) < 25.0:
        return 0.0
    year = 366 if calendar.isleap(day.year) else 365
    season = np.cos(2.0 * np.pi * (day.timetuple().tm_yday - 15) / year) * np.sign(latitude)
    return float(np.clip(season - 0.2, 0.0, 0.8) / 0.8 * np.clip((abs(latitude) - 25.0) / 15.0, 0.0, 1.0))
