"""The filter on whatever device JAX finds, up to a million worlds.

uv run python -m benchmarks.device

Where JAX finds a GPU it is used; JAX_PLATFORMS=cpu says otherwise. The log evidence must not depend on it. Seconds are
of a run compiled before; compilation stands beside them.
"""

import argparse
from functools import partial
from time import perf_counter

import jax
import jax.numpy as jnp
import numpy as np
from benchmarks.filters import in_turn, ours, spread
from benchmarks.loaded import loaded


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description="Time the filter on this device.")
    options.add_argument("--case", default="kherson-2022")
    options.add_argument("--worlds", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    options.add_argument("--runs", type=int, default=5)
    chosen = options.parse_args()
    _, evidence, model, record = loaded(chosen.case)
    record = jax.tree.map(jnp.asarray, record)
    device, cells = jax.devices()[0], len(evidence.force.formations) * evidence.days
    print(f"{device.device_kind}; {chosen.case}, {evidence.days} days; medians of {chosen.runs} runs (least, most)\n")
    print(f"{'worlds':>10}{'to compile':>12}{'seconds':>26}{'ns a formation-day':>20}{'log evidence':>18}")
    for count in chosen.worlds:
        began = perf_counter()
        float(ours(model, record, count, 0))
        compiled = perf_counter() - began
        (taken,), (found,) = (x.values() for x in in_turn({"ours": partial(ours, model, record, count)}, chosen.runs))
        cell = np.median(taken) / (cells * count) * 1e9
        evidences = f"{found.mean():.2f} ± {found.std(ddof=1):.2f}"
        print(f"{count:10,}{compiled:12.1f}{spread(taken, 3):>26}{cell:20.2f}{evidences:>18}", flush=True)
    peak = (device.memory_stats() or {}).get("peak_bytes_in_use")
    if peak:
        print(f"\nmost memory of the device in use: {peak / 1e9:.1f} GB")


if __name__ == "__main__":
    main()
