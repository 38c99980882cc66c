"""Hazards, and what moves command, troops and ground by the day: formulas, bounds, directions."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakranks.assumptions import usual_switches
from breakranks.model import Hazard, chance, log_rate, model_of
from breakranks.model.command import (
    FIRM,
    LOSS,
    MOST_A_DAY,
    MOST_TIMES,
    SLACK,
    grip_chances,
    grip_rates,
    grip_steps,
    switch_chances,
    switch_steps,
)
from breakranks.model.hazards import logged
from breakranks.model.setup import GRIPS, HAZARDS, ORDINARY, hazard_of
from breakranks.model.troops import (
    Marks,
    break_log_odds,
    calm_rate,
    force_features,
    lasting_marks,
    loss_rate,
    rout_share,
    shake_rate,
    survival,
    survival_gap,
    trapped_share,
    withdraw_rate,
)
from breakranks.vocabulary import EXPLANATIONS, SIGNS, STATES
from engine_cases import PRIOR, SHIPPED

MODEL = model_of(SHIPPED)
VALUES = MODEL.values
traces = st.floats(0.0, 30.0)


def numbers(*values: float) -> np.ndarray:
    return np.array(values, float)


# -- the form of a hazard ----------------------------------------------------------------------------------------------


def test_a_log_rate_is_the_base_and_each_coefficient_times_its_feature():
    hazard = Hazard(-3.0, {"a": 0.5, "b": numbers(-1.0, 2.0)})
    features = {"b": numbers(1.0, 2.0), "a": np.array(4.0), "unused": numbers(9.0, 9.0)}
    assert log_rate(hazard, features) == pytest.approx([-3.0 + 2.0 - 1.0, -3.0 + 2.0 + 4.0])


def test_the_chance_of_a_day_is_that_of_a_poisson_process():
    assert chance(numbers(0.0, 0.1, 50.0)) == pytest.approx([0.0, 1.0 - np.exp(-0.1), 1.0])


def test_ten_reports_are_not_ten_times_one():
    assert logged(numbers(0.0, 1.0, 10.0)) == pytest.approx(np.log([1.0, 2.0, 11.0]))


def test_a_hazard_counts_its_features_from_zero_and_its_base_from_their_means():
    moved = tuple(replace(p, mean=2.0) if p.name == "exit.pressure" else p for p in PRIOR.parameters)
    before, after = hazard_of("exit", PRIOR.parameters), hazard_of("exit", moved)
    assert after.coefficients == before.coefficients
    assert after.base == pytest.approx(before.base - 2.0 * before.coefficients["pressure"])


def test_only_what_can_be_learnt_is_a_coefficient():
    assert {"collapsed", "most", "tempo"}.isdisjoint(MODEL.hazards["area"].coefficients)
    assert "backlash" not in MODEL.hazards["mutiny"].coefficients
    assert set(MODEL.hazards) == set(HAZARDS)


# -- the tables as arrays ----------------------------------------------------------------------------------------------


def test_responses_are_relative_to_an_ordinary_force():
    assert sum(ORDINARY) == pytest.approx(1.0)
    assert MODEL.shows @ np.array(ORDINARY) == pytest.approx(np.ones(len(SIGNS)))


def test_switches_are_probabilities():
    # Learnt ones are rounded to four digits in their table.
    for model, close in ((MODEL, 1e-3), (model_of(PRIOR), 1e-12)):
        assert model.switches.sum(axis=1) == pytest.approx(np.ones(len(EXPLANATIONS)), abs=close)
        assert not model.leaving.diagonal().any()
        assert model.start.sum() == pytest.approx(1.0, abs=close)
        assert (model.switches > 0).all()


def test_without_cases_an_explanation_stays_as_long_as_it_usually_does():
    found = usual_switches(PRIOR.values)
    for z in EXPLANATIONS:
        assert 1.0 / (1.0 - found[z][z]) == pytest.approx(PRIOR.values[f"stay.{z}"])
        others = {b: p / PRIOR.values[f"share.{b}"] for b, p in found[z].items() if b != z}
        assert len({round(ratio, 12) for ratio in others.values()}) == 1


def test_a_firmer_grip_is_obeyed_more_and_slack_adds_to_the_deficit():
    assert list(MODEL.obeys) == sorted(MODEL.obeys, reverse=True)
    assert list(MODEL.deficit) == sorted(MODEL.deficit)
    usual = 1.0 / (1.0 + np.exp(-1.6))
    assert MODEL._replace(obeys=numbers(usual)).deficit == pytest.approx([0.0])


# -- command -----------------------------------------------------------------------------------------------------------


def test_bodies_that_break_make_loss_of_control_likelier_and_nothing_else():
    quiet, broke = (switch_chances(MODEL, numbers(b), np.array([0]))[0] for b in (0.0, 3.0))
    ratio = np.divide(broke, quiet, out=np.ones(len(EXPLANATIONS)), where=quiet > 0)
    assert ratio[LOSS] == pytest.approx(4.0 ** VALUES["switch.broke"])
    assert np.delete(ratio, LOSS) == pytest.approx(np.ones(len(EXPLANATIONS) - 1))
    most = switch_chances(MODEL, numbers(1e9), np.array([0]))[0, LOSS]
    assert most == pytest.approx(MOST_TIMES * quiet[LOSS])


@given(st.lists(st.floats(0.0, 1e6), min_size=1, max_size=4))
def test_a_day_s_steps_between_explanations_are_probabilities(broke):
    steps = switch_steps(MODEL, np.array(broke))
    assert steps.shape == (len(broke), len(EXPLANATIONS), len(EXPLANATIONS))
    assert steps.sum(axis=-1) == pytest.approx(np.ones((len(broke), len(EXPLANATIONS))))
    assert (steps >= 0).all()


@given(traces, traces, traces, traces, st.floats(0.0, 4.0))
def test_a_day_s_steps_of_grip_are_probabilities_of_a_level_at_most(broke, coercion, relief, command, backlash):
    given_ = [numbers(x) for x in (broke, coercion, relief, command, backlash)]
    steps = grip_steps(VALUES, *grip_rates(VALUES, *given_))[0]
    assert steps.shape == (len(EXPLANATIONS), GRIPS, GRIPS)
    assert steps.sum(axis=-1) == pytest.approx(np.ones((len(EXPLANATIONS), GRIPS)))
    assert (steps >= 0).all()
    far = np.abs(np.subtract.outer(np.arange(GRIPS), np.arange(GRIPS))) > 1
    assert not steps[:, far].any()


def test_grip_rates_by_hand():
    loosen, tighten = grip_rates(VALUES, *(numbers(x) for x in (1.0, 2.0, 3.0, 4.0, 0.5)))
    powers = 3.0 ** VALUES["grip.coercion"] * 4.0 ** VALUES["grip.relief"] * 5.0 ** VALUES["grip.new-command"]
    assert loosen[0] == pytest.approx(2.0 ** VALUES["grip.broke"])
    assert tighten[0] == pytest.approx(powers * np.exp(0.5 * VALUES["grip.backlash"]))


def test_grip_drifts_to_firm_under_control_and_to_slack_where_control_is_lost():
    for name, explanation in EXPLANATIONS.items():
        z = list(EXPLANATIONS).index(name)
        steps = grip_steps(VALUES, np.ones(1), np.ones(1))[0, z]
        level = np.full(GRIPS, 1.0 / GRIPS)
        for _ in range(400):
            level = level @ steps
        assert level.argmax() == (SLACK if explanation.slackens else FIRM)


def test_grip_moves_no_faster_than_a_level_in_two_days_and_stays_on_its_scale():
    fast = numbers(1e6)
    down, up = grip_chances(VALUES, np.arange(GRIPS), np.array([False]), fast, fast)
    assert down == pytest.approx([MOST_A_DAY] * 4 + [0.0])
    assert up == pytest.approx([0.0] + [MOST_A_DAY] * 4)


def test_coercion_and_relief_tighten_and_broken_bodies_loosen():
    usual = grip_rates(VALUES, *(np.zeros(1) for _ in range(5)))
    assert [x[0] for x in usual] == [1.0, 1.0]
    for n in (1, 2, 3):
        given_ = [np.ones(1) if m == n else np.zeros(1) for m in range(5)]
        assert grip_rates(VALUES, *given_)[1] > usual[1]
    assert grip_rates(VALUES, np.ones(1), *(np.zeros(1) for _ in range(4)))[0] > usual[0]
    assert grip_rates(VALUES, *(np.zeros(1) for _ in range(4)), np.ones(1))[1] < usual[1], "coercion is paid for later"


# -- troops ------------------------------------------------------------------------------------------------------------


def test_features_of_the_force_count_traces_by_their_logarithms():
    given_ = {name: numbers(2.0) for name in ("pressure", "ringed", "strain", "momentum", "coercion", "relief")}
    given_ |= {"ran": numbers(1.0), "yielded": numbers(2.0), "turned": numbers(3.0)}
    plain = ("lost", "fallen-lately", "broken", "loss", "rival", "slack", "size")
    found = force_features({**given_, **{name: numbers(0.3) for name in plain}})
    assert {name: float(x[0]) for name, x in found.items()} == pytest.approx(
        {
            **dict.fromkeys(("pressure", "ringed", "strain", "momentum", "coercion", "relief"), np.log(3.0)),
            **dict.fromkeys(plain, 0.3),
            "ran": np.log(2.0),
            "yielded": np.log(3.0),
            "turned": np.log(4.0),
            "broke": np.log(7.0),
        }
    )
    wanted = {term for hazard in HAZARDS if hazard != "area" for term in MODEL.hazards[hazard].coefficients}
    assert wanted <= set(found)


def marks(**given_: float) -> Marks:
    return Marks(**{name: numbers(given_.get(name, 0.0)) for name in Marks._fields})


def test_whom_it_strikes_by_hand():
    wear = {name: numbers(0.0) for name in ("losses", "shortage", "leaderless", "encirclement", "hardship")}
    care = {name: numbers(0.0) for name in ("coercion", "relief", "reinforcement")}
    for name in (*wear, *care):
        lasting, shaking = lasting_marks(VALUES, numbers(0.2), {**wear, **care, name: numbers(2.0)})
        assert lasting[0] == pytest.approx(0.2 + 2.0 * VALUES[f"whom.{name}"])
        shakes = 0.0 if name in ("relief", "reinforcement") else VALUES[f"shake.{name}"]
        assert shaking[0] == pytest.approx(0.2 + 2.0 * shakes)
    for name in ("attack", "beside", "fell"):
        assert break_log_odds(VALUES, marks(lasting=0.3, **{name: 2.0}))[0] == pytest.approx(
            0.3 + 2 * VALUES[f"whom.{name}"]
        )


def test_whom_it_strikes_first():
    """Those who are attacked, worn out, leaderless, cut off or beside others who broke; fear and rest keep them."""
    signs = {
        name: VALUES[f"whom.{name}"] > 0 for name in ("attack", "losses", "shortage", "leaderless", "encirclement")
    }
    assert all(signs.values())
    assert VALUES["whom.beside"] > 0 > max(VALUES[f"whom.{x}"] for x in ("coercion", "relief", "reinforcement"))


def test_rates_of_shaking_and_calming_by_hand():
    given_ = marks(shaking=0.4, attack=1.0, beside=0.5)
    eta = 0.4 + VALUES["shake.attack"] + 0.5 * VALUES["shake.beside"] + 2.0 * VALUES["shake.slack"]
    assert shake_rate(VALUES, given_, numbers(2.0)) == pytest.approx(VALUES["shake.base"] * np.exp(eta))
    assert shake_rate(VALUES, marks(shaking=99.0), numbers(0.0)) == pytest.approx(VALUES["shake.base"] * np.exp(4.0))
    assert shake_rate(VALUES, marks(shaking=-99.0), numbers(0.0)) == pytest.approx(VALUES["shake.base"] * np.exp(-5.0))
    calm = (VALUES["calm.base"] + 2.0 * VALUES["calm.relief"]) * np.exp(VALUES["calm.attack"] * 1.5)
    assert calm_rate(VALUES, numbers(1.5), numbers(2.0)) == pytest.approx(calm)


def test_troops_go_back_where_it_was_ordered_or_is_planned_and_prepared():
    rate = VALUES["withdraw.ordered"]
    told = [numbers(x) for x in (0.5, 0.95, 0.0, 0.8)]
    assert withdraw_rate(VALUES, *told) == pytest.approx(rate * 0.8 * 0.5)
    planned = [numbers(x) for x in (0.5, 0.95, 1.0, 0.8)]
    assert withdraw_rate(VALUES, *planned) == pytest.approx(rate * 0.8 * 0.95)
    assert not withdraw_rate(VALUES, *(numbers(x) for x in (0.0, 0.95, 0.0, 1.0))), "signs alone move nobody"


@given(st.floats(0.0, 5.0), st.booleans(), st.floats(0.0, 1.0), st.booleans(), st.floats(0.0, 50.0))
def test_what_becomes_of_a_garrison_are_shares(encirclement, nowhere, obeys, slackens, momentum):
    trapped = trapped_share(VALUES, numbers(encirclement), numbers(nowhere))
    run = rout_share(VALUES, np.array([slackens]), numbers(obeys), numbers(momentum))
    assert 0.0 <= trapped[0] <= 0.6
    assert 0.0 <= run[0] <= 0.9
    assert trapped_share(VALUES, numbers(encirclement), numbers(1.0)) >= trapped
    assert run <= rout_share(VALUES, np.array([True]), numbers(obeys), numbers(momentum + 1.0))


def test_garrisons_by_hand():
    assert trapped_share(VALUES, numbers(0.0), numbers(0.0)) == pytest.approx(VALUES["trapped"])
    ringed = VALUES["trapped"] * np.exp(0.7 * VALUES["trapped.encirclement"])
    assert trapped_share(VALUES, numbers(0.7), numbers(0.0)) == pytest.approx(ringed)
    assert trapped_share(VALUES, numbers(0.0), numbers(1.0)) == pytest.approx(VALUES["trapped.nowhere"])
    lost = (VALUES["rout"] + VALUES["rout.loss"]) * 0.5 * np.exp(2.0 * VALUES["rout.momentum"])
    assert rout_share(VALUES, np.array([True]), numbers(0.5), numbers(2.0)) == pytest.approx(lost)
    assert rout_share(VALUES, np.array([False]), numbers(1.0), numbers(2.0)) == pytest.approx(0.0)


# -- losses and survival -----------------------------------------------------------------------------------------------


def test_losses_of_a_division_in_contact_are_those_of_the_record():
    """One to three in a hundred a day under attack (Dupuy 1990), far fewer where it is quiet; a quarter are killed."""
    quiet, attacked, heavily = loss_rate(VALUES, logged(numbers(0.0, 2.0, 6.0)), numbers(0.0), np.array([False]))
    assert quiet < 0.001
    assert 0.005 < attacked < 0.015
    assert 0.01 < heavily < 0.03
    assert 0.2 < VALUES["killed"] < 0.33


def test_losses_and_survival_by_hand():
    usual = VALUES["loss.base"] + 1.5 * VALUES["loss.attack"]
    coerced = VALUES["loss.untrained"] * (1.0 + 2.0 * VALUES["loss.coercion"]) * usual
    found = loss_rate(VALUES, numbers(1.5), numbers(2.0), np.array([True]))
    assert found == pytest.approx(coerced, rel=1e-6)
    stay, leave = survival(VALUES, numbers(0.01), numbers(2.0))
    killed = 14 * VALUES["killed"] * 0.01
    assert stay == pytest.approx(np.exp(-killed))
    assert leave == pytest.approx(np.exp(-(VALUES["leave.risk"] + 2.0 * VALUES["leave.risk-coercion"] + 0.1 * killed)))
    gap = survival_gap(survival(VALUES, numbers(0.01), numbers(2.0)))
    assert gap == pytest.approx(np.log(leave / (1 - leave)) - np.log(stay / (1 - stay)))


def test_a_reservist_under_attack_is_safer_away_and_under_threat_is_not():
    def gap(attack: float, coercion: float) -> float:
        losses = loss_rate(VALUES, numbers(attack), numbers(coercion), np.array([True]))
        return float(survival_gap(survival(VALUES, losses, numbers(coercion)))[0])

    assert gap(2.0, 0.0) > 0.0 > gap(0.0, 0.0)
    assert gap(2.0, 0.0) > gap(2.0, 2.0)
    assert -3.0 <= gap(0.0, 50.0) <= gap(50.0, 0.0) <= 3.0


def test_states_say_who_holds_and_who_obeys():
    holds = {s.id: s.holds for s in STATES.values()}
    assert holds["steady"] == 1.0
    assert holds["shaken"] < holds["steady"]
    assert not any(s.obeys for s in STATES.values() if s.broken)
    assert STATES["withdrawn"].obeys == 1.0
