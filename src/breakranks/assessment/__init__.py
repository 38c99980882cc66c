"""Posterior and worlds → assessment: probabilities, the reasons for them, and what moved between two days."""

from breakranks.assessment.codings import CodingComparison, compare_codings
from breakranks.assessment.compare import compare_days
from breakranks.assessment.count import count
from breakranks.assessment.earlier import look_back
from breakranks.assessment.headline import Headline, headline
from breakranks.assessment.project import Futures, run_choices
from breakranks.assessment.types import Assessment, Comparison, EarlierDay, Reasons
from breakranks.assessment.weigh import weigh

__all__ = [
    "Assessment", "CodingComparison", "Comparison", "EarlierDay", "Futures", "Headline", "Reasons", "compare_codings",
    "compare_days", "count", "headline", "look_back", "run_choices", "weigh",
]  # fmt: skip
