import itertools
from datetime import date, timedelta

import pytest

from breakranks.case import load_case
from breakranks.case.types import Event
from breakranks.evidence import as_of
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.signals import LANE_GAP, Turn, is_signal, orders, rows, turns
from breakranks.vocabulary import DIRECTIONS, KINDS
from evidence_cases import PARAMETERS, day, event, small_case
from shown import late


def test_every_signal_and_act_is_in_the_picture_once() -> None:
    look = Lookup(late())
    drawn = [mark.event.number for row in rows(look) for mark in row.marks]
    assert sorted(drawn) == sorted(number for number, event in look.events.items() if KINDS[event.kind].direction)


def test_a_mark_points_where_the_vocabulary_says() -> None:
    marks = [mark for row in rows(Lookup(late())) for mark in row.marks]
    assert all(mark.direction == KINDS[mark.event.kind].direction for mark in marks)
    assert {mark.direction for mark in marks} <= set(DIRECTIONS)


def test_marks_of_one_lane_do_not_touch() -> None:
    for row in rows(Lookup(late())):
        for signal in (True, False):
            lanes: dict[int, list[object]] = {}
            for mark in row.marks:
                if mark.signal is signal:
                    lanes.setdefault(mark.lane, []).append(mark.event.date)
            assert all(b - a >= LANE_GAP for days in lanes.values() for a, b in itertools.pairwise(days))  # type: ignore[operator]


def test_signals_are_orders_and_words() -> None:
    assert is_signal("order.hold")
    assert is_signal("claim.blame")
    assert not is_signal("prepare.decoy")
    assert not is_signal("conduct.flee")


def test_a_formation_at_odds_signals_one_way_and_turns_another() -> None:
    found = turns(as_of(load_case("kherson-2022"), date(2022, 10, 24)))
    assert any(t.at_odds for t in found)
    for turn in found:
        assert ("turns to" in turn.verdict) == turn.at_odds


def test_an_order_is_undone_only_by_a_later_one() -> None:
    given = orders(late().evidence)
    assert [o.event.date for o in given] == sorted((o.event.date for o in given), reverse=True)
    assert any(o.reversed_by for o in given)
    for order in given:
        for later in order.reversed_by:
            assert later.date >= order.event.date
            assert later.kind.startswith("order.")
            assert later.kind != order.event.kind
            if later.kind == "order.countermanded":
                assert later.date - order.event.date <= timedelta(14)


def told(*events: Event) -> dict[str, Turn]:
    return {turn.formation: turn for turn in turns(as_of(small_case(*events), day(15), PARAMETERS))}


def test_an_order_that_was_countermanded_counts_as_that_for_those_whom_the_countermand_reached() -> None:
    order, reversal = event(1, 5, "order.hold", "north"), event(2, 7, "order.countermanded", "n1")
    before, after = told(order), told(order, reversal)
    reached = [f for f in before if before[f].signals["stay"] and after[f].signals["break"]]
    assert reached == ["n1"]
    assert after["n1"].signals["stay"] == pytest.approx(0.9 * (1 - 0.9))
    assert after["n1"].signals["break"] == pytest.approx(0.9 * 0.9 + 0.9)
    others = before.keys() - {"n1"}
    assert {f: before[f] for f in others} == {f: after[f] for f in others}


def test_a_reversal_is_no_order() -> None:
    given = orders(
        as_of(small_case(event(1, 5, "order.hold"), event(2, 7, "order.countermanded")), day(15), PARAMETERS)
    )
    assert [(o.event.number, o.is_reversal, [e.number for e in o.reversed_by]) for o in given] == [
        (2, True, []),
        (1, False, [2]),
    ]
