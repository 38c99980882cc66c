"""Numbers and echelons among the words of a sentence: "127-го полку", "III Corps", "the Second and Third Armies"."""

import re
from collections.abc import Mapping, Sequence

from breakranks.extraction.words import ECHELONS, listed

NEAR = 7
"""An echelon is looked for in so many words from its number on."""
TOGETHER = 3
"""A number in letters stands at most so many words before its echelon: "the Second and Third Armies"."""
NUMBERED = re.compile(r"(\d{1,4})(?:-?(?:st|nd|rd|th|[а-яіїє]{1,3}))?")
"""A number in digits, in plain letters."""
_COUNTED = listed(
    "of men people soldiers troops soldaten mann von солдат "
    "солдатів бійців бойцов військовослужбовців военнослужащих осіб человек из із з"
)
_ROMAN = re.compile(r"(?=[clxvi])(c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})")
_ENDINGS = "er?|es|e[nm]|[иіыо]й|ая|ь?[аяеє]|[оь]е|(?:о|ьо|ье)(?:го|му)|ь?ою|ье?й|ої|ьої|ь?[ую]|ую|[ыиіо]м"
"""How an ordinal may end in German, Ukrainian and Russian."""
_ORDINALS = (
    ("first", "erst перш перв"),
    ("second", "zweit друг втор"),
    ("third", "dritt трет"),
    ("fourth", "viert четверт"),
    ("fifth", "fuenft п'ят пят"),
    ("sixth", "sechst шост шест"),
    ("seventh", "siebt siebent сьом седьм"),
    ("eighth", "acht восьм"),
    ("ninth", "neunt дев'ят девят"),
    ("tenth", "zehnt десят"),
    ("eleventh", "elft одинадцят одиннадцат"),
    ("twelfth", "zwoelft дванадцят двенадцат"),
)
_ORDINAL = tuple(re.compile(rf"{whole}|(?:{'|'.join(stems.split())})(?:{_ENDINGS})") for whole, stems in _ORDINALS)


def echelons_in(words: Sequence[str]) -> dict[int, str]:
    """Which of the words name an echelon, and which; an army corps is a corps."""
    found = {at: name for at, word in enumerate(words) for name, sign in ECHELONS.items() if sign.search(word)}
    return {at: name for at, name in found.items() if not (name == "army" and found.get(at + 1) == "corps")}


def next_echelon(words: Sequence[str], at: int, echelons: Mapping[int, str]) -> str | None:
    """The echelon that a number is that of: the next one, if no people are counted before it."""
    for place in range(at, min(at + NEAR, len(words))):
        if place in echelons:
            return echelons[place]
        if words[place] in _COUNTED:
            return None
    return None


def number_at(words: Sequence[str], at: int, echelons: Mapping[int, str]) -> tuple[int | None, str | None]:
    """The number that a word is, in digits, as a Roman number or as an ordinal, and the echelon it is that of.

    What may be another word is a number shortly before an echelon only.
    """
    word, near = words[at], next_echelon(words, at, echelons)
    if digits := NUMBERED.fullmatch(word):
        return int(digits[1]), near
    reach = range(at + 1, at + (2 if len(word) == 1 else 1 + TOGETHER))
    if any(place in echelons for place in reach) and (roman := _ROMAN.fullmatch(word)):
        hundreds, tens, ones = roman.groups()
        return 100 * len(hundreds) + 10 * _roman(tens, "x", "l", "c") + _roman(ones, "i", "v", "x"), near
    if near and any(place in echelons for place in range(at + 1, at + 1 + TOGETHER)):
        return next((n for n, sign in enumerate(_ORDINAL, start=1) if sign.fullmatch(word)), None), near
    return None, near


def _roman(text: str, one: str, five: str, ten: str) -> int:
    if text in (one + five, one + ten):
        return 4 if text == one + five else 9
    return 5 * text.count(five) + text.count(one)
