"""The ground of a case as GeoJSON geometries: nothing finer than the named area."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from breakranks.case import Area, Case
from breakranks.grids import UnreadableError, decode, load
from breakranks.importing.ground import POLYGONS
from breakranks.tables import InputError, Problem, unread

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
    path = folder / POLYGONS
    if not path.exists():
        return {}
    try:
        content = json.loads(decode(load(path))[0])
        features = [(feature["properties"], feature["geometry"]) for feature in content["features"]]
    except (OSError, UnreadableError) as error:
        raise InputError([unread(path, error)]) from None
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        wrong = f"this is no collection of features ({type(error).__name__}: {error})"
        raise InputError([Problem(POLYGONS, None, None, wrong, "Save it as a GeoJSON FeatureCollection")]) from None
    called = {area.name: area.id for area in case.areas} | {area.id: area.id for area in case.areas}
    rings: dict[str, list[Any]] = {}
    for number, (properties, geometry) in enumerate(features, start=1):
        try:
            written = [properties[name] for name in ("id", "area", "name") if properties.get(name) is not None]
            id = next(called[name] for name in written if name in called)
            drawn = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}[geometry["type"]]
        except (StopIteration, KeyError, TypeError, AttributeError):
            wrong = f"feature {number} is no polygon of an area of the case"
            right = "Give it a Polygon, and a property id with the id of the area"
            raise InputError([Problem(POLYGONS, None, None, wrong, right)]) from None
        rings.setdefault(id, []).extend(drawn)
    return {id: _whole(drawn) for id, drawn in rings.items()}


def _whole(drawn: list[Any]) -> Json:
    if len(drawn) == 1:
        return {"type": "Polygon", "coordinates": drawn[0]}
    return {"type": "MultiPolygon", "coordinates": drawn}
