"""Assessment: what is counted from the futures, and that it is counted rightly."""

from dataclasses import replace
from itertools import groupby
from math import log2

import jax.numpy as jnp
import numpy as np
import pytest

from breakranks import assess, load_case
from breakranks.assessment import Assessment, count
from breakranks.assessment.measure import Measure
from breakranks.assessment.types import EXPLANATIONS as NAMES
from breakranks.assessment.types import HORIZONS, QUESTIONS
from breakranks.assessment.watch import _information
from breakranks.assumptions import history
from breakranks.case.shipped import shipped
from breakranks.futures import Futures, LeftOut, effects, project
from breakranks.futures.choices import AS_IT_GOES
from breakranks.presentation.words import self_inflicted
from breakranks.worlds import filter as filter_worlds
from engine_cases import EXPLANATIONS, PARAMETERS, tiny_evidence

SIGNS = ("order.", "claim.", "prepare.", "conduct.")


@pytest.fixture(scope="session")
def futures() -> Futures:
    return project(filter_worlds(tiny_evidence(), PARAMETERS, EXPLANATIONS, 2000, 1), 1500, 2)


@pytest.fixture(scope="session")
def left_out() -> tuple[LeftOut, ...]:
    return effects(tiny_evidence(), PARAMETERS, EXPLANATIONS, 1, 2)


@pytest.fixture(scope="session")
def assessment(futures: Futures, left_out: tuple[LeftOut, ...]) -> Assessment:
    return count(futures, left_out, history(None))


# -- the ladder ------------------------------------------------------------------------------------------------------


def test_every_question_is_asked_of_all_it_is_about(assessment):
    asked = {(f.question, f.area, f.formation) for f in assessment.forecasts}
    areas, units = ("bank", "bridge", "town"), ("w1", "w2", "e1")
    assert {q for q, _, _ in asked} == set(QUESTIONS)
    assert {("area-given-up", a, None) for a in areas} <= asked
    assert {(q, None, u) for q in ("unordered-exit", "mutiny", "mass-surrender") for u in (*units, None)} <= asked
    assert len(assessment.forecasts) == len(asked) * len(HORIZONS)


def test_probabilities_grow_with_the_horizon(assessment):
    key = lambda f: (f.question, f.area or "", f.formation or "")  # noqa: E731
    for _, group in groupby(sorted(assessment.forecasts, key=key), key):
        values = [f.probability.value for f in sorted(group, key=lambda f: f.horizon)]
        assert values == sorted(values)
        assert 0 <= values[0] <= values[-1] <= 1
    assert any(0.05 < f.probability.value < 0.95 for f in assessment.forecasts)


def test_weeks_add_up_to_the_horizons(assessment):
    forecasts = {(f.question, f.area, f.formation, f.horizon): f.probability.value for f in assessment.forecasts}
    for question, area, formation in {key[:3] for key in forecasts}:
        weeks = {
            w.week: w.probability.value
            for w in assessment.weekly
            if (w.question, w.area, w.formation) == (question, area, formation)
        }
        assert sorted(weeks) == list(range(1, 9))
        for horizon in HORIZONS:
            total = sum(weeks[w] for w in range(1, horizon // 7 + 1))
            assert total == pytest.approx(forecasts[question, area, formation, horizon], abs=1e-9)


def test_the_force_is_at_least_as_likely_to_see_it_as_any_formation(assessment):
    by = {
        (f.question, f.formation): f.probability.value
        for f in assessment.forecasts
        if f.horizon == 56 and f.area is None
    }
    for question in ("unordered-exit", "mutiny", "mass-surrender"):
        assert by[question, None] >= max(by[question, u] for u in ("w1", "w2", "e1")) - 1e-9


def test_the_decisive_week_has_the_largest_share(assessment):
    assert sum(assessment.decisive_shares) == pytest.approx(1.0)
    assert assessment.decisive_shares[assessment.decisive_week - 1] == max(assessment.decisive_shares)


def test_ground_already_given_up_is_not_asked_again(futures, left_out):
    held = jnp.asarray(futures.start.held).at[1].set(0.0)
    gone = count(replace(futures, start=futures.start._replace(held=held)), left_out, history(None))
    asked = {f.area: f.open for f in gone.forecasts if f.area}
    assert not asked["bridge"]
    assert asked["town"]
    assert gone.areas_held["bridge"].value == 0


# -- means and errors ------------------------------------------------------------------------------------------------


def test_the_error_of_independent_worlds_is_the_binomial_one():
    event = np.random.default_rng(1).random(4000) < 0.3
    found = Measure(np.arange(4000)).probability(event)
    assert found.value == pytest.approx(event.mean())
    assert found.error == pytest.approx(np.sqrt(event.mean() * (1 - event.mean()) / 4000), rel=1e-6)


def test_the_error_is_what_replication_shows():
    rng = np.random.default_rng(2)
    origin = np.repeat(np.arange(200), 10)
    # Ten worlds of one origin mostly agree.
    runs = []
    for _ in range(400):
        lean = np.repeat(rng.normal(size=200), 10)
        event = lean + 0.5 * rng.normal(size=2000) > 0.8
        given = rng.random(2000) < 0.7
        runs.append((Measure(origin).probability(event, given), Measure(origin).estimate(event)))
    for i in (0, 1):
        values, errors = [r[i].value for r in runs], [r[i].error for r in runs]
        assert np.mean(errors) == pytest.approx(np.std(values), rel=0.12)
    naive = Measure(np.arange(2000)).estimate(event).error
    assert runs[-1][1].error > 1.5 * naive


def test_worlds_of_one_origin_count_as_one():
    event = np.repeat(np.random.default_rng(3).random(50) < 0.5, 40)
    p = event.mean()
    assert Measure(np.repeat(np.arange(50), 40)).probability(event).error == pytest.approx(np.sqrt(p * (1 - p) / 50))


def test_a_ratio_and_its_error_by_replication():
    rng = np.random.default_rng(4)
    runs = []
    for _ in range(400):
        whole = rng.gamma(4.0, size=1000)
        runs.append(Measure(np.arange(1000)).share(whole * rng.beta(2, 3, 1000), whole))
    assert np.mean([r.value for r in runs]) == pytest.approx(0.4, abs=0.005)
    assert np.mean([r.error for r in runs]) == pytest.approx(np.std([r.value for r in runs]), rel=0.12)


def test_nothing_given_is_no_probability():
    assert Measure(np.arange(10)).probability(np.ones(10), np.zeros(10)).value == 0.0


# -- choices ---------------------------------------------------------------------------------------------------------


def test_as_it_goes_differs_from_itself_by_nothing(assessment):
    usual = [
        s for s in assessment.scenarios if (s.command, s.opponent, s.season) == ("as-it-goes", "keeps-on", "as-it-is")
    ]
    assert {s.horizon for s in usual} == {7, 14, 28, 56}
    for s in usual:
        assert s.difference == type(s.difference)(0.0, 0.0, 0.0, 0.0)


def test_differences_are_those_of_the_probabilities(assessment):
    usual = {
        (s.question, s.area, s.horizon): s.probability.value
        for s in assessment.scenarios
        if (s.command, s.opponent, s.season) == ("as-it-goes", "keeps-on", "as-it-is")
    }
    forecasts = {
        (f.question, f.area, f.horizon): f.probability.value for f in assessment.forecasts if f.formation is None
    }
    for key, value in usual.items():
        assert value == pytest.approx(forecasts[key], abs=1e-12)
    for s in assessment.scenarios:
        assert s.difference.value == pytest.approx(s.probability.value - usual[s.question, s.area, s.horizon], abs=1e-6)
        assert s.difference.low <= s.difference.value <= s.difference.high


def test_tolls_and_the_self_inflicted_share(assessment):
    costs = {(t.command, t.opponent, t.season): t for t in assessment.tolls}
    assert len(costs) == 36
    assert costs["as-it-goes", "keeps-on", "as-it-is"].opponent_cost.value == pytest.approx(1.0)
    assert costs["as-it-goes", "presses", "as-it-is"].opponent_cost.value > 1
    own = assessment.self_inflicted
    assert own.share.value == pytest.approx(1 - own.lost_without.value / own.lost.value, abs=1e-6)
    assert 0 < own.share.value < 1


def test_no_part_is_told_of_a_loss_that_is_hardly_there(futures, left_out):
    part = futures.worlds.evidence.force.strength / futures.worlds.evidence.force.strength.sum()
    shares = futures.start.shares
    before = np.stack([part @ np.asarray(x) for x in (shares.defiant, shares.absent, shares.captive, shares.lost)])
    usual = futures.by_choice[AS_IT_GOES]
    still = usual._replace(gone=np.broadcast_to(before, usual.gone.shape))
    quiet = replace(futures, by_choice={**futures.by_choice, AS_IT_GOES: still})
    own = count(quiet, left_out, history(None)).self_inflicted
    assert own.lost.value == pytest.approx(0.0, abs=1e-6)
    assert own.share is None
    assert self_inflicted(own.share) == "too little strength is lost within 56 days to say"


# -- the state -------------------------------------------------------------------------------------------------------


def test_explanations_are_probabilities_that_sum_to_one(assessment):
    assert tuple(assessment.explanations) == NAMES
    assert sum(p.value for p in assessment.explanations.values()) == pytest.approx(1.0, abs=1e-4)
    np.testing.assert_allclose(assessment.explanation_series.sum(axis=1), 1.0, atol=1e-4)
    last = dict(zip(NAMES, assessment.explanation_series[-1], strict=True))
    for z, p in assessment.explanations.items():
        # The last day's resampling lies between the two.
        assert p.value == pytest.approx(last[z], abs=0.02)


def test_formations_add_up(assessment):
    for state in assessment.formations:
        assert sum(state.shares.values()) == pytest.approx(1.0, abs=1e-4)
        assert 0 < state.survival_stay.low <= state.survival_stay.value <= state.survival_stay.high <= 1
        assert 0 < state.survival_leave.value <= 1
        assert state.control.low <= state.control.value <= state.control.high
    assert assessment.control.low <= assessment.control.value <= assessment.control.high


def test_every_draw_has_the_worlds_first(assessment):
    for draws in (assessment.draws, assessment.futures_draws):
        for name, values in draws.items():
            assert values.shape[0] == 1500, name
            assert values.ndim == 1 + len(assessment.dimensions.get(name, ())), name


# -- reports and indicators ------------------------------------------------------------------------------------------


def test_every_report_is_weighed_once(assessment):
    reports = assessment.evidence.reports
    assert [w.number for w in assessment.report_weights] == [r.event.number for r in reports]


def test_conditions_say_nothing_directly_and_signs_something(assessment):
    kinds = {r.event.number: r.event.kind for r in assessment.evidence.reports}
    for w in assessment.report_weights:
        assert tuple(w.explanation_log_odds) == NAMES
        assert any(w.explanation_log_odds.values()) == kinds[w.number].startswith(SIGNS)
        assert sum(w.explanation_effects.values()) == pytest.approx(0.0, abs=1e-3)
        assert w.error >= 0
    spoken = {kinds[w.number]: w.explanation_log_odds for w in assessment.report_weights}
    assert spoken["prepare.withdrawal"]["planned-withdrawal"] > 0 > spoken["prepare.withdrawal"]["deception"]
    assert spoken["conduct.refuse"]["rival-commands"] > 0 > spoken["conduct.refuse"]["in-control"]


def test_a_report_of_preparations_to_leave_makes_leaving_likelier(assessment):
    left = next(w for w in assessment.report_weights if w.number == 10)
    assert left.explanation_effects["planned-withdrawal"] > 0


def test_mutual_information_by_hand():
    # Seen and happening together in 0.3, seen alone 0.2, happening alone 0.1, neither 0.4.
    by_hand = (
        0.3 * log2(0.3 / (0.5 * 0.4))
        + 0.2 * log2(0.2 / (0.5 * 0.6))
        + 0.1 * log2(0.1 / (0.5 * 0.4))
        + 0.4 * log2(0.4 / (0.5 * 0.6))
    )
    assert _information(np.array([0.5]), np.array([0.3]), 0.4)[0] == pytest.approx(by_hand)
    assert _information(np.array([0.5]), np.array([0.2]), 0.4)[0] == pytest.approx(0.0, abs=1e-12)
    assert _information(np.array([0.4]), np.array([0.4]), 0.4)[0] == pytest.approx(
        -0.4 * log2(0.4) - 0.6 * log2(0.6), abs=1e-6
    )


def test_indicators_average_to_what_is_thought_now(assessment):
    assert assessment.indicators
    bits = [i.information for i in assessment.indicators]
    assert bits == sorted(bits, reverse=True)
    for i in assessment.indicators:
        assert i.seen * i.if_seen + (1 - i.seen) * i.if_not == pytest.approx(i.now, abs=1e-9)
        assert 0 <= i.information <= 1


# -- every shipped case ----------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("slug", shipped())
def test_every_shipped_case_can_be_assessed(slug):
    case = load_case(slug)
    for day in {case.as_of[0], case.as_of[-1]}:
        found = assess(case, day, particles=500)
        assert sum(p.value for p in found.explanations.values()) == pytest.approx(1.0, abs=1e-3)
        for f in found.forecasts:
            assert np.isfinite([f.probability.value, f.probability.error, f.movement]).all()
        assert len(found.report_weights) == len(found.evidence.reports)
        assert all(np.isfinite(w.error) for w in found.report_weights)


@pytest.mark.slow
def test_kherson_north_is_not_asked_after_it_fell():
    case = load_case("kherson-2022")
    found = assess(case, case.as_of[2], particles=1000)
    assert case.as_of[2].isoformat() == "2022-10-24"
    asked = {f.area: f.open for f in found.forecasts if f.area}
    assert not asked["north"]
    assert asked["kherson-city"]
