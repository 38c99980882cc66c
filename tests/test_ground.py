"""Ground: fronts and garrisons, what moves an area to fall, and the exact posterior of its day of loss."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakranks.evidence.types import Force
from breakranks.model import model_of
from breakranks.model.ground import (
    HOLDS_AFTER_WITHDRAWAL,
    HOLDS_IN_PLACE,
    MOST_BESIDE,
    Ground,
    area_features,
    at_front,
    ground_of,
    manned,
    over,
)
from breakranks.posterior import area_history, infer
from breakranks.posterior.ground import decaying, falls, loss_by_day
from breakranks.vocabulary import STATES
from engine_cases import PRIOR, SHIPPED, events_of, evidence_of, posterior_of

MODEL = model_of(SHIPPED)
VALUES = MODEL.values
BANK, BRIDGE, TOWN = range(3)
STRENGTH = np.array([4000.0, 3000.0, 5000.0])


def force() -> Force:
    return evidence_of().force


def ground() -> Ground:
    return ground_of(force())


# -- fronts and garrisons ----------------------------------------------------------------------------------------------


def test_the_front_moves_to_the_areas_beside_lost_ground():
    def front(*lost: float) -> list[float]:
        return at_front(ground(), np.array(lost)).tolist()

    assert front(0.0, 0.0, 0.0) == [1.0, 1.0, 0.0]
    assert front(1.0, 0.0, 0.0) == [1.0, 1.0, 0.0]
    assert front(0.0, 1.0, 0.0) == [1.0, 1.0, 1.0]
    assert front(0.0, 0.4, 0.0) == [1.0, 1.0, 0.4]


def test_areas_are_manned_as_they_were_until_troops_leave_or_break():
    full = manned(ground(), np.ones(3), np.zeros(3), np.zeros(3))
    assert full == pytest.approx(np.ones(3))
    broken = manned(ground(), np.array([0.0, 0.35, 1.0]), np.zeros(3), np.zeros(3))
    assert broken == pytest.approx([0.0, 0.35, 1.0])


def test_troops_who_leave_lost_ground_garrison_the_areas_beside_it_that_are_held():
    # l1 has left the bank, which is lost; only the bridge lies beside it.
    there = manned(ground(), np.array([0.0, 1.0, 1.0]), np.array([1.0, 0.0, 0.0]), np.array([1.0, 0.0, 0.0]))
    assert there[BRIDGE] == pytest.approx(1.0 + HOLDS_AFTER_WITHDRAWAL * 4000 / 3000)
    assert there[[BANK, TOWN]] == pytest.approx([0.0, 1.0])


def test_troops_who_went_back_from_ground_that_is_still_held_hold_it_less():
    there = manned(ground(), np.array([0.0, 1.0, 1.0]), np.array([1.0, 0.0, 0.0]), np.zeros(3))
    assert there == pytest.approx([HOLDS_AFTER_WITHDRAWAL, 1.0, 1.0])


def test_where_no_area_beside_is_held_they_are_spread_over_all_that_are():
    there = manned(ground(), np.array([0.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.0]), np.array([1.0, 1.0, 0.0]))
    assert there == pytest.approx([0.0, 0.0, 1.0 + HOLDS_AFTER_WITHDRAWAL * 4000 / 5000])


shares = st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3).map(np.array)


@given(shares, shares.filter(lambda lost: lost.min() < 0.9))
def test_nobody_who_goes_back_is_lost_on_the_way(withdrawn, lost):
    there = manned(ground(), np.zeros(3), withdrawn, lost)
    assert there @ STRENGTH == pytest.approx(HOLDS_AFTER_WITHDRAWAL * withdrawn @ STRENGTH)
    assert not there[lost == 1.0].any()


def test_an_area_that_nobody_ever_held_counts_as_manned():
    nobody = ground()._replace(garrison=np.zeros((3, 3)), established=np.zeros(3), home=np.zeros((3, 3)))
    assert manned(nobody, np.ones(3), np.zeros(3), np.zeros(3)) == pytest.approx(np.ones(3))


def test_states_hold_in_place_as_the_vocabulary_says_but_for_the_withdrawn():
    holds = dict(zip(STATES, HOLDS_IN_PLACE, strict=True))
    assert holds == {s.id: (0.0 if s.id == "withdrawn" else s.holds) for s in STATES.values()}


def test_a_matrix_over_values_is_the_same_whatever_axes_follow():
    matrix, values = np.arange(6.0).reshape(2, 3), np.arange(24.0).reshape(3, 4, 2)
    assert np.array_equal(over(matrix, values), np.einsum("rc,cab->rab", matrix, values))


# -- features ----------------------------------------------------------------------------------------------------------


def test_features_of_areas_by_hand():
    traces = {name: np.array(values) for name, values in {
        "attack": [1.0, 0.0, 2.0], "leaving": [3.0, 0.0, 0.0], "pressure": 4.0, "strain": 5.0, "pause": 1.0,
        "size": -0.4, "odds": 0.7,
    }.items()}  # fmt: skip
    found = area_features(
        ground(),
        traces,
        np.array([0.0, 1.0, 0.0]),
        np.array([0.5, 3.0, 0.0]),
        np.array([1.0]),
        np.array([0.5]),
        np.array([0.2, -0.1, 2.0]),
    )
    wanted = {
        "front": [0, 1, 0],
        "attack": np.log([2, 1, 3]),
        "beside": np.log([1, 4, 1]),
        "pressure": np.log(5),
        "leaving": np.log([4, 1, 1]),
        "leaving-planned": 0.5 * np.log([4, 1, 1]),
        "strain": np.log(6),
        "pause": np.log(2),
        "fallen-beside": [0.5, MOST_BESIDE, 0.0],
        "momentum": [np.log(2)],
        "thin": [0.2, 0.0, 1.0],
        "size": -0.4,
        "odds": 0.7,
    }
    assert set(found) == set(wanted)
    for name, values in wanted.items():
        assert found[name] == pytest.approx(np.array(values)), name
    assert set(MODEL.hazards["area"].coefficients) <= set(found)


# -- the day of loss ---------------------------------------------------------------------------------------------------


def by_enumeration(values, lost, holding, rate):
    """The chance that one area had been lost by each day: every day of loss, and none, weighed one by one."""
    days = len(lost)
    weights = []
    for fell in range(days):
        weight = 1.0 - np.exp(-rate[fell])
        for before in range(fell):
            weight *= np.exp(-rate[before])
        told = values["fall.odds"] ** lost[fell]
        heard_by_now = 1.0 - 0.5 ** ((days - fell) / values["fall.delay"])
        told *= (1.0 - values["fall.reported"] * heard_by_now) ** max(1.0 - lost[fell], 0.0)
        for later in range(fell + 2, days):
            told *= values["fall.held-odds"] ** holding[later]
        weights.append(weight * min(told, values["fall.most-odds"]))
    never = np.exp(-np.sum(rate))
    return np.cumsum(weights) / (np.sum(weights) + never)


votes = st.sampled_from([0.0, 0.0, 0.0, 0.2, 0.95, 1.7, 3.0])


@settings(max_examples=60)
@given(st.lists(st.tuples(votes, votes, st.floats(1e-4, 0.3)), min_size=1, max_size=7))
def test_the_day_of_loss_is_weighed_exactly(rows):
    lost, holding, rate = (np.array(column)[:, None] for column in zip(*rows, strict=True))
    found = loss_by_day(VALUES, lost, holding, 0.0 * rate, rate)
    assert found[:, 0] == pytest.approx(by_enumeration(VALUES, *(x[:, 0] for x in (lost, holding, rate))), abs=1e-12)


def test_areas_and_variants_are_weighed_one_by_one():
    rng = np.random.default_rng(1)
    lost, holding, rate = rng.random((3, 2, 6, 4))
    found = loss_by_day(VALUES, lost, holding, 0.0 * rate, 0.1 * rate)
    for v, a in product(range(2), range(4)):
        one = by_enumeration(VALUES, lost[v, :, a], holding[v, :, a], 0.1 * rate[v, :, a])
        assert found[v, :, a] == pytest.approx(one, abs=1e-12)


def courses(values, lost, holding, back, rate):
    """The chance that one area is lost on each day: every course of losses and returns, weighed one by one."""
    days = len(lost)
    chance = 1.0 - np.exp(-rate)
    total, found = 0.0, np.zeros(days)
    for course in product((False, True), repeat=days):
        weight, begun = 1.0, None
        for day in range(days + 1):
            before, now = day > 0 and course[day - 1], day < days and course[day]
            if before and not now:
                told = values["fall.odds"] ** lost[begun]
                heard = 1.0 - 0.5 ** ((day - begun) / values["fall.delay"])
                told *= (1.0 - values["fall.reported"] * heard) ** max(1.0 - lost[begun], 0.0)
                told *= values["fall.held-odds"] ** holding[begun + 2 : day].sum()
                weight *= min(told, values["fall.most-odds"])
                if day < days:
                    weight *= values["back.rate"] * (
                        min(values["fall.odds"] ** back[day], values["fall.most-odds"]) - 1
                    )
            elif now and not before:
                weight *= chance[day]
                begun = day
            elif day < days and not now:
                weight *= 1.0 - chance[day]
        total += weight
        found += weight * np.array(course)
    return found / total


@settings(max_examples=60)
@given(st.lists(st.tuples(votes, votes, votes, st.floats(1e-4, 0.3)), min_size=1, max_size=7))
def test_losses_and_returns_are_weighed_exactly(rows):
    told = tuple(np.array(column) for column in zip(*rows, strict=True))
    found = loss_by_day(VALUES, *(x[:, None] for x in told))
    assert found[:, 0] == pytest.approx(courses(VALUES, *told), abs=1e-9)


def test_only_the_area_that_is_told_to_come_back_does():
    rng = np.random.default_rng(2)
    lost, holding, rate = rng.random((3, 2, 6, 3))
    back = np.zeros_like(lost)
    back[0, 4, 1] = 1.2
    found, quiet = (loss_by_day(VALUES, lost, holding, b, 0.1 * rate) for b in (back, np.zeros_like(back)))
    assert np.array_equal(found[..., [0, 2]], quiet[..., [0, 2]])
    assert found[1, :, 1] == pytest.approx(quiet[1, :, 1], abs=1e-12)
    assert found[0, 4, 1] < quiet[0, 4, 1]


def test_silence_speaks_against_a_loss():
    quiet, rate = np.zeros((30, 1)), np.full((30, 1), 0.02)
    found = loss_by_day(VALUES, quiet, quiet, quiet, rate)
    assert found[-1, 0] < 0.4 * (1.0 - np.exp(-30 * 0.02))
    assert found[-8, 0] < found[-1, 0], "but the last days may not have been heard of yet"


def test_one_good_report_of_leaving_makes_a_loss_likely_and_fighting_since_takes_it_back():
    quiet, rate = np.zeros((30, 1)), np.full((30, 1), 0.02)
    word = quiet.copy()
    word[10] = 0.95
    assert loss_by_day(VALUES, word, quiet, quiet, rate)[-1, 0] > 0.4
    holding = quiet.copy()
    holding[[14, 18, 22]] = 0.95
    assert (
        loss_by_day(VALUES, word, holding, quiet, rate)[-1, 0]
        < 0.5 * loss_by_day(VALUES, word, quiet, quiet, rate)[-1, 0]
    )


def test_many_reports_of_one_loss_may_go_back_to_one_mistake():
    quiet, rate = np.zeros((30, 1)), np.full((30, 1), 0.001)
    loud = quiet.copy()
    loud[10] = 50.0
    odds = loss_by_day(VALUES, loud, quiet, quiet, rate)[-1, 0]
    assert odds == pytest.approx(0.001 * VALUES["fall.most-odds"], rel=0.4)


@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=8).map(sorted))
def test_falls_add_up_to_the_loss_but_for_what_was_lost_at_the_start(lost):
    column = np.array(lost)[:, None]
    assert falls(column)[0, 0] == 0.0
    assert falls(column).sum() == pytest.approx(lost[-1] - lost[0])


def test_ground_that_comes_back_is_no_fall():
    assert falls(np.array([0.1, 0.9, 0.2, 0.5])[:, None])[:, 0] == pytest.approx([0.0, 0.8, 0.0, 0.3])


def test_a_decaying_sum_halves_after_a_half_life():
    counts = np.zeros((9, 1))
    counts[0] = counts[4] = 1.0
    assert decaying(counts, 4.0)[[0, 4, 8], 0] == pytest.approx([1.0, 1.5, 0.75])


# -- ground in the posterior -------------------------------------------------------------------------------------------


def test_the_posterior_of_ground_is_that_of_its_hazard_and_word_of_it():
    """Ground without formations' findings: the hazard's own features, by hand from the traces, then enumeration."""
    told = events_of((3, "opponent.attack", "l1", "bank", "A1"), (9, "conduct.withdraw", "l1", "bank", "B2"))
    evidence = evidence_of(*told, until=12, by=PRIOR)
    posterior = infer(model_of(PRIOR), evidence)
    model, reading = posterior.model, evidence.reading
    begun = area_history(model, posterior.ground, posterior.conditions, np.zeros((1, 13, 3)), None)
    hazard = model.hazards["area"]
    for a in range(3):
        eta = np.full(13, float(hazard.base))
        for name, coefficient in hazard.coefficients.items():
            eta += coefficient * np.broadcast_to(begun[name], (3, 1, 13))[a, 0]
        rate = np.minimum(np.exp(eta), model.values["area.most"])
        first = by_enumeration(model.values, reading.lost[:, a], reading.holding[:, a], rate)
        assert abs(first - posterior.course.lost[0, :, a]).max() < 0.1, "garrisons move it a little"
    assert posterior.course.lost[0, -1, BANK] > 0.3 > posterior.course.lost[0, -1, BRIDGE]


def test_ground_beside_lost_ground_is_likelier_to_be_lost():
    attacked = ((20, "opponent.attack", "l1", "bank", "A1"),)
    lost = posterior_of(*events_of(*attacked, (36, "conduct.flee", "l1", "bank", "A1"))).course.lost[0, -1]
    held = posterior_of(*events_of(*attacked, (36, "conduct.defend", "l1", "bank", "A1"))).course.lost[0, -1]
    assert (lost[[BRIDGE, TOWN]] > held[[BRIDGE, TOWN]]).all()
