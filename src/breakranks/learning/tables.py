"""What past cases teach by counting: kinds of reports under each explanation, and how long explanations last."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from jaxtyping import Int

from breakranks.assumptions import ExplanationRow
from breakranks.assumptions.learnt import START
from breakranks.case import Case
from breakranks.vocabulary import EXPLANATIONS

PATIENCE = 100.0
"""Days of each explanation, at its usual stay, that the priors are worth beside those of the cases."""
OTHERS = 3.0
"""Switches from each explanation, to others as common as they usually are, that the priors are worth."""
BEGUN = 4.0
"""Cases that the priors of where a case begins, and of how common explanations are, are worth."""


def phases(case: Case) -> Int[np.ndarray, "days"]:
    """What the record says explained the conduct on each day, as the explanation's place; -1 where it does not say."""
    days = (case.end - case.start).days + 1
    out = np.full(days, -1)
    begun = sorted((o.date, o.note.split()[0]) for o in case.outcomes if o.question == "explanation" and o.date)
    for day, explanation in begun:
        out[max((day - case.start).days, 0) :] = list(EXPLANATIONS).index(explanation)
    return out


def learn_multipliers(
    cases: Sequence[Case], explanations: Sequence[ExplanationRow], reports: float
) -> Mapping[str, Mapping[str, float]]:
    """How many times likelier each kind is under each explanation, by counts on top of the analyst's table.

    The table is worth `reports` reports under each explanation: multiplier = (n + reports · share · table) /
    ((N + reports) · share), n of the N reports of signs under the explanation being of the kind, and share the kind's
    part of all reports of signs.
    """
    table = {row.kind: np.array([row.multipliers[z] for z in EXPLANATIONS]) for row in explanations}
    count = {kind: np.zeros(len(EXPLANATIONS)) for kind in table}
    for case in cases:
        phase = phases(case)
        for event in case.events:
            explained = phase[(event.date - case.start).days]
            if event.kind in count and explained >= 0:
                count[event.kind][explained] += 1.0
    total = sum(count.values(), np.zeros(len(EXPLANATIONS)))
    share = {kind: (count[kind].sum() + 1.0) / (total.sum() + len(count)) for kind in count}
    usual = sum((share[kind] * table[kind] for kind in count), np.zeros(len(EXPLANATIONS)))
    out = {}
    for kind, n in count.items():
        learnt = (n + reports * share[kind] * table[kind] / usual) / ((total + reports) * share[kind])
        out[kind] = dict(zip(EXPLANATIONS, learnt.tolist(), strict=True))
    return out


def learn_switches(
    cases: Sequence[Case], prior: Mapping[str, Mapping[str, float]]
) -> Mapping[str, Mapping[str, float]]:
    """Daily chances of going from one explanation to another, and where cases begin, by counts on top of the prior."""
    names = list(EXPLANATIONS)
    days, switches, begun = np.zeros(len(names)), np.zeros((len(names), len(names))), np.zeros(len(names))
    for case in cases:
        phase = phases(case)
        for before, after in pairwise(phase.tolist()):
            if before >= 0:
                days[before] += 1.0
                switches[before, after] += before != after
        if phase[0] >= 0:
            begun[phase[0]] += 1.0
    share = np.array([prior[START][z] for z in names])
    start = (begun + BEGUN * share) / (begun.sum() + BEGUN)
    out = {START: dict(zip(names, start.tolist(), strict=True))}
    for a, name in enumerate(names):
        usual = 1.0 - prior[name][name]
        leave = (switches[a].sum() + PATIENCE * usual) / (days[a] + PATIENCE)
        to = switches[a] + OTHERS * np.where(np.arange(len(names)) == a, 0.0, share)
        row = leave * to / to.sum()
        row[a] = 1.0 - leave
        out[name] = dict(zip(names, row.tolist(), strict=True))
    return out
