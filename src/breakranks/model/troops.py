"""Troops: what moves bodies of them to break, whom it strikes, and the smaller flows between states of formations."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from breakranks.model.hazards import logged

Array = Float[np.ndarray, "..."]
Values = Mapping[str, float]

WEAR = ("losses", "shortage", "leaderless", "encirclement", "hardship")
CARE = ("coercion", "relief", "reinforcement")


def force_features(traces: Mapping[str, Array]) -> Mapping[str, Array]:
    """The features of the hazards that a body of the force breaks, or that the whole goes to pieces.

    `traces` holds `pressure`, `ringed`, `strain`, `ran`, `yielded`, `turned` (traces of the force); `coercion` and
    `relief` (means over its formations by strength); `momentum` (a decaying count of falls that no plan explains),
    `lost` and `fallen-lately` (shares of its ground), `broken` (share of its strength); `loss` and `rival` (chance that
    control is lost, that commands rival), `slack` (deficit of grip) and `size` (log10 of strength over 30,000).
    """
    counted = ("pressure", "ringed", "strain", "ran", "yielded", "turned", "momentum", "coercion", "relief")
    plain = ("lost", "fallen-lately", "broken", "loss", "rival", "slack", "size")
    return {
        **{name: logged(traces[name]) for name in counted},
        **{name: traces[name] for name in plain},
        "broke": logged(traces["ran"] + traces["yielded"] + traces["turned"]),
    }


class Marks(NamedTuple):
    """What makes a formation the likelier to be shaken, or to be the one that breaks.

    `lasting` and `shaking` are what its troops and what wears and cares for them come to (`lasting_marks`); `attack`,
    logged, `beside` (how far its neighbours have broken) and `fell` (its ground has just fallen) change by the day.
    """

    lasting: Array
    shaking: Array
    attack: Array
    beside: Array
    fell: Array


def lasting_marks(values: Values, troops: Array, wear: Mapping[str, Array]) -> tuple[Array, Array]:
    """What troops, wear and care add to the log-odds of being the one that breaks, and to the log-rate of being shaken.

    `wear` holds the logged traces of `WEAR` and `CARE`.
    """
    lasting = troops + sum(values[f"whom.{name}"] * wear[name] for name in (*WEAR, *CARE))
    shaking = troops + sum(values[f"shake.{name}"] * wear[name] for name in (*WEAR, "coercion"))
    return lasting, shaking


def break_log_odds(values: Values, marks: Marks) -> Array:
    """The log-odds with which each steady formation is the one that breaks, if a body of the force does."""
    passing = values["whom.attack"] * marks.attack + values["whom.beside"] * marks.beside
    return marks.lasting + passing + values["whom.fell"] * marks.fell


def shake_rate(values: Values, marks: Marks, slack: Array) -> Array:
    """The daily rate at which a steady formation is shaken."""
    passing = values["shake.attack"] * marks.attack + values["shake.beside"] * marks.beside
    eta = marks.shaking + passing + values["shake.slack"] * slack
    return values["shake.base"] * np.exp(np.clip(eta, -5.0, 4.0))


def calm_rate(values: Values, attack: Array, relief: Array) -> Array:
    """The daily rate at which a shaken formation steadies; `relief` is that and reinforcement, not logged."""
    return (values["calm.base"] + values["calm.relief"] * relief) * np.exp(values["calm.attack"] * attack)


def withdraw_rate(values: Values, ordered: Array, leaves: Array, planned: Array, obeys: Array) -> Array:
    """The daily rate at which a formation goes back on orders from an area that is ordered, or planned, to be left.

    `leaves` is the chance within a day at a rate of as many signs as there are that the area is being left.
    """
    return values["withdraw.ordered"] * obeys * np.maximum(ordered, planned * leaves)


def trapped_share(values: Values, encirclement: Array, nowhere: Array) -> Array:
    """The share of a garrison of ground that falls that is captured; `nowhere` says that no area beside is held."""
    share = np.clip(values["trapped"] * np.exp(values["trapped.encirclement"] * encirclement), 0.0, 0.6)
    return np.maximum(share, values["trapped.nowhere"] * nowhere)


def rout_share(values: Values, slackens: Bool[np.ndarray, "..."], obeys: Array, momentum: Array) -> Array:
    """The share of a steady garrison of ground that falls that runs, of those who are not captured.

    `slackens` says that control is lost or rivalled: then far more of those who do not obey run.
    """
    share = (values["rout"] + values["rout.loss"] * slackens) * (1.0 - obeys)
    return np.minimum(share * np.exp(values["rout.momentum"] * np.minimum(momentum, 4.0)), 0.9)


class Survival(NamedTuple):
    """A soldier's chance of being alive in two weeks if he stays and if he leaves, by formation."""

    stay: Array
    leave: Array


def loss_rate(values: Values, attack: Array, coercion: Array, untrained: Bool[np.ndarray, "..."]) -> Array:
    """Killed and wounded a day, as a share of strength; traces logged."""
    exposure = np.where(untrained, np.float32(values["loss.untrained"]), np.float32(1.0))
    fought = values["loss.base"] + values["loss.attack"] * attack
    return exposure * (1.0 + values["loss.coercion"] * coercion) * fought


def survival(values: Values, losses: Array, coercion: Array) -> Survival:
    """Chances over two weeks at a daily attrition of `losses`; who leaves runs risks of another kind."""
    killed = 14.0 * values["killed"] * losses
    risk = values["leave.risk"] + values["leave.risk-coercion"] * coercion + 0.1 * killed
    return Survival(np.exp(-killed), np.exp(-risk))


def survival_gap(chances: Survival) -> Array:
    """How much safer leaving is than staying, in log-odds, cut to ±3."""
    stay, leave = (np.clip(p, 1e-6, 1.0 - 1e-6) for p in chances)
    return np.clip(np.log(leave / (1.0 - leave)) - np.log(stay / (1.0 - stay)), -3.0, 3.0)
