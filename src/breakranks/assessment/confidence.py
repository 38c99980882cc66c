"""How much confidence a forecast deserves: how far it hangs on what cannot be seen on the as-of day."""

import numpy as np

from breakranks.assessment.ladder import Rung
from breakranks.posterior import Posterior
from breakranks.posterior.filter import BROKEN
from breakranks.vocabulary import EXPLANATIONS
from breakranks.worlds import Worlds

SURE, STEADY = 0.05, 0.12
"""Standard deviations under which confidence is high, moderate."""


def rate_confidence(hidden: float, thin: bool) -> str:
    """The analytical confidence rating (ICD 203): "high", "moderate" or "low"; thin evidence lowers it by one."""
    return ("high", "moderate", "low", "low")[(hidden >= SURE) + (hidden >= STEADY) + thin]


class Hidden:
    """What cannot be seen: what explains the conduct, how firm the grip is, who has broken, the tempo of the force."""

    def __init__(self, posterior: Posterior, worlds: Worlds) -> None:
        start, share = worlds.start, posterior.force.share
        explained = start.explanation == np.arange(1, len(EXPLANATIONS))[:, None]
        self.columns = np.vstack([explained, start.grip, share @ BROKEN[start.states], start.tempo]).T.astype(float)

    def spread(self, rung: Rung, horizon: int) -> float:
        """The standard deviation of the chance that it happens by the horizon, over what may be hidden.

        Linear regression of whether it happens on the hidden columns, over the worlds in which it still can: the root
        of the variance that is explained, less what as many columns explain by chance (adjusted R²).
        """
        happens, columns = (rung.days <= horizon)[rung.given].astype(float), self.columns[rung.given]
        free = len(happens) - columns.shape[1] - 1
        if free <= 0:
            return 0.0
        off = columns - columns.mean(axis=0)
        slope = np.linalg.lstsq(off, happens - happens.mean(), rcond=None)[0]
        left = float(np.var(happens - happens.mean() - off @ slope)) * len(happens) / free
        return float(np.sqrt(max(float(happens.var()) - left, 0.0)))
