"""Whom and where a report touches."""

from collections.abc import Iterable, Sequence

import numpy as np
from jaxtyping import Bool, Float

from breakranks.evidence.types import Contradiction, Force, Report

Touched = tuple[Bool[np.ndarray, "formations"], Bool[np.ndarray, "areas"]]

WIDE_SHARE = 1 / 3
WIDE_GAIN = 0.6
"""A report about more than a third of the force says less about each part of it than one about that part."""


class Scopes:
    """Looks up whom a report touches; every question is worked out once.

    A report names a formation and perhaps areas. It touches the formations with strength at or below the one
    that it names that are there on its day; where it names areas, only those of them that stand there, or, if
    none does, those that stand in areas beside, or, if none does, all. A headquarters that has no formation
    with strength below it stands for a force elsewhere and touches nobody. Where a report names no area it is
    about the areas in which those whom it touches stand.
    """

    def __init__(self, force: Force) -> None:
        self._force = force
        self._place = {area.id: a for a, area in enumerate(force.areas)}
        chains = force.superiors
        self._below = {
            formation: np.array([formation == f.id or formation in chains[f.id] for f in force.formations], bool)
            for formation in chains
        }
        self._known: dict[tuple[str, tuple[str, ...], bytes], Touched] = {}

    def touched(self, formation: str, areas: tuple[str, ...], day: int) -> Touched:
        """Look up whom and where it touches, for a report about `formation`, in `areas`, on day `day`."""
        present = self._force.first_day <= day
        key = formation, areas, present.tobytes()
        if key not in self._known:
            self._known[key] = self._touched(formation, areas, present)
        return self._known[key]

    def _touched(self, formation: str, areas: Iterable[str], present: Bool[np.ndarray, "formations"]) -> Touched:
        area_of = self._force.area_of
        below = self._below[formation]
        # A report ahead of its formation's arrival (it is on its way) is about that formation all the same.
        units = below & present if (below & present).any() else below
        named = np.zeros(len(self._force.areas), dtype=bool)
        for area in areas:
            named[self._place[area]] = True
        if named.any():
            beside = np.any(self._force.adjacent[named], axis=0)
            for ground in (named, beside):
                stationed = units & (area_of >= 0) & ground[area_of]
                if stationed.any():
                    return stationed, named
            return units, named
        named[area_of[units & (area_of >= 0)]] = True
        return units, named


def parts_of_force(force: Force, about: Sequence[Report | Contradiction]) -> Float[np.ndarray, "about"]:
    """For each, the share of the strength of the force on its day that stands in the units that it touches."""
    if not about:
        return np.zeros(0)
    units, day = np.stack([x.units for x in about]), np.array([x.day for x in about])
    total = (units | (force.first_day <= day[:, None])) @ force.strength
    return np.divide(units @ force.strength, total, out=np.zeros(len(about)), where=total > 0)


def gains(force: Force, reports: Sequence[Report]) -> Float[np.ndarray, "reports"]:
    """How strongly each report speaks about each of the units that it touches."""
    return np.where(parts_of_force(force, reports) <= WIDE_SHARE, 1.0, WIDE_GAIN)
