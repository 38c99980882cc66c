"""What one report did: the worlds as they would be had it never been made."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

import jax
import jax.numpy as jnp
import numpy as np

from breakranks.assumptions.types import Parameter
from breakranks.evidence import without
from breakranks.evidence.conditions import lost, still_held
from breakranks.evidence.types import Evidence, Report
from breakranks.worlds.filter import Cloud, replay, run
from breakranks.worlds.infer import stream
from breakranks.worlds.setup import Model, Record, fallen_odds, record_of

REPLAYED = 256
"""Worlds replayed for each report left out."""
BATCH = 12
"""Reports left out in one batch; their worlds share a compiled program."""
SLIGHT = 0.01
"""A change of the odds of a loss of ground that is not replayed: with a daily chance of a fall under a tenth, it alters
fewer than one world in a thousand."""

Tree = TypeVar("Tree")


@dataclass(frozen=True)
class Without:
    """The worlds without each of some reports, after one row of the worlds with all of them.

    What is `apart` in `cloud` has a leading axis of variants: row 0 is the unaltered run, row i the run without report
    `numbers[i - 1]`. World w of one row is the twin of world w of another: same noise and explanation, other evidence.
    """

    numbers: tuple[int, ...]
    evidence: tuple[Evidence, ...]
    cloud: Cloud


def leave_out(
    evidence: Evidence, model: Model, parameters: Sequence[Parameter], seed: int, workers: int
) -> Iterator[Without]:
    """Batches of `BATCH` reports left out, by the day from which they matter; the last repeats its last to fill up.

    `workers` threads work ahead of whoever takes the batches.
    """
    key = stream(seed, "replay")
    record = record_of(evidence, parameters)
    width = record.signs.kind.shape[1]
    fixed = {p.name: p.centre for p in parameters}
    _, _, path = run(key, model, record, REPLAYED, remember=True)
    assert path is not None
    reports = sorted(evidence.reports, key=lambda r: _since(r, evidence, parameters))

    def one(batch: Sequence[Report]) -> Without:
        left = [without(evidence, r.event.number, fixed) for r in batch]
        rows = [evidence, *left, *[left[-1]] * (BATCH - len(batch))]
        altered = stack([record_of(row, parameters, width) for row in rows], axis=1)
        first = min(_first_difference(altered), evidence.days - 1)
        cloud = replay(key, model, record, altered, path, jnp.int32(first))
        return Without(tuple(r.event.number for r in batch), (evidence, *left), cloud)

    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(one, [reports[begin : begin + BATCH] for begin in range(0, len(reports), BATCH)])


def _since(report: Report, evidence: Evidence, parameters: Sequence[Parameter]) -> int:
    """About when leaving it out first matters: its day, or earlier where it tells that ground was still held."""
    conditions = evidence.conditions
    size = conditions.lost.shape
    less = replace(
        conditions,
        lost=conditions.lost - lost([report], *size),
        still_held=conditions.still_held - still_held([report], *size),
    )
    odds = (fallen_odds(c, parameters) for c in (conditions, less))
    differs = np.any(np.abs(np.subtract(*odds)) > SLIGHT, axis=1)
    return min(report.day, int(differs.argmax()) if differs.any() else report.day)


def _first_difference(altered: Record) -> int:
    """The first day on which a variant differs from row 0, of the odds of lost ground by more than is slight."""
    leaves = jax.tree.leaves((altered.days, altered.signs))
    differs = [(x != x[:, :1]) & ~(np.isnan(x) & np.isnan(x[:, :1])) for x in leaves]
    differs.append(np.abs(altered.fallen - altered.fallen[:, :1]) > SLIGHT)
    days = np.any([d.reshape(len(d), -1).any(axis=1) for d in differs], axis=0)
    return int(days.argmax()) if days.any() else len(days)


def stack(trees: Sequence[Tree], axis: int = 0) -> Tree:
    """Trees of NumPy arrays as one, with a new axis."""
    return jax.tree.map(lambda *x: np.stack(x, axis), *trees)
