"""Formations as APP-6 symbols: the frame of a land unit and its echelon, and in it its kind of troops and its control.

What is drawn for each echelon stands in `templates/desk/app6.svg`, which `scripts/symbols.py` makes.
"""

from dataclasses import dataclass

from breakranks.case import Formation
from breakranks.presentation.words import percent

TROOPS = {
    "elite": "EL", "professional": "PR", "conscript": "CO", "mobilised": "MO", "militia": "MI", "mercenary": "ME",
}  # fmt: skip
"""Letters inside the frame, where APP-6 has a branch that a case does not tell."""


@dataclass(frozen=True)
class Symbol:
    """What is drawn of a formation: its echelon and troops, and how much of it command controls (0..1; else None)."""

    id: str
    name: str
    echelon: str
    troops: str
    control: float | None
    told: str


def symbol_of(formation: Formation, control: float | None) -> Symbol:
    """The symbol of a formation."""
    known = "" if control is None else f", control {percent(control)}"
    return Symbol(
        formation.id,
        formation.name,
        formation.echelon,
        TROOPS[formation.troops],
        control,
        f"{formation.name}: {formation.echelon}, {formation.troops}, {formation.strength:,} people{known}",
    )
