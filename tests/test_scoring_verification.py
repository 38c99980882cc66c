"""Scores of probabilities, against an independent library and by their definitions."""

from itertools import product

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scores.continuous import isotonic_fit
from scores.probability import brier_score, roc_curve_data

from breakranks.scoring import verification as v


def asked(size: int):
    """Forecasts in hundredths, with ties, and answers of which some are yes and some no."""
    happened = arrays(bool, size).filter(lambda y: y.any() and not y.all())
    return st.tuples(arrays(np.int64, size, elements=st.integers(0, 99)).map(lambda p: p / 100), happened)


forecasts = st.integers(2, 60).flatmap(asked)


@given(forecasts)
def test_scores_are_those_of_the_scores_library(asked):
    p, y = asked
    said, happened = xr.DataArray(p, dims="item"), xr.DataArray(y.astype(float), dims="item")
    assert v.brier(p, y) == pytest.approx(float(brier_score(said, happened)))
    assert v.auc(p, y) == pytest.approx(float(roc_curve_data(said, happened, np.arange(101) / 100)["AUC"]), abs=1e-9)
    fit = isotonic_fit(p, y.astype(float))
    np.testing.assert_allclose(v.recalibrated(p, y), fit["regression_func"](p), atol=1e-9)


@given(forecasts)
def test_the_decomposition_adds_up_and_its_parts_are_not_negative(asked):
    p, y = asked
    miscalibration, discrimination, uncertainty = v.corp(p, y)
    assert v.brier(p, y) == pytest.approx(miscalibration - discrimination + uncertainty)
    assert min(miscalibration, discrimination) > -1e-12
    assert uncertainty == pytest.approx(y.mean() * (1 - y.mean()))


@given(forecasts, st.data())
def test_a_weight_of_k_is_the_row_k_times(asked, data):
    p, y = asked
    times = data.draw(arrays(np.int64, len(p), elements=st.integers(0, 3)))
    many, answers = np.repeat(p, times), np.repeat(y, times)
    if len(many) == 0:
        return
    w = times.astype(float)
    for measure in (v.brier, v.log_score, v.calibration_error, v.auc):
        assert measure(p, y, w) == pytest.approx(measure(many, answers), nan_ok=True)
    assert v.sharpness(p, w) == pytest.approx(v.sharpness(many))
    np.testing.assert_allclose(v.corp(p, y, w), v.corp(many, answers), atol=1e-9)


@given(forecasts)
def test_a_forecast_that_is_recalibrated_has_no_miscalibration(asked):
    p, y = asked
    again = v.recalibrated(p, y)
    assert v.corp(again, y)[0] == pytest.approx(0.0, abs=1e-12)
    assert v.brier(again, y) <= v.brier(p, y) + 1e-12


def test_auc_counts_pairs():
    p, y = np.array([0.1, 0.4, 0.4, 0.8, 0.3]), np.array([False, True, False, True, True])
    pairs = list(product(p[y], p[~y]))
    assert v.auc(p, y) == pytest.approx(np.mean([1.0 if a > b else 0.5 if a == b else 0.0 for a, b in pairs]))
    assert np.isnan(v.auc(p, np.ones(5, bool)))


def test_the_logarithmic_score_is_clipped():
    wrong = v.log_score(np.array([0.0]), np.array([True]))
    assert wrong == pytest.approx(-np.log(v.CLIP))
    assert v.log_score(np.array([0.25]), np.array([True])) == pytest.approx(np.log(4))


def test_the_calibration_error_by_hand():
    p = np.array([0.05, 0.05, 0.05, 0.05, 0.95, 0.95])
    y = np.array([True, False, False, False, True, False])
    assert v.calibration_error(p, y) == pytest.approx((4 * abs(0.05 - 0.25) + 2 * abs(0.95 - 0.5)) / 6)
