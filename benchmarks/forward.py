"""Forward simulation: the 28 days after kherson-2022, ours beside NumPy, Mesa and mesa-frames.

uv run --with mesa==3.3.1 python -m benchmarks.forward

NumPy runs `breakranks.model.step` itself, with `numpy` in the place of `jax.numpy`; the rules are written again for
Mesa (`with_mesa.py`) and mesa-frames (`with_mesa_frames.py`). All take the same random numbers, and the shares at the
end show whether the rules are the same. Compilation, the drawing of noise and what makes frames of arrays are not
counted; the making of Mesa's models is, as it makes them world by world. mesa-frames needs NumPy 1 and runs in an
environment of its own made by uv. What would take minutes is reckoned from fewer worlds.
"""

import argparse
from unittest.mock import patch

import jax
import numpy as np
from benchmarks.apart import apart
from benchmarks.filters import spread, timed
from benchmarks.loaded import loaded
from benchmarks.numpy_for_jax import stand_in
from benchmarks.with_mesa import mean_steady

from breakranks.compiled import cores, jit
from breakranks.futures.ahead import half_lives_of
from breakranks.futures.choices import AS_IT_GOES, ahead
from breakranks.futures.project import noise_ahead
from breakranks.model import step as rules
from breakranks.model import threefry
from breakranks.model.parameters import Values, natural
from breakranks.model.world import ON, Day, Ground, Noise, World
from breakranks.worlds.filter import begin

DAYS = 28
MOST = {"mesa": 500, "mesa-frames": 10_000}
"""Worlds that run in some seconds; the seconds of more are reckoned in proportion."""
Given = tuple[World, Day, Noise, Values, Ground]


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description="Time 28 days forward beside NumPy, Mesa and mesa-frames.")
    options.add_argument("--worlds", type=int, nargs="+", default=[1, 100, 2_000, 10_000, 100_000])
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()
    parameters, evidence, model, _ = loaded("kherson-2022")
    days = jax.tree.map(lambda x: x[:DAYS], ahead(evidence, half_lives_of(parameters), AS_IT_GOES))
    formations = len(evidence.force.formations)
    print(f"{cores()} cores; medians of {chosen.runs} runs in turn (least, most); {formations} formations\n")
    print(f"{'worlds':>8}  {'engine':11}  {'seconds':>29}  {'ns a formation-day':>18}  {'times ours':>24}  steady")
    for count in chosen.worlds:
        world = begin(threefry.key(1), model, count).worlds
        noise = noise_ahead(threefry.key(2), model.ground, count, DAYS)
        compare((world, days, noise, natural(model.priors, world.scores), model.ground), count, chosen.runs)


def compare(given: Given, count: int, runs: int) -> None:
    """Print the rows of one number of worlds."""
    arrays = jax.tree.map(np.asarray, given)
    with apart(
        "benchmarks.with_mesa_frames", "mesa-frames==0.1.0a0", cut(arrays, MOST["mesa-frames"])
    ) as with_mesa_frames:
        calls = {
            "breakranks": lambda _: with_xla(*given),
            "numpy": lambda _: with_numpy(*arrays),
            "mesa": lambda _: mean_steady(*cut(arrays, MOST["mesa"])),
            "mesa-frames": lambda _: with_mesa_frames(),
        }
        seconds, found = timed(calls, runs)
    for name, taken in seconds.items():
        ran = min(count, MOST.get(name, count))
        whole = taken * count / ran
        cell = np.median(taken) / (len(given[-1].strength) * DAYS * ran) * 1e9
        ratio = spread(whole / seconds["breakranks"], 1)
        steady = f"{found[name][0]:.4f}" if ran == count else f"reckoned from {ran:,} worlds"
        print(f"{count:8,}  {name:11}  {spread(whole, 4):>29}  {cell:18.1f}  {ratio:>24}  {steady}", flush=True)


def cut(given: Given, most: int) -> Given:
    """The first worlds of what is given."""
    world, days, noise, values, ground = given
    world, noise, values = jax.tree.map(lambda x: x[..., :most], (world, noise, values))
    return world, days, noise, values, ground


@jit()
def with_xla(world: World, days: Day, noise: Noise, values: Values, ground: Ground) -> jax.Array:
    """Mean share of the steady after all days."""

    def day(world: World, inputs: tuple[Day, Noise]) -> tuple[World, None]:
        return rules.step(world, *inputs, values, ground, ON, None, None)[0], None

    return jax.lax.scan(day, world, (days, noise))[0].shares.steady.mean()


def with_numpy(world: World, days: Day, noise: Noise, values: Values, ground: Ground) -> float:
    """The same by NumPy."""
    with np.errstate(over="ignore"), patch.multiple(rules, jnp=np, jax=stand_in(), keep=lambda x: x):
        for number in range(DAYS):
            today, drawn = jax.tree.map(lambda x, number=number: x[number], (days, noise))
            world, _, _ = rules.step(world, today, drawn, values, ground, ON, None, None)
    return float(world.shares.steady.mean())


if __name__ == "__main__":
    main()
