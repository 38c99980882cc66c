"""The model of one world: what may never happen in a day, and what must, on average, follow from what."""

from dataclasses import replace
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from beartype import beartype
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jaxtyping import jaxtyped

from breakranks.case.types import Area
from breakranks.model.parameters import natural
from breakranks.model.questions import happenings
from breakranks.model.signs import Signs, features, signs
from breakranks.model.step import control, log_transition, pressure, step, survival
from breakranks.model.world import (
    DECEPTION,
    IN_CONTROL,
    LOSS_OF_CONTROL,
    PLANNED_WITHDRAWAL,
    RIVAL_COMMANDS,
    Day,
    Noise,
    Recent,
    Shares,
    Switches,
    World,
)
from breakranks.worlds.setup import Model, model_of, sign_kinds
from engine_cases import EXPLANATIONS, PARAMETERS, fresh, live, noise_of, quiet, tiny_evidence, tiny_model
from evidence_cases import event, formation

ON = Switches(1.0, 1.0, 1.0, 1.0)
WORLDS = 2000
WEEKS = 56
CONDITIONS = tuple(name for name in Day._fields if name not in ("present", "winter"))


@pytest.fixture(scope="session")
def model() -> Model:
    return tiny_model()


@pytest.fixture(scope="session")
def worlds(model: Model) -> World:
    return fresh(model, WORLDS)


@pytest.fixture(scope="session")
def noise(model: Model) -> Noise:
    return noise_of(model, WORLDS, WEEKS)


@pytest.fixture(scope="session")
def odd_model() -> Model:
    """A formation without ground beside one that is alone on an island, and an area where nobody stands."""
    formations = (
        formation("root", None),
        formation("corps", "root"),
        formation("afloat", "root", 120),
        formation("island", "corps", 60_000, "isle"),
    )
    areas = tuple(Area(id=id, name=id, lat=47.0, lon=33.0, adjacent=()) for id in ("isle", "desert"))
    word = event(1, 2, "claim.hold", "root")
    return model_of(tiny_evidence(word, formations=formations, areas=areas).force, PARAMETERS, EXPLANATIONS)


def sound(world: World) -> None:
    """Every number is finite and the shares are shares."""
    for name, field in world._asdict().items():
        assert all(np.isfinite(x).all() for x in jax.tree.leaves(field)), f"{name} is not finite"
    shares = np.stack(world.shares)
    assert shares.min() >= 0.0
    assert shares.max() <= 1.0 + 1e-6
    np.testing.assert_allclose(shares.sum(axis=0), 1.0, atol=1e-5)
    assert set(np.unique(world.held)) <= {0.0, 1.0}


# -- what may never happen -------------------------------------------------------------------------------------------

strengths = st.sampled_from([0.0, 0.7, 2.0, 7.0])
"""Logs of 1 + trace: none, a report, a handful, a thousand."""


@settings(max_examples=25, deadline=None)
@given(
    levels=st.lists(strengths, min_size=len(CONDITIONS), max_size=len(CONDITIONS)),
    winter=st.sampled_from([0.0, 1.0]),
    seed=st.integers(0, 2**16),
    scale=st.sampled_from([0.0, 1.0, 3.0]),
    odd=st.booleans(),
)
@example(levels=[0.0] * len(CONDITIONS), winter=0.0, seed=0, scale=0.0, odd=True)
@example(levels=[7.0] * len(CONDITIONS), winter=1.0, seed=0, scale=3.0, odd=False)
@example(levels=[7.0] * len(CONDITIONS), winter=1.0, seed=0, scale=3.0, odd=True)
def test_shares_stay_shares(model, odd_model, levels, winter, seed, scale, odd):
    chosen = odd_model if odd else model
    count = 64
    world = fresh(chosen, count, seed)
    world = world._replace(scores=jnp.clip(scale * world.scores, -4.0, 4.0))
    noise = noise_of(chosen, count, WEEKS, seed)
    noise = noise._replace(breaking=scale * noise.breaking, grip=scale * noise.grip, front=scale * noise.front)
    day = quiet(chosen.ground, winter=winter, **dict(zip(CONDITIONS, levels, strict=True)))
    _, daily = live(chosen, world, day, noise, ON)
    sound(daily)


@pytest.mark.parametrize("number", [0.0, 1.0 - 2.0**-24])
def test_extreme_uniform_numbers_are_harmless(model, worlds, noise, number):
    uniform = {
        name: jnp.full_like(getattr(noise, name), number) for name in ("explanation", "word", "lump", "size", "fall")
    }
    last, _ = live(model, worlds, quiet(model.ground, pressure=1.0), noise._replace(**uniform), ON)
    sound(last)


def test_a_formation_that_is_not_there_yet_does_not_change(model, worlds, noise):
    there = np.array([1.0, 0.0, 1.0])
    day = quiet(model.ground, pressure=2.0, withdraw_order=1.0, present=there)
    last, _ = live(model, worlds, day, noise, ON)
    for before, after in zip(worlds.shares, last.shares, strict=True):
        np.testing.assert_allclose(after[1], before[1], atol=2e-3)
    assert np.mean(last.shares.steady[0]) < 0.9


# -- one world and many, compiled and not ----------------------------------------------------------------------------


def test_one_world_alone_is_the_same_as_among_many(model, worlds, noise):
    day = quiet(model.ground, pressure=1.0, coercion=0.5)
    _, many = live(model, worlds, day, noise, ON)
    only = slice(17, 18)
    pick = lambda tree: jax.tree.map(lambda x: x[..., only], tree)  # noqa: E731
    _, one = live(model, pick(worlds), day, pick(noise), ON)
    for a, b in zip(jax.tree.leaves(one), jax.tree.leaves(pick(many)), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-4)


def one_of_each(model: Model, truth: float = 0.9) -> Signs:
    """One sign of each kind about each formation."""
    kinds, formations = len(sign_kinds()), model.ground.strength.shape[0]
    kind, unit = (x.ravel() for x in np.meshgrid(np.arange(kinds), np.arange(formations), indexing="ij"))
    count = len(kind)
    return Signs(
        kind=jnp.asarray(kind, jnp.int32),
        scope=jnp.asarray(np.eye(formations)[unit], jnp.float32),
        truth=jnp.full(count, truth),
        weight=jnp.ones(count),
        people=jnp.full(count, jnp.nan),
        amount=jnp.zeros(count, jnp.int32),
    )


def test_compiled_equals_not_compiled(model):
    """A canary against a compiler that gets wrong rows of fused reductions (jax issue 39103)."""
    count = 10_000
    world, noise = fresh(model, count), jax.tree.map(lambda x: x[0], noise_of(model, count, 1))
    shares = np.random.default_rng(1).dirichlet(np.full(7, 0.5), (3, count)).astype(np.float32)
    world = world._replace(
        shares=Shares(*jnp.moveaxis(shares, -1, 0)), recent=Recent(*jnp.moveaxis(shares[..., :4], -1, 0))
    )
    values = natural(model.priors, world.scores)
    day, seen = quiet(model.ground, pressure=1.0, coercion=0.5, leaving=0.5), one_of_each(model)
    eager = step(world, day, noise, values, model.ground, ON, None, None)
    compiled = jax.jit(step)(world, day, noise, values, model.ground, ON, None, None)
    for a, b in zip(jax.tree.leaves(eager), jax.tree.leaves(compiled), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-4)
    heard = lambda w: signs(w, day, seen, model.ground, model.table).sum(axis=0)  # noqa: E731
    np.testing.assert_allclose(heard(world), jax.jit(heard)(world), rtol=1e-3, atol=1e-3)


# -- shapes ----------------------------------------------------------------------------------------------------------


def fields_fit(value: NamedTuple) -> None:
    """Every field has the shape that its annotation names; names mean the same throughout."""
    for name, kind in type(value).__annotations__.items():
        field = getattr(value, name)
        if hasattr(field, "_fields"):
            fields_fit(field)
        else:
            assert isinstance(field, kind), f"{type(value).__name__}.{name} is {field.shape}, not {kind}"


def test_shapes_are_those_of_the_signatures(model, worlds, noise):
    checked = {
        f: jaxtyped(typechecker=beartype)(f)
        for f in (step, survival, pressure, features, signs, log_transition, control, happenings)
    }
    ground, day = model.ground, quiet(model.ground, pressure=1.0)
    today, values = jax.tree.map(lambda x: x[0], noise), natural(model.priors, worlds.scores)
    world, bodies, correction = checked[step](worlds, day, today, values, ground, ON, None, None)
    assert correction.shape == (WORLDS,)
    with jaxtyped("context"):
        for tree in (ground, day, today, world, bodies, checked[happenings](world, bodies, ground)):
            fields_fit(tree)
    checked[survival](world, day, values, ground)
    checked[pressure](world, day)
    checked[control](world, ground)
    assert checked[features](world, day, ground).shape == (model.table.response.shape[1], 3, WORLDS)
    assert checked[log_transition](world, day, values, ground).shape == (5, WORLDS)
    assert checked[signs](world, day, one_of_each(model), ground, model.table).shape == (
        len(sign_kinds()) * 3,
        5,
        WORLDS,
    )


# -- what follows from what ------------------------------------------------------------------------------------------


def mean(values: object) -> float:
    return float(np.mean(values))


@pytest.fixture(scope="session")
def lived(model: Model, worlds: World, noise: Noise):
    """The worlds of each of 56 days under some conditions, on the same noise."""

    def run(switches: Switches = ON, by: Model = model, begin: World = worlds, **conditions: object) -> World:
        _, daily = live(by, begin, quiet(by.ground, **conditions), noise, switches)
        return daily

    return run


def test_coercion_holds_men_now_and_costs_resolve_later(lived):
    usual, harsh = lived(pressure=1.0), lived(pressure=1.0, coercion=1.0)
    assert mean(harsh.shares.absent[13]) < mean(usual.shares.absent[13])
    assert mean(harsh.resolve[-1]) < mean(usual.resolve[-1]) - 0.1
    assert mean(harsh.grip[13]) > mean(usual.grip[13])
    assert mean(harsh.shares.lost[13]) > mean(usual.shares.lost[13])


def test_coercion_has_no_backlash_when_it_is_switched_off(lived):
    without = ON._replace(backlash=0.0)
    usual, harsh = lived(without, pressure=1.0), lived(without, pressure=1.0, coercion=1.0)
    np.testing.assert_allclose(harsh.resolve, usual.resolve, atol=1e-5)


def in_ranks(run: World, day: int) -> np.ndarray:
    """The wavering among those still in the ranks."""
    s = run.shares
    return np.asarray(s.wavering[day] / jnp.maximum(s.steady[day] + s.wavering[day] + s.defiant[day], 0.02))


def test_pressure_costs_lives_and_ground(lived):
    runs = [lived(pressure=p) for p in (0.0, 0.7, 1.5)]
    # Later on, who has left or been captured cannot be lost any more.
    lost = [mean(run.shares.lost[13]) for run in runs]
    held = [mean(run.held[-1]) for run in runs]
    wavering = [mean(in_ranks(run, 6)) for run in runs]
    assert lost[0] < lost[1] < lost[2]
    assert held[0] > held[1] > held[2]
    assert wavering[0] < wavering[1] < wavering[2]


def test_relief_lifts_grip_and_resolve(lived):
    usual, relieved = lived(), lived(relief=1.0)
    assert mean(relieved.grip[-1] > usual.grip[-1]) > 0.95
    assert mean(relieved.grip[-1]) > mean(usual.grip[-1]) + 0.2
    assert mean(relieved.resolve[-1]) > mean(usual.resolve[-1]) + 0.2


def test_winter_wears(lived):
    mild, winter = lived(pressure=0.7), lived(pressure=0.7, winter=1.0)
    assert mean(winter.resolve[-1]) < mean(mild.resolve[-1])
    assert mean(winter.shares.steady[-1]) < mean(mild.shares.steady[-1])


def test_an_order_to_withdraw_moves_troops_where_it_was_given(lived):
    usual, ordered = lived(), lived(withdraw_order=[1.0, 0.0, 0.0])
    moved = [mean(ordered.shares.withdrawn[9, u]) - mean(usual.shares.withdrawn[9, u]) for u in range(3)]
    assert moved[0] > 0.5
    # Fewer are thrown out of the ground beside, which the newcomers help to hold.
    assert max(moved[1:]) < 0.02
    assert mean(ordered.arrivals[9, 1]) > 1000, "they arrive beside"


def test_an_order_to_withdraw_is_hardly_obeyed_where_it_is_meant_to_deceive(lived, worlds, model):
    # Transitions are rare in a week, so that the explanation stays what it was at the start.
    meant = {z: worlds._replace(explanation=jnp.full_like(worlds.explanation, z)) for z in (IN_CONTROL, DECEPTION)}
    back = {z: mean(lived(begin=w, withdraw_order=1.0).shares.withdrawn[2]) for z, w in meant.items()}
    assert back[DECEPTION] < 0.4 * back[IN_CONTROL]


def test_orders_bind_less_at_once_where_command_has_lost_control(lived, worlds, model):
    # Transitions are rare in the first days, so that the explanation stays what it was at the start.
    meant = {
        z: lived(begin=worlds._replace(explanation=jnp.full_like(worlds.explanation, z)), pressure=0.7)
        for z in (IN_CONTROL, RIVAL_COMMANDS, LOSS_OF_CONTROL)
    }
    first = {z: mean(control(jax.tree.map(lambda x: x[0], run), model.ground)) for z, run in meant.items()}
    assert first[LOSS_OF_CONTROL] < first[RIVAL_COMMANDS] < first[IN_CONTROL] - 0.03
    assert mean(meant[LOSS_OF_CONTROL].shares.absent[9]) > 1.2 * mean(meant[IN_CONTROL].shares.absent[9])


def test_loss_of_control_follows_on_breaking_not_on_having_broken(worlds, model):
    values = natural(model.priors, worlds.scores)
    s, none = worlds.shares, jnp.zeros_like(worlds.shares.steady)
    begun = worlds._replace(explanation=jnp.full_like(worlds.explanation, IN_CONTROL))
    long_ago = begun._replace(shares=s._replace(steady=0.6 * s.steady, captive=none + 0.4 * s.steady))
    now = long_ago._replace(recent=worlds.recent._replace(surrendering=none + 0.4 * s.steady))
    chance = [
        mean(jnp.exp(log_transition(w, quiet(model.ground), values, model.ground)[LOSS_OF_CONTROL]))
        for w in (begun, long_ago, now)
    ]
    assert chance[1] == pytest.approx(chance[0], rel=0.05)
    assert chance[2] > 5 * chance[0]


def test_who_goes_by_order_is_seldom_caught(lived):
    stays, goes = (lived(pressure=[1.0, 0.0, 0.0], withdraw_order=[order, 0.0, 0.0]) for order in (0.0, 1.0))
    assert mean(goes.shares.captive[13, 0]) < 0.5 * mean(stays.shares.captive[13, 0])


def test_without_contagion_neighbours_do_not_matter(lived, model):
    scattered = replace(model, ground=model.ground._replace(neighbours=jnp.roll(jnp.eye(3), 1, axis=1)))
    alone = ON._replace(contagion=0.0)
    one, other = lived(alone, pressure=1.0), lived(alone, by=scattered, pressure=1.0)
    for a, b in zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True):
        np.testing.assert_array_equal(a, b)
    with_it, moved = lived(pressure=1.0), lived(by=scattered, pressure=1.0)
    assert np.any(np.asarray(with_it.shares.wavering) != np.asarray(moved.shares.wavering))


def test_contagion_breaks_more(lived):
    together, alone = lived(pressure=1.0), lived(ON._replace(contagion=0.0), pressure=1.0)
    assert mean(together.shares.steady[-1]) < mean(alone.shares.steady[-1])


def test_dissonance_acts_only_while_it_is_on(lived):
    off = ON._replace(dissonance=0.0)
    for a, b in zip(jax.tree.leaves(lived(off)), jax.tree.leaves(lived(off, dissonance=2.0)), strict=True):
        np.testing.assert_array_equal(a, b)
    assert mean(lived(dissonance=2.0).shares.wavering[-1]) > mean(lived().shares.wavering[-1])


def test_grip_stays_at_its_start_when_it_is_switched_off(lived, worlds):
    still = lived(ON._replace(grip_moves=0.0), coercion=1.0, leaderless=1.0)
    np.testing.assert_allclose(still.grip[-1], worlds.grip, atol=1e-5)


def test_a_force_that_has_broken_locally_recovers(lived, worlds):
    s = worlds.shares
    broken = s._replace(
        steady=s.steady.at[0].set(0.2), wavering=s.wavering.at[0].set(0.5), absent=s.absent.at[0].set(0.3)
    )
    run = lived(begin=worlds._replace(shares=broken), relief=1.0)
    steady = run.shares.steady[:, 0] + run.shares.withdrawn[:, 0]
    assert mean(steady[-1]) > 0.6
    assert mean(steady[-1] > steady[0] + 0.2) > 0.8
    left = lived(begin=worlds._replace(shares=broken), pressure=1.5)
    assert mean(left.shares.steady[-1, 0]) < mean(run.shares.steady[-1, 0])


def test_pressure_moves_on_from_fallen_ground(lived):
    held, advance = (np.asarray(x)[:14] for x in (lambda w: (w.held, w.advance))(lived(pressure=[0.7, 0.0, 0.0])))
    beside, gone = held[-1, 1] > 0, held[-1, 0] == 0
    assert 20 < (gone & beside).sum() < WORLDS - 20
    assert advance[:, 1].max(axis=0)[gone & beside].min() > 0
    assert advance[-1, 1][(held[-1] > 0).all(axis=0)].max() == 0


def test_staying_kills_more_under_pressure_and_leaving_more_under_coercion(model, worlds):
    values = natural(model.priors, worlds.scores)
    alive = {
        name: survival(worlds, quiet(model.ground, **day), values, model.ground)
        for name, day in {"quiet": {}, "pressed": {"pressure": 2.0}, "coerced": {"coercion": 2.0}}.items()
    }
    assert np.all(alive["pressed"].stay < alive["quiet"].stay)
    assert np.all(alive["coerced"].leave < alive["quiet"].leave)
    assert np.all((alive["pressed"].stay > 0) & (alive["pressed"].stay < 1))


# -- signs -----------------------------------------------------------------------------------------------------------


def test_the_signs_of_a_day_are_drawn_from_a_distribution(model, worlds, noise):
    """Over all kinds and formations, ordinary share × likelihood ratio sums to one, whatever the world."""
    day = quiet(model.ground, pressure=1.0)
    world, _ = live(model, worlds, day, noise, ON)
    seen = one_of_each(model, truth=1.0)
    ratio = np.exp(signs(world, day, seen, model.ground, model.table))
    ordinary = np.asarray(model.table.share)[seen.kind] * (seen.scope @ model.ground.weight)
    np.testing.assert_allclose(np.einsum("e,ezw->zw", ordinary, ratio), 1.0, atol=1e-3)


def test_a_report_that_cannot_be_true_says_nothing(model, worlds):
    ratio = signs(worlds, quiet(model.ground), one_of_each(model, truth=0.0), model.ground, model.table)
    np.testing.assert_allclose(ratio, 0.0, atol=1e-6)


def odds(model: Model, worlds: World, *kinds: str) -> np.ndarray:
    """Log-likelihood of signs of these kinds about the first formation, by explanation, in an ordinary world."""
    seen = one_of_each(model)
    rows = [3 * sign_kinds().index(kind) for kind in kinds]
    picked = jax.tree.map(lambda x: x[jnp.array(rows)], seen)
    return np.asarray(signs(worlds, quiet(model.ground), picked, model.ground, model.table).sum(axis=0)).mean(axis=-1)


@pytest.mark.parametrize("rival", [PLANNED_WITHDRAWAL, IN_CONTROL])
@pytest.mark.parametrize("moving", ["conduct.withdraw", "prepare.withdrawal"])
def test_costly_preparation_while_troops_go_back_speaks_against_deception(model, worlds, rival, moving):
    both = odds(model, worlds, "prepare.defence", moving)
    assert both[DECEPTION] < both[rival] - 0.1
    decoy = odds(model, worlds, "prepare.decoy")
    assert decoy[DECEPTION] > decoy[rival] + 0.5


def test_a_reported_number_speaks_for_worlds_in_which_as_many_went(model, worlds):
    flown = worlds._replace(recent=worlds.recent._replace(leaving=worlds.recent.leaving.at[1, : WORLDS // 2].set(0.4)))
    row = jnp.array([3 * sign_kinds().index("conduct.desert") + 1])
    seen = jax.tree.map(lambda x: x[row], one_of_each(model))._replace(
        people=jnp.log(jnp.array([1200.0])), amount=jnp.array([1], jnp.int32)
    )
    heard = np.asarray(signs(flown, quiet(model.ground), seen, model.ground, model.table))[0]
    silent = np.asarray(
        signs(flown, quiet(model.ground), seen._replace(people=jnp.array([jnp.nan])), model.ground, model.table)
    )[0]
    gain = (heard - silent).mean(axis=0)
    assert gain[: WORLDS // 2].mean() > 0.5
    assert gain[WORLDS // 2 :].mean() < 0
