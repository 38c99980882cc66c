import pytest

from breakranks.evidence import AREA_CONDITIONS, UNIT_CONDITIONS, as_of
from evidence_cases import PARAMETERS, day, event, small_case

N1, N2, S1, RESERVE = range(4)
HILL, WOOD, FORD, PORT, ISLE = range(5)


def units(condition, *events, today=14):
    conditions = as_of(small_case(*events), day(today), PARAMETERS).conditions
    return conditions.units[:, :, UNIT_CONDITIONS.index(condition)]


def areas(condition, *events, today=14):
    conditions = as_of(small_case(*events), day(today), PARAMETERS).conditions
    return conditions.areas[:, :, AREA_CONDITIONS.index(condition)]


@pytest.mark.parametrize(
    ("kind", "condition", "impulse"),
    [
        ("grip.coerce", "coercion", 1.0),
        ("order.no-retreat", "coercion", 0.5),
        ("grip.relieve", "relief", 1.0),
        ("grip.reinforce", "reinforcement", 1.0),
        ("grip.dismiss", "new-command", 1.0),
        ("strain.losses", "losses", 1.0),
        ("strain.supply", "supply", 1.0),
        ("strain.leader", "leaderless", 1.0),
        ("strain.hardship", "hardship", 1.0),
        ("opponent.encircle", "encirclement", 1.0),
        ("opponent.offer", "offer", 1.0),
    ],
)
def test_a_report_raises_its_condition_and_half_is_left_after_a_half_life(kind, condition, impulse):
    trace = units(condition, event(1, 3, kind, "n1"))
    assert trace[2].tolist() == [0, 0, 0, 0]
    assert trace[3] == pytest.approx([0.9 * impulse, 0, 0, 0])
    assert trace[10] == pytest.approx([0.45 * impulse, 0, 0, 0])


def test_traces_add_up_and_echoes_do_not():
    apart = units("losses", event(1, 0, "strain.losses", "n1"), event(2, 7, "strain.losses", "n1"))
    assert apart[7, N1] == pytest.approx(0.45 + 0.9)
    echoes = units("losses", event(1, 7, "strain.losses", "n1"), event(2, 7, "strain.losses", "n1"))
    assert echoes[7, N1] == pytest.approx(0.9)


def test_a_report_about_much_of_the_force_says_less_about_each_part():
    # north is 1300 of 3000, n1 is 900 of 3000, the threshold a third.
    assert units("losses", event(1, 0, "strain.losses", "north"))[0] == pytest.approx([0.54, 0.54, 0, 0])
    assert units("losses", event(1, 0, "strain.losses", "root"))[0] == pytest.approx([0.54] * 4)


def test_attacks_press_an_area_and_a_pause_eases_it():
    trace = areas(
        "pressure",
        event(1, 0, "opponent.attack", "root", "hill"),
        event(2, 0, "opponent.encircle", "root", "wood"),
        event(3, 0, "conduct.defend", "n1", "port"),
        event(4, 7, "opponent.pause", "root", "hill"),
    )
    assert trace[0] == pytest.approx([0.9, 0.9, 0, 0.27, 0])
    assert trace[7] == pytest.approx([0.45 * (1 - 0.5 * 0.9), 0.45, 0, 0.135, 0])


def test_contact_is_read_only_from_a_named_area():
    assert not areas("pressure", event(1, 0, "conduct.flee", "n1")).any()
    assert areas("pressure", event(1, 0, "conduct.flee", "n1", "hill"))[0, HILL] == pytest.approx(0.27)


def test_within_a_day_the_order_of_the_file_decides():
    attack = event(1, 0, "opponent.attack", "root", "hill")
    assert areas("pressure", attack, event(2, 0, "opponent.pause", "root", "hill"))[0, HILL] < 0.9
    pause = event(1, 0, "opponent.pause", "root", "hill")
    later = event(2, 0, "opponent.attack", "root", "hill")
    assert areas("pressure", pause, later)[0, HILL] == pytest.approx(0.9)


def test_signs_of_leaving():
    trace = areas(
        "leaving",
        event(1, 0, "order.withdraw", "n1", "hill"),
        event(2, 0, "prepare.withdrawal", "n1", "wood"),
        event(3, 0, "claim.withdraw", "n1", "ford"),
        event(4, 0, "conduct.withdraw", "n1", "port"),
    )
    assert trace[0] == pytest.approx([0.9, 0.45, 0.45, 0.45, 0])
    assert trace[7] == pytest.approx([0.45, 0.225, 0.225, 0.225, 0])


def test_a_report_without_an_area_is_about_where_its_troops_stand():
    assert areas("leaving", event(1, 0, "order.withdraw", "n1"))[0] == pytest.approx([0.9, 0, 0, 0, 0])
    assert areas("leaving", event(1, 0, "order.withdraw", "root"))[0] == pytest.approx([0.54, 0.54, 0, 0.54, 0])


def test_an_order_to_withdraw_stands_until_it_is_cancelled():
    order = event(1, 0, "order.withdraw", "root", "hill")
    again = event(2, 7, "order.withdraw", "root", "hill", code="B2")
    assert areas("withdraw-order", order, again)[[0, 6, 7], HILL] == pytest.approx([0.9, 0.9 * 0.5 ** (6 / 7), 0.8])
    for kind, left in (("order.hold", 0.1), ("order.no-retreat", 0.1), ("order.countermanded", 0.55)):
        trace = areas("withdraw-order", order, event(2, 7, kind, "root", "hill"))
        assert trace[7, HILL] == pytest.approx(0.45 * left)
    elsewhere = areas("withdraw-order", order, event(2, 7, "order.hold", "root", "port"))
    assert elsewhere[7, HILL] == pytest.approx(0.45)


def test_a_shared_vote_does_not_weaken_an_order():
    echoes = (event(1, 0, "order.withdraw", "root", "hill"), event(2, 0, "order.withdraw", "root", "hill"))
    assert areas("withdraw-order", *echoes)[0, HILL] == pytest.approx(0.9)


def test_a_contradiction_leaves_dissonance_with_those_whom_both_reports_touch():
    dig, leave = event(1, 0, "prepare.defence", "n1"), event(2, 0, "prepare.withdrawal", "n1")
    trace = units("dissonance", dig, leave)
    assert trace[0] == pytest.approx([0.9, 0, 0, 0])
    assert trace[7] == pytest.approx([0.45, 0, 0, 0])
    assert not units("dissonance", dig).any()


# -- word of lost ground ---------------------------------------------------------------------------------------------


def word(*events, today=14):
    return as_of(small_case(*events), day(today), PARAMETERS).conditions


def test_a_report_of_going_speaks_of_a_loss_on_its_day_and_less_of_one_beside_it():
    lost = word(event(1, 6, "conduct.withdraw", "n1", "hill")).lost[:, HILL]
    assert lost[5:9] == pytest.approx([0.9 * 0.25, 0.9, 0.9 * 0.5, 0.9 * 0.15])
    assert lost.sum() == pytest.approx(0.9 * 1.9)


@pytest.mark.parametrize(("kind", "vote"), [("conduct.flee", 1.0), ("claim.withdraw", 0.3), ("conduct.defend", 0.0)])
def test_deeds_speak_of_a_loss_louder_than_words(kind, vote):
    assert word(event(1, 6, kind, "n1", "hill")).lost[6, HILL] == pytest.approx(0.9 * vote)


def test_a_report_without_an_area_tells_of_no_ground():
    conditions = word(event(1, 6, "conduct.withdraw", "n1"), event(2, 8, "conduct.defend", "n1"))
    assert conditions.lost.sum() == conditions.still_held.sum() == 0


def test_the_last_day_bounds_what_is_told():
    assert word(event(1, 14, "conduct.withdraw", "n1", "hill")).lost[:, HILL].sum() == pytest.approx(0.9 * 1.25)


@pytest.mark.parametrize(
    ("kind", "vote"), [("conduct.defend", 1.0), ("prepare.defence", 1.0), ("conduct.surrender", 0.0)]
)
def test_who_fights_or_digs_in_somewhere_still_holds_it(kind, vote):
    still = word(event(1, 6, kind, "n1", "hill")).still_held
    assert still[6, HILL] == pytest.approx(0.9 * vote)
    assert still.sum() == pytest.approx(0.9 * vote)
