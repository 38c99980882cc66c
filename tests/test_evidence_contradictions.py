from dataclasses import replace
from math import exp, sqrt

import numpy as np
import pytest

from breakranks.assumptions import read_contradictions
from breakranks.case import load_case
from breakranks.evidence import as_of
from evidence_cases import PARAMETERS, day, event, small_case


def found(*events, today=15):
    return as_of(small_case(*events), day(today), PARAMETERS).contradictions


def numbers(*events):
    return {(c.first.number, c.second.number) for c in found(*events)}


def test_digging_in_while_moving_out():
    (pair,) = found(event(1, 5, "prepare.defence", "n1"), event(2, 6, "prepare.withdrawal", "n1", code="B2"))
    assert (pair.first.number, pair.second.number, pair.rule, pair.day) == (1, 2, "dig-in-and-move-out", 6)
    assert pair.weight == pytest.approx(exp(-1 / 7) * sqrt(0.9 * 0.8))
    assert pair.units.tolist() == [True, False, False, False]
    assert pair.explanation


def test_an_echo_makes_no_contradiction_of_its_own():
    pairs = found(
        event(1, 0, "prepare.defence", "n1"),
        event(2, 0, "prepare.withdrawal", "n1"),
        event(3, 0, "prepare.withdrawal", "n1"),
    )
    assert [(p.second.number, p.weight) for p in pairs] == [(2, pytest.approx(0.9))]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("order.hold", "conduct.flee"),
        ("order.no-retreat", "conduct.withdraw"),
        ("order.no-retreat", "prepare.withdrawal"),
        ("claim.hold", "claim.withdraw"),
        ("claim.hold", "prepare.withdrawal"),
        ("order.withdraw", "order.hold"),
        ("order.hold", "order.countermanded"),
        ("order.attack", "conduct.refuse"),
        ("order.attack", "claim.withdraw"),
        ("claim.withdraw", "order.attack"),
        ("grip.reinforce", "prepare.withdrawal"),
    ],
)
def test_what_no_single_intention_explains(first, second):
    assert len(found(event(1, 0, first), event(2, 0, second))) == 1


def test_decoys_contradict_nothing():
    assert not any("prepare.decoy" in (rule.first, rule.second) for rule in read_contradictions())


def test_a_rule_holds_in_the_order_of_the_dates():
    assert found(event(1, 0, "order.hold"), event(2, 2, "conduct.flee"))
    assert not found(event(1, 0, "conduct.flee"), event(2, 2, "order.hold"))


def test_reports_more_than_a_fortnight_apart_are_not_compared():
    assert found(event(1, 0, "prepare.defence"), event(2, 14, "prepare.withdrawal"))
    assert not found(event(1, 0, "prepare.defence"), event(2, 15, "prepare.withdrawal"))


def test_reports_must_be_about_the_same_people_and_the_same_place():
    dig = event(1, 0, "prepare.defence", "north", "hill")
    assert not numbers(dig, event(2, 0, "prepare.withdrawal", "south"))
    assert not numbers(dig, event(2, 0, "prepare.withdrawal", "north", "moor"))
    assert not numbers(dig, event(2, 0, "prepare.withdrawal", "elsewhere"))
    assert not numbers(event(1, 0, "claim.hold", "elsewhere"), event(2, 0, "claim.withdraw", "elsewhere"))
    assert numbers(dig, event(2, 0, "prepare.withdrawal", "north", "moor hill"))
    assert numbers(dig, event(2, 0, "prepare.withdrawal", "n1"))


def test_headquarters_one_above_the_other_meet_even_where_they_touch_different_troops():
    # In the moor, root means n2, who stands there, and south means s1, who stands in no area beside it.
    dig = event(1, 0, "prepare.defence", "south", "moor")
    (pair,) = found(dig, event(2, 0, "prepare.withdrawal", "root", "moor"))
    assert pair.units.tolist() == [False, True, True, False]


def test_a_report_about_the_whole_weighs_less_against_one_about_a_part():
    (pair,) = found(event(1, 0, "prepare.defence", "n1"), event(2, 0, "prepare.withdrawal", "root"))
    assert pair.weight == pytest.approx(0.9 * 0.6)
    (placed,) = found(event(1, 0, "prepare.defence", "n1", "hill"), event(2, 0, "prepare.withdrawal", "root", "hill"))
    assert placed.weight == pytest.approx(0.9)
    (vague,) = found(event(1, 0, "prepare.defence", "n1", "hill"), event(2, 0, "prepare.withdrawal", "n1"))
    assert vague.weight == pytest.approx(0.9 * 0.6)


def test_leaving_on_orders_does_not_contradict_what_was_done_to_hold_before_them():
    dig = event(1, 0, "prepare.defence", "n1", "hill")
    order = event(2, 3, "order.withdraw", "root", "hill")
    leave = event(3, 4, "prepare.withdrawal", "n1", "hill")
    assert (1, 3) in numbers(dig, leave)
    assert (1, 3) not in numbers(dig, order, leave)
    assert (1, 3) in numbers(dig, replace(order, areas=("quay",)), leave)
    assert (1, 3) in numbers(dig, event(2, 3, "order.withdraw", "root", "hill", code="B5"), leave)
    dig_again = event(4, 4, "prepare.defence", "n1", "hill")
    assert (4, 3) in numbers(dig, order, leave, dig_again)


# -- a battle lost is no contradiction -------------------------------------------------------------------------------


LINE = event(1, 0, "prepare.defence", "n1", "hill")
ATTACK = event(2, 3, "opponent.attack", "n1", "hill")


@pytest.mark.parametrize("conduct", ["conduct.flee", "conduct.withdraw", "conduct.abandon"])
def test_a_line_that_is_formed_and_left_in_defeat_days_later_is_a_battle_lost(conduct):
    left = event(3, 4, conduct, "n1", "hill")
    assert not found(LINE, ATTACK, left)
    assert not found(LINE, left), "even where no attack was reported"


@pytest.mark.parametrize("conduct", ["conduct.flee", "conduct.withdraw", "conduct.abandon"])
def test_a_line_that_is_left_at_once_is_a_contradiction_unless_it_was_attacked(conduct):
    left = event(3, 1, conduct, "n1", "hill")
    assert numbers(LINE, left) == {(1, 3)}
    assert not found(LINE, replace(ATTACK, date=day(1), reported=day(1)), left)


@pytest.mark.parametrize("order", ["order.hold", "order.no-retreat", "order.attack", "claim.hold"])
@pytest.mark.parametrize("conduct", ["conduct.flee", "conduct.withdraw"])
def test_retreat_under_attack_against_orders_is_no_incoherence(order, conduct):
    told = (event(1, 0, order, "n1", "hill"), event(3, 4, conduct, "n1", "hill"))
    assert numbers(*told) == {(1, 3)}
    evidence = as_of(small_case(*told, ATTACK), day(15), PARAMETERS)
    assert not evidence.contradictions
    assert not evidence.incoherence.any()


def test_an_attack_long_before_elsewhere_or_doubtful_excuses_nothing():
    told = (event(1, 10, "order.hold", "n1", "hill"), event(3, 14, "conduct.flee", "n1", "hill"))
    for excuse, kept in (
        (event(2, 7, "opponent.attack", "n1", "hill"), False),
        (event(2, 6, "opponent.attack", "n1", "hill"), True),
        (event(2, 13, "opponent.attack", "s1", "quay"), True),
        (event(2, 13, "opponent.attack", "n1", "hill", code="C4"), True),
        (event(2, 15, "opponent.attack", "n1", "hill"), True),
    ):
        assert bool(found(*told, excuse)) == kept


def test_orders_to_hold_and_to_leave_on_one_day_are_a_contradiction_attacked_or_not():
    told = (event(1, 4, "order.hold", "n1", "hill"), event(3, 4, "order.withdraw", "n1", "hill"))
    for attacked in ((), (ATTACK,)):
        (pair,) = found(*told, *attacked)
        assert pair.rule == "order-and-counter-order"
        assert pair.weight == pytest.approx(0.9)


def test_a_change_of_course_weighs_little():
    (next_day,) = found(event(1, 0, "order.hold"), event(2, 1, "order.withdraw"))
    (later,) = found(event(1, 0, "order.hold"), event(2, 10, "order.withdraw"))
    assert later.weight == pytest.approx(next_day.weight * exp(-9 / 7))


def test_two_reports_make_one_contradiction():
    # On one day the rules for both orders in time fit.
    assert len(found(event(1, 0, "prepare.defence"), event(2, 0, "prepare.withdrawal"))) == 1


def test_a_report_has_three_partners_under_a_rule_at_most():
    digging = [event(n, n % 14, "prepare.defence") for n in range(1, 40)]
    leaving = [event(n, n % 14, "prepare.withdrawal") for n in range(40, 80)]
    pairs = found(*digging, *leaving)
    counts = np.bincount([n for p in pairs for n in (p.first.number, p.second.number)])
    assert pairs
    assert counts.max() <= 3


def test_the_heaviest_and_most_recent_come_first():
    pairs = found(
        event(1, 0, "prepare.defence", "n1"),
        event(2, 0, "prepare.withdrawal", "n1"),
        event(3, 14, "prepare.defence", "s1", code="B3"),
        event(4, 14, "prepare.withdrawal", "s1", code="B3"),
        today=14,
    )
    # 0.9 two half-lives ago is 0.225 now; 0.5 is of today.
    assert [p.first.number for p in pairs] == [3, 1]


def test_incoherence_follows_its_formula():
    evidence = as_of(
        small_case(event(1, 2, "prepare.defence", "n1"), event(2, 2, "prepare.withdrawal", "n1")),
        day(9),
        PARAMETERS,
    )
    first = 0.9 * sqrt(900 / 3000)
    assert evidence.incoherence[[0, 2, 9]] == pytest.approx(
        [0, 100 * (1 - exp(-first / 3)), 100 * (1 - exp(-first / 2 / 3))]
    )


def test_kherson_before_the_withdrawal_reads_as_an_analyst_would():
    case = load_case("kherson-2022")
    evidence = as_of(case, case.as_of[3])
    notes = [{c.first.note, c.second.note} for c in evidence.contradictions[:10]]
    rules = [c.rule for c in evidence.contradictions[:10]]
    assert rules.count("dig-in-and-move-out") >= 3
    assert "words-and-deeds" in rules
    assert any(any("curfew" in note for note in pair) for pair in notes)
    assert evidence.incoherence[-1] > 2 * evidence.incoherence[21]


def test_many_thousand_reports_can_be_read():
    kinds = ("prepare.defence", "prepare.withdrawal", "claim.hold", "conduct.flee")
    events = (event(n, n % 50, kinds[n % 4], ("north", "n1", "root")[n % 3]) for n in range(1, 8001))
    assert 0 < len(found(*events, today=60)) <= 3 * 8000 * len({rule.rule for rule in read_contradictions()})
