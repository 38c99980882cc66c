"""The map: each area as the ground nearest to its point, or as its own polygon, with the formations that stand there.

Cells are Voronoi cells, cut at a distance from their points so that nothing is said of ground far away; they are no
finer than the areas. Projection as in the report: equirectangular about the middle latitude.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from breakranks.assessment import Headline
from breakranks.case import Area, Formation
from breakranks.case.moves import standing
from breakranks.case.outlines import OUTLINES, names_of_areas, read_outlines
from breakranks.evidence.force import known_moves
from breakranks.presentation.lookup import AREA_QUESTIONS
from breakranks.presentation.maps import KM_PER_DEGREE, project
from breakranks.presentation.words import percent
from breakranks.tables import InputError
from breakranks.workbench.marks import Ground, Marks, Subject, placed
from breakranks.workbench.symbols import Symbol, symbol_of
from breakranks.workbench.web import Visit

Point = tuple[float, float]
CORNERS = 72
WIDE, HIGH = 760.0, 540.0
"""The frame into which the cells are fitted, so that letters and symbols are of one size whatever the ground."""
NEAR = 0.62
"""How far a cell reaches from its point, in distances to the middle one of its neighbours."""
PLACES = {"wide": (1300.0, 700.0), "middle": (620.0, 410.0), "narrow": (360.0, 450.0)}
"""About how large the map is shown: on its own page, on the desk, and on a phone; in pixels."""
SIZES = (0.9, 0.66)
"""How large the marks are shown, and how small where it is crowded; at 1 letters have 15 pixels."""
EDGE, BELOW = 14.0, 30.0
"""Room around the cells, and below them for the scale bar."""


@dataclass(frozen=True)
class Cell:
    """An area on the map.

    `risk` is the probability that it is given up within 28 days, None where it has no number; `state` says why.
    """

    id: str
    name: str
    rings: tuple[str, ...]
    risk: float | None
    state: str
    held: float
    contact: bool
    number: str
    symbols: tuple[Symbol, ...]

    @property
    def told(self) -> str:
        """The area and its number, in words."""
        return f"{self.name}: {self.number}"


@dataclass(frozen=True)
class Layer:
    """The marks of all cells, in their order, and how large they are drawn; of so many the name is not drawn."""

    scale: float
    marks: tuple[Marks, ...]
    nameless: int


@dataclass(frozen=True)
class Picture:
    """The map: its frame (left, top, width, height), its cells, a scale bar and a sentence that says what it shows.

    `layers` are its marks, by the width of the place where it is shown: wide, middle or narrow. `problem` says why
    areas.geojson is not used, where it is there and cannot be.
    """

    box: tuple[float, float, float, float]
    cells: tuple[Cell, ...]
    layers: Mapping[str, Layer]
    bar: float
    bar_km: int
    summary: str
    polygons: bool
    problem: str


def picture(visit: Visit, now: Headline) -> Picture:
    """The map as of the visit's day."""
    areas, day = visit.case.areas, visit.day
    _, scale, at = project(areas)
    shapes, problem = _polygons(visit, areas, scale, at)
    grounds = [shapes.get(area.id) or (_cell(at, n),) for n, area in enumerate(areas)]
    enlarged, at, grounds = _fitted(at, grounds)
    scale *= enlarged
    lost = {a.id for a in areas if now.states[AREA_QUESTIONS[0], a.id] == "happened"}
    here: dict[str, list[Formation]] = {}
    for f in standing(visit.case.formations, known_moves(visit.case, day)).values():
        if f.area and f.strength and (f.arrives is None or f.arrives <= day):
            here.setdefault(f.area, []).append(f)
    cells = list[Cell]()
    for area, rings in zip(areas, grounds, strict=True):
        risk = now.forecasts.get((AREA_QUESTIONS[0], area.id))
        state = now.states[AREA_QUESTIONS[0], area.id]
        number = {"happened": "given up", "unclear": "cannot be told"}.get(state) or percent(risk or 0.0)
        contact = area.id not in lost and (area.front is not False or bool(lost & set(area.adjacent)))
        strongest = sorted(here.get(area.id, ()), key=lambda f: -f.strength)
        symbols = tuple(symbol_of(f, now.formations.get(f.id)) for f in strongest)
        paths, held = tuple(_path(ring) for ring in rings), now.held[area.id]
        cells.append(Cell(area.id, area.name, paths, risk, state, held, contact, number, symbols))
    middles = [at[n] if area.id in shapes else _middle(grounds[n][0]) for n, area in enumerate(areas)]
    layers = {name: _layer(cells, grounds, middles, _shown(grounds, place)) for name, place in PLACES.items()}
    km = next((k for k in (500, 200, 100, 50, 20, 10, 5, 2) if k / KM_PER_DEGREE * scale <= 160), 1)
    likely = sorted((c for c in cells if c.risk is not None), key=lambda c: -(c.risk or 0.0))[:3]
    summary = "Map of the areas. " + (
        f"Likeliest to be given up within 28 days: {'; '.join(c.told for c in likely)}." if likely else "All are lost."
    )
    left, top, wide, high = _around([*grounds, [m.corners for layer in layers.values() for m in layer.marks]])
    box = left - EDGE, top - EDGE, wide + 2 * EDGE, high + 2 * EDGE + BELOW
    return Picture(box, tuple(cells), layers, km / KM_PER_DEGREE * scale, km, summary, bool(shapes), problem)


def _around(grounds: Sequence[Ground]) -> tuple[float, float, float, float]:
    """The frame of all rings: left, top, width and height."""
    corners = [point for rings in grounds for ring in rings for point in ring]
    left, top = min(x for x, _ in corners), min(y for _, y in corners)
    return left, top, max(x for x, _ in corners) - left, max(y for _, y in corners) - top


def _fitted(at: Sequence[Point], grounds: Sequence[Ground]) -> tuple[float, list[Point], list[tuple[list[Point], ...]]]:
    """Points and rings made larger or smaller to fill the frame, and by how much."""
    _, _, wide, high = _around(grounds)
    by = min(WIDE / max(wide, 1e-9), HIGH / max(high, 1e-9))
    return (
        by,
        [(x * by, y * by) for x, y in at],
        [tuple([(x * by, y * by) for x, y in ring] for ring in rings) for rings in grounds],
    )


def _shown(grounds: Sequence[Ground], place: Point) -> float:
    """How many pixels the map's unit has in a place."""
    _, _, wide, high = _around(grounds)
    return min(place[0] / (wide + 2 * EDGE), place[1] / (high + 2 * EDGE + BELOW))


def _layer(cells: Sequence[Cell], grounds: Sequence[Ground], middles: Sequence[Point], shown: float) -> Layer:
    """The marks of the cells; those in contact get room first, then those most at risk."""
    order = sorted(range(len(cells)), key=lambda n: (not cells[n].contact, -(cells[n].risk or 0.0)))
    subjects = [Subject(grounds[n], middles[n], cells[n].name, cells[n].number, len(cells[n].symbols)) for n in order]
    scale, marks = placed(subjects, [size / shown for size in SIZES])
    found = dict(zip(order, marks, strict=True))
    return Layer(scale, tuple(found[n] for n in range(len(cells))), sum(not m.named for m in marks))


def _middle(ring: Sequence[Point]) -> Point:
    """The centre of the ground within a convex ring."""
    across = down = twice = 0.0
    for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True):
        part = a * d - c * b
        across, down, twice = across + (a + c) * part, down + (b + d) * part, twice + part
    return across / (3 * twice), down / (3 * twice)


def _cell(at: Sequence[Point], n: int) -> list[Point]:
    """The ground nearer to a point than to any other, cut at a distance."""
    x, y = at[n]
    others = sorted(((hypot(px - x, py - y), (px, py)) for m, (px, py) in enumerate(at) if m != n))
    others = [(distance, point) for distance, point in others if distance > 1e-6]
    reach = NEAR * others[len(others[:4]) // 2][0] if others else 120.0
    reach = min(max(reach, 45.0), 130.0)
    ring = [(x + reach * cos(2 * pi * k / CORNERS), y + reach * sin(2 * pi * k / CORNERS)) for k in range(CORNERS)]
    for distance, other in others:
        if distance > 2 * reach:
            break
        ring = _nearer(ring, (x, y), other)
    return ring


def _nearer(ring: Sequence[Point], own: Point, other: Point) -> list[Point]:
    """The part of a convex ring that is nearer to one point than to another (Sutherland and Hodgman 1974)."""
    middle = (own[0] + other[0]) / 2, (own[1] + other[1]) / 2
    toward = other[0] - own[0], other[1] - own[1]

    def side(p: Point) -> float:
        return (p[0] - middle[0]) * toward[0] + (p[1] - middle[1]) * toward[1]

    kept = list[Point]()
    for p, q in zip(ring, [*ring[1:], ring[0]], strict=True):
        a, b = side(p), side(q)
        if a <= 0:
            kept.append(p)
        if (a < 0 < b) or (b < 0 < a):
            t = a / (a - b)
            kept.append((p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])))
    return kept


def _path(ring: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z"


def _polygons(
    visit: Visit, areas: Sequence[Area], scale: float, at: Sequence[Point]
) -> tuple[dict[str, tuple[list[Point], ...]], str]:
    """The areas' own outlines, by id, from areas.geojson, and why there are none where it cannot be used."""
    try:
        raw = visit.desk.folder.read(OUTLINES)
        drawn = read_outlines(raw, names_of_areas(visit.case)) if raw else {}
    except InputError as error:
        return {}, str(error)
    middle = sum(a.lat for a in areas) / len(areas) * pi / 180
    found = {}
    for area, (x, y) in zip(areas, at, strict=True):
        if area.id in drawn:
            wide = scale * cos(middle)
            found[area.id] = tuple(
                [(x + (lon - area.lon) * wide, y - (lat - area.lat) * scale) for lon, lat in ring]
                for rings in drawn[area.id]
                for ring in rings
            )
    return found, ""
