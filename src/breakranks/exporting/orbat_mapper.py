"""A case as a scenario of ORBAT Mapper (orbat-mapper.app), file version 3.4."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from breakranks import __version__
from breakranks.case import Area, Case, Event, Formation
from breakranks.case.moves import in_order
from breakranks.exporting.places import Json, point, points
from breakranks.presentation.lookup import web_address
from breakranks.vocabulary import CREDIBILITY, ECHELON_DIGITS, KINDS, RELIABILITY, TROOPS

VERSION = "3.4.0"
FRIEND, HOSTILE = "3", "6"
"""Standard identities; the force is the first side and drawn as friend, which says nothing of whose friend it is."""
HEADQUARTERS = "2"
DISSOLVED = "Dissolved"
"""The status of a unit that is no longer there."""


def orbat_mapper(case: Case, drawn: Mapping[str, Json]) -> Json:
    """A scenario: formations as nested units, the areas as a layer, arrivals and moves as states, reports as events.

    A unit stands on the middle of its area, never finer.
    """
    areas = {area.id: area for area in case.areas}
    below: dict[str | None, list[Formation]] = {}
    for formation in case.formations:
        below.setdefault(formation.parent, []).append(formation)
    sides = [
        _side("force", case.force, FRIEND, [_unit(root, below, areas, _moves(case, areas)) for root in below[None]]),
        _side("opponent", case.opponent, HOSTILE, []),
    ]
    days = [
        {"id": f"as-of-{day}", "title": "As-of day", "startTime": _time(day), "description": "An assessment was made."}
        for day in case.as_of
    ]
    return {
        "id": f"breakranks-{case.slug}",
        "type": "ORBAT-mapper",
        "version": VERSION,
        "name": case.title,
        "description": f"{case.summary}\n\nWritten by breakranks {__version__} from the case {case.slug}.",
        "startTime": _time(case.start),
        "timeZone": "UTC",
        "symbologyStandard": "2525d",
        "sides": sides,
        "events": sorted([*(_event(e, case, areas) for e in case.events), *days], key=lambda e: str(e["startTime"])),
        "layerStack": [
            {
                "id": "areas",
                "kind": "overlay",
                "name": "Areas",
                "items": [_item(area, drawn) for area in case.areas],
            }
        ],
        "equipment": [],
        "personnel": [{"name": name} for name in TROOPS],
        "supplyCategories": [],
        "unitTemplates": [],
        "settings": {"rangeRingGroups": [], "statuses": [{"name": DISSOLVED}], "supplyClasses": [], "supplyUoMs": []},
    }


def _time(day: date) -> str:
    return f"{day}T00:00:00Z"


def _side(id: str, name: str, identity: str, units: list[Json]) -> Json:
    group = {"id": f"{id}-order-of-battle", "name": "Order of battle", "subUnits": units}
    return {"id": id, "name": name, "standardIdentity": identity, "groups": [group]}


def _moves(case: Case, areas: Mapping[str, Area]) -> Mapping[str, list[Json]]:
    """By formation the states that its moves are, in their order; on each day the unit jumps to its new place."""
    troops = {formation.id: formation.troops for formation in case.formations}
    found: dict[str, list[Json]] = {}
    for number, move in enumerate(in_order(case.moves), start=1):
        cited = [case.sources[key] for key in move.sources if key in case.sources]
        told = ", ".join(filter(None, ("; ".join(source.name for source in cited), f"reported {move.reported}")))
        title = DISSOLVED if move.strength == 0 else "Moves" if move.area else "Changes"
        state: dict[str, Any] = {"id": f"move-{number}", "t": _time(move.date), "title": title, "subTitle": told}
        if address := next((url for source in cited if (url := web_address(source.url))), None):
            state["externalUrl"] = address
        if move.area:
            state |= {"location": point(areas[move.area]), "interpolate": False}
        if move.parent:
            state["hierarchy"] = {"targetId": move.parent, "placement": "on", "parentId": move.parent}
        if move.strength is not None:
            state["update"] = {"personnel": [{"name": troops[move.formation], "count": move.strength}]}
        if move.strength == 0:
            state |= {"location": None, "status": DISSOLVED}
        found.setdefault(move.formation, []).append(state)
    return found


def _unit(
    formation: Formation,
    below: Mapping[str | None, list[Formation]],
    areas: Mapping[str, Area],
    moves: Mapping[str, list[Json]],
) -> Json:
    unit: dict[str, Any] = {
        "id": formation.id,
        "name": formation.name,
        "sidc": _symbol(formation),
        "personnel": [{"name": formation.troops, "count": formation.strength}],
        "subUnits": [_unit(other, below, areas, moves) for other in below.get(formation.id, [])],
    }
    place = {"location": point(areas[formation.area])} if formation.area else {}
    states = moves.get(formation.id, [])
    # The root is there from the start, whatever its row says.
    if formation.arrives and formation.parent:
        arrival = {"id": f"{formation.id}-arrives", "t": _time(formation.arrives), "title": "Arrives"}
        states = [{**arrival, **place}, *states]
    else:
        unit |= place
    return {**unit, "state": states} if states else unit


def _symbol(formation: Formation) -> str:
    """The 20 digits of MIL-STD-2525D: a land unit of its echelon, whose arm the case does not say."""
    kind = "0" if formation.strength else HEADQUARTERS
    return f"100{FRIEND}100{kind}{ECHELON_DIGITS[formation.echelon]}{'0' * 10}"


def _event(event: Event, case: Case, areas: Mapping[str, Area]) -> Json:
    names = {formation.id: formation.name for formation in case.formations}
    cited = [case.sources[key] for key in event.sources]
    codes = (
        f"{event.reliability}{event.credibility}: source {RELIABILITY[event.reliability]}, "
        f"report {CREDIBILITY[str(event.credibility)]}"
    )
    people = f"{event.people} people" if event.people is not None else ""
    where: Json = {"type": "units", "units": [event.formation]}
    if event.areas:
        where = {"type": "geometry", "geometry": points(areas[area] for area in event.areas)}
    told = {
        "id": f"report-{event.number}",
        "title": f"{KINDS[event.kind].name}: {names[event.formation]}",
        "subTitle": f"{'; '.join(source.name for source in cited)}, reported {event.reported}",
        "description": "\n".join(line for line in (event.note, people, event.kind, codes) if line),
        "startTime": _time(event.date),
        "where": where,
    }
    address = next((url for source in cited if (url := web_address(source.url))), None)
    return {**told, "externalUrl": address} if address else told


def _item(area: Area, drawn: Mapping[str, Json]) -> Json:
    geometry = drawn.get(area.id, points([area]))
    return {
        "id": area.id,
        "kind": "geometry",
        "name": area.name,
        "geometry": geometry,
        "geometryMeta": {"geometryKind": geometry["type"]},
        "style": {},
        "userData": {"adjacent": " ".join(area.adjacent), "front": area.front},
    }
