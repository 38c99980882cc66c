"""Systematic resampling inside XLA, in O(worlds), and the kernel that keeps parameters from collapsing."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int, Key, Shaped

DISCOUNT = 0.98
"""Discount δ of Liu and West (2001), section 10.3: parameters shrink by (3δ − 1) / 2δ towards their mean."""


def systematic(offset: Float[Array, ""], weights: Float[Array, "worlds"], count: int) -> Int[Array, "count"]:
    """Ancestors of `count` equally weighted worlds (Kitagawa 1996); `offset` is one uniform number.

    Each world gets the floor or the ceiling of count × weight offspring. Counting by scatter and running maximum keeps
    this linear and safe against rounding of the cumulative sum in float32.
    """
    cumulative = jnp.cumsum(weights)
    ends = jnp.clip(jnp.ceil(cumulative / cumulative[-1] * count - offset), 0, count).astype(jnp.int32)
    starts = jnp.concatenate([jnp.zeros(1, jnp.int32), ends[:-1]])
    index = jnp.arange(weights.shape[0], dtype=jnp.int32)
    first = jnp.where(ends > starts, starts, count)
    return jax.lax.cummax(jnp.zeros(count, jnp.int32).at[first].max(index, mode="drop"))


def take(values: Shaped[Array, "*shape worlds"], ancestors: Int[Array, "count"]) -> Shaped[Array, "*shape count"]:
    """The ancestors' values.

    Taken one by one: for `values[..., ancestors]` XLA would store every array of the days' loop with the worlds in
    front, and work on it across the grain.
    """
    rows = values.reshape(-1, values.shape[-1])
    place = jnp.arange(len(rows))[:, None] * rows.shape[1] + ancestors
    chosen = rows.reshape(-1).at[place].get(mode="promise_in_bounds")
    return chosen.reshape(*values.shape[:-1], len(ancestors))


def moments(scores: Float[Array, "parameters worlds"], weights: Float[Array, "worlds"]) -> Float[Array, "2 parameters"]:
    """Weighted mean and standard deviation of each parameter."""
    mean = scores @ weights
    variance = (scores - mean[:, None]) ** 2 @ weights
    return jnp.stack([mean, jnp.sqrt(jnp.maximum(variance, 1e-8))])


def rejuvenate(
    key: Key[Array, ""],
    scores: Float[Array, "parameters worlds"],
    mean: Float[Array, "parameters"],
    deviation: Float[Array, "parameters"],
) -> Float[Array, "parameters worlds"]:
    """Liu and West's kernel: shrink towards the mean, add noise, so that mean and variance stay what they were."""
    shrink = (3.0 * DISCOUNT - 1.0) / (2.0 * DISCOUNT)
    noise = deviation[:, None] * jax.random.normal(key, scores.shape)
    return shrink * scores + (1.0 - shrink) * mean[:, None] + jnp.sqrt(1.0 - shrink**2) * noise
