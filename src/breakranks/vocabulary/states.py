"""What a formation is doing: the states that the model follows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class State:
    """One state of a formation.

    `holds` is how much of such a formation counts towards holding ground, `obeys` how much of it acts on the orders
    that reach it; `broken` says that it is lost to command.
    """

    id: str
    name: str
    holds: float
    obeys: float
    broken: bool = False


STATES = {
    state.id: state
    for state in (
        State("steady", "steady", 1.0, 1.0),
        State("shaken", "shaken", 0.35, 0.5),
        State("withdrawn", "withdrawn on orders", 0.5, 1.0),
        State("defiant", "defiant", 0.2, 0.0, broken=True),
        State("gone", "gone without orders", 0.0, 0.0, broken=True),
        State("captive", "captive or gone over", 0.0, 0.0, broken=True),
    )
}
"""By id, in the order in which every array has them. A withdrawn formation holds the ground it has gone back to."""
