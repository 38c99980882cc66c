"""Which file, or which sheet of which workbook, holds which table of a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from breakranks.case.reading.names import key
from breakranks.grids import WORKBOOKS, Grid, UnreadableError, load, read_grid, sheets_of
from breakranks.tables import Problem, unread

HEAD = "case.toml"
TABLES = ("areas", "formations", "events", "sources", "moves", "outcomes", "judgements")
WORKBOOK = "case"
"""The name of the workbook that may hold all tables, a sheet for each."""
_TEXTS = (".csv", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table is: its file, what messages call it, and what it holds; None where it could not be read."""

    path: Path
    label: str
    grid: Grid | None


@dataclass(frozen=True, slots=True)
class Contents:
    """The place of every table that is there, what is no table, and what is wrong with the places.

    `files` and `sheets` (by workbook) are what is no table. A place is wrong if it cannot be read, or if a table has
    more than one.
    """

    places: Mapping[str, Place]
    files: Sequence[Path]
    sheets: Mapping[str, Sequence[str]]
    problems: Sequence[Problem]


def locate_tables(folder: Path) -> Contents:
    """Where the tables of a case are, and what else is there; hidden files and drafts are left out."""
    files: list[Path] = []
    spare: dict[str, list[str]] = {}
    places: dict[str, list[Place]] = {name: [] for name in TABLES}
    problems: list[Problem] = []
    for path in sorted(file for file in folder.iterdir() if not file.name.startswith((".", "~"))):
        stem, ending = path.stem.casefold(), path.suffix.casefold()
        if stem == WORKBOOK and ending in WORKBOOKS:
            spare[path.name] = _workbook(path, places, problems)
        # Notes on a table may lie beside it as plain text; what Excel calls Unicode text is a table of its own.
        elif ending in (*_TEXTS, *WORKBOOKS) and stem in TABLES and not (ending == ".txt" and places[stem]):
            places[stem].append(_file(path, problems))
        elif path.is_file() and path.name != HEAD:
            files.append(path)
    for name, here in places.items():
        if len(here) > 1:
            both = ", ".join(place.label for place in here)
            wrong = f"the table {name} is there {len(here)} times ({both})"
            problems.append(Problem(here[0].label, None, None, wrong, "Keep the right one, and move the others away"))
    return Contents({name: here[0] for name, here in places.items() if here}, files, spare, problems)


def _file(path: Path, problems: list[Problem]) -> Place:
    try:
        return Place(path, path.name, read_grid(path))
    except (OSError, UnreadableError) as error:
        problems.append(unread(path, error))
        return Place(path, path.name, None)


def _workbook(path: Path, places: dict[str, list[Place]], problems: list[Problem]) -> list[str]:
    """Note the sheets that hold tables, and give the names of the others."""
    try:
        sheets = sheets_of(load(path))
    except (OSError, UnreadableError) as error:
        problems.append(unread(path, error))
        return []
    spare = []
    for sheet, rows in sheets.items():
        name = key(sheet.casefold().removesuffix(".csv"))
        if name in places:
            places[name].append(Place(path, f"{path.name}, sheet {sheet}", Grid(rows)))
        else:
            spare.append(sheet)
    return spare
