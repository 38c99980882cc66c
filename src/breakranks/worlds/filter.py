"""The particle filter over worlds.

A guided particle filter (Doucet and Johansen 2011, section 4) with systematic resampling when the effective sample
falls under half (Liu and Chen 1998). The explanation, which signs speak to most directly, is drawn with a look-ahead
at the day's signs; all else moves by the model's own `step`. Static parameters are rejuvenated at each resampling by
the kernel of Liu and West (2001). docs/inference.md says why this and not a library.
"""

from typing import NamedTuple, TypeVar

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int, Key

from breakranks.compiled import jit, keep
from breakranks.model.noise import draw
from breakranks.model.parameters import natural
from breakranks.model.signs import Signs, signs
from breakranks.model.start import start
from breakranks.model.step import control, log_transition, step
from breakranks.model.world import EXPLANATIONS, ON, Day, Noise, Switches, World
from breakranks.worlds.resample import moments, rejuvenate, systematic, take
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
    """What is kept of a day: effective sample, log-evidence increment, weighted means, some equally weighted draws."""

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


class Path(NamedTuple):
    """A run, day by day: the worlds before the day, the proposal of explanations, and what resampling chose."""

    before: Cloud
    proposal: Float[Array, "explanations worlds"]
    choices: Choices


_Tree = TypeVar("_Tree")


def _at(tree: _Tree, day: Int[Array, ""]) -> _Tree:
    """One day of what has the days on its first axis."""
    return keep(jax.tree.map(lambda x: x[day], tree))


class _Keys(NamedTuple):
    begin: Key[Array, ""]
    noise: Key[Array, ""]
    select: Key[Array, ""]
    draw: Key[Array, ""]


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


def look(
    model: Model, worlds: World, day: Day, seen: Signs, spoken: Bool[Array, ""]
) -> Float[Array, "explanations worlds"]:
    """Log-likelihood of the day's signs under each explanation, the rest of each world as it is."""

    def score(worlds: World) -> Float[Array, "explanations worlds"]:
        return signs(worlds, day, seen, model.ground, model.table).sum(axis=0)

    def silent(worlds: World) -> Float[Array, "explanations worlds"]:
        return jnp.zeros((len(EXPLANATIONS), *worlds.grip.shape))

    return jax.lax.cond(spoken, score, silent, worlds)


def move(
    model: Model,
    cloud: Cloud,
    noise: Noise,
    day: Day,
    seen: Signs,
    spoken: Bool[Array, ""],
    fallen: Float[Array, "areas 1"],
    proposal: Float[Array, "explanations worlds"],
    switches: Switches,
) -> Cloud:
    """One day for all worlds: step, explanation and falls drawn from their proposals, and weigh by the day's signs."""
    values = natural(model.priors, cloud.worlds.scores)
    worlds, _, correction = step(cloud.worlds, day, noise, values, model.ground, switches, proposal, fallen)
    likelihood = look(model, worlds, day, seen, spoken)
    taken = jnp.take_along_axis(likelihood, worlds.explanation[None], axis=0)[0]
    return cloud._replace(worlds=worlds, log_weights=cloud.log_weights + correction + taken)


def select(key: Key[Array, ""], cloud: Cloud, chosen: Choices) -> Cloud:
    """Apply a day's choices: the ancestors' worlds with rejuvenated parameters and the weight they have left."""
    worlds = jax.tree.map(lambda x: take(x, chosen.ancestors), cloud.worlds)
    worlds = worlds._replace(scores=rejuvenate(key, worlds.scores, *chosen.moments))
    left = take(cloud.log_weights - chosen.log_weights, chosen.ancestors) - jnp.log(len(chosen.ancestors))
    return Cloud(worlds, left, take(cloud.origin, chosen.ancestors))


def choose(key: Key[Array, ""], cloud: Cloud) -> Choices:
    """Decide whether to resample, and whom."""
    weights = jnp.exp(cloud.log_weights)
    count = weights.shape[0]
    resampled = 1.0 / jnp.sum(weights**2) < RESAMPLE_BELOW * count
    ancestors = systematic(jax.random.uniform(key), weights, count)
    return Choices(resampled, ancestors, cloud.log_weights, moments(cloud.worlds.scores, weights))


def summarise(
    key: Key[Array, ""], model: Model, cloud: Cloud, log_evidence: Float[Array, ""], resampled: Bool[Array, ""]
) -> Summary:
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


@jit(static_argnames=("count", "remember"))
def run(
    key: Key[Array, ""],
    model: Model,
    record: Record,
    count: int,
    remember: bool = False,
    switches: Switches = ON,
) -> tuple[Cloud, Summary, Path | None]:
    """Filter `count` worlds through the record.

    Returns the worlds on the last day, a summary per day, and with `remember` the path (a leading axis of days on every
    field), so that `replay` can run it again over altered evidence.
    """
    keys = _Keys(*jax.random.split(key, 4))
    last = jnp.sum(record.active) - 1

    # A program of its own, so that it is traced once, though `maybe` asks twice.
    @jax.jit
    def day(cloud: Cloud, inputs: tuple[Array, Day, Signs, Array, Array]) -> tuple[Cloud, tuple[Summary, Path | None]]:
        number, today, seen, fallen, spoken = inputs
        before = cloud
        noise = draw(jax.random.fold_in(keys.noise, number), model.ground, count)
        lookahead = look(model, cloud.worlds, today, seen, spoken)
        transition = log_transition(cloud.worlds, today, natural(model.priors, cloud.worlds.scores), model.ground)
        proposal = jax.nn.log_softmax(transition + lookahead, axis=0)
        cloud = move(model, cloud, noise, today, seen, spoken, fallen, proposal, switches)
        total = jax.scipy.special.logsumexp(cloud.log_weights)
        cloud = cloud._replace(log_weights=cloud.log_weights - total)
        pick = jax.random.fold_in(keys.select, number)
        choices = choose(pick, cloud)
        summary = summarise(jax.random.fold_in(keys.draw, number), model, cloud, total, choices.resampled)
        cloud = jax.lax.cond(choices.resampled, lambda c: select(pick, c, choices), lambda c: c, cloud)
        origin = jnp.where(number == last - LAG, jnp.arange(count), cloud.origin)
        path = Path(before, proposal, choices) if remember else None
        return cloud._replace(origin=origin), (summary, path)

    def maybe(
        cloud: Cloud, inputs: tuple[Array, Day, Signs, Array, Array, Array]
    ) -> tuple[Cloud, tuple[Summary, Path | None]]:
        *rest, active = inputs
        blank = jax.tree.map(lambda s: jnp.zeros(s.shape, s.dtype), jax.eval_shape(day, cloud, tuple(rest))[1])
        return jax.lax.cond(active, day, lambda c, _: (c, blank), cloud, tuple(rest))

    inputs = (
        jnp.arange(record.active.shape[0]),
        record.days,
        record.signs,
        record.fallen,
        record.spoken,
        record.active,
    )
    cloud, (summary, path) = jax.lax.scan(maybe, begin(keys.begin, model, count), inputs)
    return cloud, summary, path


def apart(cloud: Cloud) -> Cloud:
    """The axes of variants for `jax.vmap`: first, or None for what twins share, as no evidence alters it."""
    axes = jax.tree.map(lambda _: 0, cloud)
    return axes._replace(worlds=axes.worlds._replace(scores=None, usual_resolve=None), origin=None)


@jit()
def replay(
    key: Key[Array, ""], model: Model, record: Record, altered: Record, path: Path, first: Int[Array, ""]
) -> Cloud:
    """Run altered evidence through the same noise, explanations and choices of whom to resample.

    `path` comes from `run(key, …, remember=True)` on `record`; the fields of `altered` have an axis of variants after
    that of days, none of which differs from `record` before day `first`. Each world then differs from its twin on the
    path only by what was altered, and its weight corrects for having been proposed and resampled by the twin's
    weights (Pitt and Shephard 1999 call such weights auxiliary), so differences between the two have far less Monte
    Carlo error than two separate runs.
    """
    keys = _Keys(*jax.random.split(key, 4))
    count = path.choices.ancestors.shape[1]
    first_day = _at(path.before, first)
    variants = altered.days.winter.shape[1]
    axes = apart(first_day)

    def day(number: Array, cloud: Cloud) -> Cloud:
        noise = draw(jax.random.fold_in(keys.noise, number), model.ground, count)
        proposal, choices = _at((path.proposal, path.choices), number)

        def one(cloud: Cloud, today: Day, seen: Signs, fallen: Array) -> Cloud:
            return move(model, cloud, noise, today, seen, record.spoken[number], fallen, proposal, ON)

        moved = jax.vmap(one, (axes, 0, 0, 0), axes)
        cloud = moved(cloud, _at(altered.days, number), _at(altered.signs, number), _at(altered.fallen, number))
        pick = jax.random.fold_in(keys.select, number)
        return jax.lax.cond(choices.resampled, lambda c: select(pick, c, choices), lambda c: c, cloud)

    eve = jax.tree.map(
        lambda x, axis: jnp.broadcast_to(x, (variants, *x.shape)) if axis == 0 else x,
        first_day,
        axes,
        is_leaf=lambda x: x is None,
    )
    cloud = jax.lax.fori_loop(first, jnp.sum(record.active), day, eve)
    return cloud._replace(log_weights=jax.nn.log_softmax(cloud.log_weights))
