"""Large cases: what is worked out in a shorter way gives what it gave, and what cannot be worked out is refused."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakranks.assessment import compare_days, run_choices
from breakranks.assessment.variants import Changed, conclude
from breakranks.case import Judgement, Outcome
from breakranks.evidence import Force, Report, as_of, change
from breakranks.evidence.reports import ECHO_DAYS, mark_echoes
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.signals import FOLLOWED, LANES, RECENT, direction, is_signal, orders, rows, turns
from breakranks.scoring.score import _judged_beside
from breakranks.tables import InputError
from breakranks.vocabulary import DIRECTIONS, KINDS
from engine_cases import EVENTS, SHIPPED, evidence_of, posterior_of, tiny_case
from evidence_cases import AREAS, FORMATIONS, PARAMETERS, day, event, formation, small_case
from shown import late

IDS = [f.id for f in FORMATIONS if f.id != "tardy"]
PLACES = ["", *(a.id for a in AREAS), "hill moor", "moor pass quay"]


def one_event(force: Force, one: Report, other: Report) -> bool:
    """Whether two reports of a kind are about one chain of command and one place."""
    above, below = one.event.formation, other.event.formation
    if above != below and above not in force.superiors[below] and below not in force.superiors[above]:
        return False
    return not one.event.areas or not other.event.areas or bool({*one.event.areas} & {*other.event.areas})


def groups(force: Force, reports: Sequence[Report]) -> list[list[int]]:
    """The numbers of reports of the same event: each joins the first group with all of which it shares its event."""
    found: list[list[Report]] = []
    for report in sorted(reports, key=lambda r: r.order):
        near = (group for group in found if report.day - group[0].day <= ECHO_DAYS)
        fits = next((group for group in near if all(one_event(force, report, r) for r in group)), None)
        if fits is None:
            found.append([report])
        else:
            fits.append(report)
    return sorted(sorted(r.event.number for r in group) for group in found)


@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from(IDS), st.sampled_from(PLACES)), max_size=14))
def test_echoes_are_gathered_as_if_every_two_reports_were_compared(told):
    events = [event(n, on, "claim.hold", who, where) for n, (on, who, where) in enumerate(told, start=1)]
    evidence = as_of(small_case(*events), day(30), PARAMETERS)
    found: dict[int, list[int]] = {}
    for r in mark_echoes(evidence.force, evidence.reports):
        found.setdefault(r.echo_of or r.event.number, []).append(r.event.number)
    assert sorted(sorted(group) for group in found.values()) == groups(evidence.force, evidence.reports)


def test_ten_thousand_reports_of_one_event_have_one_vote():
    told = [event(n, 5, "conduct.desert", "l1", "bank") for n in range(1, 10_001)]
    evidence = evidence_of(*told)
    assert sum(r.vote for r in evidence.reports) == 1.0
    assert evidence.contradictions == ()


def test_variants_are_worked_out_one_by_one_as_they_are_together(monkeypatch):
    evidence = evidence_of(*EVENTS)
    changes = [{}, *({r.event.number: None} for r in evidence.reports)]
    readings = Changed(evidence, changes, SHIPPED.values)
    asked = [("area-given-up", "bank"), ("mutiny", None), ("cannot-hold", None)]

    def concluded():
        return conclude(SHIPPED, evidence.force, readings, evidence.winter, evidence.as_of, asked)

    together = concluded()
    monkeypatch.setattr("breakranks.assessment.variants.BODIES", 1)
    for one, other in zip(concluded(), together, strict=True):
        assert one.explanations == pytest.approx(other.explanations, abs=1e-12)
        assert one.forecasts == pytest.approx(other.forecasts, abs=1e-12)
        assert one.control == pytest.approx(other.control, abs=1e-12)
    assert len(readings) == len(changes) == len(together)
    assert next(iter(readings)) is evidence.reading
    assert list(readings)[3].reports == change(evidence.force, evidence.reading, changes[3], SHIPPED.values).reports


def test_choices_are_run_one_by_one_as_they_are_side_by_side(monkeypatch):
    monkeypatch.setattr("breakranks.assessment.project.WORLDS", 50)
    monkeypatch.setattr("breakranks.assessment.project.COMPARED", 50)
    posterior = posterior_of(*EVENTS)
    told = list[float]()
    together = run_choices(posterior, SHIPPED, day(39), told.append)
    monkeypatch.setattr("breakranks.assessment.project.BODIES", 1)
    apart = run_choices(posterior, SHIPPED, day(39), told.append)
    assert list(apart.by_choice) == list(together.by_choice)
    for choice, worlds in apart.by_choice.items():
        other = together.by_choice[choice]
        assert (worlds.fall == other.fall).all()
        assert (worlds.control == other.control).all()
        assert (worlds.first["exit"] == other.first["exit"]).all()
    again = told[3:]
    assert again == sorted(again)
    assert again[-1] == 1.0


def test_orders_are_undone_and_followed_as_if_every_two_reports_were_compared():
    reports = late().evidence.reports

    def alike(a: Report, b: Report) -> bool:
        return bool((a.units & b.units).any() and (a.areas & b.areas).any() and b.event.date >= a.event.date)

    def undoes(a: Report, b: Report) -> bool:
        if b.event.kind == "order.countermanded":
            return b.event.date - a.event.date <= FOLLOWED
        return direction(b.event.kind) != direction(a.event.kind) and b.event.date > a.event.date

    given = [r for r in reports if KINDS[r.event.kind].group == "order"]
    conduct = [r for r in reports if KINDS[r.event.kind].group == "conduct"]
    found = {o.event.number: o for o in orders(late().evidence)}
    assert len(found) == len(given) > 5
    for a in given:
        later = [b.event for b in given if b is not a and a.event.kind != "order.countermanded" and alike(a, b)]
        undone = [e for e in later if undoes(a, next(b for b in given if b.event is e))]
        assert list(found[a.event.number].reversed_by) == undone
        after = [b for b in conduct if alike(a, b) and b.event.date - a.event.date <= FOLLOWED]
        ways = {way: sum(direction(b.event.kind) == way for b in after) for way in DIRECTIONS}
        assert found[a.event.number].followed == ways


def test_turns_count_every_report_that_reaches_a_formation():
    evidence = late().evidence

    def told(u: int, signal: bool, *ways: str) -> float:
        recent = (r for r in evidence.reports if r.units[u] and r.event.date >= evidence.as_of - RECENT)
        return sum(
            (r.truth * r.vote for r in recent if direction(r.event.kind) in ways and is_signal(r.event.kind) == signal),
            start=0.0,
        )

    for u, turn in enumerate(turns(evidence)):
        assert turn.acts == pytest.approx({way: told(u, False, way) for way in DIRECTIONS})
        # What was countermanded counts as that, and no longer as the order.
        assert sum(turn.signals.values()) == pytest.approx(told(u, True, *DIRECTIONS))
        assert all(turn.signals[way] <= told(u, True, way) + 1e-9 for way in DIRECTIONS if way != "break")


def looked_at(*events, **changes) -> Lookup:
    return Lookup(SimpleNamespace(evidence=evidence_of(*events, **changes)))


def test_a_crowd_of_reports_on_one_day_makes_no_picture_of_a_mile():
    crowd = [event(n, 5 + n % 2, "conduct.desert", "l1", "bank") for n in range(1, 1_001)]
    (row,) = rows(looked_at(*crowd))
    assert len(row.marks) == 1_000
    assert row.lanes_below == LANES
    assert {mark.lane for mark in row.marks} == set(range(LANES))


def test_a_chain_of_command_of_any_depth_is_walked_down():
    chain = [formation("root", None), *(formation(f"hq-{n}", f"hq-{n - 1}" if n else "root") for n in range(1_500))]
    force = (*chain, formation("a", "hq-1499", 900, "bank"), formation("b", "root", 400, "town"))
    look = looked_at(event(1, 5, "order.hold", "root"), formations=force)
    walked = look.order_of_battle
    assert [depth for depth, _ in walked] == [*range(1_502), 1]
    assert [f.id for _, f in walked[-2:]] == ["a", "b"]
    assert look.assessment.evidence.reports[0].units.all()


def test_more_reports_than_can_be_told_apart_are_refused_between_two_days(monkeypatch):
    monkeypatch.setattr("breakranks.assessment.compare.MOST", 3)
    days = [replace(late(), evidence=evidence_of(*EVENTS, until=n)) for n in (20, 39)]
    with pytest.raises(InputError, match=r"7 reports came out between 2030-01-21 and 2030-02-09; at most 3"):
        compare_days(tiny_case(*EVENTS), *days)


def test_a_judgement_from_before_the_force_is_there_stands_alone(monkeypatch):
    monkeypatch.setattr(sys.modules["breakranks.scoring.score"], "baselines", lambda *_: {})
    force = tuple(replace(f, arrives=day(10)) if f.strength else f for f in tiny_case().formations)
    said = [Judgement(day(n), "a paper", "mutiny", None, 14, "likely", None, (), "") for n in (5, 12)]
    never = Outcome("mutiny", None, None, None, (), "")
    case = tiny_case(*EVENTS, formations=force, judgements=tuple(said), outcomes=(never,), as_of=(day(30),))
    before, after = _judged_beside(case, [], SHIPPED)
    assert (before.item is not None, before.beside) == (True, {})
    assert after.beside
