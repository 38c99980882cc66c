"""What the assessment would be if rows were coded as the second coder has them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from breakranks.agreement.types import Effect
from breakranks.assessment import Assessment
from breakranks.assessment.variants import Numbers, asked_of, conclude
from breakranks.case import Case, Event
from breakranks.evidence import Reading
from breakranks.evidence import as_of as evidence_as_of
from breakranks.vocabulary import QUESTIONS

Rows = Sequence[Event]


@dataclass(frozen=True)
class Recoded:
    """Readings of one case with other rows, made one after the other: all at once would fill memory."""

    case: Case
    variants: Sequence[Rows]
    day: date
    values: Mapping[str, float]

    def __len__(self) -> int:
        return len(self.variants)

    def __iter__(self) -> Iterator[Reading]:
        for rows in self.variants:
            yield evidence_as_of(replace(self.case, events=tuple(rows)), self.day, self.values).reading


def try_rows(
    case: Case, assessment: Assessment, variants: Sequence[Rows], progress: Callable[[float], None]
) -> tuple[Numbers, list[Effect]]:
    """The numbers of an assessment of `case`, and what each of these sets of rows in place of its own would change.

    `progress` is told the part that is done.
    """
    evidence, assumptions = assessment.evidence, assessment.provenance.assumptions
    readings = Recoded(case, [case.events, *variants], evidence.as_of, assumptions.values)
    # What is not recorded is a yes or no of each world: so few worlds tell a single row's part too coarsely.
    asked = [key for key in asked_of(assessment) if QUESTIONS[key[0]].recorded]
    usual, *told = conclude(assumptions, evidence.force, readings, evidence.winter, evidence.as_of, asked, progress)
    return usual, [_effect(usual, numbers) for numbers in told]


def _effect(usual: Numbers, other: Numbers) -> Effect:
    shift = other.less(usual)
    most = shift.largest_forecast
    key = most[0] if most else None
    before, after = (usual.forecasts[key], other.forecasts[key]) if key else (0.0, 0.0)
    return Effect(other.leading, shift.control, key, before, after)


def cannot(case: Case, event: Event) -> str:
    """Why a row cannot stand in a case; empty where it can."""
    if event.formation not in {formation.id for formation in case.formations}:
        return f"the first has no formation {event.formation}"
    if unknown := set(event.areas) - {area.id for area in case.areas}:
        return f"the first has no area {', '.join(sorted(unknown))}"
    if not case.start <= event.date <= case.end:
        return f"{event.date} lies outside the window of the first"
    return ""
