"""How likely a report is to be true, and which reports tell of one event."""

from itertools import permutations
from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakranks.assumptions import read_values
from breakranks.evidence import as_of
from breakranks.vocabulary import CREDIBILITY, RELIABILITY, traces_of
from evidence_cases import PARAMETERS, day, event, small_case

LOSSES = traces_of("formation").index("losses")
STRAIN = traces_of("force").index("strain")


def read(*events):
    return {r.event.number: r for r in as_of(small_case(*events), day(30), PARAMETERS).reports}


def votes(*events):
    return {number: r.vote for number, r in read(*events).items()}


def losses(*events):
    """What reports leave behind of heavy losses in n1, and of strain in the force, on the first day."""
    traces = as_of(small_case(*events), day(0), PARAMETERS).reading.traces
    return traces.formations[0, 0, LOSSES], traces.force[0, STRAIN]


# -- truth -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "probability"),
    [("B1", 0.9), ("B5", 0.1), ("F3", 0.5), ("A3", 1 / (1 + exp(-0.5))), ("E2", 1 / (1 + exp(1.4 - log(4))))],
)
def test_truth_is_the_credibility_moved_by_the_reliability(code, probability):
    assert read(event(1, 0, "claim.hold", code=code))[1].truth == pytest.approx(probability)


def test_the_better_either_half_of_an_admiralty_code_the_likelier_it_is_true():
    """As people read the codes (Irwin and Mandel 2019); F and 6 say that nobody can judge."""
    values = read_values()
    credible = [values[f"credibility.{n}"] for n in CREDIBILITY if n != "6"]
    reliable = [values[f"reliability.{x}"] for x in RELIABILITY if x != "F"]
    assert credible == sorted(credible, reverse=True)
    assert reliable == sorted(reliable, reverse=True)
    assert values["credibility.6"] == 0.5
    assert values["reliability.F"] == 0.0


# -- echoes ----------------------------------------------------------------------------------------------------------


def test_the_best_of_several_reports_of_an_event_has_its_vote():
    reports = read(
        event(1, 0, "claim.hold", code="C4"),
        event(2, 3, "claim.hold", code="A1"),
        event(3, 2, "claim.hold", "south"),
        event(4, 1, "claim.withdraw"),
    )
    assert {n: r.vote for n, r in reports.items()} == {1: 0.0, 2: 1.0, 3: 1.0, 4: 1.0}
    assert {n: r.echo_of for n, r in reports.items()} == {1: 2, 2: None, 3: None, 4: None}


def test_of_equally_likely_reports_the_narrower_and_then_the_first_is_the_best():
    assert votes(event(1, 0, "claim.hold"), event(2, 0, "claim.hold", "n1")) == {1: 0.0, 2: 1.0}
    assert votes(event(1, 0, "claim.hold"), event(2, 0, "claim.hold")) == {1: 1.0, 2: 0.0}


def test_one_event_told_under_every_headquarters_above_it_counts_once():
    told = [event(n, 0, "conduct.flee", f) for n, f in enumerate(("n1", "north", "root"), start=1)]
    assert sum(votes(*told).values()) == 1.0


def test_reports_of_one_event_are_three_days_apart_at_most():
    reports = read(*(event(n, n - 1, "claim.hold") for n in range(1, 6)))
    assert [reports[n].vote for n in range(1, 6)] == [1.0, 0.0, 0.0, 0.0, 1.0]


def test_reports_of_one_event_are_about_ground_in_common():
    reports = read(
        event(1, 0, "conduct.flee", areas="hill"),
        event(2, 0, "conduct.flee", areas="moor"),
        event(3, 5, "conduct.flee"),
    )
    assert [reports[n].vote for n in (1, 2, 3)] == [1.0, 1.0, 1.0]
    joined = read(event(1, 0, "conduct.flee", areas="hill"), event(2, 1, "conduct.flee", areas="moor hill"))
    assert [joined[n].echo_of for n in (1, 2)] == [None, 1]
    unnamed = read(event(1, 0, "conduct.flee", areas="hill"), event(2, 1, "conduct.flee"))
    assert [unnamed[n].echo_of for n in (1, 2)] == [None, 1]


def test_an_echo_gives_the_number_of_people_that_the_best_report_lacks():
    told = read(
        event(1, 0, "conduct.flee", "n1", code="B1"),
        event(2, 0, "conduct.flee", "n1", code="E5", people=20),
        event(3, 1, "conduct.flee", "n1", code="B2", people=300),
    )
    assert [told[n].people for n in (1, 2, 3)] == [300, 20, 300]
    assert read(event(1, 0, "conduct.flee", "n1", people=7), event(2, 0, "conduct.flee", "n1", people=9))[1].people == 7


codes = st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("123456")).map("".join)


@given(codes, st.lists(st.tuples(codes, st.integers(0, 3)), max_size=4))
def test_an_echo_never_weakens_what_it_echoes(code, echoes):
    alone = losses(event(1, 0, "strain.losses", "n1", code=code))
    told = [event(n, 0, "strain.losses", "n1", code=c) for n, (c, _) in enumerate(echoes, start=2)]
    together = losses(event(1, 0, "strain.losses", "n1", code=code), *told)
    assert all(b >= a for a, b in zip(alone, together, strict=True))


def test_an_echo_about_a_wider_body_does_not_weaken_what_it_echoes():
    alone = losses(event(1, 0, "strain.losses", "n1", code="B1"))
    together = losses(event(1, 0, "strain.losses", "n1", code="B1"), event(2, 0, "strain.losses", "root", code="A1"))
    assert all(b >= a for a, b in zip(alone, together, strict=True))


def test_a_rumour_gives_no_number_of_people():
    told = read(
        event(1, 0, "conduct.surrender", "n1", code="A1"), event(2, 0, "conduct.surrender", "n1", code="E5", people=3)
    )
    assert told[1].people is None


def test_a_narrower_report_that_is_much_less_likely_does_not_take_the_vote():
    assert votes(event(1, 0, "conduct.flee", "north", code="A1"), event(2, 0, "conduct.flee", "n1", code="C3")) == {
        1: 1.0,
        2: 0.0,
    }


def test_an_event_is_known_from_the_day_on_which_the_likeliest_report_of_it_was():
    told = read(event(1, 0, "conduct.flee", "north", code="B2"), event(2, 3, "conduct.flee", "n1", code="C2"))
    assert told[2].vote > 0
    assert (told[2].day, told[2].known) == (0, 0)


def test_weak_echoes_change_nothing():
    alone = losses(event(1, 0, "strain.losses", "n1", code="B1"))
    echoes = [event(n, 0, "strain.losses", "n1", code="D4") for n in range(2, 6)]
    assert losses(event(1, 0, "strain.losses", "n1", code="B1"), *echoes) == alone


def test_which_reports_are_echoes_does_not_hang_on_the_order_of_rows():
    told = [
        (0, "n1", "A1"), (1, "north", "B2"), (3, "n1", "C3"), (5, "n1", "B2"), (4, "root", "D4"),
    ]  # fmt: skip
    found = {
        tuple(sorted((r.day, r.event.formation) for r in read(*rows).values() if r.vote))
        for order in permutations(told)
        for rows in [[event(n, on, "conduct.flee", f, code=c) for n, (on, f, c) in enumerate(order, start=1)]]
    }
    assert len(found) == 1


def test_reports_keep_the_order_of_the_file():
    assert list(read(event(1, 9, "claim.hold"), event(2, 0, "claim.hold"))) == [1, 2]


def test_nobody_is_touched_twice_by_one_event():
    """Under brigade, corps and army: traces are those of the best of the three."""
    best = losses(event(1, 0, "strain.losses", "n1", code="B1"))
    told = [
        event(n, 0, "strain.losses", f, code=c) for n, f, c in ((1, "n1", "B1"), (2, "north", "B2"), (3, "root", "C3"))
    ]
    assert np.allclose(losses(*told), best)
