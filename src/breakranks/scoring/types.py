"""What was asked of history, what forecasters said, and how they did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from jaxtyping import Float

from breakranks.case import Judgement


@dataclass(frozen=True)
class Item:
    """One question asked of one case on one day, and its answer.

    Asked only of what had not happened by `as_of`, and only where the case's window covers the whole horizon, so that
    what is counted does not depend on the answer. `area` is None except for `area-given-up`.
    """

    case: str
    as_of: date
    question: str
    area: str | None
    horizon: int
    happened: bool


@dataclass(frozen=True)
class Phase:
    """What the record says explained the conduct of one case on one day."""

    case: str
    as_of: date
    explanation: str


@dataclass(frozen=True)
class Interval:
    """A number with the 5 % and 95 % points of a bootstrap that resamples cases; NaN where it is not defined.

    Fewer than three cases give no interval.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Line:
    """How one forecaster did on one selection of items: all, one question, one horizon, or one case.

    `skill` is 1 − Brier / Brier of the base rate; `behind` the Brier score less breakranks' own, paired; `brier` is
    `miscalibration` − `discrimination` + `uncertainty` (CORP: Dimitriadis, Gneiting and Jordan 2021); `log` the mean
    negative log probability of what happened, in nats; `calibration_error` the expected calibration error over ten
    bins; `auc` the area under the ROC curve, `auc_within` the mean of those within each day and horizon, over areas
    alone: how well it says which area falls next. `sharpness` is the variance of the probabilities.
    """

    forecaster: str
    question: str | None
    horizon: int | None
    case: str | None
    items: int
    happened: int
    brier: Interval
    skill: Interval
    behind: Interval
    log: Interval
    miscalibration: Interval
    discrimination: Interval
    uncertainty: Interval
    calibration_error: Interval
    auc: Interval
    auc_within: Interval
    sharpness: Interval


@dataclass(frozen=True)
class ExplanationLine:
    """How one forecaster did on what explains the conduct: share of days named right, mean negative log probability.

    `behind` is the latter less breakranks' own, paired.
    """

    forecaster: str
    days: int
    top: Interval
    log: Interval
    behind: Interval


@dataclass(frozen=True)
class Judged:
    """A judgement, the probability it amounts to, and how it did.

    `low` and `high` are the band that the yardstick gives the phrase; both are the probability itself, and `yardstick`
    is None, where the author gave a number. `item` is the same question as it is asked of the model and the baselines;
    None where the record does not answer it, and then `unanswered` says why. `brier` and `log` (negative log
    probability of what happened, in nats; infinite where that was called impossible) are None then too. `beside` is
    what breakranks and the baselines say of the same, by forecaster; empty where nobody was asked.
    """

    judgement: Judgement
    probability: float
    low: float
    high: float
    yardstick: str | None
    item: Item | None
    unanswered: str
    brier: float | None
    log: float | None
    beside: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Scores:
    """Every forecast of every forecaster, and the lines that sum them up.

    `forecasts` holds, by forecaster, one probability per item; `explained`, by forecaster, days × explanations in the
    order of `breakranks.vocabulary.EXPLANATIONS`. `judged` are the judgements that the cases hold.
    """

    items: tuple[Item, ...]
    forecasts: Mapping[str, Float[np.ndarray, "items"]]
    phases: tuple[Phase, ...]
    explained: Mapping[str, Float[np.ndarray, "days explanations"]]
    lines: tuple[Line, ...]
    explanation_lines: tuple[ExplanationLine, ...]
    judged: tuple[Judged, ...]
    version: str
