"""The particle filter over worlds.

A guided particle filter (Doucet and Johansen 2011, section 4) with systematic resampling when the effective sample falls
under half (Liu and Chen 1998). The explanation, which signs speak to most directly, is drawn with a look-ahead at the day's
signs; all else moves by the model's own `step`. Static parameters are rejuvenated at each resampling by the kernel of Liu and
West (2001). docs/inference.md says why this and not a library.
"""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int, Key

from breakranks.model.noise import draw
from breakranks.model.parameters import natural
from breakranks.model.signs import Signs, signs
from breakranks.model.start import start
from breakranks.model.step import control, step
from breakranks.model.world import EXPLANATIONS, Day, Noise, Switches, World
from breakranks.worlds.resample import moments, rejuvenate, systematic
from breakranks.worlds.setup import Model, Record

RESAMPLE_BELOW = 0.5
"""Effective sample, as a share of the worlds, under which worlds are resampled."""
DRAWS = 400
"""Equally weighted worlds kept per day for bands."""
LAG = 28
"""Days back to which a world's origin is traced for its Monte Carlo error."""


class Cloud(NamedTuple):
    """All worlds of one day with their log-weights; `origin` is each world's ancestor `LAG` days before the end."""

    worlds: World
    log_weights: Float[Array, "worlds"]
    origin: Int[Array, "worlds"]


class Summary(NamedTuple):
    """What is kept of a day: effective sample, log-evidence increment, weighted means, and a few equally weighted draws."""

    effective: Float[Array, ""]
    log_evidence: Float[Array, ""]
    resampled: Bool[Array, ""]
    explanations: Float[Array, "explanations"]
    formation_control: Float[Array, "formations"]
    held: Float[Array, "areas"]
    control_draws: Float[Array, "draws"]
    formation_control_draws: Float[Array, "draws formations"]
    explanation_draws: Int[Array, "draws"]


class Choices(NamedTuple):
    """What resampling chose on a day: enough to replay the same choices over altered evidence."""

    resampled: Bool[Array, ""]
    ancestors: Int[Array, "worlds"]
    log_weights: Float[Array, "worlds"]
    moments: Float[Array, "2 parameters"]


def begin(key: Key[Array, ""], model: Model, count: int) -> Cloud:
    """`count` worlds drawn from the prior, on the eve of the first day."""
    keys = jax.random.split(key, 4)
    formations, branches = model.ground.branch.shape
    scores = jax.random.normal(keys[0], (len(model.priors.free), count))
    worlds = start(
        scores,
        jax.random.uniform(keys[1], (count,)),
        jax.random.normal(keys[2], (branches, count)),
        jax.random.normal(keys[3], (formations, count)),
        natural(model.priors, scores),
        model.ground,
    )
    return Cloud(worlds, jnp.full(count, -jnp.log(count)), jnp.arange(count))


def move(model: Model, cloud: Cloud, noise: Noise, day: Day, seen: Signs, spoken: Bool[Array, ""]) -> Cloud:
    """One day for all worlds: look ahead, step, weigh by the day's signs."""

    def score(world: World) -> Float[Array, "explanations worlds"]:
        return signs(world, day, seen, model.ground, model.table).sum(axis=0)

    def silent(world: World) -> Float[Array, "explanations worlds"]:
        return jnp.zeros((len(EXPLANATIONS), *world.grip.shape))

    values = natural(model.priors, cloud.worlds.scores)
    lookahead = jax.lax.cond(spoken, score, silent, cloud.worlds)
    worlds, _, correction = step(cloud.worlds, day, noise, values, model.ground, Switches(), lookahead)
    likelihood = jax.lax.cond(spoken, score, silent, worlds)
    taken = jnp.take_along_axis(likelihood, worlds.explanation[None], axis=0)[0]
    return cloud._replace(worlds=worlds, log_weights=cloud.log_weights + correction + taken)


def select(key: Key[Array, ""], cloud: Cloud, chosen: Choices) -> Cloud:
    """Apply a day's choices: the ancestors' worlds with rejuvenated parameters and the weight they have left."""
    worlds = jax.tree.map(lambda x: x[..., chosen.ancestors], cloud.worlds)
    worlds = worlds._replace(scores=rejuvenate(key, worlds.scores, *chosen.moments))
    count = cloud.log_weights.shape[0]
    left = (cloud.log_weights - chosen.log_weights)[chosen.ancestors] - jnp.log(count)
    return Cloud(worlds, left, cloud.origin[chosen.ancestors])


def choose(key: Key[Array, ""], cloud: Cloud) -> Choices:
    """Decide whether to resample, and whom."""
    weights = jnp.exp(cloud.log_weights)
    count = weights.shape[0]
    resampled = 1.0 / jnp.sum(weights**2) < RESAMPLE_BELOW * count
    ancestors = systematic(jax.random.uniform(key), weights, count)
    return Choices(resampled, ancestors, cloud.log_weights, moments(cloud.worlds.scores, weights))


def summarise(key: Key[Array, ""], model: Model, cloud: Cloud, log_evidence: Float[Array, ""], resampled: Bool[Array, ""]) -> Summary:
    """The day's summary; weights are normalised."""
    weights = jnp.exp(cloud.log_weights)
    grip = control(cloud.worlds, model.ground)
    index = systematic(jax.random.uniform(key), weights, DRAWS)
    kept = grip[:, index].T
    share = model.ground.strength / model.ground.strength.sum()
    return Summary(
        effective=1.0 / jnp.sum(weights**2),
        log_evidence=log_evidence,
        resampled=resampled,
        explanations=(jnp.arange(len(EXPLANATIONS))[:, None] == cloud.worlds.explanation) @ weights,
        formation_control=grip @ weights,
        held=cloud.worlds.held @ weights,
        control_draws=kept @ share,
        formation_control_draws=kept,
        explanation_draws=cloud.worlds.explanation[index],
    )


@partial(jax.jit, static_argnames=("count", "remember"))
def run(
    key: Key[Array, ""], model: Model, record: Record, count: int, remember: bool = False
) -> tuple[Cloud, Summary, Choices | None]:
    """Filter `count` worlds through the record.

    Returns the worlds on the last day, a summary per day, and with `remember` the choices per day, so that `replay` can repeat them.
    """
    begin_key, noise_key, select_key, draw_key = jax.random.split(key, 4)
    length = record.active.shape[0]
    last = jnp.sum(record.active) - 1
    kept = Choices if remember else None

    def day(cloud: Cloud, inputs: tuple[Array, Day, Signs, Array]) -> tuple[Cloud, tuple[Summary, Choices | None]]:
        number, today, seen, spoken = inputs
        noise = draw(jax.random.fold_in(noise_key, number), model.ground, count)
        cloud = move(model, cloud, noise, today, seen, spoken)
        total = jax.scipy.special.logsumexp(cloud.log_weights)
        cloud = cloud._replace(log_weights=cloud.log_weights - total)
        pick = jax.random.fold_in(select_key, number)
        choices = choose(pick, cloud)
        summary = summarise(jax.random.fold_in(draw_key, number), model, cloud, total, choices.resampled)
        keep = lambda c: c  # noqa: E731
        cloud = jax.lax.cond(choices.resampled, lambda c: select(pick, c, choices), keep, cloud)
        origin = jnp.where(number == last - LAG, jnp.arange(count), cloud.origin)
        return cloud._replace(origin=origin), (summary, choices if kept else None)

    def maybe(cloud: Cloud, inputs: tuple[Array, Day, Signs, Array, Array]) -> tuple[Cloud, tuple[Summary, Choices | None]]:
        *rest, active = inputs
        blank = jax.tree.map(lambda s: jnp.zeros(s.shape, s.dtype), jax.eval_shape(day, cloud, tuple(rest))[1])
        return jax.lax.cond(active, day, lambda c, _: (c, blank), cloud, tuple(rest))

    inputs = (jnp.arange(length), record.days, record.signs, record.spoken, record.active)
    cloud, (summary, choices) = jax.lax.scan(maybe, begin(begin_key, model, count), inputs)
    return cloud, summary, choices
