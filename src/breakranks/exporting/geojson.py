"""A case as GeoJSON (RFC 7946): its areas, with who stands there and what was reported of each."""

from collections.abc import Mapping
from typing import Any

from breakranks import __version__
from breakranks.case import Area, Case, Event, Formation
from breakranks.exporting.places import Json, points


def geojson(case: Case, drawn: Mapping[str, Json]) -> Json:
    """A collection of one feature for each area, a polygon where the case draws one, else its middle.

    What GeoJSON has no place for, the case itself and reports that name no area, stands in the member `breakranks`.
    """
    elsewhere = [_report(event, case) for event in case.events if not event.areas]
    return {
        "type": "FeatureCollection",
        "name": case.title,
        "breakranks": {
            "version": __version__,
            "case": case.slug,
            "summary": case.summary,
            "force": case.force,
            "opponent": case.opponent,
            "command": case.command,
            "start": str(case.start),
            "end": str(case.end),
            "as_of": [str(day) for day in case.as_of],
            "formations": [_formation(formation) for formation in case.formations],
            "reports_without_area": elsewhere,
        },
        "features": [_feature(area, case, drawn) for area in case.areas],
    }


def _feature(area: Area, case: Case, drawn: Mapping[str, Json]) -> Json:
    properties: dict[str, Any] = {
        "id": area.id,
        "name": area.name,
        "lat": area.lat,
        "lon": area.lon,
        "adjacent": list(area.adjacent),
        "front": area.front,
        "formations": [formation.id for formation in case.formations if formation.area == area.id],
        "reports": [_report(event, case) for event in case.events if area.id in event.areas],
    }
    return {
        "type": "Feature",
        "id": area.id,
        "geometry": drawn.get(area.id, points([area])),
        "properties": properties,
    }


def _formation(formation: Formation) -> Json:
    return {
        "id": formation.id,
        "name": formation.name,
        "parent": formation.parent,
        "echelon": formation.echelon,
        "troops": formation.troops,
        "strength": formation.strength,
        "area": formation.area,
        "arrives": str(formation.arrives) if formation.arrives else None,
    }


def _report(event: Event, case: Case) -> Json:
    cited = [case.sources[key] for key in event.sources]
    return {
        "report": event.number,
        "date": str(event.date),
        "reported": str(event.reported),
        "formation": event.formation,
        "kind": event.kind,
        "people": event.people,
        "sources": [{"name": source.name, "url": source.url} for source in cited],
        "reliability": event.reliability,
        "credibility": event.credibility,
        "note": event.note,
    }
