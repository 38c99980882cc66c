"""Assessments: what is counted from the posterior and the worlds, and that it is counted rightly."""

from dataclasses import replace
from itertools import groupby, pairwise
from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakranks import assess, load_case
from breakranks.assessment import Assessment, Futures, count, run_choices
from breakranks.assessment.cautions import caution_of_disagreement, cautions_of
from breakranks.assessment.confidence import Hidden, rate_confidence
from breakranks.assessment.count import control_series
from breakranks.assessment.ladder import Rung, told
from breakranks.assessment.measure import estimate, ratio
from breakranks.assessment.mixture import Mixture
from breakranks.assessment.project import choices
from breakranks.assessment.watch import _information
from breakranks.assumptions import ordinary_rates, start_ordinary
from breakranks.case.shipped import shipped
from breakranks.evidence import Evidence
from breakranks.posterior import Posterior
from breakranks.vocabulary import AS_IT_GOES, EXPLANATIONS, HORIZONS, QUESTIONS, STATES, Choice
from engine_cases import AREAS, EVENTS, RATES, SHIPPED, events_of, evidence_of, posterior_of, tiny_case
from evidence_cases import day, identical, renumbered

WEIGHT = SHIPPED.values["mixture"]
FORMATION_QUESTIONS = [q.id for q in QUESTIONS.values() if q.of == "force"]


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return evidence_of(*EVENTS)


@pytest.fixture(scope="module")
def posterior() -> Posterior:
    return posterior_of(*EVENTS)


@pytest.fixture(scope="module")
def futures(posterior: Posterior) -> Futures:
    return run_choices(posterior, SHIPPED, day(39))


@pytest.fixture(scope="module")
def assessment(evidence: Evidence, posterior: Posterior, futures: Futures) -> Assessment:
    return count(evidence, SHIPPED, posterior, futures)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few worlds, where the numbers themselves do not matter."""
    monkeypatch.setattr("breakranks.assessment.project.WORLDS", 300)
    monkeypatch.setattr("breakranks.assessment.project.COMPARED", 100)


def assessed(*events, **changes) -> Assessment:
    case = tiny_case(*events, **changes)
    return assess(case, day(39))


def forecast(
    found: Assessment, question: str, horizon: int = 28, area: str | None = None, formation: str | None = None
):
    (one,) = (
        f
        for f in found.forecasts
        if (f.question, f.area, f.formation, f.horizon) == (question, area, formation, horizon)
    )
    return one


# -- the ladder ------------------------------------------------------------------------------------------------------


def test_every_question_is_asked_of_all_it_is_about(assessment):
    asked = {(f.question, f.area, f.formation) for f in assessment.forecasts}
    areas = {("area-given-up", a, None) for a in ("bank", "bridge", "town")}
    force = {(q, None, None) for q in QUESTIONS if q != "area-given-up"}
    units = {(q, None, u) for q in FORMATION_QUESTIONS for u in ("l1", "l2", "r1")}
    assert asked == areas | force | units
    assert len(assessment.forecasts) == len(asked) * len(HORIZONS)


def by_subject(forecasts):
    key = lambda f: (f.question, f.area or "", f.formation or "")  # noqa: E731
    return {k: list(group) for k, group in groupby(sorted(forecasts, key=key), key)}


def test_probabilities_grow_with_the_horizon(assessment):
    for group in by_subject(f for f in assessment.forecasts if f.probability).values():
        values = [f.probability.value for f in sorted(group, key=lambda f: f.horizon)]
        assert len(values) == 4
        assert all(0 < a <= b < 1 for a, b in pairwise(values))


def test_a_probability_is_the_mixture_of_worlds_and_base_rate(assessment):
    for f in assessment.forecasts:
        if f.probability and f.base_rate is None:
            assert (f.question, f.probability.value) == ("cannot-hold", f.worlds)
        elif f.probability:
            mixed = WEIGHT * f.worlds + (1 - WEIGHT) * f.base_rate
            assert f.probability.value == pytest.approx(mixed)


def test_a_number_is_given_where_it_is_still_asked_and_nowhere_else(assessment):
    assert {f.state for f in assessment.forecasts} <= {"open", "again", "happened", "unclear"}
    for f in assessment.forecasts:
        assert (f.probability is None) == (f.state in ("happened", "unclear"))
        assert (f.confidence is None) == (f.probability is None or f.formation is not None)


def test_weeks_add_up_to_the_horizons(assessment):
    weeks = {
        k: [w.probability.value for w in sorted(group, key=lambda w: w.week)]
        for k, group in by_subject(assessment.weekly).items()
    }
    for subject, group in by_subject(f for f in assessment.forecasts if f.probability).items():
        for f in group:
            total = sum(weeks[subject][: f.horizon // 7])
            assert total == pytest.approx(f.probability.value, abs=1e-9)


def test_the_force_is_at_least_as_likely_to_see_it_as_any_formation(assessment):
    for question in FORMATION_QUESTIONS:
        whole = forecast(assessment, question).worlds
        assert all(whole >= forecast(assessment, question, formation=u).worlds - 1e-3 for u in ("l1", "l2", "r1"))


def test_the_decisive_week_has_the_largest_share(assessment):
    assert sum(assessment.decisive_shares) == pytest.approx(1.0)
    assert assessment.decisive_shares[assessment.decisive_week - 1] == max(assessment.decisive_shares)


def test_half_a_world_on_either_side_keeps_anything_from_being_certain():
    days = np.array([1, 1, 57, 57])
    one = Rung("mutiny", None, None, "open", np.array([True, True, True, False]), days)
    assert one.within(28) == pytest.approx(2.5 / 4)
    never = Rung("mutiny", None, None, "open", np.zeros(4, bool), days)
    assert never.within(28) == 0.5


# -- what has happened -------------------------------------------------------------------------------------------------


def test_what_is_told_of_by_good_reports_may_only_come_again():
    flight = events_of((20, "conduct.flee", "l1", "bank", "A1"))
    evidence = evidence_of(*flight)
    (report,) = evidence.reports
    assert told(evidence, "unordered-exit") == pytest.approx(0.8 * report.truth)
    assert told(evidence, "mutiny") == 0.0
    several = evidence_of(*events_of((20, "conduct.refuse", "l1"), (30, "conduct.mutiny", "l2", "", "C3")))
    one, other = several.reports
    assert told(several, "mutiny") == pytest.approx(1 - (1 - 0.5 * one.truth) * (1 - 0.8 * other.truth))


@pytest.mark.usefixtures("few")
def test_states_of_questions_follow_what_was_reported():
    quiet = assessed()
    assert {f.state for f in quiet.forecasts} == {"open"}
    rout = assessed(
        *events_of((30, "conduct.flee", "l1", "bank", "A1"), (36, "conduct.surrender", "l2", "bridge", "A1"))
    )
    assert forecast(rout, "unordered-exit").state == "again"
    assert forecast(rout, "mass-surrender").state == "again"
    assert forecast(rout, "mutiny").state == "open"


@pytest.mark.usefixtures("few")
def test_ground_that_is_surely_lost_is_not_asked_again():
    left = events_of(
        (20, "order.withdraw", "l1", "bank", "A1"),
        (24, "conduct.withdraw", "l1", "bank", "A1"),
        (25, "conduct.abandon", "l1", "bank", "A1"),
    )
    found = assessed(*left)
    assert found.areas_held["bank"] < 0.2
    assert forecast(found, "area-given-up", area="bank").state == "happened"
    assert forecast(found, "area-given-up", area="town").state == "open"


@pytest.mark.usefixtures("few")
def test_a_force_that_has_gone_to_pieces_is_not_asked_whether_it_will():
    gone = [(30 + n, "conduct.flee", u, "", "A1") for n, u in enumerate(("l1", "l2", "r1"))]
    again = [(35 + n, "conduct.surrender", u, "", "A1") for n, u in enumerate(("l1", "l2", "r1"))]
    found = assessed(*events_of(*gone, *again))
    assert forecast(found, "general-collapse").state == "happened"
    assert forecast(found, "unordered-exit", formation="l1").state == "happened"


# -- mixture -----------------------------------------------------------------------------------------------------------


def test_the_pool_is_linear_and_leaves_unrecorded_questions_to_the_worlds():
    pool = Mixture(0.6, RATES)
    assert pool.mix("mutiny", 0.4, 28) == pytest.approx(0.6 * 0.4 + 0.4 * 0.3)
    assert pool.mix("mutiny", 0.4, 28, part=0.5) == pytest.approx(0.6 * 0.4 + 0.4 * 0.15)
    assert pool.mix("cannot-hold", 0.4, 28) == 0.4
    assert (pool.weight_of("mutiny"), pool.weight_of("cannot-hold")) == (0.6, 1.0)


@given(st.lists(st.floats(0.001, 0.999), min_size=4, max_size=4), st.floats(0, 1))
def test_base_rates_never_fall_with_the_horizon(rates, weight):
    pool = Mixture(weight, dict(zip((("mutiny", h) for h in HORIZONS), rates, strict=True)))
    by_day = [pool.base_rate("mutiny", d) for d in range(57)]
    assert by_day[0] == 0.0
    assert by_day[7] == pytest.approx(rates[0])
    assert all(b >= a for a, b in pairwise(by_day))
    parts = sum(pool.mix("mutiny", 0.0, last, first) for first, last in pairwise((0, 10, 30, 56)))
    assert parts == pytest.approx(pool.mix("mutiny", 0.0, 56))


def test_base_rates_lie_between_horizons_in_proportion():
    assert Mixture(0.5, RATES).base_rate("mutiny", 21) == pytest.approx(0.25)


@pytest.mark.usefixtures("few")
def test_an_ordinary_front_starts_from_its_own_rates():
    ordinary = start_ordinary(SHIPPED)
    assert ordinary.ordinary
    for asked, rate in ordinary_rates().items():
        assert ordinary.base_rates[asked] == rate < SHIPPED.base_rates[asked]
    rates = [np.log1p(-by.base_rates["area-given-up", h]) for by in (SHIPPED, ordinary) for h in HORIZONS]
    moved = ordinary.values["area.base"] - SHIPPED.values["area.base"]
    assert moved == pytest.approx(np.mean(np.log(np.divide(rates[4:], rates[:4]))))
    assert {n for n, v in ordinary.values.items() if v != SHIPPED.values[n]} == {"area.base"}
    usual, quiet = (assess(tiny_case(*EVENTS), day(39), ordinary=o) for o in (False, True))
    assert (
        forecast(quiet, "area-given-up", area="town").worlds
        < 0.5 * forecast(usual, "area-given-up", area="town").worlds
    )


# -- means and intervals -----------------------------------------------------------------------------------------------


def test_an_estimate_is_mean_and_points():
    found = estimate(np.arange(101.0))
    assert (found.value, found.low, found.high) == pytest.approx((50.0, 5.0, 95.0))


def test_the_interval_of_a_ratio_is_what_replication_shows():
    rng = np.random.default_rng(4)
    runs = []
    for _ in range(400):
        whole = rng.gamma(4.0, size=500)
        runs.append(ratio(whole * rng.beta(2, 3, 500), whole))
    assert np.mean([r.value for r in runs]) == pytest.approx(0.4, abs=0.005)
    assert np.mean([r.low < 0.4 < r.high for r in runs]) == pytest.approx(0.9, abs=0.04)


def test_mutual_information_by_hand():
    # Seen and happening together in 0.3, seen alone 0.2, happening alone 0.1, neither 0.4.
    by_hand = (
        0.3 * log2(0.3 / (0.5 * 0.4))
        + 0.2 * log2(0.2 / (0.5 * 0.6))
        + 0.1 * log2(0.1 / (0.5 * 0.4))
        + 0.4 * log2(0.4 / (0.5 * 0.6))
    )
    assert _information(np.array([0.5]), np.array([0.3]), np.array([0.4]))[0] == pytest.approx(by_hand)
    assert _information(np.array([0.5]), np.array([0.2]), np.array([0.4]))[0] == pytest.approx(0.0, abs=1e-12)
    assert _information(np.array([0.4]), np.array([0.4]), np.array([0.4]))[0] == pytest.approx(
        -0.4 * log2(0.4) - 0.6 * log2(0.6), abs=1e-6
    )


# -- confidence --------------------------------------------------------------------------------------------------------


def test_confidence_falls_with_what_is_hidden_and_with_thin_evidence():
    assert [rate_confidence(x, False) for x in (0.0, 0.06, 0.3)] == ["high", "moderate", "low"]
    assert [rate_confidence(x, True) for x in (0.0, 0.06, 0.3)] == ["moderate", "low", "low"]


def test_what_is_hidden_is_a_spread_of_the_forecast(assessment):
    rated = [f for f in assessment.forecasts if f.hidden is not None]
    assert rated
    assert all(0 <= f.hidden <= 0.5 for f in rated)
    assert any(f.hidden > 0.02 for f in rated)


def test_what_is_hidden_is_found_by_regression(posterior, futures):
    """An event that follows from the explanation alone has its spread; one that is pure luck has none."""
    usual = futures.usual
    hidden = Hidden(posterior, usual)
    worlds = len(usual.start.grip)
    everywhere = np.ones(worlds, bool)
    by_cause = np.where(usual.start.explanation == 3, 1, 57)
    share = (usual.start.explanation == 3).mean()
    spread = hidden.spread(Rung("mutiny", None, None, "open", everywhere, by_cause), 28)
    assert spread == pytest.approx(np.sqrt(share * (1 - share)), abs=0.01)
    luck = np.where(np.random.default_rng(1).random(worlds) < 0.4, 1, 57)
    assert hidden.spread(Rung("mutiny", None, None, "open", everywhere, luck), 28) < 0.04


# -- choices ---------------------------------------------------------------------------------------------------------


def test_each_side_s_choices_are_run_one_by_one(assessment):
    assert len(choices()) == 8
    assert choices()[0] == AS_IT_GOES
    assert all(sum(a != b for a, b in zip(choice, AS_IT_GOES, strict=True)) <= 1 for choice in choices())
    assert {Choice(s.command, s.opponent, s.season) for s in assessment.scenarios} == set(choices())


def test_as_it_goes_differs_from_itself_by_nothing_and_is_the_headline(assessment):
    usual = [s for s in assessment.scenarios if Choice(s.command, s.opponent, s.season) == AS_IT_GOES]
    for s in usual:
        assert (s.difference.value, s.difference.low, s.difference.high) == (0.0, 0.0, 0.0)
        assert s.probability.value == pytest.approx(
            forecast(assessment, s.question, s.horizon, s.area).probability.value
        )
    asked = sum(f.probability is not None and f.formation is None for f in assessment.forecasts)
    assert len(usual) == asked


def test_differences_are_those_of_the_probabilities(assessment):
    for s in assessment.scenarios:
        usual = forecast(assessment, s.question, s.horizon, s.area).probability.value
        moved = float(np.clip(usual + s.difference.value, 0.0, 1.0))
        assert s.probability.value == pytest.approx(moved)
        assert s.difference.low <= s.difference.value <= s.difference.high


def test_tolls_and_the_self_inflicted_share(assessment, futures):
    tolls = {Choice(t.command, t.opponent, t.season): t for t in assessment.tolls}
    assert set(tolls) == set(choices())
    assert tolls[AS_IT_GOES].opponent_cost == pytest.approx(1.0)
    presses, pauses = (tolls[AS_IT_GOES._replace(opponent=o)] for o in ("presses", "stands-back"))
    assert presses.opponent_cost > 1.0 > pauses.opponent_cost
    assert presses.losses.value > pauses.losses.value
    own = assessment.self_inflicted
    assert own.share.value == pytest.approx(1 - own.lost_without.value / own.lost.value, abs=1e-6)
    assert 0 < own.share.value < 1


def test_no_part_is_told_of_a_loss_that_is_hardly_there(evidence, posterior, futures):
    usual = futures.by_choice[AS_IT_GOES]
    share = posterior.force.strength / posterior.force.strength.sum()
    begun = np.stack([share @ (usual.start.states == s) for s in range(len(STATES))])
    still = replace(usual, states=begun, losses=np.zeros_like(usual.losses))
    quiet = replace(futures, by_choice={**futures.by_choice, AS_IT_GOES: still})
    own = count(evidence, SHIPPED, posterior, quiet).self_inflicted
    assert own.lost.value == pytest.approx(0.0, abs=1e-6)
    assert own.share is None


# -- the state -------------------------------------------------------------------------------------------------------


def test_explanations_are_those_of_the_posterior(assessment, posterior):
    assert tuple(assessment.explanations) == tuple(EXPLANATIONS)
    assert sum(p.value for p in assessment.explanations.values()) == pytest.approx(1.0)
    assert assessment.explanation_series.sum(axis=1) == pytest.approx(np.ones(40))
    for (z, p), last in zip(assessment.explanations.items(), assessment.explanation_series[-1], strict=True):
        assert p.value == last, z


def test_control_and_its_interval_are_those_of_the_mixture(posterior):
    series = control_series(posterior)
    found = posterior.filtered
    rng = np.random.default_rng(1)
    for d in (0, 20, 39):
        pairs = rng.choice(25, 200_000, p=found.pairs[0, d] / found.pairs[0, d].sum())
        drawn = rng.normal(found.control[0, d, pairs], np.maximum(found.spread[0, d, pairs], 1e-4))
        expected = [drawn.mean(), *np.quantile(np.clip(drawn, 0, 1), [0.05, 0.95])]
        assert series[d] == pytest.approx(expected, abs=0.01)


def test_control_is_what_obeys_in_formations_at_each_grip(posterior):
    found, share = posterior.filtered, posterior.force.strength / posterior.force.strength.sum()
    obeying = found.formation_control[0] @ share
    assert (found.pairs * found.control)[0].sum(axis=-1) == pytest.approx(obeying)


def test_formations_add_up(assessment):
    for state in assessment.formations:
        assert sum(state.states.values()) == pytest.approx(1.0)
        assert state.own_way.value == pytest.approx(state.states["defiant"] + state.states["gone"])
        assert 0 < state.survival_stay < 1
        assert 0 < state.survival_leave < 1
    assert assessment.control.low <= assessment.control.value <= assessment.control.high


def test_indicators_average_to_what_is_thought_now(assessment):
    assert assessment.indicators
    bits = [i.information for i in assessment.indicators]
    assert bits == sorted(bits, reverse=True)
    for i in assessment.indicators:
        assert i.seen * i.if_seen + (1 - i.seen) * i.if_not == pytest.approx(i.now, abs=1e-6)
        assert 0 <= i.information <= 1
        assert 0.03 < i.seen < 0.97
    best = assessment.indicators[0]
    assert abs(best.if_seen - best.if_not) > 0.05


# -- cautions and provenance -------------------------------------------------------------------------------------------


def kinds(*events, **changes) -> list[str]:
    return [c.kind for c in cautions_of(evidence_of(*events, **changes))]


def test_the_reader_is_told_of_thin_evidence_of_fronts_and_of_doubtful_sources():
    many = events_of(*((20 + n, "conduct.defend", u, "", "A1") for n in range(0, 16, 5) for u in ("l1", "l2")))
    assert kinds(*many) == ["calibration"]
    assert kinds() == ["evidence", "calibration"]
    assert kinds(*many[:2]) == ["evidence", "calibration"]
    doubtful = events_of(*((20 + n, "conduct.defend", u, "", "D2") for n in range(0, 16, 5) for u in ("l1", "l2")))
    assert "sources" in kinds(*doubtful)
    unsaid = tuple(replace(a, front=None) for a in AREAS)
    assert "front" in kinds(*many, areas=unsaid)


@pytest.mark.parametrize(("days", "reports", "told"), [(9, 6, True), (40, 6, False), (9, 14, False)])
def test_the_reader_is_told_where_few_reports_over_few_days_are_all_there_is(days, reports, told):
    events = events_of(*((n % days, "conduct.defend", "l1" if n % 2 else "l2", "", "A1") for n in range(reports)))
    first = cautions_of(evidence_of(*events, until=days - 1))[0].text
    assert (f"All there is to go on is {reports} reports over {days} days" in first) is told


def test_provenance_says_how_it_was_made(assessment):
    assert assessment.provenance.worlds == len(assessment.worlds.start.grip)
    assert assessment.provenance.mixture == WEIGHT
    assert assessment.provenance.assumptions is SHIPPED
    assert assessment.provenance.learnt_cases == max(p.cases for p in SHIPPED.parameters) > 0


# -- the whole way -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("few")
def test_the_same_case_gives_the_same_assessment_to_the_bit():
    one, other = (assessed(*EVENTS) for _ in range(2))
    for a, b in zip(one.forecasts, other.forecasts, strict=True):
        assert a == b
    assert identical(one.control_series, other.control_series)
    assert one.scenarios == other.scenarios
    assert one.indicators == other.indicators


@pytest.mark.usefixtures("few")
def test_the_order_of_rows_of_different_days_does_not_matter():
    one, other = assessed(*EVENTS), assessed(*renumbered(reversed(EVENTS)))
    for a, b in zip(one.forecasts, other.forecasts, strict=True):
        assert (a.state, a.question) == (b.state, b.question)
        assert a.worlds == pytest.approx(b.worlds, abs=5e-3)


@pytest.mark.slow
@pytest.mark.parametrize("slug", shipped())
def test_every_shipped_case_can_be_assessed(slug):
    case = load_case(slug)
    for d in {case.as_of[0], case.as_of[-1]}:
        found = assess(case, d)
        assert sum(p.value for p in found.explanations.values()) == pytest.approx(1.0, abs=1e-9)
        for f in found.forecasts:
            assert np.isfinite(f.worlds)
            assert f.probability is None or 0 < f.probability.value < 1
        assert np.isfinite(found.control_series).all()


@pytest.mark.parametrize(
    ("broken", "control", "leading", "warned"),
    [
        (0.6, 0.3, "in-control", True),
        (0.4, 0.4, "in-control", True),
        (0.4, 0.6, "in-control", False),
        (0.6, 0.3, "loss-of-control", False),
    ],
)
def test_a_verdict_of_obedience_over_a_force_that_does_not_obey_is_warned_of(broken, control, leading, warned):
    assert [c.kind for c in caution_of_disagreement(broken, control, leading)] == ["disagreement"] * warned
