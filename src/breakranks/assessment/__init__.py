"""Futures → assessment: probabilities and reasons."""

from breakranks.assessment.count import count
from breakranks.assessment.types import Assessment

__all__ = ["Assessment", "count"]
