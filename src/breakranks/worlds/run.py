"""Runs worlds forward under choices, or one short way for many variants of the evidence."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from jaxtyping import Float

from breakranks.assumptions import Parameter
from breakranks.model import chance
from breakranks.model.threads import on_one_thread
from breakranks.posterior import Posterior
from breakranks.posterior.filter import EVENTS
from breakranks.vocabulary import AS_IT_GOES, Choice
from breakranks.worlds.ahead import beside, look_ahead
from breakranks.worlds.luck import DAYS, Luck
from breakranks.worlds.signs import ExpectedSigns
from breakranks.worlds.start import Start, draw_start
from breakranks.worlds.step import Moving
from breakranks.worlds.types import Worlds

WATCHED = (3, 10)
"""Days that stand for the first and the second week of reports."""


@on_one_thread
def run_worlds(
    posterior: Posterior,
    parameters: Sequence[Parameter],
    start: Start,
    luck: Luck,
    as_of: date,
    choices: Sequence[Choice] = (AS_IT_GOES,),
    inner: bool = True,
    watch: bool = False,
) -> list[Worlds]:
    """Run worlds of one variant forward under every choice, on the same luck.

    `inner` False switches off what the force does to itself: contagion, the backlash of coercion, the movement of grip.
    `watch` has the reports counted that are to be expected under the first choice.
    """
    ahead = beside([look_ahead(posterior, as_of, choice) for choice in choices])
    run = Moving(posterior, parameters, start, luck, ahead, inner)
    first = slice(len(luck.pair))
    signs = None
    if watch:
        reports, seen = posterior.readings[0].reports, len(posterior.readings[0].lost)
        signs = ExpectedSigns(posterior.model, posterior.force, reports, seen, len(luck.pair))
    for day in range(DAYS):
        run.step(day)
        if signs and day in WATCHED:
            signs.add(run.explanation[first], run.grip[first], run.states[:, first], run.attack[:, first], 7)
    expected = signs.expected if signs else None
    return [run.worlds(n, choice, start, None if n else expected) for n, choice in enumerate(choices)]


@on_one_thread
def chances_within(
    posterior: Posterior, parameters: Sequence[Parameter], luck: Luck, as_of: date, days: int
) -> Mapping[str, Float[np.ndarray, "variants ..."]]:
    """The chance of every event within so many days as it goes, for every variant of the evidence on the same luck.

    By "area" (variants × areas, among the worlds that hold it) and by hazard of the force (variants). Each world adds
    its chance, 1 − exp(−its summed rate), rather than a yes or no, and 1 where the event came about without a rate of
    its own: ground fell, or most of the force had broken. That takes fewer worlds to tell small differences, and is a
    little higher, since what an event itself sets off counts towards it. "cannot-hold" has no rate and is counted.
    """
    variants, worlds = len(posterior.readings), len(luck.pair)
    start = draw_start(posterior, luck)
    run = Moving(posterior, parameters, start, luck, look_ahead(posterior, as_of, AS_IT_GOES), inner=True)
    for day in range(days):
        run.step(day)
    held = start.held.reshape(-1, variants, worlds)
    falls = chance(run.area_sum).reshape(held.shape)
    of_areas = ((falls * held).sum(axis=-1) + 0.5) / (held.sum(axis=-1) + 1.0)
    found = {"area": of_areas.T}
    rates = dict(zip(EVENTS, run.break_sum, strict=True)) | {"collapse": run.collapse_sum}
    rates["exit"] = rates["exit"] + run.melt_sum
    for event, rate in rates.items():
        sure = run.consequent.get(event, np.zeros(run.count, bool))
        found[event] = np.where(sure, 1.0, chance(rate)).reshape(variants, worlds).mean(axis=1)
    found["cannot-hold"] = (run.first["cannot-hold"] <= days).reshape(variants, worlds).mean(axis=1)
    return found
