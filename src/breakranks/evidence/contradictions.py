"""Pairs of reports that no single intention explains, and how incoherent they make the picture."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float, Int

from breakranks.assumptions import ContradictionRule
from breakranks.evidence.scope import parts_of_force
from breakranks.evidence.types import Contradiction, Force, Report

ATTACKED_DAYS = 7
"""A place attacked so many days before it is left, or on that day, may have been lost in battle."""

ATTACKS = frozenset({"opponent.attack", "opponent.encircle"})

CHANGE_OF_MIND_DAYS = 7.0
"""The more days between two reports, the likelier a change of mind: weight fades as exp(-days / 7)."""

WITHIN = 0.6
"""Weight of a pair in which one report is about a whole and the other about a part; 1 for like and like."""

PARTNERS = 3
"""A report is paired with so many others under one rule, so that repeats do not fill the list."""

SEARCH = 32
"""For one row of rules a report is compared with so many others, the next in time; bounds the work."""

BATCH = 500_000
"""So many pairs are compared at once; bounds the memory."""

HOLDING = frozenset({"order.hold", "order.no-retreat", "claim.hold", "prepare.defence", "conduct.defend"})
LEAVING = frozenset({"prepare.withdrawal", "claim.withdraw", "conduct.withdraw", "conduct.flee", "conduct.abandon"})
"""Leaving after an order to withdraw does not contradict what was said or done to hold before the order."""

INCOHERENT = 3.0
"""The decaying sum of contradictions at which the index of incoherence reaches 63 of 100."""


@dataclass(frozen=True)
class _Pairs:
    """Candidate pairs: positions in the list of reports, the rule's place in the table, the weight."""

    first: Int[np.ndarray, "pairs"]
    second: Int[np.ndarray, "pairs"]
    rule: Int[np.ndarray, "pairs"]
    weight: Float[np.ndarray, "pairs"]

    def keep(self, chosen: np.ndarray) -> "_Pairs":
        return _Pairs(self.first[chosen], self.second[chosen], self.rule[chosen], self.weight[chosen])


def find_contradictions(
    force: Force,
    reports: Sequence[Report],
    rules: Sequence[ContradictionRule],
    days: int,
    half_life: float,
) -> tuple[Contradiction, ...]:
    """Find the contradictions among `reports`, the heaviest and most recent first.

    A pair counts when a row of `rules` names its two kinds in the order of their dates, they are no further apart
    than it says, they touch a formation in common (or are about headquarters one above the other), and, where both
    name areas, an area in common. Its weight is

        rule × exp(-days between / 7) × √(truth₁ truth₂) × √(vote₁ vote₂),

    0.6 of that unless both name an area in common or, without an area, the same formation, and what the rule leaves of
    it where the place was attacked: a line formed on one day and lost in battle some days later is no contradiction.
    `days` is the number of days read and `half_life` that in days by which older pairs fall in the list.
    """
    if not reports:
        return ()
    reports = sorted(reports, key=lambda r: r.order)
    units = np.stack([report.units for report in reports])
    pairs = _candidates(reports, rules)
    pairs = pairs.keep(~_superseded(force, reports, pairs))
    pairs = replace(pairs, weight=pairs.weight * _closeness(force, reports, units, pairs))
    pairs = replace(pairs, weight=pairs.weight * _in_battle(reports, rules, pairs, days))
    pairs = pairs.keep(pairs.weight > 0)
    pairs = pairs.keep(_best_rule(pairs, len(reports)))
    pairs = pairs.keep(_best_partners(pairs, rules))
    either, both = units[pairs.first] | units[pairs.second], units[pairs.first] & units[pairs.second]
    touched = np.where(both.any(axis=1, keepdims=True), both, either)
    found = [
        Contradiction(
            first=reports[i].event,
            second=reports[j].event,
            rule=rules[rule].rule,
            weight=weight,
            day=max(reports[i].day, reports[j].day),
            units=whom,
            explanation=rules[rule].explanation,
        )
        for i, j, rule, weight, whom in zip(
            pairs.first.tolist(),
            pairs.second.tolist(),
            pairs.rule.tolist(),
            pairs.weight.tolist(),
            touched,
            strict=True,
        )
    ]
    left = 0.5 ** (1 / half_life)
    found.sort(key=lambda c: (-c.weight * left ** (days - 1 - c.day), -c.day, c.first.number, c.second.number))
    return tuple(found)


def incoherence(
    force: Force, contradictions: Sequence[Contradiction], days: int, half_life: float
) -> Float[np.ndarray, "days"]:
    """Index how incoherent the picture is, from 0 (all fits) to 100, per day.

    The index is 100 · (1 − exp(−s/3)), where s[t] = s[t-1] · 2^(-1/h) + Σ weight · √share sums over the
    contradictions of day t, share is the part of the force's strength that one touches, and h the half-life
    of contradictions in days.
    """
    total = np.zeros(days)
    for contradiction, share in zip(contradictions, parts_of_force(force, contradictions), strict=True):
        total[contradiction.day] += contradiction.weight * np.sqrt(share)
    left = 0.5 ** (1 / half_life)
    for t in range(1, days):
        total[t] += total[t - 1] * left
    return 100 * -np.expm1(-total / INCOHERENT)


def _candidates(reports: Sequence[Report], rules: Sequence[ContradictionRule]) -> _Pairs:
    """Pairs of the kinds and the distance in time that a rule wants, with their weights."""
    day = np.array([report.day for report in reports])
    credit = np.sqrt([report.truth * report.vote for report in reports])
    number = {kind: n for n, kind in enumerate(dict.fromkeys(report.event.kind for report in reports))}
    kind = np.array([number[report.event.kind] for report in reports])
    order = np.lexsort((day, kind))
    # One key for kind and day, so that one search finds the reports of a kind that a window holds.
    widest = max((rule.days for rule in rules), default=0)
    span = int(day.max()) + widest + 1
    key = (kind * span + day)[order]
    wanted = [
        (row, number[rule.first], number[rule.second])
        for row, rule in enumerate(rules)
        if rule.first in number and rule.second in number
    ]
    rows, one, other = np.array(wanted, dtype=int).reshape(-1, 3).T
    opening = np.searchsorted(key, one * span)
    entry, place = _ranges(opening, np.searchsorted(key, (one + 1) * span) - opening)
    member = order[place]
    sought = other[entry] * span + day[member]
    begin, end = np.searchsorted(key, sought), np.searchsorted(key, sought + widest, side="right")
    pair, place = _ranges(begin, np.minimum(end - begin, SEARCH))
    first, second, in_row = member[pair], order[place], rows[entry[pair]]
    weight = np.array([rule.weight for rule in rules])[in_row] * credit[first] * credit[second]
    weight = weight * np.exp(-(day[second] - day[first]) / CHANGE_OF_MIND_DAYS)
    allowed = np.array([rule.days for rule in rules])[in_row]
    return _Pairs(first, second, in_row, weight).keep((first != second) & (day[second] - day[first] <= allowed))


def _ranges(
    begin: Int[np.ndarray, "ranges"], count: Int[np.ndarray, "ranges"]
) -> tuple[Int[np.ndarray, "entries"], Int[np.ndarray, "entries"]]:
    """Which range each entry is of, and begin, begin + 1, … for the entries of each."""
    of = np.repeat(np.arange(len(count)), count)
    return of, np.arange(len(of)) + np.repeat(begin - np.cumsum(count) + count, count)


def _superseded(force: Force, reports: Sequence[Report], pairs: _Pairs) -> np.ndarray:
    """Which pairs are holding before, and leaving after, an order to withdraw from the place."""
    day = np.array([report.day for report in reports])
    ordered = np.full((day.max() + 1, len(force.areas)), -1)
    for report in reports:
        if report.event.kind == "order.withdraw" and report.truth > 0.5:
            ordered[report.day, report.areas] = report.day
    ordered = np.maximum.accumulate(ordered, axis=0)
    holding = np.array([r.event.kind in HOLDING for r in reports])
    last_order = np.array([ordered[r.day, r.areas].max(initial=-1) if r.event.kind in LEAVING else -1 for r in reports])
    return holding[pairs.first] & (day[pairs.first] < last_order[pairs.second])


def _closeness(
    force: Force, reports: Sequence[Report], units: Bool[np.ndarray, "reports formations"], pairs: _Pairs
) -> Float[np.ndarray, "pairs"]:
    """How far each pair is about the same people and place: 1, 0.6 for a whole and its part, or 0."""
    ids = {f.id: n for n, f in enumerate((*force.headquarters, *force.formations))}
    about = np.array([ids[report.event.formation] for report in reports])
    areas = np.stack([report.areas for report in reports])
    named = np.array([bool(report.event.areas) for report in reports])
    # A headquarters without troops here stands for a force elsewhere: its reports contradict nobody's here.
    here = np.any(units, axis=1)
    leads = np.array([n < len(force.headquarters) for n in about]) & here
    line = np.zeros((len(ids), len(ids)), dtype=bool)
    for below, chain in force.superiors.items():
        for above in chain:
            line[ids[below], ids[above]] = line[ids[above], ids[below]] = True

    closeness = np.zeros(len(pairs.first))
    for start in range(0, len(closeness), BATCH):
        batch = slice(start, start + BATCH)
        i, j = pairs.first[batch], pairs.second[batch]
        alike = about[i] == about[j]
        both_named = named[i] & named[j]
        place = (areas[i] & areas[j]).any(axis=1)
        people = (units[i] & units[j]).any(axis=1)
        people |= (alike & here[i]) | (line[about[i], about[j]] & leads[i] & leads[j])
        same = (alike & (named[i] == named[j])) | (both_named & place)
        closeness[batch] = (people & (place | ~both_named)) * np.where(same, 1.0, WITHIN)
    return closeness


def _in_battle(
    reports: Sequence[Report], rules: Sequence[ContradictionRule], pairs: _Pairs, days: int
) -> Float[np.ndarray, "pairs"]:
    """What is left of each pair's weight: all, or what its rule leaves of it where the place was attacked before."""
    left = np.array([rule.attacked for rule in rules])[pairs.rule]
    areas, units = np.stack([r.areas for r in reports]), np.stack([r.units for r in reports])
    at_place, at_unit = np.full((days, areas.shape[1]), -1), np.full((days, units.shape[1]), -1)
    for report in reports:
        if report.event.kind in ATTACKS and report.truth > 0.5:
            at_place[report.day, report.areas] = at_unit[report.day, report.units] = report.day
    at_place, at_unit = np.maximum.accumulate(at_place), np.maximum.accumulate(at_unit)
    out = np.ones(len(left))
    for n in np.flatnonzero(left < 1.0):
        second = pairs.second[n]
        day = reports[second].day
        last = at_place[day, areas[second]].max(initial=-1) if areas[second].any() else -1
        last = max(last, at_unit[day, units[second]].max(initial=-1))
        if last >= 0 and day - last <= ATTACKED_DAYS:
            out[n] = left[n]
    return out


def _best_rule(pairs: _Pairs, count: int) -> np.ndarray:
    """Positions of one entry for each two reports: the heaviest, or else the first in the table."""
    order = np.lexsort((pairs.rule, -pairs.weight))
    two = np.minimum(pairs.first, pairs.second) * count + np.maximum(pairs.first, pairs.second)
    _, earliest = np.unique(two[order], return_index=True)
    return order[earliest]


def _best_partners(pairs: _Pairs, rules: Sequence[ContradictionRule]) -> np.ndarray:
    """Which pairs are among the best three of both their reports under their rule."""
    names = {name: n for n, name in enumerate(dict.fromkeys(rule.rule for rule in rules))}
    name = np.array([names[rule.rule] for rule in rules], dtype=int)[pairs.rule]
    rank = _rank(np.tile(name, 2), np.concatenate([pairs.first, pairs.second]), np.tile(pairs.weight, 2))
    return np.all((rank < PARTNERS).reshape(2, -1), axis=0)


def _rank(name: np.ndarray, member: np.ndarray, weight: Float[np.ndarray, "entries"]) -> Int[np.ndarray, "entries"]:
    """Place of each entry, from 0, among those of the same rule name and member, the heaviest first."""
    order = np.lexsort((-weight, member, name))
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (np.diff(name[order]) != 0) | (np.diff(member[order]) != 0)
    opening = np.flatnonzero(fresh)
    rank = np.empty(len(order), dtype=int)
    rank[order] = np.arange(len(order)) - opening[np.cumsum(fresh) - 1]
    return rank
