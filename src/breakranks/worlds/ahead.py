"""The conditions of the days to come, under what command, the opponent and the season choose.

Conditions do not merely fade after the as-of day: what went on lately goes on, near its recent level, and choices
change it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from breakranks.assumptions import read_choices
from breakranks.model.hazards import logged
from breakranks.model.troops import lasting_marks
from breakranks.posterior import Posterior
from breakranks.tables import InputError
from breakranks.vocabulary import COMMANDS, OPPONENTS, SEASONS, Choice, traces_of
from breakranks.worlds.luck import DAYS

Array = Float[np.ndarray, "..."]
RECENT = 21
"""Days over which the recent level of a trace is taken."""


class Ahead(NamedTuple):
    """Conditions of the days to come: days are the first axis, variants of the evidence the last.

    `lasting` and `shaking` are those of `model.troops.Marks`; `offer`, `encirclement` and `punished` (coercion) are
    logged traces of formations, `relieved` relief and reinforcement and `refitted` the latter alone, not logged.
    `pressing` multiplies the pressure of the front, `backlash` is coercion as troops remember it. Choices stand beside
    each other as variants do.
    """

    leaving: Float[np.ndarray, "days areas variants"]
    ordered: Float[np.ndarray, "days areas variants"]
    lasting: Float[np.ndarray, "days formations variants"]
    shaking: Float[np.ndarray, "days formations variants"]
    offer: Float[np.ndarray, "days formations variants"]
    encirclement: Float[np.ndarray, "days formations variants"]
    punished: Float[np.ndarray, "days formations variants"]
    relieved: Float[np.ndarray, "days formations variants"]
    refitted: Float[np.ndarray, "days formations variants"]
    coercion: Float[np.ndarray, "days variants"]
    relief: Float[np.ndarray, "days variants"]
    new_command: Float[np.ndarray, "days variants"]
    backlash: Float[np.ndarray, "days variants"]
    strain: Float[np.ndarray, "days variants"]
    ringed: Float[np.ndarray, "days variants"]
    pause: Float[np.ndarray, "days variants"]
    pressing: Float[np.ndarray, "variants"]


class _Changes:
    """What one choice of each side does to the traces."""

    def __init__(self, choice: Choice) -> None:
        for side, options in (("command", COMMANDS), ("opponent", OPPONENTS), ("season", SEASONS)):
            if (name := getattr(choice, side)) not in options:
                raise InputError(f"'{name}' is no choice of {side}. Choose one of: {', '.join(options)}.")
        self.rows = [r for r in read_choices() if getattr(choice, r.side) == r.choice]

    def apply(self, name: str, trace: Array) -> Array:
        """A trace, days first, as the choices make it."""
        for row in self.rows:
            if row.what == name:
                match row.operation:
                    case "add":
                        trace = trace + row.amount
                    case "multiply":
                        trace = trace * row.amount
                    case "set":
                        trace = np.full_like(trace, row.amount)
                    case "fade":
                        days = np.arange(1, len(trace) + 1).reshape(-1, *[1] * (trace.ndim - 1))
                        trace = trace * 0.5 ** (days / row.amount)
        return trace


def look_ahead(posterior: Posterior, as_of: date, choice: Choice) -> Ahead:
    """The conditions of the next 56 days; nothing later than the as-of day is read.

    Raises:
        InputError: there is no such choice.
    """
    values, changes = posterior.model.values, _Changes(choice)
    strength = posterior.conditions.strength[-1]
    share = strength / max(strength.sum(), 1e-9)
    traces = [reading.traces for reading in posterior.readings]
    whole = {"force": "force", "area": "areas", "formation": "formations"}
    kept = {of: np.stack([getattr(t, whole[of])[-RECENT:] for t in traces], axis=-1) for of in whole}
    recent = {name: kept[of][..., i, :] for of in whole for i, name in enumerate(traces_of(of))}

    def goes_on(name: str) -> Array:
        return changes.apply(name, persist(values, name, recent[name]))

    winter = changes.apply("winter", usual_winter(as_of, float(np.mean([a.lat for a in posterior.force.areas]))))
    of = {name: goes_on(name) for name in traces_of("formation")}
    for name in ("hardship", "shortage"):
        of[name] = of[name] + values[f"winter.{name}"] * winter[:, None, None]
    logs = {name: logged(trace) for name, trace in of.items()}
    troops = np.array([values[f"troops.{f.troops}"] for f in posterior.force.formations])
    lasting, shaking = lasting_marks(values, troops[:, None], logs)
    relieved = of["relief"] + of["reinforcement"]
    coercion = np.einsum("tuv,u->tv", of["coercion"], share)
    found = Ahead(
        leaving=np.maximum(goes_on("leaving"), 0.0),
        ordered=np.clip(goes_on("ordered-out"), 0.0, 1.0),
        lasting=lasting,
        shaking=shaking,
        offer=logs["offer"],
        encirclement=logs["encirclement"],
        punished=logs["coercion"],
        relieved=relieved,
        refitted=of["reinforcement"],
        coercion=coercion,
        relief=np.einsum("tuv,u->tv", relieved, share),
        new_command=np.einsum("tuv,u->tv", of["new-command"], share),
        backlash=_remembered(values, posterior.conditions.coercion[:, -RECENT:], coercion),
        strain=goes_on("strain") + values["winter.hardship"] * winter[:, None],
        ringed=goes_on("ringed"),
        pause=goes_on("pause"),
        pressing=changes.apply("pressure", np.ones((1, len(traces))))[0],
    )
    return Ahead(*(x.astype(np.float32) for x in found))


def beside(aheads: Sequence[Ahead]) -> Ahead:
    """The conditions under several choices, or of several variants, beside each other."""
    return Ahead(*(np.concatenate(parts, axis=-1) for parts in zip(*aheads, strict=True)))


def _remembered(values: Mapping[str, float], before: Array, coercion: Array) -> Array:
    """Coercion as troops remember it, day by day: it follows what they are under with a delay."""
    memory = logged(before).mean(axis=1)
    out = []
    for now in logged(coercion):
        memory = memory + (now - memory) / values["backlash.days"]
        out.append(memory)
    return np.stack(out)


def persist(values: Mapping[str, float], name: str, trace: Array) -> Array:
    """A trace of the days so far, over the days to come: it moves to a part of its recent level, with its half-life."""
    level = trace[-RECENT:].mean(axis=0) * values.get(f"lasts.{name}", values["lasts.other"])
    days = np.arange(1, DAYS + 1).reshape(-1, *[1] * (trace.ndim - 1))
    return level + (trace[-1] - level) * 0.5 ** (days / values[f"half-life.{name}"])


@cache
def usual_winter(as_of: date, latitude: float) -> Float[np.ndarray, "days"]:
    """How much of a winter day each of the next days usually is: 1 in midwinter above 40°, 0 in summer or below 25°."""
    if abs(latitude) < 25.0:
        return np.zeros(DAYS)
    ordinal = as_of.timetuple().tm_yday + np.arange(1, DAYS + 1)
    season = np.cos(2.0 * np.pi * (ordinal - 15) / 365.25) * np.sign(latitude)
    depth = np.clip((abs(latitude) - 25.0) / 15.0, 0.0, 1.0)
    return np.asarray(np.clip(season - 0.2, 0.0, 0.8) / 0.8 * depth)
