"""Writing an assessment into a folder, whole or not at all."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import uuid4

import pyarrow.parquet

from breakranks.assessment.types import Assessment
from breakranks.presentation.datasets import to_datasets
from breakranks.presentation.frames import frames
from breakranks.presentation.markdown import brief_markdown
from breakranks.presentation.report import report_html
from breakranks.tables import InputError, Problem


def write(assessment: Assessment, folder: Path) -> dict[str, Path]:
    """Write report.html, brief.md, numbers/*.parquet and worlds.nc into `folder`, and say where each lies.

    Every file is first written beside its place under another name, and all move into place once the last
    is complete; whatever interrupts it leaves the folder as it was. Files of these names are replaced, all
    others left alone. The keys are `report`, `brief`, `worlds` and `numbers/NAME`.

    Raises InputError where the folder cannot be one or cannot be written to.
    """
    folder = Path(folder)
    try:
        for place in (folder, folder / "numbers"):
            place.mkdir(parents=True, exist_ok=True)
        return _write(assessment, folder)
    except OSError as error:
        raise InputError([_problem(folder, error)]) from error


def _problem(folder: Path, error: OSError) -> Problem:
    right = "Give a folder that can be written to"
    for place in (folder / "numbers", folder, *folder.parents):
        if place.exists() and not place.is_dir():
            return Problem(str(place), None, None, "this is a file, not a folder", right)
    return Problem(str(folder), None, None, f"this cannot be written to ({error.strerror or error})", right)


def _write(assessment: Assessment, folder: Path) -> dict[str, Path]:
    text: Mapping[str, tuple[Path, Callable[[], str]]] = {
        "report": (folder / "report.html", lambda: report_html(assessment)),
        "brief": (folder / "brief.md", lambda: brief_markdown(assessment)),
    }
    waiting: dict[Path, Path] = {}
    places: dict[str, Path] = {}
    try:
        for name, (place, make) in text.items():
            places[name] = place
            waiting[place] = _beside(place)
            waiting[place].write_text(make(), encoding="utf-8")
        for name, table in frames(assessment).items():
            place = folder / "numbers" / f"{name}.parquet"
            places[f"numbers/{name}"] = place
            waiting[place] = _beside(place)
            pyarrow.parquet.write_table(table, waiting[place])
        places["worlds"] = folder / "worlds.nc"
        waiting[places["worlds"]] = _beside(places["worlds"])
        to_datasets(assessment).to_netcdf(waiting[places["worlds"]], engine="h5netcdf")
        for place, half in waiting.items():
            os.replace(half, place)
    finally:
        for half in waiting.values():
            half.unlink(missing_ok=True)
    return places


def _beside(place: Path) -> Path:
    """Give a name of the same kind in the same folder that nobody else uses."""
    return place.with_name(f".{place.stem}-{uuid4().hex[:12]}{place.suffix}")
