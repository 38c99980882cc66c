"""A table of units, by a mapping → drafts of formations."""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from breakranks.case.reading.names import Found as Known
from breakranks.case.reading.names import free_id, kebab, key
from breakranks.case.reading.people import read_people
from breakranks.case.reading.words import Words
from breakranks.drafts import Draft
from breakranks.importing.found import Found
from breakranks.importing.into import Into
from breakranks.importing.reading import degrees
from breakranks.importing.scenario import echelon_of
from breakranks.vocabulary import ECHELONS, TROOPS

GUESSES = {
    "name": ("name", "unit", "formation", "einheit", "verband"),
    "parent": ("parent", "subordinate_to", "higher_formation", "superior", "unterstellt", "hq"),
    "echelon": ("echelon", "size", "sidc", "strength", "ebene"),
    "troops": ("troops", "troop_type", "truppenart"),
    "strength": ("people", "personnel", "manpower", "strength_in_people", "stärke", "personal"),
    "area": ("area", "place", "location", "ort"),
    "lat": ("lat", "latitude", "breite"),
    "lon": ("lon", "lng", "long", "longitude", "länge"),
    "words": ("notes", "description", "remark", "bemerkung"),
}
"""What columns of units are often called."""
TWICE = "of a unit named in an earlier row"


def units(rows: Iterable[Mapping[str, str]], into: Into, found: Found) -> list[Draft]:
    """Drafts of the units that the case does not have, the higher first; `rows` are cells by what they stand for.

    A unit whose superior is neither in the table nor in the case answers to the high command, and its note says so.
    """
    named: dict[str, Mapping[str, str]] = {}
    for row in rows:
        name = row.get("name", "")
        if not name:
            found.leave("without a name")
        elif isinstance(into.formations.one(name), Known):
            found.leave("that the case has already")
        elif key(name) in named:
            found.leave(TWICE)
        else:
            named[key(name)] = row
    ids = dict(_ids(named, into))
    above = {unit: [key(row.get("parent", ""))] for unit, row in named.items() if key(row.get("parent", "")) in named}
    try:
        order = list(TopologicalSorter({unit: above.get(unit, []) for unit in named}).static_order())
    except CycleError:
        # The check of the case says which; until then the order is that of the table.
        order = list(named)
    return [_draft(named[unit], ids[unit], ids, into) for unit in order]


def _ids(named: Mapping[str, Mapping[str, str]], into: Into) -> Iterator[tuple[str, str]]:
    taken = set(into.formations.ids)
    for unit, row in named.items():
        stem = kebab(row.get("formation", "")) or kebab(row["name"]) or "unit"
        id = free_id(stem, taken)
        taken.add(id)
        yield unit, id


def _draft(row: Mapping[str, str], id: str, ids: Mapping[str, str], into: Into) -> Draft:
    above, note = row.get("parent", ""), ""
    known = into.formations.one(above) if above else None
    if key(above) in ids and ids[key(above)] != id:
        parent = ids[key(above)]
    elif isinstance(known, Known):
        parent = known.ids[0]
    else:
        parent, note = into.case.command, f"'{above}' is not known; put under the high command" if above else ""
    written = row.get("echelon", "")
    echelon = Words(dict.fromkeys(ECHELONS, ())).meant(written) or echelon_of(written) or ""
    people = read_people(row["strength"]) if row.get("strength") else None
    place = degrees(row.get("lat", ""), row.get("lon", ""))
    area = into.place(row["area"]) if row.get("area") else into.ground.area(*place) if place else None
    return Draft(
        id=f"table:{id}",
        table="formations",
        formation=id,
        name=row["name"],
        parent=parent,
        echelon=echelon,
        troops=Words({troops: (meaning,) for troops, meaning in TROOPS.items()}).meant(row.get("troops", "")) or "",
        strength=(people[0] if people else "") or into.mapping.strength.get(echelon, ""),
        area=area or "",
        note=note,
        words=row.get("words", ""),
        coder="table",
    )
