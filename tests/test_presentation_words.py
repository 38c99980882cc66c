import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakranks.presentation import words

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.0, f"<1{NBSP}%"),
        (0.0099, f"<1{NBSP}%"),
        (0.01, f"1{NBSP}%"),
        (0.344, f"34{NBSP}%"),
        (0.99, f"99{NBSP}%"),
        (0.991, f">99{NBSP}%"),
        (1.0, f">99{NBSP}%"),
        (float("nan"), "–"),
    ],
)
def test_percent_is_never_certain(p: float, text: str) -> None:
    assert words.percent(p) == text


@pytest.mark.parametrize(
    ("d", "text"),
    [(0.034, "+3"), (-0.034, "−3"), (0.004, "+0.4"), (-0.0002, "0"), (0.0, "0"), (0.0096, "+1")],
)
def test_points_carry_their_sign(d: float, text: str) -> None:
    assert words.points(d) == text


@pytest.mark.parametrize(("e", "text"), [(0.0, "±0.1"), (0.004, "±0.4"), (0.0096, "±1"), (0.023, "±2")])
def test_error_is_never_nothing(e: float, text: str) -> None:
    assert words.error(e) == text


@given(st.floats(0, 1))
def test_a_probability_with_its_word_starts_with_its_number(p: float) -> None:
    assert words.in_words(p).startswith(words.percent(p))


@pytest.mark.parametrize(
    ("name", "limit", "text"),
    [
        ("Snihurivka and the lower Inhulets", 26, "Snihurivka"),
        ("34th and 205th Motor Rifle Brigades", 34, "34th and 205th Motor Rifle…"),
        ("109th Rifle Regiment (DNR, mobilised)", 26, "109th Rifle Regiment"),
        ("Mosul", 26, "Mosul"),
        ("Donaudampfschifffahrtsgesellschaft", 10, "Donaudamp…"),
    ],
)
def test_short_names_say_what_matters(name: str, limit: int, text: str) -> None:
    assert words.short(name, limit) == text


@given(st.text(min_size=1, max_size=80), st.integers(4, 40))
def test_short_names_are_short(name: str, limit: int) -> None:
    assert len(words.short(name, limit)) <= limit


def test_lists_read_as_sentences() -> None:
    assert words.listed([]) == ""
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"


def test_every_kind_of_the_codebook_has_words() -> None:
    from breakranks.presentation.signals import DIRECTION_OF

    assert set(DIRECTION_OF) <= set(words.KIND_NAMES)
