"""Text → words to compare, and phrases looked up among them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

LANGUAGES = ("en", "de", "uk", "ru")
GAP = 8
"""So many words may stand where a phrase has an ellipsis."""

ECHELONS = {
    "battalion": re.compile("bataillon|battalion|батальйон|батальон|^bns?$|^btl$"),
    "regiment": re.compile("regiment|^regts?$|^rgt$|^полк(?!овник)|^(?:мс|т|пд|дш)п$"),
    "brigade": re.compile("brigad|бригад|^bdes?$|^brig$|^о?(?:м|ш|т|дш|мс)бр$"),
    "division": re.compile("division|дивізі|дивизи|^divs?$|^(?:мс|т|вд|дш)д$"),
    "corps": re.compile("^corps$|korps|корпус|^ak$|^ак$"),
    "army": re.compile("^arm(?:y|ies)$|armee(?!korps)|^арм[іи]"),
    "front": re.compile("^fronts?$|heeresgruppe|^фронт"),
}
"""How words for a unit of each size begin or end, in plain letters."""


def listed(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


_PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ё": "е", "’": "'", "ʼ": "'", "`": "'", "ʹ": "'"})
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_GERMAN = listed("der die das und nicht ist den dem des ein eine sich auf mit von wird haben im zu")
_ENGLISH = listed("the and of to in is was are that it with for on as have has by not their")


def plain(text: str) -> str:
    """The text without case, and with one way to write what can be written in several."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN)


def words_of(text: str) -> list[str]:
    """The words of a text, in plain letters."""
    return [re.sub(r"(?<=[a-z])'s$", "", word) for word in _WORD.findall(plain(text))]


# Each sentence asks for the language of the whole page.
@lru_cache(maxsize=4)
def language_of(text: str) -> str:
    """Which of `LANGUAGES` a text is most likely in."""
    letters = [letter for letter in text.casefold() if letter.isalpha()]
    if sum("а" <= letter <= "џ" or letter in "іїєґ" for letter in letters) > len(letters) / 2:
        ukrainian = sum(letter in "іїєґ" for letter in letters)
        return "uk" if ukrainian > sum(letter in "ыэъё" for letter in letters) else "ru"
    words = words_of(text)
    german = sum(word in _GERMAN for word in words)
    return "de" if german > sum(word in _ENGLISH for word in words) else "en"


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was found: what it stands for, and the first and the last of its words."""

    label: str
    first: int
    last: int


class Phrases:
    """Phrases and what they stand for. `*` ends the beginning of a word, `…` leaves room for some words."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._by_word: dict[str, list[tuple[str, list[list[str]]]]] = {}
        for label, phrase in phrases:
            parts = [re.findall(r"[^\W_]+(?:['-][^\W_]+)*\*?", plain(part)) for part in phrase.split("…")]
            if parts := [part for part in parts if part]:
                self._by_word.setdefault(parts[0][0], []).append((label, parts))
        self._lengths = sorted({len(word) for word in self._by_word})

    def find(self, words: Sequence[str]) -> list[Hit]:
        """Every phrase in the words, in the order of its first word; each label once for each first word."""
        hits: dict[tuple[str, int], Hit] = {}
        for at, word in enumerate(words):
            begins = (f"{word[: n - 1]}*" for n in self._lengths if n - 1 <= len(word))
            for begin in (word, *begins):
                for label, parts in self._by_word.get(begin, ()):
                    if (label, at) not in hits and (last := _last(words, at, parts)) is not None:
                        hits[label, at] = Hit(label, at, last)
        return list(hits.values())


def _last(words: Sequence[str], at: int, parts: Sequence[Sequence[str]]) -> int | None:
    """The last word of a phrase that begins at a word; None where it does not go on."""
    for place, part in enumerate(parts):
        starts = range(at, at + 1) if place == 0 else range(at, at + GAP + 1)
        found = next((start for start in starts if _stands(words, start, part)), None)
        if found is None:
            return None
        at = found + len(part)
    return at - 1


def _stands(words: Sequence[str], at: int, part: Sequence[str]) -> bool:
    return at + len(part) <= len(words) and all(
        word.startswith(want[:-1]) if want.endswith("*") else word == want
        for word, want in zip(words[at:], part, strict=False)
    )


def phrases_in(cell: str) -> list[str]:
    """The phrases of a cell, which semicolons part."""
    return [phrase.strip() for phrase in cell.split(";") if phrase.strip()]
