"""The package's public face: posterior and worlds in, assessment out. Everything is counted; nothing is drawn here."""

from collections.abc import Iterator, Sequence
from statistics import NormalDist

import numpy as np
from jaxtyping import Float

from breakranks import __version__
from breakranks.assessment.cautions import THIN, caution_of_disagreement, caution_of_learning, cautions_of, recent_votes
from breakranks.assessment.confidence import Hidden, rate_confidence
from breakranks.assessment.ladder import Rung, rungs
from breakranks.assessment.measure import estimate, probability, ratio
from breakranks.assessment.mixture import Mixture, mixture_of
from breakranks.assessment.project import Futures
from breakranks.assessment.types import (
    Assessment,
    Estimate,
    Forecast,
    FormationState,
    Provenance,
    ScenarioForecast,
    ScenarioToll,
    SelfInflicted,
    WeeklyForecast,
)
from breakranks.assessment.watch import indicators
from breakranks.assumptions import Assumptions
from breakranks.evidence.types import Evidence
from breakranks.model.threads import on_one_thread
from breakranks.model.troops import loss_rate, survival
from breakranks.posterior import Posterior
from breakranks.posterior.filter import BROKEN
from breakranks.vocabulary import AS_IT_GOES, EXPLANATIONS, HORIZONS, STATES, UNTRAINED
from breakranks.worlds import Worlds

WEEKS = 8
LEAST_LOSS = 0.01
"""Part of the strength that must be lost before a part of the loss can be told."""


@on_one_thread
def count(evidence: Evidence, assumptions: Assumptions, posterior: Posterior, futures: Futures) -> Assessment:
    """Count the posterior, and the worlds under every choice, into an assessment."""
    mixture, usual = mixture_of(assumptions), futures.usual
    ladder = tuple(rungs(evidence, posterior, usual))
    filtered, areas = posterior.filtered, [area.id for area in evidence.force.areas]
    series = control_series(posterior)
    shares = _decisive(ladder)
    broken = float(evidence.force.share @ (filtered.states[0, -1] @ BROKEN))
    leading = list(EXPLANATIONS)[int(filtered.explanations[0, -1].argmax())]
    return Assessment(
        evidence=evidence,
        provenance=_provenance(assumptions, usual),
        cautions=(
            *caution_of_learning(assumptions.without_effect),
            *(caution_of_disagreement(broken, float(series[-1, 0]), leading) if evidence.reports else ()),
            *cautions_of(evidence),
        ),
        explanations={
            z: probability(float(p)) for z, p in zip(EXPLANATIONS, filtered.explanations[0, -1], strict=True)
        },
        explanation_series=filtered.explanations[0],
        control=Estimate(*series[-1].tolist()),
        control_series=series,
        formation_control_series=filtered.formation_control[0],
        formations=tuple(_formations(evidence, posterior)),
        areas_held={area: 1.0 - float(lost) for area, lost in zip(areas, posterior.course.lost[0, -1], strict=True)},
        forecasts=tuple(_forecasts(ladder, mixture, Hidden(posterior, usual), recent_votes(evidence) < THIN)),
        weekly=tuple(_weekly(ladder, mixture)),
        decisive_week=int(np.argmax(shares)) + 1,
        decisive_shares=shares,
        scenarios=tuple(_scenarios(evidence, posterior, futures, ladder, mixture)),
        tolls=tuple(_tolls(futures)),
        control_futures={choice: _bands(worlds.control) for choice, worlds in futures.by_choice.items()},
        self_inflicted=_self_inflicted(posterior, futures),
        indicators=indicators(ladder, usual, areas, mixture),
        worlds=usual,
    )


def control_series(posterior: Posterior) -> Float[np.ndarray, "days 3"]:
    """Control of the force day by day: mean, 5 % and 95 % points.

    Given explanation and grip, control is about normal, since it is a mean over formations: its distribution is the
    mixture of these normals, whose points are found by bisection.
    """
    filtered = posterior.filtered
    pairs, control, spread = filtered.pairs[0], filtered.control[0], np.maximum(filtered.spread[0], 1e-4)
    mean = (pairs * control).sum(axis=1)
    points = [mean]
    for wanted in (0.05, 0.95):
        low, high = np.zeros(len(mean)), np.ones(len(mean))
        for _ in range(20):
            middle = (low + high) / 2
            below = (pairs * _normal((middle[:, None] - control) / spread)).sum(axis=1) < wanted
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        points.append((low + high) / 2)
    return np.stack(points, axis=1)


_TABLE = np.linspace(-5.0, 5.0, 2001)
_CHANCES = np.array([NormalDist().cdf(x) for x in _TABLE])


def _normal(x: np.ndarray) -> np.ndarray:
    """The standard normal distribution function."""
    return np.interp(x, _TABLE, _CHANCES)


def _bands(values: Float[np.ndarray, "weeks worlds"]) -> Float[np.ndarray, "weeks 3"]:
    """Mean, 5 % and 95 % points over worlds."""
    return np.stack([values.mean(axis=1), *np.quantile(values, [0.05, 0.95], axis=1)], axis=1).astype(float)


def _formations(evidence: Evidence, posterior: Posterior) -> Iterator[FormationState]:
    filtered, conditions, values = posterior.filtered, posterior.conditions, posterior.model.values
    force = evidence.force
    attack = np.where(force.area_of >= 0, conditions.areas["attack"][0, -1][np.maximum(force.area_of, 0)], 0.0)
    coercion = conditions.formations["coercion"][0, -1]
    untrained = np.array([f.troops in UNTRAINED for f in force.formations])
    chances = survival(values, loss_rate(values, np.log1p(attack), coercion, untrained), coercion)
    for u, formation in enumerate(force.formations):
        states = filtered.states[0, -1, u]
        yield FormationState(
            formation=formation.id,
            control=float(filtered.formation_control[0, -1, u]),
            own_way=probability(float(states @ OWN_WAY)),
            states=dict(zip(STATES, states.tolist(), strict=True)),
            survival_stay=float(chances.stay[u]),
            survival_leave=float(chances.leave[u]),
        )


OWN_WAY = np.array([float(state in ("defiant", "gone")) for state in STATES])


def _forecasts(ladder: Sequence[Rung], mixture: Mixture, hidden: Hidden, thin: bool) -> Iterator[Forecast]:
    part = _Parts(ladder)
    for rung in ladder:
        weight = mixture.weight_of(rung.question)
        for horizon in HORIZONS:
            inside, base = rung.within(horizon), mixture.base_rate(rung.question, horizon)
            mixed = mixture.mix(rung.question, inside, horizon, part=part(rung))
            rated = rung.asked and rung.formation is None
            spread = weight * hidden.spread(rung, horizon) if rated else None
            yield Forecast(
                question=rung.question,
                area=rung.area,
                formation=rung.formation,
                horizon=horizon,
                state=rung.state,
                probability=probability(mixed) if rung.asked else None,
                worlds=inside,
                base_rate=None if base is None else part(rung) * base,
                confidence=None if spread is None else rate_confidence(spread, thin),
                hidden=spread,
            )


class _Parts:
    """The part of a base rate that is left to the force, and of that a formation's part in the worlds' own count."""

    def __init__(self, ladder: Sequence[Rung]) -> None:
        self.force = {r.question: r for r in ladder if r.area is None and r.formation is None}

    def __call__(self, rung: Rung) -> float:
        if rung.formation is None:
            return rung.left
        force = self.force[rung.question]
        return force.left * min(rung.within(HORIZONS[-1]) / force.within(HORIZONS[-1]), 1.0)


def _weekly(ladder: Sequence[Rung], mixture: Mixture) -> Iterator[WeeklyForecast]:
    part = _Parts(ladder)
    for rung in ladder:
        if rung.asked:
            for week in range(1, WEEKS + 1):
                first, last = 7 * (week - 1), 7 * week
                inside = rung.within(last) - (rung.within(first) if first else 0.0)
                mixed = mixture.mix(rung.question, inside, last, first, part(rung))
                yield WeeklyForecast(rung.question, rung.area, rung.formation, week, probability(mixed))


def _decisive(ladder: Sequence[Rung]) -> tuple[float, ...]:
    """The part of all expected events of areas and the force that falls into each week."""
    asked = [rung for rung in ladder if rung.formation is None and rung.asked and rung.given.any()]
    weeks = [(7 * w, 7 * (w + 1)) for w in range(WEEKS)]
    expected = np.array(
        [sum(((r.days > a) & (r.days <= b))[r.given].mean() for r in asked) for a, b in weeks], np.float64
    )
    return tuple((expected / max(expected.sum(), 1e-9)).tolist())


def _scenarios(
    evidence: Evidence, posterior: Posterior, futures: Futures, ladder: Sequence[Rung], mixture: Mixture
) -> Iterator[ScenarioForecast]:
    """Each forecast moved by the paired difference that a choice makes, so that headline and forks agree."""
    headline = {rung.key: rung for rung in ladder if rung.formation is None and rung.asked}
    compared = {
        choice: {r.key: r for r in rungs(evidence, posterior, worlds) if r.formation is None}
        for choice, worlds in futures.by_choice.items()
    }
    for choice, rung_of in compared.items():
        for key, rung in headline.items():
            here, there, weight = rung_of[key], compared[AS_IT_GOES][key], mixture.weight_of(rung.question)
            for horizon in HORIZONS:
                happens = (here.days <= horizon).astype(float) - (there.days <= horizon)
                gap = ratio(happens * here.given, here.given)
                usual = mixture.mix(rung.question, rung.within(horizon), horizon, part=rung.left)
                yield ScenarioForecast(
                    *choice,
                    *key,
                    horizon=horizon,
                    probability=probability(float(np.clip(usual + weight * gap.value, 0.0, 1.0))),
                    difference=Estimate(weight * gap.value, weight * gap.low, weight * gap.high),
                )


def _tolls(futures: Futures) -> Iterator[ScenarioToll]:
    place = {state: s for s, state in enumerate(STATES)}
    met = max(float(futures.by_choice[AS_IT_GOES].met.mean()), 1e-9)
    for choice, worlds in futures.by_choice.items():
        yield ScenarioToll(
            *choice,
            losses=estimate(worlds.losses),
            captive=estimate(worlds.states[place["captive"]]),
            gone=estimate(worlds.states[place["gone"]]),
            defiant=estimate(worlds.states[place["defiant"]]),
            shaken=estimate(worlds.states[place["shaken"]]),
            control=estimate(worlds.control[-1]),
            opponent_cost=float(worlds.met.mean()) / met,
        )


def _self_inflicted(posterior: Posterior, futures: Futures) -> SelfInflicted:
    """Strength lost from the as-of day on, with and without the inner causes."""
    usual = futures.by_choice[AS_IT_GOES]
    before = posterior.force.share @ BROKEN[usual.start.states]
    lost, driven = (BROKEN @ worlds.states + worlds.losses - before for worlds in (usual, futures.driven))
    return SelfInflicted(
        lost=estimate(lost),
        lost_without=estimate(driven),
        share=ratio(lost - driven, lost) if lost.mean() > LEAST_LOSS else None,
    )


def _provenance(assumptions: Assumptions, worlds: Worlds) -> Provenance:
    return Provenance(
        version=__version__,
        worlds=len(worlds.start.grip),
        mixture=assumptions.values["mixture"],
        learnt_cases=max(p.cases for p in assumptions.parameters),
        assumptions=assumptions,
    )
