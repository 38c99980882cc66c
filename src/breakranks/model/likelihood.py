"""How likely a report is under each explanation and grip level, and what it says of the formations that it is about.

How *much* is reported depends on the press; *what* is reported depends on the world. So reports of signs (orders,
claims, preparations, conduct) are scored given their number: each as so many times likelier than in an ordinary day's
mix. A report is true with the probability that its Admiralty codes give, and otherwise tells nothing.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from breakranks.model.setup import Model
from breakranks.vocabulary import STATES

Array = Float[np.ndarray, "..."]
STEADY, SHAKEN = 0, 1
UNBROKEN = tuple(n for n, state in enumerate(STATES.values()) if not state.broken)


class Sign(NamedTuple):
    """A report of a sign in each of several variants of the evidence.

    `vote` is that of the report, 0 where a variant has none, and `weight` the power with which it counts for what
    explains the conduct. `about` are weights over the formations that it touches (sum 1, or all 0). Where it tells of
    troops who broke, `to` is the state into which they went (else -1), `hit` the chance that each formation was struck
    and `part` the share of it that went.
    """

    kind: Int[np.ndarray, "variants"]
    truth: Float[np.ndarray, "variants"]
    vote: Float[np.ndarray, "variants"]
    weight: Float[np.ndarray, "variants"]
    to: Int[np.ndarray, "variants"]
    about: Float[np.ndarray, "variants formations"]
    hit: Float[np.ndarray, "variants formations"]
    part: Float[np.ndarray, "variants formations"]


def likelihood_ratio(model: Model, sign: Sign) -> Float[np.ndarray, "variants explanations grips"]:
    """How many times likelier the report is under each explanation and level of grip.

    truth · multiplier(kind, explanation) · exp(slack(kind) · deficit(grip)) + 1 − truth, to the power of the weight.
    """
    tilt = np.exp(model.slack[sign.kind][:, None] * model.deficit)
    ratio = model.multipliers[sign.kind][:, :, None] * tilt[:, None, :]
    truth = sign.truth[:, None, None]
    return (truth * ratio + 1.0 - truth) ** sign.weight[:, None, None]


def condition_on_conduct(model: Model, sign: Sign, formations: Array) -> tuple[Array, Array]:
    """What the formations answer to the report, given each pair of explanation and grip.

    One of those whom it is about, in proportion to the weights, made the news: it is Σ about · Σ P(state) · shows
    times likelier. `formations` is variants × pairs × formations × states; gives that factor (variants × pairs), and
    the formations' states after it.
    """
    shows = model.shows[sign.kind][:, None, None, :]
    own = (formations * shows).sum(axis=-1)
    about = sign.about[:, None]
    whole = (own * about).sum(axis=-1)
    shared = (whole[:, :, None] - own * about)[..., None] + about[..., None] * shows
    after = formations * shared / np.maximum(whole, 1e-9)[:, :, None, None]
    truth, vote = sign.truth[:, None], sign.vote[:, None]
    factor = truth * np.minimum(whole, model.values["likelihood.most"]) + 1.0 - truth
    power = model.values["likelihood.answer"] * sign.weight[:, None]
    sure = (truth * vote)[..., None, None]
    return np.maximum(factor, 1e-3) ** power, sure * after + (1.0 - sure) * formations


def condition_on_break(sign: Sign, formations: Array) -> Array:
    """The formations' states after a report that troops broke, which is true with the chance that its codes give.

    If it is, each formation is struck with its chance: a part of it goes, and what was steady of the rest is shaken.
    It is the event of the model's own hazards, and so reports of it add up.
    """
    rows = np.flatnonzero(sign.to >= 0)
    if rows.size == 0:
        return formations
    out = formations.copy()
    sure = (sign.truth * sign.vote)[rows, None, None] * sign.hit[rows, None]
    goes, shakes = sure * sign.part[rows, None, :], sure * (1.0 - sign.part[rows, None, :])
    for state in UNBROKEN:
        moved = goes * formations[rows, ..., state]
        out[rows, ..., state] -= moved
        for row, to, flow in zip(rows, sign.to[rows], moved, strict=True):
            out[row, ..., to] += flow
    shaken = shakes * formations[rows, ..., STEADY]
    out[rows, ..., STEADY] -= shaken
    out[rows, ..., SHAKEN] += shaken
    return out
