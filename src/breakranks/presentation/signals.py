"""Signal against act: what was ordered and said, set against what was prepared and done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from jaxtyping import Float, Int

from breakranks.case.types import Event
from breakranks.evidence.types import Evidence, Report
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.words import event_days, kind_and_note
from breakranks.vocabulary import DIRECTIONS, KINDS

SIGNALS = ("order", "claim")
BREAK = "break"
COUNTERMANDED = "order.countermanded"

LANE_GAP = timedelta(days=3)
"""Marks of one row closer than this go beside each other."""
LANES = 24
"""So many marks go beside each other at most; more of them, which no picture could show, go over each other."""

RECENT = timedelta(days=28)
"""How far back a formation's signals and acts are compared."""

FOLLOWED = timedelta(days=14)
"""How long after an order its troops' conduct is read as an answer to it."""


@dataclass(frozen=True)
class Mark:
    """One report in the picture; lane 0 is the nearest to the row's line."""

    event: Event
    signal: bool
    direction: str
    lane: int
    text: str


@dataclass(frozen=True)
class Row:
    """A formation or headquarters in the picture, with marks above (signals) and below (acts) its line."""

    formation: str
    name: str
    marks: tuple[Mark, ...]
    lanes_above: int
    lanes_below: int


@dataclass(frozen=True)
class Turn:
    """How often a formation's recent signals and acts pointed each way, and what that comes to."""

    formation: str
    signals: dict[str, float]
    acts: dict[str, float]
    verdict: str
    at_odds: bool


@dataclass(frozen=True)
class Order:
    """An order, what undid it, and how many reports of its troops in the fortnight after point which way."""

    event: Event
    reversed_by: tuple[Event, ...]
    followed: dict[str, int]

    @property
    def is_reversal(self) -> bool:
        """Whether this is the reversal of another order rather than an order."""
        return self.event.kind == COUNTERMANDED


def direction(kind: str) -> str | None:
    """Which way a kind points, or None where it is neither signal nor act."""
    return KINDS[kind].direction


def is_signal(kind: str) -> bool:
    """Whether a kind is an order or a public word."""
    return KINDS[kind].group in SIGNALS


def rows(look: Lookup) -> tuple[Row, ...]:
    """Give the rows of the picture, from the top of the order of battle down; no row is without marks."""
    evidence = look.assessment.evidence
    about: dict[str, list[Event]] = {}
    for report in evidence.reports:
        if direction(report.event.kind):
            about.setdefault(report.event.formation, []).append(report.event)
    found = []
    for _, formation in look.order_of_battle:
        events = sorted(about.get(formation.id, ()), key=lambda e: (e.date, e.number))
        if not events:
            continue
        above, lanes_above = _lanes([e for e in events if is_signal(e.kind)], look)
        below, lanes_below = _lanes([e for e in events if not is_signal(e.kind)], look)
        found.append(Row(formation.id, formation.name, (*above, *below), max(lanes_above, 1), max(lanes_below, 1)))
    return tuple(found)


def _lanes(events: Sequence[Event], look: Lookup) -> tuple[list[Mark], int]:
    last: list[Event] = []
    marks = []
    for event in events:
        lane = next((n for n, e in enumerate(last) if event.date - e.date >= LANE_GAP), len(last))
        if lane == LANES:
            lane = min(range(LANES), key=lambda n: (last[n].date, last[n].number))
        last[lane : lane + 1] = [event]
        what = f"{event_days(event)}, {kind_and_note(event)}"
        text = f"{what} ({look.source(event)}; report {event.number})"
        marks.append(Mark(event, is_signal(event.kind), direction(event.kind) or "", lane, text))
    return marks, len(last)


def turns(evidence: Evidence) -> tuple[Turn, ...]:
    """Set each formation's recent signals against its recent acts, counted by how far they are believed.

    A formation hears what its headquarters are told and say, so reports about those count as well. An order that was
    countermanded counts as that, for those whom the countermand reached and as far as it is believed.
    """
    ways = {way: n for n, way in enumerate(DIRECTIONS)}
    counts = {signal: np.zeros((len(ways), len(evidence.force.formations))) for signal in (True, False)}
    given = _Reports(evidence.reports, "order")
    places = {r.event.number: n for n, r in enumerate(given.reports)}
    for r in evidence.reports:
        way = direction(r.event.kind)
        if way is None or evidence.as_of - r.event.date > RECENT:
            continue
        stands = given.stands(places[r.event.number]) if r.event.number in places else np.ones(len(r.units))
        weight = r.truth * r.vote * r.units
        counts[is_signal(r.event.kind)][ways[way]] += weight * stands
        counts[True][ways[BREAK]] += weight * (1.0 - stands)
    found = []
    for u, formation in enumerate(evidence.force.formations):
        signals, acts = (dict(zip(DIRECTIONS, counts[of][:, u].tolist(), strict=True)) for of in (True, False))
        verdict, at_odds = _verdict(signals, acts)
        found.append(Turn(formation.id, signals, acts, verdict, at_odds))
    return tuple(found)


def _verdict(signals: dict[str, float], acts: dict[str, float]) -> tuple[str, bool]:
    # Blame and reversed orders show a command at odds with itself; they tell nobody where to go.
    said = _prevailing({way: n for way, n in signals.items() if way != BREAK})
    done = _prevailing(acts)
    if not said and not done:
        return "nothing reported lately", False
    if not said:
        return f"no signal; acts: {done}", False
    if not done:
        return f"signals {said}; no act", False
    if said == done:
        return f"signals {said}, does so", False
    if set(said.split(" and ")) & set(done.split(" and ")):
        return f"signals {said}; acts: {done}", False
    return f"signals {said}, turns to {done}", True


def _prevailing(counts: dict[str, float]) -> str:
    """Give the direction that prevails: two where the second comes within a fifth of the first, or none."""
    first, second = sorted(counts, key=lambda d: -counts[d])[:2]
    if counts[first] == 0:
        return ""
    return f"{first} and {second}" if counts[second] > 0.8 * counts[first] else first


def orders(evidence: Evidence) -> tuple[Order, ...]:
    """Give every reported order, the latest first, with later ones that undo it for the same troops."""
    given, conduct = (_Reports(evidence.reports, group) for group in ("order", "conduct"))
    found = []
    for n, report in enumerate(given.reports):
        answers = conduct.ways[conduct.alike(report, FOLLOWED.days)]
        followed = np.bincount(answers, minlength=len(DIRECTIONS)).tolist()
        later = given.undoing(n) if report.event.kind != COUNTERMANDED else ()
        events = tuple(given.reports[other].event for other in later)
        found.append(Order(report.event, events, dict(zip(DIRECTIONS, followed, strict=True))))
    return tuple(sorted(found, key=lambda o: (o.event.date, o.event.number), reverse=True))


class _Reports:
    """The reports of one group of kinds, all of which point some way, and which of them are like another."""

    def __init__(self, reports: Sequence[Report], group: str) -> None:
        self.reports = [r for r in reports if KINDS[r.event.kind].group == group]
        self.day, self.units, self.areas = (
            np.array([getattr(r, x) for r in self.reports]) for x in ("day", "units", "areas")
        )
        self.ways = np.array([list(DIRECTIONS).index(str(direction(r.event.kind))) for r in self.reports], int)
        self.countermands = np.array([r.event.kind == COUNTERMANDED for r in self.reports], bool)

    def alike(self, report: Report, within: float = np.inf) -> Int[np.ndarray, "alike"]:
        """Positions of those that came `within` so many days after it, about people and places in common."""
        if not self.reports:
            return np.zeros(0, int)
        near = np.flatnonzero((self.day >= report.day) & (self.day - report.day <= within))
        near = near[self.areas[near][:, report.areas].any(axis=1)]
        return near[self.units[near][:, report.units].any(axis=1)]

    def undoing(self, n: int) -> list[int]:
        """Positions of the orders that undo one: later ones that point another way, or reverse it soon."""
        near = self.alike(self.reports[n])
        after = self.day[near] - self.day[n]
        other = (self.ways[near] != self.ways[n]) & (after > 0)
        undoes = np.where(self.countermands[near], after <= FOLLOWED.days, other)
        return near[undoes & (near != n)].tolist()

    def stands(self, n: int) -> Float[np.ndarray, "formations"]:
        """The probability that an order was not countermanded for each formation."""
        out = np.ones(len(self.reports[n].units))
        if not self.countermands[n]:
            for other in self.undoing(n):
                if self.countermands[other]:
                    by = self.reports[other]
                    out[by.units] *= max(1.0 - by.truth * by.vote, 0.0)
        return out
