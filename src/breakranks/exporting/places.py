"""The ground of a case as GeoJSON geometries: nothing finer than the named area."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from breakranks.case import Area, Case
from breakranks.case.outlines import Polygon, names_of_areas, outlines_in

Json = Mapping[str, Any]


def point(area: Area) -> list[float]:
    """The middle of an area, longitude first."""
    return [area.lon, area.lat]


def points(areas: Iterable[Area]) -> Json:
    """The middles of one or more areas as one geometry."""
    found = [point(area) for area in areas]
    if len(found) == 1:
        return {"type": "Point", "coordinates": found[0]}
    return {"type": "MultiPoint", "coordinates": found}


def polygons(case: Case, folder: Path) -> Mapping[str, Json]:
    """The polygons that the folder of a case draws of its areas, by area.

    Raises:
        InputError: areas.geojson is there and cannot be used.
    """
    return {id: _whole(drawn) for id, drawn in outlines_in(folder, names_of_areas(case)).items()}


def _whole(drawn: list[Polygon]) -> Json:
    if len(drawn) == 1:
        return {"type": "Polygon", "coordinates": drawn[0]}
    return {"type": "MultiPolygon", "coordinates": drawn}
