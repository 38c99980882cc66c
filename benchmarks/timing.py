"""Clocks and memory."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple


class Run(NamedTuple):
    """One process: seconds until its first line of output and until its end, its peak memory, processor seconds."""

    first_line: float
    end: float
    megabytes: float
    processor: float


def process(arguments: Sequence[str], cache: Path) -> Run:
    """Run breakranks as a process of its own, with this folder as the user's cache."""
    began = perf_counter()
    run = subprocess.Popen(
        [sys.executable, "-m", "breakranks", *arguments],
        env=os.environ | {"XDG_CACHE_HOME": str(cache), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert run.stdout is not None
    run.stdout.readline()
    first = perf_counter() - began
    drain = threading.Thread(target=run.stdout.read)
    drain.start()
    _, status, used = os.wait4(run.pid, 0)
    drain.join()
    if status:
        raise SystemExit(f"breakranks {' '.join(arguments)} failed")
    return Run(first, perf_counter() - began, used.ru_maxrss / 1e3, used.ru_utime + used.ru_stime)


def seconds(call: Callable[[], object], runs: int = 5, clock: Callable[[], float] = perf_counter) -> float:
    """The median seconds of a call, by a clock."""
    taken = []
    for _ in range(runs):
        began = clock()
        call()
        taken.append(clock() - began)
    return median(taken)
