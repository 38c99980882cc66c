"""What was known on the as-of day, in the form the model reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float, Int

from breakranks.case.types import Area, Event, Formation, Move, Source


@dataclass(frozen=True)
class Force:
    """The force on the ground as known on the as-of day: U formations with strength, A areas.

    `neighbours[u, v]` is the weight with which v's state reaches u (same parent, same area, adjacent area); each row
    sums to 1, or to 0 for a formation alone. `garrison[a, u]` says how much of u counts towards holding a: 1 for u's
    own area; an area where nobody stands is covered by formations of the areas nearest. `first_day[u]` is the day
    index on which u is there (0 = from the start). `front[a]` says whether the area touches the opponent on the first
    day; where the case does not say, all of them do. All this is so on the as-of day; `before` says how the force stood
    before formations moved, changed their superior or their strength: for each day on which some did, the force that
    it was until then.
    """

    formations: tuple[Formation, ...]
    headquarters: tuple[Formation, ...]
    areas: tuple[Area, ...]
    strength: Float[np.ndarray, "formations"]
    area_of: Int[np.ndarray, "formations"]
    first_day: Int[np.ndarray, "formations"]
    neighbours: Float[np.ndarray, "formations formations"]
    garrison: Float[np.ndarray, "areas formations"]
    adjacent: Bool[np.ndarray, "areas areas"]
    front: Bool[np.ndarray, "areas"]
    opponent_strength: int | None
    before: "tuple[tuple[int, Force], ...]" = ()

    def on(self, day: int) -> "Force":
        """The force as it stood on a day; the same formations, in the same order."""
        return next((force for until, force in self.before if day < until), self)

    @cached_property
    def share(self) -> Float[np.ndarray, "formations"]:
        """The part of the strength of the whole force that each formation has."""
        return self.strength / self.strength.sum()

    @cached_property
    def superiors(self) -> Mapping[str, frozenset[str]]:
        """For each known formation the ids of the headquarters above it, up to the root."""
        parent = {f.id: f.parent for f in (*self.formations, *self.headquarters)}
        chains: dict[str, frozenset[str]] = {}

        def chain(formation: str) -> frozenset[str]:
            path = []
            up: str | None = formation
            while up is not None and up not in chains:
                path.append(up)
                up = parent[up]
            for below in reversed(path):
                above = parent[below]
                chains[below] = frozenset() if above is None else chains[above] | {above}
            return chains[formation]

        return {formation: chain(formation) for formation in parent}


@dataclass(frozen=True)
class Report:
    """One event as evidence.

    `day` is the day it happened and `known` the day it was out, both counted from the case's first day; where it
    has the vote of several, those of the one that was out first, and `own` has its own. `truth` is the probability
    that its Admiralty codes give that it is true. `vote` is 0 for an echo of another report of the same event,
    whose number is `echo_of`, else 1, or more where an echo is likelier to be true. `people` is the number reported
    by it or by an echo of it, the middle of `people_range` if that was a range. Of an event that is known only to
    some days, `span` has the first and the last, and `day` is the middle. `units` and `areas` say whom and where it
    touches. `ground_told` says that another report tells of the same loss of ground, so that this one adds no word
    of it.
    """

    event: Event
    day: int
    known: int
    truth: float
    vote: float
    people: int | None
    units: Bool[np.ndarray, "formations"]
    areas: Bool[np.ndarray, "areas"]
    echo_of: int | None = None
    span: tuple[int, int] | None = None
    people_range: tuple[int, int] | None = None
    ground_told: bool = False
    own: tuple[int, int, tuple[int, int] | None] | None = None

    @property
    def days(self) -> tuple[int, int]:
        """The first and the last day on which it may have happened."""
        return self.span or (self.day, self.day)

    def apart(self, other: "Report") -> int:
        """How many days lie between the two at least."""
        return max(self.days[0] - other.days[1], other.days[0] - self.days[1], 0)

    @property
    def order(self) -> tuple[object, ...]:
        """Its place among reports, by what it says: the order of rows changes nothing."""
        e = self.event
        return self.day, self.known, e.formation, e.areas, e.kind, -self.truth, e.people or 0, e.number


@dataclass(frozen=True)
class Contradiction:
    """Two reports about the same formation or area that no single intention explains at one time.

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
class Traces:
    """What reports left behind, day by day: sums of truth × vote × impulse that halve every half-life.

    A single confirmed report gives about 1 on its day. The last axes are in the order of `vocabulary.traces_of`.
    Orders that take back an order to leave count negative, so that traces add up over reports.
    """

    force: Float[np.ndarray, "days force_traces"]
    areas: Float[np.ndarray, "days areas area_traces"]
    formations: Float[np.ndarray, "days formations formation_traces"]


@dataclass(frozen=True)
class Reading:
    """A set of reports, and what they leave behind.

    `lost`, `holding` and `back` count, by day and area, how many true reports speak of its loss, of its being held, and
    of its coming back.
    """

    reports: tuple[Report, ...]
    traces: Traces
    lost: Float[np.ndarray, "days areas"]
    holding: Float[np.ndarray, "days areas"]
    back: Float[np.ndarray, "days areas"]


@dataclass(frozen=True)
class Evidence:
    """All that an assessment may read. Day 0 is the case's first day, the last is the as-of day.

    `winter` marks days of exceptional cold, mud, heat or monsoon. `withdrawn` are the reports that are not read because
    another, the second of the pair, withdraws them, `moves` what is known of formations that moved or changed, and
    `dissolved` those that are no longer there.
    """

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
    reading: Reading
    winter: Float[np.ndarray, "days"]
    contradictions: tuple[Contradiction, ...]
    incoherence: Float[np.ndarray, "days"]
    withdrawn: tuple[tuple[Event, Event], ...] = ()
    moves: tuple[Move, ...] = ()
    dissolved: tuple[Formation, ...] = ()

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports known by the as-of day, in the order of the file."""
        return self.reading.reports

    @property
    def days(self) -> int:
        """Number of days from the start to the as-of day, both counted."""
        return (self.as_of - self.start).days + 1
