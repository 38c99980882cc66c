"""A day of all worlds: the same hazards as in the filter, and everything that happens is decided by luck."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Bool, Float, Int

from breakranks.assumptions import Parameter
from breakranks.evidence.types import Force
from breakranks.model import chance, log_rate
from breakranks.model.command import LOSS, SLACKENS, grip_chances, grip_rates, switch_chances
from breakranks.model.ground import area_features, at_front, manned, over
from breakranks.model.hazards import logged
from breakranks.model.troops import (
    Marks,
    break_log_odds,
    calm_rate,
    force_features,
    loss_rate,
    rout_share,
    shake_rate,
    survival,
    survival_gap,
    trapped_share,
    withdraw_rate,
)
from breakranks.posterior import Posterior
from breakranks.posterior.filter import CAPTIVE, DEFIANT, EVENTS, GONE, PLANNED, RIVAL, SHAKEN, STEADY, WITHDRAWN
from breakranks.vocabulary import STATES, UNTRAINED, Choice
from breakranks.worlds.ahead import RECENT, Ahead
from breakranks.worlds.luck import BREAKS, FLOWS, Luck, repeated
from breakranks.worlds.start import Start, draw_hazards
from breakranks.worlds.types import NEVER, Worlds

Array = Float[np.ndarray, "..."]
F = np.float32
HALF = 0.5
"""A force of which more than this share has broken has collapsed."""
THIRD = 1 / 3
"""A force of which less than this share counts towards holding ground can no longer hold it."""
OFFSET = 0.15
"""Added to pressure before its logarithm is taken."""
BREAK_TRACES = {"exit": "ran", "surrender": "yielded", "mutiny": "turned"}
HOLDS = np.array([state.holds for state in STATES.values()], F)
OBEYS = np.array([state.obeys for state in STATES.values()], F)


class Moving:
    """Worlds that move on, a day at a time; worlds are the last axis of every array."""

    def __init__(
        self,
        posterior: Posterior,
        parameters: Sequence[Parameter],
        start: Start,
        luck: Luck,
        ahead: Ahead,
        inner: bool,
    ) -> None:
        self.model, self.values, self.ground = posterior.model, posterior.model.values, posterior.ground
        self.ahead, self.inner = ahead, inner
        variants, self.worlds_of_each = len(ahead.pressing), len(luck.pair)
        self.count = variants * self.worlds_of_each
        self.luck = repeated(luck, variants)
        self.hazards = draw_hazards(self.model, parameters, self.luck)
        self.size, self.odds = np.array(posterior.conditions.size, F), np.array(posterior.conditions.odds, F)
        self.obeys, self.deficit = self.model.obeys.astype(F), self.model.deficit.astype(F)
        self._set_force(posterior.force)
        own = start if len(start.grip) == self.count else Start(*(np.tile(x, variants) for x in start))
        self.explanation, self.grip = own.explanation.copy(), own.grip.copy()
        self.states, self.held, self.tempo = own.states.copy(), own.held.copy(), own.tempo
        self._set_clocks()
        self._remember(posterior)
        self._begin_to_count()

    def _set_force(self, force: Force) -> None:
        values = self.values
        self.share = force.share.astype(F)
        self.here, self.stands = np.maximum(force.area_of, 0), force.area_of >= 0
        self.neighbours = force.neighbours.astype(F)
        self.ranks = (np.log(force.strength) / 2).astype(F)[:, None]
        self.untrained = np.array([f.troops in UNTRAINED for f in force.formations])
        self.whole = np.sqrt(np.minimum(1.0, values["body"] / force.strength)).astype(F)

    def _set_clocks(self) -> None:
        luck, formations = self.luck, len(self.states)
        self.area_sum = np.zeros(self.held.shape, F)
        self.break_sum = np.zeros((len(EVENTS), self.count), F)
        self.break_number = np.zeros((len(EVENTS), self.count), int)
        self.break_due = luck.break_clocks[:, 0].copy()
        self.collapse_sum, self.melt_sum = np.zeros(self.count, F), np.zeros(self.count, F)
        self.flow_sum = np.zeros((formations, self.count), F)
        self.flow_due = luck.flow_clocks[0].copy()
        self.flow_number = np.zeros((formations, self.count), np.int8)

    def each(self, values: Array) -> Float[np.ndarray, "... worlds"]:
        """What differs between variants of the evidence (the last axis), for each of their worlds."""
        return values if values.shape[-1] == 1 else np.repeat(values, self.worlds_of_each, axis=-1)

    def _full(self, values: Array) -> Float[np.ndarray, "... worlds"]:
        """The same, as an array of its own."""
        spread = self.each(np.asarray(values, F))
        return np.array(np.broadcast_to(spread, (*spread.shape[:-1], self.count)))

    def _remember(self, posterior: Posterior) -> None:
        """What the last days leave behind: pressure and where it lies, falls of ground, bodies that broke."""
        c, course, values = posterior.conditions, posterior.course, self.values
        pressure, attack = c.force["pressure"], c.areas["attack"]
        now, lately = pressure[:, -1], pressure[:, -RECENT:].mean(axis=1)
        whole = np.maximum(np.maximum(2.0 * now, now + lately), 0.3)
        share = np.minimum((attack[:, -1] + attack[:, -RECENT:].mean(axis=1)) / whole[:, None], 1.5)
        self.attack_share = self.each(share.T.astype(F))
        own = np.log(OFFSET + pressure.mean(axis=1))
        usual = values["ahead.mean"] + values["ahead.own"] * (own - values["ahead.mean"])
        self.usual_pressure = self.each((usual + np.log(self.ahead.pressing)).astype(F))
        # A choice of the opponent is felt at once in part, and in full once pressure has gone to its new level.
        self.log_pressure = self._full(np.log(OFFSET + now) + 0.5 * np.log(self.ahead.pressing))
        names = tuple(BREAK_TRACES.values())
        self.background = {n: self._full(values["lasts.other"] * c.force[n][:, -RECENT:].mean(axis=1)) for n in names}
        self.broke = {n: self._full(c.force[n][:, -1]) for n in names}
        planned = posterior.filtered.explanations[:, -1, PLANNED]
        self.momentum = self._full(course.momentum[:, -1])
        self.unplanned = self._full(course.momentum[:, -1] * (1.0 - planned))
        self.fallen_lately = self._full(course.fallen_lately[:, -1])
        fades = 0.5 ** (np.arange(course.fell.shape[1])[::-1] / values["half-life.fallen-beside"])
        beside = np.einsum("t,vta,ab->bv", fades, course.fell, self.ground.adjacent)
        self.fallen_beside = self._full(beside)
        self.fell_lately = self._full(np.minimum(course.fell[:, -4:].sum(axis=1), 1.0).T)

    def _begin_to_count(self) -> None:
        never = np.full(self.count, NEVER, np.int16)
        self.fall = np.full(self.held.shape, NEVER, np.int16)
        self.breaks = {event: np.full(self.states.shape, NEVER, np.int16) for event in EVENTS}
        self.first = {name: never.copy() for name in (*EVENTS, "collapse", "cannot-hold")}
        self.control: list[Array] = []
        self.losses, self.met = np.zeros(self.count, F), np.zeros(self.count, F)
        self.collapsed = np.zeros(self.count, bool)
        self.consequent = {event: np.zeros(self.count, bool) for event in ("exit", "collapse")}
        self._look_at_states()

    def _look_at_states(self) -> None:
        """What follows from the states of formations, as long as they stay."""
        states = self.states
        self.steady, self.shaken = (states == STEADY).astype(F), (states == SHAKEN).astype(F)
        self.withdrawn, self.broken = (states == WITHDRAWN).astype(F), (states >= DEFIANT).astype(F)
        self.defiant = (states == DEFIANT).astype(F)
        self.holding = HOLDS[STEADY] * self.steady + HOLDS[SHAKEN] * self.shaken + HOLDS[DEFIANT] * self.defiant
        self.broken_share = self.share @ self.broken

    def step(self, day: int) -> None:
        """One day: pressure, command, ground, bodies that break, the whole, formations one by one."""
        self.lost = (~self.held).astype(F)
        self._move_pressure(day)
        self._move_command(day)
        marks = self._marks(day)
        fell = self._fall(day)
        force = self._force_features(day)
        self._break(day, marks, force)
        self._collapse(day, force)
        self._flow(day, marks)
        self._lose_ground(day, fell)
        self._look_at_states()
        self._keep(day, fell)

    def _move_pressure(self, day: int) -> None:
        """Pressure on the whole front: its logarithm goes back to its usual level, with shocks."""
        values = self.values
        self.log_pressure += F(values["ahead.reversion"]) * (self.usual_pressure - self.log_pressure)
        self.log_pressure += F(values["ahead.volatility"]) * self.luck.pressure[day]
        self.pressure = np.maximum(np.exp(self.log_pressure) - F(OFFSET), F(0))
        fades = F(0.5 ** ((day + 1) / 14.0))
        self.front = at_front(self.ground, self.lost)
        own = self.attack_share * fades
        spread = own + (F(1) - fades) * F(values["ahead.front"])
        new = np.maximum(spread, F(0.15) * np.minimum(self.fallen_beside, F(1)))
        self.attack = self.pressure * np.where(self.front > 0, new, own)

    def _move_command(self, day: int) -> None:
        ahead, luck = self.ahead, self.luck
        broke = np.sum(list((self.broke if self.inner else self.background).values()), axis=0)
        going = switch_chances(self.model, broke, self.explanation)
        rows = np.flatnonzero(luck.switch[day] < going.sum(axis=1))
        if rows.size:
            to = np.cumsum(going[rows], axis=1)
            self.explanation[rows] = (luck.switch_to[day, rows, None] * to[:, -1:] > to).sum(axis=1)
        if not self.inner:
            return
        loosen, tighten = grip_rates(
            self.values,
            broke,
            self.each(ahead.coercion[day]),
            self.each(ahead.relief[day]),
            self.each(ahead.new_command[day]),
            self.each(ahead.backlash[day]),
        )
        down, up = grip_chances(self.values, self.grip, SLACKENS[self.explanation], loosen, tighten)
        self.grip += (luck.grip[day] < down).astype(int) - (luck.grip[day] > 1.0 - up).astype(int)

    def _marks(self, day: int) -> Marks:
        beside = self.neighbours @ (self.broken + F(0.5) * self.shaken)
        self.attacked = logged(self.attack * self.held)
        here = np.where(self.stands[:, None], self.attacked[self.here], F(0))
        return Marks(
            lasting=self.each(self.ahead.lasting[day]),
            shaking=self.each(self.ahead.shaking[day]),
            attack=here,
            beside=beside if self.inner else np.zeros_like(beside),
            fell=np.where(self.stands[:, None], self.fell_lately[self.here], F(0)),
        )

    def _fall(self, day: int) -> Bool[np.ndarray, "areas worlds"]:
        """Which areas fall today."""
        ahead, values = self.ahead, self.values
        features = area_features(
            self.ground,
            {
                "attack": self.attack,
                "leaving": self.each(ahead.leaving[day]),
                "pressure": self.pressure,
                "strain": self.each(ahead.strain[day]),
                "pause": self.each(ahead.pause[day]),
                "size": self.size,
                "odds": self.odds,
            },
            self.front,
            self.fallen_beside,
            self.momentum,
            (self.explanation == PLANNED).astype(F),
            F(1) - manned(self.ground, self.holding, self.withdrawn, self.lost),
        )
        eta = log_rate(self.hazards["area"], features) + F(values["area.tempo"]) * self.tempo[0]
        rate = np.exp(np.minimum(eta, F(np.log(values["area.most"]))))
        if self.collapsed.any():
            after = np.minimum(rate * F(np.exp(values["area.collapsed"])), F(0.5))
            rate = np.where(self.collapsed, after, rate)
        self.area_sum += rate
        fell = self.held & (self.area_sum >= self.luck.area_clocks)
        self.fall[fell] = day + 1
        return fell

    def _force_features(self, day: int) -> Mapping[str, Array]:
        ahead = self.ahead
        return force_features(
            {
                **(self.broke if self.inner else self.background),
                "pressure": self.pressure,
                "ringed": self.each(ahead.ringed[day]),
                "strain": self.each(ahead.strain[day]),
                "coercion": self.each(ahead.coercion[day]),
                "relief": self.each(ahead.relief[day]),
                "momentum": self.unplanned,
                "lost": self.lost.mean(axis=0),
                "fallen-lately": self.fallen_lately,
                "broken": self.broken_share if self.inner else np.zeros(self.count, F),
                "loss": (self.explanation == LOSS).astype(F),
                "rival": (self.explanation == RIVAL).astype(F),
                "slack": self.deficit[self.grip],
                "size": self.size,
            }
        )

    def _break(self, day: int, marks: Marks, force: Mapping[str, Array]) -> None:
        """Bodies of the force run, give themselves up, turn on their command; marks say whom it strikes."""
        values = self.values
        left = np.minimum(F(1), F(2) * (F(1) - self.broken_share))
        tempo = F(values["force.tempo"]) * self.tempo[1]
        most = F(np.log(values["force.most"]))
        for e, (event, to) in enumerate(EVENTS.items()):
            eta = log_rate(self.hazards[event], force) + tempo
            if self.inner and f"{event}.backlash" in values:
                eta = eta + F(values[f"{event}.backlash"]) * self.each(self.ahead.backlash[day])
            self.break_sum[e] += np.exp(np.minimum(eta, most)) * left
            hit = np.flatnonzero(self.break_sum[e] >= self.break_due[e])
            if hit.size:
                self._strike(day, e, event, to, hit, marks)

    def _strike(self, day: int, e: int, event: str, to: int, hit: Int[np.ndarray, "hit"], marks: Marks) -> None:
        """A body breaks in the worlds hit: its formation goes whole, or is shaken; the event's clock is wound up."""
        luck = self.luck
        cut = np.cumsum(self._whom(day, hit, event, marks), axis=0)
        hit, cut = hit[cut[-1] > 0], cut[:, cut[-1] > 0]
        n = self.break_number[e, hit]
        who = (luck.whom[e, n, hit] * cut[-1] > cut).sum(axis=0)
        was = self.states[who, hit]
        whole = luck.whole[e, n, hit] < self.whole[who] * np.where(was == SHAKEN, F(1.5), F(1))
        self.states[who, hit] = np.where(whole, to, np.maximum(was, SHAKEN))
        again = np.minimum(n + 1, BREAKS - 1)
        wound = self.break_due[e, hit] + luck.break_clocks[e, again, hit]
        self.break_due[e, hit] = np.where(n + 1 < BREAKS, wound, np.inf)
        self.break_number[e, hit] = again
        self.first[event][hit] = np.minimum(self.first[event][hit], day + 1)
        self.breaks[event][who, hit] = np.minimum(self.breaks[event][who, hit], day + 1)
        self.broke[BREAK_TRACES[event]][hit] += F(self.values["ahead.report"])

    def _whom(
        self, day: int, hit: Int[np.ndarray, "hit"], event: str, marks: Marks
    ) -> Float[np.ndarray, "formations hit"]:
        """Weights of the formations that a body which breaks may be of, in the worlds that it strikes."""
        values, ahead, of = self.values, self.ahead, hit // self.worlds_of_each
        own = Marks(
            lasting=ahead.lasting[day][:, of] + self.ranks,
            shaking=ahead.shaking[day][:, of],
            attack=marks.attack[:, hit],
            beside=marks.beside[:, hit],
            fell=marks.fell[:, hit],
        )
        eta = break_log_odds(values, own)
        if event == "exit":
            punished = ahead.punished[day][:, of]
            losses = loss_rate(values, own.attack, punished, self.untrained[:, None])
            eta = eta + values["whom.survival"] * survival_gap(survival(values, losses, punished))
        elif event == "surrender":
            eta = eta + values["whom.offer"] * ahead.offer[day][:, of]
            eta = eta + values["whom.ringed"] * ahead.encirclement[day][:, of]
        ready = np.array([1.0, values["whom.shaken"], values["whom.withdrawn"], 0.0, 0.0, 0.0])
        return np.exp(eta) * ready[self.states[:, hit]]

    def _collapse(self, day: int, force: Mapping[str, Array]) -> None:
        """The force goes to pieces as a whole: a common shock, to defiance where commands rival, else to flight."""
        values = self.values
        eta = log_rate(self.hazards["collapse"], force) + F(values["force.tempo"]) * self.tempo[1]
        rate = np.exp(np.minimum(eta, F(np.log(values["collapse.most"]))))
        self.collapse_sum += rate
        self.melt_sum += rate * (self.broken < 1).any(axis=0)
        hit = np.flatnonzero((self.collapse_sum >= self.luck.collapse_clock) & ~self.collapsed)
        if hit.size == 0:
            return
        self.collapsed[hit] = True
        melts = (self.luck.melts[:, hit] < values["collapse.share"]) & (self.states[:, hit] < DEFIANT)
        to = np.where(self.explanation[hit] == RIVAL, DEFIANT, GONE)
        self.states[:, hit] = np.where(melts, to, self.states[:, hit])
        self.first["collapse"][hit] = np.minimum(self.first["collapse"][hit], day + 1)
        runs = hit[melts.any(axis=0)]
        self.first["exit"][runs] = np.minimum(self.first["exit"][runs], day + 1)
        exits = self.breaks["exit"][:, hit]
        self.breaks["exit"][:, hit] = np.where(melts, np.minimum(exits, day + 1), exits)
        self.broke["ran"][hit] += F(3.0 * values["ahead.report"])

    def _flow(self, day: int, marks: Marks) -> None:
        """Formations are shaken and steadied, go back on orders, come back to obedience."""
        values, ahead, states = self.values, self.ahead, self.states
        shake = shake_rate(values, marks, self.deficit[self.grip])
        held = self.held[self.here] & self.stands[:, None]
        leaving = ahead.leaving[day][self.here]
        planned = (self.explanation == PLANNED).astype(F)
        ordered = self.each(ahead.ordered[day][self.here])
        back = held * withdraw_rate(values, ordered, self.each(chance(leaving)), planned, self.obeys[self.grip])
        relieved = ahead.relieved[day]
        calm = calm_rate(values, marks.attack, self.each(relieved))
        rate = self.steady * (shake + back) + self.shaken * (calm + F(values["withdraw.shaken"]) * back)
        rate += self.withdrawn * held * self.each(F(values["muster"]) * np.exp(-leaving))
        cared = relieved + np.expm1(ahead.punished[day])
        rate += self.defiant * self.each(F(values["submit.base"]) + F(values["submit.relief"]) * cared)
        if relieved.any():
            rate += (states == GONE) * self.each(F(values["return.relief"]) * relieved)
            rate += (states == CAPTIVE) * self.each(F(values["refit"]) * ahead.refitted[day])
        self.flow_sum += rate
        who, world = np.divmod(np.flatnonzero(self.flow_sum >= self.flow_due), self.count)
        if who.size:
            self._move(who, world, shake, back, calm)

    def _move(
        self, who: Int[np.ndarray, "..."], world: Int[np.ndarray, "..."], shake: Array, back: Array, calm: Array
    ) -> None:
        """Let formations whose clock has run out go where their luck says, and wind it up again."""
        state, n = self.states[who, world], self.flow_number[who, world]
        drawn = self.luck.flow_to[n, who, world]
        shakes, goes, calms = (rate[who, world] for rate in (shake, back, calm))
        goes_on = np.where(state == SHAKEN, self.values["withdraw.shaken"] * goes, goes)
        stays = np.where(state == SHAKEN, calms, shakes)
        of_steady = np.where(drawn * (stays + goes_on) < stays, SHAKEN, WITHDRAWN)
        of_shaken = np.where(drawn * (stays + goes_on) < stays, STEADY, WITHDRAWN)
        to = np.where(state == STEADY, of_steady, np.where(state == SHAKEN, of_shaken, SHAKEN))
        to[state == WITHDRAWN] = STEADY
        self.states[who, world] = to
        more = n + 1 < FLOWS
        again = np.minimum(n + 1, FLOWS - 1)
        self.flow_number[who, world] = again
        wound = self.flow_sum[who, world] + self.luck.flow_clocks[again, who, world]
        self.flow_due[who, world] = np.where(more, wound, np.inf)

    def _lose_ground(self, day: int, fell: Bool[np.ndarray, "areas worlds"]) -> None:
        """The garrison of ground that falls is captured, runs or goes back."""
        if not fell.any():
            return
        self.held &= ~fell
        left = fell[self.here] & self.stands[:, None] & (self.states <= SHAKEN)
        who, world = np.divmod(np.flatnonzero(left), self.count)
        ways = over(self.ground.adjacent, self.held.astype(F))
        nowhere = (ways[self.here[who], world] == 0) * 1.0
        ringed = self.ahead.encirclement[day][who, world // self.worlds_of_each]
        trapped = trapped_share(self.values, ringed, nowhere)
        slackens, obeys = SLACKENS[self.explanation[world]], self.obeys[self.grip[world]]
        run = rout_share(self.values, slackens, obeys, self.unplanned[world])
        run = np.minimum(run * np.where(self.states[who, world] == SHAKEN, self.values["rout.shaken"], 1.0), 0.95)
        drawn = self.luck.fate[who, world]
        runs = (drawn >= trapped) & (drawn < trapped + (1.0 - trapped) * run)
        self.states[who, world] = np.where(drawn < trapped, CAPTIVE, np.where(runs, GONE, WITHDRAWN))
        who, world = who[runs], world[runs]
        self.first["exit"][world] = np.minimum(self.first["exit"][world], day + 1)
        self.consequent["exit"][world] = True
        self.breaks["exit"][who, world] = np.minimum(self.breaks["exit"][who, world], day + 1)

    def _keep(self, day: int, fell: Bool[np.ndarray, "areas worlds"]) -> None:
        """Remember the day, and count it."""
        values, fed = self.values, F(self.values["ahead.feed"])

        def fading(name: str) -> np.float32:
            return F(0.5 ** (1.0 / values[f"half-life.{name}"]))

        falls = fell.astype(F)
        count = falls.sum(axis=0)
        self.momentum = self.momentum * fading("momentum") + fed * count
        self.unplanned = self.unplanned * fading("momentum") + fed * count * (self.explanation != PLANNED)
        self.fallen_lately = self.fallen_lately * fading("fallen-lately") + fed * count / F(len(fell))
        self.fallen_beside = self.fallen_beside * fading("fallen-beside") + over(self.ground.adjacent, falls)
        self.fell_lately = np.maximum(self.fell_lately * F(0.7), falls)
        for name, trace in self.broke.items():
            base = self.background[name]
            self.broke[name] = base + (trace - base) * fading(name)
        gone = (self.broken_share > HALF) & (self.first["collapse"] == NEVER)
        self.first["collapse"][gone] = day + 1
        self.collapsed |= gone
        self.consequent["collapse"] |= gone
        holds = self.share @ (self.holding + HOLDS[WITHDRAWN] * self.withdrawn)
        self.first["cannot-hold"][(holds < THIRD) & (self.first["cannot-hold"] == NEVER)] = day + 1
        if (day + 1) % 7 == 0:
            self._count_losses(day)
            obeying = self.share @ (self.steady + F(OBEYS[SHAKEN]) * self.shaken + self.withdrawn)
            self.control.append(self.obeys[self.grip] * obeying)

    def _count_losses(self, day: int) -> None:
        """Killed and wounded of a week, by area: those who stand in it share its attrition."""
        coercion = self.ahead.punished[day]
        quiet, attacked = (loss_rate(self.values, np.array(x, F), coercion, self.untrained[:, None]) for x in (0, 1))
        home = (self.ground.home > 0) * self.share
        there = (self.steady + self.shaken) * self.stands[:, None]
        exposed = over(home.astype(F), there * self.each(attacked - quiet))
        lost = self.share @ ((F(1) - self.broken) * self.each(quiet)) + (exposed * self.attacked).sum(axis=0)
        self.losses += F(7) * lost
        self.met += F(7) * self.pressure * (F(1) - self.broken_share)

    def worlds(self, number: int, choice: Choice, start: Start, signs: Array | None) -> Worlds:
        """What has become of the worlds of one choice or variant."""
        own = slice(number * self.worlds_of_each, (number + 1) * self.worlds_of_each)
        states = np.stack([self.share @ (self.states[:, own] == s).astype(F) for s in range(len(OBEYS))])
        return Worlds(
            choice,
            start,
            self.fall[:, own],
            {event: days[:, own] for event, days in self.breaks.items()},
            {event: days[own] for event, days in self.first.items()},
            np.stack(self.control)[:, own],
            states,
            self.losses[own],
            self.met[own],
            signs,
        )
