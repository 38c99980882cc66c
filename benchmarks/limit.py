"""How near one day of the filter is to what the machine can do: a roofline, measured in the same run.

uv run python -m benchmarks.limit

The least time for a day is the larger of two: reading and writing the worlds' state once, at the speed of streaming as
much; and the step's arithmetic, from the cache, each operation at the speed of a loop of nothing else. The day's random
numbers come on top, at the speed of drawing them alone. What is counted are the operations of the step as traced.
"""

import argparse
from collections.abc import Callable
from functools import partial
from math import prod

import jax
import jax.numpy as jnp
import numpy as np
from benchmarks.growth import best
from benchmarks.loaded import loaded
from jax.extend.core import Jaxpr

from breakranks.compiled import OPTIONS, cores
from breakranks.model import threefry
from breakranks.model.noise import draw
from breakranks.model.parameters import natural
from breakranks.model.step import step
from breakranks.model.world import ON
from breakranks.worlds.filter import begin

REPEATS = 50
DEAR = {"exp", "log", "logistic", "log1p", "expm1", "tanh", "erf_inv", "sqrt", "div", "pow"}
FREE = {"broadcast_in_dim", "reshape", "squeeze", "slice", "convert_element_type", "optimization_barrier", "iota"}
CACHED = 2**15
"""Numbers that fit a core's cache."""
SQUARE = 2**11
CHAIN = 16
"""Cheap operations on a number between fetching and storing it; XLA vectorises one exponential, not a chain."""


def main() -> None:
    """Print the limits, the step's counts, and the ratio."""
    options = argparse.ArgumentParser(description="Compare a step with what the machine can do.")
    options.add_argument("--case", default="kherson-2022")
    options.add_argument("--worlds", type=int, default=10_000)
    chosen = options.parse_args()
    _, evidence, model, record = loaded(chosen.case)
    today, fallen = jax.tree.map(lambda x: jnp.asarray(x[evidence.days // 2]), (record.days, record.fallen))
    world = begin(threefry.key(1), model, chosen.worlds).worlds
    values, noise = natural(model.priors, world.scores), draw(threefry.key(2), model.ground, chosen.worlds)

    def day(world, _):
        return step(world, today, noise, values, model.ground, ON, None, fallen)[0], None

    cheap, dear, products = count(jax.make_jaxpr(lambda w: day(w, None)[0])(world).jaxpr)
    moved = world._replace(scores=jnp.zeros(0), usual_resolve=jnp.zeros(0))
    traffic = 2 * size(moved) + size(noise) + size(values)
    numbers = sum(x.size for x in jax.tree.leaves(noise))

    bandwidth = traffic / fastest(lambda x: x + 1.0, jnp.ones(traffic // 8), REPEATS)
    cheap_rate = 2 * in_cache(lambda x: x * 1.0001 + 0.1, CHAIN)
    dear_rate = in_cache(lambda x: jnp.exp(-x), 1)
    square = jnp.ones((SQUARE, SQUARE))
    product_rate = 2 * SQUARE**3 / fastest(lambda x: x @ x, square, 5)
    random_rate, plain_rate = (
        numbers / fastest(lambda k: draw(k, model.ground, chosen.worlds), key(3), REPEATS)
        for key in (threefry.key, jax.random.key)
    )
    taken = fastest(lambda w: jax.lax.scan(day, w, None, REPEATS)[0], world, 3) / REPEATS

    memory = traffic / bandwidth
    arithmetic = cheap / cheap_rate + dear / dear_rate + products / product_rate
    least, drawing = max(memory, arithmetic), numbers / random_rate
    print(f"{cores()} cores, {chosen.case}, {chosen.worlds:,} worlds; one day\n")
    for name, rate, unit in (
        ("memory streamed", bandwidth / 1e9, "GB/s"),
        ("multiply, add", cheap_rate / 1e9, "G/s"),
        ("exponentials", dear_rate / 1e9, "G/s"),
        ("matrix products", product_rate / 1e9, "G/s"),
        ("random numbers", random_rate / 1e9, "G/s"),
        ("by JAX's own key", plain_rate / 1e9, "G/s"),
    ):
        print(f"{name:18}{rate:8.2f} {unit}")
    print(f"the step: {cheap:,} cheap operations, {dear:,} dear, {products:,} in products of matrices,")
    print(f"{traffic / 1e6:.1f} MB in and out, {numbers:,} random numbers")
    print(f"least: memory {memory * 1e3:.2f} ms, arithmetic {arithmetic * 1e3:.2f} ms, drawing {drawing * 1e3:.2f} ms")
    print(f"taken by the step alone {taken * 1e3:.2f} ms: {taken / least:.1f} times the least")
    print(f"with drawing {(taken + drawing) * 1e3:.2f} ms: {(taken + drawing) / (least + drawing):.1f} times the least")


def count(jaxpr: Jaxpr) -> np.ndarray:
    """Cheap and dear operations of a traced function, and the multiplications and additions of its matrix products."""
    found = np.zeros(3, np.int64)
    for equation in jaxpr.eqns:
        inner = [p.jaxpr for p in equation.params.values() if hasattr(p, "jaxpr")]
        made = sum(prod(v.aval.shape) for v in equation.outvars)
        name = equation.primitive.name
        if inner:
            found += sum(count(j) for j in inner)
        elif name == "dot_general":
            (contracted, _), _ = equation.params["dimension_numbers"]
            found[2] += 2 * made * prod(equation.invars[0].aval.shape[i] for i in contracted)
        elif name not in FREE:
            found[1 if name in DEAR else 0] += made
    return found


def size(tree: object) -> int:
    """Bytes of a tree of arrays."""
    return sum(np.asarray(x).nbytes for x in jax.tree.leaves(tree))


def fastest(function: Callable, given: object, runs: int) -> float:
    """Least seconds of a function, compiled."""
    return best(partial(jax.jit(function, compiler_options=OPTIONS), given), runs)


def in_cache(function: Callable[[jax.Array], jax.Array], times: int) -> float:
    """Results a second of an operation repeated on numbers that stay in the cache, on all cores."""
    rounds = 200
    numbers = jnp.ones(CACHED * cores())

    def chain(_: int, x: jax.Array) -> jax.Array:
        for _ in range(times):
            x = function(x)
        return x

    taken = fastest(lambda x: jax.lax.fori_loop(0, rounds, chain, x), numbers, 3)
    return numbers.size * rounds * times / taken


if __name__ == "__main__":
    main()
