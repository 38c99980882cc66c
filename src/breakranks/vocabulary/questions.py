"""What is asked of the weeks to come."""

from collections.abc import Mapping
from dataclasses import dataclass, field

HORIZONS = (7, 14, 28, 56)
"""Days ahead for which a question is answered."""
BATTALION = 500
"""People in the smallest body that questions and ground count by; fewer are told of, and settle nothing."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    `of` says whom it is asked of: every "area", the "force" and each of its formations, or the "force" alone
    ("whole"). What is `recurring` can happen again; anything else, once it has happened, is settled. `recorded` says
    that outcomes.csv can answer it. `hazard` names the hazard that decides it, and `told_by` the kinds of
    reports that tell of it, with the chance that such a report is of as large a body as the question asks for.
    """

    id: str
    name: str
    meaning: str
    of: str
    hazard: str
    recurring: bool = False
    recorded: bool = True
    told_by: Mapping[str, float] = field(default_factory=dict)


QUESTIONS = {
    question.id: question
    for question in (
        Question(
            "area-given-up",
            "Area given up",
            "the force no longer holds the area",
            of="area",
            hazard="area",
        ),
        Question(
            "unordered-exit",
            "Unordered exit",
            "a body of battalion size or more leaves its position without or against orders",
            of="force",
            hazard="exit",
            recurring=True,
            told_by={"conduct.flee": 0.8, "conduct.abandon": 0.3},
        ),
        Question(
            "mass-surrender",
            "Mass surrender",
            "500 people or more, or a whole battalion or larger, give themselves up or go over within three days",
            of="force",
            hazard="surrender",
            recurring=True,
            told_by={"conduct.surrender": 0.6, "conduct.defect": 0.4},
        ),
        Question(
            "mutiny",
            "Mutiny",
            "a body of battalion size or more turns on its command or collectively refuses orders",
            of="force",
            hazard="mutiny",
            recurring=True,
            told_by={"conduct.mutiny": 0.8, "conduct.refuse": 0.5, "conduct.infight": 0.2},
        ),
        Question(
            "general-collapse",
            "General collapse",
            "more than half of the force's fighting strength no longer obeys, has gone or has given itself up",
            of="whole",
            hazard="collapse",
        ),
        Question(
            "cannot-hold",
            "Can no longer hold its ground",
            "what is left under command is less than a third of what its ground needs: the other side could win here",
            of="whole",
            hazard="cannot-hold",
            recorded=False,
        ),
    )
}
"""By id, in the order of the ladder."""
