"""One day in one world, or in many at once.

A binary choice with social interactions (Granovetter 1978; Brock and Durlauf 2001) on a hierarchy, written as competing
hazards with multiplicative noise, an overdispersed Markov counting process (Bretó and Ionides 2011), plus jumps:
bodies of troops that act at once. docs/model.md sets out the equations.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from breakranks.compiled import keep
from breakranks.model.parameters import Values
from breakranks.model.world import (
    DECEPTION,
    EXPLANATIONS,
    LOSS_OF_CONTROL,
    PLANNED_WITHDRAWAL,
    RIVAL_COMMANDS,
    Day,
    Ground,
    Noise,
    Recent,
    Shares,
    Switches,
    World,
)

USUAL_GRIP = 1.6
"""Grip (log-odds) at which base hazards are stated."""
MEMORY = 2 / 3
"""What `Recent` keeps from one day to the next: a mean age of three days."""
FIGHTS = (1.0, 0.35, 0.2)
"""How much of a steady, wavering, defiant soldier counts towards holding ground."""


LEAN = (-0.5, 0.0, 0.0, 1.0, 0.0)
"""How much likelier each explanation gets as grip weakens."""
FINISHED = 15.0
"""How much sooner command turns to something else once what it planned to leave has been left."""


class Bodies(NamedTuple):
    """What bodies of troops did this day, as shares of their formation: the stuff of the questions."""

    left: Float[Array, "formations worlds"]
    gave_up: Float[Array, "formations worlds"]
    mutinied: Float[Array, "formations worlds"]


class Survival(NamedTuple):
    """A soldier's chance of being alive in two weeks, by formation."""

    stay: Float[Array, "formations worlds"]
    leave: Float[Array, "formations worlds"]


def obedience(world: World, ground: Ground) -> Float[Array, "formations worlds"]:
    """Probability that a formation acts on an order it dislikes."""
    return jax.nn.sigmoid(hold(world, ground) + 0.5 * world.resolve)


def hold(world: World, ground: Ground) -> Float[Array, "formations worlds"]:
    """Log-odds that an average formation in each one's place acts on an order it dislikes."""
    return world.grip - world.slack + ground.branch @ world.branch_grip


def slack(explanation: Int[Array, "worlds"], values: Values) -> Float[Array, "worlds"]:
    """How many log-odds orders lose at once where command has lost control, or another command rivals it."""
    losing, rival = (explanation == z for z in (LOSS_OF_CONTROL, RIVAL_COMMANDS))
    return values["slack-loss-of-control"] * losing + values["slack-rival-commands"] * rival


def control(world: World, ground: Ground) -> Float[Array, "formations worlds"]:
    """The part of a formation's living strength that is under command and would act on an order it dislikes."""
    s = world.shares
    return keep(obedience(world, ground) * (s.steady + s.withdrawn) / jnp.maximum(1.0 - s.lost, 1e-3))


def pressure(world: World, day: Day) -> Float[Array, "areas worlds"]:
    """Pressure on each area, log(1 + trace): as reported, as reports miss it, and moved on from fallen ground."""
    return jnp.minimum(day.pressure * jnp.exp(world.front) + day.drive * world.advance, 3.0)


def readiness(day: Day, ground: Ground) -> Float[Array, "areas worlds"]:
    """How far each area has been made ready to be left, 0 to 1; ground beside it becomes untenable, half as ready."""
    ready = 1.0 - jnp.exp(-day.leaving)
    return jnp.maximum(ready, 0.5 * jnp.max(ground.adjacent[:, :, None] * ready, axis=1))


def attrition(world: World, day: Day, values: Values, ground: Ground) -> Float[Array, "formations worlds"]:
    """Daily hazard of being killed or wounded in the ranks."""
    exposure = 1.0 + (values["exposure-mobilised"] - 1.0) * ground.mobilised[:, None]
    driven = 1.0 + values["loss-coercion"] * day.coercion
    return exposure * driven * (values["loss-base"] + values["loss-pressure"] * (ground.area @ pressure(world, day)))


def survival(world: World, day: Day, values: Values, ground: Ground) -> Survival:
    """Chance of living through the next two weeks for one who stays and for one who leaves.

    Who stays is exposed to attrition for 14 days; who leaves risks the way out, and being shot for it.
    """
    killed = 14.0 * values["killed-share"] * attrition(world, day, values, ground)
    risk = values["leave-risk"] + values["leave-risk-coercion"] * day.coercion
    return Survival(stay=jnp.exp(-killed), leave=jnp.exp(-risk - 0.1 * killed))


def log_transition(world: World, day: Day, values: Values, ground: Ground) -> Float[Array, "explanations worlds"]:
    """Log-probabilities of tomorrow's explanation: sticky, leaning to loss of control as grip falls and men break."""
    s = world.shares
    breaking = ground.strength @ (s.defiant + 0.3 * s.absent + world.recent.leaving + world.recent.surrendering)
    # Who went long ago is no part of the force that command has or has not in hand.
    broken = breaking / jnp.maximum(breaking + ground.strength @ (s.steady + s.wavering + s.withdrawn), 1.0)
    weak = values["loss-of-control-grip"] * (USUAL_GRIP - world.grip) + values["loss-of-control-broken"] * broken
    lean = jnp.array(LEAN)[:, None] * jnp.clip(weak, -4.0, 4.0)
    prior = jnp.stack([values[f"prior-{name}"] for name in EXPLANATIONS])
    rates = values["switch-rate"] * prior * jnp.exp(lean)
    total = rates.sum(axis=0)
    # A withdrawal that has been carried out is over.
    ready = readiness(day, ground)
    done = world.going * (1.0 - jnp.sum(ready * world.held, axis=0) / jnp.maximum(ready.sum(axis=0), 1e-3))
    moves = chance(total * (1.0 + FINISHED * done))
    stay = (jnp.arange(5)[:, None] == world.explanation) * (1.0 - moves)
    return jnp.log(stay + moves * rates / total)


def chance(hazard: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Probability of at least one event in a day, 1 − exp(−hazard); XLA does not vectorise `expm1` on CPUs."""
    return jnp.where(hazard < 1e-3, hazard, 1.0 - jnp.exp(-hazard))


def _part(
    share: Float[Array, "formations worlds"], *hazards: Float[Array, "formations worlds"]
) -> list[Float[Array, "formations worlds"]]:
    """What leaves a share in a day by each of several competing hazards."""
    total = sum(hazards, start=jnp.float32(1e-6))
    gone = keep(share * chance(total) / total)
    return [gone * hazard for hazard in hazards]


def step(
    world: World,
    day: Day,
    noise: Noise,
    values: Values,
    ground: Ground,
    switches: Switches,
    proposal: Float[Array, "explanations worlds"] | None,
    fallen: Float[Array, "areas 1"] | None,
) -> tuple[World, Bodies, Float[Array, "worlds"]]:
    """The next day of a world.

    The explanation is drawn from `proposal` (log-probabilities), or from the model where that is None. `fallen` is how
    many times likelier the day's reports are if an area falls than if it does not: which areas fall is drawn given
    them. The third result is the log of the importance weight for both: it corrects for the proposal, and is the
    likelihood of the reports about ground, the falls summed out (the locally optimal proposal: Doucet, Godsill and
    Andrieu 2000). Shapes as in `breakranks.model.world`.
    """
    v = values
    transition = log_transition(world, day, v, ground)
    proposal = transition if proposal is None else proposal
    z = jnp.sum(noise.explanation > jnp.cumsum(jnp.exp(proposal), axis=0)[:-1], axis=0).astype(jnp.int32)
    chosen = jnp.arange(5)[:, None] == z
    correction = jnp.sum(jnp.where(chosen, transition - proposal, 0.0), axis=0)
    planned, deceiving, losing, rival = (
        chosen[i].astype(jnp.float32) for i in (PLANNED_WITHDRAWAL, DECEPTION, LOSS_OF_CONTROL, RIVAL_COMMANDS)
    )

    # Command that plans to leave gives the word one day, the sooner the more has been made ready.
    ready = readiness(day, ground)
    word = noise.word < chance(v["tempo"] * v["withdraw-decision"] * planned * jnp.max(ready))
    going = jnp.where(planned > 0, jnp.maximum(world.going, word), 0.0)

    # Grip: a part for the whole force, a part for each branch.
    size = ground.strength[:, None] * day.present
    whole = size / size.sum()
    per_branch = ground.branch.T * size.T / (ground.branch.T @ size + 1e-6)
    grasp = (
        v["grip-from-coercion"] * day.coercion
        + v["grip-from-relief"] * day.relief
        + v["grip-from-new-command"] * day.new_command
        - v["grip-leaderless-drift"] * day.leaderless
    )
    drift = (whole.T @ grasp)[0] - v["grip-loss-drift"] * losing - v["grip-rival-drift"] * rival
    grip = world.grip + v["grip-reversion"] * (v["grip-start"] - world.grip) + drift + v["grip-volatility"] * noise.grip
    grip = jnp.where(switches.grip_moves > 0, jnp.clip(grip, -5.0, 5.0), v["grip-start"])
    branch_hold = per_branch @ grasp - whole.T @ grasp
    branch_grip = world.branch_grip * (1.0 - v["grip-reversion"]) + branch_hold * switches.grip_moves
    branch_grip = jnp.clip(branch_grip + v["grip-volatility"] * noise.branch * switches.grip_moves, -4.0, 4.0)

    # Resolve: worn by what the troops go through, mended by relief.
    hardship = day.hardship + v["winter-hardship"] * day.winter
    supply = day.supply + v["winter-supply"] * day.winter
    driven = world.driven + (day.coercion - world.driven) / 14.0
    resolve = world.resolve + v["resolve-reversion"] * (world.usual_resolve - world.resolve)
    resolve = resolve - (
        v["resolve-wear-losses"] * day.losses
        + v["resolve-wear-hardship"] * hardship
        + v["resolve-wear-supply"] * supply
        + v["resolve-wear-backlash"] * driven * switches.backlash
    )
    resolve = resolve + v["resolve-from-relief"] * day.relief + v["resolve-from-reinforcement"] * day.reinforcement
    resolve = jnp.clip(resolve, -4.0, 4.0)
    front = world.front * 0.97 + v["pressure-volatility"] * noise.front
    tide = world.tide * (1.0 - v["tide-reversion"]) + v["tide-volatility"] * noise.tide
    world = world._replace(
        explanation=z,
        going=going,
        grip=grip,
        branch_grip=branch_grip,
        slack=slack(z, v),
        resolve=resolve,
        driven=driven,
        front=front,
        tide=tide,
    )

    # What acts on each formation today.
    s = world.shares
    weak = USUAL_GRIP - hold(world, ground)
    push = ground.area @ pressure(world, day)
    dissonance = day.dissonance * switches.dissonance
    gone = s.absent + s.captive
    peers = [ground.neighbours @ x for x in (gone + s.defiant + 0.5 * s.wavering, s.absent, s.captive, s.defiant)]
    broken, left, caught, defied = (switches.contagion * x for x in peers)
    alive = survival(world, day, v, ground)
    dies = jnp.maximum(1.0 - jnp.stack([alive.stay, alive.leave]), 1e-4)
    gap = jnp.clip(jnp.log(alive.leave * dies[0] / (alive.stay * dies[1])), -3.0, 3.0)
    burst = jnp.exp(v["burstiness"] * noise.breaking - 0.5 * v["burstiness"] ** 2)
    pace = v["tempo"] * day.present

    waver = (
        pace
        * burst
        * v["waver-base"]
        * jnp.exp(
            v["waver-pressure"] * push
            + v["waver-hardship"] * hardship
            + v["waver-supply"] * supply
            + v["waver-losses"] * day.losses
            + v["waver-encirclement"] * day.encirclement
            + v["waver-leaderless"] * day.leaderless
            + v["waver-dissonance"] * dissonance
            + v["waver-contagion"] * broken
            + v["waver-grip"] * weak
            - v["waver-coercion"] * day.coercion
            - resolve
        )
    )
    steadying = (
        pace
        * v["return-base"]
        * jnp.exp(
            -v["return-grip"] * weak + 0.5 * resolve + v["return-relief"] * day.relief - v["return-pressure"] * push
        )
    )
    desertion = (
        pace
        * burst
        * v["leave-base"]
        * jnp.exp(
            v["leave-survival"] * gap + v["leave-peers"] * left - v["leave-coercion"] * day.coercion - 0.5 * resolve
        )
    )
    defiance = (
        pace
        * burst
        * v["defy-base"]
        * jnp.exp(
            v["defy-dissonance"] * dissonance
            + v["defy-rival"] * rival
            + v["waver-grip"] * weak
            + v["waver-contagion"] * defied
            - 0.5 * resolve
        )
    )
    capitulation = (
        pace
        * burst
        * push
        * v["capitulate-base"]
        * jnp.exp(
            v["capitulate-encirclement"] * day.encirclement
            + v["capitulate-offer"] * day.offer
            + v["capitulate-peers"] * caught
            - 0.5 * resolve
        )
    )
    rounded_up = v["round-up-base"] * jnp.exp(v["round-up-coercion"] * day.coercion - 0.3 * weak)
    submission = v["submit-base"] * jnp.exp(0.5 * day.relief + 0.4 * day.coercion - 0.3 * weak)
    lost = attrition(world, day, v, ground) * day.present
    obeys = obedience(world, ground)
    leave = jnp.maximum(day.withdraw_order, going * ready)
    order = ground.area @ leave
    ordered = v["withdraw-ordered"] * order * obeys * (1.0 - 0.8 * deceiving)
    thinning = v["withdraw-planned"] * planned * (ground.area @ ready)
    back = (ordered + thinning) * day.present
    staying = (ground.area @ world.held) * jnp.exp(-(ground.area @ (day.leaving + 5.0 * day.withdraw_order)))

    # Smooth flows: competing hazards out of each share.
    s_waver, s_defy, s_back, s_lost = _part(s.steady, waver, 0.1 * defiance, back, lost)
    w_steady, w_leave, w_defy, w_yield, w_back, w_lost = _part(
        s.wavering, steadying, desertion, defiance, capitulation, 0.5 * back, 0.7 * lost
    )
    x_waver, x_leave, x_yield, x_lost = _part(s.defiant, submission, desertion, capitulation, 0.3 * lost)
    d_steady, a_waver, l_steady = (
        _part(s.withdrawn, v["muster"] * staying)[0],
        _part(s.absent, rounded_up)[0],
        _part(s.lost, 0.01 * day.reinforcement)[0],
    )
    steady = s.steady - s_waver - s_defy - s_back - s_lost + w_steady + d_steady + l_steady
    wavering = s.wavering - w_steady - w_leave - w_defy - w_yield - w_back - w_lost + s_waver + x_waver + a_waver
    defiant = s.defiant - x_waver - x_leave - x_yield - x_lost + s_defy + w_defy
    steady, wavering, defiant = keep((steady, wavering, defiant))

    # Jumps: a body of the formation acts at once.
    under_arms = steady + wavering + 1e-6
    yielding = 0.5 * push * jnp.exp(v["capitulate-encirclement"] * day.encirclement + v["capitulate-offer"] * day.offer)
    running = 0.3 + push
    turning = (0.04 + 0.8 * rival) * day.present
    kinds = yielding + running + turning
    jump = (
        pace
        * ground.bodies[:, None]
        * v["lump-base"]
        * kinds
        * jnp.exp(
            v["lump-wavering"] * wavering / under_arms
            + v["lump-pressure"] * push
            + v["lump-contagion"] * broken
            + v["lump-encirclement"] * day.encirclement
            + v["lump-leaderless"] * day.leaderless
            + v["lump-grip"] * weak
            - resolve
        )
    )
    jump = chance(jump)
    jumps = noise.lump < jump
    which = noise.lump / jnp.maximum(jump, 1e-12) * kinds
    part = (
        jnp.minimum(
            v["lump-size"] / jnp.sqrt(jnp.maximum(ground.bodies, 0.5))[:, None] * -jnp.log(1.0 - 0.99 * noise.size), 1.0
        )
        * jumps
    )
    from_wavering, from_steady = wavering * jnp.minimum(2.0 * part, 1.0), steady * part
    body = from_wavering + from_steady
    yields = body * (which < yielding)
    runs = body * ((which >= yielding) & (which < yielding + running))
    turns = body * (which >= yielding + running)
    steady, wavering = keep((steady - from_steady, wavering - from_wavering))
    runs, yields, turns = keep((runs, yields, turns))

    # Ground: falls to pressure on its garrison, or is walked into when nobody holds it. The opponent's strength comes
    # and goes along the whole front, and it attacks where no report expected it.
    fighting = size * (FIGHTS[0] * steady + FIGHTS[1] * wavering + FIGHTS[2] * defiant)
    cover = ground.garrison @ size
    manned = jnp.where(cover > 0, (ground.garrison @ fighting + 0.5 * world.arrivals) / jnp.maximum(cover, 1.0), 0.5)
    contact = pressure(world, day)
    stronger = v["tempo"] * v["superiority"] * jnp.exp(tide)
    falling = stronger * v["area-pressed"] * (contact + day.drive * v["area-quiet"]) * jnp.exp(
        v["area-thin"] * (1.0 - jnp.minimum(manned, 1.5))
    ) + v["area-empty"] * jax.nn.sigmoid((0.15 - manned) / 0.03) * (0.25 + jnp.minimum(contact, 1.0))
    fall = chance(falling)
    if fallen is not None:
        either = 1.0 - fall + fall * fallen
        # As a product: XLA does not vectorise a sum over the first axis.
        correction = correction + jnp.ones(ground.area.shape[1]) @ keep(world.held * jnp.log(either))
        fall = fall * fallen / either
    falls = world.held * (noise.fall < fall)
    held = world.held - falls
    hit = (ground.area @ falls) * day.present
    way_out = ground.area @ jnp.minimum(ground.adjacent @ held, 1.0)
    # Who goes by order and obeys is seldom caught.
    caught_share = v["trapped-share"] * jnp.exp(1.5 * day.encirclement) * (1.0 - 0.8 * jnp.minimum(order, 1.0) * obeys)
    trapped = jnp.where(way_out > 0, jnp.minimum(caught_share, 0.9), 0.9)
    caught_here = hit * trapped
    astray = hit * (1.0 - trapped) * (1.0 - obeys)
    in_order = hit * (1.0 - trapped) * obeys
    holders = steady + wavering + defiant
    shaken = wavering + defiant
    new_captive = keep(w_yield + x_yield + yields + caught_here * holders)
    new_absent = keep(w_leave + x_leave + runs + astray * shaken)
    new_withdrawn = keep(s_back + w_back + hit * (1.0 - trapped) * steady + in_order * shaken)
    remain = 1.0 - hit
    shares = Shares(
        steady=steady * remain,
        wavering=wavering * remain,
        defiant=defiant * remain + turns,
        withdrawn=s.withdrawn - d_steady + new_withdrawn,
        absent=s.absent - a_waver + new_absent,
        captive=s.captive + new_captive,
        lost=s.lost - l_steady + s_lost + w_lost + x_lost,
    )
    shares = keep(Shares(*(jnp.maximum(x, 0.0) for x in shares)))

    # Who goes back in order arrives beside, where the ground is held and not itself being left.
    welcome = held * jnp.exp(-4.0 * ready - 5.0 * leave)
    # Those who arrived earlier go on when that area is left in turn.
    onward = world.arrivals * (1.0 - held * (1.0 - chance(v["withdraw-ordered"] * leave)))
    moving = ground.area.T @ (size * new_withdrawn) + onward
    arrivals = world.arrivals - onward
    arrivals = arrivals + welcome * (ground.adjacent @ (moving / jnp.maximum(ground.adjacent @ welcome, 1e-3)))
    recent = Recent(
        withdrawing=MEMORY * world.recent.withdrawing + new_withdrawn,
        leaving=MEMORY * world.recent.leaving + new_absent,
        surrendering=MEMORY * world.recent.surrendering + new_captive,
        dislodged=MEMORY * world.recent.dislodged + hit,
    )
    # Pressure on fallen ground moves on to what lies behind it.
    advance = held * jnp.minimum(
        0.97 * world.advance + 0.8 * jnp.minimum(ground.adjacent @ (falls * jnp.maximum(contact, 0.5)), 1.0), 1.0
    )
    world = world._replace(shares=shares, recent=recent, held=held, arrivals=arrivals, advance=advance)
    return world, Bodies(left=runs + astray * shaken, gave_up=new_captive, mutinied=turns), correction
