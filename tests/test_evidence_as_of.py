from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakranks.case import load_case
from breakranks.case.types import Case, Event, Outcome, Source
from breakranks.evidence import Evidence, as_of, change, without
from breakranks.tables import InputError
from breakranks.vocabulary import KINDS, traces_of
from breakranks.whole import assess, compare
from evidence_cases import AREAS, FORMATIONS, PARAMETERS, day, event, formation, identical, small_case

SLUGS = sorted(folder.name for folder in files("breakranks.case").joinpath("library").iterdir())


@st.composite
def events(draw: st.DrawFn, number: int = 1, last: int = 30) -> Event:
    on = draw(st.integers(0, last))
    return event(
        number,
        on,
        draw(st.sampled_from(list(KINDS))),
        draw(st.sampled_from([f.id for f in FORMATIONS])),
        " ".join(draw(st.lists(st.sampled_from([a.id for a in AREAS]), max_size=2, unique=True))),
        reported=draw(st.integers(on, 40)),
        code=draw(st.sampled_from("ABCDEF")) + draw(st.sampled_from("123456")),
    )


@st.composite
def cases(draw: st.DrawFn, least: int = 0) -> Case:
    count = draw(st.integers(least, 12))
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
            sources=("wild",),
            reliability="A",
            credibility=1,
            note="wild",
        )
        for n, kind in enumerate(list(KINDS) * 4)
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
        outcomes=(Outcome("mutiny", None, None, later, ("wild",), "wild"),),
    )


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_reported_later_is_read(slug):
    case = load_case(slug)
    for today in case.as_of:
        known = [e for e in case.events if e.reported <= today]
        evidence = as_of(case, today)
        assert len(evidence.reports) == len(known)
        assert identical(as_of(with_wild_future(case, today), today), evidence)


def alike(one: Evidence, other: Evidence) -> bool:
    """Whether two readings are the same: numbers to 1e-9, since sums may be taken in another order, else exactly."""
    mine, theirs = one.reading, other.reading
    pairs = [(mine.lost, theirs.lost), (mine.holding, theirs.holding), *zip(*map(arrays, (one, other)), strict=True)]
    close = all(np.allclose(a, b, rtol=0.0, atol=1e-9) for a, b in pairs)
    same = ("sources", "reports", "contradictions", "incoherence", "force", "winter")
    return close and all(identical(getattr(one, name), getattr(other, name)) for name in same)


def arrays(evidence: Evidence) -> tuple[np.ndarray, ...]:
    traces = evidence.reading.traces
    return traces.force, traces.areas, traces.formations


@pytest.mark.parametrize("slug", SLUGS)
def test_a_report_left_out_is_a_report_never_made(slug):
    case = load_case(slug)
    today = case.as_of[-1]
    evidence = as_of(case, today)
    for report in evidence.reports[:: len(SLUGS)]:
        left = [e for e in case.events if e.number != report.event.number]
        expected = as_of(replace(case, events=tuple(left)), today)
        assert alike(without(evidence, report.event.number), expected)
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
    assert evidence.reading.traces.force.shape == (12, len(traces_of("force")))
    assert evidence.reading.traces.areas.shape == (12, 5, len(traces_of("area")))
    assert evidence.reading.traces.formations.shape == (12, 4, len(traces_of("formation")))
    assert evidence.winter.tolist() == [0.0] * 10 + [1.0, 1.0]
    assert evidence.incoherence.tolist() == [0.0] * 12


def test_only_sources_that_are_cited_by_then_are_known():
    seen = event(1, 0, "strain.losses")
    unseen = replace(event(2, 0, "strain.losses", reported=9), sources=("later",))
    assert list(as_of(small_case(seen, unseen), day(5), PARAMETERS).sources) == ["press"]
    assert list(as_of(small_case(seen, unseen), day(9), PARAMETERS).sources) == ["press", "later"]


@given(cases(), st.integers(0, 40))
def test_any_case_reads_as_if_nothing_had_been_reported_since(case, number):
    today = day(number)
    known = replace(case, events=tuple(e for e in case.events if e.reported <= today))
    assert identical(as_of(case, today, PARAMETERS), as_of(known, today, PARAMETERS))


@given(cases(least=1), st.data())
def test_any_report_can_be_left_out(case, data):
    evidence = as_of(case, day(40), PARAMETERS)
    number = data.draw(st.sampled_from([r.event.number for r in evidence.reports]))
    left = tuple(e for e in case.events if e.number != number)
    expected = as_of(replace(case, events=left), day(40), PARAMETERS)
    assert alike(without(evidence, number, PARAMETERS), expected)


@given(cases(), st.data())
def test_any_reports_can_be_changed_at_once(case, data):
    evidence = as_of(case, day(40), PARAMETERS)
    numbers = [r.event.number for r in evidence.reports]
    gone = data.draw(st.sets(st.sampled_from(numbers))) if numbers else set()
    other = {n: data.draw(st.sampled_from(list(KINDS))) for n in numbers if n not in gone and n % 2}
    told = {r.event.number: r for r in evidence.reports}
    recoded = {n: replace(told[n], event=replace(told[n].event, kind=kind)) for n, kind in other.items()}
    changed = change(evidence.force, evidence.reading, {**dict.fromkeys(gone), **recoded}, PARAMETERS)
    events = tuple(replace(e, kind=other.get(e.number, e.kind)) for e in case.events if e.number not in gone)
    expected = as_of(replace(case, events=events), day(40), PARAMETERS)
    assert alike(replace(evidence, reading=changed), replace(evidence, reading=expected.reading))


@given(cases())
def test_what_is_read_stays_in_its_bounds(case):
    evidence = as_of(case, day(40), PARAMETERS)
    traces = evidence.reading.traces
    assert (traces.force >= 0).all()
    assert (traces.formations >= 0).all()
    assert (np.delete(traces.areas, traces_of("area").index("ordered-out"), axis=2) >= 0).all()
    assert ((evidence.incoherence >= 0) & (evidence.incoherence <= 100)).all()
    for report in evidence.reports:
        assert 0 < report.truth < 1
        assert (report.vote > 0) == (report.echo_of is None)
        assert report.vote == 0 or (report.vote >= 1 and report.truth * report.vote < 1)


@given(cases(), events(number=99))
def test_one_more_report_never_lowers_a_trace_but_that_of_orders_to_leave(case, extra):
    before = arrays(as_of(case, day(40), PARAMETERS))
    after = arrays(as_of(replace(case, events=(*case.events, extra)), day(40), PARAMETERS))
    for one, other, of in zip(before, after, ("force", "area", "formation"), strict=True):
        for t, name in enumerate(traces_of(of)):
            if name != "ordered-out":
                assert (other[..., t] >= one[..., t] - 1e-12).all(), name


@pytest.mark.parametrize("wrong", ["2022-10-10", datetime(2022, 10, 10, 12), 20221010])
def test_a_day_that_is_none_is_refused_in_a_sentence(wrong) -> None:
    for asked in (lambda: assess(small_case(), wrong), lambda: compare(small_case(), day(3), wrong)):
        with pytest.raises(InputError, match="is not a day"):
            asked()
