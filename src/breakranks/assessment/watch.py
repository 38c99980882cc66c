"""What to watch for, and what it would change: read off the worlds themselves."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from breakranks.assessment.ladder import Rung
from breakranks.assessment.mixture import Mixture
from breakranks.assessment.types import HAPPENED, Indicator
from breakranks.worlds import Worlds
from breakranks.worlds.signs import WATCHED_KINDS

HORIZON = 28
KEPT = 60
SELDOM, OFTEN = 0.03, 0.97
"""A sign is worth watching for where it is neither all but certain to be seen nor all but certain not to be."""


def indicators(rungs: Sequence[Rung], worlds: Worlds, areas: Sequence[str], mixture: Mixture) -> tuple[Indicator, ...]:
    """The most informative signs: kind × place, against each question of areas and the force within 28 days.

    Places are anywhere, and the areas that are not lost already.

    Mutual information, in bits, between "a report of this kind about this place is seen within 14 days" and "it
    happens within 28 days", over the worlds as it goes. Whether a report is seen is averaged over in each world
    (probability 1 − exp(−expected reports)). The probabilities are mixed with base rates as the forecasts are.
    """
    assert worlds.signs is not None
    asked = [rung for rung in rungs if rung.formation is None and rung.asked and rung.given.any()]
    if not asked:
        return ()
    given = np.stack([rung.given for rung in asked], axis=1).astype(np.float32)
    happens = np.stack([rung.days <= HORIZON for rung in asked], axis=1) * given
    expected = np.concatenate([worlds.signs.sum(axis=1, keepdims=True), worlds.signs], axis=1)
    seen, count = -np.expm1(-expected), given.sum(axis=0, dtype=np.float64)
    now, chance, both = (x.astype(np.float64) / count for x in (happens.sum(axis=0), seen @ given, seen @ happens))
    bits = _information(chance, both, now)
    uncertain = (now > 0.005) & (now < 0.995)
    places, found = (None, *areas), list[Indicator]()
    lost = {rung.area for rung in rungs if rung.area and rung.state == HAPPENED}
    held = np.array([place not in lost for place in places])
    for k, a, r in np.argwhere((chance > SELDOM) & (chance < OFTEN) & uncertain & held[:, None]):
        if_seen = both[k, a, r] / chance[k, a, r]
        if_not = (now[r] - both[k, a, r]) / (1.0 - chance[k, a, r])
        rung = asked[r]
        told, told_seen, told_not = (
            mixture.mix(rung.question, float(p), HORIZON, part=rung.left) for p in (now[r], if_seen, if_not)
        )
        about = WATCHED_KINDS[k], places[a], rung.question, rung.area, float(chance[k, a, r]), float(bits[k, a, r])
        found.append(Indicator(*about, told, told_seen, told_not))
    return tuple(sorted(found, key=lambda i: -i.information)[:KEPT])


def _information(
    seen: Float[np.ndarray, "*places rungs"],
    both: Float[np.ndarray, "*places rungs"],
    happens: Float[np.ndarray, "rungs"],
) -> Float[np.ndarray, "*places rungs"]:
    """Mutual information in bits of two events from their probabilities and that of both."""
    total = np.zeros_like(seen)
    for joint, p, q in (
        (both, seen, happens),
        (seen - both, seen, 1 - happens),
        (happens - both, 1 - seen, happens),
        (1 - seen - happens + both, 1 - seen, 1 - happens),
    ):
        joint = np.clip(joint, 1e-12, 1.0)
        total += joint * np.log2(joint / np.clip(p * q, 1e-12, 1.0))
    return np.maximum(total, 0.0)
