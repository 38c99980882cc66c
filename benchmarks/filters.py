"""Our filter beside those of cuthbert, smcx, pypomp and particles: the same model, data and worlds, one machine.

uv run --with cuthbert==0.1.1 --with smcx==2.1.0 --with pypomp==1.1.0 python -m benchmarks.filters

The others run the model as their documentation asks, particles for all worlds at once and the rest for one world,
with systematic resampling under half of the effective sample. They have no look-ahead and do not move parameters; log
evidence is the same but for Monte Carlo error. Compilation is not counted. particles is made of NumPy, and needs
NumPy 1: it runs the same source, with `numpy` in the place of `jax.numpy`, in an environment of its own made by uv.
"""

import argparse
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from time import perf_counter
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from benchmarks.apart import Call, apart
from benchmarks.loaded import loaded
from jax.flatten_util import ravel_pytree

from breakranks.case import load_case
from breakranks.compiled import cores
from breakranks.model import threefry
from breakranks.model.noise import draw
from breakranks.model.parameters import natural
from breakranks.model.step import step
from breakranks.model.world import ON, World
from breakranks.worlds.filter import begin, look, run
from breakranks.worlds.setup import Model, Record

DAYS = {"kherson-2022": date(2022, 11, 5), "caporetto-1917": date(1917, 12, 6)}
"""The case that the project began with, and the one with the most formations."""
Filter = Callable[[int], jax.Array]
"""Log evidence by seed."""


class Weighed(NamedTuple):
    """A world and the log-likelihood of the day's word of ground, which `step` sums out."""

    world: World
    ground: jax.Array


def main() -> None:
    options = argparse.ArgumentParser(description="Time our filter beside others.")
    options.add_argument("--cases", nargs="+", choices=DAYS, default=list(DAYS))
    options.add_argument("--particles", type=int, nargs="+", default=[1_000, 10_000])
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--days", type=int, help="the first so many days only, for a million worlds")
    chosen = options.parse_args()
    print(f"{cores()} cores, {jax.devices()[0].device_kind}; medians of {chosen.runs} runs in turn (least, most)")
    for slug in chosen.cases:
        until = min(DAYS[slug], load_case(slug).start + timedelta(chosen.days - 1)) if chosen.days else DAYS[slug]
        _, evidence, model, record = loaded(slug, until)
        record = jax.tree.map(jnp.asarray, record)
        formations = len(evidence.force.formations)
        print(f"\n{slug}: {evidence.days} days, {formations} formations, {len(evidence.reports)} reports")
        print(
            f"{'worlds':>8}  {'filter':10}  {'seconds':>22}  {'ns a formation-day':>18}  {'times ours':>18}  evidence"
        )
        with apart("benchmarks.with_particles", "particles==0.4", (model, record, evidence.days)) as particles:
            for count in chosen.particles:
                compare(model, record, evidence.days, particles, count, chosen.runs)


def compare(model: Model, record: Record, days: int, particles: Call, count: int, runs: int) -> None:
    """Print the rows of one number of worlds."""
    filters = {
        "breakranks": partial(ours, model, record, count),
        "cuthbert": with_cuthbert(model, record, days, count),
        "smcx": with_smcx(model, record, days, count),
        "pypomp": with_pypomp(model, record, days, count),
        "particles": partial(particles, count),
    }
    seconds, found = timed(filters, runs)
    formations = len(model.ground.strength)
    for name, taken in seconds.items():
        cell = np.median(taken) / (formations * days * count) * 1e9
        ratio = spread(taken / seconds["breakranks"], 2)
        print(
            f"{count:8,}  {name:10}  {spread(taken, 3):>22}  {cell:18.1f}  {ratio:>18}  "
            f"{np.mean(found[name]):.2f} ± {np.std(found[name], ddof=1):.2f}",
            flush=True,
        )


def timed(filters: dict[str, Filter], runs: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Seconds and log evidence of each filter's runs, compiled before."""
    for call in filters.values():
        jax.block_until_ready(call(0))
    return in_turn(filters, runs)


def in_turn(filters: dict[str, Filter], runs: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Seconds and log evidence of each filter's runs, in turn, so that a change of the machine's speed hits all."""
    seconds = {name: np.zeros(runs) for name in filters}
    found = {name: np.zeros(runs) for name in filters}
    for number in range(runs):
        for name, call in filters.items():
            began = perf_counter()
            found[name][number] = float(call(number + 1))
            seconds[name][number] = perf_counter() - began
    return seconds, found


def spread(values: np.ndarray, digits: int) -> str:
    return f"{np.median(values):.{digits}f} ({values.min():.{digits}f}, {values.max():.{digits}f})"


def ours(model: Model, record: Record, count: int, seed: int) -> jax.Array:
    _, summary, _ = run(threefry.key(seed), model, record, count, False, ON)
    return summary.log_evidence.sum()


def first(model: Model, key: jax.Array) -> Weighed:
    return Weighed(begin(key, model, 1).worlds, jnp.zeros(()))


def move(model: Model, record: Record, key: jax.Array, state: Weighed, day: jax.Array) -> Weighed:
    values = natural(model.priors, state.world.scores)
    today, fallen = jax.tree.map(lambda x: x[day], (record.days, record.fallen))
    world, _, ground = step(state.world, today, draw(key, model.ground, 1), values, model.ground, ON, None, fallen)
    return Weighed(world, ground[0])


def potential(model: Model, record: Record, state: Weighed, day: jax.Array) -> jax.Array:
    today, seen = jax.tree.map(lambda x: x[day], (record.days, record.signs))
    heard = look(model, state.world, today, seen, record.spoken[day])
    return state.ground + jnp.take_along_axis(heard, state.world.explanation[None], axis=0)[0, 0]


def with_cuthbert(model: Model, record: Record, days: int, count: int) -> Filter:
    from cuthbert import filter
    from cuthbert.smc.particle_filter import build_filter
    from cuthbertlib.resampling.adaptive import ess_decorator
    from cuthbertlib.resampling.systematic import resampling

    built = build_filter(
        init_sample=partial(first, model),
        propagate_sample=partial(move, model, record),
        log_potential=lambda before, after, day: potential(model, record, after, day),
        n_filter_particles=count,
        resampling_fn=ess_decorator(resampling, 0.5),
    )

    @jax.jit
    def call(seed: int) -> jax.Array:
        start, later = jax.random.split(jax.random.key(seed))
        states = filter(built, jnp.arange(days), built.init_prepare(key=start), key=later)
        return states.log_normalizing_constant[-1]

    return call


def with_smcx(model: Model, record: Record, days: int, count: int) -> Filter:
    from smcx import bootstrap_filter

    def heard(emission: jax.Array, state: Weighed, day: jax.Array) -> jax.Array:
        number = day[0].astype(jnp.int32)
        # It weighs its first cloud before it moves it; ours begins on the eve of the first day.
        return jnp.where(number < 0, 0.0, potential(model, record, state, jnp.maximum(number, 0)))

    def moved(key: jax.Array, state: Weighed, day: jax.Array) -> Weighed:
        return move(model, record, key, state, day[0].astype(jnp.int32))

    def begun(key: jax.Array, number: int, day: jax.Array) -> Weighed:
        return jax.vmap(partial(first, model))(jax.random.split(key, number))

    numbers = jnp.arange(-1.0, days)

    @jax.jit
    def call(seed: int) -> jax.Array:
        found = bootstrap_filter(
            jax.random.key(seed), begun, moved, heard, numbers, count, inputs=numbers, store_history=False
        )
        return found.marginal_loglik

    return call


def with_pypomp(model: Model, record: Record, days: int, count: int) -> Filter:
    import pandas as pd
    from pypomp import Pomp, PompParameters

    one = jax.eval_shape(partial(first, model), jax.random.key(0))
    flat, unravel = ravel_pytree(jax.tree.map(lambda x: jnp.zeros(x.shape, x.dtype), one))
    names = [f"x{i}" for i in range(flat.size)]

    def named(state: Weighed) -> dict[str, jax.Array]:
        return dict(zip(names, ravel_pytree(state)[0], strict=True))

    def read(state: dict[str, jax.Array]) -> Weighed:
        return unravel(jnp.stack([state[name] for name in names]))

    # It knows its arguments by these names.
    def begun(theta_, key, covars, t0):
        return named(first(model, key))

    def moved(X_, theta_, key, covars, t, dt):
        return named(move(model, record, key, read(X_), jnp.int32(t + 1.5)))

    def heard(Y_, X_, theta_, covars, t):
        return potential(model, record, read(X_), jnp.int32(t + 0.5))

    built = Pomp(
        ys=pd.DataFrame({"y": np.zeros(days)}, index=np.arange(float(days))),
        theta=PompParameters({"none": 0.0}),
        statenames=names,
        t0=-1.0,
        rinit=begun,
        rproc=moved,
        dmeas=heard,
        nstep=1,
    )

    def call(seed: int) -> jax.Array:
        built.pfilter(J=count, key=jax.random.key(seed), thresh=0.5)
        return built.theta.logLik[-1]

    return call


if __name__ == "__main__":
    main()
