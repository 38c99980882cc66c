"""News of ground: it counts once with all else that suggests the same loss, and what comes back is held again."""

from dataclasses import replace

import numpy as np
import pytest

from breakranks.evidence import as_of, change
from breakranks.evidence.types import Reading
from engine_cases import SHIPPED, evidence_of, posterior_of
from evidence_cases import PARAMETERS, day, event, identical, small_case

BANK = 0


def reading(*events) -> Reading:
    return as_of(small_case(*events), day(30), PARAMETERS).reading


LEFT = event(1, 10, "conduct.withdraw", "n1", "hill")
LOST = event(2, 10, "ground.lost", "n1", "hill")


def test_news_of_a_loss_and_what_suggests_it_count_once() -> None:
    both, news = reading(LEFT, LOST), reading(LOST)
    assert np.array_equal(both.lost, news.lost)
    assert both.lost[10, 0] > reading(LEFT).lost[10, 0]
    assert np.array_equal(both.traces.areas, reading(LEFT).traces.areas), "what troops did counts as before"


def test_doubtful_news_does_not_weaken_what_was_seen() -> None:
    rumour = replace(LOST, credibility=5)
    assert np.array_equal(reading(LEFT, rumour).lost, reading(LEFT).lost)


def test_news_of_one_area_leaves_what_is_said_of_another() -> None:
    wide = replace(LEFT, areas=("hill", "moor"), formation="north")
    found = reading(wide, LOST).lost
    assert found[10, 1] == reading(wide).lost[10, 1]


def test_a_loss_long_before_is_another_loss() -> None:
    early = replace(LEFT, date=day(5), reported=day(5))
    found = reading(early, LOST).lost
    assert found[5, 0] == reading(early).lost[5, 0]
    assert found[10, 0] == reading(LOST).lost[10, 0]


def test_reports_left_out_or_coded_otherwise_are_read_as_if_anew() -> None:
    evidence = as_of(small_case(LEFT, LOST), day(30), PARAMETERS)
    for number, rest in ((2, LEFT), (1, LOST)):
        found = change(evidence.force, evidence.reading, {number: None}, PARAMETERS)
        assert found.lost == pytest.approx(reading(rest).lost, abs=1e-12)
        assert [r.ground_told for r in found.reports] == [False]
    recoded = {2: replace(evidence.reports[1], event=replace(LOST, kind="ground.regained"))}
    found = change(evidence.force, evidence.reading, recoded, PARAMETERS)
    wanted = reading(LEFT, replace(LOST, kind="ground.regained"))
    assert found.lost == pytest.approx(wanted.lost, abs=1e-12)
    assert found.back == pytest.approx(wanted.back, abs=1e-12)


GONE = (
    event(1, 10, "order.withdraw", "l1", "bank"),
    event(2, 12, "conduct.withdraw", "l1", "bank"),
    event(3, 12, "ground.lost", "l1", "bank"),
)
BACK = event(4, 25, "ground.regained", "l1", "bank", code="A1")


def test_ground_comes_back_with_its_garrison() -> None:
    gone, back = posterior_of(*GONE), posterior_of(*GONE, BACK)
    lost = [posterior.course.lost[0, :, BANK] for posterior in (gone, back)]
    assert lost[0][-1] > 0.8
    assert lost[1][-1] < 0.2
    assert lost[1][20] > 0.8, "it had been lost before"
    steady = [posterior.filtered.states[0, -1, 0, 0] for posterior in (gone, back)]
    assert steady[1] > steady[0] + 0.5


def test_ground_that_came_back_may_fall_again() -> None:
    again = event(5, 34, "ground.lost", "l1", "bank", code="A1")
    lost = posterior_of(*GONE, BACK, again).course.lost[0, :, BANK]
    assert lost[30] < 0.3
    assert lost[-1] > 0.7


def test_what_comes_back_later_is_not_known_before() -> None:
    for until in (20, 24):
        early, late = (posterior_of(*events, until=until) for events in (GONE, (*GONE, BACK)))
        assert identical(early.course.lost, late.course.lost)


def test_ground_handed_over_is_lost() -> None:
    ceded = posterior_of(event(1, 20, "ground.ceded", "l1", "bank", code="A1"))
    assert ceded.course.lost[0, -1, BANK] > 0.6
    assert ceded.course.lost[0, -1, 1:].max() < 0.3


def test_an_ally_who_leaves_is_strain() -> None:
    evidence = evidence_of(event(1, 20, "strain.ally", "root"), by=SHIPPED)
    quiet = evidence_of(by=SHIPPED)
    assert evidence.reading.traces.force[-1].sum() > quiet.reading.traces.force[-1].sum()
