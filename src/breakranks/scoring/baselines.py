"""Forecasters to beat, each knowing nothing of the case it forecasts but what was reported by the day."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np
from jaxtyping import Float
from scipy.optimize import minimize  # type: ignore[import-untyped]

from breakranks.assessment.types import HORIZONS
from breakranks.assumptions.types import EXPLANATIONS, ExplanationRow
from breakranks.case import Case
from breakranks.case.codebook import KINDS
from breakranks.scoring.items import items_of
from breakranks.scoring.types import Item, Phase

RECENT = (14, 28)
PENALTIES = (3.0, 10.0, 30.0, 100.0, 300.0)
"""Ridge penalties, of which the training cases choose among themselves."""

EACH = 100.0
"""What a case weighs in a regression, however many questions it answers: every case counts once."""

COUNTS = "event counts"

Rates = Mapping[tuple[str, int], float]


def base_rates(cases: Sequence[Case]) -> Rates:
    """How often each question came true within each horizon: the mean over cases, every case counting once.

    One made-up case is added in which it happened as often as all that was asked at the horizon, so that a rate is
    never 0 for want of cases.
    """
    items = [item for case in cases for item in items_of(case)]
    out = {}
    for horizon in HORIZONS:
        at = [item for item in items if item.horizon == horizon]
        usual = float(np.mean([item.happened for item in at])) if at else 0.0
        for question in dict.fromkeys(item.question for item in items):
            shares = [
                np.mean([i.happened for i in at if i.case == case.slug and i.question == question])
                for case in cases
                if any(i.case == case.slug and i.question == question for i in at)
            ]
            out[question, horizon] = float((np.sum(shares) + usual) / (len(shares) + 1))
    return out


def baselines(cases: Sequence[Case], items: Sequence[Item]) -> Mapping[str, Float[np.ndarray, "items"]]:
    """Every baseline's probability of every item, learnt from all of `cases` but the item's own.

    - base rate: how often it happened in the other cases.
    - event counts: ridge logistic regression on logged counts of the kinds of reports of the last 14 and 28 days.
    - persistence: what came true in the last `horizon` days goes on at that rate.
    - even odds: a half.
    """
    by_slug = {case.slug: case for case in cases}
    out = {name: np.full(len(items), 0.5) for name in ("base rate", COUNTS, "persistence", "even odds")}
    for slug in dict.fromkeys(item.case for item in items):
        others = [case for case in cases if case.slug != slug]
        mine = [i for i, item in enumerate(items) if item.case == slug]
        rates = base_rates(others)
        asked = [items[i] for i in mine]
        out["base rate"][mine] = [rates[item.question, item.horizon] for item in asked]
        out[COUNTS][mine] = _regress(others, by_slug[slug], asked, rates)
        out["persistence"][mine] = [_persist(by_slug[slug], item) for item in asked]
    return out


def _persist(case: Case, item: Item) -> float:
    """Of the areas held H days ago, the part that has been given up since; for the force, nothing has.

    Laplace's rule adds one case that came true and one that did not: a third where nothing has happened yet.
    """
    since = item.as_of - timedelta(days=item.horizon)
    known = [o for o in case.outcomes if o.question == item.question]
    held = [o for o in known if o.date is None or o.date > since]
    lost = [o for o in held if o.date is not None and o.date <= item.as_of]
    return (len(lost) + 1.0) / (len(held) + 2.0) if item.area else 1.0 / 3.0


def _regress(others: Sequence[Case], case: Case, asked: Sequence[Item], rates: Rates) -> np.ndarray:
    train = [(other, item) for other in others for item in items_of(other)]
    own = {other.slug: base_rates([c for c in others if c is not other]) for other in others}
    x = np.array([_features(other, item, own[other.slug]) for other, item in train])
    y = np.array([item.happened for _, item in train], float)
    group = np.array([other.slug for other, _ in train])
    weight = EACH / np.array([np.sum(group == slug) for slug in group])
    loss = dict.fromkeys(PENALTIES, 0.0)
    for slug in np.unique(group):
        inside = group != slug
        for penalty in PENALTIES:
            p = Ridge(x[inside], y[inside], weight[inside], penalty).probability(x[~inside])
            loss[penalty] += float(np.mean((p - y[~inside]) ** 2))
    best = min(loss, key=lambda penalty: loss[penalty])
    return Ridge(x, y, weight, best).probability(np.array([_features(case, item, rates) for item in asked]))


def _features(case: Case, item: Item, rates: Rates) -> np.ndarray:
    """Log-odds of the base rate, then logged counts of kinds in the recent past, over the force and naming the area."""
    rate = rates[item.question, item.horizon]
    row = [np.log(rate / (1.0 - rate))]
    known = [e for e in case.events if e.reported <= item.as_of]
    for days in RECENT:
        late = [e for e in known if e.date > item.as_of - timedelta(days=days)]
        here = [e for e in late if item.area is not None and item.area in e.areas]
        for among in (late, here):
            counts = dict.fromkeys(KINDS, 0)
            for e in among:
                counts[e.kind] += 1
            row += np.log1p(list(counts.values())).tolist()
    return np.array(row)


class Ridge:
    """Weighted logistic regression with a ridge on all standardised columns but the first, the log-odds of a base rate.

    That one's coefficient is drawn to 1; the constant is free. `coefficients` are of the columns as they came, the
    constant first.
    """

    def __init__(self, x: np.ndarray, y: np.ndarray, weight: np.ndarray, penalty: float) -> None:
        mean, spread = x.mean(axis=0), x.std(axis=0)
        scale = np.where(spread > 0, spread, 1.0)
        mean[0], scale[0] = 0.0, 1.0
        z = np.concatenate([np.ones((len(x), 1)), (x - mean) / scale], axis=1)
        prior = np.zeros(z.shape[1])
        prior[1] = 1.0
        ridge = np.full(z.shape[1], penalty)
        ridge[0] = 0.0
        sign = 2.0 * y - 1.0

        def loss(b: np.ndarray) -> tuple[float, np.ndarray]:
            margin = sign * (z @ b)
            pull = b - prior
            slope = -(weight * sign / (1.0 + np.exp(np.clip(margin, -50, 50)))) @ z + ridge * pull
            return float(weight @ np.logaddexp(0.0, -margin) + 0.5 * ridge @ pull**2), slope

        b = minimize(loss, prior, jac=True, method="L-BFGS-B").x
        slopes = b[1:] / scale
        self.coefficients = np.array([b[0] - slopes @ mean, *slopes])

    def probability(self, x: np.ndarray) -> np.ndarray:
        """Probabilities of rows of columns as they came."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.coefficients[0] - x @ self.coefficients[1:])))


def explanation_baselines(
    cases: Sequence[Case],
    phases: Sequence[Phase],
    table: Sequence[ExplanationRow],
) -> Mapping[str, Float[np.ndarray, "days explanations"]]:
    """Every baseline's probabilities of the explanations on every day.

    - base rate: how often each held on the days of the other cases (one day of each added).
    - inconsistency count: the Analysis of Competing Hypotheses by hand (Heuer 1999): an explanation loses a point for
      every report known by the day of a kind at least twice rarer under it than in the ordinary mix; the fewest wins.
      For a logarithmic score its counts are read as log-odds, which the method itself does not claim.
    - even odds: a fifth.
    """
    by_slug = {case.slug: case for case in cases}
    true = np.array([EXPLANATIONS.index(phase.explanation) for phase in phases], int)
    group = np.array([phase.case for phase in phases])
    against = {row.kind: np.array([row.multipliers[z] <= 0.5 for z in EXPLANATIONS], float) for row in table}
    rates, counted = [], []
    for phase in phases:
        usual = np.bincount(true[group != phase.case], minlength=len(EXPLANATIONS)) + 1.0
        rates.append(usual / usual.sum())
        known = [e for e in by_slug[phase.case].events if e.reported <= phase.as_of]
        points = -np.sum([against[e.kind] for e in known if e.kind in against] or [np.zeros(5)], axis=0)
        odds = np.exp(points - points.max())
        counted.append(odds / odds.sum())
    fifth = np.full((len(phases), len(EXPLANATIONS)), 1.0 / len(EXPLANATIONS))
    return {"base rate": np.array(rates), "inconsistency count": np.array(counted), "even odds": fifth}
