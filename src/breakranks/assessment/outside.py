"""The outside view: how the like went in other cases, mixed into what the worlds say of this one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from breakranks.assessment.types import HORIZONS, Estimate, Probability
from breakranks.assessment.yardstick import phia_word
from breakranks.assumptions import History, Parameter
from breakranks.evidence.types import Evidence, Report

RECENT = {
    "leaving": (
        14,
        (
            "order.withdraw",
            "claim.withdraw",
            "conduct.withdraw",
            "conduct.flee",
            "conduct.abandon",
            "conduct.surrender",
        ),
    ),
    "attacks": (14, ("opponent.attack", "opponent.encircle")),
    "breaking": (
        28,
        (
            "conduct.flee",
            "conduct.refuse",
            "conduct.desert",
            "conduct.mutiny",
            "conduct.surrender",
            "conduct.defect",
            "conduct.infight",
        ),
    ),
}
"""What is counted: kinds of reports, over so many days back."""
PLACED = ("leaving", "attacks")
"""What is also counted for the reports that name an area, and those that name one beside it."""


@dataclass(frozen=True)
class OutsideView:
    """What other cases say of this one, from base rates and from counts of recent reports.

    A forecast is the linear opinion pool (Stone 1961) of the worlds' own count and of a logistic regression learnt
    from the other cases: with probability `inside` the case is one that the model understands, else it is one like
    the others that had as many reports of withdrawal, attack and breaking. `recent` are the terms of the regression, by
    area (None for the force). Questions without a base rate are left to the worlds.
    """

    history: History
    inside: float
    recent: Mapping[str | None, Mapping[str, float]]

    def weight(self, question: str) -> float:
        """What the worlds' count of a question is worth."""
        return self.inside if (question, HORIZONS[0]) in self.history.rates else 1.0

    def rate(self, question: str, area: str | None, days: int) -> float:
        """Probability of the like within `days`, between horizons in proportion; 0 where there is no record.

        `days` are whole, and no more than the last horizon.
        """
        return self._rates[question, area][days]

    def mix(self, question: str, area: str | None, days: int, value: float, since: int = 0, part: float = 1.0) -> float:
        """The pooled probability that it first happens after day `since` and by day `days`.

        `part` is the part of the force's outside view that a formation has.
        """
        weight = self.weight(question)
        rate = self.rate(question, area, days) - self.rate(question, area, since)
        return weight * value + (1.0 - weight) * part * rate

    def probability(
        self, question: str, area: str | None, days: int, inside: Probability, since: int = 0, part: float = 1.0
    ) -> Probability:
        """The pooled probability with its Monte Carlo error."""
        value = self.mix(question, area, days, inside.value, since, part)
        return Probability(value, self.weight(question) * inside.error, phia_word(value))

    def difference(self, question: str, inside: Estimate) -> Estimate:
        """A difference between two pooled probabilities: the outside view knows of no choices."""
        weight = self.weight(question)
        return Estimate(*(weight * x for x in (inside.value, inside.low, inside.high, inside.error)))

    @cached_property
    def _rates(self) -> Mapping[tuple[str, str | None], Sequence[float]]:
        return _Rates(self.history, self.recent)


class _Rates(dict[tuple[str, str | None], Sequence[float]]):
    """Probabilities by day up to the last horizon, worked out when first asked for; they never fall with time."""

    def __init__(self, history: History, recent: Mapping[str | None, Mapping[str, float]]) -> None:
        self.history, self.recent = history, recent

    def __missing__(self, key: tuple[str, str | None]) -> Sequence[float]:
        question, area = key
        known = [self.history.probability(question, h, self.recent[area]) for h in HORIZONS]
        at_horizons = (0.0, *np.maximum.accumulate(known))
        self[key] = out = np.interp(np.arange(HORIZONS[-1] + 1), (0, *HORIZONS), at_horizons).tolist()
        return out


def outside_view(evidence: Evidence, history: History, parameters: Sequence[Parameter]) -> OutsideView:
    """The outside view on what is known."""
    fixed = {p.name: p.centre for p in parameters}
    votes = recent_votes(evidence)
    inside = fixed["inside-view"] * votes / (votes + fixed["inside-view-reports"])
    return OutsideView(history, inside, recent_counts(evidence))


def recent_votes(evidence: Evidence) -> float:
    """How many independent reports the last 28 days hold: echoes share a vote, doubtful ones count as far as true."""
    return sum(_vote(r) for r in evidence.reports if r.day >= evidence.days - 28)


def recent_counts(evidence: Evidence) -> Mapping[str | None, Mapping[str, float]]:
    """The logarithm of one more than the votes for each of `RECENT`: for the force (None), and for each area.

    An area has those of the force, and of `PLACED` those that name it ("-here") and that name one beside ("-beside").
    """
    force = evidence.force
    places = {area.id: a for a, area in enumerate(force.areas)}
    everywhere = dict.fromkeys(RECENT, 0.0)
    here = {name: np.zeros(len(places)) for name in PLACED}
    beside = {name: np.zeros(len(places)) for name in PLACED}
    for report in evidence.reports:
        for name, (days, kinds) in RECENT.items():
            if report.event.kind in kinds and report.day >= evidence.days - days:
                everywhere[name] += _vote(report)
                if name in PLACED:
                    named = np.zeros(len(places), bool)
                    named[[places[area] for area in report.event.areas]] = True
                    here[name] += _vote(report) * named
                    beside[name] += _vote(report) * (force.adjacent @ named)
    whole = {name: float(np.log1p(votes)) for name, votes in everywhere.items()}
    out: dict[str | None, Mapping[str, float]] = {None: whole}
    for area, a in places.items():
        out[area] = whole | {
            f"{name}-{where}": float(np.log1p(votes[name][a]))
            for name in PLACED
            for where, votes in (("here", here), ("beside", beside))
        }
    return out


def left_out(evidence: Evidence, number: int) -> Evidence:
    """The evidence without one report, as far as the outside view reads it: its echoes share the vote among them."""
    gone = next(r for r in evidence.reports if r.event.number == number)
    kept = (
        replace(r, weight=r.weight / (1.0 - gone.weight)) if r.event.number in gone.echoes else r
        for r in evidence.reports
        if r is not gone
    )
    return replace(evidence, reports=tuple(kept))


def _vote(report: Report) -> float:
    return report.weight * report.truth
