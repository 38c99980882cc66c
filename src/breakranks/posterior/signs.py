"""The signs among the reports, day by day, as the filter reads them."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

import numpy as np

from breakranks.assumptions import read_kinds
from breakranks.evidence.types import Force, Reading, Report
from breakranks.model import Model
from breakranks.model.likelihood import Sign
from breakranks.posterior.conditions import USUAL_STRENGTH
from breakranks.vocabulary import KINDS, SIGNS, STATES

STATE_NAMES = tuple(STATES)

WORDS = frozenset(kind.id for kind in KINDS.values() if kind.direction == "leave" and kind.group in ("order", "claim"))
"""Command's word that it withdraws, which troops who break belie."""
CONTRARY_DAYS = 7
REPEATED_DAYS = 14
"""How long a sign of one kind makes others of it weigh less."""

Signs = Sequence[Sequence[Sign]]
"""The signs of each day, from the first on."""


def signs_of(model: Model, force: Force, readings: Sequence[Reading], days: int) -> Signs:
    """The signs of several variants of the evidence, each on the day it was out.

    Each variant has its own, in its own order: the n-th signs of a day need not come from one report. Those of one
    variant are what they would be without the others.
    """
    known: dict[int, Sign] = {}
    told = [_by_day(model, force, reading, days, known) for reading in readings]
    nothing = _nothing(force)
    return [
        [_together(signs) for signs in zip_longest(*(of[day] for of in told), fillvalue=nothing)] for day in range(days)
    ]


def _by_day(
    model: Model, force: Force, reading: Reading, days: int, known: dict[int, Sign]
) -> Sequence[Sequence[Sign]]:
    """The signs of one variant by the day they were out; `known` keeps those of reports that several variants share."""
    out: list[list[Sign]] = [[] for _ in range(days)]
    told = sorted((r for r in reading.reports if r.event.kind in SIGNS and r.vote > 0), key=lambda r: r.order)
    contrary, repeated = _contrary(reading.reports), _repeated(told)
    for report in told:
        if id(report) not in known:
            known[id(report)] = _sign(model, force, report)
        sign = known[id(report)]
        guard = model.values["likelihood.contrary"] * contrary.get(report.event.number, 0.0)
        guard += model.values["likelihood.repeated"] * repeated[report.event.number]
        out[max(report.day, report.known)].append(sign._replace(weight=sign.weight / (1.0 + guard)))
    return out


def _sign(model: Model, force: Force, report: Report) -> Sign:
    values, force = model.values, force.on(report.day)
    size = np.sqrt(force.strength) * report.units
    about = size / max(size.sum(), 1e-9)
    people = _people(report)
    hit, part = _struck(values, force, report, about, people)
    breaks = read_kinds()[report.event.kind].breaks
    amount = breaks[1] if breaks and not people else 1.0
    return Sign(
        kind=np.array([SIGNS.index(report.event.kind)]),
        truth=np.array([report.truth]),
        vote=np.array([report.vote]),
        weight=np.array([values["likelihood.power"] * report.vote * _extent(values, force, report)]),
        to=np.array([STATE_NAMES.index(breaks[0]) if breaks else -1]),
        about=about[None],
        hit=hit[None],
        part=np.minimum(amount * part, 1.0)[None],
    )


def _nothing(force: Force) -> Sign:
    """What a variant has where others have one sign more."""
    none, nobody = np.zeros(1), np.zeros((1, len(force.formations)))
    return Sign(np.zeros(1, int), none, none, none, np.full(1, -1), nobody, nobody, nobody)


def _together(signs: Sequence[Sign]) -> Sign:
    return Sign(*(np.concatenate(parts) for parts in zip(*signs, strict=True)))


def _extent(values: Mapping[str, float], force: Force, report: Report) -> float:
    """How much a report that troops broke counts for what explains the conduct: by the people that it tells of.

    Fewer than half a company count for less, by the root of their number; more of the force than a body is of a
    usual force count for more, by the root of their share.
    """
    people = _people(report)
    if not people or not read_kinds()[report.event.kind].breaks:
        return 1.0
    few = np.minimum(np.sqrt(np.array(people) / values["likelihood.few"]), 1.0)
    share = np.array(people) / force.strength.sum() / (values["body"] / USUAL_STRENGTH)
    return float(np.maximum(few, np.minimum(np.sqrt(share), values["likelihood.extent"])).mean())


def _people(report: Report) -> tuple[int, ...]:
    """The number of people that were told of, both ends of a range, or nothing."""
    return report.people_range or (() if report.people is None else (report.people,))


def _struck(
    values: Mapping[str, float], force: Force, report: Report, about: np.ndarray, people: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """The chance that each formation was struck, if troops broke as reported, and the part of it that went.

    A number of people is spread over all whom the report is about: fewer of a formation than a body are struck less
    likely, and a few of a whole army shake nobody. Of a range either end is as likely. Without a number, a body
    acted: the formation that it is of went whole the likelier the smaller it is; and a report about several tells
    of some of each.
    """
    if len(people) > 1:
        (low, part), (high, other) = (_struck(values, force, report, about, (end,)) for end in people)
        hit = (low + high) / 2
        return hit, (low * part + high * other) / 2 / np.maximum(hit, 1e-9)
    if people:
        share = min(people[0] / max(float(force.strength @ report.units), 1.0), 1.0)
        bodies = np.minimum(1.0, np.sqrt(share * force.strength / values["body"]))
        hit = np.maximum(share, bodies)
        return report.units * hit, share / np.maximum(hit, 1e-9)
    whole = np.sqrt(np.minimum(1.0, values["body"] / force.strength))
    several = values["likelihood.wide"] * report.units if report.units.sum() > 1 else 0.0
    # As many people are struck as if the largest of them were, lest a corps should count for less than its brigade.
    largest = (force.strength * report.units).max() / max(float(force.strength @ about), 1e-9)
    return np.maximum(about * largest, several), np.maximum(whole, values["body.least"])


def _contrary(reports: Sequence[Report]) -> Mapping[int, float]:
    """For each of command's words of withdrawal, how many true reports of the week before tell of contrary conduct."""
    words = [r for r in reports if r.event.kind in WORDS]
    conduct = [r for r in reports if read_kinds()[r.event.kind].breaks and r.vote > 0]
    if not words or not conduct:
        return {}
    day, known, units = (np.array([getattr(r, name) for r in conduct]) for name in ("day", "known", "units"))
    true = np.array([r.truth * r.vote for r in conduct])
    found = {}
    for word in words:
        before = np.flatnonzero((day <= word.day) & (word.day - day <= CONTRARY_DAYS) & (known <= word.known))
        found[word.event.number] = float(true[before[units[before][:, word.units].any(axis=1)]].sum())
    return found


def _repeated(reports: Sequence[Report]) -> Mapping[int, float]:
    """For each sign how many true ones of its kind were out before it, within a fortnight.

    They are no echoes, but share press and coder with it.
    """
    found = dict[int, float]()
    by_kind: dict[str, list[Report]] = {}
    for report in reports:
        by_kind.setdefault(report.event.kind, []).append(report)
    for alike in by_kind.values():
        alike.sort(key=lambda r: (max(r.day, r.known), r.order))
        out = np.array([max(r.day, r.known) for r in alike])
        true = np.cumsum([0.0, *(r.truth * r.vote for r in alike)])
        first = np.searchsorted(out, out - REPEATED_DAYS)
        found |= {r.event.number: float(true[n] - true[first[n]]) for n, r in enumerate(alike)}
    return found
