"""The outside view: what it counts, how it pools, and what it does without a report."""

from itertools import pairwise
from math import exp, log1p

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakranks import load_case
from breakranks.assessment.outside import OutsideView, left_out, outside_view, recent_counts, recent_votes
from breakranks.assessment.types import HORIZONS, QUESTIONS, Probability
from breakranks.assumptions import History, history
from breakranks.case.shipped import shipped
from breakranks.evidence import as_of, without
from engine_cases import CENTRES, DAYS, EVENTS, PARAMETERS, tiny_evidence
from evidence_cases import event

ALONE = {(about, term): float(term == "base-rate") for about in ("area", "force") for term in ("constant", "base-rate")}
RATES = dict(zip((("mutiny", h) for h in HORIZONS), (0.02, 0.05, 0.1, 0.15), strict=True))
LAST = DAYS - 1


def view(history: History, inside: float = 0.5, **recent: float) -> OutsideView:
    return OutsideView(history, inside, {None: recent})


# -- what history says -----------------------------------------------------------------------------------------------


def test_base_rates_alone_are_given_back():
    for (question, horizon), rate in RATES.items():
        assert History(RATES, ALONE).probability(question, horizon, {}) == pytest.approx(rate)


def test_a_term_moves_the_log_odds():
    leans = ALONE | {("force", "breaking"): 0.8, ("force", "constant"): -0.1}
    odds = 0.1 / 0.9 * exp(0.8 * 1.5 - 0.1)
    assert History(RATES, leans).probability("mutiny", 28, {"breaking": 1.5}) == pytest.approx(odds / (1 + odds))


def test_a_case_learns_nothing_from_itself():
    whole = history(None)
    for slug in shipped():
        assert history(slug) != whole
    assert history("a case of one's own") == whole


# -- pooling ---------------------------------------------------------------------------------------------------------


def test_the_pool_is_linear_and_leaves_unrecorded_questions_to_the_worlds():
    pool = view(History(RATES, ALONE), inside=0.6)
    assert pool.mix("mutiny", None, 28, 0.4) == pytest.approx(0.6 * 0.4 + 0.4 * 0.1)
    assert pool.mix("mutiny", None, 28, 0.4, part=0.5) == pytest.approx(0.6 * 0.4 + 0.4 * 0.05)
    assert pool.mix("cannot-hold", None, 28, 0.4) == 0.4
    found = pool.probability("mutiny", None, 28, Probability(0.4, 0.01, ""))
    assert (found.value, found.error, found.word) == (pytest.approx(0.28), pytest.approx(0.006), "unlikely")


@given(
    st.lists(st.floats(0.001, 0.999), min_size=4, max_size=4).map(sorted),
    st.floats(-4, 4),
    st.floats(-3, 3),
    st.floats(0, 5),
)
def test_rates_never_fall_with_the_horizon(rates, slope, constant, counted):
    leans = {("force", "constant"): constant, ("force", "base-rate"): slope, ("force", "breaking"): 0.5}
    pool = view(History(dict(zip(RATES, rates, strict=True)), leans), breaking=counted)
    by_day = [pool.rate("mutiny", None, day) for day in range(0, 57, 7)]
    assert by_day[0] == 0.0
    assert all(later >= earlier for earlier, later in pairwise(by_day))
    assert by_day[-1] <= 1.0


def test_the_more_is_reported_the_more_the_worlds_count():
    quiet = tiny_evidence()
    loud = tiny_evidence(*EVENTS, *(event(20 + n, LAST - n, "strain.losses", "w1") for n in range(6)))
    shares = [outside_view(e, history(None), PARAMETERS).inside for e in (quiet, loud)]
    assert 0 < shares[0] < shares[1] < CENTRES["inside-view"]


# -- counting --------------------------------------------------------------------------------------------------------


def test_recent_reports_are_counted_where_they_are():
    evidence = tiny_evidence(
        *EVENTS,
        event(20, LAST - 1, "conduct.abandon", "w1", "bank", code="A1"),
        event(21, LAST - 20, "conduct.abandon", "e1", "town", code="A1"),
    )
    before, now = recent_counts(tiny_evidence()), recent_counts(evidence)
    truth = next(r.truth for r in evidence.reports if r.event.number == 20)
    change = lambda area, term: exp(now[area][term]) - exp(before[area][term])  # noqa: E731
    assert change(None, "leaving") == pytest.approx(truth)
    assert change("bank", "leaving-here") == pytest.approx(truth)
    assert change("bridge", "leaving-beside") == pytest.approx(truth)
    for area, term in (("bank", "leaving-beside"), ("town", "leaving-beside"), ("bridge", "leaving-here")):
        assert change(area, term) == 0.0
    assert now["town"]["leaving-here"] == before["town"]["leaving-here"] == 0.0


def test_doubtful_reports_count_as_far_as_they_are_true():
    counts = [
        recent_counts(tiny_evidence(*EVENTS, event(20, LAST, "conduct.mutiny", "w1", code=code)))[None]["breaking"]
        for code in ("A1", "C3", "E5")
    ]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[2]


def test_echoes_share_one_vote():
    once = tiny_evidence(*EVENTS, event(20, LAST, "conduct.mutiny", "w1"))
    twice = tiny_evidence(*EVENTS, *(event(n, LAST, "conduct.mutiny", "w1") for n in (20, 21)))
    assert recent_votes(twice) == pytest.approx(recent_votes(once))


def test_without_a_report_is_as_if_it_had_never_been_made():
    case = load_case("kherson-2022")
    evidence = as_of(case, case.as_of[-1])
    assert any(r.echoes for r in evidence.reports)
    for report in evidence.reports:
        number = report.event.number
        short, full = left_out(evidence, number), without(evidence, number)
        assert recent_votes(short) == pytest.approx(recent_votes(full))
        here, there = recent_counts(short), recent_counts(full)
        for area, terms in here.items():
            assert terms == pytest.approx(there[area])


def test_every_question_with_a_record_has_one_at_every_horizon():
    recorded = {question for question, _ in history(None).rates}
    assert recorded == set(QUESTIONS) - {"cannot-hold"}
    assert set(history(None).rates) == {(q, h) for q in recorded for h in HORIZONS}


def test_counts_are_logarithms_of_one_more():
    evidence = tiny_evidence(*EVENTS, event(20, LAST, "conduct.defect", "w1", code="A1"))
    votes = sum(
        r.weight * r.truth
        for r in evidence.reports
        if r.event.kind in ("conduct.desert", "conduct.refuse", "conduct.flee", "conduct.defect") and r.day >= DAYS - 28
    )
    assert recent_counts(evidence)[None]["breaking"] == pytest.approx(log1p(votes))
