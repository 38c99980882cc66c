"""The questions as the worlds answer them: of whom, on what day first, in which worlds it can still happen."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float, Int

from breakranks.assessment.types import AGAIN, HAPPENED, OPEN, UNCLEAR
from breakranks.evidence.types import Evidence
from breakranks.posterior import Posterior
from breakranks.posterior.filter import BROKEN, EVENTS
from breakranks.vocabulary import BATTALION, QUESTIONS
from breakranks.worlds import NEVER, Start, Worlds
from breakranks.worlds.step import HALF, HOLDS, THIRD

STILL_OPEN, SETTLED = 0.6, 0.2
"""A question is open while the chance that it has not happened is at least the one, settled at most at the other."""
TOLD = 0.5
"""An event that may come again has happened where the reports make that likelier than this."""


@dataclass(frozen=True)
class Rung:
    """One question about an area, a formation or the force.

    `given` are the worlds in which it can still happen, `days` the day on which it first does in each, and `state` one
    of those of `Forecast`. `left` is the part of the base rate of the force that is left to it (`left_to_break`).
    """

    question: str
    area: str | None
    formation: str | None
    state: str
    given: Bool[np.ndarray, "worlds"]
    days: Int[np.ndarray, "worlds"]
    left: float = 1.0

    @property
    def asked(self) -> bool:
        """Whether there is a number to give."""
        return self.state in (OPEN, AGAIN)

    @property
    def key(self) -> tuple[str, str | None]:
        """The question and its area."""
        return self.question, self.area

    @cached_property
    def _by_day(self) -> Float[np.ndarray, "days"]:
        """In how many of the worlds in which it can still happen it has happened by each day."""
        return np.cumsum(np.bincount(self.days[self.given], minlength=NEVER + 1)).astype(float)

    def within(self, horizon: int) -> float:
        """The share of the worlds in which it can still happen where it does by the horizon.

        Half a world is added to either side, so that nothing is certain. A half where it can happen in none.
        """
        return float((self._by_day[horizon] + 0.5) / (self._by_day[-1] + 1.0))


def rungs(evidence: Evidence, posterior: Posterior, worlds: Worlds) -> Iterator[Rung]:
    """Every rung in the order of the questions: each area; or the force, and each of its formations."""
    everywhere = np.ones(worlds.start.held.shape[1], bool)
    for question in QUESTIONS.values():
        if question.of == "area":
            for a, area in enumerate(evidence.force.areas):
                held = 1.0 - float(posterior.course.lost[0, -1, a])
                yield Rung(question.id, area.id, None, state_by_chance(held), worlds.start.held[a], worlds.fall[a])
        elif question.of == "whole":
            given = ~already(question.hazard, posterior, worlds.start)
            yield Rung(
                question.id, None, None, state_by_chance(float(given.mean())), given, worlds.first[question.hazard]
            )
        else:
            state, left = state_of_recurring(told(evidence, question.id)), float(left_to_break(posterior)[0])
            yield Rung(question.id, None, None, state, everywhere, worlds.first[question.hazard], left)
            for u, formation in enumerate(evidence.force.formations):
                whole = worlds.start.states[u]
                given = BROKEN[whole] == 0
                state = _state_of(posterior.filtered.states[0, -1, u], EVENTS[question.hazard])
                yield Rung(question.id, None, formation.id, state, given, worlds.breaks[question.hazard][u])


def left_to_break(posterior: Posterior) -> Float[np.ndarray, "variants"]:
    """The part of its usual rate at which a force breaks that is left to it, as worlds have it.

    All, until half of its strength has broken; nothing, where nobody is left.
    """
    broken = posterior.filtered.states[:, -1] @ BROKEN @ posterior.force.share
    return np.minimum(2.0 * (1.0 - broken), 1.0)


def state_by_chance(open_chance: float) -> str:
    """The state of a question, by the chance that it has not happened."""
    if open_chance >= STILL_OPEN:
        return OPEN
    return HAPPENED if open_chance <= SETTLED else UNCLEAR


def state_of_recurring(told: float) -> str:
    """The state of a question about what can happen again, by the chance that it has."""
    return AGAIN if told > TOLD else OPEN


def _state_of(states: Float[np.ndarray, "states"], asked: int) -> str:
    """The state of a question about one formation: one that has broken in another way is past asking."""
    state = state_by_chance(1.0 - float(states @ BROKEN))
    return UNCLEAR if state == HAPPENED and states[asked] < STILL_OPEN else state


def already(hazard: str, posterior: Posterior, start: Start) -> Bool[np.ndarray, "worlds"]:
    """In which worlds the force has gone to pieces, or cannot hold its ground, on the as-of day itself."""
    strength, states = posterior.force.strength, start.states
    if hazard == "collapse":
        return strength @ BROKEN[states] > HALF * strength.sum()
    return strength @ HOLDS[states] < THIRD * strength.sum()


def told(evidence: Evidence, question: str) -> float:
    """The chance that what a recurring question asks has happened already, by reports that tell of it.

    1 − Π (1 − truth × vote × chance that the body was as large as the question asks); where a number of people is
    reported, that chance is 1 or 0.
    """
    kinds = QUESTIONS[question].told_by
    doubt = 1.0
    for report in evidence.reports:
        if report.event.kind in kinds:
            ends = report.people_range or (report.people,)
            large = kinds[report.event.kind]
            if report.people is not None:
                large = sum(float(people >= BATTALION) for people in ends if people is not None) / len(ends)
            doubt *= 1.0 - report.truth * report.vote * large
    return 1.0 - doubt
