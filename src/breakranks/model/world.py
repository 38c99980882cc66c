"""The state of a world and what acts on it: NamedTuples of arrays whose last axis is the worlds.

The model's functions are the same for one world (a last axis of length 1) and for many. Worlds come last, instead of
being added by `jax.vmap` in front, because then every operation runs over contiguous worlds: one step took a third of
the time on CPUs.
"""

from typing import NamedTuple

from jaxtyping import Array, Float, Int

from breakranks.assumptions.types import EXPLANATIONS as EXPLANATIONS

IN_CONTROL, PLANNED_WITHDRAWAL, DECEPTION, LOSS_OF_CONTROL, RIVAL_COMMANDS = range(5)
TROOPS = ("elite", "professional", "conscript", "mobilised", "militia", "mercenary")


class Shares(NamedTuple):
    """Where a formation's people are; the seven shares sum to 1."""

    steady: Float[Array, "formations worlds"]
    wavering: Float[Array, "formations worlds"]
    defiant: Float[Array, "formations worlds"]
    withdrawn: Float[Array, "formations worlds"]
    absent: Float[Array, "formations worlds"]
    captive: Float[Array, "formations worlds"]
    lost: Float[Array, "formations worlds"]


class Recent(NamedTuple):
    """What left the ranks of late: exponentially weighted sums of daily flows over about three days, as shares."""

    withdrawing: Float[Array, "formations worlds"]
    leaving: Float[Array, "formations worlds"]
    surrendering: Float[Array, "formations worlds"]
    dislodged: Float[Array, "formations worlds"]


class World(NamedTuple):
    """One possible truth about the force on one day.

    `going` is 1 once command that plans to leave has given the word; `grip` and `branch_grip` are log-odds that an
    average formation acts on an order it dislikes (a branch's part is added to the whole's), `slack` what they lose
    while the explanation is loss of control or rival commands; `resolve` acts on
    log-hazards, 0 = an average conscript; `driven` is coercion as remembered by the troops; `front` is the log of how
    far the true pressure is from the reported, `advance` the pressure that moved on from fallen ground beside;
    `arrivals` counts people who came back into an area in order; `scores` are the static parameters as standard
    normal scores.
    """

    explanation: Int[Array, "worlds"]
    going: Float[Array, "worlds"]
    grip: Float[Array, "worlds"]
    branch_grip: Float[Array, "branches worlds"]
    slack: Float[Array, "worlds"]
    resolve: Float[Array, "formations worlds"]
    usual_resolve: Float[Array, "formations worlds"]
    driven: Float[Array, "formations worlds"]
    shares: Shares
    recent: Recent
    held: Float[Array, "areas worlds"]
    front: Float[Array, "areas worlds"]
    tide: Float[Array, "worlds"]
    advance: Float[Array, "areas worlds"]
    arrivals: Float[Array, "areas worlds"]
    scores: Float[Array, "parameters worlds"]


class Ground(NamedTuple):
    """What does not change: the order of battle and the map, as arrays.

    `branch` and `area` are one-hot memberships, `weight` is √strength normalised to sum 1 (how much a formation is
    reported about), `bodies` is √(strength / 3000): how many bodies that could act alone it has.
    """

    strength: Float[Array, "formations"]
    weight: Float[Array, "formations"]
    bodies: Float[Array, "formations"]
    troops: Float[Array, "formations troops"]
    mobilised: Float[Array, "formations"]
    branch: Float[Array, "formations branches"]
    area: Float[Array, "formations areas"]
    neighbours: Float[Array, "formations formations"]
    garrison: Float[Array, "areas formations"]
    adjacent: Float[Array, "areas areas"]


class Day(NamedTuple):
    """The conditions of one day, the same for all worlds. Formation conditions and pressure are log(1 + trace).

    `drive` is how hard the opponent follows up and probes where no report says so; 1 is usual.
    """

    coercion: Float[Array, "formations 1"]
    relief: Float[Array, "formations 1"]
    reinforcement: Float[Array, "formations 1"]
    new_command: Float[Array, "formations 1"]
    losses: Float[Array, "formations 1"]
    supply: Float[Array, "formations 1"]
    leaderless: Float[Array, "formations 1"]
    hardship: Float[Array, "formations 1"]
    encirclement: Float[Array, "formations 1"]
    offer: Float[Array, "formations 1"]
    dissonance: Float[Array, "formations 1"]
    pressure: Float[Array, "areas 1"]
    leaving: Float[Array, "areas 1"]
    withdraw_order: Float[Array, "areas 1"]
    winter: Float[Array, "1"]
    drive: Float[Array, "1"]
    present: Float[Array, "formations 1"]


class Noise(NamedTuple):
    """A day's random numbers: standard normals and uniforms."""

    grip: Float[Array, "worlds"]
    branch: Float[Array, "branches worlds"]
    front: Float[Array, "areas worlds"]
    tide: Float[Array, "worlds"]
    breaking: Float[Array, "formations worlds"]
    explanation: Float[Array, "worlds"]
    word: Float[Array, "worlds"]
    lump: Float[Array, "formations worlds"]
    size: Float[Array, "formations worlds"]
    fall: Float[Array, "areas worlds"]


class Switches(NamedTuple):
    """The inner causes, on (1) or off (0): what is self-inflicted is what goes away with them."""

    contagion: Float[Array, ""] | float = 1.0
    dissonance: Float[Array, ""] | float = 1.0
    backlash: Float[Array, ""] | float = 1.0
    grip_moves: Float[Array, ""] | float = 1.0


ON, OFF = Switches(), Switches(0.0, 0.0, 0.0, 0.0)
