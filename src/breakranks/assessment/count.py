"""The package's public face: futures in, assessment out. Everything is counted from worlds."""

from collections.abc import Mapping, Sequence

import jax
import numpy as np

from breakranks import __version__
from breakranks.assessment.cautions import THIN, cautions_of
from breakranks.assessment.ladder import Rung, headlines, rungs
from breakranks.assessment.measure import Measure
from breakranks.assessment.outside import OutsideView, outside_view, recent_votes
from breakranks.assessment.types import (
    EXPLANATIONS,
    HORIZONS,
    Assessment,
    Estimate,
    Forecast,
    FormationState,
    Probability,
    Provenance,
    ScenarioForecast,
    ScenarioToll,
    SelfInflicted,
    WeeklyForecast,
)
from breakranks.assessment.watch import Movement, indicators
from breakranks.assessment.weigh import report_weights
from breakranks.assessment.yardstick import phia_word
from breakranks.assumptions import History
from breakranks.futures import Futures, LeftOut
from breakranks.futures.choices import AS_IT_GOES, CHOICES
from breakranks.worlds import Worlds

PACKAGED = "as shipped"
WEEKS = 8
LEAST_LOSS = 0.01
"""Part of the strength that must be lost before a part of the loss can be told."""
OWN_WAY = 0.3
"""A formation acts on its own where more than this part of those not dead or captive is defiant, absent or wavering."""
SURE, STEADY = 0.05, 0.12
"""Expected movement under which the confidence in a forecast is high, moderate."""


def count(
    futures: Futures,
    left_out: Sequence[LeftOut],
    history: History,
    parameters_source: str = PACKAGED,
    explanations_source: str = PACKAGED,
) -> Assessment:
    """Count the futures, and those with a report left out, into an assessment.

    `history` is what the outside view knows of other cases. The sources name the tables of assumptions that were used.
    """
    worlds = futures.worlds
    evidence = worlds.evidence
    votes = recent_votes(evidence)
    outside = outside_view(evidence, history, worlds.parameters)
    measure = Measure(futures.origin)
    start = jax.tree.map(np.asarray, futures.start)
    share = evidence.force.strength / evidence.force.strength.sum()
    grip = futures.control.astype(np.float64)
    first = futures.by_choice[AS_IT_GOES].first
    series = worlds.summary.control_draws
    held = {area.id: measure.probability(start.held[a] > 0) for a, area in enumerate(evidence.force.areas)}
    forecasts = tuple(_forecasts(futures, measure, outside, votes < THIN))
    weekly = tuple(_weekly(futures, measure, outside))
    shares = _decisive(futures)
    return Assessment(
        evidence=evidence,
        provenance=_provenance(worlds, measure.count, parameters_source, explanations_source),
        cautions=cautions_of(worlds, votes),
        explanations=_explanations(worlds),
        explanation_series=np.asarray(worlds.summary.explanations),
        control=_control(worlds),
        control_series=np.stack([series.mean(axis=1), *np.quantile(series, [0.05, 0.95], axis=1)], axis=1),
        formation_control_series=np.asarray(worlds.summary.formation_control),
        formations=tuple(_formations(futures, measure, grip)),
        areas_held=held,
        forecasts=forecasts,
        weekly=weekly,
        decisive_week=int(np.argmax(shares)) + 1,
        decisive_shares=shares,
        scenarios=tuple(_scenarios(futures, measure, outside)),
        tolls=tuple(_tolls(futures, measure)),
        control_futures={
            (c.command, c.opponent, c.season): _band(np.asarray(futures.by_choice[c].control)) for c in CHOICES
        },
        self_inflicted=_self_inflicted(futures, measure),
        report_weights=report_weights(futures, left_out, outside),
        indicators=indicators(futures, outside),
        draws={
            "explanation": start.explanation,
            "grip": start.grip,
            "control": share @ grip,
            "formation_control": grip.T,
            "resolve": start.resolve.T,
            "shares": np.stack(start.shares, axis=-1).transpose(1, 0, 2),
            "held": start.held.T,
        },
        futures_draws={
            "area_given_up": np.asarray(first.area_given_up).T,
            "unordered_exit": np.asarray(first.unordered_exit).T,
            "mutiny": np.asarray(first.mutiny).T,
            "mass_surrender": np.asarray(first.mass_surrender).T,
            "general_collapse": np.asarray(first.general_collapse),
            "cannot_hold": np.asarray(first.cannot_hold),
            "control_ahead": np.asarray(futures.by_choice[AS_IT_GOES].control).T,
        },
        dimensions={
            "formation_control": ("formations",),
            "resolve": ("formations",),
            "shares": ("formations", "shares"),
            "held": ("areas",),
            "area_given_up": ("areas",),
            "unordered_exit": ("formations",),
            "mutiny": ("formations",),
            "mass_surrender": ("formations",),
            "control_ahead": ("weeks",),
        },
    )


def _band(values: np.ndarray) -> np.ndarray:
    """Mean, 5 % and 95 % points over worlds: weeks × 3."""
    return np.stack([values.mean(axis=-1), *np.quantile(values, [0.05, 0.95], axis=-1)], axis=-1)


def _weighted(worlds: Worlds, values: np.ndarray) -> tuple[float, float]:
    """Mean over all filtered worlds and its error, as `Measure` has them for equal weights."""
    weights = np.exp(np.asarray(worlds.cloud.log_weights, np.float64))
    weights /= weights.sum()
    mean = float(weights @ values)
    groups = np.bincount(np.asarray(worlds.cloud.origin), weights * (values - mean))
    return mean, float(np.sqrt(np.sum(groups**2)))


def _explanations(worlds: Worlds) -> Mapping[str, Probability]:
    drawn = np.asarray(worlds.cloud.worlds.explanation)
    found = {z: _weighted(worlds, drawn == i) for i, z in enumerate(EXPLANATIONS)}
    return {z: Probability(value, error, phia_word(min(value, 1.0))) for z, (value, error) in found.items()}


def _control(worlds: Worlds) -> Estimate:
    mean, error = _weighted(worlds, worlds.control())
    low, high = np.quantile(worlds.summary.control_draws[-1], [0.05, 0.95])
    return Estimate(mean, float(low), float(high), error)


def _formations(futures: Futures, measure: Measure, grip: np.ndarray) -> Sequence[FormationState]:
    shares = {name: np.asarray(x) for name, x in futures.start.shares._asdict().items()}
    astray = shares["wavering"] + shares["defiant"] + shares["absent"]
    body = np.maximum(astray + shares["steady"] + shares["withdrawn"], 1e-6)
    return [
        FormationState(
            formation=formation.id,
            control=measure.estimate(grip[u]),
            own_way=measure.probability(astray[u] > OWN_WAY * body[u]),
            shares={name: float(x[u].mean()) for name, x in shares.items()},
            survival_stay=measure.estimate(np.asarray(futures.survival.stay[u])),
            survival_leave=measure.estimate(np.asarray(futures.survival.leave[u])),
        )
        for u, formation in enumerate(futures.worlds.evidence.force.formations)
    ]


def _forecasts(futures: Futures, measure: Measure, outside: OutsideView, thin: bool) -> Sequence[Forecast]:
    movement = Movement(futures)
    first = futures.by_choice[AS_IT_GOES].first
    pool, out = _Pool(futures, measure, outside), []
    for rung in rungs(futures):
        days = rung.first(first, futures)
        for horizon in HORIZONS:
            inside = measure.probability(days <= horizon, rung.given)
            moves = outside.weight(rung.question) * movement.of(days <= horizon, rung.given, rung.area)
            out.append(
                Forecast(
                    question=rung.question,
                    area=rung.area,
                    formation=rung.formation,
                    horizon=horizon,
                    probability=pool(rung, inside, horizon),
                    inside=inside.value,
                    outside=pool.rate(rung, horizon),
                    confidence=_confidence(moves, thin),
                    movement=moves,
                    open=rung.open,
                )
            )
    return out


def _confidence(movement: float, thin: bool) -> str:
    """The analytical confidence rating; thin evidence lowers it by one."""
    return ("high", "moderate", "low", "low")[(movement >= SURE) + (movement >= STEADY) + thin]


def _weekly(futures: Futures, measure: Measure, outside: OutsideView) -> Sequence[WeeklyForecast]:
    first = futures.by_choice[AS_IT_GOES].first
    pool, out = _Pool(futures, measure, outside), []
    for rung in rungs(futures):
        days = rung.first(first, futures)
        for week in range(1, WEEKS + 1):
            inside = measure.probability(_in_week(days, week), rung.given)
            pooled = pool(rung, inside, 7 * week, 7 * (week - 1))
            out.append(WeeklyForecast(rung.question, rung.area, rung.formation, week, pooled))
    return out


class _Pool:
    """Pools each rung with the outside view; of the force's, a formation has its part in the worlds' own count."""

    def __init__(self, futures: Futures, measure: Measure, outside: OutsideView) -> None:
        first = futures.by_choice[AS_IT_GOES].first
        self.outside = outside
        self.ever = {
            (rung.question, rung.formation): measure.probability(rung.first(first, futures) <= HORIZONS[-1]).value
            for rung in rungs(futures)
            if rung.area is None
        }

    def part(self, rung: Rung) -> float:
        if rung.formation is None:
            return 1.0
        own, force = self.ever[rung.question, rung.formation], self.ever[rung.question, None]
        return min(own / force, 1.0) if force > 0 else 0.0

    def rate(self, rung: Rung, days: int) -> float | None:
        if self.outside.weight(rung.question) == 1.0:
            return None
        return self.part(rung) * self.outside.rate(rung.question, rung.area, days)

    def __call__(self, rung: Rung, inside: Probability, days: int, since: int = 0) -> Probability:
        return self.outside.probability(rung.question, rung.area, days, inside, since, self.part(rung))


def _in_week(days: np.ndarray, week: int) -> np.ndarray:
    return (days > 7 * (week - 1)) & (days <= 7 * week)


def _decisive(futures: Futures) -> tuple[float, ...]:
    """The part of all expected headline events that falls into each week."""
    first = futures.by_choice[AS_IT_GOES].first
    days = [(rung, rung.first(first, futures)) for rung in headlines(futures)]
    expected = np.array(
        [
            sum(float(_in_week(d, week)[rung.given].mean()) for rung, d in days if rung.given.any())
            for week in range(1, WEEKS + 1)
        ]
    )
    return tuple((expected / max(expected.sum(), 1e-9)).tolist())


def _scenarios(futures: Futures, measure: Measure, outside: OutsideView) -> Sequence[ScenarioForecast]:
    base = futures.by_choice[AS_IT_GOES].first
    out = []
    for rung in headlines(futures):
        usual = rung.first(base, futures)
        for choice in CHOICES:
            days = rung.first(futures.by_choice[choice].first, futures)
            for horizon in HORIZONS:
                out.append(
                    ScenarioForecast(
                        command=choice.command,
                        opponent=choice.opponent,
                        season=choice.season,
                        question=rung.question,
                        area=rung.area,
                        horizon=horizon,
                        probability=outside.probability(
                            rung.question, rung.area, horizon, measure.probability(days <= horizon, rung.given)
                        ),
                        difference=outside.difference(
                            rung.question, _difference(measure, rung, days <= horizon, usual <= horizon)
                        ),
                    )
                )
    return out


def _difference(measure: Measure, rung: Rung, here: np.ndarray, there: np.ndarray) -> Estimate:
    """Paired difference of the probabilities among the worlds in which it can still happen."""
    part = rung.given.mean()
    if part == 0:
        return Estimate(0.0, 0.0, 0.0, 0.0)
    return measure.share((here.astype(float) - there.astype(float)) * rung.given, rung.given)


def _tolls(futures: Futures, measure: Measure) -> Sequence[ScenarioToll]:
    usual = futures.by_choice[AS_IT_GOES]
    out = []
    for choice in CHOICES:
        future = futures.by_choice[choice]
        defiant, absent, captive, lost = future.gone[-1]
        out.append(
            ScenarioToll(
                command=choice.command,
                opponent=choice.opponent,
                season=choice.season,
                losses=measure.estimate(lost),
                captive=measure.estimate(captive),
                absent=measure.estimate(absent),
                defiant=measure.estimate(defiant),
                control=measure.estimate(np.asarray(future.control[-1])),
                resolve=measure.estimate(np.asarray(future.resolve)),
                opponent_cost=measure.share(np.asarray(future.met), np.asarray(usual.met)),
            )
        )
    return out


def _self_inflicted(futures: Futures, measure: Measure) -> SelfInflicted:
    """Strength lost from the as-of day on, with and without the inner causes."""
    share = futures.worlds.evidence.force.strength / futures.worlds.evidence.force.strength.sum()
    shares = futures.start.shares
    before = share @ np.asarray(shares.defiant + shares.absent + shares.captive + shares.lost)
    both = (futures.by_choice[AS_IT_GOES], futures.driven)
    lost, driven = (np.asarray(future.gone[-1]).sum(axis=0) - before for future in both)
    return SelfInflicted(
        lost=measure.estimate(lost),
        lost_without=measure.estimate(driven),
        share=measure.share(lost - driven, lost) if lost.mean() > LEAST_LOSS else None,
    )


def _provenance(worlds: Worlds, count: int, parameters_source: str, explanations_source: str) -> Provenance:
    effective = np.asarray(worlds.summary.effective, np.float64)
    resampled = np.append(np.flatnonzero(worlds.summary.resampled), len(effective) - 1)
    return Provenance(
        version=__version__,
        seed=worlds.seed,
        particles=worlds.particles,
        worlds=count,
        log_evidence=worlds.log_evidence,
        # First order: each resampling adds the relative variance of its weights, 1 / ESS − 1 / N.
        log_evidence_error=float(np.sqrt(max(np.sum(1.0 / effective[resampled] - 1.0 / worlds.particles), 0.0))),
        effective_sample=effective,
        parameters=tuple(
            {n: getattr(p, n) for n in ("name", "prior", "centre", "spread", "unit", "reason", "source")}
            for p in worlds.parameters
        ),
        explanations=tuple(
            {"kind": r.kind, **r.multipliers, "reason": r.reason, "source": r.source} for r in worlds.explanations
        ),
        parameters_source=parameters_source,
        explanations_source=explanations_source,
    )
