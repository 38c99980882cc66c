"""The command line, run as a user runs it."""

import json
import os
import runpy
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet
import pytest

import breakranks
from breakranks.case import shipped
from case_folder import VERSION_2, spoil, write_case

ROOT = Path(__file__).parents[1]


FEW_SIGNS = {"PYTHONIOENCODING": "cp1252", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""A system that knows no UTF-8: its files' names are ASCII, its console is that of a Windows machine."""


def run(
    *arguments: object, cwd: Path, columns: int = 80, environment: Mapping[str, str] = {}, answers: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "breakranks", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "COLUMNS": str(columns), "PYTHONIOENCODING": "utf-8", **environment},
        input=answers,
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


def test_the_shipped_cases_are_listed_by_century_and_ending_at_eighty_columns(tmp_path: Path) -> None:
    lines = run("cases", cwd=tmp_path).stdout.splitlines()
    assert all(len(line) <= 80 for line in lines)
    depth = {d: [line for line in lines if len(line) - len(line.lstrip()) == d] for d in (0, 2, 4)}
    assert {line.split(", ")[0] for line in depth[0]} == {"20th century", "21st century"}
    assert {line.split(", ")[1] for line in depth[0]} == {"general collapse", "bodies broke", "held together"}
    assert sorted(line.split()[0] for line in depth[2]) == sorted(shipped())
    assert "Kherson right bank" in next(line for line in depth[2] if "kherson-2022" in line)
    assert len(depth[4]) == len(shipped())
    assert all("formations" in line and "events" in line and " to " in line for line in depth[4])


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


def test_check_and_tidy_say_what_is_read_otherwise_and_what_is_not_read(tmp_path: Path) -> None:
    case = write_case(tmp_path / "river-line", VERSION_2)
    spoil(case, "events.csv", "daily,C,3", "daily,c,3")
    (case / "event.csv").touch()
    checked = run("check", "river-line", cwd=tmp_path)
    assert checked.returncode == 0
    assert "Read differently from how it is written:\n  1 word that is nearly one of the codebook" in checked.stdout
    assert checked.stderr == f"{Path('river-line', 'event.csv')} is not read. Nearest: 'events.csv'.\n"
    tidied = run("tidy", "river-line", cwd=tmp_path)
    assert (tidied.returncode, tidied.stderr) == (0, "")
    assert tidied.stdout.startswith("Wrote events.csv.")
    again = run("check", "river-line", cwd=tmp_path)
    assert (again.returncode, again.stderr) == (0, checked.stderr)
    assert "otherwise" not in again.stdout


NONSENSE = [
    (["check", "nowhere"], "There is no case 'nowhere'"),
    (["check", "./no/where"], "there is no such folder"),
    (["tidy", "nowhere"], "there is no such folder"),
    (["assess", "kherson2022"], "Nearest: 'kherson-2022'"),
    (["assess", "./nowhere"], "./nowhere"),
    (["assess", "kherson-2022", "--as-of", "2021-11-01"], "choose a day from 2022-08-29 to 2022-12-31"),
    (["assess", "kherson-2022", "--seed", "1"], "--seed"),
    (["compare", "kherson-2022", "--from", "2022-11-10"], "--to"),
    (["compare", "kherson-2022", "--from", "2022-11-10", "--to", "2022-10-24"], "2022-11-10"),
    (["compare", "kherson-2022", "--from", "2022-11-10", "--to", "2023-11-10"], "2023-11-10"),
    (["score", "kherson-2023"], "Nearest: 'kherson-2022'"),
    (["assess", "kherson-2022", "--parameters", "none.csv"], "none.csv: the file is missing"),
    (["assess", "kherson-2022", "--parameters", "bad.csv"], "bad.csv, line 2, column name: "),
    (["assess", "kherson-2022", "--explanations", "bad.csv"], "bad.csv, line 1, column"),
    (["assess", "kherson-2022", "--out", ""], "--out"),
    (["score", "--out", " "], "a full stop stands for the folder you are in"),
    (["new", ""], "Give the name of a folder"),
    (["check", ""], "The name of the case is empty"),
    (["check", "x" * 5000], "There is no case 'xxx"),
    (["open", "", "--no-browser"], "The name of the case is empty"),
    (["assess", "kherson-2022", "--parameters", "."], ".: the file cannot be read"),
    (["assess", "kherson-2022", "--out", "bad.csv"], "bad.csv is a file, not a folder"),
    (["asses", "kherson-2022"], "asses"),
    (["assess"], "CASE"),
]


@pytest.mark.parametrize(("arguments", "said"), NONSENSE, ids=[" ".join(a)[:60] for a, _ in NONSENSE])
def test_what_cannot_be_used_is_refused_in_sentences(tmp_path: Path, arguments: list[str], said: str) -> None:
    bad = "name,prior,centre,spread,unit,reason,source\ntempoo,fixed,1,0,×,why,who\n"
    (tmp_path / "bad.csv").write_text(bad, encoding="utf-8")
    assert said in refused(run(*arguments, cwd=tmp_path))
    assert [file.name for file in tmp_path.iterdir()] == ["bad.csv"]


class Runs(NamedTuple):
    folder: Path
    first: subprocess.CompletedProcess[str]
    again: subprocess.CompletedProcess[str]
    turned: subprocess.CompletedProcess[str]
    ordinary: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """One case assessed, once more where few signs are known, with its rows turned round, and from ordinary rates."""
    folder = tmp_path_factory.mktemp("runs")
    case, turned = write_case(folder / "river-line"), write_case(folder / "turned")
    for file in ("events.csv", "formations.csv", "areas.csv"):
        head, *rows = (turned / file).read_text(encoding="utf-8").splitlines()
        (turned / file).write_text("\n".join([head, *reversed(rows), ""]), encoding="utf-8")

    def assess(what: Path, out: str, *more: str, **where: Any) -> subprocess.CompletedProcess[str]:
        return run("assess", what, "--json", "--out", out, *more, cwd=folder, **where)

    return Runs(
        folder,
        assess(case, "first"),
        assess(case, "noch–einmal-übersetzt", environment=FEW_SIGNS),
        assess(turned, "other"),
        assess(case, "ordinary", "--ordinary"),
    )


@pytest.mark.whole
def test_json_is_all_that_stands_on_standard_output(runs: Runs) -> None:
    assert runs.first.returncode == 0, runs.first.stderr
    assert "Traceback" not in runs.first.stderr
    numbers = json.loads(runs.first.stdout)
    assert (numbers["case"], numbers["as_of"]) == ("river-line", "2030-02-10")


@pytest.mark.whole
def test_the_report_and_the_numbers_are_written(runs: Runs) -> None:
    folder = runs.folder / "first"
    assert "<html" in (folder / "report.html").read_text(encoding="utf-8")
    assert "A made-up river line" in (folder / "brief.md").read_text(encoding="utf-8")
    tables = {file.stem: pyarrow.parquet.read_table(file) for file in (folder / "numbers").glob("*.parquet")}
    in_json = json.loads(runs.first.stdout)["tables"]
    too_long = {"worlds", "worlds_areas"}
    assert {name: t.num_rows for name, t in tables.items() if name not in too_long} == {
        name: len(rows) for name, rows in in_json.items()
    }
    assert all(tables[name].num_rows for name in too_long)
    assert tables["forecasts"].num_rows
    assert {file.name for file in folder.iterdir()} == {"report.html", "brief.md", "numbers", "numbers.xlsx"}


@pytest.mark.whole
def test_the_same_input_gives_the_same_numbers_whatever_the_order_of_its_rows(runs: Runs) -> None:
    assert runs.again.stdout == runs.first.stdout
    first, turned = (json.loads(done.stdout)["tables"] for done in (runs.first, runs.turned))
    numbered = {"reports", "report_said", "report_effects", "recodings", "recoding_effects", "contradictions"}
    for name in first.keys() - numbered - {"assessment"}:
        (texts, kept), (other_texts, other) = (by_names(tables[name]) for tables in (first, turned))
        assert other_texts == texts, name
        assert other == pytest.approx(kept, abs=1e-6), name
    for tables in (first, turned):
        assert [row["area"] for row in tables["areas"]] == ["bridge", "town"], "nor does the order of what is shown"


def by_names(rows: list[dict[str, Any]]) -> tuple[list[Any], list[float]]:
    """All of some rows that is no broken number, in the order of it, and all numbers in the same order."""
    named = [
        (str([x for x in row.values() if not isinstance(x, float)]), [x for x in row.values() if isinstance(x, float)])
        for row in rows
    ]
    ordered = sorted(named, key=lambda row: row[0])
    return [text for text, _ in ordered], [x for _, numbers in ordered for x in numbers]


def test_a_system_that_knows_few_signs_gets_the_same_files(runs: Runs) -> None:
    assert runs.again.returncode == 0, runs.again.stderr
    first, again = runs.folder / "first", runs.folder / "noch–einmal-übersetzt"
    assert (again / "report.html").read_bytes() == (first / "report.html").read_bytes()
    assert (again / "brief.md").read_bytes() == (first / "brief.md").read_bytes()
    for file in (first / "numbers").glob("*.parquet"):
        assert pyarrow.parquet.read_table(again / "numbers" / file.name).equals(pyarrow.parquet.read_table(file))


@pytest.mark.whole
def test_files_of_the_user_s_own_are_not_replaced(runs: Runs, tmp_path: Path) -> None:
    own = tmp_path / "mine"
    own.mkdir()
    (own / "report.html").write_text("my report", encoding="utf-8")
    case = runs.folder / "river-line"
    assert "report.html that breakranks did not write" in refused(run("assess", case, "--out", own, cwd=tmp_path))
    assert (own / "report.html").read_text(encoding="utf-8") == "my report"
    assert "holds a case" in refused(run("assess", case, "--out", case, cwd=tmp_path))
    assert "cannot be used" in refused(run("assess", case, "--out", "a" * 300, cwd=tmp_path))
    assert run("assess", case, "--out", runs.folder / "first", cwd=tmp_path).returncode == 0


@pytest.mark.whole
def test_ordinary_rates_make_loss_of_ground_less_likely(runs: Runs) -> None:
    def losses(done: subprocess.CompletedProcess[str]) -> list[float]:
        rows = json.loads(done.stdout)["tables"]["forecasts"]
        return [r["probability"] for r in rows if r["question"] == "area-given-up" and r["horizon"] == 28]

    assert runs.ordinary.returncode == 0, runs.ordinary.stderr
    assert all(b < a for a, b in zip(losses(runs.first), losses(runs.ordinary), strict=True))


@pytest.mark.whole
def test_two_days_are_compared(runs: Runs) -> None:
    days = ("--from", "2030-01-13", "--to", "2030-02-10")
    done = run("compare", "river-line", *days, "--out", "moved", cwd=runs.folder, columns=100)
    assert (done.returncode, done.stderr.strip()) == (0, "")
    assert "from 13\xa0Jan 2030 to 10\xa0Feb 2030" in done.stdout
    assert "<html" in next((runs.folder / "moved").glob("*.html")).read_text(encoding="utf-8")
    told = json.loads(run("compare", "river-line", *days, "--json", cwd=runs.folder).stdout)
    assert told["case"] == "river-line"


@pytest.mark.whole  # Click words the help, and other versions word it otherwise.
def test_the_reference_is_what_the_program_says_of_itself() -> None:
    written = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    made = runpy.run_path(str(ROOT / "scripts" / "cli_reference.py"))["reference"]()
    assert written == made, "docs/cli.md is not up to date: uv run scripts/cli_reference.py > docs/cli.md"


def test_two_codings_are_compared_and_what_is_no_case_gets_sentences(tmp_path: Path) -> None:
    write_case(tmp_path / "ann")
    spoil(write_case(tmp_path / "ben"), "events.csv", "conduct.desert", "conduct.flee")
    done = run("agree", "./ann", "./ben", "--out", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text = " ".join(done.stdout.split())
    assert "4 rows tell of the same" in text
    assert "fewer than 10 pairs" in text
    assert "2,2,kind,conduct.desert,conduct.flee," in (tmp_path / "out" / "disagreements.csv").read_text(
        encoding="utf-8"
    )
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        "agreement.csv", "matched.csv", "disagreements.csv", "only-one.csv",
    }  # fmt: skip
    spoil(tmp_path / "ben", "events.csv", "conduct.flee", "conduct.retreat")
    assert "./ben is no case that can be compared: events.csv, line 3" in refused(
        run("agree", "./ann", "./ben", cwd=tmp_path)
    )


def test_a_case_is_exported_and_a_format_that_is_none_gets_a_sentence(tmp_path: Path) -> None:
    write_case(tmp_path / "river-line")
    done = run("export", "./river-line", "--as", "geojson", "--out", "new/a.geojson", cwd=tmp_path)
    assert done.stdout == "Wrote new/a.geojson.\n"
    assert len(json.loads((tmp_path / "new" / "a.geojson").read_text(encoding="utf-8"))["features"]) == 2
    said = refused(run("export", "./river-line", "--as", "kml", "--out", "a.kml", cwd=tmp_path))
    assert "There is no format 'kml'. One of: geojson, orbat-mapper." in said


def test_checking_a_case_waits_for_nothing_that_computes_or_draws(tmp_path: Path) -> None:
    code = (
        "import sys; from breakranks.cli import app; app(['check', 'kherson-2022'], standalone_mode=False); "
        "print({'numpy', 'scipy', 'nltk', 'rich', 'pyarrow', 'jaxtyping', 'openpyxl'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == "set()"
