"""The package's public face: worlds in, futures out."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from breakranks.futures.choices import AS_IT_GOES, CHOICES, DAYS, Choice, ahead
from breakranks.futures.project import Future, noise_ahead, run_ahead
from breakranks.model.parameters import natural
from breakranks.model.step import Survival, control, survival
from breakranks.model.world import Switches, World
from breakranks.worlds import Worlds
from breakranks.worlds.infer import stream
from breakranks.worlds.leaveout import REPLAYED, Without, leave_out

EFFECT_DAYS = 28
"""Horizon of the effect of leaving a report out."""
RECENT_REPORTS = 28
"""Days over which the volume of reports to come is taken."""
ON = Switches(*(jnp.float32(1.0) for _ in Switches._fields))
OFF = Switches(*(jnp.float32(0.0) for _ in Switches._fields))


@dataclass(frozen=True)
class LeftOut:
    """Batches of worlds without a report (see `Without`) and their next 28 days as it goes, rows in the same order.

    `control` is force-wide control on the as-of day, variants × worlds.
    """

    without: Without
    control: np.ndarray
    future: Future


@dataclass(frozen=True)
class Futures:
    """The worlds' next 56 days under every choice, on common random numbers.

    `start` are the equally weighted worlds that all futures begin from, `origin` their ancestors (worlds of one origin are not
    independent). `driven` is the future as it goes with the inner causes switched off. `survival` is a soldier's chance over two weeks
    from the as-of day, formations × worlds.
    """

    worlds: Worlds
    start: World
    origin: np.ndarray
    by_choice: Mapping[Choice, Future]
    driven: Future
    survival: Survival
    left_out: tuple[LeftOut, ...]


def project(worlds: Worlds, count: int, workers: int, progress: Callable[[str, float], None] = lambda *_: None) -> Futures:
    """Run `count` of the worlds forward under every choice, and once without each report.

    `progress` is told a stage and the part of it that is done. Choices run on `workers` threads.
    """
    evidence, model = worlds.evidence, worlds.model
    half_lives = half_lives_of(worlds)
    start, origin = worlds.thin(count)
    noise = noise_ahead(stream(worlds.seed, "future"), model.ground, count, DAYS)
    volume = jnp.float32(sum(r.day >= evidence.days - RECENT_REPORTS for r in evidence.reports) / min(RECENT_REPORTS, evidence.days))
    done = 0

    def one(choice: Choice, switches: Switches = ON) -> Future:
        nonlocal done
        watch = choice == AS_IT_GOES and switches is ON
        future = run_ahead(model, start, ahead(evidence, half_lives, choice), noise, switches, volume, watch)
        future = jax.tree.map(np.asarray, future)
        done += 1
        progress("futures", done / (len(CHOICES) + 1))
        return future

    with ThreadPoolExecutor(workers) as pool:
        effects = pool.submit(_effects, worlds, half_lives, progress)
        by_choice = dict(zip(CHOICES, pool.map(one, CHOICES), strict=True))
        driven = one(AS_IT_GOES, OFF)
        left_out = effects.result()
    tomorrow = jax.tree.map(lambda x: x[0], ahead(evidence, half_lives, AS_IT_GOES))
    alive = survival(start, tomorrow, natural(model.priors, start.scores), model.ground)
    return Futures(worlds, start, origin, by_choice, driven, jax.tree.map(np.asarray, alive), left_out)


def half_lives_of(worlds: Worlds) -> dict[str, float]:
    """Half-lives of the conditions, days, by condition."""
    prefix = "half-life-"
    return {p.name.removeprefix(prefix): p.centre for p in worlds.parameters if p.name.startswith(prefix)}


def _effects(worlds: Worlds, half_lives: dict[str, float], progress: Callable[[str, float], None]) -> tuple[LeftOut, ...]:
    model = worlds.model
    noise = noise_ahead(stream(worlds.seed, "replay-future"), model.ground, REPLAYED, EFFECT_DAYS)
    many = jax.vmap(run_ahead, in_axes=(None, 0, 0, None, None, None, None))
    out, total, done = [], max(len(worlds.evidence.reports), 1), 0
    for batch in leave_out(worlds):
        rows = [ahead(e, half_lives, AS_IT_GOES) for e in batch.evidence]
        rows += [rows[-1]] * (batch.cloud.log_weights.shape[0] - len(rows))
        days = jax.tree.map(lambda *x: jnp.stack([row[:EFFECT_DAYS] for row in x]), *rows)
        future = many(model, batch.cloud.worlds, days, noise, ON, jnp.float32(0.0), False)
        done += len(batch.numbers)
        share = model.ground.strength / model.ground.strength.sum()
        grip = jax.vmap(lambda w: share @ control(w, model.ground))(batch.cloud.worlds)
        out.append(LeftOut(batch, np.asarray(grip), jax.tree.map(np.asarray, future)))
        progress("reports", done / total)
    return tuple(out)
