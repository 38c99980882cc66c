"""Writes the tables of a case again as the format has them, and keeps the originals."""

import os
import shutil
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from breakranks.case.read import examine
from breakranks.tables import InputError

KEPT = "originals"


class Tidied(NamedTuple):
    """The tables that were written, and the folder that holds the files as they were; None if all was tidy."""

    written: tuple[Path, ...]
    originals: Path | None


def tidy(path: Path) -> Tidied:
    """Write every table of the case in the folder at `path` that differs from its canonical form.

    Columns of the user's own stay where they are. The files as they were go to a new folder `originals-1`,
    `originals-2`, … inside the case. New files are complete before they take the place of old ones.

    Raises:
        InputError: the folder is not a case, or cannot be written to; nothing was changed.
    """
    found = examine(path)
    if found.problems:
        raise InputError(found.problems)
    new = {}
    for name, table in found.tables.items():
        place, content = path / f"{name}.csv", table.canonical().encode()
        if table.path and (table.path.name != place.name or table.path.read_bytes() != content):
            new[place] = (table.path, content)
    if not new:
        return Tidied((), None)
    drafts = {place: path / f".{place.name}-{uuid4().hex}" for place in new}
    try:
        for place, draft in drafts.items():
            draft.write_bytes(new[place][1])
        originals = _folder(path)
        old = {table for table, _ in new.values()}
        for file in sorted(old):
            shutil.copy2(file, originals / file.name)
        for place, draft in drafts.items():
            os.replace(draft, place)
        # A table in a workbook would be there twice; its copy is kept.
        for file in old:
            if not any(file.samefile(place) for place in new):
                file.unlink()
    except OSError as error:
        raise InputError(
            f"{path} cannot be written to ({error.strerror}). Make it a folder you may write to."
        ) from None
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
    return Tidied(tuple(new), originals)


def _folder(path: Path) -> Path:
    """A new folder for the originals."""
    number = 1
    while True:
        try:
            (path / f"{KEPT}-{number}").mkdir()
            return path / f"{KEPT}-{number}"
        except FileExistsError:
            number += 1
