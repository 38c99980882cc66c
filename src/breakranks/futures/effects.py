"""What the next weeks would look like had a report never been made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from breakranks.assumptions.types import ExplanationRow, Parameter
from breakranks.evidence.types import Evidence
from breakranks.futures.ahead import ON, half_lives_of
from breakranks.futures.choices import AS_IT_GOES, ahead
from breakranks.futures.project import Future, noise_ahead, run_ahead
from breakranks.model.step import control
from breakranks.worlds.infer import stream
from breakranks.worlds.leaveout import REPLAYED, Without, leave_out
from breakranks.worlds.setup import model_of

EFFECT_DAYS = 28
"""Horizon of the effect of leaving a report out."""


@dataclass(frozen=True)
class LeftOut:
    """Batches of worlds without a report (see `Without`) and their next 28 days as it goes, rows in the same order.

    `control` is force-wide control on the as-of day, variants × worlds.
    """

    without: Without
    control: np.ndarray
    future: Future


def effects(
    evidence: Evidence,
    parameters: Sequence[Parameter],
    explanations: Sequence[ExplanationRow],
    seed: int,
    progress: Callable[[str, float], None] = lambda *_: None,
) -> tuple[LeftOut, ...]:
    """Leave out each report in turn and run the worlds without it forward.

    Takes the same assumptions and seed as the filter, whose worlds it does not need, so that both can run side by
    side. `progress` is told the stage ("reports") and the part of it that is done.
    """
    model = model_of(evidence.force, parameters, explanations)
    half_lives = half_lives_of(parameters)
    noise = noise_ahead(stream(seed, "replay-future"), model.ground, REPLAYED, EFFECT_DAYS)
    many = jax.vmap(run_ahead, in_axes=(None, 0, 0, None, None, None, None))
    share = model.ground.strength / model.ground.strength.sum()
    out, done = [], 0
    for batch in leave_out(evidence, model, parameters, seed):
        rows = [ahead(e, half_lives, AS_IT_GOES) for e in batch.evidence]
        rows += [rows[-1]] * (batch.cloud.log_weights.shape[0] - len(rows))
        days = jax.tree.map(lambda *x: jnp.stack([row[:EFFECT_DAYS] for row in x]), *rows)
        future = many(model, batch.cloud.worlds, days, noise, ON, jnp.float32(0.0), False)
        grip = jax.vmap(lambda w: share @ control(w, model.ground))(batch.cloud.worlds)
        out.append(LeftOut(batch, np.asarray(grip), jax.tree.map(np.asarray, future)))
        done += len(batch.numbers)
        progress("reports", done / len(evidence.reports))
    return tuple(out)
