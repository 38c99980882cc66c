"""From a case and a day to what may be known: conditions, signs, contradictions."""

from breakranks.evidence.known import as_of, without
from breakranks.evidence.types import (
    AREA_CONDITIONS,
    UNIT_CONDITIONS,
    Conditions,
    Contradiction,
    Evidence,
    Force,
    Report,
)

__all__ = [
    "AREA_CONDITIONS",
    "UNIT_CONDITIONS",
    "Conditions",
    "Contradiction",
    "Evidence",
    "Force",
    "Report",
    "as_of",
    "without",
]
