"""What an importer found in a file, and the tables that say what its words become."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import NamedTuple

from breakranks.drafts import Draft
from breakranks.importing.files import TableFile
from breakranks.tables import InputError, read_packaged

OUTSIDE_WINDOW = "outside the window of the case"
OTHERS = "about others than the force and its opponent"
FAR = "not on the ground of the case"
COARSE = "placed no closer than a region"
UNSAID = "of a kind that says nothing about the force"
UNREAD = "without a day or a place that can be read"


@dataclass
class Found:
    """The drafts that a file gave, and an account of the rest of its rows.

    `left_out` counts rows by why they were, `days` those in the window and on the ground by their day, and `said` holds
    sentences for the person who imports.
    """

    drafts: list[Draft] = field(default_factory=list)
    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    days: Counter[date] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)

    def leave(self, reason: str) -> list[Draft]:
        """Leave a row out, and count why."""
        self.left_out[reason] += 1
        return []

    def count(self, table: TableFile) -> None:
        """Count the rows of a table that has been read, and those that are broken."""
        self.rows = table.read
        if table.broken:
            self.left_out[f"with more or fewer cells than the header, the first in line {table.first_broken}"] = (
                table.broken
            )


class Becomes(NamedTuple):
    """What a row of a data set becomes; without a kind a person must say which, where `asks`, else it is left out."""

    kind: str
    alternatives: str
    doubt: int
    asks: bool


class Codes(NamedTuple):
    """The two halves of the Admiralty code."""

    reliability: str
    credibility: str


@cache
def kinds_of(data: str) -> Mapping[tuple[str, str], Becomes]:
    """What each type of event of a data set becomes, by the part that the force has in it.

    Raises:
        InputError: the table is broken.
    """
    columns = ("data", "type", "role", "kind", "alternatives", "doubt", "reason")
    rows, problems = read_packaged("breakranks.importing", "kinds.csv", columns)
    if problems:
        raise InputError(problems)
    return {
        (row.cells["type"], role): Becomes(
            row.cells["kind"].removeprefix("?"),
            row.cells["alternatives"],
            int(row.cells["doubt"] or 0),
            row.cells["kind"] == "?",
        )
        for row in rows
        if row.cells["data"] == data
        for role in row.cells["role"].split()
    }


@cache
def _codes(data: str) -> tuple[tuple[float, Codes], ...]:
    columns = ("data", "what", "from", "reliability", "credibility", "reason")
    rows, problems = read_packaged("breakranks.importing", "codes.csv", columns)
    if problems:
        raise InputError(problems)
    return tuple(
        (float(row.cells["from"]), Codes(row.cells["reliability"], row.cells["credibility"]))
        for row in rows
        if row.cells["data"] == data
    )


def codes_of(data: str, value: float, doubt: int = 0) -> Codes:
    """The codes of a row of a data set, by the number that says how sure it is; `doubt` is taken off the credibility.

    Raises:
        InputError: the table is broken.
    """
    reliability, credibility = [codes for least, codes in _codes(data) if value >= least][-1]
    return Codes(reliability, str(min(int(credibility) + doubt, 4)))
