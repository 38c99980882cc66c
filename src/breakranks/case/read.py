"""Reads a case folder and says everything that is wrong with it at once."""

import warnings
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from breakranks.case.areas import read_areas
from breakranks.case.events import read_events
from breakranks.case.formations import read_formations
from breakranks.case.head import Head
from breakranks.case.judgements import read_judgements
from breakranks.case.outcomes import read_outcomes
from breakranks.case.types import Case
from breakranks.tables import LISTED, InputError, InputWarning, Problem, name_of

FILES = ("case.toml", "areas.csv", "formations.csv", "events.csv", "outcomes.csv", "judgements.csv")
BESIDE = ("readme", "license", "licence", "thumbs.db", "desktop.ini")
"""How files begin that may well lie beside these without anybody's expecting them to be read."""


def read(path: Path) -> Case:
    """The case in the folder at `path`. A file that the format does not know is passed over with an `InputWarning`.

    Raises:
        InputError: the folder is not a case; all problems of all its files.
    """
    case, problems = _read(path)
    strange = list(_strange(path))
    for text in strange[:LISTED]:
        warnings.warn(text, InputWarning, stacklevel=3)
    if len(strange) > LISTED:
        warnings.warn(f"Nor are {len(strange) - LISTED} more files of {path}.", InputWarning, stacklevel=3)
    if problems or case is None:
        raise InputError(problems)
    return case


def _strange(path: Path) -> Iterator[str]:
    """A sentence for each file that the format does not know."""
    for name in sorted(file.name for file in path.iterdir() if file.is_file()) if path.is_dir() else ():
        if name not in FILES and not name.startswith((".", "~")) and not name.lower().startswith(BESIDE):
            near = get_close_matches(name.lower(), FILES, n=1, cutoff=0.7)
            right = f"Nearest: '{near[0]}'" if near else f"The files of a case are {', '.join(FILES)}"
            yield f"{path / name} is not read. {right}."


def check(path: Path) -> tuple[Problem, ...]:
    """Every problem of the case in the folder at `path`, by file and line."""
    return InputError(_read(path)[1]).problems


def _read(path: Path) -> tuple[Case | None, list[Problem]]:
    if not path.is_dir():
        right = "A case is a folder with a case.toml in it"
        return None, [Problem(str(path), None, None, "there is no such folder", right)]
    head = Head(path / "case.toml")
    areas = read_areas(path / "areas.csv")
    formations = read_formations(path / "formations.csv", areas, head)
    events = read_events(path / "events.csv", formations, areas, head)
    outcomes = read_outcomes(path / "outcomes.csv", formations, areas, head)
    judgements = read_judgements(path / "judgements.csv", areas, head)
    tables = (areas.cells, formations.cells, events.cells, outcomes.cells, judgements.cells)
    problems = [*head.problems, *(problem for cells in tables for problem in cells.problems)]
    if problems:
        return None, problems
    case = Case(
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
        sources=head.sources,
        formations=tuple(formations.items),
        areas=tuple(areas.items),
        events=tuple(events.items),
        outcomes=tuple(outcomes.items),
        judgements=tuple(judgements.items),
        opponent_strength=head.opponent_strength,
    )
    return case, problems
