"""Made-up files with the true headers of the data sets that can be imported, and a case that they are about."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from breakranks.importing.ucdp import EVERY as UCDP
from case_folder import spoil, write_case


def columns(text: str) -> list[str]:
    """Names of columns that stand as in the first row of a file."""
    return text.split(",")


ACLED = columns(
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)
VIINA_INFO = columns(
    "viina_version,event_id,event_id_1pd,date,time,geonameid,feature_code,asciiname,ADM1_NAME,ADM1_CODE,ADM2_NAME,"
    "ADM2_CODE,longitude,latitude,GEO_PRECISION,GEO_API,location,address,report_id,source,url,text,lang"
)
VIINA_NAMES = columns(
    "t_mil,a_rus,a_ukr,a_rus_init,a_ukr_init,a_civ,a_other,t_aad,t_airstrike,t_airalert,t_uav,t_armor,t_arrest,"
    "t_artillery,t_control,t_firefight,t_ied,t_raid,t_occupy,t_property,t_cyber,t_hospital,t_milcas,t_civcas,t_retreat"
)
VIINA_LABELS = [
    "viina_version", "event_id", "event_id_1pd", "date", "time", "geonameid", *VIINA_NAMES,
    *(f"{name}_b" for name in VIINA_NAMES), "t_loc", "t_san", "t_loc_b", "t_san_b", "tid",
]  # fmt: skip
VIINA_1PD = [
    *columns(
        "viina_version,event_id_1pd,date,n_reports,event_ids,sources,geonameid,feature_code,asciiname,ADM1_NAME,"
        "ADM1_CODE,ADM2_NAME,ADM2_CODE,longitude,latitude,GEO_PRECISION"
    ),
    *(f"{name}_b" for name in VIINA_NAMES), "t_loc_b", "t_san_b", "tid",
]  # fmt: skip
RED, BLUE = "Military Forces of Redland (2019-)", "Military Forces of Blueland (2015-)"
ROWS: Mapping[str, Mapping[str, object]] = {
    "acled": {
        "event_id_cnty": "RED1", "event_date": "2030-01-18", "year": 2030, "time_precision": 1,
        "disorder_type": "Political violence", "event_type": "Battles", "sub_event_type": "Armed clash",
        "actor1": BLUE, "inter1": "State forces", "actor2": RED, "inter2": "State forces", "country": "Redland",
        "location": "Town", "latitude": 46.61, "longitude": 32.61, "geo_precision": 1, "source": "A Wire",
        "source_scale": "National", "notes": "Blue forces attacked in the town. More of it.", "fatalities": 0,
        "timestamp": 1895000000,
    },
    "ucdp": {
        "id": 501234, "year": 2030, "type_of_violence": 1, "side_a": "Government of Redland",
        "side_b": "Government of Blueland", "number_of_sources": 2, "source_date": "2030-01-20;2030-01-19",
        "source_headline": "Clashes near the town", "source_office": "A Wire", "where_prec": 1, "latitude": 46.61,
        "longitude": 32.61, "event_clarity": 1, "date_prec": 1, "date_start": "2030-01-18 00:00:00.000",
        "date_end": "2030-01-18 00:00:00.000", "deaths_a": 0, "deaths_b": 4, "deaths_civilians": 0,
        "deaths_unknown": 0, "best": 4, "high": 4, "low": 4,
    },
    "info": {
        "viina_version": "2.0", "event_id": "7", "event_id_1pd": "17", "date": "20300118", "time": "00:00",
        "longitude": 32.61, "latitude": 46.61, "GEO_PRECISION": "ADM3", "source": "pravdaua",
        "url": "https://example.org/7", "text": "Вони відступили з міста. І ще.", "lang": "ua",
    },
    "labels": {"viina_version": "2.0", "event_id": "7", "event_id_1pd": "17", "date": "20300118", "t_mil": 0.99},
    "1pd": {
        "viina_version": "2.0", "event_id_1pd": "17", "date": "20300118", "n_reports": 2, "sources": "pravdaua;nv",
        "longitude": 32.61, "latitude": 46.61, "GEO_PRECISION": "ADM3", "t_mil_b": 1,
    },
}  # fmt: skip
"""An ordinary row of each, on the ground and in the window of the case."""
HEADERS = {"acled": ACLED, "ucdp": UCDP, "info": VIINA_INFO, "labels": VIINA_LABELS, "1pd": VIINA_1PD}


def rows_of(data: str, *changes: Mapping[str, object], header: bool = True) -> str:
    """A table of one ordinary row for each of the changes to it."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADERS[data], restval="", lineterminator="\n")
    if header:
        writer.writeheader()
    writer.writerows({**ROWS[data], **change} for change in changes)
    return out.getvalue()


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def known_case(folder: Path) -> Path:
    """The river line, with the names by which data sets call its two sides."""
    case = write_case(folder)
    spoil(case, "formations.csv", "area,arrives\n", "area,arrives,aliases\n")
    text = (case / "formations.csv").read_text(encoding="utf-8").splitlines()
    names = ["Military Forces of Redland; Government of Redland", "", "41st Brigade", "42nd Brigade"]
    lines = [text[0], *(f"{line},{name}" for line, name in zip(text[1:], names, strict=True))]
    (case / "formations.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    spoil(case, "case.toml", '"The Blue army"', '"Military Forces of Blueland"')
    return case


def sidc(echelon: str, dummy: str = "0") -> str:
    """A symbol code of 20 digits."""
    return f"1006100{dummy}{echelon}1211000000"


def unit(id: str, name: str, echelon: str, below: Iterable[Any] = (), people: int | None = None, **more: Any) -> Any:
    """A unit of a scenario."""
    personnel = [{"name": "soldiers", "count": people}] if people is not None else []
    return {
        "id": id, "name": name, "sidc": sidc(echelon), "subUnits": list(below), "personnel": personnel, "state": [],
        **more,
    }  # fmt: skip


def scenario(path: Path, red: Sequence[Any], blue: Sequence[Any] = (), **more: Any) -> Path:
    """A scenario with two sides, the units of one in a group."""
    sides = [
        {"id": "r", "name": "Red", "standardIdentity": "6", "groups": [{"id": "g", "name": "All", "subUnits": red}]},
        {"id": "b", "name": "Military Forces of Blueland", "standardIdentity": "3", "groups": [], "subUnits": blue},
    ]
    content = {
        "id": "s", "type": "ORBAT-mapper", "version": "3.4.0", "meta": {"lastModifiedDate": "2030-01-06T10:00:00Z"},
        "name": "River", "startTime": "2030-01-02T00:00:00Z", "timeZone": "UTC", "symbologyStandard": "2525d",
        "sides": sides, "events": [], "layerStack": [], **more,
    }  # fmt: skip
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
