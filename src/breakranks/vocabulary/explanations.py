"""What may explain the conduct of a force: the rival explanations."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """One explanation of what a force does.

    `slackens` says that under it command's grip drifts towards slack, not towards firm.
    """

    id: str
    name: str
    meaning: str
    slackens: bool = False


EXPLANATIONS = {
    explanation.id: explanation
    for explanation in (
        Explanation(
            "in-control",
            "Command in control",
            "command means what it orders and is obeyed",
        ),
        Explanation(
            "planned-withdrawal",
            "Planned withdrawal",
            "command has decided to give up ground and does so in order",
        ),
        Explanation(
            "deception",
            "Deception",
            "what is seen is staged to mislead",
        ),
        Explanation(
            "loss-of-control",
            "Loss of control",
            "formations no longer do what command orders",
            slackens=True,
        ),
        Explanation(
            "rival-commands",
            "Rival commands",
            "several headquarters give rival orders",
            slackens=True,
        ),
    )
}
"""By id, in the order in which every array has them."""
