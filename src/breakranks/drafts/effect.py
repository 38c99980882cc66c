"""What accepting a draft would change in the assessment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from breakranks.case.types import Case
from breakranks.drafts.decide import files_with, tried
from breakranks.drafts.known import Known
from breakranks.drafts.types import Draft
from breakranks.tables import InputError, day_of
from breakranks.vocabulary import QUESTIONS

if TYPE_CHECKING:
    from breakranks.assessment.variants import Numbers
    from breakranks.assumptions import Assumptions

Key = tuple[str, str | None]
MOST_MOVED = 3
"""So many forecasts are told of."""


class Moved(NamedTuple):
    """A number before and after."""

    before: float
    after: float

    @property
    def by(self) -> float:
        """How far it moves."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Effect:
    """The numbers without a draft and with it, as of a day.

    `explanations` are probabilities by id, `control` the share of the force that command controls, and `forecasts` the
    three probabilities within 28 days that move most, by question and area (None for the force). Where a draft can move
    nothing, `silent` says why, and there are no numbers.
    """

    as_of: date | None = None
    explanations: "dict[str, Moved] | None" = None
    control: Moved | None = None
    forecasts: "dict[Key, Moved] | None" = None
    silent: str = ""


def effect(folder: Path, draft: Draft) -> Effect:
    """What accepting a draft would change in the assessment as of the last as-of day of the case.

    A report that came out later is assessed as of the day on which it did. The numbers before are worked out once for
    each state of the case.

    Raises:
        InputError: the case would not pass its check with the draft.
    """
    if draft.table == "judgements":
        return Effect(silent="A judgement is scored; an assessment does not read it.")
    known = Known(folder)
    if known.has(draft):
        return Effect(silent="The case has such a row already.")
    with tried(folder, files_with(folder, draft)) as found:
        if found.case is None:
            raise InputError(found.problems)
        after = found.case
    day = known.case.usual_day
    if draft.table == "events":
        reported = day_of(draft.reported) or after.events[-1].reported
        if reported > known.case.end:
            return Effect(silent=f"It came out on {reported}, after the window: no assessment reads it.")
        day = max(day, reported)
    return _between(known.case, after, day)


def _between(before: Case, after: Case, day: date) -> Effect:
    then = _before(before, day)
    old, new = then.numbers, _conclude(after, day, then.assumptions, then.asked)
    forecasts = {key: Moved(old.forecasts[key], new.forecasts[key]) for key in then.asked}
    most = sorted(forecasts, key=lambda key: -abs(forecasts[key].by))[:MOST_MOVED]
    return Effect(
        as_of=day,
        explanations={z: Moved(p, new.explanations[z]) for z, p in old.explanations.items()},
        control=Moved(old.control, new.control),
        forecasts={key: forecasts[key] for key in most},
    )


class _Before(NamedTuple):
    """A case as it is on a day: the assumptions, the forecasts that can be given, and what is concluded."""

    assumptions: "Assumptions"
    asked: tuple[Key, ...]
    numbers: "Numbers"


_KEPT: dict[tuple[str, date], _Before] = {}
"""The states of cases that were worked out last, by all that the case says."""
MOST_KEPT = 8


def _before(case: Case, day: date) -> _Before:
    said = repr(case), day
    if said not in _KEPT:
        # Imported here, because what computes takes longer to load than drafts take to read.
        from breakranks.assumptions import read_assumptions

        assumptions = read_assumptions(case.slug)
        asked = tuple(_asked(case, day, assumptions))
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        _KEPT[said] = _Before(assumptions, asked, _conclude(case, day, assumptions, asked))
    return _KEPT[said]


def _asked(case: Case, day: date, assumptions: "Assumptions") -> Iterator[Key]:
    """The questions of areas and of the force that are open; without those that so few worlds tell too coarsely."""
    from breakranks.assessment.ladder import STILL_OPEN
    from breakranks.evidence import as_of
    from breakranks.model import model_of
    from breakranks.posterior import infer
    from breakranks.posterior.filter import BROKEN
    from breakranks.worlds.step import HALF

    evidence = as_of(case, day, assumptions.values)
    posterior = infer(model_of(assumptions), evidence)
    broken = float(posterior.force.share @ (posterior.filtered.states[0, -1] @ BROKEN))
    for question in QUESTIONS.values():
        if question.recorded and question.of == "area":
            lost = posterior.course.lost[0, -1]
            yield from ((question.id, a.id) for n, a in enumerate(evidence.force.areas) if 1 - lost[n] >= STILL_OPEN)
        elif question.recorded and (question.of != "whole" or broken <= HALF):
            yield question.id, None


def _conclude(case: Case, day: date, assumptions: "Assumptions", asked: tuple[Key, ...]) -> "Numbers":
    from breakranks.assessment.variants import conclude
    from breakranks.evidence import as_of

    evidence = as_of(case, day, assumptions.values)
    (numbers,) = conclude(assumptions, evidence.force, [evidence.reading], evidence.winter, day, asked)
    return numbers
