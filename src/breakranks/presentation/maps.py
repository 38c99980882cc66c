"""A map of the named areas from their own coordinates: points and links, no tiles.

Equirectangular projection about the middle latitude (Snyder, Map Projections, 1987, p. 90).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, radians, sqrt

from breakranks.case.types import Area
from breakranks.presentation.blocks import Cell, Table, columns
from breakranks.presentation.cells import forecast, held
from breakranks.presentation.lookup import Lookup, likelihood
from breakranks.presentation.words import percent, plural, settled, short

QUESTION = "area-given-up"

WIDTH = 900.0
MARGIN_X, MARGIN_Y = 130.0, 60.0
SMALLEST, LARGEST = 9.0, 22.0
LETTER = 6.9
"""Width of an average letter of a label, and its line height, in the map's own units."""
LINE_HEIGHT = 15.0
KM_PER_DEGREE = 111.32


@dataclass(frozen=True)
class Place:
    """An area on the map: where, how large, how dark, and its label; `open` where there is a number to draw."""

    key: int
    name: str
    x: float
    y: float
    radius: float
    strength: float
    open: bool
    label: tuple[str, ...]
    label_x: float
    label_y: float
    anchor: str
    text: str


@dataclass(frozen=True)
class AreaMap:
    """The map: places, links between neighbours, a scale bar, and the same as a table."""

    width: float
    height: float
    places: tuple[Place, ...]
    links: tuple[tuple[float, float, float, float], ...]
    bar: float
    bar_km: int
    summary: str
    table: Table


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: "_Box") -> float:
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(wide, 0.0) * max(high, 0.0)


def area_map(look: Lookup) -> AreaMap:
    """Give the map of the areas with the probability that each is given up within 28 days."""
    areas = look.assessment.evidence.force.areas
    height, scale, at = project(areas)
    forecasts = [look.forecast(QUESTION, area=a.id) for a in areas]
    risks = [max(likelihood(f), 0.0) for f in forecasts]
    radii = [SMALLEST + (LARGEST - SMALLEST) * sqrt(p) for p in risks]
    taken = [_Box(x - r, y - r, x + r, y + r) for (x, y), r in zip(at, radii, strict=True)]
    found = []
    for n, (area, (x, y), f, p, r) in enumerate(zip(areas, at, forecasts, risks, radii, strict=True)):
        told = percent(p) if f is None or f.probability else settled(f)
        label = (short(area.name, 24), told)
        anchor, label_x, label_y, box = _best_label(label, x, y, r, taken[:n] + taken[n + 1 :], height)
        taken.append(box)
        text = f"{area.name}, given up within 28 days: {told}"
        drawn = f is not None and f.probability is not None
        found.append(Place(n + 1, area.name, x, y, r, p, drawn, label, label_x, label_y, anchor, text))
    place = {a.id: xy for a, xy in zip(areas, at, strict=True)}
    links = tuple(
        (*place[a.id], *place[b.id]) for a, b in combinations(areas, 2) if b.id in a.adjacent or a.id in b.adjacent
    )
    km = next((k for k in (500, 200, 100, 50, 20, 10, 5, 2) if k / KM_PER_DEGREE * scale <= 220), 1)
    bar = km / KM_PER_DEGREE * scale
    return AreaMap(WIDTH, height, tuple(found), links, bar, km, _summary(found), _table(look))


def project(areas: Sequence[Area]) -> tuple[float, float, list[tuple[float, float]]]:
    """Height of the map, units for each degree of latitude, and each area's place on it."""
    middle = radians(sum(a.lat for a in areas) / len(areas))
    flat = [(a.lon * cos(middle), -a.lat) for a in areas]
    left, right = min(x for x, _ in flat), max(x for x, _ in flat)
    top, bottom = min(y for _, y in flat), max(y for _, y in flat)
    wide, high = max(right - left, 1e-6), max(bottom - top, 1e-6)
    scale = min((WIDTH - 2 * MARGIN_X) / wide, 520 / high, 4000.0)
    height = high * scale + 2 * MARGIN_Y
    offset = (WIDTH - wide * scale) / 2
    return height, scale, [(offset + (x - left) * scale, MARGIN_Y + (y - top) * scale) for x, y in flat]


def _best_label(
    label: tuple[str, ...], x: float, y: float, r: float, taken: Sequence[_Box], height: float
) -> tuple[str, float, float, _Box]:
    wide = max(len(line) for line in label) * LETTER
    high = len(label) * LINE_HEIGHT
    gap = r + 5
    inside = _Box(0, 0, WIDTH, height)
    options = list[tuple[float, int, str, float, float, _Box]]()
    for dx, dy, anchor in (
        (gap, 0, "start"),
        (-gap, 0, "end"),
        (0, -gap - high / 2, "middle"),
        (0, gap + high / 2, "middle"),
        (gap, -gap, "start"),
        (gap, gap, "start"),
        (-gap, -gap, "end"),
        (-gap, gap, "end"),
    ):
        left = x + dx - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        box = _Box(left, y + dy - high / 2, left + wide, y + dy + high / 2)
        outside = wide * high - box.overlap(inside)
        cost = sum(box.overlap(t) for t in taken) + 5 * outside
        options.append((cost, len(options), anchor, x + dx, y + dy - high / 2 + 12, box))
    _, _, anchor, label_x, label_y, box = min(options)
    return anchor, label_x, label_y, box


def _summary(places: Sequence[Place]) -> str:
    likely = [p for p in sorted(places, key=lambda p: -p.strength) if p.open][:3]
    told = "; ".join(f"{p.name} {percent(p.strength)}" for p in likely)
    rest = len(places) - sum(p.open for p in places)
    without = f", of which {rest} {'has' if rest == 1 else 'have'} no number" if rest else ""
    return f"Map of {plural(len(places), 'area')}{without}. " + (
        f"Likeliest to be given up within 28 days: {told}." if told else "None is left to be given up."
    )


def _table(look: Lookup) -> Table:
    titles = ["Held now", "Given up within 28 days"]
    rows = tuple(
        (
            Cell(str(n), sort=float(n)),
            Cell(a.name, f"{abs(a.lat):.2f}° {'NS'[a.lat < 0]}, {abs(a.lon):.2f}° {'EW'[a.lon < 0]}"),
            held(look.assessment.areas_held[a.id]),
            forecast(look.forecast(QUESTION, area=a.id), look.assessment.provenance.mixture),
        )
        for n, a in enumerate(look.assessment.evidence.force.areas, start=1)
    )
    return Table("The areas of the map", columns("Number", "Area", *titles, numbers=titles), rows)
