"""The numbers of an assessment as one JSON document."""

import json
import math
from datetime import date

from breakranks.assessment.types import Assessment
from breakranks.presentation.frames import frames

FORMAT = "breakranks-assessment/1"


def to_json(assessment: Assessment) -> str:
    """Give the tables of `frames` as one JSON document, with what it takes to get them again at its head."""
    evidence, provenance = assessment.evidence, assessment.provenance
    document = {
        "format": FORMAT,
        "case": evidence.slug,
        "title": evidence.title,
        "as_of": evidence.as_of,
        "version": provenance.version,
        "seed": provenance.seed,
        "particles": provenance.particles,
        "worlds": provenance.worlds,
        "log_evidence": provenance.log_evidence,
        "log_evidence_error": provenance.log_evidence_error,
        "parameters_source": provenance.parameters_source,
        "explanations_source": provenance.explanations_source,
        "control": {name: getattr(assessment.control, name) for name in ("value", "low", "high", "error")},
        "decisive_week": assessment.decisive_week,
        "tables": {name: table.to_pylist() for name, table in frames(assessment).items()},
    }
    return json.dumps(_plain(document), ensure_ascii=False, allow_nan=False, indent=1)


def _plain(value: object) -> object:
    """Give the value in what JSON knows: dates as text, what is no number as null."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
