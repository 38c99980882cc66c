"""Posterior and worlds → assessment: probabilities, the reasons for them, and what moved between two days."""

from breakranks.assessment.codings import CodingComparison, compare_codings
from breakranks.assessment.compare import compare_days
from breakranks.assessment.count import count
from breakranks.assessment.headline import Headline, headline
from breakranks.assessment.project import Futures, run_choices
from breakranks.assessment.types import Assessment, Comparison, Reasons
from breakranks.assessment.weigh import weigh

__all__ = [
    "Assessment", "CodingComparison", "Comparison", "Futures", "Headline", "Reasons", "compare_codings",
    "compare_days", "count", "headline", "run_choices", "weigh",
]  # fmt: skip
