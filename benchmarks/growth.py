"""How time and memory grow: the filter's with worlds, formations, days and signs, the futures' with choices.

uv run python -m benchmarks.growth
uv run python -m benchmarks.growth --formations 2000 --days 3

The force is kherson-2022's, several times side by side; an exponent is the slope of log time against log size. The
second command asks for one size only, and prints seconds a day and the process's peak memory.
"""

import argparse
import resource
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from time import perf_counter

import jax
import jax.numpy as jnp
import numpy as np
from benchmarks.loaded import loaded

from breakranks.compiled import cores
from breakranks.futures.ahead import half_lives_of
from breakranks.futures.choices import CHOICES, DAYS, ahead
from breakranks.futures.project import noise_ahead, run_ahead
from breakranks.model import threefry
from breakranks.model.world import ON, Day, Ground, Noise, World
from breakranks.worlds.filter import begin, run
from breakranks.worlds.setup import Model, Record

TIMES = (1, 2, 4, 8)
"""How much larger each size is made."""


def main() -> None:
    """Print times and exponents, or one size's time and memory."""
    options = argparse.ArgumentParser(description="Time growing cases.")
    options.add_argument("--worlds", type=int, default=10_000)
    options.add_argument("--formations", type=int, help="time one force of about so many formations")
    options.add_argument("--days", type=int, default=3, help="days of that force")
    chosen = options.parse_args()
    parameters, evidence, model, record = loaded("kherson-2022")
    formations, days = len(evidence.force.formations), evidence.days
    if chosen.formations:
        times = -(-chosen.formations // formations)
        large = partial(filtered, wide(model, times), until(spread_out(record, times), chosen.days), chosen.worlds)
        seconds = best(large, 1) / chosen.days
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"{times * formations:,} formations, {chosen.worlds:,} worlds: {seconds:.2f} s a day, peak {peak:.2f} GB")
        return
    print(f"{cores()} cores; least seconds of three runs\n")
    small = chosen.worlds // TIMES[-1]
    grow("worlds", small, lambda n: partial(filtered, model, record, n * small))
    grow("formations", formations, lambda n: partial(filtered, wide(model, n), spread_out(record, n), small))
    grow("days", days // TIMES[-1], lambda n: partial(filtered, model, until(record, n * days // TIMES[-1]), small))
    signs = record.signs.kind.shape[1]
    grow("signs a day", signs, lambda n: partial(filtered, model, louder(record, n), small))
    start = begin(threefry.key(1), model, small).worlds
    noise = noise_ahead(threefry.key(2), model.ground, small, DAYS)
    conditions = [ahead(evidence, half_lives_of(parameters), choice) for choice in CHOICES[: TIMES[-1]]]
    grow("choices", 1, lambda n: lambda: [projected(model, start, d, noise) for d in conditions[:n]])


def grow(what: str, unit: int, made: Callable[[int], Callable[[], object]]) -> None:
    """One row: seconds at each size, and the exponent."""
    seconds = [best(made(times), 3) for times in TIMES]
    slope = np.polyfit(np.log(TIMES), np.log(seconds), 1)[0]
    row = "  ".join(f"{unit * times:,}: {s:.3f}" for times, s in zip(TIMES, seconds, strict=True))
    print(f"{what:12} {row}  exponent {slope:.2f}", flush=True)


def filtered(model: Model, record: Record, worlds: int) -> jax.Array:
    return run(threefry.key(1), model, record, worlds, False, ON)[1].log_evidence


def projected(model: Model, start: World, days: Day, noise: Noise) -> jax.Array:
    return run_ahead(model, start, days, noise, ON, jnp.float32(0.0), False).control


def best(call: Callable[[], object], runs: int) -> float:
    """Least seconds of a call, compiled before."""
    jax.block_until_ready(call())
    seconds = []
    for _ in range(runs):
        began = perf_counter()
        jax.block_until_ready(call())
        seconds.append(perf_counter() - began)
    return min(seconds)


def wide(model: Model, times: int) -> Model:
    """The force and its ground so many times, side by side; each knows only its own neighbours."""
    side_by_side = partial(block_diagonal, times=times)
    ground = model.ground
    grown = Ground(
        **{name: jnp.tile(getattr(ground, name), times) for name in ("strength", "bodies", "mobilised")},
        weight=jnp.tile(ground.weight, times) / times,
        **{name: jnp.tile(getattr(ground, name), (times, 1)) for name in ("troops", "branch")},
        **{name: side_by_side(getattr(ground, name)) for name in ("area", "neighbours", "garrison", "adjacent")},
    )
    return replace(model, ground=grown)


def block_diagonal(matrix: jax.Array, times: int) -> jax.Array:
    return jnp.kron(jnp.eye(times), matrix)


def spread_out(record: Record, times: int) -> Record:
    """The same conditions for each of the forces; the signs are about the first."""
    scope = np.pad(record.signs.scope, ((0, 0), (0, 0), (0, record.signs.scope.shape[-1] * (times - 1))))

    def tile(values: np.ndarray) -> np.ndarray:
        return np.tile(values, (1, times, 1)) if values.ndim == 3 else values

    days, fallen = jax.tree.map(tile, (record.days, record.fallen))
    return replace(record, days=days, fallen=fallen, signs=record.signs._replace(scope=scope))


def until(record: Record, days: int) -> Record:
    """The first days alone."""
    return jax.tree.map(lambda x: x[:days], record)


def louder(record: Record, times: int) -> Record:
    """Every sign so many times, each with so much less weight."""

    def repeat(values: Sequence) -> np.ndarray:
        return np.repeat(np.asarray(values), times, axis=1)

    signs = jax.tree.map(repeat, record.signs)
    return replace(record, signs=signs._replace(weight=signs.weight / times))


if __name__ == "__main__":
    main()
