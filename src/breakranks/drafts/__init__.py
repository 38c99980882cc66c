"""Drafts of a case: rows that are proposed, and stay out of it until a person accepts them.

They stand in drafts.csv in the folder of the case, which no assessment reads.
"""

from breakranks.drafts.decide import accept, acceptance, reject, rejection, with_changes
from breakranks.drafts.effect import Effect, Moved, effect
from breakranks.drafts.table import add_drafts, addition, read_drafts
from breakranks.drafts.types import ACCEPTED, OPEN, REJECTED, Added, Draft, one_sentence

__all__ = [
    "ACCEPTED", "OPEN", "REJECTED", "Added", "Draft", "Effect", "Moved", "accept", "acceptance", "add_drafts",
    "addition", "effect", "one_sentence", "read_drafts", "reject", "rejection", "with_changes",
]  # fmt: skip
