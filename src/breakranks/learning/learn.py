"""Learns everything that past cases teach: tables by counting, hazards by fitting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from breakranks.assumptions import Assumptions, read_explanations, read_priors, usual_switches
from breakranks.assumptions.learnt import Learnt
from breakranks.case import Case
from breakranks.learning.fit import Fit, Prior, fit_hazard, pooled
from breakranks.learning.rows import CaseRows, rows_of
from breakranks.learning.tables import learn_multipliers, learn_switches
from breakranks.model import model_of
from breakranks.model.setup import HAZARDS, learnable_of

ANY = float("inf")


@dataclass(frozen=True)
class Lessons:
    """What some cases teach: hazards' coefficients, multipliers, switches, and each case's frailty by hazard."""

    parameters: Mapping[str, Learnt]
    multipliers: Mapping[str, Mapping[str, float]]
    switches: Mapping[str, Mapping[str, float]]
    frailties: Mapping[str, Mapping[str, float]]

    def applied(self, to: Assumptions) -> Assumptions:
        """The assumptions with what was learnt in place of the priors."""
        learnt = self.parameters
        return replace(
            to,
            parameters=tuple(replace(p, **learnt[p.name]) if p.name in learnt else p for p in to.parameters),
            explanations=tuple(replace(row, learnt=self.multipliers[row.kind]) for row in to.explanations),
            switches=self.switches,
        )


class Library:
    """Cases to learn from, each one's rows kept once they are made.

    A case's own rows are made by a model whose tables were learnt from all the others.
    """

    def __init__(self, cases: Sequence[Case]) -> None:
        self.cases = {case.slug: case for case in cases}
        self.prior = Assumptions(read_priors(), read_explanations(), {}, {})
        self.values = self.prior.values
        self.rows: dict[str, CaseRows] = {}

    def tables(
        self, cases: Sequence[Case]
    ) -> tuple[Mapping[str, Mapping[str, float]], Mapping[str, Mapping[str, float]]]:
        """Multipliers and switches, counted in these cases."""
        return (
            learn_multipliers(cases, self.prior.explanations, self.values["table.reports"]),
            learn_switches(cases, usual_switches(self.values)),
        )

    def learn(self, without: str | None = None) -> Lessons:
        """What all cases but one teach (all, if it is none)."""
        kept = [case for case in self.cases.values() if case.slug != without]
        multipliers, switches = self.tables(kept)
        rows = [self._rows(case) for case in kept]
        parameters, frailties = dict[str, Learnt](), dict[str, Mapping[str, float]]()
        for hazard in HAZARDS:
            places = [len(case.areas) if hazard == "area" else 1 for case in kept]
            told = [(r.features[hazard], r.happened[hazard], n) for r, n in zip(rows, places, strict=True)]
            names = [case.slug for case, (_, y, _) in zip(kept, told, strict=True) if len(y)]
            if not names:
                # No record answers the question: the prior stays.
                continue
            tempo = self.values["area.tempo" if hazard == "area" else "force.tempo"]
            fit = fit_hazard(pooled(told), _prior(hazard), tempo)
            parameters |= _named(hazard, fit, len(names))
            frailties[hazard] = dict(zip(names, fit.frailty.tolist(), strict=True))
        return Lessons(parameters, multipliers, switches, frailties)

    def _rows(self, case: Case) -> CaseRows:
        if case.slug not in self.rows:
            multipliers, switches = self.tables([other for other in self.cases.values() if other is not case])
            counted = Lessons({}, multipliers, switches, {}).applied(self.prior)
            self.rows[case.slug] = rows_of(case, model_of(counted))
        return self.rows[case.slug]


def _prior(hazard: str) -> Prior:
    own = learnable_of(hazard)
    return Prior(
        mean=np.array([p.centre for p in own]),
        spread=np.array([p.spread for p in own]),
        low=np.array([0.0 if p.prior == "positive" else -ANY for p in own]),
        high=np.array([0.0 if p.prior == "negative" else ANY for p in own]),
    )


def _named(hazard: str, fit: Fit, cases: int) -> dict[str, Learnt]:
    means = [0.0, *fit.mean.tolist()]
    found = zip(learnable_of(hazard), fit.value.tolist(), fit.error.tolist(), means, strict=True)
    return {p.name: Learnt(value=v, uncertainty=e, mean=m, cases=cases) for p, v, e, m in found}
