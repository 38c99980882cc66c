"""Reasons and comparisons: which reports carry an assessment, how far it hangs on coding, what moved it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakranks import assess, compare, reasons
from breakranks.assessment import Assessment, Comparison, Reasons, compare_days
from breakranks.assessment.types import Shift
from breakranks.assessment.variants import asked_of
from breakranks.assumptions import read_confusions
from breakranks.tables import InputError
from breakranks.vocabulary import EXPLANATIONS, QUESTIONS
from engine_cases import EVENTS, numbers_of, tiny_case
from evidence_cases import day, event, renumbered

ECHOED = renumbered(
    (
        *EVENTS,
        event(0, 37, "claim.withdraw", "root", code="C3"),
        event(0, 38, "claim.withdraw", "root", code="E4"),
    )
)
"""With an echo at the end."""


@pytest.fixture(scope="module", autouse=True)
def few():
    """Few worlds for what is printed; reasons and comparisons have worlds of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("breakranks.assessment.project.WORLDS", 300)
        patch.setattr("breakranks.assessment.project.COMPARED", 50)
        yield


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    return assess(tiny_case(*ECHOED), day(39))


@pytest.fixture(scope="module")
def why(assessment: Assessment) -> Reasons:
    return reasons(assessment)


@pytest.fixture(scope="module")
def moved() -> Comparison:
    return compare(tiny_case(*ECHOED), day(34), day(39))


def close(one: Shift, other: Shift, by: float = 1e-9) -> bool:
    pairs = [(one.control, other.control)]
    pairs += [(p, other.explanations[z]) for z, p in one.explanations.items()]
    pairs += [(p, other.forecasts[key]) for key, p in one.forecasts.items()]
    return all(abs(a - b) <= by for a, b in pairs)


def nothing(like: Shift) -> Shift:
    return like * 0.0


# -- each report left out ----------------------------------------------------------------------------------------------


def test_every_report_is_weighed_once(assessment, why):
    assert [w.number for w in why.weights] == [r.event.number for r in assessment.evidence.reports]
    for weight in why.weights:
        assert set(weight.effect.forecasts) == {key for key in asked_of(assessment) if QUESTIONS[key[0]].recorded}
        assert sum(weight.effect.explanations.values()) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("number", [1, 10, 14, 16, 17])
def test_the_effect_of_a_report_is_the_difference_of_two_runs(why, number):
    kept = tuple(e for e in ECHOED if e.number != number)
    usual, without = numbers_of(*ECHOED), numbers_of(*kept)
    effect = next(w.effect for w in why.weights if w.number == number)
    assert close(effect, usual.less(without), 1e-6)


def test_an_echo_carries_nothing_of_its_own_and_is_not_recoded(assessment, why):
    (echo,) = [r.event.number for r in assessment.evidence.reports if r.vote == 0]
    assert echo == 18
    effect = next(w.effect for w in why.weights if w.number == echo)
    assert close(effect, nothing(effect), 0.0)
    assert echo not in {r.number for r in why.recodings}


def test_conditions_say_nothing_directly_and_signs_something(assessment, why):
    kinds = {r.event.number: r.event.kind for r in assessment.evidence.reports}
    for weight in why.weights:
        assert tuple(weight.said) == tuple(EXPLANATIONS)
        assert sum(weight.said.values()) == pytest.approx(0.0)
        speaks = kinds[weight.number].startswith(("order.", "claim.", "prepare.", "conduct.")) and weight.number != 18
        assert any(weight.said.values()) == speaks
    said = {kinds[w.number]: w.said for w in why.weights}
    assert said["prepare.withdrawal"]["planned-withdrawal"] > 0 > said["prepare.withdrawal"]["deception"]
    assert said["conduct.refuse"]["loss-of-control"] > 0 > said["conduct.refuse"]["in-control"]


def test_reports_point_where_they_should(why):
    effects = {w.number: w.effect for w in why.weights}
    assert effects[10].explanations["planned-withdrawal"] > 0, "the departure is prepared"
    assert effects[12].control < 0, "troops refuse"
    assert effects[16].control < 0, "troops run"
    assert effects[16].forecasts["unordered-exit", None] > 0
    assert effects[13].forecasts["area-given-up", "town"] > 0, "an attack presses the whole front"


# -- coded otherwise ---------------------------------------------------------------------------------------------------


def test_every_report_is_recoded_to_what_it_is_taken_for_and_by_a_step_of_credibility(assessment, why):
    for report in assessment.evidence.reports:
        told = [r.change for r in why.recodings if r.number == report.event.number]
        kinds = [c.split(" instead of ")[0] for c in told if not c.startswith("credibility")]
        assert kinds == list(read_confusions().get(report.event.kind, ())) * (report.vote > 0)
        doubts = [int(c.split()[1]) for c in told if c.startswith("credibility")]
        near = {report.event.credibility - 1, report.event.credibility + 1} & {1, 2, 3, 4, 5}
        assert set(doubts) == (near if report.vote else set())


def test_a_recoding_is_a_case_coded_so(why):
    one = next(r for r in why.recodings if r.number == 16 and r.change.startswith("conduct.withdraw instead"))
    other = tuple(replace(e, kind="conduct.withdraw") if e.number == 16 else e for e in ECHOED)
    usual, recoded = numbers_of(*ECHOED), numbers_of(*other)
    assert close(one.effect, recoded.less(usual), 1e-6)
    assert one.leading == recoded.leading


def test_a_doubted_report_moves_less(why):
    flight = {r.change[:13]: r.effect for r in why.recodings if r.number == 16 and r.change.startswith("credibility")}
    assert flight["credibility 2"].control > 0


def test_the_verdict_without_command_s_own_words_is_that_of_a_case_without_them(why):
    usual = numbers_of(*ECHOED)
    silent = numbers_of(*(e for e in ECHOED if not e.kind.startswith("claim.")))
    assert close(why.without_claims, silent.less(usual), 1e-6)
    assert why.leading_without_claims == silent.leading


# -- two days compared -------------------------------------------------------------------------------------------------


def added(comparison: Comparison) -> Shift:
    total = comparison.time + comparison.rest
    for part in comparison.contributions:
        total = total + part.effect
    return total


def test_contributions_time_and_rest_add_up_to_the_change(moved):
    assert close(added(moved), moved.change)
    before, after = moved.before, moved.after
    assert moved.change.control == pytest.approx(after.control.value - before.control.value)
    for z in EXPLANATIONS:
        expected = after.explanations[z].value - before.explanations[z].value
        assert moved.change.explanations[z] == pytest.approx(expected)


def test_only_reports_that_came_out_between_contribute(moved):
    assert {part.number for part in moved.contributions} == {15, 16, 17, 18}


def test_what_is_inferred_leaves_no_rest(moved):
    """Explanations and control have no luck in them; forecasts are counted in other worlds than those printed."""
    assert moved.rest.control == pytest.approx(0.0, abs=1e-6)
    assert all(abs(p) < 1e-6 for p in moved.rest.explanations.values())
    assert any(abs(p) > 1e-6 for p in moved.rest.forecasts.values())


def test_with_one_report_its_contribution_is_what_it_moved():
    one = compare(tiny_case(*EVENTS), day(38), day(39))
    assert [part.number for part in one.contributions] == [16]
    kept = tuple(e for e in EVENTS if e.number != 16)
    expected = numbers_of(*EVENTS).less(numbers_of(*kept))
    assert close(one.contributions[0].effect, expected, 1e-6)
    assert close(one.time, numbers_of(*kept).less(numbers_of(*kept, until=38)), 1e-6)


def test_with_nothing_reported_between_only_time_passes():
    quiet = compare(tiny_case(*EVENTS), day(37), day(38))
    assert quiet.contributions == ()
    assert close(quiet.time + quiet.rest, quiet.change)


def test_what_was_known_late_contributes_on_the_day_it_was_out():
    late = renumbered((*EVENTS[:-1], event(0, 20, "conduct.mutiny", "l1", reported=39, code="A1")))
    found = compare(tiny_case(*late), day(38), day(39))
    assert [part.number for part in found.contributions] == [16]
    assert found.contributions[0].effect.control < -0.02


def test_the_order_of_the_file_does_not_matter():
    rows = renumbered(EVENTS[::2] + EVENTS[1::2])
    one, other = (compare(tiny_case(*events), day(34), day(39)) for events in (EVENTS, rows))
    assert close(one.time, other.time, 1e-6)
    by_day = {e.number: e.date for e in EVENTS}, {e.number: e.date for e in rows}
    parts = [
        {dates[part.number]: part.effect for part in found.contributions}
        for dates, found in zip(by_day, (one, other), strict=True)
    ]
    assert set(parts[0]) == set(parts[1])
    assert all(close(effect, parts[1][on], 1e-6) for on, effect in parts[0].items())


def test_the_first_day_comes_before_the_second():
    with pytest.raises(InputError, match="must come before"):
        compare(tiny_case(*EVENTS), day(39), day(39))


def test_changes_add_up_over_days(assessment):
    """From one day to a third by way of a second: what is inferred adds up over the chain."""
    case = tiny_case(*ECHOED)
    days = [assess(case, day(n)) for n in (30, 36, 39)]
    whole, first, second = (compare_days(days[a], days[b]) for a, b in ((0, 2), (0, 1), (1, 2)))
    assert whole.change.control == pytest.approx(first.change.control + second.change.control)
    for z in EXPLANATIONS:
        parts = [found.change.explanations[z] for found in (first, second)]
        assert whole.change.explanations[z] == pytest.approx(sum(parts))


# -- shifts ------------------------------------------------------------------------------------------------------------

numbers = st.floats(-1.0, 1.0)


@st.composite
def shifts(draw: st.DrawFn) -> Shift:
    keys = [("mutiny", None), ("area-given-up", "bank")]
    return Shift({z: draw(numbers) for z in EXPLANATIONS}, draw(numbers), {key: draw(numbers) for key in keys})


@settings(max_examples=50)
@given(shifts(), shifts(), numbers)
def test_shifts_add_and_scale_as_vectors(one, other, factor):
    assert close((one + other) - other, one)
    assert close((one + other) * factor, one * factor + other * factor)
    key, most = one.largest_forecast
    assert abs(most) == max(map(abs, one.forecasts.values()))
    assert one.forecasts[key] == most


def test_where_nothing_was_asked_nothing_moves_most():
    assert Shift(dict.fromkeys(EXPLANATIONS, 0.0), 0.0, {}).largest_forecast is None
