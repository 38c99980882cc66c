"""The filter against exact enumeration, and what it may not depend on."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakranks.assumptions import Assumptions, read_assumptions
from breakranks.case import load_case
from breakranks.case.types import Case, Formation
from breakranks.evidence import Report, as_of, change
from breakranks.evidence.reports import truth
from breakranks.model import model_of
from breakranks.posterior import Posterior, infer, infer_variants
from breakranks.posterior.filter import Filtered, propagate_states, run_filter
from breakranks.posterior.signs import signs_of
from breakranks.vocabulary import EXPLANATIONS, KINDS, SIGNS
from engine_cases import (
    AREAS,
    DAYS,
    EVENTS,
    FORMATIONS,
    PRIOR,
    SHIPPED,
    events_of,
    evidence_of,
    posterior_of,
    tiny_case,
)
from evidence_cases import day, event, formation, renumbered
from joint_chain import Chain, Found, SampledChain

ONE = (formation("root", None), replace(FORMATIONS[2], parent="root"))
TWO = (*ONE, replace(FORMATIONS[3], parent="root"))
PLACE = {f.id: f.area for f in FORMATIONS if f.strength}
TELLING = (
    "opponent.attack", "opponent.encircle", "conduct.flee", "conduct.defend", "conduct.withdraw", "conduct.abandon",
    "conduct.surrender", "conduct.mutiny", "conduct.refuse", "conduct.desert", "order.withdraw", "prepare.withdrawal",
    "strain.losses", "grip.coerce", "grip.relieve", "grip.reinforce", "claim.hold",
)  # fmt: skip


def some_events(seed: int, formations: tuple[Formation, ...], days: int, count: int):
    """Reports of every kind that moves the filter, about these formations and where they stand."""
    rng = random.Random(seed)
    ids = [f.id for f in formations if f.strength]
    rows = []
    for _ in range(count):
        whom = rng.choice([*ids, "root"])
        where = rng.choice(["", PLACE.get(whom, PLACE[rng.choice(ids)])])
        rows.append((rng.randrange(days), rng.choice(TELLING), whom, where, rng.choice(["A1", "B2", "C3"])))
    return events_of(*rows)


def both_ways(
    seed: int, formations: tuple[Formation, ...], days: int, count: int, expected: bool
) -> tuple[Filtered, Found]:
    """What the filter finds, and what enumeration of the whole finds, given the same course of the ground."""
    told = some_events(seed, formations, days, count)
    evidence = evidence_of(*told, until=days - 1, formations=formations)
    posterior = infer(model_of(SHIPPED), evidence)
    model, force = posterior.model, evidence.force
    signs = signs_of(model, force, [evidence.reading], evidence.days)
    found = run_filter(model, force, posterior.ground, posterior.conditions, posterior.course, signs)
    return found, Chain(model, force, posterior.conditions, posterior.course, expected).run(signs)


def apart(found: Filtered, exact: Found) -> tuple[float, float]:
    """How far both are apart on their worst day: explanations at most, states of a formation in total variation."""
    days = len(exact.pairs)
    explanations = found.explanations[0] - exact.pairs.reshape(days, len(EXPLANATIONS), -1).sum(axis=-1)
    return float(np.abs(explanations).max()), float(states_apart(found, exact).max())


def states_apart(found: Filtered, exact: Found) -> np.ndarray:
    """How far the states of each formation are apart on each day, in total variation."""
    return 0.5 * np.abs(found.states[0] - exact.states).sum(axis=-1)


# -- against enumeration -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_with_one_formation_the_filter_is_the_forward_algorithm(seed):
    found, exact = both_ways(seed, ONE, days=12, count=8, expected=True)
    assert np.abs(found.pairs[0] - exact.pairs).max() < 1e-12
    assert np.abs(found.states[0] - exact.states).max() < 1e-12


@pytest.mark.parametrize("formations", [TWO, FORMATIONS])
def test_taking_formations_as_independent_costs_little(formations):
    explanations, states = apart(*both_ways(1, formations, days=15, count=12, expected=True))
    assert 0.0 < explanations < 0.003
    assert 0.0 < states < 0.03


@pytest.mark.parametrize(("formations", "least"), [(ONE, 0.15), (TWO, 0.15), (FORMATIONS, 0.08)])
def test_seeing_what_is_expected_of_others_costs_more_and_not_too_much(formations, least):
    explanations, states = apart(*both_ways(1, formations, days=15, count=12, expected=False))
    assert explanations < 0.015
    assert states < least


@pytest.mark.slow
@pytest.mark.parametrize(("formations", "shown"), [(ONE, 0.15), (TWO, 0.15), (FORMATIONS, 0.08)])
def test_the_approximation_over_many_cases(formations, shown, record_property):
    for expected, (most, mean) in {True: (0.05, 0.005), False: (shown, 0.06)}.items():
        found = np.array([apart(*both_ways(seed, formations, 30, 14, expected)) for seed in range(12)])
        record_property(f"explanations, states ({'expected' if expected else 'seen'})", found.max(axis=0).tolist())
        assert found[:, 0].max() < 0.015
        assert found[:, 1].max() < most
        assert found[:, 1].mean() < mean


def test_samples_of_the_full_model_find_what_enumeration_finds():
    evidence = evidence_of(*some_events(1, TWO, 12, 12), until=11, formations=TWO)
    posterior = infer(model_of(SHIPPED), evidence)
    signs = signs_of(posterior.model, evidence.force, [evidence.reading], evidence.days)
    chain = posterior.model, evidence.force, posterior.conditions, posterior.course
    exact = Chain(*chain).run(signs)
    sampled = SampledChain(*chain, samples=10_000, seed=1).run(signs)
    assert np.abs(sampled.pairs - exact.pairs).max() < 0.02
    assert 0.5 * np.abs(sampled.states - exact.states).sum(axis=-1).max() < 0.05


@pytest.mark.slow
@pytest.mark.parametrize("slug", ["kherson-2022", "caporetto-1917", "afghanistan-2021"])
def test_the_approximation_on_shipped_cases(slug, record_property):
    case, assumptions = load_case(slug), read_assumptions(slug)
    evidence = as_of(case, case.as_of[-1], assumptions.values)
    posterior = infer(model_of(assumptions), evidence)
    signs = signs_of(posterior.model, evidence.force, [evidence.reading], evidence.days)
    chain = posterior.model, evidence.force, posterior.conditions, posterior.course
    runs = [SampledChain(*chain, samples=10_000, seed=seed).run(signs) for seed in range(2)]
    mean = Found(*(np.mean(both, axis=0) for both in zip(*runs, strict=True)))
    explanations, states = apart(posterior.filtered, mean)
    record_property("explanations, states", [explanations, states])
    record_property("mean over days and formations", states_apart(posterior.filtered, mean).mean().item())
    by_run = [run.pairs.reshape(evidence.days, len(EXPLANATIONS), -1).sum(axis=-1) for run in runs]
    record_property("explanations of two runs", np.abs(by_run[0] - by_run[1]).max().item())
    assert explanations < 0.05
    assert states_apart(posterior.filtered, mean).mean() < 0.06


# -- what it may not depend on -----------------------------------------------------------------------------------------


def concluded(posterior: Posterior) -> list[np.ndarray]:
    """Explanations, control, ground and formations on the last day, formations and areas by their names."""
    found, force = posterior.filtered, posterior.force
    by_name = np.argsort([f.id for f in force.formations])
    by_place = np.argsort([a.id for a in force.areas])
    return [
        found.explanations[0, -1],
        (found.pairs * found.control)[0, -1].sum(keepdims=True),
        posterior.course.lost[0, -1, by_place],
        found.states[0, -1, by_name],
        found.formation_control[0, -1, by_name],
    ]


def alike(one: Posterior, other: Posterior) -> bool:
    return all(np.allclose(a, b, rtol=0.0, atol=1e-9) for a, b in zip(concluded(one), concluded(other), strict=True))


@st.composite
def reports(draw: st.DrawFn, most: int = 8, one_a_day: bool = False):
    days = draw(st.lists(st.integers(0, 39), max_size=most, unique=one_a_day))
    rows = []
    for on in days:
        whom = draw(st.sampled_from([*PLACE, "root", "left"]))
        where = draw(st.sampled_from(["", *([PLACE[whom]] if whom in PLACE else PLACE.values())]))
        rows.append((on, draw(st.sampled_from(list(KINDS))), whom, where, draw(st.sampled_from(["A1", "B2", "C3"]))))
    return events_of(*rows)


@settings(max_examples=25)
@given(reports(), st.permutations(FORMATIONS), st.permutations(AREAS))
def test_the_order_of_formations_and_of_areas_does_not_matter(told, formations, areas):
    assert alike(posterior_of(*told), posterior_of(*told, formations=tuple(formations), areas=tuple(areas)))


@settings(max_examples=25)
@given(reports(one_a_day=True), st.randoms())
def test_the_order_of_rows_of_different_days_does_not_matter(told, rng):
    rows = list(told)
    rng.shuffle(rows)
    assert alike(posterior_of(*told), posterior_of(*renumbered(rows)))


@pytest.mark.parametrize(
    "rows",
    [
        ((20, "conduct.flee", "l1", "bank"), (20, "conduct.defend", "l1", "bank")),
        ((20, "conduct.flee", "l1"), (20, "conduct.surrender", "l1")),
        ((20, "conduct.flee", "root"), (20, "conduct.defend", "l1")),
        ((20, "conduct.mutiny", "l2"), (20, "conduct.withdraw", "l2", "bridge")),
    ],
)
def test_the_order_of_rows_of_one_day_does_not_matter(rows):
    assert alike(posterior_of(*events_of(*rows)), posterior_of(*events_of(*reversed(rows))))


def test_nothing_reported_later_is_read():
    told = renumbered((*EVENTS, event(90, 39, "conduct.mutiny", "l1", reported=40, code="A1")))
    later = (event(91, 50, "conduct.surrender", "r1", "town", code="A1"), event(92, 5, "order.withdraw", reported=55))
    fresh = replace(FORMATIONS[2], id="fresh", strength=90_000, arrives=day(45))
    wild = posterior_of(*told, *later, formations=(*FORMATIONS, fresh), winter=((day(41), day(60)),))
    for one, other in zip(posterior_of(*EVENTS).filtered, wild.filtered, strict=True):
        parts = zip(one, other, strict=True) if isinstance(one, tuple) else [(one, other)]
        assert all(a.tobytes() == b.tobytes() for a, b in parts)
    assert posterior_of(*EVENTS).course.lost.tobytes() == wild.course.lost.tobytes()


ECHOED = renumbered(
    (
        *EVENTS,
        event(0, 27, "conduct.refuse", "left", reported=31, code="C3"),
        event(0, 31, "conduct.withdraw", "left", "bank bridge", code="A1"),
        event(0, 35, "conduct.withdraw", "root", "", reported=36, code="B2"),
        event(0, 37, "conduct.flee", "left", "", reported=38, code="A1", people=900),
        event(0, 38, "conduct.flee", "root", "", code="B2", people=100),
        event(0, 38, "claim.withdraw", "root", "", code="B2"),
        event(0, 35, "claim.withdraw", "left", "", reported=36, code="B3"),
        event(0, 39, "conduct.defend", "l2", "bridge", code="C3"),
    )
)
"""Events told of again: without one of its reports an event has another day, other people, another number of them."""


def left_out(case: Case, on: date, by: Assumptions, most: int = 32) -> Iterator[tuple[Posterior, int, Posterior]]:
    """Many variants at once, each one's place among them, and a case without its report."""
    model, evidence = model_of(by), as_of(case, on, by.values)
    numbers = [r.event.number for r in evidence.reports]
    for batch in (numbers[n : n + most] for n in range(0, len(numbers), most)):
        readings = [change(evidence.force, evidence.reading, {number: None}, by.values) for number in batch]
        together = infer_variants(model, evidence.force, readings, evidence.winter)
        for n, number in enumerate(batch):
            kept = replace(case, events=tuple(e for e in case.events if e.number != number))
            yield together, n, infer(model, as_of(kept, on, by.values))


def same(together: Posterior, n: int, alone: Posterior) -> bool:
    """Whether one of several variants is on every day what it is alone."""
    parts = [
        (together.filtered.pairs[n], alone.filtered.pairs[0]),
        (together.filtered.control[n], alone.filtered.control[0]),
        (together.filtered.states[n], alone.filtered.states[0]),
        (together.filtered.last.formations[n], alone.filtered.last.formations[0]),
        (together.course.lost[n], alone.course.lost[0]),
    ]
    return all(np.allclose(one, other, rtol=0.0, atol=1e-12) for one, other in parts)


@pytest.mark.parametrize("by", [SHIPPED, PRIOR], ids=["shipped", "prior"])
def test_leaving_a_report_out_is_reading_a_case_without_it(by):
    case = tiny_case(*ECHOED)
    votes = as_of(case, day(DAYS - 1), by.values).reports
    assert sum(r.vote == 0 for r in votes) >= 5
    assert all(same(*found) for found in left_out(case, day(DAYS - 1), by))


@pytest.mark.slow
@pytest.mark.parametrize("slug", ["kherson-2022", "caporetto-1917", "wagner-2023"])
def test_leaving_a_report_out_of_a_shipped_case_is_reading_it_without(slug):
    case = load_case(slug)
    found = [same(*one) for one in left_out(case, case.as_of[-1], read_assumptions(slug))]
    assert found.count(True) == len(found) > 50


def recoded(report: Report, **changes: object) -> Report:
    """The report as another coder might have coded it."""
    event = replace(report.event, **changes)
    return replace(report, event=event, truth=truth(event, SHIPPED.values))


def test_variants_side_by_side_are_what_they_are_alone():
    model, evidence = model_of(SHIPPED), evidence_of(*ECHOED)
    reports = {r.event.number: r for r in evidence.reports}
    changes: tuple[dict[int, Report | None], ...] = (
        {},
        {2: None, 7: None, 16: None},
        {16: recoded(reports[16], kind="conduct.withdraw")},
        {11: recoded(reports[11], kind="conduct.mutiny"), 14: recoded(reports[14], kind="conduct.surrender")},
        {number: recoded(r, credibility=4) for number, r in reports.items()},
        dict.fromkeys(reports),
    )
    readings = [change(evidence.force, evidence.reading, c, SHIPPED.values) for c in changes]
    together = infer_variants(model, evidence.force, readings, evidence.winter)
    for n, changed in enumerate(changes):
        events = tuple(other.event if (other := changed.get(e.number, reports[e.number])) else None for e in ECHOED)
        alone = posterior_of(*(e for e in events if e is not None))
        assert same(together, n, alone), n


# -- what it finds -----------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(reports(most=14))
def test_everything_is_a_probability_on_every_day(told):
    posterior = posterior_of(*told)
    found = posterior.filtered
    assert np.allclose(found.pairs.sum(axis=-1), 1.0)
    assert np.allclose(found.states.sum(axis=-1), 1.0)
    for values in (found.pairs, found.states, found.control, found.formation_control, posterior.course.lost):
        assert ((values >= 0.0) & (values <= 1.0 + 1e-12)).all()
    if not any(e.kind == "ground.regained" for e in told):
        assert (np.diff(posterior.course.lost, axis=1) >= -1e-12).all(), "what was lost stays lost"


def test_competing_hazards_share_what_leaves():
    states = np.array([[0.6, 0.4, 0.0, 0.0, 0.0, 0.0]])
    (found,) = propagate_states(states, {(0, 4): np.array([0.2]), (0, 1): np.array([0.6]), (1, 0): np.array([0.1])})
    left = 0.6 * (1.0 - np.exp(-0.8))
    back = 0.4 * (1.0 - np.exp(-0.1))
    assert found == pytest.approx([0.6 - left + back, 0.4 + 0.75 * left - back, 0, 0, 0.25 * left, 0])


def test_what_is_said_last_counts_as_much_as_what_was_said_first():
    """One report of a sign on its own day moves the explanations by its likelihood and by nothing else."""
    quiet, said = (posterior_of(*events_of(*rows)) for rows in ((), ((39, "claim.blame", "root", "", "A1"),)))
    table = {row.kind: np.array(list(row.learnt.values())) for row in SHIPPED.explanations}
    model = quiet.model
    before = quiet.filtered.pairs[0, -1].reshape(5, -1)
    truth = SHIPPED.values["credibility.1"]
    truth = 1.0 / (1.0 + (1.0 - truth) / truth * np.exp(-SHIPPED.values["reliability.A"]))
    tilt = np.exp(model.slack[SIGNS.index("claim.blame")] * model.deficit)
    told = (truth * table["claim.blame"][:, None] * tilt + 1.0 - truth) ** model.values["likelihood.power"]
    expected = (before * told).sum(axis=1) / (before * told).sum()
    assert said.filtered.explanations[0, -1] == pytest.approx(expected)
