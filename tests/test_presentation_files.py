import contextlib
import io
import json
import re
import runpy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from breakranks.assessment.types import UNCLEAR, Assessment
from breakranks.presentation import brief_markdown, frames, print_brief, report_html, to_json, write
from breakranks.presentation import folder as folder_module
from breakranks.presentation.comparison.files import CHANGES, CONTRIBUTIONS
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.numbers import schema
from breakranks.presentation.scores.frames import score_frames
from breakranks.presentation.words import short
from breakranks.scoring.types import Scores
from breakranks.tables import InputError
from breakranks.vocabulary import AS_IT_GOES, EXPLANATIONS, HORIZONS, QUESTIONS
from html_page import Page
from shown import all_settled, bare, console, early, late, ordinary, said, settled, why
from synthetic_scores import synthetic

ROOT = Path(__file__).parents[1]


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


def test_tables_are_those_that_the_page_describes() -> None:
    written = (ROOT / "docs" / "numbers.md").read_text(encoding="utf-8")
    page = runpy.run_path(str(ROOT / "scripts" / "numbers_reference.py"))
    told = "docs/numbers.md is not up to date: uv run scripts/numbers_reference.py > docs/numbers.md"
    assert written == page["reference"](), told
    parts = dict(
        zip(("assessment", "comparison", "scores"), re.split(r"^## ", written, flags=re.MULTILINE)[1:], strict=True)
    )
    rows = {
        part: {
            name: re.findall(r"^\| `(\w+)` \| ([a-z ]+) \|", text, flags=re.MULTILINE)
            for name, text in re.findall(r"^### (\w+)\n(.*?)(?=^### |\Z)", page_part, flags=re.MULTILINE | re.DOTALL)
        }
        for part, page_part in parts.items()
    }
    made = {
        "assessment": {name: table.schema for name, table in frames(bare(early())).items()},
        "comparison": {"changes": schema(CHANGES), "contributions": schema(CONTRIBUTIONS)},
        "scores": {name: table.schema for name, table in score_frames(synthetic()).items()},
    }
    for part, schemas in made.items():
        assert rows[part] == {name: [(f.name, page["TYPES"][f.type]) for f in s] for name, s in schemas.items()}


def test_empty_tables_of_scores_have_all_their_columns() -> None:
    none = Scores((), {}, (), {}, (), (), (), "0.3.0")
    full = score_frames(synthetic())
    for name, table in score_frames(none).items():
        assert table.num_rows == 0
        assert table.schema == full[name].schema


def test_json_names_the_columns_of_empty_tables_too(tables: dict[str, pa.Table]) -> None:
    told = json.loads(to_json(bare(early())))
    assert told["tables"]["reports"] == told["tables"]["recodings"] == []
    assert told["columns"] == {n: t.column_names for n, t in tables.items() if not n.startswith("worlds")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The numbers of an assessment without a report, and so with empty tables, as files."""
    folder = tmp_path_factory.mktemp("bare") / "numbers"
    folder.mkdir()
    for name, table in frames(bare(early())).items():
        pq.write_table(table, folder / f"{name}.parquet")
    return folder


def read_by(reader: str, file: Path) -> tuple[list[str], int]:
    """The names of the columns and the number of rows that a reader finds in a file."""
    library = pytest.importorskip(reader)
    if reader == "duckdb":
        found = library.sql(f"select * from '{file}'")
        return found.columns, len(found.fetchall())
    if reader == "openpyxl":
        # What a user does who wants a spreadsheet: pandas writes it, openpyxl reads it.
        pytest.importorskip("pandas").read_parquet(file).to_excel(file.with_suffix(".xlsx"), index=False)
        head, *rows = library.load_workbook(file.with_suffix(".xlsx")).active.values
        return list(head), len(rows)
    found = library.read_parquet(file)
    return list(found.columns), len(found)


@pytest.mark.parametrize("reader", ["pandas", "polars", "duckdb", "openpyxl"])
def test_every_table_is_read_whole_by_others(reader: str, folder: Path) -> None:
    for name, table in frames(bare(early())).items():
        if not name.startswith("worlds"):
            assert read_by(reader, folder / f"{name}.parquet") == (table.column_names, table.num_rows)


def test_a_reader_of_the_docs_finds_what_has_been_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The query of the page, on a day by which areas have been given up."""
    (tmp_path / "numbers").mkdir()
    pq.write_table(frames(late())["forecasts"], tmp_path / "numbers" / "forecasts.parquet")
    text = (ROOT / "docs" / "reading-the-report.md").read_text(encoding="utf-8")
    (query,) = re.findall(r"^```python\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(query, {})
    rows = [line.split(maxsplit=3) for line in said.getvalue().splitlines()]
    assert len(rows) == len(late().evidence.force.areas)
    lost = set(Lookup(late()).areas_lost)
    assert lost
    for area, state, p, word in rows:
        assert (state == "happened") == (area in lost)
        assert ((p, word) == ("None", "None")) == (state in ("happened", "unclear"))


@pytest.mark.parametrize(("make", "because"), [(early, why), (late, lambda: None)], ids=["early", "late"])
def test_how_a_question_stands_is_the_same_in_every_number(make, because) -> None:
    a, r = make(), because()
    standing = {(f.question, f.area, f.formation): f.state for f in a.forecasts}
    assert {(f.question, f.area, f.formation, f.state) for f in a.forecasts} == {(*k, s) for k, s in standing.items()}
    closed = {key for key, state in standing.items() if state in ("happened", "unclear")}
    assert closed
    told = json.loads(to_json(a, r))["tables"]
    arrow = {name: table.to_pylist() for name, table in frames(a).items()}
    for rows in (told["forecasts"], arrow["forecasts"]):
        assert {(x["question"], x["area"], x["formation"]): x["state"] for x in rows} == standing
    effects = ("report_effects", "recoding_effects", "without_claims") if r else ()
    for name in ("weekly", "scenarios", "indicators", *effects):
        assert told[name], name
        for x in told[name]:
            area = x["question_area"] if name == "indicators" else x["area"]
            assert (x.get("question", x.get("about")), area, x.get("formation")) not in closed, (name, x)


def test_how_an_area_stands_is_the_same_in_words() -> None:
    look, to = Lookup(late()), console()
    assert set(look.areas_lost) == {f.area for f in late().forecasts if f.area and f.state == "happened"}
    print_brief(late(), to)
    brief, markdown = " ".join(said(to).split()), brief_markdown(late())
    page = Page(report_html(late(), None))
    rows = [" ".join(page.text[n].split()) for n, _ in page.all("tr") if n in page.text]
    for area in look.areas_lost:
        name = look.place(area)
        assert re.search(rf"has given up [^.]*{re.escape(name)}", markdown), name
        assert short(name, 26) in re.search(r"it has given up: (.*?)(?: The reports| Force)", brief)[1]
        assert any(name in row and row.count("has happened") == 4 for row in rows), name
    unclear = replace(late(), forecasts=tuple(settled(f, UNCLEAR) if f.area else f for f in late().forecasts))
    to = console()
    print_brief(unclear, to)
    assert "The reports do not settle whether it still holds: Beryslav" in " ".join(said(to).split())
    assert "do not settle whether it still holds Beryslav" in brief_markdown(unclear)


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
    assert {"open", "again", "happened"} <= {row["state"] for row in rows} <= {"open", "again", "happened", "unclear"}


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
    assert {p.name for p in places["report"].parent.iterdir()} == {"report.html", "brief.md", "numbers.xlsx", "numbers"}


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
