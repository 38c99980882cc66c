"""The whole way in one call: from a case to its assessment, to the reasons for it, and from one day to another."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from breakranks.assessment import (
    Assessment,
    Comparison,
    EarlierDay,
    Reasons,
    compare_days,
    count,
    look_back,
    run_choices,
    weigh,
)
from breakranks.assumptions import read_assumptions, start_ordinary
from breakranks.case import Case, load_case
from breakranks.evidence import as_of as evidence_as_of
from breakranks.model import model_of
from breakranks.posterior import infer
from breakranks.tables import InputError

Progress = Callable[[str, float], None]


def assess(
    case: Case | str | Path,
    as_of: date | None = None,
    parameters: Path | None = None,
    explanations: Path | None = None,
    ordinary: bool = False,
    progress: Progress = lambda *_: None,
) -> Assessment:
    """Assess a case (or its slug, or its folder) as of a day, by default the last of its `as_of` days, or its end.

    `parameters` and `explanations` are files whose rows replace the shipped ones. `ordinary` starts from how often
    ground is lost on an ordinary front, not in campaigns like the shipped ones. `progress` is told a stage ("evidence",
    "worlds", "counting") and the part of it that is done. The same input gives the same numbers.

    Raises:
        InputError: the case, the day or a file cannot be used.
    """
    case = case if isinstance(case, Case) else load_case(case)
    assumptions = read_assumptions(case.slug, parameters, explanations)
    if ordinary:
        assumptions = start_ordinary(assumptions)
    day = case.usual_day if as_of is None else _day(as_of)
    progress("evidence", 0.0)
    evidence = evidence_as_of(case, day, assumptions.values)
    posterior = infer(model_of(assumptions), evidence)
    progress("evidence", 1.0)
    futures = run_choices(posterior, assumptions, day, lambda part: progress("worlds", part))
    progress("counting", 0.0)
    assessment = count(evidence, assumptions, posterior, futures)
    progress("counting", 1.0)
    return assessment


def _day(day: object) -> date:
    if not isinstance(day, date) or isinstance(day, datetime):
        raise InputError(f"{day!r} is not a day. Give a date without hours, for example date(2022, 11, 9).")
    return day


def reasons(assessment: Assessment, progress: Progress = lambda *_: None) -> Reasons:
    """Which reports carry an assessment, and how far it hangs on how they were coded.

    Every report is left out, and every one coded as another coder might have coded it. `progress` is told the stage
    ("reports") and the part of it that is done.
    """
    return weigh(assessment, lambda part: progress("reports", part))


def earlier(case: Case | str | Path, assessment: Assessment) -> EarlierDay | None:
    """What was said on the last of the case's `as_of` days before the assessment's own; None where there is none.

    Its explanations, control and forecasts within 28 days are those that `assess` gives as of that day, by the same
    assumptions.

    Raises:
        InputError: the case cannot be used.
    """
    case = case if isinstance(case, Case) else load_case(case)
    days = [day for day in case.as_of if day < assessment.evidence.as_of]
    assumptions = assessment.provenance.assumptions
    return look_back(evidence_as_of(case, max(days), assumptions.values), assumptions) if days else None


def compare(
    case: Case | str | Path,
    since: date,
    until: date,
    parameters: Path | None = None,
    explanations: Path | None = None,
    ordinary: bool = False,
    progress: Progress = lambda *_: None,
) -> Comparison:
    """What moved between two days of a case, and which reports and moves did it; the parts add up to the change.

    The other arguments are those of `assess`. `progress` is told a stage ("before", "after", "reports") and the part of
    it that is done.

    Raises:
        InputError: the case, a day or a file cannot be used, or the days are not in order.
    """
    if not _day(since) < _day(until):
        raise InputError(f"The first day, {since}, must come before the second, {until}.")
    case = case if isinstance(case, Case) else load_case(case)

    def on(day: date, stage: str) -> Assessment:
        progress(stage, 0.0)
        found = assess(case, day, parameters, explanations, ordinary)
        progress(stage, 1.0)
        return found

    return compare_days(case, on(since, "before"), on(until, "after"), lambda part: progress("reports", part))
