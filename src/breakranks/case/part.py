"""What the tables of a case have in common."""

from collections import Counter
from datetime import date
from typing import Any, Generic, TypeVar

from breakranks.case.head import Head
from breakranks.case.limits import LONGEST_NAME
from breakranks.case.reading.names import KEBAB
from breakranks.case.reading.table import Table
from breakranks.case.types import Source
from breakranks.tables import Cells, Problem, Row

T = TypeVar("T")


class Part(Generic[T]):
    """A table of the case: its rows, the items made of them, the line of each id, and its problems.

    `lacks` are those of its problems that say that something is not there yet. `whole` is False where rows were
    lost in reading: an id that is not there may then stand in a lost row, and is not called unknown.
    """

    def __init__(self, table: Table) -> None:
        self.cells = Cells(table.label, table.problems, table.told)
        self.rows = table.rows
        self.whole = table.whole
        self.items: list[T] = []
        self.lines: dict[str, int] = {}
        self.lacks: list[Problem] = []

    def lack(self, column: str | None, wrong: str, right: str) -> None:
        """Note what is not there yet."""
        self.cells.wrong(None, column, wrong, right)
        self.lacks.append(self.cells.problems[-1])

    def id(self, row: Row) -> str:
        """The row's id, once."""
        value = self.short(row, "id")
        if not KEBAB.fullmatch(value):
            wrong = f"'{value}' is not lower-case kebab-case" if value else "the cell is empty"
            self.cells.wrong(row, "id", wrong, "Write one, for example kherson-city")
        else:
            self.cells.unique(row, "id", self.lines)
        return value

    def name(self, row: Row, column: str = "name") -> str:
        """A name, which must be there and no longer than a name is."""
        self.short(row, column)
        return self.cells.text(row, column)

    def short(self, row: Row, column: str, most: int = LONGEST_NAME) -> str:
        """A cell that may not be too long."""
        value = row.cells.get(column, "")
        if len(value) > most:
            right = f"Write at most {most:,}"
            self.cells.wrong(row, column, f"the cell has {len(value):,} characters", right)
        return value

    def refers(self, row: Row, column: str, value: str, to: "Part[Any]", what: str) -> None:
        """Note a cell that names something that is not in the other table."""
        if to.whole:
            self.cells.refers(row, column, value, to.lines, what)

    def several(self, row: Row, column: str, to: "Part[Any]", what: str) -> tuple[str, ...]:
        """Ids separated by spaces, each in the other table and named once."""
        values = tuple(row.cells[column].split())
        for value, times in Counter(values).items():
            self.refers(row, column, value, to, what)
            if times > 1:
                self.cells.wrong(row, column, f"'{value}' is named twice", "Name it once")
        return values

    def cited(self, row: Row, sources: "Part[Source]") -> tuple[str, ...]:
        """The keys of the sources that a row cites, at least one."""
        keys = tuple(dict.fromkeys(row.cells["source"].split()))
        for key in (keys or ("",)) if sources.lines or not sources.whole else ():
            self.refers(row, "source", key, sources, "source")
        return keys

    def in_order(self, row: Row, day: date | None, reported: date | None) -> None:
        """Note what is said to have been reported before it happened."""
        if day and reported and reported < day:
            wrong = f"it was reported on {reported}, before it happened on {day}"
            self.cells.wrong(row, "reported", wrong, f"Write {day} or a later day, or correct the date")

    def inside(self, row: Row, column: str, day: date | None, head: Head) -> None:
        """Note a day outside the window."""
        if day and not head.covers(day):
            self.cells.wrong(row, column, f"{day} lies outside the window", head.window)
