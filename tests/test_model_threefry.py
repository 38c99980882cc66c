"""Numbers are those of JAX's own generator."""

import jax
import jax.numpy as jnp
import pytest

from breakranks.model import threefry


@pytest.mark.parametrize("shape", [(), (1,), (7,), (31, 100), (2, 3, 5)])
@pytest.mark.parametrize("seed", [0, 1, 2**31 - 1])
def test_draws_are_those_of_jax_bit_for_bit(seed, shape):
    ours, theirs = threefry.key(seed), jax.random.key(seed)
    for draw in (jax.random.uniform, jax.random.normal, jax.random.bits):
        assert jnp.array_equal(draw(ours, shape), draw(theirs, shape))


def test_so_are_those_of_keys_made_from_a_key():
    def draws(key):
        one, other = jax.random.split(key)
        many = jax.vmap(lambda n: jax.random.normal(jax.random.fold_in(other, n), (3,)))(jnp.arange(4))
        return jax.random.uniform(one, (5,)), many, jax.random.bits(one, (6,), "uint8")

    ours, theirs = draws(threefry.key(3)), draws(jax.random.key(3))
    assert all(jnp.array_equal(x, y) for x, y in zip(ours, theirs, strict=True))
