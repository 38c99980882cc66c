"""What the model says, on one day of one case, of every item asked there."""

from collections.abc import Sequence
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float, Int

from breakranks.assessment.outside import outside_view
from breakranks.assumptions import History
from breakranks.assumptions.types import ExplanationRow, Parameter
from breakranks.evidence.types import Evidence
from breakranks.futures.ahead import half_lives_of
from breakranks.futures.choices import AS_IT_GOES, DAYS, ahead
from breakranks.futures.project import noise_ahead, run_ahead
from breakranks.model.world import ON, Switches
from breakranks.scoring.types import Item
from breakranks.worlds import filter as filter_worlds
from breakranks.worlds.infer import stream

WORLDS = 2_000
"""Worlds run forward for each day, as in an assessment."""


@dataclass(frozen=True)
class Forecast:
    """The worlds of one day of one case, and in which of them each item happens.

    `held` says in which worlds the item can still happen; `scores` are the worlds' parameters as standard normal
    scores, `drawn` their explanations, `explanations` the filter's own probabilities of them.
    """

    evidence: Evidence
    items: tuple[Item, ...]
    happens: Bool[np.ndarray, "items worlds"]
    held: Bool[np.ndarray, "items worlds"]
    scores: Float[np.ndarray, "free worlds"]
    drawn: Int[np.ndarray, "worlds"]
    explanations: Float[np.ndarray, "explanations"]

    @property
    def inside(self) -> Float[np.ndarray, "items"]:
        """Each item's share of the worlds in which it can still happen, half a world added to either side.

        Where no world still holds an area that was held, nothing is known of it, and the probability is a half.
        """
        return ((self.happens & self.held).sum(axis=1) + 0.5) / (self.held.sum(axis=1) + 1.0)

    def views(
        self, history: History, parameters: Sequence[Parameter]
    ) -> tuple[Float[np.ndarray, "items"], Float[np.ndarray, "items"]]:
        """The same pooled with the outside view, which is what an assessment prints; and the outside view alone."""
        view = outside_view(self.evidence, history, parameters)
        asked = [(item.question, item.area, item.horizon) for item in self.items]
        both = zip(asked, self.inside, strict=True)
        pooled = [view.mix(*question, float(value)) for question, value in both]
        return np.array(pooled), np.array([view.rate(*question) for question in asked])


def forecast(
    evidence: Evidence,
    items: Sequence[Item],
    parameters: Sequence[Parameter],
    explanations: Sequence[ExplanationRow],
    particles: int,
    seed: int,
    switches: Switches = ON,
) -> Forecast:
    """Forecast a day's `items` from the evidence of that day, by the functions that `assess` calls."""
    worlds = filter_worlds(evidence, parameters, explanations, particles, seed, switches)
    count = min(particles, WORLDS)
    start, _ = worlds.thin(count)
    noise = noise_ahead(stream(seed, "future"), worlds.model.ground, count, DAYS)
    days = ahead(evidence, half_lives_of(parameters), AS_IT_GOES)
    first = run_ahead(worlds.model, start, days, noise, switches, jnp.float32(0.0), False).first
    areas = [area.id for area in evidence.force.areas]
    by_question = {
        "unordered-exit": np.asarray(first.unordered_exit).min(axis=0),
        "mutiny": np.asarray(first.mutiny).min(axis=0),
        "mass-surrender": np.asarray(first.mass_surrender).min(axis=0),
        "general-collapse": np.asarray(first.general_collapse),
    }
    given_up, held = np.asarray(first.area_given_up), np.asarray(start.held) > 0
    everywhere = np.ones(count, bool)
    rows = [
        (given_up[areas.index(item.area)], held[areas.index(item.area)])
        if item.area
        else (by_question[item.question], everywhere)
        for item in items
    ]
    return Forecast(
        evidence=evidence,
        items=tuple(items),
        happens=np.array([days <= item.horizon for item, (days, _) in zip(items, rows, strict=True)]).reshape(
            -1, count
        ),
        held=np.array([given for _, given in rows]).reshape(-1, count),
        scores=np.asarray(start.scores),
        drawn=np.asarray(start.explanation),
        explanations=np.asarray(worlds.summary.explanations[-1]),
    )
