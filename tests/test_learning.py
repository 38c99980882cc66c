"""Learning: hazards fitted to simulated rows and against independent fits, tables by counting, rows of cases."""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize

from breakranks.assumptions import read_explanations, read_priors, usual_switches
from breakranks.assumptions.learnt import START
from breakranks.case import load_case
from breakranks.case.types import Case, Outcome
from breakranks.learning import Library
from breakranks.learning.fit import WINDOW, Prior, Rows, fit_hazard, pooled
from breakranks.learning.rows import WARMING, rows_of, true_losses
from breakranks.learning.tables import BEGUN, OTHERS, PATIENCE, learn_multipliers, learn_switches, phases
from breakranks.model import model_of
from breakranks.model.setup import HAZARDS
from breakranks.vocabulary import EXPLANATIONS
from engine_cases import EVENTS, PRIOR, tiny_case
from evidence_cases import day, event

FREE = 1e3
INF = np.inf


def simulated(seed: int, rows: int, cases: int, base: float, coefficients: list[float], tempo: float) -> Rows:
    """Rows whose event comes within a week with the chance that the model gives it."""
    rng = np.random.default_rng(seed)
    x = rng.exponential(1.0, (rows, len(coefficients)))
    case = np.sort(rng.integers(0, cases, rows))
    case[-1] = cases - 1
    frailty = tempo * rng.normal(size=cases)
    rate = WINDOW * np.exp(base + x @ coefficients + frailty[case])
    return Rows(x, (rng.random(rows) < 1.0 - np.exp(-rate)).astype(float), np.full(rows, 1.0), case)


def prior(count: int, spread: float = FREE, mean: float = 0.0, low: float = -INF, high: float = INF) -> Prior:
    base = [-4.0, 1e3, -INF, INF]
    return Prior(*(np.array([b, *[v] * count]) for b, v in zip(base, (mean, spread, low, high), strict=True)))


def log_posterior(both: np.ndarray, rows: Rows, known: Prior, tempo: float) -> float:
    """The penalised log likelihood of base, coefficients and frailties, written out."""
    k = len(known.mean)
    b, u = both[:k], both[k:]
    x = rows.features - np.average(rows.features, axis=0, weights=rows.weight)
    rate = 7.0 * np.exp(b[0] + x @ b[1:] + u[rows.case])
    told = np.where(rows.happened > 0, np.log(-np.expm1(-rate)), -rate)
    penalty = np.sum(((b - known.mean) / known.spread) ** 2) + np.sum((u / tempo) ** 2)
    return float(rows.weight @ told - 0.5 * penalty)


# -- fits --------------------------------------------------------------------------------------------------------------


def test_without_priors_and_frailties_it_is_a_generalised_linear_model():
    """Binomial with complementary log-log link, fitted by statsmodels."""
    rows = simulated(1, 3000, 3, -4.0, [0.6, -0.4, 0.0], 0.0)
    found = fit_hazard(rows, prior(3), 1e-4)
    x = sm.add_constant(rows.features - rows.features.mean(axis=0))
    link = sm.families.links.CLogLog()
    exact = sm.GLM(rows.happened, x, family=sm.families.Binomial(link), offset=np.full(3000, np.log(7.0))).fit(
        tol=1e-12
    )
    assert found.value == pytest.approx(exact.params, abs=1e-4)
    assert found.error == pytest.approx(exact.bse, rel=0.05), "observed instead of expected curvature"


def test_weights_count_rows_as_often():
    rows = simulated(2, 800, 2, -4.0, [0.5], 0.0)
    often = np.repeat(np.arange(800), 3)
    one = fit_hazard(rows._replace(weight=np.full(800, 3.0)), prior(1, 0.5), 0.3)
    other = fit_hazard(Rows(*(x[often] for x in rows)), prior(1, 0.5), 0.3)
    assert one.value == pytest.approx(other.value, abs=1e-6)
    assert one.error == pytest.approx(other.error, abs=1e-6)
    assert one.frailty == pytest.approx(other.frailty, abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_it_finds_the_mode_of_the_penalised_likelihood(seed):
    rows = simulated(seed, 1500, 8, -4.5, [0.7, 0.3], 0.5)
    rows = rows._replace(weight=np.random.default_rng(seed).uniform(0.05, 0.2, 1500))
    known = prior(2, 0.5, 0.4)
    found = fit_hazard(rows, known, 0.5)
    mode = np.concatenate([found.value, found.frailty])
    other = minimize(
        lambda both: -log_posterior(both, rows, known, 0.5), np.zeros_like(mode) - 0.1, method="BFGS", tol=1e-8
    )
    assert mode == pytest.approx(other.x, abs=2e-3)
    assert log_posterior(mode, rows, known, 0.5) >= -other.fun - 1e-6


def test_standard_errors_are_those_of_the_curvature_with_frailties_integrated_out():
    rows, known, tempo = simulated(4, 1500, 6, -4.0, [0.6], 0.4), prior(1, 0.5), 0.4
    found = fit_hazard(rows, known, tempo)
    mode = np.concatenate([found.value, found.frailty])
    step = 1e-4 * np.eye(len(mode))

    def at(d: np.ndarray) -> float:
        return -log_posterior(mode + d, rows, known, tempo)

    curve = np.array([[at(a + b) - at(a - b) - at(b - a) + at(-a - b) for a in step] for b in step]) / (4e-8)
    errors = np.sqrt(np.diag(np.linalg.inv(curve)))
    assert found.error == pytest.approx(errors[:2], rel=0.01)


def test_it_recovers_what_was_simulated():
    true = np.array([0.8, 0.0, -0.5])
    rows = simulated(5, 20_000, 20, -4.0, true.tolist(), 0.5)
    found = fit_hazard(rows, prior(3), 0.5)
    assert np.abs((found.value[1:] - true) / found.error[1:]).max() < 3.0
    assert found.error[1:].max() < 0.06
    assert found.value[0] - found.value[1:] @ found.mean == pytest.approx(-4.0, abs=0.4)


def test_signs_are_kept():
    rows = simulated(6, 4000, 4, -4.0, [-0.6, 0.5], 0.3)
    bounded = fit_hazard(rows, prior(2, low=0.0), 0.3)
    assert bounded.value[1] == 0.0
    alone = fit_hazard(Rows(rows.features[:, 1:], *rows[1:]), prior(1), 0.3)
    assert bounded.value[2] == pytest.approx(alone.value[1], abs=1e-4), "the rest fits as if it were not there"
    negative = fit_hazard(rows, prior(2, high=0.0), 0.3)
    assert negative.value[1] < 0.0 == negative.value[2]


def test_a_strong_prior_holds_and_a_weak_one_lets_go():
    rows = simulated(7, 2000, 3, -4.0, [1.0], 0.0)
    held, moved = (fit_hazard(rows, prior(1, spread), 0.3).value[1] for spread in (1e-3, 10.0))
    assert held == pytest.approx(0.0, abs=0.01)
    assert moved == pytest.approx(1.0, abs=0.25)


def test_a_fast_campaign_does_not_speak_for_all():
    """One case with events on all its days: its frailty takes them, and the base of the others stays."""
    slow = simulated(8, 2000, 4, -5.0, [0.3], 0.0)
    fast = Rows(np.ones((500, 1)), np.ones(500), np.full(500, 1.0), np.full(500, 4))
    both = Rows(*(np.concatenate(parts) for parts in zip(slow, fast, strict=True)))
    alone, found = fit_hazard(slow, prior(1, 0.5), 0.5), fit_hazard(both, prior(1, 0.5), 0.5)
    naive = fit_hazard(both._replace(case=np.zeros(2500, int)), prior(1, 0.5), 1e-4)
    assert found.frailty[4] > 1.0 > max(found.frailty[:4])
    assert abs(found.value[0] - alone.value[0]) < abs(naive.value[0] - alone.value[0])


def test_rows_of_cases_count_a_week_of_all_areas_as_one():
    rows = pooled(
        [
            (np.zeros((4, 1)), np.ones(4, bool), 2),
            (np.zeros((0, 1)), np.ones(0, bool), 1),
            (np.ones((1, 1)), np.zeros(1, bool), 1),
        ]
    )
    assert rows.weight == pytest.approx([1 / 14] * 4 + [1 / 7])
    assert rows.case.tolist() == [0, 0, 0, 0, 1], "a case without rows has no number"


# -- tables by counting ------------------------------------------------------------------------------------------------


def told(*rows: tuple, events: tuple = EVENTS, slug: str = "small") -> Case:
    outcomes = tuple(
        Outcome(q, area, None, None if on is None else day(on), ("press",), note) for q, area, on, note in rows
    )
    return replace(tiny_case(*events), outcomes=outcomes, slug=slug)


def test_phases_run_from_the_day_on_which_they_begin():
    case = told(("explanation", None, 10, "loss-of-control as they say"), ("explanation", None, 0, "in-control"))
    found = phases(case)
    assert found[:10].tolist() == [0] * 10
    assert found[10:].tolist() == [list(EXPLANATIONS).index("loss-of-control")] * 51
    assert (phases(told()) == -1).all()


def test_multipliers_are_counts_on_top_of_the_table():
    case = told(("explanation", None, 0, "in-control"), ("explanation", None, 20, "loss-of-control"))
    rows = read_explanations()
    table = {r.kind: np.array([r.multipliers[z] for z in EXPLANATIONS]) for r in rows}
    found = learn_multipliers([case], rows, 50.0)
    signs = [e for e in EVENTS if e.kind in table]
    phase = [0 if (e.date - case.start).days < 20 else 3 for e in signs]
    share = {k: (sum(e.kind == k for e in signs) + 1) / (len(signs) + len(table)) for k in table}
    usual = sum(share[k] * table[k] for k in table)
    for kind in ("conduct.flee", "claim.hold", "order.attack"):
        for z, name in enumerate(EXPLANATIONS):
            n = sum(e.kind == kind and p == z for e, p in zip(signs, phase, strict=True))
            total = sum(p == z for p in phase)
            expected = (n + 50 * share[kind] * table[kind][z] / usual[z]) / ((total + 50) * share[kind])
            assert found[kind][name] == pytest.approx(expected)


def test_without_cases_the_table_is_what_it_was_but_for_its_scale():
    rows = read_explanations()
    found = learn_multipliers([], rows, 400.0)
    for z in EXPLANATIONS:
        ratio = [found[r.kind][z] / r.multipliers[z] for r in rows]
        assert ratio == pytest.approx([ratio[0]] * len(ratio))


def test_multipliers_average_to_one_over_kinds():
    case = told(("explanation", None, 0, "planned-withdrawal"))
    found = learn_multipliers([case], read_explanations(), 400.0)
    signs = [e.kind for e in EVENTS if e.kind in found]
    share = {k: (signs.count(k) + 1) / (len(signs) + len(found)) for k in found}
    for z in EXPLANATIONS:
        assert sum(share[k] * found[k][z] for k in found) == pytest.approx(1.0, abs=0.05)


def test_switches_are_counts_on_top_of_the_prior():
    case = told(("explanation", None, 0, "in-control"), ("explanation", None, 20, "loss-of-control"))
    usual = usual_switches(PRIOR.values)
    found = learn_switches([case], usual)
    assert all(sum(row.values()) == pytest.approx(1.0) for row in found.values())
    leave = (1 + PATIENCE * (1 - usual["in-control"]["in-control"])) / (20 + PATIENCE)
    assert 1 - found["in-control"]["in-control"] == pytest.approx(leave)
    to_loss = 1 + OTHERS * usual[START]["loss-of-control"]
    others = OTHERS * (1 - usual[START]["in-control"])
    assert found["in-control"]["loss-of-control"] == pytest.approx(leave * to_loss / (1 + others))
    assert found[START]["in-control"] == pytest.approx((1 + BEGUN * usual[START]["in-control"]) / (1 + BEGUN))


# -- rows of cases -----------------------------------------------------------------------------------------------------


def test_ground_was_lost_from_its_day_on():
    case = told(("area-given-up", "bank", 12, ""), ("area-given-up", "town", None, ""))
    lost = true_losses(case, case.areas)
    assert lost.shape == (61, 3)
    assert lost.sum(axis=0).tolist() == [49.0, 0.0, 0.0]
    assert lost[12, 0] == 1.0 > lost[11, 0]


def test_a_day_asks_whether_it_came_within_a_week():
    case = told(("area-given-up", "bank", 30, ""), ("unordered-exit", None, 20, ""), ("mutiny", None, None, ""))
    found = rows_of(case, model_of(PRIOR))
    # The bank is asked of until it falls, the others until the last week.
    asked = 30 - WARMING, 61 - WINDOW - WARMING
    assert len(found.happened["area"]) == asked[0] + 2 * asked[1]
    assert found.happened["area"].sum() == WINDOW
    assert len(found.happened["exit"]) == 20 - WARMING
    assert found.happened["exit"].tolist() == [0.0] * (20 - WARMING - WINDOW) + [1.0] * WINDOW
    assert not found.happened["mutiny"].any()
    assert len(found.happened["mutiny"]) == 61 - WINDOW - WARMING
    assert len(found.happened["surrender"]) == 0, "the record does not say"
    for hazard in HAZARDS:
        width = len(model_of(PRIOR).hazards[hazard].coefficients)
        assert found.features[hazard].shape == (len(found.happened[hazard]), width)
        assert np.isfinite(found.features[hazard]).all()


def test_the_order_of_rows_of_areas_and_formations_changes_no_row():
    """What is learnt of ground is learnt of the area that was lost, wherever it stands in its table."""
    case = told(("area-given-up", "town", 30, ""), ("area-given-up", "bank", 45, ""))
    turned = replace(case, areas=case.areas[::-1], formations=case.formations[::-1])
    one, other = (rows_of(c, model_of(PRIOR)) for c in (case, turned))
    for hazard in HAZARDS:
        assert np.array_equal(one.happened[hazard], other.happened[hazard])
        assert np.array_equal(one.features[hazard], other.features[hazard])


def test_rows_read_nothing_later_than_their_day():
    """What is reported on day 40 changes no row of a day before, ground being known as it was."""
    outcomes = (("area-given-up", "bank", 45, ""), ("mutiny", None, 45, ""))
    late = event(50, 40, "conduct.mutiny", "l1", "bank", code="A1")
    one, other = (rows_of(told(*outcomes, events=events), model_of(PRIOR)) for events in (EVENTS, (*EVENTS, late)))
    before = 40 - WARMING
    assert np.allclose(one.features["mutiny"][:before], other.features["mutiny"][:before], rtol=0, atol=1e-12)
    assert not np.allclose(one.features["mutiny"][before:], other.features["mutiny"][before:])


def test_lessons_come_from_all_cases_but_the_one_left_out():
    first = told(
        ("explanation", None, 0, "in-control"),
        ("area-given-up", "bank", 30, ""),
        ("mutiny", None, None, ""),
        slug="one",
    )
    cases = [first, replace(first, slug="two"), replace(told(("mutiny", None, 20, "")), slug="three")]
    library = Library(cases)
    without = library.learn("three")
    assert {p["cases"] for p in without.parameters.values()} == {2}
    # No case of the two has a record of exits, so that their prior stays.
    assert "exit" not in without.frailties
    assert not any(name.startswith("exit.") for name in without.parameters)
    assert set(without.frailties["mutiny"]) == {"one", "two"}
    assert set(library.learn().frailties["mutiny"]) == {"one", "two", "three"}
    applied = without.applied(PRIOR)
    own = {p.name: p for p in applied.parameters}
    for p in read_priors():
        if p.spread > 0 and p.name in without.parameters:
            assert own[p.name].value == without.parameters[p.name]["value"]
            sign = {"positive": 1, "negative": -1}.get(p.prior, 0)
            assert own[p.name].value * sign >= 0.0
        else:
            assert own[p.name].value == p.value


@pytest.mark.slow
def test_what_is_shipped_keeps_its_signs_and_lies_near_what_is_learnt_anew():
    cases = [load_case(slug) for slug in ("kherson-2022", "falklands-1982", "wagner-2023", "bulgaria-1918")]
    found = Library(cases).learn()
    for p in read_priors():
        if p.spread:
            value = found.parameters[p.name]
            assert {"positive": value["value"] >= 0, "negative": value["value"] <= 0}.get(p.prior, True), p.name
            assert 0 < value["uncertainty"] <= p.spread * 1.001
