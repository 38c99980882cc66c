"""What a report says: of what explains the conduct, of grip, and of the formations that it is about."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakranks.evidence import change
from breakranks.model import GRIPS, model_of
from breakranks.model.likelihood import Sign, condition_on_break, condition_on_conduct, likelihood_ratio
from breakranks.posterior.signs import signs_of
from breakranks.vocabulary import EXPLANATIONS, SIGNS, STATES
from engine_cases import FORMATIONS, SHIPPED, events_of, evidence_of
from evidence_cases import event

MODEL = model_of(SHIPPED)
VALUES = MODEL.values
POWER = VALUES["likelihood.power"]
STEADY, SHAKEN, WITHDRAWN, DEFIANT, GONE, CAPTIVE = range(6)
KINDS = st.sampled_from(range(len(SIGNS)))


def sign(
    kind=0, truth=0.8, vote=1.0, about=(0.5, 0.3, 0.2), to=-1, hit=(0.0, 0.0, 0.0), part=(1.0, 1.0, 1.0), weight=None
):
    return Sign(
        kind=np.array([kind]),
        truth=np.array([truth]),
        vote=np.array([vote]),
        weight=np.array([POWER * vote if weight is None else weight]),
        to=np.array([to]),
        about=np.array([about]),
        hit=np.array(hit, ndmin=2),
        part=np.array([part]),
    )


def formations(seed=0, units=3):
    return np.random.default_rng(seed).dirichlet(np.ones(6), (1, 25, units))


def told(*rows, until=39, **changes):
    evidence = evidence_of(*rows, until=until, **changes)
    return [s for day in signs_of(MODEL, evidence.force, [evidence.reading], evidence.days) for s in day]


# -- explanation and grip ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SIGNS)
def test_what_a_report_says_of_explanation_and_grip_by_hand(kind):
    k = SIGNS.index(kind)
    found = likelihood_ratio(MODEL, sign(k, truth=0.7))[0]
    for z, name in enumerate(EXPLANATIONS):
        multiplier = next(row.learnt[name] for row in SHIPPED.explanations if row.kind == kind)
        for g in range(GRIPS):
            ratio = multiplier * np.exp(MODEL.slack[k] * MODEL.deficit[g])
            assert found[z, g] == pytest.approx((0.7 * ratio + 0.3) ** POWER)


@given(KINDS)
def test_a_report_that_cannot_be_true_or_has_no_vote_says_nothing(kind):
    assert likelihood_ratio(MODEL, sign(kind, truth=0.0))[0] == pytest.approx(np.ones((5, GRIPS)))
    assert likelihood_ratio(MODEL, sign(kind, vote=0.0))[0] == pytest.approx(np.ones((5, GRIPS)))


def test_command_s_word_of_withdrawal_weighs_less_the_more_conduct_says_otherwise():
    word = (30, "claim.withdraw", "root", "", "A1")
    flight = (26, "conduct.flee", "l1", "bank", "A1")
    (alone,) = told(*events_of(word))
    (_, against) = told(*events_of(flight, word))
    truth = against.truth[0]
    assert alone.weight[0] == pytest.approx(POWER)
    assert against.weight[0] == pytest.approx(POWER / (1.0 + VALUES["likelihood.contrary"] * truth))
    (_, long_ago) = told(*events_of((22, *flight[1:]), word))
    assert long_ago.weight[0] == pytest.approx(POWER)
    (later, _) = told(*events_of(word, (31, *flight[1:])))
    assert later.weight[0] == pytest.approx(POWER), "what comes later belies it no more"


# -- formations --------------------------------------------------------------------------------------------------------


@given(KINDS, st.floats(0.0, 1.0), st.integers(0, 20))
def test_what_formations_answer_by_hand(kind, truth, seed):
    states, s = formations(seed), sign(kind, truth)
    factor, after = condition_on_conduct(MODEL, s, states)
    for x in (0, 7, 24):
        shown = [float(states[0, x, u] @ MODEL.shows[kind]) for u in range(3)]
        whole = float(np.dot(s.about[0], shown))
        likely = truth * min(whole, VALUES["likelihood.most"]) + 1.0 - truth
        assert factor[0, x] == pytest.approx(max(likely, 1e-3) ** (VALUES["likelihood.answer"] * POWER))
        for u in range(3):
            others = whole - s.about[0, u] * shown[u]
            known = states[0, x, u] * (others + s.about[0, u] * MODEL.shows[kind]) / whole
            assert after[0, x, u] == pytest.approx(truth * known + (1.0 - truth) * states[0, x, u])


@given(KINDS, st.floats(0.0, 1.0), st.integers(0, 20))
def test_states_stay_probabilities(kind, truth, seed):
    states = formations(seed)
    _, after = condition_on_conduct(MODEL, sign(kind, truth), states)
    struck = condition_on_break(sign(kind, truth, to=GONE, hit=(0.9, 0.2, 0.0), part=(1.0, 0.3, 0.5)), states)
    for found in (after, struck):
        assert found.sum(axis=-1) == pytest.approx(np.ones((1, 25, 3)))
        assert (found >= 0).all()


def test_formations_that_a_report_is_not_about_learn_nothing_of_themselves_from_it():
    states = formations()
    _, after = condition_on_conduct(MODEL, sign(SIGNS.index("conduct.mutiny"), 0.9, about=(1.0, 0.0, 0.0)), states)
    assert np.allclose(after[:, :, 1:], states[:, :, 1:])
    assert (after[..., 0, DEFIANT] > states[..., 0, DEFIANT]).all()


def test_bodies_that_broke_by_hand():
    states = formations()
    s = sign(truth=0.8, to=GONE, hit=(0.5, 0.0, 1.0), part=(0.4, 1.0, 1.0))
    found, before = condition_on_break(s, states)[0, 3], states[0, 3]
    assert np.allclose(found[1], before[1])
    sure = 0.8 * 0.5
    gone = sure * 0.4 * before[0, [STEADY, SHAKEN, WITHDRAWN]].sum()
    assert found[0, GONE] == pytest.approx(before[0, GONE] + gone)
    assert found[0, STEADY] == pytest.approx(before[0, STEADY] * (1 - sure * 0.4 - sure * 0.6))
    assert found[0, SHAKEN] == pytest.approx(before[0, SHAKEN] * (1 - sure * 0.4) + sure * 0.6 * before[0, STEADY])
    assert found[0, [DEFIANT, CAPTIVE]] == pytest.approx(before[0, [DEFIANT, CAPTIVE]])
    assert found[2, :3] == pytest.approx(0.2 * before[2, :3])


def test_reports_of_breaking_add_up_and_bring_nobody_back():
    states = np.tile([0.9, 0.1, 0, 0, 0, 0], (1, 25, 1, 1))
    s = sign(truth=0.9, about=(1.0,), to=CAPTIVE, hit=(1.0,), part=((0.3,),))
    seen = [0.0]
    for _ in range(4):
        states = condition_on_break(s._replace(part=np.array([[0.3]])), states)
        seen.append(float(states[0, 0, 0, CAPTIVE]))
    assert seen[1:] == pytest.approx(1.0 - (1.0 - 0.27) ** np.arange(1, 5))


# -- from reports to signs ---------------------------------------------------------------------------------------------


def test_a_report_is_read_on_the_day_it_was_out_and_conditions_are_no_signs():
    rows = (event(1, 5, "conduct.flee", "l1", reported=9), event(2, 4, "opponent.attack", "l1"))
    evidence = evidence_of(*rows)
    by_day = signs_of(MODEL, evidence.force, [evidence.reading], evidence.days)
    assert [day for day, signs in enumerate(by_day) if signs] == [9]


def test_a_report_is_about_those_whom_it_touches_in_proportion_to_the_root_of_their_strength():
    (s,) = told(event(1, 5, "claim.hold", "left"))
    root = np.sqrt([4000, 3000, 0])
    assert s.about[0] == pytest.approx(root / root.sum())


def test_an_echo_is_no_sign_of_its_own():
    assert len(told(event(1, 5, "conduct.flee", "l1", code="B1"), event(2, 6, "conduct.flee", "l1", code="D4"))) == 1


def test_a_number_of_people_is_spread_over_all_whom_the_report_is_about():
    (s,) = told(event(1, 5, "conduct.surrender", "left", people=700))
    of_each = np.array([400, 300])
    assert s.hit[0, :2] == pytest.approx(np.sqrt(of_each / VALUES["body"]))
    assert s.hit[0, 2] == 0.0
    assert (s.hit * s.part)[0, :2] * [4000, 3000] == pytest.approx(of_each)
    (whole,) = told(event(1, 5, "conduct.surrender", "l1", people=9000))
    assert whole.hit[0, 0] == whole.part[0, 0] == 1.0
    assert whole.to[0] == list(STATES).index("captive")


def test_a_few_of_a_whole_army_shake_nobody():
    (few,) = told(event(1, 5, "conduct.infight", "root", people=26))
    assert (few.hit < 0.1).all()
    (small,) = told(event(1, 5, "conduct.surrender", "l1", people=40))
    assert 0.1 < small.hit[0, 0] < 0.3


def test_without_a_number_a_body_of_the_usual_size_went():
    (s,) = told(event(1, 5, "conduct.flee", "l1"))
    assert s.hit[0] == pytest.approx([1.0, 0.0, 0.0])
    assert s.part[0, 0] == pytest.approx(np.sqrt(VALUES["body"] / 4000))
    (half,) = told(event(1, 5, "conduct.abandon", "l1"))
    assert half.part[0, 0] == pytest.approx(0.5 * s.part[0, 0])
    (many,) = told(event(1, 5, "conduct.flee", "left"))
    assert many.hit[0] == pytest.approx([*many.about[0, :2] * 4000 / (many.about[0, :2] @ [4000, 3000]), 0.0])
    assert (many.hit[0, :2] > VALUES["likelihood.wide"]).all()


def test_a_number_of_people_counts_by_what_part_of_the_force_it_is():
    def weight(people: int | None) -> float:
        (s,) = told(event(1, 5, "conduct.surrender", "root", people=people))
        return float(s.weight[0]) / POWER

    assert weight(None) == pytest.approx(1.0)
    assert weight(4) == pytest.approx(np.sqrt(4 / VALUES["likelihood.few"]))
    assert weight(500) == pytest.approx(1.0)
    assert weight(900) == pytest.approx(np.sqrt(900 / 12_000 / 0.05))
    assert weight(9000) == pytest.approx(VALUES["likelihood.extent"])


def test_a_sign_weighs_less_the_more_of_its_kind_came_out_before_it():
    found = told(*events_of(*((day, "claim.blame", "root") for day in (3, 10, 16, 35))))
    true = found[0].truth[0]
    expected = [1.0 / (1.0 + VALUES["likelihood.repeated"] * n * true) for n in (0, 1, 2, 0)]
    assert [float(s.weight[0]) / POWER for s in found] == pytest.approx(expected)


def test_a_report_about_a_very_large_formation_is_about_a_tenth_of_it_at_least():

    large = tuple(replace(f, strength=100 * f.strength) for f in FORMATIONS)
    (s,) = told(event(1, 5, "conduct.flee", "l1"), formations=large)
    assert s.part[0, 0] == pytest.approx(max(np.sqrt(VALUES["body"] / 400_000), VALUES["body.least"]))


def test_each_variant_of_the_evidence_has_its_own_number_of_people():
    evidence = evidence_of(event(1, 5, "conduct.surrender", "l1"), event(2, 5, "conduct.surrender", "l1", people=20))
    changed = [evidence.reading, change(evidence.force, evidence.reading, {2: None}, VALUES)]
    ((s,),) = [day for day in signs_of(MODEL, evidence.force, changed, evidence.days) if day]
    assert s.hit[0, 0] < 0.3
    assert s.hit[1, 0] == 1.0
