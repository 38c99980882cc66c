"""A set of reports with what they leave behind, and the same with some reports changed."""

from collections.abc import Mapping, Sequence

from breakranks.evidence.ground import mark_told_ground, telling_of_loss
from breakranks.evidence.reports import mark_echoes
from breakranks.evidence.traces import read_traces, word_of_holding, word_of_loss
from breakranks.evidence.types import Force, Reading, Report, Traces
from breakranks.vocabulary import GROUND


def read(force: Force, reports: Sequence[Report], days: int, parameters: Mapping[str, float]) -> Reading:
    """Read the reports over `days` days; which of them are echoes is found out here."""
    return _left_by(force, _marked(force, reports), days, parameters)


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
    if kinds & telling_of_loss() and any(r.event.kind in GROUND for r in (*kept, *reading.reports)):
        kinds |= telling_of_loss()
    marked = {r.event.number: r for r in _marked(force, [r for r in kept if r.event.kind in kinds])}
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
        back=reading.back - old.back + new.back,
    )


def _marked(force: Force, reports: Sequence[Report]) -> tuple[Report, ...]:
    return mark_told_ground(mark_echoes(force, reports))


def _counted(report: Report) -> tuple[object, ...]:
    r = report
    return r.vote, r.people, r.people_range, r.day, r.span, r.known, r.ground_told


def _left_by(force: Force, reports: Sequence[Report], days: int, parameters: Mapping[str, float]) -> Reading:
    # Rounding goes by the order in which what reports leave is added up.
    added = sorted(reports, key=lambda r: r.order)
    lost, back = word_of_loss(added, days, len(force.areas), parameters)
    return Reading(
        reports=tuple(reports),
        traces=read_traces(force, added, days, parameters),
        lost=lost,
        holding=word_of_holding(added, days, len(force.areas)),
        back=back,
    )
