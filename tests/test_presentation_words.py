from datetime import date
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakranks.assessment.types import Estimate, Forecast, Probability
from breakranks.case.types import Event
from breakranks.presentation import words
from breakranks.presentation.plain import encodable
from breakranks.presentation.terminal import grid

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


@pytest.mark.parametrize(("d", "text"), [(-0.01, f"−1{NBSP}point"), (0.04, f"+4{NBSP}points"), (0.0, f"0{NBSP}points")])
def test_one_point_is_no_points(d: float, text: str) -> None:
    assert words.in_points(d) == text


@pytest.mark.parametrize(
    ("p", "text"), [(0.0, f"0{NBSP}%"), (-0.034, f"−3{NBSP}%"), (1.0, f"100{NBSP}%"), (0.004, f"<1{NBSP}%")]
)
def test_shares_may_be_nothing_or_less(p: float, text: str) -> None:
    assert words.share(p) == text


def test_an_interval_below_zero_keeps_its_minus_apart_from_the_dash() -> None:
    assert words.interval(Estimate(0.5, 0.41, 0.73)) == f"41–73{NBSP}%"
    assert words.interval(Estimate(0.0, -0.25, 0.35)) == f"−25 to 35{NBSP}%"


@given(st.floats(0, 1))
def test_a_probability_with_its_word_starts_with_its_number(p: float) -> None:
    assert words.in_words(p).startswith(words.percent(p))


@pytest.mark.parametrize(
    ("state", "text"), [("open", f"34{NBSP}% unlikely"), ("happened", "has happened"), ("unclear", "cannot be told")]
)
def test_a_forecast_without_a_number_says_why(state: str, text: str) -> None:
    number = Probability(0.34, "unlikely") if state == "open" else None
    assert words.forecast_words(Forecast("mutiny", None, None, 28, state, number, 0.3, 0.2, None, None)) == text


def test_a_question_names_its_place_or_that_it_comes_again() -> None:
    assert words.question_name("area-given-up", "Snihurivka", "open") == "Area given up: Snihurivka"
    assert words.question_name("mutiny", None, "again") == "Another mutiny"
    assert words.question_name("mutiny", None, "open") == "Mutiny"


@pytest.mark.parametrize(
    ("name", "limit", "text"),
    [
        ("Snihurivka and the lower Inhulets", 26, "Snihurivka"),
        ("34th and 205th Motor Rifle Brigades", 34, "34th and 205th Motor Rifle Bdes"),
        ("34th and 205th Motor Rifle Brigades", 24, "34th and 205th Motor…"),
        ("Australian and New Zealand Army Corps", 34, "Australian and New Zealand Army…"),
        ("10th Aegean Division and its cavalry in the hills", 26, "10th Aegean Div…"),
        ("7th, 9th and 21st Infantry Divisions", 34, "7th, 9th and 21st Inf Divs"),
        ("7th Corps troops and artillery, Knin", 30, "7th Corps troops and Arty"),
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


@given(st.lists(st.text(min_size=1, max_size=40), max_size=8))
def test_short_names_beside_each_other_differ(names: list[str]) -> None:
    assert len(set(words.shorts(names, 6))) == len(names)


def test_lists_read_as_sentences() -> None:
    assert words.listed([]) == ""
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_text_for_a_plain_terminal_loses_nothing(text: str) -> None:
    plain = encodable(text, "ascii")
    assert plain.isascii()
    assert plain.count("?") == sum(normalize("NFKD", sign).count("?") for sign in text)
    assert encodable(plain, "ascii") == plain


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp850", "cp1251", "latin-1"])
def test_common_signs_have_plain_ones(encoding: str) -> None:
    text = "“−1–2’s” … 3 → 4 ↔ 5 · × █░ Łódź Øst Đakovo naïve ½ ≥ €"
    plain = encodable(text, encoding)
    plain.encode(encoding)
    assert not set(plain) & set("?\\")
    signs = {sign: encodable(sign, "ascii") for sign in "−–’“…→↔█░Łø½"}
    assert signs == dict(
        zip("−–’“…→↔█░Łø½", ["-", "-", "'", '"', "...", "->", "<->", "#", ".", "L", "o", "1/2"], strict=True)
    )


def test_a_letter_without_a_plain_one_is_told_by_its_number() -> None:
    assert encodable("схід 中", "ascii") == r"\u0441\u0445\u0456\u0434 \u4e2d"
    assert encodable("схід", "cp1251") == "схід"


def test_dots_for_a_cut_name_do_not_move_the_next_column() -> None:
    assert encodable("Mylove…   20", "ascii") == "Mylove... 20"


@given(st.lists(st.lists(st.text("abc -", max_size=30), min_size=3, max_size=3), max_size=4))
def test_a_table_on_the_terminal_loses_nothing(rows: list[list[str]]) -> None:
    lines = [line.plain for line in grid(rows, (8, 9, 12))]
    assert all(len(line) <= 8 + 9 + 12 + 3 for line in lines)
    printed, given_ = "".join(lines).replace(" ", ""), "".join("".join(row) for row in rows).replace(" ", "")
    assert sorted(printed) == sorted(given_)


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("Goes back in disorder: 1st Brigade", "goes back in disorder: 1st Brigade"),
        ("left its guns", "goes back in disorder: left its guns"),
        ("Goes back in disorderly rows", "goes back in disorder: Goes back in disorderly rows"),
        ("", "goes back in disorder"),
    ],
)
def test_a_note_that_begins_with_its_kind_does_not_say_it_twice(note: str, told: str) -> None:
    day = date(2030, 1, 18)
    event = Event(1, day, day, "brigade-1", (), "conduct.flee", None, ("wire",), "B", 2, note)
    assert words.kind_and_note(event) == told
