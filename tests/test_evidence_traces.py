"""What reports leave behind: traces that fade, and word of ground lost or held."""

from dataclasses import replace

import numpy as np
import pytest

from breakranks.assumptions import read_kinds
from breakranks.evidence import as_of
from breakranks.vocabulary import KINDS, TRACES, traces_of
from evidence_cases import PARAMETERS, day, event, small_case

N1, N2, S1, RESERVE = range(4)
HILL, WOOD, FORD, PORT, ISLE = range(5)


def trace(name, *events, today=14):
    """The trace by day, and by formation or area where it is kept for each."""
    traces = as_of(small_case(*events), day(today), PARAMETERS).reading.traces
    of = TRACES[name].of
    found = {"force": traces.force, "area": traces.areas, "formation": traces.formations}[of]
    return found[..., traces_of(of).index(name)]


def word(*events, today=14):
    return as_of(small_case(*events), day(today), PARAMETERS).reading


# -- traces of formations and of the force -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "impulse"),
    [
        ("grip.coerce", "coercion", 1.0),
        ("order.no-retreat", "coercion", 0.5),
        ("grip.relieve", "relief", 1.0),
        ("grip.reinforce", "reinforcement", 1.0),
        ("grip.dismiss", "new-command", 1.0),
        ("strain.losses", "losses", 1.0),
        ("strain.supply", "shortage", 1.0),
        ("strain.leader", "leaderless", 1.0),
        ("strain.hardship", "hardship", 1.0),
        ("opponent.encircle", "encirclement", 1.0),
        ("opponent.offer", "offer", 1.0),
    ],
)
def test_a_report_raises_its_trace_and_half_is_left_after_a_half_life(kind, name, impulse):
    left = trace(name, event(1, 3, kind, "n1"))
    assert left[2].tolist() == [0, 0, 0, 0]
    assert left[3] == pytest.approx([0.9 * impulse, 0, 0, 0])
    assert left[10] == pytest.approx([0.45 * impulse, 0, 0, 0])


@pytest.mark.parametrize(
    ("kind", "name", "impulse"),
    [
        ("opponent.attack", "pressure", 1.0),
        ("opponent.encircle", "pressure", 1.0),
        ("opponent.encircle", "ringed", 1.0),
        ("opponent.pause", "pause", 1.0),
        ("strain.losses", "strain", 1.0),
        ("conduct.flee", "ran", 1.0),
        ("conduct.abandon", "ran", 1.0),
        ("conduct.surrender", "yielded", 1.0),
        ("conduct.defect", "yielded", 1.0),
        ("conduct.mutiny", "turned", 1.0),
        ("conduct.refuse", "turned", 1.0),
        ("conduct.infight", "turned", 1.0),
        ("conduct.desert", "turned", 0.5),
    ],
)
def test_what_happens_anywhere_is_felt_by_the_whole_force(kind, name, impulse):
    left = trace(name, event(1, 3, kind, "n1"))
    assert left[[2, 3, 10]] == pytest.approx([0.0, 0.9 * impulse, 0.45 * impulse])


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_report_leaves_what_its_kind_raises_and_nothing_else(kind):
    told = event(1, 3, kind, "n1", "hill")
    left = {name for name in TRACES if trace(name, told).any()}
    assert left == set(read_kinds()[kind].raises)


def test_traces_add_up_and_echoes_do_not():
    apart = trace("losses", event(1, 0, "strain.losses", "n1"), event(2, 7, "strain.losses", "n1"))
    assert apart[7, N1] == pytest.approx(0.45 + 0.9)
    echoes = trace("losses", event(1, 7, "strain.losses", "n1"), event(2, 7, "strain.losses", "n1"))
    assert echoes[7, N1] == pytest.approx(0.9)


def test_what_was_kept_secret_counts_from_the_day_it_was_out_and_has_faded_by_then():
    late = trace("losses", event(1, 0, "strain.losses", "n1", reported=7))
    assert not late[6].any()
    assert late[7, N1] == pytest.approx(0.45)


def test_a_report_about_much_of_the_force_says_less_about_each_part():
    # north is 1300 of 3000, n1 is 900 of 3000, the threshold a third.
    assert trace("losses", event(1, 0, "strain.losses", "north"))[0] == pytest.approx([0.54, 0.54, 0, 0])
    assert trace("losses", event(1, 0, "strain.losses", "root"))[0] == pytest.approx([0.54] * 4)


# -- traces of areas ---------------------------------------------------------------------------------------------------


def test_only_named_areas_are_attacked():
    attack = trace(
        "attack",
        event(1, 0, "opponent.attack", "root", "hill"),
        event(2, 0, "opponent.encircle", "root", "moor"),
        event(3, 0, "conduct.defend", "n1", "quay"),
        event(4, 0, "conduct.flee", "s1", "rock"),
    )
    assert attack[0] == pytest.approx([0.9, 0.9, 0, 0.27, 0.27])
    assert attack[7] == pytest.approx([0.45, 0.45, 0, 0.135, 0.135])
    assert not trace("attack", event(1, 0, "opponent.attack", "n1")).any()


def test_signs_of_leaving():
    leaving = trace(
        "leaving",
        event(1, 0, "order.withdraw", "n1", "hill"),
        event(2, 0, "prepare.withdrawal", "n1", "moor"),
        event(3, 0, "claim.withdraw", "n1", "pass"),
        event(4, 0, "conduct.withdraw", "n1", "quay"),
    )
    assert leaving[0] == pytest.approx([0.9, 0.45, 0.45, 0.45, 0])


def test_a_report_without_an_area_says_less_of_the_areas_where_its_troops_stand():
    assert trace("leaving", event(1, 0, "order.withdraw", "n1"))[0] == pytest.approx([0.4 * 0.9, 0, 0, 0, 0])
    everywhere = 0.4 * 0.6 * 0.9
    assert trace("leaving", event(1, 0, "order.withdraw", "root"))[0] == pytest.approx(
        [everywhere, everywhere, 0, everywhere, 0]
    )


def test_an_order_to_hold_takes_back_an_order_to_leave():
    order = event(1, 0, "order.withdraw", "root", "hill")
    assert trace("ordered-out", order)[[0, 7], HILL] == pytest.approx([0.9, 0.45])
    for kind, left in (("order.hold", -0.45), ("order.no-retreat", -0.45), ("order.countermanded", 0.0)):
        ordered = trace("ordered-out", order, event(2, 7, kind, "root", "hill"))
        assert ordered[7, HILL] == pytest.approx(left)
    elsewhere = trace("ordered-out", order, event(2, 7, "order.hold", "root", "quay"))
    assert elsewhere[7, HILL] == pytest.approx(0.45)


def test_an_order_to_hold_long_ago_does_not_undo_one_to_leave():
    held = event(1, 0, "order.hold", "root", "hill")
    ordered = trace("ordered-out", held, event(2, 14, "order.withdraw", "root", "hill"))
    assert ordered[14, HILL] > 0.6


# -- word of lost ground ---------------------------------------------------------------------------------------------


def test_a_report_of_going_speaks_of_a_loss_on_its_day_and_less_of_one_beside_it():
    lost = word(event(1, 6, "conduct.withdraw", "n1", "hill")).lost[:, HILL]
    assert lost[5:9] == pytest.approx([0.9 * 0.25, 0.9, 0.9 * 0.5, 0.9 * 0.15])
    assert lost.sum() == pytest.approx(0.9 * 1.9)


def test_deeds_speak_of_a_loss_louder_than_words():
    loud = {kind: word(event(1, 6, kind, "n1", "hill")).lost[6, HILL] for kind in KINDS}
    telling = {"conduct.withdraw", "conduct.flee", "conduct.abandon", "conduct.surrender"}
    assert {kind for kind, vote in loud.items() if vote == pytest.approx(0.9)} == telling
    assert loud["ground.lost"] == loud["ground.ceded"] == pytest.approx(0.9 * 1.3)
    assert loud["opponent.attack"] == pytest.approx(0.9 * 0.2)
    assert loud["claim.withdraw"] == pytest.approx(0.9 * 0.3)
    assert {kind for kind, vote in loud.items() if vote == 0.0} == set(KINDS) - telling - {
        "opponent.attack",
        "claim.withdraw",
        "ground.lost",
        "ground.ceded",
    }


def test_a_report_without_an_area_tells_little_of_ground():
    told = word(event(1, 6, "conduct.withdraw", "n1"), event(2, 8, "conduct.defend", "n1"))
    assert told.lost[6] == pytest.approx([0.9 * 0.2, 0, 0, 0, 0])
    assert not told.holding.any()


def test_the_last_day_bounds_what_is_told():
    assert word(event(1, 14, "conduct.withdraw", "n1", "hill")).lost[:, HILL].sum() == pytest.approx(0.9 * 1.25)


@pytest.mark.parametrize(
    ("kind", "vote"), [("conduct.defend", 1.0), ("prepare.defence", 1.0), ("conduct.surrender", 0.0)]
)
def test_who_fights_or_digs_in_somewhere_still_holds_it(kind, vote):
    holding = word(event(1, 6, kind, "n1", "hill")).holding
    assert holding[6, HILL] == pytest.approx(0.9 * vote)
    assert holding.sum() == pytest.approx(0.9 * vote)


# -- winter ------------------------------------------------------------------------------------------------------------


def test_days_of_winter_are_those_of_its_spells():
    case = small_case()
    late = replace(case, winter=((day(2), day(3)), (day(9), day(40))))
    assert np.flatnonzero(as_of(late, day(12), PARAMETERS).winter).tolist() == [2, 3, 9, 10, 11, 12]
