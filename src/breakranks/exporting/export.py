"""Writing a case as one file of another program."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import uuid4

from breakranks.case import folder_of, load_case
from breakranks.exporting.geojson import geojson
from breakranks.exporting.orbat_mapper import orbat_mapper
from breakranks.exporting.places import polygons
from breakranks.tables import InputError, nearest

FORMATS: Mapping[str, Callable[..., object]] = {"geojson": geojson, "orbat-mapper": orbat_mapper}
"""By name, what makes a document of a case and of the polygons of its areas."""


def export(case: str | Path, how: str, file: Path) -> Path:
    """Write a case (its slug, or its folder) in one of `FORMATS`, whole or not at all, and give back the file.

    A file that breakranks wrote is replaced.

    Raises:
        InputError: there is no such case or format, or the file is another's or cannot be written.
    """
    if how not in FORMATS:
        near = nearest(how, FORMATS)
        raise InputError(f"There is no format '{how}'. {near + '. ' if near else ''}One of: {', '.join(FORMATS)}.")
    loaded = load_case(case)
    try:
        with folder_of(case) as folder:
            text = json.dumps(FORMATS[how](loaded, polygons(loaded, folder)), ensure_ascii=False, indent=1)
    except RecursionError:
        raise InputError(f"The order of battle of {case} has more levels than the file can.") from None
    try:
        if file.is_dir():
            raise InputError(
                f"{file} is a folder. Give --out the name of a file, such as {file / f'{loaded.slug}.json'}."
            )
        if file.exists() and b"breakranks" not in file.read_bytes():
            raise InputError(f"{file} is there, and breakranks did not write it. Move it, or give --out another name.")
        file.parent.mkdir(parents=True, exist_ok=True)
        half = file.with_name(f".{uuid4().hex}")
        try:
            half.write_text(f"{text}\n", encoding="utf-8")
            os.replace(half, file)
        finally:
            half.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{file} cannot be written ({reason}). Give --out a file in a folder of your own.") from error
    return file
