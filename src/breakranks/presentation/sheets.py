"""Tables for spreadsheets: CSV that opens as it is meant to, and one workbook with a sheet for each table."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from breakranks.grids import CONTROL

if TYPE_CHECKING:
    import pyarrow

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would work out, whatever it says."""
MOST_LETTERS = 32_767
"""Characters that a cell of a workbook can hold."""
LEFT_OUT = ("worlds", "worlds_areas")
"""Tables that no workbook gets: a row a world is nothing to be read, and takes seconds to write."""


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV that begins with a byte order mark, without which Excel takes UTF-8 for something else.

    A text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return f"\N{ZERO WIDTH NO-BREAK SPACE}{out.getvalue()}"


def _plain(cell: object) -> object:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def as_csv(table: "pyarrow.Table") -> Callable[[Path], object]:
    """Give what writes a table as CSV."""

    def write(place: Path) -> None:
        rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
        place.write_text(csv_text(table.column_names, rows), encoding="utf-8", newline="")

    return write


def as_workbook(tables: "Mapping[str, pyarrow.Table]") -> Callable[[Path], object]:
    """Give what writes tables as one workbook, a sheet for each, without the tables of single worlds."""

    def write(place: Path) -> None:
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        for name, table in tables.items():
            if name in LEFT_OUT:
                continue
            sheet = book.create_sheet(name)
            sheet.freeze_panes = "A2"
            sheet.append(table.column_names)
            for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
                sheet.append([_cell(sheet, value) for value in row])
        with place.open("wb") as file:
            book.save(file)

    return write


def _cell(sheet: object, value: object) -> object:
    """A value as a cell: a text is one even where it looks like a formula; what no workbook can hold is cut."""
    if not isinstance(value, str):
        return value
    text = CONTROL.sub("\N{REPLACEMENT CHARACTER}", value)[:MOST_LETTERS]
    if not text.startswith("="):
        return text
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
