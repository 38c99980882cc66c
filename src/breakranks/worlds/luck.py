"""The luck of the worlds: one fixed stream of random numbers, the same for every case, choice and variant.

Every event has a clock: it happens on the first day on which its rates have added up to an amount drawn once from the
unit exponential distribution. Under common luck a higher rate therefore never makes anything happen later, differences
between choices are paired, and the same input gives the same numbers on every machine. The amounts, and whatever else
is drawn once, are spread evenly over the worlds (Latin hypercube sampling: McKay, Beckman and Conover 1979).
"""

from functools import lru_cache
from math import prod
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

DAYS = 56
"""Days that worlds are run on."""
BREAKS = 12
"""So many bodies at most break in each way in one world; of more nothing further would be learnt."""
FLOWS = 3
"""So many times at most a formation is shaken, steadied or moved back in one world."""
STREAM = 11


class Luck(NamedTuple):
    """Random numbers of N worlds (the last axis) over U formations and A areas.

    `tempo` are standard normal scores of the tempo at which ground falls and at which the force breaks, `scores` of the
    learnt coefficients; `pair` and `states` place the worlds at the start; clocks are unit exponentials; all others are
    uniform.
    """

    tempo: Float[np.ndarray, "2 worlds"]
    scores: Float[np.ndarray, "coefficients worlds"]
    pair: Float[np.ndarray, "worlds"]
    states: Float[np.ndarray, "formations worlds"]
    held: Float[np.ndarray, "areas worlds"]
    area_clocks: Float[np.ndarray, "areas worlds"]
    break_clocks: Float[np.ndarray, "events breaks worlds"]
    whom: Float[np.ndarray, "events breaks worlds"]
    whole: Float[np.ndarray, "events breaks worlds"]
    collapse_clock: Float[np.ndarray, "worlds"]
    melts: Float[np.ndarray, "formations worlds"]
    flow_clocks: Float[np.ndarray, "flows formations worlds"]
    flow_to: Float[np.ndarray, "flows formations worlds"]
    fate: Float[np.ndarray, "formations worlds"]
    switch: Float[np.ndarray, "days worlds"]
    switch_to: Float[np.ndarray, "days worlds"]
    grip: Float[np.ndarray, "days worlds"]
    pressure: Float[np.ndarray, "days worlds"]


def repeated(luck: Luck, times: int) -> Luck:
    """The same luck for so many variants, one after the other."""
    return luck if times == 1 else Luck(*(np.tile(x, times) for x in luck))


@lru_cache(maxsize=4)
def draw_luck(worlds: int, formations: int, areas: int, coefficients: int, stream: int = STREAM) -> Luck:
    """The luck of so many worlds. Another `stream` serves to see how far the numbers depend on luck."""
    number = iter(range(100))
    quantiles = np.array([NormalDist().inv_cdf((n + 0.5) / worlds) for n in range(worlds)], np.float32)

    def order(rows: int) -> Int[np.ndarray, "rows worlds"]:
        """Each row an order of the worlds of its own."""
        # Raw output of a bit generator is the one thing that NumPy promises never to change.
        draw = np.random.Philox(key=[stream, next(number)]).random_raw(rows * worlds)
        return np.argsort(draw.reshape(rows, worlds), axis=1, kind="stable")

    def even(*rows: int) -> Float[np.ndarray, "*rows worlds"]:
        """Rows in each of which the worlds are spread evenly over 0 to 1."""
        spread = (order(prod(rows)) + np.float32(0.5)) / np.float32(worlds)
        return spread.astype(np.float32).reshape(*rows, worlds)

    def clocks(*rows: int) -> Float[np.ndarray, "*rows worlds"]:
        return -np.log(even(*rows))

    events = 3, BREAKS
    return Luck(
        tempo=quantiles[order(2)],
        scores=quantiles[order(coefficients)],
        pair=even(1)[0],
        states=even(formations),
        held=even(areas),
        area_clocks=clocks(areas),
        break_clocks=clocks(*events),
        whom=even(*events),
        whole=even(*events),
        collapse_clock=clocks(1)[0],
        melts=even(formations),
        flow_clocks=clocks(FLOWS, formations),
        flow_to=even(FLOWS, formations),
        fate=even(formations),
        switch=even(DAYS),
        switch_to=even(DAYS),
        grip=even(DAYS),
        pressure=quantiles[order(DAYS)],
    )
