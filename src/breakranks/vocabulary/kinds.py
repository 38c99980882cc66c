"""The kinds of events that a report may be about."""

from dataclasses import dataclass

GROUPS = {
    "order": "what command tells its own troops",
    "claim": "what command says in public",
    "prepare": "costly acts that show intent",
    "conduct": "what formations do",
    "grip": "what command does to its own troops to keep control",
    "strain": "what wears the troops down",
    "opponent": "what the other side does",
    "ground": "what became of an area",
}
"""The part of a kind before its dot."""


@dataclass(frozen=True, slots=True)
class Direction:
    """Which way an order, a word or an act points, and how it is drawn."""

    id: str
    name: str
    colour: str
    shape: str


DIRECTIONS = {
    direction.id: direction
    for direction in (
        Direction("stay", "stay: hold, defend, dig in", "var(--stay)", "square"),
        Direction("leave", "leave: withdraw, move back", "var(--leave)", "triangle-left"),
        Direction("attack", "attack: go forward", "var(--attack)", "triangle-right"),
        Direction("break", "break: flee, refuse, surrender; orders reversed, blame", "var(--break)", "cross"),
        Direction("feint", "feint: dummies, staged signals", "var(--feint)", "circle"),
    )
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event.

    `direction` says which way it points; only signs (orders, claims, preparations, conduct) point anywhere. What it
    does to the model stands in `assumptions/kinds.csv`, and for signs in `assumptions/explanations.csv`.
    """

    id: str
    name: str
    meaning: str
    direction: str | None = None

    @property
    def group(self) -> str:
        """The part before the dot."""
        return self.id.partition(".")[0]


KINDS = {
    kind.id: kind
    for kind in (
        Kind("order.hold", "order to hold", "command orders to hold or defend", "stay"),
        Kind(
            "order.no-retreat",
            "order to hold at any cost",
            "command orders to hold at any cost, with a threat attached",
            "stay",
        ),
        Kind("order.withdraw", "order to withdraw", "command orders to withdraw, evacuate or give up ground", "leave"),
        Kind("order.attack", "order to attack", "command orders to attack", "attack"),
        Kind(
            "order.countermanded",
            "order reversed or contradicted",
            "an order reversed, or contradicted by another headquarters",
            "break",
        ),
        Kind("claim.hold", "public word: we stay", "command says in public that all is well, we stay", "stay"),
        Kind("claim.withdraw", "public word: we leave", "command says in public that we leave, regroup", "leave"),
        Kind(
            "claim.blame",
            "blame in public",
            "command, or its loyal voices, blame each other or the troops in public",
            "break",
        ),
        Kind(
            "prepare.defence",
            "defences built or manned",
            "real positions dug, mined, manned; reinforcements brought in",
            "stay",
        ),
        Kind(
            "prepare.decoy",
            "dummy positions or staged signals",
            "dummy positions, feints, staged signals: what deception costs",
            "feint",
        ),
        Kind(
            "prepare.withdrawal",
            "withdrawal prepared",
            "bridging, headquarters, stores, officials or civilians moved back; demolitions laid; "
            "a line prepared behind",
            "leave",
        ),
        Kind("prepare.attack", "attack prepared", "assembly for an attack", "attack"),
        Kind("conduct.defend", "stands and fights", "stands and fights as a formation", "stay"),
        Kind("conduct.attack", "attacks", "attacks as a formation", "attack"),
        Kind("conduct.withdraw", "goes back in order", "goes back in order, with its equipment, covered", "leave"),
        Kind("conduct.flee", "goes back in disorder", "goes back in disorder", "break"),
        Kind("conduct.abandon", "leaves equipment behind", "leaves serviceable equipment or stores behind", "break"),
        Kind("conduct.refuse", "refuses an order", "refuses an order, or to return to the line", "break"),
        Kind("conduct.desert", "people desert", "people leave it on their own", "break"),
        Kind(
            "conduct.mutiny",
            "turns on its command",
            "turns on its own command, with arms or soldiers' committees",
            "break",
        ),
        Kind("conduct.surrender", "gives itself up", "gives itself up", "break"),
        Kind("conduct.defect", "goes over to the other side", "goes over to the other side", "break"),
        Kind("conduct.infight", "fights its own side", "fights others of its own side", "break"),
        Kind(
            "grip.coerce",
            "command coerces its own troops",
            "executions, blocking detachments, arrests, threats to families",
        ),
        Kind("grip.dismiss", "commander dismissed or replaced", "a commander dismissed, arrested, replaced"),
        Kind("grip.relieve", "troops relieved", "rest, rotation, leave, pay, food, grievances met"),
        Kind("grip.reinforce", "fresh troops arrive", "fresh troops or replacements reach it"),
        Kind("strain.losses", "heavy casualties", "heavy casualties"),
        Kind(
            "strain.supply",
            "cut off or short of supplies",
            "cut off, or short of food, ammunition, fuel, winter kit",
        ),
        Kind("strain.leader", "commander killed, captured or gone", "its commander killed, captured, gone"),
        Kind("strain.hardship", "cold, disease or exhaustion", "cold, disease, exhaustion, long unrelieved service"),
        Kind("strain.ally", "an ally leaves or stops helping", "an ally leaves, or stops its help"),
        Kind("opponent.attack", "other side attacks", "the other side presses the formation or area"),
        Kind(
            "opponent.encircle",
            "other side surrounds it",
            "the other side surrounds it, or cuts its last way out",
        ),
        Kind("opponent.offer", "other side offers terms", "the other side offers terms, amnesty, deals, leaflets"),
        Kind("opponent.pause", "other side holds back", "the other side holds back, stops"),
        Kind("ground.lost", "area lost", "the force no longer holds an area that it held"),
        Kind("ground.regained", "area back in its hands", "the force holds an area again that it had lost"),
        Kind("ground.ceded", "area handed over by agreement", "an area is handed over by agreement"),
    )
}
"""By id, in the order of the codebook."""

SIGNS = tuple(kind.id for kind in KINDS.values() if kind.direction)
"""Kinds that tell what command means to do and whether it is obeyed."""

GROUND = tuple(kind.id for kind in KINDS.values() if kind.group == "ground")
"""Kinds that say themselves who holds an area; all others only suggest it."""
