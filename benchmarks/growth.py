"""How time grows with formations, areas, days and reports: kherson-2022 made larger; and one very large force."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import numpy as np
from benchmarks.timing import seconds

from breakranks.assessment import count, run_choices
from breakranks.assumptions import read_assumptions
from breakranks.case import Case, load_case
from breakranks.evidence import as_of
from breakranks.model import model_of
from breakranks.posterior import infer

TIMES = (1, 2, 4, 8)


def main() -> None:
    """Print the seconds of an assessment at each size, and the exponent of growth."""
    case = load_case("kherson-2022")
    case = replace(case, winter=())
    print("seconds of an assessment; the exponent is the slope of log time over log size\n")
    for what, grown in (("formations and areas", wider), ("days", longer), ("reports", louder)):
        taken = [seconds(partial(assess, grown(case, n)), 3) for n in TIMES]
        slope = np.polyfit(np.log(TIMES), np.log(taken), 1)[0]
        sizes = "  ".join(f"×{n}: {t:.2f}" for n, t in zip(TIMES, taken, strict=True))
        print(f"{what:22}{sizes}   exponent {slope:.2f}", flush=True)
    large = longer(wider(case, 36, 2), 3)
    size = f"{sum(f.strength > 0 for f in large.formations)} formations, {len(large.areas)} areas"
    print(f"\n{size}, {(large.end - large.start).days} days, {len(large.events)} reports: ", end="", flush=True)
    print(f"{seconds(partial(assess, large), 1):.0f} s")


def assess(case: Case) -> object:
    """An assessment as of the last day."""
    assumptions = read_assumptions(case.slug)
    evidence = as_of(case, case.end, assumptions.values)
    posterior = infer(model_of(assumptions), evidence)
    return count(evidence, assumptions, posterior, run_choices(posterior, assumptions, case.end))


def wider(case: Case, times: int, share: int = 1) -> Case:
    """The force so many times under one command, so many of them on the same ground; reports are about the first."""
    root = next(f for f in case.formations if f.parent is None)
    formations, areas = list(case.formations), list(case.areas)
    for n in range(1, times):
        formations += [
            replace(
                f,
                id=f"{f.id}-{n}",
                parent=f.parent if f.parent == root.id else f"{f.parent}-{n}",
                area=f.area and (f"{f.area}-{n // share}" if n // share else f.area),
            )
            for f in case.formations
            if f is not root
        ]
        if n % share == 0:
            k = n // share
            areas += [replace(a, id=f"{a.id}-{k}", adjacent=tuple(f"{b}-{k}" for b in a.adjacent)) for a in case.areas]
    return replace(case, formations=tuple(formations), areas=tuple(areas))


def longer(case: Case, times: int) -> Case:
    """The same window so many times, one after the other, each with the same reports."""
    span = timedelta(days=(case.end - case.start).days + 1)
    events = [
        replace(e, date=e.date + n * span, reported=e.reported + n * span, number=e.number + n * len(case.events))
        for n in range(times)
        for e in case.events
    ]
    return replace(case, end=case.start + times * span - timedelta(days=1), events=tuple(events))


def louder(case: Case, times: int) -> Case:
    """So many times the reports, each a little later than the last."""
    events = [
        replace(e, date=e.date + timedelta(days=n), reported=e.reported + timedelta(days=n), number=e.number * 10 + n)
        for n in range(times)
        for e in case.events
        if e.reported + timedelta(days=n) <= case.end
    ]
    return replace(case, events=tuple(events))
