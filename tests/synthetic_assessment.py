"""An assessment with plausible numbers that no model made, to try the presentation on without one."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import cache

import numpy as np

from breakranks.assessment.types import (
    COMMAND_CHOICES,
    EXPLANATIONS,
    HORIZONS,
    OPPONENT_CHOICES,
    QUESTIONS,
    SEASONS,
    Assessment,
    Caution,
    Estimate,
    Forecast,
    FormationState,
    Indicator,
    Probability,
    Provenance,
    ReportWeight,
    ScenarioForecast,
    ScenarioToll,
    SelfInflicted,
    WeeklyForecast,
)
from breakranks.assessment.yardstick import phia_word
from breakranks.assumptions import read_explanations, read_parameters
from breakranks.case import load_case
from breakranks.evidence import Evidence, Report, as_of

SHARES = ("steady", "wavering", "defiant", "withdrawn", "absent", "captive", "lost")
RATES = {"unordered-exit": 0.004, "mutiny": 0.002, "mass-surrender": 0.001, "general-collapse": 0.0003}
COMMAND_EFFECT = {"as-it-goes": 0.0, "forces-control-back": -0.2, "lets-go": 0.5, "relieves": -0.3}
OPPONENT_EFFECT = {"keeps-on": 0.0, "presses": 0.5, "stands-back": -0.6}
SEASON_EFFECT = {"as-it-is": 0.0, "winter": 0.15, "mild": -0.1}
WORLDS = 200


def probability(p: float, particles: int = 2000) -> Probability:
    p = float(np.clip(p, 0, 1))
    return Probability(p, float(np.sqrt(p * (1 - p) / particles)), phia_word(p))


def estimate(value: float, spread: float, error: float = 0.004, least: float = 0.0) -> Estimate:
    return Estimate(value, max(value - 1.6 * spread, least), value + 1.6 * spread, error)


@cache
def synthetic(slug: str = "kherson-2022", which: int = 4) -> Assessment:
    """A synthetic assessment of the case as of the `which`-th of its days worth assessing."""
    case = load_case(slug)
    return assessment(as_of(case, case.as_of[which]))


def with_note(base: Assessment, note: str) -> Assessment:
    """The assessment with `note` in place of the coder's words in every report and contradiction."""
    evidence = base.evidence
    reports = tuple(replace(r, event=replace(r.event, note=note)) for r in evidence.reports)
    contradictions = tuple(
        replace(c, first=replace(c.first, note=note), second=replace(c.second, note=note))
        for c in evidence.contradictions
    )
    return replace(base, evidence=replace(evidence, reports=reports, contradictions=contradictions))


def assessment(evidence: Evidence) -> Assessment:
    rng = np.random.default_rng(7)
    days, units = evidence.days, evidence.force.formations
    series = _explanation_series(days)
    control = 0.72 - 0.25 * np.linspace(0, 1, days) ** 2 + 0.01 * rng.standard_normal(days).cumsum() / 3
    by_unit = np.clip(control[:, None] + rng.normal(0, 0.12, len(units)), 0.03, 0.97)
    ever = _ever(evidence)
    return Assessment(
        evidence=evidence,
        provenance=_provenance(days),
        cautions=(
            Caution("effective-sample", "On 9 Nov 2022 few worlds fitted the reports; more particles would help."),
            Caution("hindsight", "This case was coded after the fact and carries hindsight."),
        ),
        explanations={z: probability(float(p)) for z, p in zip(EXPLANATIONS, series[-1], strict=True)},
        explanation_series=series,
        control=estimate(float(control[-1]), 0.07),
        control_series=np.stack([control, control - 0.12, control + 0.12], axis=1),
        formation_control_series=by_unit,
        formations=tuple(_formation(f.id, float(c), rng) for f, c in zip(units, by_unit[-1], strict=True)),
        areas_held={a.id: probability(0.02 if n in (2, 3) else 0.97) for n, a in enumerate(evidence.force.areas)},
        forecasts=tuple(_forecasts(evidence, ever)),
        weekly=tuple(_weekly(evidence, ever)),
        decisive_week=1,
        decisive_shares=tuple(float(x) for x in 0.6 ** np.arange(8) / np.sum(0.6 ** np.arange(8))),
        scenarios=tuple(_scenarios(ever)),
        tolls=tuple(_tolls()),
        control_futures=_control_futures(float(control[-1])),
        self_inflicted=SelfInflicted(estimate(0.21, 0.05), estimate(0.14, 0.04), estimate(0.33, 0.08)),
        report_weights=tuple(_weight(r, ever, rng) for r in evidence.reports),
        indicators=tuple(_indicators(ever, rng)),
        draws={
            "grip": rng.normal(0.3, 0.4, WORLDS),
            "explanation": rng.integers(0, 5, WORLDS),
            "shares": rng.dirichlet(np.ones(len(SHARES)), (WORLDS, len(units))),
        },
        futures_draws={
            "control": rng.uniform(0.2, 0.8, (WORLDS, 8)),
            "areas_given_up": rng.integers(0, 9, (WORLDS, len(evidence.force.areas))),
        },
        dimensions={
            "grip": (),
            "explanation": (),
            "shares": ("formations", "shares"),
            "control": ("weeks",),
            "areas_given_up": ("areas",),
        },
    )


def _explanation_series(days: int) -> np.ndarray:
    t = np.linspace(0, 1, days)
    weights = np.stack(
        [0.6 - 0.5 * t, 0.1 + 1.6 * t**3, 0.08 - 0.06 * t, 0.1 + 0.25 * t, 0.12 + 0.1 * np.sin(6 * t) ** 2],
        axis=1,
    )
    return weights / weights.sum(axis=1, keepdims=True)


def _provenance(days: int) -> Provenance:
    sample = np.full(days, 4000.0)
    sample[days // 2] = 180
    return Provenance(
        version="0.1.0",
        seed=1,
        particles=10_000,
        worlds=2_000,
        log_evidence=-812.4,
        log_evidence_error=0.6,
        effective_sample=sample,
        parameters=tuple(asdict(p) for p in read_parameters()),
        explanations=tuple(asdict(row) for row in read_explanations()),
        parameters_source="breakranks parameters, version 1",
        explanations_source="breakranks explanations, version 1",
    )


def _formation(name: str, control: float, rng: np.random.Generator) -> FormationState:
    steady = control * 0.9
    rest = rng.dirichlet([3, 1, 3, 2, 0.5, 2]) * (1 - steady)
    stay = float(rng.uniform(0.9, 0.97))
    return FormationState(
        formation=name,
        control=Estimate(control, max(control - 0.15, 0), min(control + 0.15, 1), 0.003),
        own_way=probability(float(np.clip(1.1 - 1.4 * control, 0.01, 0.95))),
        shares=dict(zip(SHARES, (steady, *(float(x) for x in rest)), strict=True)),
        survival_stay=estimate(stay, 0.015),
        survival_leave=estimate(float(rng.uniform(0.9, 0.985)), 0.01),
    )


def _ever(evidence: Evidence) -> Mapping[tuple[str, str | None], float]:
    """A daily rate for each question, and for each area that can be given up."""
    rng = np.random.default_rng(11)
    areas = {
        a.id: float(r)
        for a, r in zip(evidence.force.areas, rng.gamma(0.6, 0.03, len(evidence.force.areas)), strict=True)
    }
    rates: dict[tuple[str, str | None], float] = {("area-given-up", a): r for a, r in areas.items()}
    for question in QUESTIONS[1:]:
        rates[question, None] = RATES.get(question, 0.0006)
    return rates


def _within(rate: float, days: float) -> float:
    return float(1 - np.exp(-rate * days))


def _rated(movement: float) -> str:
    return "high" if movement < 0.04 else "moderate" if movement < 0.1 else "low"


def _forecasts(evidence: Evidence, rates: Mapping[tuple[str, str | None], float]) -> list[Forecast]:
    found = []
    gone = [a.id for a in evidence.force.areas][2:4]
    for (question, area), rate in rates.items():
        for horizon in HORIZONS:
            p = _within(rate, horizon)
            movement = 0.02 + 0.5 * p * (1 - p)
            still = area not in gone
            found.append(
                Forecast(
                    question,
                    area,
                    None,
                    horizon,
                    probability(p if still else 1),
                    inside=0.8 * p if still else 1.0,
                    outside=None if question == "cannot-hold" else min(1.4 * p, 1.0),
                    confidence=_rated(movement),
                    movement=movement,
                    open=still,
                )
            )
    for n, unit in enumerate(evidence.force.formations):
        for question in ("unordered-exit", "mutiny", "mass-surrender"):
            for horizon in HORIZONS:
                p = _within(RATES[question] * (0.2 + n % 5) / 3, horizon)
                found.append(Forecast(question, None, unit.id, horizon, probability(p), p, None, "moderate", 0.05))
    return found


def _weekly(evidence: Evidence, rates: Mapping[tuple[str, str | None], float]) -> list[WeeklyForecast]:
    found = []
    units = {
        (q, f.id): RATES[q] / 2
        for q in ("unordered-exit", "mutiny", "mass-surrender")
        for f in evidence.force.formations
    }
    for week in range(1, 9):
        for (question, area), rate in rates.items():
            p = _within(rate, 7 * week) - _within(rate, 7 * (week - 1))
            found.append(WeeklyForecast(question, area, None, week, probability(p)))
        for (question, unit), rate in units.items():
            p = _within(rate, 7 * week) - _within(rate, 7 * (week - 1))
            found.append(WeeklyForecast(question, None, unit, week, probability(p)))
    return found


def _scenarios(rates: Mapping[tuple[str, str | None], float]) -> list[ScenarioForecast]:
    found = []
    for command in COMMAND_CHOICES:
        for opponent in OPPONENT_CHOICES:
            for season in SEASONS:
                change = COMMAND_EFFECT[command] + OPPONENT_EFFECT[opponent] + SEASON_EFFECT[season]
                for (question, area), rate in rates.items():
                    for horizon in HORIZONS:
                        p, before = _within(rate * np.exp(change), horizon), _within(rate, horizon)
                        spread = 0.3 * abs(p - before) + 0.002 if change else 0.0
                        found.append(
                            ScenarioForecast(
                                command,
                                opponent,
                                season,
                                question,
                                area,
                                horizon,
                                probability(p),
                                Estimate(p - before, p - before - 1.6 * spread, p - before + 1.6 * spread, spread),
                            )
                        )
    return found


def _tolls() -> list[ScenarioToll]:
    found = []
    for command in COMMAND_CHOICES:
        for opponent in OPPONENT_CHOICES:
            for season in SEASONS:
                change = COMMAND_EFFECT[command] + OPPONENT_EFFECT[opponent] + SEASON_EFFECT[season]
                harsh = 0.03 if command == "forces-control-back" else 0.0
                found.append(
                    ScenarioToll(
                        command,
                        opponent,
                        season,
                        losses=estimate(0.09 + 0.04 * OPPONENT_EFFECT[opponent] + harsh, 0.02),
                        captive=estimate(0.02 * float(np.exp(change)), 0.008),
                        absent=estimate(0.06 * float(np.exp(change)), 0.02),
                        defiant=estimate(0.03 * float(np.exp(change)), 0.01),
                        control=estimate(0.45 - 0.15 * change, 0.08),
                        resolve=estimate(-0.4 - 0.3 * change - 5 * harsh, 0.2, least=-9.0),
                        opponent_cost=estimate(float(np.exp(OPPONENT_EFFECT[opponent])), 0.1),
                    )
                )
    return found


def _control_futures(now: float) -> dict[tuple[str, str, str], np.ndarray]:
    weeks = np.arange(1, 9)
    found = {}
    for command in COMMAND_CHOICES:
        for opponent in OPPONENT_CHOICES:
            for season in SEASONS:
                change = COMMAND_EFFECT[command] + OPPONENT_EFFECT[opponent] + SEASON_EFFECT[season]
                mean = np.clip(now - 0.03 * change * weeks - 0.004 * weeks, 0.05, 0.95)
                width = 0.08 + 0.02 * weeks
                found[command, opponent, season] = np.stack(
                    [mean, np.clip(mean - width, 0, 1), np.clip(mean + width, 0, 1)], axis=1
                )
    return found


def _weight(report: Report, rates: Mapping[tuple[str, str | None], float], rng: np.random.Generator) -> ReportWeight:
    sign = report.event.kind.split(".")[0] in ("order", "claim", "prepare", "conduct")
    log_odds = rng.normal(0, 0.4, 5) if sign else np.zeros(5)
    return ReportWeight(
        number=report.event.number,
        explanation_log_odds={z: float(x) for z, x in zip(EXPLANATIONS, log_odds, strict=True)},
        effects={key: float(x) for key, x in zip(rates, rng.laplace(0, 0.012, len(rates)), strict=True)},
        explanation_effects={z: float(x) for z, x in zip(EXPLANATIONS, rng.laplace(0, 0.02, 5), strict=True)},
        control_effect=float(rng.laplace(0, 0.01)),
        error=0.006,
    )


def _indicators(rates: Mapping[tuple[str, str | None], float], rng: np.random.Generator) -> list[Indicator]:
    kinds = (
        "conduct.flee",
        "conduct.surrender",
        "prepare.withdrawal",
        "order.withdraw",
        "grip.coerce",
        "conduct.refuse",
    )
    found = []
    for question, area in list(rates)[:10]:
        for kind in kinds:
            seen = float(rng.uniform(0.05, 0.7))
            now = _within(rates[question, area], 28)
            if_seen = float(np.clip(now + rng.uniform(-0.1, 0.5), 0, 1))
            if_not = float(np.clip((now - seen * if_seen) / (1 - seen), 0, 1))
            found.append(Indicator(kind, area, question, area, seen, float(rng.gamma(1, 0.03)), now, if_seen, if_not))
    return sorted(found, key=lambda i: -i.information)


def all_lost(base: Assessment) -> Assessment:
    """The assessment as if every area had been given up already."""
    forecasts = tuple(replace(f, open=False) if f.question == "area-given-up" else f for f in base.forecasts)
    return replace(base, forecasts=forecasts, areas_held={a: probability(0.0) for a in base.areas_held})
