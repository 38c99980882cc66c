"""Means over worlds with their intervals."""

from math import sqrt

import numpy as np
from jaxtyping import Bool, Float

from breakranks.assessment.types import Estimate, Probability
from breakranks.assessment.yardstick import phia_word

Values = Float[np.ndarray, "worlds"] | Bool[np.ndarray, "worlds"]
NINETY = 1.645
"""Standard errors on either side of a mean that hold 90 % of a normal distribution."""


def estimate(values: Values) -> Estimate:
    """Mean, 5 % and 95 % points over worlds."""
    values = np.asarray(values, np.float64)
    low, high = np.quantile(values, [0.05, 0.95])
    return Estimate(float(values.mean()), float(low), float(high))


def ratio(part: Values, whole: Values) -> Estimate:
    """Ratio of two means, with the interval that so many worlds leave open."""
    part, whole = np.asarray(part, np.float64), np.asarray(whole, np.float64)
    mean = max(float(whole.mean()), 1e-9)
    value = float(part.mean()) / mean
    error = float(np.std(part - value * whole)) / mean / sqrt(len(part))
    return Estimate(value, value - NINETY * error, value + NINETY * error)


def probability(value: float) -> Probability:
    """A probability with its word."""
    return Probability(value, phia_word(value))
