"""areas.csv: the ground the force holds."""

from dataclasses import replace
from pathlib import Path

from breakranks.case.codebook import AREA_COLUMNS
from breakranks.case.part import Part
from breakranks.case.types import Area

OPTIONAL = ("front",)
FRONT = {"yes": True, "no": False}


def read_areas(path: Path) -> Part[Area]:
    """The areas, and everything wrong with them."""
    part = Part[Area](path, [c for c in AREA_COLUMNS if c not in OPTIONAL], OPTIONAL)
    cells = part.cells
    for row in part.rows:
        lat, lon = cells.number(row, "lat", -90.0, 90.0), cells.number(row, "lon", -180.0, 180.0)
        front = FRONT.get(cells.choice(row, "front", FRONT, "an answer")) if "front" in row.cells else None
        part.items.append(Area(part.id(row), part.name(row), lat, lon, (), front))
    beside: dict[str, tuple[str, ...]] = {}
    for row, area in zip(part.rows, part.items, strict=True):
        beside.setdefault(area.id, part.several(row, "adjacent", part, "area"))
    touches = {id: frozenset(others) for id, others in beside.items()}
    for row, area in zip(part.rows, part.items, strict=True):
        for other in dict.fromkeys(row.cells["adjacent"].split()):
            if other == area.id:
                cells.wrong(row, "adjacent", f"'{other}' is said to touch itself", "Leave it out")
            elif other in touches and area.id not in touches[other]:
                wrong = f"'{area.id}' touches '{other}', but '{other}' does not touch '{area.id}'"
                right = f"Add '{area.id}' to the adjacent areas in line {part.lines[other]}"
                cells.wrong(row, "adjacent", wrong, right)
    part.items = [replace(a, adjacent=beside[a.id]) for a in part.items]
    if part.whole and not part.rows:
        cells.wrong(None, None, "there is no area", "Name at least one")
    return part
