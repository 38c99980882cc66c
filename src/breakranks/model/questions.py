"""What a day in a world means for the questions asked of it, counted from shares and flows × strength."""

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool

from breakranks.model.step import FIGHTS, Bodies
from breakranks.model.world import Ground, World

BATTALION = 400.0
"""People in a body of battalion size; for a smaller formation, four fifths of it."""
MASS = 500.0
"""People who make a mass surrender."""
UNABLE = 1 / 3
"""Under this part of its strength in fighting order a force can no longer hold its ground."""


class Happenings(NamedTuple):
    """Which of the questions' events are the case on one day in one world."""

    unordered_exit: Bool[Array, "formations worlds"]
    mutiny: Bool[Array, "formations worlds"]
    mass_surrender: Bool[Array, "formations worlds"]
    general_collapse: Bool[Array, "worlds"]
    cannot_hold: Bool[Array, "worlds"]


def happenings(world: World, bodies: Bodies, ground: Ground) -> Happenings:
    """The events of a day; `bodies.gave_up` counts the prisoners of about three days.

    Unordered exit and mutiny: a body of battalion size in a day. Mass surrender: 500 people, or a whole battalion, in
    about three days. General collapse: more than half of the living strength is defiant, absent or captive. Cannot
    hold: less than a third of the strength is in fighting order, where it stood or where it was ordered back to.
    """
    s = world.shares
    n = ground.strength
    whole = 0.8 * n[:, None]
    disobeys = n @ (s.defiant + s.absent + s.captive)
    living = n @ (1.0 - s.lost)
    # Troops that went back in order still fight, where they arrive.
    fighting = n @ (FIGHTS[0] * (s.steady + s.withdrawn) + FIGHTS[1] * s.wavering + FIGHTS[2] * s.defiant)
    given_up = n[:, None] * bodies.gave_up
    return Happenings(
        unordered_exit=n[:, None] * bodies.left >= jnp.minimum(BATTALION, whole),
        mutiny=n[:, None] * bodies.mutinied >= jnp.minimum(BATTALION, whole),
        mass_surrender=given_up >= jnp.minimum(MASS, whole),
        general_collapse=disobeys > 0.5 * living,
        cannot_hold=fighting < UNABLE * n.sum(),
    )
