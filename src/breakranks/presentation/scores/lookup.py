"""Finding lines, forecasters and places in the scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from jaxtyping import Bool

from breakranks.presentation.words import NBSP, plural
from breakranks.scoring.summarise import MODEL
from breakranks.scoring.types import ExplanationLine, Item, Line, Scores
from breakranks.vocabulary import QUESTIONS


@dataclass(frozen=True)
class Place:
    """A selection of the items, by name, with the line of each forecaster."""

    name: str
    lines: Mapping[str, Line]

    @property
    def items(self) -> int:
        """How many items it holds."""
        return max((line.items for line in self.lines.values()), default=0)

    @property
    def happened(self) -> int:
        """How many of them happened."""
        return max((line.happened for line in self.lines.values()), default=0)


@dataclass(frozen=True)
class ScoresLookup:
    """Scores with indexes into their lists, each built when first asked for."""

    scores: Scores

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything that was asked."""
        return self.scores.items

    @cached_property
    def forecasters(self) -> tuple[str, ...]:
        """All forecasters: the model, its variants, the others."""
        return tuple(sorted(self.scores.forecasts, key=_rank))

    @cached_property
    def overall(self) -> Place:
        """All items."""
        return self._place("All items")

    @cached_property
    def by_question(self) -> tuple[Place, ...]:
        """The items of each question, in the order in which questions were asked."""
        asked = dict.fromkeys(line.question for line in self.scores.lines if line.question)
        return tuple(self._place(QUESTIONS[q].name, question=q) for q in asked)

    @cached_property
    def by_horizon(self) -> tuple[Place, ...]:
        """The items of each horizon, the nearest first."""
        asked = {line.horizon for line in self.scores.lines if line.horizon}
        return tuple(self._place(f"Within {h}{NBSP}days", horizon=h) for h in sorted(asked))

    @cached_property
    def by_case(self) -> tuple[Place, ...]:
        """The items of each case, in the order in which they were asked."""
        asked = dict.fromkeys(line.case for line in self.scores.lines if line.case)
        return tuple(self._place(case, case=case) for case in asked)

    def _place(
        self, name: str, question: str | None = None, horizon: int | None = None, case: str | None = None
    ) -> Place:
        about = question, horizon, case
        found = {x.forecaster: x for x in self.scores.lines if (x.question, x.horizon, x.case) == about}
        return Place(name, {f: found[f] for f in self.forecasters if f in found})

    @cached_property
    def explanation_lines(self) -> Mapping[str, ExplanationLine]:
        """How each forecaster did on what explains the conduct, in the order of `forecasters`."""
        lines = sorted(self.scores.explanation_lines, key=lambda line: _rank(line.forecaster))
        return {line.forecaster: line for line in lines}

    @cached_property
    def happened(self) -> Bool[np.ndarray, "items"]:
        """Which items happened."""
        return np.array([item.happened for item in self.items], bool)

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """The cases, in the order in which they were asked."""
        named = (*(item.case for item in self.items), *(phase.case for phase in self.scores.phases))
        return tuple(dict.fromkeys(named))

    @cached_property
    def days(self) -> tuple[tuple[str, date], ...]:
        """The days on which something was asked, each with its case."""
        asked = [(item.case, item.as_of) for item in self.items]
        return tuple(dict.fromkeys([*asked, *((phase.case, phase.as_of) for phase in self.scores.phases)]))

    @cached_property
    def extent(self) -> str:
        """How much was asked, in words."""
        return (
            f"{plural(len(self.items), 'item')} on {plural(len(self.days), 'day')} of {plural(len(self.cases), 'case')}"
        )


def _rank(name: str) -> tuple[bool, bool]:
    return name != MODEL, not name.startswith(f"{MODEL},")
