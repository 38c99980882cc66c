"""The formations and areas of a case that a sentence names, whatever the language and the ending of the word."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz import fuzz

from breakranks.case.types import Case
from breakranks.extraction.lexicon import lexicon, nations
from breakranks.extraction.units import NEAR, NUMBERED, echelons_in, next_echelon, number_at
from breakranks.extraction.words import LANGUAGES, Phrases, listed, words_of

ENDING = 3
"""Letters by which an inflected word may be longer than the name."""
SHORTEST = 4
"""Letters of a name; shorter ones are too easily another word."""
ALIKE = 85.0
"""How alike, from 0 to 100, the beginnings of two names are that are the same in other spellings."""
FIRST_WORDS = 4
"""In so many words at its beginning a sentence says whose the thing is that it tells of."""
_COMMON = listed(
    "north south east west central centre center upper lower left right first second third middle river city "
    "town village sector region province district coast bank line area group force headquarters elements "
    "command staff rear approaches crossings bridgehead peninsula island valley mountains road national "
    "republic army"
)
_DEFINITE = listed("the this die der das dem den des diese dieser diesem dieses")
_PLURAL = ("battalions", "regiments", "brigades", "divisions", "bataillone", "regimenter", "brigaden", "divisionen")
_WHOSE = listed("its their ihr ihre ihrer ihren ihrem sein seine seiner seinen його її їх їхн їхні его ее их")
_SAID = listed("worten angaben aussage aussagen словами даними словам данным мнению думку оцінкою оценке")
_SPOKEN_OF = ("battalion", "regiment", "brigade", "division", "corps")
"""Echelons that "the brigade" may mean one of. "The army" is mostly all of it."""
_ALONE = re.compile(r"(?P<number>\d{2,4})(?:st|nd|rd|th|-?(?:а|я|та|тя|ша|га|ма|ая|ої|ой|ї|ю))")
"""A number that may stand for a formation without its echelon: "the 59th"."""
_DAYS = 31
"""Such a number may be that of a day, so it must be higher."""
_GARRISON = re.compile("^(?:garrison|besatzung$|garnison|гарнізон|гарнизон)")
_PLACED = listed("of in at on from to near round before under for the and")
"""After the first of these the name of a formation says where it is, or over what: no name of its own."""
_MEMBERS = re.compile("(?:ei|ii|i|ov|iv)s(?:i|iv|ev|e|am|ami|akg)?$")
_SPELLINGS = ("tsch", "ch"), ("sch", "s"), ("sh", "s"), ("zh", "s"), ("kh", "g"), ("ch", "g"), ("ts", "s"), ("z", "s")


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """The word in Latin letters, with what the languages spell otherwise spelt in one way."""
    text = re.sub(r"[^a-z]", "", anyascii(word).lower())
    for spelt, plain in _SPELLINGS:
        text = text.replace(spelt, plain)
    for spelt, plain in (("w", "v"), ("y", "i"), ("j", "i"), ("ck", "k"), ("c", "k"), ("h", "g")):
        text = text.replace(spelt, plain)
    return re.sub(r"(.)\1+", r"\1", text)


@lru_cache(maxsize=65536)
def same(name: str, word: str) -> bool:
    """Whether a word of a text is a name, in whatever case and spelling. Both are as `sound` gives them."""
    stem = re.sub(r"[aeiou]+$", "", name)
    # Who belongs to it: росгвардейцы, вагнерівці.
    if len(stem) >= SHORTEST and stem == re.sub(r"[aeiou]+$", "", _MEMBERS.sub("", word)):
        return True
    if len(stem) < SHORTEST - 1 or word[:1] != name[:1] or not 0 <= len(word) - len(stem) <= ENDING:
        return word == name
    # Ukrainian and Russian endings change some last consonants: Polivka, in Polivtsi.
    if word.startswith(stem) or (stem[-1] in "kg" and word.startswith(stem[:-1] + "s")):
        return True
    # An ending changes the last letters; what changes the first ones is another name. Vowels differ between languages.
    bare, other = (re.sub("[aeiou]", "", text) for text in (stem, word))
    # Russian spells an unstressed o as Ukrainian does, or as a: Robotyne, Rabotino.
    begins = word[:2].replace("a", "o") == stem[:2].replace("a", "o")
    if len(bare) >= SHORTEST and begins and other.startswith(bare) and len(other) - len(bare) <= 1:
        return True
    return len(stem) > SHORTEST and word[:3] == stem[:3] and fuzz.ratio(stem, word[: len(stem)]) >= ALIKE


class CaseNames:
    """What the formations and areas of a case are called."""

    def __init__(self, case: Case, aliases: Mapping[str, Sequence[str]]) -> None:
        self.case = case
        formations = {f.id: [f.name, *aliases.get(f.id, ())] for f in case.formations}
        own = {f.id: [_own(f.name), *aliases.get(f.id, ())] for f in case.formations}
        areas = {area.id: [area.name, *aliases.get(area.id, ())] for area in case.areas}
        self._areas = _owners(areas)
        # A place in the name of a formation names the place.
        known = (
            {word: ids for word, ids in _owners(names).items() if word not in self._areas}
            for names in (own, formations)
        )
        self._formations = tuple(known)
        self._numbered = _numbered(formations)
        # Names of several words are looked for whole too: each of them may be a usual word.
        self._whole_areas, self._whole_formations = _whole(areas), _whole(formations)
        self._parents = {formation.id: formation.parent for formation in case.formations}

    def areas(self, text: str) -> tuple[str, ...]:
        """The areas that a sentence names, in the order of the sentence."""
        found: dict[str, None] = {hit.label: None for hit in self._whole_areas.find(words_of(text))}
        for word in _capitalised(text):
            ids = next((ids for name, ids in self._areas.items() if same(name, word)), [])
            # A word that many areas share, such as that of the region, is none of them.
            if len(ids) == 1:
                found[ids[0]] = None
        return tuple(found)

    def formation(self, text: str) -> str | None:
        """The formation that a sentence names: that of its number and echelon, or else of most of its names."""
        words = words_of(text)
        echelons = echelons_in(words)
        for at in range(len(words)):
            number, near = number_at(words, at, echelons)
            if number and near and (id := _first(self._numbered.get((number, near), []))):
                return id
            if id := self._alone(words, at, near):
                return id
        if id := self._garrison(text, words):
            return id
        if whole := self._whole_formations.find(words):
            return whole[0].label
        spoken = list(dict.fromkeys(_capitalised(text)))
        return next((id for owners in self._formations if (id := self._most_named(spoken, owners))), None)

    def _most_named(self, spoken: Iterable[str], owners: Mapping[str, Sequence[str]]) -> str | None:
        """The formation that has most of the words in its name, or the one above several."""
        counts: dict[str, int] = {}
        for word in spoken:
            ids = next((ids for name, ids in owners.items() if same(name, word)), ())
            for id in ids if len(ids) <= 3 else ():
                counts[id] = counts.get(id, 0) + 1
        best = [id for id, count in counts.items() if count == max(counts.values())]
        return best[0] if len(best) == 1 else self.above(best) if best else None

    def _alone(self, words: Sequence[str], at: int, near: str | None) -> str | None:
        """The formation that a number without an echelon stands for, if it can be that of one formation only."""
        found = _ALONE.fullmatch(words[at])
        if near or not found or int(found["number"]) <= _DAYS:
            return None
        if words[at].isascii() and words[at - 1 : at] != ["the"]:
            return None
        ids = {
            id for (number, _), owners in self._numbered.items() if number == int(found["number"]) for id, _ in owners
        }
        return ids.pop() if len(ids) == 1 else None

    def _garrison(self, text: str, words: Sequence[str]) -> str | None:
        """The formation that is the garrison of an area which a sentence names: the only one that stands there."""
        if not any(_GARRISON.match(word) for word in words):
            return None
        inside = [f.id for f in self.case.formations if f.area in self.areas(text) and f.strength]
        return inside[0] if len(inside) == 1 else None

    def spoken_of(self, text: str, before: Sequence[str], last: str | None) -> str | None:
        """The formation that "the brigade" means: the last of its echelon among those named before, in their order.

        "Its commander" is of the formation that the sentence before is about, `last`. None where a number stands with
        the echelon, or, in English and German, no article.
        """
        words = words_of(text)
        whose = next((at for at, word in enumerate(words[:FIRST_WORDS]) if word in _WHOSE), None)
        # "According to him" is, in three of the languages, "by his words".
        if last and whose is not None and not _SAID & set(words[whose + 1 : whose + 2]):
            return last
        echelons = echelons_in(words)
        kinds = {f.id: f.echelon for f in self.case.formations}
        for at, echelon in echelons.items():
            # German "des Regiments" is one regiment.
            several = words[at].endswith(_PLURAL) and "des" not in words[max(at - 2, 0) : at]
            if echelon not in _SPOKEN_OF or several or not _definite(words, at):
                continue
            numbers = (place for place in range(max(at - NEAR, 0), at) if NUMBERED.fullmatch(words[place]))
            if any(next_echelon(words, place, echelons) == echelon for place in numbers):
                continue
            if named := next((id for id in reversed(before) if kinds[id] == echelon), None):
                return named
        return None

    def speaks_of_a_unit(self, text: str) -> bool:
        """Whether a sentence speaks of a unit by its size, whichever it is."""
        return any(echelon in _SPOKEN_OF for echelon in echelons_in(words_of(text)).values())

    def standing(self, areas: Iterable[str]) -> str | None:
        """The nearest headquarters above all formations that stand in areas on the first day."""
        inside = [f.id for f in self.case.formations if f.area in set(areas) and f.strength]
        found = self.above(inside)
        return self._parents[found] if len(inside) == 1 and found else found

    def above(self, ids: Sequence[str]) -> str | None:
        """The formation itself, or the lowest one above all of several."""
        chains = [self._chain(id) for id in ids]
        return next((id for id in chains[0] if all(id in chain for chain in chains)), None) if chains else None

    def _chain(self, id: str) -> list[str]:
        chain = [id]
        while parent := self._parents.get(chain[-1]):
            chain.append(parent)
        return chain


def _capitalised(text: str) -> list[str]:
    return [sound(word) for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text) if word[0].isupper()]


def _owners(called: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """The words that tell names apart, and which ids are called so."""
    out: dict[str, list[str]] = {}
    for id, names in called.items():
        for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", " ".join(names)):
            # "Davydiv-Brid" is named by either part too.
            for part in dict.fromkeys([word, *word.split("-")]):
                spelt = sound(part)
                if part[0].isupper() and len(spelt) >= SHORTEST and not _usual(part):
                    out.setdefault(spelt, [])
                    if id not in out[spelt]:
                        out[spelt].append(id)
    return out


def _usual(word: str) -> bool:
    words = words_of(word)
    tables = (*nations(), *(lexicon(language) for language in LANGUAGES))
    return words[0] in _COMMON or bool(echelons_in(words)) or any(table.find(words) for table in tables)


def _whole(called: Mapping[str, Iterable[str]]) -> Phrases:
    return Phrases((id, name) for id, names in called.items() for name in names if len(words_of(name)) > 1)


def _definite(words: Sequence[str], at: int) -> bool:
    """Whether a word is said of what is known: it has an article, or is in a language that has none."""
    return not words[at].isascii() or bool(_DEFINITE & set(words[max(at - 2, 0) : at]))


def _own(name: str) -> str:
    """A formation's name without where it is, and what stands in brackets: "Police of Kandahar (north)" → "Police"."""
    outside = re.sub(r"\([^)]*\)", " ", name)
    inside = " ".join(re.findall(r"\(([^)]*)\)", name))
    words = re.split(r"\s+", outside)
    end = next((at for at, word in enumerate(words) if at and word in _PLACED - {"the", "and"}), len(words))
    return f"{' '.join(words[:end])} {inside}"


def _first(owners: Sequence[tuple[str, int]]) -> str | None:
    """The formation that a number is that of: the only one, or that in whose name it stands first."""
    ids = [id for id, place in owners if place == min(place for _, place in owners)]
    return ids[0] if len(ids) == 1 else None


def _numbered(formations: Mapping[str, Iterable[str]]) -> dict[tuple[int, str], list[tuple[str, int]]]:
    """Which formations have a number before a word for their echelon, and at which word of its name it stands."""
    out: dict[tuple[int, str], list[tuple[str, int]]] = {}
    for id, names in formations.items():
        for name in names:
            words = words_of(name)
            echelons = echelons_in(words)
            for at in range(len(words)):
                number, near = number_at(words, at, echelons)
                if number and near and id not in [owner for owner, _ in out.setdefault((number, near), [])]:
                    out[number, near].append((id, at))
    return out
