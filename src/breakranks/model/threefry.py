"""Random keys whose numbers are drawn fast: those of `jax.random`, bit for bit.

On CPUs JAX lowers its generator to a loop whose every round goes through memory, which took nearly as long as the
model's own step. Written out, XLA fuses all rounds into one pass over the numbers.
"""

from math import prod

import jax
import jax.numpy as jnp
from jax.extend.random import define_prng_impl, threefry_prng_impl
from jaxtyping import Array, Key, UInt32

ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
PARITY = 0x1BD11BDA


def key(seed: int) -> Key[Array, ""]:
    """A key for `jax.random`; all keys derived from it draw alike."""
    return jax.random.key(seed, impl=_WRITTEN_OUT)


def _bits(words: UInt32[Array, "2"], width: int, shape: tuple[int, ...]) -> Array:
    """Threefry-2x32 with 20 rounds (Salmon and others 2011) of the numbers' places, as `jax.random.bits` has it."""
    size = prod(shape)
    if width != 32 or size >= 2**32:
        return threefry_prng_impl.random_bits(words, width, shape)
    schedule = (words[0], words[1], words[0] ^ words[1] ^ jnp.uint32(PARITY))
    left = jnp.broadcast_to(schedule[0], shape)
    right = jax.lax.iota(jnp.uint32, size).reshape(shape) + schedule[1]
    for four in range(5):
        for distance in ROTATIONS[four % 2]:
            left = left + right
            right = ((right << distance) | (right >> (32 - distance))) ^ left
        left = left + schedule[(four + 1) % 3]
        right = right + schedule[(four + 2) % 3] + jnp.uint32(four + 1)
    return left ^ right


_WRITTEN_OUT = define_prng_impl(
    key_shape=threefry_prng_impl.key_shape,
    seed=threefry_prng_impl.seed,
    split=threefry_prng_impl.split,
    random_bits=_bits,
    fold_in=threefry_prng_impl.fold_in,
    name="threefry-written-out",
    tag="fwo",
)
