from math import exp, log

import pytest

from breakranks.evidence import as_of
from evidence_cases import PARAMETERS, day, event, small_case


def read(*events):
    return {r.event.number: r for r in as_of(small_case(*events), day(30), PARAMETERS).reports}


@pytest.mark.parametrize(
    ("code", "probability"),
    [("B1", 0.9), ("B5", 0.1), ("F3", 0.5), ("A3", 1 / (1 + exp(-0.5))), ("E2", 1 / (1 + exp(1.4 - log(4))))],
)
def test_truth_is_the_credibility_moved_by_the_reliability(code, probability):
    assert read(event(1, 0, "claim.hold", code=code))[1].truth == pytest.approx(probability)


def test_echoes_share_one_vote():
    reports = read(
        event(1, 0, "claim.hold", code="A1"),
        event(2, 3, "claim.hold", code="C4"),
        event(3, 2, "claim.hold", "south"),
        event(4, 1, "claim.withdraw"),
    )
    assert {n: r.weight for n, r in reports.items()} == {1: 0.5, 2: 0.5, 3: 1.0, 4: 1.0}
    assert {n: r.echoes for n, r in reports.items()} == {1: (2,), 2: (1,), 3: (), 4: ()}


def test_a_group_of_echoes_spans_three_days_at_most():
    reports = read(*(event(n, n - 1, "claim.hold") for n in range(1, 6)))
    assert [reports[n].weight for n in range(1, 6)] == [0.25] * 4 + [1.0]


def test_echoes_are_about_ground_in_common():
    reports = read(
        event(1, 0, "conduct.flee", areas="hill"),
        event(2, 0, "conduct.flee", areas="wood"),
        event(3, 0, "conduct.flee"),
        event(4, 5, "conduct.flee"),
    )
    assert [reports[n].echoes for n in range(1, 5)] == [(), (), (), ()]
    joined = read(
        event(1, 0, "conduct.flee", areas="hill"),
        event(2, 0, "conduct.flee", areas="wood"),
        event(3, 1, "conduct.flee", areas="wood hill"),
    )
    assert [joined[n].echoes for n in range(1, 4)] == [(2, 3), (1, 3), (1, 2)]


def test_reports_keep_the_order_of_the_file():
    assert list(read(event(1, 9, "claim.hold"), event(2, 0, "claim.hold"))) == [1, 2]
