"""The forward pass: what explains the conduct, how firm command's grip is, and what each formation is doing.

A hidden Markov model on the 25 pairs of explanation and grip level, with each formation's states given each pair. The
one approximation is the factored projection of Boyen and Koller (1998): given the pair, formations are taken as
independent of each other, and each sees what is expected of them all. With one formation that sees its own expected
state it is exact.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from breakranks.evidence.types import Force
from breakranks.model import GRIPS, Model, chance, log_rate
from breakranks.model.command import LOSS, SLACKENS, grip_rates, grip_steps, switch_steps
from breakranks.model.ground import HOLDS_IN_PLACE, Ground, ground_of, manned
from breakranks.model.likelihood import Sign, condition_on_break, condition_on_conduct, likelihood_ratio
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
from breakranks.posterior.ground import decaying, falls
from breakranks.posterior.signs import Signs
from breakranks.vocabulary import EXPLANATIONS, STATES

Array = Float[np.ndarray, "..."]
Z = len(EXPLANATIONS)
PAIRS = Z * GRIPS
EXPLANATION_OF, GRIP_OF = np.repeat(np.arange(Z), GRIPS), np.tile(np.arange(GRIPS), Z)
PLANNED, RIVAL = (list(EXPLANATIONS).index(z) for z in ("planned-withdrawal", "rival-commands"))
STEADY, SHAKEN, WITHDRAWN, DEFIANT, GONE, CAPTIVE = range(len(STATES))
OBEYS = np.array([state.obeys for state in STATES.values()])
BROKEN = np.array([float(state.broken) for state in STATES.values()])
STARTS = np.array([0.93, 0.07, 0.0, 0.0, 0.0, 0.0])
"""States of a formation on the first day, in the order of `STATES`."""
EVENTS = {"exit": GONE, "surrender": CAPTIVE, "mutiny": DEFIANT}
"""The ways in which a body of the force breaks, and the state into which it goes."""


class Belief(NamedTuple):
    """What is believed on one day: the pairs, and the formations' states given each."""

    pairs: Float[np.ndarray, "variants pairs"]
    formations: Float[np.ndarray, "variants pairs formations states"]


class Filtered(NamedTuple):
    """What was believed on each day, and on the last.

    `pairs` are the probabilities of explanation × grip; `control` and `spread` the mean and the standard deviation of
    control given each pair; `states` each formation's states, `formation_control` how much of it obeys; `thin` one less
    how well each area is manned.
    """

    pairs: Float[np.ndarray, "variants days pairs"]
    control: Float[np.ndarray, "variants days pairs"]
    spread: Float[np.ndarray, "variants days pairs"]
    states: Float[np.ndarray, "variants days formations states"]
    formation_control: Float[np.ndarray, "variants days formations"]
    thin: Float[np.ndarray, "variants days areas"]
    last: Belief

    @property
    def explanations(self) -> Float[np.ndarray, "variants days explanations"]:
        """Probability of each explanation on each day."""
        return self.pairs.reshape(*self.pairs.shape[:-1], Z, GRIPS).sum(axis=-1)


class Course(NamedTuple):
    """What the filter reads of the ground and the force on each day, besides reports; variants × days × ….

    `lost` is the chance that each area has been lost, `fell` that it fell on the day; `momentum` and `fallen_lately`
    are decaying sums of falls, the latter as a share of the force's areas.
    """

    lost: Array
    fell: Array
    momentum: Array
    fallen_lately: Array


def course_of(model: Model, lost: Array) -> Course:
    """The course of the ground, given the chance that each area had been lost by each day."""
    fell = falls(lost)
    count = fell.sum(axis=-1, keepdims=True)
    return Course(
        lost=lost,
        fell=fell,
        momentum=decaying(count, model.values["half-life.momentum"])[..., 0],
        fallen_lately=decaying(count, model.values["half-life.fallen-lately"])[..., 0] / lost.shape[-1],
    )


def run_filter(
    model: Model, force: Force, ground: Ground, conditions: Conditions, course: Course, signs: Signs
) -> Filtered:
    """Filter the signs of every day, from the first day on, for every variant of the evidence."""
    variants, days = course.momentum.shape
    belief = Belief(
        np.tile(_start(model), (variants, 1)),
        np.tile(STARTS, (variants, PAIRS, len(force.formations), 1)),
    )
    day_by_day = _Days(model, force, ground, conditions, course)
    kept = []
    for day in range(days):
        belief = day_by_day.propagate(belief, day)
        for sign in signs[day]:
            belief = _update(model, belief, sign)
        kept.append(day_by_day.summarise(belief, day))
    pairs, control, spread, states, formation, thin = (np.stack(parts, axis=1) for parts in zip(*kept, strict=True))
    return Filtered(pairs, control, spread, states, formation, thin, belief)


def _start(model: Model) -> Float[np.ndarray, "pairs"]:
    firm = np.array([model.values[f"grip.start-{level}"] for level in range(1, GRIPS + 1)])
    grip = np.where(SLACKENS[:, None], firm[::-1], firm)
    start = (model.start[:, None] * grip).ravel()
    return np.asarray(start / start.sum())


def _update(model: Model, belief: Belief, sign: Sign) -> Belief:
    """What one report says of the pairs, and of the formations that it is about."""
    pairs = belief.pairs * likelihood_ratio(model, sign).reshape(belief.pairs.shape)
    formations = belief.formations
    answers = model.answers[sign.kind]
    who = np.flatnonzero(sign.about.any(axis=0))
    if answers.any() and who.size:
        # Of a large force a report is about few, and the others stay as they are.
        sign = sign._replace(about=sign.about[:, who], hit=sign.hit[:, who], part=sign.part[:, who])
        theirs = formations[:, :, who]
        told, after = condition_on_conduct(model, sign, theirs)
        pairs = pairs * np.where(answers[:, None] > 0, told, 1.0)
        still = ((answers > 0) & (sign.to < 0))[:, None, None, None]
        formations = formations.copy()
        formations[:, :, who] = condition_on_break(sign, np.where(still, after, theirs))
    return Belief(pairs / pairs.sum(axis=1, keepdims=True), formations)


class _Days:
    """How beliefs move from day to day without reports."""

    def __init__(self, model: Model, force: Force, ground: Ground, conditions: Conditions, course: Course) -> None:
        self.model, self.conditions, self.course = model, conditions, course
        self.obeys, self.deficit = model.obeys[GRIP_OF], model.deficit[GRIP_OF]
        stood = [force.on(day) for day in range(course.lost.shape[1])]
        grounds = {id(force): ground}
        for day, earlier in enumerate(stood):
            if id(earlier) not in grounds:
                grounds[id(earlier)] = ground_of(force, day)
        self.grounds = [grounds[id(f)] for f in stood]
        area_of = np.stack([f.area_of for f in stood])
        self.here, self.stands = np.maximum(area_of, 0), area_of >= 0
        self.neighbours = [f.neighbours.T for f in stood]
        troops = np.array([model.values[f"troops.{f.troops}"] for f in force.formations])
        self.lasting, self.shaking = lasting_marks(model.values, troops, conditions.formations)
        strength = np.stack([f.strength for f in stood])
        self.whole = np.sqrt(np.minimum(1.0, model.values["body"] / strength))
        self.root = np.sqrt(strength)
        self.attack = self._at_home(np.log1p(conditions.areas["attack"]))
        self.ordered = self._at_home(conditions.areas["ordered-out"])
        self.leaving = self._at_home(np.maximum(conditions.areas["leaving"], 0.0))
        self.held = self._at_home(1.0 - course.lost)
        self.fell = self._at_home(np.clip(course.fell, 0.0, 0.95))
        self.came_back = self._at_home(np.clip(falls(-course.lost), 0.0, 0.95))
        lately = np.cumsum(course.fell, axis=1)
        lately[:, 4:] -= lately[:, :-4].copy()
        self.fell_lately = self._at_home(np.minimum(lately, 1.0))
        self.broke = np.sum([conditions.force[name] for name in ("ran", "yielded", "turned")], axis=0)
        values = model.values
        self.loosen, self.tighten = grip_rates(
            values, self.broke, conditions.coercion, conditions.relief, conditions.new_command, np.zeros(1)
        )
        self.trapped = trapped_share(values, conditions.formations["encirclement"], np.zeros(1))
        self.switches = switch_steps(model, self.broke)

    def _at_home(self, areas: Array) -> Array:
        """What is so of the area in which each formation stands on each day; 0 where it stands in none."""
        day = np.arange(len(self.here))[:, None]
        return np.asarray(np.where(self.stands, areas[:, day, self.here], 0.0))

    def propagate(self, belief: Belief, day: int) -> Belief:
        """One day: explanation and grip move, and the formations' states given them."""
        belief = self._move_pairs(belief, day)
        return belief._replace(formations=self._move_formations(belief, day))

    def _move_pairs(self, belief: Belief, day: int) -> Belief:
        grips = grip_steps(self.model.values, self.loosen[:, day], self.tighten[:, day])
        step = self.switches[:, day, :, None, :, None] * grips.transpose(0, 2, 1, 3)[:, None]
        step = step.reshape(len(belief.pairs), PAIRS, PAIRS)
        joint = belief.pairs[:, :, None] * step
        pairs = joint.sum(axis=1)
        back = joint.transpose(0, 2, 1) / np.maximum(pairs, 1e-300)[:, :, None]
        flat = belief.formations.reshape(len(pairs), PAIRS, -1)
        return Belief(pairs, (back @ flat).reshape(belief.formations.shape))

    def _move_formations(self, belief: Belief, day: int) -> Array:
        """Bodies break, formations are shaken and calmed and go back on orders, ground falls under them."""
        states, values = belief.formations, self.model.values
        rates: dict[tuple[int, int], Array] = {}
        broken = states @ BROKEN + 0.5 * states[..., SHAKEN]
        marks = Marks(
            lasting=self.lasting[:, None, day],
            shaking=self.shaking[:, None, day],
            attack=self.attack[:, None, day],
            beside=broken @ self.neighbours[day],
            fell=self.fell_lately[:, None, day],
        )
        breaks = self._break_rates(states, marks, day)
        for event, to in EVENTS.items():
            rates[STEADY, to] = breaks[event]
            rates[SHAKEN, to] = values["whom.shaken"] * breaks[event]
            rates[WITHDRAWN, to] = values["whom.withdrawn"] * breaks[event]
        rates[STEADY, SHAKEN] = shake_rate(values, marks, self.deficit[:, None])
        relieved = self.conditions.relieved[:, None, day]
        rates[SHAKEN, STEADY] = calm_rate(values, marks.attack, relieved)
        planned = (EXPLANATION_OF == PLANNED)[:, None] * 1.0
        back = withdraw_rate(
            values, self.ordered[:, None, day], chance(self.leaving[:, None, day]), planned, self.obeys[:, None]
        )
        rates[STEADY, WITHDRAWN] = back
        rates[SHAKEN, WITHDRAWN] = values["withdraw.shaken"] * back
        rates[WITHDRAWN, STEADY] = values["muster"] * np.exp(-self.leaving[:, None, day]) * self.held[:, None, day]
        cared = relieved + np.expm1(self.conditions.formations["coercion"][:, None, day])
        rates[DEFIANT, SHAKEN] = values["submit.base"] + values["submit.relief"] * cared
        rates[GONE, SHAKEN] = values["return.relief"] * relieved
        rates[CAPTIVE, SHAKEN] = values["refit"] * np.expm1(self.conditions.formations["reinforcement"][:, None, day])
        self._fall_rates(rates, day)
        if (back := self.came_back[:, None, day]).any():
            # Those who went back stand on their ground again as fast as it comes back.
            rates[WITHDRAWN, STEADY] = rates[WITHDRAWN, STEADY] - np.log1p(-back)
        return propagate_states(states, rates)

    def _break_rates(self, states: Array, marks: Marks, day: int) -> dict[str, Array]:
        """The rate at which each steady formation breaks whole in each way, variants × pairs × formations."""
        share = self.conditions.strength[day] / max(self.conditions.strength[day].sum(), 1e-9)
        weight = np.exp(break_log_odds(self.model.values, marks)) * self.root[day] * (share > 0)
        ready = states[..., STEADY] + self.model.values["whom.shaken"] * states[..., SHAKEN]
        ready = ready + self.model.values["whom.withdrawn"] * states[..., WITHDRAWN]
        whom = weight / np.maximum((weight * ready).sum(axis=-1, keepdims=True), 1e-9)
        features = self._force_features(states, share, day)
        most = np.log(self.model.values["force.most"])
        out = {}
        for event in EVENTS:
            rate = np.exp(np.minimum(log_rate(self.model.hazards[event], features), most))
            out[event] = rate[..., None] * whom * self.whole[day] * self.model.values["unseen"]
        return out

    def _force_features(self, states: Array, share: Array, day: int) -> Mapping[str, Array]:
        """Features of the force, variants × pairs; what depends on the pair is taken as it is under each."""
        c, course = self.conditions, self.course
        traces = {name: trace[:, None, day] for name, trace in c.force.items()}
        unplanned = np.where(EXPLANATION_OF == PLANNED, 0.0, 1.0)
        return force_features(
            {
                **traces,
                "coercion": c.coercion[:, None, day],
                "relief": c.relief[:, None, day],
                "momentum": course.momentum[:, None, day] * unplanned,
                "lost": course.lost[:, day].mean(axis=-1)[:, None],
                "fallen-lately": course.fallen_lately[:, None, day],
                "broken": (states @ BROKEN) @ share,
                "loss": (EXPLANATION_OF == LOSS) * 1.0,
                "rival": (EXPLANATION_OF == RIVAL) * 1.0,
                "slack": self.deficit,
                "size": np.array(c.size),
            }
        )

    def _fall_rates(self, rates: dict[tuple[int, int], Array], day: int) -> None:
        """Where ground falls, its garrison goes back, runs or is captured, as fast as it falls."""
        fast = -np.log1p(-self.fell[:, None, day])
        if not fast.any():
            return
        values = self.model.values
        trapped = self.trapped[:, None, day]
        run = rout_share(values, SLACKENS[EXPLANATION_OF], self.obeys, self.course.momentum[:, None, day])[..., None]
        for state, more in ((STEADY, 1.0), (SHAKEN, values["rout.shaken"])):
            running = np.minimum(more * run, 0.95)
            for to, part in (
                (WITHDRAWN, (1.0 - trapped) * (1.0 - running)),
                (GONE, (1.0 - trapped) * running),
                (CAPTIVE, trapped),
            ):
                rates[state, to] = rates.get((state, to), 0.0) + fast * part

    def summarise(self, belief: Belief, day: int) -> tuple[Array, ...]:
        """What is kept of a day, in the order of `Filtered`."""
        strength = self.conditions.strength[day]
        share = strength / max(strength.sum(), 1e-9)
        obeying = belief.formations @ OBEYS
        uncertain = belief.formations @ OBEYS**2 - obeying**2
        control = self.obeys * (obeying @ share)
        spread = self.obeys * np.sqrt(np.maximum(uncertain, 0.0) @ share**2)
        states = np.einsum("vx,vxus->vus", belief.pairs, belief.formations)
        formation = np.einsum("vx,vxu->vu", belief.pairs * self.obeys, obeying)
        there = manned(
            self.grounds[day], (states @ HOLDS_IN_PLACE).T, states[..., WITHDRAWN].T, self.course.lost[:, day].T
        )
        return belief.pairs, control, spread, states, formation, 1.0 - there.T


def propagate_states(states: Array, rates: dict[tuple[int, int], Array]) -> Array:
    """States of formations (the last axis) after a day of competing hazards between them."""
    total: dict[int, Array] = {}
    for (origin, _), rate in rates.items():
        total[origin] = total.get(origin, 0.0) + rate
    out = list(np.ascontiguousarray(np.moveaxis(states, -1, 0)))
    # Of what leaves in a day, each hazard takes its part.
    flows = {origin: out[origin] * chance(rate) / np.maximum(rate, 1e-12) for origin, rate in total.items()}
    for (origin, to), rate in rates.items():
        out[to] = out[to] + flows[origin] * rate
    for origin, rate in total.items():
        out[origin] = out[origin] - flows[origin] * rate
    return np.stack(out, axis=-1)
