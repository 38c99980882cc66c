"""The whole job: `assess` from the command line, cold and warm, and as a call in a warm process.

uv run python -m benchmarks.whole

Cold has an empty cache of compiled programs, warm the cache that the cold run left. Of the call, the first number is
there when the worlds have been filtered (explanations and control), all when the assessment is counted. Then two
parts of the first case's job in the warm process: one more choice over its 2,000 worlds, and every report left out.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import jax.numpy as jnp
from benchmarks.growth import best

from breakranks.assumptions import read_explanations, read_parameters
from breakranks.case import load_case
from breakranks.compiled import cores
from breakranks.evidence import as_of
from breakranks.futures import effects
from breakranks.futures.ahead import half_lives_of
from breakranks.futures.choices import CHOICES, DAYS, ahead
from breakranks.futures.project import Future, noise_ahead, run_ahead
from breakranks.model import threefry
from breakranks.model.world import ON
from breakranks.whole import MOST_WORLDS, assess
from breakranks.worlds import filter as filter_worlds


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description="Time whole assessments.")
    options.add_argument("--cases", nargs="+", default=["kherson-2022", "russia-1917"])
    options.add_argument("--particles", type=int, default=10_000)
    chosen = options.parse_args()
    print(f"{cores()} cores, {chosen.particles:,} worlds; seconds of the wall, of all cores, and peak memory\n")
    print(f"{'case':18}{'cold':>22}{'warm':>22}{'called: first':>16}{'all':>6}")
    with tempfile.TemporaryDirectory() as folder:
        # First all commands, then all calls: a process's peak memory is not under that of the one that started it.
        runs = {case: [command(case, chosen.particles, Path(folder) / case) for _ in range(2)] for case in chosen.cases}
    for case, (cold, warm) in runs.items():
        first, whole = called(case, chosen.particles)
        print(f"{case:18}{cold:>22}{warm:>22}{first:>16.1f}{whole:>6.1f}", flush=True)
    choice, reports, left_out = parts(chosen.cases[0], chosen.particles)
    print(
        f"\n{chosen.cases[0]}: one more choice {choice:.3f} s, {reports} reports left out one by one {left_out:.1f} s"
    )


def command(case: str, particles: int, cache: Path) -> str:
    """One run of the command line: wall seconds, CPU seconds, peak memory."""
    out = cache / "out"
    line = [sys.executable, "-m", "breakranks", "assess", case, "--particles", str(particles), "--out", str(out)]
    environment = os.environ | {"XDG_CACHE_HOME": str(cache), "TF_CPP_MIN_LOG_LEVEL": "3"}
    began = perf_counter()
    run = subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(run.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(line)} failed")
    return f"{perf_counter() - began:.1f} {used.ru_utime + used.ru_stime:.0f} {used.ru_maxrss / 1e6:.2f} GB"


def called(case: str, particles: int) -> tuple[float, float]:
    """Seconds until the first number and until all, of the second call in one process."""
    assess(case, particles=particles)
    seen: dict[str, float] = {}
    began = perf_counter()
    assess(case, particles=particles, progress=lambda stage, part: seen.setdefault(f"{stage} {part}", perf_counter()))
    return seen["worlds 1.0"] - began, perf_counter() - began


def parts(case: str, particles: int) -> tuple[float, int, float]:
    """Seconds for one choice over the worlds, the number of reports, seconds for leaving each out; all compiled."""
    loaded = load_case(case)
    parameters, explanations = read_parameters(without=loaded.slug), read_explanations()
    evidence = as_of(loaded, loaded.as_of[-1], {p.name: p.centre for p in parameters})
    worlds = filter_worlds(evidence, parameters, explanations, particles, 1)
    start, _ = worlds.thin(min(particles, MOST_WORLDS))
    count = start.grip.shape[0]
    noise = noise_ahead(threefry.key(1), worlds.model.ground, count, DAYS)

    def choice() -> Future:
        days = ahead(evidence, half_lives_of(parameters), CHOICES[1])
        return run_ahead(worlds.model, start, days, noise, ON, jnp.float32(0.0), False)

    def left_out() -> object:
        return effects(evidence, parameters, explanations, 1, cores())

    return best(choice, 1), len(evidence.reports), best(left_out, 1)


if __name__ == "__main__":
    main()
