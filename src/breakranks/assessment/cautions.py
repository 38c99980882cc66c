"""What the reader must know before the numbers."""

from datetime import timedelta

import numpy as np

from breakranks.assessment.types import Caution
from breakranks.assumptions.learnt import track_record
from breakranks.worlds import Worlds

THIN = 4.0
"""Independent reports of the last 28 days under which evidence is thin."""
POOR = 100.0
"""Effective worlds under which a day's sample is poor."""
PARTISAN = 0.5
"""Part of the reports from sources not usually reliable, or not to be judged, above which that is said."""


def cautions_of(worlds: Worlds, votes: float) -> tuple[Caution, ...]:
    """Cautions, the gravest first; `votes` counts the independent reports of the last 28 days."""
    evidence = worlds.evidence
    out = []
    effective = worlds.summary.effective
    if effective.min() < POOR:
        day = evidence.start + timedelta(days=int(effective.argmin()))
        out.append(
            Caution(
                "sample",
                f"On {day} only {effective.min():.0f} of {worlds.particles:,} worlds carried the weight: the "
                f"numbers are rough. "
                f"Run again with --particles {4 * worlds.particles} and see whether they stay.",
            )
        )
    if votes < THIN:
        out.append(
            Caution(
                "evidence",
                f"The last 28 days hold the worth of {votes:.1f} independent reports: the forecast rests on the "
                "priors more than on "
                "what was reported.",
            )
        )
    doubtful = [r.event.reliability in "DEF" for r in evidence.reports]
    if doubtful and np.mean(doubtful) > PARTISAN:
        out.append(
            Caution(
                "sources", f"{np.mean(doubtful):.0%} of the reports come from sources that are not usually reliable."
            )
        )
    if not evidence.reports:
        out.append(Caution("evidence", "No report was known by this day: everything below is the prior."))
    value, low, high, cases = track_record()["skill"]
    out.append(
        Caution(
            "calibration",
            f"Over {cases} past cases, each forecast by what the others taught, the Brier skill against base rates was "
            f"{value:+.2f} ({low:+.2f} to {high:+.2f}; 0 is no better, 1 perfect).",
        )
    )
    return tuple(out)
