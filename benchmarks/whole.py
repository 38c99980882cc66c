"""The whole job: `assess` from the command line, cold and warm, and as a call in a warm process.

uv run python -m benchmarks.whole

Cold has an empty cache of compiled programs, warm the cache that the cold run left. Of the call, the first number is
there when the worlds have been filtered (explanations and control), all when the assessment is counted.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from breakranks.case import shipped
from breakranks.whole import assess


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description="Time whole assessments.")
    options.add_argument("--cases", nargs="+", default=list(shipped()))
    options.add_argument("--particles", type=int, default=10_000)
    chosen = options.parse_args()
    print(f"{os.cpu_count()} cores, {chosen.particles:,} worlds; seconds of the wall, of all cores, and peak memory\n")
    print(f"{'case':18}{'cold':>22}{'warm':>22}{'called: first':>16}{'all':>6}")
    with tempfile.TemporaryDirectory() as folder:
        for case in chosen.cases:
            cache = Path(folder) / case
            cold, warm = (command(case, chosen.particles, cache) for _ in range(2))
            first, whole = called(case, chosen.particles)
            print(f"{case:18}{cold:>22}{warm:>22}{first:>16.1f}{whole:>6.1f}", flush=True)


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


if __name__ == "__main__":
    main()
