from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakranks.assessment.yardstick import phia_word

BANDS = [
    ("remote chance", 0.00, 0.05),
    ("highly unlikely", 0.10, 0.20),
    ("unlikely", 0.25, 0.35),
    ("realistic possibility", 0.40, 0.4999),
    ("likely", 0.55, 0.75),
    ("highly likely", 0.80, 0.90),
    ("almost certain", 0.95, 1.00),
]


@pytest.mark.parametrize(("word", "low", "high"), BANDS)
def test_band_edges_and_middle(word: str, low: float, high: float) -> None:
    assert {phia_word(p) for p in (low, (low + high) / 2, high)} == {word}


@pytest.mark.parametrize(
    ("p", "word"),
    [
        (0.06, "remote chance"),
        (0.09, "highly unlikely"),
        (0.21, "highly unlikely"),
        (0.24, "unlikely"),
        (0.36, "unlikely"),
        (0.39, "realistic possibility"),
        (0.50, "realistic possibility"),
        (0.53, "likely"),
        (0.76, "likely"),
        (0.79, "highly likely"),
        (0.91, "highly likely"),
        (0.94, "almost certain"),
    ],
)
def test_number_in_a_gap_takes_the_nearest_band(p: float, word: str) -> None:
    assert phia_word(p) == word


@pytest.mark.parametrize(
    ("p", "word"),
    [
        (0.075, "highly unlikely"),
        (0.225, "unlikely"),
        (0.375, "realistic possibility"),
        (0.525, "realistic possibility"),
        (0.775, "likely"),
        (0.925, "highly likely"),
    ],
)
def test_halfway_takes_the_band_nearer_even_odds(p: float, word: str) -> None:
    assert phia_word(p) == word


@given(st.floats(0, 1))
def test_word_is_of_the_nearest_band(p: float) -> None:
    distance = {word: max(low - p, p - high, 0.0) for word, low, high in BANDS}
    assert distance[phia_word(p)] <= min(distance.values()) + 1e-3


def test_words_rise_with_the_number() -> None:
    order = [word for word, _, _ in BANDS]
    places = [order.index(phia_word(i / 1000)) for i in range(1001)]
    assert all(a <= b for a, b in pairwise(places))


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_refuses_what_is_no_probability(p: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        phia_word(p)


def test_rounding_beyond_the_ends_is_forgiven() -> None:
    assert phia_word(1.0000001) == "almost certain"
    assert phia_word(-1e-9) == "remote chance"
