"""Learns the outside view: how often the like happened in other cases, given what was recently reported."""

from collections.abc import Sequence

import numpy as np

from breakranks.assessment.outside import PLACED, RECENT, recent_counts
from breakranks.assumptions import History, read_priors
from breakranks.case import Case
from breakranks.evidence import as_of
from breakranks.scoring.baselines import EACH, Ridge, base_rates
from breakranks.scoring.items import items_of

PENALTY = 30.0
"""Ridge on what the counts add; a tenth or three times of it forecasts other cases about as well."""
TERMS = {
    "area": (*RECENT, *(f"{name}-{where}" for name in PLACED for where in ("here", "beside"))),
    "force": tuple(RECENT),
}


def learn_history(cases: Sequence[Case]) -> History:
    """Base rates of the cases, and a ridge logistic regression on top of them, one for areas and one for the force.

    In training, a case's base rates are those of the others; every case counts once. With fewer than three cases
    there is nothing to learn it from, and the base rates stand alone.
    """
    rates = base_rates(cases)
    leans = {(about, term): float(term == "base-rate") for about in TERMS for term in ("constant", "base-rate")}
    if len(cases) < 3:
        return History(rates, leans)
    fixed = {p.name: p.centre for p in read_priors()}
    rows: dict[str, list[tuple[str, bool, list[float]]]] = {about: [] for about in TERMS}
    for case in cases:
        others = base_rates([c for c in cases if c is not case])
        counts = {day: recent_counts(as_of(case, day, fixed)) for day in case.as_of}
        for item in items_of(case):
            rate = others[item.question, item.horizon]
            about = "area" if item.area else "force"
            terms = [counts[item.as_of][item.area][term] for term in TERMS[about]]
            rows[about].append((case.slug, item.happened, [np.log(rate / (1.0 - rate)), *terms]))
    for about, counted in TERMS.items():
        group, happened, x = (np.array(column) for column in zip(*rows[about], strict=True))
        weight = EACH / np.array([np.sum(group == slug) for slug in group])
        found = Ridge(x, happened.astype(float), weight, PENALTY).coefficients
        named = zip(("constant", "base-rate", *counted), found, strict=True)
        leans |= {(about, term): float(value) for term, value in named}
    return History(rates, leans)
