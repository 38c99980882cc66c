"""Case and a day → evidence: what may be known, with what reports leave behind and what does not fit."""

from breakranks.evidence.known import as_of, without
from breakranks.evidence.reading import change
from breakranks.evidence.types import Contradiction, Evidence, Force, Reading, Report, Traces

__all__ = ["Contradiction", "Evidence", "Force", "Reading", "Report", "Traces", "as_of", "change", "without"]
