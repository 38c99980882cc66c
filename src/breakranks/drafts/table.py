"""drafts.csv: read, added to and written, with the columns that are the user's own."""

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

from breakranks.case.changing import alone, write_whole
from breakranks.case.reading.columns import place
from breakranks.drafts.known import Known
from breakranks.drafts.types import COLUMNS, STATUSES, TABLES, Added, Draft
from breakranks.grids import CONTROL, UnreadableError, read_grid
from breakranks.tables import InputError, Problem, nearest, unread

FILE = "drafts.csv"
NEEDED = ("id", "status", "table")
FORMULA, NUMBER = re.compile(r"[=+\-@\s]+"), re.compile(r"[+-]?[0-9]+(\.[0-9]*)?")
"""How a cell begins that a spreadsheet would work out, and the numbers that may begin so."""
MOST = 20_000
"""So many drafts nobody goes through; a case has half as many reports at most."""


class DraftTable:
    """The drafts of a case, in the order of the file, and what else stands in their rows.

    Raises:
        InputError: the file cannot be read, or is no table of drafts.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.header = list(COLUMNS)
        self.drafts: list[Draft] = []
        self._own: list[list[str]] = []
        if self.path.exists():
            self._read()

    def _read(self) -> None:
        try:
            grid = read_grid(self.path)
        except (OSError, UnreadableError) as error:
            raise InputError([unread(self.path, error)]) from None
        if grid.broken:
            raise InputError([unread(self.path, grid.broken)])
        if not grid.rows:
            return
        (line, written), *rest = grid.rows
        header = place(FILE, line, written, NEEDED, [column for column in COLUMNS if column not in NEEDED])
        if header.problems:
            raise InputError(header.problems)
        own = [at for at, name in enumerate(written) if name and at not in header.at.values()]
        self.header += [written[at] for at in own]
        problems: list[Problem] = []
        seen: dict[str, int] = {}
        for line, cells in rest:
            cells = [*cells, *[""] * (len(written) - len(cells))]
            draft = Draft(**{column: cells[at] for column, at in header.at.items()})
            problems += _problems(draft, line, seen)
            self.drafts.append(draft)
            self._own.append([cells[at] for at in own])
        if problems:
            raise InputError(problems)

    def add(self, drafts: Iterable[Draft]) -> None:
        """Put drafts after the others."""
        for draft in drafts:
            cells = {column: _harmless(text) for column, text in draft.cells.items()}
            self.drafts.append(Draft(**cells))
            self._own.append([""] * (len(self.header) - len(COLUMNS)))

    def find(self, id: str) -> int:
        """The place of the draft that has this id.

        Raises:
            InputError: none has.
        """
        for at, draft in enumerate(self.drafts):
            if draft.id == id:
                return at
        near = nearest(id, [draft.id for draft in self.drafts])
        raise InputError(f"There is no draft '{id}' in {self.path}. {near or 'Add drafts with breakranks import'}.")

    def written(self) -> bytes:
        """The file as it should be."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.header)
        for draft, own in zip(self.drafts, self._own, strict=True):
            writer.writerow([*draft.cells.values(), *own])
        return out.getvalue().encode()


def _harmless(text: str) -> str:
    """A text that others wrote, as one that can be read again, and that no spreadsheet takes for a formula."""
    text = CONTROL.sub("", text).strip()
    return text if not FORMULA.match(text) or NUMBER.fullmatch(text) else FORMULA.sub("", text, count=1)


def _problems(draft: Draft, line: int, seen: dict[str, int]) -> list[Problem]:
    problems = []
    if not draft.id:
        right = "Give every draft an id of its own, or delete the row"
        problems.append(Problem(FILE, line, "id", "the cell is empty", right))
    elif draft.id in seen:
        wrong = f"'{draft.id}' stands already in line {seen[draft.id]}"
        problems.append(Problem(FILE, line, "id", wrong, "Keep one of the rows"))
    seen.setdefault(draft.id, line)
    for column, known in (("status", STATUSES), ("table", TABLES)):
        value = draft.cells[column]
        if value not in known:
            wrong = f"'{value}' is not a {column}" if value else "the cell is empty"
            problems.append(Problem(FILE, line, column, wrong, f"One of: {', '.join(known)}"))
    return problems


def read_drafts(folder: Path) -> tuple[Draft, ...]:
    """The drafts of the case in a folder, whatever their status; none where there is no drafts.csv.

    Raises:
        InputError: the file cannot be read, or is no table of drafts.
    """
    return tuple(DraftTable(folder).drafts)


def add_drafts(folder: Path, drafts: Iterable[Draft]) -> Added:
    """Add to the drafts of a case those that are new; nothing that was there is changed.

    A draft is known if one with its id is there, whatever became of that, or if the case has such a row already.

    Raises:
        InputError: the folder is not a case, drafts.csv cannot be read or written, or there would be too many.
    """
    with alone(folder):
        added, files = addition(folder, drafts)
        write_whole(files)
    return added


def addition(folder: Path, drafts: Iterable[Draft]) -> tuple[Added, dict[Path, bytes]]:
    """What `add_drafts` would tell, and drafts.csv as it would be where there is a new one; nothing is written.

    Raises:
        InputError: the folder is not a case, drafts.csv cannot be read, or there would be too many.
    """
    table, known = DraftTable(folder), Known(folder)
    seen = {draft.id for draft in table.drafts}
    new, count = [], 0
    for draft in drafts:
        count += 1
        if draft.id not in seen and not known.has(draft):
            new.append(draft)
        seen.add(draft.id)
    if len(table.drafts) + len(new) > MOST:
        there = f"{table.path} would have {len(table.drafts) + len(new):,} drafts, and {MOST:,} are the most"
        raise InputError(f"{there}. Give a file of fewer days or places, or shorten the window of the case.")
    table.add(new)
    return Added(len(new), count - len(new)), {table.path: table.written()} if new else {}
