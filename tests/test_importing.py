"""Data sets become drafts; what they cannot say is not made up, and what is left out is counted."""

import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from breakranks.case import read
from breakranks.drafts import Draft, accept, effect, read_drafts
from breakranks.exporting import export
from breakranks.importing import IMPORTERS, Imported, import_file
from breakranks.importing.found import kinds_of
from breakranks.tables import InputError, read_packaged
from breakranks.vocabulary import CREDIBILITY, KINDS, RELIABILITY
from case_folder import FILES, spoil, write_case
from import_files import BLUE, HEADERS, RED, known_case, rows_of, scenario, unit, write

pytestmark = pytest.mark.filterwarnings("ignore::breakranks.tables.InputWarning")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return known_case(tmp_path / "river-line")


def acled(case: Path, *changes: Mapping[str, object]) -> Imported:
    return import_file("acled", write(case.parent / "acled.csv", rows_of("acled", *changes)), case)


def told(done: Imported) -> str:
    return "\n".join(done.said)


def test_a_row_becomes_a_draft_with_all_that_the_data_can_say(case: Path) -> None:
    done = acled(case, {"source": "A Wire; A Paper", "fatalities": 3})
    assert read_drafts(case) == (
        Draft(
            id="acled:RED1:1", date="2030-01-18", reported="2030-01-19", formation="high-command", area="town",
            kind="opponent.attack", source="acled", reliability="B", credibility="3",
            note="Armed clash, 3 killed on all sides (ACLED)", alternatives="conduct.defend conduct.attack",
            words="Blue forces attacked in the town.", source_name="ACLED, Armed Conflict Location & Event Data",
            source_url="https://acleddata.com", coder="acled",
        ),
    )  # fmt: skip
    assert done.added == 1
    assert "ACLED's terms do not let you pass its rows on" in told(done)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"sub_event_type": "Non-state actor overtakes territory"}, "ground.lost"),
        ({"sub_event_type": "Government regains territory", "actor1": RED, "actor2": BLUE}, "ground.regained"),
        ({"sub_event_type": "Non-violent transfer of territory", "actor2": "", "inter2": ""}, "ground.lost"),
        ({"actor1": RED, "actor2": BLUE}, "conduct.attack"),
        ({"actor1": f"{RED} 1st Brigade", "actor2": f"{RED} 2nd Brigade"}, "conduct.infight"),
        ({"sub_event_type": "Shelling/artillery/missile attack"}, "opponent.attack"),
        ({"sub_event_type": "Other", "actor1": RED, "actor2": "", "inter2": ""}, ""),
        ({"inter1": "1", "inter2": "8"}, "opponent.attack"),
    ],
)
def test_what_a_row_becomes_follows_from_its_type_and_from_who_acts(
    case: Path, change: Mapping[str, object], kind: str
) -> None:
    acled(case, change)
    assert [draft.kind for draft in read_drafts(case)] == [kind]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"event_date": "2029-12-31"}, "outside the window"),
        ({"event_date": "some day"}, "without a day or a place"),
        ({"latitude": 52, "longitude": 13}, "not on the ground"),
        ({"latitude": "north"}, "without a day or a place"),
        ({"geo_precision": 3}, "no closer than a region"),
        ({"actor1": "Military Forces of Greenland (2001-)"}, "about others"),
        ({"actor1": RED, "actor2": "Civilians (Redland)", "inter2": "Civilians"}, "about others"),
        ({"actor1": "Protesters (Redland)", "inter1": "6", "actor2": ""}, "about others"),
        ({"sub_event_type": "Air/drone strike", "actor1": RED, "actor2": BLUE}, "says nothing about the force"),
        ({"sub_event_type": "Something new"}, r"type that is not known \('Something new'\)"),
    ],
)
def test_what_is_left_out_is_counted_by_reason(case: Path, change: Mapping[str, object], reason: str) -> None:
    # Another row shows that the force and its opponent are known.
    done = acled(case, change, {"event_id_cnty": "RED2"})
    assert re.search(rf"^Left out: 1 .*{reason}", told(done), re.MULTILINE)
    assert [draft.id for draft in read_drafts(case)] == ["acled:RED2:1"]


@pytest.mark.parametrize("form", ["18 January 2030", "18-01-2030", "1/18/2030", "2030-01-18 00:00:00"])
def test_days_are_read_in_the_forms_that_exports_have(case: Path, form: str) -> None:
    acled(case, {"event_date": form})
    assert read_drafts(case)[0].date == "2030-01-18"


def test_days_that_leave_it_open_are_asked_about(case: Path) -> None:
    with pytest.raises(InputError, match="may be 2 January 2030 or 1 February 2030"):
        acled(case, {"event_date": "02/01/2030"})


def test_importing_again_adds_nothing_even_when_the_data_grew(case: Path) -> None:
    rows = [{"event_id_cnty": f"RED{n}", "event_date": f"2030-01-{n:02}"} for n in range(10, 30)]
    first = acled(case, *rows)
    drafts = read_drafts(case)
    assert first.added == len(drafts) < len(rows)
    assert "Put together: " in told(first)
    more = [{"event_id_cnty": f"NEW{n}", "event_date": f"2030-01-{n:02}", "source": "A; B"} for n in range(10, 30)]
    again = acled(case, *more, *rows)
    assert again.added == 0
    assert read_drafts(case) == drafts


def test_a_formation_is_known_by_its_names_in_actor_and_notes(case: Path) -> None:
    acled(
        case,
        {"event_id_cnty": "A", "assoc_actor_2": "42nd Brigade"},
        {"event_id_cnty": "B", "event_date": "2030-01-28", "notes": "The 41st Brigade was shelled."},
        {"event_id_cnty": "C", "event_date": "2030-02-08", "notes": "The 41st brigade and 42nd Brigade were shelled."},
        {"event_id_cnty": "D", "event_date": "2030-02-18", "notes": "The 141st Brigade was shelled."},
        {"event_id_cnty": "E", "event_date": "2030-02-28", "actor2": f"{RED} 41st Brigade"},
        {"event_id_cnty": "F", "event_date": "2030-03-08", "actor1": f"{BLUE} 41st Brigade"},
    )
    found = [draft.formation for draft in read_drafts(case)]
    assert found == ["brigade-2", "brigade-1", "army-group", "high-command", "brigade-1", "high-command"]
    by_name = ["by its name in the text" in draft.note for draft in read_drafts(case)]
    assert by_name == [False, True, True, False, False, False]


def test_whoever_is_not_known_is_asked_for_and_a_mapping_says_so(tmp_path: Path) -> None:
    case = write_case(tmp_path / "river-line")
    with pytest.raises(InputError, match=re.escape(f"most often named are '{BLUE}' (1 row), '{RED}'")):
        acled(case, {})
    mapping = tmp_path / "acled.mapping.toml"
    text = mapping.read_text(encoding="utf-8")
    for name, who in ((BLUE, "opponent"), (RED, "brigade-2")):
        text = text.replace(f'# "{name}" = ""', f'"{name}" = "{who}"')
    mapping.write_text(text, encoding="utf-8")
    done = acled(case, {})
    assert "by " + str(mapping) in told(done)
    assert [draft.formation for draft in read_drafts(case)] == ["brigade-2"]
    assert mapping.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[actors]\nX = "brigade-9"\n', r"m.toml, key actors.X: there is no formation 'brigade-9'. Nearest: 'brigade-"),
        ('[places]\nX = "toun"\n', r"key places.X: there is no area 'toun'. Nearest: 'town'"),
        ("within_km = -1\n", r"key within_km: '-1' is not a distance"),
        ('[actor]\nX = "force"\n', r"a mapping has no part 'actor'. Nearest: 'actors'"),
        ('[cells]\nreliable = "B"\n', r"key cells.reliable: a draft has no cell 'reliable'. Nearest: 'reliability'"),
        ("[actors]\nX = [1]\n", r"key actors.X: '\[1\]' is not text"),
        ("[actors\n", r"m.toml: this is not TOML"),
    ],
)
def test_a_broken_mapping_is_told_of(case: Path, text: str, said: str) -> None:
    file = write(case.parent / "acled.csv", rows_of("acled", {}))
    with pytest.raises(InputError, match=said):
        import_file("acled", file, case, write(case.parent / "m.toml", text))


def test_a_place_in_a_polygon_is_of_its_area_and_the_distance_can_be_set(case: Path) -> None:
    ring = [[30, 50, 0], [31, 50, 0], [31, 51, 0], [30, 51, 0], [30, 50, 0]]
    feature = {
        "type": "Feature", "properties": {"id": "bridge"}, "geometry": {"type": "Polygon", "coordinates": [ring]},
    }  # fmt: skip
    drawn = json.dumps({"type": "FeatureCollection", "features": [feature]})
    write(case / "areas.geojson", drawn)
    far = {"event_id_cnty": "A", "latitude": 50.5, "longitude": 30.5}
    acled(case, far, {"event_id_cnty": "B", "latitude": 46.7, "longitude": 32.7, "event_date": "2030-01-28"})
    # The second lies nearest to the bridge's middle, but not in its polygon; the town is near enough.
    assert [draft.area for draft in read_drafts(case)] == ["bridge", "town"]
    write(case.parent / "acled.mapping.toml", "within_km = 5\n")
    done = acled(case, {"event_id_cnty": "C", "latitude": 46.7, "longitude": 32.7, "event_date": "2030-02-28"})
    assert "1 not on the ground" in told(done)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "this is not JSON"),
        ("{}", "there is no list of features"),
        ('{"features": [{"properties": {"id": "moon"}}]}', r"feature 1 names no area of the case \('moon'\)"),
        ('{"features": [{"properties": {"id": "town"}, "geometry": {"type": "Round"}}]}', "not a polygon"),
        (
            '{"features": [{"properties": {"id": "town"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}',
            "not a polygon",
        ),
        (
            '{"features": [{"properties": {"id": "town"}, "geometry": {"type": "Polygon", "coordinates": [[1, 2]]}}]}',
            "an outline that cannot be read",
        ),
        (
            '{"features": [{"properties": {"id": "town"}, "geometry": {"type": "Polygon", "coordinates": '
            f"[[[1{'0' * 400}, 1], [2, 1], [2, 2], [1, 1]]]}}}}]}}",
            "an outline that cannot be read",
        ),
    ],
)
def test_areas_that_are_drawn_wrongly_are_told_of(case: Path, text: str, said: str) -> None:
    write(case / "areas.geojson", text)
    with pytest.raises(InputError, match=f"areas.geojson: .*{said}"):
        acled(case, {})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_is_read_as_it_was_saved(case: Path, encoding: str, separator: str) -> None:
    text = rows_of("acled", {"notes": "Füsiliere gingen vor"}).replace(",", separator).replace("\n", "\r\n")
    import_file("acled", write(case.parent / "acled.csv", text, encoding), case)
    assert [draft.words for draft in read_drafts(case)] == ["Füsiliere gingen vor"]


def test_a_packed_file_and_a_workbook_are_read(case: Path) -> None:
    text = rows_of("acled", {})
    with zipfile.ZipFile(case.parent / "acled.zip", "w") as packed:
        packed.writestr("data/acled.csv", text)
        packed.writestr("readme.md", "nothing")
    assert import_file("acled", case.parent / "acled.zip", case).added == 1
    book = Workbook()
    for line in rows_of("acled", {"event_id_cnty": "X", "event_date": "2030-02-18"}).splitlines():
        book.active.append(line.split(","))
    book.save(case.parent / "acled.xlsx")
    assert import_file("acled", case.parent / "acled.xlsx", case).added == 1


def test_broken_rows_are_counted(case: Path) -> None:
    text = rows_of("acled", {}) + "RED2,2030-01-19\n"
    done = import_file("acled", write(case.parent / "acled.csv", text), case)
    assert "Left out: 1 with more or fewer cells than the header, the first in line 3." in done.said


@pytest.mark.parametrize(
    ("data", "content", "said"),
    [
        ("acled", b"a,b\n1,2\n", r"line 1: this is not an ACLED export: there is no column event_id_cnty"),
        ("acled", b"", r"this is not an ACLED export"),
        ("acled", b"PK\x03\x04 nothing", r"this is no workbook|broken"),
        ("ucdp", b"a,b\n1,2\n", r"this is not a file of UCDP GED"),
        ("viina", b"a,b\n1,2\n", r"this is not a table of VIINA 2.0"),
        ("orbat-mapper", b"{", r"this is not JSON"),
        ("orbat-mapper", b"[1]", r"this is not a scenario of ORBAT Mapper"),
        ("orbat-mapper", b'{"type": "ORBAT-mapper-encrypted"}', r"the scenario is encrypted. Open it .* password"),
        ("orbat-mapper", b'{"type": "ORBAT-mapper"}', r"the scenario has no sides"),
        ("acle", b"", r"'acle' cannot be imported. Nearest: 'acled'"),
    ],
)
def test_another_file_is_refused_with_a_sentence(case: Path, data: str, content: bytes, said: str) -> None:
    file = case.parent / "file.csv"
    file.write_bytes(content)
    with pytest.raises(InputError, match=said):
        import_file(data, file, case)
    assert not (case / "drafts.csv").exists()


def test_a_file_that_is_not_there_and_a_shipped_case_are_told_of(case: Path) -> None:
    with pytest.raises(InputError, match="the file is missing"):
        import_file("acled", case.parent / "none.csv", case)
    with pytest.raises(InputError, match="is a shipped case"):
        import_file("acled", case.parent / "none.csv", Path("kherson-2022"))


@pytest.mark.parametrize("data", IMPORTERS)
def test_a_folder_in_place_of_a_file_is_told_of(case: Path, data: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(case)
    with pytest.raises(InputError, match="cannot be read"):
        import_file(data, Path("."), case)


def test_a_jump_in_the_number_of_rows_is_told_of(case: Path) -> None:
    few = [{"event_id_cnty": f"A{n}", "event_date": f"2030-01-{n:02}"} for n in range(1, 32)]
    many = [{"event_id_cnty": f"B{n}", "event_date": f"2030-02-{n % 28 + 1:02}"} for n in range(200)]
    assert "The number of rows jumps from 1.0 a day in 2030-01 to 7.1 in 2030-02" in told(acled(case, *few, *many))
    assert "jumps" not in told(acled(case, *few))


@pytest.mark.parametrize(
    ("precision", "date"),
    [
        (2, "2030-01-15/2030-01-21"),
        (3, "2030-01-01/2030-01-31"),
        (1, "2030-01-18"),
    ],
)
def test_a_week_or_a_month_stays_one(case: Path, precision: int, date: str) -> None:
    acled(case, {"time_precision": precision, "source": "A; B"})
    (draft,) = read_drafts(case)
    assert draft.date == date
    accept(case, draft.id)
    (case / "drafts.csv").unlink()
    assert acled(case, {"time_precision": precision, "source": "A; B"}).added == 0


JUNK = (
    "", "x", "-1", "0", "9" * 30, "1e400", "nan", "²", "٣", "2030-02-30", "=1+1", "\x1b[31m", "a\nb", '"', "1.0", "🙂",
    "(2019-)",
)  # fmt: skip
"""What cells hold that were damaged on their way."""
FALSE = (None, "", 0, -1, 1e308, True, [], [None], {}, {"a": 1}, "x", ["32", "46"])
"""The same of values of JSON."""


@pytest.mark.parametrize("data", ["acled", "ucdp", "1pd"])
def test_no_cell_whatever_is_in_it_stops_an_import(data: str, case: Path, tmp_path: Path) -> None:
    right = {"acled": {}, "ucdp": UCDP_NAMES, "1pd": {f"{name}_b": 1 for name in RETREAT}}[data]
    into = russian_case(tmp_path / "other") if data == "1pd" else case
    spoiled = [{**right, column: junk} for column in HEADERS[data] for junk in JUNK]
    file = write(tmp_path / "file.csv", rows_of(data, *spoiled, right))
    done = import_file("viina" if data == "1pd" else data, file, into)
    assert f"Read {len(spoiled) + 1:,} rows" in told(done)
    assert done.added
    for draft in read_drafts(into):
        assert draft.date
        assert draft.formation in ("high-command", "army-group", "brigade-1", "brigade-2")


@pytest.mark.parametrize("turn", range(2))
def test_no_field_whatever_is_in_it_stops_the_import_of_a_scenario(case: Path, turn: int) -> None:
    state = {
        "t": "2029-12-20T00:00:00Z",
        "location": [32.7, 46.7],
        "update": {"personnel": [{"name": "x", "count": 5}]},
    }
    right = unit("u1", "3rd Corps", "22", [
        unit("u2", "A battery", "16", location=[32.6, 46.6], sidc="10061001161211000000"),
        unit("u3", "7th Brigade", "18", people=3000, state=[state]),
    ])  # fmt: skip
    file = scenario(case.parent / "orbat.json", [right], [unit("b", "B", "18")])
    text = file.read_text(encoding="utf-8")
    for place in range(count_of(json.loads(text))):
        junk = FALSE[(place * 5 + turn * 4) % len(FALSE)]
        file.write_text(json.dumps(spoiled_at(json.loads(text), place, junk)), encoding="utf-8")
        try:
            import_file("orbat-mapper", file, case)
        except InputError as error:
            assert "orbat.json" in str(error)  # noqa: PT017
        (case / "drafts.csv").unlink(missing_ok=True)


def count_of(value: object) -> int:
    """How many values there are within a value of JSON."""
    within = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return sum(1 + count_of(other) for other in within)


def spoiled_at(value: Any, place: int, junk: object) -> Any:
    """The same with another value at one place."""
    for key in list(value if isinstance(value, dict) else range(len(value))):
        if place == 0:
            value[key] = junk
            return value
        place -= 1
        within = count_of(value[key])
        if place < within:
            value[key] = spoiled_at(value[key], place, junk)
            return value
        place -= within
    return value


UCDP_NAMES = {"side_a": "Government of Redland", "side_b": "Military Forces of Blueland"}


def ucdp(case: Path, *changes: Mapping[str, object], header: bool = True) -> Imported:
    text = rows_of("ucdp", *({**UCDP_NAMES, **change} for change in changes), header=header)
    return import_file("ucdp", write(case.parent / "ged.csv", text), case)


@pytest.mark.parametrize("header", [True, False])
def test_ucdp_gives_fighting_and_losses_of_the_force_alone(case: Path, header: bool) -> None:
    done = ucdp(
        case,
        {"deaths_a": 40, "deaths_b": 90, "best": 130},
        {"id": 2, "date_start": "2030-02-10", "date_end": "2030-02-10"},
        header=header,
    )
    drafts = read_drafts(case)
    assert [(d.id, d.kind, d.people, d.reported) for d in drafts] == [
        ("ucdp:501234:1", "opponent.attack", "", "2030-01-19"),
        ("ucdp:501234:2", "strain.losses", "40", "2030-01-19"),
        ("ucdp:2:1", "opponent.attack", "", "2030-02-11"),
    ]
    assert "CC BY 4.0" in told(done)
    assert "Read 2 rows" in told(done)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"where_prec": 4}, "no closer than a region"),
        ({"type_of_violence": 3}, "says nothing about the force"),
        ({"date_end": "2030-02-27", "date_prec": 4}, "spread over more than 31 days"),
        ({"side_b": "IS"}, "about others"),
    ],
)
def test_ucdp_rows_that_say_too_little_are_left_out(case: Path, change: Mapping[str, object], reason: str) -> None:
    done = ucdp(case, change, {"id": 2})
    assert re.search(rf"^Left out: 1 .*{reason}", told(done), re.MULTILINE)


def russian_case(folder: Path) -> Path:
    case = write_case(folder)
    spoil(case, "case.toml", '"The Red army"', '"Russian force on the river"')
    spoil(case, "case.toml", '"The Blue army"', '"Armed Forces of Ukraine"')
    return case


RETREAT = {"a_rus": 0.99, "a_rus_init": 0.98, "t_retreat": 0.93}


def test_viina_joins_places_and_labels_from_files_side_by_side_or_packed(tmp_path: Path) -> None:
    info, labels = rows_of("info", {}), rows_of("labels", RETREAT)
    write(tmp_path / "event_info_latest_2030.csv", info)
    write(tmp_path / "event_labels_latest_2030.csv", labels)
    with zipfile.ZipFile(tmp_path / "viina.zip", "w") as packed:
        packed.writestr("event_info_latest_2030.csv", info)
        packed.writestr("event_labels_latest_2030.csv", labels)
    drafts = []
    for name in ("event_info_latest_2030.csv", "event_labels_latest_2030.csv", "viina.zip"):
        case = russian_case(tmp_path / name.partition(".")[0])
        done = import_file("viina", tmp_path / name, case)
        assert "By case.toml, Russia is taken for the force." in done.said
        assert "ODbL" in told(done)
        drafts.append(read_drafts(case))
    assert drafts[0] == drafts[1] == drafts[2]
    (draft,) = drafts[0]
    assert (draft.id, draft.kind, draft.alternatives) == ("viina:7:1", "conduct.withdraw", "conduct.flee ground.lost")
    assert (draft.date, draft.reported, draft.area) == ("2030-01-18", "2030-01-18", "town")
    assert (draft.reliability, draft.credibility, draft.words) == ("C", "4", "Вони відступили з міста.")


@pytest.mark.parametrize(
    ("labels", "kinds"),
    [
        ({"a_ukr": 1, "a_ukr_init": 1, "t_control": 0.9, "t_firefight": 0.6}, ["ground.lost", "opponent.attack"]),
        ({"a_ukr": 1, "a_ukr_init": 1, "t_artillery": 1, "t_airstrike": 1}, ["opponent.attack"]),
        ({"a_rus": 1, "a_ukr": 1, "t_firefight": 1}, ["opponent.attack"]),
        ({"a_rus": 1, "a_rus_init": 1, "t_artillery": 1}, []),
        ({"a_civ": 1, "t_retreat": 1}, []),
        ({**RETREAT, "t_mil": 0.1}, []),
        ({**RETREAT, "t_retreat": 0.49}, []),
    ],
)
def test_viina_labels_become_kinds_by_who_began(tmp_path: Path, labels: Mapping[str, object], kinds: list[str]) -> None:
    case = russian_case(tmp_path / "case")
    write(tmp_path / "event_info_2030.csv", rows_of("info", {}))
    import_file("viina", write(tmp_path / "event_labels_2030.csv", rows_of("labels", labels)), case)
    assert [draft.kind for draft in read_drafts(case)] == kinds


def test_viina_reads_the_table_of_places_and_days(tmp_path: Path) -> None:
    case = russian_case(tmp_path / "case")
    row = {f"{name}_b": 1 for name in RETREAT}
    assert import_file("viina", write(tmp_path / "event_1pd_2030.csv", rows_of("1pd", row)), case).added == 1
    assert read_drafts(case)[0].id == "viina:17:1"


def test_viina_wants_both_tables_and_the_right_war(tmp_path: Path, case: Path) -> None:
    file = write(tmp_path / "event_labels_2030.csv", rows_of("labels", RETREAT))
    with pytest.raises(InputError, match=r"these are the labels alone. Put the event_info table"):
        import_file("viina", file, case)
    write(tmp_path / "event_info_2030.csv", rows_of("info", {}))
    with pytest.raises(InputError, match="which of Russia and Ukraine is the force"):
        import_file("viina", file, case)


@pytest.mark.parametrize(
    ("type", "first", "inter1", "inter2", "kind"),
    [
        ("Government regains territory", RED, "Rebel group", "State forces", "ground.lost"),
        ("Government regains territory", RED, "State forces", "Rebel group", "ground.regained"),
        ("Government regains territory", BLUE, "8", "1", "ground.regained"),
        ("Non-state actor overtakes territory", RED, "State forces", "External/Other forces", "ground.lost"),
        ("Non-state actor overtakes territory", BLUE, "1", "2", "ground.regained"),
        ("Non-state actor overtakes territory", RED, "8", "8", "ground.regained"),
    ],
)
def test_who_gained_ground_is_told_by_the_sub_event_and_not_by_the_order_of_the_actors(
    case: Path, type: str, first: str, inter1: str, inter2: str, kind: str
) -> None:
    second = RED if first == BLUE else BLUE
    acled(case, {"sub_event_type": type, "actor1": first, "actor2": second, "inter1": inter1, "inter2": inter2})
    assert [draft.kind for draft in read_drafts(case)] == [kind]


def test_who_gets_no_draft_at_all_is_told_what_would_help(case: Path) -> None:
    said = told(acled(case, {"event_date": "2031-05-01"}, {"event_date": "2031-05-09"}))
    assert "Its rows are of 2031-05-01 to 2031-05-09, and the case is of 2030-01-01 to 2030-03-31" in said
    assert "No area of areas.csv has its middle within 25 km" in told(acled(case, {"latitude": 10}))
    assert "within 25 km" not in told(acled(case, {"latitude": 10}, {}))


def test_sub_events_that_are_not_known_are_told_apart_from_those_that_say_nothing(case: Path) -> None:
    said = told(acled(case, {"sub_event_type": "Peaceful protest"}, {"sub_event_type": "Cavalry charge"}))
    assert "Left out: 1 of a kind that says nothing about the force" in said
    assert "Left out: 1 of a sub-event type that is not known ('Cavalry charge')" in said


def orbat(case: Path, *red: object, **more: object) -> tuple[list[Draft], str]:
    done = import_file("orbat-mapper", scenario(case.parent / "orbat.json", red, **more), case)
    return list(read_drafts(case)), told(done)


def test_a_scenario_gives_the_order_of_battle_of_the_force(case: Path) -> None:
    corps = unit("u1", "3rd Corps", "22", [
        unit("u2", "7th Brigade", "18", [unit("u3", "A Company", "15", people=120)], 3000, location=[32.61, 46.61]),
        unit("u4", "8th Brigade", "18", state=[
            {"id": "s1", "t": "2029-12-20T00:00:00Z", "location": [32.7, 46.7]},
            {"id": "s2", "t": "2030-02-01T00:00:00Z", "location": [30, 50]},
        ]),
        unit("u5", "42nd Brigade", "18"),
    ], 3500)  # fmt: skip
    drafts, said = orbat(case, corps, blue=[unit("b1", "Blue", "18", people=5000)])
    cells = [(d.formation, d.parent, d.echelon, d.strength, d.area) for d in drafts]
    assert cells == [
        ("3rd-corps", "high-command", "corps", "500", ""),
        ("7th-brigade", "3rd-corps", "brigade", "3000", "town"),
        ("8th-brigade", "3rd-corps", "brigade", "", "bridge"),
    ]
    assert {d.table for d in drafts} == {"formations"}
    assert "1 smaller than a battalion" in said
    assert "1 that the case has already" in said
    assert "Left out: 1 places of units that are not on the ground of the case" in said
    assert "The other sides have 5,000 people" in said
    assert "Not said of 3 of the formations: what kind of troops serve." in said


def test_signs_that_no_table_may_hold_do_not_spoil_the_drafts(case: Path) -> None:
    """JSON may hold half a sign and signs that control a printer; the drafts must be read again all the same."""
    name = "4th\ud800 Brig\x07ade\0"
    state = [{"id": "m", "t": "2030-01-20T00:00:00Z", "location": [30.5, 50.5], "title": name}]
    red = [unit("u\udfff\x01", name, "18", people=900, location=[30.0, 50.0], state=state)]
    import_file("orbat-mapper", scenario(case.parent / "s.json", red), case)
    assert "4th Brigade" in {draft.name for draft in read_drafts(case)}


def test_dummies_of_a_scenario_are_decoys_where_day_and_area_are_known(case: Path) -> None:
    dummy = unit("u2", "A battery", "16", location=[32.6, 46.6], sidc="10061001161211000000")
    elsewhere = unit("u3", "B battery", "16", location=[10, 46.6], sidc="10061005161211000000")
    drafts, said = orbat(case, unit("u1", "42nd Brigade", "18", [dummy, elsewhere]))
    assert [(d.kind, d.formation, d.area, d.date, d.reported) for d in drafts] == [
        ("prepare.decoy", "brigade-2", "town", "2030-01-02", "2030-01-06")
    ]
    assert "1 dummies without an area of the case, or of another time" in said


def test_a_unit_that_comes_later_and_people_that_are_called_a_kind_of_troops(case: Path) -> None:
    later = [
        {"t": "2030-03-01T00:00:00Z", "location": [50, 50]},
        {"t": "2030-02-01T00:00:00Z", "location": [32.7, 46.7]},
    ]
    drafts, said = orbat(
        case, unit("u1", "7th Brigade", "18", state=later, personnel=[{"name": "Mobilised", "count": 800}])
    )
    assert [(d.area, d.date, d.troops, d.strength) for d in drafts] == [("bridge", "2030-02-01", "mobilised", "800")]
    assert "Left out: 1 places of units that are not on the ground of the case" in said


def moving(case: Path, *states: Mapping[str, object], people: int = 3000, **more: object) -> tuple[list[Draft], str]:
    """The drafts of moves of a brigade that the case has, in the town, with these states."""
    brigade = unit("u1", "41st Brigade", "18", people=people, location=[32.6, 46.6], state=list(states))
    drafts, said = orbat(case, brigade, *more.pop("beside", ()), **more)
    return [d for d in drafts if d.table == "moves"], said


def on(day: int, **more: object) -> dict[str, object]:
    return {"t": f"2030-01-{day:02}T12:00:00Z", **more}


def test_what_becomes_of_a_unit_later_is_drafted_for_moves(case: Path) -> None:
    drafts, said = moving(
        case,
        on(12, location=[32.7, 46.7], title="Marches"),
        on(12, update={"personnel": [{"name": "soldiers", "count": 3500}]}),
        on(14, location=[32.71, 46.7]),
        on(16, diff={"personnel": [{"name": "soldiers", "onHand": -1000}]}),
        on(18, hierarchy={"targetId": "u9", "placement": "on"}),
        on(20, hierarchy={"targetId": "u1", "placement": "above", "parentId": "g"}),
        on(22, reinforcedStatus="Reduced"),
        {"t": "2031-01-01T00:00:00Z", "location": [32.6, 46.6]},
        beside=[unit("u9", "5th Corps", "22")],
    )
    assert [(d.id, d.reported, d.formation, d.area, d.parent, d.strength) for d in drafts] == [
        ("orbat:u1:2030-01-12", "2030-01-13", "brigade-1", "bridge", "", "3500"),
        ("orbat:u1:2030-01-16", "2030-01-17", "brigade-1", "", "", "2500"),
        ("orbat:u1:2030-01-18", "2030-01-19", "brigade-1", "", "5th-corps", ""),
        ("orbat:u1:2030-01-20", "2030-01-21", "brigade-1", "", "high-command", ""),
        ("orbat:u1:2030-01-22", "2030-01-23", "brigade-1", "", "", ""),
    ]
    assert drafts[0].words == "41st Brigade: Marches"
    assert drafts[-1].note == "reduced, nobody says to how many"
    assert "Left out: 1 movements within one area." in said
    assert "Drafts for moves.csv: 5." in said


@pytest.mark.parametrize(
    "state",
    [
        on(20, hierarchy={"targetId": "b1", "placement": "on"}),
        on(20, hierarchy={"targetId": "b", "placement": "on"}),
        on(20, sidc="10031000181211000000"),
        on(20, sidc="10061040181211000000"),
        on(20, status="Destroyed"),
        on(20, update={"personnel": [{"name": "soldiers", "count": 0}]}),
    ],
    ids=["to a unit", "to a side", "by its colour", "symbol destroyed", "status", "nobody left"],
)
def test_who_leaves_the_force_has_no_people_from_then_on(case: Path, state: Mapping[str, object]) -> None:
    drafts, _ = moving(case, state, on(22, location=[32.7, 46.7]), blue=[unit("b1", "Blue", "18")])
    assert [(d.date, d.area, d.strength) for d in drafts] == [("2030-01-20", "", "0")]


def test_accepted_moves_are_rows_of_moves_csv_and_are_known_from_then_on(case: Path) -> None:
    states = on(12, location=[32.7, 46.7]), on(20, status="Destroyed")
    for draft in moving(case, *states)[0]:
        assert effect(case, draft).control
        accept(case, draft.id, by="Ann")
    moves = [(m.date.day, m.reported.day, m.formation, m.area, m.strength, m.sources) for m in read(case).moves]
    assert moves == [
        (12, 13, "brigade-1", "bridge", None, ("orbat-mapper",)), (20, 21, "brigade-1", None, 0, ("orbat-mapper",)),
    ]  # fmt: skip
    (case / "drafts.csv").unlink()
    drafts, said = moving(case, *states)
    assert drafts == []
    assert "Drafts added: 0, 2 known already." in said


def test_a_headquarters_gets_no_people(case: Path) -> None:
    lower = unit("u2", "7th Brigade", "18", people=900, state=[on(12, update={"personnel": [{"name": "soldiers",
        "count": 700}]})])  # fmt: skip
    corps = unit("u1", "3rd Corps", "22", [lower], state=[
        on(14, update={"personnel": [{"name": "staff", "count": 2000}]}), on(15, status="Destroyed"),
    ])  # fmt: skip
    drafts, said = orbat(case, corps)
    assert [(d.formation, d.strength) for d in drafts if d.table == "moves"] == [("7th-brigade", "700")]
    assert "1 people that a headquarters gets" in said
    assert "1 ends of headquarters" in said


BARE = {"formations.csv": 1, "events.csv": 1, "outcomes.csv": 1}
"""Tables of a case in which nothing stands yet, with their lines."""


def bare(folder: Path, areas: bool = True) -> Path:
    """The river line without a formation, and if need be without an area."""
    case = write_case(folder)
    for name, lines in (BARE if areas else {**BARE, "areas.csv": 1}).items():
        text = (case / name).read_text(encoding="utf-8").splitlines()[:lines]
        write(case / name, "\n".join([*text, ""]))
    return case


@pytest.mark.parametrize("whole", [True, False], ids=["one at the top", "several"])
def test_a_scenario_may_bring_the_first_formations_and_areas_of_a_case(tmp_path: Path, whole: bool) -> None:
    case = bare(tmp_path / "new", areas=False)
    spoil(case, "case.toml", "The Blue army", "Military Forces of Blueland")
    brigades = [
        unit("u1", "7th Brigade", "18", people=3000, location=[35.04, 48.06]),
        unit("u2", "8th Brigade", "18", people=2000, location=[35.1, 48.1]),
        unit("u3", "9th Brigade", "18", people=1000, location=[37.0, 48.0]),
    ]
    write(case.parent / "orbat.mapping.toml", '[cells]\ntroops = "conscript"\n')
    top = [unit("u0", "1st Army", "23", brigades)] if whole else brigades
    drafts, said = orbat(case, *top)
    assert [(d.table, d.area, d.lat, d.lon) for d in drafts if d.table == "areas"] == [
        ("areas", "around-7th-brigade", "48.1", "35.0"), ("areas", "around-9th-brigade", "48.0", "37.0"),
    ]  # fmt: skip
    assert "Accept them first" in said
    assert effect(case, drafts[0]).silent == "The case cannot be assessed yet: there is no area."
    for draft in drafts:
        accept(case, draft.id, {"troops": "conscript"} if draft.table == "formations" else {"kind": "yes"})
    found = read(case)
    assert [(f.id, f.parent, f.strength, f.area) for f in found.formations] == [
        ("high-command", None, 0, None),
        ("7th-brigade", "high-command", 3000, "around-7th-brigade"),
        ("8th-brigade", "high-command", 2000, "around-7th-brigade"),
        ("9th-brigade", "high-command", 1000, "around-9th-brigade"),
    ]
    assert found.formations[0].name == ("1st Army" if whole else "Red")
    assert [area.front for area in found.areas] == [True, True]


def test_a_case_that_is_wrong_in_more_than_what_it_lacks_gets_no_drafts(tmp_path: Path) -> None:
    case = bare(tmp_path / "new")
    spoil(case, "areas.csv", "46.6", "146.6")
    with pytest.raises(InputError, match=r"areas\.csv, line 2, column lat"):
        orbat(case, unit("u1", "7th Brigade", "18"))


def test_other_data_sets_need_formations_first(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no formation"):
        import_file("acled", write(tmp_path / "a.csv", rows_of("acled", {})), bare(tmp_path / "new"))


def exported(tmp_path: Path, files: Mapping[str, str]) -> tuple[Path, Path]:
    """A case, and a bare one into which it was exported, imported and accepted."""
    before, after = write_case(tmp_path / "before", files), bare(tmp_path / "after")
    export(str(before), "orbat-mapper", tmp_path / "out.json")
    import_file("orbat-mapper", tmp_path / "out.json", after)
    for draft in read_drafts(after):
        accept(after, draft.id)
    return before, after


@pytest.mark.filterwarnings("ignore::breakranks.tables.InputWarning")
def test_moves_people_and_small_units_come_back_from_a_round_trip(tmp_path: Path) -> None:
    """A headquarters with more people than all below it, which is no sum of theirs, among them."""
    formations = FILES["formations.csv"].replace("army-group,professional,0", "army-group,professional,90000")
    formations += "guard,Guard company,brigade-1,company,elite,120,town,\n"
    formations += "reserve,Reserve,army-group,brigade,elite,900,,2030-01-09\n"
    moves = (
        "date,reported,formation,area,parent,strength,source\n"
        "2030-01-12,2030-01-14,brigade-1,bridge,,,wire\n2030-01-13,2030-01-13,guard,,army-group,,\n"
        "2030-01-12,2030-01-15,brigade-1,,,2500,wire\n2030-01-20,2030-01-22,brigade-2,,,0,daily\n"
    )
    before, after = exported(tmp_path, {**FILES, "formations.csv": formations, "moves.csv": moves})
    one, other = read(before), read(after)
    assert {f.id: f for f in other.formations} == {f.id: f for f in one.formations}
    assert {*other.moves} == {*one.moves}


@pytest.mark.whole
def test_a_case_that_was_exported_comes_back(tmp_path: Path) -> None:
    before = write_case(tmp_path / "before")
    export(str(before), "orbat-mapper", tmp_path / "out.json")
    after = write_case(tmp_path / "after")
    header, root, _, first, *_ = (after / "formations.csv").read_text(encoding="utf-8").splitlines()
    write(after / "formations.csv", "\n".join([header, root, first.replace("army-group", "high-command"), ""]))
    write(after / "events.csv", (after / "events.csv").read_text(encoding="utf-8").splitlines()[0] + "\n")
    import_file("orbat-mapper", tmp_path / "out.json", after)
    for draft in read_drafts(after):
        accept(after, draft.id)
    spoil(after, "formations.csv", "1st Brigade,high-command", "1st Brigade,army-group")
    assert {f.id: f for f in read(after).formations} == {f.id: f for f in read(before).formations}


def test_older_codes_and_missing_names_are_borne(case: Path) -> None:
    letters = unit("u1", "9th Division", "", sidc="SHGPUCI----I---")
    nameless, plain = unit("u2", "", "18"), unit("u3", "A group", "00")
    drafts, said = orbat(case, letters, nameless, plain)
    assert [(d.formation, d.echelon) for d in drafts] == [("9th-division", "division"), ("a-group", "")]
    assert "1 without a name" in said


def test_a_mapping_fills_what_a_scenario_does_not_say(case: Path) -> None:
    write(case.parent / "orbat.mapping.toml", '[cells]\ntroops = "conscript"\n[strength]\nbrigade = 2500\n')
    drafts, _ = orbat(case, unit("u1", "7th Brigade", "18"))
    assert [(d.troops, d.strength) for d in drafts] == [("conscript", "2500")]


def test_sides_that_nobody_knows_are_listed(tmp_path: Path) -> None:
    case = write_case(tmp_path / "case")
    with pytest.raises(InputError, match=r"which of the sides \('Red', 'Military Forces of Blueland'\) is the force"):
        orbat(case, unit("u1", "7th Brigade", "18"))
    assert (tmp_path / "orbat.mapping.toml").exists()


TABLE = """\
Datum;Gemeldet;Art;Einheit;Ort;Anzahl;Quelle;Code
18.1.2030;19.1.2030;Rückzug;41st Brigade;The town;~300;Eine Zeitung;B2
25.1.2030;;conduct.desert;Brigade 2;bridge;n/a;Eine Zeitung;C
26.1.2030;;Wetter;Brigade 2;bridge;;Eine Zeitung;C
26.1.2030;;conduct.desert;Brigade 2;bridge;30;Eine Zeitung;C
27.1.2030;;Sonstiges;Brigade 2;bridge;;Eine Zeitung;C
28.1.2030;;Rückzug;Andere;bridge;;Eine Zeitung;C
29.1.2030;;Rückzug;Brigade 2;Mond;;Eine Zeitung;C
"""


def test_any_table_is_read_by_a_mapping_that_is_written_for_it_first(case: Path) -> None:
    file, mapping = write(case.parent / "meine.csv", TABLE, "cp1252"), case.parent / "meine.mapping.toml"
    assert "say there what the columns mean" in told(import_file("table", file, case))
    assert read_drafts(case) == ()
    text = mapping.read_text(encoding="utf-8")
    for guess in (
        'date = "Datum"',
        'reported = "Gemeldet"',
        'kind = "Art"',
        'area = "Ort"',
        '"Rückzug" = ""  # 3 rows',
    ):
        assert guess in text
    text = text.replace('"Rückzug" = ""', '"Rückzug" = "withdraw in order"').replace(
        '# reliability = ""', 'reliability = "Code"'
    )
    mapping.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"key kinds.Rückzug: 'withdraw in order' is not a kind"):
        import_file("table", file, case)
    text = text.replace("withdraw in order", "conduct.withdraw").replace('"Sonstiges" = ""', "")
    mapping.write_text(text, encoding="utf-8")
    said = told(import_file("table", file, case))
    assert [(d.date, d.reported, d.kind, d.formation, d.area, d.people, d.reliability, d.credibility, d.source)
            for d in read_drafts(case)] == [
        ("2030-01-18", "2030-01-19", "conduct.withdraw", "brigade-1", "town", "300", "B", "2", "eine-zeitung"),
        ("2030-01-25", "2030-01-25", "conduct.desert", "brigade-2", "bridge", "", "C", "6", "eine-zeitung"),
        ("2030-01-26", "2030-01-26", "conduct.desert", "brigade-2", "bridge", "30", "C", "6", "eine-zeitung"),
    ]  # fmt: skip
    assert "Not known: 'Sonstiges' (1)" in said
    assert "Not known: 'Andere' (1)" in said
    assert "Not known: 'Mond' (1)" in said
    assert "Wetter" not in said
    assert import_file("table", file, case).added == 0


UNITS = """\
date,lat,lng,icon,strength,unit,subordinate_to,notes
2029-12-01,46.6,32.6,SHGPUCI----H,Brigade,7th Brigade,3rd Corps,
2029-12-01,46.6,32.6,SHGPUCI----J,Corps,3rd Corps,Army group,A corps
2029-12-05,46.7,32.7,SHGPUCI----H,Brigade,7th Brigade,3rd Corps,
2029-12-01,46.7,32.7,SHGPUCI----H,,9th Brigade,9th Corps,
2029-12-01,46.7,32.7,SHGPUCI----H,Brigade,41st Brigade,,
2029-12-01,46.7,32.7,,Brigade,,,
"""


def test_a_table_of_units_becomes_formations(case: Path) -> None:
    file, mapping = write(case.parent / "units.csv", UNITS), case.parent / "units.mapping.toml"
    import_file("table", file, case)
    text = mapping.read_text(encoding="utf-8")
    for guess in ('table = "formations"', 'name = "unit"', 'parent = "subordinate_to"', 'echelon = "strength"'):
        assert guess in text
    text = text.replace("# troops", "troops").replace("# brigade", "brigade")
    mapping.write_text(text, encoding="utf-8")
    said = told(import_file("table", file, case))
    cells = [(d.formation, d.parent, d.echelon, d.troops, d.strength, d.area) for d in read_drafts(case)]
    assert cells == [
        ("3rd-corps", "army-group", "corps", "conscript", "", "town"),
        ("9th-brigade", "high-command", "", "conscript", "", "bridge"),
        ("7th-brigade", "3rd-corps", "brigade", "conscript", "3000", "town"),
    ]
    assert "'9th Corps' is not known" in read_drafts(case)[1].note
    for reason in ("1 of a unit named in an earlier row", "1 that the case has already", "1 without a name"):
        assert f"Left out: {reason}" in said
    mapping.write_text(text.replace('echelon = "strength"', 'echelon = "icon"'), encoding="utf-8")
    (case / "drafts.csv").unlink()
    import_file("table", file, case)
    assert [d.echelon for d in read_drafts(case)] == ["corps", "brigade", "brigade"]


def test_weeks_and_ranges_of_people_stay_what_they_are(case: Path) -> None:
    mapping = '[columns]\ndate = "day"\nkind = "kind"\npeople = "people"\n[cells]\nsource = "wire"\n'
    write(case.parent / "own.mapping.toml", mapping)
    table = "day,kind,people\n2030-W04,conduct.desert,500 to 700\n2030-01-30,conduct.desert,~40\n"
    import_file("table", write(case.parent / "own.csv", table), case)
    drafts = read_drafts(case)
    assert [(draft.date, draft.people) for draft in drafts] == [
        ("2030-01-21/2030-01-27", "500-700"),
        ("2030-01-30", "40"),
    ]
    for draft in drafts:
        accept(case, draft.id)
    (case / "drafts.csv").unlink()
    assert import_file("table", case.parent / "own.csv", case).added == 0


def test_rows_of_two_tables_are_not_taken_for_each_other(case: Path) -> None:
    for name, day in (("one", "2030-01-18"), ("two", "2030-01-19")):
        write(case.parent / f"{name}.mapping.toml", '[columns]\nid = "nr"\ndate = "day"\nkind = "kind"\n')
        file = write(case.parent / f"{name}.csv", f"nr,day,kind\n1,{day},conduct.flee\n")
        assert import_file("table", file, case).added == 1
        assert import_file("table", file, case).added == 0
    assert [draft.id for draft in read_drafts(case)] == ["table:one-csv:1", "table:two-csv:1"]


@pytest.mark.parametrize("title", ["Meine Meldungen\n", "Meldungen;;;;;;;\nStand: Januar\n"])
def test_titles_above_a_table_of_ones_own_are_passed_over(case: Path, title: str) -> None:
    import_file("table", write(case.parent / "meine.csv", title + TABLE), case)
    assert '"Datum"' in (case.parent / "meine.mapping.toml").read_text(encoding="utf-8")


def test_who_gives_the_file_of_another_data_set_is_told_which_imports_it(case: Path) -> None:
    for data, other in (("acled", "ucdp"), ("ucdp", "acled"), ("info", "acled")):
        file = write(case.parent / "file.csv", rows_of(data, {}))
        name = data.replace("info", "viina")
        with pytest.raises(InputError, match=f"It looks like a file for breakranks import {name}"):
            import_file(other, file, case)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('table = "outcomes"\n', r"key table: 'outcomes' is no table to import into"),
        ('table = "formations"\n[columns]\n', "no column stands for name"),
        ('[columns]\ndate = "Tag"\nkind = "Art"\n', r"key columns.date: meine.csv has no column 'Tag'"),
        ('[columns]\ndate = "Datum"\n', "no column stands for kind"),
    ],
)
def test_a_mapping_that_does_not_fit_the_table_is_told_of(case: Path, text: str, said: str) -> None:
    file = write(case.parent / "meine.csv", TABLE)
    with pytest.raises(InputError, match=said):
        import_file("table", file, case, write(case.parent / "m.toml", text))


def test_the_tables_of_kinds_and_codes_use_the_words_of_the_codebook() -> None:
    rows, problems = read_packaged(
        "breakranks.importing", "kinds.csv", ("data", "type", "role", "kind", "alternatives", "doubt", "reason")
    )
    assert problems == []
    for row in rows:
        kinds = [row.cells["kind"], *row.cells["alternatives"].split()]
        assert all(kind in KINDS or kind in ("", "?") for kind in kinds), row
        assert row.cells["reason"]
        assert set(row.cells["role"].split()) <= {"by", "against", "among", "both"}
        assert len(set(kinds)) == len(kinds)
    codes, problems = read_packaged(
        "breakranks.importing", "codes.csv", ("data", "what", "from", "reliability", "credibility", "reason")
    )
    assert problems == []
    assert all(r.cells["reliability"] in RELIABILITY and r.cells["credibility"] in CREDIBILITY for r in codes)
    assert {row.cells["data"] for row in (*rows, *codes)} <= IMPORTERS.keys()
    assert all(kinds_of(data) for data in ("acled", "ucdp", "viina"))
    assert [len(HEADERS[data]) for data in ("acled", "ucdp", "info", "labels", "1pd")] == [31, 49, 23, 61, 44]
