"""The filter's model in full: explanation, grip and the states of all formations together, enumerated or sampled.

Written apart from the filter, from the rates of the model alone; nothing is taken as independent. With U formations
there are 25 · 6^U states of the whole, which can be enumerated for three. Of larger forces samples are drawn (Gordon,
Salmond and Smith 1993).
"""

from collections.abc import Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from breakranks.evidence.types import Force
from breakranks.model import GRIPS, Model, chance, log_rate
from breakranks.model.command import grip_chances, switch_chances
from breakranks.model.likelihood import Sign
from breakranks.model.troops import (
    Marks,
    break_log_odds,
    calm_rate,
    force_features,
    lasting_marks,
    rout_share,
    shake_rate,
    trapped_share,
    withdraw_rate,
)
from breakranks.posterior.conditions import Conditions
from breakranks.posterior.filter import Course
from breakranks.vocabulary import EXPLANATIONS

NAMES = list(EXPLANATIONS)
STEADY, SHAKEN, WITHDRAWN, DEFIANT, GONE, CAPTIVE = range(6)
BROKEN = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])
EVENTS = {"exit": GONE, "surrender": CAPTIVE, "mutiny": DEFIANT}
PAIRS = [(z, g) for z in range(len(NAMES)) for g in range(GRIPS)]
FIRST_DAY = (0.93, 0.07, 0.0, 0.0, 0.0, 0.0)


class Found(NamedTuple):
    """Probabilities by day: of pairs of explanation and grip, and of each formation's states."""

    pairs: np.ndarray
    states: np.ndarray


class Chain:
    """The chain on one force.

    `expected` says that formations see what is expected of each other given the pair, as in the filter; otherwise each
    sees what the others are doing.
    """

    def __init__(
        self, model: Model, force: Force, conditions: Conditions, course: Course, expected: bool = False
    ) -> None:
        self.model, self.force, self.conditions, self.course = model, force, conditions, course
        self.expected = expected
        self.units = len(force.formations)
        self._begin()

    def _begin(self) -> None:
        self.every = np.array(list(product(range(6), repeat=self.units)))
        start = np.array([np.prod([FIRST_DAY[s] for s in states]) for states in self.every])
        self.joint = np.outer(self._first_pairs(), start)

    def run(self, signs: Sequence[Sequence[Sign]]) -> Found:
        pairs, states = [], []
        for day, told in enumerate(signs):
            self.joint = self._move_pairs(day)
            self.joint = np.stack([self._move_states(x, day) for x in range(len(PAIRS))])
            for sign in told:
                self._hear(sign)
            pairs.append(self.joint.sum(axis=1))
            whole = self.joint.sum(axis=0)
            states.append([[whole[self.every[:, u] == s].sum() for s in range(6)] for u in range(self.units)])
        return Found(np.array(pairs), np.array(states))

    def _first_pairs(self) -> np.ndarray:
        start = []
        for z, g in PAIRS:
            level = GRIPS - g if EXPLANATIONS[NAMES[z]].slackens else g + 1
            start.append(self.model.start[z] * self.model.values[f"grip.start-{level}"])
        return np.array(start) / sum(start)

    def _move_pairs(self, day: int) -> np.ndarray:
        return np.asarray(self._pair_moves(day).T @ self.joint)

    def _pair_moves(self, day: int) -> np.ndarray:
        """The chances with which each pair of explanation and grip becomes each other."""
        c = self.conditions
        broke = sum(float(c.force[name][0, day]) for name in ("ran", "yielded", "turned"))
        values = self.model.values
        loosen = np.exp(values["grip.broke"] * np.log1p(broke))
        tighten = np.exp(
            values["grip.coercion"] * np.log1p(c.coercion[0, day])
            + values["grip.relief"] * np.log1p(c.relief[0, day])
            + values["grip.new-command"] * np.log1p(c.new_command[0, day])
        )
        out = np.zeros((len(PAIRS), len(PAIRS)))
        for x, (z, g) in enumerate(PAIRS):
            going = switch_chances(self.model, np.array([broke]), np.array([z]))[0]
            going[z] = 1.0 - going.sum()
            for to, goes in enumerate(going):
                slackens = np.array([EXPLANATIONS[NAMES[to]].slackens])
                down, up = (
                    float(p[0])
                    for p in grip_chances(values, np.array([g]), slackens, np.array([loosen]), np.array([tighten]))
                )
                for level, moves in ((g + 1, down), (g - 1, up), (g, 1.0 - down - up)):
                    if moves > 0.0:
                        out[x, PAIRS.index((to, level))] += goes * moves
        return out

    def _seen(self, of_state: Sequence[float], given: np.ndarray) -> np.ndarray:
        """What formations see of each formation: what it does in each state of the whole, or what is expected."""
        real = np.array(of_state)[self.every]
        return np.broadcast_to(given @ real, real.shape) if self.expected else real

    def _move_states(self, x: int, day: int) -> np.ndarray:
        whole = self.joint[x].sum()
        if whole == 0.0:
            return self.joint[x]
        given = self.joint[x] / whole
        moves = self._moves(x, day, given)
        out = given.reshape(-1, *[1] * self.units)
        for u in range(self.units):
            out = out * moves[:, u].reshape(-1, *[6 if v == u else 1 for v in range(self.units)])
        return whole * out.sum(axis=0).ravel()

    def _moves(self, x: int, day: int, given: np.ndarray) -> np.ndarray:
        """The chances with which each formation goes to each state within the day, from each state of the whole."""
        moves = np.zeros((len(self.every), self.units, 6))
        for (origin, to), rate in self._rates(x, day, given).items():
            moves[..., to] += np.where(self.every == origin, rate, 0.0)
        leaves = moves.sum(axis=-1, keepdims=True)
        moves *= -np.expm1(-leaves) / np.maximum(leaves, 1e-300)
        for s in range(6):
            moves[..., s] += np.where(self.every == s, np.exp(-leaves[..., 0]), 0.0)
        return moves

    def _rates(self, x: int, day: int, given: np.ndarray) -> dict[tuple[int, int], np.ndarray]:
        (z, g), c, values, force = PAIRS[x], self.conditions, self.model.values, self.force
        obeys, deficit = float(self.model.obeys[g]), float(self.model.deficit[g])
        wear = {name: trace[0, day] for name, trace in c.formations.items()}
        troops = np.array([values[f"troops.{f.troops}"] for f in force.formations])
        attack = self._at_home(np.log1p(c.areas["attack"][0, day]))
        broken = self._seen(BROKEN, given)
        marks = Marks(
            *lasting_marks(values, troops, wear),
            attack=attack,
            beside=(broken + 0.5 * self._seen([0, 1, 0, 0, 0, 0], given)) @ force.neighbours.T,
            fell=self._at_home(np.minimum(self.course.fell[0, max(day - 3, 0) : day + 1].sum(axis=0), 1.0)),
        )
        ready = np.zeros(6)
        ready[[STEADY, SHAKEN, WITHDRAWN]] = 1.0, values["whom.shaken"], values["whom.withdrawn"]
        weight = np.exp(break_log_odds(values, marks)) * np.sqrt(force.strength) * (c.strength[day] > 0)
        whom = weight / np.maximum((weight * self._seen(ready, given)).sum(axis=1, keepdims=True), 1e-9)
        whole = np.sqrt(np.minimum(1.0, values["body"] / force.strength))
        features = self._force_features(z, deficit, day, broken)
        rates = {}
        for event, to in EVENTS.items():
            rate = np.minimum(np.exp(log_rate(self.model.hazards[event], features)), values["force.most"])
            for s in (STEADY, SHAKEN, WITHDRAWN):
                rates[s, to] = ready[s] * rate[:, None] * whom * whole * values["unseen"]
        relieved = c.relieved[0, day]
        rates[STEADY, SHAKEN] = shake_rate(values, marks, np.array(deficit))
        rates[SHAKEN, STEADY] = calm_rate(values, attack, relieved)
        planned = np.array(float(NAMES[z] == "planned-withdrawal"))
        leaving = self._at_home(np.maximum(c.areas["leaving"][0, day], 0.0))
        ordered = self._at_home(c.areas["ordered-out"][0, day])
        back = withdraw_rate(values, ordered, chance(leaving), planned, np.array(obeys))
        rates[STEADY, WITHDRAWN], rates[SHAKEN, WITHDRAWN] = back, values["withdraw.shaken"] * back
        held = self._at_home(1.0 - self.course.lost[0, day])
        rates[WITHDRAWN, STEADY] = values["muster"] * np.exp(-leaving) * held
        cared = relieved + np.expm1(wear["coercion"])
        rates[DEFIANT, SHAKEN] = values["submit.base"] + values["submit.relief"] * cared
        rates[GONE, SHAKEN] = values["return.relief"] * relieved
        rates[CAPTIVE, SHAKEN] = values["refit"] * np.expm1(wear["reinforcement"])
        fast = self._at_home(-np.log1p(-np.minimum(self.course.fell[0, day], 0.95)))
        trapped = trapped_share(values, wear["encirclement"], np.zeros(1))
        slackens = np.array(EXPLANATIONS[NAMES[z]].slackens)
        run = rout_share(values, slackens, np.array(obeys), self.course.momentum[0, [day]])
        for s, more in ((STEADY, 1.0), (SHAKEN, values["rout.shaken"])):
            runs = np.minimum(more * run, 0.95)
            for to, part in (
                (WITHDRAWN, (1.0 - trapped) * (1.0 - runs)),
                (GONE, (1.0 - trapped) * runs),
                (CAPTIVE, trapped),
            ):
                rates[s, to] = rates.get((s, to), 0.0) + fast * part
        return rates

    def _at_home(self, areas: np.ndarray) -> np.ndarray:
        return np.where(self.force.area_of >= 0, areas[self.force.area_of], 0.0)

    def _force_features(self, z: int, deficit: float, day: int, broken: np.ndarray) -> dict[str, np.ndarray]:
        c, course = self.conditions, self.course
        momentum = 0.0 if NAMES[z] == "planned-withdrawal" else course.momentum[0, day]
        found = {
            **{name: trace[0, day] for name, trace in c.force.items()},
            "coercion": c.coercion[0, day],
            "relief": c.relief[0, day],
            "momentum": momentum,
            "lost": course.lost[0, day].mean(),
            "fallen-lately": course.fallen_lately[0, day],
            "broken": broken @ c.strength[day] / c.strength[day].sum(),
            "loss": float(NAMES[z] == "loss-of-control"),
            "rival": float(NAMES[z] == "rival-commands"),
            "slack": deficit,
            "size": c.size,
        }
        return dict(force_features({name: np.broadcast_to(x, len(self.every)) for name, x in found.items()}))

    def _hear(self, sign: Sign) -> None:
        kind, truth, weight = int(sign.kind[0]), float(sign.truth[0]), float(sign.weight[0])
        self.joint *= self._factors(sign)[:, None]
        if self.model.answers[kind] > 0 and sign.about.any():
            sure = truth * float(sign.vote[0])
            shown = self.model.shows[kind][self.every] @ sign.about[0]
            usual = self.joint @ shown / np.maximum(self.joint.sum(axis=1), 1e-300)
            factor = truth * np.minimum(usual, self.model.values["likelihood.most"]) + 1.0 - truth
            told = np.maximum(factor, 1e-3) ** (self.model.values["likelihood.answer"] * weight)
            if sign.to[0] < 0:
                self.joint = sure * self.joint * shown / usual[:, None] + (1.0 - sure) * self.joint
            else:
                self.joint = (1.0 - sure) * self.joint + sure * self._struck(sign)
            self.joint *= told[:, None]
        self.joint /= self.joint.sum()

    def _factors(self, sign: Sign) -> np.ndarray:
        """How many times likelier the report is under each pair."""
        kind, truth, weight = int(sign.kind[0]), float(sign.truth[0]), float(sign.weight[0])
        ratio = [
            self.model.multipliers[kind, z] * np.exp(self.model.slack[kind] * self.model.deficit[g]) for z, g in PAIRS
        ]
        return np.asarray((truth * np.array(ratio) + 1.0 - truth) ** weight)

    def _struck(self, sign: Sign) -> np.ndarray:
        """The joint distribution after a report, if true, that bodies broke: each one struck goes or is shaken."""
        joint = self.joint.reshape(len(PAIRS), *[6] * self.units)
        for u, kernel in enumerate(self._strikes(sign)):
            joint = np.moveaxis(np.tensordot(joint, kernel, axes=(u + 1, 0)), -1, u + 1)
        return joint.reshape(self.joint.shape)

    def _strikes(self, sign: Sign) -> np.ndarray:
        """The chances with which each formation goes from state to state, if such a report is true."""
        kernels = np.tile(np.eye(6), (self.units, 1, 1))
        hit, part = sign.hit[0], sign.part[0]
        for s in (STEADY, SHAKEN, WITHDRAWN):
            kernels[:, s, s] -= hit * part
            kernels[:, s, int(sign.to[0])] += hit * part
        kernels[:, STEADY, STEADY] -= hit * (1.0 - part)
        kernels[:, STEADY, SHAKEN] += hit * (1.0 - part)
        return kernels


class SampledChain(Chain):
    """The same chain on a force of any size, by samples: each is a pair and a state of every formation."""

    def __init__(self, *chain: Any, samples: int, seed: int) -> None:
        self.samples, self.luck = samples, np.random.default_rng(seed)
        super().__init__(*chain)

    def _begin(self) -> None:
        self.pair = self.luck.choice(len(PAIRS), self.samples, p=self._first_pairs())
        self.sample = self.luck.choice(6, (self.samples, self.units), p=FIRST_DAY)
        self.weight = np.full(self.samples, 1.0 / self.samples)

    def run(self, signs: Sequence[Sequence[Sign]]) -> Found:
        pairs, states = [], []
        for day, told in enumerate(signs):
            self.pair = self._draw(self._pair_moves(day)[self.pair])
            for x in np.unique(self.pair):
                own = self.pair == x
                self.every = self.sample[own]
                self.sample[own] = self._draw(self._moves(x, day, np.zeros(0)))
            for sign in told:
                self._hear(sign)
            pairs.append(np.bincount(self.pair, self.weight, len(PAIRS)))
            states.append([np.bincount(self.sample[:, u], self.weight, 6) for u in range(self.units)])
        return Found(np.array(pairs), np.array(states))

    def _draw(self, chances: np.ndarray) -> np.ndarray:
        below = np.cumsum(chances, axis=-1)
        return np.asarray((self.luck.random((*below.shape[:-1], 1)) * below[..., -1:] > below).sum(axis=-1))

    def _hear(self, sign: Sign) -> None:
        truth, weight, sure = float(sign.truth[0]), float(sign.weight[0]), float(sign.truth[0] * sign.vote[0])
        kind = int(sign.kind[0])
        likelihood = self._factors(sign)[self.pair]
        if self.model.answers[kind] > 0 and sign.about.any():
            shown = self.model.shows[kind][self.sample] @ sign.about[0]
            whole = np.maximum(np.bincount(self.pair, self.weight, len(PAIRS)), 1e-300)
            usual = (np.bincount(self.pair, self.weight * shown, len(PAIRS)) / whole)[self.pair]
            factor = truth * np.minimum(usual, self.model.values["likelihood.most"]) + 1.0 - truth
            likelihood *= np.maximum(factor, 1e-3) ** (self.model.values["likelihood.answer"] * weight)
            if sign.to[0] < 0:
                likelihood *= sure * shown / usual + 1.0 - sure
            else:
                true = self.luck.random(self.samples) < sure
                struck = self._strikes(sign)[np.arange(self.units), self.sample[true]]
                self.sample[true] = self._draw(struck)
        self.weight *= likelihood
        self.weight /= self.weight.sum()
        if 1.0 / (self.weight**2).sum() < self.samples / 2:
            self._resample()

    def _resample(self) -> None:
        ticks = (np.arange(self.samples) + self.luck.random()) / self.samples
        kept = np.searchsorted(np.cumsum(self.weight), ticks).clip(0, self.samples - 1)
        self.pair, self.sample = self.pair[kept], self.sample[kept]
        self.weight = np.full(self.samples, 1.0 / self.samples)
