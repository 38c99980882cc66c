import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import xarray as xr

from breakranks.assessment.types import EXPLANATIONS
from breakranks.presentation import folder as folder_module
from breakranks.presentation import frames, to_datasets, to_json, write
from breakranks.tables import InputError
from synthetic_assessment import synthetic


def test_tables_are_tidy_and_hold_every_number() -> None:
    assessment = synthetic()
    tables = frames(assessment)
    assert tables["forecasts"].num_rows == len(assessment.forecasts)
    assert tables["weekly"].num_rows == len(assessment.weekly)
    assert tables["scenarios"].num_rows == len(assessment.scenarios)
    assert tables["tolls"].num_rows == len(assessment.tolls) == 36
    assert tables["formations"].num_rows == len(assessment.formations)
    assert tables["explanations"]["probability"].to_pylist() == [assessment.explanations[z].value for z in EXPLANATIONS]
    assert tables["control"].num_rows == assessment.evidence.days
    assert tables["reports"].num_rows == len(assessment.evidence.reports)
    assert tables["contradictions"].num_rows == len(assessment.evidence.contradictions)
    assert tables["indicators"].num_rows == len(assessment.indicators)
    assert {"difference", "difference_low", "difference_high", "difference_error"} <= set(
        tables["scenarios"].column_names
    )


def test_a_formation_has_no_control_before_it_is_there() -> None:
    assessment = synthetic()
    force = assessment.evidence.force
    late = int(np.argmax(force.first_day))
    rows = frames(assessment)["control_by_formation"].to_pylist()
    mine = [row for row in rows if row["formation"] == force.formations[late].id]
    assert len(mine) == assessment.evidence.days - int(force.first_day[late])


def test_json_holds_the_same_tables() -> None:
    assessment = synthetic()
    document = json.loads(to_json(assessment))
    assert document["format"] == "breakranks-assessment/1"
    assert document["as_of"] == assessment.evidence.as_of.isoformat()
    assert document["seed"] == assessment.provenance.seed
    assert {name: len(rows) for name, rows in document["tables"].items()} == {
        name: table.num_rows for name, table in frames(assessment).items()
    }


def test_json_has_no_numbers_that_json_does_not_know() -> None:
    base = synthetic()
    odd = replace(base.indicators[0], information=float("nan"))
    document = json.loads(to_json(replace(base, indicators=(odd,))))
    assert document["tables"]["indicators"][0]["information"] is None


def test_worlds_have_arviz_groups_with_chain_and_draw_first() -> None:
    assessment = synthetic()
    tree = to_datasets(assessment)
    assert set(tree.children) == {
        "posterior",
        "predictions",
        "sample_stats",
        "observed_data",
        "constant_data",
    }
    for group in ("posterior", "predictions"):
        for variable in tree[group].data_vars.values():
            assert variable.dims[:2] == ("chain", "draw")
            assert variable.sizes["chain"] == 1
    shares = tree["posterior"]["shares"]
    np.testing.assert_array_equal(shares.values[0], assessment.draws["shares"])
    assert list(shares["formation"].values) == [f.id for f in assessment.evidence.force.formations]
    assert tree.attrs["inference_library"] == "breakranks"
    assert tree.attrs["inference_library_version"] == assessment.provenance.version
    assert "created_at" in tree["posterior"].attrs


def test_draws_whose_axes_are_not_named_are_refused() -> None:
    base = synthetic()
    with pytest.raises(ValueError, match="shares has 2 axes"):
        to_datasets(replace(base, dimensions={**base.dimensions, "shares": ("formations",)}))


def test_write_makes_every_file_and_they_read_back(tmp_path: Path) -> None:
    assessment = synthetic()
    places = write(assessment, tmp_path / "new" / "kherson")
    assert all(place.is_file() for place in places.values())
    for name, table in frames(assessment).items():
        assert pq.read_table(places[f"numbers/{name}"]).equals(table)
    with xr.open_datatree(places["worlds"], engine="h5netcdf") as tree:
        np.testing.assert_array_equal(tree["posterior"]["grip"].values[0], assessment.draws["grip"])
        assert tree["observed_data"]["kind"].values[0] == assessment.evidence.reports[0].event.kind
    assert "<!doctype html>" in places["report"].read_text(encoding="utf-8").lower()[:40]
    assert places["brief"].read_text(encoding="utf-8").startswith("# ")


def test_write_replaces_its_own_files_and_leaves_others_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "report.html").write_text("old", encoding="utf-8")
    (tmp_path / "numbers").mkdir()
    (tmp_path / "numbers" / "mine.csv").write_text("1", encoding="utf-8")
    places = write(synthetic(), tmp_path)
    assert places["report"].read_text(encoding="utf-8") != "old"
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "numbers" / "mine.csv").read_text(encoding="utf-8") == "1"
    assert not list(tmp_path.rglob(".*"))


def test_an_interrupted_write_leaves_the_folder_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report.html").write_text("old", encoding="utf-8")

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(folder_module, "to_datasets", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(synthetic(), tmp_path)
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["report.html"]


@pytest.mark.parametrize("name", ["out", "out/below"])
def test_a_file_in_the_way_gives_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        write(synthetic(), tmp_path / name)
    assert "is a file, not a folder" in str(caught.value)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "a file"
