from dataclasses import replace
from datetime import timedelta
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakranks.case import load_case
from breakranks.case.types import Case, Event, Outcome, Source
from breakranks.evidence import AREA_CONDITIONS, UNIT_CONDITIONS, as_of, without
from breakranks.tables import InputError
from evidence_cases import AREAS, FORMATIONS, PARAMETERS, day, event, formation, identical, small_case

SLUGS = sorted(folder.name for folder in files("breakranks.case").joinpath("library").iterdir())

KINDS = [
    "order.hold",
    "order.no-retreat",
    "order.withdraw",
    "order.attack",
    "order.countermanded",
    "claim.hold",
    "claim.withdraw",
    "claim.blame",
    "prepare.defence",
    "prepare.decoy",
    "prepare.withdrawal",
    "prepare.attack",
    "conduct.defend",
    "conduct.attack",
    "conduct.withdraw",
    "conduct.flee",
    "conduct.abandon",
    "conduct.refuse",
    "conduct.desert",
    "conduct.mutiny",
    "conduct.surrender",
    "conduct.defect",
    "conduct.infight",
    "grip.coerce",
    "grip.dismiss",
    "grip.relieve",
    "grip.reinforce",
    "strain.losses",
    "strain.supply",
    "strain.leader",
    "strain.hardship",
    "opponent.attack",
    "opponent.encircle",
    "opponent.offer",
    "opponent.pause",
]


@st.composite
def events(draw: st.DrawFn, number: int = 1, last: int = 30) -> Event:
    on = draw(st.integers(0, last))
    return event(
        number,
        on,
        draw(st.sampled_from(KINDS)),
        draw(st.sampled_from([f.id for f in FORMATIONS])),
        " ".join(draw(st.lists(st.sampled_from([a.id for a in AREAS]), max_size=2, unique=True))),
        reported=draw(st.integers(on, 40)),
        code=draw(st.sampled_from("ABCDEF")) + draw(st.sampled_from("123456")),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    count = draw(st.integers(0, 12))
    return small_case(*(draw(events(number=n + 1)) for n in range(count)))


def with_wild_future(case: Case, today) -> Case:
    """The case with everything changed that an assessment as of `today` must not see."""
    later = today + timedelta(days=1)
    places = [area.id for area in case.areas]
    wild = [
        Event(
            number=1000 + n,
            date=(case.start, today, later)[n % 3],
            reported=later + timedelta(days=n % 5),
            formation=case.formations[n % len(case.formations)].id,
            areas=tuple(places[n % 4 : n % 4 + n % 3]),
            kind=kind,
            people=10**6,
            source="wild",
            reliability="A",
            credibility=1,
            note="wild",
        )
        for n, kind in enumerate(KINDS * 4)
    ]
    formations = [
        f if f.arrives is None or f.arrives <= today else replace(f, arrives=f.arrives + timedelta(days=3))
        for f in case.formations
    ]
    formations.insert(1, replace(formation("wild", case.command, 10**6, places[0]), arrives=later))
    return replace(
        case,
        as_of=(later,),
        winter=(
            *((first, min(last, today)) for first, last in case.winter if first <= today),
            (later, case.end),
        ),
        sources={"wild": Source("wild", "Wild"), **case.sources},
        formations=tuple(formations),
        events=(*wild[:50], *case.events[:20], *wild[50:100], *case.events[20:], *wild[100:]),
        outcomes=(Outcome("mutiny", None, None, later, "wild", "wild"),),
    )


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_reported_later_is_read(slug):
    case = load_case(slug)
    for today in case.as_of:
        known = [e for e in case.events if e.reported <= today]
        evidence = as_of(case, today)
        assert len(evidence.reports) == len(known)
        assert identical(as_of(with_wild_future(case, today), today), evidence)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_report_left_out_is_a_report_never_made(slug):
    case = load_case(slug)
    today = case.as_of[-1]
    evidence = as_of(case, today)
    for report in evidence.reports[::6]:
        left = [e for e in case.events if e.number != report.event.number]
        expected = as_of(replace(case, events=tuple(left)), today)
        assert identical(without(evidence, report.event.number), expected)
        assert len(expected.reports) == len(evidence.reports) - 1


def test_leaving_out_needs_a_report_that_is_there():
    evidence = as_of(small_case(event(1, 0, "strain.losses")), day(5), PARAMETERS)
    with pytest.raises(KeyError):
        without(evidence, 2, PARAMETERS)


@pytest.mark.parametrize("outside", [day(-1), day(61)])
def test_a_day_outside_the_window_is_refused_in_a_sentence(outside):
    with pytest.raises(InputError, match=r"outside the window of small: .* from 2030-01-01 to 2030-03-02"):
        as_of(small_case(), outside)


def test_days_run_from_the_start_to_the_as_of_day():
    evidence = as_of(small_case(), day(11), PARAMETERS)
    assert evidence.days == 12
    assert evidence.conditions.units.shape == (12, 4, len(UNIT_CONDITIONS))
    assert evidence.conditions.areas.shape == (12, 5, len(AREA_CONDITIONS))
    assert evidence.conditions.winter.tolist() == [0.0] * 10 + [1.0, 1.0]
    assert evidence.incoherence.tolist() == [0.0] * 12


def test_only_sources_that_are_cited_by_then_are_known():
    seen = event(1, 0, "strain.losses")
    unseen = replace(event(2, 0, "strain.losses", reported=9), source="later")
    assert list(as_of(small_case(seen, unseen), day(5), PARAMETERS).sources) == ["press"]
    assert list(as_of(small_case(seen, unseen), day(9), PARAMETERS).sources) == ["press", "later"]


@settings(deadline=None)
@given(cases(), st.integers(0, 40))
def test_any_case_reads_as_if_nothing_had_been_reported_since(case, number):
    today = day(number)
    known = replace(case, events=tuple(e for e in case.events if e.reported <= today))
    assert identical(as_of(case, today, PARAMETERS), as_of(known, today, PARAMETERS))


@settings(deadline=None)
@given(cases())
def test_any_report_can_be_left_out(case):
    evidence = as_of(case, day(40), PARAMETERS)
    for report in evidence.reports:
        left = tuple(e for e in case.events if e.number != report.event.number)
        expected = as_of(replace(case, events=left), day(40), PARAMETERS)
        assert identical(without(evidence, report.event.number, PARAMETERS), expected)


@settings(deadline=None)
@given(cases())
def test_conditions_and_incoherence_stay_in_their_bounds(case):
    evidence = as_of(case, day(40), PARAMETERS)
    assert (evidence.conditions.units >= 0).all()
    assert (evidence.conditions.areas >= 0).all()
    order = evidence.conditions.areas[:, :, AREA_CONDITIONS.index("withdraw-order")]
    assert (order <= 1).all()
    assert ((evidence.incoherence >= 0) & (evidence.incoherence <= 100)).all()
    for report in evidence.reports:
        assert 0 < report.truth < 1
        assert report.weight == 1 / (1 + len(report.echoes))


UNIT_KINDS = {
    "coercion": {"grip.coerce", "order.no-retreat"},
    "relief": {"grip.relieve"},
    "reinforcement": {"grip.reinforce"},
    "new-command": {"grip.dismiss"},
    "losses": {"strain.losses"},
    "supply": {"strain.supply"},
    "leaderless": {"strain.leader"},
    "hardship": {"strain.hardship"},
    "encirclement": {"opponent.encircle"},
    "offer": {"opponent.offer"},
}


@settings(deadline=None)
@given(cases(), events(number=99))
def test_one_more_report_leaves_unrelated_conditions_alone(case, extra):
    before = as_of(case, day(40), PARAMETERS).conditions.units
    after = as_of(replace(case, events=(*case.events, extra)), day(40), PARAMETERS).conditions.units
    for condition, kinds in UNIT_KINDS.items():
        if extra.kind not in kinds:
            c = UNIT_CONDITIONS.index(condition)
            assert (before[:, :, c] == after[:, :, c]).all()
