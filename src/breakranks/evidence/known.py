"""What may be known of a case on a day, and the same with one report left out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from breakranks.assumptions import read_contradictions, read_parameters
from breakranks.case.types import Case, Source
from breakranks.evidence.conditions import read_conditions, winter_days
from breakranks.evidence.contradictions import find_contradictions, incoherence
from breakranks.evidence.force import known_force
from breakranks.evidence.reports import leave_vote, read_reports, share_votes
from breakranks.evidence.types import Conditions, Contradiction, Evidence, Force, Report
from breakranks.tables import InputError


def as_of(case: Case, day: date, parameters: Mapping[str, float] | None = None) -> Evidence:
    """Read the evidence as of `day`: what was reported by then, and nothing of what came later.

    `parameters` gives the fixed parameters by name (half-lives, truth of the Admiralty codes); by default the
    centres of the shipped table. Raises InputError where `day` lies outside the case's window.
    """
    if not case.start <= day <= case.end:
        raise InputError(f"{day} lies outside the window of {case.slug}: choose a day from {case.start} to {case.end}")
    given = _centres() if parameters is None else parameters
    force = known_force(case, day)
    winter = winter_days(case.winter, case.start, (day - case.start).days + 1)
    reports = share_votes(read_reports(case, force, day, given))
    reading = _read(force, reports, winter, given)
    return Evidence(
        slug=case.slug,
        title=case.title,
        summary=case.summary,
        force_name=case.force,
        opponent=case.opponent,
        command=case.command,
        start=case.start,
        as_of=day,
        end=case.end,
        force=force,
        sources=_cited(case.sources, reports),
        reports=reports,
        conditions=reading.conditions,
        contradictions=reading.contradictions,
        incoherence=reading.incoherence,
    )


def without(evidence: Evidence, number: int, parameters: Mapping[str, float] | None = None) -> Evidence:
    """Give the same evidence had report `number` never been made.

    `parameters` must be those that the evidence was made with. Raises KeyError where there is no such report.
    """
    gone = {report.event.number: report for report in evidence.reports}[number]
    given = _centres() if parameters is None else parameters
    kept = leave_vote(evidence.reports, gone)
    reading = _read(evidence.force, kept, evidence.conditions.winter, given)
    return replace(
        evidence,
        sources=_cited(evidence.sources, kept),
        reports=kept,
        conditions=reading.conditions,
        contradictions=reading.contradictions,
        incoherence=reading.incoherence,
    )


class _Reading(NamedTuple):
    """What follows from a set of reports."""

    conditions: Conditions
    contradictions: tuple[Contradiction, ...]
    incoherence: Float[np.ndarray, "days"]


def _read(
    force: Force,
    reports: Sequence[Report],
    winter: Float[np.ndarray, "days"],
    parameters: Mapping[str, float],
) -> _Reading:
    days, half_life = len(winter), parameters["half-life-dissonance"]
    contradictions = find_contradictions(force, reports, read_contradictions(), days, half_life)
    return _Reading(
        conditions=read_conditions(force, reports, contradictions, winter, parameters),
        contradictions=contradictions,
        incoherence=incoherence(force, contradictions, days, half_life),
    )


def _cited(sources: Mapping[str, Source], reports: Sequence[Report]) -> Mapping[str, Source]:
    cited = {report.event.source for report in reports}
    return {key: source for key, source in sources.items() if key in cited}


def _centres() -> Mapping[str, float]:
    return {parameter.name: parameter.centre for parameter in read_parameters()}
