"""Forward simulation: the 28 days after kherson-2022, ours beside the same source run by plain NumPy.

uv run python -m benchmarks.forward

NumPy runs `breakranks.model.step` itself, with `numpy` in the place of `jax.numpy`, on the same random numbers, so the
rules cannot differ; the shares of both at the end are compared. Compilation and the drawing of noise are not counted.
"""

import argparse
import os
from types import SimpleNamespace
from unittest.mock import patch

import jax
import numpy as np
from benchmarks.filters import spread, timed

from breakranks.assumptions import read_explanations, read_priors
from breakranks.case import load_case
from breakranks.compiled import jit
from breakranks.evidence import as_of
from breakranks.futures.ahead import half_lives_of
from breakranks.futures.choices import AS_IT_GOES, ahead
from breakranks.futures.project import noise_ahead
from breakranks.model import step as rules
from breakranks.model.parameters import Values, natural
from breakranks.model.world import ON, Day, Ground, Noise, World
from breakranks.worlds.filter import begin
from breakranks.worlds.setup import model_of

DAYS = 28


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description="Time 28 days forward beside NumPy.")
    options.add_argument("--worlds", type=int, nargs="+", default=[1, 100, 2_000, 10_000, 100_000])
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()
    case, parameters = load_case("kherson-2022"), read_priors()
    evidence = as_of(case, case.as_of[-1], {p.name: p.centre for p in parameters})
    model = model_of(evidence.force, parameters, read_explanations())
    days = jax.tree.map(lambda x: x[:DAYS], ahead(evidence, half_lives_of(parameters), AS_IT_GOES))
    formations = len(evidence.force.formations)
    print(f"{os.cpu_count()} cores; medians of {chosen.runs} runs in turn (least, most); {formations} formations\n")
    print(f"{'worlds':>8}  {'engine':10}  {'seconds':>24}  {'ns a formation-day':>18}  {'times ours':>20}  steady")
    for count in chosen.worlds:
        world = begin(jax.random.key(1), model, count).worlds
        values = natural(model.priors, world.scores)
        noise = noise_ahead(jax.random.key(2), model.ground, count, DAYS)
        given = world, days, noise, values, model.ground
        arrays = jax.tree.map(np.asarray, given)
        calls = {
            "breakranks": lambda _, given=given: with_xla(*given),
            "numpy": lambda _, given=arrays: with_numpy(*given),
        }
        seconds, found = timed(calls, chosen.runs)
        for name, taken in seconds.items():
            cell = np.median(taken) / (formations * DAYS * count) * 1e9
            ratio = spread(taken / seconds["breakranks"], 1)
            print(
                f"{count:8,}  {name:10}  {spread(taken, 4):>24}  {cell:18.1f}  {ratio:>20}  {found[name][0]:.4f}",
                flush=True,
            )


@jit()
def with_xla(world: World, days: Day, noise: Noise, values: Values, ground: Ground) -> jax.Array:
    """Mean share of the steady after all days."""

    def day(world: World, inputs: tuple[Day, Noise]) -> tuple[World, None]:
        return rules.step(world, *inputs, values, ground, ON, None, None)[0], None

    return jax.lax.scan(day, world, (days, noise))[0].shares.steady.mean()


def with_numpy(world: World, days: Day, noise: Noise, values: Values, ground: Ground) -> float:
    """The same by NumPy."""
    sigmoid = SimpleNamespace(nn=SimpleNamespace(sigmoid=lambda x: 1.0 / (1.0 + np.exp(-x))))
    with np.errstate(over="ignore"), patch.multiple(rules, jnp=np, jax=sigmoid, keep=lambda x: x):
        for number in range(DAYS):
            today, drawn = jax.tree.map(lambda x, number=number: x[number], (days, noise))
            world, _, _ = rules.step(world, today, drawn, values, ground, ON, None, None)
    return float(world.shares.steady.mean())


if __name__ == "__main__":
    main()
