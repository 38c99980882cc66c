"""Sentences that say what will happen, and how likely: judgements, which are no reports."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from breakranks.extraction.days import horizon_in
from breakranks.extraction.lexicon import asked, likelihood, times
from breakranks.extraction.words import words_of

USUAL_HORIZON = 28
"""Days within which something should happen whose author names no time."""
COULD = "could"
MOST = 2
"""So many questions one sentence is taken to answer."""
_VERB_FIRST = re.compile(
    r"(?:[A-ZÄÖÜ][a-zäöüß]+t|Sollte|Sollten) (?:er|sie|es|man|der|die|das|[A-ZÄÖÜ]\w+)\b[^,?]*, \w+"
)
"""A German condition without its word: "Verliert er die Kontrolle, brechen …"."""
_CONDITION = re.compile(r"\b(?:wenn|falls|if|unless|якщо|если)\b[^,]*,", re.IGNORECASE)
"""What is said of a condition is not said of what follows from it."""
_MONTH_MAY = re.compile(r"\d(?:st|nd|rd|th)? May\b|\bMay \d")
_BROKEN = re.compile(r"\b(?:would|could|might|may) (?:not )?have\b")
"""What could have been is no forecast."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence says of the weeks to come: questions, the word of likelihood, and the days within which."""

    questions: tuple[str, ...]
    phrase: str
    horizon: int
    note: str


def judged(sentence: str, language: str, around: Sequence[str]) -> Told | None:
    """The judgement that a sentence holds; without questions where it is about none of them, None where it is none.

    `around` are the sentences after and before it, the nearest first: they may say within which time.
    """
    words = words_of(_MONTH_MAY.sub(" ", sentence))
    hits = sorted(likelihood(language).find(words), key=lambda hit: (hit.first - hit.last, hit.first))
    condition = language == "de" and bool(_VERB_FIRST.match(sentence))
    condition |= any(hit.label == "condition" for hit in times(language).find(words))
    if not (hits or condition) or _BROKEN.search(sentence):
        return None
    found = [hit.label for hit in asked(language).find(words_of(_CONDITION.sub(" ", sentence)))]
    questions = tuple(dict.fromkeys(found))[:MOST]
    own = horizon_in(sentence, language)
    near = own or next((days for text in around if (days := horizon_in(text, language))), None)
    parts = [f"said as {' '.join(words[hits[0].first : hits[0].last + 1])}" if hits else "said under a condition"]
    if not own:
        parts.append("its time is taken from the sentences around it" if near else "no number of days was found in it")
    return Told(questions, hits[0].label if hits else COULD, near or USUAL_HORIZON, "; ".join(parts))
