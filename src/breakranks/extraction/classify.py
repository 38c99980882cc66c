"""Which kind of event a sentence tells of: ridge regression on words, concepts, meanings and sides.

It is learnt from the notes of the shipped cases and the made-up sentences of examples.csv when it is first used.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise

import numpy as np
from jaxtyping import Float

from breakranks.case import load_case, shipped
from breakranks.case.types import Case
from breakranks.extraction.lexicon import concepts, everyday, examples, lexicon, meanings
from breakranks.extraction.sides import Sides, sides_of
from breakranks.extraction.words import Hit, Phrases, words_of
from breakranks.vocabulary import KINDS

STEM = 5
"""Letters of a word that are compared; what comes after them is mostly its ending."""
LEAST = 3
"""A word or a pair of words must stand in so many sentences that are learnt from."""
PENALTY = 0.9
OF_EXAMPLES = 1.0
"""What a made-up sentence counts beside a note."""
OF_LEXICON = 0.1
"""What the phrases of the lexicon add to the kind that they tell of first; half of it to the second, and so on."""
OF_OTHERS = 0.4
"""The same in other languages than English, in which all sentences are that are learnt from."""
WEIGHTS = {"w": 1.0, "k": 0.5, "f": 0.4, "x": 0.2, "m": 0.7, "p": 0.4}
"""What each group of features counts: words, concepts, the first side that is named, that side with a concept, what
words mean, and what two of them mean together."""
NOTHING = "nothing"
"""What a sentence tells of that reports nothing; no kind of the vocabulary."""
NAME, NUMBER, NOBODY = "qname", "qnum", "qnone"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the classifier sees it: words with names and numbers masked, phrases, sides and meanings."""

    words: tuple[str, ...]
    hits: tuple[Hit, ...]
    sides: tuple[Hit, ...]
    meanings: tuple[str, ...]
    language: str = "en"

    @property
    def concepts(self) -> tuple[str, ...]:
        """The concepts of the lexicon that it names, each once."""
        return tuple(dict.fromkeys(hit.label for hit in self.hits))

    def features(self) -> dict[str, float]:
        """Its features; each group has length 1 times what it counts."""
        stems = [word if word.startswith("q") else word[:STEM] for word in self.words]
        first = self.sides[0].label if self.sides else NOBODY
        groups = {
            "w": Counter([*stems, *(f"{a} {b}" for a, b in pairwise(stems))]),
            "k": Counter(self.concepts),
            "f": Counter([first]),
            "x": Counter(f"{first} {concept}" for concept in self.concepts),
            "m": Counter(self.meanings),
            "p": Counter(" ".join(pair) for pair in combinations(self.meanings, 2)),
        }
        out: dict[str, float] = {}
        for group, counts in groups.items():
            length = sum(count**0.5 for count in counts.values()) ** 0.5
            out |= {f"{group}:{name}": WEIGHTS[group] * count**0.25 / length for name, count in counts.items()}
        return out


def seen(text: str, language: str, sides: Sides, names: Sequence[str] = ()) -> Sentence:
    """A sentence of a text as the classifier sees it; `names` begin the words that name places and units."""
    words = words_of(text)
    named = sides.named(words)
    labels = {at: hit.label for hit in named for at in range(hit.first, hit.last + 1)}
    masked = tuple(
        labels[at]
        if at in labels
        else NUMBER
        if word[0].isdigit()
        else NAME
        if any(word.startswith(name) for name in names)
        else word
        for at, word in enumerate(words)
    )
    meant = tuple(sorted({hit.label for hit in meanings(language).find(masked)}))
    return Sentence(masked, tuple(lexicon(language).find(words)), tuple(named), meant, language)


@dataclass(frozen=True)
class Classifier:
    """What was learnt: a weight for each feature and kind, and how common each kind is."""

    features: Mapping[str, int]
    kinds: tuple[str, ...]
    weights: Float[np.ndarray, "features kinds"]
    common: Float[np.ndarray, " kinds"]

    def scores(self, sentence: Sentence) -> dict[str, float]:
        """How much speaks for each kind, and for `NOTHING`, the likeliest first."""
        out = 0.5 * self.common
        adds = OF_LEXICON if sentence.language == "en" else OF_OTHERS
        for name, value in _known(sentence, self.features).items():
            out = out + value * self.weights[self.features[name]]
        for concept in sentence.concepts:
            for place, kind in enumerate(concepts()[concept], start=1):
                if kind in self.kinds:
                    out[self.kinds.index(kind)] += adds / place
        order = np.argsort(-out, kind="stable")
        return {self.kinds[at]: float(out[at]) for at in order}


def learn(told: Iterable[tuple[str, Sentence, float]]) -> Classifier:
    """Learn from sentences, each with its kind and with what it counts."""
    rows = list(told)
    kinds = tuple(kind for kind in (*KINDS, NOTHING) if any(row[0] == kind for row in rows))
    counts = Counter(name for _, sentence, _ in rows for name in sentence.features())
    known = {name: at for at, name in enumerate(name for name, count in counts.items() if count >= LEAST)}
    X = np.zeros((len(rows), len(known)), np.float32)
    for row, (_, sentence, _) in enumerate(rows):
        for name, value in _known(sentence, known).items():
            X[row, known[name]] = value
    Y = np.array([[kind == row[0] for kind in kinds] for row in rows], np.float32)
    share = np.array([row[2] for row in rows], np.float32)
    common = (Y * share[:, None]).sum(0) / share.sum()
    # In the space of sentences, of which there are fewer than features.
    inner = X @ X.T + np.diag(PENALTY / share)
    weights = X.T @ np.linalg.solve(inner, Y - common)
    return Classifier(known, kinds, weights, common)


def _known(sentence: Sentence, known: Mapping[str, int]) -> dict[str, float]:
    """Those features of a sentence that are known, at length 1: many unknown words take nothing from the others."""
    features = {name: value for name, value in sentence.features().items() if name in known}
    length = sum(value**2 for value in features.values()) ** 0.5
    return {name: value / length for name, value in features.items()}


@cache
def notes_of(slug: str) -> tuple[tuple[str, Sentence, float], ...]:
    """The notes of a shipped case, as they are learnt from."""
    return notes_in(load_case(slug))


def notes_in(case: Case) -> tuple[tuple[str, Sentence, float], ...]:
    """The notes of a case, each with its kind."""
    sides, names = sides_of(case.force, case.opponent), proper_names(case)
    return tuple((event.kind, seen(event.note, "en", sides, names), 1.0) for event in case.events)


def proper_names(case: Case) -> tuple[str, ...]:
    """How the words begin by which the formations and areas of a case are called, in plain letters."""
    called = " ".join([*(f.name for f in case.formations), *(a.name for a in case.areas)])
    words = {words_of(word)[0] for word in re.findall(r"[^\W\d_]{5,}", called) if word[0].isupper()}
    common = {hit for word in words if lexicon("en").find([word]) for hit in [word]}
    return tuple(sorted(word[: max(4, len(word) - 2)] for word in words - common))


@cache
def made_up() -> tuple[tuple[str, Sentence, float], ...]:
    """The made-up sentences, as they are learnt from."""
    sides = Sides(frozenset({"Russia"}), frozenset({"Ukraine"}), Phrases(()))
    # Any two nations will do: only which side is meant is seen.
    spoken = {"{own}": "Russian", "{opp}": "Ukrainian", "{place}": "Qname"}
    out = []
    for kind, text in (*examples(), *((NOTHING, sentence) for sentence in everyday())):
        for mark, word in spoken.items():
            text = text.replace(mark, word)
        out.append((kind, seen(text, "en", sides, ["qname"]), OF_EXAMPLES))
    return tuple(out)


@cache
def classifier(without: str = "") -> Classifier:
    """The classifier that is learnt from all shipped cases but one, and from the made-up sentences."""
    notes = [note for slug in shipped() if slug != without for note in notes_of(slug)]
    return learn([*notes, *made_up()])
