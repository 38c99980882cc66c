"""The package's public face: worlds in, futures out."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array

from breakranks.assumptions.types import Parameter
from breakranks.compiled import jit
from breakranks.futures.choices import AS_IT_GOES, CHOICES, DAYS, Choice, ahead
from breakranks.futures.project import Future, noise_ahead, run_ahead
from breakranks.model.parameters import natural
from breakranks.model.questions import Happenings, happenings
from breakranks.model.step import Bodies, Survival, control, survival
from breakranks.model.world import OFF, ON, Day, Switches, World
from breakranks.worlds import Worlds
from breakranks.worlds.infer import stream
from breakranks.worlds.setup import Model

RECENT_REPORTS = 28
"""Days over which the volume of reports to come is taken."""


@dataclass(frozen=True)
class Futures:
    """The worlds' next 56 days under every choice, on common random numbers.

    `start` are the equally weighted worlds that all futures begin from, `origin` their ancestors (worlds of one
    origin are not independent). `driven` is the future as it goes with the inner causes switched off. Of the as-of day
    are `control`, formations × worlds, `already`, what is the case by then, and `survival`, a soldier's chance over two
    weeks from it.
    """

    worlds: Worlds
    start: World
    origin: np.ndarray
    by_choice: Mapping[Choice, Future]
    driven: Future
    control: np.ndarray
    already: Happenings
    survival: Survival


def project(
    worlds: Worlds, count: int, workers: int, progress: Callable[[str, float], None] = lambda *_: None
) -> Futures:
    """Run `count` of the worlds forward under every choice.

    `progress` is told the stage ("futures") and the part of it that is done. Choices run on `workers` threads.
    """
    evidence, model = worlds.evidence, worlds.model
    half_lives = half_lives_of(worlds.parameters)
    start, origin = worlds.thin(count)
    noise = noise_ahead(stream(worlds.seed, "future"), model.ground, count, DAYS)
    volume = jnp.float32(
        sum(r.day >= evidence.days - RECENT_REPORTS for r in evidence.reports) / min(RECENT_REPORTS, evidence.days)
    )
    done = 0

    def one(choice: Choice, switches: Switches = ON) -> Future:
        nonlocal done
        watch = choice == AS_IT_GOES and switches is ON
        future = run_ahead(model, start, ahead(evidence, half_lives, choice), noise, switches, volume, watch)
        future = jax.tree.map(np.asarray, future)
        done += 1
        progress("futures", done / (len(CHOICES) + 1))
        return future

    # The first alone is watched, a program of its own; compiling both at once takes half as much memory again.
    by_choice = {AS_IT_GOES: one(AS_IT_GOES)}
    with ThreadPoolExecutor(workers) as pool:
        others = [choice for choice in CHOICES if choice != AS_IT_GOES]
        by_choice |= zip(others, pool.map(one, others), strict=True)
        driven = one(AS_IT_GOES, OFF)
    tomorrow = jax.tree.map(lambda x: x[0], ahead(evidence, half_lives, AS_IT_GOES))
    eve = jax.tree.map(np.asarray, _eve(model, start, tomorrow))
    return Futures(worlds, start, origin, by_choice, driven, *eve)


@jit()
def _eve(model: Model, start: World, tomorrow: Day) -> tuple[Array, Happenings, Survival]:
    nobody = jnp.zeros_like(start.resolve)
    return (
        control(start, model.ground),
        happenings(start, Bodies(nobody, nobody, nobody), model.ground),
        survival(start, tomorrow, natural(model.priors, start.scores), model.ground),
    )


def half_lives_of(parameters: Sequence[Parameter]) -> dict[str, float]:
    """Half-lives of the conditions, days, by condition."""
    prefix = "half-life-"
    return {p.name.removeprefix(prefix): p.centre for p in parameters if p.name.startswith(prefix)}
