"""A day's random numbers, drawn in bulk for all worlds.

One counter-based key per purpose and day; drawing for the whole batch at once lets XLA vectorise, which one key per
particle does not.
"""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Key

from breakranks.compiled import keep
from breakranks.model.world import Ground, Noise


def draw(key: Key[Array, ""], ground: Ground, worlds: int) -> Noise:
    """One day's noise for `worlds` worlds on this ground."""
    formations, branches = ground.branch.shape
    areas = ground.area.shape[1]
    normal_key, uniform_key = jax.random.split(key)
    normal = jax.random.normal(normal_key, (2 + branches + areas + formations, worlds))
    uniform = jax.random.uniform(uniform_key, (2 + 2 * formations + areas, worlds))
    normal, uniform = keep((normal, uniform))
    alone, branch, front, breaking = jnp.split(normal, [2, 2 + branches, 2 + branches + areas])
    decisions, lump, size, fall = jnp.split(uniform, [2, 2 + formations, 2 + 2 * formations])
    return Noise(alone[0], branch, front, alone[1], breaking, decisions[0], decisions[1], lump, size, fall)
