"""When each area was lost, and came back: the exact posterior, given word of loss, holding and return, and silence."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float, Int

from breakranks.model import chance

Array = Float[np.ndarray, "..."]


def loss_by_day(
    values: Mapping[str, float], lost: Array, holding: Array, back: Array, rate: Array
) -> Float[np.ndarray, "*variants days areas"]:
    """The chance that each area was lost on each day, on all that is known on the last.

    `lost`, `holding` and `back` count true reports of the loss of an area, of its being held, and of its coming back,
    by day, and `rate` is the daily rate at which it would fall; arrays are variants × days × areas. Ground comes back
    only where a report says so (`_with_returns`). If an area fell on day t, what is reported of it is

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
    found = np.asarray(np.cumsum(weight, axis=-2) / total)
    for area in np.flatnonzero(back.any(axis=tuple(range(back.ndim - 1)))):
        told = (np.broadcast_to(x, lost.shape)[..., area].reshape(-1, days) for x in (lost, holding, back, fall))
        found[..., area] = _with_returns(values, *told).reshape(lost.shape[:-1])
    return found


def _with_returns(
    values: Mapping[str, float], lost: Array, holding: Array, back: Array, fall: Array
) -> Float[np.ndarray, "variants days"]:
    """The same for one area that may have come back, and fallen again; arrays are variants × days, `fall` chances.

    A spell of loss from day t to a return on day r is as likely as its reports up to r make it, and the return

        back.rate · (min(odds^B, fall.most-odds) − 1)

    times as likely as none, where B counts word of it; without word of it there is none. Every course of losses and
    returns is weighed: forwards, what leads to an area being held on a day; backwards, what may follow from it.
    """
    days = lost.shape[-1]
    returns = np.flatnonzero(back.any(axis=0))
    ends = np.append(returns, days)
    word = _words(values, lost, holding, ends)
    again = np.ones((len(lost), len(ends)))
    odds = np.minimum(values["fall.odds"] ** back[:, returns], values["fall.most-odds"])
    again[:, :-1] = values["back.rate"] * (odds - 1.0)
    kept = 1.0 - fall
    after = np.ones((len(lost), days + 1))  # What may follow if it is held at the end of the day; the last is the end.
    spells = np.zeros_like(word)
    for day in reversed(range(days)):
        spells[:, day] = word[:, day] * again * after[:, ends]
        if day:
            after[:, day - 1] = kept[:, day] * after[:, day] + fall[:, day] * spells[:, day].sum(axis=-1)
    total = kept[:, 0] * after[:, 0] + fall[:, 0] * spells[:, 0].sum(axis=-1)
    held = np.ones(len(lost))
    came = np.zeros((len(lost), len(ends)))
    for day in range(days):
        fell = held * fall[:, day]
        held = held * kept[:, day] + came[:, :-1][:, returns == day].sum(axis=-1)
        came += fell[:, None] * word[:, day] * again
        spells[:, day] *= fell[:, None]
    begun = np.cumsum(spells.sum(axis=-1), axis=-1)
    ended = np.stack([spells[..., ends <= day].sum(axis=(1, 2)) for day in range(days)], axis=-1)
    return np.asarray(np.clip((begun - ended) / total[:, None], 0.0, 1.0))


def _words(
    values: Mapping[str, float], lost: Array, holding: Array, ends: Int[np.ndarray, "ends"]
) -> Float[np.ndarray, "variants days ends"]:
    """How many times likelier reports are if an area fell on each day and was lost until each: a return, or the end."""
    day = np.arange(lost.shape[-1])[:, None]
    since = ends - 1 - day
    silent = 1.0 - values["fall.reported"] * (1.0 - 0.5 ** ((np.maximum(since, 0) + 1) / values["fall.delay"]))
    counted = np.concatenate([np.zeros_like(holding[:, :1]), np.cumsum(holding, axis=-1)], axis=-1)
    later = counted[:, ends][:, None, :] - counted[:, np.minimum(day + 2, ends)]
    word = lost[..., None]
    likelihood = values["fall.odds"] ** word * silent ** np.maximum(1.0 - word, 0.0) * values["fall.held-odds"] ** later
    return np.where(since >= 0, np.minimum(likelihood, values["fall.most-odds"]), 0.0)


def falls(lost: Array) -> Array:
    """The chance that each area fell on each day, as far as it was not held again; nothing falls on the first."""
    return np.asarray(np.maximum(np.diff(lost, axis=-2, prepend=lost[..., :1, :]), 0.0))


def decaying(counts: Array, half_life: float) -> Array:
    """A decaying sum over days (the last axis but one, or the last of two): it halves every `half_life` days."""
    left = 0.5 ** (1.0 / half_life)
    out = np.array(counts, float)
    for t in range(1, out.shape[-2]):
        out[..., t, :] += left * out[..., t - 1, :]
    return out
