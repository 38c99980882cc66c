"""The questions, counted in each world: which event, where, and on what day first."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Array, Bool, Int

from breakranks.futures import Futures
from breakranks.futures.project import First

OPEN = 0.5
"""A question is asked while it has probably not happened yet."""


@dataclass(frozen=True)
class Rung:
    """One question about an area, a formation or the force; `given` are the worlds in which it can still happen."""

    question: str
    area: str | None
    formation: str | None
    given: Bool[np.ndarray, "worlds"]

    @property
    def open(self) -> bool:
        """Whether it is still to be asked."""
        return bool(self.given.mean() >= OPEN)

    def first(self, first: First, futures: Futures) -> Int[np.ndarray, "worlds"]:
        """Day on which it first happens, by world."""
        return np.asarray(self._first(first, futures))

    def _first(self, first: First, futures: Futures) -> Array:
        force = futures.worlds.evidence.force
        if self.question == "area-given-up":
            return first.area_given_up[..., [a.id for a in force.areas].index(str(self.area)), :]
        by_formation = {
            "unordered-exit": first.unordered_exit,
            "mutiny": first.mutiny,
            "mass-surrender": first.mass_surrender,
        }
        if self.formation is not None:
            return by_formation[self.question][..., [f.id for f in force.formations].index(self.formation), :]
        match self.question:
            case "general-collapse":
                return first.general_collapse
            case "cannot-hold":
                return first.cannot_hold
        return by_formation[self.question].min(axis=-2)


def rungs(futures: Futures) -> Iterator[Rung]:
    """Every rung: each area, each formation, and the force."""
    force = futures.worlds.evidence.force
    held = np.asarray(futures.start.held) > 0
    everywhere = np.ones(held.shape[1], bool)
    for a, area in enumerate(force.areas):
        yield Rung("area-given-up", area.id, None, held[a])
    for question in ("unordered-exit", "mutiny", "mass-surrender"):
        yield Rung(question, None, None, everywhere)
        for formation in force.formations:
            yield Rung(question, None, formation.id, everywhere)
    yield Rung("general-collapse", None, None, ~np.asarray(futures.already.general_collapse))
    yield Rung("cannot-hold", None, None, ~np.asarray(futures.already.cannot_hold))


def headlines(futures: Futures) -> list[Rung]:
    """The rungs of the force as a whole and of the areas that it probably still holds."""
    return [rung for rung in rungs(futures) if rung.formation is None and rung.open]
