"""A tiny force under a few weeks of reports, and what the tests of the engine do with it again and again."""

from dataclasses import replace
from datetime import date

import jax
import jax.numpy as jnp
import numpy as np

from breakranks.assumptions import Parameter, read_explanations, read_parameters
from breakranks.case.types import Area, Case, Event
from breakranks.evidence import Evidence, as_of
from breakranks.futures.project import noise_ahead
from breakranks.model.parameters import natural
from breakranks.model.start import start
from breakranks.model.step import step
from breakranks.model.world import Day, Ground, Noise, Switches, World
from breakranks.worlds.setup import Model, model_of
from evidence_cases import event, formation, small_case

DAYS = 40
PARAMETERS = read_parameters()
EXPLANATIONS = read_explanations()
CENTRES = {p.name: p.centre for p in PARAMETERS}

FORMATIONS = (
    formation("root", None),
    formation("west", "root"),
    replace(formation("w1", "west", 4000, "bank"), troops="conscript"),
    replace(formation("w2", "west", 3000, "bridge"), troops="mobilised"),
    formation("east", "root"),
    replace(formation("e1", "east", 5000, "town"), troops="professional"),
)
AREAS = tuple(
    Area(id=id, name=id, lat=47.0, lon=33.0, adjacent=tuple(adjacent.split()))
    for id, adjacent in (("bank", "bridge"), ("bridge", "bank town"), ("town", "bridge"))
)
"""bank - bridge - town, with one formation in each."""

EVENTS = (
    event(1, 2, "opponent.attack", "w1", "bank"),
    event(2, 3, "order.hold", "root"),
    event(3, 5, "conduct.defend", "w1", "bank"),
    event(4, 8, "strain.losses", "w1"),
    event(5, 10, "prepare.defence", "e1", "town"),
    event(6, 12, "claim.hold", "root"),
    event(7, 15, "opponent.attack", "w2", "bridge"),
    event(8, 18, "conduct.desert", "w2"),
    event(9, 20, "grip.coerce", "west"),
    event(10, 22, "prepare.withdrawal", "w1", "bank"),
    event(11, 25, "claim.blame", "root"),
    event(12, 28, "conduct.refuse", "w2"),
    event(13, 30, "opponent.attack", "w1", "bank"),
    event(14, 33, "conduct.withdraw", "w1", "bank"),
    event(15, 36, "order.no-retreat", "e1"),
    event(16, 39, "conduct.flee", "w2", "bridge"),
)


def tiny_case(*events: Event, **changes: object) -> Case:
    return small_case(*events, **({"formations": FORMATIONS, "areas": AREAS, "winter": ()} | changes))


def tiny_evidence(*events: Event, until: int = DAYS - 1, **changes: object) -> Evidence:
    case = tiny_case(*(events or EVENTS), **changes)
    return as_of(case, date.fromordinal(case.start.toordinal() + until), CENTRES)


def tiny_model(parameters: tuple[Parameter, ...] = PARAMETERS) -> Model:
    return model_of(tiny_evidence().force, parameters, EXPLANATIONS)


def fixed(**centres: float) -> tuple[Parameter, ...]:
    """All parameters fixed at their centres, some of them elsewhere (names with `_` for `-`)."""
    given = {name.replace("_", "-"): centre for name, centre in centres.items()}
    return tuple(replace(p, prior="fixed", spread=0.0, centre=given.get(p.name, p.centre)) for p in PARAMETERS)


def quiet(ground: Ground, **conditions: object) -> Day:
    """A day on which nothing acts on the force but the conditions given (numbers, or one number a row)."""
    formations, areas = ground.area.shape
    rows = dict.fromkeys(Day._fields, formations) | dict.fromkeys(("pressure", "leaving", "withdraw_order"), areas)
    given = {"present": 1.0} | conditions
    day = {name: np.broadcast_to(np.reshape(given.get(name, 0.0), (-1, 1)), (count, 1)) for name, count in rows.items()}
    day |= {name: np.reshape(given.get(name, usual), (1,)) for name, usual in (("winter", 0.0), ("drive", 1.0))}
    return Day(**{name: jnp.asarray(value, jnp.float32) for name, value in day.items()})


def fresh(model: Model, worlds: int, seed: int = 0) -> World:
    """Worlds drawn from the prior."""
    keys = jax.random.split(jax.random.key(seed), 4)
    formations, branches = model.ground.branch.shape
    scores = jax.random.normal(keys[0], (len(model.priors.free), worlds))
    return start(
        scores,
        jax.random.uniform(keys[1], (worlds,)),
        jax.random.normal(keys[2], (branches, worlds)),
        jax.random.normal(keys[3], (formations, worlds)),
        natural(model.priors, scores),
        model.ground,
    )


def noise_of(model: Model, worlds: int, days: int, seed: int = 1) -> Noise:
    """Noise for some days, days on the first axis."""
    return noise_ahead(jax.random.key(seed), model.ground, worlds, days)


@jax.jit
def live(model: Model, world: World, day: Day, noise: Noise, switches: Switches) -> tuple[World, World]:
    """The worlds after as many days as there is noise, every day the same conditions; and the worlds of each day."""
    values = natural(model.priors, world.scores)

    def one(world: World, noise: Noise) -> tuple[World, World]:
        world, _, _ = step(world, day, noise, values, model.ground, switches, None, None)
        return world, world

    return jax.lax.scan(one, world, noise)
