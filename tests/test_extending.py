"""The recipes of docs/extending.md, each done in a copy of the package and run."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from breakranks.assumptions import read_parameters
from breakranks.vocabulary import traces_of
from case_folder import spoil, write_case

pytestmark = pytest.mark.whole

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "breakranks"
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
STEP = re.compile(r"^In `([^`]+)`, ([^\n]*):\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
RECIPES = {
    heading: STEP.findall(text)
    for heading, _, text in (part.partition("\n") for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:])
}
"""By heading: the file of each step, where in it, and what is to stand there."""
PLACES = {
    "QUESTIONS": ("QUESTIONS = {", "\n    )\n}\n", 8),
    "KINDS": ("KINDS = {", "\n    )\n}\n", 8),
    "EXPLANATIONS": ("EXPLANATIONS = {", "\n    )\n}\n", 8),
    "COMMANDS": ("COMMANDS = _by_id(", "\n)\n", 4),
}
"""Where a list of records begins, how it ends, and how far its records are indented."""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder to import the copied package from; the shipped cases are not needed."""
    shutil.copytree(SOURCE, tmp_path / "breakranks", ignore=shutil.ignore_patterns("__pycache__", "library"))
    (tmp_path / "breakranks" / "case" / "library").mkdir()
    return tmp_path


def put(package: Path, file: str, where: str, text: str) -> None:
    """Do one step of a recipe."""
    path = package / "breakranks" / file
    if where == "a file of your own":
        (package / file).write_text(text, encoding="utf-8")
        return
    old = path.read_text(encoding="utf-8")
    if where in ("as further rows", "at the end of the file"):
        new = old + text
    elif where == "in place of the row of that name":
        name = text.partition(",")[0]
        new = re.sub(rf"^{re.escape(name)},.*\n", lambda _: text, old, flags=re.MULTILINE)
    elif where.startswith("as a column before `reason`"):
        new = with_column(old, text)
    elif where == "in the import from `rows` and in `__all__`":
        new = old.replace(".rows import ", f".rows import {text.strip()}, ").replace(
            "__all__ = [", f'__all__ = ["{text.strip()}", '
        )
    elif found := re.fullmatch(r"in place of `(.+)`", where):
        assert old.count(found[1]) == 1
        new = old.replace(found[1], text.strip())
    elif found := re.fullmatch(r"in `(\w+)`, before `(.+)`", where):
        at = old.index(f"    {found[2]}\n", old.index(f"def {found[1]}("))
        new = old[:at] + indent(text, "    ") + old[at:]
    else:
        begin, end, depth = PLACES[re.fullmatch(r"at the end of `(\w+)`", where)[1]]
        at = old.index(end, old.index(begin))
        new = old[:at] + "\n" + indent(text, " " * depth).rstrip() + old[at:]
    assert new != old, f"nothing changed in {file}"
    path.write_text(new, encoding="utf-8")


def with_column(table: str, text: str) -> str:
    """The table of explanations with a column more, 1 where the recipe gives no number."""
    given = dict(csv.reader(text.splitlines()))
    rows = list(csv.reader(table.splitlines()))
    place = rows[0].index("reason")
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([*row[:place], given.get(row[0], "1"), *row[place:]] for row in rows)
    return out.getvalue()


def follow(package: Path, heading: str, steps: slice = slice(None)) -> None:
    """Do the steps of a recipe."""
    done = RECIPES[heading][steps]
    assert done
    for file, where, text in done:
        put(package, file, where, text)


def run(package: Path, code: str) -> Any:
    """What a program that imports the copied package prints, as JSON."""
    program = f"import json\nfrom pathlib import Path\n{code}"
    env = {**os.environ, "PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=package, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def assessed(package: Path, shown: str, case: Path, parameters: Path | None = None) -> Any:
    """What the expression `shown` makes of the assessment (`found`) of a case by the copied package."""
    given = f"Path({str(case)!r}), parameters={f'Path({str(parameters)!r})' if parameters else None}"
    code = f"from breakranks.whole import assess, reasons\nfound = assess({given})\nprint(json.dumps({shown}))"
    return run(package, code)


def case_with(package: Path, kind: str) -> Path:
    """A case whose second report is of this kind, and sure."""
    case = write_case(package / "case")
    spoil(case, "events.csv", "conduct.desert,40,daily,C,3", f"{kind},,daily,A,1")
    return case


@pytest.mark.parametrize("heading", RECIPES)
def test_no_recipe_needs_more_than_three_files(heading: str) -> None:
    assert len({file for file, _, _ in RECIPES[heading] if not file.startswith("my-")}) <= 3


def test_the_table_of_recipes_names_their_files() -> None:
    rows = re.findall(r"^\| \[.+?\]\(#([\w-]+)\) \| (.+) \|$", PAGE, re.MULTILINE)
    told = {anchor: set(re.findall(r"`([^`]+)`", files)) for anchor, files in rows}
    done = {
        heading.lower().replace(" ", "-"): {file for file, _, _ in steps if not file.startswith("my-")}
        for heading, steps in RECIPES.items()
        if steps
    }
    assert told == done


def test_a_question_is_asked_and_is_told_by_reports(package: Path) -> None:
    follow(package, "A question")
    forecasts = "[f for f in found.forecasts if f.question == 'strike' and f.formation is None]"
    shown = f"[(f.state, f.probability.value) for f in {forecasts}]"
    told = assessed(package, shown, case_with(package, "conduct.refuse"))
    assert [state for state, _ in told] == ["again"] * 4
    chances = [chance for _, chance in told]
    assert chances == sorted(chances)
    assert 0 < chances[0] < chances[-1] < 1


def test_a_kind_of_event_may_be_reported_and_acts_on_the_model(package: Path) -> None:
    follow(package, "A kind of event", slice(0, 2))
    strain = f"found.evidence.reading.traces.force[-1, {traces_of('force').index('strain')}]"
    shown = f"[found.evidence.reports[1].event.kind, {strain}]"
    kind, strain = assessed(package, shown, case_with(package, "strain.pay"))
    assert kind == "strain.pay"
    assert strain > 0


def test_a_sign_speaks_for_and_against_explanations(package: Path) -> None:
    follow(package, "A kind of event")
    said = assessed(package, "reasons(found).weights[1].said", case_with(package, "conduct.parley"))
    assert said["loss-of-control"] > 0 > said["in-control"]


def test_an_explanation_is_weighed_beside_the_others(package: Path) -> None:
    follow(package, "An explanation")
    case = case_with(package, "conduct.refuse")
    spoil(case, "outcomes.csv", "in-control", "exhaustion")
    table = "{r.kind: r.learnt['exhaustion'] for r in found.provenance.assumptions.explanations}"
    chances, table = assessed(package, f"[{{z: p.value for z, p in found.explanations.items()}}, {table}]", case)
    assert list(chances)[-1] == "exhaustion"
    assert sum(chances.values()) == pytest.approx(1)
    assert chances["exhaustion"] > 0
    assert {kind: number for kind, number in table.items() if number != 1} == {
        "conduct.refuse": 2, "conduct.desert": 2, "conduct.attack": 0.5,
    }  # fmt: skip


def test_a_choice_of_command_is_run_beside_the_others(package: Path) -> None:
    follow(package, "A choice of command")
    tolls = "{t.command: t.shaken.value for t in found.tolls if t.opponent == 'keeps-on'}"
    shown = f"[{tolls}, sum(s.command == 'pays' for s in found.scenarios)]"
    shaken, forecasts = assessed(package, shown, write_case(package / "case"))
    assert shaken["pays"] < shaken["as-it-goes"]
    assert forecasts > 0


NUMBERS = "{p.name: p.value for p in found.provenance.assumptions.parameters}"


def changed(after: Mapping[str, float]) -> dict[str, float]:
    """The numbers that are not those that ship."""
    before = {p.name: p.value for p in read_parameters()}
    return {name: value for name, value in after.items() if value != before[name]}


def test_a_file_of_ones_own_changes_numbers(package: Path) -> None:
    follow(package, "A prior or another number", slice(0, 1))
    case, own = write_case(package / "case"), package / "my-parameters.csv"
    assert changed(assessed(package, NUMBERS, case, own)) == {"half-life.pressure": 10, "area.attack": 1.5}


def test_a_changed_row_ships_another_number(package: Path) -> None:
    follow(package, "A prior or another number", slice(1, 2))
    assert changed(assessed(package, NUMBERS, write_case(package / "case"))) == {"half-life.pressure": 10}


def test_a_baseline_is_asked_beside_the_others(package: Path) -> None:
    follow(package, "A baseline")
    for name in ("one", "two", "three"):
        write_case(package / name)
    said = run(
        package,
        "from breakranks.case import read\n"
        "from breakranks.scoring.baselines import baselines\n"
        "from breakranks.scoring.items import items_of\n"
        "cases = [read(Path(name)) for name in ('one', 'two', 'three')]\n"
        "said = baselines(cases, [item for case in cases for item in items_of(case)])\n"
        "print(json.dumps({name: list(p) for name, p in said.items()}))",
    )
    assert set(said["one in ten"]) == {0.1}
    assert len(said["one in ten"]) == len(said["base rate"]) > 0


def test_a_chart_is_drawn_in_its_section(package: Path) -> None:
    follow(package, "A chart")
    write_case(package / "case")
    spec = run(
        package,
        "from breakranks.presentation.lookup import Lookup\n"
        "from breakranks.presentation.sections.defeat import defeat\n"
        "from breakranks.whole import assess\n"
        "print(json.dumps(defeat(Lookup(assess(Path('case'))))['figure'].spec))",
    )
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["bar", "point"]
