"""How likely a day's reports are in one world.

How *much* is reported depends on the press; *what* is reported depends on the world. So a day's signs are scored
given their number: each is a draw of (kind, formation) with probability proportional to share(kind) ×
multiplier(explanation, kind) × response(kind, formation) × √strength, where the response is linear in features of the
formation. Likelihoods are ratios to an ordinary day's mix.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from breakranks.compiled import keep
from breakranks.model.step import pressure
from breakranks.model.world import Day, Ground, World

ORDINARY = (1.0, 0.9, 0.45, 0.2, 0.01, 0.05, 0.005, 0.005, 0.01)
"""Features (in the order of responses.csv) of a formation on an ordinary day, to which responses are relative."""
AMOUNTS = {
    "conduct.withdraw": 0,
    "conduct.flee": 1,
    "conduct.desert": 1,
    "conduct.surrender": 2,
    "conduct.defect": 2,
    "conduct.refuse": 3,
    "conduct.mutiny": 3,
}
"""Kinds whose reported number of people is a reading of a flow, and of which one."""


class SignTable(NamedTuple):
    """The analyst's tables as arrays; responses are relative to those of an ordinary day."""

    share: Float[Array, "kinds"]
    response: Float[Array, "kinds features"]
    multiplier: Float[Array, "kinds explanations"]
    people_spread: Float[Array, ""]


class Signs(NamedTuple):
    """The signs of one day, padded to a common number; `weight` 0 marks padding.

    `scope` are weights over the formations a sign is about (sum 1), `people` the log of a reported number or NaN,
    `amount` the index of the flow that number reads.
    """

    kind: Int[Array, "signs"]
    scope: Float[Array, "signs formations"]
    truth: Float[Array, "signs"]
    weight: Float[Array, "signs"]
    people: Float[Array, "signs"]
    amount: Int[Array, "signs"]


def features(world: World, day: Day, ground: Ground) -> Float[Array, "features formations worlds"]:
    """What shows of each formation: 0 to about 1 each, saturating."""
    s, r = world.shares, world.recent
    contact = jnp.minimum(ground.area @ pressure(world, day), 1.5)
    return jnp.stack(
        [
            jnp.ones_like(s.steady),
            s.steady,
            s.steady * contact,
            1.0 - jnp.exp(-s.wavering / 0.25),
            1.0 - jnp.exp(-s.defiant / 0.25),
            1.0 - jnp.exp(-r.withdrawing / 0.4),
            1.0 - jnp.exp(-r.leaving / 0.2),
            1.0 - jnp.exp(-r.surrendering / 0.2),
            jnp.minimum(r.dislodged, 1.0),
        ]
    )


def signs(
    world: World, day: Day, seen: Signs, ground: Ground, table: SignTable
) -> Float[Array, "signs explanations worlds"]:
    """Log-likelihood ratio of each sign under each explanation, the rest of the world as it is.

    A report is true with the probability that its Admiralty codes give and otherwise a draw from the ordinary mix. A
    reported number of people is a log-normal reading of the flow of its kind.
    """
    shown = features(world, day, ground)
    weight = ground.weight * day.present[:, 0]
    force = table.response @ (weight / weight.sum() @ shown)
    mix = (table.share[:, None] * table.multiplier).T @ force
    readers = table.response[seen.kind][:, :, None] * seen.scope[:, None, :]
    response = jnp.einsum("efu,fuw->ew", readers, shown) * _number(world, seen, ground, table)
    ratio = response[:, None, :] * table.multiplier[seen.kind][:, :, None] / mix
    truth = seen.truth[:, None, None]
    return keep(seen.weight[:, None, None] * jnp.log(truth * ratio + 1.0 - truth))


def _number(world: World, seen: Signs, ground: Ground, table: SignTable) -> Float[Array, "signs worlds"]:
    """Density of a reported number given the flow, relative to a vague guess of one in a hundred."""
    r = world.recent
    touched = (seen.scope > 0) * ground.strength
    flows = jnp.stack([r.withdrawing, r.leaving, r.surrendering, world.shares.defiant])
    reader = jax.nn.one_hot(seen.amount, 4)[:, :, None] * touched[:, None, :]
    flow = jnp.einsum("eau,auw->ew", reader, flows)
    given = jnp.isfinite(seen.people)[:, None]
    people = jnp.where(given, seen.people[:, None], 0.0)
    narrow, wide = table.people_spread, 2.0 * table.people_spread
    surprise = ((people - jnp.log(flow + 20.0)) / narrow) ** 2
    vague = ((people - jnp.log(0.01 * touched.sum(axis=1, keepdims=True) + 20.0)) / wide) ** 2
    return jnp.where(given, wide / narrow * jnp.exp(jnp.minimum(0.5 * (vague - surprise), 3.0)), 1.0)


def ordinary_response(response: np.ndarray) -> np.ndarray:
    """Responses [kinds, features] scaled so that each is 1 on an ordinary day."""
    return response / (response @ np.array(ORDINARY))[:, None]
