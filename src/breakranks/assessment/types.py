"""What an assessment holds: every number that a brief, a report or a file shows, and nothing else.

Probabilities are in 0..1. `error` is always the Monte Carlo standard error. Intervals are 5 % to 95 %.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from breakranks.assumptions.types import EXPLANATIONS as EXPLANATIONS
from breakranks.evidence.types import Evidence

QUESTIONS = ("area-given-up", "unordered-exit", "mutiny", "mass-surrender", "general-collapse", "cannot-hold")
HORIZONS = (7, 14, 28, 56)
COMMAND_CHOICES = ("as-it-goes", "forces-control-back", "lets-go", "relieves")
OPPONENT_CHOICES = ("keeps-on", "presses", "stands-back")
SEASONS = ("as-it-is", "winter", "mild")


@dataclass(frozen=True)
class Estimate:
    """A number with its 90 % interval (what is not known) and its Monte Carlo error (what more worlds would mend)."""

    value: float
    low: float
    high: float
    error: float


@dataclass(frozen=True)
class Probability:
    """A probability with its Monte Carlo standard error and its word on the PHIA yardstick."""

    value: float
    error: float
    word: str


@dataclass(frozen=True)
class Forecast:
    """One rung of the ladder: a question, of whom or where, within how many days of the as-of day.

    `area` and `formation` are ids, or None for the force as a whole. `open` is False where the reports say
    that it has already happened, so that it is not asked again. `confidence` is the analytical confidence rating
    ("high", "moderate", "low") and `movement` the standard deviation by which the probability is expected to
    move once the next 14 days' reports are in. `inside` is the worlds' own count, `outside` how often the like happened
    in other cases (None where no record tells); `probability` pools the two.
    """

    question: str
    area: str | None
    formation: str | None
    horizon: int
    probability: Probability
    inside: float
    outside: float | None
    confidence: str
    movement: float
    open: bool = True


@dataclass(frozen=True)
class WeeklyForecast:
    """Probability that it first happens in week `week` (1 = days 1 to 7 after the as-of day)."""

    question: str
    area: str | None
    formation: str | None
    week: int
    probability: Probability


@dataclass(frozen=True)
class ScenarioForecast:
    """A question under one combination of choices, beside the same worlds with nothing changed.

    `difference` is paired: same worlds, same random numbers; its interval is the Monte Carlo one.
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
    """What a combination of choices costs, as shares of the force's strength after 56 days.

    `losses` killed and wounded, `captive`, `absent`, `defiant`; `opponent_cost` is an index, 1 = as things go;
    `control` and `resolve` are the force-wide means then (resolve on the model's scale, 0 = an average conscript).
    """

    command: str
    opponent: str
    season: str
    losses: Estimate
    captive: Estimate
    absent: Estimate
    defiant: Estimate
    control: Estimate
    resolve: Estimate
    opponent_cost: Estimate


@dataclass(frozen=True)
class FormationState:
    """A formation on the as-of day.

    `control` is how much of it would act on an order it dislikes; `own_way` the probability that it acts on its own:
    more than three in ten of those still under arms are defiant, absent or wavering. `shares` are the means of
    steady, wavering, defiant, withdrawn, absent, captive, lost (sum 1). `survival_stay` and `survival_leave` are a
    soldier's chances of being alive in two weeks.
    """

    formation: str
    control: Estimate
    own_way: Probability
    shares: Mapping[str, float]
    survival_stay: Estimate
    survival_leave: Estimate


@dataclass(frozen=True)
class ReportWeight:
    """What one report did.

    `explanation_log_odds[z]` is its direct contribution to explanation z: log of the mean likelihood of the report
    under z against its mean under all five; zero for conditions. `effects` maps (question, area or None) to how much
    the 28-day probability would differ without it (with minus without), `explanation_effects` the same for the
    explanations' probabilities, `control_effect` for force-wide control; `error` is the Monte Carlo standard error of
    the largest of the effects.
    """

    number: int
    explanation_log_odds: Mapping[str, float]
    effects: Mapping[tuple[str, str | None], float]
    explanation_effects: Mapping[str, float]
    control_effect: float
    error: float


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
    """The share of the expected loss (absent, captive, defiant, dead and wounded) that is self-inflicted.

    Each of the three numbers is a share: of strength lost within 56 days as it goes, of strength lost with the inner
    causes switched off, and of the first that the difference makes (its interval is its Monte Carlo error's; None where
    hardly any strength is lost, of which no part can be told).
    """

    lost: Estimate
    lost_without: Estimate
    share: Estimate | None


@dataclass(frozen=True)
class Caution:
    """Something the reader must know first: thin evidence, a poor effective sample, a limit."""

    kind: str
    text: str


@dataclass(frozen=True)
class Provenance:
    """What it takes to get the same numbers again."""

    version: str
    seed: int
    particles: int
    worlds: int
    log_evidence: float
    log_evidence_error: float
    effective_sample: Float[np.ndarray, "days"]
    parameters: tuple[Mapping[str, object], ...]
    explanations: tuple[Mapping[str, object], ...]
    parameters_source: str
    explanations_source: str


@dataclass(frozen=True)
class Assessment:
    """Everything that was concluded about one case as of one day.

    Series run over the days from the case's start to the as-of day. `control_series` has one row per day: mean, 5 %,
    95 % of force-wide control; `formation_control_series[u]` the mean of each formation in the order of
    `evidence.force.formations`. `draws` are equally weighted worlds on the as-of day for export: name → array with
    the worlds on the first axis, and `dimensions` names the other axes. `futures_draws` are the same for the futures.
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
    areas_held: Mapping[str, Probability]
    forecasts: tuple[Forecast, ...]
    weekly: tuple[WeeklyForecast, ...]
    decisive_week: int
    decisive_shares: tuple[float, ...]
    scenarios: tuple[ScenarioForecast, ...]
    tolls: tuple[ScenarioToll, ...]
    control_futures: Mapping[tuple[str, str, str], Float[np.ndarray, "weeks 3"]]
    self_inflicted: SelfInflicted
    report_weights: tuple[ReportWeight, ...]
    indicators: tuple[Indicator, ...]
    draws: Mapping[str, np.ndarray]
    futures_draws: Mapping[str, np.ndarray]
    dimensions: Mapping[str, tuple[str, ...]]

    def _repr_html_(self) -> str:
        # A notebook asks the object itself; the picture is the presentation's business, so it is fetched, not imported.
        from importlib import import_module

        return str(import_module("breakranks.presentation").assessment_fragment(self))
