"""From coordinates to the areas of a case. Nothing finer than the area is kept."""

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from breakranks.case.reading.names import Found, Names
from breakranks.case.types import Area, Case
from breakranks.grids import UnreadableError, decode, load
from breakranks.tables import LISTED, InputError, Problem, unread

POLYGONS = "areas.geojson"
"""An optional file in the folder of a case: a polygon for each area, named by the property `id` (or `area`, `name`)."""
WITHIN_KM = 25.0
"""So far from the middle of an area a place may lie and still be taken for it, where the case draws no polygon."""
EARTH_KM = 6371.0088
"""Mean radius."""


class Ground:
    """The areas of a case as places on the ground.

    Raises:
        InputError: areas.geojson cannot be used.
    """

    def __init__(self, case: Case, folder: Path, names: Names, within_km: float = WITHIN_KM) -> None:
        self.within_km = within_km
        self._shapes = dict(_polygons(folder / POLYGONS, names))
        self._middles = [area for area in case.areas if area.id not in self._shapes]
        self._known: dict[tuple[float, float], str | None] = {}

    def area(self, lat: float, lon: float) -> str | None:
        """The id of the area in which a place lies, else of the nearest without a polygon that is near enough."""
        if (lat, lon) not in self._known:
            self._known[lat, lon] = self._in_polygon(lat, lon) or self._nearest(lat, lon)
        return self._known[lat, lon]

    def add(self, id: str, lat: float, lon: float) -> str:
        """Take in an area that is proposed, under an id that is free, and give that."""
        taken, free, number = {area.id for area in self._middles} | self._shapes.keys(), id, 1
        while free in taken:
            number += 1
            free = f"{id}-{number}"
        self._middles.append(Area(free, free, lat, lon, ()))
        self._known.clear()
        return free

    def _in_polygon(self, lat: float, lon: float) -> str | None:
        if not self._shapes:
            return None
        from shapely import Point, intersects

        point = Point(lon, lat)
        # On a common border the first counts.
        return next((id for id, shape in self._shapes.items() if intersects(shape, point)), None)

    def _nearest(self, lat: float, lon: float) -> str | None:
        near = min(self._middles, key=lambda area: _km((area.lat, area.lon), (lat, lon)), default=None)
        return near.id if near and within((near.lat, near.lon), (lat, lon), self.within_km) else None


def within(one: tuple[float, float], other: tuple[float, float], km: float) -> bool:
    """Whether two places, latitude first, lie so near to each other."""
    return _km(one, other) <= km


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance by the haversine formula."""
    a, b = math.radians(one[0]), math.radians(other[0])
    across = math.sin(math.radians(other[1] - one[1]) / 2) ** 2
    part = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * across
    return 2 * EARTH_KM * math.asin(math.sqrt(min(part, 1.0)))


def _polygons(path: Path, names: Names) -> Iterator[tuple[str, Any]]:
    if not path.exists():
        return
    from shapely import make_valid, prepare, union_all
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    shapes: dict[str, list[Any]] = {}
    for number, feature in enumerate(_features(path), start=1):
        id = _named(path, number, feature, names)
        try:
            drawn = make_valid(shape(feature["geometry"]))
        except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
            wrong, right = f"feature {number} has no geometry that can be read", "Give it a Polygon or a MultiPolygon"
            raise InputError([Problem(path.name, None, None, wrong, right)]) from None
        if not drawn.area:
            wrong = f"feature {number} ('{id}') is not a polygon"
            raise InputError([Problem(path.name, None, None, wrong, "Draw the area, or leave the feature out")])
        shapes.setdefault(id, []).append(drawn)
    for id, drawn in shapes.items():
        whole = union_all(drawn)
        prepare(whole)
        yield id, whole


def _features(path: Path) -> list[Mapping[str, Any]]:
    try:
        content = json.loads(decode(load(path))[0])
    except (OSError, UnreadableError) as error:
        raise InputError([unread(path, error)]) from None
    except (ValueError, RecursionError) as error:
        right = "Save it as GeoJSON, WGS 84"
        raise InputError([Problem(path.name, None, None, f"this is not JSON ({error})", right)]) from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        wrong = "there is no list of features"
        raise InputError([Problem(path.name, None, None, wrong, "Save it as a GeoJSON FeatureCollection")])
    return features


def _named(path: Path, number: int, feature: Mapping[str, Any], names: Names) -> str:
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    written = [str(properties[name]) for name in ("id", "area", "name") if properties.get(name) is not None]
    for text in written:
        if isinstance(found := names.one(text), Found):
            return found.ids[0]
    wrong = f"feature {number} names no area of the case" + (f" ('{written[0]}')" if written else "")
    listed = ", ".join(names.ids[:LISTED])
    raise InputError([Problem(path.name, None, None, wrong, f"Give it a property id, one of: {listed}")])
