"""The rules of `breakranks.model.step` in Mesa: a model for each world, an agent for each formation and area.

`benchmarks.forward` times it. A day's rules that look at others go in stages, so that all act at the same time. Every
formation stands in an area, as in kherson-2022.
"""

from collections.abc import Mapping, Sequence
from math import exp, log, sqrt, tanh
from typing import NamedTuple

import jax
import mesa
import numpy as np

from breakranks.model.parameters import Values
from breakranks.model.step import FIGHTS, FINISHED, LEAN, MEMORY, USUAL_GRIP
from breakranks.model.world import (
    DECEPTION,
    EXPLANATIONS,
    LOSS_OF_CONTROL,
    PLANNED_WITHDRAWAL,
    RIVAL_COMMANDS,
    Day,
    Ground,
    Noise,
    World,
)


def mean_steady(world: World, days: Day, noise: Noise, values: Values, ground: Ground) -> float:
    """Mean share of the steady after all days, of arrays as `step` takes them."""
    each_day = by_day(days)
    count = len(world.grip)
    total = 0.0
    for number in range(count):
        one, drawn = (jax.tree.map(lambda x: x[..., number].tolist(), tree) for tree in (world, noise))  # noqa: B023
        force = Force(one, each_day, by_day(drawn), {name: float(x[number]) for name, x in values.items()}, ground)
        for _ in each_day:
            force.step()
        total += force.agents_by_type[Formation].agg("steady", sum)
    return total / (count * len(ground.strength))


def by_day(arrays: NamedTuple) -> list:
    """One tuple of plain lists a day."""
    plain = [x.squeeze(-1).tolist() if isinstance(x, np.ndarray) else x for x in arrays]
    return [type(arrays)(*day) for day in zip(*plain, strict=True)]


class Formation(mesa.Agent):
    """A formation: seven shares that sum to 1, what left the ranks of late, and resolve."""

    def __init__(self, model: "Force", number: int, ground: Ground, world: World) -> None:
        super().__init__(model)
        self.number = number
        self.strength, self.bodies, self.mobilised = (
            float(x[number]) for x in (ground.strength, ground.bodies, ground.mobilised)
        )
        self.branch = int(ground.branch[number].argmax())
        self.neighbours: list[tuple[Formation, float]] = []
        self.resolve, self.usual_resolve, self.driven = (
            x[number] for x in (world.resolve, world.usual_resolve, world.driven)
        )
        for values in (world.shares, world.recent):
            for name, value in values._asdict().items():
                setattr(self, name, value[number])

    def muster(self) -> None:
        """How many it counts today, and how command's measures change its grip."""
        v, day, i = self.model.values, self.model.today, self.number
        self.size = self.strength * day.present[i]
        self.grasp = (
            v["grip-from-coercion"] * day.coercion[i]
            + v["grip-from-relief"] * day.relief[i]
            + v["grip-from-new-command"] * day.new_command[i]
            - v["grip-leaderless-drift"] * day.leaderless[i]
        )

    def feel(self) -> None:
        """Resolve: worn by what the troops go through, mended by relief."""
        v, day, i = self.model.values, self.model.today, self.number
        self.driven += (day.coercion[i] - self.driven) / 14.0
        resolve = self.resolve + v["resolve-reversion"] * (self.usual_resolve - self.resolve)
        resolve -= (
            v["resolve-wear-losses"] * day.losses[i]
            + v["resolve-wear-hardship"] * self.hardship
            + v["resolve-wear-supply"] * self.supply
            + v["resolve-wear-backlash"] * self.driven
        )
        resolve += v["resolve-from-relief"] * day.relief[i] + v["resolve-from-reinforcement"] * day.reinforcement[i]
        self.resolve = clip(resolve, 4.0)

    @property
    def hardship(self) -> float:
        day = self.model.today
        return day.hardship[self.number] + self.model.values["winter-hardship"] * day.winter

    @property
    def supply(self) -> float:
        day = self.model.today
        return day.supply[self.number] + self.model.values["winter-supply"] * day.winter

    def look(self) -> None:
        """What acts on it today; of its neighbours it sees what they were yesterday."""
        v, day, i = self.model.values, self.model.today, self.number
        hold = self.model.grip - self.model.slack + self.model.branch_grip[self.branch]
        self.weak = USUAL_GRIP - hold
        self.obeys = sigmoid(hold + 0.5 * self.resolve)
        self.push = self.area.contact
        self.broken = self.left = self.caught = self.defied = 0.0
        for other, weight in self.neighbours:
            self.broken += weight * (other.absent + other.captive + other.defiant + 0.5 * other.wavering)
            self.left += weight * other.absent
            self.caught += weight * other.captive
            self.defied += weight * other.defiant
        exposure = 1.0 + (v["exposure-mobilised"] - 1.0) * self.mobilised
        coerced = 1.0 + v["loss-coercion"] * day.coercion[i]
        self.attrition = exposure * coerced * (v["loss-base"] + v["loss-pressure"] * self.push)
        self.burst = exp(v["burstiness"] * self.model.drawn.breaking[i] - 0.5 * v["burstiness"] ** 2)
        self.pace = v["tempo"] * day.present[i]

    def gap(self) -> float:
        """How much likelier it is to live for one who leaves than for one who stays, log-odds."""
        v = self.model.values
        killed = 14.0 * v["killed-share"] * self.attrition
        risk = v["leave-risk"] + v["leave-risk-coercion"] * self.model.today.coercion[self.number]
        stay, leave = exp(-killed), exp(-risk - 0.1 * killed)
        return clip(log(leave * max(1.0 - stay, 1e-4) / (stay * max(1.0 - leave, 1e-4))), 3.0)

    def act(self) -> None:
        """What its people do today. They are counted in the end, when all have acted."""
        self.flow()
        self.jump()

    def flow(self) -> None:
        """Smooth flows: competing hazards out of each share."""
        v, day, i = self.model.values, self.model.today, self.number
        model, area, resolve, weak, push = self.model, self.area, self.resolve, self.weak, self.push
        waver = (
            self.pace
            * self.burst
            * v["waver-base"]
            * exp(
                v["waver-pressure"] * push
                + v["waver-hardship"] * self.hardship
                + v["waver-supply"] * self.supply
                + v["waver-losses"] * day.losses[i]
                + v["waver-encirclement"] * day.encirclement[i]
                + v["waver-leaderless"] * day.leaderless[i]
                + v["waver-dissonance"] * day.dissonance[i]
                + v["waver-contagion"] * self.broken
                + v["waver-grip"] * weak
                - v["waver-coercion"] * day.coercion[i]
                - resolve
            )
        )
        calming = -v["return-grip"] * weak + 0.5 * resolve + v["return-relief"] * day.relief[i]
        steadying = self.pace * v["return-base"] * exp(calming - v["return-pressure"] * push)
        wish = v["leave-survival"] * self.gap() + v["leave-peers"] * self.left - v["leave-coercion"] * day.coercion[i]
        desertion = self.pace * self.burst * v["leave-base"] * exp(wish - 0.5 * resolve)
        anger = v["defy-dissonance"] * day.dissonance[i] + v["defy-rival"] * (model.explanation == RIVAL_COMMANDS)
        anger += v["waver-grip"] * weak + v["waver-contagion"] * self.defied
        defiance = self.pace * self.burst * v["defy-base"] * exp(anger - 0.5 * resolve)
        despair = v["capitulate-encirclement"] * day.encirclement[i] + v["capitulate-offer"] * day.offer[i]
        despair += v["capitulate-peers"] * self.caught
        capitulation = self.pace * self.burst * push * v["capitulate-base"] * exp(despair - 0.5 * resolve)
        rounded_up = v["round-up-base"] * exp(v["round-up-coercion"] * day.coercion[i] - 0.3 * weak)
        submission = v["submit-base"] * exp(0.5 * day.relief[i] + 0.4 * day.coercion[i] - 0.3 * weak)
        lost = self.attrition * day.present[i]
        self.order = area.leave
        ordered = v["withdraw-ordered"] * self.order * self.obeys * (0.2 if model.explanation == DECEPTION else 1.0)
        thinning = v["withdraw-planned"] * area.ready if model.explanation == PLANNED_WITHDRAWAL else 0.0
        back = (ordered + thinning) * day.present[i]
        staying = area.held * exp(-day.leaving[area.number] - 5.0 * day.withdraw_order[area.number])

        s_waver, s_defy, s_back, s_lost = part(self.steady, waver, 0.1 * defiance, back, lost)
        w_steady, w_leave, w_defy, w_yield, w_back, w_lost = part(
            self.wavering, steadying, desertion, defiance, capitulation, 0.5 * back, 0.7 * lost
        )
        x_waver, x_leave, x_yield, x_lost = part(self.defiant, submission, desertion, capitulation, 0.3 * lost)
        (self.came_back,) = part(self.withdrawn, v["muster"] * staying)
        (self.caught_up,) = part(self.absent, rounded_up)
        (self.replaced,) = part(self.lost, 0.01 * day.reinforcement[i])
        self.next_steady = self.steady - s_waver - s_defy - s_back - s_lost + w_steady + self.came_back + self.replaced
        self.next_wavering = self.wavering - w_steady - w_leave - w_defy - w_yield - w_back - w_lost
        self.next_wavering += s_waver + x_waver + self.caught_up
        self.next_defiant = self.defiant - x_waver - x_leave - x_yield - x_lost + s_defy + w_defy
        self.new_lost = s_lost + w_lost + x_lost
        self.new_captive, self.new_absent, self.new_withdrawn = w_yield + x_yield, w_leave + x_leave, s_back + w_back

    def jump(self) -> None:
        """Jumps: a body of the formation acts at once."""
        v, day, i = self.model.values, self.model.today, self.number
        yielding = v["capitulate-encirclement"] * day.encirclement[i] + v["capitulate-offer"] * day.offer[i]
        yielding = 0.5 * self.push * exp(yielding)
        running = 0.3 + self.push
        turning = (0.84 if self.model.explanation == RIVAL_COMMANDS else 0.04) * day.present[i]
        kinds = yielding + running + turning
        hazard = (
            self.pace
            * self.bodies
            * v["lump-base"]
            * kinds
            * exp(
                v["lump-wavering"] * self.next_wavering / (self.next_steady + self.next_wavering + 1e-6)
                + v["lump-pressure"] * self.push
                + v["lump-contagion"] * self.broken
                + v["lump-encirclement"] * day.encirclement[i]
                + v["lump-leaderless"] * day.leaderless[i]
                + v["lump-grip"] * self.weak
                - self.resolve
            )
        )
        likely, drawn = chance(hazard), self.model.drawn.lump[i]
        self.turns = 0.0
        if drawn >= likely:
            return
        which = drawn / max(likely, 1e-12) * kinds
        size = -log(1.0 - 0.99 * self.model.drawn.size[i])
        share = min(v["lump-size"] / sqrt(max(self.bodies, 0.5)) * size, 1.0)
        from_wavering, from_steady = self.next_wavering * min(2.0 * share, 1.0), self.next_steady * share
        self.next_wavering -= from_wavering
        self.next_steady -= from_steady
        if which < yielding:
            self.new_captive += from_wavering + from_steady
        elif which < yielding + running:
            self.new_absent += from_wavering + from_steady
        else:
            self.turns = from_wavering + from_steady

    @property
    def fighting(self) -> float:
        """How many hold ground."""
        steady, wavering, defiant = FIGHTS
        return self.size * (steady * self.next_steady + wavering * self.next_wavering + defiant * self.next_defiant)

    def give_way(self) -> None:
        """Where its ground fell, some are caught, some go astray, the rest go back; then all are counted."""
        v, day, i = self.model.values, self.model.today, self.number
        hit = self.area.falls * day.present[i]
        if hit:
            caught = v["trapped-share"] * exp(1.5 * day.encirclement[i])
            caught *= 1.0 - 0.8 * min(self.order, 1.0) * self.obeys
            trapped = hit * (min(caught, 0.9) if self.area.way_out() > 0 else 0.9)
            free, shaken = hit - trapped, self.next_wavering + self.next_defiant
            self.new_captive += trapped * (self.next_steady + shaken)
            self.new_absent += free * (1.0 - self.obeys) * shaken
            self.new_withdrawn += free * (self.next_steady + self.obeys * shaken)
        self.steady = max(self.next_steady * (1.0 - hit), 0.0)
        self.wavering = max(self.next_wavering * (1.0 - hit), 0.0)
        self.defiant = max(self.next_defiant * (1.0 - hit) + self.turns, 0.0)
        self.withdrawn = max(self.withdrawn - self.came_back + self.new_withdrawn, 0.0)
        self.absent = max(self.absent - self.caught_up + self.new_absent, 0.0)
        self.captive = max(self.captive + self.new_captive, 0.0)
        self.lost = max(self.lost - self.replaced + self.new_lost, 0.0)
        self.withdrawing = MEMORY * self.withdrawing + self.new_withdrawn
        self.leaving = MEMORY * self.leaving + self.new_absent
        self.surrendering = MEMORY * self.surrendering + self.new_captive
        self.dislodged = MEMORY * self.dislodged + hit


class Area(mesa.Agent):
    """An area, held or fallen."""

    def __init__(self, model: "Force", number: int, world: World) -> None:
        super().__init__(model)
        self.number = number
        self.beside: list[Area] = []
        self.here: list[Formation] = []
        self.garrison: list[tuple[Formation, float]] = []
        self.held, self.front, self.advance, self.arrivals = (
            x[number] for x in (world.held, world.front, world.advance, world.arrivals)
        )

    def prepare(self) -> None:
        """How far it has been made ready to be left; ground beside it becomes untenable, half as ready."""
        leaving = self.model.today.leaving
        beside = (0.5 * (1.0 - exp(-leaving[other.number])) for other in self.beside)
        self.ready = max(1.0 - exp(-leaving[self.number]), *beside)

    def stir(self) -> None:
        """The pressure on it, and how far command has it left."""
        v, day, i = self.model.values, self.model.today, self.number
        self.front = self.front * 0.97 + v["pressure-volatility"] * self.model.drawn.front[i]
        self.contact = min(day.pressure[i] * exp(self.front) + day.drive * self.advance, 3.0)
        self.leave = max(day.withdraw_order[i], self.model.going * self.ready)

    def fight(self) -> None:
        """It falls to pressure on its garrison, or is walked into when nobody holds it."""
        v, model = self.model.values, self.model
        cover = sum(weight * formation.size for formation, weight in self.garrison)
        manned = 0.5
        if cover > 0:
            fighting = sum(weight * formation.fighting for formation, weight in self.garrison)
            manned = (fighting + 0.5 * self.arrivals) / max(cover, 1.0)
        stronger = v["tempo"] * v["superiority"] * exp(model.tide)
        pressed = v["area-pressed"] * (self.contact + model.today.drive * v["area-quiet"])
        taken = stronger * pressed * exp(v["area-thin"] * (1.0 - min(manned, 1.5)))
        entered = v["area-empty"] * sigmoid((0.15 - manned) / 0.03) * (0.25 + min(self.contact, 1.0))
        self.falls = self.held * (model.drawn.fall[self.number] < chance(taken + entered))
        self.held -= self.falls

    def way_out(self) -> float:
        return sum(other.held for other in self.beside)

    def send(self) -> None:
        """Who goes back in order from here, and how welcome others are; who arrived earlier goes on in turn."""
        self.welcome = self.held * exp(-4.0 * self.ready - 5.0 * self.leave)
        going = self.held * (1.0 - chance(self.model.values["withdraw-ordered"] * self.leave))
        onward = self.arrivals * (1.0 - going)
        self.arrivals -= onward
        self.moving = onward + sum(formation.size * formation.new_withdrawn for formation in self.here)

    def share_out(self) -> None:
        """How many of those who leave each unit of welcome beside attracts."""
        self.each = self.moving / max(sum(other.welcome for other in self.beside), 1e-3)

    def receive(self) -> None:
        """Who goes back arrives beside; pressure on fallen ground moves on to what lies behind it."""
        self.arrivals += self.welcome * sum(other.each for other in self.beside)
        pressing = min(sum(other.falls * max(other.contact, 0.5) for other in self.beside), 1.0)
        self.advance = self.held * min(0.97 * self.advance + 0.8 * pressing, 1.0)


class Force(mesa.Model):
    """One world: a force, its command and its ground."""

    def __init__(
        self, world: World, days: Sequence[Day], noise: Sequence[Noise], values: Mapping[str, float], ground: Ground
    ) -> None:
        super().__init__()
        self.days, self.noise, self.values = days, noise, values
        self.explanation, self.going, self.grip, self.slack, self.tide = (
            world.explanation,
            world.going,
            world.grip,
            world.slack,
            world.tide,
        )
        self.branch_grip = list(world.branch_grip)
        formations = [Formation(self, number, ground, world) for number in range(len(ground.strength))]
        areas = [Area(self, number, world) for number in range(len(ground.garrison))]
        for formation, place, weights in zip(formations, ground.area, ground.neighbours, strict=True):
            formation.neighbours = [(formations[j], float(weights[j])) for j in weights.nonzero()[0]]
            formation.area = areas[place.argmax()]
            formation.area.here.append(formation)
        for area, adjacent, weights in zip(areas, ground.adjacent, ground.garrison, strict=True):
            area.beside = [areas[j] for j in adjacent.nonzero()[0]]
            area.garrison = [(formations[j], float(weights[j])) for j in weights.nonzero()[0]]

    def step(self) -> None:
        """One day."""
        self.today, self.drawn = self.days[self.steps - 1], self.noise[self.steps - 1]
        formations, areas = self.agents_by_type[Formation], self.agents_by_type[Area]
        areas.do("prepare")
        self.explain(formations, areas)
        self.give_word(areas)
        formations.do("muster")
        self.hold(formations)
        areas.do("stir")
        for stage in ("feel", "look", "act"):
            formations.do(stage)
        areas.do("fight")
        formations.do("give_way")
        for stage in ("send", "share_out", "receive"):
            areas.do(stage)

    def explain(self, formations: mesa.agent.AgentSet, areas: mesa.agent.AgentSet) -> None:
        """Today's explanation: sticky, leaning to loss of control as grip falls and men break."""
        v = self.values
        breaking = sum(f.strength * (f.defiant + 0.3 * f.absent + f.leaving + f.surrendering) for f in formations)
        sound = sum(f.strength * (f.steady + f.wavering + f.withdrawn) for f in formations)
        broken = breaking / max(breaking + sound, 1.0)
        weak = v["loss-of-control-grip"] * (USUAL_GRIP - self.grip) + v["loss-of-control-broken"] * broken
        weak = clip(weak, 4.0)
        rates = [
            v["switch-rate"] * v[f"prior-{name}"] * exp(lean * weak)
            for name, lean in zip(EXPLANATIONS, LEAN, strict=True)
        ]
        total = sum(rates)
        ready = sum(area.ready for area in areas)
        done = self.going * (1.0 - sum(area.ready * area.held for area in areas) / max(ready, 1e-3))
        moves = chance(total * (1.0 + FINISHED * done))
        below = 0.0
        for number, rate in enumerate(rates):
            below += moves * rate / total + (1.0 - moves) * (number == self.explanation)
            if self.drawn.explanation <= below:
                break
        self.explanation = number

    def give_word(self, areas: mesa.agent.AgentSet) -> None:
        """Command that plans to leave gives the word one day, the sooner the more has been made ready."""
        if self.explanation != PLANNED_WITHDRAWAL:
            self.going = 0.0
            return
        hazard = self.values["tempo"] * self.values["withdraw-decision"] * areas.agg("ready", max)
        if self.drawn.word < chance(hazard):
            self.going = 1.0

    def hold(self, formations: mesa.agent.AgentSet) -> None:
        """Grip: a part for the whole force, a part for each branch; and the opponent's strength."""
        v, drawn = self.values, self.drawn
        size, grasp = [0.0] * len(self.branch_grip), [0.0] * len(self.branch_grip)
        for formation in formations:
            size[formation.branch] += formation.size
            grasp[formation.branch] += formation.size * formation.grasp
        whole = sum(grasp) / sum(size)
        losing, rival = self.explanation == LOSS_OF_CONTROL, self.explanation == RIVAL_COMMANDS
        drift = whole - v["grip-loss-drift"] * losing - v["grip-rival-drift"] * rival
        grip = self.grip + v["grip-reversion"] * (v["grip-start"] - self.grip) + drift
        self.grip = clip(grip + v["grip-volatility"] * drawn.grip, 5.0)
        self.slack = v["slack-loss-of-control"] * losing + v["slack-rival-commands"] * rival
        for number, before in enumerate(self.branch_grip):
            own = grasp[number] / (size[number] + 1e-6) - whole
            grip = before * (1.0 - v["grip-reversion"]) + own + v["grip-volatility"] * drawn.branch[number]
            self.branch_grip[number] = clip(grip, 4.0)
        self.tide = self.tide * (1.0 - v["tide-reversion"]) + v["tide-volatility"] * drawn.tide


def part(share: float, *hazards: float) -> list[float]:
    """What leaves a share in a day by each of several competing hazards."""
    total = 1e-6 + sum(hazards)
    gone = share * chance(total) / total
    return [gone * hazard for hazard in hazards]


def chance(hazard: float) -> float:
    return hazard if hazard < 1e-3 else 1.0 - exp(-hazard)


def sigmoid(x: float) -> float:
    return 0.5 * (1.0 + tanh(0.5 * x))


def clip(x: float, most: float) -> float:
    return max(-most, min(x, most))
