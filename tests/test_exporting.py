"""A case as files that other programs open."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from breakranks.case import folder_of, load_case
from breakranks.drafts import read_drafts
from breakranks.exporting import FORMATS, export
from breakranks.importing import import_file
from breakranks.tables import InputError
from case_folder import FILES, write_case

ECHELON = slice(8, 10)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_case(tmp_path / "river-line")


def read(file: Path) -> dict[str, Any]:
    return json.loads(file.read_text(encoding="utf-8"))


def polygon(*corners: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[*map(list, corners), list(corners[0])]]}


def test_geojson_gives_back_areas_names_places_and_neighbours(folder: Path) -> None:
    case, found = load_case(folder), read(export(folder, "geojson", folder.parent / "a.geojson"))
    assert found["type"] == "FeatureCollection"
    assert [f["id"] for f in found["features"]] == [area.id for area in case.areas]
    for feature, area in zip(found["features"], case.areas, strict=True):
        told = feature["properties"]
        assert (told["id"], told["name"], tuple(told["adjacent"]), told["front"]) == (
            area.id, area.name, area.adjacent, area.front,
        )  # fmt: skip
        assert feature["geometry"] == {"type": "Point", "coordinates": [area.lon, area.lat]}
        assert (told["lon"], told["lat"]) == (area.lon, area.lat)


def test_geojson_has_every_report_at_its_areas_or_beside_them(folder: Path) -> None:
    case, found = load_case(folder), read(export(folder, "geojson", folder.parent / "a.geojson"))
    told = {f["id"]: [r["report"] for r in f["properties"]["reports"]] for f in found["features"]}
    assert told == {"town": [1, 2, 3], "bridge": [3]}
    assert [r["report"] for r in found["breakranks"]["reports_without_area"]] == [4]
    report = found["features"][0]["properties"]["reports"][1]
    assert report["sources"] == [{"name": case.sources["daily"].name, "url": None}]
    assert (report["people"], report["date"], report["kind"]) == (40, "2030-01-08", "conduct.desert")
    assert [f["id"] for f in found["breakranks"]["formations"]] == [f.id for f in case.formations]


@pytest.mark.parametrize("how", FORMATS)
def test_polygons_of_the_case_take_the_place_of_points(folder: Path, how: str) -> None:
    drawn, other = polygon((32, 46), (33, 46), (33, 47)), polygon((1, 1), (2, 1), (2, 2))
    features = [
        {"type": "Feature", "properties": {"id": "town"}, "geometry": drawn},
        {"type": "Feature", "properties": {"name": "The town"}, "geometry": other},
    ]
    (folder / "areas.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found = read(export(folder, how, folder.parent / "a.json"))
    shapes = found["features"] if how == "geojson" else found["layerStack"][0]["items"]
    both = [drawn["coordinates"], other["coordinates"]]
    assert {s["id"]: s["geometry"] for s in shapes} == {
        "town": {"type": "MultiPolygon", "coordinates": both},
        "bridge": {"type": "Point", "coordinates": [32.7, 46.7]},
    }


@pytest.mark.parametrize(
    "content",
    [
        "{", "[]", '{"features": 3}', '{"features": [3]}', '{"features": [{"properties": null, "geometry": null}]}',
        '{"features": [{"properties": {"id": "nowhere"}, "geometry": {"type": "Polygon", "coordinates": []}}]}',
        '{"features": [{"properties": {"id": "town"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}',
        '{"features": [{"properties": {"id": ["town"]}, "geometry": {"type": "Polygon", "coordinates": []}}]}',
    ],
)  # fmt: skip
def test_polygons_that_cannot_be_used_get_a_sentence(folder: Path, content: str) -> None:
    (folder / "areas.geojson").write_text(content)
    with pytest.raises(InputError, match=r"areas\.geojson: "):
        export(folder, "geojson", folder.parent / "a.geojson")
    assert not (folder.parent / "a.geojson").exists()


def units(of: list[dict[str, Any]], parent: str | None = None) -> list[tuple[dict[str, Any], str | None]]:
    return [pair for unit in of for pair in ((unit, parent), *units(unit["subUnits"], unit["id"]))]


def test_an_orbat_mapper_scenario_nests_the_formations(folder: Path) -> None:
    case, found = load_case(folder), read(export(folder, "orbat-mapper", folder.parent / "a.json"))
    assert (found["type"], found["version"].split(".")[0]) == ("ORBAT-mapper", "3")
    assert (found["name"], found["startTime"]) == (case.title, "2030-01-01T00:00:00Z")
    force, opponent = found["sides"]
    assert (force["name"], opponent["name"]) == (case.force, case.opponent)
    told = {unit["id"]: (unit, parent) for unit, parent in units(force["groups"][0]["subUnits"])}
    assert {id: parent for id, (_, parent) in told.items()} == {f.id: f.parent for f in case.formations}
    assert [told[f.id][0]["name"] for f in case.formations] == [f.name for f in case.formations]
    assert {len(unit["sidc"]) for unit, _ in told.values()} == {20}
    echelons = {"command": "26", "army-group": "24", "brigade": "18"}
    assert [told[f.id][0]["sidc"][ECHELON] for f in case.formations] == [echelons[f.echelon] for f in case.formations]
    # A headquarters is drawn as one; an odd digit here would say that it is a dummy.
    assert [told[f.id][0]["sidc"][7] for f in case.formations] == ["2", "2", "0", "0"]
    assert [told[f.id][0]["personnel"] for f in case.formations] == [
        [{"name": f.troops, "count": f.strength}] for f in case.formations
    ]


def test_units_stand_on_the_middle_of_their_area_from_the_day_they_arrive(folder: Path) -> None:
    found = read(export(folder, "orbat-mapper", folder.parent / "a.json"))
    told = {unit["id"]: unit for unit, _ in units(found["sides"][0]["groups"][0]["subUnits"])}
    assert told["brigade-1"]["location"] == [32.6, 46.6]
    assert "location" not in told["brigade-2"]
    (arrival,) = told["brigade-2"]["state"]
    assert (arrival["t"], arrival["location"]) == ("2030-01-10T00:00:00Z", [32.7, 46.7])


def test_reports_and_as_of_days_are_events_of_the_scenario(folder: Path) -> None:
    found = {e["id"]: e for e in read(export(folder, "orbat-mapper", folder.parent / "a.json"))["events"]}
    assert {*found} == {f"report-{n}" for n in range(1, 5)} | {"as-of-2030-01-20", "as-of-2030-02-10"}
    both = found["report-3"]
    assert both["where"]["geometry"] == {"type": "MultiPoint", "coordinates": [[32.6, 46.6], [32.7, 46.7]]}
    assert both["externalUrl"] == "https://example.org/wire"
    assert "2nd Brigade" in both["title"]
    assert "pressed at the bridge" in both["description"]
    assert found["report-4"]["where"] == {"type": "units", "units": ["brigade-1"]}
    assert [e["startTime"] for e in found.values()] == sorted(e["startTime"] for e in found.values())


def test_no_place_is_finer_than_an_area(folder: Path) -> None:
    places = {(area.lon, area.lat) for area in load_case(folder).areas}

    def pairs(value: object) -> set[tuple[float, float]]:
        if isinstance(value, list) and len(value) == 2 and all(isinstance(x, float) for x in value):
            return {(value[0], value[1])}
        inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return {pair for part in inside for pair in pairs(part)}

    for how in FORMATS:
        assert pairs(read(export(folder, how, folder.parent / f"{how}.json"))) == places


@pytest.mark.parametrize("how", FORMATS)
def test_every_shipped_case_can_be_exported(tmp_path: Path, how: str) -> None:
    found = read(export("kherson-2022", how, tmp_path / "new" / "k.json"))
    case = load_case("kherson-2022")
    if how == "geojson":
        assert len(found["features"]) == len(case.areas)
    else:
        assert len(units(found["sides"][0]["groups"][0]["subUnits"])) == len(case.formations)


def test_a_file_of_ones_own_is_not_replaced_and_one_of_ours_is(folder: Path) -> None:
    mine = folder.parent / "mine.json"
    mine.write_text("{}")
    with pytest.raises(InputError, match="did not write"):
        export(folder, "geojson", mine)
    assert mine.read_text() == "{}"
    with pytest.raises(InputError, match="is a folder"):
        export(folder, "geojson", folder)
    with pytest.raises(InputError, match="Nearest: 'geojson'"):
        export(folder, "geojsn", folder.parent / "new.json")
    export(folder, "geojson", folder.parent / "ours.json")
    export(folder, "orbat-mapper", folder.parent / "ours.json")
    assert read(folder.parent / "ours.json")["type"] == "ORBAT-mapper"
    assert not list(folder.parent.glob(".*"))


def test_an_order_of_battle_that_is_too_deep_gets_a_sentence(tmp_path: Path) -> None:
    rows = [f"hq-{n},HQ {n},{f'hq-{n - 1}' if n else 'army-group'},corps,professional,0,," for n in range(1500)]
    deep = write_case(tmp_path / "deep", {**FILES, "formations.csv": FILES["formations.csv"] + "\n".join(rows)})
    with pytest.raises(InputError, match="more levels"):
        export(deep, "orbat-mapper", tmp_path / "a.json")


def test_what_is_exported_for_orbat_mapper_is_imported_again(tmp_path: Path) -> None:
    case = load_case("kherson-2022")
    scenario = export("kherson-2022", "orbat-mapper", tmp_path / "scenario.json")
    with folder_of("kherson-2022") as shipped:
        bare = shutil.copytree(shipped, tmp_path / "bare")
    for name in ("events", "outcomes", "judgements"):
        head = (bare / f"{name}.csv").read_text(encoding="utf-8").partition("\n")[0]
        (bare / f"{name}.csv").write_text(f"{head}\n", encoding="utf-8")
    troops = case.formations[-1].troops
    with (bare / "formations.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "parent", "echelon", "troops", "strength", "area"])
        writer.writerow(
            [case.command, next(f.name for f in case.formations if not f.parent), "", "command", troops, 0, ""]
        )
        writer.writerow(["somebody", "Somebody", case.command, "brigade", troops, 1000, case.areas[0].id])
    import_file("orbat-mapper", scenario, bare)
    drafts = {draft.name: draft for draft in read_drafts(bare)}
    names = {formation.id: formation.name for formation in case.formations}
    called = {draft.formation: draft.name for draft in drafts.values()} | {case.command: names[case.command]}
    assert {*drafts} == {formation.name for formation in case.formations if formation.parent}
    for formation in (f for f in case.formations if f.parent):
        draft = drafts[formation.name]
        assert draft.id == f"orbat:{formation.id}"
        assert called[draft.parent] == names[formation.parent or ""]
        assert (draft.echelon, int(draft.strength)) == (formation.echelon, formation.strength)
        assert draft.area == (formation.area or "")
