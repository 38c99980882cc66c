"""Which reports mattered: what each one says of the explanations, and what the forecast would be without it."""

from collections.abc import Iterator, Sequence

import numpy as np

from breakranks.assessment.ladder import headlines
from breakranks.assessment.outside import OutsideView, left_out, outside_view
from breakranks.assessment.types import EXPLANATIONS, ReportWeight
from breakranks.futures import Futures, LeftOut
from breakranks.futures.effects import EFFECT_DAYS
from breakranks.worlds.setup import sign_kinds, signs_among


def report_weights(futures: Futures, batches: Sequence[LeftOut], outside: OutsideView) -> tuple[ReportWeight, ...]:
    """One entry for each report, in the reports' order."""
    direct = _direct(futures)
    found = {w.number: w for batch in batches for w in _batch(futures, batch, direct, outside)}
    return tuple(found[report.event.number] for report in futures.worlds.evidence.reports)


def _direct(futures: Futures) -> dict[int, dict[str, float]]:
    """Each sign's log-likelihood under each explanation against the mean of all five, in an ordinary world."""
    table, kinds = futures.worlds.model.table, sign_kinds()
    multiplier = np.asarray(table.multiplier, np.float64)
    ratio = multiplier / (np.asarray(table.share, np.float64) @ multiplier)
    out = {}
    for report in signs_among(futures.worlds.evidence.reports):
        likelihood = (report.truth * ratio[kinds.index(report.event.kind)] + 1.0 - report.truth) ** report.weight
        out[report.event.number] = dict(zip(EXPLANATIONS, np.log(likelihood / likelihood.mean()).tolist(), strict=True))
    return out


def _batch(
    futures: Futures, batch: LeftOut, direct: dict[int, dict[str, float]], outside: OutsideView
) -> Iterator[ReportWeight]:
    weights, explanation = batch.weights.astype(np.float64), batch.explanation
    areas = [area.id for area in futures.worlds.evidence.force.areas]
    values: dict[tuple[str, str | None], tuple[np.ndarray, np.ndarray]] = {}
    for rung in headlines(futures):
        given = batch.held[:, areas.index(rung.area)] if rung.area else np.ones_like(explanation, bool)
        values[rung.question, rung.area] = (rung.first(batch.first, futures) <= EFFECT_DAYS, given)
    always = np.ones_like(explanation, bool)
    beliefs = {z: (explanation == i, always) for i, z in enumerate(EXPLANATIONS)}
    evidence, parameters = futures.worlds.evidence, futures.worlds.parameters
    for row, number in enumerate(batch.numbers, start=1):
        less = outside_view(left_out(evidence, number), outside.history, parameters)
        effects = {}
        for (question, area), value in values.items():
            with_it, without, error = _means(weights, *value, row)
            effect = outside.mix(question, area, EFFECT_DAYS, with_it) - less.mix(question, area, EFFECT_DAYS, without)
            effects[question, area] = effect, outside.weight(question) * error
        turned = {z: _effect(weights, *value, row) for z, value in beliefs.items()}
        grip = _effect(weights, batch.control, always, row)
        yield ReportWeight(
            number=number,
            explanation_log_odds=direct.get(number, dict.fromkeys(EXPLANATIONS, 0.0)),
            effects={key: effect for key, (effect, _) in effects.items()},
            explanation_effects={z: effect for z, (effect, _) in turned.items()},
            control_effect=grip[0],
            error=max([*effects.values(), *turned.values(), grip], key=lambda e: abs(e[0]))[1],
        )


def _effect(weights: np.ndarray, value: np.ndarray, given: np.ndarray, row: int) -> tuple[float, float]:
    """With minus without, and its standard error."""
    with_it, without, error = _means(weights, value, given, row)
    return with_it - without, error


def _means(weights: np.ndarray, value: np.ndarray, given: np.ndarray, row: int) -> tuple[float, float, float]:
    """With, without, and the standard error of the difference from the worlds' paired deviations."""
    means, deviations = [], []
    for r in (0, row):
        part = max(float(weights[r] @ given[r]), 1e-9)
        mean = float(weights[r] @ (given[r] * value[r])) / part
        means.append(mean)
        deviations.append(weights[r] * given[r] * (value[r] - mean) / part)
    return means[0], means[1], float(np.sqrt(np.sum((deviations[0] - deviations[1]) ** 2)))
