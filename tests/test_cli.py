"""The command line, run as a user runs it."""

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet
import pytest
import xarray

import breakranks
from breakranks.case import read, shipped
from case_folder import spoil, write_case

ROOT = Path(__file__).parents[1]


def run(*arguments: object, cwd: Path, columns: int = 80) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "breakranks", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "COLUMNS": str(columns), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """What was said to somebody whose input could not be used."""
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return " ".join(done.stderr.split())


def test_the_version(tmp_path: Path) -> None:
    assert run("--version", cwd=tmp_path).stdout == f"breakranks {breakranks.__version__}\n"


def test_the_shipped_cases_are_listed_at_eighty_columns_two_lines_each(tmp_path: Path) -> None:
    lines = run("cases", cwd=tmp_path).stdout.splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert [line.split()[0] for line in lines[::2]] == list(shipped())
    assert "Kherson right bank" in next(line for line in lines if line.startswith("kherson-2022"))
    assert all("formations" in line and "events" in line and " to " in line for line in lines[1::2])


def test_a_new_case_is_made_checked_and_not_made_again(tmp_path: Path) -> None:
    made = run("new", "my-case", cwd=tmp_path)
    assert made.returncode == 0
    assert "README.txt" in made.stdout
    assert (tmp_path / "my-case" / "README.txt").exists()
    checked = run("check", "my-case", cwd=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "my-case is a case" in checked.stdout
    assert "is there already" in refused(run("new", "my-case", cwd=tmp_path))


def test_a_bad_case_is_told_in_sentences(tmp_path: Path) -> None:
    case = write_case(tmp_path / "river-line")
    spoil(case, "events.csv", "conduct.desert", "conduct.dessert")
    spoil(case, "formations.csv", "3000", "-3000")
    done = run("check", "river-line", cwd=tmp_path)
    refused(done)
    first, second = done.stderr.splitlines()
    assert first.startswith("events.csv, line 3, column kind: 'conduct.dessert'")
    assert "'conduct.desert'" in first
    assert second.startswith("formations.csv, line 4, column strength: '-3000'")


NONSENSE = [
    (["check", "nowhere"], "there is no such folder"),
    (["assess", "kherson2022"], "Nearest: 'kherson-2022'"),
    (["assess", "./nowhere"], "./nowhere"),
    (["assess", "kherson-2022", "--as-of", "2022-13-01"], "2022-13-01"),
    (["assess", "kherson-2022", "--as-of", "2021-11-01"], "choose a day from 2022-08-29 to 2022-12-31"),
    (["assess", "kherson-2022", "--particles", "5"], "100"),
    (["assess", "kherson-2022", "--seed", "-1"], "--seed"),
    (["assess", "kherson-2022", "--parameters", "none.csv"], "none.csv: the file is missing"),
    (["assess", "kherson-2022", "--parameters", "bad.csv"], "bad.csv, line 2, column name: "),
    (["assess", "kherson-2022", "--explanations", "bad.csv"], "bad.csv, line 1, column"),
    (["assess", "kherson-2022", "--out", "bad.csv"], "bad.csv is a file, not a folder"),
    (["asses", "kherson-2022"], "asses"),
    (["assess"], "CASE"),
]


@pytest.mark.parametrize(("arguments", "said"), NONSENSE, ids=[" ".join(a) for a, _ in NONSENSE])
def test_what_cannot_be_used_is_refused_in_sentences(tmp_path: Path, arguments: list[str], said: str) -> None:
    bad = "name,prior,centre,spread,unit,reason,source\ntempoo,fixed,1,0,×,why,who\n"
    (tmp_path / "bad.csv").write_text(bad, encoding="utf-8")
    assert said in refused(run(*arguments, cwd=tmp_path))
    assert [file.name for file in tmp_path.iterdir()] == ["bad.csv"]


class Runs(NamedTuple):
    folder: Path
    first: subprocess.CompletedProcess[str]
    again: subprocess.CompletedProcess[str]
    other: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    folder = tmp_path_factory.mktemp("runs")
    run("new", "my-case", cwd=folder)
    case = read(folder / "my-case")
    day, troops, area = case.as_of[0], case.formations[-1].id, case.areas[0].id
    with (folder / "my-case" / "events.csv").open("a", encoding="utf-8") as events:
        events.write(f"{day},{day},{troops},{area},opponent.attack,,example,B,2,pressed\n")
        events.write(f"{day},{day},{troops},{area},conduct.flee,200,example,C,3,ran\n")

    def assess(seed: int, out: str) -> subprocess.CompletedProcess[str]:
        return run("assess", "my-case", "--particles", 200, "--seed", seed, "--json", "--out", folder / out, cwd=folder)

    return Runs(folder, assess(1, "first"), assess(1, "again"), assess(2, "other"))


def test_json_is_all_that_stands_on_standard_output(runs: Runs) -> None:
    assert runs.first.returncode == 0, runs.first.stderr
    assert "Traceback" not in runs.first.stderr
    numbers = json.loads(runs.first.stdout)
    assert (numbers["case"], numbers["seed"], numbers["particles"]) == ("my-case", 1, 200)


def test_the_report_and_the_numbers_are_written(runs: Runs) -> None:
    folder = runs.folder / "first"
    assert "<html" in (folder / "report.html").read_text(encoding="utf-8")
    assert "A title" in (folder / "brief.md").read_text(encoding="utf-8")
    tables = {file.stem: pyarrow.parquet.read_table(file) for file in (folder / "numbers").iterdir()}
    in_json = json.loads(runs.first.stdout)["tables"]
    assert {name: table.num_rows for name, table in tables.items()} == {n: len(rows) for n, rows in in_json.items()}
    assert tables["forecasts"].num_rows
    with xarray.open_datatree(folder / "worlds.nc", engine="h5netcdf") as worlds:
        assert "posterior" in worlds.children
    assert {file.name for file in folder.iterdir()} == {"report.html", "brief.md", "numbers", "worlds.nc"}


def test_the_same_seed_gives_the_same_numbers_and_another_does_not(runs: Runs) -> None:
    assert runs.again.stdout == runs.first.stdout
    assert runs.other.returncode == 0, runs.other.stderr
    other, first = (json.loads(done.stdout) for done in (runs.other, runs.first))
    assert other["control"] != first["control"]
    assert other["tables"]["explanations"] != first["tables"]["explanations"]


def test_the_reference_is_what_the_program_says_of_itself() -> None:
    written = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    made = runpy.run_path(str(ROOT / "scripts" / "cli_reference.py"))["reference"]()
    assert written == made, "docs/cli.md is not up to date: uv run scripts/cli_reference.py > docs/cli.md"
