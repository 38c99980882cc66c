"""How worlds start: a draw from the prior on the case's first day."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from breakranks.model.parameters import Values
from breakranks.model.step import slack
from breakranks.model.world import EXPLANATIONS, TROOPS, Ground, Recent, Shares, World

START_WAVERING = 0.05


def start(
    scores: Float[Array, "parameters worlds"],
    explanation: Float[Array, "worlds"],
    branch: Float[Array, "branches worlds"],
    formation: Float[Array, "formations worlds"],
    values: Values,
    ground: Ground,
) -> World:
    """Worlds on the eve of the first day.

    `scores` are standard normal scores of the parameters, `explanation` a uniform number, `branch` and
    `formation` standard normals; `values` are the same parameters in natural units.
    """
    prior = jnp.stack([values[f"prior-{name}"] for name in EXPLANATIONS])
    first = jnp.sum(explanation * prior.sum(axis=0) > jnp.cumsum(prior, axis=0)[:-1], axis=0).astype(jnp.int32)
    resolve = ground.troops @ jnp.stack([values[f"resolve-{name}"] for name in TROOPS])
    resolve = resolve + values["resolve-spread"] * formation
    none, areas = jnp.zeros_like(formation), jnp.zeros((ground.area.shape[1], formation.shape[1]))
    wavering = jnp.clip(START_WAVERING * jnp.exp(-0.5 * resolve), 0.0, 0.3)
    return World(
        explanation=first,
        going=jnp.zeros_like(explanation),
        grip=values["grip-start"],
        branch_grip=values["grip-branch-spread"] * branch,
        slack=slack(first, values),
        resolve=resolve,
        usual_resolve=resolve,
        driven=none,
        shares=Shares(1.0 - wavering, wavering, none, none, none, none, none),
        recent=Recent(none, none, none, none),
        held=areas + 1.0,
        front=areas,
        tide=jnp.zeros_like(explanation),
        advance=areas,
        arrivals=areas,
        scores=scores,
    )
