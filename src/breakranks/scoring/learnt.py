"""Writes what was learnt in the form in which it ships."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from breakranks.assumptions import learnt_from
from breakranks.assumptions.learnt import FROM_COLUMNS, LEARNT_COLUMNS, MULTIPLIER_COLUMNS, RATE_COLUMNS, SWITCH_COLUMNS
from breakranks.scoring.calibrate import Taught


def write_learnt(found: Sequence[Taught], folder: Path) -> tuple[Path, ...]:
    """Write what was learnt and what from, as `breakranks/assumptions` ships it.

    learnt.csv, multipliers.csv, switches.csv and base-rates.csv; learnt-from.csv has the rows that they take the place
    of.
    """
    cases = len(found) - 1
    tables = {
        "learnt.csv": (LEARNT_COLUMNS, _parameters(found, cases)),
        "multipliers.csv": (
            MULTIPLIER_COLUMNS,
            (
                (t.without or "", kind, *map(_short, row.values()))
                for t in found
                for kind, row in t.lessons.multipliers.items()
            ),
        ),
        "switches.csv": (
            SWITCH_COLUMNS,
            ((t.without or "", z, *map(_short, row.values())) for t in found for z, row in t.lessons.switches.items()),
        ),
        "base-rates.csv": (
            RATE_COLUMNS,
            ((t.without or "", *asked, f"{share:.4f}") for t in found for asked, share in t.base_rates.items()),
        ),
        "learnt-from.csv": (FROM_COLUMNS, ((*key, numbers) for key, numbers in learnt_from().items())),
    }
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_write(folder / name, columns, rows) for name, (columns, rows) in tables.items())


def _parameters(found: Sequence[Taught], cases: int) -> Iterator[Sequence[object]]:
    for taught in found:
        without = taught.without or ""
        for name, one in taught.lessons.parameters.items():
            yield without, name, _short(one["value"]), _short(one["uncertainty"]), _short(one["mean"]), one["cases"]
        yield without, "mixture", _short(taught.mixture), 0, 0, cases - bool(without)


def _short(value: float) -> str:
    return f"{value:.4g}"


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    new = path.with_suffix(".new")
    with new.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    new.replace(path)
    return path
