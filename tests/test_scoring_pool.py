"""Forecasting on a Dask cluster of this machine's own processes."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from distributed import LocalCluster

from breakranks.case import Case, load_case
from breakranks.scoring import calibrate, score
from breakranks.scoring.pool import _same_everywhere, _versions
from breakranks.tables import InputError
from case_folder import write_case


@pytest.fixture
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster


class Killer:
    """Kills a worker, in the middle of its work, when the first part of a run is done."""

    def __init__(self, cluster: LocalCluster) -> None:
        self.process = next(iter(cluster.workers.values())).pid
        self.parts: list[float] = []

    def __call__(self, _: str, part: float) -> None:
        if not self.parts:
            os.kill(self.process, signal.SIGKILL)
        self.parts.append(part)


@pytest.mark.slow
def test_scores_are_the_same_on_workers_of_which_one_is_killed(cluster: LocalCluster):
    falklands = load_case("falklands-1982")
    killer = Killer(cluster)
    here, there = (
        score([falklands], progress=progress, workers=workers)
        for progress, workers in ((lambda *_: None, None), (killer, cluster.scheduler_address))
    )
    assert here.items == there.items
    for name, said in here.forecasts.items():
        np.testing.assert_array_equal(said, there.forecasts[name], err_msg=name)
    for name, said in here.explained.items():
        np.testing.assert_array_equal(said, there.explained[name], err_msg=name)
    assert len(killer.parts) == len(falklands.as_of), "a worker was killed, and no day was lost"
    with pytest.raises(ProcessLookupError):
        os.kill(killer.process, 0)


@pytest.mark.slow
def test_the_same_is_learnt_on_workers_of_which_one_is_killed(cluster: LocalCluster, tmp_path: Path):
    small = load_case(write_case(tmp_path / "river"))
    others = (replace(small, slug=slug, events=small.events[:-n]) for n, slug in enumerate(("other", "third"), 1))
    cases: list[Case] = [small, *others]
    killer = Killer(cluster)
    here = calibrate(cases)
    there = calibrate(
        cases, lambda stage, part: killer(stage, part) if stage == "forecasting" else None, cluster.scheduler_address
    )
    assert here == there
    assert len(killer.parts) == 3 * len(small.as_of)


def test_an_address_at_which_nobody_answers_is_refused():
    with pytest.raises(InputError, match=r"No Dask scheduler answers at nowhere.*dask scheduler"):
        score([load_case("falklands-1982")], workers="nowhere")


def test_workers_with_other_versions_are_refused():
    _same_everywhere({"tcp://one": _versions()})
    with pytest.raises(InputError, match=r"tcp://two has breakranks 0\.0"):
        _same_everywhere({"tcp://one": _versions(), "tcp://two": "breakranks 0.0 with numpy 0.1"})
