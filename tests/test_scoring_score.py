"""What is asked of history, who else is asked, and how scores are summed up."""

from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from breakranks.assumptions import read_assumptions, read_explanations
from breakranks.case import Case, Outcome, load_case, shipped
from breakranks.scoring import calibrate, score, write_learnt
from breakranks.scoring.baselines import base_rates, baselines, explanation_baselines
from breakranks.scoring.calibrate import moved
from breakranks.scoring.forecast import Job, forecast_day
from breakranks.scoring.items import items_of, phases_of
from breakranks.scoring.score import WORLDS
from breakranks.scoring.summarise import MODEL, summarise
from breakranks.scoring.types import Item, Scores
from breakranks.tables import InputError
from case_folder import write_case

LIBRARY = [load_case(slug) for slug in shipped()]
FEW = ["kherson-2022", "mosul-2014", "russia-1917", "wagner-2023"]
"""Enough to learn a baseline from."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return load_case(write_case(tmp_path_factory.mktemp("small") / "river"))


@pytest.fixture(scope="module")
def scored(small: Case) -> Scores:
    return score([small])


def overturned(case: Case) -> Case:
    """The same case in which the opposite happened of everything."""
    late = case.start + timedelta(days=1)
    turned = (o if o.question == "explanation" else replace(o, date=None if o.date else late) for o in case.outcomes)
    return replace(case, outcomes=tuple(turned))


# -- what is asked ---------------------------------------------------------------------------------------------------


def test_only_what_is_open_and_can_be_settled_is_asked(small: Case):
    asked = items_of(small)
    # The town was left on 20 February, the window ends on 31 March, forecasts are of 20 January and 10 February.
    assert {i.as_of for i in asked} == set(small.as_of)
    by = {(i.as_of, i.area, i.horizon): i.happened for i in asked}
    assert by[date(2030, 1, 20), "town", 56] is True
    assert by[date(2030, 1, 20), "town", 28] is False
    assert by[date(2030, 2, 10), "town", 14] is True
    assert (date(2030, 2, 10), "town", 56) not in by, "56 days go beyond the window"
    assert not any(happened for (_, area, _), happened in by.items() if area == "bridge")


def test_what_has_happened_is_asked_no_more(small: Case):
    early = tuple(replace(o, date=date(2030, 1, 25)) if o.area == "town" else o for o in small.outcomes)
    asked = items_of(replace(small, outcomes=early))
    assert {i.as_of for i in asked if i.area == "town"} == {date(2030, 1, 20)}


@pytest.mark.parametrize("case", LIBRARY, ids=shipped())
def test_every_shipped_question_is_asked_the_same_way(case: Case):
    for item in items_of(case):
        assert item.as_of + timedelta(days=item.horizon) <= case.end
        assert (item.area is not None) == (item.question == "area-given-up")
    assert {p.as_of for p in phases_of(case)} <= set(case.as_of)


# -- others who were asked -------------------------------------------------------------------------------------------


def test_base_rates_count_every_case_once():
    def made(slug: str, *happened: bool) -> Case:
        case = replace(LIBRARY[0], slug=slug, start=date(2030, 1, 1), end=date(2030, 3, 31), as_of=(date(2030, 1, 10),))
        day = date(2030, 1, 12)
        return replace(
            case,
            outcomes=tuple(
                Outcome("area-given-up", f"a{n}", None, day if h else None, (), "") for n, h in enumerate(happened)
            ),
        )

    rates = base_rates([made("one", True, True), made("two", False, False, False, False)])
    usual = 2 / 6
    assert rates["area-given-up", 7] == pytest.approx((1.0 + 0.0 + usual) / 3)


@pytest.mark.parametrize("slug", ["mosul-2014", "russia-1917"])
def test_no_baseline_knows_how_its_own_case_ended(slug: str):
    others = [load_case(other) for other in FEW if other != slug]
    case = load_case(slug)
    items = items_of(case)
    said = baselines([*others, case], items)
    blind = baselines([*others, overturned(case)], items)
    for name in ("base rate", "event counts", "even odds"):
        np.testing.assert_array_equal(said[name], blind[name])
    assert not np.array_equal(said["persistence"], blind["persistence"]), "it may know what had been lost by the day"
    phases = phases_of(case)
    table = read_explanations()
    relabelled = replace(
        case, outcomes=tuple(replace(o, note="deception") if o.question == "explanation" else o for o in case.outcomes)
    )
    one = explanation_baselines([*others, case], phases, table)
    other = explanation_baselines([*others, relabelled], phases, table)
    for name, told in one.items():
        np.testing.assert_array_equal(told, other[name])


def test_persistence_goes_on_at_the_rate_of_the_last_days(small: Case):
    lost = tuple(replace(o, date=date(2030, 1, 16)) if o.area == "bridge" else o for o in small.outcomes)
    case = replace(small, outcomes=lost)
    item = Item("river", date(2030, 1, 20), "area-given-up", "town", 7, False)
    said = baselines([*LIBRARY[:3], case], [item])["persistence"]
    assert said[0] == pytest.approx((1 + 1) / (2 + 2)), "one of the two areas held a week ago has been lost"


def test_base_rates_that_ship_are_those_that_are_learnt():
    for slug in (None, *shipped()):
        learnt = base_rates([c for c in LIBRARY if c.slug != slug])
        assert read_assumptions(slug).base_rates == pytest.approx(learnt, abs=1e-4)


# -- summing up ------------------------------------------------------------------------------------------------------


def lines_of(happened: list[bool], cases: list[str]):
    items = [Item(c, date(2030, 1, 1), "mutiny", None, 28, h) for c, h in zip(cases, happened, strict=True)]
    rate = np.full(len(items), 0.3)
    found = summarise(items, {"base rate": rate, MODEL: np.where(happened, 0.6, 0.2)})
    return {line.forecaster: line for line in found if not (line.question or line.horizon or line.case)}


def test_intervals_resample_cases_and_not_rows():
    happened, cases = [True, True, False, False, False, True], ["a", "a", "b", "b", "c", "c"]
    few, many = lines_of(happened, cases)[MODEL], lines_of(happened * 50, cases * 50)[MODEL]
    assert (few.brier.value, few.brier.low, few.brier.high) == pytest.approx(
        (many.brier.value, many.brier.low, many.brier.high)
    )
    assert few.brier.low < few.brier.value < few.brier.high


def test_fewer_than_three_cases_give_no_interval():
    for cases in (["a"] * 4, ["a", "a", "b", "b"]):
        brier = lines_of([True, False, True, False], cases)[MODEL].brier
        assert brier.value == pytest.approx(0.1)
        assert np.isnan(brier.low)
        assert np.isnan(brier.high)


def test_areas_are_ranked_within_a_day_and_not_over_days():
    def item(day: int, area: str, happened: bool) -> Item:
        return Item("a", date(2030, 1, day), "area-given-up", area, 28, happened)

    items = [item(1, "x", True), item(1, "y", False), item(2, "x", True), item(2, "y", False)]
    p = np.array([0.2, 0.1, 0.9, 0.8])
    (line,) = (x for x in summarise(items, {"base rate": p, MODEL: p}) if x.forecaster == MODEL and x.case)
    assert line.auc_within.value == 1.0, "each day's is right"
    assert line.auc.value == 0.75, "of all pairs, one over days is not"


def test_skill_and_difference_are_against_whom_they_say():
    found = lines_of([True, False, False, True], ["a", "a", "b", "b"])
    model, base = found[MODEL], found["base rate"]
    assert model.skill.value == pytest.approx(1 - model.brier.value / base.brier.value)
    assert base.skill.value == 0
    assert model.behind.value == 0
    assert base.behind.value == pytest.approx(base.brier.value - model.brier.value)


# -- the whole of it, on a folder of one's own -----------------------------------------------------------------------


def test_a_case_of_ones_own_is_scored(small: Case, scored: Scores):
    assert len(scored.items) == len(items_of(small)) > 0
    base, printed, worlds = (scored.forecasts[name] for name in ("base rate", MODEL, WORLDS))
    assert np.all((worlds > 0) & (worlds < 1))
    weight = read_assumptions("river").values["mixture"]
    np.testing.assert_allclose(printed, weight * worlds + (1 - weight) * base, atol=2e-4)
    assert len(scored.phases) == 2


def test_where_the_record_does_not_say_what_explains_it_nobody_is_asked(small: Case, scored: Scores):
    found = score([replace(small, outcomes=tuple(o for o in small.outcomes if o.question != "explanation"))])
    np.testing.assert_array_equal(found.forecasts[MODEL], scored.forecasts[MODEL])
    assert found.phases == ()


def test_forecasts_do_not_depend_on_how_it_ended(small: Case):
    known = read_assumptions("river")
    unended = replace(small, outcomes=tuple(replace(o, date=None) for o in small.outcomes))
    for day in small.as_of:
        one, two = (forecast_day(Job(case, day, known)) for case in (small, unended))
        said = {(i.area, i.horizon): p for i, p in zip(one.items, one.worlds, strict=True)}
        again = {(i.area, i.horizon): p for i, p in zip(two.items, two.worlds, strict=True)}
        assert said == {key: again[key] for key in said}
        np.testing.assert_array_equal(one.explained, two.explained)


def test_ordinary_fronts_lose_less_ground(small: Case, scored: Scores):
    ordinary = score([small], ordinary=True)
    for name in (MODEL, WORLDS):
        assert np.all(ordinary.forecasts[name] < scored.forecasts[name])


def test_every_case_moves_what_is_learnt_and_none_learns_from_itself(small: Case, tmp_path: Path):
    second = replace(small, slug="other", events=small.events[:-1])
    turned = replace(overturned(small), slug="third")
    found = calibrate([small, second, turned])
    assert [taught.without for taught in found] == [None, "river", "other", "third"]
    blind = calibrate([overturned(small), second, turned])[1]
    assert found[1].lessons.parameters == blind.lessons.parameters
    assert found[1].base_rates == blind.base_rates
    assert found[0].lessons.parameters != found[1].lessons.parameters
    assert 0.25 <= found[0].mixture <= 0.75
    for moves in moved(found).values():
        assert [abs(m.errors) for m in moves] == sorted((abs(m.errors) for m in moves), reverse=True)
        assert all(m.errors == 0 or (m.errors > 0) == (m.learnt > m.without) for m in moves)
    names = {path.name for path in write_learnt(found, tmp_path / "learnt")}
    assert names == {"learnt.csv", "multipliers.csv", "switches.csv", "base-rates.csv", "learnt-from.csv"}


def test_there_must_be_cases_to_leave_out(small: Case):
    with pytest.raises(InputError, match="three cases or more"):
        calibrate([small, replace(small, slug="other")])


@pytest.mark.slow
def test_what_ships_is_what_is_learnt(tmp_path: Path):
    write_learnt(calibrate(LIBRARY), tmp_path)
    for path in tmp_path.iterdir():
        shipped_one = files("breakranks.assumptions").joinpath(path.name).read_text(encoding="utf-8")
        assert path.read_text(encoding="utf-8") == shipped_one, f"run breakranks calibrate and copy {path.name}"
