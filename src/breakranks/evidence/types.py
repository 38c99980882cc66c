"""What was known on the as-of day, in the form the model reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float, Int

from breakranks.case.types import Area, Event, Formation, Source

UNIT_CONDITIONS = (
    "coercion",  # grip.coerce, order.no-retreat
    "relief",  # grip.relieve
    "reinforcement",  # grip.reinforce
    "new-command",  # grip.dismiss
    "losses",  # strain.losses
    "supply",  # strain.supply: the shortage, not the supply
    "leaderless",  # strain.leader
    "hardship",  # strain.hardship
    "encirclement",  # opponent.encircle
    "offer",  # opponent.offer
    "dissonance",  # contradictions about the formation
)
"""Conditions that a formation is under, in the order of the last axis of `Conditions.units`."""

AREA_CONDITIONS = (
    "pressure",  # opponent.attack and opponent.encircle raise it, opponent.pause lowers it; never below 0
    "leaving",  # the area is to be left: order.withdraw, prepare.withdrawal, claim.withdraw, conduct.withdraw
    "withdraw-order",  # order.withdraw; order.hold, order.no-retreat, order.countermanded cancel it; in 0..1
)
"""Conditions that an area is under, in the order of the last axis of `Conditions.areas`."""


@dataclass(frozen=True)
class Force:
    """The force on the ground as known on the as-of day: U formations with strength, B branches, A areas.

    `branch_of` gives each formation's branch (its parent headquarters). `neighbours[u, v]` is the weight with
    which v's state reaches u (same parent, same area, adjacent area); each row sums to 1, or to 0 for a
    formation alone. `garrison[a, u]` says how much of u counts towards holding a: 1 for u's own area; an
    area where nobody stands is covered by formations of the areas beside it. `first_day[u]` is the day index
    on which u is there (0 = from the start).
    """

    formations: tuple[Formation, ...]
    headquarters: tuple[Formation, ...]
    areas: tuple[Area, ...]
    branches: tuple[str, ...]
    strength: Float[np.ndarray, "formations"]
    area_of: Int[np.ndarray, "formations"]
    branch_of: Int[np.ndarray, "formations"]
    first_day: Int[np.ndarray, "formations"]
    neighbours: Float[np.ndarray, "formations formations"]
    garrison: Float[np.ndarray, "areas formations"]
    adjacent: Bool[np.ndarray, "areas areas"]

    @cached_property
    def superiors(self) -> Mapping[str, frozenset[str]]:
        """For each known formation the ids of the headquarters above it, up to the root."""
        parent = {f.id: f.parent for f in (*self.formations, *self.headquarters)}

        def chain(formation: str) -> frozenset[str]:
            above = []
            up = parent[formation]
            while up is not None:
                above.append(up)
                up = parent[up]
            return frozenset(above)

        return {formation: chain(formation) for formation in parent}


@dataclass(frozen=True)
class Report:
    """One event as evidence.

    `truth` is the probability that its Admiralty codes give that it is true; `weight` its share of one vote
    among its echoes (same formation, kind and three days); `units` and `areas` say whom and where it
    touches; `echoes` are the numbers of the reports that it shares its vote with.
    """

    event: Event
    day: int
    truth: float
    weight: float
    units: Bool[np.ndarray, "formations"]
    areas: Bool[np.ndarray, "areas"]
    echoes: tuple[int, ...]


@dataclass(frozen=True)
class Contradiction:
    """Two reports about the same formation or area, within 14 days, that no single intention explains.

    `first` happened no later than `second`, which is of day `day`. `weight` is the rule's weight times what
    time, doubt and echoes leave of it; `units` are those whom both touch, or either where both touch none.
    """

    first: Event
    second: Event
    rule: str
    weight: float
    day: int
    units: Bool[np.ndarray, "formations"]
    explanation: str


@dataclass(frozen=True)
class Conditions:
    """What the force was under, day by day: traces that decay with the half-lives of the parameters.

    Traces are sums of truth × weight over events, each halving every half-life; a single confirmed report
    gives about 1 on its day. `lost` and `still_held` are no traces: how many true, independent reports speak of the
    loss of an area on a day, and how many of a day's are of ground that is still held.
    """

    units: Float[np.ndarray, "days formations unit_conditions"]
    areas: Float[np.ndarray, "days areas area_conditions"]
    lost: Float[np.ndarray, "days areas"]
    still_held: Float[np.ndarray, "days areas"]
    winter: Float[np.ndarray, "days"]


@dataclass(frozen=True)
class Evidence:
    """All that an assessment may read. Day 0 is the case's first day, the last is the as-of day."""

    slug: str
    title: str
    summary: str
    force_name: str
    opponent: str
    command: str
    start: date
    as_of: date
    end: date
    force: Force
    sources: Mapping[str, Source]
    reports: tuple[Report, ...]
    conditions: Conditions
    contradictions: tuple[Contradiction, ...]
    incoherence: Float[np.ndarray, "days"]

    @property
    def days(self) -> int:
        """Number of days from the start to the as-of day, both counted."""
        return (self.as_of - self.start).days + 1
