"""Reading small tables that people write, and saying in a sentence what is wrong with them."""

import csv
import difflib
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path


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
            place += f", column {self.column}"
        return f"{place}: {self.wrong}. {self.right}."


class InputError(ValueError):
    """What a user gave cannot be used; `problems` says why, all at once. Without a file a sentence will do."""

    def __init__(self, problems: Sequence[Problem] | str) -> None:
        self.problems: tuple[Problem, ...] = () if isinstance(problems, str) else tuple(sorted(problems, key=_place))
        super().__init__(problems if isinstance(problems, str) else "\n".join(map(str, self.problems)))


def _place(problem: Problem) -> tuple[str, int, str]:
    return problem.file, problem.line or 0, problem.column or ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the line of the file it begins on, and its cells by column, trimmed."""

    line: int
    cells: Mapping[str, str]


def read_text(path: Path) -> tuple[str, list[Problem]]:
    """A UTF-8 file's text without byte order mark and carriage returns, or why it could not be read."""
    name = path.name
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return "", [Problem(name, None, None, "the file is missing", "The case format needs it")]
    except OSError as error:
        return "", [Problem(name, None, None, f"the file cannot be read ({error.strerror})", "Make it a readable file")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        wrong = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        return "", [Problem(name, line, None, wrong, "Save the file as UTF-8 (in a spreadsheet: 'CSV UTF-8')")]
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return "", [Problem(name, line, None, "there is a NUL character", "Save the file as plain UTF-8 text")]
    return text.replace("\r\n", "\n").replace("\r", "\n"), []


def read_table(path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> tuple[list[Row], list[Problem]]:
    """Rows and problems of a CSV file (RFC 4180, UTF-8, header row).

    Blank rows are passed over. Where the header is wrong no rows come back, since no cell could be placed.
    """
    text, problems = read_text(path)
    if problems:
        return [], problems
    name = path.name
    expected = "The columns are " + ", ".join([*required, *(f"{column} (optional)" for column in optional)])
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    header: list[str] | None = None
    begin = 1
    try:
        for cells in reader:
            line, begin = begin, reader.line_num + 1
            cells = [cell.strip() for cell in cells]
            if not any(cells):
                continue
            if header is None:
                header = cells
                problems += _header_problems(name, line, header, required, optional, expected)
                if problems:
                    return [], problems
            elif len(cells) != len(header):
                wrong = f"the row has {len(cells)} cells where the header has {len(header)}"
                problems.append(
                    Problem(name, line, None, wrong, "Quote cells that hold commas and keep one cell a column")
                )
            else:
                rows.append(Row(line, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        problems.append(Problem(name, begin, None, f"the quoting is broken ({error})", "Close every quotation mark"))
    if header is None and not problems:
        problems.append(Problem(name, 1, None, "the file is empty", expected))
    return rows, problems


def _header_problems(
    name: str, line: int, header: list[str], required: Sequence[str], optional: Sequence[str], expected: str
) -> list[Problem]:
    problems = []
    known = [*required, *optional]
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            problems.append(Problem(name, line, column, f"the column '{column}' stands twice", "Keep one of them"))
        if column not in known:
            right = nearest(column, known) or expected
            problems.append(Problem(name, line, column or None, f"there is no column '{column}' in this table", right))
    for column in required:
        if column not in header:
            problems.append(Problem(name, line, column, f"the column '{column}' is missing", expected))
    return problems


def nearest(value: str, known: Collection[str]) -> str | None:
    """A sentence that names the nearest known value, if there is one near."""
    close = difflib.get_close_matches(value, list(known), n=1, cutoff=0.5)
    return f"Nearest: '{close[0]}'" if close else None


class Cells:
    """Reads the cells of one table and collects what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def wrong(self, row: Row | None, column: str | None, wrong: str, right: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(self.file, row.line if row else None, column, wrong, right))

    def choice(self, row: Row, column: str, known: Collection[str], what: str) -> str:
        """A value that must be one of the known ones; `what` names them, as in "a kind"."""
        value = row.cells[column]
        if value not in known:
            listed = (
                ", ".join(sorted(known))
                if len(known) <= 12
                else f"There are {len(known)} to choose from; see the codebook"
            )
            right = nearest(value, known) or (listed if len(known) > 12 else f"One of: {listed}")
            self.wrong(row, column, f"'{value}' is not {what}" if value else "the cell is empty", right)
        return value

    def date(self, row: Row, column: str, optional: bool = False) -> date | None:
        """An ISO 8601 day, or None."""
        value = row.cells.get(column, "")
        if not value and optional:
            return None
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            self.wrong(
                row, column, f"'{value}' is not a date", "Write the day as year-month-day, for example 2022-11-09"
            )
            return None

    def whole(self, row: Row, column: str, optional: bool = False) -> int | None:
        """A whole number of people, 0 or more, or None."""
        value = row.cells[column]
        if not value and optional:
            return None
        if not value.isascii() or not value.isdigit():
            self.wrong(
                row, column, f"'{value}' is not a whole number of 0 or more", "Write digits alone, for example 3500"
            )
            return None
        return int(value)

    def number(self, row: Row, column: str, low: float, high: float) -> float:
        """A decimal number within bounds."""
        value = row.cells[column]
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if not low <= number <= high:
            self.wrong(
                row, column, f"'{value}' is not a number from {low:g} to {high:g}", "Write it with a decimal point"
            )
        return number

    def text(self, row: Row, column: str) -> str:
        """A cell that must not be empty."""
        if not row.cells[column]:
            self.wrong(row, column, "the cell is empty", "Fill it in")
        return row.cells[column]

    def unique(self, row: Row, column: str, seen: dict[str, int]) -> None:
        """Note the value, and that it stood before."""
        value = row.cells[column]
        if value in seen:
            self.wrong(
                row, column, f"'{value}' stands already in line {seen[value]}", "Give each row a name of its own"
            )
        seen.setdefault(value, row.line)
