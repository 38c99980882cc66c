"""Whatever passes the check can be assessed, from the folder on the disk to the page."""

import csv
import io
import json
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from markupsafe import escape
from rich.console import Console

import breakranks
from breakranks import cli
from breakranks.case import check
from breakranks.presentation import print_brief, to_json
from breakranks.vocabulary import STATES
from case_folder import write_case
from extreme_cases import Files, extreme_files, table

# Shrinking would take minutes; a case that fails is printed whole.
SETTINGS = settings(deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])

SHARES = {
    "probability", "worlds", "base_rate", "control", "own_way", *STATES, "survival_stay", "survival_leave", "held_now",
    "seen", "now", "if_seen", "if_not", "truth",
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def few() -> Iterator[None]:
    """So few worlds that many cases can be tried; what is asked of the numbers holds for any."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("breakranks.assessment.project.WORLDS", 60)
        patch.setattr("breakranks.assessment.project.COMPARED", 30)
        patch.setattr("breakranks.assessment.variants.WORLDS", 8)
        patch.setattr("breakranks.scoring.forecast.WORLDS", 40)
        yield


def run(*arguments: object) -> tuple[int, str, str]:
    """The command line in this process: its exit code, output and errors."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with patch.object(sys, "argv", ["breakranks", *map(str, arguments)]), redirect_stdout(out), redirect_stderr(err):
        try:
            cli.main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        out.flush(), err.flush()
    return code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode()


def numbers(value: Any, key: str = "") -> Iterator[tuple[str, float]]:
    """Every number of a document with its key."""
    if isinstance(value, dict | list):
        for name, part in value.items() if isinstance(value, dict) else [(key, part) for part in value]:
            yield from numbers(part, name)
    elif isinstance(value, float):
        yield key, value


def holds_for(files: Files, way: str) -> None:
    """A case that passes the check goes the whole way, and what comes out is sound."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        case = write_case(folder / "case", files)
        assert check(case) == ()
        WAYS[way](case, folder / "out")


def is_assessed(case: Path, _: Path) -> None:
    found = breakranks.assess(case)
    is_sound(json.loads(to_json(found)))
    told = io.StringIO()
    print_brief(found, Console(file=told, width=100))
    assert "".join(found.evidence.title.split()) in "".join(told.getvalue().split())


def gives_numbers(case: Path, out: Path) -> None:
    code, told, err = run("assess", case, "--json", "--out", out)
    assert (code, err.strip()) == (0, ""), err
    is_sound(json.loads(told))
    has_no_nan(out)


def gives_a_brief_and_a_report(case: Path, out: Path) -> None:
    code, told, err = run("assess", case, "--out", out)
    assert (code, err.strip()) == (0, ""), err
    has_no_nan(out)
    title = tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))["title"]
    assert "".join(title.split()) in "".join(told.split())
    page = (out / "report.html").read_text(encoding="utf-8")
    assert f"<h1>{escape(title)}</h1>" in page
    assert "<script>alert" not in page
    assert "<script>alert" not in (out / "brief.md").read_text(encoding="utf-8")


def gives_the_same_whatever_the_order_of_rows(case: Path, out: Path) -> None:
    first = json.loads(to_json(breakranks.assess(case)))
    is_sound(first)
    head, *rows = csv.reader((case / "events.csv").open(encoding="utf-8", newline=""))
    (case / "events.csv").write_text(table(" ".join(head), reversed(rows)), encoding="utf-8", newline="")
    turned = json.loads(to_json(breakranks.assess(case)))
    # Sums over reports in another order differ by what rounding leaves.
    for name in ("control", "explanations", "forecasts", "formations", "tolls", "incoherence"):
        one, other = ([number for _, number in numbers((d | d["tables"])[name])] for d in (first, turned))
        assert other == pytest.approx(one, abs=1e-9), name


def gives_a_comparison(case: Path, out: Path) -> None:
    loaded = breakranks.load_case(case)
    if loaded.first_day == loaded.end:
        return
    code, told, err = run("compare", case, "--from", loaded.first_day, "--to", loaded.end, "--json", "--out", out)
    assert (code, err.strip()) == (0, ""), err
    found = json.loads(told)["tables"]
    has_no_nan(out)
    moved = {(row["about"], row["area"]): row["change"] for row in found["changes"] if row["change"] is not None}
    for (about, area), change in moved.items():
        parts = [r["effect"] for r in found["contributions"] if (r["about"], r["area"]) == (about, area)]
        assert sum(parts) == pytest.approx(change, abs=1e-9)


WAYS = {
    "assessed": is_assessed,
    "numbers": gives_numbers,
    "brief": gives_a_brief_and_a_report,
    "turned": gives_the_same_whatever_the_order_of_rows,
    "compared": gives_a_comparison,
}


def has_no_nan(out: Path) -> None:
    for file in (out / "numbers").glob("*.parquet"):
        for column in pq.read_table(file).columns:
            assert column.type != "double" or not pc.any(pc.is_nan(column)).as_py(), file.name


def is_sound(found: dict[str, Any]) -> None:
    for key, number in numbers(found):
        assert key not in SHARES or 0.0 <= number <= 1.0 + 1e-9, (key, number)
    told = found["tables"]
    assert sum(row["probability"] for row in told["explanations"]) == pytest.approx(1.0)
    for state in told["formations"]:
        assert sum(state[name] for name in STATES) == pytest.approx(1.0)


@settings(SETTINGS, max_examples=15)
@given(extreme_files(), st.sampled_from(["assessed"] * 8 + ["brief", "compared"]))
def test_some_extreme_cases(files: Files, way: str) -> None:
    holds_for(files, way)


@pytest.mark.slow
@settings(SETTINGS, max_examples=150)
@given(extreme_files(), st.sampled_from(sorted(WAYS.keys() - {"assessed"})))
def test_many_extreme_cases(files: Files, way: str) -> None:
    holds_for(files, way)
