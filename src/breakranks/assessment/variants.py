"""Explanations, control, and forecasts within 28 days, for many variants of the evidence at once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Sized
from datetime import date
from itertools import islice
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float

from breakranks.assessment.ladder import left_to_break
from breakranks.assessment.mixture import mixture_of
from breakranks.assessment.types import Assessment, Key, Shift
from breakranks.assumptions import Assumptions
from breakranks.evidence import Evidence, Force, Reading, Report, change
from breakranks.model import model_of
from breakranks.posterior import infer_variants
from breakranks.posterior.filter import PAIRS
from breakranks.vocabulary import EXPLANATIONS, QUESTIONS
from breakranks.worlds import chances_within, coefficient_names, draw_luck

DAYS = 28
"""Days within which forecasts are compared."""
WORLDS = 128
"""Worlds for each variant; every variant has the same luck, and every world gives its chance, not a yes or no."""
TOGETHER = 64
"""Variants that are worked out at once, at most."""
BODIES, BODY_DAYS = 2_048, 4_000_000
"""Formations (or areas) of all variants together, and with the pairs, times days: of a large case fewer fit."""


class Numbers(NamedTuple):
    """What is concluded from one variant."""

    explanations: Mapping[str, float]
    control: float
    forecasts: Mapping[Key, float]

    @property
    def leading(self) -> str:
        """The likeliest explanation."""
        return max(self.explanations, key=lambda z: self.explanations[z])

    def less(self, other: "Numbers") -> Shift:
        """These numbers less those of another variant."""
        return Shift(
            {z: p - other.explanations[z] for z, p in self.explanations.items()},
            self.control - other.control,
            {key: p - other.forecasts[key] for key, p in self.forecasts.items()},
        )


@runtime_checkable
class Readings(Sized, Iterable[Reading], Protocol):
    """Readings of one force that can be counted before they are made."""


class Changed:
    """Readings of the evidence with some reports changed, made one after the other: all at once would fill memory."""

    def __init__(
        self, evidence: Evidence, changes: Sequence[Mapping[int, Report | None]], values: Mapping[str, float]
    ) -> None:
        self.evidence, self.changes, self.values = evidence, changes, values

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[Reading]:
        force, reading = self.evidence.force, self.evidence.reading
        return (change(force, reading, changed, self.values) if changed else reading for changed in self.changes)


def conclude(
    assumptions: Assumptions,
    force: Force,
    readings: Readings,
    winter: Float[np.ndarray, "days"],
    as_of: date,
    asked: Collection[Key],
    progress: Callable[[float], None] = lambda _: None,
) -> list[Numbers]:
    """The numbers of every reading of one force as of one day, with the forecasts that are asked.

    `progress` is told the part that is done.
    """
    model, mixture = model_of(assumptions), mixture_of(assumptions)
    luck = draw_luck(WORLDS, len(force.formations), len(force.areas), len(coefficient_names(model)))
    out = list[Numbers]()
    bodies = max(len(force.formations), len(force.areas))
    together = max(min(TOGETHER, BODIES // bodies, BODY_DAYS // ((bodies + PAIRS) * len(winter))), 1)
    waiting = iter(readings)
    while batch := list(islice(waiting, together)):
        posterior = infer_variants(model, force, batch, winter)
        left = left_to_break(posterior)
        chances = by_question(force, chances_within(posterior, assumptions.parameters, luck, as_of, DAYS))
        explained = posterior.filtered.explanations[:, -1].tolist()
        control = (posterior.filtered.pairs * posterior.filtered.control)[:, -1].sum(axis=-1).tolist()
        for v, explanations in enumerate(explained):
            parts = {key: float(left[v]) if QUESTIONS[key[0]].recurring else 1.0 for key in asked}
            told = {key: mixture.mix(key[0], float(chances[key][v]), DAYS, part=parts[key]) for key in asked}
            out.append(Numbers(dict(zip(EXPLANATIONS, explanations, strict=True)), control[v], told))
        progress(len(out) / len(readings))
    return out


def asked_of(assessment: Assessment) -> tuple[Key, ...]:
    """The forecasts of areas and of the force that have a number."""
    return tuple(
        f.key for f in assessment.forecasts if f.horizon == DAYS and f.formation is None and f.probability is not None
    )


def by_question(
    force: Force, chances: Mapping[str, Float[np.ndarray, "variants ..."]]
) -> dict[Key, Float[np.ndarray, "variants"]]:
    """The chances that `chances_within` gives, by question and area."""
    found: dict[Key, np.ndarray] = {}
    for question in QUESTIONS.values():
        if question.of == "area":
            found |= {(question.id, area.id): chances["area"][:, n] for n, area in enumerate(force.areas)}
        else:
            found[question.id, None] = chances[question.hazard]
    return found
