"""When each area was lost: the exact posterior of its day of loss, given word of loss, word of holding, and silence."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float

from breakranks.model import chance

Array = Float[np.ndarray, "..."]


def loss_by_day(
    values: Mapping[str, float], lost: Array, holding: Array, rate: Array
) -> Float[np.ndarray, "*variants days areas"]:
    """The chance that each area had been lost by each day, on all that is known on the last.

    `lost` and `holding` count true reports of the loss of an area and of its being held, by day, and `rate` is the
    daily rate at which it would fall; arrays are variants × days × areas. If an area fell on day t, what is reported
    of it is

        odds^V · [1 − reported · (1 − 2^(−(n+1)/delay))]^max(1−V, 0) · held_odds^W

    times as likely as if it never did, and at most `fall.most-odds` times: V counts word of its loss on that day, n the
    days since, W word of its being held from the second day after it on. A loss does not go unreported for long, so
    that silence speaks against it.
    """
    days = lost.shape[-2]
    since = (days - 1 - np.arange(days))[:, None]
    silent = 1.0 - values["fall.reported"] * (1.0 - 0.5 ** ((since + 1) / values["fall.delay"]))
    later = np.zeros_like(holding)
    later[..., :-2, :] = np.cumsum(holding[..., ::-1, :], axis=-2)[..., ::-1, :][..., 2:, :]
    likelihood = values["fall.odds"] ** lost * silent ** np.maximum(1.0 - lost, 0.0) * values["fall.held-odds"] ** later
    fall = chance(rate)
    kept = np.cumprod(1.0 - fall, axis=-2)
    before = np.concatenate([np.ones_like(kept[..., :1, :]), kept[..., :-1, :]], axis=-2)
    weight = before * fall * np.minimum(likelihood, values["fall.most-odds"])
    total = weight.sum(axis=-2, keepdims=True) + kept[..., -1:, :]
    return np.asarray(np.cumsum(weight, axis=-2) / total)


def falls(lost: Array) -> Array:
    """The chance that each area fell on each day; nothing falls on the first."""
    out = np.diff(lost, axis=-2, prepend=lost[..., :1, :])
    return np.asarray(out)


def decaying(counts: Array, half_life: float) -> Array:
    """A decaying sum over days (the last axis but one, or the last of two): it halves every `half_life` days."""
    left = 0.5 ** (1.0 / half_life)
    out = np.array(counts, float)
    for t in range(1, out.shape[-2]):
        out[..., t, :] += left * out[..., t - 1, :]
    return out
