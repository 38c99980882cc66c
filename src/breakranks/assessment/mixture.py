"""One mixture for every number: what happens in the worlds, and how often the like happened in other cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from breakranks.assumptions import Assumptions
from breakranks.vocabulary import HORIZONS


@dataclass(frozen=True)
class Mixture:
    """The linear opinion pool (Stone 1961) of worlds and base rates, with one learnt weight for everything printed.

    Questions without a record are left to the worlds.
    """

    weight: float
    base_rates: Mapping[tuple[str, int], float]

    def weight_of(self, question: str) -> float:
        """What the worlds are worth in a question."""
        return self.weight if (question, HORIZONS[0]) in self.base_rates else 1.0

    def base_rate(self, question: str, days: int) -> float | None:
        """How often it happened in other cases within so many days, at most 56; between horizons in proportion."""
        rates = self._by_day.get(question)
        return None if rates is None else rates[days]

    @cached_property
    def _by_day(self) -> Mapping[str, Sequence[float]]:
        """Base rates by question and day, which never fall with time."""
        found = {}
        for question in dict.fromkeys(question for question, _ in self.base_rates):
            known = np.maximum.accumulate([0.0, *(self.base_rates[question, h] for h in HORIZONS)])
            found[question] = np.interp(np.arange(HORIZONS[-1] + 1), (0, *HORIZONS), known).tolist()
        return found

    def mix(self, question: str, worlds: float, days: int, since: int = 0, part: float = 1.0) -> float:
        """The probability that it first happens after day `since` and by day `days`.

        `part` is the part of the base rate that a formation has, or that is left to a force of which little is left.
        """
        base = self.base_rate(question, days)
        if base is None:
            return worlds
        before = self.base_rate(question, since) or 0.0
        return self.weight * worlds + (1.0 - self.weight) * part * (base - before)


def mixture_of(assumptions: Assumptions) -> Mixture:
    """The mixture of these assumptions."""
    return Mixture(assumptions.values["mixture"], assumptions.base_rates)
