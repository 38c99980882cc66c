"""Formations as simple APP-6 symbols: the frame of a land unit, its kind of troops, its echelon, and its control.

After NATO APP-6, Joint Military Symbology: a hostile unit stands in a diamond, a friendly one in a rectangle. The force
that a case is about has no side here, so it stands in the square of the neutral frame.
"""

from dataclasses import dataclass

from breakranks.case import Formation
from breakranks.presentation.words import percent

ECHELON = {
    "team": "Ø", "squad": "•", "section": "••", "platoon": "•••", "company": "I", "battalion": "II", "regiment": "III",
    "brigade": "X", "division": "XX", "corps": "XXX", "army": "XXXX", "army-group": "XXXXX", "region": "XXXXXX",
    "command": "++",
}  # fmt: skip
"""The marks above the frame."""
TROOPS = {
    "elite": "EL", "professional": "PR", "conscript": "CO", "mobilised": "MO", "militia": "MI", "mercenary": "ME",
}  # fmt: skip
"""Letters inside the frame, where APP-6 has a branch that a case does not tell."""


@dataclass(frozen=True)
class Symbol:
    """What is drawn of a formation: its marks, and how much of it command controls (0..1; None where unknown)."""

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
        ECHELON[formation.echelon],
        TROOPS[formation.troops],
        control,
        f"{formation.name}: {formation.echelon}, {formation.troops}, {formation.strength:,} people{known}",
    )
