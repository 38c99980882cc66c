"""How far the log evidence spreads over seeds, by the number of worlds: kherson-2022 as of 5 November 2022.

uv run python -m benchmarks.log_evidence
"""

from datetime import date

import numpy as np

from breakranks.assumptions import read_explanations, read_parameters
from breakranks.case import load_case
from breakranks.evidence import as_of
from breakranks.worlds import filter

PARTICLES = (2_000, 10_000, 50_000)
SEEDS = range(1, 6)


def main() -> None:
    parameters, explanations = read_parameters(), read_explanations()
    evidence = as_of(load_case("kherson-2022"), date(2022, 11, 5), {p.name: p.centre for p in parameters})
    print(f"{evidence.days} days, {len(evidence.reports)} reports, {len(evidence.force.formations)} formations")
    print("worlds  mean log evidence  standard deviation  lowest effective sample")
    for particles in PARTICLES:
        runs = [filter(evidence, parameters, explanations, particles, seed) for seed in SEEDS]
        found = np.array([run.log_evidence for run in runs])
        lowest = min(float(run.summary.effective.min()) for run in runs)
        print(f"{particles:6,}  {found.mean():17.2f}  {found.std(ddof=1):18.2f}  {lowest:23.0f}", flush=True)


if __name__ == "__main__":
    main()
