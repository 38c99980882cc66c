"""A set of reports with what they leave behind, and the same with some reports changed."""

from collections.abc import Mapping, Sequence

from breakranks.evidence.reports import mark_echoes
from breakranks.evidence.traces import read_traces, word_of_holding, word_of_loss
from breakranks.evidence.types import Force, Reading, Report, Traces


def read(force: Force, reports: Sequence[Report], days: int, parameters: Mapping[str, float]) -> Reading:
    """Read the reports over `days` days; which of them are echoes is found out here."""
    return _left_by(force, mark_echoes(force, reports), days, parameters)


def change(
    force: Force, reading: Reading, changed: Mapping[int, Report | None], parameters: Mapping[str, float]
) -> Reading:
    """Read the same with some reports, by their number, changed or (None) never made.

    The result is that of reading all of them anew. Since what reports leave behind adds up, only what differs is taken
    away and added.
    """
    days = len(reading.lost)
    kept = [report for r in reading.reports if (report := changed.get(r.event.number, r)) is not None]
    kinds = {r.event.kind for r in reading.reports if r.event.number in changed}
    kinds |= {r.event.kind for r in changed.values() if r is not None}
    marked = {r.event.number: r for r in mark_echoes(force, [r for r in kept if r.event.kind in kinds])}
    reports = tuple(marked.get(r.event.number, r) for r in kept)
    before = {r.event.number: r for r in reading.reports}
    differs = {
        number
        for number in {*changed, *marked}
        if number in changed or _counted(before[number]) != _counted(marked[number])
    }
    old = _left_by(force, [r for r in reading.reports if r.event.number in differs], days, parameters)
    new = _left_by(force, [r for r in reports if r.event.number in differs], days, parameters)
    return Reading(
        reports=reports,
        traces=Traces(
            force=reading.traces.force - old.traces.force + new.traces.force,
            areas=reading.traces.areas - old.traces.areas + new.traces.areas,
            formations=reading.traces.formations - old.traces.formations + new.traces.formations,
        ),
        lost=reading.lost - old.lost + new.lost,
        holding=reading.holding - old.holding + new.holding,
    )


def _counted(report: Report) -> tuple[object, ...]:
    return report.vote, report.people, report.day, report.known


def _left_by(force: Force, reports: Sequence[Report], days: int, parameters: Mapping[str, float]) -> Reading:
    # Rounding goes by the order in which what reports leave is added up.
    added = sorted(reports, key=lambda r: r.order)
    return Reading(
        reports=tuple(reports),
        traces=read_traces(force, added, days, parameters),
        lost=word_of_loss(added, days, len(force.areas)),
        holding=word_of_holding(added, days, len(force.areas)),
    )
