"""A table of a case as text: its rows where they stand, so that one of them can change and no other does."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from breakranks.case.reading.columns import find
from breakranks.case.reading.table import LAYOUTS
from breakranks.grids import separator_of
from breakranks.tables import InputError


class NotPlainError(InputError):
    """A table stands in a file that is not changed row by row: a workbook, or text that is not UTF-8."""


@dataclass(frozen=True)
class Line:
    """A row: its number among the rows (from 1), the line of the file it begins on, its text and its cells."""

    number: int
    line: int
    text: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A table as it is written: what stands before and after each row, and where the known columns are.

    `pieces` are the file's text cut at its rows; `rows` says which piece each row is. `at` gives the place of a known
    column among the cells.
    """

    name: str
    pieces: tuple[str, ...]
    rows: tuple[Line, ...]
    where: tuple[int, ...]
    head: int
    header: tuple[str, ...]
    at: Mapping[str, int]
    separator: str = ","
    newline: str = "\n"
    mark: bool = False
    known: tuple[str, ...] = field(default=())

    def row(self, number: int) -> dict[str, str]:
        """The cells of a row by known column, as they are written."""
        cells = self.rows[number - 1].cells
        return {column: cells[at] if at < len(cells) else "" for column, at in self.at.items()}

    def find(self, text: str) -> int | None:
        """The number of the only row with this text; None where there is none, or more than one.

        Empty cells at the end are no text: the table may have got a column since.
        """
        told = text.rstrip(self.separator)
        found = [row.number for row in self.rows if row.text.rstrip(self.separator) == told]
        return found[0] if len(found) == 1 else None

    def changed(self, number: int, cells: Mapping[str, str]) -> bytes:
        """The file with some cells of a row changed; what else the row holds stays."""
        old = list(self.rows[number - 1].cells)
        sheet, width = self._with_columns(cells)
        old += [""] * (width - len(old))
        for column, text in cells.items():
            if column in sheet.at:
                old[sheet.at[column]] = text
        pieces = list(sheet.pieces)
        pieces[sheet.where[number - 1]] = sheet._written(old)
        return sheet._bytes(pieces)

    def added(self, cells: Mapping[str, str]) -> bytes:
        """The file with one row more, the last."""
        sheet, width = self._with_columns(cells)
        row = [""] * width
        for column, text in cells.items():
            if column in sheet.at:
                row[sheet.at[column]] = text
        last = max((sheet.head, *sheet.where))
        pieces = list(sheet.pieces)
        if not pieces[last].endswith(("\n", "\r")):
            pieces[last] += sheet.newline
        pieces.insert(last + 1, sheet._written(row))
        return sheet._bytes(pieces)

    def without(self, number: int) -> bytes:
        """The file without a row."""
        pieces = list(self.pieces)
        pieces[self.where[number - 1]] = ""
        return self._bytes(pieces)

    def written(self) -> bytes:
        """The file as it is."""
        return self._bytes(self.pieces)

    def _with_columns(self, cells: Mapping[str, str]) -> tuple["Sheet", int]:
        """The sheet with columns for cells that have none yet, and how many cells a row then has."""
        new = [c for c, text in cells.items() if text and c not in self.at and c in self.known]
        width = len(self.header)
        if not new:
            return self, width
        pieces = list(self.pieces)
        pieces[self.head] = self._written([*self.header, *new])
        for row, where in zip(self.rows, self.where, strict=True):
            pieces[where] = self._written([*row.cells, *[""] * (width + len(new) - len(row.cells))])
        at = dict(self.at) | {column: width + n for n, column in enumerate(new)}
        header = (*self.header, *new)
        rows = tuple(
            Line(r.number, r.line, r.text, (*r.cells, *[""] * (len(header) - len(r.cells)))) for r in self.rows
        )
        sheet = Sheet(
            self.name, tuple(pieces), rows, self.where, self.head, header, at, self.separator, self.newline,
            self.mark, self.known,
        )  # fmt: skip
        return sheet, len(header)

    def _written(self, cells: Sequence[str]) -> str:
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=self.separator, lineterminator=self.newline).writerow(cells)
        return out.getvalue()

    def _bytes(self, pieces: Sequence[str]) -> bytes:
        return "".join(pieces).encode("utf-8-sig" if self.mark else "utf-8")


def empty(name: str) -> Sheet:
    """A table that is not there yet: its header alone."""
    return parse(name, f"{','.join(LAYOUTS[name].columns)}\n".encode())


def is_plain(raw: bytes) -> bool:
    """Whether a file is text in UTF-8."""
    try:
        return "\0" not in raw.decode("utf-8")
    except UnicodeDecodeError:
        return False


def parse(name: str, raw: bytes) -> Sheet:
    """The table of this name from a CSV file.

    Raises:
        InputError: the file is no CSV in UTF-8, or its header cannot be read.
    """
    mark = raw.startswith(b"\xef\xbb\xbf")
    if not is_plain(raw):
        raise NotPlainError(f"{name}.csv is not UTF-8, so the workbench does not change it row by row.")
    text = raw.decode("utf-8-sig")
    lines = list(io.StringIO(text, newline=""))
    first = next((line for line in lines if line.strip()), "")
    if not first:
        return parse(name, ("" if not mark else "\ufeff").encode() + f"{','.join(LAYOUTS[name].required)}\n".encode())
    separator, told = separator_of(text.replace("\r\n", "\n").replace("\r", "\n"))
    pieces, grid = _cut(name, lines, separator)
    grid = grid[int(told) :]
    layout = LAYOUTS[name]
    cells_of = [(line, [cell.strip() for cell in cells]) for _, line, cells in grid]
    which, found = find(f"{name}.csv", cells_of, layout.required, layout.optional)
    (head, _, header), *rest = grid[which:]
    if found.problems:
        raise InputError(found.problems)
    return Sheet(
        name=name,
        pieces=tuple(pieces),
        rows=tuple(
            Line(n, line, pieces[where].rstrip("\r\n"), tuple(cell.strip() for cell in cells))
            for n, (where, line, cells) in enumerate(rest, start=1)
        ),
        where=tuple(where for where, _, _ in rest),
        head=head,
        header=tuple(header),
        at=found.at,
        separator=separator,
        newline="\r\n" if first.endswith("\r\n") else "\n",
        mark=mark,
        known=tuple(layout.columns),
    )


def _cut(name: str, lines: Sequence[str], separator: str) -> tuple[list[str], list[tuple[int, int, list[str]]]]:
    """The text cut at its rows, and of each row that is not blank its piece, its line and its cells."""
    reader = csv.reader(iter(lines), delimiter=separator, strict=True)
    pieces, rows, begin = list[str](), list[tuple[int, int, list[str]]](), 0
    try:
        for cells in reader:
            pieces.append("".join(lines[begin : reader.line_num]))
            if any(cell.strip() for cell in cells):
                rows.append((len(pieces) - 1, begin + 1, cells))
            begin = reader.line_num
    except csv.Error as error:
        raise InputError(f"{name}.csv, line {begin + 1}: the quoting is broken ({error}). Mend it as text.") from None
    return pieces, rows
