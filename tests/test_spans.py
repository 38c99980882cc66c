"""What is known only to a week, a month or a span of days, and people given as a range."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from breakranks.case import check, examine, read, tidy
from breakranks.case.reading.days import Span, read_days
from breakranks.evidence import as_of
from breakranks.presentation.words import event_days, people_words
from case_folder import VERSION_2, write_case
from engine_cases import SHIPPED, posterior_of, tiny_case
from evidence_cases import day, event, identical
from test_case_reading import columns, put

pytestmark = pytest.mark.filterwarnings("ignore::breakranks.tables.InputWarning")
WEEK = Span(date(2024, 11, 25), date(2024, 12, 1), "as a week")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_case(tmp_path / "river-line", VERSION_2)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-W48", WEEK),
        ("2024-11", Span(date(2024, 11, 1), date(2024, 11, 30), "as a month")),
        ("12/2024", Span(date(2024, 12, 1), date(2024, 12, 31), "as a month")),
        ("February 2024", Span(date(2024, 2, 1), date(2024, 2, 29), "as a month")),
        ("2024-11-27/2024-11-30", Span(date(2024, 11, 27), date(2024, 11, 30), "as a span of days")),
        ("27 November 2024 to 3 December 2024", Span(date(2024, 11, 27), date(2024, 12, 3), "as a span of days")),
    ],
)
def test_weeks_months_and_spans_are_read(written: str, meant: Span) -> None:
    assert read_days([written]) == {written: meant}


def test_an_event_keeps_how_closely_its_day_is_known(case: Path) -> None:
    put(case, "events.csv", columns("events.csv", date=["2030-W01", "2030-01", "2030-01-10/2030-01-12", "2030-01-15"]))
    events = read(case).events
    assert [e.span for e in events] == [
        (date(2030, 1, 1), date(2030, 1, 5)),  # the window begins on the 1st, and it was out on the 5th
        (date(2030, 1, 1), date(2030, 1, 9)),
        (date(2030, 1, 10), date(2030, 1, 12)),
        None,
    ]
    assert events[2].date == date(2030, 1, 11)
    assert (
        "1 day written as a week, for example '2030-W01', read as '2029-12-31/2030-01-06' (events.csv)"
        in examine(case).readings
    )
    tidy(case)
    assert examine(case).readings == ()
    assert read(case).events == events


def test_a_report_known_to_be_out_within_a_span_was_out_by_its_end(case: Path) -> None:
    reported = ["2030-W01", "2030-01-09", "2030-01-12", "2030-01-17"]
    put(case, "events.csv", columns("events.csv", reported=reported))
    assert read(case).events[0].reported == date(2030, 1, 6)


def test_where_one_day_is_wanted_a_span_is_asked_about(case: Path) -> None:
    put(case, "formations.csv", columns("formations.csv", arrives=["", "", "", "2030-01"]))
    (problem,) = check(case)
    assert problem.wrong == "'2030-01' is a month (1 January 2030 to 31 January 2030), not a day"


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("2031-02", "2031-02-01 to 2031-02-28 lies outside the window"),
        ("2030-01-08/2030-02-31", "'2030-01-08/2030-02-31' is more than one day"),
        ("2030-01-06/2030-01-12", "it was reported on 2030-01-05, before it happened on 2030-01-06"),
    ],
)
def test_what_is_wrong_with_a_span_is_told(case: Path, written: str, wrong: str) -> None:
    put(case, "events.csv", columns("events.csv", date=[written, "2030-01-08", "2030-01-12", "2030-01-15"]))
    assert wrong in check(case)[0].wrong


# -- the engine ----------------------------------------------------------------------------------------------


def between(first: int, last: int, *args: str, **more: object):
    """An event of which no more is known than that it happened from one day to another."""
    found = event(1, (first + last) // 2, *args, reported=last, **more)
    return replace(found, span=(day(first), day(last)))


def reading(*events):
    return as_of(tiny_case(*events), day(39), SHIPPED.values).reading


def test_a_span_of_one_day_is_that_day() -> None:
    plain = event(1, 10, "conduct.flee", "l1", "bank")
    assert identical(posterior_of(plain).filtered, posterior_of(replace(plain, span=(day(10), day(10)))).filtered)


def test_what_is_known_to_a_week_counts_as_spread_over_it() -> None:
    week, exact = (
        reading(between(10, 16, "strain.losses", "l1")),
        [reading(event(1, d, "strain.losses", "l1", reported=16)) for d in range(10, 17)],
    )
    assert week.traces.formations == pytest.approx(np.mean([r.traces.formations for r in exact], axis=0))
    week, exact = (
        reading(between(10, 16, "conduct.defend", "l1", "bank")),
        [reading(event(1, d, "conduct.defend", "l1", "bank", reported=16)) for d in range(10, 17)],
    )
    assert week.holding == pytest.approx(np.mean([r.holding for r in exact], axis=0))


def test_word_of_a_loss_in_a_week_is_shared_among_its_days() -> None:
    lost = posterior_of(between(10, 16, "ground.lost", "l1", "bank", code="A1")).course.lost[0, :, 0]
    exact = posterior_of(event(1, 13, "ground.lost", "l1", "bank", code="A1", reported=16)).course.lost[0, :, 0]
    assert lost[-1] == pytest.approx(exact[-1], abs=0.2), "that it fell is about as likely"
    assert np.diff(lost)[9:16].min() > 0.03, "on any day of the week"
    assert np.diff(exact)[12] > 2 * np.diff(lost)[12]


def test_reports_of_one_event_echo_though_one_knows_only_the_month() -> None:
    vague = replace(between(1, 30, "conduct.flee", "l1", "bank", code="B2"), number=2)
    found = reading(event(1, 25, "conduct.flee", "l1", "bank"), vague).reports
    assert [r.echo_of for r in found] == [None, 1]
    assert found[0].day == 25, "the closer day counts"
    apart = reading(event(1, 36, "conduct.flee", "l1", "bank"), vague).reports
    assert [r.echo_of for r in apart] == [None, None]


def test_a_range_of_people_is_a_wider_reading() -> None:
    def broken(**people: object) -> float:
        told = replace(event(1, 30, "conduct.surrender", "l1", "bank"), **people)
        return float(posterior_of(told).filtered.states[0, -1, 0, 5])

    low, high, both = broken(people=100), broken(people=2000), broken(people=1050, people_range=(100, 2000))
    assert low < both < high
    assert both == pytest.approx((low + high) / 2, rel=0.05)
    assert broken(people=500, people_range=(500, 500)) == pytest.approx(broken(people=500))


def test_a_range_of_people_stays_one(case: Path) -> None:
    put(case, "events.csv", columns("events.csv", people=["", "500 to 700", "", ""]))
    found = read(case).events[1]
    assert (found.people, found.people_range) == (600, (500, 700))
    tidy(case)
    assert ",500-700,daily" in (case / "events.csv").read_text(encoding="utf-8")
    assert read(case).events[1] == found
    assert people_words(found) == "500 to 700 people"


def test_a_strength_is_no_range(case: Path) -> None:
    put(case, "formations.csv", columns("formations.csv", strength=["0", "0", "3000-4000", "2500"]))
    (problem,) = check(case)
    assert (problem.column, problem.right) == ("strength", "Write the best estimate")


def test_days_are_shown_as_they_are_known() -> None:
    week = between(10, 16, "strain.losses")
    assert event_days(week).replace("\xa0", " ") == "11 Jan to 17 Jan 2030"
    assert event_days(replace(week, span=None)).replace("\xa0", " ") == "14 Jan 2030"
