"""From events to reports: how likely each is to be true, and which are echoes of each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from breakranks.case.types import Case, Event
from breakranks.evidence.force import stand_ins
from breakranks.evidence.scope import Scopes
from breakranks.evidence.types import Force, Report

ECHO_DAYS = 3
"""Reports of one kind about one formation and place, so many days apart at most, echo one another."""


def read_reports(case: Case, force: Force, day: date, parameters: Mapping[str, float]) -> tuple[Report, ...]:
    """Read the reports known on `day`, in the order of the file; each counted as if it had no echo.

    A report about a formation that is not known yet becomes one about the nearest one above it that is.
    """
    scopes = Scopes(force)
    stand_in = stand_ins(case, day)
    reports = []
    for event in case.events:
        if event.reported > day:
            continue
        if stand_in[event.formation] != event.formation:
            event = replace(event, formation=stand_in[event.formation])
        index = (event.date - case.start).days
        units, areas = scopes.touched(event.formation, event.areas, index)
        reports.append(
            Report(
                event=event,
                day=index,
                truth=truth(event, parameters),
                weight=1.0,
                units=units,
                areas=areas,
                echoes=(),
            )
        )
    return tuple(reports)


def truth(event: Event, parameters: Mapping[str, float]) -> float:
    """Give the probability that a report is true: its credibility, moved by its source's reliability.

    logit(truth) = logit(credibility-N) + reliability-X, with N and X the two halves of the Admiralty code.
    """
    credible = parameters[f"credibility-{event.credibility}"]
    log_odds = np.log(credible / (1 - credible)) + parameters[f"reliability-{event.reliability.lower()}"]
    return float(1 / (1 + np.exp(-log_odds)))


def share_votes(reports: Sequence[Report]) -> tuple[Report, ...]:
    """Give each group of echoes one vote, shared equally among them.

    Echoes are about the same formation, of the same kind, in areas that overlap (or both without an area) and
    linked by steps of at most three days; a group never spans more than three days.
    """
    same: dict[tuple[str, str], list[int]] = {}
    for i, report in enumerate(reports):
        same.setdefault(_like(report), []).append(i)
    shared = list(reports)
    for members in same.values():
        for group in _groups(reports, members):
            numbers = sorted(reports[i].event.number for i in group)
            for i in group:
                own = reports[i].event.number
                echoes = tuple(n for n in numbers if n != own)
                shared[i] = replace(reports[i], weight=1 / len(group), echoes=echoes)
    return tuple(shared)


def leave_vote(reports: Sequence[Report], gone: Report) -> tuple[Report, ...]:
    """The other reports had `gone` never been made; the votes of those like it are shared anew."""
    like = [r for r in reports if r is not gone and _like(r) == _like(gone)]
    again = {report.event.number: report for report in share_votes(like)}
    return tuple(again.get(r.event.number, r) for r in reports if r is not gone)


def _like(report: Report) -> tuple[str, str]:
    return report.event.formation, report.event.kind


def _groups(reports: Sequence[Report], members: Iterable[int]) -> list[list[int]]:
    """Gather `members` into groups of echoes, opened greedily from the earliest."""
    groups: list[list[int]] = []
    open_groups: list[tuple[int, set[str], list[int]]] = []
    for i in sorted(members, key=lambda i: (reports[i].day, reports[i].event.number)):
        event, today = reports[i].event, reports[i].day
        for _, _, group in (g for g in open_groups if today - g[0] > ECHO_DAYS):
            groups.append(group)
        # A report without an area gets the empty name as its place, so that it echoes only its like.
        first, places, group = today, set(event.areas or ("",)), [i]
        apart = []
        for candidate in (g for g in open_groups if today - g[0] <= ECHO_DAYS):
            if candidate[1].isdisjoint(event.areas or ("",)):
                apart.append(candidate)
            else:
                first, places, group = min(first, candidate[0]), places | candidate[1], candidate[2] + group
        open_groups = [*apart, (first, places, group)]
    return groups + [group for _, _, group in open_groups]
