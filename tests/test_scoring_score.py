"""What is asked of history, who else is asked, and how scores are summed up."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from breakranks.assumptions import history, read_explanations, read_parameters, read_priors
from breakranks.case import Case, Outcome, load_case, shipped
from breakranks.scoring import calibrate, score, write_learnt
from breakranks.scoring.baselines import base_rates, baselines, explanation_baselines
from breakranks.scoring.days import Job, forecast_day
from breakranks.scoring.history import learn_history
from breakranks.scoring.items import items_of, phases_of
from breakranks.scoring.score import INSIDE, OUTSIDE
from breakranks.scoring.summarise import MODEL, summarise
from breakranks.scoring.types import Item
from breakranks.tables import InputError
from case_folder import write_case

LIBRARY = [load_case(slug) for slug in shipped()]


@pytest.fixture
def small(tmp_path: Path) -> Case:
    return load_case(write_case(tmp_path / "river"))


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
                Outcome("area-given-up", f"a{n}", None, day if h else None, "", "") for n, h in enumerate(happened)
            ),
        )

    rates = base_rates([made("one", True, True), made("two", False, False, False, False)])
    usual = 2 / 6
    assert rates["area-given-up", 7] == pytest.approx((1.0 + 0.0 + usual) / 3)


@pytest.mark.parametrize("slug", ["mosul-2014", "russia-1917"])
def test_no_baseline_knows_how_its_own_case_ended(slug: str):
    others = [c for c in LIBRARY if c.slug != slug]
    case = load_case(slug)
    items = items_of(case)
    said = baselines([*others, case], items)
    blind = baselines([*others, overturned(case)], items)
    for name in ("base rate", "event counts", "even odds"):
        np.testing.assert_array_equal(said[name], blind[name])
    assert not np.array_equal(said["persistence"], blind["persistence"]), "it may know what had been lost by the day"
    phases = phases_of(case)
    relabelled = tuple(replace(p, explanation="deception") for p in phases)
    rest = tuple(p for c in others for p in phases_of(c))
    for one, other in zip(
        explanation_baselines([*others, case], phases + rest, read_explanations()).values(),
        explanation_baselines([*others, case], relabelled + rest, read_explanations()).values(),
        strict=True,
    ):
        np.testing.assert_array_equal(one[: len(phases)], other[: len(phases)])


def test_persistence_goes_on_at_the_rate_of_the_last_days(small: Case):
    lost = tuple(replace(o, date=date(2030, 1, 16)) if o.area == "bridge" else o for o in small.outcomes)
    case = replace(small, outcomes=lost)
    item = Item("river", date(2030, 1, 20), "area-given-up", "town", 7, False)
    said = baselines([*LIBRARY, case], [item])["persistence"]
    assert said[0] == pytest.approx((1 + 1) / (2 + 2)), "one of the two areas held a week ago has been lost"


def test_history_does_not_depend_on_a_case_that_it_is_not_given():
    found = learn_history(LIBRARY)
    without = learn_history(LIBRARY[1:])
    assert found.rates != without.rates
    assert found.leans != without.leans
    for rate in found.rates.values():
        assert 0 < rate < 1


def test_history_that_ships_is_the_one_that_is_learnt():
    for slug in (None, *shipped()):
        learnt = learn_history([c for c in LIBRARY if c.slug != slug])
        shipped_one = history(slug)
        assert shipped_one.rates == pytest.approx(learnt.rates, abs=1e-4)
        assert shipped_one.leans == pytest.approx(learnt.leans, rel=1e-3, abs=1e-6)


# -- summing up ------------------------------------------------------------------------------------------------------


def lines_of(happened: list[bool], cases: list[str]):
    items = [Item(c, date(2030, 1, 1), "mutiny", None, 28, h) for c, h in zip(cases, happened, strict=True)]
    rate = np.full(len(items), 0.3)
    found = summarise(items, {"base rate": rate, MODEL: np.where(happened, 0.6, 0.2)}, 1)
    return {line.forecaster: line for line in found if line.question is None and line.horizon is None}


def test_intervals_resample_cases_and_not_rows():
    happened, cases = [True, True, False, False, False, True], ["a", "a", "b", "b", "c", "c"]
    few, many = lines_of(happened, cases)[MODEL], lines_of(happened * 50, cases * 50)[MODEL]
    assert (few.brier.value, few.brier.low, few.brier.high) == pytest.approx(
        (many.brier.value, many.brier.low, many.brier.high)
    )
    assert few.brier.low < few.brier.value < few.brier.high
    alone = lines_of(happened, ["a"] * 6)[MODEL]
    assert alone.brier.low == alone.brier.high == pytest.approx(alone.brier.value)


def test_skill_and_difference_are_against_whom_they_say():
    found = lines_of([True, False, False, True], ["a", "a", "b", "b"])
    model, base = found[MODEL], found["base rate"]
    assert model.skill.value == pytest.approx(1 - model.brier.value / base.brier.value)
    assert base.skill.value == 0
    assert model.behind.value == 0
    assert base.behind.value == pytest.approx(base.brier.value - model.brier.value)


# -- the whole of it, on a folder of one's own -----------------------------------------------------------------------


def test_a_case_of_ones_own_is_scored(small: Case):
    silent = replace(small, outcomes=tuple(o for o in small.outcomes if o.question != "explanation"))
    found, other = score([small], particles=200, seed=3), score([silent], particles=200, seed=3)
    assert len(found.items) == len(items_of(small)) > 0
    for name in (MODEL, INSIDE, OUTSIDE):
        assert np.all((found.forecasts[name] > 0) & (found.forecasts[name] < 1))
        np.testing.assert_array_equal(found.forecasts[name], other.forecasts[name])
    assert len(found.phases) == 2
    assert other.phases == ()
    assert np.all(found.forecasts[MODEL] <= np.maximum(found.forecasts[INSIDE], found.forecasts[OUTSIDE]) + 1e-12)
    assert np.all(found.forecasts[MODEL] >= np.minimum(found.forecasts[INSIDE], found.forecasts[OUTSIDE]) - 1e-12)


def test_forecasts_do_not_depend_on_how_it_ended(small: Case):
    parameters, explanations = read_parameters(), read_explanations()
    unended = replace(small, outcomes=tuple(replace(o, date=None) for o in small.outcomes))
    for day in small.as_of:
        one, two = (forecast_day(Job(case, day, parameters, explanations, 200, 1)) for case in (small, unended))
        said = {(i.as_of, i.area, i.horizon): p for i, p in zip(one.forecast.items, one.forecast.inside, strict=True)}
        again = {(i.as_of, i.area, i.horizon): p for i, p in zip(two.forecast.items, two.forecast.inside, strict=True)}
        assert said == {key: again[key] for key in said}
        np.testing.assert_array_equal(one.forecast.explanations, two.forecast.explanations)


def test_calibration_goes_on_where_it_was_cut_off(small: Case, tmp_path: Path):
    second = replace(small, slug="other", events=small.events[:-1])
    at_once = calibrate([small, second], tmp_path / "at-once", 3, 150, 5)
    calibrate([small, second], tmp_path / "in-parts", 1, 150, 5)
    in_parts = calibrate([small, second], tmp_path / "in-parts", 3, 150, 5)
    assert at_once == in_parts
    assert [learnt.without for learnt in at_once] == [None, "river", "other"]
    assert at_once[0].parameters != at_once[1].parameters
    with pytest.raises(InputError, match="another seed"):
        calibrate([small, second], tmp_path / "in-parts", 3, 150, 6)
    names = {path.name for path in write_learnt(at_once, [small, second], tmp_path / "in-parts")}
    assert names == {"learnt.csv", "base-rates.csv", "outside-view.csv", "rounds.csv"}
    moved = [p.name for p, q in zip(read_priors(), at_once[0].parameters, strict=True) if p != q]
    assert set(moved) == {p.name for p in read_priors() if p.spread > 0}, "what is fixed stays as it was"


def test_there_must_be_a_case_to_leave_out(small: Case, tmp_path: Path):
    with pytest.raises(InputError, match="two cases or more"):
        calibrate([small], tmp_path / "state")
    assert not (tmp_path / "state").exists()
