"""Accepting a draft into its table, or rejecting it."""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from breakranks.case.changing import alone, write_whole
from breakranks.case.read import Examined, examine
from breakranks.case.reading.locate import locate_tables
from breakranks.case.reading.table import LAYOUTS
from breakranks.drafts.known import Known
from breakranks.drafts.table import FILE, DraftTable
from breakranks.drafts.text import TextTable
from breakranks.drafts.types import ACCEPTED, CALLED, CELLS, OPEN, REJECTED, Draft
from breakranks.grids import CONTROL, WORKBOOKS
from breakranks.tables import InputError, nearest
from breakranks.vocabulary import KINDS

OF_SOURCES = ("source_name", "source_url", "source_published")
OF_A_CASE = (".csv", ".tsv", ".txt", ".toml", *WORKBOOKS)
"""How the names of files end that a case is read from."""


def accept(folder: Path, id: str, changes: Mapping[str, str] | None = None, by: str = "") -> Draft:
    """Write a draft into its table, its source into sources.csv where that is new, and give it as it was accepted.

    `changes` are cells that should be otherwise than drafted, `by` is who accepts. Where the case has such a row
    already none is added. Files are replaced whole, and only if the case passes its check with the row, or lacks
    nothing but its first formations or areas.

    Raises:
        InputError: there is no such open draft, the case would not pass its check, or a file cannot be written;
            nothing was changed.
    """
    with alone(folder):
        draft, files = acceptance(folder, id, changes, by)
        _check(folder, files)
        write_whole(files)
    return draft


def reject(folder: Path, id: str) -> Draft:
    """Mark a draft as rejected; it stays where it is, so that it is not proposed again.

    Raises:
        InputError: there is no such open draft, or drafts.csv cannot be written.
    """
    with alone(folder):
        draft, files = rejection(folder, id)
        write_whole(files)
    return draft


def acceptance(
    folder: Path, id: str, changes: Mapping[str, str] | None = None, by: str = ""
) -> tuple[Draft, dict[Path, bytes]]:
    """A draft as it is accepted, and the files that this changes as they would be; nothing is written or checked.

    Raises:
        InputError: there is no such open draft, or a table cannot be read.
    """
    table = DraftTable(folder)
    at = _open(table, id)
    table.drafts[at] = replace(with_changes(table.drafts[at], changes or {}), status=ACCEPTED)
    return table.drafts[at], {**files_with(folder, table.drafts[at], by), table.path: table.written()}


def rejection(folder: Path, id: str) -> tuple[Draft, dict[Path, bytes]]:
    """A draft as it is rejected, and drafts.csv as it would be; nothing is written.

    Raises:
        InputError: there is no such open draft.
    """
    table = DraftTable(folder)
    at = _open(table, id)
    table.drafts[at] = replace(table.drafts[at], status=REJECTED)
    return table.drafts[at], {table.path: table.written()}


def _open(table: DraftTable, id: str) -> int:
    at = table.find(id)
    status = table.drafts[at].status
    if status != OPEN:
        raise InputError(f"The draft '{id}' is {status} already. To undo that, write open as its status in {FILE}.")
    return at


def with_changes(draft: Draft, changes: Mapping[str, str]) -> Draft:
    """The draft with some cells changed. A note that begins with the name of the old kind gets that of the new.

    Raises:
        InputError: its table has no such cell.
    """
    known = (*CELLS[draft.table], *OF_SOURCES)
    for cell in changes:
        if cell not in known:
            right = nearest(cell, known) or f"Its cells are {', '.join(known)}"
            raise InputError(f"A draft for {draft.table}.csv has no cell '{cell}'. {right}.")
    cells = {cell: " ".join(CONTROL.sub("", text).split()) for cell, text in changes.items()}
    was, kind = _begins(draft.kind), _begins(cells.get("kind", ""))
    if was and kind and "note" not in cells and draft.note.startswith(was):
        cells["note"] = kind + draft.note.removeprefix(was)
    return replace(draft, **cells)


def _begins(kind: str) -> str:
    """How a note begins that was made of its kind; empty where there is no such kind."""
    name = KINDS[kind].name if kind in KINDS else ""
    return f"{name[:1].upper()}{name[1:]}: " if name else ""


def files_with(folder: Path, draft: Draft, by: str = "") -> dict[Path, bytes]:
    """The files of the case that accepting a draft changes, as they would be; none where the case has the row already.

    Raises:
        InputError: a table cannot be read, is in a workbook, or has no sign for what is to be written.
    """
    known = Known(folder)
    if known.has(draft):
        return {}
    places = locate_tables(folder).places
    source, new = known.source(draft)
    called = CALLED.get(draft.table, {})
    cells = {called.get(cell, cell): draft.cells[cell] for cell in CELLS[draft.table]}
    who = f"accepted by {by}" if by else "accepted"
    cells |= {"source": source, "coder": f"{draft.coder}, {who}" if draft.coder else who}
    out = {}
    for name, row in ((draft.table, cells), ("sources", new)):
        if row:
            path = places[name].path if name in places else folder / f"{name}.csv"
            table = TextTable(name, path)
            table.add({column: row[column] for column in LAYOUTS[name].columns if column in row})
            out[path] = table.written()
    return out


def _check(folder: Path, files: Mapping[Path, bytes]) -> None:
    with tried(folder, files) as found:
        if found.begun is None:
            raise InputError(found.problems)


@contextmanager
def tried(folder: Path, files: Mapping[Path, bytes]) -> Iterator[Examined]:
    """What the case would be with some of its files changed; the folder itself is left alone."""
    with TemporaryDirectory() as aside:
        # The name of a case's folder is part of the case.
        copy = Path(aside) / folder.resolve().name
        copy.mkdir()
        for file in folder.iterdir():
            if file.is_file() and file.suffix.casefold() in OF_A_CASE and not re.match(r"[.~]|drafts\.csv$", file.name):
                shutil.copyfile(file, copy / file.name)
        for path, content in files.items():
            (copy / path.name).write_bytes(content)
        yield examine(copy)
