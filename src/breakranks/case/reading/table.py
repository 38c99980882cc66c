"""One table of a case as it was found: its known columns by name, and what is needed to write it again."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from breakranks.case import codebook
from breakranks.case.limits import MOST_ROWS
from breakranks.case.reading.columns import Header, find, may_be_padded
from breakranks.case.reading.locate import Place
from breakranks.case.reading.names import key
from breakranks.case.reading.readings import Readings
from breakranks.grids import WORKBOOKS
from breakranks.tables import Problem, Row, unread, wrong_length

LONGEST_TITLE = 60
"""Characters of a title that are shown."""
BOTH_CODES = re.compile(r"([A-F])\s*[-/.]?\s*([1-6])", re.IGNORECASE)
"""A cell that holds both Admiralty codes."""


Rows = Sequence[tuple[int, Sequence[str]]]
"""Rows of cells, each with its line; the first is the header."""

ELSEWHERE = dict.fromkeys(
    ("leaves", "left", "departs", "dissolved", "disbanded", "moves", "moved", "movedto"),
    "a formation that leaves, moves or is dissolved has a row in moves.csv",
)
"""Columns, as `key` has them, of what the format holds in another table."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns a table has, in their order, which of them may be missing, and which cells may be empty."""

    columns: Mapping[str, str]
    optional: tuple[str, ...] = ()
    may_be_empty: frozenset[str] = frozenset()
    needed: bool = True

    @property
    def required(self) -> list[str]:
        """The columns that must be there."""
        return [column for column in self.columns if column not in self.optional]


LAYOUTS = {
    "areas": Layout(codebook.AREA_COLUMNS, codebook.OPTIONAL_OF_AREAS, frozenset({"adjacent", "aliases"})),
    "formations": Layout(
        codebook.FORMATION_COLUMNS,
        codebook.OPTIONAL_OF_FORMATIONS,
        frozenset({"parent", "area", "arrives", "aliases"}),
    ),
    "events": Layout(
        codebook.EVENT_COLUMNS,
        codebook.OPTIONAL_OF_EVENTS,
        frozenset({"area", "people", "reliability", "note", *codebook.OPTIONAL_OF_EVENTS}),
    ),
    "sources": Layout(
        codebook.SOURCE_COLUMNS,
        codebook.OPTIONAL_OF_SOURCES,
        frozenset(codebook.OPTIONAL_OF_SOURCES),
        needed=False,
    ),
    "moves": Layout(
        codebook.MOVE_COLUMNS, may_be_empty=frozenset({"area", "parent", "strength", "source"}), needed=False
    ),
    "outcomes": Layout(
        codebook.OUTCOME_COLUMNS,
        may_be_empty=frozenset({"area", "formation", "date", "source", "note"}),
        needed=False,
    ),
    "judgements": Layout(
        codebook.JUDGEMENT_COLUMNS,
        may_be_empty=frozenset({"area", "phrase", "probability", "source", "note"}),
        needed=False,
    ),
}


@dataclass
class Table:
    """The rows of a table, their cells by known column; cells are replaced while they are read.

    `whole` is False where rows were lost, and `told` holds the cells, by line and column, whose problem has been told.
    `header`, `raw` and `at` are the columns as they will be written, the cells of each row, and where in them the known
    columns stand.
    """

    label: str
    path: Path | None = None
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True
    told: set[tuple[int, str]] = field(default_factory=set)
    header: list[str] = field(default_factory=list)
    raw: list[list[str]] = field(default_factory=list)
    at: dict[str, int] = field(default_factory=dict)

    def ask(self, row: Row, column: str, wrong: str, right: str) -> None:
        """Note a cell that cannot be read, or not in one way."""
        self.problems.append(Problem(self.label, row.line, column, wrong, right))
        self.told.add((row.line, column))

    def add(self, cells: Mapping[str, str], columns: Sequence[str]) -> None:
        """Add a row that stands in no file, with those of `columns` that are missing and that it fills."""
        for column in columns:
            if column not in self.at and (cells.get(column) or not self.rows):
                self.at[column] = len(self.header)
                self.header.append(column)
                for row, raw in zip(self.rows, self.raw, strict=True):
                    raw.append("")
                    row.cells[column] = ""
        self.raw.append([""] * len(self.header))
        self.rows.append(Row(0, {column: cells.get(column, "") for column in self.at}))

    def canonical(self) -> str:
        """The table as CSV in UTF-8 with commas, as it was read, with the user's own columns where they were."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.header)
        for row, raw in zip(self.rows, self.raw, strict=True):
            cells = list(raw)
            for column, at in self.at.items():
                cells[at] = row.cells[column]
            writer.writerow(cells)
        return out.getvalue()


def open_table(name: str, folder: Path, found: Place | None, spare: Sequence[str], readings: Readings) -> Table:
    """The table of this name, from the place where it was found, if it was; `spare` are sheets that are no table."""
    layout = LAYOUTS[name]
    if found is None:
        table = Table(f"{name}.csv")
        if layout.needed:
            problem = unread(folder / table.label, FileNotFoundError())
            if spare:
                named = f"If it is a sheet of the workbook ({', '.join(spare)}), call that sheet {name}"
                problem = replace(problem, right=named)
            table.problems.append(problem)
            table.whole = False
        return table
    table = Table(found.label, found.path)
    if found.grid is None:
        table.whole = False
        return table
    # A workbook that is called one is nothing unusual.
    if found.grid.unusual and found.path.suffix.casefold() not in WORKBOOKS:
        readings.file(found.label, [f"read {' '.join(found.grid.unusual)}"])
    if found.grid.broken:
        table.problems.append(unread(found.path, found.grid.broken))
    if found.grid.rows:
        _fill(table, layout, _cut(table, found.grid.rows, MOST_ROWS[name]), readings, found.grid.separator)
    elif not found.grid.broken:
        expected = "The columns are " + ", ".join(layout.columns)
        table.problems.append(Problem(table.label, 1, None, "the file is empty", expected))
    table.whole = not table.problems
    return table


def _cut(table: Table, grid: Rows, most: int) -> Rows:
    """The header and the rows of a table without those that are too many."""
    if len(grid) > most + 1:
        wrong = f"this is row {most + 1:,} of {len(grid) - 1:,}"
        right = f"Give at most {most:,}, and leave out what matters least"
        table.problems.append(Problem(table.label, grid[most + 1][0], None, wrong, right))
    return grid[: most + 1]


def _fill(table: Table, layout: Layout, grid: Rows, readings: Readings, separator: str) -> None:
    at, header = find(table.label, grid, layout.required, layout.optional)
    written, rest = grid[at][1], grid[at + 1 :]
    split = _both_codes_in_one(header, rest)
    if split:
        header.problems.clear()
    table.problems += header.problems
    if header.problems:
        return
    said = [f"column '{name}' read as {column}" for name, column in header.renamed.items()]
    if header.own:
        own = [f"{name} ({ELSEWHERE[key(name)]})" if key(name) in ELSEWHERE else name for name in header.own]
        said.append(f"columns of your own, kept and not read: {', '.join(own)}")
    if at:
        title = next(cell for cell in grid[0][1] if cell)
        said.append(f"line {grid[0][0]} ('{title[:LONGEST_TITLE]}') read as a title above the columns")
    readings.file(table.label, said)
    width = max(at + 1 for at, name in enumerate(written) if name)
    # Empty columns at the end stand in every row; a row that alone is longer has been broken by a separator.
    longest = max(len(written), min((len(cells) for _, cells in rest), default=0))
    kept = [at for at in range(width) if written[at] or any(at < len(cells) and cells[at] for _, cells in rest)]
    called = {at: column for column, at in header.at.items()}
    table.header = [called.get(at, written[at]) for at in kept]
    table.at = {column: kept.index(at) for column, at in header.at.items()}
    for line, cells in rest:
        whole = may_be_padded(header, cells, layout.may_be_empty)
        if any(cells[width:]) or len(cells) > longest or not whole:
            table.problems.append(wrong_length(table.label, line, cells, width, separator))
            continue
        raw = [cells[at] if at < len(cells) else "" for at in kept]
        table.raw.append(raw)
        table.rows.append(Row(line, {column: raw[at] for column, at in table.at.items()}))
    if split:
        table.at[split] = len(table.header)
        table.header.append(split)
        for row, raw in zip(table.rows, table.raw, strict=True):
            raw.append("")
            row.cells[split] = ""


def _both_codes_in_one(header: Header, rows: Sequence[tuple[int, Sequence[str]]]) -> str | None:
    """Which of the columns of Admiralty codes is missing where the other holds both codes in every row."""
    for missing, other in (("credibility", "reliability"), ("reliability", "credibility")):
        at = header.at.get(other)
        if at is not None and [problem.column for problem in header.problems] == [missing]:
            cells = [cells[at] for _, cells in rows if at < len(cells)]
            return missing if cells and all(BOTH_CODES.fullmatch(cell) for cell in cells) else None
    return None
