"""Writes what was learnt in the form in which it ships."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from breakranks.assumptions import read_priors
from breakranks.assumptions.learnt import LEARNT_COLUMNS, RATE_COLUMNS
from breakranks.case import Case
from breakranks.scoring.baselines import base_rates
from breakranks.scoring.calibrate import Learnt


def write_learnt(found: Sequence[Learnt], cases: Sequence[Case], folder: Path) -> tuple[Path, Path]:
    """Write `learnt.csv` and `base-rates.csv`; copied into `breakranks/assumptions` they become the package's own."""
    fixed = {p.name for p in read_priors() if p.spread == 0}
    parameters = (
        (version.without or "", p.name, f"{p.centre:.5g}", f"{p.spread:.4g}")
        for version in found
        for p in version.parameters
        if p.name not in fixed
    )
    rates = (
        (version.without or "", question, horizon, f"{share:.4f}")
        for version in found
        for (question, horizon), share in base_rates([c for c in cases if c.slug != version.without]).items()
    )
    return (
        _write(folder / "learnt.csv", LEARNT_COLUMNS, parameters),
        _write(folder / "base-rates.csv", RATE_COLUMNS, rates),
    )


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    new = path.with_suffix(".new")
    with new.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    new.replace(path)
    return path
