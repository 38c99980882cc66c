"""The signs among the reports, day by day, as the filter reads them."""

from collections.abc import Mapping, Sequence

import numpy as np

from breakranks.assumptions import read_kinds
from breakranks.evidence.types import Force, Reading, Report
from breakranks.model import Model
from breakranks.model.likelihood import Sign
from breakranks.vocabulary import KINDS, SIGNS, STATES

STATE_NAMES = tuple(STATES)

WORDS = frozenset(kind.id for kind in KINDS.values() if kind.direction == "leave" and kind.group in ("order", "claim"))
"""Command's word that it withdraws, which troops who break belie."""
CONTRARY_DAYS = 7

Signs = Sequence[Sequence[Sign]]
"""The signs of each day, from the first on."""


def signs_of(model: Model, force: Force, readings: Sequence[Reading], days: int) -> Signs:
    """The signs of several variants of the evidence, each on the day it was out, in the order of their days.

    A report that a variant does not have, or has as another kind than a sign, has no weight there.
    """
    by_number = [{r.event.number: r for r in reading.reports} for reading in readings]
    every = {n: r for reports in reversed(by_number) for n, r in reports.items()}
    against = _against(by_number)
    contrary = [_contrary(reports, against) for reports in by_number]
    out: list[list[Sign]] = [[] for _ in range(days)]
    for number in sorted(every, key=lambda n: every[n].order):
        told = [reports.get(number) for reports in by_number]
        if any(r is not None and r.event.kind in SIGNS and r.vote > 0 for r in told):
            day = max(every[number].day, every[number].known)
            out[day].append(_sign(model, force, every[number], told, contrary))
    return out


def _sign(
    model: Model,
    force: Force,
    report: Report,
    told: Sequence[Report | None],
    contrary: Sequence[Mapping[int, float]],
) -> Sign:
    values, force = model.values, force.on(report.day)
    given = [r if r is not None and r.event.kind in SIGNS else None for r in told]
    kind = np.array([SIGNS.index(r.event.kind) if r else 0 for r in given])
    vote = np.array([r.vote if r else 0.0 for r in given])
    guard = np.array(
        [
            1.0 + values["likelihood.contrary"] * against.get(r.event.number, 0.0) if r else 1.0
            for r, against in zip(given, contrary, strict=True)
        ]
    )
    size = np.sqrt(force.strength) * report.units
    about = size / max(size.sum(), 1e-9)
    people = [(r.people_range or (r.people if r.people is None else (r.people,))) if r else None for r in given]
    struck = {n: _struck(values, force, report, about, n) for n in set(people)}
    breaks = [read_kinds()[r.event.kind].breaks if r else None for r in given]
    amount = np.array([b[1] if b and n is None else 1.0 for b, n in zip(breaks, people, strict=True)])
    return Sign(
        kind=kind,
        truth=np.array([r.truth if r else 0.5 for r in given]),
        vote=vote,
        weight=values["likelihood.power"] * vote / guard,
        to=np.array([STATE_NAMES.index(b[0]) if b else -1 for b in breaks]),
        about=about,
        hit=np.stack([struck[n][0] for n in people]),
        part=np.minimum(amount[:, None] * np.stack([struck[n][1] for n in people]), 1.0),
    )


def _struck(
    values: Mapping[str, float], force: Force, report: Report, about: np.ndarray, people: tuple[int, ...] | None
) -> tuple[np.ndarray, np.ndarray]:
    """The chance that each formation was struck, if troops broke as reported, and the part of it that went.

    A number of people is spread over all whom the report is about: fewer of a formation than a body are struck less
    likely, and a few of a whole army shake nobody. Of a range either end is as likely. Without a number, a body
    acted: the formation that it is of went whole the likelier the smaller it is; and a report about several tells
    of some of each.
    """
    if people is not None and len(people) > 1:
        (low, part), (high, other) = (_struck(values, force, report, about, (end,)) for end in people)
        hit = (low + high) / 2
        return hit, (low * part + high * other) / 2 / np.maximum(hit, 1e-9)
    if people is not None:
        share = min(people[0] / max(float(force.strength @ report.units), 1.0), 1.0)
        bodies = np.minimum(1.0, np.sqrt(share * force.strength / values["body"]))
        hit = np.maximum(share, bodies)
        return report.units * hit, share / np.maximum(hit, 1e-9)
    whole = np.sqrt(np.minimum(1.0, values["body"] / force.strength))
    several = values["likelihood.wide"] * report.units if report.units.sum() > 1 else 0.0
    return np.maximum(about, several), np.maximum(whole, values["body.least"])


def _against(by_number: Sequence[Mapping[int, Report]]) -> Mapping[int, Sequence[int]]:
    """For each of command's words of withdrawal, the reports of conduct of the week before that may belie it.

    A report is about the same people and days in every variant that has it, whatever its kind there.
    """
    words, conduct = dict[int, Report](), dict[int, Report]()
    for reports in by_number:
        words |= {n: r for n, r in reports.items() if r.event.kind in WORDS}
        conduct |= {n: r for n, r in reports.items() if read_kinds()[r.event.kind].breaks and r.vote > 0}
    if not words or not conduct:
        return {}
    numbers = np.array(sorted(conduct))
    told = [conduct[n] for n in numbers.tolist()]
    day, known, units = (np.array([getattr(r, name) for r in told]) for name in ("day", "known", "units"))
    found = {}
    for number, word in words.items():
        before = np.flatnonzero((day <= word.day) & (word.day - day <= CONTRARY_DAYS) & (known <= word.known))
        found[number] = numbers[before[units[before][:, word.units].any(axis=1)]].tolist()
    return found


def _contrary(reports: Mapping[int, Report], against: Mapping[int, Sequence[int]]) -> Mapping[int, float]:
    """For each of command's words of withdrawal, how many true reports of the week before tell of contrary conduct."""
    out = {}
    for number, others in against.items():
        if number in reports and reports[number].event.kind in WORDS:
            told = (reports[n] for n in others if n in reports)
            true = (r.truth * r.vote for r in told if r.vote > 0 and read_kinds()[r.event.kind].breaks)
            out[number] = sum(true, start=0.0)
    return out
