"""What an assessment holds: every number that a brief, a report or a file shows, and nothing else.

Probabilities and shares are in 0..1. Intervals are 5 % to 95 %.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from jaxtyping import Float

from breakranks.assumptions import Assumptions
from breakranks.case.types import Move
from breakranks.evidence.types import Evidence
from breakranks.worlds import Worlds

OPEN, AGAIN, HAPPENED, UNCLEAR = "open", "again", "happened", "unclear"
"""The states of a question: it has not happened; it has, and may again; it has, and is settled; nobody can tell."""


Key = tuple[str, str | None]
"""A question, and its area (None for the force)."""


@dataclass(frozen=True)
class Estimate:
    """A number with its 90 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Probability:
    """A probability with its word on the PHIA yardstick."""

    value: float
    word: str


@dataclass(frozen=True)
class Forecast:
    """One rung of the ladder: a question, of whom or where, within how many days of the as-of day.

    `area` and `formation` are ids, or None for the force as a whole. `state` is one of "open" (the number is of its
    happening), "again" (it has happened; the number is of another), "happened" and "unclear" (then there is no number).
    `worlds` is the share of the worlds in which it happens and `base_rate` how often it did in other cases (None where
    no record tells); `probability` is their one mixture. `confidence` is the analytical confidence rating ("high",
    "moderate", "low") and `hidden` the standard deviation by which the probability would move if what cannot be seen on
    the as-of day were known.
    """

    question: str
    area: str | None
    formation: str | None
    horizon: int
    state: str
    probability: Probability | None
    worlds: float
    base_rate: float | None
    confidence: str | None
    hidden: float | None

    @property
    def key(self) -> Key:
        """The question and its area."""
        return self.question, self.area


@dataclass(frozen=True)
class WeeklyForecast:
    """Probability that it first happens in week `week` (1 = days 1 to 7 after the as-of day); open questions alone."""

    question: str
    area: str | None
    formation: str | None
    week: int
    probability: Probability


@dataclass(frozen=True)
class ScenarioForecast:
    """A question under one combination of choices, beside the same worlds with nothing changed.

    `difference` is paired: same worlds, same luck; its interval is that of so many worlds.
    """

    command: str
    opponent: str
    season: str
    question: str
    area: str | None
    horizon: int
    probability: Probability
    difference: Estimate


@dataclass(frozen=True)
class ScenarioToll:
    """What a combination of choices costs after 56 days, as shares of the force's strength, means over worlds.

    `losses` killed and wounded, `captive`, `gone`, `defiant`, `shaken`; `control` then; `opponent_cost` is an index of
    the resistance that the other side meets, 1 = as things go.
    """

    command: str
    opponent: str
    season: str
    losses: Estimate
    captive: Estimate
    gone: Estimate
    defiant: Estimate
    shaken: Estimate
    control: Estimate
    opponent_cost: float


@dataclass(frozen=True)
class FormationState:
    """A formation on the as-of day.

    `control` is how much of it acts on orders that it dislikes; `own_way` the probability that it acts on its own: is
    defiant or gone. `states` are the probabilities of each state. `survival_stay` and `survival_leave` are a soldier's
    chances of being alive in two weeks.
    """

    formation: str
    control: float
    own_way: Probability
    states: Mapping[str, float]
    survival_stay: float
    survival_leave: float


@dataclass(frozen=True)
class Shift:
    """How far the main numbers of an assessment move when something about its evidence changes.

    All are differences of probabilities or shares, so that +0.04 is four points more. Shifts can be added up, and taken
    from each other.

    Attributes:
        explanations: by how much each explanation gets likelier (or, below 0, less likely).
        control: by how much control of the force rises.
        forecasts: by how much each forecast within 28 days rises, by question and area (None for the force).
    """

    explanations: Mapping[str, float]
    control: float
    forecasts: Mapping[Key, float]

    def __add__(self, other: "Shift") -> "Shift":
        return Shift(
            {z: p + other.explanations[z] for z, p in self.explanations.items()},
            self.control + other.control,
            {key: p + other.forecasts[key] for key, p in self.forecasts.items()},
        )

    def __mul__(self, factor: float) -> "Shift":
        return Shift(
            {z: factor * p for z, p in self.explanations.items()},
            factor * self.control,
            {key: factor * p for key, p in self.forecasts.items()},
        )

    def __sub__(self, other: "Shift") -> "Shift":
        return self + other * -1.0

    @property
    def largest_forecast(self) -> tuple[Key, float] | None:
        """The forecast that moves most, and how far."""
        return max(self.forecasts.items(), key=lambda item: abs(item[1]), default=None)


@dataclass(frozen=True)
class Contribution:
    """What one new report, or one new row of moves.csv, moved between two days that are compared.

    Contributions of all of them add up, since each is counted on top of others. A report that withdraws an earlier one
    has what both moved: its own word, and the end of the other's. How much an assessment leans on a report, whenever it
    came, is its `ReportWeight`.

    Attributes:
        number: the report; None where it was a move.
        effect: the numbers with it less those without, the mean over the two orders of `compare_days`.
        move: the move; None where it was a report.
    """

    number: int | None
    effect: Shift
    move: Move | None = None


@dataclass(frozen=True)
class Comparison:
    """Two days of one case: what moved, and what moved it.

    `change` is the numbers of `after` less those of `before`, of every forecast that both give. It is the sum of `time`
    (the days that passed, had nothing been reported), `contributions` (one of each report and each move that came out
    between) and `rest`, which is what the steps, counted in fewer worlds, leave unexplained.
    """

    before: "Assessment"
    after: "Assessment"
    change: Shift
    time: Shift
    contributions: tuple[Contribution, ...]
    rest: Shift


@dataclass(frozen=True)
class EarlierDay:
    """What the assessment of an earlier day of the same case says first, in the same numbers.

    `reports` is how many were known then. `states` and `forecasts` are of areas and of the force within 28 days; a
    question that has no number is in `states` alone.
    """

    as_of: date
    reports: int
    explanations: Mapping[str, Probability]
    control: Estimate
    states: Mapping[Key, str]
    forecasts: Mapping[Key, Probability]


@dataclass(frozen=True)
class ReportWeight:
    """How much an assessment leans on one report: found by leaving it out, all other reports staying as they are.

    Weights do not add up: two reports that say the same may both have none.

    Attributes:
        number: the report.
        said: what the report says by itself for each explanation, in natural log-odds: the logarithm of how likely it
            is under that explanation, less the mean of this over all of them.
        effect: the numbers with the report less those without it.
    """

    number: int
    said: Mapping[str, float]
    effect: Shift


@dataclass(frozen=True)
class Recoding:
    """One report coded as another coder might have coded it, and what the numbers would be less what they are.

    `change` says how, for example "conduct.flee instead of conduct.withdraw" or "credibility 3 instead of 2"; `leading`
    is the explanation that would be the likeliest.
    """

    number: int
    change: str
    effect: Shift
    leading: str


@dataclass(frozen=True)
class Reasons:
    """Why an assessment says what it says: which reports carry it, and how far it hangs on how they were coded.

    Attributes:
        weights: how much it leans on each report.
        recodings: what would follow if single reports were coded as another coder might have coded them.
        without_claims: how far the numbers move if command's own public words are left out.
        leading_without_claims: the explanation that is then the likeliest.
    """

    weights: tuple[ReportWeight, ...]
    recodings: tuple[Recoding, ...]
    without_claims: Shift
    leading_without_claims: str


@dataclass(frozen=True)
class Indicator:
    """A kind of sign to watch for, what it would tell, and what the forecast becomes.

    `seen` is the probability that it is reported within 14 days; `information` the mutual information in bits
    with the question within 28 days.
    """

    kind: str
    area: str | None
    question: str
    question_area: str | None
    seen: float
    information: float
    now: float
    if_seen: float
    if_not: float


@dataclass(frozen=True)
class SelfInflicted:
    """The share of the expected loss (gone, captive, defiant, dead and wounded) that is self-inflicted.

    `lost` is the share of strength lost within 56 days as it goes, `lost_without` that with the inner causes switched
    off, and `share` the part of the first that the difference makes (None where hardly any strength is lost).
    """

    lost: Estimate
    lost_without: Estimate
    share: Estimate | None


@dataclass(frozen=True)
class Caution:
    """Something the reader must know first: thin evidence, a fact that the case does not give, a limit."""

    kind: str
    text: str


@dataclass(frozen=True)
class Provenance:
    """What it takes to get the same numbers again."""

    version: str
    worlds: int
    mixture: float
    learnt_cases: int
    assumptions: Assumptions


@dataclass(frozen=True)
class Assessment:
    """Everything that was concluded about one case as of one day, but for its reasons (`breakranks.reasons`).

    Series run over the days from the case's start to the as-of day.

    Attributes:
        evidence: what was read: the force, reports, traces, contradictions.
        provenance: version, number of worlds, weight of the worlds beside base rates, all assumptions.
        cautions: what the reader must know first.
        explanations: probability of each explanation on the as-of day.
        explanation_series: the same day by day.
        control: how much control command has of the force on the as-of day.
        control_series: the same day by day: mean, 5 %, 95 %.
        formation_control_series: the mean of each formation, in the order of `evidence.force.formations`.
        formations: each formation on the as-of day.
        areas_held: probability that each area is held on the as-of day.
        forecasts: each question, by area, formation and force, within 7, 14, 28 and 56 days.
        weekly: the same by week.
        decisive_week: the week in which most is decided, counted from 1.
        decisive_shares: the part of what is expected that falls into each week.
        scenarios: questions under each choice of command, opponent and season.
        tolls: what each of these choices costs.
        control_futures: control under each of them by week ahead: mean, 5 %, 95 %.
        self_inflicted: the part of the loss that is self-inflicted.
        indicators: what to watch for.
        worlds: the worlds that went on as it goes.
    """

    evidence: Evidence
    provenance: Provenance
    cautions: tuple[Caution, ...]
    explanations: Mapping[str, Probability]
    explanation_series: Float[np.ndarray, "days explanations"]
    control: Estimate
    control_series: Float[np.ndarray, "days 3"]
    formation_control_series: Float[np.ndarray, "days formations"]
    formations: tuple[FormationState, ...]
    areas_held: Mapping[str, float]
    forecasts: tuple[Forecast, ...]
    weekly: tuple[WeeklyForecast, ...]
    decisive_week: int
    decisive_shares: tuple[float, ...]
    scenarios: tuple[ScenarioForecast, ...]
    tolls: tuple[ScenarioToll, ...]
    control_futures: Mapping[tuple[str, str, str], Float[np.ndarray, "weeks 3"]]
    self_inflicted: SelfInflicted
    indicators: tuple[Indicator, ...]
    worlds: Worlds
