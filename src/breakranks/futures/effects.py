"""What the next weeks would look like had a report never been made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from breakranks.assumptions.types import ExplanationRow, Parameter
from breakranks.compiled import jit
from breakranks.evidence.types import Evidence
from breakranks.futures.ahead import half_lives_of
from breakranks.futures.choices import AS_IT_GOES, ahead
from breakranks.futures.project import First, noise_ahead, run_days
from breakranks.model.step import control
from breakranks.model.world import ON, Day, Noise
from breakranks.worlds.filter import Cloud, apart
from breakranks.worlds.infer import stream
from breakranks.worlds.leaveout import REPLAYED, leave_out, stack
from breakranks.worlds.setup import Model, model_of

EFFECT_DAYS = 28
"""Horizon of the effect of leaving a report out."""


@dataclass(frozen=True)
class LeftOut:
    """What is kept of a batch of reports left out: row 0 with all reports, row i without report `numbers[i - 1]`.

    Arrays are variants × worlds (`held` variants × areas × worlds), on the as-of day; `first` is of the next 28 days
    as it goes. World w of one row is the twin of world w of another.
    """

    numbers: tuple[int, ...]
    weights: np.ndarray
    explanation: np.ndarray
    held: np.ndarray
    control: np.ndarray
    first: First


def effects(
    evidence: Evidence,
    parameters: Sequence[Parameter],
    explanations: Sequence[ExplanationRow],
    seed: int,
    workers: int,
    progress: Callable[[str, float], None] = lambda *_: None,
) -> tuple[LeftOut, ...]:
    """Leave out each report in turn and run the worlds without it forward.

    Takes the same assumptions and seed as the filter, whose worlds it does not need, so that both can run side by
    side. Batches are replayed on `workers` threads. `progress` is told the stage ("reports") and the part of it that
    is done.
    """
    model = model_of(evidence.force, parameters, explanations)
    half_lives = half_lives_of(parameters)
    noise = noise_ahead(stream(seed, "replay-future"), model.ground, REPLAYED, EFFECT_DAYS)
    out, done = [], 0
    for batch in leave_out(evidence, model, parameters, seed, workers):
        rows = [ahead(e, half_lives, AS_IT_GOES) for e in batch.evidence]
        rows += [rows[-1]] * (batch.cloud.log_weights.shape[0] - len(rows))
        days = stack([jax.tree.map(lambda x: x[:EFFECT_DAYS], row) for row in rows])
        kept = _forward(model, batch.cloud, days, noise)
        out.append(LeftOut(batch.numbers, *jax.tree.map(np.asarray, kept)))
        done += len(batch.numbers)
        progress("reports", done / len(evidence.reports))
    return tuple(out)


@jit()
def _forward(
    model: Model, cloud: Cloud, days: Day, noise: Noise
) -> tuple[Float[Array, "variants worlds"], Int[Array, "variants worlds"], Array, Array, First]:
    share = model.ground.strength / model.ground.strength.sum()
    worlds, axes = cloud.worlds, apart(cloud).worlds
    many = jax.vmap(run_days, in_axes=(None, axes, 0, None, None, None, None))
    future = many(model, worlds, days, noise, ON, jnp.float32(0.0), False)
    grip = jax.vmap(lambda w: share @ control(w, model.ground), (axes,))(worlds)
    return jnp.exp(cloud.log_weights), worlds.explanation, worlds.held > 0, grip, future.first
