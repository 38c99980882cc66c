"""The map: each area as the ground nearest to its point, or as its own polygon, with the formations that stand there.

Cells are Voronoi cells, cut at a distance from their points so that nothing is said of ground far away; they are no
finer than the areas. Projection as in the report: equirectangular about the middle latitude.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from breakranks.assessment import Headline
from breakranks.case import Area, Formation
from breakranks.case.moves import standing
from breakranks.case.outlines import OUTLINES, names_of_areas, read_outlines
from breakranks.evidence.force import known_moves
from breakranks.presentation.lookup import AREA_QUESTIONS
from breakranks.presentation.maps import KM_PER_DEGREE, project
from breakranks.presentation.words import percent, short
from breakranks.tables import InputError
from breakranks.workbench.symbols import Symbol, symbol_of
from breakranks.workbench.web import Visit

Point = tuple[float, float]
CORNERS = 72
WIDE, HIGH = 760.0, 540.0
"""The frame into which the cells are fitted, so that letters and symbols are of one size whatever the ground."""
NEAR = 0.62
"""How far a cell reaches from its point, in distances to the middle one of its neighbours."""
MOST_SHOWN = 6
"""Formations drawn in one area; how many more there are is said."""
SYMBOL, ROW = 30.0, 3
LETTER, LABEL = 7.6, 34.0
"""Width of an average letter of a label, and the height of its two lines."""
EDGE, BELOW = 14.0, 30.0
"""Room around the cells, and below them for the scale bar."""


@dataclass(frozen=True)
class Cell:
    """An area on the map.

    `risk` is the probability that it is given up within 28 days, None where it has no number; `state` says why.
    """

    id: str
    name: str
    x: float
    y: float
    rings: tuple[str, ...]
    risk: float | None
    state: str
    held: float
    contact: bool
    short: str
    number: str
    label_y: float
    symbols: tuple[tuple[float, float, Symbol], ...]
    more: int

    @property
    def told(self) -> str:
        """The area and its number, in words."""
        return f"{self.name}: {self.number}"


@dataclass(frozen=True)
class Picture:
    """The map: its frame (left, top, width, height), its cells, a scale bar and a sentence that says what it shows.

    `problem` says why areas.geojson is not used, where it is there and cannot be.
    """

    box: tuple[float, float, float, float]
    cells: tuple[Cell, ...]
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
    units = {
        area.id: tuple(_placed(at[n], sorted(here.get(area.id, ()), key=lambda f: -f.strength)[:MOST_SHOWN], now))
        for n, area in enumerate(areas)
    }
    taken = [(x, y - 14, SYMBOL, SYMBOL + 4) for placed in units.values() for x, y, _ in placed]
    cells = list[Cell]()
    for n, area in enumerate(areas):
        risk = now.forecasts.get((AREA_QUESTIONS[0], area.id))
        state = now.states[AREA_QUESTIONS[0], area.id]
        number = {"happened": "given up", "unclear": "cannot be told"}.get(state) or percent(risk or 0.0)
        contact = area.id not in lost and (area.front is not False or bool(lost & set(area.adjacent)))
        paths, held = tuple(_path(ring) for ring in grounds[n]), now.held[area.id]
        name, symbols = short(area.name, 20), units[area.id]
        label_y = _label_y(at[n], max(len(name), len(number)), len(symbols), taken)
        cells.append(
            Cell(
                area.id,
                area.name,
                *at[n],
                paths,
                risk,
                state,
                held,
                contact,
                name,
                number,
                label_y,
                symbols,
                max(len(here.get(area.id, ())) - MOST_SHOWN, 0),
            )
        )
    km = next((k for k in (500, 200, 100, 50, 20, 10, 5, 2) if k / KM_PER_DEGREE * scale <= 160), 1)
    likely = sorted((c for c in cells if c.risk is not None), key=lambda c: -(c.risk or 0.0))[:3]
    summary = "Map of the areas. " + (
        f"Likeliest to be given up within 28 days: {'; '.join(c.told for c in likely)}." if likely else "All are lost."
    )
    left, top, wide, high = _around(grounds)
    box = left - EDGE, top - EDGE, wide + 2 * EDGE, high + 2 * EDGE + BELOW
    return Picture(box, tuple(cells), km / KM_PER_DEGREE * scale, km, summary, bool(shapes), problem)


def _around(grounds: Sequence[Sequence[Sequence[Point]]]) -> tuple[float, float, float, float]:
    """The frame of all rings: left, top, width and height."""
    corners = [point for rings in grounds for ring in rings for point in ring]
    left, top = min(x for x, _ in corners), min(y for _, y in corners)
    return left, top, max(x for x, _ in corners) - left, max(y for _, y in corners) - top


def _fitted(
    at: Sequence[Point], grounds: Sequence[Sequence[Sequence[Point]]]
) -> tuple[float, list[Point], list[tuple[list[Point], ...]]]:
    """Points and rings made larger or smaller to fill the frame, and by how much."""
    _, _, wide, high = _around(grounds)
    by = min(WIDE / max(wide, 1e-9), HIGH / max(high, 1e-9))
    return (
        by,
        [(x * by, y * by) for x, y in at],
        [tuple([(x * by, y * by) for x, y in ring] for ring in rings) for rings in grounds],
    )


def _label_y(at: Point, letters: int, symbols: int, taken: list[tuple[float, float, float, float]]) -> float:
    """Where the first line of an area's label stands: where it covers least of what is `taken`.

    That is symbols and the labels that stand already, each by its left edge, top, width and height.
    """
    x, y = at
    wide = letters * LETTER
    below = y + 24 + (SYMBOL + 2) * -(-symbols // ROW)

    def covered(line: float) -> float:
        left, top = x - wide / 2, line - LABEL / 2
        return sum(
            max(min(left + wide, a + w) - max(left, a), 0.0) * max(min(top + LABEL, b + h) - max(top, b), 0.0)
            for a, b, w, h in taken
        )

    best = min((y - 20, below, y - 20 - LABEL, below + LABEL), key=covered)
    taken.append((x - wide / 2, best - LABEL / 2, wide, LABEL))
    return best


def _placed(at: Point, formations: Sequence[Formation], now: Headline) -> Iterable[tuple[float, float, Symbol]]:
    """The symbols of an area, in rows below its point."""
    for n, f in enumerate(formations):
        row, column = divmod(n, ROW)
        wide = min(len(formations) - row * ROW, ROW)
        x = at[0] + (column - (wide - 1) / 2) * (SYMBOL + 6) - SYMBOL / 2
        yield x, at[1] + 8 + row * (SYMBOL + 2), symbol_of(f, now.formations.get(f.id))


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
