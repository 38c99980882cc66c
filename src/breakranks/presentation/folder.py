"""Writing into a folder, whole or not at all."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from breakranks.assessment.types import Assessment, EarlierDay, Reasons
from breakranks.presentation.markdown import brief_markdown
from breakranks.presentation.numbers import frames
from breakranks.presentation.report import report_html
from breakranks.presentation.sheets import as_csv, as_workbook
from breakranks.tables import InputError, Problem, check_folder

if TYPE_CHECKING:
    import pyarrow

Files = Mapping[str, tuple[str, Callable[[Path], object]]]
"""By key: a path inside the folder, and what writes the file to a place."""


def write(
    assessment: Assessment, reasons: Reasons | None, folder: Path, earlier: EarlierDay | None = None
) -> dict[str, Path]:
    """Write report.html, brief.md, numbers.xlsx and numbers/* into `folder` with `put`, and say where each lies.

    The keys are `report`, `brief`, `workbook`, `numbers/NAME` for Parquet and `csv/NAME` for CSV. The report compares
    with the earlier day, where there is one.

    Raises InputError where the folder cannot be one or cannot be written to.
    """
    return put(
        folder,
        {
            "report": ("report.html", text(lambda: report_html(assessment, reasons, earlier))),
            "brief": ("brief.md", text(lambda: brief_markdown(assessment, reasons))),
            **numbers(frames(assessment, reasons)),
        },
    )


def numbers(tables: "Mapping[str, pyarrow.Table]") -> Files:
    """The files of tables: numbers/NAME.parquet, numbers/NAME.csv, and numbers.xlsx."""
    files: dict[str, tuple[str, Callable[[Path], object]]] = {"workbook": ("numbers.xlsx", as_workbook(tables))}
    for name, table in tables.items():
        files[f"numbers/{name}"] = f"numbers/{name}.parquet", parquet(table)
        files[f"csv/{name}"] = f"numbers/{name}.csv", as_csv(table)
    return files


def put(folder: Path, files: Files, mark: bytes = b"breakranks") -> dict[str, Path]:
    """Write files into a folder, whole or not at all: by key, each one's path inside it and what writes it to a place.

    By `mark` the first of them is known as one that breakranks wrote.

    Every file is first written beside its place under another name, and all move into place once the last
    is complete; whatever interrupts it leaves the folder as it was. Files of these names that breakranks wrote are
    replaced, all others left alone.

    Raises InputError where the folder cannot be one, cannot be written to, or holds others' files of these names.
    """
    folder = Path(folder)
    page, *others = (name for name, _ in files.values())
    check_folder(folder, page, others, mark)
    places = {key: folder / name for key, (name, _) in files.items()}
    waiting: dict[Path, Path] = {}
    try:
        for place in places.values():
            place.parent.mkdir(parents=True, exist_ok=True)
        for key, (_, make) in files.items():
            waiting[places[key]] = _beside(places[key])
            make(waiting[places[key]])
        for place, half in waiting.items():
            os.replace(half, place)
    except OSError as error:
        raise InputError([_problem(folder, places.values(), error)]) from error
    finally:
        for half in waiting.values():
            half.unlink(missing_ok=True)
    return places


def text(make: Callable[[], str]) -> Callable[[Path], object]:
    """Give what writes a text, made only when its turn comes, as UTF-8."""
    return lambda place: place.write_text(make(), encoding="utf-8")


def parquet(table: "pyarrow.Table") -> Callable[[Path], object]:
    """Give what writes a table as Parquet."""
    from pyarrow.parquet import write_table

    def write(place: Path) -> None:
        # Arrow itself takes no name that is not UTF-8.
        with place.open("wb") as file:
            write_table(table, file)

    return write


def _problem(folder: Path, places: Iterable[Path], error: OSError) -> Problem:
    right = "Give a folder that can be written to"
    below = dict.fromkeys(place.parent for place in places)
    for place in (*below, folder, *folder.parents):
        if place.exists() and not place.is_dir():
            return Problem(str(place), None, None, "this is a file, not a folder", right)
    return Problem(str(folder), None, None, f"this cannot be written to ({error.strerror or error})", right)


def _beside(place: Path) -> Path:
    """Give a name of the same kind in the same folder that nobody else uses."""
    return place.with_name(f".{place.stem}-{uuid4().hex[:12]}{place.suffix}")
