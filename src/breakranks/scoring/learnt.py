"""Writes what was learnt in the form in which it ships."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from breakranks.assumptions import read_priors
from breakranks.assumptions.learnt import LEAN_COLUMNS, LEARNT_COLUMNS, RATE_COLUMNS
from breakranks.case import Case
from breakranks.scoring.calibrate import Learnt
from breakranks.scoring.history import learn_history


def write_learnt(found: Sequence[Learnt], cases: Sequence[Case], folder: Path) -> tuple[Path, ...]:
    """Write `learnt.csv`, `base-rates.csv`, `outside-view.csv`, which `breakranks/assumptions` holds as they ship.

    `rounds.csv` says how each climb went: mean negative log scores in nats, round by round.
    """
    fixed = {p.name for p in read_priors() if p.spread == 0}
    parameters = (
        (version.without or "", p.name, f"{p.centre:.5g}", f"{p.spread:.4g}")
        for version in found
        for p in version.parameters
        if p.name not in fixed
    )
    histories = {v.without or "": learn_history([c for c in cases if c.slug != v.without]) for v in found}
    rates = (
        (without, question, horizon, f"{share:.4f}")
        for without, known in histories.items()
        for (question, horizon), share in known.rates.items()
    )
    leans = (
        (without, *named, f"{coefficient:.5g}")
        for without, known in histories.items()
        for named, coefficient in known.leans.items()
    )
    rounds = (
        (v.without or "", r.number, f"{r.questions:.4f}", f"{r.explanations:.4f}") for v in found for r in v.rounds
    )
    return (
        _write(folder / "rounds.csv", ("without", "round", "questions", "explanations"), rounds),
        _write(folder / "learnt.csv", LEARNT_COLUMNS, parameters),
        _write(folder / "base-rates.csv", RATE_COLUMNS, rates),
        _write(folder / "outside-view.csv", LEAN_COLUMNS, leans),
    )


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    new = path.with_suffix(".new")
    with new.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    new.replace(path)
    return path
