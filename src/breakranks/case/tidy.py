"""Writes the files of a case again as the format has them, and keeps the originals."""

import os
import re
import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from breakranks.case.changing import alone, beside, write_beside
from breakranks.case.codebook import SOURCE_COLUMNS
from breakranks.case.read import examine
from breakranks.case.reading.cited import source_key
from breakranks.case.reading.locate import HEAD
from breakranks.tables import InputError

KEPT = "originals"


class Tidied(NamedTuple):
    """The files that were written, and the folder that holds the files as they were; None if all was tidy."""

    written: tuple[Path, ...]
    originals: Path | None


def tidy(path: Path) -> Tidied:
    """Write every file of the case in the folder at `path` that differs from its canonical form.

    Columns of the user's own stay where they are. Sources that stand in case.toml, as in version 1 of the format,
    become rows of sources.csv. The files as they were go to a new folder `originals-1`, `originals-2`, … inside the
    case. New files are complete before they take the place of old ones.

    Raises:
        InputError: the folder is not a case, or cannot be written to; nothing was changed.
    """
    if not _new_files(path):
        return Tidied((), None)
    with alone(path):
        new = _new_files(path)
        return Tidied(tuple(new), _written(path, new) if new else None)


def _written(path: Path, new: Mapping[Path, tuple[Path | None, bytes]]) -> Path:
    """Write the new files, and give the folder with those that they replace."""
    with beside(new) as drafts:
        for place, draft in drafts.items():
            write_beside(draft, new[place][0] or place, new[place][1])
        originals = _folder(path)
        old = {file for file, _ in new.values() if file}
        for file in sorted(old):
            shutil.copy2(file, originals / file.name)
        for place, draft in drafts.items():
            os.replace(draft, place)
        # A table in a workbook would be there twice; its copy is kept.
        for file in old:
            if not any(file.samefile(place) for place in new):
                file.unlink()
    return originals


def untidy(path: Path) -> tuple[Path, ...]:
    """The files that `tidy` would write.

    Raises:
        InputError: the folder is not a case.
    """
    return tuple(_new_files(path))


def _new_files(path: Path) -> dict[Path, tuple[Path | None, bytes]]:
    """Each file that is not as the format has it, with the file that holds it now, if any, and what it should hold."""
    found = examine(path)
    if found.problems:
        raise InputError(found.problems)
    new: dict[Path, tuple[Path | None, bytes]] = {}
    head, sources = found.head, found.tables["sources"]
    if head and head.sources and (text := without_sources(head.raw)) is not None:
        new[path / HEAD] = path / HEAD, text.encode()
        for key, source in head.sources.items():
            published = str(source.published) if source.published else ""
            cells = {"key": source_key(key), "name": source.name, "url": source.url or "", "published": published}
            sources.add(cells, tuple(SOURCE_COLUMNS))
    for name, table in found.tables.items():
        place, content = path / f"{name}.csv", table.canonical().encode()
        made = table.path is None and table.rows
        if made or (table.path and (table.path.name != place.name or table.path.read_bytes() != content)):
            new[place] = table.path, content
    return new


def without_sources(raw: str) -> str | None:
    """The text of a case.toml without its sources, else as it was; None where that cannot be had line by line."""
    kept, inside = [], False
    for line in raw.splitlines(keepends=True):
        if header := re.match(r"\s*\[\[?\s*\"?([\w-]+)", line):
            inside = header[1] == "sources"
        if not inside and not re.match(r"\s*\"?sources\"?\s*[.=]", line):
            kept.append(line)
    text = "".join(kept).rstrip() + "\n"
    try:
        rest = {key: value for key, value in tomllib.loads(raw).items() if key != "sources"}
        return text if tomllib.loads(text) == rest else None
    except tomllib.TOMLDecodeError:
        return None


def _folder(path: Path) -> Path:
    """A new folder for the originals."""
    number = 1
    while True:
        try:
            (path / f"{KEPT}-{number}").mkdir()
            return path / f"{KEPT}-{number}"
        except FileExistsError:
            number += 1
