"""Discrete-time hazards, complementary log-log: the chance of an event in a day is 1 − exp(−rate).

log rate = base + tempo + Σ coefficient × (feature − its mean), with features named as the coefficients are. Prentice
and Gloeckler 1978 for the link; Allison 1982 for hazards by cause on rows of days.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

Array = Float[np.ndarray, "..."]


class Hazard(NamedTuple):
    """A log-linear hazard: its base, and a coefficient by feature.

    Both are numbers, or arrays that broadcast against the features (one value for each world). Features are counted
    from 0: what a fit that counts them from their means calls its base, less Σ coefficient × mean.
    """

    base: float | np.ndarray
    coefficients: Mapping[str, float | np.ndarray]


def log_rate(hazard: Hazard, features: Mapping[str, Array]) -> Array:
    """The logarithm of the daily rate; `features` must hold every feature of the hazard."""
    eta = np.asarray(hazard.base)
    # What varies least goes first, so that fewer large arrays are added.
    for name in sorted(hazard.coefficients, key=lambda name: np.ndim(features[name])):
        eta = eta + hazard.coefficients[name] * features[name]
    return eta


def chance(rate: Array) -> Array:
    """The chance of an event within a day at this rate."""
    return -np.expm1(-rate)


def logged(trace: Array) -> Array:
    """log(1 + trace), as features count traces: ten reports are not ten times one."""
    # For arrays of any size this is several times faster than log1p, and traces are nowhere near 0 and not 0.
    return np.asarray(np.log(1.0 + trace))
