"""What the model reads of the evidence, day by day and for several variants of it at once."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from breakranks.evidence.types import Force, Reading
from breakranks.model import Model
from breakranks.model.troops import CARE, WEAR
from breakranks.vocabulary import traces_of

Array = Float[np.ndarray, "..."]
USUAL_STRENGTH = 30_000
"""People; sizes of forces are counted from here, in powers of ten."""


class Conditions(NamedTuple):
    """Traces by name, each with the variants of the evidence on its first axis and the days on its second.

    Of the force they are variants × days, of areas variants × days × areas, of formations (logged, log(1 + trace))
    variants × days × formations; `relieved` is relief and reinforcement of each, not logged. `coercion`, `relief` (with
    reinforcement) and `new_command` are means over the formations present, by strength. `strength` is who is there,
    days × formations, in people.
    """

    force: Mapping[str, Array]
    areas: Mapping[str, Array]
    formations: Mapping[str, Array]
    relieved: Array
    coercion: Array
    relief: Array
    new_command: Array
    strength: Float[np.ndarray, "days formations"]
    size: float
    odds: float


def conditions_of(model: Model, force: Force, readings: Sequence[Reading], winter: Array) -> Conditions:
    """The conditions of these readings of one force, over the same days; winter adds to what wears troops."""
    values = model.values

    def stacked(of: str) -> dict[str, Array]:
        attribute = {"force": "force", "area": "areas", "formation": "formations"}[of]
        whole = np.stack([getattr(reading.traces, attribute) for reading in readings])
        return {name: whole[..., i] for i, name in enumerate(traces_of(of))}

    whole, areas, formations = stacked("force"), stacked("area"), stacked("formation")
    cold = winter[None, :, None]
    formations["hardship"] = formations["hardship"] + values["winter.hardship"] * cold
    formations["shortage"] = formations["shortage"] + values["winter.shortage"] * cold
    whole["strain"] = whole["strain"] + values["winter.hardship"] * winter[None, :]
    areas["ordered-out"] = np.clip(areas["ordered-out"], 0.0, 1.0)
    days = len(winter)
    strength = np.stack([force.on(day).strength for day in range(days)])
    strength = strength * (np.arange(days)[:, None] >= force.first_day)
    share = strength / np.maximum(strength.sum(axis=1, keepdims=True), 1e-9)
    relieved = formations["relief"] + formations["reinforcement"]

    def mean(trace: Array) -> Array:
        return np.asarray(np.einsum("vtu,tu->vt", trace, share))

    return Conditions(
        force=whole,
        areas=areas,
        formations={name: np.log1p(formations[name]) for name in (*WEAR, *CARE, "offer")},
        relieved=relieved,
        coercion=mean(formations["coercion"]),
        relief=mean(relieved),
        new_command=mean(formations["new-command"]),
        strength=strength,
        size=size_of(force),
        odds=odds_of(force),
    )


def size_of(force: Force) -> float:
    """The size of a force: the power of ten by which it is larger than `USUAL_STRENGTH`."""
    return float(np.log10(force.strength.sum() / USUAL_STRENGTH))


def odds_of(force: Force) -> float:
    """The logarithm of the opponent's strength over its own, within 1 : 10 and 10 : 1; 0 where nothing is given."""
    if force.opponent_strength is None:
        return 0.0
    return float(np.clip(np.log(force.opponent_strength / force.strength.sum()), -np.log(10), np.log(10)))
