"""The package's public face: evidence in, weighted worlds out."""

from collections.abc import Sequence
from dataclasses import dataclass

import jax
import numpy as np

from breakranks.assumptions.types import ExplanationRow, Parameter
from breakranks.compiled import jit
from breakranks.evidence.types import Evidence
from breakranks.model import threefry
from breakranks.model.step import control
from breakranks.model.world import ON, Switches, World
from breakranks.worlds.filter import Cloud, Summary, run
from breakranks.worlds.resample import systematic
from breakranks.worlds.setup import Model, model_of, record_of

STREAMS = ("filter", "thin", "future", "replay", "replay-future")
"""One stream of random numbers for each purpose."""


@dataclass(frozen=True)
class Worlds:
    """The force as it may be on the as-of day: weighted worlds, and a summary of each day before.

    `summary` fields are NumPy arrays with the days on the first axis (see `breakranks.worlds.filter.Summary`).
    """

    evidence: Evidence
    parameters: tuple[Parameter, ...]
    explanations: tuple[ExplanationRow, ...]
    model: Model
    cloud: Cloud
    summary: Summary
    particles: int
    seed: int

    @property
    def log_evidence(self) -> float:
        """Log of the marginal likelihood of the signs given their number, relative to the ordinary mix."""
        return float(np.sum(self.summary.log_evidence, dtype=np.float64))

    def control(self) -> np.ndarray:
        """Control of the force in each world of `cloud`."""
        return np.asarray(_control(self.model, self.cloud.worlds))

    def thin(self, count: int) -> tuple[World, np.ndarray]:
        """`count` equally weighted worlds, and the origin of each (for Monte Carlo errors)."""
        start, origin = _thin(stream(self.seed, "thin"), self.cloud, count)
        return start, np.asarray(origin)


def stream(seed: int, purpose: str) -> jax.Array:
    """The key of one purpose's stream of random numbers."""
    return jax.random.fold_in(threefry.key(seed), STREAMS.index(purpose))


def filter(
    evidence: Evidence,
    parameters: Sequence[Parameter],
    explanations: Sequence[ExplanationRow],
    particles: int,
    seed: int,
    switches: Switches = ON,
) -> Worlds:
    """Filter `particles` worlds through the evidence, from the case's first day to the as-of day.

    `switches` turns inner causes off, to see what they are worth (docs/validation.md).
    """
    model = model_of(evidence.force, parameters, explanations)
    cloud, summary, _ = run(stream(seed, "filter"), model, record_of(evidence, parameters), particles, False, switches)
    kept = jax.tree.map(lambda x: np.asarray(x)[: evidence.days], summary)
    return Worlds(evidence, tuple(parameters), tuple(explanations), model, cloud, kept, particles, seed)


@jit()
def _control(model: Model, worlds: World) -> jax.Array:
    strength = model.ground.strength
    return strength / strength.sum() @ control(worlds, model.ground)


@jit(static_argnames="count")
def _thin(key: jax.Array, cloud: Cloud, count: int) -> tuple[World, jax.Array]:
    index = systematic(jax.random.uniform(key), jax.numpy.exp(cloud.log_weights), count)
    return jax.tree.map(lambda x: x[..., index], cloud.worlds), cloud.origin[index]
