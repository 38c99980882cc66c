"""The whole way in one call: from a case to its assessment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from breakranks.assessment import Assessment, count
from breakranks.assessment.count import PACKAGED
from breakranks.assumptions import history, read_explanations, read_parameters
from breakranks.case import Case, load_case
from breakranks.compiled import cores, hand_back, make_room
from breakranks.evidence import as_of as evidence_as_of
from breakranks.futures import effects, project
from breakranks.worlds import filter as filter_worlds

PARTICLES = 10_000
MOST_WORLDS = 2_000
"""Worlds run forward under each choice; more would mend Monte Carlo errors that are already under one in a hundred."""


def assess(
    case: Case | str | Path,
    as_of: date | None = None,
    particles: int = PARTICLES,
    seed: int = 1,
    parameters: Path | None = None,
    explanations: Path | None = None,
    progress: Callable[[str, float], None] = lambda *_: None,
) -> Assessment:
    """Assess a case (or its slug, or its folder) as of a day, by default the last of its `as_of` days.

    `parameters` and `explanations` are files whose rows replace the shipped ones. `progress` is told a stage
    ("worlds", "futures", "reports", "counting") and the part of it that is done.

    Raises:
        InputError: the case, the day or a file cannot be used.
    """
    make_room()
    case = case if isinstance(case, Case) else load_case(case)
    table, matrix = read_parameters(parameters, without=case.slug), read_explanations(explanations)
    day = as_of or (case.as_of[-1] if case.as_of else case.end)
    evidence = evidence_as_of(case, day, {p.name: p.centre for p in table})
    workers = cores()
    progress("worlds", 0.0)
    with ThreadPoolExecutor(1) as beside:
        left_out = beside.submit(effects, evidence, table, matrix, seed, workers, progress)
        worlds = filter_worlds(evidence, table, matrix, particles, seed)
        hand_back()
        progress("worlds", 1.0)
        futures = project(worlds, min(particles, MOST_WORLDS), workers, progress)
        without = left_out.result()
    hand_back()
    progress("counting", 0.0)
    assessment = count(futures, without, history(case.slug), str(parameters or PACKAGED), str(explanations or PACKAGED))
    progress("counting", 1.0)
    return assessment
