"""Worlds on the as-of day, drawn from the posterior."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from breakranks.assumptions import Parameter
from breakranks.model import GRIPS, Hazard, Model
from breakranks.model.setup import HAZARDS
from breakranks.posterior import Posterior
from breakranks.worlds.luck import Luck


class Start(NamedTuple):
    """Worlds on the as-of day: what explains the conduct, grip (0 to 4), each formation's state, who holds what.

    `tempo` are standard normal scores of the tempo at which ground falls and at which the force breaks.
    Of several variants of the evidence, the worlds of one follow those of another.
    """

    explanation: Int[np.ndarray, "worlds"]
    grip: Int[np.ndarray, "worlds"]
    states: Int[np.ndarray, "formations worlds"]
    held: Bool[np.ndarray, "areas worlds"]
    tempo: Float[np.ndarray, "2 worlds"]


def draw_start(posterior: Posterior, luck: Luck) -> Start:
    """Draw worlds from the posterior of every variant, with the same luck: pairs, formations given them, and ground."""
    last, lost = posterior.filtered.last, posterior.course.lost[:, -1]
    explanations, grips, states, held = [], [], [], []
    for variant in range(len(last.pairs)):
        pair = np.searchsorted(np.cumsum(last.pairs[variant]), luck.pair).clip(0, last.pairs.shape[1] - 1)
        below = np.cumsum(last.formations[variant], axis=-1).transpose(1, 2, 0)[:, :-1, pair]
        explanations.append(pair // GRIPS)
        grips.append(pair % GRIPS)
        states.append((luck.states[:, None] > below).sum(axis=1, dtype=np.int8))
        held.append(luck.held >= lost[variant][:, None])
    return Start(
        np.concatenate(explanations),
        np.concatenate(grips),
        np.concatenate(states, axis=1),
        np.concatenate(held, axis=1),
        np.tile(luck.tempo, len(held)),
    )


def draw_hazards(model: Model, parameters: Sequence[Parameter], luck: Luck) -> Mapping[str, Hazard]:
    """The hazards with coefficients drawn for each world from what is known of them.

    Each is value + uncertainty × score, cut off at 0 where it must keep its sign.
    """
    by_name = {p.name: p for p in parameters}
    places = {name: n for n, name in enumerate(coefficient_names(model))}

    def drawn(hazard: str, term: str) -> Float[np.ndarray, "worlds"]:
        p = by_name[f"{hazard}.{term}"]
        values = np.float32(p.value) + np.float32(p.uncertainty) * luck.scores[places[p.name]]
        if p.prior == "positive":
            return np.maximum(values, np.float32(0))
        return np.minimum(values, np.float32(0)) if p.prior == "negative" else values

    out = {}
    for name in HAZARDS:
        coefficients = {term: drawn(name, term) for term in model.hazards[name].coefficients}
        counted = sum(x * np.float32(by_name[f"{name}.{term}"].mean) for term, x in coefficients.items())
        out[name] = Hazard(drawn(name, "base") - counted, coefficients)
    return out


def coefficient_names(model: Model) -> list[str]:
    """The names of all coefficients of hazards, in the order of `Luck.scores`."""
    return [f"{name}.{term}" for name in HAZARDS for term in ("base", *model.hazards[name].coefficients)]
