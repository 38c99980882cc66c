"""The tables of a case folder, found, opened and read."""

from collections.abc import Mapping
from pathlib import Path

from breakranks.case.head import Head
from breakranks.case.reading.cells import read_cells
from breakranks.case.reading.found import TABLES, find
from breakranks.case.reading.readings import Readings
from breakranks.case.reading.table import Table, open_table
from breakranks.tables import Problem


def gather(folder: Path, head: Head, readings: Readings) -> tuple[Mapping[str, Table], list[Problem]]:
    """The tables of a case by name, and what is wrong with the places where they are."""
    places, spare, problems = find(folder)
    tables = {name: open_table(name, folder, places.get(name), spare, readings) for name in TABLES}
    read_cells(tables, head, readings)
    return tables, problems
