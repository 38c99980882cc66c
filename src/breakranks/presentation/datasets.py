"""The worlds of an assessment as a tree of datasets with ArviZ's group names, for NetCDF."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import xarray as xr

from breakranks.assessment.types import (
    COMMAND_CHOICES,
    EXPLANATIONS,
    HORIZONS,
    OPPONENT_CHOICES,
    QUESTIONS,
    SEASONS,
    Assessment,
)
from breakranks.evidence.types import AREA_CONDITIONS, UNIT_CONDITIONS


def to_datasets(assessment: Assessment) -> xr.DataTree:
    """Give the worlds in the groups of the InferenceData schema.

    Worlds on the as-of day make the group posterior, those run on make predictions, both with dimensions
    (chain, draw, …) and one chain. sample_stats hold the effective sample, observed_data the reports,
    constant_data the force, the ground and the conditions.

    Raises ValueError where a draw's axes are not named.
    """
    labels = _labels(assessment)
    groups = {
        "posterior": _drawn(assessment, assessment.draws, labels),
        "predictions": _drawn(assessment, assessment.futures_draws, labels),
        "sample_stats": _sample_stats(assessment),
        "observed_data": _observed(assessment),
        "constant_data": _constant(assessment, labels),
    }
    attributes = {
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "inference_library": "breakranks",
        "inference_library_version": assessment.provenance.version,
        "case": assessment.evidence.slug,
        "as_of": assessment.evidence.as_of.isoformat(),
        "seed": assessment.provenance.seed,
    }
    tree = xr.DataTree.from_dict(
        {name: data.assign_attrs(attributes) for name, data in groups.items() if data.variables}
    )
    tree.attrs.update(attributes)
    return tree


def _labels(assessment: Assessment) -> Mapping[str, Sequence[object]]:
    """Tell what the axes may be called, in the singular, and the names along them."""
    evidence = assessment.evidence
    shares = list(assessment.formations[0].shares) if assessment.formations else []
    return {
        "formation": [f.id for f in evidence.force.formations],
        "area": [a.id for a in evidence.force.areas],
        "branch": list(evidence.force.branches),
        "share": shares,
        "explanation": list(EXPLANATIONS),
        "question": list(QUESTIONS),
        "horizon": list(HORIZONS),
        "command": list(COMMAND_CHOICES),
        "opponent": list(OPPONENT_CHOICES),
        "season": list(SEASONS),
        "unit_condition": list(UNIT_CONDITIONS),
        "area_condition": list(AREA_CONDITIONS),
        "day": _days(assessment),
    }


def _days(assessment: Assessment) -> list[object]:
    evidence = assessment.evidence
    return [np.datetime64(evidence.start + timedelta(t), "ns") for t in range(evidence.days)]


def _drawn(
    assessment: Assessment, draws: Mapping[str, np.ndarray], labels: Mapping[str, Sequence[object]]
) -> xr.Dataset:
    variables, coordinates = {}, {}
    for name, values in draws.items():
        array = np.asarray(values)
        dimensions = (
            "chain",
            "draw",
            *(_singular(axis, labels) for axis in assessment.dimensions.get(name, ())),
        )
        if len(dimensions) != array.ndim + 1:
            raise ValueError(f"{name} has {array.ndim - 1} axes after the worlds, named are {dimensions[2:]}")
        variables[name] = (dimensions, array[np.newaxis])
        for axis, size in zip(dimensions[2:], array.shape[1:], strict=True):
            if axis in labels and len(labels[axis]) == size:
                coordinates[axis] = list(labels[axis])
            elif axis == "week":
                coordinates[axis] = list(range(1, size + 1))
    if not variables:
        return xr.Dataset()
    size = next(iter(variables.values()))[1].shape[1]
    return xr.Dataset(variables, coords={"chain": [0], "draw": np.arange(size), **coordinates})


def _singular(axis: str, labels: Mapping[str, Sequence[object]]) -> str:
    """Give the axis by its name in `labels`: a variable `shares` cannot have an axis of its own name."""
    singular = axis.removesuffix("es") if axis == "branches" else axis.removesuffix("s")
    return singular if singular in labels or singular == "week" else axis


def _sample_stats(assessment: Assessment) -> xr.Dataset:
    provenance = assessment.provenance
    return xr.Dataset(
        {
            "effective_sample": (("chain", "day"), np.asarray(provenance.effective_sample)[np.newaxis]),
            "log_evidence": (("chain",), [provenance.log_evidence]),
            "log_evidence_error": (("chain",), [provenance.log_evidence_error]),
        },
        coords={"chain": [0], "day": _days(assessment)},
    )


def _observed(assessment: Assessment) -> xr.Dataset:
    reports = assessment.evidence.reports
    return xr.Dataset(
        {
            "date": ("report", np.array([r.event.date for r in reports], dtype="datetime64[ns]")),
            "reported": ("report", np.array([r.event.reported for r in reports], dtype="datetime64[ns]")),
            "kind": ("report", np.array([r.event.kind for r in reports], dtype=str)),
            "formation": ("report", np.array([r.event.formation for r in reports], dtype=str)),
            "areas": ("report", np.array([" ".join(r.event.areas) for r in reports], dtype=str)),
            "people": (
                "report",
                np.array([np.nan if r.event.people is None else r.event.people for r in reports], dtype=float),
            ),
            "truth": ("report", np.array([r.truth for r in reports], dtype=float)),
            "weight": ("report", np.array([r.weight for r in reports], dtype=float)),
        },
        coords={"report": np.array([r.event.number for r in reports], dtype=int)},
    )


def _constant(assessment: Assessment, labels: Mapping[str, Sequence[object]]) -> xr.Dataset:
    evidence = assessment.evidence
    force = evidence.force
    return xr.Dataset(
        {
            "strength": ("formation", np.asarray(force.strength, dtype=float)),
            "formation_area": ("formation", np.array([f.area or "" for f in force.formations], dtype=str)),
            "formation_parent": (
                "formation",
                np.array([f.parent or "" for f in force.formations], dtype=str),
            ),
            "latitude": ("area", np.array([a.lat for a in force.areas], dtype=float)),
            "longitude": ("area", np.array([a.lon for a in force.areas], dtype=float)),
            "unit_conditions": (
                ("day", "formation", "unit_condition"),
                np.asarray(evidence.conditions.units),
            ),
            "area_conditions": (("day", "area", "area_condition"), np.asarray(evidence.conditions.areas)),
            "winter": ("day", np.asarray(evidence.conditions.winter, dtype=float)),
            "incoherence": ("day", np.asarray(evidence.incoherence, dtype=float)),
        },
        coords={name: list(labels[name]) for name in ("day", "formation", "area", "unit_condition", "area_condition")},
    )
