import itertools
from datetime import timedelta

from breakranks.presentation.lookup import Lookup
from breakranks.presentation.signals import DIRECTION_OF, LANE_GAP, is_signal, orders, rows, turns
from synthetic_assessment import synthetic


def test_every_signal_and_act_is_in_the_picture_once() -> None:
    look = Lookup(synthetic())
    drawn = [mark.event.number for row in rows(look) for mark in row.marks]
    reported = [r.event.number for r in look.assessment.evidence.reports if r.event.kind in DIRECTION_OF]
    assert sorted(drawn) == sorted(reported)


def test_marks_of_one_lane_do_not_touch() -> None:
    for row in rows(Lookup(synthetic())):
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
    found = turns(synthetic(which=3).evidence)
    assert any(t.at_odds for t in found)
    for turn in found:
        if turn.at_odds:
            assert "turns to" in turn.verdict
        else:
            assert "turns to" not in turn.verdict


def test_an_order_is_undone_only_by_a_later_one() -> None:
    given = orders(synthetic().evidence)
    assert [o.event.date for o in given] == sorted((o.event.date for o in given), reverse=True)
    assert any(o.reversed_by for o in given)
    for order in given:
        for later in order.reversed_by:
            assert later.date >= order.event.date
            assert later.kind.startswith("order.")
            assert later.kind != order.event.kind
            if later.kind == "order.countermanded":
                assert later.date - order.event.date <= timedelta(14)
