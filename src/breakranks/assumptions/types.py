"""What an analyst may disagree with: priors, the explanation × kind table, what kinds do, and what contradicts what."""

from collections.abc import Mapping
from dataclasses import dataclass

PRIORS = ("normal", "positive", "negative", "fixed")
"""Normal; the same cut off below or above zero, so that an effect keeps its sign; and known."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the model.

    `centre` and `spread` are the mean and standard deviation of its prior; the spread is 0 where it is fixed. `value`
    and `uncertainty` are what the model uses: those learnt from `cases` past cases, or the prior's where `cases` is 0.
    `mean` is the mean of the feature that a coefficient belongs to, from which the feature is counted.
    """

    name: str
    prior: str
    centre: float
    spread: float
    unit: str
    reason: str
    source: str
    value: float
    uncertainty: float
    mean: float = 0.0
    cases: int = 0


@dataclass(frozen=True, slots=True)
class KindRow:
    """What a report of a kind does to the model.

    `raises` gives the impulse on each trace. `shows` says how many times likelier the kind is reported of a formation
    in each state than of another kind of formation; empty where it tells nothing of states. `breaks` names the state
    into which it says that troops have gone, and how much of a body it is about. `slack` is the change of
    its log-odds from a firm to a slack grip. `tells_of_loss` is how far it speaks of the loss of an area that it names,
    below 0 of its return, and `tells_of_holding` whether it is seldom reported of ground that has been lost.
    """

    kind: str
    raises: Mapping[str, float]
    shows: Mapping[str, float]
    breaks: tuple[str, float] | None
    slack: float
    tells_of_loss: float
    tells_of_holding: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ExplanationRow:
    """How many times likelier a kind of report is under each explanation than in an ordinary day's mix.

    `multipliers` are those of the analyst's table, `learnt` those that the model uses.
    """

    kind: str
    multipliers: Mapping[str, float]
    reason: str
    source: str
    learnt: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ContradictionRule:
    """Two kinds of report, the first no later than the second, that no single intention explains at one time.

    They are no more than `days` apart; `attacked` is what is left of the weight where the place was attacked before.
    """

    rule: str
    first: str
    second: str
    weight: float
    days: int
    attacked: float
    explanation: str


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """What one choice of a side does to a trace.

    It can `add` an amount, `multiply` by it, `set` the trace to it, or let it `fade` to a half in so many days.
    """

    side: str
    choice: str
    what: str
    operation: str
    amount: float
    reason: str
    source: str


@dataclass(frozen=True)
class Assumptions:
    """All that an assessment assumes, from all cases but the one assessed.

    `switches` are daily chances of going from one explanation to another, by both; `base_rates` say how often each
    question came true within each horizon (days); `ordinary` says that they start from ordinary front sectors. The
    sources name the tables that a user has put in place of shipped rows, and `own` the parameters in them.
    `without_effect` are rows of the packaged tables that were changed after what was learnt, and so change nothing.
    """

    parameters: tuple[Parameter, ...]
    explanations: tuple[ExplanationRow, ...]
    switches: Mapping[str, Mapping[str, float]]
    base_rates: Mapping[tuple[str, int], float]
    parameters_source: str = "as shipped"
    explanations_source: str = "as shipped"
    ordinary: bool = False
    own: frozenset[str] = frozenset()
    without_effect: tuple[str, ...] = ()

    @property
    def values(self) -> Mapping[str, float]:
        """The values of the parameters by name."""
        return {p.name: p.value for p in self.parameters}
