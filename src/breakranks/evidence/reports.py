"""Reports as evidence: how likely each is to be true, and which of them tell of the same event."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from breakranks.case.types import Case, Event
from breakranks.evidence.force import stand_ins
from breakranks.evidence.scope import Scopes
from breakranks.evidence.types import Force, Report

ECHO_DAYS = 3
"""Reports of one kind about one chain of command and place, so many days apart at most, tell of one event."""
HALF, NEARLY = 0.5, 0.2
"""A report is likelier true than false from here on; and by how much less likely than another it may be."""

CONFIRMED = {2: 1, 3: 2, 4: 3, 5: 4, 6: 3}
"""What a credibility becomes where independent sources agree; 1 already says that others confirm it."""


def read_reports(case: Case, force: Force, day: date, parameters: Mapping[str, float]) -> tuple[Report, ...]:
    """Read the reports known on `day`, in the order of the file; each counted as if it had no echo.

    A report about a formation that is not known yet becomes one about the nearest one above it that is. Those withdrawn
    by then are left out (`retracted`).
    """
    scopes = {id(f): Scopes(f) for f in (force, *(earlier for _, earlier in force.before))}
    stand_in = stand_ins(case, day)
    withdrawn = retracted(case, day)
    reports = []
    for event in case.events:
        if event.reported > day or event.number in withdrawn:
            continue
        if stand_in[event.formation] != event.formation:
            event = replace(event, formation=stand_in[event.formation])
        index = (event.date - case.start).days
        units, areas = scopes[id(force.on(index))].touched(event.formation, event.areas, index)
        known = (event.reported - case.start).days
        span = event.span and ((event.span[0] - case.start).days, (event.span[1] - case.start).days)
        true = truth(event, parameters)
        told = Report(event, index, known, true, 1.0, event.people, units, areas, None, span, event.people_range)
        reports.append(told)
    return tuple(reports)


def retracted(case: Case, day: date) -> Mapping[int, tuple[Event, Event]]:
    """By its number each report known on `day` that was withdrawn by then, and the report that withdraws it.

    A report that is itself withdrawn withdraws nothing.
    """
    by_id = {event.id: event for event in case.events if event.id}
    found: dict[int, tuple[Event, Event]] = {}
    # What came out last is withdrawn by nothing: so it is known of each whether it stands when its turn comes.
    for event in sorted(case.events, key=lambda e: (e.reported, e.number), reverse=True):
        if event.reported <= day and event.number not in found:
            for old in (by_id[id] for id in event.retracts if id in by_id):
                found.setdefault(old.number, (old, event))
    return found


def truth(event: Event, parameters: Mapping[str, float]) -> float:
    """Give the probability that a report is true: its credibility, moved by its source's reliability.

    logit(truth) = logit(credibility.N) + reliability.X, with N and X the two halves of the Admiralty code. Where
    sources of different publishers agree, N is one step better, however many they are.
    """
    credibility = CONFIRMED.get(event.credibility, 1) if event.independent > 1 else event.credibility
    credible = parameters[f"credibility.{credibility}"]
    log_odds = np.log(credible / (1 - credible)) + parameters[f"reliability.{event.reliability}"]
    return float(1 / (1 + np.exp(-log_odds)))


def mark_echoes(force: Force, reports: Sequence[Report]) -> tuple[Report, ...]:
    """Let one report of each event have its vote, and mark the others as its echoes.

    Reports tell of one event where they are of one kind, no more than three days apart, about formations of which one
    is the other or stands above it, and in areas that overlap (or one of them names none). The vote goes to the report
    about the fewest formations and areas of those that are likelier true than false and nearly as likely as the
    likeliest (`NEARLY`). It weighs as much as that of the likeliest would, and from the day on which that was known. An
    echo therefore never weakens what it echoes. Where the report with the vote gives no number of people, it takes that
    of the likeliest echo that does, unless that is likelier false than true.
    """
    reports = [_alone(report) for report in reports]
    marked = list(reports)
    for group in _groups(force, reports):
        ranked = sorted(group, key=lambda i: (-reports[i].truth, reports[i].order))
        likeliest, most = ranked[0], reports[ranked[0]].truth
        best = min(group, key=lambda i: _how_close(reports[i], most))
        first = min(best, likeliest, key=lambda i: (reports[i].known, reports[i].day))
        closest = min(first, best, likeliest, key=lambda i: reports[i].days[1] - reports[i].days[0])
        told = (reports[i].event for i in (best, *(i for i in ranked if reports[i].truth >= HALF)))
        people = next((e for e in told if e.people is not None), None)
        marked[best] = replace(
            marked[best],
            day=reports[closest].day,
            span=reports[closest].span,
            known=reports[first].known,
            own=(reports[best].day, reports[best].known, reports[best].span),
            vote=most / reports[best].truth,
            people=people.people if people else None,
            people_range=people.people_range if people else None,
        )
        for i in group:
            if i != best:
                marked[i] = replace(marked[i], vote=0.0, echo_of=reports[best].event.number)
    return tuple(marked)


def _alone(report: Report) -> Report:
    """The report as if there were no other of its event."""
    told = report.people, report.people_range
    if report.own is None and report.vote == 1.0 and told == (report.event.people, report.event.people_range):
        return report
    day, known, span = report.own or (report.day, report.known, report.span)
    event, alone = report.event, replace(report, day=day, known=known, span=span, own=None, vote=1.0, echo_of=None)
    return replace(alone, people=event.people, people_range=event.people_range)


def _how_close(report: Report, most: float) -> tuple[object, ...]:
    """Sorts reports of one event by how closely they say who and where; those much less likely than `most` last."""
    doubtful = report.truth < max(HALF, most - NEARLY)
    return (
        doubtful,
        int(report.units.sum()),
        not report.event.areas,
        int(report.areas.sum()),
        -report.truth,
        report.order,
    )


def _groups(force: Force, reports: Sequence[Report]) -> Iterator[list[int]]:
    """Gather the positions of reports of the same event, opened greedily from the earliest."""
    by_kind: dict[str, list[int]] = {}
    for i, report in enumerate(reports):
        by_kind.setdefault(report.event.kind, []).append(i)
    for members in by_kind.values():
        waiting: list[_Group] = []
        # Reports known only to some days may be of one event though their middles lie far apart.
        wait = ECHO_DAYS + max(reports[i].days[1] - reports[i].days[0] for i in members)
        for i in sorted(members, key=lambda i: reports[i].order):
            report = reports[i]
            yield from (group.members for group in waiting if report.day - group.day > wait)
            waiting = [group for group in waiting if report.day - group.day <= wait]
            then = force.on(report.day)
            same = next((group for group in waiting if group.holds(then, report)), None)
            if same is None:
                waiting.append(_Group(report, i))
            else:
                same.add(then, report, i)
        yield from (group.members for group in waiting)


class _Group:
    """Reports of one kind, close in time, of which any two are about one chain of command and one place."""

    def __init__(self, report: Report, position: int) -> None:
        self.day, self.opened = report.day, report
        self.members = [position]
        self.lowest = report.event.formation
        self.places = {frozenset(report.event.areas)} - {frozenset()}

    def holds(self, force: Force, report: Report) -> bool:
        """Whether a report is of the same event as each of these.

        Their formations stand one above the other, so that one in line with the lowest is in line with all.
        """
        one, other, areas = report.event.formation, self.lowest, report.event.areas
        # First what is soonest told, and parts most.
        if one != other and one not in force.superiors[other] and other not in force.superiors[one]:
            return False
        if report.apart(self.opened) > ECHO_DAYS:
            return False
        return not areas or not any(place.isdisjoint(areas) for place in self.places)

    def add(self, force: Force, report: Report, position: int) -> None:
        """Take in a report that it holds."""
        self.members.append(position)
        if self.lowest in force.superiors[report.event.formation]:
            self.lowest = report.event.formation
        if report.event.areas:
            self.places.add(frozenset(report.event.areas))
