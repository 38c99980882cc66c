"""The outside view: how often the like happened in other cases, mixed into what the worlds say of this one."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from breakranks.assessment.types import HORIZONS, Estimate, Probability
from breakranks.assessment.yardstick import phia_word


@dataclass(frozen=True)
class OutsideView:
    """Base rates by question and horizon (days), and the weight of the worlds' own count beside them.

    A forecast is the linear opinion pool of the two (Stone 1961): with probability `inside` the case is one that the
    model understands, else it is one like the others. Questions without a base rate are left to the worlds.
    """

    rates: Mapping[tuple[str, int], float]
    inside: float

    def weight(self, question: str) -> float:
        """What the worlds' count of a question is worth."""
        return self.inside if (question, HORIZONS[0]) in self.rates else 1.0

    def rate(self, question: str, days: float) -> float:
        """Base rate of a question within `days`, between horizons in proportion; 0 where there is none."""
        known = [self.rates.get((question, h), 0.0) for h in HORIZONS]
        return float(np.interp(days, (0, *HORIZONS), (0.0, *known)))

    def mix(self, question: str, days: int, value: float, since: int = 0) -> float:
        """The pooled probability that it first happens after day `since` and by day `days`."""
        weight = self.weight(question)
        return weight * value + (1.0 - weight) * (self.rate(question, days) - self.rate(question, since))

    def probability(self, question: str, days: int, inside: Probability, since: int = 0) -> Probability:
        """The pooled probability with its Monte Carlo error."""
        value = self.mix(question, days, inside.value, since)
        return Probability(value, self.weight(question) * inside.error, phia_word(value))

    def difference(self, question: str, inside: Estimate) -> Estimate:
        """A difference between two pooled probabilities: the outside view knows of no choices."""
        weight = self.weight(question)
        return Estimate(*(weight * x for x in (inside.value, inside.low, inside.high, inside.error)))


def inside_weight(parameters: Mapping[str, float], votes: float) -> float:
    """The worth of the worlds' count with this many independent recent reports."""
    return parameters["inside-view"] * votes / (votes + parameters["inside-view-reports"])
