"""Reads a case folder and says everything that is wrong with it at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from breakranks.case.areas import read_areas
from breakranks.case.doubts import doubts
from breakranks.case.events import read_events
from breakranks.case.formations import read_formations
from breakranks.case.head import Head
from breakranks.case.judgements import read_judgements
from breakranks.case.outcomes import read_outcomes
from breakranks.case.part import Part
from breakranks.case.reading.gather import gather
from breakranks.case.reading.readings import Readings
from breakranks.case.reading.table import Table
from breakranks.case.types import Area, Case, Event, Formation, Judgement, Outcome
from breakranks.tables import InputError, Problem


@dataclass(frozen=True, slots=True)
class Examined:
    """What a folder holds: a case, or the problems that keep it from being one.

    `readings` says in a few lines what was read otherwise than it is written, `doubts` warns of what looks wrong, and
    `tables` holds the tables as they were read.
    """

    case: Case | None
    problems: tuple[Problem, ...]
    readings: tuple[str, ...] = ()
    doubts: tuple[Problem, ...] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)


def read(path: Path) -> Case:
    """The case in the folder at `path`. Files that the format does not know are passed over.

    Raises:
        InputError: the folder is not a case; all problems of all its files.
    """
    found = examine(path)
    if found.case is None:
        raise InputError(found.problems)
    return found.case


def check(path: Path) -> tuple[Problem, ...]:
    """Every problem of the case in the folder at `path`, by file and line."""
    return examine(path).problems


def examine(path: Path) -> Examined:
    """Everything there is to say of the folder at `path`."""
    if not path.is_dir():
        right = "A case is a folder with a case.toml in it"
        return Examined(None, (Problem(str(path), None, None, "there is no such folder", right),))
    readings = Readings()
    head = Head(path / "case.toml")
    readings.file("case.toml", [f"read {said}" for said in head.unusual])
    tables, problems = gather(path, head, readings)
    areas = read_areas(tables["areas"])
    formations = read_formations(tables["formations"], areas, head)
    events = read_events(tables["events"], formations, areas, head)
    outcomes = read_outcomes(tables["outcomes"], formations, areas, head)
    judgements = read_judgements(tables["judgements"], areas, head)
    parts: dict[str, Part[Any]] = {
        "areas": areas,
        "formations": formations,
        "events": events,
        "outcomes": outcomes,
        "judgements": judgements,
    }
    problems += [*head.problems, *(problem for part in parts.values() for problem in part.cells.problems)]
    if problems:
        return Examined(None, InputError(problems).problems, readings.told(), tables=tables)
    case = _case(path, head, areas, formations, events, outcomes, judgements)
    files = {name: table.label for name, table in tables.items()}
    lines = {name: [row.line for row in part.rows] for name, part in parts.items()}
    return Examined(case, (), readings.told(), doubts(case, files, lines), tables)


def _case(
    path: Path,
    head: Head,
    areas: Part[Area],
    formations: Part[Formation],
    events: Part[Event],
    outcomes: Part[Outcome],
    judgements: Part[Judgement],
) -> Case:
    return Case(
        slug=path.resolve().name,
        title=head.text["title"],
        summary=head.text["summary"],
        force=head.text["force"],
        opponent=head.text["opponent"],
        command=head.text["command"],
        start=head.start or date.min,
        end=head.end or date.max,
        as_of=head.as_of,
        winter=head.winter,
        sources=head.sources,
        formations=tuple(formations.items),
        areas=tuple(areas.items),
        events=tuple(events.items),
        outcomes=tuple(outcomes.items),
        judgements=tuple(judgements.items),
        opponent_strength=head.opponent_strength,
    )
