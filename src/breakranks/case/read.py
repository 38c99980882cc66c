"""Reads a case folder and says everything that is wrong with it at once."""

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from breakranks.case.areas import read_areas
from breakranks.case.doubts import doubts
from breakranks.case.events import read_events
from breakranks.case.formations import read_formations
from breakranks.case.head import Head
from breakranks.case.judgements import read_judgements
from breakranks.case.moves import read_moves
from breakranks.case.outcomes import read_outcomes
from breakranks.case.outlines import OUTLINES
from breakranks.case.part import Part
from breakranks.case.reading.cited import CITING
from breakranks.case.reading.gather import gather
from breakranks.case.reading.locate import HEAD, TABLES, WORKBOOK
from breakranks.case.reading.readings import Readings
from breakranks.case.reading.table import Table
from breakranks.case.sources import read_sources
from breakranks.case.types import Case
from breakranks.grids import WORKBOOKS
from breakranks.tables import LISTED, InputError, InputWarning, Problem, name_of

FILES = (HEAD, *(f"{name}.csv" for name in TABLES))
BESIDE = ("readme", "license", "licence", "thumbs.db", "desktop.ini", "drafts.csv", OUTLINES)
"""How files begin that may well lie beside these without anybody's expecting them to be read."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a folder holds: a case, or the problems that keep it from being one.

    `begun` is the case too, or what there is of one whose only problems are that it has no formations with people,
    or no areas, yet. `readings` says in a few lines what was read differently from how it is written, `doubts`
    warns of what looks wrong, `passed_over` names the files that the format does not know, and `tables` and `head`
    hold what was read.
    """

    case: Case | None
    problems: tuple[Problem, ...]
    begun: Case | None = None
    readings: tuple[str, ...] = ()
    doubts: tuple[Problem, ...] = ()
    passed_over: tuple[str, ...] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)
    head: Head | None = None


def read(path: Path) -> Case:
    """The case in the folder at `path`.

    An `InputWarning` tells of each file that the format does not know, and whether anything was read differently
    from how it is written.

    Raises:
        InputError: the folder is not a case; all problems of all its files.
    """
    found = examine(path)
    for text in found.passed_over:
        warnings.warn(text, InputWarning, stacklevel=3)
    if count := len(found.readings):
        things = (
            "One thing is read differently from how it is"
            if count == 1
            else f"{count} things are read differently from how they are"
        )
        text = f"{things} written; `breakranks check {path}` lists {'it' if count == 1 else 'them'}."
        warnings.warn(text, InputWarning, stacklevel=3)
    if found.case is None:
        raise InputError(found.problems)
    return found.case


def _passed_over(path: Path, files: Sequence[Path]) -> Iterator[str]:
    """A sentence for each of the files that are not read, up to `LISTED`."""
    strange = [file for file in files if not file.name.lower().startswith(BESIDE)]
    for file in strange[:LISTED]:
        ending = file.suffix.lower()
        known = [f"{name}{ending}" for name in (WORKBOOK, *TABLES)] if ending in WORKBOOKS else FILES
        near = get_close_matches(file.name.lower(), known, n=1, cutoff=0.7)
        right = f"Nearest: '{near[0]}'" if near else f"The files of a case are {', '.join(FILES)}"
        yield f"{file} is not read. {right}."
    if len(strange) > LISTED:
        yield f"Nor are {len(strange) - LISTED} more files of {path}."


def _no_files(path: Path) -> tuple[Problem, ...]:
    """What is called like a file of the case and is none: who reads from a pipe may wait for ever."""
    wrong, right = "this is no file", "Put the file itself in its place"
    found = sorted(p for p in path.iterdir() if p.stem.casefold() in (*TABLES, WORKBOOK))
    return tuple(
        Problem(p.name, None, None, wrong, right) for p in found if p.exists() and not p.is_file() and not p.is_dir()
    )


def check(path: Path) -> tuple[Problem, ...]:
    """Every problem of the case in the folder at `path`, by file and line."""
    return examine(path).problems


def examine(path: Path) -> Examined:
    """Everything there is to say of the folder at `path`."""
    # Of a name that is too long os.path says no; pathlib would fail.
    if not os.path.isdir(path):
        right = "A case is a folder with a case.toml in it"
        return Examined(None, (Problem(str(path), None, None, "there is no such folder", right),))
    if odd := _no_files(path):
        return Examined(None, odd)
    readings = Readings()
    head = Head(path / HEAD)
    readings.file(HEAD, [f"read {said}" for said in head.unusual])
    tables, found = gather(path, head, readings)
    passed_over = tuple(_passed_over(path, found.files))
    areas = read_areas(tables["areas"])
    formations = read_formations(tables["formations"], areas, head)
    sources = read_sources(tables["sources"], head, any(row.cells["source"] for t in CITING for row in tables[t].rows))
    events = read_events(tables["events"], formations, areas, sources, head)
    moves = read_moves(tables["moves"], formations, areas, sources, head)
    outcomes = read_outcomes(tables["outcomes"], formations, areas, sources, head)
    judgements = read_judgements(tables["judgements"], areas, sources, head)
    parts: dict[str, Part[Any]] = {
        "areas": areas,
        "formations": formations,
        "events": events,
        "sources": sources,
        "moves": moves,
        "outcomes": outcomes,
        "judgements": judgements,
    }
    problems = [
        *found.problems,
        *head.problems,
        *(problem for part in parts.values() for problem in part.cells.problems),
    ]
    complete = all(problem in (*areas.lacks, *formations.lacks) for problem in problems)
    case = _case(path, head, {name: tuple(part.items) for name, part in parts.items()}) if complete else None
    if problems or case is None:
        return Examined(None, InputError(problems).problems, case, readings.told(), (), passed_over, tables)
    files = {name: table.label for name, table in tables.items()}
    lines = {name: [row.line for row in part.rows] for name, part in parts.items()}
    return Examined(case, (), case, readings.told(), doubts(case, files, lines), passed_over, tables, head)


def _case(path: Path, head: Head, parts: Mapping[str, tuple[Any, ...]]) -> Case:
    return Case(
        slug=name_of(path.resolve().name),
        title=head.text["title"],
        summary=head.text["summary"],
        force=head.text["force"],
        opponent=head.text["opponent"],
        command=head.text["command"],
        start=head.start or date.min,
        end=head.end or date.max,
        as_of=head.as_of,
        winter=head.winter,
        sources={source.key: source for source in parts["sources"]},
        formations=parts["formations"],
        areas=parts["areas"],
        events=parts["events"],
        outcomes=parts["outcomes"],
        judgements=parts["judgements"],
        opponent_strength=head.opponent_strength,
        moves=parts["moves"],
    )
