"""Forecasters to beat, each knowing nothing of the case it forecasts but what was reported by the day."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
from jaxtyping import Float

from breakranks.assumptions import ExplanationRow
from breakranks.case import Case
from breakranks.model.threads import on_one_thread
from breakranks.scoring.items import items_of, phases_of
from breakranks.scoring.types import Item, Phase
from breakranks.vocabulary import EXPLANATIONS, HORIZONS, KINDS

RECENT = (14, 28)
PENALTIES = (10.0, 30.0, 100.0, 300.0)
"""Ridge penalties, of which the training cases choose among themselves."""
FOLDS = 5
"""Groups of training cases, each forecast from the others to choose the penalty."""
EACH = 100.0
"""What a case weighs in a regression, however many questions it answers: every case counts once."""

COUNTS = "event counts"

Rates = Mapping[tuple[str, int], float]


def base_rates(cases: Sequence[Case]) -> Rates:
    """How often each question came true within each horizon: the mean over cases, every case counting once.

    One made-up case is added in which it happened as often as all that was asked at the horizon, so that a rate is
    never 0 for want of cases.
    """
    shares: dict[tuple[str, int], list[float]] = {}
    every: dict[int, list[bool]] = {h: [] for h in HORIZONS}
    for case in cases:
        own: dict[tuple[str, int], list[bool]] = {}
        for item in items_of(case):
            own.setdefault((item.question, item.horizon), []).append(item.happened)
            every[item.horizon].append(item.happened)
        for asked, happened in own.items():
            shares.setdefault(asked, []).append(float(np.mean(happened)))
    usual = {h: float(np.mean(happened)) if happened else 0.0 for h, happened in every.items()}
    questions = dict.fromkeys(question for question, _ in shares)
    return {
        (q, h): (sum(shares.get((q, h), [])) + usual[h]) / (len(shares.get((q, h), [])) + 1)
        for q in questions
        for h in HORIZONS
    }


@on_one_thread
def baselines(cases: Sequence[Case], items: Sequence[Item]) -> Mapping[str, Float[np.ndarray, "items"]]:
    """Every baseline's probability of every item, learnt from all of `cases` but the item's own.

    - base rate: how often it happened in the other cases.
    - event counts: ridge logistic regression on logged counts of the kinds of reports of the last 14 and 28 days.
    - persistence: what came true in the last `horizon` days goes on at that rate.
    - even odds: a half.
    """
    by_slug = {case.slug: case for case in cases}
    out = {name: np.full(len(items), 0.5) for name in ("base rate", COUNTS, "persistence", "even odds")}
    tables = {case.slug: _Table(case) for case in cases}
    for slug in dict.fromkeys(item.case for item in items):
        others = [case for case in cases if case.slug != slug]
        mine = [i for i, item in enumerate(items) if item.case == slug]
        rates = base_rates(others)
        asked = [items[i] for i in mine]
        out["base rate"][mine] = [rates[item.question, item.horizon] for item in asked]
        out[COUNTS][mine] = _regress(others, tables, _Table(by_slug[slug], asked), rates)
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


class _Table:
    """A case's items with their counts: of every kind, over 14 and 28 days, in the force and naming the item's area."""

    def __init__(self, case: Case, items: Sequence[Item] | None = None) -> None:
        self.items = items_of(case) if items is None else items
        self.happened = np.array([item.happened for item in self.items], float)
        rows = {key: _counts(case, *key) for key in dict.fromkeys((i.as_of, i.area) for i in self.items)}
        self.counts = np.array([rows[i.as_of, i.area] for i in self.items]).reshape(len(self.items), -1)

    def features(self, rates: Rates) -> np.ndarray:
        """The log-odds of the base rate, then the counts."""
        p = np.array([rates[i.question, i.horizon] for i in self.items])
        return np.column_stack([np.log(p / (1.0 - p)), self.counts])


def _counts(case: Case, as_of: date, area: str | None) -> list[float]:
    known = [e for e in case.events if e.reported <= as_of]
    row: list[float] = []
    for days in RECENT:
        late = [e for e in known if e.date > as_of - timedelta(days=days)]
        here = [e for e in late if area is not None and area in e.areas]
        for among in (late, here):
            counts = dict.fromkeys(KINDS, 0)
            for e in among:
                counts[e.kind] += 1
            row += np.log1p(list(counts.values())).tolist()
    return row


def _regress(others: Sequence[Case], tables: Mapping[str, _Table], mine: _Table, rates: Rates) -> np.ndarray:
    own = {case.slug: base_rates([c for c in others if c is not case]) for case in others}
    parts = [tables[case.slug] for case in others]
    x = np.concatenate([t.features(own[case.slug]) for case, t in zip(others, parts, strict=True)])
    y = np.concatenate([t.happened for t in parts])
    group = np.concatenate([np.full(len(t.items), n) for n, t in enumerate(parts)])
    weight = EACH / np.bincount(group)[group]
    loss = dict.fromkeys(PENALTIES, 0.0)
    for fold in range(FOLDS):
        inside = group % FOLDS != fold
        if inside.all() or not inside.any():
            continue
        start = None
        for penalty in PENALTIES:
            model = Ridge(x[inside], y[inside], weight[inside], penalty, start)
            start = model.standard
            error = (model.probability(x[~inside]) - y[~inside]) ** 2
            loss[penalty] += float(np.sum(weight[~inside] * error))
    best = min(loss, key=lambda penalty: loss[penalty])
    return Ridge(x, y, weight, best).probability(mine.features(rates))


class Ridge:
    """Weighted logistic regression with a ridge on all standardised columns but the first, the log-odds of a base rate.

    That one's coefficient is drawn to 1; the constant is free. `coefficients` are of the columns as they came, the
    constant first, `standard` of the standardised ones. Newton's method, from `start` where one is given.
    """

    def __init__(
        self, x: np.ndarray, y: np.ndarray, weight: np.ndarray, penalty: float, start: np.ndarray | None = None
    ) -> None:
        mean, spread = x.mean(axis=0), x.std(axis=0)
        scale = np.where(spread > 0, spread, 1.0)
        mean[0], scale[0] = 0.0, 1.0
        z = np.concatenate([np.ones((len(x), 1)), (x - mean) / scale], axis=1)
        prior = np.zeros(z.shape[1])
        prior[1] = 1.0
        ridge = np.full(z.shape[1], penalty)
        ridge[0] = 1e-6
        b = prior if start is None else start
        for _ in range(30):
            p = 1.0 / (1.0 + np.exp(-np.clip(z @ b, -30.0, 30.0)))
            slope = z.T @ (weight * (y - p)) - ridge * (b - prior)
            curve = (z * (weight * p * (1.0 - p))[:, None]).T @ z + np.diag(ridge)
            step = np.linalg.solve(curve, slope)
            b = b + step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
            if np.abs(step).max() < 1e-5:
                break
        self.standard = b
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

    - base rate: how often each held on the as-of days of the other cases (one day of each added).
    - inconsistency count: the Analysis of Competing Hypotheses by hand (Heuer 1999): an explanation loses a point for
      every report known by the day of a kind at least twice rarer under it than in the ordinary mix; the fewest wins.
      For a logarithmic score its counts are read as log-odds, which the method itself does not claim.
    - even odds: a fifth.
    """
    names = list(EXPLANATIONS)
    by_slug = {case.slug: case for case in cases}
    every = [phase for case in cases for phase in phases_of(case)]
    against = {row.kind: np.array([row.multipliers[z] <= 0.5 for z in names], float) for row in table}
    rates, counted = [], []
    for phase in phases:
        held = [names.index(other.explanation) for other in every if other.case != phase.case]
        usual = np.bincount(held, minlength=len(names)) + 1.0
        rates.append(usual / usual.sum())
        known = [e for e in by_slug[phase.case].events if e.reported <= phase.as_of]
        points = -np.sum([against[e.kind] for e in known if e.kind in against] or [np.zeros(len(names))], axis=0)
        odds = np.exp(points - points.max())
        counted.append(odds / odds.sum())
    shape = len(phases), len(names)
    return {
        "base rate": np.reshape(rates, shape),
        "inconsistency count": np.reshape(counted, shape),
        "even odds": np.full(shape, 1.0 / len(names)),
    }
