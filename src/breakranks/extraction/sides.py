"""Whose nation is whose in a case: which words mean the force, and which its opponent."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from breakranks.extraction.lexicon import nations
from breakranks.extraction.words import Hit, Phrases, listed, words_of

OWN, OPPONENT, THIRD = "qown", "qopp", "qthird"
SEAT = "seat"
_PLACE = listed("in on from facing with under at near")
"""What follows these in the name of a force says where it is."""
_PARTS = re.compile(r"[,;:()/&]|\b(?:and|with|und|mit)\b", re.IGNORECASE)
_AROUND = re.compile(
    r"^\W*(?:the|die|der|das)?\s+|\s+(?:army|forces|troops|armee|streitkräfte|truppen)\W*$", re.IGNORECASE
)
"""What may stand before and behind the own name of a force."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The nations of the force and of its opponent; where the opponent is of no known nation, what he is called."""

    own: frozenset[str]
    opponent: frozenset[str]
    called: Phrases

    def named(self, words: Sequence[str]) -> list[Hit]:
        """The sides that words name, in the order of the words; a seat of government is told from a people."""
        people, seats = nations()
        found = self.called.find(words)
        found += [Hit(self._label(hit.label), hit.first, hit.last) for hit in people.find(words)]
        found += [Hit(self._label(hit.label) + SEAT, hit.first, hit.last) for hit in seats.find(words)]
        # A word of two nations, such as Turkey's, is the one of a side.
        found.sort(key=lambda hit: (hit.first, hit.label.startswith(THIRD)))
        return [hit for at, hit in enumerate(found) if not at or hit.first > found[at - 1].first]

    def _label(self, nation: str) -> str:
        return OWN if nation in self.own else OPPONENT if nation in self.opponent else THIRD


def sides_of(force: str, opponent: str) -> Sides:
    """The sides of a case whose force and opponent are called so."""
    own = _nations(force)
    other = _nations(opponent) - own
    names = () if other else (_AROUND.sub("", f" {part} ").strip() for part in _PARTS.split(opponent))
    return Sides(own, other, Phrases((OPPONENT, name) for name in names))


def _nations(name: str) -> frozenset[str]:
    words = words_of(re.split(r"[,;:(]", name)[0]) or words_of(name)
    end = next((at for at, word in enumerate(words) if word in _PLACE), len(words))
    return _found(words[:end]) or _found(words_of(name))


def _found(words: Sequence[str]) -> frozenset[str]:
    return frozenset(hit.label for phrases in nations() for hit in phrases.find(words))
