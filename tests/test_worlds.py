"""Worlds: their luck, where they begin, and that they agree with what can be worked out without them."""

from dataclasses import replace
from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakranks.assumptions import Assumptions
from breakranks.case.types import Area
from breakranks.evidence import change
from breakranks.model import GRIPS
from breakranks.model.setup import HAZARDS
from breakranks.posterior import Posterior, infer_variants
from breakranks.vocabulary import AS_IT_GOES, OPPONENTS
from breakranks.worlds import DAYS, NEVER, chances_within, coefficient_names, draw_luck, draw_start, run_worlds
from breakranks.worlds.luck import BREAKS, repeated
from breakranks.worlds.start import draw_hazards
from engine_cases import (
    AREAS,
    EVENTS,
    FORMATIONS,
    PRIOR,
    SHIPPED,
    events_of,
    evidence_of,
    luck_for,
    posterior_of,
    still,
    worlds_of,
)
from evidence_cases import day, formation, identical, renumbered

TODAY = day(39)
ONE_AREA = (replace(AREAS[0], adjacent=()),)
ALONE = (formation("root", None), formation("l1", "root", 4000, "bank"))
STEADY, SHAKEN, WITHDRAWN, DEFIANT, GONE, CAPTIVE = range(6)
HORIZONS = (7, 14, 28, 56)


@pytest.fixture(scope="module")
def usual() -> Posterior:
    return posterior_of(*EVENTS)


def alone(by: Assumptions, *rows: tuple) -> Posterior:
    return posterior_of(*events_of(*rows), by=by, areas=ONE_AREA, formations=ALONE)


def shares(days: np.ndarray) -> list[float]:
    return [float((days <= h).mean()) for h in HORIZONS]


# -- luck --------------------------------------------------------------------------------------------------------------


def test_luck_is_spread_evenly_over_worlds():
    luck = draw_luck(50, 3, 2, 4)
    for rows in (luck.pair[None], luck.states, luck.held, luck.fate, luck.switch):
        assert np.allclose(np.sort(rows, axis=-1), (np.arange(50) + 0.5) / 50)
    for rows in (luck.area_clocks, luck.break_clocks.reshape(-1, 50), luck.collapse_clock[None]):
        assert np.allclose(np.sort(np.exp(-rows), axis=-1), (np.arange(50) + 0.5) / 50, atol=1e-6)
    assert np.allclose(luck.scores.mean(axis=-1), 0.0, atol=1e-6)
    assert luck.scores.std(axis=-1) == pytest.approx(np.full(4, 1.0), abs=0.03)


def test_rows_of_luck_are_independent():
    luck = draw_luck(4000, 3, 3, 5)
    rows = np.vstack(
        [luck.tempo, luck.scores, luck.pair, luck.states, luck.held, luck.area_clocks, luck.fate, luck.melts]
    )
    apart = np.corrcoef(rows) - np.eye(len(rows))
    assert np.abs(apart).max() < 5.0 / np.sqrt(4000)


def test_another_stream_is_other_luck_and_the_same_is_the_same():
    one, same, other = (draw_luck.__wrapped__(100, 2, 2, 3, stream) for stream in (11, 11, 12))
    assert all(identical(a, b) for a, b in zip(one, same, strict=True))
    assert not any(identical(a, b) for a, b in zip(one, other, strict=True))


def test_luck_for_several_variants_is_the_same_for_each():
    luck = draw_luck(30, 2, 2, 3)
    thrice = repeated(luck, 3)
    for one, three in zip(luck, thrice, strict=True):
        assert identical(three, np.concatenate([one] * 3, axis=-1))


# -- where worlds begin ------------------------------------------------------------------------------------------------


def test_worlds_begin_as_the_posterior_says(usual):
    start = draw_start(usual, luck_for(usual, 4000))
    pairs = np.bincount(start.explanation * GRIPS + start.grip, minlength=25) / 4000
    assert pairs == pytest.approx(usual.filtered.last.pairs[0], abs=1.5 / 4000)
    assert start.held.mean(axis=1) == pytest.approx(1.0 - usual.course.lost[0, -1], abs=1.5 / 4000)
    for u in range(3):
        states = np.bincount(start.states[u], minlength=6) / 4000
        assert states == pytest.approx(usual.filtered.states[0, -1, u], abs=0.02)


def test_states_hang_together_with_what_explains_them(usual):
    start = draw_start(usual, luck_for(usual, 4000))
    last = usual.filtered.last
    for x in last.pairs[0].argsort()[-3:]:
        there = start.explanation * GRIPS + start.grip == x
        for u in range(3):
            states = np.bincount(start.states[u, there], minlength=6) / there.sum()
            assert states == pytest.approx(last.formations[0, x, u], abs=4.0 / np.sqrt(there.sum()))


def test_coefficients_are_drawn_from_what_is_known_of_them_and_keep_their_sign(usual):
    luck = luck_for(usual, 2000)
    drawn = draw_hazards(usual.model, SHIPPED.parameters, luck)
    known = {p.name: p for p in SHIPPED.parameters}
    for hazard in HAZARDS:
        for term, values in drawn[hazard].coefficients.items():
            p = known[f"{hazard}.{term}"]
            if p.prior == "positive":
                assert values.min() >= 0.0
            if p.prior == "negative":
                assert values.max() <= 0.0
            if abs(p.value) > 3 * p.uncertainty or p.prior == "normal":
                assert values.mean() == pytest.approx(p.value, abs=0.01 + 0.01 * abs(p.value))
                assert values.std() == pytest.approx(p.uncertainty, rel=0.05)
        counted = sum(x * known[f"{hazard}.{term}"].mean for term, x in drawn[hazard].coefficients.items())
        base = known[f"{hazard}.base"]
        assert (drawn[hazard].base + counted).mean() == pytest.approx(base.value, abs=1e-3)
        assert (drawn[hazard].base + counted).std() == pytest.approx(base.uncertainty, rel=0.02)


def test_every_coefficient_has_a_row_of_luck(usual):
    names = coefficient_names(usual.model)
    assert len(set(names)) == len(names)
    assert set(names) == {p.name for p in PRIOR.parameters if p.spread > 0}


# -- against what can be worked out ------------------------------------------------------------------------------------


def test_an_area_falls_as_its_hazard_says():
    by = still(area__base=-4.0)
    worlds = worlds_of(alone(by), 4000, by)
    held = worlds.start.held[0]
    assert held.mean() > 0.9
    for h in HORIZONS:
        assert (worlds.fall[0, held] <= h).mean() == pytest.approx(1.0 - exp(-h * exp(-4.0)), abs=0.02)


def test_an_area_that_has_certainly_not_fallen_falls_as_its_hazard_says_to_a_world():
    by = still(area__base=-4.0, fall__reported=1.0, fall__delay=0.01)
    worlds = worlds_of(alone(by), 4000, by)
    assert shares(worlds.fall[0]) == pytest.approx([1.0 - exp(-h * exp(-4.0)) for h in HORIZONS], abs=2 / 4000)


@pytest.mark.parametrize("event", ["exit", "surrender", "mutiny"])
def test_the_force_first_breaks_as_its_hazard_says(event):
    by = still(**{f"{event}__base": -4.0})
    worlds = worlds_of(posterior_of(by=by, areas=ONE_AREA, formations=ALONE, until=0), 4000, by, until=0)
    whole = worlds.start.states[0] <= SHAKEN
    assert whole.mean() > 0.99
    expected = [1.0 - exp(-h * exp(-4.0)) for h in HORIZONS]
    assert shares(worlds.first[event][whole]) == pytest.approx(expected, abs=0.005)
    assert all((worlds.first[other] == NEVER).all() for other in {"exit", "surrender", "mutiny"} - {event})


def test_the_force_collapses_as_its_hazard_says():
    by = still(collapse__base=-4.0)
    worlds = worlds_of(alone(by), 4000, by)
    assert shares(worlds.first["collapse"]) == pytest.approx(
        [1.0 - exp(-h * exp(-4.0)) for h in HORIZONS], abs=2 / 4000
    )
    collapsed = worlds.first["collapse"] <= DAYS
    assert worlds.states[GONE, collapsed].mean() == pytest.approx(by.values["collapse.share"], abs=0.03)
    left = worlds.first["exit"] <= DAYS
    assert left[collapsed].mean() == pytest.approx(by.values["collapse.share"], abs=0.03)
    assert identical(worlds.first["exit"][left], worlds.first["collapse"][left]), "who goes to pieces leaves that day"


def test_the_tempo_of_a_campaign_spreads_its_chances_as_a_normal_does():
    by = still(collapse__base=-4.0, force__tempo=0.8)
    worlds = worlds_of(alone(by), 4000, by)
    scores = np.random.default_rng(1).normal(size=200_000)
    expected = [
        1.0 - np.exp(-h * np.exp(np.minimum(-4.0 + 0.8 * scores, np.log(by.values["collapse.most"])))).mean()
        for h in HORIZONS
    ]
    assert shares(worlds.first["collapse"]) == pytest.approx(expected, abs=0.01)


def test_a_higher_hazard_never_makes_anything_happen_later():
    days = {}
    for base in (-5.0, -4.0, -3.0):
        by = still(area__base=base, fall__reported=1.0, fall__delay=0.01)
        days[base] = worlds_of(alone(by), 1000, by).fall[0]
    assert (days[-4.0] <= days[-5.0]).all()
    assert (days[-3.0] <= days[-4.0]).all()
    assert (days[-3.0] < days[-5.0]).mean() > 0.5


def test_bodies_break_again_and_again_with_independent_waits():
    """A large formation hardly ever goes whole, so that its bodies keep breaking: a Poisson process."""
    by = still(mutiny__base=-2.5, body=1e-3)
    large = (ALONE[0], replace(ALONE[1], strength=10_000_000))
    posterior = posterior_of(by=by, areas=ONE_AREA, formations=large)
    luck = luck_for(posterior, 4000)
    (worlds,) = run_worlds(posterior, by.parameters, draw_start(posterior, luck), luck, TODAY)
    assert shares(worlds.first["mutiny"]) == pytest.approx([1.0 - exp(-h * exp(-2.5)) for h in HORIZONS], abs=0.01)
    due = np.cumsum(luck.break_clocks[2], axis=0)
    counted = (due <= DAYS * exp(-2.5)).sum(axis=0)
    assert counted.max() <= BREAKS
    assert counted.mean() == pytest.approx(DAYS * exp(-2.5), rel=0.03)


# -- what follows from what --------------------------------------------------------------------------------------------


def falls_at_once(**values: float) -> tuple[Assumptions, Posterior]:
    """Two areas, of which the first falls within days; one formation stands in it."""
    by = still(area__base=-50.0, area__front=50.5, area__most=20.0, **values)
    areas = (replace(AREAS[0], adjacent=("bridge",)), replace(AREAS[1], adjacent=("bank",), front=False))
    return by, posterior_of(by=by, areas=areas, formations=ALONE, until=0)


def test_a_garrison_of_ground_that_falls_goes_back_runs_or_is_captured():
    by, posterior = falls_at_once()
    worlds = worlds_of(posterior, 4000, by, until=0)
    begun = (worlds.start.states[0] <= SHAKEN) & worlds.start.held[0]
    assert begun.sum() > 1000
    assert (worlds.fall[0, begun] <= 9).all()
    values, grip = by.values, worlds.start.grip[begun]
    runs = np.mean(values["rout"] * (1.0 - posterior.model.obeys[grip]))
    trapped = values["trapped"]
    found = [worlds.states[s, begun].mean() for s in (CAPTIVE, GONE, WITHDRAWN)]
    assert found == pytest.approx([trapped, (1 - trapped) * runs, (1 - trapped) * (1 - runs)], abs=0.02)


def test_a_garrison_without_a_way_out_is_mostly_captured():
    by = still(area__base=-0.5, area__most=20.0)
    posterior = posterior_of(by=by, areas=ONE_AREA, formations=ALONE, until=0)
    worlds = worlds_of(posterior, 4000, by, until=0)
    begun = (worlds.start.states[0] <= SHAKEN) & worlds.start.held[0]
    assert worlds.states[CAPTIVE, begun].mean() == pytest.approx(by.values["trapped.nowhere"], abs=0.05)


def test_who_has_gone_or_been_captured_does_not_come_back_by_himself():
    told = ((38, "conduct.flee", "l1", "bank", "A1"), (38, "conduct.surrender", "l1", "bank", "A1"))
    posterior = alone(SHIPPED, *told)
    worlds = worlds_of(posterior, 1000)
    for state in (GONE, CAPTIVE):
        begun = worlds.start.states[0] == state
        assert begun.sum() > 100
        assert (worlds.states[state, begun] == 1.0).all()


@pytest.mark.parametrize(("kind", "least", "most"), [("grip.relieve", 0.03, 0.3), ("grip.coerce", 0.0, 0.01)])
def test_some_stragglers_come_back_where_command_cares_for_them_and_fear_fetches_none(kind, least, most):
    told = ((30, "conduct.flee", "l1", "bank", "A1"), (39, kind, "l1", "", "A1"))
    worlds = worlds_of(alone(SHIPPED, *told), 1000)
    begun = worlds.start.states[0] == GONE
    assert begun.sum() > 100
    assert least <= (worlds.states[GONE, begun] < 1.0).mean() <= most


def test_an_order_to_withdraw_moves_troops_back():
    by = still()
    ordered = worlds_of(alone(by, (39, "order.withdraw", "l1", "bank", "A1")), 1000, by)
    usual = worlds_of(alone(by), 1000, by)
    assert ordered.states[WITHDRAWN].mean() > 0.8
    assert usual.states[WITHDRAWN].mean() < 0.05


def test_ground_falls_faster_once_the_force_has_gone_to_pieces():
    slow = still(
        area__base=-4.0,
        collapse__base=-1.0,
        collapse__most=1.0,
        area__collapsed=0.0,
        fall__reported=1.0,
        fall__delay=0.01,
    )
    fast = still(
        area__base=-4.0,
        collapse__base=-1.0,
        collapse__most=1.0,
        area__collapsed=1.5,
        fall__reported=1.0,
        fall__delay=0.01,
    )
    held = [(worlds_of(alone(by), 1000, by).fall[0] > DAYS).mean() for by in (slow, fast)]
    assert held[1] < 0.4 * held[0]


# -- counted and smooth chances ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["exit", "surrender", "mutiny", "collapse"])
def test_smooth_chances_agree_with_counted_ones(usual, name):
    luck = luck_for(usual, 3000)
    smooth = chances_within(usual, SHIPPED.parameters, luck, TODAY, 28)
    (worlds,) = run_worlds(usual, SHIPPED.parameters, draw_start(usual, luck), luck, TODAY)
    held = worlds.start.held
    for a in range(3):
        assert smooth["area"][0, a] == pytest.approx((worlds.fall[a, held[a]] <= 28).mean(), abs=0.025)
    counted = (worlds.first[name] <= 28).mean()
    assert counted - 0.02 < smooth[name][0] < counted + 0.05


def test_few_worlds_tell_a_small_difference():
    """Leaving out a report that says little: its effect in 128 worlds is that in 2,000, to a point."""
    evidence = evidence_of(*EVENTS)
    readings = [evidence.reading, change(evidence.force, evidence.reading, {9: None}, SHIPPED.values)]
    model = posterior_of().model
    both = infer_variants(model, evidence.force, readings, evidence.winter)
    found = [chances_within(both, SHIPPED.parameters, luck_for(both, n), TODAY, 28) for n in (128, 2000)]
    for name in ("exit", "mutiny", "area"):
        few, many = (x[name][0] - x[name][1] for x in found)
        assert few == pytest.approx(many, abs=0.01)


# -- how far numbers hang on luck --------------------------------------------------------------------------------------


def headline(posterior: Posterior, stream: int) -> dict[str, list[float]]:
    worlds = worlds_of(posterior, 2000, stream=stream)
    areas = {f"fall of {a}": shares(days) for a, days in enumerate(worlds.fall)}
    return {**areas, **{name: shares(days) for name, days in worlds.first.items()}}


def test_other_luck_gives_the_same_numbers_to_about_two_points(usual):
    one, other = headline(usual, 11), headline(usual, 12)
    gaps = np.array([np.subtract(one[name], other[name]) for name in one])
    assert np.abs(gaps).max() < 0.025
    assert np.abs(gaps).mean() < 0.008


@pytest.mark.slow
def test_the_spread_of_numbers_over_many_streams(usual):
    found = np.array([list(headline(usual, stream).values()) for stream in range(20)])
    assert found.std(axis=0).max() < 0.012


def test_the_same_input_gives_the_same_numbers_to_the_bit(usual):
    one, other = (worlds_of(posterior_of(*EVENTS), 300, watch=True) for _ in range(2))
    assert identical(replace(one, start=other.start), other)


def test_the_order_of_rows_does_not_matter_to_the_worlds(usual):
    one, other = (worlds_of(p, 500) for p in (usual, posterior_of(*renumbered(reversed(EVENTS)))))
    assert np.mean(one.fall != other.fall) < 1e-3
    for name, days in one.first.items():
        assert np.mean(days != other.first[name]) < 2e-3, name


def test_choices_run_side_by_side_are_what_they_are_alone(usual):
    luck = luck_for(usual, 200)
    start = draw_start(usual, luck)
    every = [AS_IT_GOES._replace(opponent=o) for o in OPPONENTS]
    together = run_worlds(usual, SHIPPED.parameters, start, luck, TODAY, every)
    for choice, worlds in zip(every, together, strict=True):
        (alone_,) = run_worlds(usual, SHIPPED.parameters, start, luck, TODAY, [choice])
        assert identical(worlds.fall, alone_.fall)
        assert np.allclose(worlds.losses, alone_.losses, rtol=1e-5)


# -- what is kept ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kept(usual):
    return worlds_of(usual, 500, watch=True)


def test_days_lie_within_the_horizon_or_never_come(kept):
    for days in (kept.fall, *kept.breaks.values(), *kept.first.values()):
        assert np.all((days == NEVER) | ((days >= 1) & (days <= DAYS)))
        assert 0.0 < (days <= DAYS).mean() < 1.0


def test_what_is_kept_stays_in_its_bounds(kept):
    assert kept.control.shape == (8, 500)
    assert ((kept.control >= 0) & (kept.control <= 1)).all()
    assert kept.states.sum(axis=0) == pytest.approx(np.ones(500), abs=1e-5)
    assert (kept.losses >= 0).all()
    assert 0.005 < kept.losses.mean() < 0.2
    assert (kept.met >= 0).all()
    assert (kept.signs >= 0).all()


def test_the_force_breaks_no_later_than_any_of_its_formations(kept):
    for name, days in kept.breaks.items():
        assert (kept.first[name] <= days.min(axis=0)).all()


def test_ground_that_is_lost_already_does_not_fall(kept):
    lost = ~kept.start.held
    assert lost.any()
    assert (kept.fall[lost] == NEVER).all()


def test_attacks_reach_the_ground_behind_once_the_front_has():
    """The town lies behind the bridge: it is attacked where the bridge has fallen."""
    told = events_of(*((n, "opponent.attack", "l2", "bridge", "A1") for n in range(20, 40, 4)))
    posterior = posterior_of(*told)
    luck = luck_for(posterior, 2000)
    (worlds,) = run_worlds(posterior, SHIPPED.parameters, draw_start(posterior, luck), luck, TODAY)
    early = worlds.fall[1] <= 20
    later = (worlds.fall[2] > 20) & (worlds.start.held[2])
    falls = [(worlds.fall[2, later & fell] <= DAYS).mean() for fell in (early, ~early)]
    assert falls[0] > falls[1]


def test_an_area_behind_nobody_attacks_is_the_last_to_fall():
    areas = tuple(Area(id=a.id, name=a.id, lat=47.0, lon=33.0, adjacent=a.adjacent, front=a.front) for a in AREAS)
    worlds = worlds_of(
        posterior_of(*events_of((38, "opponent.attack", "root", "bank bridge", "A1")), areas=areas), 1000
    )
    bank, bridge, town = (worlds.fall <= 28).mean(axis=1)
    assert town < min(bank, bridge)


@settings(max_examples=5)
@given(st.permutations(FORMATIONS), st.permutations(AREAS), st.permutations(EVENTS))
def test_the_order_of_rows_changes_no_world(formations, areas, events):
    usual = posterior_of(*EVENTS)
    turned = posterior_of(*renumbered(events), formations=tuple(formations), areas=tuple(areas))
    (one, units, places), (other, other_units, other_places) = (
        (worlds_of(x, 200, watch=True), [f.id for f in x.force.formations], [a.id for a in x.force.areas])
        for x in (usual, turned)
    )
    unit, place = [other_units.index(f) for f in units], [other_places.index(a) for a in places]
    assert np.array_equal(one.fall, other.fall[place])
    assert np.array_equal(one.start.held, other.start.held[place])
    assert np.array_equal(one.start.states, other.start.states[unit])
    for event, days in one.breaks.items():
        assert np.array_equal(days, other.breaks[event][unit])
    for event, days in one.first.items():
        assert np.array_equal(days, other.first[event])
    assert np.array_equal(one.control, other.control)
    assert np.array_equal(one.states, other.states)
    assert np.array_equal(one.losses, other.losses)
    assert np.allclose(one.signs, other.signs[:, place], rtol=1e-6)
    luck = luck_for(usual, 100)
    smooth, turned_smooth = (chances_within(x, SHIPPED.parameters, luck, TODAY, 28) for x in (usual, turned))
    assert np.allclose(smooth["area"], turned_smooth["area"][:, place], rtol=0.0, atol=1e-6)
