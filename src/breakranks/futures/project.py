"""Worlds run forward: the same `step`, from the as-of day on, under every choice, on common random numbers."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int, Key

from breakranks.compiled import jit
from breakranks.model.noise import draw
from breakranks.model.parameters import natural
from breakranks.model.questions import happenings
from breakranks.model.signs import SignTable, features
from breakranks.model.step import MEMORY, control, pressure, step
from breakranks.model.world import Day, Ground, Noise, Switches, World
from breakranks.worlds.setup import Model

NEVER = 127
"""First day of what does not happen within the horizon."""
WATCH = 14
"""Days over which indicators are watched for."""


class First(NamedTuple):
    """First day (1 to 56 after the as-of day) on which each question's event is the case, or `NEVER`."""

    area_given_up: Int[Array, "areas worlds"]
    unordered_exit: Int[Array, "formations worlds"]
    mutiny: Int[Array, "formations worlds"]
    mass_surrender: Int[Array, "formations worlds"]
    general_collapse: Int[Array, "worlds"]
    cannot_hold: Int[Array, "worlds"]


class Future(NamedTuple):
    """The worlds' next days under one choice.

    `control` and `gone` (shares of strength defiant, absent, captive, lost) are force-wide at the end of each week;
    `resolve` the mean at the end; `met` the pressure that the opponent met with armed resistance, summed over days;
    `rates` how many reports of each kind and area are to be expected in the first 14 days.
    """

    first: First
    control: Float[Array, "weeks worlds"]
    gone: Float[Array, "weeks 4 worlds"]
    resolve: Float[Array, "worlds"]
    met: Float[Array, "worlds"]
    rates: Float[Array, "kinds areas worlds"] | None


class _Carry(NamedTuple):
    worlds: World
    first: First
    given_up: Float[Array, "formations worlds"]
    met: Float[Array, "worlds"]
    rates: Float[Array, "kinds areas worlds"] | None


def sign_mix(world: World, day: Day, ground: Ground, table: SignTable) -> Float[Array, "kinds areas worlds"]:
    """Probability that the next report is of a kind and about formations of an area, as `signs` scores it."""
    weight = ground.area.T * (ground.weight * day.present[:, 0])
    shown = jnp.einsum("au,fuw->faw", weight, features(world, day, ground))
    answer = jnp.einsum("kf,faw->kaw", table.response, shown)
    mix = (table.share[:, None] * table.multiplier)[:, world.explanation][:, None] * answer
    return mix / jnp.maximum(mix.sum(axis=(0, 1)), 1e-6)


@jit(static_argnames=("count", "days"))
def noise_ahead(key: Key[Array, ""], ground: Ground, count: int, days: int) -> Noise:
    """Noise for the days ahead, the same for every choice: days on the first axis."""
    return jax.lax.map(lambda day: draw(jax.random.fold_in(key, day), ground, count), jnp.arange(days))


def run_days(
    model: Model, worlds: World, days: Day, noise: Noise, switches: Switches, volume: Float[Array, ""], watch: bool
) -> Future:
    """All worlds under one choice's conditions `days` (days on the first axis, as in `noise`).

    `volume` is the number of reports a day; `watch` asks for the rates of reports.
    """
    ground, table = model.ground, model.table
    share = ground.strength / ground.strength.sum()
    values = natural(model.priors, worlds.scores)
    count = worlds.grip.shape[0]
    formations, areas = ground.area.shape

    def day(carry: _Carry, inputs: tuple[Array, Day, Noise]) -> tuple[_Carry, tuple[Array, Array]]:
        world, first, given_up, met, rates = carry
        number, today, noise = inputs
        before = world.held
        world, bodies, _ = step(world, today, noise, values, ground, switches, None, None)
        # Who gave up before the as-of day is no part of a surrender that is still to come.
        given_up = MEMORY * given_up + bodies.gave_up
        now = First(before > world.held, *happenings(world, bodies._replace(gave_up=given_up), ground))
        first = jax.tree.map(lambda f, n: jnp.where((f == NEVER) & n, number.astype(jnp.int8), f), first, now)
        s = world.shares
        gone = jnp.stack([share @ x for x in (s.defiant, s.absent, s.captive, s.lost)])
        resisting = ground.area.T @ (ground.strength[:, None] * (s.steady + 0.35 * s.wavering)) * world.held
        met = met + jnp.sum(pressure(world, today) * resisting, axis=0) / ground.strength.sum()
        if rates is not None:
            rates = rates + jnp.where(number <= WATCH, volume, 0.0) * sign_mix(world, today, ground, table)
        return _Carry(world, first, given_up, met, rates), (share @ control(world, ground), gone)

    shapes: list[tuple[int, ...]] = [(areas,), (formations,), (formations,), (formations,), (), ()]
    first = First(*(jnp.full((*shape, count), NEVER, jnp.int8) for shape in shapes))
    rates = jnp.zeros((table.share.shape[0], areas, count)) if watch else None
    numbers = jnp.arange(1, days.winter.shape[0] + 1)
    begin = _Carry(worlds, first, jnp.zeros((formations, count)), jnp.zeros(count), rates)
    carry, (grip, gone) = jax.lax.scan(day, begin, (numbers, days, noise))
    weekly = slice(6, None, 7)
    return Future(carry.first, grip[weekly], gone[weekly], share @ carry.worlds.resolve, carry.met, carry.rates)


run_ahead = jit(static_argnames="watch")(run_days)
