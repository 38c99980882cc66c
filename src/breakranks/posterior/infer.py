"""The package's public face: evidence in, posterior out. Exact but for one stated approximation; there is no seed."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float

from breakranks.evidence.types import Evidence, Force, Reading
from breakranks.model import Model, log_rate
from breakranks.model.command import LOSS
from breakranks.model.ground import Ground, area_features, at_front, ground_of
from breakranks.model.threads import on_one_thread
from breakranks.model.troops import force_features
from breakranks.posterior.conditions import Conditions, conditions_of
from breakranks.posterior.filter import (
    BROKEN,
    GRIP_OF,
    PLANNED,
    RIVAL,
    Filtered,
    course_of,
    run_filter,
)
from breakranks.posterior.ground import decaying, falls, loss_by_day
from breakranks.posterior.signs import signs_of
from breakranks.posterior.types import Posterior

Array = Float[np.ndarray, "..."]


def infer(model: Model, evidence: Evidence) -> Posterior:
    """The posterior on the as-of day, given all that is known."""
    return infer_variants(model, evidence.force, [evidence.reading], evidence.winter)


@on_one_thread
def infer_variants(
    model: Model,
    force: Force,
    readings: Sequence[Reading],
    winter: Float[np.ndarray, "days"],
    truth: Array | None = None,
) -> Posterior:
    """The posterior for each of several readings of one force over the same days.

    Ground comes first, from reports alone, the formations on it, then ground again, its garrisons known. `truth` is the
    chance that each area had been lost by each day (days × areas) where that is known, for learning.
    """
    ground, conditions = ground_of(force), conditions_of(model, force, readings, winter)
    signs = signs_of(model, force, readings, len(winter))
    word = (
        np.stack([r.lost for r in readings]),
        np.stack([r.holding for r in readings]),
        np.stack([r.back for r in readings]),
    )
    lost = _lost(model, ground, conditions, *word, None) if truth is None else truth[None]
    filtered = run_filter(model, force, ground, conditions, course_of(model, lost), signs)
    if truth is None:
        lost = _lost(model, ground, conditions, *word, (lost, filtered))
    return Posterior(model, force, ground, tuple(readings), conditions, course_of(model, lost), filtered)


def _lost(
    model: Model,
    ground: Ground,
    conditions: Conditions,
    told: Array,
    holding: Array,
    back: Array,
    known: tuple[Array, Filtered] | None,
) -> Array:
    """The chance that each area had been lost by each day; `known` is a first guess of it and the filter's findings."""
    features = area_history(model, ground, conditions, *(known or (np.zeros_like(told), None)))
    rate = np.exp(np.minimum(log_rate(model.hazards["area"], features), np.log(model.values["area.most"])))
    return loss_by_day(model.values, told, holding, back, np.moveaxis(rate, 0, -1))


def area_history(
    model: Model, ground: Ground, conditions: Conditions, lost: Array, filtered: Filtered | None
) -> dict[str, Array]:
    """The features of each area on each day, areas × variants × days; without `filtered`, garrisons are whole."""
    values = model.values
    fell = falls(lost)
    beside = decaying(fell @ ground.adjacent, values["half-life.fallen-beside"])
    momentum = decaying(fell.sum(axis=-1, keepdims=True), values["half-life.momentum"])[..., 0]
    traces = {
        **{name: np.moveaxis(trace, -1, 0) for name, trace in conditions.areas.items()},
        **{name: conditions.force[name] for name in ("pressure", "strain", "pause")},
        "size": np.array(conditions.size),
        "odds": np.array(conditions.odds),
    }
    nothing = np.zeros(1)
    planned = nothing if filtered is None else filtered.explanations[..., PLANNED]
    thin = nothing if filtered is None else np.moveaxis(filtered.thin, -1, 0)
    first = np.ascontiguousarray(np.moveaxis(lost, -1, 0))
    return dict(
        area_features(ground, traces, at_front(ground, first), np.moveaxis(beside, -1, 0), momentum, planned, thin)
    )


def force_history(posterior: Posterior) -> Mapping[str, Array]:
    """The features of the force on each day, variants × days, as expected over explanation and grip."""
    c, course, filtered = posterior.conditions, posterior.course, posterior.filtered
    share = c.strength / np.maximum(c.strength.sum(axis=1, keepdims=True), 1e-9)
    explained = filtered.explanations
    broken = filtered.states @ BROKEN
    return force_features(
        {
            **c.force,
            "coercion": c.coercion,
            "relief": c.relief,
            "momentum": course.momentum * (1.0 - explained[..., PLANNED]),
            "lost": course.lost.mean(axis=-1),
            "fallen-lately": course.fallen_lately,
            "broken": np.einsum("vtu,tu->vt", broken, share),
            "loss": explained[..., LOSS],
            "rival": explained[..., RIVAL],
            "slack": filtered.pairs @ posterior.model.deficit[GRIP_OF],
            "size": np.full_like(c.coercion, c.size),
        }
    )
