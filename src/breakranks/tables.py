"""Reading small tables that people write, and saying in a sentence what is wrong with them."""

import difflib
import os
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from uuid import uuid4

from breakranks.grids import CONTROL, SEPARATORS, UnreadableError, read_grid

LISTED = 12
"""So many values are listed to choose from; of more only the nearest is named."""
LONGEST = 400
"""Characters of what is said to be wrong; a cell may be far longer."""
MOST_SLIPS = 2_000
"""For so many different slips in a table the nearest value is looked up; a table with more is wrong throughout."""
MOST_OF_A_KIND = 10
"""So many problems of one kind are told in full."""
RIGHT_DAY = "Write the day as year-month-day, for example 2022-11-09"
MOST_PEOPLE = 99_999_999
"""More than any army ever had; a longer number is a slip."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with a file: where, what, and what would be right."""

    file: str
    line: int | None
    column: str | None
    wrong: str
    right: str

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f", line {self.line}"
        if self.column is not None:
            place += f", {'key' if self.file.endswith('.toml') else 'column'} {self.column}"
        wrong = self.wrong if len(self.wrong) <= LONGEST else f"{self.wrong[:LONGEST]}…"
        # A broken cell may hold line ends, and orders to a terminal; a problem is one line of text all the same.
        return CONTROL.sub("\N{REPLACEMENT CHARACTER}", " ".join(f"{place}: {wrong}. {self.right}.".split()))


class InputError(ValueError):
    """What a user gave cannot be used; `problems` says why, all at once. A sentence will do where there is no file."""

    def __init__(self, problems: Sequence[Problem] | str) -> None:
        self.problems: tuple[Problem, ...] = () if isinstance(problems, str) else tuple(sorted(problems, key=_place))
        super().__init__(problems if isinstance(problems, str) else "\n".join(lines_of(self.problems)))


def lines_of(problems: Iterable[Problem]) -> list[str]:
    """A line for each problem; of one kind in one column at most `MOST_OF_A_KIND`, and then how many more there are."""
    kinds: dict[tuple[str, str | None, str], list[Problem]] = {}
    lines = []
    for problem in problems:
        alike = kinds.setdefault((problem.file, problem.column, re.sub(r"'.*'|\d+", "", problem.wrong)), [])
        alike.append(problem)
        if len(alike) <= MOST_OF_A_KIND:
            lines.append(str(problem))
    for (file, column, _), alike in kinds.items():
        more = len(alike) - MOST_OF_A_KIND
        if more > 0:
            place = f"{file}, column {column}" if column else file
            last = f", the last in line {alike[-1].line}" if alike[-1].line else ""
            lines.append(f"{place}: the same in {more} more {'place' if more == 1 else 'places'}{last}.")
    return lines


class InputWarning(UserWarning):
    """Something that a user gave is passed over."""


def _place(problem: Problem) -> tuple[str, int, str]:
    return problem.file, problem.line or 0, problem.column or ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the line of the file it begins on, and its cells by column, trimmed."""

    line: int
    cells: dict[str, str]


def unread(path: Path, error: OSError | UnreadableError) -> Problem:
    """Why a file could not be read."""
    if isinstance(error, UnreadableError):
        return Problem(path.name, error.line, None, error.wrong, error.right)
    if isinstance(error, FileNotFoundError):
        return Problem(path.name, None, None, "the file is missing", f"Put it at {path}, or correct the path")
    wrong = f"the file cannot be read ({error.strerror})"
    # The folder that one is in has no name of its own.
    return Problem(path.name or str(path), None, None, wrong, "Make it a readable file")


def read_table(path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> tuple[list[Row], list[Problem]]:
    """Rows and problems of a table with a header row.

    Blank rows are passed over. Where the header is wrong no rows come back, since no cell could be placed; a row
    with too many or too few cells does not come back either.
    """
    name = path.name
    expected = "The columns are " + ", ".join([*required, *(f"{column} (optional)" for column in optional)])
    try:
        grid = read_grid(path)
    except (OSError, UnreadableError) as error:
        return [], [unread(path, error)]
    problems = [unread(path, grid.broken)] if grid.broken else []
    if not grid.rows:
        return [], problems or [Problem(name, 1, None, "the file is empty", expected)]
    (line, header), *rest = grid.rows
    if wrong := _header_problems(name, line, header, required, optional, expected):
        return [], wrong
    rows = []
    for line, cells in rest:
        if len(cells) != len(header):
            problems.append(wrong_length(name, line, cells, len(header)))
        else:
            rows.append(Row(line, dict(zip(header, cells, strict=True))))
    return rows, problems


def read_packaged(package: str, name: str, columns: Sequence[str]) -> tuple[list[Row], list[Problem]]:
    """Rows and problems of a table that comes with a package."""
    with as_file(files(package) / name) as path:
        return read_table(path, columns)


def wrong_length(name: str, line: int, cells: Sequence[str], length: int, separator: str = ",") -> Problem:
    """What is said of a row that has more or fewer cells than the header."""
    wrong = f"the row has {len(cells)} cells where the header has {length}"
    signs = SEPARATORS.get(separator, f"a '{separator}'")
    return Problem(name, line, None, wrong, f"Quote cells that hold {signs} and keep one cell a column")


def _header_problems(
    name: str, line: int, header: list[str], required: Sequence[str], optional: Sequence[str], expected: str
) -> list[Problem]:
    known = [*required, *optional]
    problems = []
    for column in dict.fromkeys(header):
        if not column:
            problems.append(Problem(name, line, None, "a column has no name", "Name it or delete the column"))
            continue
        if header.count(column) > 1:
            problems.append(Problem(name, line, column, f"the column '{column}' stands twice", "Keep one of them"))
        if column not in known:
            right = nearest(column, known) or expected
            problems.append(Problem(name, line, column, f"there is no column '{column}' in this table", right))
    for column in required:
        if column not in header:
            problems.append(Problem(name, line, column, f"the column '{column}' is missing", expected))
    return problems


def name_of(path: str | Path) -> str:
    """A path as text that any file can hold, whatever the system's encoding of names."""
    return os.fsencode(path).decode("utf-8", "replace")


def nearest(value: str, known: Collection[str]) -> str | None:
    """A sentence that names the nearest known value, if there is one near."""
    like = [word for word in known if word.casefold() == value.casefold()]
    close = like or difflib.get_close_matches(value, list(known), n=1, cutoff=0.5)
    return f"Nearest: '{close[0]}'" if close else None


def check_folder(folder: Path, page: str, others: Iterable[str] = (), mark: bytes = b"breakranks") -> None:
    """Make sure that a folder can be written to and that nothing of the user's would be replaced.

    `page` is the main file that is going to be written, known by `mark`, and `others` stand beside it; folders among
    them end with a slash. Nothing is left behind.

    Raises:
        InputError: the folder is a file, cannot be written to, holds a case, or a file of one of these names that is
            not ours.
    """
    below = [folder / name for name in others if name.endswith("/")]
    try:
        for place in (*below, folder, *folder.parents):
            if place.exists() and not place.is_dir():
                raise InputError(f"{place} is a file, not a folder. Give --out a folder, new or not.")
        if (folder / "case.toml").exists():
            raise InputError(f"{folder} holds a case. Give --out another folder, new or not.")
        old = folder / page
        ours = mark in old.read_bytes() if old.is_file() else not old.exists()
        foreign = [page] if not ours else [name for name in others if (folder / name).exists() and not old.exists()]
        for place in (folder, *(place for place in below if place.exists())):
            _try(place)
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{folder} cannot be used ({reason}). Give --out a folder that can be written to.") from error
    if foreign:
        raise InputError(
            f"{folder} holds a file {foreign[0]} that breakranks did not write. Move it, or give --out another folder."
        )


def _try(folder: Path) -> None:
    """Write a file into a folder and take it away again, and with it all folders that were not there."""
    new = [place for place in (folder, *folder.parents) if not place.exists()]
    trial = folder / f".{uuid4().hex}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial.touch()
    finally:
        trial.unlink(missing_ok=True)
        for place in new:
            if place.exists():
                place.rmdir()


class Cells:
    """Reads the cells of one table and collects what is wrong with them.

    The readers of cells always return something of their type, so that the rest of the row can be read too; where a
    cell is wrong that is a stand-in which must not be used. Of the cells in `told`, by line and column, the problem is
    among `problems` already.
    """

    def __init__(
        self, file: str, problems: Iterable[Problem] = (), told: Collection[tuple[int, str]] = frozenset()
    ) -> None:
        self.file = file
        self.problems: list[Problem] = list(problems)
        self.told = told
        self._nearest: dict[tuple[str, str], str | None] = {}

    def wrong(self, row: Row | None, column: str | None, wrong: str, right: str) -> None:
        """Note a problem."""
        if row and (row.line, column) in self.told:
            return
        self.problems.append(Problem(self.file, row.line if row else None, column, wrong, right))

    def choice(self, row: Row, column: str, known: Collection[str], what: str) -> str:
        """A value that must be one of the known ones; `what` names them, as in "a kind"."""
        value = row.cells[column]
        if value not in known:
            if len(known) > LISTED:
                listed = f"There are {len(known)} to choose from; see the codebook"
            else:
                listed = f"One of: {', '.join(known)}"
            right = self._near(column, value, known) or listed
            self.wrong(row, column, f"'{value}' is not {what}" if value else "the cell is empty", right)
        return value

    def refers(self, row: Row, column: str, value: str, known: Collection[str], what: str) -> None:
        """Note a value that must be a known id of `what` and is not."""
        if value not in known:
            ids = ", ".join(list(known)[:LISTED]) + (", …" if len(known) > LISTED else "")
            right = self._near(column, value, known) or (f"Use one of: {ids}" if ids else f"Add the {what} first")
            self.wrong(row, column, f"there is no {what} '{value}'" if value else "the cell is empty", right)

    def _near(self, column: str, value: str, known: Collection[str]) -> str | None:
        # One slip is often made all down a column, and looking for the nearest is slow.
        if (column, value) not in self._nearest and len(self._nearest) < MOST_SLIPS:
            self._nearest[column, value] = nearest(value, known) if value else None
        return self._nearest.get((column, value))

    def date(self, row: Row, column: str, optional: bool = False) -> date | None:
        """An ISO 8601 day, or None."""
        value = row.cells.get(column, "")
        if not value and optional:
            return None
        day = day_of(value)
        if day is None:
            wrong = f"'{value}' is not a date" if value else "the cell is empty"
            self.wrong(row, column, wrong, RIGHT_DAY)
        return day

    def whole(self, row: Row, column: str, optional: bool = False) -> int | None:
        """A whole number of people, 0 or more, or None."""
        value = row.cells[column]
        if not value and optional:
            return None
        if not re.fullmatch("[0-9]+", value):
            wrong = f"'{value}' is not a whole number of 0 or more" if value else "the cell is empty"
            self.wrong(row, column, wrong, "Write digits alone, for example 3500")
            return None
        if len(value.lstrip("0")) > len(str(MOST_PEOPLE)):
            self.wrong(row, column, f"'{value}' is more people than there can be", f"At most {MOST_PEOPLE}")
            return None
        return int(value)

    def number(self, row: Row, column: str, low: float, high: float) -> float:
        """A decimal number within bounds, which may be infinite; the number itself may not. NaN where it is wrong."""
        value = row.cells[column]
        if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", value):
            wrong = f"'{value}' is not a number" if value else "the cell is empty"
            self.wrong(row, column, wrong, "Write it with digits and a decimal point, for example 46.63")
            return float("nan")
        number = float(value)
        if not low <= number <= high or number in (float("inf"), float("-inf")):
            bounds = f"from {low:g} to {high:g}" if high < float("inf") else f"{low:g} or more"
            right = "It must be finite" if low == float("-inf") else f"It must be {bounds}"
            self.wrong(row, column, f"{value} is out of bounds", right)
            return float("nan")
        return number

    def text(self, row: Row, column: str) -> str:
        """A cell that must not be empty."""
        if not row.cells[column]:
            self.wrong(row, column, "the cell is empty", "Fill it in")
        return row.cells[column]

    def unique(self, row: Row, column: str, seen: dict[str, int]) -> None:
        """Note the value's line in `seen`, or as a problem that it stood before."""
        value = row.cells[column]
        if value in seen:
            wrong = f"'{value}' stands already in line {seen[value]}"
            self.wrong(row, column, wrong, "Keep one of the rows, or give this one a name of its own")
        seen.setdefault(value, row.line)


@lru_cache(maxsize=4096)
def day_of(value: str) -> date | None:
    """An ISO 8601 day; None where it is none."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
