"""The numbers of an assessment as one JSON document."""

import json
import math
from datetime import date

from breakranks.assessment.types import Assessment, Reasons
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.numbers import TABLES, Rows

FORMAT = "breakranks-assessment/2"


def to_json(assessment: Assessment, reasons: Reasons | None = None) -> str:
    """Give the tables of `frames`, but for the worlds, as one JSON document in ASCII.

    Its head says what it takes to get the same numbers again.
    """
    look = Lookup(assessment, reasons)
    evidence, provenance, control = assessment.evidence, assessment.provenance, assessment.control
    return as_json(
        {
            "format": FORMAT,
            "case": evidence.slug,
            "title": evidence.title,
            "as_of": evidence.as_of,
            "version": provenance.version,
            "worlds": provenance.worlds,
            "mixture": provenance.mixture,
            "learnt_cases": provenance.learnt_cases,
            "ordinary": provenance.assumptions.ordinary,
            "parameters_source": provenance.assumptions.parameters_source,
            "explanations_source": provenance.assumptions.explanations_source,
            "control": {"value": control.value, "low": control.low, "high": control.high},
            "decisive_week": assessment.decisive_week,
            "columns": {name: columns.split() for name, (columns, _) in TABLES.items()},
            "tables": {name: records(columns, rows(look)) for name, (columns, rows) in TABLES.items()},
        }
    )


def records(columns: str, rows: Rows) -> list[object]:
    """Rows as objects under the columns that are named."""
    return [dict(zip(columns.split(), row, strict=True)) for row in rows]


def as_json(document: object) -> str:
    """One JSON document in ASCII, whatever the console that it is printed to."""
    return json.dumps(_plain(document), allow_nan=False)


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
