"""Stylised facts: the table, and what the model gives for the same quantities."""

from collections.abc import Mapping
from dataclasses import replace
from math import isnan

import pytest

from breakranks.assumptions import read_parameters
from breakranks.scoring.facts import facts, model_facts
from breakranks.scoring.types import Interval

SHARES = (
    "blocking-detachments-returned",
    "union-deserters-returned",
    "mass-desertion",
    "mutiny-breadth",
    "prisoners-collapse",
    "stragglers-collapse",
    "prisoners-retreat",
    "losses-day",
)
PARAMETERS = read_parameters()


@pytest.fixture(scope="module")
def given() -> Mapping[str, Interval]:
    return model_facts(PARAMETERS, 1)


def model_with(**times: float) -> Mapping[str, Interval]:
    """What the model gives with some parameters (names with `_` for `-`) that many times as large."""
    factors = {name.replace("_", "-"): factor for name, factor in times.items()}
    assert factors.keys() <= {p.name for p in PARAMETERS}
    return model_facts([replace(p, centre=p.centre * factors.get(p.name, 1.0)) for p in PARAMETERS], 1)


def test_the_table_gives_a_figure_or_a_bound_and_a_page_for_every_fact() -> None:
    assert facts()
    for fact in facts():
        known = [x for x in (fact.low, fact.figure, fact.high) if x is not None]
        assert known
        assert known == sorted(known)
        assert fact.url.startswith("http")


def test_the_model_answers_the_facts_that_the_table_does_not_leave_out(given: Mapping[str, Interval]) -> None:
    outside = {fact.id for fact in facts() if "outside the model:" in fact.note.lower()}
    assert set(given) == {fact.id for fact in facts()} - outside


def test_intervals_are_in_order_and_shares_between_nothing_and_all(given: Mapping[str, Interval]) -> None:
    assert all(interval.low <= interval.value <= interval.high for interval in given.values())
    assert all(given[share].low >= 0.0 and given[share].high <= 1.0 for share in SHARES)


def test_the_same_seed_gives_the_same_and_another_does_not(given: Mapping[str, Interval]) -> None:
    assert model_facts(PARAMETERS, 1) == given
    assert model_facts(PARAMETERS, 2) != given


def test_more_policing_of_the_rear_returns_more(given: Mapping[str, Interval]) -> None:
    stricter = model_with(round_up_coercion=3.0)
    assert stricter["blocking-detachments-returned"].value > given["blocking-detachments-returned"].value
    assert stricter["union-deserters-returned"] == given["union-deserters-returned"]


def test_a_precedent_matters_as_much_as_peers_do(given: Mapping[str, Interval]) -> None:
    sight = ("capitulate_peers", "leave_peers", "lump_contagion", "waver_contagion", "loss_of_control_broken")
    alone = model_with(**dict.fromkeys(sight, 1e-6))
    assert alone["surrender-precedent"].value == pytest.approx(1.0, abs=0.1)
    assert given["surrender-precedent"].low > alone["surrender-precedent"].high


def test_refusals_end_sooner_where_men_are_talked_round_sooner(given: Mapping[str, Interval]) -> None:
    assert model_with(submit_base=4.0)["mutiny-subsides"].value < given["mutiny-subsides"].value


def test_what_no_army_goes_through_has_no_interval() -> None:
    steady = model_with(**dict.fromkeys(("waver_base", "defy_base", "lump_base", "area_pressed", "area_empty"), 1e-6))
    assert isnan(steady["days-to-collapse"].value)
    assert not isnan(steady["desertion-month"].value)
