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
    events = {}
    for rung in headlines(futures):
        given = weights * batch.held[:, areas.index(rung.area)] if rung.area else weights
        events[rung.question, rung.area] = _means(given, rung.first(batch.first, futures) <= EFFECT_DAYS)
    beliefs = {z: _means(weights, explanation == i) for i, z in enumerate(EXPLANATIONS)}
    control, control_error = _means(weights, batch.control)
    evidence, parameters = futures.worlds.evidence, futures.worlds.parameters
    for row, number in enumerate(batch.numbers, start=1):
        less = outside_view(left_out(evidence, number), outside.history, parameters)
        effects = {}
        for (question, area), (mean, error) in events.items():
            with_it = outside.mix(question, area, EFFECT_DAYS, mean[0])
            effect = with_it - less.mix(question, area, EFFECT_DAYS, mean[row])
            effects[question, area] = effect, outside.weight(question) * error[row]
        turned = {z: (mean[0] - mean[row], error[row]) for z, (mean, error) in beliefs.items()}
        grip = control[0] - control[row], control_error[row]
        yield ReportWeight(
            number=number,
            explanation_log_odds=direct.get(number, dict.fromkeys(EXPLANATIONS, 0.0)),
            effects={key: effect for key, (effect, _) in effects.items()},
            explanation_effects={z: effect for z, (effect, _) in turned.items()},
            control_effect=grip[0],
            error=max([*effects.values(), *turned.values(), grip], key=lambda e: abs(e[0]))[1],
        )


def _means(weights: np.ndarray, value: np.ndarray) -> tuple[list[float], list[float]]:
    """Each variant's mean, and the standard error of its difference from the first's by the worlds' paired deviations.

    Arrays are variants × worlds.
    """
    part = np.maximum(weights.sum(axis=1), 1e-9)[:, None]
    mean = (weights * value).sum(axis=1, keepdims=True) / part
    deviations = weights * (value - mean) / part
    error = np.sqrt(((deviations[0] - deviations) ** 2).sum(axis=1))
    return mean[:, 0].tolist(), error.tolist()
