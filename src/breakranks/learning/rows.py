"""What past cases teach of hazards: what was known on each day, and what came within a week."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from breakranks.case import Case
from breakranks.case.types import Area
from breakranks.evidence import as_of
from breakranks.learning.fit import WINDOW
from breakranks.model import Model
from breakranks.model.setup import HAZARDS
from breakranks.posterior import area_history, force_history, infer_variants
from breakranks.vocabulary import QUESTIONS

WARMING = 3
"""Days at the start that are passed over: nothing has been reported yet."""
ASKED = {question.hazard: question.id for question in reversed(QUESTIONS.values()) if question.recorded}
"""The question of outcomes.csv that each hazard is learnt from: the first that it decides."""


class CaseRows(NamedTuple):
    """The rows of one case by hazard: features (in the order of the hazard's coefficients) and answers."""

    features: Mapping[str, Float[np.ndarray, "rows features"]]
    happened: Mapping[str, Float[np.ndarray, "rows"]]


def rows_of(case: Case, model: Model) -> CaseRows:
    """The daily rows of a case, with the ground known as it was and everything else as reports told it on the day.

    `model` must not have learnt its tables from this case. A day is a row of an area while it is held, and of an event
    of the force until it first happens; the last week, whose answers lie beyond the window, is left out.
    """
    evidence = as_of(case, case.end, model.values)
    truth = true_losses(case, evidence.force.areas)
    posterior = infer_variants(model, evidence.force, [evidence.reading], evidence.winter, truth)
    areas = area_history(model, posterior.ground, posterior.conditions, truth[None], posterior.filtered)
    force = force_history(posterior)
    features, happened = {}, {}
    for name in HAZARDS:
        wanted = model.hazards[name].coefficients
        if name == "area":
            shape = truth.shape[1], 1, truth.shape[0]
            whole = np.stack([np.broadcast_to(areas[term], shape)[:, 0].T for term in wanted], axis=-1)
            held = truth < 0.5
            held[:WARMING] = held[-WINDOW:] = False
            soon = np.zeros_like(truth)
            soon[:-WINDOW] = truth[WINDOW:]
            features[name], happened[name] = whole[held], soon[held]
        else:
            asked, soon = _days_asked(case, ASKED[name])
            whole = np.stack([np.broadcast_to(force[term], (1, len(truth)))[0] for term in wanted], axis=-1)
            features[name], happened[name] = whole[asked], soon[asked]
    return CaseRows(features, happened)


def true_losses(case: Case, areas: Sequence[Area]) -> Float[np.ndarray, "days areas"]:
    """Whether each area had been lost by each day, on the record; `areas` in the order that the force has them."""
    days = (case.end - case.start).days + 1
    lost = np.zeros((days, len(areas)))
    place = {area.id: a for a, area in enumerate(areas)}
    for outcome in case.outcomes:
        if outcome.question == "area-given-up" and outcome.area and outcome.date:
            lost[max((outcome.date - case.start).days, 0) :, place[outcome.area]] = 1.0
    return lost


def _days_asked(case: Case, question: str) -> tuple[np.ndarray, np.ndarray]:
    """On which days it is asked whether the force first sees an event within a week, and the answers, day by day.

    On no day where the record does not answer the question.
    """
    days = (case.end - case.start).days + 1
    asked, soon = np.zeros(days, bool), np.zeros(days)
    rows = [outcome for outcome in case.outcomes if outcome.question == question]
    if not rows:
        return asked, soon
    dates = [(outcome.date - case.start).days for outcome in rows if outcome.date]
    first = min(dates, default=days + WINDOW)
    asked[WARMING : min(first, days - WINDOW)] = True
    soon[max(first - WINDOW, 0) : first] = 1.0
    return asked, soon
