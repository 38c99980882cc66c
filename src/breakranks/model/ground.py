"""Ground: which areas are at the front, how well they are manned, what moves them to fall."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from breakranks.evidence.types import Force
from breakranks.model.hazards import logged
from breakranks.vocabulary import STATES

Array = Float[np.ndarray, "..."]
HOLDS_IN_PLACE = np.array([0.0 if state.id == "withdrawn" else state.holds for state in STATES.values()])
"""How much of a formation in each state counts towards holding the ground that it stands on."""
HOLDS_AFTER_WITHDRAWAL = STATES["withdrawn"].holds
MOST_BESIDE = 2.0
"""The fall of so many areas beside one says as much as that of more."""


class Ground(NamedTuple):
    """The ground and who should hold it: A areas, U formations."""

    front: Bool[np.ndarray, "areas"]
    adjacent: Float[np.ndarray, "areas areas"]
    garrison: Float[np.ndarray, "areas formations"]
    established: Float[np.ndarray, "areas"]
    home: Float[np.ndarray, "areas formations"]


def ground_of(force: Force, day: int | None = None) -> Ground:
    """The ground of a force, in people, as it stood on a day; by default on the as-of day."""
    now, first = force if day is None else force.on(day), force.on(0)
    garrison = now.garrison * now.strength[None, :]
    home = (np.arange(len(now.areas))[:, None] == now.area_of[None, :]) * now.strength[None, :]
    established = garrison if now is first else first.garrison * first.strength[None, :]
    return Ground(now.front, now.adjacent.astype(float), garrison, established.sum(axis=1), home)


def over(matrix: Float[np.ndarray, "rows columns"], values: Float[np.ndarray, "columns ..."]) -> Array:
    """The matrix times values along their first axis, whatever axes follow."""
    flat = values.reshape(len(values), -1)
    return (matrix.astype(flat.dtype, copy=False) @ flat).reshape(len(matrix), *values.shape[1:])


def at_front(ground: Ground, lost: Array) -> Array:
    """How far each area touches the opponent now: it did on the first day, or an area beside it has been lost.

    `lost` is the chance, or whether (0 or 1), that each area has been lost; areas are the first axis.
    """
    beside = np.minimum(over(ground.adjacent, lost), 1.0)
    beside[ground.front] = 1.0
    return beside


def manned(ground: Ground, holding: Array, withdrawn: Array, lost: Array) -> Array:
    """How well each area is manned, against its garrison at the start (0 to about 1); areas are the first axis.

    `holding` is how much of each formation counts towards holding its ground and `withdrawn` how much of it has gone
    back (formations are the first axis). Those who went back from lost ground garrison the areas beside it that are
    held; where none is, all that are held.
    """
    held = 1.0 - lost
    ways = over(ground.adjacent, held)
    back = over(ground.home, withdrawn)
    moved = back * lost
    open_ways = ways > 0.05
    beside = np.where(open_ways, moved / np.maximum(ways, 0.05), 0.0)
    rest = np.where(open_ways, 0.0, moved).sum(axis=0) / np.maximum(held.sum(axis=0), 1e-9)
    arrived = (over(ground.adjacent, beside) + rest) * held
    full = np.maximum(ground.established, 1e-9).reshape(-1, *[1] * (lost.ndim - 1)).astype(lost.dtype, copy=False)
    there = (over(ground.garrison, holding) + HOLDS_AFTER_WITHDRAWAL * (arrived + back - moved)) / full
    there[ground.established == 0] = 1.0
    return there


def area_features(
    ground: Ground,
    traces: Mapping[str, Array],
    front: Array,
    fallen_beside: Array,
    momentum: Array,
    planned: Array,
    thin: Array,
) -> Mapping[str, Array]:
    """The features of the hazard that an area falls, areas on the first axis.

    `traces` are those of areas and of the force, `front` is how far each area is at the front, `fallen_beside` and
    `momentum` are decaying counts of areas that fell beside each and anywhere, `planned` is the chance of a planned
    withdrawal, `thin` one less how well each area is manned.
    """
    leaving = logged(traces["leaving"])
    return {
        "front": front,
        "attack": logged(traces["attack"]),
        "beside": logged(over(ground.adjacent, traces["attack"])),
        "pressure": logged(traces["pressure"]),
        "leaving": leaving,
        "leaving-planned": planned * leaving,
        "strain": logged(traces["strain"]),
        "pause": logged(traces["pause"]),
        "fallen-beside": np.minimum(fallen_beside, MOST_BESIDE),
        "momentum": logged(momentum),
        "thin": np.clip(thin, 0.0, 1.0),
        "size": traces["size"],
        "odds": traces["odds"],
    }
