"""News of ground: of which loss of an area several reports of different kinds tell, so that it counts once."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from breakranks.assumptions import read_kinds
from breakranks.evidence.reports import ECHO_DAYS
from breakranks.evidence.traces import tells_of_loss
from breakranks.evidence.types import Report
from breakranks.vocabulary import GROUND


@cache
def telling_of_loss() -> frozenset[str]:
    """Kinds that may tell of the loss of an area: news of ground, and all that suggests it."""
    return frozenset((*GROUND, *(id for id, row in read_kinds().items() if row.tells_of_loss > 0)))


def mark_told_ground(reports: Sequence[Report]) -> tuple[Report, ...]:
    """Mark the reports whose word of a loss another report gives already.

    News that an area was lost or handed over, and what else suggests its loss within three days, tell of one loss. Of
    these the report that speaks most of it counts, the earliest of several that are alike; what the others say of
    troops and command counts as before. Without news of ground nothing changes.
    """
    reports = [replace(r, ground_told=False) if r.ground_told else r for r in reports]
    telling = [r for r in reports if r.event.kind in telling_of_loss() and r.event.areas and tells_of_loss(r) > 0]
    news = [r for r in telling if r.event.kind in GROUND]
    told: set[int] = set()
    for one in news:
        near = [r for r in telling if r.apart(one) <= ECHO_DAYS and set(r.event.areas) & set(one.event.areas)]
        for other in near:
            # One that names more areas still speaks of those that the news does not name.
            if other is not one and set(other.event.areas) <= set(one.event.areas) and _rank(one) < _rank(other):
                told.add(other.event.number)
            elif other is not one and set(one.event.areas) <= set(other.event.areas) and _rank(other) < _rank(one):
                told.add(one.event.number)
    return tuple(replace(r, ground_told=True) if r.event.number in told else r for r in reports)


def _rank(report: Report) -> tuple[object, ...]:
    return -tells_of_loss(report), report.order
