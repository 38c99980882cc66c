"""From coordinates to the areas of a case. Nothing finer than the area is kept."""

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from breakranks.case.outlines import Polygon, outlines_in
from breakranks.case.reading.names import Names, free_id
from breakranks.case.types import Area, Case

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
        self._shapes = dict(_shapes(outlines_in(folder, names)))
        self._middles = [area for area in case.areas if area.id not in self._shapes]
        self._known: dict[tuple[float, float], str | None] = {}

    def area(self, lat: float, lon: float) -> str | None:
        """The id of the area in which a place lies, else of the nearest without a polygon that is near enough."""
        if (lat, lon) not in self._known:
            self._known[lat, lon] = self._in_polygon(lat, lon) or self._nearest(lat, lon)
        return self._known[lat, lon]

    def add(self, id: str, lat: float, lon: float) -> str:
        """Take in an area that is proposed, under an id that is free, and give that."""
        free = free_id(id, {area.id for area in self._middles} | self._shapes.keys())
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


def _shapes(outlines: Mapping[str, list[Polygon]]) -> Iterator[tuple[str, Any]]:
    if not outlines:
        return
    from shapely import MultiPolygon, make_valid, prepare
    from shapely import Polygon as Shape

    for id, drawn in outlines.items():
        whole = make_valid(MultiPolygon([Shape(rings[0], rings[1:]) for rings in drawn]))
        prepare(whole)
        yield id, whole
