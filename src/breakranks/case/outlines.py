"""areas.geojson: where a folder draws the outlines of its areas. The file is optional, and no assessment reads it."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from breakranks.case.reading.names import Found, Names
from breakranks.case.types import Case
from breakranks.grids import UnreadableError, decode, load
from breakranks.tables import LISTED, InputError, Problem, unread

OUTLINES = "areas.geojson"
"""Each feature is a polygon of the area that its property `id`, `area` or `name` names."""
Polygon = list[list[list[float]]]
"""Rings, the outer one first; each a list of places, longitude first."""


def names_of_areas(case: Case) -> Names:
    """What the areas of a case are called in its tables."""
    names = Names()
    for area in case.areas:
        names.add(area.id, area.id, [area.name])
    return names


def outlines_in(folder: Path, names: Names) -> dict[str, list[Polygon]]:
    """The polygons that the folder of a case draws of its areas, by their ids; none without the file.

    Raises:
        InputError: the file is there and cannot be used.
    """
    path = folder / OUTLINES
    if not path.exists():
        return {}
    try:
        raw = load(path)
    except (OSError, UnreadableError) as error:
        raise InputError([unread(path, error)]) from None
    return read_outlines(raw, names)


def read_outlines(raw: bytes, names: Names) -> dict[str, list[Polygon]]:
    """The polygons of each area that has any, by its id, from the bytes of the file.

    Raises:
        InputError: the file cannot be used.
    """
    found: dict[str, list[Polygon]] = {}
    for number, feature in enumerate(_features(raw), start=1):
        id = _named(number, feature, names)
        found.setdefault(id, []).extend(_polygons(number, id, feature.get("geometry")))
    return found


def _wrong(wrong: str, right: str) -> InputError:
    return InputError([Problem(OUTLINES, None, None, wrong, right)])


def _features(raw: bytes) -> list[Mapping[str, Any]]:
    try:
        content = json.loads(decode(raw)[0])
    except UnreadableError as error:
        raise _wrong(error.wrong, error.right) from None
    except (ValueError, RecursionError) as error:
        raise _wrong(f"this is not JSON ({error})", "Save it as GeoJSON, WGS 84") from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise _wrong("there is no list of features", "Save it as a GeoJSON FeatureCollection")
    return features


def _named(number: int, feature: Mapping[str, Any], names: Names) -> str:
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    written = [str(properties[name]) for name in ("id", "area", "name") if properties.get(name) is not None]
    for text in written:
        if isinstance(found := names.one(text), Found):
            return found.ids[0]
    wrong = f"feature {number} names no area of the case" + (f" ('{written[0]}')" if written else "")
    raise _wrong(wrong, f"Give it a property id, one of: {', '.join(names.ids[:LISTED])}")


def _polygons(number: int, id: str, geometry: Any) -> list[Polygon]:
    what = geometry.get("type") if isinstance(geometry, dict) else None
    if what not in ("Polygon", "MultiPolygon"):
        wrong = f"feature {number} ('{id}') is not a polygon"
        raise _wrong(wrong, "Draw the area as a Polygon or a MultiPolygon, or leave the feature out")
    try:
        parts = [geometry["coordinates"]] if what == "Polygon" else list(geometry["coordinates"])
        drawn = [[[[float(x) for x in place[:2]] for place in ring] for ring in part] for part in parts]
        fine = all(part and all(len(ring) >= 4 and all(map(_is_place, ring)) for ring in part) for part in drawn)
    except (KeyError, TypeError, ValueError, OverflowError):
        fine = False
    if not fine:
        wrong = f"feature {number} ('{id}') has an outline that cannot be read"
        raise _wrong(wrong, "A ring has at least four places, [longitude, latitude], the last like the first")
    return drawn


def _is_place(place: list[float]) -> bool:
    return len(place) == 2 and all(map(math.isfinite, place)) and abs(place[0]) <= 360 and abs(place[1]) <= 90
