"""What becomes of worlds in the days ahead."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from breakranks.vocabulary import Choice
from breakranks.worlds.luck import DAYS
from breakranks.worlds.start import Start

NEVER = DAYS + 1


@dataclass(frozen=True)
class Worlds:
    """What becomes of N worlds in 56 days under one choice of each side.

    Days are counted from the as-of day and are 57 (`NEVER`) where it does not happen. `fall` is of each area, `breaks`
    of each formation by the way in which it breaks, `first` of the force: for each way, and for `collapse` and
    `cannot-hold` (1 where that is the case already). `control` is by week, `states` the share of strength in each state
    at the end; `losses` (killed and wounded) and `met` (pressure that met resistance, summed over days) are of the
    whole time. `signs` are the reports of each kind of sign that are to be expected within 14 days in each area, where
    they were watched for. Of several variants of the evidence, the worlds of one follow those of another.
    """

    choice: Choice
    start: Start
    fall: Int[np.ndarray, "areas worlds"]
    breaks: Mapping[str, Int[np.ndarray, "formations worlds"]]
    first: Mapping[str, Int[np.ndarray, "worlds"]]
    control: Float[np.ndarray, "weeks worlds"]
    states: Float[np.ndarray, "states worlds"]
    losses: Float[np.ndarray, "worlds"]
    met: Float[np.ndarray, "worlds"]
    signs: Float[np.ndarray, "kinds areas worlds"] | None = None
