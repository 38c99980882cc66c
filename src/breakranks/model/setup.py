"""The tables of assumptions as the arrays and hazards that the model computes with."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from breakranks.assumptions import Assumptions, Parameter, read_kinds, read_priors, usual_switches
from breakranks.model.hazards import Hazard
from breakranks.vocabulary import EXPLANATIONS, SIGNS, STATES

GRIPS = 5
"""Levels of grip, from firm to slack."""
HAZARDS = ("area", "exit", "surrender", "mutiny", "collapse")
ORDINARY = (0.70, 0.15, 0.05, 0.03, 0.04, 0.03)
"""The states of an ordinary force, in the order of `STATES`, to which responses are relative."""


class Model(NamedTuple):
    """Everything that the filter and the worlds compute with.

    `values` are the parameters by name. `multipliers` says how many times likelier each kind of sign is under each
    explanation, `shows` how many times likelier of a formation in each state (1 where `answers` is False), `slack` how
    its log-odds change with grip. `switches` are daily probabilities of going from one explanation to another, `start`
    those that a case begins with. `obeys` is the chance that an order is carried out at each level of grip.
    """

    values: Mapping[str, float]
    hazards: Mapping[str, Hazard]
    multipliers: Float[np.ndarray, "kinds explanations"]
    shows: Float[np.ndarray, "kinds states"]
    answers: Float[np.ndarray, "kinds"]
    slack: Float[np.ndarray, "kinds"]
    switches: Float[np.ndarray, "explanations explanations"]
    start: Float[np.ndarray, "explanations"]
    obeys: Float[np.ndarray, "grips"]

    @property
    def leaving(self) -> Float[np.ndarray, "explanations explanations"]:
        """The chances of going from one explanation to another, 0 for staying."""
        return self.switches * (1.0 - np.eye(len(self.switches)))

    @property
    def deficit(self) -> Float[np.ndarray, "grips"]:
        """How far each level of grip is from the usual, (1.6 − log-odds of obeying) / 1.5; at 0 one in six disobeys."""
        return np.asarray((1.6 - np.log(self.obeys / (1.0 - self.obeys))) / 1.5)


def model_of(assumptions: Assumptions) -> Model:
    """The model with these assumptions; without learnt switches, with those of the prior."""
    values = assumptions.values
    rows = {row.kind: row.learnt for row in assumptions.explanations}
    kinds = read_kinds()
    shows = np.array([[kinds[k].shows.get(s, 1.0) for s in STATES] for k in SIGNS])
    found = assumptions.switches or usual_switches(values)
    return Model(
        values=values,
        hazards={name: hazard_of(name, assumptions.parameters) for name in HAZARDS},
        multipliers=np.array([[rows[kind][z] for z in EXPLANATIONS] for kind in SIGNS]),
        shows=shows / (shows @ np.array(ORDINARY))[:, None],
        answers=np.array([float(bool(kinds[kind].shows)) for kind in SIGNS]),
        slack=np.array([kinds[kind].slack for kind in SIGNS]),
        switches=np.array([[found[a][b] for b in EXPLANATIONS] for a in EXPLANATIONS]),
        start=np.array([found["start"][z] for z in EXPLANATIONS]),
        obeys=np.array([values[f"grip.obeys-{level}"] for level in range(1, GRIPS + 1)]),
    )


def learnable_of(hazard: str) -> tuple[Parameter, ...]:
    """The priors of a hazard's parameters that can be learnt: its base, then the coefficients of its features."""
    own = [p for p in read_priors() if p.name.startswith(f"{hazard}.") and p.spread]
    return tuple(sorted(own, key=lambda p: p.name != f"{hazard}.base"))


def hazard_of(name: str, parameters: Sequence[Parameter]) -> Hazard:
    """The hazard whose parameters begin with this name; those that cannot be learnt are no coefficients of it."""
    learnable = {p.name for p in learnable_of(name)}
    own = {p.name.removeprefix(f"{name}."): p for p in parameters if p.name in learnable}
    base = own.pop("base")
    return Hazard(base.value - sum(p.value * p.mean for p in own.values()), {n: p.value for n, p in own.items()})
