"""The PHIA probability yardstick: a word for a number, as British intelligence assessments use it."""

from math import isnan

_SLACK = 1e-6
"""Means of many weights may miss 0 or 1 by rounding."""


def phia_word(p: float) -> str:
    """Find the word of the PHIA probability yardstick for the probability `p` in 0..1.

    The yardstick (Professional Head of Intelligence Assessment, "Explaining Uncertainty in UK Intelligence
    Assessment", gov.uk, 24 March 2025) leaves gaps between its bands: remote chance 0–5 %, highly unlikely
    10–20 %, unlikely 25–35 %, realistic possibility 40 % to under 50 %, likely 55–75 %, highly likely 80–90 %,
    almost certain 95–100 %. A number in a gap takes the nearest band; halfway, the band nearer 50 %.

    Raises ValueError where `p` is no probability.
    """
    if isnan(p) or not -_SLACK <= p <= 1 + _SLACK:
        raise ValueError(f"a probability lies between 0 and 1, not {p}")
    if p < 0.075:
        return "remote chance"
    if p < 0.225:
        return "highly unlikely"
    if p < 0.375:
        return "unlikely"
    if p <= 0.525:
        return "realistic possibility"
    if p <= 0.775:
        return "likely"
    if p <= 0.925:
        return "highly likely"
    return "almost certain"
