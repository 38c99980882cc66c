"""Judgements against the record."""

from dataclasses import replace
from datetime import date, timedelta
from math import exp, inf, isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakranks.assumptions import read_phrases
from breakranks.case import Judgement, Outcome, load_case
from breakranks.evidence import as_of
from breakranks.scoring.judged import Judged, judged
from breakranks.scoring.types import Item

KHERSON = load_case("kherson-2022")
DAY = date(2022, 11, 1)


def said(probability: float | None = None, phrase: str = "", question: str = "mutiny", horizon: int = 28) -> Judgement:
    area = "kherson-city" if question == "area-given-up" else None
    return Judgement(DAY, "a think tank", question, area, horizon, phrase, probability, (), "")


def score(judgement: Judgement, *happened: date | None) -> Judged:
    outcomes = tuple(Outcome(judgement.question, judgement.area, None, day, (), "") for day in happened)
    (result,) = judged(replace(KHERSON, judgements=(judgement,), outcomes=outcomes))
    return result


def test_a_number_is_scored_as_it_stands() -> None:
    result = score(said(0.7, "a good bet"), DAY + timedelta(days=3))
    assert result.item == Item("kherson-2022", DAY, "mutiny", None, 28, True)
    assert (result.probability, result.low, result.high, result.yardstick) == (0.7, 0.7, 0.7, None)
    assert result.brier == pytest.approx(0.09)
    assert result.log == pytest.approx(-log(0.7))


def test_a_phrase_is_scored_by_its_yardstick() -> None:
    result = score(said(phrase="likely"), None)
    assert (result.probability, result.low, result.high, result.yardstick) == (0.65, 0.55, 0.75, "PHIA")
    assert result.item is not None
    assert not result.item.happened
    assert result.brier == pytest.approx(0.65**2)
    assert result.log == pytest.approx(-log(0.35))


@pytest.mark.parametrize(("days", "happened"), [(1, True), (28, True), (29, False)])
def test_the_last_day_of_the_horizon_counts(days: int, happened: bool) -> None:
    result = score(said(0.5), DAY + timedelta(days=days))
    assert result.item is not None
    assert result.item.happened is happened


@pytest.mark.parametrize(
    ("judgement", "days", "why"),
    [
        (said(0.5), (DAY,), "happened already, on 2022-11-01"),
        (said(0.5), (DAY - timedelta(days=9), DAY + timedelta(days=1)), "happened already, on 2022-10-23"),
        (said(0.5, horizon=61), (None,), "ends on 2022-12-31"),
        (said(0.5, horizon=61), (DAY + timedelta(days=1),), "ends on 2022-12-31"),
        (said(0.5), (), "does not say"),
    ],
)
def test_what_the_record_does_not_answer_is_not_scored(
    judgement: Judgement, days: tuple[date | None, ...], why: str
) -> None:
    result = score(judgement, *days)
    assert why in result.unanswered
    assert (result.item, result.brier, result.log) == (None, None, None)
    assert result.probability == 0.5


def test_a_horizon_may_end_with_the_record() -> None:
    assert score(said(0.5, horizon=60), None).item is not None


def test_an_area_is_answered_by_its_own_row() -> None:
    judgement = said(0.8, question="area-given-up")
    (result,) = judged(replace(KHERSON, judgements=(judgement,)))
    assert result.item is not None
    assert result.item.happened
    (other,) = judged(replace(KHERSON, judgements=(replace(judgement, area="left-bank"),)))
    assert other.item is not None
    assert not other.item.happened


def test_who_calls_impossible_what_happens_is_infinitely_wrong() -> None:
    result = score(said(0.0), DAY + timedelta(days=3))
    assert (result.brier, result.log) == (1.0, inf)
    assert score(said(0.0), None).log == 0.0


@given(st.floats(0, 1), st.booleans())
def test_both_scores_reward_the_side_that_happened(probability: float, happened: bool) -> None:
    result = score(said(probability), DAY + timedelta(days=1) if happened else None)
    assert result.brier is not None
    assert result.log is not None
    assert 0 <= result.brier <= 1
    assert isclose(exp(-result.log), 1 - result.brier**0.5, abs_tol=1e-9)


def test_the_commentary_on_kherson_is_scored_whole() -> None:
    results = judged(KHERSON)
    assert {result.judgement.question for result in results} == {
        "unordered-exit", "mass-surrender", "mutiny", "general-collapse",
    }  # fmt: skip
    assert all(result.item and not result.item.happened for result in results)
    assert all(result.probability == read_phrases()[result.judgement.phrase].probability for result in results)


def test_an_assessment_reads_no_judgement() -> None:
    without = replace(KHERSON, judgements=())
    last = KHERSON.as_of[-1]
    assert repr(as_of(KHERSON, last)) == repr(as_of(without, last))
