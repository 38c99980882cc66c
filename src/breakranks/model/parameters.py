"""Parameters of one world: from standard normal scores to natural units, under the priors of parameters.csv."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from breakranks.assumptions.types import Parameter

Values = Mapping[str, Float[Array, "worlds"]]
"""The worlds' parameters in natural units, by name."""


@dataclass(frozen=True)
class Priors:
    """The priors as arrays: `free` parameters differ between worlds, `fixed` ones are the same in all.

    `centre` and `spread` are on the scale of the prior's normal: logs for lognormal, log-odds for logit-normal.
    """

    free: tuple[str, ...]
    kinds: tuple[str, ...]
    fixed: tuple[str, ...]
    centre: Float[Array, "free"] | np.ndarray
    spread: Float[Array, "free"] | np.ndarray
    fixed_values: Float[Array, "fixed"] | np.ndarray


_INVERSE: Mapping[str, Callable[[Array], Array]] = {
    "normal": lambda x: x,
    "lognormal": jnp.exp,
    "logit-normal": jax.nn.sigmoid,
}

jax.tree_util.register_dataclass(
    Priors, data_fields=["centre", "spread", "fixed_values"], meta_fields=["free", "kinds", "fixed"]
)


def priors_of(parameters: Sequence[Parameter]) -> Priors:
    """Split parameters into those drawn for each world and those that are the same in all."""
    free = [p for p in parameters if p.spread > 0]
    fixed = [p for p in parameters if p.spread == 0]
    scale: Mapping[str, Callable[[float], float]] = {
        "normal": float,
        "lognormal": np.log,
        "logit-normal": lambda x: np.log(x / (1 - x)),
    }
    return Priors(
        free=tuple(p.name for p in free),
        kinds=tuple(p.prior for p in free),
        fixed=tuple(p.name for p in fixed),
        centre=np.array([scale[p.prior](p.centre) for p in free], np.float32),
        spread=np.array([p.spread for p in free], np.float32),
        fixed_values=np.array([p.centre for p in fixed], np.float32),
    )


def natural(priors: Priors, scores: Float[Array, "free worlds"]) -> Values:
    """Parameters in natural units: centre + spread × score, then exp (lognormal) or the logistic (logit-normal)."""
    line = priors.centre[:, None] + priors.spread[:, None] * scores
    free = {name: _INVERSE[kind](line[i]) for i, (name, kind) in enumerate(zip(priors.free, priors.kinds, strict=True))}
    fixed = jnp.broadcast_to(priors.fixed_values[:, None], (len(priors.fixed), scores.shape[1]))
    return free | {name: fixed[i] for i, name in enumerate(priors.fixed)}
