import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from breakranks.assessment.types import Assessment
from breakranks.presentation import folder as folder_module
from breakranks.presentation import frames, to_json, write
from breakranks.tables import InputError
from breakranks.vocabulary import AS_IT_GOES, EXPLANATIONS, HORIZONS, QUESTIONS
from shown import all_settled, bare, early, late, ordinary, why


@pytest.fixture(scope="module")
def tables() -> dict[str, pa.Table]:
    return frames(early(), why())


def test_tables_hold_every_number(tables: dict[str, pa.Table]) -> None:
    a, r = early(), why()
    numbers = len(EXPLANATIONS) + 1 + len(r.without_claims.forecasts)
    expected = {
        "forecasts": len(a.forecasts),
        "weekly": len(a.weekly),
        "scenarios": len(a.scenarios),
        "tolls": len(a.tolls),
        "formations": len(a.formations),
        "control": a.evidence.days,
        "reports": len(a.evidence.reports),
        "contradictions": len(a.evidence.contradictions),
        "indicators": len(a.indicators),
        "recodings": len(r.recodings),
        "recoding_effects": len(r.recodings) * numbers,
        "report_effects": len(r.weights) * numbers,
        "without_claims": numbers,
        "parameters": len(a.provenance.assumptions.parameters),
        "worlds": a.provenance.worlds,
        "worlds_areas": a.provenance.worlds * len(a.evidence.force.areas),
    }
    assert {name: tables[name].num_rows for name in expected} == expected
    assert tables["explanations"]["probability"].to_pylist() == [a.explanations[z].value for z in EXPLANATIONS]


def test_every_table_has_all_its_columns_even_without_rows(tables: dict[str, pa.Table]) -> None:
    empty = replace(bare(early()), forecasts=(), weekly=(), scenarios=(), tolls=())
    without = frames(empty)
    assert {name: table.schema for name, table in without.items()} == {n: t.schema for n, t in tables.items()}
    assert without["reports"].num_rows == without["recodings"].num_rows == without["forecasts"].num_rows == 0


def test_tables_are_flat_and_sound(tables: dict[str, pa.Table]) -> None:
    plain = {pa.string(), pa.int32(), pa.float64(), pa.bool_(), pa.date32()}
    for name, table in tables.items():
        table.validate(full=True)
        assert {field.type for field in table.schema} <= plain, name
        assert not any(pa.types.is_null(field.type) for field in table.schema)


def test_cells_hold_what_they_should(tables: dict[str, pa.Table]) -> None:
    a = early()
    first = tables["reports"].to_pylist()[0]
    event = a.evidence.reports[0].event
    assert (first["date"], first["kind"], first["note"]) == (event.date, event.kind, event.note)
    assert first["people"] == event.people
    assert first["areas"] == " ".join(event.areas)
    assert {row["front"] for row in tables["areas"].to_pylist()} == {area.front for area in a.evidence.force.areas}
    row = tables["assessment"].to_pylist()[0]
    assert (row["case"], row["as_of"], row["ordinary"]) == ("kherson-2022", a.evidence.as_of, False)
    assert row["mixture"] == a.provenance.mixture


def test_a_printed_forecast_is_the_mixture_that_the_table_gives(tables: dict[str, pa.Table]) -> None:
    weight = early().provenance.mixture
    asked = [row for row in tables["forecasts"].to_pylist() if row["probability"] is not None]
    assert asked
    for row in asked:
        base = row["worlds"] if row["base_rate"] is None else row["base_rate"]
        assert row["probability"] == pytest.approx(weight * row["worlds"] + (1 - weight) * base, abs=1e-9)


@pytest.mark.parametrize("make", [late, lambda: all_settled(early())], ids=["late", "all settled"])
def test_where_there_is_no_number_nothing_stands_for_one(make: Callable[[], Assessment]) -> None:
    assessment = make()
    rows = [row for row in frames(assessment)["forecasts"].to_pylist() if row["state"] in ("happened", "unclear")]
    assert rows
    for row in rows:
        numbers = ("probability", "word", "worlds", "base_rate", "confidence", "hidden")
        assert [row[name] for name in numbers] == [None] * 6
    told = [row for row in json.loads(to_json(assessment))["tables"]["forecasts"] if row["state"] == "happened"]
    assert all(row["probability"] is row["word"] is row["confidence"] is None for row in told)


def test_states_are_those_of_the_assessment() -> None:
    rows = frames(late())["forecasts"].to_pylist()
    assert [row["state"] for row in rows] == [f.state for f in late().forecasts]
    assert {"open", "again", "happened", "unclear"} == {row["state"] for row in rows}


def test_forks_agree_with_the_headline(tables: dict[str, pa.Table]) -> None:
    usual = [r for r in tables["scenarios"].to_pylist() if (r["command"], r["opponent"], r["season"]) == AS_IT_GOES]
    printed = {
        (r["question"], r["area"], r["horizon"]): r["probability"]
        for r in tables["forecasts"].to_pylist()
        if r["formation"] is None and r["probability"] is not None
    }
    assert {(r["question"], r["area"], r["horizon"]): r["probability"] for r in usual} == pytest.approx(printed)
    assert {r["difference"] for r in usual} == {0.0}


def test_a_formation_has_no_control_before_it_is_there() -> None:
    force = late().evidence.force
    latecomer = int(np.argmax(force.first_day))
    assert force.first_day[latecomer] > 0
    rows = frames(late())["control_by_formation"].to_pylist()
    mine = [row for row in rows if row["formation"] == force.formations[latecomer].id]
    assert len(mine) == late().evidence.days - int(force.first_day[latecomer])


def test_worlds_count_to_what_the_forecast_says(tables: dict[str, pa.Table]) -> None:
    worlds = tables["worlds"].to_pylist()
    within = {h: sum(w["mutiny"] is not None and w["mutiny"] <= h for w in worlds) for h in HORIZONS}
    for f in early().forecasts:
        if f.question == "mutiny" and f.formation is None:
            assert (within[f.horizon] + 0.5) / (len(worlds) + 1) == pytest.approx(f.worlds, abs=1e-6)
    columns = {q.id.replace("-", "_") for q in QUESTIONS.values() if q.of != "area"}
    assert columns <= set(tables["worlds"].column_names)
    falls = [row for row in tables["worlds_areas"].to_pylist() if row["fell"] is not None]
    assert all(row["held"] and 1 <= row["fell"] <= 56 for row in falls)


def test_json_holds_the_same_tables_in_ascii() -> None:
    text = to_json(early(), why())
    assert text.isascii()
    document = json.loads(text)
    assert document["format"] == "breakranks-assessment/2"
    assert document["as_of"] == early().evidence.as_of.isoformat()
    assert document["ordinary"] is False
    rows = {name: len(found) for name, found in document["tables"].items()}
    arrow = frames(early(), why())
    assert rows == {name: table.num_rows for name, table in arrow.items() if not name.startswith("worlds")}
    assert document["tables"]["recodings"] == arrow["recodings"].to_pylist()


def test_ordinary_fronts_are_said_in_the_numbers() -> None:
    document = json.loads(to_json(ordinary(early())))
    assert document["ordinary"] is True
    assert document["tables"]["cautions"][0]["kind"] == "ordinary"
    assert frames(ordinary(early()))["assessment"]["ordinary"].to_pylist() == [True]


def test_json_has_no_numbers_that_json_does_not_know() -> None:
    base = early()
    odd = replace(base.indicators[0], information=float("nan"))
    document = json.loads(to_json(replace(base, indicators=(odd,))))
    assert document["tables"]["indicators"][0]["information"] is None


def test_write_makes_every_file_and_they_read_back(tmp_path: Path) -> None:
    places = write(early(), why(), tmp_path / "new" / "kherson")
    assert all(place.is_file() for place in places.values())
    for name, table in frames(early(), why()).items():
        assert pq.read_table(places[f"numbers/{name}"]).equals(table)
    assert "<!doctype html>" in places["report"].read_text(encoding="utf-8").lower()[:40]
    assert places["brief"].read_text(encoding="utf-8").startswith("# ")
    assert {p.name for p in places["report"].parent.iterdir()} == {"report.html", "brief.md", "numbers"}


def test_write_replaces_its_own_files_and_leaves_others_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "report.html").write_text("an old report of breakranks", encoding="utf-8")
    (tmp_path / "numbers").mkdir()
    (tmp_path / "numbers" / "mine.csv").write_text("1", encoding="utf-8")
    places = write(early(), None, tmp_path)
    assert places["report"].read_text(encoding="utf-8") != "an old report of breakranks"
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "numbers" / "mine.csv").read_text(encoding="utf-8") == "1"
    assert not list(tmp_path.rglob(".*"))


def test_an_interrupted_write_leaves_the_folder_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report.html").write_text("an old report of breakranks", encoding="utf-8")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(folder_module, "brief_markdown", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(early(), None, tmp_path)
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "an old report of breakranks"
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["report.html"]


@pytest.mark.parametrize("name", ["out", "out/below"])
def test_a_file_in_the_way_gives_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        write(early(), None, tmp_path / name)
    assert "is a file, not a folder" in str(caught.value)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "a file"
