"""What an analyst may disagree with: priors, the explanation × kind table, and what contradicts what."""

from collections.abc import Mapping
from dataclasses import dataclass

PRIORS = ("normal", "lognormal", "logit-normal", "fixed")
EXPLANATIONS = ("in-control", "planned-withdrawal", "deception", "loss-of-control", "rival-commands")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter and its prior.

    `centre` is the median in natural units, `spread` the standard deviation of the prior's normal (of the value, its
    logarithm or its log-odds); 0 for a fixed parameter.
    """

    name: str
    prior: str
    centre: float
    spread: float
    unit: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class ExplanationRow:
    """How many times likelier a kind of report is under each explanation than in an ordinary day's mix."""

    kind: str
    multipliers: Mapping[str, float]
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class ContradictionRule:
    """Two kinds of report, the first no later than the second, that no single intention explains."""

    rule: str
    first: str
    second: str
    weight: float
    explanation: str
