"""Changes each constant and each number of a table of the engine once; says which changes no regression test notices.

    python scripts/mutate_model.py [--workers N] [--only TEXT]

A change is noticed where a section of tests/regression gives another number than its file, or fails. Sections run in
this process, the cheapest first, and stop at the first that notices. The end status is 1 where a change survives.
"""

import argparse
import ast
import importlib
import pkgutil
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from breakranks import assumptions, tables  # noqa: E402
from breakranks.assumptions import read as reading  # noqa: E402
from breakranks.tables import Problem, Row, read_table  # noqa: E402
from breakranks.vocabulary import EXPLANATIONS, STATES  # noqa: E402
from regression.remake import kept  # noqa: E402
from regression.sections import SECTIONS, differs, numbers_of  # noqa: E402

WITHOUT_EFFECT = {
    "assessment.codings.MOST": "how many rows may differ; more are refused",
    "assessment.compare.MOST": "how many new reports may be told apart; more are refused",
    "assessment.project.BODIES": "how many worlds are run at once",
    "assessment.variants.BODIES": "how many variants are worked out at once",
    "assessment.variants.BODY_DAYS": "how many variants are worked out at once",
    "assessment.variants.TOGETHER": "how many variants are worked out at once",
    "assessment.yardstick._SLACK": "how far rounding may take a probability beyond 0 or 1",
    "evidence.contradictions.BATCH": "how many pairs are compared at once",
    "learning.fit.CLOSE": "when a fit has converged",
    "learning.fit.STEPS": "after how many steps a fit gives up",
    "learning.learn.ANY": "no bound",
    "worlds.luck.STREAM": "a default argument, bound when the module was loaded; the section on luck holds its numbers",
}
"""Constants that may be another without any number being another."""
PARTS = ("evidence", "model", "posterior", "worlds", "assessment", "learning")
TABLES = Path(assumptions.__file__).parent


class Mutant(NamedTuple):
    """A change by name; inside `applied()` the engine has it."""

    name: str
    applied: Callable[[], Any]


# -- cells of tables ---------------------------------------------------------------------------------------------------


def in_tables() -> Iterator[Mutant]:
    """One number after the other of the tables that an analyst may read."""
    for file, row, column, cell, other in cells():
        yield Mutant(f"{file} · {row} · {column}: {cell} → {other}", partial(table_changed, file, row, column, other))


def cells() -> Iterator[tuple[str, str, str, str, str]]:
    """File, row, column, cell, and the cell changed."""
    for row in rows("parameters.csv", reading.PARAMETER_COLUMNS):
        yield "parameters.csv", key(row), "centre", row.cells["centre"], moved(row.cells["centre"], row.cells["unit"])
        if row.cells["prior"] != "fixed":
            yield "parameters.csv", key(row), "spread", row.cells["spread"], moved(row.cells["spread"])
    for row in rows("explanations.csv", reading.EXPLANATION_COLUMNS):
        for z in EXPLANATIONS:
            yield "explanations.csv", key(row), z, row.cells[z], moved(row.cells[z])
    for row in rows("kinds.csv", reading.KIND_COLUMNS):
        for column in (*STATES, "slack", "tells-of-loss"):
            if row.cells[column]:
                yield "kinds.csv", key(row), column, row.cells[column], moved(row.cells[column], "share")
        for column in ("raises", "breaks"):
            parts = row.cells[column].split("; ") if row.cells[column] else []
            for n, part in enumerate(parts):
                name, _, amount = part.partition(" ")
                other = [*parts[:n], f"{name} {moved(amount, 'share')}", *parts[n + 1 :]]
                yield "kinds.csv", key(row), column, part, "; ".join(other)
        yield (
            "kinds.csv",
            key(row),
            "tells-of-holding",
            row.cells["tells-of-holding"],
            "" if row.cells["tells-of-holding"] else "1",
        )
    for row in rows("choices.csv", reading.CHOICE_COLUMNS):
        yield "choices.csv", key(row), "amount", row.cells["amount"], moved(row.cells["amount"], "share")
    for row in rows("contradictions.csv", reading.CONTRADICTION_COLUMNS):
        yield "contradictions.csv", key(row), "weight", row.cells["weight"], f"{0.8 * float(row.cells['weight']):g}"
        yield "contradictions.csv", key(row), "days", row.cells["days"], f"{int(row.cells['days']) - 1}"
        yield "contradictions.csv", key(row), "attacked", row.cells["attacked"], "0.5"


def rows(file: str, columns: tuple[str, ...]) -> list[Row]:
    """The rows of a shipped table."""
    found, problems = read_table(TABLES / file, columns)
    assert not problems
    return found


def key(row: Row) -> str:
    """What the row is about: its first cells, as many as tell it from all others."""
    names = ("name", "kind", "side", "choice", "what", "rule", "first", "second")
    return " ".join(row.cells[name] for name in names if name in row.cells)


def moved(cell: str, unit: str = "") -> str:
    """The number three tenths larger; a share goes down where it would pass 1."""
    number = float(cell)
    larger = 0.3 if number == 0.0 else 1.3 * number
    return f"{0.7 * number if unit in ('share', 'probability') and 0.0 < number <= 1.0 < larger else larger:.6g}"


@contextmanager
def table_changed(file: str, about: str, column: str, other: str) -> Iterator[None]:
    """The engine with another number in one cell."""

    def changed(path: Path, columns: tuple[str, ...]) -> tuple[list[Row], list[Problem]]:
        found, problems = read_table(path, columns)
        if path.name == file:
            found = [replace(r, cells={**r.cells, column: other}) if key(r) == about else r for r in found]
        return found, problems

    usual = tables.read_table
    tables.read_table = changed
    try:
        yield
    finally:
        tables.read_table = usual


# -- constants of modules ----------------------------------------------------------------------------------------------


def in_modules() -> Iterator[Mutant]:
    """One number after the other among the constants of the engine's modules."""
    for module in modules():
        for name in constants(module):
            value = getattr(module, name)
            for told, other in changes(value):
                label = f"{module.__name__.removeprefix('breakranks.')}.{name}"
                if label not in WITHOUT_EFFECT:
                    yield Mutant(f"{label}{told}", partial(constant_changed, name, value, other))


def modules() -> list[ModuleType]:
    """The modules of the engine."""
    names = []
    for part in PARTS:
        package = importlib.import_module(f"breakranks.{part}")
        names += [info.name for info in pkgutil.iter_modules(package.__path__, f"breakranks.{part}.")]
    return [importlib.import_module(name) for name in names]


def constants(module: ModuleType) -> Iterator[str]:
    """Names in capitals that a module assigns at its top."""
    for node in ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")).body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            for name in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(name, ast.Name) and name.id.isupper():
                    yield name.id


def changes(value: Any) -> Iterator[tuple[str, Any]]:
    """A constant with one of its numbers changed, each in its turn; nothing where it has none."""
    match value:
        case bool():
            return
        case int():
            other = value + 1 if value < 20 else value * 13 // 10
            yield f": {value} → {other}", other
        case float():
            other = 1.3 * value if value else 0.3
            yield f": {value:g} → {other:g}", other
        case np.ndarray() if value.dtype.kind == "f":
            yield ": all × 1.3", (1.3 * value).astype(value.dtype)
        case np.ndarray():
            yield ": turned by one", np.roll(value, 1)
        case tuple() if all(isinstance(x, int | float) for x in value):
            for n, one in enumerate(value):
                for told, other in changes(one):
                    yield f"[{n}]{told}", (*value[:n], other, *value[n + 1 :])
        case Mapping() if all(isinstance(x, int | float) for x in value.values()):
            for name, one in value.items():
                for told, other in changes(one):
                    yield f"[{name}]{told}", {**value, name: other}


@contextmanager
def constant_changed(name: str, value: Any, other: Any) -> Iterator[None]:
    """The constant is another wherever a module has imported it by its name."""
    holders = [m for n, m in list(sys.modules.items()) if n.startswith("breakranks.") and vars(m).get(name) is value]
    for module in holders:
        setattr(module, name, other)
    try:
        yield
    finally:
        for module in holders:
            setattr(module, name, value)


# -- trying them -------------------------------------------------------------------------------------------------------


def forget() -> None:
    """Forget what was read or computed under another version of the engine."""
    for name, module in list(sys.modules.items()):
        if name.startswith("breakranks.") and name not in ("breakranks.assumptions.learnt", "breakranks.case.shipped"):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear") and getattr(value, "__module__", "").startswith("breakranks."):
                    value.cache_clear()


def noticed() -> str | None:
    """The section that gives another number than its file, or fails; None where all give the same."""
    forget()
    expected = kept()
    for section in SECTIONS:
        try:
            found = numbers_of(section)
        except Exception:
            return f"{section} (fails)"
        known = {name: value for (of, name), value in expected.items() if of == section}
        if set(found) != set(known) or any(differs(value, *known[name]) for name, value in found.items()):
            return section
    return None


def mutants(only: str) -> list[Mutant]:
    """All changes whose name has this in it."""
    return [m for m in (*in_tables(), *in_modules()) if only in m.name]


def tried(number: int, only: str) -> tuple[str, str | None]:
    """A change, and the section that notices it."""
    mutant = mutants(only)[number]
    with mutant.applied(), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found = noticed()
    return mutant.name, found


def main() -> int:
    """Try every change, and say which are not noticed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=2, help="processes; 2 by default")
    parser.add_argument("--only", default="", metavar="TEXT", help="only changes whose name has this in it")
    options = parser.parse_args()
    if (found := noticed()) is not None:
        print(f"The numbers are not those of the file to begin with ({found}). Run: python -m tests.regression.remake")
        return 2
    count, survivors, by = len(mutants(options.only)), [], dict[str, int]()
    with get_context("fork").Pool(options.workers) as pool:
        for done, (name, found) in enumerate(
            pool.imap_unordered(partial(tried, only=options.only), range(count), 8), start=1
        ):
            by[found or "nothing"] = by.get(found or "nothing", 0) + 1
            if found is None:
                survivors.append(name)
            print(f"\r{done} of {count}, {len(survivors)} not noticed", end="", file=sys.stderr)
    print(file=sys.stderr)
    print(f"{count} changes, noticed by: " + ", ".join(f"{section} {n}" for section, n in sorted(by.items())))
    for name in sorted(survivors):
        print(f"not noticed: {name}")
    return bool(survivors)


if __name__ == "__main__":
    sys.exit(main())
