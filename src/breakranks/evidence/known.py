"""What may be known of a case on a day, and the same with a report left out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from breakranks.assumptions import read_contradictions, read_values
from breakranks.case.types import Case, Move, Source
from breakranks.evidence.contradictions import find_contradictions, incoherence
from breakranks.evidence.force import known_force, known_moves
from breakranks.evidence.reading import change, read
from breakranks.evidence.reports import read_reports, retracted
from breakranks.evidence.traces import winter_days
from breakranks.evidence.types import Evidence, Report
from breakranks.tables import InputError


def as_of(case: Case, day: date, parameters: Mapping[str, float] | None = None) -> Evidence:
    """Read the evidence as of `day`: what was reported by then, and nothing of what came later.

    `parameters` gives the fixed parameters by name (half-lives, truth of the Admiralty codes); by default those of the
    shipped table.

    Raises:
        InputError: `day` lies outside the case's window, or no formation with people is there yet.
    """
    if not case.start <= day <= case.end:
        raise InputError(f"{day} lies outside the window of {case.slug}: choose a day from {case.start} to {case.end}")
    if day < case.first_day:
        raise InputError(
            f"No formation of {case.slug} with people had arrived by {day}. "
            f"Choose a day from {case.first_day} on, or correct the column arrives of formations.csv."
        )
    given = read_values() if parameters is None else parameters
    force = known_force(case, day)
    if not force.formations:
        raise InputError(
            f"By {day} every formation of {case.slug} with people had been dissolved. Choose an earlier day, or "
            f"correct moves.csv."
        )
    days = (day - case.start).days + 1
    reading = read(force, read_reports(case, force, day, given), days, given)
    moves = tuple(known_moves(case, day))
    gone = {move.formation for move in moves if move.strength == 0}
    contradictions = find_contradictions(
        force, reading.reports, read_contradictions(), days, given["half-life.contradiction"]
    )
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
        sources=_cited(case.sources, reading.reports, moves),
        reading=reading,
        winter=winter_days(case.winter, case.start, days),
        contradictions=contradictions,
        incoherence=incoherence(force, contradictions, days, given["half-life.contradiction"]),
        withdrawn=tuple(retracted(case, day).values()),
        moves=moves,
        dissolved=tuple(f for f in case.formations if f.id in gone),
    )


def without(evidence: Evidence, number: int, parameters: Mapping[str, float] | None = None) -> Evidence:
    """Give the same evidence had report `number` never been made.

    `parameters` must be those that the evidence was made with. Raises KeyError where there is no such report.
    """
    if number not in {report.event.number for report in evidence.reports}:
        raise KeyError(number)
    given = read_values() if parameters is None else parameters
    reading = change(evidence.force, evidence.reading, {number: None}, given)
    half_life = given["half-life.contradiction"]
    contradictions = find_contradictions(
        evidence.force, reading.reports, read_contradictions(), evidence.days, half_life
    )
    return replace(
        evidence,
        sources=_cited(evidence.sources, reading.reports, evidence.moves),
        reading=reading,
        contradictions=contradictions,
        incoherence=incoherence(evidence.force, contradictions, evidence.days, half_life),
    )


def _cited(sources: Mapping[str, Source], reports: Sequence[Report], moves: Sequence[Move]) -> Mapping[str, Source]:
    cited = {key for report in reports for key in report.event.sources} | {key for m in moves for key in m.sources}
    return {key: source for key, source in sources.items() if key in cited}
