"""The tables of a case folder, found, opened and read."""

from collections.abc import Mapping
from pathlib import Path

from breakranks.case.head import Head
from breakranks.case.reading.cells import read_cells
from breakranks.case.reading.locate import TABLES, Contents, locate_tables
from breakranks.case.reading.readings import Readings
from breakranks.case.reading.table import Table, open_table


def gather(folder: Path, head: Head, readings: Readings) -> tuple[Mapping[str, Table], Contents]:
    """The tables of a case by name, and where they were found."""
    found = locate_tables(folder)
    for file, sheets in found.sheets.items():
        readings.file(file, [f"sheets of your own, not read: {', '.join(sheets)}"] if sheets else ())
    spare = [sheet for sheets in found.sheets.values() for sheet in sheets]
    tables = {name: open_table(name, folder, found.places.get(name), spare, readings) for name in TABLES}
    read_cells(tables, head, readings)
    return tables, found
