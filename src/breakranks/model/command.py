"""Command: how what explains its conduct changes, and how its grip loosens and tightens."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Bool, Float, Int

from breakranks.model.setup import GRIPS, Model
from breakranks.vocabulary import EXPLANATIONS

Array = Float[np.ndarray, "..."]
LOSS = list(EXPLANATIONS).index("loss-of-control")
SLACKENS = np.array([explanation.slackens for explanation in EXPLANATIONS.values()])
FIRM, SLACK = 1, 3
"""The levels, from 0, to which grip drifts under control, and where control is lost or rivalled."""
MOST_A_DAY = 0.4
"""Grip moves by a level in a day with no more than this chance each way."""
MOST_TIMES = 20.0
"""Bodies that break make loss of control no more than so many times likelier."""


def switch_chances(
    model: Model, broke: Float[np.ndarray, "*#worlds"], explanation: Int[np.ndarray, "*#worlds"]
) -> Float[np.ndarray, "... explanations"]:
    """The chance of going from an explanation to each other in a day; 0 for staying.

    Loss of control becomes likelier as bodies of troops break: its chances grow by (1 + broke)^switch.broke.
    """
    going = model.leaving[explanation]
    going[..., LOSS] *= np.minimum((1.0 + broke) ** model.values["switch.broke"], MOST_TIMES)
    return going


def switch_steps(
    model: Model, broke: Float[np.ndarray, "*days"]
) -> Float[np.ndarray, "*days explanations explanations"]:
    """The chance of going from each explanation (last axis but one) to each, itself among them, in a day."""
    every = np.arange(len(EXPLANATIONS))
    steps = switch_chances(model, broke[..., None], np.broadcast_to(every, (*broke.shape, len(every))))
    steps[..., every, every] = 1.0 - steps.sum(axis=-1)
    return steps


def grip_rates(
    values: Mapping[str, float], broke: Array, coercion: Array, relief: Array, new_command: Array, backlash: Array
) -> tuple[Array, Array]:
    """By how much grip loosens and tightens faster than usual; all but `backlash` as traces, not logged."""
    loosen = np.exp(values["grip.broke"] * np.log1p(broke))
    tighten = np.exp(
        values["grip.coercion"] * np.log1p(coercion)
        + values["grip.relief"] * np.log1p(relief)
        + values["grip.new-command"] * np.log1p(new_command)
        + values["grip.backlash"] * backlash
    )
    return loosen, tighten


def grip_chances(
    values: Mapping[str, float],
    level: Int[np.ndarray, "..."],
    slackens: Bool[np.ndarray, "..."],
    loosen: Array,
    tighten: Array,
) -> tuple[Array, Array]:
    """The chances that grip goes one level towards slack, and one towards firm, in a day.

    It drifts to a firm level under control and to a slack one where the explanation slackens it, faster as `loosen` and
    `tighten` say.
    """
    target = np.where(slackens, SLACK, FIRM)
    down = np.where(level < target, values["grip.toward"], values["grip.away"]) * loosen
    up = np.where(level > target, values["grip.toward"], values["grip.away"]) * tighten
    down = np.where(level < GRIPS - 1, np.minimum(down, MOST_A_DAY), 0.0)
    up = np.where(level > 0, np.minimum(up, MOST_A_DAY), 0.0)
    return down, up


def grip_steps(
    values: Mapping[str, float], loosen: Array, tighten: Array
) -> Float[np.ndarray, "*variants explanations grips grips"]:
    """The chance of going from each level of grip to each other in a day, under each explanation."""
    level = np.arange(GRIPS)
    down, up = grip_chances(values, level, SLACKENS[:, None], loosen[..., None, None], tighten[..., None, None])
    down, up = np.broadcast_arrays(down, up)
    steps = np.zeros((*down.shape, GRIPS))
    steps[..., level[:-1], level[1:]] = down[..., :-1]
    steps[..., level[1:], level[:-1]] = up[..., 1:]
    steps[..., level, level] = 1.0 - down - up
    return steps
