"""What one report did: the worlds as they would be had it never been made."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import jax
import jax.numpy as jnp
import numpy as np

from breakranks.assumptions.types import Parameter
from breakranks.evidence import without
from breakranks.evidence.types import Evidence, Report
from breakranks.worlds.filter import Cloud, replay, run
from breakranks.worlds.infer import stream
from breakranks.worlds.setup import Model, record_of

REPLAYED = 256
"""Worlds replayed for each report left out."""
BATCH = 12
"""Reports left out in one batch; their worlds share a compiled program."""

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
    """Batches of `BATCH` reports left out, in the order of their days; the last repeats its last report to fill up.

    `workers` threads work ahead of whoever takes the batches.
    """
    key = stream(seed, "replay")
    record = record_of(evidence, parameters)
    width = record.signs.kind.shape[1]
    fixed = {p.name: p.centre for p in parameters}
    _, _, path = run(key, model, record, REPLAYED, remember=True)
    assert path is not None
    reports = sorted(evidence.reports, key=lambda r: r.day)

    def one(batch: Sequence[Report]) -> Without:
        left = [without(evidence, r.event.number, fixed) for r in batch]
        rows = [evidence, *left, *[left[-1]] * (BATCH - len(batch))]
        altered = stack([record_of(row, parameters, width) for row in rows], axis=1)
        cloud = replay(key, model, record, altered, path, jnp.int32(min(r.day for r in batch)))
        return Without(tuple(r.event.number for r in batch), (evidence, *left), cloud)

    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(one, [reports[begin : begin + BATCH] for begin in range(0, len(reports), BATCH)])


def stack(trees: Sequence[Tree], axis: int = 0) -> Tree:
    """Trees of NumPy arrays as one, with a new axis."""
    return jax.tree.map(lambda *x: np.stack(x, axis), *trees)
