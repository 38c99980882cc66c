"""Means over worlds with their intervals and Monte Carlo errors."""

import numpy as np
from jaxtyping import Bool, Float, Int

from breakranks.assessment.types import Estimate, Probability
from breakranks.assessment.yardstick import phia_word

Worlds = Float[np.ndarray, "worlds"] | Bool[np.ndarray, "worlds"]


class Measure:
    """Summaries over equally weighted worlds of which some share an origin.

    The standard error of a mean groups worlds by their common ancestor some weeks back, since worlds of one ancestor
    are not independent: Var = Σ_o (Σ_{i∈o} (f_i − f̄))² / N² (Chan and Lai 2013; with ancestors at a fixed lag,
    Olsson and Douc 2019).
    """

    def __init__(self, origin: Int[np.ndarray, "worlds"]) -> None:
        _, self.group = np.unique(origin, return_inverse=True)
        self.count = len(origin)

    def error(self, deviations: Float[np.ndarray, "worlds"]) -> float:
        """Standard error of the mean of values whose deviations from it are given."""
        return float(np.sqrt(np.sum(np.bincount(self.group, deviations) ** 2)) / self.count)

    def estimate(self, values: Worlds) -> Estimate:
        """Mean, 5 % and 95 % points over worlds, and the mean's error."""
        values = np.asarray(values, np.float64)
        low, high = np.quantile(values, [0.05, 0.95])
        mean = values.mean()
        return Estimate(float(mean), float(low), float(high), self.error(values - mean))

    def difference(self, values: Worlds, others: Worlds) -> Estimate:
        """Mean paired difference, with the interval of its Monte Carlo error."""
        gap = np.asarray(values, np.float64) - np.asarray(others, np.float64)
        mean, error = float(gap.mean()), self.error(gap - gap.mean())
        return Estimate(mean, mean - 1.645 * error, mean + 1.645 * error, error)

    def probability(self, event: Worlds, given: Worlds | None = None) -> Probability:
        """Probability of an event, among the worlds in which `given` holds; 0 where it holds in none."""
        holds = np.ones(self.count) if given is None else np.asarray(given, np.float64)
        part = holds.mean()
        if part == 0:
            return Probability(0.0, 0.0, phia_word(0.0))
        event = np.asarray(event, np.float64)
        value = float((event * holds).mean() / part)
        return Probability(value, self.error((event - value) * holds / part), phia_word(value))

    def share(self, part: Worlds, whole: Worlds) -> Estimate:
        """Ratio of two means with the interval of its Monte Carlo error."""
        part, whole = np.asarray(part, np.float64), np.asarray(whole, np.float64)
        mean = max(whole.mean(), 1e-9)
        value = float(part.mean() / mean)
        error = self.error((part - value * whole) / mean)
        return Estimate(value, value - 1.645 * error, value + 1.645 * error, error)
