"""One more report moves numbers the way that it should, whatever else was reported."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from breakranks.assessment.variants import Numbers, conclude
from breakranks.case.types import Event
from breakranks.vocabulary import KINDS, QUESTIONS
from engine_cases import FORMATIONS, SHIPPED, events_of, evidence_of
from evidence_cases import event

PLACE = {f.id: f.area for f in FORMATIONS if f.strength}
FORCE = [(q.id, None) for q in QUESTIONS.values() if q.of != "area" and q.recorded]
GROUND = [("area-given-up", area) for area in PLACE.values()]
CLOSE = 1e-3
"""What rounding in a hundred worlds may move."""


@st.composite
def reports(draw: st.DrawFn) -> tuple[Event, ...]:
    rows = []
    for _ in range(draw(st.integers(0, 8))):
        whom = draw(st.sampled_from([*PLACE, "root", "left"]))
        where = draw(st.sampled_from(["", PLACE.get(whom, draw(st.sampled_from(list(PLACE.values()))))]))
        code = draw(st.sampled_from(["A1", "B2", "C3"]))
        rows.append((draw(st.integers(0, 39)), draw(st.sampled_from(list(KINDS))), whom, where, code))
    return events_of(*rows)


def more(kind: str) -> st.SearchStrategy[Event]:
    """A report of a kind about one formation where it stands, in the last weeks."""
    return st.builds(
        lambda whom, on: event(99, on, kind, whom, PLACE[whom], code="B2"),
        st.sampled_from(list(PLACE)),
        st.integers(20, 39),
    )


def with_and_without(told: tuple[Event, ...], extra: Event) -> tuple[Numbers, Numbers]:
    """The numbers without and with one more report, which is no echo and has none."""
    before, after = evidence_of(*told), evidence_of(*told, extra)
    assume(all(r.vote == kept.vote for r, kept in zip(before.reports, after.reports, strict=False)))
    assume(after.reports[-1].vote == 1.0)
    return tuple(
        conclude(
            SHIPPED, before.force, [e.reading for e in (before, after)], before.winter, before.as_of, GROUND + FORCE
        )
    )


@settings(max_examples=20)
@given(reports(), more("opponent.attack"), st.booleans())
def test_an_attack_makes_no_ground_safer(told, extra, placed):
    extra = extra if placed else replace(extra, formation="root", areas=())
    before, after = with_and_without(told, extra)
    for key in GROUND:
        assert after.forecasts[key] >= before.forecasts[key] - CLOSE


@settings(max_examples=20)
@given(reports(), more("opponent.pause"))
def test_a_pause_makes_no_ground_less_safe(told, extra):
    before, after = with_and_without(told, extra)
    for key in GROUND:
        assert after.forecasts[key] <= before.forecasts[key] + CLOSE


@pytest.mark.parametrize("kind", [
    "conduct.flee", "conduct.abandon", "conduct.surrender", "conduct.mutiny", "conduct.refuse", "conduct.desert",
])  # fmt: skip
def test_breaking_raises_no_control(kind):
    @settings(max_examples=10)
    @given(reports(), more(kind))
    def lowers(told: tuple[Event, ...], extra: Event) -> None:
        before, after = with_and_without(told, extra)
        assert after.control <= before.control + 1e-9
        broken = [n.explanations["loss-of-control"] + n.explanations["rival-commands"] for n in (before, after)]
        assert broken[1] >= broken[0] - 1e-9
        assert after.forecasts["general-collapse", None] >= before.forecasts["general-collapse", None] - 0.01

    lowers()


@settings(max_examples=20)
@given(reports(), more("conduct.flee"))
def test_flight_makes_more_flight_no_less_likely_while_there_are_troops_to_run(told, extra):
    before, after = with_and_without(told, extra)
    # Where most of the force has broken, fewer are left to do so.
    assert after.forecasts["unordered-exit", None] >= before.forecasts["unordered-exit", None] - (
        0.01 if after.control > 0.3 else 0.05
    )


@settings(max_examples=20)
@given(reports(), more("conduct.defend"))
def test_standing_and_fighting_lowers_no_control(told, extra):
    before, after = with_and_without(told, extra)
    assert after.control >= before.control - 1e-9


@settings(max_examples=20)
@given(reports(), st.sampled_from(["B2", "C3", "D4", "E5"]), more("conduct.flee"))
def test_a_doubted_report_moves_control_less(told, code, extra):
    doubted = replace(extra, reliability=code[0], credibility=int(code[1]))
    sure = replace(extra, reliability="A", credibility=1)
    before, little = with_and_without(told, doubted)
    _, much = with_and_without(told, sure)
    assert much.control <= little.control + 1e-9 <= before.control + 2e-9
