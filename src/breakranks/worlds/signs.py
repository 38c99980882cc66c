"""The reports that are to be expected in each world, given what formations do in it."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int

from breakranks.evidence.types import Force, Report
from breakranks.model import Model
from breakranks.vocabulary import SIGNS, STATES

Array = Float[np.ndarray, "..."]
RECENT_REPORTS = 28
"""Days over which the volume of reports to come is taken."""
ATTACK = "opponent.attack"
WATCHED_KINDS = (*SIGNS, ATTACK)
"""Kinds of reports that are to be expected, in the order of arrays: signs, and attacks."""


class ExpectedSigns:
    """Counts, day after day, the reports of each watched kind that are to be expected in each area.

    Attacks leave a trace that halves every half-life h, so that a trace y stands for y · log 2 / h reports a day. Of
    signs, reports on a day are volume × share(kind) × multiplier(kind, explanation) × exp(slack(kind) · deficit(grip))
    × what the formations of the area show, each in proportion to the root of its strength: the filter's likelihood,
    read the other way round.
    """

    def __init__(self, model: Model, force: Force, reports: Sequence[Report], days: int, worlds: int) -> None:
        signs = [r for r in reports if r.event.kind in SIGNS]
        recent = sum(r.day >= days - RECENT_REPORTS for r in signs)
        count = np.array([1.0 + sum(r.event.kind == kind for r in signs) for kind in SIGNS])
        self.usual = (recent / min(RECENT_REPORTS, days) * count / count.sum()).astype(np.float32)
        self.multipliers = model.multipliers.astype(np.float32)
        self.tilt = np.exp(model.slack[:, None] * model.deficit).astype(np.float32)
        self.shows = model.shows.astype(np.float32)
        root = np.sqrt(force.strength)
        place = np.arange(len(force.areas))[:, None] == force.area_of[None, :]
        self.place = (place * root / root.sum()).astype(np.float32)
        self.attacks_a_day = np.float32(np.log(2.0) / model.values["half-life.attack"])
        self.expected = np.zeros((len(WATCHED_KINDS), len(force.areas), worlds), np.float32)

    def add(
        self,
        explanation: Int[np.ndarray, "worlds"],
        grip: Int[np.ndarray, "worlds"],
        states: Int[np.ndarray, "formations worlds"],
        attack: Float[np.ndarray, "areas worlds"],
        days: int,
    ) -> None:
        """Add what is to be expected in so many days like this one."""
        command = self.usual[:, None] * self.multipliers[:, explanation] * self.tilt[:, grip]
        there = np.stack([self.place @ (states == s).astype(np.float32) for s in range(len(STATES))])
        shown = np.tensordot(self.shows, there, 1)
        self.expected[: len(SIGNS)] += days * command[:, None, :] * shown
        self.expected[len(SIGNS)] += days * self.attacks_a_day * attack
