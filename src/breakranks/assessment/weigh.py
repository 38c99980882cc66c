"""Which reports carry an assessment, and how far it hangs on how they were coded."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from breakranks.assessment.types import Assessment, Reasons, Recoding, ReportWeight
from breakranks.assessment.variants import Changed, asked_of, conclude
from breakranks.assumptions import read_confusions
from breakranks.evidence import Evidence, Report
from breakranks.evidence.reports import truth
from breakranks.model import Model, model_of
from breakranks.vocabulary import CREDIBILITY, EXPLANATIONS, QUESTIONS, SIGNS

DOUBT = ("1", "2", "3", "4", "5")
"""Credibilities in order; the sixth says that nobody can judge, and is no step from any."""


def weigh(assessment: Assessment, progress: Callable[[float], None] = lambda _: None) -> Reasons:
    """Leave every report out, code every one as another coder might have, and leave out command's public words.

    Echoes carry nothing of their own, and are not recoded. `progress` is told the part that is done.
    """
    evidence, assumptions = assessment.evidence, assessment.provenance.assumptions
    values = assumptions.values
    left_out = {r.event.number: {r.event.number: None} for r in evidence.reports if r.vote > 0}
    recoded = [(r, how, {r.event.number: other}) for r in evidence.reports for how, other in _recodings(r, values)]
    claims = {r.event.number: None for r in evidence.reports if r.event.kind.startswith("claim.")}
    changes: list[Mapping[int, Report | None]] = [{}, claims, *left_out.values(), *(c for _, _, c in recoded)]
    # What is not recorded is a yes or no of each world: so few worlds tell a single report's part too coarsely.
    asked = [key for key in asked_of(assessment) if QUESTIONS[key[0]].recorded]
    readings = Changed(evidence, changes, values)
    told = conclude(assumptions, evidence.force, readings, evidence.winter, evidence.as_of, asked, progress)
    usual, without_claims = told[:2]
    without = dict(zip(left_out, told[2:], strict=False))
    said = _said(model_of(assumptions), evidence)
    return Reasons(
        weights=tuple(
            ReportWeight(
                number=r.event.number,
                said=said.get(r.event.number, dict.fromkeys(EXPLANATIONS, 0.0)),
                effect=usual.less(without.get(r.event.number, usual)),
            )
            for r in evidence.reports
        ),
        recodings=tuple(
            Recoding(r.event.number, how, numbers.less(usual), numbers.leading)
            for (r, how, _), numbers in zip(recoded, told[2 + len(left_out) :], strict=True)
        ),
        without_claims=without_claims.less(usual),
        leading_without_claims=without_claims.leading,
    )


def _recodings(report: Report, values: Mapping[str, float]) -> Iterator[tuple[str, Report]]:
    """The report as another coder might have coded it: the kinds it is taken for, and one step of credibility."""
    if report.vote == 0:
        return
    event = report.event
    for kind in read_confusions().get(event.kind, ()):
        yield f"{kind} instead of {event.kind}", replace(report, event=replace(event, kind=kind))
    if str(event.credibility) in DOUBT:
        place = DOUBT.index(str(event.credibility))
        for other in (*DOUBT[max(place - 1, 0) : place], *DOUBT[place + 1 : place + 2]):
            doubted = replace(event, credibility=int(other))
            how = f"credibility {other} ({CREDIBILITY[other]}) instead of {event.credibility}"
            yield how, replace(report, event=doubted, truth=truth(doubted, values))


def _said(model: Model, evidence: Evidence) -> dict[int, dict[str, float]]:
    """Each sign's log-likelihood under each explanation against the mean over all, at a usual grip."""
    out = {}
    for report in evidence.reports:
        if report.event.kind in SIGNS:
            ratio = model.multipliers[SIGNS.index(report.event.kind)]
            power = model.values["likelihood.power"] * report.vote
            log = power * np.log(report.truth * ratio + 1.0 - report.truth)
            out[report.event.number] = dict(zip(EXPLANATIONS, (log - log.mean()).tolist(), strict=True))
    return out
