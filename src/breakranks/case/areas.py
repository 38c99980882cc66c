"""areas.csv: the ground the force holds."""

from dataclasses import replace

from breakranks.case.part import Part
from breakranks.case.reading.table import Table
from breakranks.case.types import Area

FRONT = {"yes": True, "no": False}


def read_areas(table: Table) -> Part[Area]:
    """The areas, and everything wrong with them."""
    part = Part[Area](table)
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
            elif (
                other in beside
                and area.id not in touches[other]
                and (part.lines.get(other, 0), "adjacent") not in cells.told
            ):
                wrong = f"'{area.id}' touches '{other}', but '{other}' does not touch '{area.id}'"
                right = f"Add '{area.id}' to the adjacent areas in line {part.lines.get(other)}"
                cells.wrong(row, "adjacent", wrong, right)
    part.items = [replace(a, adjacent=beside[a.id]) for a in part.items]
    if part.whole and not part.rows:
        part.lack(None, "there is no area", "Name at least one")
    return part
