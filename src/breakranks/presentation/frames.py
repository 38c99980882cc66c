"""The numbers of an assessment as tidy tables: one row an observation, one column a variable."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import timedelta

import numpy as np
import pyarrow as pa

from breakranks.assessment.types import EXPLANATIONS, Assessment, Estimate, Probability
from breakranks.evidence.types import AREA_CONDITIONS, UNIT_CONDITIONS
from breakranks.presentation.lookup import multipliers

Rows = Iterable[Mapping[str, object]]


def frames(assessment: Assessment) -> dict[str, pa.Table]:
    """Every number of the assessment in tidy Arrow tables, by name.

    Probabilities and shares are in 0..1, days are dates, ids are those of the case, `error` is a Monte Carlo
    standard error, `low` and `high` bound 90 % intervals.
    A table without rows keeps its name and has no columns.
    """
    made = {
        "explanations": _explanations(assessment),
        "explanations_over_time": _explanations_over_time(assessment),
        "control": _control(assessment),
        "control_by_formation": _control_by_formation(assessment),
        "formations": _formations(assessment),
        "areas_held": ({"area": a, **_p(p)} for a, p in assessment.areas_held.items()),
        "forecasts": (
            {
                "question": f.question,
                "area": f.area,
                "formation": f.formation,
                "horizon": f.horizon,
                **_p(f.probability),
                "confidence": f.confidence,
                "movement": f.movement,
                "open": f.open,
            }
            for f in assessment.forecasts
        ),
        "weekly": (
            {
                "question": w.question,
                "area": w.area,
                "formation": w.formation,
                "week": w.week,
                **_p(w.probability),
            }
            for w in assessment.weekly
        ),
        "decisive": ({"week": n, "share": float(s)} for n, s in enumerate(assessment.decisive_shares, start=1)),
        "scenarios": (
            {
                "command": s.command,
                "opponent": s.opponent,
                "season": s.season,
                "question": s.question,
                "area": s.area,
                "horizon": s.horizon,
                **_p(s.probability),
                **_e(s.difference, "difference_"),
            }
            for s in assessment.scenarios
        ),
        "tolls": _tolls(assessment),
        "control_futures": _control_futures(assessment),
        "self_inflicted": (
            {"number": name, **_e(e)}
            for name, e in (
                ("lost", assessment.self_inflicted.lost),
                ("lost_without", assessment.self_inflicted.lost_without),
                ("share", assessment.self_inflicted.share),
            )
            if e is not None
        ),
        "reports": _reports(assessment),
        "report_effects": _report_effects(assessment),
        "report_log_odds": (
            {"report": w.number, "explanation": z, "log_odds": float(x)}
            for w in assessment.report_weights
            for z, x in w.explanation_log_odds.items()
        ),
        "indicators": (asdict(i) for i in assessment.indicators),
        "contradictions": _contradictions(assessment),
        "incoherence": _incoherence(assessment),
        "unit_conditions": _unit_conditions(assessment),
        "area_conditions": _area_conditions(assessment),
        "effective_sample": (
            {"day": day, "worlds": float(n)}
            for day, n in zip(_days(assessment), assessment.provenance.effective_sample, strict=True)
        ),
        "cautions": (asdict(c) for c in assessment.cautions),
        "parameters": (dict(row) for row in assessment.provenance.parameters),
        "explanation_table": (
            {"kind": row["kind"], "explanation": z, "multiplier": m, "reason": row["reason"], "source": row["source"]}
            for row in assessment.provenance.explanations
            for z, m in multipliers(row).items()
        ),
    }
    return {name: pa.Table.from_pylist([dict(row) for row in rows]) for name, rows in made.items()}


def _p(p: Probability) -> dict[str, object]:
    return {"probability": float(p.value), "error": float(p.error), "word": p.word}


def _e(e: Estimate, prefix: str = "") -> dict[str, object]:
    names = ("value", "low", "high", "error")
    return {f"{prefix}{name}".removesuffix("_value"): float(getattr(e, name)) for name in names}


def _days(assessment: Assessment) -> list[object]:
    evidence = assessment.evidence
    return [evidence.start + timedelta(t) for t in range(evidence.days)]


def _explanations(assessment: Assessment) -> Rows:
    return ({"explanation": z, **_p(p)} for z, p in assessment.explanations.items())


def _explanations_over_time(assessment: Assessment) -> Rows:
    for day, row in zip(_days(assessment), assessment.explanation_series, strict=True):
        for z, p in zip(EXPLANATIONS, row, strict=True):
            yield {"day": day, "explanation": z, "probability": float(p)}


def _control(assessment: Assessment) -> Rows:
    for day, (mean, low, high) in zip(_days(assessment), assessment.control_series, strict=True):
        yield {"day": day, "mean": float(mean), "low": float(low), "high": float(high)}


def _control_by_formation(assessment: Assessment) -> Rows:
    force = assessment.evidence.force
    for t, (day, row) in enumerate(zip(_days(assessment), assessment.formation_control_series, strict=True)):
        for formation, first, mean in zip(force.formations, force.first_day, row, strict=True):
            if t >= first:
                yield {"day": day, "formation": formation.id, "mean": float(mean)}


def _formations(assessment: Assessment) -> Rows:
    known = {f.id: f for f in assessment.evidence.force.formations}
    for s in assessment.formations:
        f = known[s.formation]
        yield {
            "formation": f.id,
            "name": f.name,
            "parent": f.parent,
            "echelon": f.echelon,
            "troops": f.troops,
            "strength": f.strength,
            "area": f.area,
            **_e(s.control, "control_"),
            "own_way": float(s.own_way.value),
            "own_way_error": float(s.own_way.error),
            "own_way_word": s.own_way.word,
            **{f"share_{name}": float(x) for name, x in s.shares.items()},
            **_e(s.survival_stay, "survival_stay_"),
            **_e(s.survival_leave, "survival_leave_"),
        }


def _tolls(assessment: Assessment) -> Rows:
    for t in assessment.tolls:
        row: dict[str, object] = {"command": t.command, "opponent": t.opponent, "season": t.season}
        for name in ("losses", "captive", "absent", "defiant", "control", "resolve", "opponent_cost"):
            row |= _e(getattr(t, name), f"{name}_")
        yield row


def _control_futures(assessment: Assessment) -> Rows:
    for (command, opponent, season), path in assessment.control_futures.items():
        for week, (mean, low, high) in enumerate(path, start=1):
            yield {
                "command": command,
                "opponent": opponent,
                "season": season,
                "week": week,
                "mean": float(mean),
                "low": float(low),
                "high": float(high),
            }


def _reports(assessment: Assessment) -> Rows:
    weights = {w.number: w for w in assessment.report_weights}
    for r in assessment.evidence.reports:
        e = r.event
        w = weights.get(e.number)
        yield {
            "report": e.number,
            "date": e.date,
            "reported": e.reported,
            "formation": e.formation,
            "areas": list(e.areas),
            "kind": e.kind,
            "people": e.people,
            "source": e.source,
            "reliability": e.reliability,
            "credibility": e.credibility,
            "note": e.note,
            "truth": float(r.truth),
            "weight": float(r.weight),
            "echoes": list(r.echoes),
            "control_effect": float(w.control_effect) if w else None,
            "effect_error": float(w.error) if w else None,
        }


def _report_effects(assessment: Assessment) -> Rows:
    for w in assessment.report_weights:
        for (question, area), x in w.effects.items():
            yield {"report": w.number, "about": question, "area": area, "effect": float(x)}
        for z, x in w.explanation_effects.items():
            yield {"report": w.number, "about": z, "area": None, "effect": float(x)}


def _contradictions(assessment: Assessment) -> Rows:
    evidence = assessment.evidence
    for c in evidence.contradictions:
        yield {
            "day": evidence.start + timedelta(c.day),
            "rule": c.rule,
            "explanation": c.explanation,
            "weight": float(c.weight),
            "first_report": c.first.number,
            "second_report": c.second.number,
            "formations": [f.id for f, touched in zip(evidence.force.formations, c.units, strict=True) if touched],
        }


def _incoherence(assessment: Assessment) -> Rows:
    for day, value in zip(_days(assessment), assessment.evidence.incoherence, strict=True):
        yield {"day": day, "index": float(value)}


def _unit_conditions(assessment: Assessment) -> Rows:
    evidence = assessment.evidence
    return _traces(
        assessment,
        evidence.conditions.units,
        "formation",
        [f.id for f in evidence.force.formations],
        UNIT_CONDITIONS,
    )


def _area_conditions(assessment: Assessment) -> Rows:
    evidence = assessment.evidence
    return _traces(assessment, evidence.conditions.areas, "area", [a.id for a in evidence.force.areas], AREA_CONDITIONS)


def _traces(assessment: Assessment, traces: np.ndarray, axis: str, ids: list[str], names: tuple[str, ...]) -> Rows:
    """Where a trace is above zero: day, of whom or where, which condition, how much."""
    days = _days(assessment)
    for t, i, c in np.argwhere(traces > 1e-6):
        yield {"day": days[t], axis: ids[i], "condition": names[c], "value": float(traces[t, i, c])}
