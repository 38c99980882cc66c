"""The shipped cases, grouped by century and by how they ended."""

from dataclasses import replace
from datetime import date

import pytest

from breakranks.case import Case, grouped, load_case, shipped
from breakranks.case.shipped import century_of, ending


@pytest.fixture(scope="module")
def groups() -> dict[str, dict[str, tuple[Case, ...]]]:
    return {century: dict(endings) for century, endings in grouped().items()}


def test_every_case_is_in_one_group(groups) -> None:
    found = [case.slug for endings in groups.values() for cases in endings.values() for case in cases]
    assert sorted(found) == list(shipped())


def test_centuries_and_endings_are_in_order(groups) -> None:
    assert list(groups) == ["20th century", "21st century"]
    for endings in groups.values():
        assert list(endings) == ["general collapse", "bodies broke", "held together"]
        assert all([c.start for c in cases] == sorted(c.start for c in cases) for cases in endings.values())


@pytest.mark.parametrize(
    ("slug", "how"),
    [
        ("afghanistan-2021", "general collapse"),
        ("france-1917", "bodies broke"),
        ("gallipoli-1915", "held together"),
        ("kherson-2022", "held together"),
    ],
)
def test_a_case_ended_as_its_outcomes_say(slug: str, how: str) -> None:
    assert ending(load_case(slug)) == how


def test_ground_that_was_given_up_is_no_broken_body_and_no_record_is_no_ending() -> None:
    case = load_case("kherson-2022")
    lost = tuple(outcome for outcome in case.outcomes if outcome.question == "area-given-up")
    assert ending(replace(case, outcomes=lost)) == "held together"
    assert ending(replace(case, outcomes=())) == "not recorded"
    explained = tuple(outcome for outcome in case.outcomes if outcome.question == "explanation")
    assert ending(replace(case, outcomes=explained)) == "not recorded"


@pytest.mark.parametrize(
    ("year", "century"),
    [(1900, "19th century"), (1901, "20th century"), (2000, "20th century"), (2001, "21st century"),
     (1066, "11th century"), (1150, "12th century"), (2150, "22nd century"), (2250, "23rd century")],
)  # fmt: skip
def test_centuries_are_named(year: int, century: str) -> None:
    assert century_of(date(year, 6, 1)) == century


@pytest.mark.parametrize("slug", shipped())
def test_every_shipped_case_says_where_its_front_is(slug: str) -> None:
    fronts = [area.front for area in load_case(slug).areas]
    assert None not in fronts
    assert True in fronts
